//! Lists the files of `law/` for [`include_str!`], so that a file added there is in the program without a list by hand.

use std::path::Path;

fn main() {
    let home = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let law = Path::new(&home).join("../../law");
    println!("cargo:rerun-if-changed={}", law.display());
    println!("cargo:rerun-if-changed=build.rs");
    let mut files: Vec<_> = std::fs::read_dir(&law)
        .unwrap_or_else(|e| panic!("cannot list {}: {e}", law.display()))
        .map(|entry| entry.expect("an entry of law/ can be read").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    let mut list = String::from("&[\n");
    for path in files {
        println!("cargo:rerun-if-changed={}", path.display());
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        list.push_str(&format!("    ({name:?}, include_str!({:?})),\n", path.display().to_string()));
    }
    list.push_str("]\n");
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&out).join("files.rs"), list).expect("OUT_DIR can be written");
}
