//! The privacy policy, chapter by chapter.

mod children;
mod collect;
mod europe;
mod forms;
mod recipients;
mod rights;
mod sale;
mod states;
mod who;

pub use children::online as children_notice;
pub use forms::{ENTRY as FORM_ENTRY, entry_line, part as form_part};
pub use sale::warnings;
pub use who::{dates, identity};

use crate::common;
use crate::model::{Line, Section};
use crate::reach::{Cause, Reach};
use tidegate_types::Text;

pub fn write(r: &Reach) -> (Text, Vec<Section>) {
    let mut out = vec![who::write(r), collect::write(r)];
    out.extend(forms::write(r));
    out.extend([recipients::write(r), sale::write(r), signals(r), incentive(r), rights::write(r), states::write(r)]);
    out.extend([europe::write(r), children::online(r), changes(r)]);
    (Text::new("Privacy policy", "隐私政策"), out)
}

fn signals(r: &Reach) -> Section {
    let mut s = Section::new("signals", "Signals from your browser", "浏览器信号");
    common::signals(r, &mut s);
    s
}

fn incentive(r: &Reach) -> Section {
    let mut s = Section::new("incentive", "Benefits for your data: notice of financial incentive", "以信息换取的优惠：财务激励通知");
    common::incentive(r, &mut s);
    s
}

const CHANGES: Cause =
    &[("CO-1", &["OP-04"]), ("NV-1", &["OP-04"]), ("CA-37", &[]), ("EU-9", &[]), ("UK-13", &[]), ("NJ-NOT", &["ST-11"]), ("*NOT", &[])];
const CONTACT: Cause = &[
    ("CA-37", &["PP-CA-27"]),
    ("CO-1", &[]),
    ("NV-1", &[]),
    ("EU-9", &["EU-N01"]),
    ("UK-13", &["EU-N01"]),
    ("VA-10", &["ST-06"]),
    ("*NOT", &["ST-06"]),
];

fn changes(r: &Reach) -> Section {
    let mut s = Section::new("changes", "Changes and contact", "变更与联系方式");
    let p = r.matter.profile;
    let line = Line::lead("How we tell you of changes.", "如何通知变更。").sentences(
        p.policy.changes.as_ref(),
        "policy.changes",
        "how people are told of material changes",
        "重大变更的通知方式",
    );
    s.add(r.para(CHANGES, line));
    let line = Line::lead("Questions.", "如有疑问。").say("Contact us: ", "请联系我们：").then(common::ways(&p.contact)).say(".", "。");
    s.add(r.para(CONTACT, line));
    s
}
