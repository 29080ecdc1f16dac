//! Disaster recovery actions and design hints in an editor.

use serde_json::{Value, json};

use crate::client::Client;
use crate::editor::{Folder, connect, range};

const DATABASE: &str = "\
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Snapshot
    Properties:
      Engine: postgres
      DBInstanceClass: db.t3.medium
      BackupRetentionPeriod: 7
      MultiAZ: false
";

/// Everything the client can do with an edit.
fn able() -> Value {
    json!({
        "textDocument": { "codeAction": { "disabledSupport": true } },
        "workspace": { "workspaceEdit": {
            "documentChanges": true, "resourceOperations": ["create"], "changeAnnotationSupport": {},
        } },
    })
}

fn actions(client: &mut Client, uri: &str) -> Vec<Value> {
    client.open(uri, "yaml", DATABASE);
    let context = json!({ "diagnostics": [], "only": ["refactor.rewrite"] });
    client.actions(uri, range([2, 10], [2, 10]), context)
}

#[test]
fn what_belongs_in_the_other_region_goes_into_a_new_file() {
    let folder = Folder::new();
    let uri = folder.uri("設計 書.yaml");
    let mut client = connect(able());
    let actions = actions(&mut client, &uri);
    assert!(actions.iter().all(|action| action["kind"] == "refactor.rewrite.shirube.dr"));
    let creating = actions.iter().find(|action| action["edit"]["documentChanges"][0]["kind"] == "create");
    let creating = creating.unwrap_or_else(|| panic!("{actions:#?}"));
    let changes = creating["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes[0]["uri"], folder.uri("設計 書.dr.yaml"));
    assert_eq!(changes[1]["textDocument"], json!({ "uri": folder.uri("設計 書.dr.yaml"), "version": null }));
    assert!(changes[1]["edits"][0]["newText"].as_str().unwrap().contains("Resources:"));
    let annotation = changes[0]["annotationId"].as_str().unwrap();
    assert_eq!(creating["edit"]["changeAnnotations"][annotation]["needsConfirmation"], false);
}

#[test]
fn a_companion_on_the_disk_is_added_to_never_overwritten() {
    let folder = Folder::new();
    let uri = folder.uri("t.yaml");
    let mut client = connect(able());
    let created = actions(&mut client, &uri);
    let creates = |action: &&Value| action["edit"]["documentChanges"][0]["kind"] == "create";
    assert!(created.iter().any(|action| creates(&action)));
    // Nobody tells the server that the file is there now.
    folder.write("t.dr.yaml", "Resources:\n  Mine:\n    Type: AWS::SNS::Topic\n");
    let context = json!({ "diagnostics": [], "only": ["refactor.rewrite"] });
    let added = client.actions(&uri, range([2, 10], [2, 10]), context);
    assert_eq!(added.len(), created.len());
    assert!(!added.iter().any(|action| creates(&action)), "{added:#?}");
    let edits_companion = |action: &Value| {
        let changes = action["edit"]["documentChanges"].as_array().unwrap();
        changes.iter().any(|change| change["textDocument"]["uri"] == folder.uri("t.dr.yaml"))
    };
    assert!(added.iter().any(edits_companion), "{added:#?}");
}

#[test]
fn an_action_that_needs_a_new_file_says_why_it_cannot_be_taken() {
    let uri = "file:///w/template.yaml";
    let mut able = able();
    able["workspace"]["workspaceEdit"]["resourceOperations"] = json!([]);
    let all = actions(&mut connect(able.clone()), uri);
    let disabled = all.iter().filter(|action| action["disabled"]["reason"].is_string()).count();
    assert!(disabled > 0, "{all:#?}");
    able["textDocument"]["codeAction"]["disabledSupport"] = json!(false);
    assert_eq!(actions(&mut connect(able), uri).len(), all.len() - disabled);
}

#[test]
fn hints_stand_at_the_ends_of_lines_unless_switched_off() {
    let uri = "file:///w/template.yaml";
    let mut client = connect(json!({}));
    client.open(uri, "yaml", DATABASE);
    let hints = client.hints(uri);
    let hint = hints.iter().find(|hint| hint["position"]["line"] == 8).unwrap_or_else(|| panic!("{hints:#?}"));
    assert_eq!(hint["position"]["character"], 20);
    assert!(hint["label"].as_str().unwrap().contains("99.5"), "{hint}");
    assert_eq!(hint["tooltip"]["kind"], "markdown");
    let settings = json!({ "shirube": { "inlayHints": { "enable": false } } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    assert_eq!(client.hints(uri), [Value::Null; 0]);
}
