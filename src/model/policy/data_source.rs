//! Policies as Terraform's data source `aws_iam_policy_document` spells them.

use super::{Reader, either, listed, map_at, member};
use crate::model::{Datum, Member, Resource, Value, Why};

/// The document that a data source makes: what it builds upon, its own statements, and what
/// overrides both.
pub(super) fn document(reader: &Reader<'_, '_>, source: &Resource) -> Value {
    let body = &source.body;
    let written = body.members().iter().find(|member| &*member.key == "statement");
    let own = written.map(|found| listed(&found.value, &statement));
    let below = others(reader, body, ["source_policy_documents", "source_json"]);
    let above = others(reader, body, ["override_policy_documents", "override_json"]);
    let list = match own {
        // Undecided statements stay undecided between whole lists.
        Some(Value { data: Datum::Either(arms), span, foreign }) => {
            let [yes, no] = *arms;
            let arms = [yes, no].map(|arm| together(&arm, &below, arm.items().to_vec(), &above));
            Value { span, foreign, data: Datum::Either(Box::new(arms)) }
        }
        Some(own) => together(&own, &below, own.items().to_vec(), &above),
        None => together(body, &below, Vec::new(), &above),
    };
    let key_span = written.map_or(body.span, |found| found.key_span);
    map_at(body, vec![member("statement", key_span, list)])
}

/// The statements of other documents that a data source names.
fn others(reader: &Reader<'_, '_>, body: &Value, names: [&str; 2]) -> Vec<Value> {
    let named = names.iter().filter_map(|name| body.get(name)).flat_map(Value::items);
    named
        .flat_map(|value| {
            let document = reader.document(value);
            match (document.get("statement").map(|list| &list.data), &document.data) {
                (Some(Datum::List(statements)), _) => statements.to_vec(),
                (_, Datum::Null) => Vec::new(),
                (None, Datum::Map(_)) => Vec::new(),
                // Of an unknown or undecided document any statement may come.
                (_, Datum::Unknown(why)) => vec![Value::unknown(value.span, why.clone())],
                _ => vec![Value::unknown(value.span, Why::Expression("…".into()))],
            }
        })
        .collect()
}

/// A list of statements; one with the `sid` of an earlier one takes its place.
fn together(around: &Value, below: &[Value], own: Vec<Value>, above: &[Value]) -> Value {
    let mut all: Vec<Value> = below.iter().cloned().chain(own).collect();
    for statement in above {
        let sid = |statement: &Value| statement.get("sid").and_then(Value::scalar).map(str::to_owned);
        match sid(statement).filter(|sid| !sid.is_empty()) {
            Some(wanted) if all.iter().any(|other| sid(other).as_ref() == Some(&wanted)) => {
                for other in all.iter_mut().filter(|other| sid(other).as_ref() == Some(&wanted)) {
                    *other = statement.clone();
                }
            }
            _ => all.push(statement.clone()),
        }
    }
    Value { span: around.span, foreign: around.foreign, data: Datum::List(all.into()) }
}

fn statement(value: &Value) -> Value {
    match &value.data {
        Datum::Either(arms) => either(value, arms, statement),
        Datum::Map(members) => {
            let mut read: Vec<Member> = members.iter().filter_map(statement_member).collect();
            if !read.iter().any(|member| &*member.key == "effect") {
                let allow = Value { span: value.span, foreign: true, data: Datum::Text("Allow".into()) };
                read.push(member("effect", value.span, allow));
            }
            map_at(value, read)
        }
        _ => value.clone(),
    }
}

fn statement_member(found: &Member) -> Option<Member> {
    let value = &found.value;
    if value.is_null() {
        return None;
    }
    let (key, value) = match &*found.key {
        "sid" => ("sid", value.clone()),
        "effect" => ("effect", value.clone()),
        "actions" => ("action", listed(value, &Value::clone)),
        "not_actions" => ("not_action", listed(value, &Value::clone)),
        "resources" => ("resource", listed(value, &Value::clone)),
        "not_resources" => ("not_resource", listed(value, &Value::clone)),
        "principals" => ("principal", spread(value, &principals)),
        "not_principals" => ("not_principal", spread(value, &principals)),
        "condition" => ("condition", listed(value, &condition)),
        _ => return None,
    };
    Some(member(key, found.key_span, value))
}

/// A list of all that the items become.
fn spread(value: &Value, map: &dyn Fn(&Value) -> Vec<Value>) -> Value {
    match &value.data {
        Datum::Unknown(_) => value.clone(),
        Datum::Either(arms) => either(value, arms, |arm| spread(arm, map)),
        _ => {
            let items = value.items().iter().flat_map(map).collect();
            Value { span: value.span, foreign: value.foreign, data: Datum::List(items) }
        }
    }
}

/// One principal for each identifier of a `principals` block.
fn principals(block: &Value) -> Vec<Value> {
    let (Some(type_name), Some(identifiers)) = (block.get("type"), block.get("identifiers")) else {
        return vec![Value { span: block.span, foreign: block.foreign, data: Datum::Unknown(Why::Partial) }];
    };
    let ids: Vec<Value> = match &identifiers.data {
        Datum::Either(_) => vec![Value { data: Datum::Unknown(Why::Expression("…".into())), ..identifiers.clone() }],
        _ => identifiers.items().to_vec(),
    };
    let principal = |id: Value| {
        let whole = id.clone();
        map_at(&whole, vec![member("type", type_name.span, type_name.clone()), member("id", id.span, id)])
    };
    ids.into_iter().map(principal).collect()
}

fn condition(block: &Value) -> Value {
    let Datum::Map(members) = &block.data else { return block.clone() };
    let members = members.iter().filter_map(|found| {
        let (key, value) = match &*found.key {
            "test" => ("operator", found.value.clone()),
            "variable" => ("key", found.value.clone()),
            "values" => ("values", listed(&found.value, &Value::clone)),
            _ => return None,
        };
        Some(member(key, found.key_span, value))
    });
    map_at(block, members.collect())
}
