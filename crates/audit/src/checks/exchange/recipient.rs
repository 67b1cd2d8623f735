//! Third parties on the wire against the register, the policy, the approved baseline and the map.

use super::list;
use crate::answer::Answer;
use crate::case::{Case, not_typing};
use crate::evidence;
use crate::flows::{Level, Party};
use crate::reading::has;
use std::collections::BTreeSet;
use tidegate_catalog::Category;
use tidegate_types::Evidence;
use tidegate_types::finding::{Confidence, EvidenceKind};
use tidegate_types::observation::{PageKind, PassName};
use tidegate_types::profile::Recipient;

/// One request to each of these parties.
fn first_requests(case: &Case, parties: &[&Party]) -> Vec<Evidence> {
    let first = |p: &&Party| {
        case.obs.passes.iter().find_map(|pass| {
            let r = pass.requests.iter().find(|r| r.left_device && case.flows.key(r).as_deref() == Some(&p.key))?;
            Some(evidence::request(pass.name, r))
        })
    };
    parties.iter().take(20).filter_map(first).collect()
}

fn names(parties: &[&Party]) -> Vec<String> {
    let name = |p: &&Party| {
        let host = p.hosts.iter().next().map_or("", |h| h.as_str());
        if p.name() == host { host.to_owned() } else { format!("{} ({host})", p.name()) }
    };
    parties.iter().map(name).collect()
}

pub(super) fn no_flows(case: &Case) -> Option<Answer> {
    (!case.usable(PassName::Arrive)).then(|| Answer::Unknown(case.why_not(PassName::Arrive)))
}

pub fn unregistered(case: &Case) -> Answer {
    if let Some(answer) = no_flows(case) {
        return answer;
    }
    if case.profile.recipients.is_none() {
        return Answer::unknown(
            "The profile holds no register of recipients (`[[recipient]]`)",
            "企业档案中没有接收方登记册（`[[recipient]]`）",
        );
    }
    let missing: Vec<_> = case.flows.parties.values().filter(|p| p.recipient.is_none()).collect();
    if missing.is_empty() {
        return Answer::met("Every third party on the wire is in the register.", "网络上出现的每个第三方均已登记。");
    }
    let who = list(&names(&missing));
    let unknown = missing.iter().filter(|p| p.vendor.is_none()).count();
    Answer::failed(
        format!("Seen on the wire, not in the register: {who}. {unknown} of them are not in the catalogue either."),
        format!("出现在网络流量中但未登记：{who}。其中 {unknown} 个也不在厂商目录中。"),
        first_requests(case, &missing),
    )
}

pub fn undisclosed(case: &Case) -> Answer {
    if let Some(answer) = no_flows(case) {
        return answer;
    }
    let text: String = case
        .arrived()
        .filter(|p| matches!(p.kind, PageKind::Policy | PageKind::CookiePolicy))
        .map(|p| p.text.to_lowercase() + "\n")
        .collect();
    if text.trim().is_empty() {
        return Answer::unknown("No privacy or cookie policy was read", "未读取到隐私政策或 Cookie 政策");
    }
    let told: Vec<_> = case.flows.parties.values().filter(|p| owes_disclosure(p)).collect();
    if told.is_empty() {
        return Answer::not_applicable("No third party that must be disclosed was seen.", "未观察到须披露的第三方。");
    }
    // A policy that names its recipients is read by its names; one that describes kinds, by its kinds.
    let by_name = told.iter().filter(|p| named(&text, p)).count();
    let missing: Vec<_> = told.into_iter().filter(|p| !named(&text, p) && (by_name >= 2 || !described(&text, p))).collect();
    if missing.is_empty() {
        return Answer::met(
            "The policy names or describes every tracking recipient that was seen.",
            "隐私政策已列明或描述观察到的每个跟踪类接收方。",
        );
    }
    let sure = missing.iter().any(|p| !described(&text, p));
    let who = list(&names(&missing));
    Answer::failed(format!("The policy does not disclose {who}."), format!("隐私政策未披露 {who}。"), first_requests(case, &missing))
        .confidence(if sure { Confidence::High } else { Confidence::Medium })
}

fn owes_disclosure(p: &Party) -> bool {
    p.essential() == Some(false)
}

fn named(text: &str, p: &Party) -> bool {
    let vendor = p.vendor.into_iter().flat_map(|v| v.policy_names.iter().chain([&v.name, &v.owner]).cloned());
    let house = p.vendor.map(|v| house(&v.owner).to_owned());
    let registered = p.recipient.map(|r| r.name.clone()).into_iter().chain(house);
    let hosts = p.hosts.iter().flat_map(|h| [h.to_string(), h.site().to_owned()]);
    vendor.chain(registered).chain(hosts).any(|n| n.chars().count() >= 2 && whole_word(text, &n.to_lowercase()))
}

/// What everybody calls a company: its name without the words for its legal form.
fn house(owner: &str) -> &str {
    const FORMS: [&str; 22] = [
        "inc",
        "llc",
        "ltd",
        "limited",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "ag",
        "se",
        "sa",
        "s.a",
        "sas",
        "bv",
        "b.v",
        "plc",
        "lp",
        "platforms",
        "technologies",
        "holdings",
        "group",
    ];
    let mut name = owner.trim();
    while let Some((front, last)) = name.rsplit_once(' ') {
        let last = last.trim_matches(['.', ',', '(', ')']).to_lowercase();
        if !FORMS.contains(&last.as_str()) {
            break;
        }
        name = front.trim_end_matches([',', ' ']);
    }
    name
}

/// `meta` does not count in `metadata`. Chinese has no word ends.
fn whole_word(text: &str, word: &str) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(word).any(|(i, _)| !latin(text[..i].chars().next_back()) && !latin(text[i + word.len()..].chars().next()))
}

fn described(text: &str, p: &Party) -> bool {
    let Some(v) = p.vendor else { return false };
    match v.category {
        Category::Advertising | Category::Affiliate | Category::Social => has(
            text,
            &[
                r"advertis(ing|ers?) (partner|network|compan|provider|platform)|advertisers|ad(vertising)? networks?|social (media|network)|marketing partners|affiliate",
                r"广告(合作|平台|网络|商)|社交(媒体|网络)",
            ],
        ),
        Category::Analytics | Category::AbTesting | Category::Errors => has(text, &[r"analytics|measurement|statistic", r"分析|统计"]),
        Category::Replay => has(
            text,
            &[r"session (replay|recording)|record[^.]{0,40}(session|visit|interaction|mouse|click)|heat ?maps?", r"会话(回放|录制)|热图"],
        ),
        Category::Chat => has(text, &[r"\bchat\b|customer (support|service) (tool|provider|platform)", r"在线客服|聊天"]),
        Category::Email | Category::Push => has(
            text,
            &[r"(e-?mail|sms|messaging|marketing|newsletter|push)[^.]{0,40}(provider|platform|service|partner|tool)", r"邮件|短信|推送"],
        ),
        _ => has(text, &[r"service providers?|vendors|processors|partners", r"服务提供商|服务商|合作伙伴|受托"]),
    }
}

pub fn new(case: &Case) -> Answer {
    let Some(baseline) = &case.profile.baseline else {
        return Answer::unknown("The profile holds no approved baseline (`[baseline]`)", "企业档案中没有经批准的基线（`[baseline]`）");
    };
    if let Some(answer) = no_flows(case) {
        return answer;
    }
    let seen: BTreeSet<_> = case.flows.parties.values().flat_map(|p| &p.hosts).collect();
    let fresh: Vec<String> = seen.iter().filter(|h| !baseline.hosts.contains(h)).map(|h| h.to_string()).collect();
    if fresh.is_empty() {
        return Answer::met(
            format!("Nothing beyond the baseline of {}.", baseline.approved),
            format!("未超出 {} 批准的基线。", baseline.approved),
        );
    }
    let parties: Vec<_> = case.flows.parties.values().filter(|p| p.hosts.iter().any(|h| fresh.contains(&h.to_string()))).collect();
    let who = list(&fresh);
    Answer::failed(
        format!("Hosts that nobody approved since {}: {who}.", baseline.approved),
        format!("自 {} 批准基线以来新出现的主机：{who}。", baseline.approved),
        first_requests(case, &parties),
    )
}

/// What a registered recipient really got, over all passes.
pub(super) fn got(case: &Case, r: &Recipient) -> Level {
    let mine = |key: &str| case.flows.parties.get(key).is_some_and(|p| p.recipient.is_some_and(|x| std::ptr::eq(x, r)));
    let levels =
        case.obs.passes.iter().flat_map(|p| case.flows.traffic(p.name, not_typing).into_values().filter(|t| mine(&t.key)).map(|t| t.level));
    levels.max().unwrap_or(Level::Library)
}

/// A line of the register as evidence.
pub(super) fn entry(r: &Recipient, en: &str, zh: &str) -> Evidence {
    evidence::declared(EvidenceKind::Register, format!("{}: {en}", r.name), format!("{}:{zh}", r.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_are_known_by_their_short_names() {
        for (owner, short) in [
            ("Microsoft Corporation", "Microsoft"),
            ("Meta Platforms, Inc.", "Meta"),
            ("Google LLC", "Google"),
            ("The Trade Desk, Inc.", "The Trade Desk"),
            ("Criteo S.A.", "Criteo"),
            ("Group", "Group"),
        ] {
            assert_eq!(house(owner), short);
        }
        assert!(whole_word("we use meta and google", "meta") && !whole_word("metadata", "meta"));
    }
}
