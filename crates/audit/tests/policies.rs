//! Short policies in many manners, each with the items it lacks. `tests/data/policies/*.txt`: two header lines, then the text.

use jiff::civil::date;
use std::collections::BTreeSet;
use tidegate_audit::case::Case;
use tidegate_audit::policy::items::{self, Notice};
use tidegate_catalog::Catalog;
use tidegate_law::{Lawbook, Verdict};
use tidegate_types::Profile;
use tidegate_types::observation::{Browser, FORMAT, Observation};

fn profile(words: &str) -> Profile {
    let has = |w: &str| words.split_whitespace().any(|x| x == w);
    let seat = if has("outside") { "CN-GD" } else if has("eu") { "DE" } else if has("uk") { "GB" } else { "US-NV" };
    let (sells, sensitive) = (has("sells"), if has("sensitive") { "[\"health\"]" } else { "[]" });
    let mut toml = format!("[business]\nseat = \"{seat}\"\nrevenue_usd = 90_000_000\nsells = {sells}\nshares_for_ads = {sells}\nsensitive = {sensitive}\naudience = \"adults\"\n");
    for (word, places) in [("us", &["US-CA", "US-VA"][..]), ("eu", &["DE"]), ("uk", &["GB"])] {
        for p in places.iter().filter(|_| has(word)) {
            toml.push_str(&format!("[[market]]\nplace = \"{p}\"\nconsumers = 900_000\n"));
        }
    }
    Profile::parse(&toml).expect("a profile")
}

fn header<'t>(text: &'t str, key: &str) -> &'t str {
    text.lines().find_map(|l| l.strip_prefix(&format!("# {key}:"))).unwrap_or_else(|| panic!("header `# {key}:` is missing")).trim()
}

/// Items that are owed, told by wording, and not there.
fn missing(text: &str) -> BTreeSet<String> {
    let profile = profile(header(text, "profile"));
    let obs = Observation {
        format: FORMAT,
        tidegate: "0".into(),
        target: "https://shop.example.test/".into(),
        started_at: "2026-11-23T00:00:00Z".parse().expect("an instant"),
        browser: Browser::default(),
        passes: vec![],
        gaps: vec![],
    };
    let law = Lawbook::embedded().expect("the law reads");
    let case = Case::new(&obs, &profile, law, Catalog::embedded(), date(2026, 11, 23));
    let body: String = text.lines().filter(|l| !l.starts_with("# ")).collect::<Vec<_>>().join("\n");
    let notice = Notice::new([body.as_str()]).expect("a language that is read");
    items::family(&case, &["PP-CA-", "OP-", "ST-", "EU-N", "UK-N"])
        .filter(|i| items::owed(&case, i) == Verdict::Yes && !i.doubtful && !["PP-CA-28", "OP-05"].contains(&i.id.as_str()))
        .filter(|i| !notice.holds(i))
        .map(|i| i.id.clone())
        .collect()
}

#[test]
fn each_policy_lacks_what_its_label_says() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/policies");
    let mut faults = Vec::new();
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("the folder of policies") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a policy");
        let expected: BTreeSet<String> = header(&text, "missing").split_whitespace().map(str::to_owned).collect();
        let found = missing(&text);
        if found != expected {
            faults.push(format!("{}: expected {expected:?}, found {found:?}", path.display()));
        }
        read += 1;
    }
    assert!(read >= 12, "only {read} policies");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_language_that_is_not_read_is_no_empty_notice() {
    assert!(Notice::new(["Wir verarbeiten Ihre Daten, wenn Sie bei uns bestellen, und geben sie nicht an Dritte weiter. Sie können die Löschung der Daten verlangen."]).is_none());
}
