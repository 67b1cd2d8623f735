//! `tidegate audit shop.apk`, with packages that the test makes.

#[path = "../../app/src/make.rs"]
mod make;

use make::{V, axml, dex, e, manifest, zip};
use std::path::Path;
use std::process::Output;

fn tidegate(dir: &Path, args: &[&str]) -> Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_tidegate")).current_dir(dir).args(args).output().expect("runs")
}

fn package() -> Vec<u8> {
    let start = e("intent-filter").c(e("action").n("android.intent.action.MAIN")).c(e("category").n("android.intent.category.LAUNCHER"));
    let main = e("activity").n(".Main").a("android:exported", V::B(true)).c(start);
    let application = e("application").a("android:allowBackup", V::B(false)).a("android:debuggable", V::B(true)).c(main);
    zip(&[
        ("AndroidManifest.xml", axml(&manifest("test.shop", 34, &["android.permission.READ_CONTACTS"], application))),
        (
            "classes.dex",
            dex(&["test.shop.Main", "com.appsflyer.AppsFlyerLib", "com.applovin.sdk.AppLovinSdk"], &["https://api.test.shop/v1"]),
        ),
    ])
}

const PROFILE: &str = "recipient = []\n[business]\nname = \"Shop\"\naudience = \"children\"\n[[market]]\nplace = \"US-CA\"\nconsumers = 200_000\n\
                       [[market]]\nplace = \"DE\"\nconsumers = 9_000\n[app]\nfunctions = [\"try-on\"]\n";

fn shop() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    // By its name it is no package.
    std::fs::write(dir.path().join("shop.bin"), package()).expect("writes");
    std::fs::write(dir.path().join("profile.toml"), PROFILE).expect("writes");
    dir
}

fn report(dir: &Path, out: &str) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(dir.join(out).join("report.json")).expect("written")).expect("json")
}

#[test]
fn a_package_is_audited_and_judged_again_from_its_facts() {
    let dir = shop();
    let dir = dir.path();
    let done = tidegate(
        dir,
        &["audit", "shop.bin", "--profile", "profile.toml", "--out", "out", "--format", "html,json,sarif,csv", "--fail-on", "critical"],
    );
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    let first = report(dir, "out");
    let failed: Vec<_> = first["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|f| f["status"] == "failed")
        .map(|f| f["check"].as_str().expect("an id"))
        .collect();
    assert_eq!(
        failed,
        ["collect.children.ad-sdk", "collect.permission.undeclared", "exchange.sdk.unregistered", "security.app.debuggable"]
    );
    for file in ["report.html", "report.sarif", "third-parties.csv", "evidence/app.json", "evidence/manifest.json"] {
        assert!(dir.join("out").join(file).is_file(), "{file}");
    }
    let facts: serde_json::Value =
        serde_json::from_slice(&std::fs::read(dir.join("out/evidence/app.json")).expect("written")).expect("json");
    assert_eq!((&facts["sha256"], &facts["file"]), (&first["subject"]["sha256"], &serde_json::json!("shop.bin")));
    // The same facts give the same findings, and lie in one folder with nothing else.
    let done = tidegate(dir, &["audit", "--replay", "out/evidence", "--profile", "profile.toml", "--out", "again"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(report(dir, "again"), first);
    assert_eq!(tidegate(dir, &["diff", "out", "again", "--fail-on-new"]).status.code(), Some(0));
    // Facts that were changed are refused.
    let path = dir.join("out/evidence/app.json");
    std::fs::write(&path, std::fs::read_to_string(&path).expect("reads").replace("READ_CONTACTS", "INTERNET")).expect("writes");
    let done = tidegate(dir, &["audit", "--replay", "out/evidence", "--out", "third"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("was changed after the scan"));
}

#[test]
fn what_is_no_package_is_told() {
    let dir = shop();
    let dir = dir.path();
    std::fs::write(dir.join("page.html"), "<html>").expect("writes");
    std::fs::write(dir.join("empty.apk"), zip(&[])).expect("writes");
    std::fs::write(dir.join("cut.apk"), &package()[..600]).expect("writes");
    std::fs::write(dir.join("words.apk"), zip(&[("AndroidManifest.xml", b"<manifest/>".to_vec())])).expect("writes");
    std::fs::create_dir_all(dir.join("store/evidence")).expect("a folder");
    std::fs::write(dir.join("store/evidence/observation.json"), "{}").expect("writes");
    for (args, why) in [
        (&["audit", "page.html"][..], "page.html: a file, and no Android package"),
        (&["audit", "missing.apk"], "missing.apk: there is no such file"),
        (&["audit", "empty.apk"], "empty.apk: the archive: holds neither"),
        (&["audit", "cut.apk"], "cut.apk: the archive: "),
        (&["audit", "words.apk"], "words.apk: AndroidManifest.xml at byte 0: "),
        (&["audit", "shop.bin", "--out", "store"], "holds the evidence of a store"),
        (&["audit", "shop.bin", "--profile", "none.toml"], "none.toml"),
    ] {
        let done = tidegate(dir, args);
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.code() == Some(2) && told.contains(why), "{args:?}: {told}");
    }
}
