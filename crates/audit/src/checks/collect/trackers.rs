//! What ran that needs consent: the parties that follow visitors, and what they keep on the device.
//!
//! ePrivacy 5(3) asks what is stored and read, not who owns the host. So a party that serves the page (payment, fraud,
//! consent tool, delivery of files, reviews, maps) counts only where it keeps something on the device; a party that
//! follows visitors counts as soon as data goes to it. A party of which nobody knows anything counts only if it behaves
//! like a tracker.

use crate::case::Case;
use crate::evidence;
use crate::flows::{Level, Party, Traffic};
use crate::reading::has;
use std::collections::BTreeSet;
use tidegate_catalog::{Category, CookiePurpose, Essential, Purpose, Vendor};
use tidegate_types::finding::{Confidence, Evidence};
use tidegate_types::observation::{Cookie, PassName, Request, RequestKind, Stage, StorageItem};
use tidegate_types::{Act, Age, DataClass, Recipient, Regime, act};

/// Which trackers need consent, by the places whose people visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Everything that is not strictly necessary (ePrivacy 5(3)).
    Everything,
    /// The same without the site's own statistics (UK-3), where no other opt-in law reaches the business.
    ButStatistics,
}

impl Rule {
    pub(super) fn of(case: &Case) -> Rule {
        // Of the places that want agreement for advertising, does every one let the store count its own visits?
        let device = |purpose, recipient| Act {
            data: Some(DataClass::Device),
            age: Some(Age::Adult),
            recipient: Some(recipient),
            ..Act::of(purpose)
        };
        let ads = case.regimes_of(&device(act::Purpose::TargetedAdvertising, Recipient::ThirdParty));
        let counting = case.regimes_of(&device(act::Purpose::Analytics, Recipient::Own));
        let mut strict = ads.iter().zip(counting).filter(|(ads, _)| **ads >= Regime::OptIn).map(|(_, counting)| counting).peekable();
        if strict.peek().is_some() && strict.all(|r| r < Regime::OptIn) { Rule::ButStatistics } else { Rule::Everything }
    }
}

/// A party that got something, and how sure it is that it needed consent.
#[derive(Debug)]
pub(super) struct Tracker<'a> {
    pub key: String,
    pub name: String,
    pub sure: bool,
    pub requests: Vec<&'a Request>,
}

/// Everything non-essential in one part of a pass.
#[derive(Debug, Default)]
pub(super) struct Tracking<'a> {
    pub trackers: Vec<Tracker<'a>>,
    pub cookies: Vec<&'a Cookie>,
    pub storage: Vec<&'a StorageItem>,
    /// Parties told to restrict their use, and nothing kept: lawful where consent mode is denied, worth a mention.
    pub restricted: Vec<String>,
}

impl<'a> Tracking<'a> {
    pub(super) fn of(case: &Case<'a>, pass: PassName, rule: Rule, wanted: impl Fn(Stage) -> bool + Copy) -> Tracking<'a> {
        let mut out = Tracking::default();
        let Some(p) = case.pass(pass) else { return out };
        for t in case.flows.traffic(pass, wanted).into_values() {
            let Some(party) = case.flows.parties.get(&t.key) else { continue };
            match judge(case, pass, party, &t, rule) {
                Some(sure) => {
                    out.trackers.push(Tracker { key: t.key.clone(), name: party.name().to_owned(), sure, requests: telling(case, &t) })
                }
                None if t.level == Level::Restricted => out.restricted.push(party.name().to_owned()),
                None => {}
            }
        }
        out.cookies = p.cookies.iter().filter(|c| wanted(c.stage) && lives(c) && cookie_tracks(case, c, rule)).collect();
        out.storage = p.storage.iter().filter(|s| wanted(s.stage) && tracks(case.catalog.storage_purpose(&s.key), rule)).collect();
        out
    }

    pub(super) fn any(&self) -> bool {
        !(self.trackers.is_empty() && self.cookies.is_empty() && self.storage.is_empty())
    }

    /// High where a listed tracker or a listed cookie was seen; medium where behaviour alone tells.
    pub(super) fn sureness(&self) -> Confidence {
        let listed = self.trackers.iter().any(|t| t.sure) || !self.cookies.is_empty() || !self.storage.is_empty();
        if listed { Confidence::High } else { Confidence::Medium }
    }

    /// Names of parties, then of what is kept.
    pub(super) fn names(&self) -> String {
        const MOST: usize = 10;
        let parties = self.trackers.iter().map(|t| t.name.clone());
        let kept = self.cookies.iter().map(|c| format!("`{}`", evidence::cut(&c.name, 40)));
        let keys = self.storage.iter().map(|s| format!("`{}`", evidence::cut(&s.key, 40)));
        let mut seen = BTreeSet::new();
        let all: Vec<String> = parties.chain(kept).chain(keys).filter(|n| seen.insert(n.clone())).collect();
        let more = all.len().saturating_sub(MOST);
        let mut s = all.into_iter().take(MOST).collect::<Vec<_>>().join(", ");
        if more > 0 {
            s.push_str(&format!(" (+{more})"));
        }
        s
    }

    pub(super) fn evidence(&self, pass: PassName) -> Vec<Evidence> {
        let requests = self.trackers.iter().flat_map(|t| t.requests.iter().take(2)).map(|r| evidence::request(pass, r));
        let cookies = self.cookies.iter().map(|c| evidence::cookie(pass, c));
        let storage = self.storage.iter().map(|s| evidence::storage(pass, s));
        requests.take(12).chain(cookies.take(8)).chain(storage.take(4)).collect()
    }

    /// Without what was there already in `earlier`.
    pub(super) fn without(mut self, earlier: &Tracking) -> Self {
        let parties: BTreeSet<_> = earlier.trackers.iter().map(|t| t.key.as_str()).collect();
        let cookies: BTreeSet<_> = earlier.cookies.iter().map(|c| (c.name.as_str(), c.domain.as_str())).collect();
        let keys: BTreeSet<_> = earlier.storage.iter().map(|s| s.key.as_str()).collect();
        self.trackers.retain(|t| !parties.contains(t.key.as_str()));
        self.cookies.retain(|c| !cookies.contains(&(c.name.as_str(), c.domain.as_str())));
        self.storage.retain(|s| !keys.contains(s.key.as_str()));
        self
    }
}

/// The requests that tell most, first.
fn telling<'a>(case: &Case, t: &Traffic<'a>) -> Vec<&'a Request> {
    let mut requests = t.requests.clone();
    requests.sort_by_key(|r| std::cmp::Reverse(case.flows.level(r)));
    requests
}

/// Did this traffic need consent? `Some(true)`: surely; `Some(false)`: it behaves so; `None`: no.
fn judge(case: &Case, pass: PassName, party: &Party, t: &Traffic, rule: Rule) -> Option<bool> {
    let Some(v) = party.vendor else { return (!declared_harmless(party) && stranger_tracks(case, t)).then_some(false) };
    if v.essential == Essential::Usual {
        return None;
    }
    if rule == Rule::ButStatistics && !v.advertising && matches!(v.category, Category::Analytics | Category::AbTesting | Category::Errors) {
        return None;
    }
    match (follows(v), t.level) {
        (true, Level::Data) => Some(true),
        (true, Level::Library) if loads_tell(v) && !held_back(case, pass, v) => Some(v.advertising),
        // Serves the page and yet keeps an identifier.
        (false, _) if keeps_identifier(t) => Some(false),
        _ => None,
    }
}

/// Does the vendor live from following visitors?
fn follows(v: &Vendor) -> bool {
    use Category::*;
    v.advertising || matches!(v.category, Advertising | Analytics | Replay | Affiliate | Social | Push | Email | AbTesting)
}

/// Is fetching its script already a disclosure that matters?
fn loads_tell(v: &Vendor) -> bool {
    v.advertising || matches!(v.category, Category::Advertising | Category::Analytics | Category::Replay)
}

/// Consent Mode loads Google's script first and lets it know that everything is denied.
fn held_back(case: &Case, pass: PassName, v: &Vendor) -> bool {
    let google = v.owner.contains("Google") || v.owner.contains("Alphabet");
    let denied = |m: &std::collections::BTreeMap<String, String>| {
        let mut asked = m.iter().filter(|(k, _)| matches!(k.as_str(), "ad_storage" | "analytics_storage")).peekable();
        asked.peek().is_some() && asked.all(|(_, v)| v == "denied")
    };
    google && case.pass(pass).is_some_and(|p| p.pages.iter().any(|page| denied(&page.signals.consent_mode)))
}

fn keeps_identifier(t: &Traffic) -> bool {
    t.cookies.iter().any(|c| c.lifetime_days.is_some_and(|d| d > 1.0))
}

/// The register names a service that does not follow visitors.
fn declared_harmless(party: &Party) -> bool {
    let Some(purpose) = party.recipient.and_then(|r| r.purpose.as_ref()) else { return false };
    !has(
        &purpose.all(),
        &[r"analyt|advert|market|track|measur|retarget|statist|pixel|heat ?map|record|profil", r"分析|广告|营销|追踪|跟踪|统计|画像|录制"],
    )
}

/// Cookies that outlive the day, beacons, or messages that tell which page is seen. A data file fetched by script, or a
/// picture with a size in its address, is nothing of the kind.
fn stranger_tracks(case: &Case, t: &Traffic) -> bool {
    keeps_identifier(t) || t.requests.iter().any(|r| !r.cookies_sent.is_empty() || r.kind == RequestKind::Beacon || tells_of_visit(case, r))
}

fn tells_of_visit(case: &Case, r: &Request) -> bool {
    if !matches!(r.kind, RequestKind::Fetch | RequestKind::Image | RequestKind::Frame | RequestKind::WebSocket) {
        return false;
    }
    let query = r.url.split_once('?').map_or("", |(_, q)| q);
    let sent = crate::leak::decoded(&format!("{query}\n{}", r.body.as_deref().unwrap_or_default()));
    let page = r.frame.as_deref().unwrap_or_default();
    let names_page = sent.contains(&format!("://{}", case.store)) || page.len() > 12 && sent.contains(page);
    names_page
        || has(
            &sent,
            &[
                r#"\bpage_?view\b|\b(event|ev|en|evt)["']?[=:]|\b(visitor|client|device|anonymous|session|user)_?id["']?[=:]|\b(cid|uid|vid)="#,
            ],
        )
}

/// A cookie with an end in the past is being deleted.
fn lives(c: &Cookie) -> bool {
    c.lifetime_days.is_none_or(|d| d > 0.0)
}

/// By its name; a third party's lasting cookie without a known name, by the party. The store's own cookies of unknown
/// purpose never count by themselves.
fn cookie_tracks(case: &Case, c: &Cookie, rule: Rule) -> bool {
    if let Some(told) = case.catalog.cookie_purpose(&c.name, c.domain.as_str()) {
        return tracks(Some(told), rule);
    }
    let own = case.flows.is_store(&c.domain);
    let vendor = case.catalog.vendor_of(&format!("https://{}/", c.domain));
    !own && c.third_party
        && vendor.is_some_and(|v| {
            v.essential == Essential::Never
                && follows(v)
                && (rule == Rule::Everything || v.advertising || v.category != Category::Analytics)
        })
}

fn tracks(told: Option<CookiePurpose>, rule: Rule) -> bool {
    match told.map(|t| t.purpose) {
        Some(Purpose::Advertising) => true,
        Some(Purpose::Analytics) => {
            rule == Rule::Everything || told.and_then(|t| t.vendor).is_some_and(|v| v.advertising || v.category == Category::Replay)
        }
        _ => false,
    }
}
