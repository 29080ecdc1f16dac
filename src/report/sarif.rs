//! SARIF 2.1.0, for code scanning.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::rules::Severity;

use super::Report;

/// Writes the report as one SARIF log.
///
/// # Errors
/// What the writer says.
pub(crate) fn sarif(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let rows = report.sorted();
    let mut rules: BTreeMap<&str, usize> = rows.iter().map(|(_, placed, _)| (&*placed.diagnostic.code, 0)).collect();
    rules.values_mut().enumerate().for_each(|(number, index)| *index = number);
    let results: Vec<Value> = rows
        .iter()
        .map(|(file, placed, place)| {
            let diagnostic = &placed.diagnostic;
            json!({
                "ruleId": &*diagnostic.code,
                "ruleIndex": rules.get(&*diagnostic.code),
                "level": level(diagnostic.severity),
                "message": { "text": &*diagnostic.message },
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": { "uri": uri(&file.path) },
                        "region": {
                            "startLine": place.line, "startColumn": place.column,
                            "endLine": place.end_line, "endColumn": place.end_column,
                        },
                    },
                    "logicalLocations": [{ "fullyQualifiedName": &*diagnostic.resource, "kind": "resource" }],
                }],
                // What stays the same when lines move.
                "partialFingerprints": { "shirube/v1": format!("{}:{}", diagnostic.code, diagnostic.resource) },
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "shirube",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.keys().map(|id| descriptor(report, id)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn descriptor(report: &Report<'_>, id: &str) -> Value {
    let catalogue = report.host.catalogue();
    let number = catalogue.find(id);
    let (Some(rule), Some(details)) =
        (number.and_then(|number| catalogue.rule(number)), number.and_then(|number| catalogue.details(number)))
    else {
        return json!({ "id": id });
    };
    let title = details.title.get(report.lang);
    let why = details.why.get(report.lang);
    json!({
        "id": id,
        "shortDescription": { "text": title },
        "fullDescription": { "text": why },
        "help": { "text": why, "markdown": format!("**{title}**\n\n{why}") },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": ["security", rule.principle.word()], "precision": match rule.confidence {
            crate::rules::Confidence::High => "high",
            crate::rules::Confidence::Medium => "medium",
        } },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

/// A relative path as a relative reference, an absolute one as a `file` address.
fn uri(path: &str) -> String {
    let escape = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    let escaped: String = path.bytes().map(escape).collect();
    if path.starts_with('/') { format!("file://{escaped}") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("設計/a b.tf"), "%E8%A8%AD%E8%A8%88/a%20b.tf");
        assert_eq!(uri("/tmp/x.yaml"), "file:///tmp/x.yaml");
    }
}
