//! What a YAML scalar says, as CloudFormation reads it (YAML 1.1).

use super::super::Data;

/// The value of an untagged plain scalar.
pub(super) fn plain(value: &str) -> Data {
    match value {
        "" | "~" | "null" | "Null" | "NULL" => Data::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Data::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Data::Bool(false),
        _ if is_number(value) => Data::Number(value.into()),
        _ => text(value),
    }
}

/// A string, or a placeholder of a document (`...`, `<name>`).
pub(super) fn text(value: &str) -> Data {
    if is_placeholder(value) { Data::Other } else { Data::Text(value.into()) }
}

/// The value of a scalar under a tag of YAML's own (`!!str`); `None` for an unknown one.
pub(super) fn core(suffix: &str, value: &str) -> Option<Data> {
    Some(match suffix {
        "str" | "binary" | "timestamp" => Data::Text(value.into()),
        "int" | "float" => Data::Number(value.into()),
        "bool" | "null" => plain(value),
        _ => return None,
    })
}

/// True for what stands for a value that the reader has to think of.
pub(in crate::syntax) fn is_placeholder(value: &str) -> bool {
    let named = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    matches!(value, "..." | "…") || named.is_some_and(|name| !name.is_empty() && !name.contains(['<', '>']))
}

/// Decimal integers and fractions. Other bases, `1_000` and `1:30` stay text: nobody means them.
fn is_number(value: &str) -> bool {
    let unsigned = value.strip_prefix(['-', '+']).unwrap_or(value);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let has_digits = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    // An exponent needs a dot and a sign in YAML 1.1; without them it is a hash or a name.
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or("");
        fraction.is_some() && !digits.is_empty() && is_digits(digits)
    });
    has_digits && is_digits(whole) && fraction.is_none_or(is_digits) && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_are_read_as_yaml_1_1() {
        for word in ["true", "Yes", "ON"] {
            assert_eq!(plain(word), Data::Bool(true), "{word}");
        }
        for word in ["False", "no", "off"] {
            assert_eq!(plain(word), Data::Bool(false), "{word}");
        }
        for word in ["", "~", "null"] {
            assert_eq!(plain(word), Data::Null, "{word}");
        }
        for digits in ["0", "012345678901", "-1", "+3", "1.", ".5", "12.0", "6.8523015e+5"] {
            assert_eq!(plain(digits), Data::Number(digits.into()), "{digits}");
        }
        for word in ["y", "2010-09-09", "1.2.3", "80:80", "10.0.0.0/16", "12e5", "1_000", "-", ".", "+", "0x1F", "nO"] {
            assert_eq!(plain(word), Data::Text(word.into()), "{word}");
        }
    }

    #[test]
    fn a_placeholder_is_no_value() {
        for word in ["...", "…", "<your-bucket>", "<バケット名>"] {
            assert_eq!(plain(word), Data::Other, "{word}");
        }
        for word in ["<>", "<a><b>", "arn:<x>", "..", "a..."] {
            assert_eq!(plain(word), Data::Text(word.into()), "{word}");
        }
    }
}
