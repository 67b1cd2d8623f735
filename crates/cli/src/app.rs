//! `tidegate audit shop.apk`: the app instead of the store. Read, judged, kept; nothing of it is run.

use crate::args::{AuditArgs, Format};
use crate::audit::{give, profile_name};
use crate::end::{Fault, input};
use crate::{Done, files};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use tidegate_app::Source;
use tidegate_audit::app::{AppMatter, FACTS, audit};
use tidegate_catalog::Catalog;
use tidegate_scan::evidence;
use tidegate_types::app::APP_FORMAT;
use tidegate_types::{App, Lang};

/// Stores take no larger packages, and all of it is held in memory.
const LARGEST: u64 = 1 << 30;

/// Where an app's facts come from.
#[derive(Debug)]
pub enum From {
    Package(PathBuf),
    /// An evidence folder.
    Kept(PathBuf),
}

/// The app that the command line names; `None`: it names a store. A package is known by how it begins.
pub fn named(args: &AuditArgs) -> Result<Option<From>, Fault> {
    if let Some(dir) = &args.replay {
        return Ok(dir.join(FACTS).is_file().then(|| From::Kept(dir.clone())));
    }
    let Some(path) = args.url.as_deref().map(Path::new) else { return Ok(None) };
    if !path.is_file() {
        // A name that is neither there nor an address is told as what it was meant to be.
        let meant = !args.url.iter().any(|u| u.contains("://"))
            && path.extension().is_some_and(|x| ["apk", "xapk", "apks", "apkm"].iter().any(|e| x.eq_ignore_ascii_case(e)));
        return if meant { Err(input(format!("{}: there is no such file; name the package to read", path.display()))) } else { Ok(None) };
    }
    let mut head = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| input(format!("{}: {e}", path.display())))?;
    file.take(4).read_to_end(&mut head).map_err(|e| input(format!("{}: {e}", path.display())))?;
    if tidegate_app::is_archive(&head) {
        return Ok(Some(From::Package(path.to_owned())));
    }
    Err(input(format!(
        "{}: a file, and no Android package: it does not begin like an archive; name a package, or a store's address",
        path.display()
    )))
}

pub fn run(args: &AuditArgs, from: From, lang: Lang) -> Done {
    if args.format.contains(&Format::Folder) {
        return Err(input("--format folder is for the evidence of a store: that of an app is the one file app.json"));
    }
    let profile = args.profile.as_deref().map(files::profile).transpose()?.unwrap_or_default();
    let (app, dir) = match from {
        From::Package(path) => (read(&path)?, args.out.join("evidence")),
        From::Kept(dir) => (kept(&dir)?, dir),
    };
    if args.replay.is_none() {
        keep(&app, &dir)?;
    }
    let report = audit(&AppMatter {
        app: &app,
        profile: &profile,
        profile_name: &profile_name(args),
        law: files::lawbook()?,
        catalog: Catalog::embedded(),
        date: args.law_date.unwrap_or_else(|| files::day_of(app.read_at)),
    });
    give(args, &report, &dir, lang)
}

fn read(path: &Path) -> Result<App, Fault> {
    let fault = |what: String| input(format!("{}: {what}", path.display()));
    let size = std::fs::metadata(path).map_err(|e| fault(e.to_string()))?.len();
    if size > LARGEST {
        return Err(fault(format!("{size} bytes; packages up to {LARGEST} are read")));
    }
    let bytes = std::fs::read(path).map_err(|e| fault(e.to_string()))?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let source = Source { file: &file, read_at: jiff::Timestamp::now(), tidegate: env!("CARGO_PKG_VERSION") };
    tidegate_app::read(&bytes, source).map_err(|f| fault(f.to_string()))
}

/// Writes the facts over an older evidence folder of an app, never into one of a store.
fn keep(app: &App, dir: &Path) -> Result<(), Fault> {
    let store = dir.join(tidegate_audit::evidence::OBSERVATION);
    if store.exists() {
        return Err(input(format!("{} holds the evidence of a store; choose another folder with --out", dir.display())));
    }
    files::make_dir(dir)?;
    let facts = serde_json::to_vec_pretty(app).map_err(anyhow::Error::from)?;
    evidence::seal(dir, FACTS, &facts, &[], &app.tidegate).map_err(|e| input(format!("cannot write {}: {e}", dir.display())))
}

fn kept(dir: &Path) -> Result<App, Fault> {
    let (file, bytes) = evidence::facts(dir, FACTS).map_err(|e| input(e.to_string()))?;
    let app: App =
        serde_json::from_slice(&bytes).map_err(|e| input(format!("{} is not in the form this program writes: {e}", file.display())))?;
    if app.format > APP_FORMAT {
        let (found, known) = (app.format, APP_FORMAT);
        return Err(input(format!(
            "{} is of format {found}, and this program reads formats up to {known}; use a newer tidegate",
            file.display()
        )));
    }
    Ok(app)
}
