//! What a notice has to say of the business: who answers, what is collected, what is offered for it. Keys hold noun
//! phrases ("name, e-mail") or whole sentences, as docs/profile.md says of each. What is missing stays a gap in the
//! documents and is never made up.

use super::said::{Answer, Said};
use crate::words;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

words!(
    /// Categories of personal information, Cal. Civ. Code §1798.140(v)(1)(A)–(L).
    Category, "category of personal information", {
    A = "A",
    B = "B",
    C = "C",
    D = "D",
    E = "E",
    F = "F",
    G = "G",
    H = "H",
    I = "I",
    J = "J",
    K = "K",
    L = "L",
});

words!(
    /// GDPR Art. 6(1)(a)–(f).
    Basis, "legal basis", {
    Consent = "consent",
    Contract = "contract",
    LegalObligation = "legal-obligation",
    Vital = "vital",
    Public = "public",
    LegitimateInterests = "legitimate-interests",
});

/// `true`: `phone` costs nothing to call. A text: another number that does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TollFree {
    Phone(bool),
    Number(String),
}

impl Serialize for TollFree {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            TollFree::Phone(yes) => s.serialize_bool(*yes),
            TollFree::Number(n) => s.serialize_str(n),
        }
    }
}

impl<'de> Deserialize<'de> for TollFree {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<TollFree, D::Error> {
        match Answer::deserialize(d)? {
            Answer::Plain(yes) => Ok(TollFree::Phone(yes)),
            Answer::Words(Said::Once(n)) => Ok(TollFree::Number(n)),
            Answer::Words(Said::Both(_)) => Err(serde::de::Error::custom("a telephone number is the same in both languages")),
        }
    }
}

/// Who answers, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Contact {
    pub email: Option<String>,
    pub phone: Option<String>,
    pub toll_free: Option<TollFree>,
    pub address: Option<Said>,
    /// URL, or path of the store.
    pub request_form: Option<String>,
    pub opt_out_page: Option<String>,
    /// One of the titles that the law fixes; see `tidegate law show CA-13` and `CA-16`. Absent: that of CA-13.
    pub opt_out_title: Option<String>,
    pub limit_page: Option<String>,
    /// Where consent is withdrawn.
    pub consent_page: Option<String>,
    /// Washington's policy on consumer health data.
    pub health_policy: Option<String>,
    pub dpo: Option<Said>,
    /// Name, address, e-mail.
    pub eu_representative: Option<Said>,
    pub uk_representative: Option<Said>,
    /// How to appeal a refusal. Sentences.
    pub appeal: Option<Said>,
    /// How to complain to the business itself (United Kingdom). Sentences.
    pub complaint: Option<Said>,
    /// How it is checked who asks. Sentences.
    pub verification: Option<Said>,
    /// What an authorised agent must show. Sentences.
    pub agents: Option<Said>,
}

/// One category on one form, or gathered elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collects {
    pub category: Category,
    /// `name, e-mail address`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<Said>,
    /// Each as it follows "to": `deliver your order`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purposes: Option<Vec<Said>>,
    /// `you, when you type it in`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<Said>>,
    /// `7 years`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Said>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// The legitimate interest, as it follows "to": `keep the shop safe`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest: Option<Said>,
    /// Must it be given to get what one asked for?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The anchor of the notice: `orders` makes `#notice-orders`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// What the form is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_name: Option<Said>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sold: Option<bool>,
    /// For cross-context behavioural advertising.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitive: Option<bool>,
    /// Names of the register, or kinds: `parcel carriers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disclosed_to: Option<Vec<Said>>,
}

/// A discount or other benefit in return for personal information.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Incentive {
    /// `false`: there is none.
    pub offered: Option<bool>,
    /// The summary. A sentence, like all that follow.
    pub offer: Option<Said>,
    pub terms: Option<Said>,
    pub categories: Option<Vec<Category>>,
    /// What the data is worth to the business, in good faith.
    pub value: Option<Said>,
    /// How that was reckoned.
    pub method: Option<Said>,
    pub join: Option<Said>,
    pub leave: Option<Said>,
}

impl Incentive {
    /// Is one offered? Whoever describes one offers it.
    pub fn given(&self) -> Option<bool> {
        self.offered.or_else(|| (*self != Incentive::default()).then_some(true))
    }
}

/// What holds of children under 13 (16 CFR 312.4). Sentences, but for `no_answer`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Children {
    /// Who collects from children through the store. The business's own name and contact are added.
    pub operators: Option<Said>,
    pub collects: Option<Said>,
    /// Can a child make personal information public?
    pub public: Option<bool>,
    pub uses: Option<Said>,
    pub discloses: Option<Said>,
    pub kept: Option<Said>,
    /// How a parent reviews, deletes, refuses.
    pub rights: Option<Said>,
    pub consent_method: Option<Said>,
    /// After how long contact data given only to ask for consent is deleted: `14 days`.
    pub no_answer: Option<Said>,
    pub internal_operations: Option<Said>,
    pub voice: Option<Said>,
}

/// The policy itself, and what it has to say of practices that no form shows. Sentences where words are taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// The day of its last change.
    pub updated: Option<Date>,
    /// The day on which this text takes effect.
    pub effective: Option<Date>,
    pub url: Option<String>,
    /// How people are told of changes.
    pub changes: Option<Said>,
    pub do_not_track: Option<Said>,
    /// What happens on an opt-out preference signal: for browser, device, account, offline; how to send one.
    pub opt_out_signals: Option<Said>,
    /// Does the page then show that the signal was honoured?
    pub opt_out_shown: Option<bool>,
    /// Do others collect over time and across sites?
    pub tracking: Option<Said>,
    /// Safeguards of transfers, and how to get a copy.
    pub transfers: Option<Said>,
    /// Decisions by automated means with legal or similar effects. Words: the logic and the consequences.
    pub automated: Option<Answer>,
    /// Is personal data collected, used or sold to train large language models?
    pub trains_models: Option<bool>,
    /// Is de-identified data held, kept so, and its recipients bound?
    pub deidentified: Option<bool>,
    /// Is it actually known that data of people under 16 is sold or shared?
    pub minors_sale: Option<Answer>,
    /// How people under 16, or their parents, opt in.
    pub minors_opt_in: Option<Said>,
    /// Is data given to others for their own direct marketing?
    pub direct_marketing: Option<Answer>,
    /// Is sensitive information used beyond 11 CCR §7027(m)?
    pub sensitive_beyond: Option<bool>,
    /// Are prices set by an algorithm that uses personal data?
    pub algorithm_prices: Option<bool>,
    /// Numbers of requests in the last year, or where they stand (from ten million Californians on).
    pub metrics: Option<Said>,
}
