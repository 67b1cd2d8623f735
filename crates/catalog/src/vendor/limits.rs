//! Flags in a request that tell the recipient to restrict its use of the data.

use crate::parameters;
use serde::Deserialize;

/// A query or body parameter that restricts use. An empty value: its presence suffices.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitedUse {
    pub param: String,
    /// A part of the value.
    pub value: String,
}

pub(super) fn restricted(limited: &[LimitedUse], url: &str, body: Option<&str>) -> bool {
    let mut hit = false;
    parameters::each(url, body, &mut |path, value| {
        let name = path.rsplit('.').next().unwrap_or(path);
        hit |= opts_out(name, value) || limited.iter().any(|l| l.param == name && value.contains(&l.value));
    });
    hit
}

/// IAB US Privacy string: version, notice given, opted out of sale, covered agreement.
fn opts_out(name: &str, value: &str) -> bool {
    name == "us_privacy" && value.len() == 4 && value.starts_with('1') && matches!(value.as_bytes()[2], b'Y' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(limited: (&str, &str), url: &str, body: Option<&str>, expected: bool) {
        let limited = [LimitedUse { param: limited.0.into(), value: limited.1.into() }];
        assert_eq!(restricted(&limited, url, body), expected, "{url} {body:?}");
    }

    #[test]
    fn flags_are_found_wherever_they_travel() {
        let dpo = ("dpo", "LDU");
        check(dpo, "https://www.facebook.com/tr/?id=1&dpo=LDU&dpoco=0", None, true);
        check(dpo, "https://www.facebook.com/tr/?id=1&dpo=", None, false);
        check(dpo, "https://www.facebook.com/tr/?id=1", None, false);
        check(dpo, "https://www.facebook.com/tr/", Some("id=1&dpo=LDU"), true);
        check(dpo, "https://www.facebook.com/tr/", Some("--x\r\nContent-Disposition: form-data; name=\"dpo\"\r\n\r\nLDU\r\n--x--"), true);
        check(("opt_out_type", "LDP"), "https://ct.pinterest.com/v3/?tid=1&pd=%7B%22opt_out_type%22%3A%22LDP%22%7D", None, true);
        check(("npa", "1"), "https://1.fls.doubleclick.net/activityi;src=1;npa=1;ord=2?", None, true);
        check(
            ("limited_data_use", "true"),
            "https://analytics.tiktok.com/api/v2/pixel",
            Some(r#"{"a":[{"limited_data_use":true}]}"#),
            true,
        );
        check(("limited_data_use", "true"), "https://analytics.tiktok.com/api/v2/pixel", Some(r#"{"limited_data_use":false}"#), false);
    }

    #[test]
    fn us_privacy_counts_by_its_third_letter() {
        for (value, expected) in [
            ("1YYN", true),
            ("1YNN", false),
            ("1---", false),
            ("1-Y-", true),
            ("2YYN", false),
            ("1yyn", true),
            ("1YY", false),
            ("1Yé", false),
        ] {
            check(("x", "y"), &format!("https://ads.example/p?us_privacy={value}"), None, expected);
        }
    }

    #[test]
    fn a_deep_body_ends() {
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        check(("", "1"), "https://ads.example/", Some(&deep), false);
    }
}
