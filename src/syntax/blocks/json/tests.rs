//! What must come out right when JSON is cut.

use crate::syntax::Language;
use crate::syntax::recut::tests::{assert_recuts_like_a_cut, outline};

fn json(text: &str) -> Vec<String> {
    outline(text, Language::Json)
}

const PRETTY: &str = r#"{
  "Description": "x", // note
  "Resources": {
    "A": {
      "Type": "AWS::S3::Bucket"
    },
    // the key
    "B": {
      "Type": "AWS::KMS::Key",
      "Tags": [{ "Key": "k" }]
    }
  },
  "Outputs": { "O": { "Value": 1 } }
}
"#;

#[test]
fn resources_are_blocks_and_other_members_stay_whole() {
    assert_eq!(
        json(PRETTY),
        [
            "Loose | {\n",
            "Section Description |   \"Description\": \"x\", // note\n",
            "Section Resources |   \"Resources\": {\n",
            "Entry Resources/A |     \"A\": {\n      \"Type\": \"AWS::S3::Bucket\"\n    },\n",
            "Entry Resources/B |     // the key\n    \"B\": {\n      \"Type\": \"AWS::KMS::Key\",\n      \"Tags\": [{ \"Key\": \"k\" }]\n    }\n",
            "Loose |   },\n",
            "Section Outputs |   \"Outputs\": { \"O\": { \"Value\": 1 } }\n",
            "Loose | }\n",
        ]
    );
}

#[test]
fn a_file_on_one_line_is_cut_by_depth() {
    assert_eq!(
        json(r#"{"X":"{","Resources":{"A":{"T":[1,{"B":2}]},"C":{}},"Y":1}"#),
        [
            "Loose | {",
            "Section X | \"X\":\"{\",",
            "Section Resources | \"Resources\":{",
            "Entry Resources/A | \"A\":{\"T\":[1,{\"B\":2}]},",
            "Entry Resources/C | \"C\":{}",
            "Loose | },",
            "Section Y | \"Y\":1",
            "Loose | }"
        ]
    );
}

#[test]
fn an_unterminated_string_ends_at_its_line() {
    let text = PRETTY.replace("::Bucket\"", "");
    assert_eq!(json(&text)[4..], json(PRETTY)[4..]);
}

#[test]
fn a_missing_or_surplus_bracket_spoils_one_member() {
    for (from, to) in [
        ("Bucket\"\n    },\n", "Bucket\"\n"),
        ("\"k\" }]", "\"k\" "),
        ("\"k\" }]", "\"k\" }]]}"),
        ("    },\n", "    }},\n"),
        ("\"A\": {\n", ""),
        ("\"Outputs\"", "}, \"Outputs\""),
    ] {
        let text = PRETTY.replacen(from, to, 1);
        let (before, after) = (json(PRETTY), json(&text));
        let ids = |outline: &[String]| {
            outline.iter().filter_map(|line| line.split_once(" | ")).map(|(id, _)| id.to_owned()).collect::<Vec<_>>()
        };
        for id in ["Entry Resources/B", "Section Outputs"] {
            assert!(ids(&after).contains(&id.to_owned()), "{text}\n{after:#?}");
        }
        let spoiled = before.iter().filter(|block| !block.starts_with("Loose") && !after.contains(block)).count();
        assert!(spoiled <= 1, "{text}\n{after:#?}");
    }
}

#[test]
fn files_without_indentation_are_cut_by_brackets_alone() {
    assert_eq!(
        json("{\n\"Resources\": {\n\"A\": {\n\"T\": 1\n},\n\"B\": {\n\"T\": 2\n}\n}\n}"),
        [
            "Loose | {\n",
            "Section Resources | \"Resources\": {\n",
            "Entry Resources/A | \"A\": {\n\"T\": 1\n},\n",
            "Entry Resources/B | \"B\": {\n\"T\": 2\n}\n",
            "Loose | }\n}"
        ]
    );
}

#[test]
fn terraform_resources_and_data_are_blocks() {
    let text = r#"{
  "resource": {
    "aws_a": {
      "x": { "k": 1 },
      "y": { "k": 2 }
    },
    "aws_b": {
      "z": {}
    }
  },
  "data": { "aws_c": { "w": {} }, "aws_d": [{ "v": {} }] },
  "variable": { "n": {} }
}"#;
    let outline = outline(text, Language::TerraformJson);
    assert_eq!(
        outline,
        [
            "Loose | {\n",
            "Section resource |   \"resource\": {\n    \"aws_a\": {\n",
            "Entry resource/aws_a/x |       \"x\": { \"k\": 1 },\n",
            "Entry resource/aws_a/y |       \"y\": { \"k\": 2 }\n",
            "Loose |     },\n    \"aws_b\": {\n",
            "Entry resource/aws_b/z |       \"z\": {}\n",
            "Loose |     }\n  },\n",
            "Section data |   \"data\": { \"aws_c\": {",
            "Entry data/aws_c/w |  \"w\": {} }".strip_suffix(" }").unwrap_or_default(),
            "Loose |  },",
            "Entry data/aws_d |  \"aws_d\": [{ \"v\": {} }]",
            "Loose |  },\n",
            "Section variable |   \"variable\": { \"n\": {} }\n",
            "Loose | }",
        ]
    );
}

#[test]
fn excerpts_without_the_outer_braces_are_members() {
    assert_eq!(
        json("\"A\": { \"T\": 1 },\n\"B\": 2\n"),
        ["Section A | \"A\": { \"T\": 1 },\n", "Section B | \"B\": 2\n"]
    );
}

#[test]
fn what_is_no_object_is_one_unit() {
    for text in ["[1, 2]", "{}", "12", "{ // x\n}"] {
        assert_eq!(json(text), [format!("Whole | {text}")]);
    }
    assert_eq!(json(""), [""; 0]);
    assert_eq!(json("// only"), ["Loose | // only"]);
    assert_eq!(json("\u{feff}{\"A\": 1}").len(), 3);
}

#[test]
fn hostile_nesting_is_one_walk() {
    for unit in ["[", "{", "{\"a\":", "\"Resources\":{", "}", "/*", "\"", "\\", ","] {
        let text = unit.repeat(200_000);
        assert!(outline(&text, Language::Json).len() <= 200_000);
    }
}

#[test]
fn a_recut_equals_a_cut() {
    let lines = [
        "{",
        "  \"Resources\": {",
        "    \"A\": {",
        "      \"Type\": \"x\",",
        "      \"L\": [1, {",
        "      }]",
        "    },",
        "    \"B\": {},",
        "  },",
        "  \"O\": 1,",
        "}",
        "\"Resources\": { \"C\": {}, \"D\": {",
        "} },",
        "// note",
        "/* a",
        "b */",
        "",
        "\"open",
        "標",
    ];
    let inserts = ["{", "}", ",", "\"", "\n", " ", "\"A\":", "[", "/*", "*/", "標", "  ", ":"];
    assert_recuts_like_a_cut(Language::Json, &lines, &inserts);
    let lines = [
        "{",
        "  \"resource\": {",
        "    \"t\": {",
        "      \"n\": {",
        "        \"k\": 1",
        "      },",
        "      \"m\": {}",
        "    },",
        "    \"u\": {",
        "    }",
        "  }",
        "  \"data\": {\"t\": {\"n\": {},",
        "}}",
        "}",
    ];
    assert_recuts_like_a_cut(Language::TerraformJson, &lines, &inserts);
}
