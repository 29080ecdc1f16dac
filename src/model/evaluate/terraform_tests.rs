//! Terraform in, values out.

use super::check::{first, is_half_typed, module};
use super::render::render;
use crate::model::{Extent, Truth};

/// Checks what the argument `x` of a resource is worth among other blocks.
#[track_caller]
fn check(expression: &str, others: &str, expected: &str) {
    let text = format!("resource \"aws_x\" \"t\" {{\n  x = {expression}\n}}\n\n{others}\n");
    let module = module(&[("main.tf", &text)], Extent::Complete);
    assert!(!is_half_typed(&module), "does not parse: {text}");
    let resource = first(&module);
    assert_eq!(resource.body.get("x").map(render).as_deref(), Some(expected), "{expression}");
}

/// Checks the body of a resource.
#[track_caller]
fn check_body(body: &str, expected: &str) {
    let text = format!("resource \"aws_x\" \"t\" {{\n{body}\n}}\n");
    let module = module(&[("main.tf", &text)], Extent::Complete);
    assert!(!is_half_typed(&module), "does not parse: {text}");
    assert_eq!(render(&first(&module).body), format!("{{{expected}}}"), "{body}");
}

#[test]
fn literals_are_themselves() {
    for (expression, expected) in [
        ("true", "true"),
        ("443", "443"),
        (r#""a""#, r#""a""#),
        ("null", "null"),
        (r#"[1, "b", []]"#, r#"[1, "b", []]"#),
        (r#"{ a = 1, "b" = { c = 2 } }"#, "{a: 1, b: {c: 2}}"),
        ("<<-EOT\n    a\n    b\n  EOT", r#""a\nb\n""#),
    ] {
        check(expression, "", expected);
    }
}

#[test]
fn variables_are_worth_their_defaults() {
    let variables = r#"
        variable "on" { default = true }
        variable "off" { default = null }
        variable "bare" {}
        variable "tree" { default = { a = { b = [1, 2] } } }
        variable "loop" { default = var.loop }"#;
    for (expression, expected) in [
        ("var.on", "true"),
        ("var.off", "null"),
        ("var.bare", "?no default of bare"),
        ("var.nowhere", "?no default of nowhere"),
        ("var.tree.a.b[1]", "2"),
        (r#"var.tree["a"]"#, "{b: [1, 2]}"),
        ("var.tree.c", "?expression c"),
        ("var.loop", "?expression var.loop"),
        (r#""a-${var.on}-${var.bare}""#, "`a-true-${?no default of bare}`"),
    ] {
        check(expression, variables, expected);
    }
}

#[test]
fn files_that_terraform_loads_give_variables_their_values() {
    let main = ("main.tf", "resource \"aws_x\" \"t\" {\n  x = var.v\n}\nvariable \"v\" {\n  default = 1\n}\n");
    let value = |files: &[(&str, &str)]| {
        let files: Vec<(&str, &str)> = std::iter::once(main).chain(files.iter().copied()).collect();
        first(&module(&files, Extent::Complete)).body.get("x").map(render).unwrap()
    };
    assert_eq!(value(&[("terraform.tfvars", "v = 2\n")]), "2");
    assert_eq!(value(&[("b.auto.tfvars", "v = 3\n"), ("a.auto.tfvars", "v = 2\n")]), "3");
    assert_eq!(value(&[("z.auto.tfvars", "v = 3\n"), ("terraform.tfvars", "v = 2\n")]), "3");
    assert_eq!(value(&[("prod.tfvars", "v = 2\n")]), "(1 | 2)");
    assert_eq!(value(&[("prod.tfvars", "v = 2\n"), ("dev.tfvars", "v = 1\n")]), "(1 | 2)");
}

#[test]
fn locals_are_followed_but_not_in_circles() {
    let locals = r#"
        locals {
          name  = "a-${local.kind}"
          kind  = "b"
          tags  = { Name = local.name }
          round = local.trip
          trip  = local.round
          key   = aws_kms_key.k
        }"#;
    for (expression, expected) in [
        ("local.name", r#""a-b""#),
        ("local.tags.Name", r#""a-b""#),
        ("local.round", "?expression local.round"),
        ("local.key.arn", "@aws_kms_key.k.arn"),
        ("local.nowhere", "?elsewhere local.nowhere"),
        (r#"local.tags[var.which]"#, r#""a-b""#),
    ] {
        check(expression, locals, expected);
    }
}

#[test]
fn resources_are_referred_to_by_address_and_attribute() {
    for (expression, expected) in [
        ("aws_lb.a.arn", "@aws_lb.a.arn"),
        ("aws_lb.a", "@aws_lb.a"),
        ("aws_lb.a[0].arn", "@aws_lb.a.arn"),
        ("aws_lb.a[each.key].arn", "@aws_lb.a.arn"),
        (r#"aws_lb.a["x"].arn"#, "@aws_lb.a.arn"),
        ("aws_lb.a[*].arn", "@aws_lb.a.arn"),
        ("aws_lb.a.*.arn", "@aws_lb.a.arn"),
        ("aws_lb.a.root[0].id", "@aws_lb.a.root.id"),
        ("data.aws_ami.b.id", "@data.aws_ami.b.id"),
        ("data.aws_region.current.name", "?elsewhere data.aws_region.current.name"),
        ("module.net.vpc_id", "?elsewhere module.net.vpc_id"),
        ("each.value.x", "?repeated each.value.x"),
        ("count.index", "?repeated count.index"),
        ("path.module", "?elsewhere path.module"),
        (r#""${aws_lb.a.arn}""#, "@aws_lb.a.arn"),
        (r#""${aws_s3_bucket.b.arn}/*""#, "`${@aws_s3_bucket.b.arn}/*`"),
        ("1 + 2", "?expression …"),
    ] {
        check(expression, "", expected);
    }
}

#[test]
fn functions_of_known_values_are_evaluated() {
    for (expression, expected) in [
        ("merge({ a = 1, b = 2 }, { b = 3 })", "{a: 1, b: 3}"),
        ("merge({ a = 1 }, var.bare)", "?no default of bare"),
        ("merge({ a = 1 }, null)", "{a: 1}"),
        (r#"concat(["a"], var.bare, ["b"])"#, r#"["a", ?no default of bare, "b"]"#),
        ("flatten([[1], [[2]], var.bare])", "[1, 2, ?no default of bare]"),
        (r#"compact(["", "a", null])"#, r#"["a"]"#),
        ("jsonencode({ a = [1] })", "{a: [1]}"),
        (r#"jsondecode("{\"a\": [1]}")"#, "{a: [1]}"),
        (r#"format("%s-%d%%", "a", 2)"#, r#""a-2%""#),
        (r#"format("%s/*", aws_s3_bucket.b.arn)"#, "`${@aws_s3_bucket.b.arn}/*`"),
        (r#"format("%05d", 2)"#, "?expression format"),
        (r#"join("-", ["a", var.bare])"#, "`a-${?no default of bare}`"),
        (r#"join("", aws_lb.a.*.arn)"#, "@aws_lb.a.arn"),
        (r#"split(",", "a,b")"#, r#"["a", "b"]"#),
        (r#"lower("AES")"#, r#""aes""#),
        ("lower(var.bare)", "?no default of bare"),
        (r#"toset(["a"])"#, r#"["a"]"#),
        (r#"tobool("true")"#, r#""true""#),
        ("length([1, 2])", "2"),
        (r#"contains(["a"], "a")"#, "true"),
        (r#"contains(["b", var.bare], "a")"#, "?expression contains"),
        (r#"lookup({ a = 1 }, "a", 2)"#, "1"),
        (r#"lookup({ a = 1 }, "b", 2)"#, "2"),
        ("element([1, 2], 3)", "2"),
        ("element([], 0)", "?expression element"),
        (r#"coalesce(null, "", "a", var.bare)"#, r#""a""#),
        (r#"coalesce(var.bare, "a")"#, r#"(?no default of bare | "a")"#),
        ("try(aws_lb.a[0].arn, null)", "(@aws_lb.a.arn | null)"),
        ("one(aws_lb.a[*].arn)", "@aws_lb.a.arn"),
        (r#"cidrsubnet("10.0.0.0/8", 8, 1)"#, "?expression cidrsubnet"),
        ("merge(var.bare ? { a = 1 } : {}, { b = 2 })", "({a: 1, b: 2} | {b: 2})"),
    ] {
        check(expression, r#"variable "bare" {}"#, expected);
    }
}

#[test]
fn conditionals_are_decided_or_stay_open() {
    let variables = r#"
        variable "on" { default = true }
        variable "bare" {}"#;
    for (expression, expected) in [
        ("var.on ? 1 : 2", "1"),
        ("var.bare ? 1 : 2", "(1 | 2)"),
        ("var.bare ? 1 : 1", "1"),
        (r#"var.bare == "x" ? { a = [1] } : { a = [1] }"#, "{a: [1]}"),
    ] {
        check(expression, variables, expected);
    }
}

#[test]
fn blocks_of_one_name_are_a_list() {
    check_body("a {\n b = 1\n}\nc = 2\na {\n b = 3\n}", "a: [{b: 1}, {b: 3}], c: 2");
    check_body("a {\n  b {\n    c = 1\n  }\n}", "a: [{b: [{c: 1}]}]");
}

#[test]
fn dynamic_blocks_are_written_out_where_they_can_be() {
    let dynamic = |over: &str| {
        format!("a {{\n v = 0\n}}\ndynamic \"a\" {{\n for_each = {over}\n content {{\n v = a.value\n k = a.key\n}}\n}}")
    };
    check_body(&dynamic("[]"), "a: [{v: 0}]");
    check_body(&dynamic("[1, 2]"), "a: [{v: 0}, {v: 1, k: 1}, {v: 2, k: 2}]");
    check_body(&dynamic("{ x = 1 }"), r#"a: [{v: 0}, {v: 1, k: "x"}]"#);
    check_body(&dynamic("var.rules"), "a: ([{v: 0}, {v: ?repeated a.value, k: ?repeated a.key}] | [{v: 0}])");
    check_body(
        "dynamic \"a\" {\n for_each = var.on ? [1] : []\n iterator = i\n content {\n v = i.value\n w = a.value\n}\n}",
        "a: ([{v: ?repeated i.value, w: ?expression a.value}] | null)",
    );
}

#[test]
fn each_is_one_of_what_for_each_lists() {
    let body = |over: &str, value: &str| {
        let text =
            format!("resource \"aws_x\" \"t\" {{\n  for_each = {over}\n  x = {value}\n}}\nvariable \"v\" {{}}\n");
        let module = module(&[("main.tf", &text)], Extent::Complete);
        assert!(!is_half_typed(&module), "does not parse: {text}");
        first(&module).body.get("x").map(render).unwrap()
    };
    assert_eq!(body("{ a = 1, b = 1 }", "each.value"), "1");
    assert_eq!(body("{ a = 1, b = 2 }", "each.value"), "(1 | 2)");
    assert_eq!(body("{ a = { tls = false }, b = { tls = false } }", "each.value.tls"), "false");
    assert_eq!(body("{ a = 1 }", "\"x-${each.key}\""), r#""x-a""#);
    assert_eq!(body(r#"toset(["a", "b"])"#, "each.key"), r#"("a" | "b")"#);
    assert_eq!(body("aws_s3_bucket.b", "each.value.id"), "@aws_s3_bucket.b.id");
    assert_eq!(body("var.v", "each.value"), "?repeated each.value");
    assert_eq!(body("{ a = 1, b = var.v }", "each.value"), "?repeated each.value");
}

#[test]
fn an_override_file_is_laid_over_the_others() {
    let base = "resource \"aws_x\" \"t\" {\n  a = 1\n  b = var.v\n  c = local.l\n  d {\n    e = 1\n  }\n}\n\
        variable \"v\" {\n  default = 1\n}\nlocals {\n  l = 1\n}\n";
    let over = "resource \"aws_x\" \"t\" {\n  a = 2\n  d {\n    f = 2\n  }\n}\n\
        variable \"v\" {\n  default = 2\n}\nlocals {\n  l = 2\n}\n";
    for name in ["override.tf", "dev_override.tf"] {
        for files in [[("main.tf", base), (name, over)], [(name, over), ("main.tf", base)]] {
            let module = module(&files, Extent::Complete);
            let found: Vec<_> =
                (0..).map(crate::model::UnitId).take(6).flat_map(|id| module.resources(id).to_vec()).collect();
            let created: Vec<_> = found.iter().filter(|resource| resource.created == Truth::Yes).collect();
            assert_eq!(created.len(), 1, "{name}");
            assert_eq!(render(&created[0].body), "{a: 2, b: 2, c: 2, d: [{f: 2}]}", "{name}");
        }
    }
    let module = module(&[("main.tf", base), ("overriding.tf", over)], Extent::Complete);
    assert_eq!(render(&first(&module).body), "{a: 1, b: 1, c: 1, d: [{e: 1}]}");
}

#[test]
fn what_terraform_reads_itself_is_kept_apart() {
    check_body(
        "provider = aws.dr\ndepends_on = [aws_lb.a]\nlifecycle {\n ignore_changes = [tags]\n prevent_destroy = true\n}",
        r#"$provider: "aws.dr", $depends_on: [@aws_lb.a], $lifecycle: {ignore_changes: ["tags"], prevent_destroy: true}"#,
    );
}

#[test]
fn count_and_for_each_say_whether_a_resource_is_there() {
    for (meta, expected) in [
        ("a = 1", Truth::Yes),
        ("count = 0", Truth::No),
        ("count = 2", Truth::Yes),
        ("count = var.bare ? 1 : 0", Truth::Unknown),
        ("count = var.bare ? 1 : 2", Truth::Yes),
        ("for_each = {}", Truth::No),
        (r#"for_each = toset(["a"])"#, Truth::Yes),
        ("for_each = var.bare", Truth::Unknown),
    ] {
        let text = format!("resource \"aws_x\" \"t\" {{\n  {meta}\n}}\n");
        assert_eq!(first(&module(&[("main.tf", &text)], Extent::Complete)).created, expected, "{meta}");
    }
}

#[test]
fn a_value_from_elsewhere_has_the_place_of_its_use() {
    let text = "resource \"aws_x\" \"t\" {\n  x = merge(local.m, { a = 1 })\n}\nlocals {\n  m = { b = [2] }\n}\n";
    let resource = first(&module(&[("main.tf", text)], Extent::Complete));
    let value = resource.body.get("x").unwrap();
    let (own, foreign) = (value.get("a").unwrap(), value.get("b").unwrap().items().first().unwrap());
    assert_eq!((own.span.of(text), own.foreign), ("1", false));
    assert_eq!((foreign.span.of(text), foreign.foreign), ("local.m", true));
}

#[test]
fn definitions_that_multiply_are_given_up() {
    let mut locals = String::from("locals {\n  l0 = [1]\n");
    for level in 1..30 {
        let below = level - 1;
        locals.push_str(&format!("  l{level} = concat(local.l{below}, local.l{below}, local.l{below})\n"));
    }
    let text = format!("resource \"aws_x\" \"t\" {{\n  x = local.l20\n}}\n{locals}}}\n");
    let resource = first(&module(&[("main.tf", &text)], Extent::Complete));
    let items = resource.body.get("x").map_or(0, |value| value.items().len());
    assert!((1..=50_000).contains(&items), "{items}");
}

#[test]
fn json_means_the_same_as_hcl() {
    let text = r#"{
        "variable": { "on": { "default": true } },
        "resource": { "aws_x": { "t": {
            "x": "${var.on}",
            "y": "a-${aws_lb.b.arn}",
            "provider": "aws.dr",
            "depends_on": ["aws_lb.b"],
            "lifecycle": { "ignore_changes": ["tags"] }
        } } }
    }"#;
    let module = module(&[("main.tf.json", text)], Extent::Complete);
    let expected = concat!(
        r#"{x: true, y: `a-${@aws_lb.b.arn}`, $provider: "aws.dr", $depends_on: [@aws_lb.b], "#,
        r#"$lifecycle: {ignore_changes: ["tags"]}}"#
    );
    assert_eq!(render(&first(&module).body), expected);
}
