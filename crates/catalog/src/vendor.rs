//! Third parties by address.

mod limits;
mod table;

pub use limits::LimitedUse;
pub(crate) use table::Vendors;

use crate::Catalog;
use crate::cookie::Purpose;
use serde::{Deserialize, Serialize};
use tidegate_types::{Host, Place};

/// What kind of service a vendor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    Advertising,
    Analytics,
    Replay,
    Chat,
    Email,
    Affiliate,
    Social,
    Push,
    TagManager,
    AbTesting,
    Consent,
    Payment,
    Fraud,
    Cdn,
    Fonts,
    Video,
    Maps,
    Reviews,
    Search,
    Errors,
    Platform,
    Logistics,
}

impl Category {
    /// As the data files write it.
    pub fn key(self) -> &'static str {
        match self {
            Category::Advertising => "advertising",
            Category::Analytics => "analytics",
            Category::Replay => "replay",
            Category::Chat => "chat",
            Category::Email => "email",
            Category::Affiliate => "affiliate",
            Category::Social => "social",
            Category::Push => "push",
            Category::TagManager => "tag-manager",
            Category::AbTesting => "ab-testing",
            Category::Consent => "consent",
            Category::Payment => "payment",
            Category::Fraud => "fraud",
            Category::Cdn => "cdn",
            Category::Fonts => "fonts",
            Category::Video => "video",
            Category::Maps => "maps",
            Category::Reviews => "reviews",
            Category::Search => "search",
            Category::Errors => "errors",
            Category::Platform => "platform",
            Category::Logistics => "logistics",
        }
    }

    /// What a cookie of such a vendor is for, unless the vendor's cookie is listed by name.
    pub(crate) fn purpose(self) -> Purpose {
        match self {
            Category::Advertising | Category::Affiliate | Category::Social | Category::Email | Category::Push => Purpose::Advertising,
            Category::Analytics | Category::Replay | Category::AbTesting | Category::TagManager | Category::Errors => Purpose::Analytics,
            Category::Consent => Purpose::Consent,
            Category::Fraud => Purpose::Security,
            Category::Payment | Category::Cdn => Purpose::Necessary,
            Category::Chat
            | Category::Fonts
            | Category::Video
            | Category::Maps
            | Category::Reviews
            | Category::Search
            | Category::Platform
            | Category::Logistics => Purpose::Functional,
        }
    }
}

/// May it run before consent as strictly necessary (ePrivacy 5(3))?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Essential {
    Never,
    /// As stores commonly use it. Whether this store's use is necessary remains the store's to show.
    Usual,
}

/// What a vendor says it is towards a store: a claim, which its behaviour may belie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claims {
    /// Processor, in California service provider.
    Processor,
    /// Controller of its own, in California third party.
    Controller,
    /// Joint controller for a part (EU-14).
    Joint,
}

impl Claims {
    /// As the data files write it.
    pub fn key(self) -> &'static str {
        match self {
            Claims::Processor => "processor",
            Claims::Controller => "controller",
            Claims::Joint => "joint",
        }
    }
}

/// Parameters that carry data which names or reaches a person, or hashes of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Identifiers {
    pub email: Vec<String>,
    pub phone: Vec<String>,
    pub name: Vec<String>,
    pub address: Vec<String>,
    /// The shop's own number for a person.
    pub account: Vec<String>,
}

/// A third party that stores use.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    pub id: String,
    pub name: String,
    /// The company that answers for it; its parent where it has one.
    pub owner: String,
    /// Of the owner's seat.
    pub country: Place,
    pub category: Category,
    /// Cross-context behavioural advertising (Cal. Civ. Code §1798.140(k)) as stores commonly use it.
    pub advertising: bool,
    pub essential: Essential,
    /// `host` or `host/path-prefix`; a host stands for all below it.
    pub hosts: Vec<String>,
    /// Addresses to which data about the visitor goes; `None`: every address but static files.
    pub beacons: Option<Vec<String>>,
    /// `name`, `name*`, `name@domain`.
    #[serde(default)]
    pub cookies: Vec<String>,
    #[serde(default)]
    pub storage: Vec<String>,
    #[serde(default)]
    pub limited: Vec<LimitedUse>,
    #[serde(default)]
    pub identifiers: Identifiers,
    /// The role that its own terms claim, where they say so for a store's usual use of it.
    #[serde(default)]
    pub claims: Option<Claims>,
    /// Where its privacy settings are, or are explained.
    #[serde(default)]
    pub settings: Option<String>,
    /// Names by which a policy may name it.
    #[serde(default)]
    pub policy_names: Vec<String>,
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) vendor: Vec<Vendor>,
}

impl Vendor {
    /// Does data about the visitor go to this address? The address must be the vendor's.
    pub fn is_beacon(&self, url: &str) -> bool {
        let Some(address) = Address::of(url) else { return false };
        match &self.beacons {
            Some(beacons) => beacons.iter().any(|b| address.under(b)),
            None => self.hosts.iter().any(|h| address.under(h)) && !address.is_static(),
        }
    }

    /// Does the request tell the vendor to restrict its use of the data: its own flag, or a US Privacy string that
    /// opts out of sale?
    pub fn restricted(&self, url: &str, body: Option<&str>) -> bool {
        limits::restricted(&self.limited, url, body)
    }
}

impl Catalog {
    /// The vendor of an address; the longest host wins, then the longest path.
    pub fn vendor_of(&self, url: &str) -> Option<&Vendor> {
        self.vendors.of(&Address::of(url)?)
    }

    pub fn vendor(&self, id: &str) -> Option<&Vendor> {
        self.vendors.all().iter().find(|v| v.id == id)
    }

    pub fn vendors(&self) -> &[Vendor] {
        self.vendors.all()
    }
}

/// The parts of an absolute address that lists speak of.
#[derive(Debug)]
pub(crate) struct Address {
    host: Host,
    path: String,
    query: bool,
}

impl Address {
    fn of(url: &str) -> Option<Address> {
        let url = url::Url::parse(url).ok()?;
        Some(Address { host: Host::new(url.host_str()?), path: url.path().to_owned(), query: url.query().is_some() })
    }

    /// Is this address at or below `host` or `host/path-prefix`?
    fn under(&self, entry: &str) -> bool {
        let (host, path) = split(entry);
        self.host.within(host) && self.path_under(path)
    }

    /// A prefix ends where a word ends: `/tr` holds `/tr/` and not `/translate`.
    fn path_under(&self, prefix: &str) -> bool {
        self.path.strip_prefix(prefix).is_some_and(|rest| {
            prefix.is_empty() || prefix.ends_with('/') || !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        })
    }

    /// Scripts, styles, fonts and pictures; a picture with a query is a pixel.
    fn is_static(&self) -> bool {
        let end = self.path.rsplit('/').next().unwrap_or_default().rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
        match end.as_deref() {
            Some("js" | "mjs" | "css" | "woff" | "woff2" | "ttf" | "otf" | "eot" | "map" | "wasm") => true,
            Some("png" | "gif" | "jpg" | "jpeg" | "webp" | "avif" | "svg" | "ico" | "mp4" | "webm") => !self.query,
            _ => false,
        }
    }
}

/// `host/path` → (`host`, `/path`).
fn split(entry: &str) -> (&str, &str) {
    entry.split_at(entry.find('/').unwrap_or(entry.len()))
}
