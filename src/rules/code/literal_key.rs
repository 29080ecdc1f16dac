//! `code = "literal-key"`: whether a credential is written into the resource, told by its shape.
//!
//! | somewhere in the resource | `literal-key` |
//! |---|---|
//! | `AKIA…` and sixteen more, alone or inside a longer text | Yes |
//! | a private key, a token of GitHub, GitLab, Slack, Stripe or Google | Yes |
//! | forty characters after `AWS_SECRET_ACCESS_KEY` | Yes |
//! | the same, encoded in base64 | Yes |
//! | AWS's own example keys | Yes: the place is made for a real one |
//! | no such text | No |
//! | an unknown value | as if it were not there: a key that is not written is not written here |

use crate::model::{Datum, Piece, Value};

use super::super::evaluate::Scope;
use super::super::verdict::Verdict;

/// How keys begin, how many letters and digits follow at least, and whether only capitals may.
const SHAPES: [(&str, usize, bool); 14] = [
    ("AKIA", 16, true),
    ("ASIA", 16, true),
    ("ghp_", 36, false),
    ("gho_", 36, false),
    ("ghu_", 36, false),
    ("ghs_", 36, false),
    ("github_pat_", 22, false),
    ("glpat-", 20, false),
    ("xoxb-", 20, false),
    ("xoxp-", 20, false),
    ("sk_live_", 24, false),
    ("rk_live_", 24, false),
    ("AIza", 35, false),
    ("npm_", 36, false),
];
/// What begins a key in PEM, whatever its kind.
const PEM: [&str; 2] = ["-----BEGIN", "PRIVATE KEY-----"];
/// The name that stands before AWS's secret keys, and their length.
const SECRET_KEY: (&str, usize) = ("secret_access_key", 40);
/// Longer base64 is data, no script.
const MAX_ENCODED: usize = 64 * 1024;

pub(super) fn literal_key<'c>(scope: &Scope<'_, 'c>) -> Verdict<'c> {
    super::secret_at(scope, find(&scope.resource.body).map(|value| value.span))
}

fn find(value: &Value) -> Option<&Value> {
    match &value.data {
        Datum::Text(text) => holds_key(text).then_some(value),
        Datum::Pieces(pieces) => pieces
            .iter()
            .any(|piece| match piece {
                Piece::Text(text) => holds_key(text),
                Piece::Hole(hole) => find(hole).is_some(),
            })
            .then_some(value),
        Datum::List(items) => items.iter().find_map(find),
        Datum::Map(members) => members.iter().find_map(|member| {
            let named = member.key.to_ascii_lowercase().ends_with(SECRET_KEY.0);
            let key = |text: &str| text.len() == SECRET_KEY.1 && text.bytes().all(is_key_byte);
            if named && member.value.scalar().is_some_and(key) { Some(&member.value) } else { find(&member.value) }
        }),
        Datum::Either(arms) => arms.iter().find_map(find),
        _ => None,
    }
}

fn holds_key(text: &str) -> bool {
    has_shape(text)
        || follows_its_name(text)
        || decoded(text).is_some_and(|text| has_shape(&text) || follows_its_name(&text))
}

fn has_shape(text: &str) -> bool {
    if text.contains(PEM[0]) && text.contains(PEM[1]) {
        return true;
    }
    text.split(|c: char| !is_word(c)).any(|run| {
        SHAPES.iter().any(|(prefix, least, capitals)| {
            run.strip_prefix(prefix).is_some_and(|rest| match capitals {
                true => rest.len() == *least && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()),
                false => rest.len() >= *least,
            })
        })
    })
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+' | b'=')
}

/// Whether a secret access key follows its name: `AWS_SECRET_ACCESS_KEY=…`.
fn follows_its_name(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let (name, length) = SECRET_KEY;
    lower.match_indices(name).any(|(at, _)| {
        let rest = text.get(at + name.len()..).unwrap_or_default();
        let value = rest.trim_start_matches([' ', '=', ':', '"', '\'', '\\']);
        let key = value.bytes().take_while(|byte| is_key_byte(*byte)).count();
        rest.len() > value.len() && key == length
    })
}

/// What a text in base64 says, if it is one.
fn decoded(text: &str) -> Option<String> {
    let text = text.trim();
    if !(24..MAX_ENCODED).contains(&text.len()) || !text.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::holds_key;

    #[test]
    fn an_access_key_is_twenty_capitals_and_digits() {
        let key = |rest: &str| format!("AKIA{rest}");
        assert!(holds_key(&key("QX7PZL2M9TRV4W8B")));
        assert!(holds_key(&format!("export AWS_ACCESS_KEY_ID={}\n", key("QX7PZL2M9TRV4W8B"))));
        assert!(holds_key(&key("IOSFODNN7EXAMPLE")));
        assert!(!holds_key(&key("QX7PZL2M9TRV4W8")));
        assert!(!holds_key(&key("qx7pzl2m9trv4w8b")));
    }

    #[test]
    fn a_secret_key_follows_its_name() {
        let key = "a1/+".repeat(10);
        assert!(holds_key(&format!("export AWS_SECRET_ACCESS_KEY={key}\n")));
        assert!(holds_key(&format!("aws_secret_access_key: \"{key}\"")));
        assert!(!holds_key(&format!("checksum={key}")));
        assert!(!holds_key("export AWS_SECRET_ACCESS_KEY=bar"));
    }

    #[test]
    fn tokens_and_private_keys_are_known_by_their_beginning() {
        assert!(holds_key(&format!("git clone https://ghp_{}@github.com", "a".repeat(36))));
        assert!(holds_key(&format!("-----BEGIN RSA {}\nMII", "PRIVATE KEY-----")));
        assert!(!holds_key("ghp_short"));
    }

    #[test]
    fn base64_is_looked_through() {
        // `AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE`, encoded.
        assert!(holds_key("QVdTX0FDQ0VTU19LRVlfSUQ9QUtJQUlPU0ZPRE5ON0VYQU1QTEU="));
        assert!(!holds_key("IyEvYmluL2Jhc2gKZWNobyBoZWxsbyB3b3JsZA=="));
    }
}
