//! `profile.toml`: what the business says of itself. Every field is optional; what is missing makes checks
//! `unknown`, never `met`. A belief of the business (`sells = false`) is a claim to test, not a fact.

mod check;
mod disclosure;
mod said;

pub use disclosure::{Basis, Category, Children, Collects, Contact, Incentive, Policy, TollFree};
pub use said::{Answer, Said};

use crate::host::Host;
use crate::place::Place;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    pub business: Business,
    #[serde(rename = "market", skip_serializing_if = "Vec::is_empty")]
    pub markets: Vec<Market>,
    #[serde(rename = "activity", skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<Activity>,
    /// `None`: the profile has no register, so nothing is known of contracts. An empty register is written
    /// `recipient = []`.
    #[serde(rename = "recipient", skip_serializing_if = "Option::is_none")]
    pub recipients: Option<Vec<Recipient>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    #[serde(skip_serializing_if = "unsaid")]
    pub contact: Contact,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub collects: Vec<Collects>,
    #[serde(skip_serializing_if = "unsaid")]
    pub incentive: Incentive,
    #[serde(skip_serializing_if = "unsaid")]
    pub children: Children,
    #[serde(skip_serializing_if = "unsaid")]
    pub policy: Policy,
}

fn unsaid<T: Default + PartialEq>(part: &T) -> bool {
    *part == T::default()
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Business {
    pub name: Option<String>,
    pub legal_name: Option<String>,
    /// Where it sits.
    pub seat: Option<Place>,
    /// Who owns it.
    pub owner_country: Option<Place>,
    /// Annual gross revenue of the preceding calendar year, worldwide, in US dollars.
    pub revenue_usd: Option<u64>,
    pub employees: Option<u64>,
    /// Share of annual revenue from selling or sharing personal data, 0.0 to 1.0.
    pub revenue_share_from_sale: Option<f64>,
    pub audience: Option<Audience>,
    /// The ages in words where known: `6-12`.
    pub ages: Option<String>,
    pub languages: Option<Vec<String>>,
    pub sells: Option<bool>,
    pub shares_for_ads: Option<bool>,
    /// Kinds of sensitive data handled, in words: `health`, `precise-location`. An empty list says: none.
    pub sensitive: Option<Vec<String>>,
    pub sells_sensitive: Option<bool>,
    /// Small by the standards of the US Small Business Administration, affiliates counted.
    pub small_business: Option<bool>,
    /// Sales platforms and advertising systems in use: `shopify`, `amazon`, `google-ads`, `meta`.
    pub platforms: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    Adults,
    /// Children are among the audience but not its first target (16 CFR 312.2 "mixed audience").
    Mixed,
    Children,
}

impl crate::word::Word for Audience {
    const WHAT: &'static str = "audience";
    const ALL: &'static [(&'static str, Self)] =
        &[("adults", Audience::Adults), ("mixed", Audience::Mixed), ("children", Audience::Children)];
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    pub place: Place,
    /// People whose data is handled, per calendar year.
    pub consumers: Option<u64>,
    /// Of these, whose data serves a payment alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_only: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    pub what: String,
    pub since: Option<Date>,
    /// Where the written risk assessment is; empty: there is none; absent: not said.
    pub risk_assessment: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    pub name: String,
    /// Exact host names.
    #[serde(default)]
    pub hosts: Vec<Host>,
    pub owner_country: Option<Place>,
    pub purpose: Option<Said>,
    /// What kind of company it is: `advertising network`.
    pub kind: Option<Said>,
    /// The essence of the arrangement between joint controllers (GDPR Art. 26). Sentences.
    pub joint: Option<Said>,
    /// Category codes of Cal. Civ. Code §1798.140(v)(1) (`A` … `L`) or words.
    pub receives: Option<Vec<String>>,
    pub role: Option<Role>,
    pub contract: Option<Contract>,
    pub assessed: Option<Date>,
    pub review_due: Option<Date>,
}

/// What the contract makes of a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    ServiceProvider,
    Processor,
    Contractor,
    ThirdParty,
    JointController,
    Affiliate,
    Authority,
}

impl crate::word::Word for Role {
    const WHAT: &'static str = "role of a recipient";
    const ALL: &'static [(&'static str, Self)] = &[
        ("service-provider", Role::ServiceProvider),
        ("processor", Role::Processor),
        ("contractor", Role::Contractor),
        ("third-party", Role::ThirdParty),
        ("joint-controller", Role::JointController),
        ("affiliate", Role::Affiliate),
        ("authority", Role::Authority),
    ];
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Contract {
    pub signed: Option<Date>,
    pub ends: Option<Date>,
    /// Clause ids (`K-SP-01`); `K-SP-*` means the whole family. `None`: not said.
    pub clauses: Option<Vec<String>>,
}

/// Hosts that a person approved on a day; others seen later are drift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    pub approved: Date,
    pub hosts: Vec<Host>,
}

/// A fault in a profile: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}\n  {remedy}")]
pub struct ProfileFault {
    pub place: String,
    pub what: String,
    pub remedy: String,
}

impl Profile {
    /// Reads and checks a profile. All contradictions are told at once; a misspelt key is refused.
    pub fn parse(text: &str) -> Result<Profile, Vec<ProfileFault>> {
        let profile: Profile = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
            vec![ProfileFault {
                place: format!("line {line}"),
                what: e.message().to_owned(),
                remedy: "see `tidegate profile init` for every key and its meaning".into(),
            }]
        })?;
        let faults = profile.contradictions();
        if faults.is_empty() { Ok(profile) } else { Err(faults) }
    }

    /// What cannot be true together.
    fn contradictions(&self) -> Vec<ProfileFault> {
        let mut faults = Vec::new();
        let mut fault = |place: String, what: String, remedy: &str| {
            faults.push(ProfileFault { place, what, remedy: remedy.into() });
        };
        let b = &self.business;
        if let Some(share) = b.revenue_share_from_sale {
            if !(0.0..=1.0).contains(&share) {
                fault("business.revenue_share_from_sale".into(), format!("{share} is no share"), "write a number from 0.0 to 1.0");
            } else if share > 0.0 && b.sells == Some(false) && b.shares_for_ads == Some(false) {
                fault(
                    "business.revenue_share_from_sale".into(),
                    format!("{share} of revenue comes from sale, yet `sells` and `shares_for_ads` are false"),
                    "set the share to 0.0, or say that data is sold or shared",
                );
            }
        }
        if b.sells_sensitive == Some(true) && b.sells == Some(false) {
            fault("business.sells_sensitive".into(), "sensitive data is sold, yet `sells` is false".into(), "correct one of the two");
        }
        if b.sells_sensitive == Some(true) && b.sensitive.as_ref().is_some_and(Vec::is_empty) {
            fault(
                "business.sensitive".into(),
                "empty, yet `sells_sensitive` is true".into(),
                "name the sensitive data, or correct `sells_sensitive`",
            );
        }
        let mut places = std::collections::BTreeSet::new();
        for (i, m) in self.markets.iter().enumerate() {
            if !places.insert(&m.place) {
                fault(format!("market {} ({})", i + 1, m.place), "named twice".into(), "keep one entry with the right number");
            }
            if let (Some(all), Some(paying)) = (m.consumers, m.payment_only)
                && paying > all
            {
                fault(
                    format!("market {} ({})", i + 1, m.place),
                    format!("`payment_only` is {paying}, more than all {all} `consumers`"),
                    "correct one of the two; `payment_only` is a part of `consumers`",
                );
            }
        }
        let mut hosts = std::collections::BTreeMap::new();
        for r in self.recipients.iter().flatten() {
            for h in &r.hosts {
                if !plausible(h) {
                    fault(
                        format!("recipient `{}`", r.name),
                        format!("`{h}` is no host name"),
                        "write an exact name such as `connect.facebook.net`, without scheme, path or `*`",
                    );
                } else if let Some(other) = hosts.insert(h.clone(), &r.name) {
                    fault(
                        format!("recipient `{}`", r.name),
                        format!("host {h} also belongs to `{other}`"),
                        "give each host to one recipient",
                    );
                }
            }
            if let Some(c) = &r.contract
                && let (Some(from), Some(to)) = (c.signed, c.ends)
                && to < from
            {
                fault(format!("recipient `{}`", r.name), format!("contract ends {to}, before it was signed {from}"), "correct the dates");
            }
            if let (Some(a), Some(due)) = (r.assessed, r.review_due)
                && due < a
            {
                fault(format!("recipient `{}`", r.name), format!("review due {due}, before the assessment of {a}"), "correct the dates");
            }
        }
        faults.extend(check::disclosures(self));
        faults
    }

    /// Every recipient of the register; none if there is no register.
    pub fn register(&self) -> impl Iterator<Item = &Recipient> {
        self.recipients.iter().flatten()
    }
}

fn plausible(h: &Host) -> bool {
    let s = h.as_str();
    !s.is_empty() && s.len() <= 253 && s.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_profile_is_a_profile() {
        assert_eq!(Profile::parse("").expect("parses"), Profile::default());
        assert!(Profile::default().recipients.is_none());
        assert!(Profile::parse("recipient = []").expect("parses").recipients.is_some());
    }

    #[test]
    fn a_misspelt_key_is_refused_with_its_line() {
        let faults = Profile::parse("[business]\nname = \"x\"\nsels = false\n").expect_err("refused");
        assert_eq!(faults[0].place, "line 3");
        assert!(faults[0].what.contains("sels"), "{}", faults[0].what);
    }

    #[test]
    fn contradictions_are_told_all_at_once() {
        let faults = Profile::parse(
            "[business]\nsells = false\nshares_for_ads = false\nrevenue_share_from_sale = 0.4\nsells_sensitive = true\nsensitive = []\n\
             [[market]]\nplace = \"US-CA\"\n[[market]]\nplace = \"US-CA\"\n\
             [[recipient]]\nname = \"a\"\nhosts = [\"x.com\", \"*.y.com\"]\ncontract = { signed = \"2026-01-01\", ends = \"2025-01-01\" }\n\
             [[recipient]]\nname = \"b\"\nhosts = [\"x.com\"]\nassessed = \"2026-01-01\"\nreview_due = \"2025-01-01\"\n",
        )
        .expect_err("refused");
        assert_eq!(faults.len(), 8, "{faults:#?}");
    }

    #[test]
    fn the_example_of_the_docs_is_sound() {
        let page = include_str!("../../../docs/profile.md");
        let example = page.split("```toml").nth(1).and_then(|s| s.split("```").next()).expect("an example");
        let p = Profile::parse(example).expect("sound");
        assert_eq!((p.markets.len(), p.register().count()), (2, 1));
    }
}
