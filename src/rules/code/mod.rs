//! Rules that the condition language cannot say: functions by name, at most one rule in ten.
//!
//! A function `literal_key` in `code/literal_key.rs` is `code = "literal-key"` in a catalogue.

mod grants;
mod literal_key;
mod never;
mod secret_variable;
mod trusts;
mod written_credentials;

use super::evaluate::Scope;
use super::verdict::Verdict;

/// A condition as a function.
pub(super) type Code = for<'s, 'c> fn(&Scope<'s, 'c>) -> Verdict<'c>;

/// The functions by name.
const FUNCTIONS: &[(&str, Code)] = &[
    ("literal-key", literal_key::literal_key),
    ("grants", grants::grants),
    ("trusts", trusts::trusts),
    ("never", never::never),
    ("secret-variable", secret_variable::secret_variable),
    ("written-credentials", written_credentials::written_credentials),
];

/// The function of that name.
pub(super) fn find(name: &str) -> Option<Code> {
    FUNCTIONS.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}
