//! What scripts called and which cookies they wrote, as the breakpoints tell it: one line of the console, which begins with this
//! scan's key, with the stack that the browser adds.

use crate::origins::{Origins, named};
use crate::recorder::is_of_the_browser;
use crate::setcookie::cut;
use serde_json::Value;
use tidegate_types::observation::{ApiCall, Stage};

const MAX_CALLS: usize = 2_000;
const MAX_WRITES: usize = 5_000;

#[derive(Debug, Default)]
pub struct Calls {
    /// With it our own lines begin; no page knows it.
    pub key: String,
    pub calls: Vec<ApiCall>,
    /// Names of cookies, with the script that wrote them.
    pub writes: Vec<(String, Option<String>)>,
    /// There were more calls than are told.
    pub truncated: bool,
}

impl Calls {
    /// `Runtime.consoleAPICalled`. What our own fragment says ran beside hostile scripts: it is cut and counted like all else.
    pub fn told(&mut self, session: &str, params: &Value, origins: &mut Origins, at: (usize, Stage)) {
        let args = params["args"].as_array().map(Vec::as_slice).unwrap_or_default();
        let [key, api, name, gesture, count] = args else { return };
        if self.key.is_empty() || key["value"] != self.key.as_str() {
            return;
        }
        let Some(api) = api["value"].as_str() else { return };
        let stack = origins.stack(session, params.get("stackTrace"));
        let name = name["value"].as_str().unwrap_or_default();
        match api {
            "cookie" => return self.wrote(name, named(&stack).cloned()),
            "worker" => return origins.asked(name, &stack),
            "flood" => {
                self.truncated = true;
                return;
            }
            _ => {}
        }
        let count = count["value"].as_u64().and_then(|c| u32::try_from(c).ok()).unwrap_or(1);
        let (page, stage) = at;
        let script = named(&stack).cloned();
        if script.as_deref().is_some_and(is_of_the_browser) {
            return;
        }
        let after_gesture = gesture["value"] == true;
        self.count(ApiCall { api: cut(api, 40), script, stack, page, stage, count, after_gesture, artifact: None });
    }

    fn count(&mut self, call: ApiCall) {
        let same = |k: &&mut ApiCall| {
            (&k.api, &k.script, k.page, k.stage, k.after_gesture) == (&call.api, &call.script, call.page, call.stage, call.after_gesture)
        };
        if let Some(known) = self.calls.iter_mut().find(same) {
            known.count = known.count.saturating_add(call.count);
        } else if self.calls.len() < MAX_CALLS {
            self.calls.push(call);
        } else {
            self.truncated = true;
        }
    }

    fn wrote(&mut self, name: &str, by: Option<String>) {
        let name = cut(name, 300);
        if self.writes.len() < MAX_WRITES && !self.writes.iter().any(|w| w.0 == name && w.1 == by) {
            self.writes.push((name, by));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn line(key: &str, api: &str, name: &str, count: u32) -> Value {
        let args: Vec<Value> = [json!(key), json!(api), json!(name), json!(false), json!(count)].map(|v| json!({"value": v})).to_vec();
        let frame = json!({"scriptId": "1", "url": "https://tags.test/t.js"});
        json!({"type": "debug", "args": args, "stackTrace": {"callFrames": [frame]}})
    }

    fn calls() -> Calls {
        Calls { key: "secret".into(), ..Calls::default() }
    }

    #[test]
    fn our_own_lines_are_counted_by_script_page_and_stage() {
        let mut c = calls();
        let mut o = Origins::default();
        c.told("S", &line("secret", "canvas", "", 1), &mut o, (0, Stage::Before));
        c.told("S", &line("secret", "canvas", "", 8), &mut o, (0, Stage::Before));
        c.told("S", &line("secret", "canvas", "", 2), &mut o, (0, Stage::Later));
        let told: Vec<_> = c.calls.iter().map(|c| (c.count, c.script.as_deref().unwrap())).collect();
        assert_eq!(told, [(9, "https://tags.test/t.js"), (2, "https://tags.test/t.js")]);
    }

    #[test]
    fn a_cookie_is_written_by_somebody() {
        let mut c = calls();
        for _ in 0..3 {
            c.told("S", &line("secret", "cookie", "_id", 1), &mut Origins::default(), (0, Stage::Before));
        }
        assert_eq!(c.writes, [("_id".to_owned(), Some("https://tags.test/t.js".to_owned()))]);
        assert!(c.calls.is_empty());
    }

    #[test]
    fn what_a_page_writes_to_its_console_is_its_own() {
        let mut c = calls();
        let at = (0, Stage::Before);
        for (params, why) in [
            (line("guess", "canvas", "", 1), "another key"),
            (line("", "canvas", "", 1), "no key"),
            (json!({"args": [{"value": "secret"}]}), "too few"),
            (json!({"args": [{"value": "secret"}, {"value": 3}, {}, {}, {}]}), "no name"),
            (json!({}), "nothing"),
        ] {
            c.told("S", &params, &mut Origins::default(), at);
            assert!(c.calls.is_empty(), "{why}");
        }
        Calls::default().told("S", &line("", "canvas", "", 1), &mut Origins::default(), at);
    }

    #[test]
    fn more_than_enough_is_left_out_and_that_is_told() {
        let mut c = calls();
        for n in 0..2 * MAX_CALLS {
            c.told("S", &line("secret", &format!("a{n}"), "", 1), &mut Origins::default(), (0, Stage::Before));
        }
        assert_eq!((c.calls.len(), c.truncated), (MAX_CALLS, true));
        let mut flooded = calls();
        flooded.told("S", &line("secret", "flood", "", 0), &mut Origins::default(), (0, Stage::Before));
        assert_eq!((flooded.calls.len(), flooded.truncated), (0, true));
    }
}
