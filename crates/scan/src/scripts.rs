//! The JavaScript that runs inside pages, put together and given this scan's key.

const WATCH: &str = concat!(
    "(() => {\n",
    include_str!("../js/base.js"),
    include_str!("../js/natives.js"),
    include_str!("../js/log.js"),
    include_str!("../js/probes.js"),
    include_str!("../js/door.js"),
    "})();\n//# sourceURL=__TG_MARK__"
);
const WORKER: &str = concat!(
    "(() => {\n",
    include_str!("../js/base.js"),
    include_str!("../js/worker.js"),
    include_str!("../js/probes.js"),
    "})();\n//# sourceURL=__TG_MARK__"
);
const FACTS: &str = concat!(
    "(() => {\n",
    include_str!("../js/dom.js"),
    include_str!("../js/look.js"),
    include_str!("../js/boxes.js"),
    include_str!("../js/signals.js"),
    include_str!("../js/facts.js"),
    "})()"
);
const HOSTS: &str = concat!("(() => {\n", include_str!("../js/dom.js"), include_str!("../js/hosts.js"), "})()");
/// Called on a host, with its root.
const LEARN: &str = include_str!("../js/learn.js");
const ACT: &str = concat!(
    "(() => {\n",
    include_str!("../js/dom.js"),
    include_str!("../js/look.js"),
    include_str!("../js/boxes.js"),
    include_str!("../js/signals.js"),
    include_str!("../js/act.js"),
    "})()"
);

#[derive(Debug, Clone)]
pub struct Scripts {
    /// Runs in every document before the page's own scripts.
    pub watch: String,
    /// The same for workers.
    pub worker: String,
    /// With it our own lines in the console begin.
    pub key: String,
    /// Under this name our own code stands in stacks.
    pub mark: String,
    pub facts: String,
    /// Elements in which a closed tree may lie that no script made.
    pub hosts: String,
    /// A function of such an element and its tree.
    pub learn: String,
    act: String,
}

impl Scripts {
    /// The key is what keeps pages from finding the log; it is new for each scan.
    pub fn new(key: &str) -> Self {
        let mark = format!("_{}", key.get(8..16).unwrap_or_default());
        let with = |source: &str| source.replace("__TG_KEY__", key).replace("__TG_MARK__", &mark);
        Scripts {
            watch: with(WATCH),
            worker: with(WORKER),
            facts: with(FACTS),
            hosts: with(HOSTS),
            learn: with(LEARN),
            act: with(ACT),
            key: key.into(),
            mark: mark.clone(),
        }
    }

    /// `(…).method(arguments)`, with arguments as JSON, which is JavaScript.
    pub fn act(&self, method: &str, arguments: &[&str]) -> String {
        let arguments: Vec<String> = arguments.iter().map(|a| serde_json::Value::from(*a).to_string()).collect();
        format!("({}).{method}({})", self.act, arguments.join(","))
    }
}

/// A key and canary seed that nobody can foresee: from the randomness that names temporary files.
pub fn random_hex() -> std::io::Result<String> {
    use sha2::{Digest, Sha256};
    use std::io::Read;
    let mut bytes = [0u8; 32];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let digest = Sha256::digest(bytes);
    Ok(digest.iter().take(16).map(|b| format!("{b:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_is_replaced_and_arguments_are_quoted() {
        let scripts = Scripts::new("0123456789abcdef");
        assert!(!scripts.watch.contains("__TG_KEY__") && !scripts.facts.contains("__TG_KEY__"));
        assert!(scripts.act("fill", &["a\"b", "x\n"]).ends_with(r#").fill("a\"b","x\n")"#));
    }

    #[test]
    fn keys_differ() {
        assert_ne!(random_hex().unwrap(), random_hex().unwrap());
    }
}
