//! Cuts a YAML file: top-level keys, and the entries of `Resources`.
//!
//! Lines at column 0 that look like keys start a section whatever stands open before them, and
//! below `Resources` lines that are indented no deeper than the entries above start an entry. So
//! an unclosed quote, bracket or block scalar ends where the next block starts.

use crate::syntax::{Block, BlockKind, Columns};
use crate::text::Span;

use super::{Cut, Piece, Wants, anchors, uncut};

/// The section that is cut into entries.
const CUT_SECTION: &str = "Resources";

const BOM: &str = "\u{feff}";

/// Cuts a part of a file.
pub(super) fn cut(piece: Piece<'_>) -> Cut {
    let mut lines = Lines::new(piece);
    while !lines.is_whole && lines.step() {}
    let is_file = piece.start == 0 && piece.complete;
    if !is_file {
        let wants = if lines.is_whole || anchors::has_marks(piece.text) { Wants::File } else { Wants::Nothing };
        return Cut { blocks: lines.tile(), wants };
    }
    let has_content = lines.has_content;
    let mut is_whole = lines.is_whole;
    let blocks = lines.tile();
    is_whole |= has_content && blocks.iter().all(|block| block.kind == BlockKind::Loose);
    if is_whole || anchors::reach_across(piece.text, &blocks) {
        return uncut(piece);
    }
    Cut { blocks, wants: Wants::Nothing }
}

/// Where in the file a line stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Before the first key.
    Start,
    /// In a section that is one block.
    Section,
    /// Behind `Resources:`, before its first entry.
    Opening,
    /// Among the entries of `Resources`, none of which is indented less so far.
    Entries { indent: usize },
}

/// A walk over lines.
struct Lines<'a> {
    text: &'a str,
    /// Offset of `text` in the file.
    base: usize,
    place: Place,
    /// The blocks so far; the ends are filled in by [`Lines::tile`].
    blocks: Vec<Block>,
    at: usize,
    /// End of the last line that is neither blank nor a comment.
    content_end: usize,
    /// Some line is neither blank nor a comment nor a mark of the document's start.
    has_content: bool,
    /// The file cannot be cut: its root is no mapping, or a second document starts.
    is_whole: bool,
    /// Inside a block scalar: the indentation of what holds it.
    scalar: Option<usize>,
}

/// A line without its line end.
struct Line<'a> {
    next: usize,
    /// Columns before the first character; `None` when a tab is among them.
    indent: Option<usize>,
    /// The line from its first character on.
    content: &'a str,
}

impl<'a> Lines<'a> {
    fn new(piece: Piece<'a>) -> Self {
        let place = match piece.at.map(|block| (&block.kind, block.columns)) {
            _ if piece.start == 0 => Place::Start,
            Some((BlockKind::Entry { .. }, Columns([indent, ..]))) => Place::Entries { indent: indent as usize },
            _ => Place::Section,
        };
        Self {
            text: piece.text,
            base: piece.start,
            place,
            blocks: Vec::new(),
            at: if piece.start == 0 && piece.text.starts_with(BOM) { BOM.len() } else { 0 },
            content_end: 0,
            has_content: false,
            is_whole: false,
            scalar: None,
        }
    }

    /// Reads a line; false at the end of the text.
    fn step(&mut self) -> bool {
        let Some(line) = self.next_line() else {
            return false;
        };
        if line.content.is_empty() {
            return true;
        }
        if let Some(parent) = self.scalar {
            if line.indent.is_none_or(|indent| indent > parent) {
                self.content_end = line.next;
                return true;
            }
            self.scalar = None;
        }
        if line.content.starts_with('#') || self.is_document_mark(&line) {
            return true;
        }
        self.place_line(&line);
        self.has_content = true;
        self.content_end = line.next;
        self.scalar = line.indent.and_then(|indent| block_scalar_parent(indent, line.content));
        true
    }

    fn next_line(&mut self) -> Option<Line<'a>> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let bytes = rest.as_bytes();
        let length = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len());
        let end_mark = match bytes.get(length..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        self.at = start + length + end_mark;
        let line = &rest[..length];
        let content = line.trim_start_matches([' ', '\t']);
        let blanks = &line[..line.len() - content.len()];
        let indent = (!blanks.contains('\t')).then_some(blanks.len());
        Some(Line { next: self.at, indent, content })
    }

    /// Handles `---`, `...` and directives at column 0. True when the line holds nothing else.
    fn is_document_mark(&mut self, line: &Line) -> bool {
        if line.indent != Some(0) {
            return false;
        }
        if let Some(rest) = line.content.strip_prefix("---")
            && (rest.is_empty() || rest.starts_with([' ', '\t']))
        {
            let rest = rest.trim();
            self.is_whole |= self.has_content_before() || !(rest.is_empty() || rest.starts_with('#'));
            return true;
        }
        let directive = line.content.starts_with('%') && !self.has_content_before();
        directive || (line.content.trim_end() == "..." && !self.has_content_before())
    }

    fn has_content_before(&self) -> bool {
        self.has_content || !matches!(self.place, Place::Start)
    }

    /// Starts a block at the line if it is a section or an entry.
    fn place_line(&mut self, line: &Line) {
        let is_key = starts_key(line.content);
        match (self.place, line.indent) {
            (_, Some(0)) if is_key => self.start_section(line),
            (Place::Start, Some(0)) => self.is_whole |= !self.has_content,
            (Place::Opening, indent) => match indent.filter(|indent| is_key && *indent > 0) {
                Some(indent) => self.start_entry(line, indent),
                None => self.place = Place::Section,
            },
            (Place::Entries { indent }, Some(own)) if is_key && own <= indent => self.start_entry(line, own),
            _ => {}
        }
    }

    fn start_section(&mut self, line: &Line) {
        let (key, value) = split_key(line.content);
        let opens = key == CUT_SECTION && value.is_some_and(|value| value.is_empty() || value.starts_with('#'));
        self.place = if opens { Place::Opening } else { Place::Section };
        if self.base == 0 && self.blocks.is_empty() && self.content_end > 0 {
            self.blocks.push(Block::new(Span::empty(0), BlockKind::Loose));
        }
        self.push(BlockKind::Section(key.into()), Columns::default());
    }

    /// Starts an entry that is indented by `indent`, no deeper than those before it.
    fn start_entry(&mut self, line: &Line, indent: usize) {
        self.place = Place::Entries { indent };
        let kind = BlockKind::Entry { parents: [CUT_SECTION.into()].into(), key: split_key(line.content).0.into() };
        self.push(kind, Columns([indent.min(u32::MAX as usize) as u32, 0, 0]));
    }

    fn push(&mut self, kind: BlockKind, columns: Columns) {
        let start = Span::empty(self.base + self.content_end);
        self.blocks.push(Block { columns, ..Block::new(start, kind) });
    }

    /// The blocks, each up to the next.
    fn tile(mut self) -> Vec<Block> {
        if self.blocks.is_empty() && !self.text.is_empty() {
            self.blocks.push(Block::new(Span::empty(self.base), BlockKind::Loose));
        }
        let mut end = self.base + self.text.len();
        for block in self.blocks.iter_mut().rev() {
            block.span.end = end;
            end = block.span.start;
        }
        self.blocks
    }
}

/// True when a mapping key, or a word that may become one, starts here.
fn starts_key(content: &str) -> bool {
    !content.starts_with(['-', '?', ':', '#', '{', '}', '[', ']', ',', '|', '>', '@', '`', '%', '&', '*', '!'])
}

/// The key of a line without its quotes, and what follows its colon. A line without a colon is
/// a key that is being typed: its first word.
fn split_key(content: &str) -> (&str, Option<&str>) {
    let quote = content.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote
        && let Some((key, rest)) = content[1..].split_once(quote)
    {
        return (key, rest.trim_start().strip_prefix(':').map(str::trim));
    }
    let is_colon = |at: &usize| content[at + 1..].is_empty() || content[at + 1..].starts_with([' ', '\t']);
    match content.match_indices(':').map(|(at, _)| at).find(is_colon) {
        Some(at) => (content[..at].trim_end(), Some(content[at + 1..].trim())),
        None => (content.split_whitespace().next().unwrap_or(""), None),
    }
}

/// When the line ends in the header of a block scalar (`|`, `>-`, `|2 # note`): the column of
/// the key or dash that holds the scalar.
pub(in crate::syntax) fn block_scalar_parent(indent: usize, content: &str) -> Option<usize> {
    let content = content.find(" #").map_or(content, |note| &content[..note]);
    let content = content.trim_end();
    let before = content.trim_end_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let before = before.strip_suffix(['|', '>'])?;
    if !before.is_empty() && !before.ends_with([' ', '\t']) {
        return None;
    }
    let holder = before.trim_end();
    let last_word = holder.rsplit([' ', '\t']).next().unwrap_or("");
    let is_holder = last_word.ends_with(':') || last_word == "-" || last_word.starts_with(['!', '&']);
    if !is_holder {
        return None;
    }
    // `- - key: |` is held by `key`, `- |` by the dash.
    let mut column = indent;
    let mut rest = holder;
    while let Some(after) = rest.strip_prefix('-').filter(|after| after.starts_with([' ', '\t'])) {
        let inner = after.trim_start_matches([' ', '\t']);
        column += rest.len() - inner.len();
        rest = inner;
    }
    Some(column)
}

#[cfg(test)]
mod tests;
