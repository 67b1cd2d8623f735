//! A store with everything that the passes look for, on loopback, seen through a real browser.

#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

mod site;

use site::{Hit, Reply, Site, html};
use std::time::Duration;
use tidegate_scan::{Budgets, Options, scan};
use tidegate_types::Observation;
use tidegate_types::observation::{
    ControlRole, CookieState, DialogKind, GateKind, GpcMode, Mechanism, Outcome, PageKind, Pass, PassEnd, PassName, RequestKind, SetBy,
    Stage,
};

static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn look(answer: site::Answer, passes: &[PassName]) -> (Observation, Site) {
    let _one = ONE.lock().await;
    let site = Site::start(answer).await;
    let out = tempfile::tempdir().unwrap();
    let budgets = Budgets { banner: Duration::from_millis(1500), ..Budgets::default() };
    let url = "http://www.shop.localhost/".to_owned();
    let options = Options { passes: passes.to_vec(), host_rules: Some(site.rules()), budgets, ..Options::new(url, out.path()) };
    let seen = scan(options, |_| {}).await.unwrap();
    (seen, site)
}

const FOOT: &str = r#"<footer><a href="/privacy">Privacy Policy</a> <a href="/choices">Do Not Sell or Share My Personal Information</a>
 <a href="/cart">Cart</a> <button onclick="reopen()">Cookie settings</button></footer>"#;

/// Trackers of every kind, unless the store's own cookie says no.
const TAGS: &str = r#"<script>
 function tags() {
   if (/choice=(no|out)/.test(document.cookie) || navigator.globalPrivacyControl) return;
   const s = document.createElement('script'); s.src = 'http://tags.tracker.test/t.js'; document.head.append(s);
 }
 tags();
</script>"#;

const BANNER: &str = r#"<div id="cb" style="position:fixed;left:0;right:0;bottom:0;background:#fff;border-top:2px solid #000;padding:20px;z-index:9">
 <p>We use cookies for analytics and advertising. Choose which you allow.</p>
 <button id="all" onclick="put('yes')">Accept all</button>
 <button onclick="more.hidden=false">Manage preferences</button>
 <div id="more" hidden><label><input type="checkbox" checked id="ads"> Advertising cookies</label>
  <button onclick="put(ads.checked ? 'yes' : 'no')">Save my choices</button></div>
 <button aria-label="Close" onclick="cb.remove()">×</button></div>
<script>
 const banner = cb.outerHTML;
 function put(v) { document.cookie = 'choice=' + v + ';path=/;max-age=99999'; cb.remove(); if (v == 'yes') tags(); }
 function reopen() { if (!document.getElementById('cb')) { document.body.insertAdjacentHTML('beforeend', banner); more.hidden = false; ads.checked = true; } }
 if (/choice=/.test(document.cookie)) cb.remove();
</script>"#;

fn store(hit: &Hit) -> Reply {
    let path = hit.path.split('?').next().unwrap_or_default();
    let script = |body: &str| Reply::Other(200, "content-type: text/javascript\r\naccess-control-allow-origin: *\r\n".into(), body.into());
    match (hit.host.as_str(), path) {
        ("tags.tracker.test", "/t.js") => script(
            "document.cookie='_trk=1;path=/;max-age=8640000'; localStorage.setItem('trk','1');
             new Image().src='http://px.tracker.test/p?a=1'; navigator.sendBeacon('http://px.tracker.test/b', 'em=x');
             fetch('http://px.tracker.test/r', {mode:'no-cors', method:'POST', body:'hello'});
             const f=document.createElement('iframe'); f.src='http://frame.tracker.test/f'; document.body.append(f);
             const c=document.createElement('canvas'); c.getContext('2d').fillText('fingerprint me',2,2); c.toDataURL();
             new Worker(URL.createObjectURL(new Blob([\"fetch('http://px.tracker.test/worker',{mode:'no-cors'})\"])));",
        ),
        ("px.tracker.test", "/r") => site::see("http://px2.tracker.test/r2"),
        ("px.tracker.test", "/p") => Reply::Other(200, "content-type: image/gif\r\nset-cookie: uid=7; Max-Age=864000\r\n".into(), String::new()),
        ("frame.tracker.test", _) => html("<script>fetch('/inframe?gpc=' + navigator.globalPrivacyControl)</script>frame"),
        ("www.shop.localhost", "/") => Reply::Other(
            200,
            "content-type: text/html; charset=utf-8\r\nset-cookie: sid=1; Path=/; HttpOnly; SameSite=Lax\r\n".into(),
            format!("<!doctype html><html lang=en><title>Shop</title><nav><a href='/collections/mugs'>Mugs</a></nav><h1>Mugs</h1><main><a href='/products/mug'>Blue mug $9.90</a></main>{TAGS}{BANNER}{FOOT}"),
        ),
        ("www.shop.localhost", "/products/mug") => html(format!("<!doctype html><html lang=en><title>Mug</title><h1>Blue mug</h1><p class=price>$9.90</p><button>Add to cart</button>{TAGS}{FOOT}<script>function reopen(){{}}</script>")),
        ("www.shop.localhost", "/choices") => html(
            "<!doctype html><html lang=en><title>Opt out</title><main><h1>Do Not Sell or Share My Personal Information</h1>
             <p>Use this form to opt out of the sale or sharing of your personal information.</p>
             <form onsubmit=\"event.preventDefault(); fetch('/optout',{method:'POST'}); document.cookie='choice=out;path=/'; done.textContent='Your opt-out request has been processed.'\">
             <label>E-mail <input type=email name=email required></label><button>Submit request</button></form><p id=done></p></main>",
        ),
        ("www.shop.localhost", "/collections/mugs" | "/cart" | "/privacy") => {
            html(format!("<!doctype html><html lang=en><title>Page</title><h1>Page of the shop</h1><p>Some words about this page.</p>{FOOT}"))
        }
        _ => html("ok"),
    }
}

fn hosts(pass: &Pass, stage: Stage) -> Vec<String> {
    let mut all: Vec<String> = pass.requests.iter().filter(|r| r.stage == stage).filter_map(|r| r.host()).map(|h| h.to_string()).collect();
    all.sort();
    all.dedup();
    all
}

fn tracked(pass: &Pass, stage: Stage) -> bool {
    hosts(pass, stage).iter().any(|h| h.ends_with("tracker.test"))
}

#[tokio::test]
async fn all_passes_over_a_store() {
    let (seen, site) = look(store, &PassName::ALL).await;
    let pass = |name| seen.pass(name).unwrap_or_else(|| panic!("no {name}"));

    let arrive = pass(PassName::Arrive);
    assert_eq!(arrive.end, PassEnd::Complete);
    let kinds: Vec<PageKind> = arrive.pages.iter().filter(|p| p.stage == Stage::Before).map(|p| p.kind).collect();
    for kind in [PageKind::Home, PageKind::Product, PageKind::Category, PageKind::Policy, PageKind::Choices, PageKind::Cart] {
        assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
    }
    every_request_is_recorded(arrive, &site);
    let banner = arrive.pages[0].dialogs.iter().find(|d| d.kind == DialogKind::Consent).expect("a banner");
    assert!(banner.controls.iter().any(|c| c.role == ControlRole::Accept && c.visible));
    assert!(arrive.pages[0].screenshot.is_some());
    cookies_and_storage(arrive);
    assert!(
        arrive.api_calls.iter().any(|c| c.api == "canvas" && c.script.as_deref() == Some("http://tags.tracker.test/t.js")),
        "{:?}",
        arrive.api_calls
    );
    let typed = arrive.canaries.iter().find(|c| c.kind == "email").expect("something was typed");
    assert_eq!(arrive.pages[typed.page].stage, Stage::Typing);
    assert!(!arrive.requests.iter().any(|r| r.url.contains("/optout")), "nothing was sent");

    let gpc = pass(PassName::Gpc);
    assert_eq!(seen.browser.gpc, GpcMode::Native);
    assert_eq!(gpc.pages[0].signals.gpc, Some(true));
    assert!(gpc.requests.iter().all(|r| r.headers.get("sec-gpc").is_some_and(|v| v == "1")));
    assert!(!tracked(gpc, Stage::Before));
    assert!(!gpc.requests.iter().any(|r| r.url.contains("self-check")));

    let accept = pass(PassName::Accept);
    assert_eq!(accept.actions[0].outcome, Outcome::Done);
    assert!(tracked(accept, Stage::After));

    let refuse = pass(PassName::Refuse);
    assert_eq!((refuse.actions[0].outcome.clone(), refuse.actions[0].clicks.len()), (Outcome::Done, 2), "{:?}", refuse.actions);
    assert!(tracked(refuse, Stage::Before) && !tracked(refuse, Stage::After));
    assert!(
        refuse.pages[0].dialogs.iter().any(|d| d.layer == 2 && d.toggles.iter().any(|t| t.checked)),
        "the layer with the ticked box is kept"
    );

    let withdraw = pass(PassName::Withdraw);
    assert_eq!(withdraw.end, PassEnd::Complete, "{:?}", withdraw.actions);
    assert!(tracked(withdraw, Stage::Between) && !tracked(withdraw, Stage::After), "{:?}", hosts(withdraw, Stage::After));

    let close = pass(PassName::Close);
    assert!(close.actions[0].clicks[0].effect.dialog_gone, "{:?} {:?}", close.actions, close.pages[0].dialogs);

    let optout = pass(PassName::Optout);
    let run = optout.optout.as_ref().unwrap();
    assert_eq!((run.mechanism, run.completed), (Mechanism::Form, true), "{run:?}");
    assert_eq!(run.answer, "Your opt-out request has been processed.");
    assert!(!tracked(optout, Stage::After));
    assert!(site.hits.lock().unwrap().iter().any(|h| h.path == "/optout"));
}

/// What the server saw of the first pass, the recorder saw too.
fn every_request_is_recorded(arrive: &Pass, site: &Site) {
    for path in ["/t.js", "/p", "/b", "/r", "/r2", "/f", "/inframe", "/worker"] {
        assert!(site.hits.lock().unwrap().iter().any(|h| h.path.split('?').next() == Some(path)), "{path} was asked for");
        assert!(arrive.requests.iter().any(|r| r.url.split('?').next().is_some_and(|u| u.ends_with(path))), "{path} was recorded");
    }
    let find = |end: &str| arrive.requests.iter().find(|r| r.url.ends_with(end)).unwrap();
    let beacon = find("/b");
    assert_eq!((beacon.kind, beacon.body.as_deref()), (RequestKind::Beacon, Some("em=x")));
    assert_eq!(beacon.initiator.stack.first().map(String::as_str), Some("http://tags.tracker.test/t.js"));
    let second = find("/r2");
    assert_eq!(second.redirected_from.map(|i| arrive.requests[i].url.as_str()), Some("http://px.tracker.test/r"));
    assert_eq!(find("/r").body.as_deref(), Some("hello"));
    assert_eq!(find("/f").kind, RequestKind::Frame);
    assert!(arrive.requests.iter().all(|r| r.page < arrive.pages.len()));
}

fn cookies_and_storage(arrive: &Pass) {
    let cookie = |name: &str| arrive.cookies.iter().find(|c| c.name == name).unwrap_or_else(|| panic!("no {name}: {:?}", arrive.cookies));
    let sid = cookie("sid");
    assert!(sid.http_only && sid.kept && !sid.third_party && matches!(sid.set_by, SetBy::Response { .. }));
    let script = cookie("_trk");
    assert_eq!(script.set_by, SetBy::Script { url: Some("http://tags.tracker.test/t.js".into()) });
    assert!((script.lifetime_days.unwrap() - 100.0).abs() < 0.1);
    let refused = cookie("uid");
    assert!(refused.third_party && !refused.kept && matches!(refused.state, CookieState::Refused { .. }), "{refused:?}");
    assert!(arrive.storage.iter().any(|s| s.key == "trk" && s.origin == "http://www.shop.localhost"));
}

/// The banner lives in a frame of another site, and its refuse button does nothing.
fn framed(hit: &Hit) -> Reply {
    match hit.host.as_str() {
        "cmp.test" => html(
            "<!doctype html><html lang=en><style>body{margin:0;background:#fff}</style><body><p>We value your privacy. We and our partners use cookies to store information.</p>
             <button onclick=\"parent.postMessage('yes','*')\">Accept all</button> <button>Reject all</button>",
        ),
        _ => html(
            "<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1><p>Hello to all shoppers</p>
             <iframe id=f src='http://cmp.test/banner' style='position:fixed;left:0;bottom:0;width:100%;height:160px;border:0;z-index:99'></iframe>
             <script>onmessage = e => { document.cookie='consent='+e.data; f.remove() }; if (/consent/.test(document.cookie)) f.remove()</script>",
        ),
    }
}

#[tokio::test]
async fn a_banner_in_a_foreign_frame() {
    let (seen, _site) = look(framed, &[PassName::Arrive, PassName::Accept, PassName::Refuse, PassName::Close]).await;
    let dialog = &seen.passes[0].pages[0].dialogs.iter().find(|d| d.kind == DialogKind::Consent).expect("the framed banner");
    assert_eq!(dialog.frame.as_deref(), Some("http://cmp.test/banner"));
    assert!(dialog.rect.y > 400.0, "where the frame is painted: {:?}", dialog.rect);
    let action = |name| seen.pass(name).unwrap().actions[0].clone();
    assert_eq!(action(PassName::Accept).outcome, Outcome::Done, "{:?}", action(PassName::Accept));
    assert_eq!(action(PassName::Refuse).outcome, Outcome::NoEffect, "{:?}", action(PassName::Refuse));
    assert_eq!(action(PassName::Close).outcome, Outcome::NoControl);
}

/// A gate with a list of years, which forgets what was said.
fn gated(_: &Hit) -> Reply {
    let years: String = (1940..=2026).rev().map(|y| format!("<option>{y}</option>")).collect();
    html(format!(
        "<!doctype html><html lang=en><title>Toys</title><h1>Toys</h1><p>Games and toys for everyone in the family</p>
         <div id=g role=dialog aria-modal=true style='position:fixed;inset:0;background:#fff;z-index:9;padding:80px'><h2>Please enter your year of birth</h2>
         <select name=birth_year>{years}</select> <button onclick=\"go()\">Continue</button></div>
         <script>function go() {{ const y = +g.querySelector('select').value; fetch('/age?y=' + y); g.innerHTML = y > 2013 ? '<p>Sorry, you are not old enough to enter this site.</p>' : ''; if (y <= 2013) g.remove() }}</script>"
    ))
}

#[tokio::test]
async fn an_age_gate_answered_as_a_child() {
    let (seen, site) = look(gated, &[PassName::Arrive, PassName::Child]).await;
    let pass = seen.pass(PassName::Child).unwrap();
    let gate = pass.gate.as_ref().unwrap_or_else(|| panic!("{:?}", pass.end));
    assert_eq!(gate.kind, GateKind::BirthDate);
    assert_eq!(gate.range, Some((1940, 2026)));
    let year: i32 = gate.answered.parse().unwrap();
    assert!((2015..=2020).contains(&year), "{year}");
    assert!(!gate.admitted && gate.answer.contains("not old enough"), "{gate:?}");
    assert_eq!(gate.retry, Some(true));
    assert!(site.hits.lock().unwrap().iter().any(|h| h.path == format!("/age?y={year}")));
}

/// A cookie choice dressed as an opt-out, opened in the page.
fn switched(_: &Hit) -> Reply {
    html(
        "<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1><p>Welcome, dear shopper</p>
         <footer><a href='#' onclick=\"pc.hidden=false;return false\">Your Privacy Choices</a></footer>
         <div id=pc hidden role=dialog style='position:fixed;inset:20%;background:#fff;border:1px solid;padding:30px;z-index:9'>
         <h2>Your Privacy Choices</h2><p>Opt out of the sale or sharing of your personal information.</p>
         <label><input type=checkbox name=sale id=sale checked> Allow sale and sharing of my data</label>
         <button onclick=\"document.cookie='sale='+sale.checked+';path=/'; pc.innerHTML='<p>Your preferences have been saved: opted out.</p>'\">Save preferences</button></div>",
    )
}

#[tokio::test]
async fn an_opt_out_by_switch() {
    let (seen, _site) = look(switched, &[PassName::Arrive, PassName::Optout]).await;
    let pass = seen.pass(PassName::Optout).unwrap();
    let run = pass.optout.as_ref().unwrap_or_else(|| panic!("{:?}", pass.end));
    assert_eq!((run.mechanism, run.completed, run.page), (Mechanism::Switch, true, None), "{run:?}");
    let cookie = pass.cookies.iter().find(|c| c.name == "sale").expect("the choice was kept");
    assert_eq!((cookie.value.as_str(), cookie.stage), ("false", Stage::After));
}

fn at_once(_: &Hit) -> Reply {
    html(
        "<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1><p>Welcome, dear shopper</p><p id=said></p>
         <footer><a href='#' onclick=\"document.cookie='sale_opt_out=1;path=/';said.textContent='Opt-Out Request Honored';return false\">Do Not Sell or Share My Personal Information</a></footer>",
    )
}

fn dead(_: &Hit) -> Reply {
    html(
        "<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1><p>Welcome, dear shopper</p>
         <footer><a href='#' onclick=\"document.cookie='_seen='+Date.now()+';path=/';return false\">Do Not Sell or Share My Personal Information</a></footer>",
    )
}

#[tokio::test]
async fn an_opt_out_by_the_link_itself() {
    let (seen, _site) = look(at_once, &[PassName::Arrive, PassName::Optout]).await;
    let run = seen.pass(PassName::Optout).unwrap().optout.as_ref().unwrap();
    assert_eq!((run.mechanism, run.completed, run.clicks), (Mechanism::Switch, true, 0), "{run:?}");
    assert!(run.answer.contains("Honored"), "{run:?}");

    let (seen, _site) = look(dead, &[PassName::Arrive, PassName::Optout]).await;
    let run = seen.pass(PassName::Optout).unwrap().optout.as_ref().unwrap();
    assert!(!run.completed && run.mechanism != Mechanism::Switch, "{run:?}");
}
