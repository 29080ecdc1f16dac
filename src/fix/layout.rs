//! Lines and indentation of the text around an edit.

use crate::text::Span;

/// First byte of the line that holds `offset`.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// The end of the line that holds `offset`, before its line end.
pub(super) fn end_of_line(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or("");
    let end = rest.find('\n').map_or(text.len(), |at| offset + at);
    if text.get(..end).is_some_and(|before| before.ends_with('\r')) { end - 1 } else { end }
}

/// The blanks at the start of the line that holds `offset`.
pub(super) fn indent_at(text: &str, offset: usize) -> String {
    let line = text.get(line_start(text, offset)..).unwrap_or("");
    line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect()
}

/// The column of `offset` as blanks, for what has to stand below it: a list dash counts as a
/// blank.
pub(super) fn column_as_blanks(text: &str, offset: usize) -> String {
    let before = text.get(line_start(text, offset)..offset).unwrap_or("");
    before.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect()
}

/// The whole lines of `span`, line end included, when nothing else stands on them but a comment.
pub(super) fn only_on_its_lines(text: &str, span: Span) -> Option<Span> {
    let start = line_start(text, span.start);
    let before = text.get(start..span.start)?;
    let end = end_of_line(text, span.end);
    let after = text.get(span.end..end)?.trim_start();
    let alone = before.trim().is_empty() && (after.is_empty() || after.starts_with('#') || after.starts_with("//"));
    let newline = text
        .get(end..)
        .map_or(0, |rest| if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) });
    alone.then(|| Span::new(start, end + newline))
}
