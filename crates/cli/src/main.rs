//! The `tidegate` program: reads the command line, calls the house, writes files, and says how it ended.

mod app;
mod args;
mod audit;
mod demo;
mod diff;
mod end;
mod files;
mod journal;
mod law;
mod profile;
mod progress;
mod report;
mod scan;
mod verify;
mod write;

use args::{Command, Line};
use clap::Parser as _;
use end::End;
use std::process::ExitCode;

fn main() -> ExitCode {
    let line = Line::parse();
    let lang = line.lang();
    let done = match line.command {
        Command::Audit(a) => audit::run(&a, lang),
        Command::Diff(a) => diff::run(&a, lang),
        Command::Scan(a) => scan::run(&a, lang),
        Command::Law { what } => law::run(&what, lang),
        Command::Profile { what } => profile::run(&what, lang),
        Command::Journal { what } => journal::run(&what, lang),
        Command::Verify(a) => verify::run(&a, lang),
        Command::Demo(a) => demo::run(&a, lang),
    };
    end::code(done)
}

/// What every command gives back: how it ended, or a fault with everything said that helps.
type Done = Result<End, end::Fault>;
