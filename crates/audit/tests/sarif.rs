//! SARIF as others read it: every report fits the schema that OASIS publishes with SARIF 2.1.0 (errata 01), also when a page
//! wrote the texts.

use boon::{Compiler, Schemas};
use serde_json::Value;
use tidegate_audit::sarif::render;
use tidegate_types::finding::{Report, Severity, Status};
use tidegate_types::{Lang, Text};

const SCHEMA: &str = include_str!("data/sarif-schema-2.1.0.json");

fn sample() -> Report {
    serde_json::from_str(include_str!("data/report.json")).expect("the sample is a report")
}

/// What the schema says against it.
fn faults(sarif: &Value) -> Option<String> {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource("https://sarif.test/schema", serde_json::from_str(SCHEMA).expect("JSON")).expect("a schema");
    let schema = compiler.compile("https://sarif.test/schema", &mut schemas).expect("a sound schema");
    schemas.validate(sarif, schema).err().map(|e| e.to_string())
}

#[test]
fn the_report_fits_the_schema() {
    for lang in Lang::ALL {
        let sarif = render(&sample(), lang);
        assert!(sarif["runs"][0]["results"].as_array().is_some_and(|r| r.len() > 3));
        assert_eq!(faults(&sarif), None, "{lang:?}");
    }
}

#[test]
fn whatever_stands_in_it() {
    let hostile = [
        "",
        "\u{0}\u{202e}<script>",
        "%zz://[",
        "javascript:alert(1)",
        "/etc/passwd",
        "a b c",
        "https://a.test/|^?a=[{}]%4#b#c",
        "http://[::1]:80/%",
        &"x".repeat(20_000),
    ];
    for text in hostile {
        let mut report = sample();
        report.store.url = text.into();
        report.tidegate = text.into();
        report.law_version = text.into();
        for f in &mut report.findings {
            f.status = Status::Failed;
            f.severity = Severity::Critical;
            f.detail = Text::same(text);
            for e in &mut f.evidence {
                e.what = Text::same(text);
                e.artifact = Some(tidegate_types::observation::Artifact(text.into()));
            }
        }
        assert_eq!(faults(&render(&report, Lang::Zh)), None, "{text:.40}");
    }
    let mut nothing = sample();
    nothing.findings.clear();
    assert_eq!(faults(&render(&nothing, Lang::En)), None);
}

/// The schema is asked in earnest: what does not fit is refused.
#[test]
fn the_schema_refuses() {
    let spoil: [fn(&mut Value); 4] = [
        |s| s["runs"][0]["results"][0]["level"] = "fatal".into(),
        |s| s["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b".into(),
        |s| s["version"] = "2.0.0".into(),
        |s| s["runs"][0]["tool"]["driver"]["name"] = Value::Null,
    ];
    for spoil in spoil {
        let mut sarif = render(&sample(), Lang::En);
        spoil(&mut sarif);
        assert!(faults(&sarif).is_some());
    }
}
