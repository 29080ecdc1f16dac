//! Repair: a tree for a block that does not parse.
//!
//! Parsers stop at the first error. A line is blanked (by spaces, so that spans stay valid) and
//! the block parsed again, at most a few times.

use std::ops::Range;

use crate::text::LineIndex;

use super::SyntaxError;

/// What repair gives.
#[derive(Debug)]
pub(super) struct Repaired<T> {
    /// The tree, if one was found.
    pub tree: Option<T>,
    /// True when the text was changed to get the tree.
    pub partial: bool,
    /// What the parser said to the text as it is.
    pub error: Option<SyntaxError>,
}

/// Parses `text`, repairing it if need be. `closers` gives what a text lacks at its end (`}`,
/// `"]}`), or `None` when it lacks nothing. The texts given to `parse` are as long as `text`, or
/// longer by the closers. `parse` may refuse a tree that is none of the block's.
///
/// The order was measured over every half-typed state of ordinary blocks: the line being typed,
/// the line the parser rejects, the line above it; then the construct around these, for a line
/// that opened or closed one; then closers, and pairs.
pub(super) fn repair<T>(
    text: &str,
    typed_line: Option<usize>,
    closers: impl Fn(&str) -> Option<String>,
    mut parse: impl FnMut(&str) -> Result<T, SyntaxError>,
) -> Repaired<T> {
    let first = match parse(text) {
        Ok(tree) => {
            return Repaired { tree: Some(tree), partial: false, error: None };
        }
        Err(error) => error,
    };
    let lines = LineIndex::new(text);
    let without = |line: usize| blank(text, &lines, line..line + 1);
    let without_construct = |line: usize| construct_around(text, &lines, line).map(|range| blank(text, &lines, range));
    let closed = |text: &str| closers(text).map(|closers| format!("{text}{closers}"));
    let rejected = lines.line_of(first.at);
    let ran_out = first.at + 1 >= text.trim_end().len();

    let mut attempts = Attempts { parse: &mut parse, tree: None };
    // Where the parser stops once the typed line is blanked, for second guesses.
    let mut typed = None;
    if let Some(line) = typed_line {
        let blanked = without(line);
        typed = attempts.refused(&blanked).map(|error| (blanked, lines.line_of(error.at)));
    }
    if ran_out {
        attempts.all(closed(text));
    }
    attempts.all([Some(rejected), rejected.checked_sub(1)].into_iter().flatten().map(without));
    if let Some((blanked, at)) = &typed {
        attempts.all(typed_line.and_then(without_construct));
        attempts.all(closed(blanked));
        attempts.all(Some(blank(blanked, &lines, *at..at + 1)));
    } else {
        attempts.all([Some(rejected), rejected.checked_sub(1)].into_iter().flatten().filter_map(without_construct));
    }
    if !ran_out {
        attempts.all(closed(text));
    }
    attempts.all(closed(&without(rejected)));
    Repaired { tree: attempts.tree, partial: true, error: Some(first) }
}

/// The lines of the construct that a line, if it opened or closed one, stood at the edge of: those
/// around it that are indented deeper than what surrounds them, with the opening or closing line
/// that is still there.
fn construct_around(text: &str, lines: &LineIndex, line: usize) -> Option<Range<usize>> {
    let content = |line: usize| lines.line_span(text, line).of(text);
    let indent = |line: usize| match content(line).trim_start() {
        "" => None,
        rest => Some(content(line).len() - rest.len()),
    };
    let next = (line + 1..lines.line_count()).find_map(indent);
    let inside = (0..line).rev().find_map(indent).max(next)?;
    let belongs = |line: &usize| indent(*line).is_none_or(|indent| indent >= inside);

    let mut start = (0..line).rev().take_while(belongs).last().unwrap_or(line);
    let mut end = (line + 1..lines.line_count()).take_while(belongs).last().unwrap_or(line) + 1;
    let opening = start.checked_sub(1).filter(|line| content(*line).trim_end().ends_with(['{', '[', '(', ':']));
    let closing = Some(end).filter(|line| is_closing(content(*line).trim()));
    match (opening, closing) {
        (Some(opening), Some(closing)) if indent(opening) == indent(closing) => {
            (start, end) = (opening, closing + 1);
        }
        (Some(opening), _) => start = opening,
        (None, Some(closing)) => end = closing + 1,
        (None, None) => return None,
    }
    Some(start..end)
}

/// Texts tried one after the other until one parses.
struct Attempts<'p, T, P> {
    parse: &'p mut P,
    tree: Option<T>,
}

impl<T, P: FnMut(&str) -> Result<T, SyntaxError>> Attempts<'_, T, P> {
    /// Tries a text, unless one has parsed before. Gives the refusal.
    fn refused(&mut self, text: &str) -> Option<SyntaxError> {
        if self.tree.is_some() {
            return None;
        }
        match (self.parse)(text) {
            Ok(tree) => {
                self.tree = Some(tree);
                None
            }
            Err(error) => Some(error),
        }
    }

    /// Tries texts, making each only when it is needed.
    fn all(&mut self, texts: impl IntoIterator<Item = String>) {
        for text in texts {
            self.refused(&text);
            if self.tree.is_some() {
                return;
            }
        }
    }
}

/// True for a line that starts with a closing bracket, and for one like `EOT`.
fn is_closing(line: &str) -> bool {
    line.starts_with(['}', ']', ')']) || !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The text with the lines of `range` replaced by spaces.
fn blank(text: &str, lines: &LineIndex, range: Range<usize>) -> String {
    let mut blanked = String::with_capacity(text.len());
    for line in range {
        let span = lines.line_span(text, line);
        blanked.push_str(text.get(blanked.len()..span.start).unwrap_or(""));
        blanked.extend(std::iter::repeat_n(' ', span.len()));
    }
    blanked.push_str(text.get(blanked.len()..).unwrap_or(""));
    blanked
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A language of balanced parentheses, where `!` is an error.
    fn balanced(text: &str) -> Result<String, SyntaxError> {
        let mut depth = 0usize;
        for (at, byte) in text.bytes().enumerate() {
            let refused = |message: &str| SyntaxError { at, message: message.into() };
            match byte {
                b'(' => depth += 1,
                b')' => depth = depth.checked_sub(1).ok_or_else(|| refused("nothing to close"))?,
                b'!' => return Err(refused("!")),
                _ => {}
            }
        }
        if depth == 0 { Ok(text.into()) } else { Err(SyntaxError { at: text.len(), message: "unclosed".into() }) }
    }

    fn closers(text: &str) -> Option<String> {
        let missing = text.matches('(').count().checked_sub(text.matches(')').count())?;
        (missing > 0).then(|| ")".repeat(missing))
    }

    #[track_caller]
    fn check(text: &str, typed_line: Option<usize>, expected: Option<&str>) {
        let repaired = repair(text, typed_line, closers, balanced);
        assert_eq!(repaired.tree.as_deref(), expected);
        assert!(repaired.partial && repaired.error.is_some());
    }

    #[test]
    fn a_text_that_parses_is_left_alone() {
        let repaired = repair("(\n)", Some(0), closers, balanced);
        assert_eq!((repaired.tree.as_deref(), repaired.partial, repaired.error), (Some("(\n)"), false, None));
    }

    #[test]
    fn the_typed_line_is_suspected_first() {
        check("a\n(\nb", Some(1), Some("a\n \nb"));
        check("a\n(\nb", None, Some("a\n(\nb)"));
    }

    #[test]
    fn the_rejected_line_goes_or_the_one_above() {
        check("a\n標!\nb", None, Some("a\n    \nb"));
        check("a\n)\nb", Some(0), Some("a\n \nb"));
    }

    #[test]
    fn two_mistakes_are_repaired_if_one_of_them_is_being_typed() {
        check("!\na\n(\nb", Some(0), Some(" \na\n(\nb)"));
        check("!\na\n!\nb", Some(0), Some(" \na\n \nb"));
        check("!\n!\n!\n!", Some(0), None);
    }
}
