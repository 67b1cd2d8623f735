//! A shop's journal: events in, receipts out.

use crate::backend::{Backend, Draft, Erasure, Kept, LogId, Publication, Published, Stored, TileRow};
use crate::error::StoreError;
use crate::guard::Guard;
use crate::random;
use crate::tiles::Tiles;
use crate::vault::{Vault, VaultKeys};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tidegate_journal::event::{Erased, What};
use tidegate_journal::merkle::{self, Frontier};
use tidegate_journal::note::SignatureLine;
use tidegate_journal::tile::{Kind, Tile, WIDTH};
use tidegate_journal::{Checkpoint, Commitment, Event, Expected, Hash, Note, Origin, Promise, Proof, Receipt, Salt, Signer, Stream};
use tidegate_types::{Name, StoreId, SubjectKey};

/// Events that go into the tree in one step.
const STEP: usize = 8_192;
/// Indexes in one record of an erasure: far within the size of an event.
const ERASED_IN_ONE: usize = 1_000;
/// A clock may fall behind the latest event by this much and no more: microseconds.
pub(crate) const TOLERATED: i64 = 10_000_000;
/// A promise is good for this long.
const MERGE_DELAY: u64 = 60;

/// What the time is. An argument, so that tests can say.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

pub fn system_clock() -> Clock {
    Arc::new(Timestamp::now)
}

pub struct Journal<B> {
    backend: Arc<B>,
    log: LogId,
    origin: Origin,
    signer: Signer,
    clock: Clock,
    guard: Option<Guard>,
    /// Held while the tree takes a step: what the guard says never goes back.
    stepping: tokio::sync::Mutex<()>,
    /// Microseconds since 1970 of the latest event.
    latest: AtomicI64,
}

impl<B> std::fmt::Debug for Journal<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Journal({})", self.origin)
    }
}

/// Where an event went, and what a receipt for it will rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    pub index: u64,
    pub version: u32,
    pub at: Timestamp,
    pub commitment: Commitment,
}

/// The name of the log is the name of the key that signs for it.
fn origin_of(signer: &Signer) -> Result<Origin, StoreError> {
    Origin::new(signer.verifier().name().as_str()).map_err(|e| StoreError::Refused(e.to_string()))
}

impl<B: Backend> Journal<B> {
    /// The journal of a shop; refuses a database that is older than what was signed.
    pub async fn open(backend: Arc<B>, store: &StoreId, signer: Signer, clock: Clock, guard: Option<Guard>) -> Result<Self, StoreError> {
        let origin = origin_of(&signer)?;
        let log = backend.log(store, origin.as_str()).await?;
        let journal =
            Self { backend, log, origin, signer, clock, guard, stepping: tokio::sync::Mutex::default(), latest: AtomicI64::new(i64::MIN) };
        let size = journal.size().await?;
        if let Some(last) = journal.backend.events(log, size.saturating_sub(1), 1).await?.first() {
            journal.latest.store(last.at, Ordering::Relaxed);
        }
        journal.held_against_guard(size).await?;
        Ok(journal)
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    pub fn backend(&self) -> &B {
        &self.backend
    }

    /// The vault of the same shop.
    pub fn vault(&self, keys: VaultKeys) -> Vault<B> {
        Vault::new(Arc::clone(&self.backend), self.log, keys)
    }

    pub fn log(&self) -> LogId {
        self.log
    }

    pub async fn size(&self) -> Result<u64, StoreError> {
        self.backend.size(self.log).await
    }

    /// The guard is written before the tree is, so it may be ahead: then the events must lead to what it says.
    async fn held_against_guard(&self, size: u64) -> Result<(), StoreError> {
        let Some(signed) = self.guard.as_ref().map(Guard::read).transpose()?.flatten() else { return Ok(()) };
        if signed.origin != self.origin {
            let (theirs, ours) = (&signed.origin, &self.origin);
            return Err(StoreError::Refused(format!("the latest checkpoint kept beside the key is of the log `{theirs}`, not `{ours}`")));
        }
        let older = StoreError::OlderThanSigned { database: size, signed: signed.size };
        if size < signed.size {
            return Err(older);
        }
        let mut tree = self.tree().await?;
        let root = if tree.frontier.size() > signed.size {
            Tiles::default().answer(&*self.backend, self.log, |t| merkle::root(signed.size, t)).await?
        } else {
            self.extend(&mut tree, signed.size).await?;
            tree.frontier.root()
        };
        if root == signed.root { Ok(()) } else { Err(older) }
    }

    /// Stores an event. When it returns, the event is on the disk.
    pub async fn append(&self, what: impl Into<What>, expected: Expected) -> Result<Appended, StoreError> {
        let all = self.append_all(vec![(what.into(), expected)]).await?;
        all.first().copied().ok_or(StoreError::NoSuch("the event that was stored"))
    }

    /// Stores all of these or none. That something was erased is for [`Journal::erase`] alone to say.
    pub async fn append_all(&self, events: Vec<(What, Expected)>) -> Result<Vec<Appended>, StoreError> {
        if events.iter().any(|(what, _)| matches!(what, What::Erased(_))) {
            return Err(StoreError::Refused("`erased` is written by an erasure, together with it".into()));
        }
        let at = self.now()?;
        let drafts = events.into_iter().map(|(what, expected)| draft(at, what, expected)).collect::<Result<Vec<_>, _>>()?;
        let commitments: Vec<Commitment> = drafts.iter().map(|d| Commitment::new(&d.salt, &d.body)).collect();
        let placed = self.backend.append(self.log, drafts).await?;
        let appended = placed.into_iter().zip(commitments);
        Ok(appended.map(|(p, commitment)| Appended { index: p.index, version: p.version, at, commitment }).collect())
    }

    /// The time of an event: never before that of an earlier one.
    fn now(&self) -> Result<Timestamp, StoreError> {
        let now = (self.clock)().as_microsecond();
        let latest = self.latest.fetch_max(now, Ordering::Relaxed);
        if latest.saturating_sub(now) > TOLERATED {
            return Err(StoreError::ClockBack { behind: (latest - now) / 1_000_000 });
        }
        Timestamp::from_microsecond(now.max(latest)).map_err(|_| StoreError::Refused("the clock is outside of all calendars".into()))
    }

    /// The log's word for an event that is stored and not in the tree yet.
    pub fn promise(&self, appended: &Appended) -> Note {
        let by = appended.at.as_second().unsigned_abs() + MERGE_DELAY;
        Promise { origin: self.origin.clone(), index: appended.index, commitment: appended.commitment, by }.sign(&self.signer)
    }

    /// Takes events that wait into the tree and signs its root. `None`: nothing waited, or another node was faster.
    pub async fn integrate(&self) -> Result<Option<Checkpoint>, StoreError> {
        let _alone = self.stepping.lock().await;
        let mut tree = self.tree().await?;
        let from = tree.frontier.size();
        let to = self.size().await?.min(from + STEP as u64);
        if to == from {
            return Ok(None);
        }
        let changed = self.extend(&mut tree, to).await?;
        let checkpoint = Checkpoint { origin: self.origin.clone(), size: to, root: tree.frontier.root() };
        let note = checkpoint.sign(&self.signer);
        let row = |at: (u8, u64)| TileRow { level: at.0, index: at.1, hashes: tree.tiles.bytes(at).unwrap_or_default().to_vec() };
        let step = Publication { from, to, tiles: changed.into_iter().map(row).collect(), checkpoint: note.to_string() };
        if let Some(guard) = &self.guard {
            guard.write(&note)?;
        }
        Ok(self.backend.publish(self.log, step).await?.then_some(checkpoint))
    }

    /// Until nothing waits.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        while self.latest_size().await? < self.size().await? {
            self.integrate().await?;
        }
        Ok(())
    }

    async fn latest_size(&self) -> Result<u64, StoreError> {
        Ok(self.backend.latest(self.log).await?.map_or(0, |p| p.size))
    }

    /// The tree as it was published, held against what was signed of it.
    async fn tree(&self) -> Result<Tree, StoreError> {
        let mut tiles = Tiles::default();
        let Some((checkpoint, _)) = self.checkpoint().await? else {
            return Ok(Tree { frontier: Frontier::default(), tiles });
        };
        let size = checkpoint.size;
        tiles.load_edge(&*self.backend, self.log, size).await?;
        let frontier = tiles.answer(&*self.backend, self.log, |t| Frontier::load(size, t)).await?;
        if frontier.root() != checkpoint.root {
            return Err(self.broken(format!("its hashes do not lead to the root that was signed for {size} leaves")));
        }
        Ok(Tree { frontier, tiles })
    }

    async fn extend(&self, tree: &mut Tree, to: u64) -> Result<BTreeSet<(u8, u64)>, StoreError> {
        let mut changed = BTreeSet::new();
        while tree.frontier.size() < to {
            let from = tree.frontier.size();
            let events = self.backend.events(self.log, from, STEP.min((to - from) as usize)).await?;
            if events.is_empty() || events.iter().zip(from..).any(|(e, i)| e.index != i) {
                return Err(self.broken(format!("events are missing from index {from} on")));
            }
            changed.extend(tree.tiles.grow(&mut tree.frontier, events.iter().map(|e| e.kept.commitment().leaf())));
        }
        Ok(changed)
    }

    pub(crate) fn broken(&self, what: String) -> StoreError {
        StoreError::Damaged { path: format!("the journal {}", self.origin).into(), what }
    }

    /// The latest checkpoint, with its signatures.
    pub async fn checkpoint(&self) -> Result<Option<(Checkpoint, Note)>, StoreError> {
        let Some(published) = self.backend.latest(self.log).await? else { return Ok(None) };
        self.read(&published).map(Some)
    }

    pub(crate) fn read(&self, published: &Published) -> Result<(Checkpoint, Note), StoreError> {
        let read = || -> Result<_, String> {
            let note = Note::parse(&published.checkpoint).map_err(|e| e.to_string())?;
            note.verify([&self.signer.verifier()]).map_err(|e| e.to_string())?;
            let checkpoint = Checkpoint::of_text(note.text()).map_err(|e| e.to_string())?;
            if checkpoint.size == published.size { Ok((checkpoint, note)) } else { Err("it is filed under another size".into()) }
        };
        read().map_err(|what| self.broken(format!("the checkpoint of {} leaves: {what}", published.size)))
    }

    /// The file that shows that an event is in the log.
    pub async fn receipt(&self, index: u64) -> Result<Receipt, StoreError> {
        let event = self.event(index).await?;
        let Kept::Whole { salt, body, .. } = event.kept else {
            return Err(StoreError::NoSuch("the event was erased; a receipt that was handed out before goes on verifying"));
        };
        let body = String::from_utf8(body).map_err(|_| self.broken(format!("the event {index} is no text")))?;
        Ok(Receipt { proof: self.proof(index).await?, salt, body })
    }

    /// The proof that an index is in the tree, without saying what is there.
    pub async fn proof(&self, index: u64) -> Result<Proof, StoreError> {
        let (checkpoint, note) = self.checkpoint().await?.ok_or(StoreError::NoSuch("no checkpoint is signed yet"))?;
        if index >= checkpoint.size {
            return Err(StoreError::NoSuch("the event is not in the tree yet; ask again in a second"));
        }
        let size = checkpoint.size;
        let hashes = Tiles::default().answer(&*self.backend, self.log, |t| merkle::inclusion(index, size, t)).await?;
        Ok(Proof { extra: None, index, hashes, checkpoint: note })
    }

    pub async fn event(&self, index: u64) -> Result<Stored, StoreError> {
        let found = self.backend.events(self.log, index, 1).await?.into_iter().next();
        found.filter(|e| e.index == index).ok_or(StoreError::NoSuch("no event has this index"))
    }

    /// What a stream holds, erased events left out.
    pub async fn stream(&self, stream: &Stream) -> Result<Vec<Event>, StoreError> {
        let kept = self.backend.stream(self.log, stream).await?;
        kept.into_iter().filter_map(|e| self.parsed(&e).transpose()).collect()
    }

    pub(crate) fn parsed(&self, stored: &Stored) -> Result<Option<Event>, StoreError> {
        match &stored.kept {
            Kept::Gone(_) => Ok(None),
            Kept::Whole { body, .. } => Event::of_body(body).map(Some).map_err(|e| self.broken(format!("the event {}: {e}", stored.index))),
        }
    }

    /// The proof that the tree of `old` leaves is a beginning of the latest, for a witness.
    pub async fn consistency(&self, old: u64) -> Result<(Vec<Hash>, Note), StoreError> {
        let (checkpoint, note) = self.checkpoint().await?.ok_or(StoreError::NoSuch("no checkpoint is signed yet"))?;
        if old > checkpoint.size {
            return Err(StoreError::NoSuch("the tree is not that large"));
        }
        let proof = Tiles::default().answer(&*self.backend, self.log, |t| merkle::consistency(old, checkpoint.size, t)).await?;
        Ok((proof, note))
    }

    /// Keeps a cosignature with the latest checkpoint. Nothing else of it changes.
    pub async fn cosigned(&self, by: SignatureLine) -> Result<(), StoreError> {
        let _alone = self.stepping.lock().await;
        let (checkpoint, mut note) = self.checkpoint().await?.ok_or(StoreError::NoSuch("no checkpoint is signed yet"))?;
        note.add(by);
        let published = Published { size: checkpoint.size, checkpoint: note.to_string() };
        self.read(&published)?;
        self.backend.cosigned(self.log, published).await
    }

    /// A tile or a bundle of entries, as `c2sp.org/tlog-tiles` serves them.
    pub async fn tile(&self, tile: Tile) -> Result<Vec<u8>, StoreError> {
        let none = StoreError::NoSuch("the tree has no such tile");
        if !tile.within(self.latest_size().await?) {
            return Err(none);
        }
        match tile.kind {
            Kind::Hashes(level) => {
                let mut hashes = self.backend.tile(self.log, level, tile.index).await?.ok_or(none)?;
                hashes.truncate(usize::from(tile.width) * Hash::LEN);
                Ok(hashes)
            }
            Kind::Entries => {
                let events = self.backend.events(self.log, tile.index * WIDTH, usize::from(tile.width)).await?;
                let entries = events.iter().map(|e| e.kept.commitment());
                Ok(entries.flat_map(|c| [&(Commitment::LEN as u16).to_be_bytes(), c.bytes().as_slice()].concat()).collect())
            }
        }
    }

    /// Deletes for good what is kept of these people; proofs go on verifying. When it returns, nothing is left on the disk. Rewriting the disk
    /// takes its time, so many are erased at once. Tells how many events it was.
    pub async fn erase(&self, subjects: &[SubjectKey], why: Name) -> Result<usize, StoreError> {
        let mut events = BTreeMap::new();
        for subject in subjects {
            let named = self.backend.naming(self.log, subject).await?;
            events.extend(named.iter().map(|e| (e.index, e.kept.commitment())));
        }
        let (at, events) = (self.now()?, events.into_iter().collect::<Vec<_>>());
        let record = |some: &[(u64, Commitment)]| {
            let erased = Erased { events: some.iter().map(|(i, _)| *i).collect(), why: why.clone() };
            draft(at, erased.into(), Expected::Any)
        };
        let (count, records) = (events.len(), events.chunks(ERASED_IN_ONE).map(record).collect::<Result<Vec<_>, _>>()?);
        self.backend.erase(self.log, Erasure { events, people: subjects.to_vec(), records }).await?;
        self.backend.scrub().await?;
        Ok(count)
    }
}

struct Tree {
    frontier: Frontier,
    tiles: Tiles,
}

fn draft(at: Timestamp, what: What, expected: Expected) -> Result<Draft, StoreError> {
    let (stream, other) = (what.stream(), what.other_subject());
    let body = Event::new(at, what).to_body().map_err(|e| StoreError::Refused(e.to_string()))?;
    Ok(Draft { stream, expected, other, at: at.as_microsecond(), salt: Salt::new(random::bytes()?), body })
}
