//! YAML by its lines, where a parser would say no.

/// A line without its line end.
pub(super) struct Line<'a> {
    /// Its first byte.
    pub(super) start: usize,
    /// Blanks before its content.
    pub(super) indent: usize,
    /// From the first character that is no blank.
    pub(super) content: &'a str,
}

/// What a line holds beside its content.
pub(super) struct Read {
    /// The quote of a string that is open at its end.
    pub(super) quote: Option<char>,
    /// How many more brackets it opens than it closes.
    pub(super) brackets: i32,
    /// Where in the content a comment starts.
    pub(super) comment: Option<usize>,
}

/// The lines of a text.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut next = 0;
    text.split_inclusive(['\n', '\r']).map(move |line| {
        let start = next;
        next += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let content = line.trim_start_matches([' ', '\t']);
        Line { start, indent: line.len() - content.len(), content }
    })
}

impl Line<'_> {
    /// Reads the line, at whose start a string may be open.
    pub(super) fn read(&self, open: Option<char>) -> Read {
        let mut read = Read { quote: open, brackets: 0, comment: None };
        let mut chars = self.content.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let before = self.content.get(..at).unwrap_or("");
            match (read.quote, c) {
                (Some('"'), '\\') => {
                    chars.next();
                }
                (Some('\''), '\'') if chars.peek().is_some_and(|(_, next)| *next == '\'') => {
                    chars.next();
                }
                (Some(quote), _) if c == quote => read.quote = None,
                (Some(_), _) => {}
                (None, '#') if before.is_empty() || before.ends_with([' ', '\t']) => {
                    read.comment = Some(at);
                    break;
                }
                (None, '"' | '\'') if starts_value(before) => read.quote = Some(c),
                (None, '[' | '{') => read.brackets += 1,
                (None, ']' | '}') => read.brackets -= 1,
                _ => {}
            }
        }
        read
    }
}

/// True when a value may start behind `before`: behind a colon, a dash, a bracket, a tag.
fn starts_value(before: &str) -> bool {
    const LONGEST_TAG: usize = 64;
    let before = before.trim_end().as_bytes();
    if before.last().is_none_or(|last| b":-[{,".contains(last)) {
        return true;
    }
    let last_word = before.iter().rev().take(LONGEST_TAG).take_while(|byte| !matches!(byte, b' ' | b'\t'));
    last_word.last().is_some_and(|first| matches!(first, b'!' | b'&'))
}
