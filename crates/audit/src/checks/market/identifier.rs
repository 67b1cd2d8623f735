//! Data that names or reaches a person, plain or hashed, on its way to advertisers. Cookie and click ids do not count.

use crate::answer::Answer;
use crate::case::Case;
use crate::evidence;
use crate::leak;
use std::collections::BTreeSet;
use tidegate_catalog::Carries;
use tidegate_types::Evidence;
use tidegate_types::observation::PassName;

struct Leak {
    who: String,
    what: String,
    evidence: Evidence,
}

pub fn leaked(case: &Case) -> Answer {
    let mut leaks = typed(case);
    leaks.extend(parameters(case));
    if leaks.is_empty() {
        return if !case.usable(PassName::Arrive) {
            Answer::Unknown(case.why_not(PassName::Arrive))
        } else if leak::typed(case) {
            Answer::met(
                "What was typed into contact fields reached no advertising or tracking party, plain or hashed.",
                "在联系方式字段输入的内容未以明文或哈希形式流向广告或跟踪方。",
            )
        } else {
            Answer::unknown("No contact field was typed into", "未在任何联系方式字段输入内容")
        };
    }
    let list = |pick: fn(&Leak) -> &str| leaks.iter().map(pick).collect::<BTreeSet<_>>().into_iter().take(8).collect::<Vec<_>>().join(", ");
    let (who, what) = (list(|l| &l.who), list(|l| &l.what));
    Answer::failed(
        format!("Data that names or reaches a person ({what}) went to {who}."),
        format!("可识别或联系到个人的信息（{what}）流向 {who}。"),
        leaks.into_iter().map(|l| l.evidence).take(12).collect(),
    )
}

fn typed(case: &Case) -> Vec<Leak> {
    leak::leaks(case)
        .into_iter()
        // Searches and messages name nobody.
        .filter(|l| matches!(l.canary.kind.as_str(), "email" | "phone" | "name"))
        .filter_map(|l| {
            let party = case.flows.parties.get(&l.party).filter(|p| super::watches(case, p))?;
            Some(Leak {
                who: party.name().to_owned(),
                what: format!("{} [{}]", l.canary.kind, l.how),
                evidence: evidence::request(PassName::Arrive, l.request),
            })
        })
        .collect()
}

/// Parameters that the catalogue knows to carry contact data. Account numbers and names are left out: nobody is logged
/// in during a scan, so those hold a visitor's number at most.
fn parameters(case: &Case) -> Vec<Leak> {
    let mut out = Vec::new();
    for pass in &case.obs.passes {
        for r in pass.requests.iter().filter(|r| r.left_device) {
            let Some(party) = case.flows.party(r) else { continue };
            let Some(vendor) = party.vendor.filter(|_| super::watches(case, party)) else { continue };
            for told in case.catalog.tells_as(vendor, &r.url, r.body.as_deref()) {
                let kind = match told.carries {
                    Carries::Email => "email",
                    Carries::Phone => "phone",
                    _ => continue,
                };
                if contact(kind, &told.value) {
                    out.push(Leak {
                        who: party.name().to_owned(),
                        what: format!("{kind} [{}]", told.parameter),
                        evidence: evidence::request(pass.name, r),
                    });
                }
            }
        }
    }
    out
}

/// Hashes of nothing, as careless tags send them.
const OF_NOTHING: [&str; 5] = [
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
];

/// Is the value an address or number, or a hash of one?
fn contact(kind: &str, value: &str) -> bool {
    let value = value.trim();
    let hex = matches!(value.len(), 32 | 40 | 64 | 96 | 128) && value.chars().all(|c| c.is_ascii_hexdigit());
    if hex {
        return !OF_NOTHING.contains(&value.to_ascii_lowercase().as_str());
    }
    let base64 = matches!(value.len(), 43 | 44 | 64 | 86 | 88)
        && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '='))
        && !OF_NOTHING.contains(&value);
    let plain = match kind {
        "email" => value.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.contains('.')),
        _ => {
            value.chars().filter(char::is_ascii_digit).count() >= 7
                && value.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.'))
        }
    };
    base64 || plain
}
