//! What a look at a page costs, beside bare Chromium in the same run, on the same page.

use crate::page;
use crate::tree::{Cost, measure};
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

const RUNS: usize = 5;

pub fn run_all() -> Result<()> {
    let tidegate = binary()?;
    let url = page::serve()?;
    let work = tempfile::tempdir()?;
    println!("median of {RUNS} runs [least – most]; CPU and memory over the whole process tree, memory as PSS\n");

    let bare = runs(|i| dump_dom(&url, &work.path().join(format!("bare{i}"))))?;
    show("bare chromium --dump-dom, one page", &bare);

    let arrive = runs(|i| scan(&tidegate, &url, &work.path().join(format!("arrive{i}")), &["--passes", "arrive"]))?;
    show("tidegate scan, pass arrive, the same page", &arrive);
    let more = median(&arrive, |c| c.cpu_s) - median(&bare, |c| c.cpu_s);
    println!(
        "  beside bare: {more:+.2} CPU s (goal +0.6), {:+.0} MiB PSS (goal +60), {:.2} × wall",
        median(&arrive, |c| c.pss_mib) - median(&bare, |c| c.pss_mib),
        median(&arrive, |c| c.wall_s) / median(&bare, |c| c.wall_s)
    );

    let all = runs(|i| {
        scan(&tidegate, &url, &work.path().join(format!("all{i}")), &["--passes", "arrive,gpc,accept,refuse,withdraw,optout,child,close"])
    })?;
    show("tidegate scan, eight passes, the same page", &all);
    let pages = pages_seen(&work.path().join("all0"))?;
    let each = (median(&all, |c| c.cpu_s)) / pages as f64 - median(&bare, |c| c.cpu_s);
    println!("  {:.1} s wall (goal 15), {pages} page visits, each {each:+.2} CPU s beside bare (goal +0.6)", median(&all, |c| c.wall_s));

    let evidence = work.path().join("all0");
    let replay = runs(|i| {
        run(Command::new(&tidegate).args(["audit", "--replay"]).arg(&evidence).arg("--out").arg(work.path().join(format!("replay{i}"))))
    })?;
    show("tidegate audit --replay, evidence to report", &replay);
    println!(
        "  {:.0} ms (goal 200), {:.3} of bare chromium's wall",
        median(&replay, |c| c.wall_s) * 1000.0,
        median(&replay, |c| c.wall_s) / median(&bare, |c| c.wall_s)
    );

    let start = runs(|_| run(Command::new(&tidegate).arg("--version")))?;
    let nothing = runs(|_| run(&mut Command::new("true")))?;
    println!(
        "start-up: {:.1} ms (goal 30), beside {:.1} ms for /bin/true",
        median(&start, |c| c.wall_s) * 1000.0,
        median(&nothing, |c| c.wall_s) * 1000.0
    );
    let size = std::fs::metadata(&tidegate)?.len() as f64 / 1e6;
    println!("release binary: {size:.1} MB (goal 40)");
    Ok(())
}

pub fn binary() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("bench lies in the workspace")?;
    let file = root.join("target/release/tidegate");
    anyhow::ensure!(file.exists(), "{} is missing; run `make bench`, which builds it", file.display());
    Ok(file)
}

pub fn chromium() -> String {
    std::env::var("TIDEGATE_CHROMIUM").unwrap_or_else(|_| "chromium".into())
}

fn dump_dom(url: &str, profile: &Path) -> Result<Cost> {
    let flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--dump-dom",
    ];
    run(Command::new(chromium()).args(flags).arg(format!("--user-data-dir={}", profile.display())).arg(url))
}

fn scan(tidegate: &Path, url: &str, out: &Path, more: &[&str]) -> Result<Cost> {
    run(Command::new(tidegate).args(["scan", url, "--out"]).arg(out).args(more))
}

fn run(command: &mut Command) -> Result<Cost> {
    measure(command)
}

fn runs(mut one: impl FnMut(usize) -> Result<Cost>) -> Result<Vec<Cost>> {
    (0..RUNS).map(&mut one).collect()
}

pub fn pages_seen(evidence: &Path) -> Result<usize> {
    let text = std::fs::read_to_string(evidence.join("observation.json"))?;
    let seen: serde_json::Value = serde_json::from_str(&text)?;
    let passes = seen["passes"].as_array().context("an observation has passes")?;
    Ok(passes.iter().filter_map(|p| p["pages"].as_array()).map(Vec::len).sum())
}

fn sorted(costs: &[Cost], what: fn(&Cost) -> f64) -> Vec<f64> {
    let mut all: Vec<f64> = costs.iter().map(what).collect();
    all.sort_by(f64::total_cmp);
    all
}

fn median(costs: &[Cost], what: fn(&Cost) -> f64) -> f64 {
    sorted(costs, what)[costs.len() / 2]
}

fn show(name: &str, costs: &[Cost]) {
    let part = |what: fn(&Cost) -> f64| {
        let all = sorted(costs, what);
        format!("{:.2} [{:.2} – {:.2}]", all[all.len() / 2], all[0], all[all.len() - 1])
    };
    println!("{name}\n  wall {} s · CPU {} s · peak {} MiB", part(|c| c.wall_s), part(|c| c.cpu_s), part(|c| c.pss_mib));
}
