//! A pass under way: one browser, the pages it visited, and what is known of them beyond the observation.

use crate::account::Account;
use crate::browser::Browser;
use crate::jar::Moment;
use crate::limits::{Budgets, Deadline};
use crate::look::{self, Blind, Look};
use crate::scripts::Scripts;
use crate::shots::Shots;
use std::time::Duration;
use tidegate_types::observation::{
    Action, Canary, Gap, GapCode, GateRun, LogIn, OptOutRun, Page, PageKind, Pass, PassEnd, PassName, Stage,
};

/// What the page choice needs to know and the observation does not keep.
#[derive(Debug, Default, Clone)]
pub struct Hints {
    pub ld_types: Vec<String>,
    pub has_price: bool,
    pub has_add_to_cart: bool,
}

/// What all passes of a scan have in common.
#[derive(Debug)]
pub struct Common {
    pub url: url::Url,
    pub scripts: Scripts,
    pub budgets: Budgets,
    pub seed: String,
    /// May documents come from private addresses?
    pub private_ok: bool,
    pub out_dir: std::path::PathBuf,
    pub year: i32,
    pub account: Option<Account>,
}

#[derive(Debug)]
pub struct Run<'a> {
    pub common: &'a Common,
    pub browser: Browser,
    pub name: PassName,
    pub deadline: Deadline,
    pub stage: Stage,
    pub pages: Vec<Page>,
    pub hints: Vec<Hints>,
    pub actions: Vec<Action>,
    pub login: Option<LogIn>,
    pub optout: Option<OptOutRun>,
    pub gate: Option<GateRun>,
    pub canaries: Vec<Canary>,
    pub gaps: Vec<Gap>,
    pub shots: Shots,
    /// When a page was last read.
    read_at: Option<std::time::Instant>,
}

impl<'a> Run<'a> {
    pub fn new(common: &'a Common, browser: Browser, name: PassName, deadline: Deadline) -> Self {
        Run {
            common,
            browser,
            name,
            deadline,
            stage: Stage::Before,
            pages: Vec::new(),
            hints: Vec::new(),
            actions: Vec::new(),
            login: None,
            optout: None,
            gate: None,
            canaries: Vec::new(),
            gaps: Vec::new(),
            shots: Shots::new(&common.out_dir, name),
            read_at: None,
        }
    }

    /// Everything from now on belongs to this stage.
    pub fn enter(&mut self, stage: Stage) {
        self.stage = stage;
        self.browser.watch().recorder.set_stage(stage);
    }

    pub fn current(&self) -> usize {
        self.pages.len().saturating_sub(1)
    }

    pub fn gap(&mut self, code: GapCode, detail: impl Into<String>) -> Gap {
        let gap = Gap::new(code, detail);
        if !self.gaps.contains(&gap) && self.gaps.len() < 100 {
            self.gaps.push(gap.clone());
        }
        gap
    }

    /// Opens a page of its own for a visit that is about to begin.
    pub fn begin_page(&mut self, kind: PageKind, url: &str) -> usize {
        let page = self.pages.len();
        self.pages.push(Page { kind, url: url.to_owned(), final_url: url.to_owned(), stage: self.stage, usable: true, ..Page::default() });
        self.hints.push(Hints::default());
        let mut watch = self.browser.watch();
        watch.begin_visit();
        watch.recorder.begin_page(page, self.stage, url);
        page
    }

    /// Reads the page, its frames, storage and cookies, as they are now.
    pub async fn read(&mut self, page: usize) -> Result<Page, Blind> {
        let within = Duration::from_secs(5);
        let look = look::look(&self.browser, &self.common.scripts, within).await?;
        let (seen, look) = look.merged(&self.browser).await;
        self.keep_storage(page, &look);
        if !look.main().facts.watches {
            self.gap(GapCode::BrowserFault, "the browser gives no breakpoints: calls of device interfaces were not seen");
        }
        self.look_into_jar(page).await;
        self.read_at = Some(std::time::Instant::now());
        let main = look.main();
        self.hints[page] =
            Hints { ld_types: main.facts.ld_types.clone(), has_price: main.facts.has_price, has_add_to_cart: main.facts.has_add_to_cart };
        Ok(seen)
    }

    fn keep_storage(&mut self, page: usize, look: &Look) {
        let mut watch = self.browser.watch();
        for frame in &look.frames {
            watch.recorder.jar.store(&frame.origin, &frame.facts.storage, page, self.stage);
        }
    }

    async fn look_into_jar(&mut self, page: usize) {
        let cookies = self.browser.cookies().await;
        let mut watch = self.browser.watch();
        let watch = &mut *watch;
        let host = watch.recorder.page_host(page).cloned();
        let now_s = jiff::Timestamp::now().as_second();
        let moment = Moment { page, page_host: host.as_ref(), stage: self.stage, now_s };
        watch.recorder.jar.look(&cookies, &watch.calls.writes, moment);
    }

    /// Reads once more what a page stored after it was left or acted on.
    pub async fn last_look(&mut self) {
        if self.pages.is_empty() {
            return;
        }
        let page = self.current();
        if self.read_at.is_some_and(|at| at.elapsed() < Duration::from_millis(1_500)) {
            return;
        }
        // A page that does not answer any more has its cookies looked at all the same.
        if self.read(page).await.is_err() {
            self.look_into_jar(page).await;
        }
    }

    /// The pass as evidence; the browser ends here.
    pub fn finish(mut self, end: PassEnd) -> Pass {
        let cpu_ms = self.browser.process.cpu_ms();
        let wall_ms = self.browser.now_ms();
        let (recorder, calls, deafened) = {
            let mut watch = self.browser.watch();
            watch.recorder.jar.close();
            (std::mem::take(&mut watch.recorder), std::mem::take(&mut watch.calls), watch.deafened)
        };
        if let Some(what) = &recorder.truncated {
            self.gap(GapCode::Truncated, what.clone());
        }
        if calls.truncated || deafened {
            self.gap(GapCode::Truncated, "more calls of device interfaces than the limit");
        }
        if recorder.jar.truncated {
            self.gap(GapCode::Truncated, "more cookies or stored items than the limit");
        }
        let pass = Pass {
            name: self.name,
            end,
            pages: self.pages,
            requests: recorder.requests,
            cookies: recorder.jar.cookies,
            storage: recorder.jar.items,
            api_calls: calls.calls,
            actions: self.actions,
            login: self.login,
            optout: self.optout,
            gate: self.gate,
            canaries: self.canaries,
            gaps: self.gaps,
            cpu_ms,
            wall_ms,
        };
        match &self.common.account {
            Some(account) if pass.name.logs_in() => account.kept_out_of(pass),
            _ => pass,
        }
    }
}
