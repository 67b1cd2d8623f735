//! The same rules as Cedar policies: everything is permitted, and each rule that wants agreement forbids its domain.

use super::RUNS;
use anyhow::{Result, anyhow};
use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, RestrictedExpression};
use std::fmt::Write as _;
use std::str::FromStr as _;
use std::time::Instant;
use tidegate_law::{Regimes, Standing};
use tidegate_types::word::{Word, Words};
use tidegate_types::{Act, Age, DataClass, Place, Purpose, Recipient, Regime};

/// So many of the acts: Cedar is slower.
const ASKED: usize = 2_000;

pub fn beside(regimes: &Regimes, acts: &[Act], ours: f64) -> Result<()> {
    let (text, count) = policies(regimes);
    let set = PolicySet::from_str(&text).map_err(|e| anyhow!("{e}"))?;
    let (authorizer, entities) = (Authorizer::new(), Entities::empty());
    let requests: Vec<Request> = acts.iter().take(ASKED).map(request).collect::<Result<_>>()?;
    let mut times = Vec::new();
    let mut denied = Vec::new();
    for _ in 0..RUNS.min(5) {
        let start = Instant::now();
        denied = requests.iter().map(|r| authorizer.is_authorized(r, &set, &entities).decision() == Decision::Deny).collect();
        times.push(start.elapsed());
    }
    times.sort();
    let theirs = times[times.len() / 2].as_nanos() as f64 / requests.len() as f64;
    let same = acts.iter().zip(&denied).filter(|(act, denied)| (regimes.of(act).regime >= Regime::OptIn) == **denied).count();
    println!("  cedar-policy, {count} policies, requests prebuilt: {theirs:.0} ns; {:.0} times ours", theirs / ours);
    println!("  answers alike: {same} of {} (may this be done without anyone's agreement?)", denied.len());
    if same != denied.len() {
        return Err(anyhow!("the two answer differently; one of them is wrong"));
    }
    Ok(())
}

fn policies(regimes: &Regimes) -> (String, usize) {
    let mut text = String::from("permit(principal, action, resource);\n");
    let mut count = 1;
    for s in regimes.standing().filter(|s| s.regime >= Regime::OptIn && s.enforceable) {
        let _ = writeln!(text, "forbid(principal, action, resource) when {{ {} }};", domain(&s));
        count += 1;
    }
    (text, count)
}

fn domain(s: &Standing) -> String {
    let mut parts = vec![place(&s.places)];
    parts.extend(among::<Purpose>("purpose", s.purposes));
    parts.extend(among::<DataClass>("data", s.data));
    parts.extend(among::<Age>("age", s.ages));
    parts.extend(among::<Recipient>("recipient", s.recipients));
    parts.join(" && ")
}

/// Nothing where every word is meant.
fn among<W: Word + std::fmt::Display>(name: &str, words: Words<W>) -> Option<String> {
    (words != Words::all()).then(|| {
        let list = words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ");
        format!("[{list}].contains(context.{name})")
    })
}

fn place(places: &[Place]) -> String {
    let one = |p: &Place| match p.as_str() {
        "EEA" | "EU" => format!("context.{}", p.as_str().to_lowercase()),
        whole if whole.len() == 2 => format!("context.country == \"{whole}\""),
        part => format!("context.place == \"{part}\""),
    };
    format!("({})", places.iter().map(one).collect::<Vec<_>>().join(" || "))
}

fn request(act: &Act) -> Result<Request> {
    let uid = |s: &str| EntityUid::from_str(s).map_err(|e| anyhow!("{e}"));
    let place = act.place.as_ref().ok_or_else(|| anyhow!("a drawn act has a place"))?;
    let within = |union: &str| Place::new(union).is_ok_and(|u| place.within(&u));
    let text = |s: &str| RestrictedExpression::new_string(s.to_owned());
    let country = place.as_str().split('-').next().unwrap_or_default();
    let pairs = [
        ("place", text(place.as_str())),
        ("country", text(country)),
        ("eu", RestrictedExpression::new_bool(within("EU"))),
        ("eea", RestrictedExpression::new_bool(within("EEA"))),
        ("purpose", text(act.purpose.as_str())),
        ("data", text(act.data.map_or("", DataClass::as_str))),
        ("age", text(act.age.map_or("", Age::as_str))),
        ("recipient", text(act.recipient.map_or("", Recipient::as_str))),
    ];
    let context = Context::from_pairs(pairs.map(|(k, v)| (k.to_owned(), v))).map_err(|e| anyhow!("{e}"))?;
    Request::new(uid("Store::\"shop\"")?, uid("Action::\"use\"")?, uid("Data::\"subject\"")?, context, None).map_err(|e| anyhow!("{e}"))
}
