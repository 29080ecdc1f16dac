//! What HCL means, whole and half typed.

use super::*;
use crate::syntax::{Node, Part, Step};
use crate::text::Span;

/// Parses the block that `text` is cut into, or all of it as one.
fn parse(text: &str, typed_line: Option<usize>) -> Parsed {
    let kind = match &crate::syntax::cut(text, crate::syntax::Language::Terraform)[..] {
        [block] => block.kind.clone(),
        _ => BlockKind::Loose,
    };
    super::parse(text, &kind, typed_line)
}

/// A node in a compact notation, to say in a test what a text means.
fn show(node: &Node) -> String {
    let list = |nodes: &[Node]| nodes.iter().map(show).collect::<Vec<_>>().join(", ");
    match &node.data {
        Data::Null => "null".into(),
        Data::Bool(value) => value.to_string(),
        Data::Number(digits) => digits.to_string(),
        Data::Text(text) => format!("{text:?}"),
        Data::Template(parts) => {
            let parts = parts.iter().map(|part| match part {
                Part::Text(text) => format!("{text:?}"),
                Part::Hole(node) => show(node),
            });
            format!("<{}>", parts.collect::<Vec<_>>().join(" "))
        }
        Data::List(items) => format!("[{}]", list(items)),
        Data::Map(map) => {
            let entries = map.entries.iter().map(|entry| {
                let labels: String = entry.labels.iter().map(|label| format!(" {}", label.text)).collect();
                format!("{}{labels}{} {}", entry.key, if entry.is_block { "" } else { ":" }, show(&entry.value))
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Data::Traversal(steps) => {
            let steps = steps.iter().map(|step| match step {
                Step::Name(name) => name.to_string(),
                Step::Index(index) => format!("[{index}]"),
                Step::Key(key) => format!("[{key:?}]"),
                Step::Splat => "*".into(),
                Step::Dynamic => "[?]".into(),
            });
            steps.collect::<Vec<_>>().join(".")
        }
        Data::Call(call) => format!("{}({})", call.name, list(&call.arguments)),
        Data::Conditional(choice) => {
            format!("{} ? {} : {}", show(&choice.condition), show(&choice.yes), show(&choice.no))
        }
        Data::Tagged(tag, node) => format!("!{tag} {}", show(node)),
        Data::Other => "other".into(),
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let parsed = parse(text, None);
    assert_eq!(parsed.error, None);
    assert_eq!(parsed.root.as_ref().map(show).as_deref(), Some(expected));
    assert!(!parsed.partial);
}

#[track_caller]
fn check_repaired(text: &str, typed_line: Option<usize>, expected: Option<&str>) {
    let parsed = parse(text, typed_line);
    assert_eq!(parsed.root.as_ref().map(show).as_deref(), expected);
    assert!(parsed.partial && parsed.error.is_some());
}

#[test]
fn values() {
    for (value, expected) in [
        ("null", "null"),
        ("true", "true"),
        ("-1.50", "-1.50"),
        ("012", "012"),
        ("\"a\\n\\\"$${b}\"", "\"a\\n\\\"${b}\""),
        ("\"\"", "\"\""),
        ("\"${var.x}\"", "var.x"),
        ("\"a-${var.x}-b\"", "<\"a-\" var.x \"-b\">"),
        ("\"a ${~ var.x ~} b\"", "<\"a\" var.x \"b\">"),
        ("\"%{ if a }x%{ endif }\"", "<other>"),
        ("[1, \"x\", []]", "[1, \"x\", []]"),
        ("{ a = 1, \"b\" : 2, (var.c) = 3, \"${d}\" = 4 }", "{a: 1, b: 2, (var.c): 3, \"${d}\": 4}"),
        ("((var.x))", "var.x"),
        ("string", "string"),
        ("aws_x.y[0].id", "aws_x.y.[0].id"),
        ("aws_x.y[*].id", "aws_x.y.*.id"),
        ("aws_x.y.*.id", "aws_x.y.*.id"),
        ("aws_x.y.0.id", "aws_x.y.[0].id"),
        ("each.value[\"k\"][each.key]", "each.value.[\"k\"].[?]"),
        ("jsonencode({ A = [\"b\"] })", "jsonencode({A: [\"b\"]})"),
        ("max(1, xs...)", "max(1, other)"),
        ("provider::aws::arn_parse(x)", "provider::aws::arn_parse(x)"),
        ("f(x).y", "other"),
        ("var.a ? 1 : \"b\"", "var.a ? 1 : \"b\""),
        ("a == b", "other"),
        ("!a", "other"),
        ("[for x in xs : x]", "other"),
        ("<<EOT\n  a\n b\nEOT", "\"  a\\n b\\n\""),
        ("<<-EOT\n    a\n      b ${c}\n    EOT", "<\"a\\n  b \" c \"\\n\">"),
    ] {
        check(&format!("v = {value}\n"), &format!("{{v: {expected}}}"));
    }
}

#[test]
fn blocks_have_labels_and_spans() {
    let text = "# c\nresource \"aws_x\" y {\n  set { a = 1 }\n  b = {\n    k = \"v\", # d\n  }\n}\n";
    check(text, "{resource aws_x y {set {a: 1}, b: {k: \"v\"}}}");
    let parsed = parse(text, None);
    let root = parsed.root.unwrap();
    let resource = &root.entries()[0];
    assert_eq!(resource.key_span.of(text), "resource");
    assert_eq!(resource.labels[0].span.of(text), "\"aws_x\"");
    assert_eq!(resource.labels[1].span.of(text), "y");
    assert!(resource.span.of(text).starts_with("resource") && resource.span.of(text).ends_with("}\n}"));
    assert!(resource.value.span.of(text).starts_with("{\n  set") && resource.value.span.of(text).ends_with("}\n}"));
    assert_eq!(resource.value.entry("set").unwrap().span.of(text), "set { a = 1 }");
    let map = resource.value.entry("b").unwrap();
    assert_eq!(map.span.of(text), "b = {\n    k = \"v\", # d\n  }");
    let key = map.value.entry("k").unwrap();
    assert_eq!((key.key_span.of(text), key.span.of(text), key.value.span.of(text)), ("k", "k = \"v\"", "\"v\""));
    let comments: Vec<&str> = parsed.comments.iter().map(|span: &Span| span.of(text)).collect();
    assert_eq!(comments, ["# c", "# d"]);
}

#[test]
fn a_hole_alone_spans_the_string_around_it() {
    let text = "v = \"${var.x}\"\n";
    assert_eq!(parse(text, None).root.unwrap().get("v").unwrap().span.of(text), "\"${var.x}\"");
}

#[test]
fn of_keys_that_repeat_the_last_counts() {
    check("v = {\n  a = 1\n  b = 2\n  \"a\" = 3\n  a = 4\n}\n", "{v: {b: 2, a: 4}}");
}

#[test]
fn byte_order_mark_and_carriage_returns_are_no_obstacle() {
    check("\u{feff}a {\r\n  b = <<-E\r\n    x\r\n  E\r\n}\r\n", "{a {b: \"x\\n\"}}");
}

#[test]
fn placeholders_of_documents_are_unknown() {
    check_repaired("a \"b\" {\n  ...\n  c = 1\n}\n", None, Some("{a b {c: 1}}"));
    let text = "a \"b\" {\n  c = <your bucket>\n  d = [..., \"<x>\"]\n  e = ...\n}\n";
    let parsed = parse(text, None);
    assert_eq!(parsed.root.as_ref().map(show).as_deref(), Some("{a b {c: other, d: [other, \"<x>\"], e: other}}"));
    assert!(!parsed.partial, "nothing is left out");
}

#[test]
fn a_half_typed_line_costs_that_line() {
    for typed in [
        "  acl",
        "  acl =",
        "  acl = \"",
        "  acl = \"${var.",
        "  acl = var.",
        "  tags = {",
        "  acl = [",
        "  acl = f(",
        "  {",
        "  }",
    ] {
        let text = format!("resource \"a\" \"b\" {{\n  x = 1\n{typed}\n  y = 2\n}}\n");
        check_repaired(&text, Some(2), Some("{resource a b {x: 1, y: 2}}"));
    }
}

#[test]
fn what_is_missing_at_the_end_is_added() {
    check_repaired("resource \"a\" \"b\" {\n  x = 1\n", None, Some("{resource a b {x: 1}}"));
    check_repaired("resource \"a\" \"b\" {\n  x = {\n  y = [1\n", None, Some("{resource a b {x: {y: [1]}}}"));
    check_repaired("resource \"a\" \"b\"\n", None, Some("{resource a b {}}"));
    check_repaired("a = <<EOT\nx\n", None, Some("{a: \"x\\n\"}"));
    check_repaired("/* x\n", None, Some("{}"));
}

#[test]
fn deep_nesting_ends_in_other_or_an_error() {
    for depth in [60, 100, 100_000] {
        for (open, close) in [("[", "]"), ("{a=", "}"), ("(", ")"), ("f(", ")"), ("\"${", "}\"")] {
            let _ = parse(&format!("v = {}1{}\n", open.repeat(depth), close.repeat(depth)), None);
        }
        let _ = parse(&format!("{}{}", "b {\n".repeat(depth), "}\n".repeat(depth)), None);
    }
}

#[test]
fn a_string_of_a_json_configuration_is_a_template() {
    let Data::Template(parts) = template("a-${var.x}", 10) else { panic!("no template") };
    let Part::Hole(hole) = &parts[1] else { panic!("no hole") };
    assert_eq!((show(hole).as_str(), hole.span), ("var.x", Span::new(14, 19)));
    assert_eq!(template("${", 0), Data::Other);
}

/// Of the half-typed states of every line but the header: how many leave the block standing.
fn saved(block: &str, typing: bool) -> (usize, usize) {
    let lines: Vec<&str> = block.split_inclusive('\n').collect();
    let (mut states, mut saved) = (0, 0);
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| !line.starts_with("resource")) {
        let content = line.trim_end();
        for end in (0..content.len()).step_by(7).filter(|end| content.is_char_boundary(*end)) {
            let text = [&lines[..number].concat(), &content[..end], "\n", &lines[number + 1..].concat()].concat();
            let parsed = super::parse(&text, &BlockKind::Hcl("resource".into()), typing.then_some(number));
            states += 1;
            saved += usize::from(parsed.root.is_some());
        }
    }
    (saved, states)
}

#[test]
fn nearly_all_half_typed_states_are_saved() {
    let block = include_str!("../../../tests/fixtures/bucket.tf");
    let (typing, states) = saved(block, true);
    assert!(typing * 100 >= states * 98, "{typing} of {states} while typing");
    let (cold, states) = saved(block, false);
    assert!(cold * 100 >= states * 95, "{cold} of {states} on a cold open");
}

#[test]
fn a_half_typed_header_is_a_block_without_a_body() {
    for (header, expected) in [
        ("resource \"aws_s3_bu", "{resource aws_s3_bu {}}"),
        ("# c\nresource \"aws_s3_bucket\" \"lo\n", "{resource aws_s3_bucket lo {}}"),
        ("resource \"aws_s3_bucket\" \"", "{resource aws_s3_bucket  {}}"),
        ("resource \"aws_s3_bucket\"", "{resource aws_s3_bucket {}}"),
        ("resource", "{resource {}}"),
        ("loc\n", "{loc {}}"),
    ] {
        check_repaired(header, None, Some(expected));
        check_repaired(header, Some(header.trim_end().matches('\n').count()), Some(expected));
    }
}
