//! From the file to the facts: a plain package, or a bundle of packages.

use crate::arsc::Table;
use crate::dex::Code;
use crate::fault::{Fault, plain};
use crate::manifest::{self, Manifest};
use crate::network;
use crate::zip::{Archive, Budget};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tidegate_types::App;
use tidegate_types::app::{APP_FORMAT, AppGap, AppGapCode, AppPart, Endpoint, NetworkRules, Requested};

const MANIFEST_MAX: u64 = 16 << 20;
const TABLE_MAX: u64 = 128 << 20;
const RULES_MAX: u64 = 4 << 20;
const CODE_MAX: u64 = 128 << 20;
const PART_MAX: u64 = 512 << 20;
const MOST_CODE_FILES: usize = 300;
const MOST_PARTS: usize = 100;
const MOST_GAPS: usize = 100;

/// What is known of the file beside its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The file's name, without its folder.
    pub file: &'a str,
    pub read_at: Timestamp,
    /// The version of the program that reads.
    pub tidegate: &'a str,
}

/// Reads an Android package, or a bundle of packages (XAPK, APKS, APKM).
pub fn read(bytes: &[u8], source: Source) -> Result<App, Fault> {
    let budget = Budget::new();
    let archive = Archive::open(bytes, &budget)?;
    let mut facts = Facts::default();
    let manifest = if archive.has(manifest::FILE) {
        let base = facts.package(&archive, "")?;
        facts.part(&archive, source.file)?;
        base
    } else {
        facts.bundle(&archive, &budget)?
    };
    Ok(facts.into_app(manifest, bytes, source))
}

#[derive(Debug, Default)]
struct Facts {
    code: Code,
    network: Option<NetworkRules>,
    parts: Vec<AppPart>,
    gaps: Vec<AppGap>,
}

impl Facts {
    fn gap(&mut self, code: AppGapCode, detail: impl Into<String>) {
        if self.gaps.len() < MOST_GAPS {
            self.gaps.push(AppGap { code, detail: plain(&detail.into(), 300) });
        }
    }

    /// The manifest of a package, with its network rules.
    fn package(&mut self, archive: &Archive, file: &str) -> Result<Manifest, Fault> {
        let bytes = archive.read(manifest::FILE, MANIFEST_MAX)?;
        let resources = if archive.has("resources.arsc") { archive.read("resources.arsc", TABLE_MAX) } else { Ok(Vec::new()) };
        let resources = resources.unwrap_or_else(|f| {
            self.gap(AppGapCode::Value, f.to_string());
            Vec::new()
        });
        let table = if resources.is_empty() { Ok(Table::default()) } else { Table::new(&resources) };
        let table = table.unwrap_or_else(|f| {
            self.gap(AppGapCode::Value, f.to_string());
            Table::default()
        });
        let manifest = manifest::read(&bytes, &table).map_err(|f| if file.is_empty() { f } else { f.within(file) })?;
        // Labels and icons of other splits are not looked for; values that decide something are.
        for lost in &manifest.lost {
            self.gap(AppGapCode::Value, format!("{}: {lost}", manifest::FILE));
        }
        if manifest.truncated {
            self.gap(AppGapCode::Truncated, manifest::FILE);
        }
        if let Some(at) = &manifest.network {
            self.rules(archive, at.as_deref());
        }
        Ok(manifest)
    }

    fn rules(&mut self, archive: &Archive, file: Option<&str>) {
        const USUAL: &str = "res/xml/network_security_config.xml";
        let file = file.filter(|f| archive.has(f)).unwrap_or(USUAL);
        let rules = archive.read(file, RULES_MAX).and_then(|bytes| network::read(file, &bytes));
        self.network = Some(rules.unwrap_or_else(|f| {
            self.gap(AppGapCode::Network, f.to_string());
            NetworkRules::default()
        }));
    }

    /// The code of a package.
    fn part(&mut self, archive: &Archive, file: &str) -> Result<(), Fault> {
        let names: Vec<&str> = archive.names().filter(|n| is_code(n)).collect();
        if names.len() > MOST_CODE_FILES {
            return Err(Fault::new(file, format!("{} files of code; no more than {MOST_CODE_FILES} are read", names.len())));
        }
        let mut classes = 0;
        for name in &names {
            match archive.read(name, CODE_MAX).and_then(|bytes| self.code.add(name, &bytes)) {
                Ok(n) => classes += n,
                Err(f) => self.gap(AppGapCode::Code, f.to_string()),
            }
        }
        self.parts.push(AppPart { file: plain(file, 200), code: u32::try_from(names.len()).unwrap_or(u32::MAX), classes });
        Ok(())
    }

    fn bundle(&mut self, archive: &Archive, budget: &Budget) -> Result<Manifest, Fault> {
        let names: Vec<&str> = archive.names().filter(|n| n.ends_with(".apk")).collect();
        if archive.has("base/manifest/AndroidManifest.xml") {
            let what = "is an app bundle for publishing (AAB), which no device runs; make a package of it with `bundletool build-apks --mode=universal`";
            return Err(Fault::new("the archive", what));
        }
        if names.is_empty() {
            return Err(Fault::new("the archive", "holds neither AndroidManifest.xml nor packages (.apk); it is no Android package"));
        }
        if names.len() > MOST_PARTS {
            return Err(Fault::new("the archive", format!("holds {} packages; no more than {MOST_PARTS} are read", names.len())));
        }
        let mut base = None;
        for name in names {
            let bytes = archive.read(name, PART_MAX)?;
            // A part that cannot be read leaves the others; without a base nothing can be said.
            match self.one_of_bundle(&bytes, budget, name) {
                Ok(Some(manifest)) if base.is_none() => base = Some(manifest),
                Ok(Some(_)) => return Err(Fault::new(plain(name, 200), "is a second app in the bundle; give each its own audit")),
                Ok(None) => {}
                Err(f) => self.gap(AppGapCode::Part, f.to_string()),
            }
        }
        let why = || self.gaps.first().map_or_else(String::new, |g| format!(" ({})", g.detail));
        base.ok_or_else(|| Fault::new("the archive", format!("no package in it is the base of an app{}", why())))
    }

    /// Reads one package of a bundle; gives its manifest if it is the base.
    fn one_of_bundle(&mut self, bytes: &[u8], budget: &Budget, name: &str) -> Result<Option<Manifest>, Fault> {
        let archive = Archive::open(bytes, budget).map_err(|f| f.within(name))?;
        let peek =
            archive.read(manifest::FILE, MANIFEST_MAX).and_then(|b| manifest::read(&b, &Table::default())).map_err(|f| f.within(name))?;
        let manifest = if peek.split.is_none() { Some(self.package(&archive, name)?) } else { None };
        self.part(&archive, name)?;
        Ok(manifest)
    }

    fn into_app(mut self, m: Manifest, bytes: &[u8], source: Source) -> App {
        if self.code.truncated {
            self.gap(AppGapCode::Truncated, "classes, packages or addresses of the code");
        }
        if self.parts.iter().all(|p| p.code == 0) {
            self.gap(AppGapCode::NoCode, source.file);
        }
        App {
            format: APP_FORMAT,
            tidegate: source.tidegate.to_owned(),
            file: plain(source.file, 200),
            bytes: bytes.len() as u64,
            sha256: Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect(),
            read_at: source.read_at,
            package: m.package,
            version_name: m.version_name,
            version_code: m.version_code,
            min_sdk: m.min_sdk,
            // Android takes the lowest level where none is aimed at.
            target_sdk: m.target_sdk.or(m.min_sdk),
            permissions: m.permissions.into_iter().map(|(name, max_sdk)| Requested { name, max_sdk }).collect(),
            debuggable: m.debuggable,
            allow_backup: m.allow_backup,
            backup_rules: m.backup_rules,
            cleartext: m.cleartext,
            network: self.network,
            components: m.components,
            queries: m.queries.into_iter().collect(),
            meta: m.meta.into_iter().collect(),
            packages: self.code.packages,
            endpoints: self.code.hosts.into_iter().map(|(host, plain)| Endpoint { host, plain }).collect(),
            parts: self.parts,
            gaps: self.gaps,
        }
    }
}

/// `classes.dex`, `classes2.dex` …
fn is_code(name: &str) -> bool {
    let number = name.strip_prefix("classes").and_then(|rest| rest.strip_suffix(".dex"));
    number.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}
