//! The settings of a workspace: those of its root, and those of folders that have their own.

use std::borrow::Cow;

use super::Settings;
use crate::rules::RuleSettings;

/// The settings of every file: the nearest folder's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    root: Scope,
    /// Folders with settings of their own, the deepest first.
    below: Vec<Scope>,
}

/// The settings of a folder and of what lies below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// How the paths of its files begin, without the `/` behind; empty for all files.
    folder: Box<str>,
    /// What a path lacks at its front, where the settings file lies above the folder: `infra/`.
    above: Box<str>,
    settings: Settings,
    rules: RuleSettings,
}

impl Scope {
    /// The settings of `folder`. Paths in them are relative to the place of the settings file, from
    /// which `above` leads down to `folder`.
    #[must_use]
    pub fn new(folder: &str, above: &str, settings: Settings) -> Self {
        let above = if above.is_empty() { String::new() } else { format!("{above}/") };
        Self { folder: folder.into(), above: above.into(), rules: settings.rule_settings(), settings }
    }

    /// The rest of a path below the folder; `None` for a path outside.
    fn inside<'p>(&self, path: &'p str) -> Option<&'p str> {
        match path.strip_prefix(&*self.folder)? {
            rest if self.folder.is_empty() || self.folder.ends_with('/') => Some(rest),
            rest => rest.strip_prefix('/'),
        }
    }
}

impl From<Settings> for Tree {
    fn from(settings: Settings) -> Self {
        Self { root: Scope::new("", "", settings), below: Vec::new() }
    }
}

impl Tree {
    /// `root` is in force wherever none of `below` is.
    #[must_use]
    pub fn new(root: Scope, mut below: Vec<Scope>) -> Self {
        below.sort_by(|a, b| (b.folder.len(), &a.folder).cmp(&(a.folder.len(), &b.folder)));
        Self { root, below }
    }

    /// Judges by these rules only, in every folder.
    pub fn select(&mut self, ids: Option<&[Box<str>]>) {
        for scope in self.below.iter_mut().chain([&mut self.root]) {
            scope.rules.only = ids.map(<[_]>::to_vec);
        }
    }

    /// Tells in every folder and profile what could not be judged, and why.
    pub fn explain_unknown(&mut self) {
        for scope in self.below.iter_mut().chain([&mut self.root]) {
            scope.rules.explain_unknown = true;
        }
    }

    /// The settings of the root.
    #[must_use]
    pub fn root(&self) -> &Settings {
        &self.root.settings
    }

    fn scope(&self, path: &str) -> &Scope {
        self.below.iter().find(|scope| scope.inside(path).is_some()).unwrap_or(&self.root)
    }

    /// The settings in force for a file.
    #[must_use]
    pub fn of(&self, path: &str) -> &Settings {
        &self.scope(path).settings
    }

    /// What is judged in a file, and how severely.
    #[must_use]
    pub fn rules_of(&self, path: &str) -> Cow<'_, RuleSettings> {
        let scope = self.scope(path);
        let mut rules = Cow::Borrowed(&scope.rules);
        if scope.settings.paths.is_empty() {
            return rules;
        }
        let relative = format!("{}{}", scope.above, scope.inside(path).unwrap_or(path));
        for entry in scope.settings.paths.iter().filter(|entry| entry.matching.matches(&relative)) {
            let rules = rules.to_mut();
            rules.profile = entry.profile.unwrap_or(rules.profile);
            rules.levels.extend(entry.rules.iter().map(|(id, level)| (id.clone(), *level)));
        }
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Level, Profile};

    fn settings(toml: &str) -> Settings {
        Settings::from_toml(toml).unwrap()
    }

    #[test]
    fn the_nearest_folder_is_in_force() {
        let strict = settings("profile = 'strict'");
        let tree = Tree::new(
            Scope::new("/w", "", settings("dr-region = 'a'")),
            vec![Scope::new("/w/a", "", settings("dr-region = 'b'")), Scope::new("/w/a/b", "", strict)],
        );
        let region = |path| tree.of(path).dr_region.as_deref();
        assert_eq!(region("/w/main.tf"), Some("a"));
        assert_eq!(region("/w/a/main.tf"), Some("b"));
        assert_eq!(region("/w/ab/main.tf"), Some("a"));
        assert_eq!((region("/w/a/b/main.tf"), tree.rules_of("/w/a/b/x").profile), (None, Profile::Strict));
    }

    #[test]
    fn some_files_are_judged_differently() {
        let toml =
            "[rules]\nx = 'off'\n[[paths]]\nmatch = ['infra/test/**']\nprofile = 'strict'\nrules = { y = 'off' }\n";
        // The settings file lies two folders above the relative paths that the user wrote.
        let tree = Tree::new(Scope::new("", "infra", settings(toml)), Vec::new());
        let names = |path| tree.rules_of(path).levels.keys().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!((names("main.tf"), tree.rules_of("main.tf").profile), (vec!["x".into()], Profile::Baseline));
        let in_test = tree.rules_of("test/a/main.tf");
        assert_eq!((in_test.profile, in_test.levels.get("y")), (Profile::Strict, Some(&Level::Off)));
    }
}
