//! Where the comments of a block are.

use crate::text::Span;

use super::hcl::scan::{LineEnd, Scanner, line_end};

/// The comments of an HCL block, in order, markers included, line ends not.
pub(super) fn in_hcl(text: &str) -> Box<[Span]> {
    let mut comments = Vec::new();
    let mut scanner = Scanner::new(text);
    while scanner.at < text.len() {
        if let LineEnd::Header(_) = scanner.logical_line(|comment| comments.push(comment)).end {
            scanner.at = line_end(text, scanner.at);
        }
    }
    comments.into()
}

/// The HTML comments of a Markdown block, in order, markers included. One without end is none.
pub(super) fn in_markdown(text: &str) -> Box<[Span]> {
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("<!--").map(|found| at + found) {
        let Some(length) = text[start..].find("-->") else { break };
        at = start + length + "-->".len();
        comments.push(Span::new(start, at));
    }
    comments.into()
}
