//! Inlay hints: design advice at the ends of lines.

use crate::text::Span;

use super::answer::InlayHint;
use super::host::Host;

impl Host {
    /// The hints in `span` of a file.
    #[must_use]
    pub fn inlay_hints(&self, path: &str, span: Span) -> Vec<InlayHint> {
        let _ = (path, span);
        Vec::new()
    }
}
