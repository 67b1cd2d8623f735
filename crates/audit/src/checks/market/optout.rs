//! The way out of targeted advertising: is there one, does it end the flows?

use crate::answer::Answer;
use crate::case::Case;
use crate::checks::sell::{names, only_sellers, traffic_evidence};
use crate::evidence;
use crate::flows::{Level, Sale, Traffic};
use crate::policy;
use crate::reading::{has, sentences};
use tidegate_catalog::LinkKind;
use tidegate_law::Verdict;
use tidegate_types::Text;
use tidegate_types::finding::Confidence;
use tidegate_types::observation::{ControlRole, GapCode, Outcome, PageKind, PassName, Rect};

const WAYS: [LinkKind; 4] = [LinkKind::OptOut, LinkKind::Choices, LinkKind::OptOutOld, LinkKind::CookieSettings];

pub fn missing(case: &Case) -> Answer {
    let Some(home) = case.home() else { return Answer::unknown("The home page could not be read", "无法读取首页") };
    if let Some(answer) = only_sellers(case) {
        return answer;
    }
    let link = WAYS.into_iter().find_map(|k| case.links(home, k).into_iter().next());
    if let Some(l) = link {
        return Answer::met(format!("“{}” on the home page offers a way out.", l.text), format!("首页“{}”提供退出途径。", l.text));
    }
    let refuses = case
        .banners()
        .iter()
        .any(|(_, _, d)| d.controls.iter().any(|c| c.visible && matches!(c.role, ControlRole::Refuse | ControlRole::Settings)));
    if refuses {
        return Answer::met("The consent banner offers to refuse advertising.", "同意横幅提供拒绝广告的选项。");
    }
    let pages = policy::of_kinds(case, &[PageKind::Policy, PageKind::CookiePolicy, PageKind::Choices]);
    let told = pages.iter().find_map(|p| sentences(&p.text).find(|s| has(s, WAY_OUT)).map(|s| (s, *p)));
    if let Some((s, _)) = told {
        return Answer::met(
            format!("The policy tells the way out: “{}”.", evidence::cut(s, 160)),
            format!("隐私政策告知退出方式：“{}”。", evidence::cut(s, 160)),
        );
    }
    if pages.is_empty() && !case.links(home, LinkKind::PrivacyPolicy).is_empty() {
        return Answer::unknown("No way out is on the home page, and the policy was not read", "首页没有退出途径，且未读取到隐私政策");
    }
    Answer::failed(
        "Data goes to advertising recipients, and neither page, banner nor policy offers a way out of targeted advertising.",
        "数据流向广告接收方，但页面、横幅和隐私政策均未提供退出定向广告的途径。",
        vec![evidence::element(PassName::Arrive, home, Text::new("home page without a way out", "没有退出途径的首页"), Rect::default())],
    )
    .confidence(if case.seen.shares == Some(true) { Confidence::High } else { Confidence::Medium })
}

/// A way that this store offers; browser settings and industry pages alone are none.
const WAY_OUT: &[&str] = &[
    r"\b(opt(ing)?[- ]?out|object|withdraw|turn off|disable|unsubscribe|stop)\b[^.]{0,160}\b(targeted|advertis\w*|interest-based|personali[sz]ed|profil\w+|marketing cookies|sale|sharing)\b[^.]{0,160}\b(e-?mail|contact|click\w*|link|form|page|here|settings|preferences|button|footer|visit|signal|gpc)\b",
    r"\b(e-?mail|contact|click\w*|link|form|page|here|settings|preferences|button|footer|visit)\b[^.]{0,160}\b(opt(ing)?[- ]?out|object|withdraw|turn off|disable|stop)\b[^.]{0,160}\b(targeted|advertis\w*|interest-based|personali[sz]ed|profil\w+|sale|sharing)\b",
    r"(退出|拒绝|关闭|反对).{0,40}(定向|个性化|精准)?(广告|营销|画像).{0,60}(点击|联系|邮件|设置|链接|页面|表单|按钮)|(点击|联系|邮件|设置|链接|页面|表单|按钮).{0,60}(退出|拒绝|关闭|反对).{0,40}(广告|营销|画像)",
];

/// The pass in which a way out was really taken, if any.
fn taken(case: &Case) -> Result<PassName, Answer> {
    let optout = case.pass(PassName::Optout);
    if let Some(run) = optout.and_then(|p| p.optout.as_ref()) {
        return if run.completed {
            Ok(PassName::Optout)
        } else {
            Err(Answer::unknown(
                "The opt-out was not completed; see sell.optout.ineffective",
                "选择退出未完成，参见 sell.optout.ineffective",
            ))
        };
    }
    if case.opt_out_place() != Verdict::No {
        let done = |n: PassName| {
            case.pass(n).is_some_and(|p| p.actions.iter().any(|a| a.want == ControlRole::Refuse && a.outcome == Outcome::Done))
        };
        if let Some(pass) = [PassName::Refuse, PassName::Withdraw].into_iter().find(|n| done(*n)) {
            return Ok(pass);
        }
    }
    let no_link = optout.and_then(|p| p.end.gap()).is_some_and(|g| g.code == GapCode::NoLink);
    Err(if no_link {
        Answer::not_applicable(
            "There is no way out to take; see market.optout.missing.",
            "没有可供使用的退出途径，参见 market.optout.missing。",
        )
    } else {
        Answer::Unknown(case.why_not(PassName::Optout))
    })
}

pub fn ineffective(case: &Case) -> Answer {
    let pass = match taken(case) {
        Ok(pass) => pass,
        Err(answer) => return answer,
    };
    if !case.usable(pass) {
        return Answer::Unknown(case.why_not(pass));
    }
    let mut traffic = case.afterwards(pass);
    traffic.retain(|_, t| t.level == Level::Data && case.sale_of(t) == Sale::Yes);
    let still: Vec<Traffic> = traffic.into_values().collect();
    if still.is_empty() {
        return Answer::met(
            "After the way out was taken, nothing unrestricted went to an advertising recipient.",
            "使用退出途径后，未再向广告接收方发送不受限的数据。",
        );
    }
    let who = names(case, &still);
    Answer::failed(
        format!("After the way out was taken (pass `{pass}`), these advertising recipients still got data: {who}."),
        format!("使用退出途径后（`{pass}` 轮次），以下广告接收方仍在接收数据：{who}。"),
        traffic_evidence(case, pass, &still),
    )
}
