//! From the text of the files to a [`Lawbook`].

mod abroad;
mod clock;
mod condition;
mod contract;
mod milestone;
mod rule;

use crate::abroad::Abroad;
use crate::book::{Law, Lawbook, Number, Row};
use crate::case::{Case, CaseDate};
use crate::check::Names;
use crate::fault::Fault;
use crate::read::{At, Source, Table};
use crate::rule::Sensitive;
use crate::scope::Scope;
use crate::word::{Kind, RowStatus, Sale, Unit};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use tidegate_types::{LawId, RowId, Scenario};

const VERSION_FILE: &str = "version.toml";

/// `cited`: the rows by which checks ask; without it, what nothing uses is no fault.
pub(crate) fn load(mut files: Vec<(&str, &str)>, cited: Option<&BTreeSet<RowId>>) -> Result<Lawbook, Vec<Fault>> {
    files.sort();
    let mut faults = Vec::new();
    let mut names = Names::default();
    let mut book = Lawbook::default();
    let mut date = None;
    let mut dated = false;
    let opened = crate::halves::map(&files, |(file, text)| Source::open(file, text));
    for ((file, _), (source, document)) in files.iter().zip(opened) {
        let top = Table::new(&source, document.get_ref(), 0, "");
        if *file == VERSION_FILE {
            dated = true;
            date = version(top);
        } else {
            let mut reader = Reader { source: &source, names: &mut names, book: &mut book, sale: Sale::Value };
            reader.file(top);
        }
        faults.extend(source.into_faults());
    }
    if !dated {
        faults.push(Fault {
            file: VERSION_FILE.into(),
            line: 1,
            what: "the file is not there".into(),
            remedy: "write it: date = \"2026-11-23\", the day the law was last looked at".into(),
        });
    }
    book.computed = names.computed().filter_map(|r| RowId::new(r).ok()).collect();
    faults.extend(names.check());
    faults.extend(contract::families(&book));
    faults.extend(crate::clash::check(&book));
    faults.extend(cited.map(|cited| book.unused(cited)).into_iter().flatten());
    match date {
        Some(date) if faults.is_empty() => {
            book.version = format!("{date}+{}", hash(&files));
            Ok(book)
        }
        _ => {
            faults.sort();
            Err(faults)
        }
    }
}

fn version(mut top: Table) -> Option<Date> {
    top.name = "version".into();
    let date = top.date("date");
    top.close();
    date.map(|d| d.value)
}

/// Name and length go in too, so that text moved from one file to another is another version.
fn hash(files: &[(&str, &str)]) -> String {
    let mut sha = Sha256::new();
    for (name, text) in files {
        sha.update(format!("{name}\0{}\0", text.len()));
        sha.update(text);
    }
    sha.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect()
}

struct Reader<'a, 's, 'b> {
    source: &'s Source<'a>,
    names: &'b mut Names,
    book: &'b mut Lawbook,
    /// What the law of the file calls a sale.
    sale: Sale,
}

impl Reader<'_, '_, '_> {
    fn file(&mut self, mut top: Table) {
        let regulation = top.table("regulation");
        let scopes = top.tables("scope");
        let rows = top.tables("row");
        let (sensitive, rules, contracts) = (top.tables("sensitive"), top.tables("regime"), top.tables("contract"));
        let signals = top.tables("signal");
        let abroad = abroad::Tables::of(&mut top);
        let (cases, dates) = (top.tables("case"), top.tables("date"));
        let clocks = top.tables("clock");
        let calendars = top.tables("calendar");
        let apart = cases.is_empty() && dates.is_empty() && clocks.is_empty() && calendars.is_empty();
        if regulation.is_none() && apart && top.keys().iter().all(|(k, _)| *k != "regulation") {
            self.source.fault(
                0,
                "neither a [regulation] nor a [[case]] or [[date]]",
                "begin the file with [regulation]; law/README.md shows the form",
            );
        } else if regulation.is_none()
            && let Some(orphan) = rows
                .first()
                .or(scopes.first())
                .or(rules.first())
                .or(sensitive.first())
                .or(contracts.first())
                .or(signals.first())
                .or(abroad.first())
        {
            self.source.fault(orphan.at, "rows, scopes, regimes or contracts without a [regulation]", "begin the file with [regulation]");
        }
        top.name = "file".into();
        top.close();
        for case in cases {
            self.case(case);
        }
        for date in dates {
            self.milestone(date);
        }
        for clock in clocks {
            self.clock(clock);
        }
        self.calendars(calendars);
        let Some(regulation) = regulation else { return };
        let at = regulation.at;
        let law = self.regulation(regulation);
        let written = scopes.len();
        let scopes: Vec<Scope> = scopes.into_iter().filter_map(|s| self.scope(s)).collect();
        if written == 0 {
            self.source.fault(at, "no [[scope]]: the law would reach nobody", "write who must obey, with the row that says so");
        }
        let id = law.as_ref().map(|l| l.id.clone());
        let rows: Vec<Row> = rows.into_iter().filter_map(|r| self.row(r, id.as_ref())).collect();
        let Some(mut law) = law else { return };
        law.scopes = scopes;
        law.sensitive = sensitive.into_iter().filter_map(|t| self.sensitive(t)).collect();
        law.contracts = contracts.into_iter().filter_map(|t| self.contract(t)).collect();
        law.signals = signals.into_iter().filter_map(|t| self.signal(t)).collect();
        law.abroad = self.abroad(abroad);
        law.rules = rules.into_iter().filter_map(|t| self.rule(t)).collect();
        law.rows = rows.iter().map(|r| r.id.clone()).collect();
        self.book.rows.extend(rows.into_iter().map(|r| (r.id.clone(), r)));
        self.book.laws.insert(law.id.clone(), law);
    }

    fn line(&self, at: usize) -> (String, usize) {
        (self.source.name.to_owned(), self.source.line(at))
    }

    fn regulation(&mut self, mut t: Table) -> Option<Law> {
        let id = t.id::<LawId>("id");
        if let Some(id) = &id {
            self.names.law(id.value.as_str(), self.line(id.at));
        }
        let (name, short, place) = (t.text("name"), t.str("short"), t.id("place"));
        let (cite, model, sale) = (cite(&mut t), t.word("model"), t.word_or("sale", Sale::Value));
        self.sale = sale.unwrap_or(Sale::Value);
        let (from, to) = (t.date("from"), t.date_if_given("to"));
        t.period(from.as_ref(), to.as_ref());
        let (confidence, enforcer, note) = (t.word("confidence"), t.text("enforcer"), t.text_if_given("note"));
        t.close();
        Some(Law {
            id: id?.value,
            name: name?,
            short: short?.value.to_owned(),
            place: place?.value,
            cite: cite?,
            model: model?,
            sale: sale?,
            from: from?.value,
            to: to.map(|d| d.value),
            confidence: confidence?,
            enforcer: enforcer?,
            note,
            scopes: Vec::new(),
            rows: Vec::new(),
            sensitive: Vec::new(),
            rules: Vec::new(),
            contracts: Vec::new(),
            signals: Vec::new(),
            abroad: Abroad::default(),
            file: self.source.name.to_owned(),
        })
    }

    fn scope(&mut self, mut t: Table) -> Option<Scope> {
        let row = t.id::<RowId>("row");
        if let Some(row) = &row {
            self.names.uses("scope", row.value.as_str(), self.line(row.at));
        }
        let (from, to) = (t.date_if_given("from"), t.date_if_given("to"));
        t.period(from.as_ref(), to.as_ref());
        let all: Vec<_> = t.tables("all").into_iter().filter_map(condition::condition).collect();
        let written = t.array("all").len();
        if written == 0 {
            t.fault(t.at, "no condition (`all`)", "write all = [{ market = \"US-CA\" }]; a scope without conditions would reach everybody");
        }
        let only = t.ids::<RowId>("only");
        for row in &only {
            self.names.uses("scope, `only`", row.value.as_str(), self.line(row.at));
        }
        let line = self.source.line(t.at);
        t.close();
        (all.len() == written && written > 0).then_some(())?;
        let only = only.into_iter().map(|r| r.value).collect();
        Some(Scope { row: row?.value, from: from.map(|d| d.value), to: to.map(|d| d.value), all, only, line })
    }

    fn row(&mut self, mut t: Table, law: Option<&LawId>) -> Option<Row> {
        let id = t.id::<RowId>("id");
        if let Some(id) = &id {
            t.name = format!("row {}", id.value);
            self.names.row(id.value.as_str(), self.line(id.at));
        }
        let (kind, cite) = (t.word::<Kind>("kind"), cite(&mut t));
        let (from, to) = (t.date("from"), t.date_if_given("to"));
        t.period(from.as_ref(), to.as_ref());
        let (confidence, scenarios) = (t.word("confidence"), t.words::<Scenario>("scenarios"));
        let (text, note, before) = (t.text("text"), t.text_if_given("note"), t.text_if_given("before"));
        let line = self.source.line(t.at);
        let strings = t.strs("strings").into_iter().map(|s| s.value.to_owned()).collect();
        let numbers = t.tables("numbers").into_iter().filter_map(number).collect();
        let status = t.word_or("status", RowStatus::InForce);
        let (when, sources) = (t.words("when"), sources(&mut t));
        let needs = t.tables("needs").into_iter().filter_map(condition::condition).collect();
        t.close();
        Some(Row {
            id: id?.value,
            law: law?.clone(),
            kind: kind?,
            cite: cite?,
            from: from?.value,
            to: to.map(|d| d.value),
            confidence: confidence?,
            status: status?,
            scenarios,
            text: text?,
            strings,
            numbers,
            when,
            needs,
            note,
            before,
            sources,
            line,
        })
    }

    fn sensitive(&mut self, mut t: Table) -> Option<Sensitive> {
        let row = self.row_of(&mut t, "sensitive");
        let data = t.words("data").into_iter().collect::<tidegate_types::word::Words<_>>();
        let (from, to) = period(&mut t);
        if t.array("data").is_empty() {
            t.fault(t.at, "no data (`data`)", "write data = [\"health\"]; law/README.md lists the classes");
        }
        t.close();
        (!data.is_empty()).then_some(())?;
        Some(Sensitive { row: row?, data, from, to })
    }

    /// The row that a table compiles: it must stand in the same file, for the law's scopes decide whom it reaches.
    fn row_of(&mut self, t: &mut Table, what: &str) -> Option<RowId> {
        let row = t.id::<RowId>("row")?;
        t.name = format!("{what} of {}", row.value);
        self.names.uses(what, row.value.as_str(), self.line(row.at));
        Some(row.value)
    }

    fn case(&mut self, mut t: Table) {
        let id = t.id("id");
        if let Some(At { value, at }) = &id {
            let value: &tidegate_types::CaseId = value;
            t.name = format!("case {value}");
            self.names.case(value.as_str(), self.line(*at));
        }
        let rows = t.ids::<RowId>("rows");
        for row in &rows {
            self.names.cites(&t.name, row.value.as_str(), self.line(row.at));
        }
        if let Some(case) = case(t, id.map(|i| i.value), rows.into_iter().map(|r| r.value).collect()) {
            self.book.cases.insert(case.id.clone(), case);
        }
    }
}

fn case(mut t: Table, id: Option<tidegate_types::CaseId>, rows: Vec<RowId>) -> Option<Case> {
    let date = t.str("date").and_then(|d| match CaseDate::parse(d.value) {
        Ok(date) => Some(date),
        Err(remedy) => {
            t.fault(d.at, format!("`{}` is no date of a case", d.value), remedy);
            None
        }
    });
    let (authority, party, amount) = (t.text("authority"), t.str("party"), t.amount_if_given("amount"));
    let (status, facts, confidence) = (t.word("status"), t.text("facts"), t.word("confidence"));
    let sources = sources(&mut t);
    t.close();
    Some(Case {
        id: id?,
        date: date?,
        authority: authority?,
        party: party?.value.to_owned(),
        amount,
        status: status?,
        facts: facts?,
        rows,
        sources,
        confidence: confidence?,
    })
}

/// Addresses under which something was read.
fn sources(t: &mut Table) -> Vec<String> {
    let sources = t.strs("sources");
    for s in sources.iter().filter(|s| !s.value.starts_with("https://") && !s.value.starts_with("http://")) {
        t.fault(s.at, format!("source `{}` is no address", s.value), "write the whole address, beginning with https://");
    }
    sources.into_iter().map(|s| s.value.to_owned()).collect()
}

/// A citation that names a section: a number other than a bare year.
pub(crate) fn cite(t: &mut Table) -> Option<String> {
    let cite = t.str("cite")?;
    let numbers = cite.value.split(|c: char| !c.is_ascii_alphanumeric()).filter(|n| n.contains(|c: char| c.is_ascii_digit()));
    let year = |n: &str| n.len() == 4 && (n.starts_with("19") || n.starts_with("20")) && n.parse::<u16>().is_ok();
    if numbers.clone().any(|n| !year(n)) || cite.value.contains('§') && numbers.count() > 0 {
        return Some(cite.value.to_owned());
    }
    t.fault(
        cite.at,
        format!("citation `{}` names no section", cite.value),
        "add the section or article: \"Cal. Civ. Code §1798.120\", \"GDPR art. 7(3)\"",
    );
    None
}

/// `from` and `to` that may be left out.
fn period(t: &mut Table) -> (Option<Date>, Option<Date>) {
    let (from, to) = (t.date_if_given("from"), t.date_if_given("to"));
    t.period(from.as_ref(), to.as_ref());
    (from.map(|d| d.value), to.map(|d| d.value))
}

fn number(mut t: Table) -> Option<Number> {
    let (value, unit, what) = (t.number("value"), t.word::<Unit>("unit"), t.text("what"));
    t.close();
    Some(Number { value: value?, unit: unit?, what: what? })
}
