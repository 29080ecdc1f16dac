//! Policies as IAM itself spells them.

use super::{either, listed, map_at, member};
use crate::model::{Datum, Member, Value, Why};

/// A document by its members.
pub(super) fn document(value: &Value, members: &[Member]) -> Value {
    let statements = members.iter().find(|member| &*member.key == "Statement");
    let statement = statements.map(|found| member("statement", found.key_span, listed(&found.value, &statement)));
    map_at(value, statement.into_iter().collect())
}

fn statement(value: &Value) -> Value {
    match &value.data {
        Datum::Either(arms) => either(value, arms, statement),
        Datum::Map(members) => map_at(value, members.iter().filter_map(statement_member).collect()),
        Datum::Null | Datum::Unknown(_) => value.clone(),
        _ => unknown(value),
    }
}

fn statement_member(found: &Member) -> Option<Member> {
    let value = &found.value;
    if value.is_null() {
        return None;
    }
    let (key, value) = match &*found.key {
        "Sid" => ("sid", value.clone()),
        "Effect" => ("effect", value.clone()),
        "Action" => ("action", listed(value, &Value::clone)),
        "NotAction" => ("not_action", listed(value, &Value::clone)),
        "Resource" => ("resource", listed(value, &Value::clone)),
        "NotResource" => ("not_resource", listed(value, &Value::clone)),
        "Principal" => ("principal", principals(value)),
        "NotPrincipal" => ("not_principal", principals(value)),
        "Condition" => ("condition", conditions(value)),
        _ => return None,
    };
    Some(member(key, found.key_span, value))
}

/// `"*"`, or ids by type.
fn principals(value: &Value) -> Value {
    match &value.data {
        Datum::Unknown(_) => value.clone(),
        Datum::Either(arms) => either(value, arms, principals),
        Datum::Map(members) => {
            let written = members.iter().filter(|found| !found.value.is_null());
            let all = written.flat_map(|found| ids(found).into_iter().map(|id| principal(&found.key, found, id)));
            Value { span: value.span, foreign: value.foreign, data: Datum::List(all.collect()) }
        }
        Datum::Text(text) if &**text == "*" => {
            let star = || Value { data: Datum::Text("*".into()), ..value.clone() };
            let everyone = vec![member("type", value.span, star()), member("id", value.span, star())];
            listed(&map_at(value, everyone), &Value::clone)
        }
        // No policy that AWS accepts, and still plain enough: a star lets everybody in.
        Datum::List(items) => {
            let all = items.iter().flat_map(|item| principals(item).items().to_vec());
            Value { span: value.span, foreign: value.foreign, data: Datum::List(all.collect()) }
        }
        _ => unknown(value),
    }
}

/// The ids of one type of principal; where they are undecided, each of them may or may not be.
fn ids(found: &Member) -> Vec<Value> {
    match &found.value.data {
        Datum::List(items) => items.iter().filter(|item| !item.is_null()).cloned().collect(),
        Datum::Either(arms) if arms.iter().any(|arm| arm.scalar().is_none() && !arm.is_null()) => {
            vec![unknown(&found.value)]
        }
        _ => vec![found.value.clone()],
    }
}

fn principal(type_name: &str, found: &Member, id: Value) -> Value {
    let type_value = Value { span: found.key_span, foreign: found.value.foreign, data: Datum::Text(type_name.into()) };
    let whole = id.clone();
    map_at(&whole, vec![member("type", found.key_span, type_value), member("id", found.key_span, id)])
}

/// Values by key by operator.
fn conditions(value: &Value) -> Value {
    match &value.data {
        Datum::Unknown(_) => value.clone(),
        Datum::Either(arms) => either(value, arms, conditions),
        Datum::Map(operators) => {
            let tests = operators.iter().flat_map(|operator| match &operator.value.data {
                Datum::Map(keys) => keys.iter().map(|key| condition(operator, key)).collect(),
                Datum::Null => Vec::new(),
                _ => vec![unknown(&operator.value)],
            });
            Value { span: value.span, foreign: value.foreign, data: Datum::List(tests.collect()) }
        }
        _ => unknown(value),
    }
}

fn condition(operator: &Member, key: &Member) -> Value {
    let name = |named: &Member| Value {
        span: named.key_span,
        foreign: named.value.foreign,
        data: Datum::Text(named.key.clone()),
    };
    let members = vec![
        member("operator", operator.key_span, name(operator)),
        member("key", key.key_span, name(key)),
        member("values", key.key_span, listed(&key.value, &Value::clone)),
    ];
    map_at(&key.value, members)
}

fn unknown(value: &Value) -> Value {
    let why = match &value.data {
        Datum::Reference(reference) => Why::Elsewhere(format!("{}.{}", reference.address, reference.attribute).into()),
        _ => Why::Expression("…".into()),
    };
    Value { span: value.span, foreign: value.foreign, data: Datum::Unknown(why) }
}
