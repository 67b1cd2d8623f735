//! What an Android package says of itself and what is in it: facts only. `crates/app` reads them out of the file, and
//! `app.json` of an evidence folder keeps them as written here.

use crate::host::Host;
use crate::words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form of `app.json` that this program writes.
pub const APP_FORMAT: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct App {
    pub format: u32,
    pub tidegate: String,
    /// The file's name, without its folder.
    pub file: String,
    pub bytes: u64,
    pub sha256: String,
    pub read_at: Timestamp,
    /// `com.example.shop`
    pub package: String,
    #[serde(default)]
    pub version_name: Option<String>,
    #[serde(default)]
    pub version_code: Option<u64>,
    #[serde(default)]
    pub min_sdk: Option<u32>,
    #[serde(default)]
    pub target_sdk: Option<u32>,
    #[serde(default)]
    pub permissions: Vec<Requested>,
    /// As the manifest writes it; `None`: it does not.
    #[serde(default)]
    pub debuggable: Option<bool>,
    #[serde(default)]
    pub allow_backup: Option<bool>,
    /// `fullBackupContent` or `dataExtractionRules` is there.
    #[serde(default)]
    pub backup_rules: bool,
    /// `usesCleartextTraffic`
    #[serde(default)]
    pub cleartext: Option<bool>,
    /// `networkSecurityConfig`; Android then passes over `usesCleartextTraffic`.
    #[serde(default)]
    pub network: Option<NetworkRules>,
    #[serde(default)]
    pub components: Vec<Component>,
    /// Other apps that it asks to see.
    #[serde(default)]
    pub queries: Vec<String>,
    /// Names of `meta-data` entries. Their values may be keys of services and are not kept.
    #[serde(default)]
    pub meta: Vec<String>,
    /// Packages of the classes that the code brings along (not those it only names), and how many classes each has.
    #[serde(default)]
    pub packages: BTreeMap<String, u32>,
    /// Hosts of addresses that stand in the code as text. A text is no request.
    #[serde(default)]
    pub endpoints: Vec<Endpoint>,
    /// The packages that a bundle holds; one for a plain package.
    #[serde(default)]
    pub parts: Vec<AppPart>,
    #[serde(default)]
    pub gaps: Vec<AppGap>,
}

/// A permission that the manifest asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// `android.permission.CAMERA`
    pub name: String,
    /// Asked for on Android up to this API level only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_sdk: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NetworkRules {
    /// The file in the package; empty if it could not be found.
    pub file: String,
    /// Was it read? Where not, nothing below says anything.
    pub read: bool,
    /// Of the base configuration; `None`: not written there.
    #[serde(default)]
    pub cleartext: Option<bool>,
    #[serde(default)]
    pub domains: Vec<DomainRule>,
    /// Certificates that the user added are trusted, outside debugging.
    #[serde(default)]
    pub user_certificates: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainRule {
    pub domain: String,
    pub subdomains: bool,
    #[serde(default)]
    pub cleartext: Option<bool>,
}

words!(
    /// Parts of an app that Android or other apps start.
    ComponentKind, "kind of component", {
    Activity = "activity",
    Service = "service",
    Receiver = "receiver",
    Provider = "provider",
});

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    pub kind: ComponentKind,
    /// The class.
    pub name: String,
    /// May other apps start it? Written in the manifest, or what Android takes where it is not.
    pub exported: bool,
    /// What another app must hold to start it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// The start screen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub launcher: bool,
    /// It answers links or what other apps share, which only an exported one can.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    pub host: Host,
    /// At least one of its addresses begins with `http:`.
    pub plain: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppPart {
    /// The file in a bundle; the package's own name otherwise.
    pub file: String,
    /// Files of code in it.
    pub code: u32,
    pub classes: u32,
}

words!(
    /// Why something of a package was not read.
    AppGapCode, "gap of an app", {
    /// A file of code could not be read whole.
    Code = "code",
    /// There is no code in it.
    NoCode = "no_code",
    /// The network rules are named and could not be read.
    Network = "network",
    /// A value of the manifest stands elsewhere and could not be found there.
    Value = "value",
    /// A package of a bundle could not be read.
    Part = "part",
    /// There was more than the limit; the rest was not kept.
    Truncated = "truncated",
});

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppGap {
    pub code: AppGapCode,
    pub detail: String,
}

impl App {
    /// Was every file of code read whole? Only then does a missing name say anything.
    pub fn code_read(&self) -> bool {
        use AppGapCode::{Code, NoCode, Part, Truncated};
        !self.gaps.iter().any(|g| matches!(g.code, Code | NoCode | Part | Truncated))
    }

    pub fn asks_for(&self, permission: &str) -> bool {
        self.requested().any(|p| p.name == permission)
    }

    /// What it asks for on some Android on which it runs.
    pub fn requested(&self) -> impl Iterator<Item = &Requested> {
        let min = self.min_sdk.unwrap_or(1);
        self.permissions.iter().filter(move |p| p.max_sdk.is_none_or(|max| max >= min))
    }

    /// Classes in packages whose parts are all one or two letters: names that a shrinker wrote over.
    pub fn renamed_classes(&self) -> u32 {
        let short = |p: &&String| p.is_empty() || p.split('.').all(|part| part.len() <= 2);
        self.packages.iter().filter(|(p, _)| short(p)).map(|(_, n)| n).sum()
    }

    pub fn classes(&self) -> u32 {
        self.packages.values().sum()
    }

    /// Does the code bring classes of this package, or the manifest a component of it?
    pub fn carries(&self, package: &str) -> bool {
        let within = |name: &str| name.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let classes = self.packages.range(package.to_owned()..).take_while(|(p, _)| p.starts_with(package)).any(|(p, _)| within(p));
        classes || self.components.iter().any(|c| within(&c.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app() -> App {
        let json = serde_json::json!({"format": 1, "tidegate": "0", "file": "a.apk", "bytes": 1, "sha256": "00", "read_at": "2026-01-01T00:00:00Z",
            "package": "a.b", "min_sdk": 24, "packages": {"com.adnet": 2, "com.adnetwork.x": 1, "a.b": 4, "com.late.deep": 1, "": 3}});
        serde_json::from_value(json).expect("fields are additive")
    }

    #[test]
    fn a_package_is_carried_as_a_whole_name() {
        let app = app();
        for (name, yes) in
            [("com.adnet", true), ("com.late", true), ("com.late.deep", true), ("com.adne", false), ("com.adnetw", false), ("zz", false)]
        {
            assert_eq!(app.carries(name), yes, "{name}");
        }
        assert_eq!((app.classes(), app.renamed_classes()), (11, 7));
    }

    #[test]
    fn what_no_device_is_asked_for_is_not_asked_for() {
        let ask = |name: &str, max_sdk| Requested { name: name.into(), max_sdk };
        let app = App { permissions: vec![ask("old", Some(23)), ask("some", Some(28)), ask("all", None)], ..app() };
        assert!(!app.asks_for("old") && app.asks_for("some") && app.asks_for("all"));
    }
}
