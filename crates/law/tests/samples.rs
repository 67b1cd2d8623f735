//! Every file under `samples/valid` loads; every file under `samples/invalid` is refused with the message beside it,
//! and its name states the fault. `TIDEGATE_UPDATE=1 cargo test -p tidegate-law` writes the messages anew: read them.
#![allow(clippy::unwrap_used)] // in a test an unwrap is an assertion

use std::path::{Path, PathBuf};
use tidegate_law::{Fault, Lawbook};

fn samples(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    files.sort();
    assert!(!files.is_empty());
    files
}

fn load(path: &Path) -> Result<Lawbook, Vec<Fault>> {
    let (name, text) = (path.file_name().unwrap().to_string_lossy(), std::fs::read_to_string(path).unwrap());
    Lawbook::parse(&[(&*name, text.as_str()), ("version.toml", "date = \"2026-11-23\"")])
}

#[test]
fn valid_samples_load() {
    for path in samples("valid") {
        if let Err(faults) = load(&path) {
            panic!("{}: {faults:#?}", path.display());
        }
    }
}

#[test]
fn invalid_samples_are_refused_with_their_message() {
    let update = std::env::var_os("TIDEGATE_UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in samples("invalid") {
        let Err(faults) = load(&path) else { panic!("{} loads, though its name states a fault", path.display()) };
        let said: String = faults.iter().map(|f| format!("{f}\n")).collect();
        let expected = path.with_extension("txt");
        if update {
            std::fs::write(&expected, &said).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != said {
            wrong.push(format!("{}:\n{said}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_message_is_left_without_its_sample() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/invalid");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.with_extension("toml").exists(), "{} has no sample", path.display());
    }
}

/// Faults of several files, in one answer, by file and line.
#[test]
fn all_files_are_read_before_anything_is_refused() {
    let read = |name: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)).unwrap();
    let one = read("invalid/kind-unknown.toml");
    let two = read("valid/smallest-regulation.toml");
    let faults = Lawbook::parse(&[("b.toml", two.as_str()), ("a.toml", one.as_str()), ("c.toml", "x = [")]).unwrap_err();
    let said: Vec<String> = faults.iter().map(|f| format!("{}:{} {}", f.file, f.line, f.what)).collect();
    let has = |s: &str| assert!(said.iter().any(|f| f.contains(s)), "{s} is not in {said:#?}");
    has("a.toml:18 row SA-1: `kind`: `dutty` is no kind of row");
    has("b.toml:2 regulation `sample` stands already at a.toml:2");
    has("b.toml:17 row `SA-1` stands already at a.toml:17");
    has("c.toml:1 no TOML");
    has("version.toml:1 the file is not there");
    assert_eq!(said.len(), 5, "{said:#?}");
}

#[test]
fn the_version_names_the_date_and_changes_with_any_byte() {
    let text = std::fs::read_to_string(samples("valid").pop().unwrap()).unwrap();
    let version = |files: &[(&str, &str)]| Lawbook::parse(files).unwrap().law_version().to_owned();
    let date = ("version.toml", "date = \"2026-11-23\"");
    let first = version(&[("a.toml", &text), date]);
    assert!(first.starts_with("2026-11-23+") && first.len() == 23, "{first}");
    assert_eq!(first, version(&[date, ("a.toml", &text)]), "the order in which files are given does not matter");
    assert_ne!(first, version(&[("b.toml", &text), date]));
    assert_ne!(first, version(&[("a.toml", &format!("{text} ")), date]));
    for bad in ["", "date = \"soon\"", "date = \"2026-11-23\"\nday = 1"] {
        assert!(Lawbook::parse(&[("a.toml", text.as_str()), ("version.toml", bad)]).is_err(), "{bad}");
    }
}

/// Each line of the smallest regulation carries something that the law cannot do without.
#[test]
fn no_line_of_the_smallest_regulation_can_be_left_out() {
    let text = std::fs::read_to_string(samples("valid").into_iter().find(|p| p.ends_with("smallest-regulation.toml")).unwrap()).unwrap();
    let version = ("version.toml", "date = \"2026-11-23\"");
    for (i, left_out) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with("scenarios")) {
        let rest: String = text.lines().enumerate().filter(|(j, _)| *j != i).map(|(_, l)| format!("{l}\n")).collect();
        assert!(Lawbook::parse(&[("a.toml", rest.as_str()), version]).is_err(), "loads without `{left_out}`");
    }
}

/// A file that was cut anywhere is refused or read, never a panic.
#[test]
fn a_file_cut_short_is_no_panic() {
    let text = std::fs::read_to_string(samples("valid").into_iter().find(|p| p.ends_with("everything-a-regulation-can-say.toml")).unwrap())
        .unwrap();
    let mut refused = 0;
    for (end, _) in text.char_indices() {
        let cut = Lawbook::parse(&[("a.toml", &text[..end]), ("version.toml", "date = \"2026-11-23\"")]);
        refused += usize::from(cut.is_err());
    }
    assert!(refused > text.chars().count() / 2, "{refused}");
}

/// A regime must stand beside its row: the scopes of that file decide whom it reaches.
#[test]
fn a_regime_of_another_laws_row_is_refused() {
    let read = |name: &str| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)).unwrap();
    let one = read("valid/smallest-regulation.toml");
    let row = one.lines().find_map(|l| l.strip_prefix("row = \"")).unwrap().trim_end_matches('"').to_owned();
    let other = one.replace(&row, "ZZ-1").replace("id = \"sample\"", "id = \"other\"");
    let other = format!("{other}\n[[regime]]\nrow = \"{row}\"\npurposes = [\"sale\"]\nregime = \"opt_out\"\n");
    let faults =
        Lawbook::parse(&[("a.toml", one.as_str()), ("b.toml", other.as_str()), ("version.toml", "date = \"2026-11-23\"")]).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].what.contains("the row stands in another law"), "{}", faults[0]);
}
