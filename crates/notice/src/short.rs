//! The notices that stand by themselves: at collection, of opt-out, of limit, of incentive, to a parent.

use crate::common::{self, by_category, by_form, no_entries, ways};
use crate::model::{Line, Section};
use crate::policy::{children_notice, dates, entry_line, form_part, identity};
use crate::reach::{Cause, Reach};
use tidegate_law::{Unit, Verdict};
use tidegate_types::Text;
use tidegate_types::profile::Collects;

/// The way to the whole policy.
fn policy_link(r: &Reach, anchor: &str) -> Line {
    let url = r.matter.profile.policy.url.as_ref().map(|url| format!("{url}#{anchor}"));
    let label = Text::new("privacy policy", "隐私政策");
    Line::default().page(label, url.as_deref(), "policy.url", "the address of the privacy policy", "隐私政策的网址")
}

/// 11 CCR §7012, with what GDPR Art. 13 asks for at the form.
pub fn collection(r: &Reach) -> (Text, Vec<Section>) {
    let mut top = Section::new("collect", "What we collect and why", "收集的内容与用途");
    let p = r.matter.profile;
    top.add(identity_in_short(r));
    top.add(common::untold(r, crate::policy::FORM_ENTRY));
    let forms = by_form(&p.collects);
    if forms.is_empty() {
        whole(r, &mut top);
    }
    let mut out = vec![top];
    out.extend(forms.iter().map(|(form, entries)| form_part(r, form, entries)));
    let rest: Vec<&Collects> = p.collects.iter().filter(|c| c.form.is_none()).collect();
    if !rest.is_empty() && !forms.is_empty() {
        let mut s = Section::part("notice-other", Text::new("Without a form", "不经表单收集"));
        s.add(r.block(crate::policy::FORM_ENTRY, crate::Content::List(rest.iter().map(|c| entry_line(r, c)).collect())));
        out.push(s);
    }
    out.push(more(r));
    (Text::new("Notice at collection", "收集个人信息时的告知"), out)
}

/// No form is named: one list of all categories.
fn whole(r: &Reach, top: &mut Section) {
    let all = &r.matter.profile.collects;
    if all.is_empty() {
        top.add(no_entries(r, crate::policy::FORM_ENTRY));
        return;
    }
    let lines = by_category(all).iter().flat_map(|(_, entries)| entries.iter().map(|c| entry_line(r, c))).collect();
    top.add(r.block(crate::policy::FORM_ENTRY, crate::Content::List(lines)));
}

const WHO: Cause = &[("CA-01", &[]), ("EU-9", &["EU-N01"]), ("UK-13", &["EU-N01"])];

fn identity_in_short(r: &Reach) -> Option<crate::Block> {
    let b = &r.matter.profile.business;
    let name = b.legal_name.as_deref().or(b.name.as_deref());
    let line = Line::default()
        .plain(name, "business.legal_name", "the registered legal name", "注册法定名称")
        .say(" collects the personal information below. Contact: ", "收集以下个人信息。联系方式：")
        .then(ways(&r.matter.profile.contact))
        .say(".", "。");
    r.para(WHO, line)
}

const MORE: Cause = &[("CA-01", &["NC-06"]), ("EU-9", &["EU-N09-access"]), ("UK-13", &["EU-N09-access"])];

fn more(r: &Reach) -> Section {
    let mut s = Section::new("more", "More", "更多信息");
    s.add(
        r.para(
            MORE,
            Line::of("Your rights, all recipients and transfers stand in our ", "您的权利、全部接收方及传输情况，见我们的")
                .then(policy_link(r, "rights"))
                .say(".", "。"),
        ),
    );
    s.add(r.para(
        &[("EU-9", &["EU-N11"]), ("UK-13", &["EU-N11"])],
        Line::of(
            "You may ask for access, rectification, erasure, restriction and portability, object, withdraw consent at any time, and complain to a supervisory authority.",
            "您可以请求查阅、更正、删除、限制处理和携带数据，可以反对处理、随时撤回同意，并可向监管机构投诉。",
        ),
    ));
    s
}

/// 11 CCR §7013.
pub fn opt_out(r: &Reach) -> (Text, Vec<Section>) {
    let mut s = Section::new("sale", "Your right to opt out", "您的选择退出权");
    common::opt_out(r, &mut s);
    if common::sells_or_shares(r) {
        s.add(
            r.para(
                &[("CA-13", &[]), ("CA-20", &[])],
                Line::of("More about sale and sharing stands in our ", "关于出售与共享的更多信息，见我们的")
                    .then(policy_link(r, "sale"))
                    .say(".", "。"),
            ),
        );
    }
    let mut signals = Section::new("signals", "Signals from your browser", "浏览器信号");
    if common::sells_or_shares(r) {
        common::signals(r, &mut signals);
    }
    (Text::new("Notice of right to opt out of sale and sharing", "选择退出出售与共享权利通知"), vec![s, signals])
}

/// The link with its fixed title.
pub fn limit_link(r: &Reach) -> Line {
    let Some(title) = r.exact("CA-26") else { return Line::default() };
    let (en, zh) = (format!("the page behind “{title}”"), format!("“{title}”链接所指页面"));
    Line::default().page(Text::same(title), r.matter.profile.contact.limit_page.as_deref(), "contact.limit_page", en, zh)
}

/// 11 CCR §7014. Who uses sensitive data for nothing but what §7027(m) allows owes none (CA-27).
pub fn limit(r: &Reach) -> (Text, Vec<Section>) {
    let mut s = Section::new("limit", "Your right to limit", "您的限制使用权");
    let p = r.matter.profile;
    if r.verdict("CA-26") != Verdict::No && p.policy.sensitive_beyond != Some(false) {
        let cause: Cause = &[("CA-26", &["NL-01"])];
        if p.policy.sensitive_beyond.is_none() {
            let line = Line::default().gap(
                "policy.sensitive_beyond",
                "is sensitive information used beyond the purposes of 11 CCR §7027(m)? If not, this notice is not owed",
                "敏感个人信息是否用于 11 CCR §7027(m) 所列目的之外；如否，则无需本通知",
            );
            s.add(r.para(cause, line));
        }
        let days = r.number("CA-26", Unit::BusinessDays);
        s.add(r.para(
            cause,
            Line::of(
                "You have the right to limit the use and disclosure of your sensitive personal information to what you asked for and what the law allows.",
                "您有权将敏感个人信息的使用与披露限制在您所请求的服务及法律允许的目的之内。",
            ),
        ));
        s.add(r.para(
            &[("CA-26", &["NL-02"]), ("CA-21", &[])],
            Line::of("To limit it, use the form behind this link: ", "如需限制，请点击下列链接并使用其中的表单：").then(limit_link(r)).say(
                format!(". You need no account. We act at the latest {days} business days after you ask."),
                format!("。您无须注册账户。我们最迟在您提出请求后 {days} 个工作日内处理。"),
            ),
        ));
    }
    (Text::new("Notice of right to limit the use of sensitive personal information", "限制使用敏感个人信息权利通知"), vec![s])
}

/// 11 CCR §7016.
pub fn incentive(r: &Reach) -> (Text, Vec<Section>) {
    let mut s = Section::new("incentive", "What you get and what we get", "优惠与信息");
    common::incentive(r, &mut s);
    (Text::new("Notice of financial incentive", "财务激励通知"), vec![s])
}

/// 16 CFR 312.4(c)(1): to a parent, before anything is collected from the child.
pub fn parent(r: &Reach) -> (Text, Vec<Section>) {
    let mut s = Section::new("consent", "We need your consent", "需要您的同意");
    let p = r.matter.profile;
    let c = &p.children;
    s.add(r.para(
        &[("CP-2", &[]), ("CP-3", &[])],
        Line::of(
            "Your child wants to use a part of our store that is for people of 13 and over or needs a parent. We have your contact data from your child, only to ask you. We need your consent before anything else of your child is collected, used or disclosed.",
            "您的孩子希望使用本店铺中须经家长同意的部分。我们从孩子处取得您的联系方式，仅用于征求您的同意。须先获得您的同意，才会收集、使用或披露孩子的其他信息。",
        ),
    ));
    s.add(r.para(
        &[("CP-3", &[]), ("CP-5", &[])],
        Line::lead("How to consent.", "如何同意。").sentences(
            c.consent_method.as_ref(),
            "children.consent_method",
            "how a parent gives verifiable consent",
            "家长如何给出可核实的同意",
        ),
    ));
    s.add(r.para(
        &[("CP-2", &[]), ("CP-4", &[])],
        Line::of(
            "You may agree to our collecting and using the information without agreeing to its disclosure to third parties.",
            "您可以仅同意我们收集和使用信息，而不同意向第三方披露。",
        ),
    ));
    s.add(
        r.para(
            &[("CP-2", &[]), ("CP-6", &[])],
            Line::of(
                "If we do not hear from you, we delete your contact data after ",
                "如未收到您的答复，我们在以下期限后删除您的联系方式：",
            )
            .said(c.no_answer.as_ref(), "children.no_answer", "after how long", "多久之后")
            .say(".", "。"),
        ),
    );
    s.add(
        r.para(
            &[("CP-2", &[])],
            Line::of("The whole notice for parents stands in our ", "面向家长的完整告知，见我们的")
                .then(policy_link(r, "children"))
                .say(".", "。"),
        ),
    );
    if s.blocks.is_empty() {
        return (PARENT.clone(), vec![s]);
    }
    let mut who = Section::new("who", "Who we are", "我们是谁");
    who.add(dates(r));
    who.add(identity(r));
    (PARENT.clone(), vec![s, children_notice(r), who])
}

static PARENT: std::sync::LazyLock<Text> = std::sync::LazyLock::new(|| Text::new("Notice to parents", "致家长的直接通知"));
