//! Is the data protected on its way and in the browser? Plain http on loopback tells nothing of the live store.

use super::Table;
use crate::answer::Answer;
use crate::case::Case;
use crate::evidence;
use std::collections::BTreeSet;
use tidegate_catalog::Purpose;
use tidegate_types::finding::{EvidenceKind, Severity};
use tidegate_types::observation::{Cookie, CookieState, PassName, Request};

pub const CHECKS: Table = &[
    ("security.tls.weak", tls),
    ("security.mixed-content", mixed),
    ("security.cookie.unprotected", cookies),
    ("security.header.missing", headers),
];

/// Navigations of the store's own pages.
fn documents<'a>(case: &Case<'a>) -> Vec<&'a Request> {
    let own = |r: &&Request| r.main_document && r.host().is_some_and(|h| case.flows.is_store(&h)) && r.status.is_some();
    case.pass(PassName::Arrive).into_iter().flat_map(|p| p.requests.iter()).filter(own).collect()
}

fn nothing_read(case: &Case) -> Answer {
    Answer::Unknown(case.why_not(PassName::Arrive))
}

fn tls(case: &Case) -> Answer {
    let docs = documents(case);
    let Some(first) = docs.first() else { return nothing_read(case) };
    if docs.iter().all(|r| case.rehearsal(&r.url)) {
        return Answer::unknown("The store was seen over plain http on loopback", "仅通过本机明文 http 访问店铺");
    }
    // A first hop over http that redirects at once to https is how the move to https works.
    let plain: Vec<_> = docs
        .iter()
        .filter(|r| r.url.starts_with("http:") && !r.status.is_some_and(|s| (300..400).contains(&s)) && !case.rehearsal(&r.url))
        .collect();
    let old: Vec<_> = docs.iter().filter(|r| r.tls.as_deref().is_some_and(|t| matches!(t, "TLS 1.0" | "TLS 1.1" | "SSL 3.0"))).collect();
    if !plain.is_empty() {
        return Answer::failed(
            "Pages of the store are served without TLS.",
            "店铺页面未使用 TLS。",
            plain.iter().take(4).map(|r| evidence::request(PassName::Arrive, r)).collect(),
        );
    }
    if !old.is_empty() {
        let v = old[0].tls.clone().unwrap_or_default();
        return Answer::failed(
            format!("The server still speaks {v}."),
            format!("服务器仍使用 {v}。"),
            old.iter().take(4).map(|r| evidence::request(PassName::Arrive, r)).collect(),
        );
    }
    let v = first.tls.clone().unwrap_or_else(|| "TLS".into());
    Answer::met(format!("Pages came over {v}."), format!("页面通过 {v} 传输。"))
}

fn mixed(case: &Case) -> Answer {
    let docs = documents(case);
    if docs.is_empty() {
        return nothing_read(case);
    }
    if !docs.iter().any(|r| r.url.starts_with("https:")) {
        return Answer::unknown("No page came over https, so nothing could be mixed", "没有页面通过 https 传输，无从判断混合内容");
    }
    let secure_frame = |r: &Request| r.frame.as_deref().is_some_and(|f| f.starts_with("https:"));
    let all = case.obs.passes.iter().flat_map(|p| p.requests.iter().map(move |r| (p.name, r)));
    let bad: Vec<_> =
        all.filter(|(_, r)| !r.main_document && secure_frame(r) && (r.url.starts_with("http:") || r.url.starts_with("ws:"))).collect();
    if bad.is_empty() {
        return Answer::met("Everything on https pages came over https.", "https 页面上的所有资源均通过 https 加载。");
    }
    let mut seen = BTreeSet::new();
    let shown = bad.iter().filter(|(_, r)| seen.insert(r.url.clone())).take(8).map(|(p, r)| evidence::request(*p, r)).collect();
    Answer::failed("Pages over https ask for parts over plain http.", "https 页面请求了明文 http 资源。", shown)
}

/// Cookies by which a server knows a logged-in or shopping person. Names vary; these parts do not.
fn is_session(case: &Case, c: &Cookie) -> bool {
    let n = c.name.to_lowercase();
    let named =
        ["sess", "sid", "auth", "login", "token", "jwt", "remember", "account", "customer", "basket", "cart"].iter().any(|w| n.contains(w));
    // Tokens against request forgery are made to be read by the page's own script.
    let readable_by_design = n.contains("csrf") || n.contains("xsrf");
    let tracking = case
        .catalog
        .cookie_purpose(&c.name, c.domain.as_str())
        .is_some_and(|p| matches!(p.purpose, Purpose::Analytics | Purpose::Advertising));
    named && !readable_by_design && !tracking
}

/// Cookies whose theft is a take-over, as against a basket's.
fn grave(c: &Cookie) -> bool {
    let n = c.name.to_lowercase();
    !(n.contains("cart") || n.contains("basket"))
}

fn cookies(case: &Case) -> Answer {
    let Some(first) = documents(case).into_iter().next() else { return nothing_read(case) };
    let https = first.url.starts_with("https:");
    let mut looked = 0;
    let mut bad: Vec<(PassName, &Cookie, Vec<&str>)> = Vec::new();
    let mut names = BTreeSet::new();
    for p in &case.obs.passes {
        for c in p.cookies.iter().filter(|c| case.flows.is_store(&c.domain) && c.state == CookieState::Stored && is_session(case, c)) {
            if !names.insert((&c.name, &c.domain)) {
                continue;
            }
            looked += 1;
            let from_server = matches!(c.set_by, tidegate_types::observation::SetBy::Response { .. });
            let mut lacks = Vec::new();
            if !c.http_only && from_server && grave(c) {
                lacks.push("HttpOnly");
            }
            if https && !c.secure {
                lacks.push("Secure");
            }
            if !lacks.is_empty() {
                bad.push((p.name, c, lacks));
            }
        }
    }
    if !bad.is_empty() {
        let told = bad.iter().map(|(_, c, lacks)| format!("{} ({})", c.name, lacks.join(", "))).collect::<Vec<_>>().join("; ");
        return Answer::failed(
            format!("Session cookies without protection: {told}."),
            format!("会话 Cookie 缺少保护属性：{told}。"),
            bad.iter().take(8).map(|(p, c, _)| evidence::cookie(*p, c)).collect(),
        );
    }
    if looked == 0 {
        return Answer::unknown("The store set no session cookie in any pass", "各轮次中店铺未设置会话 Cookie");
    }
    if !https {
        return Answer::unknown("Over plain http the Secure attribute tells nothing", "明文 http 下无法判断 Secure 属性");
    }
    Answer::met(
        format!("{looked} session cookies carry Secure, and HttpOnly where a server set them."),
        format!("{looked} 个会话 Cookie 带有 Secure，服务器设置的带有 HttpOnly。"),
    )
}

fn headers(case: &Case) -> Answer {
    if !case.usable(PassName::Arrive) {
        return nothing_read(case);
    }
    let docs = documents(case);
    let Some(home) = docs.iter().find(|r| r.status.is_some_and(|s| s < 300)) else { return nothing_read(case) };
    let have = |name: &str| home.response_headers.get(name).map(|v| v.to_lowercase());
    let csp = have("content-security-policy").unwrap_or_default();
    let mut lacks: Vec<&str> = Vec::new();
    if csp.is_empty() {
        lacks.push("Content-Security-Policy");
    }
    if !have("x-content-type-options").is_some_and(|v| v.contains("nosniff")) {
        lacks.push("X-Content-Type-Options: nosniff");
    }
    if !csp.contains("frame-ancestors") && have("x-frame-options").is_none() {
        lacks.push("frame-ancestors / X-Frame-Options");
    }
    if have("referrer-policy").is_none() {
        lacks.push("Referrer-Policy");
    }
    let loopback = case.rehearsal(&home.url);
    if home.url.starts_with("https:") && have("strict-transport-security").is_none() {
        lacks.push("Strict-Transport-Security");
    }
    if !lacks.is_empty() {
        let list = lacks.join(", ");
        let e = evidence::seen(
            PassName::Arrive,
            EvidenceKind::Header,
            format!("{}: without {list}", home.url),
            format!("{}：缺少 {list}", home.url),
        );
        let severity = if lacks.len() >= 3 { Severity::Medium } else { Severity::Low };
        return Answer::failed(format!("The home page is sent without {list}."), format!("首页响应缺少 {list}。"), vec![e])
            .severity(severity);
    }
    if loopback {
        return Answer::unknown(
            "Over plain http HSTS tells nothing; the other headers are there",
            "明文 http 下无法判断 HSTS；其余响应头已设置",
        );
    }
    Answer::met("HSTS, nosniff, framing, referrer and content policies are set.", "已设置 HSTS、nosniff、防嵌套、Referrer 与内容安全策略。")
}
