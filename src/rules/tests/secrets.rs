//! Secrets are found, and never repeated.

use std::sync::Arc;

use crate::model::{Extent, Module, Unit, View, lower};
use crate::rules::{Catalogue, Profile, RuleSettings, judge_block};
use crate::syntax::{self, Language};
use crate::text::{Date, Lang};

const SECRET: &str = "correct-horse-battery";

/// What a strict profile says of a file, in both languages.
fn messages(language: Language, text: &str) -> Vec<(String, String)> {
    let units = syntax::cut(text, language).into_iter().map(|block| {
        let own = block.span.of(text);
        let parsed = syntax::parse(own, &block.kind, language, None);
        Unit { file: "it".into(), lowered: Arc::new(lower(&parsed, own, &block.kind, language)) }
    });
    let mut module = Module::new(Extent::Complete);
    let (ids, _) = module.replace(&[], units.collect());
    let (view, today) = (View::new(&module), Date::parse("2026-11-24").expect("a day"));
    let (catalogue, settings) =
        (Catalogue::builtin(), RuleSettings { profile: Profile::Strict, ..RuleSettings::default() });
    let mut all = Vec::new();
    for id in &ids {
        for finding in judge_block(&view, &module.resources(*id), &[], catalogue, &settings, today) {
            for lang in [Lang::En, Lang::Ja] {
                all.push((finding.code.to_string(), finding.message(catalogue, lang)));
            }
        }
    }
    all
}

#[test]
fn no_message_repeats_a_secret() {
    for (language, text, rule) in [
        (Language::Terraform, "provider \"aws\" {\n  secret_key = \"SECRET\"\n}\n", "secret-in-template"),
        (
            Language::Terraform,
            "resource \"aws_db_instance\" \"a\" {\n  password = \"SECRET\"\n}\n",
            "secret-in-template",
        ),
        (
            Language::Terraform,
            "resource \"aws_mq_broker\" \"a\" {\n  user {\n    password = \"SECRET\"\n  }\n}\n",
            "secret-in-template",
        ),
        (
            Language::Terraform,
            "resource \"aws_lambda_function\" \"a\" {\n  environment {\n    variables = { DB_PASSWORD = \"SECRET\" }\n  }\n}\n",
            "secret-in-environment",
        ),
        (
            Language::Terraform,
            "resource \"aws_ssm_parameter\" \"a\" {\n  name  = \"/app/password\"\n  type  = \"String\"\n  value = \"SECRET\"\n}\n",
            "ssm-parameter-literal-secret",
        ),
        (
            Language::Yaml,
            "Parameters:\n  P:\n    Type: String\n    NoEcho: true\n    Default: SECRET\nResources:\n  A:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      MasterUserPassword: !Ref P\n",
            "secret-in-template",
        ),
    ] {
        let found = messages(language, &text.replace("SECRET", SECRET));
        assert!(found.iter().any(|(code, _)| code == rule), "{rule} in {text}: {found:?}");
        let told: Vec<_> = found.iter().filter(|(_, message)| message.contains(SECRET)).collect();
        assert!(told.is_empty(), "{told:?}");
    }
}

#[test]
fn every_possible_secret_of_a_resource_is_looked_at() {
    let text = "resource \"aws_amplify_app\" \"a\" {\n  access_token = var.token\n  oauth_token  = \"abc\"\n}\n\nvariable \"token\" {}\n";
    let found = messages(Language::Terraform, text);
    assert!(found.iter().any(|(code, message)| code == "secret-in-template" && message.contains("oauth_token")));
}
