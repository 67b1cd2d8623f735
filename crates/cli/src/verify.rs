//! `tidegate verify`: is this receipt good? Offline; needs the file and a public key, and nothing of ours.

use crate::Done;
use crate::args::VerifyArgs;
use crate::end::{End, Fault, input};
use crate::files::{read_text, say};
use serde_json::json;
use tidegate_journal::receipt::Shown;
use tidegate_journal::{Policy, Receipt, Verifier};
use tidegate_types::Lang;

pub fn run(args: &VerifyArgs, lang: Lang) -> Done {
    let policy = policy(args)?;
    let text = read_text(&args.receipt)?;
    let shown = Receipt::parse(&text).and_then(|r| r.verify(&policy).map(|s| (r, s)));
    match shown {
        Ok((receipt, shown)) => {
            say(&if args.json { as_json(&receipt, &shown) } else { told(&receipt, &shown, lang) })?;
            Ok(End::Done)
        }
        Err(why) if args.json => {
            say(&format!("{:#}\n", json!({"verified": false, "why": why.to_string()})))?;
            Ok(End::Findings)
        }
        Err(why) => {
            let head = if lang == Lang::En { "NOT verified" } else { "未通过验证" };
            say(&format!("{head}: {}: {why}\n", args.receipt.display()))?;
            Ok(End::Findings)
        }
    }
}

fn policy(args: &VerifyArgs) -> Result<Policy, Fault> {
    match (&args.policy, &args.key) {
        (Some(file), _) => read_text(file)?.parse().map_err(|e| input(format!("{}: {e}", file.display()))),
        (None, Some(key)) => key.parse::<Verifier>().map(Policy::of_log).map_err(|e| input(e.to_string())),
        (None, None) => Err(input("whom to believe? Give the public key of the log with --key, or a policy with --policy")),
    }
}

fn time(seconds: u64) -> String {
    i64::try_from(seconds).ok().and_then(|s| jiff::Timestamp::from_second(s).ok()).map_or_else(|| seconds.to_string(), |t| t.to_string())
}

fn as_json(receipt: &Receipt, shown: &Shown) -> String {
    let event: serde_json::Value = serde_json::from_str(&receipt.body).unwrap_or_default();
    let witnessed: Vec<_> = shown.held.witnessed.iter().map(|(who, at)| json!({"witness": who, "at": time(*at)})).collect();
    let c = &shown.held.checkpoint;
    format!(
        "{:#}\n",
        json!({"verified": true, "log": c.origin.as_str(), "index": shown.held.index, "size": c.size, "root": c.root, "witnessed": witnessed, "event": event})
    )
}

fn told(receipt: &Receipt, shown: &Shown, lang: Lang) -> String {
    let (c, index) = (&shown.held.checkpoint, shown.held.index);
    let event: serde_json::Value = serde_json::from_str(&receipt.body).unwrap_or_default();
    let witnesses = shown.held.witnessed.iter().map(|(who, at)| format!("  {who}  {}\n", time(*at))).collect::<String>();
    match lang {
        Lang::En => format!(
            "Verified. The log {} holds this event, dated {}, at index {index} of {}:\n{event:#}\n{}",
            c.origin,
            shown.event.at,
            c.size,
            if witnesses.is_empty() {
                "No witness was asked for: that the log shows everybody the same tree rests on its own word.\n".into()
            } else {
                format!("Witnessed by\n{witnesses}")
            }
        ),
        Lang::Zh => format!(
            "验证通过。日志 {} 在第 {index} 位（共 {}）载有以下事件，事件时间为 {}：\n{event:#}\n{}",
            c.origin,
            c.size,
            shown.event.at,
            if witnesses.is_empty() {
                "未要求见证方：日志对所有人展示同一棵树，仅凭其自身声明。\n".into()
            } else {
                format!("见证方：\n{witnesses}")
            }
        ),
    }
}
