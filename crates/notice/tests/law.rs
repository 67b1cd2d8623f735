//! What the law decides of a document: which parts stand, which words it fixes.

use jiff::civil::{Date, date};
use tidegate_law::Lawbook;
use tidegate_notice::{Document, Form, Matter, Notice, Written, write};
use tidegate_types::{Lang, Profile};

const TODAY: Date = date(2026, 11, 23);

fn of(notice: Notice, toml: &str) -> Written {
    let profile = Profile::parse(toml).unwrap_or_else(|f| panic!("{f:#?}\n{toml}"));
    write(notice, &Matter { profile: &profile, law: Lawbook::embedded().expect("the law reads"), date: TODAY })
}

fn anchors(d: &Document) -> Vec<&str> {
    d.sections.iter().map(|s| s.anchor.as_str()).collect()
}

fn text(w: &Written) -> String {
    w.document.render(Form::Markdown, Lang::En)
}

fn business(lines: &str, markets: &[(&str, u64)]) -> String {
    let mut out = format!("[business]\nseat = \"CN-GD\"\nrevenue_usd = 90_000_000\n{lines}\n");
    for (place, n) in markets {
        out.push_str(&format!("[[market]]\nplace = \"{place}\"\nconsumers = {n}\n"));
    }
    out
}

const QUIET: &str =
    "sells = false\nshares_for_ads = false\nsensitive = []\nsells_sensitive = false\naudience = \"adults\"\nsmall_business = false";

#[test]
fn chapters_follow_the_laws_that_reach() {
    let germany = of(Notice::Policy, &(business(QUIET, &[("DE", 40_000)]) + "[incentive]\noffered = false\n"));
    let a = anchors(&germany.document);
    assert!(a.contains(&"europe") && a.contains(&"who") && a.contains(&"collect") && a.contains(&"recipients"), "{a:?}");
    assert!(!a.contains(&"sale") && !a.contains(&"states") && !a.contains(&"children") && !a.contains(&"incentive"), "{a:?}");
    assert!(!text(&germany).contains("United Kingdom is"), "no British representative");

    let california = of(Notice::Policy, &(business(QUIET, &[("US-CA", 900_000)]) + "[incentive]\noffered = false\n"));
    let a = anchors(&california.document);
    assert!(a.contains(&"sale") && a.contains(&"rights") && !a.contains(&"europe") && !a.contains(&"states"), "{a:?}");
    assert!(text(&california).contains("In the last 12 months we did not sell or share personal information."));
    assert!(!text(&california).contains("right to opt out"), "nothing to opt out of");
    for notice in [Notice::OptOut, Notice::Limit, Notice::Incentive, Notice::Parent] {
        let w = of(notice, &(business(QUIET, &[("US-CA", 900_000)]) + "[incentive]\noffered = false\n"));
        assert!(!w.owed() && w.gaps.is_empty(), "{notice}");
    }
}

#[test]
fn nobody_is_reached_where_nothing_is_sold() {
    let w = of(Notice::Policy, &business(QUIET, &[("JP", 900_000)]));
    assert!(!w.owed() && w.gaps.is_empty(), "{:?}", anchors(&w.document));
}

#[test]
fn the_law_of_the_day_decides() {
    let profile = Profile::parse(&tidegate_demo::clean_profile(TODAY)).expect("sound");
    let law = Lawbook::embedded().expect("the law reads");
    let rows = |date| {
        let w = write(Notice::Policy, &Matter { profile: &profile, law, date });
        w.document.blocks().flat_map(|b| b.rows.clone()).map(String::from).collect::<Vec<_>>()
    };
    let (before, after) = (rows(date(2025, 12, 31)), rows(date(2026, 1, 1)));
    assert!(!before.contains(&"CA-18".to_owned()) && after.contains(&"CA-18".to_owned()));
    assert!(!before.contains(&"CA-F3".to_owned()) && after.contains(&"CA-F3".to_owned()));
}

#[test]
fn fixed_words_are_the_laws_own() {
    let seller = "sells = true\nshares_for_ads = false\nsensitive = [\"health\"]\nsells_sensitive = true\nsmall_business = false";
    let places = [("US-CA", 900_000), ("US-TX", 300_000), ("US-FL", 300_000), ("US-NY", 300_000)];
    let w = of(Notice::Policy, &(business(seller, &places) + "[policy]\nalgorithm_prices = true\nsensitive_beyond = true\n"));
    let text = text(&w);
    let law = Lawbook::embedded().expect("the law reads");
    for id in ["STR-TX1", "STR-FL1", "STR-NY", "CA-13", "CA-26"] {
        let row = law.row(&id.parse().expect("an id")).expect("a row");
        assert!(text.contains(&row.strings[0]), "{id}: {}", row.strings[0]);
    }
    assert!(!text.contains("your biometric personal data"), "no biometric data is handled");
    // A title that the law does not fix is no title.
    let odd = of(Notice::OptOut, &(business(seller, &places) + "[contact]\nopt_out_title = \"Do Not Sell\"\nopt_out_page = \"/out\"\n"));
    assert!(odd.gaps.iter().any(|g| g.field == "contact.opt_out_title"), "{:#?}", odd.gaps);
}

#[test]
fn a_minor_gap_is_asked_for_with_its_row() {
    let mut toml = tidegate_demo::clean_profile(TODAY);
    toml = toml.replacen("kept = { en = \"7 years\", zh = \"7 年\" }\n", "", 1);
    let w = of(Notice::Policy, &toml);
    assert_eq!(w.gaps.len(), 1, "{:#?}", w.gaps);
    let gap = &w.gaps[0];
    assert!(gap.field == "collects.kept (A orders)" && gap.what.en == "retention of “Identifiers”", "{gap:?}");
    assert!(gap.rows.iter().any(|r| r.as_str() == "CA-02"));
    assert!(
        text(&w).contains("TO FILL IN: retention of “Identifiers” — collects.kept \\(A orders\\)")
            || text(&w).contains("collects.kept (A orders) in profile.toml")
    );
}

#[test]
fn the_limit_notice_is_for_those_who_go_beyond() {
    let base = business(
        "sells = false\nshares_for_ads = false\nsensitive = [\"health\"]\nsells_sensitive = false\naudience = \"adults\"",
        &[("US-CA", 900_000)],
    );
    let with = |policy: &str| of(Notice::Limit, &format!("{base}[policy]\n{policy}"));
    assert!(!with("sensitive_beyond = false").owed());
    let w = with("sensitive_beyond = true");
    assert!(text(&w).contains("You have the right to limit") && w.gaps.iter().any(|g| g.field == "contact.limit_page"), "{:#?}", w.gaps);
    let w = with("");
    assert!(w.gaps.iter().any(|g| g.field == "policy.sensitive_beyond"), "{:#?}", w.gaps);
}

/// The demo's `dep.toml`: one harmless entry, and a register that says more.
fn denied(collects: &str, receives: &str) -> Profile {
    let toml = business(
        "sells = false\nshares_for_ads = true\nsensitive = []\nsells_sensitive = false\naudience = \"adults\"\nsmall_business = false",
        &[("US-CA", 900_000), ("DE", 40_000)],
    ) + &format!(
        "[[recipient]]\nname = \"Meta\"\nrole = \"third-party\"\nkind = \"advertising network\"\npurpose = \"show ads\"\nreceives = {receives}\n\
         [[recipient]]\nname = \"Stratus\"\nrole = \"service-provider\"\nkind = \"hosting\"\npurpose = \"run the servers\"\nreceives = [\"A\"]\n{collects}"
    );
    toml::from_str(&toml).unwrap_or_else(|e| panic!("{e}\n{toml}"))
}

fn of_profile(notice: Notice, profile: &Profile) -> Written {
    write(notice, &Matter { profile, law: Lawbook::embedded().expect("the law reads"), date: TODAY })
}

const ORDERS: &str =
    "[[collects]]\ncategory = \"A\"\nform = \"orders\"\npurposes = [\"deliver it\"]\nbasis = \"contract\"\nsold = false\nshared = false\n";

#[test]
fn the_register_and_the_entries_never_deny_each_other() {
    let quiet = denied(&format!("{ORDERS}disclosed_to = [\"hosting\"]\n"), "[\"A\", \"D\", \"F\"]");
    for notice in [Notice::Policy, Notice::Collection] {
        let w = of_profile(notice, &quiet);
        let gap = |field: &str| w.gaps.iter().find(|g| g.field == field).unwrap_or_else(|| panic!("{notice}: {field}: {:#?}", w.gaps));
        let shared = gap("collects.shared (A orders)");
        assert_eq!(shared.what.en, "the register says that Meta receives “Identifiers” to show ads");
        assert!(shared.what.zh.contains("Meta 接收“标识符”"), "{shared:?}");
        assert!(gap("collects.disclosed_to (A orders)").what.en.contains("Meta receives"));
        assert!(gap("collects (D)").what.en.contains("“Commercial information” to show ads; no [[collects]] tells of it"));
        assert!(gap("collects (F)").what.zh.contains("没有相应的"));
        let text = text(&w);
        assert!(!text.contains("Shared for ads: No") && !text.contains("Nobody else receives it"), "{text}");
    }
    // Without a role it may still be the advertiser with whom the business shares.
    let mut p = quiet.clone();
    p.recipients.iter_mut().flatten().for_each(|x| x.role = None);
    assert!(of_profile(Notice::Policy, &p).gaps.iter().any(|g| g.field == "collects.shared (A orders)"));
    // Nobody is said to receive it, and somebody does.
    let w = of_profile(Notice::Policy, &denied(&format!("{ORDERS}disclosed_to = []\n"), "[\"F\"]"));
    assert!(w.gaps.iter().any(|g| g.field == "collects.disclosed_to (A orders)" && g.what.en.contains("Stratus")), "{:#?}", w.gaps);
    assert!(text(&w).contains("Shared for ads: No."), "Meta does not receive it");
    // A register that advertises, and a business that says it shares nothing.
    let mut p = denied(ORDERS, "[\"A\"]");
    p.business.shares_for_ads = Some(false);
    let w = of_profile(Notice::Policy, &p);
    assert!(!text(&w).contains("we did not sell or share") && !text(&w).contains("did not share"), "{}", text(&w));
    assert!(w.gaps.iter().any(|g| g.field == "business.shares_for_ads" && g.what.en.contains("Meta advertises")), "{:#?}", w.gaps);
    // All is told.
    let cookies = ["A", "F"].map(|c| {
        format!("[[collects]]\ncategory = \"{c}\"\nform = \"cookies\"\nbasis = \"consent\"\nshared = true\ndisclosed_to = [\"Meta\"]\n")
    });
    let w = of_profile(Notice::Policy, &denied(&format!("{ORDERS}disclosed_to = [\"hosting\"]\n{}", cookies.concat()), "[\"A\", \"F\"]"));
    assert!(!w.gaps.iter().any(|g| g.what.en.contains("the register says")), "{:#?}", w.gaps);
}

#[test]
fn every_purpose_has_its_basis_in_europe() {
    let w = of_profile(Notice::Policy, &denied(&format!("{ORDERS}disclosed_to = [\"hosting\"]\n"), "[\"A\"]"));
    let europe = text(&w);
    let europe = europe.split("Europe and the United Kingdom").nth(1).expect("the chapter");
    assert!(europe.contains("| run the servers (Stratus) | contract with you, Article 6(1)(b) GDPR |"), "{europe}");
    let gap = w.gaps.iter().find(|g| g.field == "collects.basis (Meta)").expect("the basis of advertising is not told");
    assert!(gap.rows.iter().any(|r| r.as_str() == "EU-9"), "{gap:?}");
    assert!(europe.contains("you may withdraw it at any time"), "advertising rests on consent: {europe}");
    assert!(w.gaps.iter().any(|g| g.field == "contact.consent_page"), "{:#?}", w.gaps);
}

#[test]
fn no_sale_beside_sharing_is_a_warning_where_california_reaches() {
    let seller = "sells = false\nshares_for_ads = true";
    let warned = |places: &[(&str, u64)], notice| of(notice, &business(seller, places)).warnings;
    let told = warned(&[("US-CA", 900_000)], Notice::Policy);
    assert!(told.len() == 1 && told.iter().all(|t| [&t.en, &t.zh].iter().all(|t| t.contains("CA-D1a") && t.contains("E01"))), "{told:?}");
    assert_eq!(warned(&[("DE", 900_000)], Notice::Policy), []);
    assert_eq!(warned(&[("US-CA", 900_000)], Notice::OptOut), []);
    assert_eq!(of(Notice::Policy, &business(QUIET, &[("US-CA", 900_000)])).warnings, []);
    let law = Lawbook::embedded().expect("the law reads");
    assert!(law.row(&"CA-D1a".parse().expect("an id")).is_some_and(|r| r.text.en.contains("E01")));
}

#[test]
fn do_not_track_does_not_deny_the_signal_before_it() {
    for notice in [Notice::Policy, Notice::OptOut] {
        let d = of(notice, &tidegate_demo::clean_profile(TODAY)).document;
        let (en, zh) = (d.render(Form::Markdown, Lang::En), d.render(Form::Markdown, Lang::Zh));
        assert!(en.contains("\n\n<strong>Do Not Track.</strong> A “Do Not Track” signal alone"), "{notice}: {en}");
        assert!(zh.contains("\n\n<strong>“请勿追踪”信号。</strong>"), "{notice}: {zh}");
    }
}

#[test]
fn rows_named_in_the_code_exist() {
    let law = Lawbook::embedded().expect("the law reads");
    let files = [
        include_str!("../src/common.rs"),
        include_str!("../src/short.rs"),
        include_str!("../src/policy.rs"),
        include_str!("../src/policy/who.rs"),
        include_str!("../src/policy/collect.rs"),
        include_str!("../src/policy/forms.rs"),
        include_str!("../src/policy/recipients.rs"),
        include_str!("../src/policy/sale.rs"),
        include_str!("../src/policy/rights.rs"),
        include_str!("../src/policy/states.rs"),
        include_str!("../src/policy/europe.rs"),
        include_str!("../src/policy/children.rs"),
    ];
    let mut named = 0;
    for id in files.iter().flat_map(|f| f.split("(\"")).filter_map(|s| s.split_once("\", &[")).map(|(id, _)| id) {
        if let Some(suffix) = id.strip_prefix('*') {
            let end = format!("-{}", suffix.split(' ').next().unwrap_or_default());
            assert!(law.rows().filter(|r| r.id.as_str().ends_with(&end) && r.law.as_str().starts_with("us-")).count() >= 5, "{id}");
            continue;
        }
        assert!(law.row(&id.parse().unwrap_or_else(|e| panic!("{e}"))).is_some(), "{id} is no row");
        named += 1;
    }
    assert!(named > 100, "{named}");
}

#[test]
fn categories_bear_the_names_that_the_rows_describe() {
    let law = Lawbook::embedded().expect("the law reads");
    let all = "ABCDEFGHIJKL".chars().map(|c| format!("[[collects]]\ncategory = \"{c}\"\n")).collect::<String>();
    let w = of(Notice::Policy, &(business(&QUIET.replace("[]", "[\"health\"]"), &[("US-CA", 900_000)]) + &all));
    let text = w.document.render(Form::Markdown, Lang::Zh);
    for c in "ABCDEFGHIJKL".chars() {
        let row = law.row(&format!("PI-{c}").parse().expect("an id")).expect("a row");
        let name = row.text.zh.split_once('·').and_then(|(_, rest)| rest.split(['：', '。', '（']).next()).expect("a name");
        assert!(text.contains(name), "{c}: {name}");
    }
}

/// States without a right to correct are named in the code; the rows say the same.
#[test]
fn the_right_to_correct_is_told_where_there_is_one() {
    let law = Lawbook::embedded().expect("the law reads");
    let rights = law.rows().filter(|r| r.law.as_str().starts_with("us-") && r.id.as_str().ends_with("-RTS"));
    let without: Vec<&str> =
        rights.filter(|r| !r.text.en.contains("correct it") && !r.text.en.contains("correct data")).map(|r| &r.id.as_str()[..2]).collect();
    assert_eq!(without, ["IA", "UT"]);
}

#[test]
fn states_bring_their_own_rows_and_times() {
    let seller =
        "sells = false\nshares_for_ads = true\nsensitive = []\nsells_sensitive = false\naudience = \"adults\"\nsmall_business = false";
    let w = of(Notice::Policy, &business(seller, &[("US-CO", 500_000), ("US-IA", 500_000), ("US-CT", 500_000)]));
    let rows: Vec<&str> = w.document.blocks().flat_map(|b| &b.rows).map(|r| r.as_str()).collect();
    for id in ["CO-NOT", "IA-NOT", "CT-NOT", "CO-OPT", "PG-CO", "PG-CT", "CO-SIG", "CT-REV", "IA-APP", "CO-APP", "CT-LST"] {
        assert!(rows.contains(&id), "{id}");
    }
    assert!(!rows.iter().any(|id| id.starts_with("TX-") || *id == "IA-SIG" || id.starts_with("CA-")), "{rows:?}");
    let text = text(&w);
    assert!(text.contains("For people in Colorado, Connecticut and Iowa"), "{text}");
    assert!(text.contains("For Iowa the times are 90 and 45 days."), "{text}");
    assert!(
        text.contains("In Colorado we answer an appeal in writing, with reasons, at the latest after 45 days. In Connecticut and Iowa"),
        "{text}"
    );
    assert!(text.contains("In Connecticut we stop within 15 days."), "{text}");
    assert!(text.contains("Do Not Sell or Share My Personal Information"), "the title is California's, for want of another");
}
