//! What YAML means, whole and half typed.

use super::super::recut::tests::saved_of_half_typed;
use super::super::{BlockKind, Data, Language, Node, Parsed, Style, cut, parse};

fn whole(text: &str) -> Parsed {
    parse(text, &BlockKind::Whole, Language::Yaml, None)
}

/// A tree with the source of each value that holds no others, and of each collection's ends.
fn outline(node: &Node, text: &str) -> String {
    let source = node.span.of(text);
    match &node.data {
        Data::Null => format!("null<{source}>"),
        Data::Bool(value) => format!("{value}<{source}>"),
        Data::Number(digits) => format!("{digits}<{source}>"),
        Data::Text(value) => format!("{value:?}<{source}>"),
        Data::List(items) => {
            assert!(items.iter().all(|item| node.span.covers(item.span) || source.starts_with('*')), "{source}");
            format!("[{}]", items.iter().map(|item| outline(item, text)).collect::<Vec<_>>().join(", "))
        }
        Data::Map(map) => {
            let entries = map.entries.iter().map(|entry| {
                assert!(entry.span.of(text).starts_with(entry.key_span.of(text)));
                assert_eq!(entry.span.end, entry.value.span.end.max(entry.key_span.end));
                format!("{}: {}", entry.key_span.of(text), outline(&entry.value, text))
            });
            let entries = entries.collect::<Vec<_>>().join(", ");
            if map.style == Style::Flow { format!("{{{entries}}}") } else { format!("({entries})") }
        }
        Data::Tagged(tag, inner) => format!("!{tag} {}", outline(inner, text)),
        other => format!("{other:?}<{source}>"),
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let parsed = whole(text);
    assert_eq!(parsed.error, None, "{text}");
    assert!(!parsed.partial);
    assert_eq!(parsed.root.map(|root| outline(&root, text)).as_deref(), Some(expected), "{text}");
}

#[test]
fn scalars_have_their_bytes() {
    check("A: b c # d\n", r#"(A: "b c"<b c>)"#);
    check("A: 'it''s'\nB: \"x\\ny\"  \n", r#"(A: "it's"<'it''s'>, B: "x\ny"<"x\ny">)"#);
    check(
        "A: yes\nB: 'yes'\nC: 012\nD: 2010-09-09\nE: ~",
        r#"(A: true<yes>, B: "yes"<'yes'>, C: 012<012>, D: "2010-09-09"<2010-09-09>, E: null<~>)"#,
    );
    check("A: one\n  two\n\n\nB: 1", "(A: \"one two\"<one\n  two>, B: 1<1>)");
    check("\"A\": \"one\n  two\"\n", "(\"A\": \"one two\"<\"one\n  two\">)");
}

#[test]
fn bytes_are_right_behind_other_scripts_and_line_ends() {
    check(
        "説明: 標識😀 # 注\r\nB: \"改\"\r\nC:\r\n  - 山: 川\r\n  - x\r\n",
        r#"(説明: "標識😀"<標識😀>, B: "改"<"改">, C: [(山: "川"<川>), "x"<x>])"#,
    );
    check("\u{feff}A: 1\nB: |\n  標\n  識\nC: 2\n", "(A: 1<1>, B: \"標\\n識\\n\"<|\n  標\n  識>, C: 2<2>)");
}

#[test]
fn an_ideographic_space_is_text() {
    let text = "A: !Sub \u{3000}x\nB: |\n  y\u{3000}\n";
    let root = whole(text).root.expect("a tree");
    let sources = ["A", "B"].map(|key| root.get(key).expect("a key").span.of(text));
    assert_eq!(sources, ["!Sub \u{3000}x", "|\n  y\u{3000}"]);
}

#[test]
fn nothing_stands_right_behind_the_colon() {
    for (text, at) in [
        ("A:\n", 2),
        ("A: # c\nB: 1\n", 2),
        ("A :  \n", 3),
        ("\"A\":\r\n\r\nB: 1", 4),
        ("? A\n", 3),
        ("{A, B: 1}", 2),
        ("A: !Ref\nB: 1", 7),
        ("A: &x # c\nB: 1", 5),
    ] {
        let root = whole(text).root.expect(text);
        let mut value = &root.entry("A").expect(text).value;
        if let Data::Tagged(_, inner) = &value.data {
            value = inner;
        }
        assert_eq!((&value.data, value.span.start, value.span.end), (&Data::Null, at, at), "{text:?}");
    }
    assert_eq!(whole("? \n\n").root.map(|root| (root.span.start, root.span.end)), Some((0, 1)));
    let root = whole("A:\n-\n- # c\n- 1\n").root.expect("a tree");
    let items = root.get("A").expect("A").items();
    assert_eq!(items.iter().map(|item| item.span.start).collect::<Vec<_>>(), [4, 6, 13]);
}

#[test]
fn block_scalars_reach_from_the_indicator_to_their_last_line() {
    check("A: |\n  x\n\n  y\n\n\nB: 1\n", "(A: \"x\\n\\ny\\n\"<|\n  x\n\n  y>, B: 1<1>)");
    check("A: >-  # a > b\n\n  x\n  y\n", "(A: \"\\nx y\"<>-  # a > b\n\n  x\n  y>)");
    check(
        "A:\n  - |\n    > x\n  - !Sub |+\n    ${X}\n",
        "(A: [\"> x\\n\"<|\n    > x>, !Sub \"${X}\\n\"<|+\n    ${X}>])",
    );
    check("A: |\nB: &x |\n  | y", "(A: \"\"<|>, B: \"| y\\n\"<&x |\n  | y>)".replace("&x ", "").as_str());
    check("a | b: |\n  x\n", "(a | b: \"x\\n\"<|\n  x>)");
}

#[test]
fn collections_have_a_style_and_ends() {
    check(
        "A:\n- x\n- - y\n  - z\nB: {C: 1, D: [2, \"3\"]} # e\n",
        r#"(A: ["x"<x>, ["y"<y>, "z"<z>]], B: {C: 1<1>, D: [2<2>, "3"<"3">]})"#,
    );
    let text = "A:\n  B:\n    C: 1   # x\n\n    D: [a,\n      b]\n\n# end\nE: &x\n  F: 1\n";
    let root = whole(text).root.expect("a tree");
    let source = |path: &[&str]| path.iter().fold(&root, |node, key| node.get(key).expect("a key")).span.of(text);
    assert_eq!(source(&[]), text.trim_end());
    assert_eq!(source(&["A"]), "B:\n    C: 1   # x\n\n    D: [a,\n      b]");
    assert_eq!(source(&["A", "B"]), "C: 1   # x\n\n    D: [a,\n      b]");
    assert_eq!(source(&["A", "B", "D"]), "[a,\n      b]");
    assert_eq!(source(&["E"]), "F: 1");
    let text = "A: # c\n- 標 # d\n-\n  - x\nB:\n  - - y\nC: &c\n- z\n";
    let root = whole(text).root.expect("a tree");
    let source = |key: &str| root.get(key).expect("a key").span.of(text);
    assert_eq!([source("A"), source("B"), source("C")], ["- 標 # d\n-\n  - x", "- - y", "- z"]);
}

#[test]
fn tags_name_functions() {
    check(
        "A: !Ref B\nC: !GetAtt D.Arn\nE: !Equals [!Ref F, yes]\nG: !Sub\n  - x\n  - {y: 1}\nH: !Base64\n  Fn::Sub: z",
        r#"(A: !Ref "B"<B>, C: !GetAtt "D.Arn"<D.Arn>, E: !Equals [!Ref "F"<F>, true<yes>], G: !Sub ["x"<x>, {y: 1<1>}], H: !Base64 (Fn::Sub: "z"<z>))"#,
    );
    // What a function is applied to is a name, also when it looks like something else.
    check(
        "A: !Condition Yes\nB: !Ref 12\nC: !GetAZs ''",
        r#"(A: !Condition "Yes"<Yes>, B: !Ref "12"<12>, C: !GetAZs ""<''>)"#,
    );
    let text = "A: !If [x, !Ref y, z]\nB: &b !Sub w\n";
    let root = whole(text).root.expect("a tree");
    assert_eq!(root.get("A").map(|node| node.span.of(text)), Some("!If [x, !Ref y, z]"));
    assert_eq!(root.get("B").map(|node| node.span.of(text)), Some("!Sub w"));
}

#[test]
fn tags_of_yaml_itself_decide_the_shape() {
    check(
        "A: !!str 12\nB: !!int '3'\nC: !!map {x: 1}\nD: !<tag:yaml.org,2002:str> no\nE: ! 5",
        r#"(A: "12"<!!str 12>, B: 3<!!int '3'>, C: {x: 1<1>}, D: "no"<!<tag:yaml.org,2002:str> no>, E: "5"<5>)"#,
    );
}

#[test]
fn aliases_and_merges_are_what_they_stand_for() {
    let text = "A: &a {x: 1, y: 2}\nB: *a\nC:\n  <<: *a\n  y: 3\nD:\n  <<: [{p: 1}, *a]\n";
    let root = whole(text).root.expect("a tree");
    assert_eq!(root.get("B").map(|node| (node.span.of(text), node.entries().len())), Some(("*a", 2)));
    let keys = |key: &str| root.get(key).expect("a map").entries().iter().map(|entry| &*entry.key).collect::<Vec<_>>();
    assert_eq!((keys("C"), keys("D")), (vec!["y", "x"], vec!["p", "x", "y"]));
    assert_eq!(root.get("C").and_then(|node| node.get("y")).map(|node| node.span.of(text)), Some("3"));
    check("A: &a 1\n'<<': *a\n<<: x", r#"(A: 1<1>, '<<': 1<*a>, <<: "x"<x>)"#);
}

#[test]
fn aliases_cannot_blow_up() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        text += &format!("a{level}: &a{level} [{}]\n", [below.as_str(); 10].join(", "));
    }
    fn nodes(node: &Node) -> usize {
        1 + node.items().iter().map(nodes).sum::<usize>()
            + node.entries().iter().map(|entry| nodes(&entry.value)).sum::<usize>()
    }
    assert!(nodes(&whole(&text).root.expect("a tree")) < 250_000);
    assert!(whole("A: &a [*a]\n").root.is_some());
}

#[test]
fn repeated_keys_are_all_kept() {
    check("A: 1\nA: 2\n", "(A: 1<1>, A: 2<2>)");
}

#[test]
fn placeholders_are_no_values() {
    let root = whole("A: <your-bucket>\nB: '<名前>'\nC:\n  ...\nD: [..., x]\n").root.expect("a tree");
    for key in ["A", "B", "C"] {
        assert_eq!(root.get(key).map(|node| &node.data), Some(&Data::Other), "{key}");
    }
    let parsed = whole("A:\n  B: 1\n  ...\n  C: 2\n");
    assert!(parsed.partial);
    assert_eq!(parsed.root.expect("a tree").get("A").map(|node| node.entries().len()), Some(2));
}

#[test]
fn several_documents_become_one_map() {
    let parsed = whole("A: 1\n---\nB: 2\n---\n- x\n");
    assert_eq!(parsed.root.map(|root| root.entries().len()), Some(2));
}

#[test]
fn a_block_is_a_map_of_what_it_was_cut_for() {
    let text = "Resources:\n  # the bucket\n  A:\n    Type: AWS::S3::Bucket\n\n  B:\nOut\n";
    let roots: Vec<String> = cut(text, Language::Yaml)
        .iter()
        .map(|block| {
            let text = block.span.of(text);
            outline(&parse(text, &block.kind, Language::Yaml, None).root.expect(text), text)
        })
        .collect();
    assert_eq!(
        roots,
        ["(Resources: null<>)", r#"(A: (Type: "AWS::S3::Bucket"<AWS::S3::Bucket>))"#, "(B: null<>)", "(Out: null<>)"]
    );
}

#[track_caller]
fn check_repair(text: &str, typed_line: Option<usize>, expected: &str) {
    let kind = BlockKind::Entry { parents: ["Resources".into()].into(), key: "A".into() };
    let parsed = parse(text, &kind, Language::Yaml, typed_line);
    assert!(parsed.partial && parsed.error.is_some(), "{text}");
    assert_eq!(parsed.root.map(|root| outline(&root, text)).as_deref(), Some(expected), "{text}");
}

#[test]
fn a_word_that_becomes_a_key_keeps_what_stands_below_it() {
    check_repair("  A:\n    Type: T\n    Props\n      B: 標\n", None, r#"(A: (Type: "T"<T>, Props: (B: "標"<標>)))"#);
    check_repair(
        "  A:\n    Props:\n      B: 1\n      Enc\n      C: 2\n",
        Some(3),
        "(A: (Props: (B: 1<1>, Enc: null<>, C: 2<2>)))",
    );
    check_repair(
        "  A:\n    Tags:\n      - Key\n        Value: v\n",
        None,
        r#"(A: (Tags: [(Key: null<>, Value: "v"<v>)]))"#,
    );
    check_repair("  A\n    Type: T\n", None, r#"(A: (Type: "T"<T>))"#);
    let parsed = parse("  A\n", &BlockKind::Section("A".into()), Language::Yaml, None);
    assert_eq!(parsed.root.map(|root| root.entries().len()), Some(1));
}

#[test]
fn open_quotes_and_brackets_cost_their_line() {
    check_repair("  A:\n    Type: \"T\n    B: \"1\"\n    C: 2\n", None, r#"(A: (B: "1"<"1">, C: 2<2>))"#);
    check_repair("  A:\n    Type: T\n    B: [x, {y: 1}\n    C: 2\n", None, r#"(A: (Type: "T"<T>, C: 2<2>))"#);
    check_repair("  A:\n    Type: T\n    B: @x\n", None, r#"(A: (Type: "T"<T>))"#);
    check_repair("  A:\n    Action: *\n    B: 1\n", None, "(A: (B: 1<1>))");
}

#[test]
fn tabs_indent_like_spaces() {
    let text = "Resources:\n\tA:\n\t\tType: T\n\t\tB: 1\n";
    let parsed = parse(text, &BlockKind::Section("Resources".into()), Language::Yaml, None);
    assert!(parsed.partial);
    let root = parsed.root.map(|root| outline(&root, text));
    assert_eq!(root.as_deref(), Some(r#"(Resources: (A: (Type: "T"<T>, B: 1<1>)))"#));
}

#[test]
fn a_tree_that_lost_its_key_is_none() {
    let kind = BlockKind::Entry { parents: ["Resources".into()].into(), key: "A".into() };
    for text in ["", "  # only\n", "  B: 1\n", "  - A\n"] {
        assert_eq!(parse(text, &kind, Language::Yaml, None).root, None, "{text}");
    }
}

#[test]
fn hostile_texts_come_back() {
    let nested: String = (0..600).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let units = [
        "[", "{", "- ", "a: ", "? ", "&a ", "*a ", "!a ", "\"", "'", "|\n", "a:\n", "#", "\t", "%", "---\n", "[a: ",
        "{\"a\": ", "標", ": ", ",", "\\",
    ];
    for text in units.iter().map(|unit| unit.repeat(20_000 / unit.len())).chain([nested]) {
        for prefix in ["", "A:\n  "] {
            let text = format!("{prefix}{text}");
            for block in cut(&text, Language::Yaml) {
                let _ = parse(block.span.of(&text), &block.kind, Language::Yaml, Some(0));
            }
        }
    }
}

#[test]
fn what_is_nested_too_deep_is_other() {
    let text = format!("A: {}1{}\nB: 2\n", "[".repeat(100), "]".repeat(100));
    let root = whole(&text).root.expect("a tree");
    let mut node = root.get("A").expect("A");
    while let [inner] = node.items() {
        node = inner;
    }
    assert_eq!((&node.data, node.span.of(&text).trim_matches(['[', ']'])), (&Data::Other, "1"));
    assert_eq!(root.get("B").map(|node| node.span.of(&text)), Some("2"));
}

#[test]
fn nine_in_ten_half_typed_states_have_a_tree() {
    let text = "  A:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n    Properties:\n      BucketName: !Sub \"${Env}-x\"\n      Encryption:\n        Rules:\n          - Algorithm: aws:kms\n            Key: !GetAtt Key.Arn\n      Tags:\n      - Key: a\n        Value: 'b'\n      Block: {Acls: true, Policy: true}\n      Note: |\n        標識\n";
    let kind = BlockKind::Entry { parents: ["Resources".into()].into(), key: "A".into() };
    let (saved, states) = saved_of_half_typed(text, Language::Yaml, &kind);
    assert!(saved * 10 >= states * 9, "{saved} of {states}");
}
