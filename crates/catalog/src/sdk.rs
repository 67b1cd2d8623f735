//! What apps carry: SDKs by the packages of their classes.

use crate::Catalog;
use crate::fault::Fault;
use crate::vendor::{Category, Vendors};
use serde::Deserialize;
use std::collections::BTreeMap;
use tidegate_types::{App, Place};

/// Code of somebody else that sends data to its maker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sdk {
    pub id: String,
    pub name: String,
    /// Id of the vendor whose service it talks to, where the catalogue has one.
    pub vendor: Option<String>,
    pub owner: String,
    /// Of the owner's (parent's) seat.
    pub country: Place,
    pub category: Category,
    /// Cross-context behavioural advertising (Cal. Civ. Code §1798.140(k)) as apps commonly use it.
    pub advertising: bool,
    /// Packages of its classes; each stands for all below it.
    pub packages: Vec<String>,
    /// Names of `meta-data` in the manifest that only it reads.
    pub meta: Vec<String>,
    pub source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    id: String,
    name: String,
    vendor: Option<String>,
    owner: Option<String>,
    country: Option<Place>,
    category: Category,
    advertising: bool,
    packages: Vec<String>,
    #[serde(default)]
    meta: Vec<String>,
    source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) sdk: Vec<Entry>,
}

const FILE: &str = "sdks.toml";

pub(crate) fn checked(file: File, vendors: &Vendors) -> Result<Vec<Sdk>, Vec<Fault>> {
    let mut faults: Vec<Fault> = file.sdk.iter().flat_map(of_one).collect();
    let mut ids = BTreeMap::new();
    let mut packages: BTreeMap<&str, &str> = BTreeMap::new();
    for e in &file.sdk {
        if ids.insert(e.id.as_str(), ()).is_some() {
            faults.push(fault(e, "its id stands twice".into(), "give each SDK an id of its own"));
        }
        for p in &e.packages {
            // Of two that overlap, one package would name two SDKs.
            let over = packages.iter().find(|(known, _)| within(p, known) || within(known, p));
            if let Some((known, other)) = over {
                faults.push(fault(e, format!("package `{p}` overlaps `{known}` of `{other}`"), "give each package to one SDK"));
            }
            packages.insert(p, &e.id);
        }
    }
    let mut all = Vec::new();
    for e in file.sdk {
        match whole(e, vendors) {
            Ok(sdk) => all.push(sdk),
            Err(f) => faults.push(f),
        }
    }
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}

fn fault(e: &Entry, what: String, remedy: &str) -> Fault {
    Fault::new(FILE, 1, format!("SDK `{}`: {what}", e.id), remedy)
}

fn within(name: &str, package: &str) -> bool {
    name.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Owner and country come from the vendor, and are given here only where there is none.
fn whole(e: Entry, vendors: &Vendors) -> Result<Sdk, Fault> {
    let (owner, country) = match (&e.vendor, &e.owner, &e.country) {
        (None, Some(owner), Some(country)) => (owner.clone(), country.clone()),
        (Some(id), None, None) => {
            let known = vendors.all().iter().find(|v| v.id == *id);
            let v = known.ok_or_else(|| {
                fault(&e, format!("unknown vendor `{id}`"), "vendors are in catalog/vendors; without one give owner and country")
            })?;
            (v.owner.clone(), v.country.clone())
        }
        _ => return Err(fault(&e, "whose it is must be said once".into(), "give a vendor, or owner and country")),
    };
    let Entry { id, name, vendor, category, advertising, packages, meta, source, .. } = e;
    Ok(Sdk { id, name, vendor, owner, country, category, advertising, packages, meta, source })
}

fn of_one(e: &Entry) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut add = |what: String, remedy: &str| faults.push(fault(e, what, remedy));
    if e.id.is_empty() || !e.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        add("its id is no id".into(), "small letters, digits and hyphens");
    }
    if !e.source.starts_with("https://") {
        add(format!("source `{}` is no address", e.source), "name the page that says so, with https://");
    }
    if e.packages.is_empty() {
        add("has no packages".into(), "name at least one package of its classes");
    }
    for p in e.packages.iter().filter(|p| !is_package(p)) {
        add(format!("`{p}` is no package"), "two parts at least, such as `com.example`, without `*` or a dot at the end");
    }
    for m in e.meta.iter().filter(|m| !is_package(m)) {
        add(format!("`{m}` is no name of a meta-data entry"), "write it as the manifest does");
    }
    faults
}

/// Two parts at least: `com` alone would name half of the world.
fn is_package(p: &str) -> bool {
    let part = |x: &str| x.starts_with(|c: char| c.is_ascii_alphabetic()) && x.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    p.split('.').count() >= 2 && p.split('.').all(part)
}

impl Sdk {
    /// Does the app carry it, by its classes, its components or its entries in the manifest?
    pub fn is_in(&self, app: &App) -> bool {
        self.packages.iter().any(|p| app.carries(p)) || self.meta.iter().any(|m| app.meta.contains(m))
    }
}

impl Catalog {
    pub fn sdks(&self) -> &[Sdk] {
        &self.sdks
    }

    /// The SDKs that an app carries, in the file's order.
    pub fn sdks_in<'a>(&'a self, app: &App) -> Vec<&'a Sdk> {
        self.sdks.iter().filter(|s| s.is_in(app)).collect()
    }
}
