//! A browser under observation: the process, its one tab, and the task that feeds the watch.

use crate::cdp::{Cdp, CdpError, Event};
use crate::guard;
use crate::launch::{Launch, LaunchError, Process};
use crate::recorder::WantedBody;
use crate::watch::{Setup, Todo, Watch, auto_attach};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, mpsc};

/// Commands that a healthy browser answers at once.
pub const SHORT: Duration = Duration::from_secs(8);

#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    #[error(transparent)]
    Launch(#[from] LaunchError),
    #[error(transparent)]
    Cdp(#[from] CdpError),
    #[error("the browser made no tab")]
    NoTab,
}

#[derive(Debug)]
pub struct Browser {
    pub cdp: Cdp,
    pub process: Process,
    pub started: Instant,
    pub product: String,
    state: Arc<Shared>,
    pump: tokio::task::JoinHandle<()>,
    guard: tokio::task::JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    watch: Mutex<Watch>,
    news: Notify,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Browser {
    pub async fn start(launch: &Launch, setup: Setup) -> Result<Self, BrowserError> {
        let (process, cdp) = launch.start()?;
        let started = Instant::now();
        let state = Arc::new(Shared { watch: Mutex::new(Watch::new(setup)), news: Notify::new() });
        let events = cdp.take_events().ok_or(CdpError::Closed)?;
        let pump = tokio::spawn(pump(cdp.clone(), events, state.clone(), started));
        let guard = tokio::spawn(keep_small(process.group(), launch.memory_bytes, state.clone()));
        let mut browser = Browser { cdp, process, started, product: String::new(), state, pump, guard };
        // The first answer takes as long as the browser needs to start, which on a loaded machine is long.
        let version = browser.cdp.call(None, "Browser.getVersion", json!({}), Duration::from_secs(30)).await?;
        browser.product = version["product"].as_str().unwrap_or_default().to_owned();
        browser.cdp.call(None, "Target.setAutoAttach", auto_attach(), SHORT).await?;
        browser.cdp.post(None, "Browser.setDownloadBehavior", json!({"behavior": "deny", "eventsEnabled": true}));
        browser.new_tab().await?;
        browser.watch().muted = false;
        Ok(browser)
    }

    pub fn watch(&self) -> MutexGuard<'_, Watch> {
        self.state.lock()
    }

    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Waits for the next event, at most that long.
    pub async fn news(&self, at_most: Duration) {
        let _ = tokio::time::timeout(at_most, self.state.news.notified()).await; // either is a reason to look again
    }

    pub async fn call(&self, method: &str, params: Value, within: Duration) -> Result<Value, CdpError> {
        let session = self.watch().session().map(str::to_owned);
        self.cdp.call(session.as_deref(), method, params, within).await
    }

    pub fn post(&self, method: &str, params: Value) {
        let session = self.watch().session().map(str::to_owned);
        self.cdp.post(session.as_deref(), method, params);
    }

    /// Leaves a tab that hangs, crashed or floods, for a fresh one with the same profile.
    pub async fn new_tab(&self) -> Result<(), BrowserError> {
        let old = {
            let mut watch = self.watch();
            watch.expecting = true;
            watch.tab.take()
        };
        if let Some((target, _)) = old {
            self.cdp.post(None, "Target.closeTarget", json!({"targetId": target}));
        }
        self.cdp.call(None, "Target.createTarget", json!({"url": "about:blank"}), SHORT).await?;
        let until = Instant::now() + SHORT;
        while self.watch().tab.is_none() {
            if Instant::now() >= until {
                return Err(BrowserError::NoTab);
            }
            self.news(Duration::from_millis(50)).await;
        }
        // Commands of a session are answered in order: with this one, everything before it holds. A navigation begun
        // earlier would swap the process under the set-up, and the first page would go unobserved.
        self.call("Page.enable", json!({}), SHORT).await?;
        Ok(())
    }

    /// What closing the browser and opening it again leaves: no tab, no session cookies, all else.
    pub async fn end_session(&self) -> Result<(), BrowserError> {
        let fleeting = self.cookies().await.into_iter().filter(|c| c["session"] == true);
        for cookie in fleeting.take(1_000) {
            let which = json!({"name": cookie["name"], "domain": cookie["domain"], "path": cookie["path"]});
            self.post("Network.deleteCookies", which);
        }
        // The new tab's first command is answered after these.
        self.call("Page.enable", json!({}), SHORT).await?;
        self.new_tab().await
    }

    /// Evaluates an expression in a frame; the value must be JSON. Right after a navigation the frame's context may
    /// not be known yet, or may just have gone; then it is asked again.
    pub async fn evaluate(&self, frame: &str, expression: &str, within: Duration) -> Result<Value, CdpError> {
        let until = Instant::now() + within.min(Duration::from_millis(1_500));
        loop {
            let answer = match self.watch().context_of(frame) {
                None => Err(CdpError::Refused { method: "Runtime.evaluate".into(), message: "the frame has no context".into() }),
                Some(context) => Ok(context),
            };
            let answer = match answer {
                Ok((session, context)) => evaluate_in(&self.cdp, &session, &context, expression, within).await,
                Err(e) => Err(e),
            };
            let moved =
                matches!(&answer, Err(CdpError::Refused { message, .. }) if message.contains("ontext") || message.contains("navigated"));
            if !moved || Instant::now() >= until {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub fn main_frame(&self) -> String {
        self.watch().recorder.main_frame.clone().unwrap_or_default()
    }

    /// All cookies of the profile.
    pub async fn cookies(&self) -> Vec<Value> {
        let answer = self.cdp.call(None, "Storage.getCookies", json!({}), SHORT).await;
        answer.ok().and_then(|a| a["cookies"].as_array().cloned()).unwrap_or_default()
    }
}

/// Evaluates in one context; what the script threw is an error.
pub async fn evaluate_in(cdp: &Cdp, session: &str, context: &str, expression: &str, within: Duration) -> Result<Value, CdpError> {
    let params = json!({
        "expression": expression, "uniqueContextId": context, "returnByValue": true, "awaitPromise": true,
        "userGesture": false, "silent": true, "timeout": u64::try_from(within.as_millis()).unwrap_or(u64::MAX),
    });
    let answer = cdp.call(Some(session), "Runtime.evaluate", params, within + Duration::from_millis(500)).await?;
    if let Some(thrown) = answer.get("exceptionDetails") {
        let said = thrown["exception"]["description"].as_str().or(thrown["text"].as_str()).unwrap_or("error");
        let message = said.chars().take(300).collect();
        return Err(CdpError::Refused { method: "Runtime.evaluate".into(), message });
    }
    Ok(answer["result"]["value"].clone())
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.pump.abort();
        self.guard.abort();
    }
}

async fn keep_small(group: nix::unistd::Pid, limit: u64, state: Arc<Shared>) {
    loop {
        tokio::time::sleep(guard::EVERY).await;
        if guard::ended_the_largest(group, limit) {
            state.lock().happened.swollen = true;
            state.news.notify_waiters();
        }
    }
}

async fn pump(cdp: Cdp, mut events: mpsc::Receiver<Event>, state: Arc<Shared>, started: Instant) {
    while let Some(event) = events.recv().await {
        let at_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let now_s = jiff::Timestamp::now().as_second();
        let todo = state.lock().event(&event, at_ms, now_s);
        for one in todo {
            match one {
                Todo::Post { session, method, params } => cdp.post(session.as_deref(), method, params),
                Todo::Body(wanted) => {
                    tokio::spawn(fetch_body(cdp.clone(), wanted, state.clone()));
                }
            }
        }
        state.news.notify_waiters();
        state.news.notify_one();
    }
}

async fn fetch_body(cdp: Cdp, wanted: WantedBody, state: Arc<Shared>) {
    let params = json!({"requestId": wanted.request_id});
    if let Ok(answer) = cdp.call(Some(&wanted.session), "Network.getRequestPostData", params, SHORT).await
        && let Some(text) = answer["postData"].as_str()
    {
        state.lock().recorder.set_body(wanted.request, text.to_owned());
    }
}
