//! Is the data protected on its way and on the device, as far as a package tells?

use super::list;
use crate::answer::Answer;
use crate::app::{AppCase, seen};
use crate::evidence::cut;
use tidegate_types::app::{AppGapCode, Component, ComponentKind};
use tidegate_types::finding::{Confidence, Evidence, EvidenceKind, Severity};

/// From this level on plain http is off unless an app allows it.
const PLAIN_HTTP_OFF: u32 = 28;
const MOST_EVIDENCE: usize = 12;

fn manifest(en: impl Into<String>, zh: impl Into<String>) -> Evidence {
    seen(EvidenceKind::Manifest, en, zh)
}

/// Was every value of the manifest found?
fn lost(case: &AppCase, attribute: &str) -> bool {
    case.app
        .gaps
        .iter()
        .any(|g| g.code == AppGapCode::Value && (g.detail.ends_with(attribute) || !g.detail.starts_with("AndroidManifest.xml")))
}

/// Plain http is off, for the whole app and for each domain that it names.
pub fn cleartext(case: &AppCase) -> Answer {
    let app = case.app;
    if app.network.as_ref().is_some_and(|n| !n.read) {
        return Answer::unknown(
            "The network security configuration is named and could not be read",
            "清单文件指定了网络安全配置，但未能读取",
        );
    }
    let written = app.network.as_ref().map_or(app.cleartext, |n| n.cleartext);
    let Some(whole) = written.or(app.target_sdk.map(|t| t < PLAIN_HTTP_OFF)) else {
        return Answer::unknown(
            "The manifest names no target, so what Android allows is not known",
            "清单文件未写明目标版本，无法判断系统默认是否允许明文传输",
        );
    };
    let mut evidence = Vec::new();
    if whole {
        let target = app.target_sdk.map_or_else(String::new, |t| t.to_string());
        evidence.push(match (written, &app.network) {
            (Some(_), Some(n)) => manifest(
                format!("`base-config` of `{}` allows plain http", cut(&n.file, 80)),
                format!("`{}` 的 `base-config` 允许明文 http", cut(&n.file, 80)),
            ),
            (Some(_), None) => manifest("`usesCleartextTraffic=\"true\"`", "`usesCleartextTraffic=\"true\"`"),
            (None, _) => manifest(
                format!("target level {target}: Android allows plain http to apps below {PLAIN_HTTP_OFF}"),
                format!("目标 API {target}：系统对低于 {PLAIN_HTTP_OFF} 的应用默认允许明文 http"),
            ),
        });
    }
    let domains: Vec<String> = app
        .network
        .iter()
        .flat_map(|n| &n.domains)
        .filter(|d| d.cleartext == Some(true) && !on_device(&d.domain))
        .map(|d| d.domain.clone())
        .collect();
    for d in domains.iter().take(MOST_EVIDENCE) {
        evidence.push(manifest(format!("plain http is allowed to `{}`", cut(d, 100)), format!("允许对 `{}` 使用明文 http", cut(d, 100))));
    }
    if evidence.is_empty() {
        return Answer::met(
            "Plain http is off for the app and for each domain that it names.",
            "应用整体及其列出的各域名均已禁用明文 http。",
        );
    }
    let plain: Vec<_> = app.endpoints.iter().filter(|e| e.plain).collect();
    let texts = plain.iter().take(MOST_EVIDENCE).map(|e| {
        seen(
            EvidenceKind::Code,
            format!("address with `http://{}` in the code", e.host),
            format!("代码中含 `http://{}` 开头的地址", e.host),
        )
    });
    evidence.extend(texts);
    if whole {
        return Answer::failed("The app may use plain http to every host.", "应用可对任何主机使用明文 http。", evidence);
    }
    Answer::failed(
        format!("The app may use plain http to {}.", list(&domains)),
        format!("应用可对 {} 使用明文 http。", list(&domains)),
        evidence,
    )
    .severity(Severity::Medium)
}

/// The device itself, or the host of an emulator: nothing leaves.
fn on_device(domain: &str) -> bool {
    matches!(domain, "localhost" | "10.0.2.2" | "10.0.3.2") || domain.starts_with("127.") || domain.ends_with(".localhost")
}

pub fn backup(case: &AppCase) -> Answer {
    let app = case.app;
    if app.allow_backup == Some(false) {
        return Answer::met("`allowBackup` is false.", "`allowBackup` 为 false。");
    }
    if app.allow_backup.is_none() && lost(case, "allowBackup") {
        return Answer::unknown("The value of `allowBackup` could not be found", "未能找到 `allowBackup` 的值");
    }
    if app.backup_rules {
        return Answer::unknown("Backups follow rules that the manifest names", "备份遵循清单文件指定的规则");
    }
    let (en, zh) = match app.allow_backup {
        Some(_) => ("`allowBackup=\"true\"`, and no rules", "`allowBackup=\"true\"`，且无备份规则"),
        None => {
            ("neither `allowBackup` nor rules: Android then backs up everything", "未设置 `allowBackup` 和备份规则：系统默认备份全部数据")
        }
    };
    Answer::failed(
        "All data of the app may go into the backup of the device and to another device.",
        "应用的全部数据可进入设备备份并迁移到其他设备。",
        vec![manifest(en, zh)],
    )
    .confidence(Confidence::Medium)
}

/// Only start screens, and screens that answer links or what is shared, are open without a permission.
pub fn exported(case: &AppCase) -> Answer {
    let app = case.app;
    if app.gaps.iter().any(|g| g.code == AppGapCode::Truncated && g.detail == "AndroidManifest.xml") {
        return Answer::unknown("The manifest holds more than is read", "清单文件内容超过读取上限");
    }
    let by_design = |c: &Component| c.kind == ComponentKind::Activity && (c.launcher || c.public);
    let open: Vec<_> = app.components.iter().filter(|c| c.exported && c.permission.is_none() && !by_design(c)).collect();
    if open.is_empty() {
        return Answer::met(
            "No part but start screens and screens that answer links is open to other apps without a permission.",
            "除启动页和响应链接的页面外，没有组件在无权限保护下对其他应用开放。",
        );
    }
    // A provider hands out data by itself; a screen at least shows itself to the person.
    let severity = match open.iter().map(|c| c.kind).max_by_key(|k| grave(*k)) {
        Some(ComponentKind::Provider) => Severity::High,
        Some(ComponentKind::Activity) | None => Severity::Low,
        Some(_) => Severity::Medium,
    };
    let names: Vec<String> = open.iter().map(|c| cut(&c.name, 100)).collect();
    let lines = open.iter().take(MOST_EVIDENCE).map(|c| {
        manifest(
            format!("{} `{}` is exported without a permission", c.kind, cut(&c.name, 120)),
            format!("{} `{}` 已导出且无权限保护", c.kind, cut(&c.name, 120)),
        )
    });
    Answer::failed(format!("Open to every other app: {}.", list(&names)), format!("对其他应用开放：{}。", list(&names)), lines.collect())
        .severity(severity)
        .confidence(Confidence::Medium)
}

fn grave(k: ComponentKind) -> u8 {
    match k {
        ComponentKind::Provider => 2,
        ComponentKind::Service | ComponentKind::Receiver => 1,
        ComponentKind::Activity => 0,
    }
}

pub fn debuggable(case: &AppCase) -> Answer {
    match case.app.debuggable {
        Some(true) => {
            let line = manifest("`debuggable=\"true\"`", "`debuggable=\"true\"`");
            Answer::failed("The package is a debug build.", "安装包为调试版本。", vec![line])
        }
        None if lost(case, "debuggable") => Answer::unknown("The value of `debuggable` could not be found", "未能找到 `debuggable` 的值"),
        _ => Answer::met("`debuggable` is off.", "`debuggable` 未开启。"),
    }
}
