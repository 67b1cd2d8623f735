//! Where the two states part: tags, consent, opt-out, age, cookies and headers.

use super::State;
use super::view::{Visit, cards};
use crate::catalogue::{Aisle, PRODUCTS, Product, dollars};
use crate::http::{Answer, Ask, Method};
use crate::template::Values;
use jiff::{ToSpan, civil::Date};

/// Session cookie of the clean shop's age screen: `child` or `older`.
pub const AGE_COOKIE: &str = "age_gate";
const CONSENT_COOKIE: &str = "cookie_consent";

/// 16 CFR 312.2: a child is under 13. Of the year of birth alone, whoever may still be 12 counts as one.
const CHILD_YEARS: i16 = 13;

/// The visitor said that they are under 13, is in the Kids' Corner, which asks nobody for anything, or has yet to
/// answer the age screen.
pub fn for_children(ask: &Ask) -> bool {
    match ask.cookie(AGE_COOKIE) {
        Some("child") => true,
        Some(_) => ask.path == "/kids",
        None => ask.path == "/kids" || ask.path == "/account",
    }
}

/// Pages that exist for privacy's sake, or that handle it differently.
pub fn get(v: &Visit, path: &str) -> Option<Answer> {
    Some(match (v.state, path) {
        (_, "/kids") => kids(v),
        (_, "/account") => account(v),
        (_, "/privacy") => v.page("Privacy policy", "privacy", Values::new()),
        (_, "/data-request") => v.page("Your data", "data-request", Values::new()),
        (State::Clean, "/cookie-settings") => v.page("Cookie settings", "cookie-settings", Values::new()),
        (State::Clean, "/privacy-choices") => v.page("Your Privacy Choices", "privacy-choices", choice_values(v)),
        (State::Clean, "/privacy-choices/opt-in") => v.page("Opt back in", "opt-in", Values::new()),
        (State::Clean, "/health-privacy") => v.page("Consumer Health Data Privacy Policy", "health-privacy", Values::new()),
        (State::Clean, "/.well-known/gpc.json") => {
            let day = policy_date(v);
            Answer::new(200, "application/json", format!("{{\"gpc\": true, \"lastUpdate\": \"{day}\"}}\n"))
        }
        _ => return None,
    })
}

pub fn post(v: &Visit, path: &str) -> Option<Answer> {
    Some(match (v.state, path) {
        (State::Leaky, "/do-not-sell") => v.message("Thank you", "Your request was processed. Your information is not sold."),
        (State::Leaky, "/data-request") => v.message("Request received", "We will contact you once your documents have been examined."),
        (State::Clean, "/data-request") => v.message(
            "We have your request",
            "We confirm it within 10 business days. To check that it is you, we have sent a link to your address.",
        ),
        (State::Clean, "/privacy-choices") => opt_out(v, true),
        (State::Clean, "/privacy-choices/opt-in") => opt_out(v, false),
        (State::Clean, "/age") => age(v),
        _ => return None,
    })
}

fn kids(v: &Visit) -> Answer {
    let values = Values::from([("kids_cards", cards(PRODUCTS.iter().filter(|p| p.aisle == Aisle::Kids))), ("birth_years", birth_years(v))]);
    age_question(v, "/kids").unwrap_or_else(|| v.page("Kids’ Corner", "kids", values))
}

/// Opening an account is no thing for a child alone either, so the question comes before any field.
fn account(v: &Visit) -> Answer {
    let values = Values::from([("birth_years", birth_years(v))]);
    age_question(v, "/account").unwrap_or_else(|| v.page("Open an account", "account", values))
}

/// The clean shop's age screen, until it was answered.
fn age_question(v: &Visit, next: &str) -> Option<Answer> {
    let asks = v.state == State::Clean && v.ask.cookie(AGE_COOKIE).is_none();
    asks.then(|| v.page("Before you go on", "age", Values::from([("next", next.to_owned())])))
}

/// Every year of birth, with the leaky shop's favourite one set.
fn birth_years(v: &Visit) -> String {
    let year = v.site.today.year();
    (year - 96..=year).rev().map(|y| format!("<option{}>{y}</option>", if y == 1990 { " selected" } else { "" })).collect()
}

/// The first answer stands for the session: who was turned away cannot try an older year.
fn age(v: &Visit) -> Answer {
    let back = Answer::to(303, if v.ask.field("next") == "/account" { "/account" } else { "/kids" });
    let today = v.site.today.year();
    match v.ask.field("birth_year").trim().parse::<i16>() {
        Ok(year) if v.ask.cookie(AGE_COOKIE).is_none() && (1900..=today).contains(&year) => {
            let band = if today - year <= CHILD_YEARS { "child" } else { "older" };
            back.with("set-cookie", necessary_cookie(v.state, AGE_COOKIE, band))
        }
        _ => back,
    }
}

fn opted_out(v: &Visit) -> bool {
    v.ask.cookie(CONSENT_COOKIE).is_some_and(|c| c.starts_with("v1") && c.contains(".out-1"))
}

/// Sets or lifts the opt-out and leaves the other choices as they are. What Meta left on the device goes too.
fn opt_out(v: &Visit, out: bool) -> Answer {
    const TWO_YEARS: u32 = 2 * 365 * 86_400;
    let now = v.ask.cookie(CONSENT_COOKIE).unwrap_or("");
    let keep = |kind: &str| u8::from(now.contains(&format!(".{kind}-1")));
    let mut value = format!("v1.analytics-{}.ads-0.email-{}", keep("analytics"), keep("email"));
    if out {
        value.push_str(".out-1");
    }
    Answer::to(303, "/privacy-choices")
        .with("set-cookie", format!("{CONSENT_COOKIE}={value}; Path=/; Max-Age={TWO_YEARS}; Secure; SameSite=Lax"))
        .with("set-cookie", "_fbp=; Path=/; Max-Age=0; Secure; SameSite=Lax")
        .with("set-cookie", "_fbc=; Path=/; Max-Age=0; Secure; SameSite=Lax")
}

fn choice_values(v: &Visit) -> Values {
    let part = |name: &str, values: &Values| crate::template::fill(&["clean", "shared"], name, values);
    let state = match (v.ask.gpc, opted_out(v)) {
        (true, _) => {
            part("choice-done", &Values::from([("choice_why", "Your browser sends the Global Privacy Control signal.".to_owned())]))
        }
        (_, true) => part(
            "choice-done",
            &Values::from([
                ("choice_why", "You opted out on this page.".to_owned()),
                ("choice_back", "<p><a href=\"/privacy-choices/opt-in\">Opt back in</a></p>".to_owned()),
            ]),
        ),
        _ => part("choice-open", &Values::new()),
    };
    Values::from([("choice_state", state)])
}

/// Values that every page needs.
pub fn page_values(v: &Visit, values: &mut Values) {
    values.insert("policy_date", policy_date(v).strftime("%B %-d, %Y").to_string());
    if v.state == State::Clean {
        let mut attrs = String::new();
        for (on, name) in [(v.ask.gpc, "data-gpc"), (v.quiet(), "data-quiet"), (v.ask.path == "/cookie-settings", "data-settings")] {
            if on {
                attrs.push(' ');
                attrs.push_str(name);
            }
        }
        values.insert("html_attrs", attrs);
        values.insert("honored_hidden", if v.ask.gpc { String::new() } else { " hidden".to_owned() });
    }
}

fn policy_date(v: &Visit) -> Date {
    let back = match v.state {
        State::Leaky => 26.months(),
        State::Clean => 2.months(),
    };
    v.site.today.checked_sub(back).unwrap_or(v.site.today)
}

/// A first-party cookie that the shop cannot do without. The leaky shop forgets every attribute.
pub fn necessary_cookie(state: State, name: &str, value: &str) -> String {
    match state {
        State::Leaky => format!("{name}={value}; Path=/"),
        State::Clean => format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax"),
    }
}

/// Headers and cookies that go out with every answer.
pub fn finish(v: &Visit, answer: Answer) -> Answer {
    let page = answer.header("content-type").is_some_and(|t| t.starts_with("text/html"));
    match v.state {
        State::Leaky if page && v.ask.method != Method::Post && v.ask.cookie("session_id").is_none() => {
            let id = format!("user-{:08}", v.site.visitor());
            answer.with("set-cookie", necessary_cookie(State::Leaky, "session_id", &id))
        }
        State::Leaky => answer,
        State::Clean => CLEAN_HEADERS.iter().fold(answer, |a, (name, value)| a.with(name, *value)),
    }
}

/// `Referrer-Policy: strict-origin` also keeps product names out of the referrer that partners' scripts read.
const CLEAN_HEADERS: [(&str, &str); 6] = [
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin"),
    ("permissions-policy", "geolocation=(), camera=(), microphone=()"),
    (
        "content-security-policy",
        "default-src 'self'; script-src 'self' https://www.googletagmanager.com https://connect.facebook.net https://static.klaviyo.com; \
         connect-src 'self' https://www.google-analytics.com https://region1.google-analytics.com https://a.klaviyo.com; \
         img-src 'self' https://www.facebook.com https://www.google-analytics.com; style-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
    ),
];

/// Tags that the leaky shop fires with a product's name, whatever the product is.
pub fn product_events(state: State, p: &Product) -> String {
    if state == State::Clean {
        return String::new();
    }
    let (name, aisle, price) = (p.name, p.aisle.name(), p.price());
    format!(
        "<script>fbq('track','ViewContent',{{content_name:{name:?},content_category:{aisle:?},content_ids:[{slug:?}],value:{price},currency:'USD'}});\
         gtag('event','view_item',{{currency:'USD',value:{price},items:[{{item_id:{slug:?},item_name:{name:?},item_category:{aisle:?},price:{price}}}]}});</script>",
        slug = p.slug
    )
}

pub fn search_events(state: State) -> String {
    if state == State::Clean {
        return String::new();
    }
    "<script>(function(){var q=new URLSearchParams(location.search).get('q')||'';fbq('track','Search',{search_string:q});gtag('event','search',{search_term:q});})();</script>".to_owned()
}

pub fn cart_events(state: State, lines: &[(&Product, u32)]) -> String {
    if state == State::Clean || lines.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = lines.iter().map(|(p, _)| p.name).collect();
    let sum = dollars(lines.iter().map(|(p, n)| p.cents * n).sum());
    format!(
        "<script>fbq('track','AddToCart',{{content_name:{names:?},value:{sum},currency:'USD'}});gtag('event','add_to_cart',{{currency:'USD',value:{sum}}});</script>"
    )
}
