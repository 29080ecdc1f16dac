//! A limit on the work for one resource, against definitions that multiply.

use std::cell::Cell;

use crate::model::{Value, Why};
use crate::text::Span;

/// Values that one resource may take; the largest real ones need a few thousand.
const MAX_VALUES: usize = 50_000;

/// Values inside values, definitions that were followed included.
const MAX_DEPTH: usize = 100;

/// Bytes of text that count as one value.
const TEXT_PER_VALUE: usize = 64;

/// The work that is left.
#[derive(Debug)]
pub(super) struct Effort {
    left: Cell<usize>,
    depth: Cell<usize>,
}

impl Effort {
    pub(super) fn new() -> Self {
        Self { left: Cell::new(MAX_VALUES), depth: Cell::new(0) }
    }

    /// Evaluates one value, or gives up.
    pub(super) fn spend(&self, span: Span, evaluate: impl FnOnce() -> Value) -> Value {
        let (left, depth) = (self.left.get(), self.depth.get());
        if left == 0 || depth >= MAX_DEPTH {
            return Value::unknown(span, Why::Expression("…".into()));
        }
        self.left.set(left - 1);
        self.depth.set(depth + 1);
        let value = evaluate();
        self.depth.set(depth);
        value
    }

    /// Counts a text that was copied or composed.
    pub(super) fn text(&self, bytes: usize) {
        self.left.set(self.left.get().saturating_sub(bytes / TEXT_PER_VALUE));
    }
}
