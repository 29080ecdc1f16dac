//! Terraform functions, those that configurations of AWS resources are written with.

use super::combine::{Text, alike, either, in_each_world};
use super::expression::Terraform;
use crate::model::{Datum, Member, Piece, Value, Why, json};
use crate::text::Span;

impl Terraform<'_, '_> {
    /// The value of a function call. Encodings are looked through: `jsonencode(x)` is worth `x`,
    /// so that what is encoded keeps its places.
    pub(super) fn call(&self, name: &str, arguments: Vec<Value>, span: Span) -> Value {
        let unknown = || Value::unknown(span, Why::Expression(name.into()));
        match name {
            "jsonencode" | "base64encode" | "sensitive" | "nonsensitive" | "tolist" | "toset" | "tomap" | "sort"
            | "distinct" | "tostring" | "tonumber" | "tobool" => only(arguments).unwrap_or_else(unknown),
            "try" => try_each(arguments, span).unwrap_or_else(unknown),
            "coalesce" => coalesce(arguments, span, &is_blank).unwrap_or_else(unknown),
            "coalescelist" => coalesce(arguments, span, &is_empty).unwrap_or_else(unknown),
            _ => in_each_world(span, arguments, &|arguments| {
                let reason = arguments.iter().find_map(|argument| match &argument.data {
                    Datum::Unknown(why) => Some(why.clone()),
                    _ => None,
                });
                let unknown = || reason.map_or_else(unknown, |why| Value::unknown(span, why));
                self.plain(name, arguments, span).unwrap_or_else(unknown)
            }),
        }
    }

    /// A function of decided values; `None` for those that are not evaluated.
    fn plain(&self, name: &str, arguments: Vec<Value>, span: Span) -> Option<Value> {
        let new = |data| Some(Value::new(span, data));
        let text = |text: String| {
            self.effort.text(text.len());
            Some(Value::new(span, Datum::Text(text.into())))
        };
        match (name, arguments.as_slice()) {
            ("concat", _) => new(Datum::List(spread(arguments, false).into())),
            ("flatten", _) => new(Datum::List(spread(list(only(arguments)?)?, true).into())),
            ("compact", _) => {
                let items = list(only(arguments)?)?.into_iter().filter(|item| !is_blank(item));
                new(Datum::List(items.collect()))
            }
            ("merge", _) => new(Datum::Map(merge(arguments)?.into())),
            ("lower", [value]) => text(value.scalar()?.to_lowercase()),
            ("upper", [value]) => text(value.scalar()?.to_uppercase()),
            ("trimspace", [value]) => text(value.scalar()?.trim().to_owned()),
            ("format", [pattern, values @ ..]) => self.format(pattern.scalar()?, values, span),
            ("join", [separator, _]) => self.join(separator.scalar()?, arguments.get(1)?, span),
            ("split", [separator, value]) => {
                let (separator, value) = (separator.scalar()?, value.scalar()?);
                if separator.is_empty() {
                    return None;
                }
                self.effort.text(value.len());
                let items = value.split(separator).map(|part| Value::new(span, Datum::Text(part.into())));
                new(Datum::List(items.collect()))
            }
            ("jsondecode", [value]) => match &value.data {
                Datum::Text(_) | Datum::Pieces(_) => {
                    let parsed = json::parse(value)?;
                    self.effort.text(size(value));
                    Some(parsed)
                }
                Datum::List(_) | Datum::Map(_) => only(arguments),
                _ => None,
            },
            ("length", [value]) => {
                let length = match &value.data {
                    Datum::List(items) => items.len(),
                    Datum::Map(members) => members.len(),
                    Datum::Text(text) => text.chars().count(),
                    _ => return None,
                };
                new(Datum::Number(length.to_string().into()))
            }
            ("contains", [list, wanted]) => new(Datum::Bool(contains(list, wanted)?)),
            ("lookup", [map, key, ..]) => {
                let key = key.scalar()?;
                match (map.get(key), &map.data) {
                    (Some(value), _) => Some(value.clone()),
                    (None, Datum::Map(_)) => arguments.get(2).cloned(),
                    _ => None,
                }
            }
            ("element", [list, index]) => match &list.data {
                Datum::Reference(_) => Some(list.clone()),
                Datum::List(items) => {
                    let index = index.scalar()?.parse::<usize>().ok()?;
                    items.get(index.checked_rem(items.len())?).cloned()
                }
                _ => None,
            },
            ("one", [value]) => match &value.data {
                Datum::List(items) if items.is_empty() => new(Datum::Null),
                Datum::List(items) if items.len() == 1 => items.first().cloned(),
                Datum::Reference(_) => Some(value.clone()),
                _ => None,
            },
            ("keys", [value]) => {
                let keys = known_members(value)?.iter().map(|member| Value::new(span, Datum::Text(member.key.clone())));
                new(Datum::List(keys.collect()))
            }
            ("values", [value]) => {
                new(Datum::List(known_members(value)?.iter().map(|member| member.value.clone()).collect()))
            }
            _ => None,
        }
    }

    /// `format` with `%s`, `%d` and `%v`.
    fn format(&self, pattern: &str, values: &[Value], span: Span) -> Option<Value> {
        let mut text = Text::default();
        let mut values = values.iter();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('%') {
            text.push_str(before);
            let verb = after.chars().next()?;
            match verb {
                '%' => text.push_str("%"),
                's' | 'd' | 'v' => text.push(values.next()?.clone()),
                _ => return None,
            }
            rest = after.get(verb.len_utf8()..)?;
        }
        text.push_str(rest);
        self.effort.text(text.len());
        Some(text.finish(span))
    }

    fn join(&self, separator: &str, list: &Value, span: Span) -> Option<Value> {
        let items = match &list.data {
            Datum::List(items) => items,
            // The idiom for a resource with `count`: one instance or none.
            Datum::Reference(_) if separator.is_empty() => return Some(list.clone()),
            _ => return None,
        };
        let mut text = Text::default();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                text.push_str(separator);
            }
            text.push(item.clone());
        }
        self.effort.text(text.len());
        Some(text.finish(span))
    }
}

fn only(arguments: Vec<Value>) -> Option<Value> {
    <[Value; 1]>::try_from(arguments).ok().map(|[value]| value)
}

fn list(value: Value) -> Option<Vec<Value>> {
    match value.data {
        Datum::List(items) => Some(items.into()),
        _ => None,
    }
}

fn known_members(value: &Value) -> Option<&[Member]> {
    match &value.data {
        Datum::Map(members) => Some(members),
        _ => None,
    }
}

/// The items of lists one after the other. What is no list is one item: an unknown list stands
/// for its items.
fn spread(values: Vec<Value>, deep: bool) -> Vec<Value> {
    let mut items = Vec::new();
    for value in values {
        match value.data {
            Datum::List(inner) if deep => items.extend(spread(inner.into(), true)),
            Datum::List(inner) => items.extend(inner),
            _ => items.push(value),
        }
    }
    items
}

/// The members of maps, later ones in place of earlier ones; `None` when one is unknown.
fn merge(maps: Vec<Value>) -> Option<Vec<Member>> {
    let mut merged: Vec<Member> = Vec::new();
    let mut places = rustc_hash::FxHashMap::<Box<str>, usize>::default();
    for map in maps {
        let members = match map.data {
            Datum::Map(members) => members,
            Datum::Null => continue,
            _ => return None,
        };
        for member in members {
            match places.get(&member.key).and_then(|place| merged.get_mut(*place)) {
                Some(old) => *old = member,
                None => {
                    places.insert(member.key.clone(), merged.len());
                    merged.push(member);
                }
            }
        }
    }
    Some(merged)
}

/// Whether a list has a value, where that can be told.
fn contains(list: &Value, wanted: &Value) -> Option<bool> {
    let Datum::List(items) = &list.data else { return None };
    wanted.scalar()?;
    if items.iter().any(|item| alike(item, wanted)) {
        return Some(true);
    }
    items.iter().all(|item| item.scalar().is_some()).then_some(false)
}

/// The first value that is no error. What may be one leaves the next as the other choice.
fn try_each(values: Vec<Value>, span: Span) -> Option<Value> {
    values.into_iter().rev().reduce(|next, value| match value.data {
        Datum::Reference(_) | Datum::Unknown(_) => either(span, value, next),
        _ => value,
    })
}

/// The first value that is not `skipped`.
fn coalesce(values: Vec<Value>, span: Span, skipped: &dyn Fn(&Value) -> bool) -> Option<Value> {
    values.into_iter().rev().reduce(|next, value| match value.data {
        Datum::Unknown(_) | Datum::Either(_) => either(span, value, next),
        _ if skipped(&value) => next,
        _ => value,
    })
}

fn is_blank(value: &Value) -> bool {
    match &value.data {
        Datum::Null => true,
        Datum::Text(text) => text.is_empty(),
        _ => false,
    }
}

fn is_empty(value: &Value) -> bool {
    match &value.data {
        Datum::Null => true,
        Datum::List(items) => items.is_empty(),
        _ => false,
    }
}

fn size(value: &Value) -> usize {
    match &value.data {
        Datum::Text(text) => text.len(),
        Datum::Pieces(pieces) => {
            pieces.iter().map(|piece| if let Piece::Text(text) = piece { text.len() } else { 0 }).sum()
        }
        _ => 0,
    }
}
