//! What must not end or confuse a session, and how one ends.

use std::io::{BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::client::{Client, frame, read_frame};

fn client() -> Client {
    Client::start(shirube::lsp::serve_on)
}

fn initialized() -> Client {
    let mut client = client();
    client.request("initialize", json!({ "capabilities": {} }));
    client.notify("initialized", json!({}));
    client
}

#[test]
fn initialize_names_the_server() {
    let mut client = client();
    let result = client.request("initialize", json!({ "capabilities": {} }));
    assert_eq!(result["serverInfo"]["name"], "shirube");
    assert_eq!(client.leave(), 1);
}

#[test]
fn malformed_messages_are_answered_and_the_session_goes_on() {
    let bodies: [(&[u8], i64); 7] = [
        (b"{\"jsonrpc\":\"2.0\",\"method\":", -32700),
        (b"{\"jsonrpc\":\"2.0\",\"method\":\"\xff\"}", -32700),
        (b"", -32700),
        (b"[]", -32600),
        (b"{\"jsonrpc\":\"2.0\"}", -32600),
        (b"{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"shutdown\"}", -32600),
        (b"{\"jsonrpc\":\"1.0\",\"method\":\"exit\"}", -32600),
    ];
    let mut client = initialized();
    for (body, code) in bodies {
        client.send_bytes(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
        client.send_bytes(body);
        let answer = client.wait_for(|message| message.get("error").is_some());
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&Value::Null, &json!(code)));
    }
    for bytes in ["rubbish\r\n\r\n", "Content-Length: x\r\n\r\n", "Content-Length: 99999999999999\r\n\r\n"] {
        client.send_bytes(bytes.as_bytes());
        let id = client.ask("shirube/unknown", Value::Null);
        assert_eq!(
            client.wait_for(|message| message["id"].is_null() && message.get("error").is_some())["error"]["code"],
            -32700
        );
        assert_eq!(client.response(id)["error"]["code"], -32601);
        assert_eq!(client.notified("window/logMessage")["type"], 1);
    }
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn requests_need_a_session_that_is_open() {
    let mut client = client();
    let early = client.ask("shutdown", Value::Null);
    assert_eq!(client.response(early)["error"]["code"], -32002);
    client.request("initialize", json!({ "capabilities": {} }));
    let again = client.ask("initialize", json!({ "capabilities": {} }));
    assert_eq!(client.response(again)["error"]["code"], -32600);
    client.request("shutdown", Value::Null);
    let late = client.ask("shutdown", Value::Null);
    assert_eq!(client.response(late)["error"]["code"], -32600);
}

/// The real command with its input still open.
fn spawn() -> Child {
    Command::new(env!("CARGO_BIN_EXE_shirube"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn request(id: i64, method: &str, params: Value) -> Vec<u8> {
    frame(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
}

fn notification(method: &str) -> Vec<u8> {
    frame(&json!({ "jsonrpc": "2.0", "method": method }))
}

#[test]
fn exit_after_shutdown_is_success() {
    let mut server = spawn();
    let mut input = server.stdin.take().unwrap();
    input.write_all(&request(1, "initialize", json!({ "capabilities": {} }))).unwrap();
    input.write_all(&request(2, "shutdown", Value::Null)).unwrap();
    input.write_all(&notification("exit")).unwrap();
    assert_eq!(server.wait().unwrap().code(), Some(0));

    let mut output = BufReader::new(server.stdout.take().unwrap());
    let answers: Vec<_> = std::iter::from_fn(|| read_frame(&mut output)).collect();
    assert_eq!(answers.len(), 2, "standard output carries the two answers and nothing else");
    assert_eq!(answers[1], json!({ "jsonrpc": "2.0", "result": null, "id": 2 }));
}

#[test]
fn exit_without_shutdown_is_failure() {
    let mut server = spawn();
    let mut input = server.stdin.take().unwrap();
    input.write_all(&notification("exit")).unwrap();
    assert_eq!(server.wait().unwrap().code(), Some(1));
}

#[test]
fn an_editor_that_vanishes_takes_the_server_with_it() {
    let mut server = spawn();
    drop(server.stdin.take());
    assert_eq!(server.wait().unwrap().code(), Some(1));
}

#[test]
fn an_editor_that_stops_listening_takes_the_server_with_it() {
    let mut server = spawn();
    drop(server.stdout.take());
    let mut input = server.stdin.take().unwrap();
    input.write_all(&request(1, "initialize", json!({ "capabilities": {} }))).unwrap();
    assert_eq!(server.wait().unwrap().code(), Some(1));
}

#[test]
fn a_script_that_closes_its_end_still_gets_the_answers() {
    let mut server = spawn();
    let mut input = server.stdin.take().unwrap();
    input.write_all(&request(1, "initialize", json!({ "capabilities": {} }))).unwrap();
    drop(input);
    let mut output = String::new();
    server.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    server.wait().unwrap();
    assert!(output.contains("\"shirube\""), "{output}");
}
