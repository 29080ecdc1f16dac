//! CloudFormation's functions.

use super::combine::{MAX_WORLDS, Text, either, one_of, worlds};
use super::template::{Template, text_data};
use crate::model::intrinsic::{self, SubPart};
use crate::model::{Datum, Item, Reference, Symbol, Truth, Value, Why};
use crate::syntax::Node;
use crate::text::Span;

impl Template<'_, '_> {
    /// The value of a function, named without `Fn::`.
    pub(super) fn function(&self, name: &str, argument: &Node, span: Span) -> Value {
        let value = match name {
            "Ref" => argument.as_str().map(|name| self.reference(name, span)),
            "GetAtt" => self.attribute(argument, span),
            "Sub" => self.sub(argument, span),
            "If" => self.choice(argument, span),
            "Join" => self.join(argument, span),
            "Select" => self.select(argument),
            "Split" => self.split(argument, span),
            "FindInMap" => self.find_in_map(argument, span),
            // Encodings are looked through: what is encoded keeps its places.
            "Base64" | "ToJsonString" => Some(self.value(argument)),
            "ImportValue" | "GetAZs" => Some(Value::unknown(span, Why::Elsewhere(format!("Fn::{name}").into()))),
            _ => None,
        };
        value.unwrap_or_else(|| Value::unknown(span, Why::Expression(format!("Fn::{name}").into())))
    }

    fn choice(&self, argument: &Node, span: Span) -> Option<Value> {
        let [condition, yes, no] = argument.items() else { return None };
        Some(match self.condition(condition.as_str()?) {
            Truth::Yes => self.value(yes),
            Truth::No => self.value(no),
            Truth::Unknown => either(span, self.value(yes), self.value(no)),
        })
    }

    fn sub(&self, argument: &Node, span: Span) -> Option<Value> {
        let (pattern, variables) = intrinsic::sub_argument(argument)?;
        if let unknown @ Datum::Unknown(_) = text_data(pattern) {
            return Some(Value::new(span, unknown));
        }
        let mut text = Text::default();
        for part in intrinsic::sub_parts(pattern) {
            match part {
                SubPart::Text(part) => text.push_str(part),
                SubPart::Name(name) => match variables.and_then(|variables| variables.get(name)) {
                    Some(node) => text.push(self.value(node)),
                    None => text.push(self.named(name, span)),
                },
            }
        }
        self.effort.text(text.len());
        Some(text.finish(span))
    }

    /// `Name` or `Name.Attribute` between the braces of `Fn::Sub`.
    fn named(&self, name: &str, span: Span) -> Value {
        match name.split_once('.') {
            Some((resource, attribute)) => self.attribute_of(resource, attribute, span),
            None => self.effort.spend(span, || self.reference(name, span)),
        }
    }

    fn attribute(&self, argument: &Node, span: Span) -> Option<Value> {
        let (resource, attribute) = intrinsic::attribute_of(argument)?;
        Some(self.attribute_of(resource, attribute.as_deref().unwrap_or(""), span))
    }

    /// An attribute of a resource. What a nested stack puts out is known where that can be read.
    fn attribute_of(&self, resource: &str, attribute: &str, span: Span) -> Value {
        if let Some(output) = attribute.strip_prefix("Outputs.") {
            let unknown = || Value::unknown(span, Why::Elsewhere(format!("{resource}.{attribute}").into()));
            return self.view.output(resource, output).map_or_else(unknown, |value| value.used_at(span));
        }
        Value::new(span, Datum::Reference(Reference { address: resource.into(), attribute: attribute.into() }))
    }

    fn join(&self, argument: &Node, span: Span) -> Option<Value> {
        let [separator, list] = argument.items() else { return None };
        let separator = separator.as_str()?;
        let list = self.value(list);
        let items = match list.data {
            Datum::List(items) => items,
            Datum::Unknown(why) => return Some(Value::unknown(span, why)),
            _ => return None,
        };
        let mut text = Text::default();
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                text.push_str(separator);
            }
            text.push(item);
        }
        self.effort.text(text.len());
        Some(text.finish(span))
    }

    fn select(&self, argument: &Node) -> Option<Value> {
        let [index, list] = argument.items() else { return None };
        let index: usize = self.value(index).scalar()?.parse().ok()?;
        let list = self.value(list);
        match list.data {
            Datum::List(items) => items.into_vec().into_iter().nth(index),
            Datum::Unknown(_) => Some(list),
            _ => None,
        }
    }

    fn split(&self, argument: &Node, span: Span) -> Option<Value> {
        let [separator, text] = argument.items() else { return None };
        let separator = separator.as_str().filter(|separator| !separator.is_empty())?;
        let text = self.value(text);
        if let Datum::Unknown(why) = text.data {
            return Some(Value::unknown(span, why));
        }
        let text = text.scalar()?;
        self.effort.text(text.len());
        let items = text.split(separator).map(|part| Value::new(span, Datum::Text(part.into())));
        Some(Value::new(span, Datum::List(items.collect())))
    }

    /// A value of a mapping; where a key is not known, any of the values that it may lead to.
    fn find_in_map(&self, argument: &Node, span: Span) -> Option<Value> {
        let [name, top, second, options @ ..] = argument.items() else { return None };
        let name = name.as_str()?;
        let symbol = Symbol::Local(name.into());
        let mapping = self.view.definitions(&symbol).find_map(|(item, _)| match item {
            Item::Local(named) => Some(&named.value),
            _ => None,
        });
        let unknown = || Value::unknown(span, Why::Elsewhere(name.into()));
        let Some(mapping) = mapping else { return Some(unknown()) };
        let default = options.first().and_then(|options| options.get("DefaultValue"));
        let (top, second) = (self.value(top), self.value(second));
        let mut found: Vec<Value> = Vec::new();
        for row in chosen(mapping, &top)? {
            let cells = match row {
                Some(row) => chosen(row, &second)?,
                None => vec![None],
            };
            for cell in cells {
                let Some(node) = cell.or(default) else { return Some(unknown()) };
                found.push(self.value(node).used_at(span));
                if found.len() > MAX_WORLDS {
                    return Some(unknown());
                }
            }
        }
        Some(one_of(span, found))
    }
}

/// The values of a mapping's level that a key may choose, `None` for a key that it lacks.
fn chosen<'n>(level: &'n Node, key: &Value) -> Option<Vec<Option<&'n Node>>> {
    let mut found = Vec::new();
    for world in worlds(key) {
        match (world.scalar(), &world.data) {
            (Some(key), _) => found.push(level.get(key)),
            (None, Datum::Unknown(_)) if level.entries().len() <= MAX_WORLDS => {
                found.extend(level.entries().iter().map(|entry| Some(&entry.value)));
            }
            _ => return None,
        }
    }
    Some(found)
}
