//! The questions on what notices have to say: who answers, what each form collects, what is offered, what holds of
//! children, and the policy itself.

use super::ask::Asker;
use super::questions::{MOST, Question, Reader, both, date, list, one_of, put, words, yes_no};
use crate::end::Fault;
use std::io::{BufRead, Write};
use tidegate_law::Lawbook;
use tidegate_types::Text;
use tidegate_types::profile::{Basis, Category};
use tidegate_types::word::Word as _;
use toml::Value;

const fn q(key: &'static str, read: Reader, en: &'static str, zh: &'static str) -> Question {
    Question { key, en, zh, read }
}

const CONTACT: &[Question] = &[
    q("email", words, "E-mail for questions about data", "处理个人信息问题的邮箱"),
    q("phone", words, "Telephone", "电话"),
    q("toll_free", free, "Is it free to call? yes, no, or another number that is", "是否免费电话？是/否，或填写另一个免费号码"),
    q("address", words, "Postal address", "通信地址"),
    q("request_form", words, "Request form: URL or path", "请求表单的网址或路径"),
    q("opt_out_page", words, "Opt-out page: URL or path", "选择退出页面的网址或路径"),
    q(
        "opt_out_title",
        title,
        "Title of its link, as the law fixes it (tidegate law show CA-13, CA-16)",
        "其链接标题，须为法定用语（tidegate law show CA-13、CA-16）",
    ),
    q("limit_page", words, "Page to limit the use of sensitive data", "限制使用敏感个人信息的页面"),
    q("consent_page", words, "Page where consent is withdrawn", "撤回同意的页面"),
    q("health_policy", words, "Page of the consumer health data privacy policy (Washington)", "消费者健康数据隐私政策页面（华盛顿州）"),
    q("dpo", words, "Data protection officer, if there is one: contact", "数据保护官（如有）的联系方式"),
    q("eu_representative", words, "Representative in the EU: name, address, e-mail", "欧盟代表：名称、地址、邮箱"),
    q("uk_representative", words, "Representative in the UK: name, address, e-mail", "英国代表：名称、地址、邮箱"),
    q("appeal", words, "How to appeal a refusal, in sentences", "如何对拒绝提出申诉（完整句子）"),
    q("complaint", words, "How to complain to the business itself, in sentences", "如何向本企业投诉（完整句子）"),
    q("verification", words, "How it is checked who asks, in sentences", "如何核实请求人身份（完整句子）"),
    q("agents", words, "What an authorized agent must show, in sentences", "授权代理人须提供什么（完整句子）"),
];

const COLLECTS: &[Question] = &[
    q(
        "form",
        anchor,
        "  Its form, as an anchor (orders, newsletter); empty if there is none",
        "  所在表单的锚点（orders、newsletter）；没有则留空",
    ),
    q("form_name", words, "  What the form is called", "  表单名称"),
    q("what", words, "  What it is here (name, e-mail address)", "  具体内容（姓名、电子邮箱）"),
    q(
        "purposes",
        parts,
        "  Purposes, each as it follows “to”, by semicolon (deliver your order; answer you)",
        "  用途，以分号分隔（配送订单；答复您）",
    ),
    q("sources", parts, "  Sources, by semicolon (you, when you type it in; your browser)", "  来源，以分号分隔（您本人；您的浏览器）"),
    q("kept", words, "  How long it is kept (7 years)", "  保存期限（7 年）"),
    q(
        "basis",
        basis,
        "  Legal basis: contract, consent, legal-obligation, legitimate-interests, vital, public",
        "  法律依据：contract（合同）、consent（同意）、legal-obligation（法定义务）、legitimate-interests（合法利益）、vital（切身利益）、public（公共利益）",
    ),
    q("interest", words, "  The legitimate interest, as it follows “to”", "  合法利益的内容"),
    q("required", yes_no, "  Must it be given? yes or no", "  是否必须提供？是/否"),
    q("sold", yes_no, "  Is it sold? yes or no", "  是否出售？是/否"),
    q("shared", yes_no, "  Is it shared for cross-context advertising? yes or no", "  是否为跨情境广告共享？是/否"),
    q("sensitive", yes_no, "  Is it sensitive? yes or no", "  是否敏感？是/否"),
    q("disclosed_to", parts, "  Who receives it, by semicolon; “none” for nobody", "  接收方，以分号分隔；没有则填“无”"),
];

const INCENTIVE: &[Question] = &[
    q("offered", yes_no, "Is a discount or other benefit offered for personal data? yes or no", "是否以折扣等优惠换取个人信息？是/否"),
    q("offer", words, "What is offered, in a sentence", "提供的优惠（一句话）"),
    q("terms", words, "Its material terms, in sentences", "主要条款（完整句子）"),
    q("categories", categories, "Category codes of the data given for it, by comma (A, D)", "所提供信息的类别代码，逗号分隔（A, D）"),
    q("value", words, "What the data is worth, estimated in good faith", "对信息价值的善意估算"),
    q("method", words, "How that was estimated", "估算方法"),
    q("join", words, "How to opt in", "如何加入"),
    q("leave", words, "How to withdraw at any time", "如何随时退出"),
];

const CHILDREN: &[Question] = &[
    q(
        "operators",
        words,
        "Who else collects from children through the store, or that nobody does, in sentences",
        "还有谁通过店铺向儿童收集信息，或声明没有（完整句子）",
    ),
    q("collects", words, "What is collected from children under 13", "向未满 13 周岁的儿童收集什么"),
    q("public", yes_no, "Can a child make personal information public there? yes or no", "儿童能否公开个人信息？是/否"),
    q("uses", words, "How children’s information is used", "儿童信息的使用方式"),
    q("discloses", words, "To whom it is disclosed and why, or that it is not", "向谁披露及目的，或声明不披露"),
    q("kept", words, "How long it is kept, why, and when it is deleted", "保存期限、理由与删除时间"),
    q("rights", words, "How a parent reviews, deletes, refuses", "家长如何查阅、删除、拒绝"),
    q("consent_method", words, "How a parent gives verifiable consent", "家长如何给出可核实的同意"),
    q(
        "no_answer",
        words,
        "After how long a parent’s contact data is deleted if no consent comes (14 days)",
        "未获同意时，家长联系方式在多久后删除（14 天）",
    ),
    q(
        "internal_operations",
        words,
        "Internal operations for which a child’s persistent identifier is used",
        "儿童的持久标识符用于哪些内部运营",
    ),
    q("voice", words, "How recordings of a child’s voice are handled, if any", "儿童语音文件的处理方式（如有）"),
];

const POLICY: &[Question] = &[
    q("updated", date, "Policy: day of the last change (YYYY-MM-DD)", "隐私政策最近修改日期（YYYY-MM-DD）"),
    q("effective", date, "Policy: day on which this text takes effect (YYYY-MM-DD)", "该版本生效日期（YYYY-MM-DD）"),
    q("url", words, "Policy: URL or path", "隐私政策的网址或路径"),
    q("changes", words, "How people are told of changes, in sentences", "如何通知变更（完整句子）"),
    q("do_not_track", words, "How a “Do Not Track” signal is answered", "如何响应“请勿追踪”信号"),
    q("opt_out_signals", words, "What happens on an opt-out preference signal (GPC)", "收到选择退出偏好信号（GPC）时如何处理"),
    q("opt_out_shown", yes_no, "Does the page show that the signal was honored? yes or no", "页面是否显示信号已处理？是/否"),
    q("tracking", words, "Whether others collect over time and across sites", "其他方是否跨时间、跨网站收集信息"),
    q(
        "transfers",
        words,
        "Transfers to other countries: where, safeguards, how to get a copy",
        "向其他国家传输：目的地、保障措施、如何获取副本",
    ),
    q(
        "automated",
        answer,
        "Decisions by automated means alone: no, or their logic and consequences",
        "仅以自动化方式作出的决定：否，或说明其逻辑与后果",
    ),
    q("trains_models", yes_no, "Is personal data used to train large language models? yes or no", "是否用个人数据训练大语言模型？是/否"),
    q(
        "deidentified",
        yes_no,
        "Is de-identified data held, kept so, and are recipients bound? yes or no (none is held)",
        "是否持有去标识化数据、保持该状态并约束接收方？是/否（不持有）",
    ),
    q(
        "minors_sale",
        answer,
        "Is it actually known that data of people under 16 is sold or shared? yes, no, or words",
        "是否实际知悉出售或共享未满 16 周岁人员的信息？是/否或说明",
    ),
    q("minors_opt_in", words, "How people under 16, or their parents, opt in", "未满 16 周岁人员或其家长如何选择加入"),
    q(
        "direct_marketing",
        answer,
        "Is data given to others for their own direct marketing? no, or how to stop it",
        "是否提供给他人用于其直接营销？否，或说明如何拒绝",
    ),
    q(
        "sensitive_beyond",
        yes_no,
        "Is sensitive data used beyond 11 CCR §7027(m)? yes or no",
        "敏感个人信息是否用于 11 CCR §7027(m) 之外？是/否",
    ),
    q(
        "algorithm_prices",
        yes_no,
        "Are prices set by an algorithm that uses personal data? yes or no",
        "是否使用基于个人数据的算法定价？是/否",
    ),
    q(
        "metrics",
        words,
        "Numbers of requests in the last year (from ten million Californians on)",
        "上一年度请求统计（加州消费者达一千万人起）",
    ),
];

pub(super) fn ask<R: BufRead, W: Write>(asker: &mut Asker<R, W>, out: &mut String) -> Result<(), Fault> {
    table(asker, out, "contact", CONTACT)?;
    let category =
        Text::new("Category of personal information collected, A to L (empty to end)", "收集的个人信息类别代码 A 至 L（留空结束）");
    for _ in 0..MOST {
        let Some(code) = asker.ask(&category, one_category)? else { break };
        out.push_str(&format!("\n[[collects]]\ncategory = {code}\n"));
        for question in COLLECTS {
            put(asker, out, question)?;
        }
    }
    table(asker, out, "incentive", INCENTIVE)?;
    table(asker, out, "children", CHILDREN)?;
    table(asker, out, "policy", POLICY)
}

fn table<R: BufRead, W: Write>(asker: &mut Asker<R, W>, out: &mut String, name: &str, questions: &[Question]) -> Result<(), Fault> {
    out.push_str(&format!("\n[{name}]\n"));
    questions.iter().try_for_each(|question| put(asker, out, question))
}

fn one_category(s: &str) -> Result<Value, String> {
    s.to_uppercase().parse::<Category>().map(|c| Value::String(c.to_string())).map_err(|e| e.to_string())
}

fn categories(s: &str) -> Result<Value, String> {
    let parts = s.split([',', '\u{ff0c}', '、']).map(str::trim).filter(|p| !p.is_empty());
    parts.map(one_category).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

fn basis(s: &str) -> Result<Value, String> {
    one_of(s, &Basis::ALL.iter().map(|(word, _)| *word).collect::<Vec<_>>())
}

/// Phrases hold commas, so they are parted by semicolons.
fn parts(s: &str) -> Result<Value, String> {
    match list(s)? {
        Value::Array(none) if none.is_empty() => Ok(Value::Array(none)),
        _ => Ok(Value::Array(s.split([';', '；']).map(str::trim).filter(|p| !p.is_empty()).map(|p| Value::String(p.into())).collect())),
    }
}

fn anchor(s: &str) -> Result<Value, String> {
    let ok = (1..=40).contains(&s.len()) && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if ok { Ok(Value::String(s.into())) } else { Err("small letters, digits, hyphens / 仅限小写字母、数字与连字符".into()) }
}

fn answer(s: &str) -> Result<Value, String> {
    yes_no(s).or_else(|_| words(s))
}

fn title(s: &str) -> Result<Value, String> {
    let wrong = Lawbook::embedded().ok().and_then(|law| super::opt_out_title(s, law).err());
    wrong.map_or_else(|| words(s), |fault| Err(both(&fault)))
}

/// Yes, no, or a number that is free to call.
fn free(s: &str) -> Result<Value, String> {
    answer(s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_types::profile::{Answer, TollFree};
    use tidegate_types::{Lang, Profile};

    /// Every key of the tables that docs/profile.md shows is asked for, and no other.
    #[test]
    fn every_key_of_the_docs_is_asked_for() {
        let page = include_str!("../../../../docs/profile.md");
        let example = page.split("```toml").nth(1).and_then(|s| s.split("```").next()).expect("an example");
        let table: toml::Table = example.parse().expect("TOML");
        let one = |name: &str| match &table[name] {
            Value::Array(all) => all[0].as_table().expect("a table").clone(),
            other => other.as_table().expect("a table").clone(),
        };
        for (name, questions) in
            [("contact", CONTACT), ("collects", COLLECTS), ("incentive", INCENTIVE), ("children", CHILDREN), ("policy", POLICY)]
        {
            let mut told: Vec<String> = one(name).keys().filter(|k| *k != "category").cloned().collect();
            let mut asked: Vec<String> = questions.iter().map(|q| q.key.to_owned()).collect();
            told.sort();
            asked.sort();
            assert_eq!(told, asked, "[{name}] of docs/profile.md, and the questions");
        }
    }

    #[test]
    fn answers_become_disclosures() {
        let blanks = |n: usize| "\n".repeat(n);
        let answers = format!(
            "a@b.example\n+1 800 555 0100\nyes\n{}A\norders\nOrders\nname, e-mail\ndeliver it; answer you\n\n7 years\ncontract\n\nyes\nno\n否\n\nnone\n\n\
             no\n{}{}2026-11-01\n2026-11-02\n{}no\n",
            blanks(14),
            blanks(INCENTIVE.len() - 1),
            blanks(CHILDREN.len()),
            blanks(7),
        );
        for lang in Lang::ALL {
            let mut out = String::new();
            ask(&mut Asker::new(answers.as_bytes(), Vec::new(), lang), &mut out).unwrap_or_else(|e| panic!("{e:?}"));
            let p = Profile::parse(&out).unwrap_or_else(|f| panic!("{f:#?}\n{out}"));
            assert_eq!((p.contact.email.as_deref(), &p.contact.toll_free), (Some("a@b.example"), &Some(TollFree::Phone(true))));
            let c = &p.collects[0];
            assert_eq!((c.form.as_deref(), c.basis, c.sold, c.shared), (Some("orders"), Some(Basis::Contract), Some(false), Some(false)));
            assert_eq!((c.purposes.as_ref().map(Vec::len), c.disclosed_to.as_ref().map(Vec::len)), (Some(2), Some(0)));
            assert_eq!((p.incentive.given(), &p.policy.automated), (Some(false), &Some(Answer::Plain(false))));
        }
    }

    #[test]
    fn answers_that_cannot_be_used() {
        assert!(
            one_category("M").is_err()
                && categories("A, Z").is_err()
                && basis("wish").is_err()
                && title("Do Not Sell").is_err()
                && anchor("My form").is_err()
        );
    }
}
