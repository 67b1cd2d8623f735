//! When a law reached a business, as it is today, on earlier days; and which number would bring it in.

use crate::applies::counts;
use crate::book::{Law, Lawbook};
use crate::judge::{Seen, Subject, Verdict};
use crate::scope::{Condition, Scope};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use tidegate_types::{Profile, RowId, Text};

/// Days on which a law answered the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Period {
    pub from: Date,
    /// Inclusive; `None`: the day that was asked about, and as far as known after it.
    pub to: Option<Date>,
    pub applies: Verdict,
}

/// A number which, if it were reached, would bring the law in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Near {
    pub row: RowId,
    /// Never empty: all of them together would do it.
    pub needs: Vec<Text>,
}

impl Lawbook {
    /// From the law's first day to `until`, with the business as its profile is today.
    pub fn history(&self, law: &Law, profile: &Profile, seen: &Seen, until: Date) -> Vec<Period> {
        let mut spans: Vec<Period> = Vec::new();
        for from in turns(law).into_iter().filter(|d| *d <= until) {
            let applies = self.verdict(law, profile, seen, from);
            if spans.last().is_some_and(|last| last.applies == applies) {
                continue;
            }
            if let Some(last) = spans.last_mut() {
                last.to = from.yesterday().ok();
            }
            spans.push(Period { from, to: None, applies });
        }
        spans
    }

    /// For a law that does not apply: what would be enough. Only numbers are told; a market or a practice that is missing is
    /// a decision, not a threshold.
    pub fn near(&self, law: &Law, profile: &Profile, seen: &Seen, date: Date) -> Vec<Near> {
        if !law.in_force(date) {
            return Vec::new();
        }
        let subject = Subject { profile, seen };
        let of_the_day = law.scopes.iter().filter(|s| s.whole() && s.holds_on(date) && counts(law, s, date).is_some());
        of_the_day.filter_map(|scope| near(&subject, law, scope)).collect()
    }
}

/// The first day of a law, and each day on which one of its scopes begins or has ended.
pub(crate) fn turns(law: &Law) -> BTreeSet<Date> {
    let after = |to: Option<Date>| to.and_then(|d| d.tomorrow().ok());
    let scopes = law.scopes.iter().flat_map(|s| [s.from, after(s.to)]).flatten();
    [Some(law.from), after(law.to)].into_iter().flatten().chain(scopes).filter(|d| *d >= law.from).collect()
}

fn near(subject: &Subject, law: &Law, scope: &Scope) -> Option<Near> {
    let short: Vec<&Condition> = scope.all.iter().filter(|c| subject.judge(c, &law.place) == Verdict::No).collect();
    if short.is_empty() || !short.iter().all(|c| c.is_number()) {
        return None;
    }
    let needs = short.iter().map(|c| subject.reason(c, Verdict::No, &law.place)).collect();
    Some(Near { row: scope.row.clone(), needs })
}
