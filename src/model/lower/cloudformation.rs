//! Templates to declarations.
//!
//! A file is not asked whether it is a template: a mapping becomes a resource by its `Type`, a
//! parameter by its `Type`, and everything else of a YAML or JSON file is left alone.

use crate::model::kind::Dialect;
use crate::model::{Declaration, Item, Named, Variable, intrinsic};
use crate::syntax::{BlockKind, Data, Entry, Node};

use super::loops;

/// What a block of a YAML or JSON file declares.
pub(super) fn items(root: &Node, kind: &BlockKind, partial: bool) -> Vec<Item> {
    let parents = match kind {
        BlockKind::Entry { parents, .. } => &**parents,
        _ => &[],
    };
    match parents {
        [section] => section_items(section, root, partial),
        [] => root.entries().iter().flat_map(|entry| top_level(entry, partial)).collect(),
        _ => Vec::new(),
    }
}

fn top_level(entry: &Entry, partial: bool) -> Vec<Item> {
    match &*entry.key {
        "Globals" => vec![Item::Globals(entry.value.clone())],
        "Transform" => vec![Item::Transform(entry.value.clone())],
        "Metadata" => vec![Item::Metadata(entry.value.clone())],
        // An excerpt may show resources without the section around them.
        _ => match resource(entry, partial) {
            Some(resource) => vec![resource],
            None => section_items(&entry.key, &entry.value, partial),
        },
    }
}

fn section_items(section: &str, node: &Node, partial: bool) -> Vec<Item> {
    let item: fn(&Entry) -> Option<Item> = match section {
        "Resources" => {
            return node.entries().iter().flat_map(|entry| resources(entry, partial)).collect();
        }
        "Parameters" => parameter,
        "Mappings" => |entry| is_map(&entry.value).then(|| Item::Local(named(entry))),
        "Conditions" => |entry| intrinsic::condition_call(&entry.value).map(|_| Item::Condition(named(entry))),
        "Outputs" => |entry| entry.value.get("Value").map(|_| Item::Output(named(entry))),
        _ => return Vec::new(),
    };
    node.entries().iter().filter_map(item).collect()
}

fn resource(entry: &Entry, partial: bool) -> Option<Item> {
    let type_node = entry.value.get("Type")?;
    let type_name = type_node.as_str().filter(|text| intrinsic::is_resource_type(text))?;
    Some(Item::Resource(Declaration {
        type_name: type_name.into(),
        type_span: type_node.span,
        name: entry.key.clone(),
        name_span: entry.key_span,
        is_data: false,
        dialect: Dialect::CloudFormation,
        span: entry.span,
        body: entry.value.clone(),
        partial,
    }))
}

/// What an entry of the resources declares: a loop, as many as it writes out.
fn resources(entry: &Entry, partial: bool) -> Vec<Item> {
    if let Some(entries) = entry.key.starts_with("Fn::ForEach::").then(|| loops::written_out(entry)).flatten() {
        return entries.iter().flat_map(|entry| resources(entry, partial)).collect();
    }
    let item = resource(entry, partial).or_else(|| generated(entry)).or_else(|| unreadable(entry));
    item.into_iter().collect()
}

/// Other loops and `Fn::Transform` among the resources: more resources than are written. A
/// template that has them is taken as transformed by a macro of that name.
fn generated(entry: &Entry) -> Option<Item> {
    let macro_name = entry.key.starts_with("Fn::").then(|| Data::Text(entry.key.clone()))?;
    Some(Item::Transform(Node { span: entry.key_span, data: macro_name }))
}

/// A resource whose type is not a plain one, such as `!Rain::Module`: what it makes stands elsewhere.
fn unreadable(entry: &Entry) -> Option<Item> {
    entry.value.get("Type").map(|_| Item::Module(named(entry)))
}

fn parameter(entry: &Entry) -> Option<Item> {
    entry.value.get("Type")?.as_str()?;
    Some(Item::Variable(Variable {
        name: entry.key.clone(),
        name_span: entry.key_span,
        default: entry.value.get("Default").cloned(),
        body: entry.value.clone(),
    }))
}

fn named(entry: &Entry) -> Named {
    Named { name: entry.key.clone(), name_span: entry.key_span, value: entry.value.clone() }
}

fn is_map(node: &Node) -> bool {
    matches!(node.data, Data::Map(_))
}
