//! One finding as the reader sees it.

use super::album::{Album, Shown, shots};
use super::prose::{Rich, clean, pieces, rich, said};
use super::side::{self, Side};
use super::words;
use jiff::civil::Date;
use tidegate_law::Lawbook;
use tidegate_types::Lang;
use tidegate_types::finding::{Evidence, Finding, Severity};

#[derive(Debug)]
pub struct Card {
    pub number: usize,
    pub check: String,
    pub title: String,
    pub scenario: &'static str,
    pub severity: Chip,
    pub confidence: &'static str,
    pub warn_only: bool,
    pub detail: Rich,
    pub evidence: Vec<Line>,
    pub more_evidence: Vec<Line>,
    pub shots: Vec<Shot>,
    pub remedy: Rich,
    /// The remedy's first sentence.
    pub first_step: Rich,
    pub retest: Rich,
    pub side: Side,
}

/// A severity by shape, word and colour.
#[derive(Debug, Clone, Copy)]
pub struct Chip {
    pub key: &'static str,
    pub word: &'static str,
    pub icon: &'static str,
}

#[derive(Debug)]
pub struct Line {
    pub pass: Option<&'static str>,
    pub kind: &'static str,
    pub what: Rich,
    pub file: Option<String>,
}

#[derive(Debug)]
pub struct Shot {
    /// Number in the style sheet and geometry; `None`: only the file is named.
    pub picture: Option<Framed>,
    pub what: String,
    pub pass: Option<&'static str>,
    pub file: String,
}

#[derive(Debug)]
pub struct Framed {
    pub plate: usize,
    pub style: String,
    pub mark: Option<String>,
    pub whole: bool,
}

/// This many lines of evidence are open from the start.
const OPEN_EVIDENCE: usize = 5;

pub fn chip(s: Severity, lang: Lang) -> Chip {
    Chip { key: words::severity_key(s), word: words::severity(s, lang), icon: words::severity_icon(s) }
}

pub fn card(number: usize, f: &Finding, book: &Lawbook, date: Date, album: &Album, lang: Lang) -> Card {
    let mut evidence: Vec<_> = f.evidence.iter().map(|e| line(e, lang)).collect();
    // One hidden line would cost a click to save a line.
    let keep = if evidence.len() <= OPEN_EVIDENCE + 1 { evidence.len() } else { OPEN_EVIDENCE };
    let more_evidence = evidence.split_off(keep);
    let remedy = said(&f.remedy, lang);
    Card {
        number,
        check: f.check.to_string(),
        title: said(&f.title, lang),
        scenario: words::scenario(f.scenario, lang),
        severity: chip(f.severity, lang),
        confidence: words::confidence(f.confidence, lang),
        warn_only: !f.law.is_empty() && f.law.iter().all(|l| l.unverified),
        detail: rich(&f.detail, lang),
        evidence,
        more_evidence,
        shots: shots(f).into_iter().map(|e| shot(e, album, lang)).collect(),
        first_step: pieces(super::prose::first_sentence(&remedy)),
        remedy: pieces(&remedy),
        retest: rich(&f.retest, lang),
        side: side::side(f, book, date, lang),
    }
}

fn line(e: &Evidence, lang: Lang) -> Line {
    Line {
        pass: e.pass.map(|p| words::pass(p, lang)),
        kind: words::evidence(e.kind, lang),
        what: rich(&e.what, lang),
        file: e.artifact.as_ref().map(|a| clean(&a.0)),
    }
}

fn shot(e: &Evidence, album: &Album, lang: Lang) -> Shot {
    let picture = match album.show(e) {
        Shown::File => None,
        Shown::Crop { plate, crop } => Some(Framed { plate, style: crop.style(), mark: crop.mark_style(), whole: crop.is_whole() }),
    };
    Shot {
        picture,
        what: said(&e.what, lang).replace('`', ""),
        pass: e.pass.map(|p| words::pass(p, lang)),
        file: e.artifact.as_ref().map(|a| clean(&a.0)).unwrap_or_default(),
    }
}
