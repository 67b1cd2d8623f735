//! `tidegate journal`: the journal in a folder, and what an operator does with it.

use crate::Done;
use crate::args::{Data, JournalCommand};
use crate::end::{End, Fault, input};
use crate::files::{make_dir, say, write};
use serde_json::json;
use std::io::{BufRead as _, IsTerminal as _, Read as _};
use std::path::Path;
use tidegate_journal::event::{MOST_BYTES, What};
use tidegate_journal::stream::Expected;
use tidegate_journal::tile::Tile;
use tidegate_store::journal::system_clock;
use tidegate_store::subjects::sha256_of_text;
use tidegate_store::{Folder, IdKind, Journal, Sqlite, StoreError};
use tidegate_types::{Lang, Name, StoreId, SubjectKey};

/// Events stored at once from a file.
const BATCH: usize = 256;
/// A line is refused beyond this: with version and time an event of it still fits, so what was read can be stored.
const LONGEST_LINE: u64 = MOST_BYTES as u64 - 256;
/// Lines of one file.
const MOST_LINES: usize = 1_000_000;

pub fn run(what: &JournalCommand, lang: Lang) -> Done {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(anyhow::Error::from)?;
    runtime.block_on(async {
        match what {
            JournalCommand::Init { data, origin } => init(data, origin, lang).await,
            JournalCommand::Append { data, file, json } => append(&open(data).await?, file.as_deref(), *json, lang).await,
            JournalCommand::Verify { data, json } => verify(&open(data).await?, *json, lang).await,
            JournalCommand::Receipt { data, index, out } => receipt(&open(data).await?, *index, out.as_deref()).await,
            JournalCommand::Export { data, out } => export(&open(data).await?, out, lang).await,
            JournalCommand::Erase { data, subjects, why } => erase(&open(data).await?, subjects, why, lang).await,
            JournalCommand::Backup { data, out } => backup(&open(data).await?, out, lang),
            JournalCommand::Restore { data, from } => restore(data, from, lang).await,
            JournalCommand::Subject { data, kind, hashed } => subject(data, *kind, *hashed),
            JournalCommand::Key { data } => key(&open(data).await?),
        }
    })
}

/// What the store says, as how the command ends: bad input is the operator's to mend, a failing disk is told as a fault.
impl From<StoreError> for Fault {
    fn from(e: StoreError) -> Self {
        match e {
            StoreError::Stopped(_) | StoreError::Damaged { .. } => Self::Ours(e.into()),
            other => input(other.to_string()),
        }
    }
}

fn store_id(data: &Data) -> Result<StoreId, Fault> {
    StoreId::new(data.store.as_str()).map_err(|e| input(e.to_string()))
}

async fn open(data: &Data) -> Result<Journal<Sqlite>, Fault> {
    Ok(Folder::new(&data.data).open(&store_id(data)?, system_clock()).await?)
}

fn told(lang: Lang, en: String, zh: String) -> Result<(), Fault> {
    say(&format!("{}\n", if lang == Lang::En { en } else { zh }))
}

async fn init(data: &Data, origin: &str, lang: Lang) -> Done {
    let store = store_id(data)?;
    let journal = Folder::new(&data.data).init(&store, origin, system_clock()).await?;
    let (at, key) = (data.data.display(), journal.signer().verifier());
    told(
        lang,
        format!(
            "The log of `{store}` begins in {at}. Its public key, which everybody may have:\n{key}\nKeep {at}/keys apart from the backups of the database, and let nobody else read it."
        ),
        format!("`{store}` 的日志已在 {at} 建立。公钥（可公开）：\n{key}\n请将 {at}/keys 与数据库备份分开保存，并禁止他人读取。"),
    )?;
    Ok(End::Done)
}

fn key(journal: &Journal<Sqlite>) -> Done {
    say(&format!("{}\n", journal.signer().verifier()))?;
    Ok(End::Done)
}

async fn append(journal: &Journal<Sqlite>, file: Option<&Path>, as_json: bool, lang: Lang) -> Done {
    let (mut indexes, mut batch) = (Vec::new(), Vec::new());
    // Read whole before the first is stored: a fault in line 900 stores nothing of the 899 before it.
    let events = lines(file, event)?;
    for what in events {
        batch.push((what, Expected::Any));
        if batch.len() == BATCH {
            indexes.extend(journal.append_all(std::mem::take(&mut batch)).await?.iter().map(|a| a.index));
        }
    }
    indexes.extend(journal.append_all(batch).await?.iter().map(|a| a.index));
    journal.catch_up().await?;
    let size = journal.size().await?;
    if as_json {
        say(&format!("{}\n", json!({"stored": indexes.len(), "first": indexes.first(), "last": indexes.last(), "size": size})))?;
    } else {
        let span = match (indexes.first(), indexes.last()) {
            (Some(a), Some(b)) => format!(" {a}–{b}"),
            _ => String::new(),
        };
        told(
            lang,
            format!("{} events stored{span}; the log has {size}.", indexes.len()),
            format!("已写入 {} 条事件{span}；日志共 {size} 条。", indexes.len()),
        )?;
    }
    Ok(End::Done)
}

/// Whoever gives an identifier is told of a fault by its line.
fn subject(data: &Data, kind: IdKind, hashed: bool) -> Done {
    let subjects = Folder::new(&data.data).subjects()?;
    let keys = lines(None, |line| {
        let text = std::str::from_utf8(line).map_err(|_| "no UTF-8".to_owned())?;
        let key = if hashed { sha256_of_text(text).map(|h| subjects.key_of_hash(kind, &h)) } else { subjects.key(kind, text) };
        key.map_err(|e| e.to_string())
    })?;
    say(&keys.iter().map(|k| k.to_text() + "\n").collect::<String>())?;
    Ok(End::Done)
}

/// What stands in a file or on standard input, line by line; empty lines say nothing.
fn lines<T>(file: Option<&Path>, read_one: impl Fn(&[u8]) -> Result<T, String>) -> Result<Vec<T>, Fault> {
    let name = file.map_or("standard input".into(), |f| f.display().to_string());
    let mut reader: Box<dyn std::io::BufRead> = match file {
        Some(path) => Box::new(std::io::BufReader::new(std::fs::File::open(path).map_err(|e| input(format!("{name}: {e}")))?)),
        None => Box::new(std::io::stdin().lock()),
    };
    let mut out = Vec::new();
    for number in 1.. {
        let mut line = Vec::new();
        let read = reader.by_ref().take(LONGEST_LINE + 1).read_until(b'\n', &mut line).map_err(|e| input(format!("{name}: {e}")))?;
        if read == 0 {
            break;
        }
        if read as u64 > LONGEST_LINE {
            return Err(input(format!("{name}, line {number}: longer than {LONGEST_LINE} bytes; one thing is one line")));
        }
        if out.len() == MOST_LINES {
            return Err(input(format!("{name}: more than {MOST_LINES} lines; give it in parts. Nothing of it was stored")));
        }
        if !line.trim_ascii().is_empty() {
            out.push(read_one(&line).map_err(|why| input(format!("{name}, line {number}: {why}")))?);
        }
    }
    Ok(out)
}

/// The fault names the field where it can, and never a value: it may be anybody's.
fn event(line: &[u8]) -> Result<What, String> {
    let value: serde_json::Value = serde_json::from_slice(line).map_err(|e| format!("no JSON (column {})", e.column()))?;
    let kind = value.get("event").and_then(|k| k.as_str()).unwrap_or_default().to_owned();
    if !What::KINDS.contains(&kind.as_str()) {
        return Err(format!("`event` is one of {}", What::KINDS.join(", ")));
    }
    if kind == "erased" {
        return Err("`erased` is written by `tidegate journal erase`".into());
    }
    for ours in ["v", "at"] {
        if value.get(ours).is_some() {
            return Err(format!("`{ours}` is set by the journal; leave it out"));
        }
    }
    serde_json::from_value(value).map_err(|_| format!("a field of `{kind}` is missing or of another type; see docs/events.md"))
}

async fn verify(journal: &Journal<Sqlite>, as_json: bool, lang: Lang) -> Done {
    let shown = std::io::stderr().is_terminal();
    let report = journal
        .verify(|n| {
            if shown && n.is_multiple_of(65_536) {
                eprint!("\r{n} ");
            }
        })
        .await?;
    if as_json {
        let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        let all = json!({"origin": journal.origin().as_str(), "holds": report.holds(), "events": report.events, "erased": report.erased, "checkpoints": report.checkpoints, "root": report.root, "problems": problems});
        say(&format!("{all:#}\n"))?;
    } else {
        for p in &report.problems {
            say(&format!("{p}\n"))?;
        }
        let (events, erased, checkpoints, n) = (report.events, report.erased, report.checkpoints, report.problems.len());
        let (en, zh) = match n {
            0 => ("holds".into(), "完好".into()),
            n => (
                format!("has {n} problems. Nothing was changed; restore the latest backup that verifies"),
                format!("存在 {n} 处问题。未作任何修改；请恢复最近一份可通过验证的备份"),
            ),
        };
        told(
            lang,
            format!("{}: {events} events ({erased} erased), {checkpoints} checkpoints: it {en}.", journal.origin()),
            format!("{}：{events} 条事件（其中 {erased} 条已删除），{checkpoints} 个检查点：{zh}。", journal.origin()),
        )?;
    }
    Ok(if report.holds() { End::Done } else { End::Findings })
}

async fn receipt(journal: &Journal<Sqlite>, index: u64, out: Option<&Path>) -> Done {
    journal.catch_up().await?;
    let text = journal.receipt(index).await?.to_text();
    match out {
        Some(path) => write(path, text.as_bytes())?,
        None => say(&text)?,
    }
    Ok(End::Done)
}

/// The log as files that any web server can serve under `/log/{store}/` (`c2sp.org/tlog-tiles`).
async fn export(journal: &Journal<Sqlite>, out: &Path, lang: Lang) -> Done {
    journal.catch_up().await?;
    let Some((checkpoint, note)) = journal.checkpoint().await? else { return Err(input("the log is empty: there is nothing to export")) };
    let mut count = 0;
    for tile in Tile::of_size(checkpoint.size) {
        let path = out.join(tile.to_string());
        make_dir(path.parent().unwrap_or(out))?;
        write(&path, &journal.tile(tile).await?)?;
        count += 1;
    }
    // Last, so that what it speaks of is there.
    write(&out.join("checkpoint"), note.to_string().as_bytes())?;
    told(
        lang,
        format!("{} leaves in {count} tiles and a checkpoint: {}", checkpoint.size, out.display()),
        format!("{} 个叶子，{count} 个分块及检查点：{}", checkpoint.size, out.display()),
    )?;
    Ok(End::Done)
}

async fn erase(journal: &Journal<Sqlite>, subjects: &[String], why: &str, lang: Lang) -> Done {
    let keys: Vec<SubjectKey> = subjects.iter().map(|s| s.parse()).collect::<Result<_, _>>().map_err(|e| input(format!("{e}")))?;
    let why = Name::new(why).map_err(|e| input(e.to_string()))?;
    let count = journal.erase(&keys, why).await?;
    journal.catch_up().await?;
    told(
        lang,
        format!("{count} events erased. Their proofs go on verifying; older backups still hold the bodies."),
        format!("已删除 {count} 条事件。其证明仍可验证；旧备份中仍保留正文。"),
    )?;
    Ok(End::Done)
}

fn backup(journal: &Journal<Sqlite>, out: &Path, lang: Lang) -> Done {
    journal.backend().backup(out)?;
    told(lang, format!("Copied to {}. The keys are not in it.", out.display()), format!("已备份至 {}。其中不含密钥。", out.display()))?;
    Ok(End::Done)
}

/// Puts a backup into place, and leaves it there only if all of the shop's log could be recomputed.
async fn restore(data: &Data, from: &Path, lang: Lang) -> Done {
    let folder = Folder::new(&data.data);
    folder.restore(from)?;
    let held = match folder.open(&store_id(data)?, system_clock()).await {
        Ok(journal) => verify(&journal, false, lang).await,
        Err(e) => Err(e.into()),
    };
    if !matches!(held, Ok(End::Done)) {
        let aside = folder.set_aside()?;
        told(lang, format!("Not put into place: {}.", aside.display()), format!("未恢复，文件已移至 {}。", aside.display()))?;
    }
    held
}
