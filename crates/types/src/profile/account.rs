//! The account with which a scan may log in: one that was made for tests, with invented data.

use serde::{Deserialize, Serialize};

/// Shorter names and passwords could not be told from other text, and so not be kept out of evidence.
pub const SHORTEST: usize = 8;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct TestAccount {
    /// The page with the log-in form; absent: the store's own link to it.
    pub log_in: Option<String>,
    /// E-mail address or user name.
    pub user: Option<String>,
    /// The environment variable that holds the password, which never stands in a file.
    pub password_env: Option<String>,
}
