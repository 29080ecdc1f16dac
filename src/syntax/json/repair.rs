//! Half-typed JSON, and blocks that are only the opening of a section.

use std::borrow::Cow;

use super::super::blocks::json::is_cut_section;
use super::super::blocks::json_tokens::{Token, TokenKind, Tokens};
use super::super::repair::repair;
use super::super::{BlockKind, Language, Node, Parsed, SyntaxError};
use super::layout::without_unbalanced;
use super::{Tolerance, root};
use crate::text::LineIndex;

/// Parses the text of a block, repairing it if need be.
pub(super) fn parse(text: &str, kind: &BlockKind, language: Language, typed_line: Option<usize>) -> Parsed {
    let end = text.trim_end().len();
    // A mark at the start is no content; blanks of its length keep the spans.
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(format!("   {rest}")),
        None => Cow::Borrowed(text),
    };
    let text = opened(&text, kind, language).map_or(text, Cow::Owned);
    if let Ok(mut root) = tree(&text, kind, language, Tolerance::None) {
        if matches!(text, Cow::Owned(_)) {
            root.map_offsets(&|offset| offset.min(end));
        }
        return Parsed { root: Some(root), ..Parsed::default() };
    }
    let suspect = typed_line.or_else(|| line_of_open_string(&text));
    let attempt = |text: &str| match tree(text, kind, language, Tolerance::None) {
        Ok(node) => Ok((node, None)),
        Err(error) => match completed(text, kind, language) {
            Some(node) => Ok((node, Some(error))),
            None => Err(error),
        },
    };
    let repaired = repair(&text, suspect, closers, attempt);
    let (mut root, error) = match repaired.tree {
        Some((root, error)) => (Some(root), error),
        None => (None, None),
    };
    if let Some(root) = &mut root {
        // Closers are not the author's.
        root.map_offsets(&|offset| offset.min(end));
    }
    Parsed {
        root,
        partial: repaired.partial || error.is_some(),
        error: repaired.error.or(error),
        comments: Box::default(),
    }
}

/// Second guesses at a text that the parser rejects: commas that are missing, placeholders that
/// stand for members, brackets that the lines' indentation contradicts.
fn completed(text: &str, kind: &BlockKind, language: Language) -> Option<Node> {
    let lenient = |text: &str| tree(text, kind, language, Tolerance::Half).ok();
    let text = without_ellipses(text);
    lenient(&text).or_else(|| {
        let balanced = without_unbalanced(&text).map_or(text, Cow::Owned);
        let closers = closers(&balanced).unwrap_or_default();
        // A string that is being typed is no value yet.
        lenient(&format!("{balanced}{}", closers.trim_start_matches('"')))
    })
}

/// The tree of a text, if it is the block's.
fn tree(text: &str, kind: &BlockKind, language: Language, tolerance: Tolerance) -> Result<Node, SyntaxError> {
    let key = match kind {
        BlockKind::Section(key) | BlockKind::Entry { key, .. } => key,
        _ => return root(text, false, language, tolerance),
    };
    let node = root(text, true, language, tolerance)?;
    match node.entries() {
        // The cut reads keys without their escapes.
        [entry] if entry.key == *key || key.contains('\\') => Ok(node),
        _ => Err(SyntaxError { at: 0, message: "not the block as it was cut".into() }),
    }
}

/// The text with its closers, when the block is the opening of a section that is cut.
fn opened(text: &str, kind: &BlockKind, language: Language) -> Option<String> {
    let BlockKind::Section(key) = kind else { return None };
    if !is_cut_section(key, language) {
        return None;
    }
    let is_opening = Tokens::new(text).last().is_some_and(|last| text.as_bytes().get(last.start) == Some(&b'{'));
    let closers = closers(text).filter(|_| is_opening)?;
    Some(format!("{text}\n{closers}"))
}

/// The brackets that a text lacks at its end, and the quote of a string that it ends in.
fn closers(text: &str) -> Option<String> {
    let mut missing = Vec::new();
    let mut last = None;
    let mut tokens = Tokens::new(text);
    for token in tokens.by_ref() {
        match (token.kind, text.as_bytes().get(token.start)) {
            (TokenKind::Open, Some(b'{')) => missing.push('}'),
            (TokenKind::Open, _) => missing.push(']'),
            (TokenKind::Close, _) => drop(missing.pop()),
            _ => {}
        }
        last = Some(token);
    }
    let is_open = |token: &Token| token.kind == TokenKind::Text && !tokens.unquoted(*token).1;
    let quote = last.filter(is_open).filter(|token| token.end == text.len()).map(|_| '"');
    let closers: String = quote.into_iter().chain(missing.into_iter().rev()).collect();
    (!closers.is_empty()).then_some(closers)
}

/// The first line with a string that does not end on it. The parser reads on and rejects an
/// innocent line.
fn line_of_open_string(text: &str) -> Option<usize> {
    let tokens = Tokens::new(text);
    let open = Tokens::new(text).find(|token| token.kind == TokenKind::Text && !tokens.unquoted(*token).1)?;
    Some(LineIndex::new(text).line_of(open.start))
}

/// The text with `...` between values blanked, with which documents say that there is more.
fn without_ellipses(text: &str) -> Cow<'_, str> {
    if !text.contains("...") && !text.contains('…') {
        return text.into();
    }
    let mut blanked = String::with_capacity(text.len());
    for token in Tokens::new(text).filter(|token| token.kind == TokenKind::Other) {
        if text.get(token.start..token.end).is_some_and(|token| matches!(token, "..." | "…")) {
            blanked.push_str(text.get(blanked.len()..token.start).unwrap_or(""));
            blanked.push_str("   ");
        }
    }
    blanked.push_str(text.get(blanked.len()..).unwrap_or(""));
    blanked.into()
}
