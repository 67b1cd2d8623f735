//! The shop. What both states do is here; where they differ, the difference is a file in `pages/leaky` or
//! `pages/clean`, or one of the short functions that ask for the state.

mod cart;
mod privacy;
mod view;

use crate::catalogue::{Aisle, PRODUCTS, Product, picture};
use crate::http::{Answer, Ask, Method, escape};
use crate::site::Site;
use crate::template::{self, Values};
use view::{Visit, cards};

/// The shop before and after the repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Leaky,
    Clean,
}

impl State {
    pub fn of_host(host: &str) -> Option<State> {
        match host {
            crate::LEAKY_HOST => Some(State::Leaky),
            crate::CLEAN_HOST => Some(State::Clean),
            _ => None,
        }
    }

    pub fn host(self) -> &'static str {
        match self {
            State::Leaky => crate::LEAKY_HOST,
            State::Clean => crate::CLEAN_HOST,
        }
    }

    fn folder(self) -> &'static str {
        match self {
            State::Leaky => "leaky",
            State::Clean => "clean",
        }
    }
}

pub fn answer(site: &Site, state: State, ask: &Ask) -> Answer {
    // The leaky shop takes its newsletter form over plain http; everything else moves to https.
    if !ask.tls && (state == State::Clean || ask.method != Method::Post) {
        return Answer::to(308, &format!("https://{}{}", state.host(), ask.path));
    }
    let visit = Visit::new(site, state, ask);
    let answer = match ask.method {
        Method::Get | Method::Head => get(&visit),
        Method::Post => post(&visit),
        Method::Options | Method::Other => Answer::new(405, "text/plain; charset=utf-8", "").with("allow", "GET, HEAD, POST"),
    };
    privacy::finish(&visit, answer)
}

fn get(v: &Visit) -> Answer {
    let path = v.ask.path.as_str();
    if let Some(a) = asset(v, path).or_else(|| privacy::get(v, path)) {
        return a;
    }
    match path {
        "/" => home(v),
        "/search" => search(v),
        "/cart" => v.page("Your cart", "cart", cart::values(v)),
        "/checkout" if cart::read(v).is_empty() => {
            v.message("Your cart is empty", "Put something in it first. Then this is where you pay.")
        }
        "/checkout" => v.page("Checkout", "checkout", cart::values(v)),
        "/contact" => v.page("Contact us", "contact", Values::new()),
        _ => {
            let of = |prefix: &str| path.strip_prefix(prefix);
            match (of("/category/").and_then(Aisle::find), of("/product/").and_then(Product::find)) {
                (Some(Aisle::Kids), _) => Answer::to(302, "/kids"),
                (Some(aisle), _) => category(v, aisle),
                (_, Some(product)) => product_page(v, product),
                _ => v.missing(),
            }
        }
    }
}

fn post(v: &Visit) -> Answer {
    let path = v.ask.path.as_str();
    if let Some(a) = privacy::post(v, path) {
        return a;
    }
    match path {
        "/cart/add" | "/cart/remove" => cart::change(v, path == "/cart/add"),
        "/contact" => v.message("Thank you", "Your message has arrived. We answer within one working day."),
        "/account" => v.message("Welcome", "Your account is open."),
        "/newsletter" => v.message("Thank you", "We have noted your address. The first letter comes next month."),
        "/checkout" => v.message("This is where payment would begin", "The demo shop takes no orders, and has not kept what you typed."),
        _ => v.missing(),
    }
}

fn asset(v: &Visit, path: &str) -> Option<Answer> {
    const SVG: &str = "image/svg+xml";
    const CSS: &str = "text/css; charset=utf-8";
    const JS: &str = "application/javascript; charset=utf-8";
    if let Some(slug) = path.strip_prefix("/assets/img/").and_then(|p| p.strip_suffix(".svg")) {
        return Some(Answer::new(200, SVG, picture(slug)?));
    }
    let own = |name: &str| template::file(&format!("{}/{name}", v.state.folder()));
    let (kind, text) = match path {
        "/assets/shop.css" => (CSS, template::file("assets/shop.css")?),
        "/assets/shop.js" => (JS, template::file("assets/shop.js")?),
        "/assets/privacy.css" => (CSS, own("privacy.css")?),
        "/assets/privacy.js" => (JS, own("privacy.js")?),
        "/favicon.svg" | "/favicon.ico" => (SVG, FAVICON),
        "/robots.txt" => ("text/plain; charset=utf-8", "User-agent: *\nAllow: /\n"),
        _ => return None,
    };
    Some(Answer::new(200, kind, text))
}

const FAVICON: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><circle cx='16' cy='16' r='16' fill='#22543d'/><path d='M16 5l6 9h-3l5 8H8l5-8h-3z' fill='#efe9dc'/></svg>";

/// What the start page shows first; something from each aisle for adults.
const FEATURED: [&str; 4] = ["pregnancy-test-two-pack", "ceramic-table-lamp", "stoneware-mug-set", "cedar-candle"];

fn home(v: &Visit) -> Answer {
    let values = Values::from([
        ("cards", cards(FEATURED.iter().filter_map(|slug| Product::find(slug)))),
        ("kids_cards", cards(PRODUCTS.iter().filter(|p| p.aisle == Aisle::Kids))),
    ]);
    v.page("Home", "home", values)
}

fn category(v: &Visit, aisle: Aisle) -> Answer {
    let values = Values::from([
        ("category_name", aisle.name().to_owned()),
        ("category_text", aisle.text().to_owned()),
        ("cards", cards(PRODUCTS.iter().filter(|p| p.aisle == aisle))),
    ]);
    v.page(aisle.name(), "category", values)
}

fn product_page(v: &Visit, p: &Product) -> Answer {
    let values = Values::from([
        ("category_name", p.aisle.name().to_owned()),
        ("category_href", p.aisle.href()),
        ("product_name", p.name.to_owned()),
        ("slug", p.slug.to_owned()),
        ("price", p.price()),
        ("blurb", p.blurb.to_owned()),
        ("page_events", privacy::product_events(v.state, p)),
    ]);
    v.page(p.name, "product", values)
}

fn search(v: &Visit) -> Answer {
    let wanted = v.query().trim().to_lowercase();
    let hits: Vec<&Product> = PRODUCTS
        .iter()
        .filter(|p| {
            !wanted.is_empty() && wanted.split_whitespace().all(|w| p.name.to_lowercase().contains(w) || p.blurb.to_lowercase().contains(w))
        })
        .collect();
    let found = match (wanted.is_empty(), hits.len()) {
        (true, _) => "Type a word into the box at the top.".to_owned(),
        (_, 0) => format!("Nothing found for “{}”. Try a shorter word.", escape(&wanted)),
        (_, 1) => format!("One thing found for “{}”.", escape(&wanted)),
        (_, n) => format!("{n} things found for “{}”.", escape(&wanted)),
    };
    let values = Values::from([("found", found), ("cards", cards(hits.into_iter())), ("page_events", privacy::search_events(v.state))]);
    v.page("Search", "search", values)
}
