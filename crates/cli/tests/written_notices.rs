//! The notices that are written from the clean shop's profile, read by the audit's own detectors.

use jiff::civil::date;
use tidegate_audit::case::Case;
use tidegate_audit::policy::items::{self, Notice as Read};
use tidegate_audit::policy::{claims, date as dates, tongue};
use tidegate_catalog::{Catalog, Tongue};
use tidegate_law::{Lawbook, Verdict};
use tidegate_notice::{Form, Matter, Notice, Written, write};
use tidegate_types::observation::{Browser, FORMAT, Observation, Page, PageKind};
use tidegate_types::{Lang, Profile};

const TODAY: jiff::civil::Date = date(2026, 11, 23);

fn clean() -> Profile {
    Profile::parse(&tidegate_demo::clean_profile(TODAY)).expect("sound")
}

fn written(notice: Notice, profile: &Profile) -> Written {
    write(notice, &Matter { profile, law: Lawbook::embedded().expect("the law reads"), date: TODAY })
}

/// As a browser gives the text of a page: a line for each block and table row, a tab between cells.
fn text(html: &str) -> String {
    let mut out = html.replace("</td><td>", "\t").replace("</th><th>", "\t");
    for (name, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        out = out.replace(name, sign);
    }
    let tags = |s: &str| {
        let mut inside = false;
        s.chars()
            .filter(|c| {
                let keep = !inside && *c != '<';
                inside = match c {
                    '<' => true,
                    '>' => false,
                    _ => inside,
                };
                keep
            })
            .collect::<String>()
    };
    tags(&out)
}

fn of(lang: Lang) -> String {
    text(&written(Notice::Policy, &clean()).document.render(Form::Html, lang))
}

fn observation() -> Observation {
    Observation {
        format: FORMAT,
        tidegate: "0".into(),
        target: "https://clean.example.test/".into(),
        started_at: "2026-11-23T00:00:00Z".parse().expect("an instant"),
        browser: Browser::default(),
        passes: vec![],
        gaps: vec![],
        lists: vec![],
        names: vec![],
    }
}

/// Items of the families that are owed and not held, doubtful ones too.
fn missing(text: &str, families: &[&str], incentive: bool) -> Vec<String> {
    let (obs, profile) = (observation(), clean());
    let mut case = Case::new(&obs, &profile, Lawbook::embedded().expect("the law reads"), Catalog::embedded(), TODAY);
    case.seen.incentive = Some(incentive);
    let notice = Read::new([text]).expect("a language that is read");
    items::family(&case, families)
        .filter(|i| items::owed(&case, i) != Verdict::No || i.only_if.iter().any(|w| w == "sensitive"))
        .inspect(|i| assert!(notice.reads(i), "{} is not read", i.id))
        .filter(|i| !notice.holds(i))
        .map(|i| format!("{} {}", i.id, i.name.en))
        .collect()
}

#[test]
fn nothing_is_left_to_fill_in_for_the_clean_shop() {
    for notice in [Notice::Policy, Notice::Collection, Notice::OptOut, Notice::Incentive, Notice::Parent] {
        let w = written(notice, &clean());
        assert_eq!(w.gaps, [], "{notice}");
        assert!(w.owed() && w.document.blocks().all(|b| b.sure), "{notice}");
    }
    assert!(!written(Notice::Limit, &clean()).owed(), "nothing sensitive is used beyond §7027(m)");
}

#[test]
fn the_policy_holds_every_item_in_both_languages() {
    for lang in Lang::ALL {
        let policy = of(lang);
        let families = ["PP-CA-", "OP-", "ST-", "EU-N", "UK-N", "KC-", "NC-", "NO-", "NF-"];
        assert_eq!(missing(&policy, &families, true), [""; 0], "{lang:?}");
    }
}

/// The detectors do tell a policy from good will.
#[test]
fn a_thin_policy_lacks_most_of_it() {
    let thin = "Your privacy matters to us. We collect your name and your address when you order, and we use them to send you the parcel.";
    assert!(missing(thin, &["PP-CA-", "OP-", "ST-", "EU-N", "UK-N", "KC-"], true).len() >= 30);
}

#[test]
fn the_policy_is_plain_dated_and_in_its_language() {
    let en = of(Lang::En);
    assert_eq!(tongue::of_text(&en), Some(Tongue::En));
    assert_eq!(dates::of_policy(&en).map(|d| d.latest), Some(date(2026, 9, 23)));
    let zh = of(Lang::Zh);
    assert_eq!(tongue::of_text(&zh), Some(Tongue::Zh));
    assert_eq!(dates::of_policy(&zh).map(|d| d.latest), Some(date(2026, 9, 23)));
    let grade = tidegate_audit::reading::grade_level(&en).expect("long enough");
    assert!(grade <= 14.0, "grade {grade}");
    let length = tidegate_audit::reading::chinese_sentence(&zh).expect("long enough");
    assert!(length <= 60.0, "{length} characters");
}

#[test]
fn short_notices_hold_their_items() {
    for lang in Lang::ALL {
        let of = |n: Notice| text(&written(n, &clean()).document.render(Form::Html, lang));
        assert_eq!(missing(&of(Notice::Collection), &["NC-"], true), [""; 0], "{lang:?}");
        assert_eq!(missing(&of(Notice::OptOut), &["NO-"], true), [""; 0], "{lang:?}");
        assert_eq!(missing(&of(Notice::Incentive), &["NF-"], true), [""; 0], "{lang:?}");
        assert_eq!(missing(&of(Notice::Parent), &["KC-"], true), [""; 0], "{lang:?}");
    }
}

/// A profile that says nothing makes no promise that a browser could disprove.
#[test]
fn an_empty_profile_promises_nothing() {
    for lang in Lang::ALL {
        for notice in [Notice::Policy, Notice::Collection, Notice::OptOut, Notice::Limit, Notice::Incentive, Notice::Parent] {
            let w = written(notice, &Profile::default());
            assert!(!w.gaps.is_empty() && w.owed(), "{notice}");
            let text = text(&w.document.render(Form::Html, lang));
            let page = Page { kind: PageKind::Policy, text, ..Page::default() };
            let found: Vec<_> = claims::of_page(&page).into_iter().map(|c| (c.promise, c.sentence)).collect();
            assert!(found.is_empty(), "{notice} {lang:?}: {found:?}");
        }
    }
}

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_tidegate")).args(args).output().expect("tidegate runs");
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

#[test]
fn the_program_writes_the_draft_and_tells_the_gaps() {
    let work = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = work.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_string_lossy().into_owned()
    };
    let (clean, empty) = (file("clean.toml", &tidegate_demo::clean_profile(TODAY)), file("empty.toml", ""));
    let write = |notice: &str, profile: &str, more: &[&str]| {
        run(&[&["law", "write", notice, "--profile", profile, "--date", "2026-11-23"], more].concat())
    };

    let (code, out, told) = write("policy", &clean, &["--strict", "--lang", "en"]);
    assert!(
        code == Some(0) && out.contains("# Privacy policy") && out.contains("<!-- CA-37") && told.contains("Nothing is left"),
        "{told}"
    );
    let (code, out, told) = write("policy", &empty, &["--strict", "--lang", "zh"]);
    assert!(code == Some(1) && out.contains("【待填：") && told.contains("contact.address：通信地址（"), "{told}");
    assert_eq!(write("policy", &empty, &[]).0, Some(0), "gaps are no fault unless asked");

    let page = work.path().join("policy.html").to_string_lossy().into_owned();
    let (code, out, told) = write("policy", &clean, &["--format", "html", "--out", &page, "--lang", "en"]);
    assert!(code == Some(0) && out.is_empty() && told.contains("policy.html"), "{out}{told}");
    assert!(std::fs::read_to_string(&page).expect("written").contains("data-law=\"CA-37"));

    let (code, out, _) = write("parent", &clean, &["--json", "--lang", "en"]);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(code == Some(0) && json["owed"] == true && json["gaps"] == serde_json::json!([]) && json["notice"] == "parent");
    assert!(json["document"]["sections"][0]["blocks"][0]["rows"].as_array().is_some_and(|r| !r.is_empty()));

    let shares = file("shares.toml", "[business]\nsells = false\nshares_for_ads = true\n[[market]]\nplace = \"US-CA\"\n");
    let (_, out, told) = write("policy", &shares, &["--lang", "en"]);
    assert!(out.contains("we did not sell personal information") && told.contains("CA-D1") && told.contains("E01"), "{told}");
    assert!(write("policy", &shares, &["--lang", "zh"]).2.contains("注意：") && !out.contains("CA-D1, case"), "told beside the draft");
    let (_, out, _) = write("policy", &shares, &["--json", "--lang", "en"]);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(json["warnings"].as_array().is_some_and(|w| w.len() == 1 && w[0]["zh"].as_str().is_some_and(|t| t.contains("CA-D1"))));
    let germany = file("germany.toml", "[business]\nsells = false\nshares_for_ads = true\n[[market]]\nplace = \"DE\"\n");
    assert!(!write("policy", &germany, &["--lang", "en"]).2.contains("CA-D1"));

    let (code, out, told) = write("limit", &clean, &["--lang", "en"]);
    assert!(code == Some(0) && out.is_empty() && told.contains("nothing was written"), "{out}{told}");
    assert_eq!(write("poem", &clean, &[]).0, Some(2));
    assert_eq!(write("policy", "/nowhere.toml", &[]).0, Some(2));
}
