//! The rows of the law by which checks ask.

use std::collections::BTreeSet;
use tidegate_catalog::Catalog;
use tidegate_types::RowId;

/// Every row that a check or an item of a policy names.
pub fn cited(catalog: &Catalog) -> BTreeSet<RowId> {
    let checks = catalog.checks().iter().flat_map(|c| &c.law);
    checks.chain(catalog.policy_items().iter().flat_map(|i| &i.rows)).cloned().collect()
}
