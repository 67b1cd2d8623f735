//! Which rows of the law reach the business, and what they fix: wording and numbers.

use crate::model::{Block, Content, Line};
use crate::{Gap, Matter};
use std::collections::BTreeMap;
use tidegate_law::{Law, Row, Seen, Unit, Verdict, When};
use tidegate_types::profile::Category;
use tidegate_types::{RowId, Text};

/// Rows that a block satisfies, each with its items of the content checklists. [`STATES`] stands for every state's law.
pub type Cause = &'static [(&'static str, &'static [&'static str])];

/// In a [`Cause`]: the laws of states whose duties of notice are like Virginia's.
pub const STATES: &str = "(states)";
/// Reaches any seller of sensitive data with one sentence, and gives no rights (Fla. Stat. §501.715).
const SENTENCE_ONLY: &str = "us-FL";

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

    /// Laws of states with rights and a notice, which reach the business or may.
    pub fn states(&self) -> impl Iterator<Item = &'a Law> + '_ {
        let m = self.matter;
        let like = |law: &&Law| (law.id.as_str() == "vcdpa" || law.id.as_str().starts_with("us-")) && law.id.as_str() != SENTENCE_ONLY;
        m.law.laws().filter(like).filter(move |law| m.law.verdict(law, m.profile, &self.seen, m.date) != Verdict::No)
    }

    /// The row by which a state's law is cited as a whole.
    fn of_state(&self, law: &'a Law) -> Option<&'a Row> {
        self.row(law.id.as_str()).filter(|r| r.in_force(self.matter.date))
    }

    fn rows(&self, name: &str) -> Vec<&'a Row> {
        match name {
            STATES => self.states().filter_map(|law| self.of_state(law)).collect(),
            id => self.row(id).into_iter().collect(),
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
