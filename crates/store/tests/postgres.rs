//! The journal on a real PostgreSQL server, written to by several programs at once. Without Debian's package `postgresql` these tests say so
//! and pass; `make setup` installs it.

mod common;

use common::{choice, person, system, why};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tidegate_journal::event::{Chosen, IdentitiesLinked, Mechanism};
use tidegate_journal::note::{Algorithm, KeyName};
use tidegate_journal::{Expected, Policy, Receipt, Signer, Stream};
use tidegate_pgtest::Postgres as Server;
use tidegate_store::backend::Backend as _;
use tidegate_store::{Journal, Postgres, StoreError};
use tidegate_types::StoreId;

type Pg = Journal<Postgres>;

/// A server, and the address of an empty database in it.
fn server() -> Option<(Server, String)> {
    let Some(server) = Server::start().expect("a server") else {
        eprintln!("no PostgreSQL in /usr/lib/postgresql: nothing was tested; run `make setup`");
        return None;
    };
    let address = server.database("tidegate").expect("a database");
    Some((server, address))
}

async fn open(address: &str) -> Result<Pg, StoreError> {
    named(address, "shop", "shop.example/log").await
}

async fn named(address: &str, store: &str, origin: &str) -> Result<Pg, StoreError> {
    let signer = Signer::new(KeyName::new(origin).expect("a name"), Algorithm::Ed25519, &[7; 32]);
    let backend = Arc::new(Postgres::open(address).await?);
    Journal::open(backend, &StoreId::new(store).expect("an id"), signer, system(), None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_is_proved_and_what_is_erased_is_gone() {
    let Some((server, address)) = server() else { return };
    let journal = open(&address).await.expect("a journal");
    for i in 0..600 {
        journal.append(choice(i % 100, Chosen::Refused), Expected::Any).await.expect("stored");
    }
    let link = IdentitiesLinked { subject: person(1), other: person(2), by: Mechanism::Account };
    journal.append(link, Expected::Any).await.expect("stored");
    journal.catch_up().await.expect("in the tree");
    let policy = Policy::of_log(journal.signer().verifier());
    let receipts: Vec<Receipt> = {
        let mut all = Vec::new();
        for i in [0, 2, 255, 256, 600] {
            all.push(journal.receipt(i).await.expect("a receipt"));
        }
        all
    };
    receipts.iter().for_each(|r| assert!(r.verify(&policy).is_ok()));

    assert_eq!(journal.erase(&[person(2)], why()).await, Ok(7));
    journal.catch_up().await.expect("in the tree");
    assert!(matches!(journal.receipt(2).await, Err(StoreError::NoSuch(why)) if why.contains("erased")));
    assert!(journal.stream(&Stream::Subject(person(2))).await.expect("read").is_empty());
    receipts.iter().for_each(|r| assert!(r.verify(&policy).is_ok()));
    let report = journal.verify(|_| {}).await.expect("read");
    assert!(report.holds(), "{:?}", report.problems);
    assert_eq!((report.events, report.erased), (602, 7));

    // Nothing of it is left in the tables' files. The server's write-ahead log keeps it until it goes round: docs/journal.md says so.
    let (bystander, erased) = (person(1), person(2));
    let gone = [receipts[1].salt.bytes().as_slice(), erased.bytes(), receipts[1].body.as_bytes()];
    let stays = [receipts[0].salt.bytes().as_slice(), bystander.bytes()];
    drop(journal);
    server.run("psql", &["-h", &server.socket(), "-U", "postgres", "-qc", "CHECKPOINT"]).expect("done");
    let tables = tables(&server);
    assert!(stays.iter().all(|n| tables.iter().any(|t| memchr::memmem::find(t, n).is_some())), "the scan sees what is there");
    assert!(gone.iter().all(|n| tables.iter().all(|t| memchr::memmem::find(t, n).is_none())));
}

fn tables(server: &Server) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    let mut folders = vec![server.data().join("base")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            match entry.file_type().expect("a type").is_dir() {
                true => folders.push(entry.path()),
                false => out.push(std::fs::read(entry.path()).expect("read")),
            }
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn several_programs_write_one_log_without_gaps_or_forks() {
    const NODES: u32 = 3;
    const EACH: u32 = 200;
    let Some((_server, address)) = server() else { return };
    let mut nodes = Vec::new();
    for _ in 0..NODES {
        nodes.push(Arc::new(open(&address).await.expect("a journal")));
    }
    let mut tasks = Vec::new();
    for (n, node) in (0..).zip(&nodes) {
        for part in 0..4 {
            let node = Arc::clone(node);
            tasks.push(tokio::spawn(async move {
                let mut placed = Vec::new();
                for i in 0..EACH / 4 {
                    let who = n * EACH + part * (EACH / 4) + i;
                    placed.push(node.append(choice(who, Chosen::Refused), Expected::Version(0)).await.expect("stored").index);
                }
                placed
            }));
        }
        // All of them sign; the tree goes on in one line.
        let signs = Arc::clone(node);
        tokio::spawn(async move {
            loop {
                signs.integrate().await.expect("in the tree, or another was faster");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
    }
    // A reader never sees a gap.
    let reader = Arc::clone(&nodes[0]);
    let watch = tokio::spawn(async move {
        loop {
            let seen = reader.backend().events(reader.log(), 0, 10_000).await.expect("read");
            assert!(seen.iter().zip(0..).all(|(e, i)| e.index == i), "a gap");
            if seen.len() as u32 == NODES * EACH {
                return;
            }
        }
    });
    let mut indexes = HashSet::new();
    for task in tasks {
        for index in task.await.expect("no panic") {
            assert!(indexes.insert(index), "index {index} was given twice");
        }
    }
    watch.await.expect("no gap");
    assert_eq!(indexes.len() as u32, NODES * EACH);
    nodes[1].catch_up().await.expect("in the tree");
    let report = nodes[2].verify(|_| {}).await.expect("read");
    assert!(report.holds() && report.events == u64::from(NODES * EACH), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_programs_with_one_expectation_one_wins() {
    let Some((_server, address)) = server() else { return };
    let (a, b) = (open(&address).await.expect("a journal"), open(&address).await.expect("a journal"));
    for version in 0..30 {
        let (one, two) = tokio::join!(
            a.append(choice(7, Chosen::Refused), Expected::Version(version)),
            b.append(choice(7, Chosen::Granted), Expected::Version(version))
        );
        let conflict = StoreError::Conflict { expected: version, found: version + 1 };
        let (won, lost): (Vec<_>, Vec<_>) = [one, two].into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost), (1, vec![Err(conflict)]));
    }
    let both = vec![(choice(8, Chosen::Refused).into(), Expected::Version(0)), (choice(8, Chosen::Refused).into(), Expected::Version(0))];
    assert_eq!(a.append_all(both).await, Err(StoreError::Conflict { expected: 0, found: 1 }));
    assert_eq!(a.size().await, Ok(30));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_dies_loses_nothing_that_was_acknowledged() {
    let Some((server, address)) = server() else { return };
    let journal = Arc::new(open(&address).await.expect("a journal"));
    let mut acknowledged = Vec::new();
    for round in 0..4 {
        let writers: Vec<_> = (0..16)
            .map(|w| {
                let journal = Arc::clone(&journal);
                tokio::spawn(async move {
                    let mut stored = Vec::new();
                    for n in 0.. {
                        let who = round * 1_000_000 + n * 16 + w;
                        match journal.append(choice(who, Chosen::Refused), Expected::Version(0)).await {
                            Ok(at) => stored.push((who, at.index)),
                            Err(e) => return (stored, e),
                        }
                    }
                    unreachable!("the server dies first")
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.kill().expect("killed");
        for writer in writers {
            let (stored, why) = writer.await.expect("no panic");
            assert!(matches!(why, StoreError::Unclear | StoreError::Unreachable), "{why:?}");
            acknowledged.extend(stored);
        }
        assert!(matches!(
            journal.append(choice(1, Chosen::Refused), Expected::Any).await,
            Err(StoreError::Unreachable | StoreError::Unclear)
        ));
        server.up().expect("up again");
    }
    // The same program goes on, and so does one that starts anew.
    assert!(journal.catch_up().await.is_ok());
    let journal = open(&address).await.expect("a journal");
    assert!(acknowledged.len() > 100, "{}", acknowledged.len());
    for (who, index) in &acknowledged {
        let kept = journal.backend().stream(journal.log(), &Stream::Subject(person(*who))).await.expect("read");
        assert_eq!(kept.iter().map(|e| e.index).collect::<Vec<_>>(), [*index], "{who}");
    }
    journal.catch_up().await.expect("in the tree");
    assert!(journal.verify(|_| {}).await.expect("read").holds());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_said() {
    let Some((server, address)) = server() else { return };
    let said = |r: Result<Pg, StoreError>| r.expect_err("refused").to_string();
    assert!(said(open("nonsense").await).contains("not understood"));
    assert!(said(open(&address.replace("tidegate", "none")).await).contains("does not exist"));
    assert!(said(open("host=/nowhere user=postgres").await).contains("cannot be reached"));
    open(&address).await.expect("a journal");
    assert!(matches!(named(&address, "shop", "other.example/log").await, Err(StoreError::OtherOrigin { .. })));
    assert!(said(named(&address, "other", "shop.example/log").await).contains("that of another store"));
    let sql = |text: &str| server.run("psql", &["-h", &server.socket(), "-U", "postgres", "-qc", text, "tidegate"]).expect("done");
    sql("INSERT INTO tidegate.schema VALUES (99)");
    assert!(matches!(open(&address).await, Err(StoreError::Newer { found: 99, known: 2, .. })));
    sql("DELETE FROM tidegate.schema WHERE version = 99");
    sql("ALTER SYSTEM SET fsync = off");
    sql("SELECT pg_reload_conf()");
    std::thread::sleep(Duration::from_millis(300));
    assert!(said(open(&address).await).contains("fsync = off"));
}
