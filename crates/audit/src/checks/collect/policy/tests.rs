//! Each fault of a policy or notice beside its lawful twin.

use crate::testing::*;
use tidegate_types::finding::Status;
use tidegate_types::observation::*;

const POLICY: &str = "https://shop.example.test/privacy";
const COMPLETE: &str = include_str!("../../../../tests/data/policies/01-us-complete.txt");
const NO_SALE: &str = include_str!("../../../../tests/data/policies/02-no-correct.txt");

fn link(text: &str, href: &str) -> Link {
    let style = Style { font_px: 14.0, contrast: Some(8.0), ..Style::default() };
    let neighbours = Neighbours { count: 5, font_px: 14.0, contrast: Some(8.0), collapsed: false };
    Link { text: text.into(), href: Some(href.into()), region: Region::Footer, visible: true, style, neighbours, ..Link::default() }
}

/// A shop with a linked policy of this text.
fn with_policy(places: &[&str], text: &str) -> Shop {
    let mut policy = page(PageKind::Policy, POLICY);
    policy.text = text.lines().filter(|l| !l.starts_with("# ")).collect::<Vec<_>>().join("\n");
    policy.reading = Reading { font_px: 16.0, contrast: Some(10.0), ..Reading::default() };
    Shop::selling_to(places).home(|h| h.links.push(link("Privacy Policy", POLICY))).arrive(|p| p.pages.push(policy))
}

fn us(text: &str) -> Shop {
    with_policy(&["US-CA", "US-VA"], text)
}

/// The same text with a sentence more.
fn saying(sentence: &str) -> Shop {
    us(&format!(
        "{}\n{sentence}\n",
        "We keep what you order and your address so that we can send it. We collect your name and e-mail. ".repeat(4)
    ))
}

fn with_ads(shop: Shop) -> Shop {
    shop.arrive(|p| p.requests.push(request("https://adnet.test/px?e=view", RequestKind::Image, Stage::Before)))
}

#[test]
fn a_policy_is_linked_by_its_word_and_leads_somewhere() {
    let id = "collect.policy.missing";
    us(COMPLETE).check(id, Status::Met);
    us(COMPLETE).home(|h| h.links.clear()).check(id, Status::Failed);
    us(COMPLETE).home(|h| h.links[0].text = "Privacy & Cookies".into()).check(id, Status::Met);
    us(COMPLETE).home(|h| h.links[0].text = "Your Privacy Choices".into()).check(id, Status::Failed);
    us(COMPLETE).home(|h| h.links[0].text = "Datenschutz".into()).check(id, Status::Met);
    us(COMPLETE).home(|h| h.links[0].text = "Legal".into()).check(id, Status::Failed);
    us(COMPLETE).arrive(|p| p.pages[1].status = Some(404)).check(id, Status::Failed);
    us(COMPLETE).arrive(|p| p.pages[1].text = "Coming soon".into()).check(id, Status::Failed);
    us(COMPLETE)
        .arrive(|p| p.pages[1].gap = Some(Gap::new(GapCode::AntiBot, "")))
        .arrive(|p| p.pages[1].text.clear())
        .arrive(|p| p.pages[1].status = Some(403))
        .check(id, Status::Unknown);
    us(COMPLETE).arrive(|p| p.pages.truncate(1)).check(id, Status::Unknown);
    us(COMPLETE).arrive(|p| p.pages.truncate(1)).home(|h| h.links[0].href = Some(format!("{SHOP}#"))).check(id, Status::Failed);
}

#[test]
fn a_link_is_judged_beside_its_neighbours() {
    let id = "collect.policy.not-prominent";
    us(COMPLETE).check(id, Status::Met);
    us(COMPLETE).home(|h| h.links[0].style.font_px = 9.0).check(id, Status::Failed);
    us(COMPLETE).home(|h| h.links[0].style.contrast = Some(1.8)).check(id, Status::Failed);
    us(COMPLETE).home(|h| (h.links[0].style.font_px, h.links[0].neighbours.font_px) = (11.0, 11.0)).check(id, Status::Met);
    us(COMPLETE).home(|h| (h.links[0].collapsed, h.links[0].neighbours.collapsed) = (true, true)).check(id, Status::Met);
    us(COMPLETE).home(|h| h.links.clear()).check(id, Status::NotApplicable);
}

#[test]
fn reading_needs_size_contrast_and_the_stores_language() {
    let id = "collect.policy.unreadable";
    us(COMPLETE).check(id, Status::Met);
    us(COMPLETE).arrive(|p| p.pages[1].reading.font_px = 10.0).check(id, Status::Failed);
    us(COMPLETE).arrive(|p| p.pages[1].reading.contrast = Some(2.5)).check(id, Status::Failed);
    us(COMPLETE).arrive(|p| p.pages[1].reading.not_text = true).check(id, Status::Failed);
    us(&"Notwithstanding the aforementioned considerations, the organisation hereinafter designated reserves irrevocable discretionary authority concerning the dissemination of personally identifiable informational particulars to the counterparties. ".repeat(8)).check(id, Status::Failed);
    let chinese = "我们在您下单时收集您的姓名、地址和电话，用于处理订单、安排发货以及与您联系。我们不会出售您的个人信息。".repeat(8);
    let mut shop = us(&chinese);
    shop.profile.business.languages = Some(vec!["en-US".into()]);
    shop.check(id, Status::Failed);
    shop.profile.business.languages = Some(vec!["zh-CN".into(), "en-US".into()]);
    shop.check(id, Status::Met);
}

#[test]
fn dates_go_stale_after_a_year() {
    let id = "collect.policy.stale";
    us(COMPLETE).check(id, Status::Met);
    us(&COMPLETE.replace("March 4, 2026", "March 4, 2024")).check(id, Status::Failed);
    us(&COMPLETE.replace("Last updated: March 4, 2026", "Welcome")).check(id, Status::Failed);
    us(&COMPLETE.replace("March 4, 2026", "12/01/2025")).check(id, Status::Unknown);
}

#[test]
fn what_is_missing_is_named() {
    let id = "collect.policy.incomplete";
    let sells = |mut s: Shop| {
        s.profile.business.shares_for_ads = Some(true);
        s
    };
    sells(us(COMPLETE)).check(id, Status::Met);
    let f = us(NO_SALE).finding(id);
    assert_eq!(f.status, Status::Failed, "{}", f.detail.en);
    assert!(f.detail.en.contains("Right to correct (PP-CA-14)") && f.evidence.len() == 1, "{} {:?}", f.detail.en, f.evidence);
    with_policy(&["JP"], NO_SALE).check(id, Status::NotApplicable);
    us(&"Wir verarbeiten Ihre Daten, wenn Sie bei uns bestellen, und geben sie nicht an Dritte weiter. ".repeat(6))
        .check(id, Status::Unknown);
    us(COMPLETE).arrive(|p| p.pages.truncate(1)).check(id, Status::Unknown);
}

#[test]
fn promises_are_tested_by_what_was_seen() {
    let id = "collect.policy.contradicted";
    with_ads(saying("We do not sell or share your personal information.")).check(id, Status::Failed);
    saying("We do not sell or share your personal information.").check(id, Status::Met);
    with_ads(saying("We do not sell your personal information for money, but we share it with advertising partners."))
        .check(id, Status::Met);
    with_ads(saying("We do not sell personal information. We share identifiers with ad networks for targeted advertising."))
        .check(id, Status::Met);
    with_ads(saying("We do not knowingly sell the personal information of consumers under 16.")).check(id, Status::Met);
    with_ads(saying("Do Not Sell or Share My Personal Information")).check(id, Status::Met);
    with_ads(saying("We do not use third-party advertising cookies.")).check(id, Status::Failed);
    saying("We do not use cookies.")
        .arrive(|p| p.cookies.push(cookie("sid", "shop.example.test", Stage::Before)))
        .check(id, Status::Failed);
    saying("We do not use third-party cookies.")
        .arrive(|p| p.cookies.push(cookie("sid", "shop.example.test", Stage::Before)))
        .check(id, Status::Met);
    let lives = |days: Option<f64>, text: &str| {
        let one = Cookie { lifetime_days: days, ..cookie("sid", "shop.example.test", Stage::Before) };
        saying(text).arrive(|p| p.cookies.push(one))
    };
    lives(Some(365.0), "Our cookies expire after 30 days.").check(id, Status::Failed);
    lives(Some(30.2), "Our cookies expire after 30 days.").check(id, Status::Met);
    lives(Some(2.0), "我们仅使用会话 Cookie。").check(id, Status::Failed);
    lives(None, "We only use session cookies.").check(id, Status::Met);
    // One kind's bound says nothing of the others.
    lives(Some(365.0), "Analytics cookies expire after 30 days.").check(id, Status::Met);
    // Restricted by the vendor's own flag: nothing was sold.
    saying("We never sell or share your data.")
        .arrive(|p| p.requests.push(request("https://adnet.test/px?rdp=1", RequestKind::Image, Stage::Before)))
        .check(id, Status::Met);
    // Agreed to first, as promised.
    let agreed =
        |s: Shop| s.on(PassName::Accept, |p| p.requests.push(request("https://adnet.test/px?e=view", RequestKind::Image, Stage::After)));
    agreed(saying("We do not share your personal information with third parties without your consent.")).check(id, Status::Met);
    agreed(saying("We do not share your personal information with third parties.")).check(id, Status::Failed);
    with_ads(saying("Your data is stored exclusively in Germany.")).check(id, Status::Failed);
    with_ads(saying("Your data is stored exclusively in the United States.")).check(id, Status::Met);
}

#[test]
fn promises_about_children_follow_the_audience_and_the_gate() {
    let id = "collect.policy.contradicted";
    let sentence = "We do not knowingly collect personal information from children under 13.";
    let mut shop = saying(sentence);
    shop.check(id, Status::Met);
    shop.profile.business.audience = Some(tidegate_types::profile::Audience::Children);
    shop.check(id, Status::Failed);
    let gate = |admitted: bool| GateRun {
        kind: GateKind::Age,
        text: "How old are you?".into(),
        preset: None,
        range: None,
        fields: vec![],
        answered: "9".into(),
        admitted,
        parent_step: false,
        retry: None,
        open_fields: vec![field("email", "E-mail")],
        answer: String::new(),
        screenshot: None,
    };
    shop.clone().on(PassName::Child, |p| p.gate = Some(gate(false))).check(id, Status::Met);
    shop.on(PassName::Child, |p| p.gate = Some(gate(true))).check(id, Status::Failed);
}

#[test]
fn a_notice_stands_at_the_form() {
    let id = "collect.notice.missing";
    let signup = |context: &str, links: Vec<(String, String)>| Form { links, ..form(vec![field("email", "E-mail")], context) };
    us(COMPLETE).home(|h| h.forms.push(signup("Join our list", vec![]))).check(id, Status::Failed);
    us(COMPLETE)
        .home(|h| h.forms.push(signup("Join our list", vec![("Privacy notice".into(), format!("{POLICY}#list"))])))
        .check(id, Status::Met);
    us(COMPLETE)
        .home(|h| h.forms.push(signup("By subscribing you agree that we use your data as our privacy policy says.", vec![])))
        .check(id, Status::Met);
    us(COMPLETE)
        .home(|h| h.links.push(link("Notice at Collection", &format!("{POLICY}#notice"))))
        .home(|h| h.forms.push(signup("Join", vec![])))
        .check(id, Status::Met);
    us(COMPLETE).home(|h| h.forms.push(form(vec![field("search", "Search")], ""))).check(id, Status::NotApplicable);
    us(COMPLETE)
        .home(|h| {
            h.forms.push(Form { submit: Some("Log in".into()), ..form(vec![field("email", "E-mail"), field("password", "Password")], "") })
        })
        .check(id, Status::NotApplicable);
    with_ads(us(COMPLETE)).check(id, Status::Met);
    with_ads(us(COMPLETE)).home(|h| h.links.clear()).check(id, Status::Failed);
}

#[test]
fn a_notice_is_judged_with_what_it_links_to_exactly() {
    let id = "collect.notice.incomplete";
    let shop = |href: &str, policy: &str, context: &str| {
        us(policy).home(|h| {
            h.forms.push(Form { links: vec![("Privacy policy".into(), href.into())], ..form(vec![field("email", "E-mail")], context) })
        })
    };
    let kept = format!("{COMPLETE}\nWe keep your e-mail for two years after your last order.");
    shop(&format!("{POLICY}#notice"), &kept, "").check(id, Status::Met);
    shop(&format!("{POLICY}#notice"), COMPLETE, "").check(id, Status::Failed);
    shop(POLICY, &kept, "").check(id, Status::Failed);
    let whole = "We collect your e-mail to send you our newsletter. We keep it until you unsubscribe. We do not sell or share it.";
    shop(POLICY, COMPLETE, whole).check(id, Status::Met);
    us(COMPLETE).check(id, Status::NotApplicable);
}

#[test]
fn notices_of_their_own_for_children_and_health() {
    let kids = include_str!("../../../../tests/data/policies/02-no-correct.txt");
    let mut shop = us(kids);
    shop.check("collect.children.policy-incomplete", Status::Unknown);
    shop.profile.business.audience = Some(tidegate_types::profile::Audience::Mixed);
    shop.check("collect.children.policy-incomplete", Status::Failed);
    let whole = "Children's privacy. The operator is Kite Toys LLC, 4 Main Street, Boise, phone 208 555 0100, parents@kite.example. From children under 13 we collect only a parent's e-mail address and a nickname, and a child cannot make anything public. We use children's information to answer and for nothing else. We disclose children's information to no third parties but our hosting company. We keep children's information for 30 days. A cookie supports internal operations only. Parents may review or delete the child's information and refuse further collection: write to us.";
    let mut whole = us(whole);
    whole.profile.business.audience = Some(tidegate_types::profile::Audience::Mixed);
    whole.check("collect.children.policy-incomplete", Status::Met);

    let health = |sensitive: &[&str]| {
        let mut s = with_policy(&["US-WA"], kids);
        s.profile.business.sensitive = Some(sensitive.iter().map(|k| (*k).to_owned()).collect());
        s
    };
    let id = "collect.health-policy.missing";
    health(&["health"]).check(id, Status::Failed);
    health(&[]).check(id, Status::NotApplicable);
    let url = "https://shop.example.test/health-privacy";
    let mut own = page(PageKind::HealthPolicy, url);
    own.text = "Consumer health data we collect and why. ".repeat(10);
    health(&["health"])
        .home(|h| h.links.push(link("Consumer Health Data Privacy Policy", url)))
        .arrive(|p| p.pages.push(own))
        .check(id, Status::Met);
    health(&["health"]).home(|h| h.links.push(link("Consumer Health Data Privacy Policy", POLICY))).check(id, Status::Failed);
}
