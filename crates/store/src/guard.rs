//! The latest checkpoint that was signed, in a file of its own. It is not part of a backup: it is how a database that was put back from an
//! older one is known, before a second tree is shown to anybody.

use crate::error::StoreError;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tidegate_journal::{Checkpoint, Note};

#[derive(Debug, Clone)]
pub struct Guard {
    path: PathBuf,
}

impl Guard {
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// What was signed last; `None` if nothing was.
    pub fn read(&self) -> Result<Option<Checkpoint>, StoreError> {
        let damaged = |what: String| StoreError::Damaged { path: self.path.clone(), what };
        match std::fs::read_to_string(&self.path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(damaged(e.to_string())),
            Ok(text) => {
                let note = Note::parse(&text).map_err(|e| damaged(e.to_string()))?;
                Checkpoint::of_text(note.text()).map(Some).map_err(|e| damaged(e.to_string()))
            }
        }
    }

    /// On the disk when it returns; the older one stays until then.
    pub fn write(&self, checkpoint: &Note) -> Result<(), StoreError> {
        let stopped = |e: std::io::Error| StoreError::Stopped(format!("{}: {e}", self.path.display()));
        let new = self.path.with_extension("new");
        let mut file = File::create(&new).map_err(stopped)?;
        file.write_all(checkpoint.to_string().as_bytes()).map_err(stopped)?;
        file.sync_all().map_err(stopped)?;
        std::fs::rename(&new, &self.path).map_err(stopped)?;
        let folder = self.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|f| f.sync_all()).map_err(stopped)
    }
}
