//! Code fences: files inside Markdown.
//!
//! A fence is an excerpt and a module of its own. It is read as a small document, and what is
//! found in it is carried back to the Markdown file's bytes.

use std::sync::Arc;

use crate::model::Extent;
use crate::syntax::{Fence, Language, VirtualText};
use crate::text::{Buffer, LineIndex, Span, TextEdit};

use super::answer::{Diagnostic, Mark};
use super::document::{Document, prepare};
use super::modules::{Judge, ModuleState};

/// The code of a fence.
#[derive(Debug)]
pub(super) struct Excerpt {
    pub(super) document: Document,
    pub(super) module: ModuleState,
    /// The code, with the way between its bytes and the block's.
    code: VirtualText,
}

impl Excerpt {
    /// Reads a fence, given the text of its block; `None` for a language we do not read.
    pub(super) fn of(block: &str, fence: &Fence) -> Option<Box<Self>> {
        let language = Language::of_fence(&fence.info)?;
        let code = VirtualText::of_fence(fence, block);
        let prepared = prepare(&code.text, language);
        let path: Arc<str> = Arc::from("");
        let mut document =
            Document { path, language, text: Some(Buffer::new(&code.text)), version: None, cells: Vec::new() };
        let mut module = ModuleState::new(Extent::Excerpt);
        module.put(&mut document, 0, 0, prepared);
        Some(Box::new(Self { document, module, code }))
    }

    /// Judges the code; the diagnostics are relative to the Markdown block.
    pub(super) fn judge(&mut self, block: &str, judge: &Judge<'_>) -> Arc<[Arc<Diagnostic>]> {
        let units: Vec<_> = self.document.cells.iter().filter_map(|cell| cell.unit).collect();
        self.module.judge_document(&mut self.document, &units, judge);
        let index = LineIndex::new(block);
        let placed = self.document.placed();
        let carried = placed.iter().map(|placed| {
            let span = self.span_outside(placed.span());
            Arc::new(Diagnostic {
                start: Mark::new(block, &index, span.start),
                end: Mark::new(block, &index, span.end),
                ..Diagnostic::clone(&placed.diagnostic)
            })
        });
        carried.collect()
    }

    /// The byte of the block for a byte of the code.
    pub(super) fn outside(&self, inner: usize) -> usize {
        self.code.outer(inner)
    }

    /// The byte of the code for a byte of the block, if it lies in the code.
    pub(super) fn inside(&self, outer: usize) -> Option<usize> {
        self.code.inner(outer)
    }

    /// The block's span for a span of the code.
    pub(super) fn span_outside(&self, inner: Span) -> Span {
        self.code.outer_span(inner)
    }

    /// An edit of the code as an edit of the block: new lines get what the list or quote around
    /// the fence puts before each line.
    pub(super) fn edit_outside(&self, block: &str, edit: &TextEdit) -> TextEdit {
        let prefix = self.prefix(block);
        let span = self.span_outside(edit.span);
        let before = self.code.text.get(..edit.span.start).unwrap_or("");
        let at_line_start = edit.span.start < self.code.text.len() && (before.is_empty() || before.ends_with('\n'));
        let mut new_text = edit.new_text.replace('\n', &format!("\n{prefix}"));
        if at_line_start && edit.span.is_empty() && edit.new_text.ends_with('\n') {
            // Whole lines put before a line: its own prefix already stands there.
            new_text.truncate(new_text.len() - prefix.len());
            new_text.insert_str(0, &prefix);
            let line_start = block[..span.start.min(block.len())].rfind('\n').map_or(0, |at| at + 1);
            return TextEdit { span: Span::empty(line_start), new_text };
        }
        TextEdit { span, new_text }
    }

    fn prefix(&self, block: &str) -> String {
        let before = block.get(..self.outside(0)).unwrap_or("");
        before.rsplit('\n').next().unwrap_or("").to_owned()
    }
}
