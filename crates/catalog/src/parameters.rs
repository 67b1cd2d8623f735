//! Every name and value that a request carries, wherever it travels. All of it is hostile: depth, number and length are bounded.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

const DEEPEST: usize = 12;
const MOST: usize = 4_000;
const LONGEST_BODY: usize = 64 * 1024;
const LONGEST_PACKED: usize = 32 * 1024;

/// Calls `see` with the path (`ud[em]`, `context.user.email`) and the value of what stands in the query, in `;name=value` parts of
/// the path, and in a form, multipart or JSON body; of values that are JSON themselves, packed in base64 or not, with what is in them.
pub(crate) fn each(url: &str, body: Option<&str>, see: &mut dyn FnMut(&str, &str)) {
    let mut reader = Reader { see, left: MOST };
    if let Ok(url) = url::Url::parse(url) {
        url.query_pairs().for_each(|(k, v)| reader.value(&k, &v));
        let matrix = url.path().split(';').skip(1).chain(url.query().into_iter().flat_map(|q| q.split(';').skip(1)));
        matrix.filter_map(|p| p.split_once('=')).for_each(|(k, v)| reader.tell(k, v));
    }
    if let Some(body) = body.filter(|b| b.len() <= LONGEST_BODY) {
        reader.body(body);
    }
}

struct Reader<'a> {
    see: &'a mut dyn FnMut(&str, &str),
    left: usize,
}

impl Reader<'_> {
    fn tell(&mut self, name: &str, value: &str) {
        if self.left > 0 {
            self.left -= 1;
            (self.see)(name, value);
        }
    }

    fn body(&mut self, body: &str) {
        if let Ok(json) = serde_json::from_str(body) {
            return self.member(&json, "", 0);
        }
        if body.contains("form-data;") {
            return self.parts(body);
        }
        // Several lines: a batch of hits, as Google Analytics sends them, or JSON after JSON over a socket.
        for line in body.lines() {
            match serde_json::from_str::<serde_json::Value>(line) {
                Ok(json) if json.is_object() || json.is_array() => self.member(&json, "", 0),
                _ => url::form_urlencoded::parse(line.as_bytes()).for_each(|(k, v)| self.value(&k, &v)),
            }
        }
    }

    /// A value, and what is in it: JSON (`pd={"em":"…"}`), or Google's list of user data (`tv.1~em.…~pn.…`).
    fn value(&mut self, name: &str, value: &str) {
        self.tell(name, value);
        if let Some(json) = json_in(value) {
            self.member(&json, name, 0);
        } else if value.starts_with("tv.") {
            let parts = value.split('~').skip(1).filter_map(|p| p.split_once('.'));
            parts.take(40).for_each(|(k, v)| self.tell(&format!("{name}.{k}"), v));
        }
    }

    fn member(&mut self, value: &serde_json::Value, path: &str, depth: usize) {
        use serde_json::Value;
        match value {
            _ if depth > DEEPEST || self.left == 0 => {}
            Value::Object(map) => map.iter().for_each(|(k, v)| {
                let path = if path.is_empty() { k.clone() } else { format!("{path}.{k}") };
                self.member(v, &path, depth + 1);
            }),
            Value::Array(all) => all.iter().for_each(|v| self.member(v, path, depth + 1)),
            Value::String(s) => self.value(path, s),
            Value::Number(n) => self.tell(path, &n.to_string()),
            Value::Bool(b) => self.tell(path, if *b { "true" } else { "false" }),
            Value::Null => {}
        }
    }

    /// Parts of a multipart form.
    fn parts(&mut self, body: &str) {
        for part in body.split("name=\"").skip(1) {
            let Some((name, rest)) = part.split_once('"') else { continue };
            let value = rest.trim_start_matches(|c| c != '\n').trim_start();
            self.value(name, value.lines().next().unwrap_or_default().trim());
        }
    }
}

fn json_in(value: &str) -> Option<serde_json::Value> {
    if value.starts_with(['{', '[']) {
        return serde_json::from_str(value).ok();
    }
    // `{"` and `[{` in base64.
    if !value.starts_with("ey") && !value.starts_with("W3s") || value.len() > LONGEST_PACKED {
        return None;
    }
    let packed = value.trim_end_matches('=');
    let bytes = URL_SAFE_NO_PAD.decode(packed).or_else(|_| STANDARD.decode(value)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(url: &str, body: Option<&str>) -> Vec<String> {
        let mut out = Vec::new();
        each(url, body, &mut |k, v| out.push(format!("{k}={v}")));
        out
    }

    #[test]
    fn wherever_it_travels_it_is_read() {
        let url = "https://a.test/p";
        for (url, body, wanted) in [
            ("https://a.test/p?ud%5Bem%5D=x", None, "ud[em]=x"),
            ("https://a.test/p;u1=x;ord=3", None, "u1=x"),
            ("https://a.test/p?pd=%7B%22em%22%3A%22x%22%7D", None, "pd.em=x"),
            ("https://a.test/p?em=tv.1~em.x~pn.y", None, "em.pn=y"),
            (url, Some("v=2&cid=x"), "cid=x"),
            (url, Some("en=a&ep.q=1\nen=b&ep.q=x"), "ep.q=x"),
            (url, Some(r#"{"context":{"user":{"email":"x"}}}"#), "context.user.email=x"),
            (url, Some(r#"[{"events":[{"n":1},{"n":2}]}]"#), "events.n=2"),
            (url, Some("{\"a\":1}\n{\"b\":\"x\"}"), "b=x"),
            (url, Some("--x\r\nContent-Disposition: form-data; name=\"dpo\"\r\n\r\nLDU\r\n--x--"), "dpo=LDU"),
            (url, Some("data=eyJkaXN0aW5jdF9pZCI6IngifQ=="), "data.distinct_id=x"),
            (url, Some(r#"{"inner":"{\"email\":\"x\"}"}"#), "inner.email=x"),
        ] {
            let told = all(url, body);
            assert!(told.contains(&wanted.to_owned()), "{wanted} in {told:?}");
        }
    }

    #[test]
    fn what_is_too_deep_too_much_or_broken_ends() {
        let deep = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
        assert!(all("https://a.test/", Some(&deep)).is_empty());
        let many: Vec<String> = (0..2 * MOST).map(|n| format!("k{n}=1")).collect();
        assert_eq!(all("https://a.test/", Some(&many.join("&"))).len(), MOST);
        // JSON in JSON in JSON, each a string of its own.
        let nested = (0..40).fold("1".to_owned(), |inner, _| serde_json::json!({ "a": inner }).to_string().chars().take(20_000).collect());
        all("https://a.test/", Some(&nested));
        for odd in ["ey", "eyJ", "{", "[", "tv.", "tv.1~", "tv.1~em", "name=\"", "form-data; name=\"x", "%%%=&&&"] {
            all(&format!("https://a.test/?q={odd}"), Some(odd));
        }
        assert!(all("no address", None).is_empty());
    }
}
