//! Items that notices must hold, and the texts of checks.

use crate::fault::Fault;
use crate::fold::fold_pattern;
use crate::phrases::Tongue;
use serde::Deserialize;
use std::collections::BTreeSet;
use tidegate_types::{CaseId, CheckId, LawId, RowId, Severity, Text};

/// One thing that a notice must say, and how to find it. Patterns are meant for text folded by [`crate::fold`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyItem {
    pub id: String,
    pub laws: Vec<LawId>,
    pub rows: Vec<RowId>,
    pub name: Text,
    #[serde(default)]
    pub en: Vec<String>,
    #[serde(default)]
    pub zh: Vec<String>,
    #[serde(default)]
    pub de: Vec<String>,
    #[serde(default)]
    pub fr: Vec<String>,
    #[serde(default)]
    pub es: Vec<String>,
    /// One of these must stand within a distance of the first match.
    pub near: Option<Near>,
    /// A sentence that says one of these speaks of something else, whatever else it holds.
    pub unless: Option<Unless>,
    /// Words as in a law row's `when`; empty: always.
    #[serde(default)]
    pub only_if: Vec<String>,
    /// Wording alone does not prove that it is absent: alone it never makes a policy incomplete.
    #[serde(default)]
    pub doubtful: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Near {
    pub chars: usize,
    #[serde(default)]
    pub en: Vec<String>,
    #[serde(default)]
    pub zh: Vec<String>,
    #[serde(default)]
    pub de: Vec<String>,
    #[serde(default)]
    pub fr: Vec<String>,
    #[serde(default)]
    pub es: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unless {
    #[serde(default)]
    pub en: Vec<String>,
    #[serde(default)]
    pub zh: Vec<String>,
}

impl Unless {
    pub fn patterns(&self, tongue: Tongue) -> &[String] {
        match tongue {
            Tongue::En => &self.en,
            Tongue::Zh => &self.zh,
            _ => &[],
        }
    }
}

impl PolicyItem {
    pub fn patterns(&self, tongue: Tongue) -> &[String] {
        match tongue {
            Tongue::En => &self.en,
            Tongue::Zh => &self.zh,
            Tongue::De => &self.de,
            Tongue::Fr => &self.fr,
            Tongue::Es => &self.es,
            _ => &[],
        }
    }

    /// The same item with patterns that meet folded text.
    pub(crate) fn folded(mut self) -> Self {
        let plain = |all: &mut Vec<String>| all.iter_mut().for_each(|p| *p = fold_pattern(p));
        // A Chinese sentence is short, and what the next one says is another matter.
        let within = |all: &mut Vec<String>| all.iter_mut().for_each(|p| *p = p.replace(".{", "[^。]{"));
        // Short notices are tables, whose cells are no sentences.
        if !["NC-", "NO-", "NL-", "NF-", "KC-"].iter().any(|short| self.id.starts_with(short)) {
            within(&mut self.zh);
            self.near.iter_mut().for_each(|n| within(&mut n.zh));
        }
        for all in [&mut self.en, &mut self.zh, &mut self.de, &mut self.fr, &mut self.es] {
            plain(all);
        }
        if let Some(near) = &mut self.near {
            for all in [&mut near.en, &mut near.zh, &mut near.de, &mut near.fr, &mut near.es] {
                plain(all);
            }
        }
        if let Some(unless) = &mut self.unless {
            within(&mut unless.zh);
            for all in [&mut unless.en, &mut unless.zh] {
                plain(all);
            }
        }
        self
    }

    pub(crate) fn faults(&self) -> Vec<Fault> {
        let near = self.near.iter().flat_map(|n| Tongue::ALL.into_iter().flat_map(|t| n.patterns(t)));
        let unless = self.unless.iter().flat_map(|u| Tongue::ALL.into_iter().flat_map(|t| u.patterns(t)));
        Tongue::ALL
            .iter()
            .flat_map(|t| self.patterns(*t))
            .chain(near)
            .chain(unless)
            .filter_map(|p| {
                let e = regex::Regex::new(&fold_pattern(p)).err()?;
                Some(Fault::new("policy.toml", 1, format!("[{}] `{p}`: {e}", self.id), "correct the regular expression"))
            })
            .collect()
    }
}

impl Near {
    pub fn patterns(&self, tongue: Tongue) -> &[String] {
        match tongue {
            Tongue::En => &self.en,
            Tongue::Zh => &self.zh,
            Tongue::De => &self.de,
            Tongue::Fr => &self.fr,
            Tongue::Es => &self.es,
            _ => &[],
        }
    }
}

tidegate_types::words!(
    /// What an audit looks at.
    SubjectKind, "subject of a check", {
    Store = "store",
    App = "app",
});

#[expect(clippy::derivable_impls, reason = "the macro that makes the words derives no default")]
impl Default for SubjectKind {
    fn default() -> Self {
        SubjectKind::Store
    }
}

/// What a report says about a check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckText {
    pub id: CheckId,
    /// What it is made of: `store` where nothing is said.
    #[serde(default)]
    pub of: SubjectKind,
    pub severity: Severity,
    /// Rows that may apply; a report cites those that reach the business on the day.
    pub law: Vec<RowId>,
    pub cases: Vec<CaseId>,
    pub title: Text,
    pub remedy: Text,
    pub retest: Text,
    /// What evidence is missing when the answer is `unknown`, and how to give it.
    pub ask: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemFile {
    pub(crate) item: Vec<PolicyItem>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckFile {
    pub(crate) check: Vec<CheckText>,
}

/// Ids that stand twice.
pub(crate) fn doubles(items: &[PolicyItem], checks: &[CheckText]) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let named = items.iter().map(|i| ("policy.toml", i.id.as_str())).chain(checks.iter().map(|c| ("checks.toml", c.id.as_str())));
    named.filter(|n| !seen.insert(*n)).map(|(file, id)| Fault::new(file, 1, format!("`{id}` stands twice"), "keep one entry")).collect()
}
