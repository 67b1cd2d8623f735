//! Pages over an evidence folder, made of an observation in which a hostile page wrote everything it could.

use tidegate_audit::browse::{ENTRY, Leaf, pages};
use tidegate_types::observation::*;
use tidegate_types::{Host, Lang, Observation};

const EVIL: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>\u{202e}\u{0}`${x}{{y}}";

fn request(url: &str) -> Request {
    serde_json::from_value(serde_json::json!({
        "url": url, "method": EVIL, "kind": "fetch", "page": 0, "stage": "after", "at_ms": 1234, "left_device": true, "body": EVIL,
        "cookies_sent": [EVIL], "failed": EVIL, "initiator": {"kind": "script", "stack": [EVIL]},
    }))
    .expect("a request")
}

fn evil_page(shot: &str) -> Page {
    let control = Control {
        text: EVIL.into(),
        visible: true,
        ..serde_json::from_value(serde_json::json!({
        "role": "accept", "text": "", "selector": "", "tag": "button", "rect": {"x":0,"y":0,"w":9,"h":9}, "visible": true, "enabled": true,
        "style": {"font_px": 12.0, "weight": 400, "contrast": 4.5, "button_like": true, "loudness": 1.0, "underlined": false},
        "href": null, "order": 0}))
        .expect("a control")
    };
    Page {
        url: "javascript:alert(1)".into(),
        final_url: EVIL.into(),
        title: EVIL.into(),
        text: format!("first line\n{EVIL}\n{}", "long ".repeat(20_000)),
        links: vec![Link { text: EVIL.into(), href: Some("javascript:alert(1)".into()), ..Link::default() }; 400],
        forms: vec![Form { visible: true, action: Some(EVIL.into()), method: EVIL.into(), ..Form::default() }],
        dialogs: vec![Dialog {
            text: EVIL.into(),
            controls: vec![control],
            screenshot: Some(Artifact("../../etc/passwd.jpg".into())),
            ..Dialog::default()
        }],
        signals: Signals { usp: Some(EVIL.into()), tcf: Some(serde_json::json!({ EVIL: EVIL })), ..Signals::default() },
        errors: vec![EVIL.into()],
        gap: Some(Gap::new(GapCode::Crashed, EVIL)),
        screenshot: Some(Artifact(shot.into())),
        ..Page::default()
    }
}

fn seen() -> Observation {
    let cookie = Cookie {
        name: EVIL.into(),
        value: EVIL.into(),
        domain: Host::new("shop.test"),
        path: "/".into(),
        lifetime_days: Some(400.0),
        http_only: false,
        secure: false,
        same_site: None,
        third_party: false,
        state: CookieState::Refused { reasons: vec![EVIL.into()] },
        set_by: SetBy::Response { request: 99_999 },
        stage: Stage::After,
        page: 7,
        kept: true,
    };
    let pass = |name| Pass {
        pages: vec![evil_page("screenshots/a.jpg"), evil_page("screenshots/\"onload=\"x.jpg")],
        requests: (0..3_100).map(|i| request(&format!("https://t.test/{i}?{EVIL}"))).chain([request("::no address::")]).collect(),
        cookies: vec![cookie.clone()],
        canaries: vec![Canary { kind: EVIL.into(), value: EVIL.into(), page: 0, field: String::new() }],
        gaps: vec![Gap::new(GapCode::Truncated, EVIL)],
        ..Pass::bare(name, PassEnd::Partial { gap: Gap::new(GapCode::Hung, EVIL) })
    };
    Observation {
        format: FORMAT,
        tidegate: EVIL.into(),
        target: "https://shop.test/".into(),
        started_at: jiff::Timestamp::UNIX_EPOCH,
        browser: Browser { product: EVIL.into(), user_agent: EVIL.into(), flags: vec![EVIL.into()], ..Browser::default() },
        passes: vec![pass(PassName::Arrive), pass(PassName::Refuse)],
        gaps: vec![Gap::new(GapCode::NoPage, EVIL)],
        lists: vec![ListRead { name: EVIL.into(), version: EVIL.into(), sha256: EVIL.into() }],
        names: vec![NameChain { host: Host::new("m.shop.test"), steps: vec![Alias { to: Host::new("t.test"), ttl_s: 60 }] }],
    }
}

fn sealed() -> Vec<Sealed> {
    let names = ["observation.json", "screenshots/a.jpg", "screenshots/\"onload=\"x.jpg", "../../etc/passwd.jpg", EVIL];
    names.map(|n| Sealed { name: n.into(), bytes: 7, sha256: "ab".repeat(32) }).into()
}

fn made(lang: Lang) -> Vec<Leaf> {
    pages(&seen(), &sealed(), lang)
}

/// Every tag, as it stands between its angle brackets.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html[html.find("</style>").expect("a style sheet")..].split('<').skip(1).map(|s| s.split('>').next().unwrap_or(""))
}

#[test]
fn every_page_in_both_languages_and_one_to_enter_by() {
    let paths: Vec<_> = made(Lang::Zh).into_iter().map(|l| l.path).collect();
    let wanted = [ENTRY, "browse/index.en.html", "browse/arrive.en.html", "browse/refuse.en.html", "browse/index.zh.html"];
    assert_eq!(paths[..5], wanted);
    assert_eq!(paths.len(), 7);
    let entry = &made(Lang::Zh)[0].html;
    assert!(entry.contains("<html lang=\"zh-CN\">") && entry.contains("href=\"browse/arrive.zh.html\""));
    let inner = &made(Lang::Zh)[1].html;
    assert!(inner.contains("<html lang=\"en\">") && inner.contains("href=\"../browse/arrive.en.html\""));
}

#[test]
fn nothing_of_a_page_becomes_markup() {
    for leaf in made(Lang::En) {
        for tag in tags(&leaf.html) {
            let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or("");
            assert!(!["script", "iframe", "object", "embed", "form", "base"].contains(&name), "{}: <{tag}>", leaf.path);
            assert!(!tag.contains(" onerror") && !tag.contains(" onload"), "{}: <{tag}>", leaf.path);
            for attribute in ["href=\"", "src=\""] {
                let Some(value) = tag.split_once(attribute).map(|(_, v)| v.split('"').next().unwrap_or("")) else { continue };
                let inside =
                    ["#", "browse/", "../browse/", "observation.json", "../observation.json", "screenshots/", "../screenshots/", "data:,"];
                assert!(inside.iter().any(|i| value.starts_with(i)), "{}: {value}", leaf.path);
            }
        }
        assert!(!leaf.html.contains('\u{202e}') && !leaf.html.contains('\u{0}'), "{}", leaf.path);
        assert!(leaf.html.contains("default-src 'none'"));
    }
}

#[test]
fn what_is_cut_is_said_to_be_cut() {
    let pass = made(Lang::En).remove(2).html;
    assert!(pass.contains("3000 / 3101") && pass.contains("300 / 400"), "requests and links");
    assert!(pass.contains("The rest stands in observation.json."));
    assert!(pass.len() < 9_000_000, "{}", pass.len());
}

#[test]
fn a_picture_is_shown_only_if_the_manifest_has_it() {
    let pass = made(Lang::En).remove(2).html;
    assert!(pass.contains("src=\"../screenshots/a.jpg\"") && pass.contains(&"ab".repeat(32)));
    assert!(!pass.contains("passwd.jpg\""), "not out of the folder");
    let without = pages(&seen(), &[], Lang::En).remove(2).html;
    assert!(!without.contains("<img"));
}

#[test]
fn the_same_evidence_gives_the_same_bytes() {
    let (one, two) = (made(Lang::En), made(Lang::En));
    assert!(one.iter().zip(&two).all(|(a, b)| a.path == b.path && a.html == b.html));
}
