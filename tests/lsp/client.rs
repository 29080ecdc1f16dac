//! An editor for tests: real frames over real pipes, strict about what the server sends.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, PipeReader, PipeWriter, Write};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::{Value, json};

/// Longer than anything takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// One session with a server that runs in this process.
pub(crate) struct Client {
    input: PipeWriter,
    output: Receiver<Value>,
    server: JoinHandle<io::Result<u8>>,
    /// Notifications and requests of the server that nobody has asked for yet.
    pub(crate) pending: VecDeque<Value>,
    last_id: i64,
}

impl Client {
    /// Starts a server on a pair of pipes.
    pub(crate) fn start(serve: impl FnOnce(PipeReader, PipeWriter) -> io::Result<u8> + Send + 'static) -> Client {
        let (server_input, input) = io::pipe().unwrap();
        let (client_output, server_output) = io::pipe().unwrap();
        let server = thread::spawn(move || serve(server_input, server_output));
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut reader = BufReader::new(client_output);
            while let Some(message) = read_frame(&mut reader) {
                let _ = sender.send(message);
            }
        });
        Client { input, output, server, pending: VecDeque::new(), last_id: 0 }
    }

    /// Sends bytes as they are.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).unwrap();
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: &Value) {
        self.send_bytes(&frame(message));
    }

    /// Sends a notification.
    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and returns its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// Waits for the response to a request.
    #[track_caller]
    pub(crate) fn response(&mut self, id: i64) -> Value {
        self.wait_for(|message| message["id"] == id && message.get("method").is_none())
    }

    /// Sends a request and returns its result.
    #[track_caller]
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let mut response = self.response(id);
        assert_eq!(response.get("error"), None, "{method} failed");
        response["result"].take()
    }

    /// Waits for the next notification or request of a method, and returns its parameters.
    #[track_caller]
    pub(crate) fn notified(&mut self, method: &str) -> Value {
        self.wait_for(|message| message["method"] == method)["params"].take()
    }

    /// Waits for the first message that fits; other messages stay for later.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.pending.iter().position(&fits) {
            return self.pending.remove(at).unwrap();
        }
        loop {
            let message = match self.output.recv_timeout(PATIENCE) {
                Ok(message) => message,
                Err(error) => panic!("{error} before the message came; got {:#?}", self.pending),
            };
            if fits(&message) {
                return message;
            }
            self.pending.push_back(message);
        }
    }

    /// Closes the input and returns the exit code.
    pub(crate) fn leave(self) -> u8 {
        drop(self.input);
        self.server.join().unwrap().unwrap()
    }

    /// Leaves the way the protocol asks for.
    pub(crate) fn shut_down(mut self) -> u8 {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.server.join().unwrap().unwrap()
    }
}

/// A message with its header.
pub(crate) fn frame(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Reads one message, and insists that nothing but frames comes.
pub(crate) fn read_frame(reader: &mut impl BufRead) -> Option<Value> {
    let mut header = String::new();
    if reader.read_line(&mut header).unwrap() == 0 {
        return None;
    }
    let length = header.strip_prefix("Content-Length: ").and_then(|rest| rest.strip_suffix("\r\n"));
    let length: usize = length.expect("a header").parse().unwrap();
    let mut rest = vec![0; length + 2];
    reader.read_exact(&mut rest).unwrap();
    let body = rest.strip_prefix(b"\r\n").expect("a blank line");
    Some(serde_json::from_slice(body).unwrap())
}
