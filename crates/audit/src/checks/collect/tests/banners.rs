//! Banners: what they offer, how they weigh it, what they do.

use super::*;

#[test]
fn a_refusal_on_the_first_layer() {
    let id = "collect.banner.no-refuse";
    let has = |shop: Shop, controls: Vec<Control>, expected| check(id, with_banner(shop, banner(controls)), expected);
    has(eu(), both(), Met);
    has(eu(), vec![control(Accept, "Accept all"), control(Settings, "Settings")], Failed);
    has(us(), vec![control(Accept, "Accept all"), control(Settings, "Preferences")], Failed);
    has(eu(), vec![control(Accept, "Accept all"), control(Close, "×")], Failed);
    has(eu(), vec![control(Accept, "Accept all"), control(ControlRole::Later, "Ask me later")], Failed);
    has(eu(), vec![control(Accept, "Accept all"), Control { visible: false, ..control(Refuse, "Reject") }], Failed);
    has(us(), vec![control(Accept, "Accept"), control(ControlRole::Other, "Do Not Sell or Share My Personal Information")], Met);
    has(us(), vec![control(Acknowledge, "OK")], NotApplicable);
    has(eu(), vec![control(Acknowledge, "OK")], Met);
    has(eu().arrive(|p| p.requests.push(px(AD, Stage::Before))), vec![control(Acknowledge, "OK")], Failed);
    check(id, eu(), NotApplicable);
}

#[test]
fn saving_nothing_is_refusing() {
    let id = "collect.banner.no-refuse";
    let saves = |on: bool| {
        let mut d = banner(vec![control(Accept, "Accept all"), control(Save, "Save selection")]);
        d.toggles = vec![Toggle { essential: true, enabled: false, ..toggle("Necessary", true) }, toggle("Marketing", on)];
        with_banner(eu(), d)
    };
    check(id, saves(false), Met);
    check(id, saves(true), Failed);
}

#[test]
fn the_worst_of_several_counts() {
    let mut second = banner(vec![control(Accept, "Accept")]);
    second.selector = "#other".into();
    check("collect.banner.no-refuse", with_banner(with_banner(eu(), banner(both())), second), Failed);
}

fn pair(change: impl FnOnce(&mut Control, &mut Control)) -> Shop {
    let (mut yes, mut no) = (control(Accept, "Accept all"), control(Refuse, "Reject all"));
    change(&mut yes, &mut no);
    with_banner(eu(), banner(vec![yes, no]))
}

#[test]
fn equals_and_unequals() {
    let id = "collect.banner.asymmetric";
    check(id, pair(|_, _| ()), Met);
    check(id, pair(|y, _| y.rect.h = 80.0), Failed);
    check(id, pair(|y, _| y.style.font_px = 22.0), Failed);
    check(id, pair(|_, n| n.style.button_like = false), Failed);
    check(id, pair(|_, n| n.style.contrast = Some(2.0)), Failed);
    check(id, pair(|y, n| (y.style.contrast, n.style.contrast) = (Some(4.0), Some(4.0))), Met);
    // Over a picture the style tells nothing; pixels may.
    let painted = |y: Option<f32>, n: Option<f32>| {
        pair(|yes, no| {
            (yes.style.contrast, no.style.contrast) = (None, None);
            (yes.style.painted, no.style.painted) = (y, n);
        })
    };
    check(id, painted(Some(9.0), Some(1.4)), Failed);
    check(id, painted(None, Some(1.4)), Failed);
    check(id, painted(None, None), Met);
    check(id, painted(Some(9.0), Some(3.4)), Met);
    check(id, painted(Some(1.4), Some(1.4)), Met);
    check(id, painted(Some(1.4), Some(9.0)), Met);
    // What is painted counts, whatever the style says.
    check(id, pair(|_, n| n.style.painted = Some(1.5)), Failed);
    check(id, pair(|_, n| (n.style.contrast, n.style.painted) = (Some(2.0), Some(7.0))), Met);
    check(id, pair(|_, n| n.style.loudness = 3.0), Met);
    check(id, pair(|_, n| n.style.loudness = 1.0), Failed);
    check(id, pair(|y, n| (y.style.loudness, n.style.loudness) = (2.5, 1.0)), Met);
    // The longer words make the wider box.
    check(
        id,
        pair(|y, n| {
            (y.text, n.text) = ("Accept all cookies and go on".into(), "Reject".into());
            (y.rect.w, n.rect.w) = (270.0, 90.0);
        }),
        Met,
    );
    check(id, with_banner(eu(), banner(vec![control(Accept, "Accept")])), NotApplicable);
}

#[test]
fn refusing_behind_a_door() {
    let id = "collect.banner.asymmetric";
    let first = banner(vec![control(Accept, "Accept all"), control(Settings, "Settings")]);
    let deep = Dialog { layer: 2, selector: "#deep".into(), ..banner(both()) };
    let shop = with_banner(eu(), first.clone()).on(PassName::Refuse, |p| p.pages[0].dialogs = vec![first, deep]);
    check(id, shop, Failed);
    let clicks = |n| {
        with_banner(eu(), banner(both()))
            .on(PassName::Refuse, |p| p.actions.push(act(Refuse, Outcome::Done, n)))
            .on(PassName::Accept, |p| p.actions.push(act(Accept, Outcome::Done, 1)))
    };
    check(id, clicks(2), Failed);
    check(id, clicks(1), Met);
}

#[test]
fn switched_on_before_anybody_chose() {
    let id = "collect.banner.preselected";
    let with = |t: Toggle| with_banner(eu(), Dialog { toggles: vec![t], ..banner(both()) });
    check(id, with(toggle("Marketing", true)), Failed);
    check(id, with(toggle("Marketing", false)), Met);
    check(id, with(Toggle { essential: true, enabled: false, ..toggle("Strictly necessary", true) }), Met);
    check(id, with(toggle("Do not sell my data", true)), Met);
    check(id, with_banner(us(), Dialog { toggles: vec![toggle("Marketing", true)], ..banner(both()) }), NotApplicable);
    // On the second layer, inside a frame.
    let deep = Dialog {
        layer: 2,
        selector: "#deep".into(),
        frame: Some("https://cmp.test/".into()),
        toggles: vec![toggle("Analytics", true)],
        ..banner(both())
    };
    check(id, with_banner(eu(), banner(both())).on(PassName::Refuse, |p| p.pages[0].dialogs = vec![banner(both()), deep.clone()]), Failed);
    // After agreeing, of course they are on.
    check(
        id,
        with_banner(eu(), banner(both()))
            .on(PassName::Withdraw, |p| p.pages.push(Page { stage: Stage::Between, dialogs: vec![deep], ..page(PageKind::Home, SHOP) })),
        Met,
    );
}

#[test]
fn purposes_and_recipients() {
    let id = "collect.banner.unnamed-recipients";
    let says = |text: &str, tracker: bool| {
        let shop = with_banner(eu(), Dialog { text: text.into(), ..banner(both()) });
        if tracker { shop.on(PassName::Accept, |p| p.requests.push(px(AD, Stage::After))) } else { shop }
    };
    check(id, says("We use cookies for analytics and advertising with our partners.", true), Failed);
    check(id, says("We use cookies for analytics and advertising. See the list of partners.", true), Met);
    check(id, says("We use cookies for analytics and advertising with 14 partners.", true), Met);
    check(id, says("We use cookies to improve your experience.", true), Failed);
    check(id, says("We use cookies for advertising.", true), Failed);
    check(id, says("We use cookies for analytics of our own.", false), Met);
    check(id, says("Adnet shows you advertising.", true), Met);
    check(id, with_banner(eu(), banner(vec![])), NotApplicable);
}

#[test]
fn words_that_twist() {
    let id = "collect.banner.confusing";
    let with = |controls: Vec<Control>, toggles: Vec<Toggle>| with_banner(us(), Dialog { controls, toggles, ..banner(vec![]) });
    check(id, with(both(), vec![]), Met);
    check(id, with(vec![control(ControlRole::Other, "Don't reject cookies")], vec![]), Failed);
    check(id, with(both(), vec![toggle("On", true)]), Failed);
    check(id, with(both(), vec![Toggle { state_text: "Off".into(), ..toggle("Analytics", false) }]), Met);
    check(id, with(both(), vec![Toggle { state_text: "Yes".into(), ..toggle("Do not sell my personal information", true) }]), Failed);
    check(id, with(both(), vec![Toggle { state_text: "Off".into(), ..toggle("Do not sell my personal information", false) }]), Met);
    check(id, with(both(), vec![toggle("Necessary and marketing cookies", false)]), Failed);
    check(id, with(both(), vec![toggle("Functional and performance cookies", false)]), Met);
    check(
        id,
        with(
            vec![
                control(Accept, "Accept all"),
                control(Refuse, "Reject all"),
                control(ControlRole::Other, "Why do we not refuse cookies?"),
            ],
            vec![],
        ),
        Met,
    );
}

#[test]
fn walls_and_doors() {
    let id = "collect.banner.wall";
    let blocks = |controls: Vec<Control>| with_banner(eu(), Dialog { blocks: true, ..banner(controls) });
    check(id, blocks(vec![control(Accept, "Agree")]), Failed);
    check(id, blocks(both()), Met);
    check(id, blocks(vec![control(Accept, "Agree"), control(Settings, "Settings")]), Met);
    check(id, blocks(vec![control(Accept, "Agree"), control(Close, "×")]), Met);
    check(id, with_banner(eu(), banner(vec![control(Accept, "Agree")])), Met);
    let gate = Dialog { kind: DialogKind::AgeGate, selector: "#age".into(), blocks: true, ..Dialog::default() };
    check(
        id,
        with_banner(eu(), banner(vec![control(Accept, "Agree")]))
            .home(|p| (p.usable, p.dialogs) = (false, [p.dialogs.clone(), vec![gate]].concat())),
        Met,
    );
    check(id, eu(), Met);
}

#[test]
fn a_purchase_behind_a_box() {
    let id = "collect.banner.wall";
    let with = |label: &str, required: bool| {
        let f = form(vec![field("email", "Email"), Field { required, ..field("checkbox", label) }], "");
        us().arrive(|p| p.pages.push(Page { forms: vec![f], ..page(PageKind::Checkout, "https://shop.example.test/checkout") }))
    };
    check(id, with("I agree to receive marketing e-mails", true), Failed);
    check(id, with("I agree to receive marketing e-mails", false), Met);
    check(id, with("I have read the terms and the privacy policy", true), Met);
    check(id, with("I do not want marketing", true), Met);
}

#[test]
fn controls_that_do_nothing() {
    let id = "collect.banner.broken";
    let did =
        |shop: Shop, outcome: Outcome| with_banner(shop, banner(both())).on(PassName::Refuse, |p| p.actions.push(act(Refuse, outcome, 1)));
    check(id, did(us(), Outcome::Done), Met);
    check(id, did(us(), Outcome::NoEffect), Failed);
    check(id, did(us(), Outcome::Broken { gap: Gap::new(GapCode::NoControl, "it vanished") }), Failed);
    check(id, did(us(), Outcome::Broken { gap: Gap::new(GapCode::BrowserFault, "") }), Unknown);
    check(id, did(us(), Outcome::Done).on(PassName::Refuse, |p| p.requests.push(px(AD, Stage::After))), Failed);
    check(id, did(us(), Outcome::Done).on(PassName::Refuse, |p| p.requests.push(px(COUNT, Stage::After))), Met);
    check(id, did(us(), Outcome::Done).on(PassName::Refuse, |p| p.requests.push(px(&format!("{AD}&rdp=1"), Stage::After))), Met);
    check(id, us(), NotApplicable);
}
