//! `tidegate scan`: the observation alone. Also how every command turns flags into scan options.

use crate::args::{Looking, ScanArgs};
use crate::end::{End, Fault, input};
use crate::progress::Teller;
use crate::{Done, files, report};
use std::path::Path;
use std::time::Duration;
use tidegate_scan::{Account, Error, Options};
use tidegate_types::observation::{GapCode, Observation, PageKind, PassName};
use tidegate_types::{Lang, Profile};

pub fn run(args: &ScanArgs, lang: Lang) -> Done {
    files::make_dir(&args.out)?;
    let seen = look(&args.url, &args.out, &args.looking, None, lang)?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&seen).map_err(anyhow::Error::from)?);
    }
    eprintln!("{}", args.out.join(tidegate_audit::evidence::OBSERVATION).display());
    eprintln!("{}", args.out.join(tidegate_audit::browse::ENTRY).display());
    if anything_seen(&seen) { Ok(End::Done) } else { Err(nothing_seen(&seen)) }
}

/// Runs the scan that the flags describe, and writes pages to read its evidence by.
pub fn look(url: &str, evidence: &Path, how: &Looking, profile: Option<&Profile>, lang: Lang) -> Result<Observation, Fault> {
    let mut options = Options::new(url, evidence);
    if !how.passes.is_empty() {
        options.passes = how.passes.clone();
    }
    let spoken = profile.and_then(|p| p.business.languages.as_ref()?.first().cloned());
    options.language = how.language.clone().or(spoken).unwrap_or_else(|| "en-US".into());
    options.host_rules = how.host_rules.clone();
    options.insecure_tls = how.insecure_tls;
    options.allow_private = how.allow_private;
    options.egress = how.egress.clone();
    options.lists = how.lists.clone();
    options.dns = how.dns.unwrap_or_default();
    options.account = profile.map(account).transpose()?.flatten();
    if options.account.is_none() && how.passes.iter().any(|p| p.logs_in()) {
        return Err(input("the passes account and device log in: give `user` and `password_env` under [account] in the profile"));
    }
    options.chromium = how.chromium.clone();
    options.budgets.total = Duration::from_secs(how.budget);
    options.budgets.parallel = usize::from(how.parallel);
    let teller = Teller::new(lang);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(anyhow::Error::from)?;
    let seen = runtime.block_on(tidegate_scan::scan(options, |p| teller.tell(&p))).map_err(|e| match e {
        Error::Browser(_) => Fault::Ours(anyhow::Error::new(e)),
        other => input(other.to_string()),
    })?;
    report::browse(&seen, evidence, lang)?;
    Ok(seen)
}

/// The test account of the profile; its password comes from the environment.
fn account(profile: &Profile) -> Result<Option<Account>, Fault> {
    let a = &profile.account;
    let (Some(user), Some(variable)) = (&a.user, &a.password_env) else { return Ok(None) };
    let password = std::env::var(variable).map_err(|_| {
        input(format!(
            "the environment variable {variable} holds no password, and [account] in the profile names it; set it, or leave [account] out"
        ))
    })?;
    Ok(Some(Account { log_in: a.log_in.clone(), user: user.clone(), password }))
}

/// Was the home page read in any pass?
pub fn anything_seen(seen: &Observation) -> bool {
    seen.passes.iter().any(|p| p.pages.iter().any(|p| p.kind == PageKind::Home && tidegate_audit::case::readable(p)))
}

/// Why nothing could be seen, said in one line: the target's fault, or that of our browser.
pub fn nothing_seen(seen: &Observation) -> Fault {
    let first = seen.pass(PassName::Arrive).or(seen.passes.first());
    let gap = first.and_then(|p| p.end.gap().or_else(|| p.pages.iter().find_map(|p| p.gap.as_ref())));
    let why = gap.map_or_else(|| "no page could be read".into(), |g| tidegate_audit::gaps::text(g).en);
    let told = format!("{}: {why}; what was seen is kept, and every check that needs the store answers `unknown`", seen.target);
    match gap {
        Some(g) if g.code == GapCode::BrowserFault => Fault::Ours(anyhow::Error::msg(told)),
        _ => input(told),
    }
}
