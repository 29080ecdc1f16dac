//! JSON blocks, through `jsonc-parser`.

mod layout;
mod repair;

use jsonc_parser::ast::{ObjectProp, ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::blocks::json_tokens::Tokens;
use super::yaml::scalar::is_placeholder;
use super::{BlockKind, Data, Entry, Language, MAX_DEPTH, Map, Node, Parsed, Style, SyntaxError, hcl};
use crate::text::Span;

/// Parses one block of a JSON file.
pub(super) fn parse(text: &str, kind: &BlockKind, language: Language, typed_line: Option<usize>) -> Parsed {
    let mut tokens = Tokens::new(text);
    tokens.by_ref().for_each(drop);
    let comments = tokens.comments.into();
    if matches!(kind, BlockKind::Loose) {
        return Parsed { comments, ..Parsed::default() };
    }
    Parsed { comments, ..repair::parse(text, kind, language, typed_line) }
}

/// What a parse lets through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tolerance {
    /// JSON with comments and trailing commas.
    None,
    /// Missing commas too, and keys without quotes.
    Half,
}

/// The tree of a text that is one value, or, when `is_member`, members of an object.
fn root(text: &str, is_member: bool, language: Language, tolerance: Tolerance) -> Result<Node, SyntaxError> {
    let lenient = tolerance == Tolerance::Half;
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_missing_commas: lenient,
        allow_loose_object_property_names: lenient,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    // The closing brace on a line of its own: the member may end in a comment.
    let braced = if is_member { format!("{{{text}\n}}") } else { text.into() };
    let parsed = parse_to_ast(&braced, &CollectOptions::default(), &options);
    let result =
        parsed.map_err(|error| SyntaxError { at: error.range().start, message: error.kind().to_string().into() });
    let result = result.and_then(|result| {
        let value = result.value.ok_or(SyntaxError { at: 0, message: "no content".into() })?;
        Ok(Converter { templates: language == Language::TerraformJson }.node(value, MAX_DEPTH))
    });
    if !is_member {
        return result;
    }
    let end = text.len();
    let unbraced = |offset: usize| offset.saturating_sub(1).min(end);
    match result {
        Ok(mut node) => {
            node.map_offsets(&unbraced);
            if let [first, .., last] | [first @ last] = node.entries() {
                node.span = first.span.hull(last.span);
            }
            Ok(node)
        }
        Err(error) => Err(SyntaxError { at: unbraced(error.at), ..error }),
    }
}

struct Converter {
    /// Strings are templates of Terraform's.
    templates: bool,
}

impl Converter {
    fn node(&self, value: Value<'_>, depth: usize) -> Node {
        let range = value.range();
        let span = Span::new(range.start, range.end);
        let data = match value {
            Value::Array(_) | Value::Object(_) if depth == 0 => Data::Other,
            Value::Array(array) => {
                Data::List(array.elements.into_iter().map(|element| self.node(element, depth - 1)).collect())
            }
            Value::Object(object) => {
                let entries = object.properties.into_iter().map(|member| self.entry(member, depth - 1));
                Data::Map(Map { entries: entries.collect(), style: Style::Flow })
            }
            Value::StringLit(text) if is_placeholder(&text.value) => Data::Other,
            Value::StringLit(text) if self.templates && (text.value.contains("${") || text.value.contains("%{")) => {
                hcl::template(&text.value, span.start + 1)
            }
            Value::StringLit(text) => Data::Text(text.value.into()),
            Value::NumberLit(number) => Data::Number(number.value.into()),
            Value::BooleanLit(boolean) => Data::Bool(boolean.value),
            Value::NullKeyword(_) => Data::Null,
        };
        Node { span, data }
    }

    fn entry(&self, member: ObjectProp<'_>, depth: usize) -> Entry {
        let range = member.name.range();
        let key_span = Span::new(range.start, range.end);
        let key = match member.name {
            ObjectPropName::String(text) => text.value.into(),
            ObjectPropName::Word(word) => word.value.into(),
        };
        let value = self.node(member.value, depth);
        Entry { key, key_span, span: key_span.hull(value.span), labels: Box::default(), is_block: false, value }
    }
}

#[cfg(test)]
mod tests;
