//! Which names a Terraform block uses.

use crate::model::Symbol;
use crate::model::traversal::{self, Target};
use crate::syntax::{Data, Entry, Map, Node, Part, Step};

/// Every symbol that is mentioned under `root`, in no order. `text` is the block's.
pub(super) fn of(root: &Node, text: &str) -> Vec<Symbol> {
    let mut reader = Reader { text: Some(text), found: Vec::new(), unread: false, iterators: Vec::new() };
    reader.node(root);
    reader.found
}

/// True when `symbol` is mentioned under `root`, or when something there is not kept in the tree.
pub(super) fn may_be_among(root: &Node, symbol: &Symbol) -> bool {
    let mut reader = Reader { text: None, found: Vec::new(), unread: false, iterators: Vec::new() };
    reader.node(root);
    reader.unread || reader.found.contains(symbol)
}

struct Reader<'t> {
    /// The block's text, where it is at hand.
    text: Option<&'t str>,
    /// True when the text was needed and was not.
    unread: bool,
    found: Vec<Symbol>,
    /// Names that stand for the elements of the `dynamic` blocks around.
    iterators: Vec<Box<str>>,
}

impl Reader<'_> {
    fn node(&mut self, node: &Node) {
        match &node.data {
            Data::Null | Data::Bool(_) | Data::Number(_) | Data::Text(_) => {}
            Data::Other => match self.text {
                Some(text) => self.source(node.span.of(text)),
                None => self.unread = true,
            },
            Data::Template(parts) => {
                for part in parts {
                    if let Part::Hole(hole) = part {
                        self.node(hole);
                    }
                }
            }
            Data::List(items) => items.iter().for_each(|item| self.node(item)),
            Data::Map(map) => self.map(map),
            Data::Traversal(steps) => self.traversal(steps),
            Data::Call(call) => call.arguments.iter().for_each(|argument| self.node(argument)),
            Data::Conditional(choice) => {
                [&choice.condition, &choice.yes, &choice.no].into_iter().for_each(|arm| self.node(arm))
            }
            Data::Tagged(_, inner) => self.node(inner),
        }
    }

    fn map(&mut self, map: &Map) {
        for entry in &map.entries {
            match &*entry.key {
                "provider" | "providers" | "configuration_aliases" => self.providers(&entry.value),
                "depends_on" => self.depends_on(&entry.value),
                // Names of the resource's own attributes.
                "ignore_changes" => {}
                "dynamic" if entry.is_block => self.dynamic(entry),
                _ => self.node(&entry.value),
            }
        }
    }

    fn dynamic(&mut self, entry: &Entry) {
        let Some(iterator) = traversal::iterator(entry) else {
            return;
        };
        for inner in entry.value.entries() {
            match &*inner.key {
                "content" => {
                    self.iterators.push(iterator.into());
                    self.node(&inner.value);
                    self.iterators.pop();
                }
                "iterator" => {}
                _ => self.node(&inner.value),
            }
        }
    }

    /// Providers stand for themselves, as a traversal (`aws.dr`) or, in JSON, as a string.
    fn providers(&mut self, node: &Node) {
        match &node.data {
            Data::Traversal(steps) if matches!(&**steps, [Step::Name(_)] | [Step::Name(_), Step::Name(_)]) => {
                self.found.push(Symbol::Provider(traversal::source(steps)));
            }
            Data::Text(name) => self.found.push(Symbol::Provider(name.clone())),
            Data::List(items) => items.iter().for_each(|item| self.providers(item)),
            Data::Map(map) => map.entries.iter().for_each(|entry| self.providers(&entry.value)),
            // `provider = …` may also be an ordinary argument of some resource.
            _ => self.node(node),
        }
    }

    /// In JSON, what a resource depends on is named by strings.
    fn depends_on(&mut self, node: &Node) {
        for item in node.items() {
            match &item.data {
                Data::Text(address) => self.dotted(address),
                _ => self.node(item),
            }
        }
    }

    /// What the tree does not keep (operators, `for` expressions) is read word by word.
    fn source(&mut self, source: &str) {
        let in_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        for word in source.split(|c: char| !in_word(c)).filter(|word| word.contains('.')) {
            self.dotted(word);
        }
    }

    fn dotted(&mut self, text: &str) {
        let steps: Vec<Step> = text.split('.').take(4).map(|name| Step::Name(name.into())).collect();
        self.traversal(&steps);
    }

    fn traversal(&mut self, steps: &[Step]) {
        if let Some(Step::Name(first)) = steps.first()
            && self.iterators.contains(first)
        {
            return;
        }
        let (target, rest) = traversal::target(steps);
        match target {
            Target::Variable(name) => self.found.push(Symbol::Variable(name.into())),
            Target::Local(name) => self.found.push(Symbol::Local(name.into())),
            Target::Module(name) => {
                self.found.push(Symbol::Module(name.into()));
                let output = rest.iter().find_map(|step| if let Step::Name(name) = step { Some(name) } else { None });
                self.found.extend(output.map(|output| Symbol::Output(name.into(), output.clone())));
            }
            Target::Resource(address) => self.found.push(Symbol::Resource(address)),
            Target::Repeated | Target::Elsewhere | Target::Other => {}
        }
    }
}
