//! Blocks in, declarations out.

use serde_json::{Value as Json, json};

use super::*;
use crate::model::lower;
use crate::syntax::{Data, Entry, Map, Node, Style};
use crate::text::Span;

/// A tree as a parser would give it, without places.
fn tree(json: &Json) -> Node {
    let data = match json {
        Json::Null => Data::Null,
        Json::Bool(value) => Data::Bool(*value),
        Json::Number(number) => Data::Number(number.to_string().into()),
        Json::String(text) => Data::Text(text.as_str().into()),
        Json::Array(items) => Data::List(items.iter().map(tree).collect()),
        Json::Object(members) => Data::Map(Map {
            entries: members.iter().map(|(key, value)| entry(key, value)).collect(),
            style: Style::Flow,
        }),
    };
    Node { span: Span::default(), data }
}

fn entry(key: &str, value: &Json) -> Entry {
    Entry {
        key: key.into(),
        key_span: Span::default(),
        span: Span::default(),
        labels: Box::default(),
        is_block: false,
        value: tree(value),
    }
}

fn lowered(json: Json, kind: BlockKind, language: Language) -> String {
    let parsed = Parsed { root: Some(tree(&json)), ..Parsed::default() };
    let lowered = lower(&parsed, "", &kind, language);
    let names = lowered.items.iter().map(|item| match item {
        Item::Resource(declaration) => declaration.address().to_string(),
        Item::Output(named) => format!("output {}", named.name),
        Item::Settings(_) => "settings".to_owned(),
        Item::Globals(_) => "globals".to_owned(),
        Item::Transform(_) => "transform".to_owned(),
        Item::Metadata(_) => "metadata".to_owned(),
        other => other.symbol().map(|symbol| format!("{symbol:?}")).unwrap_or_default(),
    });
    names.collect::<Vec<_>>().join(", ")
}

fn entry_of(parents: &[&str], key: &str) -> BlockKind {
    BlockKind::Entry { parents: parents.iter().map(|parent| Box::from(*parent)).collect(), key: key.into() }
}

#[test]
fn terraform_json_is_cut_at_any_of_its_keys() {
    let whole = json!({"resource": {"aws_s3_bucket": {"a": {"bucket": "x"}}}, "locals": {"x": 1}});
    assert_eq!(lowered(whole, BlockKind::Whole, Language::TerraformJson), r#"aws_s3_bucket.a, Local("x")"#);
    let section = json!({"provider": {"aws": [{"region": "x"}, {"alias": "dr"}]}});
    let kind = BlockKind::Section("provider".into());
    assert_eq!(
        lowered(section, kind, Language::TerraformJson),
        r#"Provider("aws"), provider.aws, Provider("aws.dr"), provider.aws.dr"#
    );
    let one = json!({"base": {"owners": []}});
    assert_eq!(lowered(one, entry_of(&["data", "aws_ami"], "base"), Language::TerraformJson), "data.aws_ami.base");
}

#[test]
fn a_template_is_known_by_what_it_holds() {
    let entry = json!({"Logs": {"Type": "AWS::S3::Bucket"}});
    assert_eq!(lowered(entry.clone(), entry_of(&["Resources"], "Logs"), Language::Yaml), "Logs");
    assert_eq!(lowered(entry, BlockKind::Section("Logs".into()), Language::Yaml), "Logs", "an excerpt");
    let other = json!({"Deploy": {"Type": "helm"}, "Parameters": ["x"], "jobs": {"build": {"Type": "a"}}});
    assert_eq!(lowered(other, BlockKind::Whole, Language::Yaml), "");
    let whole = json!({
        "Transform": "AWS::Serverless-2016-10-31",
        "Parameters": {"Env": {"Type": "String"}},
        "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}},
        "Resources": {"Fn::ForEach::B": ["X", {"Ref": "Names"}, {}], "Fn::ForEach::C": ["X", ["b", "c"], {"C${X}": {"Type": "AWS::S3::Bucket"}}], "A": {"Type": "Custom::Thing"}},
        "Outputs": {"Name": {"Value": {"Ref": "A"}}},
    });
    assert_eq!(
        lowered(whole, BlockKind::Whole, Language::Json),
        r#"transform, Variable("Env"), Condition("Prod"), transform, Cb, Cc, A, output Name"#
    );
}

#[test]
fn a_template_mentions_what_its_functions_name() {
    let block = json!({"A": {
        "Type": "AWS::S3::Bucket",
        "Condition": "Prod",
        "DependsOn": ["B", "C"],
        "Properties": {
            "Key": {"Fn::GetAtt": ["D", "Arn"]},
            "Name": {"Fn::Sub": ["${E}-${F.Arn}-${Own}-${AWS::Region}", {"Own": {"Fn::GetAtt": "G.Name"}}]},
            "Size": {"Fn::If": ["Large", {"Fn::FindInMap": ["Sizes", {"Ref": "Env"}, "x"]}, {"Ref": "AWS::NoValue"}]},
        },
    }});
    let parsed = Parsed { root: Some(tree(&block)), ..Parsed::default() };
    let mentions = lower(&parsed, "", &entry_of(&["Resources"], "A"), Language::Json).mentions;
    let names: Vec<String> = mentions.iter().map(|symbol| format!("{symbol:?}")).collect();
    assert_eq!(
        names.join(" "),
        [
            r#"Resource("B") Resource("C") Resource("D") Resource("E") Resource("Env") Resource("F") Resource("G")"#,
            r#"Variable("E") Variable("Env") Local("Sizes") Condition("Large") Condition("Prod")"#,
        ]
        .join(" ")
    );
}
