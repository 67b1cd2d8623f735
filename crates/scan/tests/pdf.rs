//! Policies that are PDF: read by the browser's own reader, in any script, and never believed to say something when they cannot be read.

#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

mod site;

use site::{Hit, Reply, Site, html};
use std::sync::OnceLock;
use std::time::Duration;
use tidegate_scan::print::{Printing, pdf};
use tidegate_scan::{Budgets, Options, scan};
use tidegate_types::observation::{GapCode, Page, PageKind, PassName};

/// Printed by a browser, as most are: packed, with fonts cut to the letters that are used.
static PRINTED: OnceLock<Vec<u8>> = OnceLock::new();

const POLICY: &str = r#"<!doctype html><html lang="zh"><meta charset="utf-8"><title>Policy</title><h1>Privacy Policy 隐私政策</h1>
<p>We do not sell your personal information to anybody for money, and we share identifiers with advertising partners for cross-context
behavioral advertising only after you have agreed to it in the banner.</p>
<p>我们不会向任何第三方出售您的个人信息，但会在您通过横幅表示同意之后，与广告合作伙伴共享设备标识符和网络活动信息，用于跨情境行为广告，您可以随时撤回同意。</p>
<p style="break-before:page">The second page says how to reach us: write to privacy@shop.test.</p></html>"#;

/// A file of one page whose stream holds these operators.
fn plain(stream: &str, more: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n\
         4 0 obj\n<< /Length {} >>\nstream\n{stream}\nendstream\nendobj\n5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n\
         trailer\n<< /Size 6 /Root 1 0 R {more} >>\n%%EOF\n",
        stream.len()
    )
    .into_bytes()
}

fn file(name: &str) -> Vec<u8> {
    let words = "BT /F1 11 Tf 50 700 Td (We sell nothing.) Tj ET";
    match name {
        "printed" => PRINTED.get().unwrap().clone(),
        "half" => PRINTED.get().unwrap()[..PRINTED.get().unwrap().len() / 2].to_vec(),
        "picture" => plain("0.5 g 50 50 400 700 re f", ""),
        "noise" => {
            [b"%PDF-1.7\n".as_slice(), &(0..60_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<_>>()].concat()
        }
        // Pages that are their own parents and children.
        "loop" => String::from_utf8(plain(words, "")).unwrap().replace("/Kids [3 0 R]", "/Kids [2 0 R 2 0 R 3 0 R]").into_bytes(),
        "locked" => {
            let key = "<28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A>";
            plain(words, &format!("/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -44 >>"))
        }
        // As many letters as a page may hold, and more.
        "long" => plain(&format!("BT /F1 1 Tf 1 1 Td {} ET", "(We sell nothing at all to anybody. ) Tj ".repeat(40_000)), ""),
        other => panic!("{other}"),
    }
}

/// The first part of the path names the file behind the policy's link.
fn answer(hit: &Hit) -> Reply {
    match hit.path.trim_matches('/').split_once('/') {
        Some((name, "privacy")) => Reply::Bytes("application/pdf", file(name)),
        _ => html(format!(
            "<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1><p>Lamps and chairs for every room of the house.</p>
            <footer><a href=\"/{}/privacy\">Privacy Policy</a></footer>",
            hit.path.trim_matches('/')
        )),
    }
}

async fn policy(site: &Site, name: &str) -> Page {
    let out = tempfile::tempdir().unwrap();
    let budgets = Budgets { banner: Duration::from_millis(300), pages: 3, ..Budgets::default() };
    let options = Options { passes: vec![PassName::Arrive], budgets, ..Options::new(site.url(&format!("/{name}/")), out.path()) };
    let seen = tokio::time::timeout(Duration::from_secs(150), scan(options, |_| {})).await.unwrap().unwrap();
    let pass = &seen.passes[0];
    let strange: Vec<_> = pass.requests.iter().filter(|r| !r.url.starts_with("http")).map(|r| &r.url).collect();
    assert!(strange.is_empty(), "the browser's own parts are not the store's: {strange:?}");
    assert!(pass.api_calls.iter().all(|c| !c.script.as_deref().unwrap_or_default().starts_with("chrome")));
    pass.pages.iter().find(|p| p.kind == PageKind::Policy).unwrap_or_else(|| panic!("{name}: no policy")).clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_read_is_read() {
    PRINTED.set(pdf(POLICY, &Printing { language: "zh-CN".into(), ..Printing::default() }).await.unwrap()).unwrap();
    let site = Site::start(answer).await;
    let printed = policy(&site, "printed").await;
    assert!(printed.pdf && printed.gap.is_none(), "{:?}", printed.gap);
    let says = |what: &str| assert!(printed.text.contains(what), "{what} in {}", printed.text);
    says(
        "We do not sell your personal information to anybody for money, and we share identifiers with advertising partners for cross-context",
    );
    says("advertising only after you have agreed");
    says("我们不会向任何第三方出售您的个人信息，但会在您通过横幅表示同意之后，与广告合作伙伴共享设备标识符和网络活动信息");
    says("write to privacy@shop.test.");

    let long = policy(&site, "long").await;
    assert!(long.pdf && long.text.len() <= 410 << 10 && long.text.starts_with("We sell nothing"), "{}", long.text.len());

    for name in ["picture", "noise", "locked", "half", "loop"] {
        let page = policy(&site, name).await;
        match &page.gap {
            Some(gap) => {
                assert!(matches!(gap.code, GapCode::PdfNotRead | GapCode::NotAPage | GapCode::Crashed), "{name}: {gap:?}");
                assert!(!page.pdf && page.text.trim().len() < 40, "{name}: {:?} {} {:?}", page.gap, page.pdf, page.text);
            }
            // A reader that mends what is broken may read these.
            None => assert!(["half", "loop"].contains(&name), "{name}: {} {:?}", page.pdf, page.text),
        }
        println!("{name}: {:?}", page.gap);
    }
}
