//! Who received something, and how much: the third parties of a scan, pass by pass.
//!
//! A party is a vendor of the catalogue, or the site of an unknown host: unknown parties are counted, never ignored.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use tidegate_catalog::{Catalog, Category, Essential, Vendor};
use tidegate_types::Host;
use tidegate_types::observation::{Cookie, CookieState, Observation, Pass, PassName, Request, RequestKind, SetBy, Stage};
use tidegate_types::profile::{Profile, Recipient, Role};

/// A third party of this scan.
#[derive(Debug, Clone)]
pub struct Party<'a> {
    /// The vendor's id, or the site of an unknown host.
    pub key: String,
    pub vendor: Option<&'a Vendor>,
    pub recipient: Option<&'a Recipient>,
    pub hosts: BTreeSet<Host>,
    /// An unknown party that behaves like a tracker: beacons, or a cookie that outlives the day.
    pub tracker_like: bool,
    /// The rule of a filter list that names it.
    pub listed: Option<&'a str>,
}

/// Is letting this party have the data a sale or sharing in California's sense?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sale {
    /// Cross-context behavioural advertising: always, whatever the contract says (11 CCR §7050(b)).
    Yes,
    /// A service provider under contract, or a party the shop cannot work without.
    No,
    /// Neither advertising by the catalogue nor bound by a contract in the register (CA-D4): it may be one.
    Unclear,
}

impl Party<'_> {
    pub fn name(&self) -> &str {
        match (self.vendor, self.recipient) {
            (Some(v), _) => &v.name,
            (None, Some(r)) => &r.name,
            (None, None) => &self.key,
        }
    }

    /// Advertising in California's sense; `None` where nobody knows.
    pub fn advertising(&self) -> Option<bool> {
        match (self.vendor, self.recipient) {
            (Some(v), _) => Some(v.advertising),
            (None, Some(r)) if says_advertising(r) => Some(true),
            _ => None,
        }
    }

    /// May it run before consent as strictly necessary? `None` where nobody knows.
    pub fn essential(&self) -> Option<bool> {
        match self.vendor {
            Some(v) => Some(v.essential == Essential::Usual),
            None if self.tracker_like || self.listed.is_some() => Some(false),
            None => None,
        }
    }

    pub fn sale(&self, on: jiff::civil::Date) -> Sale {
        if self.advertising() == Some(true) {
            return Sale::Yes;
        }
        let bound = self.recipient.is_some_and(|r| {
            matches!(r.role, Some(Role::ServiceProvider | Role::Processor | Role::Contractor))
                && r.contract.as_ref().is_some_and(|c| c.signed.is_some() && c.ends.is_none_or(|e| e >= on))
        });
        if bound || self.essential() == Some(true) { Sale::No } else { Sale::Unclear }
    }
}

fn says_advertising(r: &Recipient) -> bool {
    let purpose = r.purpose.as_ref().map(|p| p.all().to_lowercase()).unwrap_or_default();
    r.role != Some(Role::ServiceProvider) && ["advert", "retarget", "remarket", "广告", "再营销"].iter().any(|w| purpose.contains(w))
}

/// How much a party got, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A file was fetched: address and page are seen, nothing else is told.
    Library,
    /// Data was sent with a flag that restricts its use.
    Restricted,
    /// Data about the visit was sent, or an identifier was set or read.
    Data,
}

/// What one party got in one part of a pass.
#[derive(Debug, Clone)]
pub struct Traffic<'a> {
    pub key: String,
    pub level: Level,
    pub requests: Vec<&'a Request>,
    pub cookies: Vec<&'a Cookie>,
}

/// The third parties of a scan and what they got.
#[derive(Debug)]
pub struct Flows<'a> {
    obs: &'a Observation,
    catalog: &'a Catalog,
    store: Host,
    /// Requests to the store's own address that are meant for somebody else, by their place in memory.
    handed_on: HashMap<usize, &'a Vendor>,
    pub parties: BTreeMap<String, Party<'a>>,
}

impl<'a> Flows<'a> {
    pub fn new(obs: &'a Observation, catalog: &'a Catalog, profile: &'a Profile, store: Host) -> Self {
        let mut flows = Flows { obs, catalog, store, handed_on: HashMap::new(), parties: BTreeMap::new() };
        for r in obs.passes.iter().flat_map(|p| &p.requests).filter(|r| r.left_device) {
            flows.notice_handed_on(r);
            flows.meet(r, profile);
        }
        flows.mark_tracker_like();
        flows
    }

    /// A tag that is sent to the store's own address and handed on from there is known by where the name leads, or by what it
    /// carries.
    fn notice_handed_on(&mut self, r: &'a Request) {
        let Some(host) = Host::of_url(&r.url).filter(|h| self.is_store(h)) else { return };
        let message = matches!(r.kind, RequestKind::Fetch | RequestKind::Beacon | RequestKind::Image);
        let shaped = || self.catalog.shaped(&r.url, r.body.as_deref()).filter(|_| message);
        if let Some(vendor) = self.cloaked(&host).or_else(shaped) {
            self.handed_on.insert(place(r), vendor);
        }
    }

    /// The vendor to whom a name of the store leads. Whoever serves the store's own pages is no third party for that.
    fn cloaked(&self, host: &Host) -> Option<&'a Vendor> {
        let chain = self.obs.names.iter().find(|n| n.host == *host)?;
        let known = |to: &Host| self.catalog.vendor_of(&format!("https://{to}/"));
        chain.steps.iter().find_map(|s| known(&s.to)).filter(|v| !matches!(v.category, Category::Cdn | Category::Platform))
    }

    /// The party that gets a request; `None` for the store itself and for what goes to no network address.
    pub fn key(&self, r: &Request) -> Option<String> {
        self.handed_on.get(&place(r)).map(|v| v.id.clone()).or_else(|| self.key_of(&r.url))
    }

    pub fn party(&self, r: &Request) -> Option<&Party<'a>> {
        self.parties.get(&self.key(r)?)
    }

    /// Does it go to the store's own address, and on from there?
    pub fn is_handed_on(&self, r: &Request) -> bool {
        self.handed_on.contains_key(&place(r))
    }

    fn vendor(&self, r: &Request) -> Option<&'a Vendor> {
        self.handed_on.get(&place(r)).copied().or_else(|| self.catalog.vendor_of(&r.url))
    }

    /// The party an address belongs to; `None` for the store itself and for what is no network address.
    pub fn key_of(&self, url: &str) -> Option<String> {
        let host = Host::of_url(url)?;
        if !(url.starts_with("http") || url.starts_with("ws")) || self.is_store(&host) {
            return None;
        }
        Some(self.catalog.vendor_of(url).map_or_else(|| host.site().to_owned(), |v| v.id.clone()))
    }

    /// The store's own site. On loopback, where there is no registrable domain, the host itself.
    pub fn is_store(&self, host: &Host) -> bool {
        host.same_site(&self.store)
    }

    fn meet(&mut self, r: &'a Request, profile: &'a Profile) {
        let (Some(key), Some(host)) = (self.key(r), Host::of_url(&r.url)) else { return };
        let vendor = self.vendor(r);
        let theirs = |h: &Host| self.catalog.vendor_of(&format!("https://{h}/")).is_some_and(|v| v.id == key);
        let recipient = match self.is_handed_on(r) {
            true => profile.register().find(|r| r.hosts.iter().any(theirs)),
            false => profile.register().find(|r| r.hosts.contains(&host)),
        };
        let party = self.parties.entry(key.clone()).or_insert_with(|| Party {
            key,
            vendor,
            recipient: None,
            hosts: BTreeSet::new(),
            tracker_like: false,
            listed: None,
        });
        party.listed = party.listed.or(r.listed.as_deref());
        party.recipient = party.recipient.or(recipient);
        party.hosts.insert(host);
    }

    fn mark_tracker_like(&mut self) {
        let mut like = BTreeSet::new();
        for pass in &self.obs.passes {
            for t in self.traffic(pass.name, |_| true).into_values() {
                let lasting = t.cookies.iter().any(|c| c.lifetime_days.is_some_and(|d| d > 1.0));
                if lasting || t.level == Level::Data {
                    like.insert(t.key);
                }
            }
        }
        for p in self.parties.values_mut() {
            p.tracker_like = p.vendor.is_none() && like.contains(&p.key);
        }
    }

    /// What each party got in the stages of a pass that `wanted` names. Requests that never left are not counted.
    pub fn traffic(&self, pass: PassName, wanted: impl Fn(Stage) -> bool) -> BTreeMap<String, Traffic<'a>> {
        self.traffic_where(pass, |stage, _| wanted(stage))
    }

    /// The same, told by the stage and by the index of the page.
    pub fn traffic_where(&self, pass: PassName, wanted: impl Fn(Stage, usize) -> bool) -> BTreeMap<String, Traffic<'a>> {
        let mut out: BTreeMap<String, Traffic<'a>> = BTreeMap::new();
        let Some(pass) = self.obs.pass(pass) else { return out };
        for r in pass.requests.iter().filter(|r| r.left_device && wanted(r.stage, r.page)) {
            let Some(key) = self.key(r) else { continue };
            let level = self.level(r);
            let t = out.entry(key.clone()).or_insert_with(|| Traffic { key, level, requests: Vec::new(), cookies: Vec::new() });
            t.level = t.level.max(level);
            t.requests.push(r);
        }
        for c in pass.cookies.iter().filter(|c| wanted(c.stage, c.page)) {
            let Some(t) = self.key_of(&format!("https://{}/", c.domain)).and_then(|k| out.get_mut(&k)) else { continue };
            t.cookies.push(c);
            if c.state == CookieState::Stored && !self.set_under_restriction(pass, c) {
                t.level = Level::Data;
            }
        }
        out
    }

    /// A vendor told to restrict its use answers with its usual cookies all the same.
    fn set_under_restriction(&self, pass: &Pass, c: &Cookie) -> bool {
        let SetBy::Response { request } = c.set_by else { return false };
        pass.requests.get(request).is_some_and(|r| self.level(r) == Level::Restricted)
    }

    /// How much one request tells.
    pub fn level(&self, r: &Request) -> Level {
        if self.is_handed_on(r) {
            let limited = self.vendor(r).is_some_and(|v| v.restricted(&r.url, r.body.as_deref()));
            return match sends_something(r) {
                true if limited => Level::Restricted,
                true => Level::Data,
                false => Level::Library,
            };
        }
        let vendor = self.catalog.vendor_of(&r.url);
        if vendor.is_some_and(|v| v.restricted(&r.url, r.body.as_deref())) {
            return Level::Restricted;
        }
        let tells = match vendor {
            // Where the catalogue lists no beacons, a script or font by any address is still a file.
            Some(v) => !r.cookies_sent.is_empty() || (v.is_beacon(&r.url) && (v.beacons.is_some() || sends_something(r))),
            None => !r.cookies_sent.is_empty() || sends_something(r),
        };
        if tells { Level::Data } else { Level::Library }
    }
}

fn place(r: &Request) -> usize {
    std::ptr::from_ref(r).addr()
}

/// For addresses of which nothing is known: a file that anybody would get, or a message about this visit?
fn sends_something(r: &Request) -> bool {
    match r.kind {
        RequestKind::Fetch | RequestKind::Beacon | RequestKind::WebSocket | RequestKind::EventSource => true,
        RequestKind::Image | RequestKind::Frame | RequestKind::Document => r.url.contains('?') || r.body.is_some(),
        _ => r.method != "GET" && r.kind != RequestKind::Preflight,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{SHOP, Shop, catalog, request};
    use tidegate_types::observation::{Alias, NameChain};

    fn parties(shop: &Shop) -> Vec<(String, Option<bool>)> {
        let flows = Flows::new(&shop.obs, catalog(), &shop.profile, Host::of_url(SHOP).expect("a host"));
        flows.parties.values().map(|p| (p.key.clone(), p.essential())).collect()
    }

    fn asks(url: &str, kind: RequestKind) -> Shop {
        let url = url.to_owned();
        Shop::selling_to(&["US-CA"]).arrive(move |p| p.requests.push(request(&url, kind, Stage::Before)))
    }

    fn leads(mut shop: Shop, steps: &[&str]) -> Shop {
        let steps = steps.iter().map(|to| Alias { to: Host::new(to), ttl_s: 300 }).collect();
        shop.obs.names.push(NameChain { host: Host::new("m.shop.example.test"), steps });
        shop
    }

    #[test]
    fn a_name_of_the_store_that_leads_to_a_tracker_is_the_trackers() {
        let own = || asks("https://m.shop.example.test/b?x=1", RequestKind::Image);
        assert!(parties(&own()).is_empty());
        assert_eq!(parties(&leads(own(), &["edge.nobody.test", "c.counter.test"])), [("counter".into(), Some(false))]);
        assert!(parties(&leads(own(), &["edge.nobody.test"])).is_empty(), "nobody knows whose that is");
        assert!(parties(&leads(own(), &["c.edge.test"])).is_empty(), "who serves the store's pages is no third party for that");
        let script = leads(asks("https://m.shop.example.test/t.js", RequestKind::Script), &["c.counter.test"]);
        let flows = Flows::new(&script.obs, catalog(), &script.profile, Host::of_url(SHOP).expect("a host"));
        assert_eq!(flows.traffic(PassName::Arrive, |_| true)["counter"].level, Level::Library);
    }

    #[test]
    fn a_list_that_names_a_stranger_makes_it_a_tracker() {
        let stranger = |rule: Option<&str>| {
            let mut shop = asks("https://cdn.stranger.test/f.js", RequestKind::Script);
            let request = shop.obs.passes[0].requests.last_mut().expect("just added");
            request.listed = rule.map(str::to_owned);
            parties(&shop)
        };
        assert_eq!(stranger(None), [("stranger.test".into(), None)]);
        assert_eq!(stranger(Some("||stranger.test^")), [("stranger.test".into(), Some(false))]);
    }
}
