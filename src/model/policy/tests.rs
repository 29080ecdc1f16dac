//! Policies in, statements out.

use super::document;
use crate::model::evaluate::check::{first, module};
use crate::model::evaluate::render::render;
use crate::model::{Extent, View};

/// Checks the document that the argument `p` of a resource is read as.
#[track_caller]
fn check(policy: &str, others: &str, expected: &str) {
    let text = format!("resource \"aws_x\" \"t\" {{\n  p = {policy}\n}}\n\n{others}\n");
    let module = module(&[("main.tf", &text)], Extent::Complete);
    let resource = first(&module);
    let read = document(&View::new(&module), resource.body.get("p").unwrap());
    assert_eq!(render(&read), expected, "{policy}");
}

#[test]
fn an_object_and_its_json_read_alike() {
    let expected = "{statement: [{effect: \"Allow\", action: [\"s3:*\"], resource: [\"*\"], principal: [{type: \"*\", id: \"*\"}]}]}";
    let members = r#""Effect" = "Allow", "Action" = "s3:*", "Resource" = ["*"], "Principal" = "*""#;
    check(&format!("jsonencode({{ Statement = [{{ {members} }}] }})"), "", expected);
    check(&format!("jsonencode({{ Statement = {{ {members} }} }})"), "", expected);
    let json = members.replace(" =", ":");
    check(&format!("<<EOT\n{{\"Statement\": [{{ {json} }}]}}\nEOT"), "", expected);
}

#[test]
fn principals_and_conditions_are_lists() {
    check(
        r#"jsonencode({ Statement = { Principal = { AWS = ["1", aws_iam_role.r.arn], Service = "ec2.amazonaws.com" }
           Condition = { StringEquals = { "aws:a" = "x", "aws:b" = ["y", "z"] }, Bool = { "aws:c" = false } } } })"#,
        "",
        concat!(
            r#"{statement: [{principal: [{type: "AWS", id: "1"}, {type: "AWS", id: @aws_iam_role.r.arn}, "#,
            r#"{type: "Service", id: "ec2.amazonaws.com"}], condition: ["#,
            r#"{operator: "StringEquals", key: "aws:a", values: ["x"]}, "#,
            r#"{operator: "StringEquals", key: "aws:b", values: ["y", "z"]}, "#,
            r#"{operator: "Bool", key: "aws:c", values: [false]}]}]}"#
        ),
    );
}

#[test]
fn what_is_unknown_stays_unknown_where_it_stands() {
    for (policy, expected) in [
        ("var.p", "?no default of p"),
        ("aws_sns_topic.t.policy", "?elsewhere aws_sns_topic.t.policy"),
        (r#""no json""#, "?expression JSON"),
        ("jsonencode({ Statement = var.s })", "{statement: ?no default of s}"),
        (
            "jsonencode({ Statement = [var.s, { Action = var.a }] })",
            "{statement: [?no default of s, {action: ?no default of a}]}",
        ),
        (
            r#"jsonencode({ Statement = { Action = var.o ? "a" : ["b"] } })"#,
            r#"{statement: [{action: (["a"] | ["b"])}]}"#,
        ),
        (
            "<<EOT\n{\"Statement\": {\"Resource\": \"${aws_x.y.arn}/*\"}}\nEOT",
            "{statement: [{resource: [`${@aws_x.y.arn}/*`]}]}",
        ),
        (
            "jsonencode({ Statement = { Principal = { AWS = var.p } } })",
            r#"{statement: [{principal: [{type: "AWS", id: ?no default of p}]}]}"#,
        ),
    ] {
        check(policy, "", expected);
    }
}

const DATA: &str = r#"
data "aws_iam_policy_document" "d" {
  statement {
    sid       = "a"
    actions   = ["s3:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["*", "1"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
}
data "aws_iam_policy_document" "over" {
  source_policy_documents = [data.aws_iam_policy_document.d.json, var.more]
  statement {
    effect  = "Deny"
    actions = ["iam:*"]
  }
  override_policy_documents = [jsonencode({ Statement = [{ Sid = "a", Action = "none" }] })]
}
data "aws_iam_policy_document" "loop" {
  source_policy_documents = [data.aws_iam_policy_document.loop.json]
}
data "aws_iam_policy_document" "open" {
  dynamic "statement" {
    for_each = var.on
    content {
      actions = ["a"]
    }
  }
}"#;

#[test]
fn a_data_source_is_read_through_its_reference() {
    check(
        "data.aws_iam_policy_document.d.json",
        DATA,
        concat!(
            r#"{statement: [{sid: "a", action: ["s3:*"], resource: ["*"], "#,
            r#"principal: [{type: "AWS", id: "*"}, {type: "AWS", id: "1"}], "#,
            r#"condition: [{operator: "Bool", key: "aws:SecureTransport", values: ["true"]}], effect: "Allow", "#,
            r#"document: "data.aws_iam_policy_document.d"}]}"#
        ),
    );
    check(
        "data.aws_iam_policy_document.over.json",
        DATA,
        concat!(
            r#"{statement: [{sid: "a", action: ["none"], document: "data.aws_iam_policy_document.over"}, "#,
            r#"?no default of more, {effect: "Deny", action: ["iam:*"], document: "data.aws_iam_policy_document.over"}]}"#
        ),
    );
    check(
        "data.aws_iam_policy_document.loop.json",
        DATA,
        "{statement: [?elsewhere data.aws_iam_policy_document.loop.json]}",
    );
    check(
        "data.aws_iam_policy_document.open.json",
        DATA,
        r#"{statement: ([{action: ["a"], effect: "Allow", document: "data.aws_iam_policy_document.open"}] | [])}"#,
    );
    check("data.aws_iam_policy_document.none.json", DATA, "?elsewhere data.aws_iam_policy_document.none.json");
}
