//! Both languages stand side by side, and nothing tracked tells of the machine it was written on.

use crate::files;
use anyhow::Result;
use regex::Regex;
use std::path::Path;

/// Documents that people read in either language: the same headings, in number and depth.
const PAIRS: &[(&str, &str)] = &[("README.md", "README.zh.md")];

pub fn faults(root: &Path) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for (en, zh) in PAIRS {
        let shape = |name: &str| -> Result<Vec<usize>> {
            let text = std::fs::read_to_string(root.join(name))?;
            let mut code = false;
            let mut levels = Vec::new();
            for line in text.lines() {
                code ^= line.starts_with("```");
                if !code && line.starts_with('#') {
                    levels.push(line.chars().take_while(|c| *c == '#').count());
                }
            }
            Ok(levels)
        };
        if shape(en)? != shape(zh)? {
            out.push(format!("{en} and {zh} have different headings; what one says the other must say"));
        }
    }
    let machine = Regex::new(r"(^|[^A-Za-z0-9._-])/(work|root|home/[a-z]+)/")?;
    for path in files(root, &[".rs", ".toml", ".md", ".js", ".html", ".css", ".sh", ".yml", ".json", "Makefile"])? {
        let text = std::fs::read_to_string(&path)?;
        if let Some((i, line)) = text.lines().enumerate().find(|(_, l)| machine.is_match(l)) {
            out.push(format!("{}:{}: a path of one machine: {}", path.display(), i + 1, line.trim().chars().take(100).collect::<String>()));
        }
    }
    // Chinese text takes Chinese punctuation.
    let half = Regex::new(r"[\u{4e00}-\u{9fff}][,;:?!][\u{4e00}-\u{9fff}]")?;
    for path in files(root, &[".rs", ".toml", ".html", ".md"])? {
        let text = std::fs::read_to_string(&path)?;
        // Patterns are no prose: in data files they stand in single quotes, in code in raw strings.
        let pattern = |l: &str| l.contains("['") || l.contains("r\"");
        for (i, line) in text.lines().enumerate().filter(|(_, l)| half.is_match(l) && !pattern(l)) {
            out.push(format!(
                "{}:{}: half-width punctuation between Chinese characters: {}",
                path.display(),
                i + 1,
                line.trim().chars().take(80).collect::<String>()
            ));
        }
    }
    Ok(out)
}
