//! Event sequences as Chromium 156 sends them, shortened.

use super::*;
use serde_json::json;

const NOW: i64 = 1_800_000_000;

fn recorder() -> Recorder {
    let mut recorder = Recorder { main_frame: Some("F".into()), ..Recorder::default() };
    recorder.begin_page(0, Stage::Before, "https://shop.test/");
    recorder
}

fn feed(recorder: &mut Recorder, events: &[(&str, Value)]) {
    for (at, (method, params)) in events.iter().enumerate() {
        recorder.event("S", &format!("Network.{method}"), params, at as u64, NOW);
    }
}

fn asked(id: &str, url: &str, of: &str) -> (&'static str, Value) {
    let params = json!({"requestId": id, "loaderId": "L1", "frameId": "F", "documentURL": "https://shop.test/", "type": of,
        "request": {"url": url, "method": "GET", "headers": {"User-Agent": "x"}},
        "initiator": {"type": "script", "stack": {"callFrames": [{"url": "https://t.test/a.js"}, {"url": "https://t.test/a.js"}],
            "parent": {"callFrames": [{"url": "https://shop.test/b.js"}]}}}});
    ("requestWillBeSent", params)
}

fn redirected(id: &str, url: &str, extra: bool, headers: Value) -> (&'static str, Value) {
    let (name, mut params) = asked(id, url, "Image");
    params["redirectResponse"] = json!({"status": 302, "headers": headers, "protocol": "h2"});
    params["redirectHasExtraInfo"] = extra.into();
    (name, params)
}

fn sent(id: &str, host: &str, cookie: &str) -> (&'static str, Value) {
    let params = json!({"requestId": id, "headers": {":authority": host, "Cookie": "x", "Sec-GPC": "1"},
        "associatedCookies": [{"cookie": {"name": cookie}, "blockedReasons": []},
                              {"cookie": {"name": "held-back"}, "blockedReasons": ["SameSiteLax"]}]});
    ("requestWillBeSentExtraInfo", params)
}

fn got(id: &str, set_cookie: &str, blocked: Value) -> (&'static str, Value) {
    let params = json!({"requestId": id, "statusCode": 200, "headers": {"set-cookie": set_cookie}, "blockedCookies": blocked});
    ("responseReceivedExtraInfo", params)
}

fn answered(id: &str, more: Value) -> (&'static str, Value) {
    let mut response = json!({"status": 200, "mimeType": "image/gif", "headers": {}, "protocol": "h2",
        "securityDetails": {"protocol": "TLS 1.3"}});
    response.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ("responseReceived", json!({"requestId": id, "response": response, "hasExtraInfo": true}))
}

#[test]
fn each_hop_of_a_redirect_chain_is_a_request() {
    let mut r = recorder();
    feed(
        &mut r,
        &[
            asked("1", "https://a.test/1", "Image"),
            sent("1", "a.test", "first"),
            got("1", "a=1", json!([])),
            redirected("1", "https://b.test/2", true, json!({})),
            sent("1", "b.test", "second"),
            got("1", "b=2; Secure; SameSite=None", json!([])),
            answered("1", json!({})),
            ("loadingFinished", json!({"requestId": "1"})),
        ],
    );
    assert_eq!(r.requests.len(), 2);
    assert_eq!((r.requests[0].status, r.requests[1].status), (Some(302), Some(200)));
    assert_eq!(r.requests[1].redirected_from, Some(0));
    assert_eq!(r.requests[0].cookies_sent, ["first"]);
    assert_eq!(r.requests[1].cookies_sent, ["second"]);
    assert_eq!(r.requests[1].tls.as_deref(), Some("TLS 1.3"));
    assert_eq!(r.requests[0].initiator.stack, ["https://t.test/a.js", "https://shop.test/b.js"]);
    assert_eq!(r.requests[0].initiator, r.requests[1].initiator);
    let by: Vec<_> = r.jar.cookies.iter().map(|c| (c.domain.as_str().to_owned(), c.set_by.clone(), c.third_party)).collect();
    assert_eq!(
        by,
        [("a.test".to_owned(), SetBy::Response { request: 0 }, true), ("b.test".to_owned(), SetBy::Response { request: 1 }, true)]
    );
    assert_eq!(r.in_flight(), 0);
}

#[test]
fn extra_information_may_come_first() {
    let mut r = recorder();
    feed(
        &mut r,
        &[
            sent("1", "a.test", "first"),
            sent("1", "b.test", "second"),
            asked("1", "https://a.test/1", "Image"),
            got("1", "a=1", json!([])),
            redirected("1", "https://b.test/2", true, json!({})),
            answered("1", json!({})),
            got("1", "b=1", json!([])),
        ],
    );
    assert_eq!(r.requests[0].cookies_sent, ["first"]);
    assert_eq!(r.requests[1].cookies_sent, ["second"]);
    assert_eq!(r.requests[0].headers.get("sec-gpc").map(String::as_str), Some("1"));
    assert!(!r.requests[0].headers.contains_key("cookie") && !r.requests[0].headers.contains_key(":authority"));
    assert_eq!(r.jar.cookies.len(), 2);
}

#[test]
fn a_hop_made_on_the_device_takes_no_extra_information() {
    let mut r = recorder();
    feed(
        &mut r,
        &[
            asked("1", "http://a.test/1", "Image"),
            sent("1", "b.test", "second"),
            redirected("1", "https://b.test/1", false, json!({"Non-Authoritative-Reason": "HSTS"})),
            got("1", "b=1", json!([])),
            answered("1", json!({})),
        ],
    );
    assert!(!r.requests[0].left_device);
    assert!(r.requests[0].cookies_sent.is_empty());
    assert_eq!(r.requests[1].cookies_sent, ["second"]);
    assert!(r.requests[1].left_device);
    assert_eq!(r.jar.cookies[0].domain.as_str(), "b.test");
}

#[test]
fn a_refused_cookie_is_an_attempt() {
    let mut r = recorder();
    let line = "IDE=1; Domain=ads.test";
    let blocked = json!([{"blockedReasons": ["UserPreferences"], "cookieLine": line}]);
    let both = format!("{line}\nok=1; Secure; SameSite=None");
    feed(&mut r, &[asked("1", "https://x.ads.test/p", "Image"), got("1", &both, blocked), answered("1", json!({}))]);
    assert_eq!(r.jar.cookies[0].state, CookieState::Refused { reasons: vec!["UserPreferences".into()] });
    assert_eq!(r.jar.cookies[1].state, CookieState::Stored);
    assert!(r.requests[0].response_headers.contains_key("set-cookie"));
}

#[test]
fn answered_on_the_device_is_no_disclosure() {
    let mut r = recorder();
    feed(
        &mut r,
        &[
            asked("1", "https://t.test/worker", "Fetch"),
            answered("1", json!({"fromServiceWorker": true})),
            asked("2", "https://t.test/cache", "Image"),
            ("requestServedFromCache", json!({"requestId": "2"})),
            asked("3", "https://t.test/csp", "Script"),
            ("loadingFailed", json!({"requestId": "3", "errorText": "net::ERR_BLOCKED_BY_CSP", "blockedReason": "csp"})),
            asked("4", "data:image/gif;base64,R0lGODlhAQABAAAAACw=", "Image"),
            asked("5", "https://t.test/gone", "Image"),
            ("loadingFailed", json!({"requestId": "5", "errorText": "net::ERR_CONNECTION_RESET"})),
        ],
    );
    assert_eq!(r.requests.iter().map(|q| q.left_device).collect::<Vec<_>>(), [false, false, false, false, true]);
    assert_eq!(r.requests[4].failed.as_deref(), Some("net::ERR_CONNECTION_RESET"));
}

#[test]
fn bodies_of_every_kind() {
    let mut r = recorder();
    let with = |id: &str, request: Value| {
        let (name, mut params) = asked(id, &format!("https://t.test/{id}"), "Ping");
        params["request"].as_object_mut().unwrap().extend(request.as_object().unwrap().clone());
        (name, params)
    };
    let binary = BASE64.encode([0xff_u8, 0, 1]);
    feed(
        &mut r,
        &[
            with("1", json!({"postData": "em=a", "hasPostData": true})),
            with("2", json!({"hasPostData": true, "postDataEntries": [{"bytes": binary}]})),
            with("3", json!({"hasPostData": true})),
            ("webSocketCreated", json!({"requestId": "4", "url": "wss://t.test/s", "initiator": {"type": "script"}})),
            ("webSocketFrameSent", json!({"requestId": "4", "response": {"opcode": 1, "payloadData": "one"}})),
            ("webSocketFrameSent", json!({"requestId": "4", "response": {"opcode": 1, "payloadData": "two"}})),
        ],
    );
    let bodies: Vec<_> = r.requests.iter().map(|q| q.body.as_deref()).collect();
    assert_eq!(bodies, [Some("em=a"), Some(binary.as_str()), None, Some("one\ntwo")]);
    assert_eq!(r.requests[0].kind, RequestKind::Beacon);
    assert_eq!(r.requests[3].kind, RequestKind::WebSocket);
    assert_eq!(r.wanted, [WantedBody { session: "S".into(), request_id: "3".into(), request: 2 }]);
}

#[test]
fn the_same_request_told_by_two_sessions_is_one() {
    let mut r = recorder();
    let (name, params) = asked("1", "https://t.test/frame", "Document");
    r.event("S", &format!("Network.{name}"), &params, 0, NOW);
    r.event("T", &format!("Network.{name}"), &params, 1, NOW);
    assert_eq!(r.requests.len(), 1);
}

#[test]
fn a_late_beacon_belongs_to_the_page_that_sent_it() {
    let mut r = recorder();
    feed(&mut r, &[asked("1", "https://shop.test/", "Document")]);
    r.begin_page(1, Stage::After, "https://shop.test/next");
    feed(&mut r, &[asked("2", "https://t.test/unload", "Ping")]);
    assert_eq!((r.requests[1].page, r.requests[1].stage), (0, Stage::After));
    assert!(r.requests[0].main_document);
}

#[test]
fn a_document_that_a_click_opened_is_a_page_of_its_own() {
    let mut r = recorder();
    feed(&mut r, &[asked("1", "https://shop.test/", "Document"), asked("2", "https://t.test/click", "Ping")]);
    let (name, mut document) = asked("3", "https://shop.test/opt-out", "Document");
    document["loaderId"] = "L2".into();
    feed(&mut r, &[(name, document)]);
    r.adopt_page(1, Stage::Before);
    let (name, mut image) = asked("4", "https://t.test/late", "Image");
    image["loaderId"] = "L2".into();
    feed(&mut r, &[(name, image)]);
    assert_eq!(r.requests.iter().map(|q| q.page).collect::<Vec<_>>(), [0, 0, 1, 1]);
    assert_eq!(r.page_host(1).map(|h| h.as_str()), Some("shop.test"));
}

#[test]
fn the_number_of_requests_is_limited() {
    let mut r = recorder();
    for n in 0..MAX_REQUESTS + 5 {
        let (name, params) = asked(&n.to_string(), "https://t.test/", "Image");
        r.event("S", &format!("Network.{name}"), &params, 0, NOW);
    }
    assert_eq!(r.requests.len(), MAX_REQUESTS);
    assert!(r.truncated.as_deref().is_some_and(|t| t.contains("20000")));
}

#[test]
fn hostile_events_do_no_harm() {
    let mut r = recorder();
    feed(
        &mut r,
        &[
            ("requestWillBeSent", json!({"requestId": 7})),
            ("requestWillBeSent", json!({"requestId": "x", "request": []})),
            ("responseReceivedExtraInfo", json!({"requestId": "x", "headers": [], "blockedCookies": {}})),
            ("responseReceived", Value::Null),
            ("futureEvent", json!({"requestId": "x"})),
        ],
    );
    assert_eq!(r.requests.len(), 1);
}
