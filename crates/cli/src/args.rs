//! The command line. Names of commands and flags are a public contract.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use tidegate_notice::Notice;
use tidegate_scan::Dns;
use tidegate_store::IdKind;
use tidegate_types::observation::PassName;
use tidegate_types::{Lang, Severity};

#[derive(Debug, Parser)]
#[command(
    name = "tidegate",
    version,
    about = "Finds and proves the data-compliance risks of an online store. Engineering evidence, not legal advice.",
    after_help = "Exit codes: 0 done · 1 findings where asked (--fail-on) · 2 bad input or nothing could be seen · 3 a fault of ours"
)]
pub struct Line {
    /// Language of what is printed and of the report when it opens: zh or en. Default: LANG.
    #[arg(long, global = true, value_name = "zh|en")]
    lang: Option<Lang>,
    #[command(subcommand)]
    pub command: Command,
}

impl Line {
    pub fn lang(&self) -> Lang {
        self.lang.unwrap_or_else(|| if std::env::var("LANG").is_ok_and(|l| l.starts_with("zh")) { Lang::Zh } else { Lang::En })
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open a store in a real browser, or read its app, judge it under the law of the day, write a report.
    #[command(
        after_help = "Example:\n  tidegate audit https://shop.example/ --profile profile.toml --out report --lang zh --fail-on high\n  tidegate audit --replay report/evidence --profile profile.toml --out again\n  tidegate audit shop.apk --profile profile.toml --out app-report"
    )]
    Audit(AuditArgs),
    /// What changed between two audits of a store.
    #[command(after_help = "Example:\n  tidegate diff march/report.json june/report.json\n  tidegate diff march june --json --fail-on-new")]
    Diff(DiffArgs),
    /// The observation alone: what a browser saw, as evidence on disk.
    #[command(after_help = "Example:\n  tidegate scan https://shop.example/ --out seen --passes arrive,gpc")]
    Scan(ScanArgs),
    /// The law as data: what there is, what it says, what applies to a business.
    Law {
        #[command(subcommand)]
        what: LawCommand,
    },
    /// What the business says of itself.
    Profile {
        #[command(subcommand)]
        what: ProfileCommand,
    },
    /// The journal: events that nobody can quietly change, and that can still be erased.
    Journal {
        #[command(subcommand)]
        what: JournalCommand,
    },
    /// Is this receipt good? Offline: needs the file and a public key, and nothing of ours.
    #[command(
        after_help = "Example:\n  tidegate verify opt-out.tlog-proof --key shop.example/journal+5f1c2ab4+AbCd…\n  tidegate verify opt-out.tlog-proof --policy witnesses.policy --json\nExit code 1: not verified."
    )]
    Verify(VerifyArgs),
    /// Audit the two demo shops, leaky and clean, on this machine.
    #[command(after_help = "Example:\n  tidegate demo --out out/demo")]
    Demo(DemoArgs),
}

/// Which journal.
#[derive(Debug, Clone, Args)]
pub struct Data {
    /// The folder of the database and of the keys.
    #[arg(long, value_name = "DIR", default_value = "tidegate-data")]
    pub data: PathBuf,
    /// The shop; each has a log of its own.
    #[arg(long, value_name = "ID", default_value = "shop")]
    pub store: String,
}

#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Begin the log of a shop: makes the database if there is none, and a key.
    #[command(after_help = "Example:\n  tidegate journal init --store shop --origin shop.example/journal")]
    Init {
        #[command(flatten)]
        data: Data,
        /// The name of the log for all time: a host and a path without scheme.
        #[arg(long, value_name = "HOST/PATH")]
        origin: String,
    },
    /// Store events, one JSON object a line; see docs/events.md.
    #[command(
        after_help = "Example:\n  tidegate journal append events.jsonl\n  printf '%s\\n' '{\"event\":\"recipient.removed\",\"recipient\":\"adnet\"}' | tidegate journal append"
    )]
    Append {
        #[command(flatten)]
        data: Data,
        /// The file. Default: standard input.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// Recompute the shop's log: leaves from bodies, roots from leaves, every checkpoint that was signed. Changes nothing.
    #[command(alias = "fsck", after_help = "Example:\n  tidegate journal verify --json\nExit code 1: problems were found.")]
    Verify {
        #[command(flatten)]
        data: Data,
        #[arg(long)]
        json: bool,
    },
    /// The receipt of an event, as a file that anybody can verify.
    #[command(after_help = "Example:\n  tidegate journal receipt 17 --out opt-out.tlog-proof")]
    Receipt {
        #[command(flatten)]
        data: Data,
        #[arg(value_name = "INDEX")]
        index: u64,
        /// Default: standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// The log as files for a web server: checkpoint, tiles and entries (c2sp.org/tlog-tiles). Holds no body.
    #[command(after_help = "Example:\n  tidegate journal export /srv/www/log/shop")]
    Export {
        #[command(flatten)]
        data: Data,
        #[arg(value_name = "DIR")]
        out: PathBuf,
    },
    /// Delete for good what is kept of people; proofs go on verifying.
    #[command(after_help = "Example:\n  tidegate journal erase --why request paWlpaWl…")]
    Erase {
        #[command(flatten)]
        data: Data,
        /// Subject keys.
        #[arg(value_name = "SUBJECT", required = true)]
        subjects: Vec<String>,
        /// Why, in one word; stays in the log.
        #[arg(long, value_name = "WORD")]
        why: String,
    },
    /// Copy the database while it is in use. The keys are not copied.
    #[command(after_help = "Example:\n  tidegate journal backup /backup/2026-11-27.db")]
    Backup {
        #[command(flatten)]
        data: Data,
        #[arg(value_name = "FILE")]
        out: PathBuf,
    },
    /// Put a backup where there is no database; it stays there only if the shop's log could be recomputed from it.
    #[command(after_help = "Example:\n  tidegate journal restore /backup/2026-11-27.db")]
    Restore {
        #[command(flatten)]
        data: Data,
        #[arg(value_name = "FILE")]
        from: PathBuf,
    },
    /// The subject keys of people: identifiers on standard input, one a line; keys on standard output.
    #[command(
        after_help = "Example:\n  printf 'ada@example.com\\n' | tidegate journal subject --kind email\nIdentifiers are read from standard input only, so that none stays in a shell's history."
    )]
    Subject {
        #[command(flatten)]
        data: Data,
        /// What they are: email, phone (with the country's code), customer, device.
        #[arg(long, value_name = "KIND")]
        kind: IdKind,
        /// They are SHA-256 hashes of normalised identifiers already, as platforms exchange them.
        #[arg(long)]
        hashed: bool,
    },
    /// The public key of the log, for those who verify.
    #[command(after_help = "Example:\n  tidegate verify r.tlog-proof --key \"$(tidegate journal key)\"")]
    Key {
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Debug, Clone, Args)]
pub struct VerifyArgs {
    /// The receipt, a .tlog-proof file.
    #[arg(value_name = "RECEIPT")]
    pub receipt: PathBuf,
    /// The public key of the log: `tidegate journal key`.
    #[arg(long, value_name = "KEY", conflicts_with = "policy")]
    pub key: Option<String>,
    /// Whom to believe, with witnesses: a file as c2sp.org/tlog-policy says.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    #[arg(long)]
    pub json: bool,
}

/// How to look at a store.
#[derive(Debug, Clone, Args)]
pub struct Looking {
    /// Passes to run, by comma: arrive,control,gpc,accept,refuse,withdraw,optout,child,close,account,device. Default: all; the last two only with a test account in the profile.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub passes: Vec<PassName>,
    /// Chromium's --host-resolver-rules, for stores under test: "MAP * 127.0.0.1:8443".
    #[arg(long, value_name = "CHROMIUM_RULES")]
    pub host_rules: Option<String>,
    /// Accept self-signed certificates.
    #[arg(long)]
    pub insecure_tls: bool,
    /// Allow targets in private address ranges. Loopback named on the command line is always allowed.
    #[arg(long)]
    pub allow_private: bool,
    /// The language the browser asks for (BCP 47). Default: the profile's first language, else en-US.
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// The visitor's place as the network sees it (US-CA, DE …): written into the report.
    #[arg(long, value_name = "PLACE")]
    pub egress: Option<String>,
    /// A folder of filter lists (*.txt) to ask about parties that nobody knows; absent: EasyPrivacy where Debian's package put it.
    #[arg(long, value_name = "DIR")]
    pub lists: Option<PathBuf>,
    /// Whom to ask where the store's own names lead: an address like 192.0.2.1:53, or `none`; absent: this machine's resolver.
    #[arg(long, value_name = "ADDRESS", value_parser = dns)]
    pub dns: Option<Dns>,
    /// Seconds for the whole scan; what was seen by then is kept.
    #[arg(long, value_name = "SECONDS", default_value_t = 360, value_parser = clap::value_parser!(u64).range(10..=3600))]
    pub budget: u64,
    /// Passes at the same time, each in its own browser.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=8))]
    pub parallel: u8,
    /// The Chromium to use. Default: TIDEGATE_CHROMIUM, then chromium on PATH.
    #[arg(long, value_name = "FILE")]
    pub chromium: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub struct AuditArgs {
    /// The store's home page; or an Android package (APK, or a bundle of them: XAPK, APKS) on this machine.
    #[arg(value_name = "URL|PACKAGE", required_unless_present = "replay", conflicts_with = "replay")]
    pub url: Option<String>,
    /// What the business says of itself; see `tidegate profile init`.
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Folder for the report and the evidence.
    #[arg(long, value_name = "DIR", default_value = "tidegate-report")]
    pub out: PathBuf,
    /// What to write, by comma.
    #[arg(long, value_delimiter = ',', default_value = "html,json")]
    pub format: Vec<Format>,
    /// Exit 1 if a finding of this severity or above failed: low, medium, high, critical.
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<Severity>,
    /// Apply the law of this day instead of today's (YYYY-MM-DD).
    #[arg(long, value_name = "DATE")]
    pub law_date: Option<jiff::civil::Date>,
    /// Judge evidence taken before, without a browser: the evidence folder of an audit or scan.
    #[arg(long, value_name = "DIR")]
    pub replay: Option<PathBuf>,
    /// Also print the report as JSON on standard output.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub looking: Looking,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Html,
    Json,
    /// SARIF 2.1.0, for systems that check code.
    Sarif,
    /// The third parties as a table.
    Csv,
    /// The report on paper, printed by the browser, in the language of --lang.
    Pdf,
    /// Pages to read the evidence by, into the evidence folder; a scan writes them anyway.
    Folder,
}

#[derive(Debug, Clone, Args)]
pub struct DiffArgs {
    /// The earlier report.json, or the folder that holds it.
    pub old: PathBuf,
    /// The later one.
    pub new: PathBuf,
    /// As JSON on standard output.
    #[arg(long)]
    pub json: bool,
    /// Exit 1 if something fails now that did not fail before.
    #[arg(long)]
    pub fail_on_new: bool,
    /// Compare reports of two stores.
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Clone, Args)]
pub struct ScanArgs {
    /// The store's home page.
    pub url: String,
    /// Folder for the evidence.
    #[arg(long, value_name = "DIR", default_value = "tidegate-scan")]
    pub out: PathBuf,
    /// Also print the observation as JSON on standard output.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub looking: Looking,
}

/// A business on a day.
#[derive(Debug, clap::Args)]
pub struct BusinessArgs {
    #[arg(long, value_name = "FILE")]
    pub profile: PathBuf,
    /// Default: today.
    #[arg(long, value_name = "DATE")]
    pub date: Option<jiff::civil::Date>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum LawCommand {
    /// Every law, and whether it is in force.
    #[command(after_help = "Example:\n  tidegate law list --date 2027-01-01")]
    List {
        #[arg(long, value_name = "DATE")]
        date: Option<jiff::civil::Date>,
        #[arg(long)]
        json: bool,
    },
    /// One law, row, enforcement case or clock: `ccpa`, `CA-17`, `E01`, `T-GDPR`.
    #[command(after_help = "Example:\n  tidegate law show CA-17 --lang zh")]
    Show {
        id: String,
        #[arg(long)]
        json: bool,
    },
    /// Which laws reach a business, and why.
    #[command(after_help = "Example:\n  tidegate law applies --profile profile.toml")]
    Applies(BusinessArgs),
    /// How every recipient of the register stands under the laws on recipients in other countries.
    #[command(
        after_help = "Countries of concern (28 CFR 202, PADFA) and transfers out of Europe and the United Kingdom.\nExample:\n  tidegate law abroad --profile profile.toml"
    )]
    Abroad(BusinessArgs),
    /// What must hold before a use of data: for every purpose, or with --purpose one use with its reasons.
    #[command(
        after_help = "Example:\n  tidegate law regime --profile profile.toml --place US-CA\n  tidegate law regime --profile profile.toml --place US-CT --purpose sale --age 15 --to third-party"
    )]
    Regime(RegimeArgs),
    /// What starts, ends or falls due for a business, and what to do before.
    #[command(after_help = "Example:\n  tidegate law calendar --profile profile.toml --from 2026-12-01 --to 2028-06-30")]
    Calendar {
        #[arg(long, value_name = "FILE")]
        profile: PathBuf,
        /// First day. Default: today.
        #[arg(long, value_name = "DATE")]
        from: Option<jiff::civil::Date>,
        /// Last day. Default: two years after the first.
        #[arg(long, value_name = "DATE")]
        to: Option<jiff::civil::Date>,
        #[arg(long)]
        json: bool,
    },
    /// Statutory clocks: all of them, those of a business, or one and when it ends.
    #[command(
        after_help = "Example:\n  tidegate law clock --profile profile.toml\n  tidegate law clock T-GDPR --from 2027-01-31 --place DE\n  tidegate law clock T-CA-ACK --from 2026-11-24T17:30-08:00"
    )]
    Clock {
        /// A clock such as T-CA-RESP.
        id: Option<tidegate_types::ClockId>,
        /// The moment at which it starts: 2027-01-31, 2026-06-01T23:59-07:00 (the zone of whoever received it).
        #[arg(long, value_name = "MOMENT", requires = "id")]
        from: Option<String>,
        /// Whose days off count where the clock does not say.
        #[arg(long, value_name = "PLACE", requires = "id")]
        place: Option<tidegate_types::Place>,
        /// Without a clock: those that run for this business.
        #[arg(long, value_name = "FILE", conflicts_with = "id")]
        profile: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// What changed between two days: laws, thresholds, rows; with a profile also what must hold before data is used.
    #[command(after_help = "Example:\n  tidegate law diff 2026-06-30 2026-11-25 --profile profile.toml")]
    Diff {
        from: jiff::civil::Date,
        to: jiff::civil::Date,
        /// Tell only what reaches this business.
        #[arg(long, value_name = "FILE")]
        profile: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// Run scenario files: each line a case and what the law must say. Exits 1 if it says otherwise.
    #[command(after_help = "Example:\n  tidegate law scenarios law/scenarios")]
    Scenarios {
        /// The folder: `*.txt` with cases, `stores/*.toml` with the profiles they name.
        dir: PathBuf,
        /// Run them against the law files of this folder instead of the law built in.
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// Write a notice that the law asks for, from the profile: a draft with visible gaps.
    #[command(
        after_help = "Examples:\n  tidegate law write policy --profile profile.toml --lang en --format html --out policy.html\n  tidegate law write collection --profile profile.toml --strict\nThe draft goes to standard output or the file, what is still to fill in to standard error."
    )]
    Write(WriteArgs),
    /// Check law files: every fault with file, line and remedy. Without a folder: the law built in.
    #[command(after_help = "Example:\n  tidegate law check law/")]
    Check {
        dir: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
}

/// One use of data; what is left out is not known, and the strictest that is plausible holds.
#[derive(Debug, Clone, Args)]
pub struct RegimeArgs {
    /// What the business says of itself. Without it no law is known to reach it, so every law may.
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Where the person is: US-CA, DE, US, EU …
    #[arg(long, value_name = "PLACE")]
    pub place: Option<tidegate_types::Place>,
    /// service, security, analytics, personalisation, email, text, targeted-advertising, sale, sale-for-value, profiling, pricing,
    /// training, secondary.
    #[arg(long, value_name = "PURPOSE")]
    pub purpose: Option<tidegate_types::Purpose>,
    /// ordinary, device, health, precise-location … (law/README.md lists them).
    #[arg(long, value_name = "CLASS")]
    pub data: Option<tidegate_types::DataClass>,
    /// Years of age.
    #[arg(long, value_name = "YEARS", requires = "purpose")]
    pub age: Option<u8>,
    /// own, service-provider, third-party, joint-controller, affiliate, authority, covered-person.
    #[arg(long, value_name = "ROLE")]
    pub to: Option<tidegate_types::Recipient>,
    #[arg(long, value_name = "DATE")]
    pub date: Option<jiff::civil::Date>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Clone, Args)]
pub struct WriteArgs {
    /// policy, collection, opt-out, limit, incentive or parent.
    pub notice: Notice,
    #[arg(long, value_name = "FILE")]
    pub profile: PathBuf,
    /// Under the law of this day instead of today's (YYYY-MM-DD).
    #[arg(long, value_name = "DATE")]
    pub date: Option<jiff::civil::Date>,
    #[arg(long, value_name = "md|html", default_value = "md")]
    pub format: NoticeFormat,
    /// The file to write. Default: standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Print the document's structure, its text and the gaps as JSON.
    #[arg(long)]
    pub json: bool,
    /// Exit 1 while anything is left to fill in.
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NoticeFormat {
    Md,
    Html,
}

#[derive(Debug, Subcommand)]
pub enum ProfileCommand {
    /// Ask, in English or Chinese, and write profile.toml. An empty answer leaves a field out.
    #[command(after_help = "Example:\n  tidegate profile init --out profile.toml --lang zh")]
    Init {
        #[arg(long, value_name = "FILE", default_value = "profile.toml")]
        out: PathBuf,
        /// Write over an existing file.
        #[arg(long)]
        force: bool,
    },
    /// Check a profile: misspelt keys and contradictions, all at once.
    #[command(after_help = "Example:\n  tidegate profile check profile.toml")]
    Check {
        file: PathBuf,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// Folder for the two reports.
    #[arg(long, value_name = "DIR", default_value = "out/demo")]
    pub out: PathBuf,
    /// Do not audit: serve the two shops until interrupted, and print how to open them.
    #[arg(long)]
    pub serve: bool,
    /// The Chromium to use. Default: TIDEGATE_CHROMIUM, then chromium on PATH.
    #[arg(long, value_name = "FILE")]
    pub chromium: Option<PathBuf>,
}

fn dns(text: &str) -> Result<Dns, String> {
    if text == "none" {
        return Ok(Dns::Nobody);
    }
    text.parse().map(Dns::Ask).map_err(|_| "write an address and port like 192.0.2.1:53, or none".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Line::command().debug_assert();
    }

    #[test]
    fn refusals() {
        for bad in [
            "tidegate audit",
            "tidegate audit https://a.example --replay x",
            "tidegate audit https://a.example --format docx",
            "tidegate audit https://a.example --fail-on severe",
            "tidegate audit https://a.example --passes arive",
            "tidegate audit https://a.example --law-date 2026-02-30",
            "tidegate audit https://a.example --budget 0",
            "tidegate audit https://a.example --lang fr",
            "tidegate law applies",
            "tidegate law calendar",
            "tidegate law clock --from 2026-01-01",
            "tidegate law clock GDPR",
            "tidegate law diff 2026-01-01",
            "tidegate law diff 2026-01-01 2026-02-30",
            "tidegate law regime --purpose adverts",
            "tidegate law regime --place Texas",
            "tidegate law regime --age -1",
            "tidegate law regime --data heatlh",
            "tidegate law scenarios",
            "tidegate law write policy",
            "tidegate law write poem --profile p.toml",
            "tidegate law write policy --profile p.toml --format docx",
        ] {
            assert!(Line::try_parse_from(bad.split(' ')).is_err(), "{bad}");
        }
    }
}
