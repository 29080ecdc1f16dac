//! Repair: a tree for a block that does not parse.
//!
//! Parsers stop at the first error. A line is blanked (by spaces, so that spans stay valid) and
//! the block parsed again, at most a few times.

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
/// longer by the closers.
pub(super) fn repair<T>(
    text: &str,
    typed_line: Option<usize>,
    closers: impl Fn(&str) -> Option<String>,
    mut parse: impl FnMut(&str) -> Result<T, SyntaxError>,
) -> Repaired<T> {
    let error = match parse(text) {
        Ok(tree) => return Repaired { tree: Some(tree), partial: false, error: None },
        Err(error) => error,
    };
    let lines = LineIndex::new(text);
    let rejected = lines.line_of(error.at.min(text.len()));
    let candidates = [typed_line, Some(rejected), rejected.checked_sub(1)];
    for line in candidates.into_iter().flatten() {
        let blanked = blank(text, &lines, line);
        if let Ok(tree) = parse(&blanked) {
            return Repaired { tree: Some(tree), partial: true, error: Some(error) };
        }
    }
    let closed = closers(text).map(|closers| format!("{text}{closers}"));
    let tree = closed.and_then(|text| parse(&text).ok());
    Repaired { partial: true, tree, error: Some(error) }
}

/// The text with one line replaced by spaces.
fn blank(text: &str, lines: &LineIndex, line: usize) -> String {
    let span = lines.line_span(text, line);
    let (before, after) = (text.get(..span.start).unwrap_or(""), text.get(span.end..).unwrap_or(""));
    format!("{before}{:width$}{after}", "", width = span.len())
}
