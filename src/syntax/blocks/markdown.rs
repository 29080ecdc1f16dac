//! Cutting Markdown: front matter, fences, and prose by the paragraph.

use crate::text::Span;

use super::super::{Block, BlockKind, Fence};
use super::{Cut, Piece, Wants, without_byte_order_mark};

/// Cuts a part of a file.
pub(super) fn cut(piece: Piece<'_>) -> Cut {
    let mut cutter = Cutter { piece, blocks: Vec::new(), start: 0, open: false, starved: false };
    let mut at = if piece.start == 0 { cutter.front_matter() } else { 0 };
    let mut after_blank = false;
    let mut comments_end = true;
    while at < piece.text.len() {
        let line = line_at(piece.text, at);
        if let Some(opening) = Opening::read(line) {
            cutter.prose(at);
            at = cutter.fence(at, &opening);
            after_blank = false;
            continue;
        }
        let content = line.trim();
        if starts_unit(line, after_blank) {
            cutter.prose(at);
        }
        after_blank = content.is_empty();
        at += line.len();
        if content.starts_with("<!--") && !content.contains("-->") {
            // After one look in vain every further one would be, too.
            let end = if comments_end { piece.text[at..].find("-->") } else { None };
            match end {
                Some(end) => at += end + line_at(piece.text, at + end).len(),
                None => (comments_end, cutter.open, cutter.starved) = (false, true, true),
            }
        }
    }
    cutter.prose(piece.text.len());
    let wants = if cutter.starved && !piece.complete { Wants::More } else { Wants::Nothing };
    Cut { blocks: cutter.blocks, wants }
}

/// True for a line that starts a unit of prose: a heading, or a paragraph that stands at the
/// margin. What is indented may belong to the list item above.
fn starts_unit(line: &str, after_blank: bool) -> bool {
    let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
    let heading = (1..=6).contains(&hashes) && line[hashes..].starts_with([' ', '\t', '\r', '\n']);
    heading || after_blank && !line.starts_with(char::is_whitespace)
}

/// The line that starts at `at`, with its line end.
fn line_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    memchr::memchr(b'\n', rest.as_bytes()).map_or(rest, |end| &rest[..=end])
}

struct Cutter<'a> {
    piece: Piece<'a>,
    blocks: Vec<Block>,
    /// Start of the prose that is being read.
    start: usize,
    /// True when a comment in that prose, or front matter, found no end.
    open: bool,
    /// True when a look for an end reached the end of the text.
    starved: bool,
}

impl Cutter<'_> {
    fn push(&mut self, end: usize, kind: BlockKind) {
        let span = Span::new(self.start, end).shifted(self.piece.start);
        self.blocks.push(Block { open: std::mem::take(&mut self.open), ..Block::new(span, kind) });
        self.start = end;
    }

    /// Ends the prose that is being read, if there is any.
    fn prose(&mut self, end: usize) {
        if end > self.start {
            self.push(end, BlockKind::Prose);
        }
    }

    /// Reads front matter: `---` or `+++` on the first line, and again further down. A blank
    /// second line makes the first a mere rule. Gives where the rest starts.
    fn front_matter(&mut self) -> usize {
        let text = self.piece.text;
        let first = line_at(text, 0);
        let marker = without_byte_order_mark(first).trim_end();
        let mut at = first.len();
        if !matches!(marker, "---" | "+++") || line_at(text, at).trim().is_empty() {
            return 0;
        }
        while at < text.len() {
            let line = line_at(text, at);
            at += line.len();
            if line.trim_end() == marker {
                self.push(at, BlockKind::FrontMatter);
                return at;
            }
        }
        (self.open, self.starved) = (true, true);
        0
    }

    /// Reads the fence that opens on the line at `at`. Gives where the rest starts.
    fn fence(&mut self, at: usize, opening: &Opening<'_>) -> usize {
        let text = self.piece.text;
        let start = at;
        let mut at = start + line_at(text, start).len();
        let mut lines = Vec::new();
        while at < text.len() {
            let line = line_at(text, at);
            let Some(inside) = after_quotes(line, opening.quotes) else { break };
            if opening.is_closed_by(&line[inside..]) {
                at += line.len();
                break;
            }
            let content = inside + indent_bytes(&line[inside..], opening.indent);
            lines.push(Span::new(at + content - start, at + line.len() - start));
            at += line.len();
        }
        self.push(at, BlockKind::Fence(Fence { info: opening.info.into(), lines: lines.into() }));
        at
    }
}

/// The opening line of a fence.
struct Opening<'a> {
    /// How many block quotes it stands in.
    quotes: usize,
    /// Columns between the innermost quote's mark and the fence: the margin of its list item.
    indent: usize,
    mark: u8,
    length: usize,
    info: &'a str,
}

impl<'a> Opening<'a> {
    /// Reads an opening, also behind quote marks and list markers, at any indentation: without
    /// the lines above, the margin of a list item is unknown.
    fn read(line: &'a str) -> Option<Self> {
        let bytes = line.as_bytes();
        let (mut at, mut quotes, mut margin) = (0, 0, 0);
        loop {
            match *bytes.get(at)? {
                b' ' | b'\t' => at += 1,
                b'>' => {
                    at += 1 + usize::from(bytes.get(at + 1) == Some(&b' '));
                    quotes += 1;
                    margin = at;
                }
                mark @ (b'`' | b'~') => {
                    let length = bytes[at..].iter().take_while(|byte| **byte == mark).count();
                    let info = line[at + length..].trim();
                    let fits = length >= 3 && !(mark == b'`' && info.contains('`'));
                    return fits.then(|| Self { quotes, indent: columns(&line[margin..at]), mark, length, info });
                }
                _ => at += list_marker(&bytes[at..])?,
            }
        }
    }

    /// True for the rest of a line that closes the fence.
    fn is_closed_by(&self, rest: &str) -> bool {
        let marks = rest.trim_start_matches([' ', '\t']);
        let length = marks.bytes().take_while(|byte| *byte == self.mark).count();
        length >= self.length
            && marks[length..].trim().is_empty()
            && columns(&rest[..rest.len() - marks.len()]) <= self.indent + 3
    }
}

/// The length of a list marker with the blank behind it.
fn list_marker(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let marker = match bytes.get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..10).contains(&digits) => digits + 1,
        _ => return None,
    };
    matches!(bytes.get(marker), Some(b' ' | b'\t')).then_some(marker + 1)
}

/// Where a line goes on behind the marks of `quotes` block quotes; `None` when it has fewer.
fn after_quotes(line: &str, quotes: usize) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut at = 0;
    for _ in 0..quotes {
        at += bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if bytes.get(at) != Some(&b'>') {
            return None;
        }
        at += 1 + usize::from(bytes.get(at + 1) == Some(&b' '));
    }
    Some(at)
}

/// The width of blanks and markers, a tab counting four.
fn columns(text: &str) -> usize {
    text.bytes().map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
}

/// How many bytes of blanks at a line's start make up `indent` columns, or fewer if there are.
pub(in crate::syntax) fn indent_bytes(line: &str, indent: usize) -> usize {
    let mut width = 0;
    line.bytes()
        .take_while(|byte| {
            let fits = width < indent && matches!(byte, b' ' | b'\t');
            width += if *byte == b'\t' { 4 } else { 1 };
            fits
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::super::super::Language;
    use super::super::super::recut::tests::assert_recuts_like_a_cut;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let cut = cut(Piece { text, start: 0, at: None, complete: true });
        let blocks: Vec<String> = cut
            .blocks
            .iter()
            .map(|block| {
                let source = block.span.of(text);
                let open = if block.open { " open" } else { "" };
                match &block.kind {
                    BlockKind::Fence(fence) => {
                        let lines: String = fence.lines.iter().map(|line| line.of(source)).collect();
                        format!("fence {} {lines:?}{open}", fence.info)
                    }
                    kind => format!("{kind:?} {source:?}{open}"),
                }
            })
            .collect();
        assert_eq!(blocks, expected, "in {text:?}");
    }

    #[test]
    fn prose_is_cut_at_headings_and_paragraphs() {
        check(
            "# A\ntext\n\n- item\n\n  more\n\n次の段落\n## B\n",
            &[
                "Prose \"# A\\ntext\\n\\n\"",
                "Prose \"- item\\n\\n  more\\n\\n\"",
                "Prose \"次の段落\\n\"",
                "Prose \"## B\\n\"",
            ],
        );
        check("#tag\n####### x\n", &["Prose \"#tag\\n####### x\\n\""]);
    }

    #[test]
    fn front_matter_stands_at_the_start_and_has_an_end() {
        check("---\na: 1\n---\ntext\n", &["FrontMatter \"---\\na: 1\\n---\\n\"", "Prose \"text\\n\""]);
        check("\u{feff}+++\r\na\r\n+++\r\n", &["FrontMatter \"\\u{feff}+++\\r\\na\\r\\n+++\\r\\n\""]);
        check("---\n\ntext\n---\n", &["Prose \"---\\n\\n\"", "Prose \"text\\n---\\n\""]);
        check("---\na: 1\n", &["Prose \"---\\na: 1\\n\" open"]);
    }

    #[test]
    fn fences_lose_what_lists_and_quotes_put_before_them() {
        check(
            "a\n```hcl title=\"x\"\nx = 1\n```\nb\n",
            &["Prose \"a\\n\"", "fence hcl title=\"x\" \"x = 1\\n\"", "Prose \"b\\n\""],
        );
        check("- ```yaml\n  a:\n    b\n  ```\n", &["fence yaml \"a:\\n  b\\n\""]);
        check(
            "1. x\n\n    ~~~ json\n    {\n\n    }\n     ~~~\n",
            &["Prose \"1. x\\n\\n\"", "fence json \"{\\n\\n}\\n\""],
        );
        check("> - ```tf\n>   a = 1\n>\n>   ```\n> b\n", &["fence tf \"a = 1\\n\\n\"", "Prose \"> b\\n\""]);
        check("\t```\r\n\ta\r\n\t```\r\n", &["fence  \"a\\r\\n\""]);
    }

    #[test]
    fn a_fence_ends_at_marks_as_long_as_its_own_or_with_its_quote() {
        check("````md\n```\n````  \n", &["fence md \"```\\n\""]);
        check("```\n~~~\n    ```\n``` x\n```\n", &["fence  \"~~~\\n    ```\\n``` x\\n\""]);
        check("> ```\n> a\nb\n", &["fence  \"a\\n\"", "Prose \"b\\n\""]);
        check("```hcl\na = 1", &["fence hcl \"a = 1\""]);
    }

    #[test]
    fn marks_within_a_line_and_in_comments_open_nothing() {
        check("``` a ``` b\n", &["Prose \"``` a ``` b\\n\""]);
        check("<!--\n```\n# x\n--> y\nz\n", &["Prose \"<!--\\n```\\n# x\\n--> y\\nz\\n\""]);
        check("<!--\n```\n", &["Prose \"<!--\\n\" open", "fence  \"\""]);
    }

    #[test]
    fn cutting_again_equals_cutting() {
        let lines = [
            "---",
            "a: 1",
            "+++",
            "",
            "# H",
            "text",
            "  indented",
            "- item",
            "```hcl",
            "```",
            "````",
            "  - ~~~",
            "> ```",
            "> quoted",
            "<!--",
            "-->",
            "標識",
        ];
        let inserts = ["\n", "`", "```\n", "#", " ", "> ", "---\n", "-->", "<!--", "\r\n"];
        assert_recuts_like_a_cut(Language::Markdown, &lines, &inserts);
    }
}
