//! Whole sessions with the language server.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod client;
mod editor;
mod edits;
mod features;
mod recovery;
mod transport;
