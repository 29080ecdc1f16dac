//! Whole sessions with the language server.

mod client;
mod editor;
mod edits;
mod features;
mod recovery;
mod transport;
