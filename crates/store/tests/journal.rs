//! The journal on SQLite: what is stored, what is proved, what is refused.

mod common;

use common::*;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use tidegate_journal::event::{Chosen, Erased, What};
use tidegate_journal::note::{Algorithm, KeyName};
use tidegate_journal::stream::Expected;
use tidegate_journal::tile::{Kind, Tile};
use tidegate_journal::witness::{self, AddCheckpoint, Seen};
use tidegate_journal::{Hash, Policy, Receipt, Signer, Stream};
use tidegate_store::{Problem, StoreError};

#[tokio::test]
async fn what_is_stored_is_proved() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).await.expect("a journal");
    let first = journal.append(choice(1, Chosen::Refused), Expected::Version(0)).await.expect("stored");
    assert_eq!((first.index, first.version), (0, 1));
    assert!(matches!(journal.receipt(0).await, Err(StoreError::NoSuch(why)) if why.contains("no checkpoint")));
    for i in 0..700 {
        journal.append(choice(i % 9, Chosen::Granted), Expected::Any).await.expect("stored");
    }
    journal.catch_up().await.expect("in the tree");
    let policy = Policy::of_log(journal.signer().verifier());
    for index in [0, 1, 255, 256, 257, 511, 512, 700] {
        let text = journal.receipt(index).await.expect("a receipt").to_text();
        let shown = Receipt::parse(&text).expect("a receipt").verify(&policy).expect("verified");
        assert_eq!((shown.held.index, shown.held.checkpoint.size), (index, 701));
    }
    assert!(matches!(journal.receipt(701).await, Err(StoreError::NoSuch(_))));
    let report = journal.verify(|_| {}).await.expect("read");
    assert!(report.holds(), "{:?}", report.problems);
    assert_eq!((report.events, report.erased), (701, 0));
    assert_eq!(journal.stream(&Stream::Subject(person(1))).await.expect("read").len(), 79);
}

#[tokio::test]
async fn it_goes_on_where_it_stopped() {
    let dir = tempfile::tempdir().expect("a folder");
    for round in 0..5 {
        let journal = open(dir.path()).await.expect("a journal");
        assert_eq!(journal.size().await, Ok(round * 300));
        for i in 0..300 {
            journal.append(choice(i, Chosen::Refused), Expected::Any).await.expect("stored");
            if i % 70 == 0 {
                journal.integrate().await.expect("in the tree");
            }
        }
        let report = journal.verify(|_| {}).await.expect("read");
        assert!(report.holds() && report.events == (round + 1) * 300, "{report:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_writers_with_one_expectation_one_wins() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = Arc::new(open(dir.path()).await.expect("a journal"));
    for version in 0..20 {
        let tries = (0..16).map(|_| {
            let journal = Arc::clone(&journal);
            tokio::spawn(async move { journal.append(choice(7, Chosen::Refused), Expected::Version(version)).await })
        });
        let mut won = 0;
        for one in tries.collect::<Vec<_>>() {
            match one.await.expect("no panic") {
                Ok(placed) => {
                    assert_eq!(placed.version, version + 1);
                    won += 1;
                }
                Err(e) => assert_eq!(e, StoreError::Conflict { expected: version, found: version + 1 }),
            }
        }
        assert_eq!(won, 1);
    }
    assert_eq!(journal.size().await, Ok(20));
}

#[tokio::test]
async fn many_are_stored_or_none() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).await.expect("a journal");
    let both = |a, b| vec![(What::from(choice(1, Chosen::Refused)), a), (What::from(choice(1, Chosen::Granted)), b)];
    let all = journal.append_all(both(Expected::Version(0), Expected::Version(1))).await.expect("stored");
    assert_eq!(all.iter().map(|a| (a.index, a.version)).collect::<Vec<_>>(), [(0, 1), (1, 2)]);
    let refused = journal.append_all(both(Expected::Version(2), Expected::Version(2))).await;
    assert_eq!(refused, Err(StoreError::Conflict { expected: 2, found: 3 }));
    assert_eq!(journal.size().await, Ok(2));
    assert_eq!(journal.append_all(vec![]).await, Ok(vec![]));
}

#[tokio::test]
async fn tiles_are_those_of_the_specification() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).await.expect("a journal");
    for i in 0..600 {
        journal.append(choice(i, Chosen::Refused), Expected::Any).await.expect("stored");
        // Partial tiles are written, and grow.
        if i % 100 == 0 {
            journal.integrate().await.expect("in the tree");
        }
    }
    journal.catch_up().await.expect("in the tree");
    let (checkpoint, _) = journal.checkpoint().await.expect("read").expect("signed");
    let mut leaves = Vec::new();
    for tile in Tile::of_size(600) {
        let bytes = journal.tile(tile).await.expect("a tile");
        match tile.kind {
            Kind::Hashes(_) => assert_eq!(bytes.len(), usize::from(tile.width) * Hash::LEN),
            Kind::Entries => leaves.extend(bytes.chunks_exact(34).map(|e| {
                assert_eq!(e[..2], [0, 32]);
                Hash::leaf(&e[2..])
            })),
        }
    }
    let mut tree = tidegate_journal::merkle::Frontier::default();
    leaves.into_iter().for_each(|l| tree.push(l, |_, _, _| {}));
    assert_eq!((tree.size(), tree.root()), (600, checkpoint.root));
    for none in ["tile/0/003", "tile/0/002.p/89", "tile/1/000.p/3", "tile/entries/003", "tile/9/000"] {
        assert!(journal.tile(none.parse().expect("an address")).await.is_err(), "{none}");
    }
}

#[tokio::test]
async fn shops_in_one_file_are_logs_of_their_own() {
    let dir = tempfile::tempdir().expect("a folder");
    let backend = Arc::new(tidegate_store::Sqlite::open(&dir.path().join("t.db")).expect("a file"));
    let (a, b) = (in_file(&backend, "a", None).await.expect("a journal"), in_file(&backend, "b", None).await.expect("a journal"));
    for i in 0..3 {
        a.append(choice(i, Chosen::Refused), Expected::Version(0)).await.expect("stored");
        b.append(choice(i, Chosen::Granted), Expected::Version(0)).await.expect("stored");
    }
    a.append(choice(0, Chosen::Granted), Expected::Version(1)).await.expect("stored");
    assert_eq!((a.size().await, b.size().await), (Ok(4), Ok(3)));
    a.catch_up().await.expect("in the tree");
    b.catch_up().await.expect("in the tree");
    let policy = Policy::of_log(a.signer().verifier());
    assert!(a.receipt(1).await.expect("a receipt").verify(&policy).is_ok());
    assert!(b.receipt(1).await.expect("a receipt").verify(&policy).is_err());
    assert_eq!(a.erase(&[person(0)], why()).await, Ok(2));
    assert_eq!(b.stream(&Stream::Subject(person(0))).await.expect("read").len(), 1);
}

#[tokio::test]
async fn an_origin_is_for_all_time() {
    let dir = tempfile::tempdir().expect("a folder");
    let backend = Arc::new(tidegate_store::Sqlite::open(&dir.path().join("t.db")).expect("a file"));
    in_file(&backend, "a", None).await.expect("a journal");
    let other = named(&backend, "a", "b.example/log", None, system()).await;
    assert!(matches!(other, Err(StoreError::OtherOrigin { .. })), "{other:?}");
    let twice = named(&backend, "b", "a.example/log", None, system()).await;
    assert!(matches!(&twice, Err(StoreError::Refused(why)) if why.contains("the store `a`")), "{twice:?}");
}

#[tokio::test]
async fn the_clock_may_lag_a_little_and_no_more() {
    let dir = tempfile::tempdir().expect("a folder");
    let (clock, set) = settable();
    let backend = Arc::new(tidegate_store::Sqlite::open(&dir.path().join("t.db")).expect("a file"));
    let journal = named(&backend, "a", "a.example/log", None, clock.clone()).await.expect("a journal");
    set(1_000);
    let first = journal.append(choice(1, Chosen::Refused), Expected::Any).await.expect("stored");
    set(995);
    let second = journal.append(choice(1, Chosen::Refused), Expected::Any).await.expect("stored");
    assert_eq!(first.at, second.at);
    set(900);
    let back = journal.append(choice(1, Chosen::Refused), Expected::Any).await;
    assert_eq!(back, Err(StoreError::ClockBack { behind: 100 }));
    // And after a restart.
    let again = named(&backend, "a", "a.example/log", None, clock).await.expect("a journal");
    assert_eq!(again.append(choice(1, Chosen::Refused), Expected::Any).await, Err(StoreError::ClockBack { behind: 100 }));
    set(1_001);
    assert!(again.append(choice(1, Chosen::Refused), Expected::Any).await.is_ok());
}

#[tokio::test]
async fn a_change_of_one_byte_is_found_and_placed() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("tidegate.db");
    let journal = open(dir.path()).await.expect("a journal");
    for i in 0..300 {
        journal.append(choice(i, Chosen::Refused), Expected::Any).await.expect("stored");
        if i == 99 {
            journal.integrate().await.expect("in the tree");
        }
    }
    journal.catch_up().await.expect("in the tree");
    drop(journal);
    let tamper = |sql: &str| {
        let copy = tempfile::tempdir().expect("a folder");
        std::fs::copy(&path, copy.path().join("tidegate.db")).expect("copied");
        let db = rusqlite::Connection::open(copy.path().join("tidegate.db")).expect("a file");
        assert!(db.execute(sql, []).unwrap_or_else(|e| panic!("{sql}: {e}")) > 0, "{sql}");
        copy
    };
    for (sql, wanted) in [
        ("UPDATE event SET body = CAST(replace(body, 'refused', 'granted') AS BLOB) WHERE seq & 0xffff = 150", Problem::Root { size: 300 }),
        ("UPDATE event SET salt = zeroblob(32) WHERE seq & 0xffff = 7", Problem::Root { size: 100 }),
        ("DELETE FROM event WHERE seq & 0xffff = 42", Problem::Gap { from: 42 }),
        ("DELETE FROM event WHERE seq & 0xffff >= 200", Problem::Short { events: 200, signed: 300 }),
        ("UPDATE tile SET hashes = zeroblob(8192) WHERE level = 0 AND idx = 0", Problem::Tile { level: 0, index: 0 }),
        ("UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 1", Problem::Tile { level: 1, index: 0 }),
        (
            "UPDATE event SET stream = NULL, version = NULL, commitment = zeroblob(32), salt = NULL, body = NULL WHERE seq & 0xffff = 5",
            Problem::Unrecorded { index: 5 },
        ),
        ("UPDATE event SET stream = zeroblob(37) WHERE seq & 0xffff = 6", Problem::Stream { index: 6 }),
        ("UPDATE event SET at = 5 WHERE seq & 0xffff = 9", Problem::Time { index: 9 }),
    ] {
        let copy = tamper(sql);
        let journal = open(copy.path()).await.expect("opens");
        let report = journal.verify(|_| {}).await.expect("read");
        assert!(report.problems.contains(&wanted), "{sql}: {:?}", report.problems);
    }
    let copy = tamper("UPDATE event SET body = CAST('x' AS BLOB) WHERE seq & 0xffff = 3");
    let report = open(copy.path()).await.expect("opens").verify(|_| {}).await.expect("read");
    assert!(matches!(&report.problems[0], Problem::Event { index: 3, .. }), "{report:?}");
    let copy = tamper("UPDATE checkpoint SET note = replace(note, '100', '101') WHERE size = 100");
    let report = open(copy.path()).await.expect("opens").verify(|_| {}).await.expect("read");
    assert!(matches!(&report.problems[..], [Problem::Checkpoint { .. }]), "{report:?}");
    // A tree that was tampered with is not built upon.
    let copy = tamper("UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND idx = 1");
    let journal = open(copy.path()).await.expect("opens");
    journal.append(choice(1, Chosen::Refused), Expected::Any).await.expect("stored");
    assert!(matches!(journal.integrate().await, Err(StoreError::Damaged { .. })));
}

#[tokio::test]
async fn only_an_erasure_says_that_something_was_erased() {
    let dir = tempfile::tempdir().expect("a folder");
    let (path, old) = (dir.path().join("tidegate.db"), dir.path().join("old.db"));
    let journal = open(dir.path()).await.expect("a journal");
    journal.append(choice(1, Chosen::Refused), Expected::Any).await.expect("stored");
    let said = What::Erased(Erased { events: vec![0], why: why() });
    let refused = journal.append_all(vec![(choice(2, Chosen::Refused).into(), Expected::Any), (said, Expected::Any)]).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    assert_eq!(journal.size().await, Ok(1));
    journal.backend().backup(&old).expect("copied");
    assert_eq!(std::fs::metadata(&old).expect("a file").permissions().mode() & 0o777, 0o600);
    journal.erase(&[person(1)], why()).await.expect("erased");
    journal.catch_up().await.expect("in the tree");
    assert!(journal.verify(|_| {}).await.expect("read").holds());
    drop(journal);
    // Its body put back from a backup: every leaf is as it was, and yet it is not what the log says.
    let db = rusqlite::Connection::open(&path).expect("a file");
    db.execute("ATTACH ? AS old", [old.to_str().expect("a path")]).expect("attached");
    let back = "UPDATE event SET (stream, version, salt, body, commitment) = (SELECT stream, version, salt, body, NULL FROM old.event o WHERE o.seq = event.seq) WHERE body IS NULL";
    assert_eq!(db.execute(back, []).expect("done"), 1);
    drop(db);
    let report = open(dir.path()).await.expect("opens").verify(|_| {}).await.expect("read");
    assert_eq!(report.problems, [Problem::NotErased { index: 0 }]);
}

#[tokio::test]
async fn a_witness_is_shown_that_the_log_goes_on_and_its_word_goes_into_receipts() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).await.expect("a journal");
    let witness = Signer::new(KeyName::new("witness.example/w1").expect("a name"), Algorithm::Cosignature, &[9; 32]);
    let policy = format!("log {}\nwitness W1 {}\nquorum W1\n", journal.signer().verifier(), witness.verifier());
    let policy: Policy = policy.parse().expect("a policy");
    let mut seen = None;
    for round in 0..3 {
        for i in 0..300 {
            journal.append(choice(i, Chosen::Refused), Expected::Any).await.expect("stored");
        }
        journal.catch_up().await.expect("in the tree");
        assert!(journal.receipt(7).await.expect("a receipt").verify(&policy).is_err(), "nobody has witnessed this one");
        let old = seen.map_or(0, |s: Seen| s.size);
        let (proof, checkpoint) = journal.consistency(old).await.expect("a proof");
        let request = AddCheckpoint { old, proof, checkpoint };
        seen = Some(witness::judge(&request, Some(&journal.signer().verifier()), seen).expect("it goes on"));
        journal.cosigned(witness::cosign(&request, &witness, 1_790_000_000 + round)).await.expect("kept");
        let shown = journal.receipt(7).await.expect("a receipt").verify(&policy).expect("witnessed");
        assert_eq!(shown.held.witnessed, [("W1".to_owned(), 1_790_000_000 + round)]);
    }
    // The log's own signature, made anew over something else, would leave no checkpoint that holds.
    let wrong = journal.signer().sign("something else\n", 0);
    assert!(journal.cosigned(wrong).await.is_err());
    assert!(journal.verify(|_| {}).await.expect("read").holds());
    assert!(matches!(journal.consistency(901).await, Err(StoreError::NoSuch(_))));
}

#[tokio::test]
async fn a_closed_journal_is_one_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).await.expect("a journal");
    journal.append(choice(1, Chosen::Refused), Expected::Any).await.expect("stored");
    journal.catch_up().await.expect("in the tree");
    drop(journal);
    let files: Vec<_> = std::fs::read_dir(dir.path()).expect("a folder").map(|f| f.expect("a file").file_name()).collect();
    assert!(!files.iter().any(|f| f.to_string_lossy().contains("-wal")), "{files:?}");
}
