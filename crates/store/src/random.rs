//! The system's randomness.

use crate::error::StoreError;

pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| StoreError::Refused(format!("the system gives no randomness: {e}")))?;
    Ok(bytes)
}
