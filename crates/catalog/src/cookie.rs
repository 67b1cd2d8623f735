//! Cookies and storage keys by name.

use crate::Catalog;
use crate::fault::Fault;
use crate::vendor::{Vendor, Vendors};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use tidegate_types::Host;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    Necessary,
    Functional,
    Analytics,
    Advertising,
    /// Remembers a choice about consent.
    Consent,
    Security,
}

/// What a cookie or storage key is for, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct CookiePurpose<'a> {
    pub purpose: Purpose,
    /// `None`: the shop's own software.
    pub vendor: Option<&'a Vendor>,
    /// In a few words; empty where only the vendor is known.
    pub what: &'a str,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    name: String,
    purpose: Purpose,
    #[serde(default)]
    vendor: String,
    #[serde(default)]
    what: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct File {
    pub(crate) cookie: Vec<Entry>,
    pub(crate) storage: Vec<Entry>,
}

/// One known name.
#[derive(Debug)]
struct Known {
    /// Before and after the `*`; the second `None` for a whole name.
    head: String,
    tail: Option<String>,
    domain: Option<String>,
    purpose: Purpose,
    vendor: Option<usize>,
    what: String,
}

impl Known {
    fn fits(&self, name: &str, domain: Option<&Host>) -> bool {
        let named = match &self.tail {
            None => name == self.head,
            Some(tail) => name.strip_prefix(self.head.as_str()).is_some_and(|rest| rest.ends_with(tail.as_str())),
        };
        named && self.domain.as_ref().is_none_or(|d| domain.is_some_and(|h| h.within(d)))
    }

    /// A name with its domain before a bare name, a whole name before a prefix, a long prefix before a short one.
    fn rank(&self) -> (bool, bool, usize) {
        (self.domain.is_some(), self.tail.is_none(), self.head.len() + self.tail.as_ref().map_or(0, String::len))
    }
}

/// Whole names by hash, the rest in a list.
#[derive(Debug, Default)]
struct Names {
    known: Vec<Known>,
    whole: HashMap<String, Vec<usize>>,
    patterns: Vec<usize>,
}

impl Names {
    fn add(&mut self, known: Known) {
        let index = self.known.len();
        match known.tail {
            None => self.whole.entry(known.head.clone()).or_default().push(index),
            Some(_) => self.patterns.push(index),
        }
        self.known.push(known);
    }

    /// The best fit; of two alike the one added first.
    fn get(&self, name: &str, domain: Option<&Host>) -> Option<&Known> {
        let whole = self.whole.get(name).into_iter().flatten();
        whole
            .chain(&self.patterns)
            .map(|i| &self.known[*i])
            .filter(|k| k.fits(name, domain))
            .reduce(|best, k| if k.rank() > best.rank() { k } else { best })
    }
}

#[derive(Debug, Default)]
pub(crate) struct Cookies {
    cookies: Names,
    storage: Names,
}

impl Cookies {
    pub(crate) fn new(file: File, vendors: &Vendors) -> Result<Cookies, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut cookies = Cookies::default();
        for (names, entries) in [(&mut cookies.cookies, file.cookie), (&mut cookies.storage, file.storage)] {
            let mut seen = std::collections::BTreeSet::new();
            for e in entries {
                if !seen.insert(e.name.clone()) {
                    faults.push(Fault::new(FILE, 1, format!("`{}` is named twice", e.name), "keep one entry"));
                }
                match listed(e, vendors) {
                    Ok(known) => names.add(known),
                    Err(fault) => faults.push(fault),
                }
            }
        }
        for (index, v) in vendors.all().iter().enumerate() {
            let own = |name: &String| known(name, v.category.purpose(), Some(index), String::new());
            v.cookies.iter().map(own).for_each(|k| cookies.cookies.add(k));
            v.storage.iter().map(own).for_each(|k| cookies.storage.add(k));
        }
        if faults.is_empty() { Ok(cookies) } else { Err(faults) }
    }
}

const FILE: &str = "cookies.toml";

fn listed(e: Entry, vendors: &Vendors) -> Result<Known, Fault> {
    if e.name.is_empty() || e.name == "*" || e.name.matches('*').count() > 1 {
        return Err(Fault::new(
            FILE,
            1,
            format!("`{}` is no cookie name", e.name),
            "a name, with at most one `*`, and `@domain` where only that domain's counts",
        ));
    }
    let vendor = match e.vendor.as_str() {
        "" => None,
        id => Some(vendors.all().iter().position(|v| v.id == id).ok_or_else(|| {
            Fault::new(
                FILE,
                1,
                format!("`{}`: unknown vendor `{id}`", e.name),
                "vendors are in catalog/vendors; leave it empty for the shop's own software",
            )
        })?),
    };
    Ok(known(&e.name, e.purpose, vendor, e.what))
}

fn known(name: &str, purpose: Purpose, vendor: Option<usize>, what: String) -> Known {
    let (name, domain) = match name.split_once('@') {
        Some((n, d)) => (n, Some(d.to_owned())),
        None => (name, None),
    };
    let (head, tail) = match name.split_once('*') {
        Some((h, t)) => (h.to_owned(), Some(t.to_owned())),
        None => (name.to_owned(), None),
    };
    Known { head, tail, domain, purpose, vendor, what }
}

impl Catalog {
    /// What a cookie is for. `domain` is the cookie's own.
    pub fn cookie_purpose(&self, name: &str, domain: &str) -> Option<CookiePurpose<'_>> {
        self.told(self.cookies.cookies.get(name, Some(&Host::new(domain.trim_start_matches('.'))))?)
    }

    /// What a key of local or session storage is for; many tools use their cookie's name there too.
    pub fn storage_purpose(&self, key: &str) -> Option<CookiePurpose<'_>> {
        self.told(self.cookies.storage.get(key, None).or_else(|| self.cookies.cookies.get(key, None))?)
    }

    fn told<'a>(&'a self, known: &'a Known) -> Option<CookiePurpose<'a>> {
        Some(CookiePurpose { purpose: known.purpose, vendor: known.vendor.map(|i| &self.vendors()[i]), what: &known.what })
    }
}
