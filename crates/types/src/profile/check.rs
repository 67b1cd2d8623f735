//! What cannot be true together, and words that are in no list.

use super::{Collects, PLATFORMS, Profile, ProfileFault, Recipient, Role, instead, plain_word, sensitive_kinds};
use crate::host::Host;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};

const CORRECT: (&str, &str) = ("correct one of the two", "请更正其中之一");

pub(super) fn faults(p: &Profile) -> Vec<ProfileFault> {
    let mut f = Faults(Vec::new());
    business(p, &mut f);
    markets(p, &mut f);
    recipients(p, &mut f);
    collects(p, &mut f);
    others(p, &mut f);
    app(p, &mut f);
    account(p, &mut f);
    f.0
}

struct Faults(Vec<ProfileFault>);

impl Faults {
    fn add(&mut self, place: impl Into<String>, what: Text, remedy: (&str, &str)) {
        self.0.push(ProfileFault { place: Text::same(place), what, remedy: Text::new(remedy.0, remedy.1) });
    }

    fn listed(&mut self, place: &str, words: &[String], known: &[&str], kind: (&str, &str)) {
        for word in words.iter().filter(|w| !known.contains(&plain_word(w).as_str())) {
            let what = Text::new(format!("`{word}` is no {}", kind.0), format!("`{word}` 不是{}", kind.1));
            self.0.push(ProfileFault { place: Text::same(place), what, remedy: instead(word, known) });
        }
    }
}

fn business(p: &Profile, f: &mut Faults) {
    let b = &p.business;
    if let Some(share) = b.revenue_share_from_sale {
        let place = "business.revenue_share_from_sale";
        if !(0.0..=1.0).contains(&share) {
            let what = Text::new(format!("{share} is no share"), format!("{share} 不是比例"));
            f.add(place, what, ("write a number from 0.0 to 1.0", "请填 0.0 至 1.0 之间的数"));
        } else if share > 0.0 && b.sells == Some(false) && b.shares_for_ads == Some(false) {
            let what = Text::new(
                format!("{share} of revenue comes from sale, yet `sells` and `shares_for_ads` are false"),
                format!("收入的 {share} 来自出售，但 `sells` 与 `shares_for_ads` 均为 false"),
            );
            f.add(place, what, ("set the share to 0.0, or say that data is sold or shared", "请将比例改为 0.0，或说明存在出售或共享"));
        }
    }
    if b.sells_sensitive == Some(true) && b.sells == Some(false) {
        let what = Text::new("sensitive data is sold, yet `sells` is false", "出售敏感个人信息，但 `sells` 为 false");
        f.add("business.sells_sensitive", what, CORRECT);
    }
    let none = b.sensitive.as_ref().is_some_and(Vec::is_empty);
    if none && b.sells_sensitive == Some(true) {
        let what = Text::new("empty, yet `sells_sensitive` is true", "为空，但 `sells_sensitive` 为 true");
        f.add(
            "business.sensitive",
            what,
            ("name the sensitive data, or correct `sells_sensitive`", "请列出敏感个人信息，或更正 `sells_sensitive`"),
        );
    }
    if none && let Some((i, c)) = p.collects.iter().enumerate().find(|(_, c)| c.category == super::Category::L || c.sensitive == Some(true))
    {
        let what = Text::new(
            format!("empty, which says: none; yet {} is sensitive", entry(i, c)),
            format!("为空，即没有敏感信息；但 {} 是敏感信息", entry(i, c)),
        );
        f.add(
            "business.sensitive",
            what,
            (
                "name its kind, such as `account-credentials`, or correct the entry",
                "请填写其种类，例如 `account-credentials`，或更正该条目",
            ),
        );
    }
    let kinds: Vec<&str> = sensitive_kinds().collect();
    f.listed("business.sensitive", b.sensitive.as_deref().unwrap_or_default(), &kinds, ("kind of sensitive data", "敏感信息种类"));
    f.listed("business.platforms", b.platforms.as_deref().unwrap_or_default(), &PLATFORMS, ("platform that is known here", "已知平台"));
}

fn markets(p: &Profile, f: &mut Faults) {
    let mut places = BTreeSet::new();
    for (i, m) in p.markets.iter().enumerate() {
        let place = format!("market {} ({})", i + 1, m.place);
        if !places.insert(&m.place) {
            f.add(&place, Text::new("named twice", "重复填写"), ("keep one entry with the right number", "请只保留人数正确的一项"));
        }
        if let (Some(all), Some(paying)) = (m.consumers, m.payment_only)
            && paying > all
        {
            let what = Text::new(
                format!("`payment_only` is {paying}, more than all {all} `consumers`"),
                format!("`payment_only` 为 {paying}，多于全部 `consumers` {all}"),
            );
            let remedy = (
                "correct one of the two; `payment_only` is a part of `consumers`",
                "请更正其中之一；`payment_only` 是 `consumers` 的一部分",
            );
            f.add(&place, what, remedy);
        }
        let inner = p.markets.iter().filter(|x| x.place != m.place && x.place.within(&m.place));
        if let (Some(all), Some(most)) = (m.consumers, inner.max_by_key(|x| x.consumers))
            && let Some(part) = most.consumers.filter(|part| *part > all)
        {
            let what = Text::new(
                format!("{all} `consumers`, fewer than the {part} of {}, which lies in it", most.place),
                format!("`consumers` 为 {all}，少于其中 {} 的 {part}", most.place),
            );
            let remedy =
                ("count the people of the part in the whole too, or leave the whole out", "整体人数应包含其组成部分；或删去整体一项");
            f.add(&place, what, remedy);
        }
    }
}

fn recipients(p: &Profile, f: &mut Faults) {
    let dates = ("correct the dates", "请更正日期");
    let mut hosts = BTreeMap::new();
    for r in p.register() {
        let place = format!("recipient `{}`", r.name);
        for h in &r.hosts {
            if !plausible(h) {
                let remedy = (
                    "write an exact name such as `connect.facebook.net`, without scheme, path or `*`",
                    "请填写准确的主机名，例如 `connect.facebook.net`，不含协议、路径或 `*`",
                );
                f.add(&place, Text::new(format!("`{h}` is no host name"), format!("`{h}` 不是主机名")), remedy);
            } else if let Some(other) = hosts.insert(h.clone(), &r.name) {
                let what = Text::new(format!("host {h} also belongs to `{other}`"), format!("主机 {h} 也属于 `{other}`"));
                f.add(&place, what, ("give each host to one recipient", "每个主机只能属于一个接收方"));
            }
        }
        if let Some(c) = &r.contract
            && let (Some(from), Some(to)) = (c.signed, c.ends)
            && to < from
        {
            let what = Text::new(format!("contract ends {to}, before it was signed {from}"), format!("合同到期日 {to} 早于签署日 {from}"));
            f.add(&place, what, dates);
        }
        if r.assessment.is_some() && r.assessed.is_none() {
            let what = Text::new("`assessment` without `assessed`", "填写了 `assessment`，但没有 `assessed`");
            f.add(&place, what, ("give the day of the assessment", "请填写评估日期"));
        }
        for o in r.onward.iter().flatten().filter(|o| o.to.trim().is_empty() || o.to == r.name) {
            let what = Text::new(format!("`onward` to `{}`", o.to), format!("`onward` 填写为 `{}`", o.to));
            f.add(&place, what, ("name the other company that gets the data", "请填写获得数据的另一家公司"));
        }
        if let (Some(a), Some(due)) = (r.assessed, r.review_due)
            && due < a
        {
            let what = Text::new(format!("review due {due}, before the assessment of {a}"), format!("复审日 {due} 早于评估日 {a}"));
            f.add(&place, what, dates);
        }
        if let Some(percent) = r.abroad.owned_percent.filter(|n| !(0.0..=100.0).contains(n)) {
            let what =
                Text::new(format!("`owned_percent` is {percent}, no percentage"), format!("`owned_percent` 为 {percent}，不是百分比"));
            f.add(&place, what, ("write a number from 0 to 100", "请填 0 至 100 之间的数"));
        }
        if r.owner_country.is_none() && r.abroad.owned_percent.is_some() {
            let what = Text::new("`owned_percent` without `owner_country`", "填写了 `owned_percent`，但没有 `owner_country`");
            f.add(&place, what, ("name the country whose owners hold that share", "请填写持有该比例的所有者所在国家"));
        }
        unshared(p, r, &place, f);
    }
}

/// The register says that an advertising service gets a category, and every entry of that category says that it is not shared.
fn unshared(p: &Profile, r: &Recipient, place: &str, f: &mut Faults) {
    if p.business.shares_for_ads != Some(true) || !r.advertises() {
        return;
    }
    for code in r.receives.iter().flatten() {
        let mut entries = p.collects.iter().filter(|c| c.category.as_str() == code).peekable();
        if entries.peek().is_some() && entries.all(|c| c.shared == Some(false) && c.sold != Some(true)) {
            let what = Text::new(
                format!(
                    "a third party for advertising that receives `{code}`, yet every [[collects]] of category {code} says `shared = false`"
                ),
                format!("作为广告第三方接收 `{code}`，但类别 {code} 的每个 [[collects]] 都写着 `shared = false`"),
            );
            let remedy = (
                "add the entry that is shared (cookies, pixels) with `shared = true`, or take the code out of `receives`",
                "请补充被共享的条目（Cookie、像素）并写 `shared = true`，或从 `receives` 中删去该代码",
            );
            f.add(place, what, remedy);
        }
    }
}

impl Recipient {
    /// No processor of the business: what it gets, it may use for itself.
    pub fn third(&self) -> bool {
        matches!(self.role, Some(Role::ThirdParty | Role::JointController))
    }

    /// A processor, in California a service provider or contractor: it works for the business alone.
    pub fn processor(&self) -> bool {
        matches!(self.role, Some(Role::ServiceProvider | Role::Processor | Role::Contractor))
    }

    /// A third party that advertises, by the words of the register.
    pub fn advertises(&self) -> bool {
        self.third() && self.for_ads()
    }

    /// Does the register say that it is about advertising, whatever its role?
    pub fn for_ads(&self) -> bool {
        const SIGNS: [&str; 7] = ["advert", "retarget", "remarket", "custom audience", "lookalike", "广告", "再营销"];
        let words = [&self.purpose, &self.kind].into_iter().flatten().map(|s| s.all().to_lowercase()).collect::<Vec<_>>().join(" ");
        let ads = words.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w, "ad" | "ads"));
        ads || SIGNS.iter().any(|s| words.contains(s))
    }
}

/// A permission as a manifest writes it, and one reason for each.
/// A test account that can be logged in with, and kept out of everything that is written.
fn account(p: &Profile, f: &mut Faults) {
    let a = &p.account;
    if let Some(user) = a.user.as_ref().filter(|u| u.chars().count() < super::account::SHORTEST) {
        let what = Text::new(format!("has {} letters", user.chars().count()), format!("只有 {} 个字符", user.chars().count()));
        let remedy = (
            "use a test account whose name has at least 8 letters, so that it can be kept out of the evidence",
            "请使用名称不少于 8 个字符的测试账户，以便将其排除在证据之外",
        );
        f.add("account.user", what, remedy);
    }
    let name = |v: &String| {
        !v.is_empty() && !v.starts_with(|c: char| c.is_ascii_digit()) && v.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if a.password_env.as_ref().is_some_and(|v| !name(v)) {
        let what = Text::new("is no name of an environment variable", "不是环境变量名");
        let remedy = (
            "write the variable's name, such as `SHOP_TEST_PASSWORD`, never the password itself",
            "请填写变量名，例如 `SHOP_TEST_PASSWORD`，切勿填写密码本身",
        );
        f.add("account.password_env", what, remedy);
    }
    if a.user.is_some() != a.password_env.is_some() {
        let what = Text::new("one of `user` and `password_env` is missing", "`user` 与 `password_env` 缺少一项");
        f.add("account", what, ("give both, or neither", "请同时填写或同时省略"));
    }
    if a.log_in.as_ref().is_some_and(|u| !u.starts_with("https://") && !u.starts_with("http://")) {
        let what = Text::new("is no address", "不是网址");
        f.add("account.log_in", what, ("write it like https://shop.example/login", "请按 https://shop.example/login 的形式填写"));
    }
}

fn app(p: &Profile, f: &mut Faults) {
    let mut names = BTreeSet::new();
    for r in &p.app.permissions {
        let place = format!("app.permission `{}`", r.name);
        if !r.name.contains(".permission.") || r.name.contains(char::is_whitespace) {
            let remedy =
                ("write it as the manifest does: `android.permission.CAMERA`", "请按清单文件的写法填写：`android.permission.CAMERA`");
            f.add(&place, Text::new("is no permission", "不是权限名称"), remedy);
        }
        if !names.insert(&r.name) {
            f.add(&place, Text::new("named twice", "重复填写"), ("keep one entry with one reason", "请只保留一项并写明理由"));
        }
    }
}

fn entry(i: usize, c: &Collects) -> String {
    format!("collects {} ({}{})", i + 1, c.category, c.form.as_ref().map_or(String::new(), |f| format!(", {f}")))
}

fn collects(p: &Profile, f: &mut Faults) {
    let b = &p.business;
    let mut seen = BTreeSet::new();
    for (i, c) in p.collects.iter().enumerate() {
        let place = entry(i, c);
        if !seen.insert((c.category, &c.form)) {
            let what = Text::new("the same category on the same form was told before", "同一表单的同一类别已填写过");
            f.add(&place, what, ("put both into one entry, or name the other form", "请合并为一项，或填写另一表单"));
        }
        if c.form.as_ref().is_some_and(|f| !anchor(f)) {
            let remedy = ("write small letters, digits and hyphens, such as `orders`", "请用小写字母、数字与连字符，例如 `orders`");
            f.add(&place, Text::new("`form` is no anchor", "`form` 不是锚点"), remedy);
        }
        let mut two = |said: &str, yet: &str| {
            f.add(&place, Text::new(format!("{said}, yet `{yet}` is false"), format!("{said}，但 `{yet}` 为 false")), CORRECT);
        };
        if c.sold == Some(true) && b.sells == Some(false) {
            two("`sold = true`", "business.sells");
        }
        if c.shared == Some(true) && b.shares_for_ads == Some(false) {
            two("`shared = true`", "business.shares_for_ads");
        }
        if c.sensitive == Some(true) && c.sold == Some(true) && b.sells_sensitive == Some(false) {
            two("`sensitive = true`, `sold = true`", "business.sells_sensitive");
        }
    }
}

fn others(p: &Profile, f: &mut Faults) {
    let i = &p.incentive;
    if i.offered == Some(false) && (i.offer.is_some() || i.value.is_some()) {
        f.add("incentive.offered", Text::new("false, yet an offer is described", "为 false，但描述了优惠"), CORRECT);
    }
    if let (Some(updated), Some(effective)) = (p.policy.updated, p.policy.effective)
        && effective < updated
    {
        let what = Text::new(
            format!("{effective}, before the text was last changed on {updated}"),
            format!("{effective}，早于文本最近修改日 {updated}"),
        );
        let remedy = ("write the day on which the text as it now stands takes effect", "请填写现行文本的生效日期");
        f.add("policy.effective", what, remedy);
    }
}

fn plausible(h: &Host) -> bool {
    let s = h.as_str();
    !s.is_empty() && s.len() <= 253 && s.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']'))
}

fn anchor(s: &str) -> bool {
    (1..=40).contains(&s.len()) && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str, expected: &[&str]) {
        let faults = Profile::parse(toml).err().unwrap_or_default();
        let found: Vec<String> = faults.iter().map(|f| format!("{}: {}", f.place.en, f.what.en)).collect();
        assert_eq!(found.len(), expected.len(), "{toml}\n{found:#?}");
        for (found, wanted) in found.iter().zip(expected) {
            assert!(found.contains(wanted), "{found} lacks {wanted}");
        }
    }

    #[test]
    fn disclosures_that_cannot_be_true_together() {
        check("[[collects]]\ncategory = \"M\"", &["line 2"]);
        check("[[collects]]\nwhat = \"x\"", &["category"]);
        check("[[collects]]\ncategory = \"A\"\nbasis = \"wish\"", &["legal basis"]);
        check("[contact]\nmail = \"x\"", &["mail"]);
        let twice = "[[collects]]\ncategory = \"A\"\n".repeat(2);
        check(&twice, &["collects 2 (A): the same category"]);
        check("[[collects]]\ncategory = \"A\"\nform = \"a\"\n[[collects]]\ncategory = \"A\"\nform = \"b\"", &[]);
        check("[[collects]]\ncategory = \"A\"\nform = \"My form\"", &["no anchor"]);
        check(
            "[business]\nsells = false\nshares_for_ads = false\nsells_sensitive = false\n[[collects]]\ncategory = \"L\"\nsold = true\nshared = true\nsensitive = true",
            &["business.sells`", "shares_for_ads", "sells_sensitive"],
        );
        check("[[collects]]\ncategory = \"A\"\nsold = true", &[]);
        check("[incentive]\noffered = false\noffer = \"10%\"", &["incentive.offered"]);
        check("[policy]\nupdated = \"2026-03-02\"\neffective = \"2026-03-01\"", &["policy.effective"]);
        check("[policy]\nupdated = \"2026-03-02\"\neffective = \"2026-02-30\"", &["line 3"]);
        check("[[market]]\nplace = \"DE\"\nconsumers = 5\npayment_only = 6", &["payment_only"]);
        let of = |us: &str, ca: &str| format!("[[market]]\nplace = \"US\"\n{us}\n[[market]]\nplace = \"US-CA\"\n{ca}");
        check(&of("consumers = 5", "consumers = 6"), &["market 1 (US): 5 `consumers`, fewer than the 6 of US-CA"]);
        check(&of("consumers = 6", "consumers = 6"), &[]);
        check(&of("", "consumers = 6"), &[]);
        check(&of("consumers = 6", ""), &[]);
        check("[business]\nsensitive = []\n[[collects]]\ncategory = \"L\"", &["business.sensitive: empty"]);
        check("[[collects]]\ncategory = \"L\"", &[]);
        check("[business]\nsensitive = [\"account-credentials\"]\n[[collects]]\ncategory = \"L\"", &[]);
    }

    #[test]
    fn shares_of_owners() {
        let of = |owner: &str, abroad: &str| format!("[[recipient]]\nname = \"a\"\n{owner}\nabroad = {{ {abroad} }}\n");
        check(&of("owner_country = \"CN\"", "owned_percent = 50"), &[]);
        check(&of("owner_country = \"CN\"", "owned_percent = 100.5"), &["no percentage"]);
        check(&of("owner_country = \"CN\"", "owned_percent = -1"), &["no percentage"]);
        check(&of("", "owned_percent = 50"), &["without `owner_country`"]);
        check(&of("", "seat = \"China\""), &["line"]);
        check(&of("", "dealing = \"gift\""), &["line"]);
        check(&of("", "transfer = [\"handshake\"]"), &["line"]);
        check(&of("", "acces_from = [\"CN\"]"), &["line"]);
    }

    #[test]
    fn what_an_advertiser_gets_is_shared() {
        let of = |ads: &str, role: &str, purpose: &str, entries: &str| {
            format!(
                "[business]\nshares_for_ads = {ads}\n[[recipient]]\nname = \"Meta\"\nrole = \"{role}\"\npurpose = \"{purpose}\"\n\
                 receives = [\"A\", \"shoe size\"]\n{entries}"
            )
        };
        let quiet = "[[collects]]\ncategory = \"A\"\nshared = false\n";
        let flat = "recipient `Meta`: a third party for advertising that receives `A`";
        check(&of("true", "third-party", "show ads", quiet), &[flat]);
        check(&of("true", "joint-controller", "再营销", quiet), &[flat]);
        // Each of these can be true.
        check(&of("true", "third-party", "carry your parcel, adding a label", quiet), &[]);
        check(&of("true", "service-provider", "show ads", quiet), &[]);
        check(&of("true", "third-party", "show ads", ""), &[]);
        check(&of("true", "third-party", "show ads", "[[collects]]\ncategory = \"A\"\n"), &[]);
        check(&of("false", "third-party", "show ads", quiet), &[]);
        let both = format!("{quiet}form = \"orders\"\n[[collects]]\ncategory = \"A\"\nform = \"cookies\"\nshared = true\n");
        check(&of("true", "third-party", "show ads", &both), &[]);
    }

    #[test]
    fn permissions_are_written_as_manifests_do_and_functions_are_of_the_list() {
        let reason = |name: &str| format!("[[app.permission]]\nname = \"{name}\"\nwhy = \"x\"\n");
        check(&reason("android.permission.CAMERA"), &[]);
        check(&reason("CAMERA"), &["app.permission `CAMERA`: is no permission"]);
        check(&reason("android.permission. CAMERA"), &["app.permission `android.permission. CAMERA`: is no permission"]);
        check(&reason("android.permission.CAMERA").repeat(2), &["app.permission `android.permission.CAMERA`: named twice"]);
        check("[app]\nfunctions = []", &[]);
        let whole = "[account]\nuser = \"probe.person@shop.test\"\npassword_env = \"SHOP_PASSWORD\"\nlog_in = \"https://shop.test/login\"";
        check(whole, &[]);
        check("[account]\nuser = \"anna\"\npassword_env = \"P\"", &["account.user: has 4 letters"]);
        check(&whole.replace("SHOP_PASSWORD", "correct horse"), &["account.password_env: is no name"]);
        check(&whole.replace("SHOP_PASSWORD", "7x"), &["account.password_env: is no name"]);
        check("[account]\nuser = \"probe.person@shop.test\"", &["account: one of"]);
        check(&whole.replace("https://shop.test", ""), &["account.log_in: is no address"]);
        let secret = Profile::parse("[account]\npassword = \"hunter22\"").expect_err("refused");
        assert!(
            secret.iter().any(|f| f.to_string().contains("password_env")) && secret.iter().all(|f| !f.to_string().contains("hunter22")),
            "{secret:?}"
        );
        let faults = Profile::parse("[app]\nfunctions = [\"scan-cod\"]").expect_err("refused");
        assert!(faults[0].what.en.contains("scan-cod") && faults[0].what.en.contains("scan-code"), "{faults:?}");
    }

    #[test]
    fn a_profile_goes_out_as_it_came_in() {
        let text = "[business]\nplatforms = [\"shopify\"]\nsmall_business = false\n[contact]\ntoll_free = \"+1 800 555 0142\"\n[[collects]]\ncategory = \"A\"\n\
                    purposes = [\"a\", { en = \"b\", zh = \"c\" }]\n[policy]\nautomated = false\nupdated = \"2026-03-02\"\n";
        let p = Profile::parse(text).expect("sound");
        let again = toml::to_string(&p).expect("written");
        assert_eq!(Profile::parse(&again).expect("read"), p, "{again}");
        assert!(!again.contains("[incentive]") && p.incentive.given().is_none());
    }
}
