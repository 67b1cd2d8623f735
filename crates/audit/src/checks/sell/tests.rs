//! Links, notices, signals and opt-outs, each fault beside its lawful twin.

use crate::testing::*;
use tidegate_types::finding::Status::{Failed, Met, NotApplicable, Unknown};
use tidegate_types::observation::*;

const AD: &str = "https://adnet.test/px?e=view";
const POLICY: &str = "https://shop.example.test/privacy";

fn sharing() -> Shop {
    Shop::selling_to(&["US-CA"]).arrive(|p| p.requests.push(request(AD, RequestKind::Image, Stage::Before)))
}

fn with_policy(text: &str, links: Vec<Link>) -> Shop {
    let policy = Page { text: text.into(), links, ..page(PageKind::Policy, POLICY) };
    sharing().arrive(|p| p.pages.push(policy))
}

fn link(text: &str, region: Region) -> Link {
    Link { text: text.into(), href: Some("https://shop.example.test/out".into()), region, visible: true, ..Link::default() }
}

fn ran(mechanism: Mechanism, completed: bool) -> OptOutRun {
    OptOutRun {
        link_text: "Do Not Sell or Share My Personal Information".into(),
        link_href: None,
        landed: POLICY.into(),
        offsite: false,
        page: None,
        mechanism,
        fields: vec![],
        clicks: 1,
        completed,
        gap: None,
        answer: String::new(),
        screenshot: None,
    }
}

fn opted_out(run: OptOutRun) -> Shop {
    sharing().on(PassName::Optout, |p| p.optout = Some(run))
}

#[test]
fn a_policy_that_denies_is_no_notice() {
    let id = "sell.link.not-in-policy";
    with_policy("We do not sell your personal information to anyone.", vec![]).check(id, Failed);
    with_policy("We do not respond to Global Privacy Control signals.", vec![]).check(id, Failed);
    with_policy("We do not ask for an account. We honor Global Privacy Control.", vec![]).check(id, Met);
    with_policy("Use the Do Not Sell or Share My Personal Information page.", vec![]).check(id, Met);
}

#[test]
fn the_frame_of_a_page_is_not_its_text() {
    let id = "sell.link.not-in-policy";
    let foot = || vec![link("Do Not Sell or Share My Personal Information", Region::Footer)];
    with_policy("Our policy.\nDo Not Sell or Share My Personal Information", foot()).check(id, Failed);
    let twice = "You may use the Do Not Sell or Share My Personal Information link.\nDo Not Sell or Share My Personal Information";
    with_policy(twice, foot()).check(id, Met);
}

#[test]
fn a_notice_may_take_two_sentences() {
    let id = "sell.notice.missing";
    with_policy("We share identifiers and browsing data with advertising partners. You may opt out of this at any time.", vec![])
        .check(id, Met);
    with_policy("We share your information with the carrier. You can opt out of marketing emails by pressing unsubscribe.", vec![])
        .check(id, Failed);
    with_policy("We share information with advertising partners. It helps us grow.", vec![]).check(id, Failed);
    with_policy("We do not sell personal information to third parties. If we did, you could opt out.", vec![]).check(id, Failed);
}

#[test]
fn the_answer_to_the_opt_out_itself_is_no_sale_afterwards() {
    let id = "sell.optout.ineffective";
    let at = |page: usize| move |p: &mut Pass| p.requests.push(Request { page, ..request(AD, RequestKind::Image, Stage::After) });
    let browsed_on = || {
        opted_out(ran(Mechanism::Switch, true))
            .on(PassName::Optout, |p| p.pages.push(Page { stage: Stage::After, ..page(PageKind::Home, SHOP) }))
    };
    browsed_on().on(PassName::Optout, at(0)).check(id, Met);
    browsed_on().on(PassName::Optout, at(1)).check(id, Failed);
    opted_out(ran(Mechanism::Switch, true)).on(PassName::Optout, at(0)).check(id, Failed);
}

#[test]
fn an_opt_out_holds_on_the_next_visit() {
    let id = "sell.optout.ineffective";
    let later = |url: &'static str| {
        opted_out(ran(Mechanism::Switch, true))
            .on(PassName::Optout, move |p| p.requests.push(request(url, RequestKind::Image, Stage::Later)))
    };
    later(AD).check(id, Failed);
    later("https://paymate.test/x.gif").check(id, Met);
}

#[test]
fn an_opt_out_that_nobody_can_complete() {
    let id = "sell.optout.ineffective";
    opted_out(ran(Mechanism::Broken, false)).check(id, Failed);
    opted_out(ran(Mechanism::Form, false)).check(id, Unknown);
    let to_policy = |text: &str| with_policy(text, vec![]).on(PassName::Optout, |p| p.optout = Some(ran(Mechanism::ContactOnly, false)));
    to_policy("Questions? Write to privacy@shop.test.").check(id, Failed);
    to_policy("To opt out, write to privacy@shop.test.").check(id, Unknown);
    let stuck = OptOutRun { gap: Some(Gap::new(GapCode::NoControl, "covered")), ..ran(Mechanism::Switch, false) };
    opted_out(stuck.clone()).check(id, Failed);
    let gate = Dialog { kind: DialogKind::AgeGate, blocks: true, ..Dialog::default() };
    opted_out(stuck).on(PassName::Optout, |p| p.pages[0].dialogs.push(gate)).check(id, Unknown);
}

#[test]
fn an_opt_out_must_not_wait_for_a_mailbox() {
    let id = "sell.optout.burdensome";
    let answered = |answer: &str| opted_out(OptOutRun { answer: answer.into(), ..ran(Mechanism::Form, true) });
    answered("We emailed you a link. Your opt-out takes effect only after you click it.").check(id, Failed);
    answered("Your request is pending until you confirm your address.").check(id, Failed);
    answered("Please check your inbox for a verification link.").check(id, Failed);
    answered("Your opt-out is done. We emailed you a copy for your records; there is nothing more to do.").check(id, Met);
    answered("You are opted out on this browser until you clear your cookies.").check(id, Met);
}

#[test]
fn what_stands_behind_an_age_screen_was_not_compared() {
    let id = "sell.gpc.ignored";
    let gate = || Dialog { kind: DialogKind::AgeGate, blocks: true, ..Dialog::default() };
    let shop = || Shop::selling_to(&["US-CA"]).on(PassName::Gpc, |_| {});
    shop().check(id, Met);
    shop().home(|h| h.dialogs.push(gate())).check(id, Unknown);
    let open = |p: &mut Pass| p.requests.push(request(AD, RequestKind::Image, Stage::Before));
    shop().home(|h| h.dialogs.push(gate())).arrive(open).on(PassName::Gpc, open).check(id, Failed);
}

/// Nothing is sold any more, but others are told that there is no opt-out.
#[test]
fn a_page_that_denies_the_opt_out() {
    let says = |string: &'static str| move |p: &mut Pass| p.pages[0].signals.usp = Some(string.into());
    let id = "sell.gpc.ignored";
    sharing().on(PassName::Gpc, says("1YNN")).check(id, Failed);
    sharing().on(PassName::Gpc, says("1YYN")).check(id, Met);
    sharing().on(PassName::Gpc, says("1---")).check(id, Met);
    // Where nothing was sold, there is nothing to opt out of.
    Shop::selling_to(&["US-CA"]).on(PassName::Gpc, says("1YNN")).check(id, Met);
}

#[test]
fn titles_of_the_link() {
    let id = "sell.link.misnamed";
    let named = |l: Link| sharing().home(|h| h.links.push(l));
    named(link("Do Not Sell or Share My Personal Information", Region::Footer)).check(id, Met);
    named(link("Do Not Sell My Personal Information", Region::Footer)).check(id, Failed);
    named(link("Your Privacy Choices", Region::Footer)).check(id, Failed);
    named(Link { icon: true, ..link("Your California Privacy Choices", Region::Footer) }).check(id, Met);
    sharing().check(id, NotApplicable);
}

#[test]
fn what_came_instead_of_the_store_is_not_judged() {
    let came = |code: GapCode| sharing().home(|h| h.gap = Some(Gap::new(code, "")));
    for code in [GapCode::NotAPage, GapCode::AntiBot, GapCode::LoginWall, GapCode::EndlessPage, GapCode::TooLarge, GapCode::Download] {
        for id in ["sell.link.missing", "sell.gpc.ignored", "security.header.missing", "collect.policy.missing"] {
            came(code).check(id, Unknown);
        }
    }
    came(GapCode::BudgetSpent).check("sell.link.missing", Failed);
}

#[test]
fn wording_in_an_unread_language_is_not_missed() {
    let japanese = |lang: Option<&str>| {
        let mut shop = sharing().on(PassName::Gpc, |_| {});
        for pass in &mut shop.obs.passes {
            pass.pages[0].lang = lang.map(str::to_owned);
            pass.pages[0].text = "職人が一枚ずつ漉いた和紙をお届けします。送料は全国一律です。".into();
        }
        shop
    };
    for id in ["sell.link.missing", "sell.notice.missing", "sell.gpc.unconfirmed"] {
        japanese(Some("ja")).check(id, Unknown);
        japanese(None).check(id, Unknown);
        sharing().on(PassName::Gpc, |_| {}).check(id, Failed);
    }
    let english = "We make paper by hand and send it to you with care, and this is the best of our shop for your home and the office.";
    sharing().home(|h| (h.lang, h.text) = (Some("ja".into()), english.into())).check("sell.link.missing", Failed);
}

#[test]
fn a_restricted_request_may_be_answered_with_a_cookie() {
    let id = "sell.gpc.ignored";
    let under = |url: &'static str| {
        sharing().on(PassName::Gpc, move |p| {
            p.requests.push(request(url, RequestKind::Image, Stage::Before));
            p.cookies.push(Cookie { set_by: SetBy::Response { request: 0 }, ..cookie("_adn", "adnet.test", Stage::Before) });
        })
    };
    under("https://adnet.test/px?e=view&rdp=1").check(id, Met);
    under(AD).check(id, Failed);
    under("https://adnet.test/lib.js").check(id, Failed);
}

#[test]
fn notices_in_other_languages() {
    let told = |text: &str| with_policy(text, vec![]);
    let spanish = "Compartimos identificadores con Meta para publicidad dirigida. Puede excluirse en la página No vender ni compartir mi información personal.";
    told(spanish).check("sell.notice.missing", Met);
    told(spanish).check("sell.link.not-in-policy", Met);
    told("No vendemos sus datos personales a terceros. Puede excluirse de los correos.").check("sell.notice.missing", Failed);
    told("No vendemos sus datos personales.").check("sell.link.not-in-policy", Failed);
    told("Compartimos sus datos con el transportista para la entrega.").check("sell.notice.missing", Failed);
}

#[test]
fn agents_may_opt_out_without_the_consumer() {
    let id = "sell.agent.blocked";
    let told = |text: &str| with_policy(text, vec![]);
    told("An authorized agent may opt out for you, but you must verify your own identity with us before we act.").check(id, Failed);
    told("You may use an authorized agent for any request, opt-outs included. We will ask you to confirm the request directly before we process it.").check(id, Failed);
    told("An authorized agent may submit an opt-out with your signed permission. We ship within two days.").check(id, Met);
    told("Except for opt-out requests, we may ask you to verify your identity when you use an authorized agent.").check(id, Met);
    told("An authorized agent may make any request. For requests to know or delete we may ask you to verify your identity first.")
        .check(id, Met);
    told("We ship within two days.").check(id, Unknown);
}

#[test]
fn an_opt_out_is_confirmed_in_few_words() {
    let id = "sell.optout.unconfirmed";
    let answered = |answer: &str| opted_out(OptOutRun { answer: answer.into(), ..ran(Mechanism::Switch, true) });
    answered("Preferences updated.").check(id, Met);
    answered("Your privacy choices have been saved.").check(id, Met);
    answered("Loading").check(id, Failed);
    answered("Choose your preferences").check(id, Failed);
}

#[test]
fn an_opt_out_follows_a_known_person() {
    let id = "sell.optout.one-device";
    let after = |url: &'static str| move |p: &mut Pass| p.requests.push(request(url, RequestKind::Image, Stage::After));
    let logged_in = |run: OptOutRun| {
        sharing()
            .on(PassName::Account, |p| {
                p.login = Some(LogIn { gap: None });
                p.optout = Some(run);
                p.requests.push(request(AD, RequestKind::Image, Stage::Before));
            })
            .on(PassName::Device, |p| p.login = Some(LogIn { gap: None }))
    };
    let out = || logged_in(ran(Mechanism::Switch, true));
    out().on(PassName::Device, after(AD)).check(id, Failed);
    out().on(PassName::Device, after("https://paymate.test/x.gif")).check(id, Met);
    out().check(id, Met);
    // Before the log-in nobody knows whose device it is.
    out().on(PassName::Device, |p| p.requests.push(request(AD, RequestKind::Image, Stage::Before))).check(id, Met);
    // Where it does not hold on the first device, the second proves nothing.
    out().on(PassName::Account, after(AD)).on(PassName::Device, after(AD)).check(id, Unknown);
    logged_in(ran(Mechanism::Form, false)).on(PassName::Device, after(AD)).check(id, Unknown);
    sharing().check(id, Unknown);
    // A shop that says it sells and was seen to tell nobody: nothing could have been stopped.
    let mut quiet = out();
    quiet.profile.business.sells = Some(true);
    quiet.obs.passes.iter_mut().for_each(|p| p.requests.clear());
    quiet.check(id, Unknown);
    let shut = |p: &mut Pass| p.login = Some(LogIn { gap: Some(Gap::new(GapCode::NotLoggedIn, "x")) });
    out().on(PassName::Device, after(AD)).on(PassName::Device, shut).check(id, Unknown);
    out().on(PassName::Device, after(AD)).on(PassName::Account, shut).check(id, Unknown);
}
