//! Finds the terms of a text: one automaton over every form of every spelling.

use std::collections::BTreeMap;
use std::iter::successors;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind, StartKind};
use memchr::memmem;

use super::edge::{Edge, after_word, begins_word};
use super::fold::Folded;
use super::spelling::{abbreviation_forms, looks_abbreviated, phrase_forms};
use super::width::Capitals;
use super::{Spelling, SpellingKind, TermId};
use crate::text::Span;

/// Up to this many states the automaton is a DFA, at 512 bytes a state. It is three times as fast
/// as the compact form, which takes over when a team's notes are large.
const MAX_DFA_STATES: usize = 32_000;

/// Long texts are scanned in pieces of about this many bytes, which stay in the cache between
/// folding and scanning. Pieces end at a blank line, over which no term goes.
const PIECE: usize = 4 << 10;

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
    readings: Vec<Reading>,
}

/// What the automaton looks for.
#[derive(Debug)]
struct Pattern {
    last: Edge,
    /// Bytes of the folded text.
    length: u32,
    /// It has a space, so that a line may end in it.
    is_phrase: bool,
    /// The longest pattern that this one begins with: the next to try when this one is refused.
    shorter: Option<u32>,
    /// What it may mean, likeliest first: a range of [`Matcher::readings`].
    readings: Range<u32>,
}

/// One meaning of a pattern. The order of the fields is the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reading {
    ambiguous: bool,
    /// A generated form, not the spelling as written.
    generated: bool,
    ignores_case: bool,
    term: TermId,
    kind: SpellingKind,
    capitals: Capitals,
}

impl Matcher {
    /// Builds the automaton; takes milliseconds, so not at start-up.
    #[must_use]
    pub fn new<'a>(spellings: impl IntoIterator<Item = (TermId, &'a Spelling<'a>)>) -> Self {
        let meanings = meanings(spellings);
        let kind = if state_count(&meanings) <= MAX_DFA_STATES {
            AhoCorasickKind::DFA
        } else {
            AhoCorasickKind::ContiguousNFA
        };
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Unanchored)
            .kind(Some(kind))
            .build(meanings.keys())
            .ok();
        let patterns = patterns(&meanings);
        Self { automaton, patterns, readings: meanings.into_values().flatten().collect() }
    }

    /// The terms of a text in order, leftmost and longest first, without overlaps.
    ///
    /// Lines are taken as one paragraph, so that a phrase may go over a line end; headings and
    /// blank lines end it.
    #[must_use]
    pub fn scan(&self, text: &str) -> Vec<Match> {
        let mut matches = Vec::new();
        let mut folded = Folded::default();
        let mut start = 0;
        while start < text.len() {
            let rest = text.get(start..).unwrap_or("");
            let piece = first_piece(rest);
            folded.refill(piece);
            self.scan_piece(piece, start, &folded, &mut matches);
            start += piece.len();
        }
        matches
    }

    /// Adds the terms of `piece`, which stands at byte `offset` of the text.
    fn scan_piece(&self, piece: &str, offset: usize, folded: &Folded, matches: &mut Vec<Match>) {
        let Some(automaton) = &self.automaton else { return };
        let mut origins = folded.origins();
        let bytes = folded.bytes.as_slice();
        let mut at = 0;
        while let Some(hit) = automaton.find(Input::new(bytes).span(at..bytes.len())) {
            let start = hit.start();
            let longest = self.patterns.get(hit.pattern().as_usize()).filter(|_| begins_word(bytes, start));
            let shorter = |pattern: &&Pattern| pattern.shorter.and_then(|shorter| self.patterns.get(shorter as usize));
            let found = successors(longest, shorter).find_map(|pattern| {
                let end = start + pattern.length as usize;
                if pattern.goes_on(bytes, end) {
                    return None;
                }
                let span = Span::new(origins.of(start), origins.clone().of(end));
                let Reading { term, kind, ambiguous, .. } = *self.reading(pattern, span.of(piece))?;
                let is_whole = !(pattern.is_phrase && leaves_heading(piece, span));
                is_whole.then_some((end, Match { span: span.shifted(offset), term, kind, ambiguous }))
            });
            at = match found {
                Some((end, found)) => {
                    matches.push(found);
                    end
                }
                None => after_word(bytes, start),
            };
        }
    }

    /// What a pattern means where the original text says `written`.
    fn reading(&self, pattern: &Pattern, written: &str) -> Option<&Reading> {
        let readings = self.readings.get(pattern.readings.start as usize..pattern.readings.end as usize)?;
        readings.iter().find(|reading| reading.ignores_case || reading.capitals == Capitals::of(written))
    }
}

/// What the bench looks at.
impl Matcher {
    /// Number of patterns.
    #[must_use]
    pub fn pattern_count(&self) -> usize {
        self.patterns.len()
    }

    /// Bytes that the automaton takes.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.automaton.as_ref().map_or(0, AhoCorasick::memory_usage)
    }

    /// The text as the automaton sees it.
    #[must_use]
    pub fn folded(&self, text: &str) -> Vec<u8> {
        Folded::new(text).bytes
    }

    /// The hits of the bare automaton in a folded text.
    #[must_use]
    pub fn bare_hits(&self, folded: &[u8]) -> Vec<aho_corasick::Match> {
        self.automaton.as_ref().map_or_else(Vec::new, |automaton| automaton.find_iter(folded).collect())
    }
}

/// True when `span` goes from a heading into the line below it.
fn leaves_heading(text: &str, span: Span) -> bool {
    let before = text.get(..span.start).unwrap_or("");
    span.of(text).contains('\n')
        && text.get(before.rfind('\n').map_or(0, |end| end + 1)..).is_some_and(|line| line.starts_with('#'))
}

/// The text up to the first blank line that leaves at least [`PIECE`] bytes before it.
fn first_piece(text: &str) -> &str {
    let blank = text.as_bytes().get(PIECE..).and_then(|rest| memmem::find(rest, b"\n\n"));
    blank.and_then(|at| text.get(..PIECE + at + 2)).unwrap_or(text)
}

impl Pattern {
    /// True when the word that the pattern ends with goes on behind `end`.
    fn goes_on(&self, text: &[u8], end: usize) -> bool {
        self.last != Edge::Open && self.last == Edge::at_start(text.get(end..).unwrap_or(&[]))
    }
}

/// Every form of every spelling with what it may mean, by folded form.
fn meanings<'a>(spellings: impl IntoIterator<Item = (TermId, &'a Spelling<'a>)>) -> BTreeMap<String, Vec<Reading>> {
    let mut meanings: BTreeMap<String, Vec<Reading>> = BTreeMap::new();
    for (term, spelling) in spellings {
        if !spelling.text.contains(char::is_alphanumeric) {
            continue;
        }
        let minds_case = spelling.kind == SpellingKind::Abbreviation || looks_abbreviated(&spelling.text);
        let forms = if minds_case { abbreviation_forms(&spelling.text) } else { phrase_forms(&spelling.text) };
        for (at, form) in forms.into_iter().enumerate() {
            meanings.entry(form).or_default().push(Reading {
                ambiguous: spelling.ambiguous,
                generated: at > 0,
                ignores_case: !minds_case,
                term,
                kind: spelling.kind,
                capitals: Capitals::of(&spelling.text),
            });
        }
    }
    for readings in meanings.values_mut() {
        readings.sort();
        readings.dedup();
    }
    meanings
}

/// The patterns in the order of their text, each linked to the longest one it begins with.
fn patterns(meanings: &BTreeMap<String, Vec<Reading>>) -> Vec<Pattern> {
    let mut patterns = Vec::with_capacity(meanings.len());
    // In sorted order a text follows its prefixes, so the open prefixes form a stack.
    let mut prefixes: Vec<(&str, u32)> = Vec::new();
    let mut first_reading = 0;
    for (place, (text, readings)) in (0..).zip(meanings) {
        while prefixes.pop_if(|(prefix, _)| !text.starts_with(*prefix)).is_some() {}
        let end = first_reading + readings.len() as u32;
        patterns.push(Pattern {
            last: Edge::at_end(text.as_bytes()),
            length: text.len() as u32,
            is_phrase: text.contains(' '),
            shorter: prefixes.last().map(|&(_, place)| place),
            readings: first_reading..end,
        });
        prefixes.push((text, place));
        first_reading = end;
    }
    patterns
}

/// Number of states the automaton needs: every form adds what it does not share with the one before.
fn state_count(meanings: &BTreeMap<String, Vec<Reading>>) -> usize {
    let shared = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let forms = meanings.keys();
    let before = std::iter::once("").chain(meanings.keys().map(String::as_str));
    forms.zip(before).map(|(form, before)| form.len() - shared(before, form)).sum()
}

#[cfg(test)]
mod tests;
