//! Single behaviours, each planted in a small shop of its own, and beside each the look-alike that is lawful.
//!
//! A case is a file of `planted/cases/`; `planted/README.md` says how one is written. The shop of a case stands at
//! `https://NAME.planted.test/`, its lawful twin at `https://NAME.twin.test/`. Both are the same shop but for what the
//! case adds, so whatever is found beyond the shop is what was planted.

use crate::http::{Answer, Ask, Method};
use include_dir::{Dir, include_dir};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/planted");
static BEHAVIOURS: LazyLock<Vec<Behaviour>> = LazyLock::new(read_all);

/// One behaviour and its lawful look-alike.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    /// The file's name.
    #[serde(skip)]
    pub id: String,
    /// What the planted shop does, and what the twin does instead.
    pub what: String,
    /// The check that must fail on the planted shop and must not on the twin.
    pub check: String,
    /// The passes that show it.
    pub passes: Vec<String>,
    /// Lines for `[business]` of the profile, in place of the usual ones.
    #[serde(default)]
    pub business: String,
    /// Whole tables for the profile.
    #[serde(default)]
    pub profile: String,
    /// What the peers of the benchmark would have to say: tool → signals, any of them.
    #[serde(default)]
    pub peers: BTreeMap<String, Vec<String>>,
    /// The twin leaves the check nothing to judge by.
    #[serde(default)]
    pub twin_unknown: bool,
    planted: Shop,
    twin: Shop,
}

/// What a side adds to the shop.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Shop {
    /// Attributes of every page's script element for `/consent.js`.
    #[serde(default)]
    consent: Option<String>,
    /// HTML at the end of every page.
    #[serde(default)]
    every: String,
    /// HTML in the head of every page.
    #[serde(default)]
    head: String,
    #[serde(default)]
    home: String,
    #[serde(default)]
    product: String,
    /// A cookie that every page sets, as in `Set-Cookie`.
    #[serde(default)]
    cookie: Option<String>,
    /// HTML at the end of the privacy policy.
    #[serde(default)]
    policy: String,
    /// In the footer, beside the privacy link.
    #[serde(default)]
    footer: String,
    /// The shop has accounts (`/log-in`), and keeps an opt-out `with-account` or `in-browser` only.
    #[serde(default)]
    accounts: Option<Accounts>,
    /// Whole answers: `/path` here or `host/path` of a third party → the text. A text that begins with `page:` is put
    /// into the shop's layout; `package:` names a file of `demo/packages/node_modules`, which `make packages` installs;
    /// `pdf:` says that the rest is one, `redirect:` before an address sends a third party's visitor there.
    #[serde(default)]
    files: BTreeMap<String, String>,
}

/// Where a shop keeps the opt-out of somebody who is logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Accounts {
    WithAccount,
    InBrowser,
}

/// Shops whose one account has opted out.
static OPTED_OUT: LazyLock<Mutex<BTreeSet<String>>> = LazyLock::new(Mutex::default);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Planted,
    Twin,
}

impl Side {
    fn domain(self) -> &'static str {
        match self {
            Side::Planted => "planted.test",
            Side::Twin => "twin.test",
        }
    }
}

/// Every behaviour, by name.
pub fn behaviours() -> &'static [Behaviour] {
    &BEHAVIOURS
}

impl Behaviour {
    pub fn url(&self, side: Side) -> String {
        format!("https://{}.{}/", self.id, side.domain())
    }

    /// `profile.toml` of the seller; both sides have the same.
    pub fn profile(&self) -> String {
        let base = shared("profile.toml");
        let told: Vec<&str> = self.business.lines().filter_map(|l| l.split('=').next()).map(str::trim).collect();
        let kept = base.lines().filter(|l| !l.split_once('=').is_some_and(|(key, _)| told.contains(&key.trim())));
        let mut out = String::new();
        for line in kept {
            out.push_str(line);
            out.push('\n');
            if line == "[business]" {
                out.push_str(&self.business);
                out.push('\n');
            }
        }
        out + &self.profile
    }

    /// Packages that it embeds and that are not installed.
    pub fn missing_packages(&self) -> Vec<&str> {
        let files = self.planted.files.values().chain(self.twin.files.values());
        files.filter_map(|text| text.strip_prefix("package:")).filter(|file| packaged(file).starts_with("/* not installed")).collect()
    }

    fn shop(&self, side: Side) -> &Shop {
        match side {
            Side::Planted => &self.planted,
            Side::Twin => &self.twin,
        }
    }
}

/// The answer, if the host is a shop of a case or somebody who only plays a part in one.
pub fn answer(ask: &Ask) -> Option<Answer> {
    let of = |side: Side| ask.host.strip_suffix(side.domain()).and_then(|h| h.strip_suffix('.')).map(|id| (id, side));
    if let Some((id, side)) = of(Side::Planted).or_else(|| of(Side::Twin)) {
        let case = behaviours().iter().find(|b| b.id == id)?;
        return Some(case.shop(side).answer(ask));
    }
    let path = format!("{}{}", ask.host, ask.path);
    let sides = |b: &'static Behaviour| [&b.planted, &b.twin];
    let file = behaviours().iter().flat_map(sides).find_map(|s| s.files.get(&path));
    let answer = match file {
        Some(text) if text.starts_with("redirect:") => Answer::to(302, &text["redirect:".len()..]),
        Some(text) => typed(&ask.path, &text.strip_prefix("package:").map_or_else(|| text.clone(), packaged)),
        None if ask.host.ends_with(".test") && !ask.host.ends_with("example.test") => nothing(ask),
        None => return None,
    };
    Some(open_to(answer, ask))
}

/// Log-in, opt-out, and what the shop knows of whoever asks.
fn of_account(kept: Accounts, ask: &Ask) -> Option<Answer> {
    let known = ask.cookie("harbour_session").is_some();
    let mut out = OPTED_OUT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match (&ask.method, ask.path.as_str()) {
        (Method::Post, "/api/log-in") => {
            let answer = Answer::to(303, "/");
            Some(answer.with("set-cookie", "harbour_session=s1; Path=/; HttpOnly; Secure; SameSite=Lax"))
        }
        (Method::Post, "/api/opt-out") => {
            if known && kept == Accounts::WithAccount {
                out.insert(ask.host.clone());
            }
            Some(Answer::new(204, "text/plain", ""))
        }
        (_, "/api/me") => {
            let said = format!("{{\"known\":{known},\"out\":{}}}", known && out.contains(&ask.host));
            Some(Answer::new(200, "application/json", said).with("cache-control", "no-store"))
        }
        _ => None,
    }
}

impl Shop {
    fn answer(&self, ask: &Ask) -> Answer {
        let path = ask.path.as_str();
        if let Some(text) = self.files.get(path) {
            return match text.split_once(':') {
                Some(("page", body)) => self.page(body),
                Some(("package", file)) => typed(path, &packaged(file)),
                Some(("pdf", file)) => Answer::new(200, "application/pdf", file),
                _ => typed(path, text),
            };
        }
        if let Some(answer) = self.accounts.and_then(|kept| of_account(kept, ask)) {
            return answer;
        }
        match path {
            "/log-in" if self.accounts.is_some() => self.page(&shared("log-in.html")),
            "/account.js" if self.accounts.is_some() => typed(path, &shared("account.js")),
            "/" => self.page(&format!("{}{}", shared("home.html"), self.home)),
            "/category/home" => self.page(&shared("category.html")),
            "/product/table-lamp" => self.page(&format!("{}{}", shared("product.html"), self.product)),
            "/cart" => self.page(&shared("cart.html")),
            "/privacy" => self.page(&format!("<article>{}{}</article>", shared("privacy.html"), self.policy)),
            "/consent.js" | "/shop.css" => typed(path, &shared(&path[1..])),
            "/lamp.svg" | "/favicon.ico" => Answer::new(200, "image/svg+xml", shared("lamp.svg")),
            _ if ask.method == Method::Post => Answer::new(204, "text/plain", ""),
            _ if path.starts_with("/api/") => Answer::new(200, "application/json", "{}"),
            _ => Answer::html(404, "<!doctype html><title>Not found</title><h1>There is no such page.</h1>".into()),
        }
    }

    fn page(&self, body: &str) -> Answer {
        let consent = self.consent.as_ref().map(|attributes| format!("<script src=\"/consent.js\" {attributes}></script>"));
        let html = shared("layout.html")
            .replace("{{head}}", &self.head)
            .replace("{{body}}", body)
            .replace("{{footer}}", &self.footer)
            .replace("{{every}}", &format!("{}{}", self.every, consent.unwrap_or_default()));
        let answer = Answer::html(200, html);
        let answer = match &self.cookie {
            Some(cookie) => answer.with("set-cookie", cookie.clone()),
            None => answer,
        };
        SAFE.iter().fold(answer, |a, (name, value)| a.with(name, *value))
    }
}

const SAFE: [(&str, &str); 3] = [
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
];

/// A file by its ending.
fn typed(path: &str, text: &str) -> Answer {
    let kind = match path.rsplit_once('.').map(|(_, end)| end) {
        Some("js") => "application/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        _ => "text/html; charset=utf-8",
    };
    Answer::new(200, kind, text)
}

/// What shops really embed, as its makers publish it.
fn packaged(file: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("packages/node_modules").join(file);
    std::fs::read_to_string(path).unwrap_or_else(|_| "/* not installed: run `make packages` */".into())
}

fn nothing(ask: &Ask) -> Answer {
    match ask.method {
        Method::Post | Method::Options => Answer::new(204, "text/plain", ""),
        _ if ask.path.ends_with(".js") => typed(&ask.path, "/* nothing */"),
        _ => Answer::new(200, "application/json", "[]"),
    }
}

/// Third parties answer scripts of any site, as the real ones do.
fn open_to(answer: Answer, ask: &Ask) -> Answer {
    match &ask.origin {
        Some(origin) => answer
            .with("access-control-allow-origin", origin.clone())
            .with("access-control-allow-credentials", "true")
            .with("access-control-allow-headers", "content-type, x-visitor"),
        None => answer.with("access-control-allow-origin", "*"),
    }
}

fn shared(name: &str) -> String {
    FILES.get_file(format!("shared/{name}")).and_then(|f| f.contents_utf8()).unwrap_or_default().to_owned()
}

fn read_all() -> Vec<Behaviour> {
    let files = FILES.get_dir("cases").into_iter().flat_map(|d| d.files());
    let mut all: Vec<Behaviour> = files.filter_map(|f| read(f.path().file_stem()?.to_str()?, f.contents_utf8()?).ok()).collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

fn read(id: &str, text: &str) -> Result<Behaviour, toml::de::Error> {
    let mut case: Behaviour = toml::from_str(text)?;
    case.id = id.to_owned();
    Ok(case)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_types::Profile;

    #[test]
    fn every_case_is_read() {
        for file in FILES.get_dir("cases").expect("there").files() {
            let id = file.path().file_stem().and_then(|s| s.to_str()).expect("a name");
            read(id, file.contents_utf8().expect("text")).unwrap_or_else(|e| panic!("{id}: {e}"));
        }
        assert!(behaviours().len() >= 60, "{}", behaviours().len());
    }

    #[test]
    fn every_profile_is_valid() {
        for case in behaviours() {
            Profile::parse(&case.profile()).unwrap_or_else(|f| panic!("{}: {f:#?}", case.id));
        }
    }

    #[test]
    fn both_sides_answer_with_the_shop_and_differ() {
        for case in behaviours() {
            let pages = |side: Side| -> Vec<String> {
                let host = format!("{}.{}", case.id, side.domain());
                let paths = ["/", "/privacy", "/product/table-lamp", "/cart"].into_iter().map(str::to_owned);
                let own = case.planted.files.iter().filter(|(p, text)| p.starts_with('/') && !text.starts_with("package:"));
                let paths = paths.chain(own.map(|(p, _)| p.clone()));
                paths
                    .filter_map(|path| answer(&Ask::get(&host, &path)))
                    .map(|a| format!("{:?}{}", a.headers, String::from_utf8_lossy(&a.body)))
                    .collect()
            };
            let (planted, twin) = (pages(Side::Planted), pages(Side::Twin));
            let has_own = case.planted.files.keys().any(|p| !p.starts_with('/'));
            let kept_otherwise = case.planted.accounts != case.twin.accounts;
            assert!(planted != twin || has_own || kept_otherwise, "{}: both sides are the same", case.id);
            assert!(planted.iter().all(|p| !p.contains("{{")), "{}", case.id);
        }
    }
}
