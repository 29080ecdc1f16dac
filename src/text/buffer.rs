//! An open document: a rope that takes an editor's edits.

use std::borrow::Cow;
use std::ops::Range;

use ropey::{Rope, RopeSlice};

use super::{Encoding, Position, Span};

/// The text of an open document. Cloning is cheap and gives a snapshot.
#[derive(Clone, Debug, Default)]
pub struct Buffer {
    rope: Rope,
}

/// What an edit did, in bytes: `start..old_end` of the old text became `start..new_end` of the new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// First byte that differs.
    pub start: usize,
    /// End of the replaced bytes in the old text.
    pub old_end: usize,
    /// End of the new bytes in the new text.
    pub new_end: usize,
}

impl Buffer {
    /// A buffer that holds `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// True when there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of lines; at least one.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.rope.len_lines()
    }

    /// Replaces a range by `text`, or the whole text when there is no range.
    /// Positions outside the text are clamped, as the protocol asks.
    pub fn apply(&mut self, range: Option<Range<Position>>, text: &str, encoding: Encoding) -> Change {
        let span = match range {
            Some(range) => Span::new(self.offset(range.start, encoding), self.offset(range.end, encoding)),
            None => Span::new(0, self.len()),
        };
        self.replace(span, text)
    }

    /// Replaces the bytes of `span` by `text`. The span is clamped to character boundaries.
    pub fn replace(&mut self, span: Span, text: &str) -> Change {
        let start = self.rope.byte_to_char(span.start.min(self.len()));
        let end = self.rope.byte_to_char(span.end.min(self.len())).max(start);
        let change_start = self.rope.char_to_byte(start);
        let old_end = self.rope.char_to_byte(end);
        self.rope.remove(start..end);
        self.rope.insert(start, text);
        Change { start: change_start, old_end, new_end: change_start + text.len() }
    }

    /// The text of `span`, borrowed where it lies in one piece of the rope.
    #[must_use]
    pub fn slice(&self, span: Span) -> Cow<'_, str> {
        let end = span.end.min(self.len());
        match self.rope.get_byte_slice(span.start.min(end)..end) {
            Some(slice) => slice.into(),
            None => Cow::Borrowed(""),
        }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> String {
        self.rope.to_string()
    }

    /// The pieces of the text from byte `start` on, in order.
    pub fn chunks_from(&self, start: usize) -> impl Iterator<Item = &str> {
        let start = start.min(self.len());
        let (chunks, chunk_start, _, _) = self.rope.chunks_at_byte(start);
        let mut skip = start - chunk_start;
        chunks.map(move |chunk| {
            let rest = chunk.get(skip..).unwrap_or(chunk);
            skip = 0;
            rest
        })
    }

    /// The zero-based line that holds byte `offset`.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.rope.byte_to_line(offset.min(self.len()))
    }

    /// First byte of a line; the end of the text for a line past the last.
    #[must_use]
    pub fn line_start(&self, line: usize) -> usize {
        if line >= self.line_count() { self.len() } else { self.rope.line_to_byte(line) }
    }

    /// The span of a line without its line end.
    #[must_use]
    pub fn line_span(&self, line: usize) -> Span {
        let start = self.line_start(line);
        let mut end = self.line_start(line + 1);
        while end > start && matches!(self.rope.get_byte(end - 1), Some(b'\n' | b'\r')) {
            end -= 1;
        }
        Span::new(start, end)
    }

    /// Line and column of byte `offset`; clamped to the text and to a character's start.
    #[must_use]
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = self.rope.char_to_byte(self.rope.byte_to_char(offset.min(self.len())));
        let line = self.line_of(offset);
        let before: RopeSlice = self.rope.byte_slice(self.line_start(line)..offset);
        let character = match encoding {
            Encoding::Utf8 => before.len_bytes(),
            Encoding::Utf16 => before.len_utf16_cu(),
            Encoding::Utf32 => before.len_chars(),
        };
        Position { line: line as u32, character: character as u32 }
    }

    /// Byte offset of a position; lines and columns past the end are clamped.
    #[must_use]
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        if position.line as usize >= self.line_count() {
            return self.len();
        }
        let span = self.line_span(position.line as usize);
        span.start + encoding.byte_of(&self.slice(span), position.character as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::super::LineIndex;
    use super::*;

    #[test]
    fn an_edit_after_japanese_lands_where_the_editor_means() {
        let mut buffer = Buffer::new("標識😀 = 1\r\n次\r\n");
        let at = |line, character| Position { line, character };
        let change = buffer.apply(Some(at(0, 7)..at(0, 8)), "22", Encoding::Utf16);
        assert_eq!(buffer.text(), "標識😀 = 22\r\n次\r\n");
        assert_eq!(change, Change { start: 13, old_end: 14, new_end: 15 });
    }

    #[test]
    fn buffer_and_line_index_agree() {
        let text = "標=😀x\r\nb\rc\u{2028}d\n";
        let (buffer, index) = (Buffer::new(text), LineIndex::new(text));
        assert_eq!(buffer.line_count(), index.line_count());
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for offset in 0..=text.len() {
                assert_eq!(buffer.position(offset, encoding), index.position(text, offset, encoding), "{offset}");
            }
        }
    }

    #[test]
    fn chunks_start_at_the_byte_asked_for() {
        let text = "あいう\n".repeat(2000);
        let buffer = Buffer::new(&text);
        let rest: String = buffer.chunks_from(9_999).collect();
        assert_eq!(rest, text[9_999..]);
    }
}
