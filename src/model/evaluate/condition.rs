//! A template's conditions.
//!
//! A parameter's default decides no condition: whoever creates the stack may give another value.
//! Its `AllowedValues` may.

use super::template::Template;
use crate::model::{Item, Symbol, Truth, intrinsic};
use crate::syntax::{Data, Node};

impl Template<'_, '_> {
    /// Whether a condition function holds.
    pub(super) fn truth(&self, node: &Node) -> Truth {
        let mut truth = Truth::Unknown;
        // The effort counts the nodes and caps their depth.
        self.effort.spend(node.span, || {
            truth = self.decide(node);
            crate::model::Value::new(node.span, crate::model::Datum::Null)
        });
        truth
    }

    fn decide(&self, node: &Node) -> Truth {
        let Some((name, argument)) = intrinsic::condition_call(node) else { return Truth::Unknown };
        match (name, argument.items()) {
            ("Condition", _) => argument.as_str().map_or(Truth::Unknown, |name| self.condition(name)),
            ("Not", [inner]) => !self.truth(inner),
            ("And", inner) => inner.iter().map(|node| self.truth(node)).fold(Truth::Yes, Truth::and),
            ("Or", inner) => inner.iter().map(|node| self.truth(node)).fold(Truth::No, Truth::or),
            ("Equals", [a, b]) => match (self.possible(a), self.possible(b)) {
                (Some(a), Some(b)) if a.len() == 1 && a == b => Truth::Yes,
                (Some(a), Some(b)) if !a.iter().any(|value| b.contains(value)) => Truth::No,
                _ => Truth::Unknown,
            },
            _ => Truth::Unknown,
        }
    }

    /// All values that an operand may have, if they are listed.
    fn possible(&self, node: &Node) -> Option<Vec<Box<str>>> {
        if let Some(literal) = literal(node) {
            return Some(vec![literal]);
        }
        let ("Ref", name) = intrinsic::call(node)? else { return None };
        let symbol = Symbol::Variable(name.as_str()?.into());
        let parameter = self.view.definitions(&symbol).find_map(|(item, _)| match item {
            Item::Variable(variable) => Some(variable),
            _ => None,
        })?;
        if let Some(given) = self.view.given(&parameter.name).filter(|given| !given.or_default) {
            return given.values.iter().map(|value| value.scalar().map(Into::into)).collect();
        }
        parameter.body.get("AllowedValues")?.items().iter().map(literal).collect()
    }
}

/// A plain value as text; CloudFormation compares all of them as strings.
fn literal(node: &Node) -> Option<Box<str>> {
    match &node.data {
        Data::Bool(value) => Some(if *value { "true" } else { "false" }.into()),
        Data::Number(digits) => Some(digits.clone()),
        Data::Text(text) if !text.contains("{{resolve:") => Some(text.clone()),
        _ => None,
    }
}
