//! One order for what was seen. A browser tells of the same events now in this order and now in that; what is concluded
//! must not hang on it. Requests go by their time, everything else by itself, and what refers to a request follows it.

use super::{Observation, Pass, SetBy};
use serde::Serialize;

impl Observation {
    /// The same observation with every list in its one order. Pages and acts keep theirs: it is what happened.
    pub fn in_order(&self) -> Observation {
        let mut ordered = self.clone();
        ordered.passes.iter_mut().for_each(order);
        ordered.passes.sort_by_key(|p| p.name);
        ordered
    }
}

fn order(pass: &mut Pass) {
    let moved = order_requests(pass);
    for cookie in &mut pass.cookies {
        if let SetBy::Response { request } = &mut cookie.set_by {
            *request = moved.get(*request).copied().unwrap_or(usize::MAX);
        }
    }
    by_itself(&mut pass.cookies);
    by_itself(&mut pass.storage);
    by_itself(&mut pass.api_calls);
    by_itself(&mut pass.canaries);
}

/// Sorts the requests; gives for each old place the new one.
fn order_requests(pass: &mut Pass) -> Vec<usize> {
    let mut places: Vec<usize> = (0..pass.requests.len()).collect();
    let requests = &pass.requests;
    // Where the hop before stands is no part of what a request is.
    let key = |i: usize| text(&super::Request { redirected_from: None, ..requests[i].clone() });
    places.sort_by(|&a, &b| requests[a].at_ms.cmp(&requests[b].at_ms).then_with(|| key(a).cmp(&key(b))));
    let mut moved = vec![0; places.len()];
    for (new, &old) in places.iter().enumerate() {
        moved[old] = new;
    }
    let mut taken: Vec<_> = std::mem::take(&mut pass.requests).into_iter().map(Some).collect();
    pass.requests = places.iter().filter_map(|&old| taken[old].take()).collect();
    for request in &mut pass.requests {
        request.redirected_from = request.redirected_from.and_then(|old| moved.get(old).copied());
    }
    moved
}

fn by_itself<T: Serialize>(list: &mut [T]) {
    list.sort_by_cached_key(text);
}

fn text(value: &impl Serialize) -> String {
    // Nothing of an observation is without a JSON form; a sort key may be empty all the same.
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{Browser, Cookie, PassEnd, PassName, Request};

    fn seen(requests: serde_json::Value, cookies: serde_json::Value) -> Observation {
        let requests: Vec<Request> = serde_json::from_value(requests).expect("requests");
        let cookies: Vec<Cookie> = serde_json::from_value(cookies).expect("cookies");
        let pass = serde_json::json!({"name": "arrive", "end": {"is": "complete"}, "pages": [], "requests": [], "cookies": [], "storage": [], "cpu_ms": 0, "wall_ms": 0});
        let mut pass: Pass = serde_json::from_value(pass).expect("a pass");
        (pass.requests, pass.cookies) = (requests, cookies);
        assert_eq!((pass.name, &pass.end), (PassName::Arrive, &PassEnd::Complete));
        Observation {
            format: 1,
            tidegate: "0".into(),
            target: "https://shop.test/".into(),
            started_at: jiff::Timestamp::UNIX_EPOCH,
            browser: Browser::default(),
            passes: vec![pass],
            gaps: vec![],
            lists: vec![],
            names: vec![],
        }
    }

    fn request(url: &str, at_ms: u64, from: Option<usize>) -> serde_json::Value {
        serde_json::json!({"url": url, "method": "GET", "kind": "image", "page": 0, "stage": "before", "at_ms": at_ms, "redirected_from": from, "left_device": true})
    }

    fn cookie(name: &str, request: usize) -> serde_json::Value {
        serde_json::json!({"name": name, "value": "1", "domain": "shop.test", "path": "/", "lifetime_days": null, "http_only": false, "secure": true, "same_site": null, "third_party": false,
            "state": {"is": "stored"}, "set_by": {"by": "response", "request": request}, "stage": "before", "page": 0, "kept": true})
    }

    #[test]
    fn two_tellings_of_the_same_events_become_one() {
        let a = serde_json::json!([
            request("https://a.test/", 5, None),
            request("https://b.test/", 7, Some(0)),
            request("https://c.test/", 7, None)
        ]);
        let b = serde_json::json!([
            request("https://c.test/", 7, None),
            request("https://b.test/", 7, Some(2)),
            request("https://a.test/", 5, None)
        ]);
        let first = seen(a, serde_json::json!([cookie("x", 0), cookie("y", 2)])).in_order();
        let second = seen(b, serde_json::json!([cookie("y", 0), cookie("x", 2)])).in_order();
        assert_eq!(first, second);
        assert_eq!(first.passes[0].requests[1].redirected_from, Some(0));
        assert_eq!(first.passes[0].cookies[0].set_by, SetBy::Response { request: 0 });
    }

    #[test]
    fn places_that_do_not_exist_stay_nowhere() {
        let one = serde_json::json!([request("https://a.test/", 5, Some(99))]);
        let pass = seen(one, serde_json::json!([cookie("x", 99)])).in_order().passes.remove(0);
        assert_eq!(pass.requests[0].redirected_from, None);
        assert!(matches!(pass.cookies[0].set_by, SetBy::Response { request } if request == usize::MAX));
    }
}
