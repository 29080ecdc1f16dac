//! What a team has found before and lives with for now: `check --baseline`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::analysis::Diagnostic;
use crate::report::FileReport;
use crate::rules::UNKNOWN_VALUE;
use crate::text::Lang;

use super::Failure;

/// The form of the file; fields are added, never changed.
const VERSION: u32 = 1;

/// A baseline file.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    version: u32,
    findings: Vec<Row>,
}

/// A finding by what stays when lines move: where it is, what is judged, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Row {
    path: String,
    code: String,
    resource: String,
    #[serde(default)]
    attribute: String,
}

impl Row {
    fn of(path: &str, diagnostic: &Diagnostic) -> Self {
        Self {
            path: path.to_owned(),
            code: diagnostic.code.to_string(),
            resource: diagnostic.resource.to_string(),
            attribute: diagnostic.attribute.to_string(),
        }
    }
}

/// The findings of a baseline file, each as often as it may be left out.
#[derive(Debug, Default)]
pub(super) struct Baseline {
    known: BTreeMap<Row, usize>,
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read or is no baseline.
    pub(super) fn read(path: &Path, lang: Lang) -> Result<Self, Failure> {
        let text =
            fs::read_to_string(path).map_err(|error| Failure::Message(format!("{}: {error}", path.display())))?;
        let file: File = serde_json::from_str(&text).map_err(|error| {
            Failure::Message(match lang {
                Lang::En => format!("{}: not a baseline of --write-baseline: {error}", path.display()),
                Lang::Ja => format!("{}: --write-baseline のベースラインではありません: {error}", path.display()),
            })
        })?;
        let mut known = BTreeMap::new();
        for row in file.findings {
            *known.entry(row).or_default() += 1;
        }
        Ok(Self { known })
    }

    /// Leaves out what is known. Returns how many entries of the file were not found any more.
    pub(super) fn leave_out(mut self, files: &mut [FileReport<'_>]) -> usize {
        for file in files {
            let path = file.path.clone();
            file.diagnostics.retain(|placed| match self.known.get_mut(&Row::of(&path, &placed.diagnostic)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            });
        }
        self.known.values().sum()
    }
}

/// The text of a baseline file that lists all findings.
pub(super) fn write(files: &[FileReport<'_>]) -> String {
    let rows = files.iter().flat_map(|file| file.diagnostics.iter().map(|placed| (&file.path, &placed.diagnostic)));
    let found = rows.filter(|(_, diagnostic)| &*diagnostic.code != UNKNOWN_VALUE);
    let mut findings: Vec<Row> = found.map(|(path, diagnostic)| Row::of(path, diagnostic)).collect();
    findings.sort();
    // Plain data: writing it cannot fail.
    serde_json::to_string_pretty(&File { version: VERSION, findings }).unwrap_or_default() + "\n"
}
