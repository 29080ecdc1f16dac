//! The files to check: found, read and prepared in parallel.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::analysis::PreparedFile;
use crate::disk::{self, MAX_FILE};
use crate::syntax::Language;
use crate::text::Lang;

use super::Failure;

/// After how long the progress line appears.
const PATIENCE: Duration = Duration::from_millis(300);

/// A file with its text.
#[derive(Debug)]
pub(crate) struct Source {
    /// The path as the user would write it: absolute below an absolute argument, `/` everywhere.
    pub(crate) path: Arc<str>,
    pub(crate) language: Language,
    pub(crate) text: String,
}

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) sources: Vec<Source>,
    pub(crate) prepared: Vec<PreparedFile>,
    /// One line a file that was left out.
    pub(crate) notes: Vec<String>,
}

/// The files of the arguments, each once, in order.
///
/// # Errors
/// An argument that is no file and no folder.
pub(crate) fn find(paths: &[PathBuf], lang: Lang) -> Result<Vec<PathBuf>, Failure> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let mut found = Vec::new();
    for path in paths {
        let meta = fs::metadata(path).map_err(|error| {
            Failure::Message(match lang {
                Lang::En => format!("cannot read {}: {error}", path.display()),
                Lang::Ja => format!("{} を読めません: {error}", path.display()),
            })
        })?;
        if meta.is_dir() {
            found.extend(disk::files_below(path));
        } else {
            found.push(path.clone());
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Reads and prepares the files.
pub(crate) fn read(paths: &[PathBuf], lang: Lang) -> Reading {
    let progress = Progress::new(paths.len(), lang);
    let parts: Vec<Result<(Source, PreparedFile), Option<String>>> = paths
        .par_iter()
        .map(|path| {
            let source = read_one(path, lang);
            progress.step();
            let source = source?;
            let prepared = PreparedFile::open(&source.path, source.language, &source.text);
            Ok((source, prepared))
        })
        .collect();
    progress.finish();
    let mut reading = Reading::default();
    for part in parts {
        match part {
            Ok((source, prepared)) => {
                reading.sources.push(source);
                reading.prepared.push(prepared);
            }
            Err(note) => reading.notes.extend(note),
        }
    }
    reading
}

fn read_one(path: &Path, lang: Lang) -> Result<Source, Option<String>> {
    let shown = shown(path);
    let say = |en: &str, ja: &str| {
        Some(match lang {
            Lang::En => format!("{shown}: {en}; skipped"),
            Lang::Ja => format!("{shown}: {ja}ため、スキップしました"),
        })
    };
    let length = fs::metadata(path).map(|meta| meta.len());
    match length {
        Err(error) => return Err(say(&error.to_string(), &format!("読めない ({error}) "))),
        Ok(length) if length > MAX_FILE => {
            let limit = MAX_FILE / 1024 / 1024;
            return Err(say(&format!("longer than {limit} MiB"), &format!("{limit} MiB を超える")));
        }
        Ok(_) => {}
    }
    let bytes = fs::read(path).map_err(|error| say(&error.to_string(), &format!("読めない ({error}) ")))?;
    let text = String::from_utf8(bytes).map_err(|_| say("not UTF-8", "UTF-8 ではない"))?;
    let language = Language::of_file(&shown, &text).ok_or(None)?;
    Ok(Source { path: shown.into(), language, text })
}

/// A path as reports show it: without a leading `./`, with `/`.
fn shown(path: &Path) -> String {
    let text = slashed(path);
    text.strip_prefix("./").map_or(text.clone(), str::to_owned)
}

/// A path with `/` between its parts, on every system.
pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// A line on a terminal that says how far the work is, once it takes long.
struct Progress {
    total: usize,
    done: AtomicUsize,
    start: Instant,
    lang: Lang,
    shown: bool,
}

impl Progress {
    fn new(total: usize, lang: Lang) -> Self {
        Self { total, done: AtomicUsize::new(0), start: Instant::now(), lang, shown: io::stderr().is_terminal() }
    }

    fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shown && done.is_multiple_of(64) && self.start.elapsed() > PATIENCE {
            let line = match self.lang {
                Lang::En => format!("\rreading {done}/{}", self.total),
                Lang::Ja => format!("\r読み込み中 {done}/{}", self.total),
            };
            // A terminal that cannot be written to is nobody's loss.
            drop(write!(io::stderr(), "{line}"));
        }
    }

    fn finish(&self) {
        if self.shown && self.start.elapsed() > PATIENCE {
            drop(write!(io::stderr(), "\r\x1b[K"));
        }
    }
}
