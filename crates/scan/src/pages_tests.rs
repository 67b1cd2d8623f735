//! Every page of `tests/pages/` as a browser shows it, beside what `expected.json` says is to be read from it.

use crate::browser::Browser;
use crate::launch::Launch;
use crate::scripts::Scripts;
use crate::watch::Setup;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tidegate_types::observation::Stage;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

fn expected() -> Map<String, Value> {
    let text = std::fs::read_to_string(folder().join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Serves the folder on loopback.
async fn serve() -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = [0; 4096];
                let n = stream.read(&mut head).await.unwrap_or(0);
                let asked = String::from_utf8_lossy(&head[..n]).into_owned();
                let name = asked.split_whitespace().nth(1).unwrap_or("/").trim_start_matches('/').to_owned();
                let body = std::fs::read(folder().join(name)).unwrap_or_default();
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(head.as_bytes()).await; // the browser may hang up at any moment
                let _ = stream.write_all(&body).await;
            });
        }
    });
    address
}

async fn browser(scripts: &Scripts) -> Browser {
    let launch = Launch::plain();
    Browser::start(&launch, Setup::of(scripts)).await.unwrap()
}

/// What is read of a page 200 ms after it was loaded.
async fn read(browser: &Browser, scripts: &Scripts, url: &str) -> Value {
    {
        let mut watch = browser.watch();
        watch.begin_visit();
        watch.recorder.begin_page(0, Stage::Before, url);
        watch.calls.calls.clear();
        watch.calls.writes.clear();
    }
    // Pages of one address share what is kept on the device.
    let origin = json!({"origin": url, "storageTypes": "all"});
    browser.call("Storage.clearDataForOrigin", origin, Duration::from_secs(5)).await.unwrap();
    browser.call("Page.navigate", json!({"url": url}), Duration::from_secs(20)).await.unwrap();
    for _ in 0..400 {
        if browser.watch().happened.loaded {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let main = browser.main_frame();
    let (session, context) = browser.watch().context_of(&main).unwrap();
    crate::shadows::find(&browser.cdp, &session, &context, scripts).await;
    browser.evaluate(&main, &scripts.facts, Duration::from_secs(15)).await.unwrap()
}

fn rows(list: &Value, row: impl Fn(&Value) -> Value) -> Value {
    list.as_array().into_iter().flatten().map(row).collect()
}

fn shown(list: &Value, key: &str) -> Value {
    let list = list.as_array().into_iter().flatten();
    list.filter(|v| v["visible"] == true).map(|v| v[key].clone()).collect()
}

/// The facts of the page in the form that `expected.json` has for this key.
fn told(key: &str, facts: &Value, browser: &Browser) -> Value {
    let page = &facts["page"];
    match key {
        "dialogs" => rows(&page["dialogs"], |d| {
            json!({
                "selector": d["selector"], "blocks": d["blocks"], "shadow": d["shadow"],
                "controls": shown(&d["controls"], "text"),
                "toggles": rows(&d["toggles"], |t| json!([t["label"], t["checked"], t["visible"]])),
                "fields": shown(&d["fields"], "kind"),
            })
        }),
        "forms" => rows(
            &page["forms"],
            |f| json!({"submit": f["submit"], "region": f["region"], "fields": rows(&f["fields"], |x| json!([x["kind"], x["label"], x["visible"]]))}),
        ),
        "footer" => page["links"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|l| l["region"] == "footer")
            .map(|l| json!({"text": l["text"], "visible": l["visible"], "collapsed": l["collapsed"], "icon": l["icon"]}))
            .collect(),
        "toggles" => rows(&page["toggles"], |t| json!([t["label"], t["state_text"], t["checked"]])),
        "anchors" => rows(&page["headings"], |h| h["anchor"].clone()),
        "reading" => {
            json!({"font_px": page["reading"]["font_px"].as_f64().map(whole), "small_px": page["reading"]["small_px"].as_f64().map(whole),
            "not_text": page["reading"]["not_text"]})
        }
        "calls" => {
            let mut calls: Vec<(String, u32)> = browser.watch().calls.calls.iter().map(|c| (c.api.clone(), c.count)).collect();
            calls.sort();
            json!(calls)
        }
        "cookie_writes" => browser.watch().calls.writes.iter().map(|w| Value::from(w.0.as_str())).collect(),
        "usable" | "signals" => page[key].clone(),
        _ => facts[key].clone(),
    }
}

#[allow(clippy::cast_possible_truncation)] // letters are not that large
fn whole(n: f64) -> i64 {
    n.round() as i64
}

/// What differs, in words. An endless page may run out of time on a slow machine, which it says.
fn faults(name: &str, want: &Value, facts: &Value, browser: &Browser) -> Vec<String> {
    let mut faults = Vec::new();
    for (key, want) in want.as_object().into_iter().flatten() {
        let mut got = told(key, facts, browser);
        let mut want = want.clone();
        if key == "truncated" {
            got.as_array_mut().into_iter().for_each(|l| l.retain(|v| v != "time"));
        }
        if key == "calls" {
            want.as_array_mut().into_iter().for_each(|l| l.sort_by_key(Value::to_string));
        }
        if got != want {
            faults.push(format!("{name}: {key}\n  want {want}\n  got  {got}"));
        }
    }
    let silent = want.get("truncated").is_none() && facts["truncated"].as_array().is_some_and(|l| l.iter().any(|v| v != "time"));
    if silent {
        faults.push(format!("{name}: truncated {}", facts["truncated"]));
    }
    faults
}

#[test]
fn every_page_has_its_facts_and_all_facts_their_page() {
    let names = std::fs::read_dir(folder()).unwrap().filter_map(|e| e.ok()?.file_name().into_string().ok());
    let pages: BTreeSet<String> = names.filter_map(|n| n.strip_suffix(".html").map(str::to_owned)).collect();
    assert_eq!(pages, expected().keys().cloned().collect());
}

#[tokio::test]
async fn pages_are_read_as_a_person_sees_them() {
    let scripts = Scripts::new("0123456789abcdef");
    let (address, browser) = (serve().await, browser(&scripts).await);
    let only = std::env::var("PAGE").unwrap_or_default();
    let mut wrong = Vec::new();
    for (name, want) in expected().iter().filter(|(name, _)| name.contains(&only)) {
        let facts = read(&browser, &scripts, &format!("{address}{name}.html")).await;
        wrong.extend(faults(name, want, &facts, &browser));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
