//! Deciding conditions: three-valued, with the evidence for what is decided and the reason for what
//! is not.

use std::rc::Rc;
use std::sync::Arc;

use super::code;
use super::condition::{Condition, PortExtent, Test};
use super::finding::Cause;
use super::operators::{self, Answer};
use super::quantify::Parts;
use super::verdict::{Doubt, Evidence, Spot, Verdict, all, first_decisive};
use crate::model::{
    Datum, Dialect, Item, Kind, Kinds, Origin, Place, Reading, Readings, Resource, Symbol, Truth, Value, Variable,
    View, Why,
};

/// What a condition speaks of: a resource, or an element of one of its lists.
#[derive(Clone)]
pub(super) struct Scope<'s, 'c> {
    pub(super) view: &'s View<'s>,
    pub(super) kinds: &'c Kinds,
    pub(super) kind: &'c Kind,
    pub(super) resource: &'s Resource,
    pub(super) element: Option<Element<'s>>,
}

/// How many combinations of possible ports and protocols are tried.
const MAX_WORLDS: usize = 64;

/// An element of a list.
#[derive(Clone)]
pub(super) struct Element<'s> {
    /// The whole path of the list, with its `[]`.
    pub(super) list: Rc<str>,
    /// What the list gave.
    pub(super) reading: &'s Reading,
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
                self.quantified(source, &parts)
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
    pub(super) fn nothing(&self, path: &'c str) -> Evidence<'c> {
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
    pub(super) fn whole_list(&self, path: &'c str, readings: &[Reading]) -> Evidence<'c> {
        let Some(first) = readings.first() else { return self.nothing(path) };
        let mut place = first.place.clone();
        for reading in readings.iter().filter(|reading| reading.place.address == place.address) {
            place.span = place.span.hull(reading.place.span);
        }
        let value = Value::new(place.span, Datum::List(Box::default()));
        self.evidence(path, Reading { value, place, ..first.clone() })
    }

    fn answer(&self, test: &Test, value: &Value) -> Answer {
        let other = match test {
            Test::SameAs(other) => other,
            Test::Masked(wanted) => return Ok(self.is_masked(value) == *wanted),
            _ => return operators::decide(test, value),
        };
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

    /// Whether a template's parameter hides the value that it is given.
    fn is_masked(&self, value: &Value) -> bool {
        let Datum::Unknown(Why::NoDefault(name)) = &value.data else { return true };
        if self.resource.dialect != Dialect::CloudFormation {
            return true;
        }
        let parameter = self.view.definitions(&Symbol::Variable(name.clone())).find_map(|(item, _)| match item {
            Item::Variable(variable) => Some(variable),
            _ => None,
        });
        parameter.is_none_or(Variable::is_masked)
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
        let protocols: Vec<Option<&Value>> = if protocols.is_empty() {
            vec![None]
        } else {
            protocols.iter().map(|reading| Some(&reading.value)).collect()
        };
        if froms.len() * tos.len() * protocols.len() > MAX_WORLDS {
            return self.doubt(from, None, Cause::OneOfTwo);
        }
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

    pub(super) fn kinds_of(&self, ids: &[Box<str>]) -> Vec<&'c Kind> {
        ids.iter().filter_map(|id| self.kinds.get(id)).collect()
    }

    /// The same look at another resource.
    pub(super) fn at<'t>(&self, kind: &'c Kind, resource: &'t Resource) -> Scope<'t, 'c>
    where
        's: 't,
    {
        Scope { view: self.view, kinds: self.kinds, kind, resource, element: None }
    }
}

pub(super) fn kind_of<'c>(kinds: &[&'c Kind], resource: &Resource) -> Option<&'c Kind> {
    kinds.iter().find(|kind| kind.types(resource.dialect).contains(&resource.type_name)).copied()
}
