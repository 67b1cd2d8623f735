//! Names that lead elsewhere: a tracker under a name of the store (`metrics.shop.example`) is told by the chain of CNAME records behind it.

use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, QCLASS, QTYPE, Question, TYPE};
use std::net::SocketAddr;
use std::time::Duration;
use tidegate_types::Host;
use tidegate_types::observation::{Alias, NameChain, Pass};
use tokio::net::UdpSocket;

const MOST_HOSTS: usize = 40;
const MOST_STEPS: usize = 12;
const WAIT: Duration = Duration::from_secs(2);

/// The resolver that this machine asks.
pub fn resolver() -> Option<SocketAddr> {
    let text = std::fs::read_to_string("/etc/resolv.conf").ok()?;
    let first = text.lines().filter_map(|l| l.trim().strip_prefix("nameserver")).find_map(|l| l.trim().parse::<std::net::IpAddr>().ok())?;
    Some(SocketAddr::new(first, 53))
}

/// The chains of every name of the store's own site but the one that was visited. Names that do not answer are left out.
pub async fn chains(passes: &[Pass], visited: &Host, resolver: SocketAddr) -> Vec<NameChain> {
    let mut hosts: Vec<Host> = passes.iter().flat_map(|p| &p.requests).filter(|r| r.left_device).filter_map(|r| r.host()).collect();
    hosts.sort();
    hosts.dedup();
    let own = hosts.into_iter().filter(|h| h != visited && h.same_site(visited) && h.site() != h.as_str());
    let mut asked = tokio::task::JoinSet::new();
    for host in own.take(MOST_HOSTS) {
        asked.spawn(async move { (host.clone(), chain(&host, resolver).await) });
    }
    let mut out = Vec::new();
    while let Some(answer) = asked.join_next().await {
        if let Ok((host, Some(steps))) = answer
            && !steps.is_empty()
        {
            out.push(NameChain { host, steps });
        }
    }
    out.sort_by(|a, b| a.host.cmp(&b.host));
    out
}

async fn chain(host: &Host, resolver: SocketAddr) -> Option<Vec<Alias>> {
    let bytes = ask(host, resolver).await?;
    let answer = Packet::parse(&bytes).ok()?;
    let aliases: Vec<(String, Alias)> = answer
        .answers
        .iter()
        .filter_map(|record| match &record.rdata {
            RData::CNAME(to) => {
                Some((record.name.to_string().to_ascii_lowercase(), Alias { to: Host::new(to.0.to_string()), ttl_s: record.ttl }))
            }
            _ => None,
        })
        .collect();
    let mut steps: Vec<Alias> = Vec::new();
    let mut at = host.as_str().to_owned();
    while let Some((_, alias)) = aliases.iter().find(|(from, _)| *from == at) {
        if steps.len() >= MOST_STEPS || steps.iter().any(|s| s.to == alias.to) {
            break;
        }
        at = alias.to.as_str().to_owned();
        steps.push(alias.clone());
    }
    Some(steps)
}

async fn ask(host: &Host, resolver: SocketAddr) -> Option<Vec<u8>> {
    let id = u16::from_str_radix(crate::scripts::random_hex().ok()?.get(..4)?, 16).ok()?;
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    let name = Name::new(host.as_str()).ok()?.into_owned();
    packet.questions.push(Question::new(name, QTYPE::TYPE(TYPE::A), QCLASS::CLASS(CLASS::IN), false));
    let query = packet.build_bytes_vec().ok()?;
    let here = if resolver.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(here).await.ok()?;
    socket.connect(resolver).await.ok()?;
    let mut bytes = vec![0; 4096];
    for _ in 0..2 {
        socket.send(&query).await.ok()?;
        if let Ok(Ok(n)) = tokio::time::timeout(WAIT, socket.recv(&mut bytes)).await
            && bytes.get(..2) == Some(&id.to_be_bytes()[..])
        {
            bytes.truncate(n);
            return Some(bytes);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use simple_dns::ResourceRecord;
    use simple_dns::rdata::{A, CNAME};

    /// A resolver that answers with these aliases, or with bytes that are none.
    async fn stand_in(aliases: &'static [(&'static str, &'static str)], garbage: bool) -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let at = socket.local_addr().unwrap();
        tokio::spawn(async move {
            let mut bytes = [0; 2048];
            while let Ok((n, from)) = socket.recv_from(&mut bytes).await {
                let query = Packet::parse(&bytes[..n]).unwrap();
                let mut reply = query.clone().into_reply();
                for (name, to) in aliases {
                    let record = RData::CNAME(CNAME(Name::new_unchecked(to)));
                    reply.answers.push(ResourceRecord::new(Name::new_unchecked(name), CLASS::IN, 300, record));
                }
                reply.answers.push(ResourceRecord::new(Name::new_unchecked("end.test"), CLASS::IN, 60, RData::A(A { address: 1 })));
                let mut out = reply.build_bytes_vec().unwrap();
                if garbage {
                    out.truncate(2);
                    out.extend([0xff; 40]);
                }
                socket.send_to(&out, from).await.unwrap();
            }
        });
        at
    }

    fn ends(steps: Option<Vec<Alias>>) -> Vec<String> {
        steps.unwrap_or_default().into_iter().map(|s| s.to.to_string()).collect()
    }

    #[tokio::test]
    async fn a_chain_is_followed_to_its_end_and_a_ring_ends() {
        let host = Host::new("metrics.shop.test");
        let at = stand_in(&[("metrics.shop.test", "shop.sc.omtrdc.net"), ("shop.sc.omtrdc.net", "edge.adobedc.net")], false).await;
        assert_eq!(ends(chain(&host, at).await), ["shop.sc.omtrdc.net", "edge.adobedc.net"]);
        let ring = stand_in(&[("metrics.shop.test", "a.test"), ("a.test", "b.test"), ("b.test", "a.test")], false).await;
        assert_eq!(ends(chain(&host, ring).await), ["a.test", "b.test"]);
        let other = stand_in(&[("unasked.test", "spy.test")], false).await;
        assert!(ends(chain(&host, other).await).is_empty(), "an alias of another name is none of ours");
    }

    #[tokio::test]
    async fn what_is_no_answer_is_none() {
        let at = stand_in(&[], true).await;
        assert_eq!(chain(&Host::new("metrics.shop.test"), at).await, None);
        let nobody = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        assert_eq!(chain(&Host::new("metrics.shop.test"), nobody).await, None);
        assert_eq!(chain(&Host::new("not a name..test"), at).await, None);
    }
}
