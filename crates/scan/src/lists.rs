//! Filter lists that others keep (EasyPrivacy), read at run time where they are on the machine. They say "this is a tracker" of parties
//! that the catalogue does not know. Their licence (GPL) keeps them out of this program; Debian has them as a package.

use adblock::Engine;
use adblock::lists::{FilterSet, ParseOptions};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tidegate_catalog::Catalog;
use tidegate_types::Host;
use tidegate_types::observation::{ListRead, Pass, Request, RequestKind};

/// Where Debian's `webext-ublock-origin-chromium` puts it.
const USUAL: &str = "/usr/share/chromium/extensions/ublock-origin/assets/thirdparties/easylist/easyprivacy.txt";
const MOST_LISTS: usize = 12;
const LONGEST: u64 = 24 << 20;
const MAX_RULE: usize = 300;

/// The lists to ask, read before a scan begins: what cannot be read is said then, not when there is evidence to lose.
#[derive(Debug, Default)]
pub struct Lists {
    pub read: Vec<ListRead>,
    texts: Vec<String>,
}

impl Lists {
    /// Those of a folder, or the usual one if it is there.
    pub fn open(dir: Option<&Path>) -> Result<Lists, String> {
        let mut lists = Lists::default();
        for path in find(dir)? {
            let bytes = bytes_of(&path).map_err(|why| format!("the filter list {} cannot be read: {why}", path.display()))?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            lists.read.push(about(&path, &text, &bytes));
            lists.texts.push(text);
        }
        Ok(lists)
    }

    /// Notes, of every request to a party that the catalogue does not know, the rule that names it.
    pub fn mark(self, passes: &mut [Pass]) -> Vec<ListRead> {
        let mut unknown: Vec<(&mut Request, String)> = Vec::new();
        for pass in passes {
            let pages: Vec<String> = pass.pages.iter().map(|p| p.final_url.clone()).collect();
            for request in pass.requests.iter_mut().filter(|r| r.left_device) {
                let page = pages.get(request.page).cloned().unwrap_or_default();
                if is_unknown(request, &page) {
                    unknown.push((request, page));
                }
            }
        }
        // To make an engine of a list takes longer than to ask it; most shops know all their guests.
        if !unknown.is_empty() && !self.texts.is_empty() {
            let mut set = FilterSet::new(true);
            self.texts.into_iter().for_each(|text| drop(set.add_filter_list(text, ParseOptions::default())));
            let engine = Engine::new_with_filter_set_no_optimize(set);
            for (request, page) in unknown {
                request.listed = rule(&engine, request, &page);
            }
        }
        self.read
    }
}

fn find(dir: Option<&Path>) -> Result<Vec<PathBuf>, String> {
    let Some(dir) = dir else {
        return Ok(Some(PathBuf::from(USUAL)).filter(|p| p.is_file()).into_iter().collect());
    };
    let fault =
        |why: String| format!("the folder of filter lists {} cannot be used: {why}; name one that holds lists as *.txt", dir.display());
    let entries = std::fs::read_dir(dir).map_err(|e| fault(e.to_string()))?;
    let mut lists: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "txt")).collect();
    lists.sort();
    match lists.len() {
        0 => Err(fault("it holds no list".into())),
        n if n > MOST_LISTS => Err(fault(format!("it holds {n} lists, more than {MOST_LISTS}"))),
        _ => Ok(lists),
    }
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let size = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
    if size > LONGEST {
        return Err(format!("{size} bytes are more than {LONGEST}"));
    }
    std::fs::read(path).map_err(|e| e.to_string())
}

/// A third party to the page, whatever frame it asks from, that the catalogue does not know.
fn is_unknown(request: &Request, page: &str) -> bool {
    let own = Host::of_url(page).zip(request.host()).is_some_and(|(page, host)| page.same_site(&host));
    !own && Catalog::embedded().vendor_of(&request.url).is_none()
}

/// What the head of a list says of it.
fn about(path: &Path, text: &str, bytes: &[u8]) -> ListRead {
    let head = |key: &str| {
        let line = text.lines().take(30).find_map(|l| l.strip_prefix('!')?.trim().strip_prefix(key)?.strip_prefix(':'));
        line.map(|v| v.trim().chars().take(80).collect::<String>()).filter(|v| !v.is_empty() && !v.contains('%'))
    };
    let file = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let written = || {
        let at = std::fs::metadata(path).ok()?.modified().ok()?;
        Some(jiff::Timestamp::try_from(at).ok()?.to_string().split('T').next()?.to_owned())
    };
    ListRead {
        name: head("Title").unwrap_or(file),
        version: head("Version").or_else(|| head("Last modified")).or_else(written).unwrap_or_default(),
        sha256: Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect(),
    }
}

fn rule(engine: &Engine, request: &Request, page: &str) -> Option<String> {
    let asked = adblock::request::Request::new(&request.url, page, kind(request.kind), &request.method).ok()?;
    let found = engine.check_network_request(&asked);
    let rule = found.should_block().then_some(found.filter)??.raw_line?;
    Some(rule.chars().take(MAX_RULE).collect())
}

fn kind(of: RequestKind) -> &'static str {
    match of {
        RequestKind::Document => "document",
        RequestKind::Frame => "sub_frame",
        RequestKind::Script => "script",
        RequestKind::Stylesheet => "stylesheet",
        RequestKind::Image => "image",
        RequestKind::Font => "font",
        RequestKind::Media => "media",
        RequestKind::Fetch | RequestKind::EventSource | RequestKind::Preflight => "xmlhttprequest",
        RequestKind::Beacon => "ping",
        RequestKind::WebSocket => "websocket",
        RequestKind::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_types::observation::{Page, PassEnd};

    const LIST: &str = "[Adblock Plus 2.0]\n! Title: Our Privacy\n! Version: 202611250000\n||spy.test^$third-party\n/pixel.gif?\n@@||spy.test/allowed.js\n##.ad\n";

    /// As a frame of the tracker's own asks for it.
    fn request(url: &str) -> Request {
        let json = serde_json::json!({"url": url, "method": "GET", "kind": "image", "page": 0, "stage": "before", "at_ms": 0,
            "frame": "https://frame.spy.test/", "left_device": true});
        serde_json::from_value(json).unwrap()
    }

    fn marked(urls: &[&str]) -> (Vec<Option<String>>, Vec<ListRead>) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("p.txt"), LIST).unwrap();
        let json = serde_json::json!({"name": "arrive", "end": PassEnd::Complete, "pages": [], "requests": [], "cookies": [], "storage": [],
            "cpu_ms": 0, "wall_ms": 0});
        let mut pass: Pass = serde_json::from_value(json).unwrap();
        pass.pages.push(Page { final_url: "https://shop.test/".into(), ..Page::default() });
        pass.requests = urls.iter().map(|u| request(u)).collect();
        let mut passes = [pass];
        let read = Lists::open(Some(dir.path())).unwrap().mark(&mut passes);
        (passes[0].requests.iter().map(|r| r.listed.clone()).collect(), read)
    }

    #[test]
    fn a_rule_is_told_and_exceptions_and_known_vendors_are_not() {
        let (listed, read) = marked(&[
            "https://cdn.spy.test/x",
            "https://spy.test/allowed.js",
            "https://shop.test/pixel.gif?own=1",
            "https://other.test/pixel.gif?u=1",
            "https://www.google-analytics.com/pixel.gif?u=1",
        ]);
        assert_eq!(listed[0].as_deref(), Some("||spy.test^$third-party"));
        assert_eq!((&listed[1], &listed[2], &listed[4]), (&None, &None, &None));
        assert_eq!(listed[3].as_deref(), Some("/pixel.gif?"));
        assert_eq!((read[0].name.as_str(), read[0].version.as_str()), ("Our Privacy", "202611250000"));
    }

    #[test]
    fn what_cannot_be_read_is_said_before_anything_is_scanned() {
        let dir = tempfile::tempdir().unwrap();
        let open = |dir: &Path| Lists::open(Some(dir)).unwrap_err();
        assert!(open(dir.path()).contains("holds no list"));
        assert!(open(&dir.path().join("no")).contains("cannot be used"));
        std::fs::create_dir(dir.path().join("folder.txt")).unwrap();
        assert!(open(dir.path()).contains("folder.txt cannot be read"));
        for n in 0..MOST_LISTS {
            std::fs::write(dir.path().join(format!("{n}.txt")), "").unwrap();
        }
        assert!(open(dir.path()).contains("more than"));
    }

    #[test]
    fn a_list_may_be_any_bytes_and_its_hash_is_the_files() {
        let dir = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..=255u8).cycle().take(20_000).collect();
        std::fs::write(dir.path().join("odd.txt"), &bytes).unwrap();
        let read = Lists::open(Some(dir.path())).unwrap().mark(&mut []);
        let hash: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!((read[0].name.as_str(), read[0].sha256.as_str()), ("odd.txt", hash.as_str()));
    }
}
