//! What the tests of the store share.
#![allow(dead_code)] // each test program uses a part of it

use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tidegate_journal::Signer;
use tidegate_journal::event::{ChoiceMade, Chosen, Mechanism, PurposeChoice};
use tidegate_journal::note::{Algorithm, KeyName};
use tidegate_store::journal::{Clock, system_clock};
use tidegate_store::{Guard, Journal, Sqlite, StoreError};
use tidegate_types::act::Purpose;
use tidegate_types::{Name, StoreId, SubjectKey};

pub fn person(n: u32) -> SubjectKey {
    let mut bytes = [0xa5; 32];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    SubjectKey::of_keyed_hash(bytes)
}

pub fn choice(who: u32, chosen: Chosen) -> ChoiceMade {
    let choices = vec![PurposeChoice { purpose: Purpose::Sale, chosen }];
    ChoiceMade { subject: person(who), choices, by: Mechanism::Link, notice: None, place: None }
}

pub fn why() -> Name {
    Name::new("request").expect("a name")
}

pub fn system() -> Clock {
    system_clock()
}

/// A clock, and how to set it: seconds since 1970.
pub fn settable() -> (Clock, impl Fn(i64)) {
    let now = Arc::new(AtomicI64::new(0));
    let read = Arc::clone(&now);
    let clock: Clock = Arc::new(move || Timestamp::from_second(read.load(Ordering::Relaxed)).expect("a time"));
    (clock, move |s| now.store(s, Ordering::Relaxed))
}

pub async fn named(
    backend: &Arc<Sqlite>,
    store: &str,
    key: &str,
    guard: Option<Guard>,
    clock: Clock,
) -> Result<Journal<Sqlite>, StoreError> {
    let mut seed = [7; 32];
    seed[..1].copy_from_slice(&key.as_bytes()[..1]);
    let signer = Signer::new(KeyName::new(key).expect("a name"), Algorithm::Ed25519, &seed);
    Journal::open(Arc::clone(backend), &StoreId::new(store).expect("an id"), signer, clock, guard).await
}

pub async fn in_file(backend: &Arc<Sqlite>, store: &str, guard: Option<Guard>) -> Result<Journal<Sqlite>, StoreError> {
    named(backend, store, &format!("{store}.example/log"), guard, system()).await
}

/// The journal in a folder's `tidegate.db`.
pub async fn open(folder: &Path) -> Result<Journal<Sqlite>, StoreError> {
    let backend = Arc::new(Sqlite::open(&folder.join("tidegate.db"))?);
    in_file(&backend, "shop", None).await
}
