//! The regimes of one place. Purposes, classes, ages and recipients that no rule tells apart share a row of the grid, so
//! that all of it stays small enough for the cache.

use super::hypothesis::DEALS;
use super::{Answer, Entry, Key};
use crate::judge::Verdict;
use std::collections::HashMap;
use tidegate_types::word::{Word, Words};
use tidegate_types::{Age, DataClass, Purpose, Recipient, Regime};

/// A set of rules by their place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Bits([u64; WORDS]);

const WORDS: usize = 8;
/// More rules than this are refused when the law is read.
pub(crate) const MOST_RULES: usize = WORDS * 64;

impl Bits {
    fn and(self, other: Bits) -> Bits {
        Bits(std::array::from_fn(|i| self.0[i] & other.0[i]))
    }

    fn or(self, other: Bits) -> Bits {
        Bits(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    fn meets(self, other: Bits) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }

    fn has(self, i: usize) -> bool {
        self.0[i / 64] >> (i % 64) & 1 == 1
    }

    fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(i, word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    i * 64 + bit
                })
            })
        })
    }
}

impl FromIterator<bool> for Bits {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Self {
        let mut set = Bits::default();
        for (i, _) in bits.into_iter().take(MOST_RULES).enumerate().filter(|(_, bit)| *bit) {
            set.0[i / 64] |= 1 << (i % 64);
        }
        set
    }
}

/// What does not change from column to column: the rules by what they want, and by whether they count.
pub(crate) struct Rules<'a> {
    entries: &'a [Entry<'a>],
    /// Rules that want each regime; those that may block, and all of them.
    blocking: [Bits; REGIMES],
    wanting: [Bits; REGIMES],
    /// By deal, class of data and whether it is a child: the rules that count, and those that surely do.
    counted: Vec<(Bits, Bits)>,
    plausible: Words<Age>,
}

const REGIMES: usize = Regime::ALL.len();

impl<'a> Rules<'a> {
    pub fn new(entries: &'a [Entry<'a>], plausible: Words<Age>) -> Self {
        let of = |regime: Regime, enforceable: bool| {
            entries.iter().map(|e| e.rule.regime == regime && (!enforceable || e.row.enforceable())).collect()
        };
        let each = |enforceable| std::array::from_fn(|i| of(Regime::ALL[i].1, enforceable));
        let classes = || DataClass::ALL.iter().map(|(_, c)| Some(*c)).chain([None]);
        let counted = DEALS
            .into_iter()
            .flat_map(|deal| classes().flat_map(move |class| [false, true].map(|child| (deal, class, child))))
            .map(|(deal, class, child)| {
                let verdict = |e: &Entry| e.reach.under(deal, class, child);
                let bits = |wanted: fn(Verdict) -> bool| entries.iter().map(|e| wanted(verdict(e))).collect();
                (bits(|v| v != Verdict::No), bits(|v| v == Verdict::Yes))
            })
            .collect();
        Rules { entries, blocking: each(true), wanting: each(false), counted, plausible }
    }

    fn child(&self, age: Option<Age>) -> bool {
        age.map_or(self.plausible.has(Age::Under13), |a| a == Age::Under13)
    }

    /// The rules that count for such a use, and those of them that surely do.
    fn counted(&self, purpose: Purpose, data: Option<DataClass>, child: bool) -> (Bits, Bits) {
        let class = data.map_or(DataClass::ALL.len(), Word::index);
        self.counted[(super::deals(purpose) as usize * (DataClass::ALL.len() + 1) + class) * 2 + usize::from(child)]
    }

    /// The strictest regime of a set, by rules of these.
    fn strictest(&self, met: Bits, by: &[Bits; REGIMES]) -> usize {
        (0..REGIMES).rev().find(|i| met.meets(by[*i])).unwrap_or(0)
    }
}

/// One answer and the rules that gave it.
#[derive(Debug, Clone, Copy)]
struct Cell {
    answer: Answer,
    grounds: u32,
}

/// A rule that decided or warned, and whether its law surely reaches the business.
pub(crate) type Decided = (u16, bool);

#[derive(Debug)]
pub(crate) struct Column {
    purposes: Vec<u8>,
    data: Vec<u8>,
    ages: Vec<u8>,
    recipients: Vec<u8>,
    /// How many groups of each but the first.
    shape: [usize; 3],
    cells: Vec<Cell>,
    grounds: Vec<Vec<Decided>>,
}

/// A column's cells while they are made.
#[derive(Default)]
struct Filling {
    cells: Vec<Cell>,
    grounds: Vec<Vec<Decided>>,
    /// Many uses meet the same rules; each such set is judged once.
    judged: HashMap<(Bits, Bits), Cell, foldhash::fast::FixedState>,
}

impl Filling {
    /// One cell: the rules that are met and count, and which of all rules surely count.
    fn push(&mut self, rules: &Rules, met: Bits, surely: Bits) {
        let (judged, grounds) = (&mut self.judged, &mut self.grounds);
        let cell = *judged.entry((met, met.and(surely))).or_insert_with(|| judge(rules, met, surely, grounds));
        self.cells.push(cell);
    }
}

fn judge(rules: &Rules, met: Bits, surely: Bits, grounds: &mut Vec<Vec<Decided>>) -> Cell {
    let (blocks, wants) = (rules.strictest(met, &rules.blocking), rules.strictest(met, &rules.wanting));
    let blocking = met.and(rules.blocking[blocks]);
    let deciding = if wants > blocks { blocking.or(met.and(rules.wanting[wants])) } else { blocking };
    // If one rule surely holds, it does not matter whether another does.
    let depends = blocks > 0 && !blocking.meets(surely);
    let at = u32::try_from(grounds.len()).unwrap_or(u32::MAX);
    grounds.push(deciding.iter().map(|i| (u16::try_from(i).unwrap_or(u16::MAX), surely.has(i))).collect());
    let warned = (wants > blocks).then(|| Regime::ALL[wants].1);
    Cell { answer: Answer { regime: Regime::ALL[blocks].1, warned, depends }, grounds: at }
}

/// Values of one dimension that all rules treat alike; the last value is the one that is not known.
struct Groups<W> {
    of: Vec<u8>,
    /// One value of each group, and the rules that meet it.
    heads: Vec<(Option<W>, Bits)>,
}

fn groups<W: Word, S: PartialEq>(meets: impl Fn(Option<W>) -> Bits, apart: impl Fn(Option<W>) -> S) -> Groups<W> {
    let mut seen: Vec<(Bits, S)> = Vec::new();
    let mut out = Groups { of: Vec::new(), heads: Vec::new() };
    for value in W::ALL.iter().map(|(_, w)| Some(*w)).chain([None]) {
        let mark = (meets(value), apart(value));
        let i = seen.iter().position(|m| *m == mark).unwrap_or_else(|| {
            out.heads.push((value, mark.0));
            seen.push(mark);
            seen.len() - 1
        });
        out.of.push(u8::try_from(i).unwrap_or(u8::MAX));
    }
    out
}

impl Column {
    /// `here`: the rules that hold in the place.
    /// `foreign`: they only stand for a law that is not in the data, so all of them count and none surely.
    pub fn new(rules: &Rules, here: Bits, foreign: bool) -> Column {
        let entries = rules.entries;
        let among = |meets: &dyn Fn(&Entry) -> bool| here.and(entries.iter().map(meets).collect());
        let by_class = here.iter().any(|i| entries[i].reach.by_class());
        let purposes =
            groups(|p: Option<Purpose>| among(&|e| p.is_none_or(|p| e.rule.purposes.has(p))), |p| p.map(|p| super::deals(p) as u8));
        let data = groups(|d: Option<DataClass>| among(&|e| d.is_none_or(|d| e.classes.has(d))), |d| by_class.then_some(d));
        let ages = groups(|a: Option<Age>| among(&|e| e.rule.ages.meets(a.map_or(rules.plausible, Words::of))), |a| rules.child(a));
        let recipients = groups(|r: Option<Recipient>| among(&|e| r.is_none_or(|r| e.rule.recipients.has(r))), |_| ());

        let mut filling = Filling::default();
        for (purpose, by_purpose) in &purposes.heads {
            // An act always has a purpose; the value that is not known only closes the list.
            let purpose = purpose.unwrap_or(Purpose::Secondary);
            for (class, by_data) in &data.heads {
                let by_data = by_purpose.and(*by_data);
                let counted = match foreign {
                    true => [(here, Bits::default()); 2],
                    false => [false, true].map(|child| rules.counted(purpose, *class, child)),
                };
                for (age, by_age) in &ages.heads {
                    let (counts, surely) = counted[usize::from(rules.child(*age))];
                    let by_age = by_data.and(*by_age).and(counts);
                    for (_, by_recipient) in &recipients.heads {
                        filling.push(rules, by_age.and(*by_recipient), surely);
                    }
                }
            }
        }
        Column {
            shape: [data.heads.len(), ages.heads.len(), recipients.heads.len()],
            purposes: purposes.of,
            data: data.of,
            ages: ages.of,
            recipients: recipients.of,
            cells: filling.cells,
            grounds: filling.grounds,
        }
    }

    fn cell(&self, key: Key) -> Cell {
        let [data, ages, recipients] = self.shape;
        let group = |of: &[u8], i: u8| usize::from(of[usize::from(i)]);
        let mut i = group(&self.purposes, key.purpose);
        i = i * data + group(&self.data, key.data);
        i = i * ages + group(&self.ages, key.age);
        i = i * recipients + group(&self.recipients, key.recipient);
        self.cells[i]
    }

    pub fn answer(&self, key: Key) -> Answer {
        self.cell(key).answer
    }

    pub fn decided(&self, key: Key) -> &[Decided] {
        &self.grounds[self.cell(key).grounds as usize]
    }

    pub fn cells(&self) -> usize {
        self.cells.len()
    }
}
