//! Denials that data is sold or passed on.

use super::{Promise, UNTIL_CONSENT, once};
use crate::reading::has;
use regex::Regex;
use std::sync::OnceLock;

/// Words that make a denial one with limits.
pub(super) const QUALIFIED: &[&str] = &[
    r"\b(except|excepting|exception|unless|other than|apart from|but|however|although|besides|beyond what|only with|aside from)\b",
    r"\b(money|monetary|cash|payment for|traditional sense|for profit|financial gain|compensation|consideration)\b",
    r"\bas (that|the|those|this) (words?|terms?|phrases?)\b|\b(commonly|usually|ordinarily|generally) (understood|meant)\b|\b(usual|ordinary|conventional) (sense|meaning)\b",
    r"\b(under|below|younger|minors?|child(ren)?|teens?|16|sixteen|13|thirteen)\b",
    r"\b(sensitive|biometric|health|precise geolocation|social security|credit card|card (number|details|data|information)|payment (card|data|details|information)|passwords?|mobile|sms|text messag\w+|phone numbers?|opt-in (data|information))\b",
    r"\b(their own|direct marketing|for (their|independent) (own )?marketing|third[- ]party marketing|as (described|set out|explained|listed|stated)|in the ways|in ways)\b",
    r"\bmore\b[^.]{0,60}\bthan\b|超出|超过|必要范围|无关",
    r"除非|除了|除.{1,30}外|除外|但是|但|不过|金钱|为钱|牟利|对价|未成年|儿童|16 ?周?岁|13 ?周?岁|十六|敏感|支付信息|手机号|电话号码|银行卡|密码",
];
/// The denial stands under a condition: "if you opt out", "you may ask that we do not sell".
const CONDITIONAL: &[&str] = &[
    r"\b(if|where|whether|request|requests|requested|ask|asks|tell|direct|instruct|right (not )?to|opt(ed|ing)?[- ]?out|once|after|would|link|click|titled|labell?ed|button|signal)\b",
    r"如果|若|要求|请求|请勿|有权|点击|链接|选择退出|信号|一旦|后，|选择不|拒绝|可以",
];
/// Somebody else's promise, or the reader's duty.
const OF_OTHERS: &[&str] = &[
    r"\b(provider|providers|processors?|partners?|vendors?|host|hosting company|affiliates?|carriers?|agenc(y|ies)) (do|does|will|shall|may|must|is|are|have|has)\b",
    r"(服务商|供应商|合作伙伴|合作方|托管商|物流公司|支付机构|接收方|您)(均|也|都)?(绝不会|绝不|不会|不得|不能|不应|从不|不)",
];

/// What a sentence denies of sale and of sharing.
pub(super) fn denied(s: &str) -> Option<Promise> {
    if has(s, OF_OTHERS) {
        return None;
    }
    actively(s).or_else(|| passively(s)).or_else(|| in_chinese(s))
}

/// "Without your consent" limits the time, not the promise; every other exception undoes it.
fn limited(s: &str) -> bool {
    has(s, QUALIFIED) && (!has(s, UNTIL_CONSENT) || has(&strip_consent(s), QUALIFIED))
}

pub(super) fn strip_consent(s: &str) -> String {
    static ONE: OnceLock<Regex> = OnceLock::new();
    once(
        &ONE,
        r"\b(without|before|until|prior to|unless)\b[^.]{0,40}\b(consent|agree|permission|accept|opt in|allow)|未经.{0,12}(同意|许可|授权)",
    )
    .replace_all(s, "")
    .into_owned()
}

fn of_verbs(verbs: &str) -> Promise {
    match has(verbs, &[r"shar|disclos|give|giving|provid|pass|hand|transfer|共享|分享|披露|提供|透露|转让"]) {
        true => Promise::NoSharing,
        false => Promise::NoSale,
    }
}

/// Data at large. "We do not sell it" speaks of whatever stood before, often one form's field.
const ABOUT_DATA: &[&str] = &[
    r"\b(personal|customer|customers'|consumer|consumers'|user|visitor|your|any|identifiable)( \w+){0,3} (information|data|details)\b",
    r"\b(information|data) (about|of|on|from|to|with) (you|our|any|third|anyone|other)",
];

/// A denial: the word that denies, the verbs, what follows.
fn active() -> &'static Regex {
    static ONE: OnceLock<Regex> = OnceLock::new();
    once(
        &ONE,
        r"\b(?P<neg>do not|don't|does not|doesn't|did not|didn't|have not|haven't|has not|hasn't|will not|won't|will never|have never|has never|never|neither|policy not to|refrain from|at no time(?: do we)?|under no circumstances(?: do we)?)(?: [a-z]+){0,3}? (?P<verbs>(?:sell|sold|selling|rent|rented|trade|traded|lease|share|shared|sharing|disclose|disclosed|give|hand over|pass on)\b(?:[ ,/]+(?:(?:and|or|nor|otherwise|ever|to|with|it) ?)*(?:sell|sold|rent|rented|trade|traded|lease|leased|share|shared|disclose|disclosed|give away|transfer)\b)*)(?P<rest>[^.]{0,100})",
    )
}

fn actively(s: &str) -> Option<Promise> {
    let c = active().captures(s)?;
    let (whole, neg, verbs, rest) = (c.get(0)?, &c["neg"], &c["verbs"], &c["rest"]);
    let lead = &s[..whole.start()];
    let subject = lead.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w, "we" | "us" | "company" | "store" | "shop"));
    let imperative = matches!(neg, "do not" | "don't") && !subject;
    let mine = has(rest, &[r"\bmy\b"]);
    let yours = has(lead, &[r"\byou (may|can|must|should|agree|will)?$"]);
    // "We do not give you our data" gives nothing to anybody else.
    let given_to_nobody = has(verbs, &[r"^(give|hand|pass)"]) && !has(rest, TO_OTHERS);
    let none = imperative || mine || yours || given_to_nobody || limited(s) || has(lead, CONDITIONAL);
    (!none && has(rest, ABOUT_DATA)).then(|| of_verbs(verbs))
}

const TO_OTHERS: &[&str] = &[
    r"\b(to|with) (any |an |the |our |all )?(anyone|anybody|no one|nobody|others|other|outside|outsiders|third|companies|unaffiliated|advertis|external)",
];

/// "Your data is never sold", "no data is shared with others", "not for sale".
fn passive() -> &'static Regex {
    static ONE: OnceLock<Regex> = OnceLock::new();
    once(
        &ONE,
        r"(\b(?P<no>no|none of|nor any) (\w+ ){0,5}|(\w+ )*?)(information|data|details)\b(?P<mid>[^.]{0,70}?)\b(is|are|was|were|has been|have been|has ever been|have ever been|will be|being|be)(?P<neg> not| never)?( \w+){0,2}? (?P<verbs>sold|rented|traded|leased|for sale|shared|disclosed|given|passed on|transferred)\b(?P<rest>[^.]{0,80})",
    )
}

fn passively(s: &str) -> Option<Promise> {
    static NOUN: OnceLock<Regex> = OnceLock::new();
    let noun = once(
        &NOUN,
        r"\bselling [^.]{0,40}\b(information|data|details)\b[^.]{0,20}\bis (something|a thing|what) [^.]{0,20}\b(don't|do not|never|not)\b",
    );
    if limited(s) || has(s, CONDITIONAL) {
        return None;
    }
    static TURNED: OnceLock<Regex> = OnceLock::new();
    let turned = once(
        &TURNED,
        r"\b(at no time|under no circumstances|never|in no case) (is|are|will|was|were) (\w+ ){0,4}(information|data|details) (ever |be )?(sold|rented|traded)\b",
    );
    if noun.is_match(s) || turned.is_match(s) {
        return Some(Promise::NoSale);
    }
    let c = passive().captures(s)?;
    let (mid, verbs, rest) = (&c["mid"], &c["verbs"], &c["rest"]);
    let never = || has(mid, &[r"\b(not|never)\b"]);
    let denied = c.name("no").is_some() || c.name("neg").is_some() || never();
    let sold = of_verbs(verbs) == Promise::NoSale;
    // Passed on to whom? "Not shared with our warehouse" says little, and "sold to no one" needs no more words.
    (denied && (sold || has(rest, TO_OTHERS))).then(|| of_verbs(verbs))
}

fn in_chinese(s: &str) -> Option<Promise> {
    static ACTIVE: OnceLock<Regex> = OnceLock::new();
    static PASSIVE: OnceLock<Regex> = OnceLock::new();
    let active = once(
        &ACTIVE,
        r"(绝不会|绝不|不会|从不|从未|未曾|永远不会|永不|不得|没有|未|不)(也|主动|以任何方式|以任何形式|对外|将.{0,14}(信息|数据|资料))?(向|与|和|把|将)?.{0,12}?(?P<verb>出售|售卖|贩卖|买卖|倒卖|出租|共享|分享|披露|透露|转让|提供给(任何|其他)?(第三方|他人|外部|机构|个人)).{0,24}?(?P<what>信息|数据|资料|$|第三方)",
    );
    let passive = once(
        &PASSIVE,
        r"(信息|数据|资料).{0,6}(绝不会|绝不|不会|从不|从未|未曾|永远不会|永不|没有|未|不)(被|由|对外|向)?.{0,10}?(?P<verb>出售|售卖|贩卖|买卖|卖给|出租|共享|分享|披露|透露|转让|提供给)",
    );
    if limited(s) || has(s, CONDITIONAL) || !has(s, &[r"信息|数据|资料"]) {
        return None;
    }
    let verb = active.captures(s).or_else(|| passive.captures(s))?;
    Some(match has(s, &[r"(不会|从不|绝不|不|从未|未曾|未).{0,20}(共享|分享|披露|提供给|透露)"]) {
        true => Promise::NoSharing,
        false => of_verbs(&verb["verb"]),
    })
}
