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

const SYNCED: &str = "https://counter.test/collect?uid=7&from=adnet";

/// Adnet answers by sending the visitor on to Counter.
fn synced(shop: Shop, stage: Stage) -> Shop {
    to_adnet(shop).arrive(move |p| {
        let mut hop = request(SYNCED, RequestKind::Image, stage);
        hop.redirected_from = Some(p.requests.len() - 1);
        p.requests.push(hop);
    })
}

#[test]
fn what_goes_on_from_a_recipient_was_agreed_to() {
    let id = "exchange.onward.unauthorised";
    let shop = |more: &str| shop(&entry(more));
    synced(shop(""), Stage::Before).check(id, Status::Failed);
    assert_eq!(synced(shop(""), Stage::Before).finding(id).confidence, Confidence::Medium);
    let named = r#"onward = [{ to = "Counter", hosts = ["counter.test"], agreed = true }]"#;
    synced(shop(named), Stage::Before).check(id, Status::Met);
    synced(shop(&named.replace("true", "false")), Stage::Before).check(id, Status::Failed);
    assert_eq!(shop(&named.replace("true", "false")).finding(id).confidence, Confidence::High, "the register says it");
    shop(&named.replace(", agreed = true", "")).check(id, Status::Unknown);
    shop("onward = []").check(id, Status::Met);
    shop("").check(id, Status::Unknown);
    synced(shop("onward = []"), Stage::Typing).check(id, Status::Met);
    synced(super::tests::shop(""), Stage::Before).check(id, Status::Failed);
    // Without a hop there is nothing to see, and no register to read.
    to_adnet(super::tests::shop("")).check(id, Status::Unknown);
    let to_itself = to_adnet(shop("onward = []")).arrive(|p| {
        let mut hop = request("https://px.adnet.test/px?e=2", RequestKind::Image, Stage::Before);
        hop.redirected_from = Some(p.requests.len() - 1);
        p.requests.push(hop);
    });
    to_itself.check(id, Status::Met);
    // A file that is fetched by way of another address tells nobody anything.
    let file = shop("onward = []").arrive(|p| {
        p.requests.push(request("https://adnet.test/lib.js", RequestKind::Script, Stage::Before));
        let mut hop = request(SYNCED, RequestKind::Image, Stage::Before);
        hop.redirected_from = Some(p.requests.len() - 1);
        p.requests.push(hop);
    });
    file.check(id, Status::Met);
    // Another service of the same company.
    let in_one_house = shop("onward = []").arrive(|p| {
        p.requests.push(request("https://ads.countermate.test/px?u=1", RequestKind::Image, Stage::Before));
        let mut hop = request(SYNCED, RequestKind::Image, Stage::Before);
        hop.redirected_from = Some(p.requests.len() - 1);
        p.requests.push(hop);
    });
    in_one_house.check(id, Status::Met);
}

#[test]
fn whoever_failed_its_assessment_gets_nothing() {
    let id = "exchange.assessment.failed";
    let assessed = |outcome: &str| shop(&entry(&format!("assessed = \"2026-01-01\"\n{outcome}")));
    to_adnet(assessed("assessment = \"failed\"")).check(id, Status::Failed);
    assessed("assessment = \"failed\"").check(id, Status::Unknown);
    to_adnet(assessed("assessment = \"passed\"")).check(id, Status::Met);
    to_adnet(assessed("")).check(id, Status::Unknown);
    to_adnet(shop(&entry(""))).check(id, Status::NotApplicable);
    to_adnet(shop("")).check(id, Status::Unknown);
}
