//! What is to come, what changed, and since when: over a small law of its own.
#![allow(clippy::unwrap_used)] // in a test an unwrap is an assertion

use jiff::civil::Date;
use tidegate_law::agenda::Turn;
use tidegate_law::{Lawbook, Seen, Verdict, view};
use tidegate_types::{Lang, LawId, Profile, Regime};

fn book() -> Lawbook {
    let files = [("version.toml", "date = \"2026-11-23\""), ("time.toml", include_str!("law/time.toml"))];
    Lawbook::parse(&files).unwrap_or_else(|faults| panic!("{}", view::faulty(&faults, Lang::En).text))
}

fn shop(consumers: u64) -> Profile {
    Profile::parse(&format!("[business]\naudience = \"adults\"\n[[market]]\nplace = \"US-CA\"\nconsumers = {consumers}\n")).unwrap()
}

fn day(s: &str) -> Date {
    s.parse().unwrap()
}

/// `2027-01-31 due TA-1; …`
fn agenda(profile: &Profile, from: &str, to: &str) -> String {
    let word = |t: Turn| match t {
        Turn::Begins => "begins",
        Turn::Ends => "ends",
        Turn::Changes => "changes",
        Turn::Due => "due",
    };
    let entries = book().agenda(profile, &Seen::default(), day(from), day(to));
    let line = |e: &tidegate_law::agenda::Entry| {
        let rows = e.rows.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(" ");
        format!("{} {} {rows}{}", e.on, word(e.turn), if e.depends { "?" } else { "" })
    };
    entries.iter().map(line).collect::<Vec<_>>().join("; ")
}

#[test]
fn the_calendar_tells_what_reaches_the_business() {
    // Below the old threshold, above the new one: the law begins to reach it.
    assert_eq!(agenda(&shop(50_000), "2026-12-01", "2027-02-28"), "2027-01-01 changes TA-1; 2027-01-31 due TA-1");
    assert_eq!(agenda(&shop(200_000), "2026-06-01", "2026-12-31"), "2026-07-01 begins TA-2");
    assert_eq!(agenda(&shop(200_000), "2027-01-01", "2027-12-31"), "2027-01-31 due TA-1; 2027-03-01 begins TA-3");
    assert_eq!(agenda(&shop(5), "2020-01-01", "2035-01-01"), "", "whom the law never reaches");
    let silent = Profile::parse("").unwrap();
    assert_eq!(agenda(&silent, "2027-01-15", "2027-02-15"), "2027-01-31 due TA-1?");
}

#[test]
fn days_come_again_every_year_and_ends_are_told_once() {
    let told = agenda(&shop(200_000), "2028-01-01", "2031-12-31");
    // The milestone of that day tells the end of the row better than the row itself.
    let expected = "2028-01-31 due TA-1; 2028-07-01 due TA-2; 2029-01-31 due TA-1; 2030-01-31 due TA-1; 2031-01-01 ends TA-1";
    assert_eq!(told, expected);
}

/// Regulations often reach whom their statute reaches, by its very rows.
#[test]
fn laws_that_rest_on_one_scope_change_once() {
    let one = include_str!("law/time.toml");
    let rows = one.find("[[row]]").unwrap();
    let regulations = one[..rows].replace("\"tau\"", "\"tau-regs\"");
    let book = Lawbook::parse(&[("version.toml", "date = \"2026-11-23\""), ("a.toml", one), ("b.toml", &regulations)]).unwrap();
    let entries = book.agenda(&shop(50_000), &Seen::default(), day("2026-12-01"), day("2027-01-15"));
    assert_eq!(entries.iter().map(|e| e.turn).collect::<Vec<_>>(), [Turn::Changes], "{entries:?}");
}

#[test]
fn what_to_do_before_is_the_rows_own() {
    let entries = book().agenda(&shop(200_000), &Seen::default(), day("2026-06-01"), day("2026-12-31"));
    assert_eq!(entries[0].before.en, "Build the form.");
    let profile = "[[recipient]]\nname = \"Acme\"\ncontract = { ends = \"2026-09-01\" }\nreview_due = \"2026-10-01\"\n";
    let told = agenda(&Profile::parse(profile).unwrap(), "2026-08-01", "2026-12-31");
    assert_eq!(told, "2026-09-01 due ; 2026-10-01 due ");
}

#[test]
fn the_difference_between_two_days() {
    let book = book();
    let (large, seen) = (shop(200_000), Seen::default());
    let diff = book.diff(Some((&large, &seen)), day("2026-06-30"), day("2027-06-30"));
    let rows: Vec<_> = diff.rows.iter().map(|m| (m.what.as_str(), m.began, m.on.to_string())).collect();
    assert_eq!(rows, [("TA-2", true, "2026-07-01".into()), ("TA-3", true, "2027-03-01".into())], "what a court stopped is no change");
    assert_eq!(diff.scopes.len(), 2, "{diff:?}");
    // TA-3 was not re-read: it warns, so what holds did not change by it.
    let sale = diff.regimes.iter().find(|c| c.purpose.as_str() == "sale").unwrap();
    assert_eq!((sale.before, sale.after, diff.regimes.len()), (Regime::Free, Regime::OptOut, 2), "{:?}", diff.regimes);
    assert!(book.diff(Some((&shop(5), &seen)), day("2026-06-30"), day("2027-06-30")).rows.is_empty(), "whom the law never reaches");
    let back = book.diff(None, day("2028-06-30"), day("2028-07-01"));
    assert_eq!(back.rows.iter().map(|m| (m.what.as_str(), m.began)).collect::<Vec<_>>(), [("TA-2", false)]);
    let same = book.diff(None, day("2027-06-30"), day("2027-06-30"));
    assert!(same.rows.is_empty() && same.laws.is_empty() && same.scopes.is_empty() && same.regimes.is_empty());
}

#[test]
fn since_when_and_what_would_bring_it_in() {
    let book = book();
    let law = book.law(&LawId::new("tau").unwrap()).unwrap();
    let periods = |consumers: u64, until: &str| -> Vec<(String, Verdict)> {
        let history = book.history(law, &shop(consumers), &Seen::default(), day(until));
        history.iter().map(|p| (p.from.to_string(), p.applies)).collect()
    };
    use Verdict::{No, Yes};
    assert_eq!(periods(50_000, "2026-11-25"), [("2020-01-01".into(), No)]);
    assert_eq!(periods(50_000, "2029-01-01"), [("2020-01-01".into(), No), ("2027-01-01".into(), Yes)]);
    let whole = [("2020-01-01".into(), Yes), ("2031-01-01".into(), No)];
    assert_eq!(periods(200_000, "2032-01-01"), whole);
    assert_eq!(periods(200_000, "2019-01-01"), [], "before the law began there is no past");

    let near = |consumers: u64, on: &str| book.near(law, &shop(consumers), &Seen::default(), day(on));
    let [one] = near(99_999, "2026-11-25").try_into().unwrap();
    assert_eq!((one.row.as_str(), one.needs.len()), ("TA-1", 1));
    assert!(one.needs[0].en.contains("99,999") && one.needs[0].en.contains("100,000"), "{:?}", one.needs);
    assert!(near(100_000, "2026-11-25").is_empty(), "what is reached brings nothing in");
    let elsewhere = Profile::parse("[[market]]\nplace = \"DE\"\nconsumers = 5\n").unwrap();
    assert!(book.near(law, &elsewhere, &Seen::default(), day("2026-11-25")).is_empty(), "a market is a decision, no threshold");
}
