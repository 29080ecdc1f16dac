//! The cutters: one forgiving scan a language.

mod anchors;
mod hcl;
pub(super) mod json;
pub(super) mod json_tokens;
pub(super) mod markdown;
pub(super) mod yaml;

use crate::text::Span;

use super::{Block, BlockKind, Language};

/// A part of a file that starts at a block's start, and what the cutter may know of the rest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    /// The text of the part.
    pub text: &'a str,
    /// Where it starts in the file; the blocks' spans are relative to the file.
    pub start: usize,
    /// The block that started here before an edit, the cutter's only memory. Its first key lies
    /// before the edit.
    pub at: Option<&'a Block>,
    /// True when the file ends where the part ends.
    pub complete: bool,
}

/// What a cutter found.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// Blocks that tile the part. Unless the part is complete, the last one may go on after it.
    pub blocks: Vec<Block>,
    /// How much more text the cutter has to see to be certain of the others.
    pub wants: Wants,
}

/// Text that a cutter lacked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Wants {
    /// None: all blocks but the last are certain.
    #[default]
    Nothing,
    /// More of what follows: it looked for an end (of a heredoc, a comment) in vain.
    More,
    /// The whole file: what it found (an alias) binds distant blocks together.
    File,
}

/// Cuts a part of a file.
pub(super) fn cut(piece: Piece<'_>, language: Language) -> Cut {
    match language {
        Language::Terraform | Language::Tfvars => hcl::cut(piece, language),
        Language::Yaml => yaml::cut(piece),
        Language::Json | Language::TerraformJson | Language::TfvarsJson => json::cut(piece, language),
        Language::Markdown => markdown::cut(piece),
    }
}

/// How many blocks before the edited one have to be cut again too, because where they end
/// depends on text after them.
pub(super) fn look_behind(language: Language) -> usize {
    match language {
        Language::Terraform | Language::Tfvars | Language::Markdown => 1,
        Language::Json | Language::TerraformJson | Language::TfvarsJson => 1,
        // Whether a line at the margin is a section depends on the first key behind it.
        Language::Yaml => 2,
    }
}

/// A file that is not cut.
fn uncut(piece: Piece<'_>) -> Cut {
    if piece.text.is_empty() {
        return Cut::default();
    }
    let span = Span::new(piece.start, piece.start + piece.text.len());
    Cut { blocks: vec![Block::new(span, BlockKind::Whole)], wants: Wants::File }
}

/// A text from behind its byte order mark.
pub(super) fn without_byte_order_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
