//! `cargo xtask tidy` says every habit that the tree breaks, all at once. `cargo xtask generate` writes the generated
//! files again.

mod data;
mod generated;
mod layers;
mod purity;
mod words;

use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let root = root()?;
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => tidy(&root),
        Some("generate") => generated::write(&root),
        _ => bail!("usage: cargo xtask tidy | generate"),
    }
}

fn root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(here.parent().context("xtask lies in the workspace")?.to_owned())
}

fn tidy(root: &Path) -> Result<()> {
    let mut faults = Vec::new();
    faults.extend(layers::faults(root)?);
    faults.extend(purity::faults(root)?);
    faults.extend(data::faults());
    faults.extend(words::faults(root)?);
    faults.extend(generated::faults(root)?);
    for f in &faults {
        eprintln!("{f}");
    }
    if !faults.is_empty() {
        eprintln!("tidy: {} habits broken", faults.len());
        std::process::exit(1);
    }
    println!("tidy: layers, purity, law and catalogue, both languages, generated files");
    Ok(())
}

/// Files below `dir` with one of these endings, in name order; `target` and hidden folders are left out.
fn files(dir: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    let mut todo = vec![dir.to_owned()];
    while let Some(d) = todo.pop() {
        for entry in std::fs::read_dir(&d).with_context(|| format!("{}", d.display()))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                if !name.starts_with('.') && name != "target" && name != "node_modules" && name != "out" {
                    todo.push(path);
                }
            } else if endings.iter().any(|e| name.ends_with(e)) {
                out.push(path);
            }
        }
    }
    out.sort();
    Ok(out)
}
