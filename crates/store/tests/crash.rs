//! Killed at any moment: what was acknowledged is there, nothing is there twice, and no checkpoint contradicts another.
//!
//! This program starts itself again as the one that writes, with 32 writers, and kills it. `TIDEGATE_CRASHES=1000` for the long form. A kill
//! proves nothing about the disk's own cache: the kernel still writes what it was given.

mod common;

use common::*;
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tidegate_journal::event::{Chosen, What};
use tidegate_journal::{Event, Expected};
use tidegate_store::backend::{Backend as _, Kept};

const WRITERS: u32 = 32;
/// Tells the started program that it is the one to be killed: the folder, and the first number to write.
const VICTIM: &str = "TIDEGATE_VICTIM";
const SEED: u64 = 0x6b69_6c6c;

#[test]
fn acknowledged_is_stored_however_it_ends() {
    if let Ok(order) = std::env::var(VICTIM) {
        return victim(&order);
    }
    let cycles: u32 = std::env::var("TIDEGATE_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(25);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut dir = tempfile::tempdir().expect("a folder");
    let mut acknowledged: HashMap<u32, u64> = HashMap::new();
    let (mut signed, mut seed, mut all) = (0, SEED, 0);
    for cycle in 0..cycles {
        // Each check reads all that is there, so a file does not live for ever.
        if cycle % 40 == 39 {
            dir = tempfile::tempdir().expect("a folder");
            all += acknowledged.len();
            (acknowledged, signed) = (HashMap::new(), 0);
        }
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        // From before the file is open to well into the writing.
        let said = killed_after(dir.path(), cycle * 1_000_000, Duration::from_millis(20 + seed % 230));
        for line in said {
            let (who, index) = line.split_once(' ').expect("a number and an index");
            let twice = acknowledged.insert(who.parse().expect("a number"), index.parse().expect("an index"));
            assert_eq!(twice, None, "acknowledged twice");
        }
        signed = runtime.block_on(held(dir.path(), &acknowledged, signed));
    }
    all += acknowledged.len();
    println!("seed {SEED:#x}: {cycles} kills, {all} acknowledged, the last checkpoint of {signed}");
    assert!(all as u32 > cycles * 10, "too few writes for the kills to mean something: {all}");
}

/// What the program acknowledged before it was killed.
fn killed_after(folder: &Path, first: u32, life: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["acknowledged_is_stored_however_it_ends", "--exact", "--nocapture", "--test-threads=1"])
        .env(VICTIM, format!("{first} {}", folder.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let out = child.stdout.take().expect("a pipe");
    let reader = std::thread::spawn(move || {
        // A line that was cut off by the kill was not said.
        let whole = |l: String| l.strip_prefix("stored ").and_then(|l| l.strip_suffix('.')).map(str::to_owned);
        BufReader::new(out).lines().map_while(Result::ok).filter_map(whole).collect()
    });
    std::thread::sleep(life);
    child.kill().expect("killed");
    child.wait().expect("ended");
    reader.join().expect("read")
}

fn victim(order: &str) {
    let (first, folder) = order.split_once(' ').expect("a number and a folder");
    let first: u32 = first.parse().expect("a number");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let journal = Arc::new(open(Path::new(folder)).await.expect("a journal"));
        for writer in 0..WRITERS {
            let journal = Arc::clone(&journal);
            tokio::spawn(async move {
                for n in 0.. {
                    let who = first + n * WRITERS + writer;
                    let placed = journal.append(choice(who, Chosen::Refused), Expected::Version(0)).await.expect("stored");
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "stored {who} {}.", placed.index).and_then(|()| out.flush()).expect("said");
                }
            });
        }
        loop {
            journal.integrate().await.expect("in the tree");
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    });
}

/// Every acknowledged event is at its index; none is there twice; the tree holds and has not shrunk. Tells its size.
async fn held(folder: &Path, acknowledged: &HashMap<u32, u64>, signed: u64) -> u64 {
    let journal = open(folder).await.expect("it opens again");
    let mut found: HashMap<_, u64> = HashMap::new();
    let size = journal.size().await.expect("read");
    let mut from = 0;
    while from < size {
        for stored in journal.backend().events(journal.log(), from, 10_000).await.expect("read") {
            let Kept::Whole { body, .. } = &stored.kept else { panic!("nothing was erased") };
            let What::ChoiceMade(e) = Event::of_body(body).expect("an event").what else { panic!("only choices were written") };
            assert_eq!(found.insert(e.subject, stored.index), None, "stored twice");
            from = stored.index + 1;
        }
    }
    for (who, index) in acknowledged {
        assert_eq!(found.get(&person(*who)), Some(index), "{who} was acknowledged at {index}");
    }
    let report = journal.verify(|_| {}).await.expect("read");
    assert!(report.holds(), "{:?}", report.problems);
    let now = journal.checkpoint().await.expect("read").map_or(0, |(c, _)| c.size);
    assert!(now >= signed, "the tree shrank from {signed} to {now}");
    now
}
