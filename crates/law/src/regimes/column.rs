//! The regimes of one place. Purposes, classes, ages and recipients that no rule tells apart share a row of the grid, so
//! that all of it stays small enough for the cache.

use super::{Answer, Entry, Key, counts};
use crate::judge::Verdict;
use std::collections::HashMap;
use tidegate_types::word::{Word, Words};
use tidegate_types::{Age, DataClass, Purpose, Recipient, Regime};

/// A set of rules by their place in the table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    fn and(&self, other: &Bits) -> Bits {
        Bits(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(i, word)| {
            let mut left = *word;
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
        let mut words = Vec::new();
        for (i, bit) in bits.into_iter().enumerate() {
            if i % 64 == 0 {
                words.push(0);
            }
            if bit && let Some(word) = words.last_mut() {
                *word |= 1 << (i % 64);
            }
        }
        Bits(words)
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
            out.heads.push((value, mark.0.clone()));
            seen.push(mark);
            seen.len() - 1
        });
        out.of.push(u8::try_from(i).unwrap_or(u8::MAX));
    }
    out
}

impl Column {
    /// `rules`: those that hold in the place. `plausible`: how old a person of unknown age may be.
    pub fn new(entries: &[Entry], rules: &Bits, plausible: Words<Age>) -> Column {
        let here: Vec<bool> = {
            let mut here = vec![false; entries.len()];
            rules.iter().for_each(|i| here[i] = true);
            here
        };
        let among = |meets: &dyn Fn(&Entry) -> bool| -> Bits { entries.iter().zip(&here).map(|(e, here)| *here && meets(e)).collect() };
        let by_class = entries.iter().zip(&here).any(|(e, here)| *here && e.reach.by_class());
        let child = |age: Option<Age>| age.map_or(plausible.has(Age::Under13), |a| a == Age::Under13);
        let purposes =
            groups(|p: Option<Purpose>| among(&|e| p.is_none_or(|p| e.rule.purposes.has(p))), |p| p.map(|p| super::deals(p) as u8));
        let data = groups(|d: Option<DataClass>| among(&|e| d.is_none_or(|d| e.classes.has(d))), |d| by_class.then_some(d));
        let ages = groups(|a: Option<Age>| among(&|e| e.rule.ages.meets(a.map_or(plausible, Words::of))), child);
        let recipients = groups(|r: Option<Recipient>| among(&|e| r.is_none_or(|r| e.rule.recipients.has(r))), |_| ());

        let mut column = Column {
            shape: [data.heads.len(), ages.heads.len(), recipients.heads.len()],
            purposes: purposes.of,
            data: data.of,
            ages: ages.of,
            recipients: recipients.of,
            cells: Vec::new(),
            grounds: Vec::new(),
        };
        let mut known = HashMap::new();
        for (purpose, by_purpose) in &purposes.heads {
            // An act always has a purpose; the value that is not known only closes the list.
            let purpose = purpose.unwrap_or(Purpose::Secondary);
            for (class, by_data) in &data.heads {
                let by_data = by_purpose.and(by_data);
                for (age, by_age) in &ages.heads {
                    let by_age = by_data.and(by_age);
                    for (_, by_recipient) in &recipients.heads {
                        let met = by_age.and(by_recipient);
                        let judged = met.iter().map(|i| (i, counts(&entries[i], purpose, *class, child(*age))));
                        column.push(entries, judged, &mut known);
                    }
                }
            }
        }
        column
    }

    fn push(&mut self, entries: &[Entry], judged: impl Iterator<Item = (usize, Verdict)>, known: &mut HashMap<Vec<Decided>, u32>) {
        let counted: Vec<(usize, Verdict)> = judged.filter(|(_, v)| *v != Verdict::No).collect();
        let strictest = |enforceable: bool| {
            counted
                .iter()
                .filter(|(i, _)| !enforceable || entries[*i].row.enforceable())
                .map(|(i, _)| entries[*i].rule.regime)
                .max()
                .unwrap_or(Regime::Free)
        };
        let (regime, any) = (strictest(true), strictest(false));
        let warned = (any > regime).then_some(any);
        let decides = |i: usize| {
            let e = &entries[i];
            (e.rule.regime == regime && e.row.enforceable()) || Some(e.rule.regime) == warned
        };
        let deciding: Vec<Decided> =
            counted.iter().filter(|(i, _)| decides(*i)).map(|(i, v)| (u16::try_from(*i).unwrap_or(u16::MAX), *v == Verdict::Yes)).collect();
        // If one rule surely holds, it does not matter whether another does.
        let sure = deciding.iter().any(|(i, yes)| *yes && entries[usize::from(*i)].rule.regime == regime);
        let depends = regime > Regime::Free && !sure;
        let next = u32::try_from(self.grounds.len()).unwrap_or(u32::MAX);
        let grounds = *known.entry(deciding).or_insert_with_key(|deciding| {
            self.grounds.push(deciding.clone());
            next
        });
        self.cells.push(Cell { answer: Answer { regime, warned, depends }, grounds });
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
