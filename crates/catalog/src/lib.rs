//! What is known of the world, as data: `catalog/*.toml`, embedded. No clock, no file, no network.
//!
//! Everything here is looked up, nothing is decided: whether a vendor may run before consent, or a label counts
//! against the store, is the audit's business.

mod beacon;
mod control;
mod cookie;
mod dialog;
mod fault;
mod fold;
mod link;
mod parameters;
mod permission;
mod phrases;
mod policy;
mod product;
mod sdk;
mod vendor;

pub use beacon::{Carries, Told};
pub use cookie::{CookiePurpose, Purpose};
pub use dialog::DialogFacts;
pub use fault::Fault;
pub use fold::fold;
pub use link::LinkKind;
pub use permission::{Guard, Permission};
pub use phrases::{Section, Tongue};
pub use policy::{CheckText, Near, PolicyItem, SubjectKind};
pub use product::{SensitiveEvent, Subject, Telling};
pub use sdk::Sdk;
pub use vendor::{Category, Claims, Essential, Identifiers, LimitedUse, Vendor};

use include_dir::{Dir, include_dir};
use std::sync::OnceLock;
use tidegate_types::CheckId;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../catalog");

/// The whole catalogue. Built once; regular expressions are compiled when their section is first asked for.
#[derive(Debug)]
pub struct Catalog {
    vendors: vendor::Vendors,
    beacons: beacon::Beacons,
    cookies: cookie::Cookies,
    phrases: phrases::Phrases,
    items: Vec<PolicyItem>,
    checks: Vec<CheckText>,
    sdks: Vec<Sdk>,
    permissions: Vec<Permission>,
    subjects: Vec<Subject>,
}

impl Catalog {
    /// The catalogue that ships with the program.
    ///
    /// # Panics
    /// If the embedded data is faulty, which this crate's tests and `cargo xtask tidy` rule out.
    pub fn embedded() -> &'static Catalog {
        static ONE: OnceLock<Catalog> = OnceLock::new();
        ONE.get_or_init(|| {
            Catalog::read(&embedded_files()).unwrap_or_else(|faults| {
                let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
                panic!("the embedded catalogue is faulty:\n{}", all.join("\n"))
            })
        })
    }

    /// Every fault of the embedded data, patterns that do not compile included. For `cargo xtask tidy`.
    pub fn check_embedded() -> Vec<Fault> {
        match Catalog::read(&embedded_files()) {
            Err(faults) => faults,
            Ok(catalog) => catalog.phrases.faults().into_iter().chain(catalog.items.iter().flat_map(PolicyItem::faults)).collect(),
        }
    }

    /// Reads a catalogue from (path, text) pairs; paths are relative to `catalog/`. All faults are told at once.
    pub fn read(files: &[(&str, &str)]) -> Result<Catalog, Vec<Fault>> {
        let mut faults = Vec::new();
        let (mut vendors, mut beacons) = (Vec::new(), Vec::new());
        let (mut cookies, mut phrases, mut items, mut checks) = (cookie::File::default(), phrases::File::new(), Vec::new(), Vec::new());
        let (mut sdks, mut permissions, mut products) = (sdk::File::default(), permission::File::default(), product::File::default());
        for (path, text) in files {
            let read =
                match *path {
                    "cookies.toml" => fault::parse(path, text).map(|f| cookies = f),
                    "phrases.toml" => fault::parse(path, text).map(|f| phrases = f),
                    "policy.toml" => {
                        fault::parse::<policy::ItemFile>(path, text).map(|f| items = f.item.into_iter().map(PolicyItem::folded).collect())
                    }
                    "sdks.toml" => fault::parse(path, text).map(|f| sdks = f),
                    "permissions.toml" => fault::parse(path, text).map(|f| permissions = f),
                    "products.toml" => fault::parse(path, text).map(|f| products = f),
                    "checks.toml" => fault::parse::<policy::CheckFile>(path, text).map(|f| checks = f.check),
                    p if p.starts_with("vendors/") => fault::parse::<vendor::File>(path, text)
                        .map(|f| vendors.extend(f.vendor.into_iter().map(|v| ((*path).to_owned(), v)))),
                    p if p.starts_with("beacons/") => fault::parse::<beacon::File>(path, text)
                        .map(|f| beacons.extend(f.beacon.into_iter().map(|b| ((*path).to_owned(), b)))),
                    p => Err(Fault::new(p, 1, "is no file of the catalogue".into(), "see catalog/README.md for the files there are")),
                };
            faults.extend(read.err());
        }
        let phrases = phrases::Phrases::new(phrases).map_err(|f| faults.extend(f)).unwrap_or_default();
        faults.extend(policy::doubles(&items, &checks));
        let vendors = vendor::Vendors::new(vendors).map_err(|f| faults.extend(f)).unwrap_or_default();
        let beacons = beacon::Beacons::new(beacons, vendors.all()).map_err(|f| faults.extend(f)).unwrap_or_default();
        let cookies = cookie::Cookies::new(cookies, &vendors).map_err(|f| faults.extend(f)).unwrap_or_default();
        let sdks = sdk::checked(sdks, &vendors).map_err(|f| faults.extend(f)).unwrap_or_default();
        let permissions = permission::checked(permissions).map_err(|f| faults.extend(f)).unwrap_or_default();
        let subjects = product::checked(products).map_err(|f| faults.extend(f)).unwrap_or_default();
        if faults.is_empty() {
            Ok(Catalog { vendors, beacons, cookies, phrases, items, checks, sdks, permissions, subjects })
        } else {
            Err(faults)
        }
    }

    /// The items that notices must hold.
    pub fn policy_items(&self) -> &[PolicyItem] {
        &self.items
    }

    /// The texts of all checks, in the file's order.
    pub fn checks(&self) -> &[CheckText] {
        &self.checks
    }

    /// The checks that are made of a store, or of an app.
    pub fn checks_of(&self, subject: SubjectKind) -> impl Iterator<Item = &CheckText> {
        self.checks.iter().filter(move |c| c.of == subject)
    }

    pub fn check(&self, id: &CheckId) -> Option<&CheckText> {
        self.checks.iter().find(|c| &c.id == id)
    }
}

fn embedded_files() -> Vec<(&'static str, &'static str)> {
    let tops = FILES.files();
    let below = ["vendors", "beacons"].into_iter().filter_map(|name| FILES.get_dir(name)).flat_map(Dir::files);
    tops.chain(below).filter_map(|f| Some((f.path().to_str()?, f.contents_utf8()?))).filter(|(path, _)| path.ends_with(".toml")).collect()
}
