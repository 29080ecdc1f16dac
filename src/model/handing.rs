//! What is handed to where it cannot be followed: calls of modules, nested stacks, custom resources.

use super::lower;
use super::{Declaration, Dialect, Item, Lowered, Symbol};
use crate::syntax::{Entry, Node};

/// True when a block may hand on what it mentions: it calls something, or defines locals.
pub(super) fn may_hand_on(lowered: &Lowered) -> bool {
    lowered
        .items
        .iter()
        .any(|item| matches!(item, Item::Module(_) | Item::Local(_) | Item::Output(_)) || receiver(item).is_some())
}

/// True when a block makes resources that are not written in it.
pub(super) fn makes_more(lowered: &Lowered) -> bool {
    lowered.items.iter().any(|item| match item {
        Item::Module(_) => true,
        Item::Resource(declaration) => is_stack(&declaration.type_name),
        _ => false,
    })
}

/// The name of a call of a module, or of a nested stack.
pub(super) fn maker(item: &Item) -> Option<&str> {
    match item {
        Item::Module(named) => Some(&named.name),
        Item::Resource(declaration) if is_stack(&declaration.type_name) => Some(&declaration.name),
        _ => None,
    }
}

/// False for calls of the modules that everybody uses: each of them is about one service and leaves
/// the account alone, but for those that say `account`.
pub(super) fn may_set_the_account(item: &Item) -> bool {
    let Item::Module(named) = item else { return true };
    let source = named.value.get("source").and_then(Node::as_str).unwrap_or_default();
    !source.starts_with("terraform-aws-modules/") || source.contains("account")
}

/// The name of what receives things and does with them what nobody can see.
pub(super) fn receiver(item: &Item) -> Option<Box<str>> {
    match item {
        Item::Module(named) => Some(format!("module.{}", named.name).into()),
        Item::Resource(declaration) if is_opaque(declaration) => Some(declaration.address()),
        _ => None,
    }
}

/// Whether what an item is given holds a use of `symbol`.
pub(super) fn gives(item: &Item, symbol: &Symbol) -> bool {
    match item {
        Item::Module(named) => given(named.value.entries()).any(|node| lower::mentions(node, symbol)),
        Item::Local(named) | Item::Output(named) => lower::mentions(&named.value, symbol),
        Item::Resource(declaration) => {
            declaration.body.get("Properties").is_some_and(|node| lower::mentions(node, symbol))
        }
        _ => false,
    }
}

/// The arguments of a call, without what only orders or configures it.
fn given(entries: &[Entry]) -> impl Iterator<Item = &Node> {
    let is_argument = |entry: &&Entry| !matches!(&*entry.key, "depends_on" | "providers" | "source" | "version");
    entries.iter().filter(is_argument).map(|entry| &entry.value)
}

fn is_opaque(declaration: &Declaration) -> bool {
    let name = &*declaration.type_name;
    declaration.dialect == Dialect::CloudFormation
        && (is_stack(name) || !name.starts_with("AWS::") || name == "AWS::CloudFormation::CustomResource")
}

fn is_stack(type_name: &str) -> bool {
    matches!(type_name, "AWS::CloudFormation::Stack" | "AWS::Serverless::Application")
        || type_name.ends_with("::MODULE")
}
