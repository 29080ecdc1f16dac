//! Templates in, values out.

use super::check::{first, is_half_typed, module};
use super::render::render;
use crate::model::{Extent, Truth};

const SECTIONS: &str = r#"
Parameters:
  Env: { Type: String, Default: dev }
  Size: { Type: String, Default: small, AllowedValues: [small, large] }
  One: { Type: String, Default: "true", AllowedValues: ["true"] }
  Bare: { Type: String }
  Ports: { Type: CommaDelimitedList, Default: "80, 443" }
  Ami: { Type: "AWS::SSM::Parameter::Value<String>", Default: /aws/ami }
Mappings:
  Sizes:
    dev: { disk: 10, class: a }
    prod: { disk: 20, class: a }
Conditions:
  Always: !Equals [a, a]
  Never: !Not [Condition: Always]
  Open: !Equals [!Ref Env, prod]
  Huge: !Equals [!Ref Size, huge]
  Only: !Equals [!Ref One, true]
  Both: !And [!Condition Always, !Condition Open]
  Round: !Not [!Condition Round]
"#;

/// Checks what the property `X` of a resource is worth.
#[track_caller]
fn check(value: &str, expected: &str) {
    let text = format!(
        "Resources:\n  T:\n    Type: AWS::S3::Bucket\n    Properties:\n      X: {value}\n  B:\n    Type: AWS::S3::Bucket\n{SECTIONS}"
    );
    let module = module(&[("t.yaml", &text)], Extent::Complete);
    assert!(!is_half_typed(&module), "does not parse: {text}");
    let resource = first(&module);
    assert_eq!(resource.body.get("X").map(render).as_deref(), Some(expected), "{value}");
}

#[test]
fn short_and_long_functions_mean_the_same() {
    for (value, expected) in [
        ("!Ref B", "@B"),
        ("{ Ref: B }", "@B"),
        ("!GetAtt B.Arn", "@B.Arn"),
        ("!GetAtt [B, Arn]", "@B.Arn"),
        (r#"{ "Fn::GetAtt": [B, Arn] }"#, "@B.Arn"),
        (r#"{ "Fn::GetAtt": B.Arn }"#, "@B.Arn"),
        (r#"!Sub "${B.Arn}/${Env}/*""#, "`${@B.Arn}/dev/*`"),
        (r#"{ "Fn::Sub": ["${Own}-${!Kept}", { Own: !Ref Env }] }"#, r#""dev-${Kept}""#),
        (r#"!Sub "${B}""#, "@B"),
        (r#"!Join ["-", [a, !Ref Env, !Ref Bare]]"#, "`a-dev-${?no default of Bare}`"),
        ("!Select [1, [a, b]]", r#""b""#),
        ("!Select [0, !Ref Ports]", r#""80""#),
        ("!Select [5, [a]]", "?expression Fn::Select"),
        (r#"!Split [",", "a,b"]"#, r#"["a", "b"]"#),
        (r#"!Base64 "x""#, r#""x""#),
        ("!ImportValue x", "?elsewhere Fn::ImportValue"),
        (r#"!Select [0, !GetAZs ""]"#, "?elsewhere Fn::GetAZs"),
        ("!Cidr [a, 1, 2]", "?expression Fn::Cidr"),
        ("!GetAtt Stack.Outputs.Id", "?elsewhere Stack.Outputs.Id"),
    ] {
        check(value, expected);
    }
}

#[test]
fn references_to_parameters_are_worth_what_the_parameter_may_be() {
    for (value, expected) in [
        ("!Ref Env", r#""dev""#),
        ("!Ref Size", r#"("small" | "large")"#),
        ("!Ref One", r#""true""#),
        ("!Ref Bare", "?no default of Bare"),
        ("!Ref Ports", r#"["80", "443"]"#),
        ("!Ref Ami", "?elsewhere Ami"),
        ("!Ref AWS::Region", "?elsewhere AWS::Region"),
        ("!Ref AWS::NoValue", "null"),
        ("[a, !Ref AWS::NoValue]", r#"["a"]"#),
        ("!Ref Nowhere", "?elsewhere Nowhere"),
        (r#""{{resolve:secretsmanager:x}}""#, "?elsewhere {{resolve:secretsmanager:x}}"),
    ] {
        check(value, expected);
    }
}

#[test]
fn conditions_are_decided_only_by_what_cannot_be_otherwise() {
    for (condition, expected) in [
        ("Always", r#""a""#),
        ("Never", r#""b""#),
        ("Open", r#"("a" | "b")"#),
        ("Huge", r#""b""#),
        ("Only", r#""a""#),
        ("Both", r#"("a" | "b")"#),
        ("Round", r#"("a" | "b")"#),
        ("Nowhere", r#"("a" | "b")"#),
    ] {
        check(&format!("!If [{condition}, a, b]"), expected);
    }
    check("!If [Open, a, a]", r#""a""#);
    check("!If [Open, { A: 1 }, !Ref AWS::NoValue]", "({A: 1} | null)");
}

#[test]
fn mappings_give_every_value_that_a_key_may_lead_to() {
    for (value, expected) in [
        ("!FindInMap [Sizes, dev, disk]", "10"),
        ("!FindInMap [Sizes, !Ref Env, disk]", "10"),
        ("!FindInMap [Sizes, !Ref Bare, disk]", "(10 | 20)"),
        ("!FindInMap [Sizes, !Ref AWS::Region, class]", r#""a""#),
        ("!FindInMap [Sizes, test, disk]", "?elsewhere Sizes"),
        ("!FindInMap [Sizes, test, disk, { DefaultValue: 5 }]", "5"),
        ("!FindInMap [Nowhere, a, b]", "?elsewhere Nowhere"),
    ] {
        check(value, expected);
    }
}

/// The first resource of a template: its body, whether it is created, whether it is partial.
fn resource(text: &str) -> (String, Truth, bool) {
    let module = module(&[("t.yaml", text)], Extent::Complete);
    let resource = first(&module);
    (render(&resource.body), resource.created, resource.partial)
}

#[test]
fn properties_stand_plain_and_what_is_beside_them_is_marked() {
    let text = "Resources:\n  T:\n    Type: AWS::S3::Bucket\n    Condition: Never\n    DeletionPolicy: Retain\n    Properties:\n      A: 1\nConditions:\n  Never: !Equals [a, b]\n";
    let body = r#"{$Condition: "Never", $DeletionPolicy: "Retain", A: 1}"#;
    assert_eq!(resource(text), (body.to_owned(), Truth::No, false));
}

#[test]
fn macros_and_loops_make_absence_prove_nothing() {
    let plain = "Resources:\n  T:\n    Type: AWS::S3::Bucket\n";
    let partial = |text: &str| resource(text).2;
    assert!(!partial(plain));
    assert!(!partial(&format!("Transform: [AWS::Serverless-2016-10-31, AWS::LanguageExtensions]\n{plain}")));
    assert!(partial(&format!("Transform: Our::Macro\n{plain}")));
    assert!(!partial(&format!("{plain}  Fn::ForEach::Many: [N, !Ref Names, {{}}]\n")), "it only adds");
    assert!(partial(&format!("{plain}  Fn::Transform: {{ Name: AWS::Include }}\n")));
    assert!(partial(&format!("{plain}    Properties:\n      Fn::Transform: {{ Name: AWS::Include }}\n")));
}

#[test]
fn sam_globals_are_defaults() {
    let text = "Globals:\n  Function:\n    Runtime: python3.12\n    Tracing: Active\n    Environment:\n      Variables: { A: 1 }\nResources:\n  T:\n    Type: AWS::Serverless::Function\n    Properties:\n      Tracing: PassThrough\n      Environment:\n        Variables: { B: 2 }\n";
    let body = r#"{Tracing: "PassThrough", Environment: {Variables: {B: 2, A: 1}}, Runtime: "python3.12"}"#;
    assert_eq!(resource(text).0, body);
    let other = text.replace("Serverless::Function", "Lambda::Function");
    assert_eq!(resource(&other).0, r#"{Tracing: "PassThrough", Environment: {Variables: {B: 2}}}"#);
}

#[test]
fn every_section_of_sam_globals_serves_its_type() {
    for (section, name) in
        [("Api", "AccessLogSetting"), ("HttpApi", "AccessLogSettings"), ("SimpleTable", "SSESpecification")]
    {
        let text = format!(
            "Globals:\n  {section}:\n    {name}: {{ A: !Ref AWS::NoValue, B: 1 }}\nResources:\n  T:\n    Type: AWS::Serverless::{section}\n"
        );
        assert_eq!(resource(&text).0, format!("{{{name}: {{A: null, B: 1}}}}"), "{section}");
    }
}

#[test]
fn conditions_inside_conditions_are_followed() {
    check("!If [Always, !If [Never, a, !If [Open, b, c]], d]", r#"("b" | "c")"#);
    check("!If [Open, !If [Never, a, b], b]", r#""b""#);
    check(r#"!Sub ["${A}-${B}", { A: !FindInMap [Sizes, dev, class], B: !Join ["", [x, y]] }]"#, r#""a-xy""#);
    check("{ Fn::Transform: { Name: Our::Macro } }", "?expression Fn::Transform");
}

#[test]
fn in_an_excerpt_other_names_may_stand_elsewhere() {
    let text = "Logs:\n  Type: AWS::S3::Bucket\n  Properties:\n    X: !Ref Other\n";
    let module = module(&[("t.yaml", text)], Extent::Excerpt);
    assert_eq!(render(&first(&module).body), "{X: ?excerpt}");
}

#[test]
fn json_means_the_same_as_yaml() {
    let text = r#"{
  "Parameters": { "Env": { "Type": "String", "Default": "dev" } },
  "Resources": {
    "T": {
      "Type": "AWS::S3::Bucket",
      "Properties": { "X": { "Fn::Sub": "${Env}-${B.Arn}" } }
    },
    "B": { "Type": "AWS::S3::Bucket" }
  }
}"#;
    let module = module(&[("t.json", text)], Extent::Complete);
    assert_eq!(render(&first(&module).body), "{X: `dev-${@B.Arn}`}");
}

#[test]
fn a_loop_over_literals_is_written_out() {
    let text = "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Buckets:\n    - Name\n    - [logs, my-data]\n    \
        - Bucket&{Name}:\n        Type: AWS::S3::Bucket\n        Properties:\n          X: !Sub \"${Name}-x\"\n          Y: !Ref Name\n";
    let template = module(&[("t.yaml", text)], Extent::Complete);
    let ids = (0..).map(crate::model::UnitId).take(template.len());
    let found: Vec<_> = ids.flat_map(|id| template.resources(id).to_vec()).collect();
    let shown: Vec<String> = found.iter().map(|found| format!("{} {}", found.address, render(&found.body))).collect();
    assert_eq!(shown, [r#"Bucketlogs {X: "logs-x", Y: "logs"}"#, r#"Bucketmydata {X: "my-data-x", Y: "my-data"}"#]);
    assert_eq!(crate::model::View::new(&template).transformed_by(), None);

    let open = text.replace("[logs, my-data]", "!Ref Names");
    let template = module(&[("t.yaml", &open)], Extent::Complete);
    assert_eq!(crate::model::View::new(&template).transformed_by().as_deref(), Some("Fn::ForEach::Buckets"));
}
