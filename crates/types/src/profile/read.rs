//! Reads the TOML. Each fault is told, its key left out, and the rest read again: one bad key hides no other.

use super::{Profile, ProfileFault};
use crate::text::Text;
use serde::Deserialize as _;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Error};

/// No more are told at once.
const MOST: usize = 100;

/// The profile, unless something of it is lost that makes its own contradictions; and what cannot be read.
pub(super) fn read(text: &str) -> (Option<Profile>, Vec<ProfileFault>) {
    let (mut table, broken) = DeTable::parse_recoverable(text);
    let mut whole = broken.is_empty();
    let mut gone: Vec<(String, usize)> = Vec::new();
    let mut faults: Vec<_> = broken.iter().take(MOST).map(|e| fault(text, e)).collect();
    while faults.len() < MOST {
        let e = match Profile::deserialize(toml::Deserializer::from(table.clone())) {
            Ok(profile) => return (whole.then_some(profile), faults),
            Err(e) => e,
        };
        let missing = e.message().starts_with("missing field");
        whole &= !missing;
        // What was left out, or what a broken line held, is not missing.
        if !missing || broken.is_empty() && !gone.iter().any(|(key, at)| echo(text, &e, key, *at)) {
            faults.push(fault(text, &e));
        }
        match e.span().and_then(|span| cut(table.get_mut(), &span)) {
            Some(key) => gone.push(key),
            None => break,
        }
    }
    (None, faults)
}

fn fault(text: &str, e: &Error) -> ProfileFault {
    let line = e.span().map_or(1, |s| text.as_bytes()[..s.start.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1);
    let what = e.message();
    let mut words = what.split('`').skip(1).step_by(2);
    let see = Text::new("see `tidegate profile init` for every key and its meaning", "每个字段及其含义见 `tidegate profile init`");
    let (zh, remedy) = match (what.split(' ').next(), words.next()) {
        (Some("unknown"), Some(key)) if what.starts_with("unknown field") => {
            (format!("未知字段 `{key}`"), super::instead(key, &words.collect::<Vec<_>>()))
        }
        (Some("missing"), Some(key)) => (format!("缺少字段 `{key}`"), see),
        _ => (format!("无法读取：{what}"), see),
    };
    ProfileFault { place: Text::new(format!("line {line}"), format!("第 {line} 行")), what: Text::new(what, zh), remedy }
}

/// Does the fault only say that this key, left out before, is missing from its table?
fn echo(text: &str, e: &Error, key: &str, at: usize) -> bool {
    let between = e.span().and_then(|span| text.get(span.start..at));
    e.message() == format!("missing field `{key}`") && between.is_some_and(|between| !between.contains("\n["))
}

/// Leaves out the innermost key or entry that holds the place; tells which, and where it stood.
fn cut(table: &mut DeTable, at: &Range<usize>) -> Option<(String, usize)> {
    if let Some(inner) = table.iter_mut().find_map(|(_, value)| within(value, at)) {
        return Some(inner);
    }
    let key = table.iter().find(|(key, value)| holds(key.span(), at) || holds(value.span(), at)).map(|(key, _)| key.clone())?;
    table.remove(&key).map(|_| (key.get_ref().to_string(), key.span().start))
}

fn within(value: &mut Spanned<DeValue>, at: &Range<usize>) -> Option<(String, usize)> {
    match value.get_mut() {
        DeValue::Table(table) => cut(table, at),
        DeValue::Array(all) => {
            if let Some(inner) = all.iter_mut().find_map(|value| within(value, at)) {
                return Some(inner);
            }
            let before = all.len();
            *all = std::mem::replace(all, DeArray::new()).into_iter().filter(|value| !holds(value.span(), at)).collect();
            (all.len() < before).then(|| (String::new(), at.start))
        }
        _ => None,
    }
}

fn holds(span: Range<usize>, at: &Range<usize>) -> bool {
    span.start <= at.start && at.end <= span.end && span != (0..0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_key_hides_no_other() {
        let text = "[business]\nsels = true\nemployees = \"many\"\naudience = \"adlts\"\n[[market]]\nplace = \"Atlantis\"\nconsumers = 5\n\
                    [[market]]\nconsumers = 5\n[[recipient]]\nname = \"x\"\nassesed = \"2026-01-01\"\nassessed = \"2026-02-30\"\n\
                    contract = { signed = \"soon\", clauses = [7] }\n[[collects]]\ncategory = \"A\"\nwhat = { en = \"x\" }\n[contakt]\n[policy]\nautomated = 3\n";
        let faults = Profile::parse(text).expect_err("refused");
        let mut lines: Vec<usize> = faults.iter().map(|f| f.place.en[5..].parse().expect("a line")).collect();
        lines.sort_unstable();
        assert_eq!(lines, [2, 3, 4, 6, 8, 12, 13, 14, 14, 17, 18, 20], "{faults:#?}");
        let told: String = faults.iter().map(|f| f.to_string()).collect();
        for meant in ["`sells`", "`assessed`", "`contact`"] {
            assert!(told.contains(&format!("did you mean {meant}?")), "{meant}: {told}");
        }
    }

    #[test]
    fn what_is_no_toml_is_told_with_the_rest() {
        let faults = Profile::parse("[business]\nname = \nsels = true\nseat = CN\n[[market]]\nplace = \"DE\"\n").expect_err("refused");
        assert!(faults.len() >= 3 && faults.iter().any(|f| f.what.en.contains("sels")), "{faults:#?}");
        let faults = Profile::parse("[business]\nsels = true\nsells = false\nsells_sensitive = true\n").expect_err("refused");
        assert_eq!(faults.len(), 2, "contradictions stand beside misspelt keys: {faults:#?}");
        let many = format!("[business]\n{}", (0..300).map(|i| format!("k{i} = 1\n")).collect::<String>());
        assert_eq!(Profile::parse(&many).expect_err("refused").len(), MOST);
    }
}
