//! What a page shows: facts from every frame, merged into one page and classified by wording.

use crate::browser::{Browser, evaluate_in};
use crate::cdp::Cdp;
use crate::scripts::Scripts;
use crate::shadows;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;
use tidegate_catalog::{Catalog, DialogFacts};
use tidegate_types::observation::{Control, Dialog, DialogKind, Field, Page, Rect};

const MAX_FRAMES: usize = 24;
const MAX_TEXT: usize = 400 << 10;
/// Frames smaller than this show nothing a person reads.
const SEEN_AREA: f32 = 2_500.0;

/// Everything that `facts.js` tells of one frame.
#[derive(Debug, Deserialize, Default)]
pub struct FrameFacts {
    pub page: Page,
    #[serde(default)]
    pub storage: Vec<Value>,
    /// Are calls of device interfaces told?
    #[serde(default)]
    pub watches: bool,
    #[serde(default)]
    pub ld_types: Vec<String>,
    #[serde(default)]
    pub has_price: bool,
    #[serde(default)]
    pub has_add_to_cart: bool,
}

/// A frame of the page that was looked at.
#[derive(Debug)]
pub struct Looked {
    pub frame: String,
    pub url: String,
    pub origin: String,
    pub facts: FrameFacts,
}

/// A look at the whole page. The first frame is the main one.
#[derive(Debug)]
pub struct Look {
    pub frames: Vec<Looked>,
}

#[derive(Debug, PartialEq)]
pub enum Blind {
    /// Scripts of the page do not let others run.
    Hung,
    /// The browser or the page's script gave an error.
    Fault(String),
}

/// Reads every frame; the main one must answer.
pub async fn look(browser: &Browser, scripts: &Scripts, within: Duration) -> Result<Look, Blind> {
    let main = browser.main_frame();
    let others: Vec<String> = {
        let watch = browser.watch();
        let known = watch.frames.keys().filter(|id| **id != main && watch.context_of(id).is_some());
        known.take(MAX_FRAMES).cloned().collect()
    };
    let at_main = browser.watch().context_of(&main);
    if let Some((session, context)) = at_main {
        shadows::find(&browser.cdp, &session, &context, scripts).await;
    }
    let facts = browser.evaluate(&main, &scripts.facts, within).await.map_err(|e| match e {
        crate::cdp::CdpError::TimedOut { .. } => Blind::Hung,
        e if e.to_string().contains("terminated") => Blind::Hung,
        e => Blind::Fault(e.to_string()),
    })?;
    let facts = serde_json::from_value(facts).map_err(|e| Blind::Fault(format!("facts of the page: {e}")))?;
    let mut frames = vec![looked(browser, main, facts)];
    let mut answers = tokio::task::JoinSet::new();
    for frame in others {
        let Some((session, context)) = browser.watch().context_of(&frame) else { continue };
        answers.spawn(ask(browser.cdp.clone(), session, context, frame, scripts.clone()));
    }
    while let Some(answer) = answers.join_next().await {
        if let Ok(Some((frame, facts))) = answer {
            frames.push(looked(browser, frame, facts));
        }
    }
    frames[1..].sort_by(|a, b| a.url.cmp(&b.url)); // answers come in any order; evidence should not
    Ok(Look { frames })
}

async fn ask(cdp: Cdp, session: String, context: String, frame: String, scripts: Scripts) -> Option<(String, FrameFacts)> {
    shadows::find(&cdp, &session, &context, &scripts).await;
    let value = evaluate_in(&cdp, &session, &context, &scripts.facts, Duration::from_millis(1_200)).await.ok()?;
    Some((frame, serde_json::from_value(value).ok()?))
}

fn looked(browser: &Browser, frame: String, facts: FrameFacts) -> Looked {
    let known = browser.watch().frames.get(&frame).cloned().unwrap_or_default();
    Looked { frame, url: known.url, origin: known.origin, facts }
}

impl Look {
    pub fn main(&self) -> &Looked {
        &self.frames[0]
    }

    /// One page of all frames: what lies in a visible frame counts as shown, at the place where it is painted.
    pub async fn merged(mut self, browser: &Browser) -> (Page, Look) {
        let mut page = std::mem::take(&mut self.frames[0].facts.page);
        let mut offsets = HashMap::new();
        for at in 1..self.frames.len() {
            let frame = self.frames[at].frame.clone();
            let Some(place) = place_of(browser, &frame, &mut offsets, 0).await else { continue };
            if place.area() < SEEN_AREA {
                continue;
            }
            let shown = std::mem::take(&mut self.frames[at].facts.page);
            take_in(&mut page, shown, &self.frames[at].url, place);
        }
        classify(&mut page);
        (page, self)
    }
}

/// Adds what a frame shows to the page.
fn take_in(page: &mut Page, shown: Page, url: &str, place: Rect) {
    let frame = Some(url.to_owned());
    if !shown.text.is_empty() && page.text.len() + shown.text.len() < MAX_TEXT {
        page.text.push('\n');
        page.text.push_str(&shown.text);
    }
    let moved = |r: Rect| Rect { x: r.x + place.x, y: r.y + place.y, ..r };
    let links = shown.links.into_iter().take(300).map(|mut l| {
        l.rect = moved(l.rect);
        l.frame = frame.clone();
        l
    });
    page.links.extend(links);
    let forms = shown.forms.into_iter().map(|mut f| {
        f.rect = moved(f.rect);
        f.frame = frame.clone();
        f
    });
    page.forms.extend(forms);
    let window = page.viewport_px.0 * page.viewport_px.1;
    for mut dialog in shown.dialogs {
        dialog.rect = moved(dialog.rect);
        for control in &mut dialog.controls {
            control.rect = moved(control.rect);
        }
        // In its own frame a banner covers everything; on the page, what the frame covers.
        if window > 0.0 {
            dialog.covers = (dialog.covers * place.area() / window).min(1.0);
        }
        dialog.frame = frame.clone();
        // The page's own facts may have found the same box from outside, without what is in it.
        let shell = page.dialogs.iter().position(|d| d.frame.is_none() && holds(d.rect, dialog.rect));
        if let Some(at) = shell {
            let outer = page.dialogs.remove(at);
            dialog.blocks |= outer.blocks;
            dialog.appeared_ms = dialog.appeared_ms.max(outer.appeared_ms);
            if !outer.controls.is_empty() || outer.text.len() > 40 {
                page.dialogs.insert(at, outer);
            }
        }
        page.dialogs.push(dialog);
    }
}

fn holds(outer: Rect, inner: Rect) -> bool {
    outer.x <= inner.x + 2.0
        && outer.y <= inner.y + 2.0
        && outer.x + outer.w + 2.0 >= inner.x + inner.w
        && outer.y + outer.h + 2.0 >= inner.y + inner.h
}

/// Where a frame's content is painted, in the main page's coordinates.
async fn place_of(browser: &Browser, frame: &str, known: &mut HashMap<String, Option<Rect>>, depth: u8) -> Option<Rect> {
    if let Some(place) = known.get(frame) {
        return *place;
    }
    let place = if depth > 4 { None } else { Box::pin(measure(browser, frame, known, depth)).await };
    known.insert(frame.to_owned(), place);
    place
}

async fn measure(browser: &Browser, frame: &str, known: &mut HashMap<String, Option<Rect>>, depth: u8) -> Option<Rect> {
    let (parent, session, root) = {
        let watch = browser.watch();
        let parent = watch.frames.get(frame)?.parent.clone()?;
        let session = watch.frames.get(&parent)?.session.clone();
        // The topmost frame of the parent's process: what the box is measured against.
        let mut root = parent.clone();
        while let Some(up) = watch.frames.get(&root).and_then(|f| f.parent.clone()) {
            if watch.frames.get(&up).is_none_or(|f| f.session != session) {
                break;
            }
            root = up;
        }
        (parent, session, root)
    };
    let within = Duration::from_secs(2);
    let call = |method, params| browser.cdp.call(Some(&session), method, params, within);
    call("DOM.enable", json!({})).await.ok()?;
    let owner = call("DOM.getFrameOwner", json!({"frameId": frame})).await.ok()?;
    let model = call("DOM.getBoxModel", json!({"backendNodeId": owner["backendNodeId"]})).await.ok()?;
    let quad: Vec<f32> = model["model"]["content"].as_array()?.iter().filter_map(|v| v.as_f64().map(|f| f as f32)).collect();
    let [x, y, _, _, x2, y2, ..] = quad[..] else { return None };
    let mut place = Rect { x, y, w: x2 - x, h: y2 - y };
    let main = browser.main_frame();
    if root != main {
        let up = place_of(browser, &root, known, depth + 1).await?;
        place.x += up.x;
        place.y += up.y;
    } else if parent == main || root == main {
        // Boxes are told relative to the window, facts relative to the page.
        let scroll = browser.evaluate(&main, "[scrollX, scrollY]", within).await.ok()?;
        place.x += scroll[0].as_f64().unwrap_or(0.0) as f32;
        place.y += scroll[1].as_f64().unwrap_or(0.0) as f32;
    }
    Some(place)
}

/// A frame's top left corner in the window, to aim the mouse at what is in it.
pub async fn window_origin(browser: &Browser, frame: &str) -> Option<(f64, f64)> {
    let place = place_of(browser, frame, &mut HashMap::new(), 0).await?;
    let main = browser.main_frame();
    let scroll = browser.evaluate(&main, "[scrollX, scrollY]", Duration::from_secs(2)).await.ok()?;
    let by = |at: usize| scroll[at].as_f64().unwrap_or(0.0);
    Some((f64::from(place.x) - by(0), f64::from(place.y) - by(1)))
}

/// Kinds of dialogs and roles of controls, by wording.
fn classify(page: &mut Page) {
    for dialog in &mut page.dialogs {
        classify_dialog(dialog);
    }
}

pub fn classify_dialog(dialog: &mut Dialog) {
    let catalog = Catalog::embedded();
    for control in &mut dialog.controls {
        control.role = catalog.role_of(&control.text);
    }
    let labels: Vec<&str> = dialog.controls.iter().map(|c| c.text.as_str()).collect();
    let ticks: Vec<&str> = dialog.toggles.iter().filter(|t| t.visible).map(|t| t.label.as_str()).collect();
    let text = format!("{}\n{}", dialog.name, dialog.text);
    let hint = format!("{} {}", dialog.selector, dialog.frame.as_deref().unwrap_or_default());
    dialog.kind = catalog.dialog_kind(DialogFacts {
        text: &text,
        controls: &labels,
        ticks: &ticks,
        contact_field: dialog.fields.iter().any(|f| f.visible && is_contact(f)),
        age_field: dialog.fields.iter().any(|f| f.visible && is_age(f)),
        locale_field: dialog.fields.iter().any(|f| f.visible && is_locale(f)),
        hint: &hint,
    });
    if dialog.layer == 0 {
        dialog.layer = 1;
    }
}

/// Everything that names a field, in small letters.
pub fn words_of(field: &Field) -> String {
    format!("{} {} {} {}", field.name, field.label, field.placeholder, field.autocomplete).to_lowercase()
}

pub fn is_email(field: &Field) -> bool {
    let words = words_of(field);
    field.kind == "email"
        || ["email", "e-mail", "邮箱", "邮件", "correo", "courriel"].iter().any(|w| words.contains(w))
            && ["text", "", "search"].contains(&field.kind.as_str())
}

pub fn is_phone(field: &Field) -> bool {
    let words = words_of(field);
    field.kind == "tel" || ["phone", "telefon", "téléphone", "teléfono", "mobile", "电话", "手机"].iter().any(|w| words.contains(w))
}

fn is_contact(field: &Field) -> bool {
    is_email(field) || is_phone(field)
}

/// A date of birth, a year or an age, as input or list.
pub fn is_age(field: &Field) -> bool {
    let words = words_of(field);
    let tokens: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
    let named = ["birth", "bday", "dob", "geburt", "naissance", "nacimiento", "出生", "生日", "年龄"].iter().any(|w| words.contains(w))
        || ["age", "year", "alter", "âge", "edad", "yyyy"].iter().any(|w| tokens.contains(w));
    let years = field.options.iter().filter(|o| year_of(o).is_some()).count() >= 10;
    (named || years) && !["hidden", "checkbox", "submit", "button"].contains(&field.kind.as_str())
}

/// `1994`, if the text is a year somebody alive was born in.
pub fn year_of(text: &str) -> Option<i32> {
    text.trim().parse().ok().filter(|y| (1900..=2100).contains(y))
}

fn is_locale(field: &Field) -> bool {
    let words = words_of(field);
    field.kind == "select"
        && ["country", "currency", "language", "region", "locale", "land", "pays", "país", "国家", "语言"].iter().any(|w| words.contains(w))
}

/// The consent dialogs of a page, the largest and most blocking first.
pub fn consent_dialogs(page: &Page) -> Vec<usize> {
    let mut found: Vec<usize> =
        (0..page.dialogs.len()).filter(|i| page.dialogs[*i].kind == DialogKind::Consent && page.dialogs[*i].layer <= 1).collect();
    found.sort_by(|a, b| {
        let weight = |i: usize| (page.dialogs[i].blocks, (page.dialogs[i].covers * 1000.0) as i64);
        weight(*b).cmp(&weight(*a))
    });
    found
}

/// A control that a person could use now.
pub fn usable(control: &Control) -> bool {
    control.visible && control.enabled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page { viewport_px: (1000.0, 800.0), ..Page::default() }
    }

    #[test]
    fn a_banner_in_a_frame_lies_where_the_frame_is_painted() {
        let mut page = page();
        let shell = Dialog { rect: Rect { x: 0.0, y: 600.0, w: 1000.0, h: 200.0 }, blocks: true, ..Dialog::default() };
        page.dialogs.push(shell);
        let inner = Dialog {
            rect: Rect { x: 0.0, y: 0.0, w: 1000.0, h: 200.0 },
            covers: 1.0,
            text: "We use cookies".into(),
            controls: vec![Control { rect: Rect { x: 10.0, y: 20.0, w: 50.0, h: 20.0 }, ..Control::default() }],
            ..Dialog::default()
        };
        let shown = Page { dialogs: vec![inner], ..Page::default() };
        take_in(&mut page, shown, "https://cmp.test/", Rect { x: 0.0, y: 600.0, w: 1000.0, h: 200.0 });
        assert_eq!(page.dialogs.len(), 1, "the empty shell gives way to what is in it");
        let dialog = &page.dialogs[0];
        assert_eq!((dialog.rect.y, dialog.controls[0].rect.y), (600.0, 620.0));
        assert!(dialog.blocks && (dialog.covers - 0.25).abs() < 0.001);
        assert_eq!(dialog.frame.as_deref(), Some("https://cmp.test/"));
    }

    #[test]
    fn fields_by_name_and_kind() {
        let field = |kind: &str, name: &str| Field { kind: kind.into(), name: name.into(), visible: true, ..Field::default() };
        assert!(is_email(&field("email", "x")) && is_email(&field("text", "customer[email]")));
        assert!(!is_email(&field("checkbox", "email_consent")));
        assert!(is_age(&field("select", "birth_year")) && is_age(&field("text", "age")));
        assert!(!is_age(&field("text", "message")), "`age` is a word of its own");
        let years = Field { options: (1990..2005).map(|y| y.to_string()).collect(), ..field("select", "y") };
        assert!(is_age(&years));
    }
}
