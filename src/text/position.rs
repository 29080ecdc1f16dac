//! Lines and columns: the one place where they are computed from byte offsets.

use super::Span;

/// What a column counts. Negotiated with each editor; never assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, the protocol's default.
    Utf16,
    /// Unicode scalar values; also what the command line prints.
    Utf32,
}

/// A zero-based line and column. Lines end at LF, CR LF or CR.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Zero-based line.
    pub line: u32,
    /// Zero-based column in the units of an [`Encoding`].
    pub character: u32,
}

impl Encoding {
    /// Width of `text` in this encoding's units.
    #[must_use]
    pub fn width(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            _ if text.is_ascii() => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
            Self::Utf32 => text.chars().count(),
        }
    }

    /// Byte offset of column `character` in `line` (without its line end). A column past the end
    /// gives the end; one inside a character gives that character's start.
    #[must_use]
    pub fn byte_of(self, line: &str, character: usize) -> usize {
        if line.is_ascii() {
            return character.min(line.len());
        }
        let mut units = 0;
        for (at, c) in line.char_indices() {
            units += match self {
                Self::Utf8 => c.len_utf8(),
                Self::Utf16 => c.len_utf16(),
                Self::Utf32 => 1,
            };
            if units > character {
                return at;
            }
        }
        line.len()
    }
}

/// The line starts of a text that does not change (files of the command line, fences, tests).
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Indexes `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, &byte) in bytes.iter().enumerate() {
            if byte == b'\n' || byte == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at + 1);
            }
        }
        Self { starts }
    }

    /// Number of lines; a text always has one.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// The zero-based line that holds byte `offset`.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The span of a line without its line end.
    #[must_use]
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let start = self.starts.get(line).copied().unwrap_or(text.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text.get(start..end).unwrap_or("").trim_end_matches(['\r', '\n']);
        Span::new(start, start + content.len())
    }

    /// Line and column of byte `offset`; an offset past the end or inside a character is clamped.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let line = self.line_of(offset);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = text.get(start..offset).unwrap_or("");
        Position { line: line as u32, character: encoding.width(before) as u32 }
    }

    /// Byte offset of a position; lines and columns past the end are clamped.
    #[must_use]
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        if position.line as usize >= self.starts.len() {
            return text.len();
        }
        let span = self.line_span(text, position.line as usize);
        span.start + encoding.byte_of(span.of(text), position.character as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Japanese, a surrogate pair, CRLF, a lone CR, and U+2028, which is no line end.
    const TEXT: &str = "標=😀x\r\nb\rc\u{2028}d\n";

    #[test]
    fn columns_count_in_the_encoding_asked_for() {
        let index = LineIndex::new(TEXT);
        let x = TEXT.find('x').unwrap();
        let column = |encoding| index.position(TEXT, x, encoding).character;
        assert_eq!((column(Encoding::Utf8), column(Encoding::Utf16), column(Encoding::Utf32)), (8, 4, 3));
    }

    #[test]
    fn lines_end_at_lf_crlf_and_cr_only() {
        let index = LineIndex::new(TEXT);
        assert_eq!(index.line_count(), 4);
        assert_eq!(index.line_span(TEXT, 0).of(TEXT), "標=😀x");
        assert_eq!(index.line_span(TEXT, 2).of(TEXT), "c\u{2028}d");
    }

    #[test]
    fn offsets_and_positions_are_inverse() {
        let index = LineIndex::new(TEXT);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (at, c) in TEXT.char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
                let position = index.position(TEXT, at, encoding);
                assert_eq!(index.offset(TEXT, position, encoding), at, "{c:?} in {encoding:?}");
            }
        }
    }

    #[test]
    fn what_lies_outside_is_clamped() {
        let index = LineIndex::new(TEXT);
        let far = Position { line: 0, character: 99 };
        assert_eq!(index.offset(TEXT, far, Encoding::Utf16), TEXT.find('\r').unwrap());
        assert_eq!(index.offset(TEXT, Position { line: 99, character: 0 }, Encoding::Utf16), TEXT.len());
        let inside_the_emoji = Position { line: 0, character: 3 };
        assert_eq!(index.offset(TEXT, inside_the_emoji, Encoding::Utf16), TEXT.find('😀').unwrap());
    }
}
