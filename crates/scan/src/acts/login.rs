//! Logging in with the test account.

use super::click::Surface;
use crate::look::is_email;
use crate::run::Run;
use crate::visit::Stay;
use std::time::Duration;
use tidegate_catalog::{Catalog, LinkKind};
use tidegate_types::observation::{Field, Form, Gap, GapCode, LogIn, Page, PageKind, Stage};

/// Logs in, and notes how it went. `current` is the home page.
pub async fn log_in(run: &mut Run<'_>) -> Result<(), Gap> {
    run.enter(Stage::Between);
    let done = try_to(run).await;
    run.login = Some(LogIn { gap: done.as_ref().err().cloned() });
    done
}

fn no(why: &str) -> Gap {
    Gap::new(GapCode::NotLoggedIn, why)
}

async fn try_to(run: &mut Run<'_>) -> Result<(), Gap> {
    let account = run.common.account.clone().ok_or_else(|| no("there is no test account"))?;
    let url = account.log_in.clone().or_else(|| way_in(&run.pages[run.current()]));
    let url = url.ok_or_else(|| no("no link to a log-in was found; name its page as `log_in`"))?;
    let page = run.visit(PageKind::Other, &url, Stay::Quiet).await;
    if let Some(gap) = &run.pages[page].gap {
        return Err(no(&format!("the log-in page could not be read: {}", gap.detail)));
    }
    let mut seen = run.pages[page].clone();
    let asked_first = form_of(&seen).is_none();
    if asked_first {
        // Some ask for the name on one page and for the password on the next.
        let form = name_form(&seen).ok_or_else(|| no("no form with a password was found on the log-in page"))?;
        write(run, &form, user_field(&form), &account.user).await?;
        seen = send(run, page, &seen, &form).await?;
    }
    let form = form_of(&seen).ok_or_else(|| no("no form with a password was found on the log-in page"))?;
    if let Some(user) = user_field(&form).filter(|_| !asked_first) {
        write(run, &form, Some(user), &account.user).await?;
    }
    write(run, &form, password_field(&form), &account.password).await?;
    let after = send(run, page, &seen, &form).await?;
    match form_of(&after) {
        Some(_) => Err(no("after the form was sent the store still asked for the password")),
        None => Ok(()),
    }
}

/// The store's own link.
fn way_in(home: &Page) -> Option<String> {
    let is_way = |text: &str, href: Option<&str>| Catalog::embedded().link_kinds(text, href).contains(&LinkKind::LogIn);
    let links = home.links.iter().filter(|l| is_way(&l.text, l.href.as_deref()));
    links.filter_map(|l| l.href.clone()).find(|h| h.starts_with("http"))
}

fn password_field(form: &Form) -> Option<&Field> {
    form.fields.iter().find(|f| f.visible && f.kind == "password")
}

/// One password: two are a registration.
fn form_of(page: &Page) -> Option<Form> {
    let passwords = |f: &&Form| f.fields.iter().filter(|x| x.visible && x.kind == "password").count();
    page.forms.iter().find(|f| f.visible && passwords(f) == 1).cloned()
}

fn name_form(page: &Page) -> Option<Form> {
    page.forms.iter().find(|f| f.visible && f.fields.iter().any(|x| x.visible && (is_email(x) || x.autocomplete == "username"))).cloned()
}

fn user_field(form: &Form) -> Option<&Field> {
    let typed = |f: &&Field| f.visible && ["text", "email", "tel", ""].contains(&f.kind.as_str());
    let named = form.fields.iter().filter(typed).find(|f| is_email(f) || f.autocomplete == "username");
    named.or_else(|| form.fields.iter().find(typed))
}

async fn write(run: &Run<'_>, form: &Form, field: Option<&Field>, value: &str) -> Result<(), Gap> {
    let field = field.ok_or_else(|| no("the log-in form has no field for the name"))?;
    let answer = run.act(form.frame.as_deref(), "fill", &[&field.selector, value]).await;
    if answer["ok"] == true { Ok(()) } else { Err(no("a field of the log-in form could not be filled in")) }
}

/// By the form's own button, else by the enter key; gives the page as it is then.
async fn send(run: &mut Run<'_>, page: usize, seen: &Page, form: &Form) -> Result<Page, Gap> {
    let surface = Surface { frame: form.frame.clone(), ..Surface::of_page(seen, 1) };
    let button = surface.controls.iter().find(|c| c.visible && c.enabled && form.submit.as_deref() == Some(c.text.as_str())).cloned();
    match button {
        Some(button) => {
            run.click(page, &surface, &button, None).await?;
        }
        None => {
            let last = password_field(form).or_else(|| user_field(form)).map(|f| f.selector.clone()).unwrap_or_default();
            run.act(form.frame.as_deref(), "focus", &[&last]).await;
            run.key("Enter", 13).await;
        }
    }
    run.settle(Duration::from_millis(1_200), Stay::Quiet).await;
    run.read(page).await.map_err(|_| no("the page after the log-in could not be read"))
}
