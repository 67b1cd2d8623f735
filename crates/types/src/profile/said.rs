//! What the business says of itself in words: once, or in both languages of the documents.

use crate::text::{Lang, Text};
use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// `"7 years"`, or `{ en = "7 years", zh = "7 年" }`. Words of one language stand as they are in both documents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Said {
    Once(String),
    Both(Text),
}

impl Said {
    pub fn get(&self, lang: Lang) -> &str {
        match self {
            Said::Once(words) => words,
            Said::Both(text) => text.get(lang),
        }
    }

    /// Whatever was said, in one line to search in.
    pub fn all(&self) -> String {
        match self {
            Said::Once(words) => words.clone(),
            Said::Both(text) => format!("{} / {}", text.en, text.zh),
        }
    }

    pub fn text(&self) -> Text {
        match self {
            Said::Once(words) => Text::same(words.as_str()),
            Said::Both(text) => text.clone(),
        }
    }
}

impl From<&str> for Said {
    fn from(words: &str) -> Self {
        Said::Once(words.into())
    }
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Said::Once(words) => s.serialize_str(words),
            Said::Both(text) => text.serialize(s),
        }
    }
}

const EXPECTED: &str = "words, or { en = \"…\", zh = \"…\" }";

struct SaidVisitor;

impl<'de> Visitor<'de> for SaidVisitor {
    type Value = Said;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(EXPECTED)
    }
    fn visit_str<E: Error>(self, v: &str) -> Result<Said, E> {
        if v.trim().is_empty() { Err(E::custom("empty words; leave the key out")) } else { Ok(Said::Once(v.into())) }
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Said, A::Error> {
        Text::deserialize(MapAccessDeserializer::new(map)).map(Said::Both)
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Said, D::Error> {
        d.deserialize_any(SaidVisitor)
    }
}

/// Yes, no, or the words for it: `automated = false`, `automated = "a person looks at each refusal"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Answer {
    Plain(bool),
    Words(Said),
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Answer::Plain(yes) => s.serialize_bool(*yes),
            Answer::Words(said) => said.serialize(s),
        }
    }
}

struct AnswerVisitor;

impl<'de> Visitor<'de> for AnswerVisitor {
    type Value = Answer;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "true, false, {EXPECTED}")
    }
    fn visit_bool<E: Error>(self, v: bool) -> Result<Answer, E> {
        Ok(Answer::Plain(v))
    }
    fn visit_str<E: Error>(self, v: &str) -> Result<Answer, E> {
        SaidVisitor.visit_str(v).map(Answer::Words)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Answer, A::Error> {
        SaidVisitor.visit_map(map).map(Answer::Words)
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Answer, D::Error> {
        d.deserialize_any(AnswerVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct One {
        a: Said,
        b: Answer,
    }

    #[test]
    fn both_forms_go_out_as_they_came_in() {
        for text in [
            "a = \"7 years\"\nb = false\n",
            "a = \"7 years\"\nb = \"never \\\"quite\\\"\"\n",
            "b = true\n\n[a]\nen = \"7 years\"\nzh = \"7 年\"\n",
        ] {
            let one: One = toml::from_str(text).expect(text);
            assert_eq!(toml::from_str::<One>(&toml::to_string(&one).expect("written")).expect("read"), one);
        }
        let one: One = toml::from_str("a = { en = \"7 years\", zh = \"7 年\" }\nb = { en = \"no\", zh = \"否\" }").expect("read");
        assert_eq!((one.a.get(Lang::En), one.a.get(Lang::Zh)), ("7 years", "7 年"));
        assert_eq!(Said::from("x").text(), Text::same("x"));
    }

    #[test]
    fn refusals_say_what_is_wanted() {
        for (text, wanted) in [
            ("a = 7\nb = true", "words"),
            ("a = \" \"\nb = true", "leave the key out"),
            ("a = { en = \"x\" }\nb = true", "zh"),
            ("a = { en = \"x\", zh = \"y\", de = \"z\" }\nb = true", "de"),
            ("a = \"x\"\nb = 3", "true, false"),
        ] {
            let e = toml::from_str::<One>(text).expect_err(text).to_string();
            assert!(e.contains(wanted), "{text}: {e}");
        }
    }
}
