//! Recipients in other countries, against what each law that reaches the business asks of them.

use super::list;
use super::recipient::no_flows;
use crate::answer::Answer;
use crate::case::Case;
use crate::evidence;
use tidegate_law::abroad::{Crossing, Outcome};
use tidegate_types::Text;
use tidegate_types::finding::{Confidence, EvidenceKind};
use tidegate_types::profile::Recipient;

/// One recipient as the register or, failing that, the catalogue knows it.
struct Party {
    name: String,
    /// Does the register say where it is, so that nothing rests on its owner alone?
    placed: bool,
    crossings: Vec<Crossing>,
}

fn parties(case: &Case) -> Vec<Party> {
    let judged = |r: &Recipient| Party {
        name: r.owner_country.as_ref().map_or_else(|| r.name.clone(), |c| format!("{} ({c})", r.name)),
        placed: r.abroad.seat.is_some() || r.abroad.access_from.is_some(),
        crossings: case.law.abroad(r, case.profile, &case.seen, case.date),
    };
    let strange = case.flows.parties.values().filter(|p| p.recipient.is_none()).map(|p| Recipient {
        name: p.name().to_owned(),
        owner_country: p.vendor.map(|v| v.country.clone()),
        ..Recipient::default()
    });
    case.profile.register().map(judged).chain(strange.map(|r| judged(&r))).collect()
}

/// A party and why it fares so, row by row.
struct Told<'a> {
    party: &'a Party,
    why: Text,
}

impl Party {
    fn told(&self, so: impl Fn(Outcome) -> bool) -> Option<Told<'_>> {
        let found: Vec<&Crossing> = self.crossings.iter().filter(|c| so(c.outcome)).collect();
        let side = |get: fn(&Text) -> &str, by| found.iter().map(|c| format!("{} {}", c.row, get(&c.why))).collect::<Vec<_>>().join(by);
        (!found.is_empty()).then(|| Told { party: self, why: Text::new(side(|t| &t.en, "; "), side(|t| &t.zh, "；")) })
    }
}

fn faring(parties: &[Party], so: impl Fn(Outcome) -> bool) -> Vec<Told<'_>> {
    parties.iter().filter_map(|p| p.told(&so)).collect()
}

fn all(told: &[Told]) -> Text {
    let side =
        |get: fn(&Text) -> &str, by: &str| list(&told.iter().map(|t| format!("{}{by}{}", t.party.name, get(&t.why))).collect::<Vec<_>>());
    Text::new(side(|t| &t.en, ": "), side(|t| &t.zh, "："))
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
    let (bad, open) = (faring(&parties, |o| o >= Outcome::Lacking), faring(&parties, |o| o == Outcome::Open));
    if !bad.is_empty() {
        return without_basis(case, &bad);
    }
    if !open.is_empty() {
        let who = all(&open);
        return Answer::unknown(format!("Not known: {}", who.en), format!("未知：{}", who.zh));
    }
    let covered = faring(&parties, |o| o == Outcome::Covered);
    if covered.is_empty() {
        return Answer::met(
            "No recipient stands in a country that a law restricts, as far as the register says.",
            "就登记册所述，没有接收方位于法律限制的国家。",
        );
    }
    let who = all(&covered);
    Answer::met(format!("The register shows what is asked for: {}.", who.en), format!("登记册显示已具备要求的条件：{}。", who.zh))
}

/// A breach, if there is a register in which a basis would stand.
fn without_basis(case: &Case, bad: &[Told]) -> Answer {
    let who = all(bad);
    if case.profile.recipients.is_none() {
        return Answer::unknown(
            format!("Without a register no basis can be seen for {}", who.en),
            format!("没有登记册，无法判断以下情况是否有依据：{}", who.zh),
        );
    }
    let line = |t: &Told| {
        let (name, why) = (&t.party.name, &t.why);
        evidence::declared(EvidenceKind::Register, format!("{name}: {}", why.en), format!("{name}：{}", why.zh))
    };
    Answer::failed(
        format!("Recipients abroad without what the law asks for: {}.", who.en),
        format!("以下境外接收方缺少法律要求的条件：{}。", who.zh),
        bad.iter().map(line).collect(),
    )
    .confidence(if bad.iter().any(|t| t.party.placed) { Confidence::High } else { Confidence::Medium })
}
