//! django-oscar, a shop that nobody here wrote, from registry packages: real templates, forms, basket, cookies.

use serde_json::Value;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// The shop, stopped when dropped.
struct Shop {
    server: Child,
    port: u16,
}

impl Drop for Shop {
    fn drop(&mut self) {
        // gunicorn stops its worker when asked kindly.
        let _ = Command::new("kill").arg(self.server.id().to_string()).status();
        let _ = self.server.wait();
    }
}

impl Shop {
    /// Sets the shop up (packages from PyPI, the first time only) and waits until it answers.
    fn start(google_analytics: bool) -> Shop {
        let port = TcpListener::bind("127.0.0.1:0").expect("loopback").local_addr().expect("an address").port();
        let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("real-shop");
        std::fs::create_dir_all(&dir).expect("a folder");
        let mut start = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real_shop/start.sh"));
        start.arg(&dir).arg(port.to_string());
        if google_analytics {
            start.env("GA_ID", "G-EXAMPLE1");
        }
        let mut shop = Shop { server: start.spawn().expect("start.sh runs"), port };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = shop.server.try_wait().expect("a child") {
                panic!("the shop could not be set up ({status}); it needs python3 with venv, and PyPI: `make test` installs the first");
            }
            assert!(began.elapsed() < Duration::from_secs(600), "the shop does not answer");
            std::thread::sleep(Duration::from_millis(200));
        }
        shop
    }

    fn audit(&self, profile: &str, out: &Path) -> Value {
        std::fs::create_dir_all(out).expect("a folder");
        let file = out.join("profile.toml");
        std::fs::write(&file, profile).expect("written");
        // Everybody else is a closed door: what was asked for counts, nothing is answered.
        let rules = format!("MAP shop.example.test 127.0.0.1:{}, MAP * 127.0.0.1:1", self.port);
        let url = format!("http://shop.example.test:{}/", self.port);
        let done = Command::new(env!("CARGO_BIN_EXE_tidegate"))
            .args(["audit", &url, "--host-rules", &rules, "--format", "json"])
            .arg("--profile")
            .arg(&file)
            .arg("--out")
            .arg(out)
            .output()
            .expect("tidegate runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_str(&std::fs::read_to_string(out.join("report.json")).expect("a report")).expect("JSON")
    }
}

const PROFILE: &str = r#"
[business]
name = "Oscar shop"
seat = "CN-GD"
revenue_usd = 64_000_000
audience = "adults"
languages = ["en-GB"]
sells = false
shares_for_ads = false
sensitive = []
[[market]]
place = "US-CA"
consumers = 910_000
[[market]]
place = "DE"
consumers = 40_000
"#;

fn status<'a>(report: &'a Value, check: &str) -> &'a str {
    let all = report["findings"].as_array().expect("findings");
    all.iter().find(|f| f["check"] == check).and_then(|f| f["status"].as_str()).unwrap_or("absent")
}

#[test]
fn a_real_shop_is_seen_as_it_is() {
    let work = tempfile::tempdir().expect("a folder");
    let plain = Shop::start(false).audit(PROFILE, &work.path().join("plain"));
    // The shop links to no privacy policy and collects without a notice; nothing tracks.
    let expected = [
        ("collect.policy.missing", "failed"),
        ("collect.notice.missing", "failed"),
        ("collect.consent.before-choice", "met"),
        ("collect.permission.unprompted", "met"),
        ("collect.form.captured-early", "met"),
        ("exchange.recipient.unregistered", "unknown"),
        ("sell.gpc.ignored", "not_applicable"),
        ("sell.link.missing", "not_applicable"),
        ("security.tls.weak", "unknown"),
        ("security.header.missing", "failed"),
    ];
    let wrong: Vec<_> = expected.iter().map(|(c, e)| (*c, *e, status(&plain, c))).filter(|(_, e, is)| e != is).collect();
    assert!(wrong.is_empty(), "(check, expected, is): {wrong:#?}");
    let hosts: Vec<_> = plain["third_parties"].as_array().into_iter().flatten().map(|p| p["hosts"].to_string()).collect();
    assert_eq!(hosts, [r#"["ajax.googleapis.com"]"#], "jQuery is all that comes from elsewhere");

    let tracked = Shop::start(true).audit(PROFILE, &work.path().join("tracked"));
    // Its own Google Analytics partial, switched on: asked for before any choice. Nobody answers here, and a request
    // that left and failed is a disclosure all the same.
    assert_eq!(status(&tracked, "collect.consent.before-choice"), "failed");
    let parties = tracked["third_parties"].as_array().expect("third parties");
    assert!(parties.iter().any(|p| p["hosts"].to_string().contains("google")), "{parties:#?}");
}
