//! Replacements of parts of a text.

use super::Span;

/// Replace the bytes of `span` by `new_text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub new_text: String,
}

impl TextEdit {
    /// Inserts `new_text` at `offset`.
    #[must_use]
    pub fn insert(offset: usize, new_text: impl Into<String>) -> Self {
        Self { span: Span::empty(offset), new_text: new_text.into() }
    }

    /// Replaces `span` by `new_text`.
    #[must_use]
    pub fn replace(span: Span, new_text: impl Into<String>) -> Self {
        Self { span, new_text: new_text.into() }
    }
}

/// Applies edits whose spans refer to `text` as it is and do not overlap, in any order.
/// Edits at one place apply in the order given. An edit that does not fit is left out.
#[must_use]
pub fn apply_edits(text: &str, edits: &[TextEdit]) -> String {
    let mut ordered: Vec<&TextEdit> = edits.iter().collect();
    ordered.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut result = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for edit in ordered {
        if edit.span.start < done || !text.is_char_boundary(edit.span.start) || !text.is_char_boundary(edit.span.end) {
            continue;
        }
        result.push_str(&text[done..edit.span.start]);
        result.push_str(&edit.new_text);
        done = edit.span.end;
    }
    result.push_str(&text[done..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_refer_to_the_text_before_any_of_them() {
        let edits = [TextEdit::insert(3, "-"), TextEdit::replace(Span::new(0, 1), "標"), TextEdit::insert(3, "+")];
        assert_eq!(apply_edits("abc", &edits), "標bc-+");
    }

    #[test]
    fn an_edit_that_splits_a_character_is_left_out() {
        assert_eq!(apply_edits("標", &[TextEdit::insert(1, "x")]), "標");
    }
}
