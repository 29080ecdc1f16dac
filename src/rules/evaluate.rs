//! Deciding conditions: three-valued, with the evidence for what is decided and the reason for what
//! is not.

use std::rc::Rc;
use std::sync::Arc;

use super::code;
use super::condition::{Condition, PortExtent, Quantifier, Source, Test};
use super::finding::Cause;
use super::operators::{self, Answer};
use super::relations;
use crate::model::{Dialect, Extent, Kind, Kinds, Origin, Place, Reading, Readings, Resource, Truth, Value, View, Why};
use crate::model::Datum;

/// What a condition speaks of: a resource, or an element of one of its lists.
#[derive(Clone)]
pub(super) struct Scope<'s, 'c> {
    pub(super) view: &'s View<'s>,
    pub(super) kinds: &'c Kinds,
    pub(super) kind: &'c Kind,
    pub(super) resource: &'s Resource,
    pub(super) element: Option<Element<'s>>,
}

/// An element of a list.
#[derive(Clone)]
pub(super) struct Element<'s> {
    /// The whole path of the list, with its `[]`.
    pub(super) list: Rc<str>,
    /// What the list gave.
    pub(super) reading: &'s Reading,
}

/// What a condition gives.
#[derive(Clone, Debug)]
pub(super) struct Verdict<'c> {
    pub(super) truth: Truth,
    /// What decided, for `Yes` and for `No`: the deciding value first, and for a quantifier over a
    /// list every element that decides.
    pub(super) evidence: Vec<Evidence<'c>>,
    /// Why it is `Unknown`.
    pub(super) doubt: Option<Doubt<'c>>,
}

/// An attribute of a kind, as a condition named it.
#[derive(Clone, Debug)]
pub(super) struct Spot<'c> {
    pub(super) kind: &'c Kind,
    pub(super) dialect: Dialect,
    /// The list around it, if it was read from an element.
    pub(super) list: Option<Rc<str>>,
    pub(super) path: &'c str,
}

/// A value that decided.
#[derive(Clone, Debug)]
pub(super) struct Evidence<'c> {
    pub(super) spot: Spot<'c>,
    pub(super) reading: Reading,
    /// Other places that had a part in it.
    pub(super) related: Vec<Place>,
}

/// A value that could not decide.
#[derive(Clone, Debug)]
pub(super) struct Doubt<'c> {
    pub(super) spot: Spot<'c>,
    pub(super) place: Place,
    pub(super) cause: Cause,
}

impl<'c> Verdict<'c> {
    pub(super) fn decided(truth: bool, evidence: Evidence<'c>) -> Self {
        Self { truth: truth.into(), evidence: vec![evidence], doubt: None }
    }

    pub(super) fn unknown(doubt: Doubt<'c>) -> Self {
        Self { truth: Truth::Unknown, evidence: Vec::new(), doubt: Some(doubt) }
    }

    /// `Yes` without a value that says so: nothing had to be looked at.
    fn vacuous() -> Self {
        Self { truth: Truth::Yes, evidence: Vec::new(), doubt: None }
    }

    fn negated(self) -> Self {
        Self { truth: !self.truth, ..self }
    }

    /// Kleene's and; the first that decides gives the evidence.
    fn and(self, other: Self) -> Self {
        let truth = self.truth.and(other.truth);
        self.joined(other, truth)
    }

    /// Kleene's or, in the same sense.
    fn or(self, other: Self) -> Self {
        let truth = self.truth.or(other.truth);
        self.joined(other, truth)
    }

    fn joined(self, other: Self, truth: Truth) -> Self {
        if truth == Truth::Unknown {
            return Self { truth, evidence: Vec::new(), doubt: self.doubt.or(other.doubt) };
        }
        let of = |verdict: Self| if verdict.truth == truth { verdict.evidence } else { Vec::new() };
        let (first, second) = (of(self), of(other));
        Self { truth, evidence: if first.is_empty() { second } else { first }, doubt: None }
    }

    /// What two possible worlds agree on.
    fn agree(self, other: Self) -> Self {
        if self.truth == other.truth && self.truth != Truth::Unknown {
            return self;
        }
        let doubt = self.doubt.or(other.doubt).or_else(|| {
            let evidence = [self.evidence, other.evidence].into_iter().flatten().next()?;
            Some(Doubt { spot: evidence.spot, place: evidence.reading.place, cause: Cause::OneOfTwo })
        });
        Self { truth: Truth::Unknown, evidence: Vec::new(), doubt }
    }
}

/// An element that a quantifier looks at.
struct Member<'c> {
    /// Whether it is one at all, passes `where`, and passes `has`.
    chosen: Verdict<'c>,
    has: Option<Verdict<'c>>,
    /// The element itself, to point at when nothing in it decided.
    itself: Evidence<'c>,
}

impl<'s, 'c> Scope<'s, 'c> {
    /// Decides `condition`.
    pub(super) fn decide(&self, condition: &'c Condition) -> Verdict<'c> {
        match condition {
            Condition::All(conditions) => {
                let verdicts = conditions.iter().map(|condition| self.decide(condition));
                // Nothing past a definite "no" is looked at.
                first_decisive(verdicts, Truth::No).into_iter().reduce(Verdict::and).unwrap_or_else(Verdict::vacuous)
            }
            Condition::Any(conditions) => {
                let verdicts = conditions.iter().map(|condition| self.decide(condition));
                first_decisive(verdicts, Truth::Yes).into_iter().reduce(Verdict::or).unwrap_or_else(Verdict::vacuous)
            }
            Condition::Not(condition) => self.decide(condition).negated(),
            Condition::Value { path, tests } => self.value(path, tests, self.read(path)),
            Condition::Ports { from, to, protocol, extent, ranges } => {
                self.ports(from, to, protocol.as_deref(), *extent, ranges)
            }
            Condition::Quantified { quantifier, source, filter, has } => {
                let parts = Parts { quantifier: *quantifier, filter: filter.as_deref(), has: has.as_deref() };
                match source {
                    Source::List(path) => self.list(path, &parts, self.read(path)),
                    Source::Related { kinds, via } => self.related(kinds, via, &parts),
                    Source::Module { kinds } => self.module(kinds, &parts),
                }
            }
            Condition::Target { path, kinds, has } => self.target(path, kinds, has, self.read(path)),
            Condition::Code(name) => match code::find(name) {
                Some(function) => function(self),
                None => self.doubt("", None, Cause::Form(name.clone())),
            },
        }
    }

    /// Reads a path of the element, or of the resource.
    pub(super) fn read(&self, path: &str) -> Readings {
        match &self.element {
            None => self.view.read(self.kind, self.resource, path),
            Some(element) if path.is_empty() => Readings::All(vec![element.reading.clone()]),
            Some(element) => self.view.read_in(self.kind, self.resource, &element.list, element.reading, path),
        }
    }

    pub(super) fn spot(&self, path: &'c str) -> Spot<'c> {
        let list = self.element.as_ref().map(|element| element.list.clone());
        Spot { kind: self.kind, dialect: self.resource.dialect, list, path }
    }

    /// The resource's name, where a finding points that no value decided.
    pub(super) fn header(&self) -> Place {
        match &self.element {
            Some(element) => element.reading.place.clone(),
            None => Place { address: self.resource.address.clone(), span: self.resource.header() },
        }
    }

    pub(super) fn evidence(&self, path: &'c str, reading: Reading) -> Evidence<'c> {
        Evidence { spot: self.spot(path), reading, related: Vec::new() }
    }

    /// Evidence that something is not there.
    fn nothing(&self, path: &'c str) -> Evidence<'c> {
        let place = self.header();
        let value = Value::new(place.span, Datum::Null);
        self.evidence(path, Reading { value, origin: Origin::Default, place, source: 0 })
    }

    pub(super) fn doubt(&self, path: &'c str, place: Option<Place>, cause: Cause) -> Verdict<'c> {
        let place = place.unwrap_or_else(|| self.header());
        Verdict::unknown(Doubt { spot: self.spot(path), place, cause })
    }

    fn value(&self, path: &'c str, tests: &'c [Test], readings: Readings) -> Verdict<'c> {
        let readings = match readings {
            Readings::All(readings) => readings,
            Readings::Either(arms) => {
                let [one, other] = *arms;
                return self.value(path, tests, one).agree(self.value(path, tests, other));
            }
        };
        if readings.is_empty() && self.resource.partial {
            return self.doubt(path, None, Cause::Value(Why::Partial));
        }
        // Counting the elements of a path is asked of all of them, everything else of each.
        let counts = path.ends_with("[]").then(|| tests.iter().filter(|test| matches!(test, Test::Count { .. })));
        let counted = counts.into_iter().flatten().map(|test| self.counted(path, test, &readings));
        let counted: Vec<_> = counted.collect();
        let each = readings.into_iter().filter_map(|reading| {
            let tests = tests.iter().filter(|test| !path.ends_with("[]") || !matches!(test, Test::Count { .. }));
            let answers = tests.map(|test| self.answer(test, &reading.value));
            let answer = answers.reduce(|one, other| match (one, other) {
                (Ok(false), _) | (_, Ok(false)) => Ok(false),
                (Err(cause), _) | (_, Err(cause)) => Err(cause),
                (Ok(true), Ok(true)) => Ok(true),
            })?;
            Some(match answer {
                Ok(truth) => Verdict::decided(truth, self.evidence(path, reading)),
                Err(cause) => self.doubt(path, Some(reading.place), cause),
            })
        });
        all(counted.into_iter().chain(each))
    }

    fn counted(&self, path: &'c str, test: &Test, readings: &[Reading]) -> Verdict<'c> {
        let Test::Count { at_least, at_most } = test else { return Verdict::vacuous() };
        let answer = match readings {
            // One unknown reading may be the whole list.
            [only] if matches!(only.value.data, Datum::Unknown(_)) => Err(operators::cause(&only.value)),
            _ => operators::count(readings.iter().map(|reading| &reading.value), *at_least, *at_most),
        };
        match answer {
            Ok(truth) => Verdict::decided(truth, self.whole_list(path, readings)),
            Err(cause) => self.doubt(path, readings.first().map(|reading| reading.place.clone()), cause),
        }
    }

    /// A list as evidence, from its first to its last element.
    fn whole_list(&self, path: &'c str, readings: &[Reading]) -> Evidence<'c> {
        let Some(first) = readings.first() else { return self.nothing(path) };
        let mut place = first.place.clone();
        for reading in readings.iter().filter(|reading| reading.place.address == place.address) {
            place.span = place.span.hull(reading.place.span);
        }
        let value = Value::new(place.span, Datum::List(Box::default()));
        self.evidence(path, Reading { value, place, ..first.clone() })
    }

    fn answer(&self, test: &Test, value: &Value) -> Answer {
        let Test::SameAs(other) = test else { return operators::decide(test, value) };
        fn against(value: &Value, others: &Readings) -> Answer {
            match others {
                Readings::All(others) => {
                    let answers = others.iter().map(|other| operators::same(value, &other.value));
                    answers.reduce(operators::agree).unwrap_or(Ok(false))
                }
                Readings::Either(arms) => operators::agree(against(value, &arms[0]), against(value, &arms[1])),
            }
        }
        against(value, &self.read(other))
    }

    fn ports(
        &self,
        from: &'c str,
        to: &'c str,
        protocol: Option<&'c str>,
        extent: PortExtent,
        ranges: &[(u16, u16)],
    ) -> Verdict<'c> {
        let one = |path: &str| self.read(path).flat().into_iter().cloned().collect::<Vec<_>>();
        let (froms, tos) = (one(from), one(to));
        let protocols = protocol.map_or_else(Vec::new, one);
        let protocols: Vec<Option<&Value>> =
            if protocols.is_empty() { vec![None] } else { protocols.iter().map(|reading| Some(&reading.value)).collect() };
        let worlds = froms.iter().flat_map(|from| tos.iter().map(move |to| (from, to)));
        let answers = worlds.flat_map(|(from, to)| {
            protocols.iter().map(|&protocol| operators::ports(&from.value, &to.value, protocol, extent, ranges))
        });
        let answer = answers.reduce(operators::agree).unwrap_or(Err(Cause::Value(Why::Default)));
        let (Some(first), Some(last)) = (froms.first(), tos.first()) else {
            return self.doubt(from, None, Cause::Value(Why::Default));
        };
        match answer {
            Ok(truth) => {
                let mut reading = first.clone();
                if let (Some(low), Some(high)) = (first.value.scalar(), last.value.scalar())
                    && low != high
                {
                    reading.value.data = Datum::Text(format!("{low}-{high}").into());
                }
                Verdict::decided(truth, self.evidence(from, reading))
            }
            Err(cause) => self.doubt(from, Some(first.place.clone()), cause),
        }
    }

    fn list(&self, path: &'c str, parts: &Parts<'c>, readings: Readings) -> Verdict<'c> {
        let readings = match readings {
            Readings::All(readings) => readings,
            Readings::Either(arms) => {
                let [one, other] = *arms;
                return self.list(path, parts, one).agree(self.list(path, parts, other));
            }
        };
        if readings.is_empty() && self.resource.partial {
            return self.doubt(path, None, Cause::Value(Why::Partial));
        }
        let list: Rc<str> = match &self.element {
            Some(element) => format!("{}.{path}", element.list).into(),
            None => path.into(),
        };
        let members = readings.iter().map(|reading| {
            let scope = Scope { element: Some(Element { list: list.clone(), reading }), ..self.clone() };
            parts.member(&scope, Verdict::vacuous(), self.evidence(path, reading.clone()))
        });
        let members = members.collect();
        parts.over(members, || self.whole_list(path, &readings))
    }

    fn related(&self, kinds: &'c [Box<str>], via: &'c str, parts: &Parts<'c>) -> Verdict<'c> {
        let kinds = self.kinds_of(kinds);
        let types: Vec<Box<str>> = types(&kinds, self.resource.dialect);
        let candidates = self.view.candidates(&self.resource.address, &types);
        let mut members = Vec::new();
        let mut belonging = Vec::new();
        for candidate in &candidates {
            let Some(kind) = kind_of(&kinds, candidate) else { continue };
            let scope = self.at(kind, candidate);
            let refers = relations::refers(self.view, kind, candidate, via, self.resource);
            let chosen = refers.and(relations::created_with(candidate, self.resource));
            if chosen == Truth::No {
                continue;
            }
            if chosen == Truth::Yes {
                belonging.push(scope.header());
            }
            members.push(parts.member(&scope, self.membership(chosen, candidate), scope.nothing("")));
        }
        self.elsewhere(&mut members);
        parts.over(members, || Evidence { related: belonging, ..self.nothing("") })
    }

    fn module(&self, kinds: &'c [Box<str>], parts: &Parts<'c>) -> Verdict<'c> {
        let kinds = self.kinds_of(kinds);
        let mut members = Vec::new();
        for candidate in &self.view.of_types(&types(&kinds, self.resource.dialect)) {
            let Some(kind) = kind_of(&kinds, candidate) else { continue };
            let chosen = relations::created_with(candidate, self.resource);
            if chosen != Truth::No {
                let scope = self.at(kind, candidate);
                members.push(parts.member(&scope, self.membership(chosen, candidate), scope.nothing("")));
            }
        }
        self.elsewhere(&mut members);
        parts.over(members, || self.nothing(""))
    }

    /// In an excerpt one more resource may stand elsewhere.
    fn elsewhere(&self, members: &mut Vec<Member<'c>>) {
        if self.view.extent() == Extent::Excerpt {
            let chosen = self.doubt("", None, Cause::Value(Why::Excerpt));
            members.push(Member { chosen, has: None, itself: self.nothing("") });
        }
    }

    fn membership(&self, chosen: Truth, candidate: &Resource) -> Verdict<'c> {
        match chosen {
            Truth::Unknown => self.doubt("", None, Cause::Other(candidate.address.clone())),
            _ => Verdict::vacuous(),
        }
    }

    fn target(&self, path: &'c str, kinds: &'c [Box<str>], has: &'c Condition, readings: Readings) -> Verdict<'c> {
        let readings = match readings {
            Readings::All(readings) => readings,
            Readings::Either(arms) => {
                let [one, other] = *arms;
                return self.target(path, kinds, has, one).agree(self.target(path, kinds, has, other));
            }
        };
        all(readings.into_iter().map(|reading| self.target_of(path, kinds, has, reading)))
    }

    fn target_of(&self, path: &'c str, kinds: &'c [Box<str>], has: &'c Condition, reading: Reading) -> Verdict<'c> {
        let address = match &reading.value.data {
            Datum::Null => return Verdict::decided(false, self.evidence(path, reading)),
            Datum::Reference(reference) => reference.address.clone(),
            _ => {
                let cause = operators::cause(&reading.value);
                return self.doubt(path, Some(reading.place), cause);
            }
        };
        let kinds = self.kinds_of(kinds);
        let found: Option<Arc<Resource>> = self.view.resource(&address).filter(|target| !target.is_data);
        let found = found.and_then(|target| Some((kind_of(&kinds, &target)?, target)));
        match found {
            Some((kind, target)) => self.at(kind, &target).decide(has),
            None => self.doubt(path, Some(reading.place), Cause::Other(address)),
        }
    }

    fn kinds_of(&self, ids: &[Box<str>]) -> Vec<&'c Kind> {
        ids.iter().filter_map(|id| self.kinds.get(id)).collect()
    }

    /// The same look at another resource.
    fn at<'t>(&self, kind: &'c Kind, resource: &'t Resource) -> Scope<'t, 'c>
    where
        's: 't,
    {
        Scope { view: self.view, kinds: self.kinds, kind, resource, element: None }
    }
}

/// A quantifier and what it asks.
struct Parts<'c> {
    quantifier: Quantifier,
    filter: Option<&'c Condition>,
    has: Option<&'c Condition>,
}

impl<'c> Parts<'c> {
    fn member(&self, scope: &Scope<'_, 'c>, chosen: Verdict<'c>, itself: Evidence<'c>) -> Member<'c> {
        let chosen = match self.filter {
            Some(filter) => scope.decide(filter).and(chosen),
            None => chosen,
        };
        let has = match self.has {
            Some(has) if chosen.truth != Truth::No => Some(scope.decide(has)),
            _ => None,
        };
        Member { chosen, has, itself }
    }

    /// Decides over the elements; `whole` is what to show when no single element decides.
    fn over(&self, members: Vec<Member<'c>>, whole: impl FnOnce() -> Evidence<'c>) -> Verdict<'c> {
        match self.quantifier {
            Quantifier::Every => all(members.into_iter().map(|member| member.passes_if_chosen())),
            Quantifier::None => all(members.into_iter().map(|member| member.passes().negated())),
            Quantifier::Some => {
                let none = Verdict { truth: Truth::No, evidence: vec![whole()], doubt: None };
                let some = first_decisive(members.into_iter().map(Member::passes), Truth::Yes);
                let some = some.into_iter().reduce(Verdict::or).unwrap_or_else(|| none.clone());
                if some.truth == Truth::No { none } else { some }
            }
        }
    }
}

impl<'c> Member<'c> {
    /// `where ∧ has`; what `has` found is the better evidence.
    fn passes(self) -> Verdict<'c> {
        let itself = self.itself;
        let verdict = match self.has {
            Some(has) => has.and(self.chosen),
            None => self.chosen,
        };
        with_evidence(verdict, itself)
    }

    /// `¬where ∨ has`.
    fn passes_if_chosen(self) -> Verdict<'c> {
        let itself = self.itself;
        let not_chosen = self.chosen.negated();
        let verdict = match self.has {
            Some(has) => has.or(not_chosen),
            None => not_chosen,
        };
        with_evidence(verdict, itself)
    }
}

fn with_evidence<'c>(mut verdict: Verdict<'c>, itself: Evidence<'c>) -> Verdict<'c> {
    if verdict.evidence.is_empty() && verdict.truth != Truth::Unknown {
        verdict.evidence.push(itself);
    }
    verdict
}

/// Kleene's and over elements, with the evidence of every one that fails.
fn all<'c>(verdicts: impl Iterator<Item = Verdict<'c>>) -> Verdict<'c> {
    let mut result = Verdict::vacuous();
    for mut verdict in verdicts {
        if result.truth == Truth::No && verdict.truth == Truth::No {
            result.evidence.append(&mut verdict.evidence);
        } else {
            result = result.and(verdict);
        }
    }
    result
}

/// The verdicts up to the first that decides alone.
fn first_decisive<'c>(verdicts: impl Iterator<Item = Verdict<'c>>, decisive: Truth) -> Vec<Verdict<'c>> {
    let mut seen = Vec::new();
    for verdict in verdicts {
        let last = verdict.truth == decisive;
        seen.push(verdict);
        if last {
            break;
        }
    }
    seen
}

fn types(kinds: &[&Kind], dialect: Dialect) -> Vec<Box<str>> {
    kinds.iter().flat_map(|kind| kind.types(dialect).iter().cloned()).collect()
}

fn kind_of<'c>(kinds: &[&'c Kind], resource: &Resource) -> Option<&'c Kind> {
    kinds.iter().find(|kind| kind.types(resource.dialect).contains(&resource.type_name)).copied()
}
