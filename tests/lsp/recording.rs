//! A long editing session leaves the server where a fresh start on the final text would be.

use std::io::{self, PipeReader, PipeWriter};
use std::process::Command;

use serde_json::{Value, json};
use shirube::syntax::Language;

use crate::client::Client;
use crate::editing::{Change, Recording, record};
use crate::editor::range;
use crate::sample;

const EDITS: usize = 2_000;
/// In the large files the unoptimised program gets fewer; `cargo bench --bench recording` sends them all.
const EDITS_OF_MANY_LINES: usize = if cfg!(debug_assertions) { 200 } else { EDITS };

/// The program that was built, on a pair of pipes.
fn program(input: PipeReader, output: PipeWriter) -> io::Result<u8> {
    let status = Command::new(env!("CARGO_BIN_EXE_shirube")).arg("lsp").stdin(input).stdout(output).status()?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX))
}

/// An editor that asks for diagnostics when it wants them.
fn editor() -> Client {
    let mut client = Client::start(program);
    client.request("initialize", json!({ "capabilities": { "textDocument": { "diagnostic": {} } }, "locale": "ja" }));
    client.notify("initialized", json!({}));
    client
}

fn diagnostics(client: &mut Client, uri: &str) -> Vec<Value> {
    let report = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
    report["items"].as_array().cloned().unwrap_or_default()
}

fn ends_where_a_fresh_start_is(language: Language, lines: usize, count: usize) {
    let (file, id) = if language == Language::Yaml { ("template.yaml", "yaml") } else { ("main.tf", "terraform") };
    let uri = format!("file:///shirube-recording/{file}");
    let text = sample::file(language, lines, 0);
    let Recording { edits, text: last } = record(language, &text, count);
    assert_eq!(edits.len(), count);

    let mut client = editor();
    client.open(&uri, id, &text);
    for (number, edit) in edits.iter().enumerate() {
        let changes: Vec<Value> = edit
            .iter()
            .map(|Change { start, end, text }| json!({ "range": range(*start, *end), "text": text }))
            .collect();
        client.change(&uri, number as i32 + 2, json!(changes));
        // What an editor asks while somebody types.
        if number % 50 == 0 {
            let [line, character] = edit[0].start;
            client.hover(&uri, line, character);
            client.actions(&uri, range(edit[0].start, edit[0].start), json!({ "diagnostics": [] }));
            client.hints(&uri);
            diagnostics(&mut client, &uri);
        }
    }
    let edited = diagnostics(&mut client, &uri);
    assert_eq!(client.shut_down(), 0);

    let mut fresh = editor();
    fresh.open(&uri, id, &last);
    let expected = diagnostics(&mut fresh, &uri);
    assert_eq!(fresh.shut_down(), 0);
    assert!(!expected.is_empty(), "something is found in {lines} lines");
    let missing: Vec<_> = expected.iter().filter(|finding| !edited.contains(finding)).collect();
    let extra: Vec<_> = edited.iter().filter(|finding| !expected.contains(finding)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing {missing:#?}\nextra {extra:#?}");
    assert_eq!(edited, expected);
}

#[test]
fn in_a_template_of_a_thousand_lines() {
    ends_where_a_fresh_start_is(Language::Yaml, 1_000, EDITS);
}

#[test]
fn in_a_template_of_ten_thousand_lines() {
    ends_where_a_fresh_start_is(Language::Yaml, 10_000, EDITS_OF_MANY_LINES);
}

#[test]
fn in_terraform_of_a_thousand_lines() {
    ends_where_a_fresh_start_is(Language::Terraform, 1_000, EDITS);
}

#[test]
fn in_terraform_of_ten_thousand_lines() {
    ends_where_a_fresh_start_is(Language::Terraform, 10_000, EDITS_OF_MANY_LINES);
}
