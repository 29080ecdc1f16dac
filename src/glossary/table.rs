//! The compiled glossary: an index with everything but the prose, and the prose in one text.
//!
//! The build script writes what the library reads; both read this file.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::entry::Entry;

/// A term, as its place in the glossary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TermId(pub u32);

/// What a spelling is to its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SpellingKind {
    /// The name in one of the languages.
    Name,
    /// The abbreviation; its case counts.
    Abbreviation,
    /// Any other spelling.
    Alias,
}

/// One way to write a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spelling<'a> {
    /// As the author wrote it.
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    /// What it is to the term.
    pub kind: SpellingKind,
    /// It may mean something else in prose.
    pub ambiguous: bool,
}

/// A term without its prose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card<'a> {
    /// Identifier.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// English name.
    #[serde(borrow)]
    pub en: Cow<'a, str>,
    /// Japanese name.
    #[serde(borrow)]
    pub ja: Cow<'a, str>,
    /// Every spelling, names included.
    #[serde(borrow)]
    pub spellings: Vec<Spelling<'a>>,
    /// Terms to read next.
    pub related: Vec<TermId>,
    /// Pages the facts come from.
    #[serde(borrow)]
    pub sources: Vec<&'a str>,
    /// Month of the last comparison with the sources; may be empty.
    #[serde(borrow)]
    pub checked: Cow<'a, str>,
    /// English explanation, in bytes of the prose.
    pub body_en: Range<u32>,
    /// Japanese explanation, in bytes of the prose.
    pub body_ja: Range<u32>,
}

/// The terms by id, and what they explain by key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index<'a> {
    /// Ordered by id; a [`TermId`] is a place here.
    #[serde(borrow)]
    pub cards: Vec<Card<'a>>,
    /// Ordered by key.
    #[serde(borrow)]
    pub explains: Vec<(&'a str, Vec<TermId>)>,
}

/// The index of `entries`, which must be sorted by id, and their prose.
#[must_use]
pub fn compile(entries: &[Entry]) -> (Index<'_>, String) {
    let places: HashMap<&str, TermId> =
        (0..).map(TermId).zip(entries).map(|(place, entry)| (entry.id.as_str(), place)).collect();
    let mut prose = String::new();
    let mut explains: BTreeMap<&str, Vec<TermId>> = BTreeMap::new();
    let mut cards = Vec::with_capacity(entries.len());
    for (place, entry) in (0..).map(TermId).zip(entries) {
        for key in &entry.explains {
            explains.entry(key).or_default().push(place);
        }
        cards.push(Card {
            id: Cow::Borrowed(&entry.id),
            en: Cow::Borrowed(&entry.en),
            ja: Cow::Borrowed(&entry.ja),
            spellings: spellings(entry),
            related: entry.related.iter().filter_map(|id| places.get(id.as_str()).copied()).collect(),
            sources: entry.sources.iter().map(String::as_str).collect(),
            checked: Cow::Borrowed(&entry.checked),
            body_en: append(&mut prose, &entry.body_en),
            body_ja: append(&mut prose, &entry.body_ja),
        });
    }
    (Index { cards, explains: explains.into_iter().collect() }, prose)
}

/// Every spelling once, names before abbreviations before aliases.
fn spellings(entry: &Entry) -> Vec<Spelling<'_>> {
    let names = [&entry.en, &entry.ja].map(|name| (name.as_str(), SpellingKind::Name));
    let abbreviation = (entry.abbreviation.as_str(), SpellingKind::Abbreviation);
    let aliases = entry.aliases.iter().chain(entry.ambiguous_aliases.iter()).map(|alias| (alias, SpellingKind::Alias));
    let mut spellings: Vec<Spelling> = Vec::new();
    for (text, kind) in names.into_iter().chain([abbreviation]).chain(aliases) {
        match spellings.iter_mut().find(|known| known.text == text) {
            _ if text.is_empty() => {}
            Some(known) if kind == SpellingKind::Abbreviation => known.kind = kind,
            Some(_) => {}
            None => {
                let ambiguous = entry.ambiguous || entry.ambiguous_aliases.iter().any(|alias| alias == text);
                spellings.push(Spelling { text: Cow::Borrowed(text), kind, ambiguous });
            }
        }
    }
    spellings
}

fn append(prose: &mut String, body: &str) -> Range<u32> {
    let start = prose.len() as u32;
    prose.push_str(body);
    start..prose.len() as u32
}

#[cfg(test)]
mod tests {
    use super::super::entry;
    use super::*;

    #[test]
    fn compiling_keeps_names_flags_and_prose_apart() {
        let source = "+++\nid = \"pop\"\nen = \"PoP\"\nja = \"PoP\"\nabbreviation = \"PoP\"\nambiguous_aliases = { en = [\"POP\"] }\nexplains = [\"aws_x.y\"]\n+++\n# en\nA door.\n# ja\n入口です。\n";
        let entries = [entry::parse(source).expect("a sound entry")];
        let (index, prose) = compile(&entries);
        let bytes = postcard::to_allocvec(&index).expect("serialises");
        assert_eq!(postcard::from_bytes::<Index>(&bytes).expect("reads back"), index);
        let spellings: Vec<_> = index.cards[0].spellings.iter().map(|s| (&*s.text, s.kind, s.ambiguous)).collect();
        assert_eq!(spellings, [("PoP", SpellingKind::Abbreviation, false), ("POP", SpellingKind::Alias, true)]);
        assert_eq!(index.explains, [("aws_x.y", vec![TermId(0)])]);
        assert_eq!(prose, "A door.入口です。");
    }
}
