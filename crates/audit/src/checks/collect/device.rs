//! What a page asks of the device: permissions, its fingerprint, a recording of what the visitor does.

use super::consent::opt_in;
use crate::answer::Answer;
use crate::case::{Case, before, not_typing};
use crate::evidence;
use crate::flows::{Level, Party, Traffic};
use crate::reading::has;
use std::collections::{BTreeMap, BTreeSet};
use tidegate_catalog::{Category, Essential};
use tidegate_types::finding::{Confidence, Evidence, EvidenceKind};
use tidegate_types::observation::{ApiCall, PageKind, PassName, Request, RequestKind, Stage};

const PROMPTS: [(&str, &str); 9] = [
    ("geolocation", "地理位置"),
    ("notifications", "通知"),
    ("camera", "摄像头"),
    ("microphone", "麦克风"),
    ("contacts", "通讯录"),
    ("push", "推送"),
    ("clipboard", "剪贴板内容"),
    ("devices", "外接设备"),
    ("idle", "空闲状态"),
];

fn looked(case: &Case) -> Option<PassName> {
    [PassName::Arrive, PassName::Control].into_iter().find(|p| case.usable(*p))
}

fn calls<'a>(case: &Case<'a>, pass: PassName, stage: impl Fn(Stage) -> bool) -> Vec<&'a ApiCall> {
    case.pass(pass).into_iter().flat_map(|p| &p.api_calls).filter(|c| stage(c.stage)).collect()
}

fn call_line(case: &Case, pass: PassName, c: &ApiCall) -> Evidence {
    let at = case.pass(pass).and_then(|p| p.pages.get(c.page)).map_or("", |p| p.final_url.as_str());
    let by =
        c.script.as_deref().map_or_else(|| ("the page".to_owned(), "页面".to_owned()), |s| (evidence::cut(s, 120), evidence::cut(s, 120)));
    let mut e = evidence::seen(
        pass,
        EvidenceKind::Script,
        format!("`{}` called {} by {} on {}", c.api, times(c.count), by.0, evidence::cut(at, 120)),
        format!("{} 在 {} 上调用 `{}` 至少 {} 次", by.1, evidence::cut(at, 120), c.api, c.count),
    );
    e.artifact = c.artifact.clone().or(e.artifact);
    e
}

fn times(count: u32) -> String {
    match count {
        1 => "once or more".into(),
        n => format!("{n} times or more"),
    }
}

pub fn permission_unprompted(case: &Case) -> Answer {
    let Some(pass) = looked(case) else { return Answer::Unknown(case.why_not(PassName::Arrive)) };
    let asked: Vec<_> = calls(case, pass, before)
        .into_iter()
        .filter(|c| !c.after_gesture)
        .filter_map(|c| Some((c, PROMPTS.iter().find(|(api, _)| *api == c.api)?)))
        .collect();
    if asked.is_empty() {
        return Answer::met("No page that was opened asked for a device permission by itself.", "所打开的页面均未自行索取设备权限。");
    }
    let names: BTreeMap<&str, &str> = asked.iter().map(|(_, n)| **n).collect();
    let (en, zh): (Vec<_>, Vec<_>) = names.into_iter().unzip();
    Answer::failed(
        format!("Asked for on load, before the visitor did anything: {}.", en.join(", ")),
        format!("访客尚未进行任何操作，页面加载时即索取：{}。", zh.join("、")),
        asked.iter().take(6).map(|(c, _)| call_line(case, pass, c)).collect(),
    )
}

/// One script that measures the device in several ways.
struct Print<'a> {
    script: Option<&'a str>,
    families: BTreeSet<&'a str>,
    calls: Vec<&'a ApiCall>,
}

const FAMILIES: [&str; 4] = ["canvas", "webgl", "audio", "fonts"];

/// What sharpens a print and serves other ends by itself.
const SHARPENERS: [&str; 4] = ["battery", "voices", "media_devices", "webrtc"];

/// Two families by one script, one with two sharpeners, or one that has no other use in a shop: sound rendered in silence, a
/// list of fonts. A canvas alone tests for emoji, WebGL alone turns a product round.
fn prints<'a>(case: &Case<'a>, pass: PassName, stage: impl Fn(Stage) -> bool) -> Vec<Print<'a>> {
    let mut by: BTreeMap<(Option<&str>, usize), Print> = BTreeMap::new();
    for c in calls(case, pass, stage) {
        let Some(family) = FAMILIES.iter().chain(&SHARPENERS).copied().find(|f| *f == c.api) else { continue };
        // Calls without a script cannot be told apart but by their page.
        let key = (c.script.as_deref(), if c.script.is_some() { 0 } else { c.page });
        let p = by.entry(key).or_insert_with(|| Print { script: c.script.as_deref(), families: BTreeSet::new(), calls: Vec::new() });
        p.families.insert(family);
        p.calls.push(c);
    }
    by.into_values().filter(measures).collect()
}

fn measures(p: &Print) -> bool {
    let strong = FAMILIES.iter().filter(|f| p.families.contains(*f)).count();
    let sharp = SHARPENERS.iter().filter(|f| p.families.contains(*f)).count();
    strong >= 2 || strong == 1 && sharp >= 2 || p.families.contains("audio") || p.families.contains("fonts")
}

fn essential(case: &Case, p: &Print) -> bool {
    p.script.and_then(|s| case.catalog.vendor_of(s)).is_some_and(|v| v.essential == Essential::Usual)
}

pub fn fingerprint(case: &Case) -> Answer {
    let Some(pass) = looked(case) else { return Answer::Unknown(case.why_not(PassName::Arrive)) };
    let early = prints(case, pass, before);
    let (found, at) = if early.is_empty() { (prints(case, PassName::Accept, not_typing), PassName::Accept) } else { (early, pass) };
    let Some(first) = found.first() else {
        return Answer::met("No script was seen measuring the device in several ways at once.", "未观察到脚本以多种方式采集设备特征。");
    };
    let lines = || found.iter().flat_map(|p| p.calls.iter()).take(8).map(|c| call_line(case, at, c)).collect::<Vec<_>>();
    let families = first.families.iter().copied().collect::<Vec<_>>().join(", ");
    let who = first
        .script
        .map_or_else(|| ("A script of the page".to_owned(), "页面脚本".to_owned()), |s| (evidence::cut(s, 100), evidence::cut(s, 100)));
    let sure = if first.families.len() >= 3 || found.len() > 1 { Confidence::High } else { Confidence::Medium };
    if at != PassName::Accept && opt_in(case) && found.iter().any(|p| !essential(case, p)) {
        return Answer::failed(
            format!("{} reads the device's fingerprint ({families}) before any choice.", who.0),
            format!("{} 在访客作出选择之前采集设备指纹（{families}）。", who.1),
            lines(),
        )
        .confidence(sure);
    }
    match policy_says(case, FINGERPRINT) {
        Some(true) => {
            Answer::met("A script reads the device's fingerprint, and the policy says so.", "有脚本采集设备指纹，隐私政策已作说明。")
        }
        Some(false) => Answer::failed(
            format!("{} reads the device's fingerprint ({families}), and the policy does not mention it.", who.0),
            format!("{} 采集设备指纹（{families}），隐私政策未提及。", who.1),
            lines(),
        )
        .confidence(sure),
        None => Answer::unknown(
            "A script reads the device's fingerprint, and no policy was read that could disclose it",
            "有脚本采集设备指纹，但未读取到可核对的隐私政策",
        ),
    }
}

const FINGERPRINT: &[&str] = &[
    r"finger-?print|device (characteristic|identification|recognition|signal|attribute)s?|(characteristics|configuration|attributes) of your (device|browser)|identify your (device|browser)",
    r"设备指纹|浏览器指纹|设备(特征|识别|标识)",
    r"fingerabdruck|geräte(merkmale|erkennung|identifi)",
    r"empreinte (numérique|de l.appareil|du navigateur)|caractéristiques de (votre|l.) ?(appareil|terminal)",
    r"huella digital|características (de su|del) dispositivo",
];

/// Does a policy that was read say so? `None`: none was read.
fn policy_says(case: &Case, words: &'static [&'static str]) -> Option<bool> {
    let text = policy_text(case)?;
    Some(has(&text, words))
}

fn policy_text(case: &Case) -> Option<String> {
    let text: String =
        case.arrived().filter(|p| matches!(p.kind, PageKind::Policy | PageKind::CookiePolicy)).map(|p| format!("{}\n", p.text)).collect();
    (!text.trim().is_empty()).then_some(text)
}

/// What a party does here: it records, or it carries a conversation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tap {
    Replay,
    Chat,
}

/// By the catalogue, or by what it is sent: a stream of mouse moves and page changes.
fn tap(case: &Case, party: &Party, t: &Traffic) -> Option<Tap> {
    match party.vendor.map(|v| v.category) {
        Some(Category::Replay) => Some(Tap::Replay),
        Some(Category::Chat) => Some(Tap::Chat),
        Some(_) => None,
        None => t
            .requests
            .iter()
            .any(|r| case.flows.level(r) == Level::Data && streams(r.kind, r.body.as_deref().unwrap_or_default()))
            .then_some(Tap::Replay),
    }
}

fn streams(kind: RequestKind, body: &str) -> bool {
    let kinds: [&'static [&'static str]; 4] = [
        &[r"mouse_?(move|pos)|pointer_?move|cursor"],
        &[r"dom_?(mutation|snapshot)|mutations|full_?snapshot|outer_?html|rrweb"],
        &[r"\bscroll"],
        &[r"key_?(down|press|stroke)|\binput\b"],
    ];
    matches!(kind, RequestKind::Fetch | RequestKind::Beacon | RequestKind::WebSocket)
        && kinds.into_iter().filter(|k| has(body, k)).count() >= 2
}

/// A script that watches the whole page and what is done on it, and sends what it saw: a recording, whoever makes it and
/// wherever it goes. A lazy loader watches and sends nothing; a counter sends and does not watch.
struct Recorder<'a> {
    script: &'a str,
    uploads: Vec<&'a Request>,
}

/// One upload that holds a page, or several that hold what followed.
const SNAPSHOT: usize = 1_500;
const UPLOAD: usize = 300;

fn recorders<'a>(case: &Case<'a>, pass: PassName) -> Vec<Recorder<'a>> {
    let mut by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for c in calls(case, pass, before) {
        if let Some(script) = c.script.as_deref() {
            by.entry(script).or_default().insert(&c.api);
        }
    }
    let watches = |apis: &BTreeSet<&str>| {
        let acts = ["watch_mouse", "watch_scroll", "watch_keys"].iter().filter(|a| apis.contains(*a)).count();
        apis.contains("watch_page") && acts >= 2
    };
    // Scripts within the page share its address, so what one of them sends cannot be told from what others do.
    let own = |script: &str| case.pass(pass).is_some_and(|p| p.pages.iter().any(|p| p.final_url == script));
    by.into_iter()
        .filter(|(script, apis)| watches(apis) && !own(script))
        .map(|(script, _)| Recorder { script, uploads: uploads(case, pass, script) })
        .filter(|r| r.uploads.len() >= 2 || r.uploads.iter().any(|u| u.body.as_ref().is_some_and(|b| b.len() >= SNAPSHOT)))
        .collect()
}

/// What the recorder sends itself, and what holds the page whoever sends it: a library records, the shop's own lines upload.
fn uploads<'a>(case: &Case<'a>, pass: PassName, script: &str) -> Vec<&'a Request> {
    let all = case.pass(pass).into_iter().flat_map(|p| &p.requests).filter(|r| r.left_device && before(r.stage));
    let sends = |r: &&Request| matches!(r.kind, RequestKind::Fetch | RequestKind::Beacon | RequestKind::WebSocket);
    let body = |r: &Request| r.body.as_deref().is_some_and(|b| b.len() >= UPLOAD);
    all.filter(sends).filter(|r| body(r) && (r.initiator.stack.iter().any(|s| s == script) || holds_page(case, pass, r))).collect()
}

/// Words of a page that are enough to know it by.
const WORDS: usize = 5;

/// Is the page itself in it: its elements, and most of its words?
fn holds_page(case: &Case, pass: PassName, r: &Request) -> bool {
    let body = r.body.as_deref().unwrap_or_default();
    let Some(page) = case.pass(pass).and_then(|p| p.pages.get(r.page)) else { return false };
    if body.len() < SNAPSHOT || !has(body, &[r"tagname|childnodes|nodename|<body|<div"]) {
        return false;
    }
    let words: BTreeSet<&str> = page.text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 4).take(600).collect();
    let found = words.iter().filter(|w| body.contains(**w)).count();
    found >= WORDS && found * 5 >= words.len() * 3
}

/// Somebody who gets a recording or a conversation.
struct Tapped<'a> {
    kind: Tap,
    name: String,
    vendor: Option<&'a tidegate_catalog::Vendor>,
    requests: Vec<&'a Request>,
}

fn tapped<'a>(case: &Case<'a>, pass: PassName) -> Vec<Tapped<'a>> {
    let mut out: Vec<Tapped> = case
        .flows
        .traffic(pass, before)
        .into_values()
        .filter(|t| t.level == Level::Data)
        .filter_map(|t| {
            let party = case.flows.parties.get(&t.key)?;
            let requests = t.requests.iter().copied().filter(|r| case.flows.level(r) == Level::Data).collect();
            Some(Tapped { kind: tap(case, party, &t)?, name: party.name().to_owned(), vendor: party.vendor, requests })
        })
        .collect();
    for r in recorders(case, pass) {
        let Some(first) = r.uploads.first() else { continue };
        let party = case.flows.party(first);
        let name = party.map_or_else(|| evidence::cut(r.script, 100), |p| p.name().to_owned());
        if !out.iter().any(|t| t.name == name) {
            out.push(Tapped { kind: Tap::Replay, name, vendor: party.and_then(|p| p.vendor), requests: r.uploads });
        }
    }
    out
}

pub fn replay(case: &Case) -> Answer {
    let Some(pass) = looked(case) else { return Answer::Unknown(case.why_not(PassName::Arrive)) };
    let taps = tapped(case, pass);
    if taps.is_empty() {
        return Answer::met(
            "Before any choice no session recording or chat service got data.",
            "访客作出选择之前，没有会话录制或聊天服务收到数据。",
        );
    }
    let lines = |only: &[&str]| -> Vec<Evidence> {
        let told = taps.iter().filter(|t| only.contains(&t.name.as_str()));
        told.flat_map(|t| t.requests.iter().take(3)).map(|r| evidence::request(pass, r)).collect()
    };
    let sure = |names: &[&str]| {
        if taps.iter().any(|t| t.kind == Tap::Replay && t.vendor.is_some() && names.contains(&t.name.as_str())) {
            Confidence::High
        } else {
            Confidence::Medium
        }
    };
    if opt_in(case) {
        let names: Vec<_> = taps.iter().map(|t| t.name.as_str()).collect();
        let who = names.join(", ");
        return Answer::failed(
            format!("Before any choice these recorded the session or opened a chat channel: {who}."),
            format!("访客作出选择之前，以下服务已开始录制会话或建立聊天通道：{who}。"),
            lines(&names),
        )
        .confidence(sure(&names));
    }
    let Some(policy) = policy_text(case) else {
        return Answer::unknown(
            "Session recording or chat was seen, and no policy was read that could disclose it",
            "观察到会话录制或聊天服务，但未读取到可核对的隐私政策",
        );
    };
    let low = policy.to_lowercase();
    let disclosed = |kind: Tap, name: &str, v: Option<&tidegate_catalog::Vendor>| {
        let named = v.into_iter().flat_map(|v| v.policy_names.iter()).any(|n| low.contains(&n.to_lowercase()))
            || low.contains(&name.to_lowercase());
        named || has(&policy, if kind == Tap::Replay { RECORDS } else { CHATS })
    };
    let silent: Vec<_> = taps.iter().filter(|t| !disclosed(t.kind, &t.name, t.vendor)).map(|t| t.name.as_str()).collect();
    if silent.is_empty() {
        return Answer::met(
            "Session recording or chat was seen, and the policy discloses it.",
            "观察到会话录制或聊天服务，隐私政策已作披露。",
        );
    }
    let who = silent.join(", ");
    Answer::failed(
        format!("{who} gets what visitors do, and the policy does not say that sessions or chats are recorded."),
        format!("{who} 接收访客的操作内容，但隐私政策未说明会录制会话或聊天。"),
        lines(&silent),
    )
    .confidence(sure(&silent))
}

const RECORDS: &[&str] = &[
    r"session (replay|recording)|record[^.]{0,60}(session|visit|interaction|mouse|click|keystroke|browsing)|heat ?maps?|mouse movements?|(keystroke|scroll)s? (are|is|and)",
    r"会话(回放|录制)|录制[^。]{0,20}(会话|操作|访问)|热图|鼠标(移动|轨迹)",
    r"sitzungsaufzeichn|mausbeweg",
    r"enregistre[^.]{0,40}(session|navigation)|mouvements de (la )?souris",
    r"grabaci(ón|ones) de sesi|movimientos del ratón",
];
const CHATS: &[&str] = &[r"\b(live )?chat\b", r"聊天|在线客服|对话"];
