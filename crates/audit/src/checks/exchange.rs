//! Scenario 3: who receives, under which contract, in which role, from where.

mod abroad;
mod contract;
mod onward;
mod recipient;
mod risk;
#[cfg(test)]
mod tests;
mod tool;

use super::Table;
use crate::answer::Answer;
use crate::case::Case;
use tidegate_types::profile::Recipient;

pub const CHECKS: Table = &[
    ("exchange.recipient.unregistered", recipient::unregistered),
    ("exchange.recipient.undisclosed", recipient::undisclosed),
    ("exchange.recipient.new", recipient::new),
    ("exchange.recipient.restricted-country", abroad::restricted_country),
    ("exchange.contract.missing", contract::missing),
    ("exchange.contract.expired", contract::expired),
    ("exchange.contract.incomplete", contract::incomplete),
    ("exchange.role.misdeclared", contract::role_misdeclared),
    ("exchange.assessment.missing", contract::assessment_missing),
    ("exchange.assessment.overdue", contract::assessment_overdue),
    ("exchange.assessment.failed", contract::assessment_failed),
    ("exchange.onward.unauthorised", onward::unauthorised),
    ("exchange.joint.undisclosed", contract::joint_undisclosed),
    ("exchange.tool.undeclared-collection", tool::undeclared),
    ("exchange.risk-assessment.missing", risk::missing),
];

/// The register's entries, or why there is nothing to look at.
fn register<'a>(case: &Case<'a>) -> Result<&'a [Recipient], Answer> {
    match case.profile.recipients.as_deref() {
        None => Err(Answer::unknown(
            "The profile holds no register of recipients (`[[recipient]]`)",
            "企业档案中没有接收方登记册（`[[recipient]]`）",
        )),
        Some([]) => Err(Answer::not_applicable("The register is empty.", "登记册为空。")),
        Some(all) => Ok(all),
    }
}

fn list(names: &[String]) -> String {
    const MOST: usize = 12;
    let mut s = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        s.push_str(&format!(" (+{})", names.len() - MOST));
    }
    s
}
