//! Sentences and amounts of the report, and what is done to text that comes from pages before anyone reads it.

use super::words;
use tidegate_types::finding::{Finding, Severity, Status};
use tidegate_types::{Lang, Text};

/// Longer texts are cut: a page decides how long its own wording is, not how long the report is.
const MAX_CHARS: usize = 4_000;

/// Text of which parts stand in `backticks`.
pub type Rich = Vec<Piece>;

#[derive(Debug, PartialEq)]
pub struct Piece {
    pub code: bool,
    pub text: String,
}

/// Without control characters, and without those that turn the direction of the text around them. What is left is
/// escaped by the templates.
pub fn clean(s: &str) -> String {
    let harmless = |c: char| match c {
        '\n' | '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    let mut chars = s.chars().map(harmless);
    let mut out: String = chars.by_ref().take(MAX_CHARS).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

pub fn said(t: &Text, lang: Lang) -> String {
    clean(t.get(lang))
}

pub fn rich(t: &Text, lang: Lang) -> Rich {
    pieces(&said(t, lang))
}

pub fn pieces(s: &str) -> Rich {
    // An odd number of backticks: they are no quotation marks.
    if s.matches('`').count() % 2 == 1 {
        return vec![Piece { code: false, text: s.to_owned() }];
    }
    s.split('`').enumerate().filter(|(_, p)| !p.is_empty()).map(|(i, p)| Piece { code: i % 2 == 1, text: p.to_owned() }).collect()
}

/// The first sentence, if it ends clearly; else all of it.
pub fn first_sentence(s: &str) -> &str {
    let chinese = s.find('。').map(|i| i + '。'.len_utf8());
    let english = s.match_indices(". ").map(|(i, _)| i + 1).find(|&i| {
        let next = s[i..].trim_start().chars().next();
        let word = s[..i - 1].rsplit([' ', '(']).next().unwrap_or("");
        // Not after an abbreviation such as `e.g.` or `Cal.`
        next.is_some_and(char::is_uppercase) && (word.len() > 3 || word.ends_with(')')) && !word.contains('.')
    });
    &s[..chinese.or(english).unwrap_or(s.len())]
}

/// How many findings ended so.
pub fn count(findings: &[Finding], wanted: impl Fn(&Finding) -> bool) -> usize {
    findings.iter().filter(|f| wanted(f)).count()
}

/// What the report says, in one plain sentence.
pub fn verdict(findings: &[Finding], lang: Lang) -> String {
    let failed = |s| count(findings, |f| f.status == Status::Failed && f.severity == s);
    let by_severity = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low].map(|s| (failed(s), words::severity(s, lang)));
    let seen: Vec<_> = by_severity.into_iter().filter(|(n, _)| *n > 0).collect();
    let total: usize = seen.iter().map(|(n, _)| n).sum();
    match (lang, total) {
        (Lang::En, 0) => "No check failed.".into(),
        (Lang::Zh, 0) => "没有发现不符合项。".into(),
        (Lang::En, 1) => format!("1 {} risk was found.", seen[0].1.to_lowercase()),
        (Lang::En, _) => {
            let parts: Vec<_> = seen.iter().map(|(n, w)| format!("{n} {}", w.to_lowercase())).collect();
            format!("{} risks were found.", and(&parts))
        }
        (Lang::Zh, _) => {
            let parts: Vec<_> = seen.iter().map(|(n, w)| format!("{w} {n} 项")).collect();
            format!("发现 {total} 项风险：{}。", parts.join("、"))
        }
    }
}

/// What became of the checks that did not fail.
pub fn rest(findings: &[Finding], lang: Lang) -> String {
    let [unknown, met, na] = [Status::Unknown, Status::Met, Status::NotApplicable].map(|s| count(findings, |f| f.status == s));
    match lang {
        Lang::En => {
            let check = if unknown == 1 { "check" } else { "checks" };
            let are = if met == 1 { "is" } else { "are" };
            let apply = if na == 1 { "does" } else { "do" };
            format!("{unknown} {check} could not be answered, {met} {are} met, {na} {apply} not apply to this business.")
        }
        Lang::Zh => format!("另有 {unknown} 项无法判断，{met} 项符合，{na} 项不适用于本企业。"),
    }
}

fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The number of things, in words: `3 findings`.
pub fn of_severity(n: usize, lang: Lang) -> String {
    match (lang, n) {
        (Lang::En, 1) => "1 finding".into(),
        (Lang::En, n) => format!("{n} findings"),
        (Lang::Zh, n) => format!("{n} 项"),
    }
}

/// The moment of the audit where the reader lives.
pub fn moment(at: jiff::Timestamp, lang: Lang) -> String {
    let utc = at.strftime("%Y-%m-%d %H:%M");
    match lang {
        Lang::En => format!("{utc} UTC"),
        Lang::Zh => {
            let there = jiff::tz::Offset::constant(8).to_datetime(at);
            format!("{}（北京时间）", there.strftime("%Y-%m-%d %H:%M"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_direction_characters_do_not_reach_the_reader() {
        assert_eq!(clean("a\u{202e}b\0c\nd"), "a\u{fffd}b\u{fffd}c d");
        assert_eq!(clean(&"x".repeat(5_000)).chars().count(), MAX_CHARS + 1);
    }

    #[test]
    fn code_stands_between_pairs_of_backticks() {
        let code = |s| pieces(s).into_iter().filter(|p| p.code).map(|p| p.text).collect::<Vec<_>>();
        assert_eq!(code("cookie `_fbp` of `x`"), ["_fbp", "x"]);
        assert_eq!(code("an odd ` tick"), Vec::<String>::new());
        assert_eq!(pieces("an odd ` tick")[0].text, "an odd ` tick");
    }

    #[test]
    fn the_first_sentence_ends_where_it_ends() {
        assert_eq!(
            first_sentence("Load Meta (e.g. the pixel) after Cal. Then more. Next."),
            "Load Meta (e.g. the pixel) after Cal. Then more."
        );
        assert_eq!(first_sentence("Do this. Then that."), "Do this.");
        assert_eq!(first_sentence("先做这个。再做那个。"), "先做这个。");
        assert_eq!(first_sentence("no end"), "no end");
    }
}
