//! A document as an HTML fragment: `<article>` with anchors, and the rows of the law on each block.

use crate::model::{Block, Content, Document, Line, Run, Section};
use std::fmt::Write as _;
use tidegate_types::{Lang, Text};

pub fn html(d: &Document, lang: Lang) -> String {
    let mut out = String::with_capacity(1 << 14);
    let _ = writeln!(out, "<article class=\"notice\" lang=\"{}\">", lang.tag());
    let _ = writeln!(out, "<!-- {} -->", comment(d.head.get(lang)));
    let _ = writeln!(out, "<p class=\"draft\">{}</p>", esc(crate::model::DRAFT.get(lang)));
    let _ = writeln!(out, "<h1>{}</h1>", esc(d.title.get(lang)));
    contents(&mut out, d, lang);
    for s in &d.sections {
        section(&mut out, s, lang);
    }
    out.push_str("</article>\n");
    out
}

/// Links to the chapters, where there are several.
fn contents(out: &mut String, d: &Document, lang: Lang) {
    let chapters: Vec<&Section> = d.sections.iter().filter(|s| s.level == 2).collect();
    if chapters.len() < 3 {
        return;
    }
    out.push_str("<ul class=\"toc\">\n");
    for s in chapters {
        let _ = writeln!(out, "<li><a href=\"#{}\">{}</a></li>", esc(&s.anchor), esc(s.heading.get(lang)));
    }
    out.push_str("</ul>\n");
}

fn section(out: &mut String, s: &Section, lang: Lang) {
    let _ = writeln!(out, "<h{0} id=\"{1}\">{2}</h{0}>", s.level, esc(&s.anchor), esc(s.heading.get(lang)));
    if s.unsure() {
        let _ = writeln!(out, "<p><mark class=\"unsure\">{}</mark></p>", esc(crate::model::UNSURE.get(lang)));
    }
    for b in &s.blocks {
        block(out, b, !b.sure && !s.unsure(), lang);
    }
}

fn block(out: &mut String, b: &Block, mark: bool, lang: Lang) {
    let ids: Vec<&str> = b.rows.iter().map(|r| r.as_str()).chain(b.items.iter().copied()).collect();
    let law = format!(" data-law=\"{}\"{}", esc(&ids.join(" ")), if b.sure { "" } else { " data-unsure" });
    let mark = if mark { format!("<mark class=\"unsure\">{}</mark> ", esc(crate::model::UNSURE.get(lang))) } else { String::new() };
    match &b.content {
        Content::Para(line) => {
            let _ = writeln!(out, "<p{law}>{mark}{}</p>", runs(line, lang).trim_end());
        }
        Content::List(lines) => {
            if !mark.is_empty() {
                let _ = writeln!(out, "<p>{}</p>", mark.trim_end());
            }
            let _ = writeln!(out, "<ul{law}>");
            for line in lines {
                let _ = writeln!(out, "<li>{}</li>", runs(line, lang).trim_end());
            }
            out.push_str("</ul>\n");
        }
        Content::Table { head, body } => {
            if !mark.is_empty() {
                let _ = writeln!(out, "<p>{}</p>", mark.trim_end());
            }
            table(out, &law, head, body, lang);
        }
    }
}

fn table(out: &mut String, law: &str, head: &[Text], body: &[Vec<Line>], lang: Lang) {
    let _ = write!(out, "<div class=\"scroll\"><table{law}>\n<thead><tr>");
    for h in head {
        let _ = write!(out, "<th>{}</th>", esc(h.get(lang)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in body {
        out.push_str("<tr>");
        for cell in row {
            let _ = write!(out, "<td>{}</td>", runs(cell, lang));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn runs(line: &Line, lang: Lang) -> String {
    line.0.iter().map(|r| run(r, lang)).collect()
}

fn run(r: &Run, lang: Lang) -> String {
    match r {
        Run::Plain(t) => esc(t.get(lang)),
        Run::Strong(t) => format!("<b>{}</b>", esc(t.get(lang))),
        Run::Link { label, href } => match crate::model::safe_href(href) {
            Some(h) => format!("<a href=\"{}\">{}</a>", esc(&h), esc(label.get(lang))),
            None => esc(label.get(lang)),
        },
        Run::Gap { field, what } => format!("<mark class=\"gap\">{}</mark>", esc(&crate::model::gap_words(field, what, lang))),
    }
}

/// Text for HTML. Braces too: the fragment may be pasted into a shop's template.
fn esc(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + s.len() / 8);
    for c in crate::model::tame(s).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '`' => out.push_str("&#96;"),
            '{' => out.push_str("&#123;"),
            '}' => out.push_str("&#125;"),
            c => out.push(c),
        }
    }
    out
}

/// A comment ends at the first `-->`; none of our own words hold one, and no word of the profile stands in one.
fn comment(s: &str) -> String {
    crate::model::tame(s).replace("--", "–").replace(['<', '>'], "")
}
