//! Deciding over many: the elements of a list, the resources that refer to one, those of a module.

use std::rc::Rc;

use super::condition::{Condition, Quantifier, Source};
use super::evaluate::{Element, Scope, kind_of};
use super::finding::Cause;
use super::relations;
use super::verdict::{Evidence, Verdict, all, first_decisive};
use crate::model::{Dialect, Extent, Kind, Readings, Resource, Truth, Why};

/// A quantifier and what it asks.
pub(super) struct Parts<'c> {
    pub(super) quantifier: Quantifier,
    pub(super) filter: Option<&'c Condition>,
    pub(super) has: Option<&'c Condition>,
}

/// An element that a quantifier looks at.
struct Member<'c> {
    /// Whether it is one at all, passes `where`, and passes `has`.
    chosen: Verdict<'c>,
    has: Option<Verdict<'c>>,
    /// The element itself, to point at when nothing in it decided.
    itself: Evidence<'c>,
}

impl<'c> Scope<'_, 'c> {
    /// Decides a quantifier.
    pub(super) fn quantified(&self, source: &'c Source, parts: &Parts<'c>) -> Verdict<'c> {
        match source {
            Source::List(path) => self.list(path, parts, self.read(path)),
            Source::Related { kinds, via } => self.related(kinds, via, parts),
            Source::Module { kinds } => self.module(kinds, parts),
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
        let dialect = self.resource.dialect;
        let types = types(&kinds, dialect);
        let candidates = match relations::vias(&kinds, via, dialect, &self.resource.type_name) {
            Some(vias) => self.view.candidates(&self.resource.address, &vias),
            None => self.view.of_types(&types),
        };
        let mut members = Vec::new();
        let mut belonging = Vec::new();
        for candidate in &candidates {
            let Some(kind) = kind_of(&kinds, candidate) else { continue };
            let scope = self.at(kind, candidate);
            let refers = relations::refers(self.view, kind, candidate, via, self.kind, self.resource);
            let chosen = refers.and(self.view.created_with(candidate, self.resource));
            if chosen == Truth::No {
                continue;
            }
            if chosen == Truth::Yes {
                belonging.push(scope.header());
            }
            members.push(parts.member(&scope, self.membership(chosen, candidate), scope.nothing("")));
        }
        self.elsewhere(&mut members, || self.view.handed_to(&self.resource.address, &types));
        parts.over(members, || Evidence { related: belonging, ..self.nothing("") })
    }

    fn module(&self, kinds: &'c [Box<str>], parts: &Parts<'c>) -> Verdict<'c> {
        let kinds = self.kinds_of(kinds);
        let mut members = Vec::new();
        let types = types(&kinds, self.resource.dialect);
        for candidate in &self.view.of_types(&types) {
            let Some(kind) = kind_of(&kinds, candidate) else { continue };
            let chosen = self.view.created_with(candidate, self.resource);
            if chosen != Truth::No {
                let scope = self.at(kind, candidate);
                members.push(parts.member(&scope, self.membership(chosen, candidate), scope.nothing("")));
            }
        }
        self.elsewhere(&mut members, || self.view.made_elsewhere(&types));
        parts.over(members, || self.nothing(""))
    }

    /// One more resource may stand elsewhere: of an excerpt in what is left out, of a template in
    /// what a macro adds, and behind `caller` whatever that makes.
    fn elsewhere(&self, members: &mut Vec<Member<'c>>, caller: impl FnOnce() -> Option<Box<str>>) {
        let cause = if self.view.extent() == Extent::Excerpt {
            Cause::Value(Why::Excerpt)
        } else if let Some(name) = self.view.transformed_by() {
            Cause::Other(name)
        } else if let Some(name) = caller() {
            Cause::Other(name)
        } else {
            return;
        };
        let chosen = self.doubt("", None, cause);
        members.push(Member { chosen, has: None, itself: self.nothing("") });
    }

    fn membership(&self, chosen: Truth, candidate: &Resource) -> Verdict<'c> {
        match chosen {
            Truth::Unknown => self.doubt("", None, Cause::Other(candidate.address.clone())),
            _ => Verdict::vacuous(),
        }
    }
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

fn types(kinds: &[&Kind], dialect: Dialect) -> Vec<Box<str>> {
    kinds.iter().flat_map(|kind| kind.types(dialect).iter().cloned()).collect()
}
