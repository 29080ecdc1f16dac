//! HCL blocks, through `hcl-edit`.

mod convert;
mod placeholder;
pub(in crate::syntax) mod scan;

use std::borrow::Cow;

use hcl_edit::parser::{self, Error};

use super::repair::repair;
use super::{BlockKind, Data, MAX_DEPTH, Node, Parsed, SyntaxError, comments};
use convert::Converter;
use scan::{LineEnd, Open, Scanner, line_end};

/// Parses one block of an HCL file.
pub(super) fn parse(text: &str, kind: &BlockKind, typed_line: Option<usize>) -> Parsed {
    let root = |readable: &str| {
        let (body, keys_repeat) = parse_unrefused(readable, parser::parse_body)?;
        Ok(Converter { source: text, base: 0, keys_repeat }.root(&body))
    };
    let comments = comments::in_hcl(text);
    let plain = without_mark(text);
    let error = match root(&plain) {
        Ok(root) => {
            return Parsed { root: Some(root), partial: false, error: None, comments };
        }
        Err(error) => error,
    };
    let (readable, elided) = placeholder::replaced(&plain);
    let suspect = typed_line.or_else(|| line_of_open_quote(&readable));
    let repaired =
        repair(readable.trim_end(), suspect, closers, |text| root(text).and_then(|root| of_kind(root, kind)));
    Parsed { root: repaired.tree, partial: repaired.partial || elided, error: Some(error), comments }
}

/// Refuses what a repair gives that took the block's header away, or let its end come too early.
fn of_kind(root: Node, kind: &BlockKind) -> Result<Node, SyntaxError> {
    match (kind, root.entries()) {
        (BlockKind::Hcl(word), [entry]) if *word == entry.key => Ok(root),
        (BlockKind::Hcl(_), _) => Err(SyntaxError { at: 0, message: "not the block as it was cut".into() }),
        _ => Ok(root),
    }
}

/// The first line with a quoted string that does not end on it. The parser reads on beyond the
/// line and rejects an innocent one.
fn line_of_open_quote(text: &str) -> Option<usize> {
    let mut scanner = Scanner::new(text);
    while scanner.at < text.len() && scanner.open_quote.is_none() {
        scanner.logical_line(|_| {});
    }
    let before = text.get(..scanner.open_quote?)?;
    Some(before.matches('\n').count())
}

/// Reads a string of a `.tf.json` file as the template it is. Spans lie `base_offset` bytes later
/// than in `text`. A string that is no template becomes [`Data::Other`].
pub(crate) fn template(text: &str, base_offset: usize) -> Data {
    match parse_unrefused(text, parser::parse_template) {
        Ok((template, keys_repeat)) => {
            Converter { source: text, base: base_offset, keys_repeat }.template(&template, MAX_DEPTH)
        }
        Err(_) => Data::Other,
    }
}

/// The text with a byte order mark at its start blanked.
fn without_mark(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => format!("   {rest}").into(),
        None => text.into(),
    }
}

/// At most this many repeated keys of one block are let through; each costs one more parse.
const MAX_REPEATED_KEYS: usize = 16;

/// Parses, letting through what Terraform accepts and `hcl-edit` refuses: object keys that repeat.
/// A refused key gets another first letter; names are read from the author's text anyway. True if
/// keys repeat.
fn parse_unrefused<T>(text: &str, parse: impl Fn(&str) -> Result<T, Error>) -> Result<(T, bool), SyntaxError> {
    let mut changed = Cow::Borrowed(text);
    let mut attempt = 0;
    loop {
        let error = match parse(&changed) {
            Ok(tree) => return Ok((tree, attempt > 0)),
            Err(error) => error,
        };
        let at = error.location().offset();
        match renamed(&changed, at, attempt) {
            Some(text) if error.message().contains("redefined object key") && attempt < MAX_REPEATED_KEYS => {
                changed = text.into();
            }
            _ => {
                return Err(SyntaxError { at, message: error.message().into() });
            }
        }
        attempt += 1;
    }
}

/// The text with another first letter in the key at `at`: a rare one, different in each attempt.
fn renamed(text: &str, at: usize, attempt: usize) -> Option<String> {
    let quoted = usize::from(text.as_bytes().get(at) == Some(&b'"'));
    let letter = b"QXZJKVWYqxzjkvwy".get(attempt).map(|letter| char::from(*letter))?;
    let old = text.get(at + quoted..)?.chars().next().filter(char::is_ascii_alphanumeric)?;
    let mut changed = String::from(text);
    changed.replace_range(at + quoted..at + quoted + old.len_utf8(), letter.encode_utf8(&mut [0; 4]));
    Some(changed)
}

/// What a block lacks at its end: quotes, brackets, the end of a heredoc or comment, or all of
/// its body.
fn closers(text: &str) -> Option<String> {
    let mut scanner = Scanner::new(text);
    let mut last = None;
    while scanner.at < text.len() {
        let line = scanner.logical_line(|_| {});
        if let LineEnd::Header(_) = line.end {
            scanner.at = line_end(text, scanner.at);
        }
        last = line.first.or(last);
    }
    let mut missing = String::new();
    if let Some(tag) = scanner.heredoc {
        missing = format!("\n{tag}");
    } else if scanner.starved {
        missing.push_str("*/");
    }
    for open in scanner.stack.iter().rev() {
        missing.push_str(match open {
            Open::Brace => "\n}",
            Open::Hole => "}",
            Open::Bracket => "\n]",
            Open::Paren => "\n)",
            Open::Quote => "\"",
        });
    }
    // A header may end in the midst of a label, or of its first word.
    if missing.trim_matches('"').is_empty()
        && last.is_some_and(|first| scan::is_header_without_body(&format!("{text}{missing}"), first))
    {
        missing.push_str(" {}");
    }
    (!missing.is_empty()).then_some(missing)
}

#[cfg(test)]
mod tests;
