//! From the analysis' bytes to the protocol's lines and columns.

use serde_json::json;
use tower_lsp::lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Hover, HoverContents, InlayHint,
    InlayHintLabel, InlayHintTooltip, MarkupContent, MarkupKind, NumberOrString, Position, Range, TextEdit, Url,
};

use super::capabilities::Abilities;
use crate::analysis::{self, Mark, Placed};
use crate::config::Settings;
use crate::rules::Severity;
use crate::text::{self, Buffer, Encoding, Span};

/// The name under which editors show our diagnostics.
pub(crate) const SOURCE: &str = "shirube";

pub(crate) fn position(position: text::Position) -> Position {
    Position::new(position.line, position.character)
}

pub(crate) fn range(buffer: &Buffer, span: Span, encoding: Encoding) -> Range {
    let at = |offset| position(buffer.position(offset, encoding));
    Range::new(at(span.start), at(span.end))
}

/// The range of a diagnostic. It knows its lines and columns: nothing is searched for.
pub(crate) fn placed_range(placed: &Placed, encoding: Encoding) -> Range {
    let at = |mark: Mark| position(placed.position(mark, encoding));
    Range::new(at(placed.diagnostic.start), at(placed.diagnostic.end))
}

/// A diagnostic, with the places of the resources it speaks of besides its own.
pub(crate) fn diagnostic(
    placed: &Placed,
    related: Vec<DiagnosticRelatedInformation>,
    abilities: &Abilities,
    settings: &Settings,
) -> Diagnostic {
    let diagnostic = &placed.diagnostic;
    let page = settings.docs_url(&diagnostic.code).filter(|_| abilities.code_description);
    Diagnostic {
        range: placed_range(placed, abilities.encoding),
        severity: Some(severity(diagnostic.severity)),
        code: Some(NumberOrString::String(diagnostic.code.to_string())),
        code_description: page.and_then(|url| Url::parse(&url).ok()).map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: diagnostic.message.to_string(),
        related_information: Some(related).filter(|related| !related.is_empty()),
        data: (!diagnostic.principle.is_empty())
            .then(|| json!({ "principle": diagnostic.principle, "resource": &*diagnostic.resource })),
        ..Diagnostic::default()
    }
}

pub(crate) fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Information => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

pub(crate) fn hover(hover: analysis::Hover, buffer: &Buffer, abilities: &Abilities) -> Hover {
    let kind = if abilities.markdown_hover { MarkupKind::Markdown } else { MarkupKind::PlainText };
    Hover {
        range: Some(range(buffer, hover.span, abilities.encoding)),
        contents: HoverContents::Markup(MarkupContent { kind, value: hover.markdown }),
    }
}

pub(crate) fn inlay_hint(hint: analysis::InlayHint, buffer: &Buffer, encoding: Encoding) -> InlayHint {
    let tooltip = MarkupContent { kind: MarkupKind::Markdown, value: hint.tooltip };
    InlayHint {
        position: position(buffer.position(hint.offset, encoding)),
        label: InlayHintLabel::String(hint.label),
        kind: None,
        text_edits: None,
        tooltip: Some(InlayHintTooltip::MarkupContent(tooltip)),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}

/// Edits of one text.
pub(crate) fn text_edits(edits: &[text::TextEdit], buffer: &Buffer, encoding: Encoding) -> Vec<TextEdit> {
    edits.iter().map(|edit| TextEdit::new(range(buffer, edit.span, encoding), edit.new_text.clone())).collect()
}
