//! `code = "trusts"`: whether a statement of a trust policy lets somebody assume the role.
//!
//! It is asked of an element of `assume_role_policy.statement[]`. A statement that comes from a data
//! source is judged there, where it is written.
//!
//! | statement | `trusts` |
//! |---|---|
//! | `Allow` of `sts:AssumeRole…` to a principal, or of anything to a federated one | Yes |
//! | `Allow` without a principal, or of anything else | No |
//! | `Deny`, or taken from a data source | No |
//! | unknown effect, principal or action | Unknown |

use std::sync::LazyLock;

use super::super::condition::{Condition, Quantifier, Test};
use super::super::evaluate::Scope;
use super::super::verdict::Verdict;
use super::grants::{allows, quantified, written_here};
use crate::model::Scalar;

static TRUSTS: LazyLock<Condition> = LazyLock::new(|| {
    let anybody = Condition::Any(vec![some("principal[]"), some("not_principal[]")]);
    Condition::All(vec![allows(), written_here(), anybody, Condition::Any(vec![assumes(), federated()])])
});

/// Whether a statement lets somebody assume the role.
pub(super) fn trusts<'c>(scope: &Scope<'_, 'c>) -> Verdict<'c> {
    scope.decide(&TRUSTS)
}

/// Only a trust policy names those who sign in with a provider.
fn federated() -> Condition {
    let test = Test::In { values: vec![Scalar::Text("Federated".into())], ignore_case: false };
    let has = Condition::Value { path: "type".into(), tests: vec![test] };
    quantified(Quantifier::Some, "principal[]", Some(Box::new(has)))
}

fn assumes() -> Condition {
    let actions = ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];
    let test = Test::Allows(actions.map(Into::into).into());
    let has = Condition::Value { path: Box::default(), tests: vec![test] };
    quantified(Quantifier::Some, "action[]", Some(Box::new(has)))
}

fn some(list: &str) -> Condition {
    quantified(Quantifier::Some, list, None)
}
