//! What left the browser and what was kept on the device.

use super::{Artifact, Stage};
use crate::host::Host;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One request. Each hop of a redirect chain is a request of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Absolute, at most 8 KiB; the rest is cut.
    pub url: String,
    pub method: String,
    pub kind: RequestKind,
    /// Index into the pass's pages.
    pub page: usize,
    pub stage: Stage,
    /// Milliseconds since the pass began.
    pub at_ms: u64,
    /// The document that asked for it: the URL of its frame. `None` for workers without one.
    #[serde(default)]
    pub frame: Option<String>,
    /// Is it the navigation of the page itself (not of a frame)?
    #[serde(default)]
    pub main_document: bool,
    #[serde(default)]
    pub initiator: Initiator,
    /// Index into the pass's requests of the hop that redirected here.
    #[serde(default)]
    pub redirected_from: Option<usize>,
    /// Request headers in lower case, without `cookie`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Names of the cookies that were really sent.
    #[serde(default)]
    pub cookies_sent: Vec<String>,
    /// The body as text, at most 64 KiB; base64 of the bytes if it is not UTF-8.
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub status: Option<u16>,
    #[serde(default)]
    pub mime: Option<String>,
    /// Response headers in lower case, for documents and for third parties' `set-cookie`-bearing answers.
    #[serde(default)]
    pub response_headers: BTreeMap<String, String>,
    /// Why there was no answer. A request that left and failed is still a disclosure.
    #[serde(default)]
    pub failed: Option<String>,
    /// False if it was answered or stopped on the device (service worker, cache, blocked by the client):
    /// no disclosure then.
    pub left_device: bool,
    /// `http/1.1`, `h2`, … and the TLS version, if any.
    #[serde(default)]
    pub protocol: Option<String>,
    #[serde(default)]
    pub tls: Option<String>,
    /// The rule of a filter list that names it, of those in the observation's `lists`; asked only of parties that the catalogue
    /// does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<String>,
}

impl Request {
    pub fn host(&self) -> Option<Host> {
        Host::of_url(&self.url)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    Document,
    Frame,
    Script,
    Stylesheet,
    Image,
    Font,
    Media,
    /// `fetch` and `XMLHttpRequest`.
    Fetch,
    /// `sendBeacon`, `<a ping>`, reports.
    Beacon,
    WebSocket,
    EventSource,
    Preflight,
    Other,
}

/// What made the browser ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Initiator {
    /// `parser`, `script`, `preload`, `other` as the browser says.
    #[serde(default)]
    pub kind: String,
    /// Script URLs of the call stack, nearest first, async parents behind; at most 16.
    #[serde(default)]
    pub stack: Vec<String>,
}

/// A cookie the store or a third party tried to set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cookie {
    pub name: String,
    /// At most 512 bytes; the rest is cut. A fresh profile holds nobody's data.
    pub value: String,
    /// Without a leading dot.
    pub domain: Host,
    pub path: String,
    /// Days until it expires, counted from when it was set; `None`: session.
    pub lifetime_days: Option<f64>,
    pub http_only: bool,
    pub secure: bool,
    /// `Strict`, `Lax`, `None`, or `None` if the attribute is absent.
    pub same_site: Option<String>,
    /// Whether the cookie's site differs from the page's.
    pub third_party: bool,
    pub state: CookieState,
    pub set_by: SetBy,
    /// When it was first seen.
    pub stage: Stage,
    pub page: usize,
    /// Is it still in the jar when the pass ends?
    pub kept: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum CookieState {
    Stored,
    /// The browser refused it, for these reasons in the browser's own words. An attempt, not storage.
    Refused {
        reasons: Vec<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum SetBy {
    /// The answer to this request (index into the pass's requests).
    Response {
        request: usize,
    },
    /// `document.cookie` or `cookieStore`, by the script at this URL if it could be told.
    Script {
        url: Option<String>,
    },
    Unknown,
}

/// Local or session storage, IndexedDB names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageItem {
    pub kind: ItemKind,
    pub origin: String,
    pub key: String,
    /// At most 512 bytes.
    pub value: String,
    pub stage: Stage,
    pub page: usize,
    pub kept: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    Local,
    Session,
    IndexedDb,
}

/// Calls of one interface by one script on one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiCall {
    /// `geolocation`, `notifications`, `camera`, `microphone`, `contacts`, `push`, `canvas`, `webgl`, `audio`, `fonts`.
    pub api: String,
    /// The nearest script on the call stack that has an address.
    pub script: Option<String>,
    /// Addresses of the scripts on the stack, nearest first: those that put a script without an address there, and asynchronous
    /// parents, behind; at most 16.
    #[serde(default)]
    pub stack: Vec<String>,
    pub page: usize,
    pub stage: Stage,
    /// At least so many; of a flood the rest is not told.
    pub count: u32,
    /// Was the page acted on (a click or key) in the second before? A prompt after a click has a context.
    pub after_gesture: bool,
    #[serde(default)]
    pub artifact: Option<Artifact>,
}
