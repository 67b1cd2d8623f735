//! The evidence folder as pages that a person can read through: what was done in each pass, what was seen, what left the
//! browser, each with its file and its hash. They are made of the observation and prove nothing beyond it.
//!
//! Start at [`pages`]. Everything that is shown comes from a page that may be hostile: it is cleaned, cut and escaped, no
//! address of it is a link, and a policy in each file forbids scripts and loads from anywhere but the folder.

mod album;
mod index;
mod pass;
mod story;
mod words;

use crate::html::clean;
use album::Album;
use askama::Template;
use tidegate_types::observation::{PassName, Sealed};
use tidegate_types::{Lang, Observation};

/// A page of the folder.
#[derive(Debug)]
pub struct Leaf {
    /// Where it belongs, inside the folder.
    pub path: String,
    pub html: String,
}

/// Where the folder is entered.
pub const ENTRY: &str = "index.html";
/// The folder of the other pages.
pub const FOLDER: &str = "browse";

/// Pages over an evidence folder in both languages; [`ENTRY`] is in `lang`. The same arguments give the same bytes.
pub fn pages(seen: &Observation, sealed: &[Sealed], lang: Lang) -> Vec<Leaf> {
    let album = Album::new(sealed);
    let entry = Leaf { path: ENTRY.into(), html: index(&Place { seen, album: &album, lang, root: "" }) };
    let both = Lang::ALL.into_iter().flat_map(|lang| {
        let place = Place { seen, album: &album, lang, root: "../" };
        let passes = seen.passes.iter().map(move |p| Leaf { path: path(p.name.as_str(), lang), html: pass(&place, p.name) });
        std::iter::once(Leaf { path: path("index", lang), html: index(&place) }).chain(passes).collect::<Vec<_>>()
    });
    std::iter::once(entry).chain(both).collect()
}

/// Where pages of any observation may stand.
pub fn all_paths() -> impl Iterator<Item = String> {
    let names = std::iter::once("index").chain(PassName::ALL.map(PassName::as_str));
    std::iter::once(ENTRY.to_owned()).chain(names.flat_map(|of| Lang::ALL.map(|lang| path(of, lang))))
}

/// What a page is made of.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    seen: &'a Observation,
    album: &'a Album<'a>,
    lang: Lang,
    /// From the page to the folder.
    root: &'static str,
}

fn path(of: &str, lang: Lang) -> String {
    format!("{FOLDER}/{of}.{}.html", crate::html::key(lang))
}

/// Around every page: languages, and the way to the others.
#[derive(Debug)]
struct Frame {
    w: &'static words::Words,
    tag: &'static str,
    host: String,
    title: String,
    home: String,
    tabs: Vec<Tab>,
    languages: [Tab; 2],
}

/// A link of the frame.
#[derive(Debug)]
struct Tab {
    name: &'static str,
    tag: &'static str,
    href: String,
    here: bool,
}

impl Frame {
    /// Around the page named `of` (`index`, or a pass).
    fn new(place: &Place, of: &str, heading: &str) -> Frame {
        let host = crate::html::host(&place.seen.target);
        let href = |of: &str, lang| format!("{}{}", place.root, path(of, lang));
        let tab = |p: PassName| Tab {
            name: crate::html::pass_short(p, place.lang),
            tag: place.lang.tag(),
            href: href(p.as_str(), place.lang),
            here: p.as_str() == of,
        };
        let language = |lang: Lang| Tab {
            name: if lang == Lang::En { "English" } else { "中文" },
            tag: lang.tag(),
            href: href(of, lang),
            here: lang == place.lang,
        };
        Frame {
            w: words::words(place.lang),
            tag: place.lang.tag(),
            title: format!("{heading} · {host}"),
            host,
            home: href("index", place.lang),
            tabs: place.seen.passes.iter().map(|p| tab(p.name)).collect(),
            languages: Lang::ALL.map(language),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "evidence/index.html")]
struct IndexPage {
    f: Frame,
    p: index::Index,
}

#[derive(Debug, Template)]
#[template(path = "evidence/pass.html")]
struct PassPage {
    f: Frame,
    p: pass::PassView,
}

fn index(place: &Place) -> String {
    let f = Frame::new(place, "index", words::words(place.lang).kicker);
    written(&IndexPage { f, p: index::Index::new(place) })
}

fn pass(place: &Place, name: PassName) -> String {
    let heading = crate::html::pass(name, place.lang);
    let f = Frame::new(place, name.as_str(), heading);
    let of = place.seen.passes.iter().find(|p| p.name == name).expect("named by the observation itself");
    written(&PassPage { f, p: pass::PassView::new(place, of, heading) })
}

fn written(page: &impl Template) -> String {
    page.render().expect("writing to a string cannot fail, and the templates hold nothing else that can")
}

/// A list that was cut, and how much of it is shown.
#[derive(Debug)]
struct Cut<T> {
    shown: Vec<T>,
    all: usize,
}

impl<T> Cut<T> {
    fn of<S>(all: impl IntoIterator<Item = S>, most: usize, make: impl FnMut(S) -> T) -> Cut<T> {
        let all: Vec<S> = all.into_iter().collect();
        let count = all.len();
        Cut { shown: all.into_iter().take(most).map(make).collect(), all: count }
    }

    fn is_cut(&self) -> bool {
        self.shown.len() < self.all
    }
}

/// Cleaned, and cut to `max` characters.
fn short(s: &str, max: usize) -> String {
    let cleaned = clean(s);
    if cleaned.chars().count() <= max { cleaned } else { cleaned.chars().take(max).chain(['…']).collect() }
}
