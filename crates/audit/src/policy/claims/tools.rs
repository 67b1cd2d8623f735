//! Denials that a kind of tool is used, and promises of how long cookies live.

use super::sale::strip_consent;
use super::{Promise, once};
use crate::reading::has;
use regex::Regex;
use std::sync::OnceLock;

/// "We do not use analytics or advertising cookies": each kind that is denied.
pub(super) fn denied(s: &str) -> Vec<Promise> {
    let limited = || has(&strip_here(s), LIMITED) || has(&strip_consent(s), EXCEPTED);
    if !has(s, DENIED) || limited() {
        return Vec::new();
    }
    let kinds: [(Promise, &'static [&'static str]); 2] = [
        (Promise::NoAnalytics, &[r"analytic|session (recording|replay)|heat ?maps?|measurement|分析|统计|会话录制"]),
        (Promise::NoAdvertising, &[r"advertis|\bads?\b|marketing|retarget|remarket|广告|营销"]),
    ];
    let mut named: Vec<Promise> = kinds.into_iter().filter(|(_, words)| has(s, words)).map(|(p, _)| p).collect();
    if has(&strip_kind(s), &[r"track|pixel|beacon|追踪|跟踪|像素"]) {
        named.push(Promise::NoTracking);
    }
    match named.is_empty() {
        false => named,
        true if has(s, &[r"third[- ]part|第三方"]) => vec![Promise::NoThirdPartyCookies],
        true => vec![Promise::NoCookies],
    }
}

/// "On our website" limits nothing: it is where the reader is.
fn strip_here(s: &str) -> String {
    static ONE: OnceLock<Regex> = OnceLock::new();
    once(&ONE, r"\b(on|in|from|across) (our|this|the|any of our) ((online|web) ?)?(website|site|store|shop|pages?|web ?pages?)\b")
        .replace_all(s, "")
        .into_owned()
}

/// "Ad trackers" are trackers of one kind; who has none of them may still have others.
fn strip_kind(s: &str) -> String {
    static ONE: OnceLock<Regex> = OnceLock::new();
    once(
        &ONE,
        r"\b(ads?|advertising|marketing|retargeting|remarketing|analytics)( or \w+| network)? (pixels?|trackers?|tracking|beacons?|tags?)|(广告|营销|分析|统计) ?(像素|追踪器?|跟踪器?)",
    )
    .replace_all(s, "")
    .into_owned()
}

const EXCEPTED: &[&str] = &[
    r"\b(except|unless|other than|apart from|but|however|only|if|until|under|child(ren)?|respond|checkout|can be set|may not)\b|除非|除了|除外|但|如果|若|儿童|仅|后方?可|才会",
];

/// A tool, with the words that stand before it.
const DENIED: &[&str] = &[
    r"\b(we|site|website|store|shop|pages?)\b[^.]{0,40}\b(do not|don't|does not|doesn't|never|will not|won't|have chosen not to|choose not to)( \w+){0,3} (use|employ|set|place|allow|permit|load|embed|run|contain|include|have|install|store)\b( [\w-]+){0,5} (cookies?|analytics|trackers?|tracking|pixels?|beacons?|advertising|session (recording|replay)|heat ?maps?)\b",
    r"\b(we|site|website|store|shop)\b[^.]{0,30}\b(do not|don't|does not|doesn't|never|will not|won't) (\w+ )?track (you|our|your|visitors?|customers?|shoppers?|users?)\b",
    r"\b(there (are|is)|there's|we use|uses|we have|we set|free (of|from)|contains?|with|has|runs?|without( any)?) (absolutely )?(no |any )?third[- ]part(y|ies) (cookies?|analytics|trackers?|tracking|pixels?|advertis\w+|scripts?)",
    r"\b(there (are|is)|there's|we use|uses|we (have|run|set|place)|contains?|has|runs?) (absolutely )?no ([\w-]+ ){0,2}(cookies?|analytics|trackers?|tracking|pixels?|advertising)\b",
    r"\b(website|site|store|shop|pages?)\b[^.]{0,20}\b(is|are) (entirely |completely |totally )?(free (of|from)|without)( any| all)? ([\w-]+ ){0,2}(cookies?|analytics|trackers?|tracking|pixels?|advertising)\b",
    r"\bno ([\w-]+ ){0,4}(cookies?|analytics|trackers?|pixels?|beacons?|tags?|tools?)( (tools?|software|scripts?|code))? (is|are|will be) (ever )?(used|set|placed|installed|loaded|stored|embedded)\b",
    r"\b(analytics|tracking|advertising|session replay|session recording|heat ?map)( \w+)? (tools?|cookies?|software|scripts?|services?|pixels?|tags?) (is|are) (not|never) (used|set|placed|installed|loaded|embedded)\b",
    r"\b(you|visitors|customers|shoppers|users) (are|will) (not|never) (be )?tracked\b",
    r"(我们|本站|本店|网站|商城|本网站).{0,6}(不|从不|不会|没有|未|未曾)(使用|设置|投放|加载|嵌入|安装|存在|包含)?(任何)?.{0,16}(cookies?|分析工具|统计|追踪|跟踪|像素|广告)",
];
/// Denied for one use only: "cookies to identify you", "cookies that store card data".
const LIMITED: &[&str] = &[
    r"\b(cookies?|pixels?|beacons?|trackers?|tracking|analytics)\b[^.]{0,30}\b(to|that|which|in order|on|from|in)\b",
    r"\b(personally|signals?|mailing|e-?mails?|newsletters?|browsers?)\b",
    r"(cookies?|像素|追踪|跟踪).{0,12}(来|用于|以便|识别您)|浏览器|信号|邮件",
];

/// "Our cookies expire after 30 days": a bound for every cookie, not for one by name or for one kind.
pub(super) fn cookies_end(s: &str) -> Option<Promise> {
    if has(s, OF_SOME) {
        return None;
    }
    if has(s, END_WITH_VISIT) {
        return Some(Promise::CookiesEnd(0));
    }
    static ONE: OnceLock<Regex> = OnceLock::new();
    let bound = once(
        &ONE,
        r"\b(cookies|every cookie|each cookie)\b[^.]{0,40}\b(expires?|deleted|removed|erased|kept|retained|lasts?|stored)\b[^.]{0,40}?(\b(after|within|longer than|most|maximum of|up to)\b ?)?(a maximum of |the )?(?P<n>\d{1,3}|a|one|two|three|six|seven|ten|twelve|thirteen|fourteen|thirty) (?P<unit>day|week|month|year)s?\b|cookie.{0,24}?(?P<zn>\d{1,3}) ?个?(?P<zunit>天|日|周|月|年)",
    );
    let c = bound.captures(s)?;
    let n: u16 = match c.name("n").or(c.name("zn"))?.as_str() {
        "a" | "one" => 1,
        "two" => 2,
        "three" => 3,
        "six" => 6,
        "seven" => 7,
        "ten" => 10,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "thirty" => 30,
        digits => digits.parse().ok()?,
    };
    let days = match c.name("unit").or(c.name("zunit"))?.as_str() {
        "week" | "周" => 7,
        "month" | "月" => 31,
        "year" | "年" => 366,
        _ => 1,
    };
    Some(Promise::CookiesEnd(n.saturating_mul(days)))
}

const END_WITH_VISIT: &[&str] = &[
    r"\b((only|just) (uses?|sets?|places?)|(uses?|sets?|places?) (only|just)|are|all) session cookies\b( only)?",
    r"\bcookies\b[^.]{0,60}\b(deleted|removed|erased|disappear|expire|vanish)\b[^.]{0,20}\b(when|once|after|as soon as)\b[^.]{0,20}\b(browser|leave|visit)",
    r"(仅|只)(使用|用)会话 ?cookie|cookie.{0,20}关闭浏览器(后|时).{0,8}(删除|失效|清除|过期)",
];
const OF_SOME: &[&str] = &[
    r"^session cookies|\b(some|most (of|cookies)|many|certain|other|others|persistent|permanent|analytics|statistics|advertising|marketing|third[- ]part(y|ies)|functional|necessary|preference|consent|unless|except|if|can|may|this cookie)\b|\b_\w",
    r"^会话|部分|某些|永久|持久|分析|广告|第三方|必要|除非|如果|可以|可能|您可",
];
