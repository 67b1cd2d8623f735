//! What passes do on pages: clicks that are judged by what they change, and typing that is never sent.

pub mod child;
pub mod click;
pub mod consent;
mod forms;
pub mod login;
mod mechanism;
mod news;
pub mod optout;
mod typing;

pub use typing::typing;
