//! Globs such as `examples/**`, read together with the settings.

use globset::{GlobBuilder, GlobSet};
use serde::{Deserialize, Deserializer, Serialize, de};

/// Paths that match any of some globs. `*` stays within a folder, `**` does not.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Globs {
    words: Vec<Word>,
    #[serde(skip)]
    set: GlobSet,
}

/// A glob that has been checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
struct Word(String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        glob(&word).map_err(de::Error::custom)?;
        Ok(Self(word))
    }
}

impl<'de> Deserialize<'de> for Globs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let words = Vec::<Word>::deserialize(from)?;
        let mut set = GlobSet::builder();
        for word in &words {
            set.add(glob(&word.0).map_err(de::Error::custom)?);
        }
        Ok(Self { set: set.build().map_err(de::Error::custom)?, words })
    }
}

impl PartialEq for Globs {
    fn eq(&self, other: &Self) -> bool {
        self.words == other.words
    }
}

impl Globs {
    /// Whether one of them matches a path with `/` between its parts.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

fn glob(word: &str) -> Result<globset::Glob, globset::Error> {
    GlobBuilder::new(word).literal_separator(true).build()
}
