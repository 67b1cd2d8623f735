//! `profile.toml`: what the business says of itself. Every field is optional but those that name an entry; what is
//! missing makes checks `unknown`, never `met`. A belief of the business (`sells = false`) is a claim to test, not a fact.

mod abroad;
mod account;
mod app;
mod check;
mod disclosure;
mod read;
mod said;

pub use abroad::{Abroad, Dealing, Tool};
pub use account::TestAccount;
pub use app::{AppProfile, Function, Reason};
pub use disclosure::{Basis, Category, Children, Collects, Contact, Incentive, Policy, TollFree};
pub use said::{Answer, Said};

use crate::act::DataClass;
use crate::host::Host;
use crate::place::Place;
use crate::text::{Lang, Text};
use crate::word::Word as _;
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
    #[serde(skip_serializing_if = "unsaid")]
    pub app: AppProfile,
    #[serde(skip_serializing_if = "unsaid")]
    pub account: TestAccount,
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
    /// Does a US person (28 CFR §202.256: a company organised there, or anybody there) handle the data or open it to others?
    pub us_person: Option<bool>,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    pub name: String,
    /// Exact host names.
    #[serde(default)]
    pub hosts: Vec<Host>,
    /// What of it an app carries: ids of SDKs (catalog/sdks.toml) or packages of classes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sdks: Vec<String>,
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
    /// How the assessment came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<Assessment>,
    pub review_due: Option<Date>,
    /// To whom it passes the data on; an empty list says: to nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onward: Option<Vec<Onward>>,
    /// Where it is, and what a transfer to it rests on.
    #[serde(default, skip_serializing_if = "unsaid")]
    pub abroad: Abroad,
}

crate::words!(
    /// How an assessment of a vendor came out.
    Assessment, "outcome of an assessment", {
    Passed = "passed",
    /// Until what was found is mended it may receive nothing.
    Failed = "failed",
});

/// Somebody to whom a recipient passes the data on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Onward {
    pub to: String,
    /// Exact host names, where a browser would see it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<Host>,
    /// Did people agree to it before it began? Absent: not said.
    pub agreed: Option<bool>,
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

impl Contract {
    /// Is the clause in it, by its own id or by its family? `None`: what it holds is not said.
    pub fn holds(&self, clause: &str) -> Option<bool> {
        let family = |c: &String| c.strip_suffix('*').is_some_and(|family| clause.starts_with(family));
        self.clauses.as_ref().map(|all| all.iter().any(|c| c == clause || family(c)))
    }
}

/// Hosts that a person approved on a day; others seen later are drift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    pub approved: Date,
    pub hosts: Vec<Host>,
}

/// A fault in a profile: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileFault {
    pub place: Text,
    pub what: Text,
    pub remedy: Text,
}

impl ProfileFault {
    pub fn told(&self, lang: Lang) -> String {
        let sep = if lang == Lang::Zh { "：" } else { ": " };
        format!("{}{sep}{}\n  {}", self.place.get(lang), self.what.get(lang), self.remedy.get(lang))
    }
}

impl std::error::Error for ProfileFault {}

impl std::fmt::Display for ProfileFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.told(Lang::En))
    }
}

/// Sales platforms and advertising systems that have laws or terms of their own here.
pub const PLATFORMS: [&str; 7] = ["shopify", "amazon", "google-ads", "meta", "pinterest", "tiktok", "iab"];

/// The words for kinds of sensitive data.
pub fn sensitive_kinds() -> impl Iterator<Item = &'static str> {
    DataClass::ALL.iter().filter(|(_, c)| !matches!(c, DataClass::Ordinary | DataClass::Device)).map(|(word, _)| *word)
}

/// `Precise_Location` is `precise-location`.
pub fn plain_word(s: &str) -> String {
    s.trim().to_lowercase().replace(['_', ' '], "-")
}

/// What to write instead of a word that is in no list: the one that was probably meant, and the list.
pub fn instead(word: &str, known: &[&str]) -> Text {
    let said = plain_word(word);
    let near = crate::nearest(word, known.iter().copied()).or_else(|| crate::nearest(&said, known.iter().copied()));
    let meant = near.or_else(|| known.iter().copied().find(|k| said.strip_prefix(k).is_some_and(|rest| rest.starts_with('-'))));
    let (en, zh) = meant.map_or((String::new(), String::new()), |m| (format!("did you mean `{m}`? "), format!("是否想写 `{m}`？")));
    Text::new(format!("{en}write one of {}", known.join(", ")), format!("{zh}可填：{}", known.join("、")))
}

impl Profile {
    /// Reads and checks a profile. As many faults as can be found are told at once; a misspelt key is refused.
    pub fn parse(text: &str) -> Result<Profile, Vec<ProfileFault>> {
        let (profile, mut faults) = read::read(text);
        faults.extend(profile.iter().flat_map(check::faults));
        match profile {
            Some(profile) if faults.is_empty() => Ok(profile),
            _ => Err(faults),
        }
    }

    /// Every recipient of the register; none if there is no register.
    pub fn register(&self) -> impl Iterator<Item = &Recipient> {
        self.recipients.iter().flatten()
    }
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
    fn a_family_holds_its_clauses_and_no_others() {
        let contract = Contract { clauses: Some(vec!["K-SP-*".into(), "K-TP-01".into()]), ..Contract::default() };
        for (clause, held) in [("K-SP-07", true), ("K-TP-01", true), ("K-TP-02", false), ("K-CT-12", false)] {
            assert_eq!(contract.holds(clause), Some(held), "{clause}");
        }
        assert_eq!(Contract { clauses: Some(vec![]), ..Contract::default() }.holds("K-SP-01"), Some(false));
        assert_eq!(Contract::default().holds("K-SP-01"), None);
    }

    #[test]
    fn a_misspelt_key_is_refused_with_its_line() {
        let faults = Profile::parse("[business]\nname = \"x\"\nsels = false\n").expect_err("refused");
        assert_eq!(faults[0].place, Text::new("line 3", "第 3 行"));
        assert!(faults[0].what.en.contains("sels") && faults[0].what.zh.contains("sels"), "{:?}", faults[0]);
        assert!(faults[0].remedy.en.contains("did you mean `sells`?"), "{:?}", faults[0]);
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
        // The page names the keys that may not be left out.
        for (entry, key) in [
            ("[[market]]\nconsumers = 1", "market.place"),
            ("[[activity]]\nrisk_assessment = \"\"", "activity.what"),
            ("[[recipient]]\nhosts = []", "recipient.name"),
            ("[[collects]]\nsold = false", "collects.category"),
            ("[[app.permission]]\nwhy = \"x\"", "app.permission.name"),
            ("[baseline]\nhosts = []", "baseline.approved"),
            ("[baseline]\napproved = \"2026-01-01\"", "baseline.hosts"),
        ] {
            let faults = Profile::parse(entry).expect_err(key);
            assert!(faults.len() == 1 && faults[0].what.en.contains("missing field"), "{key}: {faults:?}");
            assert!(page.split("```toml").next().is_some_and(|top| top.contains(&format!("`{key}`"))), "{key}");
        }
    }

    #[test]
    fn a_word_in_no_list_is_refused_and_never_switches_a_law_off() {
        let one = |toml: &str| Profile::parse(&format!("[business]\n{toml}\n")).err().unwrap_or_default();
        assert!(one("sensitive = [\"Precise_Location\", \"health inferred\"]\nplatforms = [\"Google Ads\"]").is_empty());
        for (toml, meant) in [
            ("sensitive = [\"helth\"]", "`health`"),
            ("sensitive = [\"health-records\"]", "`health`"),
            ("sensitive = [\"device\"]", "precise-location"),
            ("platforms = [\"shopfiy\"]", "`shopify`"),
            ("platforms = [\"walmart\"]", "google-ads"),
        ] {
            let faults = one(toml);
            assert!(faults.len() == 1 && faults[0].remedy.en.contains(meant) && faults[0].remedy.zh.contains(meant), "{toml}: {faults:?}");
        }
    }

    /// No fault speaks English alone.
    #[test]
    fn every_fault_is_told_in_both_languages() {
        let faults = Profile::parse(
            "[business]\nsells_sensitive = true\nsells = false\nsensitive = [\"x\"]\nrevenue_share_from_sale = 2.0\n\
             [[market]]\nplace = \"US\"\nconsumers = 1\npayment_only = 2\n[[market]]\nplace = \"US\"\n",
        )
        .expect_err("refused");
        assert_eq!(faults.len(), 5, "{faults:#?}");
        for f in &faults {
            for text in [&f.what, &f.remedy] {
                assert!(text.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{f:?}");
            }
        }
    }
}
