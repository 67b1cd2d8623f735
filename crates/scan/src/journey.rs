//! Which pages to look at: told by the links of the pages seen so far, their wording and address, and by what a page
//! turned out to be.

use crate::run::Hints;
use std::collections::{BTreeSet, HashSet};
use tidegate_catalog::{Catalog, LinkKind};
use tidegate_types::Host;
use tidegate_types::observation::{Link, Page, PageKind, Region};
use url::Url;

/// A page worth visiting and why it is thought to be of that kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    pub kind: PageKind,
    pub url: String,
}

/// The pages that all passes visit, by kind.
#[derive(Debug, Clone, Default)]
pub struct Journey {
    pub stops: Vec<Stop>,
}

impl Journey {
    pub fn of(&self, kinds: &[PageKind]) -> Vec<Stop> {
        kinds.iter().filter_map(|k| self.stops.iter().find(|s| s.kind == *k)).cloned().collect()
    }
}

/// Kinds that a link's wording or address tells, in the order in which they are visited.
const BY_LINK: [(PageKind, &[LinkKind]); 12] = [
    (PageKind::Policy, &[LinkKind::PrivacyPolicy]),
    (PageKind::Choices, &[LinkKind::OptOut, LinkKind::Choices, LinkKind::OptOutOld]),
    (PageKind::Cart, &[LinkKind::Cart]),
    (PageKind::CookiePolicy, &[LinkKind::CookiePolicy]),
    (PageKind::SignUp, &[LinkKind::SignUp, LinkKind::LogIn]),
    (PageKind::Contact, &[LinkKind::Contact]),
    (PageKind::Requests, &[LinkKind::Request, LinkKind::CaliforniaRights]),
    (PageKind::HealthPolicy, &[LinkKind::HealthPolicy]),
    (PageKind::Children, &[LinkKind::Children]),
    (PageKind::KidsSection, &[LinkKind::Kids]),
    (PageKind::Other, &[LinkKind::Quiz]),
    (PageKind::Checkout, &[LinkKind::Checkout]),
];

/// Pages of a kind that links of these pages lead to. `known` addresses are left out.
pub fn told_by_links(pages: &[&Page], home: &Url, known: &HashSet<String>) -> Vec<Stop> {
    let catalog = Catalog::embedded();
    let mut links: Vec<(&Link, BTreeSet<LinkKind>, String)> = Vec::new();
    for page in pages {
        for link in &page.links {
            let Some(url) = followable(link, home, true) else { continue };
            let kinds = catalog.link_kinds(&link.text, link.href.as_deref());
            if !kinds.is_empty() {
                links.push((link, kinds, url));
            }
        }
    }
    let mut stops: Vec<Stop> = Vec::new();
    for (kind, wanted) in BY_LINK {
        // The kinds of a page are tried in their order: "Sign up" before "Log in".
        let found = wanted.iter().find_map(|w| {
            let mut fitting: Vec<_> = links.iter().filter(|(_, kinds, _)| kinds.contains(w)).collect();
            fitting.sort_by_key(|(link, kinds, url)| (!link.visible, !same_site(url, home), kinds.len(), url.len()));
            fitting
                .iter()
                .map(|(_, _, url)| url)
                .find(|u| !known.contains(*u) && !stops.iter().any(|s| s.url == **u) && (may_leave(kind) || same_site(u, home)))
                .cloned()
        });
        if let Some(url) = found {
            stops.push(Stop { kind, url });
        }
    }
    stops
}

/// Notices may be kept by a parent company; everything else is the store's own or not looked at.
fn may_leave(kind: PageKind) -> bool {
    matches!(kind, PageKind::Policy | PageKind::CookiePolicy | PageKind::HealthPolicy)
}

/// Links that look like goods, and like lists of goods, best first.
pub fn goods(page: &Page, home: &Url, known: &HashSet<String>) -> (Vec<String>, Vec<String>) {
    let catalog = Catalog::embedded();
    let mut products: Vec<(i32, String)> = Vec::new();
    let mut categories: Vec<(i32, String)> = Vec::new();
    for link in &page.links {
        let Some(url) = followable(link, home, false) else { continue };
        if known.contains(&url) || !catalog.link_kinds(&link.text, link.href.as_deref()).is_empty() {
            continue;
        }
        let (product, category) = scores(link, &url);
        push_best(&mut products, product, &url);
        push_best(&mut categories, category, &url);
    }
    (ranked(products), ranked(categories))
}

/// A picture link and a text link to the same thing count once, with the better score.
fn push_best(list: &mut Vec<(i32, String)>, score: i32, url: &str) {
    match list.iter_mut().find(|(_, known)| known == url) {
        Some((best, _)) => *best = (*best).max(score),
        None if score > 0 => list.push((score, url.to_owned())),
        None => {}
    }
}

fn ranked(mut list: Vec<(i32, String)>) -> Vec<String> {
    list.sort_by_key(|(score, _)| -score); // stable: among equals the first on the page
    list.into_iter().map(|(_, url)| url).take(5).collect()
}

fn scores(link: &Link, url: &str) -> (i32, i32) {
    let path = Url::parse(url).map(|u| u.path().to_lowercase()).unwrap_or_default();
    let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
    let inner = |words: &[&str]| segments.iter().rev().skip(1).any(|s| words.contains(s));
    let any = |words: &[&str]| segments.iter().any(|s| words.contains(s));
    let last = segments.last().copied().unwrap_or_default();
    let story = any(&[
        "blog", "blogs", "news", "article", "articles", "journal", "stories", "pages", "page", "help", "faq", "about", "support",
        "careers", "press", "tag", "author",
    ]);
    let goods = inner(&[
        "product",
        "products",
        "p",
        "item",
        "items",
        "dp",
        "goods",
        "produkt",
        "produkte",
        "produit",
        "producto",
        "productos",
        "prd",
        "pd",
        "sku",
    ]) || last.rsplit_once('.').is_some_and(|(stem, ext)| ext == "html" && stem.contains('-') && stem.len() > 12);
    let list = any(&[
        "category",
        "categories",
        "collection",
        "collections",
        "c",
        "cat",
        "department",
        "departments",
        "kategorie",
        "kategorien",
        "categorie",
        "categoria",
        "product-category",
    ]) || ["shop", "store", "products", "catalogue", "catalog", "all", "sale", "new", "women", "men", "kids"].contains(&last);
    let counted = last.rsplit(['-', '_']).next().is_some_and(|n| n.len() > 1 && n.chars().all(|c| c.is_ascii_digit()))
        || last.rsplit('_').next().is_some_and(|n| last.contains('_') && n.chars().all(|c| c.is_ascii_digit()));
    let priced = link.text.contains(['$', '€', '£', '¥', '￥']) && link.text.contains(|c: char| c.is_ascii_digit());
    let outside = matches!(link.region, Region::Footer | Region::Nav | Region::Header);
    let nav = matches!(link.region, Region::Nav | Region::Header);
    let mut product = 0;
    product += if goods { 6 } else { 0 };
    product += if priced { 4 } else { 0 };
    product += if counted { 2 } else { 0 };
    product += if link.icon { 2 } else { 0 };
    product += if outside { -4 } else { 2 * i32::from(link.region == Region::Main) };
    product -= if story { 8 } else { 0 };
    // `/collections/shoes/products/trainer` is a product all the same.
    product -= if list && !goods { 4 } else { 0 };
    product -= if segments.is_empty() { 10 } else { 0 };
    let mut category = 0;
    category += if list && !goods { 6 } else { 0 };
    category += if nav { 2 } else { 0 };
    category += if link.visible { 1 } else { 0 };
    category -= if story || matches!(link.region, Region::Footer) { 6 } else { 0 };
    category -= if goods || segments.is_empty() { 8 } else { 0 };
    (product, category)
}

/// What a page really is, seen from it.
pub fn is_product(page: &Page, hints: &Hints) -> bool {
    let declared = hints.ld_types.iter().any(|t| t.ends_with("Product") || t.ends_with("ProductGroup"));
    let listed = hints.ld_types.iter().any(|t| t.ends_with("ItemList") || t.ends_with("CollectionPage"));
    page.gap.is_none() && (declared && !listed || hints.has_price && hints.has_add_to_cart && !listed)
}

/// An absolute web address that is safe to open: it shows something and changes nothing.
fn followable(link: &Link, home: &Url, visible_or_not: bool) -> Option<String> {
    let mut url = Url::parse(link.href.as_deref()?).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > 2_000 || !(link.visible || visible_or_not) {
        return None;
    }
    url.set_fragment(None);
    if same_page(&url, home) {
        return None;
    }
    let path = format!("{}?{}", url.path().to_lowercase(), url.query().unwrap_or_default().to_lowercase());
    let changes = [
        "logout",
        "log-out",
        "signout",
        "sign-out",
        "add-to-cart",
        "addtocart",
        "cart/add",
        "remove",
        "delete",
        "unsubscribe",
        "/wishlist/add",
        "setlang",
        "i18n/",
    ];
    let file = [".zip", ".jpg", ".jpeg", ".png", ".webp", ".svg", ".mp4", ".xml", ".json", ".exe", ".dmg", ".apk"];
    let bad = changes.iter().any(|w| path.contains(w)) || file.iter().any(|ext| url.path().to_lowercase().ends_with(ext));
    // Notices may be PDF; goods are not.
    let bad = bad || !visible_or_not && url.path().to_lowercase().ends_with(".pdf");
    let leads = visible_or_not || same_site(url.as_str(), home);
    (!bad && leads).then(|| url.to_string())
}

fn same_page(a: &Url, b: &Url) -> bool {
    a.host_str() == b.host_str() && a.path() == b.path() && a.query() == b.query() && a.port_or_known_default() == b.port_or_known_default()
}

pub fn same_site(url: &str, home: &Url) -> bool {
    match (Host::of_url(url), Host::of_url(home.as_str())) {
        // Behind one loopback address every port is a site of its own.
        (Some(a), Some(b)) if a.as_str() == "127.0.0.1" || a.as_str() == "localhost" => {
            a == b && Url::parse(url).ok().and_then(|u| u.port_or_known_default()) == home.port_or_known_default()
        }
        (Some(a), Some(b)) => a.same_site(&b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str, href: &str, region: Region) -> Link {
        Link { text: text.into(), href: Some(href.into()), region, visible: true, ..Link::default() }
    }

    fn home() -> Url {
        Url::parse("https://shop.test/").unwrap()
    }

    fn page(links: Vec<Link>) -> Page {
        Page { links, ..Page::default() }
    }

    #[test]
    fn notices_and_cart_are_told_by_wording() {
        let page = page(vec![
            link("Privacy Policy", "https://shop.test/legal/1", Region::Footer),
            link("Do Not Sell or Share My Personal Information", "https://shop.test/legal/2", Region::Footer),
            link("Cart", "https://shop.test/cart", Region::Header),
            link("Sign in", "https://shop.test/login", Region::Header),
        ]);
        let stops = told_by_links(&[&page], &home(), &HashSet::new());
        let kinds: Vec<PageKind> = stops.iter().map(|s| s.kind).collect();
        assert_eq!(kinds, [PageKind::Policy, PageKind::Choices, PageKind::Cart, PageKind::SignUp]);
    }

    #[test]
    fn only_notices_may_lie_elsewhere() {
        let page = page(vec![
            link("Privacy Policy", "https://parent.test/privacy", Region::Footer),
            link("Contact us", "https://elsewhere.test/contact", Region::Footer),
        ]);
        let stops = told_by_links(&[&page], &home(), &HashSet::new());
        assert_eq!(stops, [Stop { kind: PageKind::Policy, url: "https://parent.test/privacy".into() }]);
    }

    #[test]
    fn goods_in_the_shapes_of_several_shop_systems() {
        let check = |product: &str, category: &str| {
            let links = vec![
                link("About", "https://shop.test/pages/about", Region::Footer),
                link("Gifts", category, Region::Nav),
                link("Blog", "https://shop.test/blog/why-mugs-matter-123", Region::Main),
                link("Mug €9.90", product, Region::Main),
            ];
            let (products, categories) = goods(&page(links), &home(), &HashSet::new());
            assert_eq!((products[0].as_str(), categories[0].as_str()), (product, category));
        };
        check("https://shop.test/products/mug", "https://shop.test/collections/gifts");
        check("https://shop.test/catalogue/mug_1/", "https://shop.test/catalogue/category/gifts_1/");
        check("https://shop.test/product/mug/", "https://shop.test/product-category/gifts/");
        check("https://shop.test/big-blue-mug-with-handle.html", "https://shop.test/gifts");
        check("https://shop.test/p/4711", "https://shop.test/c/gifts");
    }

    #[test]
    fn links_that_act_or_leave_are_not_followed() {
        for href in [
            "https://shop.test/logout",
            "https://shop.test/cart/add/1",
            "mailto:a@shop.test",
            "javascript:void(0)",
            "https://shop.test/catalogue.pdf",
            "https://shop.test/#top",
            "https://other.test/products/x",
        ] {
            let (products, categories) = goods(&page(vec![link("Mug $1", href, Region::Main)]), &home(), &HashSet::new());
            assert!(products.is_empty() && categories.is_empty(), "{href}");
        }
    }

    #[test]
    fn a_list_with_prices_is_no_product() {
        let hints =
            |types: &[&str]| Hints { ld_types: types.iter().map(|t| t.to_string()).collect(), has_price: true, has_add_to_cart: true };
        assert!(is_product(&Page::default(), &hints(&["Product"])));
        assert!(is_product(&Page::default(), &hints(&[])));
        assert!(!is_product(&Page::default(), &hints(&["ItemList", "Product"])));
        assert!(!is_product(&Page::default(), &Hints { has_price: true, ..Hints::default() }));
    }
}
