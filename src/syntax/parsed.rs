//! What parsing a block gives.

use crate::text::Span;

use super::Node;

/// A parsed block. Parsing never fails; it returns what it found.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// A [`Data::Map`](super::Data::Map) of what stands in the block: for an HCL block one entry
    /// with its labels, for an entry of a template one entry by its logical id, for a section
    /// that section, for a whole file everything. Spans are relative to the block's text.
    /// `None` when no repair helped, or for blocks that hold no values (prose).
    pub root: Option<Node>,
    /// True when lines were blanked or closers appended to get a tree: what is there counts, what
    /// is absent proves nothing.
    pub partial: bool,
    /// The first thing the parser refused, in the text as the author has it.
    pub error: Option<SyntaxError>,
    /// The comments, in order, markers included. In Markdown fences those of the fence's language.
    pub comments: Box<[Span]>,
}

/// Why a block did not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where the parser stopped, relative to the block.
    pub at: usize,
    /// The parser's own words, in English.
    pub message: Box<str>,
}
