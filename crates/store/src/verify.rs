//! The whole journal recomputed: leaves from bodies, roots from leaves, every checkpoint that was ever signed. Changes nothing.

use crate::backend::{Backend, Kept, Published, Stored};
use crate::error::StoreError;
use crate::journal::{Journal, TOLERATED};
use crate::tiles::Tiles;
use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use tidegate_journal::event::What;
use tidegate_journal::merkle::Frontier;
use tidegate_journal::{Event, Hash, tile};

/// Events, and checkpoints, that are read at once.
const STEP: usize = 4_096;
/// After so many problems the rest is not told.
const MOST_PROBLEMS: usize = 1_000;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Events are missing from this index on.
    Gap { from: u64 },
    /// The bytes of the event are none.
    Event { index: u64, what: String },
    /// It is filed under another stream than its own, where nobody looks for it.
    Stream { index: u64 },
    /// Its body is gone, and no event says that it was erased.
    Unrecorded { index: u64 },
    /// An event says that it was erased, and its body is here.
    NotErased { index: u64 },
    /// It is earlier than an event before it, by more than writers at the same time can be apart.
    Time { index: u64 },
    /// What is kept leads to another root than was signed: an event up to here was changed, or the checkpoint was.
    Root { size: u64 },
    /// The checkpoint itself.
    Checkpoint { what: String },
    /// A tile does not hold the hashes of the events.
    Tile { level: u8, index: u64 },
    /// A checkpoint of more leaves than there are events.
    Short { events: u64, signed: u64 },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { from } => write!(f, "events are missing from index {from} on"),
            Self::Event { index, what } => write!(f, "event {index}: {what}"),
            Self::Stream { index } => write!(f, "event {index} is filed under another stream than its own, so it is not found"),
            Self::Unrecorded { index } => write!(f, "the body of event {index} is gone, and no event says that it was erased"),
            Self::NotErased { index } => write!(f, "event {index} is recorded as erased, and its body is here"),
            Self::Time { index } => write!(f, "event {index} is dated earlier than one before it"),
            Self::Root { size } => write!(
                f,
                "the events up to index {} do not lead to the root that was signed for {size} leaves: one of them, or the checkpoint, was changed",
                size.saturating_sub(1)
            ),
            Self::Checkpoint { what } => f.write_str(what),
            Self::Tile { level, index } => write!(f, "tile {index} of level {level} does not hold the hashes of the events"),
            Self::Short { events, signed } => write!(f, "{signed} leaves were signed, and {events} events are there: the end was cut off"),
        }
    }
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub events: u64,
    /// Of these, without a body.
    pub erased: u64,
    pub checkpoints: u64,
    pub root: Option<Hash>,
    pub problems: Vec<Problem>,
}

impl Report {
    pub fn holds(&self) -> bool {
        self.problems.is_empty()
    }

    fn add(&mut self, problem: Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

impl<B: Backend> Journal<B> {
    /// Recomputes everything. `progress` is told how many events are behind.
    pub async fn verify(&self, mut progress: impl FnMut(u64)) -> Result<Report, StoreError> {
        let mut walk = Walk {
            journal: self,
            report: Report::default(),
            frontier: Frontier::default(),
            tiles: Tiles::default(),
            due: VecDeque::new(),
            gone: BTreeSet::new(),
            recorded: BTreeSet::new(),
        };
        let tree = self.backend().latest(self.log()).await?.map_or(0, |p| p.size);
        let mut latest = i64::MIN;
        loop {
            let from = walk.report.events;
            let events = self.backend().events(self.log(), from, STEP).await?;
            if events.is_empty() {
                break;
            }
            for event in &events {
                if event.index != walk.report.events {
                    walk.report.add(Problem::Gap { from: walk.report.events });
                    return Ok(walk.report);
                }
                walk.event(event, &mut latest);
                if walk.frontier.size() < tree {
                    walk.leaf(event).await?;
                }
                walk.report.events += 1;
            }
            walk.tiles.keep_edge(walk.frontier.size());
            progress(walk.report.events);
        }
        if walk.report.events < tree {
            let events = walk.report.events;
            walk.report.add(Problem::Short { events, signed: tree });
        }
        walk.erasures();
        walk.edge(tree).await?;
        walk.report.root = Some(walk.frontier.root());
        Ok(walk.report)
    }
}

struct Walk<'a, B> {
    journal: &'a Journal<B>,
    report: Report,
    frontier: Frontier,
    tiles: Tiles,
    /// Checkpoints ahead, smallest first.
    due: VecDeque<Published>,
    /// Events without a body, and those of which an event says so.
    gone: BTreeSet<u64>,
    recorded: BTreeSet<u64>,
}

impl<B: Backend> Walk<'_, B> {
    fn event(&mut self, event: &Stored, latest: &mut i64) {
        if event.at < latest.saturating_sub(TOLERATED) {
            self.report.add(Problem::Time { index: event.index });
        }
        *latest = event.at.max(*latest);
        match &event.kept {
            Kept::Gone(_) => {
                self.report.erased += 1;
                self.gone.insert(event.index);
            }
            Kept::Whole { body, stream, .. } => match Event::of_body(body) {
                Err(e) => self.report.add(Problem::Event { index: event.index, what: e.to_string() }),
                Ok(read) => {
                    if read.what.stream().to_bytes() != *stream {
                        self.report.add(Problem::Stream { index: event.index });
                    }
                    if let What::Erased(e) = read.what {
                        self.recorded.extend(e.events);
                    }
                }
            },
        }
    }

    /// What is gone was recorded, and what was recorded is gone.
    fn erasures(&mut self) {
        for index in self.gone.difference(&self.recorded) {
            self.report.add(Problem::Unrecorded { index: *index });
        }
        for index in self.recorded.difference(&self.gone) {
            self.report.add(Problem::NotErased { index: *index });
        }
    }

    async fn leaf(&mut self, event: &Stored) -> Result<(), StoreError> {
        let changed = self.tiles.grow(&mut self.frontier, [event.kept.commitment().leaf()]);
        for at in changed {
            let full = self.tiles.bytes(at).is_some_and(|b| b.len() as u64 == tile::WIDTH * Hash::LEN as u64);
            if full {
                self.tile(at).await?;
            }
        }
        let size = self.frontier.size();
        if self.due.is_empty() {
            self.due.extend(self.journal.backend().checkpoints(self.journal.log(), size - 1, STEP).await?);
        }
        while self.due.front().is_some_and(|p| p.size == size) {
            let published = self.due.pop_front().expect("it stands in front");
            self.report.checkpoints += 1;
            match self.journal.read(&published) {
                Ok((checkpoint, _)) if checkpoint.root != self.frontier.root() => self.report.add(Problem::Root { size }),
                Ok(_) => {}
                Err(e) => self.report.add(Problem::Checkpoint { what: e.to_string() }),
            }
        }
        Ok(())
    }

    async fn tile(&mut self, at: (u8, u64)) -> Result<(), StoreError> {
        let kept = self.journal.backend().tile(self.journal.log(), at.0, at.1).await?;
        if kept.as_deref() != self.tiles.bytes(at) {
            self.report.add(Problem::Tile { level: at.0, index: at.1 });
        }
        Ok(())
    }

    async fn edge(&mut self, tree: u64) -> Result<(), StoreError> {
        if self.frontier.size() == tree {
            for at in Tiles::edge(tree) {
                self.tile(at).await?;
            }
        }
        Ok(())
    }
}
