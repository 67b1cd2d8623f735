//! Sale, sharing and the way out.

use super::collect::names;
use crate::common::{self, by_category, only_agreed};
use crate::model::{Line, Section};
use crate::phrase::{category, list, role};
use crate::reach::{Cause, Reach};
use tidegate_law::Verdict;
use tidegate_types::Text;
use tidegate_types::profile::{Answer, Category, Collects, Recipient, Role};

const TOLD: Cause =
    &[("CA-37", &["PP-CA-04"]), ("CA-15", &[]), ("VA-9", &["ST-09"]), ("VA-8", &["ST-04"]), ("*OPT", &["ST-09"]), ("*NOT", &["ST-04"])];
const TABLE: Cause = &[
    ("CA-13", &["PP-CA-05", "PP-CA-06"]),
    ("CA-37", &["PP-CA-05", "PP-CA-06"]),
    ("VA-8", &["ST-05"]),
    ("VA-9", &["ST-09"]),
    ("*OPT", &["ST-09"]),
    ("PG-RI", &["ST-05"]),
];

pub fn write(r: &Reach) -> Section {
    let mut s = Section::new("sale", "Sale, sharing and opting out", "出售、共享与选择退出");
    let b = &r.matter.profile.business;
    if (b.sells, b.shares_for_ads) == (Some(false), Some(false)) && advertisers(r).is_empty() {
        s.add(r.para(
            TOLD,
            Line::of("In the last 12 months we did not sell or share personal information.", "过去 12 个月内，我们未出售或共享个人信息。"),
        ));
    } else {
        s.add(r.para(TOLD, sold(r)));
        s.add(r.para(TOLD, shared(r)));
        table(r, &mut s);
    }
    minors(r, &mut s);
    common::opt_out(r, &mut s);
    sentences(r, &mut s);
    s
}

fn advertisers<'p>(r: &Reach<'p>) -> Vec<&'p Recipient> {
    r.matter.profile.register().filter(|x| x.advertises()).collect()
}

fn flagged<'p>(r: &Reach<'p>, pick: fn(&Collects) -> Option<bool>) -> Vec<&'p Collects> {
    r.matter.profile.collects.iter().filter(|c| pick(c) == Some(true)).collect()
}

fn grouped<'p>(entries: &[&'p Collects]) -> Vec<(Category, Vec<&'p Collects>)> {
    let mut codes: Vec<Category> = entries.iter().map(|c| c.category).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.into_iter().map(|code| (code, entries.iter().filter(|c| c.category == code).copied().collect())).collect()
}

fn sold(r: &Reach) -> Line {
    let entries = flagged(r, |c| c.sold);
    match r.matter.profile.business.sells {
        Some(false) => Line::of("In the last 12 months we did not sell personal information. ", "过去 12 个月内，我们未出售个人信息。"),
        Some(true) if !entries.is_empty() => Line::of(
            "In the last 12 months we sold these categories of personal information: ",
            "过去 12 个月内，我们出售了以下类别的个人信息：",
        )
        .text(names(&grouped(&entries)))
        .say(". ", "。"),
        Some(true) => Line::of("In the last 12 months we sold personal information. ", "过去 12 个月内，我们出售了个人信息。").gap(
            "collects.sold",
            "which categories were sold",
            "出售了哪些类别",
        ),
        None => Line::default()
            .gap("business.sells", "was personal information sold in the last 12 months?", "过去 12 个月内是否出售个人信息")
            .say(" ", ""),
    }
}

fn shared(r: &Reach) -> Line {
    let entries = flagged(r, |c| c.shared);
    let advertisers = advertisers(r);
    match r.matter.profile.business.shares_for_ads {
        // The word of the business and its register deny each other.
        Some(false) if !advertisers.is_empty() => {
            let names = list(advertisers.iter().map(|x| Text::same(x.name.as_str())));
            Line::default().gap(
                "business.shares_for_ads",
                format!("false, yet the register says that {} advertises as a third party: was personal information shared?", names.en),
                format!("为 false，但登记册写明 {} 作为第三方从事广告：是否共享了个人信息", names.zh),
            )
        }
        Some(false) => Line::of(
            "In the last 12 months we did not share personal information for cross-context behavioral advertising.",
            "过去 12 个月内，我们未为跨情境行为广告共享个人信息。",
        ),
        Some(true) if !entries.is_empty() => {
            let line = Line::of(
                "In the last 12 months we shared these categories of personal information with third parties for cross-context behavioral advertising: ",
                "过去 12 个月内，我们为跨情境行为广告与第三方共享了以下类别的个人信息：",
            )
            .text(names(&grouped(&entries)))
            .say(". Other states call this targeted advertising.", "。其他州的法律称之为定向广告。");
            if only_agreed(&entries) {
                line.say(" It happened only for visitors who agreed.", "仅对表示同意的访客如此。")
            } else {
                line
            }
        }
        Some(true) => Line::of(
            "In the last 12 months we shared personal information with third parties for cross-context behavioral advertising. ",
            "过去 12 个月内，我们为跨情境行为广告与第三方共享了个人信息。",
        )
        .gap("collects.shared", "which categories were shared", "共享了哪些类别"),
        None => Line::default().gap(
            "business.shares_for_ads",
            "was personal information shared for cross-context behavioral advertising in the last 12 months?",
            "过去 12 个月内是否为跨情境行为广告共享个人信息",
        ),
    }
}

const HEAD: [(&str, &str); 3] =
    [("Category sold or shared", "出售或共享的类别"), ("Categories of third parties", "第三方的类别"), ("Purpose: to", "目的")];

/// Each category that was sold or shared, to whom, and why.
fn table(r: &Reach, s: &mut Section) {
    let entries: Vec<Collects> =
        r.matter.profile.collects.iter().filter(|c| c.sold == Some(true) || c.shared == Some(true)).cloned().collect();
    let body: Vec<Vec<Line>> = by_category(&entries).iter().map(|(c, _)| row(r, *c)).collect();
    if !body.is_empty() {
        s.add(r.table(TABLE, &HEAD, body));
    }
}

fn row(r: &Reach, c: Category) -> Vec<Line> {
    let third = |x: &&Recipient| x.third();
    let gets = |x: &&Recipient| x.receives.as_ref().is_some_and(|all| all.iter().any(|w| w == c.as_str()));
    let who: Vec<&Recipient> = r.matter.profile.register().filter(third).filter(gets).collect();
    let name = category(c);
    if who.is_empty() {
        let to =
            Line::default().gap("recipient", format!("third parties that receive “{}”", name.en), format!("接收“{}”的第三方", name.zh));
        return vec![Line::default().text(name), to, Line::of("–", "—")];
    }
    let kinds = list(who.iter().map(|x| {
        let kind = x.kind.as_ref().map_or_else(|| role(x.role.unwrap_or(Role::ThirdParty)), |k| k.text());
        Text::new(format!("{} ({})", kind.en, x.name), format!("{}（{}）", kind.zh, x.name))
    }));
    let why = list(who.iter().filter_map(|x| x.purpose.as_ref()).map(|p| p.text()));
    let why = if why.en.is_empty() {
        Line::default().gap(&format!("recipient.purpose ({})", who[0].name), "the purpose of the sale or sharing", "出售或共享的目的")
    } else {
        Line::default().text(why)
    };
    vec![Line::default().text(name), Line::default().text(kinds), why]
}

fn minors(r: &Reach, s: &mut Section) {
    if !common::sells_or_shares(r) {
        return;
    }
    let p = &r.matter.profile.policy;
    let line = match &p.minors_sale {
        Some(Answer::Plain(false)) => Line::of(
            "We have no actual knowledge that we sell or share the personal information of consumers under 16 years of age.",
            "我们并不实际知悉自己出售或共享未满 16 周岁消费者的个人信息。",
        ),
        Some(Answer::Plain(true)) => Line::of(
            "We know that we sell or share the personal information of consumers under 16 years of age.",
            "我们知悉自己出售或共享未满 16 周岁消费者的个人信息。",
        ),
        Some(Answer::Words(words)) => Line::default().sentences(Some(words), "", "", ""),
        None => Line::default().gap(
            "policy.minors_sale",
            "is it actually known that data of people under 16 is sold or shared?",
            "是否实际知悉出售或共享未满 16 周岁人员的信息",
        ),
    };
    s.add(r.para(&[("CA-37", &["PP-CA-07"])], line));
    let line = Line::default().sentences(
        p.minors_opt_in.as_ref(),
        "policy.minors_opt_in",
        "how people of 13 to 15 opt in, and how a parent does for a younger child",
        "13 至 15 周岁人员如何选择加入，以及更年幼者的家长如何代为选择",
    );
    s.add(r.para(&[("CA-28", &["PP-CA-26"])], line));
}

/// "We did not sell" beside sharing for advertising: true by the word of the business, and doubtful in California.
static NO_SALE: std::sync::LazyLock<Text> = std::sync::LazyLock::new(|| {
    Text::new(
        "“We did not sell” stands in the draft, yet data is shared for advertising. In California, letting an advertising service use the data in return for its service counts as a sale (row CA-D1a, case E01): check before publishing.",
        "草稿写有“未出售个人信息”，但存在为广告的共享。在加州，以换取广告服务为对价而允许其使用信息即属出售（条文 CA-D1a，案例 E01）：发布前请核实。",
    )
});

pub fn warnings(r: &Reach) -> Vec<Text> {
    let b = &r.matter.profile.business;
    let doubtful = b.sells == Some(false) && b.shares_for_ads == Some(true) && r.may("CA-D1a");
    if doubtful { vec![NO_SALE.clone()] } else { Vec::new() }
}

/// Sentences that states fix for sellers of sensitive data.
fn sentences(r: &Reach, s: &mut Section) {
    let causes: [(&str, Cause); 3] =
        [("STR-TX1", &[("STR-TX1", &["ST-14"])]), ("STR-TX2", &[("STR-TX2", &["ST-14"])]), ("STR-FL1", &[("STR-FL1", &["ST-14"])])];
    for (row, cause) in causes {
        let Some(words) = r.exact(row) else { continue };
        if row == "STR-TX2" && !biometric(r) {
            continue;
        }
        // A sentence that accuses the business stands only where it is known to be owed; else the gap asks.
        let line = if r.verdict(row) == Verdict::Yes {
            Line::default().strong(Text::same(words))
        } else {
            Line::default().gap(
                "business.sells_sensitive",
                format!("is sensitive data sold? If so, this sentence is owed: {words}"),
                format!("是否出售敏感个人信息。如是，须载明：{words}"),
            )
        };
        s.add(r.para(cause, line));
    }
}

fn biometric(r: &Reach) -> bool {
    r.matter.profile.business.sensitive.as_ref().is_none_or(|all| all.iter().any(|k| k.to_lowercase().contains("biometric")))
}
