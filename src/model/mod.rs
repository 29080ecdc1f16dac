//! The model: what templates and configurations say, free of syntax.
//!
//! A block's tree is *lowered* to declarations ([`Item`]) without looking at anything else. A
//! [`Module`] *evaluates* them: variables, locals, parameters and conditions are put in, and every
//! [`Value`] is known, one of two, or unknown with the reason. The kind table ([`Kind`]) gives
//! Terraform and CloudFormation one vocabulary.

mod aim;
mod belonging;
mod call;
mod evaluate;
mod handing;
mod intrinsic;
mod item;
mod json;
mod kind;
mod kind_file;
mod kinds;
mod links;
mod lower;
mod module;
#[cfg(test)]
mod module_tests;
mod path;
mod policy;
mod read;
#[cfg(test)]
mod read_tests;
mod reference;
mod resource;
mod traversal;
mod value;
mod view;
mod yaml;

pub(crate) use json::parse as parse_json;

pub use call::{Call, Called, Given, Makes, Received};
pub use item::{Allow, Declaration, Item, Lowered, Named, Variable, lower};
pub use kind::{Absence, Attribute, Companion, Dialect, Kind, Scalar};
pub use kind_file::{KindError, parse as parse_kinds};
pub use kinds::Kinds;
pub use links::Via;
pub use module::{Extent, Key, Module, Touched, Unit, UnitId};
pub use path::{Path, PathError, Step};
pub use read::{Origin, Place, Reading, Readings};
pub use reference::{Reference, Symbol};
pub use resource::Resource;
pub use value::{Datum, Member, Piece, Truth, Value, Why};
pub use view::{AllowedBlock, View};
