//! The two languages users read.

use serde::{Deserialize, Serialize};

/// A language of the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

/// A text in both languages; neither may be missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// Japanese.
    pub ja: String,
}

impl Text {
    /// The text in `lang`.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ja => &self.ja,
        }
    }
}

/// Japanese for a text with kana or kanji, else nothing: ASCII terms stand in documents of either language.
#[must_use]
pub fn script_of(text: &str) -> Option<Lang> {
    text.chars().any(is_japanese).then_some(Lang::Ja)
}

/// The language a document is written in. Japanese design documents are full of ASCII names and
/// code, so one letter in ten is enough.
#[must_use]
pub fn document_language(text: &str) -> Lang {
    let (mut japanese, mut letters) = (0_usize, 0_usize);
    for c in text.chars() {
        let is_japanese = is_japanese(c);
        japanese += usize::from(is_japanese);
        letters += usize::from(is_japanese || c.is_ascii_alphabetic());
    }
    if japanese > 0 && japanese * 10 >= letters { Lang::Ja } else { Lang::En }
}

/// Hiragana, katakana (half-width too) and kanji.
fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '々' | '\u{ff66}'..='\u{ff9f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_in_ascii_has_no_language_of_its_own() {
        assert_eq!(script_of("zero trust"), None);
        assert_eq!(script_of("egress（外向き）"), Some(Lang::Ja));
        assert_eq!(script_of("ｾﾞﾛﾄﾗｽﾄ"), Some(Lang::Ja));
    }

    #[test]
    fn a_document_is_japanese_when_a_tenth_of_it_is() {
        assert_eq!(
            document_language("RDS は Multi-AZ で動かす。\n```\nresource \"aws_db_instance\" \"main\" {}\n```"),
            Lang::Ja
        );
        assert_eq!(
            document_language("The Tokyo Region (東京) runs the primary; Osaka is the recovery site."),
            Lang::En
        );
        assert_eq!(document_language(""), Lang::En);
    }
}
