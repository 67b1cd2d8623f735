//! Ways out of advertising, and what reaches advertisers.

use crate::testing::*;
use tidegate_types::finding::Status;
use tidegate_types::observation::*;

const AD: &str = "https://adnet.test/px?e=view";

fn ads(shop: Shop) -> Shop {
    shop.arrive(|p| p.requests.push(request(AD, RequestKind::Image, Stage::Before)))
}

fn us() -> Shop {
    Shop::selling_to(&["US-CA", "US-VA"])
}

#[test]
fn a_way_out_of_advertising() {
    let id = "market.optout.missing";
    ads(us()).check(id, Status::Failed);
    us().check(id, Status::Unknown);
    ads(us())
        .home(|h| {
            h.links.push(Link {
                text: "Your Privacy Choices".into(),
                href: Some("https://shop.example.test/c".into()),
                visible: true,
                ..Link::default()
            })
        })
        .check(id, Status::Met);
    ads(us())
        .home(|h| h.dialogs.push(banner(vec![control(ControlRole::Accept, "Accept"), control(ControlRole::Refuse, "Decline")])))
        .check(id, Status::Met);
    let mut policy = page(PageKind::Policy, "https://shop.example.test/privacy");
    policy.text = "To opt out of targeted advertising, use the form on this page.".into();
    ads(us()).arrive(|p| p.pages.push(policy)).check(id, Status::Met);
}

#[test]
fn a_way_out_that_works() {
    let id = "market.optout.ineffective";
    let run = |completed: bool| OptOutRun {
        link_text: "Do Not Sell or Share My Personal Information".into(),
        link_href: None,
        landed: SHOP.into(),
        offsite: false,
        page: None,
        mechanism: Mechanism::Switch,
        fields: vec![],
        clicks: 1,
        completed,
        gap: None,
        answer: String::new(),
        screenshot: None,
    };
    let after = |url: &'static str| move |p: &mut Pass| p.requests.push(request(url, RequestKind::Image, Stage::After));
    let opted = || ads(us()).on(PassName::Optout, |p| p.optout = Some(run(true)));
    opted().check(id, Status::Met);
    opted().on(PassName::Optout, after(AD)).check(id, Status::Failed);
    opted().on(PassName::Optout, after("https://adnet.test/px?rdp=1")).check(id, Status::Met);
    opted().on(PassName::Optout, after("https://counter.test/collect?v=1")).check(id, Status::Met);
    ads(us()).on(PassName::Optout, |p| p.optout = Some(run(false))).check(id, Status::Unknown);
    let refused = || ads(us()).on(PassName::Refuse, |p| p.actions.push(act(ControlRole::Refuse, Outcome::Done, 1)));
    refused().on(PassName::Refuse, after(AD)).check(id, Status::Failed);
    refused().check(id, Status::Met);
}

fn product(title: &str, path: &str, request_url: &str) -> Shop {
    let mut shelf = page(PageKind::Product, &format!("https://shop.example.test/products/{path}"));
    shelf.title = format!("{title} | Shop");
    let mut r = request(request_url, RequestKind::Image, Stage::Before);
    r.page = 1;
    us().arrive(|p| p.pages.push(shelf)).arrive(|p| p.requests.push(r))
}

#[test]
fn sensitive_pages_are_nobodys_business() {
    let id = "market.sensitive.leaked";
    product("Pregnancy test", "p-1", "https://adnet.test/px?dl=https%3A%2F%2Fshop.example.test%2Fproducts%2Fp-1").check(id, Status::Failed);
    product("Pregnancy test", "p-1", "https://adnet.test/px?name=Pregnancy%20test").check(id, Status::Failed);
    product("Pregnancy test", "p-1", "https://counter.test/collect?dt=Pregnancy+test").check(id, Status::Failed);
    product("Pregnancy test", "p-1", "https://adnet.test/px?e=view").check(id, Status::Met);
    product("Pregnancy test", "p-1", "https://paymate.test/pay?name=Pregnancy%20test").check(id, Status::Met);
    product("Desk lamp", "lamp-1", "https://adnet.test/px?dl=https%3A%2F%2Fshop.example.test%2Fproducts%2Flamp-1")
        .check(id, Status::Unknown);
    // What a request tells by itself, wherever it was sent from.
    product("Desk lamp", "lamp-1", "https://adnet.test/px?answer=yes%2C+antidepressants").check(id, Status::Failed);
    product("Desk lamp", "lamp-1", "https://counter.test/collect?v=2&q=hiv+test").check(id, Status::Failed);
    product("Desk lamp", "lamp-1", "https://paymate.test/pay?answer=yes%2C+antidepressants").check(id, Status::Unknown);
    product("Depression glass lamp", "lamp-1", "https://adnet.test/px?name=Depression+glass+lamp").check(id, Status::Unknown);
    product("Chew toy for dogs with anxiety", "toy", "https://adnet.test/px?dt=Chew+toy+for+dogs+with+anxiety").check(id, Status::Unknown);
    let mut calm = product("Desk lamp", "lamp-1", AD);
    calm.profile.business.sensitive = Some(vec![]);
    calm.check(id, Status::NotApplicable);
}

#[test]
fn identifiers_are_people_not_cookies() {
    let id = "market.identifier.leaked";
    let hash = "f660ab912ec121d1b1e928a0bb4bc61b15f5ad44d5efdc4e1c92a25e99b8e44a";
    let sent = |url: String| us().arrive(move |p| p.requests.push(request(&url, RequestKind::Image, Stage::Before)));
    sent(format!("https://adnet.test/px?em={hash}")).check(id, Status::Failed);
    sent("https://adnet.test/px?em=ann%40mail.test".into()).check(id, Status::Failed);
    sent("https://adnet.test/px?em=".into()).check(id, Status::Unknown);
    sent("https://adnet.test/px?em=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".into()).check(id, Status::Unknown);
    sent(format!("https://adnet.test/px?cid={hash}")).check(id, Status::Unknown);
    let typed = |url: &'static str| {
        us().arrive(|p| {
            p.canaries.push(Canary { kind: "email".into(), value: "tg-1a2b3c@example.com".into(), page: 0, field: String::new() })
        })
        .arrive(move |p| p.requests.push(request(url, RequestKind::Fetch, Stage::Typing)))
    };
    typed("https://adnet.test/px?u=tg-1a2b3c%40example.com").check(id, Status::Failed);
    typed("https://paymate.test/pay?u=tg-1a2b3c%40example.com").check(id, Status::Met);
    typed("https://adnet.test/px?u=1").check(id, Status::Met);
    // What is searched for names nobody, whoever is told.
    us().arrive(|p| p.canaries.push(Canary { kind: "search".into(), value: "qbcdefghij lamp".into(), page: 0, field: String::new() }))
        .arrive(|p| p.requests.push(request("https://adnet.test/px?q=qbcdefghij%20lamp", RequestKind::Fetch, Stage::Typing)))
        .check(id, Status::Met);
}

#[test]
fn prices_made_for_one_person_are_labelled() {
    let id = "market.personalised.unlabelled";
    let says = |text: &str| {
        let text = text.to_owned();
        let mut s = Shop::selling_to(&["US-NY"]).home(move |h| h.text = text);
        s.profile.business.name = None;
        s
    };
    says("Your personalised price, calculated for you: $9.").check(id, Status::Failed);
    says("Personalized price: $9. THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA").check(id, Status::Met);
    says("Members save 10%. Prices are not personalised with your data.").check(id, Status::Unknown);
}
