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
//! | of a permissions boundary or a service control policy, which grant nothing | No |
//! | unknown effect or principal | Unknown |

use std::sync::{Arc, LazyLock};

use super::super::condition::{Condition, Quantifier, Source, Test};
use super::super::evaluate::Scope;
use super::super::verdict::Verdict;
use crate::model::{Path, Resource, Scalar, Truth, Value, Via, View};

static GRANTS: LazyLock<Condition> =
    LazyLock::new(|| Condition::All(vec![allows(), written_here(), none("principal[]"), none("not_principal[]")]));

/// Whether a statement gives its own identity a right.
pub(super) fn grants<'c>(scope: &Scope<'_, 'c>) -> Verdict<'c> {
    let verdict = scope.decide(&GRANTS);
    if verdict.truth == Truth::Yes && is_limit(scope.view, scope.resource) {
        return Verdict::decided(false, scope.nothing(""));
    }
    verdict
}

/// Where a policy stands that only limits what others grant: the type, and its attribute.
const LIMITS: [(&str, &str); 6] = [
    ("aws_iam_role", "permissions_boundary"),
    ("aws_iam_user", "permissions_boundary"),
    ("aws_organizations_policy", "content"),
    ("AWS::IAM::Role", "PermissionsBoundary"),
    ("AWS::IAM::User", "PermissionsBoundary"),
    ("AWS::Organizations::Policy", "Content"),
];
/// What makes a policy of a document.
const POLICY: (&str, &str) = ("aws_iam_policy", "policy");

/// Whether a policy is somebody's permissions boundary or a service control policy, or a document
/// becomes one.
fn is_limit(view: &View<'_>, policy: &Resource) -> bool {
    let limits = |policy: &Resource| LIMITS.iter().any(|place| !users(view, policy, *place).is_empty());
    limits(policy) || policy.is_data && users(view, policy, POLICY).iter().any(|user| limits(user))
}

/// The resources that certainly take `policy` in an attribute.
fn users(view: &View<'_>, policy: &Resource, (type_name, attribute): (&str, &str)) -> Vec<Arc<Resource>> {
    let Ok(path) = Path::parse(attribute) else { return Vec::new() };
    let via = Via { type_name: type_name.into(), path, owner: policy.type_name.clone() };
    let mut users = view.candidates(&policy.address, &[via]);
    let names = |value: &Value| value.references().iter().any(|reference| reference.address == policy.address);
    users.retain(|user| user.body.get(attribute).is_some_and(names));
    users
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
