//! Half-typed YAML: what its blocks need before and besides the blanking of lines.

use std::borrow::Cow;

use super::super::repair::repair;
use super::super::{BlockKind, Data, Entry, Map, Node, Parsed, Style, SyntaxError};
use super::lines::{Line, lines};
use super::root;
use crate::text::{LineIndex, Span};

/// A tree, and what the parser said to the text before it was completed.
type Completed = (Node, Option<SyntaxError>);

/// Parses the text of a block, repairing it if need be.
pub(super) fn parse(text: &str, kind: &BlockKind, typed_line: Option<usize>) -> Parsed {
    if let Ok(root) = tree(text, kind) {
        return Parsed { root: Some(root), ..Parsed::default() };
    }
    let suspect = typed_line.or_else(|| unclosed_line(text));
    let attempt = |text: &str| match tree(text, kind) {
        Ok(node) => Ok((node, None)),
        Err(error) => completed(text, kind, &error, typed_line).map(|node| (node, Some(error.clone()))).ok_or(error),
    };
    let repaired = repair::<Completed>(text, suspect, |_| None, attempt);
    let (root, error) = match repaired.tree {
        Some((root, error)) => (Some(root), error),
        None => (None, None),
    };
    Parsed {
        root,
        partial: repaired.partial || error.is_some(),
        error: repaired.error.or(error),
        comments: Box::default(),
    }
}

/// The tree of a text, if it is the block's.
fn tree(text: &str, kind: &BlockKind) -> Result<Node, SyntaxError> {
    let refused = |message: &str| SyntaxError { at: 0, message: message.into() };
    let node = root(text)?.ok_or_else(|| refused("no content"))?;
    let node = if matches!(kind, BlockKind::Whole) { node } else { lone_key(node) };
    let key = match kind {
        BlockKind::Section(key) | BlockKind::Entry { key, .. } => key,
        _ => return Ok(node),
    };
    match node.entries() {
        // The cut reads keys by their looks: without escapes, and a lone line by its first word.
        [entry] if entry.key.starts_with(&**key) || key.contains(['\\', '\'']) => Ok(node),
        [_, stray, ..] => Err(SyntaxError { at: stray.span.start, message: "not a part of the block".into() }),
        _ => Err(refused("not the block as it was cut")),
    }
}

/// Second guesses at a text that the parser rejects: placeholders that stand for lines, tabs
/// instead of spaces, a key without its colon.
fn completed(text: &str, kind: &BlockKind, error: &SyntaxError, typed_line: Option<usize>) -> Option<Node> {
    let even = with_spaces(&without_ellipses(text)).into_owned();
    if even != text
        && let Ok(node) = tree(&even, kind)
    {
        return Some(node);
    }
    let lines = LineIndex::new(text);
    let rejected = lines.line_of(error.at);
    let above = (0..rejected).rev().find(|line| !lines.line_span(text, *line).of(text).trim().is_empty());
    [typed_line, Some(rejected), above].into_iter().flatten().find_map(|line| {
        let end = end_of_bare_key(text, lines.line_span(text, line))?;
        let mut longer = String::from(text);
        longer.insert(end, ':');
        let mut node = tree(&longer, kind).ok()?;
        node.map_offsets(&|offset| if offset > end { offset - 1 } else { offset });
        Some(node)
    })
}

/// Where the colon is missing when a line is nothing but a word, perhaps behind a dash.
fn end_of_bare_key(text: &str, line: Span) -> Option<usize> {
    let content = line.of(text).trim();
    let word = content.strip_prefix("- ").unwrap_or(content).trim_start();
    let is_word =
        !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.' | '/'));
    (is_word && !word.ends_with(':') && word != "-").then(|| line.start + line.of(text).trim_end().len())
}

/// The text with lines that are only `...` blanked.
fn without_ellipses(text: &str) -> Cow<'_, str> {
    if !text.contains("...") && !text.contains('…') {
        return text.into();
    }
    let lines = text.split_inclusive('\n').map(|line| match line.trim() {
        "..." => line.replace('.', " "),
        "…" => line.replace('…', "   "),
        _ => line.into(),
    });
    lines.collect::<String>().into()
}

/// The text with the tabs before a line's content as spaces.
fn with_spaces(text: &str) -> Cow<'_, str> {
    if !text.contains('\t') {
        return text.into();
    }
    let lines = text.split_inclusive('\n').map(|line| {
        let content = line.trim_start_matches([' ', '\t']);
        format!("{}{content}", " ".repeat(line.len() - content.len()))
    });
    lines.collect::<String>().into()
}

/// The first line that leaves a quote or bracket open which the next line, not being indented
/// deeper, can hardly close. The parser reads on and rejects an innocent line.
fn unclosed_line(text: &str) -> Option<usize> {
    let lines: Vec<Line<'_>> = lines(text).collect();
    let mut next_indent = None;
    let mut unclosed = None;
    for line in lines.iter().rev() {
        if line.content.is_empty() {
            continue;
        }
        let read = line.read(None);
        if next_indent <= Some(line.indent) && (read.quote.is_some() || read.brackets > 0) {
            unclosed = Some(line.start);
        }
        next_indent = Some(line.indent);
    }
    unclosed.map(|start| LineIndex::new(text).line_of(start))
}

/// A key alone on its line, which is all of the block.
fn lone_key(node: Node) -> Node {
    let key = match &node.data {
        Data::Text(text) => text.clone(),
        _ => return node,
    };
    let span = node.span;
    let value = Node { span: Span::empty(span.end), data: Data::Null };
    let entry = Entry { key, key_span: span, span, labels: Box::default(), is_block: false, value };
    Node { span, data: Data::Map(Map { entries: Box::new([entry]), style: Style::Block }) }
}
