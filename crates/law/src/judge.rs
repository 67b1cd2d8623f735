//! One condition against one business: yes, no, or unknown. What the scan saw goes before what the business says.

use crate::scope::{Condition, Threshold};
use crate::word::When;
use serde::{Serialize, Serializer};
use tidegate_types::profile::Audience;
use tidegate_types::word::{Word, Words};
use tidegate_types::{Age, Place, Profile};

/// Unknown never turns into permission: whoever asks must treat it as "perhaps yes".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    Yes,
    No,
    Unknown,
}

impl Verdict {
    /// As a report writes it; `None`: unknown.
    pub fn known(self) -> Option<bool> {
        match self {
            Verdict::Yes => Some(true),
            Verdict::No => Some(false),
            Verdict::Unknown => None,
        }
    }

    fn of(claim: Option<bool>) -> Verdict {
        claim.map_or(Verdict::Unknown, Verdict::from)
    }

    pub fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::No, _) | (_, Verdict::No) => Verdict::No,
            (Verdict::Yes, Verdict::Yes) => Verdict::Yes,
            _ => Verdict::Unknown,
        }
    }

    pub fn or(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::Yes, _) | (_, Verdict::Yes) => Verdict::Yes,
            (Verdict::No, Verdict::No) => Verdict::No,
            _ => Verdict::Unknown,
        }
    }
}

impl From<bool> for Verdict {
    fn from(b: bool) -> Verdict {
        if b { Verdict::Yes } else { Verdict::No }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(match self {
            Verdict::Yes => "yes",
            Verdict::No => "no",
            Verdict::Unknown => "unknown",
        })
    }
}

/// What a scan saw. `Some(true)` overrides the profile; `Some(false)`, "looked and saw none", leaves the profile's own
/// word, because much goes on where no browser looks. The default: there was no scan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// Personal data went to an advertising third party.
    pub shares: Option<bool>,
    /// Personal data was sold for money or other value.
    pub sells: Option<bool>,
    /// Sensitive data was sold.
    pub sells_sensitive: Option<bool>,
    /// Kinds of sensitive data that the pages ask for or the flows carry, in the profile's words: `health`.
    pub sensitive: Vec<String>,
    /// The store is directed to children, in part or whole.
    pub children: Option<bool>,
    /// A discount or the like is offered for personal data. The profile has no word on it: the scan alone decides.
    pub incentive: Option<bool>,
}

/// One business as the law's conditions see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub profile: &'a Profile,
    pub seen: &'a Seen,
}

/// How many people of a place: at least, and at most where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct People {
    pub least: u64,
    pub most: Option<u64>,
}

impl Subject<'_> {
    /// `place` is the law's: consumers are counted there.
    pub fn judge(&self, condition: &Condition, place: &Place) -> Verdict {
        let b = &self.profile.business;
        match condition {
            Condition::Market(p) => self.market(p),
            Condition::Consumers(t) => reached(*t, self.people(place)),
            Condition::ConsumersBeyondPayment(t) => reached(*t, self.people_beyond_payment(place)),
            Condition::Revenue(t) => Verdict::of(b.revenue_usd.map(|r| t.met_by(r))),
            Condition::SaleShare(t) => Verdict::of(self.sale_share().map(|s| t.met_by(s))),
            Condition::Employees(n) => Verdict::of(b.employees.map(|e| e >= *n)),
            Condition::EmployeesBelow(n) => Verdict::of(b.employees.map(|e| e < *n)),
            Condition::SmallBusiness(small) => Verdict::of(b.small_business.map(|said| said == *small)),
            Condition::UsPerson => self.us_person(),
            Condition::SeatOutside(p) => Verdict::of(b.seat.as_ref().map(|seat| !seat.within(p))),
            Condition::SeatIn(p) => Verdict::of(b.seat.as_ref().map(|seat| seat.within(p))),
            Condition::Platform(name) => Verdict::of(b.platforms.as_ref().map(|all| all.iter().any(|p| same_kind(p, name)))),
            Condition::Asks(_) => Verdict::Unknown,
            Condition::Sells => self.sells(),
            Condition::SellsOrShares => self.sells_or_shares(),
            Condition::SellsSensitive => self.sells_sensitive(),
            Condition::Sensitive(kinds) => self.sensitive(|s| kinds.iter().any(|k| same_kind(s, k))),
            Condition::Audience(list) => self.audience(list),
        }
    }

    pub fn when(&self, word: When) -> Verdict {
        let outside = |p: &str| {
            let place = Place::new(p).ok();
            Verdict::of(self.profile.business.seat.as_ref().zip(place).map(|(seat, p)| !seat.within(&p)))
        };
        match word {
            When::SellsOrShares => self.sells_or_shares(),
            When::Sells => self.sells(),
            When::Sensitive => self.sensitive(|_| true),
            When::Health => self.sensitive(|s| same_kind(s, "health")),
            When::SellsSensitive => self.sells_sensitive(),
            When::Children => self.younger_than(13),
            When::Under16 => self.younger_than(16),
            When::Minors => self.younger_than(18),
            When::Incentive => Verdict::of(self.seen.incentive),
            When::SeatOutsideEea => outside("EEA"),
            When::SeatOutsideUk => outside("GB"),
        }
    }

    fn market(&self, place: &Place) -> Verdict {
        let markets = &self.profile.markets;
        if markets.is_empty() { Verdict::Unknown } else { markets.iter().any(|m| m.place.meets(place)).into() }
    }

    /// `None`: the profile names no market at all. A market that only contains the place (`US` for California) gives an
    /// upper bound, and none at all once the place itself is named.
    pub fn people(&self, place: &Place) -> Option<People> {
        let markets = &self.profile.markets;
        if markets.is_empty() {
            return None;
        }
        let parts = || markets.iter().filter(|m| m.place != *place && m.place.within(place));
        let least: u64 = parts().filter_map(|m| m.consumers).fold(0, u64::saturating_add);
        if let Some(whole) = markets.iter().find(|m| m.place == *place) {
            let least = least.max(whole.consumers.unwrap_or(0));
            return Some(People { least, most: whole.consumers.map(|_| least) });
        }
        let wider = markets.iter().filter(|m| m.place != *place && place.within(&m.place));
        let most = parts().chain(wider).map(|m| m.consumers).try_fold(0, |sum: u64, n| Some(sum.saturating_add(n?)));
        Some(People { least, most })
    }

    /// [`Subject::people`] without those whose data serves a payment alone. Who they are is not guessed: where a market
    /// does not say, all of its people are the upper bound only.
    pub fn people_beyond_payment(&self, place: &Place) -> Option<People> {
        let all = self.people(place)?;
        let parts: Vec<_> = self.profile.markets.iter().filter(|m| m.place.within(place) && m.consumers != Some(0)).collect();
        let paying: Option<u64> = parts.iter().map(|m| m.payment_only).try_fold(0, |sum: u64, n| Some(sum.saturating_add(n?)));
        Some(match paying {
            Some(paying) => People { least: all.least.saturating_sub(paying), most: all.most.map(|most| most.saturating_sub(paying)) },
            None => People { least: 0, most: all.most },
        })
    }

    pub fn sells(&self) -> Verdict {
        self.overridden(self.seen.sells, self.profile.business.sells)
    }

    fn shares(&self) -> Verdict {
        self.overridden(self.seen.shares, self.profile.business.shares_for_ads)
    }

    pub fn sells_or_shares(&self) -> Verdict {
        self.sells().or(self.shares())
    }

    fn overridden(&self, seen: Option<bool>, claim: Option<bool>) -> Verdict {
        if seen == Some(true) { Verdict::Yes } else { Verdict::of(claim) }
    }

    pub fn sells_sensitive(&self) -> Verdict {
        if self.seen.sells_sensitive == Some(true) {
            return Verdict::Yes;
        }
        match self.profile.business.sells_sensitive {
            Some(true) => Verdict::Yes,
            // Who sells nothing, or has nothing sensitive, sells nothing sensitive.
            None => match self.sells().and(self.sensitive(|_| true)) {
                Verdict::No => Verdict::No,
                _ => Verdict::Unknown,
            },
            Some(false) => Verdict::No,
        }
    }

    /// A seat in the United States makes the business one; a seat elsewhere says nothing of its subsidiaries and agencies.
    fn us_person(&self) -> Verdict {
        let b = &self.profile.business;
        let us = Place::new("US").ok();
        let seated = b.seat.as_ref().zip(us).is_some_and(|(seat, us)| seat.within(&us));
        if seated { Verdict::Yes } else { Verdict::of(b.us_person) }
    }

    fn sensitive(&self, wanted: impl Fn(&str) -> bool) -> Verdict {
        if self.seen.sensitive.iter().any(|s| wanted(s)) {
            return Verdict::Yes;
        }
        Verdict::of(self.profile.business.sensitive.as_ref().map(|list| list.iter().any(|s| wanted(s))))
    }

    /// The kinds that the business handles, of those that a law names; in the law's words.
    pub fn handled<'k>(&self, kinds: &'k [String]) -> Vec<&'k str> {
        let said = || self.seen.sensitive.iter().chain(self.profile.business.sensitive.iter().flatten());
        kinds.iter().map(String::as_str).filter(|k| said().any(|s| same_kind(s, k))).collect()
    }

    /// Nothing sold and nothing shared earns nothing; otherwise only the profile can say.
    fn sale_share(&self) -> Option<f64> {
        let said = self.profile.business.revenue_share_from_sale;
        said.or((self.sells_or_shares() == Verdict::No).then_some(0.0))
    }

    fn audience(&self, list: &[Audience]) -> Verdict {
        let has = |a: Audience| list.contains(&a);
        let children = has(Audience::Mixed) || has(Audience::Children);
        if children && (self.seen.children == Some(true) || self.ages().is_some_and(|(youngest, _)| youngest < 13)) {
            // Which of the two is a matter of degree; the law reaches both, or the profile decides.
            if has(Audience::Mixed) && has(Audience::Children) {
                return Verdict::Yes;
            }
        }
        Verdict::of(self.profile.business.audience.map(has))
    }

    /// Are people below this age among the audience? The audience's word, the ages, and what the scan saw: any yes wins.
    fn younger_than(&self, age: u64) -> Verdict {
        let by_word = match self.profile.business.audience {
            Some(Audience::Mixed | Audience::Children) => Some(true),
            Some(Audience::Adults) => Some(false),
            None => None,
        };
        let by_ages = self.ages().map(|(youngest, _)| youngest < age);
        let said = [by_word, by_ages, self.seen.children.filter(|c| *c)];
        if said.contains(&Some(true)) {
            Verdict::Yes
        } else if said.contains(&Some(false)) {
            Verdict::No
        } else {
            Verdict::Unknown
        }
    }

    /// How old a person may be of whom nothing is known. A store for adults knows nobody to be younger; where the audience
    /// is not said, everybody may come.
    pub fn plausible_ages(&self) -> Words<Age> {
        let told = self.ages().map(|(youngest, oldest)| {
            let within = |a: &Age| u64::from(a.youngest()) <= oldest.unwrap_or(u64::MAX) && (*a >= Age::of_years(clamp(youngest)));
            Age::ALL.iter().map(|(_, a)| *a).filter(within).collect::<Words<_>>()
        });
        let everybody = match self.profile.business.audience {
            Some(Audience::Adults) => false,
            Some(Audience::Mixed | Audience::Children) => true,
            None => told.is_none(),
        } || self.seen.children == Some(true);
        match (told, everybody) {
            (Some(told), false) => told.with(Words::of(Age::Adult)),
            (None, false) => Words::of(Age::Adult),
            (_, true) => Words::all(),
        }
    }

    /// `6-12` or `18+`. Other words are not guessed at: "13 and under" begins with 13 too.
    fn ages(&self) -> Option<(u64, Option<u64>)> {
        let ages = self.profile.business.ages.as_deref()?.trim();
        if let Some(youngest) = ages.strip_suffix('+') {
            return Some((youngest.trim().parse().ok()?, None));
        }
        let (youngest, oldest) = ages.split_once(['-', '–', '—'])?;
        Some((youngest.trim().parse().ok()?, Some(oldest.trim().parse().ok()?)))
    }
}

fn reached(t: Threshold<u64>, people: Option<People>) -> Verdict {
    let Some(people) = people else { return Verdict::Unknown };
    if t.met_by(people.least) {
        Verdict::Yes
    } else if people.most.is_some_and(|most| !t.met_by(most)) {
        Verdict::No
    } else {
        Verdict::Unknown
    }
}

fn clamp(years: u64) -> u8 {
    u8::try_from(years).unwrap_or(u8::MAX)
}

/// `Precise_Location` is `precise-location`; `health-inferred` is a kind of `health`.
fn same_kind(said: &str, wanted: &str) -> bool {
    let plain = |s: &str| s.trim().to_lowercase().replace(['_', ' '], "-");
    let (said, wanted) = (plain(said), plain(wanted));
    said == wanted || said.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Verdict; 3] = [Verdict::Yes, Verdict::No, Verdict::Unknown];

    #[test]
    fn unknown_never_decides() {
        for v in ALL {
            assert_eq!(Verdict::Yes.or(v), Verdict::Yes);
            assert_eq!(Verdict::No.and(v), Verdict::No);
            assert_eq!(Verdict::Yes.and(v), v);
            assert_eq!(Verdict::No.or(v), v);
            assert_ne!(v.and(Verdict::Unknown), Verdict::Yes);
            assert_ne!(v.or(Verdict::Unknown), Verdict::No);
        }
    }

    fn people(profile: &str, place: &str) -> Option<(u64, Option<u64>)> {
        let (profile, seen) = (Profile::parse(profile).expect("a profile"), Seen::default());
        let people = Subject { profile: &profile, seen: &seen }.people(&Place::new(place).expect("a place"));
        people.map(|p| (p.least, p.most))
    }

    #[test]
    fn people_are_counted_between_bounds() {
        let market = |place: &str, n: &str| format!("[[market]]\nplace = \"{place}\"\n{n}\n");
        let n = |n: u64| format!("consumers = {n}");
        assert_eq!(people("", "US-CA"), None);
        assert_eq!(people(&market("US-TX", &n(5)), "US-CA"), Some((0, Some(0))));
        assert_eq!(people(&market("US-CA", &n(5)), "US-CA"), Some((5, Some(5))));
        assert_eq!(people(&market("US-CA", ""), "US-CA"), Some((0, None)));
        assert_eq!(people(&market("US", &n(5)), "US-CA"), Some((0, Some(5))));
        assert_eq!(people(&market("US", ""), "US-CA"), Some((0, None)));
        // The narrower number is the one that was counted.
        assert_eq!(people(&(market("US", &n(9)) + &market("US-CA", &n(5))), "US-CA"), Some((5, Some(5))));
        assert_eq!(people(&(market("DE", &n(5)) + &market("FR", &n(6))), "EU"), Some((11, Some(11))));
        assert_eq!(people(&(market("DE", &n(5)) + &market("FR", "")), "EU"), Some((5, None)));
        assert_eq!(people(&(market("EU", &n(20)) + &market("FR", &n(6))), "EU"), Some((20, Some(20))));
    }

    fn when(profile: &str, seen: Seen, word: When, expected: Verdict) {
        let profile = Profile::parse(profile).expect("a profile");
        assert_eq!(Subject { profile: &profile, seen: &seen }.when(word), expected, "{word} of {profile:?} seen {seen:?}");
    }

    #[test]
    fn the_words_of_when() {
        use Verdict::{No, Unknown, Yes};
        let b = |s: &str| format!("[business]\n{s}");
        let none = Seen::default;
        when("", none(), When::Children, Unknown);
        when(&b("audience = \"adults\""), none(), When::Children, No);
        when(&b("audience = \"mixed\""), none(), When::Children, Yes);
        when(&b("audience = \"adults\""), Seen { children: Some(true), ..none() }, When::Children, Yes);
        when(&b("ages = \"13-17\""), none(), When::Children, No);
        when(&b("ages = \"13-17\""), none(), When::Under16, Yes);
        when(&b("ages = \"16+\""), none(), When::Under16, No);
        when(&b("ages = \"16+\""), none(), When::Minors, Yes);
        when(&b("ages = \"13 and under\""), none(), When::Children, Unknown);
        when("", none(), When::Incentive, Unknown);
        when("", Seen { incentive: Some(true), ..none() }, When::Incentive, Yes);
        when("", Seen { incentive: Some(false), ..none() }, When::Incentive, No);
        when(&b("seat = \"CN-GD\""), none(), When::SeatOutsideEea, Yes);
        when(&b("seat = \"NO\""), none(), When::SeatOutsideEea, No);
        when(&b("seat = \"NO\""), none(), When::SeatOutsideUk, Yes);
        when("", none(), When::SeatOutsideUk, Unknown);
        when(&b("sensitive = [\"Health_inferred\"]"), none(), When::Health, Yes);
        assert!(!same_kind("healthy-snacks", "health"));
        when(&b("sensitive = []"), none(), When::Sensitive, No);
        when("", Seen { sensitive: vec!["health".into()], ..none() }, When::Health, Yes);
        when(&b("sells = false"), none(), When::SellsSensitive, No);
        when(&b("sells = true\nsensitive = [\"health\"]"), none(), When::SellsSensitive, Unknown);
        when(&b("sells = false"), none(), When::SellsOrShares, Unknown);
        when(&b("sells = false\nshares_for_ads = false"), none(), When::SellsOrShares, No);
        when(&b("sells = false\nshares_for_ads = false"), Seen { shares: Some(true), ..none() }, When::SellsOrShares, Yes);
        when(&b("shares_for_ads = true"), Seen { shares: Some(false), ..none() }, When::SellsOrShares, Yes);
        when("", Seen { shares: Some(true), ..none() }, When::Sells, Unknown);
    }
}
