//! What an editor is offered to change, and that its own edits never lead the server astray.

use serde_json::{Value, json};
use shirube::text::{Encoding, LineIndex, Position};

use crate::client::Client;
use crate::editor::{connect, range};

const URI: &str = "file:///w/main.tf";
const CACHE: &str = "# 標😀\r\nresource \"aws_elasticache_replication_group\" \"cache\" {\n  transit_encryption_enabled = false\n}\n";

/// Applies the edits of a workspace edit that concern the document, from the last to the first.
fn apply(edits: &Value, text: &str) -> String {
    let lines = LineIndex::new(text);
    let offset = |position: &Value| {
        let part = |name: &str| position[name].as_u64().unwrap() as u32;
        lines.offset(
            text,
            Position { line: part("line"), character: part("character") },
            Encoding::Utf16,
        )
    };
    let mut edits: Vec<_> = edits.as_array().unwrap().iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(&edit["range"]["start"])));
    edits.iter().fold(text.to_owned(), |mut text, edit| {
        let (start, end) = (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]));
        text.replace_range(start..end, edit["newText"].as_str().unwrap());
        text
    })
}

fn opened(capabilities: Value) -> (Client, Vec<Value>) {
    let mut client = connect(capabilities);
    client.open(URI, "terraform", CACHE);
    let diagnostics = client.published(URI, 1);
    (client, diagnostics)
}

#[test]
fn a_fix_mends_what_it_says() {
    let (mut client, diagnostics) = opened(json!({}));
    let context = json!({ "diagnostics": diagnostics, "only": ["quickfix"] });
    let actions = client.actions(URI, diagnostics[0]["range"].clone(), context);
    assert_eq!(actions.len(), 1, "{actions:#?}");
    assert_eq!(actions[0]["diagnostics"][0]["code"], diagnostics[0]["code"]);
    let fixed = apply(&actions[0]["edit"]["changes"][URI], CACHE);
    assert_eq!(fixed, CACHE.replace("false", "true"));
    let unrelated = json!({ "diagnostics": [], "only": ["refactor.extract"] });
    assert_eq!(client.actions(URI, diagnostics[0]["range"].clone(), unrelated), [Value::Null; 0]);
}

#[test]
fn an_edit_is_computed_when_it_is_chosen() {
    let (mut client, diagnostics) = opened(json!({
        "textDocument": { "codeAction": { "dataSupport": true, "resolveSupport": { "properties": ["edit"] } } },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    }));
    let context = json!({ "diagnostics": diagnostics });
    let actions = client.actions(URI, diagnostics[0]["range"].clone(), context);
    let action = actions.iter().find(|action| action["kind"] == "quickfix").unwrap();
    assert_eq!(action.get("edit"), None);
    let resolved = client.request("codeAction/resolve", action.clone());
    let change = &resolved["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": URI, "version": 1 }));
    assert_eq!(apply(&change["edits"], CACHE), CACHE.replace("false", "true"));

    client.change(URI, 2, json!([{ "text": "" }]));
    let id = client.ask("codeAction/resolve", action.clone());
    assert_eq!(client.response(id)["error"]["code"], -32801, "what it was about is gone");
    let id =
        client.ask("codeAction/resolve", json!({ "title": "", "data": { "what": "nonsense" } }));
    assert!(client.response(id)["error"].is_object());
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// After any sequence of edits the server knows the same as after opening the result afresh.
#[test]
fn edits_lead_where_a_fresh_start_leads() {
    let pieces = [
        "",
        "a",
        "\n",
        "\r\n",
        "\r",
        "標",
        "😀",
        "\"",
        "{\n",
        "}\n",
        "<<EOF\n",
        "EOF\n",
        "# ゼロトラスト\r\n",
        CACHE,
    ];
    for (number, (name, encoding)) in
        [("utf-8", Encoding::Utf8), ("utf-16", Encoding::Utf16), ("utf-32", Encoding::Utf32)]
            .into_iter()
            .enumerate()
    {
        let mut dice = Dice(number as u64);
        let mut client = connect(json!({ "general": { "positionEncodings": [name] } }));
        let mut text = CACHE.repeat(3);
        client.open(URI, "terraform", &text);
        client.published(URI, 1);
        for version in 2..60 {
            let mut changes = Vec::new();
            for _ in 0..=dice.below(3) {
                let (one, other) = (dice.below(text.len() + 1), dice.below(40));
                let start = text.floor_char_boundary(one);
                let end = text.floor_char_boundary((one + other).min(text.len())).max(start);
                let lines = LineIndex::new(&text);
                // A place between CR and LF has no line and column of its own.
                let inside_line_end =
                    |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
                if inside_line_end(start) || inside_line_end(end) {
                    continue;
                }
                let at = |offset: usize| {
                    let Position { line, character } = lines.position(&text, offset, encoding);
                    [line, character]
                };
                let piece = pieces[dice.below(pieces.len())];
                changes.push(json!({ "range": range(at(start), at(end)), "text": piece }));
                text.replace_range(start..end, piece);
            }
            client.change(URI, version, json!(changes));
            let edited = client.published(URI, version);

            let other = format!("file:///fresh/{version}/main.tf");
            client.open(&other, "terraform", &text);
            let fresh = client.published(&other, 1);
            let shown = |diagnostics: &[Value]| -> Vec<_> {
                diagnostics
                    .iter()
                    .map(|it| (it["code"].clone(), it["range"].clone(), it["message"].clone()))
                    .collect()
            };
            // The line being typed may hide a finding, never make one.
            let (edited, fresh) = (shown(&edited), shown(&fresh));
            let extra: Vec<_> = edited.iter().filter(|finding| !fresh.contains(finding)).collect();
            assert!(extra.is_empty(), "{name}, version {version}: {extra:#?}\n{text}");
            client.notify("textDocument/didClose", json!({ "textDocument": { "uri": other } }));
        }
    }
}
