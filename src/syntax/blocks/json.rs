//! Cuts a JSON file: members of the root object, and the entries of the sections that hold
//! resources.
//!
//! Brackets are counted. Where that fails, because one is missing, indentation helps: a key that
//! starts its line right below the key of the member it would be nested in is that member's
//! sibling.

use crate::syntax::{Block, BlockKind, Columns, Language};
use crate::text::Span;

use super::json_tokens::{Token, TokenKind, Tokens};
use super::{Cut, Piece, Wants, uncut};

/// Cuts a part of a file.
pub(super) fn cut(piece: Piece<'_>, language: Language) -> Cut {
    let mut members = Members::new(piece, language);
    members.run();
    let is_file = piece.start == 0 && piece.complete;
    if members.is_whole && !is_file {
        return Cut { blocks: members.tile(), wants: Wants::File };
    }
    let is_whole = members.is_whole;
    let has_content = members.last_end > 0;
    let blocks = members.tile();
    let unkeyed = has_content && blocks.iter().all(|block| block.kind == BlockKind::Loose);
    if is_file && (is_whole || unkeyed) {
        return uncut(piece);
    }
    Cut { blocks, wants: Wants::Nothing }
}

/// True when the members of this member of the root are blocks, or hold blocks.
pub(in crate::syntax) fn is_cut_section(key: &str, language: Language) -> bool {
    match language {
        Language::Json => key == "Resources",
        Language::TerraformJson => matches!(key, "resource" | "data"),
        _ => false,
    }
}

/// An object whose members are blocks, below the root.
#[derive(Clone, Debug)]
struct Level {
    key: Box<str>,
    column: u32,
}

/// A member that has started; whether its value is cut further shows when it comes.
struct Member {
    /// Where its block starts.
    start: usize,
    key: Box<str>,
    column: u32,
    has_colon: bool,
}

/// A walk over the members of the root object and of the objects that are cut.
struct Members<'a> {
    text: &'a str,
    base: usize,
    language: Language,
    tokens: Tokens<'a>,
    /// The objects around the current member, without the root.
    levels: Vec<Level>,
    /// The column of the members of the innermost of them: the least so far.
    column: Option<u32>,
    /// The column of the first key of a part, which may start in mid-line.
    first_column: Option<u32>,
    /// What `levels` and `column` were before the last object was closed: a closing bracket too
    /// many is told by the next key's column.
    closed: Option<(Vec<Level>, u32)>,
    /// Brackets open in the current member's value.
    depth: usize,
    /// A member whose kind of block is not known yet.
    pending: Option<Member>,
    blocks: Vec<Block>,
    /// End of the last token.
    last_end: usize,
    is_whole: bool,
}

impl<'a> Members<'a> {
    fn new(piece: Piece<'a>, language: Language) -> Self {
        let mut levels = Vec::new();
        let (mut column, mut first_column) = (None, None);
        if let Some(Block { kind, columns: Columns(columns), .. }) = piece.at.filter(|_| piece.start > 0) {
            if let BlockKind::Entry { parents, .. } = kind {
                let named = parents.iter().zip(columns);
                levels.extend(named.map(|(key, column)| Level { key: key.clone(), column: *column }));
            }
            column = columns.get(levels.len()).copied();
            first_column = if levels.is_empty() { columns.get(1).copied() } else { column };
        }
        Self {
            text: piece.text,
            base: piece.start,
            language,
            tokens: Tokens::new(piece.text),
            levels,
            column,
            first_column,
            closed: None,
            depth: 0,
            pending: None,
            blocks: Vec::new(),
            last_end: 0,
            is_whole: false,
        }
    }

    fn run(&mut self) {
        while let Some(token) = self.tokens.next() {
            self.step(token);
            if self.is_whole {
                return;
            }
            self.last_end = token.end;
        }
        self.settle(false);
    }

    fn step(&mut self, token: Token) {
        if token.kind == TokenKind::Text {
            self.resynchronise(token);
        }
        if self.depth > 0 {
            match token.kind {
                TokenKind::Open => self.depth += 1,
                TokenKind::Close => self.depth -= 1,
                _ => {}
            }
            return;
        }
        let awaits_value = self.pending.as_ref().is_some_and(|member| member.has_colon);
        match token.kind {
            TokenKind::Text | TokenKind::Other if awaits_value => self.settle(false),
            TokenKind::Text => self.start_member(token),
            TokenKind::Colon => {
                if let Some(member) = &mut self.pending {
                    member.has_colon = true;
                }
            }
            TokenKind::Open => self.open(token),
            TokenKind::Close => self.close(token),
            TokenKind::Comma => self.settle(false),
            TokenKind::Other => {}
        }
    }

    /// A key at the column of the members around it, or of the objects that hold them, is a
    /// member there, whatever the brackets say.
    fn resynchronise(&mut self, token: Token) {
        let is_first_of_part = self.base > 0 && self.last_end == 0;
        let Some(column) = token.column.filter(|_| !is_first_of_part && self.tokens.is_before_colon()) else {
            return;
        };
        let closed = self.closed.take().filter(|_| self.depth == 0 && self.pending.is_none());
        if let Some((levels, members)) = closed
            && column == members
            && levels.last().is_some_and(|level| level.column < column)
        {
            self.levels = levels;
            self.column = Some(members);
            return;
        }
        // Without indentation columns tell nothing.
        let mut outer = 0;
        let columns = self.levels.iter().map(|level| level.column).chain(self.column);
        for (level, own) in columns.enumerate().filter(|(_, own)| *own != Columns::NONE) {
            if own == column && own > outer {
                self.settle(false);
                self.depth = 0;
                self.levels.truncate(level);
                self.column = Some(column);
                return;
            }
            outer = own;
        }
    }

    fn start_member(&mut self, token: Token) {
        self.settle(false);
        let key = self.tokens.unquoted(token).0.into();
        let column = self.first_column.take().or(token.column).unwrap_or(Columns::NONE);
        self.pending = Some(Member { start: self.boundary(), key, column, has_colon: false });
        self.column = Some(self.column.map_or(column, |members| members.min(column)));
    }

    /// An opening bracket outside any value: the root, an object that is cut, or a value.
    fn open(&mut self, token: Token) {
        let is_object = self.text.as_bytes().get(token.start) == Some(&b'{');
        match &self.pending {
            Some(member) if is_object && member.has_colon && self.is_cut(&member.key) => self.settle(true),
            Some(_) => {
                self.settle(false);
                self.depth = 1;
            }
            None if is_object => self.start_loose(),
            None if self.base == 0 && self.last_end == 0 => self.is_whole = true,
            None => self.depth = 1,
        }
    }

    fn close(&mut self, token: Token) {
        self.settle(false);
        self.start_loose();
        let Some(level) = self.levels.last() else {
            return;
        };
        // Deeper than the key of the object: not its bracket.
        if token.column.is_some_and(|column| level.column < column) {
            return;
        }
        let column = level.column;
        self.closed = Some((self.levels.clone(), self.column.unwrap_or(Columns::NONE)));
        self.levels.pop();
        self.column = Some(column);
    }

    /// True when the members of this member are blocks.
    fn is_cut(&self, key: &str) -> bool {
        match self.levels.as_slice() {
            [] => is_cut_section(key, self.language),
            [_] => self.language == Language::TerraformJson,
            _ => false,
        }
    }

    /// Makes the pending member a block, now that its value is known.
    fn settle(&mut self, is_opened: bool) {
        let Some(member) = self.pending.take() else {
            return;
        };
        self.closed = None;
        let mut columns = Columns([0; 3]);
        let own = self.levels.is_empty().then_some(member.column);
        let around = self.levels.iter().map(|level| level.column).chain(self.column).chain(own);
        columns.0.iter_mut().zip(around).for_each(|(place, column)| *place = column);
        let kind = match (self.levels.is_empty(), is_opened) {
            (true, _) => Some(BlockKind::Section(member.key.clone())),
            (false, false) => {
                let parents = self.levels.iter().map(|level| level.key.clone()).collect();
                Some(BlockKind::Entry { parents, key: member.key.clone() })
            }
            // The opening of a type's resources stays with what opens before it.
            (false, true) => {
                let follows_opening = self.blocks.last().is_some_and(|block| match &block.kind {
                    BlockKind::Section(key) => self.levels.last().is_some_and(|level| level.key == *key),
                    kind => *kind == BlockKind::Loose,
                });
                (!follows_opening).then_some(BlockKind::Loose)
            }
        };
        if let Some(kind) = kind {
            let columns = if kind == BlockKind::Loose { Columns::default() } else { columns };
            self.blocks.push(Block { columns, ..Block::new(Span::empty(self.base + member.start), kind) });
        }
        if is_opened {
            self.levels.push(Level { key: member.key, column: member.column });
            self.column = None;
        }
    }

    fn start_loose(&mut self) {
        if self.blocks.last().is_none_or(|block| block.kind != BlockKind::Loose) {
            let start = Span::empty(self.base + self.boundary());
            self.blocks.push(Block::new(start, BlockKind::Loose));
        }
    }

    /// Where a block that holds the next token starts: behind the last token, and behind the
    /// rest of its line when only a comment stands there.
    fn boundary(&self) -> usize {
        if self.last_end == 0 { 0 } else { self.tokens.rest_of_line(self.last_end) }
    }

    /// The blocks, each up to the next.
    fn tile(mut self) -> Vec<Block> {
        let first = self.blocks.first().map(|block| block.span.start);
        if first != Some(self.base) && !self.text.is_empty() {
            self.blocks.insert(0, Block::new(Span::empty(self.base), BlockKind::Loose));
        }
        let mut end = self.base + self.text.len();
        for block in self.blocks.iter_mut().rev() {
            block.span.end = end;
            end = block.span.start;
        }
        self.blocks
    }
}

#[cfg(test)]
mod tests;
