//! The third parties of a report as a table: RFC 4180, with the mark that spreadsheets need to read it as UTF-8.

use tidegate_types::finding::ThirdParty;
use tidegate_types::{Lang, Report};

const EN: [&str; 14] = [
    "name",
    "hosts",
    "vendor",
    "owner",
    "country",
    "category",
    "advertising",
    "registered",
    "requests per pass",
    "cookies",
    "what it got",
    "through the store",
    "claims to be",
    "settings",
];
const ZH: [&str; 14] = [
    "名称",
    "主机",
    "供应商",
    "所有者",
    "国家/地区",
    "类别",
    "广告",
    "已登记",
    "各轮次请求数",
    "Cookie",
    "收到的数据",
    "经本店转发",
    "自称角色",
    "设置页面",
];

pub fn third_parties(report: &Report, lang: Lang) -> String {
    let head = match lang {
        Lang::En => EN,
        Lang::Zh => ZH,
    };
    let mut out = format!("\u{feff}{}\r\n", head.map(cell).join(","));
    for party in &report.third_parties {
        out.push_str(&row(party, lang).map(|field| cell(&field)).join(","));
        out.push_str("\r\n");
    }
    out
}

fn row(p: &ThirdParty, lang: Lang) -> [String; 14] {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let known = |b: Option<bool>| b.map(|b| if b { "yes" } else { "no" }.to_owned()).unwrap_or_default();
    let requests: Vec<String> = p.requests.iter().map(|(pass, n)| format!("{pass} {n}")).collect();
    [
        p.name.clone(),
        p.hosts.join(" "),
        text(&p.vendor),
        text(&p.owner),
        text(&p.country),
        text(&p.category),
        known(p.advertising),
        known(p.registered),
        requests.join("; "),
        p.cookies.join(" "),
        p.got.iter().map(|g| g.get(lang)).collect::<Vec<_>>().join("; "),
        if p.handed_on { "yes" } else { "no" }.into(),
        text(&p.claims),
        text(&p.settings),
    ]
}

/// A field that no spreadsheet takes for a formula: names of hosts and cookies come from hostile pages.
fn cell(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let formula = plain.trim_start().starts_with(['=', '+', '-', '@']);
    let safe = if formula { format!("'{plain}") } else { plain };
    if safe.contains(['"', ',']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell("a.test"), "a.test");
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        for start in ["+1", "-1", "@x", " =1", "\t=1"] {
            assert!(cell(start).trim_start().starts_with('\''), "{start}");
        }
        assert_eq!(cell("two\r\nlines"), "two  lines");
    }
}
