//! Flags in a request that tell the recipient to restrict its use of the data.

use serde::Deserialize;

/// A query or body parameter that restricts use. An empty value: its presence suffices.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitedUse {
    pub param: String,
    /// A part of the value.
    pub value: String,
}

/// Bodies are read this deep and no deeper; they come from hostile pages.
const DEEPEST: usize = 12;
const LONGEST_BODY: usize = 64 * 1024;

pub(super) fn restricted(limited: &[LimitedUse], url: &str, body: Option<&str>) -> bool {
    let mut hit = false;
    each_parameter(url, body, &mut |name, value| {
        hit |= opts_out(name, value) || limited.iter().any(|l| l.param == name && value.contains(&l.value));
    });
    hit
}

/// IAB US Privacy string: version, notice given, opted out of sale, covered agreement.
fn opts_out(name: &str, value: &str) -> bool {
    name == "us_privacy" && value.len() == 4 && value.starts_with('1') && matches!(value.as_bytes()[2], b'Y' | b'y')
}

/// Calls `see` with every name and value of the query, of `;name=value` parts of the path, and of a form or JSON body.
fn each_parameter(url: &str, body: Option<&str>, see: &mut dyn FnMut(&str, &str)) {
    if let Ok(url) = url::Url::parse(url) {
        url.query_pairs().for_each(|(k, v)| each_value(&k, &v, see));
        let matrix = url.path().split(';').skip(1).chain(url.query().into_iter().flat_map(|q| q.split(';').skip(1)));
        matrix.filter_map(|p| p.split_once('=')).for_each(|(k, v)| see(k, v));
    }
    let Some(body) = body.filter(|b| b.len() <= LONGEST_BODY) else { return };
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(body) {
        each_member(&json, "", 0, see);
        return;
    }
    if body.contains("form-data;") {
        each_part(body, see);
        return;
    }
    // Several lines: a batch of hits, as Google Analytics sends them.
    for line in body.lines() {
        url::form_urlencoded::parse(line.as_bytes()).for_each(|(k, v)| each_value(&k, &v, see));
    }
}

/// A value, and what is in it where it is JSON (`pd={"opt_out_type":"LDP"}`).
fn each_value(name: &str, value: &str, see: &mut dyn FnMut(&str, &str)) {
    see(name, value);
    if value.starts_with(['{', '['])
        && let Ok(json) = serde_json::from_str::<serde_json::Value>(value)
    {
        each_member(&json, name, 0, see);
    }
}

fn each_member(value: &serde_json::Value, name: &str, depth: usize, see: &mut dyn FnMut(&str, &str)) {
    use serde_json::Value;
    match value {
        _ if depth > DEEPEST => {}
        Value::Object(map) => map.iter().for_each(|(k, v)| each_member(v, k, depth + 1, see)),
        Value::Array(all) => all.iter().for_each(|v| each_member(v, name, depth + 1, see)),
        Value::String(s) => see(name, s),
        Value::Number(n) => see(name, &n.to_string()),
        Value::Bool(b) => see(name, if *b { "true" } else { "false" }),
        Value::Null => {}
    }
}

/// Parts of a multipart form.
fn each_part(body: &str, see: &mut dyn FnMut(&str, &str)) {
    for part in body.split("name=\"").skip(1) {
        let Some((name, rest)) = part.split_once('"') else { continue };
        let value = rest.trim_start_matches(|c| c != '\n').trim_start();
        see(name, value.lines().next().unwrap_or_default().trim());
    }
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
