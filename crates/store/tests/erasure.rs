//! What was erased is nowhere: not in the file, not in its write-ahead log, not on free pages. And every proof goes on verifying.

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::*;
use std::path::Path;
use tidegate_journal::event::{Chosen, IdentitiesLinked, Mechanism};
use tidegate_journal::{Expected, Policy, Receipt, Stream};
use tidegate_store::StoreError;

const PEOPLE: u32 = 400;

/// Every spelling in which a person's key, or an event of theirs, could lie on a disk.
fn spellings(bytes: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let utf16 = |s: &str| s.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let url = URL_SAFE_NO_PAD.encode(bytes);
    vec![
        bytes.to_vec(),
        hex.to_uppercase().into_bytes(),
        utf16(&url),
        utf16(&hex),
        hex.into_bytes(),
        STANDARD.encode(bytes).into_bytes(),
        url.into_bytes(),
    ]
}

/// In which files of the folder one of these stands.
fn found(folder: &Path, needles: &[Vec<u8>]) -> Vec<String> {
    let mut out = Vec::new();
    for file in std::fs::read_dir(folder).expect("a folder") {
        let file = file.expect("a file");
        let bytes = std::fs::read(file.path()).expect("read");
        for (i, needle) in needles.iter().enumerate() {
            if memchr::memmem::find(&bytes, needle).is_some() {
                out.push(format!("{} ({i})", file.file_name().display()));
            }
        }
    }
    out
}

#[tokio::test]
async fn nothing_of_the_erased_is_left_on_the_disk() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).await.expect("a journal");
    // Interleaved, so that pages are shared, split and merged.
    for round in 0..6 {
        for who in 0..PEOPLE {
            journal
                .append(choice(who, if round % 2 == 0 { Chosen::Refused } else { Chosen::Granted }), Expected::Any)
                .await
                .expect("stored");
        }
        journal.integrate().await.expect("in the tree");
    }
    let link = IdentitiesLinked { subject: person(1), other: person(2), by: Mechanism::Account };
    let linked = journal.append(link, Expected::Any).await.expect("stored").index;
    journal.catch_up().await.expect("in the tree");
    let receipts: Vec<Receipt> = {
        let mut all = Vec::new();
        for index in [2, 3, 402, u64::from(PEOPLE) * 6] {
            all.push(journal.receipt(index).await.expect("a receipt"));
        }
        all
    };
    // The scanner sees what is there.
    assert!(!found(dir.path(), &spellings(person(2).bytes())).is_empty());
    assert!(!found(dir.path(), &spellings(receipts[0].salt.bytes())).is_empty());

    let erased: Vec<u32> = (0..PEOPLE).filter(|n| n % 3 == 2).collect();
    let all: Vec<_> = erased.iter().map(|n| person(*n)).collect();
    for some in all.chunks(50) {
        let events = journal.erase(some, why()).await.expect("erased");
        assert_eq!(events, some.len() * 6 + usize::from(some.contains(&person(2))));
    }
    for who in &erased {
        assert_eq!(found(dir.path(), &spellings(person(*who).bytes())), Vec::<String>::new(), "{who}");
        assert!(journal.stream(&Stream::Subject(person(*who))).await.expect("read").is_empty());
    }
    for gone in [&receipts[0], &receipts[2]] {
        assert_eq!(found(dir.path(), &spellings(gone.salt.bytes())), Vec::<String>::new());
        assert_eq!(found(dir.path(), &[gone.body.clone().into_bytes()]), Vec::<String>::new());
    }
    // Bystanders are as they were.
    assert!(!found(dir.path(), &spellings(person(1).bytes())).is_empty());
    assert_eq!(journal.stream(&Stream::Subject(person(1))).await.expect("read").len(), 6);

    // What was handed out goes on verifying, the proofs of what is gone too.
    journal.catch_up().await.expect("in the tree");
    let policy = Policy::of_log(journal.signer().verifier());
    receipts.iter().for_each(|r| assert!(r.verify(&policy).is_ok()));
    assert!(matches!(journal.receipt(2).await, Err(StoreError::NoSuch(why)) if why.contains("erased")));
    assert!(matches!(journal.receipt(linked).await, Err(StoreError::NoSuch(_))), "a link names both");
    let proof = journal.proof(2).await.expect("a proof");
    assert!(proof.verify(receipts[0].commitment().bytes(), &policy).is_ok());
    let report = journal.verify(|_| {}).await.expect("read");
    assert!(report.holds(), "{:?}", report.problems);
    assert_eq!(report.erased, erased.len() as u64 * 6 + 1);
    assert_eq!(report.events, u64::from(PEOPLE) * 6 + 1 + erased.len().div_ceil(50) as u64);

    // And after the file was closed and opened again.
    drop(journal);
    let journal = open(dir.path()).await.expect("a journal");
    assert!(journal.verify(|_| {}).await.expect("read").holds());
    assert_eq!(found(dir.path(), &spellings(person(2).bytes())), Vec::<String>::new());
}

#[tokio::test]
async fn an_event_that_was_erased_before_it_was_in_the_tree_is_in_the_tree() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).await.expect("a journal");
    let kept = journal.append(choice(1, Chosen::Refused), Expected::Any).await.expect("stored");
    assert_eq!(journal.erase(&[person(1)], why()).await, Ok(1));
    journal.catch_up().await.expect("in the tree");
    let proof = journal.proof(kept.index).await.expect("a proof");
    assert!(proof.verify(kept.commitment.bytes(), &Policy::of_log(journal.signer().verifier())).is_ok());
    // Erased twice is erased; a person who is new starts anew.
    assert_eq!(journal.erase(&[person(1)], why()).await, Ok(0));
    assert_eq!(journal.append(choice(1, Chosen::Refused), Expected::Version(0)).await.expect("stored").version, 1);
}
