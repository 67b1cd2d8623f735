//! The audit of an app: `(App, Profile, Lawbook, Catalog, date) → Report`. Only checks of apps are answered; a check of a
//! store in a browser says nothing of a package, and never stands in its report.

use crate::checks;
use crate::evidence::cut;
use crate::join::{self, Ground};
use crate::summary;
use jiff::civil::Date;
use std::collections::BTreeMap;
use tidegate_catalog::{Catalog, Sdk, SubjectKind};
use tidegate_law::{Lawbook, Seen};
use tidegate_types::app::AppGapCode;
use tidegate_types::finding::{AppRef, Evidence, EvidenceKind, Report, StoreRef, Subject, ThirdParty};
use tidegate_types::observation::Artifact;
use tidegate_types::profile::Recipient;
use tidegate_types::{App, Profile, Text};

/// The file in which every fact of an app can be looked up.
pub const FACTS: &str = "app.json";

/// What the audit of an app is made of.
#[derive(Debug, Clone, Copy)]
pub struct AppMatter<'a> {
    pub app: &'a App,
    pub profile: &'a Profile,
    /// The profile's file name; empty if the operator gave none.
    pub profile_name: &'a str,
    pub law: &'a Lawbook,
    pub catalog: &'a Catalog,
    /// The day whose law is applied.
    pub date: Date,
}

/// Everything the checks of an app look at.
#[derive(Debug)]
pub struct AppCase<'a> {
    pub app: &'a App,
    pub profile: &'a Profile,
    pub catalog: &'a Catalog,
    /// The SDKs of the catalogue that it carries.
    pub sdks: Vec<&'a Sdk>,
}

/// Answers every check that is made of an app, worst first.
pub fn audit(m: &AppMatter) -> Report {
    let case = AppCase { app: m.app, profile: m.profile, catalog: m.catalog, sdks: m.catalog.sdks_in(m.app) };
    // Code in a package is no flow of data: what is shared or sold, the profile says.
    let seen = Seen::default();
    let ground = Ground { profile: m.profile, law: m.law, seen: &seen, date: m.date };
    let findings = crate::answered(m.catalog, SubjectKind::App, |text| join::finding(&ground, text, checks::app::answer(&case, text)));
    Report {
        tidegate: env!("CARGO_PKG_VERSION").into(),
        law_version: m.law.law_version().to_owned(),
        law_date: m.date,
        audited_at: m.app.read_at,
        store: StoreRef { url: format!("android-app://{}", m.app.package), profile: crate::business(m.profile, m.profile_name) },
        subject: Some(Subject::App(subject(m.app))),
        passes: Vec::new(),
        laws: summary::laws(&ground),
        scores: summary::scores(&findings),
        third_parties: third_parties(&case),
        not_observed: not_observed(&case),
        policy: Vec::new(),
        findings,
        disclaimer: disclaimer(),
    }
}

fn subject(app: &App) -> AppRef {
    AppRef {
        package: app.package.clone(),
        version: app.version_name.clone().or_else(|| app.version_code.map(|n| n.to_string())),
        file: app.file.clone(),
        sha256: app.sha256.clone(),
        min_sdk: app.min_sdk,
        target_sdk: app.target_sdk,
        permissions: app.requested().map(|p| p.name.clone()).collect(),
    }
}

impl<'a> AppCase<'a> {
    /// The entry of the register for an SDK: by its id or a package of its classes, by a host of its vendor, or by name.
    pub fn recipient(&self, sdk: &Sdk) -> Option<&'a Recipient> {
        self.profile.register().find(|r| self.is_for(r, sdk))
    }

    fn is_for(&self, r: &Recipient, sdk: &Sdk) -> bool {
        let named = r.sdks.iter().any(|s| *s == sdk.id || sdk.packages.iter().any(|p| within(s, p) || within(p, s)));
        let vendor_of = |host: &str| self.catalog.vendor_of(&format!("https://{host}/")).map(|v| v.id.as_str());
        let hosts = sdk.vendor.is_some() && r.hosts.iter().any(|h| vendor_of(h.as_str()) == sdk.vendor.as_deref());
        let vendor = sdk.vendor.as_deref().and_then(|id| self.catalog.vendor(id));
        let names = [&sdk.name, &sdk.owner].into_iter().chain(vendor.iter().flat_map(|v| std::iter::once(&v.name).chain(&v.policy_names)));
        named || hosts || names.into_iter().any(|n| n.eq_ignore_ascii_case(r.name.trim()))
    }

    /// What of the app shows that an SDK is in it.
    pub fn shown(&self, sdk: &Sdk) -> Evidence {
        let classes: u32 = self.app.packages.iter().filter(|(p, _)| sdk.packages.iter().any(|s| within(p, s))).map(|(_, n)| n).sum();
        let component = self.app.components.iter().find(|c| sdk.packages.iter().any(|s| within(&c.name, s)));
        let meta = sdk.meta.iter().find(|m| self.app.meta.contains(m));
        let (name, what) = (&sdk.name, sdk.packages.join("`, `"));
        match (classes, component, meta) {
            (0, Some(c), _) => seen(
                EvidenceKind::Manifest,
                format!("{name}: {} `{}` in the manifest", c.kind, cut(&c.name, 120)),
                format!("{name}：清单文件中的 {} `{}`", c.kind, cut(&c.name, 120)),
            ),
            (0, None, meta) => {
                let meta = meta.map_or("", String::as_str);
                seen(
                    EvidenceKind::Manifest,
                    format!("{name}: entry `{meta}` in the manifest"),
                    format!("{name}：清单文件中的条目 `{meta}`"),
                )
            }
            (n, ..) => seen(EvidenceKind::Code, format!("{name}: {n} classes of `{what}`"), format!("{name}：`{what}` 中的 {n} 个类")),
        }
    }
}

fn within(name: &str, package: &str) -> bool {
    name.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// One line of evidence that stands in the facts.
pub fn seen(kind: EvidenceKind, en: impl Into<String>, zh: impl Into<String>) -> Evidence {
    Evidence { pass: None, kind, what: Text::new(en, zh), artifact: Some(Artifact(FACTS.into())), mark: None }
}

fn third_parties(case: &AppCase) -> Vec<ThirdParty> {
    let mut out: Vec<_> = case.sdks.iter().map(|s| third_party(case, s)).collect();
    out.sort_by_key(|t| t.advertising != Some(true));
    out
}

fn third_party(case: &AppCase, sdk: &Sdk) -> ThirdParty {
    let theirs =
        |host: &str| sdk.vendor.is_some() && case.catalog.vendor_of(&format!("https://{host}/")).map(|v| &v.id) == sdk.vendor.as_ref();
    ThirdParty {
        name: sdk.name.clone(),
        hosts: case.app.endpoints.iter().filter(|e| theirs(e.host.as_str())).map(|e| e.host.to_string()).collect(),
        vendor: sdk.vendor.clone(),
        owner: Some(sdk.owner.clone()),
        country: Some(sdk.country.to_string()),
        category: Some(sdk.category.key().to_owned()),
        advertising: Some(sdk.advertising),
        registered: case.profile.recipients.as_ref().map(|_| case.recipient(sdk).is_some()),
        requests: BTreeMap::new(),
        cookies: Vec::new(),
        got: Vec::new(),
        handed_on: false,
        listed: None,
        claims: None,
        settings: sdk.vendor.as_deref().and_then(|id| case.catalog.vendor(id)).and_then(|v| v.settings.clone()),
    }
}

fn not_observed(case: &AppCase) -> Vec<Text> {
    let mut out: Vec<Text> = case.app.gaps.iter().map(|g| gap(g.code, &g.detail)).collect();
    let (renamed, all) = (case.app.renamed_classes(), case.app.classes());
    if renamed > 0 {
        out.push(Text::new(
            format!("{renamed} of {all} classes bear names that a shrinker wrote over; an SDK among them is known only by its entries in the manifest."),
            format!("{all} 个类中有 {renamed} 个的名称已被混淆，其中的 SDK 只能通过清单文件中的条目识别。"),
        ));
    }
    out.push(Text::new(
        "The package was read, not run: which SDK starts, what is sent, and what is asked on the screen was not observed.",
        "仅读取了安装包，未运行应用：哪些 SDK 会启动、发送了什么数据、屏幕上如何征求同意，均未观察。",
    ));
    out.push(Text::new(
        "Code outside Dalvik files (native libraries, JavaScript bundles, Flutter, code loaded later) was not read.",
        "未读取 Dalvik 文件之外的代码（原生库、JavaScript 包、Flutter 及后续下载的代码）。",
    ));
    out
}

fn gap(code: AppGapCode, detail: &str) -> Text {
    let (en, zh) = match code {
        AppGapCode::Code => ("a file of code could not be read", "有代码文件未能读取"),
        AppGapCode::NoCode => ("there is no code in the package", "安装包中没有代码"),
        AppGapCode::Network => ("the network security configuration could not be read", "网络安全配置未能读取"),
        AppGapCode::Value => ("a value of the manifest could not be found", "清单文件中有值未能找到"),
        AppGapCode::Part => ("a package of the bundle could not be read", "组合包中有安装包未能读取"),
        AppGapCode::Truncated => ("there was more than the limit; the rest was not kept", "数量超过上限，其余未保留"),
    };
    Text::new(format!("{en} (`{}`)", cut(detail, 200)), format!("{zh}（`{}`）", cut(detail, 200)))
}

fn disclaimer() -> Text {
    Text::new(
        "This report is engineering evidence, not legal advice. It says what stands in an Android package and which rows of the law that touches; it does not say that the app complies. A package shows what an app can do, not what it did on anybody's device.",
        "本报告为工程证据，不构成法律意见。它记录安卓安装包中的内容以及所涉及的法律条款，并不表示该应用已合规。安装包只能说明应用能够做什么，不能说明其在任何设备上实际做了什么。",
    )
}
