//! The body of a template's resource.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::effort::Effort;
use super::{Evaluated, globals};
use crate::model::{Datum, Declaration, Item, Member, Symbol, Truth, Value, View, Why, intrinsic};
use crate::syntax::{Data, Entry, Node};

/// Evaluates the values of one resource.
pub(super) struct Template<'v, 'm> {
    pub view: &'v View<'m>,
    pub effort: Effort,
    /// Set when something adds members that are not written.
    pub partial: Cell<bool>,
}

/// Macros that leave what is absent absent.
const HARMLESS_MACROS: [&str; 5] = [
    "AWS::Serverless-2016-10-31",
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    "AWS::CodeDeployBlueGreen",
];

/// A loop adds resources and leaves those beside it as they are.
const LOOP: &str = "Fn::ForEach";

/// Evaluates a resource.
pub(super) fn evaluate(view: &View<'_>, declaration: &Declaration) -> Evaluated {
    let template = Template::new(view);
    template.partial.set(macro_of(view).is_some_and(|name| !name.starts_with(LOOP)));
    let mut members = Vec::new();
    let mut created = Truth::Yes;
    for entry in declaration.body.entries() {
        match &*entry.key {
            "Type" => {}
            "Properties" => members.extend(template.properties(&entry.value)),
            key => {
                if let ("Condition", Some(name)) = (key, entry.value.as_str()) {
                    created = template.condition(name);
                }
                let key = format!("${key}").into();
                members.push(Member { key, key_span: entry.key_span, value: template.value(&entry.value) });
            }
        }
    }
    members = globals::merged(&template, declaration, members);
    let body = Value::new(declaration.body.span, Datum::Map(members.into()));
    Evaluated { body, created, partial: template.partial.get() }
}

/// The macro that may add to any resource of the template, and resources to it.
pub(in crate::model) fn macro_of(view: &View<'_>) -> Option<Box<str>> {
    let mut names = view.globals().filter_map(|item| match item {
        Item::Transform(node) if !is_harmless(node) => Some(node.as_str().unwrap_or("Transform")),
        _ => None,
    });
    let first = names.next()?;
    // A loop is the lesser of two.
    let found =
        if first.starts_with(LOOP) { names.find(|name| !name.starts_with(LOOP)).unwrap_or(first) } else { first };
    Some(found.into())
}

fn is_harmless(node: &Node) -> bool {
    match &node.data {
        Data::Text(name) => HARMLESS_MACROS.contains(&&**name),
        Data::List(items) => items.iter().all(|item| item.as_str().is_some_and(|name| HARMLESS_MACROS.contains(&name))),
        Data::Null => true,
        _ => false,
    }
}

impl<'v, 'm> Template<'v, 'm> {
    pub(super) fn new(view: &'v View<'m>) -> Self {
        Self { view, effort: Effort::new(), partial: Cell::new(false) }
    }
}

impl Template<'_, '_> {
    fn properties(&self, node: &Node) -> Vec<Member> {
        match &node.data {
            Data::Map(map) if intrinsic::call(node).is_none() => self.members(&map.entries),
            Data::Null => Vec::new(),
            _ => {
                self.partial.set(true);
                Vec::new()
            }
        }
    }

    /// The value of a node.
    pub(super) fn value(&self, node: &Node) -> Value {
        self.effort.spend(node.span, || {
            if let Some((name, argument)) = intrinsic::call(node) {
                return self.function(name, argument, node.span);
            }
            let data = match &node.data {
                Data::Null => Datum::Null,
                Data::Bool(value) => Datum::Bool(*value),
                Data::Number(digits) => Datum::Number(digits.clone()),
                Data::Text(text) => {
                    self.effort.text(text.len());
                    text_data(text)
                }
                Data::List(items) => {
                    let items = items.iter().map(|item| self.value(item)).filter(|item| !item.is_null());
                    Datum::List(items.collect())
                }
                Data::Map(map) => Datum::Map(self.members(&map.entries).into()),
                _ => Datum::Unknown(Why::Expression("…".into())),
            };
            Value::new(node.span, data)
        })
    }

    /// The members of a mapping; of a name that stands twice, the last counts.
    fn members(&self, entries: &[Entry]) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::with_capacity(entries.len());
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        for entry in entries {
            // `Fn::ForEach::…` and `Fn::Transform` beside other members stand for more members.
            if entry.key.starts_with("Fn::") {
                self.partial.set(true);
                continue;
            }
            let member = Member { key: entry.key.clone(), key_span: entry.key_span, value: self.value(&entry.value) };
            match places.get(&*entry.key).and_then(|place| members.get_mut(*place)) {
                Some(old) => *old = member,
                None => {
                    places.insert(&entry.key, members.len());
                    members.push(member);
                }
            }
        }
        members
    }

    /// Whether a condition of the template holds.
    pub(super) fn condition(&self, name: &str) -> Truth {
        let symbol = Symbol::Condition(name.into());
        let definition = self.view.definitions(&symbol).find_map(|(item, _)| match item {
            Item::Condition(named) => Some(&named.value),
            _ => None,
        });
        let truth = definition.and_then(|node| self.view.guarded(&symbol, || self.truth(node)));
        truth.unwrap_or(Truth::Unknown)
    }
}

/// A string; one that CloudFormation resolves when it deploys is unknown.
pub(super) fn text_data(text: &str) -> Datum {
    if text.contains("{{resolve:") { Datum::Unknown(Why::Elsewhere(text.into())) } else { Datum::Text(text.into()) }
}
