//! Can people ask, does asking work, and what is asked of them first?

#[cfg(test)]
mod tests;

use super::Table;
use crate::answer::Answer;
use crate::case::Case;
use crate::evidence::{self, cut};
use crate::policy::{self, items};
use crate::reading::{has, sentences};
use tidegate_catalog::LinkKind;
use tidegate_law::{Starts, Verdict};
use tidegate_types::Host;
use tidegate_types::finding::{Confidence, Evidence, EvidenceKind};
use tidegate_types::observation::{Field, Form, GapCode, Link, Mechanism, Page, PageKind, PassName, Region};

pub const CHECKS: Table = &[("rights.channel.missing", missing), ("rights.channel.broken", broken), ("rights.verification.excess", excess)];

/// Pages that tell how to ask.
fn telling<'a>(case: &Case<'a>) -> Vec<&'a Page> {
    policy::of_kinds(case, &[PageKind::Policy, PageKind::Requests, PageKind::Choices, PageKind::Children])
}

fn missing(case: &Case) -> Answer {
    let pages = telling(case);
    let Some(home) = case.home() else { return Answer::unknown("The home page could not be read", "无法读取首页") };
    let request_links = case.links(home, LinkKind::Request);
    if pages.is_empty() {
        // No policy at all tells nothing; one that could not be read may tell everything.
        let none_there = case.links(home, LinkKind::PrivacyPolicy).is_empty() && request_links.is_empty();
        if !none_there {
            return Answer::unknown("Neither policy nor request page was read", "未读取到隐私政策或请求页面");
        }
        return Answer::failed(
            "There is no privacy policy, no request page and no link to one: nothing tells how to ask to know, delete or correct.",
            "没有隐私政策，也没有请求页面或其链接：未告知如何请求查阅、删除或更正。",
            vec![shown(home, "home page without a way to ask", "首页没有请求途径")],
        );
    }
    if !pages.iter().any(|p| way(case, p)) && request_links.is_empty() {
        return Answer::failed(
            "Neither the policy nor a request page gives a way to ask to know, delete or correct: no form, no e-mail address, no telephone number.",
            "隐私政策和请求页面均未提供请求查阅、删除或更正的途径：没有表单、邮箱或电话。",
            pages.iter().take(3).map(|p| shown(p, "no way to ask", "没有请求途径")).collect(),
        );
    }
    let lacking = lacking(case, &pages);
    if lacking.is_empty() {
        return Answer::met(
            "The pages that were read tell how to ask, and give an address, number or form for it.",
            "已读取的页面告知了请求方式，并提供了邮箱、电话或表单。",
        );
    }
    let en = lacking.iter().map(|(en, _)| *en).collect::<Vec<_>>().join("; ");
    let zh = lacking.iter().map(|(_, zh)| *zh).collect::<Vec<_>>().join(";");
    let page = pages.iter().find(|p| p.kind == PageKind::Policy).unwrap_or(&pages[0]);
    Answer::failed(
        format!("There is no way {en}."),
        format!("缺少途径：{zh}。"),
        vec![shown(page, &format!("no way {en}"), &format!("缺少途径：{zh}"))],
    )
    .confidence(Confidence::Medium)
}

/// Does a law that surely reaches the business let people appeal a refusal? Each such law has its clock.
fn appeals(case: &Case) -> bool {
    let clocks = case.law.clocks().filter(|c| c.starts == Starts::AppealReceived);
    clocks.flat_map(|c| &c.rows).any(|row| case.row_reaches(row.as_str()) == Verdict::Yes)
}

/// Ways that some law asks for beyond a general address. Unread languages lack nothing that can be told.
fn lacking(case: &Case, pages: &[&Page]) -> Vec<(&'static str, &'static str)> {
    let mut out = Vec::new();
    if policy::read_tongues(pages.iter().map(|p| p.text.as_str())).is_empty() {
        return out;
    }
    let says =
        |patterns: &'static [&'static str]| pages.iter().any(|p| has(&p.text, patterns) || p.links.iter().any(|l| has(&l.text, patterns)));
    if !says(ANY_RIGHT) {
        out.push(("to ask to know, delete or correct: no page says that one may", "请求查阅、删除或更正（未告知有此权利）"));
    }
    if appeals(case) && !says(APPEAL) {
        out.push(("to appeal a refusal", "对拒绝提出申诉"));
    }
    let on_home = case
        .home()
        .is_some_and(|h| [LinkKind::OptOut, LinkKind::Choices, LinkKind::OptOutOld].into_iter().any(|k| !case.links(h, k).is_empty()));
    // Where tracking waits for agreement, the way out is the withdrawal of that, which others judge.
    let sells = items::condition(case, "sells_or_shares") == Verdict::Yes && case.opt_out_place() != Verdict::No;
    if sells && !on_home && !says(OPT_OUT) {
        out.push(("to opt out of sale, sharing or targeted advertising", "选择退出出售、共享或定向广告"));
    }
    out
}

const ANY_RIGHT: &[&str] = &[
    r"\b(delet|eras|correct|rectif|access|copy)\w*\b[^.]{0,160}\b(your|personal|my|about you|information|data|it)\b",
    r"\brights? (to|of (access|rectification|erasure|deletion|objection))\b|your (privacy )?rights|privacy request|data request",
    r"(查阅|删除|更正|访问|复制|注销).{0,40}(信息|数据|账户|账号)|权利",
    r"\bauskunft|berichtigung|löschung|betroffenenrechte|\b(ihre|deine) rechte\b|recht auf\b|daten\b[^.]{0,80}\b(löschen|berichtigen|herausgeben)",
    r"\b(vos|tes) droits\b|droit (d.accès|de rectification|à l.effacement|d.opposition)|\b(rectifi|effac|supprim|accéder)\w*\b[^.]{0,80}\bdonnées",
    r"\b(sus|tus) derechos\b|derechos? de (acceso|rectificación|supresión|oposición)|\b(acceder|rectificar|suprimir|eliminar)\b[^.]{0,80}\bdatos",
];
const APPEAL: &[&str] = &[r"\bappeal(s|ed|ing)?\b", r"申诉|复议|上诉"];
const OPT_OUT: &[&str] = &[
    r"opt(ing|ed)?[- ]?out|do not (sell|share)|privacy choices|object to|global privacy control|\bgpc\b",
    r"退出|请勿出售|隐私选择|拒绝(出售|共享|广告)|反对",
    r"widersprech|widerspruch|abbestellen|s.opposer|opposition|oponer(se|te)|oposición",
];

/// Does a page give an address, number, form or further page by which one can ask?
fn way(case: &Case, page: &Page) -> bool {
    let form = page.forms.iter().any(|f| f.visible && asks_something(f)) && page.kind != PageKind::Policy;
    let kinds = |l: &Link| case.catalog.link_kinds(&l.text, l.href.as_deref());
    let link = page.links.iter().any(|l| {
        let href = l.href.as_deref().unwrap_or_default();
        usable_mail(href)
            || href.starts_with("tel:") && href.len() > 6
            || kinds(l).iter().any(|k| matches!(k, LinkKind::Request)) && !href.is_empty()
            || kinds(l).contains(&LinkKind::Contact) && page.kind == PageKind::Policy && has(&page.text, REFERS_TO_CONTACT)
    });
    form || link || has(&page.text, ADDRESS)
}

const ADDRESS: &[&str] = &[
    r"[\w.+-]+ ?(@|\[at\]|\(at\)) ?[\w-]+(\.|\[dot\])[\w.]+",
    r"(\+?1[-. ]?)?\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b|\b1[-. ]?8(00|33|44|55|66|77|88)[-. ][a-z0-9-]{7,}",
    r"(电话|热线|客服).{0,6}[\d-]{7,}",
    // Numbers of other countries look like prices and dates, unless they stand by a word or with their country's code.
    r"(\btel\b|telefon|téléphone|teléfono|\bphone\b|\bcall\b|rufen sie|appelez|llám\w+)[^\n]{0,24}\+?\d[\d ()/.-]{6,}\d|\+(3\d|4\d|7|8\d|9\d)\d?[ ()\d/.-]{7,}\d",
];
const REFERS_TO_CONTACT: &[&str] = &[
    r"contact (us|our|form|page)|get in touch|reach (us|out)|write to us",
    r"联系我们|联系客服|与我们联系",
    r"kontakt(ieren|formular)|schreiben sie uns|contactez|écrivez|formulaire de contact|contáct\w+|contacte|escríb\w+|formulario de contacto",
];

fn asks_something(f: &Form) -> bool {
    f.fields.iter().any(|x| x.visible && !matches!(x.kind.as_str(), "hidden" | "search" | "submit" | "button"))
}

fn usable_mail(href: &str) -> bool {
    href.strip_prefix("mailto:").is_some_and(|a| {
        a.split('?').next().unwrap_or_default().split_once('@').is_some_and(|(who, at)| !who.trim().is_empty() && at.contains('.'))
    })
}

fn shown(page: &Page, en: &str, zh: &str) -> Evidence {
    let mut e =
        evidence::seen(PassName::Arrive, EvidenceKind::Text, format!("{en} — {}", page.final_url), format!("{zh} — {}", page.final_url));
    e.artifact = page.screenshot.clone().or(e.artifact);
    e
}

const CHANNELS: &[PageKind] = &[PageKind::Requests, PageKind::Choices, PageKind::Contact];

fn broken(case: &Case) -> Answer {
    let mut faults: Vec<(String, String, Evidence, bool)> = Vec::new();
    let mut looked = 0;
    for page in policy::tried(case, CHANNELS) {
        looked += 1;
        if policy::dead(page) {
            let why = why(page);
            faults.push((format!("{} {}", page.url, why.0), format!("{} {}", page.url, why.1), shown(page, &why.0, &why.1), true));
        } else if page.kind == PageKind::Requests {
            let unusable = page.forms.iter().filter(|f| f.visible && asks_something(f) && f.submit.is_none());
            faults.extend(unusable.map(|f| {
                (
                    format!("the form on {} has no button to send it", page.final_url),
                    format!("{} 上的表单没有提交按钮", page.final_url),
                    evidence::form(PassName::Arrive, page, f),
                    false,
                )
            }));
        }
    }
    if let Some(run) = case.pass(PassName::Optout).and_then(|p| p.optout.as_ref()) {
        looked += 1;
        if run.mechanism == Mechanism::Broken {
            let e = evidence::seen(
                PassName::Optout,
                EvidenceKind::Action,
                format!("“{}” → {}", cut(&run.link_text, 60), cut(&run.landed, 140)),
                format!("“{}” → {}", cut(&run.link_text, 60), cut(&run.landed, 140)),
            );
            faults.push((format!("“{}” leads nowhere", run.link_text), format!("“{}”链接失效", run.link_text), e, true));
        }
    }
    for page in telling(case) {
        let bad = page.links.iter().filter(|l| l.href.as_deref().is_some_and(|h| h.starts_with("mailto:") && !usable_mail(h)));
        faults.extend(bad.take(4).map(|l| {
            (
                format!("“{}” on {} is an e-mail link without an address", l.text, page.final_url),
                format!("{} 上的“{}”是没有地址的邮件链接", page.final_url, l.text),
                evidence::link(PassName::Arrive, page, l),
                true,
            )
        }));
        looked += usize::from(way(case, page));
    }
    let (dead, unopened) = channel_links(case);
    faults.extend(dead.into_iter().map(|(page, l)| {
        (
            format!("“{}” on {} leads nowhere", l.text, page.final_url),
            format!("{} 上的“{}”链接失效", page.final_url, l.text),
            evidence::link(PassName::Arrive, page, l),
            true,
        )
    }));
    if faults.is_empty() {
        return if let Some(l) = unopened.first() {
            Answer::unknown(
                format!("“{}” was not opened, so it is not known whether it works", cut(&l.text, 60)),
                format!("未打开“{}”，无法确定其是否有效", cut(&l.text, 60)),
            )
        } else if looked > 0 {
            Answer::met(
                "The request, opt-out and contact pages that were opened answer and can be used.",
                "已打开的请求、选择退出及联系页面均可访问和使用。",
            )
        } else {
            Answer::not_applicable(
                "No channel was found to test; see rights.channel.missing.",
                "没有可供测试的途径，参见 rights.channel.missing。",
            )
        };
    }
    let join = |pick: fn(&(String, String, Evidence, bool)) -> &str, sep| faults.iter().take(6).map(pick).collect::<Vec<_>>().join(sep);
    let sure = faults.iter().any(|f| f.3);
    Answer::failed(
        format!("Broken: {}.", join(|f| &f.0, "; ")),
        format!("失效：{}。", join(|f| &f.1, ";")),
        faults.iter().take(8).map(|f| f.2.clone()).collect(),
    )
    .confidence(if sure { Confidence::High } else { Confidence::Medium })
}

/// Links of the store's own that lead to a way to ask: those that are dead, and those that nobody opened.
fn channel_links<'a>(case: &Case<'a>) -> (Vec<(&'a Page, &'a Link)>, Vec<&'a Link>) {
    let bare = |u: &str| u.split('#').next().unwrap_or(u).trim_end_matches('/').to_owned();
    let opened: Vec<&Page> = case.obs.passes.iter().flat_map(|p| p.pages.iter()).collect();
    let (mut dead, mut unopened) = (Vec::new(), Vec::new());
    for page in telling(case) {
        for l in page.links.iter().filter(|l| l.visible && l.region != Region::Dialog) {
            let Some(href) = l.href.as_deref().filter(|h| h.starts_with("http")) else { continue };
            let own = Host::of_url(href).is_some_and(|h| case.flows.is_store(&h));
            let asks = case.catalog.link_kinds(&l.text, l.href.as_deref()).contains(&LinkKind::Request)
                || l.text.chars().count() <= 80 && has(&l.text, CHANNEL);
            if !own || !asks {
                continue;
            }
            let here: Vec<&&Page> = opened.iter().filter(|p| bare(&p.url) == bare(href) || bare(&p.final_url) == bare(href)).collect();
            if here.is_empty() {
                unopened.push(l);
            } else if here.iter().all(|p| policy::dead(p)) && !here.iter().any(|p| CHANNELS.contains(&p.kind)) {
                dead.push((page, l));
            }
        }
    }
    (dead, unopened)
}

const CHANNEL: &[&str] = &[
    r"\b(request|erasure|deletion|access|correction|appeal|opt[- ]?out|data rights) (page|form|portal|cent(er|re)|request|tool)\b|\b(delete|erase|download|access|correct) (my|your) (account|data|information)\b",
    r"(请求|申请|删除|查阅|更正|申诉|注销|退出).{0,6}(页面|表单|入口|通道)|注销(账户|账号)",
];

fn why(page: &Page) -> (String, String) {
    match (page.status, &page.gap) {
        (Some(s), _) if s >= 400 => (format!("answers {s}"), format!("返回 {s}")),
        (_, Some(g)) => {
            let t = crate::gaps::text(g);
            (format!("could not be opened: {}", t.en), format!("无法打开：{}", t.zh))
        }
        _ => ("holds nothing".into(), "没有内容".into()),
    }
}

fn excess(case: &Case) -> Answer {
    let wall = policy::tried(case, &[PageKind::Requests]).find(|p| p.gap.as_ref().is_some_and(|g| g.code == GapCode::LoginWall));
    if let Some(p) = wall {
        return Answer::failed(
            "The request page can be reached only with an account.",
            "请求页面须登录账户才能访问。",
            vec![shown(p, "log-in before the request", "请求前须登录")],
        )
        .confidence(Confidence::Medium);
    }
    let mut looked = false;
    for page in policy::of_kinds(case, &[PageKind::Requests, PageKind::Choices]) {
        for f in page.forms.iter().filter(|f| f.visible && asks_something(f)) {
            looked = true;
            let too_much: Vec<String> = f.fields.iter().filter(|x| x.visible && proof(x)).map(evidence::field_name).collect();
            if !too_much.is_empty() {
                let list = too_much.join(", ");
                return Answer::failed(
                    format!("The request form asks for more than a request needs: {list}."),
                    format!("请求表单索取了超出必要的信息：{list}。"),
                    vec![evidence::form(PassName::Arrive, page, f)],
                );
            }
        }
    }
    let pages = telling(case);
    for page in &pages {
        if let Some(s) = sentences(&page.text).find(|s| demands_proof(s)) {
            return Answer::failed(
                format!("More is demanded than a request needs: “{}”.", cut(s, 200)),
                format!("要求超出请求所需：“{}”。", cut(s, 200)),
                vec![evidence::quote(PassName::Arrive, page, s)],
            );
        }
    }
    let procedure = pages.iter().any(|p| has(&p.text, VERIFIES));
    if looked || procedure {
        return Answer::met(
            "Neither the request form nor the procedure described asks for identity papers, a notary or a new account.",
            "请求表单及所述流程均未要求证件、公证或新建账户。",
        );
    }
    Answer::unknown("Neither a request form nor a verification procedure was seen", "未看到请求表单或身份核实流程")
}

/// Papers, secrets, or a file that must be there.
fn proof(f: &Field) -> bool {
    let words = format!("{} {} {}", f.label, f.placeholder, f.name.replace(['_', '-'], " "));
    let optional = !f.required
        && has(
            &words,
            &[r"optional|if (any|you|needed)|attachment|screenshot|supporting|authori[sz]ation|agent|proof of authority|选填|可选|授权"],
        );
    if f.kind == "file" {
        return !optional && (f.required || has(&words, PAPERS));
    }
    f.kind == "password" || f.kind != "checkbox" && f.kind != "radio" && has(&words, PAPERS) && !optional
}

const PAPERS: &[&str] = &[
    r"passport|driv(er|ing)('?s)? ?licen[cs]e|photo ?id|government|\bssn\b|social security|\bid (number|card|document|photo|scan|copy)|identity (card|document|proof)|proof of (identity|address|residen)|notar|selfie|utility bill",
    r"身份证|护照|驾照|证件|公证|自拍|personalausweis|pi[eè]ce d.identit[ée]|documento de identidad",
];

/// A sentence that demands papers, a notary or a new account of everybody who asks.
fn demands_proof(s: &str) -> bool {
    let paper = has(s, PAPERS) && has(s, DEMANDS) && has(s, OF_REQUESTS);
    let account = has(
        s,
        &[
            r"\b(must|need to|have to|required to|requires? you to|please)\b[^.]{0,40}\b(create|open|register( for)?|sign up for|have) an? (\w+ )?account\b",
            r"(必须|须|需要?|请先).{0,8}(注册|创建|开通).{0,6}(账户|账号|帐户)",
        ],
    ) && has(s, OF_REQUESTS);
    (paper || account) && (has(s, REFUSES_WITHOUT) || !has(s, SPARED))
}

/// "We cannot process a request without a copy of your passport": two negatives that make a demand.
const REFUSES_WITHOUT: &[&str] = &[
    r"\b(not|cannot|can't|won't|unable|never)\b[^.]{0,80}\b(without|unless|until)\b",
    r"(不|无法|不能).{0,20}(除非|否则)|否则.{0,12}(不|无法)",
];

const DEMANDS: &[&str] = &[
    r"\b(must|require[sd]?|need|needs|have to|has to|shall|please (provide|send|upload|attach|include|submit|enclose|e-?mail)|only (process|accept)|without|accompanied by|along with|together with|by (providing|sending|uploading)|will (ask|require|request)|we (ask|request))\b",
    r"必须|须|需(要)?|请(提供|上传|发送|附上)|应当",
];
const OF_REQUESTS: &[&str] = &[
    r"\b(requests?|verif\w+|identity|rights?|delete|access|opt[- ]?out|correct|exercise)\b",
    r"请求|申请|验证|核实|身份|权利|删除|查阅|更正|退出",
];
const SPARED: &[&str] = &[
    r"\b(do not|don't|does not|never|not|no|nor|neither|without (asking|having|needing|requiring)|won't|needn't|isn't|aren't)\b[^.]{0,80}\b(require|ask|need|send|provide|request|have to|create|include|passport|licen[cs]e|government|id|identity|papers|account|notar\w*)",
    r"\b(agents?|power of attorney|on (your|their|a consumer's) behalf|reimburs\w+|compensat\w+|purchase|age verification|alcohol|customs|reasonable doubt|where we have doubts?)\b",
    r"(不|无需|无须|不会|不必|毋须).{0,10}(要求|需要|提供|注册|上传|创建)|代理|合理怀疑|海关|清关",
];

const VERIFIES: &[&str] = &[r"verif(y|ication|ied)|confirm your (identity|request)|identity", r"核实|验证|核验|确认身份"];
