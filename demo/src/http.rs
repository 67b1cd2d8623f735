//! A request and an answer as the shop's code sees them: plain values, no network.

use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
    Post,
    /// Preflights of cross-site requests.
    Options,
    Other,
}

#[derive(Debug, Clone)]
pub struct Ask {
    pub method: Method,
    /// Lower case, without port.
    pub host: String,
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub cookies: BTreeMap<String, String>,
    /// Fields of a posted form.
    pub form: BTreeMap<String, String>,
    /// `Sec-GPC: 1`.
    pub gpc: bool,
    /// `Origin`, echoed to scripts of other sites as the real services do.
    pub origin: Option<String>,
    pub tls: bool,
}

impl Ask {
    /// A plain visit over TLS.
    pub fn get(host: &str, path_and_query: &str) -> Ask {
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        Ask {
            method: Method::Get,
            host: host.to_owned(),
            path: path.to_owned(),
            query: form_fields(query),
            cookies: BTreeMap::new(),
            form: BTreeMap::new(),
            gpc: false,
            origin: None,
            tls: true,
        }
    }

    pub fn field(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
        Answer { status, headers: vec![("content-type", kind.to_owned())], body: body.into() }
    }

    pub fn html(status: u16, body: String) -> Answer {
        Answer::new(status, "text/html; charset=utf-8", body).with("cache-control", "no-store")
    }

    pub fn to(status: u16, place: &str) -> Answer {
        Answer::new(status, "text/plain; charset=utf-8", "").with("location", place)
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }
}

/// `a=1&b=two+words` as fields; at most 64 of them, the first of a name wins.
pub fn form_fields(text: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for pair in text.split('&').filter(|p| !p.is_empty()).take(64) {
        let (k, v) = pair.split_once('=').unwrap_or((pair, ""));
        fields.entry(decode(k)).or_insert_with(|| decode(v));
    }
    fields
}

/// `a=1; b=2` of a `Cookie` header.
pub fn cookies(text: &str) -> BTreeMap<String, String> {
    text.split(';').take(200).filter_map(|p| p.trim().split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|b| (*b as char).to_digit(16));
        match (bytes[i], hex(i + 1), hex(i + 2)) {
            (b'+', _, _) => out.push(b' '),
            (b'%', Some(h), Some(l)) => {
                out.push((h * 16 + l) as u8);
                i += 2;
            }
            (b, _, _) => out.push(b),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Text made safe inside HTML and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_and_broken_escapes_kept() {
        let f = form_fields("a=1&b=two+words&c=%E2%82%AC&d=100%&e=%zz&a=2&f");
        assert_eq!(f["a"], "1");
        assert_eq!(f["b"], "two words");
        assert_eq!(f["c"], "€");
        assert_eq!(f["d"], "100%");
        assert_eq!(f["e"], "%zz");
        assert_eq!(f["f"], "");
    }

    #[test]
    fn markup_in_text_is_disarmed() {
        assert_eq!(escape("<b a=\"1\">&'"), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
    }
}
