//! Files made from data. `tidy` fails when one is not what the data makes.

use anyhow::{Context as _, Result};
use std::fmt::Write as _;
use std::path::Path;
use tidegate_catalog::{Catalog, SubjectKind};
use tidegate_types::Severity;

/// Each file, with what it is made from.
fn files() -> Result<[(&'static str, &'static str, String); 3]> {
    let schema = serde_json::to_string_pretty(&tidegate_journal::schema::schema())?;
    let events = "crates/journal/src/event.rs";
    Ok([
        ("docs/checks.md", "catalog/checks.toml", checks()),
        ("docs/events.md", events, tidegate_journal::schema::page()),
        ("docs/events.schema.json", events, schema + "\n"),
    ])
}

pub fn write(root: &Path) -> Result<()> {
    for (file, _, text) in files()? {
        std::fs::write(root.join(file), text).with_context(|| file.to_owned())?;
        println!("{file}");
    }
    Ok(())
}

pub fn faults(root: &Path) -> Result<Vec<String>> {
    let stale = |file: &str, text: &str| std::fs::read_to_string(root.join(file)).unwrap_or_default() != *text;
    let told = |(file, from, _)| format!("{file} is not what {from} makes; run `cargo xtask generate`");
    Ok(files()?.into_iter().filter(|(file, _, text)| stale(file, text)).map(told).collect())
}

/// The check catalogue as a page.
fn checks() -> String {
    let answered: std::collections::BTreeSet<_> = tidegate_audit::checks::answered().collect();
    let mut out = String::from(
        "# The check catalogue\n\nGenerated from `catalog/checks.toml`. Ids are a public contract. A check whose last column says \"books or data\" cannot be\nanswered by pages, flows, profile or register; it answers `unknown` and says what to give. One that says \"package\" is made of an\nAndroid app (docs/app.md), every other of a store.\n\n| check | severity | says | 中文 | law | cases | answered from |\n|---|---|---|---|---|---|---|\n",
    );
    for c in Catalog::embedded().checks() {
        let join = |v: Vec<&str>| v.join(" ");
        let from = match (c.of, answered.contains(c.id.as_str())) {
            (SubjectKind::App, _) => "package, profile",
            (SubjectKind::Store, true) => "pages, flows, profile",
            (SubjectKind::Store, false) => "books or data",
        };
        let severity = match c.severity {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        };
        let law = join(c.law.iter().map(|r| r.as_str()).collect());
        let cases = join(c.cases.iter().map(|r| r.as_str()).collect());
        let _ = writeln!(out, "| `{}` | {severity} | {} | {} | {law} | {cases} | {from} |", c.id, c.title.en, c.title.zh);
    }
    out
}
