//! The Transparency and Consent Framework's string, version 2: what a person agreed to, purpose by purpose and vendor by vendor.

use crate::Fault;
use crate::bits::Bits;

/// Vendors, as runs of numbers: a short string may name all 65,535.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    pub fn contains(&self, id: u32) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&id))
    }

    pub fn count(&self) -> usize {
        let mut runs = self.0.clone();
        runs.sort_unstable();
        let (mut count, mut end) = (0usize, 0u32);
        for (from, to) in runs {
            let from = from.max(end + 1);
            if to >= from {
                count += (to - from + 1) as usize;
                end = to;
            }
        }
        count
    }

    fn push(&mut self, from: u32, to: u32) {
        match self.0.last_mut() {
            Some(last) if from == last.1 + 1 => last.1 = to,
            _ => self.0.push((from, to)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tcf {
    /// Tenths of seconds since 1970.
    pub created: u64,
    pub updated: u64,
    pub cmp: u32,
    pub vendor_list: u32,
    pub policy: u32,
    pub service_specific: bool,
    /// Purposes with consent, from 1.
    pub purposes: Vec<u32>,
    /// Purposes on legitimate interest.
    pub interests: Vec<u32>,
    pub special_features: Vec<u32>,
    pub vendors: Ranges,
    pub vendor_interests: Ranges,
}

/// Reads the core of a TCF string; further segments are left.
pub fn tcf(text: &str) -> Result<Tcf, Fault> {
    let mut bits = Bits::of(text.split('.').next().unwrap_or_default())?;
    let version = bits.int(6, "Version")?;
    if version != 2 {
        return Err(Fault::Value { what: "Version", found: version.to_string() });
    }
    let (created, updated) = (bits.deciseconds("Created")?, bits.deciseconds("LastUpdated")?);
    let cmp = bits.int(12, "CmpId")?;
    bits.int(12 + 6, "CmpVersion")?;
    bits.int(12, "ConsentLanguage")?;
    let vendor_list = bits.int(12, "VendorListVersion")?;
    let policy = bits.int(6, "PolicyVersion")?;
    let service_specific = bits.flag("IsServiceSpecific")?;
    bits.flag("UseNonStandardStacks")?;
    let special_features = set(&mut bits, 12, "SpecialFeatureOptins")?;
    let purposes = set(&mut bits, 24, "PurposeConsents")?;
    let interests = set(&mut bits, 24, "PurposeLegitimateInterests")?;
    bits.flag("PurposeOneTreatment")?;
    bits.int(12, "PublisherCountryCode")?;
    let vendors = vendors(&mut bits, "VendorConsents")?;
    let vendor_interests = self::vendors(&mut bits, "VendorLegitimateInterests")?;
    Ok(Tcf {
        created,
        updated,
        cmp,
        vendor_list,
        policy,
        service_specific,
        purposes,
        interests,
        special_features,
        vendors,
        vendor_interests,
    })
}

fn set(bits: &mut Bits, width: u32, what: &'static str) -> Result<Vec<u32>, Fault> {
    let mut out = Vec::new();
    for n in 1..=width {
        if bits.flag(what)? {
            out.push(n);
        }
    }
    Ok(out)
}

fn vendors(bits: &mut Bits, what: &'static str) -> Result<Ranges, Fault> {
    let most = bits.int(16, what)?;
    let mut out = Ranges::default();
    if !bits.flag(what)? {
        for n in 1..=most {
            if bits.flag(what)? {
                out.push(n, n);
            }
        }
        return Ok(out);
    }
    for _ in 0..bits.int(12, what)? {
        let run = bits.flag(what)?;
        let from = bits.int(16, what)?;
        let to = if run { bits.int(16, what)? } else { from };
        if from == 0 || to < from || to > most {
            return Err(Fault::Value { what, found: format!("{from} to {to} of {most}") });
        }
        out.push(from, to);
    }
    Ok(out)
}
