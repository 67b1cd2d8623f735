//! Every word of the report that is not in its data. A string with one language alone does not compile.

use crate::bilingual::{pick, words};
use tidegate_types::Lang;
use tidegate_types::finding::{Confidence, EvidenceKind, Scenario, Severity, Status};
use tidegate_types::observation::PassName;

words! {
    /// Punctuation between what the templates join.
    colon: ": ", "：";
    stop: ". ", "。";
    comma: ", ", "、";
    kicker: "Shopper data risk report", "消费者数据风险报告";
    skip: "Skip to the report", "跳到报告正文";
    store: "Store", "店铺";
    app: "App", "应用";
    app_file: "File", "文件";
    app_levels: "Android levels", "系统版本（API）";
    app_permissions: "Permissions", "权限";
    app_from: "from", "最低";
    app_target: "target", "目标";
    business: "Business profile", "企业档案";
    no_profile: "none given: much cannot be judged", "未提供，许多项目无法判断";
    audited: "Audited", "审计时间";
    law_of: "Law applied as of", "适用法律截至";
    law_data: "Law data", "法规数据版本";
    contents: "Contents", "目录";
    overall: "Overall", "总分";
    of_100: "out of 100", "满分 100";
    no_score: "no score", "暂无评分";
    no_score_why: "No check could be answered.", "没有可以得出结论的检查项。";
    at_a_glance: "At a glance", "总览";
    score_note: "Score: what holds as a share of what could be answered, weighted by severity. Unknown checks are not in it.", "评分：按严重程度加权后，已符合项占已得出结论项的比例；无法判断的项目不计入。";
    failed: "failed", "不符合";
    unknown: "unknown", "无法判断";
    met: "met", "符合";
    not_applicable: "not applicable", "不适用";
    first: "Do these first", "最先要做的事";
    index: "All risks in one list", "风险清单";
    risks: "Risks found", "发现的风险";
    none_failed: "No check failed. This does not show that the store complies: read what could not be observed, and which checks stayed unknown.", "没有发现不符合项。但这并不表示店铺已合规：请一并查看未能观察到的情况和无法判断的项目。";
    confidence: "Confidence", "置信度";
    seen: "What was seen", "观察到的情况";
    evidence: "Evidence", "证据";
    more_evidence: "More evidence", "更多证据";
    outside_passes: "Outside the passes", "浏览器之外";
    app_in_package: "Package", "安装包";
    marked: "The outlined box marks the element.", "描边方框标出相关元素。";
    picture_top: "Top of the picture; the whole lies in the evidence folder.", "仅显示截图上部，完整截图见证据文件夹。";
    picture_whole: "The whole picture.", "完整截图。";
    in_folder: "Picture in the evidence folder", "截图见证据文件夹";
    repair: "Repair", "整改措施";
    retest: "How it is tested again", "复测方式";
    law: "The law", "法律依据";
    law_more: "Further provisions", "其他相关条款";
    no_law: "No statutory row of its own: a rule of good practice.", "没有直接对应的法条，属于良好实践要求。";
    law_absent: "The wording of this row is not in the law data at hand.", "现有法规数据中没有该条款的文本。";
    unverified: "source not re-read: a warning, not a block", "来源未经复核：仅作提示，不作阻断依据";
    warn_only: "Warning only: every source cited was not re-read.", "仅作提示：所引来源均未经复核。";
    fixed_words: "Wording fixed by law", "法定用语";
    row_note: "Note", "说明";
    fines: "Fines", "罚则";
    fine_rows: "Further provisions on penalties", "其他罚则条款";
    no_fine: "The law data holds no penalty for the provisions cited.", "法规数据中没有所引条款对应的罚则。";
    cases: "Enforcement on similar facts", "类似执法案例";
    source: "Source", "来源";
    case_unverified: "details not re-read", "细节未经复核";
    parties: "Third parties in each pass", "各轮次中的第三方";
    parties_caption: "Requests that left the browser for each third party, by pass", "各轮次中浏览器向每个第三方发出的请求数";
    parties_note: "Counts cover the whole pass, before and after the act it is named for. A dash means that nothing was sent.", "数字为整个轮次的请求数，包含操作前后；短横线表示没有请求。";
    parties_scroll: "Scroll the table sideways for more.", "表格可左右滚动。";
    parties_flag: "A flagged number: the advertiser was still contacted under the opt-out signal, or a finding above shows it being contacted after the shopper said no.", "带标记的数字：在退出信号下仍向该广告方发送请求，或前述发现表明消费者拒绝后仍向其发送请求。";
    app_parties: "SDKs in the app", "应用内的 SDK";
    app_parties_caption: "Known SDKs by the classes and manifest entries of the package", "根据安装包中的类和清单条目识别的已知 SDK";
    app_parties_note: "Code in a package can run; what it sends was not observed. Hosts are addresses of the maker that stand in the code.", "安装包中的代码可能运行，但未观察其发送的数据。主机为代码中出现的该提供方地址。";
    app_no_parties: "No SDK of the catalogue was found.", "未发现目录所列的 SDK。";
    no_parties: "No third party was contacted in any pass.", "各轮次均未观察到第三方请求。";
    party: "Third party", "第三方";
    what: "What it is", "类型";
    owner: "Owner", "所有者";
    listed: "tracker, by a filter list", "过滤列表所列的跟踪方";
    got: "What it got", "收到的数据";
    handed_on: "through the store's own address", "经本店自有域名转发";
    country: "Country", "国家/地区";
    advertising: "Advertising", "广告";
    registered: "In the register", "已登记";
    cookies: "Cookies", "Cookie";
    yes: "yes", "是";
    no: "no", "否";
    not_known: "unknown", "未知";
    no_register: "no register", "未提供台账";
    still_sent: "still contacted", "仍在发送";
    laws: "Which laws apply, and why", "适用哪些法律，理由为何";
    laws_caption: "Laws that apply or may apply to this business", "适用或可能适用于本企业的法律";
    laws_not_caption: "Laws that do not apply", "不适用的法律";
    law_name: "Law", "法律";
    why: "Why", "理由";
    applies_head: "Does it apply?", "是否适用";
    applies: "applies", "适用";
    may_apply: "may apply", "可能适用";
    no_laws: "No law was judged.", "未作法律适用判断。";
    policy: "What the policy says", "隐私政策载明的内容";
    policy_lead: "Items that the laws which reach the business ask for, each with the sentence that was taken for it. Wording is read by pattern: look at the sentence before you rely on it.", "适用法律要求载明的各项内容及所识别的原文句子。识别依据措辞模式，采信前请核对原文。";
    policy_item: "Item", "应载明的内容";
    policy_sentence: "Sentence", "原文句子";
    policy_items: "items", "项内容";
    policy_none: "not found", "未找到";
    policy_perhaps: "not found; whether it is owed depends on what the profile does not say", "未找到；是否必须载明取决于企业档案未说明的事项";
    not_observed: "What could not be observed", "未能观察到的情况";
    nothing_hidden: "Nothing was noted as unobserved.", "没有记录到未能观察的情况。";
    unknowns: "Checks that could not be answered", "无法判断的检查项";
    unknowns_lead: "A check that could not be made is never counted as met. What would answer it stands beside it.", "未能完成的检查绝不视为符合。以下列出补充哪些材料即可得出结论。";
    no_unknowns: "Every check could be answered.", "所有检查项均已得出结论。";
    others: "Checks met and checks not applicable", "符合项与不适用项";
    met_head: "Checks met", "符合项";
    na_head: "Checks not applicable", "不适用项";
    passes: "How the passes ended", "各轮次的执行结果";
    passes_caption: "Each pass starts from a clean browser profile", "每一轮次均从全新的浏览器环境开始";
    pass: "Pass", "轮次";
    ended: "How it ended", "执行结果";
    complete: "complete", "完整";
    incomplete: "not whole", "不完整";
    requests: "Requests", "请求数";
    third_parties: "Third parties", "第三方数";
    no_passes: "No pass was run.", "没有执行任何轮次。";
    method: "Method and limits", "方法与局限";
    method_1: "A real browser opened the store as a shopper would, once for each pass and each time from a clean profile. Requests, cookies, storage, page facts and pictures were kept on disk and hashed; the same evidence gives the same findings again.", "以真实浏览器按消费者的方式访问店铺，每一轮次都从全新环境开始。请求、Cookie、本地存储、页面要素和截图均保存并计算哈希；用同一份证据重新评估，得到的结论相同。";
    app_method: "The package was read as a file, not run: its manifest, resource table, network security configuration and code. The facts are kept on disk with the SHA-256 of the package; the same facts give the same findings again. Only checks of apps were made.", "将安装包作为文件读取而未运行：清单文件、资源表、网络安全配置和代码。读取结果与安装包的 SHA-256 一并保存，用同一份结果重新评估，得到的结论相同。仅执行针对应用的检查项。";
    method_2: "A check has four answers: failed, met, unknown, not applicable. Each finding cites only the provisions that reach this business on the day named. Confidence says how directly the evidence shows the fact.", "每个检查项有四种结论：不符合、符合、无法判断、不适用。每项发现只引用在所示日期适用于本企业的条款。置信度表示证据对事实的证明程度。";
    method_3: "Amounts in cases are what others paid or agreed to; they are not a forecast for this store.", "案例金额为他人实际支付或同意支付的数额，并非对本店铺处罚的预测。";
    disclaimer: "Disclaimer", "声明";
    back_to_top: "Back to the top", "返回顶部";
}

pub fn scenario(s: Scenario, lang: Lang) -> &'static str {
    match s {
        Scenario::Collect => pick(lang, "Collect", "收集"),
        Scenario::Market => pick(lang, "Market", "营销"),
        Scenario::Exchange => pick(lang, "Exchange", "对外提供"),
        Scenario::Sell => pick(lang, "Sell", "出售"),
        Scenario::Rights => pick(lang, "Rights", "消费者权利"),
        Scenario::Security => pick(lang, "Security", "安全"),
    }
}

/// What a scenario is about.
pub fn about(s: Scenario, lang: Lang) -> &'static str {
    match s {
        Scenario::Collect => pick(lang, "What the store takes from visitors, and on what basis", "店铺收集了什么、依据是什么"),
        Scenario::Market => pick(lang, "How the data is used to advertise and personalise", "数据如何用于广告和个性化"),
        Scenario::Exchange => pick(lang, "Whom the data is passed to, and under what contract", "数据提供给了谁、合同是否齐备"),
        Scenario::Sell => pick(lang, "Whether it is sold or shared, and how one refuses", "是否出售或共享、能否拒绝"),
        Scenario::Rights => pick(lang, "Ways to know, correct and delete", "查阅、更正、删除渠道"),
        Scenario::Security => pick(lang, "Transport, cookies, retention", "传输、Cookie、留存"),
    }
}

pub fn severity(s: Severity, lang: Lang) -> &'static str {
    match s {
        Severity::Critical => pick(lang, "Critical", "严重"),
        Severity::High => pick(lang, "High", "高"),
        Severity::Medium => pick(lang, "Medium", "中"),
        Severity::Low => pick(lang, "Low", "低"),
    }
}

/// The heading of all findings of a severity.
pub fn severity_group(s: Severity, lang: Lang) -> &'static str {
    match s {
        Severity::Critical => pick(lang, "Critical risks", "严重风险"),
        Severity::High => pick(lang, "High risks", "高风险"),
        Severity::Medium => pick(lang, "Medium risks", "中风险"),
        Severity::Low => pick(lang, "Low risks", "低风险"),
    }
}

/// The class of a severity in the style sheet.
pub fn severity_key(s: Severity) -> &'static str {
    match s {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    }
}

/// An outline of 16 by 16: shape tells the severity where colour cannot.
pub fn severity_icon(s: Severity) -> &'static str {
    match s {
        Severity::Critical => "M5 1h6l4 4v6l-4 4H5l-4-4V5zM7 4v5h2V4zM7 10.5v2h2v-2z",
        Severity::High => "M8 1l7.5 14H.5zM7.1 6v4.6h1.8V6zM7.1 11.6v1.8h1.8v-1.8z",
        Severity::Medium => "M8 .8L15.2 8 8 15.2.8 8zM7.1 4.4v4.4h1.8V4.4zM7.1 9.8v1.8h1.8V9.8z",
        Severity::Low => "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM4.5 7v2h7V7z",
    }
}

pub fn confidence(c: Confidence, lang: Lang) -> &'static str {
    match c {
        Confidence::High => pick(lang, "high", "高"),
        Confidence::Medium => pick(lang, "medium", "中"),
        Confidence::Low => pick(lang, "low", "低"),
    }
}

/// A pass as a person would say it.
pub fn pass(p: PassName, lang: Lang) -> &'static str {
    match p {
        PassName::Arrive => pick(lang, "Arrives, touches nothing", "打开页面，不做任何操作"),
        PassName::Control => pick(lang, "Arrives again (noise control)", "再次打开（排除偶然差异）"),
        PassName::Gpc => pick(lang, "Sends the opt-out signal (GPC)", "发送退出信号（GPC）"),
        PassName::Accept => pick(lang, "Accepts all", "全部接受"),
        PassName::Refuse => pick(lang, "Refuses all", "全部拒绝"),
        PassName::Withdraw => pick(lang, "Accepts, then withdraws", "先接受、后撤回"),
        PassName::Optout => pick(lang, "Follows the opt-out link", "通过退出链接选择退出"),
        PassName::Child => pick(lang, "Answers as a child under 13", "以未满 13 岁儿童身份应答"),
        PassName::Close => pick(lang, "Closes the banner", "直接关闭横幅"),
        PassName::Account => pick(lang, "Logs in and opts out", "登录后选择退出"),
        PassName::Device => pick(lang, "Logs in on a second device", "在另一设备登录"),
    }
}

/// A pass in the head of a column.
pub fn pass_short(p: PassName, lang: Lang) -> &'static str {
    match p {
        PassName::Arrive => pick(lang, "Arrive", "到访"),
        PassName::Control => pick(lang, "Control", "对照"),
        PassName::Gpc => pick(lang, "GPC", "GPC"),
        PassName::Accept => pick(lang, "Accept", "接受"),
        PassName::Refuse => pick(lang, "Refuse", "拒绝"),
        PassName::Withdraw => pick(lang, "Withdraw", "撤回"),
        PassName::Optout => pick(lang, "Opt out", "退出"),
        PassName::Child => pick(lang, "Child", "儿童"),
        PassName::Close => pick(lang, "Close", "关闭"),
        PassName::Account => pick(lang, "Account", "账户"),
        PassName::Device => pick(lang, "2nd device", "第二设备"),
    }
}

pub fn evidence(k: EvidenceKind, lang: Lang) -> &'static str {
    match k {
        EvidenceKind::Request => pick(lang, "request", "网络请求"),
        EvidenceKind::Cookie => pick(lang, "cookie", "Cookie"),
        EvidenceKind::Storage => pick(lang, "storage", "本地存储"),
        EvidenceKind::Element => pick(lang, "page element", "页面元素"),
        EvidenceKind::Text => pick(lang, "quotation", "原文摘录"),
        EvidenceKind::Header => pick(lang, "header", "响应头"),
        EvidenceKind::Script => pick(lang, "script", "脚本"),
        EvidenceKind::Action => pick(lang, "action", "操作"),
        EvidenceKind::Profile => pick(lang, "profile", "企业档案"),
        EvidenceKind::Register => pick(lang, "register", "接收方台账"),
        EvidenceKind::Manifest => pick(lang, "manifest", "清单文件"),
        EvidenceKind::Code => pick(lang, "code", "代码"),
        EvidenceKind::Gap => pick(lang, "not observed", "未能观察"),
    }
}

/// A vendor's category of the catalogue; a word that is not known here is shown as it is written.
pub fn category(key: &str, lang: Lang) -> &str {
    let (en, zh) = match key {
        "advertising" => ("advertising", "广告"),
        "analytics" => ("analytics", "分析"),
        "replay" => ("session replay", "会话录制"),
        "chat" => ("chat", "在线客服"),
        "email" => ("e-mail marketing", "邮件营销"),
        "affiliate" => ("affiliate", "联盟营销"),
        "social" => ("social", "社交"),
        "push" => ("push messages", "推送"),
        "tag-manager" => ("tag manager", "代码管理"),
        "ab-testing" => ("A/B testing", "A/B 测试"),
        "consent" => ("consent management", "同意管理"),
        "payment" => ("payment", "支付"),
        "fraud" => ("fraud prevention", "反欺诈"),
        "cdn" => ("content delivery", "内容分发"),
        "fonts" => ("fonts", "字体"),
        "video" => ("video", "视频"),
        "maps" => ("maps", "地图"),
        "reviews" => ("reviews", "评价"),
        "search" => ("search", "搜索"),
        "errors" => ("error reports", "错误监控"),
        "platform" => ("shop platform", "建站平台"),
        "logistics" => ("logistics", "物流"),
        other => return other,
    };
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// A country by its code; a code that is not known here is shown as it is written.
pub fn country(code: &str, lang: Lang) -> &str {
    let (en, zh) = match code {
        "AU" => ("Australia", "澳大利亚"),
        "CA" => ("Canada", "加拿大"),
        "CH" => ("Switzerland", "瑞士"),
        "CN" => ("China", "中国"),
        "CZ" => ("Czechia", "捷克"),
        "DE" => ("Germany", "德国"),
        "DK" => ("Denmark", "丹麦"),
        "EE" => ("Estonia", "爱沙尼亚"),
        "ES" => ("Spain", "西班牙"),
        "FI" => ("Finland", "芬兰"),
        "FR" => ("France", "法国"),
        "GB" | "UK" => ("United Kingdom", "英国"),
        "HK" => ("Hong Kong SAR", "中国香港"),
        "IE" => ("Ireland", "爱尔兰"),
        "IL" => ("Israel", "以色列"),
        "IN" => ("India", "印度"),
        "IT" => ("Italy", "意大利"),
        "JP" => ("Japan", "日本"),
        "KR" => ("South Korea", "韩国"),
        "LT" => ("Lithuania", "立陶宛"),
        "MT" => ("Malta", "马耳他"),
        "NL" => ("Netherlands", "荷兰"),
        "NO" => ("Norway", "挪威"),
        "NZ" => ("New Zealand", "新西兰"),
        "PL" => ("Poland", "波兰"),
        "RU" => ("Russia", "俄罗斯"),
        "SE" => ("Sweden", "瑞典"),
        "SG" => ("Singapore", "新加坡"),
        "UA" => ("Ukraine", "乌克兰"),
        "US" => ("United States", "美国"),
        "VN" => ("Vietnam", "越南"),
        other => return other,
    };
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

pub fn case_status(s: tidegate_law::CaseStatus, lang: Lang) -> &'static str {
    use tidegate_law::CaseStatus::*;
    match s {
        Final => pick(lang, "decided", "已结案"),
        Pending => pick(lang, "pending", "审理中"),
        Notice => pick(lang, "notice letter", "执法函"),
        Background => pick(lang, "background", "背景资料"),
    }
}

pub fn status(s: Status, lang: Lang) -> &'static str {
    let w = words(lang);
    match s {
        Status::Failed => w.failed,
        Status::Unknown => w.unknown,
        Status::Met => w.met,
        Status::NotApplicable => w.not_applicable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_whole_and_chinese_is_chinese() {
        crate::bilingual::whole(words(Lang::En).all(), words(Lang::Zh).all(), &["colon", "stop", "comma", "cookies"]);
    }

    #[test]
    fn unknown_keys_are_shown_as_written() {
        assert_eq!(category("quantum", Lang::Zh), "quantum");
        assert_eq!(country("XX", Lang::En), "XX");
    }
}
