//! Recipients in other countries, against what each law that reaches the business asks of them.

use super::list;
use super::recipient::no_flows;
use crate::answer::Answer;
use crate::case::Case;
use crate::evidence;
use tidegate_law::abroad::{Crossing, Standing};
use tidegate_types::Text;
use tidegate_types::finding::{Confidence, EvidenceKind};
use tidegate_types::profile::Recipient;

/// One recipient as the register or, failing that, the catalogue knows it.
struct Party {
    name: String,
    crossings: Vec<Crossing>,
}

fn parties(case: &Case) -> Vec<Party> {
    let judged = |r: &Recipient| Party {
        name: r.owner_country.as_ref().map_or_else(|| r.name.clone(), |c| format!("{} ({c})", r.name)),
        crossings: case.law.abroad(r, case.profile, &case.seen, case.date),
    };
    let strange = case.flows.parties.values().filter(|p| p.recipient.is_none()).map(|p| Recipient {
        name: p.name().to_owned(),
        owner_country: p.vendor.map(|v| v.country.clone()),
        ..Recipient::default()
    });
    case.profile.register().map(judged).chain(strange.map(|r| judged(&r))).collect()
}

/// Those that stand so under some law, each with the reasons.
fn standing(parties: &[Party], is: impl Fn(Standing) -> bool) -> Vec<(&str, Text)> {
    let of = |p: &'_ Party| {
        let found: Vec<&Crossing> = p.crossings.iter().filter(|c| is(c.standing)).collect();
        let told =
            |get: fn(&Text) -> &str, by: &str| found.iter().map(|c| format!("{} {}", c.row, get(&c.why))).collect::<Vec<_>>().join(by);
        (!found.is_empty()).then(|| Text::new(told(|t| &t.en, "; "), told(|t| &t.zh, "；")))
    };
    parties.iter().filter_map(|p| Some((p.name.as_str(), of(p)?))).collect()
}

fn told(all: &[(&str, Text)]) -> (String, String) {
    let side = |get: fn(&Text) -> &str| list(&all.iter().map(|(name, why)| format!("{name}: {}", get(why))).collect::<Vec<_>>());
    (side(|t| &t.en), side(|t| &t.zh))
}

pub fn restricted_country(case: &Case) -> Answer {
    if let Some(answer) = no_flows(case) {
        return answer;
    }
    let parties = parties(case);
    if parties.iter().all(|p| p.crossings.is_empty()) {
        return Answer::not_applicable(
            "No recipient is known, or no law on recipients abroad reaches the business.",
            "没有已知的接收方，或没有适用于本企业的跨境接收方法律。",
        );
    }
    let bad = standing(&parties, |s| s >= Standing::Lacking);
    if !bad.is_empty() && case.profile.recipients.is_none() {
        let (en, zh) = told(&bad);
        return Answer::unknown(
            format!("Without a register no basis can be seen for {en}"),
            format!("没有登记册，无法判断以下情况是否有依据：{zh}"),
        );
    }
    if !bad.is_empty() {
        let (en, zh) = told(&bad);
        let evidence = bad
            .iter()
            .map(|(name, why)| evidence::declared(EvidenceKind::Register, format!("{name}: {}", why.en), format!("{name}：{}", why.zh)))
            .collect();
        return Answer::failed(
            format!("Recipients abroad without what the law asks for: {en}."),
            format!("以下境外接收方缺少法律要求的条件：{zh}。"),
            evidence,
        )
        .confidence(Confidence::Medium);
    }
    let open = standing(&parties, |s| s == Standing::Open);
    if !open.is_empty() {
        let (en, zh) = told(&open);
        return Answer::unknown(format!("Not known: {en}"), format!("未知：{zh}"));
    }
    let covered = standing(&parties, |s| s == Standing::Covered);
    if covered.is_empty() {
        return Answer::met(
            "No recipient stands in a country that a law restricts, as far as the register says.",
            "就登记册所述，没有接收方位于法律限制的国家。",
        );
    }
    let (en, zh) = told(&covered);
    Answer::met(format!("The register shows what is asked for: {en}."), format!("登记册显示已具备要求的条件：{zh}。"))
}
