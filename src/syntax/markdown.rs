//! Markdown: what of a block is prose, its headings, and fences as files of their own.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::text::Span;

use super::Fence;
use super::blocks::markdown::indent_bytes;

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text, marks of emphasis and code included, the `#` not.
    pub span: Span,
}

/// The parts of a block that a reader reads as prose, in order: no code, no targets of links, no
/// addresses, no HTML. A part may run over a line end within a paragraph.
#[must_use]
pub fn prose_spans(text: &str) -> Vec<Span> {
    let margin = margin(text);
    if margin < CODE_INDENT {
        return spans_at_margin(text);
    }
    // A list item that goes on after a fence is no indented code.
    let lines = lines_from(text, margin);
    let inner = VirtualText::new(&lines, text);
    spans_at_margin(&inner.text).into_iter().map(|span| inner.outer_span(span)).collect()
}

/// The headings of a block, in order.
#[must_use]
pub fn headings(text: &str) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut current: Option<Heading> = None;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                current = Some(Heading { level: level as u8, span: Span::empty(range.start) });
            }
            Event::End(TagEnd::Heading(_)) => headings.extend(current.take()),
            _ => {
                if let Some(heading) = &mut current {
                    let start = if heading.span.is_empty() { range.start } else { heading.span.start };
                    heading.span = Span::new(start, range.end.max(heading.span.end));
                }
            }
        }
    }
    headings
}

/// Columns from which on Markdown reads code.
const CODE_INDENT: usize = 4;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// The indentation of the first line that is not blank.
fn margin(text: &str) -> usize {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let blanks = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    blanks.bytes().map(|byte| if byte == b'\t' { CODE_INDENT } else { 1 }).sum()
}

/// The lines of `text` without up to `margin` columns of indentation.
fn lines_from(text: &str, margin: usize) -> Vec<Span> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            at += line.len();
            Span::new(at - line.len() + indent_bytes(line, margin), at)
        })
        .collect()
}

fn spans_at_margin(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    // Depth within what is not read.
    let mut unread = 0usize;
    let mut joins = false;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Text(_) if unread == 0 => {
                let range = Span::from(range);
                match spans.last_mut() {
                    Some(last) if joins && is_joint(Span::new(last.end, range.start).of(text)) => last.end = range.end,
                    _ => spans.push(range),
                }
                joins = true;
                continue;
            }
            Event::SoftBreak => continue,
            Event::Start(tag) => unread += usize::from(hides(&tag)),
            Event::End(tag) => unread = unread.saturating_sub(usize::from(hid(&tag))),
            _ => {}
        }
        joins = false;
    }
    spans.into_iter().flat_map(|span| without_addresses(text, span)).collect()
}

/// True for what may stand between two pieces of one sentence: nothing, an escape, a line end.
fn is_joint(between: &str) -> bool {
    between == "\\" || between.trim().is_empty()
}

fn hides(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_))
}

fn hid(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_))
}

/// The parts of a span outside bare addresses such as `https://…`.
fn without_addresses(text: &str, span: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = span.start;
    while let Some(found) = Span::new(start, span.end).of(text).find("://") {
        let colon = start + found;
        let before = Span::new(start, colon).of(text);
        let scheme = before.len() - before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '+').len();
        let rest = Span::new(colon, span.end).of(text);
        let length = rest.find(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"')).unwrap_or(rest.len());
        parts.push(Span::new(start, colon - scheme));
        start = colon + length;
    }
    parts.push(Span::new(start, span.end));
    parts.retain(|part| !part.is_empty());
    parts
}

/// Lines of a text, joined to a text of their own, with the way back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VirtualText {
    /// The joined lines.
    pub text: String,
    /// For each line: where it starts in the joined text, and its span in the text around it.
    lines: Box<[(usize, Span)]>,
}

impl VirtualText {
    /// The virtual file of a fence. `block` is the text of the fence's block, to which the outer
    /// offsets are relative.
    #[must_use]
    pub fn of_fence(fence: &Fence, block: &str) -> Self {
        Self::new(&fence.lines, block)
    }

    fn new(lines: &[Span], around: &str) -> Self {
        let mut text = String::new();
        let lines = lines
            .iter()
            .map(|line| {
                let start = text.len();
                text.push_str(line.of(around));
                (start, *line)
            })
            .collect();
        Self { text, lines }
    }

    /// Where byte `inner` of the virtual text lies outside. Between two lines: at the start of
    /// the second.
    #[must_use]
    pub fn outer(&self, inner: usize) -> usize {
        let line = self.lines.partition_point(|(start, _)| *start <= inner);
        let (start, span) = line.checked_sub(1).and_then(|line| self.lines.get(line)).copied().unwrap_or_default();
        span.start + (inner - start).min(span.len())
    }

    /// The bytes outside that a span of the virtual text covers, with what stands before the
    /// lines between.
    #[must_use]
    pub fn outer_span(&self, inner: Span) -> Span {
        let start = self.outer(inner.start);
        let end = if inner.is_empty() { start } else { self.outer(inner.end - 1) + 1 };
        Span::new(start, end)
    }

    /// Where byte `outer` of the text around lies in the virtual text. What stands before a line
    /// (quote marks, a list's margin) counts as its start; `None` before the first line and after
    /// the last.
    #[must_use]
    pub fn inner(&self, outer: usize) -> Option<usize> {
        let (first, last) = (self.lines.first()?.1, self.lines.last()?.1);
        if outer < first.start || outer > last.end {
            return None;
        }
        let next = self.lines.partition_point(|(_, span)| span.end <= outer).min(self.lines.len() - 1);
        let (start, span) = self.lines.get(next)?;
        Some(start + outer.saturating_sub(span.start).min(span.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BlockKind, Language, cut};
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let spans: Vec<&str> = prose_spans(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(spans, expected);
    }

    #[test]
    fn prose_is_what_a_reader_reads() {
        check("ゼロ**トラスト**の`code`設計\n", &["ゼロ", "トラスト", "の", "設計"]);
        check(
            "see [the SLA](https://x/SLA \"t\") or <https://x/> ![alt](i.png)\n",
            &["see ", "the SLA", " or ", " ", "alt"],
        );
        check("a<b>SLA</b> <!-- RTO -->\n", &["a", "SLA", " "]);
        check("目標は https://example.com/RTO?a=b_c を参照\n", &["目標は ", " を参照"]);
        check("| RTO | RPO |\n|---|---|\n| 1 | `x` |\n", &["RTO", "RPO", "1"]);
        check("```\nRTO\n```\n", &[]);
    }

    #[test]
    fn a_sentence_goes_on_over_line_ends_and_escapes() {
        check("multi\nregion \\* x_y\n", &["multi\nregion \\* x_y"]);
        check("a\n\nb\n", &["a", "b"]);
        check("> a\n> b\n", &["a", "b"]);
    }

    #[test]
    fn a_list_item_that_goes_on_after_a_fence_is_prose() {
        check("\n    more on `x`\n    RTO\n", &["more on ", "RTO"]);
    }

    #[test]
    fn headings_have_a_level_and_a_text() {
        let text = "# A `b` c #\n\nSetext\n---\n## \n";
        let headings: Vec<_> = headings(text).iter().map(|heading| (heading.level, heading.span.of(text))).collect();
        assert_eq!(headings, [(1, "A `b` c"), (2, "Setext"), (2, "")]);
    }

    #[test]
    fn offsets_go_into_a_fence_and_back() {
        let text = "> - ```tf\n>   a = \"標\"\n>   b = 2\n>   ```\n";
        let blocks = cut(text, Language::Markdown);
        let BlockKind::Fence(fence) = &blocks[0].kind else { panic!("no fence") };
        let file = VirtualText::of_fence(fence, text);
        assert_eq!(file.text, "a = \"標\"\nb = 2\n");
        for (inner, c) in file.text.char_indices() {
            let outer = file.outer(inner);
            assert!(text[outer..].starts_with(c));
            assert_eq!(file.inner(outer), Some(inner));
        }
        let both = Span::new(file.text.find('"').unwrap(), file.text.find(" = 2").unwrap());
        assert_eq!(file.outer_span(both).of(text), "\"標\"\n>   b");
        assert_eq!(file.inner(text.find(">   b").unwrap()), Some(file.text.find('b').unwrap()));
        assert_eq!((file.inner(0), file.inner(text.len())), (None, None));
    }
}
