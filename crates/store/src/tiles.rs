//! Tiles that were fetched, as a place where the tree looks up its hashes.

use crate::backend::{Backend, LogId};
use crate::error::StoreError;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use tidegate_journal::Hash;
use tidegate_journal::merkle::{Frontier, Nodes};
use tidegate_journal::tile::{HEIGHT, WIDTH};

/// What a tile is called within its log: level and index.
pub type At = (u8, u64);

#[derive(Debug, Default)]
pub struct Tiles {
    known: HashMap<At, Vec<u8>>,
    /// Asked for and not known.
    missing: RefCell<BTreeSet<At>>,
}

impl Tiles {
    /// Fetches tiles until the answer can be made from them.
    pub async fn answer<T>(&mut self, backend: &impl Backend, log: LogId, ask: impl Fn(&Self) -> Option<T>) -> Result<T, StoreError> {
        loop {
            if let Some(answer) = ask(self) {
                return Ok(answer);
            }
            let missing = std::mem::take(self.missing.get_mut());
            if missing.is_empty() {
                return Err(StoreError::NoSuch("the hashes of this part of the tree"));
            }
            for at in missing {
                let tile = backend.tile(log, at.0, at.1).await?.ok_or(StoreError::NoSuch("a tile of the tree"))?;
                self.known.insert(at, tile);
            }
        }
    }

    /// Adds leaves; tells which tiles have changed. The frontier's own partial tiles must be known.
    pub fn grow(&mut self, frontier: &mut Frontier, leaves: impl IntoIterator<Item = Hash>) -> BTreeSet<At> {
        let mut changed = BTreeSet::new();
        for leaf in leaves {
            frontier.push(leaf, |height, index, hash| {
                if height % HEIGHT == 0 {
                    let at = ((height / HEIGHT) as u8, index / WIDTH);
                    let tile = self.known.entry(at).or_default();
                    debug_assert_eq!(tile.len() as u64 / Hash::LEN as u64, index % WIDTH, "hashes come one after the other");
                    tile.extend(hash.bytes());
                    changed.insert(at);
                }
            });
        }
        changed
    }

    pub fn bytes(&self, at: At) -> Option<&[u8]> {
        self.known.get(&at).map(Vec::as_slice)
    }

    /// Forgets what lies left of the frontier: a long walk holds a few tiles at a time.
    pub fn keep_edge(&mut self, size: u64) {
        self.known.retain(|(level, index), _| *index >= (size >> (HEIGHT * u32::from(*level))) / WIDTH);
    }

    /// The partial tiles of a tree of this size, which growing it goes on with.
    pub fn edge(size: u64) -> impl Iterator<Item = At> {
        let levels = (0..8_u8).map(move |level| (level, size >> (HEIGHT * u32::from(level))));
        levels.filter(|(_, n)| n % WIDTH != 0).map(|(level, n)| (level, n / WIDTH))
    }

    pub async fn load_edge(&mut self, backend: &impl Backend, log: LogId, size: u64) -> Result<(), StoreError> {
        for at in Self::edge(size) {
            let mut tile = backend.tile(log, at.0, at.1).await?.ok_or(StoreError::NoSuch("a tile of the tree"))?;
            // A tile may have grown past this tree.
            let width = ((size >> (HEIGHT * u32::from(at.0))) % WIDTH) as usize;
            tile.truncate(width * Hash::LEN);
            self.known.insert(at, tile);
        }
        Ok(())
    }
}

impl Nodes for Tiles {
    fn node(&self, height: u32, index: u64) -> Option<Hash> {
        let (level, within) = ((height / HEIGHT) as u8, height % HEIGHT);
        let first = index << within;
        let at = (level, first / WIDTH);
        let Some(tile) = self.known.get(&at) else {
            self.missing.borrow_mut().insert(at);
            return None;
        };
        let from = (first % WIDTH) as usize * Hash::LEN;
        let mut row: Vec<Hash> =
            tile.get(from..from + (Hash::LEN << within))?.chunks_exact(Hash::LEN).map(|c| Hash::try_from(c).ok()).collect::<Option<_>>()?;
        while row.len() > 1 {
            row = row.chunks_exact(2).map(|pair| Hash::node(&pair[0], &pair[1])).collect();
        }
        row.first().copied()
    }
}
