//! What was done in a pass and what came of it, as lines.

use super::album::Shot;
use super::words::{self, Words, words};
use super::{Place, short};
use crate::gaps;
use tidegate_types::Lang;
use tidegate_types::observation::{Action, Effect, Field, GateRun, LogIn, OptOutRun, Outcome, Pass};

/// An act, or a run behind a link or gate.
#[derive(Debug)]
pub struct Act {
    pub what: String,
    pub outcome: String,
    pub steps: Vec<Step>,
    /// Label and value.
    pub facts: Vec<(&'static str, String)>,
    pub shot: Option<Shot>,
}

#[derive(Debug)]
pub struct Step {
    pub text: String,
    pub selector: String,
    pub effect: String,
}

pub fn acts(place: &Place, p: &Pass) -> Vec<Act> {
    let acts = p.actions.iter().take(40).map(|a| act(place, a));
    let optout = p.optout.iter().map(|o| optout(place, o));
    let gate = p.gate.iter().map(|g| gate(place, g));
    p.login.iter().map(|l| login(place, l)).chain(acts).chain(optout).chain(gate).collect()
}

fn login(place: &Place, l: &LogIn) -> Act {
    let w = words(place.lang);
    let outcome = l.gap.as_ref().map_or_else(|| w.done.to_owned(), |g| gaps::text(g).get(place.lang).to_owned());
    Act {
        what: w.logged_in.into(),
        outcome: short(&outcome, 400),
        steps: vec![],
        facts: vec![(w.kept_out, w.kept_out_why.into())],
        shot: None,
    }
}

fn act(place: &Place, a: &Action) -> Act {
    let w = words(place.lang);
    let outcome = match &a.outcome {
        Outcome::Done => w.done.into(),
        Outcome::NoEffect => w.no_effect.into(),
        Outcome::Broken { gap } => gaps::text(gap).get(place.lang).to_owned(),
        Outcome::NoControl => w.no_control.into(),
    };
    let step = |c: &tidegate_types::observation::Click| Step {
        text: short(&c.text, 120),
        selector: short(&c.selector, 200),
        effect: effect(&c.effect, w),
    };
    Act {
        what: words::want(a.want, place.lang).into(),
        outcome: short(&outcome, 400),
        steps: a.clicks.iter().take(40).map(step).collect(),
        facts: vec![],
        shot: place.album.shot(a.screenshot.as_ref(), place.root),
    }
}

/// What a click changed, in a few words.
fn effect(e: &Effect, w: &Words) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut note = |happened: bool, word: &str| {
        if happened {
            out.push(word.to_owned());
        }
    };
    note(e.dialog_gone, w.dialog_gone);
    note(e.layer_opened, w.layer_opened);
    note(e.navigated, w.navigated);
    if !e.storage_changed.is_empty() {
        out.push(format!("{}{}", w.storage_changed, short(&e.storage_changed.join(", "), 300)));
    }
    if !e.signals_changed.is_empty() {
        out.push(format!("{}{}", w.signals_changed, short(&e.signals_changed.join(", "), 120)));
    }
    if e.requests > 0 {
        out.push(format!("{}{}", w.requests_followed, e.requests));
    }
    if let Some(error) = &e.error {
        out.push(format!("{}{}", w.script_error, short(error, 200)));
    }
    if out.is_empty() { w.nothing_changed.into() } else { out.join(w.semicolon) }
}

fn optout(place: &Place, o: &OptOutRun) -> Act {
    let w = words(place.lang);
    let mut facts = vec![
        (w.link, short(&o.link_text, 200)),
        (w.landed, short(&o.landed, 600)),
        (w.kind, words::mechanism(o.mechanism, place.lang).into()),
        (w.fields, fields(&o.fields, w)),
        (w.clicks, o.clicks.to_string()),
    ];
    if !o.answer.is_empty() {
        facts.push((w.page_said, short(&o.answer, 1_000)));
    }
    let why = o.gap.as_ref().map(|g| gaps::text(g).get(place.lang).to_owned());
    let outcome = if o.completed { w.done.into() } else { why.unwrap_or_else(|| w.not_completed.into()) };
    Act {
        what: w.optout.into(),
        outcome: short(&outcome, 400),
        steps: vec![],
        facts,
        shot: place.album.shot(o.screenshot.as_ref(), place.root),
    }
}

fn gate(place: &Place, g: &GateRun) -> Act {
    let w = words(place.lang);
    let mut facts = vec![
        (w.gate_text, short(&g.text, 600)),
        (w.gate_preset, g.preset.as_deref().map_or_else(|| w.none.into(), |p| short(p, 80))),
        (w.gate_answered, short(&g.answered, 200)),
        (w.gate_admitted, yes(g.admitted, place.lang).into()),
        (w.gate_parent, yes(g.parent_step, place.lang).into()),
        (w.gate_retry, g.retry.map_or(w.not_tried, |r| yes(r, place.lang)).into()),
        (w.fields, fields(&g.open_fields, w)),
    ];
    if !g.answer.is_empty() {
        facts.push((w.page_said, short(&g.answer, 1_000)));
    }
    Act { what: w.gate.into(), outcome: String::new(), steps: vec![], facts, shot: place.album.shot(g.screenshot.as_ref(), place.root) }
}

fn yes(b: bool, lang: Lang) -> &'static str {
    let w = words(lang);
    if b { w.yes } else { w.no }
}

pub fn fields(fields: &[Field], w: &Words) -> String {
    let names: Vec<_> = fields.iter().filter(|f| f.visible).take(40).map(|f| short(&crate::evidence::field_name(f), 60)).collect();
    if names.is_empty() { w.none.into() } else { names.join(w.comma) }
}
