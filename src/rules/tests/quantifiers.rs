//! The truth tables of `all`, `any`, `not`, of paths with `[]`, and of the quantifiers.

use serde_json::{Value as Json, json};

use super::{holds, kinds, thing};
use crate::model::{
    Extent, Module,
    Truth::{No, Unknown, Yes},
    View,
};
use crate::rules::evaluate::Scope;

/// `Yes`, `No` and `Unknown` as tests of a thing whose name is `a` and whose other is unknown.
const YES: &str = "{ path = \"name\", is = \"a\" }";
const NO: &str = "{ path = \"name\", is = \"b\" }";
const UNKNOWN: &str = "{ path = \"other\", is = \"a\" }";

#[test]
fn all_any_and_not_follow_kleene() {
    let thing = || json!({ "name": "a", "other": "${?}" });
    for (one, other, all, any) in [
        (YES, YES, Yes, Yes),
        (YES, NO, No, Yes),
        (YES, UNKNOWN, Unknown, Yes),
        (NO, NO, No, No),
        (NO, UNKNOWN, No, Unknown),
        (UNKNOWN, UNKNOWN, Unknown, Unknown),
    ] {
        for pair in [format!("{one}, {other}"), format!("{other}, {one}")] {
            assert_eq!(holds(&format!("all = [{pair}]"), thing()), all, "all of {pair}");
            assert_eq!(holds(&format!("any = [{pair}]"), thing()), any, "any of {pair}");
        }
    }
    assert_eq!(holds(&format!("not = {YES}"), thing()), No);
    assert_eq!(holds(&format!("not = {NO}"), thing()), Yes);
    assert_eq!(holds(&format!("not = {UNKNOWN}"), thing()), Unknown);
}

fn items(froms: &[Json]) -> Json {
    json!({ "items": froms.iter().map(|from| json!({ "from": from })).collect::<Vec<_>>() })
}

#[test]
fn a_test_on_a_list_path_holds_for_every_element() {
    let test = "path = \"items[].from\", is = 1";
    assert_eq!(holds(test, items(&[json!(1), json!(1)])), Yes);
    assert_eq!(holds(test, items(&[json!(1), json!(2)])), No);
    assert_eq!(holds(test, items(&[json!(1), json!("${?}")])), Unknown);
    assert_eq!(holds(test, items(&[json!("${?}"), json!(2)])), No);
    assert_eq!(holds(test, items(&[])), Yes);
    assert_eq!(holds(test, json!({})), Yes);
    assert_eq!(holds(test, json!({ "items": [{}] })), No, "an element without it has nothing there");
}

#[test]
fn every_some_and_none() {
    let has = "has = { path = \"from\", is = 1 }";
    for (froms, every, some, none) in [
        (vec![], Yes, No, Yes),
        (vec![json!(1), json!(1)], Yes, Yes, No),
        (vec![json!(2), json!(2)], No, No, Yes),
        (vec![json!(1), json!(2)], No, Yes, No),
        (vec![json!(1), json!("${?}")], Unknown, Yes, No),
        (vec![json!(2), json!("${?}")], No, Unknown, Unknown),
    ] {
        assert_eq!(holds(&format!("every = \"items[]\", {has}"), items(&froms)), every, "every of {froms:?}");
        assert_eq!(holds(&format!("some = \"items[]\", {has}"), items(&froms)), some, "some of {froms:?}");
        assert_eq!(holds(&format!("none = \"items[]\", {has}"), items(&froms)), none, "none of {froms:?}");
    }
}

#[test]
fn where_chooses_the_elements() {
    let thing = || json!({ "items": [{ "from": 1, "to": 1 }, { "from": 2, "to": 9 }, { "from": "${?}", "to": 1 }] });
    let chosen = |quantifier: &str, from: u8, to: u8| {
        let parts = format!("where = {{ path = \"from\", is = {from} }}, has = {{ path = \"to\", is = {to} }}");
        holds(&format!("{quantifier} = \"items[]\", {parts}"), thing())
    };
    assert_eq!(chosen("every", 1, 1), Yes, "the unknown element has it anyway");
    assert_eq!(chosen("every", 2, 9), Unknown, "the unknown element may be chosen and has it not");
    assert_eq!(chosen("every", 2, 8), No);
    assert_eq!(chosen("some", 2, 9), Yes);
    assert_eq!(chosen("some", 3, 1), Unknown);
    assert_eq!(chosen("none", 3, 1), Unknown);
    assert_eq!(chosen("none", 3, 8), Yes);
}

#[test]
fn quantifiers_nest_and_speak_of_the_element_itself() {
    let open = "none = \"items[]\", has = { some = \"cidrs[]\", has = { cidr_covers = [\"0.0.0.0/0\", \"::/0\"] } }";
    assert_eq!(holds(open, json!({ "items": [{ "cidrs": ["10.0.0.0/8", "0.0.0.0/0"] }] })), No);
    assert_eq!(holds(open, json!({ "items": [{ "cidrs": ["10.0.0.0/8"] }, {}] })), Yes);
    assert_eq!(holds(open, json!({ "items": [{ "cidrs": ["${?}"] }] })), Unknown);
    assert_eq!(holds(open, json!({ "items": [{ "cidrs": "${?}" }] })), Unknown);
}

#[test]
fn a_list_of_two_worlds_is_decided_in_both() {
    let some = "some = \"items[]\", has = { path = \"from\", is = 1 }";
    let either = |one: Json, other: Json| json!({ "items": { "if": [one, other] } });
    assert_eq!(holds(some, either(json!([{ "from": 1 }]), json!([{ "from": 1 }, {}]))), Yes);
    assert_eq!(holds(some, either(json!([{ "from": 1 }]), json!(null))), Unknown);
    assert_eq!(holds(some, either(json!([{ "from": 2 }]), json!(null))), No);
}

#[test]
fn a_half_typed_block_proves_nothing_by_absence() {
    let kinds = kinds();
    let module = Module::new(Extent::Complete);
    let mut resource = thing(json!({ "name": "a" }));
    resource.partial = true;
    let decide = |text: &str| {
        let condition = super::condition(&kinds, text);
        let kind = kinds.get("test.thing").expect("the kind");
        let view = View::new(&module);
        Scope { view: &view, kinds: &kinds, kind, resource: &resource, element: None }.decide(&condition).truth
    };
    assert_eq!(decide("path = \"flag\", is = true"), Unknown);
    assert_eq!(decide("some = \"items[]\""), Unknown);
    assert_eq!(decide("none = \"items[]\""), Unknown);
    assert_eq!(decide("path = \"items[]\", count = 1"), Unknown);
    assert_eq!(decide("path = \"name\", is = \"b\""), No, "what is there counts");
}
