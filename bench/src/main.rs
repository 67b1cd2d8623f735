//! `make bench`: each benchmark beside a peer or a limit in the same run. `tidegate-bench law` runs one of them.
//!
//! Machines differ and are shared, so every figure is a median of several runs with its spread, and what counts is the
//! difference or ratio to the peer, not the figure itself.

mod browser;
mod journal;
mod law;
mod page;
mod planted;
mod tree;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        None => {
            law::run_all()?;
            journal::run_all()?;
            browser::run_all()?;
            planted::run_all()
        }
        Some("law") => law::run_all(),
        Some("journal") => journal::run_all(),
        Some("browser") => browser::run_all(),
        Some("planted") => planted::run_all(),
        Some(other) => bail!("`{other}` is no benchmark; there are law, journal, browser and planted, or all of them without a name"),
    }
}
