//! The Global Privacy Platform's string: a header that says which sections follow, and the sections.

use crate::bits::Bits;
use crate::{Fault, MAX, Tcf, UsPrivacy, UsSection, tcf, us, us_privacy};

const MOST_SECTIONS: u32 = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gpp {
    pub sections: Vec<(u32, Part)>,
}

/// A section, read as far as its kind is known; one that cannot be read does not hide the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Us(UsSection),
    Tcf(Box<Tcf>),
    UsPrivacy(UsPrivacy),
    Other,
    Faulty(Fault),
}

/// Reads a GPP string.
pub fn gpp(text: &str) -> Result<Gpp, Fault> {
    if text.len() > MAX {
        return Err(Fault::Long(text.len()));
    }
    let mut parts = text.trim().split('~');
    let ids = header(parts.next().unwrap_or_default())?;
    let sections = ids.into_iter().map(|id| (id, parts.next().map_or(Part::Faulty(Fault::Short("section")), |t| part(id, t)))).collect();
    Ok(Gpp { sections })
}

fn part(id: u32, text: &str) -> Part {
    let or_fault = |read: Result<Part, Fault>| read.unwrap_or_else(Part::Faulty);
    match id {
        2 => or_fault(tcf(text).map(|t| Part::Tcf(Box::new(t)))),
        6 => or_fault(us_privacy(text).map(Part::UsPrivacy)),
        _ => us::section(id, text).map_or(Part::Other, |read| or_fault(read.map(Part::Us))),
    }
}

fn header(text: &str) -> Result<Vec<u32>, Fault> {
    let mut bits = Bits::of(text)?;
    for (what, expected) in [("Type", 3), ("Version", 1)] {
        let found = bits.int(6, what)?;
        if found != expected {
            return Err(Fault::Value { what, found: found.to_string() });
        }
    }
    let mut ids = Vec::new();
    let mut last = 0u32;
    for _ in 0..bits.int(12, "SectionIds")? {
        let group = bits.flag("SectionIds")?;
        let from = last.saturating_add(bits.fibonacci("SectionIds")?);
        let to = if group { from.saturating_add(bits.fibonacci("SectionIds")?) } else { from };
        if to - from >= MOST_SECTIONS || ids.len() as u32 + (to - from) >= MOST_SECTIONS {
            return Err(Fault::Value { what: "SectionIds", found: format!("more than {MOST_SECTIONS} sections") });
        }
        ids.extend(from..=to);
        last = to;
    }
    Ok(ids)
}
