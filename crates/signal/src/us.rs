//! US sections of the Global Privacy Platform, and the older US Privacy string.

use crate::Fault;
use crate::bits::Bits;

/// A two-bit answer to "did the consumer opt out?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptOut {
    NotApplicable,
    Yes,
    No,
}

impl OptOut {
    fn of(value: u8) -> Result<OptOut, Fault> {
        match value {
            0 => Ok(OptOut::NotApplicable),
            1 => Ok(OptOut::Yes),
            2 => Ok(OptOut::No),
            other => Err(Fault::Value { what: "opt-out", found: other.to_string() }),
        }
    }
}

/// What a US section says. Every field has its values; most are 0 not applicable, 1, 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsSection {
    /// `usnat`, `usca` …
    pub name: &'static str,
    pub version: u32,
    pub fields: Vec<(&'static str, Vec<u8>)>,
    pub gpc: Option<bool>,
}

impl UsSection {
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        self.fields.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_slice())
    }

    /// Sale, sharing and targeted advertising, those that the section has.
    pub fn opt_outs(&self) -> Vec<(&'static str, OptOut)> {
        let told = self.fields.iter().filter(|(n, _)| matches!(*n, SALE | SHARING | TARGETED));
        told.filter_map(|(n, v)| Some((*n, OptOut::of(*v.first()?).ok()?))).collect()
    }
}

const SALE: &str = "SaleOptOut";
const SHARING: &str = "SharingOptOut";
const TARGETED: &str = "TargetedAdvertisingOptOut";
const CHILD: &str = "KnownChildSensitiveDataConsents";

const MSPA: [(&str, usize); 3] = [("MspaCoveredTransaction", 1), ("MspaOptOutOptionMode", 1), ("MspaServiceProviderMode", 1)];

/// A state's core segment: three notices, two opt-outs, then how many sensitive and child fields, and whether a field for consent to other
/// processing follows.
struct State {
    notices: &'static [&'static str],
    opt_outs: &'static [&'static str],
    sensitive: usize,
    child: usize,
    extra: Option<&'static str>,
}

const PROCESSING: &[&str] = &["ProcessingNotice", "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice"];
const SHARED: &[&str] = &["SharingNotice", "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice"];
const BOTH: &[&str] = &[SALE, TARGETED];
const ADDITIONAL: Option<&str> = Some("AdditionalDataProcessingConsent");

fn state(id: u32, letters: usize) -> Option<(&'static str, State)> {
    let s = |notices, opt_outs, sensitive, child, extra| State { notices, opt_outs, sensitive, child, extra };
    Some(match id {
        7 => {
            // Version 2 has more fields than version 1, but writers confuse the numbers; with them it takes twelve letters, without eleven.
            let (sensitive, child) = if letters < 12 { (12, 2) } else { (16, 3) };
            let notices: &[&str] = &[
                "SharingNotice",
                "SaleOptOutNotice",
                "SharingOptOutNotice",
                "TargetedAdvertisingOptOutNotice",
                "SensitiveDataProcessingOptOutNotice",
                "SensitiveDataLimitUseNotice",
            ];
            ("usnat", s(notices, &[SALE, SHARING, TARGETED], sensitive, child, Some("PersonalDataConsents")))
        }
        8 => {
            let notices: &[&str] = &["SaleOptOutNotice", "SharingOptOutNotice", "SensitiveDataLimitUseNotice"];
            ("usca", s(notices, &[SALE, SHARING], 9, 2, Some("PersonalDataConsents")))
        }
        9 => ("usva", s(SHARED, BOTH, 8, 1, None)),
        10 => ("usco", s(SHARED, BOTH, 7, 1, None)),
        11 => {
            let notices: &[&str] =
                &["SharingNotice", "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice", "SensitiveDataProcessingOptOutNotice"];
            ("usut", s(notices, BOTH, 8, 1, None))
        }
        12 => ("usct", s(SHARED, BOTH, 8, 3, None)),
        13 => ("usfl", s(PROCESSING, BOTH, 8, 3, ADDITIONAL)),
        14 => ("usmt", s(SHARED, BOTH, 8, 3, ADDITIONAL)),
        15 => ("usor", s(PROCESSING, BOTH, 11, 3, ADDITIONAL)),
        16 => ("ustx", s(PROCESSING, BOTH, 8, 1, ADDITIONAL)),
        17 => ("usde", s(PROCESSING, BOTH, 9, 5, ADDITIONAL)),
        18 => {
            let notices: &[&str] =
                &["ProcessingNotice", "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice", "SensitiveDataOptOutNotice"];
            ("usia", s(notices, BOTH, 8, 1, None))
        }
        19 => ("usne", s(PROCESSING, BOTH, 8, 1, ADDITIONAL)),
        20 => ("usnh", s(PROCESSING, BOTH, 8, 3, ADDITIONAL)),
        21 => ("usnj", s(PROCESSING, BOTH, 10, 5, ADDITIONAL)),
        22 => ("ustn", s(PROCESSING, BOTH, 8, 1, ADDITIONAL)),
        23 => ("usmn", s(PROCESSING, BOTH, 8, 1, ADDITIONAL)),
        _ => return None,
    })
}

/// Sections whose core begins with the MSPA fields; the specification was open for comment in October 2025.
const LATE: [&str; 9] = [
    "MspaCoveredTransaction",
    "MspaMode",
    "ProcessingNotice",
    "SaleOptOutNotice",
    "TargetedAdvertisingOptOutNotice",
    SALE,
    TARGETED,
    CHILD,
    "AdditionalDataProcessingConsent",
];

/// The name of such a section, and whether it has the field for children.
fn late(id: u32) -> Option<(&'static str, bool)> {
    Some(match id {
        24 => ("usmd", false),
        25 => ("usin", true),
        26 => ("usky", true),
        27 => ("usri", true),
        _ => return None,
    })
}

/// A US section; `None` for ids of other kinds.
pub(crate) fn section(id: u32, text: &str) -> Option<Result<UsSection, Fault>> {
    (7..=27).contains(&id).then(|| read(id, text))
}

fn read(id: u32, text: &str) -> Result<UsSection, Fault> {
    let mut segments = text.split('.');
    let core = segments.next().unwrap_or_default();
    let mut bits = Bits::of(core)?;
    let version = bits.int(6, "Version")?;
    if let Some((name, children)) = late(id) {
        let fields = take(&mut bits, LATE.into_iter().filter(|n| children || *n != CHILD).map(|n| (n, 1)))?;
        return Ok(UsSection { name, version, fields, gpc: if id == 24 { gpc(segments)? } else { None } });
    }
    let unknown = || Fault::Value { what: "section", found: format!("{id} in version {version}") };
    if !(1..=2).contains(&version) {
        return Err(unknown());
    }
    let (name, s) = state(id, core.len()).ok_or_else(unknown)?;
    let ones = |names: &'static [&'static str]| names.iter().map(|n| (*n, 1));
    let layout = ones(s.notices)
        .chain(ones(s.opt_outs))
        .chain([("SensitiveDataProcessing", s.sensitive), (CHILD, s.child)])
        .chain(s.extra.map(|e| (e, 1)))
        .chain(MSPA);
    Ok(UsSection { name, version, fields: take(&mut bits, layout)?, gpc: gpc(segments)? })
}

/// Fields in their order. Writers leave zeros off the end; what is not there is not applicable, but an opt-out must be there.
fn take(bits: &mut Bits, layout: impl Iterator<Item = (&'static str, usize)>) -> Result<Vec<(&'static str, Vec<u8>)>, Fault> {
    layout
        .map(|(name, count)| {
            let needed = matches!(name, SALE | SHARING | TARGETED);
            let one = |bits: &mut Bits| match bits.int(2, name) {
                Err(Fault::Short(_)) if !needed => Ok(0),
                read => read.map(|v| v as u8),
            };
            Ok((name, (0..count).map(|_| one(bits)).collect::<Result<_, Fault>>()?))
        })
        .collect()
}

/// The segment of type 1 says whether the browser sent the signal.
fn gpc<'a>(segments: impl Iterator<Item = &'a str>) -> Result<Option<bool>, Fault> {
    for segment in segments {
        let mut bits = Bits::of(segment)?;
        if bits.int(2, "GpcSegmentType")? == 1 {
            return bits.flag("Gpc").map(Some);
        }
    }
    Ok(None)
}

/// `1YNN`: notice given, opted out of sale, covered by the LSPA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsPrivacy {
    pub notice: Option<bool>,
    pub opted_out: Option<bool>,
    pub covered: Option<bool>,
}

/// Reads a US Privacy string, which has one version.
pub fn us_privacy(text: &str) -> Result<UsPrivacy, Fault> {
    let wrong = |what| Fault::Value { what, found: text.chars().take(20).collect() };
    let letters: Vec<char> = text.trim().chars().take(5).collect();
    let [version, notice, sale, covered] = letters[..] else { return Err(wrong("US Privacy string")) };
    if !matches!(version, '1' | '2') {
        return Err(wrong("version"));
    }
    let answer = |c: char| match c.to_ascii_uppercase() {
        'Y' => Ok(Some(true)),
        'N' => Ok(Some(false)),
        '-' => Ok(None),
        _ => Err(wrong("answer")),
    };
    Ok(UsPrivacy { notice: answer(notice)?, opted_out: answer(sale)?, covered: answer(covered)? })
}
