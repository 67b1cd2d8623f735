//! The demo shops.
