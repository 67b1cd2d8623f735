//! Pages that are broken or hostile: each ends in a gap that says why, within its time, and what was seen is kept.

#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

mod site;

use site::{Answer, Hit, Reply, Site, html, see};
use std::time::{Duration, Instant};
use tidegate_scan::{Budgets, Error, Options, evidence, scan};
use tidegate_types::Observation;
use tidegate_types::observation::{GapCode, PassEnd, PassName};

/// One browser at a time: these tests measure patience, and two cores are few.
static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn options(url: String, out: &tempfile::TempDir) -> Options {
    let budgets = Budgets {
        total: Duration::from_secs(40),
        pass: Duration::from_secs(20),
        page: Duration::from_secs(6),
        dwell: Duration::from_secs(3),
        banner: Duration::from_millis(900),
        ..Budgets::default()
    };
    Options { passes: vec![PassName::Arrive], budgets, ..Options::new(url, out.path()) }
}

async fn look(answer: Answer, path: &str) -> Observation {
    let _one = ONE.lock().await;
    let site = Site::start(answer).await;
    let out = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let seen = scan(options(site.url(path), &out), |_| {}).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(30), "{path} took {:?}", began.elapsed());
    assert_eq!(evidence::read(out.path()).unwrap(), seen, "the evidence on disk is what was seen");
    seen
}

fn code_of(seen: &Observation) -> GapCode {
    seen.passes[0].end.gap().unwrap_or_else(|| panic!("no gap: {:?}", seen.passes[0].pages)).code
}

async fn ends_in(answer: Answer, code: GapCode) -> Observation {
    let seen = look(answer, "/").await;
    assert_eq!(code_of(&seen), code, "{:?}", seen.passes[0].end);
    seen
}

#[tokio::test]
async fn redirect_loop() {
    let seen = ends_in(|_| see("/"), GapCode::RedirectLoop).await;
    assert!(seen.passes[0].requests.len() > 10, "the hops are evidence");
}

#[tokio::test]
async fn redirect_loop_by_script() {
    ends_in(|_| html("<script>location.href = '/?' + Math.random()</script>"), GapCode::RedirectLoop).await;
}

#[tokio::test]
async fn endless_page_is_read_as_far_as_it_came() {
    let seen = look(|_| Reply::Endless, "/").await;
    assert!(matches!(&seen.passes[0].end, PassEnd::Partial { gap } if gap.code == GapCode::EndlessPage), "{:?}", seen.passes[0].end);
    assert!(seen.passes[0].pages[0].text.contains("more and more"));
}

#[tokio::test]
async fn download() {
    let file = |_: &Hit| {
        Reply::Other(
            200,
            "content-type: application/octet-stream\r\ncontent-disposition: attachment; filename=a.bin\r\n".into(),
            "x".into(),
        )
    };
    ends_in(file, GapCode::Download).await;
}

#[tokio::test]
async fn not_a_page() {
    ends_in(|_| Reply::Other(200, "content-type: application/json\r\n".into(), "{}".into()), GapCode::NotAPage).await;
}

#[tokio::test]
async fn a_page_that_stays_empty() {
    ends_in(|_| html("<!doctype html><title>x</title>"), GapCode::NotAPage).await;
    ends_in(|_| html(""), GapCode::NotAPage).await;
}

/// Stores that a script puts together are empty at first, on every page.
#[tokio::test]
async fn pages_put_together_late_are_waited_for() {
    let app = |hit: &Hit| {
        let words = if hit.path == "/privacy" {
            "What is collected, and why, in a sentence of some length."
        } else {
            "A shop of some goods, with a sentence of some length."
        };
        html(format!(
            "<div id=r></div><script>setTimeout(() => r.innerHTML = `<h1>Shop</h1><p>{words}</p><a href=/privacy>Privacy policy</a>`, 1600)</script>"
        ))
    };
    let seen = look(app, "/").await;
    let policy = seen.passes[0]
        .pages
        .iter()
        .find(|p| p.url.ends_with("/privacy"))
        .unwrap_or_else(|| panic!("{:?} {:?}", seen.passes[0].end, seen.passes[0].pages));
    assert!(policy.text.contains("What is collected"), "{:?}", policy.text);
}

#[tokio::test]
async fn dialogs_without_end() {
    ends_in(|_| html("<title>x</title><script>while (true) alert('again')</script>"), GapCode::DialogFlood).await;
}

#[tokio::test]
async fn a_few_dialogs_are_dismissed() {
    let seen = look(|_| html("<html lang=en><h1>Shop</h1><script>alert(1); confirm(2); prompt(3)</script><p>still here"), "/").await;
    assert_eq!(seen.passes[0].end, PassEnd::Complete);
    assert!(seen.passes[0].pages[0].text.contains("still here"));
}

#[tokio::test]
async fn windows_without_end() {
    ends_in(|_| html("<title>x</title><script>setInterval(() => open('/p' + Math.random()), 10)</script>"), GapCode::PopupFlood).await;
}

#[tokio::test]
async fn five_hundred_megabytes() {
    ends_in(|_| Reply::Big(500 << 20), GapCode::TooLarge).await;
}

#[tokio::test]
async fn a_script_that_never_ends() {
    ends_in(|_| html("<title>x</title><p>hello<script>while (true) {}</script>"), GapCode::Hung).await;
}

#[tokio::test]
async fn a_script_that_hangs_after_loading() {
    ends_in(|_| html("<title>x</title><p>hello<script>onload = () => setTimeout(() => { while (true) {} }, 50)</script>"), GapCode::Hung)
        .await;
}

#[tokio::test]
async fn error_and_anti_bot_pages() {
    ends_in(|_| Reply::Other(404, "content-type: text/html\r\n".into(), "<html lang=en><h1>Nothing here</h1>".into()), GapCode::HttpError)
        .await;
    let wall = |_: &Hit| {
        let body = "<html lang=en><title>Just a moment...</title><p>Checking your browser before accessing. Please verify you are human.";
        Reply::Other(403, "content-type: text/html\r\n".into(), body.into())
    };
    ends_in(wall, GapCode::AntiBot).await;
}

#[tokio::test]
async fn a_closed_port() {
    let _one = ONE.lock().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let out = tempfile::tempdir().unwrap();
    let seen = scan(options(format!("http://127.0.0.1:{port}/"), &out), |_| {}).await.unwrap();
    assert_eq!(code_of(&seen), GapCode::Unreachable);
    assert!(seen.gaps.iter().any(|g| g.code == GapCode::Unreachable));
}

#[tokio::test]
async fn a_tls_fault() {
    let _one = ONE.lock().await;
    let site = Site::start(|_| html("plain")).await;
    let out = tempfile::tempdir().unwrap();
    let seen = scan(options(format!("https://127.0.0.1:{}/", site.port), &out), |_| {}).await.unwrap();
    assert_eq!(code_of(&seen), GapCode::TlsFault);
}

#[tokio::test]
async fn other_passes_say_why_there_was_nothing_to_do() {
    let _one = ONE.lock().await;
    let site = Site::start(|_| html("<html lang=en><title>Shop</title><h1>Shop</h1><p>Welcome to a shop without anything.")).await;
    let out = tempfile::tempdir().unwrap();
    let all = Options { passes: PassName::ALL.to_vec(), ..options(site.url("/"), &out) };
    let seen = scan(all, |_| {}).await.unwrap();
    let gap = |name| seen.pass(name).and_then(|p| p.end.gap()).map(|g| g.code);
    for name in [PassName::Accept, PassName::Refuse, PassName::Withdraw, PassName::Close] {
        assert_eq!(gap(name), Some(GapCode::NoBanner), "{name}");
    }
    assert_eq!(gap(PassName::Optout), Some(GapCode::NoLink));
    assert_eq!(gap(PassName::Child), Some(GapCode::NoAgeGate));
    assert_eq!(seen.pass(PassName::Control).unwrap().end, PassEnd::Complete);
}

#[tokio::test]
async fn what_the_caller_must_mend() {
    let out = tempfile::tempdir().unwrap();
    let result = scan(options("http://192.168.7.7/".into(), &out), |_| {}).await;
    assert!(matches!(result, Err(Error::PrivateAddress { .. })));
    let missing = Options { chromium: Some("/no/such/chromium".into()), ..options("http://127.0.0.1:1/".into(), &out) };
    let error = scan(missing, |_| {}).await.unwrap_err().to_string();
    assert!(error.contains("/no/such/chromium"), "{error}");
}
