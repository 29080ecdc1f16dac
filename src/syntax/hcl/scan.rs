//! A forgiving scan of HCL: where logical lines end, and what stays open. It cannot fail.
//!
//! Two rules keep a half-typed block from swallowing its neighbours: a quoted string ends at the
//! newline, and the header of a top-level block at the first column closes everything, save for a
//! comment or a heredoc that has its end.

use rustc_hash::FxHashMap;

use crate::text::Span;

/// Something opened that wants closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Open {
    Brace,
    Bracket,
    Paren,
    /// `"`.
    Quote,
    /// `${` or `%{` within a string.
    Hole,
}

/// What ended a logical line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum LineEnd {
    /// A newline with nothing open, or the end of the text.
    Natural,
    /// The header of the next block. The scanner stands there; the comments and blank lines above
    /// it start at this byte.
    Header(usize),
}

/// A line with all that is opened on it, down to where it is closed.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct LogicalLine {
    /// Its first byte that is neither blank nor comment.
    pub first: Option<usize>,
    /// What ended it.
    pub end: LineEnd,
    /// True when a comment or heredoc in it found no end.
    pub unended: bool,
}

/// The scan of one text.
pub(in crate::syntax) struct Scanner<'a> {
    text: &'a str,
    /// The next byte to read.
    pub at: usize,
    /// What is open, outermost first.
    pub stack: Vec<Open>,
    /// How many of them a `}` closes.
    closable: usize,
    /// The tag of a heredoc that found no end before the end of the text.
    pub heredoc: Option<&'a str>,
    /// The end of the first line that ends in a quoted string.
    pub open_quote: Option<usize>,
    /// True when a look for an end reached the end of the text.
    pub starved: bool,
    /// Says whether a top-level header starts at a line's start.
    is_header: fn(&str, usize) -> bool,
    /// How often the end of a heredoc was looked for behind a header.
    looks: usize,
    marks: Option<FxHashMap<&'a str, Vec<(usize, Mark)>>>,
    comments_never_end: bool,
}

/// So many looks for a tag search the text, which is fast; further ones an index, which keeps a
/// hostile text linear.
const QUICK_LOOKS: usize = 8;

/// A line that opens or ends heredocs of some tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Opens,
    Ends,
}

impl<'a> Scanner<'a> {
    pub(in crate::syntax) fn new(text: &'a str) -> Self {
        Self::with_headers(text, is_header)
    }

    /// A scan in which other lines than those of a configuration are headers.
    pub(in crate::syntax) fn with_headers(text: &'a str, is_header: fn(&str, usize) -> bool) -> Self {
        Self {
            is_header,
            text,
            at: 0,
            stack: Vec::new(),
            closable: 0,
            heredoc: None,
            open_quote: None,
            starved: false,
            looks: 0,
            marks: None,
            comments_never_end: false,
        }
    }

    /// Reads one logical line, naming its comments.
    pub(in crate::syntax) fn logical_line(&mut self, mut on_comment: impl FnMut(Span)) -> LogicalLine {
        self.stack.clear();
        self.closable = 0;
        let start = self.at;
        let mut line = LogicalLine { first: None, end: LineEnd::Natural, unended: false };
        // Where the comments and blank lines start that reach down to the scanner.
        let mut above = None;
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if self.stack.last() == Some(&Open::Quote) && byte != b'\n' {
                self.quoted(byte);
                continue;
            }
            let here = self.at;
            self.at += 1;
            match byte {
                b'\n' => {
                    self.end_quotes(here);
                    if self.stack.is_empty() {
                        return line;
                    }
                    let above = *above.get_or_insert(self.at);
                    if (self.is_header)(self.text, self.at) {
                        line.end = LineEnd::Header(above);
                        return line;
                    }
                    continue;
                }
                b' ' | b'\t' | b'\r' => continue,
                b'#' => {
                    on_comment(self.line_comment(here));
                    continue;
                }
                b'/' if self.next_is(b'/') => {
                    on_comment(self.line_comment(here));
                    continue;
                }
                b'/' if self.next_is(b'*') => {
                    let ended = self.comment_end(here);
                    let end = ended.unwrap_or_else(|next| next.unwrap_or(self.text.len()));
                    on_comment(Span::new(here, end));
                    self.at = end;
                    if let Err(next) = ended {
                        line.unended = true;
                        line.end = self.end_before(next, line.first.unwrap_or(start));
                        return line;
                    }
                    continue;
                }
                _ => {}
            }
            line.first.get_or_insert(here);
            above = None;
            match byte {
                b'"' => self.stack.push(Open::Quote),
                b'{' => self.open(Open::Brace),
                b'[' => self.open(Open::Bracket),
                b'(' => self.open(Open::Paren),
                b'}' => self.close_brace(),
                b']' => self.close(Open::Bracket),
                b')' => self.close(Open::Paren),
                b'<' => {
                    if let Some((tag, body)) = heredoc_opening(self.text, here) {
                        match self.heredoc_end(tag, body) {
                            Ok(end) => self.at = end,
                            Err(next) => {
                                line.unended = true;
                                line.end = self.end_before(next, line.first.unwrap_or(start));
                                self.heredoc = Some(tag);
                                self.at = next.unwrap_or(self.text.len());
                                return line;
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        line
    }

    /// The end of a line that an unended comment or heredoc leaves to a header, or to the text's end.
    fn end_before(&self, header: Option<usize>, floor: usize) -> LineEnd {
        header.map_or(LineEnd::Natural, |header| LineEnd::Header(comments_above(self.text, header, floor)))
    }

    fn next_is(&self, byte: u8) -> bool {
        self.text.as_bytes().get(self.at) == Some(&byte)
    }

    fn line_comment(&mut self, start: usize) -> Span {
        self.at = line_end(self.text, self.at);
        let end = start + self.text[start..self.at].trim_end_matches('\r').len();
        Span::new(start, end)
    }

    /// Reads on within a quoted string.
    fn quoted(&mut self, byte: u8) {
        let bytes = self.text.as_bytes();
        let next = bytes.get(self.at + 1);
        self.at += 1;
        match byte {
            b'"' => {
                self.stack.pop();
            }
            b'\\' if next.is_some_and(|next| !matches!(next, b'\n' | b'\r')) => self.at += 1,
            b'$' | b'%' if next == Some(&byte) && bytes.get(self.at + 1) == Some(&b'{') => self.at += 2,
            b'$' | b'%' if next == Some(&b'{') => {
                self.at += 1;
                self.open(Open::Hole);
            }
            _ => {}
        }
    }

    fn end_quotes(&mut self, newline: usize) {
        while self.stack.last() == Some(&Open::Quote) {
            self.stack.pop();
            self.open_quote.get_or_insert(newline);
        }
    }

    fn open(&mut self, open: Open) {
        self.closable += usize::from(matches!(open, Open::Brace | Open::Hole));
        self.stack.push(open);
    }

    fn close(&mut self, open: Open) {
        if self.stack.last() == Some(&open) {
            self.stack.pop();
        }
    }

    /// A `}` closes brackets that were forgotten within its braces, too.
    fn close_brace(&mut self) {
        if self.closable == 0 {
            return;
        }
        self.closable -= 1;
        while let Some(open) = self.stack.pop() {
            if matches!(open, Open::Brace | Open::Hole) {
                return;
            }
        }
    }

    /// The end of the comment that starts at `start`. Without one, the header it must not swallow.
    /// A comment that starts a line between such a header and the end has a better claim to it.
    fn comment_end(&mut self, start: usize) -> Result<usize, Option<usize>> {
        let mut header = None;
        let mut at = start + 2;
        while at < self.text.len() {
            let end = line_end(self.text, at);
            let line = &self.text[at..end];
            if header.is_some() && line.trim_start().starts_with("/*") {
                return Err(header);
            }
            if !self.comments_never_end
                && let Some(found) = line.find("*/")
            {
                return Ok(at + found + 2);
            }
            at = end + 1;
            if header.is_none() && (self.is_header)(self.text, at) {
                header = Some(at);
                if self.comments_never_end {
                    break;
                }
            }
        }
        self.starved = true;
        self.comments_never_end = true;
        Err(header)
    }

    /// The end of a heredoc whose text starts at `body`; without one, the header it must not
    /// swallow. A later heredoc of the same tag has a better claim to the end behind it.
    fn heredoc_end(&mut self, tag: &str, body: usize) -> Result<usize, Option<usize>> {
        let mut at = body;
        let mut header = None;
        while at < self.text.len() {
            if (self.is_header)(self.text, at) {
                header = Some(at);
                break;
            }
            let end = line_end(self.text, at);
            let line = &self.text[at..end];
            if line.trim() == tag {
                return Ok(at + line.trim_end().len());
            }
            at = end + 1;
        }
        let Some(header) = header else {
            self.starved = true;
            return Err(None);
        };
        let text = self.text;
        self.looks += 1;
        if self.looks <= QUICK_LOOKS && memchr::memmem::find(&text.as_bytes()[header..], tag.as_bytes()).is_none() {
            self.starved = true;
            return Err(Some(header));
        }
        let marks = self.marks.get_or_insert_with(|| heredoc_marks(text, header));
        let of_tag = marks.get(tag).map_or(&[][..], Vec::as_slice);
        match of_tag.get(of_tag.partition_point(|(at, _)| *at < header)) {
            Some((end, Mark::Ends)) => Ok(*end),
            Some((_, Mark::Opens)) => Err(Some(header)),
            None => {
                self.starved = true;
                Err(Some(header))
            }
        }
    }
}

/// The lines from `from` on that open or end a heredoc, by tag. For an end: where its tag ends.
fn heredoc_marks(text: &str, from: usize) -> FxHashMap<&str, Vec<(usize, Mark)>> {
    let mut marks: FxHashMap<&str, Vec<(usize, Mark)>> = FxHashMap::default();
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at);
        let line = text[at..end].trim_end();
        let word = line.trim_start();
        if !word.is_empty() && word.chars().all(is_word) {
            marks.entry(word).or_default().push((at + line.len(), Mark::Ends));
        } else if let Some(opening) = line.rfind("<<")
            && let Some((tag, _)) = heredoc_opening(text, at + opening)
        {
            marks.entry(tag).or_default().push((at + opening, Mark::Opens));
        }
        at = end + 1;
    }
    marks
}

/// The tag of a heredoc that opens at `at`, and where its text starts.
fn heredoc_opening(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..)?.strip_prefix("<<")?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let start = text.len() - rest.len();
    let tag = word_at(text, start);
    let end = line_end(text, start);
    let alone = !tag.is_empty() && text.get(start + tag.len()..end)?.trim().is_empty();
    alone.then_some((tag, (end + 1).min(text.len())))
}

/// The newline that ends the line of `at`, or the end of the text.
pub(in crate::syntax) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or(&[]);
    memchr::memchr(b'\n', rest).map_or(text.len(), |found| at + found)
}

/// The identifier that starts at `at`; empty where none does.
pub(in crate::syntax) fn word_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    if rest.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return "";
    }
    &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())]
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// Blocks at the top of a configuration that carry labels.
const LABELLED: [&str; 10] =
    ["action", "check", "data", "ephemeral", "list", "module", "output", "provider", "resource", "variable"];
/// Blocks at the top of a configuration that carry none.
const BARE: [&str; 5] = ["import", "locals", "moved", "removed", "terraform"];

/// True when the header of a top-level block starts at byte `at`, a line's start: a known word,
/// then a quote, a brace, or words up to a brace. `data = {` is none.
pub(in crate::syntax) fn is_header(text: &str, at: usize) -> bool {
    if !text.as_bytes().get(at).is_some_and(u8::is_ascii_lowercase) {
        return false;
    }
    let word = word_at(text, at);
    let labelled = LABELLED.contains(&word);
    if !labelled && !BARE.contains(&word) {
        return false;
    }
    let rest = text[at + word.len()..line_end(text, at)].trim();
    match rest.bytes().next() {
        Some(b'{') => true,
        Some(b'"') => labelled,
        _ => labelled && rest.ends_with('{') && rest[..rest.len() - 1].chars().all(|c| is_word(c) || c == ' '),
    }
}

/// True when the line of `at` is the header of a block that has no brace yet, or a lone word that
/// may become one.
pub(in crate::syntax) fn is_header_without_body(text: &str, at: usize) -> bool {
    let word = word_at(text, at);
    let rest = text.get(at + word.len()..line_end(text, at)).unwrap_or("").trim();
    let has_labels = rest.starts_with('"') && rest.ends_with('"') && rest.matches('"').count() % 2 == 0;
    (LABELLED.contains(&word) && has_labels) || (!word.is_empty() && rest.is_empty())
}

/// True when an attribute of a file of variable values starts at byte `at`, a line's start, that
/// lies in no object: the line above is blank, indented, or begins with a closing bracket.
pub(in crate::syntax) fn is_variable(text: &str, at: usize) -> bool {
    let name = word_at(text, at);
    if name.is_empty() {
        return false;
    }
    let rest = text[at + name.len()..line_end(text, at)].trim_start();
    let above = text[..at].lines().next_back().unwrap_or("");
    let outside = above.is_empty() || above.starts_with([' ', '\t', '}', ']', ')']);
    outside && rest.starts_with('=') && !rest.starts_with("==")
}

/// Where the comment lines and blank lines right above `header` start, but not before the end of
/// the line that holds `floor`.
fn comments_above(text: &str, header: usize, floor: usize) -> usize {
    let mut start = header;
    while start > floor {
        let line = text[..start - 1].rfind('\n').map_or(0, |newline| newline + 1);
        let content = text[line..start].trim_end();
        if line <= floor || !(content.is_empty() || content.starts_with('#') || content.starts_with("//")) {
            break;
        }
        start = line;
    }
    start
}
