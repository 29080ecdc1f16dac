//! The form in which texts and spellings are compared.
//!
//! Folding lowers ASCII case, narrows full-width ASCII, widens half-width katakana, turns hyphens
//! and wide spaces into spaces, and joins the lines of a Markdown paragraph: a line end and the
//! indentation behind it become one space. Nearly every byte keeps its place; where one does not,
//! a shift remembers it.

use memchr::{memchr, memchr2, memmem};

/// A folded text and the way back.
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

/// Folds a text.
pub(super) fn fold(text: &str) -> Folded {
    let mut folded = Folded { bytes: Vec::with_capacity(text.len()), shifts: Vec::new() };
    let mut start = 0;
    while let Some(length) = memchr(b'\n', &text.as_bytes()[start..]) {
        let end = start + length;
        let line = &text[start..end];
        let next = &text[end + 1..];
        let words = line.strip_suffix('\r').unwrap_or(line);
        let indentation = next.len() - next.trim_start_matches([' ', '\t']).len();
        if is_joined(words, &next[indentation..]) {
            folded.push_line(words, start);
            folded.bytes.push(b' ');
            start = end + 1 + indentation;
        } else {
            folded.push_line(line, start);
            folded.bytes.push(b'\n');
            start = end + 1;
        }
        folded.note_shift(start);
    }
    folded.push_line(&text[start..], start);
    folded
}

/// A spelling in the form in which it is looked for.
pub(super) fn fold_spelling(spelling: &str) -> String {
    let folded = fold(spelling).bytes;
    String::from_utf8_lossy(&folded).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Width folded, case kept.
pub(super) fn narrow(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(narrow_ascii)
}

/// True when a paragraph goes on from the line `words` to the one that begins with `next`.
fn is_joined(words: &str, next: &str) -> bool {
    !words.starts_with('#') && !words.is_empty() && !next.is_empty() && !next.starts_with(['\n', '\r', '#'])
}

impl Folded {
    /// The way back for positions in ascending order.
    pub(super) fn origins(&self) -> Origins<'_> {
        Origins { shifts: &self.shifts, current: Shift::default() }
    }

    /// Folds a piece of a line; `start` is its place in the original.
    fn push_line(&mut self, line: &str, start: usize) {
        if is_narrow(line) {
            self.bytes.extend(line.bytes().map(fold_ascii));
        } else {
            self.push_wide(line, start);
        }
    }

    fn push_wide(&mut self, line: &str, start: usize) {
        let mut chars = line.char_indices().peekable();
        while let Some((_, c)) = chars.next() {
            let mark = chars.peek().map(|&(_, mark)| mark);
            let c = match (c, mark) {
                ('\u{ff66}'..='\u{ff9d}', Some(mark @ ('ﾞ' | 'ﾟ'))) => match voiced(widen_katakana(c), mark) {
                    Some(voiced) => {
                        chars.next();
                        voiced
                    }
                    None => widen_katakana(c),
                },
                ('\u{ff61}'..='\u{ff9f}', _) => widen_katakana(c),
                ('\u{3000}' | '\u{2010}'..='\u{2013}', _) => ' ',
                _ => narrow_ascii(c),
            };
            match u8::try_from(c) {
                Ok(byte) if byte.is_ascii() => self.bytes.push(fold_ascii(byte)),
                _ => self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
            self.note_shift(start + chars.peek().map_or(line.len(), |&(at, _)| at));
        }
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

/// True when bytes can be folded one by one: no full-width form, no wide space, no typographic dash.
fn is_narrow(line: &str) -> bool {
    memchr2(0xef, 0xe2, line.as_bytes()).is_none() && memmem::find(line.as_bytes(), "\u{3000}".as_bytes()).is_none()
}

fn fold_ascii(byte: u8) -> u8 {
    match byte {
        b'-' => b' ',
        byte => byte.to_ascii_lowercase(),
    }
}

fn narrow_ascii(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Full-width forms of U+FF61 to U+FF9F, in order.
const WIDE: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

fn widen_katakana(c: char) -> char {
    let place = u32::from(c).checked_sub(0xff61);
    place.and_then(|place| WIDE.chars().nth(place as usize)).unwrap_or(c)
}

/// The katakana with its voicing mark, where the two make one letter.
fn voiced(c: char, mark: char) -> Option<char> {
    let steps = match (c, mark) {
        ('ウ', 'ﾞ') => return Some('ヴ'),
        ('カ'..='ト' | 'ハ'..='ホ', 'ﾞ') => 1,
        ('ハ'..='ホ', 'ﾟ') => 2,
        _ => return None,
    };
    char::from_u32(u32::from(c) + steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Folds `text` and checks that every folded character leads back to the original piece in `pieces`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let folded = fold(text);
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
        check("ｱﾞ ゛ﾞ ｳﾞ", "ア゛ ゛゛ ヴ");
        check("ゼロ\u{3000}トラスト Active–Passive — x", "ゼロ トラスト active passive — x");
    }

    #[test]
    fn a_paragraph_is_one_line() {
        check("zero\r\n  trust\n\tＡ\nb", "zero trust a b");
        check("# Zero\ntrust\n\nzero\n# Trust\n \n", "# zero\ntrust\n\nzero\n# trust\n \n");
    }

    #[test]
    fn origins_lead_back() {
        let folded = fold("x ＳＬＡ\n  y");
        let mut origins = folded.origins();
        assert_eq!([0, 2, 3, 4, 5, 6].map(|at| origins.of(at)), [0, 2, 5, 8, 11, 14]);
    }
}
