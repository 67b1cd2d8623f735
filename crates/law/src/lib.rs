//! The law as data. [`Lawbook::parse`] turns the files of `law/` into a checked [`Lawbook`], or tells every fault of
//! every file at once; [`Lawbook::applies`] and [`Lawbook::reaches`] say what of it holds for a business on a day.
//!
//! No clock, file, network or randomness: the files are built in, the day is an argument.

pub mod abroad;
pub mod agenda;
mod applies;
mod book;
mod case;
pub mod change;
mod check;
mod clash;
mod clock;
mod fault;
mod halves;
mod history;
mod holiday;
mod judge;
mod load;
mod reaches;
mod read;
mod regimes;
mod rule;
pub mod scenario;
mod scope;
pub mod view;
mod why;
mod word;

pub use applies::Applies;
pub use book::{Clauses, Law, Lawbook, Milestone, Number, Row, Signal};
pub use case::{Case, CaseDate};
pub use clock::{Allowed, Clock, ClockError, ClockKind, Due, Moment, Pause, PauseKind, Span, Starts, moment};
pub use fault::Fault;
pub use history::{Near, Period};
pub use holiday::{Calendar, Day, Holiday, Observed};
pub use judge::{Seen, Verdict};
pub use regimes::{Answer, Explained, Ground, Key, Regimes, SignalDuty, Spot, Standing};
pub use rule::{Data, Rule, Sensitive};
pub use scope::{Condition, Scope, Threshold};
pub use word::{CaseStatus, Kind, Model, RowStatus, Sale, Sureness, Unit, When, Word};
