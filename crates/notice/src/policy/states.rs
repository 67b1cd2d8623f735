//! What the states add to California's law.

use crate::common::{self, ways};
use crate::model::{Line, Section};
use crate::phrase::{list, state};
use crate::reach::Reach;
use tidegate_law::{Unit, Verdict};
use tidegate_types::Text;

pub fn write(r: &Reach) -> Section {
    let mut s = Section::new("states", "Virginia, Texas and other states", "弗吉尼亚州、得克萨斯州及其他州");
    let names = list(r.states().into_iter().map(|law| state(&law.place)));
    s.heading = if names.en.is_empty() {
        s.heading
    } else {
        Text::new(format!("For people in {}", names.en), format!("适用于{}居民", names.zh))
    };
    s.add(r.para(
        &[("VA-8", &["ST-01", "ST-02", "ST-04", "ST-05"]), ("*NOT", &["ST-01", "ST-02", "ST-04", "ST-05"])],
        Line::of(
            "The categories of personal data that we process, the purposes, the categories shared with third parties and the categories of third parties are those in the tables above.",
            "我们处理的个人数据类别、目的、与第三方共享的类别以及第三方的类别，见上文各表。",
        ),
    ));
    if common::sells_or_shares(r) {
        s.add(r.para(&[("VA-9", &["ST-09"]), ("*OPT", &["ST-09"]), ("PG-CO", &["ST-09"])], targeted(r)));
    }
    revoke(r, &mut s);
    appeal(r, &mut s);
    nevada(r, &mut s);
    washington(r, &mut s);
    s
}

fn targeted(r: &Reach) -> Line {
    let line = match r.matter.profile.business.shares_for_ads {
        Some(true) => Line::of("We use personal data for targeted advertising. ", "我们将个人数据用于定向广告。"),
        _ => Line::default(),
    };
    let line = match r.matter.profile.business.sells {
        Some(true) => line.say("We sell personal data. ", "我们出售个人数据。"),
        _ => line,
    };
    line.say("You can opt out here: ", "您可以在此选择退出：").then(common::opt_out_link(r)).say(".", "。")
}

fn appeal(r: &Reach, s: &mut Section) {
    let mut line = Line::lead("How to appeal.", "如何申诉。")
        .say("If we refuse to act on a request, you can appeal our decision. ", "如我们拒绝您的请求，您可以对该决定提出申诉。")
        .sentences(r.matter.profile.contact.appeal.as_ref(), "contact.appeal", "how to appeal a refusal", "如何对拒绝提出申诉");
    for (days, who) in by_days(r, "APP", "VA-3") {
        let who = list(who);
        line = line.say(
            format!("In {} we answer an appeal in writing, with reasons, at the latest after {days} days. ", who.en),
            format!("在{}，我们最迟在 {days} 天内书面答复申诉并说明理由。", who.zh),
        );
    }
    line = line.say(
        "If we deny the appeal, you may submit a complaint to the Attorney General of your state.",
        "如申诉被驳回，您可以向所在州的总检察长投诉。",
    );
    s.add(r.para(&[("VA-3", &["ST-03"]), ("VA-8", &["ST-03"]), ("*APP", &["ST-03"])], line));
}

/// After how many days, and in which states.
fn by_days(r: &Reach, suffix: &str, virginia: &str) -> Vec<(u64, Vec<Text>)> {
    let mut out: Vec<(u64, Vec<Text>)> = Vec::new();
    let states = r.of_states(suffix).into_iter().map(|(law, row)| (row.id.as_str(), state(&law.place)));
    let virginia = r.may(virginia).then(|| (virginia, Text::new("Virginia", "弗吉尼亚州")));
    for (row, who) in states.chain(virginia) {
        let Some(days) = r.days(row, 0) else { continue };
        match out.iter_mut().find(|(d, _)| *d == days) {
            Some((_, all)) => all.push(who),
            None => out.push((days, vec![who])),
        }
    }
    out
}

/// How soon a revoked consent ends what rested on it.
fn revoke(r: &Reach, s: &mut Section) {
    let mut line = Line::lead("Consent you gave.", "您给出的同意。").say("You may revoke consent at any time. ", "您可以随时撤回同意。");
    for (days, who) in by_days(r, "REV", "") {
        let who = list(who);
        line = line.say(format!("In {} we stop within {days} days. ", who.en), format!("在{}，我们在 {days} 天内停止。", who.zh));
    }
    s.add(r.para(&[("*REV", &[])], line));
}

fn nevada(r: &Reach, s: &mut Section) {
    let days = r.number("NV-2", Unit::Days);
    let line = Line::lead("Nevada.", "内华达州。")
        .say("To ask us not to sell your information, ", "如要求我们不出售您的信息，请")
        .then(ways(&r.matter.profile.contact))
        .say(format!(". We answer within {days} days."), format!("。我们在 {days} 天内答复。"));
    s.add(r.para(&[("NV-2", &[])], line));
}

fn washington(r: &Reach, s: &mut Section) {
    if r.verdict("WA-2") == Verdict::No {
        return;
    }
    let label = Text::new("Consumer Health Data Privacy Policy", "消费者健康数据隐私政策");
    let line = Line::lead("Washington.", "华盛顿州。");
    let page = r.matter.profile.contact.health_policy.as_deref();
    let ask = ("the page of the consumer health data privacy policy", "消费者健康数据隐私政策页面");
    let line = line
        .say("Health data has a policy of its own: ", "健康数据另有专门政策：")
        .page(label, page, "contact.health_policy", ask.0, ask.1)
        .say(".", "。");
    s.add(r.para(&[("WA-2", &[])], line));
}
