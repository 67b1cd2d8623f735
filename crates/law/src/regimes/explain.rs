//! Why a regime holds, from the very cell that gave it.

use super::{Answer, Regimes};
use crate::word::Sureness;
use serde::Serialize;
use std::collections::BTreeSet;
use tidegate_types::act::Said;
use tidegate_types::word::Words;
use tidegate_types::{Act, LawId, Place, Regime, RowId, Text};

/// An answer with its rows, and what was not known when it was given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    pub regime: Regime,
    /// Stricter, by rows that may only warn.
    pub warned: Option<Regime>,
    pub depends: bool,
    /// The rows that gave the regime or the warning.
    pub rows: Vec<Ground>,
    /// What was not known, and what was taken instead.
    pub unknown: Vec<Text>,
}

/// One row and what it asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ground {
    pub row: RowId,
    pub law: LawId,
    pub cite: String,
    pub regime: Regime,
    pub confidence: Sureness,
    /// Whether its law reaches the business is not known.
    pub depends: bool,
    pub text: Text,
}

impl Regimes<'_> {
    pub fn explain(&self, act: &Act) -> Explained {
        let key = self.key(act);
        let Answer { regime, warned, depends } = self.answer(key);
        let mut rows: Vec<Ground> = Vec::new();
        for (i, sure) in self.column(key).decided(key) {
            let e = &self.entries[usize::from(*i)];
            if rows.iter().any(|g| g.row == e.row.id && g.regime == e.rule.regime) {
                continue;
            }
            rows.push(Ground {
                row: e.row.id.clone(),
                law: e.law.id.clone(),
                cite: e.row.cite.clone(),
                regime: e.rule.regime,
                confidence: e.row.confidence,
                depends: !sure,
                text: e.row.text.clone(),
            });
        }
        // What holds before what only warns, and what surely reaches the business before what may.
        rows.sort_by_key(|g| (g.regime != regime, g.depends));
        Explained { regime, warned, depends, rows, unknown: self.unknown(act) }
    }

    pub(crate) fn unknown(&self, act: &Act) -> Vec<Text> {
        let mut out = Vec::new();
        out.extend(self.unknown_place(act.place.as_ref()));
        if act.data.is_none() {
            out.push(Text::new("the class of data is not known: the strictest holds", "数据类别未知：按最严格的规则"));
        }
        if act.age.is_none() {
            out.push(self.unknown_age());
        }
        if act.recipient.is_none() {
            out.push(Text::new("the recipient's role is not known: the strictest holds", "接收方角色未知：按最严格的规则"));
        }
        out
    }

    pub(crate) fn unknown_place(&self, place: Option<&Place>) -> Option<Text> {
        let Some(place) = place else {
            return Some(Text::new("the place is not known: the strictest of all markets holds", "所在地未知：按全部市场中最严格的规则"));
        };
        if self.unread(place) {
            return Some(Text::new(
                format!("the law of {place} is not in the data: the strictest of all laws in it stands in, and nothing more is known"),
                format!("数据中没有 {place} 的法律：暂以数据中最严格的规则代替，其余未知"),
            ));
        }
        super::UNIONS.contains(&place.as_str()).then(|| {
            Text::new(
                format!("where in {place} is not known: the strictest of its parts holds"),
                format!("不知位于 {place} 何处：按其各部分中最严格的规则"),
            )
        })
    }

    /// Laws that single out recipients of this role may ask for more than a regime can say.
    pub(crate) fn of_such_recipients(&self, act: &Act) -> Option<Text> {
        let only = Words::of(act.recipient?);
        let laws: BTreeSet<&str> = self.entries.iter().filter(|e| e.rule.recipients == only).map(|e| e.law.id.as_str()).collect();
        (!laws.is_empty()).then(|| {
            let names = laws.into_iter().collect::<Vec<_>>().join(", ");
            Text::new(
                format!("beyond this table, these laws restrict such a recipient; read them with `tidegate law show`: {names}"),
                format!("除本表外，以下法律对此类接收方另有限制，请用 `tidegate law show` 查阅：{names}"),
            )
        })
    }

    fn unknown_age(&self) -> Text {
        let ages = self.plausible.iter().map(|a| a.as_str()).collect::<Vec<_>>().join(", ");
        Text::new(
            format!("the age is not known: by the audience it may be {ages}, and the strictest holds"),
            format!("年龄未知：依受众可能为 {ages}，按其中最严格的规则"),
        )
    }
}

impl Explained {
    /// `must agree (opt_in)`.
    pub fn in_words(&self) -> Text {
        let said = self.regime.said();
        Text::new(format!("{} ({})", said.en, self.regime), format!("{}（{}）", said.zh, self.regime))
    }
}
