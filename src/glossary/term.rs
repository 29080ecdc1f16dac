//! A term as the rest of the product sees it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::notes::NoteTerm;
use super::table::{Card, Spelling, SpellingKind, TermId};
use crate::text::{Lang, Span};

/// A term: names, spellings, prose, and what the team's own notes say about it.
#[derive(Debug)]
pub struct Term {
    card: Card<'static>,
    prose: &'static str,
    notes: Vec<Note>,
}

/// A definition in a team's notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The file, as the caller named it.
    pub source: Arc<str>,
    /// The heading line in that file, without its line end.
    pub heading: Span,
    /// The text below the heading, Markdown.
    pub body: String,
}

impl Term {
    pub(super) fn built_in(card: Card<'static>, prose: &'static str) -> Self {
        Self { card, prose, notes: Vec::new() }
    }

    /// A term that only the team's notes know.
    pub(super) fn of_a_team(name: &str) -> Self {
        let name: Cow<'static, str> = Cow::Owned(name.to_owned());
        let card = Card {
            id: name.clone(),
            en: name.clone(),
            ja: name,
            spellings: Vec::new(),
            related: Vec::new(),
            sources: Vec::new(),
            checked: Cow::Borrowed(""),
            body_en: 0..0,
            body_ja: 0..0,
        };
        Self { card, prose: "", notes: Vec::new() }
    }

    pub(super) fn add_note(&mut self, source: &Arc<str>, note: &NoteTerm) {
        self.notes.push(Note { source: source.clone(), heading: note.heading, body: note.body.clone() });
    }

    /// Adds a spelling from the notes; a known one becomes unambiguous when the notes define it.
    pub(super) fn add_spelling(&mut self, text: &str, ambiguous: bool) {
        match self.card.spellings.iter_mut().find(|spelling| spelling.text == text) {
            Some(known) => known.ambiguous &= ambiguous,
            None => {
                let kind = if self.card.en == text { SpellingKind::Name } else { SpellingKind::Alias };
                self.card.spellings.push(Spelling { text: Cow::Owned(text.to_owned()), kind, ambiguous });
            }
        }
    }

    /// The identifier, such as `zero-trust`; the name for a term of the team's notes.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.card.id
    }

    /// The name in one language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.card.en,
            Lang::Ja => &self.card.ja,
        }
    }

    /// Every spelling, names included.
    #[must_use]
    pub fn spellings(&self) -> &[Spelling<'static>] {
        &self.card.spellings
    }

    /// The built-in explanation, Markdown; empty for a term of the team's notes.
    #[must_use]
    pub fn body(&self, lang: Lang) -> &'static str {
        let Range { start, end } = match lang {
            Lang::En => &self.card.body_en,
            Lang::Ja => &self.card.body_ja,
        };
        Span::new(*start as usize, *end as usize).of(self.prose)
    }

    /// The first paragraph of the built-in explanation: one sentence that defines the term.
    #[must_use]
    pub fn definition(&self, lang: Lang) -> &'static str {
        self.body(lang).split("\n\n").next().unwrap_or("")
    }

    /// Terms to read next.
    #[must_use]
    pub fn related(&self) -> &[TermId] {
        &self.card.related
    }

    /// Pages the facts come from.
    #[must_use]
    pub fn sources(&self) -> &[&'static str] {
        &self.card.sources
    }

    /// Month of the last comparison with the sources, `YYYY-MM`; empty when there was nothing to compare.
    #[must_use]
    pub fn checked(&self) -> &str {
        &self.card.checked
    }

    /// What the team's notes say, in their order. They come before the built-in explanation.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}
