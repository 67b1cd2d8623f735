//! One function a check, by scenario. The table says which function answers which id; a check that no page, flow,
//! profile or register can answer is `unknown` and asks for what would answer it.

pub(crate) mod app;
mod collect;
mod exchange;
mod market;
mod rights;
mod security;
mod sell;

pub(crate) use collect::{incentive_seen, sensitive_seen, speaks_to_children};

use crate::answer::Answer;
use crate::case::Case;
use tidegate_catalog::CheckText;

/// Looks at a case and answers.
pub type Check = fn(&Case) -> Answer;

/// A scenario's checks by id.
pub type Table = &'static [(&'static str, Check)];

const TABLES: [Table; 6] = [collect::CHECKS, market::CHECKS, exchange::CHECKS, sell::CHECKS, rights::CHECKS, security::CHECKS];

pub use collect::policy_lines;

pub fn answer(case: &Case, text: &CheckText) -> Answer {
    match find(text.id.as_str()) {
        Some(check) => check(case),
        None => Answer::Unknown(text.ask.clone()),
    }
}

fn find(id: &str) -> Option<Check> {
    TABLES.iter().copied().flatten().find(|(known, _)| *known == id).map(|(_, check)| *check)
}

/// The ids that a function answers.
pub fn answered() -> impl Iterator<Item = &'static str> {
    TABLES.iter().copied().flatten().map(|(id, _)| *id).chain(app::CHECKS.iter().map(|(id, _)| *id))
}
