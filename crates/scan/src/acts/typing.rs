//! Typing into forms without sending them: what a shopper writes must not leave before it is submitted.

use super::forms::{Canaries, typed_as};
use crate::run::Run;
use crate::setcookie::cut;
use crate::visit::Stay;
use std::time::Duration;
use tidegate_types::observation::{Canary, Page, PageKind, Stage};

const MAX_PAGES: usize = 2;
const MAX_FIELDS: usize = 10;

/// Visits the pages with the most telling forms again and types there.
pub async fn typing(run: &mut Run<'_>) {
    let pages = worth_typing(&run.pages);
    for (kind, url, late) in pages {
        if run.deadline.left() < Duration::from_secs(6) {
            return;
        }
        run.enter(Stage::Typing);
        let page = run.visit(kind, &url, Stay::Quiet).await;
        // What was seen there before may come late again: a pop-up, a frame of somebody slow.
        if late || !takes_text(&run.pages[page]) {
            run.linger(page).await;
        }
        if run.pages[page].gap.is_none() {
            fill(run, page).await;
        }
    }
}

/// Pages whose visible forms take contact data: registration and contact before the rest, each address once.
/// `true`: what is to be filled in there is a pop-up, which comes late.
fn worth_typing(pages: &[Page]) -> Vec<(PageKind, String, bool)> {
    let telling = |p: &&Page| p.gap.is_none() && takes_text(p);
    let mut found: Vec<&Page> = pages.iter().filter(telling).collect();
    let rank = |kind: PageKind| match kind {
        PageKind::Checkout => 0,
        PageKind::SignUp => 1,
        PageKind::Contact => 2,
        PageKind::Product => 3,
        _ => 4,
    };
    found.sort_by_key(|p| rank(p.kind));
    let mut out: Vec<(PageKind, String, bool)> = Vec::new();
    for page in found {
        if out.len() < MAX_PAGES && !out.iter().any(|(_, url, _)| *url == page.url) {
            let late = page.dialogs.iter().any(|d| d.fields.iter().any(|f| f.visible && typed_as(f).is_some()));
            out.push((page.kind, page.url.clone(), late));
        }
    }
    out
}

fn takes_text(page: &Page) -> bool {
    page.forms.iter().any(|f| f.fields.iter().any(|x| x.visible && typed_as(x).is_some()))
}

async fn fill(run: &mut Run<'_>, page: usize) {
    let canaries = Canaries::new(&run.common.seed);
    let forms = run.pages[page].forms.clone();
    let mut typed = 0;
    for form in &forms {
        for field in form.fields.iter().filter(|f| f.visible) {
            let Some(kind) = typed_as(field).filter(|_| typed < MAX_FIELDS) else { continue };
            let value = canaries.of(kind, run.canaries.len());
            run.type_keys(form.frame.as_deref(), &field.selector, &value).await;
            let answer = run.act(form.frame.as_deref(), "fill", &[&field.selector, &value]).await;
            if answer["ok"] == true {
                typed += 1;
                run.canaries.push(Canary { kind: kind.into(), value, page, field: cut(field.called(), 60) });
                run.key("Tab", 9).await; // leaving a field is what many listeners wait for
            }
        }
    }
    if typed > 0 {
        run.settle(Duration::from_millis(1_500), Stay::Quiet).await;
    }
}
