//! Transfers out of Europe and the United Kingdom: to where, and on what they rest.

use super::{Asked, Found, Outcome, Transfer, found, inside};
use tidegate_types::profile::Tool;
use tidegate_types::word::Words;
use tidegate_types::{Place, RowId, Text};

/// What the law says of a place.
enum Protection {
    Inside,
    Adequate(RowId),
    /// Adequate for certified firms, of which this may be one.
    Certifiable(RowId),
    None,
}

impl Asked<'_> {
    pub(super) fn transfer(&self, t: &Transfer) -> Found {
        let a = &self.recipient.abroad;
        let told: Vec<&Place> = a.seat.iter().chain(a.access_from.iter().flatten()).collect();
        if let Some(worst) = self.worst(t, told) {
            return worst;
        }
        match self.worst(t, self.recipient.owner_country.iter().collect()) {
            Some(Found { outcome, why, by }) => {
                let note = ("its seat is not said, so its owner's counts", "未说明所在地，按所有者所在地判断");
                let why = Text::new(format!("{}; {}", why.en, note.0), format!("{}；{}", why.zh, note.1));
                Found { outcome, why, by }
            }
            None => found(
                Outcome::Open,
                "where it is, is not known (`abroad.seat`, `abroad.access_from`)",
                "其所在地未知（`abroad.seat`、`abroad.access_from`）",
            ),
        }
    }

    fn worst(&self, t: &Transfer, places: Vec<&Place>) -> Option<Found> {
        places.into_iter().map(|place| self.to(t, place)).max_by_key(|f| f.outcome)
    }

    fn to(&self, t: &Transfer, place: &Place) -> Found {
        let certified = self.tools().has(Tool::Certified);
        match self.protection(place) {
            Protection::Inside => found(Outcome::Free, format!("in {place}"), format!("位于 {place}")),
            Protection::Adequate(row) => {
                found(Outcome::Free, format!("in {place}, which is adequate"), format!("位于 {place}，已获充分性认定")).by(&row)
            }
            Protection::Certifiable(row) if certified => {
                found(Outcome::Covered, format!("certified in {place}"), format!("在 {place} 已获认证")).by(&row)
            }
            // It may be certified as long as nothing is said of what the transfer rests on.
            Protection::Certifiable(row) if self.recipient.abroad.transfer.is_none() => self.safeguarded(t, place, Outcome::Open).by(&row),
            Protection::Certifiable(_) | Protection::None => self.safeguarded(t, place, Outcome::Lacking),
        }
    }

    fn tools(&self) -> Words<Tool> {
        self.recipient.abroad.transfer.iter().flatten().copied().collect()
    }

    /// `bare`: the outcome without any tool.
    fn safeguarded(&self, t: &Transfer, place: &Place, bare: Outcome) -> Found {
        let usable: Vec<Tool> = self.tools().iter().filter(|x| t.tools.has(*x)).collect();
        let annexed = t.clause.as_deref().filter(|c| self.signed(c));
        let safe: Vec<&str> = usable.iter().filter(|x| **x != Tool::Derogation).map(|x| x.as_str()).chain(annexed).collect();
        let named = safe.join(", ");
        let assessed = annexed.is_some() || self.recipient.abroad.transfer_assessed.is_some_and(|d| d <= self.date);
        if safe.is_empty() && usable.is_empty() {
            found(
                bare,
                format!("to {place} without a transfer tool on record (`abroad.transfer`)"),
                format!("传往 {place}，登记册未记录传输工具（`abroad.transfer`）"),
            )
        } else if safe.is_empty() {
            found(
                Outcome::Open,
                format!("to {place} on a derogation, which covers only what is occasional and necessary; a person must judge that"),
                format!("传往 {place}，依据例外情形；例外仅限偶发且必要的传输，须由人工判断"),
            )
        } else if assessed {
            found(Outcome::Covered, format!("to {place} under {named}, assessed"), format!("传往 {place}，依据 {named}，已评估"))
        } else {
            found(
                Outcome::Lacking,
                format!("to {place} under {named}, without an assessment of the country (`abroad.transfer_assessed`)"),
                format!("传往 {place}，依据 {named}，但未记录传输影响评估（`abroad.transfer_assessed`）"),
            )
        }
    }

    fn signed(&self, clause: &str) -> bool {
        self.recipient.contract.as_ref().is_some_and(|c| c.signed.is_some() && c.holds(clause) == Some(true))
    }

    fn protection(&self, place: &Place) -> Protection {
        if place.within(&self.law.place) {
            return Protection::Inside;
        }
        let on = |from: Option<_>, to: Option<_>| from.is_none_or(|f| f <= self.date) && to.is_none_or(|t| self.date <= t);
        let all = self.law.abroad.adequates.iter().filter(|a| self.holds(&a.row) && on(a.from, a.to) && inside(place, &a.places));
        match all.min_by_key(|a| a.certified) {
            None => Protection::None,
            Some(a) if a.certified => Protection::Certifiable(a.row.clone()),
            Some(a) => Protection::Adequate(a.row.clone()),
        }
    }
}
