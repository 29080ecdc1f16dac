//! Terraform blocks in JSON to declarations.
//!
//! JSON has no labels: what HCL writes as `resource "type" "name"` is three keys inside one
//! another, and a block's cut may lie at any of them. Wherever HCL would repeat a block, JSON may
//! have a list.

use crate::model::kind::Dialect;
use crate::model::{Declaration, Item, Named};
use crate::syntax::{BlockKind, Data, Entry, Node};
use crate::text::Span;

use super::terraform;

/// What a block of a `.tf.json` file declares.
pub(super) fn items(root: &Node, kind: &BlockKind, partial: bool) -> Vec<Item> {
    let parents: Vec<&str> = match kind {
        BlockKind::Entry { parents, .. } => parents.iter().map(|parent| &**parent).collect(),
        _ => Vec::new(),
    };
    let mut reader = Reader { items: Vec::new(), partial };
    match *parents.as_slice() {
        ["resource", type_name] => reader.resources(type_name, None, root, false),
        ["data", type_name] => reader.resources(type_name, None, root, true),
        [section] => reader.section(section, root),
        [] => {
            for entry in root.entries() {
                reader.section(&entry.key, &entry.value);
            }
        }
        _ => {}
    }
    reader.items
}

struct Reader {
    items: Vec<Item>,
    partial: bool,
}

impl Reader {
    fn section(&mut self, name: &str, node: &Node) {
        match name {
            "resource" | "data" => {
                for entry in entries(node) {
                    self.resources(&entry.key, Some(entry.key_span), &entry.value, name == "data");
                }
            }
            "locals" => bodies(node).for_each(|body| self.items.extend(terraform::locals(body))),
            "terraform" => self.items.extend(bodies(node).map(|body| Item::Settings(body.clone()))),
            "variable" => self.each(node, |entry, body| terraform::variable(&entry.key, entry.key_span, body)),
            "provider" => {
                for (entry, body) in entries(node).flat_map(|entry| bodies(&entry.value).map(move |body| (entry, body)))
                {
                    let items = terraform::provider(&entry.key, entry.key_span, body.span, body, self.partial);
                    self.items.extend(items);
                }
            }
            "module" => self.each(node, |entry, body| Item::Module(named(entry, body))),
            "output" => self.each(node, |entry, body| Item::Output(named(entry, body))),
            _ => {}
        }
    }

    /// The resources of one type. Where the type stands in another block, the name's place is
    /// taken for the type's.
    fn resources(&mut self, type_name: &str, type_span: Option<Span>, node: &Node, is_data: bool) {
        let partial = self.partial;
        self.each(node, |entry, body| {
            Item::Resource(Declaration {
                type_name: type_name.into(),
                type_span: type_span.unwrap_or(entry.key_span),
                name: entry.key.clone(),
                name_span: entry.key_span,
                is_data,
                dialect: Dialect::Terraform,
                span: entry.span,
                body: body.clone(),
                partial,
            })
        });
    }

    fn each(&mut self, node: &Node, item: impl Fn(&Entry, &Node) -> Item) {
        for entry in entries(node) {
            self.items.extend(bodies(&entry.value).map(|body| item(entry, body)));
        }
    }
}

/// The entries of a map, or of the maps of a list, without comments.
fn entries(node: &Node) -> impl Iterator<Item = &Entry> {
    bodies(node).flat_map(Node::entries).filter(|entry| &*entry.key != "//")
}

/// A map, or the maps of a list.
fn bodies(node: &Node) -> impl Iterator<Item = &Node> {
    let nodes = match &node.data {
        Data::List(items) => &**items,
        _ => std::slice::from_ref(node),
    };
    nodes.iter().filter(|node| matches!(node.data, Data::Map(_)))
}

fn named(entry: &Entry, body: &Node) -> Named {
    Named { name: entry.key.clone(), name_span: entry.key_span, value: body.clone() }
}
