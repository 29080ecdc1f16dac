//! The form in which texts and spellings are compared.
//!
//! Folding lowers ASCII case, narrows full-width letters and digits, widens half-width katakana,
//! turns hyphens and wide spaces into spaces, and takes a line end with the indentation behind it
//! for one space. Nearly every byte keeps its place; where one does not, a shift remembers it.
//! Full-width brackets and the like, which stand in most lines of Japanese, are in no term and stay
//! as they are.

use super::width::{narrow, widen_katakana};

/// A folded text and the way back.
#[derive(Default)]
pub(super) struct Folded {
    /// UTF-8.
    pub(super) bytes: Vec<u8>,
    shifts: Vec<Shift>,
}

/// From byte `folded` on, the folded text comes from byte `original` on.
#[derive(Clone, Copy, Default)]
struct Shift {
    folded: usize,
    original: usize,
}

/// A spelling in the form in which it is looked for.
pub(super) fn fold_spelling(spelling: &str) -> String {
    let folded = Folded::new(spelling).bytes;
    String::from_utf8_lossy(&folded).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Folded {
    /// Folds a text.
    pub(super) fn new(text: &str) -> Self {
        let mut folded = Self::default();
        folded.refill(text);
        folded
    }

    /// Folds another text in the place of the last one.
    pub(super) fn refill(&mut self, text: &str) {
        self.bytes.clear();
        self.shifts.clear();
        self.bytes.reserve(text.len());
        let mut at = 0;
        while let Some(window) = text.as_bytes().get(at..).and_then(|rest| rest.first_chunk()) {
            if may_hold_form(window) {
                at = self.push_forms(text, at, at + BLOCK);
            } else {
                self.bytes.extend(window.iter().take(BLOCK).map(|byte| fold_ascii(*byte)));
                at += BLOCK;
            }
        }
        self.push_forms(text, at, text.len());
    }

    /// Folds what begins in a part of the text, form by form and byte by byte, and says where that ends.
    fn push_forms(&mut self, text: &str, mut at: usize, end: usize) -> usize {
        while at < end {
            let Some(&byte) = text.as_bytes().get(at) else { break };
            match text.get(at..).filter(|_| begins_form(byte)).and_then(fold_form) {
                Some((folded, length)) => {
                    self.bytes.extend_from_slice(folded.encode_utf8(&mut [0; 4]).as_bytes());
                    at += length;
                    self.note_shift(at);
                }
                None => {
                    self.bytes.push(fold_ascii(byte));
                    at += 1;
                }
            }
        }
        at
    }

    /// The way back for positions in ascending order.
    pub(super) fn origins(&self) -> Origins<'_> {
        Origins { shifts: &self.shifts, current: Shift::default() }
    }

    /// Records that the next folded byte comes from byte `original`, if that is news.
    fn note_shift(&mut self, original: usize) {
        let last = self.shifts.last().copied().unwrap_or_default();
        let folded = self.bytes.len();
        if original - last.original != folded - last.folded {
            self.shifts.push(Shift { folded, original });
        }
    }
}

/// Maps ascending positions of a folded text back to the original.
#[derive(Clone)]
pub(super) struct Origins<'a> {
    shifts: &'a [Shift],
    current: Shift,
}

impl Origins<'_> {
    /// The original position of byte `folded`, which must not lie before the last one asked for.
    pub(super) fn of(&mut self, folded: usize) -> usize {
        while let Some((next, rest)) = self.shifts.split_first().filter(|(next, _)| next.folded <= folded) {
            (self.current, self.shifts) = (*next, rest);
        }
        self.current.original + (folded - self.current.folded)
    }
}

/// Bytes that [`may_hold_form`] looks at together.
const BLOCK: usize = 64;

/// A block with the two bytes behind it, in case a form begins at the block's end.
type Window = [u8; BLOCK + 2];

/// False when no form begins in the block. Looking for these few forms takes longer than folding
/// the rest, so it is done without branches and in fixed lengths, which the compiler vectorises.
fn may_hold_form(window: &Window) -> bool {
    let mut found = 0;
    for at in 0..BLOCK {
        let [first, second, third] = [window[at], window[at + 1], window[at + 2]];
        let is = |yes: bool| u8::from(yes);
        // U+F000 and up, but not full-width brackets and punctuation.
        let is_punctuation = is(second == 0xbc) & (is(third <= 0x8c) | is(third.wrapping_sub(0x9a) <= 6));
        let is_width_form = is(first == 0xef) & (is_punctuation ^ 1);
        // U+2010 to U+2013 and U+3000.
        let is_gap =
            is(second == 0x80) & (is(first == 0xe2) & is(third & 0xfc == 0x90) | is(first == 0xe3) & is(third == 0x80));
        let is_line_end = is(first == b'\r') | is(first == b'\n') & (is(second == b' ') | is(second == b'\t'));
        found |= is_width_form | is_gap | is_line_end;
    }
    found != 0
}

fn fold_ascii(byte: u8) -> u8 {
    match byte {
        b'-' | b'\n' => b' ',
        byte => byte.to_ascii_lowercase(),
    }
}

/// True for the first bytes of what [`fold_form`] folds.
fn begins_form(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | 0xe2 | 0xe3 | 0xef)
}

/// What a text begins with folds to if that takes more than folding ASCII, and its length in bytes.
fn fold_form(text: &str) -> Option<(char, usize)> {
    let mut chars = text.chars();
    let (c, rest) = (chars.next()?, chars.as_str());
    let indentation = |rest: &str| rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let (folded, behind) = match c {
        '\n' => (' ', indentation(rest)),
        '\r' => (' ', 1 + indentation(rest.strip_prefix('\n')?)),
        '\u{3000}' | '\u{2010}'..='\u{2013}' => (' ', 0),
        _ => widen_katakana(c, rest).or_else(|| narrow(c).map(|c| (char::from(fold_ascii(c)), 0)))?,
    };
    Some((folded, c.len_utf8() + behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Folds `text` and checks that the way back leads to its characters, in order and to its end.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let folded = Folded::new(text);
        assert_eq!(String::from_utf8_lossy(&folded.bytes), expected);
        let mut origins = folded.origins();
        let mut last = 0;
        for (at, _) in expected.char_indices().chain([(expected.len(), ' ')]) {
            let origin = origins.of(at);
            assert!(text.is_char_boundary(origin) && last <= origin, "{at} -> {origin}");
            last = origin;
        }
        assert_eq!(last, text.len());
    }

    #[test]
    fn width_case_and_hyphens_fold() {
        check("ＳＬＡ of Zero-Trust", "sla of zero trust");
        check("ｾﾞﾛﾄﾗｽﾄ･ﾊﾟｽ", "ゼロトラスト・パス");
        check("ｱﾞ ゛ﾞ ｳﾞ ｯﾞ ﾂﾞ", "ア゛ ゛゛ ヴ ッ゛ ヅ");
        check("ゼロ\u{3000}トラスト Active–Passive — x", "ゼロ トラスト active passive — x");
    }

    #[test]
    fn a_line_end_with_indentation_is_a_space() {
        check("zero\r\n  trust\n\tＡ\nb\r", "zero trust a b\r");
        check("zero\n\ntrust\n \nx", "zero  trust  x");
    }

    #[test]
    fn a_form_is_found_wherever_it_stands() {
        let forms = [
            ("Ａ", "a"),
            ("ｱ", "ア"),
            ("ﾄﾞ", "ド"),
            ("–", " "),
            ("\u{3000}", " "),
            ("\r\n", " "),
            ("\n ", " "),
            ("\n\t", " "),
        ];
        for (form, folded) in forms {
            for length in 0..=BLOCK {
                let [before, behind] = ["x".repeat(length), "y".repeat(2 * BLOCK)];
                check(&format!("{before}{form}{behind}"), &format!("{before}{folded}{behind}"));
            }
        }
    }

    #[test]
    fn origins_lead_back() {
        let folded = Folded::new("x ＳＬＡ\n  y");
        let mut origins = folded.origins();
        assert_eq!([0, 2, 3, 4, 5, 6].map(|at| origins.of(at)), [0, 2, 5, 8, 11, 14]);
    }
}
