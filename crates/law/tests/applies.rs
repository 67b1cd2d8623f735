//! Which laws reach whom, and when: many small cases over a small law of their own, so that a change of the real law
//! breaks none of them.
#![allow(clippy::unwrap_used)] // in a test an unwrap is an assertion

use tidegate_law::{Lawbook, Seen, Verdict, view};
use tidegate_types::{Lang, LawId, Profile, RowId};

const LAW: &[(&str, &str)] = &[
    ("version.toml", "date = \"2026-11-23\""),
    ("ccpa.toml", include_str!("law/ccpa.toml")),
    ("coppa.toml", include_str!("law/coppa.toml")),
    ("gdpr.toml", include_str!("law/gdpr.toml")),
    ("ukgdpr.toml", include_str!("law/ukgdpr.toml")),
    ("health.toml", include_str!("law/health.toml")),
    ("sale.toml", include_str!("law/sale.toml")),
    ("seat.toml", include_str!("law/seat.toml")),
    ("sensitive-sale.toml", include_str!("law/sensitive-sale.toml")),
    ("staff.toml", include_str!("law/staff.toml")),
];

fn book() -> Lawbook {
    Lawbook::parse(LAW).unwrap_or_else(|faults| panic!("{}", view::faulty(&faults, Lang::En).text))
}

/// `expected`: `yes ROW words of the reason`, `no words of the reason`, or `unknown field,field`.
fn check_seen(profile: &str, seen: Seen, law: &str, date: &str, expected: &str) {
    let (book, profile) = (book(), Profile::parse(profile).unwrap_or_else(|f| panic!("{f:?}")));
    let id = LawId::new(law).unwrap();
    let day = date.parse().unwrap();
    let law = book.law(&id).unwrap();
    let a = book.applies(law, &profile, &seen, day);
    let (verdict, rest) = expected.split_once(' ').unwrap_or((expected, ""));
    match verdict {
        "yes" => {
            let (row, words) = rest.split_once(' ').unwrap_or((rest, ""));
            assert_eq!((a.verdict, a.row.as_ref().map(RowId::as_str)), (Verdict::Yes, Some(row)), "{a:?}");
            assert!(a.why.en.contains(words), "`{words}` is not in {:?}", a.why);
        }
        "no" => {
            assert_eq!(a.verdict, Verdict::No, "{a:?}");
            assert!(a.why.en.contains(rest), "`{rest}` is not in {:?}", a.why);
        }
        "unknown" => assert_eq!((a.verdict, a.missing.join(",").as_str()), (Verdict::Unknown, rest), "{a:?}"),
        other => panic!("`{other}` is no verdict"),
    }
    assert_eq!(a.missing.is_empty(), a.verdict != Verdict::Unknown || rest.is_empty(), "{a:?}");
    assert!(a.why.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{:?}", a.why);
    assert_eq!(book.verdict(law, &profile, &seen, day), a.verdict, "both ways of asking agree");
}

fn check(profile: &str, law: &str, date: &str, expected: &str) {
    check_seen(profile, Seen::default(), law, date, expected);
}

fn shop(business: &str, markets: &[(&str, Option<u64>)]) -> String {
    let mut s = format!("[business]\n{business}\n");
    for (place, consumers) in markets {
        s += &format!("[[market]]\nplace = \"{place}\"\n");
        s += &consumers.map_or(String::new(), |n| format!("consumers = {n}\n"));
    }
    s
}

const TODAY: &str = "2026-11-23";
/// Says of itself that it sells and shares nothing.
const CLEAN: &str = "sells = false\nshares_for_ads = false\nrevenue_share_from_sale = 0.0";

#[test]
fn revenue_is_measured_against_the_threshold_of_the_year() {
    let california = |revenue: u64| shop(&format!("{CLEAN}\nrevenue_usd = {revenue}"), &[("US-CA", Some(10))]);
    check(&california(26_625_001), "ccpa", TODAY, "yes CA-T1a $26,625,001, threshold over $26,625,000");
    check(&california(26_625_000), "ccpa", TODAY, "no annual revenue of $26,625,000, threshold over $26,625,000");
    check(&california(26_000_000), "ccpa", "2024-12-31", "yes CA-T1 $26,000,000, threshold over $25,000,000");
    let both = shop("shares_for_ads = true\nrevenue_usd = 64_000_000", &[("US-CA", Some(910_000))]);
    check(
        &both,
        "ccpa",
        TODAY,
        "yes CA-T1a threshold over $26,625,000 (CA-T1a); 910,000 consumers in US-CA a year, threshold 100,000 (CA-T2), and",
    );
    check(&california(26_000_000), "ccpa", "2025-01-01", "no $26,000,000, threshold over $26,625,000");
    check(&california(25_000_000), "ccpa", "2024-06-01", "no $25,000,000, threshold over $25,000,000");
    check(&california(64_000_000), "ccpa", "2019-12-31", "no not in force before 2020-01-01");
}

#[test]
fn a_threshold_that_ended_without_a_successor_decides_nothing() {
    let california = |revenue: u64| shop(&format!("{CLEAN}\nrevenue_usd = {revenue}"), &[("US-CA", Some(10))]);
    check(&california(64_000_000), "ccpa", "2027-01-01", "unknown");
    check(&california(1_000_000), "ccpa", "2027-01-01", "no $1,000,000");
    let enough = shop("sells = true\nrevenue_usd = 64_000_000", &[("US-CA", Some(100_000))]);
    check(&enough, "ccpa", "2027-01-01", "yes CA-T2 100,000 consumers");
}

#[test]
fn consumers_count_where_data_is_sold_or_shared() {
    let small = |business: &str, n: u64| shop(&format!("revenue_usd = 1_000_000\n{business}"), &[("US-CA", Some(n))]);
    let no_share = "revenue_share_from_sale = 0.0";
    check(
        &small(&format!("sells = true\n{no_share}"), 100_000),
        "ccpa",
        TODAY,
        "yes CA-T2 100,000 consumers in US-CA a year, threshold 100,000 (CA-T2)",
    );
    check(&small(&format!("sells = true\n{no_share}"), 99_999), "ccpa", TODAY, "no 99,999 consumers in US-CA a year");
    check(&small(CLEAN, 910_000), "ccpa", TODAY, "no the profile says that no personal data is sold or shared");
    check(&small(no_share, 910_000), "ccpa", TODAY, "unknown business.sells,business.shares_for_ads");
    check(&small(&format!("sells = false\n{no_share}"), 910_000), "ccpa", TODAY, "unknown business.shares_for_ads");
    check(
        &small("shares_for_ads = true\nrevenue_share_from_sale = 0.5", 5),
        "ccpa",
        TODAY,
        "yes CA-T3 50% of revenue from selling or sharing, threshold 50%",
    );
}

#[test]
fn what_was_seen_goes_before_what_is_claimed() {
    let claimed = shop(&format!("{CLEAN}\nrevenue_usd = 1_000_000"), &[("US-CA", Some(910_000))]);
    let saw = |shares| Seen { shares: Some(shares), ..Seen::default() };
    check_seen(
        &claimed,
        saw(true),
        "ccpa",
        TODAY,
        "yes CA-T2 910,000 consumers in US-CA a year, threshold 100,000 (CA-T2), and ad requests were seen",
    );
    check_seen(&claimed, saw(false), "ccpa", TODAY, "no the profile says");
    let confessed = shop("shares_for_ads = true\nrevenue_usd = 1_000_000", &[("US-CA", Some(910_000))]);
    check_seen(&confessed, saw(false), "ccpa", TODAY, "yes CA-T2 shared for ads");
}

#[test]
fn a_market_that_contains_the_place_reaches_it_in_unknown_numbers() {
    let us = |n| shop("sells = true\nrevenue_usd = 1_000_000\nrevenue_share_from_sale = 0.0", &[("US", n)]);
    check(&us(Some(910_000)), "ccpa", TODAY, "unknown market.consumers");
    check(&us(None), "ccpa", TODAY, "unknown market.consumers");
    check(&us(Some(99_999)), "ccpa", TODAY, "no at most 99,999 consumers in US-CA a year");
    let rich = shop("revenue_usd = 64_000_000", &[("US", None)]);
    check(&rich, "ccpa", TODAY, "yes CA-T1a its market US contains US-CA");
}

#[test]
fn no_market_no_answer_and_another_market_is_no() {
    check("", "ccpa", TODAY, "unknown market,business.revenue_usd,business.sells,business.shares_for_ads,business.revenue_share_from_sale");
    check(
        &shop("revenue_usd = 64_000_000", &[]),
        "ccpa",
        TODAY,
        "unknown market,business.sells,business.shares_for_ads,business.revenue_share_from_sale",
    );
    check(&shop("revenue_usd = 64_000_000", &[("US-TX", None)]), "ccpa", TODAY, "no no market lies in US-CA");
    check(&shop("", &[("US-CA", Some(5))]), "ccpa", TODAY, "unknown business.revenue_usd,business.revenue_share_from_sale");
    check("", "gdpr", TODAY, "unknown market");
}

#[test]
fn the_old_world_has_no_threshold() {
    for market in ["DE", "EU", "NO"] {
        check(&shop("", &[(market, None)]), "gdpr", TODAY, "yes EU-1");
    }
    check(&shop("", &[("GB", None)]), "gdpr", TODAY, "no no market lies in EEA");
    check(&shop("", &[("UK", Some(1))]), "ukgdpr", TODAY, "yes UK-1 it sells to people in GB");
    check(&shop("", &[("DE", None)]), "ukgdpr", TODAY, "no no market lies in GB");
    check(&shop("", &[("DE", None)]), "gdpr", "2018-05-24", "no not in force before 2018-05-25");
}

#[test]
fn coppa_asks_for_the_audience() {
    let us = |business: &str| shop(business, &[("US-NY", None)]);
    check(&us("audience = \"children\""), "coppa", TODAY, "yes CO-PPA its audience is `children`");
    check(&us("audience = \"mixed\""), "coppa", TODAY, "yes CO-PPA its audience is `mixed`");
    check(&us("audience = \"adults\""), "coppa", TODAY, "no its audience is `adults`");
    check(&us(""), "coppa", TODAY, "unknown business.audience");
    check(&us("ages = \"6-12\""), "coppa", TODAY, "yes CO-PPA aged 6-12");
    check(&us("audience = \"adults\"\nages = \"13+\""), "coppa", TODAY, "no");
    check_seen(
        &us("audience = \"adults\""),
        Seen { children: Some(true), ..Seen::default() },
        "coppa",
        TODAY,
        "yes CO-PPA seen to be directed to children",
    );
    check(&shop("audience = \"children\"", &[("DE", None)]), "coppa", TODAY, "no no market lies in US");
}

#[test]
fn the_other_conditions() {
    let wa = |business: &str| shop(business, &[("US-WA", Some(7))]);
    check(&wa("sensitive = [\"health\"]"), "health", TODAY, "yes OT-1 health");
    check(&wa("sensitive = []"), "health", TODAY, "no health");
    check(&wa(""), "health", TODAY, "unknown business.sensitive");
    check_seen(&wa(""), Seen { sensitive: vec!["health".into()], ..Seen::default() }, "health", TODAY, "yes OT-1");
    check(&wa("sensitive = [\"health\"]"), "health", "2026-12-01", "no ended on 2026-11-30");
    check(&wa("sensitive = [\"health\"]"), "health", "2026-11-30", "yes OT-1");
}

#[test]
fn employees_seat_and_sale_of_sensitive_data() {
    check(&shop("employees = 20", &[]), "staff", TODAY, "yes OT-2 20 employees, threshold 20");
    check(&shop("employees = 19", &[]), "staff", TODAY, "no 19 employees");
    check("", "staff", TODAY, "unknown business.employees");
    check(&shop("seat = \"CN-GD\"", &[]), "seat", TODAY, "yes OT-3 its seat, CN-GD, lies outside EEA");
    check(&shop("seat = \"IS\"", &[]), "seat", TODAY, "no its seat, IS, lies in EEA");
    check("", "seat", TODAY, "unknown business.seat");
    check(&shop("sells_sensitive = true", &[]), "sensitive-sale", TODAY, "yes OT-4 sensitive data is sold");
    check(&shop("sells = false", &[]), "sensitive-sale", TODAY, "no");
    check("", "sensitive-sale", TODAY, "unknown business.sells_sensitive");
    check(&shop("sells = true", &[]), "sale", TODAY, "yes OT-5 the profile says that personal data is sold");
    check_seen("", Seen { shares: Some(true), ..Seen::default() }, "sale", TODAY, "unknown business.sells");
    check_seen(
        &shop("sells = false", &[]),
        Seen { sells: Some(true), ..Seen::default() },
        "sale",
        TODAY,
        "yes OT-5 a sale of personal data was seen",
    );
}

/// One row: the law, its own dates and status, and its `when`.
fn reaches(profile: &str, seen: Seen, row: &str, date: &str, expected: Verdict) {
    let (book, profile) = (book(), Profile::parse(profile).unwrap());
    let row = book.row(&RowId::new(row).unwrap()).unwrap();
    assert_eq!(book.reaches(row, &profile, &seen, date.parse().unwrap()), expected, "{} on {date}", row.id);
}

#[test]
fn a_row_reaches_whom_its_law_reaches_while_it_is_in_force() {
    use Verdict::{No, Unknown, Yes};
    let none = Seen::default;
    let big = shop("revenue_usd = 64_000_000", &[("US-CA", Some(5))]);
    reaches(&big, none(), "CA-D1", TODAY, Yes);
    reaches(&big, none(), "CA-D1", "2025-12-31", No);
    reaches(&big, none(), "CA-D1", "2026-01-01", Yes);
    reaches(&shop("", &[("DE", None)]), none(), "CA-D1", TODAY, No);
    reaches("", none(), "CA-D1", TODAY, Unknown);
    for never in ["CA-D2", "CA-D3"] {
        reaches(&big, none(), never, TODAY, No);
    }
    reaches(&big, none(), "CA-13", TODAY, Unknown);
    reaches(&big, Seen { shares: Some(true), ..none() }, "CA-13", TODAY, Yes);
    reaches(&shop(&format!("{CLEAN}\nrevenue_usd = 64_000_000"), &[("US-CA", None)]), none(), "CA-13", TODAY, No);
    reaches("", Seen { shares: Some(true), ..none() }, "CA-13", TODAY, Unknown);
    reaches(&big, none(), "CA-30", TODAY, Unknown);
    reaches(&big, Seen { incentive: Some(false), ..none() }, "CA-30", TODAY, No);
}

#[test]
fn what_was_not_re_read_may_not_block() {
    let book = book();
    let row = |id: &str| book.row(&RowId::new(id).unwrap()).unwrap();
    for (id, enforceable) in [("CA-13", true), ("CA-T1a", true), ("CA-30", true), ("CA-D1", false), ("CA-D3", false)] {
        assert_eq!(row(id).enforceable(), enforceable, "{id}");
        assert_eq!(row(id).law_ref().unverified, !enforceable, "{id}");
    }
}

#[test]
fn the_report_lists_what_applies_first() {
    let (book, profile) = (book(), Profile::parse(&shop("", &[("DE", None)])).unwrap());
    let all = book.applies_all(&profile, &Seen::default(), TODAY.parse().unwrap());
    assert_eq!(all.len(), book.laws().count());
    assert_eq!(book.report(&all[0]).applies, Some(true));
    let order: Vec<_> = all.iter().map(|a| a.verdict).collect();
    let first_no = order.iter().position(|v| *v == Verdict::No).unwrap();
    assert!(order[first_no..].iter().all(|v| *v == Verdict::No), "{order:?}");
}

#[test]
fn the_views_speak_both_languages() {
    let (book, profile) = (book(), Profile::parse(&shop("sells = true", &[("US-CA", Some(910_000))])).unwrap());
    let day = TODAY.parse().unwrap();
    let en = view::applies(&book, &profile, &Seen::default(), day, Lang::En);
    assert!(
        en.text.contains("applies         ccpa  California Consumer Privacy Act\n    910,000 consumers in US-CA a year"),
        "{}",
        en.text
    );
    let zh = view::applies(&book, &profile, &Seen::default(), day, Lang::Zh);
    assert!(
        zh.text.contains("适用　  ccpa  《加州消费者隐私法》\n    US-CA 每年 910,000 名消费者，门槛 100,000（CA-T2），且"),
        "{}",
        zh.text
    );
    assert_eq!(en.json, zh.json, "JSON carries both languages whatever is asked");
    assert_eq!(en.json["laws"][0]["applies"], true);
    assert_eq!(en.json["law_version"], book.law_version());

    assert!(
        view::list(&book, day, Lang::En).text.contains("ccpa            US-CA  opt_out  2020-01-01"),
        "{}",
        view::list(&book, day, Lang::En).text
    );
    let row = view::show(&book, "CA-13", Lang::Zh).unwrap();
    assert!(row.text.contains("仅当：sells_or_shares") && row.text.contains("15 business_days"), "{}", row.text);
    let law = view::show(&book, "ccpa", Lang::En).unwrap();
    assert!(law.text.contains("CA-T1: market = \"US-CA\" + revenue_over = 25000000  [2020-01-01 – 2024-12-31]"), "{}", law.text);
    let missing = view::show(&book, "CA-113", Lang::En).unwrap_err();
    assert_eq!(missing, "`CA-113` is no law, row, case or clock. Did you mean `CA-13`? `tidegate law list` lists the laws.");

    let files: Vec<(String, String)> = LAW.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
    let cited: std::collections::BTreeSet<RowId> = book.rows().map(|r| r.id.clone()).collect();
    assert!(view::check(&files, &cited, Lang::Zh).unwrap().text.starts_with("10 个文件："));
    // What asks for something and is used by nothing would bind nobody without anyone noticing.
    let unused = view::check(&files, &std::collections::BTreeSet::new(), Lang::En).unwrap_err();
    assert!(unused.text.contains("row CA-13: no check, regime, clock or date uses this duty"), "{}", unused.text);
    assert!(!unused.text.contains("row CA-T1a:"), "a scope uses it: {}", unused.text);
    let broken = view::check(&files[1..], &cited, Lang::En).unwrap_err();
    assert!(broken.text.ends_with("1 fault; the law was not loaded\n"), "{}", broken.text);
    assert_eq!(broken.json["faults"][0]["file"], "version.toml");
}
