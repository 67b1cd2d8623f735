//! Every regime that one business meets on one day, as a dense table: what must hold before a person's data is used.
//!
//! A rule meets a use of data if it meets its place, purpose, class of data, age and recipient, and if its law reaches
//! the business *once that use takes place*: who asks whether it may sell is judged as a seller, and who knows a person
//! to be a child as one that knows. The strictest rule holds. What is not known meets every rule that it may meet.
//! An answer and its explanation are read from the same cell.

mod column;
mod explain;
mod hypothesis;
mod signal;

pub use explain::{Explained, Ground};
pub use signal::SignalDuty;
use signal::Signalled;

use crate::book::{Law, Lawbook, Row};
use crate::judge::{Seen, Subject};
use crate::rule::{Rule, days, on};
pub(crate) use column::MOST_RULES;
use column::{Bits, Column, Rules};
use hypothesis::Reach;
use jiff::civil::Date;
use std::collections::HashMap;
use tidegate_types::place::{EEA_ONLY, EU, US_STATES, US_TERRITORIES};
use tidegate_types::word::{Word, Words};
use tidegate_types::{Act, Age, DataClass, Place, Profile, Purpose, Recipient, Regime, RowId};

/// What must hold, by rules that may block and by rules that may only warn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub regime: Regime,
    /// Stricter, and resting on rows whose source was not re-read: it warns, never blocks.
    pub warned: Option<Regime>,
    /// Whether a law that decides reaches the business is not known.
    pub depends: bool,
}

/// Places for which the law data answers; their unions; and the rest of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot(u16);

/// A place whose law is not in the data.
const ABROAD: Spot = Spot(0);
/// A place that is not known.
const ANYWHERE: Spot = Spot(1);

/// What a spot stands for.
enum Where {
    Abroad,
    Anywhere,
    In(Place),
}

/// An act as the table finds it. Good for the table that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    spot: Spot,
    purpose: u8,
    data: u8,
    age: u8,
    recipient: u8,
}

/// One rule of the day with what decides whether it counts.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    pub rule: &'a Rule,
    pub row: &'a Row,
    pub law: &'a Law,
    /// With what the law calls sensitive on the day.
    pub classes: Words<DataClass>,
    pub reach: Reach,
}

/// A rule as it stands on the day: what it wants, and of which uses of data.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub row: RowId,
    pub regime: Regime,
    pub enforceable: bool,
    /// Never empty.
    pub places: Vec<Place>,
    pub purposes: Words<Purpose>,
    /// With what the law calls sensitive on the day.
    pub data: Words<DataClass>,
    pub ages: Words<Age>,
    pub recipients: Words<Recipient>,
}

/// All regimes for one business on one day. Made by [`Lawbook::regimes`].
#[derive(Debug)]
pub struct Regimes<'a> {
    date: Date,
    law_version: &'a str,
    entries: Vec<Entry<'a>>,
    columns: Vec<Column>,
    /// Column of each spot.
    spots: Vec<u16>,
    index: Places,
    /// Some market lies where the law is not in the data.
    abroad: bool,
    plausible: Words<Age>,
    signals: Vec<Signalled<'a>>,
}

impl Lawbook {
    /// Compiles every rule of the day for this business.
    pub fn regimes(&self, profile: &Profile, seen: &Seen, date: Date) -> Regimes<'_> {
        let subject = Subject { profile, seen };
        let plausible = subject.plausible_ages();
        let entries: Vec<Entry> = self.laws().flat_map(|law| entries(self, law, &subject, date)).collect();
        let (index, places) = Places::new();
        let abroad = profile.markets.iter().any(|m| index.of(&m.place) == ABROAD);
        let rules = Rules::new(&entries, plausible);
        let mut wanted: Vec<(Bits, bool)> = Vec::new();
        let mut known: HashMap<(Bits, bool), u16> = HashMap::new();
        let spots = places
            .iter()
            .map(|place| {
                let (here, foreign) = meeting(&entries, place);
                *known.entry((here, foreign)).or_insert_with(|| {
                    wanted.push((here, foreign));
                    u16::try_from(wanted.len() - 1).unwrap_or(u16::MAX)
                })
            })
            .collect();
        let columns = crate::halves::map(&wanted, |(here, foreign)| Column::new(&rules, *here, *foreign));
        let signals = signal::signals(self, profile, seen, date);
        Regimes { date, law_version: self.law_version(), entries, columns, spots, index, abroad, plausible, signals }
    }
}

/// The rules of a law that are in force on the day.
fn entries<'a>(book: &'a Lawbook, law: &'a Law, subject: &Subject, date: Date) -> Vec<Entry<'a>> {
    let live = |row: &Row, from, to| row.in_force(date) && on(days(row, from, to), date);
    let sensitive: Words<DataClass> = law
        .sensitive
        .iter()
        .filter(|s| book.row(&s.row).is_some_and(|row| live(row, s.from, s.to)))
        .fold(Words::NONE, |all, s| all.with(s.data));
    let in_force = law.rules.iter().filter_map(|rule| {
        let row = book.row(&rule.row).filter(|row| live(row, rule.from, rule.to))?;
        let classes = if rule.data.sensitive { rule.data.classes.with(sensitive) } else { rule.data.classes };
        Some((rule, row, classes))
    });
    let reaches = hypothesis::Reaches::new(law, subject, date);
    in_force
        .map(|(rule, row, classes)| Entry { rule, row, law, classes, reach: reaches.of(&row.id) })
        .filter(|e| !e.classes.is_empty())
        .collect()
}

/// The rules that hold for people of a place, and whether its law is not in the data: then nothing is known of it, so every
/// rule there is stands for it, whether or not its own law reaches the business.
fn meeting(entries: &[Entry], place: &Where) -> (Bits, bool) {
    let meets = |e: &Entry| match place {
        Where::Anywhere | Where::Abroad => true,
        Where::In(place) if e.rule.places.is_empty() => e.law.place.meets(place),
        Where::In(place) => e.rule.places.iter().any(|p| p.meets(place)),
    };
    (entries.iter().map(meets).collect(), matches!(place, Where::Abroad))
}

impl Regimes<'_> {
    pub fn date(&self) -> Date {
        self.date
    }

    pub fn law_version(&self) -> &str {
        self.law_version
    }

    /// Where a place is found; `None`: it is not known. Then it may be any, also one whose law is not in the data if the
    /// business sells there.
    pub fn spot(&self, place: Option<&Place>) -> Spot {
        match place {
            Some(place) => self.index.of(place),
            None if self.abroad => ABROAD,
            None => ANYWHERE,
        }
    }

    /// Is the law of this place not in the data?
    pub fn unread(&self, place: &Place) -> bool {
        self.index.of(place) == ABROAD
    }

    pub fn key(&self, act: &Act) -> Key {
        self.key_at(self.spot(act.place.as_ref()), act)
    }

    /// [`Regimes::key`] with the place found before.
    pub fn key_at(&self, spot: Spot, act: &Act) -> Key {
        Key { spot, purpose: at(Some(act.purpose)), data: at(act.data), age: at(act.age), recipient: at(act.recipient) }
    }

    /// One look into the table.
    pub fn answer(&self, key: Key) -> Answer {
        self.column(key).answer(key)
    }

    /// What must hold before this use of data.
    pub fn of(&self, act: &Act) -> Answer {
        self.answer(self.key(act))
    }

    /// Every rule that can decide for this business on the day, with its whole domain.
    pub fn standing(&self) -> impl Iterator<Item = Standing> {
        self.entries.iter().filter(|e| e.reach.ever()).map(|e| Standing {
            row: e.row.id.clone(),
            regime: e.rule.regime,
            enforceable: e.row.enforceable(),
            places: if e.rule.places.is_empty() { vec![e.law.place.clone()] } else { e.rule.places.clone() },
            purposes: e.rule.purposes,
            data: e.classes,
            ages: e.rule.ages,
            recipients: e.rule.recipients,
        })
    }

    fn column(&self, key: Key) -> &Column {
        &self.columns[usize::from(self.spots[usize::from(key.spot.0)])]
    }

    /// How many tables there are beside each other, and cells in all.
    pub fn size(&self) -> (usize, usize) {
        (self.columns.len(), self.columns.iter().map(Column::cells).sum())
    }
}

/// Index of a word; one past the last: not known.
fn at<W: Word>(w: Option<W>) -> u8 {
    let i = w.map_or(W::ALL.len(), Word::index);
    u8::try_from(i).unwrap_or(u8::MAX)
}

/// From a place to its spot without looking at more than its letters.
#[derive(Debug)]
struct Places {
    countries: Box<[u16; LETTERS]>,
    states: Box<[u16; LETTERS]>,
    eea: u16,
}

const LETTERS: usize = 26 * 26;
/// The unions whose people may live in any member.
const UNIONS: [&str; 3] = ["US", "EU", "EEA"];

impl Places {
    /// The index, and the places in the order of their spots.
    fn new() -> (Places, Vec<Where>) {
        let mut index = Places { countries: Box::new([ABROAD.0; LETTERS]), states: Box::new([ABROAD.0; LETTERS]), eea: ABROAD.0 };
        let mut places = vec![Where::Abroad, Where::Anywhere];
        let countries = EU.iter().chain(&EEA_ONLY).chain(&UNIONS).chain(&["GB", "CN"]).map(|c| (*c).to_owned());
        let states = US_STATES.iter().chain(&US_TERRITORIES).map(|s| format!("US-{s}"));
        for name in countries.chain(states) {
            let Ok(place) = Place::new(name) else { continue };
            let spot = u16::try_from(places.len()).unwrap_or(0);
            index.set(place.as_str(), spot);
            places.push(Where::In(place));
        }
        (index, places)
    }

    fn set(&mut self, name: &str, spot: u16) {
        match name.as_bytes() {
            [b'E', b'E', b'A'] => self.eea = spot,
            [b'U', b'S', b'-', a, b] => self.states[letters(*a, *b)] = spot,
            [a, b, ..] => self.countries[letters(*a, *b)] = spot,
            _ => {}
        }
    }

    fn of(&self, place: &Place) -> Spot {
        Spot(match place.as_str().as_bytes() {
            [b'E', b'E', b'A'] => self.eea,
            [b'U', b'S', b'-', a, b] => self.states[letters(*a, *b)],
            [a, b, ..] => self.countries[letters(*a, *b)],
            _ => ABROAD.0,
        })
    }
}

fn letters(a: u8, b: u8) -> usize {
    let i = |c: u8| usize::from(c.wrapping_sub(b'A') % 26);
    i(a) * 26 + i(b)
}

/// What kind of flow makes a business one that shares or sells.
pub(crate) fn deals(purpose: Purpose) -> hypothesis::Deal {
    match purpose {
        Purpose::Sale | Purpose::SaleForValue => hypothesis::Deal::Sells,
        Purpose::TargetedAdvertising => hypothesis::Deal::Shares,
        _ => hypothesis::Deal::Neither,
    }
}
