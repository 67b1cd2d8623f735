//! How a command ends. Exit codes are public: 0 done, 1 findings or refusal where asked, 2 bad input or usage,
//! 3 a fault of ours.

use std::process::ExitCode;

/// A command that did what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Done,
    /// Something was found where that was asked: `--fail-on`, scenarios that the law does not bear out, `--strict`.
    Findings,
}

/// A command that could not.
#[derive(Debug)]
pub enum Fault {
    /// What was given cannot be used: says what, where, and what to do.
    Input(String),
    /// Ours: a browser that cannot be run, a law that cannot be read.
    Ours(anyhow::Error),
}

impl From<anyhow::Error> for Fault {
    fn from(e: anyhow::Error) -> Self {
        Fault::Ours(e)
    }
}

pub fn input(what: impl Into<String>) -> Fault {
    Fault::Input(what.into())
}

pub fn code(done: crate::Done) -> ExitCode {
    match done {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Findings) => ExitCode::from(1),
        Err(Fault::Input(what)) => {
            eprintln!("tidegate: {what}");
            ExitCode::from(2)
        }
        Err(Fault::Ours(e)) => {
            eprintln!("tidegate: {e:#}");
            ExitCode::from(3)
        }
    }
}
