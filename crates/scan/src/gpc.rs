//! Does the opt-out preference signal really reach pages? Told by a page of our own on loopback, before the store is
//! opened. Nothing of this is recorded.

use crate::browser::Browser;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Below `localhost`, so that it counts as a secure context and needs no name server.
const NAME: &str = "tidegate-self-check.localhost";

/// A page that notes whether it was asked with `Sec-GPC: 1`.
#[derive(Debug)]
pub struct Probe {
    port: u16,
    seen: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
}

impl Probe {
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let seen = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(serve(listener, seen.clone()));
        Ok(Probe { port, seen, task })
    }

    /// The operator's rules, with our name excepted: names below `localhost` lead to loopback by themselves.
    pub fn rules(&self, given: Option<&str>) -> Option<String> {
        given.map(|rules| format!("{rules}, EXCLUDE {NAME}"))
    }

    /// Did header and property both arrive?
    pub async fn confirmed_by(&self, browser: &Browser) -> bool {
        self.seen.store(false, Ordering::SeqCst);
        browser.watch().muted = true;
        let address = format!("http://{NAME}:{}/", self.port);
        let asked = browser.call("Page.navigate", json!({"url": address}), Duration::from_secs(10)).await;
        let said = browser.evaluate(&browser.main_frame(), "navigator.globalPrivacyControl === true", Duration::from_secs(3)).await;
        let back = browser.call("Page.navigate", json!({"url": "about:blank"}), Duration::from_secs(5)).await;
        browser.watch().muted = false;
        let property = said.is_ok_and(|v| v == true);
        asked.is_ok() && back.is_ok() && property && self.seen.load(Ordering::SeqCst)
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, seen: Arc<AtomicBool>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let seen = seen.clone();
        tokio::spawn(async move {
            let mut head = Vec::new();
            let mut chunk = [0; 4096];
            while !head.windows(4).any(|w| w == b"\r\n\r\n") && head.len() < 32 << 10 {
                match stream.read(&mut chunk).await {
                    Ok(n) if n > 0 => head.extend_from_slice(&chunk[..n]),
                    _ => return,
                }
            }
            let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
            if head.starts_with("get / ") && head.lines().any(|l| l.trim() == "sec-gpc: 1") {
                seen.store(true, Ordering::SeqCst);
            }
            let body = "<!doctype html><title>self-check</title>";
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            // If the browser went away meanwhile, the check simply stays unconfirmed.
            let _ = stream.write_all(answer.as_bytes()).await;
        });
    }
}

/// Switches the browser's own signal on. `false` if this browser has none.
pub async fn switch_on(browser: &Browser) -> bool {
    let params = json!({"gpc": true});
    browser.cdp.call(None, "Browser.setGlobalPrivacyControl", params, Duration::from_secs(5)).await.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_probe_hears_the_header_only() {
        let probe = Probe::start().await.unwrap();
        for (head, expected) in [("GET / HTTP/1.1\r\n\r\n", false), ("GET / HTTP/1.1\r\nSec-GPC: 1\r\n\r\n", true)] {
            let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", probe.port)).await.unwrap();
            stream.write_all(head.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(answer.contains("self-check"));
            assert_eq!(probe.seen.load(Ordering::SeqCst), expected);
        }
    }

    #[tokio::test]
    async fn the_self_check_is_excepted_from_the_operators_rules() {
        let probe = Probe::start().await.unwrap();
        assert_eq!(probe.rules(None), None);
        let rules = probe.rules(Some("MAP * 127.0.0.1:8443")).unwrap();
        assert_eq!(rules, "MAP * 127.0.0.1:8443, EXCLUDE tidegate-self-check.localhost");
    }
}
