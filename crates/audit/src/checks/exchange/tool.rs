//! Does a tool collect more than was declared for it? Categories are those of Cal. Civ. Code §1798.140(v)(1).

use super::recipient::entry;
use super::{list, register};
use crate::answer::Answer;
use crate::case::Case;
use crate::reading::has;
use std::collections::BTreeSet;
use tidegate_types::finding::Confidence;
use tidegate_types::observation::Request;
use tidegate_types::profile::Recipient;

pub fn undeclared(case: &Case) -> Answer {
    let all = match register(case) {
        Ok(all) => all,
        Err(answer) => return answer,
    };
    if !case.usable(tidegate_types::observation::PassName::Arrive) {
        return Answer::Unknown(case.why_not(tidegate_types::observation::PassName::Arrive));
    }
    let mut over = Vec::new();
    let mut silent = Vec::new();
    let mut looked = 0;
    for r in all {
        let seen = collected(case, r);
        if seen.is_empty() {
            continue;
        }
        looked += 1;
        match &r.receives {
            None => silent.push(r.name.clone()),
            Some(words) => {
                let declared: BTreeSet<char> = words.iter().flat_map(|w| codes(w)).collect();
                let more: Vec<_> = seen.difference(&declared).copied().collect();
                if !more.is_empty() {
                    over.push((r, more));
                }
            }
        }
    }
    if !over.is_empty() {
        let told: Vec<_> = over.iter().map(|(r, more)| format!("{} ({})", r.name, describe(more).0)).collect();
        let told_zh: Vec<_> = over.iter().map(|(r, more)| format!("{}({})", r.name, describe(more).1)).collect();
        let evidence = over
            .iter()
            .map(|(r, more)| entry(r, &format!("was sent {}", describe(more).0), &format!("收到了{}", describe(more).1)))
            .collect();
        return Answer::failed(
            format!("Got more than was declared: {}.", list(&told)),
            format!("收到的数据超出声明范围：{}。", list(&told_zh)),
            evidence,
        )
        .confidence(Confidence::Medium);
    }
    if looked == 0 {
        return Answer::not_applicable("No registered recipient got data in the passes.", "各轮次中没有已登记的接收方收到数据。");
    }
    if !silent.is_empty() {
        let who = list(&silent);
        return Answer::unknown(
            format!("The register does not say what these receive (`receives`): {who}"),
            format!("登记册未说明以下接收方收到哪些数据（`receives`）：{who}"),
        );
    }
    Answer::met("No registered tool was seen collecting more than was declared.", "未观察到已登记工具收集超出声明范围的数据。")
}

/// Category codes that a recipient was seen to get.
fn collected(case: &Case, r: &Recipient) -> BTreeSet<char> {
    let mut out = BTreeSet::new();
    let mine = |url: &str| {
        case.flows.key_of(url).and_then(|k| case.flows.parties.get(&k)).is_some_and(|p| p.recipient.is_some_and(|x| std::ptr::eq(x, r)))
    };
    for pass in &case.obs.passes {
        for q in pass.requests.iter().filter(|q| q.left_device && mine(&q.url)) {
            if case.flows.level(q) > crate::flows::Level::Library {
                out.extend(['A', 'F']);
            }
            if commercial(q) {
                out.insert('D');
            }
        }
        let located = |c: &&tidegate_types::observation::ApiCall| c.api == "geolocation" && c.script.as_deref().is_some_and(mine);
        if pass.api_calls.iter().any(|c| located(&c)) {
            out.insert('G');
        }
    }
    out
}

/// Carts, prices and orders in a message to a third party.
fn commercial(q: &Request) -> bool {
    let decoded = crate::leak::decoded(&q.url);
    let body = q.body.as_deref().map(crate::leak::decoded).unwrap_or_default();
    has(
        &format!("{decoded} {body}"),
        &[
            r"add_?to_?cart|purchase|view_?content|view_item|begin_checkout|initiatecheckout|order_?id|transaction_?id|content_ids|\bcu=|currency=|cd\[value\]",
        ],
    )
}

/// A code, or words that mean it.
fn codes(word: &str) -> Vec<char> {
    let w = word.trim();
    if w.len() == 1 {
        return w.to_ascii_uppercase().chars().collect();
    }
    let lower = w.to_lowercase();
    let table: [(char, &'static [&'static str]); 5] = [
        ('A', &[r"identifier|e-?mail|\bname\b|cookie|\bip\b|device|contact|标识|邮箱|姓名|设备"]),
        ('D', &[r"order|purchas|commercial|cart|transaction|订单|购买|交易"]),
        ('F', &[r"brows|activity|internet|network|usage|click|page|visit|浏览|行为|访问"]),
        ('G', &[r"location|geo|gps|位置"]),
        ('L', &[r"sensitive|敏感"]),
    ];
    table.into_iter().filter(|(_, p)| has(&lower, p)).map(|(c, _)| c).collect()
}

fn describe(codes: &[char]) -> (String, String) {
    let one = |c: &char| match c {
        'A' => ("identifiers (A)", "标识符（A）"),
        'D' => ("commercial information (D)", "商业信息（D）"),
        'F' => ("internet activity (F)", "网络活动信息（F）"),
        'G' => ("geolocation (G)", "地理位置（G）"),
        _ => ("other data", "其他数据"),
    };
    let (en, zh): (Vec<_>, Vec<_>) = codes.iter().map(one).unzip();
    (en.join(", "), zh.join("、"))
}
