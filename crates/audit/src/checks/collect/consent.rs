//! Does the choice decide? What runs before it, after a refusal, after a withdrawal, after the banner was closed.

use super::layers::{asks_consent, no_banner};
use super::trackers::{Rule, Tracking};
use crate::answer::Answer;
use crate::case::{Case, after, before, later, readable};
use crate::evidence;
use crate::state;
use std::collections::BTreeSet;
use tidegate_catalog::{LinkKind, Purpose};
use tidegate_law::Verdict;
use tidegate_types::finding::{Confidence, Evidence, EvidenceKind};
use tidegate_types::observation::{Action, ControlRole, GapCode, Outcome, Page, PageKind, Pass, PassEnd, PassName, Region, Stage};

pub fn before_choice(case: &Case) -> Answer {
    let Some(pass) = [PassName::Arrive, PassName::Control].into_iter().find(|p| case.usable(*p)) else {
        return Answer::Unknown(case.why_not(PassName::Arrive));
    };
    let seen = Tracking::of(case, pass, Rule::of(case), before);
    if seen.any() {
        let what = seen.names();
        return Answer::failed(
            format!(
                "Before any choice was made, non-essential parties got data or something non-essential was kept on the device: {what}."
            ),
            format!("访客尚未作出任何选择，非必要的第三方即已收到数据，或设备上已写入非必要信息：{what}。"),
            seen.evidence(pass),
        )
        .confidence(seen.sureness());
    }
    let said = state::said(case, pass, before, state::recorded);
    if !said.is_empty() && opt_in(case) {
        let what = said.words();
        return Answer::failed(
            format!(
                "Nothing non-essential was seen to run, but before any choice the page says to whoever asks that consent was given: {what}."
            ),
            format!("未见非必要内容运行，但访客尚未作出选择时，页面即对外声明已获同意：{what}。"),
            said.evidence(pass),
        )
        .confidence(Confidence::Medium);
    }
    if !seen.restricted.is_empty() {
        let who = seen.restricted.join(", ");
        return Answer::met(
            format!("Before the choice nothing non-essential was kept; {who} got messages that carry a denied or restricted state."),
            format!("选择之前未写入任何非必要信息；{who} 收到的请求均带有“拒绝”或“限制使用”标志。"),
        );
    }
    Answer::met("Before any choice nothing non-essential was kept or sent.", "访客作出选择之前，未写入也未发送任何非必要信息。")
}

/// The acts of a pass that say no; in `withdraw` those after the agreement.
fn refusals(pass: &Pass) -> Vec<&Action> {
    pass.actions.iter().filter(|a| a.want != ControlRole::Accept).collect()
}

/// What a pass about a "no" comes to before its flows are looked at.
enum Act<'a> {
    /// It was said; judge what followed.
    Said(Vec<&'a Action>),
    Answered(Answer),
}

fn act<'a>(case: &Case<'a>, name: PassName) -> Act<'a> {
    let Some(pass) = case.pass(name) else { return Act::Answered(Answer::Unknown(case.why_not(name))) };
    let acts = refusals(pass);
    if acts.iter().any(|a| matches!(a.outcome, Outcome::Done | Outcome::NoEffect)) && !matches!(pass.end, PassEnd::Failed { .. }) {
        return Act::Said(acts);
    }
    let gap = pass.end.gap().map(|g| g.code);
    Act::Answered(match gap {
        Some(GapCode::NoBanner) => no_banner(case),
        Some(GapCode::NoControl) => Answer::not_applicable(
            "There is no control for this; see collect.banner.no-refuse and collect.consent.no-withdrawal.",
            "没有可执行该操作的控件，参见 collect.banner.no-refuse 与 collect.consent.no-withdrawal。",
        ),
        _ if acts.iter().any(|a| matches!(a.outcome, Outcome::Broken { .. })) => Answer::unknown(
            "The control could not be used, so what follows it was not seen; see collect.banner.broken",
            "控件无法使用，因此未能观察其后的情况，参见 collect.banner.broken",
        ),
        _ if acts.iter().any(|a| a.outcome == Outcome::NoControl) => {
            Answer::not_applicable("There is no control for this.", "没有可执行该操作的控件。")
        }
        _ => Answer::Unknown(case.why_not(name)),
    })
}

pub fn refusal_ignored(case: &Case) -> Answer {
    let acts = match act(case, PassName::Refuse) {
        Act::Said(acts) => acts,
        Act::Answered(answer) => return answer,
    };
    let at_once = judge_after(case, PassName::Refuse, &acts, ("all was refused", "拒绝全部"));
    if matches!(at_once, Answer::Met(_)) { forgotten(case, &acts).unwrap_or(at_once) } else { at_once }
}

/// The refusal held, and on the next visit it was forgotten.
fn forgotten(case: &Case, acts: &[&Action]) -> Option<Answer> {
    let name = PassName::Refuse;
    let seen = Tracking::of(case, name, Rule::of(case), later);
    if !seen.any() {
        return None;
    }
    let mut lines: Vec<Evidence> = acts.iter().take(2).map(|a| evidence::action(name, a)).collect();
    lines.extend(seen.evidence(name));
    let what = seen.names();
    Some(
        Answer::failed(
            format!("The refusal held until the browser was closed; on the next visit these went on unasked: {what}."),
            format!("拒绝仅在浏览器关闭前有效；下次访问时，下列追踪未经询问即继续：{what}。"),
            lines,
        )
        .confidence(seen.sureness()),
    )
}

pub fn withdrawal_ignored(case: &Case) -> Answer {
    let acts = match act(case, PassName::Withdraw) {
        Act::Said(acts) => acts,
        Act::Answered(answer) => return answer,
    };
    judge_after(case, PassName::Withdraw, &acts, ("consent was withdrawn", "撤回同意"))
}

fn judge_after(case: &Case, name: PassName, acts: &[&Action], words: (&str, &str)) -> Answer {
    let rule = Rule::of(case);
    let seen = Tracking::of(case, name, rule, after);
    let sent = sent_again(case, name, rule);
    let said = state::said(case, name, after, state::consents);
    if !seen.any() && sent.is_empty() && !said.is_empty() {
        let what = said.words();
        let mut lines: Vec<Evidence> = acts.iter().take(2).map(|a| evidence::action(name, a)).collect();
        lines.extend(said.evidence(name));
        return Answer::failed(
            format!("After {} the page still says to whoever asks that consent was given: {what}.", words.0),
            format!("{}之后，页面仍对外声明已获同意：{what}。", words.1),
            lines,
        )
        .confidence(Confidence::Medium);
    }
    if !seen.any() && sent.is_empty() {
        return Answer::met(
            format!("After {} nothing non-essential was kept, sent or read again.", words.0),
            format!("{}之后，未再写入、发送或读取任何非必要信息。", words.1),
        );
    }
    let kept: Vec<_> = sent.iter().map(|s| format!("`{}`", evidence::cut(&s.name, 40))).collect();
    let what = [seen.names(), kept.join(", ")].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ");
    let mut lines: Vec<Evidence> = acts.iter().take(2).map(|a| evidence::action(name, a)).collect();
    lines.extend(seen.evidence(name));
    lines.extend(said.evidence(name));
    lines.extend(sent.iter().take(6).map(|s| {
        evidence::seen(
            name,
            EvidenceKind::Cookie,
            format!("cookie `{}` of before is still sent to {}", s.name, s.host),
            format!("先前写入的 Cookie `{}` 仍被发送至 {}", s.name, s.host),
        )
    }));
    let sure = if seen.any() { seen.sureness() } else { Confidence::Medium };
    let sure = if only_leftovers(case, name) { sure.min(Confidence::Medium) } else { sure };
    Answer::failed(format!("After {} these went on: {what}.", words.0), format!("{}之后，下列追踪仍在继续：{what}。", words.1), lines)
        .confidence(sure)
}

struct Sent {
    name: String,
    host: String,
}

/// Non-essential cookies of before the "no" that were still in the jar and sent after it: they are still read.
fn sent_again(case: &Case, name: PassName, rule: Rule) -> Vec<Sent> {
    let Some(pass) = case.pass(name) else { return Vec::new() };
    let old = Tracking::of(case, name, rule, |s| matches!(s, Stage::Before | Stage::Between));
    let kept: BTreeSet<&str> = old.cookies.iter().filter(|c| c.kept).map(|c| c.name.as_str()).collect();
    let mut seen = BTreeSet::new();
    let later = pass.requests.iter().filter(|r| r.left_device && r.stage == Stage::After);
    later
        .flat_map(|r| r.cookies_sent.iter().map(move |n| (r, n)))
        .filter(|(_, n)| kept.contains(n.as_str()) && seen.insert(n.to_string()))
        .map(|(r, n)| Sent { name: n.clone(), host: r.host().map(|h| h.to_string()).unwrap_or_default() })
        .collect()
}

/// No page was opened after the act: what was under way on the old page cannot be told from what is new.
fn only_leftovers(case: &Case, name: PassName) -> bool {
    case.pass(name).is_some_and(|p| !p.pages.iter().any(|p| p.stage == Stage::After))
}

pub fn close_is_consent(case: &Case) -> Answer {
    let acts = match act(case, PassName::Close) {
        Act::Said(acts) => acts,
        Act::Answered(answer) => return answer,
    };
    let rule = Rule::of(case);
    let mut new = Tracking::of(case, PassName::Close, rule, after).without(&Tracking::of(case, PassName::Close, rule, before));
    // What other pages load for everybody, touched or not, was not released by closing.
    for untouched in [PassName::Arrive, PassName::Control] {
        new = new.without(&Tracking::of(case, untouched, rule, before));
    }
    let recorded = consent_recorded(case);
    if new.any() || recorded.is_some() {
        let what = [new.names(), recorded.unwrap_or_default()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ");
        let sure = if new.any() { new.sureness() } else { Confidence::Medium };
        let mut lines: Vec<Evidence> = acts.iter().take(2).map(|a| evidence::action(PassName::Close, a)).collect();
        lines.extend(new.evidence(PassName::Close));
        return Answer::failed(
            format!("Closing the banner, which is no consent, released what had waited: {what}."),
            format!("关闭横幅不构成同意，但关闭后原本未运行的内容随即放行：{what}。"),
            lines,
        )
        .confidence(sure);
    }
    if Tracking::of(case, PassName::Close, rule, before).any() {
        return Answer::not_applicable(
            "Trackers ran before the banner was closed; see collect.consent.before-choice.",
            "关闭横幅之前追踪器已在运行，参见 collect.consent.before-choice。",
        );
    }
    Answer::met("Closing the banner released nothing.", "关闭横幅后没有任何追踪器被放行。")
}

/// A consent interface that says yes after closing and did not before; a cookie that calls it agreed.
fn consent_recorded(case: &Case) -> Option<String> {
    let pass = case.pass(PassName::Close)?;
    let granted = |stage: Stage| -> BTreeSet<&str> {
        let pages = pass.pages.iter().filter(|p| p.stage == stage);
        pages
            .flat_map(|p| &p.signals.consent_mode)
            .filter(|(k, v)| v.as_str() == "granted" && (k.starts_with("ad_") || k.starts_with("analytics")))
            .map(|(k, _)| k.as_str())
            .collect()
    };
    let (was, is) = (granted(Stage::Before), granted(Stage::After));
    if let Some(new) = is.difference(&was).next() {
        return Some(format!("consent mode {new} = granted"));
    }
    let says_yes = |v: &str| {
        let v = crate::leak::decoded(v).to_lowercase();
        matches!(v.as_str(), "accepted" | "accept" | "accept-all" | "all" | "granted" | "allow" | "allowed" | "agreed")
            || ["\"marketing\":true", "\"advertising\":true", "marketing:true", "advertising:true", "\"ads\":true"]
                .iter()
                .any(|s| v.contains(s))
    };
    let mut cookies = pass.cookies.iter().filter(|c| c.stage == Stage::After && c.kept);
    let named = |name: &str, domain: &str| {
        let known = case.catalog.cookie_purpose(name, domain).is_some_and(|p| p.purpose == Purpose::Consent);
        let low = name.to_lowercase();
        known || low.contains("consent") || low.contains("cookie") || low.contains("gdpr") || low.contains("cmp")
    };
    let told = cookies.find(|c| named(&c.name, c.domain.as_str()) && says_yes(&c.value)).map(|c| c.name.clone());
    told.or_else(|| pass.storage.iter().find(|s| s.stage == Stage::After && named(&s.key, "") && says_yes(&s.value)).map(|s| s.key.clone()))
        .map(|n| format!("`{n}`"))
}

/// After consent: a visible way back within two clicks.
pub fn no_withdrawal(case: &Case) -> Answer {
    let banners = case.banners();
    if banners.is_empty() {
        return no_banner(case);
    }
    if !banners.iter().any(|(_, _, d)| asks_consent(case, d)) {
        return Answer::not_applicable("No banner asks for consent.", "没有横幅征求同意。");
    }
    let withdrawn = case.pass(PassName::Withdraw).is_some_and(|p| refusals(p).iter().any(|a| a.outcome == Outcome::Done));
    if withdrawn {
        return Answer::met("After agreeing, consent could be withdrawn from the page.", "同意之后，可在页面上撤回同意。");
    }
    let agreed =
        |n: &PassName| case.pass(*n).is_some_and(|p| p.actions.iter().any(|a| a.want == ControlRole::Accept && a.outcome == Outcome::Done));
    let passes: Vec<PassName> = [PassName::Accept, PassName::Withdraw].into_iter().filter(agreed).collect();
    let Some(name) = passes.first().copied() else {
        return Answer::unknown(
            "No pass agreed to the banner, so the way back was not looked for",
            "没有任何轮次点击同意，因此未能查找撤回入口",
        );
    };
    let pages = passes.iter().filter_map(|n| case.pass(*n)).flat_map(|p| &p.pages);
    let later: Vec<&Page> = pages.filter(|p| matches!(p.stage, Stage::After | Stage::Between) && readable(p)).collect();
    if later.is_empty() {
        return Answer::unknown("After agreeing no page was read", "同意之后未读取任何页面");
    }
    let policies = case.arrived().filter(|p| matches!(p.kind, PageKind::Policy | PageKind::CookiePolicy));
    // On the first look the banner itself still stands open: its controls are no way back.
    let found = later.iter().copied().find(|p| way_back(case, p)).or_else(|| policies.into_iter().find(|p| link_back(case, p)));
    if let Some(page) = found {
        let at = evidence::cut(&page.final_url, 120);
        // A way that is seen and leads to nothing is a broken control.
        return Answer::met(format!("A way back to the choice is visible on {at}."), format!("{at} 上可见撤回或更改选择的入口。"));
    }
    let shot = later.iter().find(|p| p.kind == PageKind::Home).or(later.first());
    let lines = shot.map(|p| {
        evidence::seen(
            name,
            EvidenceKind::Element,
            format!("{} after agreeing: no link or button back to the choice", p.final_url),
            format!("同意之后的 {}：没有返回选择的链接或按钮", p.final_url),
        )
    });
    Answer::failed(
        "After agreeing, neither the pages nor the policy show a link or button to withdraw or change the choice.",
        "同意之后，页面及政策中均未见用于撤回或更改选择的链接或按钮。",
        lines.into_iter().collect(),
    )
}

/// Do these words lead back to the choice?
fn leads_back(case: &Case, text: &str, href: Option<&str>) -> bool {
    let kinds = case.catalog.link_kinds(text, href);
    kinds.contains(&LinkKind::CookieSettings) || kinds.contains(&LinkKind::Choices) || withdraws(case, text)
}

fn link_back(case: &Case, page: &Page) -> bool {
    page.links.iter().any(|l| {
        l.visible && l.region != Region::Dialog && (!l.collapsed || l.neighbours.collapsed) && leads_back(case, &l.text, l.href.as_deref())
    })
}

fn way_back(case: &Case, page: &Page) -> bool {
    let shown =
        |c: &tidegate_types::observation::Control| c.visible && (c.role == ControlRole::Settings || leads_back(case, &c.text, None));
    let tab = |d: &tidegate_types::observation::Dialog| d.text.chars().count() <= 60 && leads_back(case, &d.text, None);
    link_back(case, page)
        || page.dialogs.iter().any(tab)
        || page.dialogs.iter().any(|d| d.controls.iter().any(shown))
        || page.toggles.iter().any(|t| t.visible && super::layers::optional(case, t))
}

/// "Withdraw consent", and not a shop's "Decline" of something else.
fn withdraws(case: &Case, text: &str) -> bool {
    case.catalog.role_of(text) == ControlRole::Refuse
        && crate::reading::has(
            text,
            &[
                r"withdraw|revoke|consent",
                r"撤回|撤销|同意",
                r"widerruf|einwilligung",
                r"retirer|consentement",
                r"retirar|revocar|consentimiento",
            ],
        )
}

/// Do people whose law wants agreement first visit, as far as is known?
pub(super) fn opt_in(case: &Case) -> bool {
    case.opt_in_place() != Verdict::No
}
