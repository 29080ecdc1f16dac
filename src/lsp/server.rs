//! The language server: one method for each thing an editor asks or tells.
//!
//! A method takes the lock, does what there is to do, and lets it go before it waits for anything. tower-lsp runs
//! methods concurrently, but each runs undisturbed until it first waits: the state changes in the order of the messages.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Request, Result};
use tower_lsp::lsp_types::notification::{DidChangeConfiguration, DidChangeWatchedFiles, Notification};
use tower_lsp::lsp_types::request::{RegisterCapability, Request as _, WorkDoneProgressCreate};
use tower_lsp::lsp_types::{
    CodeAction, CodeActionParams, CodeActionResponse, ConfigurationItem, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentDiagnosticParams,
    DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, Hover, HoverParams,
    InitializeParams, InitializeResult, InitializedParams, InlayHint, InlayHintParams, MessageType, ProgressToken,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, ServerInfo,
    UnchangedDocumentDiagnosticReport, WorkDoneProgressCreateParams,
};
use tower_lsp::{Client, LanguageServer, async_trait};

use super::capabilities::Abilities;
use super::outbox::Outbox;
use super::workspace::{Reconfigured, Workspace, folder_path};
use super::{from_proto, index, to_proto, uri};
use crate::config::FILE_NAME;
use crate::disk::RULES_FOLDER;

/// How long the client may take to answer a question of ours before we go on without.
const PATIENCE: Duration = Duration::from_secs(5);

/// The name of the progress of the first reading of the workspace.
const INDEX_TOKEN: &str = "shirube/index";

/// What the methods of a session share.
pub(crate) struct Shared {
    client: Client,
    pub(crate) outbox: Outbox,
    /// How the client has described itself.
    description: OnceLock<InitializeParams>,
    workspace: OnceLock<Mutex<Workspace>>,
}

/// The language server of one session.
pub(crate) struct Server {
    shared: Arc<Shared>,
}

impl Server {
    pub(crate) fn new(client: Client, outbox: Outbox) -> Self {
        Server { shared: Arc::new(Shared { client, outbox, description: OnceLock::new(), workspace: OnceLock::new() }) }
    }

    fn workspace(&self) -> MutexGuard<'_, Workspace> {
        self.shared.workspace()
    }
}

impl Shared {
    /// The state, locked. A method that panicked has left it usable: the analysis changes by whole documents.
    pub(crate) fn workspace(&self) -> MutexGuard<'_, Workspace> {
        let workspace = self.workspace.get_or_init(|| {
            let client = self.description.get_or_init(InitializeParams::default);
            Mutex::new(Workspace::new(client, self.outbox.clone()))
        });
        workspace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the state, with its rules and terms, while the client reads the answer to `initialize`.
    fn prepare(self: Arc<Self>, client: InitializeParams) {
        drop(self.description.set(client));
        // Without a thread the first message that needs the state makes it.
        drop(thread::Builder::new().name("prepare".to_owned()).spawn(move || drop(self.workspace())));
    }

    /// Asks the client to ask again for what it shows.
    pub(crate) fn refresh(&self) {
        let (hints, diagnostics) = {
            let abilities = &self.workspace().abilities;
            (abilities.refreshes_hints, abilities.refreshes_diagnostics && abilities.pulls())
        };
        if hints {
            self.ask("workspace/inlayHint/refresh", Value::Null);
        }
        if diagnostics {
            self.ask("workspace/diagnostic/refresh", Value::Null);
        }
    }

    /// Sends a request whose answer is of no interest.
    fn ask(&self, method: &'static str, params: Value) {
        let mut request = Request::build(method).id(self.client.next_request_id());
        if !params.is_null() {
            request = request.params(params);
        }
        self.outbox.send(&request.finish());
    }

    /// Has the client report changes of files and settings.
    fn watch(&self) {
        let mut registrations = Vec::new();
        {
            let abilities = &self.workspace().abilities;
            if abilities.watches_files {
                let globs = [
                    "**/*.{tf,tofu,tfvars,yaml,yml,json,template,md,markdown}".to_owned(),
                    format!("**/{FILE_NAME}"),
                    format!("**/{RULES_FOLDER}/*.toml"),
                ];
                let watchers = globs.map(|glob| json!({ "globPattern": glob }));
                registrations.push((DidChangeWatchedFiles::METHOD, json!({ "watchers": watchers })));
            }
            if abilities.watches_configuration {
                registrations.push((DidChangeConfiguration::METHOD, json!({ "section": "shirube" })));
            }
        }
        if !registrations.is_empty() {
            let registration = |(method, options)| json!({ "id": format!("shirube/{method}"), "method": method, "registerOptions": options });
            let registrations: Vec<Value> = registrations.into_iter().map(registration).collect();
            self.ask(RegisterCapability::METHOD, json!({ "registrations": registrations }));
        }
    }

    /// Puts changed settings in force, and tells the user what is wrong with them.
    pub(crate) fn reconfigure(&self) {
        let reconfigured = self.workspace().reconfigure();
        self.tell(reconfigured);
    }

    /// Tells the user and the editor what changed settings change.
    fn tell(&self, reconfigured: Reconfigured) {
        for mistake in reconfigured.mistakes {
            let message = format!("shirube: {mistake}");
            let params = json!({ "type": MessageType::WARNING, "message": message });
            self.outbox.send(&Request::build("window/showMessage").params(params).finish());
        }
        if reconfigured.changed {
            self.refresh();
            self.warm_up();
        }
    }

    /// Builds the automaton of the glossary, which takes longer than a hover may, before somebody needs it.
    fn warm_up(&self) {
        let glossary = self.workspace().host.glossary();
        // Without a thread the first hover builds it.
        drop(thread::Builder::new().name("glossary".to_owned()).spawn(move || {
            glossary.matcher();
        }));
    }

    /// Asks the client for its settings, where it can be asked. False if there is nothing new.
    async fn pull_settings(&self) -> bool {
        let item = {
            let workspace = self.workspace();
            if !workspace.abilities.configuration {
                return false;
            }
            let folder =
                workspace.folders().first().and_then(|folder| tower_lsp::lsp_types::Url::from_file_path(folder).ok());
            ConfigurationItem { scope_uri: folder, section: Some("shirube".to_owned()) }
        };
        let answer = tokio::time::timeout(PATIENCE, self.client.configuration(vec![item])).await;
        match answer.ok().and_then(Result::ok).and_then(|mut settings| settings.pop()) {
            Some(settings) => {
                self.workspace().set_editor_settings(&settings);
                true
            }
            None => false,
        }
    }

    /// What is left to do once the client is ready: settings, notes, and the files of the workspace.
    async fn begin(self: Arc<Self>) {
        self.pull_settings().await;
        self.reconfigure();
        self.warm_up();
        self.watch();
        let (folders, shows_progress) = {
            let workspace = self.workspace();
            (workspace.folders().to_vec(), workspace.abilities.progress)
        };
        if folders.is_empty() {
            return;
        }
        let token = ProgressToken::String(INDEX_TOKEN.to_owned());
        let create = WorkDoneProgressCreateParams { token: token.clone() };
        let is_shown = shows_progress
            && matches!(
                tokio::time::timeout(PATIENCE, self.client.send_request::<WorkDoneProgressCreate>(create)).await,
                Ok(Ok(()))
            );
        index::start(self, folders, is_shown.then_some(token));
    }
}

#[async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let capabilities = Abilities::of(&params.capabilities).offer();
        self.shared.clone().prepare(params);
        let server_info =
            ServerInfo { name: "shirube".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        Ok(InitializeResult { capabilities, server_info: Some(server_info) })
    }

    async fn initialized(&self, _: InitializedParams) {
        // What is known already counts for the documents that are opened next.
        self.shared.reconfigure();
        tokio::spawn(self.shared.clone().begin());
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let reconfigured = self.workspace().open(params.text_document);
        if let Some(reconfigured) = reconfigured {
            self.shared.tell(reconfigured);
        }
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        self.workspace().change(&document.uri, document.version, &params.content_changes);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.workspace().close(&params.text_document.uri);
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        // Clients that watch no files at least tell what they save.
        let name = uri::to_name(&params.text_document.uri);
        if self.workspace().is_configuration(&name) {
            self.shared.reconfigure();
        }
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        let sent = &params.settings;
        let is_ours = sent.get("shirube").is_some();
        if !is_ours && self.workspace().abilities.configuration {
            self.shared.pull_settings().await;
        } else if !sent.is_null() {
            self.workspace().set_editor_settings(sent);
        }
        self.shared.reconfigure();
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let names: Vec<String> = params.changes.iter().map(|event| uri::to_name(&event.uri)).collect();
        let is_configuration = {
            let mut workspace = self.workspace();
            workspace.reread(&names);
            names.iter().any(|name| workspace.is_configuration(name))
        };
        if is_configuration {
            self.shared.reconfigure();
        }
        if self.workspace().abilities.pulls() {
            self.shared.refresh();
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: Vec<tower_lsp::lsp_types::WorkspaceFolder>| -> Vec<_> {
            folders.iter().filter_map(|folder| folder_path(&folder.uri)).collect()
        };
        let added = paths(params.event.added);
        self.workspace().change_folders(added.clone(), &paths(params.event.removed));
        self.shared.reconfigure();
        if !added.is_empty() {
            index::start(self.shared.clone(), added, None);
        }
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let workspace = self.workspace();
        let name = uri::to_name(&at.text_document.uri);
        let Some(text) = workspace.host.text(&name) else { return Ok(None) };
        let offset = text.offset(from_proto::position(at.position), workspace.abilities.encoding);
        let hover = workspace.host.hover(&name, offset);
        Ok(hover.map(|hover| to_proto::hover(hover, text, &workspace.abilities)))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        Ok(Some(self.workspace().code_actions(&params)))
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        self.workspace().resolve(action).ok_or_else(Error::content_modified)
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let workspace = self.workspace();
        let name = uri::to_name(&params.text_document.uri);
        let Some(text) = workspace.host.text(&name) else { return Ok(None) };
        let encoding = workspace.abilities.encoding;
        let hints = workspace.host.inlay_hints(&name, from_proto::span(text, params.range, encoding));
        Ok(Some(hints.into_iter().map(|hint| to_proto::inlay_hint(hint, text, encoding)).collect()))
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let known = params.previous_result_id.as_deref();
        let (result_id, diagnostics) = self.workspace().pull(&params.text_document.uri, known);
        let report = match diagnostics {
            Some(items) => DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(result_id), items },
            }),
            None => DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            }),
        };
        Ok(DocumentDiagnosticReportResult::Report(report))
    }
}
