//! The evidence folder: `observation.json`, `screenshots/`, and `manifest.json` with the SHA-256 of every file, so
//! that a changed file is noticed and named.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use tidegate_types::Observation;
use tidegate_types::observation::{FORMAT, Sealed};

const OBSERVATION: &str = "observation.json";
const MANIFEST: &str = "manifest.json";
/// Larger than any observation within the scan's limits.
const MAX_FILE: u64 = 1 << 30;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: u32,
    tidegate: String,
    files: BTreeMap<String, Entry>,
}

#[derive(Debug, Serialize, Deserialize, PartialEq)]
struct Entry {
    bytes: u64,
    sha256: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("{0} cannot be read: {1}; is it the folder that a scan wrote?")]
    Missing(PathBuf, String),
    #[error("{0} is not in the form this program writes: {1}")]
    Malformed(PathBuf, String),
    #[error("{file} was changed after the scan: {why}; findings need the evidence as it was recorded, so scan again")]
    Tampered { file: PathBuf, why: String },
    #[error("{0} is evidence of format {1}, and this program reads formats up to {FORMAT}; use a newer tidegate")]
    TooNew(PathBuf, u32),
}

/// Writes the observation and the manifest over everything that the folder holds of this scan.
pub fn write(dir: &Path, observation: &Observation) -> std::io::Result<()> {
    let text = serde_json::to_vec(observation)?;
    seal(dir, OBSERVATION, &text, &pictures(observation), &observation.tidegate)
}

/// Writes a file of facts, and the manifest over it and over those of `others` that are there.
pub fn seal(dir: &Path, name: &str, facts: &[u8], others: &[String], tidegate: &str) -> std::io::Result<()> {
    std::fs::write(dir.join(name), facts)?;
    let mut files = BTreeMap::from([(name.to_owned(), entry(facts))]);
    for name in others {
        if let Ok(bytes) = std::fs::read(dir.join(name)) {
            files.insert(name.clone(), entry(&bytes));
        }
    }
    let manifest = Manifest { format: FORMAT, tidegate: tidegate.to_owned(), files };
    std::fs::write(dir.join(MANIFEST), serde_json::to_vec_pretty(&manifest)?)
}

fn entry(bytes: &[u8]) -> Entry {
    let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    Entry { bytes: bytes.len() as u64, sha256 }
}

/// Every file that the observation names.
fn pictures(observation: &Observation) -> Vec<String> {
    let mut names = Vec::new();
    for pass in &observation.passes {
        let pages = pass.pages.iter().filter_map(|p| p.screenshot.clone());
        let dialogs = pass.pages.iter().flat_map(|p| &p.dialogs).filter_map(|d| d.screenshot.clone());
        let actions = pass.actions.iter().filter_map(|a| a.screenshot.clone());
        let optout = pass.optout.iter().filter_map(|o| o.screenshot.clone());
        let gate = pass.gate.iter().filter_map(|g| g.screenshot.clone());
        names.extend(pages.chain(dialogs).chain(actions).chain(optout).chain(gate).map(|a| a.0));
    }
    names.sort();
    names.dedup();
    names
}

/// Reads a folder back and checks every file against the manifest.
pub fn read(dir: &Path) -> Result<Observation, ReadError> {
    let (file, bytes) = facts(dir, OBSERVATION)?;
    let observation: Observation = serde_json::from_slice(&bytes).map_err(|e| ReadError::Malformed(file.clone(), e.to_string()))?;
    if observation.format > FORMAT {
        return Err(ReadError::TooNew(file, observation.format));
    }
    Ok(observation)
}

/// The file of facts of a folder, once every file of it is what the manifest says; and where it is.
pub fn facts(dir: &Path, facts: &str) -> Result<(PathBuf, Vec<u8>), ReadError> {
    let path = dir.join(MANIFEST);
    let manifest = manifest(dir)?;
    let mut wanted = None;
    for (name, expected) in &manifest.files {
        let file = inside(dir, name).ok_or_else(|| ReadError::Malformed(path.clone(), format!("`{name}` leads out of the folder")))?;
        let bytes = load(&file).map_err(|e| ReadError::Tampered { file: file.clone(), why: e.to_string() })?;
        let found = entry(&bytes);
        if found != *expected {
            let why = format!("its SHA-256 is {}, the manifest says {}", found.sha256, expected.sha256);
            return Err(ReadError::Tampered { file, why });
        }
        if name == facts {
            wanted = Some((file, bytes));
        }
    }
    wanted.ok_or_else(|| ReadError::Malformed(path, format!("{facts} is not listed")))
}

fn manifest(dir: &Path) -> Result<Manifest, ReadError> {
    let path = dir.join(MANIFEST);
    let manifest: Manifest = serde_json::from_slice(&load(&path)?).map_err(|e| ReadError::Malformed(path.clone(), e.to_string()))?;
    if manifest.format > FORMAT { Err(ReadError::TooNew(path, manifest.format)) } else { Ok(manifest) }
}

fn load(path: &Path) -> Result<Vec<u8>, ReadError> {
    let missing = |why: String| ReadError::Missing(path.to_path_buf(), why);
    let size = std::fs::metadata(path).map_err(|e| missing(e.to_string()))?.len();
    if size > MAX_FILE {
        return Err(missing(format!("it has {size} bytes, more than any scan writes")));
    }
    std::fs::read(path).map_err(|e| missing(e.to_string()))
}

/// Every file of a folder as its manifest lists it; read, not checked.
pub fn listed(dir: &Path) -> Result<Vec<Sealed>, ReadError> {
    let manifest = manifest(dir)?;
    Ok(manifest.files.into_iter().map(|(name, e)| Sealed { name, bytes: e.bytes, sha256: e.sha256 }).collect())
}

/// The file of that name in the folder; `None` if the name leads elsewhere.
fn inside(dir: &Path, name: &str) -> Option<PathBuf> {
    let relative = Path::new(name);
    relative.components().all(|c| matches!(c, Component::Normal(_))).then(|| dir.join(relative))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_types::observation::{Artifact, Browser, Page, Pass, PassEnd, PassName};

    fn written() -> (tempfile::TempDir, Observation) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("screenshots")).unwrap();
        std::fs::write(dir.path().join("screenshots/a.jpg"), b"picture").unwrap();
        let page = Page { screenshot: Some(Artifact("screenshots/a.jpg".into())), ..Page::default() };
        let pass = Pass { pages: vec![page], ..Pass::bare(PassName::Arrive, PassEnd::Complete) };
        let observation = Observation {
            format: FORMAT,
            tidegate: "0.1.0".into(),
            target: "https://shop.test/".into(),
            started_at: jiff::Timestamp::UNIX_EPOCH,
            browser: Browser::default(),
            passes: vec![pass],
            gaps: vec![],
            lists: vec![],
            names: vec![],
        };
        write(dir.path(), &observation).unwrap();
        (dir, observation)
    }

    #[test]
    fn what_was_written_is_read() {
        let (dir, observation) = written();
        assert_eq!(read(dir.path()).unwrap(), observation);
    }

    #[test]
    fn a_changed_file_is_named() {
        for name in ["observation.json", "screenshots/a.jpg"] {
            let (dir, _) = written();
            let path = dir.path().join(name);
            let mut bytes = std::fs::read(&path).unwrap();
            bytes[0] ^= 1;
            std::fs::write(&path, bytes).unwrap();
            let error = read(dir.path()).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("changed"), "{error}");
            std::fs::remove_file(&path).unwrap();
            assert!(matches!(read(dir.path()), Err(ReadError::Tampered { .. })));
        }
    }

    #[test]
    fn folders_that_are_no_evidence() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(read(dir.path()), Err(ReadError::Missing(..))));
        let manifest = dir.path().join(MANIFEST);
        std::fs::write(&manifest, r#"{"format": 99, "tidegate": "9", "files": {}}"#).unwrap();
        assert!(matches!(read(dir.path()), Err(ReadError::TooNew(_, 99))));
        let outside = r#"{"format": 1, "tidegate": "0", "files": {"../x": {"bytes": 0, "sha256": ""}}}"#;
        std::fs::write(&manifest, outside).unwrap();
        assert!(matches!(read(dir.path()), Err(ReadError::Malformed(..))));
        std::fs::write(&manifest, "{").unwrap();
        assert!(matches!(read(dir.path()), Err(ReadError::Malformed(..))));
    }
}
