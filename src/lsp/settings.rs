//! The settings in force: the workspace's `shirube.toml`, with the editor's settings over it key by key.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::uri;
use crate::config::Settings;
use crate::disk;
use crate::syntax::Language;

/// Where settings come from.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// What the editor sent last.
    editor: Value,
    /// The workspace's own file.
    file: Option<SettingsFile>,
}

#[derive(Debug)]
struct SettingsFile {
    folder: PathBuf,
    values: Value,
}

/// Settings together, and what is wrong with them. A source with a mistake is left out.
pub(crate) struct Merged {
    pub(crate) settings: Settings,
    pub(crate) mistakes: Vec<String>,
}

impl Sources {
    /// Takes what the editor sends: the settings themselves, or an object that has them under `shirube`.
    pub(crate) fn set_editor(&mut self, sent: &Value) {
        self.editor = sent.get("shirube").unwrap_or(sent).clone();
    }

    /// Reads the files again and merges. `folder` is the workspace's.
    pub(crate) fn merge(&mut self, folder: Option<&Path>) -> Merged {
        let mut mistakes = Vec::new();
        self.file = folder.and_then(|folder| nearest(folder, &mut mistakes));
        let mut values = self.file.as_ref().map_or(Value::Null, |file| file.values.clone());
        let editor = match Settings::from_json(&self.editor) {
            Ok(_) => &self.editor,
            Err(mistake) => {
                mistakes.push(mistake);
                &Value::Null
            }
        };
        overlay(&mut values, in_kebab_case(editor));
        let settings = Settings::from_json(&values).unwrap_or_default();
        Merged { settings, mistakes }
    }

    /// Where the notes are that the settings name. Paths are relative to whoever names them.
    fn notes_at(&self, settings: &Settings, folder: Option<&Path>) -> Vec<PathBuf> {
        let by_editor = !self.editor["glossary"]["notes"].is_null();
        let of_file = self.file.as_ref().map(|file| file.folder.as_path()).filter(|_| !by_editor);
        let Some(base) = of_file.or(folder) else { return Vec::new() };
        settings.glossary.notes.iter().map(|path| base.join(path)).collect()
    }

    /// The names of the files and folders that hold notes.
    pub(crate) fn notes_paths(&self, settings: &Settings, folder: Option<&Path>) -> Vec<String> {
        self.notes_at(settings, folder).iter().filter_map(|path| uri::name_of(path)).collect()
    }

    /// The notes: Markdown files with their text.
    pub(crate) fn notes(&self, settings: &Settings, folder: Option<&Path>) -> Vec<(Arc<str>, String)> {
        let files = self.notes_at(settings, folder).into_iter().flat_map(|path| markdown_at(&path));
        files.filter_map(|path| Some((uri::name_of(&path)?.into(), disk::read(&path)?))).collect()
    }
}

/// The nearest settings file, in the folder or above it.
fn nearest(folder: &Path, mistakes: &mut Vec<String>) -> Option<SettingsFile> {
    let path = disk::settings_above(folder)?;
    let text = disk::read(&path)?;
    if let Err(mistake) = Settings::from_toml(&text) {
        let line = text.get(..mistake.at).map_or(0, |before| before.matches('\n').count()) + 1;
        mistakes.push(format!("{}:{line}: {}", path.display(), mistake.message));
        return None;
    }
    let values = toml::from_str(&text).ok()?;
    Some(SettingsFile { folder: path.parent()?.to_path_buf(), values: in_kebab_case(&values) })
}

fn markdown_at(path: &Path) -> Vec<PathBuf> {
    let is_markdown = |path: &PathBuf| path.to_str().and_then(Language::of_path) == Some(Language::Markdown);
    if path.is_dir() {
        let mut files: Vec<_> = disk::files_below(path).filter(is_markdown).collect();
        files.sort();
        return files;
    }
    vec![path.to_path_buf()]
}

/// Puts one value over another; objects are merged, everything else is replaced.
fn overlay(base: &mut Value, over: Value) {
    match (base, over) {
        (_, Value::Null) => {}
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                overlay(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over,
    }
}

/// Editors write `drRegion`, files `dr-region`. Rule ids are left as they are.
fn in_kebab_case(settings: &Value) -> Value {
    let Value::Object(settings) = settings else { return settings.clone() };
    let entry = |(key, value): (&String, &Value)| {
        let value = if key == "rules" { value.clone() } else { in_kebab_case(value) };
        (kebab_case(key), value)
    };
    Value::Object(settings.iter().map(entry).collect::<Map<_, _>>())
}

fn kebab_case(key: &str) -> String {
    let spelt = |letter: char| match letter.is_ascii_uppercase() {
        true => format!("-{}", letter.to_ascii_lowercase()),
        false => letter.to_string(),
    };
    key.chars().map(spelt).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;
    use crate::config::FILE_NAME;
    use crate::rules::{Level, Profile, Severity};

    #[test]
    fn the_editor_speaks_over_the_file_key_by_key() {
        let folder = std::env::temp_dir().join(format!("shirube-settings-{}", std::process::id()));
        let inner = folder.join("infra");
        fs::create_dir_all(&inner).unwrap();
        fs::create_dir_all(folder.join("用語")).unwrap();
        fs::write(folder.join("用語/標.md"), "## 標\n").unwrap();
        let toml =
            "profile = 'strict'\ndr-region = 'ap-northeast-3'\nglossary.notes = ['用語']\n[rules]\na-b = 'off'\n";
        fs::write(folder.join(FILE_NAME), toml).unwrap();

        let mut sources = Sources::default();
        sources.set_editor(
            &json!({ "shirube": { "drRegion": "us-west-2", "rules": { "c": "error" }, "language": null } }),
        );
        let Merged { settings, mistakes } = sources.merge(Some(&inner));
        assert_eq!(mistakes, [""; 0]);
        assert_eq!(settings.profile, Profile::Strict);
        assert_eq!(settings.dr_region.as_deref(), Some("us-west-2"));
        assert_eq!(
            settings.rules.into_iter().collect::<Vec<_>>(),
            [("a-b".into(), Level::Off), ("c".into(), Level::At(Severity::Error))]
        );
        let settings = sources.merge(Some(&inner)).settings;
        let notes = sources.notes(&settings, Some(&inner));
        assert_eq!(notes.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["## 標\n"]);

        fs::write(folder.join(FILE_NAME), "profile = 'strict'\nprofil = 1\n").unwrap();
        let Merged { settings, mistakes } = sources.merge(Some(&inner));
        assert_eq!(settings.profile, Profile::default());
        assert!(mistakes.len() == 1 && mistakes[0].contains("shirube.toml:2: "), "{mistakes:?}");
        fs::remove_dir_all(folder).unwrap();
    }
}
