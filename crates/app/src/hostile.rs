//! Packages as they should be, and as nobody should make them.

use crate::make::*;
use crate::{Fault, Source, is_archive, read};
use tidegate_types::App;
use tidegate_types::app::{AppGapCode, ComponentKind, DomainRule};

fn source() -> Source<'static> {
    Source { file: "shop.apk", read_at: jiff::Timestamp::UNIX_EPOCH, tidegate: "0.0.0" }
}

fn facts(bytes: &[u8]) -> Result<App, Fault> {
    read(bytes, source())
}

fn rules() -> Vec<u8> {
    let domain = |name| e("domain").a("includeSubdomains", V::B(true)).t(name);
    let group = e("domain-config").a("cleartextTrafficPermitted", V::B(true)).c(domain("cdn.shop.test"));
    let inner = e("domain-config").c(e("domain").t("Inner.test"));
    let trust = |src| e("trust-anchors").c(e("certificates").a("src", V::S(src)));
    axml(
        &e("network-security-config")
            .c(e("base-config").a("cleartextTrafficPermitted", V::B(false)).c(trust("system")))
            .c(group.c(inner))
            .c(e("debug-overrides").c(trust("user"))),
    )
}

fn shop() -> E {
    let launcher = e("intent-filter").c(e("action").n("android.intent.action.MAIN")).c(e("category").n("android.intent.category.LAUNCHER"));
    let link = e("intent-filter").c(e("action").n("android.intent.action.VIEW"));
    let application = e("application")
        .a("android:debuggable", V::R(0x7f01_0000))
        .a("android:allowBackup", V::B(false))
        .a("android:networkSecurityConfig", V::R(0x7f01_0001))
        .c(e("activity")
            .n(".Main")
            .a("android:exported", V::B(true))
            .c(launcher)
            .c(e("meta-data").n("in.activity").a("android:value", V::S("secret"))))
        .c(e("activity").n("Link").c(link))
        .c(e("service").n("com.adnet.Sync").a("android:exported", V::B(true)).a("android:permission", V::S("p.SYNC")))
        .c(e("receiver").n("com.adnet.Quiet"))
        .c(e("service").n("com.adnet.Off").a("android:exported", V::B(true)).a("android:enabled", V::B(false)))
        .c(e("provider").n(".Files").a("android:exported", V::B(true)).a("android:readPermission", V::S("p.READ")))
        .c(e("meta-data").n("com.adnet.Key").a("android:value", V::S("secret")));
    manifest("test.shop", 34, &["android.permission.CAMERA"], application)
        .c(e("uses-permission").n("android.permission.READ_EXTERNAL_STORAGE").a("android:maxSdkVersion", V::N(28)))
        .c(e("queries").c(e("package").n("com.other")))
}

fn table() -> Vec<u8> {
    arsc(&[V::B(true), V::S("res/a1.xml"), V::R(0x7f01_0002), V::R(0x7f01_0099)])
}

fn package() -> Vec<u8> {
    zip(&[
        ("AndroidManifest.xml", axml(&shop())),
        ("resources.arsc", table()),
        ("res/a1.xml", rules()),
        ("classes.dex", dex(&["test.shop.Main", "com.adnet.Ad"], &["https://api.shop.test/v1"])),
        ("classes2.dex", dex(&["com.adnet.More"], &["http://old.shop.test"])),
        ("assets/classes9.dex.txt", b"no code".to_vec()),
    ])
}

#[test]
fn a_package_is_read_whole() {
    let app = facts(&package()).expect("reads");
    assert_eq!((app.package.as_str(), app.version_name.as_deref(), app.version_code), ("test.shop", Some("1.7"), Some(7)));
    assert_eq!(
        (app.min_sdk, app.target_sdk, app.debuggable, app.allow_backup, app.cleartext),
        (Some(24), Some(34), Some(true), Some(false), None)
    );
    let asked: Vec<_> = app.permissions.iter().map(|p| (p.name.as_str(), p.max_sdk)).collect();
    assert_eq!(asked, [("android.permission.CAMERA", None), ("android.permission.READ_EXTERNAL_STORAGE", Some(28))]);
    let open: Vec<_> = app
        .components
        .iter()
        .filter(|c| c.exported)
        .map(|c| (c.kind, c.name.as_str(), c.permission.as_deref(), c.launcher, c.public))
        .collect();
    assert_eq!(
        open,
        [
            (ComponentKind::Activity, "test.shop.Main", None, true, false),
            (ComponentKind::Activity, "test.shop.Link", None, false, true),
            (ComponentKind::Service, "com.adnet.Sync", Some("p.SYNC"), false, false),
            // Reading is guarded, writing is not.
            (ComponentKind::Provider, "test.shop.Files", None, false, false),
        ]
    );
    assert_eq!(
        (app.queries.clone(), app.meta.clone()),
        (vec!["com.other".to_owned()], vec!["com.adnet.Key".to_owned(), "in.activity".to_owned()])
    );
    let packages: Vec<_> = app.packages.iter().map(|(p, n)| (p.as_str(), *n)).collect();
    assert_eq!(packages, [("com.adnet", 2), ("test.shop", 1)]);
    let hosts: Vec<_> = app.endpoints.iter().map(|x| (x.host.as_str(), x.plain)).collect();
    assert_eq!(hosts, [("api.shop.test", false), ("old.shop.test", true)]);
    assert_eq!((app.parts.len(), app.parts[0].code, app.parts[0].classes, app.gaps.as_slice()), (1, 2, 3, &[][..]));
    assert!(!serde_json::to_string(&app).expect("json").contains("secret"), "values of meta-data may be keys");
    assert_eq!(app.sha256.len(), 64);
}

#[test]
fn network_rules_are_read_with_their_groups() {
    let rules = facts(&package()).expect("reads").network.expect("named");
    let rule = |domain: &str, subdomains| DomainRule { domain: domain.into(), subdomains, cleartext: Some(true) };
    assert_eq!(rules.domains, [rule("cdn.shop.test", true), rule("inner.test", false)]);
    assert_eq!((rules.file.as_str(), rules.read, rules.cleartext, rules.user_certificates), ("res/a1.xml", true, Some(false), false));
}

#[test]
fn a_bundle_is_one_app() {
    let split = axml(&e("manifest").a("package", V::S("test.shop")).a("split", V::S("config.arm64")).c(e("application")));
    let split = zip(&[("AndroidManifest.xml", split), ("classes.dex", dex(&["com.late.Feature"], &[]))]);
    let bundle = zip(&[("manifest.json", b"{}".to_vec()), ("config.arm64.apk", split.clone()), ("test.shop.apk", package())]);
    let app = facts(&bundle).expect("reads");
    assert_eq!((app.package.as_str(), app.parts.len(), app.classes()), ("test.shop", 2, 4));
    assert!(app.carries("com.late") && app.code_read());
    let fault = |files: &[(&str, Vec<u8>)]| facts(&zip(files)).expect_err("refused").to_string();
    assert!(fault(&[("a.apk", package()), ("b.apk", package())]).contains("second app"));
    assert!(fault(&[("a.apk", split.clone())]).contains("no package in it is the base"));
    assert!(fault(&[("readme.txt", vec![])]).contains("no Android package"));
    assert!(fault(&[("base/manifest/AndroidManifest.xml", vec![])]).contains("bundletool"));
    // A part that is broken leaves a gap.
    let app = facts(&zip(&[("a.apk", package()), ("b.apk", split[..split.len() - 9].to_vec())])).expect("reads");
    assert_eq!(app.gaps.iter().map(|g| g.code).collect::<Vec<_>>(), [AppGapCode::Part]);
    assert!(!app.code_read());
}

#[test]
fn what_is_missing_is_a_gap_or_a_fault() {
    let with = |files: &[(&str, Vec<u8>)]| facts(&zip(files));
    let manifest = || ("AndroidManifest.xml", axml(&shop()));
    let codes = |app: &App| app.gaps.iter().map(|g| g.code).collect::<Vec<_>>();
    let bare = with(&[manifest()]).expect("reads");
    assert_eq!(codes(&bare), [AppGapCode::Value, AppGapCode::Value, AppGapCode::Network, AppGapCode::NoCode]);
    assert!(bare.debuggable.is_none() && bare.network.as_ref().is_some_and(|n| !n.read));
    // Where the table does not say, the usual name is tried.
    let usual =
        with(&[manifest(), ("res/xml/network_security_config.xml", rules()), ("classes.dex", b"dex\n035\0".to_vec())]).expect("reads");
    assert!(usual.network.is_some_and(|n| n.read));
    let bad = with(&[manifest(), ("resources.arsc", b"what".to_vec()), ("classes.dex", dex(&["a.B"], &[]))]).expect("reads");
    assert!(codes(&bad).contains(&AppGapCode::Value));
    for (manifest, why) in [
        (b"<manifest/>".to_vec(), "a chunk of"),
        (axml(&e("manifest").c(e("application"))), "names no package"),
        (table(), "is no compiled XML"),
        (vec![], "ends inside a chunk's head"),
    ] {
        let fault = with(&[("AndroidManifest.xml", manifest)]).expect_err(why).to_string();
        assert!(fault.starts_with("AndroidManifest.xml") && fault.contains(why), "{fault}");
    }
}

#[test]
fn values_that_point_in_circles_end() {
    let table = table();
    let table = crate::arsc::Table::new(&table).expect("reads");
    use crate::axml::Value;
    assert_eq!(table.resolve(Value::Resource(0x7f01_0001)), Some(Value::Text("res/a1.xml".into())));
    for nowhere in [0x7f01_0002, 0x7f01_0003, 0x7f01_0044, 0x7f02_0000, 0x0101_0000, 0] {
        assert_eq!(table.resolve(Value::Resource(nowhere)), None, "{nowhere:x}");
    }
}

#[test]
fn strings_are_read_in_both_forms() {
    for utf8 in [true, false] {
        let bytes = pool(&["", "name", "商店"], utf8);
        let pool = crate::pool::Pool::new("x", crate::pool::Chunk::at("x", &bytes, 0).expect("a chunk")).expect("a pool");
        assert_eq!([0, 1, 2, 3].map(|i| pool.get(i)), [Some("".into()), Some("name".into()), Some("商店".into()), None]);
        assert!(pool.is(1, "name") && pool.is(2, "商店") && !pool.is(1, "names") && !pool.is(1, "nam") && !pool.is(3, ""), "{utf8}");
    }
}

/// Every cut of a package is read or refused with a place, and no cut panics.
#[test]
fn every_truncation_is_answered() {
    let whole = package();
    for len in 0..whole.len() {
        let fault = facts(&whole[..len]).expect_err("an archive without its end");
        assert!(!fault.place.is_empty() && !fault.what.is_empty());
    }
    for (name, bytes) in [
        ("AndroidManifest.xml", axml(&shop())),
        ("resources.arsc", table()),
        ("res/a1.xml", rules()),
        ("classes.dex", dex(&["a.B"], &["https://a.test"])),
    ] {
        for len in 0..bytes.len() {
            let _ = facts(&swapped(name, bytes[..len].to_vec()));
        }
    }
}

fn swapped(name: &str, bytes: Vec<u8>) -> Vec<u8> {
    let mut files = vec![
        ("AndroidManifest.xml", axml(&shop())),
        ("resources.arsc", table()),
        ("res/a1.xml", rules()),
        ("classes.dex", dex(&["test.shop.Main"], &["https://api.shop.test/v1"])),
    ];
    files.iter_mut().filter(|(n, _)| *n == name).for_each(|f| f.1 = bytes.clone());
    zip(&files)
}

/// Each byte of each file, and of the archive around them, set to what breaks sizes and offsets.
#[test]
fn every_flip_is_answered() {
    let flips = [0x00, 0x7f, 0xff];
    let whole = package();
    for at in 0..whole.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut bad = whole.clone();
            bad[at] ^= flip;
            let _ = facts(&bad);
        }
    }
    for (name, bytes) in [
        ("AndroidManifest.xml", axml(&shop())),
        ("resources.arsc", table()),
        ("res/a1.xml", rules()),
        ("classes.dex", dex(&["a.B"], &["https://a.test"])),
    ] {
        for at in 0..bytes.len() {
            for flip in flips {
                let mut bad = bytes.clone();
                bad[at] = flip;
                // Four at once reach what one byte does not.
                let _ = facts(&swapped(name, bad.clone()));
                let end = (at + 4).min(bad.len());
                bad[at..end].fill(flip);
                let _ = facts(&swapped(name, bad));
            }
        }
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut z = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    z.write_all(bytes).expect("packs");
    z.finish().expect("packs")
}

#[test]
fn bombs_are_refused_before_they_grow() {
    let bomb = vec![0u8; 8 << 20];
    let entry = |name| (name, 8, deflated(&bomb), crc(&bomb), bomb.len());
    let manifest = axml(&shop());
    let plain = ("AndroidManifest.xml", 0, manifest.clone(), crc(&manifest), manifest.len());
    let fault = facts(&packed(&[entry("AndroidManifest.xml")])).expect_err("refused").to_string();
    assert!(fault.contains("times its size"), "{fault}");
    let app = facts(&packed(&[plain.clone(), entry("classes.dex")])).expect("reads");
    assert!(app.gaps.iter().any(|g| g.code == AppGapCode::Code && g.detail.contains("times its size")), "{:?}", app.gaps);
    // A size that lies, in either direction.
    for size in [1, usize::MAX >> 33] {
        let lie = ("classes.dex", 8, deflated(b"dex"), crc(b"dex"), size);
        let app = facts(&packed(&[plain.clone(), lie])).expect("reads");
        assert!(!app.code_read());
    }
    // An unknown way of packing.
    let odd = ("classes.dex", 93, b"dex".to_vec(), crc(b"dex"), 3);
    let app = facts(&packed(&[plain.clone(), odd])).expect("reads");
    assert!(app.gaps.iter().any(|g| g.detail.contains("does not know")));
    // Two manifests: one for the reader, one for the device.
    let fault = facts(&packed(&[plain.clone(), plain])).expect_err("refused").to_string();
    assert!(fault.contains("twice"), "{fault}");
}

#[test]
fn what_is_unpacked_is_counted_over_the_whole_archive() {
    let bytes = zip(&[("a", vec![1; 600]), ("b", vec![2; 600])]);
    let budget = crate::zip::Budget::of(1000);
    let archive = crate::zip::Archive::open(&bytes, &budget).expect("opens");
    assert!(archive.read("a", 1000).is_ok());
    let fault = archive.read("a", 10).expect_err("refused").what;
    assert!(fault.contains("more than 10 bytes"), "{fault}");
    assert!(archive.read("b", 1000).expect_err("refused").what.contains("what was unpacked so far"));
    assert!(archive.read("c", 10).expect_err("refused").what.contains("not in the archive"));
}

#[test]
fn many_entries_and_deep_elements() {
    let names: Vec<String> = (0..60_000).map(|i| format!("res/{i}")).collect();
    let mut files: Vec<(&str, Vec<u8>)> = names.iter().map(|n| (n.as_str(), Vec::new())).collect();
    files.push(("AndroidManifest.xml", axml(&shop())));
    assert!(facts(&zip(&files)).is_ok());
    let deep = (0..200).fold(e("x"), |inner, _| e("x").c(inner));
    let root = e("manifest").a("package", V::S("a.b")).c(deep);
    let fault = facts(&zip(&[("AndroidManifest.xml", axml(&root))])).expect_err("refused").to_string();
    assert!(fault.contains("nest deeper"), "{fault}");
}

#[test]
fn a_package_is_known_by_what_it_is() {
    assert!(is_archive(&package()) && is_archive(&zip(&[])));
    for other in [&b"PK"[..], b"https://", b"", b"\x7fELF", b"PK\x01\x02"] {
        assert!(!is_archive(other));
    }
}
