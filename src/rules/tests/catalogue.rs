//! The catalogue format: what it says, and how it complains.

use crate::rules::catalogue::Catalogue;
use crate::rules::{Condition, Profile, Severity};
use crate::text::{Encoding, Lang, LineIndex};

/// A rule with everything that is needed and nothing else.
const RULE: &str = r#"
[[rule]]
id = "cache-plain"
on = "elasticache.replication_group"
principle = "encryption-in-transit"
severity = "warning"
title = { en = "Plain", ja = "平文" }
why = { en = "Because.", ja = "理由。" }
require = { path = "transit_encryption_enabled", is = true }
"#;

/// The English messages for a file, each as `line:column message`.
fn complaints(text: &str) -> Vec<String> {
    let (_, errors) = Catalogue::with(&[("team.toml", text)]);
    let lines = LineIndex::new(text);
    let place = |at| lines.position(text, at, Encoding::Utf32);
    let told = errors.iter().map(|error| (place(error.at), &error.message.en));
    told.map(|(at, message)| format!("{}:{} {message}", at.line + 1, at.character + 1)).collect()
}

#[test]
fn every_built_in_rule_decodes() {
    let catalogue = Catalogue::builtin();
    assert!(catalogue.find("elasticache-transit-unencrypted").is_some());
    for (number, rule) in catalogue.iter() {
        let details = catalogue.details(number).unwrap_or_else(|| panic!("{} has no details", rule.id));
        assert!(!details.title.ja.is_empty());
    }
}

#[test]
fn functions_stay_the_exception() {
    fn uses_code(condition: &Condition) -> bool {
        match condition {
            Condition::Code(_) => true,
            Condition::All(parts) | Condition::Any(parts) => parts.iter().any(uses_code),
            Condition::Not(part) => uses_code(part),
            // A filter such as `grants` only says which elements are meant.
            Condition::Quantified { has, .. } => has.as_ref().is_some_and(|part| uses_code(part)),
            Condition::Target { has, .. } => uses_code(has),
            Condition::Value { .. } | Condition::Ports { .. } => false,
        }
    }
    let rules: Vec<_> = Catalogue::builtin().iter().map(|(_, rule)| rule).collect();
    let coded = rules.iter().filter(|rule| rule.when.iter().chain([&rule.require]).any(uses_code)).count();
    assert!(coded * 10 <= rules.len(), "{coded} of {} rules are functions", rules.len());
}

#[test]
fn a_team_adds_its_own_rules() {
    let (catalogue, errors) = Catalogue::with(&[("team.toml", RULE)]);
    assert_eq!(errors, []);
    let number = catalogue.find("cache-plain").expect("the rule");
    let rule = catalogue.rule(number).expect("the rule");
    assert_eq!((rule.severity, rule.profile), (Severity::Warning, Profile::Baseline));
    assert_eq!(catalogue.details(number).expect("details").title.get(Lang::Ja), "平文");
    assert!(catalogue.of_kind("elasticache.replication_group").any(|(of_kind, _)| of_kind == number));
}

#[test]
fn a_family_gives_its_rules_what_they_share() {
    let family = "[[family]]\nid = \"tls\"\nwhy = { en = \"Shared.\", ja = \"共通。\" }\nterms = [\"tls\"]\n";
    let rule = RULE.replace("why = { en = \"Because.\", ja = \"理由。\" }", "family = \"tls\"");
    let (catalogue, errors) = Catalogue::with(&[("team.toml", &format!("{family}{rule}"))]);
    assert_eq!(errors, []);
    let details = catalogue.find("cache-plain").and_then(|number| catalogue.details(number)).expect("details");
    assert_eq!((details.why.en.as_str(), &*details.terms[0]), ("Shared.", "tls"));
}

#[test]
fn mistakes_are_told_with_line_and_column() {
    for (old, new, complaint) in [
        ("severity", "severety", "2:1 `severity` is missing"),
        ("\"warning\"", "\"fatal\"", "6:12 `fatal` is none of `error`, `warning`, `information`, `hint`"),
        ("cache-plain", "Cache plain", "3:6 expected an id such as `bucket-public`, found string"),
        ("elasticache.r", "elasticash.r", "4:6 there is no kind `elasticash.replication_group`"),
        ("is = true", "iz = true", "9:11 `transit_encryption_enabled` is not tested"),
        ("is = true", "is = [true]", "9:55 expected a string, a whole number, `true` or `false`, found array"),
        ("ja = \"平文\"", "", "7:9 `ja` is missing"),
        ("path = \"transit_", "path = \"transit-", "9:20 `elasticache.replication_group` has no attribute"),
        (
            "{ path = \"transit_encryption_enabled\", is = true }",
            "{ all = [], any = [] }",
            "9:11 `all` and `any` cannot stand",
        ),
        ("{ path = \"transit_encryption_enabled\", is = true }", "{ is = true }", "9:11 no condition"),
        (
            "{ path = \"transit_encryption_enabled\", is = true }",
            "{ code = \"nope\" }",
            "9:20 there is no function `nope`",
        ),
        ("{ path = \"transit_encryption_enabled\", is = true }", "{ every = \"engine\" }", "9:21 `engine` is no list"),
        (
            "require = {",
            "fix = { title = { en = \"a\", ja = \"b\" }, safety = \"review\" }\nrequire = {",
            "9:7 the fix changes nothing",
        ),
        ("why = {", "message = { en = \"{valeu}\", ja = \"a\" }\nwhy = {", "8:11 a message knows"),
        ("cache-plain", "elasticache-transit-unencrypted", "3:6 there is a rule"),
        ("require = {", "require = {{", "9:12 not TOML"),
    ] {
        let found = complaints(&RULE.replace(old, new));
        assert!(found.iter().any(|found| found.starts_with(complaint)), "{new}: {found:#?}");
    }
}

#[test]
fn every_mistake_of_a_file_is_told_at_once() {
    let text = RULE
        .replace("\"warning\"", "\"fatal\"")
        .replace("is = true", "is = [1]")
        .replace("ja = \"理由。\"", "jp = \"\"");
    let found = complaints(&text);
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn conditions_do_not_nest_for_ever() {
    let deep = format!("require = {}{{ path = \"engine\", is = 1 }}{}", "{ not = ".repeat(40), " }".repeat(40));
    let text = RULE.replace("require = { path = \"transit_encryption_enabled\", is = true }", &deep);
    assert!(complaints(&text).iter().any(|found| found.ends_with("conditions nest too deeply")));
}
