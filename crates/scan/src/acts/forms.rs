//! Values for fields: canaries that are new for each scan and belong to nobody.

use crate::look::{is_age, is_email, is_phone};
use tidegate_types::observation::Field;

/// Values that can be searched for in everything that left the browser.
#[derive(Debug)]
pub struct Canaries {
    seed: String,
}

impl Canaries {
    pub fn new(seed: &str) -> Self {
        Canaries { seed: seed.chars().take(10).collect() }
    }

    pub fn of(&self, kind: &str) -> String {
        match kind {
            // example.com is reserved: mail to it reaches nobody.
            "email" => format!("tg-{}@example.com", self.seed),
            "phone" => format!("+1202555{:04}", 100 + self.number() % 100), // 555-0100 to 555-0199 are reserved for fiction
            "name" => format!("Tg{}", self.letters()),
            _ => format!("tg-text-{}", self.seed),
        }
    }

    fn number(&self) -> u64 {
        u64::from_str_radix(&self.seed, 16).unwrap_or(7)
    }

    /// Names with digits are often refused.
    fn letters(&self) -> String {
        self.seed.bytes().map(|b| char::from(b'a' + b % 26)).collect()
    }
}

/// Which canary a field takes; `None` for choices, secrets, payment, searches and what asks for an age.
pub fn fits(field: &Field) -> Option<&'static str> {
    let typed = ["text", "email", "tel", "textarea", ""].contains(&field.kind.as_str());
    let words = format!("{} {} {} {}", field.name, field.label, field.placeholder, field.autocomplete).to_lowercase();
    let never = [
        "password", "card", "cvc", "cvv", "iban", "search", "suche", "captcha", "coupon", "promo", "voucher", "quantity", "qty", "zip",
        "postal", "honeypot",
    ];
    if !typed || never.iter().any(|w| words.contains(w)) || ["q", "s", "query"].contains(&field.name.as_str()) {
        return None;
    }
    if is_email(field) {
        return Some("email");
    }
    if is_phone(field) {
        return Some("phone");
    }
    if is_age(field) {
        return None;
    }
    let named = ["name", "prénom", "vorname", "apellido", "nombre", "姓名", "名字"].iter().any(|w| words.contains(w));
    Some(if named { "name" } else { "text" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: &str, name: &str) -> Field {
        Field { kind: kind.into(), name: name.into(), ..Field::default() }
    }

    #[test]
    fn canaries_are_of_reserved_ranges_and_differ_by_seed() {
        let (a, b) = (Canaries::new("0123456789abcdef"), Canaries::new("fedcba9876543210"));
        assert_eq!(a.of("email"), "tg-0123456789@example.com");
        assert_ne!(a.of("email"), b.of("email"));
        assert!(a.of("phone").starts_with("+120255501"), "{}", a.of("phone"));
        assert!(a.of("name").chars().all(char::is_alphabetic));
    }

    #[test]
    fn secrets_and_searches_are_left_alone() {
        for (kind, name) in [
            ("password", "pw"),
            ("text", "card_number"),
            ("search", "x"),
            ("text", "q"),
            ("checkbox", "email"),
            ("file", "id"),
            ("text", "birthdate"),
        ] {
            assert_eq!(fits(&field(kind, name)), None, "{kind} {name}");
        }
        assert_eq!(fits(&field("email", "e")), Some("email"));
        assert_eq!(fits(&field("tel", "t")), Some("phone"));
        assert_eq!(fits(&field("text", "first_name")), Some("name"));
        assert_eq!(fits(&field("textarea", "message")), Some("text"));
    }
}
