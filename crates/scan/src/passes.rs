//! The passes: what each visits and does, in which order, within which time.

use crate::Progress;
use crate::acts;
use crate::browser::Browser;
use crate::gpc::{self, Probe};
use crate::journey::{self, Journey, Stop};
use crate::launch::Launch;
use crate::limits::Deadline;
use crate::look::consent_dialogs;
use crate::run::{Common, Run};
use crate::visit::Stay;
use crate::watch::Setup;
use std::collections::HashSet;
use std::sync::Mutex;
use tidegate_catalog::{Catalog, LinkKind};
use tidegate_types::observation::{DialogKind, Gap, GapCode, GpcMode, Outcome, Page, PageKind, Pass, PassEnd, PassName, Stage};
use url::Url;

pub type Tell<'a> = &'a (dyn Fn(Progress) + Send + Sync);

pub struct Crew<'a> {
    pub common: &'a Common,
    pub launch: &'a Launch,
    pub tell: Tell<'a>,
    pub deadline: Deadline,
    pub asked: &'a [PassName],
}

/// What all passes together saw.
#[derive(Debug, Default)]
pub struct Seen {
    pub passes: Vec<Pass>,
    pub gaps: Vec<Gap>,
    pub gpc: GpcMode,
    pub flags: Vec<String>,
}

/// What the first passes learned for the later ones.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub journey: Journey,
    /// A consent banner was seen.
    pub banner: bool,
    /// An age gate, or fields that ask for an age, and where.
    pub gate: Option<String>,
    /// Something that offers to opt out of sale.
    pub optout: bool,
    /// Why nothing can be done at all.
    pub dead: Option<Gap>,
    pub policy: Option<String>,
}

const SHOP: [PageKind; 3] = [PageKind::Product, PageKind::Category, PageKind::Cart];

impl Crew<'_> {
    pub async fn all(&self) -> Seen {
        let mut seen = Seen::default();
        let mut known = Known::default();
        let (arrive, flags) = self.arrive(&mut known).await;
        seen.flags = flags;
        if self.asked.contains(&PassName::Arrive) {
            seen.passes.push(arrive);
        }
        let looks = [PassName::Control, PassName::Gpc];
        let gpc = Mutex::new(GpcMode::Unconfirmed);
        let mut first = self.several(&looks, &known, &gpc).await;
        for pass in &first {
            learn(&mut known, pass, &self.common.url);
        }
        let acts = [PassName::Refuse, PassName::Accept, PassName::Withdraw, PassName::Optout, PassName::Close, PassName::Child];
        first.extend(self.several(&acts, &known, &gpc).await);
        // One after the other: the second device sees what the first one asked for.
        for name in [PassName::Account, PassName::Device].iter().filter(|_| self.common.account.is_some()) {
            first.extend(self.several(&[*name], &known, &gpc).await);
        }
        seen.passes.extend(first);
        seen.passes.sort_by_key(|p| p.name);
        seen.gpc = *gpc.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let possible = |n: &&PassName| !n.logs_in() || self.common.account.is_some();
        for name in PassName::ALL.iter().filter(possible).filter(|n| !self.asked.contains(n)) {
            seen.gaps.push(Gap::new(GapCode::NotAsked, format!("the {name} pass was left out")));
        }
        seen.gaps.extend(known.dead);
        if self.deadline.spent() {
            let total = self.common.budgets.total.as_secs();
            seen.gaps.push(Gap::new(GapCode::BudgetSpent, format!("the scan's {total} s were over")));
        }
        seen
    }

    /// Runs passes side by side, as many as the budget allows.
    async fn several(&self, names: &[PassName], known: &Known, gpc: &Mutex<GpcMode>) -> Vec<Pass> {
        let mut names: Vec<PassName> = names.iter().copied().filter(|n| self.asked.contains(n)).collect();
        names.reverse();
        let queue = Mutex::new(names);
        let done = Mutex::new(Vec::new());
        let lane = |number: usize| {
            let (queue, done) = (&queue, &done);
            async move {
                while number < self.common.budgets.parallel.max(1) {
                    let next = queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
                    let Some(name) = next else { return };
                    let pass = self.one(name, known, gpc).await;
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(pass);
                }
            }
        };
        tokio::join!(lane(0), lane(1), lane(2), lane(3));
        done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn one(&self, name: PassName, known: &Known, gpc: &Mutex<GpcMode>) -> Pass {
        if let Some(gap) = known.dead.clone() {
            return self.without(name, PassEnd::Failed { gap });
        }
        if let Some(gap) = pointless(name, known) {
            return self.without(name, PassEnd::NotPossible { gap });
        }
        if self.deadline.spent() {
            return self.without(name, PassEnd::Failed { gap: Gap::new(GapCode::BudgetSpent, "the scan's time was over") });
        }
        let run = match name {
            PassName::Gpc => self.start_gpc(gpc).await,
            _ => self.start(name, self.launch, self.setup()).await,
        };
        let mut run = match run {
            Ok(run) => run,
            Err(gap) => return self.without(name, PassEnd::Failed { gap }),
        };
        let end = self.play(&mut run, known).await;
        run.last_look().await;
        self.done(run.finish(end))
    }

    fn setup(&self) -> Setup {
        Setup::of(&self.common.scripts)
    }

    async fn start(&self, name: PassName, launch: &Launch, setup: Setup) -> Result<Run<'_>, Gap> {
        (self.tell)(Progress::PassStarted { pass: name });
        let browser = Browser::start(launch, setup).await.map_err(|e| Gap::new(GapCode::BrowserFault, e.to_string()))?;
        Ok(Run::new(self.common, browser, name, self.deadline.within(self.common.budgets.pass)))
    }

    /// The browser's own signal if the self-check sees it, else the same from outside.
    async fn start_gpc(&self, mode: &Mutex<GpcMode>) -> Result<Run<'_>, Gap> {
        let probe = Probe::start().await.map_err(|e| Gap::new(GapCode::BrowserFault, format!("self-check page: {e}")))?;
        let mut launch = self.launch.clone();
        launch.host_rules = probe.rules(self.launch.host_rules.as_deref());
        launch.native_gpc = true;
        let setup = self.setup();
        let set = |found| *mode.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = found;
        let run = self.start(PassName::Gpc, &launch, setup.clone()).await?;
        if gpc::switch_on(&run.browser).await && probe.confirmed_by(&run.browser).await {
            set(GpcMode::Native);
            return Ok(run);
        }
        drop(run);
        launch.native_gpc = false;
        let run = self.start(PassName::Gpc, &launch, Setup { patch_gpc: true, ..setup }).await?;
        set(if probe.confirmed_by(&run.browser).await { GpcMode::Patched } else { GpcMode::Unconfirmed });
        Ok(run)
    }

    fn without(&self, name: PassName, end: PassEnd) -> Pass {
        let gaps = end.gap().cloned().into_iter().collect();
        self.done(Pass { gaps, ..Pass::bare(name, end) })
    }

    fn done(&self, pass: Pass) -> Pass {
        (self.tell)(Progress::PassDone {
            pass: pass.name,
            end: pass.end.clone(),
            pages: pass.pages.len(),
            requests: pass.requests.len(),
            wall_ms: pass.wall_ms,
        });
        pass
    }

    /// The first look: home, then every page that its links tell.
    async fn arrive(&self, known: &mut Known) -> (Pass, Vec<String>) {
        let setup = self.setup();
        let mut run = match self.start(PassName::Arrive, self.launch, setup).await {
            Ok(run) => run,
            Err(gap) => {
                known.dead = Some(gap.clone());
                return (self.without(PassName::Arrive, PassEnd::Failed { gap }), Vec::new());
            }
        };
        let flags = run.browser.process.flags.clone();
        let end = self.explore(&mut run, known).await;
        run.last_look().await;
        let pass = run.finish(end);
        learn(known, &pass, &self.common.url);
        (self.done(pass), flags)
    }

    async fn explore(&self, run: &mut Run<'_>, known: &mut Known) -> PassEnd {
        let home = self.visit(run, PageKind::Home, self.common.url.as_str(), Stay::Banner).await;
        if let Some(gap) = run.pages[home].gap.clone().filter(|g| fatal(g.code)) {
            known.dead = Some(gap.clone());
            return PassEnd::Failed { gap };
        }
        run.linger(home).await;
        // A shop that sends visitors elsewhere (to a country's site, say) is looked at where it really is.
        let base = Url::parse(&run.pages[home].final_url).unwrap_or_else(|_| self.common.url.clone());
        let mut visited = HashSet::from([self.common.url.to_string(), base.to_string()]);
        let mut stops = journey::told_by_links(&[&run.pages[home]], &base, &visited);
        self.find_goods(run, &base, &mut visited, known).await;
        let mut at = 0;
        while at < stops.len() && run.pages.len() < self.common.budgets.pages && !run.deadline.spent() {
            let stop = stops[at].clone();
            at += 1;
            if !visited.insert(stop.url.clone()) {
                continue;
            }
            let page = self.visit(run, stop.kind, &stop.url, Stay::Quiet).await;
            if run.pages[page].gap.is_none() {
                known.journey.stops.push(stop.clone());
            }
            // Notices often hold the only link to requests, choices or the health policy.
            // A cart knows the way to the checkout.
            if matches!(stop.kind, PageKind::Policy | PageKind::Cart) {
                let more = journey::told_by_links(&[&run.pages[page]], &base, &visited);
                stops.extend(more.into_iter().filter(|m| !stops.iter().any(|s| s.kind == m.kind)).collect::<Vec<_>>());
            }
        }
        acts::typing(run).await;
        match run.pages[home].gap.clone() {
            Some(gap) => PassEnd::Partial { gap },
            None if run.deadline.spent() => PassEnd::Partial { gap: Gap::new(GapCode::BudgetSpent, "the pass's time was over") },
            None => PassEnd::Complete,
        }
    }

    /// A product and a list of products, from the home page or through a list.
    async fn find_goods(&self, run: &mut Run<'_>, base: &Url, visited: &mut HashSet<String>, known: &mut Known) {
        let (mut products, categories) = journey::goods(&run.pages[0], base, visited);
        let mut product = None;
        for url in products.drain(..).take(1) {
            visited.insert(url.clone());
            let page = self.visit(run, PageKind::Product, &url, Stay::Quiet).await;
            if journey::is_product(&run.pages[page], &run.hints[page]) {
                product = Some(url);
            } else {
                run.pages[page].kind = PageKind::Other;
            }
        }
        if let Some(url) = categories.into_iter().find(|u| !visited.contains(u)) {
            visited.insert(url.clone());
            let page = self.visit(run, PageKind::Category, &url, Stay::Quiet).await;
            if run.pages[page].gap.is_none() {
                known.journey.stops.push(Stop { kind: PageKind::Category, url });
                if product.is_none() {
                    product = self.product_of(run, page, base, visited).await;
                }
            }
        }
        match product {
            Some(url) => known.journey.stops.push(Stop { kind: PageKind::Product, url }),
            None => {
                run.gap(GapCode::NoPage, "no product page was found");
            }
        }
    }

    async fn product_of(&self, run: &mut Run<'_>, list: usize, base: &Url, visited: &mut HashSet<String>) -> Option<String> {
        let (products, _) = journey::goods(&run.pages[list], base, visited);
        let url = products.into_iter().next()?;
        visited.insert(url.clone());
        let page = self.visit(run, PageKind::Product, &url, Stay::Quiet).await;
        let found = journey::is_product(&run.pages[page], &run.hints[page]);
        if !found {
            run.pages[page].kind = PageKind::Other;
        }
        found.then_some(url)
    }

    async fn visit(&self, run: &mut Run<'_>, kind: PageKind, url: &str, stay: Stay) -> usize {
        let page = run.visit(kind, url, stay).await;
        (self.tell)(Progress::Page { pass: run.name, kind, url: url.to_owned(), gap: run.pages[page].gap.clone() });
        page
    }

    /// Everything after the first pass begins at the home page.
    async fn play(&self, run: &mut Run<'_>, known: &Known) -> PassEnd {
        let wait = match run.name {
            PassName::Control => Stay::Banner,
            _ if known.banner || known.gate.is_some() => Stay::Banner,
            _ => Stay::Quiet,
        };
        let home = self.visit(run, PageKind::Home, self.common.url.as_str(), wait).await;
        if let Some(gap) = run.pages[home].gap.clone().filter(|g| fatal(g.code)) {
            return PassEnd::Failed { gap };
        }
        let end = match run.name {
            PassName::Arrive => self.stroll(run, known, &SHOP).await,
            PassName::Control => {
                let end = self.stroll(run, known, &SHOP).await;
                if known.banner && !run.deadline.spent() {
                    let home = self.visit(run, PageKind::Home, self.common.url.as_str(), Stay::Banner).await;
                    acts::consent::open_settings(run, home).await;
                }
                end
            }
            PassName::Gpc => self.stroll(run, known, &[PageKind::Product, PageKind::Category, PageKind::Cart, PageKind::Choices]).await,
            PassName::Accept | PassName::Refuse | PassName::Close | PassName::Withdraw => acts::consent::play(run, known).await,
            PassName::Optout => acts::optout::play(run, known).await,
            PassName::Account => match acts::login::log_in(run).await {
                Err(gap) => PassEnd::Failed { gap },
                Ok(()) => {
                    run.enter(Stage::Before);
                    self.visit(run, PageKind::Home, self.common.url.as_str(), Stay::Quiet).await;
                    acts::optout::play(run, known).await
                }
            },
            PassName::Device => match acts::login::log_in(run).await {
                Err(gap) => PassEnd::Failed { gap },
                Ok(()) => PassEnd::Complete,
            },
            PassName::Child => acts::child::play(run, known).await,
        };
        let acted = !matches!(run.name, PassName::Arrive | PassName::Control | PassName::Gpc);
        if acted && !matches!(end, PassEnd::NotPossible { .. } | PassEnd::Failed { .. }) {
            run.enter(Stage::After);
            self.visit(run, PageKind::Home, self.common.url.as_str(), Stay::Quiet).await;
            let strolled = self.stroll(run, known, &SHOP).await;
            self.come_back(run, known).await;
            return if matches!(end, PassEnd::Complete) { strolled } else { end };
        }
        end
    }

    /// The next visit after a "no": what it left behind is all that the store has to remember it by.
    async fn come_back(&self, run: &mut Run<'_>, known: &Known) {
        let said = run.actions.iter().any(|a| a.outcome == Outcome::Done) || run.optout.as_ref().is_some_and(|o| o.completed);
        let refused = matches!(run.name, PassName::Refuse | PassName::Optout) && said;
        if !refused || run.deadline.left() < self.common.budgets.dwell * 2 {
            return;
        }
        run.last_look().await;
        if run.browser.end_session().await.is_err() {
            return;
        }
        run.enter(Stage::Later);
        let wait = if known.banner { Stay::Banner } else { Stay::Quiet };
        self.visit(run, PageKind::Home, self.common.url.as_str(), wait).await;
        self.stroll(run, known, &[PageKind::Product]).await;
    }

    async fn stroll(&self, run: &mut Run<'_>, known: &Known, kinds: &[PageKind]) -> PassEnd {
        for stop in known.journey.of(kinds) {
            if run.deadline.spent() {
                let gap = run.gap(GapCode::BudgetSpent, "the pass's time was over");
                return PassEnd::Partial { gap };
            }
            self.visit(run, stop.kind, &stop.url, Stay::Quiet).await;
        }
        PassEnd::Complete
    }
}

/// Nothing of the store was seen, so nothing can be learned from going on.
fn fatal(code: GapCode) -> bool {
    use GapCode as G;
    matches!(
        code,
        G::Unreachable
            | G::TlsFault
            | G::NotAPage
            | G::RedirectLoop
            | G::Download
            | G::DialogFlood
            | G::Crashed
            | G::Hung
            | G::AntiBot
            | G::LoginWall
            | G::PrivateAddress
            | G::BrowserFault
            | G::PopupFlood
            | G::HttpError
            | G::TooLarge
    )
}

/// A pass for which there is nothing to do.
fn pointless(name: PassName, known: &Known) -> Option<Gap> {
    let no = |code, detail: &str| Some(Gap::new(code, detail));
    match name {
        PassName::Accept | PassName::Refuse | PassName::Withdraw | PassName::Close if !known.banner => {
            no(GapCode::NoBanner, "no consent banner was seen in any look at the home page")
        }
        PassName::Optout | PassName::Account | PassName::Device if !known.optout => {
            no(GapCode::NoLink, "no opt-out link was found on any page")
        }
        PassName::Child if known.gate.is_none() => no(GapCode::NoAgeGate, "nothing asks for an age on the pages seen"),
        _ => None,
    }
}

/// What a pass tells those after it.
fn learn(known: &mut Known, pass: &Pass, home: &Url) {
    for page in &pass.pages {
        known.banner |= !consent_dialogs(page).is_empty();
        known.optout |= offers_opt_out(page);
        if page.kind == PageKind::Policy && known.policy.is_none() {
            known.policy = Some(page.url.clone());
        }
        if known.gate.is_none() && journey::same_site(&page.final_url, home) && acts::child::asks_age(page) {
            known.gate = Some(page.url.clone());
        }
    }
}

fn offers_opt_out(page: &Page) -> bool {
    let catalog = Catalog::embedded();
    let dialogs = page.dialogs.iter().filter(|d| d.kind == DialogKind::Consent).flat_map(|d| d.links.iter().map(|(text, _)| text));
    page.links.iter().map(|l| &l.text).chain(dialogs).any(|text| {
        let kinds = catalog.link_kinds(text, None);
        [LinkKind::OptOut, LinkKind::OptOutOld, LinkKind::Choices].iter().any(|k| kinds.contains(k))
    })
}
