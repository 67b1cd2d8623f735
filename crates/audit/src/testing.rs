//! A small store to judge in tests: https://shop.example.test, with a catalogue that does not change with the data.

use crate::{Matter, audit};
use jiff::civil::date;
use tidegate_catalog::Catalog;
use tidegate_law::Lawbook;
use tidegate_types::finding::{Finding, Status};
use tidegate_types::observation::*;
use tidegate_types::{Host, Profile};

pub const SHOP: &str = "https://shop.example.test/";

/// Real wording, and a few vendors of each kind.
pub fn catalog() -> &'static Catalog {
    static ONE: std::sync::OnceLock<Catalog> = std::sync::OnceLock::new();
    ONE.get_or_init(|| {
        let files = [
            ("phrases.toml", include_str!("../../../catalog/phrases.toml")),
            ("checks.toml", include_str!("../../../catalog/checks.toml")),
            ("products.toml", include_str!("../../../catalog/products.toml")),
            ("policy.toml", include_str!("../../../catalog/policy.toml")),
            ("vendors/test.toml", VENDORS),
        ];
        Catalog::read(&files).expect("the test catalogue reads")
    })
}

const VENDORS: &str = r#"
[[vendor]]
id = "adnet"
name = "Adnet"
owner = "Adnet Inc."
country = "US"
category = "advertising"
advertising = true
essential = "never"
hosts = ["adnet.test"]
beacons = ["adnet.test/px"]
cookies = ["_adn"]
limited = [{ param = "rdp", value = "1" }]
identifiers = { email = ["em"] }
source = "https://adnet.test"
[[vendor]]
id = "counter"
name = "Counter"
owner = "Google LLC"
country = "US"
category = "analytics"
advertising = false
essential = "never"
hosts = ["counter.test"]
beacons = ["counter.test/collect"]
cookies = ["_cnt*"]
limited = [{ param = "gcs", value = "G100" }]
source = "https://counter.test"
[[vendor]]
id = "counter-ads"
name = "Counter Ads"
owner = "Google LLC"
country = "US"
category = "advertising"
advertising = true
hosts = ["ads.countermate.test"]
essential = "never"
source = "https://countermate.test"

[[vendor]]
id = "replayer"
name = "Replayer"
owner = "Replayer Ltd"
country = "GB"
category = "replay"
advertising = false
essential = "never"
hosts = ["replayer.test"]
beacons = ["replayer.test/rec"]
policy_names = ["Replayer"]
source = "https://replayer.test"
[[vendor]]
id = "paymate"
name = "Paymate"
owner = "Paymate"
country = "US"
category = "payment"
advertising = false
essential = "usual"
hosts = ["paymate.test"]
source = "https://paymate.test"
[[vendor]]
id = "mailer"
name = "Mailer"
owner = "Mailer"
country = "US"
category = "email"
advertising = false
essential = "never"
hosts = ["mailer.test"]
beacons = ["mailer.test/track"]
source = "https://mailer.test"
[[vendor]]
id = "edge"
name = "Edge"
owner = "Edge"
country = "US"
category = "cdn"
advertising = false
essential = "usual"
hosts = ["edge.test"]
source = "https://edge.test"
[[vendor]]
id = "stars"
name = "Stars"
owner = "Stars"
country = "US"
category = "reviews"
advertising = false
essential = "never"
hosts = ["stars.test"]
source = "https://stars.test"
"#;

/// An observation and a profile under construction.
#[derive(Debug, Clone)]
pub struct Shop {
    pub obs: Observation,
    pub profile: Profile,
}

impl Shop {
    /// Markets as `profile.toml` writes places: `&["DE"]`.
    pub fn selling_to(places: &[&str]) -> Shop {
        let mut toml = "[business]\nrevenue_usd = 90_000_000\n".to_owned();
        for p in places {
            toml.push_str(&format!("[[market]]\nplace = \"{p}\"\nconsumers = 900_000\n"));
        }
        Shop::with_profile(&toml)
    }

    pub fn with_profile(toml: &str) -> Shop {
        let obs = Observation {
            format: FORMAT,
            tidegate: "0".into(),
            target: SHOP.into(),
            started_at: "2026-11-23T00:00:00Z".parse().expect("an instant"),
            browser: Browser { gpc: GpcMode::Native, ..Browser::default() },
            passes: vec![pass(PassName::Arrive)],
            gaps: vec![],
            lists: vec![],
            names: vec![],
        };
        Shop { obs, profile: Profile::parse(toml).expect("a profile") }
    }

    /// Changes a pass; a pass that is not there yet begins with a home page.
    pub fn on(mut self, name: PassName, change: impl FnOnce(&mut Pass)) -> Shop {
        if self.obs.pass(name).is_none() {
            self.obs.passes.push(pass(name));
        }
        change(self.obs.passes.iter_mut().find(|p| p.name == name).expect("just added"));
        self
    }

    pub fn arrive(self, change: impl FnOnce(&mut Pass)) -> Shop {
        self.on(PassName::Arrive, change)
    }

    pub fn home(self, change: impl FnOnce(&mut Page)) -> Shop {
        self.arrive(|p| change(&mut p.pages[0]))
    }

    /// What a part of the audit makes of the case.
    pub fn with_case<T>(&self, look: impl FnOnce(&crate::case::Case) -> T) -> T {
        let law = Lawbook::embedded().expect("the law reads");
        look(&crate::case::Case::new(&self.obs, &self.profile, law, catalog(), date(2026, 11, 23)))
    }

    pub fn finding(&self, id: &str) -> Finding {
        let law = Lawbook::embedded().expect("the law reads");
        let m = Matter {
            observation: &self.obs,
            profile: &self.profile,
            profile_name: "test",
            law,
            catalog: catalog(),
            date: date(2026, 11, 23),
        };
        let report = audit(&m);
        report.findings.into_iter().find(|f| f.check.as_str() == id).unwrap_or_else(|| panic!("no check {id}"))
    }

    #[track_caller]
    pub fn check(&self, id: &str, expected: Status) {
        let f = self.finding(id);
        assert_eq!(f.status, expected, "{id}: {} {:#?}", f.detail.en, f.evidence);
    }
}

pub fn pass(name: PassName) -> Pass {
    Pass { pages: vec![page(PageKind::Home, SHOP)], ..Pass::bare(name, PassEnd::Complete) }
}

pub fn page(kind: PageKind, url: &str) -> Page {
    Page {
        kind,
        url: url.into(),
        final_url: url.into(),
        status: Some(200),
        text: "A shop.".into(),
        usable: true,
        lang: Some("en".into()),
        ..Page::default()
    }
}

pub fn request(url: &str, kind: RequestKind, stage: Stage) -> Request {
    Request {
        url: url.into(),
        method: "GET".into(),
        kind,
        page: 0,
        stage,
        at_ms: 0,
        frame: Some(SHOP.into()),
        main_document: false,
        initiator: Initiator::default(),
        redirected_from: None,
        headers: Default::default(),
        cookies_sent: vec![],
        body: None,
        status: Some(200),
        mime: None,
        response_headers: Default::default(),
        failed: None,
        left_device: true,
        protocol: None,
        tls: None,
        listed: None,
    }
}

pub fn cookie(name: &str, domain: &str, stage: Stage) -> Cookie {
    Cookie {
        name: name.into(),
        value: "1".into(),
        domain: Host::new(domain),
        path: "/".into(),
        lifetime_days: Some(365.0),
        http_only: false,
        secure: true,
        same_site: None,
        third_party: !domain.ends_with("shop.example.test"),
        state: CookieState::Stored,
        set_by: SetBy::Unknown,
        stage,
        page: 0,
        kept: true,
    }
}

/// A filled button of usual size.
pub fn control(role: ControlRole, text: &str) -> Control {
    Control {
        role,
        text: text.into(),
        selector: format!("#{}", text.replace(' ', "-")),
        tag: "button".into(),
        rect: Rect { x: 0.0, y: 0.0, w: 160.0, h: 40.0 },
        visible: true,
        enabled: true,
        style: Style { font_px: 14.0, weight: 400, contrast: Some(8.0), button_like: true, loudness: 8.0, ..Style::default() },
        ..Control::default()
    }
}

pub fn banner(controls: Vec<Control>) -> Dialog {
    Dialog {
        kind: DialogKind::Consent,
        selector: "#banner".into(),
        text: "We use cookies for analytics and marketing together with our partners.".into(),
        layer: 1,
        controls,
        covers: 0.2,
        ..Dialog::default()
    }
}

pub fn act(want: ControlRole, outcome: Outcome, clicks: usize) -> Action {
    let gone = outcome == Outcome::Done;
    let click =
        Click { text: "x".into(), selector: "#x".into(), role: want, layer: 1, effect: Effect { dialog_gone: gone, ..Effect::default() } };
    Action { want, page: 0, clicks: vec![click; clicks], outcome, screenshot: None }
}

pub fn field(kind: &str, label: &str) -> Field {
    Field {
        name: label.to_lowercase().replace(' ', "_"),
        kind: kind.into(),
        label: label.into(),
        visible: true,
        selector: format!("#{label}"),
        ..Field::default()
    }
}

pub fn form(fields: Vec<Field>, context: &str) -> Form {
    Form {
        selector: "form".into(),
        action: Some(SHOP.into()),
        method: "POST".into(),
        fields,
        context: context.into(),
        visible: true,
        ..Form::default()
    }
}
