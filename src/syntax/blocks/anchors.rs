//! Aliases whose anchors lie in another block.
//!
//! Found by their looks alone: an anchor or alias in a quoted string or a script counts too.
//! That costs the cut of a file only where the names of both agree.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::syntax::Block;

/// `&name` or `*name`.
struct Mark<'a> {
    at: usize,
    is_anchor: bool,
    name: &'a str,
}

/// True when some text looks like an anchor or an alias.
pub(super) fn has_marks(text: &str) -> bool {
    marks(text).next().is_some()
}

/// True when an alias in one block needs the anchor of another.
pub(super) fn reach_across(text: &str, blocks: &[Block]) -> bool {
    if !marks(text).any(|mark| mark.is_anchor) {
        return false;
    }
    let in_blocks = || {
        let mut index = 0;
        marks(text).map(move |mark| {
            while blocks.get(index).is_some_and(|block| block.span.end <= mark.at) {
                index += 1;
            }
            (index, mark)
        })
    };
    let mut homes: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    for (block, mark) in in_blocks().filter(|(_, mark)| mark.is_anchor) {
        homes.entry(mark.name).or_insert((block, block)).1 = block;
    }
    let mut seen: FxHashSet<(usize, &str)> = FxHashSet::default();
    in_blocks().any(|(block, mark)| {
        if mark.is_anchor {
            seen.insert((block, mark.name));
            return false;
        }
        let elsewhere = homes.get(mark.name).is_some_and(|home| *home != (block, block));
        elsewhere && !seen.contains(&(block, mark.name))
    })
}

fn marks(text: &str) -> impl Iterator<Item = Mark<'_>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + bytes.get(from..)?.iter().position(|byte| matches!(byte, b'&' | b'*'))?;
            from = at + 1;
            let starts_token = at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'\n' | b'\r' | b'[' | b'{' | b',');
            if !starts_token {
                continue;
            }
            let rest = &text[at + 1..];
            let end = rest.find([' ', '\t', '\n', '\r', ',', '[', ']', '{', '}']).unwrap_or(rest.len());
            if end > 0 {
                from = at + 1 + end;
                return Some(Mark { at, is_anchor: bytes[at] == b'&', name: &rest[..end] });
            }
        }
    })
}
