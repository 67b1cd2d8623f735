//! What a command and everything it starts cost: CPU seconds and peak proportional memory, sampled from /proc.

use anyhow::{Context as _, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub wall_s: f64,
    pub cpu_s: f64,
    pub pss_mib: f64,
}

const STEP: Duration = Duration::from_millis(15);
/// Reading PSS walks every mapping, so it is done on each n-th step.
const PSS_EVERY: u32 = 8;

pub fn measure(command: &mut Command) -> Result<Cost> {
    measure_into(command, Stdio::null())
}

/// The same, and what it prints goes there.
pub fn measure_into(command: &mut Command, output: Stdio) -> Result<Cost> {
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(output).stderr(Stdio::null()).spawn().context("cannot start")?;
    let mut tree = Tree { pids: BTreeSet::from([child.id()]), ticks: BTreeMap::new(), peak_kib: 0 };
    let mut step = 0;
    let wall_s = loop {
        if child.try_wait()?.is_some() {
            break began.elapsed().as_secs_f64();
        }
        tree.sample(step % PSS_EVERY == 0);
        step += 1;
        std::thread::sleep(STEP);
    };
    // Ticks are hundredths of a second on Linux.
    let cpu_s = tree.ticks.values().sum::<u64>() as f64 / 100.0;
    Ok(Cost { wall_s, cpu_s, pss_mib: tree.peak_kib as f64 / 1024.0 })
}

struct Tree {
    /// Everything ever seen below the command; orphans keep counting.
    pids: BTreeSet<u32>,
    /// The most that each process was seen to have used.
    ticks: BTreeMap<u32, u64>,
    peak_kib: u64,
}

impl Tree {
    fn sample(&mut self, with_pss: bool) {
        let all: Vec<(u32, u32, u64)> = processes();
        // Children may be listed before their parents, so look until nothing new is found.
        loop {
            let before = self.pids.len();
            self.pids.extend(all.iter().filter(|(_, parent, _)| self.pids.contains(parent)).map(|(pid, ..)| *pid).collect::<Vec<_>>());
            if self.pids.len() == before {
                break;
            }
        }
        for (pid, _, ticks) in all.iter().filter(|(pid, ..)| self.pids.contains(pid)) {
            let most = self.ticks.entry(*pid).or_default();
            *most = (*most).max(*ticks);
        }
        if with_pss {
            self.peak_kib = self.peak_kib.max(self.pids.iter().map(|p| pss_kib(*p)).sum());
        }
    }
}

/// (pid, parent, CPU ticks) of every process.
fn processes() -> Vec<(u32, u32, u64)> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    entries.filter_map(|e| e.ok()?.file_name().to_str()?.parse().ok()).filter_map(stat).collect()
}

fn stat(pid: u32) -> Option<(u32, u32, u64)> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold spaces: fields are counted behind its end.
    let rest: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |i: usize| rest.get(i)?.parse::<u64>().ok();
    Some((pid, number(1)? as u32, number(11)? + number(12)?))
}

fn pss_kib(pid: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix("Pss:"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
