//! Who belongs to whom: an index for each attribute that somebody asked about.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::aim::Aim;
use super::{Path, Symbol, UnitId};

/// An attribute by which resources of one type name resources of another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Via {
    /// The type of those that name: `aws_s3_bucket_versioning`.
    pub type_name: Box<str>,
    /// Where the name is written, as a source path.
    pub path: Path,
    /// The type of those that are named: `aws_s3_bucket`.
    pub owner: Box<str>,
}

/// A resource: its block, and which of the block's resources it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Seat {
    pub unit: UnitId,
    pub nth: u32,
}

/// Who names whom by one attribute.
#[derive(Debug, Default)]
pub(super) struct Links {
    aims: FxHashMap<Seat, Aim>,
    naming: FxHashMap<Box<str>, BTreeSet<Seat>>,
    /// Those that may belong to any.
    loose: BTreeSet<Seat>,
    /// Who has to be looked at again when a name is defined anew.
    through: FxHashMap<Symbol, BTreeSet<Seat>>,
}

/// What changed in an index.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// The resources that are named by others than before.
    pub owners: Vec<Box<str>>,
    /// True when there are others that may belong to any.
    pub loose: bool,
}

impl Links {
    /// Those that name `owner`, and those that may, in the order of their blocks.
    pub(super) fn of(&self, owner: &str) -> BTreeSet<Seat> {
        let mut found = self.loose.clone();
        found.extend(self.naming.get(owner).into_iter().flatten());
        found
    }

    /// Puts a resource in its place, or takes it out.
    pub(super) fn put(&mut self, seat: Seat, aim: Option<Aim>, moved: &mut Moved) {
        if self.aims.get(&seat) == aim.as_ref() {
            return;
        }
        if let Some(old) = self.aims.remove(&seat) {
            moved.note(&old);
            self.loose.remove(&seat);
            old.named.iter().for_each(|name| leave(&mut self.naming, name, seat));
            old.through.iter().for_each(|symbol| leave(&mut self.through, symbol, seat));
        }
        let Some(aim) = aim else { return };
        moved.note(&aim);
        if aim.any {
            self.loose.insert(seat);
        }
        for name in &aim.named {
            self.naming.entry(name.clone()).or_default().insert(seat);
        }
        for symbol in &aim.through {
            self.through.entry(symbol.clone()).or_default().insert(seat);
        }
        self.aims.insert(seat, aim);
    }

    /// True when some place depends on what names mean.
    pub(super) fn are_conditional(&self) -> bool {
        !self.through.is_empty()
    }

    /// Those whose place depends on what a name means.
    pub(super) fn through(&self, symbol: &Symbol) -> impl Iterator<Item = Seat> + use<'_> {
        self.through.get(symbol).into_iter().flatten().copied()
    }
}

impl Moved {
    fn note(&mut self, aim: &Aim) {
        self.owners.extend(aim.named.iter().cloned());
        self.loose |= aim.any;
    }
}

fn leave<K: std::hash::Hash + Eq>(map: &mut FxHashMap<K, BTreeSet<Seat>>, key: &K, seat: Seat) {
    if let Some(seats) = map.get_mut(key) {
        seats.remove(&seat);
        if seats.is_empty() {
            map.remove(key);
        }
    }
}
