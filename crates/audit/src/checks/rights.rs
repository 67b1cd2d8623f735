use super::Table;

pub const CHECKS: Table = &[];
