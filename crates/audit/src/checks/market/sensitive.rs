//! Pages whose visit tells something sensitive, and who was told of it.

use crate::answer::Answer;
use crate::case::{Case, not_typing, readable};
use crate::evidence::{self, cut};
use crate::flows::Level;
use crate::leak::decoded;
use crate::policy::items;
use std::collections::BTreeSet;
use tidegate_catalog::{Section, fold};
use tidegate_law::Verdict;
use tidegate_types::Evidence;
use tidegate_types::finding::Confidence;
use tidegate_types::observation::{Page, PageKind, PassName, Request};

const SUBJECTS: [(Section, &str, &str); 4] = [
    (Section::SensitiveHealth, "health", "健康"),
    (Section::SensitiveSexLife, "sex life", "性生活"),
    (Section::SensitiveChildren, "a known child", "儿童"),
    (Section::SensitiveBelief, "belief or affiliation", "信仰或政治归属"),
];

/// What tells the subject of a page: its title, its first headings, its address. Not its text: menus name everything.
fn subject(case: &Case, page: &Page) -> Option<(&'static str, &'static str)> {
    let address = url::Url::parse(&page.final_url).map(|u| format!("{} {}", u.path(), u.query().unwrap_or_default())).unwrap_or_default();
    let address = decoded(&address).replace(['-', '_', '/', '=', '&', '.'], " ");
    let heads = page.headings.iter().filter(|h| h.level == 1).take(2).map(|h| h.text.as_str());
    let told: Vec<&str> = heads.chain([name_of(&page.title), address.as_str()]).collect();
    let told: Vec<String> = told.into_iter().map(without_look_alikes).collect();
    SUBJECTS.iter().find(|(s, ..)| told.iter().any(|t| case.catalog.matches(*s, t))).map(|(_, en, zh)| (*en, *zh))
}

/// Names that sound like a condition or a belief and are none.
const LOOK_ALIKES: [&str; 8] = [
    "depression glass",
    "depression-era",
    "depression era",
    "great depression",
    "christian dior",
    "christian louboutin",
    "christian lacroix",
    "sugar baby watermelon",
];

fn without_look_alikes(text: &str) -> String {
    LOOK_ALIKES.iter().fold(fold(text), |t, name| t.replace(name, " "))
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

struct Told {
    pass: PassName,
    subject: (&'static str, &'static str),
    who: String,
    evidence: Evidence,
}

pub fn leaked(case: &Case) -> Answer {
    let mut looked = 0;
    let mut told: Vec<Told> = Vec::new();
    // Agreeing to cookies is no agreement to this; but what was sent before any agreement weighs more.
    for name in [PassName::Arrive, PassName::Control, PassName::Accept] {
        let Some(pass) = case.pass(name).filter(|_| case.usable(name)) else { continue };
        for (i, page) in pass.pages.iter().enumerate().filter(|(_, p)| visited(p.kind) && readable(p)) {
            let Some(subject) = subject(case, page) else { continue };
            looked += 1;
            let marks = marks(page);
            for r in pass.requests.iter().filter(|r| r.page == i && r.left_device && not_typing(r.stage)) {
                let Some(party) = case.flows.party(r) else { continue };
                if super::watches(case, party) && case.flows.level(r) == Level::Data && tells(r, &marks) {
                    told.push(Told { pass: name, subject, who: party.name().to_owned(), evidence: evidence::request(name, r) });
                }
            }
        }
    }
    let Some(first) = told.first() else { return nothing(case, looked) };
    let who = told.iter().map(|t| t.who.as_str()).collect::<BTreeSet<_>>().into_iter().take(8).collect::<Vec<_>>().join(", ");
    let before = told.iter().any(|t| t.pass != PassName::Accept);
    let mut shown: Vec<Evidence> = told.iter().map(|t| t.evidence.clone()).collect();
    shown.truncate(12);
    Answer::failed(
        format!("Visits to pages about {} were told, with the page's name or address, to {}.", first.subject.0, cut(&who, 200)),
        format!("访问涉及{}的页面时，页面名称或地址被发送给 {}。", first.subject.1, cut(&who, 200)),
        shown,
    )
    .confidence(if before { Confidence::High } else { Confidence::Medium })
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
