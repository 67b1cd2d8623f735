//! The report in one language, as the templates read it.

use super::album::Album;
use super::finding::{Card, Chip, card, chip};
use super::parties::{self, Parties};
use super::prose::{self, Rich, clean, rich, said};
use super::words::{self, Words};
use tidegate_law::Lawbook;
use tidegate_types::finding::{Finding, LawApplies, PassSummary, PolicyLine, Report, Scenario, Severity, Status, Subject};
use tidegate_types::{Lang, Text};

#[derive(Debug)]
pub struct Page {
    pub w: &'static Words,
    /// `lang=` of the part.
    pub tag: &'static str,
    /// Prefix of ids and class of the part.
    pub key: &'static str,
    pub facts: Facts,
    /// An app was read; else a store was opened in a browser.
    pub app: Option<AppFacts>,
    /// Where evidence comes from that no pass shows.
    pub elsewhere: &'static str,
    pub verdict: String,
    pub rest: String,
    pub overall: Option<u8>,
    pub four: Vec<Tile>,
    pub beside: Vec<Tile>,
    pub first: Vec<usize>,
    pub groups: Vec<Group>,
    pub parties: Parties,
    pub laws: Vec<LawLine>,
    pub laws_not: Vec<LawLine>,
    pub not_observed: Vec<Rich>,
    pub policy: Vec<ItemLine>,
    pub policy_missing: usize,
    pub unknown: Vec<Short>,
    pub met: Vec<Short>,
    pub not_applicable: Vec<Short>,
    pub passes: Vec<PassLine>,
    pub disclaimer: String,
}

#[derive(Debug)]
pub struct Facts {
    pub host: String,
    pub url: String,
    pub profile: String,
    pub audited: String,
    pub law_date: String,
    pub law_version: String,
    pub tidegate: String,
}

/// The package that was read.
#[derive(Debug)]
pub struct AppFacts {
    pub name: String,
    pub file: String,
    pub sha256: String,
    pub levels: String,
    pub permissions: String,
}

/// A scenario at a glance.
#[derive(Debug)]
pub struct Tile {
    pub name: &'static str,
    pub about: &'static str,
    pub score: Option<u8>,
    pub parts: Vec<Part>,
}

/// Failed, unknown, met or not applicable: how many, and what share of all.
#[derive(Debug)]
pub struct Part {
    pub key: &'static str,
    pub word: &'static str,
    pub count: usize,
    pub share: String,
}

#[derive(Debug)]
pub struct Group {
    pub severity: Chip,
    pub name: &'static str,
    pub count: String,
    pub cards: Vec<Card>,
}

/// A check that did not fail.
#[derive(Debug)]
pub struct Short {
    pub check: String,
    pub title: String,
    pub scenario: &'static str,
    pub detail: Rich,
}

#[derive(Debug)]
pub struct LawLine {
    pub name: String,
    pub id: String,
    pub sure: bool,
    pub why: Rich,
}

/// An item of the policy.
#[derive(Debug)]
pub struct ItemLine {
    pub name: String,
    pub id: String,
    /// Owed for certain.
    pub owed: bool,
    pub sentence: Option<String>,
}

#[derive(Debug)]
pub struct PassLine {
    pub name: &'static str,
    pub key: &'static str,
    pub ok: bool,
    pub gap: Option<Rich>,
    pub requests: usize,
    pub third_parties: usize,
}

impl Page {
    pub fn new(report: &Report, book: &Lawbook, album: &Album, lang: Lang) -> Page {
        let failed = worst_first(report);
        let groups = groups(&failed, report, book, album, lang);
        let tile = |s| tile(s, report, lang);
        let laws = |wanted: fn(&LawApplies) -> bool| report.laws.iter().filter(|l| wanted(l)).map(|l| law_line(l, lang)).collect();
        Page {
            w: words::words(lang),
            tag: lang.tag(),
            key: key(lang),
            facts: facts(report, lang),
            app: report.subject.as_ref().map(|s| app_facts(s, lang)),
            elsewhere: if report.subject.is_some() { words::words(lang).app_in_package } else { words::words(lang).outside_passes },
            verdict: prose::verdict(&report.findings, lang),
            rest: prose::rest(&report.findings, lang),
            overall: report.scores.overall,
            four: Scenario::FOUR.map(tile).into(),
            beside: [Scenario::Rights, Scenario::Security].map(tile).into(),
            first: (1..=failed.len().min(3)).collect(),
            groups,
            parties: parties::parties(report, lang),
            laws: laws(|l| l.applies != Some(false)),
            laws_not: laws(|l| l.applies == Some(false)),
            not_observed: distinct(&report.not_observed).map(|t| rich(t, lang)).collect(),
            policy: items(report, lang),
            policy_missing: report.policy.iter().filter(|l| l.owed && l.sentence.is_none()).count(),
            unknown: shorts(report, Status::Unknown, lang),
            met: shorts(report, Status::Met, lang),
            not_applicable: shorts(report, Status::NotApplicable, lang),
            passes: report.passes.iter().map(|p| pass_line(p, lang)).collect(),
            disclaimer: said(&report.disclaimer, lang),
        }
    }

    /// Every failed finding, in the order of their numbers.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.groups.iter().flat_map(|g| &g.cards)
    }

    /// The findings to act on first.
    pub fn urgent(&self) -> impl Iterator<Item = &Card> {
        self.cards().filter(|c| self.first.contains(&c.number))
    }
}

pub fn key(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh",
    }
}

/// What failed, worst first whatever the order of the report: readers and numbers depend on it.
pub fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut failed: Vec<&Finding> = report.findings.iter().filter(|f| f.status == Status::Failed).collect();
    failed.sort_by_key(|f| std::cmp::Reverse((f.severity, f.confidence)));
    failed
}

fn facts(report: &Report, lang: Lang) -> Facts {
    Facts {
        host: host(&report.store.url),
        url: clean(&report.store.url),
        profile: clean(&report.store.profile),
        audited: prose::moment(report.audited_at, lang),
        law_date: report.law_date.to_string(),
        law_version: clean(&report.law_version),
        tidegate: clean(&report.tidegate),
    }
}

/// What is owed and not there stands first.
fn items(report: &Report, lang: Lang) -> Vec<ItemLine> {
    let line = |l: &PolicyLine| ItemLine {
        name: clean(l.name.get(lang)),
        id: l.item.clone(),
        owed: l.owed,
        sentence: l.sentence.as_deref().map(clean),
    };
    let mut out: Vec<_> = report.policy.iter().map(line).collect();
    out.sort_by_key(|l| (l.sentence.is_some(), !l.owed));
    out
}

fn app_facts(Subject::App(app): &Subject, lang: Lang) -> AppFacts {
    let w = words::words(lang);
    let level = |word: &str, n: Option<u32>| n.map(|n| format!("{word} {n}"));
    let levels: Vec<_> = [level(w.app_from, app.min_sdk), level(w.app_target, app.target_sdk)].into_iter().flatten().collect();
    // What Android defines goes by its last part; others keep their names.
    let permission = |p: &String| clean(p.strip_prefix("android.permission.").unwrap_or(p));
    AppFacts {
        name: clean(&format!("{} {}", app.package, app.version.as_deref().unwrap_or_default())),
        file: clean(&app.file),
        sha256: clean(&app.sha256),
        levels: levels.join(w.comma),
        permissions: app.permissions.iter().map(permission).collect::<Vec<_>>().join(w.comma),
    }
}

/// The name of a store as people say it.
pub fn host(url: &str) -> String {
    let parsed = url::Url::parse(url).ok();
    let host = parsed.as_ref().and_then(|u| u.host_str()).unwrap_or(url);
    clean(host.trim_start_matches("www."))
}

fn groups(failed: &[&Finding], report: &Report, book: &Lawbook, album: &Album, lang: Lang) -> Vec<Group> {
    let group = |s: Severity| {
        let numbered = failed.iter().enumerate().filter(|(_, f)| f.severity == s);
        let cards: Vec<_> = numbered.map(|(i, f)| card(i + 1, f, book, report.law_date, album, lang)).collect();
        let count = prose::of_severity(cards.len(), lang);
        Group { severity: chip(s, lang), name: words::severity_group(s, lang), count, cards }
    };
    let all = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low].map(group);
    all.into_iter().filter(|g| !g.cards.is_empty()).collect()
}

fn tile(s: Scenario, report: &Report, lang: Lang) -> Tile {
    let n = |status| prose::count(&report.findings, |f| f.scenario == s && f.status == status);
    let all: usize = [Status::Failed, Status::Unknown, Status::Met, Status::NotApplicable].map(n).iter().sum();
    let part = |(key, status)| Part {
        key,
        word: words::status(status, lang),
        count: n(status),
        share: format!("{:.2}", n(status) as f64 * 100.0 / all.max(1) as f64),
    };
    let parts = [("failed", Status::Failed), ("unknown", Status::Unknown), ("met", Status::Met), ("na", Status::NotApplicable)].map(part);
    Tile { name: words::scenario(s, lang), about: words::about(s, lang), score: score(s, report), parts: parts.into() }
}

fn score(s: Scenario, report: &Report) -> Option<u8> {
    let scores = &report.scores;
    let score = match s {
        Scenario::Collect => scores.collect,
        Scenario::Market => scores.market,
        Scenario::Exchange => scores.exchange,
        Scenario::Sell => scores.sell,
        Scenario::Rights | Scenario::Security => None,
    };
    score.map(|n| n.min(100))
}

fn shorts(report: &Report, status: Status, lang: Lang) -> Vec<Short> {
    let with = report.findings.iter().filter(|f| f.status == status);
    with.map(|f| Short {
        check: f.check.to_string(),
        title: said(&f.title, lang),
        scenario: words::scenario(f.scenario, lang),
        detail: rich(&f.detail, lang),
    })
    .collect()
}

fn law_line(l: &LawApplies, lang: Lang) -> LawLine {
    LawLine { name: said(&l.name, lang), id: l.id.to_string(), sure: l.applies.is_some(), why: rich(&l.why, lang) }
}

fn pass_line(p: &PassSummary, lang: Lang) -> PassLine {
    PassLine {
        name: words::pass(p.name, lang),
        key: p.name.as_str(),
        ok: p.ok,
        gap: p.gap.as_ref().map(|g| rich(g, lang)),
        requests: p.requests,
        third_parties: p.third_parties,
    }
}

/// The same sentence may come from several passes.
fn distinct(texts: &[Text]) -> impl Iterator<Item = &Text> {
    let mut seen = std::collections::HashSet::new();
    texts.iter().filter(move |t| seen.insert(*t))
}
