//! Code actions as the client can take them: lazily or at once, with or without new files, annotated or plain.

use std::collections::HashMap;

use tower_lsp::lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, CodeAction, CodeActionDisabled, CodeActionOrCommand, CodeActionParams,
    CreateFile, CreateFileOptions, Diagnostic, DocumentChangeOperation, DocumentChanges, NumberOrString, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::workspace::Workspace;
use super::{from_proto, to_proto, uri};
use crate::analysis::{self, Action, ActionData};
use crate::disk;
use crate::text::Buffer;

/// The name of the annotation in an edit; an action has one at most.
const ANNOTATION: &str = "shirube";

impl Workspace {
    /// The actions for a range of a document.
    pub(crate) fn code_actions(&mut self, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
        let name = uri::to_name(&params.text_document.uri);
        self.look_for_companion(&name);
        let Some(text) = self.host.text(&name) else { return Vec::new() };
        let span = from_proto::span(text, params.range, self.abilities.encoding);
        let only = params.context.only.as_deref();
        let wanted = self.host.actions(&name, span).into_iter().filter(|action| from_proto::wants(only, action.kind));
        let offered = wanted.filter_map(|action| self.offer(action, text, &params.context.diagnostics));
        offered.map(CodeActionOrCommand::CodeAction).collect()
    }

    /// An action with its edit; `None` if what it was about is gone.
    pub(crate) fn resolve(&self, action: CodeAction) -> Option<CodeAction> {
        let data: ActionData = serde_json::from_value(action.data.clone()?).ok()?;
        let edit = self.workspace_edit(self.host.resolve(&data)?, &action.title);
        Some(CodeAction { edit: Some(edit), ..action })
    }

    fn offer(&self, action: Action, text: &Buffer, shown: &[Diagnostic]) -> Option<CodeAction> {
        let mut offered = CodeAction {
            title: action.title.clone(),
            kind: Some(from_proto::kind(action.kind)),
            diagnostics: Some(self.mended(&action, text, shown)).filter(|mended| !mended.is_empty()),
            is_preferred: (action.preferred && self.abilities.preferred_actions).then_some(true),
            ..CodeAction::default()
        };
        if let Some(reason) = action.disabled {
            // A client that cannot show the reason would offer an action that does nothing.
            offered.disabled = Some(CodeActionDisabled { reason });
            return self.abilities.disabled_actions.then_some(offered);
        }
        if self.abilities.lazy_edits {
            offered.data = serde_json::to_value(&action.data).ok();
        } else {
            offered.edit = Some(self.workspace_edit(self.host.resolve(&action.data)?, &action.title));
        }
        Some(offered)
    }

    /// The client's own diagnostics that an action mends.
    fn mended(&self, action: &Action, text: &Buffer, shown: &[Diagnostic]) -> Vec<Diagnostic> {
        let encoding = self.abilities.encoding;
        let ranges = action.mends.iter().map(|(code, span)| (code, to_proto::range(text, *span, encoding)));
        let mended: Vec<_> = ranges.collect();
        let is_mended = |diagnostic: &&Diagnostic| {
            let Some(NumberOrString::String(code)) = &diagnostic.code else { return false };
            mended.iter().any(|(mends, range)| ***mends == **code && *range == diagnostic.range)
        };
        shown.iter().filter(is_mended).cloned().collect()
    }

    fn workspace_edit(&self, edit: analysis::WorkspaceEdit, title: &str) -> WorkspaceEdit {
        if !self.abilities.document_changes {
            let changes =
                edit.edits.iter().filter_map(|(name, edits)| Some((self.uri_of(name)?, self.text_edits(name, edits)?)));
            return WorkspaceEdit { changes: Some(changes.collect::<HashMap<_, _>>()), ..WorkspaceEdit::default() };
        }
        let is_far_reaching = !edit.creates.is_empty() || edit.edits.len() > 1;
        let annotate = is_far_reaching && self.abilities.annotations;
        let created = edit.creates.iter().filter_map(|(name, text)| {
            let uri = self.uri_of(name)?;
            let start = Range::new(Position::new(0, 0), Position::new(0, 0));
            let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
            let create = CreateFile {
                uri: uri.clone(),
                options: Some(options),
                annotation_id: annotate.then(|| ANNOTATION.to_owned()),
            };
            let document = OptionalVersionedTextDocumentIdentifier { uri, version: None };
            let edits = annotated(vec![TextEdit::new(start, text.clone())], annotate);
            let write = TextDocumentEdit { text_document: document, edits };
            Some([DocumentChangeOperation::Op(ResourceOp::Create(create)), DocumentChangeOperation::Edit(write)])
        });
        let edited = edit.edits.iter().filter_map(|(name, edits)| {
            let version = self.host.version(name);
            let document = OptionalVersionedTextDocumentIdentifier { uri: self.uri_of(name)?, version };
            let edits = annotated(self.text_edits(name, edits)?, annotate);
            Some(TextDocumentEdit { text_document: document, edits })
        });
        let document_changes = if edit.creates.is_empty() {
            DocumentChanges::Edits(edited.collect())
        } else {
            DocumentChanges::Operations(created.flatten().chain(edited.map(DocumentChangeOperation::Edit)).collect())
        };
        // To be confirmed means in VS Code that every box of the preview is empty at first: a part
        // that stays so by mistake leaves references to what was not written.
        let annotation =
            ChangeAnnotation { label: title.to_owned(), needs_confirmation: Some(false), description: None };
        WorkspaceEdit {
            changes: None,
            document_changes: Some(document_changes),
            change_annotations: annotate.then(|| HashMap::from([(ANNOTATION.to_owned(), annotation)])),
        }
    }

    /// Edits of a file in lines and columns. The text of a closed file is read from the disk.
    fn text_edits(&self, name: &str, edits: &[crate::text::TextEdit]) -> Option<Vec<TextEdit>> {
        let encoding = self.abilities.encoding;
        if let Some(text) = self.host.text(name) {
            return Some(to_proto::text_edits(edits, text, encoding));
        }
        let text = Buffer::new(&disk::read(&uri::path_of(name)?)?);
        Some(to_proto::text_edits(edits, &text, encoding))
    }
}

fn annotated(edits: Vec<TextEdit>, annotate: bool) -> Vec<OneOf<TextEdit, AnnotatedTextEdit>> {
    let annotate = |text_edit| match annotate {
        true => OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: ANNOTATION.to_owned() }),
        false => OneOf::Left(text_edit),
    };
    edits.into_iter().map(annotate).collect()
}
