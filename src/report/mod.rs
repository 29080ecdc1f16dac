//! Reports of `shirube check`: for people, for programs, for code scanning, for pull requests.

mod github;
mod json;
mod plain;
mod sarif;

use std::sync::Arc;

use crate::analysis::{Host, Placed};
use crate::rules::Severity;
use crate::text::{Encoding, Lang};

pub(crate) use github::github;
pub(crate) use json::json;
pub(crate) use plain::plain;
pub(crate) use sarif::sarif;

/// What a check found.
pub(crate) struct Report<'a> {
    /// The checked files, in the order of their paths.
    pub(crate) files: Vec<FileReport<'a>>,
    pub(crate) host: &'a Host,
    pub(crate) lang: Lang,
}

/// What was found in a file.
pub(crate) struct FileReport<'a> {
    pub(crate) path: Arc<str>,
    pub(crate) text: &'a str,
    /// How many resources it declares.
    pub(crate) resources: usize,
    pub(crate) diagnostics: Vec<Placed>,
}

/// One-based lines and columns in Unicode scalars; the end is one past the last.
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) end_line: u32,
    pub(crate) end_column: u32,
}

impl Report<'_> {
    /// The severities of all diagnostics.
    pub(crate) fn severities(&self) -> impl Iterator<Item = Severity> {
        self.files.iter().flat_map(|file| &file.diagnostics).map(|placed| placed.diagnostic.severity)
    }

    /// How many diagnostics have a severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.severities().filter(|found| *found == severity).count()
    }

    /// The diagnostics in the order of the contract: path, line, column, code, resource.
    pub(crate) fn sorted(&self) -> Vec<(&FileReport<'_>, &Placed, Place)> {
        let mut rows: Vec<_> = self
            .files
            .iter()
            .flat_map(|file| file.diagnostics.iter().map(move |placed| (file, placed, Place::of(placed))))
            .collect();
        rows.sort_by(|(a, x, at), (b, y, to)| {
            let key = |file: &FileReport<'_>, place: &Place| (file.path.clone(), place.line, place.column);
            key(a, at).cmp(&key(b, to)).then_with(|| {
                (&x.diagnostic.code, &x.diagnostic.resource).cmp(&(&y.diagnostic.code, &y.diagnostic.resource))
            })
        });
        rows
    }
}

impl Place {
    fn of(placed: &Placed) -> Self {
        let [start, end] =
            [placed.diagnostic.start, placed.diagnostic.end].map(|mark| placed.position(mark, Encoding::Utf32));
        Self {
            line: start.line + 1,
            column: start.character + 1,
            end_line: end.line + 1,
            end_column: end.character + 1,
        }
    }
}
