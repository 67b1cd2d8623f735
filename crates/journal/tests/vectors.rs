//! Proofs of inclusion that others published (transparency-dev/merkle, Apache-2.0), most of them with one thing wrong. They lie beside the
//! repository, where they are kept; without them the test says so.

use serde_json::Value;
use tidegate_journal::Hash;
use tidegate_journal::merkle::verify_inclusion;

#[test]
fn proofs_that_others_wrote() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors/merkle/inclusion.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: no vectors beside the repository");
        return;
    };
    let all: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    assert_eq!(all.len(), 98);
    for v in &all {
        let wrong = v["wantErr"].as_bool().expect("a verdict");
        assert_eq!(accepted(v).is_some(), !wrong, "{} ({})", v["file"], v["desc"]);
    }
}

/// A field that cannot be read refuses, as a proof that does not hold does.
fn accepted(v: &Value) -> Option<()> {
    let hash = |v: &Value| v.as_str()?.parse::<Hash>().ok();
    let proof: Vec<Hash> = v["proof"].as_array().map_or(Some(vec![]), |p| p.iter().map(hash).collect())?;
    verify_inclusion(&hash(&v["leafHash"])?, v["leafIdx"].as_u64()?, v["treeSize"].as_u64()?, &proof, &hash(&v["root"])?).ok()
}
