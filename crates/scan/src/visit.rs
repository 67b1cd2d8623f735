//! One visit: navigate, wait until the page is quiet, read it. Whatever goes wrong is a gap with its reason.

use crate::limits::{is_private, literal};
use crate::look::Blind;
use crate::paint;
use crate::pdf;
use crate::run::Run;
use crate::shots::Extent;
use crate::watch::{MAX_DIALOGS, MAX_NAVIGATIONS, MAX_POPUPS};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tidegate_catalog::{Catalog, Section, Tongue};
use tidegate_types::Host;
use tidegate_types::observation::{Gap, GapCode, Page, PageKind, Reading, RequestKind};

/// How long to stay on a page that is quiet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// Until it is quiet.
    Quiet,
    /// Until a dialog shows or had time enough to show.
    Banner,
}

const QUIET: Duration = Duration::from_millis(500);
const STALLED: Duration = Duration::from_secs(2);
const LEAST: Duration = Duration::from_millis(800);
/// How long a page may be held up by a script or style that does not arrive. Shoppers leave sooner.
const HELD_UP: Duration = Duration::from_secs(10);
/// How long a banner may take to come once the page was stirred.
const STIRRED: Duration = Duration::from_millis(1_200);
/// How long the first page is watched for pop-ups after it was read.
const LINGER: Duration = Duration::from_millis(3_500);
/// How long an empty page is waited for.
const PATIENCE: Duration = Duration::from_secs(3);
const IS_BLANK: &str = r"(() => {
  const long = n => (n.innerText || '').trim().length > 40;
  if (!document.body || long(document.body)) return !document.body;
  let left = 400;
  for (const e of document.body.querySelectorAll('*')) {
    if (left-- < 0) break;
    if (e.tagName === 'IFRAME' || e.tagName === 'FORM' || e.shadowRoot && [...e.shadowRoot.children].some(long)) return false;
  }
  return true;
})()";

impl Run<'_> {
    /// Visits an address as a page of its own and reads it. The index is into the pass's pages.
    pub async fn visit(&mut self, kind: PageKind, url: &str, stay: Stay) -> usize {
        let page = self.begin_page(kind, url);
        let gap = match self.navigate(url).await {
            Err(gap) => Some(gap),
            Ok(()) => self.settle(LEAST, stay).await,
        };
        self.conclude(page, gap).await;
        page
    }

    /// The same for a page that a click has opened already.
    pub async fn arrived(&mut self, kind: PageKind, url: &str) -> usize {
        let page = self.pages.len();
        self.pages.push(Page { kind, url: url.to_owned(), final_url: url.to_owned(), stage: self.stage, usable: true, ..Page::default() });
        self.hints.push(Default::default());
        self.browser.watch().recorder.adopt_page(page, self.stage);
        let gap = self.settle(LEAST, Stay::Quiet).await;
        self.conclude(page, gap).await;
        page
    }

    async fn navigate(&mut self, url: &str) -> Result<(), Gap> {
        let within = self.common.budgets.page.min(self.deadline.left().max(Duration::from_secs(2)));
        let asked = self.browser.call("Page.navigate", json!({"url": url}), within);
        tokio::pin!(asked);
        let answer = loop {
            tokio::select! {
                answer = &mut asked => break answer,
                () = tokio::time::sleep(Duration::from_millis(200)) => if let Some(gap) = self.fault() {
                    return Err(gap);
                },
            }
        };
        match answer {
            Ok(answer) => match answer["errorText"].as_str().filter(|e| !e.is_empty()) {
                None => Ok(()),
                Some(error) => Err(self.failure(error, &answer)),
            },
            Err(crate::cdp::CdpError::TimedOut { .. }) => {
                Err(Gap::new(GapCode::Unreachable, format!("no document within {} s", within.as_secs())))
            }
            Err(e) => Err(Gap::new(GapCode::BrowserFault, e.to_string())),
        }
    }

    fn failure(&self, error: &str, answer: &Value) -> Gap {
        let has = |words: &[&str]| words.iter().any(|w| error.contains(w));
        if answer["isDownload"] == true || self.browser.watch().happened.download.is_some() {
            return Gap::new(GapCode::Download, "the address answers with a file to save");
        }
        let code = if has(&["ERR_TOO_MANY_REDIRECTS"]) {
            GapCode::RedirectLoop
        } else if has(&["ERR_CERT", "ERR_SSL", "ERR_BAD_SSL", "ERR_TLS", "ERR_ECH"]) {
            GapCode::TlsFault
        } else if has(&["ERR_ABORTED", "ERR_UNKNOWN_URL_SCHEME"]) {
            GapCode::NotAPage
        } else {
            GapCode::Unreachable
        };
        Gap::new(code, error.to_owned())
    }

    /// Something that makes further waiting pointless or dangerous.
    pub fn fault(&self) -> Option<Gap> {
        let budgets = &self.common.budgets;
        let watch = self.browser.watch();
        let (h, r) = (&watch.happened, &watch.recorder);
        let gap = |code, detail: String| Some(Gap::new(code, detail));
        if h.swollen {
            let mib = budgets.memory_bytes >> 20;
            return gap(GapCode::TooLarge, format!("the browser took more than {mib} MiB of memory on this page, so the page was ended"));
        }
        if h.crashed {
            return gap(GapCode::Crashed, "the page's process ended".into());
        }
        if h.dialogs > MAX_DIALOGS {
            return gap(GapCode::DialogFlood, format!("more than {MAX_DIALOGS} script dialogs"));
        }
        if h.popups > MAX_POPUPS {
            return gap(GapCode::PopupFlood, format!("more than {MAX_POPUPS} windows opened"));
        }
        if h.navigations > MAX_NAVIGATIONS {
            return gap(GapCode::RedirectLoop, format!("more than {MAX_NAVIGATIONS} documents one after another"));
        }
        if r.document_bytes > budgets.document_bytes {
            return gap(GapCode::TooLarge, format!("the document is larger than {} MiB", budgets.document_bytes >> 20));
        }
        if r.page_bytes > budgets.page_bytes {
            return gap(GapCode::TooLarge, format!("the page loads more than {} MiB", budgets.page_bytes >> 20));
        }
        if !self.common.private_ok
            && let Some(host) = private_document(r)
        {
            return gap(GapCode::PrivateAddress, format!("a redirect led to {host}, in a private address range"));
        }
        None
    }

    /// The page does not answer: because of what it does to the browser, or for itself.
    fn hung(&self) -> Gap {
        let popups = self.browser.watch().happened.popups;
        self.fault().unwrap_or_else(|| match popups {
            0..3 => Gap::new(GapCode::Hung, "a script of the page does not end"),
            n => Gap::new(GapCode::PopupFlood, format!("the page opened {n} windows and answered no more")),
        })
    }

    /// Waits until nothing is under way any more. A gap, if that never came or something went wrong.
    pub async fn settle(&mut self, least: Duration, stay: Stay) -> Option<Gap> {
        let budgets = self.common.budgets.clone();
        let began = Instant::now();
        let mut pinged = false;
        let mut asked = Instant::now();
        let mut stirred = None;
        loop {
            if let Some(gap) = self.fault() {
                return Some(gap);
            }
            let (idle, busy, ready, document) = {
                let watch = self.browser.watch();
                let idle = Duration::from_millis(self.browser.now_ms().saturating_sub(watch.recorder.last_activity_ms));
                (idle, watch.recorder.in_flight() > 0, watch.happened.dom_ready, watch.recorder.document_in_flight())
            };
            let stayed = began.elapsed();
            if document && stayed > budgets.page.min(self.deadline.left().max(Duration::from_secs(1))) {
                let detail = format!("the document did not end within {} s", stayed.as_secs());
                return Some(Gap::new(GapCode::EndlessPage, detail));
            }
            // An answer that does not come for seconds, while nothing else happens, is not waited for.
            let quiet = ready && stayed >= least && (idle >= STALLED || !busy && idle >= QUIET);
            let tired = stayed >= budgets.dwell && ready;
            match stay {
                Stay::Quiet if tired || quiet && !self.is_filling(stayed).await => return None,
                Stay::Banner if quiet || tired => {
                    if tired || stayed >= budgets.banner && !self.is_filling(stayed).await {
                        // Some banners wait for a sign of life.
                        let since = *stirred.get_or_insert_with(Instant::now);
                        if since.elapsed() > STIRRED || self.deadline.left() < STIRRED {
                            return None;
                        }
                        if since.elapsed() < Duration::from_millis(50) {
                            self.stir().await;
                        }
                    }
                    // Asking costs the page time, so not at every event.
                    if asked.elapsed() >= Duration::from_millis(350) {
                        asked = Instant::now();
                        if self.shows_dialog().await {
                            return None;
                        }
                    }
                }
                _ => {}
            }
            if !ready && idle > Duration::from_secs(4) && !pinged {
                pinged = true;
                if self.browser.call("Runtime.evaluate", json!({"expression": "1"}), Duration::from_secs(3)).await.is_err() {
                    return Some(self.hung());
                }
            }
            if !ready && !document && stayed > HELD_UP.min(self.deadline.left().max(Duration::from_secs(1))) {
                return Some(Gap::new(GapCode::EndlessPage, "a part that holds up the page did not arrive; what was there was read"));
            }
            if self.deadline.spent() && stayed > Duration::from_secs(2) {
                return Some(Gap::new(GapCode::BudgetSpent, "the pass's time was over"));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Moves the mouse and scrolls a little down and up again, as anybody does who reads.
    async fn stir(&self) {
        for (x, y) in [(420.0, 310.0), (460.0, 342.0), (515.0, 370.0)] {
            self.browser.post("Input.dispatchMouseEvent", json!({"type": "mouseMoved", "x": x, "y": y}));
        }
        for delta in [240.0, -240.0] {
            let wheel = json!({"type": "mouseWheel", "x": 515.0, "y": 370.0, "deltaX": 0, "deltaY": delta});
            // A page that does not take it is read as it stands.
            let _ = self.browser.call("Input.dispatchMouseEvent", wheel, Duration::from_secs(2)).await;
        }
    }

    /// Does the page show no more than a word or two, so that it is worth waiting on? Stores that a script puts
    /// together are empty at first, with nothing under way that could be waited for.
    async fn is_filling(&self, stayed: Duration) -> bool {
        if stayed >= PATIENCE {
            return false;
        }
        let main = self.browser.main_frame();
        let blank = self.browser.evaluate(&main, IS_BLANK, Duration::from_secs(2)).await.is_ok_and(|v| v == true);
        if blank {
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        blank
    }

    /// Is anything laid over the page, in any frame?
    async fn shows_dialog(&self) -> bool {
        let main = self.browser.main_frame();
        let expression = self.common.scripts.act("state", &[]);
        let frames: Vec<String> = {
            let watch = self.browser.watch();
            let others = watch.frames.keys().filter(|id| **id != main && watch.context_of(id).is_some()).take(6).cloned();
            std::iter::once(main.clone()).chain(others).collect()
        };
        for frame in frames {
            let state = self.browser.evaluate(&frame, &expression, Duration::from_secs(2)).await.unwrap_or_default();
            if state["dialogs"].as_array().is_some_and(|d| !d.is_empty()) {
                return true;
            }
        }
        false
    }

    /// Pop-ups come some seconds after the page: those that have come by then are added to what was seen.
    pub async fn linger(&mut self, page: usize) {
        if self.pages[page].gap.is_some() || self.deadline.left() < LINGER * 4 {
            return;
        }
        tokio::time::sleep(LINGER).await;
        let Ok(now) = self.read(page).await else { return };
        let seen = &mut self.pages[page];
        let new: Vec<_> =
            now.dialogs.into_iter().filter(|d| !seen.dialogs.iter().any(|o| o.selector == d.selector && o.frame == d.frame)).collect();
        let fields: Vec<_> = now
            .forms
            .into_iter()
            .filter(|f| !seen.forms.iter().any(|o| o.selector == f.selector && o.frame == f.frame && o.visible == f.visible))
            .collect();
        seen.dialogs.extend(new.into_iter().take(12));
        seen.forms.extend(fields.into_iter().take(12));
    }

    /// Reads what can be read, names what cannot, and leaves the browser fit for the next page.
    async fn conclude(&mut self, page: usize, gap: Option<Gap>) {
        let unreachable = gap.as_ref().is_some_and(|g| {
            matches!(g.code, GapCode::Unreachable | GapCode::TlsFault | GapCode::RedirectLoop | GapCode::Download | GapCode::BrowserFault)
        });
        let broken = gap.as_ref().is_some_and(|g| {
            matches!(g.code, GapCode::Crashed | GapCode::Hung | GapCode::DialogFlood | GapCode::PopupFlood | GapCode::PrivateAddress)
                || self.browser.watch().happened.swollen
        });
        if gap.is_some() && !broken {
            self.browser.post("Page.stopLoading", json!({}));
        }
        let mut gap = gap;
        if !unreachable && !broken {
            match self.read(page).await {
                Ok(mut seen) => {
                    paint::measure(&self.browser, &mut seen.dialogs).await;
                    self.fill(page, seen);
                }
                Err(Blind::Hung) => gap = Some(self.hung()),
                Err(Blind::Fault(why)) => gap = gap.or(self.fault()).or(Some(Gap::new(GapCode::BrowserFault, why))),
            }
        }
        self.note_answer(page);
        if gap.is_none() && self.mime(page).as_deref() == Some(pdf::MIME) {
            gap = self.read_pdf(page).await;
        }
        let gap = gap.or_else(|| self.judge(page));
        let picture = if self.name == tidegate_types::observation::PassName::Arrive { Extent::Page } else { Extent::Window };
        let hung = gap.as_ref().is_some_and(|g| g.code == GapCode::Hung);
        if !unreachable && !broken && !hung && self.pictured(page) {
            let what = word(self.pages[page].kind);
            self.pages[page].screenshot = self.shots.take(&self.browser, what, picture).await;
        }
        if let Some(gap) = gap {
            let leave = broken || matches!(gap.code, GapCode::Hung | GapCode::TooLarge | GapCode::EndlessPage);
            self.pages[page].gap = Some(gap);
            if leave && let Err(e) = self.browser.new_tab().await {
                self.gap(GapCode::BrowserFault, e.to_string());
            }
        }
    }

    /// Home pages and landing pages are pictured in every pass, all others in the first.
    fn pictured(&self, page: usize) -> bool {
        use tidegate_types::observation::PassName;
        self.name == PassName::Arrive
            || (self.name != PassName::Control && !matches!(self.pages[page].kind, PageKind::Product | PageKind::Category | PageKind::Cart))
    }

    /// What was read takes the place of the blank page.
    pub fn fill(&mut self, page: usize, seen: Page) {
        let blank = &self.pages[page];
        let errors =
            self.browser.watch().happened.errors.iter().map(|(m, n)| if *n > 1 { format!("{m} (×{n})") } else { m.clone() }).collect();
        let mut seen = Page {
            kind: blank.kind,
            url: blank.url.clone(),
            final_url: blank.final_url.clone(),
            stage: blank.stage,
            status: blank.status,
            gap: blank.gap.clone(),
            screenshot: blank.screenshot.clone(),
            errors,
            ..seen
        };
        let now_ms = self.browser.now_ms();
        for dialog in seen.dialogs.iter_mut().filter(|d| d.appeared_ms == 0) {
            dialog.appeared_ms = now_ms.saturating_sub(self.began_ms(page));
        }
        self.pages[page] = seen;
    }

    fn began_ms(&self, page: usize) -> u64 {
        let watch = self.browser.watch();
        watch.recorder.requests.iter().find(|r| r.page == page).map_or(0, |r| r.at_ms)
    }

    /// Status and address of the main document's last answer.
    fn note_answer(&mut self, page: usize) {
        let (status, url) = {
            let watch = self.browser.watch();
            let document = watch.recorder.requests.iter().rev().find(|r| r.page == page && r.kind == RequestKind::Document);
            let status = document.and_then(|r| r.status);
            let url = watch.main_url().filter(|u| u.starts_with("http")).map(str::to_owned);
            (status, url.or(document.map(|r| r.url.clone())))
        };
        self.pages[page].status = status;
        if let Some(url) = url {
            self.pages[page].final_url = url;
        }
    }

    /// What the main document says it is.
    fn mime(&self, page: usize) -> Option<String> {
        let watch = self.browser.watch();
        let document = watch.recorder.requests.iter().rev().find(|r| r.page == page && r.kind == RequestKind::Document);
        document.and_then(|r| r.mime.clone())
    }

    /// Notices may be PDF; of other pages that is no more than a file.
    async fn read_pdf(&mut self, page: usize) -> Option<Gap> {
        use PageKind::{Children, CookiePolicy, HealthPolicy, Policy};
        if !matches!(self.pages[page].kind, Policy | CookiePolicy | HealthPolicy | Children) {
            return None;
        }
        let text = pdf::text(&self.browser, self.deadline.left()).await;
        // What was read so far is the reader's own: its buttons, its complaints.
        let shown = &mut self.pages[page];
        let not_text = shown.reading.not_text && text.is_err();
        *shown = Page {
            text: text.as_ref().ok().cloned().unwrap_or_default(),
            pdf: text.is_ok(),
            reading: Reading { not_text, ..Reading::default() },
            lang: None,
            headings: vec![],
            links: vec![],
            forms: vec![],
            dialogs: vec![],
            toggles: vec![],
            ..std::mem::take(shown)
        };
        text.err()
    }

    /// A page that came, but is not the store's: an error, a wall, a file.
    fn judge(&mut self, at: usize) -> Option<Gap> {
        let is_page = |m: &String| ["text/html", "application/xhtml+xml"].contains(&m.as_str());
        if let Some(mime) = self.mime(at).filter(|m| !is_page(m) && !self.pages[at].pdf) {
            return Some(Gap::new(GapCode::NotAPage, format!("the answer is of type {mime}")));
        }
        let page = &self.pages[at];
        let catalog = Catalog::embedded();
        let status = page.status.unwrap_or(200);
        let says = |section| catalog.matches(section, &page.title) || (page.text.len() < 2_500 && catalog.matches(section, &page.text));
        if (matches!(status, 403 | 429 | 503) || page.text.len() < 1_500) && says(Section::WallBot) {
            return Some(Gap::new(GapCode::AntiBot, "an anti-bot page came instead of the store"));
        }
        if status == 401 || (page.kind == PageKind::Home && only_log_in(page) && says(Section::WallLogIn)) {
            return Some(Gap::new(GapCode::LoginWall, "nothing is shown without logging in"));
        }
        if status >= 400 {
            return Some(Gap::new(GapCode::HttpError, format!("status {status}")));
        }
        if page.kind == PageKind::Home && shows_nothing(page) {
            return Some(Gap::new(GapCode::NotAPage, "the page stayed empty"));
        }
        let tongue = page.lang.as_deref().filter(|l| !l.trim().is_empty());
        if let Some(tag) = tongue.filter(|l| Tongue::of_tag(l).is_none()) {
            let detail =
                format!("the page is in `{tag}`; whole pages are read in en, zh, de, fr and es, banners also in ja, it, nl, pt, pl and ko");
            self.gap(GapCode::LanguageNotRead, detail);
        }
        None
    }
}

fn shows_nothing(page: &Page) -> bool {
    page.text.trim().is_empty() && page.links.is_empty() && page.forms.is_empty() && page.dialogs.is_empty()
}

fn only_log_in(page: &Page) -> bool {
    let asks = page.forms.iter().any(|f| f.visible && f.fields.iter().any(|x| x.kind == "password" && x.visible));
    asks && page.links.iter().filter(|l| l.visible).count() < 12
}

/// The private host that the main document came from or was sent to.
fn private_document(recorder: &crate::recorder::Recorder) -> Option<String> {
    if let Some(peer) = recorder.document_peer.as_deref().and_then(literal).filter(|a| is_private(*a)) {
        return Some(peer.to_string());
    }
    let page = recorder.page();
    let documents = recorder.requests.iter().rev().take(200).filter(|r| r.page == page && r.main_document);
    documents.filter_map(|r| Host::of_url(&r.url)).find(|h| literal(h.as_str()).is_some_and(is_private)).map(|h| h.to_string())
}

pub fn word(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Home => "home",
        PageKind::Product => "product",
        PageKind::Category => "category",
        PageKind::Search => "search",
        PageKind::Cart => "cart",
        PageKind::Checkout => "checkout",
        PageKind::Contact => "contact",
        PageKind::SignUp => "sign-up",
        PageKind::Policy => "policy",
        PageKind::CookiePolicy => "cookie-policy",
        PageKind::Choices => "choices",
        PageKind::Requests => "requests",
        PageKind::HealthPolicy => "health-policy",
        PageKind::Children => "children",
        PageKind::KidsSection => "kids",
        PageKind::Other => "page",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::Browser;
    use crate::launch::Launch;
    use crate::limits::{Budgets, Deadline};
    use crate::run::Common;
    use crate::scripts::Scripts;
    use crate::watch::Setup;
    use tidegate_types::observation::PassName;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use url::Url;

    /// A page that is never quiet, so that there is time to break it.
    async fn restless() -> (String, tokio::task::JoinHandle<()>) {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = [0; 4096];
                let _ = stream.read(&mut head).await; // whatever is asked, the answer is the same
                let body = "<title>x</title><p>A page that asks for something all the time, and says so.</p><script>setInterval(() => fetch('/x'), 100)</script>";
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        (url, task)
    }

    #[tokio::test]
    async fn a_crash_is_a_gap_and_the_next_page_is_seen() {
        let out = tempfile::tempdir().unwrap();
        let (url, server) = restless().await;
        let scripts = Scripts::new("0123456789abcdef");
        let setup = Setup::of(&scripts);
        let common = Common {
            url: Url::parse(&url).unwrap(),
            scripts,
            budgets: Budgets { dwell: Duration::from_secs(3), ..Budgets::default() },
            seed: "0123456789abcdef".into(),
            private_ok: true,
            out_dir: out.path().to_path_buf(),
            account: None,
            year: 2026,
        };
        let launch = Launch::plain();
        let browser = Browser::start(&launch, setup).await.unwrap();
        let deadline = Deadline(Instant::now() + Duration::from_secs(60));
        let mut run = Run::new(&common, browser, PassName::Arrive, deadline);
        let (cdp, session) = (run.browser.cdp.clone(), run.browser.watch().session().map(str::to_owned));
        let breaker = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            cdp.post(session.as_deref(), "Page.crash", json!({}));
        });
        let first = run.visit(PageKind::Home, &url, Stay::Quiet).await;
        breaker.await.unwrap();
        assert_eq!(run.pages[first].gap.as_ref().map(|g| g.code), Some(GapCode::Crashed));
        let second = run.visit(PageKind::Home, &url, Stay::Quiet).await;
        assert_eq!(run.pages[second].gap, None);
        assert_eq!(run.pages[second].title, "x");
        server.abort();
    }
}
