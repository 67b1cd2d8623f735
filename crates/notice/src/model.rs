//! A document before it is rendered. Every block says which rows of the law it satisfies, and in both languages at once,
//! so that the two versions cannot differ in what they hold.

use serde::Serialize;
use tidegate_types::profile::Said;
use tidegate_types::{Lang, RowId, Text};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    pub title: Text,
    /// For the lawyer who reads the draft; a comment in the output.
    pub head: Text,
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    pub anchor: String,
    /// 2 for a chapter, 3 for a part of the chapter before it.
    pub level: u8,
    pub heading: Text,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Block {
    pub content: Content,
    /// Rows of the law that reach the business, or may, and that this block satisfies.
    pub rows: Vec<RowId>,
    /// Items of the content checklists: `PP-CA-01`.
    pub items: Vec<&'static str>,
    /// `false`: for none of the rows it is known that they reach the business.
    pub sure: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    Para(Line),
    List(Vec<Line>),
    Table { head: Vec<Text>, body: Vec<Vec<Line>> },
}

/// One run of text after another.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Line(pub Vec<Run>);

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Run {
    Plain(Text),
    Strong(Text),
    Link {
        label: Text,
        href: String,
    },
    /// What the profile does not say.
    Gap {
        field: String,
        what: Text,
    },
}

/// What somebody has to fill in, or decide, before the document is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Where it goes in profile.toml.
    pub field: String,
    pub what: Text,
    /// The rows that need it.
    pub rows: Vec<RowId>,
}

impl Section {
    pub fn new(anchor: impl Into<String>, en: &str, zh: &str) -> Section {
        Section { anchor: anchor.into(), level: 2, heading: Text::new(en, zh), blocks: Vec::new() }
    }

    pub fn part(anchor: impl Into<String>, heading: Text) -> Section {
        Section { anchor: anchor.into(), level: 3, heading, blocks: Vec::new() }
    }

    pub fn add(&mut self, block: Option<Block>) {
        self.blocks.extend(block);
    }

    /// Is it known of no block that the law asks for it?
    pub fn unsure(&self) -> bool {
        !self.blocks.is_empty() && self.blocks.iter().all(|b| !b.sure)
    }
}

impl Block {
    pub fn lines(&self) -> Box<dyn Iterator<Item = &Line> + '_> {
        match &self.content {
            Content::Para(line) => Box::new(std::iter::once(line)),
            Content::List(lines) => Box::new(lines.iter()),
            Content::Table { body, .. } => Box::new(body.iter().flatten()),
        }
    }
}

impl Document {
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.sections.iter().flat_map(|s| &s.blocks)
    }
}

impl Line {
    pub fn of(en: impl Into<String>, zh: impl Into<String>) -> Line {
        Line::default().say(en, zh)
    }

    pub fn lead(en: &str, zh: &str) -> Line {
        Line::default().strong(Text::new(en, zh)).say(" ", "")
    }

    pub fn say(self, en: impl Into<String>, zh: impl Into<String>) -> Line {
        self.text(Text::new(en, zh))
    }

    pub fn text(mut self, text: Text) -> Line {
        self.0.push(Run::Plain(text));
        self
    }

    pub fn strong(mut self, text: Text) -> Line {
        self.0.push(Run::Strong(text));
        self
    }

    pub fn link(mut self, label: Text, href: &str) -> Line {
        self.0.push(Run::Link { label, href: href.to_owned() });
        self
    }

    /// A page of the store, which the profile names under this key. An address that no click may follow is none.
    pub fn page(self, label: Text, href: Option<&str>, field: &str, en: impl Into<String>, zh: impl Into<String>) -> Line {
        match href {
            Some(href) if safe_href(href).is_some() => self.link(label, href),
            None => self.gap(field, en, zh),
            Some(_) => self.gap(
                field,
                format!("{}, as an address that can be opened: https://… or a path of the store such as /privacy", en.into()),
                format!("{}，须为可打开的地址：https://… 或店铺内路径，例如 /privacy", zh.into()),
            ),
        }
    }

    pub fn gap(mut self, field: &str, en: impl Into<String>, zh: impl Into<String>) -> Line {
        self.0.push(Run::Gap { field: field.to_owned(), what: Text::new(en, zh) });
        self
    }

    pub fn then(mut self, other: Line) -> Line {
        self.0.extend(other.0);
        self
    }

    /// The words of the profile, or the gap they leave.
    pub fn said(self, words: Option<&Said>, field: &str, en: &str, zh: &str) -> Line {
        match words {
            Some(words) => self.text(words.text()),
            None => self.gap(field, en, zh),
        }
    }

    /// Sentences of the profile, ended if the writer did not.
    pub fn sentences(self, words: Option<&Said>, field: &str, en: &str, zh: &str) -> Line {
        match words {
            Some(words) => self.text(crate::phrase::ended(words.text())).say(" ", ""),
            None => self.gap(field, en, zh).say(" ", ""),
        }
    }

    /// The same for what is no `Said`: an address, a number.
    pub fn plain(self, words: Option<&str>, field: &str, en: &str, zh: &str) -> Line {
        match words {
            Some(words) => self.text(Text::same(words)),
            None => self.gap(field, en, zh),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What everybody sees first, until somebody takes it out.
pub(crate) static DRAFT: std::sync::LazyLock<Text> = std::sync::LazyLock::new(|| {
    Text::new(
        "Draft for a lawyer. Not legal advice. Take this line out when the text is approved.",
        "草稿，供律师审阅，不构成法律意见。文本定稿后请删除本行。",
    )
});

/// What stands over text of which it is not known whether the law asks for it.
pub(crate) static UNSURE: std::sync::LazyLock<Text> = std::sync::LazyLock::new(|| {
    Text::new("(TO DECIDE: the profile does not tell whether this applies.)", "（待定：企业档案的信息不足以判断此处是否适用。）")
});

/// As a gap shows itself.
pub(crate) fn gap_words(field: &str, what: &Text, lang: Lang) -> String {
    match lang {
        Lang::En => format!("[TO FILL IN: {} — {field} in profile.toml]", what.en),
        Lang::Zh => format!("【待填：{}——profile.toml 的 {field}】", what.zh),
    }
}

/// Hostile text without what breaks lines or turns them around.
pub(crate) fn tame(s: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let blank = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    s.chars().filter(|c| !turns(*c)).map(|c| if blank(c) { ' ' } else { c }).collect()
}

/// A target that a click may follow: the web, the store itself, mail and telephone. Anything else is no link.
pub(crate) fn safe_href(href: &str) -> Option<String> {
    let h: String = tame(href).split_whitespace().collect::<Vec<_>>().join("%20");
    let low = h.to_ascii_lowercase();
    let scheme = ["https://", "http://", "mailto:", "tel:"].iter().any(|s| low.starts_with(s));
    let path = h.starts_with('#') || h.starts_with('/') && !h.starts_with("//") && !h.starts_with("/\\");
    (scheme || path).then_some(h)
}
