//! New resources from templates: HCL as it is, YAML at the file's indentation, JSON derived from
//! the YAML.
//!
//! `{{name}}` is replaced by a value; `{{#name}}…{{/name}}` stays when there is a value, and
//! `{{^name}}…{{/name}}` when there is none. A line that holds nothing but such a mark vanishes.

use crate::model::Scalar;
use crate::syntax::{BlockKind, Data, Language, Node, parse};

use super::draft::Draft;

/// Fills a template. `None` when a name has no value.
#[must_use]
pub fn fill(template: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::with_capacity(template.len() + 128);
    let mut rest = template;
    while let Some(at) = rest.find("{{") {
        // Of more braces in a row the last two are the mark: `"${{{address}}.arn}/*"`.
        let braces = rest[at..].len() - rest[at..].trim_start_matches('{').len();
        let (before, after) = (&rest[..at + braces - 2], &rest[at + braces..]);
        let (mark, after) = after.split_once("}}")?;
        filled.push_str(before);
        let (section, wanted) = match mark.as_bytes().first() {
            Some(b'#') => (mark.get(1..)?, true),
            Some(b'^') => (mark.get(1..)?, false),
            _ => {
                filled.push_str(&value(mark)?);
                rest = after;
                continue;
            }
        };
        let end = format!("{{{{/{section}}}}}");
        let (inside, after) = after.split_once(&end)?;
        let own_lines = (filled.is_empty() || filled.ends_with('\n') || filled.trim_end_matches(' ').ends_with('\n'))
            && inside.starts_with('\n')
            && inside.trim_end_matches(' ').ends_with('\n');
        if value(section).is_some() == wanted {
            let inside = if own_lines { inside.trim_start_matches('\n').trim_end_matches(' ') } else { inside };
            if own_lines {
                filled.truncate(filled.trim_end_matches(' ').len());
            }
            filled.push_str(&fill(inside, value)?);
        } else if own_lines {
            filled.truncate(filled.trim_end_matches(' ').len());
        }
        rest = if own_lines { after.strip_prefix('\n').unwrap_or(after) } else { after };
    }
    filled.push_str(rest);
    Some(filled)
}

/// YAML lines at the indentation of a file's entries. `step` is not applied inside: a template is
/// written with two blanks, which YAML accepts in any company.
#[must_use]
pub fn indented(yaml: &str, indent: &str) -> String {
    let lines = yaml.trim_end().lines();
    let lines: Vec<String> =
        lines.map(|line| if line.trim().is_empty() { String::new() } else { format!("{indent}{line}") }).collect();
    lines.join("\n")
}

/// The text with a blank line before each of its entries at an indentation but the first.
#[must_use]
pub fn spaced(yaml: &str, indent: &str) -> String {
    let mut text = String::with_capacity(yaml.len() + 8);
    for line in yaml.split_inclusive('\n') {
        if !text.is_empty() && is_entry(line, indent) {
            text.push('\n');
        }
        text.push_str(line);
    }
    text
}

fn is_entry(line: &str, indent: &str) -> bool {
    line.strip_prefix(indent).is_some_and(|rest| rest.starts_with(|c: char| !" \t#-\r\n".contains(c)))
}

/// Whether a YAML text has blank lines between its entries at an indentation.
#[must_use]
pub fn is_spaced(yaml: &str, indent: &str) -> bool {
    let mut after_blank = false;
    yaml.lines().any(|line| {
        let spaced = after_blank && is_entry(line, indent);
        after_blank = line.trim().is_empty();
        spaced
    })
}

/// The members of a YAML mapping as JSON members without the braces around them, at an
/// indentation. `None` for text that is no mapping.
#[must_use]
pub fn json_members(yaml: &str, indent: &str, step: &str) -> Option<String> {
    let Draft::Map(members) = draft_of_yaml(yaml)? else { return None };
    let member = |(key, value): &(String, Draft)| {
        format!("{indent}{}: {}", serde_json::Value::from(key.as_str()), value.flow(indent, Some(step)))
    };
    Some(members.iter().map(member).collect::<Vec<_>>().join(",\n"))
}

/// A YAML document as a JSON one.
#[must_use]
pub fn json_document(yaml: &str, step: &str) -> Option<String> {
    Some(draft_of_yaml(yaml)?.flow("", Some(step)) + "\n")
}

/// A YAML text as a draft; `None` when it is not YAML.
#[must_use]
pub fn draft_of_yaml(yaml: &str) -> Option<Draft> {
    let parsed = parse(yaml, &BlockKind::Whole, Language::Yaml, None);
    if parsed.partial {
        return None;
    }
    Some(draft_of(&parsed.root?))
}

/// A node as a draft.
fn draft_of(node: &Node) -> Draft {
    match &node.data {
        Data::Null => Draft::Scalar(Scalar::Nothing),
        Data::Bool(value) => Draft::Scalar(Scalar::Bool(*value)),
        Data::Number(digits) => Draft::Raw(digits.to_string()),
        Data::Text(text) => Draft::Scalar(Scalar::Text(text.clone())),
        Data::List(items) => Draft::List(items.iter().map(draft_of).collect()),
        Data::Map(map) => {
            Draft::Map(map.entries.iter().map(|entry| (entry.key.to_string(), draft_of(&entry.value))).collect())
        }
        Data::Tagged(tag, inner) => Draft::Function(tag.to_string(), Box::new(draft_of(inner))),
        _ => Draft::Scalar(Scalar::Nothing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(name: &str) -> Option<String> {
        (name == "id").then(|| "Logs".to_owned())
    }

    #[test]
    fn sections_stay_or_vanish_with_their_lines() {
        let template = "a: {{id}}\n{{#id}}\nb: 1\n{{/id}}\n{{#other}}\nc: 2\n{{/other}}\n{{^other}}\nd: 3\n{{/other}}\ne: {{#other}}x{{/other}}4\n";
        assert_eq!(fill(template, &values).as_deref(), Some("a: Logs\nb: 1\nd: 3\ne: 4\n"));
        assert_eq!(fill("{{missing}}", &values), None);
    }

    #[test]
    fn blank_lines_count_between_entries_only() {
        let yaml = "A:\n  B:\n    C: 1\n\n    D: 2\n  E: 3\n\nF: 4\n";
        assert_eq!(["", "  ", "    "].map(|indent| is_spaced(yaml, indent)), [true, false, true]);
        assert_eq!(spaced("  A:\n    b: 1\n  C: 2\n", "  "), "  A:\n    b: 1\n\n  C: 2\n");
    }

    #[test]
    fn yaml_becomes_json_with_long_forms() {
        let yaml = "Role:\n  Type: AWS::IAM::Role\n  Arn: !GetAtt Logs.Arn\n  Name: !Sub '${AWS::Region}-x'\n  N: 5\n";
        assert_eq!(
            json_members(yaml, "    ", "  ").as_deref(),
            Some(
                "    \"Role\": {\n      \"Type\": \"AWS::IAM::Role\",\n      \"Arn\": {\n        \"Fn::GetAtt\": [\"Logs\", \"Arn\"]\n      },\n      \"Name\": {\n        \"Fn::Sub\": \"${AWS::Region}-x\"\n      },\n      \"N\": 5\n    }"
            )
        );
    }
}
