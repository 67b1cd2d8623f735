//! Reading the law, compiling it for a business, and looking a regime up, beside `cedar-policy` deciding by the same
//! rules. Cedar is asked what it can say: may this be done without anyone's agreement? Its answers must be ours.

#[cfg(feature = "peers")]
mod cedar;

use anyhow::{Result, anyhow};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tidegate_law::{Lawbook, Regimes, Seen};
use tidegate_types::word::Word;
use tidegate_types::{Act, Age, DataClass, Place, Profile, Purpose, Recipient};

/// A large seller whom every law reaches for sure, so that both sides decide by the same rules.
const PROFILE: &str = "[business]
seat = \"CN-GD\"
revenue_usd = 2_000_000_000
employees = 5_000
revenue_share_from_sale = 0.9
audience = \"children\"
sells = true
shares_for_ads = true
sensitive = [\"health\", \"reproductive-health\", \"biometric\", \"precise-location\"]
sells_sensitive = true
small_business = false
platforms = [\"shopify\", \"amazon\", \"google-ads\", \"meta\", \"pinterest\", \"tiktok\", \"iab\"]
";

const RUNS: usize = 20;
const ACTS: usize = 1 << 16;
const DAY: &str = "2026-11-25";

pub fn run_all() -> Result<()> {
    let profile = profile()?;
    let day = DAY.parse()?;
    println!("law: {} files, {} bytes", Lawbook::FILES.len(), Lawbook::FILES.iter().map(|(_, t)| t.len()).sum::<usize>());
    let (load, book) = median(|| Lawbook::parse(Lawbook::FILES).map_err(|f| anyhow!("{}", f[0])))?;
    let seen = Seen::default();
    let (compile, regimes) = median(|| Ok(book.regimes(&profile, &seen, day)))?;
    let (columns, cells) = regimes.size();
    println!(
        "  read and check {:.1} ms + compile for a business {:.1} ms = {:.1} ms (goal 30); {columns} columns, {cells} cells; medians of {RUNS}",
        ms(load),
        ms(compile),
        ms(load + compile)
    );
    let acts = acts(ACTS);
    let ours = look_up(&regimes, &acts);
    #[cfg(feature = "peers")]
    cedar::beside(&regimes, &acts, ours)?;
    #[cfg(not(feature = "peers"))]
    println!("  built without the feature `peers`: no cedar beside {ours:.1} ns");
    Ok(())
}

/// Nanoseconds for one look-up by key, after one by all words.
fn look_up(regimes: &Regimes, acts: &[Act]) -> f64 {
    let by_words = nanoseconds(acts.len(), || acts.iter().map(|a| regimes.of(a).regime as u64).sum());
    let keys: Vec<_> = acts.iter().map(|a| regimes.key(a)).collect();
    let by_key = nanoseconds(keys.len(), || keys.iter().map(|k| regimes.answer(*k).regime as u64).sum());
    println!("  regime look-up: {by_key:.1} ns by key (goal 20), {by_words:.1} ns with the place found by its letters");
    by_key
}

/// The median over the runs, each long enough to be measured.
fn nanoseconds(each: usize, mut all: impl FnMut() -> u64) -> f64 {
    const REPEAT: u32 = 20;
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..REPEAT {
                black_box(all());
            }
            start.elapsed() / REPEAT
        })
        .collect();
    times.sort();
    times[RUNS / 2].as_nanos() as f64 / each as f64
}

fn median<T>(mut one: impl FnMut() -> Result<T>) -> Result<(Duration, T)> {
    let mut times = Vec::new();
    let mut last = one()?;
    for _ in 0..RUNS {
        let start = Instant::now();
        last = one()?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok((times[RUNS / 2], last))
}

fn ms(d: Duration) -> f64 {
    d.as_secs_f64() * 1000.0
}

fn profile() -> Result<Profile> {
    let mut text = PROFILE.to_owned();
    for place in places() {
        text.push_str(&format!("[[market]]\nplace = \"{place}\"\nconsumers = 5_000_000\npayment_only = 0\n"));
    }
    Profile::parse(&text).map_err(|f| anyhow!("{}", f[0]))
}

/// Every state and country of the data.
fn places() -> Vec<Place> {
    use tidegate_types::place::{EEA_ONLY, EU, US_STATES};
    let countries = EU.iter().chain(&EEA_ONLY).chain(&["GB"]).map(|c| (*c).to_owned());
    countries.chain(US_STATES.iter().map(|s| format!("US-{s}"))).filter_map(|p| Place::new(p).ok()).collect()
}

/// Uses of data drawn at random, always the same ones.
fn acts(n: usize) -> Vec<Act> {
    let places = places();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |of: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % of
    };
    (0..n)
        .map(|_| Act {
            place: Some(places[draw(places.len())].clone()),
            purpose: Purpose::ALL[draw(Purpose::ALL.len())].1,
            data: Some(DataClass::ALL[draw(DataClass::ALL.len())].1),
            age: Some(Age::ALL[draw(Age::ALL.len())].1),
            recipient: Some(Recipient::ALL[draw(Recipient::ALL.len())].1),
        })
        .collect()
}
