//! What is planted in the leaky shop, and where. The clean shop is the same shop without it.

use std::sync::LazyLock;

/// A fault, the check that it must fail, and the file that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planted {
    pub check: &'static str,
    /// Below `demo/`.
    pub file: &'static str,
    pub what: &'static str,
}

const fn p(check: &'static str, file: &'static str, what: &'static str) -> Planted {
    Planted { check, file, what }
}

const HEAD: &str = "pages/leaky/head.html";
const END: &str = "pages/leaky/end.html";
const JS: &str = "pages/leaky/privacy.js";
const CSS: &str = "pages/leaky/privacy.css";
const POLICY: &str = "pages/leaky/page-privacy.html";
const LEGAL: &str = "pages/leaky/footer-legal.html";
const KIDS: &str = "pages/leaky/kids-extra.html";
const AGE: &str = "pages/leaky/age-question.html";
const ACCOUNT: &str = "pages/leaky/form-account.html";
const REQUEST: &str = "pages/leaky/page-data-request.html";
const EVENTS: &str = "src/shop/privacy.rs";
const PROFILE: &str = "src/profile.rs";

/// Every check that the leaky shop is made to fail.
pub const PLANTED: &[Planted] = &[
    p("collect.policy.not-prominent", LEGAL, "the link to the policy is 9 px and faint among links of 15 px"),
    p("collect.policy.unreadable", POLICY, "11 px, grey on near white, sentences of 60 words and more"),
    p("collect.policy.stale", EVENTS, "last updated 26 months ago"),
    p("collect.policy.incomplete", POLICY, "no categories, sources, recipients, rights, retention, appeal, legal bases, representative"),
    p(
        "collect.policy.contradicted",
        POLICY,
        "no sale, no third-party cookies, no children, no health data, everything in the United States",
    ),
    p("collect.notice.missing", "pages/leaky/form-contact.html", "contact, account and newsletter forms say nothing"),
    p(
        "collect.notice.incomplete",
        "pages/leaky/form-checkout.html",
        "one line without categories, retention or sale, to the top of the policy",
    ),
    p("collect.consent.before-choice", HEAD, "nine parties are called on arrival"),
    p("collect.consent.refusal-ignored", JS, "declining closes the box and loads the rest"),
    p("collect.consent.close-is-consent", JS, "the cross accepts everything"),
    p("collect.consent.no-withdrawal", END, "no way back after the choice"),
    p("collect.banner.no-refuse", END, "accept and settings only"),
    p("collect.banner.asymmetric", CSS, "declining is 11 px grey text on the second layer"),
    p("collect.banner.preselected", END, "every purpose is ticked"),
    p("collect.banner.unnamed-recipients", END, "no purpose and no company is named"),
    p("collect.banner.confusing", END, "“do not disable”, On and Off, three purposes in one box"),
    p("collect.permission.unprompted", JS, "location and notifications asked on the first page"),
    p("collect.form.excess", ACCOUNT, "passport number, gender, health and religion for an account"),
    p("collect.form.insecure", "pages/leaky/newsletter.html", "newsletter forms post over http"),
    p("collect.form.captured-early", "pages/vendors/hotjar.js", "what is typed goes out before it is sent"),
    p("collect.sensitive.unconsented", ACCOUNT, "health conditions and religion without consent"),
    p("collect.replay.unconsented", HEAD, "recorder and chat run on arrival"),
    p("collect.fingerprint.undisclosed", "pages/vendors/fingerprint.js", "canvas, WebGL, audio and fonts on arrival"),
    p("collect.children.no-neutral-gate", AGE, "1990 is preset, the text nudges, the answer can be changed"),
    p("collect.children.tracked", "pages/leaky/age-script.html", "every tag stays on after an answer under 13, and is told the year"),
    p(
        "collect.children.no-parental-consent",
        KIDS,
        "the club and the account form stay open to children: name, birthday, e-mail, school, photo",
    ),
    p("collect.children.policy-incomplete", POLICY, "one sentence that denies children"),
    p("collect.incentive.no-notice", END, "15 % off for e-mail and phone, without terms"),
    p("market.optout.ineffective", JS, "advertising goes on after the opt-out"),
    p("market.sensitive.leaked", EVENTS, "“Pregnancy test” goes to Meta and Google with page, name and price"),
    p("market.identifier.leaked", "pages/vendors/facebook.js", "advanced matching hashes e-mail and phone while they are typed"),
    p("exchange.recipient.unregistered", PROFILE, "Intercom, Baidu, jsDelivr, TikTok, Pinterest, Microsoft and an unknown network"),
    p("exchange.recipient.undisclosed", POLICY, "no recipient is named"),
    p("exchange.recipient.new", PROFILE, "most hosts came after the baseline of seven months ago"),
    p("exchange.recipient.restricted-country", HEAD, "a push service and a counter in China receive US visitors' identifiers"),
    p("exchange.contract.missing", PROFILE, "Hotjar and JPush"),
    p("exchange.contract.expired", PROFILE, "Google, five months ago"),
    p("exchange.contract.incomplete", PROFILE, "Klaviyo, Meta and Criteo lack clauses"),
    p("exchange.role.misdeclared", PROFILE, "Meta as service provider"),
    p("exchange.assessment.missing", PROFILE, "Hotjar, Criteo, JPush"),
    p("exchange.assessment.overdue", PROFILE, "Google"),
    p("exchange.joint.undisclosed", PROFILE, "Criteo is joint controller, the policy is silent"),
    p(
        "exchange.tool.undeclared-collection",
        PROFILE,
        "Meta: declared identifiers, takes pages, products and hashed e-mail; Hotjar: takes what is typed",
    ),
    p("exchange.risk-assessment.missing", PROFILE, "sharing for advertising since eight months, no assessment"),
    p("sell.link.misnamed", LEGAL, "“Do Not Sell My Personal Information”, the old title"),
    p("sell.link.hidden", CSS, "9 px and faint"),
    p("sell.link.wrong-target", LEGAL, "leads to the top of the policy; the form is at its end"),
    p("sell.notice.missing", POLICY, "nothing tells that data may be shared and that one may refuse"),
    p(
        "sell.minor.without-optin",
        "pages/leaky/age-script.html",
        "whoever said to be under 13 goes to the advertising networks all the same",
    ),
    p("sell.gpc.ignored", HEAD, "no tag asks for the signal"),
    p("sell.gpc.unconfirmed", "pages/leaky/top-strip.html", "nothing is shown"),
    p("sell.optout.burdensome", POLICY, "name, e-mail, phone, postal address, photo ID, reason"),
    p("sell.optout.ineffective", EVENTS, "the form changes nothing"),
    p("sell.optout.false-confirmation", EVENTS, "“Your request was processed.”"),
    p("sell.agent.blocked", POLICY, "agents' requests wait for a telephone call"),
    p("rights.channel.missing", POLICY, "no way to correct, to appeal, or to opt out of profiling"),
    p(DEAD_LINK, POLICY, "the erasure page does not exist"),
    p("rights.verification.excess", REQUEST, "passport number and photo, notarised statement, account number"),
    p("security.cookie.unprotected", EVENTS, "session_id without Secure, HttpOnly and SameSite, and easy to guess"),
    p("security.header.missing", EVENTS, "none of the five headers"),
    p("security.mixed-content", HEAD, "a script and a picture over http"),
];

/// Only somebody who follows every link of the policy meets this one, so a scan of a few pages may miss it.
const DEAD_LINK: &str = "rights.channel.broken";

/// Those of [`PLANTED`] that an audit of the leaky shop must answer `failed`, without books, tables or a person's help.
pub fn expected_leaky() -> &'static [&'static str] {
    static IDS: LazyLock<Vec<&str>> = LazyLock::new(|| PLANTED.iter().map(|p| p.check).filter(|c| *c != DEAD_LINK).collect());
    &IDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planted_fault_lies_in_a_file_that_exists_and_is_named_once() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut seen = std::collections::BTreeSet::new();
        for p in PLANTED {
            assert!(root.join(p.file).is_file(), "{} names {}, which does not exist", p.check, p.file);
            assert!(seen.insert(p.check), "{} is listed twice", p.check);
        }
        assert!(expected_leaky().len() >= 40 && expected_leaky().len() + 1 == seen.len());
    }
}
