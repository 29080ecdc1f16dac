//! `code = "grants"`: whether a statement of a policy gives its own identity a right.
//!
//! It is asked of an element of `policy.statement[]`. A statement that comes from a data source is
//! judged there, where it is written.
//!
//! | statement | `grants` |
//! |---|---|
//! | `Allow` without a principal, of an identity's policy | Yes |
//! | `Allow` to a principal, of a trust policy or a resource's policy | No |
//! | `Deny`, or taken from a data source | No |
//! | unknown effect or principal | Unknown |

use std::sync::LazyLock;

use super::super::condition::{Condition, Quantifier, Source, Test};
use super::super::evaluate::Scope;
use super::super::verdict::Verdict;
use crate::model::Scalar;

static GRANTS: LazyLock<Condition> =
    LazyLock::new(|| Condition::All(vec![allows(), written_here(), none("principal[]"), none("not_principal[]")]));

/// Whether a statement gives its own identity a right.
pub(super) fn grants<'c>(scope: &Scope<'_, 'c>) -> Verdict<'c> {
    scope.decide(&GRANTS)
}

pub(super) fn allows() -> Condition {
    let test = Test::In { values: vec![Scalar::Text("Allow".into())], ignore_case: false };
    Condition::Value { path: "effect".into(), tests: vec![test] }
}

pub(super) fn written_here() -> Condition {
    Condition::Value { path: "document".into(), tests: vec![Test::Present(false)] }
}

fn none(list: &str) -> Condition {
    quantified(Quantifier::None, list, None)
}

pub(super) fn quantified(quantifier: Quantifier, list: &str, has: Option<Box<Condition>>) -> Condition {
    Condition::Quantified { quantifier, source: Source::List(list.into()), filter: None, has }
}
