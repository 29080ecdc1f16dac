//! One session, from the first byte to the exit code.
//!
//! One thread reads, one writes, and one runs the service between them. tower-lsp's own transport is not used: it
//! decodes every message twice, ends the session at the first malformed one, ignores `exit`, and panics when the client
//! closes its end.

use std::future::Future;
use std::io::{self, Read, Write};
use std::thread;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinSet;
use tower_lsp::jsonrpc::{ErrorCode, Id, Request, Response};
use tower_lsp::{Client, ClientSocket, LanguageServer, LspService};

use super::framing::{Frame, Frames};
use super::guard::{Guard, Outcome, catch, log_error};
use super::message::{Message, decode, refusal};
use super::outbox::Outbox;

/// How many decoded messages may wait for the service before reading pauses.
const QUEUE: usize = 64;

/// How long work that is under way may go on after the input or the session has ended.
const GRACE: Duration = Duration::from_secs(2);

/// The exit code the protocol asks for when `shutdown` came before the end.
const ORDERLY: u8 = 0;
/// The exit code for any other end.
const ABRUPT: u8 = 1;

/// What the service has to deal with next.
enum Event {
    Message(Message),
    /// The client sent something that is not a message; the error to answer with.
    Refused(Box<Response>),
    InputClosed,
    OutputClosed,
}

/// Serves one client until it leaves, and returns the exit code.
///
/// # Errors
/// When a thread or the runtime cannot be started.
pub(crate) fn run<S: LanguageServer>(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    server: impl FnOnce(Client, Outbox) -> S,
) -> io::Result<u8> {
    let (events, inbox) = mpsc::channel(QUEUE);
    let at_close = events.clone();
    let outbox = Outbox::open(output, move || drop(at_close.blocking_send(Event::OutputClosed)))?;
    thread::Builder::new().name("input".to_owned()).spawn(move || read(input, &events))?;

    let (service, socket) = LspService::new(|client| server(client, outbox.clone()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let session = Session {
        guard: Guard::new(service, outbox.clone()),
        outbox: outbox.clone(),
        waiting: JoinSet::new(),
        shut_down: false,
    };
    let code = runtime.block_on(session.serve(inbox, socket));
    outbox.end(GRACE);
    Ok(code)
}

/// Reads until the input ends or the session does.
fn read(input: impl Read, events: &Sender<Event>) {
    let mut frames = Frames::new(input);
    while let Ok(Some(frame)) = frames.next_frame() {
        let event = match frame {
            Frame::Body(body) => decode(&body).map_or_else(Event::Refused, Event::Message),
            Frame::Skipped(why) => Event::Refused(refusal(Id::Null, ErrorCode::ParseError, why.to_string())),
        };
        if events.blocking_send(event).is_err() {
            return;
        }
    }
    drop(events.blocking_send(Event::InputClosed));
}

struct Session<S> {
    guard: Guard<LspService<S>>,
    outbox: Outbox,
    /// Requests that wait for something.
    waiting: JoinSet<()>,
    shut_down: bool,
}

impl<S: LanguageServer> Session<S> {
    async fn serve(mut self, mut inbox: Receiver<Event>, socket: ClientSocket) -> u8 {
        let (mut requests, mut responses) = socket.split();
        let outbox = self.outbox.clone();
        tokio::spawn(async move {
            while let Some(request) = requests.next().await {
                outbox.send(&request);
            }
        });
        while let Some(event) = inbox.recv().await {
            match event {
                Event::Message(Message::Request(request)) if request.method() == "exit" => break,
                Event::Message(Message::Request(request)) => self.handle(request),
                Event::Message(Message::Response(response)) => {
                    // tower-lsp panics when nobody waits for the answer any more.
                    let _ = catch(|| responses.start_send_unpin(response));
                }
                Event::Refused(response) => {
                    if let Some(error) = response.error() {
                        log_error(&self.outbox, &format!("shirube: {}", error.message));
                    }
                    self.outbox.send(&response);
                }
                Event::InputClosed => {
                    self.finish_waiting().await;
                    break;
                }
                Event::OutputClosed => break,
            }
        }
        if self.shut_down { ORDERLY } else { ABRUPT }
    }

    fn handle(&mut self, request: Request) {
        while self.waiting.try_join_next().is_some() {}
        let is_shutdown = request.method() == "shutdown";
        match self.guard.call(request) {
            Outcome::Done(response) => {
                self.shut_down |= is_shutdown && response.as_ref().is_some_and(Response::is_ok);
                answer(&self.outbox, response);
            }
            Outcome::Waiting(rest) => drop(self.waiting.spawn(answer_later(self.outbox.clone(), rest))),
        }
    }

    /// A client that feeds a script and closes its end may still be reading the answers.
    async fn finish_waiting(&mut self) {
        let finished = async { while self.waiting.join_next().await.is_some() {} };
        drop(tokio::time::timeout(GRACE, finished).await);
    }
}

async fn answer_later(outbox: Outbox, rest: impl Future<Output = Option<Response>>) {
    answer(&outbox, rest.await);
}

fn answer(outbox: &Outbox, response: Option<Response>) {
    if let Some(response) = response {
        outbox.send(&response);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::{Value, json};
    use tower_lsp::async_trait;
    use tower_lsp::jsonrpc::Result;
    use tower_lsp::lsp_types::{
        DidChangeTextDocumentParams, ExecuteCommandParams, GotoDefinitionParams, GotoDefinitionResponse, Hover,
        HoverParams, InitializeParams, InitializeResult, Url,
    };

    use super::*;

    use super::super::client::Client as Editor;

    /// A server that misbehaves in every way a handler can.
    struct Fake {
        client: Client,
        versions: Mutex<Vec<i32>>,
    }

    #[async_trait]
    impl LanguageServer for Fake {
        async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
            Ok(InitializeResult::default())
        }

        async fn shutdown(&self) -> Result<()> {
            Ok(())
        }

        async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
            if params.text_document_position_params.position.line > 0 {
                tokio::task::yield_now().await;
            }
            panic!("the sky falls");
        }

        /// Waits for ever.
        async fn goto_definition(&self, _: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
            std::future::pending().await
        }

        /// Asks the client something, and can be cancelled meanwhile.
        async fn execute_command(&self, _: ExecuteCommandParams) -> Result<Option<Value>> {
            self.client.configuration(Vec::new()).await.map(|values| Some(Value::Array(values)))
        }

        async fn did_change(&self, params: DidChangeTextDocumentParams) {
            self.versions.lock().unwrap().push(params.text_document.version);
            tokio::task::yield_now().await;
            if self.versions.lock().unwrap().len() == 1000 {
                let versions = json!(*self.versions.lock().unwrap()).to_string();
                self.client.log_message(tower_lsp::lsp_types::MessageType::LOG, versions).await;
            }
        }
    }

    fn editor() -> Editor {
        let mut editor =
            Editor::start(|input, output| run(input, output, |client, _| Fake { client, versions: Mutex::default() }));
        editor.request("initialize", json!({ "capabilities": {} }));
        editor
    }

    fn position(line: u32) -> Value {
        json!({
            "textDocument": { "uri": Url::parse("file:///a.tf").unwrap() },
            "position": { "line": line, "character": 0 },
        })
    }

    #[test]
    fn a_panic_is_an_error_response_and_a_log_entry() {
        let mut editor = editor();
        for line in [0, 1] {
            let id = editor.ask("textDocument/hover", position(line));
            let response = editor.response(id);
            assert_eq!(response["error"]["code"], -32603);
            let log = editor.notified("window/logMessage");
            assert_eq!(log["message"], "shirube: internal error in textDocument/hover: the sky falls");
        }
        assert_eq!(editor.shut_down(), 0);
    }

    #[test]
    fn a_waiting_request_can_be_cancelled_whatever_else_waits() {
        let mut editor = editor();
        let ids: Vec<_> = (0..200).map(|_| editor.ask("textDocument/definition", position(0))).collect();
        let last = *ids.last().unwrap();
        editor.notify("$/cancelRequest", json!({ "id": last }));
        assert_eq!(editor.response(last)["error"]["code"], -32800);
        assert_eq!(editor.shut_down(), 0);
    }

    #[test]
    fn an_answer_to_a_cancelled_question_does_no_harm() {
        let mut editor = editor();
        let id = editor.ask("workspace/executeCommand", json!({ "command": "ask" }));
        let question = editor.wait_for(|message| message["method"] == "workspace/configuration");
        editor.notify("$/cancelRequest", json!({ "id": id }));
        assert_eq!(editor.response(id)["error"]["code"], -32800);
        editor.send(&json!({ "jsonrpc": "2.0", "id": question["id"], "result": [] }));
        editor.send(&json!({ "jsonrpc": "2.0", "id": question["id"], "result": [] }));
        assert_eq!(editor.shut_down(), 0);
    }

    #[test]
    fn a_question_to_the_client_is_answered() {
        let mut editor = editor();
        let id = editor.ask("workspace/executeCommand", json!({ "command": "ask" }));
        let question = editor.wait_for(|message| message["method"] == "workspace/configuration");
        editor.send(&json!({ "jsonrpc": "2.0", "id": question["id"], "result": [7] }));
        assert_eq!(editor.response(id)["result"], json!([7]));
        assert_eq!(editor.shut_down(), 0);
    }

    #[test]
    fn a_thousand_changes_take_effect_in_order() {
        let mut editor = editor();
        for version in 0..1000 {
            let document = json!({ "uri": "file:///a.tf", "version": version });
            editor.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [] }));
        }
        let log = editor.notified("window/logMessage");
        assert_eq!(log["message"], json!((0..1000).collect::<Vec<_>>()).to_string());
    }

    #[test]
    fn work_in_progress_does_not_keep_the_process_alive() {
        let mut editor = editor();
        editor.ask("textDocument/definition", position(0));
        assert_eq!(editor.leave(), 1);
    }
}
