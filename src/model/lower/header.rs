//! Blocks that no repair could read: their first line still says which resource they are.
//!
//! Such a resource exists, and everything about it is unknown. So its neighbours do not miss it
//! while it is being typed, and nothing is said about it.

use crate::syntax::{BlockKind, Data, Language, Node};
use crate::text::Span;

use super::super::{Declaration, Dialect, Item};

/// The resource that a broken block declares, as far as its text tells.
pub(super) fn items(text: &str, kind: &BlockKind, language: Language) -> Vec<Item> {
    let header = match kind {
        BlockKind::Hcl(word) => hcl(text, word),
        BlockKind::Entry { parents, key } => match language {
            Language::TerraformJson => terraform_json(text, parents, key),
            _ => template(text, key),
        },
        _ => None,
    };
    let Some((dialect, is_data, type_name, name)) = header else { return Vec::new() };
    let type_text = match (kind, language) {
        (BlockKind::Entry { parents, .. }, Language::TerraformJson) => parents.get(1).map_or("", |name| name),
        _ => type_name.of(text),
    };
    let declaration = Declaration {
        type_name: type_text.into(),
        type_span: type_name,
        name: name.of(text).into(),
        name_span: name,
        is_data,
        dialect,
        span: Span::new(0, text.len()),
        body: Node { span: Span::new(0, text.len()), data: Data::Other },
        partial: true,
    };
    vec![Item::Resource(declaration)]
}

type Header = (Dialect, bool, Span, Span);

/// `resource "aws_s3_bucket" "logs"`, at the start of a line.
fn hcl(text: &str, word: &str) -> Option<Header> {
    let is_data = match word {
        "resource" => false,
        "data" => true,
        _ => return None,
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with(word) {
            let mut quotes = line.match_indices('"').map(|(at, _)| start + at);
            let (a, b, c, d) = (quotes.next()?, quotes.next()?, quotes.next()?, quotes.next()?);
            return Some((Dialect::Terraform, is_data, Span::new(a + 1, b), Span::new(c + 1, d)));
        }
        start += line.len();
    }
    None
}

/// `Logs:` with a `Type: AWS::S3::Bucket` somewhere below, in YAML or JSON.
fn template(text: &str, key: &str) -> Option<Header> {
    let name = find_word(text, key)?;
    let type_key = text.get(name.end..)?.find("Type")? + name.end;
    let rest = text.get(type_key + "Type".len()..)?;
    let value = rest.find(|c: char| c.is_ascii_alphanumeric())?;
    let start = type_key + "Type".len() + value;
    let len = text.get(start..)?.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(text.len() - start);
    let type_name = Span::new(start, start + len);
    type_name.of(text).contains("::").then_some((Dialect::CloudFormation, false, type_name, name))
}

fn terraform_json(text: &str, parents: &[Box<str>], key: &str) -> Option<Header> {
    let is_data = match &**parents.first()? {
        "resource" => false,
        "data" => true,
        _ => return None,
    };
    // The type stands outside of the block; the name stands for its place.
    let name = find_word(text, key)?;
    Some((Dialect::Terraform, is_data, name, name))
}

fn find_word(text: &str, word: &str) -> Option<Span> {
    text.find(word).map(|at| Span::new(at, at + word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(text: &str, kind: &BlockKind, language: Language) -> Option<String> {
        match items(text, kind, language).first() {
            Some(Item::Resource(declaration)) => Some(format!("{} {}", declaration.type_name, declaration.address())),
            _ => None,
        }
    }

    #[test]
    fn a_broken_block_still_says_what_it_is() {
        let hcl = BlockKind::Hcl("resource".into());
        let text = "# the log\nresource \"aws_s3_bucket\" \"logs\" {\n  bucket = {{{\n";
        assert_eq!(declared(text, &hcl, Language::Terraform).as_deref(), Some("aws_s3_bucket aws_s3_bucket.logs"));
        let entry = BlockKind::Entry { parents: ["Resources".into()].into(), key: "Logs".into() };
        let text = "  Logs:\n    Type: AWS::S3::Bucket\n    Properties: [[\n";
        assert_eq!(declared(text, &entry, Language::Yaml).as_deref(), Some("AWS::S3::Bucket Logs"));
        assert_eq!(declared("  Logs:\n    Ty: [[", &entry, Language::Yaml), None);
    }
}
