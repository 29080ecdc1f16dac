//! The tokens of JSON as a forgiving scan sees them.

use crate::text::Span;

/// What a token is, as far as cutting needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum TokenKind {
    /// `{` or `[`.
    Open,
    /// `}` or `]`.
    Close,
    Comma,
    Colon,
    /// A string, which ends at its line at the latest.
    Text,
    /// A number, a word, or what is no JSON.
    Other,
}

/// A token and its bytes.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct Token {
    pub(in crate::syntax) kind: TokenKind,
    pub(in crate::syntax) start: usize,
    pub(in crate::syntax) end: usize,
    /// Its column, when nothing but blanks stands before it on its line.
    pub(in crate::syntax) column: Option<u32>,
}

/// A walk over tokens. Comments are skipped; one without an end reaches to the end of the text.
pub(in crate::syntax) struct Tokens<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Start of the current line while nothing but blanks was seen on it.
    line_start: Option<usize>,
    /// The comments passed so far.
    pub(in crate::syntax) comments: Vec<Span>,
}

impl<'a> Tokens<'a> {
    pub(in crate::syntax) fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self { text, bytes: text.as_bytes(), at, line_start: Some(at), comments: Vec::new() }
    }

    /// What stands between the quotes of a string, and whether the string has an end.
    pub(in crate::syntax) fn unquoted(&self, token: Token) -> (&'a str, bool) {
        let inner = self.text.get(token.start + 1..token.end).unwrap_or("");
        // Only the quote that ends a string stands in it without a backslash.
        match inner.strip_suffix('"') {
            Some(text) if (text.len() - text.trim_end_matches('\\').len()) & 1 == 0 => (text, true),
            _ => (inner, false),
        }
    }

    /// True when the next byte that is no blank is a colon.
    pub(in crate::syntax) fn is_before_colon(&self) -> bool {
        self.bytes.iter().skip(self.at).find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
    }

    /// The start of the line after `end` when nothing but a comment stands between, else `end`.
    pub(in crate::syntax) fn rest_of_line(&self, end: usize) -> usize {
        let mut at = end;
        loop {
            match self.bytes.get(at..) {
                Some([b' ' | b'\t', ..]) => at += 1,
                Some([b'\r', b'\n', ..]) => return at + 2,
                Some([b'\r' | b'\n', ..]) => return at + 1,
                Some([b'/', b'/', ..]) => at = self.line_end(at),
                Some([b'/', b'*', ..]) => {
                    let comment_end = self.comment_end(at);
                    if self.line_end(at) < comment_end {
                        return end;
                    }
                    at = comment_end;
                }
                _ => return end,
            }
        }
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())
    }

    /// The end of the block comment that starts at `at`.
    fn comment_end(&self, at: usize) -> usize {
        let inner = self.bytes.get(at + 2..).unwrap_or_default();
        inner.windows(2).position(|pair| pair == b"*/").map_or(self.bytes.len(), |end| at + 2 + end + 2)
    }

    /// The end of the string that starts at `at`, its quote included.
    fn text_end(&self, at: usize) -> usize {
        let mut end = at + 1;
        loop {
            match self.bytes.get(end) {
                Some(b'"') => return end + 1,
                Some(b'\\') if !matches!(self.bytes.get(end + 1), None | Some(b'\n' | b'\r')) => end += 2,
                None | Some(b'\n' | b'\r') => return end,
                Some(_) => end += 1,
            }
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let start = self.at;
            let (kind, end) = match *self.bytes.get(start)? {
                b'\n' | b'\r' => {
                    self.at += 1;
                    self.line_start = Some(self.at);
                    continue;
                }
                byte if byte.is_ascii_whitespace() => {
                    self.at += 1;
                    continue;
                }
                b'/' if self.bytes.get(start + 1) == Some(&b'/') => {
                    self.at = self.line_end(start);
                    self.comments.push(Span::new(start, self.at));
                    continue;
                }
                b'/' if self.bytes.get(start + 1) == Some(&b'*') => {
                    self.at = self.comment_end(start);
                    self.comments.push(Span::new(start, self.at));
                    self.line_start = None;
                    continue;
                }
                b'{' | b'[' => (TokenKind::Open, start + 1),
                b'}' | b']' => (TokenKind::Close, start + 1),
                b',' => (TokenKind::Comma, start + 1),
                b':' => (TokenKind::Colon, start + 1),
                b'"' => (TokenKind::Text, self.text_end(start)),
                _ => {
                    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"{}[],:\"/".contains(byte);
                    let rest = self.bytes.get(start + 1..).unwrap_or_default();
                    (TokenKind::Other, start + 1 + rest.iter().position(is_end).unwrap_or(rest.len()))
                }
            };
            self.at = end;
            let column = self.line_start.take().map(|line| u32::try_from(start - line).unwrap_or(u32::MAX));
            return Some(Token { kind, start, end, column });
        }
    }
}
