//! Every document in both languages, for the clean shop and for a business that says nothing.
//!
//! `drafts/*.md` hold what people read. A change of wording shows up there as a diff: run with `UPDATE_DRAFTS=1`.

use jiff::civil::{Date, date};
use tidegate_law::Lawbook;
use tidegate_notice::{Content, Document, Form, Line, Matter, Notice, Run, Written, write};
use tidegate_types::word::Word as _;
use tidegate_types::{Lang, Profile, Text};

const TODAY: Date = date(2026, 11, 23);

fn law() -> &'static Lawbook {
    Lawbook::embedded().expect("the law reads")
}

fn clean() -> Profile {
    Profile::parse(&tidegate_demo::clean_profile(TODAY)).expect("sound")
}

fn of(notice: Notice, profile: &Profile) -> Written {
    write(notice, &Matter { profile, law: law(), date: TODAY })
}

fn all() -> impl Iterator<Item = Notice> {
    Notice::ALL.iter().map(|(_, n)| *n)
}

/// With whether it may be a statement: headings and gaps are none.
fn words(line: &Line) -> impl Iterator<Item = (&Text, bool)> {
    line.0.iter().map(|r| match r {
        Run::Plain(t) | Run::Link { label: t, .. } => (t, true),
        Run::Strong(t) | Run::Gap { what: t, .. } => (t, false),
    })
}

#[test]
fn the_drafts_are_those_that_were_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/drafts");
    let update = std::env::var_os("UPDATE_DRAFTS").is_some();
    let mut changed = Vec::new();
    for notice in all().filter(|n| *n != Notice::Limit) {
        for lang in Lang::ALL {
            let file = format!("{folder}/{notice}.{}.md", if lang == Lang::En { "en" } else { "zh" });
            let text = of(notice, &clean()).document.render(Form::Markdown, lang).replace(law().law_version(), "VERSION");
            if update {
                std::fs::write(&file, text).expect("written");
            } else if std::fs::read_to_string(&file).unwrap_or_default() != text {
                changed.push(file);
            }
        }
    }
    assert!(changed.is_empty(), "read the change, then run with UPDATE_DRAFTS=1: {changed:#?}");
}

#[test]
fn every_block_rests_on_rows_that_exist_and_reach() {
    for (notice, profile) in all().flat_map(|n| [(n, clean()), (n, Profile::default())]) {
        for block in of(notice, &profile).document.blocks() {
            assert!(!block.rows.is_empty(), "{notice}: {block:?}");
            for id in &block.rows {
                let row = law().row(id).unwrap_or_else(|| panic!("{id} is no row"));
                assert!(row.in_force(TODAY), "{id}");
            }
            assert!(block.lines().all(|l| !l.is_empty()), "{notice}: {block:?}");
        }
    }
}

#[test]
fn both_languages_say_something_wherever_one_does() {
    for (notice, profile) in all().flat_map(|n| [(n, clean()), (n, Profile::default())]) {
        let d = of(notice, &profile).document;
        for text in d.blocks().flat_map(|b| b.lines()).flat_map(words).map(|(t, _)| t).chain(d.sections.iter().map(|s| &s.heading)) {
            // A space or a stop may stand in one language alone.
            assert!(text.en.trim().len() < 3 || !text.zh.is_empty(), "{notice}: {text:?}");
            assert!(text.zh.chars().count() < 3 || !text.en.is_empty(), "{notice}: {text:?}");
            // Names of the profile keep their own signs.
            let own = profile == Profile::default() && text.en != text.zh;
            assert!(
                !own || !text.zh.contains([';', '?', '!', ',', ':', '(']) || ["CFR", "CCR", "NOTICE"].iter().any(|w| text.zh.contains(w)),
                "half-width signs: {}",
                text.zh
            );
        }
        for form in [Form::Markdown, Form::Html] {
            let shape = |lang| tags(&d.render(form, lang), form);
            assert_eq!(shape(Lang::En), shape(Lang::Zh), "{notice}");
        }
    }
}

/// The structure without the words: tags and comments of HTML, first signs of Markdown's lines.
fn tags(text: &str, form: Form) -> Vec<String> {
    match form {
        Form::Html => text
            .split('<')
            .skip(1)
            .filter_map(|s| s.split('>').next())
            .filter(|t| !t.starts_with('!') && !t.starts_with("article"))
            .map(str::to_owned)
            .collect(),
        Form::Markdown => text
            .lines()
            .skip(1)
            .map(|l| {
                if l.starts_with("<a ") || l.starts_with("<!") {
                    l.to_owned()
                } else {
                    l.chars().take(1).filter(|c| "#-|".contains(*c)).collect()
                }
            })
            .collect(),
    }
}

#[test]
fn the_clean_shop_has_no_gap_and_owes_no_limit_notice() {
    for notice in all() {
        let w = of(notice, &clean());
        assert_eq!(w.gaps, [], "{notice}");
        assert_eq!(w.owed(), notice != Notice::Limit, "{notice}");
        assert!(w.document.blocks().all(|b| b.sure), "{notice}");
    }
}

/// What may stand without a word from the business: what the law itself says.
#[test]
fn an_empty_profile_makes_gaps_and_no_claims() {
    for notice in all() {
        let w = of(notice, &Profile::default());
        assert!(w.document.sections.iter().all(|s| s.unsure()), "{notice}: nothing is known to apply");
        assert!(w.gaps.len() >= 3 && w.gaps.iter().all(|g| !g.rows.is_empty() && !g.field.is_empty()), "{notice}: {:#?}", w.gaps);
        let mut fields: Vec<_> = w.gaps.iter().map(|g| &g.field).collect();
        fields.sort();
        fields.dedup();
        assert_eq!(fields.len(), w.gaps.len(), "{notice}: a field is asked for once");
        for (text, states) in w.document.blocks().flat_map(|b| b.lines()).flat_map(words) {
            let claim =
                ["we collect ", "we do not", "we did not", "we sell", "we shared", "we sold", "we honor", "we use ", "we keep", "we have "]
                    .into_iter()
                    .find(|c| text.en.to_lowercase().contains(c));
            let lawful = text.en.starts_with(" which personal information")
                || text.en.contains("We have your contact data")
                || text.en.starts_with("If we do not hear");
            assert!(!states || lawful || claim.is_none(), "{notice}: {claim:?} in {}", text.en);
        }
        for (form, lang) in [Form::Markdown, Form::Html].into_iter().flat_map(|f| Lang::ALL.map(|l| (f, l))) {
            let text = w.document.render(form, lang);
            assert!(text.contains(if lang == Lang::En { "[TO FILL IN: " } else { "【待填：" }), "{notice}");
            assert!(text.contains(if lang == Lang::En { "TO DECIDE" } else { "待定" }), "{notice}");
            assert!(text.contains(law().law_version()) && text.contains("2026-11-23"), "{notice}: the head note");
        }
    }
}

const NASTY: &str = "<script>alert(1)</script>](javascript:alert(1))\n# `x` {{secret}} | a | --> \u{202e}*b* [c](d) <!-- &amp; ${e}";

/// Every word of the profile is hostile.
fn hostile() -> Profile {
    let mut value: serde_json::Value = serde_json::to_value(clean()).expect("a value");
    poison(&mut value);
    serde_json::from_value(value).expect("still a profile")
}

/// Words that a type checks at the door stay as they are.
const CHECKED: [&str; 24] = [
    "assessment",
    "abroad",
    "category",
    "categories",
    "basis",
    "form",
    "audience",
    "seat",
    "place",
    "owner_country",
    "role",
    "since",
    "signed",
    "ends",
    "assessed",
    "review_due",
    "approved",
    "hosts",
    "updated",
    "effective",
    "languages",
    "clauses",
    "sensitive",
    "ages",
];

fn poison(v: &mut serde_json::Value) {
    match v {
        serde_json::Value::String(s) => *s = NASTY.to_owned(),
        serde_json::Value::Array(all) => all.iter_mut().for_each(poison),
        serde_json::Value::Object(map) => {
            map.iter_mut().filter(|(k, _)| !CHECKED.contains(&k.as_str())).for_each(|(_, v)| poison(v));
        }
        _ => {}
    }
}

#[test]
fn hostile_words_stay_words() {
    let mut profile = hostile();
    // A gap bears the recipient's name and is told on a terminal.
    profile.recipients.iter_mut().flatten().for_each(|r| r.role = None);
    for notice in all() {
        let w = of(notice, &profile);
        assert!(w.gaps.iter().all(|g| !g.field.contains(['\n', '\u{202e}']) && !g.what.en.contains('\n')), "{notice}: {:?}", w.gaps);
        let d = w.document;
        for lang in Lang::ALL {
            let page = d.render(Form::Html, lang);
            for bad in ["<script", "{{", "javascript:alert(1))</a>", "href=\"javascript", "`", "\u{202e}", "<!-- &amp;"] {
                assert!(!page.contains(bad), "{notice} {lang:?}: {bad}");
            }
            assert_eq!(tags(&page, Form::Html).len(), page.matches('<').count() - 2, "{notice}: only our own comment and article");
            let md = d.render(Form::Markdown, lang);
            for bad in ["<script", "{{", "\u{202e}", "<!-- &"] {
                assert!(!md.contains(bad), "{notice} {lang:?}: {bad}");
            }
            unescaped(&md, notice);
            links(&md, notice);
            assert!(md.lines().all(|l| !l.starts_with("# `")), "{notice}: a line end came through");
            tables_keep_their_columns(&md, &d);
        }
    }
}

/// Backticks and brackets of the profile stand behind a backslash.
fn unescaped(md: &str, notice: Notice) {
    for (i, _) in md.match_indices(['`', '{', '}']) {
        assert!(md[..i].ends_with('\\'), "{notice}: {}", &md[i.saturating_sub(20)..i + 1]);
    }
}

/// What a reader takes for a link leads where links may lead.
fn links(md: &str, notice: Notice) {
    for (i, _) in md.match_indices("](").filter(|(i, _)| !md[..*i].ends_with('\\')) {
        let target = &md[i + 2..];
        let ok = ["/", "#", "https://", "mailto:", "%3Cscript"].iter().any(|s| target.starts_with(s));
        assert!(ok, "{notice}: {}", &target[..target.len().min(60)]);
    }
}

/// As a CommonMark reader shows it: nothing of the markup is left over, and what we meant as strong is strong.
#[test]
fn markdown_leaves_no_sign_unread() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let mut profile = clean();
    profile.contact.request_form = None;
    for (notice, profile) in all().flat_map(|n| [(n, clean()), (n, profile.clone()), (n, Profile::default())]) {
        let d = of(notice, &profile).document;
        if d.sections.is_empty() {
            continue;
        }
        for lang in Lang::ALL {
            let md = d.render(Form::Markdown, lang);
            let (mut text, mut strong, mut quotes) = (String::new(), 0, 0);
            for event in Parser::new_ext(&md, Options::ENABLE_TABLES) {
                match event {
                    Event::Text(t) => text.push_str(&t),
                    Event::InlineHtml(t) => strong += usize::from(&*t == "<strong>"),
                    Event::Start(Tag::BlockQuote(_)) => quotes += 1,
                    Event::End(_) | Event::SoftBreak => text.push('\n'),
                    _ => {}
                }
            }
            assert!(!text.contains("**") && !text.contains("<strong") && !text.contains("](") && !text.contains('\\'), "{notice}: {text}");
            assert!(strong > 0 && strong == md.matches("<strong>").count(), "{notice} {lang:?}");
            assert_eq!(quotes, 1, "{notice}: the line that says what it is");
            let first = text.trim_start().lines().next().unwrap_or_default();
            assert!(first.contains(if lang == Lang::En { "Not legal advice" } else { "不构成法律意见" }), "{notice}: {first}");
            assert!(d.render(Form::Html, lang).contains("<p class=\"draft\">"), "{notice}");
        }
    }
}

fn tables_keep_their_columns(md: &str, d: &Document) {
    let wanted: Vec<usize> = d
        .blocks()
        .filter_map(|b| match &b.content {
            Content::Table { head, body } => Some(vec![head.len(); body.len() + 2]),
            _ => None,
        })
        .flatten()
        .collect();
    let found: Vec<usize> = md.lines().filter(|l| l.starts_with('|')).map(|l| l.replace("\\|", "").matches('|').count() - 1).collect();
    assert_eq!(found, wanted);
}

/// An address that no click may follow is asked for again; no sentence stands without its link.
fn dropped_nowhere(page: &str) {
    let mut p = clean();
    let c = &mut p.contact;
    for one in [&mut c.request_form, &mut c.opt_out_page, &mut c.consent_page, &mut p.policy.url] {
        *one = Some(page.into());
    }
    let told = |notice| of(notice, &p).gaps.into_iter().map(|g| g.field).collect::<Vec<_>>();
    assert_eq!(told(Notice::Policy), ["contact.opt_out_page", "contact.request_form", "contact.consent_page"], "{page}");
    assert_eq!(told(Notice::OptOut), ["contact.opt_out_page", "policy.url"], "{page}");
    assert_eq!(told(Notice::Collection), ["contact.request_form", "contact.opt_out_page", "policy.url"], "{page}");
}

#[test]
fn a_link_leads_to_the_web_to_the_store_or_to_mail() {
    for (page, linked) in [
        ("/privacy-choices", true),
        ("https://shop.example/a(b)", true),
        ("#sale", true),
        ("javascript:alert(1)", false),
        ("java\nscript:alert(1)", false),
        ("//evil.example", false),
        ("/\\evil.example", false),
        ("data:text/html,x", false),
        ("privacy choices", false),
    ] {
        if !linked {
            dropped_nowhere(page);
        }
        let mut p = clean();
        p.contact.opt_out_page = Some(page.into());
        let d = of(Notice::OptOut, &p).document;
        let html = d.render(Form::Html, Lang::En);
        assert_eq!(html.contains(">Your Privacy Choices</a>"), linked, "{page}");
        let md = d.render(Form::Markdown, Lang::En);
        assert_eq!(md.contains("[Your Privacy Choices]("), linked, "{page}");
    }
}
