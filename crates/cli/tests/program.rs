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
        &["law", "regime"],
        &["law", "calendar"],
        &["law", "diff"],
        &["law", "clock"],
        &["law", "write"],
        &["law", "scenarios"],
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

/// The commands of both READMEs that need no browser, as they stand there, with the profile of docs/profile.md.
#[test]
fn the_readmes_commands_on_the_law_run() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |name: &str| std::fs::read_to_string(root.join(name)).expect("a document");
    let page = read("docs/profile.md");
    let profile = page.split("```toml").nth(1).and_then(|s| s.split("```").next()).expect("an example").to_owned();
    let mut run = 0;
    for name in ["README.md", "README.zh.md"] {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("profile.toml"), &profile).expect("written");
        for line in read(name).lines().map(|l| l.trim_start_matches("target/release/")).filter(|l| l.starts_with("tidegate law ")) {
            let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().skip(1).collect();
            let done = Command::new(env!("CARGO_BIN_EXE_tidegate")).args(&words).current_dir(folder.path()).output().expect("runs");
            assert!(done.status.success(), "{name}: {line}: {}", String::from_utf8_lossy(&done.stderr));
            assert!(!done.stdout.is_empty() || words.contains(&"--out"), "{name}: {line} says nothing");
            run += 1;
        }
    }
    assert!(run >= 16, "only {run} commands were found");
}

#[test]
fn what_must_hold_is_told_with_its_rows() {
    let ask = |args: &[&str]| {
        let done = tidegate(&[&["law", "regime", "--date", "2026-11-25"], args].concat());
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let said = ask(&["--place", "US-CT", "--purpose", "sale", "--age", "15", "--to", "third-party", "--data", "ordinary", "--lang", "en"]);
    assert!(said.contains("prohibited") && said.contains("CT-MIN2") && said.contains("not legal advice"), "{said}");
    let json: serde_json::Value = serde_json::from_str(&ask(&[
        "--place",
        "DE",
        "--purpose",
        "analytics",
        "--data",
        "device",
        "--age",
        "40",
        "--to",
        "own",
        "--json",
    ]))
    .expect("JSON");
    assert_eq!((&json["answer"]["regime"], &json["answer"]["rows"][0]["row"]), (&"opt_in".into(), &"EP-1".into()), "{json:#}");
    let zh = ask(&["--place", "US-CA", "--lang", "zh"]);
    assert!(zh.contains("营销邮件") && zh.contains("选择退出信号"), "{zh}");
    refused(&["law", "clock", "T-GDPR", "--from", "soon"], &["soon", "2027-01-31"]);
    refused(&["law", "clock", "T-NONE"], &["T-NONE", "law clock"]);
    refused(&["law", "clock", "T-GDPR", "--from", "2027-01-31", "--place", "BR"], &["BR"]);
    refused(&["law", "diff", "2027-01-01", "2026-01-01"], &["lies before"]);
}

/// A case that the law does not bear out ends with 1; one that cannot be read with 2.
#[test]
fn scenarios_that_the_law_does_not_bear_out() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().to_str().expect("utf-8").to_owned();
    std::fs::create_dir(dir.path().join("stores")).expect("made");
    std::fs::write(dir.path().join("stores/any.toml"), "[business]\naudience = \"adults\"\n[[market]]\nplace = \"DE\"\n").expect("written");
    let right = "adult in DE: analytics of device on 2026-11-25 => opt_in by EP-1\n";
    let write = |text: &str| std::fs::write(dir.path().join("x.txt"), format!("store: any\n{text}")).expect("written");
    write(right);
    assert_eq!(tidegate(&["law", "scenarios", &path]).status.code(), Some(0));
    write(&right.replace("opt_in", "free"));
    let missed = tidegate(&["law", "scenarios", &path]);
    assert_eq!(missed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missed.stdout).contains("x.txt:2: the law says opt_in by EP-1"));
    write("adult in DE: analytics of divice on 2026-11-25 => opt_in\n");
    refused(&["law", "scenarios", &path], &["x.txt:2", "divice"]);
    std::fs::write(dir.path().join("x.txt"), format!("store: none\n{right}")).expect("written");
    refused(&["law", "scenarios", &path], &["none.toml"]);
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

/// Everything at once, in the language asked for, and what only the law knows.
#[test]
fn all_faults_of_a_profile_are_told_at_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("p.toml");
    let path = file.to_str().expect("utf-8");
    std::fs::write(&file, "[business]\nsels = true\nsensitive = [\"helth\"]\nemployees = \"many\"\n[policy]\nupdated = \"2026-02-30\"\n")
        .expect("written");
    refused(
        &["profile", "check", path, "--lang", "en"],
        &["line 2", "did you mean `sells`?", "line 4", "line 6", "did you mean `health`?"],
    );
    refused(&["profile", "check", path, "--lang", "zh"], &["第 2 行：未知字段 `sels`", "是否想写 `sells`？", "`helth` 不是敏感信息种类"]);
    let of = |clauses: &str, title: &str| {
        format!("[[recipient]]\nname = \"x\"\ncontract = {{ clauses = {clauses} }}\n[contact]\nopt_out_title = \"{title}\"\n")
    };
    std::fs::write(&file, of("[\"K-TP-*\", \"K-SP-1\", \"K-XX-*\"]", "Your Privacy Choice")).expect("written");
    let words = ["`K-SP-1` is no clause", "did you mean `K-SP-", "`K-XX-*` is no clause", "K-JC-*", "did you mean `Your Privacy Choices`?"];
    refused(&["profile", "check", path, "--lang", "en"], &words);
    refused(&["profile", "check", path, "--lang", "zh"], &["`K-SP-1` 不是法律数据中的条款", "不是法律规定的标题"]);
    let json = tidegate(&["profile", "check", path, "--json", "--lang", "en"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert!(json["ok"] == false && json["faults"].as_array().is_some_and(|f| f.len() == 3), "{json:#}");
    assert_eq!(json["faults"][2]["place"], "contact.opt_out_title");
    std::fs::write(&file, of("[\"K-TP-*\", \"K-SP-01\"]", "Your Privacy Choices")).expect("written");
    assert!(tidegate(&["profile", "check", path]).status.success());
}

#[test]
fn a_file_that_cannot_be_written_is_bad_input() {
    let dir = tempfile::tempdir().expect("a folder");
    let (folder, nowhere) = (dir.path().to_str().expect("utf-8").to_owned(), dir.path().join("none/p.toml"));
    let nowhere = nowhere.to_str().expect("utf-8");
    let profile = dir.path().join("p.toml");
    std::fs::write(&profile, "[[market]]\nplace = \"DE\"\n").expect("written");
    let profile = profile.to_str().expect("utf-8");
    for out in [nowhere, &folder] {
        refused(&["law", "write", "policy", "--profile", profile, "--out", out], &[out, "--out"]);
        let done = tidegate(&["profile", "init", "--force", "--lang", "en", "--out", out]);
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.code() == Some(2) && said.contains(out) && said.contains("--out"), "{said}");
        assert!(!said.contains("Name of the business"), "nobody is asked before: {said}");
    }
    // To try the path leaves nothing behind, and nothing changed.
    let fresh = dir.path().join("fresh.toml");
    let mut asked = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["profile", "init", "--out", fresh.to_str().expect("utf-8")])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("tidegate runs");
    asked.stdin.take().expect("a pipe").write_all("\n\nAtlantis\nAtlantis\nAtlantis\nAtlantis\nAtlantis\n".as_bytes()).expect("written");
    assert_eq!(asked.wait().expect("ends").code(), Some(2));
    assert!(!fresh.exists());
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

#[test]
fn recipients_abroad_are_told_the_worst_first() {
    let dir = tempfile::tempdir().expect("a folder");
    let profile = dir.path().join("profile.toml");
    let text = "[business]\nus_person = true\n[[market]]\nplace = \"US\"\nconsumers = 300_000\n\
                [[recipient]]\nname = \"Near\"\nowner_country = \"US\"\nrole = \"third-party\"\nreceives = [\"A\"]\n\
                [[recipient]]\nname = \"Far\"\nowner_country = \"CN\"\nrole = \"third-party\"\nreceives = [\"A\"]\n";
    std::fs::write(&profile, text).expect("written");
    let path = profile.to_str().expect("a path");
    for (lang, barred) in [("en", "PROHIBITED  DS-1, DS-2"), ("zh", "禁止　  DS-1, DS-2")] {
        let done = tidegate(&["law", "abroad", "--profile", path, "--lang", lang]);
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{said}");
        assert!(said.contains(barred) && said.find("Far") < said.find("Near"), "{said}");
    }
    std::fs::write(&profile, "[[recipient]]\nname = \"x\"\nabroad = { seat = \"China\" }\n").expect("written");
    let done = tidegate(&["law", "abroad", "--profile", path]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.code() == Some(2) && said.contains("CHINA") && said.contains("line 3"), "{:?} {said}", done.status);
}

/// A password comes from the environment, and what is said about it never holds it.
#[test]
fn a_test_account_without_its_password_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (profile, out) = (folder.path().join("profile.toml"), folder.path().join("out"));
    let account = "[account]\nuser = \"probe.person@shop-tests.example\"\npassword_env = \"TIDEGATE_NO_SUCH_PASSWORD\"\n";
    std::fs::write(&profile, account).expect("written");
    let (profile, out) = (profile.to_string_lossy().into_owned(), out.to_string_lossy().into_owned());
    let audit = ["audit", "http://127.0.0.1:9/", "--profile", &profile, "--out", &out];
    refused(&audit, &["TIDEGATE_NO_SUCH_PASSWORD", "[account]"]);
    refused(&["scan", "http://127.0.0.1:9/", "--passes", "arrive,device", "--out", &out], &["[account]"]);
    let short =
        Command::new(env!("CARGO_BIN_EXE_tidegate")).args(audit).env("TIDEGATE_NO_SUCH_PASSWORD", "hunter2").output().expect("runs");
    let said = String::from_utf8_lossy(&short.stderr).into_owned();
    assert_eq!(short.status.code(), Some(2), "{said}");
    assert!(said.contains("8 characters") && !said.contains("hunter2") && !said.contains("probe.person"), "{said}");
}
