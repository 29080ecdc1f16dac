//! What an editor is offered to change, and that its own edits never lead the server astray.

use serde_json::{Value, json};
use shirube::analysis::{Host, Placed, Session};
use shirube::config::Settings;
use shirube::rules::Profile;
use shirube::syntax::Language;
use shirube::text::{Date, Encoding, Lang, LineIndex, Position, Span};

use crate::client::Client;
use crate::editor::{RULE, codes, connect, range};

const URI: &str = "file:///w/main.tf";
const CACHE: &str =
    "# 標😀\r\nresource \"aws_elasticache_replication_group\" \"cache\" {\n  transit_encryption_enabled = false\n}\n";

/// Applies the edits of a workspace edit that concern the document, from the last to the first.
fn apply(edits: &Value, text: &str) -> String {
    let lines = LineIndex::new(text);
    let offset = |position: &Value| {
        let part = |name: &str| position[name].as_u64().unwrap() as u32;
        lines.offset(text, Position { line: part("line"), character: part("character") }, Encoding::Utf16)
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

/// The action that mends what the rule has found.
fn mending(actions: &[Value]) -> &Value {
    actions.iter().find(|action| action["diagnostics"][0]["code"] == RULE).unwrap()
}

#[test]
fn a_fix_mends_what_it_says() {
    let (mut client, diagnostics) = opened(json!({}));
    let context = json!({ "diagnostics": diagnostics, "only": ["quickfix"] });
    let actions = client.actions(URI, diagnostics[0]["range"].clone(), context);
    let action = mending(&actions);
    let fixed = apply(&action["edit"]["changes"][URI], CACHE);
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
    let action = mending(&actions);
    assert_eq!(action.get("edit"), None);
    let resolved = client.request("codeAction/resolve", action.clone());
    let change = &resolved["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": URI, "version": 1 }));
    assert_eq!(apply(&change["edits"], CACHE), CACHE.replace("false", "true"));

    client.change(URI, 2, json!([{ "text": "" }]));
    let id = client.ask("codeAction/resolve", action.clone());
    assert_eq!(client.response(id)["error"]["code"], -32801, "what it was about is gone");
    let id = client.ask("codeAction/resolve", json!({ "title": "", "data": { "what": "nonsense" } }));
    assert!(client.response(id)["error"].is_object());
}

/// Knowing which line is typed helps as long as it is: behind a cursor that has moved on everything is as after a
/// fresh start, and as the command line says.
#[test]
fn a_line_that_is_no_longer_typed_is_read_as_a_fresh_start_reads_it() {
    let mut client = connect(json!({}));
    let text = format!("{CACHE}\n# end\n");
    client.open(URI, "terraform", &text);
    assert_eq!(client.published(URI, 1).len(), 1);
    // A second value for the argument, above the first: the typed line is left out.
    let typed = "\n  transit_encryption_enabled = true";
    let at = [1, 58];
    client.change(URI, 2, json!([{ "range": range(at, at), "text": typed }]));
    assert_eq!(client.published(URI, 2).len(), 1);
    client.change(URI, 3, json!([{ "range": range([6, 5], [6, 5]), "text": "!" }]));
    let moved_on = client.published(URI, 3);

    let whole = text.replacen(" {\n", &format!(" {{{typed}\n"), 1).replace("# end", "# end!");
    client.open("file:///fresh/main.tf", "terraform", &whole);
    let fresh = client.published("file:///fresh/main.tf", 1);
    assert_eq!(moved_on, fresh);
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// A document in every language, and what is typed into it.
const DOCUMENTS: [(&str, &str, &str); 4] = [
    ("terraform", "main.tf", CACHE),
    (
        "yaml",
        "template.yaml",
        "# 標😀\r\nResources:\r\n  Cache:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n      TransitEncryptionEnabled: false\n",
    ),
    (
        "json",
        "template.json",
        "{ \"Resources\": {\n \"標😀\": { \"Type\": \"AWS::ElastiCache::ReplicationGroup\",\r\n  \"Properties\": { \"TransitEncryptionEnabled\": false } }\n} }\n",
    ),
    (
        "markdown",
        "設計.md",
        "# 設計😀\r\n\r\nゼロトラスト。\n\n```hcl\nresource \"aws_elasticache_replication_group\" \"c\" {\n  transit_encryption_enabled = false\n}\n```\n",
    ),
];
const TYPED: [&str; 16] = [
    "",
    "a",
    " ",
    "\n",
    "\r\n",
    "\r",
    "標",
    "😀",
    "\"",
    "{\n",
    "}\n",
    "```\n",
    "<<EOF\n",
    "EOF\n",
    ": ",
    "# ゼロトラスト\r\n",
];

/// A change of a random part of a text, as the protocol spells it, and the text after it.
fn random_change(dice: &mut Dice, text: &str, whole: &str, encoding: Encoding) -> Option<(Value, String)> {
    let (one, other) = (dice.below(text.len() + 1), dice.below(40));
    let start = text.floor_char_boundary(one);
    let end = text.floor_char_boundary((one + other).min(text.len())).max(start);
    let typed = dice.below(TYPED.len() + 1);
    let typed = TYPED.get(typed).copied().unwrap_or(whole);
    // A place between CR and LF has no line and column of its own.
    let splits_line_end = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
    if splits_line_end(start) || splits_line_end(end) {
        return None;
    }
    let lines = LineIndex::new(text);
    let at = |offset: usize| {
        let Position { line, character } = lines.position(text, offset, encoding);
        [line, character]
    };
    let change = json!({ "range": range(at(start), at(end)), "text": typed });
    Some((change, [&text[..start], typed, &text[end..]].concat()))
}

/// After any sequence of edits the server knows the same as after opening the result afresh.
#[test]
fn edits_lead_where_a_fresh_start_leads() {
    for (name, encoding) in [("utf-8", Encoding::Utf8), ("utf-16", Encoding::Utf16), ("utf-32", Encoding::Utf32)] {
        for (language, file, whole) in DOCUMENTS {
            let mut dice = Dice(file.len() as u64);
            let mut client = connect(json!({ "general": { "positionEncodings": [name] } }));
            let uri = |folder: &str| {
                tower_lsp::lsp_types::Url::parse(&format!("file:///{folder}/{file}")).unwrap().to_string()
            };
            let mut text = whole.to_owned();
            client.open(&uri("edited"), language, &text);
            let codes = codes(&client.published(&uri("edited"), 1)).join(" ");
            assert_eq!(codes, RULE, "{file}");
            for version in 2..40 {
                let mut changes = Vec::new();
                for _ in 0..=dice.below(3) {
                    let Some((change, next)) = random_change(&mut dice, &text, whole, encoding) else {
                        continue;
                    };
                    changes.push(change);
                    text = next;
                }
                client.change(&uri("edited"), version, json!(changes));
                let edited = client.published(&uri("edited"), version);

                let fresh_uri = uri(&format!("fresh-{version}"));
                client.open(&fresh_uri, language, &text);
                let fresh = client.published(&fresh_uri, 1);
                client.notify("textDocument/didClose", json!({ "textDocument": { "uri": fresh_uri } }));
                // Knowing which line is being typed may hide a finding, and never makes one.
                let extra: Vec<_> = edited.iter().filter(|finding| !fresh.contains(finding)).collect();
                assert!(extra.is_empty(), "{name}, {file}, version {version}: {extra:#?}\nin {text}");
            }
        }
    }
}

/// A host that judges by every rule.
fn strict_host() -> Host {
    let settings = Settings { profile: Profile::Strict, ..Settings::default() };
    let today = Date::parse("2026-11-01").unwrap();
    Host::new(settings, Session { locale: Lang::En, today, creates_files: true })
}

/// Everything that a host says of a file by itself.
fn said(host: &Host, path: &str) -> (Vec<String>, Vec<String>) {
    let all = Span::new(0, usize::MAX);
    let finding = |placed: Placed| format!("{:?} {:?}", placed.span(), placed.diagnostic);
    let findings = host.diagnostics(path).into_iter().map(finding).collect();
    (findings, host.inlay_hints(path, all).iter().map(|hint| format!("{hint:?}")).collect())
}

/// Once it forgets which lines were typed, a host that was edited equals one that never was: in
/// its text, its findings and its hints.
#[test]
fn without_history_nothing_tells_an_edited_file_from_a_fresh_one() {
    let languages = [Language::Terraform, Language::Yaml, Language::Json, Language::Markdown];
    for (language, (_, file, whole)) in languages.into_iter().zip(DOCUMENTS) {
        for seed in 0..6 {
            let mut dice = Dice(seed);
            let mut edited = strict_host();
            let mut text = whole.to_owned();
            edited.open(file, language, &text, 1);
            for version in 2..60 {
                let Some((change, next)) = random_change(&mut dice, &text, whole, Encoding::Utf16) else { continue };
                let at = |end: &str| {
                    let number = |name: &str| change["range"][end][name].as_u64().unwrap() as u32;
                    Position { line: number("line"), character: number("character") }
                };
                let typed = change["text"].as_str().unwrap();
                edited.edit(file, version, &[(Some(at("start")..at("end")), typed)], Encoding::Utf16);
                text = next;
                if version % 7 != 0 {
                    continue;
                }
                edited.forget_history();
                let mut fresh = strict_host();
                fresh.open(file, language, &text, version);
                assert_eq!(edited.text(file).unwrap().text(), text);
                assert_eq!(said(&edited, file), said(&fresh, file), "{file}, seed {seed}, version {version}: {text}");
            }
        }
    }
}
