//! Which names a template's block uses.

use crate::model::Symbol;
use crate::model::intrinsic::{self, SubPart};
use crate::syntax::{Data, Entry, Node};

/// Every symbol that is mentioned under `root`, in no order. A `Ref` is mentioned both as a
/// resource and as a parameter: which of them it is, another block says.
pub(super) fn of(root: &Node) -> Vec<Symbol> {
    let mut found = Vec::new();
    node(root, &mut found);
    found
}

fn node(value: &Node, found: &mut Vec<Symbol>) {
    if let Some((name, argument)) = intrinsic::call(value) {
        function(name, argument, found);
        return;
    }
    match &value.data {
        Data::List(items) => items.iter().for_each(|item| node(item, found)),
        Data::Map(map) => map.entries.iter().for_each(|entry| member(entry, found)),
        _ => {}
    }
}

fn member(entry: &Entry, found: &mut Vec<Symbol>) {
    match (&*entry.key, &entry.value.data) {
        ("DependsOn", Data::Text(name)) => found.push(Symbol::Resource(name.clone())),
        ("DependsOn", Data::List(names)) => {
            found.extend(names.iter().filter_map(Node::as_str).map(|name| Symbol::Resource(name.into())));
        }
        ("Condition", Data::Text(name)) => found.push(Symbol::Condition(name.clone())),
        _ => node(&entry.value, found),
    }
}

fn function(name: &str, argument: &Node, found: &mut Vec<Symbol>) {
    match name {
        "Ref" => argument.as_str().into_iter().for_each(|name| reference(name, found)),
        "Condition" => found.extend(argument.as_str().map(|name| Symbol::Condition(name.into()))),
        "GetAtt" => {
            if let Some((name, attribute)) = intrinsic::attribute_of(argument) {
                attributed(name, attribute.as_deref().unwrap_or(""), found);
            }
        }
        "Sub" => sub(argument, found),
        "If" | "FindInMap" => {
            let first = argument.items().first().and_then(Node::as_str).map(Box::from);
            found.extend(first.map(if name == "If" { Symbol::Condition } else { Symbol::Local }));
            node(argument, found);
        }
        _ => node(argument, found),
    }
}

fn sub(argument: &Node, found: &mut Vec<Symbol>) {
    let Some((text, variables)) = intrinsic::sub_argument(argument) else {
        return;
    };
    for part in intrinsic::sub_parts(text) {
        let SubPart::Name(name) = part else { continue };
        if variables.is_some_and(|variables| variables.get(name).is_some()) {
            continue;
        }
        match name.split_once('.') {
            Some((resource, attribute)) => attributed(resource, attribute, found),
            None => reference(name, found),
        }
    }
    if let Some(variables) = variables {
        node(variables, found);
    }
}

fn attributed(resource: &str, attribute: &str, found: &mut Vec<Symbol>) {
    found.push(Symbol::Resource(resource.into()));
    let output = attribute.strip_prefix("Outputs.");
    found.extend(output.map(|output| Symbol::Output(resource.into(), output.into())));
}

fn reference(name: &str, found: &mut Vec<Symbol>) {
    // SAM lets a `Ref` name a generated resource: `Function.Version`.
    let name = name.split('.').next().unwrap_or(name);
    if !name.starts_with("AWS::") {
        found.extend([Symbol::Resource(name.into()), Symbol::Variable(name.into())]);
    }
}
