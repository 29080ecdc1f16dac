//! Cuts a YAML file: top-level keys, and the entries of `Resources`.
//!
//! Lines at column 0 that look like keys start a section whatever stands open before them, and
//! below `Resources` lines that are indented no deeper than the entries above start an entry. So
//! an unclosed quote, bracket or block scalar ends where the next block starts.
//!
//! A line that is being typed, or that was broken in two, often stands too far to the left. It
//! takes no more than itself along: a key at the column of the entries is an entry again, unless
//! what stands above can hold it; and a line at the margin whose continuation can only be that of
//! the entry above is a stray line of that entry.

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
    if piece.complete {
        lines.end_stray();
    }
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
    /// In a section that is one block; behind entries of `Resources`, which stand at a column.
    Section { entries: Option<usize>, inside: Inside },
    /// Behind `Resources:`, before its first entry.
    Opening,
    /// In an entry of `Resources`.
    Entry { seat: EntrySeat, inside: Inside },
}

/// Where the key of an entry stands, and where those around it do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct EntrySeat {
    /// Its own column.
    own: usize,
    /// The column of the entries: that of the first one, or of two in a row.
    entries: usize,
    is_first: bool,
}

/// What the block above a line can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    /// Nothing more: its key has a value, or no colon yet.
    Nothing,
    /// Nothing was seen of it yet.
    Unseen,
    /// Its first line stands at this column.
    At(usize),
    /// A quote or bracket was opened: anything.
    Anything,
}

impl Inside {
    /// What a key that starts a block can hold.
    fn of_key(content: &str) -> Self {
        let Some(mut value) = split_key(content).1 else { return Self::Nothing };
        while value.starts_with(['!', '&']) {
            value = value.split_once([' ', '\t']).map_or("", |(_, rest)| rest.trim_start());
        }
        let value = value.find(" #").map_or(value, |note| &value[..note]).trim_end();
        match value.chars().next() {
            None | Some('#') => Self::Unseen,
            Some('{' | '[') if !value.ends_with(['}', ']']) => Self::Anything,
            Some(quote @ ('"' | '\'')) if !value[1..].contains(quote) => Self::Anything,
            Some(_) => Self::Nothing,
        }
    }

    /// True when a key at this column cannot belong to it.
    fn excludes(self, column: usize) -> bool {
        match self {
            Self::Nothing => true,
            Self::At(first) => column < first,
            Self::Unseen | Self::Anything => false,
        }
    }

    fn seen_at(self, column: usize) -> Self {
        if self == Self::Unseen { Self::At(column) } else { self }
    }
}

/// A block scalar.
#[derive(Clone, Copy, Debug)]
struct Scalar {
    /// The column of the key or dash that holds it.
    holder: usize,
    /// The column of its text, once it is known.
    text: Option<usize>,
}

/// A line at the margin below an entry, which holds no more than itself. Only the next key tells
/// whether it is a section or a stray line of the entry.
#[derive(Clone, Copy, Debug)]
struct Stray<'a> {
    start: usize,
    key: &'a str,
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
    scalar: Option<Scalar>,
    stray: Option<Stray<'a>>,
    /// What the block at the start of the part remembers.
    remembered: Option<Columns>,
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
        let at = piece.at.filter(|_| piece.start > 0);
        let remembered = at.map(|block| block.columns);
        let place = match at.zip(remembered) {
            _ if piece.start == 0 => Place::Start,
            Some((Block { kind: BlockKind::Entry { .. }, .. }, columns)) => {
                Place::Entry { seat: EntrySeat::remembered(columns), inside: Inside::Nothing }
            }
            _ => Place::Section { entries: None, inside: Inside::Anything },
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
            stray: None,
            remembered,
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
        if self.is_in_scalar(&line) {
            self.content_end = line.next;
            return true;
        }
        if line.content.starts_with('#') || self.is_document_mark(&line) {
            return true;
        }
        self.place_line(&line);
        self.has_content = true;
        self.content_end = line.next;
        self.scalar = line.indent.and_then(|indent| Scalar::opened(indent, line.content));
        true
    }

    /// True for a line of the block scalar that is open, if any.
    fn is_in_scalar(&mut self, line: &Line) -> bool {
        let Some(scalar) = &mut self.scalar else { return false };
        let Some(indent) = line.indent else { return true };
        let is_text = indent > scalar.holder && indent >= *scalar.text.get_or_insert(indent);
        if !is_text {
            self.scalar = None;
        }
        is_text
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
    fn place_line(&mut self, line: &Line<'a>) {
        let is_key = starts_key(line.content);
        if self.stray.is_some() && self.continues_stray(line, is_key) {
            return;
        }
        match (self.place, line.indent) {
            (Place::Entry { .. }, Some(0)) if is_key && is_alone(line.content) => {
                self.stray = Some(Stray { start: self.content_end, key: split_key(line.content).0 });
            }
            (_, Some(0)) if is_key => self.start_section(line),
            (Place::Start, Some(0)) => self.is_whole |= !self.has_content,
            (Place::Opening, indent) => match indent.filter(|indent| is_key && *indent > 0) {
                Some(own) => self.start_entry(line, EntrySeat { own, entries: own, is_first: true }),
                None => self.place = Place::Section { entries: None, inside: Inside::Anything },
            },
            (Place::Entry { seat, inside }, Some(own)) if own > 0 => match seat.next(own, inside, line, is_key) {
                Some(next) => self.start_entry(line, next),
                None => self.place = Place::Entry { seat, inside: inside.seen_at(own) },
            },
            (Place::Section { entries: Some(column), inside }, Some(own)) => {
                if own == column && inside.excludes(own) && is_key && has_colon(line.content) {
                    self.start_entry(line, EntrySeat { own, entries: column, is_first: false });
                } else {
                    self.place = Place::Section { entries: Some(column), inside: inside.seen_at(own) };
                }
            }
            _ => {}
        }
    }

    /// Decides about a stray line when the line below it tells. True when that line belongs to
    /// the same block as the stray one.
    fn continues_stray(&mut self, line: &Line, is_key: bool) -> bool {
        let is_section = match (line.indent, self.place) {
            (Some(0), _) => is_key,
            (Some(own), Place::Entry { seat, .. }) if has_colon(line.content) => own <= seat.entries,
            _ => return true,
        };
        if is_section {
            self.end_stray();
        } else if line.indent != Some(0) {
            self.stray = None;
        }
        !is_section
    }

    /// Makes a stray line a section after all.
    fn end_stray(&mut self) {
        if let Some(stray) = self.stray.take() {
            self.section_at(stray.start, stray.key, Inside::Nothing);
        }
    }

    fn start_section(&mut self, line: &Line) {
        let (key, value) = split_key(line.content);
        if self.base == 0 && self.blocks.is_empty() && self.content_end > 0 {
            self.blocks.push(Block::new(Span::empty(0), BlockKind::Loose));
        }
        if key == CUT_SECTION && value.is_some_and(|value| value.is_empty() || value.starts_with('#')) {
            self.push(self.content_end, BlockKind::Section(key.into()), Columns::default());
            self.place = Place::Opening;
        } else {
            self.section_at(self.content_end, key, Inside::of_key(line.content));
        }
    }

    /// Starts a section that is one block.
    fn section_at(&mut self, start: usize, key: &str, inside: Inside) {
        let entries = match self.place {
            Place::Entry { seat, .. } => Some(seat.entries),
            Place::Section { entries, .. } => entries,
            Place::Start | Place::Opening => None,
        };
        let columns = Columns([0, entries.map_or(0, column), 0]);
        let Columns([_, entries, _]) = self.push(start, BlockKind::Section(key.into()), columns);
        self.place = Place::Section { entries: Some(entries as usize).filter(|column| *column > 0), inside };
    }

    fn start_entry(&mut self, line: &Line, seat: EntrySeat) {
        let kind = BlockKind::Entry { parents: [CUT_SECTION.into()].into(), key: split_key(line.content).0.into() };
        let columns = self.push(self.content_end, kind, seat.columns());
        self.place = Place::Entry { seat: EntrySeat::remembered(columns), inside: Inside::of_key(line.content) };
    }

    /// Starts a block. Gives what it remembers: for the first of a part what it did before.
    fn push(&mut self, start: usize, kind: BlockKind, columns: Columns) -> Columns {
        let columns = self.remembered.take().unwrap_or(columns);
        self.blocks.push(Block { columns, ..Block::new(Span::empty(self.base + start), kind) });
        columns
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

impl EntrySeat {
    fn remembered(Columns([own, entries, is_first]): Columns) -> Self {
        Self { own: own as usize, entries: entries as usize, is_first: is_first > 0 }
    }

    fn columns(self) -> Columns {
        Columns([column(self.own), column(self.entries), u32::from(self.is_first)])
    }

    /// The seat of the entry that a line starts at column `own`; `None` for a line of this entry,
    /// which holds `inside`.
    fn next(self, own: usize, inside: Inside, line: &Line, is_key: bool) -> Option<Self> {
        let is_outside = is_key && inside.excludes(own) && has_colon(line.content);
        let entries = match own {
            _ if is_key && own == self.own => own,
            _ if is_key && own < self.own => self.entries,
            // This one stood too far to the left.
            _ if is_outside && own == self.entries => own,
            _ if is_outside && self.is_first && inside != Inside::Nothing => own,
            _ => return None,
        };
        Some(Self { own, entries, is_first: false })
    }
}

impl Scalar {
    /// The block scalar that a line opens.
    fn opened(indent: usize, content: &str) -> Option<Self> {
        let holder = block_scalar_parent(indent, content)?;
        let header = content.find(" #").map_or(content, |note| &content[..note]);
        let indicator = header.bytes().rev().take_while(|byte| !matches!(byte, b'|' | b'>')).find(u8::is_ascii_digit);
        Some(Self { holder, text: indicator.map(|digit| holder + usize::from(digit - b'0')) })
    }
}

fn column(column: usize) -> u32 {
    u32::try_from(column).unwrap_or(u32::MAX)
}

/// True for a key with its value, and for a word: nothing indented belongs to it.
fn is_alone(content: &str) -> bool {
    Inside::of_key(content) == Inside::Nothing && block_scalar_parent(0, content).is_none()
}

/// True when the line names a value, if need be behind dashes.
fn has_colon(content: &str) -> bool {
    split_key(content.trim_start_matches(['-', ' ', '\t'])).1.is_some()
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
