//! One line of evidence for each kind of thing a finding can rest on.

use tidegate_types::finding::{Evidence, EvidenceKind};
use tidegate_types::observation::{
    Action, Artifact, Cookie, CookieState, Dialog, Field, Form, Link, Page, PassName, Rect, Request, StorageItem,
};
use tidegate_types::text::Text;

/// The file in which every observed fact can be looked up.
pub const OBSERVATION: &str = "observation.json";

/// A text cut to `max` characters, with an ellipsis if something was cut.
pub fn cut(s: &str, max: usize) -> String {
    let s = s.split_whitespace().collect::<Vec<_>>().join(" ");
    if s.chars().count() <= max { s } else { s.chars().take(max).chain(['…']).collect() }
}

fn line(pass: Option<PassName>, kind: EvidenceKind, what: Text, artifact: Option<Artifact>) -> Evidence {
    Evidence { pass, kind, what, artifact, mark: None }
}

fn observed() -> Option<Artifact> {
    Some(Artifact(OBSERVATION.into()))
}

pub fn request(pass: PassName, r: &Request) -> Evidence {
    line(Some(pass), EvidenceKind::Request, Text::same(format!("{} {}", r.method, cut(&r.url, 180))), observed())
}

pub fn cookie(pass: PassName, c: &Cookie) -> Evidence {
    let life = match c.lifetime_days {
        Some(d) => (format!("{d:.0} days"), format!("{d:.0} 天")),
        None => ("session".into(), "会话".into()),
    };
    let state = match &c.state {
        CookieState::Stored => (String::new(), String::new()),
        CookieState::Refused { reasons } => {
            (format!(", refused by the browser ({})", reasons.join(", ")), format!("，被浏览器拒绝（{}）", reasons.join("、")))
        }
    };
    let what = Text::new(
        format!("cookie `{}` of {} ({}{})", cut(&c.name, 60), c.domain, life.0, state.0),
        format!("{} 的 Cookie `{}`({}{})", c.domain, cut(&c.name, 60), life.1, state.1),
    );
    line(Some(pass), EvidenceKind::Cookie, what, observed())
}

pub fn storage(pass: PassName, s: &StorageItem) -> Evidence {
    let what =
        Text::new(format!("storage key `{}` of {}", cut(&s.key, 60), s.origin), format!("{} 的本地存储键 `{}`", s.origin, cut(&s.key, 60)));
    line(Some(pass), EvidenceKind::Storage, what, observed())
}

/// An element, marked on the page's screenshot.
pub fn element(pass: PassName, page: &Page, what: Text, rect: Rect) -> Evidence {
    Evidence { mark: Some(rect), ..line(Some(pass), EvidenceKind::Element, what, page.screenshot.clone().or_else(observed)) }
}

pub fn link(pass: PassName, page: &Page, l: &Link) -> Evidence {
    let what = Text::new(
        format!("link “{}” on {}", cut(&l.text, 80), cut(&page.final_url, 120)),
        format!("{} 上的链接“{}”", cut(&page.final_url, 120), cut(&l.text, 80)),
    );
    element(pass, page, what, l.rect)
}

/// What a field is called on the page, or failing that by its maker.
pub fn field_name(f: &Field) -> String {
    cut(f.called(), 40)
}

pub fn form(pass: PassName, page: &Page, f: &Form) -> Evidence {
    let fields: Vec<_> = f
        .fields
        .iter()
        .filter(|x| x.visible)
        .map(|x| if x.label.is_empty() { cut(&x.name, 30) } else { cut(&x.label, 30) })
        .take(8)
        .collect();
    let what = Text::new(
        format!("form on {} with {}", cut(&page.final_url, 120), fields.join(", ")),
        format!("{} 上的表单，字段：{}", cut(&page.final_url, 120), fields.join("、")),
    );
    element(pass, page, what, f.rect)
}

/// A dialog with its own screenshot if there is one.
pub fn dialog(pass: PassName, page: &Page, d: &Dialog) -> Evidence {
    let what = Text::new(format!("dialog “{}”", cut(&d.text, 140)), format!("弹窗“{}”", cut(&d.text, 140)));
    let mut e = element(pass, page, what, d.rect);
    if d.screenshot.is_some() {
        e.artifact = d.screenshot.clone();
        e.mark = None;
    }
    e
}

pub fn quote(pass: PassName, page: &Page, sentence: &str) -> Evidence {
    let what = Text::same(format!("“{}” — {}", cut(sentence, 280), cut(&page.final_url, 120)));
    line(Some(pass), EvidenceKind::Text, what, page.screenshot.clone().or_else(observed))
}

pub fn action(pass: PassName, a: &Action) -> Evidence {
    let path: Vec<_> = a.clicks.iter().map(|c| format!("“{}”", cut(&c.text, 40))).collect();
    let what = Text::new(format!("clicked {}", path.join(" → ")), format!("依次点击 {}", path.join(" → ")));
    line(Some(pass), EvidenceKind::Action, what, a.screenshot.clone().or_else(observed))
}

/// Something of the profile or the register.
pub fn declared(kind: EvidenceKind, en: impl Into<String>, zh: impl Into<String>) -> Evidence {
    line(None, kind, Text::new(en, zh), None)
}

/// Anything else seen in a pass.
pub fn seen(pass: PassName, kind: EvidenceKind, en: impl Into<String>, zh: impl Into<String>) -> Evidence {
    line(Some(pass), kind, Text::new(en, zh), observed())
}
