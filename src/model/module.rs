//! A module: the blocks that see each other's names.
//!
//! A Terraform module is a directory, a CloudFormation module a template (and its companion), a
//! code fence is a module of its own. The module keeps the lowered blocks and indexes of who
//! defines and who mentions which name. Everything above reads it through a [`View`], which
//! records what was looked at; [`Module::replace`] says which blocks have to be looked at again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::aim::{self, Surroundings};
use super::call::{Call, Called, Makes, Received};
use super::evaluate;
use super::handing;
use super::item::{Declaration, Item, Lowered};
use super::links::{Links, Moved, Seat, Via};
use super::{Resource, Symbol, Value, View};

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
    /// The resources of a type.
    Type(Box<str>),
    /// Which resources name an owner by an attribute.
    Naming(Via, Box<str>),
    /// Which resources may name any owner by an attribute.
    Loose(Via),
    /// Which calls and locals use a name.
    Handed(Symbol),
    /// Which calls there are.
    Calls,
    /// Who calls the module, and for what.
    Called,
    /// What a called module puts out.
    Output(Box<str>),
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
    pub(super) extent: Extent,
    next: u32,
    pub(super) units: FxHashMap<UnitId, Unit>,
    pub(super) defined: FxHashMap<Symbol, Vec<UnitId>>,
    pub(super) types: FxHashMap<Box<str>, BTreeSet<UnitId>>,
    /// The blocks that may hand on what they mention, by what that is.
    pub(super) handing: FxHashMap<Symbol, BTreeSet<UnitId>>,
    calls: BTreeSet<UnitId>,
    outputs: BTreeSet<UnitId>,
    pub(super) globals: BTreeSet<UnitId>,
    /// How often an output of a called module is used, by the call and the output.
    uses: BTreeMap<(Box<str>, Box<str>), usize>,
    pub(super) called: Option<Called>,
    /// What is known of called modules, by the call.
    pub(super) received: BTreeMap<Box<str>, Received>,
    /// By the type of those that name; made when somebody asks.
    links: Mutex<LinksByType>,
    evaluated: Mutex<FxHashMap<UnitId, Evaluated>>,
    /// Whose evaluation looked at a key. The blocks whose *judgement* did are the analysis' to know.
    evaluations: Mutex<FxHashMap<Key, FxHashSet<UnitId>>>,
}

/// Who names whom by which attribute, by the type of those that name.
type LinksByType = FxHashMap<Box<str>, Vec<(Via, Links)>>;

/// What a unit says with the values put in, and what that looked at.
#[derive(Clone, Debug)]
struct Evaluated {
    resources: Arc<[Arc<Resource>]>,
    calls: Arc<[Call]>,
    outputs: Arc<[(Box<str>, Value)]>,
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
        let mut seats: FxHashMap<Box<str>, Vec<Seat>> = FxHashMap::default();
        for &id in removed {
            if let Some(unit) = self.units.remove(&id) {
                self.unindex(id, &unit);
                touched.keys.extend(keys_of(&unit.lowered));
                seats_in(id, &unit.lowered).for_each(|(name, seat)| seats.entry(name).or_default().push(seat));
            }
            self.forget_evaluation(id);
        }
        let mut ids = Vec::with_capacity(inserted.len());
        for unit in inserted {
            let id = UnitId(self.next);
            self.next += 1;
            self.index(id, &unit);
            touched.keys.extend(keys_of(&unit.lowered));
            touched.units.insert(id);
            seats_in(id, &unit.lowered).for_each(|(name, seat)| seats.entry(name).or_default().push(seat));
            self.units.insert(id, unit);
            ids.push(id);
        }
        self.relink(&seats, &mut touched);
        self.spread(&mut touched);
        (ids, touched)
    }

    /// Says how the rest of the workspace uses the module, and tells what that touches.
    pub fn set_called(&mut self, called: Option<Called>) -> Touched {
        let mut touched = Touched::default();
        if self.called == called {
            return touched;
        }
        let before = std::mem::replace(&mut self.called, called);
        let given = |called: &Option<Called>| called.as_ref().map(|called| called.given.clone()).unwrap_or_default();
        let (before, after) = (given(&before), given(&self.called));
        let names: BTreeSet<&Box<str>> = before.keys().chain(after.keys()).collect();
        let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
        touched.keys.extend(changed.map(|name| Key::Defined(Symbol::Variable(name.clone()))));
        touched.keys.insert(Key::Called);
        self.spread(&mut touched);
        touched
    }

    /// Says what is known of a called module, `None` when nothing is, and tells what that touches.
    pub fn set_received(&mut self, call: &str, received: Option<Received>) -> Touched {
        let mut touched = Touched::default();
        let before = self.received.get(call);
        if before == received.as_ref() {
            return touched;
        }
        if before.map(|before| &before.outputs) != received.as_ref().map(|received| &received.outputs) {
            touched.keys.insert(Key::Output(call.into()));
        }
        touched.keys.insert(Key::Calls);
        match received {
            Some(received) => self.received.insert(call.into(), received),
            None => self.received.remove(call),
        };
        self.spread(&mut touched);
        touched
    }

    /// The calls of other modules, evaluated, in the order of their blocks.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.calls.iter().flat_map(|id| self.evaluated(*id).calls.to_vec()).collect()
    }

    /// What the call of that name may know of the module.
    #[must_use]
    pub fn given_back(&self, call: &str) -> Received {
        let all = self.outputs.iter().flat_map(|id| self.evaluated(*id).outputs.to_vec());
        let outputs = all.map(|(name, value)| (name, value.put_out_by(call))).collect();
        Received { outputs, makes: self.makes() }
    }

    /// What the module makes, and what those make that it calls.
    #[must_use]
    pub fn makes(&self) -> Makes {
        let types = self.types.keys().cloned().collect();
        let unread = self.unread_calls(|_| true).next();
        let unread_settings = self.unread_calls(handing::may_set_the_account).next();
        let mut makes = Makes { types, unread, unread_settings };
        self.received.values().for_each(|received| makes.extend(&received.makes));
        makes
    }

    /// What the callers of the module make, and theirs.
    #[must_use]
    pub fn made_above(&self) -> Option<&Makes> {
        self.called.as_ref().map(|called| &called.around)
    }

    /// The calls of which nothing is known, of those that are `wanted`.
    pub(super) fn unread_calls(&self, wanted: fn(&Item) -> bool) -> impl Iterator<Item = Box<str>> {
        let units = self.calls.iter().filter_map(|id| self.units.get(id));
        let items = units.flat_map(|unit| &unit.lowered.items).filter(move |item| wanted(item));
        items.filter(|item| self.known_of(item).is_none()).filter_map(handing::receiver)
    }

    /// What is known of a module or nested stack that an item calls.
    pub(super) fn known_of(&self, item: &Item) -> Option<&Received> {
        self.received.get(handing::maker(item)?)
    }

    /// The outputs of a call that something here uses.
    pub fn uses_of<'m>(&'m self, call: &'m str) -> impl Iterator<Item = &'m Box<str>> {
        let of_call = self.uses.range((call.into(), Box::default())..);
        of_call.map_while(move |((name, output), _)| (&**name == call).then_some(output))
    }

    /// Brings the indexes of who belongs to whom up to date: for `seats`, and for those that a
    /// changed definition has to do with.
    fn relink(&mut self, seats: &FxHashMap<Box<str>, Vec<Seat>>, touched: &mut Touched) {
        let mut links = std::mem::take(self.links.get_mut().unwrap_or_else(PoisonError::into_inner));
        let defined: Vec<&Symbol> = touched
            .keys
            .iter()
            .filter_map(|key| if let Key::Defined(symbol) = key { Some(symbol) } else { None })
            .collect();
        let mut keys = Vec::new();
        for (type_name, of_type) in &mut links {
            for (via, links) in of_type {
                let own = seats.get(type_name).into_iter().flatten().copied();
                let mut open: BTreeSet<Seat> = own.collect();
                if links.are_conditional() {
                    open.extend(defined.iter().flat_map(|symbol| links.through(symbol)));
                }
                let mut moved = Moved::default();
                for seat in open {
                    links.put(seat, self.aim(seat, via), &mut moved);
                }
                keys.extend(moved.owners.into_iter().map(|owner| Key::Naming(via.clone(), owner)));
                keys.extend(moved.loose.then(|| Key::Loose(via.clone())));
            }
        }
        touched.keys.extend(keys);
        *self.links.get_mut().unwrap_or_else(PoisonError::into_inner) = links;
    }

    fn aim(&self, seat: Seat, via: &Via) -> Option<aim::Aim> {
        let unit = self.units.get(&seat.unit)?;
        let declaration = declarations(&unit.lowered).nth(seat.nth as usize)?;
        let fits = declaration.type_name == via.type_name && !declaration.is_data;
        if fits { aim::of(declaration, &via.path, &via.owner, self) } else { None }
    }

    /// The resources that name `owner` by an attribute, or may, in the order of their blocks.
    pub(super) fn naming(&self, via: &Via, owner: &str) -> BTreeSet<Seat> {
        let mut all = lock(&self.links);
        let of_type = all.entry(via.type_name.clone()).or_default();
        if let Some((_, links)) = of_type.iter().find(|(known, _)| known == via) {
            return links.of(owner);
        }
        let mut links = Links::default();
        let mut moved = Moved::default();
        for id in self.types.get(&via.type_name).into_iter().flatten() {
            let Some(unit) = self.units.get(id) else { continue };
            for (_, seat) in seats_in(*id, &unit.lowered) {
                links.put(seat, self.aim(seat, via), &mut moved);
            }
        }
        let found = links.of(owner);
        of_type.push((via.clone(), links));
        found
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
                None => {
                    self.globals.insert(id);
                }
            }
            if let Item::Resource(declaration) = item {
                self.types.entry(declaration.type_name.clone()).or_default().insert(id);
            }
        }
        if handing::may_hand_on(&unit.lowered) {
            for symbol in &unit.lowered.mentions {
                self.handing.entry(symbol.clone()).or_default().insert(id);
            }
        }
        if handing::makes_more(&unit.lowered) {
            self.calls.insert(id);
        }
        if unit.lowered.items.iter().any(|item| matches!(item, Item::Output(_))) {
            self.outputs.insert(id);
        }
        for used in uses(&unit.lowered) {
            *self.uses.entry(used).or_default() += 1;
        }
    }

    fn unindex(&mut self, id: UnitId, unit: &Unit) {
        fn leave<K: std::hash::Hash + Eq>(map: &mut FxHashMap<K, BTreeSet<UnitId>>, key: &K, id: UnitId) {
            if let Some(ids) = map.get_mut(key) {
                ids.remove(&id);
                if ids.is_empty() {
                    map.remove(key);
                }
            }
        }
        for item in &unit.lowered.items {
            if let Some(symbol) = item.symbol()
                && let Some(ids) = self.defined.get_mut(&symbol)
            {
                ids.retain(|other| *other != id);
                if ids.is_empty() {
                    self.defined.remove(&symbol);
                }
            }
            if let Item::Resource(declaration) = item {
                leave(&mut self.types, &declaration.type_name, id);
            }
        }
        if handing::may_hand_on(&unit.lowered) {
            for symbol in &unit.lowered.mentions {
                leave(&mut self.handing, symbol, id);
            }
        }
        self.calls.remove(&id);
        self.outputs.remove(&id);
        self.globals.remove(&id);
        for used in uses(&unit.lowered) {
            if let Some(count) = self.uses.get_mut(&used) {
                *count -= 1;
                if *count == 0 {
                    self.uses.remove(&used);
                }
            }
        }
    }
}

impl Surroundings for Module {
    fn declaration(&self, address: &str) -> Option<&Declaration> {
        let ids = self.defined.get(&Symbol::Resource(address.into()))?;
        let units = ids.iter().filter_map(|id| self.units.get(id));
        units.flat_map(|unit| declarations(&unit.lowered)).find(|declaration| *declaration.address() == *address)
    }

    fn is_parameter(&self, name: &str) -> bool {
        self.defined.contains_key(&Symbol::Variable(name.into()))
    }
}

/// The keys that appear or vanish with a block.
fn keys_of(lowered: &Lowered) -> Vec<Key> {
    let mut keys = Vec::new();
    for item in &lowered.items {
        match item.symbol() {
            Some(symbol) => keys.push(Key::Defined(symbol)),
            None if matches!(item, Item::Output(_)) => {}
            None => keys.push(Key::Globals),
        }
        if let Item::Resource(declaration) = item {
            keys.push(Key::Type(declaration.type_name.clone()));
        }
    }
    if handing::may_hand_on(lowered) {
        keys.extend(lowered.mentions.iter().cloned().map(Key::Handed));
    }
    if handing::makes_more(lowered) {
        keys.push(Key::Calls);
    }
    keys
}

/// The outputs of called modules that a block uses, by the call and the output.
fn uses(lowered: &Lowered) -> impl Iterator<Item = (Box<str>, Box<str>)> {
    lowered.mentions.iter().filter_map(|symbol| match symbol {
        Symbol::Output(call, output) => Some((call.clone(), output.clone())),
        _ => None,
    })
}

fn declarations(lowered: &Lowered) -> impl Iterator<Item = &Declaration> {
    lowered.items.iter().filter_map(|item| match item {
        Item::Resource(declaration) => Some(declaration),
        _ => None,
    })
}

/// The resources of a block, each with its type.
fn seats_in(unit: UnitId, lowered: &Lowered) -> impl Iterator<Item = (Box<str>, Seat)> {
    let numbered = declarations(lowered).zip(0..);
    numbered.map(move |(declaration, nth)| (declaration.type_name.clone(), Seat { unit, nth }))
}

impl Module {
    /// The resources and data sources of a block, evaluated; computed once until something they
    /// use changes.
    #[must_use]
    pub fn resources(&self, id: UnitId) -> Arc<[Arc<Resource>]> {
        self.evaluated(id).resources
    }

    fn evaluated(&self, id: UnitId) -> Evaluated {
        if let Some(found) = lock(&self.evaluated).get(&id) {
            return found.clone();
        }
        let Some(unit) = self.units.get(&id) else { return Evaluated::nothing() };
        let view = View::new(self);
        let (mut resources, mut calls, mut outputs) = (Vec::new(), Vec::new(), Vec::new());
        for item in &unit.lowered.items {
            match item {
                Item::Resource(declaration) => {
                    let resource = evaluate::resource(&view, declaration, &unit.file);
                    calls.extend(evaluate::stack(&resource));
                    resources.push(Arc::new(resource));
                }
                Item::Module(named) => calls.push(evaluate::call(&view, named)),
                Item::Output(named) => outputs.push((named.name.clone(), evaluate::output(&view, named))),
                _ => {}
            }
        }
        let keys: Arc<[Key]> = view.into_seen().into_iter().collect();
        let mut users = lock(&self.evaluations);
        for key in keys.iter() {
            users.entry(key.clone()).or_default().insert(id);
        }
        drop(users);
        let evaluated = Evaluated { resources: resources.into(), calls: calls.into(), outputs: outputs.into(), keys };
        lock(&self.evaluated).insert(id, evaluated.clone());
        evaluated
    }
}

impl Evaluated {
    fn nothing() -> Self {
        Self { resources: Arc::default(), calls: Arc::default(), outputs: Arc::default(), keys: Arc::default() }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
