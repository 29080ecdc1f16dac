//! A recorded editing session, sent to the built server as an editor would: how long it takes until the diagnostics
//! of an edit are there, and until a hover, the code actions and the inlay hints at the cursor are.
//!
//! Times are what the editor sees, from the first byte sent to the last byte read. `SHIRUBE_PAUSE_MS` sets a pause
//! between the edits; without it they follow at once.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints its result, and fails where it cannot go on"
)]

#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/lsp/client.rs"]
mod client;
mod editing;
mod measure;
mod sample;

use std::io::{self, PipeReader, PipeWriter};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use client::Client;
use editing::{Change, record};
use measure::{Samples, micros};
use serde_json::{Value, json};
use shirube::syntax::Language;

const EDITS: usize = 2_000;

fn main() {
    let pause: u64 = std::env::var("SHIRUBE_PAUSE_MS").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    println!("{EDITS} edits, {pause} ms between them; milliseconds");
    println!("{:<16} {:>7}  {:<14} {:>7} {:>7} {:>7} {:>7}", "language", "lines", "", "p50", "p95", "p99", "most");
    for (name, language) in [("YAML", Language::Yaml), ("Terraform", Language::Terraform)] {
        for lines in [1_000, 10_000] {
            let times = play(language, lines, Duration::from_millis(pause));
            for (what, samples) in times {
                let [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1.0].map(|share| micros(samples.at(share)) / 1e3);
                println!("{name:<16} {lines:>7}  {what:<14} {p50:>7.2} {p95:>7.2} {p99:>7.2} {most:>7.2}");
            }
        }
    }
}

/// Sends a recording and times what follows each edit.
fn play(language: Language, lines: usize, pause: Duration) -> [(&'static str, Samples); 4] {
    let (file, id) = if language == Language::Yaml { ("template.yaml", "yaml") } else { ("main.tf", "terraform") };
    let document = json!({ "uri": format!("file:///shirube-recording/{file}") });
    let text = sample::file(language, lines, 0);
    let mut client = Client::start(program);
    client.request("initialize", json!({ "capabilities": { "textDocument": { "diagnostic": {} } }, "locale": "en" }));
    client.notify("initialized", json!({}));
    let mut opened = document.clone();
    opened["languageId"] = id.into();
    opened["version"] = 1.into();
    opened["text"] = text.as_str().into();
    client.notify("textDocument/didOpen", json!({ "textDocument": opened }));
    client.request("textDocument/diagnostic", json!({ "textDocument": document }));

    let mut times = ["edit", "hover", "code action", "inlay hint"].map(|what| (what, Samples::default()));
    let recording = record(language, &text, EDITS);
    for (number, edit) in recording.edits.iter().enumerate() {
        let mut versioned = document.clone();
        versioned["version"] = (number + 2).into();
        let changes: Vec<Value> = edit
            .iter()
            .map(|Change { start, end, text }| json!({ "range": range(*start, *end), "text": text }))
            .collect();
        let cursor = edit[0].start;
        let mut time = |what: usize, work: &mut dyn FnMut(&mut Client)| {
            let start = Instant::now();
            work(&mut client);
            times[what].1.push(start.elapsed());
        };
        time(0, &mut |client| {
            client.notify("textDocument/didChange", json!({ "textDocument": versioned, "contentChanges": changes }));
            client.request("textDocument/diagnostic", json!({ "textDocument": document }));
        });
        let position = json!({ "line": cursor[0], "character": cursor[1] });
        time(1, &mut |client| {
            client.request("textDocument/hover", json!({ "textDocument": document, "position": position }));
        });
        let context = json!({ "diagnostics": [] });
        let here = range(cursor, cursor);
        time(2, &mut |client| {
            let params = json!({ "textDocument": document, "range": here, "context": context });
            client.request("textDocument/codeAction", params);
        });
        let seen = range([cursor[0].saturating_sub(30), 0], [cursor[0] + 30, 0]);
        time(3, &mut |client| {
            client.request("textDocument/inlayHint", json!({ "textDocument": document, "range": seen }));
        });
        thread::sleep(pause);
    }
    let ask = json!({ "textDocument": document });
    let edited = client.request("textDocument/diagnostic", ask.clone());
    opened["text"] = recording.text.into();
    client.notify("textDocument/didClose", ask.clone());
    client.notify("textDocument/didOpen", json!({ "textDocument": opened }));
    let fresh = client.request("textDocument/diagnostic", ask);
    assert_eq!(edited["items"], fresh["items"], "the edits lead where a fresh start leads");
    assert_eq!(client.shut_down(), 0);
    times
}

/// The program that was built, on a pair of pipes.
fn program(input: PipeReader, output: PipeWriter) -> io::Result<u8> {
    let status = Command::new(env!("CARGO_BIN_EXE_shirube")).arg("lsp").stdin(input).stdout(output).status()?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX))
}

fn range(start: [u32; 2], end: [u32; 2]) -> Value {
    let position = |[line, character]: [u32; 2]| json!({ "line": line, "character": character });
    json!({ "start": position(start), "end": position(end) })
}
