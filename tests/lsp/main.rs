//! Whole sessions with the language server.

mod client;
mod editor;
mod features;
mod transport;
