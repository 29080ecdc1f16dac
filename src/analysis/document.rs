//! A file as a row of cells: its blocks, and what is remembered of each.

use std::ops::Range;
use std::sync::Arc;

use crate::model::{Lowered, UnitId, lower};
use crate::syntax::{self, Block, BlockKind, Language, Parsed};
use crate::text::{Buffer, Change, Encoding, LineIndex, Position};

use super::answer::Diagnostic;
use super::fence::Excerpt;
use super::modules::Judge;

/// A file of the workspace.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) path: Arc<str>,
    pub(super) language: Language,
    /// The text; closed files of an editor's workspace keep their declarations only.
    pub(super) text: Option<Buffer>,
    /// The editor's version, for documents that are open in one.
    pub(super) version: Option<i32>,
    pub(super) cells: Vec<Cell>,
}

/// A block and what is remembered of it. Cells tile the file.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) block: Block,
    /// Number of line ends.
    pub(super) lines: u32,
    /// True when it ends with a line feed: the next cell starts a line.
    pub(super) ends_line: bool,
    /// Its number in the module, if it declares or mentions anything.
    pub(super) unit: Option<UnitId>,
    /// The code of a fence, read as a file of its own.
    pub(super) excerpt: Option<Box<Excerpt>>,
    /// True when the tree needed to know which line is being typed.
    pub(super) by_history: bool,
    pub(super) diagnostics: Arc<[Arc<Diagnostic>]>,
}

impl AsRef<Block> for Cell {
    fn as_ref(&self) -> &Block {
        &self.block
    }
}

/// A cell before it has its number, with its declarations.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) cell: Cell,
    pub(super) lowered: Option<Lowered>,
}

/// Where a cell stands in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seat {
    pub(super) index: usize,
    /// First byte.
    pub(super) base: usize,
    /// Line of the first byte.
    pub(super) line: u32,
}

/// The part of the cells that an edit replaced.
#[derive(Debug)]
pub(super) struct Splice {
    pub(super) first: usize,
    pub(super) removed: usize,
    pub(super) inserted: Vec<Prepared>,
    /// Where the edit ends in the new text.
    pub(super) cursor: usize,
}

/// Reads a text into cells.
pub(super) fn prepare(text: &str, language: Language) -> Vec<Prepared> {
    let blocks = syntax::cut(text, language);
    blocks.into_iter().map(|block| prepare_cell(block.span.of(text), block, language, None)).collect()
}

/// Parses and lowers one block. `typed_line` counts from the block's first line.
fn prepare_cell(text: &str, block: Block, language: Language, typed_line: Option<usize>) -> Prepared {
    let mut cell = Cell {
        lines: line_ends(text),
        ends_line: text.ends_with('\n'),
        unit: None,
        excerpt: None,
        by_history: false,
        diagnostics: Arc::default(),
        block,
    };
    if let BlockKind::Fence(fence) = &cell.block.kind {
        cell.excerpt = Excerpt::of(text, fence);
        return Prepared { cell, lowered: None };
    }
    if language == Language::Markdown {
        return Prepared { cell, lowered: None };
    }
    let parsed = syntax::parse(text, &cell.block.kind, language, typed_line);
    cell.by_history = typed_line.is_some() && (parsed.partial || parsed.root.is_none());
    let lowered = lower(&parsed, text, &cell.block.kind, language);
    let silent = lowered.items.is_empty() && lowered.mentions.is_empty();
    Prepared { lowered: (!silent).then_some(lowered), cell }
}

fn line_ends(text: &str) -> u32 {
    (LineIndex::new(text).line_count() - 1) as u32
}

impl Document {
    /// The cells with their places.
    pub(super) fn seats(&self) -> impl Iterator<Item = (Seat, &Cell)> {
        let mut line = 0;
        self.cells.iter().enumerate().map(move |(index, cell)| {
            let seat = Seat { index, base: cell.block.span.start, line };
            line += cell.lines;
            (seat, cell)
        })
    }

    /// The cell that holds byte `offset`; the last one for the end of the file.
    pub(super) fn cell_at(&self, offset: usize) -> Option<(Seat, &Cell)> {
        let mut last = None;
        for (seat, cell) in self.seats() {
            if seat.base > offset {
                break;
            }
            last = Some((seat, cell));
        }
        last
    }

    /// The text of a cell.
    pub(super) fn cell_text(&self, seat: Seat) -> String {
        self.block_text(seat.index)
    }

    fn block_text(&self, index: usize) -> String {
        let text = self.text.as_ref().zip(self.cells.get(index));
        text.map(|(text, cell)| text.slice(cell.block.span).into_owned()).unwrap_or_default()
    }

    /// Parses a cell again.
    pub(super) fn parse(&self, seat: Seat) -> (String, Parsed) {
        let text = self.cell_text(seat);
        let kind = self.cells.get(seat.index).map_or(&BlockKind::Loose, |cell| &cell.block.kind);
        let parsed = syntax::parse(&text, kind, self.language, None);
        (text, parsed)
    }

    /// Takes one edit and cuts again where it reaches. The caller puts the new cells in.
    pub(super) fn edit(&mut self, range: Option<Range<Position>>, text: &str, encoding: Encoding) -> Splice {
        let whole = range.is_none();
        let buffer = self.text.get_or_insert_default();
        let change = buffer.apply(range, text, encoding);
        if whole {
            let inserted = prepare(text, self.language);
            return Splice { first: 0, removed: self.cells.len(), inserted, cursor: text.len() };
        }
        self.recut(change)
    }

    /// Cuts again, and moves the cells after what was cut to where they are now.
    fn recut(&mut self, change: Change) -> Splice {
        let Some(buffer) = &self.text else { return Splice { first: 0, removed: 0, inserted: Vec::new(), cursor: 0 } };
        let recut = syntax::recut(&self.cells, buffer, change, self.language);
        for cell in self.cells.iter_mut().skip(recut.first + recut.removed) {
            cell.block.span = syntax::after(cell.block.span, change);
        }
        let typed = buffer.line_of(change.new_end);
        let inserted = recut.inserted.into_iter().map(|block| {
            let text = buffer.slice(block.span);
            let holds_cursor = block.span.touches(change.new_end);
            let line = holds_cursor.then(|| typed.saturating_sub(buffer.line_of(block.span.start)));
            prepare_cell(&text, block, self.language, line)
        });
        Splice { first: recut.first, removed: recut.removed, inserted: inserted.collect(), cursor: change.new_end }
    }

    /// Judges the fences among some cells.
    pub(super) fn judge_fences(&mut self, cells: Range<usize>, judge: &Judge<'_>) {
        for index in cells {
            if self.cells.get(index).is_none_or(|cell| cell.excerpt.is_none()) {
                continue;
            }
            let text = self.block_text(index);
            if let Some(cell) = self.cells.get_mut(index)
                && let Some(excerpt) = &mut cell.excerpt
            {
                cell.diagnostics = excerpt.judge(&text, judge);
            }
        }
    }

    /// The cells whose tree needed to know the typed line, read as a fresh load would read them,
    /// except what stands at `cursor`.
    pub(super) fn without_history(&self, cursor: Option<usize>) -> Vec<(usize, Prepared)> {
        let holds = |cell: &Cell| cursor.is_some_and(|at| cell.block.span.touches(at));
        let again = self.seats().filter(|(_, cell)| cell.by_history && !holds(cell));
        again
            .map(|(seat, cell)| {
                (seat.index, prepare_cell(&self.cell_text(seat), cell.block.clone(), self.language, None))
            })
            .collect()
    }
}
