//! Everything the checks look at, put together once.

use crate::flows::{Flows, Level, Sale, Traffic};
use crate::join::Ground;
use jiff::civil::Date;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use tidegate_catalog::{Catalog, LinkKind, Section};
use tidegate_law::{Lawbook, Model, Regimes, Seen, Verdict};
use tidegate_types::observation::{Dialog, DialogKind, Field, GapCode, Link, Observation, Page, PageKind, Pass, PassEnd, PassName, Stage};
use tidegate_types::{Act, Host, LawId, Profile, Regime, RowId};

/// One audit's matter: what was seen, what was said, what the law was on the day.
#[derive(Debug)]
pub struct Case<'a> {
    pub obs: &'a Observation,
    pub profile: &'a Profile,
    pub law: &'a Lawbook,
    pub catalog: &'a Catalog,
    pub date: Date,
    pub store: Host,
    pub flows: Flows<'a>,
    pub seen: Seen,
    /// What must hold before data is used, once all that was seen is known.
    regimes: OnceCell<Regimes<'a>>,
}

impl<'a> Case<'a> {
    pub fn new(obs: &'a Observation, profile: &'a Profile, law: &'a Lawbook, catalog: &'a Catalog, date: Date) -> Self {
        let store = store_host(obs);
        let flows = Flows::new(obs, catalog, profile, store.clone());
        let seen = Seen::default();
        let mut case = Case { obs, profile, law, catalog, date, store, flows, seen, regimes: OnceCell::new() };
        case.seen.shares = case.sharing_seen();
        // Looked for and not found leaves the profile's own word: much goes on where no browser looks.
        case.seen.sensitive = crate::checks::sensitive_seen(&case);
        case.seen.incentive = crate::checks::incentive_seen(&case);
        case.seen.children = crate::checks::speaks_to_children(&case).filter(|yes| *yes);
        case.seen.incentive = case.incentive_seen();
        case
    }

    /// Was anything sent to an advertising recipient, in a state in which a shopper had agreed or said nothing?
    fn sharing_seen(&self) -> Option<bool> {
        let looked: Vec<_> = [PassName::Arrive, PassName::Control, PassName::Accept].into_iter().filter(|p| self.usable(*p)).collect();
        if looked.is_empty() {
            return None;
        }
        let shares =
            |p: &PassName| self.flows.traffic(*p, not_typing).values().any(|t| t.level == Level::Data && self.sale_of(t) == Sale::Yes);
        Some(looked.iter().any(shares))
    }

    /// Was a discount or the like offered for an e-mail address or a phone number?
    fn incentive_seen(&self) -> Option<bool> {
        let asks = |f: &Field| f.visible && (matches!(f.kind.as_str(), "email" | "tel") || f.name.to_lowercase().contains("mail"));
        let offers = |text: &str| self.catalog.matches(Section::Incentive, text);
        self.home()?;
        Some(self.arrived().any(|p| {
            p.forms.iter().any(|f| f.fields.iter().any(asks) && offers(&f.context))
                || p.dialogs.iter().any(|d| d.fields.iter().any(asks) && offers(&d.text))
        }))
    }

    /// What the answers are joined with.
    pub(crate) fn ground(&self) -> Ground<'_> {
        Ground { profile: self.profile, law: self.law, seen: &self.seen, date: self.date }
    }

    pub fn pass(&self, name: PassName) -> Option<&'a Pass> {
        self.obs.pass(name)
    }

    /// Did this pass see enough to judge by?
    pub fn usable(&self, name: PassName) -> bool {
        self.pass(name).is_some_and(|p| {
            matches!(p.end, PassEnd::Complete | PassEnd::Partial { .. }) && p.pages.iter().any(|p| p.kind == PageKind::Home && readable(p))
        })
    }

    /// Why a pass cannot be judged by, in the words of its gap.
    pub fn why_not(&self, name: PassName) -> tidegate_types::Text {
        match self.pass(name) {
            None => crate::gaps::not_run(name),
            Some(p) => match p.end.gap().or_else(|| p.gaps.first()).or_else(|| p.pages.iter().find_map(|p| p.gap.as_ref())) {
                Some(gap) => crate::gaps::text(gap),
                None => crate::gaps::not_run(name),
            },
        }
    }

    /// Pages of the first look, before anything was touched.
    pub fn arrived(&self) -> impl Iterator<Item = &'a Page> {
        self.pass(PassName::Arrive).into_iter().flat_map(|p| p.pages.iter()).filter(|p| p.stage == Stage::Before && readable(p))
    }

    pub fn page(&self, kind: PageKind) -> Option<&'a Page> {
        self.arrived().find(|p| p.kind == kind)
    }

    pub fn home(&self) -> Option<&'a Page> {
        self.page(PageKind::Home)
    }

    /// Does an age screen stand before the home page, so that nothing behind it was seen?
    pub fn gated(&self) -> bool {
        self.home().is_some_and(|h| h.dialogs.iter().any(|d| d.kind == DialogKind::AgeGate && (d.blocks || d.covers > 0.7)))
    }

    /// Links of a page that are of this kind by wording or address.
    pub fn links(&self, page: &'a Page, kind: LinkKind) -> Vec<&'a Link> {
        page.links.iter().filter(|l| self.catalog.link_kinds(&l.text, l.href.as_deref()).contains(&kind)).collect()
    }

    /// Consent dialogs of the first layer on the first look at the home page.
    pub fn banners(&self) -> Vec<(PassName, &'a Page, &'a Dialog)> {
        for name in [PassName::Arrive, PassName::Control, PassName::Accept, PassName::Refuse] {
            let found: Vec<_> = self
                .pass(name)
                .into_iter()
                .flat_map(|p| p.pages.iter())
                .filter(|p| p.stage == Stage::Before)
                .flat_map(|p| p.dialogs.iter().filter(|d| d.kind == DialogKind::Consent && d.layer <= 1).map(move |d| (name, p, d)))
                .collect();
            if !found.is_empty() {
                return dedup_by_selector(found);
            }
        }
        Vec::new()
    }

    /// Plain http on the machine itself, or mapped to it by resolver rules: a rehearsal, not the live store.
    pub fn rehearsal(&self, url: &str) -> bool {
        let local = Host::of_url(url).is_some_and(|h| h.within("localhost") || h.as_str().starts_with("127.") || h.as_str() == "[::1]");
        let to_loopback =
            |f: &String| f.contains("host-resolver-rules") && (f.contains("127.0.0.1") || f.contains("localhost") || f.contains("[::1]"));
        url.starts_with("http:") && (local || self.obs.browser.flags.iter().any(to_loopback))
    }

    /// Does this law reach the business on the day?
    pub fn law_reaches(&self, id: &str) -> Verdict {
        let law = LawId::new(id).ok().and_then(|id| self.law.law(&id));
        law.map_or(Verdict::No, |law| self.law.verdict(law, self.profile, &self.seen, self.date))
    }

    pub fn row_reaches(&self, id: &str) -> Verdict {
        let row = RowId::new(id).ok().and_then(|id| self.law.row(&id));
        row.map_or(Verdict::No, |row| self.law.reaches(row, self.profile, &self.seen, self.date))
    }

    /// The strongest verdict over the laws that treat trackers so.
    fn any_law(&self, model: Model) -> Verdict {
        self.law.laws().filter(|l| l.model == model).map(|l| self.law_reaches(l.id.as_str())).fold(Verdict::No, Verdict::or)
    }

    /// Do people whose law wants agreement before tracking visit this store?
    pub fn opt_in_place(&self) -> Verdict {
        self.any_law(Model::OptIn)
    }

    /// Do people whose law wants a working way out visit this store?
    pub fn opt_out_place(&self) -> Verdict {
        self.any_law(Model::OptOut)
    }

    /// What must hold in each market before data is used so.
    pub fn regimes_of(&self, act: &Act) -> Vec<Regime> {
        let table = self.regimes.get_or_init(|| self.law.regimes(self.profile, &self.seen, self.date));
        self.profile.markets.iter().map(|m| table.of(&Act { place: Some(m.place.clone()), ..act.clone() }).regime).collect()
    }

    pub fn sale_of(&self, t: &Traffic) -> Sale {
        self.flows.parties.get(&t.key).map_or(Sale::Unclear, |p| p.sale(self.date))
    }

    /// What parties got to whom data is sold or shared: advertising always; others without a contract only if the
    /// business keeps a register in which one could stand.
    pub fn sales(&self, pass: PassName, wanted: impl Fn(Stage) -> bool) -> BTreeMap<String, Traffic<'a>> {
        self.only_sales(self.flows.traffic(pass, wanted))
    }

    /// What they got on the next visit after a way out was taken.
    pub fn sales_next_visit(&self, pass: PassName) -> BTreeMap<String, Traffic<'a>> {
        self.sales(pass, later)
    }

    /// What they got once the way out was taken.
    pub fn sales_afterwards(&self, pass: PassName) -> BTreeMap<String, Traffic<'a>> {
        self.only_sales(self.afterwards(pass))
    }

    /// What parties got on the pages that were opened after an act. The answer to the act itself counts only where
    /// nothing was opened after it: it was on its way while the choice was being made, and no law wants it sooner.
    pub fn afterwards(&self, pass: PassName) -> BTreeMap<String, Traffic<'a>> {
        let pages = self.pass(pass).map_or(&[][..], |p| &p.pages);
        let later = |i: usize| pages.get(i).is_some_and(|p| p.stage == Stage::After && readable(p));
        let any_later = (0..pages.len()).any(later);
        self.flows.traffic_where(pass, |stage, page| stage == Stage::After && (!any_later || later(page)))
    }

    fn only_sales(&self, mut traffic: BTreeMap<String, Traffic<'a>>) -> BTreeMap<String, Traffic<'a>> {
        let has_register = self.profile.recipients.is_some();
        traffic.retain(|key, t| match self.sale_of(t) {
            Sale::Yes => true,
            Sale::No => false,
            Sale::Unclear => has_register && self.flows.parties.get(key).is_some_and(|p| p.vendor.is_some() || p.tracker_like),
        });
        traffic
    }

    /// Pages visited in both passes (by address), so that like is compared with like.
    pub fn common_pages(&self, a: PassName, b: PassName) -> Vec<String> {
        let urls = |n: PassName| {
            self.pass(n).into_iter().flat_map(|p| p.pages.iter()).filter(|p| readable(p)).map(|p| p.url.clone()).collect::<Vec<_>>()
        };
        let (ua, ub) = (urls(a), urls(b));
        ua.into_iter().filter(|u| ub.contains(u)).collect()
    }
}

/// Everything but what canary typing set off.
pub fn not_typing(s: Stage) -> bool {
    s != Stage::Typing
}

pub fn after(s: Stage) -> bool {
    s == Stage::After
}

/// The next visit after the act.
pub fn later(s: Stage) -> bool {
    s == Stage::Later
}

pub fn before(s: Stage) -> bool {
    s == Stage::Before
}

/// A page that was opened and holds something to read or use.
pub fn readable(p: &Page) -> bool {
    let answered = p.status.is_none_or(|s| s < 400);
    answered && p.gap.as_ref().is_none_or(|g| still_the_page(g.code) && !p.text.is_empty())
}

/// Gaps that leave the page what it is, only not whole. A file, a wall or half a document says nothing of the store,
/// though it may hold words.
fn still_the_page(code: GapCode) -> bool {
    matches!(code, GapCode::BudgetSpent | GapCode::LanguageNotRead | GapCode::Truncated)
}

fn store_host(obs: &Observation) -> Host {
    let landed =
        obs.passes.iter().flat_map(|p| &p.pages).find(|p| p.kind == PageKind::Home && readable(p)).and_then(|p| Host::of_url(&p.final_url));
    landed.or_else(|| Host::of_url(&obs.target)).unwrap_or_else(|| Host::new(&obs.target))
}

fn dedup_by_selector<'a>(found: Vec<(PassName, &'a Page, &'a Dialog)>) -> Vec<(PassName, &'a Page, &'a Dialog)> {
    let mut seen = std::collections::BTreeSet::new();
    found.into_iter().filter(|(_, _, d)| seen.insert((d.frame.clone(), d.selector.clone()))).collect()
}
