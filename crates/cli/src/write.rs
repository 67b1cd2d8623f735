//! `tidegate law write`: the notices that the law asks for, as drafts.

use crate::args::{NoticeFormat, WriteArgs};
use crate::end::End;
use crate::{Done, files};
use tidegate_notice::{Form, Gap, Matter, Written};
use tidegate_types::{Lang, RowId};

/// The rest stands in the document and in `--json`.
const ROWS_TOLD: usize = 8;

pub fn run(args: &WriteArgs, lang: Lang) -> Done {
    let profile = files::profile(&args.profile)?;
    let law = files::lawbook()?;
    let date = args.date.unwrap_or_else(files::today);
    let written = tidegate_notice::write(args.notice, &Matter { profile: &profile, law, date });
    let form = match args.format {
        NoticeFormat::Md => Form::Markdown,
        NoticeFormat::Html => Form::Html,
    };
    let text = written.document.render(form, lang);
    if let Some(out) = &args.out
        && written.owed()
    {
        files::write(out, &text)?;
    }
    if args.json {
        let json = serde_json::json!({
            "notice": args.notice,
            "date": date,
            "law_version": law.law_version(),
            "owed": written.owed(),
            "document": written.document,
            "text": text,
            "gaps": written.gaps,
            "warnings": written.warnings,
        });
        println!("{json:#}");
    } else if args.out.is_none() && written.owed() {
        print!("{text}");
    }
    tell(args, &written, lang);
    Ok(if args.strict && !written.gaps.is_empty() { End::Findings } else { End::Done })
}

fn tell(args: &WriteArgs, w: &Written, lang: Lang) {
    if !w.owed() {
        match lang {
            Lang::En => eprintln!("No row of the law that asks for this notice reaches the business on that day; nothing was written."),
            Lang::Zh => eprintln!("当日没有要求该通知的条文适用于本企业，未写出任何内容。"),
        }
        return;
    }
    if let Some(out) = &args.out {
        eprintln!("{}", out.display());
    }
    match (w.gaps.len(), lang) {
        (0, Lang::En) => eprintln!("Nothing is left to fill in. A draft for a lawyer; not legal advice."),
        (0, Lang::Zh) => eprintln!("没有待填内容。本文为草稿，供律师审阅，不构成法律意见。"),
        (n, Lang::En) => eprintln!("{n} left to fill in, in {}:", args.profile.display()),
        (n, Lang::Zh) => eprintln!("{} 中还有 {n} 项待填：", args.profile.display()),
    }
    for gap in &w.gaps {
        eprintln!("  {}", line(gap, lang));
    }
    for warning in &w.warnings {
        eprintln!("{}{}", if lang == Lang::Zh { "注意：" } else { "Note: " }, warning.get(lang));
    }
}

fn line(gap: &Gap, lang: Lang) -> String {
    let mut rows = gap.rows.iter().map(RowId::as_str).take(ROWS_TOLD).collect::<Vec<_>>();
    if gap.rows.len() > ROWS_TOLD {
        rows.push("…");
    }
    match lang {
        Lang::En => format!("{}: {} ({})", gap.field, gap.what.en, rows.join(", ")),
        Lang::Zh => format!("{}：{}（{}）", gap.field, gap.what.zh, rows.join("、")),
    }
}
