//! What JSON means, whole and half typed.

use super::super::recut::tests::saved_of_half_typed;
use super::super::{BlockKind, Data, Language, Node, Parsed, Part, cut, parse};

fn entry(key: &str) -> BlockKind {
    BlockKind::Entry { parents: ["Resources".into()].into(), key: key.into() }
}

/// A tree with the source of each value that holds no others.
fn outline(node: &Node, text: &str) -> String {
    let source = node.span.of(text);
    match &node.data {
        Data::List(items) => {
            format!("[{}]", items.iter().map(|item| outline(item, text)).collect::<Vec<_>>().join(", "))
        }
        Data::Map(map) => {
            let entries = map.entries.iter().map(|entry| {
                assert!(entry.span.of(text).starts_with(entry.key_span.of(text)) && node.span.covers(entry.span));
                assert!(entry.span.of(text).ends_with(entry.value.span.of(text)));
                format!("{}: {}", entry.key, outline(&entry.value, text))
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Data::Text(value) => format!("{value}<{source}>"),
        _ => source.into(),
    }
}

#[track_caller]
fn check(text: &str, kind: &BlockKind, expected: &str) -> Parsed {
    let parsed = parse(text, kind, Language::Json, None);
    assert_eq!(parsed.root.as_ref().map(|root| outline(root, text)).as_deref(), Some(expected), "{text}");
    parsed
}

#[test]
fn members_are_read_without_the_braces_around_them() {
    let text = "\n  // 標\n  \"A\": { \"説明\": \"識\\n😀\", \"N\": [1.50, true, null, {}] }, // end\n";
    let parsed = check(text, &entry("A"), "{A: {説明: 識\n😀<\"識\\n😀\">, N: [1.50, true, null, {}]}}");
    assert!(!parsed.partial && parsed.error.is_none());
    let root = parsed.root.expect("a tree");
    assert_eq!(root.span.of(text), "\"A\": { \"説明\": \"識\\n😀\", \"N\": [1.50, true, null, {}] }");
    assert_eq!(root.get("A").map(|node| &node.span.of(text)[..1]), Some("{"));
    assert_eq!(parsed.comments.iter().map(|span| span.of(text)).collect::<Vec<_>>(), ["// 標", "// end"]);
}

#[test]
fn every_block_of_a_file_has_its_tree() {
    let text = "\u{feff}{\r\n \"D\": \"x\",\r\n \"Resources\": { // all\r\n  \"A\": {\"T\": 1},\r\n  \"B\": {}\r\n }, \"Resources\": {}, \"Resources\": 1 }";
    let trees: Vec<Option<String>> = cut(text, Language::Json)
        .iter()
        .map(|block| {
            let parsed = parse(block.span.of(text), &block.kind, Language::Json, None);
            assert_eq!(parsed.error, None, "{block:?}");
            assert!(!parsed.partial);
            parsed.root.map(|root| outline(&root, block.span.of(text)))
        })
        .collect();
    let trees: Vec<&str> = trees.iter().flatten().map(String::as_str).collect();
    assert_eq!(
        trees,
        ["{D: x<\"x\">}", "{Resources: {}}", "{A: {T: 1}}", "{B: {}}", "{Resources: {}}", "{Resources: 1}"]
    );
    check("[1, {\"a\": 2}]", &BlockKind::Whole, "[1, {a: 2}]");
}

#[test]
fn repeated_members_are_all_kept() {
    check("\"A\": {\"T\": 1, \"T\": 2}", &entry("A"), "{A: {T: 1, T: 2}}");
}

#[test]
fn terraform_strings_are_templates() {
    let kind = BlockKind::Entry { parents: ["resource".into(), "aws_x".into()].into(), key: "y".into() };
    let text = "\"y\": {\"a\": \"${var.b}-c\", \"d\": \"e\"}";
    let root = parse(text, &kind, Language::TerraformJson, None).root.expect("a tree");
    let value = root.get("y").and_then(|node| node.get("a")).expect("a");
    let Data::Template(parts) = &value.data else { panic!("{value:?}") };
    let [Part::Hole(hole), Part::Text(rest)] = &**parts else { panic!("{parts:?}") };
    assert_eq!((hole.span.of(text), &**rest), ("var.b", "-c"));
    assert_eq!(root.get("y").and_then(|node| node.get("d")).and_then(Node::as_str), Some("e"));
}

#[test]
fn placeholders_are_no_values() {
    let root =
        parse("\"A\": {\"B\": \"<名前>\", \"C\": \"...\"}", &entry("A"), Language::Json, None).root.expect("a tree");
    assert!(root.get("A").expect("A").entries().iter().all(|entry| entry.value.data == Data::Other));
    let parsed = check("\"A\": {\"B\": 1, ... }", &entry("A"), "{A: {B: 1}}");
    assert!(parsed.partial);
}

#[track_caller]
fn check_repair(text: &str, typed_line: Option<usize>, expected: Option<&str>) {
    let parsed = parse(text, &entry("A"), Language::Json, typed_line);
    assert!(parsed.partial && parsed.error.is_some(), "{text}");
    assert_eq!(parsed.root.map(|root| outline(&root, text)).as_deref(), expected, "{text}");
}

#[test]
fn half_typed_members_cost_their_line() {
    check_repair("\"A\": {\n \"B\": 1,\n \"C\n \"D\": \"標\"\n}", None, Some("{A: {B: 1, D: 標<\"標\">}}"));
    check_repair("\"A\": {\n \"B\": \"x,\n \"D\": \"y\"\n}", None, Some("{A: {D: y<\"y\">}}"));
    check_repair("\"A\": {\n \"B\": ,\n \"D\": 2\n}", None, Some("{A: {D: 2}}"));
    check_repair("\"A\": {\n \"B\": 1\n \"D\": 2\n}", None, Some("{A: {B: 1, D: 2}}"));
    check_repair("\"A\": {\n B: 1\n}", None, Some("{A: {B: 1}}"));
    check_repair("\"A\": {\n \"B\": [1, {\"C\": \"x", None, Some("{A: {}}"));
    check_repair("\"A\": {\n \"B\": [1, {\"C\": \"x\"", None, Some("{A: {B: [1, {C: x<\"x\">}]}}"));
    check_repair("\"A\": {\n \"B\": {\n  \"C\": 1\n\n", None, Some("{A: {B: {C: 1}}}"));
    check_repair("\"A\"", None, None);
}

#[test]
fn hostile_texts_come_back() {
    for unit in ["[", "{\"a\":", "{", "\"", "\\", "1", "}", "]", ",", ":", "/*", "//\n", "\"a\":", "標", "\0", "..."] {
        let text = unit.repeat(60_000 / unit.len());
        for prefix in ["", "\"A\": ", "{\"Resources\": {\"A\": "] {
            let text = format!("{prefix}{text}");
            for language in [Language::Json, Language::TerraformJson] {
                for block in cut(&text, language).iter().take(50) {
                    let _ = parse(block.span.of(&text), &block.kind, language, Some(0));
                }
            }
        }
    }
}

#[test]
fn what_is_nested_too_deep_is_other() {
    let text = format!("\"A\": {}1{}", "[".repeat(100), "]".repeat(100));
    let root = parse(&text, &entry("A"), Language::Json, None).root.expect("a tree");
    let mut node = root.get("A").expect("A");
    while let [inner] = node.items() {
        node = inner;
    }
    assert_eq!((&node.data, node.span.of(&text).len() > 1), (&Data::Other, true));
}

#[test]
fn nine_in_ten_half_typed_states_have_a_tree() {
    let text = "    \"A\": {\n      \"Type\": \"AWS::S3::Bucket\",\n      \"Properties\": {\n        \"Tags\": [\n          {\n            \"Key\": \"k\",\n            \"Value\": \"v\"\n          }\n        ],\n        \"Encryption\": {\n          \"Rules\": [\n            1\n          ]\n        }\n      }\n    }";
    let (saved, states) = saved_of_half_typed(text, Language::Json, &entry("A"));
    assert!(saved * 10 >= states * 9, "{saved} of {states}");
}
