//! Countries of concern: who counts as theirs, which data, in what number, and on what ground.

use super::{Asked, Concern, Found, Meant, Outcome, Sent, found, inside};
use crate::judge::{Seen, Subject};
use crate::why::grouped;
use tidegate_types::profile::{Dealing, Recipient};
use tidegate_types::word::Words;
use tidegate_types::{DataClass, Place, RowId, Text};

/// Does the row mean this recipient?
enum Theirs {
    Yes(Text),
    No(Text),
    Unknown(Text),
}

impl Asked<'_> {
    pub(super) fn concern(&self, c: &Concern) -> Found {
        let who = match theirs(c, self.recipient) {
            Theirs::No(why) => return Found { outcome: Outcome::Free, why, by: Vec::new() },
            Theirs::Unknown(why) => return Found { outcome: Outcome::Open, why, by: Vec::new() },
            Theirs::Yes(who) => who,
        };
        let mut answer = match &c.meant {
            Meant::Bulk => self.in_bulk(),
            Meant::Brokered { data, perhaps } => self.brokered(*data, *perhaps),
        };
        answer.why = Text::new(format!("{}: {}", who.en, answer.why.en), format!("{}：{}", who.zh, answer.why.zh));
        answer
    }

    /// Pub. L. 118-50, div. I, §2(c)(3): a data broker gives what it did not collect from the person, and not to its own service provider.
    fn brokered(&self, data: Words<DataClass>, perhaps: Words<DataClass>) -> Found {
        let sent = Sent::to(self.recipient);
        if self.recipient.processor() {
            return found(Outcome::Free, "it serves the business as a service provider", "其作为服务提供商为企业服务");
        }
        if !sent.sure.with(sent.perhaps).meets(data.with(perhaps)) {
            return found(Outcome::Free, "none of the kinds of data meant goes there", "未向其提供所指类别的数据");
        }
        match self.recipient.abroad.collected_directly {
            Some(true) => found(Outcome::Free, "all of it was collected from the people themselves", "全部数据均直接从本人收集"),
            Some(false) if sent.sure.meets(data) => {
                found(Outcome::Barred, "sensitive data that was not collected from the people themselves", "并非直接从本人收集的敏感数据")
            }
            Some(false) => found(
                Outcome::Open,
                "whether sensitive data as the Act means it is among what it receives is not known (`receives`)",
                "其接收的数据是否包含该法所指的敏感数据未知（`receives`）",
            ),
            None => found(
                Outcome::Open,
                "whether the data was collected from the people themselves is not said (`abroad.collected_directly`)",
                "未说明数据是否直接从本人收集（`abroad.collected_directly`）",
            ),
        }
    }

    /// 28 CFR §202.205, §202.301, §202.401.
    fn in_bulk(&self) -> Found {
        let sent = Sent::to(self.recipient);
        let ground = ground(self.recipient);
        let exempt = self.exempt(ground, sent.sure.with(sent.perhaps));
        let left = |w: Words<DataClass>| exempt.iter().fold(w, |w, (_, data)| w.without(*data));
        let (sure, perhaps) = (left(sent.sure), left(sent.perhaps));
        let by = |f: Found| exempt.iter().fold(f, |f, (row, _)| f.by(row));
        match self.number(sure, perhaps) {
            Number::Below => by(found(
                Outcome::Free,
                "the numbers stay below the thresholds, or an exemption covers the data",
                "人数低于门槛，或数据属于豁免",
            )),
            Number::Unknown(row) => by(found(
                Outcome::Open,
                "whether the data is bulk is not known (`receives`, `abroad.us_people`, `market.consumers`)",
                "数据是否达到批量门槛未知（`receives`、`abroad.us_people`、`market.consumers`）",
            )
            .by(&row)),
            Number::Above(row, over) => by(self.bulk(ground, over).by(&row)),
        }
    }

    fn bulk(&self, ground: Option<Dealing>, over: u64) -> Found {
        let over = grouped(over);
        let (en, zh) = (format!("data of more than {over} people in the United States"), format!("涉及超过 {over} 名美国人的数据"));
        match ground {
            None => found(
                Outcome::Open,
                format!("{en}, and the ground is not said (`abroad.dealing`)"),
                format!("{zh}，但未说明提供依据（`abroad.dealing`）"),
            ),
            Some(Dealing::Brokerage) => found(Outcome::Barred, format!("{en}, given to it for its own use"), format!("{zh}，供其自用")),
            Some(Dealing::Order | Dealing::GroupAdministration) => found(
                Outcome::Open,
                format!("{en}, and the exemption for this ground does not cover it all, or was not re-read"),
                format!("{zh}，该依据的豁免未涵盖全部数据，或未经复核"),
            ),
            Some(Dealing::Vendor | Dealing::Employment | Dealing::Investment) => match self.recipient.abroad.cisa_security {
                Some(true) => found(
                    Outcome::Covered,
                    format!("{en}, under the CISA security requirements by the register's word"),
                    format!("{zh}，登记册称已符合 CISA 安全要求"),
                ),
                _ => found(
                    Outcome::Lacking,
                    format!("{en}, without the CISA security requirements (`abroad.cisa_security`)"),
                    format!("{zh}，未记录符合 CISA 安全要求（`abroad.cisa_security`）"),
                ),
            },
        }
    }

    /// Data that the ground leaves out, by rows that were read again; what was not cannot permit.
    fn exempt(&self, ground: Option<Dealing>, sent: Words<DataClass>) -> Vec<(RowId, Words<DataClass>)> {
        let holds = |id: &RowId| self.book.row(id).is_some_and(|r| r.in_force(self.date) && r.enforceable());
        let all = self.law.abroad.exempts.iter().filter(|e| Some(e.dealing) == ground && e.data.meets(sent) && holds(&e.row));
        all.map(|e| (e.row.clone(), e.data)).collect()
    }

    fn number(&self, sure: Words<DataClass>, perhaps: Words<DataClass>) -> Number {
        let (least, most) = self.people();
        let mut open = None;
        for b in self.law.abroad.bulks.iter().filter(|b| self.holds(&b.row)) {
            if !b.data.meets(sure.with(perhaps)) || most.is_some_and(|n| n <= b.more_than) {
                continue;
            }
            if b.data.meets(sure) && least > b.more_than {
                return Number::Above(b.row.clone(), b.more_than);
            }
            open = Some(b.row.clone());
        }
        open.map_or(Number::Below, Number::Unknown)
    }

    /// People in the United States, at least and at most: those of the entry, else those of all markets.
    fn people(&self) -> (u64, Option<u64>) {
        if let Some(n) = self.recipient.abroad.us_people {
            return (n, Some(n));
        }
        let seen = Seen::default();
        let subject = Subject { profile: self.profile, seen: &seen };
        subject.people(&self.law.place).map_or((0, None), |p| (p.least, p.most))
    }
}

enum Number {
    Below,
    Unknown(RowId),
    Above(RowId, u64),
}

/// What the register says, or what follows from the role. A parent or an authority may be there for anything.
fn ground(r: &Recipient) -> Option<Dealing> {
    let by_role = if r.processor() { Some(Dealing::Vendor) } else { r.third().then_some(Dealing::Brokerage) };
    r.abroad.dealing.or(by_role)
}

/// By access, by seat, by owner; the first that holds.
fn theirs(c: &Concern, r: &Recipient) -> Theirs {
    let near = |p: &&Place| inside(p, &c.places);
    if let Some(p) = r.abroad.access_from.iter().flatten().find(near) {
        return Theirs::Yes(Text::new(format!("reached from {p}"), format!("从 {p} 可接触")));
    }
    if let Some(p) = r.abroad.seat.as_ref().filter(near) {
        return Theirs::Yes(Text::new(format!("seat in {p}"), format!("所在地为 {p}")));
    }
    let Some(owner) = &r.owner_country else {
        return Theirs::Unknown(Text::new("its owner is not known (`owner_country`)", "其所有者未知（`owner_country`）"));
    };
    if !near(&owner) {
        return Theirs::No(Text::new(format!("owned in {owner}"), format!("所有者位于 {owner}")));
    }
    match apart(c, r, owner) {
        None => Theirs::Yes(Text::new(format!("owned in {owner}"), format!("所有者位于 {owner}"))),
        Some(why) if r.abroad.access_from.is_some() => Theirs::No(why),
        Some(why) => Theirs::Unknown(Text::new(
            format!("{}; from where the data is reached is not said (`abroad.access_from`)", why.en),
            format!("{}；未说明从何处可接触数据（`abroad.access_from`）", why.zh),
        )),
    }
}

/// What keeps a recipient apart from its owner in a country of concern.
fn apart(c: &Concern, r: &Recipient, owner: &Place) -> Option<Text> {
    let spared = c.spares_seat.as_ref().zip(r.abroad.seat.as_ref()).filter(|(spares, seat)| seat.within(spares));
    if let Some((_, seat)) = spared {
        return Some(Text::new(format!("a company of {seat}, though owned in {owner}"), format!("{seat} 的企业，尽管所有者位于 {owner}")));
    }
    let share = r.abroad.owned_percent.filter(|share| *share < c.owned)?;
    Some(Text::new(format!("{share} % owned in {owner}, below {} %", c.owned), format!("{owner} 持股 {share}%，低于 {}%", c.owned)))
}
