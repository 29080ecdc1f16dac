//! What modules give each other: the arguments of calls, and outputs.

use super::effort::Effort;
use super::expression::{Terraform, is_filled};
use super::template::Template;
use crate::model::{Call, Datum, Dialect, Member, Named, Resource, Truth, Value, View};
use crate::syntax::{Entry, Node};

/// What a call of a Terraform module reads itself.
const META: [&str; 7] = ["count", "depends_on", "for_each", "lifecycle", "providers", "source", "version"];

/// Evaluates a call of a module.
pub(in crate::model) fn call(view: &View<'_>, named: &Named) -> Call {
    let terraform = Terraform { view, effort: Effort::new(), each: None };
    let entries = named.value.entries();
    let is_argument = |entry: &&Entry| !entry.is_block && !META.contains(&&*entry.key);
    let mut arguments = terraform.members(entries.iter().filter(is_argument), None);
    for argument in &mut arguments {
        let value = std::mem::replace(&mut argument.value, Value::new(argument.key_span, Datum::Null));
        argument.value = value.given();
    }
    let meta = |name: &str| named.value.get(name).map(|node| terraform.value(node, None));
    let created = meta("count").map_or(Truth::Yes, |count| super::body::counts(&count));
    let created = created.and(meta("for_each").map_or(Truth::Yes, |each| is_filled(&each)));
    let source = named.value.get("source").and_then(Node::as_str).map(Into::into);
    Call { name: named.name.clone(), source, arguments, created }
}

/// The call that a nested stack is.
pub(in crate::model) fn stack(resource: &Resource) -> Option<Call> {
    if resource.dialect != Dialect::CloudFormation {
        return None;
    }
    let place = match &*resource.type_name {
        "AWS::CloudFormation::Stack" => "TemplateURL",
        "AWS::Serverless::Application" => "Location",
        _ => return None,
    };
    let arguments = resource.body.get("Parameters").map_or(&[][..], Value::members).iter().map(|member| Member {
        key: member.key.clone(),
        key_span: crate::text::Span::default(),
        value: member.value.clone().given(),
    });
    Some(Call {
        name: resource.name.clone(),
        source: resource.body.get(place).and_then(Value::scalar).map(Into::into),
        arguments: arguments.collect(),
        created: resource.created,
    })
}

/// The value of an output.
pub(in crate::model) fn output(view: &View<'_>, named: &Named) -> Value {
    // A template keeps it under `Value`.
    match (named.value.get("value"), named.value.get("Value")) {
        (Some(node), _) => Terraform { view, effort: Effort::new(), each: None }.value(node, None),
        (None, Some(node)) => Template::new(view).value(node),
        (None, None) => Value::new(named.value.span, Datum::Null),
    }
}
