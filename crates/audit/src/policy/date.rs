//! The day a policy says it was last updated or took effect.

use jiff::civil::Date;
use regex::{Captures, Regex};
use std::sync::OnceLock;

/// What a date can be read as. `03/04/2026` is a day in March or in April.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    pub earliest: Date,
    pub latest: Date,
}

const MONTHS: [(&str, i8); 42] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("januar", 1),
    ("februar", 2),
    ("märz", 3),
    ("mai", 5),
    ("juni", 6),
    ("juli", 7),
    ("oktober", 10),
    ("dezember", 12),
    ("janvier", 1),
    ("février", 2),
    ("mars", 3),
    ("avril", 4),
    ("juin", 6),
    ("juillet", 7),
    ("août", 8),
    ("septembre", 9),
    ("octobre", 10),
    ("novembre", 11),
    ("décembre", 12),
    ("enero", 1),
    ("febrero", 2),
    ("marzo", 3),
    ("abril", 4),
    ("mayo", 5),
    ("junio", 6),
    ("julio", 7),
    ("septiembre", 9),
    ("octubre", 10),
    ("noviembre", 11),
    ("diciembre", 12),
];

fn patterns() -> &'static [Regex; 5] {
    static ONE: OnceLock<[Regex; 5]> = OnceLock::new();
    let regex = |p: &str| Regex::new(p).expect("a constant, compiled by this module's tests");
    ONE.get_or_init(|| {
        [
            regex(r"(?i)\b(?P<y>20\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b"),
            regex(r"(?P<y>20\d\d) ?年 ?(?P<m>\d{1,2}) ?月(?: ?(?P<d>\d{1,2}) ?[日号])?"),
            regex(r"(?i)\b(?P<d>\d{1,2})(?:st|nd|rd|th|er)?\.?[- ](?:of |de )?(?P<name>\p{L}{3,10})\.?,?[- ](?:de |del )?(?P<y>20\d\d)\b"),
            regex(r"(?i)\b(?P<name>\p{L}{3,10})\.? (?:(?P<d>\d{1,2})(?:st|nd|rd|th)?,? )?(?:of )?(?P<y>20\d\d)\b"),
            regex(r"\b(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>20\d\d)\b"),
        ]
    })
}

fn label() -> &'static Regex {
    static ONE: OnceLock<Regex> = OnceLock::new();
    ONE.get_or_init(|| {
        Regex::new(
            r"(?i)\b((last|latest|most recent(ly)?|date of( last)?)[ -]?(updated?|revis(ed|ion)|modifi(ed|cation)|amend(ed|ment)|review(ed)?|chang(ed|e))|(updated|revised|amended|effective|modified|reviewed|current|valid|in force|in effect)( (date|on|as of|from|since|until))?|version( of| dated)?|as of|date|stand|zuletzt (aktualisiert|geändert)|gültig (ab|seit)|dernière mise à jour|mise? à jour|en vigueur|última actualización|actualizad[ao]|vigente)\b|(最近|最后|上次|本次)?(一次)?(更新|修订|修改|发布|生效)(日期|时间|于|:|：)?|版本",
        )
        .expect("a constant, compiled by this module's tests")
    })
}

fn month(name: &str) -> Option<i8> {
    let name = name.to_lowercase();
    let whole = MONTHS.iter().find(|(m, _)| *m == name);
    let short = || MONTHS.iter().find(|(m, _)| name.chars().count() >= 3 && m.starts_with(&name));
    whole.or_else(short).map(|(_, n)| *n)
}

fn number(c: &Captures, group: &str) -> Option<i8> {
    c.name(group)?.as_str().parse().ok()
}

/// The last day of a month where only the month is named: the kindest reading.
fn day(y: i16, m: i8, d: Option<i8>) -> Option<Date> {
    match d {
        Some(d) => Date::new(y, m, d).ok(),
        None => Date::new(y, m, 1).ok().map(Date::last_of_month),
    }
}

fn stated(c: &Captures) -> Option<Stated> {
    let y: i16 = c.name("y")?.as_str().parse().ok()?;
    let one = |d: Date| Stated { earliest: d, latest: d };
    if c.name("a").is_some() {
        let (a, b) = (number(c, "a")?, number(c, "b")?);
        let readings: Vec<Date> = [(a, b), (b, a)].into_iter().filter_map(|(m, d)| Date::new(y, m, d).ok()).collect();
        return Some(Stated { earliest: readings.iter().min().copied()?, latest: readings.iter().max().copied()? });
    }
    let m = match c.name("name") {
        Some(name) => month(name.as_str())?,
        None => number(c, "m")?,
    };
    day(y, m, number(c, "d")).map(one)
}

/// Every date of a line.
fn dates(line: &str) -> Vec<Stated> {
    let mut found: Vec<Stated> = Vec::new();
    for regex in patterns() {
        found.extend(regex.captures_iter(line).filter_map(|c| stated(&c)));
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// How far behind its label a date may stand: "Last updated" and the day may be two cells of a table.
const REACH: usize = 60;
const LONGEST_BARE_LINE: usize = 48;

/// The latest date that the text gives as its own. `None`: it gives none.
pub fn of_policy(text: &str) -> Option<Stated> {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let labelled = label().find_iter(&flat).take(400).flat_map(|m| dates(clip(&flat[m.start()..], m.len() + REACH)));
    labelled.max_by_key(|s| s.latest).or_else(|| bare(text))
}

/// A date alone on a line at the top or at the end.
fn bare(text: &str) -> Option<Stated> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let ends = lines.iter().take(6).chain(lines.iter().rev().take(4));
    ends.filter(|l| l.chars().count() <= LONGEST_BARE_LINE && !l.contains('©')).flat_map(|l| dates(l)).max_by_key(|s| s.latest)
}

/// The first `n` bytes, at a character's end.
fn clip(s: &str, n: usize) -> &str {
    let mut end = n.min(s.len());
    while !s.is_char_boundary(end) {
        end -= 1;
    }
    &s[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn check(text: &str, expected: Option<Date>) {
        assert_eq!(of_policy(text).map(|s| s.latest), expected, "{text}");
    }

    #[test]
    fn dates_are_read_however_they_are_written() {
        let d = Some(date(2026, 11, 3));
        for text in [
            "Privacy Policy\nLast updated: November 3, 2026\nWe …",
            "Last Updated\nNov 3, 2026",
            "Effective date: 2026-11-03",
            "Updated 3 Nov 2026",
            "This policy was last revised on the 3rd of November 2026.",
            "Effective as of November 3rd, 2026",
            "隐私政策\n最后更新：2026年11月3日",
            "更新日期：2026/11/3",
            "生效日期：2026年11月3日",
            "Stand: 3. November 2026",
            "Dernière mise à jour : 3 novembre 2026",
            "Última actualización: 3 de noviembre de 2026",
            "Last modified Nov. 3, 2026",
            "Privacy Policy\nNovember 3, 2026\nWho we are",
            "Version of 2026.11.03",
            "Last updated: 03-Nov-2026",
        ] {
            check(text, d);
        }
        check("Last updated: November 2026", Some(date(2026, 11, 30)));
        check("Effective January 1, 2024. Last updated March 5, 2026.", Some(date(2026, 3, 5)));
    }

    #[test]
    fn other_dates_are_not_the_policys() {
        for text in [
            "We comply with Regulation (EU) 2016/679 of 27 April 2016, which is long.\n".repeat(8).as_str(),
            "© 2026 Shop. All rights reserved.",
            "Privacy Policy",
            "Last updated: recently",
            "We may update this policy at any time. Please check back.",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_date_with_two_readings_keeps_both() {
        let s = of_policy("Last updated: 03/04/2026").expect("a date");
        assert_eq!((s.earliest, s.latest), (date(2026, 3, 4), date(2026, 4, 3)));
        let s = of_policy("Last updated: 25/12/2025").expect("a date");
        assert_eq!((s.earliest, s.latest), (date(2025, 12, 25), date(2025, 12, 25)));
        assert_eq!(of_policy("Last updated: 45/45/2025"), None);
    }
}
