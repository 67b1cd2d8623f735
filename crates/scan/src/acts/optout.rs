//! The way out of sale and sharing: find the link, follow it, go through with it.

use super::click::{Clicked, Surface};
use super::forms::{Canaries, fits};
use super::mechanism::{self, Landing};
use super::news::{lines, news};
use crate::journey;
use crate::passes::Known;
use crate::run::Run;
use crate::setcookie::cut;
use crate::shots::Extent;
use crate::visit::Stay;
use std::collections::HashSet;
use tidegate_catalog::{Catalog, LinkKind};
use tidegate_types::observation::{
    Canary, Control, Dialog, DialogKind, Field, Form, Gap, GapCode, Link, Mechanism, OptOutRun, Outcome, Page, PageKind, PassEnd, Stage,
};

/// The link and where it was found.
struct Way {
    link: Link,
    page: usize,
}

pub async fn play(run: &mut Run<'_>, known: &Known) -> PassEnd {
    let Some(way) = find(run, known).await else {
        return PassEnd::NotPossible { gap: Gap::new(GapCode::NoLink, "no opt-out link was found") };
    };
    let before: HashSet<String> = lines(&run.pages[way.page].text);
    let Followed { page, dialog, took_effect } = follow(run, &way).await;
    let mut clicks = 0;
    let landed = run.pages[page].clone();
    let offsite = !journey::same_site(&landed.final_url, &run.common.url);
    let judged = mechanism::judge(&Landing { page: &landed, dialog: dialog.as_ref(), offsite });
    let at_once = dialog.is_none()
        && !offsite
        && matches!(judged, Mechanism::TextOnly | Mechanism::Broken)
        && (took_effect || confirms(&landed, &before));
    let mechanism = if at_once { Mechanism::Switch } else { judged };
    let fields = fields_of(&landed, dialog.as_ref());
    let done = if at_once { Ok(()) } else { complete(run, page, dialog.as_ref(), mechanism, offsite, &mut clicks).await };
    let (completed, gap) = match done {
        Ok(()) => (true, None),
        Err(gap) => (false, Some(gap)),
    };
    let answer = match run.read(page).await {
        Ok(now) => {
            let mut known_lines = lines(&landed.text);
            known_lines.extend(before);
            known_lines.extend(dialog.iter().flat_map(|d| lines(&d.text)));
            news(&now, &known_lines)
        }
        Err(_) => String::new(),
    };
    let screenshot = run.shots.take(&run.browser, "opt-out", Extent::Window).await;
    run.optout = Some(OptOutRun {
        link_text: way.link.text,
        link_href: way.link.href,
        landed: landed.final_url,
        offsite,
        page: (page != way.page).then_some(page),
        mechanism,
        fields,
        clicks: u32::try_from(clicks).unwrap_or(u32::MAX),
        completed,
        gap: gap.clone(),
        answer,
        screenshot,
    });
    match gap {
        None => PassEnd::Complete,
        // Looked at as far as it goes; that it goes no further is the finding.
        Some(gap) => PassEnd::Partial { gap },
    }
}

/// Where the link led.
struct Followed {
    page: usize,
    dialog: Option<Dialog>,
    /// The click itself stored something or was confirmed: a link may opt out at once (11 CCR §7013).
    took_effect: bool,
}

impl Followed {
    fn to(page: usize) -> Self {
        Followed { page, dialog: None, took_effect: false }
    }
}

/// Is a cookie or storage key, by its name, one that keeps a choice? Trackers write theirs at any click.
fn keeps_a_choice(key: &str) -> bool {
    let key = key.to_lowercase();
    ["opt", "choice", "consent", "privacy", "sale", "gpc", "ccpa", "usp", "dns", "share"].iter().any(|w| key.contains(w))
}

/// Does the page say, in a line that was not there before, that the opt-out is done?
fn confirms(page: &Page, before: &HashSet<String>) -> bool {
    let told = |l: &&str| !before.contains(*l) && Catalog::embedded().is_opt_out_confirmation(l);
    page.text.lines().map(str::trim).find(told).is_some()
}

/// On the home page, in its banner, or in the policy.
async fn find(run: &mut Run<'_>, known: &Known) -> Option<Way> {
    let home = run.current();
    if let Some(link) = best_link(&run.pages[home]) {
        return Some(Way { link, page: home });
    }
    let policy = known.policy.clone()?;
    let page = run.visit(PageKind::Policy, &policy, Stay::Quiet).await;
    best_link(&run.pages[page]).map(|link| Way { link, page })
}

fn best_link(page: &Page) -> Option<Link> {
    let catalog = Catalog::embedded();
    let rank = |text: &str| {
        let kinds = catalog.link_kinds(text, None);
        [LinkKind::OptOut, LinkKind::Choices, LinkKind::OptOutOld].iter().position(|k| kinds.contains(k))
    };
    let links = page.links.iter().filter_map(|l| Some((rank(&l.text)?, l)));
    links.min_by_key(|(rank, l)| (!l.visible, *rank)).map(|(_, l)| l.clone())
}

/// Presses the link as a shopper would. What it opened: a page, a dialog, or nothing.
async fn follow(run: &mut Run<'_>, way: &Way) -> Followed {
    let whole = Surface { layer: 1, frame: way.link.frame.clone(), ..Surface::default() };
    let control =
        Control { text: way.link.text.clone(), selector: way.link.selector.clone(), visible: true, enabled: true, ..Control::default() };
    let old: Vec<Dialog> = run.pages[way.page].dialogs.clone();
    let clicked = run.click(way.page, &whole, &control, None).await;
    let web = way.link.href.clone().filter(|h| h.starts_with("http"));
    match clicked {
        Ok(Clicked { click, .. }) if click.effect.navigated => {
            let url = run.browser.watch().main_url().unwrap_or_default().to_owned();
            Followed::to(run.arrived(PageKind::Choices, &url).await)
        }
        Ok(Clicked { windows, .. }) if !windows.is_empty() => Followed::to(run.visit(PageKind::Choices, &windows[0], Stay::Quiet).await),
        Ok(Clicked { now: Some(now), click, .. }) => {
            let opened = opened(&old, &now);
            match (opened, web) {
                (Some(mut dialog), _) => {
                    dialog.layer = 2;
                    run.pages[way.page].dialogs.push(dialog.clone());
                    Followed { page: way.page, dialog: Some(dialog), took_effect: false }
                }
                // A link whose click was taken by something else still has an address.
                (None, Some(url)) if !same_address(&url, &now.final_url) => {
                    Followed::to(run.visit(PageKind::Choices, &url, Stay::Quiet).await)
                }
                (None, _) => {
                    let e = &click.effect;
                    let stored = !e.signals_changed.is_empty() || e.storage_changed.iter().any(|k| keeps_a_choice(k));
                    Followed { took_effect: stored || confirms(&now, &lines(&run.pages[way.page].text)), ..Followed::to(way.page) }
                }
            }
        }
        // Hidden, covered, or in a closed group: the address is followed instead.
        _ => match web {
            Some(url) => Followed::to(run.visit(PageKind::Choices, &url, Stay::Quiet).await),
            None => Followed::to(way.page),
        },
    }
}

fn same_address(a: &str, b: &str) -> bool {
    let bare = |u: &str| u.split('#').next().unwrap_or_default().trim_end_matches('/').to_owned();
    bare(a) == bare(b)
}

fn opened(old: &[Dialog], now: &Page) -> Option<Dialog> {
    let shown = |d: &Dialog| (d.controls.iter().filter(|c| c.visible).count(), d.toggles.iter().filter(|t| t.visible).count());
    let known = |d: &Dialog| old.iter().any(|o| o.selector == d.selector && o.frame == d.frame && shown(o) == shown(d));
    now.dialogs.iter().filter(|d| !known(d)).max_by_key(|d| (d.toggles.len(), d.controls.len())).cloned()
}

fn fields_of(page: &Page, dialog: Option<&Dialog>) -> Vec<Field> {
    let fields = match dialog {
        Some(dialog) => dialog.fields.clone(),
        None => mechanism::form_of(page).map(|f| f.fields.clone()).unwrap_or_default(),
    };
    fields.into_iter().filter(|f| f.visible).collect()
}

/// Goes through with it, as far as contact data suffices.
async fn complete(
    run: &mut Run<'_>,
    page: usize,
    dialog: Option<&Dialog>,
    mechanism: Mechanism,
    offsite: bool,
    clicks: &mut usize,
) -> Result<(), Gap> {
    let no = |detail: &str| Err(Gap::new(GapCode::NoControl, detail.to_owned()));
    match mechanism {
        Mechanism::Broken => no("the opt-out link leads to nothing that works"),
        Mechanism::LogIn => Err(Gap::new(GapCode::LoginWall, "opting out wants a log-in")),
        Mechanism::TextOnly => no("the opt-out link leads to text without a way to opt out"),
        Mechanism::IndustryPages => no("the opt-out link leads to industry pages, which are not the store's own opt-out"),
        Mechanism::ContactOnly => no("opting out wants a letter or a call"),
        Mechanism::Switch | Mechanism::CookieSettings => switch(run, page, dialog, clicks).await,
        // Another company's form is not filled with made-up people.
        Mechanism::Form if offsite || framed_elsewhere(run, page, dialog) => no("the form belongs to another site and was not filled in"),
        Mechanism::Form => form(run, page, dialog, clicks).await,
    }
}

/// Is the form another company's, shown in a frame?
fn framed_elsewhere(run: &Run<'_>, page: usize, dialog: Option<&Dialog>) -> bool {
    let frame = match dialog {
        Some(d) => d.frame.as_deref(),
        None => mechanism::form_of(&run.pages[page]).and_then(|f| f.frame.as_deref()),
    };
    frame.is_some_and(|f| f.starts_with("http") && !journey::same_site(f, &run.common.url))
}

async fn switch(run: &mut Run<'_>, page: usize, dialog: Option<&Dialog>, clicks: &mut usize) -> Result<(), Gap> {
    let landed = run.pages[page].clone();
    let surface = match dialog {
        Some(dialog) => Surface::of_dialog(dialog),
        None => consent_surface(&landed).unwrap_or_else(|| with_form(&landed)),
    };
    // A cookie dialog that opens only behind a button of the landing page.
    let surface = open_settings(run, page, surface, clicks).await;
    let mut set = 0;
    run.enter(Stage::After);
    for toggle in &surface.toggles {
        let Some(wanted) = mechanism::wanted_state(toggle).filter(|w| *w != toggle.checked) else { continue };
        if !toggle.visible || run.press(&toggle.selector, surface.frame.as_deref()).await.is_err() {
            let value = if wanted { "true" } else { "false" };
            run.act(surface.frame.as_deref(), "fill", &[&toggle.selector, value]).await;
        }
        set += 1;
        *clicks += 1;
    }
    let submit = mechanism::form_of(&landed).and_then(|f| f.submit.clone());
    let refuses = surface
        .controls
        .iter()
        .find(|c| set == 0 && c.visible && (mechanism::opts_out(&c.text) || c.role == tidegate_types::observation::ControlRole::Refuse));
    let button = refuses.or_else(|| mechanism::sender(&surface.controls, submit.as_deref())).cloned();
    let Some(button) = button else {
        run.settle(std::time::Duration::from_millis(600), Stay::Quiet).await;
        return if set > 0 { Ok(()) } else { Err(Gap::new(GapCode::NoControl, "no switch or button to opt out with was found")) };
    };
    *clicks += 1;
    let clicked = run.click(page, &surface, &button, Some(Stage::After)).await?;
    match clicked.outcome() {
        Outcome::Broken { gap } => Err(gap),
        _ => Ok(()),
    }
}

async fn open_settings(run: &mut Run<'_>, page: usize, surface: Surface, clicks: &mut usize) -> Surface {
    use tidegate_types::observation::ControlRole;
    let decides = surface.toggles.iter().any(|t| mechanism::wanted_state(t).is_some())
        || surface.controls.iter().any(|c| c.visible && mechanism::opts_out(&c.text))
        || surface.best(&[ControlRole::Refuse]).is_some();
    let Some(settings) = surface.best(&[ControlRole::Settings]).cloned().filter(|_| !decides) else { return surface };
    let old = run.pages[page].dialogs.clone();
    *clicks += 1;
    match run.click(page, &surface, &settings, None).await {
        Ok(Clicked { now: Some(now), .. }) => match opened(&old, &now) {
            Some(mut dialog) => {
                dialog.layer = 2;
                run.pages[page].dialogs.push(dialog.clone());
                Surface::of_dialog(&dialog)
            }
            None => surface,
        },
        _ => surface,
    }
}

fn consent_surface(page: &Page) -> Option<Surface> {
    let dialog = page.dialogs.iter().find(|d| d.kind == DialogKind::Consent && d.toggles.iter().any(|t| t.visible))?;
    let own = page.toggles.iter().any(|t| mechanism::wanted_state(t).is_some());
    (!own).then(|| Surface::of_dialog(dialog))
}

/// The page's buttons and switches, those in its opt-out form included.
fn with_form(page: &Page) -> Surface {
    let mut surface = Surface::of_page(page, 1);
    if let Some(form) = mechanism::form_of(page) {
        let boxes = form.fields.iter().filter(|f| f.kind == "checkbox");
        surface.toggles.extend(boxes.map(|f| tidegate_types::observation::Toggle {
            label: f.label.clone(),
            checked: f.checked,
            enabled: true,
            visible: f.visible,
            selector: f.selector.clone(),
            ..Default::default()
        }));
    }
    surface
}

async fn form(run: &mut Run<'_>, page: usize, dialog: Option<&Dialog>, clicks: &mut usize) -> Result<(), Gap> {
    let landed = run.pages[page].clone();
    let form = match dialog {
        Some(d) => Form { fields: d.fields.clone(), frame: d.frame.clone(), ..Form::default() },
        None => mechanism::form_of(&landed).cloned().unwrap_or_default(),
    };
    if let Some(asked) = form.fields.iter().find(|f| mechanism::excessive(f)) {
        let detail = format!("the form asks for `{}`, which no opt-out needs and the scan does not invent", cut(&asked.label, 80));
        return Err(Gap::new(GapCode::NoControl, detail));
    }
    let captcha = landed.text.to_lowercase().contains("captcha")
        || run
            .browser
            .watch()
            .frames
            .values()
            .any(|f| ["recaptcha/api", "hcaptcha.com", "challenges.cloudflare.com"].iter().any(|w| f.url.contains(w)));
    if captcha {
        return Err(Gap::new(GapCode::AntiBot, "the form wants a captcha solved, which the scan does not do"));
    }
    fill(run, page, &form).await;
    let surface = dialog.map_or_else(|| Surface { frame: form.frame.clone(), ..Surface::of_page(&landed, 1) }, Surface::of_dialog);
    let Some(button) = mechanism::sender(&surface.controls, form.submit.as_deref()).cloned() else {
        return send_by_key(run, page, &surface, clicks).await;
    };
    *clicks += 1;
    let clicked = run.click(page, &surface, &button, Some(Stage::After)).await?;
    sent(run, &clicked, &form)?;
    second_step(run, page, &surface, clicks).await;
    Ok(())
}

/// Some opt-outs ask once more before they are done. A step that cannot be taken is no fault: the flows tell.
async fn second_step(run: &mut Run<'_>, page: usize, first: &Surface, clicks: &mut usize) {
    let Ok(now) = run.read(page).await else { return };
    if now.text.lines().any(|l| Catalog::embedded().is_opt_out_confirmation(l)) {
        return;
    }
    let surface = Surface::of_page(&now, 1);
    let known = |c: &Control| first.controls.iter().any(|f| f.text == c.text);
    let next = surface.controls.iter().find(|c| c.visible && c.enabled && !known(c) && mechanism::goes_on(&c.text)).cloned();
    if let Some(button) = next {
        *clicks += 1;
        // What it did is told by what is read and sent afterwards.
        let _ = run.click(page, &surface, &button, Some(Stage::After)).await;
    }
}

/// Forms without a button of their own are sent by the enter key.
async fn send_by_key(run: &mut Run<'_>, page: usize, surface: &Surface, clicks: &mut usize) -> Result<(), Gap> {
    *clicks += 1;
    let clicked = run.strike(page, surface, ("Enter", 13), Stage::After).await;
    let e = &clicked.click.effect;
    if e.navigated || e.requests > 0 || !e.storage_changed.is_empty() {
        Ok(())
    } else {
        Err(Gap::new(GapCode::NoControl, "no button sends the form"))
    }
}

/// A form that stays as it was, with its fields and without a request, was not sent.
fn sent(run: &Run<'_>, clicked: &Clicked, form: &Form) -> Result<(), Gap> {
    let e = &clicked.click.effect;
    if e.navigated && clicked.now.is_some() {
        let status = {
            let watch = run.browser.watch();
            watch.recorder.requests.iter().rev().find(|r| r.main_document).and_then(|r| r.status)
        };
        if status.is_some_and(|s| s >= 400) {
            return Err(Gap::new(GapCode::HttpError, format!("sending the form was answered with status {}", status.unwrap_or_default())));
        }
        return Ok(());
    }
    let still = clicked.now.as_ref().is_some_and(|p| p.forms.iter().any(|f| f.selector == form.selector && f.visible));
    let changed = e.requests > 0 || e.dialog_gone || !e.storage_changed.is_empty() || !e.signals_changed.is_empty();
    if changed || !still {
        return Ok(());
    }
    Err(Gap::new(GapCode::NoControl, "pressing the form's button changed nothing and sent nothing"))
}

async fn fill(run: &mut Run<'_>, page: usize, form: &Form) {
    let canaries = Canaries::new(&run.common.seed);
    let frame = form.frame.as_deref();
    for field in form.fields.iter().filter(|f| f.visible).take(40) {
        match field.kind.as_str() {
            "select" => {
                if let Some(option) = option_for(field) {
                    run.act(frame, "choose", &[&field.selector, &option]).await;
                }
            }
            "checkbox" if field.required || mechanism::about_sale(&field.label) => {
                run.act(frame, "fill", &[&field.selector, "true"]).await;
            }
            "radio" if mechanism::about_sale(&field.label) => {
                run.act(frame, "fill", &[&field.selector, "true"]).await;
            }
            _ => {
                let Some(kind) = fits(field) else {
                    if is_postal(field) {
                        run.act(frame, "fill", &[&field.selector, "94105"]).await;
                    }
                    continue;
                };
                // Whoever is logged in opts out for that account, not for a stranger.
                let own = run.common.account.as_ref().filter(|_| run.name.logs_in());
                if own.is_some() && !field.value.is_empty() {
                    continue;
                }
                let own = own.filter(|_| kind == "email").map(|a| a.user.clone());
                let value = own.unwrap_or_else(|| canaries.of(kind, run.canaries.len()));
                if run.act(frame, "fill", &[&field.selector, &value]).await["ok"] == true {
                    run.canaries.push(Canary { kind: kind.into(), value, page, field: cut(field.called(), 60) });
                }
            }
        }
    }
}

fn is_postal(field: &Field) -> bool {
    let words = format!("{} {} {}", field.name, field.label, field.autocomplete).to_lowercase();
    field.required && ["zip", "postal"].iter().any(|w| words.contains(w))
}

/// The option that opts out; a Californian, where the place is asked.
fn option_for(field: &Field) -> Option<String> {
    let find = |test: &dyn Fn(&str) -> bool| field.options.iter().find(|o| test(o)).cloned();
    find(&|o| mechanism::about_sale(o))
        .or_else(|| find(&|o| o.eq_ignore_ascii_case("California") || o == "CA"))
        .or_else(|| find(&|o| ["United States", "United States of America", "US", "USA"].contains(&o)))
        .or_else(|| field.required.then(|| field.options.iter().find(|o| !o.trim().is_empty()).cloned()).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lawful_title_is_taken_before_old_ones() {
        let link = |text: &str, visible| Link { text: text.into(), visible, ..Link::default() };
        let page = Page {
            links: vec![link("Do Not Sell My Info", true), link("Do Not Sell or Share My Personal Information", true)],
            ..Page::default()
        };
        assert_eq!(best_link(&page).unwrap().text, "Do Not Sell or Share My Personal Information");
    }

    #[test]
    fn options_in_the_direction_of_the_opt_out() {
        let field =
            |options: &[&str]| Field { options: options.iter().map(|o| o.to_string()).collect(), required: true, ..Field::default() };
        let chosen = |options: &[&str]| option_for(&field(options));
        assert_eq!(chosen(&["", "Delete my data", "Do not sell my data"]).as_deref(), Some("Do not sell my data"));
        assert_eq!(chosen(&["Texas", "California"]).as_deref(), Some("California"));
        assert_eq!(chosen(&["", "Other"]).as_deref(), Some("Other"));
    }
}
