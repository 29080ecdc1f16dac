//! The truth tables of the operators on one value.

use serde_json::{Value as Json, json};

use super::holds;
use crate::model::Truth::{self, No, Unknown, Yes};

/// Checks a test on `name` against values of it; `null` is an attribute that means nothing.
#[track_caller]
fn table(test: &str, rows: &[(Json, Truth)]) {
    for (value, expected) in rows {
        let truth = holds(&format!("path = \"name\", {test}"), json!({ "name": value }));
        assert_eq!(truth, *expected, "{test} of {value}");
    }
}

#[test]
fn is_and_in() {
    table(
        "is = \"a\"",
        &[
            (json!("a"), Yes),
            (json!("b"), No),
            (json!("A"), No),
            (json!(null), No),
            (json!(["a"]), No),
            (json!("${?}"), Unknown),
            (json!("${aws_x.y.id}"), Unknown),
            (json!("a${?}"), Unknown),
            (json!("b${?}"), No),
            (json!({"if": ["a", "a"]}), Yes),
            (json!({"if": ["b", "c"]}), No),
            (json!({"if": ["a", "b"]}), Unknown),
            (json!({"if": ["b", "${?}"]}), Unknown),
        ],
    );
    table("in = [\"a\", \"b\"]", &[(json!("b"), Yes), (json!("c"), No), (json!({"if": ["a", "b"]}), Yes)]);
    table("is = \"a\", ignore_case = true", &[(json!("A"), Yes), (json!("B"), No)]);
}

#[test]
fn scalars_are_compared_normalised() {
    table("is = true", &[(json!(true), Yes), (json!("true"), Yes), (json!("True"), Yes), (json!("false"), No)]);
    table("is = 443", &[(json!(443), Yes), (json!("443"), Yes), (json!("4430"), No)]);
    table("in = [1, \"ON\"]", &[(json!("1"), Yes), (json!("ON"), Yes), (json!(0), No)]);
}

#[test]
fn an_absent_attribute_is_what_aws_takes() {
    assert_eq!(holds("path = \"flag\", is = false", json!({})), Yes);
    assert_eq!(holds("path = \"flag\", is = true", json!({})), No);
    assert_eq!(holds("path = \"flag\", is = true", json!({ "flag": null })), No);
    // Nobody knows AWS's default here.
    assert_eq!(holds("path = \"size\", at_least = 1", json!({})), Unknown);
}

#[test]
fn an_action_with_wildcards_allows_what_it_takes_in() {
    table(
        "allows = [\"iam:PassRole\"]",
        &[
            (json!("iam:PassRole"), Yes),
            (json!("IAM:passrole"), Yes),
            (json!("iam:Pass*"), Yes),
            (json!("*"), Yes),
            (json!("iam:GetRole"), No),
            (json!("s3:*"), No),
            (json!("${?}:GetObject"), No),
            (json!("${?}:*"), Unknown),
            (json!("${?}"), Unknown),
            (json!(null), No),
        ],
    );
}

#[test]
fn a_literal_stands_in_the_file() {
    table(
        "literal = true",
        &[
            (json!("hunter2"), Yes),
            (json!(12_345_678), Yes),
            (json!(""), No),
            (json!("{{resolve:secretsmanager:db}}"), No),
            (json!("arn:aws:secretsmanager:x:1:secret:db"), No),
            (json!("${aws_x.y.id}"), No),
            (json!("a${?}"), No),
            (json!("${?}"), No),
            (json!({"if": ["a", "b"]}), Yes),
            (json!({"if": ["a", "${?}"]}), Unknown),
            (json!(null), No),
        ],
    );
}

#[test]
fn matches() {
    table(
        "matches = \"http://*\"",
        &[
            (json!("http://a"), Yes),
            (json!("https://a"), No),
            (json!("http://${?}"), Yes),
            (json!("https://${?}"), No),
            (json!("${?}://a"), Unknown),
            (json!(null), No),
            (json!(["http://a"]), No),
            (json!("${?}"), Unknown),
        ],
    );
    table("matches = [\"a*\", \"*z\"]", &[(json!("bz"), Yes), (json!("b"), No)]);
    table("matches = \"A*\", ignore_case = true", &[(json!("ab"), Yes)]);
}

#[test]
fn at_least_and_at_most() {
    table(
        "at_least = 7",
        &[
            (json!(7), Yes),
            (json!("7"), Yes),
            (json!(30), Yes),
            (json!(0), No),
            (json!(6.9), No),
            (json!(null), No),
            (json!("many"), Unknown),
            (json!("${?}"), Unknown),
            (json!({"if": [7, 8]}), Yes),
            (json!({"if": [6, 8]}), Unknown),
        ],
    );
    table("at_most = 7", &[(json!(7), Yes), (json!(8), No), (json!(null), No)]);
    table("at_least = 7, at_most = 9", &[(json!(8), Yes), (json!(10), No), (json!(1), No)]);
}

#[test]
fn older_than() {
    table(
        "older_than = \"1.28\"",
        &[
            (json!("1.27"), Yes),
            (json!("1.9"), Yes),
            (json!("1.28"), No),
            (json!("2"), No),
            (json!("1"), Unknown),
            (json!(null), No),
            (json!("OpenSearch_1.0"), Unknown),
            (json!("${?}"), Unknown),
        ],
    );
}

#[test]
fn present() {
    let rows = [
        (json!("a"), Yes),
        (json!("${aws_x.y.id}"), Yes),
        (json!("a${?}"), Yes),
        (json!({}), Yes),
        (json!(null), No),
        (json!(""), No),
        (json!([]), No),
        (json!("${?}"), Unknown),
        (json!({"if": ["a", null]}), Unknown),
        (json!({"if": ["a", "b"]}), Yes),
    ];
    table("present = true", &rows);
    table("present = false", &rows.map(|(value, truth)| (value, !truth)));
    assert_eq!(holds("path = \"flag\", present = true", json!({})), Yes, "AWS's default is there");
    assert_eq!(holds("path = \"size\", present = true", json!({})), Unknown, "or nobody knows");
}

#[test]
fn cidr_covers() {
    table(
        "cidr_covers = \"10.0.0.0/8\"",
        &[
            (json!("10.0.0.0/8"), Yes),
            (json!("0.0.0.0/0"), Yes),
            (json!("10.1.0.0/16"), No),
            (json!("::/0"), No),
            (json!(null), No),
            (json!("anywhere"), Unknown),
            (json!("${?}"), Unknown),
        ],
    );
    table("cidr_covers = [\"0.0.0.0/0\", \"::/0\"]", &[(json!("::/0"), Yes), (json!("::/1"), No)]);
}

#[test]
fn count() {
    let table = |test: &str, rows: &[(Json, Truth)]| {
        for (value, expected) in rows {
            let truth = holds(&format!("path = \"subnets\", {test}"), json!({ "subnets": value }));
            assert_eq!(truth, *expected, "{test} of {value}");
        }
    };
    table(
        "count = { at_least = 2 }",
        &[
            (json!(["a", "b"]), Yes),
            (json!(["${?}", "${?}"]), Yes),
            (json!(["a"]), No),
            (json!([]), No),
            (json!(null), No),
            (json!("a"), No),
            (json!(["a", "${*}"]), Unknown),
            (json!(["a", {"if": ["b", null]}]), Unknown),
            (json!("${?}"), Unknown),
        ],
    );
    table("count = 1", &[(json!(["a"]), Yes), (json!(["a", "b"]), No), (json!([]), No)]);
    table(
        "count = { at_most = 1 }",
        &[(json!(["a"]), Yes), (json!(["a", "b", "${*}"]), No), (json!(["${*}"]), Unknown)],
    );
}

#[test]
fn the_elements_of_a_path_can_be_counted() {
    let two = "path = \"items[]\", count = { at_least = 2 }";
    assert_eq!(holds(two, json!({ "items": [{}, {}] })), Yes);
    assert_eq!(holds(two, json!({ "items": [{}] })), No);
    assert_eq!(holds(two, json!({})), No);
    assert_eq!(holds(two, json!({ "items": "${?}" })), Unknown);
}

#[test]
fn same_as() {
    let same = |name: Json, other: Json| {
        holds("path = \"name\", same_as = \"other\"", json!({ "name": name, "other": other }))
    };
    assert_eq!(same(json!("a"), json!("a")), Yes);
    assert_eq!(same(json!("a"), json!("b")), No);
    assert_eq!(same(json!("${aws_role.a.arn}"), json!("${aws_role.a.arn}")), Yes);
    assert_eq!(same(json!("${aws_role.a.arn}"), json!("${aws_role.b.arn}")), No);
    assert_eq!(same(json!("${aws_role.a.arn}"), json!("${aws_role.a.id}")), Unknown);
    assert_eq!(same(json!("${data.aws_role.a.arn}"), json!("${aws_role.b.arn}")), Unknown);
    assert_eq!(same(json!("${aws_role.a.arn}"), json!("arn:a")), Unknown);
    assert_eq!(same(json!(null), json!("a")), No);
    assert_eq!(same(json!("a"), json!("${?}")), Unknown);
    assert_eq!(same(json!("a"), json!({"if": ["a", "b"]})), Unknown);
}

#[test]
fn ports() {
    let rows: [(Json, &str, Truth); 20] = [
        (json!({"from": 22, "to": 22}), "covers = 22", Yes),
        (json!({"from": 0, "to": 65535}), "covers = \"20-25\"", Yes),
        (json!({"from": 22, "to": 22}), "covers = \"20-25\"", No),
        (json!({"from": 22, "to": 22}), "overlaps = \"20-25\"", Yes),
        (json!({"from": 443, "to": 443}), "overlaps = \"20-25\"", No),
        (json!({"from": 443, "to": 443}), "covers = [22, 443]", Yes),
        (json!({"from": "22", "to": "22"}), "covers = 22", Yes),
        (json!({"protocol": "-1"}), "covers = 22", Yes),
        (json!({"protocol": -1, "from": 0, "to": 0}), "covers = 22", Yes),
        (json!({"protocol": "icmp", "from": -1, "to": -1}), "covers = 22", No),
        (json!({"protocol": "TCP", "from": 22, "to": 22}), "covers = 22", Yes),
        (json!({"protocol": "6", "from": 22, "to": 22}), "covers = 22", Yes),
        (json!({"protocol": "${?}", "from": 22, "to": 22}), "covers = 22", Unknown),
        (json!({"protocol": "tcp", "from": 22, "to": "${?}"}), "covers = 22", Unknown),
        (json!({"protocol": "tcp", "from": 23, "to": "${?}"}), "covers = 22", No),
        (json!({"protocol": "tcp", "from": "${?}", "to": 21}), "covers = 22", No),
        (json!({"protocol": "tcp"}), "covers = 22", Unknown),
        (json!({"protocol": {"if": ["tcp", "udp"]}, "from": 22, "to": 22}), "covers = 22", Yes),
        (json!({"protocol": {"if": ["tcp", "icmp"]}, "from": 22, "to": 22}), "covers = 22", Unknown),
        (json!({"from": {"if": [22, 443]}, "to": 443}), "covers = 443", Yes),
    ];
    for (item, test, expected) in rows {
        let text =
            format!("some = \"items[]\", has = {{ ports = [\"from\", \"to\"], protocol = \"protocol\", {test} }}");
        let mut item = item;
        if item.get("protocol").is_none() {
            item["protocol"] = json!("tcp");
        }
        assert_eq!(holds(&text, json!({ "items": [item.clone()] })), expected, "{test} of {item}");
    }
}
