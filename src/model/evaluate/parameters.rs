//! What `Ref` gives: parameters, pseudo-parameters, resources.

use super::combine::one_of;
use super::template::{Template, text_data};
use crate::model::{Datum, Extent, Item, Reference, Symbol, Value, Variable, Why};
use crate::syntax::{Data, Node};
use crate::text::Span;

impl Template<'_, '_> {
    /// The value of `Ref`, or of a name in `Fn::Sub`.
    pub(super) fn reference(&self, name: &str, span: Span) -> Value {
        if name == "AWS::NoValue" {
            return Value::new(span, Datum::Null);
        }
        if name.starts_with("AWS::") {
            return Value::unknown(span, Why::Elsewhere(name.into()));
        }
        let parameter = self.view.definitions(&Symbol::Variable(name.into())).find_map(|(item, _)| match item {
            Item::Variable(variable) => Some(variable),
            _ => None,
        });
        if let Some(parameter) = parameter {
            return self.parameter(parameter, span).used_at(span);
        }
        // SAM lets a `Ref` name a generated resource: `Function.Version`.
        let address = name.split('.').next().unwrap_or(name);
        if self.view.definitions(&Symbol::Resource(address.into())).next().is_some() {
            let reference = Reference { address: address.into(), attribute: Box::default() };
            return Value::new(span, Datum::Reference(reference));
        }
        let why = if self.view.extent() == Extent::Excerpt { Why::Excerpt } else { Why::Elsewhere(name.into()) };
        Value::unknown(span, why)
    }

    /// A parameter is worth its default, or any other of its allowed values.
    fn parameter(&self, parameter: &Variable, span: Span) -> Value {
        let type_name = parameter.body.get("Type").and_then(Node::as_str).unwrap_or("String");
        if type_name.starts_with("AWS::SSM::Parameter::") {
            return Value::unknown(span, Why::Elsewhere(parameter.name.clone()));
        }
        if let Some(given) = self.view.given(&parameter.name) {
            let mut values = given.values.clone();
            if given.or_default {
                values.push(match &parameter.default {
                    Some(default) => self.value(default),
                    None => Value::unknown(span, Why::NoDefault(parameter.name.clone())),
                });
            }
            return one_of(span, values);
        }
        let is_list = type_name == "CommaDelimitedList" || type_name.starts_with("List<");
        let allowed = parameter.body.get("AllowedValues").map_or(&[][..], Node::items);
        let values: Vec<Value> = match &parameter.default {
            Some(default) if is_list => vec![self.items(default, span)],
            default => default.iter().chain(allowed).map(|node| self.value(node)).collect(),
        };
        if values.is_empty() {
            return Value::unknown(span, Why::NoDefault(parameter.name.clone()));
        }
        one_of(span, values)
    }

    /// The default of a list: strings between commas.
    fn items(&self, default: &Node, span: Span) -> Value {
        match &default.data {
            Data::Text(text) => {
                self.effort.text(text.len());
                let items = text.split(',').map(|item| Value::new(span, text_data(item.trim())));
                Value::new(span, Datum::List(items.collect()))
            }
            _ => self.value(default),
        }
    }
}
