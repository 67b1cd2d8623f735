//! Host names and the sites (registrable domains) they belong to.

use serde::{Deserialize, Serialize};

/// A host name in lower case without a trailing dot, or an IP literal as a URL writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Host(String);

impl Host {
    pub fn new(s: impl AsRef<str>) -> Self {
        Host(s.as_ref().trim().trim_end_matches('.').to_ascii_lowercase())
    }

    /// The host of an absolute URL; `None` for `data:`, `blob:` and what is no URL.
    pub fn of_url(url: &str) -> Option<Self> {
        url::Url::parse(url).ok()?.host_str().map(Host::new)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The registrable domain by the public suffix list, or the host itself where there is none
    /// (IP addresses, `localhost`).
    pub fn site(&self) -> &str {
        if self.0.starts_with('[') || self.0.parse::<std::net::Ipv4Addr>().is_ok() {
            return &self.0;
        }
        psl::domain_str(&self.0).unwrap_or(&self.0)
    }

    pub fn same_site(&self, other: &Host) -> bool {
        self.site() == other.site()
    }

    /// Is this host `domain` or below it? `domain` is an exact name, no pattern.
    pub fn within(&self, domain: &str) -> bool {
        self.0 == domain || self.0.strip_suffix(domain).is_some_and(|head| head.ends_with('.'))
    }
}

impl From<String> for Host {
    fn from(s: String) -> Self {
        Host::new(s)
    }
}
impl From<Host> for String {
    fn from(h: Host) -> String {
        h.0
    }
}
impl std::fmt::Display for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_is_the_registrable_domain() {
        let site = |h: &str| Host::new(h).site().to_owned();
        assert_eq!(site("www.shop.co.uk."), "shop.co.uk");
        assert_eq!(site("A.B.Example.COM"), "example.com");
        assert_eq!(site("127.0.0.1"), "127.0.0.1");
        assert_eq!(site("localhost"), "localhost");
        assert_eq!(site("my-shop.myshopify.com"), "my-shop.myshopify.com");
    }

    #[test]
    fn within_needs_a_whole_label() {
        assert!(Host::new("a.facebook.com").within("facebook.com"));
        assert!(Host::new("facebook.com").within("facebook.com"));
        assert!(!Host::new("notfacebook.com").within("facebook.com"));
    }
}
