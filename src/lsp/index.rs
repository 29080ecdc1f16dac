//! Reads the workspace into the analysis, away from the thread that answers the editor.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use tower_lsp::jsonrpc::Request;
use tower_lsp::lsp_types::notification::{Notification, Progress};
use tower_lsp::lsp_types::{
    ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressEnd,
    WorkDoneProgressReport,
};

use super::guard::{catch, log_error};
use super::outbox::Outbox;
use super::server::Shared;
use super::{neighbours, uri};
use crate::disk;
use crate::text::Lang;

/// How many files are read before the analysis gets them. It is locked meanwhile, so a batch must be short.
const BATCH: usize = 32;

/// How many files of a workspace are read. A folder with more is no workspace: somebody opened their home.
const MAX_FILES: usize = 20_000;

/// Starts to read folders; returns at once. Progress is reported under the token, if there is one.
pub(crate) fn start(shared: Arc<Shared>, folders: Vec<PathBuf>, token: Option<ProgressToken>) {
    let failed = shared.outbox.clone();
    let progress = Reporter { outbox: shared.outbox.clone(), token };
    let started = thread::Builder::new().name("index".to_owned()).spawn(move || {
        if let Err(panic) = catch(|| read(&shared, &folders, &progress)) {
            log_error(&shared.outbox, &format!("shirube: internal error while reading the workspace: {}", panic.0));
        }
        progress.end();
        // Folders that were read just now may have settings of their own.
        shared.reconfigure();
        shared.refresh();
    });
    if let Err(error) = started {
        log_error(&failed, &format!("shirube: cannot read the workspace: {error}"));
    }
}

fn read(shared: &Shared, folders: &[PathBuf], progress: &Reporter) {
    let lang = shared.workspace().host.lang();
    progress.begin(lang);
    let names = folders.iter().flat_map(|folder| disk::files_below(folder)).filter_map(|path| uri::name_of(&path));
    let mut names: Vec<String> = names.filter(|name| neighbours::matters(name)).take(MAX_FILES).collect();
    // The files of a directory are one module; together in a batch it is judged once.
    names.sort();
    let total = names.len();
    for (index, batch) in names.chunks(BATCH).enumerate() {
        let files = batch.iter().filter_map(|name| Some((name.as_str(), neighbours::read(name)?))).collect();
        shared.workspace().load(files);
        progress.report(index * BATCH + batch.len(), total);
    }
}

/// Reports progress, if the client wants to see it.
struct Reporter {
    outbox: Outbox,
    token: Option<ProgressToken>,
}

impl Reporter {
    fn begin(&self, lang: Lang) {
        let title = match lang {
            Lang::En => "Shirube: reading the workspace",
            Lang::Ja => "Shirube: ワークスペースを読み込み中",
        };
        let begin = WorkDoneProgressBegin { title: title.to_owned(), percentage: Some(0), ..Default::default() };
        self.send(WorkDoneProgress::Begin(begin));
    }

    fn report(&self, done: usize, total: usize) {
        let percentage = u32::try_from(done * 100 / total.max(1)).ok();
        let message = Some(format!("{done}/{total}"));
        self.send(WorkDoneProgress::Report(WorkDoneProgressReport { percentage, message, ..Default::default() }));
    }

    fn end(&self) {
        self.send(WorkDoneProgress::End(WorkDoneProgressEnd::default()));
    }

    fn send(&self, value: WorkDoneProgress) {
        let Some(token) = self.token.clone() else { return };
        let params = ProgressParams { token, value: ProgressParamsValue::WorkDone(value) };
        if let Ok(params) = serde_json::to_value(params) {
            self.outbox.send(&Request::build(Progress::METHOD).params(params).finish());
        }
    }
}
