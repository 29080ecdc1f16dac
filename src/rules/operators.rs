//! The operators that look at one value. Their truth tables stand in `condition`.

use super::cidr::Cidr;
use super::condition::{PortExtent, Test};
use super::finding::Cause;
use super::glob::{self, Token};
use super::version;
use crate::model::{Datum, Piece, Scalar, Value, Why};

/// What an operator says: `Ok(true)` is `Yes`, `Ok(false)` is `No`, an error is `Unknown` with the
/// reason.
pub(super) type Answer = Result<bool, Cause>;

/// A value as the operators see it.
enum Form<'v> {
    Nothing,
    Scalar(&'v str),
    Pieces(&'v [Piece]),
    Structure,
}

/// What a test says of a value. `SameAs` compares two values and `Masked` looks at a
/// parameter: they are not answered here.
pub(super) fn decide(test: &Test, value: &Value) -> Answer {
    if let Datum::Either(arms) = &value.data {
        return agree(decide(test, &arms[0]), decide(test, &arms[1]));
    }
    match test {
        Test::In { values, ignore_case } => is_in(value, values, *ignore_case),
        Test::Matches { patterns, ignore_case } => matches(value, patterns, *ignore_case),
        Test::AtLeast(bound) => number(value, |number| number >= *bound as f64),
        Test::AtMost(bound) => number(value, |number| number <= *bound as f64),
        Test::OlderThan(bound) => scalar(value, |text| version::older(text, bound)),
        Test::Present(wanted) => present(value).map(|present| present == *wanted),
        Test::CidrCovers(ranges) => scalar(value, |text| {
            let outer = Cidr::parse(text)?;
            Some(ranges.iter().filter_map(|inner| Cidr::parse(inner)).any(|inner| outer.covers(inner)))
        }),
        Test::Count { at_least, at_most } => match &value.data {
            Datum::Unknown(_) | Datum::Reference(_) | Datum::Pieces(_) => Err(cause(value)),
            _ => count(value.items(), *at_least, *at_most),
        },
        Test::Allows(actions) => allows(value, actions),
        Test::Literal(wanted) => Ok(is_literal(value) == *wanted),
        Test::SameAs(_) | Test::Masked(_) => Err(cause(value)),
    }
}

/// What both of two possible worlds say.
pub(super) fn agree(one: Answer, other: Answer) -> Answer {
    match (one, other) {
        (Ok(one), Ok(other)) if one == other => Ok(one),
        (Ok(_), Ok(_)) => Err(Cause::OneOfTwo),
        (Err(cause), _) | (_, Err(cause)) => Err(cause),
    }
}

/// Why a value says nothing.
pub(super) fn cause(value: &Value) -> Cause {
    match &value.data {
        Datum::Unknown(why) => Cause::Value(why.clone()),
        Datum::Reference(reference) if reference.attribute.is_empty() => {
            Cause::Value(Why::Computed(reference.address.clone()))
        }
        Datum::Reference(reference) => {
            Cause::Value(Why::Computed(format!("{}.{}", reference.address, reference.attribute).into()))
        }
        Datum::Pieces(pieces) => {
            let hole = pieces.iter().find_map(|piece| match piece {
                Piece::Hole(value) => Some(cause(value)),
                Piece::Text(_) => None,
            });
            hole.unwrap_or(Cause::Form("${…}".into()))
        }
        Datum::Either(_) => Cause::OneOfTwo,
        Datum::List(_) => Cause::Form("[…]".into()),
        Datum::Map(_) => Cause::Form("{…}".into()),
        Datum::Null => Cause::Form("null".into()),
        Datum::Bool(_) | Datum::Number(_) | Datum::Text(_) => Cause::Form(value.scalar().unwrap_or_default().into()),
    }
}

fn form(value: &Value) -> Result<Form<'_>, Cause> {
    match &value.data {
        Datum::Null => Ok(Form::Nothing),
        Datum::Pieces(pieces) => Ok(Form::Pieces(pieces)),
        Datum::List(_) | Datum::Map(_) => Ok(Form::Structure),
        Datum::Reference(_) | Datum::Unknown(_) | Datum::Either(_) => Err(cause(value)),
        Datum::Bool(_) | Datum::Number(_) | Datum::Text(_) => Ok(Form::Scalar(value.scalar().unwrap_or_default())),
    }
}

fn is_in(value: &Value, values: &[Scalar], ignore_case: bool) -> Answer {
    match form(value)? {
        Form::Nothing | Form::Structure => Ok(false),
        Form::Scalar(text) => Ok(values.iter().any(|wanted| match wanted {
            Scalar::Text(wanted) if ignore_case => wanted.eq_ignore_ascii_case(text),
            wanted => wanted.is(text),
        })),
        Form::Pieces(pieces) => {
            let tokens = tokens(pieces);
            let excluded = values.iter().all(|wanted| {
                let literal = literal(wanted);
                !literal.contains(['*', '?', '\\']) && !glob::possible(&literal, &tokens, ignore_case)
            });
            if excluded { Ok(false) } else { Err(cause(value)) }
        }
    }
}

fn literal(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Nothing => String::new(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Text(text) => text.to_string(),
    }
}

fn matches(value: &Value, patterns: &[Box<str>], ignore_case: bool) -> Answer {
    let tokens = match form(value)? {
        Form::Nothing | Form::Structure => return Ok(false),
        Form::Scalar(text) => text.chars().map(Token::Char).collect(),
        Form::Pieces(pieces) => tokens(pieces),
    };
    if patterns.iter().any(|pattern| glob::certain(pattern, &tokens, ignore_case)) {
        return Ok(true);
    }
    let has_holes = tokens.contains(&Token::Hole);
    if has_holes && patterns.iter().any(|pattern| glob::possible(pattern, &tokens, ignore_case)) {
        return Err(cause(value));
    }
    Ok(false)
}

/// Whether an action of a policy, which may hold wildcards, is one of `actions` among others.
fn allows(value: &Value, actions: &[Box<str>]) -> Answer {
    let takes = |pattern: &str| {
        actions.iter().any(|action| {
            let action: Vec<Token> = action.chars().map(Token::Char).collect();
            glob::certain(pattern, &action, true)
        })
    };
    match form(value)? {
        Form::Nothing | Form::Structure => Ok(false),
        Form::Scalar(pattern) => Ok(takes(pattern)),
        Form::Pieces(pieces) => {
            let widest: String = pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => &**text,
                    Piece::Hole(_) => "*",
                })
                .collect();
            if takes(&widest) { Err(cause(value)) } else { Ok(false) }
        }
    }
}

/// What is read from elsewhere when the stack is deployed, and what only names something.
const NO_LITERALS: [&str; 3] = ["{{resolve:", "arn:aws", "${"];

/// Whether a text stands in the file itself.
fn is_literal(value: &Value) -> bool {
    value.scalar().is_some_and(|text| {
        let text = text.trim();
        !text.is_empty() && !NO_LITERALS.iter().any(|start| text.starts_with(start))
    })
}

fn tokens(pieces: &[Piece]) -> Vec<Token> {
    let mut tokens = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => tokens.extend(text.chars().map(Token::Char)),
            Piece::Hole(_) => tokens.push(Token::Hole),
        }
    }
    tokens
}

fn number(value: &Value, holds: impl Fn(f64) -> bool) -> Answer {
    scalar(value, |text| text.trim().parse::<f64>().ok().map(holds))
}

/// Asks a known scalar; what it cannot answer is unknown.
fn scalar(value: &Value, ask: impl FnOnce(&str) -> Option<bool>) -> Answer {
    match form(value)? {
        Form::Nothing => Ok(false),
        Form::Scalar(text) => ask(text).ok_or_else(|| cause(value)),
        Form::Pieces(_) | Form::Structure => Err(cause(value)),
    }
}

/// Whether something is there. An empty string or list is nothing to AWS.
pub(super) fn present(value: &Value) -> Answer {
    match &value.data {
        Datum::Null => Ok(false),
        Datum::Text(text) => Ok(!text.is_empty()),
        Datum::List(items) => Ok(!items.is_empty()),
        Datum::Unknown(Why::Elsewhere(_) | Why::Computed(_)) => Ok(true),
        Datum::Unknown(_) => Err(cause(value)),
        Datum::Either(arms) => agree(present(&arms[0]), present(&arms[1])),
        _ => Ok(true),
    }
}

/// Whether the number of `items` lies between the bounds.
pub(super) fn count<'v>(items: impl IntoIterator<Item = &'v Value>, at_least: u32, at_most: Option<u32>) -> Answer {
    let (mut low, mut high) = (0_u32, Some(0_u32));
    let mut open = None;
    for item in items {
        let (least, most) = times(item);
        low = low.saturating_add(least);
        high = high.zip(most).map(|(high, most)| high.saturating_add(most));
        if most != Some(least) {
            open.get_or_insert_with(|| cause(item));
        }
    }
    let surely_enough = low >= at_least;
    let surely_few = high.is_some_and(|high| high < at_least);
    let within = at_most.is_none_or(|bound| high.is_some_and(|high| high <= bound));
    let beyond = at_most.is_some_and(|bound| low > bound);
    if surely_few || beyond {
        Ok(false)
    } else if surely_enough && within {
        Ok(true)
    } else {
        Err(open.unwrap_or(Cause::OneOfTwo))
    }
}

/// How many items an item stands for, at least and at most.
fn times(item: &Value) -> (u32, Option<u32>) {
    match &item.data {
        Datum::Null => (0, Some(0)),
        Datum::Unknown(Why::Repeated(_)) => (0, None),
        Datum::Either(arms) => {
            let ((a, b), (c, d)) = (times(&arms[0]), times(&arms[1]));
            (a.min(c), b.zip(d).map(|(b, d)| b.max(d)))
        }
        _ => (1, Some(1)),
    }
}

/// What a range of ports says to ranges asked for.
pub(super) fn ports(
    from: &Value,
    to: &Value,
    protocol: Option<&Value>,
    extent: PortExtent,
    ranges: &[(u16, u16)],
) -> Answer {
    match protocol.map(form).transpose()? {
        Some(Form::Scalar("-1" | "all" | "ALL")) => return Ok(true),
        Some(Form::Scalar(name)) if !has_ports(name) => return Ok(false),
        Some(Form::Pieces(_) | Form::Structure) => return Err(protocol.map_or(Cause::OneOfTwo, cause)),
        _ => {}
    }
    let port = |value: &Value| value.scalar().and_then(|text| text.parse::<i32>().ok());
    let within = |from: i32, to: i32| {
        ranges.iter().any(|&(first, last)| match extent {
            PortExtent::Covers => from <= first.into() && i32::from(last) <= to,
            PortExtent::Overlaps => from <= last.into() && i32::from(first) <= to,
        })
    };
    // An end that is not known may lie anywhere: only a "no" for every place is an answer.
    match (port(from), port(to)) {
        (Some(from), Some(to)) => Ok(within(from, to)),
        (Some(from), None) if !within(from, i32::MAX) => Ok(false),
        (None, Some(to)) if !within(i32::MIN, to) => Ok(false),
        (None, _) => Err(cause(from)),
        (_, None) => Err(cause(to)),
    }
}

/// Protocols whose ports are ports: TCP, UDP, SCTP, by name or number.
fn has_ports(protocol: &str) -> bool {
    ["tcp", "udp", "sctp", "6", "17", "132"].iter().any(|known| known.eq_ignore_ascii_case(protocol))
}

/// Whether two values are the same, or refer to the same.
pub(super) fn same(one: &Value, other: &Value) -> Answer {
    match (&one.data, &other.data) {
        (Datum::Either(arms), _) => agree(same(&arms[0], other), same(&arms[1], other)),
        (_, Datum::Either(arms)) => agree(same(one, &arms[0]), same(one, &arms[1])),
        (Datum::Null, _) | (_, Datum::Null) => Ok(false),
        (Datum::Reference(a), Datum::Reference(b)) if a == b => Ok(true),
        // Two attributes of one resource, or two data sources, may hold the same.
        (Datum::Reference(a), Datum::Reference(b)) if a.address == b.address => Err(cause(one)),
        (Datum::Reference(a), Datum::Reference(b)) => {
            if a.address.starts_with("data.") || b.address.starts_with("data.") { Err(cause(one)) } else { Ok(false) }
        }
        _ => match (one.scalar(), other.scalar()) {
            (Some(a), Some(b)) => Ok(a == b),
            (None, _) => Err(cause(one)),
            (_, None) => Err(cause(other)),
        },
    }
}
