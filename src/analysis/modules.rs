//! Modules with their judgements, kept up to date block by block.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::Tree;
use crate::model::{Extent, Item, Key, Makes, Module, Touched, Unit, UnitId, View};
use crate::rules::{Catalogue, RuleSettings};
use crate::text::{Date, Lang, Span};

use super::answer::Placed;
use super::calls::Link;
use super::diagnose;
use super::document::{Document, Prepared, Seat};
use super::host::Session;

/// What judging a file needs besides the module.
#[derive(Clone, Debug)]
pub(super) struct Judge<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) rules: Cow<'a, RuleSettings>,
    pub(super) lang: Lang,
    pub(super) today: Date,
}

impl<'a> Judge<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, settings: &'a Tree, session: Session, path: &str) -> Self {
        let lang = settings.of(path).lang(session.locale);
        Self { catalogue, rules: settings.rules_of(path), lang, today: session.today }
    }
}

/// A module, where its blocks live, and who looked at what while being judged.
#[derive(Debug)]
pub(super) struct ModuleState {
    pub(super) module: Module,
    homes: FxHashMap<UnitId, Arc<str>>,
    seen: FxHashMap<UnitId, Vec<Key>>,
    lookers: FxHashMap<Key, FxHashSet<UnitId>>,
    /// The calls of other modules, as they were last followed.
    pub(super) links: Vec<Link>,
    /// What was last told those that it calls: what it makes, and which of their outputs it uses.
    pub(super) said: Option<(Makes, Vec<Box<str>>)>,
}

impl ModuleState {
    pub(super) fn new(extent: Extent) -> Self {
        Self {
            module: Module::new(extent),
            homes: FxHashMap::default(),
            seen: FxHashMap::default(),
            lookers: FxHashMap::default(),
            links: Vec::new(),
            said: None,
        }
    }

    /// The path of the file that holds a block.
    pub(super) fn home(&self, unit: UnitId) -> Option<&Arc<str>> {
        self.homes.get(&unit)
    }

    /// Replaces cells of a document and tells which blocks have to be judged again, wherever they
    /// live; cells that are new are among them.
    pub(super) fn put(
        &mut self,
        document: &mut Document,
        first: usize,
        removed: usize,
        inserted: Vec<Prepared>,
    ) -> FxHashSet<UnitId> {
        let end = (first + removed).min(document.cells.len());
        let old: Vec<UnitId> = document.cells[first.min(end)..end].iter().filter_map(|cell| cell.unit).collect();
        let mut cells = Vec::with_capacity(inserted.len());
        let mut units = Vec::new();
        for prepared in inserted {
            if let Some(lowered) = prepared.lowered {
                units.push((cells.len(), Unit { file: document.path.clone(), lowered: Arc::new(lowered) }));
            }
            cells.push(prepared.cell);
        }
        let (places, units): (Vec<usize>, Vec<Unit>) = units.into_iter().unzip();
        let (ids, touched) = self.module.replace(&old, units);
        for (place, id) in places.into_iter().zip(ids) {
            if let Some(cell) = cells.get_mut(place) {
                cell.unit = Some(id);
            }
            self.homes.insert(id, document.path.clone());
        }
        document.cells.splice(first.min(end)..end, cells);
        for id in old {
            self.homes.remove(&id);
            self.forget(id);
        }
        self.stale(touched)
    }

    /// Adds the blocks whose judgement looked at what was touched.
    pub(super) fn stale(&mut self, touched: Touched) -> FxHashSet<UnitId> {
        let mut units = touched.units;
        for key in &touched.keys {
            if let Some(lookers) = self.lookers.get(key) {
                units.extend(lookers);
            }
        }
        units.retain(|unit| self.homes.contains_key(unit));
        units
    }

    fn forget(&mut self, unit: UnitId) {
        for key in self.seen.remove(&unit).unwrap_or_default() {
            if let Some(lookers) = self.lookers.get_mut(&key) {
                lookers.remove(&unit);
                if lookers.is_empty() {
                    self.lookers.remove(&key);
                }
            }
        }
    }

    /// Judges blocks of one document.
    pub(super) fn judge_document(&mut self, document: &mut Document, units: &[UnitId], judge: &Judge<'_>) {
        if document.text.is_none() || units.is_empty() {
            return;
        }
        let wanted: FxHashSet<UnitId> = units.iter().copied().collect();
        let seats: Vec<(Seat, UnitId)> = document
            .seats()
            .filter_map(|(seat, cell)| cell.unit.filter(|unit| wanted.contains(unit)).map(|unit| (seat, unit)))
            .collect();
        for (seat, unit) in seats {
            let text = document.cell_text(seat);
            let allows = self.module.unit(unit).map(|unit| unit.lowered.allows.clone()).unwrap_or_default();
            let (diagnostics, seen) = {
                let view = View::new(&self.module);
                let found = diagnose::block(&view, unit, &text, &allows, judge);
                (found, view.into_seen())
            };
            self.forget(unit);
            for key in &seen {
                self.lookers.entry(key.clone()).or_default().insert(unit);
            }
            self.seen.insert(unit, seen.into_iter().collect());
            if let Some(cell) = document.cells.get_mut(seat.index) {
                cell.diagnostics = diagnostics;
            }
        }
    }

    /// All blocks.
    pub(super) fn units(&self) -> FxHashSet<UnitId> {
        self.homes.keys().copied().collect()
    }

    /// Number of resources that a document declares.
    pub(super) fn count_in(&self, document: &Document) -> usize {
        let units = document.cells.iter().filter_map(|cell| self.module.unit(cell.unit?));
        let items = units.flat_map(|unit| &unit.lowered.items);
        items.filter(|item| matches!(item, Item::Resource(declaration) if declaration.is_managed())).count()
    }

    /// The lowest major version of the AWS provider that the module admits, if it says so.
    pub(super) fn provider(&self) -> Option<u16> {
        let view = View::new(&self.module);
        view.globals().find_map(|item| {
            let Item::Settings(body) = item else { return None };
            let required = body.get("required_providers")?.get("aws")?;
            let version = required.as_str().or_else(|| required.get("version")?.as_str())?;
            let digits = version.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        })
    }

    /// The place of a resource: its file, and the span of its name in its block.
    pub(super) fn resource_home(&self, address: &str) -> Option<(Arc<str>, UnitId, Span)> {
        let (unit, resource) = self.module.locate(address)?;
        Some((self.homes.get(&unit)?.clone(), unit, resource.header()))
    }
}

impl Document {
    /// The diagnostics with their places, in the order of the file.
    pub(super) fn placed(&self) -> Vec<Placed> {
        let mut placed = Vec::new();
        let mut starts_line = true;
        for (seat, cell) in self.seats() {
            let indent = if starts_line || cell.diagnostics.is_empty() { [0; 3] } else { self.indent(seat) };
            starts_line = cell.ends_line;
            placed.extend(cell.diagnostics.iter().map(|diagnostic| Placed {
                diagnostic: diagnostic.clone(),
                base: seat.base,
                line: seat.line,
                indent,
            }));
        }
        placed.sort_by_key(|a| a.base + a.diagnostic.start.byte);
        placed
    }

    /// Columns before a block on its first line.
    fn indent(&self, seat: Seat) -> [u32; 3] {
        use crate::text::Encoding::{Utf8, Utf16, Utf32};
        let Some(text) = &self.text else { return [0; 3] };
        [Utf8, Utf16, Utf32].map(|encoding| text.position(seat.base, encoding).character)
    }
}
