//! Reading one TOML file without giving up: each method answers what it could read, notes what it could not, and goes
//! on, so that one bad row does not hide the next.

use crate::case::day;
use crate::fault::{Fault, nearest};
use crate::word::Word;
use jiff::civil::Date;
use std::cell::RefCell;
use std::str::FromStr;
use tidegate_types::Text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file, and the faults found in it so far.
pub(crate) struct Source<'a> {
    pub name: &'a str,
    /// Where each line but the first begins.
    lines: Vec<usize>,
    faults: RefCell<Vec<Fault>>,
    /// Off once the file is no TOML: the faults of a half-read file would be guesses.
    quiet: bool,
}

impl<'a> Source<'a> {
    /// The file, and its document as far as it can be read.
    pub fn open(name: &'a str, text: &'a str) -> (Self, Spanned<DeTable<'a>>) {
        let (document, errors) = DeTable::parse_recoverable(text);
        let mut source =
            Source { name, lines: text.match_indices('\n').map(|(at, _)| at + 1).collect(), faults: RefCell::default(), quiet: false };
        for e in &errors {
            source.fault(
                e.span().map_or(0, |s| s.start),
                format!("no TOML: {}", e.message().trim()),
                "correct the line; a key stands once, and text stands in quotes",
            );
        }
        source.quiet = !errors.is_empty();
        (source, document)
    }

    pub fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|begins| *begins <= at) + 1
    }

    pub fn fault(&self, at: usize, what: impl Into<String>, remedy: impl Into<String>) {
        if !self.quiet {
            let fault = Fault { file: self.name.to_owned(), line: self.line(at), what: what.into(), remedy: remedy.into() };
            self.faults.borrow_mut().push(fault);
        }
    }

    pub fn into_faults(self) -> Vec<Fault> {
        self.faults.into_inner()
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct At<T> {
    pub value: T,
    pub at: usize,
}

/// One table of a file. Each key is asked for once; [`Table::close`] names the keys that nobody asked for.
pub(crate) struct Table<'a, 's> {
    source: &'s Source<'a>,
    table: &'s DeTable<'a>,
    /// Where its header or its brace stands.
    pub at: usize,
    /// `row CA-13`, for messages.
    pub name: String,
    asked: Vec<&'static str>,
    missing: Vec<&'static str>,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl<'a, 's> Table<'a, 's> {
    pub fn new(source: &'s Source<'a>, table: &'s DeTable<'a>, at: usize, name: impl Into<String>) -> Self {
        Table { source, table, at, name: name.into(), asked: Vec::new(), missing: Vec::new() }
    }

    pub fn fault(&self, at: usize, what: impl std::fmt::Display, remedy: impl Into<String>) {
        self.source.fault(at, format!("{}: {what}", self.name), remedy);
    }

    fn get(&mut self, key: &'static str) -> Option<&'s Value<'a>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.table.get(key)
    }

    fn need(&mut self, key: &'static str) -> Option<&'s Value<'a>> {
        let value = self.get(key);
        if value.is_none() {
            self.missing.push(key);
        }
        value
    }

    /// Has every key been read? Tells unknown keys, and missing ones that no misspelt key explains.
    pub fn close(self) {
        let mut explained = Vec::new();
        for key in self.table.keys() {
            let word = key.get_ref().as_ref();
            if self.asked.contains(&word) {
                continue;
            }
            let meant = nearest(word, self.asked.iter().copied().filter(|k| !self.table.contains_key(*k)));
            let remedy = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known keys are {}", listed(self.asked.iter().copied())),
            };
            explained.extend(meant);
            self.fault(key.span().start, format!("unknown key `{word}`"), remedy);
        }
        for key in self.missing.iter().filter(|k| !explained.contains(k)) {
            let (what, remedy) = missing(key);
            self.fault(self.at, what, remedy);
        }
    }

    fn as_str(&self, key: &str, value: &'s Value<'a>) -> Option<At<&'s str>> {
        let at = value.span().start;
        match value.get_ref() {
            DeValue::String(s) if !s.trim().is_empty() => Some(At { value: s, at }),
            DeValue::String(_) => {
                self.fault(at, format!("`{key}` is empty"), "write it, or take the key away if it may be left out");
                None
            }
            other => {
                self.fault(at, format!("`{key}` is a {}, not text", other.type_str()), format!("write {key} = \"…\" in quotes"));
                None
            }
        }
    }

    pub fn str(&mut self, key: &'static str) -> Option<At<&'s str>> {
        self.need(key).and_then(|v| self.as_str(key, v))
    }

    pub fn str_if_given(&mut self, key: &'static str) -> Option<At<&'s str>> {
        self.get(key).and_then(|v| self.as_str(key, v))
    }

    fn checked<T>(&self, key: &str, s: At<&str>, read: impl FnOnce(&str) -> Result<T, (String, String)>) -> Option<At<T>> {
        match read(s.value) {
            Ok(value) => Some(At { value, at: s.at }),
            Err((what, remedy)) => {
                self.fault(s.at, format!("`{key}`: {what}"), remedy);
                None
            }
        }
    }

    /// An id, a place: anything with one checked way in.
    pub fn id<T: FromStr<Err: std::fmt::Display>>(&mut self, key: &'static str) -> Option<At<T>> {
        let s = self.str(key)?;
        self.checked(key, s, checked_id)
    }

    pub fn id_if_given<T: FromStr<Err: std::fmt::Display>>(&mut self, key: &'static str) -> Option<At<T>> {
        let s = self.str_if_given(key)?;
        self.checked(key, s, checked_id)
    }

    /// Is the key there? It then counts as known.
    pub fn has(&mut self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    pub fn word<W: Word>(&mut self, key: &'static str) -> Option<W> {
        let s = self.str(key)?;
        self.checked(key, s, word).map(|w| w.value)
    }

    pub fn word_or<W: Word>(&mut self, key: &'static str, default: W) -> Option<W> {
        if self.table.contains_key(key) {
            return self.word(key);
        }
        self.asked.push(key);
        Some(default)
    }

    pub fn date(&mut self, key: &'static str) -> Option<At<Date>> {
        self.need(key).and_then(|v| self.as_date(key, v))
    }

    pub fn date_if_given(&mut self, key: &'static str) -> Option<At<Date>> {
        self.get(key).and_then(|v| self.as_date(key, v))
    }

    fn as_date(&self, key: &str, value: &'s Value<'a>) -> Option<At<Date>> {
        const REMEDY: &str = "write the day as \"2026-11-23\"";
        if let DeValue::Datetime(d) = value.get_ref() {
            self.fault(value.span().start, format!("`{key}` = {d} stands without quotes"), REMEDY);
            return None;
        }
        let s = self.as_str(key, value)?;
        self.checked(key, s, |s| day(s).ok_or((format!("`{s}` is no day"), REMEDY.into())))
    }

    /// `from` and `to`, in this order.
    pub fn period(&self, from: Option<&At<Date>>, to: Option<&At<Date>>) {
        if let (Some(from), Some(to)) = (from, to)
            && to.value < from.value
        {
            self.fault(to.at, format!("ends {}, before it begins {}", to.value, from.value), "correct one of the two dates");
        }
    }

    pub fn text(&mut self, key: &'static str) -> Option<Text> {
        self.need(key).and_then(|v| self.as_text(key, v, true))
    }

    pub fn text_if_given(&mut self, key: &'static str) -> Option<Text> {
        self.get(key).and_then(|v| self.as_text(key, v, true))
    }

    /// Text whose two sides may be alike, such as a sum of money.
    pub fn amount_if_given(&mut self, key: &'static str) -> Option<Text> {
        self.get(key).and_then(|v| self.as_text(key, v, false))
    }

    fn as_text(&self, key: &str, value: &'s Value<'a>, chinese: bool) -> Option<Text> {
        let at = value.span().start;
        let DeValue::Table(table) = value.get_ref() else {
            self.fault(at, format!("`{key}` is in no language"), format!("write {key} = {{ en = \"…\", zh = \"…\" }}"));
            return None;
        };
        let mut inner = Table::new(self.source, table, at, format!("{}, `{key}`", self.name));
        let (en, zh) = (inner.str("en"), inner.str("zh"));
        inner.close();
        let (en, zh) = (en?, zh?);
        if chinese && !zh.value.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
            self.fault(zh.at, format!("`{key}` has no Chinese in `zh`"), "translate it; an English copy is no translation");
            return None;
        }
        Some(Text::new(en.value, zh.value))
    }

    /// The members of an array; empty if the key is not there.
    pub fn array(&mut self, key: &'static str) -> &'s [Value<'a>] {
        match self.get(key) {
            None => &[],
            Some(v) => match v.get_ref() {
                DeValue::Array(items) => items,
                other => {
                    let remedy = format!("write {key} = [ … ]");
                    self.fault(v.span().start, format!("`{key}` is a {}, not a list", other.type_str()), remedy);
                    &[]
                }
            },
        }
    }

    pub fn strs(&mut self, key: &'static str) -> Vec<At<&'s str>> {
        self.array(key).iter().filter_map(|v| self.as_str(key, v)).collect()
    }

    pub fn words<W: Word + PartialEq>(&mut self, key: &'static str) -> Vec<W> {
        let mut words = Vec::new();
        for s in self.strs(key) {
            let Some(w) = self.checked(key, s, word::<W>) else { continue };
            if words.contains(&w.value) {
                self.fault(w.at, format!("`{key}` names a {} twice", W::WHAT), "keep it once");
            } else {
                words.push(w.value);
            }
        }
        words
    }

    pub fn ids<T: FromStr<Err: std::fmt::Display>>(&mut self, key: &'static str) -> Vec<At<T>> {
        self.strs(key).into_iter().filter_map(|s| self.checked(key, s, checked_id)).collect()
    }

    /// The tables of an array of tables; `name` names each for messages.
    pub fn tables(&mut self, key: &'static str) -> Vec<Table<'a, 's>> {
        let (source, table) = (self.source, self.name.clone());
        let mut found = Vec::new();
        for (i, v) in self.array(key).iter().enumerate() {
            let name = if table.is_empty() { format!("{key} {}", i + 1) } else { format!("{table}, `{key}` {}", i + 1) };
            match v.get_ref() {
                DeValue::Table(t) => found.push(Table::new(source, t, v.span().start, name)),
                other => {
                    source.fault(v.span().start, format!("{name} is a {}, not a table", other.type_str()), "see law/README.md for its form")
                }
            }
        }
        found
    }

    /// The table under a key, if the key is there.
    pub fn table(&mut self, key: &'static str) -> Option<Table<'a, 's>> {
        let v = self.get(key)?;
        match v.get_ref() {
            DeValue::Table(t) => Some(Table::new(self.source, t, v.span().start, key)),
            other => {
                self.source.fault(
                    v.span().start,
                    format!("`{key}` is a {}, not a table", other.type_str()),
                    format!("write it once, as [{key}]"),
                );
                None
            }
        }
    }

    pub fn count(&mut self, key: &'static str) -> Option<u64> {
        self.need(key).and_then(|v| self.as_count(key, v))
    }

    pub fn count_if_given(&mut self, key: &'static str) -> Option<At<u64>> {
        let v = self.get(key)?;
        self.as_count(key, v).map(|value| At { value, at: v.span().start })
    }

    fn as_count(&self, key: &str, v: &'s Value<'a>) -> Option<u64> {
        let number = v.get_ref().as_integer().and_then(|i| u64::from_str_radix(i.as_str(), i.radix()).ok());
        if number.is_none() {
            self.fault(v.span().start, format!("`{key}` is no whole number from 0 up"), format!("write {key} = 100_000"));
        }
        number
    }

    pub fn number(&mut self, key: &'static str) -> Option<f64> {
        let v = self.need(key)?;
        let number = match v.get_ref() {
            DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).ok().map(|n| n as f64),
            DeValue::Float(f) => f.as_str().parse().ok(),
            _ => None,
        };
        let number = number.filter(|n: &f64| n.is_finite() && *n >= 0.0);
        if number.is_none() {
            self.fault(v.span().start, format!("`{key}` is no number from 0 up"), format!("write {key} = 45"));
        }
        number
    }

    /// A key that only ever says `true`.
    pub fn yes(&mut self, key: &'static str) -> Option<()> {
        let v = self.need(key)?;
        if v.get_ref().as_bool() == Some(true) {
            return Some(());
        }
        self.fault(v.span().start, format!("`{key}` can only be true"), format!("write {key} = true, or take the condition away"));
        None
    }

    /// Such a key, where it may be left out.
    pub fn yes_if_given(&mut self, key: &'static str) -> bool {
        self.table.contains_key(key) && self.yes(key).is_some() || {
            self.asked.push(key);
            false
        }
    }

    pub fn bool(&mut self, key: &'static str) -> Option<bool> {
        let v = self.need(key)?;
        let yes = v.get_ref().as_bool();
        if yes.is_none() {
            self.fault(v.span().start, format!("`{key}` is neither true nor false"), format!("write {key} = true or {key} = false"));
        }
        yes
    }

    /// A table that stands in braces under a key.
    pub fn inline(&mut self, key: &'static str) -> Option<Table<'a, 's>> {
        self.need(key).and_then(|v| self.as_inline(key, v))
    }

    pub fn inline_if_given(&mut self, key: &'static str) -> Option<Table<'a, 's>> {
        self.get(key).and_then(|v| self.as_inline(key, v))
    }

    fn as_inline(&self, key: &str, v: &'s Value<'a>) -> Option<Table<'a, 's>> {
        let DeValue::Table(table) = v.get_ref() else {
            self.fault(v.span().start, format!("`{key}` is a {}, not a table", v.get_ref().type_str()), format!("write {key} = {{ … }}"));
            return None;
        };
        Some(Table::new(self.source, table, v.span().start, format!("{}, `{key}`", self.name)))
    }

    pub fn keys(&self) -> Vec<(&'s str, usize)> {
        self.table.keys().map(|k| (k.get_ref().as_ref(), k.span().start)).collect()
    }
}

fn checked_id<T: FromStr<Err: std::fmt::Display>>(s: &str) -> Result<T, (String, String)> {
    s.parse().map_err(|e: T::Err| (e.to_string(), "write it in that form".to_owned()))
}

fn word<W: Word>(s: &str) -> Result<W, (String, String)> {
    if let Some((_, w)) = W::ALL.iter().find(|(word, _)| *word == s) {
        return Ok(*w);
    }
    let words = || W::ALL.iter().map(|(word, _)| *word);
    let known = format!("write one of {}", listed(words()));
    let remedy = nearest(s, words()).map_or(known.clone(), |meant| format!("did you mean `{meant}`? {known}"));
    Err((format!("`{s}` is no {}", W::WHAT), remedy))
}

pub(crate) fn listed<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}

fn missing(key: &str) -> (String, String) {
    match key {
        "cite" => ("no citation (`cite`)".into(), "write cite = \"11 CCR §7025(c)\": the source and its section".into()),
        "en" => ("no English (`en`)".into(), "write both languages: { en = \"…\", zh = \"…\" }".into()),
        "zh" => ("no Chinese (`zh`)".into(), "write both languages: { en = \"…\", zh = \"…\" }".into()),
        "from" => ("no date (`from`)".into(), "write from = \"2026-01-01\", the first day it holds".into()),
        "date" => ("no date (`date`)".into(), "write date = \"2026-01-01\"".into()),
        "text" | "name" | "what" | "facts" | "authority" | "enforcer" => {
            (format!("no `{key}`"), format!("write {key} = {{ en = \"…\", zh = \"…\" }}"))
        }
        other => (format!("no `{other}`"), format!("write {other} = …; law/README.md shows the form")),
    }
}
