//! What a typed value may look like on its way out: as it was typed and as interfaces for matching want it written, encoded,
//! hashed. All forms of all values are searched for at once: to find a canary in what left the browser, or to keep a secret
//! out of what is written down.

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::collections::BTreeMap;
use tidegate_types::observation::Canary;

/// Shorter ones would be found by chance.
pub const SHORTEST: usize = 8;
/// A value's first letters, as a field sends them while it is typed into, tell as much from here on.
const PREFIX: usize = 8;

/// One find: which canary, and in which form.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    pub canary: usize,
    pub how: String,
}

/// Every form of every canary.
#[derive(Debug)]
pub struct Needles {
    all: Option<AhoCorasick>,
    what: Vec<(usize, String)>,
}

impl Needles {
    pub fn new(canaries: &[Canary]) -> Needles {
        let mut forms: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for (i, canary) in canaries.iter().enumerate() {
            for (form, how) in forms_of(canary) {
                // The same form may come about in two ways; the first is the plainer one.
                forms.entry(form.to_ascii_lowercase()).or_insert((i, how));
            }
        }
        let (patterns, what): (Vec<String>, Vec<_>) = forms.into_iter().filter(|(f, _)| f.len() >= SHORTEST).unzip();
        let builder = || AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(&patterns);
        // A search that is not made must not look like one that found nothing.
        let all = (!patterns.is_empty())
            .then(|| builder().expect("a scan's few canaries have some thousand forms, far below what a search takes"));
        Needles { all, what }
    }

    /// What of the canaries is in these texts; each canary once, in its plainest form.
    pub fn search(&self, texts: &[String]) -> Vec<Found> {
        let Some(all) = &self.all else { return Vec::new() };
        let mut found: BTreeMap<usize, usize> = BTreeMap::new();
        for text in texts {
            for hit in all.find_overlapping_iter(text) {
                let at = hit.pattern().as_usize();
                let canary = self.what[at].0;
                let best = found.entry(canary).or_insert(at);
                if rank(&self.what[at].1) < rank(&self.what[*best].1) {
                    *best = at;
                }
            }
        }
        found.into_values().map(|at| Found { canary: self.what[at].0, how: self.what[at].1.clone() }).collect()
    }
}

/// Takes secrets out of texts.
#[derive(Debug)]
pub struct Mask {
    all: Option<AhoCorasick>,
    instead: Vec<String>,
}

impl Mask {
    /// `secrets` with what to write instead. Those shorter than [`SHORTEST`] letters cannot be told from other text: whoever makes
    /// a mask sees to it that there are none.
    pub fn new(secrets: &[(Canary, &str)]) -> Mask {
        let mut forms: BTreeMap<String, String> = BTreeMap::new();
        for (secret, instead) in secrets {
            let told = forms_of(secret).into_iter().map(|(form, _)| form).filter(|f| f.len() >= SHORTEST);
            let told: Vec<String> = told.flat_map(wrapped).collect();
            forms.extend(told.into_iter().map(|f| (f.to_ascii_lowercase(), (*instead).to_owned())));
        }
        let (patterns, instead): (Vec<_>, Vec<_>) = forms.into_iter().unzip();
        let builder = || AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(&patterns);
        // A mask that is not made must not look like one that hid everything.
        let all = (!patterns.is_empty()).then(|| builder().expect("a few secrets have some thousand forms, far below what a search takes"));
        Mask { all, instead }
    }

    /// The text without the secrets in any form; `None`: there was none in it.
    pub fn hide(&self, text: &str) -> Option<String> {
        let all = self.all.as_ref().filter(|all| all.is_match(text))?;
        Some(all.replace_all(text, &self.instead))
    }
}

/// A form as it is written into addresses, JSON and markup by programs that differ in which signs they spell out.
fn wrapped(form: String) -> Vec<String> {
    let mut out = vec![
        quoted(&form),
        quoted(&form).replace('/', r"\/"),
        escaped(&form, |c| !c.is_ascii_alphanumeric()),
        escaped(&form, |c| "@+&<>'\"\\=".contains(c)),
        marked_up(&form),
    ];
    for left in LEFT_ALONE {
        let once = percent(&form, left);
        out.extend([percent(&once, left), once.replace("%20", "+"), once]);
    }
    out.push(form);
    out
}

/// Beside letters and digits: strict encoders, forms (HTML), `encodeURIComponent`, `encodeURI`.
const LEFT_ALONE: [&str; 4] = ["-._~", "*-._", "-_.!~*'()", "-_.!~*'();/?:@&=+$,#"];

fn percent(value: &str, left: &str) -> String {
    let one = |b: u8| if b.is_ascii_alphanumeric() || left.contains(b as char) { (b as char).to_string() } else { format!("%{b:02X}") };
    value.bytes().map(one).collect()
}

/// As JSON must.
fn quoted(value: &str) -> String {
    value.replace('\\', r"\\").replace('"', "\\\"")
}

/// As some programs write JSON: signs as `\u0040`.
fn escaped(value: &str, spelt: fn(char) -> bool) -> String {
    value.chars().map(|c| if spelt(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }).collect()
}

fn marked_up(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn rank(how: &str) -> u8 {
    match how {
        "plain" => 0,
        "first letters" => 2,
        _ => 1,
    }
}

/// Every form, with the words for it.
fn forms_of(canary: &Canary) -> Vec<(String, String)> {
    let mut out = vec![(canary.value.clone(), "plain".to_owned())];
    for (value, of) in written(canary) {
        out.push((value.clone(), if of.is_empty() { "plain".into() } else { of.trim_start_matches("of the ").to_owned() }));
        out.extend(encoded(&value).into_iter().map(|(form, name)| (form, words(name, &of))));
        out.extend(hashed(&value).into_iter().map(|(form, name)| (form, words(name, &of))));
    }
    let first: String = canary.value.chars().take(PREFIX.max(canary.value.chars().count() / 2)).collect();
    // The numbers kept for fiction begin alike.
    if canary.kind != "phone" && first.len() >= PREFIX && first.len() < canary.value.len() {
        out.push((first, "first letters".into()));
    }
    out
}

fn words(name: &str, of: &str) -> String {
    if of.is_empty() { name.to_owned() } else { format!("{name} {of}") }
}

/// The value as it was typed and as interfaces for matching want it written.
fn written(canary: &Canary) -> Vec<(String, String)> {
    let value = canary.value.trim();
    let lower = value.to_lowercase();
    let mut out = vec![(value.to_owned(), String::new())];
    let mut add = |v: String, of: &str| {
        if !v.is_empty() && !out.iter().any(|(known, _)| *known == v) {
            out.push((v, of.to_owned()));
        }
    };
    add(lower.clone(), "of the lower-cased value");
    add(value.to_uppercase(), "of the upper-cased value");
    match canary.kind.as_str() {
        "email" => {
            if let Some((who, at)) = lower.split_once('@') {
                let untagged = who.split('+').next().unwrap_or(who);
                add(format!("{untagged}@{at}"), "of the address without its tag");
                add(format!("{}@{at}", who.replace('.', "")), "of the address without dots");
                add(format!("{}@{at}", untagged.replace('.', "")), "of the address without dots and tag");
            }
        }
        "phone" => {
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            let national = digits.strip_prefix('1').filter(|d| d.len() == 10).unwrap_or(&digits).to_owned();
            add(format!("+1{national}"), "of the number in E.164 form");
            add(format!("1{national}"), "of the number's digits with the country's");
            add(format!("001{national}"), "of the number's digits with 00");
            add(national, "of the number's digits");
        }
        _ => add(lower.chars().filter(|c| c.is_alphanumeric()).collect(), "of the letters alone"),
    }
    out
}

/// Base64 within a longer text depends on where the value stands in it: all three places, without what hangs on its neighbours.
fn encoded(value: &str) -> Vec<(String, &'static str)> {
    let mut out = vec![(hex(value.as_bytes()), "hexadecimal")];
    for before in 0..3 {
        let shifted = [&vec![0; before][..], value.as_bytes()].concat();
        let skip = [0, 2, 3][before];
        let whole = shifted.len() / 3 * 4;
        for engine in [&STANDARD, &URL_SAFE] {
            let text = engine.encode(&shifted);
            let part = &text[skip..whole.max(skip)];
            // Letters' case carries meaning in Base64, and is not looked at: only long parts are telling then.
            if part.len() >= 12 {
                out.push((part.to_owned(), "Base64"));
            }
        }
    }
    let reversed: String = value.chars().rev().collect();
    out.push((reversed, "reversed"));
    out
}

fn hashed(value: &str) -> Vec<(String, &'static str)> {
    let bytes = value.as_bytes();
    let all: [(Vec<u8>, &'static str); 5] = [
        (Md5::digest(bytes).to_vec(), "MD5"),
        (Sha1::digest(bytes).to_vec(), "SHA-1"),
        (Sha256::digest(bytes).to_vec(), "SHA-256"),
        (Sha384::digest(bytes).to_vec(), "SHA-384"),
        (Sha512::digest(bytes).to_vec(), "SHA-512"),
    ];
    let mut out = Vec::new();
    for (digest, name) in all {
        let hex = hex(&digest);
        out.push((STANDARD.encode(&hex), name));
        out.push((hex, name));
        for engine in [&STANDARD, &URL_SAFE] {
            out.push((engine.encode(&digest).trim_end_matches('=').to_owned(), name));
        }
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canary(kind: &str, value: &str) -> Canary {
        Canary { kind: kind.into(), value: value.into(), page: 0, field: String::new() }
    }

    fn how(kind: &str, value: &str, text: &str) -> Option<String> {
        let needles = Needles::new(&[canary(kind, value)]);
        needles.search(&[text.to_owned()]).pop().map(|f| f.how)
    }

    const EMAIL: &str = "Q4f1a.Gate+tg@Example.com";

    #[test]
    fn hashes_are_found_whatever_was_done_to_the_value() {
        let sha = |v: &str| hex(&Sha256::digest(v.as_bytes()));
        let found = |text: &str| how("email", EMAIL, text).unwrap_or_default();
        assert_eq!(found(&format!("em={}", sha(EMAIL))), "SHA-256");
        assert_eq!(found(&sha("q4f1a.gate+tg@example.com").to_uppercase()), "SHA-256 of the lower-cased value");
        assert_eq!(found(&sha("q4f1a.gate@example.com")), "SHA-256 of the address without its tag");
        assert_eq!(found(&sha("q4f1agate@example.com")), "SHA-256 of the address without dots and tag");
        assert_eq!(found(&hex(&Md5::digest(b"q4f1a.gate+tg@example.com"))), "MD5 of the lower-cased value");
        assert_eq!(found(&hex(&Sha1::digest(b"q4f1agate@example.com"))), "SHA-1 of the address without dots and tag");
        assert_eq!(found(&hex(&Sha512::digest(b"q4f1agate+tg@example.com"))), "SHA-512 of the address without dots");
        assert_eq!(found(&URL_SAFE.encode(Sha256::digest(EMAIL.as_bytes()))), "SHA-256");
        let nested = STANDARD.encode(sha("q4f1a.gate+tg@example.com"));
        assert_eq!(found(&nested), "SHA-256 of the lower-cased value");
    }

    #[test]
    fn telephone_numbers_in_every_notation() {
        for (text, hashed) in [
            ("+12025550142", "SHA-256 of the number in E.164 form"),
            ("12025550142", "SHA-256 of the number's digits with the country's"),
            ("0012025550142", "SHA-256 of the number's digits with 00"),
            ("2025550142", "SHA-256 of the number's digits"),
        ] {
            assert!(how("phone", "+1 202 555 0142", &format!("x {text} y")).is_some(), "{text}");
            let hash = hex(&Sha256::digest(text.as_bytes()));
            assert_eq!(how("phone", "+1 202 555 0142", &hash).as_deref(), Some(hashed), "{text}");
        }
        // Numbers kept for fiction begin alike, so their first digits tell nothing.
        assert_eq!(how("phone", "+12025550142", "call +1202555 0199"), None);
    }

    #[test]
    fn base64_is_found_at_any_place_in_a_longer_text() {
        for before in ["", "a", "ab", "abc", "{\"e\":\""] {
            let text = STANDARD.encode(format!("{before}{EMAIL} and more"));
            assert_eq!(how("email", EMAIL, &text).as_deref(), Some("Base64"), "after `{before}`");
        }
        assert_eq!(how("email", EMAIL, &hex(EMAIL.as_bytes())).as_deref(), Some("hexadecimal"));
    }

    #[test]
    fn the_plainest_form_is_told_and_each_canary_once() {
        let text = format!("{EMAIL} {} {}", hex(EMAIL.as_bytes()), &EMAIL[..14]);
        assert_eq!(how("email", EMAIL, &text).as_deref(), Some("plain"));
        assert_eq!(how("email", EMAIL, "v=Q4f1a.Gate+t").as_deref(), Some("first letters"));
        let two = Needles::new(&[canary("email", EMAIL), canary("name", "Tgabcdefghij")]);
        let found = two.search(&[format!("{EMAIL} Tgabcdefghij")]);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn what_is_short_or_somebody_elses_is_not_found() {
        assert_eq!(how("name", "abc", "abc abc abc"), None);
        assert_eq!(how("email", EMAIL, "q4f1b.gate+tg@example.org"), None);
        assert_eq!(how("email", EMAIL, ""), None);
        assert!(Needles::new(&[]).search(&["anything".into()]).is_empty());
    }

    #[test]
    fn secrets_are_hidden_in_every_form() {
        let (user, word) = ("Probe.Person+x@shop.test", "corr\"ct h<rse 7!&/é");
        let mask = Mask::new(&[(canary("email", user), "[user]"), (canary("password", word), "[password]")]);
        let sha = hex(&Sha256::digest(b"probe.person@shop.test"));
        let forms = [
            user.to_owned(),
            user.to_uppercase(),
            "Probe.Person%2Bx%40shop.test".into(),
            "Probe.Person%252bx%2540shop.test".into(),
            r"Probe.Person\u002bx\u0040shop.test".into(),
            r"Probe\u002ePerson\u002bx\u0040shop\u002etest".into(),
            sha.to_uppercase(),
            STANDARD.encode(format!("ab{word}")),
            hex(word.as_bytes()),
            // encodeURIComponent, a form, encodeURI, a strict encoder.
            "corr%22ct%20h%3Crse%207!%26%2F%C3%A9".into(),
            "corr%22ct+h%3Crse+7%21%26%2F%C3%A9".into(),
            "corr%22ct%20h%3Crse%207!&/%C3%A9".into(),
            "corr%22ct%20h%3Crse%207%21%26%2F%C3%A9".into(),
            // JSON and markup.
            r#"corr\"ct h<rse 7!&\/é"#.into(),
            r#"corr\"ct h<rse 7!&/é"#.into(),
            "corr&quot;ct h&lt;rse 7!&amp;/é".into(),
        ];
        for form in forms {
            let hidden = mask.hide(&format!("before {form} after")).unwrap_or_else(|| panic!("{form} stays"));
            assert!(hidden.starts_with("before ") && hidden.ends_with(" after") && hidden.contains('['), "{hidden}");
            assert_eq!(mask.hide(&hidden), None);
        }
        assert_eq!(mask.hide("nothing of it"), None);
        assert_eq!(Mask::new(&[]).hide(user), None);
    }

    /// Megabytes of what beacons are full of, and none of it ours.
    #[test]
    fn chance_finds_nothing() {
        let needles = Needles::new(&[
            canary("email", "tide.gate+0123456789@example.com"),
            canary("phone", "+1 202 555 0142"),
            canary("name", "Tgabcdefghij"),
            canary("text", "tidegate text 0123456789"),
        ]);
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let random: Vec<u8> = (0..2 << 20).map(|_| (next() >> 32) as u8).collect();
        let digits: String = random.iter().map(|b| char::from(b'0' + b % 10)).collect();
        for text in [hex(&random), STANDARD.encode(&random), digits, String::from_utf8_lossy(&random).into_owned()] {
            let found = needles.search(&[text]);
            // Ten digits in a row come up by chance once in ten thousand million.
            assert!(found.is_empty(), "{found:?}");
        }
    }
}
