//! The side note of a finding: the law, what a breach costs, and what others paid.

use super::prose::{Rich, clean, rich};
use super::words;
use jiff::civil::Date;
use std::collections::BTreeSet;
use tidegate_law::{Case, Law, Lawbook, Row};
use tidegate_law::{Kind, Number, Sureness, Unit};
use tidegate_types::finding::{Finding, LawRef};
use tidegate_types::{CaseId, Lang, Scenario};

#[derive(Debug)]
pub struct Side {
    /// The row that the finding rests on.
    pub main: Option<Provision>,
    pub further: Vec<Provision>,
    pub fines: Vec<Fines>,
    pub cases: Vec<CaseNote>,
}

#[derive(Debug)]
pub struct Provision {
    pub row: String,
    pub law: String,
    pub cite: String,
    /// `None`: the row is not in the lawbook at hand.
    pub text: Option<Rich>,
    pub strings: Vec<String>,
    pub note: Option<Rich>,
    pub unverified: bool,
}

/// What breaches of one law cost.
#[derive(Debug)]
pub struct Fines {
    pub law: String,
    /// Provisions that name an amount or a share of turnover.
    pub exact: Vec<Provision>,
    pub further: Vec<Provision>,
}

#[derive(Debug)]
pub struct CaseNote {
    pub id: String,
    pub party: String,
    pub date: String,
    pub authority: String,
    pub amount: Option<String>,
    pub status: &'static str,
    pub facts: Rich,
    /// Only https addresses.
    pub sources: Vec<Source>,
    pub unverified: bool,
}

#[derive(Debug)]
pub struct Source {
    pub url: String,
    pub host: String,
}

pub fn side(f: &Finding, book: &Lawbook, date: Date, lang: Lang) -> Side {
    let mut provisions = f.law.iter().map(|r| cited(r, book, lang));
    let main = provisions.next();
    let further = provisions.collect();
    let cases = f.cases.iter().filter_map(|id| case(id, book, lang)).collect();
    Side { main, further, fines: fines(f, book, date, lang), cases }
}

fn cited(r: &LawRef, book: &Lawbook, lang: Lang) -> Provision {
    let short = book.law(&r.law).map_or_else(|| r.law.to_string(), |l| l.short.clone());
    match book.row(&r.row) {
        Some(row) => Provision { cite: clean(&r.cite), unverified: r.unverified, ..provision(row, short, lang) },
        None => Provision {
            row: r.row.to_string(),
            law: short,
            cite: clean(&r.cite),
            text: None,
            strings: Vec::new(),
            note: None,
            unverified: r.unverified,
        },
    }
}

fn provision(row: &Row, law: String, lang: Lang) -> Provision {
    Provision {
        row: row.id.to_string(),
        law,
        cite: row.cite.clone(),
        text: Some(rich(&row.text, lang)),
        strings: row.strings.clone(),
        note: row.note.as_ref().map(|n| rich(n, lang)),
        unverified: !row.enforceable(),
    }
}

/// One entry for each law that the finding cites and whose penalties are known.
fn fines(f: &Finding, book: &Lawbook, date: Date, lang: Lang) -> Vec<Fines> {
    let mut seen = BTreeSet::new();
    let laws = f.law.iter().filter_map(|r| book.law(&r.law)).filter_map(|law| punishing(law, book, date));
    laws.filter(|law| seen.insert(law.id.clone()))
        .map(|law| fines_of(law, f.scenario, book, date, lang))
        .filter(|x| !x.exact.is_empty() || !x.further.is_empty())
        .collect()
}

/// The law itself or, for regulations made under one (`ccpa-regs` under `ccpa`), the one above that fixes the penalties.
fn punishing<'a>(law: &'a Law, book: &'a Lawbook, date: Date) -> Option<&'a Law> {
    let has_penalties = |l: &&Law| book.rows_of(l).any(|r| r.kind == Kind::Penalty && r.in_force(date));
    let above = |l: &&Law| law.id.as_str().strip_prefix(l.id.as_str()).is_some_and(|rest| rest.starts_with('-'));
    Some(law).filter(has_penalties).or_else(|| book.laws().filter(above).find(has_penalties))
}

fn fines_of(law: &Law, scenario: Scenario, book: &Lawbook, date: Date, lang: Lang) -> Fines {
    let here = |r: &&Row| r.kind == Kind::Penalty && r.in_force(date) && (r.scenarios.is_empty() || r.scenarios.contains(&scenario));
    let (exact, further): (Vec<&Row>, Vec<&Row>) = book.rows_of(law).filter(here).partition(|r| r.numbers.iter().any(is_fine));
    let all = |rows: Vec<&Row>| rows.into_iter().map(|r| provision(r, law.short.clone(), lang)).collect();
    Fines { law: law.name.get(lang).to_owned(), exact: all(exact), further: all(further) }
}

fn is_fine(n: &Number) -> bool {
    matches!(n.unit, Unit::Usd | Unit::Eur | Unit::Gbp | Unit::Percent)
}

fn case(id: &CaseId, book: &Lawbook, lang: Lang) -> Option<CaseNote> {
    let case: &Case = book.case(id)?;
    Some(CaseNote {
        id: case.id.to_string(),
        party: case.party.clone(),
        date: case.date.to_string().replace('/', " – "),
        authority: case.authority.get(lang).to_owned(),
        amount: case.amount.as_ref().map(|a| a.get(lang).to_owned()),
        status: words::case_status(case.status, lang),
        facts: rich(&case.facts, lang),
        sources: case.sources.iter().filter_map(|s| source(s)).collect(),
        unverified: matches!(case.confidence, Sureness::Memory | Sureness::MemoryDoubtful),
    })
}

fn source(s: &str) -> Option<Source> {
    let url = url::Url::parse(s).ok().filter(|u| u.scheme() == "https")?;
    Some(Source { host: url.host_str()?.trim_start_matches("www.").to_owned(), url: url.into() })
}
