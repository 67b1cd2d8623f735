//! Whose script is this? A script that was written into the page, built from a string, or loaded from a `blob:` has no address
//! of its own, or a made-up one; behind it stands the script that put it there.

use crate::setcookie::cut;
use serde_json::Value;
use std::collections::HashMap;

/// Addresses of one stack.
pub const MAX_STACK: usize = 16;
/// Scripts and frames of a pass with somebody behind them.
const MAX_KNOWN: usize = 20_000;
const MAX_URL: usize = 2048;
const MAX_LEVELS: usize = 16;
const MAX_FRAMES: usize = 400;

#[derive(Debug, Default)]
pub struct Origins {
    /// What our own code is called in stacks.
    pub mark: String,
    /// By session and number of a script, by address of a `blob:` or `data:`, by number of a frame.
    behind: HashMap<String, Vec<String>>,
}

impl Origins {
    /// `Debugger.scriptParsed`.
    pub fn parsed(&mut self, session: &str, params: &Value) {
        let url = params["url"].as_str().unwrap_or_default();
        if url == self.mark && !url.is_empty() {
            return;
        }
        // `sourceURL` is what the script says of itself; anybody can say that he is somebody else.
        let named = params["hasSourceURL"] == true;
        if !(url.is_empty() || named || local(url)) {
            return;
        }
        let mut behind = Vec::new();
        let embedder = params["embedderName"].as_str().filter(|u| !u.is_empty() && named && !local(u));
        behind.extend(embedder.map(|u| cut(u, MAX_URL)));
        self.walk(session, params.get("stackTrace"), &mut behind);
        if behind.is_empty()
            && let Some(frame) = params["executionContextAuxData"]["frameId"].as_str()
        {
            behind.extend(self.behind.get(&of_frame(frame)).into_iter().flatten().cloned());
        }
        if !behind.is_empty() {
            self.keep(of_script(session, params["scriptId"].as_str().unwrap_or_default()), behind);
        }
    }

    /// `Page.frameAttached`: who made the frame.
    pub fn framed(&mut self, session: &str, frame: &str, stack: Option<&Value>) {
        let behind = self.stack(session, stack);
        if !behind.is_empty() {
            self.keep(of_frame(frame), behind);
        }
    }

    /// Somebody asked for an address that is only known here; who came first made it.
    pub fn asked(&mut self, url: &str, behind: &[String]) {
        let key = cut(url, 256);
        if local(url) && !behind.is_empty() && !self.behind.contains_key(&key) {
            self.keep(key, behind.to_vec());
        }
    }

    /// Script addresses of a stack trace, nearest first, those behind scripts without an address and asynchronous parents included.
    pub fn stack(&self, session: &str, trace: Option<&Value>) -> Vec<String> {
        let mut out = Vec::new();
        self.walk(session, trace, &mut out);
        out
    }

    fn walk(&self, session: &str, trace: Option<&Value>, out: &mut Vec<String>) {
        let mut level = trace;
        for _ in 0..MAX_LEVELS {
            let Some(frames) = level.and_then(|l| l["callFrames"].as_array()) else { return };
            for frame in frames.iter().take(MAX_FRAMES) {
                self.step(session, frame, out);
            }
            level = level.and_then(|l| l.get("parent"));
        }
    }

    fn step(&self, session: &str, frame: &Value, out: &mut Vec<String>) {
        let url = frame["url"].as_str().unwrap_or_default();
        if url == self.mark && !url.is_empty() {
            return;
        }
        let known = self.behind.get(&of_script(session, frame["scriptId"].as_str().unwrap_or_default()));
        // What a script calls itself is not told where we know better.
        if !url.is_empty() && (known.is_none() || local(url)) {
            push(out, cut(url, if local(url) { 256 } else { MAX_URL }));
        }
        let loaded = self.behind.get(&cut(url, 256)).filter(|_| local(url));
        for address in known.into_iter().chain(loaded).flatten() {
            push(out, address.clone());
        }
    }

    fn keep(&mut self, key: String, behind: Vec<String>) {
        if self.behind.len() >= MAX_KNOWN {
            self.behind.clear();
        }
        self.behind.insert(key, behind);
    }
}

/// The script to name: the nearest with an address that others can look up.
pub fn named(stack: &[String]) -> Option<&String> {
    stack.iter().find(|u| !local(u)).or(stack.first())
}

fn push(out: &mut Vec<String>, url: String) {
    if out.len() < MAX_STACK && !out.contains(&url) {
        out.push(url);
    }
}

/// Says nothing of where the script comes from.
fn local(url: &str) -> bool {
    ["blob:", "data:", "about:", "javascript:"].iter().any(|scheme| url.starts_with(scheme))
}

fn of_script(session: &str, id: &str) -> String {
    format!("script {session} {id}")
}

fn of_frame(id: &str) -> String {
    format!("frame {id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TAG: &str = "https://tags.test/t.js";

    fn frame(id: &str, url: &str) -> Value {
        json!({"functionName": "f", "scriptId": id, "url": url})
    }

    fn origins() -> Origins {
        Origins { mark: "_ours".into(), ..Origins::default() }
    }

    #[test]
    fn a_script_written_into_the_page_leads_to_who_wrote_it() {
        let mut o = origins();
        o.parsed("S", &json!({"scriptId": "7", "url": "", "stackTrace": {"callFrames": [frame("3", TAG)]}}));
        let trace = json!({"callFrames": [frame("9", "_ours"), frame("7", "")]});
        assert_eq!(o.stack("S", Some(&trace)), [TAG]);
        assert!(o.stack("T", Some(&trace)).is_empty(), "numbers of scripts hold in their session only");
    }

    #[test]
    fn a_blob_leads_to_who_asked_for_it_and_is_told() {
        let mut o = origins();
        o.asked("blob:https://shop.test/1", &[TAG.into()]);
        o.asked("https://shop.test/a.js", &["https://liar.test/".into()]);
        let trace = json!({"callFrames": [frame("1", "blob:https://shop.test/1")]});
        let stack = o.stack("S", Some(&trace));
        assert_eq!(stack, ["blob:https://shop.test/1", TAG]);
        assert_eq!(named(&stack).unwrap(), TAG);
        assert_eq!(o.stack("S", Some(&json!({"callFrames": [frame("2", "https://shop.test/a.js")]}))), ["https://shop.test/a.js"]);
    }

    #[test]
    fn nobody_is_who_he_says_he_is() {
        let mut o = origins();
        let said = "https://innocent.test/lib.js";
        o.parsed(
            "S",
            &json!({"scriptId": "7", "url": said, "hasSourceURL": true, "embedderName": "", "stackTrace": {"callFrames": [frame("3", TAG)]}}),
        );
        assert_eq!(o.stack("S", Some(&json!({"callFrames": [frame("7", said)]}))), [TAG]);
        o.parsed("S", &json!({"scriptId": "8", "url": said, "hasSourceURL": true, "embedderName": TAG}));
        assert_eq!(o.stack("S", Some(&json!({"callFrames": [frame("8", said)]}))), [TAG]);
    }

    #[test]
    fn a_frame_without_an_address_leads_to_who_made_it() {
        let mut o = origins();
        o.framed("S", "F", Some(&json!({"callFrames": [frame("3", TAG)]})));
        o.parsed("S", &json!({"scriptId": "7", "url": "about:srcdoc", "executionContextAuxData": {"frameId": "F"}}));
        assert_eq!(o.stack("S", Some(&json!({"callFrames": [frame("7", "about:srcdoc")]}))), ["about:srcdoc", TAG]);
    }

    #[test]
    fn asynchronous_parents_stand_behind_and_all_is_bounded() {
        let o = origins();
        let mut trace = json!({"callFrames": [frame("0", "https://deep.test/0")]});
        for n in 1..100 {
            trace = json!({"callFrames": [frame("0", &format!("https://deep.test/{n}"))], "parent": trace});
        }
        let stack = o.stack("S", Some(&trace));
        assert_eq!((stack.len(), stack[0].as_str(), stack[1].as_str()), (MAX_STACK, "https://deep.test/99", "https://deep.test/98"));
        for odd in [json!(null), json!([]), json!({"callFrames": 3}), json!({"callFrames": [1, null, {"url": 4}]})] {
            assert!(o.stack("S", Some(&odd)).is_empty());
        }
    }

    #[test]
    fn a_flood_of_scripts_is_forgotten_not_kept() {
        let mut o = origins();
        for n in 0..=MAX_KNOWN {
            o.parsed("S", &json!({"scriptId": n.to_string(), "url": "", "stackTrace": {"callFrames": [frame("3", TAG)]}}));
        }
        assert!(o.behind.len() <= MAX_KNOWN);
    }
}
