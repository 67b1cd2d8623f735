//! Writes the notices that the law asks of a business, from what the business says of itself.
//!
//! A block is in a document only if a row of the law that needs it reaches the business, or may; what the profile does
//! not say stays a visible gap and is never made up. Drafts for a lawyer, engineering evidence, no legal advice.
//!
//! No clock, file, network or randomness: the day is an argument.

mod common;
mod html;
mod markdown;
pub mod model;
mod phrase;
mod policy;
mod reach;
mod short;

pub use html::html;
pub use markdown::markdown;
pub use model::{Block, Content, Document, Gap, Line, Run, Section};

use jiff::civil::Date;
use reach::Reach;
use tidegate_law::Lawbook;
use tidegate_types::{Lang, Profile, Text, words};

words!(
    /// The documents.
    Notice, "notice", {
    /// Cal. Civ. Code §1798.130(a)(5), CalOPPA, the states, GDPR Art. 13, the children's notice of COPPA.
    Policy = "policy",
    /// 11 CCR §7012; GDPR Art. 13 in short.
    Collection = "collection",
    /// 11 CCR §7013.
    OptOut = "opt-out",
    /// 11 CCR §7014.
    Limit = "limit",
    /// 11 CCR §7016.
    Incentive = "incentive",
    /// 16 CFR 312.4(c).
    Parent = "parent",
});

/// What a document is made of.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    pub profile: &'a Profile,
    pub law: &'a Lawbook,
    pub date: Date,
}

/// A draft, and what it still lacks.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Written {
    /// Without sections: no row of the law that needs this notice reaches the business on the day.
    pub document: Document,
    pub gaps: Vec<Gap>,
    /// What stands in the draft by the word of the business, and should be checked before it is published.
    pub warnings: Vec<Text>,
}

impl Written {
    /// Does any row of the law ask for this notice?
    pub fn owed(&self) -> bool {
        !self.document.sections.is_empty()
    }
}

/// How a document leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Markdown,
    Html,
}

impl Document {
    pub fn render(&self, form: Form, lang: Lang) -> String {
        match form {
            Form::Markdown => markdown(self, lang),
            Form::Html => html(self, lang),
        }
    }
}

/// Writes a notice.
pub fn write(notice: Notice, matter: &Matter) -> Written {
    let r = Reach::new(matter);
    let (title, sections) = match notice {
        Notice::Policy => policy::write(&r),
        Notice::Collection => short::collection(&r),
        Notice::OptOut => short::opt_out(&r),
        Notice::Limit => short::limit(&r),
        Notice::Incentive => short::incentive(&r),
        Notice::Parent => short::parent(&r),
    };
    let sections = sections.into_iter().filter(|s| !s.blocks.is_empty()).collect();
    let document = Document { title, head: head(matter), sections };
    let mut gaps = gaps(&document);
    for open in r.undecided(document.blocks()) {
        add(&mut gaps, open);
    }
    let warnings = if notice == Notice::Policy && !document.sections.is_empty() { policy::warnings(&r) } else { Vec::new() };
    Written { document, gaps, warnings }
}

fn head(m: &Matter) -> Text {
    Text::new(
        format!(
            "Draft for a lawyer, made from the business profile. Engineering evidence, not legal advice. Law {}, day {}.",
            m.law.law_version(),
            m.date
        ),
        format!("根据企业档案生成的草稿，供律师审阅。工程证据，不构成法律意见。法律数据版本 {}，日期 {}。", m.law.law_version(), m.date),
    )
}

/// Every gap once, in the order of the document.
fn gaps(document: &Document) -> Vec<Gap> {
    let mut out: Vec<Gap> = Vec::new();
    for block in document.blocks() {
        for run in block.lines().flat_map(|l| &l.0) {
            let Run::Gap { field, what } = run else { continue };
            add(&mut out, Gap { field: field.clone(), what: what.clone(), rows: block.rows.clone() });
        }
    }
    out
}

/// A field is asked for once, whatever needs it. Names of the profile stand in it and go to a terminal.
fn add(gaps: &mut Vec<Gap>, gap: Gap) {
    let what = Text::new(model::tame(&gap.what.en), model::tame(&gap.what.zh));
    let gap = Gap { field: model::tame(&gap.field), what, ..gap };
    match gaps.iter_mut().find(|g| g.field == gap.field) {
        Some(known) => {
            let fresh: Vec<_> = gap.rows.into_iter().filter(|r| !known.rows.contains(r)).collect();
            known.rows.extend(fresh);
        }
        None => gaps.push(gap),
    }
}
