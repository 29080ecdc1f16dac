//! Suppressions: what they silence, and what is said of those that silence nothing.

use std::slice::from_ref;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::thing;
use crate::model::{Allow, Dialect, Extent, Module, Resource, View};
use crate::rules::{Catalogue, RuleSettings, judge_block};
use crate::syntax::{NEVER, Origin, Suppression, Target};
use crate::text::{Date, Lang, Span};

const RULE: &str = "elasticache-transit-unencrypted";

/// A cache whose name stands at 20 and whose values stand at 50.
fn cache(body: Json) -> Resource {
    let mut cache = thing(body);
    cache.address = "Cache".into();
    cache.type_name = "AWS::ElastiCache::ReplicationGroup".into();
    cache.dialect = Dialect::CloudFormation;
    cache
}

/// The codes found in a cache, and their messages.
fn judged(cache: Resource, comments: &[Suppression]) -> Vec<(String, String)> {
    let module = Module::new(Extent::Complete);
    let view = View::new(&module);
    let today = Date::parse("2026-11-24").expect("a day");
    let settings = RuleSettings { only: Some(vec![RULE.into()]), ..RuleSettings::default() };
    let text = text();
    let allows: Vec<Allow> = comments.iter().map(|comment| Allow::new(comment.clone(), &text)).collect();
    let findings = judge_block(&view, &[Arc::new(cache)], &allows, Catalogue::builtin(), &settings, today);
    let said = |lang| move |finding: &crate::rules::Finding| finding.message(Catalogue::builtin(), lang);
    findings.iter().map(|finding| (finding.code.to_string(), said(Lang::En)(finding))).collect()
}

fn codes(cache: Resource, comments: &[Suppression]) -> Vec<String> {
    judged(cache, comments).into_iter().map(|(code, _)| code).collect()
}

fn plain() -> Resource {
    cache(json!({ "TransitEncryptionEnabled": false }))
}

/// Where the lines of the name, of the value, and one more start.
const NAME: usize = 0;
const VALUE: usize = 26;
const ELSEWHERE: usize = 66;

fn text() -> String {
    format!("{}\n{}\n{}\n", "n".repeat(VALUE - NAME - 1), "v".repeat(ELSEWHERE - VALUE - 1), "e".repeat(30))
}

fn comment(id: &str, line: usize) -> Suppression {
    Suppression {
        ids: [id.into()].into(),
        until: None,
        reason: Some("migration".into()),
        span: Span::new(0, 10),
        origin: Origin::Own,
        target: Target::Line(line),
    }
}

#[test]
fn a_comment_covers_its_line_or_the_resource_whose_name_it_stands_at() {
    assert_eq!(codes(plain(), &[]), [RULE]);
    assert_eq!(codes(plain(), &[comment(RULE, VALUE)]), [""; 0], "at the value");
    assert_eq!(codes(plain(), &[comment(RULE, NAME)]), [""; 0], "at the name");
    assert_eq!(codes(plain(), &[comment(RULE, ELSEWHERE)]), [RULE, "suppression-unused"], "elsewhere");
    let of_block = Suppression { target: Target::Block, ..comment(RULE, ELSEWHERE) };
    assert_eq!(codes(plain(), &[of_block]), [""; 0], "the whole block");
    assert_eq!(codes(plain(), &[comment("AVD-AWS-0051", VALUE)]), [""; 0], "an older form of an id");
    assert_eq!(codes(plain(), &[comment("CKV_AWS_30", VALUE)]), [""; 0], "by another checker's id");
}

#[test]
fn a_comment_needs_a_rule_a_reason_and_a_day_to_come() {
    let here = VALUE;
    let with = |change: fn(&mut Suppression)| {
        let mut comment = comment(RULE, here);
        change(&mut comment);
        judged(plain(), &[comment])
            .into_iter()
            .map(|(code, message)| format!("{code}: {message}"))
            .skip(1)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        with(|comment| comment.reason = None),
        [format!("suppression-without-reason: The suppression of `{RULE}` needs a reason: add ` -- why` after the id")]
    );
    assert_eq!(
        with(|comment| comment.until = Some((2026, 11, 23))),
        [format!("suppression-expired: The suppression of `{RULE}` expired on 2026-11-23")]
    );
    assert_eq!(
        with(|comment| comment.until = Some(NEVER)),
        [format!("suppression-expired: The suppression of `{RULE}` ends on no day: write it as YYYY-MM-DD")]
    );
    assert_eq!(
        with(|comment| comment.ids = ["nope".into()].into()),
        ["suppression-unknown-rule: There is no rule `nope` to suppress"]
    );
    let mut today = comment(RULE, here);
    today.until = Some((2026, 11, 24));
    assert_eq!(codes(plain(), &[today]), [""; 0], "the last day counts");
}

#[test]
fn what_is_not_surely_unused_is_not_called_unused() {
    let kept = || cache(json!({ "TransitEncryptionEnabled": true }));
    let here = comment(RULE, NAME);
    assert_eq!(codes(kept(), from_ref(&here)), ["suppression-unused"]);
    assert_eq!(codes(cache(json!({ "TransitEncryptionEnabled": "${?}" })), from_ref(&here)), [""; 0]);
    assert_eq!(codes(Resource { partial: true, ..kept() }, from_ref(&here)), [""; 0]);
    assert_eq!(codes(kept(), &[comment("s3-bucket-plain-http", NAME)]), [""; 0], "a rule not judged now");
    assert_eq!(codes(kept(), &[Suppression { origin: Origin::Foreign, ..here }]), [""; 0]);
}

#[test]
fn metadata_of_templates_is_heeded() {
    for metadata in [
        json!({ "Shirube": { "Allow": [{ "rule": RULE, "reason": "migration", "until": "2027-01-01" }] } }),
        json!({ "Shirube": { "Allow": [format!("{RULE} until 2027-01-01 -- migration")] } }),
        json!({ "Shirube": { "Allow": format!("{RULE} -- migration") } }),
        json!({ "checkov": { "skip": [{ "id": "CKV_AWS_30", "comment": "migration" }] } }),
        json!({ "cfn_nag": { "rules_to_suppress": [{ "id": "F33" }] } }),
        json!({ "guard": { "SuppressedRules": ["ELASTICACHE_REPLICATION_GROUP_ENCRYPTION_IN_TRANSIT"] } }),
    ] {
        let body = json!({ "TransitEncryptionEnabled": false, "$Metadata": metadata });
        assert_eq!(codes(cache(body), &[]), [""; 0], "{metadata}");
    }
    for (metadata, complaint) in [
        (json!([RULE]), "suppression-without-reason"),
        (json!([{ "rule": RULE, "reason": " " }]), "suppression-without-reason"),
        (json!([format!("{RULE} until 2026-01-01 -- migration")]), "suppression-expired"),
        (json!(["nope -- migration"]), "suppression-unknown-rule"),
    ] {
        let body = json!({ "TransitEncryptionEnabled": false, "$Metadata": { "Shirube": { "Allow": metadata } } });
        assert_eq!(codes(cache(body), &[]), [RULE, complaint], "{metadata}");
    }
}
