//! Changes of YAML and JSON that keep the author's style.
//!
//! JSON is YAML's flow style, so one set of functions serves both.

use crate::model::Step;
use crate::syntax::{Data, Entry, Map, Node, Style};
use crate::text::{Span, TextEdit};

use super::draft::{Draft, yaml_entry};
use super::layout::{column_as_blanks, end_of_line, indent_at, line_start, only_on_its_lines};

/// How new lines of the file are indented below their parent.
pub(super) struct Manner<'t> {
    pub(super) text: &'t str,
    /// One step of indentation.
    pub(super) step: String,
    /// True for JSON: every key and string is quoted.
    pub(super) json: bool,
}

impl Manner<'_> {
    /// Sets what `steps` lead to below `node`. `None` where there is no safe spot.
    pub(super) fn set(&self, node: &Node, steps: &[Step], value: &Draft, edits: &mut Vec<TextEdit>) -> Option<()> {
        let (step, rest) = steps.split_first()?;
        match (step, &node.data) {
            (Step::Name(name) | Step::Key(name), Data::Map(map)) => {
                match map.entries.iter().find(|entry| entry.key == *name) {
                    Some(entry) if rest.is_empty() => self.replace(entry, value, edits),
                    Some(entry) if matches!(entry.value.data, Data::Null) && !entry.value.span.is_empty() => None,
                    Some(entry) if matches!(entry.value.data, Data::Null) => {
                        self.fill(entry, &draft_of(rest, value)?, edits)
                    }
                    Some(entry) => self.set(&entry.value, rest, value, edits),
                    None => self.insert(node, map, name, &draft_of(rest, value)?, edits),
                }
            }
            (Step::Each, Data::List(items)) => items
                .iter()
                .try_for_each(|item| if rest.is_empty() { None } else { self.set(item, rest, value, edits) }),
            (Step::Each, Data::Map(_)) => self.set(node, rest, value, edits),
            (Step::Where { key, is }, Data::List(items)) => {
                match items.iter().find(|item| item.get(key).and_then(Node::as_str) == Some(is)) {
                    Some(item) => self.set(item, rest, value, edits),
                    None => self.append(node, items, &selected(key, is, rest, value)?, edits),
                }
            }
            _ => None,
        }
    }

    /// Takes out what `steps` lead to.
    pub(super) fn remove(&self, node: &Node, steps: &[Step], edits: &mut Vec<TextEdit>) -> Option<()> {
        let (step, rest) = steps.split_first()?;
        match (step, &node.data) {
            (Step::Name(name) | Step::Key(name), Data::Map(map)) => {
                let Some(index) = map.entries.iter().position(|entry| entry.key == *name) else { return Some(()) };
                let entry = map.entries.get(index)?;
                if !rest.is_empty() {
                    return self.remove(&entry.value, rest, edits);
                }
                let neighbour = index.checked_sub(1).and_then(|before| map.entries.get(before)).map(|entry| entry.span);
                let next = map.entries.get(index + 1).map(|entry| entry.span);
                let span = match map.style {
                    Style::Block => only_on_its_lines(self.text, entry.span)?,
                    Style::Flow => match (neighbour, next) {
                        (Some(before), _) => Span::new(before.end, entry.span.end),
                        (None, Some(after)) => Span::new(entry.span.start, after.start),
                        (None, None) => entry.span,
                    },
                };
                edits.push(TextEdit::replace(span, ""));
                Some(())
            }
            (Step::Each, Data::List(items)) => items.iter().try_for_each(|item| self.remove(item, rest, edits)),
            _ => None,
        }
    }

    fn replace(&self, entry: &Entry, value: &Draft, edits: &mut Vec<TextEdit>) -> Option<()> {
        let old = &entry.value;
        let indent = indent_at(self.text, entry.key_span.start);
        match old.data {
            Data::Null if old.span.is_empty() => return self.fill(entry, value, edits),
            Data::Null | Data::Bool(_) | Data::Number(_) => {}
            Data::Text(_) if old.span.of(self.text).starts_with(['|', '>']) => return None,
            Data::Text(_) => {}
            Data::List(_) if old.span.of(self.text).starts_with('[') => {}
            _ => return None,
        }
        let written = match value {
            Draft::Scalar(_) if self.json => keep_quotes(old.span.of(self.text), value.flow(&indent, Some(&self.step))),
            _ if self.json => value.flow(&indent, Some(&self.step)),
            value if value.is_flat() && !matches!(value, Draft::List(_)) => {
                keep_quotes(old.span.of(self.text), value.yaml(&indent, &self.step))
            }
            value => value.flow(&indent, None),
        };
        if old.span.of(self.text) != written {
            edits.push(TextEdit::replace(old.span, written));
        }
        Some(())
    }

    /// Gives a key without a value one.
    fn fill(&self, entry: &Entry, value: &Draft, edits: &mut Vec<TextEdit>) -> Option<()> {
        if self.json {
            return None;
        }
        let indent = column_as_blanks(self.text, entry.key_span.start);
        let key = entry.key_span.of(self.text);
        let lines = yaml_entry(&entry.key, value, &indent, &self.step);
        let lines = format!("{key}{}", lines.strip_prefix(&*entry.key)?);
        edits.push(TextEdit::replace(Span::new(entry.key_span.start, entry.value.span.end.max(entry.span.end)), lines));
        Some(())
    }

    fn insert(&self, node: &Node, map: &Map, name: &str, value: &Draft, edits: &mut Vec<TextEdit>) -> Option<()> {
        match map.style {
            Style::Block => {
                let first = map.entries.first()?;
                let last = map.entries.last()?;
                let indent = column_as_blanks(self.text, first.key_span.start);
                let at = end_of_line(self.text, last.span.end);
                let newline = self.newline();
                let lines = yaml_entry(name, value, &indent, &self.step).replace('\n', newline);
                edits.push(TextEdit::insert(at, format!("{newline}{indent}{lines}")));
            }
            Style::Flow => {
                let inside = node.span.of(self.text);
                let many_lines = inside.contains('\n');
                let key = serde_json::Value::from(name);
                match map.entries.last() {
                    None => {
                        let outer = indent_at(self.text, node.span.start);
                        let draft = Draft::Map(vec![(name.to_owned(), value.clone())]);
                        edits.push(TextEdit::replace(node.span, draft.flow(&outer, self.json.then_some(&self.step))));
                    }
                    Some(last) if many_lines => {
                        let indent = indent_at(self.text, map.entries.first()?.key_span.start);
                        let value = value.flow(&indent, Some(&self.step));
                        let newline = self.newline();
                        let lines = format!("{indent}{key}: {value}").replace('\n', newline);
                        edits.push(TextEdit::insert(last.span.end, format!(",{newline}{lines}")));
                    }
                    Some(last) => {
                        edits.push(TextEdit::insert(last.span.end, format!(", {key}: {}", value.flow("", None))));
                    }
                }
            }
        }
        Some(())
    }

    fn append(&self, node: &Node, items: &[Node], value: &Draft, edits: &mut Vec<TextEdit>) -> Option<()> {
        let flow = node.span.of(self.text).starts_with('[');
        let Some(last) = items.last() else {
            let outer = indent_at(self.text, node.span.start);
            let step = self.json.then_some(self.step.as_str());
            edits.push(TextEdit::replace(node.span, Draft::List(vec![value.clone()]).flow(&outer, step)));
            return Some(());
        };
        if flow {
            let many_lines = node.span.of(self.text).contains('\n');
            let newline = self.newline();
            let written = if many_lines {
                let indent = indent_at(self.text, items.first()?.span.start);
                format!(",{newline}{indent}{}", value.flow(&indent, Some(&self.step)).replace('\n', newline))
            } else {
                format!(", {}", value.flow("", None))
            };
            edits.push(TextEdit::insert(last.span.end, written));
            return Some(());
        }
        // The dash stands before the first item, in its own column.
        let first = items.first()?;
        let start = line_start(self.text, first.span.start);
        let before = self.text.get(start..first.span.start)?;
        let dash = before.rfind('-')?;
        let dash_indent = column_as_blanks(self.text, start + dash);
        let item_indent = column_as_blanks(self.text, first.span.start);
        let gap = " ".repeat(before.len().saturating_sub(dash + 1).max(1));
        let newline = self.newline();
        let lines = value.yaml(&item_indent, &self.step).replace('\n', newline);
        let at = end_of_line(self.text, last.span.end);
        edits.push(TextEdit::insert(at, format!("{newline}{dash_indent}-{gap}{lines}")));
        Some(())
    }

    fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }
}

/// The value that stands below a name.
fn draft_of(rest: &[Step], value: &Draft) -> Option<Draft> {
    Some(match rest.split_first() {
        None => value.clone(),
        Some((Step::Each, below)) => Draft::List(vec![draft_of(below, value)?]),
        Some((Step::Where { key, is }, below)) => Draft::List(vec![selected(key, is, below, value)?]),
        Some((Step::Name(name) | Step::Key(name), below)) => {
            Draft::Map(vec![(name.to_string(), draft_of(below, value)?)])
        }
        Some(_) => return None,
    })
}

/// A list item with its selecting member.
fn selected(key: &str, is: &str, below: &[Step], value: &Draft) -> Option<Draft> {
    let mut members = vec![(key.to_owned(), Draft::Scalar(crate::model::Scalar::Text(is.into())))];
    match draft_of(below, value)? {
        Draft::Map(more) => members.extend(more),
        _ => return None,
    }
    Some(Draft::Map(members))
}

/// A quoted scalar stays quoted in the author's way.
fn keep_quotes(old: &str, new: String) -> String {
    let bare = new.trim_matches('"');
    match old.chars().next() {
        Some('\'') if !bare.contains(['\'', '\\', '"']) => format!("'{bare}'"),
        Some('"') if !new.starts_with('"') && !bare.contains(['\\', '"']) => format!("\"{bare}\""),
        _ => new,
    }
}
