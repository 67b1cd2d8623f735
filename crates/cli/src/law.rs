//! `tidegate law`: the law as data.

use crate::args::LawCommand;
use crate::end::{End, Fault, input};
use crate::{Done, files};
use std::path::Path;
use tidegate_law::view::{self, View};
use tidegate_law::{Lawbook, Seen};
use tidegate_types::Lang;

pub fn run(what: &LawCommand, lang: Lang) -> Done {
    match what {
        LawCommand::List { date, json } => print(&view::list(files::lawbook()?, date.unwrap_or_else(files::today), lang), *json),
        LawCommand::Show { id, json } => print(&view::show(files::lawbook()?, id, lang).map_err(input)?, *json),
        LawCommand::Applies { profile, date, json } => {
            let profile = files::profile(profile)?;
            print(&view::applies(files::lawbook()?, &profile, &Seen::default(), date.unwrap_or_else(files::today), lang), *json)
        }
        LawCommand::Check { dir, json } => return check(dir.as_deref(), *json, lang),
    }
    Ok(End::Done)
}

fn print(v: &View, json: bool) {
    if json { println!("{:#}", v.json) } else { print!("{}", v.text) }
}

fn check(dir: Option<&Path>, json: bool, lang: Lang) -> Done {
    let checked = match dir {
        Some(dir) => view::check(&law_files(dir)?, lang),
        None => match Lawbook::embedded() {
            Ok(book) => Ok(view::checked(book, Lawbook::FILES.len(), lang)),
            Err(faults) => Err(view::faulty(faults, lang)),
        },
    };
    match checked {
        Ok(v) => print(&v, json),
        Err(v) => {
            print(&v, json);
            return Err(input(format!("{}: the law is faulty", dir.map_or("built-in law".into(), |d| d.display().to_string()))));
        }
    }
    Ok(End::Done)
}

fn law_files(dir: &Path) -> Result<Vec<(String, String)>, Fault> {
    let entries = std::fs::read_dir(dir).map_err(|e| input(format!("{}: {e}", dir.display())))?;
    let mut paths: Vec<_> =
        entries.filter_map(Result::ok).map(|e| e.path()).filter(|p| p.extension().is_some_and(|x| x == "toml")).collect();
    paths.sort();
    if paths.is_empty() {
        return Err(input(format!("{}: no .toml file in this folder", dir.display())));
    }
    paths.iter().map(|p| Ok((p.file_name().unwrap_or_default().to_string_lossy().into_owned(), files::read_text(p)?))).collect()
}
