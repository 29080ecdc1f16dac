//! The first built-in rules, end to end from text in every language.

use std::sync::Arc;

use crate::model::{Extent, Module, Unit, View, lower};
use crate::rules::{Catalogue, RuleSettings, judge_block};
use crate::syntax::{self, Language};
use crate::text::{Date, Encoding, LineIndex};

/// `line code`, one-based, for what a file violates.
fn findings_in(extent: Extent, language: Language, text: &str) -> Vec<String> {
    let blocks = syntax::cut(text, language);
    let units = blocks.iter().map(|block| {
        let own = block.span.of(text);
        let parsed = syntax::parse(own, &block.kind, language, None);
        Unit { file: "it".into(), lowered: Arc::new(lower(&parsed, own, &block.kind, language)) }
    });
    let mut module = Module::new(extent);
    let (ids, _) = module.replace(&[], units.collect());
    let resources: Vec<_> = ids
        .iter()
        .zip(&blocks)
        .flat_map(|(id, block)| {
            module.resources(*id).iter().map(|resource| (resource.clone(), block)).collect::<Vec<_>>()
        })
        .collect();
    let lines = LineIndex::new(text);
    let mut found = Vec::new();
    let (view, today) = (View::new(&module), Date::parse("2026-11-24").expect("a day"));
    for id in &ids {
        let allows = module.unit(*id).map(|unit| unit.lowered.allows.clone()).unwrap_or_default();
        let (of_block, settings) = (module.resources(*id), RuleSettings::default());
        for finding in judge_block(&view, &of_block, &allows, Catalogue::builtin(), &settings, today) {
            let home = resources.iter().find(|(resource, _)| resource.address == finding.place.address);
            let start = home.map_or(0, |(_, block)| block.span.start) + finding.place.span.start;
            let line = lines.position(text, start, Encoding::Utf32).line + 1;
            found.push(format!("{line} {}", finding.code));
        }
    }
    found.sort();
    found
}

/// What a whole file violates, of the rules that this module tests.
fn findings(language: Language, text: &str) -> Vec<String> {
    const TESTED: [&str; 4] = [
        "elasticache-transit-unencrypted",
        "elb-listener-plain-http",
        "s3-bucket-plain-http",
        "iam-policy-full-access",
    ];
    let mut found = findings_in(Extent::Complete, language, text);
    found.retain(|found| found.contains("suppression-") || TESTED.iter().any(|code| found.ends_with(code)));
    found
}

#[test]
fn a_cache_without_tls_in_every_language() {
    let hcl = "resource \"aws_elasticache_replication_group\" \"it\" {\n  engine = \"redis\"\n  transit_encryption_enabled = false\n}\n";
    assert_eq!(findings(Language::Terraform, hcl), ["3 elasticache-transit-unencrypted"]);
    assert_eq!(findings(Language::Terraform, &hcl.replace("false", "true")), [""; 0]);
    assert_eq!(findings(Language::Terraform, &hcl.replace("false", "var.tls")), [""; 0]);
    let yaml = "Resources:\n  It:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n      TransitEncryptionEnabled: 'false'\n";
    assert_eq!(findings(Language::Yaml, yaml), ["5 elasticache-transit-unencrypted"]);
    let absent = yaml.replace("TransitEncryptionEnabled: 'false'", "Engine: redis");
    assert_eq!(findings(Language::Yaml, &absent), ["2 elasticache-transit-unencrypted"]);
    let json = "{\"Resources\": {\n \"It\": {\"Type\": \"AWS::ElastiCache::ReplicationGroup\",\n  \"Properties\": {\"TransitEncryptionEnabled\": false}}}}";
    assert_eq!(findings(Language::Json, json), ["3 elasticache-transit-unencrypted"]);
}

const LISTENER: &str = r#"
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port     = 80
  protocol = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
"#;

#[test]
fn a_listener_on_http_may_only_redirect() {
    assert_eq!(findings(Language::Terraform, LISTENER), [""; 0]);
    assert_eq!(
        findings(Language::Terraform, &LISTENER.replace("\"HTTP\"", "\"HTTPS\"").replace("redirect\"", "forward\"")),
        [""; 0]
    );
    for serves in
        [("\"redirect\"", "\"fixed-response\""), ("\"HTTPS\"", "\"HTTP\""), ("      protocol    = \"HTTPS\"\n", "")]
    {
        let text = LISTENER.replace(serves.0, serves.1);
        assert_eq!(findings(Language::Terraform, &text), ["5 elb-listener-plain-http"], "{serves:?}");
    }
    let yaml = "Resources:\n  Web:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n    Properties:\n      Protocol: HTTP\n      DefaultActions:\n        - Type: redirect\n          RedirectConfig: {Protocol: HTTPS, Port: '443', StatusCode: HTTP_301}\n";
    assert_eq!(findings(Language::Yaml, yaml), [""; 0]);
    assert_eq!(
        findings(Language::Yaml, &yaml.replace("Type: redirect", "Type: forward")),
        ["5 elb-listener-plain-http"]
    );
    assert_eq!(
        findings(
            Language::Yaml,
            &yaml.replace("Protocol: HTTP\n", "Protocol: !Ref P\n").replace("redirect", "forward")
        ),
        [""; 0]
    );
}

const BUCKET: &str = r#"
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "*"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
"#;

#[test]
fn a_bucket_needs_a_policy_against_plain_http() {
    let found = |text: &str| findings(Language::Terraform, text);
    let plain = ["2 s3-bucket-plain-http"];
    assert_eq!(found(BUCKET), [""; 0]);
    assert_eq!(found(&BUCKET.replace("Deny", "Allow")), plain);
    assert_eq!(found(&BUCKET.replace("SecureTransport", "SourceVpc")), plain);
    assert_eq!(found(&BUCKET.replace("aws_s3_bucket.logs.id", "aws_s3_bucket.other.id")), [""; 0], "no policy: strict");
    assert_eq!(found(&BUCKET.replace("aws_s3_bucket.logs.id", "\"logs\"")), [""; 0], "a literal name is a name");
    assert_eq!(found(&BUCKET.replace("aws_s3_bucket.logs.id", "\"other\"")), [""; 0]);
    assert_eq!(found(&BUCKET.replace("aws_s3_bucket.logs.id", "var.bucket")), [""; 0], "it may be this one");
    assert_eq!(found(&BUCKET.replace("jsonencode({", "foo({")), [""; 0], "the policy is unknown");
}

#[test]
fn a_bucket_in_a_template_too() {
    let yaml = "Resources:\n  Logs:\n    Type: AWS::S3::Bucket\n  Policy:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref Logs\n      PolicyDocument:\n        Statement:\n          - Effect: Deny\n            Principal: '*'\n            Action: 's3:*'\n            Resource: '*'\n            Condition:\n              Bool:\n                'aws:SecureTransport': false\n";
    assert_eq!(findings(Language::Yaml, yaml), [""; 0]);
    assert_eq!(findings(Language::Yaml, &yaml.replace("Deny", "Allow")), ["2 s3-bucket-plain-http"]);
    assert_eq!(findings(Language::Yaml, &yaml.replace("!Ref Logs", "!Ref Other")), [""; 0], "no policy: strict");
    let conditional = yaml.replace("AWS::S3::BucketPolicy\n", "AWS::S3::BucketPolicy\n    Condition: Prod\n");
    assert_eq!(findings(Language::Yaml, &conditional), [""; 0], "nobody knows whether the policy is created");
    let together = conditional.replace("AWS::S3::Bucket\n", "AWS::S3::Bucket\n    Condition: Prod\n");
    assert_eq!(findings(Language::Yaml, &together.replace("Deny", "Allow")), ["2 s3-bucket-plain-http"]);
}

#[test]
fn in_an_excerpt_another_resource_may_stand_elsewhere() {
    let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n}\n";
    let found = findings_in(Extent::Excerpt, Language::Terraform, bucket);
    assert!(found.iter().all(|found| !found.contains("plain-http")), "{found:?}");
}

const POLICY: &str = r#"
resource "aws_iam_policy" "it" {
  policy = jsonencode({
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject"], Resource = "*" },
      {
        Effect   = "Allow"
        Action   = "*"
        Resource = "*"
      },
    ]
  })
}
"#;

#[test]
fn a_policy_allows_not_everything_on_everything() {
    let found = |text: &str| findings(Language::Terraform, text);
    assert_eq!(found(POLICY), ["8 iam-policy-full-access"]);
    assert_eq!(found(&POLICY.replace("Action   = \"*\"", "Action   = \"ec2:*\"")), [""; 0]);
    assert_eq!(found(&POLICY.replace("Effect   = \"Allow\"", "Effect   = \"Deny\"")), [""; 0]);
    assert_eq!(found(&POLICY.replace("Resource = \"*\"\n", "Resource = var.arn\n")), [""; 0]);
    let document = "data \"aws_iam_policy_document\" \"it\" {\n  statement {\n    actions   = [\"*\"]\n    resources = [\"*\"]\n  }\n}\nresource \"aws_iam_policy\" \"it\" {\n  policy = data.aws_iam_policy_document.it.json\n}\n";
    // Where the statement is written, and not once more where the document is used.
    assert_eq!(found(document), ["3 iam-policy-full-access"]);
    let yaml = "Resources:\n  It:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          Effect: Allow\n          Action: ['*']\n          Resource: ['*']\n";
    assert_eq!(findings(Language::Yaml, yaml), ["8 iam-policy-full-access"]);
}

#[test]
fn a_comment_allows_what_stands_on_or_below_it() {
    let found = |text: &str| findings(Language::Terraform, text);
    let allow = "# shirube:allow iam-policy-full-access -- break glass\n";
    assert_eq!(
        found(&POLICY.replace("  policy =", &format!("  {allow}  policy ="))),
        [""; 0],
        "deep inside the attribute"
    );
    assert_eq!(found(&POLICY.replace("resource ", &format!("{allow}resource "))), [""; 0], "above the resource");
    assert_eq!(found(&POLICY.replace("Action   =", &format!("{allow}        Action   ="))), [""; 0], "above the value");
    let beside = POLICY.replace("      { Effect", &format!("      {allow}      {{ Effect"));
    assert_eq!(found(&beside), ["5 suppression-unused", "9 iam-policy-full-access"]);
    assert_eq!(found(&POLICY.replace("  policy =", "  # checkov:skip=CKV_AWS_62:break glass\n  policy =")), [""; 0]);
    let yaml = "Resources:\n  It:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n      # shirube:allow elasticache-transit-unencrypted until 2026-01-01 -- migration\n      TransitEncryptionEnabled: false\n";
    assert_eq!(findings(Language::Yaml, yaml), ["5 suppression-expired", "6 elasticache-transit-unencrypted"]);
    assert_eq!(findings(Language::Yaml, &yaml.replace("2026-01", "2027-01")), [""; 0]);
}

#[test]
fn a_comment_at_a_companion_accepts_what_is_found_in_it() {
    let text = |at_policy: &str, at_bucket: &str| {
        format!(
            "{at_bucket}\nresource \"aws_s3_bucket\" \"a\" {{\n}}\n\n{at_policy}\nresource \"aws_s3_bucket_policy\" \"a\" \
             {{\n  bucket = aws_s3_bucket.a.id\n  policy = jsonencode({{ Statement = [] }})\n}}\n"
        )
    };
    let found = |text: String| findings(Language::Terraform, &text);
    let allow = "# shirube:allow s3-bucket-plain-http -- internal";
    assert_eq!(found(text("", "")), ["2 s3-bucket-plain-http"]);
    assert_eq!(found(text("", allow)), [""; 0], "at the bucket");
    assert_eq!(found(text(allow, "")), [""; 0], "at the policy");
    let without_reason = "# shirube:allow s3-bucket-plain-http";
    assert_eq!(found(text(without_reason, "")), ["2 s3-bucket-plain-http", "5 suppression-without-reason"]);
    let policy = "resource \"aws_s3_bucket_policy\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  policy = jsonencode({ Statement = [] })\n}\n";
    let other = format!("resource \"aws_s3_bucket\" \"b\" {{\n}}\n{policy}{}", text(allow, ""));
    assert_eq!(found(other), ["1 s3-bucket-plain-http"], "of another bucket nothing is accepted");
}
