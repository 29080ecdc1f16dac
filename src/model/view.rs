//! A look at a module: every question about it, with a record of what was asked.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::aim::Surroundings;
use super::handing;
use super::links::{Seat, Via};
use super::module::{Extent, Key, Module, UnitId};
use super::{Allow, Declaration, Given, Item, Makes, Resource, Symbol, Value};

/// What the comments of a block allow, and its resources.
pub type AllowedBlock<'m> = (&'m [Allow], Arc<[Arc<Resource>]>);

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

    /// A resource as it is written.
    pub(super) fn declaration(&self, address: &str) -> Option<&'m Declaration> {
        self.see(Key::Defined(Symbol::Resource(address.into())));
        Surroundings::declaration(self.module, address)
    }

    /// What the comments of the block at an address allow, and the resources of that block.
    #[must_use]
    pub fn block_at(&self, address: &str) -> Option<AllowedBlock<'m>> {
        let symbol = Symbol::Resource(address.into());
        self.see(Key::Defined(symbol.clone()));
        let id = self.module.defined.get(&symbol)?.first()?;
        Some((&self.module.units.get(id)?.lowered.allows, self.module.resources(*id)))
    }

    /// The resources of some types, in the order of their blocks' numbers.
    #[must_use]
    pub fn of_types(&self, types: &[Box<str>]) -> Vec<Arc<Resource>> {
        for type_name in types {
            self.see(Key::Type(type_name.clone()));
        }
        let ids = types.iter().filter_map(|name| self.module.types.get(name)).flatten().copied().collect();
        self.resources_in(&ids, types)
    }

    /// The resources that name `owner` by one of some attributes, or may: the candidates for
    /// "whose attribute refers to this one".
    #[must_use]
    pub fn candidates(&self, owner: &str, vias: &[Via]) -> Vec<Arc<Resource>> {
        let mut seats: BTreeSet<Seat> = BTreeSet::new();
        for via in vias {
            self.see(Key::Naming(via.clone(), owner.into()));
            self.see(Key::Loose(via.clone()));
            seats.extend(self.module.naming(via, owner));
        }
        let resource = |seat: Seat| self.module.resources(seat.unit).get(seat.nth as usize).cloned();
        seats
            .into_iter()
            .filter_map(resource)
            .inspect(|resource| self.see(Key::Defined(Symbol::Resource(resource.address.clone()))))
            .collect()
    }

    /// What is given the resource at `address`, itself or through locals, and may make others for
    /// it, of one of these types, that cannot be seen from here: a called module, a nested stack, a
    /// custom resource, the caller of this module.
    #[must_use]
    pub fn handed_to(&self, address: &str, types: &[Box<str>]) -> Option<Box<str>> {
        self.see(Key::Calls);
        let may_make = |makes: &Makes| makes.unread.is_some() || makes.any_of(types);
        let first = Symbol::Resource(address.into());
        let mut known = FxHashSet::from_iter([first.clone()]);
        let mut open = vec![first];
        while let Some(symbol) = open.pop() {
            self.see(Key::Handed(symbol.clone()));
            let units = self.module.handing.get(&symbol).into_iter().flatten();
            let items = units.filter_map(|id| self.module.units.get(id)).flat_map(|unit| &unit.lowered.items);
            for item in items.filter(|item| item.symbol().as_ref() != Some(&symbol)) {
                if let Item::Output(named) = item {
                    self.see(Key::Called);
                    let called = self.module.called.as_ref().filter(|called| called.used.contains(&named.name));
                    let called = called.filter(|called| may_make(&called.around));
                    if let Some(called) = called.filter(|_| handing::gives(item, &symbol)) {
                        return Some(called.by.clone());
                    }
                    continue;
                }
                let is_harmless = self.module.known_of(item).is_some_and(|known| !may_make(&known.makes));
                let receiver = handing::receiver(item);
                if is_harmless
                    || receiver.is_none() && !matches!(item, Item::Local(_))
                    || !handing::gives(item, &symbol)
                {
                    continue;
                }
                if receiver.is_some() {
                    return receiver;
                }
                if known.len() < MAX_CHAIN
                    && let Some(local) = item.symbol()
                    && known.insert(local.clone())
                {
                    open.push(local);
                }
            }
        }
        None
    }

    /// The macro that may add resources to a template, if there is one that does.
    #[must_use]
    pub fn transformed_by(&self) -> Option<Box<str>> {
        super::evaluate::macro_of(self)
    }

    /// What may make a resource of some types outside of the module: one that is called and can
    /// be read and does, or cannot be read; the same of those that call this module.
    #[must_use]
    pub fn made_elsewhere(&self, types: &[Box<str>]) -> Option<Box<str>> {
        self.see(Key::Calls);
        self.see(Key::Called);
        let has = |makes: &Makes| makes.any_of(types) || makes.unread_settings.is_some();
        if let Some(called) = self.module.called.as_ref().filter(|called| has(&called.around)) {
            return Some(called.by.clone());
        }
        let mut received = self.module.received.iter();
        let call = received.find_map(|(name, received)| has(&received.makes).then(|| format!("module.{name}").into()));
        call.or_else(|| self.module.unread_calls(handing::may_set_the_account).next())
    }

    /// What the callers of the module give for a variable, if any of them gives something.
    #[must_use]
    pub fn given(&self, variable: &str) -> Option<&'m Given> {
        self.see(Key::Defined(Symbol::Variable(variable.into())));
        self.module.called.as_ref()?.given.get(variable)
    }

    /// What a called module puts out, where that can be read.
    #[must_use]
    pub fn output(&self, call: &str, output: &str) -> Option<Value> {
        self.see(Key::Output(call.into()));
        self.module.received.get(call)?.outputs.get(output).cloned()
    }

    fn resources_in(&self, ids: &BTreeSet<UnitId>, types: &[Box<str>]) -> Vec<Arc<Resource>> {
        let resources = ids.iter().flat_map(|&id| self.module.resources(id).to_vec());
        resources
            .filter(|resource| !resource.is_data && types.contains(&resource.type_name))
            .inspect(|resource| self.see(Key::Defined(Symbol::Resource(resource.address.clone()))))
            .collect()
    }
}

/// How many definitions may be followed in a row.
const MAX_CHAIN: usize = 24;
