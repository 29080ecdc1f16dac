//! Cutting HCL: one block for each logical line at the top of the file, with the comments and
//! blank lines above it.

use crate::text::Span;

use super::super::hcl::scan::{LineEnd, Scanner, is_header, is_variable, word_at};
use super::super::{Block, BlockKind, Language};
use super::{Cut, Piece, Wants, without_byte_order_mark};

/// Cuts a part of a file.
pub(super) fn cut(piece: Piece<'_>, language: Language) -> Cut {
    let text = piece.text;
    let is_header = if language == Language::Tfvars { is_variable } else { is_header };
    let mut scanner = Scanner::with_headers(text, is_header);
    if piece.start == 0 {
        scanner.at = text.len() - without_byte_order_mark(text).len();
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut start = 0;
    while scanner.at < text.len() {
        let line = scanner.logical_line(|_| {});
        if line.first.is_none() && !line.unended {
            continue;
        }
        let end = match line.end {
            LineEnd::Natural => scanner.at,
            LineEnd::Header(above) => above,
        };
        let kind = match line.first.map_or("", |first| word_at(text, first)) {
            "" => BlockKind::Loose,
            word => BlockKind::Hcl(word.into()),
        };
        push(&mut blocks, Block { open: line.unended, ..Block::new(Span::new(start, end), kind) });
        start = end;
    }
    if start < text.len() {
        match blocks.last_mut() {
            Some(last) => last.span.end = text.len(),
            None => blocks.push(Block::new(Span::new(0, text.len()), BlockKind::Loose)),
        }
    }
    for block in &mut blocks {
        block.span = block.span.shifted(piece.start);
    }
    let wants = if scanner.starved && !piece.complete { Wants::More } else { Wants::Nothing };
    Cut { blocks, wants }
}

/// Adds a block; stray lines that follow each other become one.
fn push(blocks: &mut Vec<Block>, block: Block) {
    match blocks.last_mut() {
        Some(last) if last.kind == BlockKind::Loose && block.kind == BlockKind::Loose && !last.open => {
            last.span.end = block.span.end;
            last.open = block.open;
        }
        _ => blocks.push(block),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::recut::tests::assert_recuts_like_a_cut;
    use super::*;

    /// The blocks as `kind: first line … last line`.
    fn cuts(text: &str, language: Language) -> Vec<String> {
        let cut = cut(Piece { text, start: 0, at: None, complete: true }, language);
        let describe = |block: &Block| {
            let name = match &block.kind {
                BlockKind::Hcl(word) => word.to_string(),
                kind => format!("{kind:?}"),
            };
            format!("{name} {:?}{}", block.span.of(text), if block.open { " open" } else { "" })
        };
        cut.blocks.iter().map(describe).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(cuts(text, Language::Terraform), expected, "in {text:?}");
    }

    #[test]
    fn each_block_takes_the_comments_above_it() {
        check(
            "# a\n\nlocals {\n  a = 1\n} # still locals\n\n// b\nx = [\n  1,\n]\n# end\n",
            &[
                "locals \"# a\\n\\nlocals {\\n  a = 1\\n} # still locals\\n\"",
                "x \"\\n// b\\nx = [\\n  1,\\n]\\n# end\\n\"",
            ],
        );
    }

    #[test]
    fn indentation_byte_order_mark_and_line_ends_do_not_matter() {
        check(
            "\u{feff}  locals {\r\n  }\r\n    module \"m\" {\r\n}\r\n",
            &["locals \"\\u{feff}  locals {\\r\\n  }\\r\\n\"", "module \"    module \\\"m\\\" {\\r\\n}\\r\\n\""],
        );
    }

    #[test]
    fn a_header_closes_what_the_block_above_left_open() {
        for unclosed in ["locals {\n  a = [\n", "locals {\n  a = \"${f(\n", "locals {\n  a = \"x\n", "a = f(\n  {\n"] {
            let text = format!("{unclosed}\n# next\nresource \"a\" \"b\" {{}}\n");
            let blocks = cuts(&text, Language::Terraform);
            assert_eq!(blocks.len(), 2, "{blocks:?}");
            assert_eq!(blocks[1], "resource \"\\n# next\\nresource \\\"a\\\" \\\"b\\\" {}\\n\"");
        }
    }

    #[test]
    fn a_header_in_a_heredoc_or_comment_that_ends_is_text() {
        check(
            "a = <<-EOT\nresource \"x\" \"y\" {\n  EOT\nb = 1\n",
            &["a \"a = <<-EOT\\nresource \\\"x\\\" \\\"y\\\" {\\n  EOT\\n\"", "b \"b = 1\\n\""],
        );
        check(
            "/*\nresource \"x\" \"y\" {\n  r = \"a/*\"\n}\n*/\nb = 1\n",
            &["b \"/*\\nresource \\\"x\\\" \\\"y\\\" {\\n  r = \\\"a/*\\\"\\n}\\n*/\\nb = 1\\n\""],
        );
    }

    #[test]
    fn a_heredoc_or_comment_without_end_stops_at_the_next_header() {
        check("a = <<EOT\nx\nmodule \"m\" {}\n", &["a \"a = <<EOT\\nx\\n\" open", "module \"module \\\"m\\\" {}\\n\""]);
        check(
            "a = <<EOT\nlocals {\n  b = <<EOT\nx\nEOT\n}\n",
            &["a \"a = <<EOT\\n\" open", "locals \"locals {\\n  b = <<EOT\\nx\\nEOT\\n}\\n\""],
        );
        check("/* x\nmodule \"m\" {}\n", &["Loose \"/* x\\n\" open", "module \"module \\\"m\\\" {}\\n\""]);
        check(
            "/* x\nlocals {}\n/* y */\nb = 1\n",
            &["Loose \"/* x\\n\" open", "locals \"locals {}\\n\"", "b \"/* y */\\nb = 1\\n\""],
        );
    }

    #[test]
    fn a_quoted_string_ends_at_the_newline() {
        check(
            "a = \"x\nb = \"${\"}\"}\"\nc = \"$${\"\n",
            &["a \"a = \\\"x\\n\"", "b \"b = \\\"${\\\"}\\\"}\\\"\\n\"", "c \"c = \\\"$${\\\"\\n\""],
        );
    }

    #[test]
    fn an_attribute_named_like_a_block_is_no_header() {
        check(
            "locals {\ndata = {\n  x = 1\n}\nmodule = \"m\"\n}\n",
            &["locals \"locals {\\ndata = {\\n  x = 1\\n}\\nmodule = \\\"m\\\"\\n}\\n\""],
        );
    }

    #[test]
    fn a_block_comment_above_a_header_goes_with_it() {
        let blocks = cuts("locals {\n  a = {\n\n/* b\n*/\nmodule \"m\" {}\n", Language::Terraform);
        assert_eq!(blocks[1], "module \"\\n/* b\\n*/\\nmodule \\\"m\\\" {}\\n\"");
    }

    #[test]
    fn a_variable_at_the_margin_closes_what_the_one_above_left_open() {
        for unclosed in ["a = {\n  b = [\n", "a = f(\n\n", "a = {{\n  b = 1\n}\n\n"] {
            let blocks = cuts(&format!("{unclosed}c = 1\n"), Language::Tfvars);
            assert_eq!(blocks.len(), 2, "{blocks:?}");
        }
        let blocks = cuts("a = {\nb = 1\nc = 1\n}\n", Language::Tfvars);
        assert_eq!(blocks.len(), 1, "an object without indentation");
    }

    #[test]
    fn stray_lines_are_loose() {
        check("}\n]\nlocals {}\n", &["Loose \"}\\n]\\n\"", "locals \"locals {}\\n\""]);
        check("\n\n", &["Loose \"\\n\\n\""]);
        check("", &[]);
    }

    #[test]
    fn cutting_again_equals_cutting() {
        let lines = [
            "resource \"a\" \"b\" {",
            "  x = 1",
            "}",
            "",
            "# c",
            "  t = <<-EOT",
            "u = <<EOT",
            "  EOT",
            "EOT",
            "/*",
            "*/",
            "x = \"${f({",
            "locals {",
            "data = {",
            "module \"m\" {}",
            "] } \"",
            "\u{feff}é",
        ];
        let inserts = ["\n", "{", "}", "\"", "/", "*", "#", "<<EOT\n", "EOT", "\r\n", "r", " "];
        for language in [Language::Terraform, Language::Tfvars] {
            assert_recuts_like_a_cut(language, &lines, &inserts);
        }
    }
}
