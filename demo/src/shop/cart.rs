//! The cart lives in a cookie: `slug.2_slug.1`.

use super::privacy;
use super::view::Visit;
use crate::catalogue::{Product, dollars};
use crate::http::Answer;
use crate::template::Values;

/// More lines than this do not fit a cookie.
const LINES: usize = 13;
const MOST: u32 = 9;

const COOKIE: &str = "cart";

pub fn read(v: &Visit) -> Vec<(&'static Product, u32)> {
    let text = v.ask.cookie(COOKIE).unwrap_or("");
    text.split('_')
        .take(LINES)
        .filter_map(|line| {
            let (slug, n) = line.split_once('.')?;
            Some((Product::find(slug)?, n.parse::<u32>().ok()?.clamp(1, MOST)))
        })
        .collect()
}

pub fn change(v: &Visit, add: bool) -> Answer {
    let mut lines = read(v);
    let Some(product) = Product::find(v.ask.field("slug")) else { return v.missing() };
    let n = v.ask.field("qty").parse::<u32>().unwrap_or(1).clamp(1, MOST);
    match lines.iter().position(|(p, _)| p.slug == product.slug) {
        Some(at) if add => lines[at].1 = (lines[at].1 + n).min(MOST),
        Some(at) => {
            lines.remove(at);
        }
        None if add => lines.push((product, n)),
        None => {}
    }
    let text: Vec<String> = lines.iter().map(|(p, n)| format!("{}.{n}", p.slug)).collect();
    Answer::to(303, "/cart").with("set-cookie", privacy::necessary_cookie(v.state, COOKIE, &text.join("_")))
}

pub fn values(v: &Visit) -> Values {
    let lines = read(v);
    Values::from([("cart_table", table(&lines)), ("cart_summary", summary(&lines)), ("page_events", privacy::cart_events(v.state, &lines))])
}

fn total(lines: &[(&Product, u32)]) -> u32 {
    lines.iter().map(|(p, n)| p.cents * n).sum()
}

fn table(lines: &[(&Product, u32)]) -> String {
    if lines.is_empty() {
        return "<p>Your cart is empty. <a href=\"/category/home\">See what is new</a></p>".to_owned();
    }
    let rows: String = lines
        .iter()
        .map(|(p, n)| {
            format!(
                "<tr><td><a href=\"/product/{slug}\">{name}</a></td><td>{n}</td><td>${sum}</td><td><form action=\"/cart/remove\" method=\"post\"><input type=\"hidden\" name=\"slug\" value=\"{slug}\"><button type=\"submit\" class=\"link\">Remove</button></form></td></tr>",
                slug = p.slug,
                name = p.name,
                sum = dollars(p.cents * n)
            )
        })
        .collect();
    format!(
        "<div class=\"scroll\"><table><thead><tr><th>Thing</th><th>How many</th><th>Price</th><th></th></tr></thead><tbody>{rows}</tbody></table></div><p class=\"total\">Total ${}</p><p><a class=\"btn\" href=\"/checkout\">Go to checkout</a></p>",
        dollars(total(lines))
    )
}

fn summary(lines: &[(&Product, u32)]) -> String {
    let things: u32 = lines.iter().map(|(_, n)| n).sum();
    format!("<p>{things} {} for ${}.</p>", if things == 1 { "thing" } else { "things" }, dollars(total(lines)))
}
