//! YAML inside strings: documents of Systems Manager, which may be written in either form.

use super::{Datum, Member, Value, Why};
use crate::syntax::{self, BlockKind, Data, Language, Node};
use crate::text::Span;

/// The value that a string holds as YAML; `None` for other values, and for text that is no mapping.
/// Every span is the string's own.
pub(super) fn parse(value: &Value) -> Option<Value> {
    let Datum::Text(text) = &value.data else { return None };
    let parsed = syntax::parse(text, &BlockKind::Whole, Language::Yaml, None);
    let root = parsed.root.filter(|root| parsed.error.is_none() && matches!(root.data, Data::Map(_)))?;
    Some(convert(&root, value.span))
}

fn convert(node: &Node, span: Span) -> Value {
    let data = match &node.data {
        Data::Null => Datum::Null,
        Data::Bool(value) => Datum::Bool(*value),
        Data::Number(digits) => Datum::Number(digits.clone()),
        Data::Text(text) => Datum::Text(text.clone()),
        Data::List(items) => Datum::List(items.iter().map(|item| convert(item, span)).collect()),
        Data::Map(map) => Datum::Map(
            map.entries
                .iter()
                .map(|entry| Member { key: entry.key.clone(), key_span: span, value: convert(&entry.value, span) })
                .collect(),
        ),
        _ => Datum::Unknown(Why::Expression("YAML".into())),
    };
    Value { span, foreign: true, data }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_read_and_nothing_else() {
        let read = |text: &str| parse(&Value::new(Span::new(3, 9), Datum::Text(text.into())));
        let found = read("  inputs:\n    kmsKeyId: ''\n    s3EncryptionEnabled: true\n").expect("a mapping");
        let inputs = found.get("inputs").expect("a member");
        assert_eq!(inputs.get("kmsKeyId").and_then(Value::scalar), Some(""));
        assert_eq!(inputs.get("s3EncryptionEnabled").map(|value| value.span), Some(Span::new(3, 9)));
        assert!(read("just text").is_none());
        assert!(read("a: [").is_none());
    }
}
