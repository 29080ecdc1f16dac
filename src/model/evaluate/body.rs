//! The body of a Terraform resource.

use super::Evaluated;
use super::combine::{MAX_WORLDS, one_of};
use super::effort::Effort;
use super::expression::{Terraform, elements, is_filled, is_override};
use crate::model::{Datum, Declaration, Item, Member, Symbol, Truth, Value, View, Why, traversal};
use crate::syntax::{Data, Entry, Node, Step};

/// Evaluates a resource or data source of `file`.
pub(super) fn evaluate(view: &View<'_>, declaration: &Declaration, file: &str) -> Evaluated {
    let mut terraform = Terraform { view, effort: Effort::new(), each: None };
    let mut members = terraform.body(declaration);
    let others = view.definitions(&Symbol::Resource(declaration.address()));
    let others = others.filter_map(|(item, file)| match item {
        Item::Resource(other) => Some((other, is_override(file))),
        _ => None,
    });
    let (over, base): (Vec<_>, Vec<_>) = others.partition(|(_, overrides)| *overrides);
    let mut overridden = false;
    if !is_override(file) {
        for (other, _) in &over {
            let over = terraform.body(other);
            lay_over(&mut members, over, declaration.name_span);
        }
    } else {
        // What it says is read with the resource that it overrides.
        overridden = !base.is_empty();
    }
    let body = Value::new(declaration.body.span, Datum::Map(members.into()));
    let created = if overridden { Truth::No } else { created(&body) };
    let partial = over.iter().any(|(other, _)| other.partial);
    Evaluated { body, created, partial }
}

/// Puts members of an overriding block in place of those of the same name.
fn lay_over(members: &mut Vec<Member>, over: Vec<Member>, place: crate::text::Span) {
    for Member { key, value, .. } in over {
        let value = value.used_at(place);
        match members.iter_mut().find(|member| member.key == key) {
            Some(member) => *member = Member { value, ..member.clone() },
            None => members.push(Member { key, key_span: place, value }),
        }
    }
}

/// What `each.key` and `each.value` may be: one of the elements, or every instance of another
/// resource.
fn each_of(over: &Value) -> Option<(Value, Value)> {
    if let Datum::Reference(reference) = &over.data {
        let key = Value::unknown(over.span, Why::Repeated("each.key".into()));
        return reference.attribute.is_empty().then(|| (key, over.clone()));
    }
    let (keys, values): (Vec<Value>, Vec<Value>) = elements(over)?.into_iter().unzip();
    let unknown = |value: &Value| matches!(value.data, Datum::Unknown(_));
    if keys.is_empty() || keys.len() > MAX_WORLDS || values.iter().any(unknown) {
        return None;
    }
    Some((one_of(over.span, keys), one_of(over.span, values)))
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
    /// The members of a resource, Terraform's own with `$` before their names.
    fn body(&mut self, declaration: &Declaration) -> Vec<Member> {
        let (meta, arguments): (Vec<&Entry>, Vec<&Entry>) =
            declaration.body.entries().iter().partition(|entry| is_meta(entry));
        let over = meta.iter().find(|entry| &*entry.key == "for_each").map(|entry| self.value(&entry.value, None));
        self.each = over.as_ref().and_then(each_of);
        let mut members = self.members(arguments.into_iter(), None);
        members.extend(self.meta(&meta));
        members
    }

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

pub(super) fn counts(value: &Value) -> Truth {
    match &value.data {
        Datum::Null => Truth::Yes,
        Datum::Either(arms) => counts(&arms[0]).agree(counts(&arms[1])),
        _ => match value.scalar().map(str::parse::<u64>) {
            Some(Ok(number)) => (number > 0).into(),
            _ => Truth::Unknown,
        },
    }
}
