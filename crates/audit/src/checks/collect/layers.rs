//! A consent banner with the layers behind it.

use crate::answer::Answer;
use crate::case::{Case, readable};
use crate::reading::has;
use tidegate_types::observation::{Control, ControlRole, Dialog, DialogKind, Page, PassName, Stage, Toggle};

/// A first layer, where it was seen, and the layers that were opened from it.
#[derive(Debug)]
pub(super) struct Banner<'a> {
    pub pass: PassName,
    pub page: &'a Page,
    pub first: &'a Dialog,
    pub deeper: Vec<&'a Dialog>,
}

/// Every consent widget. The layers behind are told apart by frame, not by widget: with several widgets in one frame
/// they are taken to belong to each.
pub(super) fn banners<'a>(case: &Case<'a>) -> Vec<Banner<'a>> {
    let deeper = deeper(case);
    let single = case.banners().len() == 1;
    let of = |(pass, page, first): (PassName, &'a Page, &'a Dialog)| {
        let mine = deeper.iter().copied().filter(|d| single || d.frame == first.frame).collect();
        Banner { pass, page, first, deeper: mine }
    };
    case.banners().into_iter().map(of).collect()
}

/// Layers behind a click, as they stood before any choice.
pub(super) fn deeper<'a>(case: &Case<'a>) -> Vec<&'a Dialog> {
    let untouched = [PassName::Arrive, PassName::Control, PassName::Refuse, PassName::Accept, PassName::Close];
    let pages = untouched.into_iter().filter_map(|n| case.pass(n)).flat_map(|p| &p.pages).filter(|p| p.stage == Stage::Before);
    let mut seen = std::collections::BTreeSet::new();
    pages
        .flat_map(|p| &p.dialogs)
        .filter(|d| d.layer > 1 && d.kind != DialogKind::AgeGate && d.kind != DialogKind::Newsletter && d.kind != DialogKind::Locale)
        .filter(|d| seen.insert((d.frame.clone(), d.selector.clone(), d.layer)))
        .collect()
}

/// Usable controls of a role.
pub(super) fn controls(d: &Dialog, role: ControlRole) -> impl Iterator<Item = &Control> {
    d.controls.iter().filter(move |c| c.role == role && c.visible && c.enabled)
}

pub(super) fn has_control(d: &Dialog, role: ControlRole) -> bool {
    controls(d, role).next().is_some()
}

/// Does it ask for agreement? A bar with "OK" alone informs; in places that want agreement it stands for asking.
pub(super) fn asks_consent(case: &Case, d: &Dialog) -> bool {
    has_control(d, ControlRole::Accept) || super::consent::opt_in(case) && has_control(d, ControlRole::Acknowledge)
}

/// "Save my choices" where nothing optional stands switched on refuses as well.
pub(super) fn save_refuses(case: &Case, d: &Dialog) -> bool {
    let mut optional = d.toggles.iter().filter(|t| optional(case, t)).peekable();
    has_control(d, ControlRole::Save) && optional.peek().is_some() && optional.all(|t| !t.checked)
}

/// A switch for something that is not necessary and that one may switch. "Do not sell" is a protection when it is on.
pub(super) fn optional(case: &Case, t: &Toggle) -> bool {
    !t.essential && t.enabled && !protects(case, &t.label)
}

pub(super) fn protects(case: &Case, label: &str) -> bool {
    case.catalog.role_of(label) == ControlRole::Refuse
        || has(
            label,
            &[
                r"\b(do not|don.?t|never) (sell|share|track|use|process)|\bopt[ -]?(ing )?out\b|\b(block|limit|object)\b",
                r"(请勿|不要|不得|禁止)(出售|共享|追踪|跟踪)|(选择)?退出|拒绝|限制",
                r"widersprech|ablehn|nicht verkauf",
                r"refus|ne pas vendre|oppos",
                r"rechaz|no vender|oponer",
            ],
        )
}

/// Why there is no banner to judge.
pub(super) fn no_banner(case: &Case) -> Answer {
    let looked = case.obs.passes.iter().any(|p| case.usable(p.name) || p.pages.iter().any(readable));
    if looked {
        return Answer::not_applicable("No consent banner was seen.", "未发现同意横幅。");
    }
    Answer::Unknown(case.why_not(PassName::Arrive))
}
