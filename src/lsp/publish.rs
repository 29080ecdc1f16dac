//! The diagnostics of one open document as the client has them.
//!
//! tower-lsp serialises a notification twice, which costs 5 ms for 1,000 diagnostics. Frames are written here instead,
//! and their expensive part is kept while nothing changes.

use std::io::Write;
use std::sync::Arc;

use tower_lsp::lsp_types::{Diagnostic, DiagnosticRelatedInformation, Location, NumberOrString, Url};

use super::capabilities::Abilities;
use super::to_proto;
use crate::analysis::{Placed, Related};
use crate::config::Settings;
use crate::rules::Severity;
use crate::text::Lang;

/// How many diagnostics of a file an editor is sent. Nobody reads more, and each costs every keystroke that moves it.
const MAX_SHOWN: usize = 300;

/// The code of the diagnostic that stands for those left out.
const MORE: &str = "more-findings";

/// What decides how diagnostics look, apart from themselves.
pub(crate) struct Look<'a> {
    pub(crate) abilities: &'a Abilities,
    pub(crate) settings: &'a Settings,
    pub(crate) lang: Lang,
    /// Finds the place of another resource by its address.
    pub(crate) locate: &'a dyn Fn(&str) -> Option<Location>,
}

/// What was sent last for a document.
#[derive(Debug, Default)]
pub(crate) struct Published {
    placed: Vec<Placed>,
    shown: Vec<Diagnostic>,
    /// The same as a JSON array.
    json: Vec<u8>,
    /// Counts the changes.
    serial: u64,
}

impl Published {
    /// Takes the diagnostics of the newest version.
    pub(crate) fn update(&mut self, placed: Vec<Placed>, look: &Look<'_>) {
        let is_same =
            self.placed.len() == placed.len() && self.placed.iter().zip(&placed).all(|(old, new)| looks_same(old, new));
        if !is_same || self.json.is_empty() {
            self.shown = shown(&placed, look);
            self.json = serde_json::to_vec(&self.shown).unwrap_or_else(|_| b"[]".to_vec());
            self.serial += 1;
        }
        self.placed = placed;
    }

    /// Forgets what was sent, because it would look different now.
    pub(crate) fn invalidate(&mut self) {
        self.json.clear();
    }

    /// A name for the present diagnostics, for clients that ask whether there are others.
    pub(crate) fn result_id(&self) -> String {
        self.serial.to_string()
    }

    /// The present diagnostics, as they are shown.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        self.shown.clone()
    }

    /// The notification that shows them.
    pub(crate) fn notification(&self, uri: &Url, version: Option<i32>) -> Vec<u8> {
        notification(uri, version, &self.json)
    }
}

/// The notification that takes all diagnostics of a document away.
pub(crate) fn clear(uri: &Url) -> Vec<u8> {
    notification(uri, None, b"[]")
}

/// The diagnostics to show: all, or the worst and how many more there are.
fn shown(placed: &[Placed], look: &Look<'_>) -> Vec<Diagnostic> {
    let show = |placed: &Placed| to_proto::diagnostic(placed, related(placed, look), look.abilities, look.settings);
    if placed.len() <= MAX_SHOWN {
        return placed.iter().map(show).collect();
    }
    let mut worst_first: Vec<&Placed> = placed.iter().collect();
    worst_first.sort_by_key(|placed| placed.diagnostic.severity);
    let (kept, left_out) = worst_first.split_at(MAX_SHOWN - 1);
    let rest = left_out.first().map(|first| more(first, left_out.len(), look));
    kept.iter().copied().map(show).chain(rest).collect()
}

fn related(placed: &Placed, look: &Look<'_>) -> Vec<DiagnosticRelatedInformation> {
    if !look.abilities.related_information {
        return Vec::new();
    }
    let place = |related: &Related| {
        let location = (look.locate)(&related.address)?;
        Some(DiagnosticRelatedInformation { location, message: related.message.to_string() })
    };
    placed.diagnostic.related.iter().filter_map(place).collect()
}

fn more(first: &Placed, count: usize, look: &Look<'_>) -> Diagnostic {
    Diagnostic {
        range: to_proto::placed_range(first, look.abilities.encoding),
        severity: Some(to_proto::severity(Severity::Information)),
        code: Some(NumberOrString::String(MORE.to_owned())),
        source: Some(to_proto::SOURCE.to_owned()),
        message: match look.lang {
            Lang::En => {
                format!("{count} more problems are not shown here; `shirube check` lists them all")
            }
            Lang::Ja => {
                format!("ほかに {count} 件の問題があります。`shirube check` ですべて確認できます")
            }
        },
        ..Diagnostic::default()
    }
}

/// True if nothing that is shown can differ. The places of other resources may move by themselves.
fn looks_same(old: &Placed, new: &Placed) -> bool {
    Arc::ptr_eq(&old.diagnostic, &new.diagnostic)
        && old.line == new.line
        && old.indent == new.indent
        && new.diagnostic.related.is_empty()
}

fn notification(uri: &Url, version: Option<i32>, diagnostics: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(diagnostics.len() + uri.as_str().len() + 128);
    // Writing into memory cannot fail.
    body.extend_from_slice(br#"{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":"#);
    let _ = serde_json::to_writer(&mut body, uri);
    body.push(b',');
    if let Some(version) = version {
        let _ = write!(body, r#""version":{version},"#);
    }
    body.extend_from_slice(br#""diagnostics":"#);
    body.extend_from_slice(diagnostics);
    body.extend_from_slice(b"}}");
    body
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::analysis::{self, Mark};

    fn placed(line: u32, severity: Severity) -> Placed {
        let mark = |column: u32| Mark { byte: column as usize, line: 0, columns: [column; 3] };
        let diagnostic = analysis::Diagnostic {
            start: mark(0),
            end: mark(3),
            code: "some-rule".into(),
            severity,
            principle: "exposure",
            resource: "aws_x.y".into(),
            attribute: "z".into(),
            message: "標".into(),
            aliases: Arc::default(),
            controls: Arc::default(),
            fix: None,
            related: Box::default(),
        };
        Placed { diagnostic: Arc::new(diagnostic), base: 0, line, indent: [2; 3] }
    }

    #[track_caller]
    fn check(published: &Published, expected: impl FnOnce(&Value)) {
        let uri = Url::parse("untitled:設計 書\\\"a\"").unwrap();
        let message: Value = serde_json::from_slice(&published.notification(&uri, Some(7))).unwrap();
        assert_eq!((&message["params"]["uri"], &message["params"]["version"]), (&json!(uri), &json!(7)));
        expected(&message["params"]["diagnostics"]);
    }

    fn look(test: impl FnOnce(&Look<'_>)) {
        let abilities = Abilities::of(&Default::default());
        test(&Look { abilities: &abilities, settings: &Settings::default(), lang: Lang::En, locate: &|_| None });
    }

    #[test]
    fn a_diagnostic_says_where_what_and_how_bad() {
        look(|look| {
            let mut published = Published::default();
            published.update(vec![placed(4, Severity::Warning)], look);
            check(&published, |diagnostics| {
                assert_eq!(
                    diagnostics[0],
                    json!({
                        "range": { "start": { "line": 4, "character": 2 }, "end": { "line": 4, "character": 5 } },
                        "severity": 2, "code": "some-rule", "source": "shirube", "message": "標",
                        "data": { "principle": "exposure", "resource": "aws_x.y" },
                    })
                );
            });
        });
    }

    #[test]
    fn what_has_not_changed_keeps_its_name() {
        look(|look| {
            let mut published = Published::default();
            let first = placed(1, Severity::Error);
            published.update(vec![first.clone()], look);
            let id = published.result_id();
            published.update(vec![first.clone()], look);
            assert_eq!(published.result_id(), id);
            published.update(vec![Placed { line: 2, ..first }], look);
            assert_ne!(published.result_id(), id);
            check(&published, |diagnostics| assert_eq!(diagnostics[0]["range"]["start"]["line"], 2));
        });
    }

    #[test]
    fn of_too_many_the_worst_are_shown_and_the_others_counted() {
        look(|look| {
            let mut many: Vec<_> = (0..400).map(|line| placed(line, Severity::Hint)).collect();
            many.extend((400..500).map(|line| placed(line, Severity::Error)));
            let mut published = Published::default();
            published.update(many, look);
            check(&published, |diagnostics| {
                let diagnostics = diagnostics.as_array().unwrap();
                assert_eq!(diagnostics.len(), MAX_SHOWN);
                assert!(diagnostics[..100].iter().all(|diagnostic| diagnostic["severity"] == 1));
                let last = &diagnostics[MAX_SHOWN - 1];
                assert_eq!(last["code"], MORE);
                assert!(last["message"].as_str().unwrap().starts_with("201 more"));
            });
        });
    }
}
