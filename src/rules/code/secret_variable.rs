//! `code = "secret-variable"`: whether an environment variable that by its name is a secret has its
//! value written beside it.
//!
//! | variable | `secret-variable` |
//! |---|---|
//! | `DB_PASSWORD = "hunter2"`, also as `{ name, value }`, also inside JSON | Yes |
//! | `DB_PASSWORD = var.password`, a dynamic reference, an ARN | No |
//! | `PASSWORD_MIN_LENGTH = "12"`, `API_TOKEN_SECRET_NAME = "app"` | No |
//! | a value that only says yes, no or a number | No |
//! | `{ name, value, type = "SECRETS_MANAGER" }` | No: the value names the secret |

use crate::model::{Datum, Member, Value, parse_json};
use crate::text::Span;

use super::super::evaluate::Scope;
use super::super::verdict::Verdict;

/// How the names of secrets end.
const ENDS: [&str; 17] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET_KEY",
    "SECRET_ACCESS_KEY",
    "ACCESS_KEY_ID",
    "API_KEY",
    "APIKEY",
    "API_TOKEN",
    "AUTH_TOKEN",
    "ACCESS_TOKEN",
    "GITHUB_TOKEN",
    "CLIENT_SECRET",
    "PRIVATE_KEY",
    "SIGNING_KEY",
    "ENCRYPTION_KEY",
    "WEBHOOK_SECRET",
];
/// Values that name a secret kept elsewhere, or are none.
const NO_SECRETS: [&str; 8] = ["arn:", "/", "http://", "https://", "{{resolve:", "${", "s3://", "file:"];
/// How deeply values are searched.
const MAX_DEPTH: usize = 12;

pub(super) fn secret_variable<'c>(scope: &Scope<'_, 'c>) -> Verdict<'c> {
    super::secret_at(scope, find(&scope.resource.body, 0))
}

fn find(value: &Value, depth: usize) -> Option<Span> {
    if depth > MAX_DEPTH {
        return None;
    }
    let inside = |value: &Value| find(value, depth + 1);
    match &value.data {
        Datum::Text(text) if text.trim_start().starts_with(['[', '{']) => parse_json(value).as_ref().and_then(inside),
        Datum::Pieces(_) => parse_json(value).as_ref().and_then(inside),
        Datum::List(items) => items.iter().find_map(inside),
        Datum::Either(arms) => arms.iter().find_map(inside),
        Datum::Map(members) => pair(members)
            .or_else(|| {
                members.iter().find(|member| is_secret(&member.key, &member.value)).map(|found| found.value.span)
            })
            .or_else(|| members.iter().find_map(|member| inside(&member.value))),
        _ => None,
    }
}

/// The value of a variable that is written as `{ name, value }`.
fn pair(members: &[Member]) -> Option<Span> {
    let member =
        |name: &str| members.iter().find(|member| member.key.eq_ignore_ascii_case(name)).map(|found| &found.value);
    let kept_elsewhere = member("type").is_some_and(|kind| kind.scalar() != Some("PLAINTEXT"));
    let (name, value) = (member("name")?.scalar()?, member("value")?);
    (!kept_elsewhere && is_secret(name, value)).then_some(value.span)
}

fn is_secret(name: &str, value: &Value) -> bool {
    let is_name = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    is_name && ENDS.iter().any(|end| name.ends_with(end)) && value.scalar().is_some_and(is_written)
}

fn is_written(text: &str) -> bool {
    let text = text.trim();
    let flag = matches!(text.to_ascii_lowercase().as_str(), "" | "true" | "false" | "yes" | "no" | "none" | "null");
    let number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() < 6;
    !flag && !number && !NO_SECRETS.iter().any(|start| text.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::{is_secret, pair};
    use crate::model::{Datum, Member, Value};
    use crate::text::Span;

    fn text(text: &str) -> Value {
        Value::new(Span::new(0, 0), Datum::Text(text.into()))
    }

    #[test]
    fn the_end_of_a_name_tells() {
        assert!(is_secret("DB_PASSWORD", &text("hunter2")));
        assert!(is_secret("STRIPE_API_KEY", &text("abc")));
        for (name, value) in [
            ("PASSWORD_MIN_LENGTH", "12"),
            ("DB_PASSWORD_ARN", "x"),
            ("DB_PASSWORD", "arn:aws:secretsmanager:ap-northeast-1:111122223333:secret:db"),
            ("DB_PASSWORD", "/app/db/password"),
            ("DB_PASSWORD", ""),
            ("password", "hunter2"),
        ] {
            assert!(!is_secret(name, &text(value)), "{name}={value}");
        }
    }

    #[test]
    fn a_variable_may_be_a_pair() {
        let member = |key: &str, value: &str| Member { key: key.into(), key_span: Span::new(0, 0), value: text(value) };
        assert!(pair(&[member("name", "DB_PASSWORD"), member("value", "hunter2")]).is_some());
        let kept = [member("name", "DB_PASSWORD"), member("value", "db:password"), member("type", "SECRETS_MANAGER")];
        assert!(pair(&kept).is_none());
    }
}
