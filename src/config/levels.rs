//! Levels of rules as words: `"off"`, `"warning"`, `{ severity = "hint", profile = "strict" }`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::rules::{Level, Profile, Severity};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Off {
    Off,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<Profile>,
}

#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a level is `off`, `hint`, `information`, `warning`, `error`, or a table with `severity` and `profile`"
)]
enum Word {
    Off(Off),
    At(Severity),
    Of(Table),
}

pub(super) fn serialize<S: Serializer>(levels: &BTreeMap<Box<str>, Level>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(levels.iter().map(|(id, level)| {
        let word = match *level {
            Level::Off => Word::Off(Off::Off),
            Level::At(severity) => Word::At(severity),
            Level::Of { severity, profile } => Word::Of(Table { severity, profile }),
        };
        (id, word)
    }))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Box<str>, Level>, D::Error> {
    let words = BTreeMap::<Box<str>, Word>::deserialize(from)?;
    let levels = words.into_iter().map(|(id, word)| match word {
        Word::Off(Off::Off) => (id, Level::Off),
        Word::At(severity) => (id, Level::At(severity)),
        Word::Of(Table { severity, profile }) => (id, Level::Of { severity, profile }),
    });
    Ok(levels.collect())
}
