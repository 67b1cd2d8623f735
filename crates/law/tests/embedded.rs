//! The law that is built into the program is sound, in both languages, and quick to read.
#![allow(clippy::unwrap_used)] // in a test an unwrap is an assertion

use std::collections::BTreeSet;
use tidegate_law::{Lawbook, Seen, Verdict, view};
use tidegate_types::{Lang, Profile};

fn book() -> &'static Lawbook {
    Lawbook::embedded().unwrap_or_else(|faults| panic!("{}", view::faulty(faults, Lang::En).text))
}

#[test]
fn every_file_of_the_law_is_sound() {
    let book = book();
    let regulations = Lawbook::FILES.iter().filter(|(_, text)| text.contains("[regulation]")).count();
    assert_eq!(book.laws().count(), regulations);
    assert!(book.law_version().starts_with("20"), "{}", book.law_version());
    assert_eq!(book.law_version().len(), "2026-11-23+0123456789ab".len());
}

#[test]
fn every_file_in_the_folder_is_built_in() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let names: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.ends_with(".toml"))
        .collect();
    assert_eq!(names, Lawbook::FILES.iter().map(|(n, _)| (*n).to_owned()).collect());
}

#[test]
fn every_law_answers_and_says_why_in_both_languages() {
    for profile in ["", "[[market]]\nplace = \"US\"\n[[market]]\nplace = \"DE\"\n[[market]]\nplace = \"GB\"\n"] {
        let profile = Profile::parse(profile).unwrap();
        for a in book().applies_all(&profile, &Seen::default(), "2026-11-23".parse().unwrap()) {
            assert!(!a.why.en.is_empty() && !a.why.zh.is_empty(), "{a:?}");
            // What is not known names the field that would tell, or the question that no field answers.
            let told = !a.missing.is_empty() || a.why.en.contains("no field of the profile answers");
            assert!(a.verdict != Verdict::Unknown || told, "{a:?}");
        }
    }
}

#[test]
fn every_law_row_and_case_can_be_shown() {
    let book = book();
    let ids = book.laws().map(|l| l.id.to_string());
    let ids = ids.chain(book.rows().map(|r| r.id.to_string())).chain(book.cases().map(|c| c.id.to_string()));
    for id in ids {
        for lang in Lang::ALL {
            let shown = view::show(book, &id, lang).unwrap();
            assert!(shown.text.contains(&id), "{}", shown.text);
        }
    }
}
