//! Turns the browser's network events into requests. It takes events in any order the browser sends them, and it
//! computes only: no clock, no channel. What needs a question to the browser is handed out as a list.

use crate::jar::Jar;
use crate::origins::Origins;
use crate::setcookie::{self, cut};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, VecDeque};
use tidegate_types::Host;
use tidegate_types::observation::{CookieState, Initiator, Request, RequestKind, SetBy, Stage};

pub const MAX_REQUESTS: usize = 20_000;
const MAX_URL: usize = 8 << 10;
pub const MAX_BODY: usize = 64 << 10;
const MAX_HEADERS: usize = 64;
const MAX_HEADER: usize = 4 << 10;
/// Bodies of all requests of a pass together; beyond it bodies are left out and the pass says so.
const MAX_BODIES: usize = 64 << 20;

/// A request body that the browser holds and did not send along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedBody {
    pub session: String,
    pub request_id: String,
    pub request: usize,
}

#[derive(Debug, Default)]
pub struct Recorder {
    pub requests: Vec<Request>,
    pub jar: Jar,
    pub origins: Origins,
    /// Requests or bodies beyond the limits were not kept.
    pub truncated: Option<String>,
    pub wanted: Vec<WantedBody>,
    pub main_frame: Option<String>,
    /// When something last started, arrived or ended, in the pass's milliseconds.
    pub last_activity_ms: u64,
    /// Bytes of answers since the page began, and of its main document.
    pub page_bytes: u64,
    pub document_bytes: u64,
    /// The main document's answer, by address of the peer.
    pub document_peer: Option<String>,
    chains: HashMap<String, Chain>,
    in_flight: HashMap<String, u64>,
    loaders: HashMap<String, usize>,
    document_loader: Option<String>,
    page_hosts: Vec<Option<Host>>,
    page: usize,
    stage: Stage,
    body_bytes: usize,
}

/// The hops of one request id, and what came for them out of order.
#[derive(Debug, Default)]
struct Chain {
    session: String,
    hops: Vec<Hop>,
    sent: VecDeque<Value>,
    received: VecDeque<Value>,
    document: bool,
}

#[derive(Debug)]
struct Hop {
    request: usize,
    /// Does the browser report extra information for it? `None`: not said yet.
    extra: Option<bool>,
    sent: bool,
    received: bool,
}

impl Recorder {
    /// From now on new documents belong to this page.
    pub fn begin_page(&mut self, page: usize, stage: Stage, url: &str) {
        self.page = page;
        self.stage = stage;
        self.page_hosts.resize(page + 1, None);
        self.page_hosts[page] = Host::of_url(url);
        self.page_bytes = 0;
        self.document_bytes = 0;
        self.document_peer = None;
        self.in_flight.clear();
    }

    /// A click, not a visit, opened a document: it and what it loads are a page of their own.
    pub fn adopt_page(&mut self, page: usize, stage: Stage) {
        let Some(mut first) = self.requests.iter().rposition(|r| r.main_document && r.page == self.page) else {
            return self.begin_page(page, stage, "");
        };
        while let Some(before) = self.requests[first].redirected_from {
            first = before;
        }
        self.page_hosts.resize(page + 1, None);
        self.page_hosts[page] = self.requests.iter().rev().find(|r| r.main_document).and_then(Request::host);
        for request in &mut self.requests[first..] {
            request.page = page;
        }
        if let Some(loader) = &self.document_loader {
            self.loaders.insert(loader.clone(), page);
        }
        self.page = page;
        self.stage = stage;
    }

    pub fn set_stage(&mut self, stage: Stage) {
        self.stage = stage;
    }

    pub fn stage(&self) -> Stage {
        self.stage
    }

    pub fn page(&self) -> usize {
        self.page
    }

    pub fn page_host(&self, page: usize) -> Option<&Host> {
        self.page_hosts.get(page)?.as_ref()
    }

    /// Requests without an answer yet, long-running connections not counted.
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// Is an answer under way that began before this moment?
    pub fn document_in_flight(&self) -> bool {
        self.in_flight.keys().any(|id| self.chains.get(id).is_some_and(|c| c.document))
    }

    /// Takes one event of the `Network` domain; others are none of its business. `now_s` is wall time in seconds.
    pub fn event(&mut self, session: &str, method: &str, params: &Value, at_ms: u64, now_s: i64) {
        let Some(name) = method.strip_prefix("Network.") else { return };
        if !matches!(name, "policyUpdated" | "resourceChangedPriority" | "trustTokenOperationDone") {
            self.last_activity_ms = at_ms;
        }
        match name {
            "requestWillBeSent" => self.will_be_sent(session, params, at_ms, now_s),
            "requestWillBeSentExtraInfo" => self.extra(params, now_s, |c| &mut c.sent),
            "responseReceivedExtraInfo" => self.extra(params, now_s, |c| &mut c.received),
            "requestServedFromCache" => self.on_last(params, |r| r.left_device = false),
            "responseReceived" => self.received(params, now_s),
            "dataReceived" => self.data(params),
            "loadingFinished" => self.finished(params),
            "loadingFailed" => self.failed(params),
            "webSocketCreated" | "webTransportCreated" => self.socket(session, name, params, at_ms),
            "webSocketFrameSent" => self.socket_frame(params),
            "webSocketHandshakeResponseReceived" => {
                let status = params["response"]["status"].as_u64().and_then(|s| u16::try_from(s).ok());
                self.on_last(params, |r| r.status = status);
            }
            "webSocketFrameError" => {
                let why = params["errorMessage"].as_str().map(|s| cut(s, 200));
                self.on_last(params, |r| r.failed = why);
            }
            _ => {}
        }
    }

    fn will_be_sent(&mut self, session: &str, params: &Value, at_ms: u64, now_s: i64) {
        let Some(id) = params["requestId"].as_str() else { return };
        let url = params["request"]["url"].as_str().unwrap_or_default();
        if is_of_the_browser(url) {
            return;
        }
        let redirect = params.get("redirectResponse").filter(|r| r.is_object());
        let twin = self.chains.get(id).and_then(|c| c.hops.last()).map(|h| h.request);
        if redirect.is_none()
            && let Some(twin) = twin
            && self.requests[twin].url == cut(url, MAX_URL)
        {
            return; // the same request told by a second session
        }
        if let Some(redirect) = redirect {
            let extra = params["redirectHasExtraInfo"].as_bool();
            self.answer(id, redirect, extra);
        }
        if self.requests.len() >= MAX_REQUESTS {
            self.truncated.get_or_insert(format!("more than {MAX_REQUESTS} requests"));
            return;
        }
        let request = self.request(session, params, url, at_ms, redirect.and(twin));
        self.origins.asked(url, &request.initiator.stack);
        let main = request.main_document;
        let (kind, page) = (request.kind, request.page);
        if main {
            self.page_hosts[page] = Host::of_url(url).or(self.page_hosts[page].take());
            self.document_peer = None;
        }
        if !matches!(kind, RequestKind::EventSource) && !url.starts_with("data:") {
            self.in_flight.insert(id.to_owned(), at_ms);
        }
        let at = self.requests.len();
        self.requests.push(request);
        self.body(session, id, at, &params["request"]);
        let chain = self.chains.entry(id.to_owned()).or_default();
        chain.session = session.to_owned();
        chain.document |= main;
        chain.hops.push(Hop { request: at, extra: None, sent: false, received: false });
        self.settle(id, now_s);
    }

    fn request(&mut self, session: &str, params: &Value, url: &str, at_ms: u64, redirected_from: Option<usize>) -> Request {
        let main_document =
            params["type"] == "Document" && self.main_frame.is_some() && params["frameId"].as_str() == self.main_frame.as_deref();
        let loader = params["loaderId"].as_str().unwrap_or_default();
        // Documents of frames have loaders of their own: only the main document's opens a page, the others inherit
        // the page that is current.
        let page = match loader {
            "" => self.page,
            loader => {
                if self.loaders.len() > MAX_REQUESTS {
                    self.loaders.clear();
                }
                if main_document {
                    self.document_loader = Some(loader.to_owned());
                }
                *self.loaders.entry(loader.to_owned()).or_insert(self.page)
            }
        };
        let mut initiator = self.initiator(session, &params["initiator"]);
        if let Some(from) = redirected_from {
            initiator = self.requests[from].initiator.clone(); // who asked first asked for all hops
        }
        let limit = if url.starts_with("data:") { 128 } else { MAX_URL };
        Request {
            url: cut(url, limit),
            method: cut(params["request"]["method"].as_str().unwrap_or("GET"), 16),
            kind: kind(params["type"].as_str().unwrap_or_default(), main_document),
            page,
            stage: self.stage,
            at_ms,
            frame: params["documentURL"].as_str().filter(|u| !u.is_empty()).map(|u| cut(u, MAX_URL)),
            main_document,
            initiator,
            redirected_from,
            headers: headers(&params["request"]["headers"], &["cookie"]),
            cookies_sent: Vec::new(),
            body: None,
            status: None,
            mime: None,
            response_headers: BTreeMap::new(),
            failed: None,
            left_device: !["data:", "blob:", "about:", "chrome:", "filesystem:", "chrome-extension:"]
                .iter()
                .any(|scheme| url.starts_with(scheme)),
            protocol: None,
            tls: None,
            listed: None,
        }
    }

    /// Who asked: script addresses, nearest first, or the document that the parser read.
    fn initiator(&self, session: &str, said: &Value) -> Initiator {
        let mut stack = self.origins.stack(session, said.get("stack"));
        if stack.is_empty() {
            stack.extend(said["url"].as_str().filter(|u| !u.is_empty()).map(|u| cut(u, 2048)));
        }
        Initiator { kind: cut(said["type"].as_str().unwrap_or("other"), 20), stack }
    }

    /// The body as the event carries it, or a note that it must be asked for.
    fn body(&mut self, session: &str, id: &str, request: usize, sent: &Value) {
        let entries = sent["postDataEntries"].as_array().filter(|e| !e.is_empty());
        if let Some(entries) = entries {
            let mut bytes = Vec::new();
            for entry in entries.iter().filter_map(|e| e["bytes"].as_str()) {
                if bytes.len() < MAX_BODY {
                    bytes.extend(BASE64.decode(entry).unwrap_or_default());
                }
            }
            if !bytes.is_empty() {
                return self.set_body(request, text_of(bytes));
            }
        }
        match sent["postData"].as_str() {
            Some(text) => self.set_body(request, cut(text, MAX_BODY)),
            None if sent["hasPostData"] == true => {
                self.wanted.push(WantedBody { session: session.into(), request_id: id.into(), request });
            }
            None => {}
        }
    }

    pub fn set_body(&mut self, request: usize, body: String) {
        if self.body_bytes + body.len() > MAX_BODIES {
            self.truncated.get_or_insert(format!("request bodies of more than {} MiB", MAX_BODIES >> 20));
            return;
        }
        self.body_bytes += body.len();
        if let Some(request) = self.requests.get_mut(request) {
            request.body = Some(cut(&body, MAX_BODY));
        }
    }

    fn extra(&mut self, params: &Value, now_s: i64, queue: fn(&mut Chain) -> &mut VecDeque<Value>) {
        let Some(id) = params["requestId"].as_str() else { return };
        if self.chains.len() >= 2 * MAX_REQUESTS && !self.chains.contains_key(id) {
            return;
        }
        let queue = queue(self.chains.entry(id.to_owned()).or_default());
        if queue.len() < 32 {
            queue.push_back(params.clone());
        }
        self.settle(id, now_s);
    }

    /// Gives waiting extra information to the hops it belongs to: in order, past hops that have none.
    fn settle(&mut self, id: &str, now_s: i64) {
        let Some(mut chain) = self.chains.remove(id) else { return };
        for at in 0..chain.hops.len() {
            let hop = &mut chain.hops[at];
            if hop.extra == Some(false) {
                continue;
            }
            let request = hop.request;
            if !hop.sent
                && chain.sent.front().is_some_and(|info| fits(info, &self.requests[request].url))
                && let Some(info) = chain.sent.pop_front()
            {
                hop.sent = true;
                self.apply_sent(request, &info);
            }
            if !hop.received
                && let Some(info) = chain.received.pop_front()
            {
                hop.received = true;
                self.apply_received(request, &info, now_s);
            }
        }
        self.chains.insert(id.to_owned(), chain);
    }

    fn apply_sent(&mut self, request: usize, info: &Value) {
        let request = &mut self.requests[request];
        request.headers.extend(headers(&info["headers"], &["cookie"]));
        let cookies = info["associatedCookies"].as_array().map(Vec::as_slice).unwrap_or_default();
        request.cookies_sent = cookies
            .iter()
            .filter(|c| c["blockedReasons"].as_array().is_none_or(Vec::is_empty))
            .filter_map(|c| c["cookie"]["name"].as_str())
            .take(200)
            .map(|name| cut(name, 256))
            .collect();
    }

    fn apply_received(&mut self, at: usize, info: &Value, now_s: i64) {
        let refused = info["blockedCookies"].as_array().map(Vec::as_slice).unwrap_or_default();
        let lines: Vec<String> =
            header(&info["headers"], "set-cookie").map(|all| all.lines().take(200).map(str::to_owned).collect()).unwrap_or_default();
        let request = &mut self.requests[at];
        let third_party = match (request.host(), self.page_hosts.get(request.page).and_then(Option::as_ref)) {
            (Some(host), Some(page)) => !host.same_site(page),
            _ => false,
        };
        if request.status.is_none() {
            request.status = info["statusCode"].as_u64().and_then(|s| u16::try_from(s).ok());
        }
        let document = matches!(request.kind, RequestKind::Document | RequestKind::Frame);
        if document || (third_party && !lines.is_empty()) {
            request.response_headers = headers(&info["headers"], &[]);
        }
        for line in lines {
            self.set_cookie(at, &line, refused, now_s);
        }
    }

    fn set_cookie(&mut self, at: usize, line: &str, refused: &[Value], now_s: i64) {
        let request = &self.requests[at];
        let Some(cookie) = setcookie::parse(line, &request.url, now_s) else { return };
        let reasons: Option<Vec<String>> = refused
            .iter()
            .find(|r| r["cookieLine"].as_str().is_some_and(|l| l.trim() == line.trim()))
            .and_then(|r| r["blockedReasons"].as_array())
            .map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        let state = match reasons {
            Some(reasons) if !reasons.is_empty() => CookieState::Refused { reasons },
            _ => CookieState::Stored,
        };
        let page_host = self.page_hosts.get(request.page).and_then(Option::as_ref);
        let third_party = page_host.is_some_and(|page| !cookie.domain.same_site(page));
        let (page, stage) = (request.page, request.stage);
        self.jar.line(cookie, state, SetBy::Response { request: at }, third_party, page, stage);
    }

    fn received(&mut self, params: &Value, now_s: i64) {
        let Some(id) = params["requestId"].as_str() else { return };
        self.answer(id, &params["response"], params["hasExtraInfo"].as_bool());
        self.settle(id, now_s);
    }

    /// The answer to the last hop so far.
    fn answer(&mut self, id: &str, response: &Value, extra: Option<bool>) {
        let Some(hop) = self.chains.get_mut(id).and_then(|c| c.hops.last_mut()) else { return };
        if !hop.sent && !hop.received {
            hop.extra = extra.or(hop.extra);
        }
        let request = &mut self.requests[hop.request];
        request.status = response["status"].as_u64().and_then(|s| u16::try_from(s).ok()).or(request.status);
        request.mime = response["mimeType"].as_str().filter(|m| !m.is_empty()).map(|m| cut(m, 100));
        request.protocol = response["protocol"].as_str().filter(|p| !p.is_empty()).map(|p| cut(p, 20));
        request.tls = response["securityDetails"]["protocol"].as_str().map(|p| cut(p, 20));
        let local = ["fromDiskCache", "fromServiceWorker", "fromPrefetchCache"].iter().any(|k| response[*k] == true);
        let upgraded = header(&response["headers"], "non-authoritative-reason").is_some();
        if local || upgraded {
            request.left_device = false;
        }
        let document = matches!(request.kind, RequestKind::Document | RequestKind::Frame);
        if document && request.response_headers.is_empty() {
            request.response_headers = headers(&response["headers"], &[]);
        }
        if request.main_document {
            self.document_peer = response["remoteIPAddress"].as_str().map(str::to_owned);
            // What is announced counts before it came: there is no need to wait for half a gigabyte.
            let announced = header(&response["headers"], "content-length").and_then(|l| l.trim().parse().ok());
            self.document_bytes = self.document_bytes.max(announced.unwrap_or(0));
        }
    }

    fn data(&mut self, params: &Value) {
        let bytes = params["dataLength"].as_u64().unwrap_or(0).max(params["encodedDataLength"].as_u64().unwrap_or(0));
        self.page_bytes += bytes;
        let chain = params["requestId"].as_str().and_then(|id| self.chains.get(id));
        if chain.is_some_and(|c| c.document) {
            self.document_bytes += bytes;
        }
    }

    fn finished(&mut self, params: &Value) {
        if let Some(id) = params["requestId"].as_str() {
            self.in_flight.remove(id);
        }
    }

    fn failed(&mut self, params: &Value) {
        self.finished(params);
        let blocked = params["blockedReason"].as_str().unwrap_or_default().to_owned();
        let error = params["errorText"].as_str().unwrap_or("failed").to_owned();
        let cors = params["corsErrorStatus"]["corsError"].as_str().map(str::to_owned);
        self.on_last(params, |r| {
            let on_device = ["csp", "mixed-content", "inspector", "subresource-filter"].contains(&blocked.as_str())
                || error.contains("BLOCKED_BY_CLIENT");
            if on_device && r.status.is_none() {
                r.left_device = false;
            }
            let why = [error.as_str(), blocked.as_str(), cors.as_deref().unwrap_or_default()];
            let why: Vec<&str> = why.into_iter().filter(|w| !w.is_empty()).collect();
            r.failed = Some(cut(&why.join(" "), 200));
        });
    }

    fn on_last(&mut self, params: &Value, change: impl FnOnce(&mut Request)) {
        let last = params["requestId"].as_str().and_then(|id| self.chains.get(id)).and_then(|c| c.hops.last());
        if let Some(request) = last.map(|h| h.request).and_then(|at| self.requests.get_mut(at)) {
            change(request);
        }
    }

    fn socket(&mut self, session: &str, name: &str, params: &Value, at_ms: u64) {
        let id = params["requestId"].as_str().or(params["transportId"].as_str()).unwrap_or_default();
        if self.requests.len() >= MAX_REQUESTS || id.is_empty() || self.chains.contains_key(id) {
            return;
        }
        let url = params["url"].as_str().unwrap_or_default();
        let mut request = self.request(session, params, url, at_ms, None);
        request.kind = if name == "webSocketCreated" { RequestKind::WebSocket } else { RequestKind::Other };
        let at = self.requests.len();
        self.requests.push(request);
        let hop = Hop { request: at, extra: Some(false), sent: false, received: false };
        self.chains.insert(id.to_owned(), Chain { session: session.into(), hops: vec![hop], ..Chain::default() });
    }

    /// What a page says over a socket is its body, frame after frame.
    fn socket_frame(&mut self, params: &Value) {
        let payload = params["response"]["payloadData"].as_str().unwrap_or_default();
        let room = MAX_BODIES.saturating_sub(self.body_bytes);
        let mut added = 0;
        self.on_last(params, |r| {
            let body = r.body.get_or_insert_default();
            let free = MAX_BODY.saturating_sub(body.len() + 1).min(room);
            let piece = cut(payload, free);
            if !body.is_empty() && !piece.is_empty() {
                body.push('\n');
            }
            body.push_str(&piece);
            added = piece.len();
        });
        self.body_bytes += added;
    }
}

/// Does this report belong to a request to that address? Told by its host header, where it has one.
fn fits(info: &Value, url: &str) -> bool {
    let Some(said) = header(&info["headers"], ":authority").or(header(&info["headers"], "host")) else { return true };
    let Ok(url) = url::Url::parse(url) else { return true };
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => said == format!("{host}:{port}"),
        None => said == host || said.strip_prefix(host).is_some_and(|rest| rest.starts_with(':')),
    }
}

fn header<'a>(headers: &'a Value, name: &str) -> Option<&'a str> {
    headers.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?.1.as_str()
}

fn headers(headers: &Value, without: &[&str]) -> BTreeMap<String, String> {
    let Some(headers) = headers.as_object() else { return BTreeMap::new() };
    headers
        .iter()
        .map(|(key, value)| (key.to_ascii_lowercase(), value))
        .filter(|(key, _)| !key.starts_with(':') && !without.contains(&key.as_str()))
        .take(MAX_HEADERS)
        .map(|(key, value)| (cut(&key, 100), cut(value.as_str().unwrap_or_default(), MAX_HEADER)))
        .collect()
}

fn text_of(mut bytes: Vec<u8>) -> String {
    bytes.truncate(MAX_BODY);
    match String::from_utf8(bytes) {
        Ok(text) => text,
        // A character cut in two at the limit is no sign of a binary body.
        Err(e) if e.utf8_error().error_len().is_none() => {
            String::from_utf8_lossy(&e.as_bytes()[..e.utf8_error().valid_up_to()]).into_owned()
        }
        Err(e) => {
            let bytes = e.as_bytes();
            BASE64.encode(&bytes[..bytes.len().min(MAX_BODY / 4 * 3)])
        }
    }
}

/// Parts of the browser itself, such as its reader of PDF: never the store's.
pub(crate) fn is_of_the_browser(url: &str) -> bool {
    ["chrome-extension:", "chrome:", "chrome-untrusted:", "devtools:"].iter().any(|scheme| url.starts_with(scheme))
}

fn kind(of: &str, main_document: bool) -> RequestKind {
    match of {
        "Document" if main_document => RequestKind::Document,
        "Document" => RequestKind::Frame,
        "Script" => RequestKind::Script,
        "Stylesheet" => RequestKind::Stylesheet,
        "Image" => RequestKind::Image,
        "Font" => RequestKind::Font,
        "Media" => RequestKind::Media,
        "XHR" | "Fetch" => RequestKind::Fetch,
        "Ping" | "CSPViolationReport" => RequestKind::Beacon,
        "WebSocket" => RequestKind::WebSocket,
        "EventSource" => RequestKind::EventSource,
        "Preflight" => RequestKind::Preflight,
        _ => RequestKind::Other,
    }
}

#[cfg(test)]
#[path = "recorder_tests.rs"]
mod tests;
