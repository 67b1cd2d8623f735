//! The link and the notice: is there a way out, does it bear its name, can it be seen, where does it lead?

use super::{only_sellers, unread};
use crate::answer::Answer;
use crate::case::Case;
use crate::conspicuous::faint;
use crate::evidence;
use crate::reading::{has, sentences};
use tidegate_catalog::LinkKind;
use tidegate_law::Verdict;
use tidegate_types::finding::Confidence;
use tidegate_types::observation::{Form, Link, Mechanism, OptOutRun, Page, PageKind, PassName, Region};

const ANY: [LinkKind; 3] = [LinkKind::OptOut, LinkKind::Choices, LinkKind::OptOutOld];

/// Opt-out links of the home page, whatever they are called.
fn opt_out_links<'a>(case: &Case<'a>, page: &'a Page) -> Vec<(&'a Link, LinkKind)> {
    let of = |kind: LinkKind| case.links(page, kind).into_iter().map(move |l| (l, kind));
    ANY.into_iter().flat_map(of).collect()
}

fn no_home() -> Answer {
    Answer::unknown("The home page could not be read", "无法读取首页")
}

fn no_link() -> Answer {
    Answer::not_applicable("There is no opt-out link; see sell.link.missing.", "没有选择退出链接，参见 sell.link.missing。")
}

pub fn missing(case: &Case) -> Answer {
    let Some(home) = case.home() else { return no_home() };
    if let Some((l, _)) = opt_out_links(case, home).first() {
        return Answer::met(format!("The home page links to “{}”.", l.text), format!("首页有“{}”链接。", l.text));
    }
    if let Some(answer) = only_sellers(case).or_else(|| unread(home)) {
        return answer;
    }
    Answer::failed(
        "Data is sold or shared, and the home page has no “Do Not Sell or Share My Personal Information” or “Your Privacy Choices” link.",
        "店铺出售或共享数据，但首页没有“Do Not Sell or Share My Personal Information”或“Your Privacy Choices”链接。",
        vec![evidence::element(
            PassName::Arrive,
            home,
            tidegate_types::Text::new("home page without the link", "没有该链接的首页"),
            foot(home),
        )],
    )
}

/// The bottom strip of a page, where such links belong.
fn foot(page: &Page) -> tidegate_types::observation::Rect {
    let h = 200.0_f32.min(page.height_px);
    tidegate_types::observation::Rect { x: 0.0, y: page.height_px - h, w: page.viewport_px.0, h }
}

pub fn misnamed(case: &Case) -> Answer {
    let Some(home) = case.home() else { return no_home() };
    let links = opt_out_links(case, home);
    let of = |k: LinkKind| links.iter().filter(move |(_, kind)| *kind == k).map(|(l, _)| *l);
    if let Some(l) = of(LinkKind::OptOut).next() {
        return Answer::met(format!("The link is titled “{}”.", l.text), format!("链接标题为“{}”。", l.text));
    }
    if let Some(l) = of(LinkKind::Choices).find(|l| l.icon) {
        return Answer::met(format!("“{}” stands beside an icon.", l.text), format!("“{}”旁有图标。", l.text));
    }
    if let Some(l) = of(LinkKind::Choices).next() {
        return Answer::failed(
            format!("“{}” lacks the blue opt-out icon that must stand next to it.", l.text),
            format!("“{}”旁缺少法规要求的蓝色选择退出图标。", l.text),
            vec![evidence::link(PassName::Arrive, home, l)],
        );
    }
    match of(LinkKind::OptOutOld).next() {
        Some(l) => Answer::failed(
            format!("The link is titled “{}”; the law fixes other words.", l.text),
            format!("链接标题为“{}”，不是法律规定的用语。", l.text),
            vec![evidence::link(PassName::Arrive, home, l)],
        ),
        None => no_link(),
    }
}

pub fn hidden(case: &Case) -> Answer {
    let Some(home) = case.home() else { return no_home() };
    let links = opt_out_links(case, home);
    if links.is_empty() {
        return no_link();
    }
    let faults: Vec<_> = links.iter().map(|(l, _)| (*l, faint(l))).collect();
    if let Some((l, _)) = faults.iter().find(|(_, fault)| fault.is_none()) {
        return Answer::met(format!("“{}” is as conspicuous as its neighbours.", l.text), format!("“{}”与相邻链接同样醒目。", l.text));
    }
    let (l, fault) = faults.into_iter().next().expect("links is not empty");
    let (en, zh) = fault.expect("every link has a fault");
    Answer::failed(format!("“{}” {en}.", l.text), format!("“{}”{zh}。", l.text), vec![evidence::link(PassName::Arrive, home, l)])
}

pub fn not_in_policy(case: &Case) -> Answer {
    if let Some(answer) = only_sellers(case) {
        return answer;
    }
    let Some(policy) = case.page(PageKind::Policy) else {
        return Answer::unknown("No privacy policy was read", "未读取到隐私政策");
    };
    let own = own_text(policy);
    let linked = ANY.into_iter().flat_map(|k| case.links(policy, k)).any(|l| !frame(l));
    if linked || has(&own, TITLES) || honours_signal(&own) {
        return Answer::met("The policy carries the opt-out link or notice.", "隐私政策载有选择退出链接或说明。");
    }
    if let Some(answer) = unread(policy) {
        return answer;
    }
    Answer::failed(
        "The policy neither repeats the opt-out link nor says that opt-out preference signals are honoured.",
        "隐私政策既未重复选择退出链接，也未说明遵从选择退出偏好信号。",
        vec![evidence::seen(
            PassName::Arrive,
            tidegate_types::finding::EvidenceKind::Text,
            policy.final_url.clone(),
            policy.final_url.clone(),
        )],
    )
}

/// Header, footer and menus stand on every page; they are not what the page itself says.
fn frame(l: &Link) -> bool {
    matches!(l.region, Region::Header | Region::Footer | Region::Nav)
}

/// A page's text without the words of its frame's links.
fn own_text(page: &Page) -> String {
    let mut text = page.text.clone();
    for l in page.links.iter().filter(|l| frame(l) && l.text.trim().chars().count() >= 8) {
        // Only the link itself goes: what the page says in the same words about it stays.
        let words = l.text.trim();
        let at = if l.region == Region::Footer { text.rfind(words) } else { text.find(words) };
        if let Some(at) = at {
            text.replace_range(at..at + words.len(), " ");
        }
    }
    text
}

/// “We do not respond to Global Privacy Control” is no promise to honour it.
fn honours_signal(text: &str) -> bool {
    sentences(text).any(|s| has(s, SIGNAL_HONOURED) && !has(s, SIGNAL_IGNORED))
}

/// The title as a title: “we do not sell your data” is a denial, no notice.
const TITLES: &[&str] = &[
    r"do not (sell|share)( ?(or|and|/|&) ?(sell|share))? my\b",
    r#"["“‘']do not (sell|share)"#,
    r"do not sell[^.]{0,30} (link|page|form|button)\b",
    r"your (california )?privacy choices",
    r"请勿出售",
    r"不要出售",
    r"您的隐私选择",
    r"no (vender|compartir)( ni (vender|compartir))? (mi|mis)\b",
    r"ne pas (vendre|partager)[^.]{0,20} mes\b",
    r"meine[^.]{0,40} nicht (verkaufen|weitergeben)",
    r"(sus|tus) opciones de privacidad",
];
const SIGNAL_HONOURED: &[&str] = &[
    r"(honou?r|recogni[sz]e|treat|process|respond to|respect)[^.]{0,120}(global privacy control|opt-out preference signal|\bgpc\b)",
    r"(global privacy control|opt-out preference signal|\bgpc\b)[^.]{0,160}(honou?r|recogni[sz]e|treat|process|valid (opt|request)|respect)",
    r"(全球隐私控制|选择退出偏好信号|GPC)[^。]{0,60}(视为|遵从|遵守|处理|识别|尊重)",
    r"(global privacy control|\bgpc\b|control de privacidad global)[^.]{0,120}(respet|reconoc|procesa|respect|reconn|beachte|anerk|berücksichtig)|(respet|reconoc|procesa|respect|reconn|beachte|anerk|berücksichtig)[^.]{0,120}(global privacy control|\bgpc\b|control de privacidad global)",
];

const SIGNAL_IGNORED: &[&str] = &[
    r"\b(not|cannot|unable to|don't|doesn't|won't|no longer)\b[^.]{0,40}(honou?r|recogni[sz]e|treat|process|respond|respect|support)",
    r"(不|无法|未)(会|能|再)?(视为|遵从|遵守|处理|识别|尊重|响应)",
];

pub fn wrong_target(case: &Case) -> Answer {
    let Some(run) = case.pass(PassName::Optout).and_then(|p| p.optout.as_ref()) else { return super::optout::no_run(case) };
    let (en, zh) = match run.mechanism {
        Mechanism::Form if buried(case, run) => (
            "leads to the top of a text; the form stands further down and must be searched for",
            "通向一篇文字的开头，表单在下方，须自行寻找",
        ),
        Mechanism::Switch | Mechanism::Form | Mechanism::LogIn => {
            return Answer::met(
                format!("“{}” leads straight to the opt-out.", run.link_text),
                format!("“{}”直接通向选择退出操作。", run.link_text),
            );
        }
        Mechanism::Broken => {
            return Answer::unknown("The link leads nowhere; see sell.optout.ineffective", "链接失效，参见 sell.optout.ineffective");
        }
        Mechanism::CookieSettings => {
            ("leads to cookie settings, which are not an opt-out of sale and sharing", "仅通向 Cookie 设置，这不是出售与共享的选择退出")
        }
        Mechanism::TextOnly => ("leads to a text in which the way out must be searched for", "通向一篇文字，须自行寻找退出方式"),
        Mechanism::IndustryPages => ("leads to industry pages or other companies' settings", "通向行业网站或其他公司的设置页面"),
        Mechanism::ContactOnly => ("leads to nothing but an e-mail address or telephone number", "只给出电子邮箱或电话号码"),
    };
    Answer::failed(format!("“{}” {en}.", run.link_text), format!("“{}”{zh}。", run.link_text), super::optout::run_evidence(case, run))
}

/// Does the form stand so far down a long text that a person who clicked must scroll for it (11 CCR §7004(a)(5))?
fn buried(case: &Case, run: &OptOutRun) -> bool {
    let page = run.page.and_then(|i| case.pass(PassName::Optout)?.pages.get(i));
    let Some(page) = page.filter(|_| !run.landed.contains('#')) else { return false };
    let holds = |f: &&Form| f.fields.iter().any(|x| run.fields.iter().any(|y| y.selector == x.selector));
    let far = page.forms.iter().find(holds).is_some_and(|f| f.rect.y > page.viewport_px.1 * 1.5);
    far && page.text.chars().count() > LONG_TEXT
}

/// A page with more text than this is a document, not a form with an introduction.
const LONG_TEXT: usize = 3_000;

pub fn notice_missing(case: &Case) -> Answer {
    if let Some(answer) = only_sellers(case) {
        return answer;
    }
    let pages: Vec<_> = case
        .arrived()
        .filter(|p| matches!(p.kind, PageKind::Home | PageKind::Policy | PageKind::Choices | PageKind::CookiePolicy))
        .collect();
    if !pages.iter().any(|p| p.kind == PageKind::Policy || p.kind == PageKind::Choices) {
        let home_has_link = case.home().is_some_and(|h| !opt_out_links(case, h).is_empty());
        if home_has_link || case.home().is_none() {
            return Answer::unknown("Neither policy nor opt-out page was read", "未读取到隐私政策或选择退出页面");
        }
    }
    let says = tells_of_sale;
    let tells = |p: &&Page| {
        says(&own_text(p)) || p.dialogs.iter().any(|d| says(&d.text)) || (p.kind == PageKind::Choices && has(&own_text(p), TITLES))
    };
    match pages.iter().find(|p| tells(p)) {
        Some(p) => Answer::met(
            format!("{} tells of sale or sharing and of the right to refuse.", p.final_url),
            format!("{} 告知了出售或共享以及拒绝的权利。", p.final_url),
        ),
        None if let Some(answer) = pages.iter().find_map(|p| unread(p)) => answer,
        None => Answer::failed(
            "Data is sold or shared, and no page that was read tells shoppers so together with their right to refuse.",
            "店铺出售或共享数据，但已读取的页面均未告知消费者此事及其拒绝的权利。",
            pages
                .iter()
                .take(3)
                .map(|p| {
                    evidence::seen(PassName::Arrive, tidegate_types::finding::EvidenceKind::Text, p.final_url.clone(), p.final_url.clone())
                })
                .collect(),
        ),
    }
}

/// The title of a link or form tells nobody that data is sold.
fn without_titles(text: &str) -> String {
    let titles = ["do not sell or share my personal information", "do not sell my personal information", "do not sell my info"];
    titles.iter().fold(text.to_lowercase(), |s, t| s.replace(t, " "))
}

/// Sale or sharing told in a sentence, and the way out in the same or one of the next two.
fn tells_of_sale(text: &str) -> bool {
    let without_titles = without_titles(text);
    let all: Vec<&str> = sentences(&without_titles).collect();
    let tells = |s: &str| has(s, SALE) && has(s, DATA) && !has(s, NO_SALE);
    let sale_to_others = |s: &str| tells(s) && has(s, TO_OTHERS);
    let follows = |i: usize| all.iter().skip(i + 1).take(2).any(|s| has(s, WAY_OUT_NAMED) && !has(s, OF_MESSAGES) && !has(s, NO_SALE));
    all.iter().enumerate().any(|(i, s)| tells(s) && has(s, WAY_OUT) || sale_to_others(s) && follows(i))
}

/// Sale, or sharing for the recipients' own ends: handing an address to a carrier is neither.
const TO_OTHERS: &[&str] = &[
    r"\b(sell|sold|sale|selling)\b|advertis|third part(y|ies)|marketing partner|ad (partner|network|platform)|social (media|network)",
    r"出售|售卖|广告|第三方",
    r"\b(vend|venta)|publicid|terceros|vente|vendon|publicit|tiers|verkauf|werb|dritte",
];
const WAY_OUT_NAMED: &[&str] = &[
    r"opt(ing)?[- ]?out|right to (say no|refuse|object|direct)|do not sell|(stop|turn|switch|refuse|decline|object)[^.]{0,40}(this|that|sale|sharing|it off)",
    r"选择退出|拒绝|停止|请勿出售",
    r"exclu(ir|irse|sión|sion)|no vender|oponerse|darse de baja|opposer|refuser|ne pas vendre|widersprechen|widerspruch|nicht verkaufen",
];
const OF_MESSAGES: &[&str] =
    &[r"e-?mails?\b[^.]{0,40}(unsubscribe|messages|newsletter)|unsubscribe|newsletter|promotional messages", r"退订|邮件|短信"];

const SALE: &[&str] = &[
    r"\b(sell|sells|sold|sale|selling|share[sd]?|sharing)\b",
    r"出售|共享|售卖",
    r"\b(vend|venta|compart|intercambi)|\b(vente|vendon|partag)|verkauf|weitergabe|geben[^.]{0,60}weiter",
];
const DATA: &[&str] = &[
    r"\b(data|information|cookies|identifiers)\b",
    r"信息|数据",
    r"\b(datos|información|identificadores)|données|informations|identifiants|daten\b|kennungen",
];
const WAY_OUT: &[&str] = &[
    r"opt[- ]?(ed |ing )?out",
    r"right to (say no|refuse|object|direct)",
    r"do not sell",
    r"(stop|refuse|decline)",
    r"选择退出|拒绝|停止|请勿出售",
];
/// A denial with a conditional offer ("we do not sell; if we did you could opt out") is no notice of sale.
const NO_SALE: &[&str] = &[
    r"\b(do not|don't|does not|never|will not)\b (currently )?(sell|share)( or (sell|share))? (your|any|the|personal)",
    r"(不会|不|从不)(出售|共享)",
    r"\b(no|nunca) (vendemos|compartimos)|ne (vendons|partageons)|(verkaufen|geben)[^.]{0,60} nicht\b",
];

pub fn limit_missing(case: &Case) -> Answer {
    let b = &case.profile.business;
    match &b.sensitive {
        Some(kinds) if kinds.is_empty() => {
            return Answer::not_applicable("The profile says that no sensitive data is handled.", "企业档案声明不处理敏感个人信息。");
        }
        None => {
            return Answer::unknown(
                "The profile does not say which sensitive data is handled (`sensitive`)",
                "企业档案未说明处理哪些敏感个人信息（`sensitive`）",
            );
        }
        Some(_) => {}
    }
    let Some(home) = case.home() else { return no_home() };
    for kind in [LinkKind::Limit, LinkKind::Choices] {
        if let Some(l) = case.links(home, kind).first() {
            return Answer::met(format!("The home page links to “{}”.", l.text), format!("首页有“{}”链接。", l.text));
        }
    }
    let policy = case.page(PageKind::Policy);
    if policy.is_some_and(|p| sentences(&p.text).any(|s| has(s, ONLY_PERMITTED))) {
        return Answer::met(
            "The policy says that sensitive data serves permitted purposes only, so no link is needed.",
            "隐私政策说明敏感信息仅用于法定允许的目的，因此无需该链接。",
        );
    }
    let sold = b.sells_sensitive == Some(true);
    Answer::failed(
        "Sensitive data is handled, there is no “Limit the Use of My Sensitive Personal Information” link, and the policy does not say that its use stays within the permitted purposes.",
        "店铺处理敏感个人信息，但没有“Limit the Use of My Sensitive Personal Information”链接，隐私政策也未说明其用途限于法定允许的范围。",
        vec![evidence::declared(tidegate_types::finding::EvidenceKind::Profile, format!("sensitive = {:?}", b.sensitive.as_deref().unwrap_or_default()), format!("敏感信息：{}", b.sensitive.as_deref().unwrap_or_default().join("、")))],
    )
    .confidence(if sold || case.row_reaches("CA-26") == Verdict::Yes { Confidence::High } else { Confidence::Medium })
}

const ONLY_PERMITTED: &[&str] = &[
    r"sensitive[^.]{0,160}\bonly\b[^.]{0,160}(purposes?|as permitted|necessary|7027|provide)",
    r"do not (use|disclose|process)[^.]{0,80}sensitive[^.]{0,160}(other than|beyond|except|infer)",
    r"敏感个人信息[^。]{0,60}(仅|只)[^。]{0,60}(用于|目的)",
];
