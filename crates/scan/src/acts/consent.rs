//! Accept, refuse, withdraw, close: on every consent widget that the page shows.

use super::click::{Clicked, Surface};
use crate::look::consent_dialogs;
use crate::paint;
use crate::passes::Known;
use crate::run::Run;
use crate::shots::Extent;
use crate::visit::Stay;
use tidegate_catalog::{Catalog, LinkKind};
use tidegate_types::observation::{Action, Control, ControlRole, Gap, GapCode, Outcome, Page, PageKind, PassEnd, PassName, Stage};

/// Widgets of one page that are acted on, one after the other.
const MAX_WIDGETS: usize = 4;
/// Layers that are opened in search of a refusal.
const MAX_LAYERS: u8 = 3;
const MAX_TOGGLES: usize = 40;

pub async fn play(run: &mut Run<'_>, known: &Known) -> PassEnd {
    let home = run.current();
    match run.name {
        PassName::Withdraw => withdraw(run, home, known).await,
        PassName::Accept => on_all(run, home, ControlRole::Accept, Stage::After).await,
        PassName::Close => on_all(run, home, ControlRole::Close, Stage::After).await,
        _ => on_all(run, home, ControlRole::Refuse, Stage::After).await,
    }
}

/// Acts on one widget after the other, until none is left that was not acted on.
async fn on_all(run: &mut Run<'_>, page: usize, want: ControlRole, stage: Stage) -> PassEnd {
    let first = run.actions.len();
    let mut done: Vec<(String, Option<String>)> = Vec::new();
    let mut now = run.pages[page].clone();
    for _ in 0..MAX_WIDGETS {
        let next = consent_dialogs(&now).into_iter().map(|i| now.dialogs[i].clone());
        let Some(dialog) = next.into_iter().find(|d| !done.contains(&(d.selector.clone(), d.frame.clone()))) else { break };
        done.push((dialog.selector.clone(), dialog.frame.clone()));
        let surface = Surface::of_dialog(&dialog);
        act(run, page, surface, want, stage).await;
        // Layers that the scan opened itself are no widgets of their own.
        done.extend(run.pages[page].dialogs.iter().filter(|d| d.layer > 1).map(|d| (d.selector.clone(), d.frame.clone())));
        match run.read(page).await {
            Ok(seen) => now = seen,
            Err(_) => break,
        }
    }
    end_of(&run.actions[first..])
}

/// What the pass came to, by its actions: one that took is enough to look at what follows.
fn end_of(actions: &[Action]) -> PassEnd {
    if actions.is_empty() {
        return PassEnd::NotPossible { gap: Gap::new(GapCode::NoBanner, "no consent banner showed in this pass") };
    }
    let broken = actions.iter().find_map(|a| match &a.outcome {
        Outcome::Broken { gap } => Some(gap.clone()),
        _ => None,
    });
    let used = actions.iter().any(|a| matches!(a.outcome, Outcome::Done | Outcome::NoEffect));
    match (used, broken) {
        (_, Some(gap)) => PassEnd::Partial { gap },
        (true, None) => PassEnd::Complete,
        (false, None) => PassEnd::NotPossible { gap: Gap::new(GapCode::NoControl, "the banner has no control for this on any layer") },
    }
}

async fn act(run: &mut Run<'_>, page: usize, surface: Surface, want: ControlRole, stage: Stage) {
    let (clicks, outcome) = match want {
        ControlRole::Refuse => refuse(run, page, surface, stage).await,
        ControlRole::Close => close(run, page, &surface, stage).await,
        _ => {
            let control = surface.best(&[ControlRole::Accept, ControlRole::Acknowledge]).cloned();
            decide(run, page, &surface, control, stage).await
        }
    };
    record(run, page, want, clicks, outcome).await;
}

async fn record(run: &mut Run<'_>, page: usize, want: ControlRole, clicks: Vec<Clicked>, outcome: Outcome) {
    let screenshot = match clicks.is_empty() {
        true => None,
        false => run.shots.take(&run.browser, "after-act", Extent::Window).await,
    };
    let clicks = clicks.into_iter().map(|c| c.click).collect();
    run.actions.push(Action { want, page, clicks, outcome, screenshot });
}

/// The click that decides.
async fn decide(run: &mut Run<'_>, page: usize, surface: &Surface, control: Option<Control>, stage: Stage) -> (Vec<Clicked>, Outcome) {
    let Some(control) = control else { return (vec![], Outcome::NoControl) };
    match run.click(page, surface, &control, Some(stage)).await {
        Ok(clicked) => {
            let outcome = clicked.outcome();
            (vec![clicked], outcome)
        }
        Err(gap) => (vec![], Outcome::Broken { gap }),
    }
}

async fn close(run: &mut Run<'_>, page: usize, surface: &Surface, stage: Stage) -> (Vec<Clicked>, Outcome) {
    let control = surface.best(&[ControlRole::Close, ControlRole::Later]).cloned();
    if control.is_some() {
        return decide(run, page, surface, control, stage).await;
    }
    let clicked = run.strike(page, surface, ("Escape", 27), stage).await;
    // A key that does nothing is no broken control: there is none.
    match clicked.click.effect.dialog_gone {
        true => (vec![clicked], Outcome::Done),
        false => (vec![clicked], Outcome::NoControl),
    }
}

/// Opens the layer behind "settings" where the first layer can be answered without it, and touches nothing there: how
/// the switches stand is seen by nobody who refuses at once.
pub async fn open_settings(run: &mut Run<'_>, page: usize) {
    let now = &run.pages[page];
    let first: Vec<Surface> = consent_dialogs(now).into_iter().map(|i| Surface::of_dialog(&now.dialogs[i])).collect();
    for surface in first.into_iter().filter(|s| s.best(&[ControlRole::Refuse]).is_some()).take(1) {
        let Some(settings) = surface.best(&[ControlRole::Settings]).cloned() else { continue };
        let leads_away = settings.href.as_deref().is_some_and(|h| !h.contains('#'));
        if leads_away {
            continue;
        }
        if let Ok(clicked) = run.click(page, &surface, &settings, None).await
            && !clicked.click.effect.navigated
        {
            next_layer(run, page, &surface, &clicked).await;
        }
    }
}

/// Refuses on the first layer, or on the layers behind it.
pub async fn refuse(run: &mut Run<'_>, page: usize, mut surface: Surface, stage: Stage) -> (Vec<Clicked>, Outcome) {
    let mut clicks: Vec<Clicked> = Vec::new();
    for _ in 0..MAX_LAYERS {
        if let Some(control) = surface.best(&[ControlRole::Refuse]).cloned() {
            let (more, outcome) = decide(run, page, &surface, Some(control), stage).await;
            clicks.extend(more);
            // "Reject all" among switches may only move them: what stands there is then saved.
            let save = surface.best(&[ControlRole::Save]).cloned().filter(|_| outcome == Outcome::NoEffect && !surface.toggles.is_empty());
            let Some(save) = save else { return (clicks, outcome) };
            let (more, outcome) = decide(run, page, &surface, Some(save), stage).await;
            clicks.extend(more);
            return (clicks, outcome);
        }
        let switches = surface.toggles.iter().any(|t| t.visible);
        if switches && let Some(save) = surface.best(&[ControlRole::Save]).cloned() {
            switch_off(run, &mut surface).await;
            let (more, outcome) = decide(run, page, &surface, Some(save), stage).await;
            clicks.extend(more);
            return (clicks, outcome);
        }
        let Some(settings) = surface.best(&[ControlRole::Settings]).cloned() else { break };
        let clicked = match run.click(page, &surface, &settings, None).await {
            Ok(clicked) => clicked,
            Err(gap) => return (clicks, Outcome::Broken { gap }),
        };
        let next = next_layer(run, page, &surface, &clicked).await;
        clicks.push(clicked);
        match next {
            Some(layer) => surface = layer,
            None => break,
        }
    }
    // A choice that keeps what stands, where nothing stands switched on, refuses as well.
    match surface.best(&[ControlRole::Save]).cloned() {
        Some(save) if surface.layer > 1 => {
            let (more, outcome) = decide(run, page, &surface, Some(save), stage).await;
            clicks.extend(more);
            (clicks, outcome)
        }
        _ => (clicks, Outcome::NoControl),
    }
}

/// The layer that a click on "settings" opened; it is kept with the page that it belongs to.
async fn next_layer(run: &mut Run<'_>, page: usize, from: &Surface, clicked: &Clicked) -> Option<Surface> {
    let now = clicked.now.as_ref()?;
    let layer = from.layer.max(1) + 1;
    if clicked.click.effect.navigated {
        return Some(Surface::of_page(now, layer));
    }
    let mut candidates: Vec<_> = now.dialogs.iter().filter(|d| d.controls.iter().any(|c| c.visible)).collect();
    // What was not there before comes first, then the richest.
    candidates.sort_by_key(|d| {
        let same = d.selector == from.selector && d.frame == from.frame;
        let consent = d.kind == tidegate_types::observation::DialogKind::Consent;
        (same, !consent, usize::MAX - d.toggles.len(), usize::MAX - d.controls.len())
    });
    let known = |d: &tidegate_types::observation::Dialog| {
        let old = run.pages[page].dialogs.iter().find(|o| o.selector == d.selector && o.frame == d.frame);
        old.is_some_and(|o| {
            o.controls.iter().filter(|c| c.visible).count() == d.controls.iter().filter(|c| c.visible).count()
                && o.toggles.iter().filter(|t| t.visible).count() == d.toggles.iter().filter(|t| t.visible).count()
        })
    };
    let mut opened = (*candidates.into_iter().find(|d| !known(d))?).clone();
    opened.layer = layer;
    paint::measure(&run.browser, std::slice::from_mut(&mut opened)).await;
    opened.screenshot = run.shots.take(&run.browser, "layer", Extent::Window).await;
    let surface = Surface::of_dialog(&opened);
    if run.pages[page].dialogs.len() < 40 {
        run.pages[page].dialogs.push(opened);
    }
    Some(surface)
}

/// Turns off whatever is on and may be turned off.
async fn switch_off(run: &mut Run<'_>, surface: &mut Surface) {
    let frame = surface.frame.clone();
    for toggle in surface.toggles.iter_mut().filter(|t| t.checked && t.enabled && !t.essential).take(MAX_TOGGLES) {
        // One switch may have moved others: a child with its group, "all" with its last.
        if run.act(frame.as_deref(), "is_on", &[&toggle.selector]).await == false {
            toggle.checked = false;
            continue;
        }
        // A styled switch hides its check box; then the box is set as the keyboard would.
        if !toggle.visible || run.press(&toggle.selector, frame.as_deref()).await.is_err() {
            run.act(frame.as_deref(), "fill", &[&toggle.selector, "false"]).await;
        }
        toggle.checked = false;
    }
}

async fn withdraw(run: &mut Run<'_>, home: usize, known: &Known) -> PassEnd {
    let accepted = on_all(run, home, ControlRole::Accept, Stage::Between).await;
    if !run.actions.iter().any(|a| a.outcome == Outcome::Done) {
        let gap = accepted.gap().cloned().unwrap_or_else(|| Gap::new(GapCode::NoControl, "accepting had no effect"));
        return PassEnd::NotPossible { gap };
    }
    run.enter(Stage::Between);
    let url = run.common.url.to_string();
    let mut page = run.visit(PageKind::Home, &url, Stay::Quiet).await;
    let mut way = way_back(&run.pages[page]);
    if way.is_none()
        && let Some(stop) = known.journey.of(&[PageKind::CookiePolicy, PageKind::Policy]).into_iter().next()
    {
        page = run.visit(stop.kind, &stop.url, Stay::Quiet).await;
        way = way_back(&run.pages[page]);
    }
    let Some(way) = way else {
        record(run, page, ControlRole::Refuse, vec![], Outcome::NoControl).await;
        return PassEnd::NotPossible { gap: Gap::new(GapCode::NoControl, "after consent no visible way back was found") };
    };
    let (page, clicks, outcome) = go_back(run, page, way).await;
    let end = match &outcome {
        Outcome::Done | Outcome::NoEffect => PassEnd::Complete,
        Outcome::Broken { gap } => PassEnd::Partial { gap: gap.clone() },
        Outcome::NoControl => PassEnd::NotPossible { gap: Gap::new(GapCode::NoControl, "the way back leads to nothing that withdraws") },
    };
    record(run, page, ControlRole::Refuse, clicks, outcome).await;
    end
}

/// Opens the choices again and refuses there.
async fn go_back(run: &mut Run<'_>, page: usize, way: Control) -> (usize, Vec<Clicked>, Outcome) {
    let whole = Surface { layer: 1, ..Surface::default() };
    let opened = match run.click(page, &whole, &way, None).await {
        Ok(opened) => opened,
        Err(gap) => return (page, vec![], Outcome::Broken { gap }),
    };
    let mut at = page;
    let next = if opened.click.effect.navigated || !opened.windows.is_empty() {
        at = match opened.windows.first().cloned() {
            Some(window) => run.visit(PageKind::Choices, &window, Stay::Quiet).await,
            None => {
                let url = run.browser.watch().main_url().unwrap_or_default().to_owned();
                run.arrived(PageKind::Choices, &url).await
            }
        };
        let landed = &run.pages[at];
        let dialog = consent_dialogs(landed).into_iter().next();
        Some(dialog.map_or_else(|| Surface::of_page(landed, 2), |i| Surface::of_dialog(&landed.dialogs[i])))
    } else {
        next_layer(run, page, &whole, &opened).await
    };
    let mut clicks = vec![opened];
    let Some(surface) = next else { return (at, clicks, Outcome::NoControl) };
    let (more, outcome) = refuse(run, at, surface, Stage::After).await;
    clicks.extend(more);
    (at, clicks, outcome)
}

/// A visible link or button back to the choices.
fn way_back(page: &Page) -> Option<Control> {
    let catalog = Catalog::embedded();
    let rank = |text: &str, href: Option<&str>| {
        let kinds = catalog.link_kinds(text, href);
        [LinkKind::CookieSettings, LinkKind::Choices].iter().position(|k| kinds.contains(k))
    };
    let links = page.links.iter().filter(|l| l.visible && l.frame.is_none());
    let found = links.filter_map(|l| Some((rank(&l.text, None)?, l))).min_by_key(|(rank, l)| (*rank, l.href.is_some()));
    let control = |text: &str, selector: &str, href: Option<String>| Control {
        role: ControlRole::Settings,
        text: text.to_owned(),
        selector: selector.to_owned(),
        href,
        visible: true,
        enabled: true,
        ..Control::default()
    };
    // Consent tools leave a tab or a floating button behind, which hangs over the page as a dialog does.
    let tabs = || page.dialogs.iter().filter(|d| d.frame.is_none() && d.text.chars().count() <= LONGEST_TAB);
    let tab = || tabs().find(|d| rank(&d.text, None).is_some()).map(|d| control(&d.text, &d.selector, None));
    let inside = || {
        let controls = page.dialogs.iter().filter(|d| d.frame.is_none()).flat_map(|d| &d.controls);
        controls
            .filter(|c| c.visible && c.enabled)
            .find(|c| rank(&c.text, None).is_some())
            .map(|c| control(&c.text, &c.selector, c.href.clone()))
    };
    found.map(|(_, l)| control(&l.text, &l.selector, l.href.clone())).or_else(inside).or_else(tab)
}

/// More text than this is a banner, not a tab.
const LONGEST_TAB: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_types::observation::Link;

    fn action(outcome: Outcome) -> Action {
        Action { want: ControlRole::Refuse, page: 0, clicks: vec![], outcome, screenshot: None }
    }

    #[test]
    fn the_worst_widget_is_not_hidden_by_a_good_one() {
        let broken = Outcome::Broken { gap: Gap::new(GapCode::NoControl, "vanished") };
        assert!(matches!(end_of(&[action(Outcome::Done), action(broken)]), PassEnd::Partial { .. }));
        assert_eq!(end_of(&[action(Outcome::Done), action(Outcome::NoControl)]), PassEnd::Complete);
        assert!(matches!(end_of(&[action(Outcome::NoControl)]), PassEnd::NotPossible { gap } if gap.code == GapCode::NoControl));
        assert!(matches!(end_of(&[]), PassEnd::NotPossible { gap } if gap.code == GapCode::NoBanner));
    }

    #[test]
    fn the_way_back_is_visible_and_about_choices() {
        let link = |text: &str, visible| Link { text: text.into(), visible, selector: text.into(), ..Link::default() };
        let page = Page { links: vec![link("Cookie settings", false), link("Privacy policy", true)], ..Page::default() };
        assert!(way_back(&page).is_none());
        let page = Page { links: vec![link("Privacy policy", true), link("Cookie settings", true)], ..Page::default() };
        assert_eq!(way_back(&page).unwrap().text, "Cookie settings");
        let tab = |text: &str| Page {
            dialogs: vec![tidegate_types::observation::Dialog { text: text.into(), selector: "#tab".into(), ..Default::default() }],
            ..Page::default()
        };
        assert_eq!(way_back(&tab("Cookie settings")).unwrap().selector, "#tab");
        assert!(way_back(&tab("Chat with us")).is_none());
    }
}
