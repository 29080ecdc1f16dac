//! Files to measure with, made up on the spot: ordinary resources, some with findings.

#![allow(dead_code, reason = "each bench uses a part")]

use shirube::analysis::{Host, Session};
use shirube::config::Settings;
use shirube::syntax::Language;
use shirube::text::{Date, Lang};

/// The languages that are measured, with their names in the table.
pub(crate) const LANGUAGES: [(&str, Language); 4] = [
    ("Terraform", Language::Terraform),
    ("CloudFormation YAML", Language::Yaml),
    ("CloudFormation JSON", Language::Json),
    ("Markdown with fences", Language::Markdown),
];

/// A host without files.
pub(crate) fn host() -> Host {
    let session = Session { locale: Lang::En, today: Date { year: 2026, month: 11, day: 24 }, creates_files: true };
    Host::new(Settings::default(), session)
}

/// A file of `lines` lines or a few more. `seed` keeps the names of several files apart.
pub(crate) fn file(language: Language, lines: usize, seed: usize) -> String {
    let (opening, part, separator, closing): (&str, fn(usize) -> String, &str, &str) = match language {
        Language::Yaml => (YAML_OPENING, yaml, "", "Outputs:\n  Environment:\n    Value: !Ref Environment\n"),
        Language::Json => (JSON_OPENING, json, ",\n", "\n  }\n}\n"),
        Language::Markdown => ("# Order system: basic design\n\n", section, "", ""),
        _ => ("", terraform, "", ""),
    };
    let mut text = opening.to_owned();
    let mut count = line_count(&text);
    for number in 0.. {
        let part = part(seed * 100_000 + number);
        count += line_count(&part) + line_count(separator);
        if number > 0 {
            text.push_str(separator);
        }
        text.push_str(&part);
        if count >= lines {
            break;
        }
    }
    text.push_str(closing);
    text
}

fn line_count(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

fn terraform(number: usize) -> String {
    match number % 5 {
        0 => format!(
            "variable \"retention_{number}\" {{\n  type        = number\n  description = \"Days to keep backups\"\n  default     = {}\n}}\n\n",
            number % 9
        ),
        1 => format!(
            "# Invoices; other accounts read them.\nresource \"aws_s3_bucket\" \"invoices_{number}\" {{\n  bucket = \"invoices-{number}\"\n\n  tags = {{\n    Owner = \"billing\"\n  }}\n}}\n\nresource \"aws_s3_bucket_versioning\" \"invoices_{number}\" {{\n  bucket = aws_s3_bucket.invoices_{number}.id\n\n  versioning_configuration {{\n    status = \"Enabled\"\n  }}\n}}\n\n"
        ),
        2 => format!(
            "resource \"aws_security_group\" \"web_{number}\" {{\n  name        = \"web-{number}\"\n  description = \"The order service\"\n\n  ingress {{\n    from_port   = {}\n    to_port     = {}\n    protocol    = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }}\n}}\n\n",
            if number.is_multiple_of(2) { 22 } else { 443 },
            if number.is_multiple_of(2) { 22 } else { 443 }
        ),
        3 => format!(
            "resource \"aws_db_instance\" \"orders_{number}\" {{\n  identifier              = \"orders-{number}\"\n  engine                  = \"postgres\"\n  engine_version          = \"16.3\"\n  instance_class          = \"db.r6g.large\"\n  allocated_storage       = 100\n  multi_az                = {}\n  storage_encrypted       = true\n  publicly_accessible     = false\n  backup_retention_period = var.retention_{}\n  vpc_security_group_ids  = [aws_security_group.web_{}.id]\n}}\n\n",
            number.is_multiple_of(2),
            number - 3,
            number - 1
        ),
        _ => format!(
            "resource \"aws_iam_role_policy\" \"reader_{number}\" {{\n  name = \"reader-{number}\"\n  role = \"reader\"\n\n  policy = jsonencode({{\n    Version = \"2012-10-17\"\n    Statement = [{{\n      Effect   = \"Allow\"\n      Action   = [\"s3:GetObject\"]\n      Resource = \"${{aws_s3_bucket.invoices_{}.arn}}/*\"\n    }}]\n  }})\n}}\n\n",
            number - 3
        ),
    }
}

const YAML_OPENING: &str = "AWSTemplateFormatVersion: \"2010-09-09\"\nDescription: The order system\n\nParameters:\n  Environment:\n    Type: String\n    Default: production\n\nResources:\n";

fn yaml(number: usize) -> String {
    match number % 3 {
        0 => format!(
            "  Invoices{number}:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: !Sub \"${{Environment}}-invoices-{number}\"\n      VersioningConfiguration:\n        Status: Enabled\n      Tags:\n        - Key: Owner\n          Value: billing\n\n"
        ),
        1 => format!(
            "  # The front door\n  Web{number}:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: The order service\n      SecurityGroupIngress:\n        - IpProtocol: tcp\n          FromPort: {}\n          ToPort: {}\n          CidrIp: 0.0.0.0/0\n\n",
            if number.is_multiple_of(2) { 22 } else { 443 },
            if number.is_multiple_of(2) { 22 } else { 443 }
        ),
        _ => format!(
            "  Orders{number}:\n    Type: AWS::RDS::DBInstance\n    DeletionPolicy: Snapshot\n    Properties:\n      Engine: postgres\n      DBInstanceClass: db.r6g.large\n      AllocatedStorage: \"100\"\n      MultiAZ: {}\n      StorageEncrypted: true\n      BackupRetentionPeriod: 7\n      VPCSecurityGroups:\n        - !GetAtt Web{}.GroupId\n\n",
            number.is_multiple_of(2),
            number - 1
        ),
    }
}

const JSON_OPENING: &str = "{\n  \"AWSTemplateFormatVersion\": \"2010-09-09\",\n  \"Parameters\": {\n    \"Environment\": {\n      \"Type\": \"String\",\n      \"Default\": \"production\"\n    }\n  },\n  \"Resources\": {\n";

fn json(number: usize) -> String {
    match number % 3 {
        0 => format!(
            "    \"Invoices{number}\": {{\n      \"Type\": \"AWS::S3::Bucket\",\n      \"Properties\": {{\n        \"BucketName\": {{ \"Fn::Sub\": \"${{Environment}}-invoices-{number}\" }},\n        \"VersioningConfiguration\": {{ \"Status\": \"Enabled\" }},\n        \"Tags\": [\n          {{ \"Key\": \"Owner\", \"Value\": \"billing\" }}\n        ]\n      }}\n    }}"
        ),
        1 => format!(
            "    \"Web{number}\": {{\n      \"Type\": \"AWS::EC2::SecurityGroup\",\n      \"Properties\": {{\n        \"GroupDescription\": \"The order service\",\n        \"SecurityGroupIngress\": [\n          {{ \"IpProtocol\": \"tcp\", \"FromPort\": {port}, \"ToPort\": {port}, \"CidrIp\": \"0.0.0.0/0\" }}\n        ]\n      }}\n    }}",
            port = if number.is_multiple_of(2) { 22 } else { 443 }
        ),
        _ => format!(
            "    \"Orders{number}\": {{\n      \"Type\": \"AWS::RDS::DBInstance\",\n      \"DeletionPolicy\": \"Snapshot\",\n      \"Properties\": {{\n        \"Engine\": \"postgres\",\n        \"DBInstanceClass\": \"db.r6g.large\",\n        \"MultiAZ\": {},\n        \"StorageEncrypted\": true,\n        \"BackupRetentionPeriod\": 7,\n        \"VPCSecurityGroups\": [{{ \"Fn::GetAtt\": [\"Web{}\", \"GroupId\"] }}]\n      }}\n    }}",
            number.is_multiple_of(2),
            number - 1
        ),
    }
}

/// A section of a design document with a fence.
fn section(number: usize) -> String {
    let (tag, code) =
        if number.is_multiple_of(2) { ("hcl", terraform(number * 5 + 2)) } else { ("yaml", yaml(number * 3 + 1)) };
    format!(
        "## {number}. The order service\n\nThe database is a Multi-AZ instance; the RTO is one hour and the RPO five minutes.\n可用性のため、ALB の配下に 2 つの AZ でタスクを配置する。障害時はフェイルオーバーする。\n\n- Traffic inside the VPC is encrypted, as zero trust asks.\n- バックアップは 7 日間保持し、別リージョンへ複製する。\n\n```{tag}\n{}```\n\n",
        code.trim_end_matches('\n').to_owned() + "\n"
    )
}
