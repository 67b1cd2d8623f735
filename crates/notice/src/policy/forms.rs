//! One part for each form: the notice at collection, to which the form links exactly.

use crate::common::{
    by_form, field, form_name, kept, opt_out_link, purposes, register_says, sells_or_shares, shared_line, sold_line, unnamed, what,
};
use crate::model::{Content, Line, Section};
use crate::phrase::{self, basis, category, list};
use crate::reach::{Cause, Reach};
use tidegate_types::profile::Collects;

pub const ENTRY: Cause = &[
    ("CA-01", &["NC-01", "NC-02", "NC-03"]),
    ("CA-02", &["NC-04"]),
    ("EU-9", &["EU-N04", "EU-N06", "EU-N08"]),
    ("UK-13", &["EU-N04", "EU-N06", "EU-N08"]),
];

pub fn write(r: &Reach) -> Vec<Section> {
    let forms = by_form(&r.matter.profile.collects);
    if forms.is_empty() {
        return Vec::new();
    }
    let mut top = Section::new("notices", "Notices for each form", "各表单的收集告知");
    top.add(r.para(
        &[("CA-01", &["NC-06"]), ("EU-9", &[]), ("UK-13", &[])],
        Line::of("Each form links to its own part here.", "每个表单都链接到此处的对应部分。"),
    ));
    if top.blocks.is_empty() {
        return Vec::new();
    }
    let mut out = vec![top];
    out.extend(forms.iter().map(|(form, entries)| part(r, form, entries)));
    out
}

pub fn part(r: &Reach, form: &str, entries: &[&Collects]) -> Section {
    let mut s = Section::part(format!("notice-{form}"), form_name(form, entries));
    let lines = entries.iter().map(|c| entry_line(r, c)).collect();
    s.add(r.block(ENTRY, Content::List(lines)));
    if sells_or_shares(r) {
        let line = Line::of("To opt out of sale and sharing: ", "选择退出出售与共享：").then(opt_out_link(r)).say(".", "。");
        s.add(r.para(&[("CA-01", &["NC-05"]), ("CA-13", &["NC-05"])], line));
    }
    s
}

/// One category on one form.
pub fn entry_line(r: &Reach, c: &Collects) -> Line {
    let name = category(c.category);
    let one = [c];
    let mut line = Line::default().strong(name.clone()).say(": ", "：").then(what(&one, &name)).say(". ", "。");
    line = line.say("We use it to ", "用途：").then(purposes(&one, &name)).say(". ", "。");
    line = line.say("How long we keep it: ", "保存期限：").then(kept(&one, &name)).say(". ", "。");
    line = line.say("Sold: ", "是否出售：").then(sold_line(r, &one, &name)).say(". ", "。");
    line = line.say("Shared for ads: ", "是否为广告共享：").then(shared_line(r, &one, &name)).say(". ", "。");
    let unnamed = unnamed(r, c.category);
    let says = register_says(&unnamed, c.category);
    line = match c.disclosed_to.as_deref() {
        Some([]) if !unnamed.is_empty() => line.gap(&field("disclosed_to", &one), says.en, says.zh).say(" ", ""),
        Some([]) => line.say("Nobody else receives it. ", "没有其他接收方。"),
        Some(who) => {
            let line = line.say("Recipients: ", "接收方：").text(list(phrase::all_said(who)));
            let line = if unnamed.is_empty() { line } else { line.say("; ", "；").gap(&field("disclosed_to", &one), says.en, says.zh) };
            line.say(". ", "。")
        }
        None => {
            line.gap(&field("disclosed_to", &one), format!("who receives “{}”", name.en), format!("“{}”的接收方", name.zh)).say(" ", "")
        }
    };
    if r.may("EU-9") || r.may("UK-13") {
        line = match c.basis {
            Some(b) => line.say("Legal basis: ", "法律依据：").text(basis(b)).say(".", "。"),
            None => line.gap(&field("basis", &one), format!("the legal basis of “{}”", name.en), format!("“{}”的法律依据", name.zh)),
        };
    }
    line
}
