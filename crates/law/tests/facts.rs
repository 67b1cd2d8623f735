//! Every row of the fact base is a typed record, or stands in `law/NOT-ENCODED.md` with its reason. The fact base lies
//! beside the repository; where it does not, there is nothing to compare.
#![allow(clippy::unwrap_used)] // in a test an unwrap is an assertion

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tidegate_law::Lawbook;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// An id as tables write it: capitals first, with a digit or a hyphen (`CA-17`, `us-CO`, `STR-NY`), or a day.
fn is_id(s: &str) -> bool {
    let words = s.len() >= 2 && s.len() <= 16 && s.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let begins = s.starts_with("us-") || s.starts_with(|c: char| c.is_ascii_uppercase()) || s.starts_with("20");
    words && begins && s.contains('-')
}

/// The state tables of section 7 have no ids of their own: `### 7.3`, first column `CO` is the row `CO-SIG`.
fn suffixes(section: &str) -> &'static [&'static str] {
    match section {
        "7.3" => &["SIG"],
        "7.4" => &["OPT"],
        "7.6" => &["MIN", "MIN1"],
        "7.7" => &["ANS"],
        _ => &[],
    }
}

/// What each table row must be: any one of these ids.
fn wanted(facts: &str) -> Vec<(usize, Vec<String>)> {
    let mut out = Vec::new();
    let mut section = "";
    for (i, line) in facts.lines().enumerate() {
        if let Some(head) = line.strip_prefix("## ").or(line.strip_prefix("### ")) {
            section = head.split_whitespace().next().unwrap_or("").trim_end_matches('.');
        }
        if section.starts_with("12") {
            let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
            out.extend(
                words.filter(|w| is_id(w) && w.ends_with(|c: char| c.is_ascii_digit()) && item(w)).map(|w| (i + 1, vec![w.to_owned()])),
            );
            continue;
        }
        let Some(first) = line.strip_prefix("| ").and_then(|l| l.split('|').next()) else { continue };
        let first = first.trim().trim_matches('`');
        let states = suffixes(section);
        for cell in first.split(',').map(str::trim) {
            let state = cell.split(' ').next().unwrap_or("");
            if !states.is_empty() && state.len() == 2 && state.chars().all(|c| c.is_ascii_uppercase()) {
                out.push((i + 1, states.iter().map(|s| format!("{state}-{s}")).collect()));
            } else if is_id(cell) {
                out.push((i + 1, vec![cell.to_owned()]));
            } else if section == "2.2" && cell.len() == 1 && cell.chars().all(|c| c.is_ascii_uppercase()) {
                out.push((i + 1, vec![format!("PI-{cell}")]));
            }
        }
    }
    out
}

/// `PP-CA-01`, `NC-08`, `EU-N13`: the items of the checklists.
fn item(w: &str) -> bool {
    ["PP-CA-", "NC-", "NO-", "NL-", "NA-", "NF-", "OP-", "KC-", "ST-", "EU-N", "UK-N"].iter().any(|p| w.starts_with(p))
}

/// Rows of the fact base that bear another name here, because California, Virginia, New York, Florida, Utah and the laws
/// to come have rows of their own for what the state tables say in one line.
const ELSEWHERE: &[(&str, &str)] = &[("CA-SIG", "CA-17"), ("CA-MIN", "CA-28"), ("VA-MIN", "VA-14"), ("VA-ANS", "VA-2"), ("NY-MIN", "NY-1")];

#[test]
fn every_row_of_the_fact_base_is_encoded_or_says_why_not() {
    let file = root().join("../shared/law/facts.md");
    let Ok(facts) = std::fs::read_to_string(&file) else {
        eprintln!("{} is not there; nothing to compare", file.display());
        return;
    };
    let book = Lawbook::embedded().unwrap_or_else(|f| panic!("{}", f[0]));
    let rows = book.rows().map(|r| r.id.to_string());
    let clocks = book.clocks().map(|c| c.id.to_string());
    let days = book.milestones().iter().map(|m| m.on.to_string());
    let policy = std::fs::read_to_string(root().join("catalog/policy.toml")).unwrap();
    let items = policy.lines().filter_map(|l| Some(l.strip_prefix("id = \"")?.split('"').next()?.to_owned()));
    let not = std::fs::read_to_string(root().join("law/NOT-ENCODED.md")).unwrap();
    // Each line of its table names an id in backticks and gives a reason.
    let reasons = not.lines().filter(|l| l.starts_with("| `")).filter_map(|l| {
        let mut cells = l.split('|').skip(1).map(str::trim);
        let (ids, reason) = (cells.next()?, cells.next()?);
        (reason.len() > 20).then(|| ids.split('`').map(str::to_owned).collect::<Vec<_>>())
    });
    let known: BTreeSet<String> = rows
        .chain(clocks)
        .chain(days)
        .chain(items)
        .chain(reasons.flatten())
        .chain(ELSEWHERE.iter().map(|(id, _)| (*id).to_owned()))
        .collect();
    let wanted = wanted(&facts);
    assert!(wanted.len() > 500, "only {} rows were found in the fact base", wanted.len());
    let missing: Vec<_> = wanted.iter().filter(|(_, ids)| !ids.iter().any(|id| known.contains(id))).collect();
    assert!(missing.is_empty(), "{} of {}: {missing:?}", missing.len(), wanted.len());
    for (_, row) in ELSEWHERE {
        assert!(book.rows().any(|r| r.id.as_str() == *row), "{row}");
    }
}
