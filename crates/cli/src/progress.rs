//! Shows on standard error how far a scan has come.

use std::io::Write as _;
use std::time::Instant;
use tidegate_scan::Progress;
use tidegate_types::Lang;
use tidegate_types::observation::PassEnd;

/// Prints one line an event, with the seconds since the scan began.
#[derive(Debug)]
pub struct Teller {
    began: Instant,
    lang: Lang,
}

impl Teller {
    pub fn new(lang: Lang) -> Self {
        Teller { began: Instant::now(), lang }
    }

    pub fn tell(&self, p: &Progress) {
        let zh = self.lang == Lang::Zh;
        let words = match p {
            Progress::PassStarted { pass } => format!("{:9} {}", pass.as_str(), if zh { "开始" } else { "started" }),
            Progress::Page { pass, url, gap, .. } => {
                let fault = gap.as_ref().map(|g| tidegate_audit::gaps::text(g).get(self.lang).to_owned());
                let mark = fault.map_or(String::new(), |f| format!("  — {f}"));
                format!("{:9} {url}{mark}", pass.as_str())
            }
            Progress::PassDone { pass, end, pages, requests, wall_ms } => {
                let how = match end {
                    PassEnd::Complete => if zh { "完成" } else { "done" }.to_owned(),
                    other => other.gap().map_or(String::new(), |g| tidegate_audit::gaps::text(g).get(self.lang).to_owned()),
                };
                let seconds = *wall_ms as f64 / 1000.0;
                if zh {
                    format!("{:9} {how}:{pages} 个页面，{requests} 个请求，{seconds:.1} 秒", pass.as_str())
                } else {
                    format!("{:9} {how}: {pages} pages, {requests} requests, {seconds:.1} s", pass.as_str())
                }
            }
        };
        // A closed standard error is no reason to lose a scan.
        let _ = writeln!(std::io::stderr(), "{:6.1} s  {words}", self.began.elapsed().as_secs_f64());
    }
}
