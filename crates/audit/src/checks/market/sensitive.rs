//! Pages whose visit tells something sensitive, and who was told of it.

use crate::answer::Answer;
use crate::case::{Case, not_typing, readable};
use crate::evidence::{self, cut};
use crate::flows::Level;
use crate::leak::decoded;
use crate::policy::items;
use std::collections::BTreeSet;
use tidegate_catalog::fold;
use tidegate_law::Verdict;
use tidegate_types::finding::{Confidence, EvidenceKind};
use tidegate_types::observation::{Page, PageKind, PassName, Request};
use tidegate_types::{Evidence, Text};

/// What tells the subject of a page: its title, its first headings, its address. Not its text: menus name everything.
fn subject<'a>(case: &Case<'a>, page: &Page) -> Option<&'a Text> {
    let address = url::Url::parse(&page.final_url).map(|u| format!("{} {}", u.path(), u.query().unwrap_or_default())).unwrap_or_default();
    let address = decoded(&address).replace(['-', '_', '/', '=', '&', '.'], " ");
    let heads = page.headings.iter().filter(|h| h.level == 1).take(2).map(|h| h.text.as_str());
    heads.chain([name_of(&page.title), address.as_str()]).find_map(|told| case.catalog.tells_of(told)).map(|t| t.name)
}

/// The page's own part of its title: "Prenatal vitamins | Shop".
fn name_of(title: &str) -> &str {
    let end = [" | ", " – ", " — ", " - ", "_"].iter().filter_map(|sep| title.find(sep)).min().unwrap_or(title.len());
    title[..end].trim()
}

/// What in a request would tell which page it was: its path, its search words, its name.
fn marks(page: &Page) -> Vec<String> {
    let mut out = BTreeSet::new();
    if let Ok(u) = url::Url::parse(&page.final_url) {
        let path = decoded(u.path());
        if path.trim_matches('/').len() >= 5 {
            out.insert(fold(path.trim_end_matches('/')));
        }
        out.extend(u.query_pairs().map(|(_, v)| fold(&v)).filter(|v| v.chars().count() >= 5));
    }
    let heading = page.headings.iter().find(|h| h.level == 1).map(|h| h.text.as_str());
    out.extend([name_of(&page.title), heading.unwrap_or_default()].into_iter().map(fold).filter(|n| n.chars().count() >= 5));
    out.into_iter().collect()
}

fn tells(r: &Request, marks: &[String]) -> bool {
    let referer = r.headers.get("referer").map(String::as_str).unwrap_or_default();
    let hay = fold(&format!("{} {} {}", decoded(&r.url), r.body.as_deref().map(decoded).unwrap_or_default(), decoded(referer)));
    marks.iter().any(|m| hay.contains(m.as_str()))
}

fn visited(kind: PageKind) -> bool {
    matches!(kind, PageKind::Product | PageKind::Category | PageKind::Search | PageKind::Cart | PageKind::Other)
}

struct Told<'a> {
    pass: PassName,
    subject: &'a Text,
    who: String,
    evidence: Evidence,
}

pub fn leaked(case: &Case) -> Answer {
    let mut looked = 0;
    let mut told: Vec<Told> = Vec::new();
    // Agreeing to cookies is no agreement to this; but what was sent before any agreement weighs more.
    for name in [PassName::Arrive, PassName::Control, PassName::Accept] {
        let Some(pass) = case.pass(name).filter(|_| case.usable(name)) else { continue };
        let subjects: Vec<_> = pass.pages.iter().map(|p| page_subject(case, p)).collect();
        looked += subjects.iter().flatten().count();
        for r in pass.requests.iter().filter(|r| r.left_device && not_typing(r.stage)) {
            let Some(party) = case.flows.party(r) else { continue };
            if !super::watches(case, party) || case.flows.level(r) != Level::Data {
                continue;
            }
            let page = subjects.get(r.page).and_then(Option::as_ref).filter(|(_, marks)| tells(r, marks));
            let of_page = page.map(|(subject, _)| (*subject, evidence::request(name, r)));
            if let Some((subject, evidence)) = of_page.or_else(|| of_event(case, name, r)) {
                told.push(Told { pass: name, subject, who: party.name().to_owned(), evidence });
            }
        }
    }
    let Some(first) = told.first() else { return nothing(case, looked) };
    let who = told.iter().map(|t| t.who.as_str()).collect::<BTreeSet<_>>().into_iter().take(8).collect::<Vec<_>>().join(", ");
    let before = told.iter().any(|t| t.pass != PassName::Accept);
    let mut shown: Vec<Evidence> = told.iter().map(|t| t.evidence.clone()).collect();
    shown.truncate(12);
    Answer::failed(
        format!("What a visitor looked at, sought or answered about {} was told to {}.", first.subject.en, cut(&who, 200)),
        format!("访问者浏览、搜索或回答的涉及{}的内容被发送给 {}。", first.subject.zh, cut(&who, 200)),
        shown,
    )
    .confidence(if before { Confidence::High } else { Confidence::Medium })
}

/// The subject of a page that somebody chose to visit, and what would tell a request's receiver which page it was.
fn page_subject<'a>(case: &Case<'a>, page: &Page) -> Option<(&'a Text, Vec<String>)> {
    let subject = subject(case, page).filter(|_| visited(page.kind) && readable(page))?;
    Some((subject, marks(page)))
}

/// What a request tells by itself, whatever page it was sent from: a product looked at, a search, an answer.
fn of_event<'a>(case: &Case<'a>, pass: PassName, r: &Request) -> Option<(&'a Text, Evidence)> {
    let event = case.catalog.sensitive_event(&r.url, r.body.as_deref())?;
    let host = r.host().map(|h| h.to_string()).unwrap_or_default();
    let (what, value) = (cut(&event.parameter, 60), cut(&event.value, 160));
    let (en, zh) = (format!("`{what}` = “{value}” to {host}"), format!("向 {host} 发送 `{what}` =“{value}”"));
    Some((event.telling.name, evidence::seen(pass, EvidenceKind::Request, en, zh)))
}

fn nothing(case: &Case, looked: usize) -> Answer {
    if looked > 0 {
        return Answer::met(
            format!("{looked} visits to pages on sensitive subjects told no advertising, analytics or recording party which page it was."),
            format!("{looked} 次访问敏感主题页面时，未向广告、分析或录制方透露所访问的页面。"),
        );
    }
    if !case.usable(PassName::Arrive) {
        return Answer::Unknown(case.why_not(PassName::Arrive));
    }
    match items::condition(case, "sensitive") {
        Verdict::No => Answer::not_applicable(
            "The profile says that no sensitive data is handled, and no page visited is on a sensitive subject.",
            "企业档案声明不处理敏感个人信息，所访问的页面也不涉及敏感主题。",
        ),
        _ => Answer::unknown("None of the pages that were visited is on a sensitive subject", "所访问的页面均不涉及敏感主题"),
    }
}
