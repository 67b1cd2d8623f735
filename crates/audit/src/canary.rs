//! Searching what left the browser for values that were typed and never submitted.

use crate::case::Case;
use tidegate_types::observation::{Canary, PassName, Request, Stage};

/// A typed value found in something that left.
#[derive(Debug)]
pub struct Leak<'a> {
    pub canary: &'a Canary,
    pub request: &'a Request,
    pub party: String,
    /// `plain`, `base64`, `hex`, `sha256`.
    pub how: &'static str,
}

/// Was anything typed at all?
pub fn typed(case: &Case) -> bool {
    case.pass(PassName::Arrive).is_some_and(|p| !p.canaries.is_empty())
}

/// Every third-party request that carries a typed value, plain, encoded or hashed.
pub fn leaks<'a>(case: &Case<'a>) -> Vec<Leak<'a>> {
    let Some(pass) = case.pass(PassName::Arrive) else { return Vec::new() };
    let needles: Vec<_> = pass.canaries.iter().map(|c| (c, forms(&c.value))).collect();
    let mut out = Vec::new();
    for r in pass.requests.iter().filter(|r| r.left_device && r.stage == Stage::Typing) {
        let Some(party) = case.flows.key_of(&r.url) else { continue };
        let hay = haystack(r);
        for (canary, forms) in &needles {
            if let Some((how, _)) = forms.iter().find(|(_, f)| hay.contains(f.as_str())) {
                out.push(Leak { canary, request: r, party: party.clone(), how });
            }
        }
    }
    out
}

/// Address, body and headers, as sent and decoded, in small letters.
fn haystack(r: &Request) -> String {
    let mut hay = format!("{}\n{}\n{}", r.url, decoded(&r.url), r.body.as_deref().unwrap_or_default());
    if let Some(b) = &r.body {
        hay.push('\n');
        hay.push_str(&decoded(b));
    }
    for v in r.headers.values() {
        hay.push('\n');
        hay.push_str(v);
    }
    hay.to_lowercase()
}

/// Percent decoding, twice, since beacons nest addresses in parameters.
pub fn decoded(s: &str) -> String {
    let once = percent(s);
    if once.contains('%') { percent(&once) } else { once }
}

fn percent(s: &str) -> String {
    let bytes = s.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let hex = |b: u8| (b as char).to_digit(16).map(|d| d as u8);
    let mut i = 0;
    while i < bytes.len() {
        match (bytes[i], bytes.get(i + 1).copied().and_then(hex), bytes.get(i + 2).copied().and_then(hex)) {
            (b'%', Some(hi), Some(lo)) => {
                out.push(hi * 16 + lo);
                i += 3;
            }
            (b, ..) => {
                out.push(if b == b'+' { b' ' } else { b });
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn forms(value: &str) -> Vec<(&'static str, String)> {
    use base64::Engine as _;
    use sha2::Digest as _;
    let hex = |b: &[u8]| b.iter().map(|x| format!("{x:02x}")).collect::<String>();
    let mut out = vec![("plain", value.to_lowercase())];
    for v in [value.to_owned(), value.trim().to_lowercase()] {
        // Without the last group, which depends on what follows the value in a longer text.
        let b64 = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&v);
        let stable = v.len() / 3 * 4;
        out.push(("base64", b64[..stable.min(b64.len())].to_lowercase()));
        out.push(("hex", hex(v.as_bytes())));
        out.push(("sha256", hex(&sha2::Sha256::digest(v.as_bytes()))));
    }
    out.retain(|(_, f)| f.len() >= 8);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_escapes_are_undone() {
        assert_eq!(decoded("dl=https%253A%252F%252Fa.com%252Fx+y&z=%zz"), "dl=https://a.com/x y&z=%zz");
    }

    #[test]
    fn every_form_is_long_enough_to_mean_something() {
        let forms = forms("tg-1a2b3c@example.com");
        assert!(forms.iter().any(|(how, f)| *how == "sha256" && f.len() == 64));
        assert!(super::forms("abc").iter().all(|(_, f)| f.len() >= 8));
    }
}
