//! A document as Markdown (GitHub's, with tables). The rows of the law stand in a comment before each block. Strong text is
//! a tag: `**` closes nothing between a Chinese stop and the next sign.

use crate::model::{Block, Content, DRAFT, Document, Line, Run, Section, UNSURE, gap_words, safe_href, tame};
use std::fmt::Write as _;
use tidegate_types::{Lang, Text};

pub fn markdown(d: &Document, lang: Lang) -> String {
    let mut out = String::with_capacity(1 << 14);
    let _ = writeln!(out, "<!-- {} -->\n", tame(d.head.get(lang)).replace("--", "–"));
    let _ = writeln!(out, "> {}\n", esc(DRAFT.get(lang)));
    let _ = writeln!(out, "# {}\n", esc(d.title.get(lang)));
    for s in &d.sections {
        section(&mut out, s, lang);
    }
    out
}

fn section(out: &mut String, s: &Section, lang: Lang) {
    let anchor: String = s.anchor.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let _ = writeln!(out, "<a id=\"{anchor}\"></a>\n\n{} {}\n", "#".repeat(s.level.into()), esc(s.heading.get(lang)));
    if s.unsure() {
        let _ = writeln!(out, "<strong>{}</strong>\n", UNSURE.get(lang));
    }
    for b in &s.blocks {
        block(out, b, !b.sure && !s.unsure(), lang);
    }
}

fn block(out: &mut String, b: &Block, mark: bool, lang: Lang) {
    let ids: Vec<&str> = b.rows.iter().map(|r| r.as_str()).chain(b.items.iter().copied()).collect();
    let _ = writeln!(out, "<!-- {} -->\n", ids.join(" "));
    if mark {
        let _ = writeln!(out, "<strong>{}</strong>\n", UNSURE.get(lang));
    }
    match &b.content {
        Content::Para(line) => {
            let _ = writeln!(out, "{}\n", runs(line, lang));
        }
        Content::List(lines) => {
            for line in lines {
                let _ = writeln!(out, "- {}", runs(line, lang));
            }
            out.push('\n');
        }
        Content::Table { head, body } => table(out, head, body, lang),
    }
}

fn table(out: &mut String, head: &[Text], body: &[Vec<Line>], lang: Lang) {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&row(head.iter().map(|h| esc(h.get(lang))).collect()));
    out.push_str(&row(head.iter().map(|_| "---".to_owned()).collect()));
    for cells in body {
        out.push_str(&row(cells.iter().map(|c| runs(c, lang)).collect()));
    }
    out.push('\n');
}

/// A line that begins like a list, a quotation or a heading would become one.
fn runs(line: &Line, lang: Lang) -> String {
    let text: String = line.0.iter().map(|r| run(r, lang)).collect();
    let text = text.trim();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let numbered = (1..=9).contains(&digits) && text[digits..].starts_with(['.', ')']);
    if numbered {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    if text.starts_with(['-', '+', '=']) { format!("\\{text}") } else { text.to_owned() }
}

fn run(r: &Run, lang: Lang) -> String {
    match r {
        Run::Plain(t) => esc(t.get(lang)),
        Run::Strong(t) => format!("<strong>{}</strong>", esc(t.get(lang))),
        Run::Link { label, href } => match safe_href(href) {
            Some(h) => format!("[{}]({})", esc(label.get(lang)), target(&h)),
            None => esc(label.get(lang)),
        },
        // The brackets are ours and no link: what stands between them is escaped.
        Run::Gap { field, what } => {
            let words = gap_words(field, what, lang);
            let inner = words.trim_start_matches(['[', '【']).trim_end_matches([']', '】']);
            match lang {
                Lang::En => format!("<strong>[{}]</strong>", esc(inner)),
                Lang::Zh => format!("<strong>【{}】</strong>", esc(inner)),
            }
        }
    }
}

fn esc(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + s.len() / 8);
    for c in tame(s).chars() {
        // An entity, for readers that pass raw HTML on whatever stands before it.
        if c == '<' {
            out.push_str("&lt;");
            continue;
        }
        if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '>' | '#' | '|' | '~' | '&' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A link's target ends at a space or a bracket.
fn target(h: &str) -> String {
    let mut out = String::with_capacity(h.len());
    for c in h.chars() {
        match c {
            ' ' | '(' | ')' | '<' | '>' | '"' | '\\' | '`' | '|' | '{' | '}' | '[' | ']' | '*' => {
                let _ = write!(out, "%{:02X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}
