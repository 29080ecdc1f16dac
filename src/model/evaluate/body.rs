//! The body of a Terraform resource.

use super::Evaluated;
use super::effort::Effort;
use super::expression::{Terraform, is_filled};
use crate::model::{Datum, Declaration, Member, Truth, Value, View, traversal};
use crate::syntax::{Data, Entry, Node, Step};

/// Evaluates a resource or data source.
pub(super) fn evaluate(view: &View<'_>, declaration: &Declaration) -> Evaluated {
    let terraform = Terraform { view, effort: Effort::new() };
    let (meta, arguments): (Vec<&Entry>, Vec<&Entry>) =
        declaration.body.entries().iter().partition(|entry| is_meta(entry));
    let mut members = terraform.members(arguments.into_iter(), None);
    members.extend(terraform.meta(&meta));
    let body = Value::new(declaration.body.span, Datum::Map(members.into()));
    let created = created(&body);
    Evaluated { body, created, partial: false }
}

/// True for what Terraform itself reads of a resource.
fn is_meta(entry: &Entry) -> bool {
    match &*entry.key {
        "count" | "for_each" | "provider" | "depends_on" => !entry.is_block,
        "lifecycle" | "provisioner" | "connection" => true,
        _ => false,
    }
}

impl Terraform<'_, '_> {
    fn meta(&self, entries: &[&Entry]) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        for entry in entries {
            let value = match &*entry.key {
                "provider" => provider(&entry.value).unwrap_or_else(|| self.value(&entry.value, None)),
                "depends_on" => self.dependencies(&entry.value),
                "lifecycle" => self.lifecycle(&entry.value),
                _ => self.value(&entry.value, None),
            };
            let key: Box<str> = format!("${}", entry.key).into();
            match members.iter_mut().find(|member| member.key == key) {
                Some(member) => member.value = value,
                None => members.push(Member { key, key_span: entry.key_span, value }),
            }
        }
        members
    }

    fn dependencies(&self, node: &Node) -> Value {
        let items = node.items().iter().map(|item| match &item.data {
            // In JSON a dependency is a string.
            Data::Text(address) => {
                let steps: Vec<Step> = address.split('.').map(|name| Step::Name(name.into())).collect();
                self.traversal(&steps, item.span, None)
            }
            _ => self.value(item, None),
        });
        Value::new(node.span, Datum::List(items.collect()))
    }

    /// A `lifecycle` block; the attributes that `ignore_changes` names are strings.
    fn lifecycle(&self, node: &Node) -> Value {
        let members = node.entries().iter().filter(|entry| !entry.is_block).map(|entry| {
            let value = match (&*entry.key, &entry.value.data) {
                ("ignore_changes", Data::List(items)) => {
                    Value::new(entry.value.span, Datum::List(items.iter().map(name).collect()))
                }
                ("ignore_changes", _) => name(&entry.value),
                _ => self.value(&entry.value, None),
            };
            Member { key: entry.key.clone(), key_span: entry.key_span, value }
        });
        Value::new(node.span, Datum::Map(members.collect()))
    }
}

/// A bare name as the string that it stands for.
fn name(node: &Node) -> Value {
    let text = match &node.data {
        Data::Traversal(steps) => traversal::source(steps),
        Data::Text(text) => text.clone(),
        _ => Box::default(),
    };
    Value::new(node.span, Datum::Text(text))
}

/// `aws.dr` as the name of a provider configuration.
fn provider(node: &Node) -> Option<Value> {
    match &node.data {
        Data::Traversal(steps) if steps.iter().all(|step| matches!(step, Step::Name(_))) => Some(name(node)),
        _ => None,
    }
}

fn created(body: &Value) -> Truth {
    let count = body.get("$count").map_or(Truth::Yes, counts);
    let each = body.get("$for_each").map_or(Truth::Yes, is_filled);
    count.and(each)
}

fn counts(value: &Value) -> Truth {
    match &value.data {
        Datum::Null => Truth::Yes,
        Datum::Either(arms) => counts(&arms[0]).agree(counts(&arms[1])),
        _ => match value.scalar().map(str::parse::<u64>) {
            Some(Ok(number)) => (number > 0).into(),
            _ => Truth::Unknown,
        },
    }
}
