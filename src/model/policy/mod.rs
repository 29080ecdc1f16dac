//! IAM policy documents, in every spelling, as one shape of value.
//!
//! A document may be an object (`jsonencode`, a template's `PolicyDocument`), JSON in a string or
//! heredoc, or a reference to an `aws_iam_policy_document`. It always reads as
//!
//! ```text
//! { statement: [ {
//!     sid, effect,
//!     action: […], not_action: […], resource: […], not_resource: […],
//!     principal: [ { type, id } ], not_principal: [ { type, id } ],
//!     condition: [ { operator, key, values: […] } ],
//!     document,
//! } ] }
//! ```
//!
//! Lists are lists also where one value is written. What is not written is not there, but for
//! `effect`, which Terraform's data source takes as `Allow`. `Principal: "*"` has the type `*` and
//! the id `*`; its other types are `AWS`, `Service`, `Federated`, `CanonicalUser`. What is unknown
//! stays unknown where it stands, and what is written in the same block keeps its place. `document`
//! names the data source that a statement comes from, if it comes from one.

mod data_source;
mod json_form;
#[cfg(test)]
mod tests;

use std::cell::Cell;

use super::{Datum, Member, Reference, Resource, Value, View, Why, json};
use crate::text::Span;

/// The document that `value` holds, in the one shape.
#[must_use]
pub(crate) fn document(view: &View<'_>, value: &Value) -> Value {
    Reader { view, left: Cell::new(MAX_DOCUMENTS) }.document(value)
}

/// Documents that one document may be composed of, against sources that multiply.
const MAX_DOCUMENTS: usize = 64;

/// The document that an `aws_iam_policy_document` makes, with the places in its own block.
#[must_use]
pub(crate) fn of_data_source(view: &View<'_>, source: &Resource) -> Value {
    data_source::document(&Reader { view, left: Cell::new(MAX_DOCUMENTS) }, source)
}

/// The document with the name of the data source in each statement that it comes from.
fn marked(mut document: Value, address: &str) -> Value {
    mark(&mut document, address);
    document
}

fn mark(value: &mut Value, address: &str) {
    let span = value.span;
    match &mut value.data {
        Datum::Either(arms) => arms.iter_mut().for_each(|arm| mark(arm, address)),
        Datum::List(items) => items.iter_mut().for_each(|item| mark(item, address)),
        Datum::Map(members) => {
            if let Some(statements) = members.iter_mut().find(|found| &*found.key == "statement") {
                mark(&mut statements.value, address);
            } else if !members.iter().any(|found| &*found.key == "document") {
                let name = Value { span, foreign: true, data: Datum::Text(address.into()) };
                let all = std::mem::take(members).into_iter().chain([member("document", span, name)]);
                *members = all.collect();
            }
        }
        _ => {}
    }
}

struct Reader<'v, 'm> {
    view: &'v View<'m>,
    left: Cell<usize>,
}

impl Reader<'_, '_> {
    fn document(&self, value: &Value) -> Value {
        let unknown = |why| Value { span: value.span, foreign: value.foreign, data: Datum::Unknown(why) };
        match &value.data {
            Datum::Null | Datum::Unknown(_) => value.clone(),
            Datum::Either(arms) => either(value, arms, |arm| self.document(arm)),
            Datum::Map(members) => json_form::document(value, members),
            Datum::Text(_) | Datum::Pieces(_) => match json::parse(value) {
                Some(parsed) if matches!(parsed.data, Datum::Map(_)) => self.document(&parsed),
                _ => unknown(Why::Expression("JSON".into())),
            },
            Datum::Reference(reference) => self.referred(reference, value).unwrap_or_else(|| {
                let Reference { address, attribute } = reference;
                unknown(Why::Elsewhere(format!("{address}.{attribute}").into()))
            }),
            _ => unknown(Why::Expression("…".into())),
        }
    }

    /// The document of a data source that is referred to, as seen from the reference.
    fn referred(&self, reference: &Reference, value: &Value) -> Option<Value> {
        let is_document = reference.address.starts_with("data.aws_iam_policy_document.")
            && matches!(&*reference.attribute, "json" | "minified_json");
        if !is_document || self.left.get() == 0 {
            return None;
        }
        self.left.set(self.left.get() - 1);
        let source = self.view.resource(&reference.address)?;
        let symbol = super::Symbol::Resource(reference.address.clone());
        let document = self.view.guarded(&symbol, || data_source::document(self, &source))?;
        Some(marked(document, &reference.address).used_at(value.span))
    }
}

/// The same undecided choice between what its arms become.
fn either(around: &Value, arms: &[Value; 2], map: impl Fn(&Value) -> Value) -> Value {
    let [yes, no] = arms;
    let arms = Box::new([map(yes), map(no)]);
    Value { span: around.span, foreign: around.foreign, data: Datum::Either(arms) }
}

/// A list of what every item becomes; an unknown list stays unknown, a single value is a list of
/// itself, and what is undecided is undecided between lists.
fn listed(value: &Value, map: &dyn Fn(&Value) -> Value) -> Value {
    let list = |items: Vec<Value>| Value { span: value.span, foreign: value.foreign, data: Datum::List(items.into()) };
    match &value.data {
        Datum::Unknown(_) => value.clone(),
        Datum::Either(arms) => either(value, arms, |arm| listed(arm, map)),
        Datum::List(items) => list(items.iter().filter(|item| !item.is_null()).map(map).collect()),
        Datum::Null => list(Vec::new()),
        _ => list(vec![map(value)]),
    }
}

/// A map with the places of the value that it is made of.
fn map_at(value: &Value, members: Vec<Member>) -> Value {
    Value { span: value.span, foreign: value.foreign, data: Datum::Map(members.into()) }
}

fn member(key: &str, key_span: Span, value: Value) -> Member {
    Member { key: key.into(), key_span, value }
}
