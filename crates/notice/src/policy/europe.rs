//! What the GDPR and the law of the United Kingdom add.

use crate::common::{field, goes_to};
use crate::model::{Line, Section};
use crate::phrase::{self, basis, list, semicolons};
use crate::reach::{Cause, Reach};
use tidegate_law::Unit;
use tidegate_types::Text;
use tidegate_types::profile::{Basis, Collects, Recipient, Role};

const BASES: Cause = &[("EU-9", &["EU-N04"]), ("EU-4", &[]), ("UK-13", &["EU-N04"]), ("UK-15", &[])];

pub fn write(r: &Reach) -> Section {
    let mut s = Section::new("europe", "Europe and the United Kingdom", "欧洲与英国");
    bases(r, &mut s);
    interests(r, &mut s);
    transfers(r, &mut s);
    joint(r, &mut s);
    rights(r, &mut s);
    complaints(r, &mut s);
    s
}

fn bases(r: &Reach, s: &mut Section) {
    let all = &r.matter.profile.collects;
    if all.is_empty() {
        let line = Line::default().gap("collects.basis", "the purposes and the legal basis of each", "各项目的及其法律依据");
        s.add(r.para(BASES, line));
        return;
    }
    let mut found: Vec<Basis> = all.iter().filter_map(|c| c.basis).collect();
    found.sort_unstable();
    found.dedup();
    let row = |b: &Basis| {
        let why = list(all.iter().filter(|c| c.basis == Some(*b)).filter_map(|c| c.purposes.as_deref()).flat_map(phrase::all_said));
        vec![Line::default().text(why), Line::default().text(basis(*b))]
    };
    let mut body: Vec<Vec<Line>> = found.iter().map(row).collect();
    let silent: Vec<&Collects> = all.iter().filter(|c| c.basis.is_none()).collect();
    if !silent.is_empty() {
        let why = list(silent.iter().filter_map(|c| c.purposes.as_deref()).flat_map(phrase::all_said));
        body.push(vec![Line::default().text(why), Line::default().gap(&field("basis", &silent), "the legal basis", "法律依据")]);
    }
    body.extend(r.matter.profile.register().filter_map(|x| of_recipient(all, x)));
    s.add(r.table(BASES, &[("Purpose: to", "目的"), ("Legal basis", "法律依据")], body));
}

/// The register's purpose rests on what the entries rest on that go to the recipient.
fn of_recipient(all: &[Collects], x: &Recipient) -> Option<Vec<Line>> {
    let purpose = x.purpose.as_ref()?.text();
    let why = Line::of(format!("{} ({})", purpose.en, x.name), format!("{}（{}）", purpose.zh, x.name));
    let gives: Vec<&Collects> = all.iter().filter(|c| goes_to(c, x)).collect();
    let mut found: Vec<Basis> = gives.iter().filter_map(|c| c.basis).collect();
    found.sort_unstable();
    found.dedup();
    let silent: Vec<&Collects> = gives.into_iter().filter(|c| c.basis.is_none()).collect();
    let line = if !silent.is_empty() {
        Line::default().gap(&field("basis", &silent), "the legal basis", "法律依据")
    } else if found.is_empty() {
        Line::default().gap(
            &format!("collects.basis ({})", x.name),
            format!("the legal basis of what {} receives: a [[collects]] that names it in `disclosed_to`, with `basis`", x.name),
            format!("{} 所接收信息的法律依据：在 `disclosed_to` 中写明该接收方的 [[collects]] 及其 `basis`", x.name),
        )
    } else {
        Line::default().text(semicolons(found.into_iter().map(basis)))
    };
    Some(vec![why, line])
}

fn interests(r: &Reach, s: &mut Section) {
    let resting: Vec<&Collects> = r.matter.profile.collects.iter().filter(|c| c.basis == Some(Basis::LegitimateInterests)).collect();
    if resting.is_empty() {
        return;
    }
    let told = list(resting.iter().filter_map(|c| c.interest.as_ref()).map(|i| i.text()));
    let silent: Vec<&Collects> = resting.iter().filter(|c| c.interest.is_none()).copied().collect();
    let mut line = Line::lead("Legitimate interests.", "合法利益。");
    if !told.en.is_empty() {
        line = line.say("Our legitimate interests are to ", "我们的合法利益在于：").text(told).say(". ", "。");
    }
    if !silent.is_empty() {
        line = line.gap(&field("interest", &silent), "the legitimate interest relied on", "所依据的合法利益");
    }
    s.add(r.para(&[("EU-9", &["EU-N05"]), ("UK-13", &["EU-N05"])], line));
}

/// Needed wherever somebody outside gets to see the data; silence about who sits where leaves that open.
fn transfers(r: &Reach, s: &mut Section) {
    let p = r.matter.profile;
    let inside =
        |place: Option<&tidegate_types::Place>| place.is_some_and(|x| tidegate_types::Place::new("EEA").is_ok_and(|eea| x.within(&eea)));
    let home = inside(p.business.seat.as_ref());
    if home && p.recipients.is_some() && p.register().all(|x| inside(x.owner_country.as_ref())) && p.policy.transfers.is_none() {
        return;
    }
    let line = Line::lead("Transfers to other countries.", "向其他国家传输。").sentences(
        p.policy.transfers.as_ref(),
        "policy.transfers",
        "to which countries data goes, under which safeguards, and how to get a copy of them",
        "数据传往哪些国家、采取何种保障措施以及如何获取其副本",
    );
    s.add(r.para(&[("EU-9", &["EU-N07"]), ("EU-21", &[]), ("UK-13", &["EU-N07"]), ("UK-10", &[])], line));
}

fn joint(r: &Reach, s: &mut Section) {
    for x in r.matter.profile.register().filter(|x| x.role == Some(Role::JointController) || x.joint.is_some()) {
        let line = Line::default()
            .strong(Text::new(format!("Joint control with {}.", x.name), format!("与 {} 共同控制。", x.name)))
            .say(
                format!(" We and {} are joint controllers (Article 26 GDPR). ", x.name),
                format!("我们与 {} 是共同控制者（GDPR 第26条）。", x.name),
            )
            .sentences(
                x.joint.as_ref(),
                &format!("recipient.joint ({})", x.name),
                "the essence of the joint arrangement: who does what, and whom people may turn to",
                "共同控制安排的要点：各自职责以及您可以联系哪一方",
            );
        s.add(r.para(&[("EU-14", &[]), ("UK-17", &[])], line));
    }
}

const RIGHTS: Cause = &[
    ("EU-9", &["EU-N09-access", "EU-N09-rectification", "EU-N09-erasure", "EU-N09-restriction", "EU-N09-objection", "EU-N09-portability"]),
    ("EU-10", &[]),
    ("UK-13", &["EU-N09-access"]),
    ("UK-14", &[]),
];

fn rights(r: &Reach, s: &mut Section) {
    s.add(r.para(
        RIGHTS,
        Line::lead("Your rights here.", "您在此享有的权利。").say(
            "You have the right to access, rectification, erasure, restriction of processing, objection and data portability.",
            "您有权查阅、更正、删除、限制处理、反对处理以及携带您的数据。",
        ),
    ));
    let month = r.number("EU-8", Unit::Months);
    let month = if month.is_empty() { r.number("UK-4", Unit::Months) } else { month };
    let span = if month == "1" {
        ("one month".to_owned(), "一个月".to_owned())
    } else {
        (format!("{month} months"), format!("{month} 个月"))
    };
    s.add(r.para(
        &[("EU-8", &[]), ("UK-14", &[])],
        Line::of(format!("We answer a request within {} and at no cost.", span.0), format!("我们在{}内免费答复请求。", span.1)),
    ));
    s.add(r.para(
        &[("EU-11", &["EU-N09-objection"]), ("UK-22", &["EU-N09-objection"])],
        Line::of("You may object at any time to direct marketing. It then stops.", "您可以随时反对直接营销，我们会随即停止。"),
    ));
    withdraw(r, s);
}

fn withdraw(r: &Reach, s: &mut Section) {
    let p = r.matter.profile;
    // Advertising by others rests on consent here, whatever the entries say.
    let consents = p.collects.iter().any(|c| c.basis == Some(Basis::Consent) || c.shared == Some(true))
        || p.register().any(|x| x.advertises())
        || p.business.shares_for_ads == Some(true);
    if !consents && !p.collects.is_empty() && p.collects.iter().all(|c| c.basis.is_some()) {
        return;
    }
    let mut line = Line::of(
        "Where we rely on your consent, you may withdraw it at any time. What was done before stays lawful. ",
        "凡以您的同意为依据的处理，您可以随时撤回同意。撤回前的处理仍然合法。",
    );
    line = line
        .say("To withdraw, use ", "撤回同意请使用")
        .page(
            Text::new("this page", "此页面"),
            p.contact.consent_page.as_deref(),
            "contact.consent_page",
            "the page where consent is withdrawn",
            "撤回同意的页面",
        )
        .say(".", "。");
    s.add(r.para(&[("EU-9", &["EU-N10"]), ("EU-5", &[]), ("UK-13", &["EU-N10"]), ("UK-12", &[])], line));
}

fn complaints(r: &Reach, s: &mut Section) {
    s.add(r.para(
        &[("EU-9", &["EU-N11"])],
        Line::of(
            "You have the right to lodge a complaint with a supervisory authority, for example where you live.",
            "您有权向监管机构投诉，例如您居住地的监管机构。",
        ),
    ));
    let days = r.number("UK-7", Unit::Days);
    let line = Line::lead("Complaints in the United Kingdom.", "在英国投诉。")
        .say("You may complain to us. ", "您可以向我们投诉。")
        .sentences(
            r.matter.profile.contact.complaint.as_ref(),
            "contact.complaint",
            "how to complain to the business itself",
            "如何向本企业投诉",
        )
        .say(
            format!("We acknowledge a complaint within {days} days, look into it without delay and tell you the outcome."),
            format!("我们在 {days} 天内确认收到投诉，及时调查并告知结果。"),
        );
    s.add(r.para(&[("UK-7", &["UK-N01"])], line));
    s.add(r.para(
        &[("UK-13", &["EU-N11"])],
        Line::of(
            "You may also complain to the Information Commissioner’s Office (ICO).",
            "您也可以向英国监管机构信息专员办公室（ICO）投诉。",
        ),
    ));
}
