//! Suppressions: findings that the author accepts, with a reason and perhaps until a day.
//!
//! Our own need a reason; without one, or after their day, they suppress nothing and say so. Those
//! of other checkers are honoured as they are, through the ids that a rule has in `aliases`.

use std::cell::LazyCell;
use std::sync::Arc;

use super::catalogue::Catalogue;
use super::condition::{Condition, Source};
use super::finding::{
    Finding, Message, SUPPRESSION_EXPIRED, SUPPRESSION_FORBIDDEN, SUPPRESSION_UNKNOWN_RULE, SUPPRESSION_UNUSED,
    SUPPRESSION_WITHOUT_REASON,
};
use super::judge::{RuleSettings, assess};
use super::rule::Severity;
use crate::model::{Allow, Datum, Kind, Kinds, Place, Resource, Value, View};
use crate::syntax::{NEVER, Origin, Target};
use crate::text::{Date, Span};

/// One accepted id, from a comment or from a template's metadata. Spans are relative to the block.
struct Allowance {
    /// The rule's id, or another checker's.
    id: Box<str>,
    reason: Option<Box<str>>,
    until: Option<Until>,
    /// Where it is written.
    span: Span,
    /// True for another checker's spelling: no reason is asked for, and nothing is said when it
    /// suppresses nothing.
    foreign: bool,
    covers: Covers,
}

/// The last day of an allowance.
enum Until {
    Day(Date),
    /// What stands for it is no day.
    NoDay,
}

/// What an allowance covers.
enum Covers {
    /// Everything about the resource of that address.
    Resource(Box<str>),
    /// Everything in the block.
    Block,
    /// What is found in these lines; with the line of a resource's name or type, all of it.
    Lines(Span),
}

/// Judges the resources of a block and heeds what is allowed in it, by its comments and by the
/// metadata of the resources, and where the companions stand that a finding is about. `today`
/// decides what has expired.
#[must_use]
pub fn judge_block(
    view: &View<'_>,
    resources: &[Arc<Resource>],
    allows: &[Allow],
    catalogue: &Catalogue,
    settings: &RuleSettings,
    today: Date,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut undecided = Vec::new();
    for resource in resources {
        let assessment = assess(Kinds::builtin(), view, resource, catalogue, settings);
        findings.extend(assessment.findings);
        undecided.extend(assessment.undecided);
    }
    // Few blocks allow anything, and a word is compared with every rule.
    let forbidden =
        LazyCell::new(|| -> Vec<u32> { settings.forbid_allow.iter().flat_map(|word| catalogue.named(word)).collect() });
    let heeded = |allowance: &Allowance, rules: &[u32]| {
        problem(allowance, rules, today).is_none() && !rules.iter().any(|rule| forbidden.contains(rule))
    };
    findings.retain(|finding| {
        let mut elsewhere = allowances_of_companions(view, finding, resources).into_iter();
        !elsewhere.any(|allowance| {
            let rules = meant(catalogue, &allowance.id);
            finding.rule.is_some_and(|rule| rules.contains(&rule)) && heeded(&allowance, &rules)
        })
    });
    let allowances = allowances(allows, resources);
    if allowances.is_empty() {
        return findings;
    }
    let mut remarks = Vec::new();
    for allowance in &allowances {
        let rules = meant(catalogue, &allowance.id);
        if let Some(problem) = problem(allowance, &rules, today) {
            remarks.extend((!allowance.foreign).then(|| remark(allowance, resources, problem)));
            continue;
        }
        if rules.iter().any(|rule| forbidden.contains(rule)) {
            let message = Message::Forbidden { id: allowance.id.clone() };
            remarks.push(remark(allowance, resources, (SUPPRESSION_FORBIDDEN, Severity::Warning, message)));
            continue;
        }
        let before = findings.len();
        findings.retain(|finding| {
            !(finding.rule.is_some_and(|rule| rules.contains(&rule))
                && covers(allowance, &finding.resource, &finding.place, resources))
        });
        let judged = |rule: &u32| catalogue.rule(*rule).is_some_and(|rule| settings.severity(rule).is_some());
        let decided = rules.iter().all(|rule| judged(rule) && !undecided.contains(rule));
        let decided = decided && rules.iter().all(|rule| !may_serve_others(catalogue, *rule, resources));
        let whole = !resources.iter().any(|resource| resource.partial);
        let repeated = allowances.iter().filter(|other| other.id == allowance.id).count() > 1;
        if findings.len() == before && !allowance.foreign && decided && whole && !repeated {
            let message = Message::Unused { id: allowance.id.clone() };
            remarks.push(remark(allowance, resources, (SUPPRESSION_UNUSED, Severity::Information, message)));
        }
    }
    findings.extend(remarks);
    findings
}

/// The rules that an id means. Trivy's ids also have an older form, with `AVD-` before them.
fn meant(catalogue: &Catalogue, id: &str) -> Vec<u32> {
    match catalogue.find(id) {
        Some(rule) => vec![rule],
        None => catalogue.of_alias(id.strip_prefix("AVD-").unwrap_or(id)).to_vec(),
    }
}

/// Why an allowance is not heeded.
fn problem(allowance: &Allowance, rules: &[u32], today: Date) -> Option<(&'static str, Severity, Message)> {
    let id = allowance.id.clone();
    if rules.is_empty() {
        return Some((SUPPRESSION_UNKNOWN_RULE, Severity::Warning, Message::UnknownRule { id }));
    }
    if !allowance.foreign && allowance.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
        return Some((SUPPRESSION_WITHOUT_REASON, Severity::Warning, Message::WithoutReason { id }));
    }
    let message = match &allowance.until {
        None => return None,
        Some(Until::Day(day)) if *day >= today => return None,
        Some(Until::Day(day)) => Message::Expired { id, until: day.to_string().into() },
        // A slip in the day must not accept a finding for ever.
        Some(Until::NoDay) => Message::NoDay { id },
    };
    Some((SUPPRESSION_EXPIRED, Severity::Warning, message))
}

/// Whether an allowance in a block of these resources covers a finding at `place` about the one at
/// the address `judged`.
fn covers(allowance: &Allowance, judged: &str, place: &Place, resources: &[Arc<Resource>]) -> bool {
    match &allowance.covers {
        Covers::Resource(address) => **address == *judged,
        Covers::Block => true,
        Covers::Lines(lines) => {
            let home = |address: &str| resources.iter().find(|resource| &*resource.address == address);
            let whole = home(judged).is_some_and(|resource| {
                lines.touches(resource.header().start) || lines.touches(resource.type_span.start)
            });
            whole || home(&place.address).is_some() && lines.touches(place.span.start)
        }
    }
}

/// Everything that is allowed in a block.
fn allowances(allows: &[Allow], resources: &[Arc<Resource>]) -> Vec<Allowance> {
    let comments = allows.iter().flat_map(|allow| in_comment(allow, resources));
    comments.chain(resources.iter().flat_map(|resource| in_metadata(resource))).collect()
}

/// What is allowed where the other blocks stand that a finding is about.
fn allowances_of_companions(view: &View<'_>, finding: &Finding, resources: &[Arc<Resource>]) -> Vec<Allowance> {
    let mut found = Vec::new();
    for place in std::iter::once(&finding.place).chain(&finding.related) {
        if resources.iter().any(|resource| resource.address == place.address) {
            continue;
        }
        let Some((allows, others)) = view.block_at(&place.address) else { continue };
        let mut there = allowances(allows, &others);
        there.retain(|allowance| covers(allowance, &place.address, place, &others));
        found.extend(there);
    }
    found
}

/// True when a rule judges none of the resources, but may look at one of them for another.
fn may_serve_others(catalogue: &Catalogue, rule: u32, resources: &[Arc<Resource>]) -> bool {
    let Some(rule) = catalogue.rule(rule) else { return false };
    let kinds = Kinds::builtin();
    let judges =
        |resource: &Resource| kinds.of_type(&resource.type_name).is_some_and(|kind| rule.on.contains(&kind.id));
    if resources.iter().any(|resource| judges(resource)) {
        return false;
    }
    let on: Vec<&Kind> = rule.on.iter().filter_map(|id| kinds.get(id)).collect();
    let mut related = Vec::new();
    rule.when.iter().chain([&rule.require]).for_each(|condition| related_kinds(condition, &mut related));
    resources.iter().any(|resource| {
        let companions = on.iter().flat_map(|kind| &kind.companions);
        companions.into_iter().any(|companion| companion.terraform == resource.type_name)
            || kinds.of_type(&resource.type_name).is_some_and(|kind| related.contains(&&*kind.id))
    })
}

/// The kinds of the other resources that a condition looks at.
fn related_kinds<'c>(condition: &'c Condition, found: &mut Vec<&'c str>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| related_kinds(part, found)),
        Condition::Not(part) => related_kinds(part, found),
        Condition::Quantified { source, filter, has, .. } => {
            if let Source::Related { kinds, .. } = source {
                found.extend(kinds.iter().map(|kind| &**kind));
            }
            filter.iter().chain(has).for_each(|part| related_kinds(part, found));
        }
        Condition::Target { kinds, has, .. } => {
            found.extend(kinds.iter().map(|kind| &**kind));
            related_kinds(has, found);
        }
        Condition::Value { .. } | Condition::Ports { .. } | Condition::Code(_) => {}
    }
}

fn remark(
    allowance: &Allowance,
    resources: &[Arc<Resource>],
    (code, severity, message): (&str, Severity, Message),
) -> Finding {
    let address = match &allowance.covers {
        Covers::Resource(address) => address.clone(),
        Covers::Block | Covers::Lines(_) => {
            let around = resources.iter().find(|resource| resource.span.meets(allowance.span)).or(resources.first());
            around.map(|resource| resource.address.clone()).unwrap_or_default()
        }
    };
    let place = Place { address: address.clone(), span: allowance.span };
    Finding { code: code.into(), rule: None, severity, resource: address, place, related: Vec::new(), message }
}

/// What a comment allows.
fn in_comment(Allow { comment, line }: &Allow, resources: &[Arc<Resource>]) -> Vec<Allowance> {
    let until = |day| match day {
        NEVER => Until::NoDay,
        (year, month, day) => until(&format!("{year:04}-{month:02}-{day:02}")),
    };
    let covers = || match comment.target {
        Target::Block => Covers::Block,
        Target::Line(_) => Covers::Lines(lines(*line, resources)),
    };
    let allowance = |id: &str| Allowance {
        id: id.into(),
        reason: comment.reason.clone(),
        until: comment.until.map(until),
        span: comment.span,
        foreign: comment.origin == Origin::Foreign,
        covers: covers(),
    };
    comment.ids.iter().map(|id| allowance(id)).collect()
}

/// A line, with the whole of the values whose names stand in it.
fn lines(line: Span, resources: &[Arc<Resource>]) -> Span {
    fn widen(value: &Value, line: Span, covered: &mut Span) {
        for member in value.members() {
            if line.touches(member.key_span.start) {
                *covered = covered.hull(member.value.span);
            } else {
                widen(&member.value, line, covered);
            }
        }
        if let Datum::List(items) = &value.data {
            items.iter().for_each(|item| widen(item, line, covered));
        }
    }
    let mut covered = line;
    resources.iter().for_each(|resource| widen(&resource.body, line, &mut covered));
    covered
}

fn until(text: &str) -> Until {
    Date::parse(text).map_or(Until::NoDay, Until::Day)
}

/// What the metadata of a template's resource allows: ours, checkov's, cfn_nag's and Guard's.
fn in_metadata(resource: &Resource) -> Vec<Allowance> {
    let Some(metadata) = resource.body.get("$Metadata") else { return Vec::new() };
    let entries = |tool: &str, list: &str| {
        let list = metadata.get(tool).and_then(|tool| tool.get(list));
        list.map_or(&[][..], Value::items)
    };
    let own = entries("Shirube", "Allow").iter().filter_map(|entry| own(entry, resource));
    let foreign = [("checkov", "skip"), ("cfn_nag", "rules_to_suppress"), ("guard", "SuppressedRules")];
    let foreign = foreign.into_iter().flat_map(|(tool, list)| entries(tool, list)).filter_map(|entry| {
        let id = entry.get("id").unwrap_or(entry).scalar()?;
        Some(Allowance { foreign: true, ..allowance(id, entry.span, resource) })
    });
    own.chain(foreign).collect()
}

/// `{ rule, reason, until }`, or what a comment says after `shirube:allow`.
fn own(entry: &Value, resource: &Resource) -> Option<Allowance> {
    let text = |key: &str| entry.get(key).and_then(Value::scalar);
    let Some(line) = entry.scalar() else {
        let (reason, until) = (text("reason").map(Into::into), text("until").map(until));
        return Some(Allowance { reason, until, ..allowance(text("rule")?, entry.span, resource) });
    };
    let (rule, reason) = line.split_once("--").map_or((line, None), |(rule, reason)| (rule, Some(reason.trim())));
    let mut words = rule.split_whitespace();
    let id = words.next()?;
    let until = match words.next() {
        Some("until") => Some(until(words.next().unwrap_or_default())),
        _ => None,
    };
    Some(Allowance { reason: reason.map(Into::into), until, ..allowance(id, entry.span, resource) })
}

fn allowance(id: &str, span: Span, resource: &Resource) -> Allowance {
    let covers = Covers::Resource(resource.address.clone());
    Allowance { id: id.into(), reason: None, until: None, span, foreign: false, covers }
}
