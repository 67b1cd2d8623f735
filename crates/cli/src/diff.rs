//! `tidegate diff`: what changed between two audits of a store.

use crate::Done;
use crate::args::DiffArgs;
use crate::end::{End, Fault, input};
use std::path::Path;
use tidegate_audit::diff::{Change, Diff, State, diff};
use tidegate_audit::html;
use tidegate_types::{Host, Lang, Report, Status};

/// Larger than any report.
const MAX_REPORT: u64 = 256 << 20;

pub fn run(args: &DiffArgs, lang: Lang) -> Done {
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let host = |r: &Report| Host::of_url(&r.store.url);
    if host(&old) != host(&new) && !args.force {
        return Err(input(format!(
            "{} is of {} and {} is of {}: two stores; compare them all the same with --force",
            args.old.display(),
            old.store.url,
            args.new.display(),
            new.store.url
        )));
    }
    let found = diff(&old, &new);
    if args.json {
        println!("{}", serde_json::to_string_pretty(&found).map_err(anyhow::Error::from)?);
    } else {
        print!("{}", told(&found, lang));
    }
    Ok(if args.fail_on_new && !found.failed_newly.is_empty() { End::Findings } else { End::Done })
}

/// A report.json, or the folder that holds one.
fn read(path: &Path) -> Result<Report, Fault> {
    let file = if path.is_dir() { path.join("report.json") } else { path.to_owned() };
    let unread = |why: String| input(format!("{} cannot be read: {why}; name a report.json or the folder of an audit", file.display()));
    let size = std::fs::metadata(&file).map_err(|e| unread(e.to_string()))?.len();
    if size > MAX_REPORT {
        return Err(unread(format!("it has {size} bytes, more than any report")));
    }
    let text = std::fs::read(&file).map_err(|e| unread(e.to_string()))?;
    serde_json::from_slice(&text).map_err(|e| input(format!("{} is no report of tidegate: {e}", file.display())))
}

fn told(d: &Diff, lang: Lang) -> String {
    let say = |en: &str, zh: &str| match lang {
        Lang::En => en.to_owned(),
        Lang::Zh => zh.to_owned(),
    };
    let mut out = format!("{}\n{} → {}\n", d.store, d.old.audited_at, d.new.audited_at);
    if d.law_changed {
        let (old, new) = (format!("{} {}", d.old.law_version, d.old.law_date), format!("{} {}", d.new.law_version, d.new.law_date));
        out += &say("The law differs, so a change may not be the store's:", "所用法律数据不同，变化不一定来自店铺：");
        out += &format!(" {old} → {new}\n");
    }
    for pass in &d.passes_not_comparable {
        out += &format!("{} {pass}\n", say("Seen whole in one of the two only:", "仅其中一次完整观察："));
    }
    for (title, list) in [
        (say("Fails now", "新出现的不符合项"), &d.failed_newly),
        (say("Fails no more", "不再不符合"), &d.no_longer_failed),
        (say("Fails otherwise", "程度有变"), &d.changed),
    ] {
        out += &format!("\n{title}: {}\n", list.len());
        list.iter().for_each(|c| out += &line(c, lang));
    }
    for (title, list) in [
        (say("Third parties, new", "新增第三方"), &d.third_parties_new),
        (say("Third parties, gone", "消失的第三方"), &d.third_parties_gone),
        (say("Third parties' cookies, new", "新增的第三方 Cookie"), &d.cookies_new),
        (say("Third parties' cookies, gone", "消失的第三方 Cookie"), &d.cookies_gone),
    ] {
        if !list.is_empty() {
            out += &format!("\n{title}: {}\n", list.join(", "));
        }
    }
    out
}

fn line(c: &Change, lang: Lang) -> String {
    let law = match (c.law_differs, lang) {
        (false, _) => "",
        (true, Lang::En) => " (the law cited differs)",
        (true, Lang::Zh) => "（所引法条不同）",
    };
    format!("  {}  {}  {} → {}{law}\n", c.check, c.title.get(lang), word(c.before, lang), word(c.now, lang))
}

/// What a failure weighs; of any other answer, which it is.
fn word(s: Option<State>, lang: Lang) -> &'static str {
    match s {
        None => "–",
        Some(s) if s.status == Status::Failed => html::severity(s.severity, lang),
        Some(s) => html::status(s.status, lang),
    }
}
