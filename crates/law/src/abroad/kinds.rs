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

impl Sent {
    /// An entry without `receives` may get anything.
    pub fn to(r: &Recipient) -> Sent {
        let Some(words) = &r.receives else { return Sent { sure: Words::NONE, perhaps: Words::all() } };
        let mut all = Sent { sure: Words::NONE, perhaps: Words::NONE };
        for word in words {
            let one = Sent::word(word);
            all = Sent { sure: all.sure.with(one.sure), perhaps: all.perhaps.with(one.perhaps) };
        }
        all
    }

    fn word(word: &str) -> Sent {
        let sure = |classes: &[DataClass]| Sent { sure: classes.iter().copied().collect(), perhaps: Words::NONE };
        let plain = plain_word(word);
        if let Some(class) = DataClass::named(&plain) {
            return sure(&[class]);
        }
        match plain.as_str() {
            // Cal. Civ. Code §1798.140(v)(1)(A)–(L). What a category may hold besides is open.
            "a" => sure(&[DataClass::Ordinary, DataClass::Device]),
            "b" => sure(&[DataClass::Ordinary]).perhaps(&[DataClass::Financial, DataClass::Health, DataClass::GovernmentId]),
            "c" => sure(&[]).perhaps(&[DataClass::RaceEthnicity, DataClass::Religion, DataClass::SexualOrientation, DataClass::Health]),
            "d" => sure(&[DataClass::Ordinary]).perhaps(&[DataClass::Financial]),
            "e" => sure(&[DataClass::Biometric]),
            "f" => sure(&[DataClass::Device]),
            "g" => sure(&[]).perhaps(&[DataClass::PreciseLocation]),
            "h" => sure(&[DataClass::Ordinary]).perhaps(&[DataClass::Biometric]),
            "i" | "j" => sure(&[DataClass::Ordinary]),
            word if CONTACT.contains(&word) => sure(&[DataClass::Ordinary]),
            word if DEVICE.contains(&word) => sure(&[DataClass::Device]),
            _ => Sent { sure: Words::NONE, perhaps: Words::all() },
        }
    }

    fn perhaps(self, classes: &[DataClass]) -> Sent {
        Sent { perhaps: classes.iter().copied().collect(), ..self }
    }
}

/// Whole words that mean contact data, or data of the device, and nothing else. A word within others may stand beside anything.
const CONTACT: [&str; 10] =
    ["e-mail", "email", "e-mail-address", "name", "postal-address", "phone", "phone-number", "邮箱", "姓名", "地址"];
const DEVICE: [&str; 8] = ["cookie", "cookies", "device-id", "ip", "ip-address", "advertising-id", "设备标识", "cookie-标识"];

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
        assert!(sent(&["E-mail address"]).sure.has(DataClass::Ordinary) && sent(&["IP address"]).sure.has(DataClass::Device));
        // A known word among others says nothing of the others.
        for more in ["name and diagnosis", "shipping notes", "IP address, fingerprints", "cookie and precise position"] {
            let s = sent(&[more]);
            assert!(s.sure.is_empty() && s.perhaps.has(DataClass::Health), "{more}");
        }
        assert!(sent(&["D"]).perhaps.has(DataClass::Financial) && sent(&["H"]).perhaps.has(DataClass::Biometric));
        // A class that is not said is no class that is absent.
        assert!(sent(&["L"]).perhaps.has(DataClass::Genetic) && sent(&["L"]).sure.is_empty());
        assert!(sent(&["shoe size"]).perhaps.has(DataClass::Biometric));
        assert!(Sent::to(&Recipient::default()).perhaps.has(DataClass::Health));
        let none = sent(&[]);
        assert!(none.sure.is_empty() && none.perhaps.is_empty());
    }
}
