//! One third-party script, and the ways in which it can make others' names stand for its own: each writes a cookie and reads a
//! canvas; both must be laid at its door. And what a page can do to the breakpoints.

#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

mod site;

use site::{Hit, Reply, Site, html};
use std::collections::BTreeSet;
use std::time::Duration;
use tidegate_scan::{Budgets, Options, scan};
use tidegate_types::Observation;
use tidegate_types::observation::{Pass, PassName, SetBy};

const TAG: &str = "http://tags.tracker.test/t.js";

/// Each route runs `MARK('name')`, in a place of its own.
const ROUTES: &[(&str, &str)] = &[
    ("direct", "MARK('direct')"),
    ("timeout", "setTimeout(() => MARK('timeout'), 5)"),
    ("string_timeout", "setTimeout(\"MARK('string_timeout')\", 5)"),
    ("eval", "(0, eval)(\"MARK('eval')\")"),
    ("new_function", "new Function(\"MARK('new_function')\")()"),
    ("promise", "Promise.resolve().then(() => MARK('promise'))"),
    ("awaited", "(async () => { await fetch('/ok'); MARK('awaited'); })()"),
    ("written_in", "{ const s = document.createElement('script'); s.textContent = \"MARK('written_in')\"; document.head.append(s); }"),
    (
        "blob",
        "{ const s = document.createElement('script'); s.src = URL.createObjectURL(new Blob([\"MARK('blob')\"])); document.head.append(s); }",
    ),
    ("data", "{ const s = document.createElement('script'); s.src = \"data:text/javascript,MARK('data')\"; document.head.append(s); }"),
    ("imported", "import(URL.createObjectURL(new Blob([\"MARK('imported')\"], {type: 'text/javascript'})))"),
    (
        "handler",
        "{ const i = document.createElement('img'); i.setAttribute('onerror', \"MARK('handler')\"); i.src = 'data:,'; document.body.append(i); }",
    ),
    ("listener", "addEventListener('spark', () => MARK('listener')); dispatchEvent(new Event('spark'))"),
    ("observed", "{ new MutationObserver(() => MARK('observed')).observe(document.body, {childList: true}); document.body.append('x'); }"),
    ("message", "addEventListener('message', (e) => e.data === 'go' && MARK('message')); postMessage('go')"),
    (
        "frame_called",
        "{ const f = document.createElement('iframe'); document.body.append(f); f.contentWindow.setTimeout(() => MARK('frame_called'), 5); }",
    ),
    (
        "srcdoc",
        "{ const f = document.createElement('iframe'); f.srcdoc = \"<script>parent.MARK('srcdoc')<\\/script>\"; document.body.append(f); }",
    ),
    (
        "javascript_url",
        "{ const f = document.createElement('iframe'); f.src = \"javascript:parent.MARK('javascript_url')\"; document.body.append(f); }",
    ),
    (
        "borrowed",
        "{ const f = document.createElement('iframe'); document.body.append(f);\
       Object.getOwnPropertyDescriptor(f.contentWindow.Document.prototype, 'cookie').set.call(document, 'borrowed=1');\
       const c = document.createElement('canvas'); c.getContext('2d').fillText('m', 1, 9); f.contentWindow.HTMLCanvasElement.prototype.toDataURL.call(c); }",
    ),
    ("liar", "(0, eval)(\"MARK('liar')\\n//# sourceURL=http://innocent.test/lib.js\")"),
    (
        "liar_written",
        "{ const s = document.createElement('script'); s.textContent = \"MARK('liar_written')\\n//# sourceURL=http://innocent.test/lib.js\"; document.head.append(s); }",
    ),
    ("twice", "(0, eval)(\"(0, eval)(\\\"MARK('twice')\\\")\")"),
];

/// Natives kept, replaced and deleted before the tag runs.
const TAMPER: &str = "const real = document.createElement.bind(document);\
  HTMLCanvasElement.prototype.toDataURL.toString = () => 'x'; Array.prototype.push = null; String.prototype.slice = null;\
  JSON.stringify = null; Map.prototype.get = () => { throw 1 }; console.debug = () => { throw 1 }; Error.prepareStackTrace = () => 'none'; Error.stackTraceLimit = 0;";

fn tag() -> String {
    // The mark itself lies in a script that is built from a string, so that nothing but the stack above it tells who called.
    let mark = "window.MARK = new Function('n', \"document.cookie = n + '=1;path=/';\
       const c = document.createElement('canvas'); c.getContext('2d').fillText('mark', 1, 9); c.toDataURL();\");";
    let routes: Vec<String> = ROUTES.iter().map(|(_, run)| format!("try {{ {run} }} catch (e) {{ console.error(e) }}")).collect();
    format!("{mark}\n{}", routes.join("\n"))
}

fn shop(hit: &Hit) -> Reply {
    let script = |body: String| Reply::Other(200, "content-type: text/javascript\r\n".into(), body);
    match (hit.host.as_str(), hit.path.as_str()) {
        ("tags.tracker.test", "/t.js") => script(tag()),
        ("www.shop.localhost", "/") => html(format!(
            "<!doctype html><html lang=en><title>Shop</title><h1>Mugs</h1><p>Words of a shop that sells mugs.</p>\
             <script src='{TAG}'></script><script>document.cookie = 'own=1'; setInterval(() => {{ debugger }}, 50);</script>"
        )),
        ("www.shop.localhost", "/tampered") => html(format!(
            "<!doctype html><html lang=en><title>Shop</title><h1>Mugs</h1><p>Words of a shop that sells mugs.</p>\
             <script>{TAMPER}</script><script src='{TAG}'></script>"
        )),
        ("www.shop.localhost", "/strict") => Reply::Other(
            200,
            "content-type: text/html\r\ncontent-security-policy: script-src http://tags.tracker.test; require-trusted-types-for 'script'\r\n".into(),
            format!("<!doctype html><html lang=en><title>Shop</title><h1>Mugs</h1><p>Words of a shop.</p><script src='{TAG}'></script>")
                .replace("/t.js", "/plain.js"),
        ),
        ("tags.tracker.test", "/plain.js") => {
            script("document.cookie = 'plain=1'; const c = document.createElement('canvas'); c.getContext('2d').fillText('m', 1, 9); c.toDataURL();".into())
        }
        ("www.shop.localhost", "/workers") => html(
            "<!doctype html><html lang=en><title>Shop</title><h1>Mugs</h1><p>Words of a shop.</p><script src='http://tags.tracker.test/w.js'></script>",
        ),
        ("tags.tracker.test", "/w.js") => script(
            "new Worker(URL.createObjectURL(new Blob([\"const c = new OffscreenCanvas(200, 50); c.getContext('2d').fillText('m', 1, 9); c.convertToBlob()\"])))"
                .into(),
        ),
        _ => html("ok"),
    }
}

async fn look(path: &str) -> Pass {
    static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _one = ONE.lock().await;
    let site = Site::start(shop).await;
    let out = tempfile::tempdir().unwrap();
    let budgets = Budgets { banner: Duration::from_millis(500), pages: 1, ..Budgets::default() };
    let url = format!("http://www.shop.localhost{path}");
    let options = Options { passes: vec![PassName::Arrive], host_rules: Some(site.rules()), budgets, ..Options::new(url, out.path()) };
    let seen: Observation = scan(options, |_| {}).await.unwrap();
    seen.pass(PassName::Arrive).unwrap().clone()
}

/// Cookies that were written, and those of them that were laid at the tag's door.
fn written(pass: &Pass, tag: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let by_tag = |c: &&tidegate_types::observation::Cookie| matches!(&c.set_by, SetBy::Script { url: Some(url) } if url == tag);
    let all = pass.cookies.iter().map(|c| c.name.clone()).collect();
    (all, pass.cookies.iter().filter(by_tag).map(|c| c.name.clone()).collect())
}

#[tokio::test]
async fn every_route_leads_to_the_tag() {
    let pass = look("/").await;
    let (all, tagged) = written(&pass, TAG);
    let ran: Vec<&str> = ROUTES.iter().map(|(name, _)| *name).filter(|n| !all.contains(*n)).collect();
    assert!(ran.is_empty(), "these routes did not run: {ran:?}");
    let missed: Vec<&str> = ROUTES.iter().map(|(name, _)| *name).filter(|n| !tagged.contains(*n)).collect();
    assert!(missed.is_empty(), "laid at another door: {missed:?}\n{:#?}", pass.cookies);
    assert!(all.contains("own") && !tagged.contains("own"), "what the page wrote itself is the page's");
    let canvas: Vec<_> = pass.api_calls.iter().filter(|c| c.api == "canvas").collect();
    assert!(!canvas.is_empty() && canvas.iter().all(|c| c.script.as_deref() == Some(TAG)), "{canvas:#?}");
}

#[tokio::test]
async fn a_page_that_spoils_the_language_spoils_it_for_itself() {
    let (_, tagged) = written(&look("/tampered").await, TAG);
    assert!(tagged.contains("direct") && tagged.contains("eval") && tagged.contains("awaited"), "{tagged:?}");
}

#[tokio::test]
async fn a_policy_against_eval_is_none_against_us() {
    let pass = look("/strict").await;
    let tag = TAG.replace("/t.js", "/plain.js");
    assert_eq!(written(&pass, &tag).1, ["plain".to_owned()].into());
    assert!(pass.api_calls.iter().any(|c| c.api == "canvas" && c.script.as_ref() == Some(&tag)), "{:?}", pass.api_calls);
}

#[tokio::test]
async fn a_worker_without_an_address_has_a_maker() {
    let pass = look("/workers").await;
    let call = pass.api_calls.iter().find(|c| c.api == "canvas").expect("a canvas in the worker");
    assert!(call.stack[0].starts_with("blob:"), "{call:?}");
    assert_eq!(call.script.as_deref(), Some("http://tags.tracker.test/w.js"), "{call:?}");
}
