//! What consent tools keep in cookies, and what Google's tags say of a choice.

use std::collections::BTreeMap;

const MOST: usize = 100;

/// OneTrust's `OptanonConsent`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OneTrust {
    /// `C0001` (strictly necessary), `C0002` … → on?
    pub groups: BTreeMap<String, bool>,
    pub gpc: Option<bool>,
    /// How often the visitor answered; 0: the tool's own settings.
    pub interactions: Option<u32>,
}

/// Reads the cookie's value as it is stored.
pub fn one_trust(value: &str) -> OneTrust {
    let mut out = OneTrust::default();
    for (key, value) in url::form_urlencoded::parse(value.as_bytes()).take(MOST) {
        match key.as_ref() {
            "isGpcEnabled" => out.gpc = Some(value == "1"),
            "interactionCount" => out.interactions = value.parse().ok(),
            // A value that was cut may end within a group: what has no answer is left out.
            "groups" => {
                let told = value.split(',').take(MOST).filter_map(|g| g.split_once(':'));
                out.groups = told.filter(|(_, on)| matches!(*on, "0" | "1")).map(|(id, on)| (id.to_owned(), on == "1")).collect();
            }
            _ => {}
        }
    }
    out
}

/// Cookiebot's `CookieConsent`: `{stamp:'…',necessary:true,preferences:false,statistics:false,marketing:true,…}`, percent-coded or not.
pub fn cookiebot(value: &str) -> BTreeMap<String, bool> {
    let plain: String = url::form_urlencoded::parse(value.as_bytes()).map(|(k, v)| format!("{k}{v}")).collect();
    let inner = plain.trim().trim_start_matches('{').trim_end_matches('}');
    let pairs = inner.split(',').take(MOST).filter_map(|p| p.split_once(':'));
    let flag = |v: &str| match v.trim() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    let known = |k: &str| ["necessary", "preferences", "statistics", "marketing"].contains(&k);
    pairs.filter_map(|(k, v)| Some((k.trim().trim_matches('\'').to_owned(), flag(v)?))).filter(|(k, _)| known(k)).collect()
}

/// `gcs` of a request to Google: `G1`, then storage for advertising, then for analytics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Google {
    pub advertising: Option<bool>,
    pub analytics: Option<bool>,
}

pub fn google(gcs: &str) -> Option<Google> {
    let rest = gcs.strip_prefix("G1")?;
    let [advertising, analytics] = rest.as_bytes() else { return None };
    let flag = |b: &u8| match b {
        b'1' => Some(Some(true)),
        b'0' => Some(Some(false)),
        b'-' => Some(None),
        _ => None,
    };
    Some(Google { advertising: flag(advertising)?, analytics: flag(analytics)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_trust_is_read_and_a_cut_end_is_left_out() {
        let value =
            "isGpcEnabled=1&datestamp=Wed+Nov+25+2026&version=202411.1.0&interactionCount=2&groups=C0001%3A1%2CC0002%3A0%2CC0004%3A";
        let read = one_trust(value);
        assert_eq!((read.gpc, read.interactions), (Some(true), Some(2)));
        assert_eq!(read.groups, [("C0001".to_owned(), true), ("C0002".to_owned(), false)].into());
        assert_eq!(one_trust(""), OneTrust::default());
        assert_eq!(one_trust("groups=&isGpcEnabled=yes").gpc, Some(false));
    }

    #[test]
    fn cookiebot_is_read_plain_and_coded() {
        let plain = "{stamp:'x',necessary:true,preferences:false,statistics:false,marketing:true,method:'explicit',ver:1}";
        let coded: String = url::form_urlencoded::byte_serialize(plain.as_bytes()).collect();
        for value in [plain, &coded] {
            let read = cookiebot(value);
            assert_eq!((read.len(), read["marketing"], read["statistics"]), (4, true, false), "{value}");
        }
        assert!(cookiebot("accepted").is_empty());
    }

    #[test]
    fn google_says_two_things() {
        assert_eq!(google("G101"), Some(Google { advertising: Some(false), analytics: Some(true) }));
        assert_eq!(google("G1--"), Some(Google { advertising: None, analytics: None }));
        for odd in ["", "G1", "G1112", "G1x0", "X111"] {
            assert_eq!(google(odd), None, "{odd}");
        }
    }
}
