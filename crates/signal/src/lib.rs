//! Consent and opt-out strings as others write them, read. Everything here comes from pages that may be hostile: no length, count or
//! depth is believed.
//!
//! A string is what somebody says of a choice. Whether it is obeyed is told by what is sent.

mod bits;
mod gpp;
mod tcf;
mod tools;
mod us;

pub use gpp::{Gpp, Part, gpp};
pub use tcf::{Ranges, Tcf, tcf};
pub use tools::{Google, OneTrust, cookiebot, google, one_trust};
pub use us::{OptOut, UsPrivacy, UsSection, us_privacy};

/// Why a string could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("`{0}` is no letter of the alphabet these strings are written in")]
    Letter(char),
    #[error("the string ends within `{0}`")]
    Short(&'static str),
    #[error("`{what}` is {found}, which is none of the values there are")]
    Value { what: &'static str, found: String },
    #[error("{0} characters are more than {MAX} that are read")]
    Long(usize),
}

/// Longer strings are cut by browsers or made to hurt.
pub const MAX: usize = 16 * 1024;
