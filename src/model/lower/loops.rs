//! `Fn::ForEach` among the resources of a template, written out where its collection is literal.

use crate::syntax::{Data, Entry, Node};

/// A loop is written out for at most this many elements, loops inside it included.
const MAX_ELEMENTS: usize = 100;

/// Loops inside loops.
const MAX_DEPTH: usize = 4;

/// The entries that a loop stands for; `None` when that is not literal.
pub(super) fn written_out(entry: &Entry) -> Option<Vec<Entry>> {
    let mut found = Vec::new();
    expand(entry, MAX_DEPTH, &mut found)?;
    Some(found)
}

fn expand(entry: &Entry, depth: usize, found: &mut Vec<Entry>) -> Option<()> {
    if !entry.key.starts_with("Fn::ForEach::") {
        found.push(entry.clone());
        return (found.len() <= MAX_ELEMENTS).then_some(());
    }
    let [identifier, collection, body] = entry.value.items() else { return None };
    let (identifier, Data::List(elements)) = (identifier.as_str()?, &collection.data) else { return None };
    if depth == 0 || elements.len() > MAX_ELEMENTS {
        return None;
    }
    for element in elements {
        let element = element.as_str()?;
        for inner in body.entries() {
            expand(&Substitution { identifier, element }.entry(inner), depth - 1, found)?;
        }
    }
    Some(())
}

/// What stands for the identifier of a loop in one round.
struct Substitution<'a> {
    identifier: &'a str,
    element: &'a str,
}

impl Substitution<'_> {
    fn entry(&self, entry: &Entry) -> Entry {
        Entry { key: self.text(&entry.key), value: self.node(&entry.value), ..entry.clone() }
    }

    fn node(&self, node: &Node) -> Node {
        let is_reference = |name: &str, argument: &Node| name == "Ref" && argument.as_str() == Some(self.identifier);
        let data = match &node.data {
            Data::Tagged(tag, argument) if is_reference(tag, argument) => Data::Text(self.element.into()),
            Data::Map(map) => match &*map.entries {
                [only] if is_reference(&only.key, &only.value) => Data::Text(self.element.into()),
                entries => {
                    let entries = entries.iter().map(|entry| self.entry(entry)).collect();
                    Data::Map(crate::syntax::Map { entries, style: map.style })
                }
            },
            Data::Tagged(tag, argument) => Data::Tagged(tag.clone(), Box::new(self.node(argument))),
            Data::List(items) => Data::List(items.iter().map(|item| self.node(item)).collect()),
            Data::Text(text) => Data::Text(self.text(text)),
            other => other.clone(),
        };
        Node { span: node.span, data }
    }

    /// `${Name}`, and `&{Name}` which leaves out what a logical id must not hold.
    fn text(&self, text: &str) -> Box<str> {
        if !text.contains('{') {
            return text.into();
        }
        let plain: String = self.element.chars().filter(char::is_ascii_alphanumeric).collect();
        text.replace(&format!("${{{}}}", self.identifier), self.element)
            .replace(&format!("&{{{}}}", self.identifier), &plain)
            .into()
    }
}
