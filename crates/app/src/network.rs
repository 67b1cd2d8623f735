//! The network rules (`networkSecurityConfig`): where plain http is allowed, and whose certificates are trusted.

use crate::axml::{Element, Event, Value, Xml};
use crate::fault::{Fault, plain};
use tidegate_types::app::{DomainRule, NetworkRules};

const MOST_DOMAINS: usize = 1_000;

pub fn read(file: &str, bytes: &[u8]) -> Result<NetworkRules, Fault> {
    let xml = Xml::new(file, bytes)?;
    let mut r =
        Reader { out: NetworkRules { file: plain(file, 200), read: true, ..NetworkRules::default() }, open: Vec::new(), root: false };
    xml.walk(|event| {
        match event {
            Event::Start(e) => r.start(&e),
            Event::End => drop(r.open.pop()),
            Event::Text(t) => r.text(&t),
        }
        Ok(())
    })?;
    if r.root { Ok(r.out) } else { Err(Fault::new(file, "holds no `network-security-config`")) }
}

/// An element that is open: its name, and for a group of domains what holds in it.
#[derive(Debug)]
struct Open {
    name: String,
    cleartext: Option<bool>,
    subdomains: bool,
}

struct Reader {
    out: NetworkRules,
    open: Vec<Open>,
    root: bool,
}

impl Reader {
    fn start(&mut self, e: &Element) {
        self.root |= self.open.is_empty() && e.name == "network-security-config";
        // A group inside another takes over what it does not say itself.
        let above = self.open.last().and_then(|o| o.cleartext);
        let own = truth(e, "cleartextTrafficPermitted");
        let grouped = e.name == "domain-config" || e.name == "domain";
        let cleartext = own.or(above.filter(|_| grouped));
        if e.name == "base-config" {
            self.out.cleartext = own;
        }
        let debugging = self.open.iter().any(|o| o.name == "debug-overrides");
        if e.name == "certificates" && !debugging && e.get("src") == Some(Value::Text("user".into())) {
            self.out.user_certificates = true;
        }
        self.open.push(Open { name: e.name.clone(), cleartext, subdomains: truth(e, "includeSubdomains") == Some(true) });
    }

    fn text(&mut self, text: &str) {
        let Some(open) = self.open.last().filter(|o| o.name == "domain") else { return };
        let domain = plain(text.trim(), 253).to_ascii_lowercase();
        if !domain.is_empty() && self.out.domains.len() < MOST_DOMAINS {
            self.out.domains.push(DomainRule { domain, subdomains: open.subdomains, cleartext: open.cleartext });
        }
    }
}

fn truth(e: &Element, name: &str) -> Option<bool> {
    match e.get(name)? {
        Value::Truth(yes) => Some(yes),
        Value::Text(s) if s == "true" => Some(true),
        Value::Text(s) if s == "false" => Some(false),
        _ => None,
    }
}
