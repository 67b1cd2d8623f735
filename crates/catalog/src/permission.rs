//! What Android's permissions open, and what a shop may want them for.

use crate::Catalog;
use crate::fault::Fault;
use serde::Deserialize;
use std::collections::BTreeSet;
use tidegate_types::Text;
use tidegate_types::profile::Function;
use tidegate_types::words;

words!(
    /// How Android guards a permission.
    Guard, "guard of a permission", {
    /// The person is asked while the app runs.
    Dangerous = "dangerous",
    /// The person must switch it on in the settings.
    Special = "special",
    /// Given without a question.
    Normal = "normal",
});

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// `android.permission.CAMERA`
    pub id: String,
    pub guard: Guard,
    pub name: Text,
    /// The data that it opens.
    pub opens: Text,
    /// What a shop may plausibly need it for; empty: nothing comes to mind, so a reason must be given.
    pub functions: Vec<Function>,
    pub source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) permission: Vec<Permission>,
}

const FILE: &str = "permissions.toml";

pub(crate) fn checked(file: File) -> Result<Vec<Permission>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    for p in &file.permission {
        let mut add = |what: &str, remedy: &str| faults.push(Fault::new(FILE, 1, format!("permission `{}`: {what}", p.id), remedy));
        if !ids.insert(&p.id) {
            add("stands twice", "keep one entry");
        }
        if !p.id.contains(".permission.") || p.id.contains(char::is_whitespace) {
            add("is no permission", "write it as a manifest does: `android.permission.CAMERA`");
        }
        if !p.source.starts_with("https://") {
            add("its source is no address", "name the page that says so, with https://");
        }
        if [&p.name, &p.opens].iter().any(|t| t.en.trim().is_empty() || t.zh.trim().is_empty()) {
            add("lacks words", "give `name` and `opens` in en and zh");
        }
        let distinct: BTreeSet<_> = p.functions.iter().collect();
        if distinct.len() < p.functions.len() {
            add("names a function twice", "name each once");
        }
    }
    if faults.is_empty() { Ok(file.permission) } else { Err(faults) }
}

impl Catalog {
    pub fn permissions(&self) -> &[Permission] {
        &self.permissions
    }

    pub fn permission(&self, id: &str) -> Option<&Permission> {
        self.permissions.iter().find(|p| p.id == id)
    }
}
