//! What the browser tells, kept as state: targets, frames, scripts' contexts, pop-ups, dialogs, and the recorder.
//! Takes one event at a time and answers with what to tell the browser; it waits for nothing.

use crate::calls::Calls;
use crate::cdp::Event;
use crate::recorder::{Recorder, WantedBody};
use crate::scripts::Scripts;
use crate::setcookie::cut;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};

/// JavaScript dialogs of one page; more is a flood.
pub const MAX_DIALOGS: u32 = 20;
/// Windows that one page may open; each costs a process until it is closed.
pub const MAX_POPUPS: u32 = 8;
/// Documents in the main frame within one visit, each after the first by script or `meta`.
pub const MAX_NAVIGATIONS: u32 = 20;
const MAX_FRAMES: usize = 500;
/// Scripts told of in one session on one page; a page that makes more is no longer asked, lest we drown in its telling.
const MAX_PARSED: u32 = 40_000;

/// Something to tell the browser.
#[derive(Debug, Clone, PartialEq)]
pub enum Todo {
    Post { session: Option<String>, method: &'static str, params: Value },
    Body(WantedBody),
}

/// What every document and worker is given before its own scripts run.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// Source for documents.
    pub script: String,
    /// Source for workers.
    pub worker: String,
    /// How our own lines in the console begin, and what our own code is called in stacks.
    pub key: String,
    pub mark: String,
    /// Send the opt-out signal from outside, because the browser cannot.
    pub patch_gpc: bool,
}

impl Setup {
    pub fn of(scripts: &Scripts) -> Self {
        let Scripts { watch, worker, key, mark, .. } = scripts.clone();
        Setup { script: watch, worker, key, mark, patch_gpc: false }
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frame {
    pub session: String,
    pub parent: Option<String>,
    pub url: String,
    pub origin: String,
}

/// What happened on the page since the visit began.
#[derive(Debug, Default, Clone)]
pub struct Happened {
    pub dom_ready: bool,
    pub loaded: bool,
    pub navigations: u32,
    pub dialogs: u32,
    pub popups: u32,
    /// Addresses that the page tried to open in windows of their own.
    pub popup_urls: Vec<String>,
    pub download: Option<String>,
    pub crashed: bool,
    /// A process was ended because it took too much memory.
    pub swollen: bool,
    /// Uncaught script errors by message.
    pub errors: BTreeMap<String, u32>,
}

#[derive(Debug, Default)]
pub struct Watch {
    pub recorder: Recorder,
    pub setup: Setup,
    pub frames: HashMap<String, Frame>,
    pub happened: Happened,
    /// The tab under observation: target and session.
    pub tab: Option<(String, String)>,
    /// Set before a tab is made: the next page is ours and no pop-up.
    pub expecting: bool,
    /// What scripts of documents and workers called.
    pub calls: Calls,
    /// Record nothing: the self-check and the browser's own start are not the store's.
    pub muted: bool,
    contexts: HashMap<String, (String, String)>,
    targets: HashMap<String, String>,
    attached: HashSet<String>,
    parsed: HashMap<String, u32>,
    /// A page made so many scripts that one of its sessions is no longer asked.
    pub deafened: bool,
}

impl Watch {
    /// Muted until the browser is ready to look at a store.
    pub fn new(setup: Setup) -> Self {
        let mut watch = Watch { muted: true, ..Watch::default() };
        watch.calls.key.clone_from(&setup.key);
        watch.recorder.origins.mark.clone_from(&setup.mark);
        Watch { setup, ..watch }
    }

    pub fn event(&mut self, event: &Event, at_ms: u64, now_s: i64) -> Vec<Todo> {
        let session = event.session.as_deref().unwrap_or_default();
        let params = &event.params;
        if event.method.starts_with("Network.") {
            if self.muted || session.is_empty() {
                return Vec::new();
            }
            self.recorder.event(session, &event.method, params, at_ms, now_s);
            return self.recorder.wanted.drain(..).map(Todo::Body).collect();
        }
        match event.method.as_str() {
            "Target.attachedToTarget" => return self.attach(params),
            "Target.detachedFromTarget" => self.detach(params),
            "Target.targetCrashed" | "Inspector.targetCrashed" => self.crash(session, params),
            "Page.frameAttached" => self.frame_attached(session, params),
            "Page.frameNavigated" => self.frame_navigated(session, &params["frame"]),
            "Page.navigatedWithinDocument" => {
                if let Some(frame) = params["frameId"].as_str().and_then(|id| self.frames.get_mut(id)) {
                    frame.url = cut(params["url"].as_str().unwrap_or_default(), 8 << 10);
                }
            }
            "Page.frameDetached" if params["reason"] != "swap" => self.frame_gone(params),
            "Page.domContentEventFired" if self.is_tab(session) => self.happened.dom_ready = true,
            "Page.loadEventFired" if self.is_tab(session) => self.happened.loaded = true,
            "Page.windowOpen" => self.window_open(params),
            "Page.javascriptDialogOpening" => return vec![self.dialog(session, params)],
            "Page.downloadWillBegin" | "Browser.downloadWillBegin" => {
                let url = params["url"].as_str().unwrap_or_default();
                self.happened.download.get_or_insert_with(|| cut(url, 500));
            }
            "Runtime.executionContextCreated" => self.context(session, &params["context"]),
            "Runtime.executionContextDestroyed" => {
                let gone = params["executionContextUniqueId"].as_str().unwrap_or_default();
                self.contexts.retain(|_, (_, id)| id != gone);
            }
            "Runtime.executionContextsCleared" => self.contexts.retain(|_, (of, _)| of != session),
            "Runtime.consoleAPICalled" if !self.muted => {
                let at = (self.recorder.page(), self.recorder.stage());
                self.calls.told(session, params, &mut self.recorder.origins, at);
            }
            "Debugger.scriptParsed" => return self.parsed(session, params),
            // Pauses are skipped; should one come through all the same, the page must not stand still.
            "Debugger.paused" => return vec![post(session, "Debugger.resume", json!({}))],
            "Runtime.exceptionThrown" => self.error(&params["exceptionDetails"]),
            _ => {}
        }
        Vec::new()
    }

    /// The session of the tab; `None` between tabs.
    pub fn session(&self) -> Option<&str> {
        self.tab.as_ref().map(|(_, session)| session.as_str())
    }

    fn is_tab(&self, session: &str) -> bool {
        self.session() == Some(session)
    }

    /// Where scripts of a frame run: session and context.
    pub fn context_of(&self, frame: &str) -> Option<(String, String)> {
        self.contexts.get(frame).cloned()
    }

    pub fn main_url(&self) -> Option<&str> {
        let main = self.recorder.main_frame.as_ref()?;
        self.frames.get(main).map(|f| f.url.as_str())
    }

    pub fn begin_visit(&mut self) {
        self.happened = Happened::default();
        // A session that was given up stays so; the others begin anew.
        self.parsed.retain(|_, count| *count >= MAX_PARSED);
    }

    fn attach(&mut self, params: &Value) -> Vec<Todo> {
        let info = &params["targetInfo"];
        let (Some(session), Some(target)) = (params["sessionId"].as_str(), info["targetId"].as_str()) else {
            return Vec::new();
        };
        let kind = info["type"].as_str().unwrap_or_default();
        if self.targets.values().any(|t| t == target) {
            // A second session for the same target would tell everything twice.
            return vec![post(session, "Runtime.runIfWaitingForDebugger", json!({})), detach(session)];
        }
        match kind {
            "page" if !self.expecting && info["subtype"].as_str().unwrap_or_default().is_empty() => {
                self.happened.popups += 1;
                // A window that waits holds up its opener, with which it may share a process: it is let go, but
                // nowhere, and closed.
                return vec![
                    post(session, "Network.enable", json!({})),
                    post(session, "Network.setBlockedURLs", json!({"urls": ["*"]})),
                    post(session, "Runtime.runIfWaitingForDebugger", json!({})),
                    Todo::Post { session: None, method: "Target.closeTarget", params: json!({"targetId": target}) },
                ];
            }
            "page" if self.expecting => {
                self.expecting = false;
                self.tab = Some((target.into(), session.into()));
                // The main frame of a tab bears the target's id.
                self.recorder.main_frame = Some(target.into());
                self.frames.clear();
                self.contexts.clear();
            }
            "page" | "iframe" | "worker" | "shared_worker" | "service_worker" => {}
            _ => return vec![post(session, "Runtime.runIfWaitingForDebugger", json!({})), detach(session)],
        }
        self.targets.insert(session.into(), target.into());
        self.attached.insert(session.into());
        let document = matches!(kind, "page" | "iframe");
        self.parsed.remove(session);
        self.prepare(session, document)
    }

    /// Everything a target must know before it runs; commands of a session keep their order.
    fn prepare(&self, session: &str, document: bool) -> Vec<Todo> {
        let mut todo = vec![
            post(
                session,
                "Network.enable",
                json!({"maxTotalBufferSize": 1 << 20, "maxResourceBufferSize": 1 << 18, "maxPostDataSize": 1 << 16}),
            ),
            post(session, "Target.setAutoAttach", auto_attach()),
        ];
        if self.setup.patch_gpc {
            todo.push(post(session, "Network.setExtraHTTPHeaders", json!({"headers": {"Sec-GPC": "1"}})));
        }
        // Breakpoints that never stop (`js/base.js`): the page's own `debugger` does not stop either.
        todo.push(post(session, "Runtime.enable", json!({})));
        todo.push(post(session, "Debugger.enable", json!({"maxScriptsCacheSize": 1 << 20})));
        todo.push(post(session, "Debugger.setSkipAllPauses", json!({"skip": true})));
        todo.push(post(session, "Runtime.setAsyncCallStackDepth", json!({"maxDepth": 8})));
        if document {
            todo.push(post(session, "Page.enable", json!({})));
            todo.push(post(session, "Inspector.enable", json!({})));
            let patch = if self.setup.patch_gpc { GPC_PATCH } else { "" };
            let source = format!("{patch}{}", self.setup.script);
            todo.push(post(
                session,
                "Page.addScriptToEvaluateOnNewDocument",
                json!({"source": source, "runImmediately": true, "includeCommandLineAPI": true}),
            ));
        } else {
            if self.setup.patch_gpc {
                todo.push(post(session, "Runtime.evaluate", json!({"expression": GPC_PATCH})));
            }
            todo.push(post(session, "Runtime.evaluate", json!({"expression": self.setup.worker, "includeCommandLineAPI": true})));
        }
        todo.push(post(session, "Runtime.runIfWaitingForDebugger", json!({})));
        todo
    }

    fn detach(&mut self, params: &Value) {
        let Some(session) = params["sessionId"].as_str() else { return };
        self.targets.remove(session);
        self.attached.remove(session);
        self.parsed.remove(session);
        self.contexts.retain(|_, (of, _)| of != session);
    }

    fn crash(&mut self, session: &str, params: &Value) {
        let target = params["targetId"].as_str();
        let ours = self.tab.as_ref().is_some_and(|(t, s)| target == Some(t.as_str()) || s == session);
        self.happened.crashed |= ours;
    }

    fn frame_attached(&mut self, session: &str, params: &Value) {
        if self.frames.len() >= MAX_FRAMES {
            return;
        }
        let Some(id) = params["frameId"].as_str() else { return };
        self.recorder.origins.framed(session, id, params.get("stack"));
        let frame = self.frames.entry(id.into()).or_default();
        frame.session = session.into();
        frame.parent = params["parentFrameId"].as_str().map(str::to_owned).or(frame.parent.take());
    }

    fn frame_navigated(&mut self, session: &str, said: &Value) {
        let Some(id) = said["id"].as_str() else { return };
        let main = self.recorder.main_frame.as_deref() == Some(id);
        if self.frames.len() >= MAX_FRAMES && !self.frames.contains_key(id) {
            return;
        }
        let frame = self.frames.entry(id.into()).or_default();
        frame.session = session.into();
        frame.parent = said["parentId"].as_str().map(str::to_owned).or(frame.parent.take());
        frame.url = cut(said["url"].as_str().unwrap_or_default(), 8 << 10);
        frame.origin = cut(said["securityOrigin"].as_str().unwrap_or_default(), 300);
        if main {
            self.happened.dom_ready = false;
            self.happened.loaded = false;
            self.happened.navigations += 1;
        }
    }

    fn frame_gone(&mut self, params: &Value) {
        if let Some(id) = params["frameId"].as_str() {
            self.frames.remove(id);
            self.contexts.remove(id);
        }
    }

    fn window_open(&mut self, params: &Value) {
        if self.happened.popup_urls.len() < 20
            && let Some(url) = params["url"].as_str().filter(|u| !u.is_empty())
        {
            self.happened.popup_urls.push(cut(url, 8 << 10));
        }
    }

    /// Dialogs are dismissed, except the one that asks whether to leave.
    fn dialog(&mut self, session: &str, params: &Value) -> Todo {
        let leave = params["type"] == "beforeunload";
        if !leave {
            self.happened.dialogs += 1;
        }
        post(session, "Page.handleJavaScriptDialog", json!({"accept": leave}))
    }

    fn context(&mut self, session: &str, said: &Value) {
        if said["auxData"]["isDefault"] != true {
            return;
        }
        let (Some(frame), Some(id)) = (said["auxData"]["frameId"].as_str(), said["uniqueId"].as_str()) else { return };
        if self.contexts.len() < MAX_FRAMES || self.contexts.contains_key(frame) {
            self.contexts.insert(frame.into(), (session.into(), id.into()));
        }
    }

    fn parsed(&mut self, session: &str, params: &Value) -> Vec<Todo> {
        let count = self.parsed.entry(session.into()).or_default();
        *count += 1;
        match *count {
            MAX_PARSED => {
                self.deafened = true;
                vec![post(session, "Debugger.disable", json!({}))]
            }
            n if n < MAX_PARSED => {
                self.recorder.origins.parsed(session, params);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn error(&mut self, said: &Value) {
        let text = said["exception"]["description"].as_str().or(said["text"].as_str()).unwrap_or("error");
        let text = cut(text.lines().next().unwrap_or_default(), 300);
        if self.happened.errors.len() < 20 || self.happened.errors.contains_key(&text) {
            *self.happened.errors.entry(text).or_default() += 1;
        }
    }
}

/// The opt-out signal as a property, for browsers without their own.
const GPC_PATCH: &str = "try{Object.defineProperty(Object.getPrototypeOf(navigator),'globalPrivacyControl',\
{get:function(){return true},configurable:true,enumerable:true})}catch(e){}\n";

pub fn auto_attach() -> Value {
    json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true})
}

fn post(session: &str, method: &'static str, params: Value) -> Todo {
    Todo::Post { session: Some(session.into()), method, params }
}

fn detach(session: &str) -> Todo {
    Todo::Post { session: None, method: "Target.detachFromTarget", params: json!({"sessionId": session}) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(session: &str, method: &str, params: Value) -> Event {
        Event { session: (!session.is_empty()).then(|| session.into()), method: method.into(), params }
    }

    fn attached(kind: &str, target: &str) -> Event {
        let params = json!({"sessionId": format!("S{target}"), "targetInfo": {"type": kind, "targetId": target}});
        event("", "Target.attachedToTarget", params)
    }

    fn methods(todo: &[Todo]) -> Vec<&'static str> {
        todo.iter()
            .map(|t| match t {
                Todo::Post { method, .. } => *method,
                Todo::Body(_) => "body",
            })
            .collect()
    }

    fn with_tab() -> Watch {
        let mut watch = Watch { expecting: true, ..Watch::default() };
        watch.event(&attached("page", "T"), 0, 0);
        watch
    }

    #[test]
    fn the_tab_is_prepared_before_it_runs_and_other_pages_are_closed() {
        let mut watch = Watch { expecting: true, ..Watch::default() };
        let todo = watch.event(&attached("page", "T"), 0, 0);
        let order = methods(&todo);
        assert_eq!((order[0], *order.last().unwrap()), ("Network.enable", "Runtime.runIfWaitingForDebugger"));
        let at = |method| order.iter().position(|m| *m == method).unwrap();
        assert!(at("Debugger.setSkipAllPauses") < at("Page.addScriptToEvaluateOnNewDocument"));
        let closed = methods(&watch.event(&attached("page", "P"), 0, 0));
        assert_eq!(closed.last(), Some(&"Target.closeTarget"));
        assert!(closed.contains(&"Network.setBlockedURLs"));
        assert_eq!(watch.happened.popups, 1);
    }

    #[test]
    fn a_target_attached_twice_is_told_once() {
        let mut watch = with_tab();
        assert!(methods(&watch.event(&attached("service_worker", "W"), 0, 0)).contains(&"Network.enable"));
        let again =
            event("", "Target.attachedToTarget", json!({"sessionId": "S2", "targetInfo": {"type": "service_worker", "targetId": "W"}}));
        assert_eq!(methods(&watch.event(&again, 0, 0)), ["Runtime.runIfWaitingForDebugger", "Target.detachFromTarget"]);
    }

    #[test]
    fn unknown_targets_run_unobserved() {
        let mut watch = with_tab();
        let todo = watch.event(&attached("browser_ui", "U"), 0, 0);
        assert_eq!(methods(&todo), ["Runtime.runIfWaitingForDebugger", "Target.detachFromTarget"]);
    }

    #[test]
    fn dialogs_are_dismissed_and_counted() {
        let mut watch = with_tab();
        for kind in ["alert", "beforeunload"] {
            let todo = watch.event(&event("ST", "Page.javascriptDialogOpening", json!({"type": kind})), 0, 0);
            let accept = kind == "beforeunload";
            assert_eq!(todo, [post("ST", "Page.handleJavaScriptDialog", json!({"accept": accept}))]);
        }
        assert_eq!(watch.happened.dialogs, 1);
    }

    #[test]
    fn a_new_main_document_is_not_ready() {
        let mut watch = with_tab();
        watch.event(&event("ST", "Page.domContentEventFired", json!({})), 0, 0);
        assert!(watch.happened.dom_ready);
        watch.event(&event("ST", "Page.frameNavigated", json!({"frame": {"id": "T", "url": "https://a.test/"}})), 0, 0);
        assert!(!watch.happened.dom_ready);
        assert_eq!(watch.main_url(), Some("https://a.test/"));
    }

    #[test]
    fn a_flood_of_scripts_is_heard_to_a_limit_and_the_limit_is_told() {
        let mut watch = with_tab();
        let script = event("ST", "Debugger.scriptParsed", json!({"scriptId": "1", "url": ""}));
        for _ in 1..MAX_PARSED {
            assert!(watch.event(&script, 0, 0).is_empty());
        }
        assert!(!watch.deafened);
        watch.begin_visit();
        assert!(watch.event(&script, 0, 0).is_empty(), "each page has its own count");
        let last: Vec<_> = (1..MAX_PARSED).flat_map(|_| watch.event(&script, 0, 0)).collect();
        assert_eq!((methods(&last), watch.deafened), (vec!["Debugger.disable"], true));
        watch.begin_visit();
        assert!(watch.event(&script, 0, 0).is_empty());
    }

    #[test]
    fn muted_means_that_nothing_is_recorded() {
        let mut watch = with_tab();
        watch.muted = true;
        let params = json!({"requestId": "1", "request": {"url": "http://self-check.test/"}});
        watch.event(&event("ST", "Network.requestWillBeSent", params), 0, 0);
        assert!(watch.recorder.requests.is_empty());
    }
}
