//! Bits of a string in the base64url alphabet, the first letter's highest bit first.

use crate::{Fault, MAX};

#[derive(Debug, Clone)]
pub(crate) struct Bits {
    bits: Vec<bool>,
    at: usize,
}

impl Bits {
    pub fn of(text: &str) -> Result<Bits, Fault> {
        if text.len() > MAX {
            return Err(Fault::Long(text.len()));
        }
        let mut bits = Vec::with_capacity(text.len() * 6);
        for letter in text.trim_end_matches('=').chars() {
            let value = match letter {
                'A'..='Z' => letter as u32 - 'A' as u32,
                'a'..='z' => letter as u32 - 'a' as u32 + 26,
                '0'..='9' => letter as u32 - '0' as u32 + 52,
                '-' | '+' => 62,
                '_' | '/' => 63,
                other => return Err(Fault::Letter(other)),
            };
            bits.extend((0..6).rev().map(|n| value >> n & 1 == 1));
        }
        Ok(Bits { bits, at: 0 })
    }

    pub fn flag(&mut self, what: &'static str) -> Result<bool, Fault> {
        let bit = self.bits.get(self.at).copied().ok_or(Fault::Short(what))?;
        self.at += 1;
        Ok(bit)
    }

    /// At most 32 bits.
    pub fn int(&mut self, width: usize, what: &'static str) -> Result<u32, Fault> {
        (0..width).try_fold(0, |value, _| Ok(value << 1 | u32::from(self.flag(what)?)))
    }

    /// Tenths of seconds since 1970, 36 bits.
    pub fn deciseconds(&mut self, what: &'static str) -> Result<u64, Fault> {
        let high = u64::from(self.int(18, what)?);
        Ok(high << 18 | u64::from(self.int(18, what)?))
    }

    /// Fibonacci coding: the numbers whose bits are set, up to two bits in a row.
    pub fn fibonacci(&mut self, what: &'static str) -> Result<u32, Fault> {
        let (mut a, mut b, mut sum, mut last) = (1u32, 2u32, 0u32, false);
        // The 40th number lies beyond what 32 bits hold.
        for _ in 0..40 {
            let bit = self.flag(what)?;
            if bit && last {
                return Ok(sum);
            }
            if bit {
                sum = sum.saturating_add(a);
            }
            (a, b) = (b, a.saturating_add(b));
            last = bit;
        }
        Err(Fault::Value { what, found: "a number without end".into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_six_bits() {
        let mut bits = Bits::of("DB").unwrap();
        assert_eq!((bits.int(6, "a").unwrap(), bits.int(6, "b").unwrap()), (3, 1));
        assert_eq!(bits.flag("c"), Err(Fault::Short("c")));
        assert_eq!(Bits::of("A*").unwrap_err(), Fault::Letter('*'));
        assert!(matches!(Bits::of(&"A".repeat(MAX + 1)), Err(Fault::Long(_))));
    }

    #[test]
    fn fibonacci_as_the_specification_prints_it() {
        // 2 = 011, 3 = 0011, 7 = 01011
        let bits = |text: &str| Bits { bits: text.chars().map(|c| c == '1').collect(), at: 0 };
        for (text, expected) in [("11", 1), ("011", 2), ("0011", 3), ("01011", 7)] {
            assert_eq!(bits(text).fibonacci("n"), Ok(expected));
        }
        assert!(bits(&"0".repeat(80)).fibonacci("n").is_err());
        assert!(bits("0101").fibonacci("n").is_err());
    }
}
