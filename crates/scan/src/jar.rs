//! Cookies and stored items of a pass: who set them, when first, and whether they stayed.

use crate::setcookie::{SetCookie, cut};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use tidegate_types::Host;
use tidegate_types::observation::{Cookie, CookieState, ItemKind, SetBy, Stage, StorageItem};

const MAX_COOKIES: usize = 5_000;
const MAX_ITEMS: usize = 5_000;

type Key = (String, Host, String);

#[derive(Debug, Default)]
pub struct Jar {
    pub cookies: Vec<Cookie>,
    pub items: Vec<StorageItem>,
    pub truncated: bool,
    /// The entry of each cookie that is in the browser's jar as far as known.
    live: HashMap<Key, usize>,
    refused: HashSet<(Key, Vec<String>)>,
}

/// The page that the browser was on when the jar was looked into.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    pub page: usize,
    pub page_host: Option<&'a Host>,
    pub stage: Stage,
    pub now_s: i64,
}

impl Jar {
    /// A `Set-Cookie` line and what became of it.
    pub fn line(&mut self, cookie: SetCookie, state: CookieState, set_by: SetBy, third_party: bool, page: usize, stage: Stage) {
        let key = (cookie.name.clone(), cookie.domain.clone(), cookie.path.clone());
        let stored = match &state {
            CookieState::Refused { reasons } => {
                if !self.refused.insert((key.clone(), reasons.clone())) {
                    return;
                }
                false
            }
            CookieState::Stored if cookie.removes() => {
                self.live.remove(&key);
                return;
            }
            CookieState::Stored if self.live.contains_key(&key) => return,
            CookieState::Stored => true,
        };
        self.push(
            key,
            stored,
            Cookie {
                name: cookie.name,
                value: cookie.value,
                domain: cookie.domain,
                path: cookie.path,
                lifetime_days: cookie.lifetime_days,
                http_only: cookie.http_only,
                secure: cookie.secure,
                same_site: cookie.same_site,
                third_party,
                state,
                set_by,
                stage,
                page,
                kept: false,
            },
        );
    }

    fn push(&mut self, key: Key, stored: bool, cookie: Cookie) {
        if self.cookies.len() >= MAX_COOKIES {
            self.truncated = true;
            return;
        }
        if stored {
            self.live.insert(key, self.cookies.len());
        }
        self.cookies.push(cookie);
    }

    /// Compares with the browser's own jar (`Storage.getCookies`): what nobody announced was set by script.
    /// `writes` are the names that scripts wrote, with the script.
    pub fn look(&mut self, jar: &[Value], writes: &[(String, Option<String>)], now: Moment<'_>) {
        let mut present = HashSet::new();
        for cookie in jar {
            let Some(key) = key_of(cookie) else { continue };
            present.insert(key.clone());
            if !self.live.contains_key(&key) {
                let entry = from_jar(cookie, &key, writes, now);
                self.push(key, true, entry);
            }
        }
        // What is gone and comes back is set anew.
        self.live.retain(|key, _| present.contains(key));
    }

    /// Local and session storage and database names of one origin, as they stand.
    pub fn store(&mut self, origin: &str, entries: &[Value], page: usize, stage: Stage) {
        let mut present = HashSet::new();
        for entry in entries {
            let (Some(kind), Some(key)) = (item_kind(&entry["kind"]), entry["key"].as_str()) else { continue };
            let key = cut(key, 512);
            present.insert((kind, key.clone()));
            let known = self.items.iter_mut().find(|i| i.kept && i.kind == kind && i.origin == origin && i.key == key);
            if known.is_some() {
                continue;
            }
            if self.items.len() >= MAX_ITEMS {
                self.truncated = true;
                return;
            }
            let value = cut(entry["value"].as_str().unwrap_or_default(), 512);
            self.items.push(StorageItem { kind, origin: origin.into(), key, value, stage, page, kept: true });
        }
        for item in self.items.iter_mut().filter(|i| i.origin == origin) {
            item.kept &= present.contains(&(item.kind, item.key.clone()));
        }
    }

    /// The end of the pass: what is still there was kept.
    pub fn close(&mut self) {
        for at in self.live.values() {
            self.cookies[*at].kept = true;
        }
    }
}

fn item_kind(said: &Value) -> Option<ItemKind> {
    serde_json::from_value(said.clone()).ok()
}

fn key_of(cookie: &Value) -> Option<Key> {
    let domain = Host::new(cookie["domain"].as_str()?.trim_start_matches('.'));
    Some((cut(cookie["name"].as_str()?, 256), domain, cut(cookie["path"].as_str()?, 256)))
}

fn from_jar(cookie: &Value, key: &Key, writes: &[(String, Option<String>)], now: Moment<'_>) -> Cookie {
    let http_only = cookie["httpOnly"] == true;
    let script = writes.iter().rev().find(|(name, _)| *name == key.0);
    let set_by = match script {
        Some((_, url)) => SetBy::Script { url: url.clone() },
        None if http_only => SetBy::Unknown,
        None => SetBy::Script { url: None },
    };
    let expires = cookie["expires"].as_f64().filter(|at| *at > 0.0 && cookie["session"] != true);
    Cookie {
        name: key.0.clone(),
        value: cut(cookie["value"].as_str().unwrap_or_default(), 512),
        domain: key.1.clone(),
        path: key.2.clone(),
        lifetime_days: expires.map(|at| (at - now.now_s as f64) / 86_400.0),
        http_only,
        secure: cookie["secure"] == true,
        same_site: cookie["sameSite"].as_str().map(str::to_owned),
        third_party: now.page_host.is_some_and(|page| !key.1.same_site(page)),
        state: CookieState::Stored,
        set_by,
        stage: now.stage,
        page: now.page,
        kept: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setcookie::parse;
    use serde_json::json;

    fn moment(page: usize, stage: Stage, host: &Host) -> Moment<'_> {
        Moment { page, page_host: Some(host), stage, now_s: 1_800_000_000 }
    }

    fn response() -> SetBy {
        SetBy::Response { request: 0 }
    }

    #[test]
    fn a_cookie_nobody_announced_is_a_scripts() {
        let (mut jar, shop) = (Jar::default(), Host::new("shop.test"));
        let seen = json!({"name": "_ga", "value": "GA1", "domain": ".shop.test", "path": "/", "expires": 1_800_086_400.0,
            "httpOnly": false, "secure": true, "session": false});
        let writes = [("_ga".to_owned(), Some("https://t.test/ga.js".to_owned()))];
        jar.look(std::slice::from_ref(&seen), &writes, moment(0, Stage::Before, &shop));
        jar.look(&[seen], &writes, moment(1, Stage::After, &shop));
        jar.close();
        assert_eq!(jar.cookies.len(), 1);
        let cookie = &jar.cookies[0];
        assert_eq!(cookie.set_by, SetBy::Script { url: Some("https://t.test/ga.js".into()) });
        assert_eq!((cookie.lifetime_days, cookie.third_party, cookie.kept), (Some(1.0), false, true));
        assert_eq!(cookie.stage, Stage::Before);
    }

    #[test]
    fn set_again_after_removal_counts_anew() {
        let (mut jar, shop) = (Jar::default(), Host::new("shop.test"));
        let line = |text: &str| parse(text, "https://shop.test/", 0).unwrap();
        jar.line(line("id=1; Max-Age=60"), CookieState::Stored, response(), false, 0, Stage::Before);
        jar.line(line("id=2; Max-Age=60"), CookieState::Stored, response(), false, 0, Stage::Before);
        assert_eq!(jar.cookies.len(), 1);
        jar.look(&[], &[], moment(0, Stage::After, &shop));
        jar.line(line("id=3; Max-Age=60"), CookieState::Stored, response(), false, 1, Stage::After);
        assert_eq!(jar.cookies.iter().map(|c| c.stage).collect::<Vec<_>>(), [Stage::Before, Stage::After]);
        jar.line(line("id=; Max-Age=0"), CookieState::Stored, response(), false, 1, Stage::After);
        jar.close();
        assert!(jar.cookies.iter().all(|c| !c.kept));
    }

    #[test]
    fn refused_is_an_attempt_and_is_never_kept() {
        let mut jar = Jar::default();
        let cookie = parse("IDE=1; Domain=ads.test", "https://x.ads.test/", 0).unwrap();
        let state = CookieState::Refused { reasons: vec!["SameSiteUnspecifiedTreatedAsLax".into()] };
        for page in 0..2 {
            jar.line(cookie.clone(), state.clone(), response(), true, page, Stage::Before);
        }
        jar.close();
        assert_eq!(jar.cookies.len(), 1);
        assert!(!jar.cookies[0].kept);
        assert_eq!(jar.cookies[0].state, state);
    }

    #[test]
    fn storage_is_kept_only_if_still_there() {
        let mut jar = Jar::default();
        let both = [json!({"kind": "local", "key": "a", "value": "1"}), json!({"kind": "session", "key": "b", "value": ""})];
        jar.store("https://shop.test", &both, 0, Stage::Before);
        jar.store("https://shop.test", &both[..1], 1, Stage::After);
        jar.store("https://other.test", &[], 1, Stage::After);
        assert_eq!(jar.items.iter().map(|i| i.kept).collect::<Vec<_>>(), [true, false]);
    }
}
