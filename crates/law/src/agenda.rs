//! What starts, ends, changes or falls due for one business, and what to do before.

use crate::book::{Law, Lawbook, Row};
use crate::history::turns;
use crate::judge::{Seen, Verdict};
use crate::word::{Kind, Sureness};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use tidegate_types::{LawId, Profile, RowId, Text};

/// What kind of day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// A law or a row begins to bind.
    Begins,
    /// A law or a row binds no more.
    Ends,
    /// A threshold changes, and with it whether the law applies.
    Changes,
    /// Something must be done by then.
    Due,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    pub on: Date,
    pub turn: Turn,
    pub law: Option<LawId>,
    pub rows: Vec<RowId>,
    pub what: Text,
    pub before: Text,
    /// `None`: it rests on the profile, not on the law.
    pub confidence: Option<Sureness>,
    /// Whether it concerns the business is not known.
    pub depends: bool,
}

/// Nobody plans further than this; it bounds the work.
pub const LONGEST_YEARS: i16 = 20;

impl Lawbook {
    /// Every entry from the first day to the last, both inclusive, by day.
    pub fn agenda(&self, profile: &Profile, seen: &Seen, from: Date, to: Date) -> Vec<Entry> {
        let asked = Asked { book: self, profile, seen, from, to };
        let mut entries = asked.milestones();
        let told: BTreeSet<(Date, RowId)> = entries.iter().flat_map(|e| e.rows.iter().map(|r| (e.on, r.clone()))).collect();
        // A milestone says it better than what begins or ends by its own date.
        let fresh = |e: &Entry| !e.rows.iter().any(|r| told.contains(&(e.on, r.clone())));
        for law in self.laws() {
            let turns = asked.law(law);
            // What begins with its law is told by the law, and so is whom it reaches.
            let days: BTreeSet<Date> = turns.iter().filter(|e| e.turn != Turn::Ends).map(|e| e.on).collect();
            let rows = self.rows_of(law).filter(|row| !days.contains(&row.from) && row.kind != Kind::Scope);
            entries.extend(turns.into_iter().chain(rows.flat_map(|row| asked.row(row))).filter(&fresh));
        }
        entries.extend(asked.register());
        entries.sort_by(|a, b| (a.on, a.turn, &a.rows, &a.law).cmp(&(b.on, b.turn, &b.rows, &b.law)));
        // Laws that rest on the same scope change together; the first stands for them.
        entries.dedup_by(|b, a| a.turn == Turn::Changes && (a.on, a.turn, &a.rows) == (b.on, b.turn, &b.rows));
        entries
    }
}

struct Asked<'a> {
    book: &'a Lawbook,
    profile: &'a Profile,
    seen: &'a Seen,
    from: Date,
    to: Date,
}

impl Asked<'_> {
    fn within(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    fn reaches(&self, row: &Row, day: Date) -> Verdict {
        self.book.reaches(row, self.profile, self.seen, day)
    }

    fn milestones(&self) -> Vec<Entry> {
        let mut out = Vec::new();
        for m in &self.book.milestones {
            for on in self.repeats(m.on, m.yearly) {
                // A day that ends something is told to those whom it reached the day before.
                let days = [Some(on), on.yesterday().ok()].into_iter().flatten();
                let rows = || m.rows.iter().filter_map(|r| self.book.row(r));
                let verdict =
                    days.flat_map(|d| rows().map(move |r| (r, d))).map(|(r, d)| self.reaches(r, d)).fold(Verdict::No, Verdict::or);
                if verdict == Verdict::No {
                    continue;
                }
                out.push(Entry {
                    on,
                    turn: Turn::Due,
                    law: rows().next().map(|r| r.law.clone()),
                    rows: m.rows.clone(),
                    what: m.what.clone(),
                    before: m.before.clone(),
                    confidence: Some(m.confidence),
                    depends: verdict == Verdict::Unknown,
                });
            }
        }
        out
    }

    fn repeats(&self, first: Date, yearly: bool) -> Vec<Date> {
        if !yearly {
            return [first].into_iter().filter(|d| self.within(*d)).collect();
        }
        let years = first.year().max(self.from.year())..=self.to.year();
        years.filter_map(|y| first.with().year(y).build().ok()).filter(|d| *d >= first && self.within(*d)).collect()
    }

    /// Days on which the law begins, ends, or changes its answer for this business.
    fn law(&self, law: &Law) -> Vec<Entry> {
        let verdict = |day| self.book.verdict(law, self.profile, self.seen, day);
        let mut out = Vec::new();
        for on in turns(law).into_iter().filter(|d| self.within(*d)) {
            let before = on.yesterday().map_or(Verdict::No, verdict);
            let after = verdict(on);
            let turn = match (before, after) {
                (Verdict::No, Verdict::Yes | Verdict::Unknown) if on == law.from => Turn::Begins,
                (Verdict::Yes | Verdict::Unknown, Verdict::No) => Turn::Ends,
                (a, b) if a != b => Turn::Changes,
                _ => continue,
            };
            let applies = self.book.applies(law, self.profile, self.seen, on);
            let scope = applies.row.as_ref().or_else(|| law.scopes.first().map(|s| &s.row)).and_then(|r| self.book.row(r));
            out.push(Entry {
                on,
                turn,
                law: Some(law.id.clone()),
                rows: scope.map(|r| r.id.clone()).into_iter().collect(),
                what: law_turn(law, turn, &applies.why),
                before: scope.and_then(|r| r.before.clone()).unwrap_or_else(|| prepare(law)),
                confidence: Some(scope.map_or(law.confidence, |r| r.confidence)),
                depends: after == Verdict::Unknown || turn == Turn::Ends && before == Verdict::Unknown,
            });
        }
        out
    }

    fn row(&self, row: &Row) -> Vec<Entry> {
        let after = row.to.and_then(|to| to.tomorrow().ok());
        let entry = |on, turn, verdict: Verdict, what, before| Entry {
            on,
            turn,
            law: Some(row.law.clone()),
            rows: vec![row.id.clone()],
            what,
            before,
            confidence: Some(row.confidence),
            depends: verdict == Verdict::Unknown,
        };
        let mut out = Vec::new();
        let begins = self.reaches(row, row.from);
        if self.within(row.from) && begins != Verdict::No {
            let before = row.before.clone().unwrap_or_else(|| Text::new("Make it true by then.", "须在该日之前落实。"));
            out.push(entry(row.from, Turn::Begins, begins, row.text.clone(), before));
        }
        if let Some((to, on)) = row.to.zip(after).filter(|(_, on)| self.within(*on)) {
            let ended = self.reaches(row, to);
            if ended != Verdict::No {
                let what = Text::new(format!("No longer holds: {}", row.text.en), format!("不再有效：{}", row.text.zh));
                let before = Text::new("See what takes its place before you stop.", "停止执行前，先确认由何规则取代。");
                out.push(entry(on, Turn::Ends, ended, what, before));
            }
        }
        out
    }

    /// Contracts that end and reviews that fall due.
    fn register(&self) -> Vec<Entry> {
        let entry = |on: Date, what: Text, before: Text| Entry {
            on,
            turn: Turn::Due,
            law: None,
            rows: Vec::new(),
            what,
            before,
            confidence: None,
            depends: false,
        };
        let mut out = Vec::new();
        for r in self.profile.register() {
            if let Some(ends) = r.contract.as_ref().and_then(|c| c.ends).filter(|d| self.within(*d)) {
                out.push(entry(
                    ends,
                    Text::new(format!("The contract with {} ends.", r.name), format!("与 {} 的合同到期。", r.name)),
                    Text::new("Renew it, or stop sending data on that day.", "续签，或自该日起停止传输数据。"),
                ));
            }
            if let Some(due) = r.review_due.filter(|d| self.within(*d)) {
                out.push(entry(
                    due,
                    Text::new(format!("The review of {} is due.", r.name), format!("{} 的复评到期。", r.name)),
                    Text::new("Assess it again for what it receives today.", "按其目前接收的数据重新评估。"),
                ));
            }
        }
        out
    }
}

fn law_turn(law: &Law, turn: Turn, why: &Text) -> Text {
    let (en, zh) = match turn {
        Turn::Begins => ("begins", "开始适用"),
        Turn::Ends => ("no longer applies", "不再适用"),
        Turn::Changes | Turn::Due => ("changes whom it reaches", "适用范围发生变化"),
    };
    Text::new(format!("{} {en}: {}.", law.name.en, why.en), format!("{}{zh}：{}。", law.name.zh, why.zh))
}

fn prepare(law: &Law) -> Text {
    let n = law.rows.len();
    Text::new(
        format!("Read its {n} rows (`tidegate law show {}`) and make each true by then.", law.id),
        format!("阅读其 {n} 条规则（`tidegate law show {}`），并在该日之前逐条落实。", law.id),
    )
}
