//! `tidegate audit`: look, judge, write.

use crate::args::{AuditArgs, Format};
use crate::end::{End, Fault, input};
use crate::report::{self, Desk};
use crate::{Done, app, files, scan};
use std::path::{Path, PathBuf};
use tidegate_audit::{Matter, audit};
use tidegate_catalog::Catalog;
use tidegate_types::{Lang, Observation, Profile, Report, Severity, Status};

pub fn run(args: &AuditArgs, lang: Lang) -> Done {
    if let Some(source) = app::named(args)? {
        return app::run(args, source, lang);
    }
    let profile = args.profile.as_deref().map(files::profile).transpose()?;
    let (seen, evidence) = evidence(args, profile.as_ref(), lang)?;
    if args.replay.is_some() && args.format.contains(&Format::Folder) {
        eprintln!("{}", report::browse(&seen, &evidence, lang)?.display());
    }
    let report = judge(&seen, &profile.unwrap_or_default(), &profile_name(args), args.law_date)?;
    let end = give(args, &report, &evidence, lang)?;
    if !scan::anything_seen(&seen) {
        return Err(scan::nothing_seen(&seen));
    }
    Ok(end)
}

/// The profile's file name; empty if none was given.
pub fn profile_name(args: &AuditArgs) -> String {
    args.profile.as_ref().and_then(|p| p.file_name()).unwrap_or_default().to_string_lossy().into_owned()
}

/// Writes the report and says how it came out.
pub fn give(args: &AuditArgs, report: &Report, evidence: &Path, lang: Lang) -> Done {
    files::make_dir(&args.out)?;
    let desk = Desk { out: &args.out, evidence, chromium: args.looking.chromium.as_deref(), lang };
    let written = report::write(report, &desk, &args.format)?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(report).map_err(anyhow::Error::from)?);
    }
    tell(report, &written, lang);
    let found = args.fail_on.is_some_and(|s| tidegate_audit::blocks(report, s));
    Ok(if found { End::Findings } else { End::Done })
}

/// The observation and the folder that holds it: taken now, or read back.
fn evidence(args: &AuditArgs, profile: Option<&Profile>, lang: Lang) -> Result<(Observation, PathBuf), Fault> {
    match (&args.replay, &args.url) {
        (Some(dir), _) => {
            let seen = tidegate_scan::evidence::read(dir).map_err(|e| input(e.to_string()))?;
            Ok((seen, dir.clone()))
        }
        (None, Some(url)) => {
            let dir = args.out.join("evidence");
            files::make_dir(&dir)?;
            Ok((scan::look(url, &dir, &args.looking, profile, lang)?, dir))
        }
        (None, None) => Err(input("name the store's address, or evidence with --replay")),
    }
}

/// Judges an observation under the law of a day: the day given, else the day it was taken.
pub fn judge(seen: &Observation, profile: &Profile, name: &str, law_date: Option<jiff::civil::Date>) -> Result<Report, Fault> {
    Ok(audit(&Matter {
        observation: seen,
        profile,
        profile_name: name,
        law: files::lawbook()?,
        catalog: Catalog::embedded(),
        date: law_date.unwrap_or_else(|| files::day_of(seen.started_at)),
    }))
}

fn tell(report: &Report, written: &[PathBuf], lang: Lang) {
    let count = |s: Severity| report.findings.iter().filter(|f| f.status == Status::Failed && f.severity == s).count();
    let of = |s: Status| report.findings.iter().filter(|f| f.status == s).count();
    let (c, h, m, l) = (count(Severity::Critical), count(Severity::High), count(Severity::Medium), count(Severity::Low));
    match lang {
        Lang::En => eprintln!(
            "\nFailed: {c} critical, {h} high, {m} medium, {l} low · met {} · unknown {} · not applicable {}",
            of(Status::Met),
            of(Status::Unknown),
            of(Status::NotApplicable)
        ),
        Lang::Zh => eprintln!(
            "\n不符合：严重 {c}，高 {h}，中 {m}，低 {l} · 符合 {} · 未知 {} · 不适用 {}",
            of(Status::Met),
            of(Status::Unknown),
            of(Status::NotApplicable)
        ),
    }
    for f in report.findings.iter().filter(|f| f.status == Status::Failed).take(5) {
        eprintln!("  {}  {}", f.check, f.title.get(lang));
    }
    for file in written {
        eprintln!("{}", file.display());
    }
}
