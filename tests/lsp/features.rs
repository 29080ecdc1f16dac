//! What an editor shows: hovers, diagnostics, and how settings and files on the disk change them.

use serde_json::{Value, json};

use crate::editor::{Folder, RULE, codes, connect, connect_with, of_rule, range};

const CACHE: &str =
    "resource \"aws_elasticache_replication_group\" \"cache\" {\n  transit_encryption_enabled = false\n}\n";

#[test]
fn a_term_is_explained_in_the_language_of_the_text() {
    let mut client = connect(json!({}));
    client.open("untitled:Untitled-1", "markdown", "# 設計\n\nゼロトラストを前提とする。\n");
    let hover = client.hover("untitled:Untitled-1", 2, 1);
    assert_eq!(hover["range"], range([2, 0], [2, 6]));
    assert_eq!(hover["contents"]["kind"], "markdown");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("ゼロトラスト") && text.contains("です") | text.contains("ます"), "{text}");
    assert_eq!(client.hover("untitled:Untitled-1", 0, 0), Value::Null);
    assert_eq!(client.hover("file:///not/open.md", 0, 0), Value::Null);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn every_version_is_answered() {
    let mut client = connect(json!({}));
    let uri = "file:///w/main.tf";
    client.open(uri, "terraform", CACHE);
    let diagnostics = client.published(uri, 1);
    assert_eq!(codes(&diagnostics), [RULE]);
    assert_eq!(diagnostics[0]["severity"], 1);
    assert_eq!(diagnostics[0]["source"], "shirube");
    assert_eq!(diagnostics[0]["range"]["start"]["line"], 1);

    client.change(uri, 2, json!([{ "range": range([0, 0], [0, 0]), "text": "# 標\n" }]));
    assert_eq!(client.published(uri, 2)[0]["range"]["start"]["line"], 2);
    client.change(uri, 3, json!([{ "range": range([2, 31], [2, 36]), "text": "true" }]));
    assert_eq!(codes(&client.published(uri, 3)), [""; 0]);
    client.change(uri, 4, json!([{ "range": range([0, 0], [0, 0]), "text": "#" }]));
    assert_eq!(codes(&client.published(uri, 4)), [""; 0]);

    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    let last = client.notified("textDocument/publishDiagnostics");
    assert_eq!(last, json!({ "uri": uri, "diagnostics": [] }));
}

#[test]
fn a_client_that_can_only_ask_is_answered_when_it_asks() {
    let mut client = connect(json!({ "textDocument": { "diagnostic": {} } }));
    let uri = "file:///w/main.tf";
    client.open(uri, "terraform", CACHE);
    let report = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(report["kind"], "full");
    assert_eq!(of_rule(report["items"].as_array().unwrap()).len(), 1);

    let again = json!({ "textDocument": { "uri": uri }, "previousResultId": report["resultId"] });
    assert_eq!(client.request("textDocument/diagnostic", again.clone())["kind"], "unchanged");
    client.change(uri, 2, json!([{ "text": "" }]));
    assert_eq!(client.request("textDocument/diagnostic", again)["items"], json!([]));
    let is_pushed = |message: &Value| message["method"] == "textDocument/publishDiagnostics";
    assert!(!client.pending.iter().any(is_pushed));
}

/// Columns are told and taken in the encoding that was agreed on.
#[test]
fn columns_count_what_was_agreed_on() {
    let text = "Zero trust\r\n-標😀 ゼロトラスト\r\n";
    for (encoding, start, length) in [("utf-8", 9, 18), ("utf-16", 5, 6), ("utf-32", 4, 6)] {
        let mut client = connect(json!({ "general": { "positionEncodings": [encoding] } }));
        let uri = "untitled:Untitled-1";
        client.open(uri, "markdown", text);
        let hover = client.hover(uri, 1, start + length / 2);
        assert_eq!(hover["range"], range([1, start], [1, start + length]), "{encoding}");
        client.change(uri, 2, json!([{ "range": range([1, 1], [1, start]), "text": "" }]));
        assert_eq!(client.hover(uri, 1, 1)["range"], range([1, 1], [1, 1 + length]), "{encoding}");
    }
}

#[test]
fn settings_take_effect_at_once() {
    let mut client = connect(json!({ "workspace": { "inlayHint": { "refreshSupport": true } } }));
    let uri = "file:///w/main.tf";
    client.open(uri, "terraform", CACHE);
    assert_eq!(codes(&client.published(uri, 1)), [RULE]);
    client
        .notify("workspace/didChangeConfiguration", json!({ "settings": { "shirube": { "rules": { RULE: "off" } } } }));
    assert_eq!(codes(&client.published(uri, 1)), [""; 0]);
    client.notified("workspace/inlayHint/refresh");
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "shirube": { "language": "ja" } } }));
    let message = client.published(uri, 1)[0]["message"].take();
    assert!(!message.as_str().unwrap().is_ascii(), "{message}");
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "shirube": { "profil": 1 } } }));
    assert!(client.notified("window/showMessage")["message"].as_str().unwrap().contains("profil"));
}

#[test]
fn settings_may_come_at_the_start_and_be_asked_for() {
    let options = json!({ "rules": { RULE: "warning" } });
    let capabilities = json!({ "workspace": { "configuration": true } });
    let mut client = connect_with(json!({ "capabilities": capabilities, "initializationOptions": options }));
    let uri = "file:///w/main.tf";
    client.open(uri, "terraform", CACHE);
    assert_eq!(client.published(uri, 1)[0]["severity"], 2);
    let question = client.wait_for(|message| message["method"] == "workspace/configuration");
    assert_eq!(question["params"]["items"][0]["section"], "shirube");
    let answer = json!([{ "rules": { RULE: "hint" } }]);
    client.send(&json!({ "jsonrpc": "2.0", "id": question["id"], "result": answer }));
    assert_eq!(client.published(uri, 1)[0]["severity"], 4);
}

#[test]
fn a_file_of_the_workspace_may_settle_what_another_leaves_open() {
    let folder = Folder::new();
    folder.write("infra/main.tf", &CACHE.replace("false", "var.tls"));
    folder.write("infra/variables.tf", "variable \"tls\" {\n  default = false\n}\n");
    folder.write("infra/.terraform/copy.tf", "variable \"tls\" {\n  default = true\n}\n");
    let capabilities = json!({
        "window": { "workDoneProgress": true },
        "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
    });
    let folders = json!([{ "uri": folder.uri(""), "name": "w" }]);
    let mut client = connect_with(json!({ "capabilities": capabilities, "workspaceFolders": folders }));
    let watchers = client.notified("client/registerCapability");
    assert_eq!(watchers["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    let create = client.wait_for(|message| message["method"] == "window/workDoneProgress/create");
    client.send(&json!({ "jsonrpc": "2.0", "id": create["id"], "result": null }));
    assert_eq!(client.notified("$/progress")["value"]["kind"], "begin");
    while client.notified("$/progress")["value"]["kind"] != "end" {}

    let uri = folder.uri("infra/main.tf");
    client.open(&uri, "terraform", &CACHE.replace("false", "var.tls"));
    assert_eq!(codes(&client.published(&uri, 1)), [RULE]);

    let changed = |name: &str, kind: u32| json!({ "changes": [{ "uri": folder.uri(name), "type": kind }] });
    folder.write("infra/variables.tf", "variable \"tls\" {\n  default = true\n}\n");
    client.notify("workspace/didChangeWatchedFiles", changed("infra/variables.tf", 2));
    assert_eq!(codes(&client.published(&uri, 1)), [""; 0]);
    folder.write("infra/variables.tf", "variable \"tls\" {\n  default = false\n}\n");
    client.notify("workspace/didChangeWatchedFiles", changed("infra/variables.tf", 2));
    assert_eq!(codes(&client.published(&uri, 1)), [RULE]);
    folder.remove("infra/variables.tf");
    client.notify("workspace/didChangeWatchedFiles", changed("infra/variables.tf", 3));
    assert_eq!(codes(&client.published(&uri, 1)), [""; 0]);

    folder.write("shirube.toml", "profile = 'nonsense'\n");
    client.notify("workspace/didChangeWatchedFiles", changed("shirube.toml", 1));
    assert!(client.notified("window/showMessage")["message"].as_str().unwrap().contains("shirube.toml:1: "));
}

#[test]
fn the_rest_of_a_module_is_known_before_the_workspace_is_read() {
    let folder = Folder::new();
    folder.write("main.tf", &CACHE.replace("false", "var.tls"));
    folder.write("variables.tf", "variable \"tls\" {\n  default = false\n}\n");
    let mut client = connect(json!({}));
    let uri = folder.uri("main.tf");
    client.open(&uri, "terraform", &CACHE.replace("false", "var.tls"));
    assert_eq!(codes(&client.published(&uri, 1)), [RULE]);
    assert!(folder.path().is_dir());
}

#[test]
fn a_team_s_notes_are_explained_too() {
    let folder = Folder::new();
    folder.write("docs/用語.md", "# 用語\n\n## 標識サーバー\n\n社内の案内板です。\n");
    folder.write("shirube.toml", "[glossary]\nnotes = ['docs']\n");
    let folders = json!([{ "uri": folder.uri(""), "name": "w" }]);
    let mut client = connect_with(json!({ "capabilities": {}, "workspaceFolders": folders }));
    let uri = folder.uri("設計.md");
    client.open(&uri, "markdown", "標識サーバーを使う。\n");
    assert!(client.hover(&uri, 0, 2)["contents"]["value"].as_str().unwrap().contains("案内板"));
    folder.write("docs/用語.md", "# 用語\n\n## 標識サーバー\n\n新しい説明です。\n");
    let saved = json!({ "textDocument": { "uri": folder.uri("docs/用語.md") } });
    client.notify("textDocument/didSave", saved);
    assert!(client.hover(&uri, 0, 2)["contents"]["value"].as_str().unwrap().contains("新しい説明"));
}

#[test]
fn a_folder_may_join_and_leave() {
    let folder = Folder::new();
    folder.write("a/shirube.toml", "rules.elasticache-transit-unencrypted = 'off'\n");
    let mut client = connect(json!({}));
    let uri = folder.uri("main.tf");
    client.open(&uri, "terraform", CACHE);
    assert_eq!(codes(&client.published(&uri, 1)), [RULE]);
    let root = json!({ "uri": folder.uri("a"), "name": "a" });
    let event = |added: Value, removed: Value| json!({ "event": { "added": added, "removed": removed } });
    client.notify("workspace/didChangeWorkspaceFolders", event(json!([root]), json!([])));
    assert_eq!(codes(&client.published(&uri, 1)), [""; 0]);
    client.notify("workspace/didChangeWorkspaceFolders", event(json!([]), json!([root])));
    assert_eq!(codes(&client.published(&uri, 1)), [RULE]);
}

#[test]
fn a_cursor_anywhere_in_the_line_finds_the_fix() {
    let mut client = connect(json!({}));
    let uri = "file:///w/main.tf";
    client.open(uri, "terraform", CACHE);
    let fixes = |client: &mut crate::client::Client, line, character| {
        let context = json!({ "diagnostics": [], "only": ["quickfix"] });
        client.actions(uri, range([line, character], [line, character]), context).len()
    };
    let at_value = fixes(&mut client, 1, 33);
    assert!(at_value > 0);
    assert_eq!(fixes(&mut client, 1, 0), at_value);
    assert_eq!(fixes(&mut client, 2, 0), 0);
}

#[test]
fn buffers_that_were_never_saved_share_no_names() {
    let mut client = connect(json!({}));
    client.open("untitled:Untitled-1", "terraform", &CACHE.replace("false", "var.tls"));
    client.open("untitled:Untitled-2", "terraform", "variable \"tls\" {\n  default = false\n}\n");
    assert_eq!(codes(&client.published("untitled:Untitled-1", 1)), [""; 0]);
    client.change("untitled:Untitled-1", 2, json!([{ "text": CACHE }]));
    assert_eq!(codes(&client.published("untitled:Untitled-1", 2)), [RULE]);
}

#[test]
fn folders_have_their_own_settings_and_teams_their_own_rules() {
    let folder = Folder::new();
    folder.write("own/shirube.toml", &format!("[rules]\n{RULE} = 'hint'\n"));
    folder.write("shirube/rules/team.toml", "[[rule]]\nid = \"no-caches\"\n");
    let mut client = connect_with(json!({ "capabilities": {}, "rootUri": folder.uri("") }));
    let published = client.notified("textDocument/publishDiagnostics");
    assert_eq!(published["uri"], folder.uri("shirube/rules/team.toml"));
    assert_eq!(published["diagnostics"][0]["code"], "rule-file");
    for (name, severity) in [("own/main.tf", 4), ("main.tf", 1)] {
        client.open(&folder.uri(name), "terraform", CACHE);
        // The settings of a folder are read when its first file is opened.
        let found = client.published(&folder.uri(name), 1);
        assert_eq!(found[0]["severity"], severity, "{name}");
    }
    folder.write("late/shirube.toml", "profil = 'strict'\n");
    client.open(&folder.uri("late/main.tf"), "terraform", CACHE);
    assert!(client.notified("window/showMessage")["message"].as_str().unwrap().contains("late/shirube.toml:1: "));
    folder.remove("shirube/rules/team.toml");
    let change = json!({ "uri": folder.uri("shirube/rules/team.toml"), "type": 3 });
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    let gone = client.wait_for(|message| message["params"]["uri"] == folder.uri("shirube/rules/team.toml"));
    assert_eq!(gone["params"]["diagnostics"], json!([]));
}
