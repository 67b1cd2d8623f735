//! The planted shops are embedded at build time; a new or removed file must build the crate again.
fn main() {
    println!("cargo:rerun-if-changed=planted");
}
