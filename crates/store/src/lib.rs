//! Where the journal is kept.
//!
//! [`Journal`] is what the rest of the house uses; [`backend::Backend`] is what a database has to be able to do; [`Sqlite`]
//! and [`Postgres`] can.

pub mod backend;
pub mod error;
pub mod folder;
pub mod guard;
pub mod journal;
mod postgres;
mod random;
mod sqlite;
pub mod subjects;
pub mod tiles;
pub mod vault;
pub mod verify;
mod versions;

pub use error::StoreError;
pub use folder::Folder;
pub use guard::Guard;
pub use journal::{Appended, Journal};
pub use postgres::Postgres;
pub use sqlite::Sqlite;
pub use subjects::{IdKind, Subjects};
pub use vault::{Vault, VaultKeys};
pub use verify::{Problem, Report};
