//! Whole sessions with the language server.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod client;
#[path = "../../benches/editing/mod.rs"]
mod editing;
mod editor;
mod edits;
mod features;
#[path = "../../benches/measure/mod.rs"]
mod measure;
mod recording;
mod recovery;
#[path = "../../benches/sample/mod.rs"]
mod sample;
mod transport;
