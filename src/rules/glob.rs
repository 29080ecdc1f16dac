//! Anchored patterns: `*` for any characters, `?` for one, `\*` for a star itself.

/// What a pattern wants at one place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// This character.
    Char(char),
    /// Any one character.
    One,
    /// Any characters, perhaps none.
    Any,
}

/// A pattern, piece by piece; a backslash takes the meaning from what follows it.
fn parse(pattern: &str) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        wanted.push(match c {
            '*' => Wanted::Any,
            '?' => Wanted::One,
            '\\' => Wanted::Char(characters.next().unwrap_or('\\')),
            c => Wanted::Char(c),
        });
    }
    wanted
}

/// A character of a text, or a hole that may hold any text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A known character.
    Char(char),
    /// Unknown text, perhaps none.
    Hole,
}

/// Longer texts with holes are not compared: the answer would take quadratic time.
const MAX_TOKENS: usize = 4096;

/// True when the whole of `tokens` matches, whatever the holes hold.
pub(super) fn certain(pattern: &str, tokens: &[Token], ignore_case: bool) -> bool {
    let pattern = parse(pattern);
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while let Some(&token) = tokens.get(t) {
        match pattern.get(p) {
            Some(Wanted::Any) => {
                star = Some((p, t));
                p += 1;
            }
            Some(&wanted) if fits(wanted, token, ignore_case) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                // The last star takes one character more.
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|wanted| *wanted == Wanted::Any)
}

/// True when the whole of `tokens` matches for at least one filling of the holes.
pub(super) fn possible(pattern: &str, tokens: &[Token], ignore_case: bool) -> bool {
    if tokens.len() > MAX_TOKENS {
        return true;
    }
    let pattern = parse(pattern);
    // open[p]: the pattern from `p` on may match the tokens from here on.
    let mut open = vec![false; pattern.len() + 1];
    if let Some(first) = open.first_mut() {
        *first = true;
    }
    close(&mut open, &pattern, tokens.first() == Some(&Token::Hole));
    for (t, &token) in tokens.iter().enumerate() {
        let mut next = vec![false; pattern.len() + 1];
        for p in (0..open.len()).filter(|&p| open[p]) {
            match (pattern.get(p), token) {
                (Some(Wanted::Any), _) | (_, Token::Hole) => next[p] = true,
                (Some(&wanted), _) if fits(wanted, token, ignore_case) => next[p + 1] = true,
                _ => {}
            }
        }
        close(&mut next, &pattern, tokens.get(t + 1) == Some(&Token::Hole));
        open = next;
    }
    open.last() == Some(&true)
}

/// Adds the places of the pattern that are reached without a token: past a star, and before a
/// hole past anything.
fn close(open: &mut [bool], pattern: &[Wanted], before_hole: bool) {
    for (p, wanted) in pattern.iter().enumerate() {
        if open[p] && (*wanted == Wanted::Any || before_hole) {
            open[p + 1] = true;
        }
    }
}

fn fits(wanted: Wanted, token: Token, ignore_case: bool) -> bool {
    match (wanted, token) {
        (_, Token::Hole) => false,
        (Wanted::One | Wanted::Any, Token::Char(_)) => true,
        (Wanted::Char(wanted), Token::Char(c)) => wanted == c || ignore_case && wanted.eq_ignore_ascii_case(&c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `_` is a hole.
    fn tokens(text: &str) -> Vec<Token> {
        text.chars().map(|c| if c == '_' { Token::Hole } else { Token::Char(c) }).collect()
    }

    #[test]
    fn patterns_are_anchored() {
        for (pattern, text, certainly, possibly) in [
            ("a*", "abc", true, true),
            ("a*", "ba", false, false),
            ("*c", "abc", true, true),
            ("a?c", "abc", true, true),
            ("a?c", "ac", false, false),
            ("*b*b*", "abab", true, true),
            ("*b*b*", "aba", false, false),
            ("", "", true, true),
            ("*", "", true, true),
            ("?", "", false, false),
            ("http://*", "http://_", true, true),
            ("http://*", "https://_", false, false),
            ("http://*", "_://a", false, true),
            ("http://*", "_", false, true),
            ("a?", "a_", false, true),
            ("*.example", "_.example", true, true),
            ("*.example", "_.test", false, false),
            ("arn:*:root", "arn:_:root", true, true),
            ("*:\\*", "s3:*", true, true),
            ("*:\\*", "s3:Get*", false, false),
            ("*:\\*", "s3:Get", false, false),
        ] {
            assert_eq!(certain(pattern, &tokens(text), false), certainly, "{pattern} certain of {text}");
            assert_eq!(possible(pattern, &tokens(text), false), possibly, "{pattern} possible for {text}");
        }
    }

    #[test]
    fn case_counts_unless_told() {
        assert!(!certain("http*", &tokens("HTTP/2"), false));
        assert!(certain("http*", &tokens("HTTP/2"), true));
    }
}
