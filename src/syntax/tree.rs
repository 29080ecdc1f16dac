//! One tree for HCL, YAML and JSON.
//!
//! A node is what the author wrote, with byte spans relative to the block it stands in. What a
//! value means (a reference, an intrinsic function, a default) is the model's business.

use crate::text::Span;

/// A value as written, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The bytes of the value, without surrounding blanks. For an HCL block: its braces and
    /// what lies between. For a YAML block mapping: from its first key to the end of its last
    /// value.
    pub span: Span,
    /// The value.
    pub data: Data,
}

/// The shapes of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// `null`, `~`, or a key without a value.
    Null,
    /// `true` or `false` (in YAML also `yes`, `no`, `on`, `off`, which CloudFormation reads so).
    Bool(bool),
    /// A number, kept as its digits so that `"012"` and versions survive.
    Number(Box<str>),
    /// A string without holes, unescaped and dedented.
    Text(Box<str>),
    /// An HCL template, or a `.tf.json` string, with holes.
    Template(Box<[Part]>),
    /// A sequence.
    List(Box<[Node]>),
    /// An HCL body or object, a YAML mapping, a JSON object.
    Map(Map),
    /// `aws_lb.main.arn`, `var.name`, `each.value["x"]`, `aws_x.y[0].id`, `aws_x.y[*].id`.
    Traversal(Box<[Step]>),
    /// `jsonencode({ … })`.
    Call(Box<Call>),
    /// `condition ? yes : no`.
    Conditional(Box<Conditional>),
    /// A CloudFormation short form: the tag without `!`, and what it is applied to.
    Tagged(Box<str>, Box<Node>),
    /// Anything else: operators, `for` expressions, placeholders such as `...` and `<name>`,
    /// and what is nested deeper than [`MAX_DEPTH`]. Its source is the span's text.
    Other,
}

/// Nesting beyond this depth becomes [`Data::Other`].
pub const MAX_DEPTH: usize = 64;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Characters as they are.
    Text(Box<str>),
    /// A hole: `${…}`. Template directives (`%{…}`) are holes whose node is [`Data::Other`].
    Hole(Node),
}

/// A step of a traversal.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `name`, and every `.name` after it.
    Name(Box<str>),
    /// `[0]`, or the legacy `.0`.
    Index(u64),
    /// `["key"]`.
    Key(Box<str>),
    /// `[*]` or `.*`.
    Splat,
    /// `[each.key]` and every other index that is no literal.
    Dynamic,
}

/// A function call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function's name.
    pub name: Box<str>,
    /// Its arguments; the last may be expanded (`...`), which makes it [`Data::Other`].
    pub arguments: Box<[Node]>,
}

/// A choice between two values.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditional {
    /// What decides.
    pub condition: Node,
    /// The value if it holds.
    pub yes: Node,
    /// The value if it does not.
    pub no: Node,
}

/// Named values in the order of the source. Names may repeat: HCL blocks do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// The entries.
    pub entries: Box<[Entry]>,
    /// How the map is written.
    pub style: Style,
}

/// How a map or its entry is written; what an edit has to imitate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Over several lines by indentation (YAML), or the body of an HCL block.
    #[default]
    Block,
    /// In braces with commas: JSON, YAML flow, HCL object.
    Flow,
}

/// A named value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The name, unquoted. An HCL key that is an expression (`(var.x)`) has its source text.
    pub key: Box<str>,
    /// The bytes of the name, quotes included.
    pub key_span: Span,
    /// From the name to the end of the value, without a trailing comma or comment.
    pub span: Span,
    /// Labels of an HCL block (`dynamic "setting" { … }`); empty elsewhere.
    pub labels: Box<[Label]>,
    /// True for `name { … }`, false for `name = …` and `name: …`.
    pub is_block: bool,
    /// The value; a [`Data::Map`] for a block.
    pub value: Node,
}

/// A label of an HCL block.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The label, unquoted.
    pub text: Box<str>,
    /// Its bytes, quotes included.
    pub span: Span,
}

impl Node {
    /// The entries of a map, none for other shapes.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Map(map) => &map.entries,
            _ => &[],
        }
    }

    /// The items of a list, none for other shapes.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// The value of the first entry of that name.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The first entry of that name.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.key == key)
    }

    /// Moves every offset of the tree, for a tree that was parsed from an altered text.
    pub(super) fn map_offsets(&mut self, map: &impl Fn(usize) -> usize) {
        let moved = |span: Span| Span::new(map(span.start), map(span.end));
        self.span = moved(self.span);
        match &mut self.data {
            Data::List(items) => items.iter_mut().for_each(|item| item.map_offsets(map)),
            Data::Map(entries) => {
                for entry in &mut entries.entries {
                    entry.span = moved(entry.span);
                    entry.key_span = moved(entry.key_span);
                    entry.labels.iter_mut().for_each(|label| label.span = moved(label.span));
                    entry.value.map_offsets(map);
                }
            }
            Data::Template(parts) => {
                for part in parts {
                    if let Part::Hole(node) = part {
                        node.map_offsets(map);
                    }
                }
            }
            Data::Call(call) => call.arguments.iter_mut().for_each(|argument| argument.map_offsets(map)),
            Data::Conditional(conditional) => {
                conditional.condition.map_offsets(map);
                conditional.yes.map_offsets(map);
                conditional.no.map_offsets(map);
            }
            Data::Tagged(_, inner) => inner.map_offsets(map),
            Data::Null | Data::Bool(_) | Data::Number(_) | Data::Text(_) | Data::Traversal(_) | Data::Other => {}
        }
    }

    /// The string, if it is one without holes.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }
}
