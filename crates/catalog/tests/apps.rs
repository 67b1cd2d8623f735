//! SDKs and permissions: what is refused, and what the catalogue that ships must hold.

use tidegate_catalog::{Catalog, Guard};
use tidegate_types::App;

const PHRASES: &str = include_str!("../../../catalog/phrases.toml");
const VENDOR: &str = "[[vendor]]\nid = \"adnet\"\nname = \"Adnet\"\nowner = \"Adnet Inc.\"\ncountry = \"US\"\ncategory = \"advertising\"\n\
                      advertising = true\nessential = \"never\"\nhosts = [\"adnet.test\"]\nsource = \"https://adnet.test\"\n";

fn read(file: &str, text: &str) -> Result<Catalog, String> {
    let files = [("phrases.toml", PHRASES), ("vendors/a.toml", VENDOR), (file, text)];
    Catalog::read(&files).map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn sdk(change: (&str, &str)) -> String {
    let sound = "[[sdk]]\nid = \"ad\"\nname = \"Ad\"\nvendor = \"adnet\"\ncategory = \"advertising\"\nadvertising = true\n\
                 packages = [\"com.adnet\"]\nmeta = [\"com.adnet.KEY\"]\nsource = \"https://adnet.test\"\n";
    assert!(sound.contains(change.0), "{change:?}");
    sound.replace(change.0, change.1)
}

#[test]
fn a_sound_sdk_takes_its_owner_from_the_vendor() {
    let catalog = read("sdks.toml", &sdk(("", ""))).expect("sound");
    assert_eq!((catalog.sdks()[0].owner.as_str(), catalog.sdks()[0].country.as_str()), ("Adnet Inc.", "US"));
    let own = sdk(("vendor = \"adnet\"", "owner = \"Me\"\ncountry = \"FR\""));
    assert_eq!(read("sdks.toml", &own).expect("sound").sdks()[0].owner, "Me");
}

#[test]
fn sdks_that_cannot_be_are_refused() {
    for (change, why) in [
        (("advertising = true", "advertising = true\nadverts = 1"), "adverts"),
        (("advertising = true\n", ""), "advertising"),
        (("\"ad\"", "\"Ad\""), "its id is no id"),
        (("\"adnet\"", "\"adnot\""), "unknown vendor `adnot`"),
        (("vendor = \"adnet\"", "vendor = \"adnet\"\nowner = \"x\""), "said once"),
        (("vendor = \"adnet\"", "owner = \"x\""), "said once"),
        (("[\"com.adnet\"]", "[]"), "has no packages"),
        (("[\"com.adnet\"]", "[\"com\"]"), "`com` is no package"),
        (("[\"com.adnet\"]", "[\"com.adnet.\"]"), "is no package"),
        (("[\"com.adnet\"]", "[\"com.adnet.*\"]"), "is no package"),
        (("[\"com.adnet\"]", "[\"com.adnet\", \"com.adnet.sub\"]"), "overlaps `com.adnet` of `ad`"),
        (("com.adnet.KEY", "KEY"), "no name of a meta-data"),
        (("https://adnet.test", "http://adnet.test"), "no address"),
        (("advertising\"", "adverts\""), "adverts"),
    ] {
        let told = read("sdks.toml", &sdk(change)).expect_err(why);
        assert!(told.contains(why) && told.contains("catalog/sdks.toml"), "{why}: {told}");
    }
    let twice = sdk(("", "")) + &sdk(("com.adnet", "com.other"));
    assert!(read("sdks.toml", &twice).expect_err("twice").contains("stands twice"));
    let overlap = sdk(("", "")) + &sdk(("\"ad\"", "\"ad-two\"")).replace("com.adnet", "com.adnet.two");
    assert!(read("sdks.toml", &overlap).expect_err("overlap").contains("overlaps"));
}

fn permission(change: (&str, &str)) -> String {
    let sound = "[[permission]]\nid = \"android.permission.CAMERA\"\nguard = \"dangerous\"\nname = { en = \"Camera\", zh = \"相机\" }\n\
                 opens = { en = \"pictures\", zh = \"图像\" }\nfunctions = [\"try-on\"]\nsource = \"https://a.test\"\n";
    assert!(sound.contains(change.0), "{change:?}");
    sound.replace(change.0, change.1)
}

#[test]
fn permissions_that_cannot_be_are_refused() {
    assert!(read("permissions.toml", &permission(("", ""))).expect("sound").permission("android.permission.CAMERA").is_some());
    for (change, why) in [
        (("guard", "gard"), "gard"),
        (("\"dangerous\"", "\"scary\""), "scary"),
        (("android.permission.CAMERA", "CAMERA"), "is no permission"),
        (("\"try-on\"", "\"fly\""), "fly"),
        (("\"try-on\"", "\"try-on\", \"try-on\""), "names a function twice"),
        (("\"Camera\"", "\" \""), "lacks words"),
        ((", zh = \"图像\"", ""), "zh"),
        (("https://a.test", "a.test"), "no address"),
    ] {
        let told = read("permissions.toml", &permission(change)).expect_err(why);
        assert!(told.contains(why) && told.contains("catalog/permissions.toml"), "{why}: {told}");
    }
    assert!(read("permissions.toml", &permission(("", "")).repeat(2)).expect_err("twice").contains("stands twice"));
}

#[test]
fn the_catalogue_that_ships_knows_what_shops_carry() {
    let catalog = Catalog::embedded();
    assert!(catalog.sdks().len() >= 40, "{}", catalog.sdks().len());
    for s in catalog.sdks() {
        let vendor = s.vendor.as_deref().map(|id| catalog.vendor(id).expect("checked when read"));
        // A vendor that does not advertise has no SDK that does.
        assert!(vendor.is_none_or(|v| v.advertising || !s.advertising), "{}", s.id);
    }
    let of = |name: &str| catalog.permission(name).expect(name);
    assert_eq!(of("com.google.android.gms.permission.AD_ID").guard, Guard::Normal);
    assert!(of("android.permission.READ_SMS").functions.is_empty());
    assert!(catalog.permissions().iter().filter(|p| p.guard == Guard::Dangerous).count() >= 30);
}

#[test]
fn sdks_are_told_by_class_component_or_entry() {
    let app = |extra: serde_json::Value| -> App {
        let mut json = serde_json::json!({"format": 1, "tidegate": "0", "file": "a.apk", "bytes": 1, "sha256": "00",
            "read_at": "2026-01-01T00:00:00Z", "package": "a.b"});
        json.as_object_mut().expect("object").extend(extra.as_object().expect("object").clone());
        serde_json::from_value(json).expect("an app")
    };
    let found = |extra| Catalog::embedded().sdks_in(&app(extra)).iter().map(|s| s.id.clone()).collect::<Vec<_>>();
    assert_eq!(found(serde_json::json!({"packages": {"com.appsflyer.internal": 9, "cn.jpush.android": 1}})), ["appsflyer", "jpush"]);
    assert_eq!(
        found(serde_json::json!({"components": [{"kind": "service", "name": "com.umeng.message.Service", "exported": false}]})),
        ["umeng"]
    );
    assert_eq!(found(serde_json::json!({"meta": ["com.google.android.gms.ads.APPLICATION_ID"]})), ["google-mobile-ads"]);
    // Reading the advertising id is no advertising SDK, the base library is no sign-in, and a name that merely begins alike is another.
    let alike = serde_json::json!({"packages": {"com.google.android.gms.ads.identifier": 3, "com.google.android.gms.auth.api.signin": 12, "com.brazen": 1, "io.branchy": 1}, "meta": ["io.branch"]});
    assert!(found(alike).is_empty());
}
