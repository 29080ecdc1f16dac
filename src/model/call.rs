//! Calls: what one module gives another, and what it gets back.

use std::collections::{BTreeMap, BTreeSet};

use super::{Datum, Member, Piece, Reference, Truth, Value, Why};
use crate::text::Span;

/// A call of a module, or a nested stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name of the call, or the logical id.
    pub name: Box<str>,
    /// Where the module is, as it is written; `None` when that is no literal.
    pub source: Option<Box<str>>,
    /// What is given, free of the caller's names and places.
    pub arguments: Vec<Member>,
    /// Whether the call is made at all.
    pub created: Truth,
}

/// What all calls of a module give for one variable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// The values, in the order of the calls.
    pub values: Vec<Value>,
    /// True when some call leaves the variable to its default.
    pub or_default: bool,
}

/// What modules make, as far as they can be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Makes {
    /// The types of the resources.
    pub types: BTreeSet<Box<str>>,
    /// Something that makes what cannot be read, if there is such a thing.
    pub unread: Option<Box<str>>,
    /// Such a thing that may also make settings of the whole account.
    pub unread_settings: Option<Box<str>>,
}

/// What a caller knows of a module that it calls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Received {
    /// The values of its outputs by their names.
    pub outputs: BTreeMap<Box<str>, Value>,
    /// What it makes, and what those make that it calls.
    pub makes: Makes,
}

/// How the rest of the workspace uses a module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Called {
    /// Who calls it, to tell people: `module.logs`.
    pub by: Box<str>,
    /// What its variables are given; those that no call mentions are left to their defaults.
    pub given: BTreeMap<Box<str>, Given>,
    /// The outputs that some caller uses.
    pub used: BTreeSet<Box<str>>,
    /// What its callers make, and theirs, with all that they call.
    pub around: Makes,
}

impl Makes {
    /// Adds what others make.
    pub fn extend(&mut self, others: &Self) {
        self.types.extend(others.types.iter().cloned());
        if self.unread.is_none() {
            self.unread.clone_from(&others.unread);
        }
        if self.unread_settings.is_none() {
            self.unread_settings.clone_from(&others.unread_settings);
        }
    }

    /// Whether a resource of one of these types is made.
    #[must_use]
    pub fn any_of<'t>(&self, types: impl IntoIterator<Item = &'t Box<str>>) -> bool {
        types.into_iter().any(|name| self.types.contains(name))
    }
}

impl Value {
    /// The value as another module sees it: no place, and no name that only this module knows.
    #[must_use]
    pub fn given(self) -> Self {
        self.carried(&|reference| {
            let Reference { address, attribute } = reference;
            let name = if attribute.is_empty() { address } else { format!("{address}.{attribute}").into() };
            Datum::Unknown(Why::Elsewhere(name))
        })
    }

    /// The value as the caller sees it: resources have the name of the call before them.
    #[must_use]
    pub fn put_out_by(self, call: &str) -> Self {
        self.carried(&|reference| {
            let Reference { address, attribute } = reference;
            let address: Box<str> = format!("module.{call}.{address}").into();
            match address.contains(".data.") {
                true => Datum::Unknown(Why::Elsewhere(address)),
                false => Datum::Reference(Reference { address, attribute }),
            }
        })
    }

    fn carried(self, name: &dyn Fn(Reference) -> Datum) -> Self {
        let data = match self.data {
            Datum::Reference(reference) => name(reference),
            Datum::List(items) => Datum::List(items.into_vec().into_iter().map(|item| item.carried(name)).collect()),
            Datum::Map(members) => {
                let members = members.into_vec().into_iter().map(|member| Member {
                    key: member.key,
                    key_span: Span::default(),
                    value: member.value.carried(name),
                });
                Datum::Map(members.collect())
            }
            Datum::Either(arms) => Datum::Either(Box::new(arms.map(|arm| arm.carried(name)))),
            Datum::Pieces(pieces) => {
                let pieces = pieces.into_vec().into_iter().map(|piece| match piece {
                    Piece::Hole(hole) => Piece::Hole(hole.carried(name)),
                    text => text,
                });
                Datum::Pieces(pieces.collect())
            }
            plain => plain,
        };
        Self { span: Span::default(), foreign: true, data }
    }
}
