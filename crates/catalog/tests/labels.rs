//! Button labels against their roles. Taking a refusal for consent, or the reverse, is the error that must not happen.

use std::collections::BTreeMap;
use tidegate_catalog::Catalog;
use tidegate_types::observation::ControlRole::{self, *};

fn table() -> Vec<(ControlRole, &'static str)> {
    let mut role = Other;
    let mut rows = Vec::new();
    for line in include_str!("labels.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            Some(name) => {
                role = [Accept, Refuse, Settings, Save, Close, Later, Acknowledge, Inform, Other]
                    .into_iter()
                    .find(|r| format!("{r:?}").to_lowercase() == name)
                    .expect("a role")
            }
            None => rows.push((role, line)),
        }
    }
    rows
}

fn confused(expected: ControlRole, found: ControlRole) -> bool {
    matches!((expected, found), (Accept, Refuse) | (Refuse, Accept))
}

#[test]
fn labels_have_their_roles() {
    let (mut recall, mut wrong) = (BTreeMap::<String, (u32, u32)>::new(), Vec::new());
    for (expected, label) in table() {
        let found = Catalog::embedded().role_of(label);
        assert!(!confused(expected, found), "`{label}` is {expected:?}, read as {found:?}");
        let count = recall.entry(format!("{expected:?}")).or_default();
        count.1 += 1;
        if found == expected {
            count.0 += 1;
        } else {
            wrong.push(format!("`{label}`: {expected:?}, read as {found:?}"));
        }
    }
    for (role, (hit, all)) in &recall {
        println!("{role:<12} {hit}/{all}");
    }
    assert!(table().len() >= 300);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Spelling, case and decoration must not turn a label round.
#[test]
fn decoration_does_not_matter() {
    for (expected, label) in table().into_iter().filter(|(r, _)| matches!(r, Accept | Refuse)) {
        for shown in
            [label.to_uppercase(), format!("  {label} \n"), format!("» {label}!"), format!("{label} →"), label.replace(' ', "\u{a0}")]
        {
            let found = Catalog::embedded().role_of(&shown);
            assert!(!confused(expected, found), "`{shown}` is {expected:?}, read as {found:?}");
            assert_eq!(found, expected, "`{shown}`");
        }
    }
}

/// A refusal with an agreement inside, or the reverse, is never read as the inner one.
#[test]
fn negations_are_never_consent() {
    let agree = ["accept", "agree", "consent", "allow cookies", "opt in"];
    for a in agree {
        for frame in ["I do not {}", "I don't {}", "don’t {}", "I will not {}", "Do not {} to this", "I don’t want to {}"] {
            let label = frame.replace("{}", a);
            assert_ne!(Catalog::embedded().role_of(&label), Accept, "`{label}`");
        }
    }
    for label in [
        "不要接受",
        "我不想同意",
        "我不接受",
        "Ich akzeptiere nicht",
        "Ich stimme der Nutzung nicht zu",
        "Je ne veux pas accepter",
        "No quiero aceptar",
        "Sin aceptar",
    ] {
        assert_ne!(Catalog::embedded().role_of(label), Accept, "`{label}`");
    }
}
