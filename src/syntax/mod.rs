//! Syntax: files cut into blocks, blocks parsed into one tree type.
//!
//! [`cut`] and [`recut`] find the blocks with a forgiving scan that cannot fail. [`parse`] gives
//! one block to the language's parser, repairing it where it is half typed. Nothing here knows
//! what AWS is.

mod block;
mod blocks;
mod comments;
mod hcl;
mod json;
mod language;
mod markdown;
mod parsed;
mod recut;
mod repair;
mod suppress;
mod tree;
mod yaml;

pub use block::{Block, BlockKind, Columns, Fence};
pub use language::Language;
pub use markdown::{Heading, VirtualText, headings, prose_spans};
pub use parsed::{Parsed, SyntaxError};
pub use recut::{Recut, after, recut};
pub use suppress::{NEVER, Origin, Suppression, Target, may_suppress, suppressions};
pub use tree::{Call, Conditional, Data, Entry, Label, MAX_DEPTH, Map, Node, Part, Step, Style};

use blocks::Piece;

/// Cuts a text into blocks that tile it. Linear, and cannot fail; an empty text has no blocks.
#[must_use]
pub fn cut(text: &str, language: Language) -> Vec<Block> {
    blocks::cut(Piece { text, start: 0, at: None, complete: true }, language).blocks
}

/// Parses one block.
///
/// `text` is the block's text, and all spans of the result are relative to it. `typed_line` is
/// the line of the block (zero-based) that is being typed, which only an editor knows: it is the
/// first to be suspected when the block does not parse.
#[must_use]
pub fn parse(text: &str, kind: &BlockKind, language: Language, typed_line: Option<usize>) -> Parsed {
    match kind {
        BlockKind::Prose => Parsed { comments: comments::in_markdown(text), ..Parsed::default() },
        BlockKind::Fence(_) | BlockKind::FrontMatter => Parsed::default(),
        _ => match language {
            Language::Terraform | Language::Tfvars => hcl::parse(text, kind, typed_line),
            Language::Yaml => yaml::parse(text, kind, typed_line),
            Language::Json | Language::TerraformJson | Language::TfvarsJson => {
                json::parse(text, kind, language, typed_line)
            }
            Language::Markdown => Parsed::default(),
        },
    }
}
