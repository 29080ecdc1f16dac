//! Findings: which rules are judged, where they point, and what they say.

use serde_json::{Value as Json, json};

use super::{kinds, thing};
use crate::model::{Extent, Kinds, Module, Truth, View};
use crate::rules::catalogue::Catalogue;
use crate::rules::condition_file::Vocabulary;
use crate::rules::{Finding, Level, Profile, RuleSettings, Severity, judge_by, rule_file};
use crate::text::Lang;

/// A catalogue of one rule on things: `flag` must be true, plus what `more` says.
fn catalogue(kinds: &Kinds, more: &str) -> Catalogue {
    let require = if more.contains("require") { "" } else { "require = { path = \"flag\", is = true }" };
    let text = format!(
        "[[rule]]\nid = \"thing-unflagged\"\non = \"test.thing\"\nprinciple = \"exposure\"\nseverity = \"error\"\n\
         title = {{ en = \"No flag\", ja = \"フラグなし\" }}\nwhy = {{ en = \"a\", ja = \"b\" }}\n{require}\n{more}"
    );
    let kind = |id: &str| kinds.get(id);
    let vocabulary = Vocabulary { kind: &kind, code: &|_| true, term: &|_| true };
    let (rules, problems) = rule_file::parse(&text, &vocabulary);
    assert_eq!(problems, []);
    Catalogue::new(rules)
}

struct Judged {
    catalogue: Catalogue,
    findings: Vec<Finding>,
}

impl Judged {
    fn by(more: &str, body: Json, settings: &RuleSettings) -> Self {
        let kinds = kinds();
        let catalogue = catalogue(&kinds, more);
        let module = Module::new(Extent::Complete);
        let findings = judge_by(&kinds, &View::new(&module), &thing(body), &catalogue, settings);
        Self { catalogue, findings }
    }

    fn messages(&self, lang: Lang) -> Vec<String> {
        self.findings.iter().map(|finding| finding.message(&self.catalogue, lang)).collect()
    }
}

fn strict() -> RuleSettings {
    RuleSettings { profile: Profile::Strict, ..RuleSettings::default() }
}

#[test]
fn a_finding_points_at_the_value_and_names_it() {
    let judged = Judged::by("", json!({ "flag": false }), &RuleSettings::default());
    let [finding] = &judged.findings[..] else { panic!("{:?}", judged.findings) };
    assert_eq!((&*finding.code, finding.severity), ("thing-unflagged", Severity::Error));
    assert_eq!((finding.place.span.start, finding.place.span.end), (50, 60));
    assert_eq!(judged.messages(Lang::En), ["No flag: `flag` is `false`"]);
    assert_eq!(judged.messages(Lang::Ja), ["フラグなし: `flag` が `false` です"]);
}

#[test]
fn a_finding_about_an_absence_points_at_the_name() {
    let judged = Judged::by("", json!({}), &RuleSettings::default());
    assert_eq!(judged.findings[0].place.span.start, 20);
    assert_eq!(judged.messages(Lang::En), ["No flag: `flag` is not set, so AWS takes `false`"]);
    assert_eq!(judged.messages(Lang::Ja), ["フラグなし: `flag` が未設定のため、デフォルトの `false` になります"]);
}

#[test]
fn a_message_of_its_own_fills_in_what_was_found() {
    let message = "message = { en = \"{resource}: {path} is {value}\", ja = \"{resource} の {path}: {value}\" }";
    let judged = Judged::by(message, json!({}), &RuleSettings::default());
    assert_eq!(judged.messages(Lang::En), ["aws_thing.it: flag is `false` (AWS's default)"]);
    assert_eq!(judged.messages(Lang::Ja), ["aws_thing.it の flag: `false` (AWS のデフォルト)"]);
}

#[test]
fn a_rule_applies_where_its_when_surely_holds() {
    let when = "when = { path = \"name\", is = \"a\" }";
    let findings = |body| Judged::by(when, body, &RuleSettings::default()).findings.len();
    assert_eq!(findings(json!({ "name": "a" })), 1);
    assert_eq!(findings(json!({ "name": "b" })), 0);
    assert_eq!(findings(json!({ "name": "${?}" })), 0);
    assert_eq!(findings(json!({})), 0);
}

#[test]
fn what_is_unknown_is_silent_in_baseline_and_named_in_strict() {
    let body = || json!({ "flag": "${?}" });
    assert_eq!(Judged::by("", body(), &RuleSettings::default()).findings, []);
    let judged = Judged::by("", body(), &strict());
    assert_eq!((&*judged.findings[0].code, judged.findings[0].severity), ("unknown-value", Severity::Hint));
    assert_eq!(
        judged.messages(Lang::En),
        ["`flag` is unknown: `var.it` has no default. Not judged: `thing-unflagged`"]
    );
    assert_eq!(
        judged.messages(Lang::Ja),
        ["`flag` の値が不明です: `var.it` にデフォルト値がありません。未判定: `thing-unflagged`"]
    );
}

#[test]
fn two_values_that_disagree_are_told_in_strict() {
    let judged = Judged::by("", json!({ "flag": { "if": [true, false] } }), &strict());
    assert_eq!(
        judged.messages(Lang::En),
        ["`flag` is unknown: only one of its two possible values is good. Not judged: `thing-unflagged`"]
    );
    let both_bad = Judged::by("", json!({ "flag": { "if": [false, "false"] } }), &RuleSettings::default());
    assert_eq!(both_bad.findings.len(), 1);
}

#[test]
fn settings_choose_rules_and_severities() {
    let found = |more: &str, settings: &RuleSettings| {
        Judged::by(more, json!({}), settings).findings.iter().map(|finding| finding.severity).collect::<Vec<_>>()
    };
    let level = |id: &str, level| RuleSettings { levels: [(id.into(), level)].into(), ..RuleSettings::default() };
    let only = |id: &str| RuleSettings { only: Some(vec![id.into()]), ..RuleSettings::default() };
    let strictly = "profile = \"strict\"";
    assert_eq!(found("", &level("thing-unflagged", Level::Off)), []);
    assert_eq!(found("", &level("thing-unflagged", Level::At(Severity::Hint))), [Severity::Hint]);
    assert_eq!(found("was = [\"thing-bare\"]", &level("thing-bare", Level::Off)), []);
    assert_eq!(found(strictly, &RuleSettings::default()), []);
    assert_eq!(found(strictly, &strict()), [Severity::Error]);
    assert_eq!(found(strictly, &level("thing-unflagged", Level::At(Severity::Warning))), [Severity::Warning]);
    assert_eq!(found("aliases = [\"CKV_1\"]", &only("CKV_1")), [Severity::Error]);
    assert_eq!(found("", &only("other-rule")), []);
    assert_eq!(found("languages = \"cloudformation\"", &RuleSettings::default()), []);
}

#[test]
fn each_element_that_violates_is_a_finding() {
    let require = "require = { none = \"items[]\", has = { path = \"from\", is = 22 } }";
    let kinds = kinds();
    let catalogue = catalogue(&kinds, require);
    let module = Module::new(Extent::Complete);
    let mut resource = thing(json!({ "items": [{ "from": 22 }, { "from": 80 }, { "from": 22 }] }));
    // Places tell the elements apart.
    let mut at = 100;
    spread(&mut resource.body, &mut at);
    let findings = judge_by(&kinds, &View::new(&module), &resource, &catalogue, &RuleSettings::default());
    assert_eq!(findings.len(), 2);
    assert_eq!(findings[0].message(&catalogue, Lang::En), "No flag: `items[].from` is `22`");
}

/// Gives every value a span of its own.
fn spread(value: &mut crate::model::Value, at: &mut usize) {
    use crate::model::Datum;
    value.span = crate::text::Span::new(*at, *at + 1);
    *at += 2;
    match &mut value.data {
        Datum::List(items) => items.iter_mut().for_each(|item| spread(item, at)),
        Datum::Map(members) => members.iter_mut().for_each(|member| spread(&mut member.value, at)),
        _ => {}
    }
}

#[test]
fn what_is_never_created_is_not_judged() {
    let kinds = kinds();
    let catalogue = catalogue(&kinds, "");
    let module = Module::new(Extent::Complete);
    let mut resource = thing(json!({}));
    resource.created = Truth::No;
    assert_eq!(judge_by(&kinds, &View::new(&module), &resource, &catalogue, &RuleSettings::default()), []);
}
