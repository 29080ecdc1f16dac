//! Where a term may begin and end.
//!
//! An ASCII word must not go on beyond the term ("SLAの定義" holds SLA, "SLAM" does not), nor may a
//! run of katakana (ロール is no word of コントロール). Kanji and hiragana have no such edges.

/// What stands at one side of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// A letter, digit or underscore of ASCII.
    Word,
    /// Katakana or the long vowel mark.
    Katakana,
    /// Anything else, which never continues a term.
    Open,
}

impl Edge {
    /// How UTF-8 text begins.
    pub(super) fn at_start(text: &[u8]) -> Self {
        match text {
            [first, ..] if is_word(*first) => Self::Word,
            [0xe3, second, third, ..] if is_katakana(*second, *third) => Self::Katakana,
            _ => Self::Open,
        }
    }

    /// How UTF-8 text ends.
    pub(super) fn at_end(text: &[u8]) -> Self {
        match text {
            [.., last] if is_word(*last) => Self::Word,
            [.., 0xe3, second, third] if is_katakana(*second, *third) => Self::Katakana,
            _ => Self::Open,
        }
    }
}

/// True unless `start` lies inside a word.
pub(super) fn begins_word(text: &[u8], start: usize) -> bool {
    let (before, after) = text.split_at(start.min(text.len()));
    let edge = Edge::at_start(after);
    edge == Edge::Open || edge != Edge::at_end(before)
}

/// The first byte from `start` on, and behind it, where a term may begin when none begins at
/// `start`: not inside the word that stands there.
pub(super) fn after_word(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or(&[]);
    let length = match Edge::at_start(rest) {
        Edge::Word => rest.iter().take_while(|byte| is_word(**byte)).count(),
        Edge::Katakana => rest.chunks_exact(3).take_while(|c| Edge::at_start(c) == Edge::Katakana).count() * 3,
        Edge::Open => 1,
    };
    start + length
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// U+30A1 to U+30FA and U+30FC to U+30FE, by the bytes after 0xE3. The middle dot U+30FB parts words.
fn is_katakana(second: u8, third: u8) -> bool {
    match second {
        0x82 => third >= 0xa1,
        0x83 => third <= 0xbe && third != 0xbb,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_where_its_script_does() {
        for (text, end) in [("multi_az-x", 8), ("ロールの", 9), ("ロ", 3), ("標識", 1), ("", 1)] {
            assert_eq!(after_word(text.as_bytes(), 0), end, "{text}");
        }
    }

    #[test]
    fn edges_by_character() {
        for c in '\0'..='\u{ffff}' {
            let expected = match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => Edge::Word,
                '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30fe}' => Edge::Katakana,
                _ => Edge::Open,
            };
            let text = c.to_string();
            assert_eq!((Edge::at_start(text.as_bytes()), Edge::at_end(text.as_bytes())), (expected, expected), "{c:?}");
        }
    }
}
