//! Scenario 2: marketing. Is there a way out, does it work, and what of a person reaches advertisers?

mod identifier;
mod optout;
mod personalised;
mod sensitive;
#[cfg(test)]
mod tests;

use super::Table;
use crate::case::Case;
use crate::flows::{Party, Sale};
use tidegate_catalog::Category;

/// What only tables, messages or books show (`market.tag.*`, `market.message.*`, `market.segment.*`, `market.profile.*`) is
/// not here: those checks ask for their evidence.
pub const CHECKS: Table = &[
    ("market.optout.missing", optout::missing),
    ("market.optout.ineffective", optout::ineffective),
    ("market.sensitive.leaked", sensitive::leaked),
    ("market.identifier.leaked", identifier::leaked),
    ("market.personalised.unlabelled", personalised::unlabelled),
    ("market.automated.no-alternative", personalised::no_alternative),
];

/// Parties that make advertising, statistics or recordings of what they get. A processor under contract is none, unless
/// it advertises.
pub(super) fn watches(case: &Case, p: &Party) -> bool {
    let kind = p.vendor.is_some_and(|v| {
        v.advertising
            || matches!(
                v.category,
                Category::Advertising
                    | Category::Analytics
                    | Category::Replay
                    | Category::Affiliate
                    | Category::Social
                    | Category::AbTesting
                    | Category::TagManager
            )
    });
    p.sale(case.date) == Sale::Yes || (kind || p.tracker_like && p.vendor.is_none()) && p.sale(case.date) == Sale::Unclear
}
