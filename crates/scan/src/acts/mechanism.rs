//! What lies behind an opt-out link, told from what is shown there.

use super::forms::fits;
use tidegate_catalog::{Catalog, LinkKind, Section};
use tidegate_types::Host;
use tidegate_types::observation::{Control, ControlRole, Dialog, DialogKind, Field, Form, GapCode, Link, Mechanism, Page, Region, Toggle};

/// Sites of the advertising industry where visitors are sent instead of being opted out.
const INDUSTRY: [&str; 8] = [
    "aboutads.info",
    "networkadvertising.org",
    "thenai.org",
    "youronlinechoices.eu",
    "youronlinechoices.com",
    "youradchoices.com",
    "digitaladvertisingalliance.org",
    "adssettings.google.com",
];

/// Where the link led.
#[derive(Debug)]
pub struct Landing<'a> {
    /// The page as it is now.
    pub page: &'a Page,
    /// The dialog that opened, if one did.
    pub dialog: Option<&'a Dialog>,
    pub offsite: bool,
}

/// The mechanism, and what of the page belongs to it.
pub fn judge(landing: &Landing<'_>) -> Mechanism {
    let page = landing.page;
    if let Some(gap) = &page.gap {
        return match gap.code {
            GapCode::LoginWall => Mechanism::LogIn,
            _ => Mechanism::Broken,
        };
    }
    let industry = Host::of_url(&page.final_url).is_some_and(|h| INDUSTRY.iter().any(|i| h.within(i)));
    if landing.offsite && industry {
        return Mechanism::IndustryPages;
    }
    if let Some(dialog) = landing.dialog {
        return of_dialog(dialog);
    }
    of_page(page)
}

fn of_dialog(dialog: &Dialog) -> Mechanism {
    if dialog.fields.iter().any(|f| f.visible && fits(f).is_some()) {
        return Mechanism::Form;
    }
    let acts = dialog.controls.iter().any(|c| c.visible && opts_out(&c.text)) || dialog.toggles.iter().any(|t| decides_on_sale(&t.label));
    let acts_at_all = dialog.controls.iter().any(|c| c.visible && decides(c.role)) || !dialog.toggles.is_empty();
    if acts {
        return Mechanism::Switch;
    }
    if dialog.kind == DialogKind::Consent && acts_at_all {
        return if about_sale(&dialog.text) { Mechanism::Switch } else { Mechanism::CookieSettings };
    }
    if acts_at_all && about_sale(&dialog.text) { Mechanism::Switch } else { Mechanism::TextOnly }
}

fn decides(role: ControlRole) -> bool {
    matches!(role, ControlRole::Refuse | ControlRole::Save | ControlRole::Accept | ControlRole::Acknowledge)
}

fn of_page(page: &Page) -> Mechanism {
    if page.text.trim().len() < 40 && page.forms.is_empty() {
        return Mechanism::Broken;
    }
    if page.toggles.iter().any(|t| t.visible && decides_on_sale(&t.label)) || buttons(page).any(|l| opts_out(&l.text)) {
        return match form_of(page) {
            Some(form) if form.fields.iter().any(|f| f.visible && f.required && fits(f).is_some()) => Mechanism::Form,
            _ => Mechanism::Switch,
        };
    }
    if let Some(form) = form_of(page) {
        let asks = form.fields.iter().any(|f| f.visible && (fits(f).is_some() || f.kind == "file" || f.kind == "select"));
        return if asks { Mechanism::Form } else { Mechanism::Switch };
    }
    if asks_to_sign_in(page) {
        return Mechanism::LogIn;
    }
    if page.forms.iter().any(|f| f.visible && f.fields.iter().any(|x| x.kind == "password" && x.visible)) {
        return Mechanism::LogIn;
    }
    if page.dialogs.iter().any(|d| d.kind == DialogKind::Consent && d.toggles.iter().any(|t| t.visible)) || settings_button(page) {
        return Mechanism::CookieSettings;
    }
    let to_industry = page.links.iter().filter(|l| l.visible && industry_link(l)).count();
    if to_industry >= 1 && page.text.len() < 6_000 || to_industry >= 2 {
        return Mechanism::IndustryPages;
    }
    let contact = page.links.iter().any(|l| l.href.as_deref().is_some_and(|h| h.starts_with("mailto:") || h.starts_with("tel:")));
    if (contact || has_address(&page.text)) && page.text.len() < 4_000 {
        return Mechanism::ContactOnly;
    }
    Mechanism::TextOnly
}

/// A log-in without a password: a code or a link goes to the mailbox of an account.
fn asks_to_sign_in(page: &Page) -> bool {
    let catalog = Catalog::embedded();
    let named = |text: &str| catalog.link_kinds(text, None).contains(&LinkKind::LogIn) || catalog.matches(Section::WallLogIn, text);
    let titled = page.headings.iter().any(|h| named(&h.text));
    let asks = page
        .forms
        .iter()
        .any(|f| f.visible && f.region != Region::Footer && f.fields.iter().any(|x| x.visible && fits(x) == Some("email")));
    titled && asks && page.text.len() < 2_500
}

fn buttons(page: &Page) -> impl Iterator<Item = &Link> {
    page.links.iter().filter(|l| l.visible && l.href.is_none() && matches!(l.region, Region::Main | Region::Dialog))
}

fn settings_button(page: &Page) -> bool {
    let catalog = Catalog::embedded();
    buttons(page).any(|l| catalog.link_kinds(&l.text, None).contains(&LinkKind::CookieSettings))
}

fn industry_link(link: &Link) -> bool {
    let host = link.href.as_deref().and_then(Host::of_url);
    host.is_some_and(|h| INDUSTRY.iter().any(|i| h.within(i)))
}

/// An e-mail address in running text.
fn has_address(text: &str) -> bool {
    text.split_whitespace()
        .any(|w| w.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.trim_end_matches(['.', ',', ')']).contains('.')))
}

/// The form on the page that an opt-out request is made with: not the newsletter, the search or the log-in.
pub fn form_of(page: &Page) -> Option<&Form> {
    let mut fitting: Vec<&Form> = page.forms.iter().filter(|f| f.visible && is_opt_out_form(f)).collect();
    fitting.sort_by_key(|f| (!about_sale(&f.context), f.region != Region::Main, usize::MAX - f.fields.len()));
    fitting.first().copied()
}

fn is_opt_out_form(form: &Form) -> bool {
    let visible = || form.fields.iter().filter(|f| f.visible);
    if visible().any(|f| f.kind == "password") || visible().count() == 0 && form.submit.as_deref().is_none_or(|s| !opts_out(s)) {
        return false;
    }
    let catalog = Catalog::embedded();
    let submit = form.submit.as_deref().unwrap_or_default();
    let spoken = format!("{} {} {}", form.context, submit, visible().map(|f| f.label.as_str()).collect::<Vec<_>>().join(" "));
    let newsletter = visible().count() <= 2 && catalog.matches(Section::DialogNewsletter, &spoken) && !about_sale(&spoken);
    let search =
        visible().count() == 1 && visible().all(|f| f.kind == "search" || ["q", "s", "query", "search"].contains(&f.name.as_str()));
    let about = about_sale(&spoken) || catalog.matches(Section::LinkRequest, &spoken) || opts_out(submit);
    !newsletter && !search && (about || form.region == Region::Main && visible().count() >= 2)
}

/// Does the wording speak of sale, sharing or opting out?
pub fn about_sale(text: &str) -> bool {
    let catalog = Catalog::embedded();
    [Section::LinkOptOut, Section::LinkOptOutOld, Section::LinkChoices].iter().any(|s| catalog.matches(*s, text)) || {
        let text = tidegate_catalog::fold(text);
        [
            "opt out",
            "opt-out",
            "do not sell",
            "don't sell",
            "sale of",
            "sell or share",
            "sale or sharing",
            "targeted advertising",
            "sharing of",
            "share my personal",
            "sell my personal",
            "cross-context",
            "no vender",
            "venta de",
            "venta y ",
            "vender o compartir",
            "ne pas vendre",
            "vente de",
            "nicht verkaufen",
            "verkauf ",
            "不出售",
            "选择退出",
            "出售或共享",
            "定向广告",
        ]
        .iter()
        .any(|w| text.contains(w))
    }
}

/// Does a switch by its label decide on sale or on sharing for advertising? Running text is not read so: every cookie
/// notice speaks of sharing with partners.
fn decides_on_sale(label: &str) -> bool {
    if about_sale(label) {
        return true;
    }
    let label = tidegate_catalog::fold(label);
    let has = |words: &[&str]| words.iter().any(|w| label.contains(w));
    let shares =
        has(&["share", "sharing", "sell", "sale", "disclos", "compart", "vend", "partag", "weitergabe", "verkauf", "共享", "出售"]);
    let to_others = has(&[
        "advertis",
        "partner",
        "third part",
        "information",
        "data",
        "public",
        "tercero",
        "tiers",
        "werbe",
        "dritte",
        "广告",
        "第三方",
        "信息",
        "数据",
    ]);
    label.chars().count() < 160
        && (shares && to_others || has(&["targeted ad", "personalized ad", "personalised ad", "interest-based ad", "个性化广告"]))
}

/// A button that opts out by being pressed.
pub fn opts_out(text: &str) -> bool {
    let folded = tidegate_catalog::fold(text);
    text.chars().count() < 90
        && ([
            "opt out",
            "opt-out",
            "opt me out",
            "do not sell",
            "don't sell",
            "stop selling",
            "excluirme",
            "no vender",
            "ne pas vendre",
            "nicht verkaufen",
            "选择退出",
            "不要出售",
            "拒绝出售",
        ]
        .iter()
        .any(|w| folded.contains(w)))
        && Catalog::embedded().role_of(text) != ControlRole::Settings
}

/// A button that carries an opt-out on to its end; never one that takes it back.
pub fn goes_on(text: &str) -> bool {
    let folded = tidegate_catalog::fold(text);
    let back =
        ["undo", "back", "opt in", "opt-in", "cancel", "withdraw", "revoke", "later", "not now", "allow", "accept", "撤", "取消", "返回"];
    let on = ["confirm", "submit", "finish", "complete", "yes", "确认", "提交", "confirmar", "confirmer", "bestatigen"];
    text.chars().count() < 60 && !back.iter().any(|w| folded.contains(w)) && (opts_out(text) || on.iter().any(|w| folded.starts_with(w)))
}

/// Which way a switch must stand for an opt-out: a label that names the refusal is switched on, one that names the
/// use is switched off. `None` where it concerns neither.
pub fn wanted_state(toggle: &Toggle) -> Option<bool> {
    if toggle.essential || !toggle.enabled {
        return None;
    }
    let label = tidegate_catalog::fold(&toggle.label);
    let denies = [
        "opt out",
        "opt-out",
        "do not",
        "don't",
        "not sell",
        "stop ",
        "refuse",
        "decline",
        "reject",
        "disable",
        "limit the use",
        "no vend",
        "no compart",
        "nicht ",
        "ne pas ",
        "不要",
        "不出售",
        "拒绝",
        "退出",
    ];
    if denies.iter().any(|w| label.contains(w)) {
        return Some(true);
    }
    let uses = [
        "sale",
        "sell",
        "shar",
        "advertis",
        "marketing",
        "target",
        "analytics",
        "tracking",
        "personaliz",
        "personalis",
        "profil",
        "third part",
        "vend",
        "compart",
        "publicid",
        "publicit",
        "partag",
        "werb",
        "weitergabe",
        "verkauf",
        "出售",
        "共享",
        "广告",
        "营销",
        "分析",
        "个性化",
    ];
    uses.iter().any(|w| label.contains(w)).then_some(false)
}

/// Fields that no opt-out may need, so none is invented for them.
pub fn excessive(field: &Field) -> bool {
    let words = format!("{} {} {} {}", field.name, field.label, field.placeholder, field.autocomplete).to_lowercase();
    let asks = [
        "passport",
        "licen",
        "government",
        "social security",
        "ssn",
        "photo",
        "birth",
        "dob",
        "account number",
        "order number",
        "password",
        "notar",
        "身份证",
        "护照",
        "驾照",
        "出生",
    ];
    field.visible && (field.kind == "file" || field.kind == "password" || field.required && asks.iter().any(|w| words.contains(w)))
}

/// The button that sends or keeps: by wording, else the last that can be pressed.
pub fn sender<'a>(controls: &'a [Control], submit: Option<&str>) -> Option<&'a Control> {
    let usable: Vec<&Control> = controls.iter().filter(|c| c.visible && c.enabled).collect();
    let by_submit = submit.and_then(|s| usable.iter().find(|c| c.text == s).copied());
    let by_words = || usable.iter().find(|c| opts_out(&c.text) && c.href.is_none()).copied();
    let by_role = || [ControlRole::Save, ControlRole::Refuse].iter().find_map(|r| usable.iter().find(|c| c.role == *r).copied());
    let by_habit = || {
        let words = ["submit", "send", "confirm", "continue", "request", "absenden", "senden", "envoyer", "enviar", "提交", "发送", "确认"];
        usable.iter().find(|c| words.iter().any(|w| c.text.to_lowercase().contains(w))).copied()
    };
    by_submit.or_else(by_words).or_else(by_role).or_else(by_habit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_types::observation::Gap;

    fn on(page: &Page) -> Mechanism {
        judge(&Landing { page, dialog: None, offsite: false })
    }

    fn page(text: &str) -> Page {
        Page { text: text.into(), final_url: "https://shop.test/opt-out".into(), ..Page::default() }
    }

    fn field(kind: &str, name: &str) -> Field {
        Field { kind: kind.into(), name: name.into(), visible: true, required: true, ..Field::default() }
    }

    const LONG: &str = "This page says at some length how personal information is handled in this store.";

    #[test]
    fn mechanisms_of_pages() {
        let form = Form {
            visible: true,
            context: "Do not sell my personal information".into(),
            fields: vec![field("email", "email")],
            ..Form::default()
        };
        assert_eq!(on(&Page { forms: vec![form], ..page(LONG) }), Mechanism::Form);

        let switch = Toggle { label: "Opt out of the sale of my data".into(), visible: true, ..Toggle::default() };
        assert_eq!(on(&Page { toggles: vec![switch], ..page(LONG) }), Mechanism::Switch);

        for label in ["Share my information with advertising partners", "Sell or share my data", "Targeted ads"] {
            let switch = Toggle { label: label.into(), visible: true, ..Toggle::default() };
            assert_eq!(on(&Page { toggles: vec![switch], ..page(LONG) }), Mechanism::Switch, "{label}");
        }
        for label in ["Marketing cookies", "Analytics", "Remember my choices", "Share button"] {
            let switch = Toggle { label: label.into(), visible: true, ..Toggle::default() };
            assert_ne!(on(&Page { toggles: vec![switch], ..page(LONG) }), Mechanism::Switch, "{label}");
        }

        let button = Link { text: "Opt out now".into(), visible: true, ..Link::default() };
        assert_eq!(on(&Page { links: vec![button], ..page(LONG) }), Mechanism::Switch);

        let newsletter = Form {
            visible: true,
            context: "Sign up to our newsletter".into(),
            fields: vec![field("email", "email")],
            region: Region::Footer,
            ..Form::default()
        };
        assert_eq!(on(&Page { forms: vec![newsletter], ..page(LONG) }), Mechanism::TextOnly);

        let industry = Link { text: "DAA".into(), href: Some("https://optout.aboutads.info/".into()), visible: true, ..Link::default() };
        assert_eq!(on(&Page { links: vec![industry], ..page(LONG) }), Mechanism::IndustryPages);

        assert_eq!(on(&page(&format!("{LONG} Write to privacy@shop.test."))), Mechanism::ContactOnly);
        assert_eq!(on(&page(LONG)), Mechanism::TextOnly);
        assert_eq!(on(&page("")), Mechanism::Broken);
        let dead = Page { gap: Some(Gap::new(GapCode::HttpError, "status 404")), ..page(LONG) };
        assert_eq!(on(&dead), Mechanism::Broken);
        let code = Form { visible: true, region: Region::Main, fields: vec![field("email", "email")], ..Form::default() };
        let heading = |text: &str| tidegate_types::observation::Heading { text: text.into(), ..Default::default() };
        assert_eq!(on(&Page { forms: vec![code.clone()], headings: vec![heading("Sign in")], ..page(LONG) }), Mechanism::LogIn);
        assert_eq!(on(&Page { forms: vec![code], headings: vec![heading("How to opt out")], ..page(LONG) }), Mechanism::TextOnly);
        let log_in = Form { visible: true, fields: vec![field("email", "e"), field("password", "p")], ..Form::default() };
        assert_eq!(on(&Page { forms: vec![log_in], ..page(LONG) }), Mechanism::LogIn);
    }

    #[test]
    fn cookie_settings_are_not_an_opt_out_of_sale() {
        let control = |text: &str| Control {
            text: text.into(),
            visible: true,
            enabled: true,
            role: Catalog::embedded().role_of(text),
            ..Control::default()
        };
        let dialog = |text: &str| {
            let toggles = vec![Toggle { label: "Analytics".into(), visible: true, enabled: true, ..Toggle::default() }];
            let controls = vec![control("Save settings")];
            Dialog { kind: DialogKind::Consent, text: text.into(), toggles, controls, ..Dialog::default() }
        };
        assert_eq!(of_dialog(&dialog("Choose which cookies we may use")), Mechanism::CookieSettings);
        assert_eq!(of_dialog(&dialog("Opt out of the sale or sharing of your data")), Mechanism::Switch);
    }

    #[test]
    fn switches_are_set_in_the_direction_of_their_label() {
        let toggle = |label: &str| Toggle { label: label.into(), enabled: true, ..Toggle::default() };
        assert_eq!(wanted_state(&toggle("Do not sell my data")), Some(true));
        assert_eq!(wanted_state(&toggle("Opt-out of targeted advertising")), Some(true));
        assert_eq!(wanted_state(&toggle("Allow sale of personal data")), Some(false));
        assert_eq!(wanted_state(&toggle("No vender mi información")), Some(true));
        assert_eq!(wanted_state(&toggle("Share my information with advertising partners")), Some(false));
        assert_eq!(wanted_state(&toggle("Dark mode")), None);
        assert_eq!(wanted_state(&Toggle { essential: true, ..toggle("Marketing") }), None);
    }

    #[test]
    fn a_second_step_goes_on_and_never_back() {
        for on in ["Confirm opt-out", "Confirm my request", "Yes, opt me out", "Submit", "Opt out now"] {
            assert!(goes_on(on), "{on}");
        }
        for back in [
            "Undo opt-out",
            "Opt back in",
            "Cancel opt-out",
            "Continue shopping",
            "Not now",
            "Learn about opt-outs and what they do, in more words than a button",
        ] {
            assert!(!goes_on(back), "{back}");
        }
    }

    #[test]
    fn nothing_is_invented_for_documents() {
        assert!(excessive(&field("file", "id")) && excessive(&field("text", "passport_no")));
        assert!(!excessive(&field("email", "email")));
        assert!(!excessive(&Field { required: false, ..field("text", "order number") }));
    }
}
