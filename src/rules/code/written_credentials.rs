//! `code = "written-credentials"`: whether the metadata from which `cfn-init` signs in hold a secret.
//!
//! | `Metadata` → `AWS::CloudFormation::Authentication` | `written-credentials` |
//! |---|---|
//! | a method with `password: hunter2` or `secretKey: wJal…` | Yes |
//! | a method with a role, or a secret that is a dynamic reference | No |
//! | no such metadata | No |
//! | an unknown value | as if it were not there: a secret that is not written is not written here |

use crate::model::{Datum, Value};

use super::super::evaluate::Scope;
use super::super::verdict::Verdict;

/// The members of a method that must stay secret.
const SECRETS: [&str; 2] = ["password", "secretKey"];
/// How a reference to Secrets Manager or Parameter Store begins.
const DYNAMIC: &str = "{{resolve:";

pub(super) fn written_credentials<'c>(scope: &Scope<'_, 'c>) -> Verdict<'c> {
    let metadata = scope.resource.body.get("$Metadata");
    let methods = metadata.and_then(|metadata| metadata.get("AWS::CloudFormation::Authentication"));
    let found = methods.and_then(|methods| match &methods.data {
        Datum::Map(members) => members.iter().find_map(|method| secret_of(&method.value)),
        _ => None,
    });
    super::secret_at(scope, found.map(|value| value.span))
}

fn secret_of(method: &Value) -> Option<&Value> {
    let written = |value: &&Value| matches!(&value.data, Datum::Text(text) if is_secret(text));
    SECRETS.iter().filter_map(|name| method.get(name)).find(written)
}

fn is_secret(text: &str) -> bool {
    !text.trim().is_empty() && !text.trim_start().starts_with(DYNAMIC)
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn a_dynamic_reference_is_no_secret() {
        assert!(is_secret("hunter2"));
        assert!(!is_secret(" "));
        assert!(!is_secret("{{resolve:secretsmanager:feed:SecretString:password}}"));
    }
}
