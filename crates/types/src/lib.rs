//! The vocabulary of the house. Types only: no clock, no file, no network, no randomness.
//!
//! Three families meet in an audit: what the business says of itself ([`profile`]), what a browser saw
//! ([`observation`]), and what follows from both under the law ([`finding`]).

pub mod act;
pub mod app;
pub mod finding;
pub mod host;
pub mod id;
mod nearest;
pub mod observation;
pub mod place;
pub mod profile;
pub mod subject;
pub mod text;
pub mod word;

pub use act::{Act, Age, DataClass, Purpose, Recipient, Regime};
pub use app::App;
pub use finding::{Confidence, Evidence, Finding, Report, Scenario, Severity, Status};
pub use host::Host;
pub use id::{CaseId, CheckId, ClockId, LawId, Name, RowId, StoreId};
pub use nearest::nearest;
pub use observation::Observation;
pub use place::Place;
pub use profile::Profile;
pub use subject::SubjectKey;
pub use text::{Lang, Text};
