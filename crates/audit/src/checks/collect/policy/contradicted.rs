//! Promises of the policy against what the passes saw and what the profile says.

use super::unread;
use crate::answer::{Answer, Failure};
use crate::case::{Case, not_typing};
use crate::evidence::{self, cut};
use crate::flows::{Level, Party, Sale, Traffic};
use crate::policy::claims::{self, Claim, Promise};
use crate::policy::{self, tongue};
use std::collections::BTreeMap;
use tidegate_catalog::Category;
use tidegate_types::finding::{Confidence, Evidence, EvidenceKind};
use tidegate_types::observation::{Cookie, CookieState, GapCode, PassName, Stage};
use tidegate_types::profile::Audience;
use tidegate_types::{Place, Text};

/// Why a promise does not hold.
struct Disproof {
    why: Text,
    evidence: Vec<Evidence>,
    confidence: Confidence,
}

const BEFORE_CONSENT: [PassName; 2] = [PassName::Arrive, PassName::Control];
const ANY_VISIT: [PassName; 3] = [PassName::Arrive, PassName::Control, PassName::Accept];

pub fn contradicted(case: &Case) -> Answer {
    let pages = policy::pages(case);
    if pages.is_empty() {
        return unread(case);
    }
    if pages.iter().all(|p| tongue::of_text(&p.text).is_none()) {
        return Answer::unknown("The policy is in a language that is not read", "政策所用语言暂不支持解析");
    }
    let claims: Vec<Claim> = pages.iter().flat_map(|p| claims::of_page(p)).collect();
    let disproved: Vec<(&Claim, Disproof)> = claims.iter().filter_map(|c| Some((c, disproof(case, c)?))).collect();
    if !disproved.is_empty() {
        return failed(&disproved);
    }
    if !case.usable(PassName::Arrive) {
        return Answer::Unknown(case.why_not(PassName::Arrive));
    }
    match claims.len() {
        0 => Answer::met("The policy makes no promise of the kind that a scan can test.", "隐私政策未作出可由扫描验证的承诺。"),
        n => Answer::met(
            format!("Nothing that was seen contradicts the {n} testable sentences of the policy."),
            format!("未发现与政策中 {n} 句可验证表述相矛盾的情况。"),
        ),
    }
}

fn failed(all: &[(&Claim, Disproof)]) -> Answer {
    let line = |pick: fn(&Text) -> &str, open: &str, close: &str| {
        all.iter().take(6).map(|(c, d)| format!("{open}{}{close} — {}", cut(&c.sentence, 160), pick(&d.why))).collect::<Vec<_>>().join("; ")
    };
    let mut shown = Vec::new();
    for (c, d) in all.iter().take(6) {
        shown.push(evidence::quote(PassName::Arrive, c.page, &c.sentence));
        shown.extend(d.evidence.iter().cloned());
    }
    shown.truncate(30);
    let confidence = all.iter().map(|(_, d)| d.confidence).max().unwrap_or(Confidence::Medium);
    Answer::Failed(Failure {
        detail: Text::new(format!("{}.", line(|t| &t.en, "“", "”")), format!("{}。", line(|t| &t.zh, "“", "”"))),
        evidence: shown,
        confidence,
        severity: None,
    })
}

fn disproof(case: &Case, c: &Claim) -> Option<Disproof> {
    let passes: &[PassName] = if c.until_consent { &BEFORE_CONSENT } else { &ANY_VISIT };
    let ads = |p: &Party| p.advertising() == Some(true);
    let watching = |p: &Party| p.vendor.is_some_and(|v| matches!(v.category, Category::Analytics | Category::Replay | Category::AbTesting));
    let tracking = |p: &Party| p.essential() == Some(false) && p.sale(case.date) != Sale::No;
    match c.promise {
        Promise::NoSale | Promise::NoSharing => said_otherwise(case, c.promise).or_else(|| received(case, passes, &ads)),
        Promise::NoAdvertising => received(case, passes, &ads),
        Promise::NoAnalytics => received(case, passes, &watching),
        Promise::NoTracking => received(case, passes, &|p| ads(p) || watching(p) || tracking(p)),
        Promise::NoThirdPartyCookies => cookies(case, passes, true),
        Promise::NoCookies => cookies(case, passes, false),
        Promise::CookiesEnd(days) => outlived(case, passes, f64::from(days)),
        Promise::NoChildren => children(case),
        Promise::StaysIn(place) => elsewhere(case, place),
        Promise::HonoursSignal => signal(case),
    }
}

fn said_otherwise(case: &Case, promise: Promise) -> Option<Disproof> {
    let b = &case.profile.business;
    let (key, zh) = match promise {
        _ if b.sells == Some(true) => ("sells = true", "出售数据"),
        Promise::NoSharing if b.shares_for_ads == Some(true) => ("shares_for_ads = true", "为广告共享数据"),
        _ => return None,
    };
    Some(Disproof {
        why: Text::new(format!("the profile says `{key}`"), format!("企业档案声明{zh}(`{key}`)")),
        evidence: vec![evidence::declared(EvidenceKind::Profile, key, format!("{zh}({key})"))],
        confidence: Confidence::High,
    })
}

/// What parties of a kind received, in the first of the passes in which they received anything.
fn received(case: &Case, passes: &[PassName], wanted: &dyn Fn(&Party) -> bool) -> Option<Disproof> {
    passes.iter().filter(|p| case.usable(**p)).find_map(|pass| {
        let mut traffic: BTreeMap<String, Traffic> = case.flows.traffic(*pass, not_typing);
        traffic.retain(|key, t| t.level == Level::Data && case.flows.parties.get(key).is_some_and(wanted));
        if traffic.is_empty() {
            return None;
        }
        let who: Vec<Traffic> = traffic.into_values().collect();
        let names = who
            .iter()
            .map(|t| case.flows.parties.get(&t.key).map_or(t.key.clone(), |p| p.name().to_owned()))
            .collect::<Vec<_>>()
            .join(", ");
        let known = who.iter().any(|t| case.flows.parties.get(&t.key).is_some_and(|p| p.vendor.is_some()));
        Some(Disproof {
            why: Text::new(format!("data went to {names}"), format!("数据流向 {names}")),
            evidence: who
                .iter()
                .flat_map(|t| t.requests.iter().filter(|r| case.flows.level(r) == Level::Data).take(2))
                .take(6)
                .map(|r| evidence::request(*pass, r))
                .collect(),
            confidence: if known { Confidence::High } else { Confidence::Medium },
        })
    })
}

fn cookies(case: &Case, passes: &[PassName], others_only: bool) -> Option<Disproof> {
    passes.iter().filter(|p| case.usable(**p)).find_map(|name| {
        let set: Vec<_> = case
            .pass(*name)?
            .cookies
            .iter()
            .filter(|c| c.state == CookieState::Stored && c.stage != Stage::Typing && (c.third_party || !others_only))
            .collect();
        let first = set.first()?;
        Some(Disproof {
            why: Text::new(
                format!("{} cookies were set, among them `{}` of {}", set.len(), first.name, first.domain),
                format!("已写入 {} 个 Cookie，包括 {} 的 `{}`", set.len(), first.domain, first.name),
            ),
            evidence: set.iter().take(4).map(|c| evidence::cookie(*name, c)).collect(),
            confidence: Confidence::High,
        })
    })
}

/// Cookies that live longer than promised. A day more is within how a server rounds.
fn outlived(case: &Case, passes: &[PassName], days: f64) -> Option<Disproof> {
    let longer = |c: &&Cookie| c.state == CookieState::Stored && c.lifetime_days.is_some_and(|d| d > days + 1.0);
    passes.iter().filter(|p| case.usable(**p)).find_map(|name| {
        let set: Vec<&Cookie> = case.pass(*name)?.cookies.iter().filter(longer).collect();
        let first = set.first()?;
        let lives = first.lifetime_days.unwrap_or_default();
        Some(Disproof {
            why: Text::new(
                format!("{} cookies live longer, among them `{}` of {} for {lives:.0} days", set.len(), first.name, first.domain),
                format!("{} 个 Cookie 的有效期更长，包括 {} 的 `{}`（{lives:.0} 天）", set.len(), first.domain, first.name),
            ),
            evidence: set.iter().take(4).map(|c| evidence::cookie(*name, c)).collect(),
            confidence: Confidence::High,
        })
    })
}

/// A store for children collects from children; a gate that lets a child in does too.
fn children(case: &Case) -> Option<Disproof> {
    let pass = case.pass(PassName::Child);
    let gate = pass.and_then(|p| p.gate.as_ref());
    if let Some(g) = gate {
        let taken = g.admitted && !g.parent_step && (!g.open_fields.is_empty() || tracked_child(case));
        return taken.then(|| Disproof {
            why: Text::new(
                format!("the age screen let a child in (answered “{}”) and data was collected afterwards", cut(&g.answered, 40)),
                format!("年龄验证回答“{}”后仍放行，并继续收集数据", cut(&g.answered, 40)),
            ),
            evidence: vec![evidence::seen(
                PassName::Child,
                EvidenceKind::Action,
                format!("age screen: “{}”, admitted", cut(&g.text, 120)),
                format!("年龄验证：“{}”，已放行", cut(&g.text, 120)),
            )],
            confidence: Confidence::High,
        });
    }
    let audience = case.profile.business.audience?;
    let no_gate = pass.and_then(|p| p.end.gap()).is_some_and(|g| g.code == GapCode::NoAgeGate);
    let reaches = audience == Audience::Children || audience == Audience::Mixed && no_gate;
    reaches.then(|| Disproof {
        why: Text::new(
            "the profile says that children are among the audience, and nothing keeps them out",
            "企业档案声明受众包含儿童，且没有任何措施将其排除",
        ),
        evidence: vec![evidence::declared(EvidenceKind::Profile, format!("audience = {audience:?}").to_lowercase(), "受众包含儿童")],
        confidence: Confidence::Medium,
    })
}

fn tracked_child(case: &Case) -> bool {
    let traffic = case.flows.traffic(PassName::Child, crate::case::after);
    traffic.values().any(|t| t.level == Level::Data && case.flows.parties.get(&t.key).is_some_and(|p| p.essential() == Some(false)))
}

/// Recipients whose owner sits elsewhere. Where their servers stand cannot be seen, hence medium.
fn elsewhere(case: &Case, place: &str) -> Option<Disproof> {
    let place = Place::new(place).ok()?;
    let got = |key: &str| ANY_VISIT.iter().any(|p| case.flows.traffic(*p, not_typing).get(key).is_some_and(|t| t.level == Level::Data));
    let far: Vec<(String, Place)> = case
        .flows
        .parties
        .values()
        .filter(|p| got(&p.key))
        .filter_map(|p| {
            let country = p.recipient.and_then(|r| r.owner_country.clone()).or_else(|| p.vendor.map(|v| v.country.clone()))?;
            (!country.within(&place)).then(|| (p.name().to_owned(), country))
        })
        .collect();
    if far.is_empty() {
        return None;
    }
    let list = far.iter().take(8).map(|(n, c)| format!("{n} ({c})")).collect::<Vec<_>>().join(", ");
    Some(Disproof {
        why: Text::new(format!("data went to recipients of other countries: {list}"), format!("数据流向其他国家的接收方：{list}")),
        evidence: vec![evidence::seen(PassName::Arrive, EvidenceKind::Request, list.clone(), list)],
        confidence: Confidence::Medium,
    })
}

fn signal(case: &Case) -> Option<Disproof> {
    let ignored = crate::checks::find("sell.gpc.ignored")?;
    match ignored(case) {
        Answer::Failed(f) => Some(Disproof { why: f.detail, evidence: f.evidence.into_iter().take(4).collect(), confidence: f.confidence }),
        _ => None,
    }
}
