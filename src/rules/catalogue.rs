//! The rules at hand: those built in, and those of the workspace.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::rule::{Details, Rule};

/// Rules by number, id and kind.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    rules: Vec<Rule>,
    details: Vec<Entry>,
    kinds: FxHashMap<Box<str>, Vec<u32>>,
    names: FxHashMap<Box<str>, u32>,
    aliases: FxHashMap<Box<str>, Vec<u32>>,
}

/// The details of a rule, decoded at first need.
#[derive(Clone, Debug)]
struct Entry {
    encoded: &'static [u8],
    decoded: OnceLock<Option<Box<Details>>>,
}

impl Catalogue {
    /// A catalogue of these rules.
    #[must_use]
    pub fn new(rules: Vec<(Rule, Details)>) -> Self {
        let mut catalogue = Self::default();
        for (rule, details) in rules {
            catalogue.push(rule, Entry { encoded: &[], decoded: OnceLock::from(Some(Box::new(details))) });
        }
        catalogue
    }

    fn push(&mut self, rule: Rule, details: Entry) {
        let number = self.rules.len() as u32;
        for kind in &rule.on {
            self.kinds.entry(kind.clone()).or_default().push(number);
        }
        for alias in &rule.aliases {
            self.aliases.entry(alias.clone()).or_default().push(number);
        }
        for name in rule.was.iter().map(|name| &**name).chain([&*rule.id]) {
            self.names.insert(name.into(), number);
        }
        self.rules.push(rule);
        self.details.push(details);
    }

    /// The rule of that number.
    #[must_use]
    pub fn rule(&self, number: u32) -> Option<&Rule> {
        self.rules.get(number as usize)
    }

    /// What people read of a rule.
    #[must_use]
    pub fn details(&self, number: u32) -> Option<&Details> {
        let entry = self.details.get(number as usize)?;
        entry.decoded.get_or_init(|| postcard::from_bytes(entry.encoded).ok().map(Box::new)).as_deref()
    }

    /// The number of the rule that has, or had, that id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.names.get(id).copied()
    }

    /// The numbers of the rules that another checker's id stands for.
    #[must_use]
    pub fn of_alias(&self, id: &str) -> &[u32] {
        self.aliases.get(id).map_or(&[], Vec::as_slice)
    }

    /// The rules that judge a kind, each with its number.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = (u32, &Rule)> {
        let numbers = self.kinds.get(kind).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|&number| Some((number, self.rule(number)?)))
    }

    /// All rules, each with its number.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Rule)> {
        (0..).zip(&self.rules)
    }
}
