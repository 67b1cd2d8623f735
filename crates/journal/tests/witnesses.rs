//! Witnesses and the policies that ask for them.

use tidegate_journal::checkpoint::{Checkpoint, Origin};
use tidegate_journal::merkle::{self, Frontier};
use tidegate_journal::note::{Algorithm, KeyName, NoteError};
use tidegate_journal::witness::{self, AddCheckpoint, Declined, Seen};
use tidegate_journal::{Hash, Note, Policy, Signer, Verifier};

fn signer(name: &str, algorithm: Algorithm, seed: u8) -> Signer {
    Signer::new(KeyName::new(name).expect("a name"), algorithm, &[seed; 32])
}

fn log() -> Signer {
    signer("shop.example/log", Algorithm::Ed25519, 1)
}

fn witness(n: u8) -> Signer {
    signer(&format!("witness.example/w{n}"), Algorithm::Cosignature, 10 + n)
}

fn root(size: u64) -> Hash {
    let mut tree = Frontier::default();
    (0..size).for_each(|i| tree.push(Hash::leaf(&i.to_be_bytes()), |_, _, _| {}));
    tree.root()
}

fn request(old: u64, new: u64) -> AddCheckpoint {
    let mut nodes = std::collections::HashMap::new();
    let mut tree = Frontier::default();
    (0..new).for_each(|i| {
        tree.push(Hash::leaf(&i.to_be_bytes()), |h, at, hash| {
            nodes.insert((h, at), hash);
        })
    });
    let proof = merkle::consistency(old, new, &|h, at| nodes.get(&(h, at)).copied()).unwrap_or_default();
    AddCheckpoint { old, proof, checkpoint: checkpoint(new, root(new)) }
}

fn checkpoint(size: u64, root: Hash) -> Note {
    Checkpoint { origin: Origin::new("shop.example/log").expect("an origin"), size, root }.sign(&log())
}

fn seen(size: u64) -> Option<Seen> {
    Some(Seen { size, root: root(size) })
}

fn judged(r: &AddCheckpoint, seen: Option<Seen>) -> Result<Seen, u16> {
    witness::judge(r, Some(&log().verifier()), seen).map_err(|d| d.status())
}

#[test]
fn a_witness_signs_what_goes_on_from_what_it_signed() {
    for (old, new) in [(0, 1), (0, 7), (1, 2), (6, 7), (7, 7), (64, 65), (3, 300)] {
        let sent = AddCheckpoint::parse(&request(old, new).to_string()).expect("a request");
        assert_eq!(sent, request(old, new));
        assert_eq!(judged(&sent, if old == 0 { None } else { seen(old) }), Ok(Seen { size: new, root: root(new) }), "{old} {new}");
        let line = witness::cosign(&sent, &witness(1), 1_790_000_000);
        let answer = format!("— stranger.example AAAAAAAA\n{line}");
        assert_eq!(witness::accepted(&answer, &sent.checkpoint, &witness(1).verifier()), Ok(line));
        assert!(witness::accepted(&answer, &sent.checkpoint, &witness(2).verifier()).is_err());
    }
}

#[test]
fn and_nothing_else() {
    assert_eq!(judged(&request(5, 9), seen(6)), Err(409));
    assert_eq!(judged(&request(5, 9), None), Err(409));
    assert_eq!(witness::judge(&request(5, 9), Some(&log().verifier()), seen(6)), Err(Declined::OtherSize(seen(6).expect("seen"))));
    // Another tree of the same size, and one that does not go on from it.
    let other = Seen { size: 9, root: root(8) };
    assert!(matches!(witness::judge(&request(9, 9), Some(&log().verifier()), Some(other)), Err(Declined::TwoTrees(s)) if s == other));
    assert_eq!(judged(&request(5, 9), Some(Seen { size: 5, root: root(6) })), Err(422));
    assert_eq!(judged(&AddCheckpoint { proof: vec![], ..request(5, 9) }, seen(5)), Err(422));
    assert_eq!(judged(&AddCheckpoint { proof: vec![root(1)], ..request(0, 9) }, None), Err(422));
    assert_eq!(judged(&AddCheckpoint { old: 9, ..request(5, 7) }, seen(9)), Err(400));
    let d = witness::judge(&request(0, 1), None, None);
    assert_eq!(d.map_err(|d| d.status()), Err(404));
    let stranger = signer("shop.example/log", Algorithm::Ed25519, 9).verifier();
    assert_eq!(witness::judge(&request(0, 1), Some(&stranger), None).map_err(|d| d.status()), Err(403));
}

#[test]
fn requests_that_are_none() {
    let good = request(5, 9).to_string();
    for (bad, why) in [
        (String::new(), "empty"),
        (good.replacen("old 5", "old 05", 1), "a leading zero"),
        (good.replacen("old 5", "new 5", 1), "no old size"),
        (good.replacen("\n\n", "\n", 1), "no empty line"),
        (good.replacen("old 5\n", "old 5\nAAAA\n", 1), "no hash"),
        (good.replacen("old 5\n", &format!("old 5\n{}", format!("{}\n", root(1)).repeat(64)), 1), "too many hashes"),
        ("a".repeat(witness::MOST_BYTES + 1), "too large"),
    ] {
        assert!(matches!(AddCheckpoint::parse(&bad), Err(Declined::Malformed(_))), "{why}");
    }
}

fn policy(lines: &str) -> Result<Policy, String> {
    let keys: String = (1..=5).map(|n| format!("witness W{n} {}\n", witness(n).verifier())).collect();
    format!("# who is believed\nlog {}\n{keys}{lines}", log().verifier())
        .parse()
        .map_err(|e: tidegate_journal::policy::BadPolicy| e.to_string())
}

fn witnessed(by: &[u8]) -> Note {
    let mut note = checkpoint(9, root(9));
    by.iter().for_each(|n| note.add(witness(*n).sign(note.text(), 1_790_000_000 + u64::from(*n))));
    note
}

#[test]
fn quorums() {
    let nested = "group X 2 W1 W2 W3\ngroup Y any W4 W5\ngroup both all X Y\nquorum both\n";
    for (lines, by, reached) in [
        ("quorum none", &[][..], true),
        ("quorum W1", &[1], true),
        ("quorum W1", &[2, 3], false),
        (nested, &[1, 3, 5], true),
        (nested, &[1, 2, 3], false),
        (nested, &[1, 4, 5], false),
        (nested, &[1, 2, 3, 4, 5], true),
    ] {
        let judged = policy(lines).expect("a policy").judge(&witnessed(by));
        assert_eq!(judged.is_ok(), reached, "{lines} {by:?}: {judged:?}");
        if let Ok(times) = judged {
            assert_eq!(times, by.iter().map(|n| (format!("W{n}"), 1_790_000_000 + u64::from(*n))).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_cosignature_that_is_wrong_condemns_the_checkpoint() {
    let mut note = checkpoint(9, root(9));
    note.add(witness(1).sign("something else\n", 1));
    let refused = policy("quorum none").expect("a policy").judge(&note).expect_err("refused");
    assert!(refused.to_string().contains("is wrong"), "{refused}");
    assert_eq!(note.verify([&witness(2).verifier()]), Err(NoteError::NobodyKnown(2)));
}

#[test]
fn a_log_signs_in_its_own_name_only() {
    let other = Checkpoint { origin: Origin::new("other.example/log").expect("an origin"), size: 1, root: root(1) }.sign(&log());
    let refused = policy("quorum none").expect("a policy").judge(&other).expect_err("refused");
    assert!(refused.to_string().contains("is signed with the key of `shop.example/log`"), "{refused}");
}

#[test]
fn policies_that_are_none() {
    let twice: Verifier = witness(1).verifier();
    for (lines, words) in [
        (String::new(), "quorum none"),
        ("quorum W9".into(), "no witness or group `W9`"),
        ("quorum W1\nquorum W2".into(), "one quorum only"),
        ("group g all W1 W9\nquorum g".into(), "no witness or group `W9`"),
        ("group g all W1\ngroup h all W1 g\nquorum h".into(), "in a group already"),
        ("group g 3 W1 W2\nquorum g".into(), "1 to 2"),
        ("group g 0 W1 W2\nquorum g".into(), "1 to 2"),
        ("group g any\nquorum none".into(), "not understood"),
        ("group W1 any W2\nquorum none".into(), "taken"),
        ("group none any W2\nquorum none".into(), "taken"),
        (format!("witness again {twice}\nquorum none"), "twice"),
        (format!("log {}\nquorum none", log().verifier()), "twice"),
        (format!("log {}\nquorum none", witness(7).verifier()), "type 1"),
        (format!("witness w {}\nquorum none", signer("l", Algorithm::Ed25519, 77).verifier()), "type 4"),
        ("witness w key\nquorum none".into(), "no key"),
        ("quorum none\r\n".into(), "control characters"),
    ] {
        let said = policy(&lines).expect_err(&lines);
        assert!(said.contains(words), "{lines}: {said}");
        assert!(said.starts_with("policy, line "), "{said}");
    }
}
