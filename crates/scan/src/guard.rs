//! Keeps a page from taking the machine's memory: what has swollen too far is ended, and the scan says so.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::time::Duration;

/// Short against the second or two in which a page can fill a machine.
pub const EVERY: Duration = Duration::from_millis(150);
const PAGE_BYTES: u64 = 4096;

/// One process of the browser: its own memory, without what it shares with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    pid: i32,
    own_bytes: u64,
}

/// Ends the largest process behind the browser's own if all of them together have more than `limit`. True if it did.
pub fn ended_the_largest(group: Pid, limit: u64) -> bool {
    let sizes = sizes(group);
    let Some(victim) = victim(&sizes, group.as_raw(), limit) else { return false };
    // An error means that it has just gone by itself.
    kill(Pid::from_raw(victim), Signal::SIGKILL).is_ok()
}

/// The browser's own process is spared: without it nothing more is learned.
fn victim(sizes: &[Size], browser: i32, limit: u64) -> Option<i32> {
    let total: u64 = sizes.iter().map(|s| s.own_bytes).sum();
    let largest = sizes.iter().filter(|s| s.pid != browser).max_by_key(|s| s.own_bytes)?;
    (total > limit).then_some(largest.pid)
}

fn sizes(group: Pid) -> Vec<Size> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let pids = entries.flatten().filter_map(|e| e.file_name().to_str()?.parse::<i32>().ok());
    pids.filter(|pid| in_group(*pid, group)).filter_map(|pid| Some(Size { pid, own_bytes: own_bytes(pid)? })).collect()
}

fn in_group(pid: i32, group: Pid) -> bool {
    nix::unistd::getpgid(Some(Pid::from_raw(pid))).is_ok_and(|of| of == group)
}

fn own_bytes(pid: i32) -> Option<u64> {
    parse_statm(&std::fs::read_to_string(format!("/proc/{pid}/statm")).ok()?)
}

/// Resident without shared, of `size resident shared …` in pages.
fn parse_statm(text: &str) -> Option<u64> {
    let mut fields = text.split_whitespace().skip(1).map(str::parse::<u64>);
    let (resident, shared) = (fields.next()?.ok()?, fields.next()?.ok()?);
    Some(resident.saturating_sub(shared) * PAGE_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn the_largest_is_ended_but_never_the_browser_itself() {
        let size = |pid, mib| Size { pid, own_bytes: mib * MIB };
        let sizes = [size(10, 900), size(11, 100), size(12, 300)];
        assert_eq!(victim(&sizes, 10, 2_000 * MIB), None);
        assert_eq!(victim(&sizes, 10, 1_000 * MIB), Some(12));
        assert_eq!(victim(&sizes[..1], 10, MIB), None, "nothing else is there");
        assert_eq!(victim(&[], 10, MIB), None);
    }

    #[test]
    fn shared_memory_is_not_counted() {
        assert_eq!(parse_statm("5000 1000 400 10 0 300 0"), Some(600 * 4096));
        assert_eq!(parse_statm("5000 100 400 10 0 300 0"), Some(0));
        assert_eq!(parse_statm(""), None);
        assert_eq!(parse_statm("1 x 2"), None);
    }
}
