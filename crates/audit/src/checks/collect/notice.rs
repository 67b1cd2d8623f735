//! The notice at collection: at the form, or on the page whose trackers collect.

use crate::answer::Answer;
use crate::case::{Case, not_typing};
use crate::evidence;
use crate::flows::Level;
use crate::policy::items::{self, Notice};
use crate::policy::{self};
use crate::reading::has;
use tidegate_catalog::{LinkKind, PolicyItem, Section};
use tidegate_law::Verdict;
use tidegate_types::Text;
use tidegate_types::finding::{Confidence, Evidence};
use tidegate_types::observation::{DialogKind, Field, Form, Page, PageKind, PassName, Rect};

/// A place where somebody gives data: a form, or a pop-up with fields.
struct Asking<'a> {
    page: &'a Page,
    words: String,
    links: Vec<(&'a str, &'a str)>,
    shown: Evidence,
}

/// Pages whose own purpose is a request about one's data need no notice of it.
fn own_purpose(page: &Page) -> bool {
    matches!(page.kind, PageKind::Choices | PageKind::Requests | PageKind::Policy | PageKind::CookiePolicy | PageKind::HealthPolicy)
}

fn asking<'a>(case: &Case<'a>) -> Vec<Asking<'a>> {
    let mut out = Vec::new();
    for page in case.arrived().filter(|p| !own_purpose(p)) {
        for f in page.forms.iter().filter(|f| f.visible && collects(&f.fields) && !enters(f)) {
            let near = links_beside(page, f.rect);
            let links = f.links.iter().map(|(t, h)| (t.as_str(), h.as_str())).chain(near).collect();
            out.push(Asking { page, words: f.context.clone(), links, shown: evidence::form(PassName::Arrive, page, f) });
        }
        for d in page.dialogs.iter().filter(|d| d.kind == DialogKind::Newsletter && collects(&d.fields)) {
            let links = d.links.iter().map(|(t, h)| (t.as_str(), h.as_str())).collect();
            out.push(Asking { page, words: d.text.clone(), links, shown: evidence::dialog(PassName::Arrive, page, d) });
        }
    }
    out
}

/// Fields that name or reach a person.
fn collects(fields: &[Field]) -> bool {
    fields.iter().filter(|f| f.visible).any(|f| {
        if matches!(f.kind.as_str(), "email" | "tel") {
            return true;
        }
        let words = format!("{} {} {} {}", f.label, f.placeholder, f.name.replace(['_', '-'], " "), f.autocomplete.replace('-', " "));
        !matches!(f.kind.as_str(), "hidden" | "submit" | "button" | "checkbox" | "radio" | "search") && has(&words, PERSONAL)
    })
}

const PERSONAL: &[&str] = &[
    r"e-?mail|\b(first|last|full|your|family|given) ?name\b|\bphone\b|\bmobile\b|telephone|street|\baddress\b|birth|passport|social security",
    r"邮箱|邮件|姓名|电话|手机|地址|生日|身份证|vorname|nachname|telefon|anschrift|nom complet|pr[ée]nom|t[ée]l[ée]phone|correo|apellido|tel[ée]fono",
];

/// A log-in takes nothing that the shop does not have.
fn enters(f: &Form) -> bool {
    let visible: Vec<&Field> =
        f.fields.iter().filter(|x| x.visible && !matches!(x.kind.as_str(), "checkbox" | "submit" | "button" | "hidden")).collect();
    let password = visible.iter().any(|x| x.kind == "password");
    password && visible.len() <= 2 && f.submit.as_deref().is_none_or(|s| has(s, &[r"log ?in|sign ?in|登录|anmelden|connexion|iniciar"]))
}

const BESIDE_PX: f32 = 320.0;

/// Links of the page that stand right by the form, though not inside its box.
fn links_beside(page: &Page, form: Rect) -> Vec<(&str, &str)> {
    if form.area() <= 0.0 {
        return Vec::new();
    }
    let gap = |r: Rect| (form.y - (r.y + r.h)).max(r.y - (form.y + form.h)).max(0.0);
    page.links
        .iter()
        .filter(|l| l.visible && gap(l.rect) <= BESIDE_PX)
        .filter_map(|l| Some((l.text.as_str(), l.href.as_deref()?)))
        .collect()
}

/// Is this link the way to the policy or to a notice at collection?
fn is_notice_link(case: &Case, text: &str, href: &str) -> bool {
    case.catalog.link_kinds(text, Some(href)).contains(&LinkKind::PrivacyPolicy) || has(text, TITLE)
}

const TITLE: &[&str] = &[r"notice at collection|collection notice|收集(个人信息)?(时的)?(告知|通知|声明)"];

fn told(case: &Case, a: &Asking) -> bool {
    let at_form = case.catalog.matches(Section::NoticeAtCollection, &a.words) || a.links.iter().any(|(t, h)| is_notice_link(case, t, h));
    // A conspicuous "Notice at Collection" link on the page itself (11 CCR §7012(c)(1)).
    at_form || a.page.links.iter().any(|l| l.visible && has(&l.text, TITLE))
}

/// Pages on which trackers collect, without a link or notice anywhere on them.
fn silent_trackers<'a>(case: &Case<'a>) -> Vec<&'a Page> {
    let Some(pass) = case.pass(PassName::Arrive) else { return Vec::new() };
    let collects = |i: usize| {
        pass.requests.iter().any(|r| {
            r.page == i
                && r.left_device
                && not_typing(r.stage)
                && case.flows.level(r) == Level::Data
                && case.flows.party(r).is_some_and(|p| p.essential() == Some(false))
        })
    };
    let tells = |p: &Page| {
        p.links.iter().any(|l| is_notice_link(case, &l.text, l.href.as_deref().unwrap_or_default()))
            || p.dialogs.iter().any(|d| d.links.iter().any(|(t, h)| is_notice_link(case, t, h)))
            || case.catalog.matches(Section::NoticeAtCollection, &p.text)
    };
    let arrived: Vec<&Page> = case.arrived().collect();
    pass.pages
        .iter()
        .enumerate()
        .filter(|(i, p)| arrived.iter().any(|a| std::ptr::eq(*a, *p)) && !own_purpose(p) && collects(*i) && !tells(p))
        .map(|(_, p)| p)
        .collect()
}

pub fn missing(case: &Case) -> Answer {
    if case.home().is_none() {
        return Answer::unknown("The home page could not be read", "无法读取首页");
    }
    let all = asking(case);
    let untold: Vec<&Asking> = all.iter().filter(|a| !told(case, a)).collect();
    let silent = silent_trackers(case);
    if untold.is_empty() && silent.is_empty() {
        return if all.is_empty() && case.flows.parties.is_empty() {
            Answer::not_applicable("No page that was read collects by a form or a tracker.", "已读取的页面均未通过表单或跟踪器收集数据。")
        } else {
            Answer::met(
                format!("Each of the {} forms that collect has a notice or a link to it.", all.len()),
                format!("{} 个收集数据的表单均有告知或其链接。", all.len()),
            )
        };
    }
    let urls = |pages: &mut dyn Iterator<Item = &Page>| {
        pages.map(|p| p.final_url.clone()).collect::<std::collections::BTreeSet<_>>().into_iter().take(6).collect::<Vec<_>>().join(", ")
    };
    let forms = urls(&mut untold.iter().map(|a| a.page));
    let tracked = urls(&mut silent.iter().copied());
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    if !forms.is_empty() {
        en.push(format!("a form collects personal data with no notice or link to one beside it: {forms}"));
        zh.push(format!("表单收集个人信息，旁边没有告知或其链接：{forms}"));
    }
    if !tracked.is_empty() {
        en.push(format!("trackers collect on pages without any notice or link: {tracked}"));
        zh.push(format!("页面上的跟踪器收集数据，但没有告知或链接：{tracked}"));
    }
    let mut shown: Vec<Evidence> = untold.iter().take(8).map(|a| a.shown.clone()).collect();
    shown.extend(silent.iter().take(6).map(|p| {
        evidence::element(PassName::Arrive, p, Text::new("page with trackers and no notice", "有跟踪器但无告知的页面"), Rect::default())
    }));
    // With a policy link in the footer the notice is only misplaced.
    let linked = untold.iter().all(|a| a.page.links.iter().any(|l| is_notice_link(case, &l.text, l.href.as_deref().unwrap_or_default())));
    let sure = if silent.is_empty() && linked { Confidence::Medium } else { Confidence::High };
    Answer::failed(format!("{}.", capital(&en.join("; "))), format!("{}。", zh.join(";")), shown).confidence(sure)
}

fn capital(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

pub fn incomplete(case: &Case) -> Answer {
    let told: Vec<Asking> = asking(case).into_iter().filter(|a| told(case, a)).collect();
    if told.is_empty() {
        return Answer::not_applicable(
            "There is no notice at a form to judge; see collect.notice.missing.",
            "没有可供判断的表单告知，参见 collect.notice.missing。",
        );
    }
    // A list of items at the form itself is Californian; elsewhere the policy behind the link tells them.
    let owed: Vec<&PolicyItem> = items::family(case, &["NC-"])
        .filter(|i| items::conditions(case, i) == Verdict::Yes && items::owed(case, i) != Verdict::No)
        .collect();
    if owed.is_empty() {
        return Answer::not_applicable(
            "No law that reaches the business prescribes items at the form itself.",
            "适用于本企业的法律未规定表单处告知的必备内容。",
        );
    }
    let mut faults: Vec<(&Asking, Vec<&PolicyItem>)> = Vec::new();
    for a in &told {
        let Some(text) = notice_text(case, a) else {
            return Answer::unknown("The page that a notice links to was not read", "未读取到告知所链接的页面");
        };
        let Some(notice) = in_its_language(&text, a.page) else {
            return Answer::unknown("A notice is in a language that is not read", "表单告知所用语言暂不支持解析");
        };
        if !owed.iter().any(|i| notice.reads(i)) {
            return Answer::unknown(
                "The items that are owed are not known in the notice's language",
                "表单告知所用语言暂不支持解析应载明的内容",
            );
        }
        let missing: Vec<&PolicyItem> = owed.iter().copied().filter(|i| notice.reads(i) && !notice.holds(i)).collect();
        if !missing.is_empty() {
            faults.push((a, missing));
        }
    }
    let Some((worst, missing)) = faults.iter().max_by_key(|(_, m)| m.len()) else {
        return Answer::met(
            format!("The notices at {} forms hold the items that were looked for.", told.len()),
            format!("{} 个表单处的告知载有所查内容。", told.len()),
        );
    };
    let names =
        |pick: fn(&Text) -> &str, sep: &str| missing.iter().map(|i| format!("{} ({})", pick(&i.name), i.id)).collect::<Vec<_>>().join(sep);
    let url = &worst.page.final_url;
    Answer::failed(
        format!("The notice at the form on {url}, with what it links to exactly, lacks: {}.", names(|t| &t.en, ", ")),
        format!("{url} 上表单处的告知（含其精确链接的内容）缺少：{}。", names(|t| &t.zh, "、")),
        faults.iter().take(6).map(|(a, _)| a.shown.clone()).collect(),
    )
    .confidence(Confidence::Medium)
}

/// A line too short to tell its language by is in that of its page.
fn in_its_language(text: &str, page: &Page) -> Option<Notice> {
    let tongues = policy::read_tongues([text, page.text.as_str()]);
    let told = page.lang.as_deref().map(str::to_lowercase);
    let either = told.is_none_or(|l| l.starts_with("en") || l.starts_with("zh"));
    match tongues.is_empty() {
        false => Notice::in_tongues(text, tongues),
        true => either.then(|| Notice::short(text)),
    }
}

/// The notice's own words, and what it links to exactly. A link to the top of a policy counts only where no law asks
/// for the exact section (11 CCR §7012(f) does). `None`: the linked page was not read.
fn notice_text(case: &Case, a: &Asking) -> Option<String> {
    let mut text = a.words.clone();
    let exact_only = case.row_reaches("CA-01") != Verdict::No;
    let bare = |u: &str| u.split('#').next().unwrap_or(u).trim_end_matches('/').to_owned();
    let mut wanted = false;
    let mut read = false;
    let page_links =
        a.page.links.iter().filter(|l| l.visible && has(&l.text, TITLE)).filter_map(|l| Some((l.text.as_str(), l.href.as_deref()?)));
    for (label, href) in a.links.iter().copied().chain(page_links).filter(|(t, h)| is_notice_link(case, t, h)) {
        text.push_str(" . ");
        text.push_str(label);
        let deep = href.split_once('#').is_some_and(|(_, f)| !f.is_empty() && f != "top");
        let of_policy = policy::tried(case, &[PageKind::Policy]).any(|p| bare(&p.url) == bare(href) || bare(&p.final_url) == bare(href));
        if exact_only && !deep && of_policy && !has(label, TITLE) {
            continue;
        }
        wanted = true;
        for p in case.arrived().filter(|p| bare(&p.url) == bare(href) || bare(&p.final_url) == bare(href)) {
            read = true;
            text.push_str(" . ");
            text.push_str(&p.text);
        }
    }
    // Links of the page itself count for the opt-out: it stands in the same footer as the form or on the same page.
    for l in a.page.links.iter().filter(|l| l.visible) {
        let kinds = case.catalog.link_kinds(&l.text, l.href.as_deref());
        if kinds.contains(&LinkKind::OptOut) || kinds.contains(&LinkKind::Choices) || kinds.contains(&LinkKind::OptOutOld) {
            text.push_str(" . ");
            text.push_str(&l.text);
        }
    }
    (!wanted || read).then_some(text)
}
