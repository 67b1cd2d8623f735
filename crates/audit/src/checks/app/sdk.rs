//! Whose code the app carries.

use super::list;
use crate::answer::Answer;
use crate::app::{AppCase, seen};
use tidegate_catalog::Sdk;
use tidegate_types::finding::{Confidence, EvidenceKind, Severity};
use tidegate_types::profile::Audience;

const AD_ID: &str = "com.google.android.gms.permission.AD_ID";
/// With more classes renamed than this share, what is not found by name may well be there.
const MOSTLY_RENAMED: f64 = 0.5;

/// Do the names of the code tell what is in it?
fn names_tell(case: &AppCase) -> bool {
    let (renamed, all) = (f64::from(case.app.renamed_classes()), f64::from(case.app.classes()));
    case.app.code_read() && renamed < all * MOSTLY_RENAMED
}

fn unread(case: &AppCase) -> Answer {
    if case.app.code_read() {
        return Answer::unknown("More than half of the classes bear names that a shrinker wrote over", "超过一半的类名已被混淆");
    }
    Answer::unknown("Not all of the code could be read", "部分代码未能读取")
}

fn names(sdks: &[&Sdk]) -> String {
    list(&sdks.iter().map(|s| s.name.clone()).collect::<Vec<_>>())
}

/// An app for children carries no advertising code and does not ask for the advertising id.
pub fn children(case: &AppCase) -> Answer {
    let mixed = match case.profile.business.audience {
        None => {
            return Answer::unknown("The profile does not say whether children are among the audience", "企业档案未说明受众是否包括儿童");
        }
        Some(Audience::Adults) => {
            return Answer::not_applicable("The app is for adults, by the profile.", "根据企业档案，应用面向成年人。");
        }
        Some(Audience::Mixed) => true,
        Some(Audience::Children) => false,
    };
    let ads: Vec<&Sdk> = case.sdks.iter().copied().filter(|s| s.advertising).collect();
    let asks = case.app.asks_for(AD_ID);
    if ads.is_empty() && !asks {
        if !names_tell(case) {
            return unread(case);
        }
        return Answer::met(
            "No advertising SDK of the catalogue is in the package, and the manifest does not ask for the advertising id.",
            "安装包中没有目录所列的广告 SDK，清单文件也未索取广告标识符。",
        );
    }
    let mut evidence: Vec<_> = ads.iter().map(|s| case.shown(s)).collect();
    if asks {
        evidence.push(seen(EvidenceKind::Manifest, format!("permission `{AD_ID}`"), format!("权限 `{AD_ID}`")));
    }
    let (en, zh) = match (ads.is_empty(), asks) {
        (true, _) => ("The manifest asks for the advertising id.".to_owned(), "清单文件索取广告标识符。".to_owned()),
        (false, true) => {
            (format!("It carries {} and asks for the advertising id.", names(&ads)), format!("应用带有 {} 并索取广告标识符。", names(&ads)))
        }
        (false, false) => (format!("It carries {}.", names(&ads)), format!("应用带有 {}。", names(&ads))),
    };
    if mixed {
        let more = (
            " Adults are among the audience: whether it starts only behind an age screen was not observed.",
            "受众中也有成年人：未观察其是否仅在通过年龄筛查后启动。",
        );
        return Answer::failed(format!("{en}{}", more.0), format!("{zh}{}", more.1), evidence)
            .severity(Severity::High)
            .confidence(Confidence::Low);
    }
    // Code alone may lie still; asking for the id as well says that it is used.
    Answer::failed(en, zh, evidence).confidence(if asks && !ads.is_empty() { Confidence::High } else { Confidence::Medium })
}

/// Every SDK that sends data has its maker in the register.
pub fn unregistered(case: &AppCase) -> Answer {
    if case.profile.recipients.is_none() {
        let found = names(&case.sdks);
        return match case.sdks.is_empty() {
            true => Answer::unknown("The profile holds no register of recipients", "企业档案中没有接收方登记册"),
            false => Answer::unknown(
                format!("The app carries {found}, and the profile holds no register of recipients"),
                format!("应用带有 {found}，但企业档案中没有接收方登记册"),
            ),
        };
    }
    let missing: Vec<&Sdk> = case.sdks.iter().copied().filter(|s| case.recipient(s).is_none()).collect();
    if !missing.is_empty() {
        return Answer::failed(
            format!("Not in the register: {}.", names(&missing)),
            format!("未登记：{}。", names(&missing)),
            missing.iter().map(|s| case.shown(s)).collect(),
        );
    }
    if !names_tell(case) {
        return unread(case);
    }
    let (n, known) = (case.sdks.len(), case.catalog.sdks().len());
    if n == 0 {
        return Answer::met(
            format!("None of the {known} SDKs that are known here is in the package."),
            format!("安装包中没有目录所收录的 {known} 个 SDK 中的任何一个。"),
        );
    }
    Answer::met(
        format!("Each of the {n} known SDKs in the package has a recipient in the register; {known} SDKs are known here."),
        format!("安装包中 {n} 个已知 SDK 均有对应的登记接收方；目录目前收录 {known} 个 SDK。"),
    )
}
