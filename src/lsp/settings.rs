//! The settings in force: the nearest `shirube.toml` of each folder, with the editor's settings over it key by key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::uri;
use crate::config::{Scope, Settings, Tree};
use crate::disk;
use crate::syntax::Language;

/// Where settings come from.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// What the editor sent last.
    editor: Value,
    /// The folders that have settings, the workspace's own first: it has some in any case.
    places: Vec<SettingsPlace>,
}

#[derive(Debug)]
struct SettingsPlace {
    folder: PathBuf,
    settings: Settings,
}

/// Settings together, and what is wrong with them. A source with a mistake is left out.
pub(crate) struct Merged {
    pub(crate) settings: Tree,
    pub(crate) mistakes: Vec<String>,
}

impl Sources {
    /// Takes what the editor sends: the settings themselves, or an object that has them under `shirube`.
    pub(crate) fn set_editor(&mut self, sent: &Value) {
        self.editor = sent.get("shirube").unwrap_or(sent).clone();
    }

    /// Reads the files again and merges. `folders` are the workspace's, `names` its files.
    pub(crate) fn merge(&mut self, folders: &[PathBuf], names: &[Arc<str>]) -> Merged {
        let mut mistakes = Vec::new();
        let editor = match Settings::from_json(&self.editor) {
            Ok(_) => in_kebab_case(&self.editor),
            Err(mistake) => {
                mistakes.push(mistake);
                Value::Null
            }
        };
        let mut merged = |folder: &Path, file: Option<&Path>| {
            let mut values = file.and_then(|file| values_of(file, &mut mistakes)).unwrap_or_default();
            overlay(&mut values, editor.clone());
            SettingsPlace { folder: folder.to_path_buf(), settings: Settings::from_json(&values).unwrap_or_default() }
        };
        let first = folders.first().map_or(Path::new(""), PathBuf::as_path);
        let own = folders.first().and_then(|folder| disk::settings_above(folder));
        let root = merged(own.as_deref().and_then(Path::parent).unwrap_or(first), own.as_deref());
        let mut others = settings_files(folders, names);
        others.retain(|file| Some(file) != own.as_ref());
        let below: Vec<SettingsPlace> =
            others.iter().filter_map(|file| Some(merged(file.parent()?, Some(file)))).collect();
        let scope = |place: &SettingsPlace| {
            Scope::new(&uri::name_of(&place.folder).unwrap_or_default(), "", place.settings.clone())
        };
        let settings = Tree::new(scope(&root), below.iter().map(scope).collect());
        self.places = [root].into_iter().chain(below).collect();
        Merged { settings, mistakes }
    }

    /// Where the notes are that the settings name. Paths are relative to whoever names them.
    fn notes_at(&self, workspace: Option<&Path>) -> Vec<PathBuf> {
        let by_editor = !self.editor["glossary"]["notes"].is_null();
        let notes = self.places.iter().flat_map(|place| {
            let base = workspace.filter(|_| by_editor).unwrap_or(&place.folder);
            place.settings.glossary.notes.iter().map(move |path| base.join(path))
        });
        notes.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The names of the files and folders that hold notes.
    pub(crate) fn notes_paths(&self, workspace: Option<&Path>) -> Vec<String> {
        self.notes_at(workspace).iter().filter_map(|path| uri::name_of(path)).collect()
    }

    /// The notes: Markdown files with their text.
    pub(crate) fn notes(&self, workspace: Option<&Path>) -> Vec<(Arc<str>, String)> {
        texts(self.notes_at(workspace).iter().flat_map(|path| markdown_at(path)))
    }

    /// The team's own rules, of every folder that has settings or is a root of the workspace.
    pub(crate) fn rules(&self, folders: &[PathBuf]) -> Vec<(Arc<str>, String)> {
        let bases: BTreeSet<&Path> =
            self.places.iter().map(|place| &*place.folder).chain(folders.iter().map(PathBuf::as_path)).collect();
        texts(bases.into_iter().flat_map(disk::rule_files))
    }

    /// True when a file has settings that were not read yet.
    pub(crate) fn lacks(&self, path: &Path) -> bool {
        let nearest = path.parent().and_then(disk::settings_above);
        nearest.is_some_and(|file| !self.places.iter().any(|place| file.parent() == Some(&place.folder)))
    }
}

/// Files with their names and texts.
fn texts(files: impl Iterator<Item = PathBuf>) -> Vec<(Arc<str>, String)> {
    files.filter_map(|path| Some((uri::name_of(&path)?.into(), disk::read(&path)?))).collect()
}

/// The settings files that are nearest to any folder or file.
fn settings_files(folders: &[PathBuf], names: &[Arc<str>]) -> BTreeSet<PathBuf> {
    let of_files = names.iter().filter_map(|name| Some(uri::path_of(name)?.parent()?.to_path_buf()));
    let places: BTreeSet<PathBuf> = folders.iter().cloned().chain(of_files).collect();
    let mut known: BTreeMap<&Path, Option<PathBuf>> = BTreeMap::new();
    for place in &places {
        // A folder comes before those in it, so its answer is there when theirs is looked for.
        let own = disk::settings_in(place);
        let above = || match place.parent().and_then(|parent| known.get(parent)) {
            Some(above) => above.clone(),
            None => place.parent().and_then(disk::settings_above),
        };
        let nearest = own.or_else(above);
        known.insert(place, nearest);
    }
    known.into_values().flatten().collect()
}

/// What a settings file says; `None` when it cannot be read or has a mistake.
fn values_of(file: &Path, mistakes: &mut Vec<String>) -> Option<Value> {
    let text = disk::read(file)?;
    if let Err(mistake) = Settings::from_toml(&text) {
        let line = text.get(..mistake.at).map_or(0, |before| before.matches('\n').count()) + 1;
        mistakes.push(format!("{}:{line}: {}", file.display(), mistake.message));
        return None;
    }
    let values: Value = toml::from_str(&text).ok()?;
    Some(in_kebab_case(&values))
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
        let value = match value {
            _ if key == "rules" => value.clone(),
            Value::Array(items) => items.iter().map(in_kebab_case).collect(),
            value => in_kebab_case(value),
        };
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
        let folders = [inner.clone()];
        let Merged { settings, mistakes } = sources.merge(&folders, &[]);
        let settings = settings.root().clone();
        assert_eq!(mistakes, [""; 0]);
        assert_eq!(settings.profile, Profile::Strict);
        assert_eq!(settings.dr_region.as_deref(), Some("us-west-2"));
        assert_eq!(
            settings.rules.into_iter().collect::<Vec<_>>(),
            [("a-b".into(), Level::Off), ("c".into(), Level::At(Severity::Error))]
        );
        sources.merge(&folders, &[]);
        let notes = sources.notes(Some(&inner));
        assert_eq!(notes.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["## 標\n"]);

        fs::write(folder.join(FILE_NAME), "profile = 'strict'\nprofil = 1\n").unwrap();
        let Merged { settings, mistakes } = sources.merge(&folders, &[]);
        assert_eq!(settings.root().profile, Profile::default());
        assert!(mistakes.len() == 1 && mistakes[0].contains("shirube.toml:2: "), "{mistakes:?}");
        fs::remove_dir_all(folder).unwrap();
    }
}
