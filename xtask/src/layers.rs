//! The layer table: which crate may lean on which. No arrow runs up.

use crate::files;
use anyhow::{Context as _, Result};
use std::path::Path;

/// Floors from the ground up; a crate may lean on lower floors only. `audit` never needs a browser.
const FLOORS: &[&[&str]] = &[
    &["tidegate-types", "tidegate-pgtest"],
    &["tidegate-canary", "tidegate-catalog", "tidegate-journal", "tidegate-law", "tidegate-signal"],
    &["tidegate-app", "tidegate-audit", "tidegate-notice", "tidegate-scan", "tidegate-store", "tidegate-demo"],
    &["tidegate"],
    &["xtask", "tidegate-bench"],
];

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|f| f.contains(&name))
}

pub fn faults(root: &Path) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for path in files(root, &["Cargo.toml"])? {
        let text = std::fs::read_to_string(&path)?;
        let manifest: toml::Table = text.parse().with_context(|| format!("{}", path.display()))?;
        let Some(name) = manifest.get("package").and_then(|p| p.get("name")).and_then(|n| n.as_str()) else { continue };
        let Some(mine) = floor(name) else {
            out.push(format!(
                "{}: crate `{name}` stands on no floor; add it to the layer table in xtask/src/layers.rs and ARCHITECTURE.md",
                path.display()
            ));
            continue;
        };
        let deps = manifest.get("dependencies").and_then(|d| d.as_table()).into_iter().flat_map(|t| t.keys());
        for dep in deps {
            if floor(dep).is_some_and(|theirs| theirs >= mine) {
                out.push(format!("{}: `{name}` leans on `{dep}`, which stands no lower; move what both need down a floor", path.display()));
            }
        }
    }
    Ok(out)
}
