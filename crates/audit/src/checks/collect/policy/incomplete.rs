//! What the policies lack of what the laws that reach the business ask for.

use super::{seen, unread};
use crate::answer::Answer;
use crate::case::Case;
use crate::evidence;
use crate::policy::{self, items, items::Notice};
use tidegate_catalog::{LinkKind, PolicyItem};
use tidegate_law::Verdict;
use tidegate_types::Text;
use tidegate_types::finding::{Confidence, Evidence, EvidenceKind, PolicyLine};
use tidegate_types::observation::{Page, PageKind, PassName};

/// Answered by checks of their own: the date by `collect.policy.stale`.
const ELSEWHERE: [&str; 2] = ["PP-CA-28", "OP-05"];
const FAMILIES: [&str; 5] = ["PP-CA-", "OP-", "ST-", "EU-N", "UK-N"];
/// So many doubtful items of one policy are no longer a matter of wording.
const DOUBTS_THAT_COUNT: usize = 3;

/// Where items may stand: the notices, and the pages on which the rights they tell of are used.
const WHERE: [PageKind; 6] =
    [PageKind::Policy, PageKind::CookiePolicy, PageKind::Children, PageKind::HealthPolicy, PageKind::Choices, PageKind::Requests];

struct Lacking<'a> {
    sure: Vec<&'a PolicyItem>,
    doubtful: Vec<&'a PolicyItem>,
    /// How many were looked for.
    asked: usize,
    /// Owed, and not known in the language of the notice.
    unread: usize,
}

fn lacking<'a>(case: &Case<'a>, notice: &Notice, owed: impl Iterator<Item = &'a PolicyItem>) -> Lacking<'a> {
    let mut out = Lacking { sure: Vec::new(), doubtful: Vec::new(), asked: 0, unread: 0 };
    for item in owed.filter(|i| !ELSEWHERE.contains(&i.id.as_str()) && items::conditions(case, i) == Verdict::Yes) {
        if !notice.reads(item) {
            out.unread += 1;
            continue;
        }
        out.asked += 1;
        if !notice.holds(item) {
            if item.doubtful { &mut out.doubtful } else { &mut out.sure }.push(item);
        }
    }
    out
}

fn verdict<'a>(page: &Page, l: Lacking<'a>, of: (&str, &str)) -> Answer {
    let all: Vec<&PolicyItem> = l.sure.iter().chain(&l.doubtful).copied().collect();
    let names =
        |pick: fn(&Text) -> &str, sep: &str| all.iter().map(|i| format!("{} ({})", pick(&i.name), i.id)).collect::<Vec<_>>().join(sep);
    if l.unread > 0 && l.sure.is_empty() {
        return Answer::unknown(
            format!("{} of the items that are owed are not known in the policy's language", l.unread),
            format!("政策所用语言暂不支持解析其中 {} 项应载明的内容", l.unread),
        );
    }
    if l.asked == 0 {
        return Answer::not_applicable("No law that reaches the business prescribes items.", "适用于本企业的法律未规定必备内容。");
    }
    if all.is_empty() {
        return Answer::met(
            format!("{} holds all {} items that were looked for.", of.0, l.asked),
            format!("{}载有所查的全部 {} 项内容。", of.1, l.asked),
        );
    }
    if l.sure.is_empty() && l.doubtful.len() < DOUBTS_THAT_COUNT {
        return Answer::unknown(
            format!(
                "{} holds what can be told by wording; these may be said in words that are not known: {}",
                of.0,
                names(|t| &t.en, ", ")
            ),
            format!("{}已载有可识别的内容；以下各项可能以其他措辞表述，需人工核对：{}", of.1, names(|t| &t.zh, "、")),
        );
    }
    let confidence = if l.sure.len() >= 2 { Confidence::High } else { Confidence::Medium };
    Answer::failed(
        format!("{} lacks: {}.", of.0, names(|t| &t.en, ", ")),
        format!("{}缺少：{}。", of.1, names(|t| &t.zh, "、")),
        lines(page, &all),
    )
    .confidence(confidence)
}

/// One line for each missing item.
fn lines(page: &Page, missing: &[&PolicyItem]) -> Vec<Evidence> {
    let line = |i: &&PolicyItem| {
        let rows: Vec<_> = i.rows.iter().map(|r| r.as_str()).collect();
        seen(
            page,
            &format!("{}: {} is not there ({})", i.id, i.name.en, rows.join(", ")),
            &format!("{}：缺少“{}”（{}）", i.id, i.name.zh, rows.join("、")),
        )
    };
    missing.iter().map(line).collect()
}

/// The notices as one text; `None`: in no language that is read.
fn notice(case: &Case) -> Option<Notice> {
    let policies = policy::policies(case);
    // Link titles count: an item may be a link to its own page.
    let linked: Vec<String> =
        policies.iter().map(|p| p.links.iter().take(400).map(|l| l.text.as_str()).collect::<Vec<_>>().join(" . ")).collect();
    let pages = policy::of_kinds(case, &WHERE);
    let texts: Vec<&str> = pages.iter().map(|p| p.text.as_str()).chain(linked.iter().map(String::as_str)).collect();
    Notice::new(texts.iter().copied())
}

/// Every item that is owed or may be, with the sentence that holds it.
pub fn lines_of_policy(case: &Case) -> Vec<PolicyLine> {
    if policy::policies(case).is_empty() {
        return Vec::new();
    }
    let Some(notice) = notice(case) else { return Vec::new() };
    let owed = items::family(case, &FAMILIES).map(|i| (i, items::owed(case, i))).filter(|(_, v)| *v != Verdict::No);
    let line = |(i, v): (&PolicyItem, Verdict)| PolicyLine {
        item: i.id.clone(),
        name: i.name.clone(),
        owed: v == Verdict::Yes,
        sentence: notice.quote(i),
    };
    owed.filter(|(i, _)| notice.reads(i)).map(line).collect()
}

pub fn incomplete(case: &Case) -> Answer {
    let policies = policy::policies(case);
    let Some(first) = policies.first() else { return unread(case) };
    let Some(notice) = notice(case) else {
        return Answer::unknown("The policy is in a language that is not read", "政策所用语言暂不支持解析");
    };
    let no_markets = case.profile.markets.is_empty();
    let owed: Vec<(&PolicyItem, Verdict)> = items::family(case, &FAMILIES).map(|i| (i, items::owed(case, i))).collect();
    let surely = owed.iter().filter(|(_, v)| *v == Verdict::Yes).map(|(i, _)| *i);
    let perhaps = owed.iter().filter(|(_, v)| *v == Verdict::Unknown).map(|(i, _)| *i);
    let answer = verdict(first, lacking(case, &notice, surely), ("The policy", "隐私政策"));
    if matches!(answer, Answer::Failed(_)) {
        return answer;
    }
    match verdict(first, lacking(case, &notice, perhaps), ("The policy", "隐私政策")) {
        // Without markets no law is known to reach the store: a list of everything missing would be a guess.
        Answer::Failed(f) if no_markets => Answer::unknown(
            format!("The profile names no market, so it is not known which items are owed. {}", f.detail.en),
            format!("企业档案未列明市场，无法确定须载明的内容。{}", f.detail.zh),
        ),
        Answer::Failed(f) => Answer::Failed(f).confidence(Confidence::Medium),
        Answer::Unknown(why) if !no_markets => Answer::Unknown(why),
        Answer::Met(m) if matches!(answer, Answer::NotApplicable(_)) => Answer::Met(m),
        _ => answer,
    }
}

pub fn children_incomplete(case: &Case) -> Answer {
    match items::condition(case, "children") {
        Verdict::No => return Answer::not_applicable("The profile says that the audience is adult.", "企业档案声明受众为成年人。"),
        Verdict::Unknown => {
            return Answer::unknown(
                "The profile does not say for whom the store is meant (`audience`)",
                "企业档案未说明受众（`audience`）",
            );
        }
        Verdict::Yes => {}
    }
    let pages = policy::of_kinds(case, &[PageKind::Policy, PageKind::Children]);
    let Some(page) = pages.iter().find(|p| p.kind == PageKind::Children).or_else(|| pages.first()) else { return unread(case) };
    let Some(notice) = Notice::new(pages.iter().map(|p| p.text.as_str()).collect::<Vec<_>>()) else {
        return Answer::unknown("The notice is in a language that is not read", "告知所用语言暂不支持解析");
    };
    let owed = items::family(case, &["KC-"]).filter(|i| items::owed(case, i) != Verdict::No);
    verdict(page, lacking(case, &notice, owed), ("The notice on children", "儿童信息告知"))
}

pub fn health_missing(case: &Case) -> Answer {
    match items::condition(case, "health") {
        Verdict::No => return Answer::not_applicable("The profile says that no health data is handled.", "企业档案声明不处理健康数据。"),
        Verdict::Unknown => {
            return Answer::unknown(
                "The profile does not say which sensitive data is handled (`sensitive`)",
                "企业档案未说明处理哪些敏感个人信息（`sensitive`）",
            );
        }
        Verdict::Yes => {}
    }
    let Some(home) = case.home() else { return super::no_home() };
    let Some(l) = case.links(home, LinkKind::HealthPolicy).into_iter().next() else {
        return Answer::failed(
            "Health data is handled, and the home page has no link of its own to a consumer health data privacy policy.",
            "店铺处理健康数据，但首页没有单独的消费者健康数据隐私政策链接。",
            vec![evidence::declared(EvidenceKind::Profile, "sensitive holds health", "敏感信息包含健康数据")],
        );
    };
    let evidence = || vec![evidence::link(PassName::Arrive, home, l)];
    let target = |href: &str| href.split('#').next().unwrap_or(href).trim_end_matches('/').to_owned();
    let general = policy::tried(case, &[PageKind::Policy]).flat_map(|p| [target(&p.url), target(&p.final_url)]);
    if let Some(href) = l.href.as_deref().map(target)
        && general.into_iter().any(|g| g == href)
    {
        return Answer::failed(
            format!("“{}” leads to the general privacy policy, not to one of its own.", l.text),
            format!("“{}”指向一般隐私政策，而非单独的健康数据政策。", l.text),
            evidence(),
        );
    }
    let tried: Vec<&Page> = policy::tried(case, &[PageKind::HealthPolicy]).collect();
    match tried.first() {
        None => Answer::unknown("The page behind the link was not opened", "未打开该链接所指页面"),
        Some(_) if tried.iter().any(|p| p.text.chars().count() >= policy::SHORTEST && !policy::dead(p)) => {
            Answer::met(format!("The home page links to “{}”.", l.text), format!("首页有“{}”链接。", l.text))
        }
        Some(p) if policy::dead(p) => Answer::failed(format!("“{}” leads nowhere.", l.text), format!("“{}”链接无效。", l.text), evidence()),
        Some(_) => Answer::unknown("The page behind the link could not be read", "无法读取该链接所指页面"),
    }
}
