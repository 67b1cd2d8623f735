//! The journal by the real program: as an operator begins it, writes, proves, erases, copies and puts back.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const SUBJECT: &str = "paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU";

fn run(dir: &Path, args: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["--lang", "en"])
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(stdin.as_bytes()).expect("written");
    child.wait_with_output().expect("the program ends")
}

#[track_caller]
fn check(out: &Output, code: i32, words: &[&str]) -> String {
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert_eq!(out.status.code(), Some(code), "{said}");
    for w in words {
        assert!(said.contains(w), "`{w}` is not in: {said}");
    }
    String::from_utf8_lossy(&out.stdout).into_owned()
}

fn choice(chosen: &str) -> String {
    format!(
        "{{\"event\":\"choice.made\",\"subject\":\"{SUBJECT}\",\"choices\":[{{\"purpose\":\"sale\",\"chosen\":\"{chosen}\"}}],\"by\":\"link\",\"place\":\"US-CA\"}}\n"
    )
}

fn begun() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    check(
        &run(dir.path(), &["journal", "init", "--origin", "shop.example/journal"], ""),
        0,
        &["shop.example/journal+", "tidegate-data/keys"],
    );
    dir
}

#[test]
fn from_the_first_event_to_the_receipt_of_one_that_is_gone() {
    let home = begun();
    let dir = home.path();
    let key = check(&run(dir, &["journal", "key"], ""), 0, &[]).trim().to_owned();
    check(&run(dir, &["journal", "append"], &choice("refused").repeat(3)), 0, &["3 events stored 0–2", "the log has 3"]);
    check(&run(dir, &["journal", "append", "--json"], &choice("granted")), 0, &["\"first\":3", "\"size\":4"]);
    check(&run(dir, &["journal", "verify"], ""), 0, &["4 events (0 erased)", "it holds"]);
    check(&run(dir, &["journal", "receipt", "2", "--out", "r.tlog-proof"], ""), 0, &[]);
    check(
        &run(dir, &["verify", "r.tlog-proof", "--key", &key], ""),
        0,
        &["Verified", "at index 2 of 4", "\"refused\"", "No witness was asked for"],
    );
    let json = check(&run(dir, &["verify", "r.tlog-proof", "--key", &key, "--json"], ""), 0, &["\"verified\": true"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).expect("JSON")["event"]["place"], "US-CA");

    check(&run(dir, &["journal", "backup", "copy.db"], ""), 0, &["The keys are not in it"]);
    check(&run(dir, &["journal", "backup", "copy.db"], ""), 2, &["copy.db exists"]);
    check(&run(dir, &["journal", "export", "log"], ""), 0, &["4 leaves in 2 tiles"]);
    assert!(dir.join("log/tile/0/000.p/4").is_file() && dir.join("log/tile/entries/000.p/4").is_file());
    assert!(fs::read_to_string(dir.join("log/checkpoint")).expect("read").starts_with("shop.example/journal\n4\n"));

    check(&run(dir, &["journal", "erase", "--why", "request", SUBJECT], ""), 0, &["4 events erased"]);
    check(&run(dir, &["journal", "receipt", "2"], ""), 2, &["was erased"]);
    check(&run(dir, &["verify", "r.tlog-proof", "--key", &key], ""), 0, &["Verified"]);
    check(&run(dir, &["journal", "verify", "--json"], ""), 0, &["\"holds\": true", "\"erased\": 4"]);
    for file in ["tidegate.db", "tidegate.db-wal"] {
        let bytes = fs::read(dir.join("tidegate-data").join(file)).unwrap_or_default();
        assert!(!bytes.windows(SUBJECT.len()).any(|w| w == SUBJECT.as_bytes()), "{file}");
    }
}

#[test]
fn a_backup_comes_back_whole_or_not_at_all() {
    let home = begun();
    let (dir, db) = (home.path(), home.path().join("tidegate-data/tidegate.db"));
    check(&run(dir, &["journal", "append"], &choice("refused")), 0, &[]);
    check(&run(dir, &["journal", "backup", "copy.db"], ""), 0, &[]);
    check(&run(dir, &["journal", "restore", "copy.db"], ""), 2, &["exists; move it away first"]);
    fs::rename(&db, dir.join("gone.db")).expect("moved");
    check(&run(dir, &["journal", "verify"], ""), 2, &["tidegate.db does not exist"]);
    check(&run(dir, &["journal", "restore", "none.db"], ""), 2, &["none.db does not exist"]);
    check(&run(dir, &["journal", "restore", "copy.db"], ""), 0, &["1 events (0 erased)", "it holds"]);
    // An older one after more was signed.
    check(&run(dir, &["journal", "append"], &choice("granted")), 0, &[]);
    fs::remove_file(&db).expect("removed");
    check(&run(dir, &["journal", "restore", "copy.db"], ""), 2, &["1 leaves", "a checkpoint of 2", "two trees"]);
    assert!(!db.exists(), "what is refused is not left in its place");
    // One in which a byte was changed, and one that is none.
    fs::remove_file(dir.join("tidegate-data/keys/shop.latest")).expect("removed");
    let bytes = fs::read(dir.join("copy.db")).expect("read");
    let at = bytes.windows(7).position(|w| w == b"refused").expect("the body");
    let changed = [&bytes[..at], b"granted", &bytes[at + 7..]].concat();
    fs::write(dir.join("changed.db"), changed).expect("written");
    check(
        &run(dir, &["journal", "restore", "changed.db"], ""),
        1,
        &["do not lead to the root", "Not put into place: tidegate-data/tidegate.refused"],
    );
    assert!(!db.exists());
    fs::write(dir.join("none.db"), "dear diary").expect("written");
    check(&run(dir, &["journal", "restore", "none.db"], ""), 2, &["no database of Tidegate", "Not put into place"]);
    // A log of writes that belongs to a database which is not there.
    fs::write(dir.join("tidegate-data/tidegate.db-wal"), "x").expect("written");
    check(&run(dir, &["journal", "restore", "copy.db"], ""), 2, &["tidegate.db-wal is left of another database"]);
}

#[test]
fn receipts_that_are_not_good() {
    let home = begun();
    let dir = home.path();
    let key = check(&run(dir, &["journal", "key"], ""), 0, &[]).trim().to_owned();
    check(&run(dir, &["journal", "append"], &choice("refused").repeat(2)), 0, &[]);
    check(&run(dir, &["journal", "receipt", "1", "--out", "r.tlog-proof"], ""), 0, &[]);
    let good = fs::read_to_string(dir.join("r.tlog-proof")).expect("read");
    fs::write(dir.join("b.tlog-proof"), good.replace("index 1", "index 0")).expect("written");
    check(&run(dir, &["verify", "b.tlog-proof", "--key", &key], ""), 1, &["NOT verified", "another root"]);
    check(&run(dir, &["verify", "b.tlog-proof", "--key", &key, "--json"], ""), 1, &["\"verified\": false"]);
    fs::write(dir.join("b.tlog-proof"), "dear diary").expect("written");
    check(&run(dir, &["verify", "b.tlog-proof", "--key", &key], ""), 1, &["the first line is"]);
    check(&run(dir, &["verify", "none.tlog-proof", "--key", &key], ""), 2, &["none.tlog-proof"]);
    check(&run(dir, &["verify", "r.tlog-proof"], ""), 2, &["whom to believe?", "--key", "--policy"]);
    check(&run(dir, &["verify", "r.tlog-proof", "--key", "shop"], ""), 2, &["is no key"]);
    fs::write(dir.join("p.policy"), format!("log {key}\nquorum none\n")).expect("written");
    check(&run(dir, &["verify", "r.tlog-proof", "--policy", "p.policy"], ""), 0, &["Verified"]);
    fs::write(dir.join("p.policy"), format!("log {key}\nquorum W\n")).expect("written");
    check(&run(dir, &["verify", "r.tlog-proof", "--policy", "p.policy"], ""), 2, &["p.policy: policy, line 2"]);
}

#[test]
fn events_that_are_none_store_nothing_and_are_not_repeated() {
    let home = begun();
    let dir = home.path();
    let good = choice("refused");
    for (lines, words) in [
        (format!("{good}{{\"event\":\"choice.made\",\"subject\":\"ada@example.com\"}}\n"), "line 2: a field of `choice.made`"),
        (format!("{good}ada@example.com\n"), "line 2: no JSON"),
        (format!("{good}{{\"event\":\"ada@example.com\"}}\n"), "line 2: `event` is one of notice.published"),
        (format!("{good}{}", good.replacen('{', "{\"at\":\"2020-01-01T00:00:00Z\",", 1)), "line 2: `at` is set by the journal"),
        (format!("{good}{}\n", "x".repeat(70_000)), "line 2: longer than"),
        (
            format!("{good}{{\"event\":\"erased\",\"events\":[0],\"why\":\"x\"}}\n"),
            "line 2: `erased` is written by `tidegate journal erase`",
        ),
        // One that could be read and not stored, far behind many that could.
        (format!("{}{{\"event\":\"audit.made\",\"law_version\":\"{}\"}}\n", good.repeat(600), "x".repeat(32_600)), "line 601: longer than"),
    ] {
        let out = run(dir, &["journal", "append"], &lines);
        let said = check(&out, 2, &[words]);
        assert!(!said.contains("ada@example.com") && !String::from_utf8_lossy(&out.stderr).contains("ada@example.com"));
    }
    check(&run(dir, &["journal", "append"], ""), 0, &["0 events stored; the log has 0"]);
    check(&run(dir, &["journal", "export", "log"], ""), 2, &["the log is empty"]);
    check(&run(dir, &["journal", "receipt", "0"], ""), 2, &["no event has this index"]);
    check(&run(dir, &["journal", "erase", "--why", "request", "ada"], ""), 2, &["a subject key is 43 characters"]);
    check(&run(dir, &["journal", "init", "--origin", "shop.example/journal"], ""), 2, &["has a log already"]);
    check(&run(dir, &["journal", "init", "--store", "b", "--origin", "https://b example"], ""), 2, &["is no origin"]);
    check(&run(dir, &["journal", "init", "--store", "b", "--origin", "shop.example/journal"], ""), 2, &["is that of the store `shop`"]);
    assert!(!dir.join("tidegate-data/keys/b.key").exists(), "no key is left of a log that was not begun");
    check(&run(dir, &["journal", "verify", "--store", "c"], ""), 2, &["the shop `c` has no key here", "journal init"]);
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = begun();
    let key = home.path().join("tidegate-data/keys/shop.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("done");
    check(&run(home.path(), &["journal", "verify"], ""), 2, &["others can read the key", "chmod 600"]);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("done");
    fs::write(&key, "PRIVATE+KEY+x").expect("written");
    let said = run(home.path(), &["journal", "verify"], "");
    check(&said, 2, &["holds no key"]);
}

#[test]
fn people_are_keys() {
    let home = begun();
    let key = |kind: &str, more: &[&str], text: &str| {
        let args = [&["journal", "subject", "--kind", kind], more].concat();
        check(&run(home.path(), &args, text), 0, &[])
    };
    let ada = key("email", &[], "Ada@Example.com\nada@example.com \n");
    let (first, second) = ada.trim().split_once('\n').expect("two keys");
    assert!(first == second && first.len() == 43, "{ada}");
    // SHA-256 of test@example.com.
    let hashed = key("email", &["--hashed"], "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b\n");
    assert_eq!(hashed, key("email", &[], "test@example.com"));
    assert_ne!(hashed, key("customer", &[], "test@example.com"));
    let refused = run(home.path(), &["journal", "subject", "--kind", "email"], "ada@example.com\nsecret person\n");
    let said = check(&refused, 2, &["line 2: no e-mail address"]);
    assert!(said.is_empty() && !String::from_utf8_lossy(&refused.stderr).contains("secret person"));
    check(&run(home.path(), &["journal", "subject", "--kind", "phone"], "4155552671\n"), 2, &["country's code"]);
    fs::remove_file(home.path().join("tidegate-data/keys/subjects.key")).expect("removed");
    check(&run(home.path(), &["journal", "subject", "--kind", "email"], "a@b.example\n"), 2, &["subjects.key is missing", "somebody else"]);
    check(&run(home.path(), &["journal", "init", "--store", "b", "--origin", "b.example/journal"], ""), 2, &["subjects.key is missing"]);
}
