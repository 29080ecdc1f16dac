//! What the analysis answers: plain data, in byte offsets of the file.

use std::sync::Arc;

use crate::rules::{Safety, Severity};
use crate::text::{Encoding, LineIndex, Position, Span, TextEdit};

/// A place in a block with its lines and columns, so that showing it costs no search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Byte relative to the block.
    pub byte: usize,
    /// Line relative to the block's first line.
    pub line: u32,
    /// Column in UTF-8, UTF-16 and UTF-32, relative to the block's first byte on line 0.
    pub columns: [u32; 3],
}

impl Mark {
    pub(super) fn new(text: &str, lines: &LineIndex, byte: usize) -> Self {
        let [utf8, utf16, utf32] =
            [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].map(|encoding| lines.position(text, byte, encoding));
        Self { byte, line: utf8.line, columns: [utf8.character, utf16.character, utf32.character] }
    }

    /// The column in an encoding.
    #[must_use]
    pub fn column(&self, encoding: Encoding) -> u32 {
        let [utf8, utf16, utf32] = self.columns;
        match encoding {
            Encoding::Utf8 => utf8,
            Encoding::Utf16 => utf16,
            Encoding::Utf32 => utf32,
        }
    }
}

/// The ids of one framework: `("fsbp", ["ELB.1"])`.
pub type ControlIds = (Box<str>, Vec<Box<str>>);

/// A diagnostic of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// First and last place; relative to the block.
    pub start: Mark,
    /// One past the last.
    pub end: Mark,
    /// Rule id, or a code such as `unknown-value`, `suppression-unused`.
    pub code: Arc<str>,
    /// How serious.
    pub severity: Severity,
    /// The principle of the rule (`encryption-in-transit`), empty for other codes.
    pub principle: &'static str,
    /// `aws_type.name` or the logical id; empty when it concerns no resource.
    pub resource: Arc<str>,
    /// The attribute at fault as the file's language spells it; empty when the resource as a whole
    /// is concerned.
    pub attribute: Box<str>,
    /// What is wrong, in the user's language.
    pub message: Arc<str>,
    /// Ids of the same check in other tools.
    pub aliases: Arc<[Box<str>]>,
    /// Control ids by framework.
    pub controls: Arc<[ControlIds]>,
    /// Whether and how safely it can be fixed.
    pub fix: Option<Safety>,
    /// Other places that belong to the story.
    pub related: Box<[Related]>,
}

/// Another place that a diagnostic speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// The other resource's address; where it stands is looked up when shown.
    pub address: Box<str>,
    /// Its part in the story, in the user's language.
    pub message: Arc<str>,
}

/// A diagnostic placed in its file.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The diagnostic.
    pub diagnostic: Arc<Diagnostic>,
    /// First byte of the block in the file.
    pub base: usize,
    /// First line of the block in the file.
    pub line: u32,
    /// Columns before the block on its first line (bytes, UTF-16, UTF-32); zero for blocks that
    /// start a line.
    pub indent: [u32; 3],
}

impl Placed {
    /// Line and column in the file of one of the diagnostic's marks.
    #[must_use]
    pub fn position(&self, mark: Mark, encoding: Encoding) -> Position {
        let [utf8, utf16, utf32] = self.indent;
        let indent = match encoding {
            Encoding::Utf8 => utf8,
            Encoding::Utf16 => utf16,
            Encoding::Utf32 => utf32,
        };
        let before = if mark.line == 0 { indent } else { 0 };
        Position { line: self.line + mark.line, character: before + mark.column(encoding) }
    }

    /// A diagnostic at a span of another text than the one that was judged.
    #[must_use]
    pub fn elsewhere(diagnostic: Diagnostic, text: &str, lines: &LineIndex, span: Span) -> Self {
        let (start, end) = (Mark::new(text, lines, span.start), Mark::new(text, lines, span.end));
        let diagnostic = Arc::new(Diagnostic { start, end, ..diagnostic });
        Self { diagnostic, base: 0, line: 0, indent: [0; 3] }
    }

    /// The span in the file.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.base + self.diagnostic.start.byte, self.base + self.diagnostic.end.byte)
    }
}

/// Help at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What it is about.
    pub span: Span,
    /// The text, Markdown.
    pub markdown: String,
}

/// A change on offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What the user reads, in the user's language.
    pub title: String,
    /// What kind of change.
    pub kind: ActionKind,
    /// The codes of the diagnostics that it mends, with their spans.
    pub mends: Vec<(Arc<str>, Span)>,
    /// True when it is the obvious choice.
    pub preferred: bool,
    /// Why it cannot be taken here, in the user's language.
    pub disabled: Option<String>,
    /// What computes its edit later; opaque to the editor.
    pub data: ActionData,
}

/// The kinds of code actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionKind {
    /// `quickfix`.
    QuickFix,
    /// `refactor.rewrite.shirube.dr`.
    DisasterRecovery,
    /// `source.fixAll.shirube`.
    FixAll,
}

/// What an action needs to compute its edit.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ActionData {
    /// The file.
    pub path: String,
    /// `fix`, `dr` or `fix-all`.
    pub what: String,
    /// Rule or pattern id; empty for fix-all.
    pub id: String,
    /// The resource's address.
    pub resource: String,
    /// Byte of the file at which the resource was, to tell equal addresses in fences apart.
    pub at: usize,
}

/// Edits of several files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkspaceEdit {
    /// Edits of files that exist, by path; spans of the file as it is now.
    pub edits: Vec<(Arc<str>, Vec<TextEdit>)>,
    /// Files to create, with their text.
    pub creates: Vec<(Arc<str>, String)>,
}

/// A hint at the end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlayHint {
    /// Byte of the file after which it stands.
    pub offset: usize,
    /// A few words.
    pub label: String,
    /// The whole advice, Markdown.
    pub tooltip: String,
}
