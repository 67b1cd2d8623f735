//! What a store's notices say: items, dates, promises, and the language they are written in.
//!
//! Everything here reads; the checks judge.

pub mod claims;
pub mod date;
pub mod items;
mod other_tongues;
pub mod tongue;

use crate::case::{Case, readable};
use tidegate_catalog::Tongue;
use tidegate_types::observation::{GapCode, Page, PageKind, PassName, Stage};

/// Less text than this is no policy.
pub const SHORTEST: usize = 100;

/// Pages that belong to the store's notices, as read on arrival. Of several addresses of one page the first counts.
pub fn pages<'a>(case: &Case<'a>) -> Vec<&'a Page> {
    of_kinds(case, &[PageKind::Policy, PageKind::CookiePolicy, PageKind::Children, PageKind::HealthPolicy])
}

/// Readable pages of these kinds with something to read on them.
pub fn of_kinds<'a>(case: &Case<'a>, kinds: &[PageKind]) -> Vec<&'a Page> {
    let mut seen = std::collections::BTreeSet::new();
    case.arrived().filter(|p| kinds.contains(&p.kind) && !p.text.trim().is_empty()).filter(|p| seen.insert(p.final_url.as_str())).collect()
}

/// The privacy policy: every page of that kind that holds a text.
pub fn policies<'a>(case: &Case<'a>) -> Vec<&'a Page> {
    of_kinds(case, &[PageKind::Policy]).into_iter().filter(|p| p.text.chars().count() >= SHORTEST).collect()
}

/// Pages of a kind that were tried on arrival, whether or not they could be read.
pub fn tried<'a>(case: &Case<'a>, kinds: &'static [PageKind]) -> impl Iterator<Item = &'a Page> {
    case.pass(PassName::Arrive)
        .into_iter()
        .flat_map(|p| p.pages.iter())
        .filter(move |p| p.stage == Stage::Before && kinds.contains(&p.kind))
}

/// Does the address lead nowhere, for everybody? A wall or a spent budget is the scanner's trouble, not the store's.
pub fn dead(page: &Page) -> bool {
    if page.status.is_some_and(|s| matches!(s, 404 | 410) || s >= 500) {
        return true;
    }
    match page.gap.as_ref().map(|g| g.code) {
        Some(GapCode::HttpError) => page.status.is_none_or(|s| s >= 400 && !matches!(s, 401 | 403 | 429)),
        Some(GapCode::Unreachable | GapCode::TlsFault | GapCode::RedirectLoop) => true,
        Some(_) => false,
        None => readable(page) && hollow(page),
    }
}

/// Answers, and holds nothing: an empty template, "page not found" with status 200, "coming soon".
pub fn hollow(page: &Page) -> bool {
    if page.reading.not_text || !page.forms.is_empty() {
        return false;
    }
    let chars = page.text.chars().count();
    chars < 40 || chars < 900 && crate::reading::has(&page.text, NOTHING_HERE)
}

const NOTHING_HERE: &[&str] = &[
    r"page (was |is |could )?(not|cannot be|can't be) (be )?found|page you (are looking|requested|were looking)|\b404\b|coming soon|under construction|lorem ipsum|does not exist|no longer (exists|available)",
    r"页面(不存在|未找到|找不到)|即将(上线|推出)|建设中|敬请期待|seite (wurde )?nicht gefunden|page introuvable|página no encontrada",
];

/// The languages of some texts in which items and promises are read; empty: none of them is.
pub fn read_tongues<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<Tongue> {
    let mut out: Vec<Tongue> = texts.into_iter().filter_map(tongue::of_text).collect();
    out.sort_unstable();
    out.dedup();
    out
}
