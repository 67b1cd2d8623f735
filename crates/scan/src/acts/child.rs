//! The age gate, answered as a child of ten would answer it truthfully.

use super::click::Surface;
use super::forms::fits;
use super::mechanism::sender;
use super::news::{news, said_on};
use crate::look::{is_age, year_of};
use crate::passes::Known;
use crate::run::Run;
use crate::setcookie::cut;
use crate::shots::Extent;
use crate::visit::Stay;
use tidegate_catalog::{Catalog, Section};
use tidegate_types::observation::{
    Control, Dialog, DialogKind, Field, Form, Gap, GapCode, GateKind, GateRun, Page, PageKind, PassEnd, Stage,
};

const AGE: i32 = 10;

/// The answer that was given, and what it led to.
#[derive(Debug, Default)]
struct Given {
    answered: String,
    answer: String,
    open: Vec<Field>,
    admitted: bool,
}

/// Something on a page that asks how old the visitor is.
#[derive(Debug, Clone)]
struct Gate {
    kind: GateKind,
    text: String,
    fields: Vec<Field>,
    surface: Surface,
    /// Text of the button that sends it.
    submit: Option<String>,
    /// The form also takes contact data or a password: sending it would register somebody.
    registers: bool,
}

/// Does the page ask for an age: by a gate, or among the fields of a form?
pub fn asks_age(page: &Page) -> bool {
    gate_of(page).is_some()
}

fn gate_of(page: &Page) -> Option<Gate> {
    let dialog = page.dialogs.iter().find(|d| d.kind == DialogKind::AgeGate);
    dialog.map(of_dialog).or_else(|| page.forms.iter().find_map(|f| of_form(page, f))).or_else(|| of_whole(page))
}

fn of_dialog(dialog: &Dialog) -> Gate {
    let fields: Vec<Field> = dialog.fields.iter().filter(|f| f.visible).cloned().collect();
    Gate {
        kind: kind_of(&fields),
        text: cut(&dialog.text, 1_000),
        registers: registers(&fields),
        fields,
        surface: Surface::of_dialog(dialog),
        submit: None,
    }
}

fn of_form(page: &Page, form: &Form) -> Option<Gate> {
    let fields: Vec<Field> = form.fields.iter().filter(|f| f.visible).cloned().collect();
    let asks = form.visible && fields.iter().any(|f| is_age(f) && !is_card(f));
    asks.then(|| Gate {
        kind: kind_of(&fields),
        text: cut(&form.context, 1_000),
        registers: registers(&fields),
        surface: Surface { frame: form.frame.clone(), ..Surface::of_page(page, 1) },
        fields,
        submit: form.submit.clone(),
    })
}

/// A page that is nothing but the question.
fn of_whole(page: &Page) -> Option<Gate> {
    let catalog = Catalog::embedded();
    let surface = with_links(page);
    let answers = |section| surface.controls.iter().any(|c| c.visible && catalog.matches(section, &c.text));
    let asks = page.text.len() < 1_500 && catalog.matches(Section::GateAge, &page.text);
    (asks && answers(Section::GateNo) && answers(Section::GateYes)).then(|| Gate {
        kind: GateKind::YesNo,
        text: cut(&page.text, 1_000),
        fields: vec![],
        surface,
        submit: None,
        registers: false,
    })
}

/// Answers are often plain links.
fn with_links(page: &Page) -> Surface {
    let mut surface = Surface::of_page(page, 1);
    let links = page.links.iter().filter(|l| l.href.is_some() && l.text.chars().count() < 60);
    surface.controls.extend(links.map(|l| Control {
        text: l.text.clone(),
        selector: l.selector.clone(),
        rect: l.rect,
        visible: l.visible,
        enabled: true,
        href: l.href.clone(),
        ..Control::default()
    }));
    surface
}

fn is_card(field: &Field) -> bool {
    let words = format!("{} {} {}", field.name, field.label, field.autocomplete).to_lowercase();
    ["exp", "card", "cc-"].iter().any(|w| words.contains(w))
}

fn registers(fields: &[Field]) -> bool {
    fields.iter().any(|f| f.kind == "password" || matches!(fits(f), Some("email" | "phone" | "name")))
}

fn kind_of(fields: &[Field]) -> GateKind {
    let asked: Vec<&Field> = fields.iter().filter(|f| is_age(f)).collect();
    if asked.is_empty() {
        return GateKind::YesNo;
    }
    let bare_age = asked.iter().all(|f| {
        let words = format!("{} {}", f.name, f.label).to_lowercase();
        let date = f.kind == "date" || ["birth", "dob", "bday", "year", "出生", "生日"].iter().any(|w| words.contains(w));
        !date && !f.options.iter().any(|o| year_of(o).is_some())
    });
    if bare_age { GateKind::Age } else { GateKind::BirthDate }
}

pub async fn play(run: &mut Run<'_>, known: &Known) -> PassEnd {
    let mut page = run.current();
    if gate_of(&run.pages[page]).is_none()
        && let Some(url) = known.gate.clone()
    {
        page = run.visit(PageKind::SignUp, &url, Stay::Banner).await;
    }
    let Some(mut gate) = gate_of(&run.pages[page]) else {
        return PassEnd::NotPossible { gap: Gap::new(GapCode::NoAgeGate, "what asked for an age before did not show in this pass") };
    };
    whole_lists(run, &mut gate).await;
    let url = run.pages[page].url.clone();
    let before = said_on(&run.pages[page]);
    let open_before = open_fields(&run.pages[page], &gate);
    let answered = match answer(run, page, &gate).await {
        Ok(answered) => answered,
        Err(gap) => {
            keep(run, &gate, Given::default()).await;
            return PassEnd::Partial { gap };
        }
    };
    let moved = run.browser.watch().main_url().unwrap_or_default().to_owned();
    if moved != run.pages[page].final_url && !gate.registers {
        page = run.arrived(PageKind::Other, &moved).await;
    }
    let now = run.read(page).await.unwrap_or_default();
    let open = if gate.registers && gate_of(&now).is_some() { open_before } else { all_open(&now) };
    // What the page says anyway ("Ask your mom for a picture!") answers nothing.
    let answer = news(&now, &before);
    let admitted = is_admitted(&now, &gate, &answer);
    let given = Given { answered, answer, open, admitted };
    keep(run, &gate, given).await;
    let retry = can_retry(run, &url).await;
    if let Some(kept) = run.gate.as_mut() {
        kept.retry = retry;
    }
    PassEnd::Complete
}

/// Lists of years are longer than what the page facts keep of a list.
async fn whole_lists(run: &Run<'_>, gate: &mut Gate) {
    let frame = run.frame_id(gate.surface.frame.as_deref());
    for field in gate.fields.iter_mut().filter(|f| f.kind == "select" && f.options.len() >= 40 && !f.selector.contains(">>>")) {
        let selector = serde_json::Value::from(field.selector.as_str());
        let expression = format!(
            "(() => {{ const s = document.querySelector({selector}); return s ? [...s.options].slice(0, 200).map((o) => String(o.text).trim().slice(0, 60)) : [] }})()"
        );
        let within = std::time::Duration::from_secs(2);
        let all = run.browser.evaluate(&frame, &expression, within).await.unwrap_or_default();
        let all: Vec<String> = serde_json::from_value(all).unwrap_or_default();
        if all.len() > field.options.len() {
            field.options = all;
        }
    }
}

/// The fields as the observation keeps them.
fn shortened(fields: &[Field]) -> Vec<Field> {
    let short = |f: &Field| Field { options: f.options.iter().take(40).cloned().collect(), ..f.clone() };
    fields.iter().map(short).collect()
}

async fn keep(run: &mut Run<'_>, gate: &Gate, given: Given) {
    let Given { answered, answer, open, admitted } = given;
    let screenshot = run.shots.take(&run.browser, "age-answer", Extent::Window).await;
    run.gate = Some(GateRun {
        kind: gate.kind,
        text: gate.text.clone(),
        preset: preset(&gate.fields),
        range: range(&gate.fields),
        fields: shortened(&gate.fields),
        answered,
        admitted,
        parent_step: Catalog::embedded().matches(Section::ParentStep, &answer),
        retry: None,
        open_fields: open,
        answer,
        screenshot,
    });
}

fn shown(page: &Page) -> String {
    let dialogs: Vec<&str> = page.dialogs.iter().map(|d| d.text.as_str()).collect();
    format!("{}\n{}", page.text, dialogs.join("\n"))
}

/// Let in as if older: not turned away, no parent asked, the gate gone or the form still open.
fn is_admitted(now: &Page, gate: &Gate, answer: &str) -> bool {
    let catalog = Catalog::embedded();
    if catalog.matches(Section::GateRefused, answer) || catalog.matches(Section::ParentStep, answer) || now.gap.is_some() {
        return false;
    }
    gate.registers || !now.dialogs.iter().any(|d| d.kind == DialogKind::AgeGate) && gate_of(now).is_none()
}

/// Opened again in the same browser: is the question put once more, as if nothing had been said, or is there a
/// link that puts it?
async fn can_retry(run: &mut Run<'_>, url: &str) -> Option<bool> {
    run.enter(Stage::After);
    let at = run.visit(PageKind::Other, url, Stay::Banner).await;
    let page = &run.pages[at];
    if page.gap.as_ref().is_some_and(|g| g.code != GapCode::HttpError) {
        return None;
    }
    if Catalog::embedded().matches(Section::GateRefused, &shown(page)) {
        return Some(false);
    }
    if gate_of(page).is_some() {
        return Some(true);
    }
    let again = with_links(page);
    let Some(link) = again.controls.iter().find(|c| c.visible && asks_again(&c.text)).cloned() else { return Some(false) };
    let clicked = run.click(at, &again, &link, None).await.ok()?;
    Some(clicked.now.is_some_and(|now| gate_of(&now).is_some()))
}

/// "Change my year of birth".
fn asks_again(text: &str) -> bool {
    let text = text.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|w| text.contains(w));
    text.chars().count() < 80
        && any(&["birth", "my age", "your age", "geburt", "alter", "naissance", "âge", "nacimiento", "edad", "出生", "年龄", "生日"])
        && any(&[
            "change", "again", "edit", "update", "correct", "wrong", "re-enter", "ändern", "modifier", "changer", "cambiar", "修改",
            "更改", "重新",
        ])
}

fn open_fields(page: &Page, gate: &Gate) -> Vec<Field> {
    if !gate.registers {
        return all_open(page);
    }
    gate.fields.iter().filter(|f| fits(f).is_some()).cloned().collect()
}

fn all_open(page: &Page) -> Vec<Field> {
    let fields = page.forms.iter().filter(|f| f.visible).flat_map(|f| &f.fields);
    fields.filter(|f| f.visible && matches!(fits(f), Some("email" | "phone" | "name"))).take(40).cloned().collect()
}

/// A value that is set before anybody answers.
fn preset(fields: &[Field]) -> Option<String> {
    let set = fields.iter().find(|f| is_age(f) && f.value.chars().any(|c| c.is_ascii_digit()) && f.value != "0");
    let ticked = || fields.iter().find(|f| f.checked && ["radio", "checkbox"].contains(&f.kind.as_str()));
    set.map(|f| f.value.clone()).or_else(|| ticked().map(|f| f.label.clone()))
}

/// The lowest and highest year or age of a list.
fn range(fields: &[Field]) -> Option<(i32, i32)> {
    let numbers = |f: &Field| f.options.iter().filter_map(|o| o.trim().parse::<i32>().ok()).collect::<Vec<_>>();
    let all = fields.iter().filter(|f| is_age(f)).map(numbers).filter(|n| n.len() >= 3).max_by_key(|n| n.iter().max().copied())?;
    Some((*all.iter().min()?, *all.iter().max()?))
}

/// Gives the answer. What was said, in words.
async fn answer(run: &mut Run<'_>, page: usize, gate: &Gate) -> Result<String, Gap> {
    if gate.kind == GateKind::YesNo {
        return say_no(run, page, gate).await;
    }
    let year = run.common.year - AGE;
    let mut said = Vec::new();
    for field in gate.fields.iter().filter(|f| is_part(f)) {
        let Some(value) = part(field, gate.kind, year) else { continue };
        let method = if field.kind == "select" { "choose" } else { "fill" };
        run.act(gate.surface.frame.as_deref(), method, &[&field.selector, &value]).await;
        said.push(value);
    }
    if said.is_empty() {
        return Err(Gap::new(GapCode::NoControl, "the age fields offer no answer under 13"));
    }
    let said = said.join("-");
    if gate.registers {
        // Registering a child is no test a store should have to clean up after; leaving the field is enough.
        run.enter(Stage::After);
        run.key("Tab", 9).await;
        run.settle(std::time::Duration::from_millis(800), Stay::Quiet).await;
        return Ok(said);
    }
    match sender_of(gate) {
        Some(button) => {
            run.click(page, &gate.surface, &button, Some(Stage::After)).await?;
        }
        None => {
            run.strike(page, &gate.surface, ("Enter", 13), Stage::After).await;
        }
    }
    Ok(said)
}

async fn say_no(run: &mut Run<'_>, page: usize, gate: &Gate) -> Result<String, Gap> {
    let catalog = Catalog::embedded();
    let fitting = gate.surface.controls.iter().filter(|c| c.visible && catalog.matches(Section::GateNo, &c.text));
    let Some(no) = fitting.min_by_key(|c| c.text.len()).cloned() else {
        return Err(Gap::new(GapCode::NoControl, "the gate has no answer for somebody under age"));
    };
    run.click(page, &gate.surface, &no, Some(Stage::After)).await?;
    Ok(no.text)
}

fn sender_of(gate: &Gate) -> Option<Control> {
    let catalog = Catalog::embedded();
    let controls: Vec<Control> = gate.surface.controls.iter().filter(|c| c.href.is_none()).cloned().collect();
    sender(&controls, gate.submit.as_deref())
        .or_else(|| controls.iter().find(|c| c.visible && catalog.matches(Section::GateYes, &c.text)))
        // A dialog's one button sends it, whatever it is called; a page has many.
        .or_else(|| {
            controls
                .iter()
                .find(|c| c.visible && !gate.surface.selector.is_empty() && c.role != tidegate_types::observation::ControlRole::Close)
        })
        .cloned()
}

/// Age fields, and the day and month beside a year.
fn is_part(field: &Field) -> bool {
    let words = format!("{} {} {}", field.name, field.label, field.placeholder).to_lowercase();
    let date = words
        .split(|c: char| !c.is_alphanumeric())
        .any(|w| ["month", "day", "mm", "dd", "monat", "tag", "mois", "jour", "mes", "día", "月", "日"].contains(&w));
    is_age(field) && !is_card(field)
        || is_months(field)
        || is_days(field)
        || date && ["select", "text", "number", "tel"].contains(&field.kind.as_str())
}

/// A list of months or of days has as many entries as there are, with a heading or without, and often no name.
fn is_months(field: &Field) -> bool {
    field.kind == "select" && (12..=13).contains(&field.options.len()) && !field.options.iter().any(|o| year_of(o).is_some())
}

fn is_days(field: &Field) -> bool {
    let number = |o: &String| o.trim().parse::<u8>().is_ok_and(|n| (1..=31).contains(&n));
    field.kind == "select" && (31..=32).contains(&field.options.len()) && field.options.iter().filter(|o| number(o)).count() == 31
}

fn part(field: &Field, kind: GateKind, year: i32) -> Option<String> {
    if kind == GateKind::Age {
        return age_part(field);
    }
    if field.kind == "date" {
        return Some(format!("{year}-06-15"));
    }
    let words = format!("{} {} {}", field.name, field.label, field.placeholder).to_lowercase();
    let years: Vec<i32> = field.options.iter().filter_map(|o| year_of(o)).collect();
    if !years.is_empty() {
        // A list that ends before children were born offers the youngest it has.
        let best = years.iter().copied().filter(|y| *y <= year + 2).max_by_key(|y| (-(y - year).abs(), *y))?;
        return Some(best.to_string());
    }
    if words.contains("month") || words.contains("monat") || words.contains("mois") || words.contains("月") || is_months(field) {
        return pick(field, "6", 6);
    }
    if words.contains("day") && !words.contains("birthday") || words.contains("日") || is_days(field) {
        return pick(field, "15", 15);
    }
    if words.contains("year") || words.contains("yyyy") && !words.contains("mm") {
        return Some(year.to_string());
    }
    let american = words.find("mm").is_some_and(|m| words.find("dd").is_none_or(|d| m < d));
    Some(if words.contains("yyyy-mm") {
        format!("{year}-06-15")
    } else if american {
        format!("06/15/{year}")
    } else {
        format!("15/06/{year}")
    })
}

fn pick(field: &Field, typed: &str, place: usize) -> Option<String> {
    if field.options.is_empty() {
        return Some(typed.to_owned());
    }
    let exact = field.options.iter().find(|o| o.trim().trim_start_matches('0') == typed);
    exact.or_else(|| field.options.get(place)).or_else(|| field.options.last()).cloned()
}

fn age_part(field: &Field) -> Option<String> {
    if field.options.is_empty() {
        return Some(AGE.to_string());
    }
    let under = |o: &&String| {
        let numbers: Vec<i32> = o.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
        let low = o.to_lowercase();
        let below = ["under", "below", "younger", "<", "unter", "moins", "menor", "以下", "未满"].iter().any(|w| low.contains(w));
        match numbers[..] {
            [n] if below => n > AGE,
            [n] => n == AGE,
            [a, b] => (a..=b).contains(&AGE),
            _ => false,
        }
    };
    field.options.iter().find(under).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: &str, name: &str, options: &[&str]) -> Field {
        let options = options.iter().map(|o| o.to_string()).collect();
        Field { kind: kind.into(), name: name.into(), visible: true, options, ..Field::default() }
    }

    #[test]
    fn a_child_of_ten_in_many_forms() {
        let said = |f: &Field| part(f, kind_of(std::slice::from_ref(f)), 2016);
        assert_eq!(said(&field("date", "birthdate", &[])).as_deref(), Some("2016-06-15"));
        assert_eq!(said(&field("text", "birth_year", &[])).as_deref(), Some("2016"));
        assert_eq!(said(&field("number", "age", &[])).as_deref(), Some("10"));
        assert_eq!(said(&field("select", "age", &["13-17", "8-12", "18+"])).as_deref(), Some("8-12"));
        assert_eq!(said(&field("select", "age", &["Under 13", "13 or older"])).as_deref(), Some("Under 13"));
        let years: Vec<String> = (1950..=2026).map(|y| y.to_string()).collect();
        let years: Vec<&str> = years.iter().map(String::as_str).collect();
        assert_eq!(said(&field("select", "year", &years)).as_deref(), Some("2016"));
        assert_eq!(said(&field("select", "year", &["1999", "2000", "2008"])).as_deref(), Some("2008"), "the youngest offered");
    }

    #[test]
    fn what_the_page_says_anyway_turns_nobody_away() {
        let gate = Gate {
            kind: GateKind::YesNo,
            text: String::new(),
            fields: vec![],
            surface: Surface::default(),
            submit: None,
            registers: false,
        };
        let page = Page { text: "Ask your mom or dad for a picture and upload it!".into(), ..Page::default() };
        let before = said_on(&page);
        assert!(is_admitted(&page, &gate, &news(&page, &before)));
        let turned = Page { text: format!("{}\nSorry, please ask your parent to help you.", page.text), ..Page::default() };
        assert!(!is_admitted(&turned, &gate, &news(&turned, &before)));
    }

    #[test]
    fn lists_of_months_and_days_without_names() {
        let months = [
            "Month",
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let month = field("select", "", &months);
        assert!(is_part(&month));
        assert_eq!(part(&month, GateKind::BirthDate, 2016).as_deref(), Some("June"));
        let days: Vec<String> = std::iter::once("Day".to_owned()).chain((1..=31).map(|d| d.to_string())).collect();
        let day = field("select", "", &days.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(is_part(&day));
        assert_eq!(part(&day, GateKind::BirthDate, 2016).as_deref(), Some("15"));
        assert!(!is_part(&field("select", "size", &["36", "37", "38"])));
    }

    #[test]
    fn the_range_and_preset_of_a_list() {
        let list = Field { value: "1990".into(), ..field("select", "birth_year", &["1930", "1990", "2013"]) };
        assert_eq!(range(std::slice::from_ref(&list)), Some((1930, 2013)));
        assert_eq!(preset(&[list]).as_deref(), Some("1990"));
    }

    #[test]
    fn links_that_put_the_question_again() {
        assert!(asks_again("Change my year of birth") && asks_again("修改出生年份"));
        assert!(!asks_again("Change currency") && !asks_again("Birthday gifts"));
    }

    #[test]
    fn a_card_form_asks_for_no_age() {
        let form = Form { visible: true, fields: vec![field("select", "card_exp_year", &["2027", "2028", "2029"])], ..Form::default() };
        assert!(!asks_age(&Page { forms: vec![form], ..Page::default() }));
        let form = Form { visible: true, fields: vec![field("text", "dob", &[])], ..Form::default() };
        assert!(asks_age(&Page { forms: vec![form], ..Page::default() }));
    }
}
