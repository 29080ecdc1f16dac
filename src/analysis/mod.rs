//! The analysis: one method per editor feature, plain data in, plain data out.
//!
//! Everything is reached through [`Host`]. Paths are strings with `/`, absolute or as the caller
//! names them, or an `untitled:` address; offsets are bytes of the file. No IO, no protocol, no
//! clock.

mod actions;
mod answer;
mod calls;
#[cfg(test)]
mod calls_tests;
mod diagnose;
mod document;
mod fence;
mod host;
mod hover;
mod inlay;
mod modules;
mod recovery;
mod workbench;

pub use answer::{
    Action, ActionData, ActionKind, ControlIds, Diagnostic, Hover, InlayHint, Mark, Placed, Related, WorkspaceEdit,
};
pub use host::{Host, PreparedFile, Session};
