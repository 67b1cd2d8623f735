//! What the app asks for, against what the business says that it does.

use super::list;
use crate::answer::Answer;
use crate::app::{AppCase, seen};
use tidegate_catalog::{Guard, Permission};
use tidegate_types::app::Requested;
use tidegate_types::finding::{Evidence, EvidenceKind, Severity};

/// A permission that opens data fits a declared function, or the profile gives a reason for it.
pub fn undeclared(case: &AppCase) -> Answer {
    let asked: Vec<_> = case.app.requested().filter_map(|r| Some((r, case.catalog.permission(&r.name)?))).collect();
    if asked.is_empty() {
        return Answer::met("The manifest asks for no permission that opens data of a person.", "清单文件未索取任何涉及个人数据的权限。");
    }
    let said = &case.profile.app;
    let reasoned = |p: &Permission| said.permissions.iter().any(|r| r.name == p.id);
    let open: Vec<_> = asked.iter().filter(|(_, p)| !reasoned(p)).collect();
    // With a reason for each permission, what else the app does needs no word.
    let Some(functions) = said.functions.as_deref().or(open.is_empty().then_some(&[])) else {
        let names: Vec<_> = open.iter().map(|(_, p)| p.name.en.clone()).collect();
        let zh: Vec<_> = open.iter().map(|(_, p)| p.name.zh.clone()).collect();
        return Answer::unknown(
            format!("The app asks for {}, and the profile does not say what it does", list(&names)),
            format!("应用索取 {}，但企业档案未说明应用功能", list(&zh)),
        );
    };
    let lacking: Vec<_> = open.into_iter().filter(|(_, p)| !p.functions.iter().any(|f| functions.contains(f))).collect();
    if lacking.is_empty() {
        return Answer::met(
            format!("Each of {} permissions that open data fits a declared function or has a reason.", asked.len()),
            format!("{} 项涉及数据的权限均对应已申报功能或附有理由。", asked.len()),
        );
    }
    failed(&lacking)
}

fn failed(lacking: &[&(&Requested, &Permission)]) -> Answer {
    let en: Vec<_> = lacking.iter().map(|(_, p)| p.name.en.clone()).collect();
    let zh: Vec<_> = lacking.iter().map(|(_, p)| p.name.zh.clone()).collect();
    let answer = Answer::failed(
        format!("No declared function needs: {}.", list(&en)),
        format!("没有任何已申报功能需要：{}。", list(&zh)),
        lacking.iter().map(|(r, p)| line(r, p)).collect(),
    );
    // What Android gives without a question weighs less than what it warns of.
    if lacking.iter().any(|(_, p)| p.guard != Guard::Normal) { answer } else { answer.severity(Severity::Medium) }
}

fn line(r: &Requested, p: &Permission) -> Evidence {
    let up_to =
        r.max_sdk.map_or((String::new(), String::new()), |n| (format!(", on Android up to level {n}"), format!("，仅限 API {n} 及以下")));
    let (id, en, zh) = (&p.id, &p.opens.en, &p.opens.zh);
    seen(EvidenceKind::Manifest, format!("`{id}` opens {en}{}", up_to.0), format!("`{id}` 可获取：{zh}{}", up_to.1))
}
