//! How long the law takes to read, and every law to be judged for one profile: `cargo run --release --example law_speed`.
//! The goal is well under 30 ms together.

use std::time::Instant;
use tidegate_law::{Lawbook, Seen, Verdict};
use tidegate_types::Profile;

fn main() {
    let profile = Profile::parse("[business]\nrevenue_usd = 64_000_000\n[[market]]\nplace = \"US\"\nconsumers = 910_000\n")
        .expect("the profile above is sound");
    let bytes: usize = Lawbook::FILES.iter().map(|(_, text)| text.len()).sum();
    let start = Instant::now();
    let book = Lawbook::embedded().unwrap_or_else(|faults| panic!("{}", faults[0]));
    let parsed = start.elapsed();
    let start = Instant::now();
    let day = book.law_version()[..10].parse().expect("the version begins with a day");
    let all = book.applies_all(&profile, &Seen::default(), day);
    let judged = start.elapsed();
    let start = Instant::now();
    let reaching = |v| book.rows().filter(|r| book.reaches(r, &profile, &Seen::default(), day) == v).count();
    let (yes, unknown) = (reaching(Verdict::Yes), reaching(Verdict::Unknown));
    println!("{} files, {bytes} bytes: read and checked in {parsed:?}", Lawbook::FILES.len());
    println!("{} laws judged with reasons in {judged:?}; {yes} rows reach it, {unknown} may, in {:?}", all.len(), start.elapsed());
}
