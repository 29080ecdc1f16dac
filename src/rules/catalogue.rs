//! The rules at hand: those built in, and those of the workspace.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::code;
use super::condition_file::Vocabulary;
use super::rule::{Details, Rule};
use super::rule_file;
use crate::model::Kinds;
use crate::text::Text;

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

/// What is wrong in a rule file of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueError {
    /// The path of the file, as it was given.
    pub path: Box<str>,
    /// Byte offset in the file.
    pub at: usize,
    /// What is wrong, and what to do.
    pub message: Text,
}

impl Catalogue {
    /// The rules that come with Shirube.
    #[must_use]
    pub fn builtin() -> &'static Arc<Self> {
        static CATALOGUE: OnceLock<Arc<Catalogue>> = OnceLock::new();
        CATALOGUE.get_or_init(|| {
            let index: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
            let mut details: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rule-details.bin"));
            let mut catalogue = Self::default();
            // The build script wrote both; a test decodes every rule.
            let rules: Vec<(Rule, u32)> = postcard::from_bytes(index).unwrap_or_default();
            for (rule, length) in rules {
                let (encoded, rest) = details.split_at_checked(length as usize).unwrap_or((&[], &[]));
                details = rest;
                catalogue.push(rule, Entry { encoded, decoded: OnceLock::new() });
            }
            Arc::new(catalogue)
        })
    }

    /// The built-in rules and those of some files, each given as its path and text. A rule with a
    /// mistake is left out and its mistakes are told; a rule with the id of another too.
    #[must_use]
    pub fn with(files: &[(&str, &str)]) -> (Self, Vec<CatalogueError>) {
        let mut catalogue = Self::clone(Self::builtin());
        let kinds = Kinds::builtin();
        let kind = |id: &str| kinds.get(id);
        // Terms of a team's own notes are not known here.
        let vocabulary = Vocabulary { kind: &kind, code: &|name| code::find(name).is_some(), term: &|_| true };
        let mut errors = Vec::new();
        for (path, text) in files {
            let (rules, problems) = rule_file::parse(text, &vocabulary);
            let error = |at, message| CatalogueError { path: (*path).into(), at, message };
            errors.extend(problems.into_iter().map(|problem| error(problem.at, problem.message)));
            for (rule, details) in rules {
                if catalogue.find(&rule.id).is_some() {
                    let at = text.find(&format!("\"{}\"", rule.id)).unwrap_or(0);
                    errors.push(error(at, taken(&rule.id)));
                    continue;
                }
                catalogue.push(rule, Entry { encoded: &[], decoded: OnceLock::from(Some(Box::new(details))) });
            }
        }
        (catalogue, errors)
    }

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

    /// The numbers of the rules that a user's word selects: a rule id, a former id, a principle, a
    /// framework, a control id, or another checker's id. Capitals do not matter.
    #[must_use]
    pub fn named(&self, word: &str) -> Vec<u32> {
        let same = |name: &str| name.eq_ignore_ascii_case(word);
        let in_controls = |number| {
            let controls = self.details(number).into_iter().flat_map(|details| &details.controls);
            // `cis` selects `cis-v3.0`, whatever the version.
            let is_framework = |name: &str| same(name) || name.split_once("-v").is_some_and(|(name, _)| same(name));
            controls.into_iter().any(|(framework, ids)| is_framework(framework) || ids.iter().any(|id| same(id)))
        };
        let selected = |&(number, rule): &(u32, &Rule)| {
            same(&rule.id)
                || same(rule.principle.word())
                || rule.was.iter().chain(&rule.aliases).any(|name| same(name))
                || in_controls(number)
        };
        self.iter().filter(selected).map(|(number, _)| number).collect()
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

fn taken(id: &str) -> Text {
    Text {
        en: format!("there is a rule `{id}` already: choose another id"),
        ja: format!("ルール `{id}` はすでにあります。別の id にしてください"),
    }
}
