//! `tidegate demo`: both shops on this machine, one audit of each.

use crate::args::{DemoArgs, Format, Looking};
use crate::end::{End, Fault};
use crate::report::{self, Desk};
use crate::{Done, audit, files, scan};
use tidegate_demo::Demo;
use tidegate_types::{Lang, Profile, Status};

pub fn run(args: &DemoArgs, lang: Lang) -> Done {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(anyhow::Error::from)?;
    let demo = runtime.block_on(Demo::start())?;
    if args.serve {
        println!("{} · {}", demo.leaky_url(), demo.clean_url());
        println!("chromium --host-resolver-rules=\"{}\" --ignore-certificate-errors {}", demo.host_rules(), demo.leaky_url());
        runtime.block_on(tokio::signal::ctrl_c()).map_err(anyhow::Error::from)?;
        return Ok(End::Done);
    }
    let leaky = one(args, &demo, &demo.leaky_url(), &demo.leaky_profile(), "leaky", lang)?;
    let clean = one(args, &demo, &demo.clean_url(), &demo.clean_profile(), "clean", lang)?;
    match lang {
        Lang::En => println!("\nThe leaky shop fails {leaky} checks, the clean shop {clean}. The reports:"),
        Lang::Zh => println!("\n问题店铺有 {leaky} 项检查不符合，整改店铺有 {clean} 项。报告："),
    }
    for state in ["leaky", "clean"] {
        println!("  {}", args.out.join(state).join("report.html").display());
    }
    Ok(End::Done)
}

/// Audits one state of the shop; gives the number of failed checks.
fn one(args: &DemoArgs, demo: &Demo, url: &str, profile_text: &str, state: &str, lang: Lang) -> Result<usize, Fault> {
    eprintln!("\n{url}");
    let out = args.out.join(state);
    let evidence = out.join("evidence");
    files::make_dir(&evidence)?;
    files::write(&out.join("profile.toml"), profile_text)?;
    let profile = Profile::parse(profile_text).map_err(|f| Fault::Ours(anyhow::anyhow!("the demo's own profile is faulty: {}", f[0])))?;
    let seen = scan::look(url, &evidence, &looking(args, demo), Some(&profile), lang)?;
    let report = audit::judge(&seen, &profile, "profile.toml", None)?;
    let desk = Desk { out: &out, evidence: &evidence, chromium: args.chromium.as_deref(), lang };
    report::write(&report, &desk, &[Format::Html, Format::Json])?;
    Ok(report.findings.iter().filter(|f| f.status == Status::Failed).count())
}

fn looking(args: &DemoArgs, demo: &Demo) -> Looking {
    Looking {
        passes: Vec::new(),
        host_rules: Some(demo.host_rules()),
        insecure_tls: true,
        allow_private: false,
        language: None,
        egress: None,
        lists: None,
        dns: None,
        budget: 600,
        parallel: 2,
        chromium: args.chromium.clone(),
    }
}
