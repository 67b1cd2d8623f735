//! Does the opt-out of a known person follow to another device?

use super::optout::run_of;
use super::{names, only_sellers, still_sold, sureness, traffic_evidence};
use crate::answer::Answer;
use crate::case::{Case, before, not_typing};
use crate::gaps;
use tidegate_types::observation::PassName;

pub fn one_device(case: &Case) -> Answer {
    if let Some(answer) = only_sellers(case) {
        return answer;
    }
    for name in [PassName::Account, PassName::Device] {
        if let Some(answer) = not_seen(case, name) {
            return answer;
        }
    }
    let run = match run_of(case, PassName::Account) {
        Some(run) if run.completed => run,
        _ => return Answer::unknown("Logged in, the opt-out could not be completed", "登录后未能完成选择退出"),
    };
    let mut base = case.sales(PassName::Account, before);
    for (k, t) in case.sales(PassName::Arrive, not_typing) {
        base.entry(k).or_insert(t);
    }
    if !still_sold(&base, case.sales_afterwards(PassName::Account)).is_empty() {
        return Answer::unknown(
            "The opt-out did not hold on the first device either; see sell.optout.ineffective",
            "选择退出在第一台设备上即未生效，参见 sell.optout.ineffective",
        );
    }
    let second = still_sold(&base, case.sales_afterwards(PassName::Device));
    if base.is_empty() {
        return Answer::unknown("No recipient of sale or sharing was seen before the opt-out", "选择退出前未观察到出售或共享的接收方");
    }
    if second.is_empty() {
        return Answer::met(
            "Opted out on one device and logged in on another, the account's data went to no recipient of sale or sharing there.",
            "在一台设备上选择退出后，于另一台设备登录，未再向出售或共享的接收方发送数据。",
        );
    }
    let who = names(case, &second);
    let mut shown = super::optout::evidence_of(case, PassName::Account, run);
    shown.extend(traffic_evidence(case, PassName::Device, &second));
    Answer::failed(
        format!("Opted out on one device; logged in with the same account on another, these recipients got data: {who}."),
        format!("在一台设备上已选择退出，但用同一账户在另一台设备登录后，以下接收方仍收到数据：{who}。"),
        shown,
    )
    .confidence(sureness(case, &second))
}

/// Why nothing can be said: no account, or logging in did not work.
fn not_seen(case: &Case, name: PassName) -> Option<Answer> {
    let Some(pass) = case.pass(name) else {
        return Some(Answer::unknown(
            "Nobody logged in: the profile names no test account (`[account]`)",
            "未登录：企业档案未提供测试账户（`[account]`）",
        ));
    };
    let gap = match &pass.login {
        Some(login) => login.gap.as_ref(),
        None => pass.end.gap(),
    };
    if let Some(gap) = gap {
        return Some(Answer::Unknown(gaps::text(gap)));
    }
    (!case.usable(name)).then(|| Answer::Unknown(case.why_not(name)))
}
