//! Stand-ins for the third parties: their real host names, small scripts of our own in place of theirs, and
//! endpoints that take beacons and set the cookies that the real ones set.

use crate::http::{Answer, Ask, Method};
use crate::template;

/// What a host does.
struct Vendor {
    host: &'static str,
    /// Script in `pages/vendors/`, served under any path that ends in `.js` or is listed here.
    script: Option<&'static str>,
    script_paths: &'static [&'static str],
    /// Cookie that its beacons set on its own domain.
    cookie: Option<&'static str>,
}

const fn script(host: &'static str, script: &'static str, script_paths: &'static [&'static str]) -> Vendor {
    Vendor { host, script: Some(script), script_paths, cookie: None }
}

const fn beacon(host: &'static str, cookie: Option<&'static str>) -> Vendor {
    Vendor { host, script: None, script_paths: &[], cookie }
}

const YEAR: &str = "; Max-Age=31536000; Path=/; Secure; HttpOnly; SameSite=None";

const VENDORS: &[Vendor] = &[
    script("connect.facebook.net", "facebook", &["/en_US/fbevents.js"]),
    beacon("www.facebook.com", Some("fr=0aBcDeFgHiJkLmNo..BnQ2Zx.Domain=facebook.com")),
    script("www.googletagmanager.com", "gtag", &["/gtag/js", "/gtm.js"]),
    beacon("www.google-analytics.com", None),
    beacon("region1.google-analytics.com", None),
    beacon("stats.g.doubleclick.net", None),
    beacon("googleads.g.doubleclick.net", Some("IDE=AHWqTUm3nQ0demo.Domain=doubleclick.net")),
    beacon("www.googleadservices.com", None),
    beacon("www.google.com", None),
    Vendor {
        host: "analytics.tiktok.com",
        script: Some("tiktok"),
        script_paths: &["/i18n/pixel/events.js"],
        cookie: Some("_ttp=2abcDEFghiDEMO.Domain=tiktok.com"),
    },
    script("s.pinimg.com", "pinterest", &["/ct/core.js"]),
    beacon("ct.pinterest.com", Some("ar_debug=1.Domain=pinterest.com")),
    Vendor {
        host: "bat.bing.com",
        script: Some("bing"),
        script_paths: &["/bat.js"],
        cookie: Some("MUID=1F2E3D4C5B6A79880102030405060708.Domain=bing.com"),
    },
    script("static.hotjar.com", "hotjar", &["/c/hotjar-3987654.js"]),
    beacon("content.hotjar.io", None),
    script("static.klaviyo.com", "klaviyo", &["/onsite/js/klaviyo.js"]),
    beacon("a.klaviyo.com", None),
    script("dynamic.criteo.com", "criteo", &["/js/ld/ld.js"]),
    beacon("sslwidget.criteo.com", Some("uid=5d1c0b7e-demo-4c1a.Domain=criteo.com")),
    beacon("gum.criteo.com", Some("uid=5d1c0b7e-demo-4c1a.Domain=criteo.com")),
    script("widget.intercom.io", "intercom", &["/widget/k3x9w2ab"]),
    beacon("api-iam.intercom.io", None),
    script("stats.jpush.cn", "jpush", &["/web/jpush.min.js"]),
    Vendor {
        host: "hm.baidu.com",
        script: Some("baidu"),
        script_paths: &["/hm.js"],
        cookie: Some("HMACCOUNT=0123456789ABCDEF.Domain=baidu.com"),
    },
    script("cdn.jsdelivr.net", "fingerprint", &["/npm/device-print@1.4.2/dist/device-print.min.js"]),
    // Nobody's: an advertising network that no list knows.
    beacon("px.brightcart-audience.test", Some("bca_uid=77c1e2.Domain=brightcart-audience.test")),
];

pub fn hosts() -> impl Iterator<Item = &'static str> {
    VENDORS.iter().map(|v| v.host)
}

/// The stand-in's answer, if the host is one of theirs.
pub fn answer(ask: &Ask) -> Option<Answer> {
    let vendor = VENDORS.iter().find(|v| v.host == ask.host)?;
    let answer = match vendor.script {
        Some(name) if vendor.script_paths.contains(&ask.path.as_str()) => {
            let text = template::file(&format!("vendors/{name}.js")).unwrap_or_default();
            Answer::new(200, "application/javascript; charset=utf-8", text)
        }
        _ if ask.path.ends_with(".js") => Answer::new(200, "application/javascript; charset=utf-8", "/* nothing */"),
        _ => beacon_answer(ask, vendor),
    };
    Some(match &ask.origin {
        Some(origin) => answer
            .with("access-control-allow-origin", origin.clone())
            .with("access-control-allow-credentials", "true")
            .with("access-control-allow-headers", "content-type"),
        None => answer.with("access-control-allow-origin", "*"),
    })
}

fn beacon_answer(ask: &Ask, vendor: &Vendor) -> Answer {
    let answer = match ask.method {
        Method::Post | Method::Options => Answer::new(204, "text/plain", ""),
        _ => Answer::new(200, "image/gif", GIF).with("cache-control", "no-store"),
    };
    match vendor.cookie.and_then(|c| c.split_once(".Domain=")) {
        Some((pair, domain)) => answer.with("set-cookie", format!("{pair}; Domain={domain}{YEAR}")),
        None => answer,
    }
}

/// A transparent picture of one point.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_exists_and_each_file_is_served() {
        for v in VENDORS {
            for path in v.script_paths {
                let a = answer(&Ask::get(v.host, path)).expect("known");
                assert!(a.body.len() > 200, "{}{path}", v.host);
                assert!(a.header("content-type").is_some_and(|t| t.contains("javascript")));
            }
        }
        for f in template::files("vendors") {
            let stem = f.trim_start_matches("vendors/").trim_end_matches(".js");
            assert!(VENDORS.iter().any(|v| v.script == Some(stem)), "{f} is served by nobody");
        }
    }

    #[test]
    fn a_beacon_sets_the_vendors_cookie_and_a_preflight_is_let_through() {
        let a = answer(&Ask::get("googleads.g.doubleclick.net", "/pagead/viewthroughconversion/1/")).expect("known");
        assert!(
            a.header("set-cookie")
                .is_some_and(|c| c.starts_with("IDE=") && c.contains("Domain=doubleclick.net") && c.contains("SameSite=None"))
        );
        let mut ask = Ask::get("content.hotjar.io", "/");
        ask.method = Method::Options;
        ask.origin = Some("https://leaky.example.test".into());
        let a = answer(&ask).expect("known");
        assert_eq!((a.status, a.header("access-control-allow-origin")), (204, Some("https://leaky.example.test")));
        assert!(answer(&Ask::get("example.org", "/")).is_none());
    }
}
