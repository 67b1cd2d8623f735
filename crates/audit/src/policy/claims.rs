//! Promises of a policy that a browser can test. A promise is a whole sentence: what it denies, and what it excepts.
//!
//! A sentence that excepts something ("except", "unless", "for money", "under 16") is no flat promise, so it is not read as one:
//! a false accusation of lying is worse than a missed one.

mod sale;
mod tools;

use crate::reading::{has, sentences};
use regex::Regex;
use std::sync::OnceLock;
use tidegate_catalog::fold;
use tidegate_types::observation::{Page, PageKind};

/// What is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Promise {
    /// Data is not sold.
    NoSale,
    /// Data is not shared, or not shared and not sold.
    NoSharing,
    /// No advertising tags or cookies.
    NoAdvertising,
    /// No analytics or session recording by others.
    NoAnalytics,
    /// No tracking at all.
    NoTracking,
    NoThirdPartyCookies,
    NoCookies,
    /// No cookie outlives this many days; 0: none outlives the visit.
    CookiesEnd(u16),
    /// Nothing is collected from children, or the store is not meant for them.
    NoChildren,
    /// Data stays in this place.
    StaysIn(&'static str),
    /// Opt-out preference signals are honoured.
    HonoursSignal,
}

#[derive(Debug, Clone)]
pub struct Claim<'a> {
    pub promise: Promise,
    pub sentence: String,
    pub page: &'a Page,
    /// Promised only as long as nobody has agreed.
    pub until_consent: bool,
}

/// At most this many sentences of a page are read.
const MOST: usize = 6_000;

/// Every testable promise of a page.
pub fn of_page(page: &Page) -> Vec<Claim<'_>> {
    let all: Vec<&str> = sentences(&page.text).take(MOST).collect();
    let folded: Vec<String> = all.iter().map(|s| fold(s)).collect();
    // A page that says somewhere that its disclosures may count as a sale denies only what it calls one.
    let frank = folded.iter().any(|s| has(s, MAY_BE_SALE));
    let shares = folded.iter().any(|s| has(s, SHARES_FOR_ADS) && !has(s, DENIES));
    // A notice on health data or on children denies the sale of that data alone.
    let scoped = matches!(page.kind, PageKind::HealthPolicy | PageKind::Children);
    let mut out = Vec::new();
    for (i, s) in folded.iter().enumerate() {
        let taken_back = folded[i + 1..].iter().take(2).any(|next| has(next, TAKES_BACK));
        let answered_no = has(s, ASKS_SALE) && folded.get(i + 1).is_some_and(|n| n.starts_with("no") && !has(n, sale::QUALIFIED));
        let sale = if answered_no { Some(Promise::NoSale) } else { sale::denied(s) }
            .filter(|p| !(scoped || frank || taken_back || shares && *p == Promise::NoSale));
        let (elsewhere, waits) = super::other_tongues::promises(s);
        let found = sale
            .into_iter()
            .chain(elsewhere)
            .chain(tools::denied(s))
            .chain(about_children(s))
            .chain(stays(s))
            .chain(honours(s))
            .chain(tools::cookies_end(s));
        out.extend(found.map(|promise| Claim {
            promise,
            sentence: all[i].to_owned(),
            page,
            until_consent: waits || has(s, UNTIL_CONSENT),
        }));
    }
    out
}

const MAY_BE_SALE: &[&str] = &[
    r"\b(may|might|could|can|would)( also)?( be| constitute| qualify| amount| fall)[^.]{0,120}\b(sale|sales|sell|selling|sharing|share)\b",
    r"\b(considered|deemed|regarded|treated|defined|constitutes?|qualif(y|ies))\b[^.]{0,80}\b(sale|sales|sell|selling|sharing)\b",
    r"(视为|构成|属于|认定为).{0,20}(出售|共享)",
];
const SHARES_FOR_ADS: &[&str] = &[
    r"\b(share|shares|shared|sharing|disclose|disclosed|provide|make available|allow|let|permit)\b[^.]{0,240}\b(advertis\w*|cross-context|targeted|marketing partners|ad networks?|retarget\w*)\b",
    r"(共享|披露|提供).{0,60}(广告|营销合作)",
];
const DENIES: &[&str] = &[r"\b(do not|don't|does not|never|will not|won't|not|no)\b", r"不会|从不|不向|未"];
const TAKES_BACK: &[&str] = &[
    r"^(however|but|that said|nevertheless|instead|we do,? however|we may|some|certain|our use of)\b[^.]{0,240}\b(sale|sell|sold|shar\w+|advertis\w*|disclos\w+|cookies?)\b",
    r"^(但|不过|然而).{0,80}(共享|出售|广告|披露)",
];
const ASKS_SALE: &[&str] = &[r"^do(es)? (we|\w+) (sell|share)\b"];

/// Consent may lift it, so only what happens before consent tests it.
const UNTIL_CONSENT: &[&str] = &[
    r"\b(without|before|until|prior to|unless)\b[^.]{0,40}\b(consent|agree|permission|accept|opt in|allow)",
    r"(未经|没有|未获|未得到|在您).{0,16}(同意|许可|授权)(前|之前)?",
];

fn once(cell: &'static OnceLock<Regex>, pattern: &str) -> &'static Regex {
    cell.get_or_init(|| Regex::new(pattern).expect("a constant, compiled by this module's tests"))
}

fn about_children(s: &str) -> Option<Promise> {
    let denied = has(s, NO_CHILDREN) && !has(s, CHILDREN_LIMITED);
    denied.then_some(Promise::NoChildren)
}

const NO_CHILDREN: &[&str] = &[
    r"\b(do not|don't|does not|doesn't|never|will not)( \w+){0,3} (collect|solicit|gather|obtain|request|receive)\b[^.]{0,120}\b(child(ren)?|minors?|kids?|(under|below|younger than)( the age of)? (13|14|16|18|thirteen|fourteen|sixteen|eighteen))\b",
    r"\bnot( \w+){0,2} (directed|intended|designed|aimed|targeted|meant|marketed)\b[^.]{0,60}\b(child(ren)?|minors?|kids?|(under|below|younger than)( the age of)? (13|14|16|18|thirteen|sixteen|eighteen))\b",
    r"\bno ([\w-]+ ){0,4}(information|data)( of| from| about)? (child(ren)?|minors?|kids?|(anyone|persons?|people) (under|below|younger than))\b[^.]{0,40}\b(is|are) (knowingly )?(collected|gathered|obtained|processed)",
    r"(不会|从不|并非|不)(在明知的情况下|故意|有意|主动|明知)?.{0,6}(收集|采集|面向|针对).{0,40}(儿童|未成年人|(13|14|16|18|十三|十四) ?周?岁)",
];
const CHILDREN_LIMITED: &[&str] = &[
    r"\b(parent\w*|guardian\w*|guarantee|third part(y|ies) do|unless|except|other than|more (\w+ ){0,4}than|sell|share|sensitive|condition|if)\b",
    r"父母|家长|监护人|除非|除了|超出|如果|敏感|出售|共享",
];

/// Places that a policy may name, as the profile's places.
const PLACES: [(&str, &str); 6] = [
    ("US", r"(the )?(united states|u\.s\.|usa?\b|america)|美国"),
    ("EEA", r"(the )?(european union|european economic area|eu\b|eea\b|europe\b)|欧盟|欧洲"),
    ("GB", r"(the )?(united kingdom|uk\b|great britain)|英国"),
    ("CN", r"(mainland )?china|中国"),
    ("DE", r"germany|德国"),
    ("CA", r"canada|加拿大"),
];

fn stays(s: &str) -> Option<Promise> {
    if !has(s, STAYS) || has(s, STAYS_LIMITED) {
        return None;
    }
    PLACES.iter().find(|(_, words)| place_after(s, words)).map(|(code, _)| Promise::StaysIn(code))
}

const STAYS: &[&str] = &[
    r"\b(data|information)\b[^.]{0,120}\b(only|exclusively|solely|entirely)\b[^.]{0,50}\b(in|within|inside)\b",
    r"\b(keep|store|process|hold|host)s? all\b[^.]{0,40}\b(data|information)\b[^.]{0,30}\b(in|within|inside)\b",
    r"\b(data|information)\b[^.]{0,80}\b(stays?|remains?|never leaves?|does not leave|do not leave|doesn't leave|always (stored|kept|processed|hosted))\b",
    r"\b(do not|don't|does not|never|not|is never|are never)( \w+){0,3} (transfer|transferred|send|sent|store|stored|move|moved|export|exported|process|processed)\b[^.]{0,100}\b(outside|out of|abroad|beyond)\b",
    r"(信息|数据).{0,30}(仅|只|全部|始终).{0,10}(存储|保存|处理|保留)(于|在)|(信息|数据).{0,20}(仅|只|全部|始终)在.{0,12}(境内|服务器).{0,4}(存储|保存|处理|保留)|(不会|从不|绝不|不)(离开|传输(到|至)|转移(到|至)|出境)|(不会|从不).{0,12}(传输|转移|提供).{0,6}(境外|以外|之外)",
];
const STAYS_LIMITED: &[&str] =
    &[r"\b(unless|except|without|other than|but|if|backups?|payment|card|passwords?|account)\b|除非|除了|未经|但|如果|支付"];

fn place_after(s: &str, words: &'static str) -> bool {
    static KEPT: OnceLock<Vec<(&'static str, Regex)>> = OnceLock::new();
    let kept = KEPT.get_or_init(|| {
        PLACES
            .iter()
            .map(|(_, w)| (*w, Regex::new(&format!(r"\b(in|within|inside|outside|outside of|out of|leaves?|beyond|on servers in) (?:{w})|(在|于|离开|至|到)(?:{w})|(?:{w})(境内|境外|以外|之外|服务器)")).expect("a constant, compiled by this module's tests")))
            .collect()
    });
    kept.iter().any(|(w, regex)| *w == words && regex.is_match(s))
}

fn honours(s: &str) -> Option<Promise> {
    (has(s, HONOURS) && !has(s, HONOURS_NOT)).then_some(Promise::HonoursSignal)
}

const HONOURS: &[&str] = &[
    r"\b(honou?rs?|recogni[sz]es?|respects?|responds? to|process(es)?|compl(y|ies) with|treats?|detects?|supports?|obeys?|observes?)\b[^.]{0,140}\b(global privacy control|gpc|opt-?out (preference )?signals?|preference signals?)\b",
    r"\b(global privacy control|gpc|opt-?out (preference )?signals?|preference signals?)\b[^.]{0,160}\b(honou?r(s|ed)?|recogni[sz]e[sd]?|respect(s|ed)?|process(es|ed)?|treat(s|ed)?|valid (opt|request)|as (a|your) (valid )?(request|opt)|opts? you out|take effect)\b",
    r"\b(detect|receive|see|notice)\b[^.]{0,40}\b(global privacy control|gpc|preference signals?)\b[^.]{0,80}\b(opted out|opt you out|stop (selling|sharing))",
    r"(检测到|收到).{0,10}(全球隐私控制|gpc|偏好信号|退出信号).{0,30}(自动|立即|视为|停止)|支持.{0,6}(全球隐私控制|gpc)",
    r"(遵从|遵守|识别|尊重|响应|处理|视为).{0,40}(全球隐私控制|gpc|偏好信号|退出信号)|(全球隐私控制|gpc|偏好信号|退出信号).{0,40}(遵从|遵守|识别|尊重|响应|视为|生效)",
];
const HONOURS_NOT: &[&str] = &[
    r"\b(do not|don't|does not|cannot|can't|not currently|not yet|unable|not able|no |not (honou?r|respond|recogni)|you (can|may) ask|if we (do|did|could|were|choose))\b|不(响应|支持|识别|处理)|尚未|暂不",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn promises(text: &str) -> Vec<Promise> {
        let page = Page { text: text.into(), ..Page::default() };
        of_page(&page).into_iter().map(|c| c.promise).collect()
    }

    fn check(text: &str, expected: &[Promise]) {
        assert_eq!(promises(text), expected, "{text}");
    }

    #[test]
    fn flat_denials_are_promises() {
        for text in [
            "We do not sell your personal information.",
            "We don’t sell, rent or trade any personal data to anyone.",
            "We have not sold personal information in the preceding twelve months.",
            "Acme does not sell your information.",
            "Your privacy matters: we will never sell your personal data to third parties.",
            "我们不会出售您的个人信息。",
            "本店从不向第三方出售用户数据。",
            "Do we sell your data? No.",
        ] {
            check(text, &[Promise::NoSale]);
        }
        check("We do not sell or share your personal information.", &[Promise::NoSharing]);
        check("We never share your information with third parties.", &[Promise::NoSharing]);
        check("We have not sold or shared personal information about consumers in the past 12 months.", &[Promise::NoSharing]);
        check("我们不会向任何第三方共享您的个人信息。", &[Promise::NoSharing]);
    }

    #[test]
    fn denials_with_limits_are_none() {
        for text in [
            "We do not sell your personal information for money.",
            "We do not sell your personal information in the traditional sense.",
            "We do not sell your personal information for money, but we share it with advertising partners.",
            "We do not sell your personal information except as described below.",
            "We do not knowingly sell the personal information of consumers under 16.",
            "Do Not Sell or Share My Personal Information",
            "Click the “Do Not Sell My Personal Information” link.",
            "You may ask that we do not sell your personal information.",
            "If you opt out we do not sell your personal information.",
            "We do not sell your personal information. However, we share identifiers with advertising partners.",
            "We do not share your personal information with third parties for their own direct marketing.",
            "We do not share your mobile information with third parties.",
            "We do not sell your data.\nUsing these cookies may be considered a sale or sharing under California law.",
            "We do not sell your personal information.\nWe share identifiers with advertising partners for cross-context behavioral advertising.",
            "You have the right to tell us not to sell your data.",
            "You must not sell or share your account details.",
            "如果您选择退出，我们不会出售您的个人信息。",
            "我们不会出售未成年人的个人信息。",
            "We ask for your size. We do not sell or share it.",
            "We use your photo for the review. We do not share this information.",
            "除非法律要求，我们不会共享您的个人信息。",
            "We do not disclose sensitive personal information.",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn consent_limits_the_time_only() {
        let page =
            Page { text: "We do not share your personal information with third parties without your consent.".into(), ..Page::default() };
        let all = of_page(&page);
        assert!(all.len() == 1 && all[0].until_consent && all[0].promise == Promise::NoSharing, "{all:?}");
    }

    #[test]
    fn tools_that_are_denied() {
        check("We do not use third-party analytics.", &[Promise::NoAnalytics]);
        check("This site does not use any third-party cookies.", &[Promise::NoThirdPartyCookies]);
        check("We do not use cookies.", &[Promise::NoCookies]);
        check("Our store uses no tracking pixels.", &[Promise::NoTracking]);
        check("We do not track you.", &[Promise::NoTracking]);
        check("We don't use advertising cookies.", &[Promise::NoAdvertising]);
        check("我们不使用第三方分析工具。", &[Promise::NoAnalytics]);
        check("We do not use session recording or analytics on our website.", &[Promise::NoAnalytics]);
        check("We do not use third-party advertising or analytics cookies.", &[Promise::NoAnalytics, Promise::NoAdvertising]);
        for text in [
            "We do not use cookies to identify you personally.",
            "We do not respond to Do Not Track signals.",
            "Some browsers do not allow cookies.",
            "If you do not allow cookies, the cart will not work.",
            "We do not use analytics on the checkout page.",
            "You can browse with no cookies.",
            "We use analytics.",
        ] {
            assert!(promises(text).is_empty(), "{text}: {:?}", promises(text));
        }
    }

    #[test]
    fn children_places_and_signals() {
        check("We do not knowingly collect personal information from children under 13.", &[Promise::NoChildren]);
        check("Our services are not directed to children.", &[Promise::NoChildren]);
        check("We do not collect personal information from children under 13 without verifiable parental consent.", &[]);
        check("Your data is stored exclusively in the United States.", &[Promise::StaysIn("US")]);
        check("Your data never leaves the EU.", &[Promise::StaysIn("EEA")]);
        check("We do not transfer your personal data outside the European Economic Area.", &[Promise::StaysIn("EEA")]);
        check("We do not transfer your personal data outside the EEA without appropriate safeguards.", &[]);
        check("您的数据仅存储在美国境内。", &[Promise::StaysIn("US")]);
        check("We honor Global Privacy Control signals as valid requests to opt out.", &[Promise::HonoursSignal]);
        check("Your browser can send a GPC signal, which we treat as a request to opt out.", &[Promise::HonoursSignal]);
        check("We do not respond to opt-out preference signals.", &[]);
        check("We store your data in the United States.", &[]);
    }
}
