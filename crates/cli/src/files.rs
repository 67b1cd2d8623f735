//! Reading what the operator gave and writing what he asked for.

use crate::end::{Fault, input};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tidegate_law::Lawbook;
use tidegate_types::Profile;

/// No file an operator hands us is larger than this.
const LARGEST: u64 = 8 << 20;

pub fn read_text(path: &Path) -> Result<String, Fault> {
    let size = std::fs::metadata(path).map_err(|e| input(format!("{}: {e}", path.display())))?.len();
    if size > LARGEST {
        return Err(input(format!("{}: {size} bytes; the limit is {LARGEST}", path.display())));
    }
    std::fs::read_to_string(path).map_err(|e| input(format!("{}: {e}", path.display())))
}

/// The files of a folder with this ending, by name; none is a fault.
pub fn with_ending(dir: &Path, ending: &str) -> Result<Vec<PathBuf>, Fault> {
    let entries = std::fs::read_dir(dir).map_err(|e| input(format!("{}: {e}", dir.display())))?;
    let mut paths: Vec<_> =
        entries.filter_map(Result::ok).map(|e| e.path()).filter(|p| p.extension().is_some_and(|x| x == ending)).collect();
    paths.sort();
    if paths.is_empty() { Err(input(format!("{}: no .{ending} file in this folder", dir.display()))) } else { Ok(paths) }
}

pub fn profile(path: &Path) -> Result<Profile, Fault> {
    let text = read_text(path)?;
    Profile::parse(&text).map_err(|faults| {
        let all: Vec<_> = faults.iter().map(|f| format!("{}: {f}", path.display())).collect();
        input(all.join("\n"))
    })
}

pub fn lawbook() -> Result<&'static Lawbook, Fault> {
    Lawbook::embedded().map_err(|faults| Fault::Ours(anyhow::anyhow!("the law that was built in is faulty: {}", faults[0])))
}

/// Today, in UTC, so that two machines judge alike.
pub fn today() -> jiff::civil::Date {
    day_of(jiff::Timestamp::now())
}

pub fn day_of(at: jiff::Timestamp) -> jiff::civil::Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}

/// What a command says. Whoever closes the pipe has read enough; a full disk is told.
pub fn say(text: &str) -> Result<(), Fault> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(input(format!("standard output: {e}"))),
        _ => Ok(()),
    }
}

pub fn make_dir(path: &Path) -> Result<(), Fault> {
    std::fs::create_dir_all(path).map_err(|e| input(format!("{}: cannot make this folder: {e}; choose another with --out", path.display())))
}

pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Fault> {
    std::fs::write(path, bytes).map_err(|e| unwritable(path, &e))
}

/// Can the file be written? Asked before anybody is asked for its contents; leaves everything as it was.
pub fn writable(path: &Path) -> Result<(), Fault> {
    let there = path.exists();
    std::fs::OpenOptions::new().append(true).create(true).open(path).map_err(|e| unwritable(path, &e))?;
    if there { Ok(()) } else { std::fs::remove_file(path).map_err(|e| unwritable(path, &e)) }
}

fn unwritable(path: &Path, e: &std::io::Error) -> Fault {
    input(format!("cannot write {}: {e}; choose another file with --out, in a folder that exists", path.display()))
}
