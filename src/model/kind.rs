//! The kind table: one vocabulary over Terraform and CloudFormation.
//!
//! A kind says what an AWS resource is called in each language, where each language keeps an
//! attribute, and what AWS does when the attribute is absent. It is written in
//! `src/model/kinds/*.toml` and proved against the real schemas by `tests/schemas.rs`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::path::Path;
use crate::text::Text;

/// The family of languages a resource is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Terraform, HCL or JSON.
    Terraform,
    /// CloudFormation and SAM, YAML or JSON.
    CloudFormation,
}

/// A kind of AWS resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// `rds.instance`: the service, then the thing.
    pub id: Box<str>,
    /// What people call it.
    pub name: Text,
    /// Terraform resource types; the first is the usual one, the others are aliases
    /// (`aws_alb_listener`) or variants. Empty where Terraform has none.
    pub terraform: Vec<Box<str>>,
    /// CloudFormation types, in the same sense.
    pub cloudformation: Vec<Box<str>>,
    /// Terraform resources that hold a part of this one.
    pub companions: Vec<Companion>,
    /// The attributes by normalised path.
    pub attributes: BTreeMap<Box<str>, Attribute>,
}

/// A Terraform resource type that folds into a kind: `aws_s3_bucket_versioning` into `s3.bucket`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Companion {
    /// Its type.
    pub terraform: Box<str>,
    /// Its attribute that refers to the resource it belongs to.
    pub via: Path,
    /// The attribute of the owner that a literal `via` may equal (`bucket`), if there is one.
    pub names: Option<Path>,
}

/// Where an attribute is kept, and what its absence means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// Source paths in Terraform, the preferred first; an edit uses the first. Empty where
    /// Terraform does not offer the attribute.
    pub terraform: Vec<Path>,
    /// Source paths in CloudFormation, in the same sense; relative to `Properties`, or with a
    /// leading `$` beside it (`$DeletionPolicy`).
    pub cloudformation: Vec<Path>,
    /// What AWS does when it is not written; the first that fits counts, none means unknown.
    pub absent: Vec<Absence>,
    /// The attribute holds an IAM policy document; its value is read in the shape that
    /// `model::policy` describes.
    pub policy: bool,
    /// The attribute holds a secret, in every one of its places: no message repeats its value.
    pub secret: bool,
    /// The attribute names other resources of these kinds.
    pub refers: Vec<Box<str>>,
    /// The first major version of the Terraform provider that has it, if not all have.
    pub since: Option<u16>,
    /// Languages in which a change recreates the resource.
    pub replaces: Vec<Dialect>,
}

/// What AWS does when an attribute is not written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Absence {
    /// The value AWS takes.
    pub value: Scalar,
    /// The language this holds for; both when not given.
    pub lang: Option<Dialect>,
    /// Other attributes (normalised paths) that must have one of these values for it to hold.
    pub when: BTreeMap<Box<str>, Vec<Scalar>>,
    /// Where AWS says so.
    pub source: Box<str>,
    /// When that was read: `YYYY-MM`.
    pub checked: Box<str>,
}

/// A plain value in a catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Scalar {
    /// Nothing at all: no policy, no key, an empty list.
    Nothing,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A string.
    Text(Box<str>),
}

impl Kind {
    /// The types of the kind in a language.
    #[must_use]
    pub fn types(&self, dialect: Dialect) -> &[Box<str>] {
        match dialect {
            Dialect::Terraform => &self.terraform,
            Dialect::CloudFormation => &self.cloudformation,
        }
    }

    /// True when the language offers the kind.
    #[must_use]
    pub fn exists_in(&self, dialect: Dialect) -> bool {
        !self.types(dialect).is_empty()
    }

    /// The attribute at a normalised path, and for what lies inside a policy document the steps
    /// that remain: `policy.statement[].effect` gives `policy` and `statement[].effect`.
    #[must_use]
    pub fn attribute<'p>(&self, path: &'p str) -> Option<(&str, &Attribute, &'p str)> {
        if let Some((name, attribute)) = self.attributes.get_key_value(path) {
            return Some((name, attribute, ""));
        }
        let policies = self.attributes.iter().filter(|(_, attribute)| attribute.policy);
        policies
            .filter_map(|(name, attribute)| {
                let rest = path.strip_prefix(&**name)?.strip_prefix('.')?;
                Some((&**name, attribute, rest))
            })
            .next()
    }
}

impl Attribute {
    /// Where a language keeps the attribute.
    #[must_use]
    pub fn paths(&self, dialect: Dialect) -> &[Path] {
        match dialect {
            Dialect::Terraform => &self.terraform,
            Dialect::CloudFormation => &self.cloudformation,
        }
    }
}
