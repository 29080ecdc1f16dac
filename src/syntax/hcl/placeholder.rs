//! What documents write where code would be too long: `...` and `<your-bucket>`.

/// What a placeholder becomes, so that it parses: a name of the same length. The converter sees
/// in the author's text that it is none.
const NAME: u8 = b'_';

/// The text with placeholders made readable; its length stays. True if a line that stands for
/// left-out lines was blanked.
pub(super) fn replaced(text: &str) -> (String, bool) {
    let mut elided = false;
    let mut readable = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let word = line.trim();
        if matches!(word, "..." | "…") {
            elided = true;
            readable.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        } else {
            replace_in_line(line, &mut readable);
        }
    }
    (readable, elided)
}

/// True for source text of a value that is a placeholder.
pub(super) fn is_placeholder(source: &str) -> bool {
    source.starts_with("...") || source.starts_with('…') || source.starts_with('<') && !source.starts_with("<<")
}

fn replace_in_line(line: &str, readable: &mut String) {
    let mut quoted = false;
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '"' => {
                quoted = !quoted;
                0
            }
            _ if quoted => 0,
            '#' => rest.len(),
            '.' if rest.starts_with("...") && !rest[3..].trim_start().starts_with(')') => 3,
            '…' => next.len_utf8(),
            '<' => placeholder_length(rest),
            _ => 0,
        };
        if length == 0 || next == '#' {
            let kept = length.max(next.len_utf8());
            readable.push_str(&rest[..kept]);
            rest = &rest[kept..];
        } else {
            readable.extend(std::iter::repeat_n(char::from(NAME), length));
            rest = &rest[length..];
        }
    }
}

/// The length of a `<…>` at the start of `rest` that cannot be a comparison; 0 where there is none.
fn placeholder_length(rest: &str) -> usize {
    let inner = &rest[1..];
    match inner.find(['>', '<', '"', '\n', '=', '?', '&']) {
        Some(end) if end > 0 && inner[end..].starts_with('>') && !inner.starts_with(' ') => end + 2,
        _ => 0,
    }
}
