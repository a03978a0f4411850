//! Questions about all tokens, against every token there is of issuers small enough to count.

#![cfg(feature = "insight")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

#[path = "insight/brute_force.rs"]
mod brute_force;
#[path = "insight/questions.rs"]
mod questions;
#[path = "insight/survival.rs"]
mod survival;
