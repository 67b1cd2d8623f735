//! Behind the opt-out link: what it asks, whether it works, what it says of itself.

use super::{gpc, names, still_sold, sureness, traffic_evidence};
use crate::answer::Answer;
use crate::case::{Case, before};
use crate::evidence::{self, cut};
use crate::flows::Traffic;
use crate::reading::{has, sentences};
use crate::state;
use tidegate_types::Evidence;
use tidegate_types::finding::{Confidence, EvidenceKind};
use tidegate_types::observation::{DialogKind, Field, GapCode, Mechanism, OptOutRun, Outcome, PageKind, PassName, Stage};

/// Why there is no run to judge.
pub(super) fn no_run(case: &Case) -> Answer {
    let no_link = case.pass(PassName::Optout).and_then(|p| p.end.gap()).is_some_and(|g| g.code == GapCode::NoLink);
    if no_link {
        return Answer::not_applicable(
            "There is no opt-out link to follow; see sell.link.missing.",
            "没有可跟进的选择退出链接，参见 sell.link.missing。",
        );
    }
    Answer::Unknown(case.why_not(PassName::Optout))
}

fn run<'a>(case: &Case<'a>) -> Result<&'a OptOutRun, Answer> {
    run_of(case, PassName::Optout).ok_or_else(|| no_run(case))
}

pub(super) fn run_of<'a>(case: &Case<'a>, pass: PassName) -> Option<&'a OptOutRun> {
    case.pass(pass).and_then(|p| p.optout.as_ref())
}

pub(super) fn run_evidence(case: &Case, run: &OptOutRun) -> Vec<Evidence> {
    evidence_of(case, PassName::Optout, run)
}

pub(super) fn evidence_of(case: &Case, pass: PassName, run: &OptOutRun) -> Vec<Evidence> {
    let path = format!("“{}” → {}", cut(&run.link_text, 60), cut(&run.landed, 140));
    let mut e = evidence::seen(pass, EvidenceKind::Action, path.clone(), path);
    let page = run.page.and_then(|i| case.pass(pass)?.pages.get(i));
    e.artifact = run.screenshot.clone().or_else(|| page.and_then(|p| p.screenshot.clone())).or(e.artifact);
    vec![e]
}

pub fn burdensome(case: &Case) -> Answer {
    let run = match run(case) {
        Ok(run) => run,
        Err(answer) => return answer,
    };
    if run.mechanism == Mechanism::LogIn {
        return Answer::failed("An account is needed to opt out.", "选择退出须先登录账户。", run_evidence(case, run));
    }
    let excess: Vec<String> = run.fields.iter().filter(|f| f.visible && excessive(f)).map(evidence::field_name).collect();
    if !excess.is_empty() {
        let list = excess.join(", ");
        return Answer::failed(
            format!("The opt-out form asks for more than an opt-out needs: {list}."),
            format!("选择退出表单索取了超出必要的信息：{list}。"),
            run_evidence(case, run),
        );
    }
    if let Some(s) = sentences(&run.answer).find(|s| has(s, VERIFY)) {
        return Answer::failed(
            format!("The opt-out waits for a verification that the law does not allow: “{}”.", cut(s, 160)),
            format!("选择退出须等待法律不允许的身份验证：“{}”。", cut(s, 160)),
            run_evidence(case, run),
        );
    }
    match run.mechanism {
        Mechanism::Switch | Mechanism::Form => {
            Answer::met("The opt-out asks for no account, identity or excessive data.", "选择退出无需账户、身份证明或过多数据。")
        }
        _ => Answer::unknown("There is no form behind the link to judge", "链接后没有可供判断的表单"),
    }
}

/// An opt-out needs nothing, at most a way to find the person: name, e-mail, place (11 CCR §7026(c)–(d), §7060(b)).
fn excessive(f: &Field) -> bool {
    if matches!(f.kind.as_str(), "file" | "password") {
        return true;
    }
    let words = format!("{} {} {} {}", f.label, f.placeholder, f.name.replace(['_', '-'], " "), f.autocomplete.replace('-', " "));
    has(&words, PROOF) || (has(&words, MORE) && !has(&words, OPTIONAL) && !has(&words, MAIL))
}

const PROOF: &[&str] = &[
    r"passport|driv(er|ing)('?s)? ?licen[cs]e|photo ?id|government|\bssn\b|social security|id (number|card|document)|identity (card|document|proof)|proof of|notar|signature|selfie",
    r"ausweis|personalausweis|pi[eè]ce d.identit[ée]|\bdni\b|documento de identidad|身份证|护照|驾照|证件|公证|自拍",
];
const MORE: &[&str] = &[
    r"\b(phone|telephone|mobile|cell)\b|street|address|\bcity\b|\bzip\b|postal|postcode|birth|\bdob\b|\bage\b|order (number|id|no)|account (number|id)|customer (number|id)|income|gender",
    r"telefon|anschrift|stra(ß|ss)e|geburt|t[ée]l[ée]phone|adresse|naissance|tel[ée]fono|direcci[oó]n|nacimiento|电话|手机|地址|生日|出生|订单号|邮编",
];
const OPTIONAL: &[&str] = &[r"optional|if (any|you)|选填|可选|facultatif|opcional"];
const MAIL: &[&str] = &[r"e-?mail|邮箱|courriel|correo electr"];
const VERIFY: &[&str] = &[
    r"(verify|confirm|prove|validate) (your|the) (identity|e-?mail|request|account)|verification (link|code|e-?mail)|click (on )?the (confirmation |verification )?link|check your (inbox|e-?mail)",
    r"\b(e-?mailed|sent|texted|sending|e-?mailing)( to)? (you|your [^.]{0,20}) an? ([a-z-]+ )?(link|code|pin)\b|\b(only (after|once|when|if)|not [^.]{0,30}until|until|pending until) you('ve| have)? (click|confirm|verif|prove|enter|follow|open|repl)",
    r"验证您的(身份|邮箱)|确认邮件|点击(邮件中的)?链接",
];

/// What recipients of a sale still got after the opt-out.
fn flows_after<'a>(case: &Case<'a>) -> Vec<Traffic<'a>> {
    let mut base = case.sales(PassName::Optout, before);
    for (k, t) in case.sales(PassName::Arrive, crate::case::not_typing) {
        base.entry(k).or_insert(t);
    }
    still_sold(&base, case.sales_afterwards(PassName::Optout))
}

pub fn ineffective(case: &Case) -> Answer {
    let run = match run(case) {
        Ok(run) => run,
        Err(answer) => return answer,
    };
    if !run.completed {
        return not_completed(case, run);
    }
    let still = flows_after(case);
    if still.is_empty() {
        if let Some(answer) = forgotten(case, run).or_else(|| unsaid(case, run)) {
            return answer;
        }
        return Answer::met(
            "After the opt-out nothing unrestricted went to a recipient of sale or sharing.",
            "选择退出后，未再向出售或共享的接收方发送不受限的数据。",
        );
    }
    let who = names(case, &still);
    let mut shown = run_evidence(case, run);
    shown.extend(traffic_evidence(case, PassName::Optout, &still));
    Answer::failed(
        format!("After the opt-out was completed, these recipients still got data: {who}."),
        format!("完成选择退出后，以下接收方仍在接收数据：{who}。"),
        shown,
    )
    .confidence(sureness(case, &still))
}

/// Nothing was seen to be sold, but whoever asks the page is told that there is no opt-out.
fn unsaid(case: &Case, run: &OptOutRun) -> Option<Answer> {
    let said = state::said(case, PassName::Optout, |s| matches!(s, Stage::After | Stage::Later), state::not_opted_out);
    let sells = !case.sales(PassName::Arrive, crate::case::not_typing).is_empty();
    (sells && !said.is_empty()).then(|| {
        let what = said.words();
        let mut shown = run_evidence(case, run);
        shown.extend(said.evidence(PassName::Optout));
        Answer::failed(
            format!("After the opt-out was completed the pages still say to whoever asks that there is none: {what}."),
            format!("完成选择退出后，页面仍对外声明访客未选择退出：{what}。"),
            shown,
        )
        .confidence(Confidence::Medium)
    })
}

/// It worked, and on the next visit it was forgotten.
fn forgotten(case: &Case, run: &OptOutRun) -> Option<Answer> {
    let base = case.sales(PassName::Optout, before);
    let again = still_sold(&base, case.sales_next_visit(PassName::Optout));
    if again.is_empty() {
        return None;
    }
    let who = names(case, &again);
    let mut shown = run_evidence(case, run);
    shown.extend(traffic_evidence(case, PassName::Optout, &again));
    Some(
        Answer::failed(
            format!("The opt-out held until the browser was closed; on the next visit these recipients got data again: {who}."),
            format!("选择退出仅在浏览器关闭前有效；下次访问时，以下接收方再次收到数据：{who}。"),
            shown,
        )
        .confidence(sureness(case, &again)),
    )
}

fn not_completed(case: &Case, run: &OptOutRun) -> Answer {
    match run.mechanism {
        Mechanism::Broken | Mechanism::TextOnly | Mechanism::IndustryPages => nothing_behind(case, run),
        Mechanism::ContactOnly if only_the_policy(case, run) => nothing_behind(case, run),
        _ if covered_by_gate(case, run) => Answer::unknown(
            "An age screen lay over the opt-out; answered as a shopper would, it may work",
            "选择退出页面被年龄验证遮挡，作答后可能可用",
        ),
        Mechanism::CookieSettings | Mechanism::Switch if run.gap.is_some() => Answer::failed(
            "The opt-out cannot be completed: its control could not be used or changed nothing.",
            "无法完成选择退出：控件无法使用或使用后无任何变化。",
            run_evidence(case, run),
        )
        .confidence(Confidence::Medium),
        _ => Answer::unknown(
            "The opt-out could not be completed without a person's identity or mailbox",
            "未使用真人身份或邮箱无法完成选择退出",
        ),
    }
}

fn nothing_behind(case: &Case, run: &OptOutRun) -> Answer {
    Answer::failed(
        "The opt-out cannot be completed: nothing behind the link stops sale and sharing on this site.",
        "无法完成选择退出：链接之后没有任何可停止本站出售与共享的操作。",
        run_evidence(case, run),
    )
}

/// The link leads to the privacy policy, and its address for questions is not offered as a way to opt out.
fn only_the_policy(case: &Case, run: &OptOutRun) -> bool {
    let bare = |u: &str| u.split('#').next().unwrap_or_default().trim_end_matches('/').to_owned();
    let policy = case.page(PageKind::Policy).filter(|p| bare(&p.final_url) == bare(&run.landed));
    policy.is_some_and(|p| !sentences(&p.text).any(|s| has(s, OPT_OUT) && has(s, BY_CONTACT)))
}

const BY_CONTACT: &[&str] = &[r"e-?mail|write|call|phone|contact|letter|@", r"邮件|邮箱|致电|电话|联系|来信"];

fn covered_by_gate(case: &Case, run: &OptOutRun) -> bool {
    let Some(pass) = case.pass(PassName::Optout) else { return false };
    let page = run.page.and_then(|i| pass.pages.get(i)).or_else(|| pass.pages.first());
    page.is_some_and(|p| p.dialogs.iter().any(|d| d.kind == DialogKind::AgeGate))
}

/// The words that say an opt-out was processed, or the switch that shows it.
fn confirmation(case: &Case, run: &OptOutRun) -> Option<String> {
    if let Some(s) = sentences(&run.answer).find(|s| case.catalog.is_opt_out_confirmation(s) || has(s, DONE)) {
        return Some(s.to_owned());
    }
    let pass = case.pass(PassName::Optout)?;
    let state = pass
        .pages
        .iter()
        .filter(|p| p.stage == Stage::After)
        .find_map(|p| sentences(&p.text).find(|s| case.catalog.is_opt_out_confirmation(s)));
    if let Some(s) = state {
        return Some(s.to_owned());
    }
    // A switch shows its own state.
    let changed =
        pass.actions.iter().flat_map(|a| &a.clicks).any(|c| !c.effect.storage_changed.is_empty() || !c.effect.signals_changed.is_empty());
    (run.mechanism == Mechanism::Switch && changed && !run.fields.is_empty()).then(|| run.link_text.clone())
}

const DONE: &[&str] = &[
    r"(request|choice|preference|opt-?out|selection)s? (has|have|was|were|is|are|been|successfully)[^.]{0,40}(received|submitted|processed|saved|recorded|updated|honou?red|applied|complete)",
    r"^(your )?(privacy |opt-?out |cookie )?(request|choice|preference|setting|selection|opt-?out)s? (successfully )?(received|submitted|processed|saved|recorded|updated|honou?red|applied|complete)",
    r"(you have|you've|you are|you're)( now| been| successfully)* opted[- ]out|opted out|thank you|(received|saved|processed|recorded) your (request|choice|preference|opt-?out)",
    r"(请求|选择|设置|偏好)已?(经)?(成功)?(收到|提交|处理|保存|生效|更新)|已(成功)?(选择)?退出|已为您(关闭|停止)",
    r"(anfrage|auswahl|einstellungen)[^.]{0,30}(gespeichert|erhalten|verarbeitet)|(demande|choix)[^.]{0,30}(enregistr|trait|re[cç]u)|(solicitud|preferencias)[^.]{0,30}(guardad|procesad|recibid)",
];

pub fn unconfirmed(case: &Case) -> Answer {
    let run = match run(case) {
        Ok(run) => run,
        Err(answer) => return answer,
    };
    if !run.completed {
        return Answer::unknown("The opt-out was not completed, so there was nothing to confirm", "选择退出未完成，无从确认");
    }
    match confirmation(case, run) {
        Some(words) => Answer::met(format!("Confirmed: “{}”.", cut(&words, 120)), format!("已确认：“{}”。", cut(&words, 120))),
        None => Answer::failed(
            "After the opt-out nothing on the page tells whether it was processed.",
            "完成选择退出后，页面未显示是否已处理。",
            run_evidence(case, run),
        ),
    }
}

pub fn false_confirmation(case: &Case) -> Answer {
    let mut said = Vec::new();
    if let Some(words) = gpc::shown(case) {
        said.push((words, matches!(gpc::ignored(case), Answer::Failed(_)), PassName::Gpc));
    }
    if let Some(run) = case.pass(PassName::Optout).and_then(|p| p.optout.as_ref()).filter(|r| r.completed)
        && let Some(words) = confirmation(case, run)
    {
        said.push((words, !flows_after(case).is_empty(), PassName::Optout));
    }
    if said.is_empty() {
        return Answer::not_applicable("Nothing confirms an opt-out or signal.", "没有任何对选择退出或信号的确认。");
    }
    let Some((words, _, pass)) = said.iter().find(|(_, flows, _)| *flows) else {
        return Answer::met("What is confirmed is also done.", "所确认的内容与实际相符。");
    };
    Answer::failed(
        format!("“{}” is shown, yet recipients of sale or sharing go on receiving data.", cut(words, 120)),
        format!("页面显示“{}”，但出售或共享的接收方仍在接收数据。", cut(words, 120)),
        vec![evidence::seen(*pass, EvidenceKind::Text, format!("“{}”", cut(words, 160)), format!("“{}”", cut(words, 160)))],
    )
}

/// Asked again for consent in the very same browser after a refusal or opt-out.
pub fn reask(case: &Case) -> Answer {
    let asked_again = |name: PassName| {
        let pass = case.pass(name)?;
        let refused = match name {
            PassName::Refuse => pass.actions.iter().any(|a| a.outcome == Outcome::Done && a.clicks.iter().any(|c| c.effect.dialog_gone)),
            _ => {
                pass.optout.as_ref().is_some_and(|r| r.completed)
                    && !pass.pages.iter().any(|p| p.stage == Stage::Before && p.dialogs.iter().any(|d| d.kind == DialogKind::Consent))
            }
        };
        let again =
            pass.pages.iter().filter(|p| matches!(p.stage, Stage::After | Stage::Later) && p.kind != PageKind::Choices).find_map(|p| {
                p.dialogs.iter().find(|d| d.kind == DialogKind::Consent && d.layer <= 1 && asks(d)).map(|d| evidence::dialog(name, p, d))
            });
        refused.then_some(again)
    };
    let looks: Vec<_> = [PassName::Refuse, PassName::Optout].into_iter().filter_map(asked_again).collect();
    if looks.is_empty() {
        return Answer::unknown("No refusal or opt-out was completed in a pass", "没有任何轮次完成拒绝或选择退出");
    }
    match looks.into_iter().flatten().next() {
        Some(e) => Answer::failed(
            "After the refusal the same browser was asked for consent again, on the next page or on the next visit.",
            "拒绝之后，同一浏览器在打开下一页面或下次访问时再次被要求同意。",
            vec![e],
        ),
        None => Answer::met("After refusing, no page asked again in the same browser.", "拒绝后，同一浏览器未再被询问。"),
    }
}

fn asks(d: &tidegate_types::observation::Dialog) -> bool {
    d.controls.iter().any(|c| c.visible && c.role == tidegate_types::observation::ControlRole::Accept)
}

pub fn agent_blocked(case: &Case) -> Answer {
    let pages: Vec<_> = case.arrived().filter(|p| matches!(p.kind, PageKind::Policy | PageKind::Choices | PageKind::Requests)).collect();
    if pages.is_empty() {
        return Answer::unknown("Neither policy nor request page was read", "未读取到隐私政策或请求页面");
    }
    for page in &pages {
        if let Some(s) = agents_wait(&page.text) {
            return Answer::failed(
                format!("An agent's opt-out is made to wait for the consumer: “{}”.", cut(s, 200)),
                format!("代理人的选择退出须等待消费者确认：“{}”。", cut(s, 200)),
                vec![evidence::quote(PassName::Arrive, page, s)],
            );
        }
    }
    if pages.iter().any(|p| has(&p.text, AGENT)) {
        return Answer::met(
            "Agents are told how to act, and nothing read makes their opt-outs wait for the consumer.",
            "已说明代理人如何行使权利，且未要求其选择退出须经消费者确认。",
        );
    }
    Answer::unknown("No page that was read tells how an authorised agent opts out", "已读取的页面均未说明授权代理人如何选择退出")
}

/// The sentence that makes an agent's opt-out wait for the consumer; the wait may stand in the sentence after.
fn agents_wait(text: &str) -> Option<&str> {
    let all: Vec<&str> = sentences(text).collect();
    let waits = |s: &str| has(s, CONSUMER_CONFIRMS) && !has(s, OTHER_REQUESTS);
    let speaks = |s: &str| has(s, AGENT) && has(s, OPT_OUT) && !has(s, OTHER_REQUESTS);
    let follows = |i: usize| all.get(i + 1).is_some_and(|next| waits(next) && has(next, FOR_AGENTS));
    (0..all.len()).find(|i| speaks(all[*i]) && (waits(all[*i]) || follows(*i))).map(|i| if waits(all[i]) { all[i] } else { all[i + 1] })
}

/// A check that is for requests to know, delete or correct, or that leaves opt-outs out, is lawful (11 CCR §7063(a)).
const OTHER_REQUESTS: &[&str] = &[
    r"(except|other than|unless|apart from|excluding|not (apply|needed|required|necessary))[^.]{0,40}opt|opt[- ]?outs?[^.]{0,40}(need|require)s? (only|no |just)|(do|does|will) not[^.]{0,60}(verify|confirm)",
    r"requests? to (know|delete|access|correct)[^.]{0,80}(verify|confirm|prove)",
    r"选择退出除外|无需(您|本人|消费者)",
];
const FOR_AGENTS: &[&str] = &[r"\b(agent|before|until|first|act|process|proceed|honou?r)\w*\b", r"代理|之前|方可|后才"];
const AGENT: &[&str] = &[r"(authori[sz]ed|designated|your) agent", r"授权代理人|代理人"];
const CONSUMER_CONFIRMS: &[&str] = &[
    r"\byou\b[^.]{0,60}(confirm|verify)|consumer[^.]{0,40}(confirm|verif)|(confirm|verify)[^.]{0,40}(with you|directly|your (own )?identity)|notari|power of attorney",
    r"(您|消费者|本人)[^。]{0,20}(确认|验证)",
];
const OPT_OUT: &[&str] = &[r"opt[- ]?(ing )?out|do not sell|all requests|any request", r"选择退出|请勿出售|任何请求|所有请求"];
