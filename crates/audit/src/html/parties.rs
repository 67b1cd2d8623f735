//! The table of third parties and passes.

use super::prose::clean;
use super::words;
use tidegate_types::Lang;
use tidegate_types::finding::{Report, Status, ThirdParty};
use tidegate_types::observation::PassName;

#[derive(Debug)]
pub struct Parties {
    /// Heads of the columns: a short word and the whole one.
    pub passes: Vec<(&'static str, &'static str)>,
    pub rows: Vec<Row>,
}

#[derive(Debug)]
pub struct Row {
    pub name: String,
    pub hosts: String,
    pub what: String,
    pub owner: String,
    pub country: String,
    pub advertising: Known,
    pub registered: Option<bool>,
    pub cells: Vec<Cell>,
    pub cookies: String,
    pub got: String,
    pub handed_on: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    Yes,
    No,
    Unknown,
}

#[derive(Debug)]
pub struct Cell {
    pub requests: usize,
    /// An advertiser was contacted although the shopper had said no.
    pub despite: bool,
}

pub fn parties(report: &Report, lang: Lang) -> Parties {
    let ran: Vec<PassName> = PassName::ALL.into_iter().filter(|p| report.passes.iter().any(|s| s.name == *p)).collect();
    Parties {
        passes: ran.iter().map(|p| (words::pass_short(*p, lang), words::pass(*p, lang))).collect(),
        rows: report.third_parties.iter().map(|t| row(t, &ran, report, lang)).collect(),
    }
}

fn row(t: &ThirdParty, ran: &[PassName], report: &Report, lang: Lang) -> Row {
    let unknown = words::words(lang).not_known;
    let or_unknown = |s: &Option<String>| s.as_deref().map_or_else(|| unknown.to_owned(), clean);
    let cell = |p: &PassName| {
        let requests = t.requests.get(p).copied().unwrap_or(0);
        Cell { requests, despite: requests > 0 && t.advertising == Some(true) && despite(t, *p, report) }
    };
    Row {
        name: clean(&t.name),
        hosts: some(t.hosts.iter().filter(|h| **h != t.name), 4),
        what: match (&t.category, &t.listed) {
            (Some(c), _) => clean(words::category(c, lang)),
            (None, Some(_)) => words::words(lang).listed.to_owned(),
            (None, None) => unknown.to_owned(),
        },
        owner: or_unknown(&t.owner),
        country: t.country.as_deref().map_or_else(|| unknown.to_owned(), |c| clean(words::country(c, lang))),
        advertising: t.advertising.map_or(Known::Unknown, |yes| if yes { Known::Yes } else { Known::No }),
        registered: t.registered,
        cells: ran.iter().map(cell).collect(),
        cookies: some(t.cookies.iter(), 6),
        got: t.got.iter().map(|g| clean(g.get(lang))).collect::<Vec<_>>().join(if lang == Lang::Zh { "、" } else { ", " }),
        handed_on: t.handed_on,
    }
}

/// The whole `gpc` pass runs under the signal, unless the signal is in doubt. In the other passes the count also holds
/// what was sent before the act, so there only a finding that shows this party proves anything.
fn despite(t: &ThirdParty, pass: PassName, report: &Report) -> bool {
    let failed = |f: &&tidegate_types::Finding| f.status == Status::Failed;
    match pass {
        PassName::Arrive | PassName::Control | PassName::Accept => false,
        PassName::Gpc => report.findings.iter().filter(failed).any(|f| f.check.as_str() == "sell.gpc.ignored"),
        _ => {
            let shown = report.findings.iter().filter(failed).filter(|f| proves(f.check.as_str(), pass)).flat_map(|f| &f.evidence);
            shown.filter(|e| e.pass == Some(pass)).any(|e| t.hosts.iter().any(|h| names(&e.what.en, h)))
        }
    }
}

/// Checks that fail when somebody is contacted after the act of the pass.
fn proves(check: &str, pass: PassName) -> bool {
    match pass {
        PassName::Refuse => check == "collect.consent.refusal-ignored",
        PassName::Withdraw => check == "collect.consent.withdrawal-ignored",
        PassName::Optout => matches!(check, "sell.optout.ineffective" | "market.optout.ineffective" | "sell.optout.false-confirmation"),
        PassName::Child => check == "collect.children.tracked",
        PassName::Account | PassName::Device => check == "sell.optout.one-device",
        PassName::Close => check == "collect.consent.close-is-consent",
        PassName::Arrive | PassName::Control | PassName::Gpc | PassName::Accept => false,
    }
}

/// Does the text name this host, not one that merely ends or begins like it?
fn names(text: &str, host: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let goes_on = |after: &str| after.starts_with(part) || after.strip_prefix('.').is_some_and(|rest| rest.starts_with(part));
    let mut places = text.match_indices(host).filter(|_| !host.is_empty());
    places.any(|(i, _)| !text[..i].ends_with(part) && !goes_on(&text[i + host.len()..]))
}

/// The first few, and how many more.
fn some<'a>(all: impl Iterator<Item = &'a String>, max: usize) -> String {
    let all: Vec<String> = all.map(|s| clean(s)).collect();
    let more = all.len().saturating_sub(max);
    let shown = all[..all.len() - more].join(", ");
    if more > 0 { format!("{shown} +{more}") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_host_is_named_only_as_a_whole() {
        assert!(names("GET https://px.ads.example/p?x=1", "ads.example"));
        assert!(names("GET https://ads.example", "ads.example"));
        assert!(names("sent to ads.example.", "ads.example"));
        for other in ["https://badads.example/", "https://ads.example.com/", "https://ads.example-cdn.com/", "nothing"] {
            assert!(!names(other, "ads.example"), "{other}");
        }
    }
}
