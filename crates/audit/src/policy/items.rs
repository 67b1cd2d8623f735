//! Which items a notice holds, and which it owes.

use crate::case::Case;
use crate::{evidence, reading};
use regex::Regex;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use tidegate_catalog::{PolicyItem, Tongue, fold};
use tidegate_law::Verdict;
use tidegate_types::Place;
use tidegate_types::profile::Audience;

/// A notice ready to be searched.
#[derive(Debug)]
pub struct Notice {
    /// Folded.
    text: String,
    tongues: Vec<Tongue>,
    /// Sentences as they stand on the page, to quote from, each with its folded form; made when the first is asked for.
    sentences: OnceLock<Vec<(String, String)>>,
    original: String,
}

/// Longer sentences are cut where they are quoted.
const QUOTE: usize = 300;
/// Sentences of all notices together from which is quoted.
const MOST: usize = 20_000;

impl Notice {
    /// `None`: nothing, or nothing in a language that is read.
    pub fn new<'t>(texts: impl IntoIterator<Item = &'t str> + Clone) -> Option<Notice> {
        let tongues = super::read_tongues(texts.clone());
        let text = texts.clone().into_iter().map(fold).collect::<Vec<_>>().join(" . ");
        let original = texts.into_iter().collect::<Vec<_>>().join("\n");
        (!tongues.is_empty()).then_some(Notice { text, tongues, original, sentences: OnceLock::new() })
    }

    /// A text whose languages are known from elsewhere.
    pub fn in_tongues(text: &str, tongues: Vec<Tongue>) -> Option<Notice> {
        (!tongues.is_empty()).then(|| Notice { text: fold(text), tongues, original: text.into(), sentences: OnceLock::new() })
    }

    /// A notice too short to tell its language by, on a page that says or leaves open that it is English or Chinese.
    pub fn short(text: &str) -> Notice {
        Notice { text: fold(text), tongues: vec![Tongue::En, Tongue::Zh], original: text.into(), sentences: OnceLock::new() }
    }

    /// Is the item known in a language of this notice? If not, that it was not found says nothing.
    pub fn reads(&self, item: &PolicyItem) -> bool {
        self.tongues.iter().any(|t| !item.patterns(*t).is_empty())
    }

    pub fn holds(&self, item: &PolicyItem) -> bool {
        self.find(item).is_some()
    }

    /// The sentence that holds the item, as it stands on the page.
    pub fn quote(&self, item: &PolicyItem) -> Option<String> {
        let (start, end) = self.find(item)?;
        let begins = self.text[start..end].chars().take(60).collect::<String>();
        let begins = begins.trim();
        let sentences =
            self.sentences.get_or_init(|| reading::sentences(&self.original).take(MOST).map(|s| (s.to_owned(), fold(s))).collect());
        let whole = sentences.iter().find_map(|(s, folded)| Some((s.as_str(), folded[..folded.find(begins)?].chars().count())));
        // What was found may run over the end of a sentence; then it is quoted as it was read.
        let (sentence, at) = whole.unwrap_or_else(|| (around(&self.text, start, end, 40), 0));
        Some(excerpt(sentence.trim(), at))
    }

    fn find(&self, item: &PolicyItem) -> Option<(usize, usize)> {
        self.tongues.iter().find_map(|t| item.patterns(*t).iter().find_map(|p| self.found(item, p, *t)))
    }

    fn found(&self, item: &PolicyItem, pattern: &str, tongue: Tongue) -> Option<(usize, usize)> {
        let regex = compiled(pattern)?;
        let beside: Option<Vec<&Regex>> = item.near.as_ref().map(|n| n.patterns(tongue).iter().filter_map(|p| compiled(p)).collect());
        let elsewhere: Vec<&Regex> = item.unless.iter().flat_map(|u| u.patterns(tongue)).filter_map(|p| compiled(p)).collect();
        let chars = item.near.as_ref().map_or(0, |n| n.chars);
        let found = regex.find_iter(&self.text).take(200).find(|m| {
            let near = || around(&self.text, m.start(), m.end(), chars);
            let sentence = || sentence_at(&self.text, m.start(), m.end());
            beside.as_ref().is_none_or(|b| b.iter().any(|r| r.is_match(near()))) && !elsewhere.iter().any(|r| r.is_match(sentence()))
        });
        found.map(|m| (m.start(), m.end()))
    }
}

/// A sentence; of one too long to quote, the part about what was found at this character.
fn excerpt(sentence: &str, at: usize) -> String {
    const LEAD: usize = 80;
    if at + LEAD < QUOTE || sentence.chars().count() <= QUOTE {
        return evidence::cut(sentence, QUOTE);
    }
    let rest: String = sentence.chars().skip(at - LEAD).collect();
    format!("… {}", evidence::cut(rest.trim_start(), QUOTE - 2))
}

/// The sentence of folded text in which a match lies.
fn sentence_at(text: &str, start: usize, end: usize) -> &str {
    let ends = |c: char| matches!(c, '。' | '!' | '?' | ';');
    let full = |s: &str| s.rfind(". ").map(|i| i + 2).max(s.rfind(ends).map(|i| i + s[i..].chars().next().map_or(1, char::len_utf8)));
    let from = full(&text[..start]).unwrap_or(0);
    let rest = &text[end..];
    let to = rest.find(". ").into_iter().chain(rest.find(ends)).min().map_or(text.len(), |i| end + i);
    &text[from..to]
}

fn around(text: &str, start: usize, end: usize, chars: usize) -> &str {
    let from = text[..start].char_indices().rev().take(chars).last().map_or(start, |(i, _)| i);
    let to = text[end..].char_indices().nth(chars).map_or(text.len(), |(i, _)| end + i);
    &text[from..to]
}

/// Each pattern of the catalogue is compiled once and kept; the catalogue bounds their number.
fn compiled(pattern: &str) -> Option<&'static Regex> {
    static KEPT: OnceLock<Mutex<HashMap<String, Option<&'static Regex>>>> = OnceLock::new();
    const PATTERNS: usize = 4_096;
    let mut kept = KEPT.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(pattern) {
        return *known;
    }
    if kept.len() >= PATTERNS {
        return None;
    }
    let made = Regex::new(pattern).ok().map(|r| &*Box::leak(Box::new(r)));
    kept.insert(pattern.to_owned(), made);
    made
}

/// Items of the catalogue whose id begins so.
pub fn family<'a>(case: &Case<'a>, prefixes: &'a [&'a str]) -> impl Iterator<Item = &'a PolicyItem> {
    case.catalog.policy_items().iter().filter(move |i| prefixes.iter().any(|p| i.id.starts_with(p)))
}

/// Does the business owe the item? Its law reaches it, a row is in force, and every condition holds.
pub fn owed(case: &Case, item: &PolicyItem) -> Verdict {
    let in_force = item.rows.iter().any(|id| case.law.row(id).is_some_and(|r| r.in_force(case.date)));
    if !in_force {
        return Verdict::No;
    }
    let law = item.laws.iter().map(|l| case.law_reaches(l.as_str())).fold(Verdict::No, Verdict::or);
    conditions(case, item).and(law)
}

pub fn conditions(case: &Case, item: &PolicyItem) -> Verdict {
    item.only_if.iter().map(|w| condition(case, w)).fold(Verdict::Yes, Verdict::and)
}

/// One word of `only_if`, as in a law row's `when`. What was seen goes before what the business says.
pub fn condition(case: &Case, word: &str) -> Verdict {
    let (b, seen) = (&case.profile.business, &case.seen);
    let of = |claim: Option<bool>| claim.map_or(Verdict::Unknown, Verdict::from);
    let kinds = |wanted: &dyn Fn(&str) -> bool| {
        if seen.sensitive.iter().any(|s| wanted(s)) {
            return Verdict::Yes;
        }
        of(b.sensitive.as_ref().map(|all| all.iter().any(|s| wanted(s))))
    };
    let young = |audience: Audience| audience != Audience::Adults;
    let outside = |place: &str| of(b.seat.as_ref().zip(Place::new(place).ok()).map(|(seat, p)| !seat.within(&p)));
    match word {
        "sells" => of((b.sells == Some(true) || seen.sells == Some(true)).then_some(true).or(b.sells)),
        "sells_or_shares" => match (b.sells, b.shares_for_ads) {
            _ if seen.shares == Some(true) => Verdict::Yes,
            (Some(true), _) | (_, Some(true)) => Verdict::Yes,
            (Some(false), Some(false)) => Verdict::No,
            _ => Verdict::Unknown,
        },
        "sensitive" => kinds(&|_| true),
        "health" => kinds(&|s| s.to_lowercase().contains("health")),
        "sells_sensitive" => of(b.sells_sensitive),
        "children" | "under_16" | "minors" => of((seen.children == Some(true)).then_some(true).or(b.audience.map(young))),
        "incentive" => of(seen.incentive),
        "seat_outside_eea" => outside("EEA"),
        "seat_outside_uk" => outside("GB"),
        _ => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_is_quoted_where_the_item_is() {
        let (lead, tail) = ("whereas and notwithstanding ".repeat(40), ", and so on and so forth".repeat(40));
        let long = format!("{lead}you have the right to data portability{tail}.");
        let item = tidegate_catalog::Catalog::embedded().policy_items().iter().find(|i| i.id == "EU-N09-portability").expect("an item");
        let quote = |text: &str| Notice::in_tongues(text, vec![Tongue::En]).and_then(|n| n.quote(item)).expect("found");
        let shown = quote(&long);
        assert!(shown.contains("data portability") && shown.starts_with("… ") && shown.chars().count() <= QUOTE + 1, "{shown}");
        assert_eq!(quote("Hello. You have the Right to Data Portability. Bye."), "You have the Right to Data Portability.");
        assert_eq!(Notice::in_tongues("Nothing of the kind.", vec![Tongue::En]).and_then(|n| n.quote(item)), None);
    }
}
