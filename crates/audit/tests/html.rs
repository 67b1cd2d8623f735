//! The report that people read, made of a sample with hostile text in it.

mod drawing;

use std::collections::BTreeSet;
use tidegate_audit::html::{Picture, render};
use tidegate_law::Lawbook;
use tidegate_types::finding::{Finding, Report, Severity, Status};
use tidegate_types::observation::Artifact;
use tidegate_types::{CheckId, Lang};

fn sample() -> Report {
    serde_json::from_str(include_str!("data/report.json")).expect("the sample is a report")
}

fn book() -> &'static Lawbook {
    Lawbook::embedded().expect("the law is sound")
}

fn pictures(a: &Artifact) -> Option<Picture> {
    Picture::from_bytes(drawing::page(&a.0)?)
}

fn html(report: &Report, lang: Lang) -> String {
    render(report, book(), lang, &pictures)
}

/// The part of one language.
fn part(html: &str, key: &str) -> String {
    let start = html.find(&format!("<div class=\"{key} part\"")).expect("the part stands in the file");
    let rest = &html[start..];
    let end = rest[1..].find("<div class=\"zh part\"").map(|i| i + 1).or_else(|| rest.find("</main>")).expect("the part ends");
    rest[..end].to_owned()
}

/// Every tag with its name and the text between its angle brackets.
fn tags(html: &str) -> Vec<(String, String)> {
    let body = &html[html.find("</style>").expect("a style sheet")..];
    body.split('<')
        .skip(1)
        .map(|s| s.split('>').next().unwrap_or(""))
        .filter(|t| !t.starts_with('/'))
        .map(|t| (t.split([' ', '\n']).next().unwrap_or("").to_owned(), t.to_owned()))
        .collect()
}

fn values<'a>(tag: &'a str, attribute: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {attribute}=\""))?.1.split('"').next()
}

#[test]
fn the_sample_for_people_to_look_at() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    for lang in Lang::ALL {
        let file = dir.join(format!("report-{}.html", lang.tag()));
        std::fs::write(&file, html(&sample(), lang)).expect("the file can be written");
        assert!(file.metadata().expect("it stands").len() > 200_000);
    }
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    assert_eq!(html(&sample(), Lang::Zh), html(&sample(), Lang::Zh));
}

#[test]
fn hostile_text_is_text() {
    let page = html(&sample(), Lang::En);
    for bad in ["<script", "<img", "<svg onload", "onerror=alert(1)>", "<a href=\"javascript", "\u{202e}"] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(page.contains("&#60;script&#62;alert"), "the hostile text is shown, escaped");
    let known: BTreeSet<&str> = [
        "a",
        "abbr",
        "article",
        "b",
        "body",
        "caption",
        "code",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "header",
        "i",
        "input",
        "label",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "path",
        "section",
        "span",
        "summary",
        "svg",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
    .into();
    for (name, tag) in tags(&page) {
        assert!(known.contains(name.as_str()), "<{tag}> is not of the templates");
        assert!(!tag.split('"').step_by(2).any(|outside| outside.contains(" on")), "an event handler: <{tag}>");
    }
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    let page = html(&sample(), Lang::En);
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:;"));
    let style = &page[page.find("<style>").expect("a style sheet")..page.find("</style>").expect("its end")];
    assert!(!style.contains("@import"));
    for url in style.split("url(").skip(1) {
        assert!(url.starts_with("data:image/png;base64,") || url.starts_with("data:image/jpeg;base64,"), "{}", &url[..40]);
    }
    let mut law_links = 0;
    for (_, tag) in tags(&page) {
        assert!(!tag.split('"').step_by(2).any(|outside| outside.contains("src")), "<{tag}>");
        let Some(href) = values(&tag, "href") else { continue };
        if let Some(id) = href.strip_prefix('#') {
            assert!(page.contains(&format!("id=\"{id}\"")), "{href} leads nowhere");
        } else {
            assert!(href.starts_with("https://") && tag.contains("rel=\"noreferrer\""), "<{tag}>");
            law_links += 1;
        }
    }
    assert!(law_links > 10, "cases name their sources");
}

#[test]
fn both_languages_say_the_same_things() {
    let page = html(&sample(), Lang::En);
    let (en, zh) = (part(&page, "en"), part(&page, "zh"));
    // What stands in backticks may differ.
    let shape = |s: &str| tags(&format!("</style>{s}")).into_iter().map(|(name, _)| name).filter(|n| n != "code").collect::<Vec<_>>();
    let (a, b) = (shape(&en), shape(&zh));
    let differs = a.iter().zip(&b).position(|(a, b)| a != b);
    assert_eq!((a.len(), differs), (b.len(), None));
    for (lang, text) in [("en", &en), ("zh", &zh)] {
        for empty in [
            "<p></p>",
            "<h5></h5>",
            "<h2></h2>",
            "<h3></h3>",
            "<li></li>",
            "<dd></dd>",
            "<dt></dt>",
            "<th scope=\"col\"></th>",
            "<summary></summary>",
            "<b></b>",
            "aria-label=\"\"",
        ] {
            assert!(!text.contains(empty), "{lang} holds {empty}");
        }
    }
    let report = sample();
    for f in &report.findings {
        assert!(zh.contains(&escaped(&f.title.zh)), "{} in Chinese", f.check);
        assert!(en.contains(&escaped(&f.title.en)), "{} in English", f.check);
    }
    assert!(en.contains("5 critical, 10 high, 5 medium and 2 low risks were found."));
    assert!(zh.contains("发现 22 项风险：严重 5 项、高 10 项、中 5 项、低 2 项。"));
}

fn escaped(s: &str) -> String {
    s.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;").replace('\'', "&#39;")
}

#[test]
fn it_opens_in_the_language_asked_for() {
    for (lang, tag, id) in [(Lang::En, "en", "lang-en"), (Lang::Zh, "zh-CN", "lang-zh")] {
        let page = html(&sample(), lang);
        assert!(page.contains(&format!("<html lang=\"{tag}\">")));
        assert_eq!(page.matches(" checked>").count(), 1);
        assert!(page.contains(&format!("id=\"{id}\" autocomplete=\"off\" checked>")));
    }
}

#[test]
fn every_id_stands_once() {
    let page = html(&sample(), Lang::En);
    let mut seen = BTreeSet::new();
    for id in tags(&page).iter().filter_map(|(_, t)| values(t, "id")) {
        assert!(seen.insert(id.to_owned()), "{id} twice");
    }
}

#[test]
fn findings_stand_worst_first_whatever_the_order_of_the_report() {
    let mut report = sample();
    report.findings.reverse();
    let page = html(&report, Lang::En);
    let order: Vec<usize> = page
        .match_indices("<article class=\"finding ")
        .map(|(i, s)| {
            let key = page[i + s.len()..].split('"').next().expect("a class");
            ["critical", "high", "medium", "low"].iter().position(|k| *k == key).expect("a severity")
        })
        .collect();
    let (en, zh) = order.split_at(order.len() / 2);
    assert_eq!(en, zh);
    assert_eq!(en.len(), 22);
    assert!(en.is_sorted(), "{en:?}");
}

#[test]
fn the_side_note_holds_law_fines_and_cases() {
    let page = html(&sample(), Lang::En);
    let en = part(&page, "en");
    assert!(en.contains("A violation costs up to $2,663"), "the exact fine of the CCPA");
    assert!(en.contains("Sephora") && en.contains("$1.2 million"));
    assert!(en.contains("source not re-read: a warning, not a block"));
    assert!(part(&page, "zh").contains("最高 2663 美元"));
}

#[test]
fn pictures_are_embedded_once_and_marked() {
    let page = html(&sample(), Lang::En);
    let plates = page.matches("background-image:url(data:").count();
    let used: BTreeSet<&str> = page.split("class=\"crop ").skip(1).filter_map(|s| s.split('"').next()).collect();
    assert_eq!(plates, used.len(), "each embedded picture is used");
    assert!(page.matches("class=\"crop p").count() > plates, "crops share pictures");
    assert!(page.contains("<i style=\"left:"));
}

#[test]
fn without_pictures_the_files_are_named() {
    let page = render(&sample(), book(), Lang::En, &|_| None);
    assert!(!page.contains("background-image:url(") && !page.contains("class=\"crop"));
    assert!(page.contains("Picture in the evidence folder: <span class=\"file\">screenshots/arrive-01-home.png</span>"));
}

#[test]
fn too_many_bytes_of_pictures_are_left_in_the_folder() {
    let big = |_: &Artifact| {
        let mut bytes = drawing::page("screenshots/arrive-01-home.png")?;
        bytes.resize(5 << 20, 0);
        Picture::from_bytes(bytes)
    };
    let page = render(&sample(), book(), Lang::En, &big);
    assert_eq!(page.matches("background-image:url(").count(), 1);
    assert!(page.len() < 13 << 20, "{}", page.len());
    assert!(page.contains("Picture in the evidence folder"));
}

#[test]
fn a_report_without_findings_says_that_it_proves_nothing() {
    let mut report = sample();
    report.findings.clear();
    report.third_parties.clear();
    report.passes.clear();
    report.laws.clear();
    report.not_observed.clear();
    report.store.profile.clear();
    report.scores = serde_json::from_str(r#"{"overall":null,"collect":null,"market":null,"exchange":null,"sell":null}"#).expect("scores");
    let page = html(&report, Lang::Zh);
    assert!(page.contains("No check failed. This does not show that the store complies"));
    assert!(page.contains("没有发现不符合项"));
    assert!(!page.contains("<article"));
}

#[test]
fn ninety_five_failures_fit() {
    let mut report = sample();
    let failed: Vec<Finding> = report.findings.iter().filter(|f| f.status == Status::Failed).cloned().collect();
    report.findings = (0..95)
        .map(|i| {
            let mut f = failed[i % failed.len()].clone();
            f.check = CheckId::new(format!("collect.sample.number-{i}")).expect("an id");
            f.severity = [Severity::Low, Severity::Critical, Severity::High, Severity::Medium][i % 4];
            f
        })
        .collect();
    let page = html(&report, Lang::En);
    assert_eq!(page.matches("<article class=\"finding ").count(), 190);
    let without_pictures = render(&report, book(), Lang::En, &|_| None);
    assert!(without_pictures.len() < 4 << 20, "{}", without_pictures.len());
}

#[test]
fn an_advertiser_that_is_contacted_under_the_signal_is_flagged() {
    let mut report = sample();
    let flagged = |r: &Report| part(&html(r, Lang::En), "en").matches("class=\"num despite\"").count();
    // Three advertisers under GPC; the opt-out, child and refuse passes only where a finding shows the party.
    assert!(flagged(&report) >= 3);
    for f in &mut report.findings {
        f.status = Status::Unknown;
    }
    assert_eq!(flagged(&report), 0, "without a failed check nothing is proven");
}
