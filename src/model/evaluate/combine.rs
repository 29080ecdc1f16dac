//! Values out of values: one of several, strings with holes.

use crate::model::{Datum, Piece, Value, Why};
use crate::text::Span;

/// Alternatives beyond this number are not told apart.
pub(super) const MAX_WORLDS: usize = 8;

/// True when two values are the same but for where they are written.
pub(super) fn alike(a: &Value, b: &Value) -> bool {
    match (&a.data, &b.data) {
        (Datum::List(a), Datum::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Datum::Map(a), Datum::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && alike(&a.value, &b.value))
        }
        (Datum::Either(a), Datum::Either(b)) => a.iter().zip(b.iter()).all(|(a, b)| alike(a, b)),
        (Datum::Pieces(a), Datum::Pieces(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|pair| match pair {
                    (Piece::Text(a), Piece::Text(b)) => a == b,
                    (Piece::Hole(a), Piece::Hole(b)) => alike(a, b),
                    _ => false,
                })
        }
        (a, b) => a == b,
    }
}

/// Either of two values, or the one that both are.
pub(super) fn either(span: Span, yes: Value, no: Value) -> Value {
    if alike(&yes, &no) { yes } else { Value::new(span, Datum::Either(Box::new([yes, no]))) }
}

/// One of several values; of too many, the first ones or something unknown.
pub(super) fn one_of(span: Span, values: Vec<Value>) -> Value {
    let mut distinct: Vec<Value> = Vec::new();
    for value in values {
        if distinct.len() > MAX_WORLDS {
            break;
        }
        if !distinct.iter().any(|known| alike(known, &value)) {
            distinct.push(value);
        }
    }
    if distinct.len() > MAX_WORLDS {
        distinct.truncate(MAX_WORLDS);
        distinct.push(Value::unknown(span, Why::Expression("…".into())));
    }
    let folded = distinct.into_iter().rev().reduce(|rest, value| either(span, value, rest));
    folded.unwrap_or_else(|| Value::unknown(span, Why::Expression("…".into())))
}

/// The values that a value may be: one, or the arms of an undecided one at any depth.
pub(super) fn worlds(value: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match &value.data {
            Datum::Either(arms) => open.extend(arms.iter().rev()),
            _ => found.push(value),
        }
    }
    found
}

/// Applies a function of several values in each world that their undecided ones make.
pub(super) fn in_each_world(span: Span, arguments: Vec<Value>, function: &dyn Fn(Vec<Value>) -> Value) -> Value {
    let count = arguments.iter().map(|argument| worlds(argument).len()).try_fold(1usize, usize::checked_mul);
    if count.is_none_or(|count| count > MAX_WORLDS) {
        return Value::unknown(span, Why::Expression("…".into()));
    }
    let undecided = arguments.iter().position(|argument| matches!(argument.data, Datum::Either(_)));
    let Some(at) = undecided else { return function(arguments) };
    let results = worlds(&arguments[at]).into_iter().map(|world| {
        let mut arguments = arguments.clone();
        arguments[at] = world.clone();
        in_each_world(span, arguments, function)
    });
    one_of(span, results.collect())
}

/// A string under construction.
#[derive(Debug, Default)]
pub(super) struct Text {
    pieces: Vec<Piece>,
    open: String,
}

impl Text {
    pub(super) fn push_str(&mut self, text: &str) {
        self.open.push_str(text);
    }

    /// Adds a value: its characters when it is known, else a hole.
    pub(super) fn push(&mut self, value: Value) {
        if let Some(scalar) = value.scalar() {
            self.open.push_str(scalar);
            return;
        }
        match value.data {
            Datum::Null => {}
            Datum::Pieces(pieces) => {
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => self.open.push_str(&text),
                        Piece::Hole(hole) => self.hole(hole),
                    }
                }
            }
            _ => self.hole(value),
        }
    }

    fn hole(&mut self, value: Value) {
        self.close();
        self.pieces.push(Piece::Hole(value));
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.pieces.push(Piece::Text(std::mem::take(&mut self.open).into()));
        }
    }

    /// Number of bytes so far.
    pub(super) fn len(&self) -> usize {
        let closed = self.pieces.iter().map(|piece| if let Piece::Text(text) = piece { text.len() } else { 0 });
        self.open.len() + closed.sum::<usize>()
    }

    /// The string; a single hole is its value.
    pub(super) fn finish(mut self, span: Span) -> Value {
        if self.pieces.is_empty() {
            return Value::new(span, Datum::Text(self.open.into()));
        }
        self.close();
        match <[Piece; 1]>::try_from(self.pieces) {
            Ok([Piece::Hole(value)]) => value,
            Ok(pieces) => Value::new(span, Datum::Pieces(pieces.into())),
            Err(pieces) => Value::new(span, Datum::Pieces(pieces.into())),
        }
    }
}
