//! `[[regime]]`: what a row demands of one use of data.

use super::{Reader, period};
use crate::book::Signal;
use crate::fault::nearest;
use crate::read::{Table, listed};
use crate::rule::{Data, Rule};
use crate::word::Sale;
use tidegate_types::word::{Word, Words};
use tidegate_types::{Age, DataClass, Place, Purpose, Recipient, Regime};

const ANY: &str = "any";
const SENSITIVE: &str = "sensitive";

impl Reader<'_, '_, '_> {
    pub(super) fn rule(&mut self, mut t: Table) -> Option<Rule> {
        let row = self.row_of(&mut t, "regime");
        let regime = t.word::<Regime>("regime");
        let (purposes, data, ages) = (self.purposes(&mut t), data(&mut t), ages(&mut t));
        // A person covered by 28 CFR 202 is a third party besides.
        let third = |roles: Words<Recipient>| roles.has(Recipient::ThirdParty);
        let covered = Words::of(Recipient::CoveredPerson);
        let recipients = any_or::<Recipient>(&mut t, "roles").map(|r| if third(r) { r.with(covered) } else { r });
        let places = t.ids::<Place>("places").into_iter().map(|p| p.value).collect();
        let (from, to) = period(&mut t);
        let line = self.source.line(t.at);
        t.close();
        Some(Rule {
            row: row?,
            regime: regime?,
            purposes: purposes?,
            data: data?,
            ages: ages?,
            recipients: recipients?,
            places,
            from,
            to,
            line,
        })
    }

    /// `[[signal]]`: an opt-out preference signal is an opt-out of these purposes.
    pub(super) fn signal(&mut self, mut t: Table) -> Option<Signal> {
        let row = self.row_of(&mut t, "signal");
        let purposes = self.purposes(&mut t);
        t.close();
        Some(Signal { row: row?, purposes: purposes? })
    }

    fn purposes(&self, t: &mut Table) -> Option<Words<Purpose>> {
        let (named, but) = (t.array("purposes").len(), t.array("purposes_but").len());
        match (named, but) {
            (0, 0) => {
                t.fault(t.at, "no purpose (`purposes`)", "write purposes = [\"sale\"], or [\"any\"]; law/README.md lists them");
                None
            }
            (_, 0) => any_or(t, "purposes").map(|named| self.meant(named)),
            (0, _) => Some(Words::all().without(self.meant(any_or(t, "purposes_but")?))),
            _ => {
                t.fault(t.at, "both `purposes` and `purposes_but`", "keep one: those meant, or those left out");
                None
            }
        }
    }

    /// Where other value makes a sale too, a law that says `sale` means both.
    fn meant(&self, named: Words<Purpose>) -> Words<Purpose> {
        let both = self.sale == Sale::Value && named.has(Purpose::Sale);
        if both { named.with(Words::of(Purpose::SaleForValue)) } else { named }
    }
}

/// The words under a key; every word if it says `any`. `None`: a fault was told.
fn any_or<W: Word>(t: &mut Table, key: &'static str) -> Option<Words<W>> {
    let written = t.strs(key);
    match written.as_slice() {
        [] => Some(Words::all()),
        [one] if one.value == ANY => Some(Words::all()),
        _ => {
            let words: Vec<W> = t.words(key);
            (words.len() == written.len()).then(|| words.into_iter().collect())
        }
    }
}

/// Classes by name; `data_but`: any but these.
fn data(t: &mut Table) -> Option<Data> {
    let but = t.array("data_but").len();
    if but == 0 {
        return named_data(t);
    }
    if !t.array("data").is_empty() {
        t.fault(t.at, "both `data` and `data_but`", "keep one: those meant, or those left out");
        return None;
    }
    let left_out = any_or::<DataClass>(t, "data_but")?;
    Some(Data { classes: Words::all().without(left_out), sensitive: false })
}

fn named_data(t: &mut Table) -> Option<Data> {
    let written = t.strs("data");
    if written.is_empty() || matches!(written.as_slice(), [one] if one.value == ANY) {
        return Some(Data { classes: Words::all(), sensitive: false });
    }
    let mut data = Data { classes: Words::NONE, sensitive: false };
    let mut whole = true;
    for s in written {
        if s.value == SENSITIVE {
            data.sensitive = true;
        } else if let Some(class) = DataClass::named(s.value) {
            data.classes = data.classes.with(Words::of(class));
        } else {
            let words = || DataClass::ALL.iter().map(|(word, _)| *word).chain([SENSITIVE, ANY]);
            let meant = nearest(s.value, words()).map_or(String::new(), |m| format!("did you mean `{m}`? "));
            t.fault(s.at, format!("`data`: `{}` is no data class", s.value), format!("{meant}write one of {}", listed(words())));
            whole = false;
        }
    }
    whole.then_some(data)
}

/// `0-12`, `13-15`, `14`, `18+`; every age if the key is not there.
fn ages(t: &mut Table) -> Option<Words<Age>> {
    let Some(s) = t.str_if_given("ages") else { return Some(Words::all()) };
    let bounds = match s.value.strip_suffix('+') {
        Some(from) => from.parse().ok().map(|from: u8| (from, u8::MAX)),
        None => {
            let (from, to) = s.value.split_once('-').unwrap_or((s.value, s.value));
            from.parse().ok().zip(to.parse().ok())
        }
    };
    let starts = |n: u8| Age::ALL.iter().any(|(_, a)| a.youngest() == n);
    match bounds {
        Some((from, to)) if from <= to && starts(from) && (to == u8::MAX || starts(to + 1)) => {
            Some(Age::ALL.iter().map(|(_, a)| *a).filter(|a| (from..=to).contains(&a.youngest())).collect())
        }
        _ => {
            t.fault(
                s.at,
                format!("`ages`: `{}` is no span of ages", s.value),
                "write \"0-12\", \"13-15\", \"14\", \"0-17\" or \"18+\"; spans begin at 0, 13 … 18 and end at 12 … 17",
            );
            None
        }
    }
}
