//! What a page says of the visitor's choice: in consent interfaces, strings and the cookies of consent tools. Others act on what is
//! said there. That it is said rightly proves nothing; that it is said wrongly does.

use crate::case::Case;
use crate::evidence;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tidegate_signal::{Gpp, OptOut, Part, Tcf, cookiebot, gpp, one_trust, tcf, us_privacy};
use tidegate_types::finding::{Evidence, EvidenceKind};
use tidegate_types::observation::{Page, PassName, Signals, Stage};

/// What the pages of a part of a pass say, each with the first page that says it.
#[derive(Debug, Default)]
pub struct Said(BTreeMap<String, String>);

/// What pages say in the stages that `wanted` names, as `read` reads them.
pub fn said(case: &Case, pass: PassName, wanted: fn(Stage) -> bool, read: fn(&Page) -> BTreeSet<String>) -> Said {
    let mut out = BTreeMap::new();
    for page in case.pass(pass).into_iter().flat_map(|p| &p.pages).filter(|p| wanted(p.stage)) {
        for what in read(page) {
            out.entry(what).or_insert_with(|| page.final_url.clone());
        }
    }
    Said(out)
}

impl Said {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn words(&self) -> String {
        self.0.keys().take(6).map(|w| evidence::cut(w, 100)).collect::<Vec<_>>().join("; ")
    }

    pub fn evidence(&self, pass: PassName) -> Vec<Evidence> {
        let line = |(what, url): (&String, &String)| {
            let (what, url) = (evidence::cut(what, 120), evidence::cut(url, 120));
            evidence::seen(pass, EvidenceKind::Script, format!("{url} says: {what}"), format!("{url} 声明：{what}"))
        };
        self.0.iter().take(6).map(line).collect()
    }
}

/// Places where a page says yes although it was told no. Each in words that are the same in both languages: names and values.
pub fn consents(page: &Page) -> BTreeSet<String> {
    let s = &page.signals;
    let mut out = recorded(page);
    let wide = |k: &str| k.starts_with("ad_") || k.starts_with("analytics");
    out.extend(s.consent_mode.iter().filter(|(k, v)| *v == "granted" && wide(k)).map(|(k, _)| format!("Consent Mode {k} = granted")));
    for (name, what) in [("marketingAllowed", "marketing"), ("analyticsProcessingAllowed", "analytics")] {
        if s.shopify.as_ref().is_some_and(|api| api[name] == true) {
            out.insert(format!("Shopify customerPrivacy {what} = true"));
        }
    }
    out
}

/// The same, without states that are defaults for visitors whose law asks for no consent.
pub fn recorded(page: &Page) -> BTreeSet<String> {
    let s = &page.signals;
    let mut out = BTreeSet::new();
    let api = s.tcf.as_ref().filter(|d| d["gdprApplies"] != false);
    let strings = api.and_then(|d| d["tcString"].as_str()).into_iter().chain(s.stored.get("euconsent-v2").map(String::as_str));
    let read: Vec<Tcf> = strings.filter_map(|t| tcf(t).ok()).chain(strings_of(s).into_iter().flat_map(tcfs)).collect();
    out.extend(read.iter().filter(|t| !t.purposes.is_empty()).map(|t| agreed("TCF string", &t.purposes)));
    if let Some(purposes) = api.map(purposes).filter(|p| !p.is_empty()) {
        out.insert(agreed("__tcfapi", &purposes));
    }
    if let Some(value) = s.stored.get("OptanonConsent") {
        let on = one_trust(value).groups.into_iter().filter(|(id, on)| *on && id != "C0001").map(|(id, _)| id).collect::<Vec<_>>();
        if !on.is_empty() {
            out.insert(format!("OptanonConsent groups {} = 1", on.join(", ")));
        }
    }
    if let Some(value) = s.stored.get("CookieConsent") {
        let on = cookiebot(value).into_iter().filter(|(k, on)| *on && k != "necessary").map(|(k, _)| k).collect::<Vec<_>>();
        if !on.is_empty() {
            out.insert(format!("CookieConsent {} = true", on.join(", ")));
        }
    }
    out
}

/// Places where a page says that the visitor did not opt out of sale, sharing or targeted advertising.
pub fn not_opted_out(page: &Page) -> BTreeSet<String> {
    let s = &page.signals;
    let mut out = BTreeSet::new();
    for text in s.usp.iter().chain(s.stored.get("usprivacy")) {
        if us_privacy(text).is_ok_and(|u| u.opted_out == Some(false)) {
            out.insert(format!("US Privacy {}", text.trim().to_ascii_uppercase()));
        }
    }
    for read in strings_of(s) {
        for (_, part) in &read.sections {
            match part {
                Part::Us(section) => {
                    let no = section.opt_outs().into_iter().filter(|(_, o)| *o == OptOut::No).map(|(name, _)| name).collect::<Vec<_>>();
                    if !no.is_empty() {
                        out.insert(format!("GPP {} {} = 2", section.name, no.join(", ")));
                    }
                }
                Part::UsPrivacy(u) if u.opted_out == Some(false) => {
                    out.insert("GPP uspv1 OptOutSale = N".into());
                }
                _ => {}
            }
        }
    }
    if let Some(value) = s.stored.get("OptanonConsent")
        && s.gpc == Some(true)
        && one_trust(value).gpc == Some(false)
    {
        out.insert("OptanonConsent isGpcEnabled = 0".into());
    }
    if s.shopify.as_ref().is_some_and(|api| api["saleOfDataAllowed"] == true) {
        out.insert("Shopify customerPrivacy saleOfData = true".into());
    }
    out
}

fn agreed(what: &str, purposes: &[u32]) -> String {
    let list: Vec<String> = purposes.iter().map(u32::to_string).collect();
    format!("{what} purposes {} = consent", list.join(", "))
}

/// Purposes that the interface itself calls agreed to; it answers with an object of numbers or a list.
fn purposes(data: &Value) -> Vec<u32> {
    let Some(all) = data["purpose"]["consents"].as_object() else { return Vec::new() };
    all.iter().filter(|(_, on)| **on == true).filter_map(|(id, _)| id.parse().ok()).take(30).collect()
}

fn strings_of(s: &Signals) -> Vec<Gpp> {
    let api = s.gpp.as_ref().and_then(|d| d["gppString"].as_str());
    api.into_iter().chain(s.stored.get("OTGPPConsent").map(String::as_str)).filter_map(|t| gpp(t).ok()).collect()
}

fn tcfs(read: Gpp) -> Vec<Tcf> {
    let tcf = |part| match part {
        Part::Tcf(t) => Some(*t),
        _ => None,
    };
    read.sections.into_iter().filter_map(|(_, part)| tcf(part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn page(signals: Value) -> Page {
        Page { signals: serde_json::from_value(signals).expect("signals"), ..Page::default() }
    }

    /// Purposes 1, 3 to 6 agreed to; nothing agreed to.
    const YES: &str = "CPTtLAAPTtLAAAAAAAENAAFgALwAAEAAAAAAAOgAgABgAAAA.IAoAAgABgAAEAQAAEAAA.d4AACEAAAAAA";
    const NO: &str = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

    #[test]
    fn yes_is_read_wherever_it_is_said() {
        for (signals, expected) in [
            (json!({"tcf": {"tcString": YES, "gdprApplies": true}}), "TCF string purposes 1, 3, 4, 5, 6 = consent"),
            (json!({"tcf": {"purpose": {"consents": {"1": true, "2": false}}}}), "__tcfapi purposes 1 = consent"),
            (json!({"stored": {"euconsent-v2": YES}}), "TCF string purposes 1, 3, 4, 5, 6 = consent"),
            (json!({"stored": {"OptanonConsent": "groups=C0001%3A1%2CC0002%3A1%2CC0003%3A0"}}), "OptanonConsent groups C0002 = 1"),
            (json!({"stored": {"CookieConsent": "{necessary:true,marketing:true}"}}), "CookieConsent marketing = true"),
            (json!({"consent_mode": {"ad_storage": "granted", "security_storage": "granted"}}), "Consent Mode ad_storage = granted"),
            (json!({"shopify": {"marketingAllowed": true}}), "Shopify customerPrivacy marketing = true"),
        ] {
            assert_eq!(consents(&page(signals.clone())), [expected.to_owned()].into(), "{signals}");
        }
    }

    #[test]
    fn no_is_no_yes() {
        for signals in [
            json!({}),
            json!({"tcf": {"tcString": NO}}),
            json!({"tcf": {"tcString": YES, "gdprApplies": false}}),
            json!({"tcf": "CPTt", "gpp": 7}),
            json!({"tcf": {"tcString": "no string"}}),
            json!({"stored": {"OptanonConsent": "groups=C0001%3A1%2CC0002%3A0", "CookieConsent": "-1"}}),
            json!({"consent_mode": {"ad_storage": "denied", "functionality_storage": "granted"}}),
        ] {
            assert!(consents(&page(signals.clone())).is_empty(), "{signals}");
        }
    }

    #[test]
    fn an_opt_out_that_is_not_said() {
        for (signals, expected) in [
            (json!({"usp": "1YNN"}), Some("US Privacy 1YNN")),
            (json!({"usp": "1YYN"}), None),
            (json!({"usp": "1---"}), None),
            (json!({"gpp": {"gppString": "DBABBg~BVqqqqpY.YA"}}), Some("GPP usca SaleOptOut, SharingOptOut = 2")),
            (json!({"gpp": {"gppString": "DBABBg~BVVVVVVY"}}), None),
            (json!({"gpp": {"gppString": "DBABTA~1YNN"}}), Some("GPP uspv1 OptOutSale = N")),
            (json!({"gpp": {"gppString": "garbage"}}), None),
            (json!({"gpc": true, "stored": {"OptanonConsent": "isGpcEnabled=0"}}), Some("OptanonConsent isGpcEnabled = 0")),
            (json!({"stored": {"OptanonConsent": "isGpcEnabled=0"}}), None),
            (json!({"shopify": {"saleOfDataAllowed": true}}), Some("Shopify customerPrivacy saleOfData = true")),
        ] {
            assert_eq!(not_opted_out(&page(signals.clone())), expected.map(str::to_owned).into_iter().collect(), "{signals}");
        }
    }
}
