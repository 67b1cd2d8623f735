//! Strings that others published, and what their own decoders say of them. The vectors lie beside the repository, where they are kept.

#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

use serde_json::Value;
use tidegate_signal::{OptOut, Part, gpp, tcf, us_privacy};

fn vectors(name: &str) -> Option<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors/gpp/").to_owned() + name;
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: no vectors beside the repository");
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// A section as a whole string, to be read by its number.
fn alone(id: u64, section: &str) -> Part {
    // Header of one section: type 3, version 1, one item, no group, the number in Fibonacci coding.
    let mut bits = "000011000001000000000001".to_owned() + "0";
    let mut fib = vec![1u64, 2];
    while *fib.last().unwrap() <= id {
        fib.push(fib[fib.len() - 1] + fib[fib.len() - 2]);
    }
    let (mut left, mut code) = (id, vec![false; fib.len()]);
    for at in (0..fib.len()).rev() {
        if fib[at] <= left {
            left -= fib[at];
            code[at] = true;
        }
    }
    let used = code.iter().rposition(|b| *b).unwrap();
    bits.extend(code[..=used].iter().map(|b| if *b { '1' } else { '0' }));
    bits.push('1');
    while !bits.len().is_multiple_of(6) {
        bits.push('0');
    }
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let letters = bits.as_bytes().chunks(6).map(|six| alphabet[six.iter().fold(0usize, |n, b| n << 1 | usize::from(*b == b'1'))] as char);
    let read = gpp(&format!("{}~{section}", letters.collect::<String>())).unwrap();
    read.sections.into_iter().next().unwrap().1
}

fn numbers(value: &Value) -> Vec<u64> {
    match value {
        Value::Array(all) => all.iter().filter_map(Value::as_u64).collect(),
        one => one.as_u64().into_iter().collect(),
    }
}

#[test]
fn us_sections_say_what_the_reference_says() {
    let Some(all) = vectors("iabgpp-es-tests.json") else { return };
    let mut read = 0;
    for case in all["decode"].as_array().unwrap() {
        let (Some(id), Some(text)) = (case["id"].as_u64().filter(|id| (7..=27).contains(id)), case["encoded"].as_str()) else { continue };
        let part = alone(id, text);
        let Some(expected) = case["decoded"].as_object() else {
            // The reference is stricter about values; nothing unread may pass for an opt-out.
            if let Part::Us(section) = &part {
                assert!(!section.opt_outs().iter().any(|(_, o)| *o == OptOut::Yes), "{text}: {section:?}");
            }
            continue;
        };
        let Part::Us(section) = part else { panic!("{} {text}: {part:?}", case["section"]) };
        assert_eq!(section.name, case["section"].as_str().unwrap());
        for (name, value) in expected {
            match name.as_str() {
                "Version" | "MspaVersion" => assert_eq!(Some(u64::from(section.version)), value.as_u64(), "{text}"),
                // Without the segment the reference says false, we say that nothing is said.
                "Gpc" => assert_eq!(section.gpc.unwrap_or(false), value.as_bool().unwrap(), "{text}"),
                "GpcSegmentType" | "GpcSegmentIncluded" => {}
                "SensitiveDataProcessing" if section.field(name).is_none() => {}
                // The reference read sixteen and shows twelve of them.
                "SensitiveDataProcessing" | "KnownChildSensitiveDataConsents" if text.starts_with("BVVVkkkkkpFY") => {}
                // A plain number is two bits as well.
                _ => {
                    let got: Vec<u64> =
                        section.field(name).unwrap_or_else(|| panic!("{text}: no {name}")).iter().map(|v| u64::from(*v)).collect();
                    let short = |mut all: Vec<u64>| {
                        while all.len() > 1 && all.last() == Some(&0) {
                            all.pop();
                        }
                        all
                    };
                    assert_eq!(short(got), short(numbers(value)), "{} {text} {name}", case["section"]);
                }
            }
        }
        read += 1;
    }
    assert!(read >= 39, "{read}");
}

#[test]
fn tcf_says_what_the_reference_says() {
    let Some(all) = vectors("iabgpp-es-tests.json") else { return };
    let cases = all["decode"].as_array().unwrap().iter().filter(|c| c["section"] == "tcfeuv2");
    let mut read = 0;
    for case in cases {
        let text = case["encoded"].as_str().unwrap();
        let Some(expected) = case["decoded"].as_object() else {
            assert!(tcf(text).is_err(), "{text}");
            continue;
        };
        let got = tcf(text).unwrap();
        let on = |name: &str| -> Vec<u32> {
            let all = expected[name].as_array().unwrap();
            all.iter().enumerate().filter(|(_, v)| v.as_bool() == Some(true)).map(|(n, _)| n as u32 + 1).collect()
        };
        assert_eq!((got.purposes.clone(), got.interests.clone()), (on("PurposeConsents"), on("PurposeLegitimateInterests")), "{text}");
        assert_eq!(Some(u64::from(got.cmp)), expected["CmpId"].as_u64());
        let vendors = numbers(&expected["VendorConsents"]);
        assert_eq!(got.vendors.count(), vendors.len());
        assert!(vendors.iter().all(|v| got.vendors.contains(*v as u32)));
        read += 1;
    }
    assert!(read >= 3, "{read}");
}

#[test]
fn whole_strings_of_an_independent_decoder() {
    let Some(all) = vectors("iabgpp-rs-decode.json") else { return };
    for case in all["vectors"].as_array().unwrap() {
        let text = case["gpp_string"].as_str().unwrap();
        let read = gpp(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let file = case["file"].as_str().unwrap();
        let Some((_, part)) = read.sections.first() else { panic!("{text}: no section") };
        match part {
            Part::Us(section) if file.contains("opted_out") || file.contains("usco_with_gpc") => {
                assert!(section.opt_outs().iter().all(|(_, o)| *o == OptOut::Yes), "{file}: {section:?}");
            }
            Part::Us(section) if file.contains("not_applicable") => {
                assert!(section.opt_outs().iter().all(|(_, o)| *o == OptOut::NotApplicable), "{file}: {section:?}");
            }
            Part::Us(_) | Part::Tcf(_) | Part::Other => {}
            other => panic!("{file}: {other:?}"),
        }
        if file.contains("with_gpc") {
            assert!(matches!(part, Part::Us(s) if s.gpc == Some(true)), "{file}: {part:?}");
        }
    }
    let variants = vectors("padding-variants.json").unwrap();
    for text in variants["spec_gpp_string_examples"].as_array().unwrap() {
        assert!(gpp(text.as_str().unwrap()).is_ok(), "{text}");
    }
}

#[test]
fn us_privacy_strings() {
    assert_eq!(us_privacy("1YNN").unwrap().opted_out, Some(false));
    assert_eq!(us_privacy("1YYN").unwrap().opted_out, Some(true));
    assert_eq!(us_privacy("1---").unwrap().opted_out, None);
    for odd in ["", "1YN", "1YNNN", "9YNN", "1YXN", "ÄÖÜß"] {
        assert!(us_privacy(odd).is_err(), "{odd}");
    }
}

/// Random text in and around the alphabet, cut at every place: an error at worst, and soon.
#[test]
fn nothing_hurts() {
    let seeds = [
        "DBABLA~CAAAAAAAAAWA.Q",
        "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA",
        "DBACNY~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA~1YNN",
        "BVWSSSVY.YA",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let alphabet: Vec<char> = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~%ü".chars().collect();
    for seed in seeds {
        for cut in 0..seed.len() {
            let _ = (gpp(&seed[..cut]), tcf(&seed[..cut]));
        }
        for _ in 0..3_000 {
            let mut text: Vec<char> = seed.chars().collect();
            for _ in 0..1 + random() % 6 {
                let at = (random() as usize) % text.len();
                text[at] = alphabet[(random() as usize) % alphabet.len()];
            }
            let text: String = text.into_iter().collect();
            let _ = (gpp(&text), tcf(&text));
        }
    }
    let long = "_".repeat(tidegate_signal::MAX);
    let _ = (gpp(&long), tcf(&format!("C{}", &long[1..])));
    assert!(gpp(&"A".repeat(tidegate_signal::MAX + 1)).is_err());
}
