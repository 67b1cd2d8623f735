//! One visit, and how a page is put together for it.

use super::{State, cart, privacy};
use crate::catalogue::{Aisle, Product};
use crate::http::{Answer, Ask, escape};
use crate::site::Site;
use crate::template::{self, Values};

pub struct Visit<'a> {
    pub site: &'a Site,
    pub state: State,
    pub ask: &'a Ask,
    /// Clean shop: no field for personal data is shown.
    pub child: bool,
}

impl<'a> Visit<'a> {
    pub fn new(site: &'a Site, state: State, ask: &'a Ask) -> Visit<'a> {
        let child = state == State::Clean && (privacy::for_children(ask));
        Visit { site, state, ask, child }
    }

    /// What is searched for, at most 80 characters.
    pub fn query(&self) -> String {
        self.ask.query.get("q").map(|q| q.chars().take(80).collect()).unwrap_or_default()
    }

    pub fn page(&self, title: &str, name: &str, values: Values) -> Answer {
        self.page_with(200, title, name, values)
    }

    pub fn message(&self, heading: &str, text: &str) -> Answer {
        self.page("Message", "message", Values::from([("heading", heading.to_owned()), ("message", text.to_owned())]))
    }

    pub fn missing(&self) -> Answer {
        let values = Values::from([
            ("heading", "Nothing here".to_owned()),
            ("message", "This page does not exist. Perhaps it did once.".to_owned()),
        ]);
        self.page_with(404, "Nothing here", "message", values)
    }

    fn page_with(&self, status: u16, title: &str, name: &str, mut values: Values) -> Answer {
        let folders: &[&str] = match (self.child, self.state) {
            (true, _) => &["clean/child", "clean", "shared"],
            (false, State::Leaky) => &["leaky", "shared"],
            (false, State::Clean) => &["clean", "shared"],
        };
        let count = cart::read(self).iter().map(|(_, n)| n).sum::<u32>();
        values.insert("title", title.to_owned());
        values.insert("query", escape(&self.query()));
        values.insert("year", self.site.today.year().to_string());
        values.insert("cart_count", if count == 0 { String::new() } else { format!(" ({count})") });
        privacy::page_values(self, &mut values);
        let body = self.own_policy(name).unwrap_or_else(|| template::fill(folders, &format!("page-{name}"), &values));
        values.insert("body", body);
        Answer::html(status, template::fill(folders, "base", &values))
    }

    /// The policy that the clean shop was given instead of its own.
    fn own_policy(&self, name: &str) -> Option<String> {
        let html = self.site.policy.as_ref().filter(|_| self.state == State::Clean && name == "privacy")?;
        Some(format!("<div class=\"prose\">{html}</div>"))
    }

    /// Is this a page about health, for children, or one where people type about themselves? The clean shop never
    /// loads anything from others there.
    pub fn quiet(&self) -> bool {
        let path = self.ask.path.as_str();
        let aisle = path
            .strip_prefix("/category/")
            .and_then(Aisle::find)
            .or_else(|| path.strip_prefix("/product/").and_then(Product::find).map(|p| p.aisle));
        self.child
            || matches!(aisle, Some(Aisle::Wellness | Aisle::Kids))
            || ["/kids", "/search", "/checkout", "/account", "/contact", "/data-request", "/health-privacy"]
                .iter()
                .any(|p| path.starts_with(p))
    }
}

pub fn cards<'p>(products: impl Iterator<Item = &'p Product>) -> String {
    products
        .map(|p| {
            format!(
                "<li class=\"card\"><a href=\"/product/{slug}\"><img src=\"/assets/img/{slug}.svg\" alt=\"\" width=\"400\" height=\"400\" loading=\"lazy\"><span class=\"t\"><b>{name}</b><span>${price}</span></span></a></li>",
                slug = p.slug,
                name = p.name,
                price = p.price()
            )
        })
        .collect()
}
