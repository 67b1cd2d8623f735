//! Scenario 1: collecting. Notice, choice, the device, forms, children.

mod banner;
mod children;
mod consent;
mod device;
mod directed;
mod fields;
mod form;
mod layers;
mod looks;
mod notice;
mod policy;
mod trackers;

use super::Table;
pub(crate) use directed::speaks_to_children;
pub(crate) use form::{incentive_seen, sensitive_seen};
pub use policy::lines_of_policy as policy_lines;

pub const CHECKS: Table = &[
    ("collect.policy.missing", policy::missing),
    ("collect.policy.not-prominent", policy::not_prominent),
    ("collect.policy.unreadable", policy::unreadable),
    ("collect.policy.stale", policy::stale),
    ("collect.policy.incomplete", policy::incomplete),
    ("collect.policy.contradicted", policy::contradicted),
    ("collect.notice.missing", notice::missing),
    ("collect.notice.incomplete", notice::incomplete),
    ("collect.children.policy-incomplete", policy::children_incomplete),
    ("collect.health-policy.missing", policy::health_missing),
    ("collect.consent.before-choice", consent::before_choice),
    ("collect.consent.refusal-ignored", consent::refusal_ignored),
    ("collect.consent.withdrawal-ignored", consent::withdrawal_ignored),
    ("collect.consent.close-is-consent", consent::close_is_consent),
    ("collect.consent.no-withdrawal", consent::no_withdrawal),
    ("collect.banner.no-refuse", banner::no_refuse),
    ("collect.banner.asymmetric", looks::asymmetric),
    ("collect.banner.preselected", banner::preselected),
    ("collect.banner.unnamed-recipients", banner::unnamed_recipients),
    ("collect.banner.confusing", looks::confusing),
    ("collect.banner.wall", banner::wall),
    ("collect.banner.broken", banner::broken),
    ("collect.permission.unprompted", device::permission_unprompted),
    ("collect.fingerprint.undisclosed", device::fingerprint),
    ("collect.replay.unconsented", device::replay),
    ("collect.form.excess", form::excess),
    ("collect.form.insecure", form::insecure),
    ("collect.form.captured-early", form::captured_early),
    ("collect.sensitive.unconsented", form::sensitive),
    ("collect.incentive.no-notice", form::incentive),
    ("collect.children.no-neutral-gate", children::no_neutral_gate),
    ("collect.children.tracked", children::tracked),
    ("collect.children.no-parental-consent", children::no_parental_consent),
];

#[cfg(test)]
mod tests;
