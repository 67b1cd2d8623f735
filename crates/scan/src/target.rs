//! The address to scan, checked before anything is sent to it.

use crate::limits::{is_private, literal};
use crate::{Error, Options};
use std::net::IpAddr;
use std::time::Duration;
use url::Url;

#[derive(Debug)]
pub struct Target {
    pub url: Url,
    /// May documents come from private addresses?
    pub private_ok: bool,
}

pub async fn check(options: &Options) -> Result<Target, Error> {
    let url = parse(&options.url)?;
    let tag = &options.language;
    if tag.is_empty() || tag.len() > 35 || !tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(Error::BadLanguage { tag: tag.clone() });
    }
    let host = url.host_str().unwrap_or_default().to_owned();
    // With resolver rules the operator decides where names lead.
    if options.allow_private || options.host_rules.is_some() {
        return Ok(Target { url, private_ok: true });
    }
    if let Some(address) = literal(&host) {
        // Whoever writes `localhost` means it; `10.0.0.7` may come from a list of addresses that somebody else made.
        if is_private(address) && !address.is_loopback() {
            return Err(Error::PrivateAddress { host, address: address.to_string() });
        }
        return Ok(Target { url, private_ok: address.is_loopback() });
    }
    if let Some(private) = addresses(&host).await.into_iter().find(|a| is_private(*a)) {
        return Err(Error::PrivateAddress { host, address: private.to_string() });
    }
    Ok(Target { url, private_ok: false })
}

fn parse(text: &str) -> Result<Url, Error> {
    let refused = |url: &str, why: &str| Error::BadUrl { url: url.chars().take(200).collect(), why: why.into() };
    let bad = |why: &str| refused(text, why);
    let text = text.trim();
    if text.is_empty() {
        return Err(bad("it is empty"));
    }
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&whole).map_err(|e| bad(&e.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad("only http and https are scanned"));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(bad("it names no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        // The message goes to terminals and logs: it repeats the address without what it must not hold.
        let bare = url.host_str().map_or_else(String::new, |h| format!("{}://…@{h}", url.scheme()));
        return Err(refused(&bare, "it carries a user name or password, which evidence must not hold"));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Where the name leads; an unknown name is the scan's to report, not an error.
async fn addresses(host: &str) -> Vec<IpAddr> {
    let lookup = tokio::net::lookup_host((host, 443));
    match tokio::time::timeout(Duration::from_secs(10), lookup).await {
        Ok(Ok(found)) => found.map(|a| a.ip()).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn target(url: &str) -> Result<Target, Error> {
        check(&Options::new(url, "unused")).await
    }

    #[tokio::test]
    async fn loopback_is_allowed_when_named_and_private_ranges_are_not() {
        assert!(target("http://127.0.0.1:8090/").await.unwrap().private_ok);
        assert!(target("http://localhost/").await.unwrap().private_ok);
        for private in ["http://10.0.0.1/", "http://192.168.0.1/", "http://[fd00::1]/", "http://169.254.169.254/latest"] {
            assert!(matches!(target(private).await, Err(Error::PrivateAddress { .. })), "{private}");
        }
        let allowed = Options { allow_private: true, ..Options::new("http://10.0.0.1/", "unused") };
        assert!(check(&allowed).await.unwrap().private_ok);
    }

    #[tokio::test]
    async fn addresses_that_are_none() {
        for bad in ["", "ftp://shop.test/", "javascript://x", "http://", "https://me:secret@shop.test/", "http://a b/"] {
            assert!(matches!(target(bad).await, Err(Error::BadUrl { .. })), "{bad}");
        }
        assert_eq!(parse("shop.test/a#b").unwrap().as_str(), "https://shop.test/a");
    }
}
