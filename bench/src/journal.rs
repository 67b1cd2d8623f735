//! The journal: events stored durably by 32 writers, beside raw SQLite through the same driver, PostgreSQL's own `pgbench`, and what the
//! disk gives. Rounds are interleaved, because a shared disk changes from minute to minute; what counts is the ratio within a round.

use anyhow::{Context as _, Result, ensure};
use rusqlite::Connection;
use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tidegate_journal::event::{ChoiceMade, Chosen, Mechanism, NoticeRef, PurposeChoice};
use tidegate_journal::note::{Algorithm, KeyName};
use tidegate_journal::{Event, Expected, Policy, Receipt, Signer};
use tidegate_pgtest::Postgres;
use tidegate_store::journal::system_clock;
use tidegate_store::{Journal, Sqlite};
use tidegate_types::act::Purpose;
use tidegate_types::{Name, StoreId, SubjectKey};

const WRITERS: u32 = 32;
const ROUNDS: usize = 4;
const LASTS: Duration = Duration::from_secs(6);
const SEED: u32 = 0x0bad_cafe;

/// What one round of one thing gave: rows a second, and how long the slowest hundredth waited.
struct Rate {
    per_second: f64,
    p99: Duration,
}

pub fn run_all() -> Result<()> {
    let dir = tempfile::tempdir_in(".").context("a folder on the disk that is measured")?;
    let peer = Peer::start(dir.path())?;
    println!("journal: {WRITERS} writers, {ROUNDS} rounds of {} s each, seed {SEED:#x}", LASTS.as_secs());
    let (mut to_raw, mut to_pg, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let sync = flushes(dir.path())?;
        let raw = raw_sqlite(&dir.path().join(format!("raw-{round}.db")))?;
        let ours = ours(&dir.path().join(format!("ours-{round}.db")))?;
        let pg = peer.as_ref().map(Peer::round).transpose()?;
        println!(
            "  ours {:.0}/s p99 {:.1} ms | raw SQLite, {WRITERS} rows a transaction {:.0}/s | pgbench {} | fdatasync {:.0}/s p99 {:.1} ms",
            ours.per_second,
            ms(ours.p99),
            raw.per_second,
            pg.as_ref().map_or("–".into(), |p| format!("{p:.0}/s")),
            sync.per_second,
            ms(sync.p99),
        );
        to_raw.push(ours.per_second / raw.per_second);
        to_pg.extend(pg.map(|p| ours.per_second / p));
        waits.push(ms(ours.p99) / ms(sync.p99));
    }
    println!("  ours to raw SQLite: {} (goal 0.9)", told(to_raw));
    match to_pg.is_empty() {
        true => println!("  no PostgreSQL on this machine: nothing beside it"),
        false => println!("  ours to PostgreSQL's pgbench, {WRITERS} clients: {} (goal 1.0)", told(to_pg)),
    }
    println!("  p99 to that of fdatasync: {} (goal 3)", told(waits));
    size_and_verification(dir.path())
}

fn told(mut ratios: Vec<f64>) -> String {
    ratios.sort_by(f64::total_cmp);
    format!("{:.2} ({:.2} to {:.2})", ratios[ratios.len() / 2], ratios[0], ratios[ratios.len() - 1])
}

fn ms(d: Duration) -> f64 {
    d.as_secs_f64() * 1e3
}

fn rate(mut waited: Vec<Duration>, rows_each: usize, took: Duration) -> Rate {
    waited.sort();
    Rate { per_second: (waited.len() * rows_each) as f64 / took.as_secs_f64(), p99: waited[waited.len() * 99 / 100] }
}

/// The physical limit: 4 KiB, and wait for the disk.
fn flushes(dir: &Path) -> Result<Rate> {
    let mut file = File::create(dir.join("flushes"))?;
    let (begun, mut waited) = (Instant::now(), Vec::new());
    while begun.elapsed() < LASTS / 2 {
        let at = Instant::now();
        file.seek(SeekFrom::End(0))?;
        file.write_all(&[0x5a; 4096])?;
        file.sync_data()?;
        waited.push(at.elapsed());
    }
    Ok(rate(waited, 1, begun.elapsed()))
}

fn event(n: u32) -> ChoiceMade {
    let mut subject = [0; 32];
    (0..8).for_each(|i| subject[i * 4..][..4].copy_from_slice(&n.wrapping_mul(SEED).rotate_left(i as u32 * 5).to_le_bytes()));
    let chosen = |purpose| PurposeChoice { purpose, chosen: Chosen::Refused };
    ChoiceMade {
        subject: SubjectKey::of_keyed_hash(subject),
        choices: [Purpose::Sale, Purpose::TargetedAdvertising, Purpose::Profiling].map(chosen).to_vec(),
        by: Mechanism::Link,
        notice: Name::new("privacy-policy").ok().map(|notice| NoticeRef { notice, version: 3 }),
        place: "US-CA".to_owned().try_into().ok(),
    }
}

/// As many rows, as wide, with the same index, 32 to a transaction.
fn raw_sqlite(path: &Path) -> Result<Rate> {
    let mut db = Connection::open(path)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.execute_batch(
        "CREATE TABLE event (seq INTEGER PRIMARY KEY, stream BLOB, version INTEGER, at INTEGER, salt BLOB, body BLOB);
         CREATE UNIQUE INDEX event_stream ON event (stream, version);",
    )?;
    let (begun, mut waited, mut n) = (Instant::now(), Vec::new(), 0);
    while begun.elapsed() < LASTS {
        let at = Instant::now();
        let tx = db.transaction()?;
        for _ in 0..WRITERS {
            let what = event(n);
            let stream = [&[0, 0, 0, 1, 1], what.subject.bytes().as_slice()].concat();
            let body = Event::new(jiff::Timestamp::now(), what.into()).to_body()?;
            tx.prepare_cached("INSERT INTO event (stream, version, at, salt, body) VALUES (?1, 1, ?2, ?3, ?4)")?
                .execute(rusqlite::params![stream, i64::from(n), [0x5a_u8; 32], body])?;
            n += 1;
        }
        tx.commit()?;
        waited.push(at.elapsed());
    }
    Ok(rate(waited, WRITERS as usize, begun.elapsed()))
}

async fn journal(path: &Path) -> Result<Journal<Sqlite>> {
    let signer = Signer::new(KeyName::new("bench.example/log")?, Algorithm::Ed25519, &[7; 32]);
    Ok(Journal::open(Arc::new(Sqlite::open(path)?), &StoreId::new("bench")?, signer, system_clock(), None).await?)
}

/// Through the public interface: the event is made, salted, stored durably; the tree is kept up and signed meanwhile.
fn ours(path: &Path) -> Result<Rate> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let journal = Arc::new(journal(path).await?);
        let begun = Instant::now();
        let writers = (0..WRITERS).map(|writer| {
            let journal = Arc::clone(&journal);
            tokio::spawn(async move {
                let (mut waited, mut n) = (Vec::new(), writer);
                while begun.elapsed() < LASTS {
                    let at = Instant::now();
                    journal.append(event(n), Expected::Version(0)).await?;
                    waited.push(at.elapsed());
                    n += WRITERS;
                }
                Ok::<_, anyhow::Error>(waited)
            })
        });
        let writers: Vec<_> = writers.collect();
        let tree = tokio::spawn({
            let journal = Arc::clone(&journal);
            async move {
                loop {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                    while journal.integrate().await?.is_some() {}
                    if begun.elapsed() > LASTS {
                        return Ok::<_, anyhow::Error>(());
                    }
                }
            }
        });
        let mut waited = Vec::new();
        for writer in writers {
            waited.extend(writer.await??);
        }
        let took = begun.elapsed();
        tree.await??;
        Ok(rate(waited, 1, took))
    })
}

/// Bytes an event costs beside its body, events a second that are recomputed, and how long one receipt takes offline.
fn size_and_verification(dir: &Path) -> Result<()> {
    let (path, count) = (dir.join("size.db"), 100_000);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let journal = journal(&path).await?;
        let mut bodies = 0;
        for n in (0..count).step_by(1_000) {
            let events: Vec<_> = (n..n + 1_000).map(|n| (event(n).into(), Expected::Version(0))).collect();
            journal.append_all(events).await?;
        }
        journal.catch_up().await?;
        let begun = Instant::now();
        let report = journal.verify(|_| {}).await?;
        let took = begun.elapsed();
        ensure!(report.holds(), "{:?}", report.problems);
        println!("  recomputed: {:.0} events a second (goal 200,000)", f64::from(count) / took.as_secs_f64());
        let text = journal.receipt(u64::from(count) / 3).await?.to_text();
        let policy = Policy::of_log(journal.signer().verifier());
        let begun = Instant::now();
        for _ in 0..200 {
            Receipt::parse(&text)?.verify(&policy)?;
        }
        println!("  a receipt of {} bytes verified offline in {:.3} ms (goal 1)", text.len(), ms(begun.elapsed()) / 200.0);
        for n in 0..count {
            bodies += Event::new(jiff::Timestamp::now(), event(n).into()).to_body()?.len() as u64;
        }
        drop(journal);
        let beside = (fs::metadata(&path)?.len() - bodies) as f64 / f64::from(count);
        println!("  {beside:.0} bytes an event beside its body of {} (goal 250)", bodies / u64::from(count));
        Ok(())
    })
}

/// What `pgbench` writes: one row a transaction, as wide as ours, with the same indexes.
struct Peer {
    server: Postgres,
    script: PathBuf,
}

impl Peer {
    fn start(dir: &Path) -> Result<Option<Self>> {
        let Some(server) = Postgres::start_in(dir)? else { return Ok(None) };
        let table = "CREATE TABLE event (seq bigserial PRIMARY KEY, stream bytea, version int, at bigint, salt bytea, body bytea); CREATE INDEX ON event (stream, version)";
        server.run("psql", &["-h", &server.socket(), "-U", "postgres", "-qc", table])?;
        let insert = "\\set n random(1, 2000000000)\nINSERT INTO event (stream, version, at, salt, body) VALUES (decode(md5(:n::text) || md5(:n::text), 'hex'), 1, :n, decode(repeat('5a', 32), 'hex'), decode(repeat('7b', 300), 'hex'));\n";
        let script = PathBuf::from(server.socket()).join("insert.sql");
        fs::write(&script, insert)?;
        Ok(Some(Self { server, script }))
    }

    /// Transactions a second.
    fn round(&self) -> Result<f64> {
        let (host, script) = (self.server.socket(), self.script.display().to_string());
        let (clients, lasts) = (WRITERS.to_string(), LASTS.as_secs().to_string());
        let args =
            ["-h", &host, "-U", "postgres", "-n", "-M", "prepared", "-c", &clients, "-j", "2", "-T", &lasts, "-f", &script, "postgres"];
        let said = self.server.run("pgbench", &args)?;
        let tps = said.lines().find_map(|l| l.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        tps.with_context(|| format!("pgbench said no rate: {said}"))
    }
}
