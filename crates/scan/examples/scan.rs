//! `cargo run -p tidegate-scan --example scan -- URL OUT [HOST_RULES|-] [PASSES]`: the observation's outline, for work on the scan.

use tidegate_scan::{Options, scan};

#[tokio::main]
async fn main() -> Result<(), tidegate_scan::Error> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_default();
    let out = arguments.next().unwrap_or_else(|| "out".into());
    let host_rules = arguments.next().filter(|r| r != "-");
    let passes = arguments.next().map(|all| all.split(',').filter_map(|p| p.parse().ok()).collect());
    let passes = passes.unwrap_or_else(|| tidegate_types::observation::PassName::ALL.to_vec());
    let options = Options { host_rules, passes, insecure_tls: true, ..Options::new(url, out) };
    let seen = scan(options, |p| eprintln!("{p:?}")).await?;
    println!("{} gpc={:?} gaps={:?}", seen.browser.product, seen.browser.gpc, seen.gaps);
    for pass in &seen.passes {
        println!(
            "== {} {:?} wall={}ms cpu={}ms requests={} cookies={} storage={} calls={}",
            pass.name,
            pass.end,
            pass.wall_ms,
            pass.cpu_ms,
            pass.requests.len(),
            pass.cookies.len(),
            pass.storage.len(),
            pass.api_calls.len()
        );
        for page in &pass.pages {
            println!(
                "   {:?} {:?} {} {:?} links={} forms={} gap={:?}",
                page.kind,
                page.stage,
                page.url,
                page.status,
                page.links.len(),
                page.forms.len(),
                page.gap
            );
            for d in &page.dialogs {
                let controls: Vec<_> = d.controls.iter().map(|c| format!("{:?}:{}", c.role, c.text)).collect();
                println!("      {:?} layer={} {} {:?} toggles={}", d.kind, d.layer, d.selector, controls, d.toggles.len());
            }
        }
        for a in &pass.actions {
            println!("   act {:?} {:?} {:?}", a.want, a.outcome, a.clicks);
        }
        println!("   optout={:?}\n   gate={:?}\n   gaps={:?}", pass.optout, pass.gate, pass.gaps);
    }
    Ok(())
}
