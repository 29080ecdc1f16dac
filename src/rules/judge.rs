//! Judging a resource by the rules of its kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::catalogue::Catalogue;
use super::condition::Condition;
use super::evaluate::Scope;
use super::finding::{Cause, Finding, Message, Shown, UNKNOWN_VALUE};
use super::rule::{Profile, Rule, Severity};
use super::verdict::{Doubt, Evidence, Spot, Verdict};
use crate::model::{Datum, Kind, Kinds, Origin, Piece, Place, Reading, Resource, Step, Truth, Value, View, Why};

/// What the user wants judged, and how severely.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSettings {
    /// The profile.
    pub profile: Profile,
    /// Levels of single rules, by id or former id.
    pub levels: BTreeMap<Box<str>, Level>,
    /// Only these rules, by id, former id or another checker's id; all when `None`.
    pub only: Option<Vec<Box<str>>>,
    /// Whether to tell in any profile what could not be judged, and why.
    pub explain_unknown: bool,
    /// Rules that nobody may suppress, by whatever name.
    pub forbid_allow: Vec<Box<str>>,
}

/// The level of a rule as the user sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not judged.
    Off,
    /// Judged in every profile, at this severity.
    At(Severity),
    /// What is given in place of the rule's own.
    Of {
        /// How bad it is.
        severity: Option<Severity>,
        /// From which profile on it is judged.
        profile: Option<Profile>,
    },
}

impl RuleSettings {
    /// The severity at which a rule is judged, `None` if it is not.
    #[must_use]
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        let mut names = rule.was.iter().map(|name| &**name).chain([&*rule.id]);
        if let Some(only) = &self.only
            && !only.iter().any(|id| rule.is_called(id) || rule.aliases.contains(id))
        {
            return None;
        }
        let (severity, profile) = match names.find_map(|name| self.levels.get(name)) {
            Some(Level::Off) => return None,
            Some(Level::At(severity)) => return Some(*severity),
            Some(Level::Of { severity, profile }) => (*severity, *profile),
            None => (None, None),
        };
        let is_asked_for = profile.unwrap_or(rule.profile) <= self.profile || self.only.is_some();
        is_asked_for.then_some(severity.unwrap_or(rule.severity))
    }
}

/// Whether a condition of a catalogue holds for a resource.
#[must_use]
pub fn holds(view: &View<'_>, kind: &Kind, resource: &Resource, condition: &Condition) -> Truth {
    Scope { view, kinds: Kinds::builtin(), kind, resource, element: None }.decide(condition).truth
}

/// How many elements of a list one rule reports, so that a generated file cannot flood the editor.
const MAX_PER_RULE: usize = 50;

/// The findings in a resource; a strict profile adds what could not be judged.
#[must_use]
pub fn judge(view: &View<'_>, resource: &Resource, catalogue: &Catalogue, settings: &RuleSettings) -> Vec<Finding> {
    judge_by(Kinds::builtin(), view, resource, catalogue, settings)
}

/// [`judge`] by a kind table of one's own.
#[must_use]
pub fn judge_by(
    kinds: &Kinds,
    view: &View<'_>,
    resource: &Resource,
    catalogue: &Catalogue,
    settings: &RuleSettings,
) -> Vec<Finding> {
    assess(kinds, view, resource, catalogue, settings).findings
}

/// What judging gives.
#[derive(Debug, Default)]
pub(super) struct Assessment {
    pub(super) findings: Vec<Finding>,
    /// The rules that could not be judged.
    pub(super) undecided: Vec<u32>,
}

pub(super) fn assess(
    kinds: &Kinds,
    view: &View<'_>,
    resource: &Resource,
    catalogue: &Catalogue,
    settings: &RuleSettings,
) -> Assessment {
    let mut assessment = Assessment::default();
    if resource.created == Truth::No {
        return assessment;
    }
    let Some(kind) = kinds.of(resource) else { return assessment };
    let scope = Scope { view, kinds, kind, resource, element: None };
    let mut doubts = Vec::new();
    for (number, rule) in catalogue.of_kind(&kind.id) {
        let Some(severity) = settings.severity(rule) else { continue };
        if !rule.languages.is_empty() && !rule.languages.contains(&resource.dialect) {
            continue;
        }
        match violation(&scope, rule) {
            Outcome::Kept => {}
            Outcome::Violated(evidence) => {
                assessment.findings.extend(report(number, rule, severity, resource, evidence));
            }
            Outcome::Unknown(doubt) => {
                assessment.undecided.push(number);
                doubts.push((rule.id.clone(), doubt));
            }
        }
    }
    if settings.profile == Profile::Strict || settings.explain_unknown {
        assessment.findings.extend(unknowns(resource, doubts));
    }
    assessment
}

enum Outcome<'c> {
    Kept,
    Violated(Vec<Evidence<'c>>),
    Unknown(Option<Doubt<'c>>),
}

fn violation<'c>(scope: &Scope<'_, 'c>, rule: &'c Rule) -> Outcome<'c> {
    let applies = rule.when.as_ref().map(|when| scope.decide(when));
    let truth = applies.as_ref().map_or(Truth::Yes, |applies| applies.truth);
    if truth == Truth::No {
        return Outcome::Kept;
    }
    let Verdict { truth: holds, evidence, doubt } = scope.decide(&rule.require);
    match (truth, holds) {
        (_, Truth::Yes) => Outcome::Kept,
        (Truth::Yes, Truth::No) => Outcome::Violated(evidence),
        _ => Outcome::Unknown(applies.and_then(|applies| applies.doubt).or(doubt)),
    }
}

/// One finding for each place that violates the rule.
fn report(
    number: u32,
    rule: &Rule,
    severity: Severity,
    resource: &Resource,
    evidence: Vec<Evidence<'_>>,
) -> Vec<Finding> {
    let header = Place { address: resource.address.clone(), span: resource.header() };
    let finding = |place: Place, path, value, mut related: Vec<Place>| {
        if place.address != header.address {
            related.push(header.clone());
        }
        let (code, resource) = (rule.id.clone(), resource.address.clone());
        let message = Message::Violation { path, value };
        Finding { code, rule: Some(number), severity, resource, place, related, message }
    };
    let mut findings: Vec<Finding> = Vec::new();
    for Evidence { spot, reading, related } in evidence {
        if findings.len() >= MAX_PER_RULE {
            break;
        }
        if findings.iter().all(|found| found.place != reading.place) {
            let shown = if spot.is_secret() { Shown::Structure } else { Shown::of(&reading) };
            let (path, value) = (spot.spelled(reading.source), shown);
            findings.push(finding(reading.place, path, value, related));
        }
    }
    if findings.is_empty() {
        findings.push(finding(header.clone(), Box::default(), Shown::Nothing, Vec::new()));
    }
    findings
}

/// What could not be judged: one hint for each attribute.
fn unknowns(resource: &Resource, doubts: Vec<(Arc<str>, Option<Doubt<'_>>)>) -> Vec<Finding> {
    struct Hint {
        place: Place,
        path: Box<str>,
        cause: Cause,
        rules: Vec<Arc<str>>,
    }
    let mut hints: Vec<Hint> = Vec::new();
    for (rule, doubt) in doubts {
        let Some(Doubt { spot, place, cause }) = doubt else { continue };
        // A half-typed block and an excerpt are no business of their author's.
        if matches!(cause, Cause::Value(Why::Partial | Why::Excerpt)) {
            continue;
        }
        let path = spot.spelled(0);
        match hints.iter_mut().find(|hint| hint.path == path) {
            Some(hint) => hint.rules.push(rule),
            None => hints.push(Hint { place, path, cause, rules: vec![rule] }),
        }
    }
    let code: Arc<str> = UNKNOWN_VALUE.into();
    let finding = |Hint { place, path, cause, rules }| Finding {
        code: code.clone(),
        rule: None,
        severity: Severity::Hint,
        resource: resource.address.clone(),
        place,
        related: Vec::new(),
        message: Message::Unknown { path, cause, rules },
    };
    hints.into_iter().map(finding).collect()
}

impl Spot<'_> {
    /// Whether the attribute holds a secret.
    fn is_secret(&self) -> bool {
        let list = self.list.as_ref().map_or(String::new(), |list| format!("{list}."));
        self.kind.attribute(&format!("{list}{}", self.path)).is_some_and(|(_, attribute, _)| attribute.secret)
    }

    /// The attribute as the file's language spells it, `source` being the source path that gave
    /// the value.
    fn spelled(&self, source: usize) -> Box<str> {
        let full = match &self.list {
            Some(list) if self.path.is_empty() => list.to_string(),
            Some(list) => format!("{list}.{}", self.path),
            None => self.path.to_owned(),
        };
        let spelled = match self.kind.attribute(&full) {
            Some((_, attribute, inside)) => {
                let paths = attribute.paths(self.dialect);
                match paths.get(source).or(paths.first()) {
                    Some(path) => {
                        // Which companion holds it is told by the place.
                        let own = path.steps.iter().filter(|step| !matches!(step, Step::Companion(_)));
                        let own = crate::model::Path { steps: own.cloned().collect() }.to_string();
                        if inside.is_empty() { own } else { format!("{own}.{inside}") }
                    }
                    None => full,
                }
            }
            None => full,
        };
        spelled.trim_end_matches("[]").into()
    }
}

/// The longest value that a message repeats, in characters.
const MAX_SHOWN: usize = 60;

impl Shown {
    /// What to show of a reading.
    fn of(reading: &Reading) -> Self {
        match (rendered(&reading.value), reading.origin) {
            (_, Origin::Missing) => Self::Nothing,
            _ if reading.value.is_null() => Self::Nothing,
            (Some(text), Origin::Default) => Self::Default(text),
            (Some(text), Origin::Written) => Self::Written(text),
            (None, _) => Self::Structure,
        }
    }
}

fn rendered(value: &Value) -> Option<Box<str>> {
    let text = match &value.data {
        Datum::Pieces(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => &**text,
                Piece::Hole(_) => "…",
            })
            .collect(),
        Datum::Reference(reference) if reference.attribute.is_empty() => reference.address.to_string(),
        Datum::Reference(reference) => format!("{}.{}", reference.address, reference.attribute),
        _ => value.scalar()?.to_owned(),
    };
    let line = text.lines().next().unwrap_or("");
    let short: String = line.chars().take(MAX_SHOWN).collect();
    Some(if short.len() < text.len() { format!("{short}…") } else { short }.into())
}
