//! Wording by section and language. A section the program does not know, or one the file lacks, is a fault.

use crate::Catalog;
use crate::fault::Fault;
use crate::fold::{fold, fold_pattern};
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A language in which the wording of stores is known: whole pages in the first five, banners and their buttons in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tongue {
    En,
    Zh,
    De,
    Fr,
    Es,
    Ja,
    It,
    Nl,
    Pt,
    Pl,
    Ko,
}

impl Tongue {
    pub const ALL: [Tongue; 11] = [
        Tongue::En,
        Tongue::Zh,
        Tongue::De,
        Tongue::Fr,
        Tongue::Es,
        Tongue::Ja,
        Tongue::It,
        Tongue::Nl,
        Tongue::Pt,
        Tongue::Pl,
        Tongue::Ko,
    ];

    /// From a BCP 47 tag such as `<html lang>`; `None` for languages in which no more than banners is read.
    pub fn of_tag(tag: &str) -> Option<Tongue> {
        let tag = tag.trim().to_ascii_lowercase();
        match tag.split(['-', '_']).next()? {
            "en" => Some(Tongue::En),
            "zh" | "cmn" | "yue" => Some(Tongue::Zh),
            "de" => Some(Tongue::De),
            "fr" => Some(Tongue::Fr),
            "es" => Some(Tongue::Es),
            _ => None,
        }
    }
}

macro_rules! sections {
    ($($name:ident = $key:literal : $doc:literal),+ $(,)?) => {
        /// A group of phrases with one meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Section { $(#[doc = $doc] $name),+ }

        impl Section {
            pub const ALL: &'static [Section] = &[$(Section::$name),+];

            /// Its name in `phrases.toml`.
            pub fn key(self) -> &'static str {
                match self { $(Section::$name => $key),+ }
            }
        }
    };
}

sections! {
    ControlUnclear = "control.unclear": "labels that say two things, or deny a denial",
    ControlRefuse = "control.refuse": "refuses, or lets through only what is necessary",
    ControlSave = "control.save": "keeps the choices as they stand",
    ControlAccept = "control.accept": "accepts",
    ControlSettings = "control.settings": "opens choices",
    ControlClose = "control.close": "closes",
    ControlLater = "control.later": "puts off",
    ControlAcknowledge = "control.acknowledge": "acknowledges",
    ControlInform = "control.inform": "leads to text",
    LinkPrivacy = "link.privacy-policy": "link to the privacy policy",
    LinkCookiePolicy = "link.cookie-policy": "link to the cookie policy",
    LinkOptOut = "link.opt-out": "the title that California's law fixes",
    LinkOptOutOld = "link.opt-out-old": "an old or home-made title for the same",
    LinkChoices = "link.choices": "the alternative title that California's rules fix",
    LinkLimit = "link.limit": "limit the use of sensitive personal information",
    LinkCookieSettings = "link.cookie-settings": "back to the cookie choices",
    LinkRequest = "link.request": "where requests about one's data are made",
    LinkHealth = "link.health-policy": "consumer health data privacy policy",
    LinkCalifornia = "link.california-rights": "rights of Californians",
    LinkChildren = "link.children": "children's privacy",
    LinkKids = "link.kids": "a part of the shop made for children",
    LinkQuiz = "link.quiz": "questions about the visitor: a quiz, a questionnaire",
    LinkContact = "link.contact": "contact page",
    LinkSignUp = "link.sign-up": "account registration",
    LinkLogIn = "link.log-in": "log-in",
    LinkCart = "link.cart": "cart",
    LinkCheckout = "link.checkout": "checkout",
    LinkTerms = "link.terms": "terms of sale or use",
    LinkUnsubscribe = "link.unsubscribe": "end of messages",
    LinkVague = "link.vague": "texts that do not say where a link leads",
    HrefPrivacy = "href.privacy-policy": "addresses of privacy policies",
    HrefCookiePolicy = "href.cookie-policy": "addresses of cookie policies",
    HrefOptOut = "href.opt-out": "addresses of opt-out pages",
    HrefRequest = "href.request": "addresses of request pages",
    HrefHealth = "href.health-policy": "addresses of health data policies",
    HrefContact = "href.contact": "addresses of contact pages",
    HrefSignUp = "href.sign-up": "addresses of registration pages",
    HrefLogIn = "href.log-in": "addresses of log-in pages",
    HrefCart = "href.cart": "addresses of carts",
    HrefCheckout = "href.checkout": "addresses of checkouts",
    HrefTerms = "href.terms": "addresses of terms",
    DialogConsent = "dialog.consent": "asks for consent to cookies or tracking",
    DialogNewsletter = "dialog.newsletter": "asks for an address to send messages to",
    DialogLocale = "dialog.locale": "asks for country, currency or language",
    HintConsent = "hint.consent": "ids and classes of consent tools",
    HintAge = "hint.age": "ids and classes of age gates",
    GateAge = "gate.age": "asks for age or date of birth",
    GateYes = "gate.yes": "an answer that claims to be old enough",
    GateNo = "gate.no": "an answer that admits to be too young",
    GateNudge = "gate.nudge": "tells a child which answer lets it in",
    GateRefused = "gate.refused": "turned away for age",
    ParentStep = "parent.step": "asks for a parent's e-mail, consent or presence",
    OptOutConfirmed = "confirm.opt-out": "says that an opt-out or preference signal was processed",
    RequestReceived = "confirm.request": "says that a request or form was received",
    Incentive = "notice.incentive-offer": "a benefit in return for contact data",
    IncentiveNotice = "notice.incentive-terms": "notice of financial incentive",
    Personalised = "notice.personalised": "says that content, offers or prices are made for this person",
    PersonalisedPrice = "notice.personalised-price": "the sentence that New York fixes",
    NoticeAtCollection = "notice.at-collection": "notice at collection",
    BannerPartners = "banner.partners": "third parties are named or counted in a banner",
    BannerImplied = "banner.implied": "going on or closing is said to be consent",
    LabelEssential = "label.essential": "a purpose called necessary or always active",
    WallLogIn = "wall.log-in": "nothing to see without an account",
    WallBot = "wall.bot": "an anti-bot page instead of the shop",
    WallError = "wall.error": "an error or maintenance page instead of the shop",
}

/// One table of the file: patterns by language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Wording {
    en: Vec<String>,
    zh: Vec<String>,
    de: Vec<String>,
    fr: Vec<String>,
    es: Vec<String>,
    ja: Vec<String>,
    it: Vec<String>,
    nl: Vec<String>,
    pt: Vec<String>,
    pl: Vec<String>,
    ko: Vec<String>,
}

impl Wording {
    fn of(&self, tongue: Tongue) -> &[String] {
        match tongue {
            Tongue::En => &self.en,
            Tongue::Zh => &self.zh,
            Tongue::De => &self.de,
            Tongue::Fr => &self.fr,
            Tongue::Es => &self.es,
            Tongue::Ja => &self.ja,
            Tongue::It => &self.it,
            Tongue::Nl => &self.nl,
            Tongue::Pt => &self.pt,
            Tongue::Pl => &self.pl,
            Tongue::Ko => &self.ko,
        }
    }
}

pub(crate) type File = BTreeMap<String, BTreeMap<String, Wording>>;

/// A section's patterns and, once asked for, its compiled form: one for each language and one for all.
#[derive(Debug, Default)]
struct Compiled {
    wording: Wording,
    all: OnceLock<Regex>,
    one: [OnceLock<Regex>; Tongue::ALL.len()],
}

#[derive(Debug, Default)]
pub(crate) struct Phrases(Vec<Compiled>);

const FILE: &str = "phrases.toml";

impl Phrases {
    /// Sorts the file's tables into sections. A catalogue without the file has no wording at all.
    pub(crate) fn new(file: File) -> Result<Phrases, Vec<Fault>> {
        let empty = file.is_empty();
        let mut tables: BTreeMap<String, Wording> = BTreeMap::new();
        for (group, sections) in file {
            tables.extend(sections.into_iter().map(|(name, wording)| (format!("{group}.{name}"), wording)));
        }
        let mut faults = Vec::new();
        let compiled = Section::ALL
            .iter()
            .map(|s| {
                let wording = tables.remove(s.key());
                if wording.is_none() && !empty {
                    faults.push(Fault::new(
                        FILE,
                        1,
                        format!("section [{}] is missing", s.key()),
                        "add it; its meaning is in crates/catalog/src/phrases.rs",
                    ));
                }
                Compiled { wording: wording.unwrap_or_default(), ..Compiled::default() }
            })
            .collect();
        faults.extend(
            tables
                .keys()
                .map(|k| Fault::new(FILE, 1, format!("unknown section [{k}]"), "sections are listed in crates/catalog/src/phrases.rs")),
        );
        if faults.is_empty() { Ok(Phrases(compiled)) } else { Err(faults) }
    }

    /// Patterns that cannot work: faulty ones, and those with capitals, which folded text never holds.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (section, compiled) in Section::ALL.iter().zip(&self.0) {
            for pattern in Tongue::ALL.iter().flat_map(|t| compiled.wording.of(*t)) {
                if let Err(e) = Regex::new(&fold_pattern(pattern)) {
                    faults.push(Fault::new(FILE, 1, format!("[{}] `{pattern}`: {e}", section.key()), "correct the regular expression"));
                } else if has_capital(pattern) {
                    faults.push(Fault::new(
                        FILE,
                        1,
                        format!("[{}] `{pattern}` holds a capital letter", section.key()),
                        "write patterns in small letters",
                    ));
                }
            }
        }
        faults
    }

    pub(crate) fn regex(&self, section: Section, tongue: Option<Tongue>) -> &Regex {
        let compiled = &self.0[section as usize];
        match tongue {
            None => compiled.all.get_or_init(|| join(Tongue::ALL.iter().flat_map(|t| compiled.wording.of(*t)))),
            Some(t) => compiled.one[t as usize].get_or_init(|| join(compiled.wording.of(t))),
        }
    }
}

/// One expression of many. An empty list matches nothing.
fn join<'a>(patterns: impl IntoIterator<Item = &'a String>) -> Regex {
    let parts: Vec<String> = patterns.into_iter().map(|p| format!("(?:{})", fold_pattern(p))).collect();
    let whole = if parts.is_empty() { r"[^\s\S]".to_owned() } else { parts.join("|") };
    Regex::new(&whole).expect("patterns are compiled one by one in this crate's tests and in `cargo xtask tidy`")
}

fn has_capital(pattern: &str) -> bool {
    let mut escaped = false;
    pattern.chars().any(|c| {
        let hit = !escaped && c.is_uppercase();
        escaped = c == '\\' && !escaped;
        hit
    })
}

impl Catalog {
    /// Does the text hold a phrase of the section, in any language?
    pub fn matches(&self, section: Section, text: &str) -> bool {
        self.phrases.regex(section, None).is_match(&fold(text))
    }

    /// The same in one language.
    pub fn matches_in(&self, section: Section, tongue: Tongue, text: &str) -> bool {
        self.phrases.regex(section, Some(tongue)).is_match(&fold(text))
    }

    /// The phrase that was found, folded, for quotation.
    pub fn find(&self, section: Section, text: &str) -> Option<String> {
        self.phrases.regex(section, None).find(&fold(text)).map(|m| m.as_str().trim().to_owned())
    }

    /// Does the text say that an opt-out or an opt-out preference signal was processed ("Opt-Out Request Honored",
    /// 11 CCR 7025(c)(6))?
    pub fn is_opt_out_confirmation(&self, text: &str) -> bool {
        self.matches(Section::OptOutConfirmed, text)
    }
}
