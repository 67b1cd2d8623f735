//! What the scan allows itself: time, sizes, and which addresses it may look at.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

/// Times and sizes; the defaults suit a real store.
#[derive(Debug, Clone)]
pub struct Budgets {
    /// All passes together. What was seen by then is kept.
    pub total: Duration,
    /// One pass.
    pub pass: Duration,
    /// One navigation, from asking to a quiet page.
    pub page: Duration,
    /// A page is looked at this long at most after its document is there.
    pub dwell: Duration,
    /// How long a first page may take to show a banner.
    pub banner: Duration,
    /// Pages of the first pass.
    pub pages: usize,
    /// Passes under way at the same time, after the first.
    pub parallel: usize,
    pub document_bytes: u64,
    pub page_bytes: u64,
    /// Memory of one browser, all its processes together.
    pub memory_bytes: u64,
}

impl Default for Budgets {
    fn default() -> Self {
        Budgets {
            total: Duration::from_secs(360),
            pass: Duration::from_secs(120),
            page: Duration::from_secs(30),
            dwell: Duration::from_secs(8),
            banner: Duration::from_secs(4),
            pages: 12,
            parallel: 2,
            document_bytes: 50 << 20,
            page_bytes: 200 << 20,
            memory_bytes: 2 << 30,
        }
    }
}

/// A moment after which nothing new is begun.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(pub Instant);

impl Deadline {
    pub fn within(self, more: Duration) -> Deadline {
        Deadline(self.0.min(Instant::now() + more))
    }

    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    pub fn spent(self) -> bool {
        self.left().is_zero()
    }
}

/// Loopback, private, link-local, shared, documentation and other addresses that no public store has.
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => private_v4(v4),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => private_v4(v4),
            None => private_v6(v6),
        },
    }
}

fn private_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_unspecified()
        || v4.is_broadcast()
        || v4.is_documentation()
        || v4.is_multicast()
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || a >= 240
}

fn private_v6(v6: Ipv6Addr) -> bool {
    let head = v6.segments()[0];
    v6.is_loopback()
        || v6.is_unspecified()
        || v6.is_multicast()
        || (head & 0xfe00) == 0xfc00
        || (head & 0xffc0) == 0xfe80
        || (head == 0x2001 && v6.segments()[1] == 0x0db8)
        // 6to4 and NAT64 carry a v4 address inside.
        || (head == 0x2002 && private_v4(v4_in(v6.segments()[1], v6.segments()[2])))
        || (head == 0x0064 && v6.segments()[1] == 0xff9b && private_v4(v4_in(v6.segments()[6], v6.segments()[7])))
}

fn v4_in(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))
}

/// The address a URL's host is, if it is a literal or a name that means this machine.
pub fn literal(host: &str) -> Option<IpAddr> {
    let bare = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    if bare.eq_ignore_ascii_case("localhost") || bare.to_ascii_lowercase().ends_with(".localhost") {
        return Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    bare.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_ranges() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
        ] {
            assert!(is_private(private.parse().unwrap()), "{private}");
        }
        for public in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn names_of_this_machine() {
        assert!(literal("LOCALHOST").is_some_and(|a| a.is_loopback()));
        assert!(literal("shop.localhost").is_some_and(|a| a.is_loopback()));
        assert!(literal("[::1]").is_some_and(|a| a.is_loopback()));
        assert_eq!(literal("shop.test"), None);
    }
}
