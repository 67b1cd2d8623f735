//! The data itself, and how it is read.

use std::collections::BTreeSet;
use tidegate_catalog::{Catalog, Category, DialogFacts, LinkKind, Purpose, Section, Tongue};
use tidegate_types::observation::DialogKind;

fn catalog() -> &'static Catalog {
    Catalog::embedded()
}

#[test]
fn the_embedded_data_has_no_fault() {
    let faults: Vec<String> = Catalog::check_embedded().iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn there_is_enough_to_know_a_store() {
    let count = |c: Category| catalog().vendors().iter().filter(|v| v.category == c).count();
    assert!(catalog().vendors().len() >= 200, "{}", catalog().vendors().len());
    assert!(count(Category::Advertising) >= 30 && count(Category::Replay) >= 10 && count(Category::Consent) >= 15);
    let addresses: Vec<&String> = catalog().vendors().iter().flat_map(|v| &v.hosts).collect();
    assert_eq!(addresses.len(), addresses.iter().collect::<BTreeSet<_>>().len(), "an address stands twice");
}

fn vendor(url: &str, expected: Option<&str>) {
    assert_eq!(catalog().vendor_of(url).map(|v| v.id.as_str()), expected, "{url}");
}

#[test]
fn the_longest_address_wins() {
    vendor("https://www.facebook.com/tr/?id=1&ev=PageView", Some("meta-pixel"));
    vendor("https://www.facebook.com/tr?id=1", Some("meta-pixel"));
    vendor("https://www.facebook.com/translate", Some("facebook-social"));
    vendor("https://www.facebook.com/myshop", Some("facebook-social"));
    vendor("https://connect.facebook.net/en_US/fbevents.js", Some("meta-pixel"));
    vendor("https://www.google.com/pagead/1p-user-list/1/", Some("google-ads"));
    vendor("https://www.google.com/recaptcha/api.js", Some("recaptcha"));
    vendor("https://www.google.com/search?q=x", None);
    vendor("https://www.gstatic.com/recaptcha/releases/x/recaptcha__en.js", Some("recaptcha"));
    vendor("https://fonts.gstatic.com/s/roboto.woff2", Some("google-fonts"));
    vendor("https://region1.google-analytics.com/g/collect?v=2", Some("google-analytics"));
    vendor("https://stats.g.doubleclick.net/j/collect", Some("doubleclick"));
    vendor("https://bat.bing.com/action/0?ti=1", Some("microsoft-uet"));
    vendor("https://analytics.tiktok.com/api/v2/pixel", Some("tiktok-pixel"));
    vendor("https://hm.baidu.com/hm.js?1", Some("baidu-tongji"));
    vendor("https://notfacebook.com/tr", None);
    vendor("https://facebook.com.evil.example/tr", None);
    vendor("data:text/plain,x", None);
}

#[test]
fn beacons_are_not_files() {
    let beacon = |url: &str| catalog().vendor_of(url).expect(url).is_beacon(url);
    assert!(beacon("https://www.facebook.com/tr/?id=1"));
    assert!(!beacon("https://connect.facebook.net/en_US/fbevents.js"));
    assert!(beacon("https://www.google-analytics.com/g/collect?v=2"));
    assert!(!beacon("https://www.googletagmanager.com/gtag/js?id=G-1"));
    assert!(!beacon("https://fonts.googleapis.com/css2?family=Inter"));
    assert!(beacon("https://a.klaviyo.com/client/events/"));
    assert!(!beacon("https://static.klaviyo.com/onsite/js/klaviyo.js?company_id=1"));
    assert!(beacon("https://px.ads.linkedin.com/collect/?pid=1"));
}

#[test]
fn restriction_flags_are_the_vendors_own() {
    let restricted = |url: &str| catalog().vendor_of(url).expect(url).restricted(url, None);
    assert!(restricted("https://www.facebook.com/tr/?id=1&dpo=LDU&dpoco=0&dpost=0"));
    assert!(!restricted("https://www.facebook.com/tr/?id=1&npa=1"));
    assert!(restricted("https://www.google-analytics.com/g/collect?gcs=G100"));
    assert!(restricted("https://www.google-analytics.com/g/collect?gcs=G101"));
    assert!(!restricted("https://www.google-analytics.com/g/collect?gcs=G111&npa=0"));
    assert!(!restricted("https://www.google-analytics.com/g/collect?gcs=G110"));
    assert!(restricted("https://googleads.g.doubleclick.net/pagead/x?npa=1"));
    assert!(restricted("https://bat.bing.com/action/0?ti=1&asc=D"));
    assert!(!restricted("https://bat.bing.com/action/0?ti=1&asc=G"));
    assert!(restricted("https://dis.criteo.com/x?us_privacy=1YYN"));
}

fn cookie(name: &str, domain: &str, expected: Option<(Purpose, Option<&str>)>) {
    let found = catalog().cookie_purpose(name, domain).map(|c| (c.purpose, c.vendor.map(|v| v.id.as_str())));
    assert_eq!(found, expected, "{name}@{domain}");
}

#[test]
fn cookies_have_purposes() {
    use Purpose::*;
    for name in [
        "PHPSESSID",
        "sessionid",
        "JSESSIONID",
        "oscar_open_basket",
        "laravel_session",
        "woocommerce_cart_hash",
        "wp_woocommerce_session_1f",
        "ASPSESSIONIDQQ",
        "cart",
    ] {
        cookie(name, "shop.example", Some((Necessary, None)));
    }
    cookie("csrftoken", "shop.example", Some((Security, None)));
    cookie("csrftoken", ".instagram.com", Some((Advertising, Some("instagram-embed"))));
    cookie("_fbp", "shop.example", Some((Advertising, Some("meta-pixel"))));
    cookie("fr", ".facebook.com", Some((Advertising, Some("meta-pixel"))));
    cookie("fr", "shop.example", None);
    cookie("_ga_ABC123", "shop.example", Some((Analytics, Some("google-analytics"))));
    cookie("_shopify_y", "shop.example", Some((Analytics, Some("shopify"))));
    cookie("_tracking_consent", "shop.example", Some((Consent, Some("shopify"))));
    cookie("mp_0a1b_mixpanel", "shop.example", Some((Analytics, Some("mixpanel"))));
    cookie("OptanonConsent", "shop.example", Some((Consent, Some("onetrust"))));
    cookie("CookieConsent", "shop.example", Some((Consent, Some("cookiebot"))));
    cookie("__cf_bm", "shop.example", Some((Security, Some("cloudflare"))));
    cookie("made_up_by_nobody_7", "shop.example", None);
    assert_eq!(catalog().storage_purpose("uc_settings").map(|c| c.purpose), Some(Consent));
    assert_eq!(catalog().storage_purpose("_fbp").map(|c| c.purpose), Some(Advertising));
    assert!(catalog().storage_purpose("made_up_by_nobody_7").is_none());
}

fn link(text: &str, href: &str, expected: &[LinkKind]) {
    let kinds: Vec<LinkKind> = catalog().link_kinds(text, (!href.is_empty()).then_some(href)).into_iter().collect();
    assert_eq!(kinds, expected, "`{text}` {href}");
}

#[test]
fn links_have_kinds() {
    use LinkKind::*;
    link("Privacy Policy", "", &[PrivacyPolicy]);
    link("Datenschutzerklärung", "", &[PrivacyPolicy]);
    link("隐私政策", "", &[PrivacyPolicy]);
    link("Politique de confidentialité", "", &[PrivacyPolicy]);
    link("Do Not Sell or Share My Personal Information", "", &[OptOut]);
    link("Do Not Sell My Personal Information", "", &[OptOutOld]);
    link("Do not sell my info", "", &[OptOutOld]);
    link("Opt out of sale", "", &[OptOutOld]);
    link("Your Privacy Choices", "", &[Choices]);
    link("Your California Privacy Choices", "", &[Choices]);
    link("Limit the Use of My Sensitive Personal Information", "", &[Limit]);
    link("Cookie settings", "", &[CookieSettings]);
    link("Cookie-Einstellungen", "", &[CookieSettings]);
    link("Consumer Health Data Privacy Policy", "", &[HealthPolicy]);
    link("Contact us", "", &[Contact]);
    link("Proceed to checkout", "", &[Checkout]);
    link("Warenkorb", "", &[Cart]);
    link("", "https://shop.example/policies/privacy-policy", &[PrivacyPolicy]);
    link("Shop rings", "https://shop.example/products/privacy-screen", &[]);
    link("California residents", "https://shop.example/x", &[CaliforniaRights]);
    link("Your data, your call", "https://shop.example/pages/do-not-sell", &[OptOutOld]);
    link("Log in", "", &[LogIn]);
    link("Running shoes", "", &[]);
}

fn dialog(facts: DialogFacts<'_>, expected: DialogKind) {
    assert_eq!(catalog().dialog_kind(facts), expected, "{facts:?}");
}

#[test]
fn dialogs_have_kinds() {
    let empty = DialogFacts::default();
    dialog(
        DialogFacts { text: "We use cookies to improve your visit.", controls: &["Accept all", "Settings"], ..empty },
        DialogKind::Consent,
    );
    dialog(DialogFacts { text: "本网站使用 Cookie 改善体验", controls: &["全部接受", "拒绝"], ..empty }, DialogKind::Consent);
    dialog(DialogFacts { text: "Are you over 18?", controls: &["Yes", "No"], ..empty }, DialogKind::AgeGate);
    let ticks = &["I am at least 13 years old"];
    dialog(DialogFacts { text: "Confirm your age to go on.", controls: &["Continue"], ticks, ..empty }, DialogKind::AgeGate);
    let ticks = &["Yes, send me offers"];
    dialog(
        DialogFacts { text: "We use cookies to improve your visit.", controls: &["Accept all", "Settings"], ticks, ..empty },
        DialogKind::Consent,
    );
    dialog(DialogFacts { text: "When were you born?", age_field: true, controls: &["Continue"], ..empty }, DialogKind::AgeGate);
    dialog(
        DialogFacts { text: "Enter your age. By entering you accept cookies.", age_field: true, controls: &["Enter"], ..empty },
        DialogKind::AgeGate,
    );
    dialog(
        DialogFacts {
            text: "Get 10% off your first order when you sign up",
            contact_field: true,
            controls: &["Subscribe", "No thanks"],
            ..empty
        },
        DialogKind::Newsletter,
    );
    dialog(DialogFacts { text: "Select your country", locale_field: true, controls: &["Continue"], ..empty }, DialogKind::Locale);
    dialog(DialogFacts { text: "Added to your cart", controls: &["Checkout"], ..empty }, DialogKind::Other);
    dialog(
        DialogFacts {
            text: "Votre vie privée : nous utilisons des traceurs",
            controls: &["Tout accepter", "Continuer sans accepter"],
            ..empty
        },
        DialogKind::Consent,
    );
}

fn says(section: Section, text: &str, expected: bool) {
    assert_eq!(catalog().matches(section, text), expected, "[{}] {text}", section.key());
}

#[test]
fn phrases_are_found() {
    for yes in [
        "Opt-Out Request Honored",
        "Opt-out preference signal honored",
        "Global Privacy Control detected: you are opted out",
        "您的选择退出请求已处理",
        "GPC 信号已生效",
        "Opt-out-Signal erkannt und berücksichtigt: Ihr Widerspruch wurde berücksichtigt",
        "Votre demande a été prise en compte : refus de vente enregistré, opposition enregistrée",
        "Tu solicitud ha sido procesada",
    ] {
        assert!(catalog().is_opt_out_confirmation(yes), "{yes}");
    }
    for no in ["You may opt out at any time", "Privacy Policy", "Right to opt out of sale"] {
        assert!(!catalog().is_opt_out_confirmation(no), "{no}");
    }
    says(Section::IncentiveNotice, "Notice of Financial Incentive", true);
    says(Section::Incentive, "10% off your first order when you sign up", true);
    says(Section::Incentive, "Cotton shirt, blue", false);
    says(Section::WallBot, "Just a moment...", true);
    says(Section::WallBot, "Access Denied", true);
    says(Section::WallBot, "Sorry, we just need to make sure you're not a robot.", true);
    says(Section::WallBot, "Enter the characters you see below", true);
    says(Section::WallBot, "Your connection needs to be verified before you can proceed", true);
    says(Section::WallBot, "Please enable JS and disable any ad blocker", true);
    says(Section::WallBot, "Robot vacuum cleaners: make sure you are choosing the right size", false);
    says(Section::WallBot, "Enter the code on your gift card", false);
    says(Section::WallBot, "Handmade mugs and bowls", false);
    says(Section::PersonalisedPrice, "THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA", true);
    says(Section::ParentStep, "Please enter your parent's email address", true);
    assert!(catalog().matches_in(Section::GateAge, Tongue::De, "Wie alt sind Sie?"));
    assert!(!catalog().matches_in(Section::GateAge, Tongue::Fr, "Wie alt sind Sie?"));
}

fn refused(path: &str, text: &str, part: &str) {
    let faults = Catalog::read(&[(path, text)]).expect_err("refused");
    assert!(faults.iter().any(|f| f.to_string().contains(part)), "{part}: {faults:?}");
}

#[test]
fn faults_are_refused_with_their_place() {
    let vendor = |more: &str| {
        format!(
            "[[vendor]]\nid = \"a\"\nname = \"A\"\nowner = \"A\"\ncountry = \"US\"\ncategory = \"chat\"\nadvertising = false\nessential = \"never\"\nsource = \"https://a.example\"\n{more}\n"
        )
    };
    assert!(Catalog::read(&[("vendors/x.toml", &vendor("hosts = [\"a.example\"]"))]).is_ok());
    refused("vendors/x.toml", &vendor("hosts = [\"a.example\"]\nhostz = []"), "x.toml:11");
    refused("vendors/x.toml", &vendor("hosts = [\"*.a.example\"]"), "is no address");
    refused("vendors/x.toml", &vendor("hosts = [\"https://a.example\"]"), "is no address");
    refused("vendors/x.toml", &vendor("hosts = [\"a.example\"]\nbeacons = [\"b.example\"]"), "outside its hosts");
    refused("vendors/x.toml", &(vendor("hosts = [\"a.example\"]") + &vendor("hosts = [\"a.example\"]")), "also belongs to");
    refused("cookies.toml", "[[cookie]]\nname = \"a\"\npurpose = \"fun\"\n", "cookies.toml:3");
    refused("cookies.toml", "[[cookie]]\nname = \"a\"\npurpose = \"necessary\"\nvendor = \"nobody\"\n", "unknown vendor");
    refused("phrases.toml", "[control.acept]\nen = ['x']\n", "unknown section [control.acept]");
    refused("checks.toml", "[[check]]\nid = \"Sell\"\n", "checks.toml:");
    refused("other.toml", "", "no file of the catalogue");
}
