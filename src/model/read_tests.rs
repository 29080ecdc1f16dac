//! Reading by the built-in kinds: what is written, what stands in for it, and what stays open.

use super::evaluate::check::{first, module};
use super::evaluate::render::render;
use super::{Extent, Kinds, Origin, View};

/// Reads `path` of the first resource of `text`.
#[track_caller]
fn check(file: &str, text: &str, path: &str, expected: &str) {
    let module = module(&[(file, text)], Extent::Complete);
    let resource = first(&module);
    let kind = Kinds::builtin().of_type(&resource.type_name).unwrap();
    let readings = View::new(&module).read(kind, &resource, path);
    let texts = readings.flat().into_iter().map(|reading| match reading.origin {
        Origin::Written => render(&reading.value),
        Origin::Default => format!("{} by default", render(&reading.value)),
        Origin::Missing => "unknown".into(),
    });
    assert_eq!(texts.collect::<Vec<_>>().join(", "), expected, "{path} of {text}");
}

const BUCKET: &str = "resource \"aws_s3_bucket\" \"a\" {\n}\n";

#[test]
fn a_bucket_without_the_block_blocks_public_access() {
    let path = "public_access_block.block_public_policy";
    check("a.tf", BUCKET, path, "true by default");
    check("a.yaml", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n", path, "true by default");
}

#[test]
fn a_block_that_leaves_a_member_out_switches_it_off() {
    let path = "public_access_block.block_public_policy";
    let companion = "resource \"aws_s3_bucket_public_access_block\" \"a\" {\n  bucket = aws_s3_bucket.a.id\n  block_public_acls = true\n}\n";
    check("a.tf", &format!("{BUCKET}{companion}"), path, "false by default");
    check("a.tf", &format!("{BUCKET}{companion}"), "public_access_block.block_public_acls", "true");
    let template = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      PublicAccessBlockConfiguration:\n        BlockPublicAcls: true\n";
    check("a.yaml", template, path, "false by default");
}

#[test]
fn a_companion_that_does_not_say_whose_it_is_leaves_the_attribute_open() {
    let path = "versioning.status";
    for (bucket, via, expected) in [
        ("", "aws_s3_bucket.a.id", "\"Enabled\""),
        ("", "aws_s3_bucket.other.id", "\"Disabled\" by default"),
        ("", "var.bucket", "unknown"),
        ("", "local.bucket", "\"Enabled\""),
        ("", "\"logs\"", "unknown"),
        ("bucket = \"logs\"", "\"logs\"", "\"Enabled\""),
        ("bucket = \"logs\"", "\"data\"", "\"Disabled\" by default"),
        ("bucket = \"logs\"", "\"logs-${var.bucket}\"", "unknown"),
        ("bucket = \"logs-${var.env}\"", "\"logs-${var.env}\"", "\"Enabled\""),
        ("bucket = var.bucket", "var.bucket", "\"Enabled\""),
        ("bucket = var.env", "var.bucket", "unknown"),
        ("", "module.m.bucket", "unknown"),
        ("", "data.aws_s3_bucket.d.id", "unknown"),
        ("", "aws_s3_bucket_acl.acl.bucket", "\"Enabled\""),
        ("", "each.value\n  for_each = toset([var.bucket])", "unknown"),
        ("for_each = toset([\"x\", \"y\"])", "each.value.id\n  for_each = aws_s3_bucket.a", "\"Enabled\""),
        ("count = var.on ? 1 : 0", "aws_s3_bucket.a[0].id\n  count = var.on ? 1 : 0", "\"Enabled\""),
        (
            "count = var.on ? 1 : 0",
            "aws_s3_bucket.a[0].id\n  count = var.in ? 1 : 0",
            "\"Enabled\", \"Disabled\" by default",
        ),
        ("", "aws_s3_bucket.a.id\n  count = var.on ? 1 : 0", "\"Enabled\", \"Disabled\" by default"),
        ("", "aws_s3_bucket.a.id\n  count = 0", "\"Disabled\" by default"),
    ] {
        let text = format!(
            "resource \"aws_s3_bucket\" \"a\" {{\n  {bucket}\n}}\n\
             resource \"aws_s3_bucket_versioning\" \"v\" {{\n  bucket = {via}\n  depends_on = [aws_s3_bucket.b]\n  \
             versioning_configuration {{\n    status = \"Enabled\"\n  }}\n}}\n\
             resource \"aws_s3_bucket_acl\" \"acl\" {{\n  bucket = aws_s3_bucket.a.id\n}}\n\
             locals {{\n  bucket = aws_s3_bucket.a.id\n}}\n"
        );
        check("a.tf", &text, path, expected);
    }
    let module = "module \"m\" {\n  source = \"x\"\n  bucket = aws_s3_bucket.a.id\n}\n";
    check("a.tf", &format!("{BUCKET}{module}"), path, "unknown");
    check("a.tf", &format!("{BUCKET}{}", module.replace("aws_s3_bucket.a.id", "1")), path, "\"Disabled\" by default");
}

#[test]
fn an_old_inline_block_says_the_status_too() {
    let bucket = "resource \"aws_s3_bucket\" \"a\" {\n  versioning {\n    enabled = true\n  }\n}\n";
    check("a.tf", bucket, "versioning.status", "\"Enabled\" by default");
    check("a.tf", BUCKET, "versioning.status", "\"Disabled\" by default");
}

#[test]
fn a_reference_is_not_nothing() {
    let group = "resource \"aws_db_instance\" \"a\" {\n  snapshot_identifier = aws_db_snapshot.b.id\n}\n";
    check("a.tf", group, "storage_encrypted", "unknown");
    let alone = "resource \"aws_db_instance\" \"a\" {\n  instance_class = \"db.r7g.large\"\n}\n";
    check("a.tf", alone, "storage_encrypted", "false by default");
}

#[test]
fn a_member_of_a_cluster_has_no_defaults_of_its_own() {
    let template = "Resources:\n  A:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBClusterIdentifier: !Ref B\n  B:\n    Type: AWS::RDS::DBCluster\n";
    check("a.yaml", template, "multi_az", "unknown");
    check("a.yaml", template, "deletion_policy", "\"Delete\" by default");
}

#[test]
fn a_list_that_is_not_written_may_have_elements() {
    let cluster = "resource \"aws_eks_cluster\" \"a\" {\n  vpc_config {\n    subnet_ids = [\"subnet-1\"]\n  }\n}\n";
    check("a.tf", cluster, "vpc_config.public_access_cidrs[]", "\"0.0.0.0/0\" by default");
    check("a.tf", cluster, "vpc_config.subnet_ids[]", "\"subnet-1\"");
}

#[test]
fn parameters_are_read_through_blocks_and_maps() {
    let path = "parameters[\"rds.force_ssl\"]";
    let group = "resource \"aws_db_parameter_group\" \"a\" {\n  family = \"postgres14\"\n  parameter {\n    name = \"rds.force_ssl\"\n    value = \"1\"\n  }\n}\n";
    check("a.tf", group, path, "\"1\"");
    check("a.tf", &group.replace("rds.force_ssl", "log_statement"), path, "0 by default");
    check(
        "a.tf",
        &group.replace("rds.force_ssl", "log_statement").replace("postgres14", "postgres16"),
        path,
        "1 by default",
    );
    let template = "Resources:\n  A:\n    Type: AWS::RDS::DBParameterGroup\n    Properties:\n      Family: postgres14\n      Parameters:\n        rds.force_ssl: '1'\n";
    check("a.yaml", template, path, "\"1\"");
}

#[test]
fn the_policies_inside_a_role_read_like_others() {
    let path = "inline_policy[].policy.statement[].action[]";
    let template = "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - PolicyName: a\n          PolicyDocument:\n            Statement: { Effect: Allow, Action: '*', Resource: '*' }\n";
    check("a.yaml", template, path, "\"*\"");
    let role = "resource \"aws_iam_role\" \"a\" {\n  inline_policy {\n    name = \"a\"\n    policy = jsonencode({ Statement = [{ Action = [\"s3:*\", \"*\"] }] })\n  }\n}\n";
    check("a.tf", role, path, "\"s3:*\", \"*\"");
}
