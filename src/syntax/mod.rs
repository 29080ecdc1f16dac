//! Syntax: files cut into blocks, blocks parsed into one tree type.
//!
//! [`cut`] and [`recut`] find the blocks with a forgiving scan that cannot fail. [`parse`] gives
//! one block to the language's parser, repairing it where it is half typed. Nothing here knows
//! what AWS is.

mod block;
mod language;
mod parsed;
mod tree;

pub use block::{Block, BlockKind, Fence};
pub use language::Language;
pub use parsed::{Parsed, SyntaxError};
pub use tree::{Call, Conditional, Data, Entry, Label, MAX_DEPTH, Map, Node, Part, Step, Style};
