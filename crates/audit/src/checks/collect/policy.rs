//! The policy: is it linked, found, readable, fresh, complete?

mod contradicted;
mod incomplete;
#[cfg(test)]
mod tests;

pub use contradicted::contradicted;
pub use incomplete::{children_incomplete, health_missing, incomplete, lines_of_policy};

use crate::answer::Answer;
use crate::case::Case;
use crate::conspicuous::faint;
use crate::evidence;
use crate::policy::{self, date, tongue};
use crate::reading;
use jiff::ToSpan as _;
use tidegate_catalog::{LinkKind, Section, Tongue};
use tidegate_types::Text;
use tidegate_types::finding::{Confidence, Evidence, EvidenceKind};
use tidegate_types::observation::{Link, Page, PageKind, PassName, Rect, Region};

fn no_home() -> Answer {
    Answer::unknown("The home page could not be read", "无法读取首页")
}

/// Why there is no policy text to judge.
pub(super) fn unread(case: &Case) -> Answer {
    let gap = policy::tried(case, &[PageKind::Policy]).find_map(|p| p.gap.as_ref());
    match gap {
        Some(g) => Answer::Unknown(crate::gaps::text(g)),
        None => Answer::unknown("No privacy policy was read", "未读取到隐私政策"),
    }
}

/// Links that lead to the policy. Those of a banner go with the banner; one beside a form leads to a section; where the
/// frame of the page holds links, those are the ones people look for.
fn policy_links<'a>(case: &Case<'a>, home: &'a Page) -> Vec<&'a Link> {
    let all: Vec<&Link> = case.links(home, LinkKind::PrivacyPolicy).into_iter().filter(|l| l.region != Region::Dialog).collect();
    let deep = |l: &Link| l.href.as_deref().and_then(|h| h.split_once('#')).is_some_and(|(_, f)| !f.is_empty());
    let framed = |l: &Link| matches!(l.region, Region::Footer | Region::Header | Region::Nav);
    let frame: Vec<&Link> = all.iter().copied().filter(|l| framed(l) && !deep(l)).collect();
    if frame.is_empty() { all } else { frame }
}

pub fn missing(case: &Case) -> Answer {
    let Some(home) = case.home() else { return no_home() };
    let links = policy_links(case, home);
    if links.is_empty() {
        return Answer::failed(
            "The home page has no link to a privacy policy.",
            "首页没有隐私政策链接。",
            vec![evidence::element(PassName::Arrive, home, Text::new("home page without the link", "没有该链接的首页"), foot(home))],
        )
        .confidence(if home.links.is_empty() { Confidence::Medium } else { Confidence::High });
    }
    if let Some((why, l)) = leads_nowhere(case, home, &links) {
        return Answer::failed(
            format!("“{}” leads nowhere: {}.", l.text, why.en),
            format!("“{}”链接无效：{}。", l.text, why.zh),
            vec![evidence::link(PassName::Arrive, home, l)],
        );
    }
    let says_privacy =
        |l: &&&Link| case.catalog.matches(Section::LinkPrivacy, &l.text) || case.catalog.matches(Section::LinkPrivacy, &l.icon_name);
    let Some(l) = links.iter().find(says_privacy) else {
        return Answer::failed(
            format!("The link to the policy is titled “{}”, without the word “privacy”.", links[0].text),
            format!("隐私政策链接标题为“{}”，未含“privacy（隐私）”一词。", links[0].text),
            vec![evidence::link(PassName::Arrive, home, links[0])],
        )
        .confidence(Confidence::Medium);
    };
    let read = case.arrived().any(|p| p.kind == PageKind::Policy && (p.reading.not_text || p.text.chars().count() >= policy::SHORTEST));
    if read {
        Answer::met(format!("“{}” leads to a policy.", l.text), format!("“{}”可打开隐私政策。", l.text))
    } else {
        unread(case)
    }
}

/// All the links are dead: in the page itself, or because the page behind them is.
fn leads_nowhere<'a>(case: &Case<'a>, home: &Page, links: &[&'a Link]) -> Option<(Text, &'a Link)> {
    let empty = |l: &&&Link| match l.href.as_deref() {
        // A script may open it; whether it did is told by the page that was read.
        None => false,
        Some(h) => {
            h.starts_with("javascript:") || h.strip_suffix('#').unwrap_or(h).trim_end_matches('/') == home.final_url.trim_end_matches('/')
        }
    };
    let mut tried = policy::tried(case, &[PageKind::Policy]).peekable();
    if tried.peek().is_none() {
        let l = links.iter().find(empty)?;
        return links.iter().all(|l| empty(&l)).then(|| (Text::new("its address is empty", "链接地址为空"), *l));
    }
    let dead: Vec<&Page> = tried.by_ref().filter(|p| policy::dead(p)).collect();
    let alive = policy::tried(case, &[PageKind::Policy]).any(|p| !policy::dead(p));
    let first = dead.first().filter(|_| !alive)?;
    let why = match (first.status, &first.gap) {
        (Some(s), _) if s >= 400 => Text::new(format!("{} answers {s}", first.url), format!("{} 返回 {s}", first.url)),
        (_, Some(g)) => crate::gaps::text(g),
        _ => Text::new(format!("{} holds no policy text", first.url), format!("{} 没有政策正文", first.url)),
    };
    Some((why, links[0]))
}

fn foot(page: &Page) -> Rect {
    let h = 200.0_f32.min(page.height_px);
    Rect { x: 0.0, y: page.height_px - h, w: page.viewport_px.0, h }
}

/// Screens to scroll before a link that stands in no footer or header counts as buried.
const BURIED_SCREENS: f32 = 6.0;

pub fn not_prominent(case: &Case) -> Answer {
    let Some(home) = case.home() else { return no_home() };
    let links = policy_links(case, home);
    if links.is_empty() {
        return Answer::not_applicable(
            "There is no link to judge; see collect.policy.missing.",
            "没有可供判断的链接，参见 collect.policy.missing。",
        );
    }
    let buried = |l: &Link| l.region == Region::Main && home.viewport_px.1 > 0.0 && l.rect.y > BURIED_SCREENS * home.viewport_px.1;
    let fault = |l: &Link| {
        faint(l).or_else(|| {
            buried(l)
                .then(|| ("stands in no header or footer, far down a long page".into(), "不在页眉或页脚，须滚动很长页面才能看到".into()))
        })
    };
    let faults: Vec<_> = links.iter().map(|l| (*l, fault(l))).collect();
    match faults.iter().find(|(_, f)| f.is_none()) {
        Some((l, _)) => {
            Answer::met(format!("“{}” is as conspicuous as its neighbours.", l.text), format!("“{}”与相邻链接同样醒目。", l.text))
        }
        None => {
            let (l, fault) = &faults[0];
            let (en, zh) = fault.clone().unwrap_or_default();
            Answer::failed(format!("“{}” {en}.", l.text), format!("“{}”{zh}。", l.text), vec![evidence::link(PassName::Arrive, home, l)])
        }
    }
}

const HARDEST_GRADE: f32 = 14.0;
const LONGEST_ZH_SENTENCE: f32 = 60.0;
const SMALLEST_PX: f32 = 12.0;
const LEAST_CONTRAST: f32 = 4.5;

pub fn unreadable(case: &Case) -> Answer {
    let all = policy::of_kinds(case, &[PageKind::Policy]);
    let image = policy::tried(case, &[PageKind::Policy]).find(|p| p.reading.not_text);
    if all.is_empty() && image.is_none() {
        return unread(case);
    }
    let mut faults: Vec<(Text, &Page)> =
        image.into_iter().map(|p| (Text::new("it is an image or a file, not page text", "政策为图片或文件，不是网页文字"), p)).collect();
    for p in all.iter().filter(|p| !p.reading.not_text) {
        faults.extend(faults_of_setting(p).into_iter().map(|f| (f, *p)));
    }
    faults.extend(foreign(case, &all).map(|f| (f, all.first().copied().or(image))).and_then(|(f, p)| Some((f, p?))));
    if faults.is_empty() && all.iter().any(|p| p.pdf) {
        return Answer::unknown(
            "The policy is a PDF: its words were read, but not whether it reads well on a phone and with assistive software",
            "隐私政策为 PDF：已读取文字，但无法判断其在手机上及借助辅助软件时是否易读",
        );
    }
    if faults.is_empty() {
        return Answer::met(
            "The policy is page text in the store's language, plain and large enough.",
            "隐私政策为店铺语言的网页文字，通俗易读，字号足够。",
        );
    }
    let list = |pick: fn(&Text) -> &str| faults.iter().map(|(f, _)| pick(f)).collect::<Vec<_>>().join("; ");
    let shown = faults
        .iter()
        .map(|(f, p)| evidence::element(PassName::Arrive, p, f.clone(), Rect::default()))
        .map(|e| Evidence { mark: None, ..e });
    Answer::failed(
        format!("The policy is hard to read: {}.", list(|t| &t.en)),
        format!("隐私政策不易阅读：{}。", list(|t| &t.zh)),
        shown.collect(),
    )
}

fn faults_of_setting(p: &Page) -> Vec<Text> {
    let mut out = Vec::new();
    let r = &p.reading;
    if r.font_px > 0.0 && r.font_px < SMALLEST_PX {
        out.push(Text::new(format!("its text is set in {:.1} px", r.font_px), format!("正文字号仅 {:.1} px", r.font_px)));
    }
    if let Some(c) = r.contrast.filter(|c| *c < LEAST_CONTRAST) {
        out.push(Text::new(format!("its contrast is {c:.1}:1"), format!("对比度仅 {c:.1}:1")));
    }
    match tongue::of_text(&p.text) {
        Some(Tongue::En) => {
            if let Some(g) = reading::grade_level(&p.text).filter(|g| *g > HARDEST_GRADE) {
                out.push(Text::new(
                    format!("its reading grade is {g:.1} (Flesch-Kincaid), above {HARDEST_GRADE:.0}"),
                    format!("阅读难度等级为 {g:.1}（Flesch-Kincaid），高于 {HARDEST_GRADE:.0}"),
                ));
            }
        }
        Some(Tongue::Zh) => {
            if let Some(n) = reading::chinese_sentence(&p.text).filter(|n| *n > LONGEST_ZH_SENTENCE) {
                out.push(Text::new(format!("its Chinese sentences average {n:.0} characters"), format!("中文句子平均 {n:.0} 字")));
            }
        }
        _ => {}
    }
    out
}

/// No version in the store's main language, as far as both languages can be told.
fn foreign(case: &Case, all: &[&Page]) -> Option<Text> {
    let of_page = |p: &Page| tongue::of_text(&p.text);
    let said = case.profile.business.languages.as_ref().and_then(|l| l.first()).and_then(|l| Tongue::of_tag(l));
    let main = said.or_else(|| case.home().and_then(of_page))?;
    let told: Vec<Tongue> = all.iter().filter(|p| p.text.chars().count() >= policy::SHORTEST).filter_map(|p| of_page(p)).collect();
    (!told.is_empty() && !told.contains(&main)).then(|| {
        let (name, zh) = name(main);
        Text::new(format!("there is no version in the store's main language, {name}"), format!("没有店铺主要语言（{zh}）的版本"))
    })
}

fn name(t: Tongue) -> (&'static str, &'static str) {
    match t {
        Tongue::En => ("English", "英语"),
        Tongue::Zh => ("Chinese", "中文"),
        Tongue::De => ("German", "德语"),
        Tongue::Fr => ("French", "法语"),
        Tongue::Es => ("Spanish", "西班牙语"),
        Tongue::Ja => ("Japanese", "日语"),
        Tongue::It => ("Italian", "意大利语"),
        Tongue::Nl => ("Dutch", "荷兰语"),
        Tongue::Pt => ("Portuguese", "葡萄牙语"),
        Tongue::Pl => ("Polish", "波兰语"),
        Tongue::Ko => ("Korean", "韩语"),
    }
}

pub fn stale(case: &Case) -> Answer {
    let pages = policy::policies(case);
    let Some(first) = pages.first() else { return unread(case) };
    let Some((page, stated)) = pages.iter().filter_map(|p| Some((*p, date::of_policy(&p.text)?))).max_by_key(|(_, s)| s.latest) else {
        if tongue::of_text(&first.text).is_none() {
            return Answer::unknown("The policy is in a language in which dates are not read", "政策所用语言暂不支持识别日期");
        }
        return Answer::failed(
            "The policy shows no date of its last update.",
            "隐私政策未注明最近更新日期。",
            vec![seen(first, "no date of last update", "无更新日期")],
        );
    };
    let oldest = case.date.checked_sub(12.months()).unwrap_or(case.date);
    if stated.earliest >= oldest {
        return Answer::met(format!("Dated {}.", stated.latest), format!("日期为 {}。", stated.latest));
    }
    if stated.latest >= oldest {
        return Answer::unknown(
            format!("The date can be read as {} or {}", stated.earliest, stated.latest),
            format!("该日期可理解为 {} 或 {}", stated.earliest, stated.latest),
        );
    }
    Answer::failed(
        format!("The policy was last updated on {}, more than 12 months before {}.", stated.latest, case.date),
        format!("隐私政策最近更新于 {}，距 {} 已超过 12 个月。", stated.latest, case.date),
        vec![seen(page, &format!("dated {}", stated.latest), &format!("日期 {}", stated.latest))],
    )
}

/// A fact about a page's text.
fn seen(page: &Page, en: &str, zh: &str) -> Evidence {
    let mut e =
        evidence::seen(PassName::Arrive, EvidenceKind::Text, format!("{en} — {}", page.final_url), format!("{zh} — {}", page.final_url));
    e.artifact = page.screenshot.clone().or(e.artifact);
    e
}
