//! One page as it was painted: text, links, forms, dialogs, and how conspicuous each is.

use super::{Artifact, Gap, Stage};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One page of a pass. A page visited again after the act is a page of its own with stage `After`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Page {
    pub kind: PageKind,
    /// As asked for.
    pub url: String,
    /// After redirects.
    pub final_url: String,
    pub stage: Stage,
    pub status: Option<u16>,
    /// Why it could not be read whole.
    #[serde(default)]
    pub gap: Option<Gap>,
    #[serde(default)]
    pub title: String,
    /// `<html lang>`.
    #[serde(default)]
    pub lang: Option<String>,
    /// Visible text, at most 400 KiB, shadow roots and same-process frames included.
    #[serde(default)]
    pub text: String,
    /// It is a PDF: the text is what the browser's reader made of it, how it is set is not known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pdf: bool,
    #[serde(default)]
    pub headings: Vec<Heading>,
    #[serde(default)]
    pub links: Vec<Link>,
    #[serde(default)]
    pub forms: Vec<Form>,
    /// Banners, pop-ups, gates; also those that appeared and went, and second layers that the scan opened.
    #[serde(default)]
    pub dialogs: Vec<Dialog>,
    /// Switches and check boxes outside dialogs and forms: opt-out states, confirmations.
    #[serde(default)]
    pub toggles: Vec<Toggle>,
    #[serde(default)]
    pub reading: Reading,
    #[serde(default)]
    pub signals: Signals,
    /// Can the page behind a dialog be used: scrolled and clicked?
    #[serde(default = "yes")]
    pub usable: bool,
    #[serde(default)]
    pub height_px: f32,
    #[serde(default)]
    pub viewport_px: (f32, f32),
    #[serde(default)]
    pub screenshot: Option<Artifact>,
    /// Uncaught script errors and their count by message, at most 20.
    #[serde(default)]
    pub errors: Vec<String>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    Home,
    Product,
    Category,
    Search,
    Cart,
    Checkout,
    Contact,
    SignUp,
    /// The privacy policy.
    Policy,
    /// Cookie policy, where it is a page of its own.
    CookiePolicy,
    /// Where "Do Not Sell or Share" or "Your Privacy Choices" leads.
    Choices,
    /// Where requests to know, delete or correct are made.
    Requests,
    /// Consumer health data privacy policy.
    HealthPolicy,
    /// Children's privacy notice.
    Children,
    /// A part of the shop made for children: toys, a kids' corner, a club.
    KidsSection,
    #[default]
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Default)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
}

impl Rect {
    pub fn area(&self) -> f32 {
        self.w * self.h
    }
}

/// WCAG contrast of a text on the background that is really behind it: 1.0 to 21.0. `None` where an image or
/// gradient lies behind it and no single colour can be told; see [`Style::painted`].
pub type Contrast = Option<f32>;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Style {
    pub font_px: f32,
    pub weight: u16,
    pub contrast: Contrast,
    /// Does it look like a button: a filled background other than its surroundings', or a border?
    pub button_like: bool,
    /// The filled background's contrast against the surroundings (1.0: none). How loud the button is.
    pub loudness: f32,
    pub underlined: bool,
    /// Resolved colours, `#rrggbb`.
    #[serde(default)]
    pub color: String,
    #[serde(default)]
    pub background: String,
    /// Opacity, a filter or a blend mode lies on it, so that other colours are painted than its style says.
    #[serde(default)]
    pub blended: bool,
    /// The text's contrast as measured from the pixels of a button that decides, where its style leaves it open.
    #[serde(default)]
    pub painted: Contrast,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    Header,
    Footer,
    Nav,
    Dialog,
    #[default]
    Main,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Link {
    /// Visible text, or the accessible name where there is none.
    pub text: String,
    /// Absolute; `None` for buttons that act by script.
    pub href: Option<String>,
    pub region: Region,
    pub rect: Rect,
    /// Painted, not covered, not clipped away, opaque.
    pub visible: bool,
    /// Inside a closed `<details>`, a collapsed group or menu.
    #[serde(default)]
    pub collapsed: bool,
    pub style: Style,
    /// Links of the same list or region, to compare with.
    #[serde(default)]
    pub neighbours: Neighbours,
    /// An image or SVG inside it or right beside it.
    #[serde(default)]
    pub icon: bool,
    /// The icon's alternative text, file name or title.
    #[serde(default)]
    pub icon_name: String,
    pub selector: String,
    #[serde(default)]
    pub frame: Option<String>,
}

/// Medians over the neighbours of an element.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Neighbours {
    pub count: u32,
    pub font_px: f32,
    pub contrast: Contrast,
    /// Most of the neighbours are collapsed too.
    pub collapsed: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Form {
    pub selector: String,
    /// Absolute.
    pub action: Option<String>,
    pub method: String,
    pub fields: Vec<Field>,
    /// Text of the button that submits.
    pub submit: Option<String>,
    /// Visible text in and right around the form, at most 2,000 characters.
    pub context: String,
    /// Links in and right around it: text and absolute address.
    pub links: Vec<(String, String)>,
    pub rect: Rect,
    pub visible: bool,
    pub region: Region,
    #[serde(default)]
    pub frame: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Field {
    pub name: String,
    /// `type` of an input, or `select`, `textarea`.
    pub kind: String,
    pub label: String,
    #[serde(default)]
    pub placeholder: String,
    #[serde(default)]
    pub autocomplete: String,
    pub required: bool,
    pub visible: bool,
    #[serde(default)]
    pub checked: bool,
    /// The value it had when the page was opened.
    #[serde(default)]
    pub value: String,
    /// Options of a `select`, at most 40.
    #[serde(default)]
    pub options: Vec<String>,
    pub selector: String,
}

impl Field {
    /// What it is called on the page, or failing that by its maker; its kind, where nobody named it.
    pub fn called(&self) -> &str {
        [&self.label, &self.placeholder, &self.name].into_iter().find(|s| !s.is_empty()).unwrap_or(&self.kind)
    }
}

/// Something laid over the page or put before it: consent banner, age gate, pop-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Dialog {
    pub kind: DialogKind,
    pub selector: String,
    /// The frame's URL if it lies in an iframe.
    #[serde(default)]
    pub frame: Option<String>,
    /// In an open or closed shadow root.
    #[serde(default)]
    pub shadow: bool,
    /// What assistive software calls it (`aria-label`).
    #[serde(default)]
    pub name: String,
    pub text: String,
    pub rect: Rect,
    /// Share of the viewport it covers, 0.0 to 1.0, backdrop not counted.
    pub covers: f32,
    /// The page behind it cannot be used.
    pub blocks: bool,
    /// 1: shown without being asked for; 2: behind one click; and so on.
    pub layer: u8,
    pub controls: Vec<Control>,
    pub toggles: Vec<Toggle>,
    /// Fields inside it (an age gate's, a newsletter pop-up's).
    #[serde(default)]
    pub fields: Vec<Field>,
    #[serde(default)]
    pub links: Vec<(String, String)>,
    /// Milliseconds after the page began to load.
    #[serde(default)]
    pub appeared_ms: u64,
    #[serde(default)]
    pub screenshot: Option<Artifact>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum DialogKind {
    Consent,
    AgeGate,
    /// Asks for an e-mail address or phone number.
    Newsletter,
    /// Asks for country or language.
    Locale,
    #[default]
    Other,
}

/// A button or link of a dialog.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Control {
    pub role: ControlRole,
    pub text: String,
    pub selector: String,
    /// `button`, `a`, `input`, `div` …
    pub tag: String,
    pub rect: Rect,
    pub visible: bool,
    pub enabled: bool,
    pub style: Style,
    pub href: Option<String>,
    /// Its place among the visible controls, in reading order.
    pub order: u16,
    /// Outside the box that holds the accept button.
    #[serde(default)]
    pub outside_box: bool,
}

/// What a control is for, by its wording and structure. Whether it does it is told by its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ControlRole {
    Accept,
    Refuse,
    /// Opens a further layer with choices.
    Settings,
    /// Keeps the choices as the switches stand.
    Save,
    Close,
    /// "Ask me later".
    Later,
    /// "OK", "Got it": acknowledges without saying to what.
    Acknowledge,
    /// To the policy or other text.
    Inform,
    /// A tab, an accordion, a language.
    #[default]
    Other,
}

/// A switch or check box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Toggle {
    pub label: String,
    /// The word shown as its state, such as "On" or "Off"; empty if none.
    #[serde(default)]
    pub state_text: String,
    pub checked: bool,
    pub enabled: bool,
    pub visible: bool,
    /// Its label calls it necessary, essential or always active.
    pub essential: bool,
    pub selector: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Heading {
    pub level: u8,
    pub text: String,
    /// `id` of the heading or its section, for deep links.
    #[serde(default)]
    pub anchor: Option<String>,
}

/// How the main text is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Reading {
    /// Size of most of the text.
    pub font_px: f32,
    /// The smallest size that carries more than 5 % of the text.
    pub small_px: f32,
    pub contrast: Contrast,
    /// The page's content is an image, a PDF or an embedded viewer and holds next to no text.
    pub not_text: bool,
}

/// What the page's consent interfaces answer, as they answered when the page was quiet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Signals {
    /// `navigator.globalPrivacyControl` as the page sees it.
    #[serde(default)]
    pub gpc: Option<bool>,
    #[serde(default)]
    pub tcf: Option<serde_json::Value>,
    #[serde(default)]
    pub gpp: Option<serde_json::Value>,
    #[serde(default)]
    pub usp: Option<String>,
    /// Google Consent Mode: parameter → `granted` or `denied`.
    #[serde(default)]
    pub consent_mode: BTreeMap<String, String>,
    /// Shopify Customer Privacy API, if present.
    #[serde(default)]
    pub shopify: Option<serde_json::Value>,
    /// Cookies in which consent tools keep the choice, as they stood: `OptanonConsent`, `CookieConsent`, `euconsent-v2`, `usprivacy`,
    /// `OTGPPConsent`.
    #[serde(default)]
    pub stored: BTreeMap<String, String>,
}
