//! What the beacons of common tools carry, parameter by parameter.

use crate::fault::Fault;
use crate::{Catalog, Vendor, parameters};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use tidegate_types::Text;

/// What a parameter tells of a visit or a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carries {
    Email,
    Phone,
    Name,
    Address,
    /// The shop's own number for a person.
    Account,
    VisitorId,
    ClickId,
    Session,
    Location,
    Device,
    /// What the page holds or what was done on it, as a recording.
    Content,
    Search,
    Product,
    Value,
    Event,
    PageAddress,
    PageTitle,
    Referrer,
    Consent,
    /// Last, for its patterns take in what the others leave.
    EventDetail,
}

impl Carries {
    pub fn name(self) -> Text {
        let (en, zh) = match self {
            Carries::Email => ("e-mail address", "电子邮箱"),
            Carries::Phone => ("phone number", "电话号码"),
            Carries::Name => ("name", "姓名"),
            Carries::Address => ("postal address", "邮寄地址"),
            Carries::Account => ("account number", "账户编号"),
            Carries::VisitorId => ("visitor number", "访客编号"),
            Carries::ClickId => ("advertising click number", "广告点击编号"),
            Carries::Session => ("session", "会话"),
            Carries::Location => ("location", "位置"),
            Carries::Device => ("device and screen", "设备与屏幕"),
            Carries::Content => ("page content and movements", "页面内容与操作轨迹"),
            Carries::Search => ("search words", "搜索词"),
            Carries::Product => ("products", "商品"),
            Carries::Value => ("order value", "订单金额"),
            Carries::Event => ("event", "事件"),
            Carries::EventDetail => ("event details", "事件明细"),
            Carries::PageAddress => ("page address", "页面地址"),
            Carries::PageTitle => ("page title", "页面标题"),
            Carries::Referrer => ("referring page", "来源页面"),
            Carries::Consent => ("consent state", "同意状态"),
        };
        Text::new(en, zh)
    }
}

/// One parameter of one request, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub carries: Carries,
    pub parameter: String,
    pub value: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) beacon: Vec<Beacon>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beacon {
    vendors: Vec<String>,
    source: String,
    carries: BTreeMap<Carries, Vec<String>>,
    /// Parameters, `name` or `name=value` with at most one `*`, by which a request is the first vendor's wherever it goes.
    #[serde(default)]
    shapes: Vec<Vec<String>>,
}

/// A shape with fewer parameters fits by chance.
const SHAPED: usize = 3;

/// Vendor → what its parameters carry.
#[derive(Debug, Default)]
pub(crate) struct Beacons {
    known: HashMap<String, Vec<(String, Carries)>>,
    shapes: Vec<(String, Vec<String>)>,
}

impl Beacons {
    pub(crate) fn new(files: Vec<(String, Beacon)>, vendors: &[Vendor]) -> Result<Beacons, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut all: HashMap<String, Vec<(String, Carries)>> = HashMap::new();
        let mut shapes = Vec::new();
        for (file, beacon) in files {
            let mut fault = |what: String, remedy: &str| faults.push(Fault::new(&file, 1, what, remedy));
            if !beacon.source.starts_with("https://") {
                fault(format!("source `{}` is no address", beacon.source), "name the page that says so, with https://");
            }
            let patterns: Vec<_> = beacon.carries.iter().flat_map(|(c, names)| names.iter().map(|n| (n.clone(), *c))).collect();
            for (name, _) in patterns.iter().filter(|(n, _)| n.is_empty() || n.matches('*').count() > 1) {
                fault(format!("`{name}` is no parameter"), "a name or path, with at most one `*`");
            }
            for shape in &beacon.shapes {
                if shape.len() < SHAPED || shape.iter().any(|p| p.is_empty() || p.matches('*').count() > 1) {
                    fault(
                        format!("`{}` is no shape", shape.join("&")),
                        "three parameters or more, `name` or `name=value`, each with at most one `*`",
                    );
                }
            }
            shapes.extend(beacon.vendors.first().into_iter().flat_map(|v| beacon.shapes.iter().map(|s| (v.clone(), s.clone()))));
            for id in &beacon.vendors {
                if !vendors.iter().any(|v| &v.id == id) {
                    fault(format!("there is no vendor `{id}`"), "name a vendor of catalog/vendors");
                }
                if all.insert(id.clone(), patterns.clone()).is_some() {
                    fault(format!("the beacons of `{id}` are told twice"), "give each vendor one table");
                }
            }
        }
        // What vendors' own tables name as contact data counts here as well.
        for v in vendors {
            let i = &v.identifiers;
            let lists = [
                (&i.email, Carries::Email),
                (&i.phone, Carries::Phone),
                (&i.name, Carries::Name),
                (&i.address, Carries::Address),
                (&i.account, Carries::Account),
            ];
            let own = lists.into_iter().flat_map(|(names, c)| names.iter().map(move |n| (n.clone(), c)));
            let known = all.entry(v.id.clone()).or_default();
            own.for_each(|one| known.push(one));
        }
        if faults.is_empty() { Ok(Beacons { known: all, shapes }) } else { Err(faults) }
    }
}

impl Catalog {
    /// What a request tells the vendor to whom it goes, as far as its parameters are known.
    pub fn tells(&self, url: &str, body: Option<&str>) -> Vec<Told> {
        self.vendor_of(url).map(|v| self.tells_as(v, url, body)).unwrap_or_default()
    }

    /// The same, where the vendor is known otherwise than by the address.
    pub fn tells_as(&self, vendor: &Vendor, url: &str, body: Option<&str>) -> Vec<Told> {
        let Some(patterns) = self.beacons.known.get(&vendor.id).filter(|p| !p.is_empty()) else { return Vec::new() };
        let mut out = Vec::new();
        parameters::each(url, body, &mut |name, value| {
            if value.is_empty() {
                return;
            }
            if let Some((_, carries)) = patterns.iter().find(|(p, _)| fits(p, name)) {
                let cut = |s: &str| s.chars().take(400).collect::<String>();
                out.push(Told { carries: *carries, parameter: cut(name), value: cut(value) });
            }
        });
        out
    }

    /// The vendor for whom a request is meant by what it carries, wherever it goes: shops hand tags on under their own address.
    pub fn shaped(&self, url: &str, body: Option<&str>) -> Option<&Vendor> {
        let mut told: Vec<(String, String)> = Vec::new();
        parameters::each(url, body, &mut |name, value| {
            if told.len() < 400 {
                told.push((name.to_owned(), value.chars().take(200).collect()));
            }
        });
        let holds = |part: &String| {
            let (name, value) = part.split_once('=').unwrap_or((part, "*"));
            told.iter().any(|(n, v)| n == name && !v.is_empty() && globbed(value, v))
        };
        let fitting = self.beacons.shapes.iter().find(|(_, shape)| told.len() >= shape.len() && shape.iter().all(holds));
        fitting.and_then(|(id, _)| self.vendor(id))
    }

    /// Vendors of whose beacons the parameters are known.
    pub fn known_beacons(&self) -> usize {
        self.beacons.known.values().filter(|p| p.len() >= 5).count()
    }
}

/// The whole path, or its end from a dot on.
fn fits(pattern: &str, path: &str) -> bool {
    globbed(pattern, path) || path.match_indices('.').any(|(at, _)| globbed(pattern, &path[at + 1..]))
}

fn globbed(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => text == pattern,
        Some((start, end)) => text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str, body: Option<&str>) -> Vec<(Carries, String)> {
        Catalog::embedded().tells(url, body).into_iter().map(|t| (t.carries, t.value)).collect()
    }

    #[test]
    fn a_parameter_is_known_by_its_whole_path_or_the_end_of_it() {
        for (pattern, path, expected) in [
            ("dl", "dl", true),
            ("dl", "adl", false),
            ("ep.*", "ep.search", true),
            ("ud[*]", "ud[em]", true),
            ("user.email", "context.user.email", true),
            ("user.email", "superuser.email", false),
            ("email", "traits.email", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn real_beacons_are_read() {
        use Carries::*;
        for (url, body, wanted) in [
            (
                "https://www.google-analytics.com/g/collect?v=2&tid=G-1&cid=7.8&dl=https%3A%2F%2Fs.test%2Fp&en=page_view",
                None,
                (VisitorId, "7.8"),
            ),
            ("https://www.google-analytics.com/g/collect?v=2&tid=G-1", Some("en=search&ep.search_term=lamp\nen=scroll"), (Search, "lamp")),
            ("https://www.facebook.com/tr/?id=1&ev=Purchase&cd%5Bvalue%5D=9&ud%5Bem%5D=ab", None, (Email, "ab")),
            ("https://www.googleadservices.com/pagead/conversion/1/?em=tv.1~em.HASH~pn.OTHER", None, (Phone, "OTHER")),
            (
                "https://analytics.tiktok.com/api/v2/pixel",
                Some(r#"{"event":"Pageview","context":{"user":{"email":"ab"},"page":{"url":"https://s.test/"}}}"#),
                (Email, "ab"),
            ),
            ("https://ct.pinterest.com/v3/?tid=1&pd=%7B%22em%22%3A%22ab%22%7D", None, (Email, "ab")),
            ("https://bat.bing.com/action/0?ti=1&vid=99&p=https%3A%2F%2Fs.test%2F", None, (VisitorId, "99")),
        ] {
            let got = told(url, body);
            assert!(got.contains(&(wanted.0, wanted.1.to_owned())), "{url}: {got:?}");
        }
        assert!(told("https://nobody.test/?email=a%40b.test", None).is_empty(), "of a stranger nothing is known");
    }

    #[test]
    fn a_tag_is_known_under_a_strange_address() {
        let who = |url: &str, body: Option<&str>| Catalog::embedded().shaped(url, body).map(|v| v.id.as_str());
        for (url, body, expected) in [
            ("https://shop.test/metrics/g/collect?v=2&tid=G-7H&cid=1.2&en=page_view", None, Some("google-analytics")),
            ("https://shop.test/m?v=2&tid=G-7H&cid=1.2", Some("en=scroll\nen=click"), Some("google-analytics")),
            (
                "https://shop.test/api/px?id=528164928517346&ev=PageView&dl=https%3A%2F%2Fshop.test%2F&fbp=fb.1.2.3",
                None,
                Some("meta-pixel"),
            ),
            ("https://shop.test/search?v=2&tid=lamp&cid=1.2&en=x", None, None),
            ("https://shop.test/api?id=7&ev=PageView&dl=x", None, None),
            ("https://shop.test/metrics/view?page=%2F", None, None),
            ("https://shop.test/", None, None),
        ] {
            assert_eq!(who(url, body), expected, "{url} {body:?}");
        }
    }

    #[test]
    fn the_commonest_tools_are_known() {
        assert!(Catalog::embedded().vendors().len() >= 340, "{}", Catalog::embedded().vendors().len());
        assert!(Catalog::embedded().known_beacons() >= 25, "{}", Catalog::embedded().known_beacons());
    }

    #[test]
    fn a_faulty_table_says_what_is_wrong() {
        let read = |text: &str| Catalog::read(&[("beacons/x.toml", text)]).unwrap_err().iter().map(ToString::to_string).collect::<String>();
        let beacon = |vendor: &str, name: &str| {
            format!("[[beacon]]\nvendors = [\"{vendor}\"]\nsource = \"https://a.test/\"\n[beacon.carries]\nemail = [\"{name}\"]\n")
        };
        assert!(read(&beacon("nobody", "em")).contains("no vendor `nobody`"));
        assert!(read(&beacon("nobody", "*em*")).contains("`*em*` is no parameter"));
        let thin = beacon("nobody", "em").replace("[beacon.carries]", "shapes = [[\"v\", \"tid\"]]\n[beacon.carries]");
        assert!(read(&thin).contains("`v&tid` is no shape"));
        assert!(read("[[beacon]]\nvendors = []\nsource = \"x\"\n[beacon.carries]\n").contains("no address"));
        assert!(
            read("[[beacon]]\nvendors = []\nsource = \"https://a.test/\"\n[beacon.carries]\nshoe-size = [\"x\"]\n").contains("shoe-size")
        );
    }
}
