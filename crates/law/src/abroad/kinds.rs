//! What kinds of data a recipient gets, by the words of the register.

use tidegate_types::DataClass;
use tidegate_types::profile::{Recipient, plain_word};
use tidegate_types::word::{Word as _, Words};

/// Kinds that a recipient gets, and kinds that the register's words may also mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    pub sure: Words<DataClass>,
    pub perhaps: Words<DataClass>,
}

/// Everything that may be sensitive, of a word that says no more.
fn anything() -> Words<DataClass> {
    Words::all()
}

impl Sent {
    /// An entry without `receives` may get anything.
    pub fn to(r: &Recipient) -> Sent {
        let Some(words) = &r.receives else { return Sent { sure: Words::NONE, perhaps: anything() } };
        let mut all = Sent { sure: Words::NONE, perhaps: Words::NONE };
        for word in words {
            let one = Sent::word(word);
            all = Sent { sure: all.sure.with(one.sure), perhaps: all.perhaps.with(one.perhaps) };
        }
        all
    }

    fn word(word: &str) -> Sent {
        let sure = |classes: &[DataClass]| Sent { sure: classes.iter().copied().collect(), perhaps: Words::NONE };
        let perhaps = |classes: Words<DataClass>| Sent { sure: Words::NONE, perhaps: classes };
        let plain = plain_word(word);
        if let Some(class) = DataClass::named(&plain) {
            return sure(&[class]);
        }
        match plain.as_str() {
            // Cal. Civ. Code §1798.140(v)(1): identifiers; customer records; … ; sensitive personal information.
            "a" => sure(&[DataClass::Ordinary, DataClass::Device]),
            "b" => Sent {
                perhaps: [DataClass::Financial, DataClass::Health, DataClass::GovernmentId].into_iter().collect(),
                ..sure(&[DataClass::Ordinary])
            },
            "c" | "d" | "h" | "i" | "j" => sure(&[DataClass::Ordinary]),
            "e" => sure(&[DataClass::Biometric]),
            "f" => sure(&[DataClass::Device]),
            "g" => perhaps([DataClass::PreciseLocation].into_iter().collect()),
            "k" | "l" => perhaps(anything()),
            other if WORDS.iter().any(|w| other.contains(w)) => sure(&[DataClass::Ordinary]),
            other if DEVICE.iter().any(|w| other.contains(w)) => sure(&[DataClass::Device]),
            _ => perhaps(anything()),
        }
    }
}

/// Words of free text that mean contact data.
const WORDS: [&str; 8] = ["e-mail", "email", "name", "address", "phone", "邮箱", "姓名", "地址"];
const DEVICE: [&str; 8] = ["cookie", "device", "ip", "browser", "pages", "visits", "浏览", "设备"];

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(words: &[&str]) -> Sent {
        let receives = Some(words.iter().map(|w| (*w).to_owned()).collect());
        Sent::to(&Recipient { receives, ..Recipient::default() })
    }

    #[test]
    fn words_of_the_register() {
        let a = sent(&["A"]);
        assert!(a.sure.has(DataClass::Device) && a.sure.has(DataClass::Ordinary) && a.perhaps.is_empty());
        assert!(sent(&["Precise_Location"]).sure.has(DataClass::PreciseLocation));
        assert!(sent(&["e-mail address"]).sure.has(DataClass::Ordinary));
        // A class that is not said is no class that is absent.
        assert!(sent(&["L"]).perhaps.has(DataClass::Genetic) && sent(&["L"]).sure.is_empty());
        assert!(sent(&["shoe size"]).perhaps.has(DataClass::Biometric));
        assert!(Sent::to(&Recipient::default()).perhaps.has(DataClass::Health));
        let none = sent(&[]);
        assert!(none.sure.is_empty() && none.perhaps.is_empty());
    }
}
