//! How well policies are read: whole policies put together from labelled clauses, and labelled promises, in English and Chinese.
//! `cargo test -p tidegate-audit --test policy_reading -- --nocapture` prints precision and recall, item by item and promise by promise,
//! for the texts that the readers were tuned on and for those that were held back.

use std::collections::{BTreeMap, BTreeSet};
use tidegate_audit::policy::claims::{self, Promise};
use tidegate_audit::policy::items::Notice;
use tidegate_catalog::{Catalog, PolicyItem};
use tidegate_types::observation::Page;

const CLAUSES: &str = include_str!("data/clauses.txt");
const PROMISES: &str = include_str!("data/promises.txt");
/// Policies of each part and language.
const EACH: usize = 24;
/// No single item is read worse.
const WEAKEST: f64 = 0.6;

/// Topic → the items that tell of it. Items of other families that ask for the same are left out.
const TOPICS: &[(&str, &[&str])] = &[
    ("collected", &["PP-CA-01", "OP-01", "ST-01"]),
    ("sources", &["PP-CA-02"]),
    ("purposes", &["PP-CA-03", "ST-02"]),
    ("notsold", &["PP-CA-04"]),
    ("under16", &["PP-CA-07"]),
    ("disclosedto", &["PP-CA-09", "OP-02", "ST-05", "EU-N06"]),
    ("know", &["PP-CA-12", "EU-N09-access"]),
    ("delete", &["PP-CA-13", "EU-N09-erasure"]),
    ("correct", &["PP-CA-14", "EU-N09-rectification"]),
    ("optout", &["PP-CA-15"]),
    ("limit", &["PP-CA-16"]),
    ("retaliation", &["PP-CA-17"]),
    ("verify", &["PP-CA-22"]),
    ("gpc", &["PP-CA-23"]),
    ("agent", &["PP-CA-25"]),
    ("contact", &["PP-CA-27", "ST-06"]),
    ("changes", &["OP-04", "ST-11"]),
    ("dnt", &["OP-06"]),
    ("othertrack", &["OP-07"]),
    ("retention", &["ST-10", "EU-N08"]),
    ("appeal", &["ST-03"]),
    ("controller", &["EU-N01"]),
    ("representative", &["EU-N02"]),
    ("basis", &["EU-N04"]),
    ("interests", &["EU-N05"]),
    ("transfers", &["EU-N07"]),
    ("restriction", &["EU-N09-restriction"]),
    ("objection", &["EU-N09-objection"]),
    ("portability", &["EU-N09-portability"]),
    ("withdraw", &["EU-N10"]),
    ("complaint", &["EU-N11"]),
    ("mustgive", &["EU-N12"]),
    ("date", &["PP-CA-28"]),
];

struct Clause {
    topics: Vec<&'static str>,
    text: &'static str,
}

fn clauses(table: &'static str, tongue: &str, part: &str) -> Vec<Clause> {
    let rows = table.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    rows.filter_map(|l| {
        let [topics, t, p, text] = l.splitn(4, '|').collect::<Vec<_>>()[..] else { panic!("`{l}` is no clause") };
        (t == tongue && p == part).then(|| Clause { topics: topics.split('+').filter(|t| *t != "-").collect(), text })
    })
    .collect()
}

/// A policy of two thirds of the topics, in an order of its own; the same on every run.
fn policy(all: &[Clause], seed: usize) -> (String, BTreeSet<&'static str>) {
    let mut state = 0x2545_f491_4f6c_dd1d_u64 ^ ((seed as u64 + 1) * 0x9e37_79b9);
    let mut random = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % n
    };
    let mut text = Vec::new();
    let mut topics = BTreeSet::new();
    for (topic, _) in TOPICS {
        let ways: Vec<&Clause> = all.iter().filter(|c| c.topics.first() == Some(topic)).collect();
        if random(3) < 2 && !ways.is_empty() {
            let clause = ways[random(ways.len())];
            text.push(clause.text);
            topics.extend(&clause.topics);
        }
    }
    let idle: Vec<&Clause> = all.iter().filter(|c| c.topics.is_empty()).collect();
    for _ in 0..3 {
        text.insert(random(text.len() + 1), idle[random(idle.len())].text);
    }
    for i in (1..text.len()).rev() {
        text.swap(i, random(i + 1));
    }
    (text.join("\n"), topics)
}

#[derive(Default, Clone, Copy)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Score {
    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }
    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed).max(1) as f64
    }
}

fn item(id: &str) -> &'static PolicyItem {
    Catalog::embedded().policy_items().iter().find(|i| i.id == id).unwrap_or_else(|| panic!("there is no item {id}"))
}

/// Item → score, and what went wrong, with the sentence that was taken for it.
fn read(part: &str) -> (BTreeMap<&'static str, Score>, BTreeSet<String>) {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let mut faults = BTreeSet::new();
    for tongue in ["en", "zh"] {
        let all = clauses(CLAUSES, tongue, part);
        for seed in 0..EACH {
            let (text, topics) = policy(&all, seed);
            let notice =
                Notice::in_tongues(&text, vec![if tongue == "en" { tidegate_catalog::Tongue::En } else { tidegate_catalog::Tongue::Zh }])
                    .expect("a tongue");
            for (topic, ids) in TOPICS {
                for id in *ids {
                    let score = scores.entry(id).or_default();
                    match (notice.quote(item(id)), topics.contains(topic)) {
                        (Some(sentence), true) => {
                            assert!(!sentence.trim().is_empty(), "{id}: found without a sentence");
                            score.right += 1;
                        }
                        (Some(sentence), false) => {
                            score.wrong += 1;
                            faults.insert(format!("{id} seen in: {sentence}"));
                        }
                        (None, true) => {
                            score.missed += 1;
                            let said = all.iter().filter(|c| c.topics.first() == Some(topic)).map(|c| c.text).find(|t| text.contains(t));
                            faults.insert(format!("{id} missed in: {}", said.unwrap_or_default()));
                        }
                        (None, false) => {}
                    }
                }
            }
        }
    }
    (scores, faults)
}

fn total(scores: &BTreeMap<&str, Score>) -> Score {
    scores.values().fold(Score::default(), |a, s| Score { right: a.right + s.right, wrong: a.wrong + s.wrong, missed: a.missed + s.missed })
}

#[test]
fn items_are_read_with_their_sentence() {
    for (part, floor) in [("tuned", 0.95), ("held", 0.9)] {
        let (scores, faults) = read(part);
        println!("{part}: {} policies\nitem                  precision recall   F1", 2 * EACH);
        for (id, s) in &scores {
            println!("{id:<22} {:>7.3} {:>7.3} {:>6.3}", s.precision(), s.recall(), s.f1());
        }
        let all = total(&scores);
        println!(
            "{:<22} {:>7.3} {:>7.3} {:>6.3}\n{}",
            "all",
            all.precision(),
            all.recall(),
            all.f1(),
            faults.into_iter().collect::<Vec<_>>().join("\n")
        );
        assert!(all.f1() >= floor, "{part}: F1 {:.3} of all items is less than {floor}", all.f1());
        let weak: Vec<_> = scores.iter().filter(|(_, s)| s.f1() < WEAKEST).map(|(id, _)| *id).collect();
        assert!(weak.is_empty(), "{part}: F1 below {WEAKEST}: {weak:?}");
    }
}

fn label(promise: Promise) -> &'static str {
    match promise {
        Promise::NoSale => "nosale",
        Promise::NoSharing => "nosharing",
        Promise::NoAdvertising => "noads",
        Promise::NoAnalytics => "noanalytics",
        Promise::NoTracking => "notracking",
        Promise::NoThirdPartyCookies => "nothirdcookies",
        Promise::NoCookies => "nocookies",
        Promise::CookiesEnd(_) => "cookiesend",
        Promise::NoChildren => "nochildren",
        Promise::StaysIn(_) => "stays",
        Promise::HonoursSignal => "honours",
    }
}

/// Promise → score, and what went wrong.
fn promised(part: &str) -> (BTreeMap<&'static str, Score>, Vec<String>) {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let mut faults = Vec::new();
    for clause in ["en", "zh"].iter().flat_map(|tongue| clauses(PROMISES, tongue, part)) {
        let page = Page { text: clause.text.into(), ..Page::default() };
        let read: BTreeSet<&str> = claims::of_page(&page).iter().map(|c| label(c.promise)).collect();
        let said: BTreeSet<&str> = clause.topics.iter().copied().collect();
        for one in read.union(&said).copied() {
            let score = scores.entry(one).or_default();
            match (read.contains(one), said.contains(one)) {
                (true, true) => score.right += 1,
                (true, false) => {
                    score.wrong += 1;
                    faults.push(format!("{one} seen in: {}", clause.text));
                }
                _ => {
                    score.missed += 1;
                    faults.push(format!("{one} missed in: {}", clause.text));
                }
            }
        }
    }
    (scores, faults)
}

/// To say that a policy lies when it does not is worse than to miss a promise, so precision has the higher floor.
#[test]
fn promises_are_read() {
    let floors = [("tuned", 0.99, 0.99), ("held", 0.95, 0.8)];
    let read = floors.map(|(part, precision, recall)| {
        let (scores, faults) = promised(part);
        println!("{part}\npromise               precision recall   F1");
        for (one, s) in &scores {
            println!("{one:<22} {:>7.3} {:>7.3} {:>6.3}", s.precision(), s.recall(), s.f1());
        }
        let all = total(&scores);
        println!("{:<22} {:>7.3} {:>7.3} {:>6.3}\n{}", "all", all.precision(), all.recall(), all.f1(), faults.join("\n"));
        (part, all, precision, recall)
    });
    for (part, all, precision, recall) in read {
        assert!(all.precision() >= precision, "{part}: precision {:.3} is less than {precision}", all.precision());
        assert!(all.recall() >= recall, "{part}: recall {:.3} is less than {recall}", all.recall());
    }
}
