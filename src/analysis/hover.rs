//! Hover: what the thing under the cursor means.

use std::fmt::Write as _;

use crate::config::Choice;
use crate::glossary::{Glossary, Match, Term, TermId};
use crate::syntax::{self, BlockKind, Language, Node};
use crate::text::{Lang, Span, document_language, script_of};

use super::answer::Hover;
use super::document::{Document, Seat};
use super::host::Host;

/// How many terms one place of code may have explained.
const MAX_TERMS: usize = 3;

impl Host {
    /// The help at byte `offset` of a file.
    #[must_use]
    pub fn hover(&self, path: &str, offset: usize) -> Option<Hover> {
        let document = self.documents.get(path)?;
        let (seat, cell) = document.cell_at(offset)?;
        let text = document.cell_text(seat);
        let inner = offset - seat.base;
        let found = match (&cell.block.kind, &cell.excerpt) {
            (BlockKind::Fence(_), Some(excerpt)) => {
                let code = excerpt.inside(inner)?;
                let (inner_seat, _) = excerpt.document.cell_at(code)?;
                let hover = self.hover_code(&excerpt.document, inner_seat, code - inner_seat.base)?;
                let span = excerpt.span_outside(Span::new(hover.span.start, hover.span.end).shifted(inner_seat.base));
                Hover { span, ..hover }
            }
            (BlockKind::Prose, _) => self.hover_prose(document, &text, inner)?,
            _ if document.language == Language::Markdown => return None,
            _ => self.hover_code(document, seat, inner)?,
        };
        Some(Hover { span: found.span.shifted(seat.base), ..found })
    }

    /// A term in a Markdown block.
    fn hover_prose(&self, document: &Document, text: &str, offset: usize) -> Option<Hover> {
        let span = syntax::prose_spans(text).into_iter().find(|span| span.touches(offset))?;
        let found = term_at(&self.glossary, span.of(text), offset - span.start)?;
        let found = Match { span: found.span.shifted(span.start), ..found };
        let lang = match self.settings.of(&document.path).language {
            Choice::En => Lang::En,
            Choice::Ja => Lang::Ja,
            Choice::Auto => script_of(found.span.of(text)).unwrap_or_else(|| {
                let whole =
                    document.text.as_ref().map(|buffer| buffer.slice(Span::new(0, LANGUAGE_SAMPLE.min(buffer.len()))));
                match whole.as_deref().map(|sample| (document_language(sample), sample.is_empty())) {
                    Some((lang, false)) => lang,
                    _ => self.session.locale,
                }
            }),
        };
        Some(Hover { span: found.span, markdown: term_page(&self.glossary, found.term, lang)? })
    }

    /// A term in a comment or description, a resource type, an attribute, a finding.
    fn hover_code(&self, document: &Document, seat: Seat, offset: usize) -> Option<Hover> {
        let (text, parsed) = document.parse(seat);
        let lang = self.lang();
        let prose = parsed.comments.iter().copied().find(|comment| comment.touches(offset));
        let prose = prose.or_else(|| parsed.root.as_ref().and_then(|root| description_at(root, offset)));
        if let Some(span) = prose {
            let found = term_at(&self.glossary, span.of(&text), offset - span.start)?;
            let span = found.span.shifted(span.start);
            let lang = match self.settings.of(&document.path).language {
                Choice::Auto => script_of(span.of(&text)).unwrap_or(lang),
                _ => lang,
            };
            return Some(Hover { span, markdown: term_page(&self.glossary, found.term, lang)? });
        }
        let mut span = None;
        let mut pages = Vec::new();
        if let Some(subject) = parsed.root.as_ref().and_then(|root| subject_at(root, document.language, offset)) {
            let terms = subject.keys.iter().flat_map(|key| self.glossary.explains(key));
            let mut seen: Vec<TermId> = Vec::new();
            for &term in terms {
                if !seen.contains(&term) && seen.len() < MAX_TERMS {
                    seen.push(term);
                    pages.extend(term_page(&self.glossary, term, lang));
                }
            }
            if !pages.is_empty() {
                span = Some(subject.span);
            }
        }
        for (rule, found) in self.findings_at(document, seat, offset) {
            span.get_or_insert(found);
            pages.push(rule);
        }
        Some(Hover { span: span?, markdown: pages.join("\n\n---\n\n") })
    }

    /// The pages of the rules whose findings cover the place.
    fn findings_at(&self, document: &Document, seat: Seat, offset: usize) -> Vec<(String, Span)> {
        let cell = document.cells.get(seat.index);
        let diagnostics = cell.map(|cell| cell.diagnostics.clone()).unwrap_or_default();
        let covering = diagnostics.iter().filter_map(|diagnostic| {
            let span = Span::new(diagnostic.start.byte, diagnostic.end.byte);
            let page = self.rule_page(&diagnostic.code, self.lang())?;
            span.touches(offset).then_some((page, span))
        });
        covering.collect()
    }

    /// What a rule says, in a few lines.
    #[must_use]
    pub fn rule_page(&self, id: &str, lang: Lang) -> Option<String> {
        let details = self.catalogue.details(self.catalogue.find(id)?)?;
        Some(format!("**{}** `{id}`\n\n{}", details.title.get(lang), details.why.get(lang)))
    }
}

/// How much of a document tells its language.
const LANGUAGE_SAMPLE: usize = 4096;

/// The term at byte `offset` of a piece of prose.
fn term_at(glossary: &Glossary, prose: &str, offset: usize) -> Option<Match> {
    let at = |found: &&Match| found.span.start <= offset && offset <= found.span.end;
    let matches = glossary.scan(prose);
    // Between two terms that touch, the one that begins at the cursor.
    matches.iter().rev().find(at).copied()
}

/// The string of a `description` at the place: prose inside code.
fn description_at(root: &Node, offset: usize) -> Option<Span> {
    let entry = entry_at(root, offset)?;
    let is_prose = entry.key.to_ascii_lowercase().ends_with("description");
    (is_prose && entry.value.as_str().is_some() && entry.value.span.touches(offset)).then_some(entry.value.span)
}

fn entry_at(node: &Node, offset: usize) -> Option<&syntax::Entry> {
    let inside = |node: &Node| node.span.touches(offset);
    let entry = node.entries().iter().find(|entry| entry.span.touches(offset));
    if let Some(entry) = entry {
        let deeper = if inside(&entry.value) { entry_at(&entry.value, offset) } else { None };
        return deeper.or(Some(entry));
    }
    node.items().iter().filter(|item| inside(item)).find_map(|item| entry_at(item, offset))
}

/// What the cursor is on: the keys under which the glossary may explain it.
struct Subject {
    span: Span,
    keys: Vec<String>,
}

fn subject_at(root: &Node, language: Language, offset: usize) -> Option<Subject> {
    if language.is_hcl() {
        let block = root.entries().first()?;
        let type_label = block.labels.first()?;
        if type_label.span.touches(offset) {
            return Some(Subject { span: type_label.span, keys: vec![type_label.text.to_string()] });
        }
        return attribute_at(&block.value, &type_label.text, offset);
    }
    let mut node = root;
    loop {
        // The innermost map with a `Type` is the resource; a `.tf.json` entry is named by its parents.
        let entry = node.entries().iter().find(|entry| entry.span.touches(offset))?;
        if let Some(type_node) = entry.value.get("Type")
            && let Some(type_name) = type_node.as_str().filter(|name| name.contains("::"))
        {
            if type_node.span.touches(offset) {
                return Some(Subject { span: type_node.span, keys: vec![type_name.to_owned()] });
            }
            return attribute_at(entry.value.get("Properties")?, type_name, offset);
        }
        node = &entry.value;
    }
}

/// The attribute whose name, or plain value, is under the cursor.
fn attribute_at(body: &Node, type_name: &str, offset: usize) -> Option<Subject> {
    let mut path = type_name.to_owned();
    let mut node = body;
    loop {
        node = match node.items().iter().find(|item| item.span.touches(offset)) {
            Some(item) => item,
            None => node,
        };
        let entry = node.entries().iter().find(|entry| entry.span.touches(offset))?;
        let _ = write!(path, ".{}", entry.key);
        if entry.key_span.touches(offset) {
            return Some(Subject { span: entry.key_span, keys: vec![path] });
        }
        if entry.value.entries().is_empty() && entry.value.items().is_empty() {
            return Some(Subject { span: entry.span, keys: vec![path] });
        }
        node = &entry.value;
    }
}

/// A term as one reads it.
#[must_use]
pub(super) fn term_page(glossary: &Glossary, id: TermId, lang: Lang) -> Option<String> {
    let term = glossary.term(id)?;
    let mut page = heading(term, lang);
    for note in term.notes() {
        let _ = write!(page, "\n\n{}\n\n*{}*", note.body.trim(), note.source);
    }
    let body = term.body(lang).trim();
    if !body.is_empty() {
        let _ = write!(page, "\n\n{body}");
    }
    let related: Vec<&str> =
        term.related().iter().filter_map(|&id| glossary.term(id)).map(|term| term.name(lang)).collect();
    if !related.is_empty() {
        let (label, separator) = match lang {
            Lang::En => ("See also: ", ", "),
            Lang::Ja => ("関連: ", "、"),
        };
        let _ = write!(page, "\n\n{label}{}", related.join(separator));
    }
    if !term.sources().is_empty() {
        let links: Vec<String> = term.sources().iter().map(|url| format!("[{}]({url})", host_of(url))).collect();
        let _ = match lang {
            Lang::En => write!(page, "\n\nSource: {} ({})", links.join(", "), term.checked()),
            Lang::Ja => write!(page, "\n\n出典: {}（{}）", links.join("、"), term.checked()),
        };
    }
    Some(page)
}

/// `**ゼロトラスト** — zero trust`; the abbreviation where the name does not hold it.
fn heading(term: &Term, lang: Lang) -> String {
    let other = match lang {
        Lang::En => Lang::Ja,
        Lang::Ja => Lang::En,
    };
    let (name, translation) = (term.name(lang), term.name(other));
    let mut heading = format!("**{name}**");
    let abbreviation =
        term.spellings().iter().find(|spelling| spelling.kind == crate::glossary::SpellingKind::Abbreviation);
    if let Some(abbreviation) = abbreviation.filter(|abbreviation| !name.contains(&*abbreviation.text)) {
        let _ = match lang {
            Lang::En => write!(heading, " ({})", abbreviation.text),
            Lang::Ja => write!(heading, "（{}）", abbreviation.text),
        };
    }
    if !translation.eq_ignore_ascii_case(name) {
        let _ = write!(heading, " — {translation}");
    }
    heading
}

/// The last telling part of an address.
fn host_of(url: &str) -> &str {
    url.trim_start_matches("https://").split('/').next().unwrap_or(url)
}
