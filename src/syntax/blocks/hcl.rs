//! Cutting hcl files.

use super::{Cut, Piece};

/// Cuts a part of a file.
pub(super) fn cut(piece: Piece<'_>) -> Cut {
    super::uncut(piece)
}
