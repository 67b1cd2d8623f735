//! The test account, and how it is kept out of everything that is written down.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tidegate_canary::{Mask, SHORTEST};
use tidegate_types::observation::{Canary, Pass, Stage};

/// An account made for tests. It is never printed: not its name, not its password.
#[derive(Clone)]
pub struct Account {
    /// The page with the log-in form; `None`: the store's own link to it.
    pub log_in: Option<String>,
    pub user: String,
    pub password: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("log_in", &self.log_in).finish_non_exhaustive()
    }
}

const USER: &str = "[test account]";
const PASSWORD: &str = "[password]";
const LEFT_OUT: &str = "[left out]";
/// Headers that say nothing of a session.
const HEADERS: [&str; 8] = ["accept", "accept-language", "content-type", "origin", "referer", "sec-fetch-site", "sec-gpc", "user-agent"];

impl Account {
    /// Long enough to be told from other text, and so to be hidden?
    pub fn can_be_hidden(&self) -> bool {
        self.user.chars().count() >= SHORTEST && self.password.chars().count() >= SHORTEST
    }

    /// The pass without the account: no value of a cookie or store, no header of a session, no body of the log-in or of bytes, and
    /// the name and password in no form.
    pub fn kept_out_of(&self, mut pass: Pass) -> Pass {
        pass.cookies.iter_mut().for_each(|c| LEFT_OUT.clone_into(&mut c.value));
        pass.storage.iter_mut().for_each(|s| LEFT_OUT.clone_into(&mut s.value));
        for r in &mut pass.requests {
            r.headers.retain(|name, _| HEADERS.contains(&name.as_str()));
            r.response_headers.retain(|name, _| HEADERS.contains(&name.as_str()));
            if r.body.as_deref().is_some_and(|b| r.stage == Stage::Between || is_bytes(b)) {
                r.body = Some(LEFT_OUT.into());
            }
        }
        let masked = serde_json::to_value(&pass).map(|mut value| {
            hide(&self.mask(), &mut value);
            value
        });
        let masked = masked.and_then(serde_json::from_value);
        masked.expect("a pass is data of ours, and the mask changes no more than texts")
    }

    fn mask(&self) -> Mask {
        let canary = |kind: &str, value: &str| Canary { kind: kind.into(), value: value.into(), page: 0, field: String::new() };
        let kind = if self.user.contains('@') { "email" } else { "text" };
        Mask::new(&[(canary(kind, &self.user), USER), (canary("password", &self.password), PASSWORD)])
    }
}

/// A body that the recorder kept as base64, because it is no text: nobody can look into it to hide something.
fn is_bytes(body: &str) -> bool {
    body.len() > 16 && STANDARD.decode(body).is_ok()
}

fn hide(mask: &Mask, value: &mut Value) {
    match value {
        Value::String(s) => {
            if let Some(hidden) = mask.hide(s) {
                *s = hidden;
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|v| hide(mask, v)),
        Value::Object(map) => {
            // Keys too: a map may be by name.
            let strange: Vec<String> = map.keys().filter(|k| mask.hide(k).is_some()).cloned().collect();
            for key in strange {
                let value = map.remove(&key).unwrap_or_default();
                map.insert(mask.hide(&key).unwrap_or_default(), value);
            }
            map.values_mut().for_each(|v| hide(mask, v));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn account() -> Account {
        Account { log_in: None, user: "Probe.Person@shop.test".into(), password: "correct horse 7!".into() }
    }

    /// A pass in which the store spreads the account about.
    fn spread() -> Pass {
        let (user, word) = ("Probe.Person@shop.test", "correct horse 7!");
        let request = |stage: &str, body: &str| {
            json!({"url": "https://t.test/?u=probe.person%40shop.test", "method": "POST", "kind": "fetch", "page": 0, "stage": stage,
                "at_ms": 1, "left_device": true, "body": body, "headers": {"authorization": "Bearer x", "referer": "https://shop.test/"},
                "response_headers": {"set-cookie": "s=1"}})
        };
        let packed = STANDARD.encode(b"\x1f\x8b\x08 packed with something of the account in it");
        serde_json::from_value(json!({
            "name": "account", "end": {"is": "complete"}, "cpu_ms": 1, "wall_ms": 1,
            "pages": [{"kind": "home", "url": "https://shop.test/", "final_url": "https://shop.test/", "stage": "before", "status": 200,
                "text": format!("Hello {user}"), "title": "PROBE.PERSON@SHOP.TEST", "signals": {"consent_mode": {"probe.person@shop.test": "granted"}}}],
            "requests": [request("between", &format!("password={word}")), request("after", &packed), request("after", &format!("{{\"e\":\"{user}\"}}"))],
            "cookies": [{"name": "s", "value": "session-of-somebody", "domain": "shop.test", "path": "/", "lifetime_days": null, "http_only": true,
                "secure": true, "same_site": null, "third_party": false, "state": {"is": "stored"}, "set_by": {"by": "unknown"}, "stage": "after",
                "page": 0, "kept": true}],
            "storage": [{"kind": "local", "origin": "https://shop.test", "key": "jwt", "value": "eyJhbGciOi", "stage": "after", "page": 0, "kept": true}],
        }))
        .unwrap()
    }

    #[test]
    fn nothing_of_the_account_is_kept() {
        let kept = account().kept_out_of(spread());
        let text = serde_json::to_string(&kept).unwrap().to_lowercase();
        for gone in ["probe.person", "correct horse", "session-of-somebody", "eyjhbgcioi", "bearer", "set-cookie", "h4si"] {
            assert!(!text.contains(gone), "{gone} in {text}");
        }
        let bodies: Vec<_> = kept.requests.iter().map(|r| r.body.as_deref().unwrap()).collect();
        assert_eq!(bodies[..2], [LEFT_OUT, LEFT_OUT], "that something was sent is a fact, of the log-in and of bytes no more");
        assert_eq!(kept.pages[0].text, format!("Hello {USER}"));
        assert_eq!(kept.requests[0].headers["referer"], "https://shop.test/");
        assert!(kept.requests[2].body.as_deref().is_some_and(|b| b.contains(USER)));
        assert!(kept.pages[0].signals.consent_mode.contains_key(USER));
    }

    #[test]
    fn what_could_not_be_hidden_is_no_account() {
        assert!(account().can_be_hidden());
        assert!(!Account { user: "anna".into(), ..account() }.can_be_hidden());
        assert!(!Account { password: "7chars!".into(), ..account() }.can_be_hidden());
        assert!(!format!("{:?}", account()).contains("robe") && !format!("{:?}", account()).contains("horse"));
    }
}
