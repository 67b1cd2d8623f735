//! The real program, the real browser, both demo shops: the leaky one fails what was planted, the clean one nothing.

use serde_json::Value;
use std::path::Path;
use std::process::Command;
use tidegate_demo::{Demo, expected_leaky};

fn audit(demo: &Demo, url: &str, profile: &str, out: &Path) -> Value {
    std::fs::create_dir_all(out).expect("a folder");
    let profile_file = out.join("profile.toml");
    std::fs::write(&profile_file, profile).expect("written");
    let done = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["audit", url, "--insecure-tls", "--budget", "900", "--host-rules", &demo.host_rules()])
        .arg("--profile")
        .arg(&profile_file)
        .arg("--out")
        .arg(out)
        .output()
        .expect("tidegate runs");
    assert!(done.status.success(), "{}\n{}", done.status, String::from_utf8_lossy(&done.stderr));
    report(out)
}

fn report(out: &Path) -> Value {
    let text = std::fs::read_to_string(out.join("report.json")).expect("a report");
    serde_json::from_str(&text).expect("JSON")
}

/// Check ids of a status, with what was said of them.
fn of<'a>(report: &'a Value, status: &str) -> Vec<(&'a str, &'a str)> {
    let all = report["findings"].as_array().expect("findings");
    all.iter()
        .filter(|f| f["status"] == status)
        .map(|f| (f["check"].as_str().expect("id"), f["detail"]["en"].as_str().expect("text")))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn leaky_fails_what_was_planted_and_clean_fails_nothing() {
    let demo = Demo::start().await.expect("the demo serves");
    let work = tempfile::tempdir().expect("a folder");
    let (leaky_out, clean_out) = (work.path().join("leaky"), work.path().join("clean"));

    let leaky = audit(&demo, &demo.leaky_url(), &demo.leaky_profile(), &leaky_out);
    let failed = of(&leaky, "failed");
    let missed: Vec<_> = expected_leaky().iter().filter(|id| !failed.iter().any(|(f, _)| f == *id)).collect();
    assert!(missed.is_empty(), "planted and not found: {missed:#?}\nunknown: {:#?}", of(&leaky, "unknown"));
    assert!(failed.len() >= 30, "{} failed", failed.len());

    let clean = audit(&demo, &demo.clean_url(), &demo.clean_profile(), &clean_out);
    assert_eq!(of(&clean, "failed"), [], "the clean shop fails nothing");
    assert!(of(&clean, "met").len() >= 30, "{:#?}", of(&clean, "unknown"));

    replay_gives_the_same_findings(&leaky_out, &leaky, work.path());
    let second = work.path().join("second");
    audit(&demo, &demo.leaky_url(), &demo.leaky_profile(), &second);
    two_scans_tell_the_same(&leaky_out, &second);
    changed_evidence_is_refused(&leaky_out);
}

fn replay_gives_the_same_findings(taken: &Path, first: &Value, work: &Path) {
    let again = work.join("again");
    let done = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .arg("audit")
        .arg("--replay")
        .arg(taken.join("evidence"))
        .arg("--profile")
        .arg(taken.join("profile.toml"))
        .arg("--out")
        .arg(&again)
        .args(["--fail-on", "critical"])
        .output()
        .expect("tidegate runs");
    assert_eq!(done.status.code(), Some(1), "critical findings were asked to count: {}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(report(&again)["findings"], first["findings"]);
}

/// Compared as a user compares two audits: nothing came, went or changed.
fn two_scans_tell_the_same(first: &Path, second: &Path) {
    let done =
        Command::new(env!("CARGO_BIN_EXE_tidegate")).arg("diff").args([first, second]).arg("--json").output().expect("tidegate runs");
    let diff: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    for list in ["failed_newly", "no_longer_failed", "changed", "third_parties_new", "third_parties_gone", "passes_not_comparable"] {
        assert_eq!(diff[list], serde_json::json!([]), "{list}");
    }
}

fn changed_evidence_is_refused(taken: &Path) {
    let file = taken.join("evidence/observation.json");
    let text = std::fs::read_to_string(&file).expect("evidence");
    std::fs::write(&file, text.replacen("arrive", "Arrive", 1)).expect("written");
    let done = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .arg("audit")
        .arg("--replay")
        .arg(taken.join("evidence"))
        .arg("--out")
        .arg(taken)
        .output()
        .expect("tidegate runs");
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("observation.json"));
}

/// What the audit's checks ask of a policy, whoever wrote it.
const OF_THE_POLICY: [&str; 12] = [
    "collect.policy.missing",
    "collect.policy.not-prominent",
    "collect.policy.incomplete",
    "collect.policy.contradicted",
    "collect.policy.stale",
    "collect.policy.unreadable",
    "collect.notice.missing",
    "collect.notice.incomplete",
    "collect.children.policy-incomplete",
    "sell.link.not-in-policy",
    "sell.notice.missing",
    "exchange.recipient.undisclosed",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_written_from_the_profile_passes_every_check() {
    let work = tempfile::tempdir().expect("a folder");
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    let (profile, policy) = (work.path().join("profile.toml"), work.path().join("policy.html"));
    std::fs::write(&profile, tidegate_demo::clean_profile(today)).expect("written");
    let done = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["law", "write", "policy", "--format", "html", "--lang", "en", "--strict", "--profile"])
        .args([&profile, Path::new("--out"), &policy])
        .output()
        .expect("tidegate runs");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let html = std::fs::read_to_string(&policy).expect("a policy");
    let demo = Demo::serve(tidegate_demo::Site::new(today).with_policy(html)).await.expect("the demo serves");

    let report = audit(&demo, &demo.clean_url(), &demo.clean_profile(), &work.path().join("out"));
    assert_eq!(of(&report, "failed"), [], "a shop with this policy fails nothing");
    let met: Vec<&str> = of(&report, "met").into_iter().map(|(id, _)| id).collect();
    let unmet: Vec<_> = OF_THE_POLICY.iter().filter(|id| !met.contains(id)).collect();
    assert!(unmet.is_empty(), "{unmet:?}\nunknown: {:#?}\nnot applicable: {:#?}", of(&report, "unknown"), of(&report, "not_applicable"));
}
