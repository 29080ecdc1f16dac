//! The language server: one method for each thing an editor asks.

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{InitializeParams, InitializeResult, ServerInfo};
use tower_lsp::{Client, LanguageServer, async_trait};

use super::outbox::Outbox;

/// The state of one session.
pub(crate) struct Server {}

impl Server {
    pub(crate) fn new(_client: Client, _outbox: Outbox) -> Self {
        Server {}
    }
}

#[async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, _params: InitializeParams) -> Result<InitializeResult> {
        let server_info = ServerInfo {
            name: "shirube".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        };
        Ok(InitializeResult { server_info: Some(server_info), ..InitializeResult::default() })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}
