//! The JSON report. Its shape is a public contract: fields are added, never changed.

use std::io::{self, Write};

use serde::Serialize;

use crate::rules::Severity;

use super::Report;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: Vec<Row<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    code: &'a str,
    severity: &'static str,
    principle: &'a str,
    resource: &'a str,
    attribute: &'a str,
    message: &'a str,
    aliases: &'a [Box<str>],
    controls: serde_json::Map<String, serde_json::Value>,
    fix: Option<&'static str>,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    resources: usize,
    unknown: usize,
    findings: serde_json::Map<String, serde_json::Value>,
}

/// Writes the report as one JSON object.
///
/// # Errors
/// What the writer says.
pub(crate) fn json(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let rows = report.sorted();
    let diagnostics = rows.iter().map(|(file, placed, place)| {
        let diagnostic = &placed.diagnostic;
        let controls =
            diagnostic.controls.iter().map(|(name, ids)| (name.to_string(), ids.iter().map(|id| &**id).collect()));
        Row {
            path: &file.path,
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            code: &diagnostic.code,
            severity: diagnostic.severity.word(),
            principle: diagnostic.principle,
            resource: &diagnostic.resource,
            attribute: &diagnostic.attribute,
            message: &diagnostic.message,
            aliases: &diagnostic.aliases,
            controls: controls.collect(),
            fix: diagnostic.fix.map(|safety| safety.word()),
        }
    });
    let severities = [Severity::Error, Severity::Warning, Severity::Information, Severity::Hint];
    let document = Document {
        version: 1,
        diagnostics: diagnostics.collect(),
        summary: Summary {
            files: report.files.len(),
            resources: report.files.iter().map(|file| file.resources).sum(),
            unknown: rows
                .iter()
                .filter(|(_, placed, _)| &*placed.diagnostic.code == crate::rules::UNKNOWN_VALUE)
                .count(),
            findings: severities
                .into_iter()
                .map(|severity| (severity.word().to_owned(), report.count(severity).into()))
                .collect(),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
