//! Shirube (標, "signpost"): an offline reviewer that reads AWS notes and templates together.
//!
//! `ARCHITECTURE.md` draws the floors; a module imports from lower floors only.

pub mod analysis;
pub mod cli;
pub mod config;
mod disk;
pub mod fix;
pub mod glossary;
pub mod hints;
pub mod lsp;
pub mod model;
pub mod patterns;
pub mod report;
pub mod rules;
pub mod syntax;
pub mod text;
