//! The real program and browser on every planted behaviour and on its lawful twin: the one is found, the other not
//! reported. `PLANTED=banner cargo test -p tidegate --test planted` looks at those only whose name holds that.

use serde_json::Value;
use std::collections::VecDeque;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use tidegate_canary::Mask;
use tidegate_demo::{Behaviour, Demo, Side, behaviours};
use tidegate_types::observation::Canary;

/// Scans beside each other; most of a scan is waiting for a page to be quiet.
const AT_ONCE: usize = 6;

/// Not judged rightly yet. What is judged rightly by now must leave the list.
const NOT_YET: &[&str] = &[];

struct Lab {
    demo: Demo,
    work: std::path::PathBuf,
}

impl Lab {
    /// What the report says of the behaviour's check: its status and the sentence.
    fn look(&self, case: &Behaviour, side: Side) -> Result<(String, String), String> {
        let out = self.work.join(format!("{}-{side:?}", case.id));
        std::fs::create_dir_all(&out).map_err(|e| e.to_string())?;
        let profile = out.join("profile.toml");
        std::fs::write(&profile, case.profile()).map_err(|e| e.to_string())?;
        let done = Command::new(env!("CARGO_BIN_EXE_tidegate"))
            .args(["audit", &case.url(side), "--insecure-tls", "--host-rules", &self.demo.host_rules(), "--format", "json"])
            .args(["--passes", &case.passes.join(",")])
            .env("TIDEGATE_PLANTED_PASSWORD", PASSWORD)
            .arg("--profile")
            .arg(&profile)
            .arg("--out")
            .arg(&out)
            .output()
            .map_err(|e| e.to_string())?;
        if !done.status.success() {
            return Err(format!("{}: {}", done.status, String::from_utf8_lossy(&done.stderr)));
        }
        if case.profile().contains(USER) {
            secrets_kept(&out)?;
        }
        verdict(&out, &case.check)
    }

    /// What is wrong, if anything.
    fn judge(&self, case: &Behaviour, side: Side) -> Option<String> {
        let told = |why: String| Some(format!("{} {side:?} ({}): {why}", case.id, case.check));
        match (self.look(case, side), side) {
            (Err(why), _) => told(why),
            (Ok((status, _)), Side::Planted) if status == "failed" => None,
            (Ok((status, _)), Side::Twin) if status == "met" || case.twin_unknown && status == "unknown" => None,
            (Ok((status, _)), Side::Twin) if status == "not_applicable" && !must_be_met(&case.check) => None,
            (Ok((status, detail)), _) => told(format!("{status}: {detail}")),
        }
    }
}

/// Where a twin has a banner of its own, not to have seen it is no success.
fn must_be_met(check: &str) -> bool {
    check.starts_with("collect.banner.") || check.starts_with("collect.consent.")
}

/// Of the test account: as `cases/optout-one-device.toml` names it.
const USER: &str = "probe.person@shop-tests.example";
const PASSWORD: &str = "planted-Passw0rd!";

/// Nothing that was written holds the account's name or password, however written; the operator's own profile does.
fn secrets_kept(out: &Path) -> Result<(), String> {
    let mask = Mask::new(&[(secret("email", USER), ""), (secret("password", PASSWORD), "")]);
    let mut folders = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| e.to_string())?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|n| n != "profile.toml") {
                let bytes = std::fs::read(&path).map_err(|e| e.to_string())?;
                if mask.hide(&String::from_utf8_lossy(&bytes)).is_some() {
                    return Err(format!("{} holds the account's name or password", path.display()));
                }
                if path.to_string_lossy().contains("screenshots/account") || path.to_string_lossy().contains("screenshots/device") {
                    return Err(format!("{} was taken behind the log-in", path.display()));
                }
            }
        }
    }
    Ok(())
}

fn secret(kind: &str, value: &str) -> Canary {
    Canary { kind: kind.into(), value: value.into(), page: 0, field: String::new() }
}

fn verdict(out: &Path, check: &str) -> Result<(String, String), String> {
    let text = std::fs::read_to_string(out.join("report.json")).map_err(|e| e.to_string())?;
    let report: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let found =
        report["findings"].as_array().into_iter().flatten().find(|f| f["check"] == check).ok_or("the check is not in the report")?;
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    Ok((text(&found["status"]), text(&found["detail"]["en"])))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_behaviour_is_found_and_no_twin_is_reported() {
    let only = std::env::var("PLANTED").unwrap_or_default();
    let chosen: Vec<&'static Behaviour> = behaviours().iter().filter(|b| b.id.contains(&only)).collect();
    assert!(!chosen.is_empty(), "no behaviour's name holds `{only}`");
    let missing: Vec<&str> = chosen.iter().flat_map(|b| b.missing_packages()).collect();
    assert!(missing.is_empty(), "these packages are not installed, run `make packages`: {missing:?}");
    let todo: VecDeque<_> = chosen.into_iter().flat_map(|b| [(b, Side::Planted), (b, Side::Twin)]).collect();
    let looked = todo.len();
    let todo = Arc::new(Mutex::new(todo));
    let temporary = tempfile::tempdir().expect("a folder");
    let work = std::env::var_os("PLANTED_OUT").map_or_else(|| temporary.path().to_owned(), Into::into);
    let lab = Arc::new(Lab { demo: Demo::start().await.expect("the demo serves"), work });
    let lanes: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (lab, todo) = (lab.clone(), todo.clone());
            tokio::task::spawn_blocking(move || {
                let mut wrong = Vec::new();
                loop {
                    let next = todo.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some((case, side)) = next else { return wrong };
                    wrong.extend(lab.judge(case, side));
                }
            })
        })
        .collect();
    let mut wrong = Vec::new();
    for lane in lanes {
        wrong.extend(lane.await.expect("a lane"));
    }
    wrong.sort();
    let (known, wrong): (Vec<_>, Vec<_>) = wrong.into_iter().partition(|w: &String| NOT_YET.iter().any(|n| w.starts_with(n)));
    println!("not yet:\n{}", known.join("\n"));
    let mended = NOT_YET.iter().filter(|n| n.contains(&only) && !known.iter().any(|k| k.starts_with(*n)));
    assert_eq!(mended.collect::<Vec<_>>(), Vec::<&&str>::new(), "judged rightly by now: take these off the list");
    assert!(wrong.is_empty(), "{} of {looked} shops were judged wrongly:\n{}", wrong.len(), wrong.join("\n"));
}
