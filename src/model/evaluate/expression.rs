//! Terraform expressions to values.

use rustc_hash::FxHashMap;

use super::access::{access, descend, into_attribute};
use super::combine::{Text, either};
use super::effort::Effort;
use crate::model::traversal::{self, Target};
use crate::model::{Datum, Extent, Item, Member, Reference, Symbol, Truth, Value, View, Why};
use crate::syntax::{Data, Entry, Node, Part, Step};
use crate::text::Span;

/// Evaluates the expressions of one resource.
pub(super) struct Terraform<'v, 'm> {
    pub view: &'v View<'m>,
    pub effort: Effort,
    /// What `each.key` and `each.value` may be, where `for_each` tells.
    pub each: Option<(Value, Value)>,
}

/// The element that a `dynamic` block's iterator stands for, and the blocks around it.
pub(super) struct Scope<'s> {
    iterator: &'s str,
    /// Key and value, where they are known.
    element: Option<(Value, Value)>,
    outer: Option<&'s Self>,
}

/// A `dynamic` block is written out for at most this many elements.
const MAX_ELEMENTS: usize = 16;

/// Data sources that say something of the account or the Region, not of a resource.
const SURROUNDINGS: [&str; 15] = [
    "data.aws_arn.",
    "data.aws_availability_zone",
    "data.aws_caller_identity.",
    "data.aws_canonical_user_id.",
    "data.aws_default_tags.",
    "data.aws_elb_service_account.",
    "data.aws_ip_ranges.",
    "data.aws_organizations_organization.",
    "data.aws_partition.",
    "data.aws_region",
    "data.aws_service.",
    "data.aws_service_principal.",
    "data.aws_ssm_parameter",
    "data.external.",
    "data.terraform_remote_state.",
];

impl Terraform<'_, '_> {
    /// The value of an expression.
    pub(super) fn value(&self, node: &Node, scope: Option<&Scope<'_>>) -> Value {
        self.effort.spend(node.span, || match &node.data {
            Data::Null => Value::new(node.span, Datum::Null),
            Data::Bool(value) => Value::new(node.span, Datum::Bool(*value)),
            Data::Number(digits) => Value::new(node.span, Datum::Number(digits.clone())),
            Data::Text(text) => {
                self.effort.text(text.len());
                Value::new(node.span, Datum::Text(text.clone()))
            }
            Data::Template(parts) => self.template(parts, node.span, scope),
            Data::List(items) => {
                let items = items.iter().map(|item| self.value(item, scope));
                Value::new(node.span, Datum::List(items.collect()))
            }
            Data::Map(map) => Value::new(node.span, Datum::Map(self.members(map.entries.iter(), scope).into())),
            Data::Traversal(steps) => self.traversal(steps, node.span, scope),
            Data::Call(call) => {
                let arguments = call.arguments.iter().map(|argument| self.value(argument, scope)).collect();
                self.call(&call.name, arguments, node.span)
            }
            Data::Conditional(choice) => {
                let (yes, no) = (|| self.value(&choice.yes, scope), || self.value(&choice.no, scope));
                match truth(&self.value(&choice.condition, scope)) {
                    Truth::Yes => yes(),
                    Truth::No => no(),
                    Truth::Unknown => either(node.span, yes(), no()),
                }
            }
            Data::Tagged(tag, _) => Value::unknown(node.span, Why::Expression(tag.clone())),
            Data::Other => Value::unknown(node.span, Why::Expression("…".into())),
        })
    }

    fn template(&self, parts: &[Part], span: Span, scope: Option<&Scope<'_>>) -> Value {
        let mut text = Text::default();
        for part in parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Hole(hole) => text.push(self.value(hole, scope)),
            }
        }
        self.effort.text(text.len());
        text.finish(span)
    }

    /// The value that a traversal leads to.
    pub(super) fn traversal(&self, steps: &[Step], span: Span, scope: Option<&Scope<'_>>) -> Value {
        if let Some(value) = self.element(steps, span, scope) {
            return value;
        }
        let unknown = |why: fn(Box<str>) -> Why| Value::unknown(span, why(traversal::source(steps)));
        let (target, rest) = traversal::target(steps);
        match target {
            Target::Variable(name) => self.variable(name, rest, span),
            Target::Local(name) => self.local(name, rest, span),
            Target::Resource(address) if SURROUNDINGS.iter().any(|start| address.starts_with(start)) => {
                unknown(Why::Elsewhere)
            }
            Target::Resource(address) => {
                let reference = into_attribute(Reference { address, attribute: Box::default() }, rest);
                Value::new(span, Datum::Reference(reference))
            }
            Target::Module(name) => self.output(name, rest, span).unwrap_or_else(|| unknown(Why::Elsewhere)),
            Target::Elsewhere => unknown(Why::Elsewhere),
            Target::Repeated => self.each(steps, span).unwrap_or_else(|| unknown(Why::Repeated)),
            Target::Other => unknown(Why::Expression),
        }
    }

    /// The value of `setting.value.x` inside `dynamic "setting"`.
    fn element(&self, steps: &[Step], span: Span, scope: Option<&Scope<'_>>) -> Option<Value> {
        let (Step::Name(first), rest) = steps.split_first()? else { return None };
        let found = std::iter::successors(scope, |scope| scope.outer).find(|scope| *scope.iterator == **first)?;
        let repeated = || Value::unknown(span, Why::Repeated(traversal::source(steps)));
        let Some((key, value)) = &found.element else { return Some(repeated()) };
        let part = match rest.first() {
            Some(Step::Name(name)) if &**name == "key" => key,
            Some(Step::Name(name)) if &**name == "value" => value,
            _ => return Some(repeated()),
        };
        Some(access(part.clone(), rest.get(1..).unwrap_or_default()).used_at(span))
    }

    /// `each.key`, or a part of `each.value`: what it is for one of the instances.
    fn each(&self, steps: &[Step], span: Span) -> Option<Value> {
        let [Step::Name(each), Step::Name(part), rest @ ..] = steps else { return None };
        let (key, value) = self.each.as_ref()?;
        let value = match (&**each, &**part) {
            ("each", "key") => key,
            ("each", "value") => value,
            _ => return None,
        };
        Some(access(value.clone(), rest).used_at(span))
    }

    /// What a called module puts out, where that can be read. Of several instances one is meant.
    fn output(&self, module: &str, steps: &[Step], span: Span) -> Option<Value> {
        let instance = |step: &Step| matches!(step, Step::Index(_) | Step::Key(_) | Step::Dynamic);
        let steps = if steps.first().is_some_and(instance) { steps.get(1..)? } else { steps };
        let [Step::Name(output), rest @ ..] = steps else { return None };
        Some(access(self.view.output(module, output)?, rest).used_at(span))
    }

    fn local(&self, name: &str, rest: &[Step], span: Span) -> Value {
        let symbol = Symbol::Local(name.into());
        let nodes = self.view.definitions(&symbol).filter_map(|(item, file)| match item {
            Item::Local(named) => Some((&named.value, file)),
            _ => None,
        });
        let Some(node) = first_unless_overridden(nodes) else {
            let why = if self.view.extent() == Extent::Excerpt {
                Why::Excerpt
            } else {
                Why::Elsewhere(format!("local.{name}").into())
            };
            return Value::unknown(span, why);
        };
        self.definition(&symbol, node, rest, span)
    }

    /// A part of a value that is defined elsewhere, as seen from its use at `span`.
    pub(super) fn definition(&self, symbol: &Symbol, node: &Node, steps: &[Step], span: Span) -> Value {
        let (node, steps) = descend(node, steps);
        let value = self.view.guarded(symbol, || access(self.value(node, None), steps));
        value.unwrap_or_else(|| Value::unknown(span, Why::Expression(symbol.to_string().into()))).used_at(span)
    }

    /// The members of an object or a block's body.
    pub(super) fn members<'e>(
        &self,
        entries: impl Iterator<Item = &'e Entry>,
        scope: Option<&Scope<'_>>,
    ) -> Vec<Member> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut places: FxHashMap<Box<str>, usize> = FxHashMap::default();
        let mut draft = |name: &str, entry: &Entry| {
            *places.entry(name.into()).or_insert_with(|| {
                drafts.push(Draft::new(name.into(), entry));
                drafts.len() - 1
            })
        };
        let mut found: Vec<(usize, Found)> = Vec::new();
        for entry in entries {
            match (&*entry.labels, entry.is_block) {
                ([label, ..], true) if &*entry.key == "dynamic" => {
                    let place = draft(&label.text, entry);
                    found.extend(self.dynamic(entry, scope).into_iter().map(|block| (place, Found::Block(block))));
                }
                (_, true) => {
                    let block = Block { value: self.value(&entry.value, scope), certain: true };
                    found.push((draft(&entry.key, entry), Found::Block(block)));
                }
                (_, false) => found.push((draft(&entry.key, entry), Found::Value(self.value(&entry.value, scope)))),
            }
        }
        for (place, found) in found {
            match (drafts.get_mut(place), found) {
                (Some(draft), Found::Value(value)) => draft.value = Some(value),
                (Some(draft), Found::Block(block)) => draft.blocks.push(block),
                (None, _) => {}
            }
        }
        drafts.into_iter().map(Draft::finish).collect()
    }

    /// The blocks that a `dynamic` block makes.
    fn dynamic(&self, entry: &Entry, scope: Option<&Scope<'_>>) -> Vec<Block> {
        let (Some(iterator), Some(content)) = (traversal::iterator(entry), entry.value.get("content")) else {
            // Half typed: a block of which nothing is known.
            let value = Value::unknown(entry.span, Why::Repeated("dynamic".into()));
            return vec![Block { value, certain: false }];
        };
        let over = entry.value.get("for_each").map(|node| self.value(node, scope));
        let block = |element: Option<(Value, Value)>, certain: bool| {
            let scope = Scope { iterator, element, outer: scope };
            Block { value: self.value(content, Some(&scope)), certain }
        };
        match over.as_ref().and_then(elements) {
            Some(elements) if elements.len() <= MAX_ELEMENTS => elements
                .into_iter()
                .map(|(key, value)| {
                    // What is spread out of something unknown may be no element, or many.
                    let certain = !matches!(value.data, Datum::Unknown(_) | Datum::Reference(_));
                    block(certain.then_some((key, value)), certain)
                })
                .collect(),
            Some(_) => vec![block(None, true)],
            None => vec![block(None, over.is_some_and(|over| is_filled(&over) == Truth::Yes))],
        }
    }
}

/// Of several definitions the first, or the last in a file that overrides the others.
pub(super) fn first_unless_overridden<'m, T>(found: impl Iterator<Item = (T, &'m str)>) -> Option<T> {
    let pick = |one: (T, &'m str), other: (T, &'m str)| if is_override(other.1) { other } else { one };
    found.reduce(pick).map(|(found, _)| found)
}

/// True for a file that Terraform lays over the others of its directory.
pub(super) fn is_override(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().find_map(|end| name.strip_suffix(end));
    stem.is_some_and(|stem| stem == "override" || stem.ends_with("_override"))
}

/// The elements of a collection that is known: keys and values.
pub(super) fn elements(over: &Value) -> Option<Vec<(Value, Value)>> {
    match &over.data {
        Datum::List(items) => Some(items.iter().map(|item| (item.clone(), item.clone())).collect()),
        Datum::Map(members) => {
            let key = |member: &Member| Value::new(member.key_span, Datum::Text(member.key.clone()));
            Some(members.iter().map(|member| (key(member), member.value.clone())).collect())
        }
        Datum::Null => Some(Vec::new()),
        _ => None,
    }
}

/// Whether a collection has elements.
pub(super) fn is_filled(over: &Value) -> Truth {
    match &over.data {
        Datum::List(items) if items.is_empty() => Truth::No,
        Datum::List(items) => {
            let unknown = |item: &Value| matches!(item.data, Datum::Unknown(_) | Datum::Reference(_));
            if items.iter().all(unknown) { Truth::Unknown } else { Truth::Yes }
        }
        Datum::Map(members) => (!members.is_empty()).into(),
        Datum::Either(arms) => is_filled(&arms[0]).agree(is_filled(&arms[1])),
        Datum::Null => Truth::No,
        _ => Truth::Unknown,
    }
}

/// Whether a value is true.
pub(super) fn truth(value: &Value) -> Truth {
    match &value.data {
        Datum::Either(arms) => truth(&arms[0]).agree(truth(&arms[1])),
        _ => match value.scalar() {
            Some("true") => Truth::Yes,
            Some("false") => Truth::No,
            _ => Truth::Unknown,
        },
    }
}

enum Found {
    Value(Value),
    Block(Block),
}

/// A block, and whether it is there at all.
struct Block {
    value: Value,
    certain: bool,
}

/// A member under construction: an argument, or the blocks of one name.
struct Draft {
    key: Box<str>,
    key_span: Span,
    value: Option<Value>,
    blocks: Vec<Block>,
}

impl Draft {
    fn new(key: Box<str>, entry: &Entry) -> Self {
        Self { key, key_span: entry.key_span, value: None, blocks: Vec::new() }
    }

    fn finish(self) -> Member {
        let Self { key, key_span, value, blocks } = self;
        let value = match value {
            Some(value) if blocks.is_empty() => value,
            _ => as_list(blocks, key_span),
        };
        Member { key, key_span, value }
    }
}

/// Blocks of one name as a list; where some of them may not be there, as either of two lists.
fn as_list(blocks: Vec<Block>, name: Span) -> Value {
    let span = blocks.iter().map(|block| block.value.span).reduce(Span::hull).unwrap_or(name);
    let list = |blocks: Vec<Value>| {
        let data = if blocks.is_empty() { Datum::Null } else { Datum::List(blocks.into()) };
        Value::new(span, data)
    };
    let certain: Vec<Value> = blocks.iter().filter(|block| block.certain).map(|block| block.value.clone()).collect();
    if certain.len() == blocks.len() {
        return list(certain);
    }
    let all = blocks.into_iter().map(|block| block.value).collect();
    Value::new(span, Datum::Either(Box::new([list(all), list(certain)])))
}
