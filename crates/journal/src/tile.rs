//! Where the tree's hashes and entries lie: tiles of 256, as `c2sp.org/tlog-tiles` names them.

use std::fmt;

/// Hashes of a full tile.
pub const WIDTH: u64 = 256;
/// Tree levels within a tile.
pub const HEIGHT: u32 = 8;

/// What lies at a tile's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Hashes of this level: 0 for leaves, each hash of level 1 the root of a full tile of level 0.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

/// The address of a tile or of a bundle of entries. Full, or as wide as a tree of some size makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    pub kind: Kind,
    pub index: u64,
    /// 1 to 256.
    pub width: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no tile: tile/<level 0-63 or `entries`>/<index in groups of three digits, all but the last after x>[.p/<width 1-255>]")]
pub struct NoTile(String);

impl Tile {
    /// The tiles of a tree of this size, partial ones last of their level.
    pub fn of_size(size: u64) -> impl Iterator<Item = Self> {
        let levels = (0..).map(move |level: u8| (level, size >> (HEIGHT * u32::from(level)))).take_while(|(level, n)| *n > 0 && *level < 8);
        levels.flat_map(|(level, n)| Self::of_level(Kind::Hashes(level), n)).chain(Self::of_level(Kind::Entries, size))
    }

    fn of_level(kind: Kind, count: u64) -> impl Iterator<Item = Self> {
        let full = (0..count / WIDTH).map(move |index| Self { kind, index, width: WIDTH as u16 });
        let rest = (count % WIDTH) as u16;
        full.chain((rest > 0).then_some(Self { kind, index: count / WIDTH, width: rest }))
    }

    /// Does a tree of this size have it?
    pub fn within(&self, size: u64) -> bool {
        let level = match self.kind {
            Kind::Hashes(level) => u32::from(level),
            Kind::Entries => 0,
        };
        let count = size.checked_shr(HEIGHT * level).unwrap_or(0);
        self.index.checked_mul(WIDTH).and_then(|n| n.checked_add(u64::from(self.width))).is_some_and(|end| end <= count)
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Hashes(level) => write!(f, "tile/{level}/")?,
            Kind::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for group in groups[1..].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        match u64::from(self.width) {
            WIDTH => Ok(()),
            width => write!(f, ".p/{width}"),
        }
    }
}

/// One spelling only: what is read prints as it was read.
impl std::str::FromStr for Tile {
    type Err = NoTile;
    fn from_str(s: &str) -> Result<Self, NoTile> {
        let parsed = (|| {
            let (kind, rest) = s.strip_prefix("tile/")?.split_once('/')?;
            let kind = match kind {
                "entries" => Kind::Entries,
                level => Kind::Hashes(level.parse().ok().filter(|l| *l < 64)?),
            };
            let (path, width) = match rest.split_once(".p/") {
                Some((path, width)) => (path, width.parse().ok().filter(|w| (1..WIDTH as u16).contains(w))?),
                None => (rest, WIDTH as u16),
            };
            let index = path.split('/').try_fold(0_u64, |n, group| {
                let digits = group.strip_prefix('x').unwrap_or(group);
                n.checked_mul(1000)?.checked_add(digits.parse::<u16>().ok().filter(|_| digits.len() == 3)?.into())
            })?;
            Some(Self { kind, index, width })
        })();
        parsed.filter(|t| t.to_string() == s).ok_or_else(|| NoTile(s.chars().take(80).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, kind: Kind, index: u64, width: u16) {
        let tile = Tile { kind, index, width };
        assert_eq!(path.parse(), Ok(tile));
        assert_eq!(tile.to_string(), path);
    }

    #[test]
    fn addresses() {
        check("tile/0/000", Kind::Hashes(0), 0, 256);
        check("tile/0/x001/x234/067", Kind::Hashes(0), 1_234_067, 256);
        check("tile/63/005.p/255", Kind::Hashes(63), 5, 255);
        check("tile/entries/x001/000.p/1", Kind::Entries, 1000, 1);
    }

    #[test]
    fn other_spellings_are_refused() {
        for bad in [
            "",
            "tile/0/0",
            "tile/00/000",
            "tile/64/000",
            "tile/-1/000",
            "tile/0/x000/001",
            "tile/0/001/067",
            "tile/0/x001",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/+1",
            "tile/0/0 0",
            "tile/0/000/",
            "tile/entry/000",
            "/tile/0/000",
            "tile/0/../000",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert!(bad.parse::<Tile>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_tree_of_70_000_as_in_the_specification() {
        let all: Vec<Tile> = Tile::of_size(70_000).collect();
        let count = |kind, full| all.iter().filter(|t| t.kind == kind && (t.width == 256) == full).count();
        assert_eq!((count(Kind::Hashes(0), true), count(Kind::Hashes(1), true)), (273, 1));
        let partial: Vec<_> = all.iter().filter(|t| t.width < 256).map(|t| (t.kind, t.width)).collect();
        assert_eq!(partial, [(Kind::Hashes(0), 112), (Kind::Hashes(1), 17), (Kind::Hashes(2), 1), (Kind::Entries, 112)]);
        assert!(all.iter().all(|t| t.within(70_000)));
        assert!(!Tile { kind: Kind::Hashes(0), index: 273, width: 113 }.within(70_000));
        assert!(!Tile { kind: Kind::Hashes(60), index: 0, width: 1 }.within(u64::MAX));
        assert_eq!(Tile::of_size(0).count(), 0);
        assert_eq!(Tile::of_size(256).map(|t| t.to_string()).collect::<Vec<_>>(), ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]);
    }
}
