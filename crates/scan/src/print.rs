//! A document as PDF. The browser prints what it is handed: it runs no script of it and can reach no address.

use crate::cdp::{Cdp, CdpError, Event};
use crate::launch::{Launch, LaunchError, find};
use base64::Engine;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::mpsc;

const SHORT: Duration = Duration::from_secs(30);
/// A long report with many pictures, on a busy machine.
const LONG: Duration = Duration::from_secs(180);
/// No report of ours comes near it.
const MAX_PDF: usize = 256 << 20;
/// Bytes asked for at once.
const PIECE: u64 = 4 << 20;

/// How a document is printed.
#[derive(Debug, Clone, Default)]
pub struct Printing {
    /// The browser's program; `None`: `TIDEGATE_CHROMIUM`, then the usual names.
    pub chromium: Option<PathBuf>,
    /// A BCP 47 tag, for hyphens and fonts.
    pub language: String,
    /// At the foot of every page, beside its number.
    pub foot: String,
}

#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    #[error(transparent)]
    Browser(#[from] LaunchError),
    #[error("the browser did not print the report: {0}; the other forms of it need no browser")]
    Cdp(#[from] CdpError),
    #[error("the browser did not print the report: {0}; the other forms of it need no browser")]
    Answer(&'static str),
}

/// Prints one HTML document with bookmarks and tags for assistive software.
pub async fn pdf(html: &str, how: &Printing) -> Result<Vec<u8>, PrintError> {
    let launch = Launch {
        chromium: find(how.chromium.as_deref())?,
        language: how.language.clone(),
        // Nothing has an address: whatever the document names cannot be reached.
        host_rules: Some("MAP * ~NOTFOUND".into()),
        insecure_tls: false,
        native_gpc: false,
        user_agent: concat!("Tidegate ", env!("CARGO_PKG_VERSION")).into(),
        no_sandbox: false,
        memory_bytes: 0, // nobody watches over it: the document is ours, and cut where pages wrote it
    };
    let (_process, cdp) = launch.start()?;
    let mut events = cdp.take_events().ok_or(CdpError::Closed)?;
    let session = tab(&cdp).await?;
    let call = async |method: &str, params: Value, within| cdp.call(Some(&session), method, params, within).await;
    call("Page.enable", json!({}), SHORT).await?;
    call("Emulation.setScriptExecutionDisabled", json!({"value": true}), SHORT).await?;
    let tree = call("Page.getFrameTree", json!({}), SHORT).await?;
    let frame = tree["frameTree"]["frame"]["id"].clone();
    call("Page.setDocumentContent", json!({"frameId": frame, "html": html}), LONG).await?;
    loaded(&mut events, &session).await;
    tokio::spawn(async move { while events.recv().await.is_some() {} });
    let answer = call("Page.printToPDF", sheet(&how.foot), LONG).await?;
    let stream = answer["stream"].as_str().ok_or(PrintError::Answer("it gave no stream"))?;
    read(&cdp, &session, stream).await
}

/// A4 as the style sheet says, with a foot.
fn sheet(foot: &str) -> Value {
    let foot = foot.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let style = "width:100%;margin:0 14mm;font-size:7pt;color:#4a5d63;display:flex;justify-content:space-between;font-family:sans-serif";
    let numbers = r#"<span class="pageNumber"></span> / <span class="totalPages"></span>"#;
    json!({
        "printBackground": true, "preferCSSPageSize": true, "displayHeaderFooter": true,
        "headerTemplate": "<span></span>",
        "footerTemplate": format!(r#"<div style="{style}"><span>{foot}</span><span>{numbers}</span></div>"#),
        "generateTaggedPDF": true, "generateDocumentOutline": true, "transferMode": "ReturnAsStream",
    })
}

async fn tab(cdp: &Cdp) -> Result<String, PrintError> {
    let made = cdp.call(None, "Target.createTarget", json!({"url": "about:blank"}), SHORT).await?;
    let params = json!({"targetId": made["targetId"], "flatten": true});
    let attached = cdp.call(None, "Target.attachToTarget", params, SHORT).await?;
    attached["sessionId"].as_str().map(str::to_owned).ok_or(PrintError::Answer("it gave no tab"))
}

/// Until its pictures are there. A document that never says so is printed as it is.
async fn loaded(events: &mut mpsc::Receiver<Event>, session: &str) {
    let said = async {
        while let Some(e) = events.recv().await {
            if e.method == "Page.loadEventFired" && e.session.as_deref() == Some(session) {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(SHORT, said).await;
}

async fn read(cdp: &Cdp, session: &str, stream: &str) -> Result<Vec<u8>, PrintError> {
    let mut out = Vec::new();
    loop {
        let piece = cdp.call(Some(session), "IO.read", json!({"handle": stream, "size": PIECE}), SHORT).await?;
        let data = piece["data"].as_str().unwrap_or_default();
        if piece["base64Encoded"] == true {
            let bytes = base64::engine::general_purpose::STANDARD.decode(data);
            out.extend(bytes.map_err(|_| PrintError::Answer("a piece of it was garbled"))?);
        } else {
            out.extend(data.as_bytes());
        }
        if out.len() > MAX_PDF {
            return Err(PrintError::Answer("it is too large"));
        }
        if piece["eof"] == true {
            break;
        }
    }
    if out.starts_with(b"%PDF-") { Ok(out) } else { Err(PrintError::Answer("it is no PDF")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn how() -> Printing {
        Printing { language: "en-US".into(), foot: "<b>&".into(), ..Printing::default() }
    }

    fn count(pdf: &[u8], what: &str) -> usize {
        pdf.windows(what.len()).filter(|w| *w == what.as_bytes()).count()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_document_is_printed_whole_and_runs_nothing() {
        let html = r#"<!doctype html><html lang="en"><title>T</title><h1>One</h1><p style="break-before:page">Two</p>
            <script>document.body.innerHTML += '<p style="break-before:page">Three</p>'.repeat(20)</script>
            <img src="http://127.0.0.1:9/x.png"><iframe src="file:///etc/passwd"></iframe></html>"#;
        let pdf = pdf(html, &how()).await.unwrap();
        assert_eq!(count(&pdf, "/Type /Page\n"), 2, "the script added none");
        assert!(count(&pdf, "/MarkInfo") > 0 && count(&pdf, "/Outlines") > 0, "tags and bookmarks");
    }

    #[tokio::test]
    async fn without_a_browser_it_says_so() {
        let how = Printing { chromium: Some("/no/such/browser".into()), ..how() };
        let error = pdf("", &how).await.unwrap_err().to_string();
        assert!(error.contains("/no/such/browser") && error.contains("--chromium"), "{error}");
    }
}
