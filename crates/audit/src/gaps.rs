//! What was not observed, said plainly in both languages.

use tidegate_types::observation::{Gap, GapCode, PassName};
use tidegate_types::text::Text;

pub fn not_run(pass: PassName) -> Text {
    Text::new(format!("the pass `{pass}` was not run"), format!("未运行 `{pass}` 检查轮次"))
}

pub fn text(gap: &Gap) -> Text {
    let (en, zh) = words(gap.code);
    if gap.detail.is_empty() { Text::new(en, zh) } else { Text::new(format!("{en} ({})", gap.detail), format!("{zh}({})", gap.detail)) }
}

fn words(code: GapCode) -> (&'static str, &'static str) {
    use GapCode::*;
    match code {
        Unreachable => ("the address could not be reached", "无法访问该地址"),
        TlsFault => ("the TLS certificate or handshake was refused", "TLS 证书或握手失败"),
        HttpError => ("the server answered with an error", "服务器返回错误"),
        NotAPage => ("the address holds no web page", "该地址不是网页"),
        RedirectLoop => ("the address redirects without end", "该地址无限重定向"),
        EndlessPage => ("the page never finished loading", "页面始终未加载完成"),
        Download => ("the address starts a download", "该地址触发文件下载"),
        DialogFlood => ("the page opened script dialogs without end", "页面不断弹出脚本对话框"),
        PopupFlood => ("the page opened windows without end", "页面不断弹出新窗口"),
        TooLarge => ("an answer was larger than the limit", "响应体超过大小上限"),
        Crashed => ("the page crashed the tab", "页面导致标签页崩溃"),
        Hung => ("the page stopped answering", "页面失去响应"),
        AntiBot => ("an anti-bot page stood in the way", "被反机器人页面拦截"),
        LoginWall => ("a log-in wall stood in the way", "需要登录才能访问"),
        NoBanner => ("no consent banner was seen in two looks", "两次查看均未发现同意横幅"),
        NoControl => ("the banner has no control for this", "横幅上没有可执行该操作的控件"),
        NoLink => ("no opt-out link was found", "未找到选择退出链接"),
        NoAgeGate => ("no age screen was found", "未发现年龄验证页面"),
        BudgetSpent => ("the time allowed was spent", "已用完允许的时间"),
        LanguageNotRead => ("the page is in a language that is not read", "页面语言暂不支持解析"),
        PrivateAddress => ("the address lies in a private range", "该地址位于私有网段"),
        BrowserFault => ("the browser failed", "浏览器出错"),
        PdfNotRead => ("the document is a PDF whose text could not be read", "该文档为 PDF，无法读取其文字"),
        NotLoggedIn => ("logging in with the test account did not work", "使用测试账户登录未成功"),
        NoPage => ("no such page was found", "未找到此类页面"),
        Truncated => ("there was more than the limit; the rest was not kept", "数量超过上限，其余未保留"),
        NotAsked => ("the pass was not asked for", "未要求执行该轮次"),
    }
}
