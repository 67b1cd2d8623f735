//! Chromium → [`Observation`]. Opens a store as a shopper would, in several passes from clean profiles, and writes
//! down what left the browser, what was kept on the device and what was shown. It judges nothing.
//!
//! ```no_run
//! # async fn run() -> Result<(), tidegate_scan::Error> {
//! let options = tidegate_scan::Options::new("https://shop.example/", "out");
//! let observation = tidegate_scan::scan(options, |progress| eprintln!("{progress:?}")).await?;
//! println!("{} passes", observation.passes.len());
//! # Ok(()) }
//! ```
//!
//! [`Error`] is for what the caller must mend: an address that is none, a browser that is missing, a folder that
//! cannot be written. Whatever a store does is part of the observation, as a gap with its reason.

mod account;
mod acts;
mod browser;
mod calls;
mod cdp;
pub mod evidence;
mod gpc;
mod guard;
mod jar;
mod journey;
mod launch;
mod limits;
mod lists;
mod look;
mod names;
mod origins;
mod paint;
mod passes;
mod pdf;
pub mod print;
mod recorder;
mod run;
mod scripts;
mod setcookie;
mod shadows;
mod shots;
mod target;
mod visit;
mod watch;

#[cfg(test)]
mod pages_tests;

pub use account::Account;
pub use launch::LaunchError;
pub use limits::Budgets;

use limits::Deadline;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Instant;
use tidegate_types::observation::{Browser, Gap, PageKind, PassEnd, PassName};
use tidegate_types::{Host, Observation};

/// What to look at, and how.
#[derive(Debug, Clone)]
pub struct Options {
    pub url: String,
    /// The evidence folder; made if it is missing.
    pub out_dir: PathBuf,
    pub passes: Vec<PassName>,
    /// The language asked for first, a BCP 47 tag.
    pub language: String,
    /// Chromium's `--host-resolver-rules`, for tests and staging systems.
    pub host_rules: Option<String>,
    pub insecure_tls: bool,
    /// The browser's program; `None`: `TIDEGATE_CHROMIUM`, then the usual names.
    pub chromium: Option<PathBuf>,
    /// Without it the sandbox is off only for root, where Chromium refuses to start with it.
    pub no_sandbox: bool,
    /// Look at targets in private address ranges. Loopback targets named in the URL are allowed anyway.
    pub allow_private: bool,
    pub budgets: Budgets,
    /// Where the network places this visitor, if the operator knows.
    pub egress: Option<String>,
    /// A folder of filter lists; `None`: EasyPrivacy where Debian's package put it, if it is there.
    pub lists: Option<PathBuf>,
    /// Who is asked for the records behind the store's own names.
    pub dns: Dns,
    /// Without one nobody logs in, and the passes that would are not run.
    pub account: Option<Account>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dns {
    /// The machine's resolver, unless host rules say that names mean something else here.
    #[default]
    Usual,
    Ask(SocketAddr),
    Nobody,
}

impl Options {
    pub fn new(url: impl Into<String>, out_dir: impl Into<PathBuf>) -> Self {
        Options {
            url: url.into(),
            out_dir: out_dir.into(),
            passes: PassName::ALL.to_vec(),
            language: "en-US".into(),
            host_rules: None,
            insecure_tls: false,
            chromium: None,
            no_sandbox: false,
            allow_private: false,
            budgets: Budgets::default(),
            egress: None,
            lists: None,
            dns: Dns::Usual,
            account: None,
        }
    }
}

/// What the caller must mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{url}` is no address to scan: {why}; write it like https://shop.example/")]
    BadUrl { url: String, why: String },
    #[error("{host} lies in a private address range ({address}); if this is your own staging system, allow it with --allow-private")]
    PrivateAddress { host: String, address: String },
    #[error("`{tag}` is no language tag; write one like en-US")]
    BadLanguage { tag: String },
    #[error("{0}")]
    Lists(String),
    #[error(
        "name and password of the test account need at least {} characters each, so that they can be kept out of the evidence",
        tidegate_canary::SHORTEST
    )]
    ShortSecret,
    #[error(transparent)]
    Browser(#[from] LaunchError),
    #[error("the evidence folder {dir} cannot be written: {why}; name another with --out")]
    OutDir { dir: PathBuf, why: String },
}

/// How far a scan has come.
#[derive(Debug, Clone)]
pub enum Progress {
    PassStarted { pass: PassName },
    Page { pass: PassName, kind: PageKind, url: String, gap: Option<Gap> },
    PassDone { pass: PassName, end: PassEnd, pages: usize, requests: usize, wall_ms: u64 },
}

/// Scans a store and writes the evidence folder.
pub async fn scan(options: Options, progress: impl Fn(Progress) + Send + Sync) -> Result<Observation, Error> {
    let started_at = jiff::Timestamp::now();
    let deadline = Deadline(Instant::now() + options.budgets.total);
    if options.account.as_ref().is_some_and(|a| !a.can_be_hidden()) {
        return Err(Error::ShortSecret);
    }
    let target = target::check(&options).await?;
    let lists = lists::Lists::open(options.lists.as_deref()).map_err(Error::Lists)?;
    let chromium = launch::find(options.chromium.as_deref())?;
    let version = launch::version(&chromium).await?;
    let out_dir = |why: std::io::Error| Error::OutDir { dir: options.out_dir.clone(), why: why.to_string() };
    std::fs::create_dir_all(options.out_dir.join("screenshots")).map_err(out_dir)?;
    let seed = scripts::random_hex().map_err(out_dir)?;
    let key = scripts::random_hex().map_err(out_dir)?;
    let visited = Host::new(target.url.host_str().unwrap_or_default());
    let common = run::Common {
        url: target.url,
        scripts: scripts::Scripts::new(&key),
        budgets: options.budgets.clone(),
        seed,
        private_ok: target.private_ok,
        out_dir: options.out_dir.clone(),
        year: year_of(started_at),
        account: options.account.clone(),
    };
    let launch = launch::Launch {
        chromium,
        language: options.language.clone(),
        host_rules: options.host_rules.clone(),
        insecure_tls: options.insecure_tls,
        native_gpc: false,
        user_agent: launch::user_agent(&version),
        no_sandbox: options.no_sandbox,
        memory_bytes: options.budgets.memory_bytes,
    };
    let crew = passes::Crew { common: &common, launch: &launch, tell: &progress, deadline, asked: &options.passes };
    let mut seen = crew.all().await;
    let names = match resolver(&options) {
        Some(resolver) => names::chains(&seen.passes, &visited, resolver).await,
        None => Vec::new(),
    };
    let lists = lists.mark(&mut seen.passes);
    let observation = Observation {
        format: tidegate_types::observation::FORMAT,
        tidegate: env!("CARGO_PKG_VERSION").into(),
        target: options.url.clone(),
        started_at,
        browser: Browser {
            product: format!("Chromium {version}"),
            user_agent: launch.user_agent.clone(),
            flags: seen.flags,
            language: options.language.clone(),
            gpc: seen.gpc,
            egress: options.egress.clone(),
        },
        passes: seen.passes,
        gaps: seen.gaps,
        lists,
        names,
    };
    evidence::write(&options.out_dir, &observation).map_err(out_dir)?;
    Ok(observation)
}

fn resolver(options: &Options) -> Option<SocketAddr> {
    match options.dns {
        Dns::Ask(address) => Some(address),
        Dns::Usual if options.host_rules.is_none() => names::resolver(),
        Dns::Usual | Dns::Nobody => None,
    }
}

/// The year by Greenwich: near New Year's Eve an age of ten is ten either way.
fn year_of(at: jiff::Timestamp) -> i32 {
    at.to_string().split('-').next().and_then(|y| y.parse().ok()).unwrap_or(2026)
}
