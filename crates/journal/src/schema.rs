//! The form of every event, as a JSON Schema and as a page for people. Made from the types themselves, so neither can drift.

use crate::event::{self, NoticeRef, PurposeChoice, VERSION, kinds};
use crate::hash::Hash;
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use tidegate_types::act::{Age, DataClass, Purpose, Recipient};
use tidegate_types::word::Word;
use tidegate_types::{Name, Place, SubjectKey};

pub(crate) struct Kind {
    pub word: &'static str,
    pub doc: &'static str,
    pub fields: Vec<Field>,
}

pub(crate) struct Field {
    pub name: &'static str,
    pub doc: &'static str,
    pub shape: Value,
    pub needed: bool,
}

/// What a type is in JSON.
pub(crate) trait Shape {
    fn shape() -> Value;
}

impl Shape for bool {
    fn shape() -> Value {
        json!({"type": "boolean"})
    }
}

impl Shape for String {
    fn shape() -> Value {
        json!({"title": "text", "type": "string"})
    }
}
impl Shape for u32 {
    fn shape() -> Value {
        json!({"type": "integer", "minimum": 0, "maximum": u32::MAX})
    }
}
impl Shape for u64 {
    fn shape() -> Value {
        json!({"type": "integer", "minimum": 0})
    }
}

/// Texts: what they are called, and what they look like.
macro_rules! texts {
    ($($type:ty => $title:literal, $pattern:literal;)+) => {
        $(impl Shape for $type { fn shape() -> Value { json!({"title": $title, "type": "string", "pattern": $pattern}) } })+
    };
}

texts! {
    SubjectKey => "subject key", "^[A-Za-z0-9_-]{43}$";
    Hash => "SHA-256 in Base64", "^[A-Za-z0-9+/]{43}=$";
    Name => "name", "^[A-Za-z0-9._-]{1,64}$";
    Place => "place (ISO 3166)", "^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$";
    Date => "day", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    Timestamp => "time (RFC 3339, UTC)", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$";
}

macro_rules! word_shapes {
    ($($type:ty),+ $(,)?) => {
        $(impl Shape for $type {
            fn shape() -> Value {
                json!({"title": <$type as Word>::WHAT, "enum": <$type as Word>::ALL.iter().map(|(w, _)| *w).collect::<Vec<_>>()})
            }
        })+
    };
}

word_shapes!(
    Age,
    DataClass,
    Purpose,
    Recipient,
    event::NoticeKind,
    event::Mechanism,
    event::Chosen,
    event::ParentalScope,
    event::ParentalMethod,
    event::Forwarded,
    event::Answered,
    event::RequestKind,
    event::Stage,
    event::Judged,
    event::Outcome,
    event::KeyRole,
);

impl<T: Shape> Shape for Vec<T> {
    fn shape() -> Value {
        json!({"type": "array", "items": T::shape()})
    }
}

impl Shape for NoticeRef {
    fn shape() -> Value {
        json!({"title": "notice and version", "type": "object", "additionalProperties": false, "required": ["notice", "version"],
            "properties": {"notice": Name::shape(), "version": u32::shape()}})
    }
}

impl Shape for PurposeChoice {
    fn shape() -> Value {
        json!({"title": "choice for a purpose", "type": "object", "additionalProperties": false, "required": ["purpose", "chosen"],
            "properties": {"purpose": Purpose::shape(), "chosen": event::Chosen::shape()}})
    }
}

/// JSON Schema (2020-12) of a body.
pub fn schema() -> Value {
    let one = |k: &Kind| {
        let mut properties = serde_json::Map::new();
        properties.insert("v".into(), json!({"type": "integer", "minimum": 1, "maximum": VERSION}));
        properties.insert("at".into(), Timestamp::shape());
        properties.insert("event".into(), json!({"const": k.word}));
        let mut needed = vec!["v", "at", "event"];
        for f in &k.fields {
            let mut shape = f.shape.clone();
            if let (false, Some(map)) = (f.doc.is_empty(), shape.as_object_mut()) {
                map.insert("description".into(), f.doc.into());
            }
            properties.insert(f.name.into(), shape);
            if f.needed {
                needed.push(f.name);
            }
        }
        json!({"title": k.word, "description": k.doc, "type": "object", "required": needed, "properties": properties})
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event of Tidegate's journal",
        "oneOf": kinds().iter().map(one).collect::<Vec<_>>(),
    })
}

/// The same for people, in Markdown.
pub fn page() -> String {
    let mut out = format!(
        "# Events\n\nMade by `cargo xtask generate` from `crates/journal/src/event.rs`; version {VERSION}. The same as JSON Schema: \
         [events.schema.json](events.schema.json).\n\nAn event is one JSON object. `event` says its kind; `v` (the version) and `at` (the time, RFC 3339 in \
         UTC) are set by the journal. People are subject keys: 43 characters of URL-safe Base64, made at the door from an identifier and a secret; no event \
         holds an identifier in clear. Hashes are SHA-256 in Base64.\n"
    );
    for k in kinds() {
        out += &format!("\n## `{}`\n{}\n\n| field | what it is | |\n|---|---|---|\n", k.word, k.doc);
        for f in &k.fields {
            let name = if f.needed { format!("`{}`", f.name) } else { format!("`{}` (optional)", f.name) };
            out += &format!("| {name} | {} | {} |\n", in_words(&f.shape), f.doc);
        }
    }
    out
}

fn in_words(shape: &Value) -> String {
    let text = |key: &str| shape.get(key).and_then(Value::as_str);
    if let Some(words) = shape.get("enum").and_then(Value::as_array) {
        let all: Vec<String> = words.iter().filter_map(Value::as_str).map(|w| format!("`{w}`")).collect();
        return format!("{}: {}", text("title").unwrap_or("word"), all.join(", "));
    }
    match (text("title"), text("type"), shape.get("items")) {
        (_, _, Some(items)) => format!("list of {}", in_words(items)),
        (Some(title), ..) => title.to_owned(),
        (None, Some(kind), _) => kind.to_owned(),
        _ => String::new(),
    }
}
