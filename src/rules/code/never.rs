//! `code = "never"`: for a rule that is about the resource being there at all.
//!
//! | resource | `never` |
//! |---|---|
//! | any | No |

use super::super::evaluate::Scope;
use super::super::verdict::Verdict;

pub(super) fn never<'c>(scope: &Scope<'_, 'c>) -> Verdict<'c> {
    Verdict::decided(false, scope.nothing(""))
}
