//! Values to be written, before they have a syntax.

use crate::model::Scalar;

use super::change::Setting;

/// A value that will stand in a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Draft {
    /// One value.
    Scalar(Scalar),
    /// Source text as it is: an HCL expression (`aws_s3_bucket.logs.id`).
    Raw(String),
    /// Values in a row.
    List(Vec<Draft>),
    /// Named values.
    Map(Vec<(String, Draft)>),
    /// A CloudFormation function by its short name: `!Ref X`, in JSON `{"Ref": "X"}`.
    Function(String, Box<Draft>),
}

impl From<&Setting> for Draft {
    fn from(setting: &Setting) -> Self {
        match setting {
            Setting::Scalar(scalar) => Self::Scalar(scalar.clone()),
            Setting::List(items) => Self::List(items.iter().cloned().map(Self::Scalar).collect()),
            Setting::Map(members) => {
                Self::Map(members.iter().map(|(key, value)| (key.to_string(), Self::Scalar(value.clone()))).collect())
            }
        }
    }
}

impl Draft {
    /// True for what fits on one line by itself.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        match self {
            Self::Scalar(_) | Self::Raw(_) | Self::Function(..) => true,
            Self::List(items) => {
                items.iter().all(|item| matches!(item, Self::Scalar(_) | Self::Raw(_) | Self::Function(..)))
            }
            Self::Map(_) => false,
        }
    }

    /// The value in JSON, or in YAML's flow style when `yaml`. Nested lines are indented by `step`
    /// below `indent`; without a step everything stands on one line.
    #[must_use]
    pub fn flow(&self, indent: &str, step: Option<&str>) -> String {
        let (open, close, parts): (_, _, Vec<String>) = match self {
            Self::Scalar(scalar) => return json_scalar(scalar),
            Self::Raw(text) => return text.clone(),
            Self::Function(name, value) => return long_form(name, value).flow(indent, step),
            Self::List(items) => {
                let deeper = format!("{indent}{}", step.unwrap_or_default());
                ('[', ']', items.iter().map(|item| item.flow(&deeper, step)).collect())
            }
            Self::Map(members) => {
                let deeper = format!("{indent}{}", step.unwrap_or_default());
                let member =
                    |(key, value): &(String, Self)| format!("{}: {}", json_string(key), value.flow(&deeper, step));
                ('{', '}', members.iter().map(member).collect())
            }
        };
        match step {
            _ if parts.is_empty() => format!("{open}{close}"),
            Some(step) if !self.is_flat() => {
                let lines: Vec<String> = parts.iter().map(|part| format!("{indent}{step}{part}")).collect();
                format!("{open}\n{}\n{indent}{close}", lines.join(",\n"))
            }
            _ if open == '{' => format!("{{ {} }}", parts.join(", ")),
            _ => format!("[{}]", parts.join(", ")),
        }
    }

    /// The lines of the value in YAML's block style; a map's first line has no indentation, the
    /// others have `indent`.
    #[must_use]
    pub fn yaml(&self, indent: &str, step: &str) -> String {
        match self {
            Self::Scalar(scalar) => yaml_scalar(scalar),
            Self::Raw(text) => text.clone(),
            Self::Function(name, value) if value.is_flat() => format!("!{name} {}", value.yaml(indent, step)),
            Self::Function(name, value) => format!("!{name} {}", value.flow(indent, None)),
            Self::List(items) => {
                let deeper = format!("{indent}  ");
                let lines: Vec<String> = items.iter().map(|item| format!("- {}", item.yaml(&deeper, step))).collect();
                lines.join(&format!("\n{indent}"))
            }
            Self::Map(members) => {
                let lines: Vec<String> =
                    members.iter().map(|(key, value)| yaml_entry(key, value, indent, step)).collect();
                lines.join(&format!("\n{indent}"))
            }
        }
    }

    /// The value as an HCL expression.
    #[must_use]
    pub fn hcl(&self, indent: &str) -> String {
        match self {
            Self::Scalar(Scalar::Nothing) => "null".to_owned(),
            Self::Scalar(Scalar::Text(text)) => hcl_string(text),
            Self::Scalar(scalar) => json_scalar(scalar),
            Self::Raw(text) => text.clone(),
            Self::Function(..) => "null".to_owned(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.hcl(indent)).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(members) if members.is_empty() => "{}".to_owned(),
            Self::Map(members) => {
                let deeper = format!("{indent}  ");
                let width = members.iter().map(|(key, _)| hcl_key(key).chars().count()).max().unwrap_or(0);
                let lines = members.iter().map(|(key, value)| {
                    let key = hcl_key(key);
                    format!("{deeper}{key:width$} = {}\n", value.hcl(&deeper))
                });
                format!("{{\n{}{indent}}}", lines.collect::<String>())
            }
        }
    }
}

/// `!GetAtt A.Arn` as `{"Fn::GetAtt": ["A", "Arn"]}`.
fn long_form(name: &str, value: &Draft) -> Draft {
    let value = match (name, value) {
        ("GetAtt", Draft::Scalar(Scalar::Text(text))) => match text.split_once('.') {
            Some((id, attribute)) => {
                Draft::List([id, attribute].into_iter().map(|part| Draft::Scalar(Scalar::Text(part.into()))).collect())
            }
            None => value.clone(),
        },
        _ => value.clone(),
    };
    let name = if matches!(name, "Ref" | "Condition") { name.to_owned() } else { format!("Fn::{name}") };
    Draft::Map(vec![(name, value)])
}

/// `Key: value`, with nested values below it.
#[must_use]
pub(super) fn yaml_entry(key: &str, value: &Draft, indent: &str, step: &str) -> String {
    let key = yaml_key(key);
    match value {
        Draft::Scalar(_) | Draft::Raw(_) | Draft::Function(..) => format!("{key}: {}", value.yaml(indent, step)),
        Draft::List(items) if items.is_empty() => format!("{key}: []"),
        Draft::Map(members) if members.is_empty() => format!("{key}: {{}}"),
        _ => {
            let deeper = format!("{indent}{step}");
            format!("{key}:\n{deeper}{}", value.yaml(&deeper, step))
        }
    }
}

fn yaml_key(key: &str) -> String {
    let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/'));
    if plain && !key.is_empty() && !key.ends_with(':') { key.to_owned() } else { json_string(key) }
}

fn hcl_key(key: &str) -> String {
    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if plain { key.to_owned() } else { hcl_string(key) }
}

/// A quoted HCL string without holes.
#[must_use]
pub(super) fn hcl_string(text: &str) -> String {
    json_string(text).replace("${", "$${").replace("%{", "%%{")
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn json_scalar(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Nothing => "null".to_owned(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Text(text) => json_string(text),
    }
}

fn yaml_scalar(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Text(text) if is_plain_yaml(text) => text.to_string(),
        other => json_scalar(other),
    }
}

/// True for a string that YAML reads as that string without quotes.
fn is_plain_yaml(text: &str) -> bool {
    const WORDS: [&str; 11] = ["true", "false", "yes", "no", "on", "off", "null", "~", "y", "n", ""];
    let first_fits = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let all_fit =
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | ' ' | '(' | ')'));
    first_fits
        && all_fit
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Draft {
        Draft::Scalar(Scalar::Text(text.into()))
    }

    #[test]
    fn one_draft_in_three_syntaxes() {
        let draft = Draft::Map(vec![
            ("Status".into(), text("Enabled")),
            ("Rules".into(), Draft::List(vec![Draft::Map(vec![("Days".into(), Draft::Scalar(Scalar::Integer(7)))])])),
        ]);
        assert_eq!(draft.yaml("  ", "  "), "Status: Enabled\n  Rules:\n    - Days: 7");
        assert_eq!(
            draft.flow("", Some("  ")),
            "{\n  \"Status\": \"Enabled\",\n  \"Rules\": [\n    {\n      \"Days\": 7\n    }\n  ]\n}"
        );
        assert_eq!(draft.hcl(""), "{\n  Status = \"Enabled\"\n  Rules  = [{\n    Days = 7\n  }]\n}");
    }

    #[test]
    fn yaml_quotes_what_would_be_read_otherwise() {
        for (given, written) in [
            ("on", "\"on\""),
            ("1.2", "\"1.2\""),
            ("TLSv1.2_2021", "TLSv1.2_2021"),
            ("a: b", "\"a: b\""),
            ("*", "\"*\""),
        ] {
            assert_eq!(text(given).yaml("", "  "), written);
        }
    }
}
