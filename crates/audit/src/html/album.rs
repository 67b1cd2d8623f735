//! Which pictures are embedded: those that failed findings use, worst first, each once, up to a limit.

use super::picture::{Crop, Picture};
use base64::Engine;
use std::collections::BTreeMap;
use tidegate_types::finding::{Evidence, Finding};
use tidegate_types::observation::{Artifact, Rect};

/// Of one report, as embedded (base64). Mail servers refuse much larger files.
const MAX_EMBEDDED: usize = 12 << 20;
/// Of one finding.
const MAX_SHOTS: usize = 3;

/// A picture as it stands in the style sheet.
#[derive(Debug)]
pub struct Plate {
    pub mime: &'static str,
    pub base64: String,
    width: u32,
    height: u32,
}

#[derive(Debug, Default)]
pub struct Album {
    pub plates: Vec<Plate>,
    slots: BTreeMap<Artifact, Slot>,
    used: usize,
}

#[derive(Debug)]
enum Slot {
    Embedded(usize),
    /// Loaded, but nothing that was marked so far lies on it.
    Unused(Picture),
    /// Not there, no picture, or too large for the room that is left.
    Left,
}

/// What a reader sees of an evidence's picture.
#[derive(Debug)]
pub enum Shown {
    Crop {
        plate: usize,
        crop: Crop,
    },
    /// Too much, gone, or the element lies off the picture: the file is named instead.
    File,
}

impl Album {
    /// `findings` in the order of the report.
    pub fn new<'a>(findings: impl Iterator<Item = &'a Finding>, pictures: &dyn Fn(&Artifact) -> Option<Picture>) -> Album {
        let mut album = Album::default();
        for e in findings.flat_map(shots) {
            if let Some(artifact) = &e.artifact {
                album.place(artifact, e.mark.as_ref(), pictures);
            }
        }
        album.slots.retain(|_, slot| matches!(slot, Slot::Embedded(_)));
        album
    }

    fn place(&mut self, artifact: &Artifact, mark: Option<&Rect>, pictures: &dyn Fn(&Artifact) -> Option<Picture>) {
        let load = || pictures(artifact).filter(|p| p.width > 0 && p.height > 0).map_or(Slot::Left, Slot::Unused);
        let slot = match self.slots.remove(artifact).unwrap_or_else(load) {
            Slot::Unused(p) if crop(p.width, p.height, mark).is_some() => self.embed(&p),
            other => other,
        };
        self.slots.insert(artifact.clone(), slot);
    }

    fn embed(&mut self, p: &Picture) -> Slot {
        let size = p.bytes.len().div_ceil(3) * 4;
        if self.used + size > MAX_EMBEDDED {
            return Slot::Left;
        }
        self.used += size;
        let base64 = base64::engine::general_purpose::STANDARD.encode(&p.bytes);
        self.plates.push(Plate { mime: p.mime.as_str(), base64, width: p.width, height: p.height });
        Slot::Embedded(self.plates.len() - 1)
    }

    pub fn show(&self, e: &Evidence) -> Shown {
        let Some(Slot::Embedded(plate)) = e.artifact.as_ref().and_then(|a| self.slots.get(a)) else { return Shown::File };
        let Plate { width, height, .. } = self.plates[*plate];
        crop(width, height, e.mark.as_ref()).map_or(Shown::File, |crop| Shown::Crop { plate: *plate, crop })
    }
}

fn crop(width: u32, height: u32, mark: Option<&Rect>) -> Option<Crop> {
    match mark {
        None => Some(Crop::top(width, height)),
        Some(mark) => Crop::around(width, height, mark),
    }
}

/// The evidence of a finding that has a picture: marked elements before whole pictures, nothing twice.
pub fn shots(f: &Finding) -> Vec<&Evidence> {
    let mut with_picture: Vec<&Evidence> = f.evidence.iter().filter(|e| e.artifact.as_ref().is_some_and(is_picture)).collect();
    with_picture.sort_by_key(|e| e.mark.is_none());
    let mut out: Vec<&Evidence> = Vec::new();
    for e in with_picture {
        if out.len() < MAX_SHOTS && !out.iter().any(|o| (&o.artifact, &o.mark) == (&e.artifact, &e.mark)) {
            out.push(e);
        }
    }
    out
}

fn is_picture(a: &Artifact) -> bool {
    let name = a.0.to_ascii_lowercase();
    [".png", ".jpg", ".jpeg"].iter().any(|end| name.ends_with(end))
}
