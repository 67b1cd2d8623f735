//! From request to answer, for every host of the demo. No network, no clock.

use crate::http::{Answer, Ask};
use crate::planted;
use crate::shop::{self, State};
use crate::vendors;
use jiff::civil::Date;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug)]
pub struct Site {
    pub today: Date,
    visitors: AtomicU64,
    /// Stands in place of the clean shop's own policy.
    pub(crate) policy: Option<String>,
}

impl Site {
    pub fn new(today: Date) -> Site {
        Site { today, visitors: AtomicU64::new(0), policy: None }
    }

    /// The same with another policy for the clean shop: an HTML fragment, taken as it is.
    pub fn with_policy(self, html: impl Into<String>) -> Site {
        Site { policy: Some(html.into()), ..self }
    }

    /// The next visitor's number, for the leaky shop's guessable session cookie.
    pub(crate) fn visitor(&self) -> u64 {
        self.visitors.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub fn answer(&self, ask: &Ask) -> Answer {
        match State::of_host(&ask.host) {
            Some(state) => shop::answer(self, state, ask),
            None => vendors::answer(ask).or_else(|| planted::answer(ask)).unwrap_or_else(|| {
                Answer::new(
                    421,
                    "text/plain; charset=utf-8",
                    "The demo plays the two shops and the third parties that they use, and nobody else.",
                )
            }),
        }
    }
}
