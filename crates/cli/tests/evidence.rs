//! Evidence keeps its worth: what an older version recorded is still judged, and the order in which a browser told of
//! events changes no finding.

use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use tidegate_audit::{Matter, audit};
use tidegate_types::observation::{Pass, SetBy};
use tidegate_types::{Finding, Observation, Profile};

/// The leaky demo shop as the first format recorded it, its profile, and the checks that failed on it then.
fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/evidence-format-1")
}

fn unpacked() -> Vec<u8> {
    let packed = std::fs::File::open(recorded().join("observation.json.gz")).expect("the recorded evidence");
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut text).expect("gzip");
    text
}

/// The evidence as a folder, in a folder of its own.
fn laid_out() -> (tempfile::TempDir, PathBuf) {
    let work = tempfile::tempdir().expect("a folder");
    let evidence = work.path().join("evidence");
    std::fs::create_dir(&evidence).expect("a folder");
    std::fs::write(evidence.join("observation.json"), unpacked()).expect("written");
    std::fs::copy(recorded().join("manifest.json"), evidence.join("manifest.json")).expect("copied");
    (work, evidence)
}

fn observation() -> Observation {
    serde_json::from_slice(&unpacked()).expect("an observation")
}

fn profile() -> Profile {
    let text = std::fs::read_to_string(recorded().join("profile.toml")).expect("the profile");
    Profile::parse(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn evidence_of_an_older_version_is_still_judged() {
    let (work, evidence) = laid_out();
    let done = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .arg("audit")
        .arg("--replay")
        .arg(&evidence)
        .arg("--profile")
        .arg(recorded().join("profile.toml"))
        .arg("--out")
        .arg(work.path())
        .output()
        .expect("tidegate runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let report: Value = serde_json::from_str(&std::fs::read_to_string(work.path().join("report.json")).expect("a report")).expect("JSON");
    let failed: BTreeSet<&str> = report["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|f| f["status"] == "failed")
        .filter_map(|f| f["check"].as_str())
        .collect();
    let then = std::fs::read_to_string(recorded().join("failed.txt")).expect("the list");
    let lost: Vec<&str> = then.lines().filter(|id| !failed.contains(id)).collect();
    assert!(lost.is_empty(), "found in the same evidence before, and not any more: {lost:?}");
}

/// The same evidence as SARIF and as a table of third parties.
#[test]
fn reports_for_other_programs() {
    let (work, evidence) = laid_out();
    let done = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["audit", "--format", "sarif,csv", "--lang", "zh", "--replay"])
        .arg(&evidence)
        .arg("--out")
        .arg(work.path())
        .output()
        .expect("tidegate runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let sarif = std::fs::read_to_string(work.path().join("report.sarif")).expect("SARIF");
    let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
    let run = &sarif["runs"][0];
    let (rules, results) = (run["tool"]["driver"]["rules"].as_array().expect("rules"), run["results"].as_array().expect("results"));
    assert_eq!((sarif["version"].as_str(), run["language"].as_str()), (Some("2.1.0"), Some("zh")));
    assert!(rules.len() > 80 && results.len() > 20, "{} rules, {} results", rules.len(), results.len());
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
        assert!(result["message"]["text"].as_str().is_some_and(|t| !t.is_empty()));
        assert!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().is_some_and(|u| u.starts_with("https://")));
    }
    let table = std::fs::read_to_string(work.path().join("third-parties.csv")).expect("a table");
    assert!(table.starts_with("\u{feff}名称,") && table.contains("connect.facebook.net"), "{}", &table[..200.min(table.len())]);
    assert!(!work.path().join("report.html").exists(), "only what was asked for");
}

/// The same evidence to read through, and the report on paper.
#[test]
fn reports_for_lawyers() {
    let (work, evidence) = laid_out();
    let run = |more: &[&str]| {
        let mut audit = Command::new(env!("CARGO_BIN_EXE_tidegate"));
        audit.args(["audit", "--lang", "zh", "--replay"]).arg(&evidence).arg("--out").arg(work.path()).args(more);
        audit.output().expect("tidegate runs")
    };
    // Of an earlier scan that had a pass more; what is not ours stays.
    std::fs::create_dir(evidence.join("browse")).expect("a folder");
    for name in ["device.zh.html", "mine.txt"] {
        std::fs::write(evidence.join("browse").join(name), "x").expect("written");
    }
    let done = run(&["--format", "pdf,folder"]);
    assert!(!evidence.join("browse/device.zh.html").exists() && evidence.join("browse/mine.txt").exists());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let pdf = std::fs::read(work.path().join("report.pdf")).expect("a PDF");
    let count = |what: &[u8]| pdf.windows(what.len()).filter(|w| *w == what).count();
    assert!(pdf.starts_with(b"%PDF-") && count(b"/Type /Page\n") > 10 && count(b"(zh-CN)") > 0);
    let entry = std::fs::read_to_string(evidence.join("index.html")).expect("the entry");
    assert!(entry.contains("lang=\"zh-CN\"") && entry.contains("browse/refuse.zh.html"));
    let pass = std::fs::read_to_string(evidence.join("browse/refuse.en.html")).expect("a pass");
    assert!(pass.contains("connect.facebook.net") && pass.contains("Refuse all"));
    let again = run(&["--format", "json"]);
    assert!(again.status.success(), "the pages are no change of the evidence");
    let without = run(&["--format", "pdf,sarif", "--chromium", "/no/such/browser"]);
    assert_eq!(without.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&without.stderr).contains("/no/such/browser"));
    assert!(work.path().join("report.sarif").exists(), "what needs no browser is written first");
}

/// Two reports of the same evidence, one with a profile: what differs is told, and nothing else.
#[test]
fn two_audits_are_compared() {
    let (work, evidence) = laid_out();
    let tidegate = || Command::new(env!("CARGO_BIN_EXE_tidegate"));
    let (bare, told) = (work.path().join("bare"), work.path().join("told"));
    for (out, profile) in [(&bare, None), (&told, Some(recorded().join("profile.toml")))] {
        let mut audit = tidegate();
        audit.args(["audit", "--format", "json", "--replay"]).arg(&evidence).arg("--out").arg(out);
        if let Some(profile) = profile {
            audit.arg("--profile").arg(profile);
        }
        assert!(audit.output().expect("tidegate runs").status.success());
    }
    let compare =
        |old: &Path, new: &Path, more: &[&str]| tidegate().arg("diff").args([old, new]).args(more).output().expect("tidegate runs");
    let same = compare(&told, &told, &["--json", "--fail-on-new"]);
    assert_eq!(same.status.code(), Some(0));
    let same: Value = serde_json::from_slice(&same.stdout).expect("JSON");
    for list in ["failed_newly", "no_longer_failed", "changed", "third_parties_new", "third_parties_gone", "passes_not_comparable"] {
        assert_eq!(same[list], serde_json::json!([]), "{list}");
    }
    let more = compare(&bare, &told.join("report.json"), &["--json", "--fail-on-new"]);
    assert_eq!(more.status.code(), Some(1), "with a profile more fails");
    let more: Value = serde_json::from_slice(&more.stdout).expect("JSON");
    let newly: Vec<&str> = more["failed_newly"].as_array().into_iter().flatten().filter_map(|c| c["check"].as_str()).collect();
    assert!(newly.contains(&"exchange.contract.missing"), "{newly:?}");
    let back = compare(&told, &bare, &["--lang", "zh"]);
    assert_eq!(back.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&back.stdout).contains("不再不符合"));

    // Refusals: no report, no such file, another store.
    assert_eq!(compare(&evidence.join("manifest.json"), &told, &[]).status.code(), Some(2));
    assert_eq!(compare(&work.path().join("nowhere"), &told, &[]).status.code(), Some(2));
    let other = work.path().join("other.json");
    let text = std::fs::read_to_string(told.join("report.json")).expect("a report");
    std::fs::write(&other, text.replace("https://leaky.example.test/", "https://other.example.org/")).expect("written");
    let refused = compare(&other, &told, &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
    assert_eq!(compare(&other, &told, &["--force"]).status.code(), Some(0));
}

#[test]
fn the_order_of_events_changes_no_finding() {
    let (seen, profile) = (observation(), profile());
    let findings = |seen: &Observation| -> Vec<Finding> {
        let law = tidegate_law::Lawbook::embedded().expect("the law");
        let catalog = tidegate_catalog::Catalog::embedded();
        let date = jiff::civil::date(2026, 11, 26);
        audit(&Matter { observation: seen, profile: &profile, profile_name: "", law, catalog, date }).findings
    };
    let as_told = findings(&seen);
    assert!(as_told.len() > 80);
    for seed in 1..=5 {
        let otherwise = findings(&shuffled(&seen, seed));
        for (a, b) in as_told.iter().zip(&otherwise) {
            assert_eq!(a, b, "seed {seed}");
        }
        assert_eq!(as_told.len(), otherwise.len());
    }
}

fn shuffled(seen: &Observation, seed: u64) -> Observation {
    let mut seen = seen.clone();
    let mut dice = Dice(seed);
    for pass in &mut seen.passes {
        shuffle_requests(pass, &mut dice);
        dice.shuffle(&mut pass.cookies);
        dice.shuffle(&mut pass.storage);
        dice.shuffle(&mut pass.api_calls);
        dice.shuffle(&mut pass.canaries);
    }
    dice.shuffle(&mut seen.passes);
    seen
}

/// What refers to a request by its place keeps referring to it.
fn shuffle_requests(pass: &mut Pass, dice: &mut Dice) {
    let mut tagged: Vec<(usize, _)> = std::mem::take(&mut pass.requests).into_iter().enumerate().collect();
    dice.shuffle(&mut tagged);
    let place = |old: usize| tagged.iter().position(|(was, _)| *was == old);
    let moved: Vec<Option<usize>> = tagged.iter().map(|(_, r)| r.redirected_from.and_then(place)).collect();
    for cookie in &mut pass.cookies {
        if let SetBy::Response { request } = &mut cookie.set_by {
            *request = place(*request).expect("the request is there");
        }
    }
    pass.requests = tagged.into_iter().map(|(_, r)| r).collect();
    for (request, from) in pass.requests.iter_mut().zip(moved) {
        request.redirected_from = from;
    }
}

/// Marsaglia's xorshift: the same seed throws the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).expect("below n")
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}
