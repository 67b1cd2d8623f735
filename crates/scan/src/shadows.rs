//! Closed shadow roots that markup declares (`<template shadowrootmode="closed">`): no call makes them, so no script can be
//! told of them. The browser is asked, and what it knows is handed to our fragments in the page.

use crate::cdp::Cdp;
use crate::scripts::Scripts;
use serde_json::{Value, json};
use std::time::Duration;

/// A tree within a tree within a tree; more is not looked into.
const ROUNDS: usize = 3;
/// Elements of one frame that are asked after in one round; `hosts.js` names no more.
const MAX_HOSTS: usize = 40;
const WITHIN: Duration = Duration::from_millis(1_200);
/// For all rounds in a frame.
const ALTOGETHER: Duration = Duration::from_secs(2);
const GROUP: &str = "tidegate-hosts";

/// Makes the trees of a frame known to the fragments that read it. What fails leaves the page as little known as it was.
pub async fn find(cdp: &Cdp, session: &str, context: &str, scripts: &Scripts) {
    let rounds = async {
        for _ in 0..ROUNDS {
            match round(cdp, session, context, scripts).await {
                Some(n) if n > 0 => {}
                _ => break,
            }
        }
    };
    // A page that stops to answer is told of by whoever reads it next.
    let _ = tokio::time::timeout(ALTOGETHER, rounds).await;
    cdp.post(Some(session), "Runtime.releaseObjectGroup", json!({"objectGroup": GROUP}));
}

/// How many were found and handed over.
async fn round(cdp: &Cdp, session: &str, context: &str, scripts: &Scripts) -> Option<usize> {
    let call = |method: &'static str, params: Value| async move { cdp.call(Some(session), method, params, WITHIN).await.ok() };
    let asked = json!({"expression": scripts.hosts, "uniqueContextId": context, "objectGroup": GROUP, "silent": true, "timeout": 1_000});
    let answer = call("Runtime.evaluate", asked).await?;
    let list = answer["result"]["objectId"].as_str()?;
    let owned = call("Runtime.getProperties", json!({"objectId": list, "ownProperties": true})).await?;
    let hosts: Vec<&str> = owned["result"].as_array()?.iter().filter_map(|p| p["value"]["objectId"].as_str()).take(MAX_HOSTS).collect();
    let mut found = 0;
    for host in hosts {
        let Some(told) = call("DOM.describeNode", json!({"objectId": host, "depth": 0})).await else { continue };
        let Some(root) = closed_root(&told["node"]) else { continue };
        let Some(node) = call("DOM.resolveNode", json!({"backendNodeId": root, "objectGroup": GROUP})).await else { continue };
        let given = json!({
            "objectId": host, "functionDeclaration": scripts.learn, "arguments": [{"objectId": node["object"]["objectId"]}],
            "objectGroup": GROUP, "returnByValue": true, "silent": true,
        });
        let taken = call("Runtime.callFunctionOn", given).await;
        found += usize::from(taken.is_some_and(|t| t["result"]["value"] == true));
    }
    Some(found)
}

/// The tree that the page closed, not one of the browser's own (those of fields and `<details>`).
fn closed_root(node: &Value) -> Option<i64> {
    let roots = node["shadowRoots"].as_array()?;
    roots.iter().find(|r| r["shadowRootType"] == "closed")?["backendNodeId"].as_i64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_closed_trees_of_the_page_are_taken() {
        let host = |kind: &str| json!({"nodeName": "DIV", "shadowRoots": [{"shadowRootType": kind, "backendNodeId": 7}]});
        assert_eq!(closed_root(&host("closed")), Some(7));
        assert_eq!(closed_root(&host("open")), None, "scripts see it themselves");
        assert_eq!(closed_root(&host("user-agent")), None);
        assert_eq!(closed_root(&json!({"nodeName": "DIV"})), None);
        assert_eq!(closed_root(&json!({"shadowRoots": [{"shadowRootType": "closed"}]})), None, "no number");
    }
}
