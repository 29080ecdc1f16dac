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

use std::sync::LazyLock;

use super::super::condition::{Condition, Quantifier, Source, Test};
use super::super::evaluate::Scope;
use super::super::verdict::Verdict;
use crate::model::{Resource, Scalar, Value, View};

static GRANTS: LazyLock<Condition> =
    LazyLock::new(|| Condition::All(vec![allows(), written_here(), none("principal[]"), none("not_principal[]")]));

/// Whether a statement gives its own identity a right.
pub(super) fn grants<'c>(scope: &Scope<'_, 'c>) -> Verdict<'c> {
    if is_limit(scope.view, scope.resource, HOPS) {
        return Verdict::decided(false, scope.nothing(""));
    }
    scope.decide(&GRANTS)
}

/// Where a policy stands that only limits what others grant.
const LIMITS: [&str; 4] = ["permissions_boundary", "PermissionsBoundary", "content", "Content"];
/// What has such a limit.
const LIMITED: [&str; 6] = [
    "aws_iam_role",
    "aws_iam_user",
    "aws_organizations_policy",
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::Organizations::Policy",
];
/// What makes a policy of a document.
const POLICY: &str = "aws_iam_policy";
/// From a document to its policy, and from there to what the policy limits.
const HOPS: usize = 2;

/// Whether a policy is somebody's permissions boundary or a service control policy.
fn is_limit(view: &View<'_>, policy: &Resource, hops: usize) -> bool {
    let names = |value: &Value| value.references().iter().any(|reference| reference.address == policy.address);
    let users = |types: &[&str]| {
        let types: Vec<Box<str>> = types.iter().map(|name| (*name).into()).collect();
        view.candidates(&policy.address, &types)
    };
    let limits = |user: &Resource| LIMITS.iter().filter_map(|name| user.body.get(name)).any(names);
    users(&LIMITED).iter().any(|user| limits(user))
        || hops > 1
            && policy.is_data
            && users(&[POLICY])
                .iter()
                .any(|user| user.body.get("policy").is_some_and(names) && is_limit(view, user, hops - 1))
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
