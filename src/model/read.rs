//! Reading an attribute of a resource by its normalised path.
//!
//! The kind table says where the language keeps it; a companion resource may hold it; AWS's
//! default may stand in for it; and any of these may be unknown.

use crate::text::Span;

use super::kind::{Attribute, Companion, Dialect, Kind, Scalar};
use super::{Datum, Extent, Path, Resource, Step, Truth, Value, Via, View, Why, json, policy, yaml};

/// What a path gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Readings {
    /// These readings: one for a plain path, one per element for a path with `[]`.
    All(Vec<Reading>),
    /// One of the two, by a condition that cannot be decided.
    Either(Box<[Readings; 2]>),
}

/// One value at a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What is written, or AWS's default; [`Datum::Null`] where absence means nothing at all,
    /// [`Datum::Unknown`] where it cannot be known.
    pub value: Value,
    /// Where the value comes from.
    pub origin: Origin,
    /// Where to point.
    pub place: Place,
    /// Which of the attribute's source paths led here.
    pub source: usize,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is written.
    Written,
    /// It is not written, and what AWS does then is known.
    Default,
    /// It is not written, or perhaps not; what holds then is unknown.
    Missing,
}

/// A place in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The resource whose block it is.
    pub address: Box<str>,
    /// The value; where nothing is written, the name of the nearest thing around it that is.
    pub span: Span,
}

/// What following a source path meets.
enum Met<'v> {
    Value(&'v Value),
    Made(Value),
    Nothing { nearest: Option<Span> },
    Unknown(Why, Span),
    Either(Vec<Met<'v>>, Vec<Met<'v>>),
}

impl Readings {
    fn one(reading: Reading) -> Self {
        Self::All(vec![reading])
    }

    /// True when no reading is there and none may be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::All(readings) => readings.is_empty(),
            Self::Either(arms) => arms.iter().all(Self::is_empty),
        }
    }

    /// The readings of every arm.
    #[must_use]
    pub fn flat(&self) -> Vec<&Reading> {
        match self {
            Self::All(readings) => readings.iter().collect(),
            Self::Either(arms) => arms.iter().flat_map(Self::flat).collect(),
        }
    }
}

impl View<'_> {
    /// Reads `path` of `resource`. A path that the kind does not have reads as unknown.
    #[must_use]
    pub fn read(&self, kind: &Kind, resource: &Resource, path: &str) -> Readings {
        let Some((_, attribute, inside)) = kind.attribute(path) else {
            return Readings::one(missing(resource, None, Why::Default));
        };
        if attribute.paths(resource.dialect).is_empty() && path.ends_with("[]") {
            // A list that the language does not offer has no elements.
            return Readings::All(Vec::new());
        }
        if attribute.policy && resource.is_data {
            let place = Place { address: resource.address.clone(), span: resource.header() };
            let value = policy::of_data_source(self, resource);
            return below(&Reading { value, origin: Origin::Written, place, source: 0 }, inside);
        }
        let readings = self.read_attribute(kind, resource, attribute);
        if attribute.policy { self.inside_policy(readings, inside) } else { readings }
    }

    /// Reads `path` below an element that [`View::read`] gave for `list`, a path that ends in `[]`.
    #[must_use]
    pub fn read_in(&self, kind: &Kind, resource: &Resource, list: &str, element: &Reading, path: &str) -> Readings {
        let full = format!("{list}.{path}");
        let Some((_, attribute, inside)) = kind.attribute(&full) else {
            return Readings::one(missing(resource, Some(element.place.span), Why::Default));
        };
        if attribute.policy && !inside.is_empty() {
            let list_inside = kind.attribute(list).map_or("", |(_, _, inside)| inside);
            if !list_inside.is_empty() {
                return below(element, path);
            }
        }
        let Some((_, list_attribute, _)) = kind.attribute(list) else {
            return Readings::one(missing(resource, Some(element.place.span), Why::Default));
        };
        if attribute.paths(resource.dialect).is_empty() {
            // What the language does not offer is absent.
            return Readings::one(self.absent(kind, resource, attribute, Some(element.place.span)));
        }
        let prefix = list_attribute.paths(resource.dialect).get(element.source);
        let rest = attribute.paths(resource.dialect).iter().enumerate().find_map(|(source, whole)| {
            let prefix = prefix?;
            whole.steps.strip_prefix(&*prefix.steps).map(|rest| (source, rest))
        });
        let Some((source, rest)) = rest else {
            return Readings::one(missing(resource, Some(element.place.span), Why::Default));
        };
        let met = follow(&element.value, rest);
        let readings = self.settle(kind, resource, attribute, source, met, &element.place);
        if attribute.policy { self.inside_policy(readings, inside) } else { readings }
    }

    /// The companion of a type that certainly belongs to `owner`, if there is exactly one.
    #[must_use]
    pub fn companion(&self, kind: &Kind, owner: &Resource, type_name: &str) -> Option<std::sync::Arc<Resource>> {
        let companion = kind.companions.iter().find(|companion| &*companion.terraform == type_name)?;
        let candidates = self.companions(companion, owner);
        let mut certain =
            candidates.into_iter().filter(|candidate| self.belongs(candidate, companion, owner) == Truth::Yes);
        let only = certain.next()?;
        certain.next().is_none().then_some(only)
    }

    fn companions(&self, companion: &Companion, owner: &Resource) -> Vec<std::sync::Arc<Resource>> {
        let via =
            Via { type_name: companion.terraform.clone(), path: companion.via.clone(), owner: owner.type_name.clone() };
        self.candidates(&owner.address, &[via])
    }

    /// Whether a companion belongs to `owner`.
    fn belongs(&self, candidate: &Resource, companion: &Companion, owner: &Resource) -> Truth {
        let name = companion.names.as_ref().and_then(|path| first(follow(&owner.body, &path.steps)));
        let met = follow(&candidate.body, &companion.via.steps);
        let truths = met.iter().map(|one| self.met_names(one, candidate, owner, name.as_ref()));
        truths.reduce(Truth::agree).unwrap_or(Truth::Unknown)
    }

    fn met_names(&self, met: &Met<'_>, candidate: &Resource, owner: &Resource, name: Option<&Value>) -> Truth {
        match met {
            Met::Value(value) => self.names(value, owner, name),
            Met::Made(value) => self.names(value, owner, name),
            Met::Nothing { .. } if candidate.partial => Truth::Unknown,
            Met::Nothing { .. } => Truth::No,
            Met::Unknown(why, span) => self.names(&Value::unknown(*span, why.clone()), owner, name),
            Met::Either(yes, no) => {
                let arm = |arm: &[Met<'_>]| {
                    let truths = arm.iter().map(|one| self.met_names(one, candidate, owner, name));
                    truths.reduce(Truth::agree).unwrap_or(Truth::Unknown)
                };
                arm(yes).agree(arm(no))
            }
        }
    }

    fn read_attribute(&self, kind: &Kind, resource: &Resource, attribute: &Attribute) -> Readings {
        if attribute.secret {
            return self.read_secrets(kind, resource, attribute);
        }
        let mut fallback = None;
        for (source, path) in attribute.paths(resource.dialect).iter().enumerate() {
            let readings = match path.steps.split_first() {
                Some((Step::Companion(type_name), rest)) => {
                    let companion = kind.companions.iter().find(|companion| companion.terraform == *type_name);
                    companion.map(|companion| self.read_companion(kind, resource, attribute, source, companion, rest))
                }
                _ => {
                    let place = Place { address: resource.address.clone(), span: resource.header() };
                    let met = follow(&resource.body, &path.steps);
                    Some(self.settle(kind, resource, attribute, source, met, &place))
                }
            };
            let Some(readings) = readings else { continue };
            let nothing = |reading: &&Reading| reading.origin == Origin::Default || reading.value.is_null();
            if readings.flat().iter().any(|reading| !nothing(reading))
                || path.steps.last() == Some(&Step::Each) && !readings.is_empty()
            {
                if readings.flat().iter().all(|reading| reading.origin == Origin::Missing) {
                    fallback = Some(readings);
                    continue;
                }
                return readings;
            }
            fallback.get_or_insert(readings);
        }
        match fallback {
            Some(readings) if !readings.is_empty() => readings,
            nothing => {
                // A list that is not written may have elements all the same: open CIDR blocks, protocols.
                let absent = self.absent(kind, resource, attribute, None);
                let says_more = absent.origin == Origin::Default && !absent.value.is_null();
                if says_more { Readings::one(absent) } else { nothing.unwrap_or_else(|| Readings::one(absent)) }
            }
        }
    }

    /// What is written at any of an attribute's places.
    fn read_secrets(&self, kind: &Kind, resource: &Resource, attribute: &Attribute) -> Readings {
        let place = Place { address: resource.address.clone(), span: resource.header() };
        let mut written = Vec::new();
        for (source, path) in attribute.paths(resource.dialect).iter().enumerate() {
            let readings = self.settle(kind, resource, attribute, source, follow(&resource.body, &path.steps), &place);
            // Of two possible secrets each is one.
            let found = readings.flat().into_iter().filter(|reading| reading.origin == Origin::Written);
            written.extend(found.cloned());
        }
        Readings::All(written)
    }

    fn read_companion(
        &self,
        kind: &Kind,
        resource: &Resource,
        attribute: &Attribute,
        source: usize,
        companion: &Companion,
        rest: &[Step],
    ) -> Readings {
        let absent = || Readings::one(Reading { source, ..self.absent(kind, resource, attribute, None) });
        let mut possible = None;
        for candidate in self.companions(companion, resource) {
            match self.belongs(&candidate, companion, resource) {
                Truth::Yes => {
                    let place = Place { address: candidate.address.clone(), span: candidate.header() };
                    let met = follow(&candidate.body, rest);
                    // What absence means depends on the owner; in a half-typed companion nothing is absent.
                    let whose = if candidate.partial { &*candidate } else { resource };
                    let readings = self.settle(kind, whose, attribute, source, met, &place);
                    return match self.created_with(&candidate, resource) {
                        Truth::Yes => readings,
                        Truth::No => continue,
                        Truth::Unknown => Readings::Either(Box::new([readings, absent()])),
                    };
                }
                Truth::Unknown => possible = Some(candidate.address.clone()),
                Truth::No => {}
            }
        }
        match possible.or_else(|| self.handed_to(&resource.address, std::slice::from_ref(&companion.terraform))) {
            Some(other) => Readings::one(Reading { source, ..missing(resource, None, Why::Elsewhere(other)) }),
            None if self.extent() == Extent::Excerpt => {
                Readings::one(Reading { source, ..missing(resource, None, Why::Excerpt) })
            }
            None => absent(),
        }
    }

    /// Turns what was met into readings: defaults for what is absent, places for everything.
    fn settle(
        &self,
        kind: &Kind,
        resource: &Resource,
        attribute: &Attribute,
        source: usize,
        met: Vec<Met<'_>>,
        around: &Place,
    ) -> Readings {
        let mut readings = Vec::new();
        let mut either = None;
        for one in met {
            let written = |value: Value| Reading {
                origin: Origin::Written,
                place: Place { address: around.address.clone(), span: value.span },
                value,
                source,
            };
            match one {
                Met::Value(value) => readings.push(written(value.clone())),
                Met::Made(value) => readings.push(written(value)),
                Met::Unknown(why, span) => readings.push(written(Value::unknown(span, why))),
                Met::Nothing { nearest } => {
                    let place = Place { address: around.address.clone(), span: nearest.unwrap_or(around.span) };
                    readings.push(Reading { source, place, ..self.absent(kind, resource, attribute, nearest) });
                }
                Met::Either(yes, no) => {
                    either = Some([yes, no].map(|arm| self.settle(kind, resource, attribute, source, arm, around)));
                }
            }
        }
        match either {
            None => Readings::All(readings),
            Some(arms) if readings.is_empty() => Readings::Either(Box::new(arms)),
            Some(arms) => {
                // A list with an undecided item: each possible world has the certain readings too.
                let worlds = arms.map(|arm| with_all(arm, &readings));
                Readings::Either(Box::new(worlds))
            }
        }
    }

    /// The reading for an attribute that is not written.
    fn absent(&self, kind: &Kind, resource: &Resource, attribute: &Attribute, nearest: Option<Span>) -> Reading {
        if resource.partial {
            return missing(resource, nearest, Why::Partial);
        }
        for absence in &attribute.absent {
            if absence.lang.is_some_and(|lang| lang != resource.dialect) {
                continue;
            }
            let mut fits = Truth::Yes;
            for (path, values) in &absence.when {
                fits = fits.and(self.is_one_of(kind, resource, path, values));
            }
            match fits {
                Truth::No => {}
                Truth::Unknown => return missing(resource, nearest, Why::Default),
                Truth::Yes => {
                    let span = nearest.unwrap_or(resource.header());
                    let place = Place { address: resource.address.clone(), span };
                    let value = Value { span, foreign: true, data: absence.value.datum() };
                    return Reading { value, origin: Origin::Default, place, source: 0 };
                }
            }
        }
        missing(resource, nearest, Why::Default)
    }

    fn is_one_of(&self, kind: &Kind, resource: &Resource, path: &str, values: &[Scalar]) -> Truth {
        let readings = self.read(kind, resource, path);
        let flat = readings.flat();
        let truths = flat.iter().map(|reading| match (&reading.value.data, reading.value.scalar()) {
            (Datum::Null, _) => values.contains(&Scalar::Nothing).into(),
            (_, Some(text)) => values.iter().any(|value| value.is(text)).into(),
            (Datum::Unknown(_), None) => Truth::Unknown,
            // A block, a list or a reference is not nothing, whatever it is.
            (_, None) if values.iter().all(|value| *value == Scalar::Nothing) => Truth::No,
            (_, None) => Truth::Unknown,
        });
        truths.reduce(Truth::agree).unwrap_or(Truth::No)
    }

    fn inside_policy(&self, readings: Readings, inside: &str) -> Readings {
        match readings {
            Readings::All(readings) => {
                let mut all = Vec::new();
                let mut either = None;
                for reading in readings {
                    if reading.origin != Origin::Written {
                        // No policy: nothing stands in it, unless it is unknown whether there is one.
                        if !(inside.contains("[]") && reading.origin == Origin::Default) {
                            all.push(reading);
                        }
                        continue;
                    }
                    let document = policy::document(self, &reading.value);
                    let place = Place { address: reading.place.address.clone(), span: reading.place.span };
                    match below(&Reading { value: document, place, ..reading }, inside) {
                        Readings::All(found) => all.extend(found),
                        Readings::Either(arms) => either = Some(arms),
                    }
                }
                match either {
                    Some(arms) => Readings::Either(Box::new(arms.map(|arm| with_all(arm, &all)))),
                    None => Readings::All(all),
                }
            }
            Readings::Either(arms) => Readings::Either(Box::new(arms.map(|arm| self.inside_policy(arm, inside)))),
        }
    }
}

fn with_all(readings: Readings, more: &[Reading]) -> Readings {
    match readings {
        Readings::All(mut all) => {
            all.extend_from_slice(more);
            Readings::All(all)
        }
        Readings::Either(arms) => Readings::Either(Box::new(arms.map(|arm| with_all(arm, more)))),
    }
}

/// Follows steps below a reading whose value is in a shape of our own (a policy document).
fn below(reading: &Reading, path: &str) -> Readings {
    if path.is_empty() {
        return Readings::one(reading.clone());
    }
    let Ok(path) = Path::parse(path) else { return Readings::All(Vec::new()) };
    settle_plain(reading, follow(&reading.value, &path.steps))
}

fn settle_plain(around: &Reading, met: Vec<Met<'_>>) -> Readings {
    let mut readings = Vec::new();
    let mut either = None;
    for one in met {
        let at = |value: Value, origin| Reading {
            place: Place { address: around.place.address.clone(), span: value.span },
            value,
            origin,
            source: around.source,
        };
        readings.push(match one {
            Met::Value(value) => at(value.clone(), Origin::Written),
            Met::Made(value) => at(value, Origin::Written),
            Met::Unknown(why, span) => at(Value::unknown(span, why), Origin::Written),
            Met::Nothing { nearest } => {
                at(Value::new(nearest.unwrap_or(around.place.span), Datum::Null), Origin::Default)
            }
            Met::Either(yes, no) => {
                either = Some([yes, no].map(|arm| settle_plain(around, arm)));
                continue;
            }
        });
    }
    match either {
        None => Readings::All(readings),
        Some(arms) => Readings::Either(Box::new(arms.map(|arm| with_all(arm, &readings)))),
    }
}

fn missing(resource: &Resource, nearest: Option<Span>, why: Why) -> Reading {
    let span = nearest.unwrap_or(resource.header());
    let why = if resource.partial { Why::Partial } else { why };
    Reading {
        value: Value { foreign: true, ..Value::unknown(span, why) },
        origin: Origin::Missing,
        place: Place { address: resource.address.clone(), span },
        source: 0,
    }
}

/// The value that a single-valued path met, if it met one.
fn first(met: Vec<Met<'_>>) -> Option<Value> {
    met.into_iter().find_map(|one| match one {
        Met::Value(value) => Some(value.clone()),
        Met::Made(value) => Some(value),
        Met::Unknown(why, span) => Some(Value::unknown(span, why)),
        _ => None,
    })
}

/// Follows source steps from `value`.
fn follow<'v>(value: &'v Value, steps: &[Step]) -> Vec<Met<'v>> {
    let mut met = Vec::new();
    walk(value, steps, None, &mut met);
    met
}

fn walk<'v>(value: &'v Value, steps: &[Step], nearest: Option<Span>, met: &mut Vec<Met<'v>>) {
    match &value.data {
        // A list that is null has no elements, as one that is not written.
        Datum::Null if steps.first() == Some(&Step::Each) => return,
        Datum::Null => return met.push(Met::Nothing { nearest }),
        Datum::Either(arms) => {
            let arm = |arm: &'v Value| {
                let mut met = Vec::new();
                walk(arm, steps, nearest, &mut met);
                met
            };
            return met.push(Met::Either(arm(&arms[0]), arm(&arms[1])));
        }
        Datum::Unknown(why) => return met.push(Met::Unknown(why.clone(), value.span)),
        _ => {}
    }
    let Some((step, rest)) = steps.split_first() else { return met.push(Met::Value(value)) };
    match (step, &value.data) {
        (Step::Each, Datum::List(items)) => items.iter().for_each(|item| walk(item, rest, nearest, met)),
        (Step::Each, _) => walk(value, rest, nearest, met),
        (Step::Json, Datum::Text(_) | Datum::Pieces(_)) => match json::parse(value).or_else(|| yaml::parse(value)) {
            Some(parsed) => {
                let mut inner = Vec::new();
                walk(&parsed, rest, nearest, &mut inner);
                for one in inner {
                    met.push(one.into_made());
                }
            }
            None => met.push(Met::Unknown(Why::Expression("json".into()), value.span)),
        },
        (Step::Json, _) => walk(value, rest, nearest, met),
        // One block of a kind that may repeat: its only item, or every one of them.
        (Step::Name(_) | Step::Key(_), Datum::List(items)) => {
            if items.is_empty() {
                met.push(Met::Nothing { nearest });
            }
            items.iter().for_each(|item| walk(item, steps, nearest, met));
        }
        (Step::Name(name) | Step::Key(name), Datum::Map(members)) => {
            match members.iter().find(|member| member.key == *name) {
                Some(member) => walk(&member.value, rest, Some(member.key_span), met),
                None if rest.first() == Some(&Step::Each) => {}
                None => met.push(Met::Nothing { nearest }),
            }
        }
        (Step::Where { key, is }, Datum::List(items)) => {
            let chosen = items.iter().find(|item| item.get(key).and_then(Value::scalar) == Some(is));
            let undecided = || items.iter().find(|item| item.get(key).is_none_or(|value| value.scalar().is_none()));
            match chosen {
                Some(item) => walk(item, rest, Some(item.span), met),
                None => match undecided() {
                    Some(item) => met.push(Met::Unknown(Why::Expression((&**key).into()), item.span)),
                    None => met.push(Met::Nothing { nearest }),
                },
            }
        }
        (Step::Where { is, .. }, Datum::Map(members)) => match members.iter().find(|member| member.key == *is) {
            Some(member) => walk(&member.value, rest.get(1..).unwrap_or_default(), Some(member.key_span), met),
            None => met.push(Met::Nothing { nearest }),
        },
        // A reference or an odd scalar where a structure should be: what lies below is not known.
        _ => met.push(Met::Unknown(Why::Expression(step_name(step).into()), value.span)),
    }
}

fn step_name(step: &Step) -> &str {
    match step {
        Step::Name(name) | Step::Key(name) | Step::Companion(name) => name,
        Step::Where { is, .. } => is,
        Step::Each => "[]",
        Step::Json => "json",
    }
}

impl Met<'_> {
    fn into_made(self) -> Met<'static> {
        match self {
            Met::Value(value) => Met::Made(value.clone()),
            Met::Made(value) => Met::Made(value),
            Met::Nothing { nearest } => Met::Nothing { nearest },
            Met::Unknown(why, span) => Met::Unknown(why, span),
            Met::Either(yes, no) => {
                Met::Either(yes.into_iter().map(Met::into_made).collect(), no.into_iter().map(Met::into_made).collect())
            }
        }
    }
}

impl Scalar {
    /// The value as the model has values.
    #[must_use]
    pub fn datum(&self) -> Datum {
        match self {
            Self::Nothing => Datum::Null,
            Self::Bool(value) => Datum::Bool(*value),
            Self::Integer(value) => Datum::Number(value.to_string().into()),
            Self::Text(text) => Datum::Text(text.clone()),
        }
    }

    /// True when a known scalar, given as text, has this value. Truth values and digits are
    /// compared as they are written; strings exactly.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Bool(value) => text.eq_ignore_ascii_case(if *value { "true" } else { "false" }),
            Self::Integer(value) => text.parse::<i64>().is_ok_and(|number| number == *value),
            Self::Text(own) => &**own == text,
        }
    }
}

impl Kind {
    /// True when the attribute can be written in the language.
    #[must_use]
    pub fn offers(&self, path: &str, dialect: Dialect) -> bool {
        self.attribute(path).is_some_and(|(_, attribute, _)| !attribute.paths(dialect).is_empty())
    }
}
