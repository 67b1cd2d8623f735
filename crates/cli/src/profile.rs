//! `tidegate profile`: asking for, writing and checking what the business says of itself.

mod ask;
mod disclosures;
mod questions;

use crate::args::ProfileCommand;
use crate::end::{End, Fault, input};
use crate::{Done, files};
use std::path::Path;
use tidegate_types::{Lang, Profile};

pub fn run(what: &ProfileCommand, lang: Lang) -> Done {
    match what {
        ProfileCommand::Init { out, force } => init(out, *force, lang),
        ProfileCommand::Check { file, json } => check(file, *json, lang),
    }
}

fn init(out: &Path, force: bool, lang: Lang) -> Done {
    if out.exists() && !force {
        return Err(input(format!("{} exists; choose another with --out, or write over it with --force", out.display())));
    }
    let stdin = std::io::stdin();
    let text = questions::interview(&mut ask::Asker::new(stdin.lock(), std::io::stderr(), lang))?;
    // What was just written must be read back without a fault, or it is ours.
    Profile::parse(&text).map_err(|f| {
        let all = f.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        input(format!("these answers contradict each other:\n{all}"))
    })?;
    files::write(out, text)?;
    match lang {
        Lang::En => println!("{} written. Next: tidegate law applies --profile {0}", out.display()),
        Lang::Zh => println!("已写入 {}。下一步：tidegate law applies --lang zh --profile {0}", out.display()),
    }
    Ok(End::Done)
}

fn check(file: &Path, json: bool, lang: Lang) -> Done {
    let text = files::read_text(file)?;
    let faults = Profile::parse(&text).err().unwrap_or_default();
    if json {
        let list: Vec<_> = faults.iter().map(|f| serde_json::json!({"place": f.place, "what": f.what, "remedy": f.remedy})).collect();
        println!("{:#}", serde_json::json!({"ok": list.is_empty(), "faults": list}));
    }
    if !faults.is_empty() {
        let all: Vec<_> = faults.iter().map(|f| format!("{}: {f}", file.display())).collect();
        return Err(Fault::Input(all.join("\n")));
    }
    if !json {
        println!("{}", if lang == Lang::Zh { "档案无误" } else { "the profile is sound" });
    }
    Ok(End::Done)
}
