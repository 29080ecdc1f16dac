//! Changes, written in each language. A table: before, change, after.

use std::sync::Arc;

use super::{Change, Companions, Setting, Site, edits};
use crate::model::{Extent, Item, Kind, Module, Scalar, Unit, lower, parse_kinds};
use crate::syntax::{Language, cut, parse};
use crate::text::apply_edits;

const KINDS: &str = r#"
[[kind]]
id = "bucket"
name = { en = "bucket", ja = "バケット" }
terraform = "aws_s3_bucket"
cloudformation = "AWS::S3::Bucket"
companions = [{ terraform = "aws_s3_bucket_versioning", via = "bucket" }]
[kind.attributes]
"versioning.status" = { tf = ["@aws_s3_bucket_versioning.versioning_configuration.status"], cfn = "VersioningConfiguration.Status" }
acl = { cfn = "AccessControl" }
"logging.target" = {}
"tag" = { tf = 'tag[key="a"].value', cfn = 'Tags[Key="a"].Value' }
deletion_policy = { tf = "force_destroy", cfn = "$DeletionPolicy" }
"#;

struct None_;
impl Companions for None_ {
    fn companion(&self, _: &str) -> Option<Site<'_>> {
        None
    }
}

fn set(path: &str, value: &str) -> Change {
    let value = match value {
        "true" | "false" => Scalar::Bool(value == "true"),
        text => Scalar::Text(text.into()),
    };
    Change::Set { path: path.into(), value: Setting::Scalar(value) }
}

/// The file after the change, and what is to be written beside it.
#[track_caller]
fn changed(language: Language, text: &str, changes: &[Change]) -> Option<(String, Vec<String>)> {
    let kinds: Vec<Kind> = parse_kinds(KINDS).expect("a kind table");
    let (block, parsed, unit) = cut(text, language)
        .into_iter()
        .find_map(|block| {
            let parsed = parse(block.span.of(text), &block.kind, language, None);
            let lowered = lower(&parsed, block.span.of(text), &block.kind, language);
            let declares = lowered.items.iter().any(|item| matches!(item, Item::Resource(_)));
            declares.then(|| (block, parsed, Unit { file: "f".into(), lowered: Arc::new(lowered) }))
        })
        .expect("a resource");
    let mut module = Module::new(Extent::Complete);
    let (ids, _) = module.replace(&[], vec![unit]);
    let resources = module.resources(ids[0]);
    let site = Site {
        text: block.span.of(text),
        root: parsed.root.as_ref()?,
        kind: &block.kind,
        language,
        resource: &resources[0],
    };
    let made = edits(&site, &kinds[0], changes, &None_, None)?;
    let own = made.blocks.get(&resources[0].address).cloned().unwrap_or_default();
    let after = format!("{}{}{}", &text[..block.span.start], apply_edits(site.text, &own), &text[block.span.end..]);
    Some((after, made.additions))
}

#[track_caller]
fn check(language: Language, before: &str, change: Change, after: &str) {
    let (text, additions) = changed(language, before, std::slice::from_ref(&change)).expect("an edit");
    assert_eq!(text, after);
    assert!(additions.is_empty());
    let again = changed(language, &text, &[change]).map(|(text, _)| text);
    assert_eq!(again.as_deref(), Some(after), "a second time changes nothing");
}

#[test]
fn an_attribute_joins_its_siblings_with_equals_signs_in_line() {
    check(
        Language::Terraform,
        "resource \"aws_s3_bucket\" \"b\" {\n  bucket        = \"x\" # name\n  force_destroy = true\n\n  tags = {\n    a = 1\n  }\n}\n",
        set("acl", "private"),
        "resource \"aws_s3_bucket\" \"b\" {\n  bucket        = \"x\" # name\n  force_destroy = true\n\n  tags = {\n    a = 1\n  }\n  acl = \"private\"\n}\n",
    );
    check(
        Language::Terraform,
        "resource \"aws_s3_bucket\" \"b\" {\n  a  = 1\n  bb = 2\n\n  nested {\n    c = 3\n  }\n}\n",
        set("deletion_policy", "false"),
        "resource \"aws_s3_bucket\" \"b\" {\n  a             = 1\n  bb            = 2\n  force_destroy = false\n\n  nested {\n    c = 3\n  }\n}\n",
    );
}

#[test]
fn values_are_replaced_where_they_stand() {
    check(
        Language::Terraform,
        "resource \"aws_s3_bucket\" \"b\" {\n  acl = \"public-read\" # why\n}\n",
        set("acl", "private"),
        "resource \"aws_s3_bucket\" \"b\" {\n  acl = \"private\" # why\n}\n",
    );
    check(
        Language::Yaml,
        "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      AccessControl: 'PublicRead'   # why\n",
        set("acl", "Private"),
        "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      AccessControl: 'Private'   # why\n",
    );
    check(
        Language::Json,
        "{\"Resources\": {\"B\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {\"AccessControl\": \"PublicRead\"}}}}",
        set("acl", "Private"),
        "{\"Resources\": {\"B\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {\"AccessControl\": \"Private\"}}}}",
    );
}

#[test]
fn missing_parents_are_written_too() {
    check(
        Language::Terraform,
        "resource \"aws_s3_bucket\" \"b\" {}\n",
        set("logging.target", "x"),
        "resource \"aws_s3_bucket\" \"b\" {\n  logging {\n    target = \"x\"\n  }\n}\n",
    );
    check(
        Language::Yaml,
        "Resources:\n    B:\n        Type: AWS::S3::Bucket\n    C:\n        Type: AWS::S3::Bucket\n",
        set("versioning.status", "Enabled"),
        "Resources:\n    B:\n        Type: AWS::S3::Bucket\n        Properties:\n            VersioningConfiguration:\n                Status: Enabled\n    C:\n        Type: AWS::S3::Bucket\n",
    );
    check(
        Language::Json,
        "{\n  \"Resources\": {\n    \"B\": {\n      \"Type\": \"AWS::S3::Bucket\"\n    }\n  }\n}\n",
        set("versioning.status", "Enabled"),
        "{\n  \"Resources\": {\n    \"B\": {\n      \"Type\": \"AWS::S3::Bucket\",\n      \"Properties\": {\n        \"VersioningConfiguration\": {\n          \"Status\": \"Enabled\"\n        }\n      }\n    }\n  }\n}\n",
    );
}

#[test]
fn a_chosen_item_of_a_list_is_changed_or_added() {
    check(
        Language::Yaml,
        "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags:\n      - Key: b\n        Value: '2'\n",
        set("tag", "1"),
        "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags:\n      - Key: b\n        Value: '2'\n      - Key: a\n        Value: \"1\"\n",
    );
    check(
        Language::Terraform,
        "resource \"aws_s3_bucket\" \"b\" {\n  tag {\n    key   = \"a\"\n    value = \"0\"\n  }\n}\n",
        set("tag", "1"),
        "resource \"aws_s3_bucket\" \"b\" {\n  tag {\n    key   = \"a\"\n    value = \"1\"\n  }\n}\n",
    );
    check(
        Language::Terraform,
        "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"x\"\n}\n",
        set("tag", "1"),
        "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"x\"\n\n  tag {\n    key   = \"a\"\n    value = \"1\"\n  }\n}\n",
    );
}

#[test]
fn what_stands_beside_the_properties_is_set_there() {
    check(
        Language::Yaml,
        "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: b\n",
        set("deletion_policy", "Retain"),
        "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: b\n    DeletionPolicy: Retain\n",
    );
}

#[test]
fn a_companion_is_written_beside_its_owner() {
    let before = "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"x\"\n}\n";
    let (text, additions) =
        changed(Language::Terraform, before, &[set("versioning.status", "Enabled")]).expect("an edit");
    assert_eq!(text, before);
    assert_eq!(
        additions,
        [
            "resource \"aws_s3_bucket_versioning\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n\n  versioning_configuration {\n    status = \"Enabled\"\n  }\n}\n"
        ]
    );
}

#[test]
fn no_edit_without_a_safe_spot() {
    for text in [
        "resource \"aws_s3_bucket\" \"b\" {\n  acl = var.acl\n}\n",
        "resource \"aws_s3_bucket\" \"b\" {\n  acl = x ? \"a\" : \"b\"\n}\n",
    ] {
        assert_eq!(changed(Language::Terraform, text, &[set("acl", "private")]), None, "{text}");
    }
    let text = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      AccessControl: !Ref Acl\n";
    assert_eq!(changed(Language::Yaml, text, &[set("acl", "Private")]), None);
}

#[test]
fn carriage_returns_stay() {
    check(
        Language::Yaml,
        "Resources:\r\n  B:\r\n    Type: AWS::S3::Bucket\r\n    Properties:\r\n      BucketName: b\r\n",
        set("versioning.status", "Enabled"),
        "Resources:\r\n  B:\r\n    Type: AWS::S3::Bucket\r\n    Properties:\r\n      BucketName: b\r\n      VersioningConfiguration:\r\n        Status: Enabled\r\n",
    );
}
