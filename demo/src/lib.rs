//! The demo shops: one shop in two states, `leaky` and `clean`, with stand-ins for the third parties.
//!
//! Everything runs on loopback over TLS. A browser started with [`Demo::host_rules`] believes it visits
//! `https://leaky.example.test/` and that the trackers there are the real ones; their names, cookies and beacons
//! look real, and nothing leaves the machine.
//!
//! [`site`] is a function from request to answer; [`net`] is the only part that touches the network.

mod catalogue;
mod faults;
mod http;
mod net;
mod planted;
mod profile;
mod shop;
mod site;
mod template;
mod vendors;

pub use faults::{PLANTED, Planted, expected_leaky};
pub use http::{Answer, Ask, Method};
pub use planted::{Behaviour, Side, behaviours};
pub use profile::{clean as clean_profile, leaky as leaky_profile};
pub use shop::State;
pub use site::Site;

use anyhow::{Context, Result};
use jiff::civil::Date;
use std::net::SocketAddr;
use std::sync::Arc;

/// The shop as it should not be.
pub const LEAKY_HOST: &str = "leaky.example.test";
/// The same shop after the repair.
pub const CLEAN_HOST: &str = "clean.example.test";

/// Both shops and the third parties, served until this is dropped.
#[derive(Debug)]
pub struct Demo {
    pub addr: SocketAddr,
    pub today: Date,
    task: tokio::task::JoinHandle<()>,
}

impl Demo {
    /// Starts on a free port of 127.0.0.1. Dates on the pages are relative to the clock's today (UTC).
    pub async fn start() -> Result<Demo> {
        Demo::start_on(jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()).await
    }

    /// The same with the day given.
    pub async fn start_on(today: Date) -> Result<Demo> {
        Demo::serve(Site::new(today)).await
    }

    /// The same with a shop made before.
    pub async fn serve(site: Site) -> Result<Demo> {
        let today = site.today;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.context("demo: cannot listen on 127.0.0.1; is loopback up?")?;
        let addr = listener.local_addr().context("demo: the listener has no address")?;
        let tls = net::acceptor()?;
        let task = tokio::spawn(net::serve(listener, tls, Arc::new(site)));
        Ok(Demo { addr, today, task })
    }

    /// For Chromium's `--host-resolver-rules`: every name leads here. Run with TLS errors ignored, since the
    /// certificate is made at start.
    pub fn host_rules(&self) -> String {
        format!("MAP * 127.0.0.1:{}, EXCLUDE 127.0.0.1", self.addr.port())
    }

    pub fn leaky_url(&self) -> String {
        format!("https://{LEAKY_HOST}/")
    }

    pub fn clean_url(&self) -> String {
        format!("https://{CLEAN_HOST}/")
    }

    /// `profile.toml` of the seller as the leaky shop would write it.
    pub fn leaky_profile(&self) -> String {
        profile::leaky(self.today)
    }

    /// `profile.toml` of the seller after the repair.
    pub fn clean_profile(&self) -> String {
        profile::clean(self.today)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.task.abort();
    }
}
