//! The reason in words, in both languages: each names the number that was given, the threshold, and the row.

use crate::judge::{People, Subject, Verdict};
use crate::scope::{Condition, Threshold, audience_word};
use tidegate_types::profile::Audience;
use tidegate_types::{Place, Text};

/// 910000 → `910,000`.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

pub(crate) fn percent(share: f64) -> String {
    let hundredths = (share * 10_000.0).round() / 100.0;
    format!("{hundredths}%")
}

impl Subject<'_> {
    /// Why this condition was judged so.
    pub fn reason(&self, condition: &Condition, verdict: Verdict, place: &Place) -> Text {
        if verdict == Verdict::Unknown {
            return self.open(condition, place);
        }
        let yes = verdict == Verdict::Yes;
        let b = &self.profile.business;
        match condition {
            Condition::Market(p) if yes => self.market_reason(p),
            Condition::Market(p) => Text::new(format!("no market lies in {p}"), format!("没有面向 {p} 的市场")),
            Condition::Consumers(t) => self.consumers_reason(self.people(place), *t, yes, place),
            Condition::ConsumersBeyondPayment(t) => {
                let mut why = self.consumers_reason(self.people_beyond_payment(place), *t, yes, place);
                why.en.push_str(", payment-only not counted");
                why.zh.push_str("（仅用于支付者不计）");
                why
            }
            Condition::Revenue(t) => measured(
                &limit(*t, |n| format!("${}", grouped(n))),
                &format!("${}", grouped(b.revenue_usd.unwrap_or(0))),
                ("annual revenue of", "年营收"),
                ("", ""),
            ),
            Condition::SaleShare(t) => {
                let share = percent(b.revenue_share_from_sale.unwrap_or(0.0));
                measured(&limit(*t, percent), &share, ("", "出售或共享数据的收入占比"), (" of revenue from selling or sharing", ""))
            }
            Condition::Employees(n) => {
                measured(&limit(Threshold::AtLeast(*n), grouped), &grouped(b.employees.unwrap_or(0)), ("", "员工"), (" employees", " 人"))
            }
            Condition::Sells if yes => self.sale_reason(self.seen.sells == Some(true)),
            Condition::Sells => Text::new("the profile says that no personal data is sold", "档案称不出售个人信息"),
            Condition::SellsOrShares if yes => self.sharing_reason(),
            Condition::SellsOrShares => {
                Text::new("the profile says that no personal data is sold or shared for ads", "档案称不出售、也不为广告共享个人信息")
            }
            Condition::SellsSensitive if yes => Text::new("sensitive data is sold", "出售敏感个人信息"),
            Condition::SellsSensitive => Text::new("no sensitive data is sold", "不出售敏感个人信息"),
            Condition::Sensitive(kinds) if yes => {
                let handled = self.handled(kinds);
                Text::new(format!("sensitive data is handled: {}", handled.join(", ")), format!("处理敏感个人信息：{}", handled.join("、")))
            }
            Condition::Sensitive(kinds) => Text::new(
                format!("the profile names no sensitive data of the kind {}", kinds.join(", ")),
                format!("档案未列出该类敏感个人信息：{}", kinds.join("、")),
            ),
            Condition::Audience(_) => self.audience_reason(yes),
            Condition::EmployeesBelow(n) => {
                let limit = Text::new(format!("threshold below {}", grouped(*n)), format!("门槛为少于 {} 人", grouped(*n)));
                measured(&limit, &grouped(b.employees.unwrap_or(0)), ("", "员工"), (" employees", " 人"))
            }
            Condition::SmallBusiness(small) => {
                if yes == *small {
                    Text::new("it is a small business by the SBA's standards", "按 SBA 标准属于小企业")
                } else {
                    Text::new("it is no small business by the SBA's standards", "按 SBA 标准不属于小企业")
                }
            }
            Condition::UsPerson if yes => Text::new("a US person handles the data", "由美国主体处理数据"),
            Condition::UsPerson => Text::new("the profile says that no US person handles the data", "档案称没有美国主体处理数据"),
            Condition::Platform(name) if yes => Text::new(format!("it uses {name}"), format!("使用 {name}")),
            Condition::Platform(name) => {
                Text::new(format!("the profile does not name {name} among its platforms"), format!("档案的平台列表中没有 {name}"))
            }
            // Never known, so never asked here.
            Condition::Asks(what) => what.clone(),
            Condition::SeatIn(p) => {
                let seat = b.seat.as_ref().map_or("", Place::as_str);
                if yes {
                    Text::new(format!("its seat, {seat}, lies in {p}"), format!("所在地 {seat} 位于 {p} 境内"))
                } else {
                    Text::new(format!("its seat, {seat}, lies outside {p}"), format!("所在地 {seat} 位于 {p} 之外"))
                }
            }
            Condition::SeatOutside(p) => {
                let seat = b.seat.as_ref().map_or("", Place::as_str);
                if yes {
                    Text::new(format!("its seat, {seat}, lies outside {p}"), format!("所在地 {seat} 位于 {p} 之外"))
                } else {
                    Text::new(format!("its seat, {seat}, lies in {p}"), format!("所在地 {seat} 位于 {p} 境内"))
                }
            }
        }
    }

    fn market_reason(&self, place: &Place) -> Text {
        let markets = &self.profile.markets;
        match markets.iter().find(|m| m.place.within(place)).or_else(|| markets.iter().find(|m| m.place.meets(place))) {
            Some(m) if m.place == *place => Text::new(format!("it sells to people in {place}"), format!("面向 {place} 的消费者销售")),
            Some(m) if m.place.within(place) => {
                let narrower = &m.place;
                Text::new(format!("its market {narrower} lies in {place}"), format!("其市场 {narrower} 位于 {place}"))
            }
            Some(m) => Text::new(format!("its market {} contains {place}", m.place), format!("其市场 {} 包含 {place}", m.place)),
            None => Text::new(format!("it sells to people in {place}"), format!("面向 {place} 的消费者销售")),
        }
    }

    fn consumers_reason(&self, people: Option<People>, t: Threshold<u64>, yes: bool, place: &Place) -> Text {
        // For a no the upper bound decided, for a yes the lower.
        let n = people.map_or(0, |p| if yes { p.least } else { p.most.unwrap_or(p.least) });
        let bound = people.is_some_and(|p| p.most != Some(p.least));
        let (few_en, few_zh) = match (bound, yes) {
            (false, _) => ("", ""),
            (true, true) => ("at least ", "至少 "),
            (true, false) => ("at most ", "至多 "),
        };
        let limit = limit(t, grouped);
        Text::new(
            format!("{few_en}{} consumers in {place} a year, {}", grouped(n), limit.en),
            format!("{place} 每年{}{} 名消费者，{}", if few_zh.is_empty() { " " } else { few_zh }, grouped(n), limit.zh),
        )
    }

    fn sale_reason(&self, seen: bool) -> Text {
        if seen {
            Text::new("a sale of personal data was seen", "扫描中观察到出售个人信息")
        } else {
            Text::new("the profile says that personal data is sold", "档案称出售个人信息")
        }
    }

    fn sharing_reason(&self) -> Text {
        let b = &self.profile.business;
        if self.seen.shares == Some(true) {
            if b.shares_for_ads == Some(false) {
                return Text::new(
                    "ad requests were seen, though the profile says that nothing is shared",
                    "扫描中观察到广告请求，与档案所称“不共享”不符",
                );
            }
            return Text::new("ad requests were seen", "扫描中观察到广告请求");
        }
        if self.sells() == Verdict::Yes {
            return self.sale_reason(self.seen.sells == Some(true));
        }
        Text::new("the profile says that data is shared for ads", "档案称为广告共享个人信息")
    }

    fn audience_reason(&self, yes: bool) -> Text {
        let said = self.profile.business.audience;
        if yes && self.seen.children == Some(true) {
            return Text::new("the store was seen to be directed to children", "扫描显示店铺面向儿童");
        }
        match (said, self.profile.business.ages.as_deref()) {
            (Some(a), _) if !yes || a != Audience::Adults => {
                let zh = match a {
                    Audience::Adults => "成年人",
                    Audience::Mixed => "成人与儿童混合",
                    Audience::Children => "儿童",
                };
                Text::new(format!("its audience is `{}`", audience_word(a)), format!("受众为{zh}（`{}`）", audience_word(a)))
            }
            (_, Some(ages)) => Text::new(format!("its audience is aged {ages}"), format!("受众年龄为 {ages}")),
            _ => Text::new("its audience is `adults`", "受众为成年人（`adults`）"),
        }
    }

    /// What would decide the condition.
    fn open(&self, condition: &Condition, place: &Place) -> Text {
        match condition {
            Condition::Market(p) => Text::new(format!("whether it sells to people in {p} is not said"), format!("未说明是否面向 {p} 销售")),
            Condition::Consumers(t) => {
                let limit = limit(*t, grouped);
                Text::new(
                    format!("consumers in {place} a year are not known, {}", limit.en),
                    format!("{place} 每年的消费者人数未知，{}", limit.zh),
                )
            }
            Condition::ConsumersBeyondPayment(t) => {
                let limit = limit(*t, grouped);
                Text::new(
                    format!("consumers in {place} a year beyond those whose data serves a payment alone are not known, {}", limit.en),
                    format!("{place} 每年的消费者人数（仅用于支付者不计）未知，{}", limit.zh),
                )
            }
            Condition::Revenue(t) => {
                let limit = limit(*t, |n| format!("${}", grouped(n)));
                Text::new(format!("annual revenue is not known, {}", limit.en), format!("年营收未知，{}", limit.zh))
            }
            Condition::SaleShare(t) => {
                let limit = limit(*t, percent);
                Text::new(
                    format!("the share of revenue from selling or sharing is not known, {}", limit.en),
                    format!("出售或共享数据的收入占比未知，{}", limit.zh),
                )
            }
            Condition::Employees(n) => Text::new(
                format!("the number of employees is not known, threshold {}", grouped(*n)),
                format!("员工人数未知，门槛 {} 人", grouped(*n)),
            ),
            Condition::Sells => Text::new("whether personal data is sold is not known", "是否出售个人信息未知"),
            Condition::SellsOrShares => {
                Text::new("whether personal data is sold or shared for ads is not known", "是否出售或为广告共享个人信息未知")
            }
            Condition::SellsSensitive => Text::new("whether sensitive data is sold is not known", "是否出售敏感个人信息未知"),
            Condition::Sensitive(kinds) => Text::new(
                format!("whether sensitive data is handled is not known ({})", kinds.join(", ")),
                format!("是否处理敏感个人信息未知（{}）", kinds.join("、")),
            ),
            Condition::Audience(_) => Text::new("its audience is not known", "受众未知"),
            Condition::EmployeesBelow(n) => Text::new(
                format!("the number of employees is not known, threshold below {}", grouped(*n)),
                format!("员工人数未知，门槛为少于 {} 人", grouped(*n)),
            ),
            Condition::SmallBusiness(_) => {
                Text::new("whether it is a small business by the SBA's standards is not known", "是否属于 SBA 标准下的小企业未知")
            }
            Condition::UsPerson => Text::new(
                "whether a US person (a US subsidiary, branch, agency or service) handles the data or opens it to others is not known",
                "是否由美国主体（美国子公司、分支机构、代理商或服务商）处理数据或向他人开放数据未知",
            ),
            Condition::Platform(name) => Text::new(format!("whether it uses {name} is not known"), format!("是否使用 {name} 未知")),
            Condition::Asks(what) => {
                Text::new(format!("no field of the profile answers: {}", what.en), format!("档案中没有字段可回答：{}", what.zh))
            }
            Condition::SeatOutside(_) | Condition::SeatIn(_) => Text::new("its seat is not known", "所在地未知"),
        }
    }

    /// The profile fields that would decide a condition which is unknown.
    pub fn fields(&self, condition: &Condition) -> &'static [&'static str] {
        match condition {
            Condition::Market(_) => &["market"],
            Condition::Consumers(_) | Condition::ConsumersBeyondPayment(_) if self.profile.markets.is_empty() => &["market"],
            Condition::Consumers(_) => &["market.consumers"],
            Condition::ConsumersBeyondPayment(_) => &["market.consumers", "market.payment_only"],
            Condition::Revenue(_) => &["business.revenue_usd"],
            Condition::SaleShare(_) => &["business.revenue_share_from_sale"],
            Condition::Employees(_) | Condition::EmployeesBelow(_) => &["business.employees"],
            Condition::SmallBusiness(_) => &["business.small_business"],
            Condition::UsPerson => &["business.us_person"],
            Condition::Platform(_) => &["business.platforms"],
            Condition::Asks(_) => &[],
            Condition::Sells => &["business.sells"],
            Condition::SellsOrShares => match (self.profile.business.sells, self.profile.business.shares_for_ads) {
                (Some(_), _) => &["business.shares_for_ads"],
                (None, Some(_)) => &["business.sells"],
                (None, None) => &["business.sells", "business.shares_for_ads"],
            },
            Condition::SellsSensitive => &["business.sells_sensitive"],
            Condition::Sensitive(_) => &["business.sensitive"],
            Condition::Audience(_) => &["business.audience"],
            Condition::SeatOutside(_) | Condition::SeatIn(_) => &["business.seat"],
        }
    }
}

/// `threshold 100,000` or `threshold over $26,625,000`.
fn limit<T: PartialOrd + Copy>(t: Threshold<T>, write: impl Fn(T) -> String) -> Text {
    match t {
        Threshold::AtLeast(n) => Text::new(format!("threshold {}", write(n)), format!("门槛 {}", write(n))),
        Threshold::Over(n) => Text::new(format!("threshold over {}", write(n)), format!("门槛为超过 {}", write(n))),
    }
}

fn measured(limit: &Text, value: &str, before: (&str, &str), after: (&str, &str)) -> Text {
    Text::new(
        format!("{} {value}{}, {}", before.0, after.0, limit.en).trim_start().to_owned(),
        format!("{} {value}{}，{}", before.1, after.1, limit.zh),
    )
}

/// Sentences to one: `; ` and `；`.
pub(crate) fn joined(parts: &[Text], en: &str, zh: &str) -> Text {
    let side = |get: fn(&Text) -> &str, by: &str| parts.iter().map(get).collect::<Vec<_>>().join(by);
    Text::new(side(|t| &t.en, en), side(|t| &t.zh, zh))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_read_them() {
        for (n, s) in [(0, "0"), (999, "999"), (1_000, "1,000"), (26_625_000, "26,625,000")] {
            assert_eq!(grouped(n), s);
        }
        for (x, s) in [(0.5, "50%"), (0.0, "0%"), (0.255, "25.5%"), (0.07, "7%")] {
            assert_eq!(percent(x), s);
        }
    }
}
