//! Which rows of the law reach the business, and what they fix: wording and numbers.

use crate::model::{Block, Content, Line};
use crate::{Gap, Matter};
use std::collections::BTreeMap;
use tidegate_law::{Kind, Law, Row, Seen, Unit, Verdict, When};
use tidegate_types::profile::Category;
use tidegate_types::{RowId, Text};

/// Rows that a block satisfies, each with its items of the content checklists. `*NOT` stands for the row `XX-NOT` of every
/// state's law (`CO-NOT`, `TX-NOT` …), `*RTS -IA` for all but Iowa's.
pub type Cause = &'static [(&'static str, &'static [&'static str])];

#[derive(Debug)]
pub struct Reach<'a> {
    pub matter: &'a Matter<'a>,
    seen: Seen,
}

impl<'a> Reach<'a> {
    pub fn new(matter: &'a Matter<'a>) -> Reach<'a> {
        let p = matter.profile;
        let sensitive = p.collects.iter().any(|c| c.category == Category::L || c.sensitive == Some(true));
        let seen = Seen {
            shares: p.collects.iter().any(|c| c.shared == Some(true)).then_some(true),
            sells: p.collects.iter().any(|c| c.sold == Some(true)).then_some(true),
            sensitive: if sensitive { vec!["stated".into()] } else { Vec::new() },
            incentive: p.incentive.given(),
            ..Seen::default()
        };
        Reach { matter, seen }
    }

    pub fn row(&self, id: &str) -> Option<&'a Row> {
        self.matter.law.row(&RowId::new(id).ok()?)
    }

    pub fn verdict(&self, id: &str) -> Verdict {
        self.row(id).map_or(Verdict::No, |row| self.of_row(row))
    }

    fn of_row(&self, row: &Row) -> Verdict {
        self.matter.law.reaches(row, self.matter.profile, &self.seen, self.matter.date)
    }

    /// A row that reaches the business, or may.
    pub fn may(&self, id: &str) -> bool {
        self.verdict(id) != Verdict::No
    }

    /// The duties `XX-suffix` of states, which reach the business or may; Virginia's have numbers and no suffix.
    pub fn of_states(&self, suffix: &str) -> Vec<(&'a Law, &'a Row)> {
        let mut words = suffix.split(' ');
        let (suffix, but) = (words.next().unwrap_or_default(), words.collect::<Vec<_>>());
        let one = |law: &'a Law| {
            let code = law.id.as_str().strip_prefix("us-")?;
            let named = format!("-{code}");
            let row = (!but.contains(&named.as_str())).then(|| self.row(&format!("{code}-{suffix}")))??;
            // That there is no duty is a fact of some states' law, and no reason for a text.
            (row.kind == Kind::Duty && self.of_row(row) != Verdict::No).then_some((law, row))
        };
        self.matter.law.laws().filter_map(one).collect()
    }

    /// Laws of states with rights and a notice, which reach the business or may.
    pub fn states(&self) -> Vec<&'a Law> {
        let virginia = self.row("VA-8").filter(|row| self.of_row(row) != Verdict::No).and_then(|row| self.matter.law.law_of(row));
        self.of_states("NOT").into_iter().map(|(law, _)| law).chain(virginia).collect()
    }

    fn rows(&self, name: &str) -> Vec<&'a Row> {
        match name.strip_prefix('*') {
            Some(suffix) => self.of_states(suffix).into_iter().map(|(_, row)| row).collect(),
            None => self.row(name).into_iter().collect(),
        }
    }

    /// `None`: no row reaches the business, so the block is not owed.
    pub fn block(&self, cause: Cause, content: Content) -> Option<Block> {
        let mut block = Block { content, rows: Vec::new(), items: Vec::new(), sure: false };
        for (name, items) in cause {
            for row in self.rows(name) {
                let verdict = self.of_row(row);
                if verdict == Verdict::No {
                    continue;
                }
                block.sure |= verdict == Verdict::Yes;
                if !block.rows.contains(&row.id) {
                    block.rows.push(row.id.clone());
                }
                let fresh = items.iter().filter(|i| !block.items.contains(i)).copied().collect::<Vec<_>>();
                block.items.extend(fresh);
            }
        }
        (!block.rows.is_empty()).then_some(block)
    }

    pub fn para(&self, cause: Cause, line: Line) -> Option<Block> {
        self.block(cause, Content::Para(line))
    }

    /// Each line with its own cause; only those that are owed stay.
    pub fn list(&self, lines: Vec<(Cause, Line)>) -> Option<Block> {
        let mut out: Option<Block> = None;
        for (cause, line) in lines {
            let Some(one) = self.block(cause, Content::List(vec![line])) else { continue };
            match &mut out {
                None => out = Some(one),
                Some(all) => merge(all, one),
            }
        }
        out
    }

    pub fn table(&self, cause: Cause, head: &[(&str, &str)], body: Vec<Vec<Line>>) -> Option<Block> {
        let head = head.iter().map(|(en, zh)| Text::new(*en, *zh)).collect();
        self.block(cause, Content::Table { head, body })
    }

    /// Wording that the law itself fixes; never typed anew.
    pub fn exact(&self, row: &str) -> Option<&'a str> {
        self.row(row)?.strings.first().map(String::as_str)
    }

    /// The row's first number of this unit, as people write it.
    pub fn number(&self, row: &str, unit: Unit) -> String {
        let found = self.row(row).and_then(|r| r.numbers.iter().find(|n| n.unit == unit));
        found.map_or_else(String::new, |n| n.value.to_string())
    }

    /// The row's nth number of days.
    pub fn days(&self, row: &str, nth: usize) -> Option<u64> {
        let days = self.row(row)?.numbers.iter().filter(|n| n.unit == Unit::Days).nth(nth)?.value;
        Some(days as u64)
    }

    /// Does the business sell or share, by its own word or that of its forms?
    pub fn sale(&self) -> Verdict {
        let b = &self.matter.profile.business;
        let one = |seen: Option<bool>, said: Option<bool>| seen.or(said).map_or(Verdict::Unknown, Verdict::from);
        one(self.seen.sells, b.sells).or(one(self.seen.shares, b.shares_for_ads))
    }

    /// Fields that would tell whether the rows of unsure blocks reach the business.
    pub fn undecided<'b>(&self, blocks: impl Iterator<Item = &'b Block>) -> Vec<Gap> {
        let mut by_field: BTreeMap<String, Vec<RowId>> = BTreeMap::new();
        for id in blocks.filter(|b| !b.sure).flat_map(|b| &b.rows) {
            let Some(row) = self.matter.law.row(id) else { continue };
            for field in self.fields(row) {
                let rows = by_field.entry(field).or_default();
                if !rows.contains(id) {
                    rows.push(id.clone());
                }
            }
        }
        by_field.into_iter().map(|(field, rows)| decide(field, rows)).collect()
    }

    fn fields(&self, row: &Row) -> Vec<String> {
        let m = self.matter;
        let mut fields: Vec<String> = m.law.depends_on(row, m.profile, &self.seen).into_iter().flat_map(fields_of).collect();
        if let Some(law) = m.law.law_of(row) {
            fields.extend(m.law.applies(law, m.profile, &self.seen, m.date).missing.into_iter().map(str::to_owned));
        }
        fields
    }
}

fn merge(all: &mut Block, one: Block) {
    if let (Content::List(lines), Content::List(more)) = (&mut all.content, one.content) {
        lines.extend(more);
    }
    all.sure |= one.sure;
    for row in one.rows {
        if !all.rows.contains(&row) {
            all.rows.push(row);
        }
    }
    for item in one.items {
        if !all.items.contains(&item) {
            all.items.push(item);
        }
    }
}

fn fields_of(word: When) -> Vec<String> {
    let fields: &[&str] = match word {
        When::SellsOrShares => &["business.sells", "business.shares_for_ads"],
        When::Sells => &["business.sells"],
        When::Sensitive | When::Health => &["business.sensitive"],
        When::SellsSensitive => &["business.sells_sensitive"],
        When::Children | When::Under16 | When::Minors => &["business.audience"],
        When::Incentive => &["incentive.offered"],
        When::SeatOutsideEea | When::SeatOutsideUk => &["business.seat"],
    };
    fields.iter().map(|f| (*f).to_owned()).collect()
}

fn decide(field: String, rows: Vec<RowId>) -> Gap {
    let n = rows.len();
    let what = Text::new(
        format!("without it, it is not known whether {n} of the rows here reach the business"),
        format!("缺少该项，无法判断其中 {n} 条条文是否适用于本企业"),
    );
    Gap { field, what, rows }
}
