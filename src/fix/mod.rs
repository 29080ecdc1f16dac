//! Fixes: changes in the words of the kind table, and the text edits that carry them out.

mod change;

pub use change::{Change, Setting};
