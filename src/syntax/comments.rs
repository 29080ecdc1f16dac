//! Where the comments of a block are.

use crate::text::Span;

use super::hcl::scan::{LineEnd, Scanner, line_end};

/// The comments of an HCL block, in order, markers included, line ends not.
pub(super) fn in_hcl(text: &str) -> Box<[Span]> {
    let mut comments = Vec::new();
    let mut scanner = Scanner::new(text);
    while scanner.at < text.len() {
        if let LineEnd::Header(at) = scanner.logical_line(|comment| comments.push(comment)).end {
            scanner.at = line_end(text, at);
        }
    }
    comments.into()
}
