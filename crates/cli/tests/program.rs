//! The program as a stranger calls it: exit codes, refusals, and what they say.

use std::io::Write as _;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn tidegate(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tidegate")).args(args).stdin(Stdio::null()).output().expect("tidegate runs")
}

/// Runs, and demands exit code 2 and a message that holds each of the words.
fn refused(args: &[&str], words: &[&str]) {
    let done = tidegate(args);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{args:?}: {said}");
    for w in words {
        assert!(said.contains(w), "{args:?} should say {w:?}: {said}");
    }
}

#[test]
fn every_command_has_help_with_an_example() {
    for c in [
        &["audit"][..],
        &["scan"],
        &["demo"],
        &["law", "list"],
        &["law", "show"],
        &["law", "applies"],
        &["law", "check"],
        &["profile", "init"],
        &["profile", "check"],
    ] {
        let done = tidegate(&[c, &["--help"]].concat());
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success() && said.contains("Example"), "{c:?}: {said}");
    }
}

#[test]
fn the_law_can_be_read_in_both_languages() {
    let en = tidegate(&["law", "show", "CA-17", "--lang", "en"]);
    let zh = tidegate(&["law", "show", "CA-17", "--lang", "zh"]);
    assert!(en.status.success() && zh.status.success());
    assert!(String::from_utf8_lossy(&en.stdout).contains("7025"));
    assert!(String::from_utf8_lossy(&zh.stdout).contains("信号"));
    refused(&["law", "show", "CA-171"], &["CA-171", "law list"]);
    assert!(tidegate(&["law", "check"]).status.success());
}

#[test]
fn a_faulty_law_is_told_with_file_and_line() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("x.toml"), "[regulation]\nid = \"x\"\nnmae = 1\n").expect("written");
    let done = tidegate(&["law", "check", dir.path().to_str().expect("utf-8")]);
    assert_eq!(done.status.code(), Some(2));
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(said.contains("x.toml:3") && said.contains("nmae"), "{said}");
}

#[test]
fn profiles_are_written_checked_and_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("p.toml");
    let path = file.to_str().expect("utf-8");
    let mut asked = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["profile", "init", "--lang", "zh", "--out", path])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("tidegate runs");
    asked.stdin.take().expect("a pipe").write_all("某某科技\n\nCN-GD\n".as_bytes()).expect("written");
    assert!(asked.wait().expect("ends").success());
    assert!(tidegate(&["profile", "check", path]).status.success());
    refused(&["profile", "init", "--out", path], &["--force"]);
    std::fs::write(&file, "[business]\nsels = true\n").expect("written");
    refused(&["profile", "check", path], &["p.toml", "line 2", "sels"]);
    refused(&["law", "applies", "--profile", path], &["sels"]);
    refused(&["profile", "check", "no-such-file.toml"], &["no-such-file.toml"]);
}

#[test]
fn targets_that_cannot_be_looked_at_are_refused() {
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path().to_str().expect("utf-8");
    for bad in ["not an address", "ftp://shop.example/", "file:///etc/passwd", "javascript:alert(1)"] {
        refused(&["audit", bad, "--out", out], &["https://"]);
    }
    refused(&["audit", "http://10.0.0.1/", "--out", out], &["private", "--allow-private"]);
    refused(&["audit", "http://169.254.169.254/latest/", "--out", out], &["private"]);
    refused(&["audit", "--replay", out], &["manifest"]);
}

#[test]
fn a_browser_that_does_not_run_is_our_fault() {
    let out = tempfile::tempdir().expect("a folder");
    let done = tidegate(&[
        "audit",
        "http://127.0.0.1:9/",
        "--chromium",
        "/bin/false",
        "--passes",
        "arrive",
        "--out",
        out.path().to_str().expect("utf-8"),
    ]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert!(said.contains("browser") || said.contains("浏览器"), "{said}");
}

#[test]
fn a_closed_door_ends_in_a_report_of_unknowns_and_exit_2() {
    let free = TcpListener::bind("127.0.0.1:0").expect("loopback").local_addr().expect("an address");
    let out = tempfile::tempdir().expect("a folder");
    let url = format!("http://{free}/");
    let done = tidegate(&["audit", &url, "--passes", "arrive", "--out", out.path().to_str().expect("utf-8")]);
    assert_eq!(done.status.code(), Some(2), "{}", String::from_utf8_lossy(&done.stderr));
    let text = std::fs::read_to_string(out.path().join("report.json")).expect("a report all the same");
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    assert!(findings.iter().all(|f| f["status"] != "met"), "nothing was looked at, so nothing is met");
    assert!(out.path().join("evidence/observation.json").exists());
}
