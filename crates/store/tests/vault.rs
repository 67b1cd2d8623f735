//! Personal data sealed under a key for each person, on both databases.

mod common;

use base64::Engine as _;
use common::{choice, person, system, why};
use std::path::Path;
use std::sync::Arc;
use tidegate_journal::event::Chosen;
use tidegate_journal::note::{Algorithm, KeyName};
use tidegate_journal::{Expected, Signer};
use tidegate_store::backend::Backend;
use tidegate_store::{Journal, Postgres, Sqlite, StoreError, VaultKeys};
use tidegate_types::{Name, StoreId};

fn key(name: &str, byte: u8) -> String {
    format!("{name} {}\n", base64::engine::general_purpose::STANDARD.encode([byte; 32]))
}

fn keys(text: &str) -> VaultKeys {
    VaultKeys::of_text(text).expect("keys")
}

fn name(s: &str) -> Name {
    Name::new(s).expect("a name")
}

async fn journal<B: Backend>(backend: Arc<B>, store: &str) -> Journal<B> {
    let signer = Signer::new(KeyName::new(&format!("{store}.example/log")).expect("a name"), Algorithm::Ed25519, &[7; 32]);
    Journal::open(backend, &StoreId::new(store).expect("an id"), signer, system(), None).await.expect("a journal")
}

/// What has to hold on any database.
async fn holds<B: Backend>(backend: Arc<B>) {
    let journal = Arc::new(journal(Arc::clone(&backend), "shop").await);
    let vault = journal.vault(keys(&key("k1", 1)));
    let (ada, bo) = (person(1), person(2));
    let email = b"ada.lovelace@example.com";
    vault.put(&ada, &name("email"), b"an older one").await.expect("kept");
    vault.put(&ada, &name("email"), email).await.expect("kept");
    vault.put(&ada, &name("phone"), b"+14155552671").await.expect("kept");
    vault.put(&bo, &name("email"), b"bo@example.com").await.expect("kept");
    let kept = vault.get(&ada).await.expect("opened");
    assert_eq!(
        kept.iter().map(|(n, v)| (n.as_str(), v.as_slice())).collect::<Vec<_>>(),
        [("email", &email[..]), ("phone", b"+14155552671")]
    );
    assert!(vault.get(&person(3)).await.expect("nobody").is_empty());
    assert!(matches!(vault.put(&ada, &name("all"), &vec![0; 70_000]).await, Err(StoreError::Refused(_))));

    // Another shop's people are others.
    let elsewhere = self::journal(Arc::clone(&backend), "other").await;
    assert!(elsewhere.vault(keys(&key("k1", 1))).get(&ada).await.expect("nobody").is_empty());

    // The wrong key, and a key that is missing, say so.
    let wrong = journal.vault(keys(&key("k1", 9))).get(&ada).await.expect_err("refused").to_string();
    assert!(wrong.contains("`k1`") && wrong.contains("not the one that it was"), "{wrong}");
    let missing = journal.vault(keys(&key("k2", 2))).get(&ada).await.expect_err("refused").to_string();
    assert!(missing.contains("`k1`") && missing.contains("missing"), "{missing}");

    // Rotation: afterwards the new key alone opens all, and the old one nothing.
    let both = journal.vault(keys(&(key("k2", 2) + &key("k1", 1))));
    assert_eq!(both.rotate().await, Ok(2));
    assert_eq!(both.rotate().await, Ok(0));
    let new = journal.vault(keys(&key("k2", 2)));
    assert_eq!(new.get(&ada).await.expect("opened").len(), 2);
    assert!(vault.get(&ada).await.is_err());

    // Sealed for one person and name: put elsewhere it does not open.
    let sealed = backend.sealed(journal.log(), &bo).await.expect("read").remove(0).1;
    let hers = backend.person(journal.log(), &ada).await.expect("read").expect("a key");
    assert_eq!(backend.seal(journal.log(), (&ada, &hers), &name("email"), sealed).await, Ok(true));
    assert!(matches!(new.get(&ada).await, Err(StoreError::Damaged { .. })));

    // Many at once for a person who is new: one key, and all of it opens.
    let vault = Arc::new(new);
    let tasks: Vec<_> = (0..20)
        .map(|i| {
            let vault = Arc::clone(&vault);
            tokio::spawn(async move { vault.put(&person(7), &name(&format!("n{i}")), b"x").await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("kept");
    }
    assert_eq!(vault.get(&person(7)).await.expect("opened").len(), 20);

    // Erased with the events, also where there are none.
    journal.append(choice(1, Chosen::Refused), Expected::Any).await.expect("stored");
    assert_eq!(journal.erase(&[ada, person(7)], why()).await, Ok(1));
    for gone in [ada, person(7)] {
        assert!(vault.get(&gone).await.expect("nobody").is_empty());
        assert!(backend.sealed(journal.log(), &gone).await.expect("read").is_empty());
    }
    assert_eq!(backend.seal(journal.log(), (&ada, &hers), &name("email"), vec![1]).await, Ok(false), "no orphan is left behind");
    assert_eq!(vault.get(&bo).await.expect("opened").len(), 1);
    vault.put(&ada, &name("email"), b"again").await.expect("a person who is new");
    let late = backend.seal(journal.log(), (&ada, &hers), &name("phone"), vec![1]).await;
    assert_eq!(late, Ok(false), "what was sealed under the key that is gone does not come back");
    assert_eq!(vault.get(&ada).await.expect("opened").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_sqlite() {
    let dir = tempfile::tempdir().expect("a folder");
    holds(Arc::new(Sqlite::open(&dir.path().join("tidegate.db")).expect("a file"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_postgresql() {
    let Some(server) = tidegate_pgtest::Postgres::start().expect("a server") else {
        eprintln!("no PostgreSQL in /usr/lib/postgresql: nothing was tested; run `make setup`");
        return;
    };
    holds(Arc::new(Postgres::open(&server.database("tidegate").expect("a database")).await.expect("tables"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_clear_is_on_the_disk_and_no_key_ever() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = journal(Arc::new(Sqlite::open(&dir.path().join("tidegate.db")).expect("a file")), "shop").await;
    let vault = journal.vault(keys(&key("k1", 0x5c)));
    let mut sealed = Vec::new();
    for n in 0..200 {
        vault.put(&person(n), &name("email"), format!("person-{n}@example.com").as_bytes()).await.expect("kept");
        sealed.push(journal.backend().sealed(journal.log(), &person(n)).await.expect("read").remove(0).1);
    }
    assert!(!on_disk(dir.path(), b"@example.com") && !on_disk(dir.path(), &[0x5c; 32]));
    assert!(on_disk(dir.path(), &sealed[3]) && on_disk(dir.path(), &sealed[4]));
    let gone: Vec<_> = (0..200).filter(|n| n % 2 == 1).map(person).collect();
    journal.erase(&gone, why()).await.expect("erased");
    for (n, s) in sealed.iter().enumerate() {
        assert_eq!(on_disk(dir.path(), s), n % 2 == 0, "{n}");
    }
    assert!(!on_disk(dir.path(), person(3).bytes()));
}

fn on_disk(folder: &Path, needle: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).expect("a folder").map(|f| std::fs::read(f.expect("a file").path()).expect("read"));
    files.into_iter().any(|bytes| memchr::memmem::find(&bytes, needle).is_some())
}

#[test]
fn keys_that_are_none_are_refused_and_not_repeated() {
    let good = key("k1", 1);
    let secret = good.split_once(' ').expect("a key").1.trim().to_owned();
    for (text, words) in [
        (String::new(), "there is none"),
        ("k1".into(), "line 1: a name, a space and a key"),
        (format!("{good}k2 {}", &secret[4..]), "line 2: the key is 32 bytes"),
        (format!("k/1 {secret}"), "line 1: the name has"),
        (format!("{good}{good}"), "line 2: a name stands there twice"),
    ] {
        let said = VaultKeys::of_text(&text).expect_err(&text).to_string();
        assert!(said.contains(words) && !said.contains(&secret[4..20]), "{said}");
    }
    assert_eq!(format!("{:?}", keys(&good)), "[\"k1\"]");
}
