//! From the protocol's lines and columns to the analysis' bytes.

use std::ops::Range;

use tower_lsp::lsp_types::{self, CodeActionKind, TextDocumentContentChangeEvent};

use super::capabilities::{DR_KIND, FIX_ALL_KIND};
use crate::analysis::ActionKind;
use crate::syntax::Language;
use crate::text::{Buffer, Encoding, Lang, Position, Span};

pub(crate) fn position(position: lsp_types::Position) -> Position {
    Position { line: position.line, character: position.character }
}

/// The bytes of a range. What lies outside the text is clamped.
pub(crate) fn span(buffer: &Buffer, range: lsp_types::Range, encoding: Encoding) -> Span {
    let offset = |at| buffer.offset(position(at), encoding);
    Span::new(offset(range.start), offset(range.end))
}

/// The edits of a change, in order. One without a range replaces the whole text.
pub(crate) fn edits(changes: &[TextDocumentContentChangeEvent]) -> Vec<(Option<Range<Position>>, &str)> {
    let range = |range: lsp_types::Range| position(range.start)..position(range.end);
    changes.iter().map(|change| (change.range.map(range), change.text.as_str())).collect()
}

/// The language of a document; `None` if it is none of our business.
///
/// The name says more than the editor's id, which is `json` for `main.tf.json` in most editors.
pub(crate) fn language(name: &str, id: &str, text: &str) -> Option<Language> {
    Language::of_file(name, text).or_else(|| Language::of_id(id))
}

/// The language that a locale such as `ja-JP` or `ja_JP.UTF-8` stands for.
pub(crate) fn lang(locale: &str) -> Lang {
    let language = locale.split(['-', '_', '.']).next().unwrap_or_default();
    if language.eq_ignore_ascii_case("ja") { Lang::Ja } else { Lang::En }
}

/// True if a client that wants only some kinds of actions wants this one.
pub(crate) fn wants(only: Option<&[CodeActionKind]>, kind: ActionKind) -> bool {
    let kind = self::kind(kind);
    only.is_none_or(|only| only.iter().any(|wanted| is_part_of(kind.as_str(), wanted.as_str())))
}

/// The protocol's word for a kind of actions.
pub(crate) fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::DisasterRecovery => DR_KIND,
        ActionKind::FixAll => FIX_ALL_KIND,
    }
}

/// Kinds form a tree by their dots: `refactor.rewrite` is part of `refactor`, and everything is part of the empty kind.
fn is_part_of(kind: &str, whole: &str) -> bool {
    whole.is_empty() || kind.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_actions_form_a_tree() {
        let wanted = |only: &'static str| [CodeActionKind::from(only)];
        for only in ["", "refactor", "refactor.rewrite", "refactor.rewrite.shirube", "refactor.rewrite.shirube.dr"] {
            assert!(wants(Some(&wanted(only)), ActionKind::DisasterRecovery), "{only}");
        }
        for only in ["refactor.rewrite.shirube.d", "refactor.extract", "quickfix"] {
            assert!(!wants(Some(&wanted(only)), ActionKind::DisasterRecovery), "{only}");
        }
        assert!(wants(None, ActionKind::FixAll) && !wants(Some(&[]), ActionKind::FixAll));
    }

    #[test]
    fn the_name_decides_the_language_before_the_editor_does() {
        assert_eq!(language("/a/main.tf.json", "json", "{}"), Some(Language::TerraformJson));
        assert_eq!(language("untitled:Untitled-1", "terraform", ""), Some(Language::Terraform));
        assert_eq!(language("/a/x.txt", "plaintext", ""), None);
    }

    #[test]
    fn locales_come_in_many_spellings() {
        for locale in ["ja", "ja-JP", "JA", "ja_JP.UTF-8"] {
            assert_eq!(lang(locale), Lang::Ja);
        }
        for locale in ["en", "", "C", "jav"] {
            assert_eq!(lang(locale), Lang::En);
        }
    }
}
