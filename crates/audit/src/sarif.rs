//! A report as SARIF 2.1.0 (OASIS), for systems that build and check code: a rule for each check, a result for each failure.

use serde_json::{Value, json};
use tidegate_types::finding::{Confidence, Finding, Severity, Status};
use tidegate_types::{Lang, Report};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const MOST_EVIDENCE: usize = 12;

/// The report in one language. Checks that were met, are unknown or do not apply are rules without a result.
pub fn render(report: &Report, lang: Lang) -> Value {
    let results: Vec<Value> =
        report.findings.iter().enumerate().filter(|(_, f)| f.status == Status::Failed).map(|(i, f)| result(report, f, i, lang)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "Tidegate",
                "semanticVersion": report.tidegate,
                "rules": report.findings.iter().map(|f| rule(f, lang)).collect::<Vec<_>>(),
            }},
            "language": match lang { Lang::En => "en", Lang::Zh => "zh" },
            "invocations": [{"executionSuccessful": true, "endTimeUtc": report.audited_at.to_string()}],
            "properties": {"store": report.store.url, "lawVersion": report.law_version, "lawDate": report.law_date.to_string(),
                           "disclaimer": report.disclaimer.get(lang)},
            "results": results,
        }],
    })
}

fn rule(f: &Finding, lang: Lang) -> Value {
    let law: Vec<&str> = f.law.iter().map(|l| l.cite.as_str()).collect();
    json!({
        "id": f.check,
        "shortDescription": {"text": f.title.get(lang)},
        "help": {"text": f.remedy.get(lang)},
        "defaultConfiguration": {"level": level(f)},
        "properties": {"scenario": f.scenario, "severity": f.severity, "law": law},
    })
}

/// Law whose source was not re-read may warn, never more.
fn level(f: &Finding) -> &'static str {
    match f.severity {
        Severity::Critical | Severity::High if crate::may_block(f) => "error",
        Severity::Low => "note",
        _ => "warning",
    }
}

fn result(report: &Report, f: &Finding, rule: usize, lang: Lang) -> Value {
    let seen = f.evidence.iter().take(MOST_EVIDENCE);
    // Where a line of evidence names no file, it stands in that of all facts.
    let facts = if report.subject.is_some() { "evidence/app.json" } else { "evidence/observation.json" };
    json!({
        "ruleId": f.check,
        "ruleIndex": rule,
        "level": level(f),
        "message": {"text": f.detail.get(lang)},
        "rank": match f.confidence { Confidence::High => 90.0, Confidence::Medium => 60.0, Confidence::Low => 30.0 },
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": address(&report.store.url)}}}],
        "relatedLocations": seen.enumerate().map(|(i, e)| json!({
            "id": i,
            "message": {"text": e.what.get(lang)},
            "physicalLocation": {"artifactLocation": {"uri": e.artifact.as_ref().map_or_else(|| facts.to_owned(), |a| format!("evidence/{}", encoded(&a.0)))}},
        })).collect::<Vec<_>>(),
        // The same failure of the same store is the same alert, whatever was seen of it this time.
        "partialFingerprints": {"tidegate/v1": format!("{} {}", report.store.url, f.check)},
    })
}

/// As a URI (RFC 3986); what is none stands as the address of nothing rather than of something else.
fn address(url: &str) -> String {
    url::Url::parse(url).map_or_else(
        |_| "about:blank".into(),
        |u| format!("{}{}", &u[..url::Position::BeforePath], encoded(&u[url::Position::BeforePath..])),
    )
}

/// What may not stand in a URI after its authority is written as `%` and two digits.
fn encoded(part: &str) -> String {
    let bytes = part.as_bytes();
    let escape = |i: usize| bytes.get(i + 1..i + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    let plain = |i: usize, b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&b) || (b == b'%' && escape(i));
    bytes.iter().enumerate().map(|(i, &b)| if plain(i, b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}
