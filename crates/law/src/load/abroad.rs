//! `[[concern]]`, `[[bulk]]`, `[[exempt]]`, `[[transfer]]` and `[[adequate]]`: what a law asks of a recipient in another country.

use super::{Reader, period};
use crate::abroad::{Abroad, Adequate, Bulk, Concern, Exempt, Meant, Transfer};
use crate::read::Table;
use tidegate_types::profile::Tool;
use tidegate_types::word::Words;
use tidegate_types::{DataClass, Place};

/// The tables as they stand in a file.
pub(super) struct Tables<'a, 's> {
    concerns: Vec<Table<'a, 's>>,
    bulks: Vec<Table<'a, 's>>,
    exempts: Vec<Table<'a, 's>>,
    transfers: Vec<Table<'a, 's>>,
    adequates: Vec<Table<'a, 's>>,
}

impl<'a, 's> Tables<'a, 's> {
    pub fn of(top: &mut Table<'a, 's>) -> Self {
        Tables {
            concerns: top.tables("concern"),
            bulks: top.tables("bulk"),
            exempts: top.tables("exempt"),
            transfers: top.tables("transfer"),
            adequates: top.tables("adequate"),
        }
    }

    pub fn first(&self) -> Option<&Table<'a, 's>> {
        [&self.concerns, &self.bulks, &self.exempts, &self.transfers, &self.adequates].into_iter().find_map(|all| all.first())
    }
}

impl Reader<'_, '_, '_> {
    pub(super) fn abroad(&mut self, tables: Tables) -> Abroad {
        let (concern, bulk, exempt) = (tables.concerns.first(), tables.bulks.first(), tables.exempts.first());
        let (concern, bulk, exempt) = (concern.map(|t| t.at), bulk.map(|t| t.at), exempt.map(|t| t.at));
        if let (None, Some(at)) = (concern, bulk.or(exempt)) {
            self.source.fault(at, "[[bulk]] or [[exempt]] without a [[concern]]", "write first which countries the law is about");
        }
        if let (true, Some(orphan)) = (tables.transfers.is_empty(), tables.adequates.first()) {
            self.source.fault(orphan.at, "[[adequate]] without a [[transfer]]", "write first which row binds a transfer");
        }
        let concerns: Vec<Concern> = tables.concerns.into_iter().filter_map(|t| self.concern(t)).collect();
        // Without numbers nothing would ever be bulk, and the law would be silent.
        if let (Some(at), None) = (concern.filter(|_| concerns.iter().any(|c| c.meant == Meant::Bulk)), bulk) {
            self.source.fault(at, "a [[concern]] that names no data", "write brokered = [\"health\"], or [[bulk]] with its numbers");
        }
        Abroad {
            concerns,
            bulks: tables.bulks.into_iter().filter_map(|t| self.bulk(t)).collect(),
            exempts: tables.exempts.into_iter().filter_map(|t| self.exempt(t)).collect(),
            transfers: tables.transfers.into_iter().filter_map(|t| self.transfer(t)).collect(),
            adequates: tables.adequates.into_iter().filter_map(|t| self.adequate(t)).collect(),
        }
    }

    fn concern(&mut self, mut t: Table) -> Option<Concern> {
        let row = self.row_of(&mut t, "concern");
        let places = places(&mut t);
        let owned = t.number("owned_percent");
        if let Some(n) = owned.filter(|n| !(0.0..=100.0).contains(n)) {
            t.fault(t.at, format!("`owned_percent` = {n} is no percentage"), "write a number from 0 to 100");
        }
        let spared = t.id_if_given::<Place>("spares_seat").map(|p| p.value);
        let meant = meant(&mut t);
        t.close();
        Some(Concern { row: row?, places: places?, owned: owned?, spares_seat: spared, meant: meant? })
    }

    fn bulk(&mut self, mut t: Table) -> Option<Bulk> {
        let row = self.row_of(&mut t, "bulk");
        let (data, over) = (classes(&mut t, "data"), t.count("more_than"));
        t.close();
        Some(Bulk { row: row?, data: data?, more_than: over? })
    }

    fn exempt(&mut self, mut t: Table) -> Option<Exempt> {
        let row = self.row_of(&mut t, "exempt");
        let (dealing, data) = (t.word("dealing"), t.words("data").into_iter().collect::<Words<_>>());
        let data = if t.array("data").is_empty() { Words::all() } else { data };
        t.close();
        Some(Exempt { row: row?, dealing: dealing?, data })
    }

    fn transfer(&mut self, mut t: Table) -> Option<Transfer> {
        let row = self.row_of(&mut t, "transfer");
        let tools: Words<Tool> = t.words("tools").into_iter().collect();
        if t.array("tools").is_empty() {
            t.fault(t.at, "no tool (`tools`)", "write tools = [\"standard-contractual-clauses\"]; law/README.md lists them");
        }
        let clause = t.str_if_given("clause").map(|s| s.value.to_owned());
        t.close();
        (!tools.is_empty()).then_some(())?;
        Some(Transfer { row: row?, tools, clause })
    }

    fn adequate(&mut self, mut t: Table) -> Option<Adequate> {
        let row = self.row_of(&mut t, "adequate");
        let places = places(&mut t);
        let certified = flag(&mut t, "certified");
        let (from, to) = period(&mut t);
        t.close();
        Some(Adequate { row: row?, places: places?, certified: certified?, from, to })
    }
}

/// False if the key is not there; `None`: a fault was told.
fn flag(t: &mut Table, key: &'static str) -> Option<bool> {
    if t.has(key) { t.bool(key) } else { Some(false) }
}

fn places(t: &mut Table) -> Option<Vec<Place>> {
    let all: Vec<Place> = t.ids("places").into_iter().map(|p| p.value).collect();
    let written = t.array("places").len();
    if written == 0 {
        t.fault(t.at, "no place (`places`)", "write places = [\"CN\", \"HK\"], countries by their two letters");
    }
    (written > 0 && written == all.len()).then_some(all)
}

fn meant(t: &mut Table) -> Option<Meant> {
    let perhaps: Words<DataClass> = t.words("brokered_perhaps").into_iter().collect();
    if t.has("brokered") {
        return classes(t, "brokered").map(|data| Meant::Brokered { data, perhaps });
    }
    if !perhaps.is_empty() {
        t.fault(t.at, "`brokered_perhaps` without `brokered`", "write brokered = [\"health\"]: the kinds that are meant for sure");
        return None;
    }
    Some(Meant::Bulk)
}

fn classes(t: &mut Table, key: &'static str) -> Option<Words<DataClass>> {
    let all: Words<DataClass> = t.words(key).into_iter().collect();
    if t.array(key).is_empty() {
        t.fault(t.at, format!("no data (`{key}`)"), format!("write {key} = [\"health\"]; law/README.md lists the classes"));
    }
    (!all.is_empty()).then_some(all)
}
