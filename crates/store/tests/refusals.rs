//! Files that are not what they should be: a clear word, no change, nothing lost.

mod common;

use common::*;
use std::fs;
use std::path::Path;
use tidegate_journal::Expected;
use tidegate_journal::event::Chosen;
use tidegate_store::{Guard, Sqlite, StoreError};

async fn filled(folder: &Path, events: u32) {
    let journal = open(folder).await.expect("a journal");
    for i in 0..events {
        journal.append(choice(i, Chosen::Refused), Expected::Any).await.expect("stored");
    }
    journal.catch_up().await.expect("in the tree");
}

fn said(refused: &StoreError, words: &[&str]) {
    let text = refused.to_string();
    for w in words {
        assert!(text.contains(w), "`{w}` is not in: {text}");
    }
}

#[tokio::test]
async fn a_second_process_is_told_so() {
    let dir = tempfile::tempdir().expect("a folder");
    let _first = open(dir.path()).await.expect("a journal");
    let second = open(dir.path()).await.expect_err("in use");
    said(&second, &["tidegate.db", "in use by another process", "Stop that one first"]);
}

#[tokio::test]
async fn files_of_others_are_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("tidegate.db");
    fs::write(&path, "dear diary, ".repeat(1_000)).expect("written");
    said(&open(dir.path()).await.expect_err("no database"), &["no database of Tidegate"]);
    assert!(fs::read_to_string(&path).expect("read").starts_with("dear diary"));

    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("tidegate.db");
    let other = rusqlite::Connection::open(&path).expect("a file");
    other.execute_batch("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')").expect("done");
    drop(other);
    let before = fs::read(&path).expect("read");
    said(&open(dir.path()).await.expect_err("no database of ours"), &["no database of Tidegate"]);
    assert_eq!(fs::read(&path).expect("read"), before);
}

#[tokio::test]
async fn a_newer_file_is_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    filled(dir.path(), 3).await;
    let path = dir.path().join("tidegate.db");
    rusqlite::Connection::open(&path).expect("a file").pragma_update(None, "user_version", 99).expect("done");
    said(&open(dir.path()).await.expect_err("newer"), &["newer program", "schema 99", "knows up to 2"]);
}

#[tokio::test]
async fn a_damaged_file_is_named() {
    for (what, damage) in [
        ("cut off", (|b: &mut Vec<u8>| b.truncate(b.len() / 2)) as fn(&mut Vec<u8>)),
        ("pages overwritten", |b| b[4_096..20_480].fill(0x5a)),
        ("header overwritten", |b| b[16..64].fill(0xff)),
        ("empty but for its name", |b| b.truncate(16)),
    ] {
        let dir = tempfile::tempdir().expect("a folder");
        filled(dir.path(), 2_000).await;
        let path = dir.path().join("tidegate.db");
        let mut bytes = fs::read(&path).expect("read");
        damage(&mut bytes);
        fs::write(&path, &bytes).expect("written");
        let outcome = async {
            let journal = open(dir.path()).await?;
            let report = journal.verify(|_| {}).await?;
            Ok::<_, StoreError>(report.holds() && report.events == 2_000)
        };
        match outcome.await {
            Ok(true) => panic!("{what}: nothing was noticed"),
            Ok(false) => {}
            Err(e) => assert!(matches!(e, StoreError::Damaged { .. } | StoreError::Foreign(_)), "{what}: {e:?}"),
        }
    }
}

#[tokio::test]
async fn a_database_that_was_put_back_does_not_show_a_second_tree() {
    let dir = tempfile::tempdir().expect("a folder");
    let (path, old) = (dir.path().join("t.db"), dir.path().join("old.db"));
    let guard = || Some(Guard::new(dir.path().join("latest.checkpoint")));
    let backend = || std::sync::Arc::new(Sqlite::open(&path).expect("a file"));
    let add = async |n: u32| {
        let journal = in_file(&backend(), "shop", guard()).await?;
        for i in 0..n {
            journal.append(choice(i, Chosen::Refused), Expected::Any).await?;
        }
        journal.catch_up().await
    };
    add(10).await.expect("stored");
    fs::copy(&path, &old).expect("copied");
    add(10).await.expect("stored");
    fs::copy(&old, &path).expect("put back");
    let refused = in_file(&backend(), "shop", guard()).await.expect_err("older");
    assert_eq!(refused, StoreError::OlderThanSigned { database: 10, signed: 20 });
    said(&refused, &["10 leaves", "a checkpoint of 20", "Restore a newer backup"]);
    // As many events, and others.
    fs::copy(&old, &path).expect("put back");
    let journal = in_file(&backend(), "shop", None).await.expect("without a guard nobody knows");
    for _ in 0..10 {
        journal.append(choice(99, Chosen::Granted), Expected::Any).await.expect("stored");
    }
    drop(journal);
    assert_eq!(
        in_file(&backend(), "shop", guard()).await.expect_err("another tree"),
        StoreError::OlderThanSigned { database: 20, signed: 20 }
    );
}

#[tokio::test]
async fn signed_and_not_yet_published_is_no_second_tree() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("t.db");
    let guard = || Some(Guard::new(dir.path().join("latest.checkpoint")));
    let backend = || std::sync::Arc::new(Sqlite::open(&path).expect("a file"));
    let journal = in_file(&backend(), "shop", guard()).await.expect("a journal");
    for i in 0..10 {
        journal.append(choice(i, Chosen::Refused), Expected::Any).await.expect("stored");
    }
    journal.catch_up().await.expect("in the tree");
    drop(journal);
    // As if the process had died between the guard and the tree.
    rusqlite::Connection::open(&path).expect("a file").execute_batch("DELETE FROM checkpoint; DELETE FROM tile").expect("done");
    let journal = in_file(&backend(), "shop", guard()).await.expect("it goes on");
    journal.catch_up().await.expect("in the tree");
    assert!(journal.verify(|_| {}).await.expect("read").holds());
}

#[tokio::test]
async fn a_folder_that_is_not_there() {
    let dir = tempfile::tempdir().expect("a folder");
    let refused = open(&dir.path().join("none")).await.expect_err("no folder");
    said(&refused, &["none", "cannot be written to"]);
}

#[tokio::test]
async fn a_full_disk_refuses_and_loses_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    filled(dir.path(), 50).await;
    let path = dir.path().join("tidegate.db");
    // SQLite's own bound on the size of a file answers as a full disk does.
    let backend = std::sync::Arc::new(Sqlite::open_bounded(&path, 60).expect("a file"));
    let journal = in_file(&backend, "shop", None).await.expect("a journal");
    let mut stored = 50;
    let refused = loop {
        match journal.append(choice(stored, Chosen::Refused), Expected::Any).await {
            Ok(at) => {
                assert_eq!(at.index, u64::from(stored));
                stored += 1;
            }
            Err(e) => break e,
        }
        assert!(stored < 10_000, "the disk was never full");
    };
    assert_eq!(refused, StoreError::Full);
    said(&refused, &["the disk is full", "nothing was stored", "Make room"]);
    assert_eq!(journal.size().await, Ok(u64::from(stored)));
    drop(journal);
    drop(backend);
    let journal = open(dir.path()).await.expect("with room again");
    assert_eq!(journal.append(choice(1, Chosen::Refused), Expected::Any).await.expect("stored").index, u64::from(stored));
    journal.catch_up().await.expect("in the tree");
    assert!(journal.verify(|_| {}).await.expect("read").holds());
}
