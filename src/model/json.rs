//! JSON inside strings: policies, task definitions, dashboards.

use serde_json::Value as Json;

use super::{Datum, Member, Piece, Value, Why};

/// Stands for a hole while the JSON around it is parsed; no document contains it.
const HOLE: char = '\u{F8FF}';

/// The value that a string holds as JSON; `None` for other values and for text that is no JSON.
/// Holes become parts of the strings around them, or unknown values where they stand alone.
/// Every span is the string's own.
pub(crate) fn parse(value: &Value) -> Option<Value> {
    let mut holes = Vec::new();
    let text = match &value.data {
        Datum::Text(text) => text.to_string(),
        Datum::Pieces(pieces) => {
            let mut text = String::new();
            for piece in pieces {
                match piece {
                    Piece::Text(part) => text.push_str(part),
                    Piece::Hole(hole) => {
                        if !inside_string(&text) {
                            // A bare hole stands for a whole value.
                            text.push('"');
                            text.push(HOLE);
                            text.push('"');
                        } else {
                            text.push(HOLE);
                        }
                        holes.push(hole.clone());
                    }
                }
            }
            text
        }
        _ => return None,
    };
    let json: Json =
        serde_json::from_str(&text).or_else(|_| serde_json::from_str(&without_trailing_commas(&text))).ok()?;
    let mut holes = holes.into_iter();
    Some(convert(json, value, &mut holes))
}

/// The text without the commas before closing brackets, which the editor sees while a list is typed.
fn without_trailing_commas(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut quotes, mut comma) = (Quotes::default(), None);
    for c in text.chars() {
        quotes.pass(c);
        match c {
            ',' if !quotes.are_open => comma = Some(kept.len()),
            ']' | '}' if !quotes.are_open => {
                if let Some(at) = comma.take() {
                    kept.replace_range(at..=at, " ");
                }
            }
            c if c.is_whitespace() => {}
            _ => comma = None,
        }
        kept.push(c);
    }
    kept
}

/// Whether a walk over JSON is inside a string.
#[derive(Default)]
struct Quotes {
    are_open: bool,
    is_escaped: bool,
}

impl Quotes {
    fn pass(&mut self, c: char) {
        match c {
            _ if self.is_escaped => self.is_escaped = false,
            '\\' if self.are_open => self.is_escaped = true,
            '"' => self.are_open = !self.are_open,
            _ => {}
        }
    }
}

/// True when a JSON text ends inside a string.
fn inside_string(text: &str) -> bool {
    let mut quotes = Quotes::default();
    text.chars().for_each(|c| quotes.pass(c));
    quotes.are_open
}

fn convert(json: Json, around: &Value, holes: &mut impl Iterator<Item = Value>) -> Value {
    let data = match json {
        Json::Null => Datum::Null,
        Json::Bool(value) => Datum::Bool(value),
        Json::Number(number) => Datum::Number(number.to_string().into()),
        Json::String(text) if text.contains(HOLE) => fill(&text, holes),
        Json::String(text) => Datum::Text(text.into()),
        Json::Array(items) => Datum::List(items.into_iter().map(|item| convert(item, around, holes)).collect()),
        Json::Object(members) => Datum::Map(
            members
                .into_iter()
                .map(|(key, value)| {
                    key.chars().filter(|c| *c == HOLE).for_each(|_| drop(holes.next()));
                    Member { key: key.into(), key_span: around.span, value: convert(value, around, holes) }
                })
                .collect(),
        ),
    };
    Value { span: around.span, foreign: true, data }
}

fn fill(text: &str, holes: &mut impl Iterator<Item = Value>) -> Datum {
    let mut next = || holes.next().map_or(Datum::Unknown(Why::Expression("${…}".into())), |hole| hole.data);
    if text.chars().eq([HOLE]) {
        return next();
    }
    let mut pieces = Vec::new();
    for (index, part) in text.split(HOLE).enumerate() {
        if index > 0 {
            pieces.push(Piece::Hole(Value::new(crate::text::Span::default(), next())));
        }
        if !part.is_empty() {
            pieces.push(Piece::Text(part.into()));
        }
    }
    Datum::Pieces(pieces.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn a_comma_too_many_is_forgiven() {
        let value = |text: &str| Value::new(Span::default(), Datum::Text(text.into()));
        let read = parse(&value(r#"{"a": ["x,", ], "b": ",]",}"#)).unwrap();
        assert_eq!(read.get("a").map(|list| list.items().len()), Some(1));
        assert_eq!(read.get("b").and_then(Value::scalar), Some(",]"));
        assert!(parse(&value("[1,,]")).is_none());
    }

    #[test]
    fn a_hole_inside_a_string_keeps_the_rest_known() {
        let hole = Value::unknown(Span::default(), Why::NoDefault("name".into()));
        let pieces = [
            Piece::Text(r#"{"Resource": "arn:aws:s3:::"#.into()),
            Piece::Hole(hole),
            Piece::Text(r#"/*", "n": 1}"#.into()),
        ];
        let value = Value::new(Span::new(3, 9), Datum::Pieces(pieces.into()));
        let parsed = parse(&value).unwrap();
        assert_eq!(parsed.get("n").and_then(Value::scalar), Some("1"));
        let Some(Datum::Pieces(pieces)) = parsed.get("Resource").map(|value| &value.data) else { panic!("{parsed:?}") };
        assert_eq!(pieces.len(), 3);
    }

    #[test]
    fn what_is_no_json_is_nothing() {
        assert_eq!(parse(&Value::new(Span::default(), Datum::Text("{".into()))), None);
    }
}
