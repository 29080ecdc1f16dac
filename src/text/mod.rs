//! Text: rope buffers, byte spans, position encodings, edits, and texts in two languages.
//!
//! Everything above this floor speaks of `(file, byte span)`. Lines and columns exist at the
//! editor's and the terminal's edge only, and are computed here.

mod buffer;
mod date;
mod edit;
mod lang;
mod position;
mod span;

pub use buffer::{Buffer, Change};
pub use date::Date;
pub use edit::{TextEdit, apply_edits};
pub use lang::{Lang, Text, document_language, script_of};
pub use position::{Encoding, LineIndex, Position};
pub use span::Span;
