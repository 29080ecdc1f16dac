//! What a condition gives: a truth, the evidence for it, or the reason why it is unknown.

use std::rc::Rc;

use super::finding::Cause;
use crate::model::{Dialect, Kind, Place, Reading, Truth};

/// What a condition gives.
#[derive(Clone, Debug)]
pub(super) struct Verdict<'c> {
    pub(super) truth: Truth,
    /// What decided, for `Yes` and for `No`: the deciding value first, and for a quantifier over a
    /// list every element that decides.
    pub(super) evidence: Vec<Evidence<'c>>,
    /// Why it is `Unknown`.
    pub(super) doubt: Option<Doubt<'c>>,
}

/// An attribute of a kind, as a condition named it.
#[derive(Clone, Debug)]
pub(super) struct Spot<'c> {
    pub(super) kind: &'c Kind,
    pub(super) dialect: Dialect,
    /// The list around it, if it was read from an element.
    pub(super) list: Option<Rc<str>>,
    pub(super) path: &'c str,
}

/// A value that decided.
#[derive(Clone, Debug)]
pub(super) struct Evidence<'c> {
    pub(super) spot: Spot<'c>,
    pub(super) reading: Reading,
    /// Other places that had a part in it.
    pub(super) related: Vec<Place>,
}

/// A value that could not decide.
#[derive(Clone, Debug)]
pub(super) struct Doubt<'c> {
    pub(super) spot: Spot<'c>,
    pub(super) place: Place,
    pub(super) cause: Cause,
}

impl<'c> Verdict<'c> {
    pub(super) fn decided(truth: bool, evidence: Evidence<'c>) -> Self {
        Self { truth: truth.into(), evidence: vec![evidence], doubt: None }
    }

    pub(super) fn unknown(doubt: Doubt<'c>) -> Self {
        Self { truth: Truth::Unknown, evidence: Vec::new(), doubt: Some(doubt) }
    }

    /// `Yes` without a value that says so: nothing had to be looked at.
    pub(super) fn vacuous() -> Self {
        Self { truth: Truth::Yes, evidence: Vec::new(), doubt: None }
    }

    pub(super) fn negated(self) -> Self {
        Self { truth: !self.truth, ..self }
    }

    /// Kleene's and; the first that decides gives the evidence.
    pub(super) fn and(self, other: Self) -> Self {
        let truth = self.truth.and(other.truth);
        self.joined(other, truth)
    }

    /// Kleene's or, in the same sense.
    pub(super) fn or(self, other: Self) -> Self {
        let truth = self.truth.or(other.truth);
        self.joined(other, truth)
    }

    fn joined(self, other: Self, truth: Truth) -> Self {
        if truth == Truth::Unknown {
            return Self { truth, evidence: Vec::new(), doubt: self.doubt.or(other.doubt) };
        }
        let of = |verdict: Self| if verdict.truth == truth { verdict.evidence } else { Vec::new() };
        let (first, second) = (of(self), of(other));
        Self { truth, evidence: if first.is_empty() { second } else { first }, doubt: None }
    }

    /// What two possible worlds agree on.
    pub(super) fn agree(self, other: Self) -> Self {
        if self.truth == other.truth && self.truth != Truth::Unknown {
            return self;
        }
        let doubt = self.doubt.or(other.doubt).or_else(|| {
            let evidence = [self.evidence, other.evidence].into_iter().flatten().next()?;
            Some(Doubt { spot: evidence.spot, place: evidence.reading.place, cause: Cause::OneOfTwo })
        });
        Self { truth: Truth::Unknown, evidence: Vec::new(), doubt }
    }
}

/// Kleene's and over elements, with the evidence of every one that fails.
pub(super) fn all<'c>(verdicts: impl Iterator<Item = Verdict<'c>>) -> Verdict<'c> {
    let mut result = Verdict::vacuous();
    for mut verdict in verdicts {
        if result.truth == Truth::No && verdict.truth == Truth::No {
            result.evidence.append(&mut verdict.evidence);
        } else {
            result = result.and(verdict);
        }
    }
    result
}

/// The verdicts up to the first that decides alone.
pub(super) fn first_decisive<'c>(verdicts: impl Iterator<Item = Verdict<'c>>, decisive: Truth) -> Vec<Verdict<'c>> {
    let mut seen = Vec::new();
    for verdict in verdicts {
        let last = verdict.truth == decisive;
        seen.push(verdict);
        if last {
            break;
        }
    }
    seen
}
