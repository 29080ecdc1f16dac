//! What must come out right when YAML is cut.

use super::super::super::{BlockKind, Language, cut};
use crate::syntax::recut::tests::{assert_recuts_like_a_cut, outline};

fn yaml(text: &str) -> Vec<String> {
    outline(text, Language::Yaml)
}

#[test]
fn resources_are_blocks_and_other_sections_stay_whole() {
    let text = "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  Env:\n    Type: String\nResources:\n  Bucket:\n    Type: AWS::S3::Bucket\n  # the key\n\n  Key:\n    Type: AWS::KMS::Key\nOutputs:\n  Arn: x\n";
    assert_eq!(
        yaml(text),
        [
            "Section AWSTemplateFormatVersion | AWSTemplateFormatVersion: '2010-09-09'\n",
            "Section Parameters | Parameters:\n  Env:\n    Type: String\n",
            "Section Resources | Resources:\n",
            "Entry Resources/Bucket |   Bucket:\n    Type: AWS::S3::Bucket\n",
            "Entry Resources/Key |   # the key\n\n  Key:\n    Type: AWS::KMS::Key\n",
            "Section Outputs | Outputs:\n  Arn: x\n",
        ]
    );
}

#[test]
fn any_indentation_will_do() {
    assert_eq!(
        yaml("Resources: # all\n\n       A:\n        T: x\n       B: {T: y}\nX: 1"),
        [
            "Section Resources | Resources: # all\n",
            "Entry Resources/A | \n       A:\n        T: x\n",
            "Entry Resources/B |        B: {T: y}\n",
            "Section X | X: 1"
        ]
    );
    assert_eq!(
        yaml("Resources:\n A:\n  B: x\n C:\n  D: x\n")[1..],
        ["Entry Resources/A |  A:\n  B: x\n", "Entry Resources/C |  C:\n  D: x\n"]
    );
}

#[test]
fn flow_style_lists_and_tabs_are_not_cut_further() {
    for resources in [
        "Resources: {A: {T: x},\n  B: {T: y}}\n",
        "Resources:\n- A\n- B\n",
        "Resources:\n  - A: x\n",
        "Resources:\n\tA:\n\t\tT: x\n",
        "Resources: &all\n  A: x\n",
    ] {
        assert_eq!(
            yaml(&format!("{resources}X: 1\n")),
            [format!("Section Resources | {resources}"), "Section X | X: 1\n".into()]
        );
    }
}

#[test]
fn dashes_in_the_column_of_their_key_belong_to_it() {
    assert_eq!(
        yaml("Hooks:\n- a\n- b\nResources:\n  A:\n  - x\n  B:\n  - y\n"),
        [
            "Section Hooks | Hooks:\n- a\n- b\n",
            "Section Resources | Resources:\n",
            "Entry Resources/A |   A:\n  - x\n",
            "Entry Resources/B |   B:\n  - y\n"
        ]
    );
}

#[test]
fn block_scalars_may_look_like_keys_and_comments() {
    let scalar =
        |header: &str| format!("  A:\n    Script: {header}\n      Resources:\n        B:\n      # no comment\n");
    for header in ["|", ">-", "|+2", "!Sub |", "&x |-", "| # why"] {
        assert_eq!(
            yaml(&format!("D: |\n  Resources:\n    X:\n\n  # text\nResources:\n{}  C: x\n", scalar(header))),
            [
                "Section D | D: |\n  Resources:\n    X:\n\n  # text\n".into(),
                "Section Resources | Resources:\n".into(),
                format!("Entry Resources/A | {}", scalar(header)),
                "Entry Resources/C |   C: x\n".to_string()
            ],
            "{header}"
        );
    }
}

#[test]
fn keys_may_be_quoted() {
    assert_eq!(
        yaml("\"Resources\":\n  'A b':\n    T: x\n  \"Fn::Transform\" : y\n"),
        [
            "Section Resources | \"Resources\":\n",
            "Entry Resources/A b |   'A b':\n    T: x\n",
            "Entry Resources/Fn::Transform |   \"Fn::Transform\" : y\n"
        ]
    );
}

#[test]
fn half_typed_keys_are_blocks_of_their_own() {
    assert_eq!(
        yaml("Resources:\n  A:\n    T: \"x\n  Buck\n  B:\n    T: [y\nOut\nOutputs:\n  O: 1\n")[1..],
        [
            "Entry Resources/A |   A:\n    T: \"x\n",
            "Entry Resources/Buck |   Buck\n",
            "Entry Resources/B |   B:\n    T: [y\n",
            "Section Out | Out\n",
            "Section Outputs | Outputs:\n  O: 1\n"
        ]
    );
}

#[test]
fn entries_behind_a_lost_key_are_still_found() {
    let outline = yaml("Resources:\n    T: x\n    P: y\n  B:\n    T: z\n  C: 1\n");
    assert_eq!(outline[3..], ["Entry Resources/B |   B:\n    T: z\n", "Entry Resources/C |   C: 1\n"]);
}

/// Blocks of a template in which the entry `B` was replaced.
fn with_second_entry(entry: &str) -> Vec<String> {
    yaml(&format!("Resources:\n  A:\n    T: x\n{entry}  C:\n    T: z\n  D: 1\nOutputs:\n  O: 1\n"))
}

#[test]
fn a_line_too_far_to_the_left_takes_no_entry_along() {
    for entry in [
        // Broken in two, before a value and before a key that holds more.
        "  B:\n    P:\nQ: 1\n      R: 2\n",
        "  B:\n    T: a\nP:\n      Q: 1\n",
        "  B:\n    T: a\nP: !If\n      - Q: 1\n",
        "  B:\n    T: a\nP: |\n      Q: 1\n",
        "B:\n    T: a\n",
        " B:\n    T: a\n",
        "B: 1\n",
        "  B:\n    P:\n q\n    R: 1\n",
        // A word that is being typed.
        "B\n",
        " B\n",
        "  B:\n    T: a\nQ\n    R: 1\n",
    ] {
        let outline = with_second_entry(entry);
        assert_eq!(outline[1], "Entry Resources/A |   A:\n    T: x\n", "{entry}");
        let rest = [
            "Entry Resources/C |   C:\n    T: z\n",
            "Entry Resources/D |   D: 1\n",
            "Section Outputs | Outputs:\n  O: 1\n",
        ];
        assert_eq!(outline[outline.len() - 3..], rest, "{entry}");
    }
}

#[test]
fn a_line_broken_in_two_stays_in_its_entry() {
    for entry in ["  B:\n    P: a\nQ: 1\n    R: 2\n", "  B:\n    P: a\nQ\n    R: 2\n"] {
        assert_eq!(with_second_entry(entry)[2], format!("Entry Resources/B | {entry}"));
    }
}

#[test]
fn sections_behind_the_entries_keep_what_they_can_hold() {
    for section in [
        "X:\n  C: 1\n  D: 2\n",
        "X: !T\n  C: 1\n",
        "X: {\n  C: 1\n}\n",
        "X: \"a\n  C: 1\"\n",
        "X: |\n  C: 1\n",
        "X: a\n  long text\n",
        "X:\n    C: 1\n   D: 2\n",
        "X:\n- a\n",
    ] {
        let blocks = yaml(&format!("Resources:\n  A:\n    T: x\n{section}Y: 1\n"));
        assert_eq!(blocks[2..], [format!("Section X | {section}"), "Section Y | Y: 1\n".into()]);
    }
}

#[test]
fn the_first_entry_may_be_moved() {
    for first in [" A:\n    T: x\n", "   A:\n    T: x\n", "    A:\n      T: x\n"] {
        let outline = yaml(&format!("Resources:\n{first}  B:\n    T: y\n    P: y\n  C:\n    T: z\n"));
        let rest = ["Entry Resources/B |   B:\n    T: y\n    P: y\n", "Entry Resources/C |   C:\n    T: z\n"];
        assert_eq!(outline[2..], rest, "{first}");
    }
}

#[test]
fn a_document_start_may_lead_but_a_second_one_makes_the_file_one_unit() {
    assert_eq!(yaml("%YAML 1.1\n---\nA: 1\nB: 2\n"), ["Section A | %YAML 1.1\n---\nA: 1\n", "Section B | B: 2\n"]);
    for text in ["A: 1\n---\nB: 2\n", "--- {A: 1}\n", "A: 1\n--- # next\nB: 1\n"] {
        assert_eq!(yaml(text), [format!("Whole | {text}")]);
    }
    assert_eq!(yaml("A: |\n  ---\nB: ----\n").len(), 2);
}

#[test]
fn a_root_that_is_no_mapping_is_one_unit() {
    for text in ["- A\n- B: 1\n", "{A: 1}\n", "[1,\n2]\n", "  A:\n    B: 1\n  C: 2\n", "| x"] {
        assert_eq!(yaml(text), [format!("Whole | {text}")]);
    }
    assert_eq!(yaml(""), [""; 0]);
    assert_eq!(yaml("# only\n\n"), ["Loose | # only\n\n"]);
    assert_eq!(yaml("  stray\nA: 1\n"), ["Loose |   stray\n", "Section A | A: 1\n"]);
}

#[test]
fn an_alias_binds_blocks_together() {
    for text in [
        "X: &a 1\nResources:\n  A: *a\n",
        "X: &a {k: v}\nY: [ *a ]\n",
        "X:\n  <<: *b\nY: &b\n  c: d\n",
        "X: &a 1\nY: &a 2\nZ: *a\n",
    ] {
        assert_eq!(yaml(text).len(), 1, "{text}");
    }
    for text in ["X: &a 1\nZ: [&b 1, *b]\n", "X: 2 * 3 & 4\nY: '*a'\n", "X: &a 1\nY: [&a 2, *a]\n", "X: *b\nY: &a 1\n"]
    {
        assert_eq!(yaml(text).len(), 2, "{text}");
    }
}

#[test]
fn a_bom_and_windows_line_ends_are_no_text() {
    assert_eq!(
        yaml("\u{feff}Resources:\r\n  A:\r\n    T: x\r\n\r\n  B: y\r\nC: z"),
        [
            "Section Resources | \u{feff}Resources:\r\n",
            "Entry Resources/A |   A:\r\n    T: x\r\n",
            "Entry Resources/B | \r\n  B: y\r\n",
            "Section C | C: z"
        ]
    );
    assert_eq!(yaml("A: 1\rB: 2\r").len(), 2);
}

#[test]
fn bare_resources_are_sections() {
    let blocks = cut("Bucket:\n  Type: AWS::S3::Bucket\nKey:\n  Type: AWS::KMS::Key\n", Language::Yaml);
    assert_eq!(
        blocks.iter().map(|block| &block.kind).collect::<Vec<_>>(),
        [&BlockKind::Section("Bucket".into()), &BlockKind::Section("Key".into())]
    );
}

#[test]
fn a_recut_equals_a_cut() {
    let lines = [
        "Resources:",
        "Resources: {",
        "Outputs:",
        "A: x",
        "  B:",
        "    Type: y",
        "      deep: [",
        "  # note",
        "# note",
        "",
        "  - i",
        "- j",
        " C: z",
        "---",
        "...",
        "  D: |",
        "    # text",
        "  E: &a 1",
        "    F: *a",
        "Word",
        " x: {",
        "    G:",
        "H: \"",
        "I: >",
        "\tT: x",
        "\"Q\": 1",
        "}",
        "標: 識",
    ];
    assert_recuts_like_a_cut(
        Language::Yaml,
        &lines,
        &["A", ":", " ", "\n", "#", "|", "-", "", "Resources:\n  ", "標", "\r\n", "&a", "*a", "\t"],
    );
}
