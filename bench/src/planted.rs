//! Planted behaviours × tools: who finds what is planted, who reports the lawful twin, and what a page costs each.
//!
//! The peers look at the same shops in the same run. A peer that has no signal for a behaviour is not run on it. `BENCH_PLANTED=leak`
//! chooses the behaviours whose name holds that, `BENCH_PLANTED=@peers` those that a peer has a signal for.

use crate::browser::{binary, chromium, pages_seen};
use crate::tree::{Cost, measure, measure_into};
use anyhow::{Context as _, Result};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use tidegate_demo::{Behaviour, Demo, Side, behaviours};

const PEERS: [&str; 2] = ["blacklight", "gdpr-cookie-scanner"];
/// Most of a look is waiting. CPU is counted by process, so lanes do not blur it.
const LANES: usize = 3;

/// One tool's look at one shop.
#[derive(Debug, Clone)]
struct Look {
    case: &'static Behaviour,
    tool: &'static str,
    side: Side,
    reported: bool,
    cost: Cost,
    pages: usize,
}

struct Lab {
    demo: Demo,
    tidegate: PathBuf,
    work: tempfile::TempDir,
}

pub fn run_all() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let lab = Lab { demo: runtime.block_on(Demo::start())?, tidegate: binary()?, work: tempfile::tempdir()? };
    let only = std::env::var("BENCH_PLANTED").unwrap_or_default();
    let peers: Vec<&'static str> = if driver().parent().is_some_and(|d| d.join("node_modules").is_dir()) {
        PEERS.to_vec()
    } else {
        println!("the peers are not installed (npm ci --prefix bench/peers); only ours is run");
        Vec::new()
    };
    let cases: Vec<&'static Behaviour> =
        behaviours().iter().filter(|b| if only == "@peers" { !b.peers.is_empty() } else { b.id.contains(&only) }).collect();
    let looks = lab.all(&cases, &peers)?;
    table(&cases, &peers, &looks);
    costs(&peers, &looks);
    Ok(())
}

fn driver() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/look.mjs")
}

impl Lab {
    fn all(&self, cases: &[&'static Behaviour], peers: &[&'static str]) -> Result<Vec<Look>> {
        let mut todo = VecDeque::new();
        for case in cases {
            let tools = std::iter::once("tidegate").chain(peers.iter().copied().filter(|p| case.peers.contains_key(*p)));
            todo.extend(tools.flat_map(|t| [(*case, t, Side::Planted), (*case, t, Side::Twin)]));
        }
        let (todo, done) = (Mutex::new(todo), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            let lane = || {
                loop {
                    let next = todo.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some((case, tool, side)) = next else { return };
                    let look = self.look(case, tool, side);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push(look);
                }
            };
            for _ in 0..LANES {
                scope.spawn(lane);
            }
        });
        done.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect()
    }

    fn look(&self, case: &'static Behaviour, tool: &'static str, side: Side) -> Result<Look> {
        let out = self.work.path().join(format!("{}-{tool}-{side:?}", case.id));
        std::fs::create_dir_all(&out)?;
        let (reported, cost, pages) = if tool == "tidegate" { self.ours(case, side, &out)? } else { self.peer(case, tool, side, &out)? };
        Ok(Look { case, tool, side, reported, cost, pages })
    }

    fn ours(&self, case: &Behaviour, side: Side, out: &Path) -> Result<(bool, Cost, usize)> {
        let profile = out.join("profile.toml");
        std::fs::write(&profile, case.profile())?;
        let mut command = Command::new(&self.tidegate);
        command.args(["audit", &case.url(side), "--insecure-tls", "--host-rules", &self.demo.host_rules(), "--format", "json"]);
        // Of the cases with an account.
        command.env("TIDEGATE_PLANTED_PASSWORD", "planted-Passw0rd!");
        command.args(["--passes", &case.passes.join(",")]).arg("--profile").arg(&profile).arg("--out").arg(out);
        let cost = measure(&mut command)?;
        let text = std::fs::read_to_string(out.join("report.json")).with_context(|| format!("no report of {}", case.id))?;
        let report: serde_json::Value = serde_json::from_str(&text)?;
        let found = report["findings"].as_array().into_iter().flatten().find(|f| f["check"] == case.check.as_str());
        Ok((found.is_some_and(|f| f["status"] == "failed"), cost, pages_seen(&out.join("evidence"))?))
    }

    fn peer(&self, case: &Behaviour, tool: &str, side: Side, out: &Path) -> Result<(bool, Cost, usize)> {
        let printed = out.join("printed");
        let mut command = Command::new("node");
        command.arg(driver()).arg(tool).arg(case.url(side)).arg(on_path(&chromium())).arg(self.demo.host_rules());
        let cost = measure_into(&mut command, Stdio::from(std::fs::File::create(&printed)?))?;
        let text = std::fs::read_to_string(&printed)?;
        let last = text.lines().last().unwrap_or_default();
        let said: serde_json::Value = serde_json::from_str(last).with_context(|| format!("{tool} said nothing of {}", case.id))?;
        let gave: Vec<&str> = said["gave"].as_array().into_iter().flatten().filter_map(|s| s.as_str()).collect();
        let wanted = case.peers.get(tool).map(Vec::as_slice).unwrap_or_default();
        let pages = said["pages"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
        Ok((wanted.iter().any(|w| gave.contains(&w.as_str())), cost, pages))
    }
}

/// Node's drivers want the whole path.
fn on_path(program: &str) -> PathBuf {
    let all = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&all).map(|dir| dir.join(program)).find(|p| p.is_file());
    found.unwrap_or_else(|| PathBuf::from(program))
}

fn table(cases: &[&'static Behaviour], peers: &[&'static str], looks: &[Look]) {
    println!("planted behaviours: found / missed; `!` after it: the lawful twin was reported too; –: the tool has no signal for it\n");
    println!("{:<34}{:<12}{}", "", "tidegate", peers.iter().map(|p| format!("{p:<22}")).collect::<String>());
    let of = |case: &Behaviour, tool: &str, side: Side| looks.iter().find(|l| l.case.id == case.id && l.tool == tool && l.side == side);
    let cell = |case: &Behaviour, tool: &str| match (of(case, tool, Side::Planted), of(case, tool, Side::Twin)) {
        (Some(planted), Some(twin)) => {
            format!("{}{}", if planted.reported { "found" } else { "missed" }, if twin.reported { " !" } else { "" })
        }
        _ => "–".to_owned(),
    };
    for case in cases {
        let others: String = peers.iter().map(|p| format!("{:<22}", cell(case, p))).collect();
        println!("{:<34}{:<12}{others}", case.id, cell(case, "tidegate"));
    }
    println!();
    for tool in std::iter::once("tidegate").chain(peers.iter().copied()) {
        let count = |side: Side| looks.iter().filter(|l| l.tool == tool && l.side == side && l.reported).count();
        println!("{tool}: {} of {} found, {} lawful twins reported", count(Side::Planted), cases.len(), count(Side::Twin));
    }
}

fn costs(peers: &[&'static str], looks: &[Look]) {
    println!();
    for tool in std::iter::once("tidegate").chain(peers.iter().copied()) {
        let mine: Vec<&Look> = looks.iter().filter(|l| l.tool == tool).collect();
        let mut each: Vec<f64> = mine.iter().map(|l| l.cost.cpu_s / l.pages.max(1) as f64).collect();
        each.sort_by(f64::total_cmp);
        let Some(median) = each.get(each.len() / 2) else { continue };
        let mut peak: Vec<f64> = mine.iter().map(|l| l.cost.pss_mib).collect();
        peak.sort_by(f64::total_cmp);
        println!("{tool}: {median:.2} CPU s a page (median of {} looks), peak {:.0} MiB", mine.len(), peak[peak.len() / 2]);
    }
    let ours = looks.iter().filter(|l| l.tool == "tidegate");
    let mut each: Vec<f64> = ours.map(|l| l.cost.cpu_s / l.case.passes.len() as f64).collect();
    each.sort_by(f64::total_cmp);
    if let Some(median) = each.get(each.len() / 2) {
        println!("tidegate: {median:.2} CPU s a pass (median)");
    }
}
