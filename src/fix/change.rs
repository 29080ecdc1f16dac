//! The change language: what a fix does, in the words of the kind table. It knows no syntax.

use serde::{Deserialize, Serialize};

use crate::model::Scalar;

/// One change of a fix. Paths are normalised, as in the kind table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// Give an attribute a value; written where it is missing, replaced where it is there.
    Set {
        /// The attribute; with `[]` in every element of the list.
        path: Box<str>,
        /// Its new value.
        value: Setting,
    },
    /// Take an attribute out.
    Remove {
        /// The attribute.
        path: Box<str>,
    },
    /// Write a new resource beside the one concerned. The texts are templates of `fix`.
    Add {
        /// HCL; `None` where Terraform needs nothing.
        terraform: Option<Box<str>>,
        /// YAML below `Resources`, of which the JSON is derived; `None` in the same sense.
        cloudformation: Option<Box<str>>,
    },
}

/// A value that a change writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Setting {
    /// One value.
    Scalar(Scalar),
    /// A list of values.
    List(Vec<Scalar>),
    /// Named values, in this order.
    Map(Vec<(Box<str>, Scalar)>),
}
