//! Where an operator's files lie: the database, and for each shop the key of its log and the latest checkpoint signed with it.
//!
//! ```text
//! tidegate-data/
//!   tidegate.db            every event of every shop
//!   keys/shop.key          signs for the log of the shop `shop`; whoever has it can show two trees. Mode 0600
//!   keys/shop.latest       the latest checkpoint signed; not part of a backup, see `guard`
//!   keys/subjects.key      the secret from which the keys of people are made, for all shops. Mode 0600
//! ```

use crate::error::StoreError;
use crate::guard::Guard;
use crate::journal::{Clock, Journal};
use crate::random;
use crate::sqlite::Sqlite;
use crate::subjects::Subjects;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tidegate_journal::Signer;
use tidegate_journal::note::{Algorithm, KeyName};
use tidegate_types::StoreId;

#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(path: &Path) -> Self {
        Self(path.into())
    }

    pub fn database(&self) -> PathBuf {
        self.0.join("tidegate.db")
    }

    fn keys(&self) -> PathBuf {
        self.0.join("keys")
    }

    fn key_file(&self, store: &StoreId) -> PathBuf {
        self.keys().join(format!("{store}.key"))
    }

    fn guard(&self, store: &StoreId) -> Guard {
        Guard::new(self.keys().join(format!("{store}.latest")))
    }

    /// A new log for a shop: a key of its own, and its name for all time.
    pub async fn init(&self, store: &StoreId, origin: &str, clock: Clock) -> Result<Journal<Sqlite>, StoreError> {
        let name = KeyName::new(origin).map_err(|_| {
            StoreError::Refused(format!(
                "`{}` is no origin: a host and a path without scheme, spaces and `+`, such as `shop.example/journal`",
                cut(origin)
            ))
        })?;
        if self.key_file(store).exists() {
            return Err(StoreError::Refused(format!(
                "the shop `{store}` has a log already; its key is {}",
                self.key_file(store).display()
            )));
        }
        if !self.secret_file().exists() {
            if self.database().exists() {
                return Err(self.no_secret());
            }
            self.write_secret(&self.secret_file(), &Subjects::new(random::bytes()?).to_text())?;
        }
        let signer = Signer::new(name, Algorithm::Ed25519, &random::bytes()?);
        self.write_secret(&self.key_file(store), &signer.secret())?;
        let opened = self.open_with(store, signer, clock).await;
        if opened.is_err() {
            // A log that could not be begun leaves no key behind that says it was.
            let _ = fs::remove_file(self.key_file(store));
        }
        opened
    }

    /// The log of a shop that has one.
    pub async fn open(&self, store: &StoreId, clock: Clock) -> Result<Journal<Sqlite>, StoreError> {
        if !self.database().exists() {
            return Err(StoreError::Missing(self.database()));
        }
        self.open_with(store, self.read_key(store)?, clock).await
    }

    async fn open_with(&self, store: &StoreId, signer: Signer, clock: Clock) -> Result<Journal<Sqlite>, StoreError> {
        // Keys of people are about people: nobody else on the machine reads them.
        let private = fs::OpenOptions::new().create(true).append(true).mode(0o600).open(self.database());
        private.map_err(|e| StoreError::ReadOnly { path: self.database(), why: e.to_string() })?;
        let backend = Arc::new(Sqlite::open(&self.database())?);
        Journal::open(backend, store, signer, clock, Some(self.guard(store))).await
    }

    fn secret_file(&self) -> PathBuf {
        self.keys().join("subjects.key")
    }

    fn no_secret(&self) -> StoreError {
        StoreError::Refused(format!(
            "{} is missing: bring it back, with another one everybody would be somebody else",
            self.secret_file().display()
        ))
    }

    /// What makes the keys of people.
    pub fn subjects(&self) -> Result<Subjects, StoreError> {
        match self.read_secret(&self.secret_file())? {
            Some(text) => Subjects::of_text(&text),
            None => Err(self.no_secret()),
        }
    }

    /// The key of a shop's log.
    fn read_key(&self, store: &StoreId) -> Result<Signer, StoreError> {
        let path = self.key_file(store);
        let text = self.read_secret(&path)?.ok_or_else(|| {
            StoreError::Refused(format!(
                "the shop `{store}` has no key here ({}); begin its log with `tidegate journal init`, or bring the key back",
                path.display()
            ))
        })?;
        Signer::from_secret(&text)
            .map_err(|_| StoreError::Refused(format!("{} holds no key; bring it back from where keys are kept", path.display())))
    }

    fn write_secret(&self, path: &Path, text: &str) -> Result<(), StoreError> {
        let refused = |e: std::io::Error| StoreError::ReadOnly { path: path.into(), why: e.to_string() };
        fs::DirBuilder::new().recursive(true).mode(0o700).create(self.keys()).map_err(refused)?;
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(refused)?;
        writeln!(file, "{text}").and_then(|()| file.sync_all()).map_err(refused)?;
        fs::File::open(self.keys()).and_then(|f| f.sync_all()).map_err(refused)
    }

    /// `None` if there is none. Refused if others could read it.
    fn read_secret(&self, path: &Path) -> Result<Option<String>, StoreError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(StoreError::ReadOnly { path: path.into(), why: e.to_string() }),
        };
        let mode = fs::metadata(path).map(|m| m.permissions().mode() & 0o077).unwrap_or(0);
        if mode != 0 {
            return Err(StoreError::Refused(format!(
                "others can read the key {}; run `chmod 600 {0}`, and think of who has",
                path.display()
            )));
        }
        Ok(Some(text))
    }

    /// Puts a copy of a database where there is none.
    pub fn restore(&self, from: &Path) -> Result<(), StoreError> {
        let to = self.database();
        if to.exists() {
            return Err(StoreError::Refused(format!("{} exists; move it away first, nothing is written over", to.display())));
        }
        // SQLite would play it into whatever database stands beside it.
        let log = PathBuf::from(format!("{}-wal", to.display()));
        if log.exists() {
            return Err(StoreError::Refused(format!(
                "{} is left of another database; move it to that one, it may hold its latest events",
                log.display()
            )));
        }
        let refused = |e: std::io::Error| StoreError::ReadOnly { path: to.clone(), why: e.to_string() };
        fs::create_dir_all(&self.0).map_err(refused)?;
        let new = to.with_extension("restoring");
        fs::copy(from, &new).map_err(|e| match from.exists() {
            true => refused(e),
            false => StoreError::Missing(from.into()),
        })?;
        fs::set_permissions(&new, fs::Permissions::from_mode(0o600)).map_err(refused)?;
        fs::File::open(&new).and_then(|f| f.sync_all()).map_err(refused)?;
        fs::rename(&new, &to).map_err(refused)
    }

    /// Takes a database that is not to be used out of its place; tells where to.
    pub fn set_aside(&self) -> Result<PathBuf, StoreError> {
        let (from, to) = (self.database(), self.database().with_extension("refused"));
        fs::rename(&from, &to).map_err(|e| StoreError::ReadOnly { path: from, why: e.to_string() })?;
        Ok(to)
    }
}

fn cut(s: &str) -> String {
    s.chars().take(80).collect()
}
