//! Faults and, beside each, the lawful look-alike.

use crate::testing::*;
use ControlRole::{Accept, Acknowledge, Close, Refuse, Save, Settings};
use tidegate_types::finding::Status::{self, Failed, Met, NotApplicable, Unknown};
use tidegate_types::observation::*;

const AD: &str = "https://adnet.test/px?u=1";
const COUNT: &str = "https://counter.test/collect?v=2";

fn eu() -> Shop {
    Shop::selling_to(&["DE"])
}
fn us() -> Shop {
    Shop::selling_to(&["US-CA"])
}
fn uk() -> Shop {
    Shop::selling_to(&["GB"])
}
fn px(url: &str, stage: Stage) -> Request {
    request(url, RequestKind::Image, stage)
}
fn both() -> Vec<Control> {
    vec![control(Accept, "Accept all"), control(Refuse, "Reject all")]
}
fn with_banner(shop: Shop, d: Dialog) -> Shop {
    shop.home(|p| p.dialogs.push(d))
}
fn toggle(label: &str, checked: bool) -> Toggle {
    Toggle { label: label.into(), checked, enabled: true, visible: true, ..Toggle::default() }
}
#[track_caller]
fn check(id: &str, shop: Shop, expected: Status) {
    shop.check(id, expected);
}

mod before_choice {
    use super::*;
    const ID: &str = "collect.consent.before-choice";

    #[track_caller]
    fn sent(shop: Shop, url: &str, kind: RequestKind, expected: Status) {
        check(ID, shop.arrive(|p| p.requests.push(request(url, kind, Stage::Before))), expected);
    }

    #[test]
    fn trackers_fail_and_machinery_does_not() {
        sent(eu(), AD, RequestKind::Image, Failed);
        sent(eu(), COUNT, RequestKind::Beacon, Failed);
        sent(eu(), "https://adnet.test/lib.js", RequestKind::Script, Failed);
        sent(eu(), "https://paymate.test/v3/session", RequestKind::Fetch, Met);
        sent(eu(), "https://stars.test/widget?sku=1", RequestKind::Fetch, Met);
        sent(eu(), "https://shop.example.test/api/pageview?event=1", RequestKind::Fetch, Met);
        sent(eu(), &format!("{COUNT}&gcs=G100"), RequestKind::Beacon, Met);
    }

    #[test]
    fn strangers_count_only_if_they_behave_like_trackers() {
        sent(eu(), "https://cdn.stranger.test/app.js", RequestKind::Script, Met);
        sent(eu(), "https://img.stranger.test/shoe.jpg?v=3&width=400", RequestKind::Image, Met);
        sent(eu(), "https://api.stranger.test/products.json", RequestKind::Fetch, Met);
        sent(eu(), "https://t.stranger.test/e?event=pageview&uid=7", RequestKind::Image, Failed);
        sent(eu(), "https://t.stranger.test/p?u=https%3A%2F%2Fshop.example.test%2F", RequestKind::Fetch, Failed);
        sent(eu(), "https://t.stranger.test/b", RequestKind::Beacon, Failed);
    }

    #[test]
    fn cookies_count_by_what_they_are_for() {
        let keeps = |c: Cookie, expected| check(ID, eu().arrive(|p| p.cookies.push(c)), expected);
        keeps(cookie("_adn", "shop.example.test", Stage::Before), Failed);
        keeps(cookie("_cnt_1", "shop.example.test", Stage::Before), Failed);
        keeps(cookie("sid", "shop.example.test", Stage::Before), Met);
        keeps(cookie("x9", "shop.example.test", Stage::Before), Met);
        keeps(cookie("uid", "adnet.test", Stage::Before), Failed);
        keeps(
            Cookie {
                state: CookieState::Refused { reasons: vec!["UserPreferences".into()] },
                ..cookie("uid", "adnet.test", Stage::Before)
            },
            Failed,
        );
        keeps(Cookie { lifetime_days: Some(-1.0), ..cookie("_adn", "shop.example.test", Stage::Before) }, Met);
        keeps(cookie("pm", "paymate.test", Stage::Before), Met);
        keeps(cookie("_adn", "shop.example.test", Stage::Typing), Met);
    }

    #[test]
    fn the_united_kingdom_frees_statistics_and_no_advertising() {
        sent(uk(), COUNT, RequestKind::Beacon, Met);
        sent(uk(), AD, RequestKind::Image, Failed);
        check(ID, uk().arrive(|p| p.cookies.push(cookie("_cnt_1", "shop.example.test", Stage::Before))), Met);
        sent(Shop::selling_to(&["GB", "FR"]), COUNT, RequestKind::Beacon, Failed);
    }

    #[test]
    fn places_and_looks() {
        sent(us(), AD, RequestKind::Image, NotApplicable);
        check(ID, eu().arrive(|p| p.end = PassEnd::Failed { gap: Gap::new(GapCode::AntiBot, "") }), Unknown);
        check(ID, eu().arrive(|p| p.requests.push(Request { left_device: false, ..px(AD, Stage::Before) })), Met);
        check(ID, eu().arrive(|p| p.requests.push(px(AD, Stage::Typing))), Met);
    }

    #[test]
    fn consent_mode_may_load_its_script_first() {
        let lib = |state: &str| {
            eu().arrive(|p| {
                p.requests.push(request("https://counter.test/lib.js", RequestKind::Script, Stage::Before));
                p.pages[0].signals.consent_mode.insert("analytics_storage".into(), state.into());
            })
        };
        check(ID, lib("denied"), Met);
        check(ID, lib("granted"), Failed);
    }
}

mod after_a_no {
    use super::*;

    fn said(name: PassName, outcome: Outcome, later: impl FnOnce(&mut Pass)) -> Shop {
        eu().on(name, |p| {
            if name == PassName::Withdraw {
                p.actions.push(act(Accept, Outcome::Done, 1));
            }
            p.actions.push(act(if name == PassName::Close { Close } else { Refuse }, outcome, 1));
            p.pages.push(Page { stage: Stage::After, ..page(PageKind::Home, SHOP) });
            later(p);
        })
    }

    #[test]
    fn what_goes_on_after_refusing_or_withdrawing() {
        for (id, name) in
            [("collect.consent.refusal-ignored", PassName::Refuse), ("collect.consent.withdrawal-ignored", PassName::Withdraw)]
        {
            check(id, said(name, Outcome::Done, |p| p.requests.push(px(AD, Stage::After))), Failed);
            check(id, said(name, Outcome::NoEffect, |p| p.cookies.push(cookie("_adn", "shop.example.test", Stage::After))), Failed);
            check(id, said(name, Outcome::Done, |p| p.requests.push(px(AD, Stage::Before))), Met);
            check(id, said(name, Outcome::Done, |p| p.requests.push(px("https://paymate.test/x", Stage::After))), Met);
            check(id, said(name, Outcome::Done, |p| p.requests.push(px(&format!("{COUNT}&gcs=G100"), Stage::After))), Met);
            check(
                id,
                said(name, Outcome::Done, |p| {
                    p.cookies.push(Cookie { lifetime_days: Some(0.0), ..cookie("_adn", "shop.example.test", Stage::After) })
                }),
                Met,
            );
            check(id, said(name, Outcome::NoControl, |p| p.requests.push(px(AD, Stage::After))), NotApplicable);
            check(id, said(name, Outcome::Broken { gap: Gap::new(GapCode::NoControl, "") }, |_| ()), Unknown);
            check(id, eu(), Unknown);
        }
    }

    /// What was refused stays refused when the browser is opened again.
    #[test]
    fn a_refusal_holds_on_the_next_visit() {
        let id = "collect.consent.refusal-ignored";
        check(id, said(PassName::Refuse, Outcome::Done, |p| p.requests.push(px(AD, Stage::Later))), Failed);
        check(id, said(PassName::Refuse, Outcome::Done, |p| p.requests.push(px("https://paymate.test/x", Stage::Later))), Met);
        check(id, said(PassName::Accept, Outcome::Done, |p| p.requests.push(px(AD, Stage::Later))), Unknown);
    }

    /// Nothing is sent, but others are told yes.
    #[test]
    fn a_page_that_says_yes_after_a_no() {
        let says = |stage: Stage, name: &'static str, value: &'static str| {
            move |p: &mut Pass| {
                let mut page = p.pages[0].clone();
                page.stage = stage;
                page.signals.stored.insert(name.into(), value.into());
                p.pages.push(page);
            }
        };
        let id = "collect.consent.refusal-ignored";
        let (all, none) = ("groups=C0001%3A1%2CC0004%3A1", "groups=C0001%3A1%2CC0004%3A0");
        check(id, said(PassName::Refuse, Outcome::Done, says(Stage::After, "OptanonConsent", all)), Failed);
        check(id, said(PassName::Refuse, Outcome::Done, says(Stage::After, "OptanonConsent", none)), Met);
        check(id, said(PassName::Refuse, Outcome::Done, says(Stage::Before, "OptanonConsent", all)), Met);
        check("collect.consent.before-choice", eu().arrive(says(Stage::Before, "OptanonConsent", all)), Failed);
        check("collect.consent.before-choice", eu().arrive(says(Stage::Before, "OptanonConsent", none)), Met);
        check("collect.consent.before-choice", eu().arrive(says(Stage::After, "OptanonConsent", all)), Met);
    }

    #[test]
    fn an_old_cookie_is_still_read() {
        let id = "collect.consent.refusal-ignored";
        let with = |kept: bool| {
            said(PassName::Refuse, Outcome::Done, |p| {
                p.cookies.push(Cookie { kept, ..cookie("_adn", "shop.example.test", Stage::Before) });
                p.requests.push(Request { cookies_sent: vec!["_adn".into()], ..px("https://shop.example.test/a.png", Stage::After) });
            })
        };
        check(id, with(true), Failed);
        check(id, with(false), Met);
    }

    #[test]
    fn no_banner_is_no_refusal() {
        let shop = eu().on(PassName::Refuse, |p| p.end = PassEnd::NotPossible { gap: Gap::new(GapCode::NoBanner, "") });
        check("collect.consent.refusal-ignored", shop, NotApplicable);
        let shop = us().on(PassName::Refuse, |p| {
            p.actions.push(act(Refuse, Outcome::Done, 1));
            p.requests.push(px(AD, Stage::After));
        });
        check("collect.consent.refusal-ignored", shop, NotApplicable);
    }

    #[test]
    fn closing_is_no_consent() {
        let id = "collect.consent.close-is-consent";
        check(id, said(PassName::Close, Outcome::Done, |p| p.requests.push(px(AD, Stage::After))), Failed);
        check(
            id,
            said(PassName::Close, Outcome::Done, |p| p.requests.extend([px(AD, Stage::Before), px(AD, Stage::After)])),
            NotApplicable,
        );
        check(
            id,
            said(PassName::Close, Outcome::Done, |p| p.requests.push(px(AD, Stage::After)))
                .arrive(|p| p.requests.push(px(AD, Stage::Before))),
            Met,
        );
        check(
            id,
            said(PassName::Close, Outcome::Done, |p| p.cookies.push(cookie("cookie_closed", "shop.example.test", Stage::After))),
            Met,
        );
        check(
            id,
            said(PassName::Close, Outcome::Done, |p| {
                p.cookies.push(Cookie { value: "accepted".into(), ..cookie("cookie_consent", "shop.example.test", Stage::After) })
            }),
            Failed,
        );
        let granted = said(PassName::Close, Outcome::Done, |p| {
            p.pages[0].signals.consent_mode.insert("ad_storage".into(), "denied".into());
            p.pages[1].signals.consent_mode.insert("ad_storage".into(), "granted".into());
        });
        check(id, granted, Failed);
        check(id, said(PassName::Close, Outcome::NoControl, |_| ()), NotApplicable);
    }

    #[test]
    fn the_way_back() {
        let id = "collect.consent.no-withdrawal";
        let agreed = |link: Option<&str>, visible: bool| {
            with_banner(eu(), banner(both())).on(PassName::Accept, |p| {
                p.actions.push(act(Accept, Outcome::Done, 1));
                let links = link.into_iter().map(|t| Link { text: t.into(), visible, ..Link::default() }).collect();
                p.pages.push(Page { stage: Stage::After, links, ..page(PageKind::Home, SHOP) });
            })
        };
        check(id, agreed(None, true), Failed);
        check(id, agreed(Some("About us"), true), Failed);
        check(id, agreed(Some("Cookie settings"), false), Failed);
        check(id, agreed(Some("Cookie settings"), true), Met);
        check(id, with_banner(eu(), banner(both())), Unknown);
        check(id, eu(), NotApplicable);
        check(id, with_banner(us(), banner(both())), NotApplicable);
    }
}

mod banners;

mod device {
    use super::*;

    fn call(api: &str, script: &str, after_gesture: bool) -> ApiCall {
        ApiCall {
            api: api.into(),
            script: Some(script.into()),
            stack: Vec::new(),
            page: 0,
            stage: Stage::Before,
            count: 3,
            after_gesture,
            artifact: None,
        }
    }
    fn calls(shop: Shop, apis: &[&str]) -> Shop {
        shop.arrive(|p| p.api_calls.extend(apis.iter().map(|a| call(a, "https://shop.example.test/a.js", false))))
    }
    fn policy(shop: Shop, text: &str) -> Shop {
        shop.arrive(|p| p.pages.push(Page { text: text.into(), ..page(PageKind::Policy, "https://shop.example.test/privacy") }))
    }

    #[test]
    fn permissions_on_load() {
        let id = "collect.permission.unprompted";
        check(id, calls(us(), &["geolocation"]), Failed);
        check(id, us().arrive(|p| p.api_calls.push(call("geolocation", "x", true))), Met);
        check(id, calls(us(), &["canvas"]), Met);
        check(id, us(), Met);
    }

    #[test]
    fn fingerprints() {
        let id = "collect.fingerprint.undisclosed";
        check(id, calls(eu(), &["canvas", "webgl"]), Failed);
        check(id, calls(eu(), &["canvas"]), Met);
        check(id, calls(eu(), &["webgl"]), Met);
        check(id, policy(calls(us(), &["canvas", "audio"]), "We use device fingerprinting against fraud."), Met);
        check(id, policy(calls(us(), &["canvas", "audio"]), "We use cookies."), Failed);
        check(id, calls(us(), &["canvas", "audio"]), Unknown);
        // Two scripts, one test each.
        let apart = eu()
            .arrive(|p| p.api_calls.extend([call("canvas", "https://a.test/a.js", false), call("webgl", "https://b.test/b.js", false)]));
        check(id, apart, Met);
        let fraud = eu().arrive(|p| p.api_calls.extend(["canvas", "webgl"].map(|a| call(a, "https://paymate.test/f.js", false))));
        check(id, policy(fraud, "Our payment service checks device characteristics."), Met);
    }

    #[test]
    fn recordings() {
        let id = "collect.replay.unconsented";
        let records =
            |shop: Shop| shop.arrive(|p| p.requests.push(request("https://replayer.test/rec", RequestKind::Fetch, Stage::Before)));
        check(id, records(eu()), Failed);
        check(id, policy(records(us()), "We use cookies."), Failed);
        check(id, policy(records(us()), "Replayer keeps session recordings for us."), Met);
        check(id, records(us()), Unknown);
        check(id, us(), Met);
        let stranger = |body: &str| {
            eu().arrive(|p| {
                p.requests.push(Request {
                    method: "POST".into(),
                    body: Some(body.into()),
                    ..request("https://s.stranger.test/i", RequestKind::Fetch, Stage::Before)
                })
            })
        };
        check(id, stranger(r#"[{"t":"mousemove","x":1},{"t":"dom_mutation"}]"#), Failed);
        check(id, stranger(r#"{"sku":1,"input":"x"}"#), Met);
        check(
            id,
            eu().on(PassName::Accept, |p| p.requests.push(request("https://replayer.test/rec", RequestKind::Fetch, Stage::After))),
            Met,
        );
    }

    /// A recording is known by what the script does: it watches page and visitor, and sends what it saw.
    #[test]
    fn recordings_by_what_they_do() {
        let id = "collect.replay.unconsented";
        const SCRIPT: &str = "https://shop.example.test/a.js";
        const ALL: [&str; 3] = ["watch_page", "watch_mouse", "watch_scroll"];
        let sends = |shop: Shop, to: &str, bytes: &[usize], by: &str| {
            let upload = |n: &usize| Request {
                method: "POST".into(),
                body: Some("x".repeat(*n)),
                initiator: Initiator { kind: "script".into(), stack: vec![by.into()] },
                ..request(to, RequestKind::Fetch, Stage::Before)
            };
            let uploads: Vec<Request> = bytes.iter().map(upload).collect();
            shop.arrive(|p| p.requests.extend(uploads))
        };
        const HOME: &str = "https://shop.example.test/r";
        check(id, sends(calls(eu(), &ALL), "https://s.stranger.test/i", &[400, 400], SCRIPT), Failed);
        check(id, sends(calls(eu(), &ALL), HOME, &[400, 400], SCRIPT), Failed);
        check(id, sends(calls(eu(), &ALL), HOME, &[2_000], SCRIPT), Failed);
        // Looks alike, and is none: watches and sends nothing, or little once; another script sends; does not watch the page, or only one act.
        check(id, calls(eu(), &ALL), Met);
        check(id, sends(calls(eu(), &ALL), HOME, &[400], SCRIPT), Met);
        check(id, sends(calls(eu(), &ALL), HOME, &[40, 40, 40], SCRIPT), Met);
        check(id, sends(calls(eu(), &ALL), HOME, &[2_000, 2_000], "https://shop.example.test/other.js"), Met);
        check(id, sends(calls(eu(), &ALL[1..]), HOME, &[2_000, 2_000], SCRIPT), Met);
        check(id, sends(calls(eu(), &ALL[..2]), HOME, &[2_000, 2_000], SCRIPT), Met);
    }

    #[test]
    fn prints_that_need_no_second_family_and_those_that_do() {
        let id = "collect.fingerprint.undisclosed";
        for apis in [&["fonts"][..], &["audio"], &["canvas", "webgl"], &["canvas", "battery", "voices"]] {
            check(id, calls(eu(), apis), Failed);
        }
        for apis in [&["canvas"][..], &["webgl"], &["canvas", "battery"], &["battery", "voices", "webrtc"]] {
            check(id, calls(eu(), apis), Met);
        }
    }
}

mod forms {
    use super::*;

    fn with(shop: Shop, kind: PageKind, f: Form) -> Shop {
        shop.arrive(|p| p.pages.push(Page { forms: vec![f], ..page(kind, "https://shop.example.test/p") }))
    }

    #[test]
    fn more_than_is_needed() {
        let id = "collect.form.excess";
        let asks = |f: Field, context: &str| with(us(), PageKind::SignUp, form(vec![field("email", "Email"), f], context));
        check(id, asks(field("text", "Social security number"), "Create an account"), Failed);
        check(id, asks(Field { required: true, ..field("date", "Date of birth") }, "Create an account"), Failed);
        check(id, asks(field("date", "Date of birth"), "We ask for this to verify that you are of legal age."), Met);
        check(id, asks(field("date", "Birthday (optional)"), ""), Met);
        check(id, asks(field("date", "Birthday"), "Get a birthday treat every year"), Met);
        check(id, asks(field("text", "First name"), ""), Met);
        check(
            id,
            asks(
                field("text", "Passport number"),
                "Passport number\nYour e-mail, so that we can answer. We keep orders because tax law asks for it.",
            ),
            Failed,
        );
        check(id, asks(field("text", "Passport number"), "We need your passport number for customs at your border."), Met);
        check(id, asks(field("text", "Date of birth"), "Date of birth\nWe use your e-mail to open the account."), Failed);
        check(id, asks(Field { visible: false, ..field("text", "SSN") }, ""), Met);
        check(id, asks(field("text", "VAT number"), ""), Met);
        check(id, asks(field("text", "身份证号码"), "注册会员"), Failed);
        check(
            id,
            with(us(), PageKind::Other, form(vec![Field { required: true, ..field("date", "Date of birth") }], "Are you old enough?")),
            Met,
        );
        check(id, with(us(), PageKind::Requests, form(vec![field("text", "Driver's license")], "")), Met);
        check(id, us(), NotApplicable);
    }

    #[test]
    fn where_it_is_sent() {
        let id = "collect.form.insecure";
        let to = |action: &str, context: &str| {
            with(us(), PageKind::Contact, Form { action: Some(action.into()), ..form(vec![field("email", "Email")], context) })
        };
        check(id, to("https://shop.example.test/contact", ""), Met);
        check(id, to("http://shop.example.test/contact", ""), Failed);
        // A rehearsal: the page itself is plain http on this machine.
        let rehearsed =
            |action: &str| to(action, "").arrive(|p| p.pages.iter_mut().for_each(|x| x.final_url = "http://127.0.0.1:8080/contact".into()));
        check(id, rehearsed("http://127.0.0.1:8080/contact"), Unknown);
        check(id, rehearsed("http://collector.test/in"), Failed);
        check(id, to("http://127.0.0.1:8080/contact", ""), Failed);
        check(id, to("https://paymate.test/pay", ""), Met);
        check(id, to("https://collector.test/in", ""), Failed);
        check(id, to("https://mailer.test/subscribe", ""), Failed);
        check(id, to("https://mailer.test/subscribe", "Our newsletter is sent by Mailer."), Met);
        let search = Form { action: Some("http://shop.example.test/s".into()), ..form(vec![field("search", "Search")], "") };
        check(id, with(us(), PageKind::Home, search), NotApplicable);
    }

    #[test]
    fn typed_and_not_sent() {
        let id = "collect.form.captured-early";
        let typed = |url: &str, stage: Stage| {
            us().arrive(|p| {
                p.canaries.push(Canary { kind: "email".into(), value: "tg-1a2b3c@example.com".into(), page: 0, field: String::new() });
                p.requests.push(request(url, RequestKind::Fetch, stage));
            })
        };
        check(id, typed("https://adnet.test/px?e=tg-1a2b3c%40example.com", Stage::Typing), Failed);
        check(id, typed("https://shop.example.test/check?e=tg-1a2b3c%40example.com", Stage::Typing), Met);
        check(id, typed("https://adnet.test/px?e=1", Stage::Typing), Met);
        check(id, typed("https://paymate.test/lookup?e=tg-1a2b3c%40example.com", Stage::Typing), Met);
        check(id, us(), NotApplicable);
        check(id, with(us(), PageKind::Contact, form(vec![field("email", "Email")], "")), Unknown);
    }

    #[test]
    fn sensitive_data_wants_agreement() {
        let id = "collect.sensitive.unconsented";
        let quiz = |extra: Option<Field>| {
            let mut fields = vec![field("text", "Medical conditions")];
            fields.extend(extra);
            with(Shop::selling_to(&["US-WA", "US-VA", "DE"]), PageKind::Product, form(fields, "Find your product"))
        };
        check(id, quiz(None), Failed);
        check(id, quiz(Some(field("checkbox", "I consent to the use of my health data"))), Met);
        check(id, quiz(Some(field("checkbox", "I agree to the terms"))), Failed);
        check(id, quiz(Some(Field { checked: true, ..field("checkbox", "I consent to the use of my health data") })), Failed);
        let ask = |context: &str| {
            with(Shop::selling_to(&["DE"]), PageKind::Product, form(vec![field("radio", "Yes"), field("radio", "No")], context))
        };
        check(id, ask("Are you pregnant or trying to conceive?"), Failed);
        check(id, ask("Do you like wool?"), Met);
    }

    #[test]
    fn an_offer_for_an_address() {
        let id = "collect.incentive.no-notice";
        let pop = |text: &str, links: Vec<(String, String)>| {
            us().home(|p| {
                p.dialogs.push(Dialog {
                    kind: DialogKind::Newsletter,
                    text: text.into(),
                    fields: vec![field("email", "Email")],
                    links,
                    ..Dialog::default()
                })
            })
        };
        check(id, pop("Get 10% off your first order. Enter your e-mail.", vec![]), Failed);
        check(
            id,
            pop("Get 10% off your first order.", vec![("Notice of Financial Incentive".into(), "https://shop.example.test/nfi".into())]),
            Met,
        );
        check(
            id,
            pop(
                "Get 10% off your first order. By signing up you agree to our Terms.",
                vec![("Terms".into(), "https://shop.example.test/terms".into())],
            ),
            Failed,
        );
        check(id, pop("News from us, now and then.", vec![]), NotApplicable);
        let footer = |text: &str| with(us(), PageKind::Other, form(vec![field("email", "Email")], text));
        check(id, footer("Free shipping on orders over $50. Company. Imprint. Newsletter."), NotApplicable);
        check(id, footer("Sign up and save 15% off"), Failed);
        check(id, footer("New things, four times a year, and 10% off your next order."), Failed);
        check(id, footer("Free shipping. Easy returns. Letters from us."), NotApplicable);
        check(id, with_banner(eu(), banner(both())), NotApplicable);
    }
}

mod children {
    use super::*;

    fn shop(audience: &str) -> Shop {
        Shop::with_profile(&format!("[business]\naudience = \"{audience}\"\n[[market]]\nplace = \"US\"\nconsumers = 900000\n"))
    }
    fn run() -> GateRun {
        GateRun {
            kind: GateKind::BirthDate,
            text: "When were you born?".into(),
            preset: None,
            range: Some((1920, 2026)),
            fields: vec![],
            answered: "2016".into(),
            admitted: false,
            parent_step: false,
            retry: Some(false),
            open_fields: vec![],
            answer: String::new(),
            screenshot: None,
        }
    }
    fn gated(audience: &str, change: impl FnOnce(&mut GateRun)) -> Shop {
        let mut gate = run();
        change(&mut gate);
        shop(audience).on(PassName::Child, |p| p.gate = Some(gate))
    }

    #[test]
    fn neutral_and_not() {
        let id = "collect.children.no-neutral-gate";
        check(id, gated("mixed", |_| ()), Met);
        check(id, gated("mixed", |g| g.preset = Some("1990".into())), Failed);
        check(id, gated("mixed", |g| g.preset = Some("Year".into())), Met);
        check(id, gated("mixed", |g| g.range = Some((1920, 2010))), Failed);
        check(id, gated("mixed", |g| (g.kind, g.range) = (GateKind::Age, Some((13, 99)))), Failed);
        check(id, gated("mixed", |g| (g.kind, g.range) = (GateKind::Age, Some((1, 99)))), Met);
        check(id, gated("mixed", |g| g.text = "You must be 13 or older to enter.".into()), Failed);
        check(id, gated("mixed", |g| (g.kind, g.text) = (GateKind::YesNo, "Are you 13 or older?".into())), Failed);
        check(id, gated("mixed", |g| g.retry = Some(true)), Failed);
        check(id, gated("adults", |g| g.retry = Some(true)), NotApplicable);
        check(id, us(), Unknown);
    }

    #[test]
    fn without_a_gate() {
        let id = "collect.children.no-neutral-gate";
        let ads = |s: Shop| s.arrive(|p| p.requests.push(px(AD, Stage::Before)));
        check(id, ads(shop("mixed")), Failed);
        check(id, shop("children"), NotApplicable);
        check(id, ads(shop("adults")), NotApplicable);
        let speaking = |text: &str| us().home(|p| p.text = text.into()).arrive(|p| p.requests.push(px(AD, Stage::Before)));
        check(id, speaking("Hey kids! Play games and ask your parents to buy."), Failed);
        check(id, speaking("Toys for kids aged 3 to 6. Gifts that parents love."), Unknown);
    }

    #[test]
    fn followed() {
        let id = "collect.children.tracked";
        check(id, gated("mixed", |_| ()), Met);
        check(id, gated("mixed", |_| ()).on(PassName::Child, |p| p.requests.push(px(AD, Stage::After))), Failed);
        check(id, gated("mixed", |_| ()).on(PassName::Child, |p| p.requests.push(px(AD, Stage::Before))), Failed);
        check(id, gated("mixed", |_| ()).on(PassName::Child, |p| p.requests.push(px("https://paymate.test/x", Stage::After))), Met);
        check(id, shop("children").arrive(|p| p.requests.push(px(AD, Stage::Before))), Failed);
        check(id, shop("children"), Met);
        check(id, shop("adults").arrive(|p| p.requests.push(px(AD, Stage::Before))), NotApplicable);
    }

    #[test]
    fn a_parent_first() {
        let id = "collect.children.no-parental-consent";
        check(id, gated("mixed", |g| g.open_fields = vec![field("email", "E-mail")]), Failed);
        check(id, gated("mixed", |g| (g.open_fields, g.parent_step) = (vec![field("email", "E-mail")], true)), Met);
        check(id, gated("mixed", |g| g.open_fields = vec![field("email", "Your parent's e-mail")]), Met);
        check(id, gated("mixed", |g| g.open_fields = vec![field("search", "Search")]), Met);
        check(id, gated("mixed", |_| ()), Met);
        let open =
            shop("children").home(|p| p.forms.push(form(vec![field("text", "First name"), field("email", "E-mail")], "Join the club")));
        check(id, open, Failed);
        check(id, shop("adults"), NotApplicable);
    }
}
