//! Data that goes on from a recipient to others: by what the register says, and by what the wire shows.

use super::recipient::{entry, no_flows};
use super::{list, register};
use crate::answer::Answer;
use crate::case::{Case, after, before};
use crate::evidence;
use crate::flows::{Level, Party};
use tidegate_types::Evidence;
use tidegate_types::finding::Confidence;
use tidegate_types::observation::{Pass, PassName, Request, Stage};
use tidegate_types::profile::Recipient;

/// A request that its receiver sent on to somebody else.
struct Handing<'c, 'a> {
    from: &'c Party<'a>,
    to: &'c Party<'a>,
    pass: PassName,
    request: &'a Request,
}

pub fn unauthorised(case: &Case) -> Answer {
    let handed = handed(case);
    let all = register(case);
    let unagreed: Vec<&Recipient> = all.as_ref().map(|all| all.iter().filter(|r| says(r, Some(false))).collect()).unwrap_or_default();
    if !unagreed.is_empty() || !handed.is_empty() {
        return failed(&unagreed, &handed);
    }
    let all = match all {
        Ok(all) => all,
        Err(answer) => return no_flows(case).unwrap_or(answer),
    };
    let silent: Vec<String> = all.iter().filter(|r| r.onward.is_none() || says(r, None)).map(|r| r.name.clone()).collect();
    if !silent.is_empty() {
        return Answer::unknown(
            format!(
                "The register does not say whom these recipients pass data on to, or whether people agreed (`onward`): {}",
                list(&silent)
            ),
            format!("登记册未说明以下接收方再转给谁，或用户是否同意（`onward`）：{}", list(&silent)),
        );
    }
    if let Some(answer) = no_flows(case) {
        return answer;
    }
    Answer::met(
        "By the register every onward transfer was agreed to, and no recipient was seen sending visitors on to another without it.",
        "登记册显示所有再次转授均已获同意，也未观察到接收方擅自将访问者信息转给他方。",
    )
}

/// Does the register name an onward recipient to whom people agreed so (`None`: it is not said)?
fn says(r: &Recipient, agreed: Option<bool>) -> bool {
    r.onward.iter().flatten().any(|o| o.agreed == agreed)
}

fn failed(unagreed: &[&Recipient], handed: &[Handing]) -> Answer {
    let pairs = handed.iter().map(|h| format!("{} → {}", h.from.name(), h.to.name()));
    let by_register = unagreed.iter().flat_map(|r| {
        let others = r.onward.iter().flatten().filter(|o| o.agreed == Some(false));
        others.map(|o| format!("{} → {}", r.name, o.to))
    });
    let mut who: Vec<String> = by_register.chain(pairs).collect();
    who.sort();
    who.dedup();
    let seen = handed.iter().map(|h| evidence::request(h.pass, h.request)).take(12);
    let lines: Vec<Evidence> =
        unagreed.iter().map(|r| entry(r, "passes data on without agreement", "未经同意再次转授")).chain(seen).collect();
    let answer = Answer::failed(
        format!("Data goes on from a recipient to another without the person's prior agreement: {}.", list(&who)),
        format!("接收方未经用户事先同意将数据再次转授：{}。", list(&who)),
        lines,
    );
    // The wire shows the hop; that nobody agreed to it elsewhere is what the pass makes likely.
    if unagreed.is_empty() { answer.confidence(Confidence::Medium) } else { answer }
}

/// Hops from one watching company to another while the visitor has agreed to nothing: the number by which one knows the
/// visitor becomes the other's. Each pair once.
fn handed<'c, 'a>(case: &'c Case<'a>) -> Vec<Handing<'c, 'a>> {
    let stages = [(PassName::Arrive, arriving as fn(Stage) -> bool), (PassName::Gpc, before), (PassName::Refuse, after)];
    let mut out: Vec<Handing> = Vec::new();
    for (name, wanted) in stages {
        let Some(pass) = case.pass(name).filter(|_| case.usable(name)) else { continue };
        for request in pass.requests.iter().filter(|r| r.left_device && wanted(r.stage)) {
            let hop = hop(case, pass, request);
            out.extend(hop.filter(|new| !out.iter().any(|h| h.from.key == new.from.key && h.to.key == new.to.key)));
        }
    }
    out
}

/// What is typed is another check's business.
fn arriving(s: Stage) -> bool {
    s == Stage::Before
}

fn hop<'c, 'a>(case: &'c Case<'a>, pass: &Pass, request: &'a Request) -> Option<Handing<'c, 'a>> {
    let sender = pass.requests.get(request.redirected_from?)?;
    let (from, to) = (case.flows.party(sender)?, case.flows.party(request)?);
    let data = case.flows.level(sender) == Level::Data && case.flows.level(request) == Level::Data;
    let watching = |p: &Party| crate::checks::market::watches(case, p);
    let hands = data && from.key != to.key && !one_house(from, to) && watching(from) && watching(to) && !agreed(from, to);
    hands.then_some(Handing { from, to, pass: pass.name, request })
}

/// Services of one company pass nothing on.
fn one_house(a: &Party, b: &Party) -> bool {
    let owner = |p: &Party| p.vendor.map(|v| v.owner.clone());
    owner(a).is_some() && owner(a) == owner(b)
}

fn agreed(from: &Party, to: &Party) -> bool {
    let named = from.recipient.iter().flat_map(|r| r.onward.iter().flatten());
    named.filter(|o| o.agreed == Some(true)).any(|o| to.hosts.iter().any(|h| o.hosts.contains(h)) || o.to == to.name())
}
