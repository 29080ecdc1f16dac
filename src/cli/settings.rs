//! The settings of a run: the nearest `shirube.toml`, and what the arguments say over it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::Settings;
use crate::disk;
use crate::rules::Profile;
use crate::text::{Encoding, LineIndex};

use super::Failure;
use super::args::{CheckArgs, LangArg, ProfileArg};

/// The settings for a check.
///
/// # Errors
/// A settings file that cannot be read or holds a mistake.
pub(crate) fn of_check(args: &CheckArgs) -> Result<Settings, Failure> {
    let file = match &args.config {
        Some(file) => Some(file.clone()),
        None => nearest(args.paths.first().map_or(Path::new("."), PathBuf::as_path)),
    };
    let mut settings = match file {
        Some(file) => read(&file)?,
        None => Settings::default(),
    };
    match args.profile {
        Some(ProfileArg::Baseline) => settings.profile = Profile::Baseline,
        Some(ProfileArg::Strict) => settings.profile = Profile::Strict,
        None => {}
    }
    match args.language {
        Some(LangArg::En) => settings.language = crate::config::Choice::En,
        Some(LangArg::Ja) => settings.language = crate::config::Choice::Ja,
        None => {}
    }
    Ok(settings)
}

/// The nearest settings file at or above a path.
fn nearest(path: &Path) -> Option<PathBuf> {
    let path = fs::canonicalize(path).ok()?;
    disk::settings_above(&path)
}

fn read(file: &Path) -> Result<Settings, Failure> {
    let text = fs::read_to_string(file).map_err(|error| Failure::Message(format!("{}: {error}", file.display())))?;
    Settings::from_toml(&text).map_err(|error| {
        let at = LineIndex::new(&text).position(&text, error.at, Encoding::Utf32);
        Failure::Message(format!("{}:{}:{}: {}", file.display(), at.line + 1, at.character + 1, error.message))
    })
}
