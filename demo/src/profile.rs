//! `profile.toml` of the seller, once as the leaky shop's people would write it and once after the repair. Dates are
//! relative to the day of the demo, so that what is overdue stays overdue. What the clean shop's policy says by hand stands in
//! `disclosed.toml`, so that the policy can also be written from it.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

const COMMON: &str = r#"[business]
name = "Quillmoor & Pine"
legal_name = "Shenzhen Quillmoor Home Goods Co., Ltd."
seat = "CN-GD"
owner_country = "CN"
revenue_usd = 64_000_000
employees = 310
audience = "mixed"
ages = "adults; a corner with toys for ages 3-12"
languages = ["en-US"]
sells_sensitive = false
small_business = false
"#;

const MARKETS: &str = r#"
[[market]]
place = "US-CA"
consumers = 910_000
[[market]]
place = "US-VA"
consumers = 140_000
[[market]]
place = "US-TX"
consumers = 320_000
[[market]]
place = "DE"
consumers = 120_000
[[market]]
place = "FR"
consumers = 90_000
[[market]]
place = "GB"
consumers = 105_000
"#;

pub fn leaky(today: Date) -> String {
    fill(&format!("{COMMON}{LEAKY_CLAIMS}{MARKETS}{LEAKY_REST}"), today)
}

pub fn clean(today: Date) -> String {
    fill(&format!("{COMMON}{CLEAN_CLAIMS}{MARKETS}{CLEAN_REST}{DISCLOSED}"), today)
}

/// Replaces `@-8m` by the day eight months ago, `@+2y` by the day in two years. Any other `@` is an address.
fn fill(text: &str, today: Date) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('@');
    out.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let end = part.find('"').unwrap_or(part.len());
        match day(&part[..end], today) {
            Some(day) => out.push_str(&format!("{day}{}", &part[end..])),
            None => out.push_str(&format!("@{part}")),
        }
    }
    out
}

fn day(code: &str, today: Date) -> Option<Date> {
    let n: i32 = code.get(..code.len().checked_sub(1)?)?.parse().ok()?;
    let span: Span = if code.ends_with('y') { n.years() } else { n.months() };
    today.checked_add(span).ok()
}

/// Who answers, what each form collects, what is offered, what holds of children.
const DISCLOSED: &str = include_str!("disclosed.toml");

const LEAKY_CLAIMS: &str = r#"# "We only run a few pixels; that is no sale."
sells = false
shares_for_ads = false
revenue_share_from_sale = 0.0
sensitive = []
"#;

const LEAKY_REST: &str = r#"
[[activity]]
what = "sharing for cross-context behavioural advertising"
since = "@-8m"
risk_assessment = ""
[[activity]]
what = "session replay on every page"
since = "@-14m"
risk_assessment = ""

# Called a service provider, yet it does cross-context advertising; told to receive identifiers, gets much more.
[[recipient]]
name = "Meta"
hosts = ["connect.facebook.net", "www.facebook.com"]
owner_country = "US"
purpose = "measure our advertisements"
receives = ["A"]
role = "service-provider"
contract = { signed = "@-20m", ends = "@+16m", clauses = ["K-SP-01", "K-SP-03"] }
assessed = "@-20m"
review_due = "@+4m"

# The contract has run out, and so has the review.
[[recipient]]
name = "Google"
hosts = ["www.googletagmanager.com", "region1.google-analytics.com", "www.google-analytics.com", "stats.g.doubleclick.net", "googleads.g.doubleclick.net", "www.googleadservices.com"]
owner_country = "US"
purpose = "count visits"
receives = ["F"]
role = "service-provider"
contract = { signed = "@-50m", ends = "@-5m", clauses = ["K-SP-*", "K-VA-*", "K-EU-*"] }
assessed = "@-40m"
review_due = "@-4m"

# No contract, never assessed; declared for clicks, takes what is typed.
[[recipient]]
name = "Hotjar"
hosts = ["static.hotjar.com", "content.hotjar.io"]
owner_country = "MT"
purpose = "see where visitors click"
receives = ["F"]
role = "processor"

# Clauses for California are missing, those for Virginia and Europe too.
[[recipient]]
name = "Klaviyo"
hosts = ["static.klaviyo.com", "a.klaviyo.com"]
owner_country = "US"
purpose = "send our letters"
receives = ["A"]
role = "processor"
contract = { signed = "@-11m", ends = "@+25m", clauses = ["K-SP-01", "K-SP-02"] }
assessed = "@-11m"
review_due = "@+13m"

# Joint control that the privacy policy does not mention.
[[recipient]]
name = "Criteo"
hosts = ["dynamic.criteo.com", "sslwidget.criteo.com", "gum.criteo.com"]
owner_country = "FR"
purpose = "retargeting"
receives = ["A", "F"]
role = "joint-controller"
contract = { signed = "@-9m", ends = "@+15m", clauses = [] }

# A push service in China, without contract or assessment.
[[recipient]]
name = "JPush"
hosts = ["stats.jpush.cn"]
owner_country = "CN"
purpose = "push messages"
receives = ["A", "F"]
role = "processor"

# Also on the pages, and in no register: TikTok, Pinterest, Microsoft, Intercom, Baidu, jsDelivr, px.brightcart-audience.test.

[baseline]
approved = "@-7m"
hosts = ["connect.facebook.net", "www.facebook.com", "www.googletagmanager.com", "www.google-analytics.com", "region1.google-analytics.com", "static.klaviyo.com", "a.klaviyo.com"]
"#;

const CLEAN_CLAIMS: &str = r#"# Meta's pixel, once accepted, is sharing for cross-context advertising. We say so.
sells = false
shares_for_ads = true
revenue_share_from_sale = 0.0
# Log-in and password.
sensitive = ["account-credentials"]
"#;

const CLEAN_REST: &str = r#"
[[activity]]
what = "sharing for cross-context behavioural advertising"
since = "@-8m"
risk_assessment = "compliance/2026/risk-assessment-advertising.pdf"
[[activity]]
what = "targeted advertising (Virginia, Texas)"
since = "@-8m"
risk_assessment = "compliance/2026/data-protection-assessment-advertising.pdf"
[[activity]]
what = "processing of account log-in data (sensitive personal information)"
since = "@-20m"
risk_assessment = "compliance/2026/risk-assessment-accounts.pdf"

[[recipient]]
name = "Google Analytics"
kind = { en = "analytics company", zh = "分析公司" }
hosts = ["www.googletagmanager.com", "www.google-analytics.com", "region1.google-analytics.com"]
owner_country = "US"
abroad = { seat = "US", access_from = ["US"], transfer = ["standard-contractual-clauses", "uk-addendum"], transfer_assessed = "@-4m" }
purpose = { en = "count visits and pages, for us alone", zh = "仅为我们统计访问与页面" }
receives = ["A", "F"]
role = "service-provider"
contract = { signed = "@-10m", ends = "@+26m", clauses = ["K-SP-*", "K-VA-*", "K-EU-*"] }
assessed = "@-4m"
review_due = "@+8m"
assessment = "passed"
onward = []

[[recipient]]
name = "Meta"
kind = { en = "advertising network", zh = "广告网络" }
joint = { en = "That holds for collecting data through the Meta Pixel and sending it to Meta. We inform you and ask for your consent. Meta answers requests about the data that it then holds. You may turn to either of us. The terms are Meta's Controller Addendum", zh = "这适用于通过 Meta Pixel 收集数据并发送给 Meta。我们负责告知并征得您的同意。Meta 负责答复其此后持有数据的相关请求。您可以联系任何一方。相关条款见 Meta 的控制者附录" }
hosts = ["connect.facebook.net", "www.facebook.com"]
owner_country = "US"
abroad = { seat = "US", access_from = ["US"], transfer = ["standard-contractual-clauses", "uk-addendum"], transfer_assessed = "@-4m" }
purpose = { en = "show our advertisements on Facebook and Instagram to visitors who agreed, and measure them", zh = "向同意的访客在 Facebook 和 Instagram 展示我们的广告并衡量效果" }
receives = ["A", "F"]
role = "third-party"
contract = { signed = "@-9m", ends = "@+27m", clauses = ["K-TP-*", "K-VA-*", "K-EU-*", "K-JC-*"] }
assessed = "@-4m"
review_due = "@+8m"
assessment = "passed"
onward = []

[[recipient]]
name = "Klaviyo"
kind = { en = "e-mail service", zh = "邮件服务商" }
hosts = ["static.klaviyo.com", "a.klaviyo.com"]
owner_country = "US"
abroad = { seat = "US", access_from = ["US"], transfer = ["standard-contractual-clauses", "uk-addendum"], transfer_assessed = "@-4m" }
purpose = { en = "send our letters and see which of them bring visitors", zh = "发送我们的邮件并了解哪些邮件带来访客" }
receives = ["A", "F"]
role = "service-provider"
contract = { signed = "@-11m", ends = "@+25m", clauses = ["K-SP-*", "K-VA-*", "K-EU-*"] }
assessed = "@-5m"
review_due = "@+7m"
assessment = "passed"
onward = []

[[recipient]]
name = "Larkfield Hosting GmbH"
kind = { en = "hosting company", zh = "托管商" }
hosts = []
owner_country = "DE"
purpose = { en = "run the shop's servers", zh = "运行店铺的服务器" }
receives = ["A", "B", "D", "F", "L"]
role = "service-provider"
contract = { signed = "@-30m", ends = "@+30m", clauses = ["K-SP-*", "K-VA-*", "K-EU-*"] }
assessed = "@-6m"
review_due = "@+6m"
assessment = "passed"
onward = []

[baseline]
approved = "@-2m"
hosts = ["connect.facebook.net", "www.facebook.com", "www.googletagmanager.com", "www.google-analytics.com", "region1.google-analytics.com", "static.klaviyo.com", "a.klaviyo.com"]
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_types::Profile;

    #[test]
    fn both_profiles_are_read_without_a_fault() {
        let today = Date::constant(2026, 11, 23);
        for text in [leaky(today), clean(today)] {
            let profile = Profile::parse(&text).unwrap_or_else(|f| panic!("{f:#?}\n{text}"));
            assert_eq!(profile.markets.len(), 6);
            assert!(!text.contains("@-") && !text.contains("@+"), "a date was not filled in");
        }
    }

    #[test]
    fn dates_move_with_the_day() {
        for today in [Date::constant(2026, 11, 23), Date::constant(2031, 2, 28)] {
            let p = Profile::parse(&leaky(today)).expect("valid");
            let google = p.register().find(|r| r.name == "Google").expect("there");
            assert!(google.contract.as_ref().and_then(|c| c.ends).expect("has an end") < today);
            assert!(google.review_due.expect("has one") < today);
            let p = Profile::parse(&clean(today)).expect("valid");
            assert!(p.register().all(|r| r.contract.as_ref().and_then(|c| c.ends).is_some_and(|e| e > today) && r.review_due.is_some_and(|d| d > today)));
        }
    }

    #[test]
    fn after_the_repair_every_host_that_may_be_called_is_registered_and_approved() {
        let p = Profile::parse(&clean(Date::constant(2026, 11, 23))).expect("valid");
        let registered: Vec<&str> = p.register().flat_map(|r| &r.hosts).map(|h| h.as_str()).collect();
        let approved = &p.baseline.as_ref().expect("there").hosts;
        for host in &registered {
            assert!(approved.iter().any(|h| h.as_str() == *host), "{host}");
        }
        assert_eq!(registered.len(), approved.len());
    }
}
