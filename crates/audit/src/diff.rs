//! What changed between two reports of one store: findings that are new, gone or otherwise, third parties and cookies.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tidegate_types::finding::{Confidence, Finding, Severity, Status};
use tidegate_types::{CheckId, Report, Text};

/// In JSON as written here.
#[derive(Debug, PartialEq, Serialize)]
pub struct Diff {
    pub store: String,
    pub old: Side,
    pub new: Side,
    /// The law data or its day differ: a change may come from the law and not from the store.
    pub law_changed: bool,
    /// Failed now, and not before, worst first.
    pub failed_newly: Vec<Change>,
    /// Failed before, and not now.
    pub no_longer_failed: Vec<Change>,
    /// Failed both times, with another severity or confidence.
    pub changed: Vec<Change>,
    pub third_parties_new: Vec<String>,
    pub third_parties_gone: Vec<String>,
    pub cookies_new: Vec<String>,
    pub cookies_gone: Vec<String>,
    /// Passes that only one of the two saw whole; what they show is not comparable.
    pub passes_not_comparable: Vec<String>,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct Side {
    pub audited_at: String,
    pub tidegate: String,
    pub law_version: String,
    pub law_date: String,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct Change {
    pub check: CheckId,
    pub title: Text,
    /// `None`: the check was not in that report.
    pub before: Option<State>,
    pub now: Option<State>,
    /// The rows of the law that are cited differ.
    pub law_differs: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct State {
    pub status: Status,
    pub severity: Severity,
    pub confidence: Confidence,
}

/// `old` and `new` are of one store; whoever calls has seen to that.
pub fn diff(old: &Report, new: &Report) -> Diff {
    let (before, now) = (by_check(old), by_check(new));
    let all: BTreeSet<&CheckId> = before.keys().chain(now.keys()).copied().collect();
    let mut out = Diff {
        store: new.store.url.clone(),
        old: side(old),
        new: side(new),
        law_changed: old.law_version != new.law_version || old.law_date != new.law_date,
        failed_newly: vec![],
        no_longer_failed: vec![],
        changed: vec![],
        third_parties_new: only_in(parties(new), &parties(old)),
        third_parties_gone: only_in(parties(old), &parties(new)),
        cookies_new: only_in(cookies(new), &cookies(old)),
        cookies_gone: only_in(cookies(old), &cookies(new)),
        passes_not_comparable: passes_apart(old, new),
    };
    for check in all {
        let (b, n) = (before.get(check).copied(), now.get(check).copied());
        let failed = |f: Option<&Finding>| f.is_some_and(|f| f.status == Status::Failed);
        let list = match (failed(b), failed(n)) {
            (false, true) => &mut out.failed_newly,
            (true, false) => &mut out.no_longer_failed,
            (true, true) if b.map(state) != n.map(state) => &mut out.changed,
            _ => continue,
        };
        list.extend(change(b, n));
    }
    let worst = |c: &Change| std::cmp::Reverse(c.now.or(c.before).map(|s| (s.severity, s.confidence)));
    for list in [&mut out.failed_newly, &mut out.no_longer_failed, &mut out.changed] {
        list.sort_by_key(worst);
    }
    out
}

fn change(before: Option<&Finding>, now: Option<&Finding>) -> Option<Change> {
    let shown = now.or(before)?;
    let rows = |f: Option<&Finding>| f.map(|f| f.law.iter().map(|l| l.row.clone()).collect::<BTreeSet<_>>()).unwrap_or_default();
    Some(Change {
        check: shown.check.clone(),
        title: shown.title.clone(),
        before: before.map(state),
        now: now.map(state),
        law_differs: rows(before) != rows(now),
    })
}

fn state(f: &Finding) -> State {
    State { status: f.status, severity: f.severity, confidence: f.confidence }
}

fn by_check(r: &Report) -> BTreeMap<&CheckId, &Finding> {
    r.findings.iter().map(|f| (&f.check, f)).collect()
}

fn side(r: &Report) -> Side {
    Side {
        audited_at: r.audited_at.to_string(),
        tidegate: r.tidegate.clone(),
        law_version: r.law_version.clone(),
        law_date: r.law_date.to_string(),
    }
}

fn parties(r: &Report) -> BTreeSet<String> {
    r.third_parties.iter().map(|p| p.name.clone()).collect()
}

fn cookies(r: &Report) -> BTreeSet<String> {
    r.third_parties.iter().flat_map(|p| p.cookies.iter().cloned()).collect()
}

fn only_in(these: BTreeSet<String>, those: &BTreeSet<String>) -> Vec<String> {
    these.into_iter().filter(|name| !those.contains(name)).collect()
}

fn passes_apart(old: &Report, new: &Report) -> Vec<String> {
    let whole = |r: &Report| r.passes.iter().filter(|p| p.ok).map(|p| p.name.to_string()).collect::<BTreeSet<_>>();
    whole(old).symmetric_difference(&whole(new)).cloned().collect()
}
