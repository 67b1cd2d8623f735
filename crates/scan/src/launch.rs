//! One Chromium process with a clean profile, spoken to over a pipe. When the value is dropped, the whole process
//! group is killed and the profile deleted.

use crate::cdp::Cdp;
use command_fds::{CommandFdExt, FdMapping};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How one process is started.
#[derive(Debug, Clone)]
pub struct Launch {
    pub chromium: PathBuf,
    pub language: String,
    pub host_rules: Option<String>,
    pub insecure_tls: bool,
    /// Start with the browser's own Global Privacy Control switched into reach.
    pub native_gpc: bool,
    pub user_agent: String,
    pub no_sandbox: bool,
    /// What all its processes together may take.
    pub memory_bytes: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    #[error("no Chromium found: looked for {0}; install the `chromium` package, or name the program with --chromium or TIDEGATE_CHROMIUM")]
    NotFound(String),
    #[error("Chromium at {path} did not start: {why}")]
    NotStarted { path: PathBuf, why: String },
}

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser's program: as given, else `TIDEGATE_CHROMIUM`, else the usual names on the path.
pub fn find(given: Option<&Path>) -> Result<PathBuf, LaunchError> {
    let named = given.map(Path::to_path_buf).or_else(|| std::env::var_os("TIDEGATE_CHROMIUM").map(PathBuf::from));
    if let Some(path) = named {
        let found = if path.components().count() > 1 { path.is_file().then(|| path.clone()) } else { on_path(&path) };
        return found.ok_or_else(|| LaunchError::NotFound(path.display().to_string()));
    }
    NAMES.iter().find_map(|n| on_path(Path::new(n))).ok_or_else(|| LaunchError::NotFound(NAMES.join(", ")))
}

fn on_path(name: &Path) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|dir| dir.join(name)).find(|p| p.is_file())
}

/// `156.0.8078.79` from `Chromium 156.0.8078.79 built on Debian …`.
pub async fn version(chromium: &Path) -> Result<String, LaunchError> {
    let not_started = |why: String| LaunchError::NotStarted { path: chromium.to_path_buf(), why };
    let run = tokio::process::Command::new(chromium).arg("--version").stdin(Stdio::null()).kill_on_drop(true).output();
    let out = tokio::time::timeout(std::time::Duration::from_secs(20), run)
        .await
        .map_err(|_| not_started("`--version` gave no answer within 20 s".into()))?
        .map_err(|e| not_started(e.to_string()))?;
    let text = String::from_utf8_lossy(&out.stdout);
    text.split_whitespace()
        .find(|w| w.contains('.') && w.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
        .ok_or_else(|| not_started(format!("`--version` answered `{}`", text.trim())))
}

/// The name an ordinary desktop browser of this version gives itself: headless mode says so otherwise, and many
/// consent tools show nothing to what they take for a robot.
pub fn user_agent(version: &str) -> String {
    let major = version.split('.').next().unwrap_or(version);
    format!("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36")
}

/// A running browser.
#[derive(Debug)]
pub struct Process {
    child: std::process::Child,
    group: Pid,
    /// Deleted when dropped, after the processes that write into it.
    _profile: tempfile::TempDir,
    pub flags: Vec<String>,
}

impl Launch {
    pub fn start(&self) -> Result<(Process, Cdp), LaunchError> {
        let failed = |why: String| LaunchError::NotStarted { path: self.chromium.clone(), why };
        let profile = self.profile().map_err(|e| failed(format!("its profile folder could not be made: {e}")))?;
        let flags = self.flags();
        // Chromium reads commands from descriptor 3 and answers on 4.
        let (commands_read, commands_write) = std::io::pipe().map_err(|e| failed(e.to_string()))?;
        let (answers_read, answers_write) = std::io::pipe().map_err(|e| failed(e.to_string()))?;
        let mut command = Command::new(&self.chromium);
        command
            .args(&flags)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            // What it leaves lying about when it is killed goes with the profile.
            .env("TMPDIR", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        command
            .fd_mappings(vec![
                FdMapping { parent_fd: OwnedFd::from(commands_read), child_fd: 3 },
                FdMapping { parent_fd: OwnedFd::from(answers_write), child_fd: 4 },
            ])
            .map_err(|e| failed(e.to_string()))?;
        let child = command.spawn().map_err(|e| failed(e.to_string()))?;
        let group = Pid::from_raw(i32::try_from(child.id()).map_err(|e| failed(e.to_string()))?);
        let process = Process { child, group, _profile: profile, flags };
        // The command still holds the child's ends; closed here, so that the reader sees the end of the browser.
        drop(command);
        let cdp = Cdp::new(OwnedFd::from(commands_write), OwnedFd::from(answers_read)).map_err(|e| failed(e.to_string()))?;
        Ok((process, cdp))
    }

    /// A profile in which third-party cookies are not refused from the start: a fresh one refuses them, and what
    /// most shoppers' browsers store would then look like a mere attempt.
    fn profile(&self) -> std::io::Result<tempfile::TempDir> {
        let dir = tempfile::Builder::new().prefix("tidegate-profile-").tempdir()?;
        let default = dir.path().join("Default");
        std::fs::create_dir_all(&default)?;
        let preferences = serde_json::json!({
            "profile": {"cookie_controls_mode": 0, "block_third_party_cookies": false,
                        "default_content_setting_values": {"cookies": 1}},
            "intl": {"accept_languages": accept_languages(&self.language)},
            "credentials_enable_service": false,
            "enable_a_ping": true,
            "enable_do_not_track": false,
            "translate": {"enabled": false},
            "safebrowsing": {"enabled": false},
            "search": {"suggest_enabled": false},
            // Connections opened on suspicion carry no request, and hold up servers that serve one at a time.
            "net": {"network_prediction_options": 2},
        });
        std::fs::write(default.join("Preferences"), preferences.to_string())?;
        std::fs::write(dir.path().join("First Run"), "")?;
        Ok(dir)
    }

    fn flags(&self) -> Vec<String> {
        let mut flags: Vec<String> = [
            "--headless=new",
            "--remote-debugging-pipe",
            "--no-startup-window",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-blink-features=AutomationControlled",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-component-extensions-with-background-pages",
            "--disable-default-apps",
            "--disable-extensions",
            "--disable-sync",
            "--disable-breakpad",
            "--disable-crash-reporter",
            "--disable-domain-reliability",
            "--disable-client-side-phishing-detection",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--disable-popup-blocking",
            "--disable-prompt-on-repost",
            "--disable-hang-monitor",
            "--disable-renderer-backgrounding",
            "--disable-background-timer-throttling",
            "--disable-backgrounding-occluded-windows",
            "--hide-scrollbars",
            "--mute-audio",
            "--metrics-recording-only",
            "--password-store=basic",
            "--use-mock-keychain",
            "--window-size=1366,900",
            // AutoupgradeMixedContent off: what the page asks for over plain http must be seen as it asks for it.
            "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,InterestFeedContentSuggestions,CertificateTransparencyComponentUpdater,AutofillServerCommunication,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,AutoupgradeMixedContent,Prerender2,BackForwardCache,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,OmniboxPopupWebUI,AimEnabled",
        ]
        .map(str::to_owned)
        .to_vec();
        flags.push(format!("--lang={}", self.language));
        flags.push(format!("--accept-lang={}", accept_languages(&self.language)));
        flags.push(format!("--user-agent={}", self.user_agent));
        if let Some(rules) = &self.host_rules {
            flags.push(format!("--host-resolver-rules={rules}"));
        }
        if self.insecure_tls {
            flags.push("--ignore-certificate-errors".into());
        }
        if self.native_gpc {
            flags.push("--enable-features=GlobalPrivacyControlTest".into());
        }
        if self.no_sandbox || nix::unistd::geteuid().is_root() {
            flags.push("--no-sandbox".into());
        }
        flags
    }
}

/// `de-DE` → `de-DE,de,en`.
fn accept_languages(language: &str) -> String {
    let base = language.split('-').next().unwrap_or(language);
    let mut all = vec![language];
    for more in [base, "en"] {
        if !all.contains(&more) {
            all.push(more);
        }
    }
    all.join(",")
}

impl Process {
    /// The processes that belong to this browser.
    pub fn group(&self) -> Pid {
        self.group
    }

    /// CPU time of the browser's processes, those that ended and were waited for included.
    pub fn cpu_ms(&self) -> u64 {
        let Ok(entries) = std::fs::read_dir("/proc") else { return 0 };
        let ticks: u64 = entries
            .flatten()
            .filter(|e| e.file_name().to_string_lossy().bytes().all(|b| b.is_ascii_digit()))
            .filter_map(|e| std::fs::read_to_string(e.path().join("stat")).ok())
            .filter_map(|stat| ticks_of(&stat, self.group.as_raw()))
            .sum();
        ticks * 10 // Linux counts in hundredths of a second for user space
    }
}

/// User, system and waited-for children's ticks, if the process belongs to the group.
fn ticks_of(stat: &str, group: i32) -> Option<u64> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    if fields.get(2)?.parse::<i32>().ok()? != group {
        return None;
    }
    Some(fields.get(11..15)?.iter().filter_map(|f| f.parse::<u64>().ok()).sum())
}

impl Drop for Process {
    fn drop(&mut self) {
        // An error means that the group is gone already.
        let _ = killpg(self.group, Signal::SIGKILL);
        let _ = self.child.wait();
    }
}

#[cfg(test)]
impl Launch {
    /// The browser of tests.
    pub fn plain() -> Launch {
        Launch {
            chromium: find(None).unwrap(),
            language: "en-US".into(),
            host_rules: None,
            insecure_tls: false,
            native_gpc: false,
            user_agent: user_agent("156.0"),
            no_sandbox: false,
            memory_bytes: 2 << 30,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_counted_for_the_group_only() {
        let stat = "42 (chrome (x) y) S 1 77 77 0 -1 4194560 100 0 0 0 30 12 5 3 20 0 1 0 100";
        assert_eq!(ticks_of(stat, 77), Some(50));
        assert_eq!(ticks_of(stat, 78), None);
    }

    #[test]
    fn languages_fall_back_to_english() {
        assert_eq!(accept_languages("de-DE"), "de-DE,de,en");
        assert_eq!(accept_languages("en-US"), "en-US,en");
        assert_eq!(accept_languages("en"), "en");
    }

    #[test]
    fn a_browser_named_wrongly_is_not_replaced_by_another() {
        let error = find(Some(Path::new("/no/such/browser"))).unwrap_err().to_string();
        assert!(error.contains("/no/such/browser") && error.contains("--chromium"), "{error}");
    }
}
