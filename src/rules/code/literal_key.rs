//! `code = "literal-key"`: whether an AWS access key is written into the resource.
//!
//! | somewhere in the resource | `literal-key` |
//! |---|---|
//! | `AKIAIOSFODNN7WRITTEN`, alone or inside a longer text | Yes |
//! | no such text | No |
//! | an unknown value | as if it were not there: a key that is not written is not written here |

use crate::model::{Datum, Origin, Piece, Place, Reading, Value};

use super::super::evaluate::Scope;
use super::super::verdict::Verdict;

/// Prefixes of access key ids: of users, and of temporary sessions.
const PREFIXES: [&str; 2] = ["AKIA", "ASIA"];
/// Letters and digits after the prefix.
const REST: usize = 16;
/// The ids of AWS's own examples end so; they open nothing.
const EXAMPLE: &str = "EXAMPLE";

pub(super) fn literal_key<'c>(scope: &Scope<'_, 'c>) -> Verdict<'c> {
    let found = find(&scope.resource.body);
    let (span, truth) = found.map_or((scope.resource.header(), false), |value| (value.span, true));
    // The key itself is not repeated in messages.
    let value = Value::new(span, Datum::List(Box::default()));
    let place = Place { address: scope.resource.address.clone(), span };
    Verdict::decided(truth, scope.evidence("", Reading { value, origin: Origin::Written, place, source: 0 }))
}

fn find(value: &Value) -> Option<&Value> {
    match &value.data {
        Datum::Text(text) => holds_key(text).then_some(value),
        Datum::Pieces(pieces) => {
            pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if holds_key(text))).then_some(value)
        }
        Datum::List(items) => items.iter().find_map(find),
        Datum::Map(members) => members.iter().find_map(|member| find(&member.value)),
        Datum::Either(arms) => arms.iter().find_map(find),
        _ => None,
    }
}

fn holds_key(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric();
    text.split(|c: char| !word(c)).any(|run| {
        run.len() == 4 + REST
            && PREFIXES.iter().any(|prefix| run.starts_with(prefix))
            && run.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && !run.ends_with(EXAMPLE)
    })
}

#[cfg(test)]
mod tests {
    use super::holds_key;

    #[test]
    fn a_key_is_twenty_capitals_and_digits() {
        let key = |rest: &str| format!("AKIA{rest}");
        assert!(holds_key(&key("QX7PZL2M9TRV4W8B")));
        assert!(holds_key(&format!("export AWS_ACCESS_KEY_ID={}\n", key("QX7PZL2M9TRV4W8B"))));
        assert!(!holds_key(&key("IOSFODNN7EXAMPLE")));
        assert!(!holds_key(&key("QX7PZL2M9TRV4W8")));
        assert!(!holds_key(&key("qx7pzl2m9trv4w8b")));
    }
}
