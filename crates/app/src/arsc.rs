//! The resource table, as far as a manifest needs it: the value of a number, in the default configuration.

use crate::axml::Value;
use crate::fault::{Fault, u16_at, u32_at};
use crate::pool::{Chunk, Pool};

const FILE: &str = "resources.arsc";
const POOL: u16 = 0x0001;
const TABLE: u16 = 0x0002;
const PACKAGE: u16 = 0x0200;
const TYPE: u16 = 0x0201;

const MOST_CHUNKS: usize = 200_000;
/// A value may point to another, and hostile ones in a circle.
const FARTHEST: usize = 10;
const SPARSE: u8 = 1;
const OFFSET16: u8 = 2;

/// The values of one type in one configuration.
#[derive(Debug)]
struct Kind<'a> {
    package: u32,
    id: u8,
    flags: u8,
    count: usize,
    start: usize,
    /// The configuration says nothing: the values hold everywhere.
    default: bool,
    head: usize,
    bytes: &'a [u8],
}

#[derive(Debug, Default)]
pub struct Table<'a> {
    pool: Pool<'a>,
    kinds: Vec<Kind<'a>>,
}

impl<'a> Table<'a> {
    pub fn new(bytes: &'a [u8]) -> Result<Table<'a>, Fault> {
        let whole = Chunk::at(FILE, bytes, 0)?;
        if whole.kind != TABLE {
            return Err(Fault::at(FILE, 0, "is no table of resources"));
        }
        let mut table = Table::default();
        let mut budget = MOST_CHUNKS;
        let mut at = whole.head;
        while at < whole.bytes.len() {
            let chunk = Chunk::at(FILE, whole.bytes, at)?;
            match chunk.kind {
                POOL => table.pool = Pool::new(FILE, chunk)?,
                PACKAGE => table.package(chunk, &mut budget)?,
                _ => {}
            }
            at += chunk.bytes.len();
        }
        Ok(table)
    }

    fn package(&mut self, package: Chunk<'a>, budget: &mut usize) -> Result<(), Fault> {
        let id = u32_at(package.bytes, 8).unwrap_or(0) & 0xff;
        let mut at = package.head;
        while at < package.bytes.len() {
            *budget = budget.checked_sub(1).ok_or_else(|| Fault::new(FILE, format!("more than {MOST_CHUNKS} chunks")))?;
            let chunk = Chunk::at(FILE, package.bytes, at).map_err(|f| f.within("a package of resources"))?;
            if chunk.kind == TYPE {
                self.kinds.extend(kind(id, chunk));
            }
            at += chunk.bytes.len();
        }
        Ok(())
    }

    /// What a value is once every pointer to the table is followed; `None` where it leads nowhere.
    pub fn resolve(&self, value: Value) -> Option<Value> {
        let mut value = value;
        for _ in 0..FARTHEST {
            match value {
                Value::Resource(id) => value = self.get(id)?,
                other => return Some(other),
            }
        }
        None
    }

    fn get(&self, id: u32) -> Option<Value> {
        let (package, kind, entry) = (id >> 24, (id >> 16) as u8, (id & 0xffff) as usize);
        let of = || self.kinds.iter().filter(move |k| k.package == package && k.id == kind);
        of().filter(|k| k.default).chain(of().filter(|k| !k.default)).find_map(|k| k.value(entry, &self.pool))
    }
}

fn kind<'a>(package: u32, chunk: Chunk<'a>) -> Option<Kind<'a>> {
    let b = chunk.bytes;
    let count = usize::try_from(u32_at(b, 12)?).ok()?;
    let start = usize::try_from(u32_at(b, 16)?).ok()?;
    let config = usize::try_from(u32_at(b, 20)?).ok()?;
    let default = b.get(24..20usize.checked_add(config)?)?.iter().all(|x| *x == 0);
    Some(Kind { package, id: *b.get(8)?, flags: *b.get(9)?, count, start, default, head: chunk.head, bytes: b })
}

impl Kind<'_> {
    fn value(&self, entry: usize, pool: &Pool) -> Option<Value> {
        let at = self.start.checked_add(self.offset(entry)?)?;
        let flags = u16_at(self.bytes, at + 2)?;
        if flags & 8 != 0 {
            // The short form: the type in the upper half of the flags, then the data.
            return Some(Value::new((flags >> 8) as u8, u32_at(self.bytes, at + 4)?, pool));
        }
        if flags & 1 != 0 {
            return None;
        }
        let value = at.checked_add(usize::from(u16_at(self.bytes, at)?))?;
        Some(Value::new(*self.bytes.get(value + 3)?, u32_at(self.bytes, value + 4)?, pool))
    }

    fn offset(&self, entry: usize) -> Option<usize> {
        if self.flags & SPARSE != 0 {
            let fits = self.count.min(self.bytes.len() / 4);
            let pair = |i: usize| Some((u16_at(self.bytes, self.head + 4 * i)?, u16_at(self.bytes, self.head + 4 * i + 2)?));
            return (0..fits).filter_map(pair).find(|(i, _)| usize::from(*i) == entry).map(|(_, at)| 4 * usize::from(at));
        }
        if entry >= self.count {
            return None;
        }
        if self.flags & OFFSET16 != 0 {
            return u16_at(self.bytes, self.head + 2 * entry).filter(|n| *n != u16::MAX).map(|n| 4 * usize::from(n));
        }
        u32_at(self.bytes, self.head + 4 * entry).filter(|n| *n != u32::MAX).and_then(|n| usize::try_from(n).ok())
    }
}
