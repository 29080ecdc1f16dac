//! The real tools that tests ask, found wherever a machine has them.
//!
//! A tool is looked for in its environment variable, then on `PATH`, then in the usual places. A
//! test whose tool is missing says so in one line that begins with `skipped:`, and passes.

#![allow(dead_code, reason = "each test uses a part")]

pub(crate) mod cfn_lint;
pub(crate) mod excerpt;
pub(crate) mod terraform;

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What was found, or nothing and a line on the terminal; the test harness would swallow `eprintln!`.
pub(crate) fn or_skip<T>(found: Result<T, impl AsRef<str>>, what: &str) -> Option<T> {
    match found {
        Ok(found) => Some(found),
        Err(reason) => {
            let _ = writeln!(std::io::stderr(), "skipped: {what} ({})", reason.as_ref());
            None
        }
    }
}

/// The program that `variable` names, or else the one called `name` on `PATH`.
pub(crate) fn program(name: &str, variable: &str) -> Result<PathBuf, String> {
    if let Some(named) = env::var_os(variable) {
        let path = PathBuf::from(named);
        return if path.is_file() { Ok(path) } else { Err(format!("{variable} names no file")) };
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    let candidates =
        env::split_paths(&folders).flat_map(|folder| ["", ".exe"].map(|ending| folder.join(format!("{name}{ending}"))));
    candidates
        .into_iter()
        .find(|path| path.is_file())
        .ok_or_else(|| format!("no {name} on PATH; {variable} may name one"))
}

/// An empty folder for one test below the folder that cargo keeps for tests.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("an old scratch folder goes");
    }
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}
