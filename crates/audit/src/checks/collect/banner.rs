//! Is the choice a choice? What a consent banner offers, and whether its controls work.

use super::consent::opt_in;
use super::layers::{Banner, asks_consent, banners, has_control, no_banner, optional, save_refuses};
use super::trackers::{Rule, Tracking};
use crate::answer::Answer;
use crate::case::{Case, before, not_typing};
use crate::evidence;
use crate::flows::{Level, Sale};
use crate::reading::has;
use tidegate_catalog::{LinkKind, Section};
use tidegate_law::Verdict;
use tidegate_types::finding::{Confidence, Evidence, EvidenceKind};
use tidegate_types::observation::{Action, ControlRole, Dialog, DialogKind, GapCode, Outcome, Page, PageKind, Pass, PassName, Stage};

/// Banners that ask for agreement, or the answer where there is none.
pub(super) fn asking<'a>(case: &Case<'a>) -> Result<Vec<Banner<'a>>, Answer> {
    let all = banners(case);
    if all.is_empty() {
        return Err(no_banner(case));
    }
    let asking: Vec<_> = all.into_iter().filter(|b| asks_consent(case, b.first)).collect();
    if asking.is_empty() {
        return Err(Answer::not_applicable("The banner informs and asks for no agreement.", "横幅仅作告知，未征求同意。"));
    }
    Ok(asking)
}

/// A way to say no on this layer.
pub(super) fn refuses(case: &Case, d: &Dialog) -> bool {
    has_control(d, ControlRole::Refuse) || save_refuses(case, d) || !opt_in(case) && opts_out(case, d)
}

/// Where the law wants a way out and not agreement, the opt-out link on the banner is one.
fn opts_out(case: &Case, d: &Dialog) -> bool {
    let wanted = |text: &str| {
        let kinds = case.catalog.link_kinds(text, None);
        [LinkKind::OptOut, LinkKind::OptOutOld, LinkKind::Choices].iter().any(|k| kinds.contains(k))
    };
    d.controls.iter().any(|c| c.visible && c.enabled && wanted(&c.text)) || d.links.iter().any(|(text, _)| wanted(text))
}

pub fn no_refuse(case: &Case) -> Answer {
    let asking = match asking(case) {
        Ok(asking) => asking,
        Err(answer) => return answer,
    };
    // A bar that says "OK" and tracks nobody asks nothing.
    let owes = |b: &&Banner| has_control(b.first, ControlRole::Accept) || tracks(case);
    let Some(bad) = asking.iter().filter(owes).find(|b| !refuses(case, b.first)) else {
        return Answer::met(
            "Every banner that asks for consent offers a refusal on its first layer.",
            "每个征求同意的横幅首层都提供拒绝选项。",
        );
    };
    let dead = bad.first.controls.iter().find(|c| c.role == ControlRole::Refuse);
    let offered: Vec<_> = bad
        .first
        .controls
        .iter()
        .filter(|c| c.visible && !c.text.is_empty())
        .map(|c| format!("“{}”", evidence::cut(&c.text, 40)))
        .collect();
    let list = offered.join(", ");
    let (en, zh) = match dead {
        Some(c) => (
            format!("The first layer's refusal “{}” cannot be seen or used; usable are {list}.", evidence::cut(&c.text, 40)),
            format!("首层的拒绝控件“{}”不可见或不可用；可用的控件为 {list}。", evidence::cut(&c.text, 40)),
        ),
        None => (
            format!("The first layer asks for agreement and offers no refusal: {list}."),
            format!("首层征求同意却没有拒绝选项，仅有：{list}。"),
        ),
    };
    Answer::failed(en, zh, vec![evidence::dialog(bad.pass, bad.page, bad.first)])
}

/// Was anything non-essential seen, with or without agreement?
fn tracks(case: &Case) -> bool {
    [PassName::Arrive, PassName::Control, PassName::Accept].into_iter().any(|p| Tracking::of(case, p, Rule::Everything, not_typing).any())
}

/// Switched on before anybody chose, on any layer.
pub fn preselected(case: &Case) -> Answer {
    let all = banners(case);
    let pages: Vec<&Page> = case.arrived().filter(|p| matches!(p.kind, PageKind::Choices | PageKind::CookiePolicy)).collect();
    let dialogs: Vec<&Dialog> = all.iter().map(|b| b.first).chain(super::layers::deeper(case)).collect();
    let on_page = pages.iter().flat_map(|p| p.toggles.iter().filter(|t| t.visible).map(move |t| (*p, t)));
    let on = |t: &tidegate_types::observation::Toggle| t.checked && optional(case, t);
    if let Some(d) = dialogs.iter().find(|d| d.toggles.iter().any(on)) {
        let labels = labels(d.toggles.iter().filter(|t| on(t)).map(|t| t.label.as_str()));
        let at = all.iter().find(|b| std::ptr::eq(b.first, *d) || b.deeper.iter().any(|x| std::ptr::eq(*x, *d))).or(all.first());
        let lines = at.map(|b| evidence::dialog(b.pass, b.page, d));
        return Answer::failed(
            format!("On layer {} of the banner these are on before anybody chose: {labels}.", d.layer.max(1)),
            format!("横幅第 {} 层中，以下选项在访客选择之前即已开启：{labels}。", d.layer.max(1)),
            lines.into_iter().collect(),
        );
    }
    let seen: Vec<_> = on_page.collect();
    if let Some((page, t)) = seen.iter().find(|(_, t)| on(t) && purpose_named(&t.label)) {
        let label = evidence::cut(&t.label, 60);
        return Answer::failed(
            format!("On the choices page “{label}” is on before anybody chose."),
            format!("在选择页面上，“{label}”在访客选择之前即已开启。"),
            vec![evidence::quote(PassName::Arrive, page, &t.label)],
        )
        .confidence(Confidence::Medium);
    }
    if all.is_empty() && seen.is_empty() {
        return no_banner(case);
    }
    if dialogs.iter().any(|d| !d.toggles.is_empty()) || !seen.is_empty() {
        return Answer::met("Every optional switch that was seen is off before a choice.", "所见的可选开关在选择之前均为关闭状态。");
    }
    // Settings that nobody opened may hold switches.
    let closed = all.iter().find(|b| has_control(b.first, ControlRole::Settings) && b.deeper.is_empty());
    match closed {
        Some(_) => Answer::unknown("The banner has a settings layer that was not seen", "横幅设有未能查看的设置层"),
        None => Answer::met("The layers that were seen hold no switches.", "已查看的各层中没有开关。"),
    }
}

fn labels<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let named: Vec<_> =
        all.map(|l| if l.trim().is_empty() { "(no label)".to_owned() } else { format!("“{}”", evidence::cut(l, 40)) }).take(8).collect();
    named.join(", ")
}

/// Purposes and third parties, on any layer.
pub fn unnamed_recipients(case: &Case) -> Answer {
    let asking = match asking(case) {
        Ok(asking) => asking,
        Err(answer) => return answer,
    };
    let outside = outsiders(case);
    for b in &asking {
        let text = whole_text(b);
        let purposes = purpose_named(&text);
        let recipients = !outside || recipients_named(case, b, &text);
        if purposes && recipients {
            continue;
        }
        let (en, zh) = match (purposes, recipients) {
            (false, false) => ("neither the purposes nor the third parties", "目的，也未列明第三方"),
            (false, true) => ("no purposes", "目的"),
            _ => ("no third parties, and links to no list of them", "第三方，也没有指向第三方名单的链接"),
        };
        return Answer::failed(
            format!("The banner asks for consent and names {en}."),
            format!("横幅征求同意，却未列明{zh}。"),
            vec![evidence::dialog(b.pass, b.page, b.first)],
        )
        .confidence(Confidence::Medium);
    }
    Answer::met("Purposes and third parties are named where consent is asked.", "征求同意之处已列明目的与第三方。")
}

/// Third parties that would need naming.
fn outsiders(case: &Case) -> bool {
    case.flows.parties.values().any(|p| p.essential() == Some(false))
}

fn whole_text(b: &Banner) -> String {
    let of = |d: &&Dialog| {
        let labels = d
            .toggles
            .iter()
            .map(|t| t.label.as_str())
            .chain(d.controls.iter().map(|c| c.text.as_str()))
            .chain(d.links.iter().map(|l| l.0.as_str()));
        format!("{}\n{}\n", d.text, labels.collect::<Vec<_>>().join("\n"))
    };
    std::iter::once(&b.first).chain(&b.deeper).map(of).collect()
}

fn purpose_named(text: &str) -> bool {
    has(
        text,
        &[
            r"analy[tsz]|statisti|measur|audience|web traffic|site traffic|advert|\bads?\b|marketing|targeting|personali[sz]|retarget|social media|performance cookies|performance",
            r"分析|统计|测量|广告|营销|个性化|社交|流量",
            r"werb|analyse|messung|personalis|reichweite",
            r"publicit|mesure|personnalis|réseaux sociaux",
            r"publicidad|anuncio|medi(r|ción)|anál|analí|estad|personaliz",
        ],
    )
}

/// Named in the text, or in a page of the store that the banner links to.
fn recipients_named(case: &Case, b: &Banner, text: &str) -> bool {
    let says = |t: &str| case.catalog.matches(Section::BannerPartners, t) || names_a_party(case, t);
    if says(text) {
        return true;
    }
    let linked = |page: &&Page| {
        let links = std::iter::once(&b.first)
            .chain(&b.deeper)
            .flat_map(|d| d.links.iter().map(|l| l.1.as_str()).chain(d.controls.iter().filter_map(|c| c.href.as_deref())));
        links.map(|l| l.split('#').next().unwrap_or(l)).any(|l| l == page.url || l == page.final_url)
    };
    case.arrived().filter(|p| p.kind == PageKind::CookiePolicy).filter(linked).any(|p| names_a_party(case, &p.text))
}

fn names_a_party(case: &Case, text: &str) -> bool {
    let low = text.to_lowercase();
    let vendor = |p: &crate::flows::Party| {
        p.vendor.is_some_and(|v| v.policy_names.iter().chain([&v.name]).any(|n| n.chars().count() > 2 && low.contains(&n.to_lowercase())))
    };
    case.flows.parties.values().any(|p| vendor(p) || low.contains(p.hosts.iter().next().map_or(p.key.as_str(), |h| h.site())))
}

/// The page or a purchase cannot be used without agreeing.
pub fn wall(case: &Case) -> Answer {
    if let Some(answer) = forced_box(case) {
        return answer;
    }
    for b in banners(case) {
        // A page held up by something else (an age gate, a newsletter) is not held up by the banner.
        let other = b.page.dialogs.iter().any(|d| d.blocks && d.selector != b.first.selector);
        let blocking = b.first.blocks || !b.page.usable && !other;
        let demands = asks_consent(case, b.first);
        if blocking && demands && !way_out(case, &b) {
            return Answer::failed(
                "A banner blocks the page, and the only way on is to agree.",
                "横幅遮挡页面，不同意就无法继续使用。",
                vec![evidence::dialog(b.pass, b.page, b.first)],
            );
        }
    }
    if let Some(line) = shut_out(case) {
        return Answer::failed("After refusing, the page can no longer be used.", "拒绝之后，页面无法再使用。", vec![line]);
    }
    if case.arrived().next().is_none() {
        return Answer::Unknown(case.why_not(PassName::Arrive));
    }
    Answer::met("Pages can be used without agreeing.", "不同意也可以使用页面。")
}

fn way_out(case: &Case, b: &Banner) -> bool {
    let leaves = |d: &Dialog| {
        refuses(case, d) || has_control(d, ControlRole::Save) || has_control(d, ControlRole::Close) || has_control(d, ControlRole::Later)
    };
    let settings = has_control(b.first, ControlRole::Settings);
    leaves(b.first) || settings && (b.deeper.is_empty() || b.deeper.iter().any(|d| leaves(d)))
}

/// Refused, and shut out: the store's home page cannot be used any more though it could be opened before.
fn shut_out(case: &Case) -> Option<Evidence> {
    let pass = case.pass(PassName::Refuse)?;
    let refused = pass.actions.iter().any(|a| a.outcome == Outcome::Done && a.clicks.iter().any(|c| c.role != ControlRole::Settings));
    let page = pass.pages.iter().find(|p| p.stage == Stage::After && p.kind == PageKind::Home)?;
    let gone = |p: &Page| {
        p.gap.is_none()
            && (p.status.is_some_and(|s| matches!(s, 401 | 403 | 451))
                || p.dialogs.iter().any(|d| d.kind == DialogKind::Consent && (d.blocks || !p.usable)))
    };
    (refused && gone(page)).then(|| {
        evidence::seen(
            PassName::Refuse,
            EvidenceKind::Element,
            format!("{} after refusing", page.final_url),
            format!("拒绝之后的 {}", page.final_url),
        )
    })
}

/// A purchase or account that demands agreement to marketing or passing on.
fn forced_box(case: &Case) -> Option<Answer> {
    let pages = case.arrived().filter(|p| matches!(p.kind, PageKind::Checkout | PageKind::Cart | PageKind::SignUp));
    for page in pages {
        for f in page.forms.iter().filter(|f| f.visible) {
            let forced = f.fields.iter().find(|x| x.kind == "checkbox" && x.required && x.visible && for_marketing(&x.label));
            if let Some(x) = forced {
                let label = evidence::cut(&x.label, 120);
                return Some(Answer::failed(
                    format!("The form cannot be sent without agreeing to “{label}”."),
                    format!("不勾选“{label}”就无法提交表单。"),
                    vec![evidence::form(PassName::Arrive, page, f)],
                ));
            }
        }
    }
    None
}

fn for_marketing(label: &str) -> bool {
    let marketing = &[
        r"marketing|promotion|newsletter|advertis|special offers|(share|pass|disclos)\w* .{0,40}(partner|third|affiliate)|(sell|sale of) (my|your)|profil(e|ing)\b|tracking",
        r"营销|推广|广告|资讯|订阅|(共享|分享|提供)给.{0,10}(第三方|合作)|出售",
        r"werbe|werbung|newsletter",
        r"publicit|promotion|newsletter|prospection",
        r"publicidad|promocion|boletín",
    ];
    let negated = &[r"\b(not|never|no)\b|opt[ -]?out", r"不(会|再|得|同意)|拒绝", r"\b(nicht|keine)\b", r"\b(ne|pas)\b", r"\bno\b"];
    has(label, marketing) && !has(label, negated)
}

/// Controls that vanish, throw or do nothing; a decline after which everything goes on.
pub fn broken(case: &Case) -> Answer {
    let passes: Vec<&Pass> =
        [PassName::Refuse, PassName::Accept, PassName::Close, PassName::Withdraw].into_iter().filter_map(|n| case.pass(n)).collect();
    let acts = || passes.iter().flat_map(|p| p.actions.iter().map(move |a| (p.name, a)));
    if let Some((name, a, sure)) = acts().find_map(|(name, a)| fault(a).map(|sure| (name, a, sure))) {
        let what = a.clicks.last().map_or_else(String::new, |c| format!("“{}”", evidence::cut(&c.text, 40)));
        let (en, zh) = match &a.outcome {
            Outcome::Broken { gap } => {
                (format!("could not be used: {}", crate::gaps::text(gap).en), format!("无法使用：{}", crate::gaps::text(gap).zh))
            }
            _ => ("was used and nothing changed".to_owned(), "点击后没有任何变化".to_owned()),
        };
        let (want_en, want_zh) = wanted(a, name);
        return Answer::failed(
            format!("The control to {want_en} {what} {en}."),
            format!("用于{want_zh}的控件{what}{zh}。"),
            vec![evidence::action(name, a)],
        )
        .confidence(sure);
    }
    if let Some(answer) = vain_decline(case) {
        return answer;
    }
    if acts().any(|(_, a)| a.outcome == Outcome::Done) {
        return Answer::met("Every control of the banner that was used did something.", "所使用的横幅控件均有实际效果。");
    }
    if case.banners().is_empty() {
        return no_banner(case);
    }
    Answer::unknown("No control of the banner was used in a pass", "没有任何轮次使用过横幅控件")
}

fn wanted(a: &Action, name: PassName) -> (&'static str, &'static str) {
    match (a.want, name) {
        (ControlRole::Accept, _) => ("accept", "接受"),
        (ControlRole::Close, _) => ("close", "关闭"),
        (_, PassName::Withdraw) => ("withdraw", "撤回同意"),
        (ControlRole::Refuse, _) => ("refuse", "拒绝"),
        _ => ("choose", "选择"),
    }
}

/// Is this act's control at fault, and how sure is it?
fn fault(a: &Action) -> Option<Confidence> {
    match &a.outcome {
        // The browser's own trouble is not the store's.
        Outcome::Broken { gap }
            if matches!(
                gap.code,
                GapCode::BrowserFault | GapCode::BudgetSpent | GapCode::Hung | GapCode::Crashed | GapCode::Truncated | GapCode::NotAsked
            ) =>
        {
            None
        }
        Outcome::Broken { .. } => Some(Confidence::Medium),
        Outcome::NoEffect => Some(Confidence::High),
        // A door to the choices that opens nothing.
        Outcome::NoControl => a.clicks.iter().any(|c| c.role == ControlRole::Settings && idle(&c.effect)).then_some(Confidence::Medium),
        Outcome::Done => None,
    }
}

fn idle(e: &tidegate_types::observation::Effect) -> bool {
    !(e.dialog_gone || e.layer_opened || e.navigated) && e.storage_changed.is_empty() && e.signals_changed.is_empty()
}

/// Where the law wants a way out: the decline was taken, and advertising goes on all the same. Where it wants
/// agreement this is collect.consent.refusal-ignored.
fn vain_decline(case: &Case) -> Option<Answer> {
    if case.opt_in_place() != Verdict::No {
        return None;
    }
    let pass = case.pass(PassName::Refuse)?;
    let said = pass.actions.iter().find(|a| a.outcome == Outcome::Done)?;
    let now = case.sales(PassName::Refuse, crate::case::after);
    let on: Vec<_> = now.into_values().filter(|t| t.level == Level::Data && case.sale_of(t) == Sale::Yes).collect();
    if on.is_empty() {
        return None;
    }
    let who: Vec<_> = on.iter().map(|t| case.flows.parties.get(&t.key).map_or(t.key.as_str(), |p| p.name())).collect();
    let mut lines = vec![evidence::action(PassName::Refuse, said)];
    lines.extend(
        on.iter()
            .flat_map(|t| t.requests.iter().filter(|r| case.flows.level(r) == Level::Data).take(2))
            .map(|r| evidence::request(PassName::Refuse, r)),
    );
    let had = !Tracking::of(case, PassName::Refuse, Rule::Everything, before).trackers.is_empty();
    let how = if had { ("go on receiving data", "仍继续收到数据") } else { ("receive data", "收到数据") };
    Some(Answer::failed(
        format!("The banner's decline was taken, and {} {} as if it had not been.", who.join(", "), how.0),
        format!("已点击横幅上的拒绝，但 {} {}，拒绝形同虚设。", who.join(", "), how.1),
        lines,
    ))
}
