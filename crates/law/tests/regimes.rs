//! What must hold before data is used: many small cases over two small laws, and what must be true of any law.
#![allow(clippy::unwrap_used)] // in a test an unwrap is an assertion

use tidegate_law::{Lawbook, Seen, Verdict, scenario, view};
use tidegate_types::word::Word;
use tidegate_types::{Act, Age, DataClass, Lang, Place, Profile, Purpose, Recipient, Regime};

fn book() -> Lawbook {
    let files = [
        ("version.toml", "date = \"2026-11-23\""),
        ("alpha.toml", include_str!("law/regimes.toml")),
        ("beta.toml", include_str!("law/regimes-eu.toml")),
    ];
    Lawbook::parse(&files).unwrap_or_else(|faults| panic!("{}", view::faulty(&faults, Lang::En).text))
}

fn profile(text: &str) -> Profile {
    Profile::parse(text).unwrap_or_else(|f| panic!("{f:?}"))
}

/// For adults, in California and Europe, over every threshold.
const LARGE: &str = "[business]\naudience = \"adults\"\nrevenue_usd = 64_000_000\nsells_sensitive = false\n\
     [[market]]\nplace = \"US-CA\"\nconsumers = 910_000\n[[market]]\nplace = \"EU\"\n";
/// Under the revenue, over the number of people; says that it sells and shares nothing.
const QUIET: &str = "[business]\naudience = \"adults\"\nrevenue_usd = 900_000\nsells = false\nshares_for_ads = false\n\
     [[market]]\nplace = \"US-CA\"\nconsumers = 910_000\n";
const MIXED: &str = "[business]\naudience = \"mixed\"\nrevenue_usd = 64_000_000\n\
     [[market]]\nplace = \"US-CA\"\nconsumers = 910_000\n[[market]]\nplace = \"EU\"\n";

/// Each line as in a scenario file.
fn check(store: &str, lines: &str) {
    let (book, profile) = (book(), profile(store));
    let cases = scenario::parse("test", &format!("store: x\n{lines}")).unwrap_or_else(|f| panic!("{f:#?}"));
    assert!(!cases.is_empty());
    let mut runner = scenario::Runner::new(&book);
    for case in cases {
        if let Err(said) = case.run(&mut runner, &profile) {
            panic!("line {}: {said}\n{:?}", case.line - 1, case.case);
        }
    }
}

#[test]
fn the_strictest_rule_holds_and_names_its_row() {
    check(
        LARGE,
        "adult in US-CA: service of ordinary on 2026-11-23 => notice by AA-2
         adult in US-CA: sale of ordinary to third-party on 2026-11-23 => opt_out by AA-3
         adult in US-CA: sale of ordinary to service-provider on 2026-11-23 => notice by AA-2
         adult in US-CA: service of health on 2026-11-23 => opt_in by AA-5
         adult in US-CA: security of health on 2026-11-23 => notice by AA-2
         adult in US-CA: sale of health to third-party on 2026-11-23 => prohibited by AA-6",
    );
}

#[test]
fn days_count() {
    check(
        LARGE,
        "adult in US-CA: service of ordinary on 2019-12-31 => free
         adult in US-CA: service of neural on 2024-12-31 => notice by AA-2
         adult in US-CA: service of neural on 2025-01-01 => opt_in by AA-5
         adult in DE: email of ordinary on 2024-12-31 => opt_in by BE-3
         adult in DE: email of ordinary on 2025-01-01 => free",
    );
}

#[test]
fn what_was_not_re_read_only_warns() {
    check(
        LARGE,
        "14-year-old in US-CA: sale of ordinary to third-party on 2026-11-23 => opt_out by AA-3
         14-year-old in US-CA: sale of ordinary to third-party on 2026-11-23 => opt_in by AA-4 warned
         16-year-old in US-CA: sale of ordinary to third-party on 2026-11-23 => opt_out by AA-3 warned",
    );
}

#[test]
fn a_part_of_a_union_has_rules_of_its_own() {
    check(
        LARGE,
        "adult in FR: analytics of device on 2026-11-23 => opt_in by BE-1
         14-year-old in FR: analytics of device on 2026-11-23 => opt_in by BE-1
         14-year-old in DE: analytics of device on 2026-11-23 => parental by BE-2
         12-year-old in NO: analytics of device on 2026-11-23 => parental by BE-2
         adult in DE: analytics of ordinary on 2026-11-23 => free
         adult in GB: analytics of device on 2026-11-23 => free",
    );
}

#[test]
fn what_is_not_known_is_taken_at_its_strictest() {
    check(
        LARGE,
        "adult in somewhere: analytics of device on 2026-11-23 => opt_in by BE-1
         adult in BR: analytics of device on 2026-11-23 => opt_in by BE-1
         adult in US: sale of ordinary to third-party on 2026-11-23 => opt_out by AA-3
         adult in US-TX: sale of ordinary to third-party on 2026-11-23 => free
         14-year-old in EU: analytics of device on 2026-11-23 => parental by BE-2
         adult in US-CA: sale of ordinary to anybody on 2026-11-23 => opt_out by AA-3
         adult in US-CA: analytics of anything on 2026-11-23 => opt_in by AA-5
         somebody in DE: analytics of device on 2026-11-23 => opt_in by BE-1",
    );
    let abroad = "[business]\naudience = \"adults\"\n[[market]]\nplace = \"BR\"\n";
    check(
        abroad,
        "adult in BR: sale of health to third-party on 2026-11-23 => prohibited by AA-6
         adult in BR: analytics of device on 2026-11-23 => opt_in by BE-1
         adult in somewhere: analytics of device on 2026-11-23 => opt_in by BE-1
         adult in DE: analytics of device on 2026-11-23 => free",
    );
    check(MIXED, "somebody in DE: analytics of device on 2026-11-23 => parental by BE-2");
    check("", "somebody in DE: analytics of device on 2026-11-23 => parental by BE-2");
}

#[test]
fn who_asks_whether_it_may_sell_is_judged_as_a_seller() {
    check(
        QUIET,
        "law alpha on 2026-11-23 => no
         adult in US-CA: service of ordinary on 2026-11-23 => free
         adult in US-CA: sale of ordinary to third-party on 2026-11-23 => opt_out by AA-3
         adult in US-CA: targeted-advertising of ordinary to third-party on 2026-11-23 => opt_out by AA-3",
    );
    let small = "[business]\naudience = \"adults\"\nrevenue_usd = 1\nsells = false\nshares_for_ads = false\n[[market]]\nplace = \"US-CA\"\nconsumers = 5\n";
    check(
        small,
        "adult in US-CA: sale of ordinary to third-party on 2026-11-23 => free
         adult in US-CA: sale of health to third-party on 2026-11-23 => prohibited by AA-6
         adult in US-CA: service of health on 2026-11-23 => free",
    );
}

#[test]
fn a_law_that_may_reach_counts_and_says_so() {
    let book = book();
    let silent = profile("[[market]]\nplace = \"US-CA\"\n");
    let regimes = book.regimes(&silent, &Seen::default(), "2026-11-23".parse().unwrap());
    let act = Act { place: Place::new("US-CA").ok(), age: Some(Age::Adult), data: Some(DataClass::Ordinary), ..Act::of(Purpose::Sale) };
    let found = regimes.explain(&act);
    assert_eq!((found.regime, found.depends), (Regime::OptOut, true));
    assert!(found.rows.iter().all(|g| g.depends));
    assert!(found.unknown.iter().any(|u| u.en.contains("recipient")), "{found:?}");
}

/// Every use of data there is, over both laws and a handful of places.
fn all_acts() -> impl Iterator<Item = Act> {
    let places = [None, Some("US"), Some("US-CA"), Some("US-TX"), Some("EU"), Some("EEA"), Some("DE"), Some("NO"), Some("GB"), Some("BR")];
    let one = |p: Option<&str>| p.map(|p| Place::new(p).unwrap());
    fn known<W: Word>() -> Vec<Option<W>> {
        W::ALL.iter().map(|(_, w)| Some(*w)).chain([None]).collect()
    }
    places.into_iter().map(one).flat_map(|place| {
        Purpose::ALL.iter().flat_map(move |(_, purpose)| {
            let place = place.clone();
            known::<DataClass>().into_iter().flat_map(move |data| {
                let place = place.clone();
                known::<Age>().into_iter().flat_map(move |age| {
                    let place = place.clone();
                    known::<Recipient>().into_iter().map(move |recipient| Act {
                        place: place.clone(),
                        purpose: *purpose,
                        data,
                        age,
                        recipient,
                    })
                })
            })
        })
    })
}

/// Answer and explanation come from one cell, and the answer is one of the rows' own regimes.
#[test]
fn an_explanation_explains_its_answer() {
    let book = book();
    for store in [LARGE, QUIET, MIXED, ""] {
        let profile = profile(store);
        let regimes = book.regimes(&profile, &Seen::default(), "2026-11-23".parse().unwrap());
        for act in all_acts() {
            let (answer, found) = (regimes.of(&act), regimes.explain(&act));
            assert_eq!((answer.regime, answer.warned, answer.depends), (found.regime, found.warned, found.depends));
            assert_eq!(answer.regime == Regime::Free, !found.rows.iter().any(|g| g.regime == found.regime && g.confidence.enforceable()));
            assert!(found.rows.iter().filter(|g| Some(g.regime) != found.warned).all(|g| g.regime == found.regime), "{act:?}: {found:?}");
            assert!(answer.warned.is_none_or(|w| w > answer.regime));
        }
    }
}

/// Not to know something never loosens an answer.
#[test]
fn not_knowing_never_loosens() {
    let book = book();
    for store in [LARGE, MIXED, ""] {
        let profile = profile(store);
        let regimes = book.regimes(&profile, &Seen::default(), "2026-11-23".parse().unwrap());
        let adults = store == LARGE;
        for act in all_acts() {
            let answer = regimes.of(&act).regime;
            let mut vaguer =
                vec![Act { place: None, ..act.clone() }, Act { data: None, ..act.clone() }, Act { recipient: None, ..act.clone() }];
            // In a store for adults nobody is taken for a child whose age is not known.
            if !adults || act.age.is_none_or(|a| a == Age::Adult) {
                vaguer.push(Act { age: None, ..act.clone() });
            }
            for v in vaguer {
                assert!(regimes.of(&v).regime >= answer, "{act:?} is {answer}, {v:?} is {}", regimes.of(&v).regime);
            }
        }
    }
}

#[test]
fn what_a_law_calls_a_sale() {
    check(
        LARGE,
        "adult in US-CA: sale-for-value of ordinary to third-party on 2026-11-23 => opt_out by AA-3
         adult in US-CA: sale-for-value of health to third-party on 2026-11-23 => prohibited by AA-6",
    );
    let money = include_str!("law/regimes.toml").replacen("model = \"opt_out\"", "model = \"opt_out\"\nsale = \"money\"", 1);
    let book = Lawbook::parse(&[("version.toml", "date = \"2026-11-23\""), ("alpha.toml", &money)]).unwrap();
    let large = profile(LARGE);
    let regimes = book.regimes(&large, &Seen::default(), "2026-11-23".parse().unwrap());
    let act = |purpose| Act {
        place: Place::new("US-CA").ok(),
        data: Some(DataClass::Ordinary),
        age: Some(Age::Adult),
        recipient: Some(Recipient::ThirdParty),
        ..Act::of(purpose)
    };
    assert_eq!(regimes.of(&act(Purpose::Sale)).regime, Regime::OptOut);
    assert_eq!(regimes.of(&act(Purpose::SaleForValue)).regime, Regime::Notice);
}

#[test]
fn a_signal_binds_where_and_when_its_row_does() {
    let signal = "\n[[signal]]\nrow = \"AA-3\"\npurposes = [\"sale\"]\n\n[[signal]]\nrow = \"AA-4\"\npurposes = [\"sale\", \"targeted-advertising\"]\n";
    let text = format!("{}{signal}", include_str!("law/regimes.toml"));
    let book = Lawbook::parse(&[("version.toml", "date = \"2026-11-23\""), ("alpha.toml", &text)]).unwrap();
    let ask = |store: &str, place: Option<&str>, purpose, day: &str| {
        let duty = book
            .regimes(&profile(store), &Seen::default(), day.parse().unwrap())
            .signal(place.and_then(|p| Place::new(p).ok()).as_ref(), purpose);
        (duty.binding, duty.rows.len(), duty.warned.len())
    };
    use Verdict::{No, Unknown, Yes};
    assert_eq!(ask(LARGE, Some("US-CA"), Purpose::Sale, "2026-11-23"), (Yes, 1, 1));
    assert_eq!(ask(LARGE, Some("US-CA"), Purpose::SaleForValue, "2026-11-23"), (Yes, 1, 1));
    assert_eq!(ask(LARGE, Some("US-CA"), Purpose::TargetedAdvertising, "2026-11-23"), (No, 0, 1), "a row that was not re-read only warns");
    assert_eq!(ask(LARGE, Some("US-CA"), Purpose::Sale, "2019-12-31"), (No, 0, 0));
    assert_eq!(ask(LARGE, Some("DE"), Purpose::Sale, "2026-11-23"), (No, 0, 0));
    for not_known in [None, Some("US"), Some("BR")] {
        assert_eq!(ask(LARGE, not_known, Purpose::Sale, "2026-11-23"), (Yes, 1, 1), "{not_known:?}");
    }
    // Judged as a seller, though it says that it sells nothing.
    assert_eq!(ask(QUIET, Some("US-CA"), Purpose::Sale, "2026-11-23").0, Yes);
    assert_eq!(ask("", Some("US-CA"), Purpose::Sale, "2026-11-23").0, Unknown);
}

#[test]
fn faults_in_scenarios_are_told_by_line() {
    let faults = scenario::parse(
        "bad.txt",
        "adult in DE: sale of ordinary on 2026-01-01 => free\nstore: x\nadult in XX-1-2: sale of ordinary on 2026-01-01 => free\n\
         adult in DE: sael of ordinary on 2026-01-01 => free\nadult in DE: sale of ordinary on 2026-01-01\n\
         toddler in DE: sale of ordinary on 2026-01-01 => free\nlaw gdpr on 2026-01-01 => perhaps\nrow CA-17 on soon => yes\n",
    )
    .unwrap_err();
    let lines: Vec<usize> = faults.iter().map(|f| f.line).collect();
    assert_eq!(lines, [1, 3, 4, 5, 6, 7, 8], "{faults:#?}");
    assert!(faults[2].what.contains("`sael` is no purpose"), "{}", faults[2].what);
}
