//! `AndroidManifest.xml`: what the app asks for, opens and allows.

use crate::arsc::Table;
use crate::axml::{Element, Event, Value, Xml};
use crate::fault::{Fault, plain};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use tidegate_types::app::{Component, ComponentKind};

pub const FILE: &str = "AndroidManifest.xml";

/// Each list of the manifest; no app has nearly as many.
const MOST: usize = 5_000;
const MOST_LOST: usize = 50;
const MOST_IN_FILTER: usize = 50;
/// What stands deeper than this in a manifest is not read.
const DEEPEST: usize = 4;
/// Before this level Android takes a provider to be exported where the manifest does not say.
const PROVIDER_CLOSED: u32 = 17;

/// The manifest as it is written.
#[derive(Debug, Default)]
pub struct Manifest {
    pub package: String,
    /// The name of a split; the base has none.
    pub split: Option<String>,
    pub version_name: Option<String>,
    pub version_code: Option<u64>,
    pub min_sdk: Option<u32>,
    pub target_sdk: Option<u32>,
    /// Asked for up to an API level, or on all.
    pub permissions: BTreeMap<String, Option<u32>>,
    pub debuggable: Option<bool>,
    pub allow_backup: Option<bool>,
    pub backup_rules: bool,
    pub cleartext: Option<bool>,
    /// Where the network rules are.
    pub network: Option<Option<String>>,
    pub components: Vec<Component>,
    pub queries: BTreeSet<String>,
    pub meta: BTreeSet<String>,
    /// Values that could not be found, by attribute.
    pub lost: Vec<String>,
    pub truncated: bool,
}

pub fn read(bytes: &[u8], table: &Table) -> Result<Manifest, Fault> {
    let xml = Xml::new(FILE, bytes)?;
    let mut reader = Reader {
        table,
        out: Manifest::default(),
        open: Vec::new(),
        part: None,
        filter: Filter::default(),
        guard: None,
        lost: RefCell::default(),
    };
    xml.walk(|event| {
        match event {
            Event::Start(e) => reader.start(&e),
            Event::End => reader.end(),
            Event::Text(_) => {}
        }
        Ok(())
    })?;
    let manifest = Manifest { lost: reader.lost.into_inner(), ..reader.out };
    if manifest.package.is_empty() {
        return Err(Fault::new(FILE, "names no package"));
    }
    Ok(manifest)
}

/// A component while its element is open.
#[derive(Debug)]
struct Open {
    component: Component,
    exported: Option<bool>,
    enabled: bool,
    filters: bool,
}

/// An intent filter while it is open.
#[derive(Debug, Default)]
struct Filter {
    actions: Vec<String>,
    categories: Vec<String>,
}

struct Reader<'a, 'b> {
    table: &'a Table<'b>,
    out: Manifest,
    /// Names of the elements that are open.
    open: Vec<String>,
    part: Option<Open>,
    filter: Filter,
    /// The permission that the application demands for all its components.
    guard: Option<String>,
    lost: RefCell<Vec<String>>,
}

impl Reader<'_, '_> {
    fn start(&mut self, e: &Element) {
        let above = if self.open.len() < DEEPEST { self.open.join("/") } else { String::new() };
        match (above.as_str(), e.name.as_str()) {
            ("", "manifest") if self.open.is_empty() => self.manifest(e),
            ("manifest", "uses-sdk") => {
                self.out.min_sdk = self.level(e, "minSdkVersion");
                self.out.target_sdk = self.level(e, "targetSdkVersion");
            }
            ("manifest", "uses-permission" | "uses-permission-sdk-23" | "uses-permission-sdk-m") => self.permission(e),
            ("manifest", "application") => self.application(e),
            ("manifest/queries", "package") => self.list(e, |m| &mut m.queries),
            ("manifest/application", kind) => self.component(e, kind),
            (_, "meta-data") => {}
            (_, "intent-filter") => self.filter = Filter::default(),
            (_, "action") => self.filter.actions.extend(self.text(e, "name")),
            (_, "category") => self.filter.categories.extend(self.text(e, "name")),
            _ => {}
        }
        self.filter.actions.truncate(MOST_IN_FILTER);
        self.filter.categories.truncate(MOST_IN_FILTER);
        if e.name == "meta-data" && above.starts_with("manifest/application") {
            self.list(e, |m| &mut m.meta);
        }
        self.open.push(plain(&e.name, 64));
    }

    fn end(&mut self) {
        let name = self.open.pop().unwrap_or_default();
        match (self.open.len(), name.as_str()) {
            (3, "intent-filter") => self.filtered(),
            (2, _) => self.close(),
            _ => {}
        }
    }

    fn manifest(&mut self, e: &Element) {
        self.out.package = self.text(e, "package").unwrap_or_default();
        self.out.split = self.text(e, "split").filter(|s| !s.is_empty());
        self.out.version_name = self.text(e, "versionName");
        let low = self.number(e, "versionCode").map(u64::from);
        let high = self.number(e, "versionCodeMajor").map_or(0, u64::from);
        self.out.version_code = low.map(|low| (high << 32) | low);
    }

    fn permission(&mut self, e: &Element) {
        let Some(name) = self.text(e, "name") else { return };
        let max_sdk = self.number(e, "maxSdkVersion");
        // The manifests of libraries are merged, so a permission may stand twice; the wider one holds.
        let known = self.out.permissions.get(&name).copied();
        if known.is_none() && self.out.permissions.len() >= MOST {
            self.out.truncated = true;
            return;
        }
        let widest = known.map_or(max_sdk, |known| known.zip(max_sdk).map(|(a, b)| a.max(b)));
        self.out.permissions.insert(name, widest);
    }

    fn application(&mut self, e: &Element) {
        self.out.debuggable = self.truth(e, "debuggable");
        self.out.allow_backup = self.truth(e, "allowBackup");
        // `fullBackupContent` may also say true or false, which is no rule.
        let rules = |name: &str| matches!(e.get(name), Some(Value::Resource(n)) if n != 0);
        self.out.backup_rules = rules("fullBackupContent") || rules("dataExtractionRules");
        self.out.cleartext = self.truth(e, "usesCleartextTraffic");
        self.out.network = e.get("networkSecurityConfig").map(|_| self.text(e, "networkSecurityConfig"));
        self.guard = self.text(e, "permission").filter(|s| !s.is_empty());
    }

    fn component(&mut self, e: &Element, kind: &str) {
        let kind = match kind {
            "activity" | "activity-alias" => ComponentKind::Activity,
            "service" => ComponentKind::Service,
            "receiver" => ComponentKind::Receiver,
            "provider" => ComponentKind::Provider,
            _ => return,
        };
        let name = self.class(&self.text(e, "name").unwrap_or_default());
        let own = self.text(e, "permission").filter(|s| !s.is_empty());
        // Of a provider both reading and writing must be guarded, else one of them is open.
        let [reads, writes] = ["readPermission", "writePermission"].map(|n| self.text(e, n).filter(|s| !s.is_empty()));
        let whole = own.or_else(|| self.guard.clone());
        let permission = match kind {
            ComponentKind::Provider => reads.or_else(|| whole.clone()).and_then(|r| writes.or(whole).map(|_| r)),
            _ => whole,
        };
        let component = Component { kind, name, exported: false, permission, launcher: false, public: false };
        let enabled = self.truth(e, "enabled") != Some(false);
        self.part = Some(Open { component, exported: self.truth(e, "exported"), enabled, filters: false });
    }

    fn filtered(&mut self) {
        const SHARED: [&str; 4] = [
            "android.intent.action.VIEW",
            "android.intent.action.SEND",
            "android.intent.action.SEND_MULTIPLE",
            "android.intent.action.PROCESS_TEXT",
        ];
        let Some(part) = &mut self.part else { return };
        let has = |list: &[String], what: &str| list.iter().any(|x| x == what);
        part.filters = true;
        part.component.launcher |= has(&self.filter.actions, "android.intent.action.MAIN")
            && (has(&self.filter.categories, "android.intent.category.LAUNCHER")
                || has(&self.filter.categories, "android.intent.category.LEANBACK_LAUNCHER"));
        part.component.public |= self.filter.actions.iter().any(|a| SHARED.contains(&a.as_str()));
    }

    fn close(&mut self) {
        let Some(mut part) = self.part.take() else { return };
        let taken = match part.component.kind {
            ComponentKind::Provider => self.out.target_sdk.or(self.out.min_sdk).unwrap_or(1) < PROVIDER_CLOSED,
            _ => part.filters,
        };
        part.component.exported = part.exported.unwrap_or(taken);
        if !part.enabled || part.component.name.is_empty() {
            return;
        }
        if self.out.components.len() >= MOST {
            self.out.truncated = true;
            return;
        }
        self.out.components.push(part.component);
    }

    /// `.Main` and `Main` are classes of the app's own package.
    fn class(&self, name: &str) -> String {
        match name {
            "" => String::new(),
            n if n.starts_with('.') => format!("{}{n}", self.out.package),
            n if !n.contains('.') => format!("{}.{n}", self.out.package),
            n => n.to_owned(),
        }
    }

    fn list(&mut self, e: &Element, of: fn(&mut Manifest) -> &mut BTreeSet<String>) {
        let Some(name) = self.text(e, "name") else { return };
        let list = of(&mut self.out);
        if list.len() < MOST {
            list.insert(name);
        } else {
            self.out.truncated = true;
        }
    }

    fn value(&self, e: &Element, name: &str) -> Option<Value> {
        let value = self.table.resolve(e.get(name)?);
        let mut lost = self.lost.borrow_mut();
        if value.is_none() && lost.len() < MOST_LOST {
            lost.push(format!("{} {name}", plain(&e.name, 40)));
        }
        value
    }

    fn text(&self, e: &Element, name: &str) -> Option<String> {
        match self.value(e, name)? {
            Value::Text(s) => Some(plain(&s, 300)),
            Value::Number(n) => Some(n.to_string()),
            _ => None,
        }
    }

    fn number(&self, e: &Element, name: &str) -> Option<u32> {
        match self.value(e, name)? {
            Value::Number(n) => Some(n),
            Value::Text(s) => s.trim().parse().ok(),
            _ => None,
        }
    }

    /// An API level; the code name of a preview is none.
    fn level(&self, e: &Element, name: &str) -> Option<u32> {
        self.number(e, name).filter(|n| (1..=10_000).contains(n))
    }

    fn truth(&self, e: &Element, name: &str) -> Option<bool> {
        match self.value(e, name)? {
            Value::Truth(yes) => Some(yes),
            Value::Text(s) if s == "true" => Some(true),
            Value::Text(s) if s == "false" => Some(false),
            Value::Number(n) => Some(n != 0),
            _ => None,
        }
    }
}
