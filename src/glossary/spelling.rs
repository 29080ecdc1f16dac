//! The forms in which people write a spelling, generated once when the automaton is built.
//!
//! A joint is a place where words meet: a space, a hyphen, a middle dot, or a change between Latin
//! and Japanese letters. Case, hyphens and width need no forms of their own: folding removes them.

use super::fold::fold_spelling;

/// Words that are written in two ways, wherever they stand in a spelling. The long vowel mark is
/// optional in these words only: nobody writes データー or レプリカー.
const ALTERNATIVES: [(&str, &str); 29] = [
    ("サーバー", "サーバ"),
    ("オーバー", "オーバ"),
    ("プロバイダー", "プロバイダ"),
    ("バランサー", "バランサ"),
    ("マネージャー", "マネージャ"),
    ("ディザスター", "ディザスタ"),
    ("パラメーター", "パラメータ"),
    ("クラスター", "クラスタ"),
    ("マスター", "マスタ"),
    ("ルーター", "ルータ"),
    ("ペリメーター", "ペリメータ"),
    ("アクセラレーター", "アクセラレータ"),
    ("コンピューター", "コンピュータ"),
    ("コントローラー", "コントローラ"),
    ("アナライザー", "アナライザ"),
    ("ブラウザー", "ブラウザ"),
    ("ユーザー", "ユーザ"),
    ("レイヤー", "レイヤ"),
    ("フォルダー", "フォルダ"),
    ("リカバリー", "リカバリ"),
    ("メモリー", "メモリ"),
    ("ディレクトリー", "ディレクトリ"),
    ("ライブラリー", "ライブラリ"),
    ("リポジトリー", "リポジトリ"),
    ("ティー", "ティ"),
    ("ファイアー", "ファイア"),
    ("フェイル", "フェール"),
    ("フェイス", "フェース"),
    ("ブレイク", "ブレーク"),
];

/// More alternative words than this in one spelling are left as written.
const MAX_ALTERNATIVES: usize = 4;

/// True for a spelling whose case counts although its author did not call it an abbreviation: one
/// ASCII word, mostly capitals.
pub(super) fn looks_abbreviated(spelling: &str) -> bool {
    let count = |is: fn(&u8) -> bool| spelling.bytes().filter(is).count();
    spelling.bytes().all(|byte| byte.is_ascii_graphic())
        && count(u8::is_ascii_uppercase) > count(u8::is_ascii_lowercase)
        && !spelling.contains(['-', '/'])
}

/// The forms of an abbreviation, folded: itself and its plural.
pub(super) fn abbreviation_forms(spelling: &str) -> Vec<String> {
    let written = fold_spelling(spelling);
    let plural = format!("{written}s");
    vec![written, plural]
}

/// The forms of a name or phrase, folded. The first is the spelling as written.
pub(super) fn phrase_forms(spelling: &str) -> Vec<String> {
    let written = fold_spelling(spelling);
    let mut forms = vec![written.clone()];
    forms.extend(joined(&written));
    forms = forms.iter().flat_map(|form| alternatives(form)).collect();
    let in_capitals = spelling.ends_with(|c: char| c.is_ascii_uppercase());
    forms.extend(forms.iter().filter_map(|form| plural(form, in_capitals)).collect::<Vec<_>>());
    let mut unique = Vec::with_capacity(forms.len());
    for form in forms {
        if !unique.contains(&form) {
            unique.push(form);
        }
    }
    unique
}

/// Which letters meet at a joint.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Latin,
    Japanese,
    Mixed,
}

/// The phrase with its joints spaced, closed or dotted.
fn joined(phrase: &str) -> Vec<String> {
    let words = words(phrase);
    let joints: Vec<Joint> = words.windows(2).map(|pair| joint(pair[0], pair[1])).collect();
    let mut forms = Vec::new();
    for mixed in [" ", ""] {
        for japanese in ["", " ", "・"] {
            forms.push(join(&words, &joints, [" ", japanese, mixed]));
        }
    }
    if joints == [Joint::Latin] {
        forms.push(words.concat());
    }
    forms
}

fn join(words: &[&str], joints: &[Joint], [latin, japanese, mixed]: [&str; 3]) -> String {
    let mut form = String::new();
    for (at, word) in words.iter().enumerate() {
        form.push_str(word);
        form.push_str(match joints.get(at) {
            Some(Joint::Latin) => latin,
            Some(Joint::Japanese) => japanese,
            Some(Joint::Mixed) => mixed,
            None => "",
        });
    }
    form
}

/// The words of a folded phrase.
fn words(phrase: &str) -> Vec<&str> {
    phrase.split([' ', '・']).filter(|word| !word.is_empty()).flat_map(split_scripts).collect()
}

/// Parts a word where ASCII letters or digits and Japanese meet.
fn split_scripts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in word.char_indices() {
        let meets = |a: char, b: char| a.is_ascii_alphanumeric() && !b.is_ascii() && b.is_alphanumeric();
        if before.is_some_and(|before| meets(before, c) || meets(c, before)) {
            parts.push(&word[start..at]);
            start = at;
        }
        before = Some(c);
    }
    parts.push(&word[start..]);
    parts
}

fn joint(left: &str, right: &str) -> Joint {
    let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii());
    match (ascii(left.chars().next_back()), ascii(right.chars().next())) {
        (true, true) => Joint::Latin,
        (false, false) => Joint::Japanese,
        _ => Joint::Mixed,
    }
}

/// The phrase with each of its alternative words written either way; the phrase itself first.
fn alternatives(phrase: &str) -> Vec<String> {
    let mut forms = vec![phrase.to_owned()];
    let mut used = 0;
    for (long, short) in ALTERNATIVES {
        if used == MAX_ALTERNATIVES || !(phrase.contains(long) || phrase.contains(short)) {
            continue;
        }
        used += 1;
        let shortened: Vec<String> = forms.iter().map(|form| form.replace(long, short)).collect();
        // Shorten first, or サーバー would grow a second mark.
        let lengthened = shortened.iter().map(|form| form.replace(short, long)).collect::<Vec<_>>();
        forms.extend(shortened.into_iter().chain(lengthened));
        forms.sort_unstable();
        forms.dedup();
    }
    let written = forms.iter().position(|form| form == phrase).unwrap_or(0);
    forms.swap(0, written);
    forms
}

/// The English plural of a folded phrase, if it may take one. "Multi-AZ" makes "Multi-AZs".
fn plural(phrase: &str, in_capitals: bool) -> Option<String> {
    let mut last_letters = phrase.chars().rev();
    let (last, before) = (last_letters.next()?, last_letters.next()?);
    let ends = |endings: &[&str]| endings.iter().any(|ending| phrase.ends_with(ending));
    if !phrase.is_ascii() || !last.is_ascii_lowercase() {
        None
    } else if in_capitals {
        Some(format!("{phrase}s"))
    } else if ends(&["ss", "us", "is", "x", "z", "ch", "sh"]) {
        Some(format!("{phrase}es"))
    } else if last == 's' {
        None
    } else if let Some(stem) = phrase.strip_suffix('y').filter(|_| !"aeiou".contains(before)) {
        Some(format!("{stem}ies"))
    } else {
        Some(format!("{phrase}s"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(spelling: &str, expected: &[&str]) {
        let mut forms: Vec<String> = phrase_forms(spelling);
        forms[1..].sort();
        assert_eq!(forms, expected);
    }

    #[test]
    fn joints_may_be_open_closed_or_dotted() {
        check("Zero-Trust", &["zero trust", "zero trusts", "zerotrust", "zerotrusts"]);
        check("ゼロ・トラスト", &["ゼロ・トラスト", "ゼロ トラスト", "ゼロトラスト"]);
        check("マルチAZ", &["マルチaz", "マルチ az"]);
        check("point of presence", &["point of presence", "point of presences"]);
    }

    #[test]
    fn the_long_vowel_mark_is_optional_where_usage_wavers() {
        check("ジャンプサーバ", &["ジャンプサーバ", "ジャンプサーバー"]);
        check(
            "ディザスターリカバリ",
            &["ディザスターリカバリ", "ディザスタリカバリ", "ディザスタリカバリー", "ディザスターリカバリー"],
        );
        check("データレプリカ", &["データレプリカ"]);
    }

    #[test]
    fn plurals_follow_the_spelling() {
        for (one, many) in [
            ("policy", "policies"),
            ("gateway", "gateways"),
            ("mesh", "meshes"),
            ("access", "accesses"),
            ("zone", "zones"),
        ] {
            assert_eq!(plural(one, false).as_deref(), Some(many));
        }
        assert_eq!(plural("multi az", true).as_deref(), Some("multi azs"));
        assert_eq!(plural("edge locations", false), None);
        assert_eq!(plural("マルチaz", false), None);
    }

    #[test]
    fn mostly_capitals_are_an_abbreviation() {
        for spelling in ["SLA", "EC2", "PoP", "mTLS", "R53"] {
            assert!(looks_abbreviated(spelling), "{spelling}");
        }
        for spelling in ["CloudFront", "AWS DX", "Multi-AZ", "SMB プロトコル", "egress", "99"] {
            assert!(!looks_abbreviated(spelling), "{spelling}");
        }
    }
}
