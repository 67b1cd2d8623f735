//! The questions, and the profile they make. Comments in the file repeat the question, so that it can be edited later.

use super::ask::Asker;
use crate::end::Fault;
use std::io::{BufRead, Write};
use tidegate_law::Lawbook;
use tidegate_types::profile::{PLATFORMS, instead, plain_word, sensitive_kinds};
use tidegate_types::{Place, Text};
use toml::Value;

pub(super) type Reader = fn(&str) -> Result<Value, String>;

pub(super) struct Question {
    pub(super) key: &'static str,
    pub(super) en: &'static str,
    pub(super) zh: &'static str,
    pub(super) read: Reader,
}

const BUSINESS: &[Question] = &[
    Question { key: "name", en: "Name of the business or brand", zh: "企业或品牌名称", read: words },
    Question { key: "legal_name", en: "Registered legal name", zh: "注册法定名称", read: words },
    Question { key: "seat", en: "Where it sits (CN-GD, US-CA, DE …)", zh: "所在地（CN-GD、US-CA、DE 等）", read: place },
    Question { key: "owner_country", en: "Country of its owner (CN, US …)", zh: "所有者所在国家（CN、US 等）", read: place },
    Question {
        key: "revenue_usd",
        en: "Worldwide revenue of the last calendar year, US dollars",
        zh: "上一历年全球营业收入（美元）",
        read: count,
    },
    Question { key: "employees", en: "Employees", zh: "员工人数", read: count },
    Question {
        key: "revenue_share_from_sale",
        en: "Share of revenue from selling or sharing personal data (0.0 to 1.0)",
        zh: "出售或共享个人数据所得占收入比例（0.0 至 1.0）",
        read: share,
    },
    Question {
        key: "audience",
        en: "Audience: adults, mixed (children among them) or children",
        zh: "受众：adults（成人）、mixed（含儿童）或 children（儿童）",
        read: audience,
    },
    Question { key: "ages", en: "Ages in words where known (6-12)", zh: "如知晓，年龄段（如 6-12）", read: words },
    Question {
        key: "languages",
        en: "Languages of the store, by comma (en-US, de-DE)",
        zh: "店铺语言，逗号分隔（en-US, de-DE）",
        read: list,
    },
    Question {
        key: "sells",
        en: "Is personal data sold for money or other value? yes or no",
        zh: "是否以金钱或其他对价出售个人数据？是/否",
        read: yes_no,
    },
    Question {
        key: "shares_for_ads",
        en: "Is it shared for cross-context advertising (pixels, custom audiences)? yes or no",
        zh: "是否为跨情境广告共享（像素、自定义受众）？是/否",
        read: yes_no,
    },
    Question {
        key: "sensitive",
        en: "Sensitive data handled, by comma (health, precise-location); “none” for none",
        zh: "处理的敏感个人信息，逗号分隔（health, precise-location）；无则填“无”",
        read: kinds,
    },
    Question {
        key: "sells_sensitive", en: "Is sensitive data sold? yes or no", zh: "是否出售敏感个人信息？是/否", read: yes_no
    },
    Question {
        key: "small_business",
        en: "Is it small by the standards of the US Small Business Administration? yes or no",
        zh: "是否属于美国小企业管理局标准下的小企业？是/否",
        read: yes_no,
    },
    Question {
        key: "us_person",
        en: "Does a US company, branch, agency or person handle the data or open it to others? yes or no",
        zh: "是否有美国的公司、分支机构、代理商或人员处理数据或向他人开放数据？是/否",
        read: yes_no,
    },
    Question {
        key: "platforms",
        en: "Sales platforms and ad systems in use, by comma (shopify, amazon, google-ads, meta, pinterest, tiktok, iab)",
        zh: "使用的销售平台与广告系统，逗号分隔（shopify, amazon, google-ads, meta, pinterest, tiktok, iab）",
        read: platforms,
    },
];

const RECIPIENT: &[Question] = &[
    Question {
        key: "hosts",
        en: "  Its host names, by comma (connect.facebook.net)",
        zh: "  主机名，逗号分隔（connect.facebook.net）",
        read: list,
    },
    Question { key: "owner_country", en: "  Country of its owner", zh: "  其所有者所在国家", read: place },
    Question { key: "purpose", en: "  Purpose", zh: "  用途", read: words },
    Question { key: "kind", en: "  Kind of company (advertising network)", zh: "  公司类型（广告网络）", read: words },
    Question {
        key: "joint",
        en: "  Essence of the joint-controller arrangement, if there is one, in sentences",
        zh: "  共同控制安排的要点（如有，完整句子）",
        read: words,
    },
    Question {
        key: "receives",
        en: "  What it receives: category codes A to L or words, by comma",
        zh: "  接收的数据：类别代码 A 至 L 或文字，逗号分隔",
        read: list,
    },
    Question {
        key: "role",
        en: "  Role: service-provider, processor, contractor, third-party, joint-controller, affiliate, authority",
        zh: "  角色：service-provider（服务提供商）、processor（处理者）、contractor（承包商）、third-party（第三方）、joint-controller（共同控制者）、affiliate（关联方）、authority（主管机关）",
        read: role,
    },
    Question { key: "assessed", en: "  Last assessed on (YYYY-MM-DD)", zh: "  最近评估日期（YYYY-MM-DD）", read: date },
    Question { key: "review_due", en: "  Next review due (YYYY-MM-DD)", zh: "  下次复审日期（YYYY-MM-DD）", read: date },
];

const CONTRACT: &[Question] = &[
    Question {
        key: "signed",
        en: "  Contract signed on (YYYY-MM-DD); empty if there is none",
        zh: "  合同签署日期（YYYY-MM-DD）；没有则留空",
        read: date,
    },
    Question { key: "ends", en: "  Contract ends on", zh: "  合同到期日", read: date },
    Question {
        key: "clauses",
        en: "  Clause ids it holds, by comma (K-TP-*, K-EU-01)",
        zh: "  合同包含的条款编号，逗号分隔（K-TP-*, K-EU-01）",
        read: clauses,
    },
];

/// Nobody registers more in an interview; longer registers are edited in the file.
pub(super) const MOST: usize = 200;

pub fn interview<R: BufRead, W: Write>(asker: &mut Asker<R, W>) -> Result<String, Fault> {
    let zh = asker.lang == tidegate_types::Lang::Zh;
    let mut out = String::from(if zh {
        "# 企业档案：企业对自身情况的说明。每个字段均可省略；缺少的信息使相关检查结果为“未知”，而不会是“符合”。\n\n[business]\n"
    } else {
        "# What the business says of itself. Every field may be left out; what is missing makes checks `unknown`, never `met`.\n\n[business]\n"
    });
    for q in BUSINESS {
        put(asker, &mut out, q)?;
    }
    markets(asker, &mut out)?;
    recipients(asker, &mut out, zh)?;
    super::disclosures::ask(asker, &mut out)?;
    Ok(out)
}

/// Asks, and writes the answer under its question; an open question stays as a comment.
pub(super) fn put<R: BufRead, W: Write>(asker: &mut Asker<R, W>, out: &mut String, q: &Question) -> Result<(), Fault> {
    let text = Text::new(q.en, q.zh);
    let answer = asker.ask(&text, q.read)?;
    out.push_str(&format!("# {}\n", text.get(asker.lang).trim()));
    match answer {
        Some(value) => out.push_str(&format!("{} = {value}\n", q.key)),
        None => out.push_str(&format!("# {} =\n", q.key)),
    }
    Ok(())
}

fn markets<R: BufRead, W: Write>(asker: &mut Asker<R, W>, out: &mut String) -> Result<(), Fault> {
    let question = Text::new(
        "Markets with people per year, by comma; after a slash those behind payments alone (US-CA=910000/30000, DE=40000, FR)",
        "市场及每年涉及人数，逗号分隔；斜杠后为仅因付款而处理的人数（US-CA=910000/30000, DE=40000, FR）",
    );
    for (place, people, paying) in asker.ask(&question, market_list)?.unwrap_or_default() {
        out.push_str(&format!("\n[[market]]\nplace = \"{place}\"\n"));
        if let Some(n) = people {
            out.push_str(&format!("consumers = {n}\n"));
        }
        if let Some(n) = paying {
            out.push_str(&format!("payment_only = {n}\n"));
        }
    }
    Ok(())
}

fn recipients<R: BufRead, W: Write>(asker: &mut Asker<R, W>, out: &mut String, zh: bool) -> Result<(), Fault> {
    let name = Text::new("Name of a recipient of data (empty to end)", "数据接收方名称（留空结束）");
    for _ in 0..MOST {
        let Some(who) = asker.ask(&name, words)? else { break };
        out.push_str(&format!("\n[[recipient]]\nname = {who}\n"));
        for q in RECIPIENT {
            put(asker, out, q)?;
        }
        let mut parts = Vec::new();
        for q in CONTRACT {
            match asker.ask(&Text::new(q.en, q.zh), q.read)? {
                Some(value) => parts.push(format!("{} = {value}", q.key)),
                None if q.key == "signed" => break,
                None => {}
            }
        }
        if parts.is_empty() {
            out.push_str(if zh { "# 没有合同\n" } else { "# no contract\n" });
        } else {
            out.push_str(&format!("contract = {{ {} }}\n", parts.join(", ")));
        }
    }
    Ok(())
}

pub(super) fn words(s: &str) -> Result<Value, String> {
    if s.chars().count() <= 500 { Ok(Value::String(s.into())) } else { Err("at most 500 characters / 最多 500 个字符".into()) }
}

fn place(s: &str) -> Result<Value, String> {
    Place::new(s).map(|p| Value::String(p.to_string())).map_err(|e| e.to_string())
}

fn count(s: &str) -> Result<Value, String> {
    let digits: String = s.chars().filter(|c| !matches!(c, '_' | ',' | ' ' | '$')).collect();
    digits
        .parse::<u32>()
        .map(i64::from)
        .or_else(|_| digits.parse::<i64>())
        .ok()
        .filter(|n| *n >= 0)
        .map(Value::Integer)
        .ok_or_else(|| format!("`{s}` is no whole number / 不是整数"))
}

fn share(s: &str) -> Result<Value, String> {
    s.parse::<f64>()
        .ok()
        .filter(|f| (0.0..=1.0).contains(f))
        .map(Value::Float)
        .ok_or_else(|| "a number from 0.0 to 1.0 / 0.0 至 1.0 之间的数".into())
}

pub(super) fn yes_no(s: &str) -> Result<Value, String> {
    match s.to_lowercase().as_str() {
        "yes" | "y" | "true" | "是" => Ok(Value::Boolean(true)),
        "no" | "n" | "false" | "否" => Ok(Value::Boolean(false)),
        _ => Err("yes or no / 请回答是或否".into()),
    }
}

pub(super) fn one_of(s: &str, allowed: &[&str]) -> Result<Value, String> {
    let s = s.to_lowercase();
    if allowed.contains(&s.as_str()) { Ok(Value::String(s)) } else { Err(format!("{} / 请填其中之一", allowed.join(", "))) }
}

fn audience(s: &str) -> Result<Value, String> {
    one_of(s, &["adults", "mixed", "children"])
}

fn role(s: &str) -> Result<Value, String> {
    one_of(s, &["service-provider", "processor", "contractor", "third-party", "joint-controller", "affiliate", "authority"])
}

pub(super) fn date(s: &str) -> Result<Value, String> {
    s.parse::<jiff::civil::Date>().map(|d| Value::String(d.to_string())).map_err(|_| format!("`{s}`: YYYY-MM-DD"))
}

pub(super) fn list(s: &str) -> Result<Value, String> {
    let none = matches!(s.to_lowercase().as_str(), "none" | "无");
    let parts = s.split([',', '\u{ff0c}', '、']).map(str::trim).filter(|p| !p.is_empty() && !none);
    Ok(Value::Array(parts.map(|p| Value::String(p.into())).collect()))
}

/// A list of words that the law knows; the first other one is asked for again.
fn known(s: &str, wrong: impl Fn(&str) -> Option<Text>) -> Result<Value, String> {
    let all = list(s)?;
    let words = all.as_array().into_iter().flatten().filter_map(Value::as_str);
    match words.map(|w| (w, wrong(w))).find_map(|(w, fault)| Some(format!("`{w}`: {}", both(&fault?)))) {
        Some(fault) => Err(fault),
        None => Ok(all),
    }
}

pub(super) fn both(t: &Text) -> String {
    format!("{} / {}", t.en, t.zh)
}

fn kinds(s: &str) -> Result<Value, String> {
    let all: Vec<&str> = sensitive_kinds().collect();
    known(s, |w| (!all.contains(&plain_word(w).as_str())).then(|| instead(w, &all)))
}

fn platforms(s: &str) -> Result<Value, String> {
    known(s, |w| (!PLATFORMS.contains(&plain_word(w).as_str())).then(|| instead(w, &PLATFORMS)))
}

fn clauses(s: &str) -> Result<Value, String> {
    let Ok(law) = Lawbook::embedded() else { return list(s) };
    known(s, |w| super::clause_of(w, law).err())
}

/// The place, its people, and those of them behind payments alone.
type Market = (Place, Option<u64>, Option<u64>);

fn market_list(s: &str) -> Result<Vec<Market>, String> {
    s.split([',', '\u{ff0c}', '、']).map(str::trim).filter(|p| !p.is_empty()).map(one_market).collect()
}

fn one_market(part: &str) -> Result<Market, String> {
    let cut = |s: &str, at: char| s.split_once(at).map_or((s.to_owned(), None), |(a, b)| (a.to_owned(), Some(b.to_owned())));
    let (name, numbers) = cut(part, '=');
    let (people, paying) = numbers.map_or((None, None), |n| {
        let (all, part) = cut(&n, '/');
        (Some(all), part)
    });
    let place = Place::new(name).map_err(|e| e.to_string())?;
    let number = |n: Option<String>| {
        n.map(|p| p.trim().replace('_', "").parse::<u64>().map_err(|_| format!("`{p}` is no whole number / 不是整数"))).transpose()
    };
    Ok((place, number(people)?, number(paying)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_types::{Lang, Profile};

    fn told(answers: &str, lang: Lang) -> Result<String, String> {
        let mut shown = Vec::new();
        interview(&mut Asker::new(answers.as_bytes(), &mut shown, lang)).map_err(|e| format!("{e:?}"))
    }

    #[test]
    fn silence_makes_an_empty_profile_that_teaches_every_key() {
        for lang in Lang::ALL {
            let text = told("", lang).expect("written");
            assert_eq!(Profile::parse(&text).expect("sound"), Profile::default());
            assert!(text.contains("# revenue_usd ="));
        }
    }

    #[test]
    fn answers_become_the_profile() {
        let answers = "Kite & Co\nKite \"Shenzhen\" Ltd\nCN-GD\nCN\n64,000,000\n310\n0.0\nmixed\n6-12\nen-US,de\n否\nyes\nnone\nno\nno\nyes\nshopify, meta\n\
                       US-CA=910_000/30_000, DE\nMeta\nconnect.facebook.net\nUS\nads\nadvertising network\n\nA,F\nthird-party\n2026-02-01\n2028-02-01\n2024-09-01\n2028-09-01\nK-TP-*\n\n";
        let p = Profile::parse(&told(answers, Lang::Zh).expect("written")).expect("sound");
        assert_eq!(p.business.legal_name.as_deref(), Some("Kite \"Shenzhen\" Ltd"));
        assert_eq!((p.business.sells, p.business.shares_for_ads), (Some(false), Some(true)));
        assert_eq!(p.business.sensitive, Some(vec![]));
        assert_eq!(p.business.us_person, Some(true));
        assert_eq!((p.business.small_business, p.business.platforms.as_ref().map(Vec::len)), (Some(false), Some(2)));
        assert_eq!((p.markets.len(), p.markets[0].consumers, p.markets[0].payment_only), (2, Some(910_000), Some(30_000)));
        let meta = p.register().next().expect("one recipient");
        assert_eq!(meta.contract.as_ref().and_then(|c| c.clauses.clone()), Some(vec!["K-TP-*".to_owned()]));
    }

    #[test]
    fn words_that_no_list_holds_are_asked_for_again() {
        assert!(kinds("Health, Precise_Location").is_ok() && platforms("google ads，meta").is_ok() && clauses("K-TP-*、K-EU-01").is_ok());
        assert_eq!(kinds("none"), Ok(Value::Array(vec![])));
        for (read, said, meant) in [
            (kinds as Reader, "health, precise-loction", "did you mean `precise-location`?"),
            (platforms, "shopfy", "是否想写 `shopify`？"),
            (clauses, "K-TP-*, K-SP-99", "did you mean `K-SP-"),
            (clauses, "K-TP*", "did you mean `K-TP-*`?"),
            (clauses, "K-*", "K-DS-*"),
        ] {
            let told = read(said).expect_err(said);
            assert!(told.contains(meant), "{said}: {told}");
        }
    }

    #[test]
    fn a_wrong_answer_is_asked_for_again_and_not_for_ever() {
        let text = told("\n\nAtlantis\nCN\n", Lang::En).expect("written");
        assert!(text.contains("seat = \"CN\""), "{text}");
        assert!(told(&format!("\n\n{}", "Atlantis\n".repeat(9)), Lang::En).is_err());
    }
}
