//! Whom an attribute names, as far as what is written tells without evaluating it.

use super::intrinsic::{self, SubPart};
use super::kind::Dialect;
use super::traversal::{self, Target};
use super::{Declaration, Path, Step, Symbol};
use crate::syntax::{Data, Entry, Node, Part, Step as Hop};

/// Whom a resource may belong to, by an attribute of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Aim {
    /// The resources that it names. When nothing else is said they are the only ones.
    pub named: Vec<Box<str>>,
    /// True when it may be any other resource as well.
    pub any: bool,
    /// Names whose definitions had a part in this.
    pub through: Vec<Symbol>,
}

/// What a reader asks of the rest of the module.
pub(super) trait Surroundings {
    /// The resource that an address declares.
    fn declaration(&self, address: &str) -> Option<&Declaration>;
    /// Whether a template has a parameter of that name.
    fn is_parameter(&self, name: &str) -> bool;
}

/// Functions whose result holds what they are given; of the others it may be one of the arguments.
const COMPOSING: [&str; 8] = ["format", "join", "lower", "replace", "trimprefix", "trimspace", "trimsuffix", "upper"];

/// How many attributes of other resources are followed: `aws_s3_bucket_versioning.logs.bucket`.
const MAX_HOPS: usize = 4;

/// Nesting beyond this depth may name any resource.
const MAX_DEPTH: usize = 24;

/// The aim at resources of type `owner` that `path` has in a declaration; `None` when nothing is
/// written there.
pub(super) fn of(declaration: &Declaration, path: &Path, owner: &str, around: &dyn Surroundings) -> Option<Aim> {
    let mut reader = Reader { around, owner, declaration, aim: Aim::default(), hops: 0, depth: 0 };
    match find(declaration, &path.steps) {
        Found::Node(node) => reader.whole(node),
        Found::Nothing if !declaration.partial => return None,
        Found::Nothing | Found::Unclear => reader.aim.any = true,
    }
    let mut aim = reader.aim;
    aim.any |= aim.named.is_empty();
    aim.named.sort_unstable();
    aim.named.dedup();
    aim.through.sort_unstable();
    aim.through.dedup();
    Some(aim)
}

enum Found<'n> {
    Node(&'n Node),
    Nothing,
    /// Something is written that is not read here: a `dynamic` block, a macro.
    Unclear,
}

fn find<'n>(declaration: &'n Declaration, steps: &[Step]) -> Found<'n> {
    let mut node = &declaration.body;
    let mut steps = steps;
    if declaration.dialect == Dialect::CloudFormation {
        match steps.split_first() {
            Some((Step::Name(name), rest)) if name.starts_with('$') => {
                let Some(inner) = node.get(name.trim_start_matches('$')) else { return Found::Nothing };
                (node, steps) = (inner, rest);
            }
            _ => match node.get("Properties") {
                Some(inner) => node = inner,
                None => return Found::Nothing,
            },
        }
    }
    while let Some((Step::Name(name) | Step::Key(name), rest)) = steps.split_first() {
        let Data::Map(map) = &node.data else { return Found::Unclear };
        let unclear = |entry: &&Entry| {
            entry.is_block && &*entry.key == "dynamic" && entry.labels.first().is_some_and(|label| label.text == *name)
                || declaration.dialect == Dialect::CloudFormation && entry.key.starts_with("Fn::")
        };
        let mut own = map.entries.iter().filter(|entry| entry.key == *name);
        match (own.next(), own.next()) {
            _ if map.entries.iter().any(|entry| unclear(&entry)) => return Found::Unclear,
            (Some(entry), None) => (node, steps) = (&entry.value, rest),
            (Some(_), Some(_)) => return Found::Unclear,
            (None, _) => return Found::Nothing,
        }
    }
    // Behind a `[]` or a selection the whole list stands for its items.
    Found::Node(node)
}

struct Reader<'a> {
    around: &'a dyn Surroundings,
    owner: &'a str,
    /// Whose attribute is read: its `for_each` says what `each` stands for.
    declaration: &'a Declaration,
    aim: Aim,
    hops: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// A node that is a value by itself: a literal may be anyone's name.
    fn whole(&mut self, node: &'a Node) {
        self.deeper(|reader| match &node.data {
            Data::Text(_) | Data::Number(_) => reader.aim.any = true,
            _ => reader.node(node),
        });
    }

    /// A node that may be a part of a string: literals decide nothing.
    fn part(&mut self, node: &'a Node) {
        self.deeper(|reader| match &node.data {
            Data::Text(_) | Data::Number(_) => {}
            _ => reader.node(node),
        });
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self)) {
        if self.depth >= MAX_DEPTH {
            self.aim.any = true;
            return;
        }
        self.depth += 1;
        read(self);
        self.depth -= 1;
    }

    fn node(&mut self, node: &'a Node) {
        if self.declaration.dialect == Dialect::CloudFormation
            && let Some((name, argument)) = intrinsic::call(node)
        {
            return self.function(name, argument);
        }
        match &node.data {
            Data::Null | Data::Bool(_) | Data::Number(_) | Data::Text(_) => {}
            Data::List(items) => items.iter().for_each(|item| self.whole(item)),
            Data::Map(map) => map.entries.iter().for_each(|entry| self.whole(&entry.value)),
            Data::Template(parts) => self.composed(parts.iter().filter_map(|part| match part {
                Part::Hole(hole) => Some(hole),
                Part::Text(_) => None,
            })),
            Data::Call(call) if COMPOSING.contains(&&*call.name) => self.composed(call.arguments.iter()),
            Data::Call(call) => call.arguments.iter().for_each(|argument| match argument.data {
                Data::Number(_) => {}
                _ => self.whole(argument),
            }),
            Data::Conditional(choice) => {
                self.whole(&choice.yes);
                self.whole(&choice.no);
            }
            Data::Traversal(steps) => self.traversal(steps),
            Data::Tagged(..) | Data::Other => self.aim.any = true,
        }
    }

    /// What is made of several parts names what one of them names, whatever the others are.
    fn composed(&mut self, parts: impl Iterator<Item = &'a Node>) {
        let (any, named) = (self.aim.any, self.aim.named.len());
        parts.for_each(|part| self.part(part));
        self.aim.any = any || self.aim.named.len() == named;
    }

    fn traversal(&mut self, steps: &'a [Hop]) {
        match traversal::target(steps) {
            (Target::Resource(address), rest) if !address.starts_with("data.") => self.resource(address, rest),
            (Target::Repeated, rest) => self.repeated(steps, rest),
            _ => self.aim.any = true,
        }
    }

    /// An attribute of a resource: the resource itself, unless that is of another type and the
    /// attribute names a third one.
    fn resource(&mut self, address: Box<str>, steps: &[Hop]) {
        let name = |step: &Hop| match step {
            Hop::Name(name) => Some(name.clone()),
            _ => None,
        };
        let is_owner = address.strip_prefix(self.owner).is_some_and(|rest| rest.starts_with('.'));
        let Some(attribute) = steps.iter().find_map(name).filter(|name| !is_owner && !matches!(&**name, "id" | "arn"))
        else {
            self.aim.named.push(address);
            return;
        };
        self.aim.through.push(Symbol::Resource(address.clone()));
        let around = self.around;
        let next = around.declaration(&address);
        let written = next.and_then(|next| {
            let entry = next.body.entries().iter().rev().find(|entry| entry.key == attribute && !entry.is_block)?;
            Some((next, &entry.value))
        });
        match written {
            Some((next, value)) if self.hops < MAX_HOPS => {
                let own = std::mem::replace(&mut self.declaration, next);
                self.hops += 1;
                self.whole(value);
                self.hops -= 1;
                self.declaration = own;
            }
            Some(_) => self.aim.any = true,
            None => self.aim.named.push(address),
        }
    }

    /// `each.value`, where `for_each` tells what it is.
    fn repeated(&mut self, steps: &[Hop], rest: &'a [Hop]) {
        let over = self.declaration.body.entries().iter().find(|entry| &*entry.key == "for_each" && !entry.is_block);
        let (Some(over), Some(Hop::Name(first))) = (over, steps.first()) else {
            self.aim.any = true;
            return;
        };
        let (Some(Hop::Name(part)), "each") = (rest.first(), &**first) else {
            self.aim.any = true;
            return;
        };
        let rest = rest.get(1..).unwrap_or_default();
        match (&**part, &over.value.data) {
            // One instance for each of another resource.
            ("value", Data::Traversal(target)) => match traversal::target(target) {
                (Target::Resource(address), []) if !address.starts_with("data.") => self.resource(address, rest),
                _ => self.aim.any = true,
            },
            ("value", Data::Map(map)) => {
                for entry in &map.entries {
                    match member(&entry.value, rest) {
                        Some(node) => self.whole(node),
                        None => self.aim.any = true,
                    }
                }
            }
            (_, Data::Call(call)) if &*call.name == "toset" && rest.is_empty() => match call.arguments.first() {
                Some(Node { data: Data::List(items), .. }) => items.iter().for_each(|item| self.whole(item)),
                _ => self.aim.any = true,
            },
            _ => self.aim.any = true,
        }
    }

    fn function(&mut self, name: &str, argument: &'a Node) {
        match name {
            "Ref" => match argument.as_str() {
                Some(name) => self.reference(name),
                None => self.aim.any = true,
            },
            "GetAtt" => match intrinsic::attribute_of(argument) {
                // What a nested stack puts out may be any resource's.
                Some((_, Some(attribute))) if attribute.starts_with("Outputs.") => self.aim.any = true,
                Some((name, _)) => self.aim.named.push(name.into()),
                None => self.aim.any = true,
            },
            "Sub" => self.sub(argument),
            "If" => argument.items().iter().skip(1).for_each(|arm| self.whole(arm)),
            "Join" | "Select" | "Split" | "Base64" => self.composed(
                argument
                    .items()
                    .iter()
                    .flat_map(|item| if item.items().is_empty() { std::slice::from_ref(item) } else { item.items() }),
            ),
            _ => self.aim.any = true,
        }
    }

    fn reference(&mut self, name: &str) {
        if name == "AWS::NoValue" {
            return;
        }
        // SAM lets a `Ref` name a generated resource: `Function.Version`.
        let name = name.split('.').next().unwrap_or(name);
        self.aim.through.push(Symbol::Variable(name.into()));
        if name.starts_with("AWS::") || self.around.is_parameter(name) {
            self.aim.any = true;
        } else {
            self.aim.named.push(name.into());
        }
    }

    fn sub(&mut self, argument: &'a Node) {
        let Some((text, variables)) = intrinsic::sub_argument(argument) else {
            self.aim.any = true;
            return;
        };
        let (any, named) = (self.aim.any, self.aim.named.len());
        for part in intrinsic::sub_parts(text) {
            let SubPart::Name(name) = part else { continue };
            match (variables.and_then(|variables| variables.get(name)), name.split_once('.')) {
                (Some(node), _) => self.part(node),
                (None, Some((_, attribute))) if attribute.starts_with("Outputs.") => self.aim.any = true,
                (None, Some((resource, _))) => self.aim.named.push(resource.into()),
                (None, None) => self.reference(name),
            }
        }
        self.aim.any = any || self.aim.named.len() == named;
    }
}

/// The member that steps lead to in literal maps.
fn member<'n>(mut node: &'n Node, steps: &[Hop]) -> Option<&'n Node> {
    for step in steps {
        let (Hop::Name(name) | Hop::Key(name)) = step else { return None };
        match &node.data {
            Data::Map(_) => node = node.get(name)?,
            // An attribute of what stands there.
            Data::Traversal(_) => return Some(node),
            _ => return None,
        }
    }
    Some(node)
}
