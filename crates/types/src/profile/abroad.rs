//! Where a recipient is, who can reach the data from where, and what a transfer rests on: what 28 CFR Part 202, the Act on
//! foreign adversaries (PADFA) and GDPR Chapter V ask of it.

use crate::Place;
use crate::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

words!(
    /// On what ground a recipient gets data (28 CFR §202.214, §202.217, §202.228, §202.258, §202.505, §202.506).
    Dealing, "ground of a transfer", {
    /// What carrying out a purchase needs, and nothing beyond.
    Order = "order",
    GroupAdministration = "group-administration",
    Vendor = "vendor",
    Employment = "employment",
    Investment = "investment",
    /// Sold, licensed or given to a party that did not collect it and uses it for its own ends.
    Brokerage = "brokerage",
});

words!(
    /// What lets data leave Europe or the United Kingdom (GDPR Art. 46, 47, 49; UK GDPR likewise).
    Tool, "transfer tool", {
    StandardClauses = "standard-contractual-clauses",
    Idta = "idta",
    UkAddendum = "uk-addendum",
    CorporateRules = "binding-corporate-rules",
    /// The firm is certified under the EU–US Data Privacy Framework, for the United Kingdom with its extension.
    Certified = "data-privacy-framework",
    Derogation = "derogation",
});

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Abroad {
    /// Where it is organised and has its principal place of business.
    pub seat: Option<Place>,
    /// Share of it that is owned from `owner_country`, 0 to 100; absent: all of it.
    pub owned_percent: Option<f64>,
    /// Where the data is stored, and from where people reach it: all such places.
    pub access_from: Option<Vec<Place>>,
    pub dealing: Option<Dealing>,
    /// People in the United States whose data it got in the past twelve months; absent: all of the markets.
    pub us_people: Option<u64>,
    /// Does it meet the CISA security requirements for restricted transactions?
    pub cisa_security: Option<bool>,
    /// Was all of it collected directly from the people themselves?
    pub collected_directly: Option<bool>,
    /// An empty list says: none.
    pub transfer: Option<Vec<Tool>>,
    /// When the law and practice of the country were assessed for this transfer.
    pub transfer_assessed: Option<Date>,
}
