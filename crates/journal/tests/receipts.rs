//! Receipts, accepted and refused by us and by verifiers that others wrote (`tlog_tiles` and `signed_note`, ports of Go's `sumdb`).

use std::collections::HashMap;
use tidegate_journal::checkpoint::{Checkpoint, Origin};
use tidegate_journal::event::{ChoiceMade, Chosen, Event, Mechanism, PurposeChoice};
use tidegate_journal::merkle::{self, Frontier};
use tidegate_journal::note::{Algorithm, KeyName};
use tidegate_journal::receipt::{BadReceipt, Promise};
use tidegate_journal::{Commitment, Hash, Note, Policy, Proof, Receipt, Salt, Signer, Verifier};
use tidegate_types::SubjectKey;
use tidegate_types::act::Purpose;

/// The same on every run; printed, so that a failure can be had again.
const SEED: u64 = 0x7469_6465_6761_7465;
const RECEIPTS: usize = 10_000;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    fn bytes(&mut self) -> [u8; 32] {
        let mut out = [0; 32];
        out.chunks_mut(8).for_each(|c| c.copy_from_slice(&self.next().to_le_bytes()));
        out
    }
}

/// A log in memory, with its root at every size.
struct Log {
    signer: Signer,
    bodies: Vec<(Salt, String)>,
    nodes: HashMap<(u32, u64), Hash>,
    roots: Vec<Hash>,
}

impl Log {
    fn of(size: u64, random: &mut Random) -> Self {
        let name = KeyName::new("shop.example/log").expect("a name");
        let signer = Signer::new(name, Algorithm::Ed25519, &random.bytes());
        let mut log = Self { signer, bodies: vec![], nodes: HashMap::new(), roots: vec![Hash::empty()] };
        let mut tree = Frontier::default();
        for i in 0..size {
            let (salt, body) = (Salt::new(random.bytes()), body(i, random));
            tree.push(Commitment::new(&salt, body.as_bytes()).leaf(), |h, at, hash| {
                log.nodes.insert((h, at), hash);
            });
            log.bodies.push((salt, body));
            log.roots.push(tree.root());
        }
        log
    }

    fn origin(&self) -> Origin {
        Origin::new("shop.example/log").expect("an origin")
    }

    fn receipt(&self, index: u64, size: u64) -> Receipt {
        let nodes = |h, at| self.nodes.get(&(h, at)).copied();
        let hashes = merkle::inclusion(index, size, &nodes).expect("every node is there");
        let checkpoint = Checkpoint { origin: self.origin(), size, root: self.roots[size as usize] }.sign(&self.signer);
        let (salt, body) = self.bodies[index as usize].clone();
        Receipt { proof: Proof { extra: None, index, hashes, checkpoint }, salt, body }
    }
}

fn body(i: u64, random: &mut Random) -> String {
    let choice = PurposeChoice { purpose: Purpose::Sale, chosen: if i.is_multiple_of(2) { Chosen::Refused } else { Chosen::Granted } };
    let what = ChoiceMade {
        subject: SubjectKey::of_keyed_hash(random.bytes()),
        choices: vec![choice],
        by: Mechanism::Link,
        notice: None,
        place: None,
    };
    let at = jiff::Timestamp::from_second(1_790_000_000 + i as i64).expect("a time");
    String::from_utf8(Event::new(at, what.into()).to_body().expect("a body")).expect("JSON is UTF-8")
}

/// Others' verdict on the same file, read with nothing of ours but the layout of `extra`.
fn others_accept(text: &str, key: &Verifier) -> bool {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use signed_note::{StandardVerifier, VerifierList};
    let verdict = || -> Option<()> {
        let (head, note) = text.split_once("\n\n")?;
        let mut lines = head.lines();
        (lines.next()? == "c2sp.org/tlog-proof@v1").then_some(())?;
        let extra = STANDARD.decode(lines.next()?.strip_prefix("extra ")?).ok()?;
        let extra: serde_json::Value = serde_json::from_slice(&extra).ok()?;
        (extra["form"] == "tidegate/receipt/v1").then_some(())?;
        let salt = STANDARD.decode(extra["salt"].as_str()?).ok()?;
        let entry =
            <sha2::Sha256 as sha2::Digest>::digest([b"tidegate/event/v1\n", &salt[..], extra["body"].as_str()?.as_bytes()].concat());
        let index: u64 = lines.next()?.strip_prefix("index ")?.parse().ok()?;
        let proof: Vec<tlog_tiles::Hash> = lines.map(|l| tlog_tiles::Hash::parse_hash(l).ok()).collect::<Option<_>>()?;
        let note = signed_note::Note::from_bytes(note.as_bytes()).ok()?;
        let verifier = StandardVerifier::new(&key.to_string()).ok()?;
        note.verify(&VerifierList::new(vec![Box::new(verifier)])).ok()?;
        let checkpoint = tlog_tiles::Checkpoint::from_bytes(note.text()).ok()?;
        (checkpoint.origin() == "shop.example/log").then_some(())?;
        tlog_tiles::check_record(&proof, checkpoint.size(), *checkpoint.hash(), index, tlog_tiles::record_hash(&entry)).ok()
    };
    verdict().is_some()
}

fn we_accept(text: &str, policy: &Policy) -> bool {
    Receipt::parse(text).is_ok_and(|r| r.verify(policy).is_ok())
}

#[test]
fn ten_thousand_receipts_hold_and_ten_thousand_changed_ones_do_not() {
    println!("seed {SEED:#x}");
    let mut random = Random(SEED);
    let log = Log::of(3_000, &mut random);
    let (key, policy) = (log.signer.verifier(), Policy::of_log(log.signer.verifier()));
    for _ in 0..RECEIPTS {
        let size = 1 + random.below(3_000) as u64;
        let index = random.below(size as usize) as u64;
        let text = log.receipt(index, size).to_text();
        assert!(we_accept(&text, &policy), "{index} of {size}, ours");
        assert!(others_accept(&text, &key), "{index} of {size}, others'");
        let changed = mutate(&text, &mut random);
        assert!(!we_accept(&changed, &policy), "{index} of {size}, ours:\n{changed}");
        assert!(!others_accept(&changed, &key), "{index} of {size}, others':\n{changed}");
    }
}

/// One thing changed that means something: a character anywhere, a line doubled, dropped or moved.
fn mutate(text: &str, random: &mut Random) -> String {
    loop {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = random.below(lines.len());
        let changed = match random.below(6) {
            0 => {
                lines.remove(at);
                lines.join("\n") + "\n"
            }
            1 => {
                lines.insert(at, lines[at].clone());
                lines.join("\n") + "\n"
            }
            2 => {
                let other = random.below(lines.len());
                lines.swap(at, other);
                lines.join("\n") + "\n"
            }
            _ => {
                let mut chars: Vec<char> = text.chars().collect();
                let i = random.below(chars.len());
                chars[i] = char::from(b"ABCxyz0189+/=\n -"[random.below(16)]);
                chars.into_iter().collect()
            }
        };
        // A doubled signature says no more and no less than one.
        let doubled = changed.lines().filter(|l| l.starts_with('—')).count() == 2;
        if changed != text && !doubled {
            return changed;
        }
    }
}

#[test]
fn a_receipt_says_what_was_logged() {
    let mut random = Random(1);
    let log = Log::of(300, &mut random);
    let receipt = log.receipt(17, 300);
    let text = receipt.to_text();
    assert!(text.len() <= 2_048, "{} bytes", text.len());
    assert_eq!(Receipt::parse(&text), Ok(receipt.clone()));
    let shown = receipt.verify(&Policy::of_log(log.signer.verifier())).expect("verified");
    assert_eq!((shown.held.index, shown.held.checkpoint.size), (17, 300));
    assert_eq!(shown.event.what.kind(), "choice.made");
}

#[test]
fn receipts_of_others_are_refused_with_a_reason() {
    let mut random = Random(2);
    let (log, other) = (Log::of(9, &mut random), Log::of(9, &mut random));
    let policy = Policy::of_log(log.signer.verifier());
    let check = |receipt: Receipt, words: &str| {
        let said = receipt.verify(&policy).expect_err("refused").to_string();
        assert!(said.contains(words), "{said}");
    };
    check(Receipt { body: log.receipt(4, 9).body, ..log.receipt(3, 9) }, "another root");
    check(Receipt { salt: Salt::new([0; 32]), ..log.receipt(3, 9) }, "another root");
    // The other log has the same name, and another key: a signature by an unknown key is nobody's.
    check(other.receipt(3, 9), "not signed by a log that the policy names");
    let renamed =
        |r: Receipt| Receipt::parse(&r.to_text().replacen("\nshop.example/log\n", "\nshop.example/other\n", 1)).expect("still a file");
    check(renamed(log.receipt(3, 9)), "is wrong: text or signature was changed");
    assert!(matches!(Receipt::parse(&log.receipt(3, 9).proof.to_string()), Err(BadReceipt::Malformed(why)) if why.contains("extra")));
}

#[test]
fn a_promise_is_made_good_by_one_receipt() {
    let mut random = Random(3);
    let log = Log::of(9, &mut random);
    let key = log.signer.verifier();
    let receipt = log.receipt(3, 9);
    let promise = Promise { origin: log.origin(), index: 3, commitment: receipt.commitment(), by: 1_790_000_001 };
    let note = Note::parse(&promise.sign(&log.signer).to_string()).expect("a note");
    assert_eq!(Promise::verify(&note, [&key]), Ok(promise.clone()));
    let shown = |r: &Receipt| r.verify(&Policy::of_log(key.clone())).expect("verified").held;
    assert!(promise.kept_by(&receipt, &shown(&receipt)));
    let next = log.receipt(4, 9);
    assert!(!promise.kept_by(&next, &shown(&next)));
    // Neither can stand for the other.
    assert!(Checkpoint::of_text(note.text()).is_err());
    assert!(Promise::verify(&receipt.proof.checkpoint, [&key]).is_err());
}
