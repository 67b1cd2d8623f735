//! Every word of the evidence pages that is not in the evidence.

use crate::bilingual::{pick, words};
use tidegate_types::Lang;
use tidegate_types::observation::{ControlRole, DialogKind, ItemKind, Mechanism, PageKind, RequestKind, Stage};

words! {
    colon: ": ", "：";
    comma: ", ", "、";
    semicolon: "; ", "；";
    kicker: "Evidence", "证据";
    skip: "Skip to the evidence", "跳到证据正文";
    contents: "Passes", "轮次";
    overview: "Overview", "概览";
    language_pick: "Language", "语言";
    lead: "What a browser saw of this store, as it was recorded. Nothing here is a judgement: those stand in the report.", "浏览器对该店铺的所见记录，均为原始事实；结论见报告。";
    how: "How it was looked at", "查看方式";
    started: "Begun", "开始时间";
    browser: "Browser", "浏览器";
    user_agent: "Name it gave", "浏览器标识（User-Agent）";
    language: "Language asked for", "请求语言";
    seen_from: "Seen from", "网络位置";
    not_said: "not said", "未说明";
    gpc: "Opt-out signal (GPC)", "退出信号（GPC）";
    gpc_native: "sent by the browser itself, seen to arrive", "由浏览器自身发送，已确认送达";
    gpc_patched: "set on every session from outside, seen to arrive", "从外部为每个会话设置，已确认送达";
    gpc_unconfirmed: "not seen to arrive: the pass that sends it proves nothing", "未确认送达，发送该信号的轮次不能作为证明";
    program: "Recorded by", "记录程序";
    format: "Format", "格式版本";
    flags: "Browser started with", "浏览器启动参数";
    passes: "Passes", "各轮次";
    passes_note: "Each pass began with a clean browser profile. Open one to see what was done, painted, sent and stored.", "每一轮次均从全新浏览器环境开始。点开可查看所做操作、页面画面、发出的请求和存储内容。";
    pass: "Pass", "轮次";
    ended: "How it ended", "执行结果";
    complete: "complete", "完整";
    pages: "Pages", "页面";
    requests: "Requests", "请求";
    cookies: "Cookies", "Cookie";
    seconds: "Seconds", "用时（秒）";
    gaps: "What could not be observed", "未能观察到的情况";
    lists: "Filter lists that were asked", "查询过的过滤列表";
    list: "List", "列表";
    version: "Version", "版本";
    names: "Names of the store that lead elsewhere (DNS)", "指向他处的店铺域名（DNS）";
    name: "Name", "域名";
    leads_to: "Leads to", "指向";
    files: "Files and their hashes", "文件及其哈希";
    file: "File", "文件";
    bytes: "Bytes", "字节";
    verify: "How to check that nothing was changed", "如何核对文件未被改动";
    verify_1: "manifest.json lists the SHA-256 of every file of evidence. Compute it again with any tool (sha256sum on Linux, shasum -a 256 on macOS, certutil -hashfile FILE SHA256 on Windows) and compare.", "manifest.json 列出每个证据文件的 SHA-256。可用任意工具重新计算后比对（Linux：sha256sum；macOS：shasum -a 256；Windows：certutil -hashfile 文件 SHA256）。";
    verify_2: "tidegate audit --replay on this folder refuses evidence that was changed, names the file, and judges the rest again. A hash shows that files fit the manifest, not when they were made: whoever needs that keeps the manifest's own hash elsewhere on the day.", "对本文件夹运行 tidegate audit --replay，会拒绝被改动的证据并指明文件，其余重新评估。哈希只说明文件与清单一致，不说明生成时间；如需证明时间，请在当日另行保存清单自身的哈希。";
    verify_3: "These pages are made of observation.json for reading and are not evidence themselves. Values were cut for the eye; whole ones stand in that file.", "这些页面由 observation.json 生成，便于阅读，本身不是证据。显示内容有截短，完整内容见该文件。";
    acts: "What was done", "所做的操作";
    no_acts: "Nothing was clicked in this pass.", "本轮次没有点击操作。";
    clicked: "Clicked", "点击";
    came_of_it: "What came of it", "结果";
    done: "done", "已完成";
    no_effect: "used, and nothing changed", "已点击，但没有任何变化";
    no_control: "no such control was found", "未找到此类控件";
    dialog_gone: "the dialog went", "弹窗消失";
    layer_opened: "a further layer opened", "打开了下一层";
    navigated: "another page opened", "跳转到其他页面";
    storage_changed: "stored or removed: ", "存储变化：";
    signals_changed: "consent interfaces changed: ", "同意接口变化：";
    requests_followed: "requests that followed: ", "随后的请求数：";
    script_error: "script error: ", "脚本错误：";
    nothing_changed: "nothing changed", "没有变化";
    logged_in: "Logged in with the test account", "使用测试账户登录";
    kept_out: "Kept out", "未保存的内容";
    kept_out_why: "the account's name and password in every form, pictures, values of cookies and storage, headers of the session", "账户名和密码（任何编码或哈希形式）、截图、Cookie 与存储的值、会话请求头";
    optout: "The opt-out link was followed", "点击选择退出链接";
    link: "Link", "链接";
    landed: "Led to", "到达";
    kind: "Kind", "类型";
    fields: "Fields", "字段";
    clicks: "Clicks", "点击次数";
    page_said: "The page then said", "随后页面显示";
    not_completed: "not completed", "未完成";
    gate: "The age screen was answered as a child", "以儿童身份回答年龄验证";
    gate_text: "It asked", "询问内容";
    gate_preset: "Already filled in", "预填内容";
    gate_answered: "Answer given", "所作回答";
    gate_admitted: "Let in as if older", "被当作较大年龄放行";
    gate_parent: "A parent was asked for", "要求家长参与";
    gate_retry: "Another answer was possible", "可重新回答";
    not_tried: "not tried", "未尝试";
    none: "none", "无";
    yes: "yes", "是";
    no: "no", "否";
    page: "Page", "页面";
    status: "Status", "状态码";
    stage: "When", "阶段";
    picture: "Picture of the page", "页面截图";
    dialogs: "Dialogs", "弹窗";
    covers: "covers ", "覆盖视口 ";
    layer: "layer ", "层级 ";
    blocks: "the page behind cannot be used", "背后页面无法使用";
    in_frame: "in a frame", "位于内嵌框架";
    in_shadow: "in a shadow tree", "位于影子树";
    control: "Control", "控件";
    role: "Taken for", "识别为";
    size: "Size (px)", "尺寸（px）";
    font: "Font (px)", "字号（px）";
    contrast: "Contrast", "对比度";
    on: "on", "开";
    off: "off", "关";
    switches: "Switches as they stood", "开关状态";
    forms: "Forms", "表单";
    sent_to: "Sent to", "提交至";
    signals: "What consent interfaces answered", "同意接口的应答";
    links: "Links", "链接";
    shown: "Visible", "可见";
    text: "Text of the page", "页面文字";
    errors: "Script errors", "脚本错误";
    text_cut: "The rest stands in observation.json.", "其余见 observation.json。";
    sent: "What left the browser", "发出的请求";
    sent_note: "By receiver, others than the store first. Times are seconds since the pass began. Addresses are text, not links.", "按接收方排列，店铺以外的在前。时间为轮次开始后的秒数。地址仅为文字，不可点击。";
    own: "the store's own site", "店铺自有站点";
    at: "At", "时间";
    answer: "Answer", "应答";
    stayed: "did not leave the device", "未离开设备";
    address_and_body: "Address, body and cookies sent", "地址、正文与所带 Cookie";
    body: "Body", "正文";
    asked_by: "Asked by", "发起脚本";
    party: "Third party", "第三方";
    value: "Value", "值";
    life: "Kept for", "保留";
    session: "the session", "会话期间";
    days: "days", "天";
    state: "State", "状态";
    stored: "stored", "已存储";
    stored_and_gone: "stored, gone at the end", "曾存储，结束时已消失";
    refused: "refused by the browser: ", "被浏览器拒绝：";
    set_by: "Set by", "设置者";
    a_script: "a script", "某脚本";
    storage: "Storage", "本地存储";
    origin: "Origin", "来源";
    key: "Key", "键";
    calls: "Interfaces that were called", "调用的接口";
    interface: "Interface", "接口";
    script: "Script", "脚本";
    count: "Calls", "次数";
    gesture: "After a click", "点击之后";
    canaries: "Values typed into forms, never submitted", "填入表单但未提交的测试值";
    shown_of: "Shown", "显示";
    nothing: "Nothing was recorded.", "没有记录。";
    foot: "Engineering evidence, not legal advice.", "工程证据，不构成法律意见。";
}

pub fn page_kind(k: PageKind, lang: Lang) -> &'static str {
    match k {
        PageKind::Home => pick(lang, "Home page", "首页"),
        PageKind::Product => pick(lang, "Product", "商品页"),
        PageKind::Category => pick(lang, "Category", "分类页"),
        PageKind::Search => pick(lang, "Search", "搜索页"),
        PageKind::Cart => pick(lang, "Cart", "购物车"),
        PageKind::Checkout => pick(lang, "Checkout", "结算页"),
        PageKind::Contact => pick(lang, "Contact", "联系页"),
        PageKind::SignUp => pick(lang, "Sign-up", "注册页"),
        PageKind::Policy => pick(lang, "Privacy policy", "隐私政策"),
        PageKind::CookiePolicy => pick(lang, "Cookie policy", "Cookie 政策"),
        PageKind::Choices => pick(lang, "Privacy choices", "隐私选择页"),
        PageKind::Requests => pick(lang, "Privacy requests", "隐私请求页"),
        PageKind::HealthPolicy => pick(lang, "Consumer health data policy", "消费者健康数据政策"),
        PageKind::Children => pick(lang, "Children's notice", "儿童隐私声明"),
        PageKind::KidsSection => pick(lang, "Kids' section", "儿童专区"),
        PageKind::Other => pick(lang, "Other page", "其他页面"),
    }
}

pub fn stage(s: Stage, lang: Lang) -> &'static str {
    match s {
        Stage::Before => pick(lang, "before the act", "操作前"),
        Stage::Between => pick(lang, "in between (accepted, or logging in)", "其间（已接受，或正在登录）"),
        Stage::After => pick(lang, "after the act", "操作后"),
        Stage::Later => pick(lang, "next visit", "下次访问"),
        Stage::Typing => pick(lang, "typing into forms", "填写表单时"),
    }
}

pub fn want(r: ControlRole, lang: Lang) -> &'static str {
    match r {
        ControlRole::Accept => pick(lang, "Accept all", "全部接受"),
        ControlRole::Refuse => pick(lang, "Refuse all", "全部拒绝"),
        ControlRole::Close => pick(lang, "Close the banner", "关闭横幅"),
        ControlRole::Settings => pick(lang, "Open the settings", "打开设置"),
        ControlRole::Save => pick(lang, "Save the choices", "保存选择"),
        other => role(other, lang),
    }
}

pub fn role(r: ControlRole, lang: Lang) -> &'static str {
    match r {
        ControlRole::Accept => pick(lang, "accept", "接受"),
        ControlRole::Refuse => pick(lang, "refuse", "拒绝"),
        ControlRole::Settings => pick(lang, "settings", "设置"),
        ControlRole::Save => pick(lang, "save choices", "保存选择"),
        ControlRole::Close => pick(lang, "close", "关闭"),
        ControlRole::Later => pick(lang, "later", "稍后"),
        ControlRole::Acknowledge => pick(lang, "acknowledge", "知道了"),
        ControlRole::Inform => pick(lang, "read more", "了解更多"),
        ControlRole::Other => pick(lang, "other", "其他"),
    }
}

pub fn dialog(k: DialogKind, lang: Lang) -> &'static str {
    match k {
        DialogKind::Consent => pick(lang, "Consent banner", "同意横幅"),
        DialogKind::AgeGate => pick(lang, "Age screen", "年龄验证"),
        DialogKind::Newsletter => pick(lang, "Newsletter pop-up", "订阅弹窗"),
        DialogKind::Locale => pick(lang, "Country or language", "国家或语言选择"),
        DialogKind::Other => pick(lang, "Other dialog", "其他弹窗"),
    }
}

pub fn mechanism(m: Mechanism, lang: Lang) -> &'static str {
    match m {
        Mechanism::Switch => pick(lang, "a switch or button", "开关或按钮"),
        Mechanism::Form => pick(lang, "a form", "表单"),
        Mechanism::CookieSettings => pick(lang, "cookie settings only", "仅 Cookie 设置"),
        Mechanism::TextOnly => pick(lang, "text only", "仅有文字"),
        Mechanism::IndustryPages => pick(lang, "links to industry pages", "指向行业退出页面的链接"),
        Mechanism::ContactOnly => pick(lang, "an address or number only", "仅联系方式"),
        Mechanism::LogIn => pick(lang, "log-in first", "须先登录"),
        Mechanism::Broken => pick(lang, "broken", "无法使用"),
    }
}

/// Terms of the web, the same in both languages.
pub fn request_kind(k: RequestKind) -> &'static str {
    match k {
        RequestKind::Document => "document",
        RequestKind::Frame => "frame",
        RequestKind::Script => "script",
        RequestKind::Stylesheet => "stylesheet",
        RequestKind::Image => "image",
        RequestKind::Font => "font",
        RequestKind::Media => "media",
        RequestKind::Fetch => "fetch",
        RequestKind::Beacon => "beacon",
        RequestKind::WebSocket => "WebSocket",
        RequestKind::EventSource => "EventSource",
        RequestKind::Preflight => "preflight",
        RequestKind::Other => "other",
    }
}

pub fn item_kind(k: ItemKind) -> &'static str {
    match k {
        ItemKind::Local => "localStorage",
        ItemKind::Session => "sessionStorage",
        ItemKind::IndexedDb => "IndexedDB",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_whole_and_chinese_is_chinese() {
        crate::bilingual::whole(words(Lang::En).all(), words(Lang::Zh).all(), &["colon", "comma", "semicolon", "cookies"]);
    }
}
