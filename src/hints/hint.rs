//! What a design hint is.

use serde::{Deserialize, Serialize};

use crate::rules::Condition;
use crate::text::Text;

/// Advice at the end of a line. It judges nothing: it says what a setting means for the design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hint {
    /// `rds-single-az`.
    pub id: Box<str>,
    /// The kinds it is about.
    pub on: Vec<Box<str>>,
    /// Where it is shown: where this definitely holds.
    pub when: Condition,
    /// The attribute at whose line it stands; the resource's first line without one, or where the
    /// attribute is not written.
    pub at: Option<Box<str>>,
    /// A few words for the end of the line. `{value}` is the attribute's value, and a measure's
    /// name in braces its result.
    pub label: Text,
    /// The whole advice; the same placeholders.
    pub text: Text,
    /// Numbers that the texts use.
    pub measures: Vec<Measure>,
    /// Glossary terms that explain it.
    pub terms: Vec<Box<str>>,
    /// Where the facts come from.
    pub source: Box<str>,
    /// When the source was read: `YYYY-MM`.
    pub checked: Box<str>,
}

/// A number computed from attributes. A closed list: each is a function of `hints::measure`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// `{detection}`: seconds until a Route 53 health check counts as failed, interval × threshold.
    Detection,
}

impl Measure {
    /// The words of catalogues and placeholders.
    pub const WORDS: &[(&str, Self)] = &[("detection", Self::Detection)];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, measure)| *measure == self).map_or("", |(word, _)| word)
    }
}
