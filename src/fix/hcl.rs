//! Changes of HCL blocks that keep the author's style.

use crate::model::Step;
use crate::syntax::{Data, Entry, Node};
use crate::text::{Span, TextEdit};

use super::draft::Draft;
use super::layout::{end_of_line, indent_at, line_start, only_on_its_lines};

/// Sets what `steps` lead to in `body`, the body of a block or an object. `None` where there is no
/// safe spot.
pub(super) fn set(text: &str, body: &Node, steps: &[Step], value: &Draft, edits: &mut Vec<TextEdit>) -> Option<()> {
    let (name, rest) = match steps.split_first()? {
        (Step::Name(name) | Step::Key(name), rest) => (name, rest),
        _ => return None,
    };
    let mut here = body.entries().iter().filter(|entry| entry.key == *name).peekable();
    match (here.peek(), rest) {
        (None, _) => {
            let (written, is_block) = draft_of(rest, value)?;
            insert(text, body, name, &written, is_block && !is_object(text, body), edits)
        }
        (Some(entry), []) => replace(text, entry, value, edits),
        (Some(entry), [Step::Where { key, is }, below @ ..]) if entry.is_block => {
            let chosen = here.find(|entry| entry.value.get(key).and_then(Node::as_str) == Some(is));
            match chosen {
                Some(entry) => set(text, &entry.value, below, value, edits),
                None => {
                    let (written, _) = draft_of(rest, value)?;
                    insert(text, body, name, &written, true, edits)
                }
            }
        }
        (Some(entry), [Step::Each, below @ ..]) if entry.is_block => {
            here.try_for_each(|entry| set(text, &entry.value, below, value, edits))
        }
        (Some(entry), below) if entry.is_block => {
            let entry = *entry;
            if here.count() > 1 { None } else { set(text, &entry.value, below, value, edits) }
        }
        (Some(entry), below) => set(text, object_of(&entry.value, below)?, below, value, edits),
    }
}

/// The object that an attribute holds, through `jsonencode` where the path says so.
fn object_of<'n>(node: &'n Node, below: &[Step]) -> Option<&'n Node> {
    match (&node.data, below.first()?) {
        (Data::Map(_), _) => Some(node),
        (Data::Call(call), Step::Json) if &*call.name == "jsonencode" => call.arguments.first(),
        _ => None,
    }
}

/// Takes out what `steps` lead to.
pub(super) fn remove(text: &str, body: &Node, steps: &[Step], edits: &mut Vec<TextEdit>) -> Option<()> {
    let (Step::Name(name) | Step::Key(name), rest) = steps.split_first()? else { return None };
    let here: Vec<&Entry> = body.entries().iter().filter(|entry| entry.key == *name).collect();
    for entry in here {
        match rest {
            [] | [Step::Each] => {
                let span = only_on_its_lines(text, entry.span)?;
                edits.push(TextEdit::replace(span, ""));
            }
            [Step::Each, below @ ..] | below => remove(text, &entry.value, below, edits)?,
        }
    }
    Some(())
}

/// The value that stands below a name, and whether HCL writes it as a block.
fn draft_of(rest: &[Step], value: &Draft) -> Option<(Draft, bool)> {
    Some(match rest.split_first() {
        None => (value.clone(), false),
        Some((Step::Each, below)) => (draft_of(below, value)?.0, true),
        Some((Step::Where { key, is }, below)) => {
            let selector = (key.to_string(), Draft::Scalar(crate::model::Scalar::Text(is.clone())));
            let mut members = vec![selector];
            match draft_of(below, value)?.0 {
                Draft::Map(more) => members.extend(more),
                _ => return None,
            }
            (Draft::Map(members), true)
        }
        Some((Step::Name(name) | Step::Key(name), below)) => {
            let (inner, is_block) = draft_of(below, value)?;
            let inner = if is_block { block(inner) } else { inner };
            (Draft::Map(vec![(name.to_string(), inner)]), true)
        }
        Some(_) => return None,
    })
}

/// Marks a map as a nested block for the writer below: a list of one map.
fn block(inner: Draft) -> Draft {
    Draft::List(vec![inner])
}

fn replace(text: &str, entry: &Entry, value: &Draft, edits: &mut Vec<TextEdit>) -> Option<()> {
    let literal =
        matches!(entry.value.data, Data::Null | Data::Bool(_) | Data::Number(_) | Data::Text(_) | Data::List(_));
    let heredoc = entry.value.span.of(text).starts_with("<<");
    if entry.is_block || !literal || heredoc || entry.value.span.is_empty() {
        return None;
    }
    let written = value.hcl(&indent_at(text, entry.span.start));
    if entry.value.span.of(text) != written {
        edits.push(TextEdit::replace(entry.value.span, written));
    }
    Some(())
}

/// True for an object (`{ a = 1 }` as a value) as opposed to the body of a block.
fn is_object(text: &str, body: &Node) -> bool {
    let before = text.get(..body.span.start).unwrap_or("").trim_end();
    before.ends_with(['=', '(', ',', '[', ':'])
}

fn insert(text: &str, body: &Node, name: &str, value: &Draft, is_block: bool, edits: &mut Vec<TextEdit>) -> Option<()> {
    let inside = body.span.of(text);
    if !inside.starts_with('{') || !inside.ends_with('}') {
        return None;
    }
    let close = body.span.end - 1;
    let one_line = !inside.contains('\n');
    if one_line && !body.entries().is_empty() {
        if is_object(text, body) && value.is_flat() {
            let last = body.entries().last()?;
            edits.push(TextEdit::insert(last.span.end, format!(", {name} = {}", value.hcl(""))));
            return Some(());
        }
        // `versioning { enabled = false }` opens up to take another line.
        let outer = indent_at(text, body.span.start);
        let inner = format!("{outer}  ");
        let kept = text.get(body.span.start + 1..close).unwrap_or("").trim();
        let added = entry_lines(name, value, is_block, &inner, 0);
        edits.push(TextEdit::replace(body.span, format!("{{\n{inner}{kept}\n{added}{outer}}}")));
        return Some(());
    }
    let outer = indent_at(text, body.span.start);
    let inner = match body.entries().first() {
        Some(first) => indent_at(text, first.span.start),
        None => format!("{outer}  "),
    };
    if one_line {
        let added = entry_lines(name, value, is_block, &inner, 0);
        edits.push(TextEdit::replace(body.span, format!("{{\n{added}{outer}}}")));
        return Some(());
    }
    if is_block {
        let at = line_start(text, close);
        let gap =
            if body.entries().is_empty() || ends_with_blank_line(text.get(..at).unwrap_or("")) { "" } else { "\n" };
        edits.push(TextEdit::insert(at, format!("{gap}{}", entry_lines(name, value, true, &inner, 0))));
        return Some(());
    }
    insert_attribute(text, body, name, value, &inner, edits);
    Some(())
}

fn ends_with_blank_line(text: &str) -> bool {
    text.ends_with("\n\n") || text.ends_with("\n\r\n") || text.ends_with("{\n")
}

/// Puts an attribute below the last one that stands before the nested blocks, its `=` in line.
fn insert_attribute(text: &str, body: &Node, name: &str, value: &Draft, inner: &str, edits: &mut Vec<TextEdit>) {
    let attributes: Vec<&Entry> = body.entries().iter().take_while(|entry| !entry.is_block).collect();
    let Some(last) = attributes.last() else {
        let at = text
            .get(body.span.start..)
            .and_then(|rest| rest.find('\n'))
            .map_or(body.span.start + 1, |nl| body.span.start + nl + 1);
        let gap = if body.entries().is_empty() { "" } else { "\n" };
        let line = entry_lines(name, value, false, inner, 0);
        edits.push(TextEdit::insert(at, format!("{line}{gap}")));
        return;
    };
    let group = aligned_group(text, &attributes);
    let width = group.iter().map(|entry| entry.key_span.len()).max().unwrap_or(0);
    let wanted = width.max(name.len());
    if group.len() > 1 || group.first().is_some_and(|_| name.len() > width) {
        for entry in &group {
            let after_key = text.get(entry.key_span.end..).unwrap_or("");
            let spaces = after_key.len() - after_key.trim_start_matches(' ').len();
            let wanted_spaces = wanted - entry.key_span.len() + 1;
            if spaces != wanted_spaces && after_key.trim_start_matches(' ').starts_with('=') {
                let span = Span::new(entry.key_span.end, entry.key_span.end + spaces);
                edits.push(TextEdit::replace(span, " ".repeat(wanted_spaces)));
            }
        }
    }
    let pad = if group.is_empty() { 0 } else { wanted };
    let at = end_of_line(text, last.span.end);
    let line = entry_lines(name, value, false, inner, pad);
    let line = line.trim_end_matches('\n');
    let newline = if text.get(..at).unwrap_or("").contains("\r\n") { "\r\n" } else { "\n" };
    edits.push(TextEdit::insert(at, format!("{newline}{line}")));
}

/// The run of one-line attributes on adjacent lines that ends with the last one: `terraform fmt`
/// keeps their equals signs in one column.
fn aligned_group<'n>(text: &str, attributes: &[&'n Entry]) -> Vec<&'n Entry> {
    let mut group: Vec<&Entry> = Vec::new();
    for entry in attributes.iter().rev() {
        if entry.span.of(text).contains('\n') {
            break;
        }
        if let Some(next) = group.last() {
            let between = text.get(entry.span.end..next.span.start).unwrap_or("");
            if between.matches('\n').count() != 1 {
                break;
            }
        }
        group.push(entry);
    }
    group.reverse();
    group
}

/// The lines of an attribute or block, each ending in a newline.
fn entry_lines(name: &str, value: &Draft, is_block: bool, indent: &str, pad: usize) -> String {
    match value {
        Draft::Map(members) if is_block => {
            let deeper = format!("{indent}  ");
            let width =
                members.iter().filter(|(_, value)| !is_nested(value)).map(|(key, _)| key.len()).max().unwrap_or(0);
            let lines = members.iter().map(|(key, value)| match value {
                Draft::List(items) if is_nested(value) => {
                    let inner = items.first().cloned().unwrap_or(Draft::Map(Vec::new()));
                    entry_lines(key, &inner, true, &deeper, 0)
                }
                _ => entry_lines(key, value, false, &deeper, width),
            });
            format!("{indent}{name} {{\n{}{indent}}}\n", lines.collect::<String>())
        }
        _ => format!("{indent}{name:pad$} = {}\n", value.hcl(indent)),
    }
}

fn is_nested(value: &Draft) -> bool {
    matches!(value, Draft::List(items) if matches!(items.as_slice(), [Draft::Map(_)]))
}

/// A whole new resource.
pub(super) fn resource(type_name: &str, name: &str, members: &[(Vec<Step>, Draft)]) -> Option<String> {
    let mut lines = String::new();
    let flat: Vec<&(Vec<Step>, Draft)> = members.iter().filter(|(steps, _)| steps.len() == 1).collect();
    let width = flat.iter().filter_map(|(steps, _)| step_name(steps)).map(str::len).max().unwrap_or(0);
    for (steps, value) in flat {
        lines.push_str(&entry_lines(step_name(steps)?, value, false, "  ", width));
    }
    let mut nested: Vec<(String, Draft)> = Vec::new();
    for (steps, value) in members.iter().filter(|(steps, _)| steps.len() > 1) {
        let (draft, _) = draft_of(steps.get(1..)?, value)?;
        merge(&mut nested, step_name(steps)?, draft);
    }
    for (key, value) in &nested {
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(&entry_lines(key, value, true, "  ", 0));
    }
    Some(format!("resource \"{type_name}\" \"{name}\" {{\n{lines}}}\n"))
}

fn step_name(steps: &[Step]) -> Option<&str> {
    match steps.first()? {
        Step::Name(name) | Step::Key(name) => Some(name),
        _ => None,
    }
}

/// Adds a draft under a name, joining maps.
fn merge(into: &mut Vec<(String, Draft)>, name: &str, draft: Draft) {
    match (into.iter_mut().find(|(key, _)| key == name).map(|(_, value)| value), draft) {
        (Some(Draft::Map(old)), Draft::Map(new)) => new.into_iter().for_each(|(key, value)| merge(old, &key, value)),
        (Some(Draft::List(old)), Draft::List(new)) => match (old.first_mut(), new.into_iter().next()) {
            (Some(Draft::Map(old)), Some(Draft::Map(new))) => {
                new.into_iter().for_each(|(key, value)| merge(old, &key, value))
            }
            (_, Some(new)) => old.push(new),
            _ => {}
        },
        (Some(old), draft) => *old = draft,
        (None, draft) => into.push((name.to_owned(), draft)),
    }
}
