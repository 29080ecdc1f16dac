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
use crate::model::{Datum, Origin, Place, Reading, Value};
use crate::text::Span;

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

/// Whether a secret stands at `span` of the resource, none without a span. What it is is never
/// repeated in messages.
fn secret_at<'c>(scope: &Scope<'_, 'c>, span: Option<Span>) -> Verdict<'c> {
    let truth = span.is_some();
    let span = span.unwrap_or(scope.resource.header());
    let value = Value::new(span, Datum::List(Box::default()));
    let place = Place { address: scope.resource.address.clone(), span };
    Verdict::decided(truth, scope.evidence("", Reading { value, origin: Origin::Written, place, source: 0 }))
}
