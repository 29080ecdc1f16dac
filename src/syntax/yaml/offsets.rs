//! From the characters that the parser counts to bytes.

/// The byte offset of every `STRIDE`th character of a text; none when all characters are bytes.
pub(super) struct Offsets<'a> {
    text: &'a str,
    strides: Vec<usize>,
}

const STRIDE: usize = 32;

impl<'a> Offsets<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let strides = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect(),
        };
        Self { text, strides }
    }

    /// The byte at which character `index` starts; the end of the text for one behind the last.
    pub(super) fn byte(&self, index: usize) -> usize {
        if self.strides.is_empty() {
            return index.min(self.text.len());
        }
        let Some(start) = self.strides.get(index / STRIDE) else { return self.text.len() };
        let rest = self.text.get(*start..).unwrap_or("");
        rest.char_indices().nth(index % STRIDE).map_or(self.text.len(), |(byte, _)| start + byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_found() {
        for text in ["", "abc", &"標a😀\r\n".repeat(40)] {
            let offsets = Offsets::new(text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(offsets.byte(index), byte);
            }
            assert_eq!(offsets.byte(text.chars().count()), text.len());
            assert_eq!(offsets.byte(text.len() + 99), text.len());
        }
    }
}
