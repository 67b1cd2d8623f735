//! The parts of a report beside its findings: passes, laws, scores, third parties, and what was not observed.

use crate::case::{Case, not_typing};
use crate::gaps;
use crate::join::Ground;
use std::collections::BTreeSet;
use tidegate_types::Text;
use tidegate_types::finding::{Finding, LawApplies, PassSummary, Scenario, Scores, Severity, Status, ThirdParty};
use tidegate_types::observation::{Artifact, GpcMode, PassEnd, PassName};

pub fn passes(case: &Case) -> Vec<PassSummary> {
    let summary = |p: &tidegate_types::observation::Pass| PassSummary {
        name: p.name,
        ok: matches!(p.end, PassEnd::Complete),
        requests: p.requests.len(),
        third_parties: case.flows.traffic(p.name, not_typing).len(),
        artifacts: artifacts(p),
        gap: p.end.gap().map(gaps::text),
    };
    case.obs.passes.iter().map(summary).collect()
}

fn artifacts(p: &tidegate_types::observation::Pass) -> Vec<Artifact> {
    let shots = p.pages.iter().flat_map(|p| p.screenshot.iter().chain(p.dialogs.iter().filter_map(|d| d.screenshot.as_ref())));
    let acts = p.actions.iter().filter_map(|a| a.screenshot.as_ref());
    shots.chain(acts).cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

pub fn laws(g: &Ground) -> Vec<LawApplies> {
    g.law.applies_all(g.profile, g.seen, g.date).iter().map(|a| g.law.report(a)).collect()
}

/// Share of what was answered that holds, weighed by severity. What could not be answered is not in it.
pub fn scores(findings: &[Finding]) -> Scores {
    let score = |wanted: &dyn Fn(Scenario) -> bool| {
        let weigh =
            |status: Status| findings.iter().filter(|f| f.status == status && wanted(f.scenario)).map(|f| weight(f.severity)).sum::<u32>();
        let (met, failed) = (weigh(Status::Met), weigh(Status::Failed));
        (met + failed > 0).then(|| (met * 100 / (met + failed)) as u8)
    };
    Scores {
        overall: score(&|_| true),
        collect: score(&|s| s == Scenario::Collect),
        market: score(&|s| s == Scenario::Market),
        exchange: score(&|s| s == Scenario::Exchange),
        sell: score(&|s| s == Scenario::Sell),
    }
}

fn weight(s: Severity) -> u32 {
    match s {
        Severity::Critical => 8,
        Severity::High => 4,
        Severity::Medium => 2,
        Severity::Low => 1,
    }
}

pub fn third_parties(case: &Case) -> Vec<ThirdParty> {
    let mut out: Vec<_> = case.flows.parties.values().map(|p| third_party(case, p)).collect();
    out.sort_by_key(|t| (t.advertising != Some(true), t.vendor.is_some(), std::cmp::Reverse(t.requests.values().sum::<usize>())));
    out
}

fn third_party(case: &Case, p: &crate::flows::Party) -> ThirdParty {
    let mut requests = std::collections::BTreeMap::new();
    let mut cookies = BTreeSet::new();
    let (mut got, mut handed_on) = (BTreeSet::new(), false);
    for pass in &case.obs.passes {
        if let Some(t) = case.flows.traffic(pass.name, not_typing).get(&p.key) {
            requests.insert(pass.name, t.requests.len());
            cookies.extend(t.cookies.iter().map(|c| c.name.clone()));
            for r in &t.requests {
                handed_on |= case.flows.is_handed_on(r);
                let told = p.vendor.map(|v| case.catalog.tells_as(v, &r.url, r.body.as_deref()));
                got.extend(told.into_iter().flatten().map(|t| t.carries));
            }
        }
    }
    ThirdParty {
        name: p.name().to_owned(),
        hosts: p.hosts.iter().map(|h| h.to_string()).collect(),
        vendor: p.vendor.map(|v| v.id.clone()),
        owner: p.vendor.map(|v| v.owner.clone()),
        country: p
            .vendor
            .map(|v| v.country.to_string())
            .or_else(|| p.recipient.and_then(|r| r.owner_country.as_ref()).map(|c| c.to_string())),
        category: p.vendor.map(|v| v.category.key().to_owned()),
        advertising: p.advertising(),
        registered: case.profile.recipients.as_ref().map(|_| p.recipient.is_some()),
        requests,
        cookies: cookies.into_iter().collect(),
        got: got.into_iter().map(tidegate_catalog::Carries::name).collect(),
        handed_on,
        listed: p.listed.map(str::to_owned),
        claims: p.vendor.and_then(|v| v.claims).map(|c| c.key().to_owned()),
        settings: p.vendor.and_then(|v| v.settings.clone()),
    }
}

pub fn not_observed(case: &Case) -> Vec<Text> {
    let mut out = Vec::new();
    for gap in &case.obs.gaps {
        out.push(gaps::text(gap));
    }
    for p in &case.obs.passes {
        let mut say = |t: Text| out.push(Text::new(format!("Pass `{}`: {}", p.name, t.en), format!("轮次 `{}`:{}", p.name, t.zh)));
        p.end.gap().map(gaps::text).into_iter().for_each(&mut say);
        p.gaps.iter().map(gaps::text).for_each(&mut say);
        for page in p.pages.iter().filter_map(|x| x.gap.as_ref().map(|g| (x, g))) {
            let why = gaps::text(page.1);
            say(Text::new(format!("{}: {}", page.0.url, why.en), format!("{}:{}", page.0.url, why.zh)));
        }
    }
    out.push(lists(case));
    if case.pass(PassName::Gpc).is_some() && case.obs.browser.gpc == GpcMode::Unconfirmed {
        out.push(Text::new(
            "The self-check did not see the opt-out preference signal arrive, so the `gpc` pass proves nothing.",
            "自检未能确认选择退出偏好信号（GPC）已发出，因此 `gpc` 轮次不具证明力。",
        ));
    }
    out.push(Text::new(
        "Server-side tagging, conversion interfaces and list uploads leave no trace in a browser.",
        "服务器端打点、转化接口及名单上传在浏览器中不留痕迹，无法观察。",
    ));
    if case.obs.browser.egress.is_none() {
        out.push(Text::new(
            "The store was seen from one place in the network; banners may differ for visitors elsewhere.",
            "本次仅从一个网络位置访问店铺；其他地区访客看到的横幅可能不同。",
        ));
    }
    out
}

/// Which filter lists were asked about parties that the catalogue does not know.
fn lists(case: &Case) -> Text {
    let read: Vec<String> = case.obs.lists.iter().map(|l| format!("{} ({})", l.name, l.version)).collect();
    if read.is_empty() {
        return Text::new(
            "No filter list was asked about parties that the catalogue does not know; with Debian's package webext-ublock-origin-chromium, or --lists, EasyPrivacy is.",
            "对目录未收录的第三方，未查询任何过滤列表；安装 Debian 软件包 webext-ublock-origin-chromium 或使用 --lists 后可查询 EasyPrivacy。",
        );
    }
    let read = read.join(", ");
    Text::new(
        format!("Parties that the catalogue does not know were looked up in {read}; that a list is silent proves nothing."),
        format!("目录未收录的第三方已在 {read} 中查询；列表未收录不代表没有跟踪行为。"),
    )
}
