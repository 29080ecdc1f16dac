//! One plain tree for our reading of a file and for others'.

use std::collections::BTreeMap;

use shirube::syntax::{self, Block, BlockKind, Data, Entry, Language, Node};

/// What a file says, without places.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    /// A plain value, with its kind: `text a`, `number 1`, `source var.a`.
    Leaf(String),
    /// A sequence.
    List(Vec<Self>),
    /// Named values in order. The name of an HCL block has its labels.
    Map(Vec<(String, Self)>),
    /// A CloudFormation short form.
    Tagged(String, Box<Self>),
}

impl Tree {
    /// A leaf of a kind.
    pub(crate) fn leaf(kind: &str, text: &str) -> Self {
        Self::Leaf(format!("{kind} {text}"))
    }

    /// Where two trees differ first: the path, then what each says there.
    pub(crate) fn difference(&self, other: &Self, path: &str) -> Option<String> {
        match (self, other) {
            (Self::Leaf(one), Self::Leaf(two)) if same_leaf(one, two) => None,
            (Self::List(one), Self::List(two)) if one.len() == two.len() => one
                .iter()
                .zip(two)
                .enumerate()
                .find_map(|(index, (one, two))| one.difference(two, &format!("{path}[{index}]"))),
            (Self::Map(one), Self::Map(two)) => {
                let names = |map: &[(String, Self)]| map.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
                if names(one) != names(two) {
                    return Some(format!("{path}: {:?} against {:?}", names(one), names(two)));
                }
                one.iter().zip(two).find_map(|((name, one), (_, two))| one.difference(two, &format!("{path}.{name}")))
            }
            (Self::Tagged(one, inner), Self::Tagged(two, other)) if one == two => {
                inner.difference(other, &format!("{path}!{one}"))
            }
            _ => Some(format!("{path}: {self:?} against {other:?}")),
        }
    }

    /// How many values it holds.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Leaf(_) => 1,
            Self::List(items) => items.iter().map(Self::size).sum(),
            Self::Map(entries) => entries.iter().map(|(_, value)| value.size()).sum(),
            Self::Tagged(_, inner) => inner.size(),
        }
    }
}

/// Numbers are the same however they are written.
fn same_leaf(one: &str, other: &str) -> bool {
    let number = |leaf: &str| leaf.strip_prefix("number ").and_then(|digits| digits.parse::<f64>().ok());
    one == other || number(one).zip(number(other)).is_some_and(|(one, other)| one == other)
}

/// How our reading differs from the other on purpose; see `KNOWN`.
pub(crate) type Known = BTreeMap<&'static str, usize>;

/// Our reading of a file, block by block.
pub(crate) struct Ours<'a> {
    pub(crate) text: &'a str,
    pub(crate) language: Language,
    pub(crate) known: Known,
    /// What our parsers refused.
    pub(crate) refused: Option<String>,
}

impl<'a> Ours<'a> {
    /// Reads a file.
    pub(crate) fn read(text: &'a str, language: Language) -> (Tree, Self) {
        let mut ours = Self { text, language, known: Known::new(), refused: None };
        let mut entries: Vec<(String, Tree)> = Vec::new();
        for block in syntax::cut(text, language) {
            let parsed = syntax::parse(block.span.of(text), &block.kind, language, None);
            if let Some(error) = &parsed.error {
                ours.refused = Some(format!("{} in {}", error.message, block.span.of(text)));
            }
            let Some(root) = parsed.root else { continue };
            let tree = ours.node(&root, &block);
            if block.kind == BlockKind::Whole && !matches!(tree, Tree::Map(_)) {
                return (tree, ours);
            }
            let Tree::Map(read) = tree else { continue };
            match &block.kind {
                BlockKind::Entry { parents, .. } => {
                    let parents: Vec<&str> = parents.iter().map(|name| &**name).collect();
                    insert(&mut entries, &parents, read);
                }
                _ => entries.extend(read),
            }
        }
        if ours.language != Language::Terraform {
            entries = ours.last_of_each(entries);
        }
        (Tree::Map(entries), ours)
    }

    fn node(&mut self, node: &Node, block: &Block) -> Tree {
        let source = node.span.of(block.span.of(self.text));
        match &node.data {
            Data::Null => Tree::leaf("null", ""),
            Data::Bool(value) => Tree::leaf("bool", &value.to_string()),
            Data::Number(digits) => Tree::leaf("number", digits),
            Data::Text(text) => Tree::leaf("text", text),
            Data::List(items) => Tree::List(items.iter().map(|item| self.node(item, block)).collect()),
            Data::Map(map) => {
                let entries = map.entries.iter().map(|entry| (name(entry), self.node(&entry.value, block))).collect();
                Tree::Map(if self.language.is_hcl() { entries } else { self.last_of_each(entries) })
            }
            Data::Tagged(tag, inner) => Tree::Tagged(tag.to_string(), Box::new(self.node(inner, block))),
            Data::Other if is_placeholder(source) => {
                *self.known.entry("placeholder").or_default() += 1;
                Tree::leaf("text", source.trim_matches(['"', '\'']))
            }
            // A string of `.tf.json` is a template; the other reader takes it as it is.
            _ if !self.language.is_hcl() => {
                Tree::leaf("text", &serde_json::from_str::<String>(source).unwrap_or_else(|_| source.to_owned()))
            }
            _ => Tree::leaf("source", source),
        }
    }

    /// Of a JSON key that repeats the last counts for the other reader; we keep all. In YAML both keep all.
    fn last_of_each(&mut self, entries: Vec<(String, Tree)>) -> Vec<(String, Tree)> {
        if self.language == Language::Yaml {
            return entries;
        }
        let mut kept: Vec<(String, Tree)> = Vec::new();
        for (name, value) in entries {
            match kept.iter_mut().find(|(known, _)| *known == name) {
                Some(known) => {
                    *self.known.entry("repeated key").or_default() += 1;
                    known.1 = value;
                }
                None => kept.push((name, value)),
            }
        }
        kept
    }
}

/// Puts entries below a path of names; a section's opening may have been read as nothing.
fn insert(into: &mut Vec<(String, Tree)>, parents: &[&str], read: Vec<(String, Tree)>) {
    let Some((first, rest)) = parents.split_first() else {
        into.extend(read);
        return;
    };
    let at = match into.iter().rposition(|(name, _)| name == first) {
        Some(at) => at,
        None => {
            into.push(((*first).to_owned(), Tree::Map(Vec::new())));
            into.len() - 1
        }
    };
    if !matches!(into[at].1, Tree::Map(_)) {
        into[at].1 = Tree::Map(Vec::new());
    }
    if let Tree::Map(below) = &mut into[at].1 {
        insert(below, rest, read);
    }
}

fn name(entry: &Entry) -> String {
    let labels: String = entry.labels.iter().map(|label| format!(" {:?}", label.text)).collect();
    format!("{}{labels}{}", entry.key, if entry.is_block { " {}" } else { "" })
}

/// True for what a document writes in the place of a value; we take it for no value.
fn is_placeholder(source: &str) -> bool {
    let text = source.trim_matches(['"', '\'']);
    matches!(text, "..." | "…") || text.starts_with('<') && text.ends_with('>')
}
