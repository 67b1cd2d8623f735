//! Scenario 4: selling and sharing. Notice, link, signal, and whether a refusal really stops anything.

mod device;
mod gpc;
mod link;
mod optout;
mod people;
#[cfg(test)]
mod tests;

use super::Table;
use crate::answer::Answer;
use crate::case::Case;
use crate::evidence;
use crate::flows::{Level, Sale, Traffic};
use std::collections::BTreeMap;
use tidegate_catalog::Tongue;
use tidegate_types::finding::{Confidence, Evidence};
use tidegate_types::observation::{Page, PassName};

pub const CHECKS: Table = &[
    ("sell.link.missing", link::missing),
    ("sell.link.misnamed", link::misnamed),
    ("sell.link.hidden", link::hidden),
    ("sell.link.not-in-policy", link::not_in_policy),
    ("sell.link.wrong-target", link::wrong_target),
    ("sell.notice.missing", link::notice_missing),
    ("sell.gpc.ignored", gpc::ignored),
    ("sell.gpc.unconfirmed", gpc::unconfirmed),
    ("sell.optout.burdensome", optout::burdensome),
    ("sell.optout.ineffective", optout::ineffective),
    ("sell.optout.unconfirmed", optout::unconfirmed),
    ("sell.optout.false-confirmation", optout::false_confirmation),
    ("sell.optout.one-device", device::one_device),
    ("sell.reask.too-soon", optout::reask),
    ("sell.agent.blocked", optout::agent_blocked),
    ("sell.limit-link.missing", link::limit_missing),
    ("sell.minor.without-optin", people::minor),
    ("sell.sensitive-notice.missing", people::sensitive_notice),
];

/// Does the store sell or share, by its own word or by what was seen? `None`: neither tells.
pub(super) fn sells(case: &Case) -> Option<bool> {
    let b = &case.profile.business;
    if b.sells == Some(true) || b.shares_for_ads == Some(true) || case.seen.shares == Some(true) {
        return Some(true);
    }
    // The business's "no" is a claim; it counts once the wire bears it out.
    match (b.sells, b.shares_for_ads, case.seen.shares) {
        (Some(false), Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// The answer of a check that only sellers and sharers owe.
pub(super) fn only_sellers(case: &Case) -> Option<Answer> {
    match sells(case) {
        Some(true) => None,
        Some(false) => Some(Answer::not_applicable(
            "The profile says that data is neither sold nor shared, and no advertising recipient was seen.",
            "企业档案声明不出售也不共享数据，且未观察到任何广告接收方。",
        )),
        None => Some(Answer::unknown(
            "No advertising recipient was seen, and the profile does not say whether data is sold or shared (`sells`, `shares_for_ads`)",
            "未观察到广告接收方，且企业档案未说明是否出售或共享数据（`sells`、`shares_for_ads`）",
        )),
    }
}

/// Wording that is looked for cannot be missed in a language that is not read.
pub(super) fn unread(page: &Page) -> Option<Answer> {
    let tag = page.lang.as_deref().map(str::trim).filter(|t| !t.is_empty());
    let foreign_tag = tag.is_some_and(|t| Tongue::of_tag(t).is_none());
    let foreign = (foreign_tag || foreign_script(&page.text)) && crate::policy::tongue::of_text(&page.text).is_none();
    foreign.then(|| {
        Answer::unknown(
            format!("{} is in a language whose wording is not known here", page.final_url),
            format!("{} 的语言暂不支持解析", page.final_url),
        )
    })
}

/// Neither Latin nor Chinese, by most of its letters.
fn foreign_script(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(4_000);
    let (mut all, mut foreign) = (0_usize, 0_usize);
    for c in letters {
        all += 1;
        foreign += usize::from(c as u32 > 0x24f && !matches!(c, '\u{1e00}'..='\u{1eff}' | '\u{4e00}'..='\u{9fff}'));
    }
    foreign * 3 > all && all > 0
}

/// Recipients of a sale who still got unrestricted data in `now`, or who get the same bare files as in `base`.
pub(super) fn still_sold<'a>(base: &BTreeMap<String, Traffic<'a>>, now: BTreeMap<String, Traffic<'a>>) -> Vec<Traffic<'a>> {
    let base_level = |t: &Traffic| base.get(&t.key).map(|b| b.level);
    now.into_values().filter(|t| t.level == Level::Data || (t.level == Level::Library && base_level(t) == Some(Level::Library))).collect()
}

/// High where an advertising recipient got data; medium where it rests on files alone or on parties of unclear role.
pub(super) fn sureness(case: &Case, still: &[Traffic]) -> Confidence {
    let sure = |t: &Traffic| t.level == Level::Data && case.sale_of(t) == Sale::Yes;
    if still.iter().any(sure) { Confidence::High } else { Confidence::Medium }
}

pub(super) fn names(case: &Case, traffic: &[Traffic]) -> String {
    let name = |t: &Traffic| case.flows.parties.get(&t.key).map_or(t.key.clone(), |p| p.name().to_owned());
    traffic.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// The telling requests and cookies of each party, a few of each.
pub(super) fn traffic_evidence(case: &Case, pass: PassName, traffic: &[Traffic]) -> Vec<Evidence> {
    let mut out = Vec::new();
    for t in traffic {
        let mut requests: Vec<_> = t.requests.iter().collect();
        requests.sort_by_key(|r| std::cmp::Reverse(case.flows.level(r)));
        out.extend(requests.into_iter().take(2).map(|r| evidence::request(pass, r)));
        out.extend(t.cookies.iter().take(2).map(|c| evidence::cookie(pass, c)));
    }
    out.truncate(24);
    out
}
