//! Does a law reach this business on this day, and why?

use crate::book::{Law, Lawbook};
use crate::judge::{Seen, Subject, Verdict};
use crate::scope::{Condition, Scope};
use crate::why::joined;
use jiff::civil::Date;
use serde::Serialize;
use tidegate_types::finding::LawApplies;
use tidegate_types::{LawId, Profile, RowId, Text};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Applies {
    pub law: LawId,
    pub verdict: Verdict,
    pub why: Text,
    /// The row whose scope decided, the first of several for a yes; `None`: no single one did.
    pub row: Option<RowId>,
    /// Profile fields that would decide an unknown: `business.revenue_usd`, `market.consumers`.
    pub missing: Vec<&'static str>,
    /// The law as a whole does not apply for sure, but a partial scope brings these rows of it, or may bring them.
    pub only: Vec<RowId>,
}

impl Lawbook {
    /// Any scope that holds suffices; only if none can hold does the law not apply.
    pub fn applies(&self, law: &Law, profile: &Profile, seen: &Seen, date: Date) -> Applies {
        let subject = Subject { profile, seen };
        if let Some(why) = out_of_time(law, date) {
            return Applies { law: law.id.clone(), verdict: Verdict::No, why, row: None, missing: Vec::new(), only: Vec::new() };
        }
        let (whole, parts): (Vec<_>, Vec<_>) = judge_all(&subject, law, date).into_iter().partition(|j| decides(law, j.scope));
        let mut applies = match any(&whole) {
            Verdict::Yes => yes(&subject, law, &whole),
            Verdict::No => no(&subject, law, &whole),
            Verdict::Unknown => unknown(&subject, law, &whole),
        };
        if applies.verdict != Verdict::Yes {
            in_part(&mut applies, &subject, law, &parts);
        }
        applies
    }

    /// [`Lawbook::applies`] without the words.
    pub fn verdict(&self, law: &Law, profile: &Profile, seen: &Seen, date: Date) -> Verdict {
        if !law.in_force(date) {
            return Verdict::No;
        }
        any(judge_all(&Subject { profile, seen }, law, date).iter().filter(|j| decides(law, j.scope)))
    }

    /// Does any scope of the law bring this row?
    pub(crate) fn brings(&self, law: &Law, row: &RowId, subject: &Subject, date: Date) -> Verdict {
        if !law.in_force(date) {
            return Verdict::No;
        }
        any(judge_all(subject, law, date).iter().filter(|j| j.scope.brings(row)))
    }

    /// Every law as a report lists it: those that apply first, then those that may, then the rest.
    pub fn applies_all(&self, profile: &Profile, seen: &Seen, date: Date) -> Vec<Applies> {
        let mut all: Vec<_> = self.laws().map(|law| self.applies(law, profile, seen, date)).collect();
        all.sort_by_key(|a| match a.verdict {
            Verdict::Yes => 0,
            Verdict::Unknown => 1,
            Verdict::No => 2,
        });
        all
    }

    /// As `report.json` writes it.
    pub fn report(&self, applies: &Applies) -> LawApplies {
        let name = self.law(&applies.law).map_or_else(|| Text::same(applies.law.as_str()), |l| l.name.clone());
        LawApplies { id: applies.law.clone(), name, applies: applies.verdict.known(), why: applies.why.clone() }
    }
}

struct Judged<'a> {
    scope: &'a Scope,
    /// One for each condition.
    conditions: Vec<Verdict>,
    verdict: Verdict,
    /// The scope ended and the data knows no successor: its number was last known on its last day.
    stale: bool,
}

/// Does this scope decide of the law as a whole? Where a law is only a bundle of parts, each of them does.
fn decides(law: &Law, scope: &Scope) -> bool {
    scope.whole() || !law.scopes.iter().any(Scope::whole)
}

fn out_of_time(law: &Law, date: Date) -> Option<Text> {
    if date < law.from {
        return Some(Text::new(format!("not in force before {}", law.from), format!("{} 起才生效", law.from)));
    }
    let to = law.to.filter(|to| *to < date)?;
    Some(Text::new(format!("ended on {to}"), format!("已于 {to} 失效")))
}

/// Scopes of the day, and those that ended without a successor in the data.
fn judge_all<'a>(subject: &Subject, law: &'a Law, date: Date) -> Vec<Judged<'a>> {
    law.scopes.iter().filter_map(|scope| judge(subject, law, scope, date)).collect()
}

/// Does the scope count on the day, and if so, is its number only the last that was known? A scope that ended without a
/// successor does not fall away: a threshold that is adjusted every second year is not gone because nobody has written
/// the next one down.
pub(crate) fn counts(law: &Law, scope: &Scope, date: Date) -> Option<Stale> {
    let stale = !scope.holds_on(date);
    let gone = stale && (scope.to.is_none_or(|to| date <= to) || law.scopes.iter().any(|s| s.succeeds(scope)));
    (law.in_force(date) && !gone).then_some(Stale(stale))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stale(bool);

impl Stale {
    /// What all conditions together say, if they were judged by a number that may have changed.
    pub fn settle(self, all: Verdict) -> Verdict {
        if self.0 && all != Verdict::No { Verdict::Unknown } else { all }
    }
}

fn judge<'a>(subject: &Subject, law: &'a Law, scope: &'a Scope, date: Date) -> Option<Judged<'a>> {
    let stale = counts(law, scope, date)?;
    let conditions: Vec<Verdict> = scope.all.iter().map(|c| subject.judge(c, &law.place)).collect();
    let verdict = stale.settle(conditions.iter().copied().fold(Verdict::Yes, Verdict::and));
    Some(Judged { scope, conditions, verdict, stale: stale.0 })
}

fn any<'j, 'a: 'j>(judged: impl IntoIterator<Item = &'j Judged<'a>>) -> Verdict {
    judged.into_iter().map(|j| j.verdict).fold(Verdict::No, Verdict::or)
}

fn yes(subject: &Subject, law: &Law, judged: &[Judged]) -> Applies {
    // All of them: who drops below one threshold should know of the next.
    let holding = || judged.iter().filter(|j| j.verdict == Verdict::Yes);
    let why = gather(subject, law, holding(), Verdict::Yes);
    answer(law, Verdict::Yes, why, holding().next().map(|j| j.scope.row.clone()), Vec::new())
}

fn no(subject: &Subject, law: &Law, judged: &[Judged]) -> Applies {
    let why = if judged.is_empty() {
        Text::new("none of its scopes holds on this day", "当日没有任何适用条件有效")
    } else {
        gather(subject, law, judged.iter(), Verdict::No)
    };
    let row = if let [only] = judged { Some(only.scope.row.clone()) } else { None };
    answer(law, Verdict::No, why, row, Vec::new())
}

fn unknown(subject: &Subject, law: &Law, judged: &[Judged]) -> Applies {
    let open = || judged.iter().filter(|j| j.verdict == Verdict::Unknown);
    let mut missing = Vec::new();
    for j in open() {
        for (condition, verdict) in j.scope.all.iter().zip(&j.conditions) {
            if *verdict == Verdict::Unknown {
                missing.extend(subject.fields(condition));
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    missing.retain(|field| seen.insert(*field));
    let mut why = gather(subject, law, open(), Verdict::Unknown);
    if !missing.is_empty() {
        why.en.push_str(&format!("; say `{}` in the profile", missing.join("`, `")));
        why.zh.push_str(&format!("；请在档案中填写 `{}`", missing.join("`、`")));
    }
    let row = match open().collect::<Vec<_>>().as_slice() {
        [only] => Some(only.scope.row.clone()),
        _ => None,
    };
    answer(law, Verdict::Unknown, why, row, missing)
}

fn answer(law: &Law, verdict: Verdict, why: Text, row: Option<RowId>, missing: Vec<&'static str>) -> Applies {
    Applies { law: law.id.clone(), verdict, why, row, missing, only: Vec::new() }
}

/// Adds what a partial scope brings: a small business in Texas owes nothing of the act but consent before it sells
/// sensitive data.
fn in_part(applies: &mut Applies, subject: &Subject, law: &Law, parts: &[Judged]) {
    for verdict in [Verdict::Yes, Verdict::Unknown] {
        let mut held = parts.iter().filter(|j| j.verdict == verdict).peekable();
        if held.peek().is_none() {
            continue;
        }
        let why = gather(subject, law, held.clone(), verdict);
        applies.only = held.flat_map(|j| j.scope.only.clone()).collect();
        applies.only.sort();
        applies.only.dedup();
        let rows = applies.only.iter().map(RowId::as_str).collect::<Vec<_>>().join(", ");
        let (en, zh) = if verdict == Verdict::Yes { ("in part", "部分适用") } else { ("perhaps in part", "可能部分适用") };
        applies.why.en.push_str(&format!("; {en} ({rows}): {}", why.en));
        applies.why.zh.push_str(&format!("；{zh}（{rows}）：{}", why.zh));
        return;
    }
}

/// The reasons of several scopes, each told once.
fn gather<'a>(subject: &Subject, law: &Law, judged: impl Iterator<Item = &'a Judged<'a>>, verdict: Verdict) -> Text {
    let mut parts: Vec<Text> = Vec::new();
    for j in judged {
        // A market that is not there says all; a second reason in the same scope would only distract.
        if verdict == Verdict::No
            && let Some(c) = j.scope.all.iter().zip(&j.conditions).find(|(c, v)| matches!(c, Condition::Market(_)) && **v == verdict)
        {
            push_once(&mut parts, subject.reason(c.0, verdict, &law.place));
        } else {
            push_once(&mut parts, reasons(subject, law, j, verdict));
        }
    }
    joined(&parts, "; ", "；")
}

fn push_once(parts: &mut Vec<Text>, part: Text) {
    if !parts.contains(&part) {
        parts.push(part);
    }
}

/// The conditions of one scope that were judged so, and its row: `910,000 consumers in US-CA a year, threshold 100,000
/// (CA-T2), and ad requests were seen`.
fn reasons(subject: &Subject, law: &Law, judged: &Judged, verdict: Verdict) -> Text {
    if judged.stale && verdict == Verdict::Unknown {
        return stale(judged.scope);
    }
    let market = |c: &Condition| matches!(c, Condition::Market(_));
    let of_verdict = || judged.scope.all.iter().zip(&judged.conditions).filter(|(_, v)| **v == verdict).map(|(c, _)| c);
    // A number of consumers says that there is a market.
    let counted = of_verdict().any(|c| matches!(c, Condition::Consumers(_) | Condition::ConsumersBeyondPayment(_)));
    let told: Vec<&Condition> = of_verdict().filter(|c| !(counted && market(c))).collect();
    // The row stands beside what it measures, not beside the market.
    let cited = told.iter().position(|c| !market(c)).unwrap_or(0);
    let mut parts: Vec<Text> = told.iter().map(|c| subject.reason(c, verdict, &law.place)).collect();
    if let Some(part) = parts.get_mut(cited) {
        part.en.push_str(&format!(" ({})", judged.scope.row));
        part.zh.push_str(&format!("（{}）", judged.scope.row));
    }
    joined(&parts, ", and ", "，且")
}

fn stale(scope: &Scope) -> Text {
    let to = scope.to.map_or_else(String::new, |d| d.to_string());
    Text::new(
        format!("the threshold of {} was known until {to}, and its successor is not in the law data", scope.row),
        format!("{} 的门槛仅已知至 {to}，法规数据中尚无其后续数值", scope.row),
    )
}
