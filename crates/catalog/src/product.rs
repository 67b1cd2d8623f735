//! What a product, a search or an answer tells of the person behind it: subjects that the laws call sensitive.

use crate::Catalog;
use crate::fault::Fault;
use crate::fold::{fold, fold_pattern};
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::OnceLock;
use tidegate_types::Text;

/// A sensitive subject, and the words that shops use for it.
#[derive(Debug)]
pub struct Subject {
    pub id: String,
    pub name: Text,
    /// What calls it sensitive.
    pub source: String,
    patterns: Vec<String>,
    /// Names that only sound like it: taken out before the text is read.
    unless: Vec<String>,
    /// Only people have it: what is for animals tells nothing of anybody.
    people: bool,
    compiled: OnceLock<(Regex, Option<Regex>)>,
}

/// A subject that a text tells, and the words that do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling<'a> {
    pub subject: &'a str,
    pub name: &'a Text,
    /// Folded.
    pub words: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    id: String,
    name: Text,
    en: Vec<String>,
    zh: Vec<String>,
    #[serde(default)]
    de: Vec<String>,
    #[serde(default)]
    fr: Vec<String>,
    #[serde(default)]
    es: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    people: bool,
    source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) subject: Vec<Entry>,
}

const FILE: &str = "products.toml";
/// A product that names one of these is for it.
const ANIMALS: &str = r"\b(dogs?|cats?|pets?|puppy|puppies|kittens?|horses?|equine|canine|feline|rabbits?|veterinary|hunde?|katzen?|chiens?|chats?|perros?|gatos?)\b|宠物|狗|犬|猫|兽用";

pub(crate) fn checked(file: File) -> Result<Vec<Subject>, Vec<Fault>> {
    let mut ids = BTreeSet::new();
    let mut faults = Vec::new();
    for e in &file.subject {
        let mut fault = |what: String, todo: &str| faults.push(Fault::new(FILE, 1, format!("[[subject]] `{}`: {what}", e.id), todo));
        if !ids.insert(e.id.clone()) {
            fault("its id stands twice".into(), "give each subject an id of its own");
        }
        if e.source.trim().is_empty() {
            fault("it has no source".into(), "say what calls it sensitive");
        }
        for pattern in all(e).chain(&e.unless) {
            if let Err(x) = Regex::new(&fold_pattern(pattern)) {
                fault(format!("`{pattern}`: {x}"), "correct the regular expression");
            } else if fold_pattern(pattern).to_lowercase().replace("\\b", "") != fold_pattern(pattern).replace("\\b", "") {
                fault(format!("`{pattern}` holds a capital letter"), "write patterns in small letters: text is folded");
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let subject = |e: Entry| Subject {
        patterns: all(&e).cloned().collect(),
        id: e.id,
        name: e.name,
        source: e.source,
        unless: e.unless,
        people: e.people,
        compiled: OnceLock::new(),
    };
    Ok(file.subject.into_iter().map(subject).collect())
}

fn all(e: &Entry) -> impl Iterator<Item = &String> {
    [&e.en, &e.zh, &e.de, &e.fr, &e.es].into_iter().flatten()
}

fn join(patterns: &[String]) -> Regex {
    let parts: Vec<String> = patterns.iter().map(|p| format!("(?:{})", fold_pattern(p))).collect();
    Regex::new(&parts.join("|")).expect("patterns were compiled one by one when the file was read")
}

impl Subject {
    fn compiled(&self) -> &(Regex, Option<Regex>) {
        self.compiled.get_or_init(|| (join(&self.patterns), (!self.unless.is_empty()).then(|| join(&self.unless))))
    }

    /// The words of a folded text that tell of it.
    fn words(&self, folded: &str) -> Option<String> {
        let (tells, unless) = self.compiled();
        if !tells.is_match(folded) || self.people && animals().is_match(folded) {
            return None;
        }
        match unless {
            None => tells.find(folded).map(|m| m.as_str().to_owned()),
            Some(unless) => tells.find(&unless.replace_all(folded, " ")).map(|m| m.as_str().to_owned()),
        }
    }
}

fn animals() -> &'static Regex {
    static ONE: OnceLock<Regex> = OnceLock::new();
    ONE.get_or_init(|| Regex::new(ANIMALS).expect("a fixed expression"))
}

/// A parameter of a request that tells what a visitor looked at, sought or answered, and tells something sensitive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SensitiveEvent<'a> {
    pub parameter: String,
    pub value: String,
    pub telling: Telling<'a>,
}

/// The last part of a parameter's path, where it holds what was looked at, sought or answered.
const TELLING: &str = r"^(content_?(name|category|type)|item_?(name|category\d?|variant)|product_?(name|category|title|type)|products?|names?|categor(y|ies)|collection|titles?|page_?title|dt|dl|u?rl|href|page|page_?(url|location|path|name)|path|location|dr|referrer|search_?(string|term|query|words|terms)?|query|q|keywords?|terms?|questions?|answers?|responses?|choices?|symptoms?|conditions?|diagnos[ei]s|concerns?|goals?|interests?|topics?|tags?|labels?|event_?(name|label|action|category)|en|el|ea|ec|ev(ent)?|action|segments?|audiences?|quiz\w*|survey\w*|properties|custom_?data|text|msg|message)$";
/// Events that list what a shop shows, not what somebody looked at.
const LISTS: &str = r"(view|show|impression)s?[_ ]?(of[_ ])?(item|product|promotion|collection)[_ ]?(list|s|view)|(item|product)[_ ]?list|list[_ ]?(view|impression)|view[_ ]?promotion|impression";
/// Events of what somebody chose, however much of it.
const CHOSEN: &str = r"^(product |products |item |items )?(add(ed)?[ _-]?to[ _-]?(cart|basket|bag|wish ?list)|(begin|initiate|start(ed)?)?[ _-]?checkout([ _-]?started)?|(complete[ _-]?)?(purchase|order)([ _-]?(completed|placed))?|placed[ _-]order|view[ _-]?cart|addtocart)$";
/// As many values under one name are a list, unless somebody chose them.
const MANY: usize = 4;
/// Longer values are texts of a page, not answers.
const LONGEST: usize = 400;

fn fixed(one: &'static OnceLock<Regex>, pattern: &str) -> &'static Regex {
    one.get_or_init(|| Regex::new(pattern).expect("a fixed expression"))
}

fn telling(path: &str) -> bool {
    static ONE: OnceLock<Regex> = OnceLock::new();
    let last = path.rsplit(['.', '[']).next().unwrap_or(path).trim_end_matches(']').to_ascii_lowercase();
    fixed(&ONE, TELLING).is_match(&last) || last.strip_prefix("pr").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn is_chosen(value: &str) -> bool {
    static ONE: OnceLock<Regex> = OnceLock::new();
    fixed(&ONE, CHOSEN).is_match(&fold(value))
}

fn is_list(value: &str) -> bool {
    static ONE: OnceLock<Regex> = OnceLock::new();
    fixed(&ONE, LISTS).is_match(&fold(value))
}

/// A value as words: the path of an address, dashes as spaces, the name and category of Google's products.
fn as_words(value: &str) -> String {
    let address = url::Url::parse(value).ok().filter(|u| u.has_host());
    let text = address.map_or_else(|| value.to_owned(), |u| format!("{} {}", u.path(), u.query().unwrap_or_default()));
    let plain = undone(&text);
    plain.replace(['-', '_', '/', '=', '&', '.', '~', '+'], " ").replace(" nm", " ")
}

/// Percent codes as the letters they stand for.
fn undone(text: &str) -> String {
    url::form_urlencoded::parse(format!("x={}", text.replace('&', "%26").replace('+', "%2B")).as_bytes())
        .next()
        .map_or_else(|| text.to_owned(), |(_, v)| v.into_owned())
}

impl Catalog {
    /// The first parameter of a request that tells something sensitive of whoever visits: a product, a search, an answer.
    pub fn sensitive_event(&self, url: &str, body: Option<&str>) -> Option<SensitiveEvent<'_>> {
        let mut all: Vec<(String, String)> = Vec::new();
        let (mut list, mut chosen) = (false, false);
        crate::parameters::each(url, body, &mut |name, value| {
            list |= value.len() < 80 && is_list(value);
            chosen |= value.len() < 40 && is_chosen(value);
            if value.len() <= LONGEST && telling(name) && !all.iter().any(|(n, v)| n == name && v == value) {
                all.push((name.to_owned(), value.to_owned()));
            }
        });
        if list && !chosen {
            return None;
        }
        let many = |name: &str| !chosen && all.iter().filter(|(n, _)| n == name).count() >= MANY;
        all.iter().filter(|(name, _)| !many(name)).find_map(|(name, value)| {
            let telling = self.tells_of(&as_words(value))?;
            Some(SensitiveEvent { parameter: name.clone(), value: value.clone(), telling })
        })
    }

    /// The sensitive subjects, in the file's order.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// The first sensitive subject that a name, a search or an answer tells of.
    pub fn tells_of(&self, text: &str) -> Option<Telling<'_>> {
        let folded = fold(text);
        self.subjects.iter().find_map(|s| Some(Telling { subject: &s.id, name: &s.name, words: s.words(&folded)? }))
    }
}
