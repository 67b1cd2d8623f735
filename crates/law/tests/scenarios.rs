//! Every case in `law/scenarios` comes out as its line says, and every regulation has some.
#![allow(clippy::unwrap_used)] // in a test an unwrap is an assertion

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tidegate_law::scenario::{self, Scenario};
use tidegate_law::{Lawbook, view};
use tidegate_types::{Lang, Profile};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/scenarios")
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == ending));
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn cases() -> Vec<Scenario> {
    let mut all = Vec::new();
    for path in files(&folder(), "txt") {
        let text = std::fs::read_to_string(&path).unwrap();
        all.extend(scenario::parse(&format!("{}.txt", name(&path)), &text).unwrap_or_else(|faults| panic!("{faults:#?}")));
    }
    all
}

#[test]
fn every_case_comes_out_as_it_says() {
    let book = Lawbook::embedded().unwrap_or_else(|faults| panic!("{}", view::faulty(faults, Lang::En).text));
    let profile = |path: &PathBuf| Profile::parse(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|f| panic!("{path:?}: {f:?}"));
    let stores: BTreeMap<String, Profile> = files(&folder().join("stores"), "toml").iter().map(|p| (name(p), profile(p))).collect();
    let (mut missed, mut runner) = (Vec::new(), scenario::Runner::new(book));
    for case in cases() {
        let store = stores.get(&case.store).unwrap_or_else(|| panic!("{}:{}: no store {}", case.file, case.line, case.store));
        if let Err(said) = case.run(&mut runner, store) {
            missed.push(format!("{}:{}: {said}", case.file, case.line));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn every_regulation_has_at_least_five() {
    let book = Lawbook::embedded().unwrap_or_else(|faults| panic!("{}", view::faulty(faults, Lang::En).text));
    let mut count: BTreeMap<String, usize> = book.laws().map(|l| (l.id.to_string(), 0)).collect();
    let cases = cases();
    for law in cases.iter().flat_map(|c| c.about(book)) {
        *count.get_mut(law.as_str()).unwrap() += 1;
    }
    let few: Vec<_> = count.iter().filter(|(_, n)| **n < 5).collect();
    assert!(few.is_empty(), "{few:?}");
    assert!(cases.len() >= 250, "{}", cases.len());
}
