//! The diagnostics of one block: its resources judged, its suppressions heeded.

use std::sync::Arc;

use crate::model::{Allow, Kinds, Resource, UnitId, View};
use crate::rules::{Finding, Severity, judge_block};
use crate::text::{Lang, LineIndex, Span, Text};

use super::answer::{Diagnostic, Mark, Placed, Related};
use super::modules::Judge;

/// Judges the resources of a block. Spans of the result are relative to it.
pub(super) fn block(
    view: &View<'_>,
    unit: UnitId,
    text: &str,
    allows: &[Allow],
    judge: &Judge<'_>,
) -> Arc<[Arc<Diagnostic>]> {
    let resources = view.resources_of(unit);
    if resources.is_empty() {
        return Arc::default();
    }
    let lines = LineIndex::new(text);
    let findings = judge_block(view, &resources, allows, judge.catalogue, &judge.rules, judge.today);
    let diagnostics = findings.iter().map(|finding| Arc::new(diagnostic(finding, &resources, text, &lines, judge)));
    let mut diagnostics: Vec<_> = diagnostics.collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.start.byte);
    diagnostics.into()
}

fn diagnostic(
    finding: &Finding,
    block: &[Arc<Resource>],
    text: &str,
    lines: &LineIndex,
    judge: &Judge<'_>,
) -> Diagnostic {
    // A place in another block is told as a related place; the finding stands at the resource.
    let home = |address: &str| block.iter().find(|resource| &*resource.address == address);
    let here = home(&finding.place.address).is_some();
    let header = || home(&finding.resource).map_or_else(Span::default, |judged| judged.header());
    let span = if here { finding.place.span } else { header() };
    let elsewhere = (!here).then_some(&finding.place);
    let related = elsewhere.into_iter().chain(&finding.related).map(|place| Related {
        address: place.address.clone(),
        message: related_message(&place.address, judge.lang).into(),
    });
    let rule = finding.rule.and_then(|number| judge.catalogue.rule(number));
    let details = finding.rule.and_then(|number| judge.catalogue.details(number));
    let safety = || {
        let judged = home(&finding.resource)?;
        let kind = Kinds::builtin().of(judged)?;
        Some(details?.fixes.first()?.safety_in(kind, judged.dialect))
    };
    let span = Span::new(span.start.min(text.len()), span.end.min(text.len()));
    Diagnostic {
        start: Mark::new(text, lines, span.start),
        end: Mark::new(text, lines, first_line_end(text, span)),
        code: finding.code.clone(),
        severity: finding.severity,
        principle: rule.map_or("", |rule| rule.principle.word()),
        resource: (&*finding.resource).into(),
        attribute: finding.message.attribute().into(),
        message: match home(&finding.resource).and_then(|resource| construct(resource)) {
            Some(path) => with_construct(&finding.message(judge.catalogue, judge.lang), path, judge.lang).into(),
            None => finding.message(judge.catalogue, judge.lang).into(),
        },
        aliases: rule.map(|rule| rule.aliases.clone().into()).unwrap_or_default(),
        controls: details.map(|details| details.controls.clone().into_iter().collect()).unwrap_or_default(),
        fix: safety(),
        related: related.collect(),
    }
}

/// The construct that CDK made a resource from: `AppStack/Cache/Resource`. Its logical id says
/// little to who wrote it.
fn construct(resource: &Resource) -> Option<&str> {
    resource.body.get("$Metadata")?.get("aws:cdk:path")?.scalar()
}

fn with_construct(message: &str, path: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{message} (CDK construct `{path}`)"),
        Lang::Ja => format!("{message}（CDK コンストラクト `{path}`）"),
    }
}

/// A finding on a long value underlines its first line.
fn first_line_end(text: &str, span: Span) -> usize {
    let inside = span.of(text);
    inside.find(['\r', '\n']).map_or(span.end, |at| span.start + at)
}

fn related_message(address: &str, lang: Lang) -> String {
    let message = Text { en: format!("`{address}` is part of it"), ja: format!("関連: `{address}`") };
    message.get(lang).to_owned()
}

/// The code of a mistake in a team's rule file.
const RULE_FILE: &str = "rule-file";

/// A mistake at byte `at` of a rule file: what stands there, up to the line's end.
pub(super) fn mistake(text: &str, at: usize, message: &str) -> Placed {
    let lines = LineIndex::new(text);
    let start = text.floor_char_boundary(at);
    let end = first_line_end(text, Span::new(start, text.len()));
    let diagnostic = Diagnostic {
        start: Mark::new(text, &lines, start),
        end: Mark::new(text, &lines, end),
        code: RULE_FILE.into(),
        severity: Severity::Error,
        principle: "",
        resource: "".into(),
        attribute: "".into(),
        message: message.into(),
        aliases: Arc::default(),
        controls: Arc::default(),
        fix: None,
        related: Box::default(),
    };
    Placed { diagnostic: Arc::new(diagnostic), base: 0, line: 0, indent: [0; 3] }
}
