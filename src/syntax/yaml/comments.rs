//! Where the comments of a YAML block are.

use super::super::blocks::yaml::block_scalar_parent;
use super::lines::lines;
use crate::text::Span;

/// The comments, in order, markers included, line ends not.
pub(super) fn of(text: &str) -> Box<[Span]> {
    if !text.contains('#') {
        return Box::default();
    }
    let mut comments = Vec::new();
    // Inside a block scalar, or a quoted string: the indentation of what holds it.
    let mut scalar = None;
    let mut quote = None;
    for line in lines(text).filter(|line| !line.content.is_empty()) {
        if scalar.is_some_and(|holder| line.indent > holder) {
            continue;
        }
        // A string that was not closed ends, at the latest, where its parent ends.
        let open = quote.filter(|(_, holder)| line.indent > *holder).map(|(quote, _)| quote);
        let read = line.read(open);
        if let Some(at) = read.comment {
            comments.push(Span::new(line.start + line.indent + at, line.start + line.indent + line.content.len()));
        }
        let holder = quote.filter(|_| open.is_some()).map_or(line.indent, |(_, holder)| holder);
        quote = read.quote.map(|quote| (quote, holder));
        scalar = match quote {
            None => block_scalar_parent(line.indent, line.content),
            Some(_) => None,
        };
    }
    comments.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_what_the_parser_would_skip() {
        let text = "# 標\r\nA: b # c\n  #d\nE: 'x # y' #f\nG: x#y\nH: \"a\n  # b\" # i\nJ: | # k\n  # l\n\n  # m\n# n\nO: don't # p\nQ: !Sub 'x # y'\nR: \"open\nS: 1 # t\n";
        let found: Vec<&str> = of(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["# 標", "# c", "#d", "#f", "# i", "# k", "# n", "# p", "# t"]);
    }
}
