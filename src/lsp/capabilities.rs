//! What the client can do, asked once, and what the server offers in return.

use tower_lsp::lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, DiagnosticOptions,
    DiagnosticServerCapabilities, HoverProviderCapability, MarkupKind, OneOf, PositionEncodingKind,
    ResourceOperationKind, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use crate::text::Encoding;

/// The kind of the actions that prepare for a disaster.
pub(crate) const DR_KIND: CodeActionKind = CodeActionKind::new("refactor.rewrite.shirube.dr");
/// The kind of the action that applies all safe fixes.
pub(crate) const FIX_ALL_KIND: CodeActionKind = CodeActionKind::new("source.fixAll.shirube");

/// How diagnostics reach the client. Never both: it would show everything twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// The server publishes them.
    Push,
    /// The client asks for them.
    Pull,
}

/// The abilities of the client that change what it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Abilities {
    /// What columns count.
    pub(crate) encoding: Encoding,
    pub(crate) delivery: Delivery,
    /// Diagnostics may point at other places.
    pub(crate) related_information: bool,
    /// A diagnostic's code may be a link.
    pub(crate) code_description: bool,
    /// Hovers may be Markdown.
    pub(crate) markdown_hover: bool,
    /// An action may be shown that cannot be taken, with the reason.
    pub(crate) disabled_actions: bool,
    /// An action's edit may be computed when it is chosen.
    pub(crate) lazy_edits: bool,
    /// An action may be marked as the one to take.
    pub(crate) preferred_actions: bool,
    /// Edits may name the version of the document they are for.
    pub(crate) document_changes: bool,
    /// Edits may create files.
    pub(crate) create_files: bool,
    /// Edits may be annotated, for a preview.
    pub(crate) annotations: bool,
    /// The server may ask for settings.
    pub(crate) configuration: bool,
    pub(crate) watches_configuration: bool,
    pub(crate) watches_files: bool,
    pub(crate) progress: bool,
    pub(crate) refreshes_hints: bool,
    pub(crate) refreshes_diagnostics: bool,
}

impl Abilities {
    /// Reads what the client says of itself. What it does not mention it cannot do.
    pub(crate) fn of(client: &ClientCapabilities) -> Self {
        let document = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let publish = document.and_then(|it| it.publish_diagnostics.as_ref());
        let pull = document.is_some_and(|it| it.diagnostic.is_some());
        let action = document.and_then(|it| it.code_action.as_ref());
        let resolved = action.and_then(|it| it.resolve_support.as_ref());
        let edit = workspace.and_then(|it| it.workspace_edit.as_ref());
        let creates = edit.and_then(|it| it.resource_operations.as_ref());
        // A client that can create files takes document changes, whether it says so (Neovim does not).
        let document_changes =
            edit.and_then(|it| it.document_changes).unwrap_or(creates.is_some_and(|it| !it.is_empty()));
        let formats = document.and_then(|it| it.hover.as_ref()?.content_format.as_ref());
        Abilities {
            encoding: encoding_of(client),
            delivery: if publish.is_none() && pull { Delivery::Pull } else { Delivery::Push },
            related_information: publish.and_then(|it| it.related_information).unwrap_or(pull && publish.is_none()),
            code_description: publish.and_then(|it| it.code_description_support).unwrap_or(pull && publish.is_none()),
            // A client that does not say so still shows Markdown better than nothing.
            markdown_hover: formats.is_none_or(|it| it.contains(&MarkupKind::Markdown)),
            disabled_actions: action.and_then(|it| it.disabled_support).unwrap_or(false),
            lazy_edits: action.and_then(|it| it.data_support).unwrap_or(false)
                && resolved.is_some_and(|it| it.properties.iter().any(|property| property == "edit")),
            preferred_actions: action.and_then(|it| it.is_preferred_support).unwrap_or(false),
            document_changes,
            create_files: document_changes && creates.is_some_and(|it| it.contains(&ResourceOperationKind::Create)),
            annotations: document_changes && edit.is_some_and(|it| it.change_annotation_support.is_some()),
            configuration: workspace.and_then(|it| it.configuration).unwrap_or(false),
            watches_configuration: workspace
                .and_then(|it| it.did_change_configuration.as_ref()?.dynamic_registration)
                .unwrap_or(false),
            watches_files: workspace
                .and_then(|it| it.did_change_watched_files.as_ref()?.dynamic_registration)
                .unwrap_or(false),
            progress: client.window.as_ref().and_then(|it| it.work_done_progress).unwrap_or(false),
            refreshes_hints: workspace.and_then(|it| it.inlay_hint.as_ref()?.refresh_support).unwrap_or(false),
            refreshes_diagnostics: workspace.and_then(|it| it.diagnostic.as_ref()?.refresh_support).unwrap_or(false),
        }
    }

    /// True if the client asks for diagnostics.
    pub(crate) fn pulls(&self) -> bool {
        self.delivery == Delivery::Pull
    }

    /// What the server offers this client.
    pub(crate) fn offer(&self) -> ServerCapabilities {
        let encoding = match self.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        };
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..TextDocumentSyncOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, DR_KIND, FIX_ALL_KIND]),
            resolve_provider: Some(self.lazy_edits),
            ..CodeActionOptions::default()
        };
        let pulled = DiagnosticOptions {
            identifier: Some("shirube".to_owned()),
            inter_file_dependencies: true,
            ..DiagnosticOptions::default()
        };
        let folders =
            WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) };
        ServerCapabilities {
            position_encoding: Some(encoding),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
            inlay_hint_provider: Some(OneOf::Left(true)),
            diagnostic_provider: (self.delivery == Delivery::Pull)
                .then_some(DiagnosticServerCapabilities::Options(pulled)),
            workspace: Some(WorkspaceServerCapabilities { workspace_folders: Some(folders), file_operations: None }),
            ..ServerCapabilities::default()
        }
    }
}

/// UTF-8 where offered, because columns are then bytes; else what the client likes best, and UTF-16 by default.
fn encoding_of(client: &ClientCapabilities) -> Encoding {
    let offered = client.general.as_ref().and_then(|it| it.position_encodings.as_deref()).unwrap_or_default();
    let known = |kind: &PositionEncodingKind| match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    };
    if offered.contains(&PositionEncodingKind::UTF8) {
        return Encoding::Utf8;
    }
    offered.iter().find_map(known).unwrap_or(Encoding::Utf16)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn abilities(client: Value) -> Abilities {
        Abilities::of(&serde_json::from_value(client).unwrap())
    }

    #[test]
    fn columns_count_bytes_or_what_the_client_likes_best() {
        let encoding = |offered: Value| abilities(json!({ "general": { "positionEncodings": offered } })).encoding;
        assert_eq!(encoding(json!(["utf-16", "utf-8"])), Encoding::Utf8);
        assert_eq!(encoding(json!(["utf-16", "utf-32"])), Encoding::Utf16);
        assert_eq!(encoding(json!(["utf-32", "utf-16"])), Encoding::Utf32);
        assert_eq!(encoding(json!(["utf-7"])), Encoding::Utf16);
        assert_eq!(abilities(json!({})).encoding, Encoding::Utf16);
    }

    #[test]
    fn diagnostics_are_pulled_only_where_they_cannot_be_pushed() {
        let delivery = |document: Value| abilities(json!({ "textDocument": document })).delivery;
        assert_eq!(delivery(json!({})), Delivery::Push);
        assert_eq!(delivery(json!({ "publishDiagnostics": {}, "diagnostic": {} })), Delivery::Push);
        assert_eq!(delivery(json!({ "diagnostic": {} })), Delivery::Pull);
        assert!(abilities(json!({})).offer().diagnostic_provider.is_none());
        assert!(abilities(json!({ "textDocument": { "diagnostic": {} } })).offer().diagnostic_provider.is_some());
    }

    #[test]
    fn files_are_created_where_document_changes_are_not_ruled_out() {
        let creates = |edit: Value| abilities(json!({ "workspace": { "workspaceEdit": edit } })).create_files;
        assert!(creates(json!({ "documentChanges": true, "resourceOperations": ["create"] })));
        assert!(!creates(json!({ "documentChanges": true, "resourceOperations": ["rename"] })));
        assert!(creates(json!({ "resourceOperations": ["create"] })), "Neovim says no more than this");
        assert!(!creates(json!({ "documentChanges": false, "resourceOperations": ["create"] })));
        assert!(!creates(json!({})));
    }
}
