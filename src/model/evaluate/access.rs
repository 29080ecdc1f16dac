//! Following a Terraform traversal into a value.

use super::combine::{MAX_WORLDS, either, one_of};
use crate::model::{Datum, Reference, Value, Why, traversal};
use crate::syntax::{Data, Node, Step};

/// Follows steps through literal maps and lists, so that only what is asked for is evaluated.
/// Gives the node where that ends, and the steps that are left.
pub(super) fn descend<'n, 's>(mut node: &'n Node, mut steps: &'s [Step]) -> (&'n Node, &'s [Step]) {
    while let Some((step, rest)) = steps.split_first() {
        let inner = match (step, &node.data) {
            (Step::Name(name) | Step::Key(name), Data::Map(map)) => {
                map.entries.iter().rfind(|entry| entry.key == *name && !entry.is_block).map(|entry| &entry.value)
            }
            (Step::Index(index), Data::List(items)) => usize::try_from(*index).ok().and_then(|index| items.get(index)),
            _ => None,
        };
        let Some(inner) = inner else { break };
        (node, steps) = (inner, rest);
    }
    (node, steps)
}

/// The value that steps lead to.
pub(super) fn access(value: Value, steps: &[Step]) -> Value {
    let Some((step, rest)) = steps.split_first() else { return value };
    let span = value.span;
    let nothing = || Value::unknown(span, Why::Expression(traversal::source(steps)));
    let inner = match (step, value.data) {
        (_, Datum::Unknown(why)) => return Value { data: Datum::Unknown(why), ..value },
        (_, Datum::Reference(reference)) => {
            return Value { data: Datum::Reference(into_attribute(reference, steps)), ..value };
        }
        (_, Datum::Either(arms)) => {
            let [yes, no] = *arms;
            return either(span, access(yes, steps), access(no, steps));
        }
        (Step::Name(name) | Step::Key(name), Datum::Map(members)) => {
            members.into_vec().into_iter().find(|member| member.key == *name).map(|member| member.value)
        }
        (Step::Index(index), Datum::List(items)) => {
            usize::try_from(*index).ok().and_then(|index| items.into_vec().into_iter().nth(index))
        }
        (Step::Splat, Datum::List(items)) => {
            let items = items.into_vec().into_iter().map(|item| access(item, rest));
            return Value { data: Datum::List(items.collect()), ..value };
        }
        (Step::Splat, Datum::Null) => return Value { data: Datum::List(Box::default()), ..value },
        (Step::Splat, data) => {
            let item = access(Value { data, ..value }, rest);
            return Value::new(span, Datum::List([item].into()));
        }
        (Step::Dynamic, data) => any_item(data).map(|items| one_of(span, items)),
        _ => None,
    };
    inner.map_or_else(nothing, |inner| access(inner, rest))
}

/// The items of a list or map, if they are few.
fn any_item(data: Datum) -> Option<Vec<Value>> {
    let items: Vec<Value> = match data {
        Datum::List(items) => items.into(),
        Datum::Map(members) => members.into_vec().into_iter().map(|member| member.value).collect(),
        _ => return None,
    };
    (1..=MAX_WORLDS).contains(&items.len()).then_some(items)
}

/// The reference with further steps: which instance and which item is dropped, names are kept.
pub(super) fn into_attribute(reference: Reference, steps: &[Step]) -> Reference {
    let mut attribute = String::from(reference.attribute);
    let mut instance = attribute.is_empty();
    for step in steps {
        let name = match step {
            Step::Name(name) => name,
            Step::Key(name) if !instance => name,
            Step::Key(_) | Step::Index(_) | Step::Splat | Step::Dynamic => continue,
        };
        if !attribute.is_empty() {
            attribute.push('.');
        }
        attribute.push_str(name);
        instance = false;
    }
    Reference { address: reference.address, attribute: attribute.into() }
}
