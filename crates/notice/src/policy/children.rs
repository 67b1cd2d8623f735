//! The children's online notice (16 CFR 312.4(d)).

use crate::common::{telephone, ways};
use crate::model::{Line, Section};
use crate::reach::{Cause, Reach};
use tidegate_types::Text;
use tidegate_types::profile::Said;

/// Lead-in, words, key, what is asked, cause.
type Part<'a> = ((&'static str, &'static str), Option<&'a Said>, &'static str, (&'static str, &'static str), Cause);

pub fn online(r: &Reach) -> Section {
    let mut s = Section::new("children", "Children’s privacy notice", "儿童隐私告知");
    if !r.may("CP-1") {
        return s;
    }
    operator(r, &mut s);
    public(r, &mut s);
    for (lead, words, key, ask, cause) in parts(r) {
        s.add(r.para(cause, Line::lead(lead.0, lead.1).sentences(words, key, ask.0, ask.1)));
    }
    if let Some(voice) = &r.matter.profile.children.voice {
        s.add(r.para(&[("CP-1", &["KC-07"])], Line::lead("Voice recordings.", "语音文件。").sentences(Some(voice), "", "", "")));
    }
    no_answer(r, &mut s);
    let line = Line::lead("How a parent reaches us.", "家长如何联系我们。")
        .say("Parents may ", "家长可以")
        .then(ways(&r.matter.profile.contact))
        .say(".", "。");
    s.add(r.para(&[("CP-7", &["KC-08"])], line));
    s
}

fn operator(r: &Reach, s: &mut Section) {
    let p = r.matter.profile;
    let name = p.business.legal_name.as_deref().or(p.business.name.as_deref());
    let mut line = Line::lead("Operators.", "运营者。")
        .sentences(
            p.children.operators.as_ref(),
            "children.operators",
            "who else collects from children through the store, or that nobody does",
            "还有谁通过店铺向儿童收集信息，或声明没有",
        )
        .say("We answer for all of it: ", "由我们统一答复：")
        .plain(name, "business.legal_name", "the registered legal name", "注册法定名称")
        .say(", ", "，地址：")
        .said(p.contact.address.as_ref(), "contact.address", "the postal address", "通信地址");
    if let Some((number, _)) = telephone(&p.contact) {
        line = line.say(", phone ", "，电话：").text(Text::same(number));
    }
    if let Some(mail) = &p.contact.email {
        line = line.say(", e-mail ", "，邮箱：").link(Text::same(mail.as_str()), &format!("mailto:{mail}"));
    }
    s.add(r.para(&[("CP-1", &["KC-01"])], line.say(".", "。")));
}

fn public(r: &Reach, s: &mut Section) {
    let c = &r.matter.profile.children;
    let line = Line::lead("What we collect from children.", "向儿童收集的信息。").sentences(
        c.collects.as_ref(),
        "children.collects",
        "what is collected from children under 13",
        "向未满 13 周岁的儿童收集什么",
    );
    let line = match c.public {
        Some(false) => line.say("A child cannot make personal information public here.", "儿童无法在此公开个人信息。"),
        Some(true) => line.say("A child can make personal information public here.", "儿童可以在此公开个人信息。"),
        None => line.gap("children.public", "whether a child can make personal information public", "儿童能否公开个人信息"),
    };
    s.add(r.para(&[("CP-1", &["KC-02"])], line));
}

fn parts<'a>(r: &Reach<'a>) -> [Part<'a>; 6] {
    let c = &r.matter.profile.children;
    [
        (
            ("How children’s information is used.", "儿童信息的使用。"),
            c.uses.as_ref(),
            "children.uses",
            ("how children’s information is used", "儿童信息的使用方式"),
            &[("CP-1", &["KC-03"])],
        ),
        (
            ("Disclosure of children’s information.", "儿童信息的披露。"),
            c.discloses.as_ref(),
            "children.discloses",
            ("to whom children’s information is disclosed and why, or that it is not", "向谁披露儿童信息及目的，或声明不披露"),
            &[("CP-1", &["KC-04"]), ("CP-4", &[])],
        ),
        (
            ("Retention of children’s information.", "儿童信息的保存。"),
            c.kept.as_ref(),
            "children.kept",
            ("how long children’s information is kept, why, and when it is deleted", "儿童信息的保存期限、理由与删除时间"),
            &[("CP-1", &["KC-05"]), ("CP-10", &["KC-05"])],
        ),
        (
            ("Internal operations.", "内部运营。"),
            c.internal_operations.as_ref(),
            "children.internal_operations",
            (
                "the internal operations for which a persistent identifier of a child is used, and how other use is prevented",
                "儿童的持久标识符用于哪些内部运营，以及如何防止他用",
            ),
            &[("CP-1", &["KC-06"])],
        ),
        (
            ("Parental consent.", "家长同意。"),
            c.consent_method.as_ref(),
            "children.consent_method",
            (
                "how a parent gives verifiable consent, and a separate one before disclosure to third parties",
                "家长如何给出可核实的同意，以及向第三方披露前的单独同意",
            ),
            &[("CP-3", &[]), ("CP-4", &[])],
        ),
        (
            ("Parents’ rights.", "家长的权利。"),
            c.rights.as_ref(),
            "children.rights",
            ("how a parent reviews, deletes and refuses further collection", "家长如何查阅、删除及拒绝继续收集"),
            &[("CP-1", &["KC-08"]), ("CP-7", &["KC-08"])],
        ),
    ]
}

fn no_answer(r: &Reach, s: &mut Section) {
    let line = Line::of(
        "Contact data given only to ask a parent for consent is deleted if no consent comes within ",
        "仅为征求家长同意而提供的联系信息，如未获同意，在以下期限内删除：",
    )
    .said(r.matter.profile.children.no_answer.as_ref(), "children.no_answer", "after how long", "多久之后")
    .say(".", "。");
    s.add(r.para(&[("CP-6", &[])], line));
}
