//! The layout of JSON over several lines, which tells what belongs together when brackets do not.

use std::ops::Range;

use super::super::blocks::json_tokens::{TokenKind, Tokens};

/// What a line does to the brackets around it.
#[derive(Clone, Copy, Default)]
struct Line {
    start: usize,
    end: usize,
    /// Column of the first token; `None` without one.
    indent: Option<usize>,
    /// It starts with closing brackets.
    closes: bool,
    /// Brackets that it opens and leaves open, and those it closes that were open before it.
    opened: usize,
    closed: usize,
}

/// A bracket that is open, by the line that opened it.
struct Open {
    line: usize,
    indent: usize,
    /// The indentation of what it holds.
    inner: Option<usize>,
}

/// The text with the lines blanked whose brackets have no partner in their column: an opening
/// line without its closing one with all it holds, what stands deeper than it should for want of
/// an opening line. `None` when nothing is to be blanked, or the layout says nothing.
pub(super) fn without_unbalanced(text: &str) -> Option<String> {
    let lines = lines(text);
    let mut open: Vec<Open> = Vec::new();
    let mut blanked: Vec<Range<usize>> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(indent) = line.indent else { continue };
        // What is not closed when a line stands further out never will be.
        let lowest = if line.closes { indent + 1 } else { indent };
        while let Some(unclosed) = open.pop_if(|open| open.indent >= lowest && open.line > 0) {
            blanked.push(unclosed.line..index);
        }
        let holder = open.last_mut();
        if line.closes {
            match holder {
                Some(opening) if opening.indent == indent => drop(open.pop()),
                _ => {
                    let outer = holder.map(|holder| {
                        holder.inner = None;
                        holder.line
                    });
                    let is_deeper = |line: &Line| line.indent.is_none_or(|own| own > indent);
                    let first = outer.map_or(0, |line| line + 1);
                    let inside = lines.get(first..index)?.iter().rev().take_while(|line| is_deeper(line)).count();
                    blanked.push(index - inside..index + 1);
                    continue;
                }
            }
        } else if line.closed > 0 {
            return None;
        } else if let Some(holder) = holder {
            let inner = *holder.inner.get_or_insert(indent);
            if indent > inner {
                blanked.push(index..index + 1);
                continue;
            }
            holder.inner = Some(indent);
        }
        if line.opened > 0 {
            open.push(Open { line: index, indent, inner: None });
        }
    }
    if blanked.is_empty() {
        return None;
    }
    Some(blank(text, &lines, blanked))
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        lines.push(Line { start, end, ..Line::default() });
        start += line.len();
    }
    let mut index = 0;
    for token in Tokens::new(text) {
        while lines.get(index + 1).is_some_and(|next| next.start <= token.start) {
            index += 1;
        }
        let Some(line) = lines.get_mut(index) else { break };
        let is_first = line.indent.is_none();
        line.indent.get_or_insert(token.start - line.start);
        match token.kind {
            TokenKind::Open => line.opened += 1,
            TokenKind::Close if line.opened > 0 => line.opened -= 1,
            TokenKind::Close => {
                line.closed += 1;
                line.closes |= is_first;
            }
            _ => {}
        }
    }
    lines
}

/// The text with ranges of lines, which may overlap, replaced by spaces.
fn blank(text: &str, lines: &[Line], mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let mut blanked = String::with_capacity(text.len());
    for line in ranges.into_iter().flat_map(|range| lines.get(range).unwrap_or_default()) {
        if line.start < blanked.len() {
            continue;
        }
        blanked.push_str(text.get(blanked.len()..line.start).unwrap_or(""));
        blanked.extend(std::iter::repeat_n(' ', line.end - line.start));
    }
    blanked.push_str(text.get(blanked.len()..).unwrap_or(""));
    blanked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let balanced = without_unbalanced(text);
        let kept =
            balanced.map(|text| text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n"));
        assert_eq!(kept.as_deref(), expected);
    }

    #[test]
    fn layout_that_fits_the_brackets_is_left_alone() {
        check("\"A\": {\n  \"B\": [{\n    \"C\": 1\n  }],\n  \"D\": { \"E\": {} }\n}", None);
        check("\"A\": { \"B\": [ 1,\n 2 ] }", None);
    }

    #[test]
    fn a_construct_without_its_end_goes() {
        check("\"A\": {\n  \"B\": {\n    \"C\": 1\n  \"D\": 2\n}", Some("\"A\": {\n  \"D\": 2\n}"));
        check("\"A\": {\n  \"B\": [\n    1\n}", Some("\"A\": {\n}"));
    }

    #[test]
    fn a_construct_without_its_start_goes() {
        check("\"A\": {\n  \"X\": 1,\n    \"C\": 1\n  },\n  \"D\": 2\n}", Some("\"A\": {\n  \"X\": 1,\n  \"D\": 2\n}"));
        check("\"A\": {\n    \"C\": 1\n  },\n  \"D\": 2\n}", Some("\"A\": {\n  \"D\": 2\n}"));
    }

    #[test]
    fn many_lines_are_one_walk() {
        for unit in ["{\n", "}\n", " [\n", "[\n ]\n", "1\n"] {
            let _ = without_unbalanced(&unit.repeat(50_000));
        }
    }
}
