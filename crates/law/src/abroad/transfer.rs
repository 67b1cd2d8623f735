//! Transfers out of Europe and the United Kingdom: to where, and on what they rest.

use super::{Asked, Found, Standing, Transfer, found};
use tidegate_types::profile::{Recipient, Tool};
use tidegate_types::word::{Word as _, Words};
use tidegate_types::{Place, RowId};

/// What the law says of a place.
enum Ground {
    Inside,
    Adequate(RowId),
    /// Adequate for certified firms, of which this may be one.
    Certifiable(RowId),
    None,
}

impl Asked<'_> {
    pub(super) fn transfer(&self, t: &Transfer) -> Found {
        let r = self.recipient;
        let abroad = r.abroad.clone().unwrap_or_default();
        let told: Vec<&Place> = abroad.seat.iter().chain(abroad.access_from.iter().flatten()).collect();
        let guessed = told.is_empty();
        let places: Vec<&Place> = if guessed { r.owner_country.iter().collect() } else { told };
        if places.is_empty() {
            return found(
                Standing::Open,
                "where it is, is not known (`abroad.seat`, `abroad.access_from`)",
                "其所在地未知（`abroad.seat`、`abroad.access_from`）",
            );
        }
        let tools: Words<Tool> = abroad.transfer.iter().flatten().copied().collect();
        let mut worst: Option<Found> = None;
        for place in places {
            let one = self.to(t, place, tools, guessed);
            if worst.as_ref().is_none_or(|w| one.standing > w.standing) {
                worst = Some(one);
            }
        }
        worst.unwrap_or_else(|| found(Standing::Open, "", ""))
    }

    fn to(&self, t: &Transfer, place: &Place, tools: Words<Tool>, guessed: bool) -> Found {
        let as_owned =
            if guessed { (" (by its owner, for its seat is not said)", "（按所有者推断，未说明所在地）") } else { ("", "") };
        match self.ground(place) {
            Ground::Inside => found(Standing::Free, format!("in {place}{}", as_owned.0), format!("位于 {place}{}", as_owned.1)),
            Ground::Adequate(row) => found(
                Standing::Free,
                format!("in {place}, which is adequate{}", as_owned.0),
                format!("位于 {place}，已获充分性认定{}", as_owned.1),
            )
            .by(&row),
            Ground::Certifiable(row) if tools.has(Tool::Certified) => {
                found(Standing::Covered, format!("certified in {place}"), format!("在 {place} 已获认证")).by(&row)
            }
            Ground::Certifiable(row) => self.tool(t, place, tools, Standing::Open, as_owned).by(&row),
            Ground::None => self.tool(t, place, tools, Standing::Lacking, as_owned),
        }
    }

    /// `silent`: what it is if the register names no tool.
    fn tool(&self, t: &Transfer, place: &Place, tools: Words<Tool>, silent: Standing, as_owned: (&str, &str)) -> Found {
        let usable: Vec<&str> =
            tools.iter().filter(|x| t.tools.has(*x)).map(|x| Tool::ALL.iter().find(|(_, y)| *y == x).map_or("", |(w, _)| *w)).collect();
        let annexed = t.clause.as_deref().is_some_and(|c| contract_has(self.recipient, c));
        let assessed = annexed || self.recipient.abroad.as_ref().is_some_and(|a| a.transfer_assessed.is_some_and(|d| d <= self.date));
        let safeguarded = annexed || tools.iter().any(|x| t.tools.has(x) && x != Tool::Derogation);
        let named = if usable.is_empty() { t.clause.clone().unwrap_or_default() } else { usable.join(", ") };
        if safeguarded && assessed {
            return found(Standing::Covered, format!("to {place} under {named}, assessed"), format!("传往 {place}，依据 {named}，已评估"));
        }
        if safeguarded {
            return found(
                Standing::Lacking,
                format!("to {place} under {named}, without an assessment of the country (`abroad.transfer_assessed`)"),
                format!("传往 {place}，依据 {named}，但未记录传输影响评估（`abroad.transfer_assessed`）"),
            );
        }
        if tools.has(Tool::Derogation) && t.tools.has(Tool::Derogation) {
            return found(
                Standing::Open,
                format!("to {place} on a derogation, which covers only what is occasional and necessary; a person must judge that"),
                format!("传往 {place}，依据例外情形；例外仅限偶发且必要的传输，须由人工判断"),
            );
        }
        found(
            silent,
            format!("to {place}{}, without a transfer tool on record (`abroad.transfer`)", as_owned.0),
            format!("传往 {place}{}，登记册未记录传输工具（`abroad.transfer`）", as_owned.1),
        )
    }

    fn ground(&self, place: &Place) -> Ground {
        if place.within(&self.law.place) {
            return Ground::Inside;
        }
        let on = |from: Option<_>, to: Option<_>| from.is_none_or(|f| f <= self.date) && to.is_none_or(|t| self.date <= t);
        let mut best = Ground::None;
        for a in self.law.abroad.adequates.iter().filter(|a| self.holds(&a.row) && on(a.from, a.to) && super::inside(place, &a.places)) {
            if !a.certified {
                return Ground::Adequate(a.row.clone());
            }
            best = Ground::Certifiable(a.row.clone());
        }
        best
    }
}

fn contract_has(r: &Recipient, clause: &str) -> bool {
    let clauses = r.contract.as_ref().filter(|c| c.signed.is_some()).and_then(|c| c.clauses.as_ref());
    clauses.is_some_and(|all| all.iter().any(|c| c == clause || c.strip_suffix('*').is_some_and(|family| clause.starts_with(family))))
}
