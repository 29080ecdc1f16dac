//! What tests of features need: an initialised client, a workspace on the disk, documents by URI.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::client::Client;

/// The rule that the tests are about. Others may judge the same text, and more of them every month.
pub(crate) const RULE: &str = "elasticache-transit-unencrypted";

/// A folder on the disk, removed at the end of the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("shirube 試験 {}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        // What `Url` makes of a path is what most editors send.
        tower_lsp::lsp_types::Url::from_file_path(self.0.join(name)).unwrap().to_string()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.0.join(name)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A client that has said what it can do.
pub(crate) fn connect(capabilities: Value) -> Client {
    connect_with(json!({ "capabilities": capabilities, "locale": "en" }))
}

/// A client with any parameters of `initialize`.
pub(crate) fn connect_with(params: Value) -> Client {
    let mut client = Client::start(shirube::lsp::serve_on);
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client
}

impl Client {
    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i32, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// What the next `publishDiagnostics` for a document and version says of the rule.
    #[track_caller]
    pub(crate) fn published(&mut self, uri: &str, version: i32) -> Vec<Value> {
        let fits = |message: &Value| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version
        };
        self.wait_for(fits)["params"]["diagnostics"].as_array().map(|all| of_rule(all)).unwrap()
    }

    #[track_caller]
    pub(crate) fn hover(&mut self, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        self.request("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": position }))
    }

    #[track_caller]
    pub(crate) fn actions(&mut self, uri: &str, range: Value, context: Value) -> Vec<Value> {
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        self.request("textDocument/codeAction", params).as_array().unwrap().clone()
    }

    #[track_caller]
    pub(crate) fn hints(&mut self, uri: &str) -> Vec<Value> {
        let params = json!({ "textDocument": { "uri": uri }, "range": range([0, 0], [9999, 0]) });
        self.request("textDocument/inlayHint", params).as_array().unwrap().clone()
    }
}

/// A range from `[line, character]` to `[line, character]`.
pub(crate) fn range(start: [u32; 2], end: [u32; 2]) -> Value {
    let position = |[line, character]: [u32; 2]| json!({ "line": line, "character": character });
    json!({ "start": position(start), "end": position(end) })
}

/// The diagnostics of the rule.
pub(crate) fn of_rule(diagnostics: &[Value]) -> Vec<Value> {
    diagnostics.iter().filter(|diagnostic| diagnostic["code"] == RULE).cloned().collect()
}

/// The codes of diagnostics.
pub(crate) fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap()).collect()
}
