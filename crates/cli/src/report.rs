//! Writes a report in the forms asked for, and the pages over its evidence.

use crate::args::Format;
use crate::end::{Fault, input};
use crate::files;
use std::path::{Path, PathBuf};
use tidegate_audit::browse;
use tidegate_audit::html::{self, Picture};
use tidegate_audit::{csv, sarif};
use tidegate_scan::print::{PrintError, Printing, pdf};
use tidegate_scan::{LaunchError, evidence};
use tidegate_types::observation::Artifact;
use tidegate_types::{Lang, Observation, Report};

/// Where a report goes, and what it is made with.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    pub out: &'a Path,
    /// The evidence folder.
    pub evidence: &'a Path,
    /// The browser that prints.
    pub chromium: Option<&'a Path>,
    pub lang: Lang,
}

/// Writes the report in the forms asked for; gives the files. What needs a browser comes last, so that a browser that
/// fails costs nothing else.
pub fn write(report: &Report, desk: &Desk, formats: &[Format]) -> Result<Vec<PathBuf>, Fault> {
    let mut written = Vec::new();
    let mut keep = |name: &str, text: Vec<u8>| {
        let file = desk.out.join(name);
        files::write(&file, text)?;
        written.push(file);
        Ok::<(), Fault>(())
    };
    if formats.contains(&Format::Html) {
        keep("report.html", page(report, desk)?.into_bytes())?;
    }
    if formats.contains(&Format::Json) {
        keep("report.json", serde_json::to_vec_pretty(report).map_err(anyhow::Error::from)?)?;
    }
    if formats.contains(&Format::Sarif) {
        keep("report.sarif", serde_json::to_vec_pretty(&sarif::render(report, desk.lang)).map_err(anyhow::Error::from)?)?;
    }
    if formats.contains(&Format::Csv) {
        keep("third-parties.csv", csv::third_parties(report, desk.lang).into_bytes())?;
    }
    if formats.contains(&Format::Pdf) {
        eprintln!("{}", if desk.lang == Lang::Zh { "正在打印 report.pdf …" } else { "Printing report.pdf …" });
        keep("report.pdf", printed(report, desk)?)?;
    }
    Ok(written)
}

fn page(report: &Report, desk: &Desk) -> Result<String, Fault> {
    let picture = |a: &Artifact| picture(desk.evidence, a);
    Ok(html::render(report, files::lawbook()?, desk.lang, &picture))
}

/// A screenshot of the evidence folder. Names come from the evidence, which may be hostile: nothing outside is read.
fn picture(evidence: &Path, a: &Artifact) -> Option<Picture> {
    let relative = Path::new(&a.0);
    let inside = relative.components().all(|c| matches!(c, std::path::Component::Normal(_)));
    if !inside {
        return None;
    }
    Picture::from_bytes(std::fs::read(evidence.join(relative)).ok()?)
}

fn printed(report: &Report, desk: &Desk) -> Result<Vec<u8>, Fault> {
    let html = page(report, desk)?;
    let how = Printing {
        chromium: desk.chromium.map(Path::to_path_buf),
        language: desk.lang.tag().into(),
        foot: format!("Tidegate · {} · {}", report.store.url.chars().take(80).collect::<String>(), report.law_date),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(anyhow::Error::from)?;
    runtime.block_on(pdf(&html, &how)).map_err(|e| match e {
        PrintError::Browser(LaunchError::NotFound(_)) => input(e.to_string()),
        e => Fault::Ours(anyhow::Error::new(e)),
    })
}

/// Writes pages over an evidence folder into it; gives the one to open.
pub fn browse(seen: &Observation, folder: &Path, lang: Lang) -> Result<PathBuf, Fault> {
    let sealed = evidence::listed(folder).map_err(|e| input(e.to_string()))?;
    files::make_dir(&folder.join(browse::FOLDER))?;
    // Of an earlier scan into the same folder, which may have had more passes.
    for stale in browse::all_paths().map(|path| folder.join(path)).filter(|path| path.exists()) {
        std::fs::remove_file(&stale).map_err(|e| input(format!("{} is of an earlier scan and cannot be removed: {e}", stale.display())))?;
    }
    for leaf in browse::pages(seen, &sealed, lang) {
        files::write(&folder.join(&leaf.path), leaf.html)?;
    }
    Ok(folder.join(browse::ENTRY))
}
