//! Full-width ASCII and half-width katakana, and the forms that readers take for the same.

/// The ASCII character that `c` is the full-width form of. Brackets and most punctuation, which
/// stand in most lines of Japanese and in no term, are left alone.
pub(super) fn narrow(c: char) -> Option<u8> {
    match c {
        '－'..='９' | 'Ａ'..='～' => u8::try_from(u32::from(c) - 0xfee0).ok(),
        _ => None,
    }
}

/// Full-width forms of U+FF61 to U+FF9F, in order.
const WIDE: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

/// The full-width form of a half-width katakana, and how many bytes of `rest` go with it: those of
/// a voicing mark, where the two make one letter.
pub(super) fn widen_katakana(c: char, rest: &str) -> Option<(char, usize)> {
    let place = u32::from(c).checked_sub(0xff61)?;
    let wide = WIDE.chars().nth(place as usize)?;
    let mark = rest.chars().next().filter(|mark| matches!(mark, 'ﾞ' | 'ﾟ'));
    match mark.and_then(|mark| Some((voiced(wide, mark)?, mark.len_utf8()))) {
        Some(voiced) => Some(voiced),
        None => Some((wide, 0)),
    }
}

/// The letter with its voicing mark. Voiced letters follow the plain ones in Unicode.
fn voiced(letter: char, mark: char) -> Option<char> {
    let steps = match (letter, mark) {
        ('ウ', 'ﾞ') => return Some('ヴ'),
        ('カ'..='ヂ' | 'ツ'..='ト' | 'ハ'..='ホ', 'ﾞ') => 1,
        ('ハ'..='ホ', 'ﾟ') => 2,
        _ => return None,
    };
    char::from_u32(u32::from(letter) + steps)
}

/// Which characters of a short text are ASCII capitals, of any width: what folding takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Capitals(u64);

impl Capitals {
    /// The capitals among the first 64 characters.
    pub(super) fn of(text: &str) -> Self {
        let is_capital =
            |c: char| u64::from(c.is_ascii_uppercase() || narrow(c).is_some_and(|c| c.is_ascii_uppercase()));
        Self(text.chars().take(64).enumerate().fold(0, |bits, (place, c)| bits | is_capital(c) << place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voicing_mark_joins_the_letters_that_take_it() {
        let widen = |text: &str| {
            let mut chars = text.chars();
            widen_katakana(chars.next().unwrap_or(' '), chars.as_str())
        };
        assert_eq!(widen("ｶﾞ"), Some(('ガ', 3)));
        assert_eq!(widen("ﾊﾟ"), Some(('パ', 3)));
        assert_eq!(widen("ｳﾞ"), Some(('ヴ', 3)));
        assert_eq!(widen("ｯﾞ"), Some(('ッ', 0)));
        assert_eq!(widen("ｶﾟ"), Some(('カ', 0)));
        assert_eq!(widen("ﾟ"), Some(('゜', 0)));
        assert_eq!(widen("カ"), None);
    }

    #[test]
    fn capitals_of_any_width_count() {
        assert_eq!(Capitals::of("ＰoＰ"), Capitals::of("PoP"));
        assert_ne!(Capitals::of("pop"), Capitals::of("PoP"));
    }
}
