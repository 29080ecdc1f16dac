//! Modules that call each other: arguments go down, outputs come up.
//!
//! A module stays a unit of its own. What others give it and what they put out are values that are
//! handed over here, after every change, until nothing changes any more.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Call, Called, Given, Makes, Touched, Truth, UnitId};

use super::host::{Host, ModuleKey};
use super::modules::ModuleState;

/// Blocks to judge again, by module.
pub(super) type Stale = FxHashMap<ModuleKey, FxHashSet<UnitId>>;

/// A call, and the module it leads to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Link {
    target: ModuleKey,
    call: Call,
}

/// How often one module may be brought up to date for one change, against calls in a circle that
/// come about one by one.
const MAX_ROUNDS: usize = 12;

impl Host {
    /// Brings the modules up to date that have to do with those in `stale`, and adds what is to be
    /// judged again because of that.
    pub(super) fn follow_calls(&mut self, stale: &mut Stale) {
        let mut open: Vec<ModuleKey> = stale.keys().cloned().collect();
        let mut rounds: FxHashMap<ModuleKey, usize> = FxHashMap::default();
        while let Some(key) = open.pop() {
            let round = rounds.entry(key.clone()).or_default();
            *round += 1;
            if *round > MAX_ROUNDS {
                continue;
            }
            let mut touched = Vec::new();
            // Down: from here to the modules that are called, or were.
            let now = self.modules.get(&key).map(|module| links(&key, module)).unwrap_or_default();
            let before = self.modules.get_mut(&key).map(|module| std::mem::replace(&mut module.links, now.clone()));
            let before = before.unwrap_or_default();
            if before != now {
                let targets = |links: &[Link]| links.iter().map(|link| link.target.clone()).collect::<FxHashSet<_>>();
                let (old, new) = (targets(&before), targets(&now));
                for target in old.difference(&new) {
                    self.callers.entry(target.clone()).or_default().remove(&key);
                }
                for target in &new {
                    self.callers.entry(target.clone()).or_default().insert(key.clone());
                }
                for target in old.union(&new) {
                    touched.push((target.clone(), self.give(target)));
                    touched.push((key.clone(), self.receive(&key, target, &before)));
                }
            } else if self.says_something_new(&key) {
                for target in now.iter().map(|link| link.target.clone()).collect::<FxHashSet<_>>() {
                    touched.push((target.clone(), self.give(&target)));
                }
            }
            // From above, for a module that is new, and up: what this one puts out.
            touched.push((key.clone(), self.give(&key)));
            for caller in self.callers.get(&key).cloned().unwrap_or_default() {
                let units = self.receive(&caller, &key, &[]);
                touched.push((caller, units));
            }
            for (module, units) in touched.into_iter().filter_map(|(module, units)| Some((module, units?))) {
                stale.entry(module.clone()).or_default().extend(units);
                if !open.contains(&module) {
                    open.push(module);
                }
            }
        }
    }

    /// Whether a module calls another, itself or through others: then that one must not call it.
    fn reaches(&self, from: &ModuleKey, to: &ModuleKey) -> bool {
        let mut known = FxHashSet::default();
        let mut open = vec![from];
        while let Some(key) = open.pop() {
            if key == to {
                return true;
            }
            if known.insert(key) {
                let links = self.modules.get(key).map_or(&[][..], |module| &module.links);
                open.extend(links.iter().map(|link| &link.target));
            }
        }
        false
    }

    /// Whether a module uses other outputs than before of those that it calls, or makes other
    /// things beside them.
    fn says_something_new(&mut self, key: &ModuleKey) -> bool {
        let Some(module) = self.modules.get_mut(key).filter(|module| !module.links.is_empty()) else { return false };
        let mut makes = module.module.makes();
        module.module.made_above().into_iter().for_each(|above| makes.extend(above));
        let names = module.links.iter().map(|link| &link.call.name);
        let said = (makes, names.flat_map(|name| module.module.uses_of(name)).cloned().collect());
        let before = module.said.replace(said);
        before != module.said
    }

    /// Tells a module what its callers give it; gives the blocks that this concerns, if it is news.
    fn give(&mut self, target: &ModuleKey) -> Option<FxHashSet<UnitId>> {
        let callers = self.callers.get(target).into_iter().flatten();
        let mut calls: Vec<(&ModuleKey, &ModuleState, &Call)> = callers
            .filter(|caller| !self.reaches(target, caller))
            .filter_map(|caller| Some((caller, self.modules.get(caller)?)))
            .flat_map(|(caller, module)| module.links.iter().map(move |link| (caller, module, link)))
            .filter(|(_, _, link)| link.target == *target && link.call.created != Truth::No)
            .map(|(caller, module, link)| (caller, module, &link.call))
            .collect();
        calls.sort_by(|one, other| (one.0, &one.2.name).cmp(&(other.0, &other.2.name)));
        let called = calls.first().map(|(_, _, first)| Called {
            by: format!("module.{}", first.name).into(),
            given: given(calls.iter().map(|(_, _, call)| *call)),
            around: around(&calls),
            used: calls.iter().flat_map(|(_, module, call)| module.module.uses_of(&call.name)).cloned().collect(),
        });
        let module = self.modules.get_mut(target)?;
        let touched = module.module.set_called(called);
        news(&touched).then(|| module.stale(touched))
    }

    /// Tells a caller what is known of a module, by each call of it; `gone` are former calls.
    fn receive(&mut self, caller: &ModuleKey, target: &ModuleKey, gone: &[Link]) -> Option<FxHashSet<UnitId>> {
        let module = self.modules.get(caller)?;
        let source = self.modules.get(target).filter(|_| !self.reaches(target, caller));
        let names = |links: &[Link]| {
            let to_target = links.iter().filter(|link| link.target == *target);
            to_target.map(|link| link.call.name.clone()).collect::<Vec<_>>()
        };
        let current = names(&module.links);
        let mut received: Vec<_> =
            current.iter().map(|name| (name.clone(), source.map(|source| source.module.given_back(name)))).collect();
        let elsewhere = |name: &str| module.links.iter().any(|link| &*link.call.name == name);
        received.extend(names(gone).into_iter().filter(|name| !elsewhere(name)).map(|name| (name, None)));
        let module = self.modules.get_mut(caller)?;
        let mut all = Touched::default();
        for (name, received) in received {
            let touched = module.module.set_received(&name, received);
            all.units.extend(touched.units);
            all.keys.extend(touched.keys);
        }
        news(&all).then(|| module.stale(all))
    }
}

fn news(touched: &Touched) -> bool {
    !touched.keys.is_empty()
}

/// What the callers of a module make, and theirs.
fn around(calls: &[(&ModuleKey, &ModuleState, &Call)]) -> Makes {
    let mut makes = Makes::default();
    for (_, module, _) in calls {
        makes.extend(&module.module.makes());
        if let Some(above) = module.module.made_above() {
            makes.extend(above);
        }
    }
    makes
}

/// The calls of a module that lead to files of the workspace.
fn links(key: &ModuleKey, module: &ModuleState) -> Vec<Link> {
    let calls = module.module.calls().into_iter();
    calls.filter_map(|call| Some(Link { target: target(key, call.source.as_deref()?)?, call })).collect()
}

/// What the calls of one module give, variable by variable.
fn given<'c>(calls: impl Iterator<Item = &'c Call> + Clone) -> BTreeMap<Box<str>, Given> {
    let count = calls.clone().count();
    let mut given: BTreeMap<Box<str>, Given> = BTreeMap::new();
    for argument in calls.flat_map(|call| &call.arguments) {
        given.entry(argument.key.clone()).or_default().values.push(argument.value.clone());
    }
    for given in given.values_mut() {
        given.or_default = given.values.len() < count;
    }
    given
}

/// The module that a source names, seen from the one that names it; `None` for what is no path.
fn target(from: &ModuleKey, source: &str) -> Option<ModuleKey> {
    match from {
        ModuleKey::Directory(directory) => {
            let is_local = source.starts_with("./") || source.starts_with("../") || matches!(source, "." | "..");
            is_local.then(|| ModuleKey::Directory(joined(directory, source).into()))
        }
        ModuleKey::File(path) => {
            let is_file = !source.contains(':') && !source.starts_with('/');
            let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
            is_file.then(|| ModuleKey::File(joined(directory, source).into()))
        }
    }
}

/// A relative path at the end of a directory, without `.` and `..`.
fn joined(directory: &str, path: &str) -> String {
    let mut parts: Vec<&str> = directory.split('/').collect();
    if directory.is_empty() {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "." | "..")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn sources_are_paths_from_the_caller() {
        for (directory, path, expected) in [
            ("", "./modules/x", "modules/x"),
            ("live/dev", "../../modules/x/", "modules/x"),
            ("/home/a", "../b", "/home/b"),
            ("a", "..", ""),
            ("", "../x", "../x"),
            ("a", "./b.yaml", "a/b.yaml"),
        ] {
            assert_eq!(joined(directory, path), expected, "{path} from {directory}");
        }
    }
}
