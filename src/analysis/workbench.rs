//! A resource on the bench: its block read again, with the way back into its file.
//!
//! Fixes and patterns make edits relative to blocks. The bench turns them into edits of files, also
//! out of code fences.

use std::sync::Arc;

use crate::fix::{Companions, Edits, Site, template};
use crate::model::{Dialect, Kind, Resource, View};
use crate::syntax::{BlockKind, Language, Parsed};
use crate::text::{Span, TextEdit};

use super::answer::WorkspaceEdit;
use super::document::{Document, Seat};
use super::fence::Excerpt;
use super::host::{Host, module_key};
use super::modules::ModuleState;

/// Where a resource stands: its module, and its document therein.
#[derive(Clone, Copy)]
pub(super) struct Bench<'h> {
    host: &'h Host,
    pub(super) module: &'h ModuleState,
    /// The document of the resource: a file, or the code of a fence.
    pub(super) document: &'h Document,
    /// The fence around it.
    fence: Option<(&'h Document, Seat, &'h Excerpt)>,
}

/// A resource with its block's text and tree.
pub(super) struct Piece {
    pub(super) path: Arc<str>,
    /// First byte of the block in its document.
    base: usize,
    pub(super) text: String,
    pub(super) parsed: Parsed,
    kind: BlockKind,
    pub(super) language: Language,
    pub(super) resource: Arc<Resource>,
}

impl Piece {
    /// The piece as `fix` wants it; `None` when the block does not parse.
    pub(super) fn site(&self) -> Option<Site<'_>> {
        let root = self.parsed.root.as_ref().filter(|_| !self.parsed.partial)?;
        Some(Site { text: &self.text, root, kind: &self.kind, language: self.language, resource: &self.resource })
    }
}

impl<'h> Bench<'h> {
    /// The bench for byte `offset` of a file.
    pub(super) fn at(host: &'h Host, path: &str, offset: usize) -> Option<Self> {
        let document = host.documents.get(path)?;
        let (seat, cell) = document.cell_at(offset)?;
        if let Some(excerpt) = &cell.excerpt {
            let fence = Some((document, seat, &**excerpt));
            return Some(Self { host, module: &excerpt.module, document: &excerpt.document, fence });
        }
        let module = host.modules.get(&module_key(document))?;
        Some(Self { host, module, document, fence: None })
    }

    /// The bytes of the document for a span of the file.
    pub(super) fn inside(&self, span: Span) -> Option<Span> {
        match &self.fence {
            None => Some(span),
            Some((_, seat, excerpt)) => {
                let last = excerpt.document.text.as_ref().map_or(0, |text| text.len());
                let end = span.end.checked_sub(seat.base)?;
                let start = span.start.saturating_sub(seat.base);
                let start = excerpt.inside(start).unwrap_or(if start < excerpt.outside(0) { 0 } else { last });
                let end = excerpt.inside(end).unwrap_or(if end < excerpt.outside(0) { 0 } else { last });
                (start <= end).then_some(Span::new(start, end))
            }
        }
    }

    /// The span of the whole document.
    pub(super) fn whole(&self) -> Span {
        Span::new(0, self.document.text.as_ref().map_or(0, |text| text.len()))
    }

    /// The bytes of the file for a span of the document.
    pub(super) fn outside(&self, span: Span) -> Span {
        match &self.fence {
            None => span,
            Some((_, seat, excerpt)) => excerpt.span_outside(span).shifted(seat.base),
        }
    }

    /// The resources whose blocks meet a span of the document.
    pub(super) fn resources_in(&self, span: Span) -> Vec<(Seat, Arc<Resource>)> {
        let mut found = Vec::new();
        for (seat, cell) in self.document.seats() {
            if seat.base > span.end {
                break;
            }
            if cell.block.span.end < span.start {
                continue;
            }
            for resource in cell.unit.map(|unit| self.module.module.resources(unit)).unwrap_or_default().iter() {
                if !resource.is_data && resource.span.shifted(seat.base).meets(span) {
                    found.push((seat, resource.clone()));
                }
            }
        }
        found
    }

    /// A resource of the module with its block; `None` when the text is not at hand.
    pub(super) fn piece(&self, address: &str) -> Option<Piece> {
        let (path, unit, _) = self.module.resource_home(address)?;
        let document = match &self.fence {
            Some(_) => self.document,
            None => self.host.documents.get(&path)?,
        };
        document.text.as_ref()?;
        let (seat, cell) = document.seats().find(|(_, cell)| cell.unit == Some(unit))?;
        let kind = cell.block.kind.clone();
        let (text, parsed) = document.parse(seat);
        let resource =
            self.module.module.resources(unit).iter().find(|resource| &*resource.address == address)?.clone();
        Some(Piece { path, base: seat.base, text, parsed, kind, language: document.language, resource })
    }

    /// The companions of a resource that `kind` names, each with its block.
    pub(super) fn companions(&self, kind: &Kind, owner: &Resource) -> Pieces {
        let view = View::new(&self.module.module);
        let named = kind.companions.iter().filter(|_| owner.dialect == Dialect::Terraform);
        let pieces = named.filter_map(|companion| {
            let resource = view.companion(kind, owner, &companion.terraform)?;
            self.piece(&resource.address)
        });
        Pieces(pieces.collect())
    }

    /// Edits relative to blocks as edits of files; new resources go behind `piece`.
    pub(super) fn workspace_edit(&self, piece: &Piece, companions: &Pieces, edits: Edits) -> Option<WorkspaceEdit> {
        let mut made = WorkspaceEdit::default();
        for (address, edits) in &edits.blocks {
            let home = std::iter::once(piece).chain(&companions.0).find(|piece| piece.resource.address == *address)?;
            made.edit(&self.file_of(home), edits.iter().map(|edit| self.file_edit(home, edit)));
        }
        if !edits.additions.is_empty() {
            let addition = self.addition(piece, &edits.additions);
            made.edit(&self.file_of(piece), [self.file_edit(piece, &addition)]);
        }
        Some(made)
    }

    /// The edit that puts source texts behind a resource.
    pub(super) fn addition(&self, piece: &Piece, texts: &[String]) -> TextEdit {
        let text = &piece.text;
        let end = piece.resource.span.end.min(text.len());
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let line_end = if text[..line_end].ends_with('\r') { line_end - 1 } else { line_end };
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let joined = |separator: &str| texts.iter().map(|text| text.trim_end()).collect::<Vec<_>>().join(separator);
        match piece.language {
            language if language.is_hcl() => {
                TextEdit::insert(line_end, format!("\n\n{}", joined("\n\n")).replace('\n', newline))
            }
            Language::Yaml => {
                let indent = indent_of(text, piece.resource.name_span.start);
                let file = self.document.text.as_ref().map(|text| text.text()).unwrap_or_default();
                let added = match template::is_spaced(&file, indent) {
                    true => format!("\n\n{}", template::spaced(&joined("\n"), indent)),
                    false => format!("\n{}", joined("\n")),
                };
                TextEdit::insert(line_end, added.replace('\n', newline))
            }
            _ => TextEdit::insert(end, format!(",\n{}", joined(",\n")).replace('\n', newline)),
        }
    }

    /// True for the code of a fence.
    pub(super) fn is_fence(&self) -> bool {
        self.fence.is_some()
    }

    pub(super) fn file_of(&self, piece: &Piece) -> Arc<str> {
        match &self.fence {
            Some((outer, ..)) => outer.path.clone(),
            None => piece.path.clone(),
        }
    }

    /// An edit of a block as an edit of its file.
    pub(super) fn file_edit(&self, piece: &Piece, edit: &TextEdit) -> TextEdit {
        self.document_edit(&TextEdit { span: edit.span.shifted(piece.base), new_text: edit.new_text.clone() })
    }

    /// An edit of the document as an edit of its file.
    pub(super) fn document_edit(&self, edit: &TextEdit) -> TextEdit {
        match &self.fence {
            None => edit.clone(),
            Some((outer, seat, excerpt)) => {
                let edit = excerpt.edit_outside(&outer.cell_text(*seat), edit);
                TextEdit { span: edit.span.shifted(seat.base), ..edit }
            }
        }
    }
}

/// Pieces that one can be found among by type.
pub(super) struct Pieces(pub(super) Vec<Piece>);

impl Companions for Pieces {
    fn companion(&self, type_name: &str) -> Option<Site<'_>> {
        self.0.iter().find(|piece| &*piece.resource.type_name == type_name)?.site()
    }
}

impl WorkspaceEdit {
    /// Adds edits of a file.
    pub(super) fn edit(&mut self, path: &Arc<str>, edits: impl IntoIterator<Item = TextEdit>) {
        match self.edits.iter_mut().find(|(file, _)| file == path) {
            Some((_, known)) => known.extend(edits),
            None => self.edits.push((path.clone(), edits.into_iter().collect())),
        }
    }

    /// True when nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.creates.is_empty() && self.edits.iter().all(|(_, edits)| edits.is_empty())
    }
}

/// The blanks at the front of the line that holds byte `offset`.
pub(super) fn indent_of(text: &str, offset: usize) -> &str {
    let line = text.get(..offset).map_or(0, |before| before.rfind('\n').map_or(0, |at| at + 1));
    let rest = text.get(line..).unwrap_or("");
    rest.get(..rest.len() - rest.trim_start_matches([' ', '\t']).len()).unwrap_or("")
}
