//! `tidegate law`: the law as data.

use crate::args::{BusinessArgs, LawCommand, RegimeArgs};
use crate::end::{End, Fault, input};
use crate::{Done, files};
use jiff::{ToSpan as _, civil::Date};
use std::collections::BTreeMap;
use std::path::Path;
use tidegate_law::agenda::LONGEST_YEARS;
use tidegate_law::scenario::{self, Scenario};
use tidegate_law::view::{self, View};
use tidegate_law::{Clock, Lawbook, Seen, Verdict};
use tidegate_types::{Act, Age, ClockId, Lang, Place, Purpose};

pub fn run(what: &LawCommand, lang: Lang) -> Done {
    match what {
        LawCommand::List { date, json } => print(&view::list(files::lawbook()?, date.unwrap_or_else(files::today), lang), *json)?,
        LawCommand::Show { id, json } => print(&view::show(files::lawbook()?, id, lang).map_err(input)?, *json)?,
        LawCommand::Applies(of) => {
            let profile = files::profile(&of.profile)?;
            print(&view::applies(files::lawbook()?, &profile, &Seen::default(), of.day(), lang), of.json)?
        }
        LawCommand::Abroad(of) => {
            let profile = files::profile(&of.profile)?;
            print(&view::abroad(files::lawbook()?, &profile, of.day(), lang), of.json)?
        }
        LawCommand::Calendar { profile, from, to, json } => return calendar(profile, *from, *to, *json, lang),
        LawCommand::Clock { id, from, place, profile, json } => {
            let view = match id {
                Some(id) => clock(id, from.as_deref(), place.as_ref(), lang)?,
                None => clocks(profile.as_deref(), lang)?,
            };
            print(&view, *json)?;
        }
        LawCommand::Diff { from, to, profile, json } => return diff((*from, *to), profile.as_deref(), *json, lang),
        LawCommand::Regime(args) => return regime(args, lang),
        LawCommand::Scenarios { dir, law, json } => return scenarios(dir, law.as_deref(), *json),
        LawCommand::Write(args) => return crate::write::run(args, lang),
        LawCommand::Check { dir, json } => return check(dir.as_deref(), *json, lang),
    }
    Ok(End::Done)
}

impl BusinessArgs {
    fn day(&self) -> Date {
        self.date.unwrap_or_else(files::today)
    }
}

fn print(v: &View, json: bool) -> Result<(), Fault> {
    if json { files::say(&format!("{:#}\n", v.json)) } else { files::say(&v.text) }
}

fn regime(args: &RegimeArgs, lang: Lang) -> Done {
    let profile = args.profile.as_deref().map(files::profile).transpose()?.unwrap_or_default();
    let regimes = files::lawbook()?.regimes(&profile, &Seen::default(), args.date.unwrap_or_else(files::today));
    let act = Act {
        place: args.place.clone(),
        purpose: args.purpose.unwrap_or(Purpose::Service),
        data: args.data,
        age: args.age.map(Age::of_years),
        recipient: args.to,
    };
    let view = if args.purpose.is_some() { view::regime(&regimes, &act, lang) } else { view::regimes(&regimes, &act, lang) };
    print(&view, args.json)?;
    Ok(End::Done)
}

fn calendar(profile: &Path, from: Option<Date>, to: Option<Date>, json: bool, lang: Lang) -> Done {
    let from = from.unwrap_or_else(files::today);
    let to = match to {
        Some(to) => to,
        None => from.checked_add(2.years()).map_err(|_| input(format!("two years after {from} is no day; give --to")))?,
    };
    in_order(from, to)?;
    let latest = from.checked_add(i64::from(LONGEST_YEARS).years()).unwrap_or(Date::MAX);
    if to > latest {
        return Err(input(format!("--to {to} is more than {LONGEST_YEARS} years after {from}; the law data does not see that far")));
    }
    let (book, profile) = (files::lawbook()?, files::profile(profile)?);
    let entries = book.agenda(&profile, &Seen::default(), from, to);
    print(&view::calendar(book, &entries, (from, to), lang), json)?;
    Ok(End::Done)
}

fn clock(id: &ClockId, from: Option<&str>, place: Option<&Place>, lang: Lang) -> Result<View, Fault> {
    let book = files::lawbook()?;
    let Some(clock) = book.clock(id) else {
        return Err(input(format!("the law has no clock `{id}`; `tidegate law clock` lists them")));
    };
    if let Some(place) = place.filter(|p| book.calendar(p).is_none()) {
        return Err(input(format!("the law has no calendar of {place}; write a state of the US, a country of the EEA, US or GB")));
    }
    let start = from.map(tidegate_law::moment).transpose().map_err(input)?;
    view::clock(book, clock, start.as_ref(), place, lang).map_err(|e| input(e.to_string()))
}

fn clocks(profile: Option<&Path>, lang: Lang) -> Result<View, Fault> {
    let (book, seen, today) = (files::lawbook()?, Seen::default(), files::today());
    let profile = profile.map(files::profile).transpose()?;
    let runs = |c: &Clock| {
        profile.as_ref().is_none_or(|p| {
            c.in_force(today) && c.rows.iter().filter_map(|r| book.row(r)).any(|row| book.reaches(row, p, &seen, today) != Verdict::No)
        })
    };
    Ok(view::clocks(book, runs, lang))
}

fn diff((from, to): (Date, Date), profile: Option<&Path>, json: bool, lang: Lang) -> Done {
    in_order(from, to)?;
    let profile = profile.map(files::profile).transpose()?;
    let (book, seen) = (files::lawbook()?, Seen::default());
    let diff = book.diff(profile.as_ref().map(|p| (p, &seen)), from, to);
    print(&view::diff(book, &diff, lang), json)?;
    Ok(End::Done)
}

fn in_order(from: Date, to: Date) -> Result<(), Fault> {
    if to < from { Err(input(format!("{to} lies before {from}; give the earlier day first"))) } else { Ok(()) }
}

fn scenarios(dir: &Path, law: Option<&Path>, json: bool) -> Done {
    let own = law.map(book_of).transpose()?;
    let book = match &own {
        Some(book) => book,
        None => files::lawbook()?,
    };
    let (mut run, mut missed, mut runner) = (0, Vec::new(), scenario::Runner::new(book));
    let mut stores = BTreeMap::new();
    for path in files::with_ending(dir, "txt")? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let cases = scenario::parse(&name, &files::read_text(&path)?)
            .map_err(|faults| input(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?;
        for case in cases {
            if !stores.contains_key(&case.store) {
                let profile = files::profile(&dir.join("stores").join(format!("{}.toml", case.store)));
                stores.insert(case.store.clone(), profile.map_err(|e| at(&case, e))?);
            }
            run += 1;
            if let Err(said) = case.run(&mut runner, &stores[&case.store]) {
                missed.push((format!("{}:{}", case.file, case.line), said));
            }
        }
    }
    if run == 0 {
        return Err(input(format!("{}: no case in these files; see law/scenarios for the form", dir.display())));
    }
    let mut text = String::new();
    if json {
        let missed: Vec<_> = missed.iter().map(|(at, said)| serde_json::json!({ "at": at, "said": said })).collect();
        text = format!("{:#}\n", serde_json::json!({ "law_version": book.law_version(), "cases": run, "missed": missed }));
    } else {
        missed.iter().for_each(|(at, said)| text.push_str(&format!("{at}: {said}\n")));
        text.push_str(&format!("{run} cases, {} not as expected; law {}\n", missed.len(), book.law_version()));
    }
    files::say(&text)?;
    Ok(if missed.is_empty() { End::Done } else { End::Findings })
}

fn check(dir: Option<&Path>, json: bool, lang: Lang) -> Done {
    let checked = match dir {
        Some(dir) => view::check(&law_files(dir)?, &tidegate_audit::cited(tidegate_catalog::Catalog::embedded()), lang),
        None => match Lawbook::embedded() {
            Ok(book) => Ok(view::checked(book, Lawbook::FILES.len(), lang)),
            Err(faults) => Err(view::faulty(faults, lang)),
        },
    };
    match checked {
        Ok(v) => print(&v, json)?,
        Err(v) => {
            print(&v, json)?;
            return Err(input(format!("{}: the law is faulty", dir.map_or("built-in law".into(), |d| d.display().to_string()))));
        }
    }
    Ok(End::Done)
}

/// A fault in what a case names, with the line that names it.
fn at(case: &Scenario, fault: Fault) -> Fault {
    match fault {
        Fault::Input(what) => input(format!("{}:{}: store `{}`: {what}", case.file, case.line, case.store)),
        ours => ours,
    }
}

fn book_of(dir: &Path) -> Result<Lawbook, Fault> {
    let all = |faults: Vec<tidegate_law::Fault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    Lawbook::parse(&law_files(dir)?).map_err(|faults| input(all(faults)))
}

fn law_files(dir: &Path) -> Result<Vec<(String, String)>, Fault> {
    files::with_ending(dir, "toml")?
        .iter()
        .map(|p| Ok((p.file_name().unwrap_or_default().to_string_lossy().into_owned(), files::read_text(p)?)))
        .collect()
}
