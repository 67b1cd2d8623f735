//! Recipients abroad as an audit answers of them. What each law says stands in crates/law/tests/abroad.rs.

use crate::testing::*;
use tidegate_types::finding::{Confidence, Status};
use tidegate_types::observation::*;

const ID: &str = "exchange.recipient.restricted-country";

/// A store that sells to Germans, and its register.
fn shop(register: &str) -> Shop {
    Shop::with_profile(&format!("{register}\n[[market]]\nplace = \"DE\"\nconsumers = 9_000\n"))
}

fn entry(more: &str) -> String {
    format!("[[recipient]]\nname = \"Far\"\nhosts = [\"adnet.test\"]\n{more}\n")
}

fn to_adnet(shop: Shop) -> Shop {
    shop.arrive(|p| p.requests.push(request("https://adnet.test/px?e=view", RequestKind::Image, Stage::Before)))
}

#[test]
fn a_recipient_abroad_needs_what_the_law_asks_for() {
    shop(&entry("abroad = { seat = \"CN\" }")).check(ID, Status::Failed);
    shop(&entry("abroad = { seat = \"CN\", transfer = [\"standard-contractual-clauses\"] }")).check(ID, Status::Failed);
    let sound = "abroad = { seat = \"CN\", transfer = [\"standard-contractual-clauses\"], transfer_assessed = \"2026-01-01\" }";
    shop(&entry(sound)).check(ID, Status::Met);
    shop(&entry("abroad = { seat = \"FR\" }")).check(ID, Status::Met);
    shop(&entry("abroad = { seat = \"US\" }")).check(ID, Status::Unknown);
    shop(&entry("")).check(ID, Status::Unknown);
    // One that is sound covers no other.
    let two = entry(sound) + "[[recipient]]\nname = \"Farther\"\nabroad = { seat = \"RU\" }\n";
    shop(&two).check(ID, Status::Failed);
    let two = entry(sound) + "[[recipient]]\nname = \"Silent\"\n";
    shop(&two).check(ID, Status::Unknown);
}

#[test]
fn what_rests_on_the_owner_alone_is_less_sure() {
    let sure = |register: &str| shop(register).finding(ID).confidence;
    assert_eq!(sure(&entry("owner_country = \"CN\"")), Confidence::Medium);
    assert_eq!(sure(&entry("owner_country = \"CN\"\nabroad = { seat = \"CN\" }")), Confidence::High);
}

#[test]
fn parties_that_are_not_registered_are_asked_after_too() {
    // The catalogue says that Adnet is owned in the United States; on what the transfer rests nobody said.
    to_adnet(shop("recipient = []")).check(ID, Status::Unknown);
    to_adnet(shop(&entry("abroad = { seat = \"FR\" }"))).check(ID, Status::Met);
    shop("recipient = []").check(ID, Status::NotApplicable);
}

#[test]
fn without_a_register_no_basis_can_be_seen() {
    to_adnet(shop("")).check(ID, Status::Unknown);
    let stranger = shop("").arrive(|p| p.requests.push(request("https://stranger.test/px", RequestKind::Image, Stage::Before)));
    stranger.check(ID, Status::Unknown);
}
