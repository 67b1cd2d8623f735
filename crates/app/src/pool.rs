//! Android's pools of strings, as compiled XML and resource tables hold them.

use crate::fault::{Fault, plain, u16_at, u32_at};

/// Longer strings are cut; no name that matters is nearly as long.
const LONGEST: usize = 2000;
const UTF8: u32 = 1 << 8;

/// A chunk of a compiled file: what it is, its head, and all of it.
#[derive(Debug, Clone, Copy)]
pub struct Chunk<'a> {
    pub kind: u16,
    /// Where it starts in the file.
    pub at: usize,
    pub head: usize,
    pub bytes: &'a [u8],
}

impl<'a> Chunk<'a> {
    /// The chunk that starts at this byte. Its size is never less than its head, so a walk over chunks ends.
    pub fn at(file: &str, all: &'a [u8], at: usize) -> Result<Chunk<'a>, Fault> {
        let parts = || Some((u16_at(all, at)?, usize::from(u16_at(all, at + 2)?), usize::try_from(u32_at(all, at + 4)?).ok()?));
        let (kind, head, size) = parts().ok_or_else(|| Fault::at(file, at, "the file ends inside a chunk's head"))?;
        if head < 8 || size < head {
            return Err(Fault::at(file, at, format!("a chunk of {size} bytes with a head of {head}")));
        }
        let bytes = at.checked_add(size).and_then(|end| all.get(at..end));
        let bytes = bytes.ok_or_else(|| Fault::at(file, at, format!("a chunk of {size} bytes reaches past the end of the file")))?;
        Ok(Chunk { kind, at, head, bytes })
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Pool<'a> {
    bytes: &'a [u8],
    head: usize,
    count: usize,
    start: usize,
    utf8: bool,
}

impl<'a> Pool<'a> {
    pub fn new(file: &str, chunk: Chunk<'a>) -> Result<Pool<'a>, Fault> {
        let word = |i: usize| u32_at(chunk.bytes, 8 + 4 * i).and_then(|n| usize::try_from(n).ok());
        let parts = || Some((word(0)?, word(2)?, word(3)?));
        let (count, flags, start) = parts().ok_or_else(|| Fault::at(file, chunk.at, "a pool of strings without a head"))?;
        let fits = count.checked_mul(4).and_then(|n| n.checked_add(chunk.head)).is_some_and(|end| end <= chunk.bytes.len());
        if !fits {
            return Err(Fault::at(file, chunk.at, format!("a pool of {count} strings in {} bytes", chunk.bytes.len())));
        }
        Ok(Pool { bytes: chunk.bytes, head: chunk.head, count, start, utf8: flags as u32 & UTF8 != 0 })
    }

    /// The string of that number; `None` where there is none, or where it cannot be read.
    pub fn get(&self, index: u32) -> Option<String> {
        let raw = self.raw(index)?;
        let letters = || char::decode_utf16(pairs(raw)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
        let text = if self.utf8 { String::from_utf8_lossy(raw).into_owned() } else { letters().collect() };
        Some(plain(&text, LONGEST))
    }

    /// Is the string of that number this name? Nothing is copied, so asking often costs little.
    pub fn is(&self, index: u32, name: &str) -> bool {
        let same = || {
            let raw = self.raw(index)?;
            Some(if self.utf8 { raw == name.as_bytes() } else { name.encode_utf16().eq(pairs(raw)) })
        };
        same() == Some(true)
    }

    /// The bytes of a string, cut to the limit.
    fn raw(&self, index: u32) -> Option<&'a [u8]> {
        let index = usize::try_from(index).ok().filter(|i| *i < self.count)?;
        let offset = usize::try_from(u32_at(self.bytes, self.head + 4 * index)?).ok()?;
        let at = self.start.checked_add(offset)?;
        let (bytes, at) = if self.utf8 {
            let (_, at) = self.length8(at)?;
            self.length8(at)?
        } else {
            self.length16(at)?
        };
        self.bytes.get(at..at.checked_add(bytes.min(4 * LONGEST))?)
    }

    /// A length of one or two units of two bytes, in bytes, and where what follows starts.
    fn length16(&self, at: usize) -> Option<(usize, usize)> {
        let first = usize::from(u16_at(self.bytes, at)?);
        if first & 0x8000 == 0 {
            return Some((2 * first, at + 2));
        }
        Some((2 * (((first & 0x7fff) << 16) | usize::from(u16_at(self.bytes, at + 2)?)), at + 4))
    }

    /// A length of one or two bytes, and where what follows starts.
    fn length8(&self, at: usize) -> Option<(usize, usize)> {
        let first = usize::from(*self.bytes.get(at)?);
        if first & 0x80 == 0 {
            return Some((first, at + 1));
        }
        Some((((first & 0x7f) << 8) | usize::from(*self.bytes.get(at + 1)?), at + 2))
    }
}

fn pairs(raw: &[u8]) -> impl Iterator<Item = u16> {
    raw.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]))
}
