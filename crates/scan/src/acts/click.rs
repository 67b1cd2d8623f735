//! Clicks as a person makes them, with the mouse, and what came of them.

use crate::look;
use crate::run::Run;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use tidegate_types::observation::{Click, Control, ControlRole, Dialog, Effect, Gap, GapCode, Outcome, Page, Stage, Toggle};

/// A set of controls that belong together: a dialog, or the page itself.
#[derive(Debug, Clone, Default)]
pub struct Surface {
    /// Empty for the page itself.
    pub selector: String,
    pub frame: Option<String>,
    pub layer: u8,
    pub controls: Vec<Control>,
    pub toggles: Vec<Toggle>,
}

impl Surface {
    pub fn of_dialog(dialog: &Dialog) -> Self {
        Surface {
            selector: dialog.selector.clone(),
            frame: dialog.frame.clone(),
            layer: dialog.layer,
            controls: dialog.controls.clone(),
            toggles: dialog.toggles.clone(),
        }
    }

    /// The page's own buttons and switches.
    pub fn of_page(page: &Page, layer: u8) -> Self {
        let catalog = tidegate_catalog::Catalog::embedded();
        let buttons = page.links.iter().filter(|l| l.href.is_none() && l.frame.is_none());
        let controls = buttons.map(|l| Control {
            role: catalog.role_of(&l.text),
            text: l.text.clone(),
            selector: l.selector.clone(),
            tag: "button".into(),
            rect: l.rect,
            visible: l.visible,
            enabled: true,
            ..Control::default()
        });
        Surface { layer, controls: controls.collect(), toggles: page.toggles.clone(), ..Surface::default() }
    }

    /// The most prominent usable control of the first role that has one.
    pub fn best(&self, roles: &[ControlRole]) -> Option<&Control> {
        roles.iter().find_map(|role| {
            let fitting = self.controls.iter().filter(|c| c.role == *role && look::usable(c));
            fitting.max_by(|a, b| a.rect.area().total_cmp(&b.rect.area()))
        })
    }

    /// What of the surface a person sees, to tell whether it has changed.
    fn face(&self) -> BTreeSet<String> {
        let controls = self.controls.iter().filter(|c| c.visible).map(|c| c.text.clone());
        controls.chain(self.toggles.iter().filter(|t| t.visible).map(|t| t.label.clone())).collect()
    }
}

/// The page's state just before a click.
#[derive(Debug)]
struct Before {
    storage: BTreeMap<String, String>,
    signals: BTreeMap<String, String>,
    dialogs: BTreeSet<String>,
    requests: usize,
    navigations: u32,
    errors: u32,
    popups: usize,
}

/// A click that was made: the record of it, and the page as it is now.
#[derive(Debug)]
pub struct Clicked {
    pub click: Click,
    /// `None` if the page could not be read afterwards.
    pub now: Option<Page>,
    /// Addresses that it tried to open in a new window.
    pub windows: Vec<String>,
}

impl Clicked {
    /// Did the choice take: is anything different from before?
    pub fn outcome(&self) -> Outcome {
        let e = &self.click.effect;
        if e.dialog_gone || e.navigated || !e.storage_changed.is_empty() || !e.signals_changed.is_empty() {
            return Outcome::Done;
        }
        match &e.error {
            Some(error) => Outcome::Broken { gap: Gap::new(GapCode::NoControl, format!("the click threw: {error}")) },
            None => Outcome::NoEffect,
        }
    }
}

impl Run<'_> {
    /// The frame that a dialog lies in. Two frames of one address are told apart by nothing; the first counts.
    pub fn frame_id(&self, url: Option<&str>) -> String {
        let watch = self.browser.watch();
        let main = watch.recorder.main_frame.clone().unwrap_or_default();
        let Some(url) = url else { return main };
        let found = watch.frames.iter().find(|(id, f)| f.url == url && watch.context_of(id).is_some());
        found.map_or(main, |(id, _)| id.clone())
    }

    pub async fn act(&self, frame: Option<&str>, method: &str, arguments: &[&str]) -> Value {
        let expression = self.common.scripts.act(method, arguments);
        let frame = self.frame_id(frame);
        self.browser.evaluate(&frame, &expression, Duration::from_secs(3)).await.unwrap_or_default()
    }

    /// Moves the mouse to an element and clicks it.
    pub async fn press(&mut self, selector: &str, frame: Option<&str>) -> Result<(), Gap> {
        let place = self.act(frame, "locate", &[selector]).await;
        let gone = |why: &str| Err(Gap::new(GapCode::NoControl, why.to_owned()));
        if place["found"] != true {
            return gone("the control vanished before it could be clicked");
        }
        if place["visible"] != true || place["hit"] != true {
            return gone("the control is covered or not visible, so it cannot be clicked");
        }
        let (mut x, mut y) = (place["x"].as_f64().unwrap_or(0.0), place["y"].as_f64().unwrap_or(0.0));
        if frame.is_some() {
            let id = self.frame_id(frame);
            match look::window_origin(&self.browser, &id).await {
                Some((left, top)) => (x, y) = (x + left, y + top),
                None => return gone("the control's frame is not painted"),
            }
        }
        self.mouse(x, y).await
    }

    async fn mouse(&self, x: f64, y: f64) -> Result<(), Gap> {
        for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let params = json!({"type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": 1});
            self.browser
                .call("Input.dispatchMouseEvent", params, Duration::from_secs(4))
                .await
                .map_err(|e| Gap::new(GapCode::Hung, format!("the page did not take the click: {e}")))?;
        }
        Ok(())
    }

    /// One key, as typed on a keyboard.
    pub async fn key(&self, key: &str, code: u32) {
        for kind in ["keyDown", "keyUp"] {
            let mut params = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            if key == "Enter" && kind == "keyDown" {
                params["text"] = "\r".into();
            }
            // A page that does not take keys is seen by what did not change.
            let _ = self.browser.call("Input.dispatchKeyEvent", params, Duration::from_secs(2)).await;
        }
    }

    /// Types into a field key by key, as a person does: some listeners hear keys only. What does not arrive is filled in after.
    pub async fn type_keys(&self, frame: Option<&str>, selector: &str, text: &str) {
        if self.act(frame, "focus", &[selector]).await["ok"] != true {
            return;
        }
        for letter in text.chars() {
            let letter = letter.to_string();
            self.browser
                .post("Input.dispatchKeyEvent", json!({"type": "keyDown", "key": letter, "text": letter, "unmodifiedText": letter}));
            self.browser.post("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": letter}));
        }
        // Commands are answered in order: with this one all keys have arrived.
        self.key("Shift", 16).await;
    }

    /// Clicks a control of a surface and judges by the page what it did. `stage` begins with the click.
    pub async fn click(&mut self, page: usize, surface: &Surface, control: &Control, stage: Option<Stage>) -> Result<Clicked, Gap> {
        let before = self.before(surface).await;
        if let Some(stage) = stage {
            self.enter(stage);
        }
        self.press(&control.selector, surface.frame.as_deref()).await?;
        Ok(self.judged(page, surface, control, before).await)
    }

    /// The same for a key that acts on the surface.
    pub async fn strike(&mut self, page: usize, surface: &Surface, key: (&str, u32), stage: Stage) -> Clicked {
        let before = self.before(surface).await;
        self.enter(stage);
        self.key(key.0, key.1).await;
        let control = Control { text: key.0.to_owned(), role: ControlRole::Close, ..Control::default() };
        self.judged(page, surface, &control, before).await
    }

    async fn judged(&mut self, page: usize, surface: &Surface, control: &Control, before: Before) -> Clicked {
        self.calm(before.navigations).await;
        let now = self.read(page).await.ok();
        let after = self.before(surface).await;
        let effect = effect(surface, &before, &after, now.as_ref(), self.newest_error(before.errors));
        let windows = self.browser.watch().happened.popup_urls.iter().skip(before.popups).cloned().collect();
        let click = Click {
            text: crate::setcookie::cut(&control.text, 300),
            selector: control.selector.clone(),
            role: control.role,
            layer: surface.layer,
            effect,
        };
        Clicked { click, now, windows }
    }

    /// Waits for what a click set off.
    async fn calm(&self, navigations: u32) {
        let began = Instant::now();
        loop {
            tokio::time::sleep(Duration::from_millis(60)).await;
            let (idle, busy, moved, ready) = {
                let watch = self.browser.watch();
                let idle = self.browser.now_ms().saturating_sub(watch.recorder.last_activity_ms);
                (idle, watch.recorder.in_flight() > 0, watch.happened.navigations != navigations, watch.happened.dom_ready)
            };
            let least = Duration::from_millis(if moved { 800 } else { 450 });
            let quiet = (!busy && idle > 350 || idle > 1_500) && (ready || !moved);
            if began.elapsed() >= least && quiet || began.elapsed() > Duration::from_secs(4) {
                return;
            }
        }
    }

    async fn before(&self, surface: &Surface) -> Before {
        let mut state = self.act(None, "state", &[]).await;
        if surface.frame.is_some() {
            let inner = self.act(surface.frame.as_deref(), "state", &[]).await;
            merge(&mut state, inner);
        }
        let mut storage = strings(&state["storage"]);
        for cookie in self.browser.cookies().await {
            let part = |key: &str| cookie[key].as_str().unwrap_or_default().to_owned();
            storage.insert(format!("cookie:{}", part("name")), format!("{}{}", part("domain"), part("value")));
        }
        let watch = self.browser.watch();
        Before {
            storage,
            signals: strings(&state["signals"]),
            dialogs: state["dialogs"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
            requests: watch.recorder.requests.len(),
            navigations: watch.happened.navigations,
            errors: watch.happened.errors.values().sum(),
            popups: watch.happened.popup_urls.len(),
        }
    }

    fn newest_error(&self, before: u32) -> Option<String> {
        let watch = self.browser.watch();
        let now: u32 = watch.happened.errors.values().sum();
        if now > before { watch.happened.errors.keys().next_back().cloned() } else { None }
    }
}

fn merge(state: &mut Value, inner: Value) {
    for key in ["storage", "signals"] {
        if let (Some(all), Some(more)) = (state[key].as_object_mut(), inner[key].as_object()) {
            all.extend(more.iter().map(|(k, v)| (format!("frame {k}"), v.clone())));
        }
    }
    if let (Some(all), Some(more)) = (state["dialogs"].as_array_mut(), inner["dialogs"].as_array()) {
        all.extend(more.iter().cloned());
    }
}

fn strings(of: &Value) -> BTreeMap<String, String> {
    of.as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v.as_str().map_or_else(|| v.to_string(), str::to_owned))).collect()
}

fn changed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names.into_iter().filter(|n| before.get(*n) != after.get(*n)).take(60).cloned().collect()
}

fn effect(surface: &Surface, before: &Before, after: &Before, now: Option<&Page>, error: Option<String>) -> Effect {
    let navigated = after.navigations != before.navigations;
    let shown = now.map(|p| p.dialogs.iter().any(|d| d.selector == surface.selector && d.frame == surface.frame));
    let dialog_gone = !surface.selector.is_empty() && !navigated && shown == Some(false) && !after.dialogs.contains(&surface.selector);
    let opened = now.is_some_and(|p| p.dialogs.iter().any(|d| is_new_layer(d, surface, before)));
    Effect {
        dialog_gone,
        layer_opened: opened && !navigated,
        storage_changed: changed(&before.storage, &after.storage),
        signals_changed: changed(&before.signals, &after.signals),
        requests: u32::try_from(after.requests.saturating_sub(before.requests)).unwrap_or(u32::MAX),
        navigated,
        error,
    }
}

/// A dialog that was not there, or the same one with another face.
fn is_new_layer(dialog: &Dialog, surface: &Surface, before: &Before) -> bool {
    if dialog.selector == surface.selector && dialog.frame == surface.frame {
        let (old, new) = (surface.face(), Surface::of_dialog(dialog).face());
        return new.difference(&old).count() > 0;
    }
    !before.dialogs.contains(&dialog.selector)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> Before {
        Before {
            storage: BTreeMap::from([("cookie:sid".into(), "1".into())]),
            signals: BTreeMap::new(),
            dialogs: BTreeSet::from(["#banner".into()]),
            requests: 3,
            navigations: 1,
            errors: 0,
            popups: 0,
        }
    }

    fn banner() -> Surface {
        Surface { selector: "#banner".into(), ..Surface::default() }
    }

    fn outcome(effect: Effect) -> Outcome {
        let click = Click { text: String::new(), selector: String::new(), role: ControlRole::Refuse, layer: 1, effect };
        Clicked { click, now: None, windows: vec![] }.outcome()
    }

    #[test]
    fn a_banner_that_goes_is_an_effect() {
        let after = Before { dialogs: BTreeSet::new(), ..state() };
        let effect = effect(&banner(), &state(), &after, Some(&Page::default()), None);
        assert!(effect.dialog_gone && !effect.layer_opened);
        assert_eq!(outcome(effect), Outcome::Done);
    }

    #[test]
    fn nothing_changed_is_no_effect_and_throwing_is_broken() {
        let still = Page { dialogs: vec![Dialog { selector: "#banner".into(), ..Dialog::default() }], ..Page::default() };
        let same = effect(&banner(), &state(), &state(), Some(&still), None);
        assert_eq!(outcome(same), Outcome::NoEffect);
        let threw = effect(&banner(), &state(), &state(), Some(&still), Some("TypeError".into()));
        assert!(matches!(outcome(threw), Outcome::Broken { .. }));
        let mut stored = state();
        stored.storage.insert("cookie:consent".into(), "no".into());
        let stored = effect(&banner(), &state(), &stored, Some(&still), Some("TypeError".into()));
        assert_eq!(stored.storage_changed, ["cookie:consent"]);
        assert_eq!(outcome(stored), Outcome::Done);
    }

    #[test]
    fn a_second_layer_is_another_box_or_another_face() {
        let with = |d: Dialog| Page { dialogs: vec![d], ..Page::default() };
        let other = with(Dialog { selector: "#layer2".into(), ..Dialog::default() });
        assert!(effect(&banner(), &state(), &state(), Some(&other), None).layer_opened);
        let switch = Toggle { label: "Analytics".into(), visible: true, ..Toggle::default() };
        let grown = with(Dialog { selector: "#banner".into(), toggles: vec![switch], ..Dialog::default() });
        assert!(effect(&banner(), &state(), &state(), Some(&grown), None).layer_opened);
    }
}
