//! Tests of the condition language, of judging, and of the catalogue format. Strings in, words out.

mod builtin;
mod catalogue;
mod judging;
mod operators;
mod quantifiers;
mod secrets;
mod suppressing;

use serde_json::Value as Json;
use toml::de::DeTable;

use super::condition::Condition;
use super::condition_file::{self, Subject, Vocabulary};
use super::evaluate::Scope;
use super::fields::{Fields, Problems};
use crate::model::{
    Datum, Dialect, Extent, Kinds, Member, Module, Piece, Reference, Resource, Truth, Value, View, Why, parse_kinds,
};
use crate::text::Span;

/// A kind with an attribute of every sort.
const KINDS: &str = r#"
[[kind]]
id = "test.thing"
name = { en = "thing", ja = "もの" }
terraform = "aws_thing"
cloudformation = "AWS::Test::Thing"

[kind.attributes]
name = { absent = "(nothing)", source = "s", checked = "2026-11" }
other = {}
flag = { absent = false, source = "s", checked = "2026-11" }
size = {}
subnets = { absent = "(nothing)", source = "s", checked = "2026-11" }
"items[]" = {}
"items[].from" = { absent = "(nothing)", source = "s", checked = "2026-11" }
"items[].to" = {}
"items[].protocol" = {}
"items[].cidrs[]" = {}
"#;

pub(super) fn kinds() -> Kinds {
    Kinds::new(parse_kinds(KINDS).expect("a kind table"))
}

/// Reads the members of a condition's table.
#[track_caller]
fn condition(kinds: &Kinds, text: &str) -> Condition {
    let source = format!("it = {{ {text} }}");
    let table = DeTable::parse(&source).unwrap_or_else(|error| panic!("{source}: {error}"));
    let kind = |id: &str| kinds.get(id);
    let vocabulary = Vocabulary { kind: &kind, code: &|_| false, term: &|_| true };
    let subject = Subject { kinds: kinds.get("test.thing").into_iter().collect(), list: None };
    let mut problems = Problems::default();
    let node = Fields::top(&table).take("it").expect("a condition");
    let condition = condition_file::read(node, &subject, &vocabulary, &mut problems);
    assert_eq!(problems.0, [], "{text}");
    condition.expect("a condition")
}

/// What a condition says of a thing with this body.
#[track_caller]
fn holds(text: &str, body: Json) -> Truth {
    let kinds = kinds();
    let condition = condition(&kinds, text);
    let module = Module::new(Extent::Complete);
    let resource = thing(body);
    let scope = Scope {
        view: &View::new(&module),
        kinds: &kinds,
        kind: kinds.get("test.thing").expect("the kind"),
        resource: &resource,
        element: None,
    };
    scope.decide(&condition).truth
}

/// A Terraform thing; see [`value`] for its body.
fn thing(body: Json) -> Resource {
    Resource {
        address: "aws_thing.it".into(),
        type_name: "aws_thing".into(),
        type_span: Span::default(),
        name: "it".into(),
        name_span: Span::new(20, 22),
        is_data: false,
        dialect: Dialect::Terraform,
        span: Span::new(0, 100),
        body: value(&body),
        created: Truth::Yes,
        partial: false,
    }
}

/// JSON as a value. `"${?}"` is a variable without default, `"a${?}b"` a string with such a hole,
/// `"${aws_x.y.id}"` a reference, `"${*}"` one of many, `{"if": [a, b]}` either of two.
fn value(json: &Json) -> Value {
    let data = match json {
        Json::Null => Datum::Null,
        Json::Bool(value) => Datum::Bool(*value),
        Json::Number(number) => Datum::Number(number.to_string().into()),
        Json::String(text) => string(text),
        Json::Array(items) => Datum::List(items.iter().map(value).collect()),
        Json::Object(members) => match members.get("if").and_then(Json::as_array).map(Vec::as_slice) {
            Some([one, other]) => Datum::Either(Box::new([value(one), value(other)])),
            _ => {
                let member = |(key, json): (&String, &Json)| Member {
                    key: key.as_str().into(),
                    key_span: Span::new(30, 40),
                    value: value(json),
                };
                Datum::Map(members.iter().map(member).collect())
            }
        },
    };
    Value::new(Span::new(50, 60), data)
}

fn string(text: &str) -> Datum {
    match text {
        "${?}" => return Datum::Unknown(Why::NoDefault("var.it".into())),
        "${*}" => return Datum::Unknown(Why::Repeated("each.value".into())),
        _ => {}
    }
    if let Some((before, after)) = text.split_once("${?}") {
        let hole = Value::unknown(Span::default(), Why::NoDefault("var.it".into()));
        let pieces = [Piece::Text(before.into()), Piece::Hole(hole), Piece::Text(after.into())];
        return Datum::Pieces(pieces.into());
    }
    match text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).and_then(|rest| rest.rsplit_once('.')) {
        Some((address, attribute)) => {
            Datum::Reference(Reference { address: address.into(), attribute: attribute.into() })
        }
        None => Datum::Text(text.into()),
    }
}
