//! Files made from data. `tidy` fails when one is not what the data makes.

use anyhow::{Context as _, Result};
use std::fmt::Write as _;
use std::path::Path;
use tidegate_catalog::{Catalog, SubjectKind};
use tidegate_types::Severity;

const CHECKS: &str = "docs/checks.md";

pub fn write(root: &Path) -> Result<()> {
    std::fs::write(root.join(CHECKS), checks()).with_context(|| CHECKS.to_owned())?;
    println!("{CHECKS}");
    Ok(())
}

pub fn faults(root: &Path) -> Result<Vec<String>> {
    let now = std::fs::read_to_string(root.join(CHECKS)).unwrap_or_default();
    Ok(if now == checks() {
        Vec::new()
    } else {
        vec![format!("{CHECKS} is not what catalog/checks.toml makes; run `cargo xtask generate`")]
    })
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
