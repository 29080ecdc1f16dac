//! Changes to edits: what a rule or pattern wants, written as the author would have written it.
//!
//! A [`Change`] speaks the kind table's vocabulary. This module finds the attribute's place in the
//! language at hand, and the syntax modules write it: equals signs in one column, siblings'
//! indentation, quotes, commas, missing parents. A change without a safe spot gives no edit.

mod change;
mod draft;
mod hcl;
mod layout;
pub mod template;
mod yaml;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use change::{Change, Setting};
pub use draft::Draft;

use crate::model::{Dialect, Kind, Path, Resource, Step};
use crate::syntax::{self, BlockKind, Entry, Language, Node};
use crate::text::{Span, TextEdit, apply_edits};

/// A resource in its block, to be changed. Spans are relative to the block.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The block's text.
    pub text: &'a str,
    /// The block's tree.
    pub root: &'a Node,
    /// What the block is.
    pub kind: &'a BlockKind,
    /// The block's language.
    pub language: Language,
    /// The resource.
    pub resource: &'a Resource,
}

/// The edits of one or more blocks, and what is to be written beside them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edits {
    /// Edits by the address of the resource whose block they are relative to.
    pub blocks: BTreeMap<Box<str>, Vec<TextEdit>>,
    /// New resources, as source text without surrounding blank lines, to be put after the block
    /// of the resource concerned. HCL for Terraform; YAML or JSON below `Resources` otherwise.
    pub additions: Vec<String>,
}

/// Finds the companion resource of a type that belongs to the resource being changed.
pub trait Companions {
    /// The companion's site, if there is exactly one that certainly belongs.
    fn companion(&self, type_name: &str) -> Option<Site<'_>>;
}

/// Makes the edits for `changes` of a resource; `None` when one of them has no safe spot, or when
/// the pinned provider lacks what they need.
#[must_use]
pub fn edits(
    site: &Site<'_>,
    kind: &Kind,
    changes: &[Change],
    companions: &dyn Companions,
    provider: Option<u16>,
) -> Option<Edits> {
    let mut edits = Edits::default();
    let mut own = Vec::new();
    let mut others: BTreeMap<Box<str>, Vec<Wanted>> = BTreeMap::new();
    let mut created: BTreeMap<Box<str>, Vec<(Vec<Step>, Draft)>> = BTreeMap::new();
    for change in changes {
        let (path, value) = match change {
            Change::Set { path, value } => (path, Some(Draft::from(value))),
            Change::Remove { path } => (path, None),
            Change::Add { .. } => continue,
        };
        let (_, attribute, inside) = kind.attribute(path)?;
        if !inside.is_empty() || attribute.since.is_some_and(|since| provider.is_some_and(|pinned| pinned < since)) {
            return None;
        }
        let dialect = site.resource.dialect;
        let source =
            attribute.paths(dialect).iter().find(|path| is_written(site, path)).or(attribute.paths(dialect).first())?;
        match source.steps.split_first()? {
            (Step::Companion(type_name), rest) => match companions.companion(type_name) {
                Some(_) => others.entry(type_name.clone()).or_default().push((rest.to_vec(), value)),
                None => created.entry(type_name.clone()).or_default().push((rest.to_vec(), value?)),
            },
            _ => own.push((source.steps.to_vec(), value)),
        }
    }
    if !own.is_empty() {
        edits.blocks.insert(site.resource.address.clone(), in_turn(site, &own)?);
    }
    for (type_name, steps) in others {
        let other = companions.companion(&type_name)?;
        edits.blocks.insert(other.resource.address.clone(), in_turn(&other, &steps)?);
    }
    for (type_name, members) in created {
        edits.additions.push(new_companion(site, kind, &type_name, members)?);
    }
    edits.blocks.retain(|_, edits| !edits.is_empty());
    Some(edits)
}

/// Where something is set, or with `None` taken out.
type Wanted = (Vec<Step>, Option<Draft>);

/// Makes changes one after the other, each in the text that the ones before it left, and gives the
/// difference as one edit: two attributes that go to the same place must not know of each other.
fn in_turn(site: &Site<'_>, changes: &[Wanted]) -> Option<Vec<TextEdit>> {
    if let [(steps, value)] = changes {
        let mut edits = Vec::new();
        apply(site, steps, value.as_ref(), &mut edits)?;
        return Some(edits);
    }
    let mut text = site.text.to_owned();
    for (steps, value) in changes {
        let parsed = syntax::parse(&text, site.kind, site.language, None);
        let root = parsed.root.filter(|_| !parsed.partial)?;
        let now = Site { text: &text, root: &root, ..*site };
        let mut edits = Vec::new();
        apply(&now, steps, value.as_ref(), &mut edits)?;
        text = apply_edits(&text, &edits);
    }
    Some(difference(site.text, &text).into_iter().collect())
}

/// The smallest single edit, in whole lines where it spans some, from one text to another.
fn difference(old: &str, new: &str) -> Option<TextEdit> {
    if old == new {
        return None;
    }
    let same = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let start = same(&mut old.chars(), &mut new.chars());
    let end = same(&mut old[start..].chars().rev(), &mut new[start..].chars().rev());
    let (span, added) = (Span::new(start, old.len() - end), &new[start..new.len() - end]);
    if span.is_empty() && added.ends_with('\n') && old[..start].ends_with('\n') {
        // New lines belong to the end of the line above them: what else is put there comes after.
        let above = if old[..start].ends_with("\r\n") { start - 2 } else { start - 1 };
        let newline = &old[above..start];
        let added = added.strip_suffix(newline).unwrap_or(added);
        return Some(TextEdit::insert(above, format!("{newline}{added}")));
    }
    Some(TextEdit::replace(span, added))
}

/// Edits that make changes by source paths of the resource's language, in their order; `None`
/// without a safe spot for one of them.
#[must_use]
pub fn edits_at(site: &Site<'_>, changes: &[(&Path, Option<Draft>)]) -> Option<Vec<TextEdit>> {
    let changes: Vec<Wanted> = changes.iter().map(|(path, value)| (path.steps.to_vec(), value.clone())).collect();
    in_turn(site, &changes)
}

/// Edits that put an entry into a map of a YAML or JSON text, by the keys that lead there.
#[must_use]
pub fn put(text: &str, root: &Node, keys: &[&str], value: &Draft, json: bool) -> Option<Vec<TextEdit>> {
    let steps: Vec<Step> = keys.iter().map(|key| Step::Name((*key).into())).collect();
    let manner = yaml::Manner { text, step: "  ".to_owned(), json };
    let mut edits = Vec::new();
    manner.set(root, &steps, value, &mut edits)?;
    Some(edits)
}

/// True when a source path in the resource itself is written to its first step: legacy spellings
/// (`versioning { … }` inside the bucket) are changed where they are.
fn is_written(site: &Site<'_>, path: &Path) -> bool {
    match path.steps.first() {
        Some(Step::Name(name)) => site.resource.body.get(name).is_some(),
        _ => false,
    }
}

fn apply(site: &Site<'_>, steps: &[Step], value: Option<&Draft>, edits: &mut Vec<TextEdit>) -> Option<()> {
    let declaration = declaration(site)?;
    match (site.language, site.resource.dialect) {
        (language, _) if language.is_hcl() => match value {
            Some(value) => hcl::set(site.text, &declaration.value, steps, value, edits),
            None => hcl::remove(site.text, &declaration.value, steps, edits),
        },
        (language, dialect) => {
            let manner =
                yaml::Manner { text: site.text, step: step_of(site, declaration), json: language != Language::Yaml };
            let steps = match dialect {
                Dialect::CloudFormation => below_properties(steps),
                Dialect::Terraform => steps.to_vec(),
            };
            match value {
                Some(value) => manner.set(&declaration.value, &steps, value, edits),
                None => manner.remove(&declaration.value, &steps, edits),
            }
        }
    }
}

/// `$DeletionPolicy` stands beside `Properties`, everything else below.
fn below_properties(steps: &[Step]) -> Vec<Step> {
    match steps.split_first() {
        Some((Step::Name(name), rest)) if name.starts_with('$') => {
            let beside = Step::Name(name.trim_start_matches('$').into());
            std::iter::once(beside).chain(rest.iter().cloned()).collect()
        }
        _ => std::iter::once(Step::Name("Properties".into())).chain(steps.iter().cloned()).collect(),
    }
}

/// The entry whose value is the resource: the block for HCL, the logical id otherwise.
fn declaration<'a>(site: &Site<'a>) -> Option<&'a Entry> {
    fn find<'n>(node: &'n Node, site: &Site<'_>, depth: usize) -> Option<&'n Entry> {
        node.entries().iter().find_map(|entry| {
            let here = entry.key_span == site.resource.name_span
                || entry.labels.iter().any(|label| label.span == site.resource.name_span);
            if here {
                return Some(entry);
            }
            if depth == 0 || !entry.span.touches(site.resource.name_span.start) {
                None
            } else {
                find(&entry.value, site, depth - 1)
            }
        })
    }
    find(site.root, site, 4)
}

/// One step of indentation, as the resource has it.
fn step_of(site: &Site<'_>, declaration: &Entry) -> String {
    let outer = layout::column_as_blanks(site.text, declaration.key_span.start);
    let inner =
        declaration.value.entries().first().map(|entry| layout::column_as_blanks(site.text, entry.key_span.start));
    let width = inner.map_or(2, |inner| inner.chars().count().saturating_sub(outer.chars().count()));
    " ".repeat(if (1..=8).contains(&width) { width } else { 2 })
}

fn new_companion(site: &Site<'_>, kind: &Kind, type_name: &str, members: Vec<(Vec<Step>, Draft)>) -> Option<String> {
    let companion = kind.companions.iter().find(|companion| &*companion.terraform == type_name)?;
    if !site.language.is_hcl() || site.resource.has("$count") || site.resource.has("$for_each") {
        return None;
    }
    let reference = Draft::Raw(format!("{}.id", site.resource.address));
    let all: Vec<(Vec<Step>, Draft)> =
        std::iter::once((companion.via.steps.to_vec(), reference)).chain(members).collect();
    hcl::resource(type_name, &site.resource.name, &all)
}
