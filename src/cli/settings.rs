//! The settings of a run: the nearest `shirube.toml` of each file, what the arguments say over
//! them, and the team's own rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::config::{Choice, Scope, Settings, Tree};
use crate::disk;
use crate::rules::Profile;
use crate::text::{Encoding, LineIndex};

use super::Failure;
use super::args::{CheckArgs, LangArg, ProfileArg};
use super::files::slashed;

/// The settings at the first argument, or at the current folder.
///
/// # Errors
/// A settings file that cannot be read or holds a mistake.
pub(crate) fn root(args: &CheckArgs) -> Result<Settings, Failure> {
    let start = args.paths.first().map_or(Path::new("."), PathBuf::as_path);
    match args.config.clone().or_else(|| disk::settings_above(&fs::canonicalize(start).ok()?)) {
        Some(file) => read(&file, args),
        None => Ok(with_arguments(Settings::default(), args)),
    }
}

/// The settings of all files.
///
/// # Errors
/// A settings file that cannot be read or holds a mistake.
pub(crate) fn tree(args: &CheckArgs, root: Settings, files: &[PathBuf]) -> Result<Tree, Failure> {
    if let Some(file) = &args.config {
        let folder = file.parent().and_then(|folder| fs::canonicalize(parent_or_here(folder)).ok());
        let here = here();
        let above = here.as_deref().zip(folder.as_deref()).and_then(|(here, folder)| here.strip_prefix(folder).ok());
        return Ok(Tree::new(Scope::new("", &above.map(slashed).unwrap_or_default(), root), Vec::new()));
    }
    let mut scopes: BTreeMap<(String, String), PathBuf> = BTreeMap::new();
    for folder in files.iter().filter_map(|file| file.parent()).collect::<BTreeSet<_>>() {
        let Some(whole) = fs::canonicalize(parent_or_here(folder)).ok() else { continue };
        let Some(file) = disk::settings_above(&whole) else { continue };
        let depth = file.parent().and_then(|base| whole.strip_prefix(base).ok()).map_or(0, |rest| rest.iter().count());
        let (at, above) = split(folder, &whole, depth);
        scopes.insert((at, above), file);
    }
    let mut below = Vec::new();
    for ((at, above), file) in scopes {
        below.push(Scope::new(&at, &above, read(&file, args)?));
    }
    Ok(Tree::new(Scope::new("", "", root), below))
}

/// The team's own rules: of the folders of all settings files, or of the nearest folder above
/// that has rules.
pub(crate) fn rules(args: &CheckArgs, files: &[PathBuf]) -> Vec<(Arc<str>, String)> {
    let start = args.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let folders = files.iter().filter_map(|file| file.parent()).chain([start]).collect::<BTreeSet<_>>();
    let whole = folders.into_iter().filter_map(|folder| fs::canonicalize(parent_or_here(folder)).ok());
    let config = args.config.as_ref().and_then(|file| fs::canonicalize(file).ok()?.parent().map(Path::to_path_buf));
    rules_near(whole.chain(config))
}

/// The rules that a team keeps at or above some folders.
pub(crate) fn rules_near(folders: impl Iterator<Item = PathBuf>) -> Vec<(Arc<str>, String)> {
    let bases: BTreeSet<PathBuf> = folders
        .filter_map(|folder| {
            let holds = |base: &&Path| disk::settings_in(base).is_some() || !disk::rule_files(base).is_empty();
            folder.ancestors().find(holds).map(Path::to_path_buf)
        })
        .collect();
    let here = here();
    let files = bases.iter().flat_map(|base| disk::rule_files(base));
    let shown = |path: &Path| {
        let inside = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
        Arc::from(slashed(inside.unwrap_or(path)))
    };
    files.filter_map(|path| Some((shown(&path), disk::read(&path)?))).collect()
}

/// How the paths below a settings file's folder begin as the user writes them, and what they lack
/// at their front: `folder`, which is `whole` on the disk, lies `depth` folders below.
fn split(folder: &Path, whole: &Path, depth: usize) -> (String, String) {
    let mut shown: Vec<Component<'_>> = folder.components().filter(|part| *part != Component::CurDir).collect();
    let mut left = depth;
    while left > 0 && matches!(shown.last(), Some(Component::Normal(_))) {
        shown.pop();
        left -= 1;
    }
    let parts: Vec<Component<'_>> = whole.components().collect();
    let above = parts.get(parts.len().saturating_sub(depth)..).and_then(|inner| inner.get(..left)).unwrap_or_default();
    (slashed(&shown.iter().collect::<PathBuf>()), slashed(&above.iter().collect::<PathBuf>()))
}

/// The current folder on the disk.
fn here() -> Option<PathBuf> {
    fs::canonicalize(std::env::current_dir().ok()?).ok()
}

/// `Path::parent` of a mere file name is empty, which names no folder.
fn parent_or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

fn with_arguments(mut settings: Settings, args: &CheckArgs) -> Settings {
    match args.profile {
        Some(ProfileArg::Baseline) => settings.profile = Profile::Baseline,
        Some(ProfileArg::Strict) => settings.profile = Profile::Strict,
        None => {}
    }
    match args.language {
        Some(LangArg::En) => settings.language = Choice::En,
        Some(LangArg::Ja) => settings.language = Choice::Ja,
        None => {}
    }
    settings
}

fn read(file: &Path, args: &CheckArgs) -> Result<Settings, Failure> {
    let text = fs::read_to_string(file).map_err(|error| Failure::Message(format!("{}: {error}", file.display())))?;
    let settings = Settings::from_toml(&text).map_err(|error| {
        let at = LineIndex::new(&text).position(&text, error.at, Encoding::Utf32);
        Failure::Message(format!("{}:{}:{}: {}", file.display(), at.line + 1, at.character + 1, error.message))
    })?;
    Ok(with_arguments(settings, args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_as_the_user_writes_them() {
        let split = |folder: &str, whole: &str, depth| super::split(Path::new(folder), Path::new(whole), depth);
        let pair = |at: &str, above: &str| (at.to_owned(), above.to_owned());
        assert_eq!(split("infra/net", "/w/infra/net", 1), pair("infra", ""));
        assert_eq!(split("infra/net", "/w/infra/net", 2), pair("", ""));
        assert_eq!(split("infra/net", "/v/w/infra/net", 3), pair("", "w"));
        assert_eq!(split("./a", "/w/a", 0), pair("a", ""));
        assert_eq!(split("../x/a", "/w/x/a", 3), pair("..", "w"));
        assert_eq!(split("/w/a", "/w/a", 1), pair("/w", ""));
    }
}
