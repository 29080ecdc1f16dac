//! YAML blocks, through the events of `saphyr-parser`.

mod build;
mod comments;
mod lines;
mod offsets;
mod repair;
pub(super) mod scalar;

use std::borrow::Cow;

use saphyr_parser::Parser;

use super::{BlockKind, Node, Parsed, SyntaxError};
use build::Builder;
use offsets::Offsets;

/// Parses one block of a YAML file.
pub(super) fn parse(text: &str, kind: &BlockKind, typed_line: Option<usize>) -> Parsed {
    let comments = comments::of(text);
    if matches!(kind, BlockKind::Loose) {
        return Parsed { comments, ..Parsed::default() };
    }
    // The parser takes a NUL for the end.
    let text: Cow<'_, str> = if text.contains('\0') { text.replace('\0', " ").into() } else { text.into() };
    Parsed { comments, ..repair::parse(&text, kind, typed_line) }
}

/// The tree of a text; `None` for one without content.
fn root(text: &str) -> Result<Option<Node>, SyntaxError> {
    let offsets = Offsets::new(text);
    let mut builder = Builder::new(text, &offsets);
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                let at = offsets.byte(error.marker().index());
                return Err(SyntaxError { at, message: error.info().into() });
            }
        }
    }
    Ok(builder.finish())
}

#[cfg(test)]
mod tests;
