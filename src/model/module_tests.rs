//! Who may belong to whom.

use super::evaluate::check::module;
use super::{Dialect, Extent, Item, Key, Module, Path, Via, View};

/// The attribute by which a bucket policy names its bucket.
fn via(dialect: Dialect) -> Via {
    let (type_name, path, owner) = match dialect {
        Dialect::Terraform => ("aws_s3_bucket_policy", "bucket", "aws_s3_bucket"),
        Dialect::CloudFormation => ("AWS::S3::BucketPolicy", "Bucket", "AWS::S3::Bucket"),
    };
    Via { type_name: type_name.into(), path: Path::parse(path).unwrap(), owner: owner.into() }
}

/// The names of the bucket policies that may belong to a bucket.
fn candidates(module: &Module, address: &str) -> String {
    let dialect = if address.contains('.') { Dialect::Terraform } else { Dialect::CloudFormation };
    let found = View::new(module).candidates(address, &[via(dialect)]);
    found.iter().map(|resource| resource.name.to_string()).collect::<Vec<_>>().join(" ")
}

const TEMPLATE: &str = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n  B:\n    Type: AWS::S3::Bucket\n  \
    OfA:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref A\n  \
    OfAny:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref Name\n\
    Parameters:\n  Name: { Type: String }\n";

#[test]
fn a_ref_to_a_parameter_may_name_any_resource() {
    let template = module(&[("t.yaml", TEMPLATE)], Extent::Complete);
    assert_eq!(candidates(&template, "A"), "OfA OfAny");
    assert_eq!(candidates(&template, "B"), "OfAny");
}

#[test]
fn a_ref_names_a_resource_as_soon_as_no_parameter_has_the_name() {
    let mut template = module(&[("t.yaml", TEMPLATE)], Extent::Complete);
    assert_eq!(candidates(&template, "B"), "OfAny");
    let parameters = (0..).map(super::UnitId).find(|id| {
        let items = template.unit(*id).map(|unit| unit.lowered.items.clone());
        matches!(items.as_deref(), Some([Item::Variable(_)]))
    });
    let (_, touched) = template.replace(&[parameters.unwrap()], Vec::new());
    assert!(touched.keys.contains(&Key::Loose(via(Dialect::CloudFormation))));
    assert_eq!(candidates(&template, "B"), "");
}

/// A policy whose `bucket` is an expression, among other blocks.
fn policy_of(bucket: &str) -> Module {
    let text = format!(
        "resource \"aws_s3_bucket_policy\" \"p\" {{\n  bucket = {bucket}\n  policy = aws_x.other.json\n}}\n\
         resource \"aws_s3_bucket_versioning\" \"v\" {{\n  bucket = aws_s3_bucket.a.id\n}}\n\
         resource \"aws_s3_bucket_versioning\" \"w\" {{\n  bucket = var.name\n}}\n"
    );
    module(&[("main.tf", &text)], Extent::Complete)
}

#[test]
fn an_attribute_says_whom_it_may_name_whatever_else_the_block_mentions() {
    for (bucket, of_a, of_b) in [
        ("aws_s3_bucket.a.id", "p", ""),
        ("\"${aws_s3_bucket.a.id}\"", "p", ""),
        ("aws_s3_bucket.a.bucket", "p", ""),
        ("aws_s3_bucket_versioning.v.id", "", ""),
        ("aws_s3_bucket_versioning.v.bucket", "p", ""),
        ("aws_s3_bucket_versioning.w.bucket", "p", "p"),
        ("var.on ? aws_s3_bucket.a.id : aws_s3_bucket.b.id", "p", "p"),
        ("var.on ? aws_s3_bucket.a.id : null", "p", ""),
        ("coalesce(var.name, aws_s3_bucket.a.id)", "p", "p"),
        ("element(aws_s3_bucket.a[*].id, 0)", "p", ""),
        ("\"some-name\"", "p", "p"),
        ("var.name", "p", "p"),
        ("local.name", "p", "p"),
        ("module.m.bucket", "p", "p"),
        ("data.aws_s3_bucket.d.id", "p", "p"),
        ("each.value", "p", "p"),
        ("each.value\n  for_each = toset([aws_s3_bucket.a.id])", "p", ""),
        ("each.value.b\n  for_each = { x = { b = aws_s3_bucket.a.id } }", "p", ""),
        ("each.key\n  for_each = { x = aws_s3_bucket.a.id }", "p", "p"),
        ("each.value.id\n  for_each = aws_s3_bucket.a", "p", ""),
    ] {
        let module = policy_of(bucket);
        let found = (candidates(&module, "aws_s3_bucket.a"), candidates(&module, "aws_s3_bucket.b"));
        assert_eq!((found.0.as_str(), found.1.as_str()), (of_a, of_b), "{bucket}");
    }
}

#[test]
fn what_is_handed_on_is_found_through_locals() {
    let text = "module \"m\" {\n  source = \"x\"\n  bucket = local.one\n  depends_on = [aws_s3_bucket.c]\n}\n\
        locals {\n  one = aws_s3_bucket.a.id\n  two = aws_s3_bucket.b.id\n}\n";
    let terraform = module(&[("main.tf", text)], Extent::Complete);
    let handed = |address| View::new(&terraform).handed_to(address, &[]);
    assert_eq!(handed("aws_s3_bucket.a").as_deref(), Some("module.m"));
    assert_eq!(handed("aws_s3_bucket.b"), None, "another local of the same block");
    assert_eq!(handed("aws_s3_bucket.c"), None, "only waited for");
    assert_eq!(View::new(&terraform).made_elsewhere(&[]).as_deref(), Some("module.m"));
    let known = module(&[("main.tf", &text.replace("\"x\"", "\"terraform-aws-modules/vpc/aws\""))], Extent::Complete);
    assert_eq!(View::new(&known).made_elsewhere(&[]), None);

    let text = "Resources:\n  Rain:\n    Type: !Rain::Module \"x.yaml\"\n    Properties: { Bucket: !Ref A }\n  \
        Own:\n    Type: Custom::Cleaner\n    Properties: { Bucket: !GetAtt B.Arn }\n  \
        Topic:\n    Type: AWS::SNS::Topic\n    Properties: { Name: !Ref C }\n";
    let template = module(&[("t.yaml", text)], Extent::Complete);
    let handed = |address| View::new(&template).handed_to(address, &[]);
    assert_eq!(handed("A").as_deref(), Some("module.Rain"));
    assert_eq!(handed("B").as_deref(), Some("Own"));
    assert_eq!(handed("C"), None);
}

#[test]
fn a_companion_that_changes_its_owner_concerns_both() {
    let mut module = policy_of("aws_s3_bucket.a.id");
    assert_eq!(candidates(&module, "aws_s3_bucket.a"), "p");
    let policy = (0..).map(super::UnitId).find(|id| module.resources(*id).iter().any(|found| &*found.name == "p"));
    let other = policy_of("aws_s3_bucket.b.id");
    let unit = (0..3).filter_map(|id| other.unit(super::UnitId(id))).next().cloned();
    let (_, touched) = module.replace(&[policy.unwrap()], vec![unit.unwrap()]);
    for owner in ["aws_s3_bucket.a", "aws_s3_bucket.b"] {
        assert!(touched.keys.contains(&Key::Naming(via(Dialect::Terraform), owner.into())), "{owner}");
    }
    assert_eq!(candidates(&module, "aws_s3_bucket.b"), "p");
    assert_eq!(candidates(&module, "aws_s3_bucket.a"), "");
}

/// Evaluates everything in a module.
fn evaluate_all(module: &Module) {
    for id in 0..module.len() {
        for resource in module.resources(super::UnitId(id as u32)).iter() {
            let _ = super::policy::document(&View::new(module), &resource.body);
        }
    }
}

#[test]
fn every_prefix_can_be_evaluated() {
    let terraform = include_str!("../../tests/fixtures/bucket.tf");
    for (file, text) in [("a.tf", terraform), ("a.yaml", TEMPLATE)] {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            evaluate_all(&module(&[(file, &text[..end])], Extent::Complete));
        }
    }
}

#[test]
fn texts_that_multiply_are_given_up() {
    let mut text = "resource \"aws_x\" \"t\" {\n  x = local.l40\n}\nlocals {\n  l0 = \"0123456789abcdef\"\n".to_owned();
    for level in 1..=40 {
        let below = level - 1;
        text.push_str(&format!("  l{level} = \"${{local.l{below}}}${{local.l{below}}}${{local.l{below}}}\"\n"));
    }
    text.push_str("}\n");
    evaluate_all(&module(&[("a.tf", &text), ("b.tf", &text.replace("l40", "l15"))], Extent::Complete));
}
