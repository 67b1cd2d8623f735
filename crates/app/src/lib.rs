//! Reads an Android package: bytes in, [`App`] out. No clock, file or network.
//!
//! Everything in the file is hostile. Each reader takes a slice and moves forward only; sizes, counts and depths have
//! limits that stand beside the loops they bound; what cannot be read becomes a [`Fault`] where nothing can be said
//! without it (no manifest) and a gap of the facts where the rest still tells something (one file of code).

mod arsc;
mod axml;
mod dex;
mod fault;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod make;
mod manifest;
mod network;
mod pool;
mod read;
mod zip;

pub use fault::Fault;
pub use read::{Source, read};

/// Does the file begin as a ZIP archive does? Packages are known by what they are, never by their name.
pub fn is_archive(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}
