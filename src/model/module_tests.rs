//! Who may belong to whom.

use super::evaluate::check::module;
use super::{Extent, Item, Key, Module, View};

/// The names of the bucket policies that may belong to a resource.
fn candidates(module: &Module, address: &str, type_name: &str) -> String {
    let found = View::new(module).candidates(address, &[type_name.into()]);
    found.iter().map(|resource| resource.name.to_string()).collect::<Vec<_>>().join(" ")
}

const TEMPLATE: &str = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n  B:\n    Type: AWS::S3::Bucket\n  \
    OfA:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref A\n  \
    OfAny:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref Name\n\
    Parameters:\n  Name: { Type: String }\n";

#[test]
fn a_ref_to_a_parameter_may_name_any_resource() {
    let template = module(&[("t.yaml", TEMPLATE)], Extent::Complete);
    assert_eq!(candidates(&template, "A", "AWS::S3::BucketPolicy"), "OfA OfAny");
    assert_eq!(candidates(&template, "B", "AWS::S3::BucketPolicy"), "OfAny");
}

#[test]
fn a_ref_names_a_resource_as_soon_as_no_parameter_has_the_name() {
    let mut template = module(&[("t.yaml", TEMPLATE)], Extent::Complete);
    let parameters = (0..).map(super::UnitId).find(|id| {
        let items = template.unit(*id).map(|unit| unit.lowered.items.clone());
        matches!(items.as_deref(), Some([Item::Variable(_)]))
    });
    let (_, touched) = template.replace(&[parameters.unwrap()], Vec::new());
    assert!(touched.keys.contains(&Key::Loose("AWS::S3::BucketPolicy".into())));
    assert_eq!(candidates(&template, "B", "AWS::S3::BucketPolicy"), "");
}

#[test]
fn expressions_that_are_not_evaluated_still_mention() {
    let text = "resource \"aws_s3_bucket_policy\" \"p\" {\n  \
        for_each = { for b in [aws_s3_bucket.a, aws_s3_bucket.b] : b.id => b }\n  bucket = each.key\n}\n\
        resource \"aws_s3_bucket_policy\" \"q\" {\n  bucket = aws_s3_bucket.c.id\n}\n";
    let module = module(&[("main.tf", text)], Extent::Complete);
    assert_eq!(candidates(&module, "aws_s3_bucket.a", "aws_s3_bucket_policy"), "p");
    assert_eq!(candidates(&module, "aws_s3_bucket.c", "aws_s3_bucket_policy"), "q");
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
