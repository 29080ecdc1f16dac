//! The glossary: what the terms of a design document and the attributes of its templates mean.
//!
//! The built-in terms come from `glossary/*.md` by way of the build script. A team's own notes lie
//! over them. Nothing here is parsed or built before it is asked for.

pub mod check;
pub mod entry;
pub mod table;

mod edge;
mod explains;
mod fold;
mod heading;
mod matcher;
mod notes;
mod spelling;
mod term;
mod width;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

pub use matcher::{Match, Matcher};
pub use notes::{NoteTerm, read_notes};
pub use table::{Spelling, SpellingKind, TermId};
pub use term::{Note, Term};

use crate::text::Lang;
use explains::Explains;
use fold::fold_spelling;
use table::Index;

static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/glossary.bin"));
static PROSE: &str = include_str!(concat!(env!("OUT_DIR"), "/glossary.txt"));

/// Terms with everything one may ask about them.
#[derive(Debug)]
pub struct Glossary {
    terms: Vec<Term>,
    explains: Explains,
    matcher: OnceLock<Matcher>,
}

impl Glossary {
    /// The terms that come with the product.
    #[must_use]
    pub fn built_in() -> Self {
        let index: Index<'static> =
            postcard::from_bytes(INDEX).unwrap_or(Index { cards: Vec::new(), explains: Vec::new() });
        let terms = index.cards.into_iter().map(|card| Term::built_in(card, PROSE)).collect();
        Self { terms, explains: Explains::new(index.explains), matcher: OnceLock::new() }
    }

    /// The built-in terms with a team's own notes over them, each a source (a path or address) and its Markdown.
    ///
    /// A note about a built-in term joins it; any other becomes a term of its own.
    #[must_use]
    pub fn with_notes<'a>(notes: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut glossary = Self::built_in();
        let mut owners: FxHashMap<String, TermId> = FxHashMap::default();
        for (id, term) in glossary.terms() {
            for spelling in term.spellings() {
                owners.entry(fold_spelling(&spelling.text)).or_insert(id);
            }
        }
        let mut aliases: Vec<(TermId, NoteTerm)> = Vec::new();
        for (source, markdown) in notes {
            let source: Arc<str> = source.into();
            for note in read_notes(markdown) {
                let id = glossary.home_of(&note, &mut owners);
                if let Some(term) = glossary.terms.get_mut(id.0 as usize) {
                    term.add_note(&source, &note);
                }
                aliases.push((id, note));
            }
        }
        // An alias yields to every name, also to one that comes later in the notes.
        for (id, note) in aliases {
            for name in &note.names {
                let owner = *owners.entry(fold_spelling(name)).or_insert(id);
                if let Some(term) = glossary.terms.get_mut(id.0 as usize).filter(|_| owner == id) {
                    term.add_spelling(name, note.ambiguous);
                }
            }
        }
        glossary
    }

    /// The term that a note is about; a new one when its name is unknown.
    fn home_of(&mut self, note: &NoteTerm, owners: &mut FxHashMap<String, TermId>) -> TermId {
        // A passing heading names one thing; only a definition's aliases identify the term as well.
        let identifying = if note.ambiguous { 1 } else { note.names.len() };
        let known = note.names.iter().take(identifying).find_map(|name| owners.get(&fold_spelling(name)).copied());
        known.unwrap_or_else(|| {
            let id = TermId(self.terms.len() as u32);
            let name = note.names.first().map_or("", String::as_str);
            owners.insert(fold_spelling(name), id);
            self.terms.push(Term::of_a_team(name));
            id
        })
    }

    /// Every term with its place.
    pub fn terms(&self) -> impl Iterator<Item = (TermId, &Term)> {
        (0..).map(TermId).zip(&self.terms)
    }

    /// A term.
    #[must_use]
    pub fn term(&self, id: TermId) -> Option<&Term> {
        self.terms.get(id.0 as usize)
    }

    /// The term with the identifier `id`, such as `zero-trust`.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<TermId> {
        self.terms().find(|(_, term)| term.id() == id).map(|(place, _)| place)
    }

    /// The names of all terms in one language, for completion.
    pub fn names(&self, lang: Lang) -> impl Iterator<Item = (TermId, &str)> {
        self.terms().map(move |(id, term)| (id, term.name(lang)))
    }

    /// The terms that explain a piece of code: `aws_eip`, `aws_lb_listener.ssl_policy`,
    /// `AWS::RDS::DBInstance.MultiAZ`, or a kind such as `rds.instance.multi_az`.
    #[must_use]
    pub fn explains(&self, key: &str) -> &[TermId] {
        self.explains.get(key)
    }

    /// The automaton, built at the first call, which takes milliseconds: make that call on a thread
    /// of its own. Later calls, and calls that come meanwhile, get the same automaton.
    pub fn matcher(&self) -> &Matcher {
        self.matcher.get_or_init(|| {
            Matcher::new(
                self.terms().flat_map(|(id, term)| term.spellings().iter().map(move |spelling| (id, spelling))),
            )
        })
    }

    /// The terms of a text; see [`Matcher::scan`].
    #[must_use]
    pub fn scan(&self, text: &str) -> Vec<Match> {
        self.matcher().scan(text)
    }
}
