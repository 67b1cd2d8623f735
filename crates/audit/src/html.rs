//! The report that people read: one HTML file that loads nothing, with both languages inside.
//!
//! Start at [`render`]. [`page::Page`] is the report in one language as the templates of `templates/report/` read it;
//! every word that is not in the report's data stands in [`words`]. Text from pages is hostile: it is cleaned in
//! [`prose`], escaped by the templates, and a policy in the file forbids scripts and loads of any kind.

mod album;
mod finding;
mod page;
mod parties;
mod picture;
mod prose;
mod side;
mod words;

pub(crate) use page::{host, key};
pub use picture::{Mime, Picture};
pub(crate) use prose::{clean, moment};
pub(crate) use words::{pass, pass_short};
pub use words::{severity, status};

use album::Album;
use askama::Template;
use page::Page;
use parties::Known;
use tidegate_law::Lawbook;
use tidegate_types::Lang;
use tidegate_types::finding::Report;
use tidegate_types::observation::Artifact;

#[derive(Debug, Template)]
#[template(path = "report/report.html")]
struct Shell<'a> {
    lang: Lang,
    title: String,
    pages: [Page; 2],
    album: &'a Album,
}

/// The report as one file, opened in `lang`. `pictures` loads a screenshot of the evidence folder; where it gives
/// `None` the file is named instead. The same arguments give the same bytes.
pub fn render(report: &Report, book: &Lawbook, lang: Lang, pictures: &dyn Fn(&Artifact) -> Option<Picture>) -> String {
    let album = Album::new(page::worst_first(report).into_iter(), pictures);
    let pages = Lang::ALL.map(|l| Page::new(report, book, &album, l));
    let title = format!("{} · {}", page::host(&report.store.url), words::words(lang).kicker);
    let shell = Shell { lang, title, pages, album: &album };
    shell.render().expect("writing to a string cannot fail, and the templates hold nothing else that can")
}
