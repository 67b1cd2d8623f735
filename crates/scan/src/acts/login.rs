//! Logging in with the test account.

use super::click::Surface;
use crate::journey;
use crate::look::is_email;
use crate::run::Run;
use crate::visit::Stay;
use std::time::Duration;
use tidegate_catalog::{Catalog, LinkKind};
use tidegate_types::observation::{Field, Form, Gap, GapCode, LogIn, Page, PageKind, Stage};
use url::Url;

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
    let url = account.log_in.clone().or_else(|| way_in(&run.pages[run.current()], &run.common.url));
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
        safe(&seen.final_url, &form)?;
        write(run, &form, user_field(&form), &account.user).await?;
        seen = send(run, page, &seen, &form).await?;
    }
    let form = form_of(&seen).ok_or_else(|| no("no form with a password was found on the log-in page"))?;
    safe(&seen.final_url, &form)?;
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

/// The store's own link, to its own site: elsewhere the password is typed only where the operator named the page.
fn way_in(home: &Page, store: &Url) -> Option<String> {
    let is_way = |text: &str, href: Option<&str>| Catalog::embedded().link_kinds(text, href).contains(&LinkKind::LogIn);
    let links = home.links.iter().filter(|l| is_way(&l.text, l.href.as_deref()));
    links.filter_map(|l| l.href.clone()).find(|h| journey::same_site(h, store))
}

/// Will what is typed go where the page itself is, and nobody in between read it?
fn safe(page: &str, form: &Form) -> Result<(), Gap> {
    let Ok(here) = Url::parse(page) else { return Err(no("the log-in page has no address")) };
    let loopback = matches!(here.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if here.scheme() != "https" && !loopback {
        return Err(no("the log-in page is not https, and a password is not typed there"));
    }
    let elsewhere =
        |url: &String| url.starts_with("http") && (!journey::same_site(url, &here) || here.scheme() == "https" && url.starts_with("http:"));
    match form.action.iter().chain(&form.frame).find(|u| elsewhere(u)) {
        Some(_) => Err(no("the log-in form belongs to, or is sent to, another site than its page")),
        None => Ok(()),
    }
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
    let at = run.browser.watch().main_url().unwrap_or_default().to_owned();
    let now = run.read(page).await.map_err(|_| no("the page after the log-in could not be read"))?;
    Ok(Page { final_url: at, ..now })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_types::observation::{Link, Region};

    fn field(kind: &str, name: &str) -> Field {
        Field { kind: kind.into(), name: name.into(), visible: true, ..Field::default() }
    }

    fn form(fields: Vec<Field>) -> Form {
        Form { fields, visible: true, ..Form::default() }
    }

    #[test]
    fn a_log_in_asks_for_one_password() {
        let of = |f: Form| form_of(&Page { forms: vec![f], ..Page::default() }).is_some();
        assert!(of(form(vec![field("email", "email"), field("password", "pw")])));
        assert!(!of(form(vec![field("email", "email"), field("password", "pw"), field("password", "again")])), "a registration");
        assert!(!of(form(vec![field("email", "newsletter")])));
        let whole = form(vec![field("text", "coupon"), field("email", "email"), field("password", "pw")]);
        assert_eq!(user_field(&whole).map(|f| f.name.as_str()), Some("email"));
    }

    #[test]
    fn a_password_is_typed_only_where_it_stays() {
        let whole = |action: &str, frame: Option<&str>| Form {
            action: Some(action.into()).filter(|a: &String| !a.is_empty()),
            frame: frame.map(str::to_owned),
            ..form(vec![field("password", "pw")])
        };
        assert!(safe("https://shop.test/login", &whole("", None)).is_ok());
        assert!(safe("https://shop.test/login", &whole("https://id.shop.test/in", None)).is_ok());
        assert!(safe("http://127.0.0.1:8080/login", &whole("http://127.0.0.1:8080/in", None)).is_ok());
        for (page, action, frame) in [
            ("http://shop.test/login", "", None),
            ("https://shop.test/login", "https://elsewhere.test/in", None),
            ("https://shop.test/login", "http://shop.test/in", None),
            ("https://shop.test/login", "", Some("https://elsewhere.test/frame")),
            ("about:blank", "", None),
            ("", "", None),
        ] {
            assert!(safe(page, &whole(action, frame)).is_err(), "{page} {action} {frame:?}");
        }
    }

    #[test]
    fn the_way_in_is_the_stores_own() {
        let store = Url::parse("https://shop.test/").unwrap();
        let link =
            |href: &str| Link { text: "Log in".into(), href: Some(href.into()), region: Region::Header, visible: true, ..Link::default() };
        let way = |href: &str| way_in(&Page { links: vec![link(href)], ..Page::default() }, &store);
        assert!(way("https://shop.test/login").is_some() && way("https://id.shop.test/").is_some());
        assert_eq!(way("https://elsewhere.test/login"), None);
        assert_eq!(way("javascript:login()"), None);
    }
}
