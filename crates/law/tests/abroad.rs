//! Recipients in other countries: one line a case, read as "business; recipient; day => outcome under row".
#![allow(clippy::unwrap_used)] // in a test an unwrap is an assertion

use jiff::civil::Date;
use tidegate_law::abroad::{Crossing, Outcome};
use tidegate_law::{Lawbook, Seen};
use tidegate_types::Profile;

const US: &str = "us_person = true\nseat = \"CN-GD\"\nsells = true";

fn crossings(business: &str, markets: &str, recipient: &str, day: &str) -> Vec<Crossing> {
    let text = format!("[business]\n{business}\n{markets}\n[[recipient]]\nname = \"r\"\n{recipient}\n");
    let profile = Profile::parse(&text).unwrap_or_else(|f| panic!("{f:#?}\n{text}"));
    let book = Lawbook::embedded().unwrap();
    book.abroad(profile.register().next().unwrap(), &profile, &Seen::default(), day.parse::<Date>().unwrap())
}

fn market(place: &str, n: u64) -> String {
    format!("[[market]]\nplace = \"{place}\"\nconsumers = {n}\n")
}

#[track_caller]
fn check(found: &[Crossing], row: &str, expected: Option<Outcome>) {
    let one = found.iter().find(|c| c.row.as_str() == row);
    assert_eq!(one.map(|c| c.outcome), expected, "{row}: {found:#?}");
    for c in found {
        assert!(!c.why.en.is_empty() && c.why.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{c:?}");
    }
}

#[track_caller]
fn dsp(recipient: &str, expected: Outcome) {
    check(&crossings(US, &market("US", 500_000), recipient, "2026-11-27"), "DS-1", Some(expected));
}

#[test]
fn who_is_a_covered_person() {
    use Outcome::{Barred, Free, Open};
    let ads = "role = \"third-party\"\nreceives = [\"device\"]\n";
    dsp(&format!("{ads}owner_country = \"CN\""), Barred);
    for country in ["HK", "MO", "RU", "IR", "KP", "CU", "VE"] {
        dsp(&format!("{ads}owner_country = \"{country}\""), Barred);
    }
    dsp(&format!("{ads}owner_country = \"SG\""), Free);
    dsp(ads, Open);
    // 28 CFR §202.211(a)(1): half is enough, less is not.
    dsp(&format!("{ads}owner_country = \"CN\"\nabroad = {{ seat = \"SG\", owned_percent = 50 }}"), Barred);
    dsp(&format!("{ads}owner_country = \"CN\"\nabroad = {{ seat = \"SG\", owned_percent = 49.9, access_from = [\"SG\"] }}"), Free);
    dsp(&format!("{ads}owner_country = \"CN\"\nabroad = {{ seat = \"SG\", owned_percent = 49.9 }}"), Open);
    // Organised there, whoever owns it; or reached from there, wherever it is.
    dsp(&format!("{ads}owner_country = \"US\"\nabroad = {{ seat = \"CN-SH\" }}"), Barred);
    dsp(&format!("{ads}owner_country = \"US\"\nabroad = {{ seat = \"US\", access_from = [\"US\", \"CN\"] }}"), Barred);
    // §202.256(b)(8): a subsidiary organised in the United States is a US person; who reaches the data must still be said.
    dsp(&format!("{ads}owner_country = \"CN\"\nabroad = {{ seat = \"US-CA\", access_from = [\"US\"] }}"), Free);
    dsp(&format!("{ads}owner_country = \"CN\"\nabroad = {{ seat = \"US-CA\" }}"), Open);
}

#[test]
fn bulk_is_more_than_the_number_of_its_kind() {
    use Outcome::{Barred, Free, Open};
    let to = |receives: &str, people: u64| {
        format!("owner_country = \"CN\"\nrole = \"third-party\"\nreceives = [{receives}]\nabroad = {{ us_people = {people} }}")
    };
    for (kind, number) in [
        ("genetic", 100),
        ("biometric", 1_000),
        ("precise-location", 1_000),
        ("health", 10_000),
        ("financial", 10_000),
        ("device", 100_000),
        ("government-id", 100_000),
        ("account-credentials", 100_000),
    ] {
        dsp(&to(&format!("\"{kind}\""), number), Free);
        dsp(&to(&format!("\"{kind}\""), number + 1), Barred);
    }
    // The lowest number of what is combined.
    dsp(&to("\"device\", \"biometric\"", 1_001), Barred);
    // Contact data alone is no covered identifier (§202.212(b)(1)).
    dsp(&to("\"ordinary\"", 900_000), Free);
    // What the words leave open is open, from the lowest number on.
    dsp(&to("\"L\"", 101), Open);
    dsp(&to("\"L\"", 100), Free);
    dsp("owner_country = \"CN\"\nrole = \"third-party\"", Open);
    // Without a number of its own, everybody in the markets may be among them.
    let found = crossings(
        US,
        "[[market]]\nplace = \"US\"\n",
        "owner_country = \"CN\"\nrole = \"third-party\"\nreceives = [\"device\"]",
        "2026-11-27",
    );
    check(&found, "DS-1", Some(Open));
    let found =
        crossings(US, &market("US", 100_000), "owner_country = \"CN\"\nrole = \"third-party\"\nreceives = [\"device\"]", "2026-11-27");
    check(&found, "DS-1", Some(Free));
}

#[test]
fn the_ground_decides_between_barred_restricted_and_exempt() {
    use Outcome::{Barred, Covered, Free, Lacking, Open};
    let to =
        |role: &str, abroad: &str| format!("owner_country = \"CN\"\nrole = \"{role}\"\nreceives = [\"A\", \"F\"]\nabroad = {{ {abroad} }}");
    dsp(&to("service-provider", ""), Lacking);
    dsp(&to("service-provider", "cisa_security = false"), Lacking);
    dsp(&to("service-provider", "cisa_security = true"), Covered);
    // Security lifts no sale.
    dsp(&to("third-party", "cisa_security = true"), Barred);
    dsp(&to("service-provider", "dealing = \"brokerage\", cisa_security = true"), Barred);
    dsp(&to("affiliate", ""), Open);
    dsp(&to("affiliate", "dealing = \"employment\""), Lacking);
    // §202.505: what an order needs; but no health data under its cloak.
    dsp(&to("affiliate", "dealing = \"order\""), Free);
    dsp("owner_country = \"CN\"\nreceives = [\"health\"]\nabroad = { dealing = \"order\" }", Open);
    // §202.506 was not read again, so it permits nothing.
    dsp(&to("affiliate", "dealing = \"group-administration\""), Open);
}

#[test]
fn the_program_binds_us_persons_from_its_day_on() {
    let to = "owner_country = \"CN\"\nrole = \"third-party\"\nreceives = [\"device\"]";
    let on = |business: &str, day: &str| crossings(business, &market("US", 500_000), to, day);
    check(&on(US, "2025-04-07"), "DS-1", None);
    check(&on(US, "2025-04-08"), "DS-1", Some(Outcome::Barred));
    check(&on("us_person = false", "2026-11-27"), "DS-1", None);
    check(&on("seat = \"US-CA\"", "2026-11-27"), "DS-1", Some(Outcome::Barred));
    // A seat in China says nothing of its agency in the United States.
    check(&on("seat = \"CN-GD\"", "2026-11-27"), "DS-1", Some(Outcome::Open));
    check(&crossings(US, &market("DE", 500_000), to, "2026-11-27"), "DS-1", None);
}

#[test]
fn brokers_give_nothing_sensitive_to_foreign_adversaries() {
    use Outcome::{Barred, Free, Open};
    let padfa = |recipient: &str, expected| {
        check(&crossings(US, &market("US", 10), recipient, "2026-11-27"), "PA-1", Some(expected));
    };
    let to = |more: &str| format!("receives = [\"health\"]\nrole = \"third-party\"\n{more}");
    padfa(&to("owner_country = \"CN\"\nabroad = { collected_directly = false }"), Barred);
    padfa(&to("owner_country = \"CN\"\nabroad = { collected_directly = true }"), Free);
    padfa(&to("owner_country = \"CN\""), Open);
    // A fifth of the shares is control here, also of a company in the United States; Cuba and Venezuela are not meant.
    padfa(&to("owner_country = \"RU\"\nabroad = { seat = \"US\", owned_percent = 20, collected_directly = false }"), Barred);
    padfa(&to("owner_country = \"RU\"\nabroad = { owned_percent = 19, access_from = [\"RS\"], collected_directly = false }"), Free);
    padfa(&to("owner_country = \"RU\"\nabroad = { owned_percent = 19, collected_directly = false }"), Open);
    padfa(&to("owner_country = \"CU\"\nabroad = { collected_directly = false }"), Free);
    padfa("owner_country = \"CN\"\nrole = \"service-provider\"\nreceives = [\"health\"]", Free);
    // Browsing across sites is meant, and pages are a part of what devices tell.
    padfa("owner_country = \"CN\"\nrole = \"third-party\"\nreceives = [\"F\"]\nabroad = { collected_directly = false }", Open);
    padfa("owner_country = \"CN\"\nrole = \"third-party\"\nreceives = [\"ordinary\"]\nabroad = { collected_directly = false }", Free);
}

#[track_caller]
fn eu(recipient: &str, expected: Outcome) {
    check(&crossings("", &market("DE", 1_000), recipient, "2026-11-27"), "EU-21", Some(expected));
}

#[test]
fn data_leaves_europe_to_adequate_countries_or_with_a_tool() {
    use Outcome::{Covered, Free, Lacking, Open};
    for place in ["DE", "NO", "CH", "JP", "KR", "GB", "BR", "NZ"] {
        eu(&format!("abroad = {{ seat = \"{place}\" }}"), Free);
    }
    eu("", Open);
    for place in ["CN", "HK", "IN", "SG", "VN"] {
        eu(&format!("abroad = {{ seat = \"{place}\" }}"), Lacking);
    }
    // EU-21: remote access from China is a transfer.
    eu("abroad = { seat = \"IE\", access_from = [\"IE\", \"CN\"] }", Lacking);
    eu("owner_country = \"CN\"\nabroad = { seat = \"IE\", access_from = [\"IE\"] }", Free);
    eu("owner_country = \"CN\"", Lacking);
    eu("owner_country = \"FR\"", Free);
    let scc = "transfer = [\"standard-contractual-clauses\"]";
    eu(&format!("abroad = {{ seat = \"CN\", {scc} }}"), Lacking);
    eu(&format!("abroad = {{ seat = \"CN\", {scc}, transfer_assessed = \"2026-01-31\" }}"), Covered);
    // An assessment to come is none; the British agreement does not serve the Union.
    eu(&format!("abroad = {{ seat = \"CN\", {scc}, transfer_assessed = \"2027-01-31\" }}"), Lacking);
    eu("abroad = { seat = \"CN\", transfer = [\"idta\"], transfer_assessed = \"2026-01-31\" }", Lacking);
    eu("abroad = { seat = \"CN\", transfer = [\"derogation\"] }", Open);
    eu("contract = { signed = \"2026-01-01\", clauses = [\"K-EU-*\"] }\nabroad = { seat = \"CN\" }", Covered);
    eu("contract = { clauses = [\"K-EU-*\"] }\nabroad = { seat = \"CN\" }", Lacking);
}

#[test]
fn american_firms_are_adequate_only_if_certified() {
    use Outcome::{Covered, Lacking, Open};
    eu("abroad = { seat = \"US\" }", Open);
    eu("abroad = { seat = \"US\", transfer = [] }", Lacking);
    eu("abroad = { seat = \"US-CA\", transfer = [\"data-privacy-framework\"] }", Covered);
    eu("abroad = { seat = \"US\", access_from = [\"IN\"], transfer = [\"data-privacy-framework\"] }", Lacking);
    // The certificate is worth nothing in China, and was worth nothing before the decision.
    eu("abroad = { seat = \"CN\", transfer = [\"data-privacy-framework\"] }", Lacking);
    let before = crossings("", &market("DE", 1_000), "abroad = { seat = \"US\", transfer = [\"data-privacy-framework\"] }", "2023-07-09");
    check(&before, "EU-21", Some(Lacking));
}

#[test]
fn decisions_of_adequacy_have_days() {
    use Outcome::{Free, Lacking};
    for (place, day, expected) in [
        ("BR", "2026-01-25", Lacking),
        ("BR", "2026-01-26", Free),
        ("GB", "2031-12-27", Free),
        ("GB", "2031-12-28", Lacking),
        ("KR", "2021-12-16", Lacking),
        ("KR", "2021-12-17", Free),
    ] {
        let found = crossings("", &market("DE", 1_000), &format!("abroad = {{ seat = \"{place}\" }}"), day);
        check(&found, "EU-21", Some(expected));
    }
}

#[test]
fn the_united_kingdom_has_tools_and_decisions_of_its_own() {
    use Outcome::{Covered, Free, Lacking, Open};
    let uk = |recipient: &str, expected| check(&crossings("", &market("GB", 1_000), recipient, "2026-11-27"), "UK-10", Some(expected));
    uk("abroad = { seat = \"DE\" }", Free);
    uk("abroad = { seat = \"GB\" }", Free);
    uk("abroad = { seat = \"BR\" }", Lacking);
    uk("abroad = { seat = \"US\" }", Open);
    uk("abroad = { seat = \"US\", transfer = [\"data-privacy-framework\"] }", Covered);
    uk("abroad = { seat = \"CN\", transfer = [\"idta\"], transfer_assessed = \"2026-05-01\" }", Covered);
    uk("abroad = { seat = \"CN\", transfer = [\"standard-contractual-clauses\"], transfer_assessed = \"2026-05-01\" }", Lacking);
    uk("abroad = { seat = \"CN\", transfer = [\"uk-addendum\"] }", Lacking);
}

/// More that is told never makes an unknown recipient permitted by silence: the silent entry is free nowhere.
#[test]
fn silence_permits_nothing() {
    let found = crossings(US, &(market("US", 500_000) + &market("DE", 9) + &market("GB", 9)), "", "2026-11-27");
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(found.iter().all(|c| c.outcome == Outcome::Open), "{found:#?}");
}

/// A part of the markets without a number leaves only a lower bound.
#[test]
fn a_lower_bound_decides_only_above_the_number() {
    let to = "owner_country = \"CN\"\nrole = \"third-party\"\nreceives = [\"device\"]";
    for (least, expected) in [(100_000, Outcome::Open), (100_001, Outcome::Barred)] {
        let markets = market("US-CA", least) + "[[market]]\nplace = \"US-TX\"\n";
        check(&crossings(US, &markets, to, "2026-11-27"), "DS-1", Some(expected));
    }
}

#[test]
fn the_rows_that_decided_are_named() {
    let by = |receives: &str| {
        let to = format!("owner_country = \"CN\"\nreceives = [\"{receives}\"]\nabroad = {{ dealing = \"order\" }}");
        let found = crossings(US, &market("US", 500_000), &to, "2026-11-27");
        let one = found.into_iter().find(|c| c.row.as_str() == "DS-1").unwrap();
        one.by.iter().map(|r| r.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(by("device"), ["DS-3"]);
    // An exemption that covers nothing of it decided nothing.
    assert_eq!(by("health"), ["DS-2"]);
}
