//! Settings: `shirube.toml`, and the same keys under `shirube` in an editor's settings.

mod globs;
mod levels;
mod tree;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::rules::{Level, Profile, RuleSettings};
use crate::text::Lang;

pub use globs::Globs;
pub use tree::{Scope, Tree};

/// The name of the settings file; the nearest one above a file wins.
pub const FILE_NAME: &str = "shirube.toml";

/// What a user or a team can set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Settings {
    /// Language of the answers.
    pub language: Choice,
    /// How much is reported.
    pub profile: Profile,
    /// The Region that disaster recovery patterns recover to, e.g. `ap-northeast-3`. Without it
    /// a pattern declares a variable or parameter.
    #[serde(alias = "drRegion")]
    pub dr_region: Option<String>,
    /// Level by rule id: `off`, `hint`, `information`, `warning` or `error`, or a table with
    /// `severity` and `profile`.
    #[serde(with = "levels")]
    pub rules: BTreeMap<Box<str>, Level>,
    /// What differs for some files; later entries win.
    pub paths: Vec<PathSettings>,
    /// Rules that nobody may suppress: rule ids, principles, control ids, other checkers' ids.
    #[serde(alias = "forbidAllow")]
    pub forbid_allow: Vec<Box<str>>,
    /// The team's own notes.
    pub glossary: GlossarySettings,
    /// Design hints at the ends of lines.
    #[serde(alias = "inlayHints")]
    pub inlay_hints: InlaySettings,
    /// Presentation of diagnostics.
    pub diagnostics: DiagnosticSettings,
}

/// Settings of some files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PathSettings {
    /// Which files; relative to the settings file's folder.
    #[serde(rename = "match")]
    pub matching: Globs,
    /// How much is reported there.
    pub profile: Option<Profile>,
    /// Level by rule id, over those for all files.
    #[serde(with = "levels")]
    pub rules: BTreeMap<Box<str>, Level>,
}

/// A language, or the fitting one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// In prose that of the term, in code that of the editor.
    #[default]
    Auto,
    /// English.
    En,
    /// Japanese.
    Ja,
}

/// Settings of the glossary.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GlossarySettings {
    /// Markdown files or folders whose headings are terms; relative to the settings file.
    pub notes: Vec<String>,
}

/// Settings of inlay hints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InlaySettings {
    /// Whether they are shown.
    pub enable: bool,
}

impl Default for InlaySettings {
    fn default() -> Self {
        Self { enable: true }
    }
}

/// Settings of diagnostics.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct DiagnosticSettings {
    /// Where the rule pages are published; `{id}` stands for the rule's id, else it is appended.
    #[serde(alias = "docsUrl")]
    pub docs_url: Option<String>,
}

/// A mistake in a settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Byte offset in the file.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

impl Settings {
    /// Reads `shirube.toml`.
    ///
    /// # Errors
    /// The first mistake in it, with its place.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| ConfigError {
            at: error.span().map_or(0, |span| span.start),
            message: error.message().to_owned(),
        })
    }

    /// Reads what an editor sends under `shirube`. Keys that are the extension's own business
    /// (`server`, `trace`) are skipped; `null` counts as not set.
    ///
    /// # Errors
    /// What is wrong, with the key.
    pub fn from_json(value: &serde_json::Value) -> Result<Self, String> {
        let mut value = value.clone();
        if let Some(map) = value.as_object_mut() {
            map.remove("server");
            map.remove("trace");
            strip_nulls(map);
        }
        if value.is_null() {
            return Ok(Self::default());
        }
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    /// What of this concerns the rules, for a file that no entry of `paths` is about.
    #[must_use]
    pub fn rule_settings(&self) -> RuleSettings {
        RuleSettings {
            profile: self.profile,
            levels: self.rules.clone(),
            only: None,
            explain_unknown: false,
            forbid_allow: self.forbid_allow.clone(),
        }
    }

    /// The docs address of a rule, if rule pages are published.
    #[must_use]
    pub fn docs_url(&self, id: &str) -> Option<String> {
        let url = self.diagnostics.docs_url.as_deref().filter(|url| !url.is_empty())?;
        Some(if url.contains("{id}") { url.replace("{id}", id) } else { format!("{}/{id}", url.trim_end_matches('/')) })
    }

    /// The language of answers about code, for a client of that locale.
    #[must_use]
    pub fn lang(&self, locale: Lang) -> Lang {
        match self.language {
            Choice::Auto => locale,
            Choice::En => Lang::En,
            Choice::Ja => Lang::Ja,
        }
    }
}

fn strip_nulls(map: &mut serde_json::Map<String, serde_json::Value>) {
    map.retain(|_, value| !value.is_null());
    map.values_mut().filter_map(serde_json::Value::as_object_mut).for_each(strip_nulls);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Severity;

    #[test]
    fn file_and_editor_say_the_same() {
        let file = Settings::from_toml(
            "language = 'ja'\nprofile = 'strict'\ndr-region = 'ap-northeast-3'\n[rules]\nelb-plain = 'off'\n[inlay-hints]\nenable = false\n",
        );
        let editor = Settings::from_json(&serde_json::json!({
            "server": { "path": "x" }, "language": "ja", "profile": "strict", "drRegion": "ap-northeast-3",
            "rules": { "elb-plain": "off" }, "inlayHints": { "enable": false }, "diagnostics": { "docsUrl": null },
        }));
        assert_eq!(file.unwrap(), editor.unwrap());
    }

    #[test]
    fn a_level_may_be_a_table() {
        let settings = Settings::from_toml(
            "[rules]\na = { severity = 'hint', profile = 'strict' }\nb = { profile = 'baseline' }\nc = 'error'\n",
        );
        let levels: Vec<Level> = settings.unwrap().rules.into_values().collect();
        let strict_hint = Level::Of { severity: Some(Severity::Hint), profile: Some(Profile::Strict) };
        let baseline = Level::Of { severity: None, profile: Some(Profile::Baseline) };
        assert_eq!(levels, [strict_hint, baseline, Level::At(Severity::Error)]);
        assert!(Settings::from_toml("[rules]\na = { severty = 'hint' }\n").is_err());
    }

    #[test]
    fn a_glob_that_cannot_be_read_is_named() {
        let error = Settings::from_toml("[[paths]]\nmatch = ['a/**', '[']\n").unwrap_err();
        assert_eq!((error.at, error.message.contains('[')), (18, true), "{error:?}");
    }

    #[test]
    fn a_misspelt_key_is_named() {
        let error = Settings::from_toml("profile = 'strict'\nprofil = 'x'\n").unwrap_err();
        assert_eq!((error.at, error.message.contains("profil")), (19, true));
    }
}
