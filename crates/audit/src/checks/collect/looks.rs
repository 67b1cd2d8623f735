//! Is saying no as easy to see and to do as saying yes, and does it say what it means?

use super::banner::{asking, refuses};
use super::layers::{Banner, banners, controls, deeper, has_control};
use crate::answer::Answer;
use crate::case::Case;
use crate::evidence::{self, cut};
use crate::reading::has;
use tidegate_types::finding::Confidence;
use tidegate_types::observation::{Action, Control, ControlRole, Dialog, Outcome, PageKind, PassName, Toggle};

/// How much larger one of two equals may be before it is larger: boxes, letters.
const AREA: f32 = 1.5;
const LETTERS: f32 = 1.3;
/// WCAG AA for body text: what is fainter is hard to read.
const READABLE: f32 = 4.5;
/// What pixels tell is an estimate: only what falls short of the limit for large letters is called hard to read.
const READABLE_PAINTED: f32 = 3.0;
/// A filled button beside an outlined one is a common design and no fault by itself; one so much louder is.
const LOUD: f32 = 3.0;

pub fn asymmetric(case: &Case) -> Answer {
    let all = match asking(case) {
        Ok(all) => all,
        Err(answer) => return answer,
    };
    let mut compared = false;
    for b in &all {
        if let Some((en, zh, sure)) = harder(case, b) {
            return Answer::failed(en, zh, vec![evidence::dialog(b.pass, b.page, b.first)]).confidence(sure);
        }
        compared |= refuses(case, b.first);
    }
    if let Some(answer) = more_clicks(case) {
        return answer;
    }
    if !compared {
        return Answer::not_applicable(
            "There is no refusal to compare; see collect.banner.no-refuse.",
            "没有可供比较的拒绝选项，参见 collect.banner.no-refuse。",
        );
    }
    Answer::met("Refusing takes no more clicks than accepting and stands out as much.", "拒绝所需点击不多于接受，且同样醒目。")
}

type Told = (String, String, Confidence);

fn harder(case: &Case, b: &Banner) -> Option<Told> {
    if !refuses(case, b.first) {
        let behind = b.deeper.iter().find(|d| refuses(case, d) || has_control(d, ControlRole::Save))?;
        return Some((
            format!("Accepting takes one click on the first layer; refusing is possible only on layer {}.", behind.layer),
            format!("接受只需在首层点击一次，拒绝则要到第 {} 层才能完成。", behind.layer),
            Confidence::High,
        ));
    }
    let yes = loudest(controls(b.first, ControlRole::Accept)).or_else(|| loudest(controls(b.first, ControlRole::Acknowledge)))?;
    let no = loudest(controls(b.first, ControlRole::Refuse))?;
    unequal(yes, no)
}

/// Several buttons of one kind: the one that stands out most counts.
fn loudest<'a>(all: impl Iterator<Item = &'a Control>) -> Option<&'a Control> {
    all.max_by(|a, b| {
        (a.style.button_like, a.rect.area()).partial_cmp(&(b.style.button_like, b.rect.area())).unwrap_or(std::cmp::Ordering::Equal)
    })
}

fn unequal(yes: &Control, no: &Control) -> Option<Told> {
    let (y, n) = (cut(&yes.text, 40), cut(&no.text, 40));
    let told = |en: String, zh: String, sure| Some((format!("“{y}” and “{n}”: {en}."), format!("“{y}”与“{n}”：{zh}。"), sure));
    if yes.style.button_like && !no.style.button_like {
        return told("accepting is a button, refusing a plain text link".into(), "接受是按钮，拒绝只是文字链接".into(), Confidence::Medium);
    }
    let letters = ratio(yes.style.font_px, no.style.font_px);
    if letters > LETTERS {
        return told(
            format!("the letters of accepting are {letters:.1} times as large"),
            format!("接受的字号是拒绝的 {letters:.1} 倍"),
            Confidence::High,
        );
    }
    let area = area_ratio(yes, no);
    if area > AREA {
        return told(
            format!("the box of accepting is {area:.1} times as large"),
            format!("接受按钮的面积是拒绝的 {area:.1} 倍"),
            Confidence::High,
        );
    }
    let loud = ratio(yes.style.loudness.max(1.0), no.style.loudness.max(1.0));
    let seen = |c: &Control| c.style.painted.or(c.style.contrast);
    let (least, by_en, by_zh) = if no.style.painted.is_some() {
        (READABLE_PAINTED, ", measured from its pixels", "，按实际像素测得")
    } else {
        (READABLE, "", "")
    };
    if let (Some(cn), cy) = (seen(no), seen(yes).unwrap_or(READABLE))
        && cn < least
        && (cy > cn * 1.3 || loud >= 1.5)
    {
        return told(
            format!("refusing is faint (contrast {cn:.1}:1{by_en})"),
            format!("拒绝的文字过浅（对比度 {cn:.1}:1{by_zh}）"),
            Confidence::Medium,
        );
    }
    if loud > LOUD {
        return told(
            format!("accepting stands out {loud:.1} times as much by colour"),
            format!("就颜色而言，接受的醒目程度是拒绝的 {loud:.1} 倍"),
            Confidence::Medium,
        );
    }
    None
}

fn ratio(a: f32, b: f32) -> f32 {
    if a > 0.0 && b > 0.0 { a / b } else { 1.0 }
}

/// Boxes compared as if both held words of the same length: "Accept all cookies" is wider than "Reject all" in one style.
fn area_ratio(yes: &Control, no: &Control) -> f32 {
    let longer = word_width(yes) - word_width(no);
    let fair = if longer > 0.0 { no.rect.w + longer } else { no.rect.w };
    ratio(yes.rect.w * yes.rect.h, fair * no.rect.h)
}

fn word_width(c: &Control) -> f32 {
    let em = |ch: char| if ch.is_ascii() { 0.56 } else { 1.0 };
    c.text.trim().chars().map(em).sum::<f32>() * c.style.font_px.max(1.0)
}

/// Counted where both ways were really gone.
fn more_clicks(case: &Case) -> Option<Answer> {
    let done = |name: PassName, want: ControlRole| -> Option<&Action> {
        let pass = case.pass(name)?;
        pass.actions.iter().filter(|a| a.want == want && a.outcome == Outcome::Done).max_by_key(|a| a.clicks.len())
    };
    let (no, yes) = (done(PassName::Refuse, ControlRole::Refuse)?, done(PassName::Accept, ControlRole::Accept)?);
    let (n, y) = (no.clicks.len(), yes.clicks.len());
    (n > y && y > 0).then(|| {
        Answer::failed(
            format!("Refusing took {n} clicks, accepting {y}."),
            format!("拒绝需点击 {n} 次，接受只需 {y} 次。"),
            vec![evidence::action(PassName::Refuse, no), evidence::action(PassName::Accept, yes)],
        )
    })
}

pub fn confusing(case: &Case) -> Answer {
    let all = banners(case);
    let choices: Vec<_> = case.arrived().filter(|p| p.kind == PageKind::Choices).collect();
    if all.is_empty() && choices.iter().all(|p| p.toggles.is_empty()) {
        return super::layers::no_banner(case);
    }
    let dialogs: Vec<&Dialog> = all.iter().map(|b| b.first).chain(deeper(case)).collect();
    for d in &dialogs {
        let words = d
            .controls
            .iter()
            .filter(|c| c.visible && c.role != ControlRole::Inform)
            .find_map(|c| twisted(&c.text).map(|w| (c.text.clone(), w)));
        let switch = d.toggles.iter().filter(|t| t.visible).find_map(|t| twisted_switch(t).map(|w| (named(t), w)));
        if let Some((text, (en, zh))) = words.or(switch) {
            let at = all.iter().find(|b| std::ptr::eq(b.first, *d)).or(all.first());
            let lines = at.map(|b| evidence::dialog(b.pass, b.page, d)).into_iter().collect();
            return Answer::failed(format!("“{}” {en}.", cut(&text, 80)), format!("“{}”{zh}。", cut(&text, 80)), lines)
                .confidence(Confidence::Medium);
        }
    }
    for page in &choices {
        if let Some((t, (en, zh))) = page.toggles.iter().filter(|t| t.visible).find_map(|t| twisted_switch(t).map(|w| (t, w))) {
            let line = evidence::quote(PassName::Arrive, page, &named(t));
            return Answer::failed(format!("“{}” {en}.", cut(&named(t), 80)), format!("“{}”{zh}。", cut(&named(t), 80)), vec![line])
                .confidence(Confidence::Medium);
        }
    }
    if let Some(b) = all.iter().find(|b| flips(b)) {
        return Answer::failed(
            "Accept and refuse change places from one layer to the next.",
            "接受与拒绝按钮的先后顺序在前后两层之间互换。",
            vec![evidence::dialog(b.pass, b.page, b.first)],
        )
        .confidence(Confidence::Medium);
    }
    Answer::met("No double negative, bare on/off or bundled choice was found.", "未发现双重否定、仅标“开/关”或捆绑式选项。")
}

fn named(t: &Toggle) -> String {
    if t.label.trim().is_empty() { t.state_text.clone() } else { t.label.clone() }
}

/// What is wrong with a label, in both languages.
fn twisted(text: &str) -> Option<(&'static str, &'static str)> {
    if text.chars().count() > 140 || text.trim_end().ends_with(['?', '?']) {
        return None;
    }
    if has(text, DENIED_DENIAL) {
        return Some(("denies a denial", "使用双重否定"));
    }
    if has(text, BUNDLED) {
        return Some(("binds what is necessary to what is not in one choice", "把必要目的与其他目的捆绑为一个选项"));
    }
    None
}

const DENIED_DENIAL: &[&str] = &[
    r"\b(don.?t|do not|never|without|un-?)\s+(to )?(not\b|reject|refus|declin|deny|denying|disagree|disallow|object|opt(ing)?[ -]?out|disabl|block)",
    r"\b(not|never) (to )?(not|reject|refuse|decline|deny|disable|opt[ -]?out)\b",
    r"(不|勿|别)(要)?(拒绝|反对|退出|禁用|停用|禁止)",
    r"\bnicht (abzu)?(lehn|ablehn|verweiger|widersprech|deaktivier)",
    r"\bne (pas |plus )?(refus|rejet|m.oppos|désactiv)",
    r"\bno (rechaz|deneg|declin|desactiv|oponer)",
];

const BUNDLED: &[&str] = &[
    r"\b(necessary|essential|required)( cookies)? ?(and|&|\+|plus) ?(all |our )?(analytic|marketing|statistic|advert|targeting|tracking|third|optional|partner)",
    r"\b(accept|agree to)\b.{0,24}\bterms\b.{0,40}\b(marketing|tracking|cookies|advert)",
    r"(必要|必需).{0,4}(和|及|与|以及)(可选|分析|营销|统计|广告)",
    r"(notwendige|erforderliche)\w*( cookies)? (und|&) (statisti|marketing|analy|werbe)",
    r"(nécessaires?|essentiels?)( cookies)? (et|&) (statisti|marketing|analy|publicit)",
    r"(necesarias?|esenciales)( cookies)? (y|&) (estad|marketing|anal|publicit)",
];

/// "Do not sell: Yes / No", or a switch that says only "On".
fn twisted_switch(t: &Toggle) -> Option<(&'static str, &'static str)> {
    let bare =
        |s: &str| has(s.trim(), &[r"^(on|off|yes|no|ein|aus|ja|nein|oui|non|sí|si|activé|désactivé)$", r"^(开|关|是|否|开启|关闭)$"]);
    let label = t.label.trim();
    if bare(label) || label.is_empty() && bare(&t.state_text) {
        return Some(("is all the switch says, so that nobody can tell what is chosen", "是开关的唯一文字，无法看出所作的是何种选择"));
    }
    let negative = has(label, &[r"\b(do not|don.?t) (sell|share|track)", r"(请勿|不要|不得)(出售|共享|追踪|跟踪)"]);
    let yes_no = has(t.state_text.trim(), &[r"^(yes|no)$", r"^(是|否)$"]);
    if negative && yes_no {
        return Some(("is denied or affirmed once more by its switch", "又以“是/否”作答，形成双重否定"));
    }
    twisted(label)
}

/// Both layers show both buttons, in opposite order.
fn flips(b: &Banner) -> bool {
    let order = |d: &Dialog| {
        let yes = controls(d, ControlRole::Accept).next()?.order;
        let no = controls(d, ControlRole::Refuse).next()?.order;
        (yes != no).then_some(yes < no)
    };
    order(b.first).is_some_and(|first| b.deeper.iter().filter_map(|d| order(d)).any(|deep| deep != first))
}
