//! A pass: what was done, each page as it was painted, every request by its receiver, what was kept on the device.

use super::album::Shot;
use super::story::{Act, acts, fields};
use super::words::{self, Words, words};
use super::{Cut, Place, short};
use crate::gaps;
use crate::html::clean;
use std::collections::BTreeMap;
use tidegate_types::observation::{ApiCall, Cookie, CookieState, Dialog, Form, Link, Page, Pass, Request, SetBy, StorageItem};

/// What is shown; the rest stands in `observation.json`.
const REQUESTS: usize = 3_000;
const ROWS: usize = 1_000;
const LINKS: usize = 300;
const TEXT: usize = 30_000;

#[derive(Debug)]
pub struct PassView {
    pub heading: &'static str,
    pub key: &'static str,
    pub ended: String,
    pub gaps: Vec<String>,
    pub acts: Vec<Act>,
    pub pages: Cut<PageView>,
    pub parties: Vec<Party>,
    /// Requests in all, and how many are shown.
    pub requests: (usize, usize),
    pub cookies: Cut<CookieRow>,
    pub storage: Cut<StorageRow>,
    pub calls: Cut<CallRow>,
    /// What was typed into forms: kind, value, number of the page.
    pub canaries: Cut<(String, String, usize)>,
}

#[derive(Debug)]
pub struct PageView {
    pub no: usize,
    pub kind: &'static str,
    pub stage: &'static str,
    pub title: String,
    pub asked: String,
    /// Only where it differs from what was asked for.
    pub landed: Option<String>,
    pub status: String,
    pub gap: Option<String>,
    pub shot: Option<Shot>,
    pub dialogs: Vec<DialogView>,
    pub forms: Vec<(String, String)>,
    /// Name of a consent interface and what it answered.
    pub signals: Vec<(&'static str, String)>,
    pub links: Cut<LinkRow>,
    pub text: String,
    pub text_cut: bool,
    pub errors: Vec<String>,
}

#[derive(Debug)]
pub struct DialogView {
    pub kind: &'static str,
    pub text: String,
    pub facts: String,
    pub controls: Vec<ControlRow>,
    pub toggles: Vec<(String, &'static str)>,
    pub shot: Option<Shot>,
}

#[derive(Debug)]
pub struct ControlRow {
    pub text: String,
    pub role: &'static str,
    pub size: String,
    pub font: String,
    pub contrast: String,
}

#[derive(Debug)]
pub struct LinkRow {
    pub text: String,
    pub href: String,
    pub shown: &'static str,
    pub font: String,
    pub contrast: String,
}

/// A host that was sent requests.
#[derive(Debug)]
pub struct Party {
    pub host: String,
    pub own: bool,
    pub rows: Vec<RequestRow>,
}

#[derive(Debug)]
pub struct RequestRow {
    pub at: String,
    pub stage: &'static str,
    pub page: usize,
    pub method: String,
    pub kind: &'static str,
    pub answer: String,
    pub url: String,
    pub body: Option<String>,
    pub cookies: String,
    pub asked_by: String,
}

#[derive(Debug)]
pub struct CookieRow {
    pub name: String,
    pub domain: String,
    pub value: String,
    pub life: String,
    pub party: &'static str,
    pub state: String,
    pub set_by: String,
    pub stage: &'static str,
}

#[derive(Debug)]
pub struct StorageRow {
    pub kind: &'static str,
    pub origin: String,
    pub key: String,
    pub value: String,
    pub stage: &'static str,
}

#[derive(Debug)]
pub struct CallRow {
    pub api: String,
    pub script: String,
    pub count: u32,
    pub gesture: &'static str,
    pub page: usize,
    pub stage: &'static str,
}

impl PassView {
    pub fn new(place: &Place, p: &Pass, heading: &'static str) -> PassView {
        let (lang, w) = (place.lang, words(place.lang));
        let parties = parties(place, p);
        let shown = parties.iter().map(|x| x.rows.len()).sum();
        PassView {
            heading,
            key: p.name.as_str(),
            ended: p.end.gap().map_or_else(|| w.complete.into(), |g| clean(gaps::text(g).get(lang))),
            gaps: p.gaps.iter().map(|g| clean(gaps::text(g).get(lang))).collect(),
            acts: acts(place, p),
            pages: Cut::of(p.pages.iter().enumerate(), 100, |(i, page)| page_view(place, i, page)),
            requests: (p.requests.len(), shown),
            parties,
            cookies: Cut::of(&p.cookies, ROWS, |c| cookie(place, p, c)),
            storage: Cut::of(&p.storage, ROWS, |s| storage(place, s)),
            calls: Cut::of(&p.api_calls, ROWS, |c| call(place, c)),
            canaries: Cut::of(&p.canaries, ROWS, |c| (clean(&c.kind), short(&c.value, 200), c.page + 1)),
        }
    }
}

fn page_view(place: &Place, i: usize, page: &Page) -> PageView {
    let w = words(place.lang);
    let lines: Vec<String> = page.text.lines().map(clean).collect();
    let text = lines.join("\n");
    let cut: String = text.chars().take(TEXT).collect();
    PageView {
        no: i + 1,
        kind: words::page_kind(page.kind, place.lang),
        stage: words::stage(page.stage, place.lang),
        title: short(&page.title, 200),
        asked: short(&page.url, 600),
        landed: (page.final_url != page.url).then(|| short(&page.final_url, 600)),
        status: page.status.map_or_else(|| "–".into(), |s| s.to_string()),
        gap: page.gap.as_ref().map(|g| clean(gaps::text(g).get(place.lang))),
        shot: place.album.shot(page.screenshot.as_ref(), place.root),
        dialogs: page.dialogs.iter().take(20).map(|d| dialog(place, d)).collect(),
        forms: page.forms.iter().filter(|f| f.visible).take(40).map(|f| form(f, w)).collect(),
        signals: signals(page),
        links: Cut::of(&page.links, LINKS, |l| link(l, w)),
        text_cut: cut.len() < text.len(),
        text: cut,
        errors: page.errors.iter().take(20).map(|e| short(e, 300)).collect(),
    }
}

fn dialog(place: &Place, d: &Dialog) -> DialogView {
    let w = words(place.lang);
    let mut facts = vec![format!("{}{:.0} %", w.covers, d.covers * 100.0), format!("{}{}", w.layer, d.layer)];
    if d.blocks {
        facts.push(w.blocks.into());
    }
    if d.frame.is_some() {
        facts.push(w.in_frame.into());
    }
    if d.shadow {
        facts.push(w.in_shadow.into());
    }
    let control = |c: &tidegate_types::observation::Control| ControlRow {
        text: short(&c.text, 120),
        role: words::role(c.role, place.lang),
        size: format!("{:.0} × {:.0}", c.rect.w, c.rect.h),
        font: format!("{:.0}", c.style.font_px),
        contrast: contrast(c.style.painted.or(c.style.contrast)),
    };
    DialogView {
        kind: words::dialog(d.kind, place.lang),
        text: short(&d.text, 2_000),
        facts: facts.join(w.semicolon),
        controls: d.controls.iter().filter(|c| c.visible).take(60).map(control).collect(),
        toggles: d.toggles.iter().take(60).map(|t| (short(&t.label, 120), if t.checked { w.on } else { w.off })).collect(),
        shot: place.album.shot(d.screenshot.as_ref(), place.root),
    }
}

fn contrast(c: Option<f32>) -> String {
    c.map_or_else(|| "–".into(), |c| format!("{c:.1}"))
}

fn form(f: &Form, w: &Words) -> (String, String) {
    let target = f.action.as_deref().map_or_else(|| w.not_said.into(), |a| short(a, 300));
    (fields(&f.fields, w), format!("{} {target}", short(&f.method.to_uppercase(), 10)))
}

fn link(l: &Link, w: &'static Words) -> LinkRow {
    LinkRow {
        text: short(&l.text, 160),
        href: l.href.as_deref().map_or_else(|| "–".into(), |h| short(h, 300)),
        shown: if l.visible { w.yes } else { w.no },
        font: format!("{:.0}", l.style.font_px),
        contrast: contrast(l.style.painted.or(l.style.contrast)),
    }
}

/// What each consent interface answered, as text.
fn signals(page: &Page) -> Vec<(&'static str, String)> {
    let s = &page.signals;
    let json = |v: &serde_json::Value| short(&v.to_string(), 1_500);
    let map = |m: &BTreeMap<String, String>| {
        let pairs: Vec<_> = m.iter().take(40).map(|(k, v)| format!("{k} = {v}")).collect();
        (!pairs.is_empty()).then(|| short(&pairs.join(", "), 1_500))
    };
    let all = [
        ("globalPrivacyControl", s.gpc.map(|g| g.to_string())),
        ("TCF", s.tcf.as_ref().map(json)),
        ("GPP", s.gpp.as_ref().map(json)),
        ("US Privacy", s.usp.as_deref().map(|u| short(u, 40))),
        ("Google Consent Mode", map(&s.consent_mode)),
        ("Shopify Customer Privacy", s.shopify.as_ref().map(json)),
        ("Cookies", map(&s.stored)),
    ];
    all.into_iter().filter_map(|(name, said)| Some((name, said?))).collect()
}

/// Requests by receiver: strangers first, busiest first.
fn parties(place: &Place, p: &Pass) -> Vec<Party> {
    let own = tidegate_types::Host::of_url(&place.seen.target);
    let mut by_host: BTreeMap<String, Vec<RequestRow>> = BTreeMap::new();
    for r in p.requests.iter().take(REQUESTS) {
        let host = r.host().map_or_else(|| "–".to_owned(), |h| h.to_string());
        by_host.entry(host).or_default().push(request(place, r));
    }
    let mut parties: Vec<Party> = by_host.into_iter().map(|(host, rows)| Party { own: is_own(own.as_ref(), &host), host, rows }).collect();
    parties.sort_by_key(|x| (x.own, std::cmp::Reverse(x.rows.len())));
    parties
}

fn is_own(own: Option<&tidegate_types::Host>, host: &str) -> bool {
    own.is_some_and(|o| o.same_site(&tidegate_types::Host::new(host)))
}

fn request(place: &Place, r: &Request) -> RequestRow {
    let w = words(place.lang);
    let answer = match (r.status, &r.failed) {
        _ if !r.left_device => w.stayed.into(),
        (Some(s), _) => s.to_string(),
        (None, Some(why)) => short(why, 80),
        (None, None) => "–".into(),
    };
    RequestRow {
        at: format!("{:.2}", r.at_ms as f64 / 1000.0),
        stage: words::stage(r.stage, place.lang),
        page: r.page + 1,
        method: short(&r.method, 10),
        kind: words::request_kind(r.kind),
        answer,
        url: short(&r.url, 1_000),
        body: r.body.as_deref().filter(|b| !b.is_empty()).map(|b| short(b, 1_500)),
        cookies: short(&r.cookies_sent.join(", "), 400),
        asked_by: r.initiator.stack.first().map(|s| short(s, 300)).unwrap_or_default(),
    }
}

fn cookie(place: &Place, p: &Pass, c: &Cookie) -> CookieRow {
    let w = words(place.lang);
    let set_by = match &c.set_by {
        SetBy::Response { request } => p.requests.get(*request).map_or_else(|| "–".into(), |r| short(&r.url, 200)),
        SetBy::Script { url: Some(url) } => short(url, 200),
        SetBy::Script { url: None } => w.a_script.into(),
        SetBy::Unknown => "–".into(),
    };
    let state = match &c.state {
        CookieState::Stored if c.kept => w.stored.into(),
        CookieState::Stored => w.stored_and_gone.into(),
        CookieState::Refused { reasons } => format!("{}{}", w.refused, short(&reasons.join(", "), 120)),
    };
    CookieRow {
        name: short(&c.name, 120),
        domain: c.domain.to_string(),
        value: short(&c.value, 160),
        life: c.lifetime_days.map_or_else(|| w.session.into(), |d| format!("{d:.0} {}", w.days)),
        party: if c.third_party { w.yes } else { w.no },
        state,
        set_by,
        stage: words::stage(c.stage, place.lang),
    }
}

fn storage(place: &Place, s: &StorageItem) -> StorageRow {
    StorageRow {
        kind: words::item_kind(s.kind),
        origin: short(&s.origin, 120),
        key: short(&s.key, 160),
        value: short(&s.value, 200),
        stage: words::stage(s.stage, place.lang),
    }
}

fn call(place: &Place, c: &ApiCall) -> CallRow {
    let w = words(place.lang);
    CallRow {
        api: short(&c.api, 60),
        script: c.script.as_deref().map_or_else(|| "–".into(), |s| short(s, 300)),
        count: c.count,
        gesture: if c.after_gesture { w.yes } else { w.no },
        page: c.page + 1,
        stage: words::stage(c.stage, place.lang),
    }
}
