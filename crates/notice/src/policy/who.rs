//! Who answers for the data, and of what day the text is.

use crate::common::telephone;
use crate::model::{Block, Line, Section};
use crate::phrase;
use crate::reach::{Cause, Reach};
use tidegate_types::Text;

const DATES: Cause = &[
    ("CA-37", &["PP-CA-28"]),
    ("CO-1", &["OP-05"]),
    ("NV-1", &["OP-05"]),
    ("PG-CT", &["ST-07"]),
    ("PG-MT", &["ST-07"]),
    ("PG-MN", &["ST-07"]),
];
const IDENTITY: Cause = &[
    ("CA-37", &["PP-CA-27"]),
    ("CO-1", &[]),
    ("NV-1", &[]),
    ("VA-8", &[]),
    ("*NOT", &["ST-06"]),
    ("PG-OR", &["ST-13"]),
    ("EU-9", &["EU-N01"]),
    ("UK-13", &["EU-N01"]),
    ("CP-1", &["KC-01"]),
];

pub fn write(r: &Reach) -> Section {
    let mut s = Section::new("who", "Who we are", "我们是谁");
    s.add(dates(r));
    s.add(identity(r));
    s.add(
        r.para(&[("EU-9", &["EU-N01"]), ("UK-13", &["EU-N01"])], Line::of("We are the controller of your data.", "我们是您数据的控制者。")),
    );
    representatives(r, &mut s);
    s
}

/// Of what day the text is.
pub fn dates(r: &Reach) -> Option<Block> {
    let p = &r.matter.profile.policy;
    let line = match p.updated {
        Some(day) => {
            let d = phrase::date(day);
            Line::default().strong(Text::new(format!("Last updated: {}.", d.en), format!("最近更新：{}。", d.zh)))
        }
        None => Line::of("Last updated: ", "最近更新：").gap("policy.updated", "the day of the last change", "最近一次修改的日期"),
    };
    let line = match (p.effective, p.updated) {
        (Some(day), _) | (None, Some(day)) => {
            let d = phrase::date(day);
            line.say(format!(" In effect since {}.", d.en), format!("自{}起生效。", d.zh))
        }
        _ => line,
    };
    r.para(DATES, line)
}

/// Name, address, e-mail, telephone.
pub fn identity(r: &Reach) -> Option<Block> {
    let (b, c) = (&r.matter.profile.business, &r.matter.profile.contact);
    let name = b.legal_name.as_deref().or(b.name.as_deref());
    let mut line = Line::of("The business behind this store is ", "本店铺的经营者是")
        .plain(name, "business.legal_name", "the registered legal name", "注册法定名称")
        .say(", ", "，地址：")
        .said(c.address.as_ref(), "contact.address", "the postal address", "通信地址")
        .say(". ", "。");
    if let (Some(brand), Some(_)) = (&b.name, &b.legal_name) {
        line = line.say(format!("We trade as “{brand}”. "), format!("经营品牌为“{brand}”。"));
    }
    line = match &c.email {
        Some(mail) => line.say("E-mail: ", "电子邮箱：").link(Text::same(mail.as_str()), &format!("mailto:{mail}")).say(". ", "。"),
        None => line.gap("contact.email", "an e-mail address that somebody reads", "有人查收的电子邮箱").say(" ", ""),
    };
    if let Some((number, free)) = telephone(c) {
        let free = if free { Text::new(" (toll-free)", "（免费电话）") } else { Text::same("") };
        line = line.say("Phone: ", "电话：").text(Text::same(number)).text(free).say(".", "。");
    } else if r.may("CP-1") {
        line = line.gap("contact.phone", "a telephone number (16 CFR 312.4(d)(1))", "电话号码（16 CFR 312.4(d)(1)）");
    }
    r.para(IDENTITY, line)
}

fn representatives(r: &Reach, s: &mut Section) {
    let c = &r.matter.profile.contact;
    s.add(
        r.para(
            &[("EU-2", &["EU-N02"])],
            Line::of("Our representative in the European Union (Article 27 GDPR) is ", "我们在欧盟的代表（GDPR 第27条）是")
                .said(
                    c.eu_representative.as_ref(),
                    "contact.eu_representative",
                    "name, address and e-mail of the representative in the Union",
                    "欧盟代表的名称、地址与邮箱",
                )
                .say(".", "。"),
        ),
    );
    s.add(
        r.para(
            &[("UK-8", &["EU-N02"])],
            Line::of("Our representative in the United Kingdom is ", "我们在英国的代表是")
                .said(
                    c.uk_representative.as_ref(),
                    "contact.uk_representative",
                    "name, address and e-mail of the representative there",
                    "英国代表的名称、地址与邮箱",
                )
                .say(".", "。"),
        ),
    );
    // An officer is named if there is one; who must have one is no matter of the notice.
    if let Some(dpo) = &c.dpo {
        let line = Line::of("Our data protection officer: ", "我们的数据保护官：").text(dpo.text()).say(".", "。");
        s.add(r.para(&[("EU-9", &["EU-N03"]), ("UK-13", &["EU-N03"])], line));
    }
}
