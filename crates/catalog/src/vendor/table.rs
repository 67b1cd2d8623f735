//! Vendors by host: one look-up per label of a host name.

use super::{Address, Vendor, split};
use crate::fault::Fault;
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, Default)]
pub(crate) struct Vendors {
    all: Vec<Vendor>,
    /// Host → (path prefix, index), the longest prefix first.
    by_host: HashMap<String, Vec<(String, usize)>>,
}

impl Vendors {
    /// Checks and sorts vendors, each given with the file it stands in.
    pub(crate) fn new(vendors: Vec<(String, Vendor)>) -> Result<Vendors, Vec<Fault>> {
        let mut faults: Vec<Fault> = vendors.iter().flat_map(|(file, v)| of_one(file, v)).collect();
        let mut ids = BTreeMap::new();
        let mut by_host: HashMap<String, Vec<(String, usize)>> = HashMap::new();
        for (index, (file, v)) in vendors.iter().enumerate() {
            if let Some(other) = ids.insert(&v.id, file) {
                faults.push(Fault::new(file, 1, format!("vendor id `{}` is also in {other}", v.id), "give each vendor an id of its own"));
            }
            for entry in &v.hosts {
                let (host, path) = split(entry);
                let paths = by_host.entry(host.to_owned()).or_default();
                if let Some((_, other)) = paths.iter().find(|(p, _)| p == path) {
                    let other = &vendors[*other].1.id;
                    faults.push(Fault::new(
                        file,
                        1,
                        format!("address `{entry}` of `{}` also belongs to `{other}`", v.id),
                        "give each address to one vendor",
                    ));
                }
                paths.push((path.to_owned(), index));
            }
        }
        by_host.values_mut().for_each(|paths| paths.sort_by_key(|(p, _)| std::cmp::Reverse(p.len())));
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Vendors { all: vendors.into_iter().map(|(_, v)| v).collect(), by_host })
    }

    pub(crate) fn all(&self) -> &[Vendor] {
        &self.all
    }

    pub(crate) fn of(&self, address: &Address) -> Option<&Vendor> {
        let mut host = address.host.as_str();
        loop {
            if let Some(paths) = self.by_host.get(host)
                && let Some((_, index)) = paths.iter().find(|(p, _)| address.path_under(p))
            {
                return Some(&self.all[*index]);
            }
            host = host.split_once('.')?.1;
        }
    }
}

/// Faults of one vendor on its own.
fn of_one(file: &str, v: &Vendor) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |what: String, remedy: &str| faults.push(Fault::new(file, 1, format!("vendor `{}`: {what}", v.id), remedy));
    if v.id.is_empty() || !v.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        fault("its id is no id".into(), "small letters, digits and hyphens");
    }
    if !v.source.starts_with("https://") {
        fault(format!("source `{}` is no address", v.source), "name the page that says so, with https://");
    }
    if let Some(settings) = v.settings.as_ref().filter(|s| !s.starts_with("https://")) {
        fault(format!("settings `{settings}` is no address"), "name the page, with https://");
    }
    if v.hosts.is_empty() {
        fault("has no hosts".into(), "name at least one address");
    }
    for entry in v.hosts.iter().chain(v.beacons.iter().flatten()).filter(|e| !plausible(split(e).0)) {
        fault(format!("`{entry}` is no address"), "write host or host/path-prefix in small letters, without scheme or `*`");
    }
    for b in v.beacons.iter().flatten() {
        if !v.hosts.iter().any(|h| covers(h, b)) {
            fault(format!("beacon `{b}` lies outside its hosts"), "add the host, or correct the beacon");
        }
    }
    for name in v.cookies.iter().chain(&v.storage).filter(|n| n.matches('*').count() > 1 || n.is_empty() || n.as_str() == "*") {
        fault(format!("`{name}` is no cookie name"), "a name, with at most one `*`, and `@domain` where only that domain's counts");
    }
    faults
}

fn covers(host_entry: &str, beacon: &str) -> bool {
    let ((host, path), (b_host, b_path)) = (split(host_entry), split(beacon));
    tidegate_types::Host::new(b_host).within(host) && b_path.starts_with(path)
}

/// Labels of letters, digits and hyphens, two at least, the last without digits.
fn plausible(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|l| {
            !l.is_empty()
                && l.len() <= 63
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        })
        && labels.last().is_some_and(|l| l.chars().all(|c| c.is_ascii_lowercase()))
}
