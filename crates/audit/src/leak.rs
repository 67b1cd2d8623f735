//! Searching what left the browser for values that were typed and never submitted: in every part of a request, plain,
//! encoded and hashed, as it was typed and as advertising interfaces want it written.

mod hay;

pub use hay::decoded;

use crate::case::Case;
use tidegate_canary::Needles;
use tidegate_types::observation::{Canary, PassName, Request, Stage};

/// A typed value found in something that left.
#[derive(Debug)]
pub struct Leak<'a> {
    pub canary: &'a Canary,
    pub request: &'a Request,
    pub party: String,
    /// `plain`, `SHA-256 of the lower-cased value`, `first letters` …
    pub how: String,
}

/// Was anything typed at all?
pub fn typed(case: &Case) -> bool {
    case.pass(PassName::Arrive).is_some_and(|p| !p.canaries.is_empty())
}

/// Every third-party request that carries a typed value, in whatever form, and every party that got it letter by letter.
pub fn leaks<'a>(case: &Case<'a>) -> Vec<Leak<'a>> {
    let Some(pass) = case.pass(PassName::Arrive) else { return Vec::new() };
    let needles = Needles::new(&pass.canaries);
    let mut out = Vec::new();
    for request in pass.requests.iter().filter(|r| r.left_device && r.stage == Stage::Typing) {
        let Some(party) = case.flows.key(request) else { continue };
        for found in needles.search(&hay::of(request)) {
            out.push(Leak { canary: &pass.canaries[found.canary], request, party: party.clone(), how: found.how });
        }
    }
    out
}
