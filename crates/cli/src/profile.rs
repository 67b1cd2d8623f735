//! `tidegate profile`: asking for, writing and checking what the business says of itself.

mod ask;
mod disclosures;
mod questions;

use crate::args::ProfileCommand;
use crate::end::{End, Fault, input};
use crate::{Done, files};
use std::path::Path;
use tidegate_law::Lawbook;
use tidegate_types::profile::{ProfileFault, instead};
use tidegate_types::{Lang, Profile, RowId, Text};

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
    files::writable(out)?;
    let stdin = std::io::stdin();
    let text = questions::interview(&mut ask::Asker::new(stdin.lock(), std::io::stderr(), lang))?;
    // What was just written must be read back without a fault, or it is ours.
    Profile::parse(&text).map_err(|f| {
        let all = f.iter().map(|f| f.told(lang)).collect::<Vec<_>>().join("\n");
        input(match lang {
            Lang::En => format!("these answers contradict each other:\n{all}"),
            Lang::Zh => format!("以下回答相互矛盾：\n{all}"),
        })
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
    let faults = match Profile::parse(&text) {
        Ok(profile) => against_law(&profile, files::lawbook()?),
        Err(faults) => faults,
    };
    if json {
        let one =
            |f: &ProfileFault| serde_json::json!({"place": f.place.get(lang), "what": f.what.get(lang), "remedy": f.remedy.get(lang)});
        let list: Vec<_> = faults.iter().map(one).collect();
        println!("{:#}", serde_json::json!({"ok": list.is_empty(), "faults": list}));
    }
    if !faults.is_empty() {
        let all: Vec<_> = faults.iter().map(|f| format!("{}: {}", file.display(), f.told(lang))).collect();
        return Err(Fault::Input(all.join("\n")));
    }
    if !json {
        println!("{}", if lang == Lang::Zh { "档案无误" } else { "the profile is sound" });
    }
    Ok(End::Done)
}

/// Words of a profile that only the law knows.
fn against_law(p: &Profile, law: &Lawbook) -> Vec<ProfileFault> {
    let mut faults = Vec::new();
    for r in p.register() {
        for clause in r.contract.iter().filter_map(|c| c.clauses.as_ref()).flatten() {
            if let Err(remedy) = clause_of(clause, law) {
                let what = Text::new(format!("`{clause}` is no clause of the law"), format!("`{clause}` 不是法律数据中的条款"));
                faults.push(ProfileFault { place: Text::same(format!("recipient `{}`: contract.clauses", r.name)), what, remedy });
            }
        }
    }
    if let Some(title) = &p.contact.opt_out_title
        && let Err(remedy) = opt_out_title(title, law)
    {
        let what = Text::new(format!("`{title}` is no title that the law fixes"), format!("`{title}` 不是法律规定的标题"));
        faults.push(ProfileFault { place: Text::same("contact.opt_out_title"), what, remedy });
    }
    faults
}

/// A clause or a family of clauses, or what to write instead.
fn clause_of(word: &str, law: &Lawbook) -> Result<(), Text> {
    let ids: Vec<&str> = law.rows().map(|row| row.id.as_str()).filter(|id| id.starts_with("K-")).collect();
    let known = match word.strip_suffix('*') {
        Some(family) => family.matches('-').count() == 2 && family.ends_with('-') && ids.iter().any(|id| id.starts_with(family)),
        None => ids.contains(&word),
    };
    if known {
        return Ok(());
    }
    let mut families: Vec<String> = ids.iter().filter_map(|id| Some(format!("{}-*", id.rsplit_once('-')?.0))).collect();
    families.sort();
    families.dedup();
    let families: Vec<&str> = families.iter().map(String::as_str).collect();
    let letters = |s: &str| s.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let near = if word.contains('*') {
        families.iter().copied().find(|f| letters(f) == letters(word))
    } else {
        tidegate_types::nearest(word, ids)
    };
    let (en, zh) = near.map_or((String::new(), String::new()), |m| (format!("did you mean `{m}`? "), format!("是否想写 `{m}`？")));
    let all = families.join(", ");
    Err(Text::new(
        format!("{en}write a clause such as K-SP-01, or a family: {all}"),
        format!("{zh}请填条款编号，例如 K-SP-01，或条款族：{all}"),
    ))
}

/// A title that the law fixes for the opt-out link, or those it fixes.
fn opt_out_title(title: &str, law: &Lawbook) -> Result<(), Text> {
    let rows = ["CA-13", "CA-16"].iter().filter_map(|id| law.row(&RowId::new(*id).ok()?));
    let fixed: Vec<&str> = rows.flat_map(|row| row.strings.iter().map(String::as_str)).collect();
    if fixed.contains(&title) { Ok(()) } else { Err(instead(title, &fixed)) }
}
