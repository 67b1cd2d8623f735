//! Which version of its stream an event becomes. The same on every database.

use crate::backend::{Draft, LogId};
use crate::error::StoreError;
use std::collections::HashMap;
use tidegate_journal::Expected;

/// How many events streams have, by the bytes that a database knows them by.
pub(crate) type Known = HashMap<Vec<u8>, u32>;

/// A thing of a log, for a column that logs share.
pub(crate) fn keyed(log: LogId, bytes: &[u8]) -> Vec<u8> {
    [&log.0.to_be_bytes(), bytes].concat()
}

/// The streams of these drafts, one for each.
pub(crate) fn streams(log: LogId, drafts: &[Draft]) -> Vec<Vec<u8>> {
    drafts.iter().map(|d| keyed(log, &d.stream.to_bytes())).collect()
}

/// The version of each draft, if all are as expected; then they are known. A stream that is not known has no events.
pub(crate) fn next(drafts: &[Draft], streams: &[Vec<u8>], known: &mut Known) -> Result<Vec<u32>, StoreError> {
    let mut within: HashMap<&[u8], u32> = HashMap::new();
    let mut out = Vec::with_capacity(drafts.len());
    for (draft, stream) in drafts.iter().zip(streams) {
        let found = within.get(stream.as_slice()).or_else(|| known.get(stream)).copied().unwrap_or(0);
        match draft.expected {
            Expected::Version(expected) if expected != found => return Err(StoreError::Conflict { expected, found }),
            _ => {
                within.insert(stream, found + 1);
                out.push(found + 1);
            }
        }
    }
    known.extend(within.into_iter().map(|(s, v)| (s.to_vec(), v)));
    Ok(out)
}
