//! Terraform blocks in HCL to declarations.

use crate::model::item::PROVIDER;
use crate::model::kind::Dialect;
use crate::model::{Declaration, Item, Named, Variable};
use crate::syntax::{Data, Entry, Label, Node};
use crate::text::Span;

/// What the blocks under `root` declare: usually one block, in a repaired text perhaps several.
pub(super) fn items(root: &Node, partial: bool) -> Vec<Item> {
    let mut items = Vec::new();
    for entry in root.entries().iter().filter(|entry| entry.is_block) {
        match (&*entry.key, &*entry.labels) {
            ("resource", [type_label, name, ..]) => items.push(resource(entry, type_label, name, false, partial)),
            ("data", [type_label, name, ..]) => items.push(resource(entry, type_label, name, true, partial)),
            ("variable", [name, ..]) => items.push(variable(&name.text, name.span, &entry.value)),
            ("locals", _) => items.extend(locals(&entry.value)),
            ("module", [name, ..]) => items.push(Item::Module(named(name, entry))),
            ("output", [name, ..]) => items.push(Item::Output(named(name, entry))),
            ("provider", [name, ..]) => {
                items.extend(provider(&name.text, name.span, entry.span, &entry.value, partial))
            }
            ("terraform", _) => items.push(Item::Settings(entry.value.clone())),
            _ => {}
        }
    }
    items
}

/// The assignments of a `.tfvars` file.
pub(super) fn assignments(root: &Node) -> Vec<Item> {
    root.entries()
        .iter()
        .filter(|entry| !entry.is_block && &*entry.key != "//")
        .map(|entry| Item::Assignment(keyed(entry)))
        .collect()
}

/// The values of a `locals` block.
pub(super) fn locals(body: &Node) -> impl Iterator<Item = Item> {
    body.entries().iter().filter(|entry| !entry.is_block && &*entry.key != "//").map(|entry| Item::Local(keyed(entry)))
}

/// A variable by its body.
pub(super) fn variable(name: &str, name_span: Span, body: &Node) -> Item {
    Item::Variable(Variable { name: name.into(), name_span, default: body.get("default").cloned(), body: body.clone() })
}

/// A provider configuration by its body: `aws`, or `aws.dr` with an alias. It is a resource too, so
/// that rules can judge it.
pub(super) fn provider(name: &str, name_span: Span, span: Span, body: &Node, partial: bool) -> [Item; 2] {
    let name: Box<str> = match body.get("alias").and_then(Node::as_str) {
        Some(alias) => format!("{name}.{alias}").into(),
        None => name.into(),
    };
    let declaration = Declaration {
        type_name: PROVIDER.into(),
        type_span: name_span,
        name: name.clone(),
        name_span,
        is_data: false,
        dialect: Dialect::Terraform,
        span,
        body: body.clone(),
        partial,
    };
    [Item::Provider(Named { name, name_span, value: body.clone() }), Item::Resource(declaration)]
}

fn resource(entry: &Entry, type_label: &Label, name: &Label, is_data: bool, partial: bool) -> Item {
    Item::Resource(Declaration {
        type_name: type_label.text.clone(),
        type_span: type_label.span,
        name: name.text.clone(),
        name_span: name.span,
        is_data,
        dialect: Dialect::Terraform,
        span: entry.span,
        body: entry.value.clone(),
        partial: partial || !matches!(entry.value.data, Data::Map(_)),
    })
}

fn named(label: &Label, entry: &Entry) -> Named {
    Named { name: label.text.clone(), name_span: label.span, value: entry.value.clone() }
}

fn keyed(entry: &Entry) -> Named {
    Named { name: entry.key.clone(), name_span: entry.key_span, value: entry.value.clone() }
}
