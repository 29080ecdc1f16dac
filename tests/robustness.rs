//! Half-typed files: whatever is typed or deleted, nothing panics, the blocks tile the file, and
//! the blocks that were not touched stay as they are. `tests/fixtures` holds the files.
//!
//! Parsing is a function of a block's text and kind, hence a block that is cut as before also
//! parses as before.

use std::collections::HashSet;
use std::sync::LazyLock;

use shirube::syntax::{Block, BlockKind, Data, Language, Node, Part, cut, headings, parse, prose_spans, suppressions};
use shirube::text::Span;

struct Fixture {
    name: &'static str,
    language: Language,
    text: &'static str,
    /// Lines that open or close something file-wide: without them, other blocks may change.
    file_wide: &'static [&'static str],
}

macro_rules! fixture {
    ($name:literal, $language:ident, $file_wide:expr) => {
        Fixture {
            name: $name,
            language: Language::$language,
            text: include_str!(concat!("fixtures/", $name)),
            file_wide: &$file_wide,
        }
    };
}

static FIXTURES: LazyLock<Vec<Fixture>> = LazyLock::new(|| {
    vec![
        fixture!("bucket.tf", Terraform, []),
        // The heredoc then ends at the next header, which stands in a comment.
        fixture!("network.tf", Terraform, ["  EOT"]),
        fixture!("production.tfvars", Tfvars, []),
        // The first resource says where resources are to be found.
        fixture!("template.yaml", Yaml, ["Resources:", "  Key:"]),
        fixture!("template.json", Json, ["{", "  \"Resources\": {"]),
        fixture!("main.tf.json", TerraformJson, ["{", "  \"resource\": {", "    \"aws_s3_bucket\": {"]),
        fixture!("notes.md", Markdown, []),
    ]
});

/// The blocks of a text, after checks that hold for every text.
#[track_caller]
fn checked_blocks(text: &str, language: Language) -> Vec<Block> {
    let blocks = cut(text, language);
    let mut end = 0;
    for block in &blocks {
        assert_eq!(block.span.start, end, "a gap in {text:?}");
        assert!(!block.span.is_empty() && text.is_char_boundary(block.span.end), "in {text:?}");
        end = block.span.end;
    }
    assert_eq!(end, text.len(), "the end of {text:?}");
    blocks
}

/// Parses a block and checks that all its spans lie in it.
fn check_parse(text: &str, kind: &BlockKind, language: Language, typed_line: Option<usize>) {
    let parsed = parse(text, kind, language, typed_line);
    let within = |span: Span| assert!(text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
    parsed.comments.iter().copied().for_each(within);
    suppressions(text, &parsed.comments).iter().for_each(|suppression| within(suppression.span));
    if let Some(root) = &parsed.root {
        visit(root, &within);
    }
    if *kind == BlockKind::Prose {
        prose_spans(text).into_iter().for_each(within);
        headings(text).iter().for_each(|heading| within(heading.span));
    }
    if let BlockKind::Fence(fence) = kind {
        fence.lines.iter().copied().for_each(within);
    }
}

fn visit(node: &Node, within: &impl Fn(Span)) {
    within(node.span);
    match &node.data {
        Data::List(items) => items.iter().for_each(|item| visit(item, within)),
        Data::Map(map) => {
            for entry in &map.entries {
                within(entry.span);
                within(entry.key_span);
                entry.labels.iter().for_each(|label| within(label.span));
                visit(&entry.value, within);
            }
        }
        Data::Template(parts) => parts.iter().for_each(|part| {
            if let Part::Hole(node) = part {
                visit(node, within);
            }
        }),
        Data::Call(call) => call.arguments.iter().for_each(|argument| visit(argument, within)),
        Data::Conditional(choice) => {
            [&choice.condition, &choice.yes, &choice.no].into_iter().for_each(|node| visit(node, within));
        }
        Data::Tagged(_, node) => visit(node, within),
        _ => {}
    }
}

fn texts<'a>(blocks: &'a [Block], text: &'a str) -> HashSet<(&'a BlockKind, &'a str)> {
    blocks.iter().map(|block| (&block.kind, code(block, text))).collect()
}

/// A block's text without the blank lines and comments around it, which may come from neighbours.
fn code<'a>(block: &Block, text: &'a str) -> &'a str {
    let mut code = block.span.of(text).trim();
    while matches!(block.kind, BlockKind::Hcl(_)) && code.starts_with(['#', '/']) && !code.starts_with("/*") {
        code = code.split_once('\n').map_or("", |(_, rest)| rest.trim_start());
    }
    code
}

#[test]
fn every_prefix() {
    for fixture in FIXTURES.iter() {
        let whole = checked_blocks(fixture.text, fixture.language);
        let known = texts(&whole, fixture.text);
        for (end, _) in fixture.text.char_indices() {
            let text = &fixture.text[..end];
            let blocks = checked_blocks(text, fixture.language);
            for block in &blocks {
                if !known.contains(&(&block.kind, code(block, text))) {
                    check_parse(block.span.of(text), &block.kind, fixture.language, None);
                }
            }
        }
    }
}

/// Each line of a fixture replaced by something, with the byte where the line starts.
fn edited<'a>(
    fixture: &'a Fixture,
    edit: impl Fn(&str) -> Option<String> + 'a,
) -> impl Iterator<Item = (usize, String)> {
    let mut at = 0;
    fixture.text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let new = edit(line)?;
        Some((start, [&fixture.text[..start], &new, &fixture.text[at..]].concat()))
    })
}

fn holds_values(kind: &BlockKind) -> bool {
    !matches!(kind, BlockKind::Loose | BlockKind::Prose | BlockKind::FrontMatter)
}

/// Checks that an edit of the line at `at` changes only the block it stands in. In YAML, JSON and
/// Markdown a line may go over to a neighbour.
fn check_edit(fixture: &Fixture, at: usize, text: &str, faults: &mut Vec<String>) {
    let line = fixture.text[at..].lines().next().unwrap_or("");
    let before = checked_blocks(fixture.text, fixture.language);
    let after = checked_blocks(text, fixture.language);
    let known = texts(&before, fixture.text);
    for block in &after {
        let source = block.span.of(text);
        if !known.contains(&(&block.kind, code(block, text))) {
            let typed = text[block.span.start..at.clamp(block.span.start, block.span.end)].matches('\n').count();
            check_parse(source, &block.kind, fixture.language, None);
            check_parse(source, &block.kind, fixture.language, Some(typed));
        }
    }
    let now = texts(&after, text);
    let units: Vec<&Block> = before.iter().filter(|block| holds_values(&block.kind)).collect();
    let edited = units.partition_point(|block| block.span.end <= at);
    let spoiled = if fixture.language.is_hcl() { edited..edited + 1 } else { edited.saturating_sub(1)..edited + 2 };
    let lost: Vec<&str> = units
        .iter()
        .enumerate()
        .filter(|(index, block)| !spoiled.contains(index) && !now.contains(&(&block.kind, code(block, fixture.text))))
        .map(|(_, block)| code(block, fixture.text).lines().next().unwrap_or(""))
        .collect();
    if !lost.is_empty() && !fixture.file_wide.contains(&line) {
        faults.push(format!("{}: {line:?} changes {lost:?}", fixture.name));
    }
}

#[track_caller]
fn check_edits(edit: impl Fn(&str) -> Option<String> + Copy) {
    let mut faults = Vec::new();
    for fixture in FIXTURES.iter() {
        for (at, text) in edited(fixture, edit) {
            check_edit(fixture, at, &text, &mut faults);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_deleted_line() {
    check_edits(|_| Some(String::new()));
}

#[test]
fn every_emptied_line() {
    check_edits(|_| Some("\n".into()));
}

#[test]
fn every_half_typed_line() {
    for part in 1..8 {
        check_edits(|line| {
            let end = line.floor_char_boundary(line.trim_end().len() * part / 8);
            let typed = &line[..end];
            (!typed.trim().is_empty()).then(|| format!("{typed}\n"))
        });
    }
}

#[test]
fn every_opener_at_the_end_of_a_line() {
    for opener in ["{", "[", "(", "\"", "${", " = <<EOT", ":"] {
        check_edits(|line| Some(format!("{}{opener}\n", line.trim_end())));
    }
}
