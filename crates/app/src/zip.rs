//! The archive: names, and the bytes of an entry within limits.

use crate::fault::{Fault, plain};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Read as _;

/// No app has nearly as many files.
const MOST_ENTRIES: usize = 200_000;
/// Everything that is unpacked of one archive, and of all archives in it.
const MOST_UNPACKED: u64 = 1 << 30;
/// Code packs to a third and resources to a tenth; only long runs of one byte pack like this.
const STEEPEST: u64 = 250;
/// Below this size a steep ratio harms nobody.
const SMALL: u64 = 1 << 20;

/// How much may still be unpacked, shared by an archive and those inside it.
#[derive(Debug)]
pub struct Budget(Cell<u64>);

impl Budget {
    pub fn new() -> Budget {
        Budget(Cell::new(MOST_UNPACKED))
    }

    #[cfg(test)]
    pub fn of(bytes: u64) -> Budget {
        Budget(Cell::new(bytes))
    }
}

#[derive(Debug)]
struct Entry {
    way: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    packed: u64,
}

#[derive(Debug)]
pub struct Archive<'a> {
    zip: ZipSliceArchive<&'a [u8]>,
    entries: BTreeMap<String, Entry>,
    budget: &'a Budget,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8], budget: &'a Budget) -> Result<Archive<'a>, Fault> {
        let broken = |e: rawzip::Error| Fault::new("the archive", format!("{e}; is the file whole?"));
        let zip = ZipArchive::from_slice(bytes).map_err(broken)?;
        let mut entries = BTreeMap::new();
        let mut walk = zip.entries();
        while let Some(record) = walk.next_entry().map_err(broken)? {
            if entries.len() >= MOST_ENTRIES {
                return Err(Fault::new("the archive", format!("more than {MOST_ENTRIES} entries")));
            }
            let raw = record.file_path();
            let name = String::from_utf8_lossy(raw.as_ref()).into_owned();
            let entry = Entry { way: record.wayfinder(), method: record.compression_method(), packed: record.compressed_size_hint() };
            // Two entries of one name: which of them Android runs depends on its version, so neither is believed.
            if entries.insert(name.clone(), entry).is_some() && matters(&name) {
                return Err(Fault::new(plain(&name, 200), "is in the archive twice, and which of the two counts cannot be told"));
            }
        }
        Ok(Archive { zip, entries, budget })
    }

    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The bytes of an entry, never more than `max` of them.
    pub fn read(&self, name: &str, max: u64) -> Result<Vec<u8>, Fault> {
        let fault = |what: String| Fault::new(plain(name, 200), what);
        let entry = self.entries.get(name).ok_or_else(|| fault("is not in the archive".into()))?;
        let local = self.zip.get_entry(entry.way).map_err(|e| fault(e.to_string()))?;
        let left = self.budget.0.get();
        let steep = SMALL.max(entry.packed.saturating_mul(STEEPEST));
        let most = max.min(left).min(steep);
        let packed = local.data();
        let unpacked = if entry.method == CompressionMethod::STORE {
            take(local.verifying_reader(packed), most)
        } else if entry.method == CompressionMethod::DEFLATE {
            take(local.verifying_reader(flate2::bufread::DeflateDecoder::new(packed)), most)
        } else {
            return Err(fault(format!("is packed in a way that Android does not know ({:?})", entry.method)));
        };
        let bytes = unpacked.map_err(|e| fault(format!("cannot be unpacked: {e}")))?;
        let size = bytes.len() as u64;
        self.budget.0.set(left.saturating_sub(size));
        if size <= most {
            return Ok(bytes);
        }
        Err(fault(match most {
            m if m == max => format!("unpacks to more than {max} bytes"),
            m if m == left => format!("what was unpacked so far and this together pass the limit of {MOST_UNPACKED} bytes"),
            _ => format!("unpacks to more than {STEEPEST} times its size, as only a trap does"),
        }))
    }
}

/// One byte more than `most` is read at the most, which says that there was more.
fn take(reader: impl std::io::Read, most: u64) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut out)?;
    Ok(out)
}

/// Files that say what the app is.
fn matters(name: &str) -> bool {
    matches!(name, "AndroidManifest.xml" | "resources.arsc") || name.ends_with(".dex")
}
