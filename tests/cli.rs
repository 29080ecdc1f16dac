//! `shirube check` as a shell sees it: settings, a team's own rules, baselines.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const CACHE: &str = "resource \"aws_elasticache_replication_group\" \"cache\" {\n  replication_group_id       = \"c\"\n  description                = \"c\"\n  user_group_ids             = [\"c\"]\n  at_rest_encryption_enabled = true\n  transit_encryption_enabled = false\n}\n";
const RULE: &str = "elasticache-transit-unencrypted";

/// A folder on the disk, removed at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli 試験 {name}"));
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Runs the program in the folder `within` this one: exit code, standard output, standard error.
    fn run(&self, within: &str, args: &[&str]) -> (i32, String, String) {
        let program = Command::new(env!("CARGO_BIN_EXE_shirube")).args(args).current_dir(self.0.join(within)).output();
        let output = program.expect("the program runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    /// `path code` of everything that a check reports.
    fn found(&self, within: &str, args: &[&str]) -> Vec<String> {
        let args = [&["check", "--format", "json", "--language", "en"], args].concat();
        let (_, report, errors) = self.run(within, &args);
        let report: Value = serde_json::from_str(&report).unwrap_or_else(|_| panic!("{report}{errors}"));
        let rows = report["diagnostics"].as_array().expect("rows");
        let row = |row: &Value| format!("{} {}", row["path"], row["code"]).replace('"', "");
        rows.iter().map(row).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn of_rule(found: &[String]) -> Vec<&str> {
    found.iter().filter_map(|row| row.strip_suffix(RULE)).map(str::trim_end).collect()
}

#[test]
fn the_nearest_settings_are_in_force_wherever_the_check_starts() {
    let folder = Folder::new("nearest");
    folder.write("shirube.toml", &format!("[[paths]]\nmatch = ['infra/test/**']\nrules = {{ {RULE} = 'off' }}\n"));
    folder.write("infra/own/shirube.toml", &format!("[rules]\n{RULE} = {{ profile = 'strict' }}\n"));
    for place in ["infra/main.tf", "infra/test/a/main.tf", "infra/own/main.tf"] {
        folder.write(place, CACHE);
    }
    assert_eq!(of_rule(&folder.found("", &[])), ["infra/main.tf"]);
    assert_eq!(of_rule(&folder.found("infra", &["."])), ["main.tf"]);
    assert_eq!(of_rule(&folder.found("infra/own", &["..", "--profile", "strict"])), ["../main.tf", "../own/main.tf"]);
}

#[test]
fn a_team_brings_its_own_rules() {
    let folder = Folder::new("team");
    folder.write("infra/main.tf", CACHE);
    let rule = "[[rule]]\nid = \"cache-without-description\"\non = \"elasticache.replication_group\"\nprinciple = \"monitoring\"\nseverity = \"warning\"\ntitle = { en = \"T\", ja = \"題\" }\nwhy = { en = \"W.\", ja = \"理由。\" }\nrequire = { path = \"transit_encryption_enabled\", is = true }\n";
    folder.write("shirube/rules/cache.toml", rule);
    assert!(folder.found("infra", &[]).contains(&"main.tf cache-without-description".to_owned()));
    assert_eq!(folder.found("", &["--only", "cache-without-description"]).len(), 1);
    assert!(folder.run("", &["rules"]).1.contains("cache-without-description"));
    assert!(folder.run("", &["explain", "cache-without-description"]).1.contains("`cache-without-description`"));

    folder.write("shirube/rules/cache.toml", &rule.replace("is = true", "iz = true"));
    let (code, report, _) = folder.run("", &["check", "--language", "en"]);
    assert!(code == 1 && report.contains("shirube/rules/cache.toml:8:") && report.contains("`iz`"), "{report}");
}

#[test]
fn a_baseline_leaves_out_what_was_there_before() {
    let folder = Folder::new("baseline");
    folder.write("main.tf", CACHE);
    assert_eq!(folder.run("", &["check", "--write-baseline", "known.json"]).0, 0);
    // Lines may move; the same mistake in another resource is a new one.
    folder.write("main.tf", &format!("# moved\n\n{CACHE}"));
    assert_eq!(folder.found("", &["--baseline", "known.json"]), [""; 0]);
    folder.write("main.tf", &format!("{CACHE}{}", CACHE.replace("\"cache\"", "\"other\"")));
    assert_eq!(of_rule(&folder.found("", &["--baseline", "known.json"])), ["main.tf"]);
    folder.write("main.tf", "");
    let (code, _, notes) = folder.run("", &["check", "--language", "en", "--baseline", "known.json"]);
    assert!(code == 0 && notes.contains("no longer found"), "{notes}");
    folder.write("known.json", "{}");
    assert_eq!(folder.run("", &["check", "--baseline", "known.json"]).0, 2);
}

#[test]
fn some_rules_nobody_may_suppress() {
    let folder = Folder::new("forbid");
    folder.write("main.tf", &format!("# shirube:allow {RULE} -- legacy clients\n{CACHE}"));
    assert_eq!(of_rule(&folder.found("", &[])), [""; 0]);
    folder.write("shirube.toml", "forbid-allow = ['encryption-in-transit']\n");
    let found = folder.found("", &[]);
    assert_eq!(of_rule(&found), ["main.tf"]);
    assert!(found.contains(&"main.tf suppression-forbidden".to_owned()), "{found:?}");
}

#[test]
fn unknown_values_are_explained_on_demand() {
    let folder = Folder::new("unknown");
    folder.write("main.tf", &CACHE.replace("= false", "= var.tls"));
    assert_eq!(folder.found("", &[]), [""; 0]);
    assert_eq!(folder.found("", &["--explain-unknown"]), ["main.tf unknown-value"]);
}

/// A plan is judged by what Terraform knows of it; a resource keeps the plan's address.
#[test]
fn a_plan_is_judged_too() {
    let folder = Folder::new("plan");
    let values = serde_json::json!({ "transit_encryption_enabled": false });
    let resource = |address: &str| {
        serde_json::json!({
            "address": address, "mode": "managed", "type": "aws_elasticache_replication_group", "name": "c", "values": values,
        })
    };
    let root = serde_json::json!({
        "resources": [resource("aws_elasticache_replication_group.c")],
        "child_modules": [{ "address": "module.a", "resources": [resource("module.a.aws_elasticache_replication_group.c")] }],
    });
    let plan = serde_json::json!({ "format_version": "1.2", "planned_values": { "root_module": root } });
    folder.write("plan.json", &serde_json::to_string_pretty(&plan).expect("a plan"));
    folder.write("main.tf", "");
    let (_, report, _) = folder.run("", &["check", "--format", "json", "--only", RULE]);
    let report: Value = serde_json::from_str(&report).expect("a report");
    let rows: Vec<_> = report["diagnostics"].as_array().expect("rows").iter().collect();
    let resources: Vec<_> = rows.iter().map(|row| row["resource"].as_str().unwrap_or_default()).collect();
    assert_eq!(resources, ["aws_elasticache_replication_group.c", "module.a.aws_elasticache_replication_group.c"]);
    let line = |row: &Value| row["line"].as_u64().and_then(|line| usize::try_from(line).ok()).unwrap_or_default();
    let text = fs::read_to_string(folder.0.join("plan.json")).expect("the plan");
    assert!(text.lines().nth(line(rows[1]) - 1).is_some_and(|line| line.contains("module.a.aws_elasticache")));
    assert_eq!(report["summary"]["resources"], 2);
}

#[test]
fn a_template_that_cdk_made_names_the_construct() {
    let folder = Folder::new("cdk");
    let template = serde_json::json!({ "Resources": { "CacheABC123": {
        "Type": "AWS::ElastiCache::ReplicationGroup",
        "Properties": { "TransitEncryptionEnabled": false },
        "Metadata": { "aws:cdk:path": "AppStack/Cache/Resource" },
    } } });
    folder.write("cdk.out/App.template.json", &template.to_string());
    // What CDK generates is left out unless somebody asks for it.
    assert_eq!(folder.found("", &[]), [""; 0]);
    let (_, report, _) = folder.run("", &["check", "--only", RULE, "cdk.out"]);
    assert!(report.contains("AppStack/Cache/Resource"), "{report}");
}
