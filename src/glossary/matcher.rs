//! Finds the terms of a text: one automaton over every form of every spelling.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind, StartKind};

use super::edge::Edge;
use super::fold::{self, fold};
use super::spelling::{abbreviation_forms, looks_abbreviated, phrase_forms};
use super::{Spelling, SpellingKind, TermId};
use crate::text::Span;

/// Up to this many patterns the automaton is a DFA, which is twice as fast while it fits the cache.
const MAX_DFA_PATTERNS: usize = 1_000;

/// A term in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its bytes in the text that was scanned.
    pub span: Span,
    /// The term.
    pub term: TermId,
    /// What the spelling found is to the term.
    pub kind: SpellingKind,
    /// The spelling may mean something else: explain it when asked, never underline or lint it.
    pub ambiguous: bool,
}

/// The automaton over a set of terms.
#[derive(Debug)]
pub struct Matcher {
    /// Nothing when the patterns exceed what an automaton can number.
    automaton: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
}

/// What the automaton looks for.
#[derive(Debug)]
struct Pattern {
    first: Edge,
    last: Edge,
    length: usize,
    /// The longest pattern that this one begins with: the next to try when this one is refused.
    shorter: Option<usize>,
    /// What it may mean, likeliest first.
    readings: Vec<Reading>,
}

/// One meaning of a pattern. The order of the fields is the order of preference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reading {
    ambiguous: bool,
    /// A generated form, not the spelling as written.
    generated: bool,
    ignores_case: bool,
    term: TermId,
    kind: SpellingKind,
    /// The text must say exactly this, width apart.
    exact: Option<String>,
}

impl Matcher {
    /// Builds the automaton; takes milliseconds, so not at start-up.
    #[must_use]
    pub fn new<'a>(spellings: impl IntoIterator<Item = (TermId, &'a Spelling<'a>)>) -> Self {
        let readings = readings(spellings);
        let kind = if readings.len() <= MAX_DFA_PATTERNS { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Unanchored)
            .kind(Some(kind))
            .build(readings.keys())
            .ok();
        Self { automaton, patterns: patterns(readings) }
    }

    /// The terms of a text in order, leftmost and longest first, without overlaps.
    ///
    /// Lines are taken as one paragraph, so that a phrase may go over a line end; headings and
    /// blank lines end it.
    #[must_use]
    pub fn scan(&self, text: &str) -> Vec<Match> {
        let folded = fold(text);
        let mut origins = folded.origins();
        let mut matches = Vec::new();
        let Some(automaton) = &self.automaton else { return matches };
        let mut at = 0;
        let bytes = folded.bytes.as_slice();
        while let Some(hit) = automaton.find(Input::new(bytes).span(at..bytes.len())) {
            let start = hit.start();
            let mut candidate = Some(hit.pattern().as_usize());
            at = start + 1;
            while let Some(pattern) = candidate.and_then(|pattern| self.patterns.get(pattern)) {
                let end = start + pattern.length;
                if pattern.fits(bytes, start, end) {
                    let span = Span::new(origins.of(start), origins.clone().of(end));
                    if let Some(reading) = pattern.reading(span.of(text)) {
                        matches.push(Match { span, term: reading.term, kind: reading.kind, ambiguous: reading.ambiguous });
                        at = end;
                        break;
                    }
                }
                candidate = pattern.shorter;
            }
        }
        matches
    }
}

impl Pattern {
    /// True when no word goes on beyond the pattern at `start..end`.
    fn fits(&self, text: &[u8], start: usize, end: usize) -> bool {
        let (before, after) = (&text[..start], &text[end..]);
        !self.first.continues_in(Edge::at_end(before)) && !self.last.continues_in(Edge::at_start(after))
    }

    /// What the pattern means where the original text says `written`.
    fn reading(&self, written: &str) -> Option<&Reading> {
        self.readings.iter().find(|reading| match &reading.exact {
            Some(exact) => fold::narrow(written).eq(exact.chars()),
            None => true,
        })
    }
}

/// Every form of every spelling with what it may mean, by folded form.
fn readings<'a>(spellings: impl IntoIterator<Item = (TermId, &'a Spelling<'a>)>) -> BTreeMap<String, Vec<Reading>> {
    let mut readings: BTreeMap<String, Vec<Reading>> = BTreeMap::new();
    for (term, spelling) in spellings {
        if !spelling.text.contains(char::is_alphanumeric) {
            continue;
        }
        let abbreviated = spelling.kind == SpellingKind::Abbreviation || looks_abbreviated(&spelling.text);
        let forms = if abbreviated { abbreviation_forms(&spelling.text) } else { phrase_forms(&spelling.text) };
        for (at, form) in forms.into_iter().enumerate() {
            readings.entry(form.folded).or_default().push(Reading {
                ambiguous: spelling.ambiguous,
                generated: at > 0,
                ignores_case: form.exact.is_none(),
                term,
                kind: spelling.kind,
                exact: form.exact,
            });
        }
    }
    for meanings in readings.values_mut() {
        meanings.sort();
        meanings.dedup();
    }
    readings
}

/// The patterns in the order of their text, each linked to the longest one it begins with.
fn patterns(readings: BTreeMap<String, Vec<Reading>>) -> Vec<Pattern> {
    let mut patterns = Vec::with_capacity(readings.len());
    // In sorted order a text follows its prefixes, so the open prefixes form a stack.
    let mut prefixes: Vec<(String, usize)> = Vec::new();
    for (place, (text, readings)) in readings.into_iter().enumerate() {
        while prefixes.pop_if(|(prefix, _)| !text.starts_with(prefix.as_str())).is_some() {}
        patterns.push(Pattern {
            first: Edge::at_start(text.as_bytes()),
            last: Edge::at_end(text.as_bytes()),
            length: text.len(),
            shorter: prefixes.last().map(|&(_, place)| place),
            readings,
        });
        prefixes.push((text, place));
    }
    patterns
}

#[cfg(test)]
mod tests;
