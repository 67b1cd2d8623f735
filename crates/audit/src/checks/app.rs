//! Checks of an Android package.

mod permission;
mod sdk;
mod security;
#[cfg(test)]
mod tests;

use crate::answer::Answer;
use crate::app::AppCase;
use tidegate_catalog::CheckText;

/// Looks at an app and answers.
pub type Check = fn(&AppCase) -> Answer;

pub const CHECKS: &[(&str, Check)] = &[
    ("collect.permission.undeclared", permission::undeclared),
    ("collect.children.ad-sdk", sdk::children),
    ("exchange.sdk.unregistered", sdk::unregistered),
    ("security.app.cleartext", security::cleartext),
    ("security.app.backup", security::backup),
    ("security.app.exported", security::exported),
    ("security.app.debuggable", security::debuggable),
];

pub fn answer(case: &AppCase, text: &CheckText) -> Answer {
    let found = CHECKS.iter().find(|(id, _)| *id == text.id.as_str());
    found.map_or_else(|| Answer::Unknown(text.ask.clone()), |(_, check)| check(case))
}

/// The first few names, and how many more.
fn list(names: &[String]) -> String {
    const MOST: usize = 8;
    let mut s = names.iter().take(MOST).map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        s.push_str(&format!(" (+{})", names.len() - MOST));
    }
    s
}
