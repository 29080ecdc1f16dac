//! A module: the blocks that see each other's names.
//!
//! A Terraform module is a directory, a CloudFormation module a template (and its companion), a
//! code fence is a module of its own. The module keeps the lowered blocks and indexes of who
//! defines and who mentions which name. Everything above reads it through a [`View`], which
//! records what was looked at; [`Module::replace`] says which blocks have to be looked at again.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::item::{Declaration, Item, Lowered};
use super::{Resource, Symbol};

/// A block's number in its module; never used again after the block is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId(pub u32);

/// A block of a module.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The path of its file, as the host names it.
    pub file: Arc<str>,
    /// What it declares and mentions.
    pub lowered: Arc<Lowered>,
}

/// Something that was looked at; when it changes, who looked has to look again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// The definition of a name.
    Defined(Symbol),
    /// Which blocks mention a resource.
    Mentions(Symbol),
    /// The resources of a type.
    Type(Box<str>),
    /// The resources of a type that mention no other resource: each of them may belong to any.
    Loose(Box<str>),
    /// What has no name: `terraform` blocks, SAM globals, transforms, template metadata.
    Globals,
}

/// Whether what is not written here may stand elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Extent {
    /// The module is all there is.
    #[default]
    Complete,
    /// An excerpt, such as a code fence: the absence of a resource proves nothing.
    Excerpt,
}

/// The blocks of a module and their indexes.
#[derive(Debug, Default)]
pub struct Module {
    extent: Extent,
    next: u32,
    units: FxHashMap<UnitId, Unit>,
    defined: FxHashMap<Symbol, Vec<UnitId>>,
    mentions: FxHashMap<Symbol, Vec<UnitId>>,
    types: FxHashMap<Box<str>, Vec<UnitId>>,
    globals: Vec<UnitId>,
    evaluated: Mutex<FxHashMap<UnitId, Evaluated>>,
    /// Whose evaluation looked at a key. The blocks whose *judgement* did are the analysis' to know.
    evaluations: Mutex<FxHashMap<Key, FxHashSet<UnitId>>>,
}

/// The resources of a unit with their values put in, and what that looked at.
#[derive(Clone, Debug)]
struct Evaluated {
    resources: Arc<[Arc<Resource>]>,
    keys: Arc<[Key]>,
}

/// The effect of a change: what to evaluate and judge again.
#[derive(Debug, Default)]
pub struct Touched {
    /// Blocks whose own values may be others now, the changed ones included.
    pub units: FxHashSet<UnitId>,
    /// What changed; judgements that looked at one of these are stale too.
    pub keys: FxHashSet<Key>,
}

impl Module {
    /// An empty module.
    #[must_use]
    pub fn new(extent: Extent) -> Self {
        Self { extent, ..Self::default() }
    }

    /// Whether the module is all there is.
    #[must_use]
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// Number of blocks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// True when the module has no block.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// A block.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(&id)
    }

    /// The block and the resource at an address.
    #[must_use]
    pub fn locate(&self, address: &str) -> Option<(UnitId, Arc<Resource>)> {
        let ids = self.defined.get(&Symbol::Resource(address.into()))?;
        ids.iter().find_map(|&id| {
            let resource = self.resources(id).iter().find(|resource| &*resource.address == address).cloned();
            resource.map(|resource| (id, resource))
        })
    }

    /// Takes blocks out and puts others in, and tells what that touches.
    pub fn replace(&mut self, removed: &[UnitId], inserted: Vec<Unit>) -> (Vec<UnitId>, Touched) {
        let mut touched = Touched::default();
        let mut parameters_before = FxHashSet::default();
        for &id in removed {
            if let Some(unit) = self.units.remove(&id) {
                self.unindex(id, &unit);
                touched.keys.extend(keys_of(&unit.lowered));
                parameters_before.extend(parameters(&unit.lowered));
            }
            self.forget_evaluation(id);
        }
        let mut ids = Vec::with_capacity(inserted.len());
        let mut parameters_after = FxHashSet::default();
        for unit in inserted {
            parameters_after.extend(parameters(&unit.lowered));
            let id = UnitId(self.next);
            self.next += 1;
            self.index(id, &unit);
            touched.keys.extend(keys_of(&unit.lowered));
            touched.units.insert(id);
            self.units.insert(id, unit);
            ids.push(id);
        }
        for name in parameters_before.symmetric_difference(&parameters_after) {
            self.turn_loose(name, &mut touched);
        }
        self.spread(&mut touched);
        (ids, touched)
    }

    /// Forgets every evaluation, after a change that keys cannot tell (a setting).
    pub fn forget_evaluations(&mut self) {
        self.evaluated.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        self.evaluations.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A parameter came or went: a `Ref` to its name may now mean any resource, or no longer.
    fn turn_loose(&self, name: &str, touched: &mut Touched) {
        let resource = Symbol::Resource(name.into());
        let units = self.mentions.get(&resource).into_iter().flatten().filter_map(|id| self.units.get(id));
        for unit in units.filter(|unit| may_be_loose(&unit.lowered)) {
            touched.keys.extend(declarations(&unit.lowered).map(|declared| Key::Loose(declared.type_name.clone())));
        }
    }

    /// True when a block may belong to any resource: it mentions none, or declares so many that
    /// its mentions do not say which of them is meant.
    fn is_loose(&self, lowered: &Lowered) -> bool {
        let names_parameter = |name| as_parameter(lowered, name).is_some_and(|name| self.defined.contains_key(name));
        declarations(lowered).nth(1).is_some() || managed_mentions(lowered).all(names_parameter)
    }

    /// Follows the keys to the blocks whose values used them, and on to the keys of those.
    fn spread(&mut self, touched: &mut Touched) {
        let mut open: Vec<Key> = touched.keys.iter().cloned().collect();
        while let Some(key) = open.pop() {
            let users = self.evaluations.get_mut().unwrap_or_else(PoisonError::into_inner).remove(&key);
            for id in users.into_iter().flatten() {
                if !self.units.contains_key(&id) {
                    continue;
                }
                self.forget_evaluation(id);
                if touched.units.insert(id)
                    && let Some(unit) = self.units.get(&id)
                {
                    for symbol in unit.lowered.items.iter().filter_map(Item::symbol) {
                        let key = Key::Defined(symbol);
                        if touched.keys.insert(key.clone()) {
                            open.push(key);
                        }
                    }
                }
            }
        }
    }

    fn forget_evaluation(&mut self, id: UnitId) {
        let Some(old) = self.evaluated.get_mut().unwrap_or_else(PoisonError::into_inner).remove(&id) else { return };
        let evaluations = self.evaluations.get_mut().unwrap_or_else(PoisonError::into_inner);
        for key in old.keys.iter() {
            if let Some(users) = evaluations.get_mut(key) {
                users.remove(&id);
                if users.is_empty() {
                    evaluations.remove(key);
                }
            }
        }
    }

    fn index(&mut self, id: UnitId, unit: &Unit) {
        for item in &unit.lowered.items {
            match item.symbol() {
                Some(symbol) => self.defined.entry(symbol).or_default().push(id),
                None if matches!(item, Item::Output(_)) => {}
                None if self.globals.contains(&id) => {}
                None => self.globals.push(id),
            }
            if let Item::Resource(declaration) = item {
                self.types.entry(declaration.type_name.clone()).or_default().push(id);
            }
        }
        for symbol in &unit.lowered.mentions {
            self.mentions.entry(symbol.clone()).or_default().push(id);
        }
    }

    fn unindex(&mut self, id: UnitId, unit: &Unit) {
        fn drop_from<K: std::hash::Hash + Eq>(map: &mut FxHashMap<K, Vec<UnitId>>, key: &K, id: UnitId) {
            if let Some(ids) = map.get_mut(key) {
                ids.retain(|other| *other != id);
                if ids.is_empty() {
                    map.remove(key);
                }
            }
        }
        for item in &unit.lowered.items {
            if let Some(symbol) = item.symbol() {
                drop_from(&mut self.defined, &symbol, id);
            }
            if let Item::Resource(declaration) = item {
                drop_from(&mut self.types, &declaration.type_name, id);
            }
        }
        for symbol in &unit.lowered.mentions {
            drop_from(&mut self.mentions, symbol, id);
        }
        self.globals.retain(|other| *other != id);
    }
}

/// The keys that appear or vanish with a block.
fn keys_of(lowered: &Lowered) -> Vec<Key> {
    let mut keys = Vec::new();
    let loose = may_be_loose(lowered);
    for item in &lowered.items {
        match item.symbol() {
            Some(symbol) => keys.push(Key::Defined(symbol)),
            None if matches!(item, Item::Output(_)) => {}
            None => keys.push(Key::Globals),
        }
        if let Item::Resource(declaration) = item {
            keys.push(Key::Type(declaration.type_name.clone()));
            if loose {
                keys.push(Key::Loose(declaration.type_name.clone()));
            }
        }
    }
    let mentions = lowered.mentions.iter().filter(|symbol| matches!(symbol, Symbol::Resource(_)));
    keys.extend(mentions.cloned().map(Key::Mentions));
    keys
}

/// True when a block is loose, or would be if all that it uses by `Ref` were parameters.
fn may_be_loose(lowered: &Lowered) -> bool {
    declarations(lowered).nth(1).is_some()
        || managed_mentions(lowered).all(|name| as_parameter(lowered, name).is_some())
}

fn declarations(lowered: &Lowered) -> impl Iterator<Item = &Declaration> {
    lowered.items.iter().filter_map(|item| match item {
        Item::Resource(declaration) => Some(declaration),
        _ => None,
    })
}

fn parameters(lowered: &Lowered) -> impl Iterator<Item = Box<str>> {
    lowered.items.iter().filter_map(|item| match item {
        Item::Variable(variable) => Some(variable.name.clone()),
        _ => None,
    })
}

fn managed_mentions(lowered: &Lowered) -> impl Iterator<Item = &Symbol> {
    let is_managed = |symbol: &&Symbol| matches!(symbol, Symbol::Resource(name) if !name.starts_with("data."));
    lowered.mentions.iter().filter(is_managed)
}

/// The parameter that a mentioned resource may be in truth: a template's `Ref` names either.
fn as_parameter<'l>(lowered: &'l Lowered, resource: &Symbol) -> Option<&'l Symbol> {
    let Symbol::Resource(name) = resource else { return None };
    let found = lowered.mentions.binary_search(&Symbol::Variable(name.clone())).ok()?;
    lowered.mentions.get(found)
}

/// A look at a module that remembers what it looked at.
#[derive(Debug)]
pub struct View<'m> {
    module: &'m Module,
    seen: RefCell<FxHashSet<Key>>,
    /// Names being evaluated, against definitions in a circle.
    active: RefCell<Vec<Symbol>>,
}

impl<'m> View<'m> {
    /// Starts to look at `module`.
    #[must_use]
    pub fn new(module: &'m Module) -> Self {
        Self { module, seen: RefCell::default(), active: RefCell::default() }
    }

    /// What was looked at.
    #[must_use]
    pub fn into_seen(self) -> FxHashSet<Key> {
        self.seen.into_inner()
    }

    /// Whether what is not found may stand elsewhere.
    #[must_use]
    pub fn extent(&self) -> Extent {
        self.module.extent
    }

    fn see(&self, key: Key) {
        self.seen.borrow_mut().insert(key);
    }

    /// The items that define a name, each with the path of its file.
    pub fn definitions(&self, symbol: &Symbol) -> impl Iterator<Item = (&'m Item, &'m str)> + use<'m> {
        self.see(Key::Defined(symbol.clone()));
        let module = self.module;
        let wanted = symbol.clone();
        let ids = module.defined.get(symbol).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| module.units.get(id)).flat_map(move |unit| {
            let wanted = wanted.clone();
            let items = unit.lowered.items.iter().filter(move |item| item.defines(&wanted));
            items.map(|item| (item, &*unit.file))
        })
    }

    /// The items without names: settings, globals, transforms, metadata.
    pub fn globals(&self) -> impl Iterator<Item = &'m Item> + use<'m> {
        self.see(Key::Globals);
        let module = self.module;
        let units = module.globals.iter().filter_map(|id| module.units.get(id));
        units.flat_map(|unit| unit.lowered.items.iter().filter(|item| item.is_nameless()))
    }

    /// Runs `evaluate` while `symbol` counts as being evaluated; `None` when it already was: the
    /// definitions go in a circle.
    pub fn guarded<T>(&self, symbol: &Symbol, evaluate: impl FnOnce() -> T) -> Option<T> {
        if self.active.borrow().len() >= MAX_CHAIN || self.active.borrow().contains(symbol) {
            return None;
        }
        self.active.borrow_mut().push(symbol.clone());
        let value = evaluate();
        self.active.borrow_mut().pop();
        Some(value)
    }

    /// The resources and data sources of a block, evaluated.
    #[must_use]
    pub fn resources_of(&self, unit: UnitId) -> Arc<[Arc<Resource>]> {
        let resources = self.module.resources(unit);
        for resource in resources.iter() {
            self.see(Key::Defined(Symbol::Resource(resource.address.clone())));
        }
        resources
    }

    /// The resource or data source at an address, evaluated.
    #[must_use]
    pub fn resource(&self, address: &str) -> Option<Arc<Resource>> {
        let symbol = Symbol::Resource(address.into());
        self.see(Key::Defined(symbol.clone()));
        let ids = self.module.defined.get(&symbol)?;
        ids.iter()
            .find_map(|&id| self.module.resources(id).iter().find(|resource| &*resource.address == address).cloned())
    }

    /// The resources of some types, in the order of their blocks' numbers.
    #[must_use]
    pub fn of_types(&self, types: &[Box<str>]) -> Vec<Arc<Resource>> {
        for type_name in types {
            self.see(Key::Type(type_name.clone()));
        }
        let ids = types.iter().filter_map(|name| self.module.types.get(name)).flatten().copied().collect();
        self.resources_in(ids, types)
    }

    /// The resources of some types that mention `address`, or that mention no resource at all and
    /// hence may belong to any: the candidates for "whose attribute refers to this one".
    #[must_use]
    pub fn candidates(&self, address: &str, types: &[Box<str>]) -> Vec<Arc<Resource>> {
        let symbol = Symbol::Resource(address.into());
        self.see(Key::Mentions(symbol.clone()));
        let mut ids: Vec<UnitId> = self.module.mentions.get(&symbol).cloned().unwrap_or_default();
        for type_name in types {
            self.see(Key::Loose(type_name.clone()));
            let of_type = self.module.types.get(type_name).into_iter().flatten();
            ids.extend(
                of_type.filter(|id| self.module.units.get(id).is_some_and(|unit| self.module.is_loose(&unit.lowered))),
            );
        }
        self.resources_in(ids, types)
    }

    fn resources_in(&self, mut ids: Vec<UnitId>, types: &[Box<str>]) -> Vec<Arc<Resource>> {
        ids.sort_unstable();
        ids.dedup();
        let resources = ids.into_iter().flat_map(|id| self.module.resources(id).iter().cloned().collect::<Vec<_>>());
        resources
            .filter(|resource| !resource.is_data && types.contains(&resource.type_name))
            .inspect(|resource| self.see(Key::Defined(Symbol::Resource(resource.address.clone()))))
            .collect()
    }
}

/// How many definitions may be followed in a row.
const MAX_CHAIN: usize = 24;

impl Module {
    /// The resources and data sources of a block, evaluated; computed once until something they
    /// use changes.
    #[must_use]
    pub fn resources(&self, id: UnitId) -> Arc<[Arc<Resource>]> {
        if let Some(found) = lock(&self.evaluated).get(&id) {
            return found.resources.clone();
        }
        let Some(unit) = self.units.get(&id) else { return Arc::default() };
        let view = View::new(self);
        let declarations = unit.lowered.items.iter().filter_map(|item| match item {
            Item::Resource(declaration) => Some(declaration),
            _ => None,
        });
        let resources: Arc<[Arc<Resource>]> =
            declarations.map(|declaration| Arc::new(evaluate(&view, declaration))).collect();
        let keys: Arc<[Key]> = view.into_seen().into_iter().collect();
        let mut users = lock(&self.evaluations);
        for key in keys.iter() {
            users.entry(key.clone()).or_default().insert(id);
        }
        drop(users);
        lock(&self.evaluated).insert(id, Evaluated { resources: resources.clone(), keys });
        resources
    }
}

fn evaluate(view: &View<'_>, declaration: &Declaration) -> Resource {
    super::evaluate::resource(view, declaration)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
