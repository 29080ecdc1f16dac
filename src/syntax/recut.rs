//! Cutting again after an edit: only there.

use crate::text::{Buffer, Change, Span};

use super::blocks::{self, Cut, Piece, Wants};
use super::{Block, BlockKind, Language};

/// How the blocks of a file change with an edit: `removed` blocks from `first` on give way to
/// `inserted`, whose spans refer to the text after the edit. The blocks after them stay and
/// shift by the edit's difference in length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recut {
    /// Index of the first block that changes.
    pub first: usize,
    /// How many old blocks go.
    pub removed: usize,
    /// What comes in their place.
    pub inserted: Vec<Block>,
}

impl Recut {
    /// Applies the change to the blocks of the text before the edit.
    pub fn splice(self, blocks: &mut Vec<Block>, change: Change) {
        let kept = self.first + self.inserted.len();
        blocks.splice(self.first..self.first + self.removed, self.inserted);
        for block in blocks.iter_mut().skip(kept) {
            block.span = after(block.span, change);
        }
    }
}

/// Where bytes that lie wholly after the edit are once it is done.
#[must_use]
pub fn after(span: Span, change: Change) -> Span {
    let moved = |offset: usize| (offset + change.new_end).saturating_sub(change.old_end);
    Span::new(moved(span.start), moved(span.end))
}

/// Cuts again where an edit may have changed the blocks: from a block before it to the first
/// boundary after it that was one before. `old` are the blocks before the edit, `buffer` is the
/// text after it. The result equals [`cut`](super::cut) of the whole text.
#[must_use]
pub fn recut<B: AsRef<Block>>(old: &[B], buffer: &Buffer, change: Change, language: Language) -> Recut {
    // Its members lie deep and may stand in one line, where no columns tell a half-typed part's place.
    if language == Language::TerraformJson {
        return whole(old, buffer, change, language);
    }
    let mut first = restart(old, change, language);
    let unchanged = old.partition_point(|block| block.as_ref().span.start < change.old_end).max(first);
    let mut reach = 2;
    loop {
        let told = old.get(first).map(AsRef::as_ref);
        let start = told.map_or(0, |block| block.span.start);
        let end = old.get(unchanged + reach).map_or(buffer.len(), |block| after(block.as_ref().span, change).start);
        let complete = end == buffer.len();
        let text = buffer.slice(Span::new(start, end));
        let Cut { mut blocks, wants } = blocks::cut(Piece { text: &text, start, at: told, complete }, language);
        match wants {
            Wants::File if !(first == 0 && complete) => return whole(old, buffer, change, language),
            Wants::Nothing if !complete => {
                blocks.pop();
            }
            _ if !complete => {
                // What was looked for in vain so far may stand anywhere.
                reach = old.len();
                continue;
            }
            _ => {}
        }
        // A name whose value comes only now may be something else now, and no beginning to rely on.
        let stands = |(new, old): (&Block, &Block)| new.kind == old.kind && new.columns == old.columns;
        if first > 0 && !blocks.first().zip(told).is_none_or(stands) {
            first = telling(old, first - 1);
            reach = 2;
            continue;
        }
        if let Some((kept, resume)) = meeting(&blocks, &old[unchanged..], change) {
            blocks.truncate(kept);
            return trimmed(Recut { first, removed: unchanged + resume - first, inserted: blocks }, old, change);
        }
        if complete {
            return trimmed(Recut { first, removed: old.len() - first, inserted: blocks }, old, change);
        }
        reach *= 4;
    }
}

/// The first block that has to be cut again: one before the edited one that says where in the
/// file it stands, and every block that is still waiting for an end.
fn restart<B: AsRef<Block>>(old: &[B], change: Change, language: Language) -> usize {
    let edited = old.partition_point(|block| block.as_ref().span.start < change.start).saturating_sub(1);
    let touched = old.iter().take(edited).position(|block| block.as_ref().open).unwrap_or(edited);
    let first = touched.saturating_sub(blocks::look_behind(language));
    telling(old, first)
}

/// The last block up to `index` that says where in the file it stands.
fn telling<B: AsRef<Block>>(old: &[B], index: usize) -> usize {
    let up_to = old.get(..=index).unwrap_or_default();
    up_to.iter().rposition(|block| block.as_ref().kind != BlockKind::Loose).unwrap_or(0)
}

/// Cuts the whole text, and leaves out the blocks before and after the edit that came out as they
/// were.
fn whole<B: AsRef<Block>>(old: &[B], buffer: &Buffer, change: Change, language: Language) -> Recut {
    let mut inserted = super::cut(&buffer.slice(Span::new(0, buffer.len())), language);
    let same = |(old, new): &(&Block, &Block)| {
        let moved = Block { span: after(old.span, change), ..(*old).clone() };
        old.span.start >= change.old_end && moved == **new
    };
    let kept = old.iter().map(AsRef::as_ref).rev().zip(inserted.iter().rev()).take_while(same).count();
    inserted.truncate(inserted.len() - kept);
    trimmed(Recut { first: 0, removed: old.len() - kept, inserted }, old, change)
}

/// The first boundary that the new blocks share with the old ones after the edit: an index into
/// each. From there on the text and the cutter's memory are the same, hence also the blocks.
fn meeting<B: AsRef<Block>>(new: &[Block], old: &[B], change: Change) -> Option<(usize, usize)> {
    let mut candidates = old.iter().map(AsRef::as_ref).enumerate().peekable();
    for (kept, block) in new.iter().enumerate().skip(1) {
        while candidates.next_if(|(_, old)| after(old.span, change).start < block.span.start).is_some() {}
        let (resume, candidate) = candidates.peek()?;
        // The start of the file is special: front matter and a byte order mark stand only there.
        let same = candidate.span.start > 0
            && after(candidate.span, change).start == block.span.start
            && candidate.kind == block.kind
            && candidate.columns == block.columns;
        if same && !matches!(block.kind, BlockKind::Loose | BlockKind::Whole) {
            return Some((kept, *resume));
        }
    }
    None
}

/// Leaves out the blocks before the edit that came out as they were.
fn trimmed<B: AsRef<Block>>(mut recut: Recut, old: &[B], change: Change) -> Recut {
    let unchanged = recut.inserted.iter().zip(old[recut.first..recut.first + recut.removed].iter().map(AsRef::as_ref));
    let same = unchanged.take_while(|(new, old)| new == old && old.span.end <= change.start).count();
    recut.inserted.drain(..same);
    recut.first += same;
    recut.removed -= same;
    recut
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

    use super::super::cut;
    use super::*;

    /// The blocks of a text, one a line: `Section Outputs | its text`.
    pub(in crate::syntax) fn outline(text: &str, language: Language) -> Vec<String> {
        let blocks = cut(text, language);
        let ends = blocks.iter().map(|block| block.span.end);
        assert!(
            blocks.iter().map(|block| block.span.start).eq(std::iter::once(0).chain(ends).take(blocks.len())),
            "{blocks:?}"
        );
        assert_eq!(blocks.last().map_or(0, |block| block.span.end), text.len());
        let label = |kind: &BlockKind| match kind {
            BlockKind::Entry { parents, key } => format!("Entry {}/{key}", parents.join("/")),
            BlockKind::Section(key) => format!("Section {key}"),
            kind => format!("{kind:?}"),
        };
        blocks.iter().map(|block| format!("{} | {}", label(&block.kind), block.span.of(text))).collect()
    }

    /// Every state in which one line of a block is half typed or gone: how many of them have a
    /// tree, and how many there are. The first line is left as it is; it says what the block is.
    pub(in crate::syntax) fn saved_of_half_typed(text: &str, language: Language, kind: &BlockKind) -> (usize, usize) {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let (mut saved, mut states) = (0, 0);
        for (index, line) in lines.iter().enumerate().skip(1) {
            let ends = line.char_indices().map(|(end, _)| end).filter(|end| !line[..*end].trim().is_empty());
            let typed = ends.map(|end| format!("{}\n", &line[..end]));
            for typed in std::iter::once(String::new()).chain(typed) {
                let state =
                    [&lines[..index].concat(), &typed, &lines[index + 1..].concat()].map(String::as_str).concat();
                for typed_line in [None, Some(index)] {
                    states += 1;
                    saved += usize::from(super::super::parse(&state, kind, language, typed_line).root.is_some());
                }
            }
        }
        (saved, states)
    }

    /// Random edits of random texts made of `lines` and `inserts`: re-cutting equals cutting.
    pub(in crate::syntax) fn assert_recuts_like_a_cut(language: Language, lines: &[&str], inserts: &[&str]) {
        let owned = |parts: &[&str]| parts.iter().map(|part| part.to_string()).collect::<Vec<_>>();
        let file = prop::collection::vec(prop::sample::select(owned(lines)), 0..24);
        let edit = (0usize..400, prop_oneof![Just(0usize), 0usize..12, 0usize..90]);
        let new = prop::collection::vec(prop::sample::select([owned(inserts), owned(lines)].concat()), 0..3);
        let edits = prop::collection::vec((edit, new), 1..4);
        let config = ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() };
        // The same cases in every run: a test that fails now and then teaches to ignore it.
        let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(config, random);
        let outcome = runner.run(&(file, edits), |(file, edits)| {
            let mut buffer = Buffer::new(&file.join("\n"));
            let mut blocks = cut(&buffer.text(), language);
            for ((start, length), new) in edits {
                let start = start % (buffer.len() + 1);
                let change = buffer.replace(Span::new(start, start + length), &new.concat());
                recut(&blocks, &buffer, change, language).splice(&mut blocks, change);
                prop_assert_eq!(&blocks, &cut(&buffer.text(), language), "{:?} after {:?}", buffer.text(), change);
            }
            Ok(())
        });
        if let Err(failure) = outcome {
            panic!("{failure}");
        }
    }
}
