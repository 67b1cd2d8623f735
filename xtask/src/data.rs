//! Law and catalogue against each other and against the code.

use std::collections::BTreeSet;
use tidegate_catalog::Catalog;
use tidegate_law::Lawbook;

pub fn faults() -> Vec<String> {
    let mut out: Vec<String> = Catalog::check_embedded().iter().map(ToString::to_string).collect();
    let book = match Lawbook::embedded() {
        Ok(book) => book,
        Err(faults) => {
            out.extend(faults.iter().map(ToString::to_string));
            return out;
        }
    };
    if !out.is_empty() {
        return out;
    }
    let catalog = Catalog::embedded();
    out.extend(book.unused(&tidegate_audit::cited(catalog)).iter().map(|f| format!("law/{f}")));
    let known: BTreeSet<&str> = catalog.checks().iter().map(|c| c.id.as_str()).collect();
    for id in tidegate_audit::checks::answered().filter(|id| !known.contains(id)) {
        out.push(format!("crates/audit: check `{id}` has a function and no text; add it to catalog/checks.toml"));
    }
    for c in catalog.checks() {
        for row in c.law.iter().filter(|r| book.row(r).is_none()) {
            out.push(format!("catalog/checks.toml: `{}` cites row `{row}`, which law/ does not have", c.id));
        }
        for case in c.cases.iter().filter(|k| book.case(k).is_none()) {
            out.push(format!("catalog/checks.toml: `{}` cites case `{case}`, which law/cases.toml does not have", c.id));
        }
    }
    for item in catalog.policy_items() {
        for row in item.rows.iter().filter(|r| book.row(r).is_none()) {
            out.push(format!("catalog/policy.toml: `{}` cites row `{row}`, which law/ does not have", item.id));
        }
        for law in item.laws.iter().filter(|l| book.law(l).is_none()) {
            out.push(format!("catalog/policy.toml: `{}` names law `{law}`, which law/ does not have", item.id));
        }
    }
    out
}
