//! Words in both languages: joined, dated, named.

use jiff::civil::Date;
use tidegate_types::profile::{Basis, Category, Role, Said};
use tidegate_types::{Place, Text};

pub fn date(day: Date) -> Text {
    Text::new(day.strftime("%B %-d, %Y").to_string(), format!("{}年{}月{}日", day.year(), day.month(), day.day()))
}

/// "a, b and c" · “a、b、c”; with semicolons where the parts are lists themselves. What is said twice is said once.
pub fn list(parts: impl IntoIterator<Item = Text>) -> Text {
    let parts = distinct(parts);
    let en: Vec<&str> = parts.iter().map(|t| t.en.as_str()).collect();
    let zh: Vec<&str> = parts.iter().map(|t| t.zh.as_str()).collect();
    let en = match en.as_slice() {
        all if all.iter().any(|p| p.contains(',')) => all.join("; "),
        [init @ .., last] if !init.is_empty() && en.iter().all(|p| !p.contains(" and ")) => format!("{} and {last}", init.join(", ")),
        all => all.join(", "),
    };
    let zh = if zh.iter().any(|p| p.contains(['、', '，'])) { zh.join("；") } else { zh.join("、") };
    Text::new(en, zh)
}

/// "a; b".
pub fn semicolons(parts: impl IntoIterator<Item = Text>) -> Text {
    let parts = distinct(parts);
    let join = |pick: fn(&Text) -> &str, sep: &str| parts.iter().map(pick).collect::<Vec<_>>().join(sep);
    Text::new(join(|t| &t.en, "; "), join(|t| &t.zh, "；"))
}

fn distinct(parts: impl IntoIterator<Item = Text>) -> Vec<Text> {
    let mut out: Vec<Text> = Vec::new();
    for p in parts {
        if !out.contains(&p) {
            out.push(p);
        }
    }
    out
}

pub fn all_said(words: &[Said]) -> impl Iterator<Item = Text> + '_ {
    words.iter().map(Said::text)
}

/// With a full stop, if the writer left it out.
pub fn ended(t: Text) -> Text {
    let stop = |s: String, stop: &str| {
        let s = s.trim().to_owned();
        let closed = s.trim_end_matches(['”', '"', ')', '）', '」']).ends_with(['.', '!', '?', '。', '！', '？']);
        if closed { s } else { s + stop }
    };
    Text::new(stop(t.en, "."), stop(t.zh, "。"))
}

/// The category's name in the words of Cal. Civ. Code §1798.140(v)(1), as 11 CCR §7011(e)(1)(A) wants them used. What
/// each holds stands in rows PI-A … PI-L.
pub fn category(c: Category) -> Text {
    let (en, zh) = match c {
        Category::A => ("Identifiers", "标识符"),
        Category::B => ("Customer records (Cal. Civ. Code §1798.80(e))", "客户记录信息（《加州民法典》第1798.80(e)条）"),
        Category::C => ("Characteristics of protected classifications under California or federal law", "受法律保护群体的特征"),
        Category::D => ("Commercial information", "商业信息"),
        Category::E => ("Biometric information", "生物识别信息"),
        Category::F => ("Internet or other electronic network activity information", "互联网或其他网络活动信息"),
        Category::G => ("Geolocation data", "地理位置数据"),
        Category::H => ("Audio, electronic, visual, thermal, olfactory, or similar information", "音频、电子、视觉、热感、嗅觉或类似信息"),
        Category::I => ("Professional or employment-related information", "职业或就业相关信息"),
        Category::J => ("Education information", "非公开的教育信息"),
        Category::K => ("Inferences drawn to create a profile about a consumer", "推断信息"),
        Category::L => ("Sensitive personal information", "敏感个人信息"),
    };
    Text::new(en, zh)
}

/// A code of the register, or the words that stand there.
pub fn received(word: &str) -> Text {
    word.parse::<Category>().map_or_else(|_| Text::same(word), category)
}

/// Legal bases by the letters of GDPR Art. 6(1); the UK GDPR has the same.
pub fn basis(b: Basis) -> Text {
    let (en, zh, letter) = match b {
        Basis::Consent => ("your consent", "您的同意", 'a'),
        Basis::Contract => ("contract with you", "履行与您的合同", 'b'),
        Basis::LegalObligation => ("legal obligation", "法定义务", 'c'),
        Basis::Vital => ("vital interests", "切身利益", 'd'),
        Basis::Public => ("public interest", "公共利益", 'e'),
        Basis::LegitimateInterests => ("legitimate interests", "合法利益", 'f'),
    };
    Text::new(format!("{en}, Article 6(1)({letter}) GDPR"), format!("{zh}（GDPR 第6条第1款 {letter} 项）"))
}

pub fn role(r: Role) -> Text {
    let (en, zh) = match r {
        Role::ServiceProvider => ("service provider", "服务提供商"),
        Role::Processor => ("processor", "受托处理者"),
        Role::Contractor => ("contractor", "承包商"),
        Role::ThirdParty => ("third party", "第三方"),
        Role::JointController => ("third party, joint controller", "第三方、共同控制者"),
        Role::Affiliate => ("affiliate", "关联公司"),
        Role::Authority => ("authority", "主管机关"),
    };
    Text::new(en, zh)
}

/// Countries that shops write most; any other keeps its code.
pub fn country(p: &Place) -> Text {
    const NAMES: [(&str, &str, &str); 24] = [
        ("AU", "Australia", "澳大利亚"),
        ("BE", "Belgium", "比利时"),
        ("CA", "Canada", "加拿大"),
        ("CH", "Switzerland", "瑞士"),
        ("CN", "China", "中国"),
        ("DE", "Germany", "德国"),
        ("DK", "Denmark", "丹麦"),
        ("ES", "Spain", "西班牙"),
        ("FI", "Finland", "芬兰"),
        ("FR", "France", "法国"),
        ("GB", "United Kingdom", "英国"),
        ("HK", "Hong Kong", "中国香港"),
        ("IE", "Ireland", "爱尔兰"),
        ("IL", "Israel", "以色列"),
        ("IN", "India", "印度"),
        ("IT", "Italy", "意大利"),
        ("JP", "Japan", "日本"),
        ("KR", "South Korea", "韩国"),
        ("NL", "Netherlands", "荷兰"),
        ("PL", "Poland", "波兰"),
        ("SE", "Sweden", "瑞典"),
        ("SG", "Singapore", "新加坡"),
        ("TW", "Taiwan", "中国台湾"),
        ("US", "United States", "美国"),
    ];
    let code = p.as_str().split('-').next().unwrap_or(p.as_str());
    NAMES.iter().find(|(c, ..)| *c == code).map_or_else(|| Text::same(p.as_str()), |(_, en, zh)| Text::new(*en, *zh))
}

/// States with laws in the book, or soon.
pub fn state(p: &Place) -> Text {
    const NAMES: [(&str, &str, &str); 24] = [
        ("US-AL", "Alabama", "阿拉巴马州"),
        ("US-CO", "Colorado", "科罗拉多州"),
        ("US-CT", "Connecticut", "康涅狄格州"),
        ("US-DE", "Delaware", "特拉华州"),
        ("US-FL", "Florida", "佛罗里达州"),
        ("US-IA", "Iowa", "艾奥瓦州"),
        ("US-IN", "Indiana", "印第安纳州"),
        ("US-KY", "Kentucky", "肯塔基州"),
        ("US-LA", "Louisiana", "路易斯安那州"),
        ("US-MD", "Maryland", "马里兰州"),
        ("US-MN", "Minnesota", "明尼苏达州"),
        ("US-MT", "Montana", "蒙大拿州"),
        ("US-NE", "Nebraska", "内布拉斯加州"),
        ("US-NH", "New Hampshire", "新罕布什尔州"),
        ("US-NJ", "New Jersey", "新泽西州"),
        ("US-NV", "Nevada", "内华达州"),
        ("US-OK", "Oklahoma", "俄克拉何马州"),
        ("US-OR", "Oregon", "俄勒冈州"),
        ("US-RI", "Rhode Island", "罗得岛州"),
        ("US-TN", "Tennessee", "田纳西州"),
        ("US-TX", "Texas", "得克萨斯州"),
        ("US-UT", "Utah", "犹他州"),
        ("US-VA", "Virginia", "弗吉尼亚州"),
        ("US-VT", "Vermont", "佛蒙特州"),
    ];
    NAMES.iter().find(|(c, ..)| *c == p.as_str()).map_or_else(|| Text::same(p.as_str()), |(_, en, zh)| Text::new(*en, *zh))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_in_both_languages() {
        let t = |s: &str| Text::same(s);
        assert_eq!(list([t("a"), t("b"), t("a"), t("c")]), Text::new("a, b and c", "a、b、c"));
        assert_eq!(list([t("a, b"), t("c")]).en, "a, b; c");
        assert_eq!(list([t("a and b"), t("c")]).en, "a and b, c");
        assert_eq!(list([t("a、b"), t("c")]).zh, "a、b；c");
        assert_eq!(list([t("a")]).en, "a");
        assert_eq!(list([]).en, "");
        assert_eq!(semicolons([t("a"), t("b")]), Text::new("a; b", "a；b"));
        assert_eq!(ended(Text::new("x", "好")), Text::new("x.", "好。"));
        assert_eq!(ended(Text::new("x. ", "好。")), Text::new("x.", "好。"));
        assert_eq!(date(Date::constant(2026, 3, 2)), Text::new("March 2, 2026", "2026年3月2日"));
        assert_eq!(received("F").zh, "互联网或其他网络活动信息");
        assert_eq!(received("shoe size").zh, "shoe size");
    }
}
