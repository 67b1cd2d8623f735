//! Contradictions among what a profile discloses.

use super::{Collects, Profile, ProfileFault};
use std::collections::BTreeSet;

pub(super) fn disclosures(p: &Profile) -> Vec<ProfileFault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (i, c) in p.collects.iter().enumerate() {
        let place = format!("collects {} ({}{})", i + 1, c.category, c.form.as_ref().map_or(String::new(), |f| format!(", {f}")));
        let mut fault = |what: &str, remedy: &str| faults.push(new(&place, what, remedy));
        if !seen.insert((c.category, &c.form)) {
            fault("the same category on the same form was told before", "put both into one entry, or name the other form");
        }
        if c.form.as_ref().is_some_and(|f| !anchor(f)) {
            fault("`form` is no anchor", "write small letters, digits and hyphens, such as `orders`");
        }
        business_agrees(c, p, &mut fault);
    }
    faults.extend(others(p));
    faults
}

fn business_agrees(c: &Collects, p: &Profile, fault: &mut dyn FnMut(&str, &str)) {
    let b = &p.business;
    if c.sold == Some(true) && b.sells == Some(false) {
        fault("`sold` is true, yet `business.sells` is false", "correct one of the two");
    }
    if c.shared == Some(true) && b.shares_for_ads == Some(false) {
        fault("`shared` is true, yet `business.shares_for_ads` is false", "correct one of the two");
    }
    if c.sensitive == Some(true) && c.sold == Some(true) && b.sells_sensitive == Some(false) {
        fault("sensitive and sold, yet `business.sells_sensitive` is false", "correct one of the two");
    }
}

fn others(p: &Profile) -> Vec<ProfileFault> {
    let mut faults = Vec::new();
    let i = &p.incentive;
    if i.offered == Some(false) && (i.offer.is_some() || i.value.is_some()) {
        faults.push(new("incentive.offered", "false, yet an offer is described", "correct one of the two"));
    }
    if let (Some(updated), Some(effective)) = (p.policy.updated, p.policy.effective)
        && effective < updated
    {
        faults.push(new(
            "policy.effective",
            &format!("{effective}, before the text was last changed on {updated}"),
            "write the day on which the text as it now stands takes effect",
        ));
    }
    faults
}

fn new(place: &str, what: &str, remedy: &str) -> ProfileFault {
    ProfileFault { place: place.into(), what: what.into(), remedy: remedy.into() }
}

fn anchor(s: &str) -> bool {
    (1..=40).contains(&s.len()) && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str, expected: &[&str]) {
        let faults = Profile::parse(toml).err().unwrap_or_default();
        let found: Vec<String> = faults.iter().map(|f| format!("{}: {}", f.place, f.what)).collect();
        assert_eq!(found.len(), expected.len(), "{toml}\n{found:#?}");
        for (found, wanted) in found.iter().zip(expected) {
            assert!(found.contains(wanted), "{found} lacks {wanted}");
        }
    }

    #[test]
    fn disclosures_that_cannot_be_true_together() {
        check("[[collects]]\ncategory = \"M\"", &["line 2"]);
        check("[[collects]]\nwhat = \"x\"", &["category"]);
        check("[[collects]]\ncategory = \"A\"\nbasis = \"wish\"", &["legal basis"]);
        check("[contact]\nmail = \"x\"", &["mail"]);
        let twice = "[[collects]]\ncategory = \"A\"\n".repeat(2);
        check(&twice, &["collects 2 (A): the same category"]);
        check("[[collects]]\ncategory = \"A\"\nform = \"a\"\n[[collects]]\ncategory = \"A\"\nform = \"b\"", &[]);
        check("[[collects]]\ncategory = \"A\"\nform = \"My form\"", &["no anchor"]);
        check(
            "[business]\nsells = false\nshares_for_ads = false\nsells_sensitive = false\n[[collects]]\ncategory = \"L\"\nsold = true\nshared = true\nsensitive = true",
            &["business.sells`", "shares_for_ads", "sells_sensitive"],
        );
        check("[[collects]]\ncategory = \"A\"\nsold = true", &[]);
        check("[incentive]\noffered = false\noffer = \"10%\"", &["incentive.offered"]);
        check("[policy]\nupdated = \"2026-03-02\"\neffective = \"2026-03-01\"", &["policy.effective"]);
        check("[policy]\nupdated = \"2026-03-02\"\neffective = \"2026-02-30\"", &["line 3"]);
        check("[[market]]\nplace = \"DE\"\nconsumers = 5\npayment_only = 6", &["payment_only"]);
    }

    #[test]
    fn a_profile_goes_out_as_it_came_in() {
        let text = "[business]\nplatforms = [\"shopify\"]\nsmall_business = false\n[contact]\ntoll_free = \"+1 800 555 0142\"\n[[collects]]\ncategory = \"A\"\n\
                    purposes = [\"a\", { en = \"b\", zh = \"c\" }]\n[policy]\nautomated = false\nupdated = \"2026-03-02\"\n";
        let p = Profile::parse(text).expect("sound");
        let again = toml::to_string(&p).expect("written");
        assert_eq!(Profile::parse(&again).expect("read"), p, "{again}");
        assert!(!again.contains("[incentive]") && p.incentive.given().is_none());
    }
}
