//! Pages that want to take time, memory and truth from whoever looks at them. Each scan ends by itself, within its memory, and
//! says what happened. A spread of the generator's pages runs here; `HOSTILE=200 cargo test -p tidegate-scan --test hostile` runs all.

#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

mod site;
mod tricks;

use site::{Hit, Reply, Site, html};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tidegate_scan::{Budgets, Options, evidence, scan};
use tidegate_types::Observation;
use tidegate_types::observation::{PassEnd, PassName};
use tricks::{PAGES, Trick, page, service_worker};

const MEMORY: u64 = 1 << 30;
/// Between two samples of the guard a page may take this much more.
const BETWEEN_SAMPLES: u64 = 700 << 20;
/// Evidence of one page that does its worst.
const EVIDENCE: u64 = 64 << 20;
/// A scan that is not over by then hangs.
const HANGS: Duration = Duration::from_secs(120);
const AT_ONCE: usize = 2;

/// The number of the page is the first part of the path: `/17/`.
fn answer(hit: &Hit) -> Reply {
    let path = hit.path.split('?').next().unwrap_or_default();
    if path == "/sw.js" {
        return Reply::Other(200, "content-type: text/javascript\r\n".into(), service_worker().into());
    }
    match path.trim_matches('/').parse() {
        Ok(n) => html(page(n).html),
        Err(_) => html("<!doctype html><title>Shop</title><h1>A quiet page</h1><p>Nothing is planted on this page of the shop.</p>"),
    }
}

fn options(url: String, out: &tempfile::TempDir) -> Options {
    let budgets = Budgets {
        total: Duration::from_secs(30),
        pass: Duration::from_secs(20),
        page: Duration::from_secs(8),
        dwell: Duration::from_secs(4),
        pages: 3,
        memory_bytes: MEMORY,
        ..Budgets::default()
    };
    Options { passes: vec![PassName::Arrive], budgets, ..Options::new(url, out.path()) }
}

/// What went wrong, if anything.
async fn survive(site: &Site, n: usize) -> Result<(), String> {
    let Trick { name, .. } = page(n);
    let fault = |what: String| Err(format!("{name}: {what}"));
    let out = tempfile::tempdir().unwrap();
    let scanned = tokio::time::timeout(HANGS, scan(options(site.url(&format!("/{n}/")), &out), |_| {})).await;
    let seen = match scanned {
        Err(_) => return fault(format!("the scan was not over after {} s", HANGS.as_secs())),
        Ok(Err(e)) => return fault(format!("the scan gave up: {e}")),
        Ok(Ok(seen)) => seen,
    };
    let size = size_of(out.path());
    if size > EVIDENCE {
        return fault(format!("{} MiB of evidence", size >> 20));
    }
    match evidence::read(out.path()) {
        Ok(read) if read == seen => {}
        Ok(_) => return fault("the evidence on disk is not what was seen".into()),
        Err(e) => return fault(format!("the evidence cannot be read: {e}")),
    }
    told(&seen).map_or_else(|| fault(format!("nothing was seen and nothing is said: {:?}", seen.passes[0])), |()| Ok(()))
}

/// Either the page was seen, or there is a gap that says why not.
fn told(seen: &Observation) -> Option<()> {
    let pass = &seen.passes[0];
    let page = pass.pages.first();
    let read = page.is_some_and(|p| p.gap.is_none() && !p.text.trim().is_empty());
    let said = pass.end.gap().is_some_and(|g| !g.detail.is_empty()) && !matches!(pass.end, PassEnd::Complete);
    (read || said).then_some(())
}

fn size_of(dir: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|e| if e.path().is_dir() { size_of(&e.path()) } else { e.metadata().map_or(0, |m| m.len()) }).sum()
}

/// The largest sum of own memory that a browser of ours had, sampled.
fn watch_memory(done: &AtomicBool, peak: &AtomicU64) {
    while !done.load(Ordering::Relaxed) {
        let mut groups = std::collections::HashMap::<i32, u64>::new();
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|n| n.parse::<i32>().ok()) else { continue };
            let line = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            if !line.contains("tidegate-profile-") {
                continue;
            }
            let statm = std::fs::read_to_string(format!("/proc/{pid}/statm")).unwrap_or_default();
            let mut pages = statm.split_whitespace().skip(1).filter_map(|f| f.parse::<u64>().ok());
            let own = pages.next().unwrap_or(0).saturating_sub(pages.next().unwrap_or(0)) * 4096;
            let group = nix::unistd::getpgid(Some(nix::unistd::Pid::from_raw(pid))).map_or(0, nix::unistd::Pid::as_raw);
            *groups.entry(group).or_default() += own;
        }
        peak.fetch_max(groups.into_values().max().unwrap_or(0), Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn chosen() -> Vec<usize> {
    let asked = std::env::var("HOSTILE").ok().and_then(|n| n.parse().ok()).unwrap_or(12_usize).clamp(1, PAGES);
    (0..asked).map(|i| i * PAGES / asked).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_pages_are_survived_within_memory_and_told() {
    let site = Arc::new(Site::start(answer).await);
    let (done, peak) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let sampler = std::thread::spawn({
        let (done, peak) = (done.clone(), peak.clone());
        move || watch_memory(&done, &peak)
    });
    let queue = Arc::new(Mutex::new(chosen()));
    let lanes: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (site, queue) = (site.clone(), queue.clone());
            tokio::spawn(async move {
                let mut wrong = Vec::new();
                loop {
                    let next = queue.lock().unwrap().pop();
                    let Some(n) = next else { return wrong };
                    wrong.extend(survive(&site, n).await.err());
                }
            })
        })
        .collect();
    let mut wrong = Vec::new();
    for lane in lanes {
        wrong.extend(lane.await.unwrap());
    }
    done.store(true, Ordering::Relaxed);
    sampler.join().unwrap();
    let peak = peak.load(Ordering::Relaxed);
    println!("largest browser: {} MiB of {} MiB allowed", peak >> 20, MEMORY >> 20);
    assert!(peak > 0, "no browser was sampled");
    assert!(peak < MEMORY + BETWEEN_SAMPLES, "a browser had {} MiB", peak >> 20);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
