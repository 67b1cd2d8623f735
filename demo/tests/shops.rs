//! Both shops as values: every page answers, every link leads somewhere, and the clean shop asks nobody else for
//! anything before the visitor said yes.

use jiff::civil::Date;
use std::collections::BTreeSet;
use tidegate_demo::{Answer, Ask, CLEAN_HOST, LEAKY_HOST, Method, Site, clean_profile};
use tidegate_types::Profile;

const PAGES: [&str; 14] = [
    "/",
    "/category/home",
    "/category/kitchen",
    "/category/wellness",
    "/product/pregnancy-test-two-pack",
    "/product/old-train-number-nine",
    "/search?q=linen",
    "/cart",
    "/checkout",
    "/contact",
    "/account",
    "/kids",
    "/privacy",
    "/data-request",
];

fn site() -> Site {
    Site::new(Date::constant(2026, 11, 23))
}

fn text(a: &Answer) -> String {
    String::from_utf8_lossy(&a.body).into_owned()
}

fn post(host: &str, path: &str, form: &[(&str, &str)]) -> Ask {
    let mut ask = Ask::get(host, path);
    ask.method = Method::Post;
    ask.form = form.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    ask
}

fn with_cookies(mut ask: Ask, from: &Answer) -> Ask {
    for (_, v) in from.headers.iter().filter(|(n, _)| *n == "set-cookie") {
        let (name, rest) = v.split_once('=').expect("a cookie");
        let value = rest.split(';').next().unwrap_or("");
        if v.contains("Max-Age=0") {
            ask.cookies.remove(name);
        } else {
            ask.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
    ask
}

/// Values of an attribute in a page.
fn attribute<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let mark = format!(" {name}=\"");
    page.match_indices(&mark).filter_map(|(at, _)| page[at + mark.len()..].split('"').next()).collect()
}

#[test]
fn every_page_answers() {
    let site = site();
    for host in [LEAKY_HOST, CLEAN_HOST] {
        for page in PAGES {
            let a = site.answer(&Ask::get(host, page));
            let t = text(&a);
            assert_eq!(a.status, 200, "{host}{page}");
            assert!(t.contains("</html>") && !t.contains("{{"), "{host}{page} is not whole");
        }
    }
}

#[test]
fn every_internal_link_leads_somewhere_but_for_the_dead_one_that_is_planted() {
    let site = site();
    for (host, dead) in [(LEAKY_HOST, vec!["/account/delete"]), (CLEAN_HOST, vec![])] {
        let mut todo: Vec<String> = vec!["/".into()];
        let (mut seen, mut broken) = (BTreeSet::new(), BTreeSet::new());
        while let Some(path) = todo.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let a = site.answer(&Ask::get(host, &path));
            if a.status >= 400 {
                broken.insert(path);
                continue;
            }
            if let Some(to) = a.header("location") {
                todo.push(to.to_owned());
            }
            let page = if a.header("content-type").is_some_and(|t| t.starts_with("text/html")) { text(&a) } else { String::new() };
            for link in ["href", "src", "action"].iter().flat_map(|n| attribute(&page, n)) {
                let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
                // Targets of posted forms are tried by the tests of what they do.
                if path.starts_with('/') && !page.contains(&format!("action=\"{path}\" method=\"post\"")) {
                    todo.push(path.to_owned());
                    if !anchor.is_empty() {
                        let target = text(&site.answer(&Ask::get(host, path)));
                        assert!(target.contains(&format!("id=\"{anchor}\"")), "{link} on {host} has no such place");
                    }
                }
            }
        }
        assert_eq!(broken.iter().map(String::as_str).collect::<Vec<_>>(), dead, "{host}");
        assert!(seen.len() > 30, "only {} addresses found on {host}", seen.len());
    }
}

#[test]
fn clean_pages_ask_nobody_else_for_anything() {
    let site = site();
    for page in PAGES.into_iter().chain(["/privacy-choices", "/cookie-settings", "/health-privacy"]) {
        let t = text(&site.answer(&Ask::get(CLEAN_HOST, page)));
        for loaded in ["src", "action", "srcset", "poster", "data"].iter().flat_map(|n| attribute(&t, n)) {
            assert!(loaded.starts_with('/') && !loaded.starts_with("//"), "{page} loads {loaded}");
        }
        for tag in t.split("<link").skip(1) {
            assert!(attribute(tag, "href").first().is_some_and(|h| h.starts_with('/')), "{page} links a foreign file");
        }
        assert!(!t.contains("<script>") && !t.contains(" style=\""), "{page}: its own content security policy would stop this");
    }
}

#[test]
fn the_clean_shops_policy_names_and_its_headers_allow_exactly_the_registered_hosts() {
    let site = site();
    let a = site.answer(&Ask::get(CLEAN_HOST, "/"));
    for name in ["strict-transport-security", "x-content-type-options", "x-frame-options", "referrer-policy"] {
        assert!(a.header(name).is_some(), "{name}");
    }
    let csp = a.header("content-security-policy").expect("has one");
    let allowed: BTreeSet<&str> = csp.split([' ', ';']).filter_map(|w| w.strip_prefix("https://")).collect();
    let profile = Profile::parse(&clean_profile(site.today)).expect("valid");
    let registered: BTreeSet<&str> = profile.register().flat_map(|r| &r.hosts).map(|h| h.as_str()).collect();
    assert_eq!(allowed, registered);
    let policy = text(&site.answer(&Ask::get(CLEAN_HOST, "/privacy")));
    for r in profile.register() {
        assert!(policy.contains(&r.name), "the policy does not name {}", r.name);
    }
    assert!(site.answer(&Ask::get(LEAKY_HOST, "/")).header("content-security-policy").is_none());
}

#[test]
fn cookies_are_protected_in_one_shop_and_not_in_the_other() {
    let site = site();
    let set = |host: &str| {
        let a = site.answer(&post(host, "/cart/add", &[("slug", "cedar-candle"), ("qty", "2")]));
        (a.status, a.header("set-cookie").expect("sets the cart").to_owned(), a)
    };
    let (status, cookie, a) = set(CLEAN_HOST);
    assert_eq!(status, 303);
    assert!(cookie.contains("; Secure; HttpOnly; SameSite=Lax"), "{cookie}");
    let cart = text(&site.answer(&with_cookies(Ask::get(CLEAN_HOST, "/cart"), &a)));
    assert!(cart.contains("Cedar candle") && cart.contains("$44.00"));
    assert!(!set(LEAKY_HOST).1.contains("Secure"));
    assert!(site.answer(&Ask::get(CLEAN_HOST, "/")).header("set-cookie").is_none(), "a visit alone needs no cookie");
}

#[test]
fn opting_out_takes_one_click_is_confirmed_and_lasts() {
    let site = site();
    let before = text(&site.answer(&Ask::get(CLEAN_HOST, "/privacy-choices")));
    assert!(before.contains("Opt out of sale and sharing") && !before.contains("We processed your request"));
    let mut ask = post(CLEAN_HOST, "/privacy-choices", &[("optout", "1")]);
    ask.cookies.insert("cookie_consent".into(), "v1.analytics-1.ads-1.email-0".into());
    let a = site.answer(&ask);
    let after = with_cookies(Ask::get(CLEAN_HOST, "/privacy-choices"), &a);
    assert_eq!(after.cookie("cookie_consent"), Some("v1.analytics-1.ads-0.email-0.out-1"));
    assert!(text(&site.answer(&after)).contains("Opt-Out Request Honored"));
    let mut back = post(CLEAN_HOST, "/privacy-choices/opt-in", &[]);
    back.cookies = after.cookies.clone();
    let again = with_cookies(Ask::get(CLEAN_HOST, "/privacy-choices"), &site.answer(&back));
    assert!(!text(&site.answer(&again)).contains("We processed your request"));
}

#[test]
fn the_signal_is_shown_as_honored_in_the_clean_shop_only() {
    let site = site();
    let shown = |host: &str| {
        let mut ask = Ask::get(host, "/");
        ask.gpc = true;
        text(&site.answer(&ask))
    };
    let strip = "id=\"honored\" role=\"status\">";
    assert!(shown(CLEAN_HOST).contains(strip) && shown(CLEAN_HOST).contains(" data-gpc"));
    assert!(!text(&site.answer(&Ask::get(CLEAN_HOST, "/"))).contains(strip));
    assert!(!shown(LEAKY_HOST).contains("Honored"));
}

#[test]
fn the_clean_age_screen_is_neutral_and_cannot_be_tried_again() {
    let site = site();
    let page = text(&site.answer(&Ask::get(CLEAN_HOST, "/kids")));
    let gate = page.split("<section class=\"gate-page\"").nth(1).and_then(|t| t.split("</section>").next()).expect("the age screen");
    assert!(
        gate.contains("name=\"birth_year\"")
            && !gate.contains("selected")
            && !gate.contains("value=\"1")
            && !gate.contains("value=\"2")
            && !gate.contains("13"),
        "no default, no hint"
    );
    assert!(!page.contains("type=\"email\""), "nothing is asked before the screen");
    let a = site.answer(&post(CLEAN_HOST, "/age", &[("birth_year", "2017")]));
    let kids = with_cookies(Ask::get(CLEAN_HOST, "/kids"), &a);
    let page = text(&site.answer(&kids));
    assert!(page.contains("Toys of Pine Hill") && !page.contains("type=\"email\""), "no field for a child");
    let mut again = post(CLEAN_HOST, "/age", &[("birth_year", "1980")]);
    again.cookies = kids.cookies.clone();
    assert!(site.answer(&again).header("set-cookie").is_none(), "the first answer stands");
    for page in ["/", "/account", "/contact", "/checkout"] {
        let mut ask = Ask::get(CLEAN_HOST, page);
        ask.cookies = kids.cookies.clone();
        let t = text(&site.answer(&ask));
        assert!(t.contains(" data-quiet") && !t.contains("type=\"email\"") && !t.contains("type=\"password\""), "{page}");
    }
    let mut account = Ask::get(CLEAN_HOST, "/account");
    assert!(!text(&site.answer(&account)).contains("type=\"password\""), "no account before the answer");
    account = with_cookies(account, &site.answer(&post(CLEAN_HOST, "/age", &[("birth_year", "1980"), ("next", "/account")])));
    assert!(text(&site.answer(&account)).contains("type=\"password\""));
    let elsewhere = site.answer(&post(CLEAN_HOST, "/age", &[("birth_year", "1980"), ("next", "https://elsewhere.test/")]));
    assert_eq!(elsewhere.header("location"), Some("/kids"));
    for wrong in ["", "abc", "1899", "2027", "20177"] {
        assert!(site.answer(&post(CLEAN_HOST, "/age", &[("birth_year", wrong)])).header("set-cookie").is_none(), "{wrong}");
    }
    assert!(text(&site.answer(&Ask::get(LEAKY_HOST, "/kids"))).contains("<option selected>1990</option>"));
}

#[test]
fn what_a_visitor_types_into_the_search_is_shown_and_not_run() {
    let t = text(&site().answer(&Ask::get(CLEAN_HOST, "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")));
    assert!(!t.contains("<script>alert") && t.contains("&lt;script&gt;"));
}

#[test]
fn plain_http_is_sent_to_https_except_for_the_leaky_newsletter() {
    let site = site();
    let plain = |mut ask: Ask| {
        ask.tls = false;
        site.answer(&ask)
    };
    assert_eq!(plain(Ask::get(LEAKY_HOST, "/")).status, 308);
    assert_eq!(plain(post(CLEAN_HOST, "/newsletter", &[])).header("location"), Some("https://clean.example.test/newsletter"));
    assert_eq!(plain(post(LEAKY_HOST, "/newsletter", &[("email", "a@b.example")])).status, 200);
    assert_eq!(site.answer(&Ask::get("example.org", "/")).status, 421);
}

#[test]
fn the_policies_dates_follow_the_day() {
    let site = Site::new(Date::constant(2030, 3, 31));
    assert!(text(&site.answer(&Ask::get(CLEAN_HOST, "/privacy"))).contains("January 31, 2030"));
    assert!(text(&site.answer(&Ask::get(LEAKY_HOST, "/privacy"))).contains("January 31, 2028"));
}
