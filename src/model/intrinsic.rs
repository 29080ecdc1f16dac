//! CloudFormation's intrinsic functions, in short and long spelling.

use crate::syntax::{Data, Node};

/// The function that a node calls, without `Fn::`, and its argument. `{"Condition": …}` counts
/// only where conditions are read, see [`condition_call`].
pub(super) fn call(node: &Node) -> Option<(&str, &Node)> {
    match &node.data {
        Data::Tagged(tag, argument) => Some((tag, argument)),
        Data::Map(map) => match &*map.entries {
            [entry] if &*entry.key == "Ref" => Some(("Ref", &entry.value)),
            [entry] => entry.key.strip_prefix("Fn::").map(|name| (name, &entry.value)),
            _ => None,
        },
        _ => None,
    }
}

/// As [`call`], where `{"Condition": "Name"}` names a condition.
pub(super) fn condition_call(node: &Node) -> Option<(&str, &Node)> {
    match node.entries() {
        [entry] if &*entry.key == "Condition" => Some(("Condition", &entry.value)),
        _ => call(node),
    }
}

/// A part of a `Fn::Sub` string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SubPart<'a> {
    /// Characters as they are.
    Text(&'a str),
    /// `${Name}` or `${Name.Attribute}`: what stands between the braces.
    Name(&'a str),
}

/// Splits a `Fn::Sub` string. `${!Literal}` is text without its `!`; a hole without an end is text.
pub(super) fn sub_parts(text: &str) -> Vec<SubPart<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, hole) = rest.split_at(at);
        let Some(end) = hole.find('}') else { break };
        let (inner, after) = (&hole[2..end], &hole[end + 1..]);
        if !before.is_empty() {
            parts.push(SubPart::Text(before));
        }
        match inner.strip_prefix('!') {
            Some(literal) => parts.extend([SubPart::Text("${"), SubPart::Text(literal), SubPart::Text("}")]),
            None => parts.push(SubPart::Name(inner.trim())),
        }
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(SubPart::Text(rest));
    }
    parts
}

/// The string and the variables of `Fn::Sub`'s argument, which is a string or a list of both.
pub(super) fn sub_argument(argument: &Node) -> Option<(&str, Option<&Node>)> {
    match argument.items() {
        [text, variables, ..] => Some((text.as_str()?, Some(variables))),
        [text] => Some((text.as_str()?, None)),
        [] => Some((argument.as_str()?, None)),
    }
}

/// The logical id and the attribute that `Fn::GetAtt` names, as `A.B` or as `[A, B]`. The
/// attribute is `None` where it is no literal.
pub(super) fn attribute_of(argument: &Node) -> Option<(&str, Option<String>)> {
    if let Some(text) = argument.as_str() {
        let (name, attribute) = text.split_once('.')?;
        return Some((name, Some(attribute.to_owned())));
    }
    let (name, attribute) = argument.items().split_first()?;
    let attribute: Option<Vec<&str>> = attribute.iter().map(Node::as_str).collect();
    Some((name.as_str()?, attribute.map(|names| names.join("."))))
}

/// True for `AWS::S3::Bucket`, `Custom::Thing`, `Org::Team::Thing::MODULE`.
pub(super) fn is_resource_type(text: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@' | b'-'))
    };
    let parts = text.split("::").count();
    text.split("::").all(word) && (parts >= 3 || (parts == 2 && text.starts_with("Custom::")))
}

#[cfg(test)]
mod tests {
    use super::SubPart::{Name, Text};
    use super::*;

    #[test]
    fn sub_strings_fall_into_text_and_names() {
        assert_eq!(sub_parts("arn:${A.Arn}/*"), [Text("arn:"), Name("A.Arn"), Text("/*")]);
        assert_eq!(sub_parts("${!aws:username}"), [Text("${"), Text("aws:username"), Text("}")]);
        assert_eq!(sub_parts("x ${half"), [Text("x ${half")]);
        assert_eq!(sub_parts(""), []);
    }

    #[test]
    fn types_have_three_parts_or_are_custom() {
        for (text, expected) in [
            ("AWS::S3::Bucket", true),
            ("Custom::Thing", true),
            ("Org::Team::Thing::MODULE", true),
            ("AWS::S3::", false),
            ("AWS::SSM", false),
            ("String", false),
            ("AWS::S3::Bucket or so", false),
        ] {
            assert_eq!(is_resource_type(text), expected, "{text}");
        }
    }
}
