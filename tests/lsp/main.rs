//! Whole sessions with the language server.

mod client;
mod transport;
