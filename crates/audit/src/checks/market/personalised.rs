//! Prices and offers made for one person, as far as pages say so. What a server computes silently cannot be seen.

use crate::answer::Answer;
use crate::case::Case;
use crate::evidence::{self, cut};
use crate::reading::{has, sentences};
use tidegate_catalog::Section;
use tidegate_types::finding::Confidence;
use tidegate_types::observation::{Page, PageKind, PassName};

/// A price that is said to rest on the shopper's data. Members' and volume prices rest on a status, not on data.
const PERSONAL_PRICE: &[&str] = &[
    r"\b(prices?|pricing|discounts?|offers?)\b[^.]{0,80}\b(personali[sz]ed|tailored|customi[sz]ed|calculated|set|adjusted|computed|generated)\b[^.]{0,100}\b(for you|your (browsing|purchase|shopping|history|profile|behaviou?r|data|personal|activity|location|device)|algorithm|based on your)\b",
    r"\b(personali[sz]ed|individuali[sz]ed|dynamic personal|algorithmic) (prices?|pricing)\b",
    r"\byour (personal|individual|personali[sz]ed) price\b",
    r"(根据|基于)(您|你)的.{0,16}(浏览|购买|历史|画像|数据|行为).{0,24}(定价|价格)|(个性化|专属)(定价|价格)",
];
const DENIED: &[&str] = &[r"\b(do not|don't|does not|never|no|not|without)\b|不会|不|从不|未"];

fn shop_page(p: &Page) -> bool {
    matches!(p.kind, PageKind::Home | PageKind::Product | PageKind::Category | PageKind::Search | PageKind::Cart | PageKind::Checkout)
}

fn told(p: &Page) -> Option<&str> {
    sentences(&p.text).find(|s| has(s, PERSONAL_PRICE) && !has(s, DENIED))
}

pub fn unlabelled(case: &Case) -> Answer {
    let pages: Vec<&Page> = case.arrived().collect();
    let labelled = |p: &Page| case.catalog.matches(Section::PersonalisedPrice, &p.text);
    let offer = pages.iter().copied().filter(|p| shop_page(p)).find_map(|p| told(p).filter(|_| !labelled(p)).map(|s| (p, s)));
    let policy = pages.iter().copied().filter(|p| matches!(p.kind, PageKind::Policy)).find_map(|p| told(p).map(|s| (p, s)));
    let any_label = pages.iter().any(|p| shop_page(p) && labelled(p));
    match offer.or(policy.filter(|_| !any_label)) {
        Some((page, s)) => Answer::failed(
            format!("“{}” — and the sentence that New York fixes does not stand with the price.", cut(s, 160)),
            format!("“{}”——但价格旁没有纽约州法定的提示语。", cut(s, 160)),
            vec![evidence::quote(PassName::Arrive, page, s)],
        )
        .confidence(Confidence::Medium),
        None if any_label => Answer::met("Personalised prices carry the prescribed sentence.", "个性化价格旁载有法定提示语。"),
        None => Answer::unknown(
            "No page says that prices rest on personal data, which does not show that none does",
            "没有页面说明价格依据个人信息确定，但这并不证明不存在此情形",
        ),
    }
}

/// A switch or link that shows results without a profile.
const ALTERNATIVE: &[&str] = &[
    r"\b(turn off|disable|switch off|opt[- ]?out of|stop|without)\b[^.]{0,40}\b(personali[sz]\w+|recommendations?|profil\w+)\b|\bnon-personali[sz]ed\b|\bpersonali[sz](ed|ation)[^.]{0,40}\b(off|on/off|settings|preferences)\b",
    r"(关闭|停用|不使用).{0,8}(个性化|推荐|画像)|非个性化",
];

pub fn no_alternative(case: &Case) -> Answer {
    let offers = |p: &Page| {
        p.toggles.iter().any(|t| t.visible && has(&t.label, &[r"personali[sz]|recommendation|个性化|推荐"]))
            || p.links.iter().any(|l| l.visible && has(&l.text, ALTERNATIVE))
    };
    match case.arrived().find(|p| shop_page(p) && offers(p)) {
        Some(p) => {
            Answer::met(format!("{} offers results without a profile.", p.final_url), format!("{} 提供非个性化结果的选项。", p.final_url))
        }
        None => Answer::unknown("Pages do not show whether ranking or offers follow a profile", "页面无法显示排序或优惠是否依据用户画像"),
    }
}
