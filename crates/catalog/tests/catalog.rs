//! The data itself, and how it is read.

use tidegate_catalog::{Catalog, Purpose};

fn catalog() -> &'static Catalog {
    Catalog::embedded()
}

#[test]
fn the_embedded_data_has_no_fault() {
    let faults: Vec<String> = Catalog::check_embedded().iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn sessions_are_necessary() {
    assert_eq!(catalog().cookie_purpose("PHPSESSID", "shop.example").map(|c| c.purpose), Some(Purpose::Necessary));
}
