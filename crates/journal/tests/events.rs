//! Events as they are written. `data/events-v1.jsonl` holds what version 1 wrote, and is never changed: it must go on being read.

use boon::{Compiler, Schemas};
use serde_json::Value;
use tidegate_journal::Stream;
use tidegate_journal::event::{BadEvent, Event, MOST_BYTES, What};
use tidegate_journal::schema;

const V1: &str = include_str!("data/events-v1.jsonl");

#[test]
fn every_kind_is_read_and_written_as_it_was() {
    let mut kinds: Vec<&str> = Vec::new();
    for line in V1.lines() {
        let event = Event::of_body(line.as_bytes()).unwrap_or_else(|e| panic!("{line}: {e}"));
        let body = event.to_body().expect("a body");
        assert_eq!(serde_json::from_slice::<Value>(&body).expect("JSON"), serde_json::from_str::<Value>(line).expect("JSON"));
        assert_eq!(Event::of_body(&body).as_ref(), Ok(&event));
        kinds.push(event.what.kind());
        assert!(!event.what.stream().to_bytes().is_empty());
    }
    kinds.dedup();
    assert_eq!(kinds, What::KINDS);
}

#[test]
fn every_kind_fits_the_schema_and_the_schema_refuses_others() {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("events.json", schema::schema()).expect("a resource");
    let index = compiler.compile("events.json", &mut schemas).expect("a schema");
    let fits = |v: &Value| schemas.validate(v, index).is_ok();
    for line in V1.lines() {
        let value: Value = serde_json::from_str(line).expect("JSON");
        assert!(fits(&value), "{line}");
        // Each field that is needed is needed by both.
        for key in value.as_object().expect("an object").keys() {
            let mut less = value.clone();
            less.as_object_mut().expect("an object").shift_remove(key);
            let read = Event::of_body(less.to_string().as_bytes()).is_ok();
            assert_eq!(fits(&less), read, "without `{key}`: {less}");
        }
        // And is of its type.
        for (key, other) in value.as_object().expect("an object") {
            let mut odd = value.clone();
            odd[key] = if other.is_object() { Value::Bool(true) } else { serde_json::json!({}) };
            assert!(!fits(&odd) && Event::of_body(odd.to_string().as_bytes()).is_err(), "{key}: {odd}");
        }
    }
}

#[test]
fn bytes_that_are_no_event_are_refused_without_repeating_them() {
    let secret = "ada@example.com";
    for (body, wanted) in [
        (String::new(), "ends early"),
        ("[]".into(), "missing, unknown or of another type"),
        (format!("{{\"v\":1,\"at\":\"{secret}\""), "ends early"),
        (format!("{{\"v\":1,\"at\":\"{secret}\",\"event\":\"erased\"}}"), "missing, unknown or of another type"),
        (format!("{{\"v\":1,\"at\":\"2026-11-27T00:00:00Z\",\"event\":\"{secret}\"}}"), "missing, unknown or of another type"),
        (format!("{{\"v\":1,\"at\":\"2026-11-27T00:00:00Z\",\"event\":\"notice.shown\",\"subject\":\"{secret}\"}}"), "missing, unknown"),
        ("{\"v\":2}".into(), "version 2; this program knows up to 1"),
        (secret.to_owned(), "no JSON"),
        (" ".repeat(MOST_BYTES + 1), "32768 are the most"),
    ] {
        let said = Event::of_body(body.as_bytes()).expect_err(&body).to_string();
        assert!(said.contains(wanted) && !said.contains(secret), "{said}");
    }
    let large = What::Erased(tidegate_journal::event::Erased {
        events: (1_000_000_000..1_000_004_000).collect(),
        why: tidegate_types::Name::new("request").expect("a name"),
    });
    let too_large = Event::new(jiff::Timestamp::UNIX_EPOCH, large).to_body();
    assert!(matches!(too_large, Err(BadEvent::TooLarge(n)) if n > MOST_BYTES));
}

#[test]
fn streams_of_different_things_are_different() {
    let events = V1.lines().map(|l| Event::of_body(l.as_bytes()).expect("an event"));
    let streams: std::collections::BTreeSet<Stream> = events.map(|e| e.what.stream()).collect();
    let bytes: std::collections::BTreeSet<Vec<u8>> = streams.iter().map(Stream::to_bytes).collect();
    assert_eq!(streams.len(), bytes.len());
}
