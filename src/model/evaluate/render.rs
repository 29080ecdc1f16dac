//! Values as one-line texts, for tests.

use crate::model::{Datum, Piece, Value, Why};

/// `{name: "x", list: [1, true], either: (a | b), reference: @aws_x.y.id, unknown: ?var.x}`.
pub(in crate::model) fn render(value: &Value) -> String {
    let all = |values: &[Value], between: &str| values.iter().map(render).collect::<Vec<_>>().join(between);
    match &value.data {
        Datum::Null => "null".into(),
        Datum::Bool(value) => value.to_string(),
        Datum::Number(digits) => digits.to_string(),
        Datum::Text(text) => format!("{text:?}"),
        Datum::Pieces(pieces) => {
            let piece = |piece: &Piece| match piece {
                Piece::Text(text) => text.to_string(),
                Piece::Hole(value) => format!("${{{}}}", render(value)),
            };
            format!("`{}`", pieces.iter().map(piece).collect::<String>())
        }
        Datum::List(items) => format!("[{}]", all(items, ", ")),
        Datum::Map(members) => {
            let members = members.iter().map(|member| format!("{}: {}", member.key, render(&member.value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Datum::Reference(reference) if reference.attribute.is_empty() => format!("@{}", reference.address),
        Datum::Reference(reference) => format!("@{}.{}", reference.address, reference.attribute),
        Datum::Either(arms) => format!("({})", all(&**arms, " | ")),
        Datum::Unknown(why) => match why {
            Why::NoDefault(name) => format!("?no default of {name}"),
            Why::Elsewhere(name) => format!("?elsewhere {name}"),
            Why::Computed(name) => format!("?computed {name}"),
            Why::Repeated(name) => format!("?repeated {name}"),
            Why::Expression(name) => format!("?expression {name}"),
            Why::Partial => "?partial".into(),
            Why::Excerpt => "?excerpt".into(),
            Why::Default => "?default".into(),
        },
    }
}
