//! Whom to believe (`c2sp.org/tlog-policy`): keys of logs, keys of witnesses, and how many witnesses it takes.

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::{Algorithm, Note, NoteError, Verified, Verifier};
use std::collections::{BTreeMap, BTreeSet};

/// A file is refused beyond this many lines that define something.
const MOST_DEFINED: usize = 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Verifier>,
    witnesses: BTreeMap<String, Witness>,
    groups: BTreeMap<String, Group>,
    /// `None`: no cosignature is needed.
    quorum: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    pub key: Verifier,
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    needed: usize,
    members: Vec<String>,
}

/// What is wrong with a policy file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy, line {line}: {what}")]
pub struct BadPolicy {
    pub line: usize,
    pub what: String,
}

/// Why a checkpoint is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmet {
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error("the checkpoint is not signed by a log that the policy names")]
    UnknownLog,
    #[error("the checkpoint is of the log `{origin}`, and is signed with the key of `{signer}`")]
    OtherLog { origin: String, signer: String },
    #[error("the policy asks for the quorum `{quorum}`; only {cosigned:?} cosigned")]
    Quorum { quorum: String, cosigned: Vec<String> },
}

impl Policy {
    /// One log, and nobody who watches it.
    pub fn of_log(key: Verifier) -> Self {
        Self { logs: vec![key], witnesses: BTreeMap::new(), groups: BTreeMap::new(), quorum: None }
    }

    pub fn logs(&self) -> &[Verifier] {
        &self.logs
    }

    pub fn witnesses(&self) -> impl Iterator<Item = (&str, &Witness)> {
        self.witnesses.iter().map(|(n, w)| (n.as_str(), w))
    }

    /// Verifies a checkpoint; tells who cosigned, and when.
    pub fn judge(&self, checkpoint: &Note) -> Result<Vec<(String, u64)>, Unmet> {
        let signed = match checkpoint.verify(&self.logs) {
            Ok(signed) => signed,
            Err(NoteError::NobodyKnown(_)) => return Err(Unmet::UnknownLog),
            Err(e) => return Err(CheckpointError::from(e).into()),
        };
        let origin = Checkpoint::of_text(checkpoint.text())?.origin;
        if let Some(other) = signed.iter().find(|v| v.by.name().as_str() != origin.as_str()) {
            return Err(Unmet::OtherLog { origin: origin.to_string(), signer: other.by.name().to_string() });
        }
        let cosigned = match checkpoint.verify(self.witnesses.values().map(|w| &w.key)) {
            Ok(held) => held,
            Err(NoteError::NobodyKnown(_)) => Vec::new(),
            Err(e) => return Err(CheckpointError::from(e).into()),
        };
        let by = |key: &Verifier| cosigned.iter().find(|v: &&Verified| v.by == key).and_then(|v| v.time);
        let witnessed: Vec<(String, u64)> = self.witnesses.iter().filter_map(|(n, w)| Some((n.clone(), by(&w.key)?))).collect();
        let names: BTreeSet<&str> = witnessed.iter().map(|(n, _)| n.as_str()).collect();
        match &self.quorum {
            Some(quorum) if !self.reached(quorum, &names) => {
                Err(Unmet::Quorum { quorum: quorum.clone(), cosigned: witnessed.into_iter().map(|(n, _)| n).collect() })
            }
            _ => Ok(witnessed),
        }
    }

    /// Groups name only what stands before them, so this ends.
    fn reached(&self, name: &str, cosigned: &BTreeSet<&str>) -> bool {
        match self.groups.get(name) {
            Some(g) => g.members.iter().filter(|m| self.reached(m, cosigned)).count() >= g.needed,
            None => cosigned.contains(name),
        }
    }
}

impl std::str::FromStr for Policy {
    type Err = BadPolicy;
    fn from_str(s: &str) -> Result<Self, BadPolicy> {
        let mut read = Reading::default();
        for (i, line) in s.split('\n').enumerate() {
            read.line(line).map_err(|what| BadPolicy { line: i + 1, what })?;
        }
        let quorum = read.quorum.ok_or(BadPolicy {
            line: s.lines().count(),
            what: "one line `quorum NAME` is needed; `quorum none` asks for no witness".into(),
        })?;
        Ok(Self { logs: read.logs, witnesses: read.witnesses, groups: read.groups, quorum })
    }
}

#[derive(Default)]
struct Reading {
    logs: Vec<Verifier>,
    witnesses: BTreeMap<String, Witness>,
    groups: BTreeMap<String, Group>,
    members: BTreeSet<String>,
    quorum: Option<Option<String>>,
}

impl Reading {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if line.chars().any(|c| c.is_ascii_control() && c != '\t') {
            return Err("control characters other than tab are not allowed".into());
        }
        let words: Vec<&str> = line.split([' ', '\t']).filter(|w| !w.is_empty()).collect();
        if self.logs.len() + self.witnesses.len() + self.groups.len() > MOST_DEFINED {
            return Err(format!("more than {MOST_DEFINED} logs, witnesses and groups"));
        }
        match words[..] {
            [] => Ok(()),
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log", key] | ["log", key, _] => self.log(key),
            ["witness", name, key] => self.witness(name, key, None),
            ["witness", name, key, url] => self.witness(name, key, Some(url)),
            ["group", name, needed, ref members @ ..] if !members.is_empty() => self.group(name, needed, members),
            ["quorum", name] => self.set_quorum(name),
            [first, ..] => Err(format!(
                "`{}` is not understood: `log KEY [URL]`, `witness NAME KEY [URL]`, `group NAME all|any|NUMBER NAME…` and `quorum NAME` are known",
                first.chars().take(40).collect::<String>()
            )),
        }
    }

    fn log(&mut self, key: &str) -> Result<(), String> {
        let key: Verifier = key.parse().map_err(|e: NoteError| e.to_string())?;
        if key.algorithm() != Algorithm::Ed25519 {
            return Err("the key of a log is of type 1 (Ed25519)".into());
        }
        if self.logs.iter().any(|l| l.key_bytes() == key.key_bytes()) {
            return Err("this key stands here twice".into());
        }
        self.logs.push(key);
        Ok(())
    }

    fn witness(&mut self, name: &str, key: &str, url: Option<&str>) -> Result<(), String> {
        self.free(name)?;
        let key: Verifier = key.parse().map_err(|e: NoteError| e.to_string())?;
        if key.algorithm() != Algorithm::Cosignature {
            return Err("the key of a witness is of type 4 (cosignature)".into());
        }
        if self.witnesses.values().any(|w| w.key.key_bytes() == key.key_bytes()) {
            return Err("this key stands here twice".into());
        }
        self.witnesses.insert(name.into(), Witness { key, url: url.map(str::to_owned) });
        Ok(())
    }

    fn group(&mut self, name: &str, needed: &str, members: &[&str]) -> Result<(), String> {
        self.free(name)?;
        let needed = match needed {
            "any" => 1,
            "all" => members.len(),
            n => n.parse().ok().filter(|n| (1..=members.len()).contains(n)).ok_or(format!(
                "`{}` is neither `all`, `any` nor a number from 1 to {}",
                n.chars().take(20).collect::<String>(),
                members.len()
            ))?,
        };
        for m in members {
            self.known(m)?;
            if !self.members.insert((*m).into()) {
                return Err(format!("`{m}` is in a group already; each counts once"));
            }
        }
        self.groups.insert(name.into(), Group { needed, members: members.iter().map(|m| (*m).to_owned()).collect() });
        Ok(())
    }

    fn set_quorum(&mut self, name: &str) -> Result<(), String> {
        if self.quorum.is_some() {
            return Err("there is one quorum only".into());
        }
        if name != "none" {
            self.known(name)?;
        }
        self.quorum = Some((name != "none").then(|| name.to_owned()));
        Ok(())
    }

    fn free(&self, name: &str) -> Result<(), String> {
        match name == "none" || self.witnesses.contains_key(name) || self.groups.contains_key(name) {
            true => Err(format!("the name `{}` is taken", name.chars().take(60).collect::<String>())),
            false => Ok(()),
        }
    }

    fn known(&self, name: &str) -> Result<(), String> {
        match self.witnesses.contains_key(name) || self.groups.contains_key(name) {
            true => Ok(()),
            false => Err(format!("no witness or group `{}` stands above this line", name.chars().take(60).collect::<String>())),
        }
    }
}
