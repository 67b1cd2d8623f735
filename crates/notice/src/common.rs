//! What several documents say in the same words.

use crate::model::{Block, Content, Line, Section};
use crate::phrase::{self, category, list, semicolons};
use crate::reach::{Cause, Reach};
use tidegate_law::{Unit, Verdict};
use tidegate_types::profile::{Basis, Category, Collects, Contact, Recipient, Said, TollFree};
use tidegate_types::word::Word as _;
use tidegate_types::{Lang, Text};

pub const YES: (&str, &str) = ("Yes", "是");
pub const NO: (&str, &str) = ("No", "否");

/// Entries by category, in the order of the alphabet.
pub fn by_category(all: &[Collects]) -> Vec<(Category, Vec<&Collects>)> {
    let mut codes: Vec<Category> = all.iter().map(|c| c.category).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.into_iter().map(|code| (code, all.iter().filter(|c| c.category == code).collect())).collect()
}

/// Entries by form, in the order of the profile.
pub fn by_form(all: &[Collects]) -> Vec<(&str, Vec<&Collects>)> {
    let mut out: Vec<(&str, Vec<&Collects>)> = Vec::new();
    for (form, c) in all.iter().filter_map(|c| Some((c.form.as_deref()?, c))) {
        match out.iter_mut().find(|(f, _)| *f == form) {
            Some((_, entries)) => entries.push(c),
            None => out.push((form, vec![c])),
        }
    }
    out
}

/// What the form is called: its name, or its anchor.
pub fn form_name(form: &str, entries: &[&Collects]) -> Text {
    entries.iter().find_map(|c| c.form_name.as_ref()).map_or_else(|| Text::same(capital(form)), |n| n.text())
}

fn capital(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Where an entry of the profile stands: `collects.kept (A, orders)`.
pub fn field(key: &str, entries: &[&Collects]) -> String {
    let one = |c: &&Collects| c.form.as_ref().map_or(c.category.to_string(), |f| format!("{} {f}", c.category));
    format!("collects.{key} ({})", entries.iter().map(one).collect::<Vec<_>>().join(", "))
}

pub fn what(entries: &[&Collects], name: &Text) -> Line {
    let silent: Vec<&Collects> = entries.iter().filter(|c| c.what.is_none()).copied().collect();
    let told = list(entries.iter().filter_map(|c| c.what.as_ref()).map(|w| w.text()));
    with_gap(told, &silent, "what", &format!("what “{}” is here", name.en), &format!("“{}”具体包括什么", name.zh))
}

/// Words, and after them the gap of those entries that are silent.
fn with_gap(told: Text, silent: &[&Collects], key: &str, en: &str, zh: &str) -> Line {
    let line = if told.en.is_empty() { Line::default() } else { Line::default().text(told) };
    match silent {
        [] => line,
        _ if line.is_empty() => line.gap(&field(key, silent), en, zh),
        _ => line.say("; ", "；").gap(&field(key, silent), en, zh),
    }
}

pub fn purposes(entries: &[&Collects], name: &Text) -> Line {
    let silent: Vec<&Collects> = entries.iter().filter(|c| c.purposes.as_ref().is_none_or(Vec::is_empty)).copied().collect();
    let told = list(entries.iter().filter_map(|c| c.purposes.as_deref()).flat_map(phrase::all_said));
    with_gap(told, &silent, "purposes", &format!("purposes of “{}”", name.en), &format!("“{}”的用途", name.zh))
}

pub fn kept(entries: &[&Collects], name: &Text) -> Line {
    let silent: Vec<&Collects> = entries.iter().filter(|c| c.kept.is_none()).copied().collect();
    let spans: Vec<Text> = entries.iter().filter_map(|c| c.kept.as_ref()).map(|k| k.text()).collect();
    let same = spans.iter().all(|s| *s == spans[0]);
    let one = |c: &Collects| {
        let span = c.kept.as_ref()?.text();
        let of = c.form.as_deref().filter(|_| !same).map(|f| form_name(f, &[c]));
        Some(of.map_or(span.clone(), |n| Text::new(format!("{}: {}", n.en, span.en), format!("{}：{}", n.zh, span.zh))))
    };
    let told = semicolons(entries.iter().filter_map(|c| one(c)));
    with_gap(told, &silent, "kept", &format!("retention of “{}”", name.en), &format!("“{}”的保存期限", name.zh))
}

/// Is what these entries hold sold (or shared)? One yes is a yes; silence is filled by the business's own word only
/// where that word is no.
fn any(entries: &[&Collects], pick: fn(&Collects) -> Option<bool>, business: Option<bool>) -> Option<bool> {
    let all: Vec<Option<bool>> = entries.iter().map(|c| pick(c).or(business.filter(|b| !b))).collect();
    if all.contains(&Some(true)) { Some(true) } else { all.iter().all(|a| *a == Some(false)).then_some(false) }
}

pub fn sold(r: &Reach, entries: &[&Collects]) -> Option<bool> {
    any(entries, |c| c.sold, r.matter.profile.business.sells)
}

pub fn shared(r: &Reach, entries: &[&Collects]) -> Option<bool> {
    any(entries, |c| c.shared, r.matter.profile.business.shares_for_ads)
}

pub fn sold_line(r: &Reach, entries: &[&Collects], name: &Text) -> Line {
    yes_no(sold(r, entries), &field("sold", entries), &format!("is “{}” sold?", name.en), &format!("“{}”是否出售", name.zh))
}

/// Of a shared category it matters which part, and whether only of those who agreed.
pub fn shared_line(r: &Reach, entries: &[&Collects], name: &Text) -> Line {
    let parts: Vec<&Collects> = entries.iter().filter(|c| c.shared == Some(true)).copied().collect();
    let against = entries.first().map(|c| unshared(r, c.category)).unwrap_or_default();
    if let Some(first) = entries.first().filter(|_| !against.is_empty()) {
        let says = register_says(&against, first.category);
        return Line::default().gap(&field("shared", entries), says.en, says.zh);
    }
    if parts.is_empty() {
        let ask = (format!("is “{}” shared for ads?", name.en), format!("“{}”是否为广告共享", name.zh));
        return yes_no(shared(r, entries), &field("shared", entries), &ask.0, &ask.1);
    }
    let of =
        if parts.len() < entries.len() { list(parts.iter().filter_map(|c| c.what.as_ref()).map(|w| w.text())) } else { Text::same("") };
    let line = if of.en.is_empty() { Line::of(YES.0, YES.1) } else { Line::of("Yes: ", "是：").text(of) };
    if only_agreed(&parts) { line.say(", only if you agree", "，仅在您同意后") } else { line }
}

pub fn only_agreed(parts: &[&Collects]) -> bool {
    !parts.is_empty() && parts.iter().all(|c| c.basis == Some(Basis::Consent))
}

fn yes_no(answer: Option<bool>, field: &str, en: &str, zh: &str) -> Line {
    match answer {
        Some(true) => Line::of(YES.0, YES.1),
        Some(false) => Line::of(NO.0, NO.1),
        None => Line::default().gap(field, en, zh),
    }
}

/// Do the entry's words name this recipient, or its kind?
pub fn goes_to(c: &Collects, x: &Recipient) -> bool {
    let names = |w: &Said| {
        let all = w.all().to_lowercase();
        all.contains(&x.name.to_lowercase()) || x.kind.as_ref().is_some_and(|k| k == w || all.contains(&k.get(Lang::En).to_lowercase()))
    };
    c.disclosed_to.iter().flatten().any(names)
}

fn receives(x: &Recipient, code: Category) -> bool {
    x.receives.iter().flatten().any(|w| w == code.as_str())
}

fn of_category<'p>(r: &Reach<'p>, code: Category) -> impl Iterator<Item = &'p Collects> {
    r.matter.profile.collects.iter().filter(move |c| c.category == code)
}

/// Recipients that advertise with the category, by the register, though no entry of it is shared or sold.
fn unshared<'p>(r: &Reach<'p>, code: Category) -> Vec<&'p Recipient> {
    if of_category(r, code).any(|c| c.shared == Some(true) || c.sold == Some(true)) {
        return Vec::new();
    }
    let p = r.matter.profile;
    // A third party without words, or an advertiser without a role, may be what the business shares with.
    let silent = |x: &Recipient| x.third() && x.purpose.is_none() && x.kind.is_none() || x.role.is_none() && x.for_ads();
    let may = |x: &Recipient| p.business.shares_for_ads == Some(true) && silent(x);
    p.register().filter(|x| receives(x, code) && (x.advertises() || may(x))).collect()
}

/// Recipients of the category, by the register, that no entry of it names.
pub fn unnamed<'p>(r: &Reach<'p>, code: Category) -> Vec<&'p Recipient> {
    r.matter.profile.register().filter(|x| receives(x, code) && !of_category(r, code).any(|c| goes_to(c, x))).collect()
}

/// What the register says against an entry.
pub fn register_says(who: &[&Recipient], code: Category) -> Text {
    let name = category(code);
    let one = |x: &&Recipient| match &x.purpose {
        Some(why) => {
            let why = why.text();
            Text::new(
                format!("the register says that {} receives “{}” to {}", x.name, name.en, why.en),
                format!("登记册写明 {} 接收“{}”，用途：{}", x.name, name.zh, why.zh),
            )
        }
        None => Text::new(
            format!("the register says that {} receives “{}”", x.name, name.en),
            format!("登记册写明 {} 接收“{}”", x.name, name.zh),
        ),
    };
    semicolons(who.iter().map(one))
}

/// Categories that go to recipients of the register, and that no entry tells of.
pub fn untold(r: &Reach, cause: Cause) -> Option<Block> {
    let p = r.matter.profile;
    if p.collects.is_empty() {
        return None;
    }
    let codes = Category::ALL.iter().map(|(_, code)| *code);
    let lines: Vec<Line> = codes
        .filter(|code| of_category(r, *code).next().is_none())
        .filter_map(|code| {
            let who: Vec<&Recipient> = p.register().filter(|x| receives(x, code)).collect();
            let says = register_says(&who, code);
            let (en, zh) = (format!("{}; no [[collects]] tells of it", says.en), format!("{}；但没有相应的 [[collects]]", says.zh));
            (!who.is_empty()).then(|| Line::default().gap(&format!("collects ({code})"), en, zh))
        })
        .collect();
    if lines.is_empty() { None } else { r.block(cause, Content::List(lines)) }
}

/// No category was told at all.
pub fn no_entries(r: &Reach, cause: Cause) -> Option<Block> {
    let line = Line::default().gap(
        "collects",
        "the categories of personal information that are collected, each with what, purposes, sources, kept",
        "所收集的个人信息类别，每类写明内容、用途、来源与保存期限",
    );
    r.para(cause, line)
}

/// "write to a@b.c, or call +1 … (toll-free)".
pub fn ways(c: &Contact) -> Line {
    let mut parts: Vec<Line> = Vec::new();
    if let Some(form) = c.request_form.as_deref() {
        let label = Text::new("request form", "请求表单");
        parts.push(Line::of("use the ", "填写").page(label, Some(form), "contact.request_form", "the request form", "请求表单"));
    }
    if let Some(mail) = &c.email {
        parts.push(Line::of("write to ", "发邮件至 ").link(Text::same(mail.as_str()), &format!("mailto:{mail}")));
    }
    if let Some((number, free)) = telephone(c) {
        let free = if free { Text::new(" (toll-free)", "（免费电话）") } else { Text::same("") };
        parts.push(Line::of("call ", "致电 ").text(Text::same(number)).text(free));
    }
    if parts.is_empty() {
        return Line::default().gap("contact.email", "how to reach the business: e-mail, telephone or form", "联系方式：邮箱、电话或表单");
    }
    let last = parts.len() - 1;
    let mut out = Line::default();
    for (i, part) in parts.into_iter().enumerate() {
        let sep = if i == 0 {
            Text::same("")
        } else if i == last {
            Text::new(", or ", "，或")
        } else {
            Text::new(", ", "，")
        };
        out = out.text(sep).then(part);
    }
    out
}

/// The number to call, and whether it costs nothing.
pub fn telephone(c: &Contact) -> Option<(&str, bool)> {
    match (&c.toll_free, &c.phone) {
        (Some(TollFree::Number(n)), _) => Some((n, true)),
        (Some(TollFree::Phone(free)), Some(p)) => Some((p, *free)),
        (_, Some(p)) => Some((p, false)),
        _ => None,
    }
}

/// The opt-out link under a title that the law fixes.
pub fn opt_out_link(r: &Reach) -> Line {
    let c = &r.matter.profile.contact;
    let fixed: Vec<&str> =
        ["CA-13", "CA-16"].iter().filter_map(|id| r.row(id)).flat_map(|row| row.strings.iter().map(String::as_str)).collect();
    let wanted = c.opt_out_title.as_deref();
    let title = match wanted {
        Some(t) => fixed.iter().find(|f| **f == t).copied(),
        None => r.exact("CA-13"),
    };
    let Some(title) = title else {
        let all = fixed.join(" | ");
        return Line::default().gap(
            "contact.opt_out_title",
            format!("one of the titles that the law fixes: {all}"),
            format!("法律规定的标题之一：{all}"),
        );
    };
    let (en, zh) = (format!("the page behind “{title}”"), format!("“{title}”链接所指页面"));
    Line::default().page(Text::same(title), c.opt_out_page.as_deref(), "contact.opt_out_page", en, zh)
}

const OPT_OUT: Cause = &[
    ("CA-13", &["NO-01", "NO-02"]),
    ("CA-37", &["PP-CA-15", "PP-CA-20"]),
    ("CA-44", &["PP-CA-20"]),
    ("VA-9", &["ST-09"]),
    ("*OPT", &["ST-09"]),
];

/// Is there a sale or sharing out of which some law lets people opt, or may there be?
pub fn sells_or_shares(r: &Reach) -> bool {
    r.sale() != Verdict::No && (r.may("CA-13") || r.may("VA-9") || !r.of_states("OPT").is_empty())
}

/// The notice of the right to opt out (11 CCR §7013), as the policy and its own page carry it.
pub fn opt_out(r: &Reach, s: &mut Section) {
    if !sells_or_shares(r) {
        return;
    }
    let line = Line::lead("Notice of right to opt out.", "选择退出权通知。")
        .say(
            "You have the right to opt out of the sale or sharing of your personal information, and of targeted advertising. To opt out, use the form behind this link: ",
            "您有权选择退出个人信息的出售或共享，也有权退出定向广告。请点击下列链接，使用其中的表单退出：",
        )
        .then(opt_out_link(r))
        .say(". ", "。");
    s.add(r.para(OPT_OUT, line));
    let days = r.number("CA-22", Unit::BusinessDays);
    let months = r.number("CA-24", Unit::Months);
    s.add(r.para(
        &[("CA-21", &[]), ("CA-22", &[]), ("CA-24", &[])],
        Line::of(
            format!("You need no account and no proof of identity. Sale and sharing stop at the latest {days} business days after you ask. You will not be asked to agree again for {months} months."),
            format!("您无须注册账户，也无须证明身份。最迟在您提出请求后 {days} 个工作日内停止出售与共享。此后 {months} 个月内不会再次请您同意。"),
        ),
    ));
}

const SIGNALS: Cause = &[("CA-17", &[]), ("CA-37", &["PP-CA-23"]), ("CA-44", &["PP-CA-23"]), ("CO-2", &["OP-06"]), ("*SIG", &[])];

/// What a browser's signal does.
pub fn signals(r: &Reach, s: &mut Section) {
    let p = &r.matter.profile.policy;
    if sells_or_shares(r) {
        let line = Line::default().sentences(
            p.opt_out_signals.as_ref(),
            "policy.opt_out_signals",
            "what happens on an opt-out preference signal: for the browser, the device, the account and offline, and how to send one",
            "收到选择退出偏好信号时如何处理：浏览器、设备、账户及线下，以及如何发送该信号",
        );
        s.add(r.para(SIGNALS, line));
        if let Some(shown) = r.exact("CA-18") {
            s.add(r.para(&[("CA-18", &[])], shown_line(p.opt_out_shown, shown)));
        }
    }
    // Another signal with another answer: it must not read as if it denied the sentences before.
    let line = Line::lead("Do Not Track.", "“请勿追踪”信号。").sentences(
        p.do_not_track.as_ref(),
        "policy.do_not_track",
        "how the site answers a “Do Not Track” signal",
        "网站如何响应“请勿追踪（Do Not Track）”信号",
    );
    s.add(r.para(&[("CO-2", &["OP-06"])], line));
}

fn shown_line(shown: Option<bool>, words: &str) -> Line {
    match shown {
        Some(true) => Line::of(format!("You then see “{words}” on the page."), format!("处理后，页面会显示“{words}”。")),
        _ => Line::default().gap(
            "policy.opt_out_shown",
            format!("does the page show that the signal was processed, for instance “{words}”?"),
            format!("页面是否显示信号已处理，例如“{words}”"),
        ),
    }
}

/// The notice of financial incentive (11 CCR §7016).
pub fn incentive(r: &Reach, s: &mut Section) {
    if r.verdict("CA-30") == Verdict::No {
        return;
    }
    let i = &r.matter.profile.incentive;
    let categories = i.categories.as_ref().filter(|c| !c.is_empty()).map(|c| list(c.iter().map(|c| category(*c))));
    let terms =
        Line::lead("Material terms.", "主要条款。").sentences(i.terms.as_ref(), "incentive.terms", "the material terms", "主要条款");
    let terms = match categories {
        Some(names) => terms.say("The categories of personal information are: ", "涉及的个人信息类别：").text(names).say(".", "。"),
        None => terms.gap("incentive.categories", "the categories of personal information given for it", "换取优惠所提供的个人信息类别"),
    };
    s.add(r.para(
        &[("CA-30", &["NF-01"])],
        Line::lead("Summary.", "概述。").sentences(i.offer.as_ref(), "incentive.offer", "what is offered", "提供的优惠"),
    ));
    s.add(r.para(&[("CA-30", &["NF-02"])], terms));
    s.add(r.para(
        &[("CA-30", &["NF-03"])],
        Line::lead("How to opt in.", "如何加入。").sentences(i.join.as_ref(), "incentive.join", "how to opt in", "如何加入"),
    ));
    s.add(r.para(
        &[("CA-30", &["NF-04"])],
        Line::lead("How to withdraw at any time.", "如何随时退出。").sentences(
            i.leave.as_ref(),
            "incentive.leave",
            "how to withdraw at any time",
            "如何随时退出",
        ),
    ));
    s.add(
        r.para(
            &[("CA-30", &["NF-05"]), ("CA-29", &[])],
            Line::lead("Value of your data.", "信息的价值。")
                .sentences(i.value.as_ref(), "incentive.value", "the good-faith estimate of the data's value", "对信息价值的善意估算")
                .sentences(
                    i.method.as_ref(),
                    "incentive.method",
                    "how the value was estimated, and that the benefit is reasonably related to it",
                    "估算方法，以及优惠与该价值的合理关系",
                ),
        ),
    );
}
