//! The page by which the folder is entered: what was looked at and how, how each pass ended, every file and its hash.

use super::album::plain;
use super::{Cut, Place, path, short};
use crate::gaps;
use crate::html::{clean, moment, pass};
use tidegate_types::observation::{CookieState, GpcMode, Pass, PassEnd};

/// More files than a scan writes.
const FILES: usize = 2_000;
const NAMES: usize = 200;

#[derive(Debug)]
pub struct Index {
    pub target: String,
    /// Label and value.
    pub facts: Vec<(&'static str, String)>,
    /// The browser's command line.
    pub flags: String,
    pub passes: Vec<Row>,
    pub gaps: Vec<String>,
    pub lists: Vec<(String, String, String)>,
    pub names: Cut<(String, String)>,
    pub files: Cut<File>,
}

#[derive(Debug)]
pub struct Row {
    pub name: &'static str,
    pub href: String,
    pub whole: bool,
    pub ended: String,
    pub pages: usize,
    pub requests: usize,
    pub cookies: usize,
    pub seconds: String,
}

#[derive(Debug)]
pub struct File {
    pub name: String,
    pub href: Option<String>,
    pub bytes: String,
    pub sha256: String,
}

impl Index {
    pub fn new(place: &Place) -> Index {
        let (seen, w) = (place.seen, super::words::words(place.lang));
        let b = &seen.browser;
        let gpc = match b.gpc {
            GpcMode::Native => w.gpc_native,
            GpcMode::Patched => w.gpc_patched,
            GpcMode::Unconfirmed => w.gpc_unconfirmed,
        };
        let facts = vec![
            (w.started, moment(seen.started_at, place.lang)),
            (w.browser, short(&b.product, 80)),
            (w.user_agent, short(&b.user_agent, 300)),
            (w.language, short(&b.language, 40)),
            (w.seen_from, b.egress.as_deref().map_or_else(|| w.not_said.into(), |e| short(e, 80))),
            (w.gpc, gpc.into()),
            (w.program, short(&format!("Tidegate {}", seen.tidegate), 60)),
            (w.format, seen.format.to_string()),
        ];
        Index {
            target: clean(&seen.target),
            facts,
            flags: short(&b.flags.join(" "), 3_000),
            passes: seen.passes.iter().map(|p| row(place, p)).collect(),
            gaps: seen.gaps.iter().map(|g| clean(gaps::text(g).get(place.lang))).collect(),
            lists: seen.lists.iter().take(NAMES).map(|l| (clean(&l.name), short(&l.version, 80), clean(&l.sha256))).collect(),
            names: Cut::of(&seen.names, NAMES, |n| {
                (n.host.to_string(), n.steps.iter().map(|s| s.to.to_string()).collect::<Vec<_>>().join(" → "))
            }),
            files: Cut::of(place.album.all(), FILES, |s| File {
                name: clean(&s.name),
                href: plain(&s.name).then(|| format!("{}{}", place.root, s.name)),
                bytes: s.bytes.to_string(),
                sha256: clean(&s.sha256),
            }),
        }
    }
}

fn row(place: &Place, p: &Pass) -> Row {
    let w = super::words::words(place.lang);
    Row {
        name: pass(p.name, place.lang),
        href: format!("{}{}", place.root, path(p.name.as_str(), place.lang)),
        whole: p.end == PassEnd::Complete,
        ended: p.end.gap().map_or_else(|| w.complete.into(), |g| clean(gaps::text(g).get(place.lang))),
        pages: p.pages.len(),
        requests: p.requests.len(),
        cookies: p.cookies.iter().filter(|c| c.state == CookieState::Stored).count(),
        seconds: format!("{:.1}", p.wall_ms as f64 / 1000.0),
    }
}
