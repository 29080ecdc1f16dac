//! The units a file is cut into.

use crate::text::Span;

/// A top-level unit of a file. The blocks of a file tile it: each starts where the one before
/// ends, and comments and blank lines belong to the block that follows them, so that a
/// suppression above a resource travels with it. What follows the last block belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its bytes in the file.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// True when something in it (a comment, a heredoc) found no end in the rest of the file and
    /// was therefore taken to end with the block: text typed later on can change where it ends.
    pub open: bool,
    /// Where the keys around it stand. With the kind it is all that decides how the text from
    /// its start on is cut.
    pub columns: Columns,
}

/// Columns of keys, in an order that the language's cutter knows; [`Columns::NONE`] for a key
/// that does not start its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns(pub(super) [u32; 3]);

impl Columns {
    /// The column of a key that does not start its line.
    pub(super) const NONE: u32 = u32::MAX;
}

impl AsRef<Self> for Block {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Block {
    /// A block with nothing left open.
    #[must_use]
    pub fn new(span: Span, kind: BlockKind) -> Self {
        Self { span, kind, open: false, columns: Columns::default() }
    }
}

/// What a block is, as far as a scan of its first line can tell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A block or attribute at the top of an HCL file, by its first word (`resource`, `locals`;
    /// for `.tfvars` the variable's name).
    Hcl(Box<str>),
    /// One entry of a section that is cut into entries: a logical resource of a template, a
    /// resource of a `.tf.json`.
    Entry {
        /// The path of keys above the entry: `["Resources"]`, `["resource", "aws_s3_bucket"]`.
        parents: Box<[Box<str>]>,
        /// The entry's key: the logical id.
        key: Box<str>,
    },
    /// Another top-level key of a YAML or JSON file with all that it holds, or the opening of a
    /// section (`Resources:` and what stands between it and the first entry).
    Section(Box<str>),
    /// The whole file, where it cannot be cut: a YAML alias whose anchor lies elsewhere, several
    /// YAML documents, a file that is no mapping.
    Whole,
    /// Markdown between fences: a heading or a paragraph with what is indented under it.
    Prose,
    /// A fenced code block of Markdown.
    Fence(Fence),
    /// Markdown front matter.
    FrontMatter,
    /// Bytes that belong to no unit: a stray line, an opening brace, blanks of an empty file.
    Loose,
}

/// The outside of a fenced code block. Spans are relative to the block's start.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fence {
    /// What follows the opening backticks, trimmed: `hcl title="bad"`.
    pub info: Box<str>,
    /// The lines between the fences, each without what the list or quote around the fence puts
    /// before it, and with its line end. Joined, they are the text of the virtual file.
    pub lines: Box<[Span]>,
}
