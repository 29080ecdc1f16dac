//! Trees to declarations, one block at a time.

use crate::syntax::{BlockKind, Language, Parsed};

use super::Lowered;

/// Lowers a block of any language.
pub(super) fn lower(_parsed: &Parsed, _kind: &BlockKind, _language: Language) -> Lowered {
    Lowered::default()
}
