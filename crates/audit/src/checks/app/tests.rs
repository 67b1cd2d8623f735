//! Each fault beside its lawful look-alikes.

use crate::app::{AppMatter, audit};
use jiff::civil::date;
use serde_json::{Value, json};
use tidegate_catalog::{Catalog, SubjectKind};
use tidegate_law::Lawbook;
use tidegate_types::finding::{Confidence, Finding, Report, Severity, Status};
use tidegate_types::{App, CheckId, Profile};

/// A package without a fault, for Android 14, with one class of its own.
fn app(change: Value) -> App {
    let mut json = json!({"format": 1, "tidegate": "0", "file": "shop.apk", "bytes": 1, "sha256": "00ff", "read_at": "2026-03-01T00:00:00Z",
        "package": "test.shop", "version_name": "1.7", "min_sdk": 24, "target_sdk": 34, "allow_backup": false,
        "packages": {"test.shop": 40}, "parts": [{"file": "shop.apk", "code": 1, "classes": 40}],
        "components": [{"kind": "activity", "name": "test.shop.Main", "exported": true, "launcher": true}]});
    json.as_object_mut().expect("object").extend(change.as_object().expect("object").clone());
    serde_json::from_value(json).expect("an app")
}

fn asks(permissions: &[&str]) -> Value {
    json!({"permissions": permissions.iter().map(|p| json!({"name": p})).collect::<Vec<_>>()})
}

fn report(app: &App, profile: &str) -> Report {
    let market = "[[market]]\nplace = \"US-CA\"\nconsumers = 200_000\n[[market]]\nplace = \"DE\"\n";
    let profile = Profile::parse(&format!("{profile}\n{market}")).expect("a profile");
    let law = Lawbook::embedded().expect("the law is sound");
    audit(&AppMatter { app, profile: &profile, profile_name: "p.toml", law, catalog: Catalog::embedded(), date: date(2026, 11, 25) })
}

fn finding(id: &str, change: Value, profile: &str) -> Finding {
    let id = CheckId::new(id).expect("an id");
    report(&app(change), profile).findings.into_iter().find(|f| f.check == id).expect("answered")
}

fn check(id: &str, change: Value, profile: &str, status: Status) -> Finding {
    let f = finding(id, change, profile);
    assert_eq!(f.status, status, "{}", f.detail.en);
    f
}

#[test]
fn only_checks_of_apps_are_made_and_each_has_a_function() {
    let report = report(&app(json!({})), "");
    let made: Vec<&str> = report.findings.iter().map(|f| f.check.as_str()).collect();
    assert_eq!(made.len(), super::CHECKS.len());
    for (id, _) in super::CHECKS {
        assert!(made.contains(id), "{id}");
    }
    assert!(Catalog::embedded().checks_of(SubjectKind::Store).all(|c| !made.contains(&c.id.as_str())));
    assert!(report.passes.is_empty() && report.subject.is_some() && report.store.url == "android-app://test.shop");
}

#[test]
fn permissions_against_functions() {
    let id = "collect.permission.undeclared";
    let camera = || asks(&["android.permission.CAMERA", "android.permission.INTERNET"]);
    check(id, asks(&["android.permission.INTERNET"]), "", Status::Met);
    check(id, camera(), "", Status::Unknown);
    check(id, camera(), "[app]\nfunctions = [\"try-on\"]", Status::Met);
    let f = check(id, camera(), "[app]\nfunctions = []", Status::Failed);
    assert_eq!((f.severity, f.evidence.len()), (Severity::High, 1));
    assert!(f.law.iter().any(|l| l.row.as_str() == "CA-03") && f.law.iter().any(|l| l.row.as_str() == "EU-3"), "{:?}", f.law);
    check(id, camera(), "[app]\nfunctions = [\"store-finder\"]", Status::Failed);
    let reason = "[[app.permission]]\nname = \"android.permission.CAMERA\"\nwhy = \"read a code\"";
    check(id, camera(), reason, Status::Met);
    check(id, asks(&["android.permission.CAMERA", "android.permission.READ_SMS"]), reason, Status::Unknown);
    // No function of a shop explains it.
    check(id, asks(&["android.permission.READ_CALL_LOG"]), "[app]\nfunctions = [\"try-on\", \"contacts\", \"sms-code\"]", Status::Failed);
    let f = check(id, asks(&["com.google.android.gms.permission.AD_ID"]), "[app]\nfunctions = []", Status::Failed);
    assert_eq!(f.severity, Severity::Medium, "Android gives it without a question");
    // Asked for on Android that the app does not run on.
    let old = json!({"permissions": [{"name": "android.permission.READ_EXTERNAL_STORAGE", "max_sdk": 23}]});
    check(id, old, "[app]\nfunctions = []", Status::Met);
}

#[test]
fn advertising_in_an_app_for_children() {
    let id = "collect.children.ad-sdk";
    let kids = "[business]\naudience = \"children\"";
    let ads = || json!({"packages": {"com.applovin.sdk": 9, "test.shop": 40}});
    check(id, ads(), "", Status::Unknown);
    check(id, ads(), "[business]\naudience = \"adults\"", Status::NotApplicable);
    check(id, json!({}), kids, Status::Met);
    let f = check(id, ads(), kids, Status::Failed);
    assert_eq!((f.severity, f.confidence), (Severity::Critical, Confidence::Medium));
    assert!(f.law.iter().any(|l| l.row.as_str() == "CP-3"), "{:?}", f.law);
    let mut both = ads();
    both.as_object_mut().expect("object").extend(asks(&["com.google.android.gms.permission.AD_ID"]).as_object().expect("object").clone());
    assert_eq!(check(id, both, kids, Status::Failed).confidence, Confidence::High);
    check(id, asks(&["com.google.android.gms.permission.AD_ID"]), kids, Status::Failed);
    let f = check(id, ads(), "[business]\naudience = \"mixed\"", Status::Failed);
    assert_eq!((f.severity, f.confidence), (Severity::High, Confidence::Low));
    // An SDK that does not advertise is none, and what cannot be read is not met.
    check(id, json!({"packages": {"io.sentry": 9, "test.shop": 40}}), kids, Status::Met);
    check(id, json!({"packages": {"a.b": 90, "test.shop": 40}}), kids, Status::Unknown);
    for code in ["code", "no_code", "part", "truncated"] {
        check(id, json!({"gaps": [{"code": code, "detail": "classes2.dex"}]}), kids, Status::Unknown);
    }
}

#[test]
fn sdks_against_the_register() {
    let id = "exchange.sdk.unregistered";
    let flyer = || json!({"packages": {"com.appsflyer.internal": 9, "test.shop": 40}});
    let entry = |rest: &str| format!("[[recipient]]\nname = \"Somebody\"\n{rest}");
    let f = check(id, flyer(), "", Status::Unknown);
    assert!(f.detail.en.contains("AppsFlyer"), "{}", f.detail.en);
    let f = check(id, flyer(), "recipient = []", Status::Failed);
    assert!(f.evidence[0].what.en.contains("9 classes of `com.appsflyer`") && f.evidence[0].what.zh.contains("9 个类"), "{:?}", f.evidence);
    check(id, flyer(), &entry(""), Status::Failed);
    check(id, flyer(), &entry("sdks = [\"adjust\"]"), Status::Failed);
    check(id, flyer(), &entry("hosts = [\"adjust.com\"]"), Status::Failed);
    check(id, flyer(), &entry("sdks = [\"appsflyer\"]"), Status::Met);
    check(id, flyer(), &entry("sdks = [\"com.appsflyer\"]"), Status::Met);
    check(id, flyer(), &entry("hosts = [\"launches.appsflyer.com\"]"), Status::Met);
    check(id, flyer(), "[[recipient]]\nname = \"appsflyer\"", Status::Met);
    check(id, json!({}), "recipient = []", Status::Met);
    check(id, json!({"packages": {"a.a": 90, "test.shop": 40}}), "recipient = []", Status::Unknown);
    let parties = report(&app(flyer()), "recipient = []").third_parties;
    assert_eq!((parties.len(), parties[0].name.as_str(), parties[0].registered), (1, "AppsFlyer", Some(false)));
}

#[test]
fn plain_http() {
    let id = "security.app.cleartext";
    let rules = |json: Value| json!({"network": json, "cleartext": true});
    check(id, json!({}), "", Status::Met);
    check(id, json!({"cleartext": false, "target_sdk": 23}), "", Status::Met);
    let f = check(
        id,
        json!({"cleartext": true, "endpoints": [{"host": "old.test", "plain": true}, {"host": "new.test", "plain": false}]}),
        "",
        Status::Failed,
    );
    assert_eq!((f.severity, f.evidence.len()), (Severity::High, 2));
    check(id, json!({"target_sdk": 27}), "", Status::Failed);
    check(id, json!({"target_sdk": null}), "", Status::Unknown);
    // Android passes over the attribute where rules are named.
    check(id, rules(json!({"file": "r.xml", "read": true, "cleartext": false})), "", Status::Met);
    check(id, rules(json!({"file": "r.xml", "read": true})), "", Status::Met);
    check(id, rules(json!({"file": "", "read": false})), "", Status::Unknown);
    check(id, rules(json!({"file": "r.xml", "read": true, "cleartext": true})), "", Status::Failed);
    let domain = |d: &str, clear: Option<bool>| {
        rules(json!({"file": "r.xml", "read": true, "domains": [{"domain": d, "subdomains": true, "cleartext": clear}]}))
    };
    assert_eq!(check(id, domain("cdn.test", Some(true)), "", Status::Failed).severity, Severity::Medium);
    check(id, domain("cdn.test", None), "", Status::Met);
    check(id, domain("10.0.2.2", Some(true)), "", Status::Met);
    check(id, domain("127.0.0.1", Some(true)), "", Status::Met);
}

#[test]
fn backups_debugging_and_open_parts() {
    let id = "security.app.backup";
    check(id, json!({}), "", Status::Met);
    check(id, json!({"allow_backup": true}), "", Status::Failed);
    check(id, json!({"allow_backup": null}), "", Status::Failed);
    check(id, json!({"allow_backup": true, "backup_rules": true}), "", Status::Unknown);
    let lost = |what: &str| json!({"allow_backup": null, "gaps": [{"code": "value", "detail": what}]});
    check(id, lost("AndroidManifest.xml: application allowBackup"), "", Status::Unknown);
    check(id, lost("AndroidManifest.xml: application debuggable"), "", Status::Failed);
    let id = "security.app.debuggable";
    check(id, json!({}), "", Status::Met);
    check(id, json!({"debuggable": false}), "", Status::Met);
    check(id, json!({"debuggable": true}), "", Status::Failed);
    check(id, lost("AndroidManifest.xml: application debuggable"), "", Status::Unknown);
    check(id, lost("resources.arsc at byte 0: is no table"), "", Status::Unknown);
    let id = "security.app.exported";
    let part = |kind: &str, more: Value| {
        let mut c = json!({"kind": kind, "name": "test.shop.X", "exported": true});
        c.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
        json!({"components": [c]})
    };
    check(id, json!({}), "", Status::Met);
    for (kind, severity) in
        [("provider", Severity::High), ("service", Severity::Medium), ("receiver", Severity::Medium), ("activity", Severity::Low)]
    {
        assert_eq!(check(id, part(kind, json!({})), "", Status::Failed).severity, severity, "{kind}");
        check(id, part(kind, json!({"permission": "p.SIGNED"})), "", Status::Met);
        check(id, part(kind, json!({"exported": false})), "", Status::Met);
    }
    check(id, part("activity", json!({"public": true})), "", Status::Met);
    check(id, part("service", json!({"public": true})), "", Status::Failed);
    check(id, json!({"gaps": [{"code": "truncated", "detail": "AndroidManifest.xml"}]}), "", Status::Unknown);
}

/// Names in a package are its maker's: they are escaped and cut like text of a page.
#[test]
fn the_report_is_whole_in_every_form() {
    let hostile = "x<script>alert(1)</script>".to_owned() + &"y".repeat(400);
    let facts = json!({"file": hostile, "package": "test.shop", "allow_backup": true, "packages": {"com.appsflyer": 3},
        "components": [{"kind": "service", "name": hostile, "exported": true}]});
    let report = report(&app(facts), "recipient = []");
    let again: Report = serde_json::from_value(serde_json::to_value(&report).expect("json")).expect("reads");
    assert_eq!(again, report);
    assert_eq!(serde_json::to_value(&report).expect("json")["subject"]["kind"], "app");
    for lang in tidegate_types::Lang::ALL {
        let html = crate::html::render(&report, Lawbook::embedded().expect("sound"), lang, &|_| None);
        assert!(!html.contains("<script>") && html.contains("00ff") && html.contains("SDKs in the app") && html.contains("应用内的 SDK"));
        assert!(!html.contains("How the passes ended") && !html.contains("real browser opened"), "nothing of a browser");
        let sarif = crate::sarif::render(&report, lang);
        let first = &sarif["runs"][0]["results"][0];
        assert_eq!(first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "android-app://test.shop");
        assert_eq!(first["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"], "evidence/app.json");
        assert!(crate::csv::third_parties(&report, lang).contains("AppsFlyer"));
    }
}
