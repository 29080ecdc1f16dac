//! Code actions: what can be changed at a place, and the edits on demand.

use crate::text::Span;

use super::answer::{Action, ActionData, WorkspaceEdit};
use super::host::Host;

impl Host {
    /// The actions for `span` of a file: fixes of the diagnostics there, and the disaster recovery
    /// patterns that the resources there lack.
    #[must_use]
    pub fn actions(&self, path: &str, span: Span) -> Vec<Action> {
        let _ = (path, span);
        Vec::new()
    }

    /// The edit of an action, made from the files as they are now; `None` when what it was about is
    /// gone.
    #[must_use]
    pub fn resolve(&self, data: &ActionData) -> Option<WorkspaceEdit> {
        let _ = data;
        None
    }
}
