//! Reading text: patterns, sentences, sizes. Patterns are regular expressions tried without regard to case.

use regex::{RegexSet, RegexSetBuilder};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

type Compiled = &'static RegexSet;

/// Each pattern list is compiled once and kept: the lists are constants of the program, so their number is bounded.
fn compiled(patterns: &'static [&'static str]) -> Compiled {
    static KEPT: OnceLock<Mutex<HashMap<(usize, usize), Compiled>>> = OnceLock::new();
    let kept = KEPT.get_or_init(Mutex::default);
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    kept.entry((patterns.as_ptr() as usize, patterns.len())).or_insert_with(|| {
        let set = RegexSetBuilder::new(patterns).case_insensitive(true).build();
        Box::leak(Box::new(set.expect("pattern lists are constants, compiled by a test")))
    })
}

/// Does any of the patterns occur in the text?
pub fn has(text: &str, patterns: &'static [&'static str]) -> bool {
    compiled(patterns).is_match(text)
}

/// Sentences of a text, Latin and Chinese; line ends end a sentence too.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '。', '!', '?', ';'])
        .flat_map(|line| line.split_inclusive(". ").flat_map(|s| s.split_inclusive("? ")))
        .map(str::trim)
        .filter(|s| !s.is_empty())
}

/// Is the text mostly Chinese?
pub fn chinese(text: &str) -> bool {
    let han = text.chars().filter(|c| matches!(*c, '\u{4e00}'..='\u{9fff}')).count();
    han * 3 > text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Flesch-Kincaid grade level of an English text; `None` below 100 words, where it says nothing.
pub fn grade_level(text: &str) -> Option<f32> {
    // Headings, menus and table cells are no sentences: only lines that end like one, or are long, are counted.
    let prose: Vec<&str> = text.lines().map(str::trim).filter(|l| l.split_whitespace().count() >= 8).collect();
    let (mut words, mut syllables, mut stops) = (0_f32, 0_f32, 0_f32);
    for line in prose {
        for s in sentences(line) {
            stops += 1.0;
            for w in s.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)) {
                words += 1.0;
                syllables += syllable_count(w) as f32;
            }
        }
    }
    (words >= 100.0 && stops > 0.0).then(|| 0.39 * words / stops + 11.8 * syllables / words - 15.59)
}

fn syllable_count(word: &str) -> usize {
    let w: String = word.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    let mut inside = false;
    for c in w.chars() {
        groups += usize::from(vowel(c) && !inside);
        inside = vowel(c);
    }
    let silent = w.ends_with('e') && !w.ends_with("le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}

/// Average sentence length of a Chinese text in characters.
pub fn chinese_sentence(text: &str) -> Option<f32> {
    let long: Vec<usize> = sentences(text).map(|s| s.chars().count()).filter(|n| *n >= 8).collect();
    (long.len() >= 5).then(|| long.iter().sum::<usize>() as f32 / long.len() as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_both_scripts() {
        let all: Vec<_> = sentences("One. Two!\nThree? 我们不出售数据。您可以拒绝。").collect();
        assert_eq!(all, ["One.", "Two", "Three", "我们不出售数据", "您可以拒绝"]);
    }

    #[test]
    fn grades_order_plain_before_legal_prose() {
        let plain = "We keep your name and address for two years. You can ask us to erase them at any time. ".repeat(10);
        let legal = "Notwithstanding the aforementioned considerations, the organisation hereinafter designated reserves irrevocable discretionary authority concerning the dissemination of personally identifiable informational particulars. ".repeat(6);
        let (p, l) = (grade_level(&plain).expect("long enough"), grade_level(&legal).expect("long enough"));
        assert!(p < 9.0 && l > 20.0, "{p} {l}");
        assert_eq!(grade_level("Too short."), None);
    }
}
