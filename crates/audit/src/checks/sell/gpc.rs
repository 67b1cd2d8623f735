//! The opt-out preference signal: did it stop sale and sharing, and does the page say so?

use super::{names, only_sellers, still_sold, sureness, traffic_evidence, unread};
use crate::answer::Answer;
use crate::case::{Case, not_typing};
use crate::evidence::{self, cut};
use crate::reading::sentences;
use crate::state;
use tidegate_types::finding::{Confidence, EvidenceKind};
use tidegate_types::observation::{GpcMode, Page, PageKind, PassName, Toggle};

/// Why the `gpc` pass proves nothing, if so.
fn blind(case: &Case) -> Option<Answer> {
    for name in [PassName::Arrive, PassName::Gpc] {
        if !case.usable(name) {
            return Some(Answer::Unknown(case.why_not(name)));
        }
    }
    (case.obs.browser.gpc == GpcMode::Unconfirmed)
        .then(|| Answer::unknown("The self-check did not see the signal leave the browser", "自检未能确认浏览器发出了该信号"))
}

pub fn ignored(case: &Case) -> Answer {
    if let Some(answer) = blind(case) {
        return answer;
    }
    let base = case.sales(PassName::Arrive, not_typing);
    let under_signal = case.sales(PassName::Gpc, not_typing);
    let still = still_sold(&base, under_signal);
    if !still.is_empty() {
        let who = names(case, &still);
        return Answer::failed(
            format!("With Sec-GPC: 1 and navigator.globalPrivacyControl set, these recipients still got what they get without the signal: {who}."),
            format!("在发送 Sec-GPC: 1 并设置 navigator.globalPrivacyControl 后，以下接收方仍收到与未发送信号时相同的数据：{who}。"),
            traffic_evidence(case, PassName::Gpc, &still),
        )
        .confidence(sureness(case, &still));
    }
    if base.is_empty() && case.gated() {
        return Answer::unknown(
            "An age screen stood before the store in both passes, so nothing behind it was compared",
            "两个轮次均被年龄验证挡住，未能比较其后的页面",
        );
    }
    if base.is_empty() {
        return Answer::met(
            "Nothing went to a recipient of sale or sharing, with the signal or without it.",
            "无论是否发送信号，均无数据流向出售或共享的接收方。",
        );
    }
    let said = state::said(case, PassName::Gpc, not_typing, state::not_opted_out);
    if !said.is_empty() {
        let what = said.words();
        return Answer::failed(
            format!("Nothing unrestricted was seen to go out, but under the signal the pages say to whoever asks that there is no opt-out: {what}."),
            format!("未见不受限的数据外发，但在信号之下页面仍对外声明访客未选择退出：{what}。"),
            said.evidence(PassName::Gpc),
        )
        .confidence(Confidence::Medium);
    }
    let stopped: Vec<_> = base.into_values().collect();
    let who = names(case, &stopped);
    Answer::met(
        format!("Under the signal nothing unrestricted went to {who}."),
        format!("发送信号后，未再向以下接收方发送不受限的数据：{who}。"),
    )
}

pub fn unconfirmed(case: &Case) -> Answer {
    if let Some(answer) = only_sellers(case) {
        return answer;
    }
    if let Some(answer) = blind(case) {
        return answer;
    }
    let unreadable = || case.home().and_then(unread);
    match shown(case) {
        None if let Some(answer) = unreadable() => answer,
        Some(words) => {
            Answer::met(format!("Shown under the signal: “{}”.", cut(&words, 120)), format!("收到信号后显示：“{}”。", cut(&words, 120)))
        }
        None => {
            let home = case.pass(PassName::Gpc).and_then(|p| p.pages.iter().find(|p| p.kind == PageKind::Home));
            let shot = home.map(|h| {
                evidence::element(
                    PassName::Gpc,
                    h,
                    tidegate_types::Text::new("home page under the signal", "收到信号后的首页"),
                    Default::default(),
                )
            });
            Answer::failed(
                "Under the signal no page shows whether it was processed: no confirming text, no changed switch.",
                "收到信号后，没有任何页面显示是否已处理：无确认文字，开关状态也无变化。",
                shot.into_iter().map(|e| tidegate_types::Evidence { mark: None, kind: EvidenceKind::Element, ..e }).collect(),
            )
        }
    }
}

/// Words or a switch that show the signal was processed, and that are not there without it.
pub(super) fn shown(case: &Case) -> Option<String> {
    let gpc = case.pass(PassName::Gpc)?;
    let plain: Vec<&Page> = case.arrived().collect();
    let without = |url: &str| plain.iter().find(|p| p.url == url).copied();
    gpc.pages.iter().find_map(|page| {
        let twin = without(&page.url);
        confirming_words(case, page, twin).or_else(|| changed_switch(page, twin))
    })
}

fn confirming_words(case: &Case, page: &Page, twin: Option<&Page>) -> Option<String> {
    let dialogs = page.dialogs.iter().map(|d| d.text.as_str());
    let stood_before = |s: &str| twin.is_some_and(|t| t.text.contains(s) || t.dialogs.iter().any(|d| d.text.contains(s)));
    std::iter::once(page.text.as_str())
        .chain(dialogs)
        .flat_map(sentences)
        .find(|s| case.catalog.is_opt_out_confirmation(s) && !stood_before(s))
        .map(str::to_owned)
}

/// A switch on the same page that stands otherwise under the signal.
fn changed_switch(page: &Page, twin: Option<&Page>) -> Option<String> {
    let twin = twin?;
    let all = |p: &Page| p.toggles.iter().chain(p.dialogs.iter().flat_map(|d| &d.toggles)).cloned().collect::<Vec<Toggle>>();
    let before = all(twin);
    all(page)
        .into_iter()
        .find(|t| t.visible && before.iter().any(|b| b.selector == t.selector && b.checked != t.checked))
        .map(|t| if t.label.is_empty() { t.state_text } else { t.label })
}
