//! What forms ask for, where they send it, and what leaves before they are sent.

use super::fields::{Ask, ask_of, mentions, personal, sensitive_question};
use crate::answer::Answer;
use crate::case::{Case, readable};
use crate::evidence::{self, cut};
use crate::leak;
use crate::reading::{has, sentences};
use tidegate_catalog::{Category, LinkKind, Section};
use tidegate_types::Host;
use tidegate_types::finding::{Confidence, Evidence};
use tidegate_types::observation::{Canary, Dialog, DialogKind, Field, Form, Page, PageKind, PassName};

/// A form of a page, or the fields of a pop-up, which are often no form at all.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sheet<'a> {
    Form(&'a Page, &'a Form),
    PopUp(&'a Page, &'a Dialog),
}

impl<'a> Sheet<'a> {
    pub(super) fn page(&self) -> &'a Page {
        match self {
            Sheet::Form(p, _) | Sheet::PopUp(p, _) => p,
        }
    }
    pub(super) fn fields(&self) -> impl Iterator<Item = &'a Field> + use<'a> {
        let all = match self {
            Sheet::Form(_, f) => &f.fields,
            Sheet::PopUp(_, d) => &d.fields,
        };
        all.iter().filter(|f| f.visible)
    }
    pub(super) fn text(&self) -> &'a str {
        match self {
            Sheet::Form(_, f) => &f.context,
            Sheet::PopUp(_, d) => &d.text,
        }
    }
    fn links(&self) -> &'a [(String, String)] {
        match self {
            Sheet::Form(_, f) => &f.links,
            Sheet::PopUp(_, d) => &d.links,
        }
    }
    fn line(&self) -> Evidence {
        match self {
            Sheet::Form(p, f) => evidence::form(PassName::Arrive, p, f),
            Sheet::PopUp(p, d) => evidence::dialog(PassName::Arrive, p, d),
        }
    }
}

/// Everything to fill in that was seen before anything was touched. Gates ask for age on purpose and are no forms.
pub(super) fn sheets<'a>(case: &Case<'a>) -> Vec<Sheet<'a>> {
    let mut out = Vec::new();
    for page in case.arrived() {
        out.extend(page.forms.iter().filter(|f| f.visible && f.fields.iter().any(|x| x.visible)).map(|f| Sheet::Form(page, f)));
        let popups = page
            .dialogs
            .iter()
            .filter(|d| matches!(d.kind, DialogKind::Newsletter | DialogKind::Other) && d.fields.iter().any(|f| f.visible));
        out.extend(popups.map(|d| Sheet::PopUp(page, d)));
    }
    out
}

fn no_forms(case: &Case) -> Option<Answer> {
    case.arrived().next().is_none().then(|| Answer::Unknown(case.why_not(PassName::Arrive)))
}

pub fn excess(case: &Case) -> Answer {
    if let Some(answer) = no_forms(case) {
        return answer;
    }
    let all = sheets(case);
    if all.is_empty() {
        return Answer::not_applicable("No form was seen.", "未发现任何表单。");
    }
    for s in all {
        // Where a request about one's data asks for proof, rights.verification.excess judges.
        if matches!(s.page().kind, PageKind::Requests | PageKind::Choices | PageKind::Children) {
            continue;
        }
        let over: Vec<_> = s.fields().filter_map(|f| Some((f, ask_of(f)?))).filter(|(f, a)| needless(*a, f, &s)).collect();
        if !over.is_empty() {
            let names: Vec<_> = over.iter().map(|(f, a)| format!("{} (“{}”)", a.words().0, cut(label(f), 40))).collect();
            let zh: Vec<_> = over.iter().map(|(f, a)| format!("{}(“{}”)", a.words().1, cut(label(f), 40))).collect();
            return Answer::failed(
                format!("A form asks for {} and gives no reason.", names.join(", ")),
                format!("表单索取{}，且未说明理由。", zh.join("、")),
                vec![s.line()],
            )
            .confidence(if over.iter().any(|(f, _)| f.required) { Confidence::High } else { Confidence::Medium });
        }
    }
    Answer::met(
        "No form that was seen asks for identity numbers, birth dates, health or the like without a reason.",
        "所见表单均未无故索取证件号、出生日期、健康等信息。",
    )
}

fn label(f: &Field) -> &str {
    [&f.label, &f.placeholder, &f.name].into_iter().find(|s| !s.trim().is_empty()).map_or("", |s| s)
}

fn needless(ask: Ask, f: &Field, s: &Sheet) -> bool {
    let optional = !f.required
        && has(
            &format!("{} {}", f.label, f.placeholder),
            &[r"optional|if you like|voluntary", r"选填|可选|非必填", r"freiwillig", r"facultatif", r"opcional"],
        );
    match ask {
        Ask::Government | Ask::Biometric => !reasoned(ask, f, s),
        // A date and nothing else to tell who one is: an age screen.
        Ask::BirthDate if !s.fields().any(|f| matches!(personal(f), Some("email" | "phone" | "name" | "address"))) => false,
        Ask::BirthDate => !optional && !has(s.text(), AGE_LIMIT) && !reasoned(ask, f, s),
        Ask::Gender => !optional && !reasoned(ask, f, s),
        // A quiz about skin or fit asks what the advice needs; a newsletter does not.
        Ask::Health | Ask::Belief | Ask::Origin | Ask::Orientation | Ask::Money => ordinary(s) && !reasoned(ask, f, s),
    }
}

/// Is a reason given for this field: in its label, or where the text around speaks of it? A reason for something else
/// ("your e-mail, so that we can answer") is none.
fn reasoned(ask: Ask, f: &Field, s: &Sheet) -> bool {
    let own = format!("{} {}", f.label, f.placeholder);
    if has(&own, REASON) {
        return true;
    }
    let near = format!("{own}\n{}", s.text());
    let lines: Vec<&str> = sentences(&near).collect();
    (0..lines.len()).filter(|i| mentions(ask, lines[*i])).any(|i| {
        let around = &lines[i.saturating_sub(1)..(i + 2).min(lines.len())];
        has(lines[i], NOTICE) || around.iter().any(|l| has(l, REASON) && !other_field(l))
    })
}

/// A reason that names its own, usual object.
fn other_field(line: &str) -> bool {
    has(line, &[r"\b(e-?mail|phone|password|address|name|message|order number)\b", r"邮箱|电话|手机号|密码|地址|姓名"])
}

const AGE_LIMIT: &[&str] = &[
    r"legal age|age[- ]restricted|age verification|(verify|confirm|check) (that )?(you|your) (are|age)|\b(over|at least) (16|18|19|21)\b|birthday (gift|treat|offer|discount|surprise|reward)",
    r"(年满|已满)|成年|验证年龄|生日(礼|优惠|惊喜|特权|福利)",
    r"volljährig|geburtstags(geschenk|rabatt)",
    r"majeur|cadeau d.anniversaire",
    r"mayor de edad|regalo de cumpleaños",
];
const REASON: &[&str] = &[
    r"\b(because|so that|so we can|in order to|required by law|legally required|customs|to (verify|confirm|check)|why (do )?we ask|we (ask|need|use|require) (for )?(this|it|these)\b|needed (to|for)|used (only )?(to|for)|for (holiday|birthday) (gifts|treats))",
    r"因为|以便|用于|法律(规定|要求)|海关|清关|核实|核验|实名",
    r"damit wir|gesetzlich|weil|wird benötigt",
    r"afin de|car la loi|parce que|pour vérifier",
    r"para (verificar|poder)|porque|por ley",
];
/// A notice that names the data and its use in one sentence.
const NOTICE: &[&str] =
    &[r"\b(collect|use|need|ask for|require)\b.{0,160}\b(to|for|because)\b", r"(收集|使用|需要).{0,40}(用于|以便|为了)"];

/// A form for a message, an account, a purchase or a newsletter: nothing that would need special data.
fn ordinary(s: &Sheet) -> bool {
    let few = s.fields().count() <= 4 && s.fields().any(|f| f.kind == "email");
    matches!(s, Sheet::PopUp(..))
        || few
        || matches!(s.page().kind, PageKind::Home | PageKind::Contact | PageKind::SignUp | PageKind::Checkout | PageKind::Cart)
}

pub fn insecure(case: &Case) -> Answer {
    if let Some(answer) = no_forms(case) {
        return answer;
    }
    let mut looked = 0;
    let mut loopback = false;
    for page in case.arrived() {
        for f in page.forms.iter().filter(|f| f.visible && f.fields.iter().any(|x| x.visible && personal(x).is_some())) {
            looked += 1;
            match target(case, page, f) {
                Target::Plain => {
                    let to = cut(f.action.as_deref().unwrap_or(&page.final_url), 120);
                    return Answer::failed(
                        format!("A form with personal data is sent unencrypted to {to}."),
                        format!("含个人信息的表单以明文提交至 {to}。"),
                        vec![evidence::form(PassName::Arrive, page, f)],
                    );
                }
                Target::Stranger(host) => {
                    return Answer::failed(
                        format!("A form is sent to {host}, another party, and nothing beside it says so."),
                        format!("表单提交至另一方 {host}，而表单附近没有任何说明。"),
                        vec![evidence::form(PassName::Arrive, page, f)],
                    )
                    .confidence(Confidence::Medium);
                }
                Target::Loopback => loopback = true,
                Target::Fine => {}
            }
        }
    }
    if loopback {
        return Answer::unknown(
            "The store was seen over plain http on this machine, where transport cannot be judged",
            "本次通过本机明文 http 访问店铺，无法判断传输安全",
        );
    }
    if looked == 0 {
        return Answer::not_applicable("No form that asks for personal data was seen.", "未发现索取个人信息的表单。");
    }
    Answer::met("Forms are sent encrypted, to the store or to parties that are told.", "表单均加密提交，接收方为店铺本身或已告知的一方。")
}

enum Target {
    Plain,
    Stranger(Host),
    Loopback,
    Fine,
}

fn target(case: &Case, page: &Page, f: &Form) -> Target {
    let action = f.action.as_deref().filter(|a| a.starts_with("http")).unwrap_or(&page.final_url);
    let Some(host) = Host::of_url(action) else { return Target::Fine };
    let known = case.flows.is_store(&host) || told(case, action, &host, f);
    if action.starts_with("http:") && !case.rehearsal(&page.final_url) {
        return Target::Plain;
    }
    match known {
        false => Target::Stranger(host),
        // A plain page in a rehearsal stands for one that will have TLS in front of it.
        true if action.starts_with("http:") => Target::Loopback,
        true => Target::Fine,
    }
}

/// Payment pages and other parts of the shop's machinery are what the shopper expects; others must be named nearby, a
/// mail service at least in the policy.
fn told(case: &Case, action: &str, host: &Host, f: &Form) -> bool {
    let vendor = case.catalog.vendor_of(action);
    if vendor
        .is_some_and(|v| v.essential == tidegate_catalog::Essential::Usual || matches!(v.category, Category::Search | Category::Platform))
    {
        return true;
    }
    let recipient = case.profile.register().find(|r| r.hosts.contains(host));
    let mut names: Vec<String> = vendor.into_iter().flat_map(|v| v.policy_names.iter().chain([&v.name, &v.owner]).cloned()).collect();
    names.extend(recipient.map(|r| r.name.clone()));
    names.push(host.site().to_owned());
    let says = |text: &str| {
        let low = text.to_lowercase();
        names.iter().any(|n| n.chars().count() > 2 && low.contains(&n.to_lowercase()))
    };
    let near = format!("{}\n{}", f.context, f.links.iter().map(|l| format!("{} {}", l.0, l.1)).collect::<Vec<_>>().join("\n"));
    let mail = vendor.is_some_and(|v| matches!(v.category, Category::Email | Category::Push | Category::Chat | Category::Reviews));
    says(&near) || mail && case.arrived().filter(|p| p.kind == PageKind::Policy).any(|p| says(&p.text))
}

pub fn captured_early(case: &Case) -> Answer {
    if let Some(answer) = no_forms(case) {
        return answer;
    }
    let leaks: Vec<_> = leak::leaks(case).into_iter().filter(|l| !expected(case, l)).collect();
    if !leaks.is_empty() {
        let mut told: Vec<String> = leaks
            .iter()
            .map(|l| {
                format!("{} → {} ({})", field_of(l.canary), case.flows.parties.get(&l.party).map_or(l.party.as_str(), |p| p.name()), l.how)
            })
            .collect();
        told.sort();
        told.dedup();
        let list = told.join("; ");
        let lines = leaks.iter().take(8).map(|l| evidence::request(PassName::Arrive, l.request)).collect();
        return Answer::failed(
            format!("What was typed and not sent left the page: {list}."),
            format!("表单尚未提交，所填内容即已外发：{list}。"),
            lines,
        );
    }
    if leak::typed(case) {
        return Answer::met(
            "Values typed into fields and not submitted were found in nothing that left for a third party.",
            "填入字段但未提交的内容，未出现在发往第三方的任何请求中。",
        );
    }
    if sheets(case).is_empty() {
        return Answer::not_applicable("There was no field to type into.", "没有可填写的字段。");
    }
    Answer::unknown("Nothing was typed into the fields that were seen", "未在所见字段中填入测试内容")
}

/// A typed value by its kind and the field it was typed into.
fn field_of(c: &Canary) -> String {
    if c.field.is_empty() { c.kind.clone() } else { format!("{} “{}”", c.kind, cut(&c.field, 40)) }
}

/// A search that suggests while one types, an address that completes itself, a payment field: what the typist wants.
/// The platform that runs the shop is the shop.
fn expected(case: &Case, l: &leak::Leak) -> bool {
    let Some(v) = case.flows.parties.get(&l.party).and_then(|p| p.vendor) else { return false };
    let lookup = matches!(v.category, Category::Search | Category::Maps) && l.canary.kind != "email" && l.canary.kind != "phone";
    lookup || matches!(v.category, Category::Payment | Category::Platform)
}

/// Sensitive data is asked for: is agreement to that asked for too?
pub fn sensitive(case: &Case) -> Answer {
    if let Some(answer) = no_forms(case) {
        return answer;
    }
    let asking: Vec<_> = sheets(case).into_iter().filter_map(|s| Some((s, sensitive_of(&s)?))).collect();
    if let Some((s, kind)) = asking.iter().find(|(s, kind)| !agreed(s, *kind)) {
        return Answer::failed(
            format!("A form asks for {}, and nothing in it asks for agreement to that.", kind.words().0),
            format!("表单索取{}，却未就此征得同意。", kind.words().1),
            vec![s.line()],
        )
        .confidence(Confidence::Medium);
    }
    if !asking.is_empty() {
        return Answer::met("Where sensitive data is asked for, so is agreement to it.", "索取敏感信息之处均已征求同意。");
    }
    match case.profile.business.sensitive.as_deref() {
        Some([]) => Answer::not_applicable(
            "The profile says that no sensitive data is handled, and no form asks for any.",
            "企业档案声明不处理敏感个人信息，且没有表单索取此类信息。",
        ),
        Some(kinds) => {
            let list = kinds.join(", ");
            Answer::unknown(
                format!("The profile names sensitive data ({list}), and no page that was read asks for it"),
                format!("企业档案列有敏感数据（{list}），但已读取的页面均未索取"),
            )
        }
        None => Answer::met("No form that was seen asks for sensitive data.", "所见表单均未索取敏感个人信息。"),
    }
}

pub(super) fn sensitive_of(s: &Sheet) -> Option<Ask> {
    s.fields().filter_map(ask_of).find(|a| a.special()).or_else(|| sensitive_question(s.fields(), s.text()))
}

/// A box to tick that is not ticked yet, or a button that says what is agreed to. Agreeing to terms is another matter.
fn agreed(s: &Sheet, ask: Ask) -> bool {
    let to_this = |text: &str| {
        has(text, CONSENT)
            && (mentions(ask, text) || has(text, THIS_DATA))
            && !has(text, &[r"\bterms\b|\boffers\b|marketing|partners", r"条款|营销|推广|合作"])
    };
    let ticked = s.fields().any(|f| f.kind == "checkbox" && !f.checked && to_this(&format!("{} {}", f.label, f.name)));
    let button = match s {
        Sheet::Form(_, f) => f.submit.as_deref().is_some_and(|t| has(t, CONSENT)),
        Sheet::PopUp(_, d) => d.controls.iter().any(|c| c.visible && has(&c.text, CONSENT)),
    };
    ticked || button
}

const THIS_DATA: &[&str] = &[
    r"\b(health|sensitive|special categor|my (personal )?(data|information|details|answers)|th(is|ese) (data|information|details|answers)|collect|process)",
    r"敏感|健康|个人信息|数据|信息",
    r"daten|angaben|gesundheit",
    r"données|informations|santé",
    r"datos|información|salud",
];
const CONSENT: &[&str] = &[
    r"\b(consent|agree|authori[sz]e|permission|opt[ -]?in)\b",
    r"同意|授权|许可",
    r"einwillig|stimme .{0,40}zu|einverstanden",
    r"consen|j.accepte|autoris",
    r"consient|acepto|autorizo",
];

/// Kinds of sensitive data that forms ask for, in the profile's words.
pub(crate) fn sensitive_seen(case: &Case) -> Vec<String> {
    let mut kinds: Vec<String> = sheets(case).iter().filter_map(sensitive_of).map(|a| a.profile_word().to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// An offer in return for an address, and whether the notice of it is there.
pub fn incentive(case: &Case) -> Answer {
    if let Some(answer) = no_forms(case) {
        return answer;
    }
    let all = sheets(case);
    let contact = |s: &Sheet| s.fields().any(|f| matches!(personal(f), Some("email" | "phone")));
    let mut found = false;
    for s in all.iter().filter(|s| contact(s)) {
        let Some(offer) = offer(case, s) else { continue };
        found = true;
        if !noticed(case, s) {
            return Answer::failed(
                format!("“{}” is offered for contact data, and no notice of financial incentive is there or linked.", cut(&offer, 120)),
                format!("以“{}”换取联系方式，却没有财务激励告知或其链接。", cut(&offer, 120)),
                vec![s.line()],
            );
        }
    }
    if found {
        return Answer::met("The offer in return for contact data comes with its notice.", "以优惠换取联系方式处附有相应告知。");
    }
    Answer::not_applicable("No offer in return for contact data was seen.", "未发现以优惠换取联系方式的情形。")
}

pub(crate) fn incentive_seen(case: &Case) -> Option<bool> {
    let found = sheets(case)
        .iter()
        .filter(|s| s.fields().any(|f| matches!(personal(f), Some("email" | "phone"))))
        .any(|s| offer(case, s).is_some());
    found.then_some(true)
}

/// The words of an offer that hang on signing up. "Free shipping over $50" beside a footer form is no such offer.
fn offer(case: &Case, s: &Sheet) -> Option<String> {
    let submit = match s {
        Sheet::Form(_, f) => f.submit.as_deref().unwrap_or_default(),
        Sheet::PopUp(..) => "",
    };
    if case.catalog.matches(Section::Incentive, submit) {
        return Some(submit.to_owned());
    }
    let in_popup = matches!(s, Sheet::PopUp(_, d) if d.kind == DialogKind::Newsletter);
    let lines: Vec<&str> = sentences(s.text()).collect();
    // A block with nothing but an address field and a few words is about signing up as a whole.
    let small = s.text().chars().count() <= 400 && s.fields().all(|f| matches!(personal(f), Some("email" | "phone" | "name")));
    let hit = lines.iter().enumerate().find(|(i, line)| {
        let near = lines[i.saturating_sub(1)..(i + 2).min(lines.len())].join(" ");
        let amount = small && line.chars().any(|c| c.is_ascii_digit());
        case.catalog.matches(Section::Incentive, line) && !has(line, SPENT) && (in_popup || amount || has(&near, SIGN_UP))
    });
    hit.map(|(_, line)| (*line).to_owned())
}

const SIGN_UP: &[&str] = &[
    r"\b(sign(ing)?[ -]?up|subscrib|join|register|newsletter|e-?mail|(first|next) (order|purchase)|members?\b|create an account|text me|phone number|mailing list)",
    r"订阅|注册|加入|邮箱|手机号|首单|会员|新人",
    r"anmeld|newsletter|abonnier|registrier|erste bestellung",
    r"inscri|newsletter|abonn|première commande",
    r"suscr|regístr|newsletter|boletín|primer pedido",
];
/// Won by spending, not by giving data.
const SPENT: &[&str] =
    &[r"(orders?|spend|purchases?) (over|above|of) ?[$€£]|[$€£] ?\d+ (or more|minimum)|no (coupon|code) needed", r"满\s?\d+"];

/// An address without the host, whose name says nothing of the page.
fn within_site(href: &str) -> String {
    url::Url::parse(href).map_or_else(|_| href.to_owned(), |u| u[url::Position::BeforePath..].to_owned())
}

fn noticed(case: &Case, s: &Sheet) -> bool {
    let says = |t: &str| {
        case.catalog.matches(Section::IncentiveNotice, t)
            || has(
                t,
                &[
                    r"\b(offer|program(me)?|rewards?|loyalty|promotion) terms\b|terms of (this|the) (offer|program(me)?|promotion)",
                    r"(活动|优惠|会员计划)(条款|规则)",
                ],
            )
    };
    if says(s.text()) || s.links().iter().any(|(text, href)| says(text) || within_site(href).to_lowercase().contains("incentive")) {
        return true;
    }
    // The notice may be a section of the policy that the form links to (11 CCR 7016).
    let to_policy = s.links().iter().any(|(text, href)| case.catalog.link_kinds(text, Some(href)).contains(&LinkKind::PrivacyPolicy));
    to_policy
        && case
            .arrived()
            .filter(|p| p.kind == PageKind::Policy && readable(p))
            .any(|p| case.catalog.matches(Section::IncentiveNotice, &p.text))
}
