//! Values for fields: canaries that are new for each scan and belong to nobody.

use crate::look::{is_age, is_email, is_phone, words_of};
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
            // example.com is reserved: mail to it reaches nobody. A dot, a tag and a capital show how it is rewritten before hashing;
            // what is random comes first, so that the first letters alone are telling.
            "email" => {
                let (first, rest) = self.seed.split_at(self.seed.len() / 2);
                format!("Q{first}.{rest}+tg@example.com")
            }
            "phone" => format!("+1202555{:04}", 100 + self.number() % 100), // 555-0100 to 555-0199 are reserved for fiction
            "name" => format!("Q{}", self.letters()),
            "search" => format!("{} lamp", self.letters()),
            _ => format!("{} tidegate", self.seed),
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

/// Which canary is typed into a field to see where it goes: any that [`fits`], and searches.
pub fn typed_as(field: &Field) -> Option<&'static str> {
    if is_search(field) { Some("search") } else { fits(field) }
}

fn is_search(field: &Field) -> bool {
    const WORDS: [&str; 10] = ["search", "suche", "recherche", "buscar", "cerca", "zoeken", "szukaj", "搜索", "検索", "검색"];
    let typed = ["text", "search", ""].contains(&field.kind.as_str());
    let by_name = ["q", "s", "query"].contains(&field.name.as_str()) || WORDS.iter().any(|w| words_of(field).contains(w));
    typed && (field.kind == "search" || by_name)
}

/// Which canary a field takes; `None` for choices, secrets, payment, searches and what asks for an age.
pub fn fits(field: &Field) -> Option<&'static str> {
    const NEVER: [&str; 14] =
        ["password", "card", "cvc", "cvv", "iban", "captcha", "coupon", "promo", "voucher", "quantity", "qty", "zip", "postal", "honeypot"];
    let typed = ["text", "email", "tel", "textarea", ""].contains(&field.kind.as_str());
    let words = words_of(field);
    if !typed || is_search(field) || NEVER.iter().any(|w| words.contains(w)) {
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
        assert_eq!(a.of("email"), "Q01234.56789+tg@example.com");
        assert_ne!(a.of("email"), b.of("email"));
        assert!(a.of("phone").starts_with("+120255501"), "{}", a.of("phone"));
        assert!(a.of("name").chars().all(char::is_alphabetic));
    }

    #[test]
    fn secrets_are_left_alone() {
        for (kind, name) in [("password", "pw"), ("text", "card_number"), ("checkbox", "email"), ("file", "id"), ("text", "birthdate")] {
            assert_eq!(fits(&field(kind, name)), None, "{kind} {name}");
        }
        assert_eq!(typed_as(&field("search", "x")), Some("search"));
        assert_eq!(typed_as(&field("text", "q")), Some("search"));
        assert_eq!(fits(&field("text", "q")), None);
        assert_eq!(typed_as(&field("password", "search")), None);
        assert_eq!(fits(&field("email", "e")), Some("email"));
        assert_eq!(fits(&field("tel", "t")), Some("phone"));
        assert_eq!(fits(&field("text", "first_name")), Some("name"));
        assert_eq!(fits(&field("textarea", "message")), Some("text"));
    }
}
