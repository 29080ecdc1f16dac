//! What a rule is: the half that judging needs, and the half that is read on demand.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use crate::fix::Change;
use crate::model::{Dialect, Kind};
use crate::text::Text;

/// What judging needs of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Names the problem: `elasticache-transit-unencrypted`.
    pub id: Arc<str>,
    /// The kinds it judges.
    pub on: Vec<Box<str>>,
    /// What it serves.
    pub principle: Principle,
    /// How bad a violation is.
    pub severity: Severity,
    /// From which profile on it is judged.
    pub profile: Profile,
    /// How sure a violation is.
    pub confidence: Confidence,
    /// The languages it is judged in; empty for all.
    pub languages: Vec<Dialect>,
    /// Ids of other checkers' checks that mean the same.
    pub aliases: Vec<Box<str>>,
    /// Former ids.
    pub was: Vec<Box<str>>,
    /// Where the rule applies; everywhere without it.
    pub when: Option<Condition>,
    /// What has to hold.
    pub require: Condition,
}

impl Rule {
    /// True when this is, or was, the rule's id.
    #[must_use]
    pub fn is_called(&self, id: &str) -> bool {
        &*self.id == id || self.was.iter().any(|name| &**name == id)
    }
}

/// What people read of a rule, and what its fixes do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// The problem in a few words.
    pub title: Text,
    /// Why it matters.
    pub why: Text,
    /// The message of a finding, with `{value}`, `{path}`, `{resource}` and `{related}`; made from
    /// the title without it.
    pub message: Option<Text>,
    /// Glossary terms that explain it.
    pub terms: Vec<Box<str>>,
    /// Controls of standards by the standard's name: `fsbp`, `nist-800-53r5`, `cis`, `wa`.
    pub controls: BTreeMap<Box<str>, Vec<Box<str>>>,
    /// Where the facts come from.
    pub source: Option<Box<str>>,
    /// When the source was read: `YYYY-MM`.
    pub checked: Option<Box<str>>,
    /// Ways to repair it, the best first.
    pub fixes: Vec<Fix>,
}

/// A way to repair a violation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, as an order: "Require TLS".
    pub title: Text,
    /// How far it may be trusted.
    pub safety: Safety,
    /// Where it fits; wherever the rule is violated without it.
    pub when: Option<Condition>,
    /// Where this holds, or may hold, the fix [`Safety::Replaces`].
    pub replaces_when: Option<Condition>,
    /// What it changes, all at once.
    pub changes: Vec<Change>,
}

impl Fix {
    /// How far it may be trusted in a language: where AWS recreates a resource whose attribute
    /// changes, so does the fix.
    #[must_use]
    pub fn safety_in(&self, kind: &Kind, dialect: Dialect) -> Safety {
        let recreates = |change: &Change| match change {
            Change::Set { path, .. } | Change::Remove { path } => {
                kind.attribute(path).is_some_and(|(_, attribute, _)| attribute.replaces.contains(&dialect))
            }
            Change::Add { .. } => false,
        };
        if self.changes.iter().any(recreates) { Safety::Replaces } else { self.safety }
    }
}

/// What a rule serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Principle {
    /// Who may come in is proved.
    Identity,
    /// Nothing travels in clear text.
    EncryptionInTransit,
    /// Nothing lies in clear text.
    EncryptionAtRest,
    /// Nobody may do more than they must.
    LeastPrivilege,
    /// Nothing is reachable from where it need not be.
    Exposure,
    /// What happens is seen.
    Monitoring,
    /// What fails comes back.
    Resilience,
}

/// How bad a violation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// An open door, or clear text.
    Error,
    /// A weak setting.
    Warning,
    /// Should be there.
    Information,
    /// Advice.
    Hint,
}

/// From which profile on a rule is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Definite violations.
    #[default]
    Baseline,
    /// Also what a strict house asks for, and what is unknown.
    Strict,
}

/// How sure a violation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// What is written is the violation.
    #[default]
    High,
    /// It depends on something that is not written here.
    Medium,
}

/// How far a fix may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// May be applied without a look.
    Safe,
    /// Offered singly.
    Review,
    /// AWS recreates the resource; the title of the action says so.
    Replaces,
}

/// The words of an enumeration as catalogues, settings and reports spell them.
macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            /// Every word and what it means.
            pub const WORDS: &[(&str, Self)] = &[$(($word, Self::$variant)),+];

            /// The word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words!(Principle {
    Identity = "identity",
    EncryptionInTransit = "encryption-in-transit",
    EncryptionAtRest = "encryption-at-rest",
    LeastPrivilege = "least-privilege",
    Exposure = "exposure",
    Monitoring = "monitoring",
    Resilience = "resilience",
});
words!(Severity { Error = "error", Warning = "warning", Information = "information", Hint = "hint" });
words!(Profile { Baseline = "baseline", Strict = "strict" });
words!(Confidence { High = "high", Medium = "medium" });
words!(Safety { Safe = "safe", Review = "review", Replaces = "replaces" });
