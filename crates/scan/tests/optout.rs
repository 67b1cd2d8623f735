//! Ways out of sale and sharing as consent tools build them, gone through in a real browser.

#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

mod site;

use site::{Hit, Reply, Site, html};
use std::time::Duration;
use tidegate_scan::{Budgets, Options, scan};
use tidegate_types::observation::{Mechanism, PassName};

/// A preference centre behind the link: one group is always active and has no switch, the other is sale and sharing.
fn centre(_: &Hit) -> Reply {
    html(
        r##"<!doctype html><title>Gear</title><h1>Fishing gear</h1><p>Light gear for rivers, made by hand in small numbers.</p>
        <footer><a href="/terms">Terms</a> <a href="#" id=ot>Your Privacy Choices</a></footer>
        <div id=pc role=dialog aria-modal=true aria-label="Your Privacy Choices" style="display:none;position:fixed;inset:8% 20%;background:#fff;border:1px solid #888;padding:24px;z-index:9">
          <h2>Your Privacy Choices</h2><p>You may opt out of the sale or sharing of your information with advertising partners.</p>
          <section><h3>Manage preferences</h3>
            <div><h4>Strictly Necessary Cookies</h4><div>Always Active</div></div>
            <div><h4 id=h2>Sale or Sharing of Personal Data</h4><label><input type=checkbox role=switch id=sw aria-labelledby=h2 checked></label></div>
          </section><button id=save>Confirm My Choices</button></div>
        <script>ot.onclick = e => { e.preventDefault(); pc.style.display = 'block' };
          save.onclick = () => { document.cookie = 'sale=' + (sw.checked ? 1 : 0) + ';path=/;max-age=9999'; pc.style.display = 'none' }</script>"##,
    )
}

#[tokio::test]
async fn a_switch_beside_an_always_active_group() {
    let site = Site::start(centre).await;
    let out = tempfile::tempdir().unwrap();
    let budgets = Budgets { banner: Duration::from_millis(900), ..Budgets::default() };
    let options = Options { passes: vec![PassName::Arrive, PassName::Optout], budgets, ..Options::new(site.url("/"), out.path()) };
    let seen = scan(options, |_| {}).await.unwrap();
    let pass = seen.pass(PassName::Optout).unwrap();
    let run = pass.optout.as_ref().unwrap_or_else(|| panic!("{:?}", pass.end));
    assert_eq!((run.mechanism, run.completed), (Mechanism::Switch, true));
    let choice = pass.cookies.iter().find(|c| c.name == "sale").map(|c| c.value.as_str());
    assert_eq!(choice, Some("0"), "the switch was set before it was saved");
}
