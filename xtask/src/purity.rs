//! Crates without I/O have no clock, file, network or randomness but as arguments.

use crate::files;
use anyhow::Result;
use std::path::Path;

const PURE: &[&str] = &["types", "app", "catalog", "law", "signal", "canary", "journal", "audit", "notice"];

const FORBIDDEN: &[&str] = &[
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "std::process",
    "std::env::",
    "Instant::now",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
    "ZonedDateTime::now",
    "tokio::",
    "rand::",
    "println!",
    "eprintln!",
];

/// Beyond this a file holds a second idea.
const LONGEST: usize = 700;

pub fn faults(root: &Path) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for name in PURE {
        for path in files(&root.join("crates").join(name).join("src"), &[".rs"])? {
            let text = std::fs::read_to_string(&path)?;
            // What stands behind the tests' line runs on the developer's machine only.
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (i, line) in code.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
                if let Some(word) = FORBIDDEN.iter().find(|w| line.contains(*w)) {
                    out.push(format!("{}:{}: `{word}` in a crate without I/O; take it as an argument", path.display(), i + 1));
                }
            }
        }
    }
    for path in files(root, &[".rs"])? {
        let lines = std::fs::read_to_string(&path)?.lines().count();
        if lines > LONGEST {
            out.push(format!("{}: {lines} lines; find its second idea and split it", path.display()));
        }
    }
    Ok(out)
}
