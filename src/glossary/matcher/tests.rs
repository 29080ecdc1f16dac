//! What matches and what does not, by table and against a slow reference.

use std::borrow::Cow;
use std::ops::Range;

use proptest::prelude::*;

use super::*;

/// A glossary of one term a spelling; `!` in front marks an abbreviation, `?` an ambiguous spelling.
fn spellings(texts: &[&str]) -> Vec<Spelling<'static>> {
    let spelling = |text: &&str| {
        let kind = if text.starts_with('!') { SpellingKind::Abbreviation } else { SpellingKind::Name };
        Spelling {
            text: Cow::Owned(text.trim_start_matches(['!', '?']).to_owned()),
            kind,
            ambiguous: text.starts_with('?'),
        }
    };
    texts.iter().map(spelling).collect()
}

fn matcher(spellings: &[Spelling<'static>]) -> Matcher {
    Matcher::new((0..).map(TermId).zip(spellings))
}

/// Checks that the terms found in `text` are spelled `expected` there.
#[track_caller]
fn check(terms: &[&str], text: &str, expected: &[&str]) {
    let found = matcher(&spellings(terms)).scan(text);
    assert_eq!(found.iter().map(|hit| hit.span.of(text)).collect::<Vec<_>>(), expected, "{text:?}");
}

#[test]
fn an_ascii_term_needs_an_edge() {
    let sla: &[&str] = &["!SLA"];
    check(sla, "SLAの定義とはSLA。", &["SLA", "SLA"]);
    check(sla, "SLAM, XSLA, SLA_x, SLA2, sla, Sla", &[]);
    check(sla, "SLAs (SLA) SLAS", &["SLAs", "SLA"]);
}

#[test]
fn a_katakana_term_does_not_match_inside_a_longer_word() {
    check(&["ロール"], "コントロールとロールバックとロール", &["ロール"]);
    check(&["ロール", "コントロール"], "コントロール", &["コントロール"]);
    check(&["リージョン"], "東京リージョンの各リージョン・AZ", &["リージョン", "リージョン"]);
}

#[test]
fn width_joints_and_long_vowels_vary() {
    let terms: &[&str] = &["ゼロトラスト", "zero trust", "!SLA", "サーバー", "ゼロ・デイ", "マルチ AZ"];
    check(terms, "半角のｾﾞﾛﾄﾗｽﾄは", &["ｾﾞﾛﾄﾗｽﾄ"]);
    check(terms, "ＳＬＡとｓｌａ", &["ＳＬＡ"]);
    check(terms, "Ｚｅｒｏ　ｔｒｕｓｔ", &["Ｚｅｒｏ　ｔｒｕｓｔ"]);
    check(terms, "Zero-Trust ZERO TRUST zerotrust", &["Zero-Trust", "ZERO TRUST", "zerotrust"]);
    check(terms, "サーバとｻｰﾊﾞｰ", &["サーバ", "ｻｰﾊﾞｰ"]);
    check(
        terms,
        "ゼロデイ ゼロ デイ ゼロ\u{3000}デイ ゼロ･デイ",
        &["ゼロデイ", "ゼロ デイ", "ゼロ\u{3000}デイ", "ゼロ･デイ"],
    );
    check(terms, "マルチAZ, マルチ az", &["マルチAZ", "マルチ az"]);
    check(&["ゼロトラスト"], "ゼロトラストとゼロ・トラスト", &["ゼロトラスト"]);
}

#[test]
fn a_phrase_may_go_over_a_line_end() {
    let terms: &[&str] = &["zero trust"];
    check(terms, "all of zero\n  trust is\r\nzero\r\ntrust", &["zero\n  trust", "zero\r\ntrust"]);
    check(terms, "zero\n\ntrust; # zero\n# trust; zero\n- trust", &[]);
    check(terms, "# zero\ntrust", &[]);
}

#[test]
fn a_refused_long_match_gives_way_to_a_shorter_one() {
    let terms: &[&str] = &["egress", "egress vpc", "egress vpc pee"];
    check(terms, "egress VPC peering, egress vpcx", &["egress VPC", "egress"]);
    check(
        &["リード", "リードレプリカ", "a リードレ"],
        "リード リードレプリカ a リードレプリカ",
        &["リード", "リードレプリカ", "リードレプリカ"],
    );
}

#[test]
fn the_case_decides_between_an_abbreviation_and_a_word() {
    let spellings = spellings(&["!PoP", "?POP", "pop"]);
    let found = |text: &str| matcher(&spellings).scan(text).first().map(|hit| (hit.term, hit.kind, hit.ambiguous));
    assert_eq!(found("PoP"), Some((TermId(0), SpellingKind::Abbreviation, false)));
    assert_eq!(found("pop"), Some((TermId(2), SpellingKind::Name, false)));
    assert_eq!(matcher(&spellings[..2]).scan("pop"), []);
    assert_eq!(matcher(&spellings[..2]).scan("POP").first().map(|hit| hit.ambiguous), Some(true));
}

#[test]
fn a_long_text_gives_what_its_paragraphs_give() {
    let spellings = spellings(&["zero trust", "!SLA", "ロール"]);
    let paragraph = "ＳＬＡは zero\n  trust の一部。ロールとコントロール。\n\n";
    let text = paragraph.repeat(3 * PIECE / paragraph.len());
    let matcher = matcher(&spellings);
    let in_paragraph = matcher.scan(paragraph);
    assert_eq!(in_paragraph.len(), 3);
    let starts = (0..text.len()).step_by(paragraph.len());
    let expected: Vec<Match> = starts
        .flat_map(|start| in_paragraph.iter().map(move |hit| Match { span: hit.span.shifted(start), ..*hit }))
        .collect();
    assert_eq!(matcher.scan(&text), expected);
}

#[test]
fn nothing_is_found_without_terms() {
    check(&[], "SLA", &[]);
    check(&["", " ", "・"], "a ・ b", &[]);
}

/// A character of the text in the form in which terms are compared, with its place in the text.
type Letter = (char, Range<usize>);

/// Folds slowly, one character at a time, without the tricks of the real thing.
fn letters(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut starts_heading = false;
    let mut line_start = 0;
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        if at < skip_to {
            continue;
        }
        if at == line_start {
            starts_heading = c == '#';
        }
        let rest = &text[at..];
        if let Some(next) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')) {
            let next_start = text.len() - next.len();
            let words = next.trim_start_matches([' ', '\t']);
            let ends = at == line_start || starts_heading || words.is_empty() || words.starts_with(['\n', '\r', '#']);
            skip_to = if ends { next_start } else { text.len() - words.len() };
            line_start = skip_to;
            letters.push((if ends { '\n' } else { ' ' }, at..skip_to));
            continue;
        }
        let previous = letters.last().map(|(letter, _)| *letter);
        let half = |mark| {
            previous
                .filter(|_| text[..at].ends_with(|c| ('\u{ff66}'..='\u{ff9d}').contains(&c)))
                .and_then(|letter| compose(letter, mark))
        };
        match c {
            'ﾞ' | 'ﾟ' if half(c).is_some() => {
                let composed = half(c).expect("just seen");
                let last = letters.last_mut().expect("just seen");
                *last = (composed, last.1.start..range.end);
            }
            _ => letters.push((fold_char(c), range)),
        }
    }
    letters
}

fn compose(letter: char, mark: char) -> Option<char> {
    let plain = "カキクケコサシスセソタチツテトハヒフヘホウ";
    let voiced = "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ";
    let aspirated = [("ハ", 'パ'), ("ヒ", 'ピ'), ("フ", 'プ'), ("ヘ", 'ペ'), ("ホ", 'ポ')];
    match mark {
        'ﾞ' => voiced.chars().nth(plain.chars().position(|c| c == letter)?),
        _ => aspirated.iter().find(|(plain, _)| plain.starts_with(letter)).map(|(_, composed)| *composed),
    }
}

fn fold_char(c: char) -> char {
    let half = "ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ･";
    let full = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜・";
    match c {
        '－' | '-' | '\u{3000}' | '–' => ' ',
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' | '＿' => {
            char::from_u32(c as u32 - 0xfee0).map_or(c, |c| c.to_ascii_lowercase())
        }
        c => match half.chars().position(|h| h == c) {
            Some(place) => full.chars().nth(place).unwrap_or(c),
            None => c.to_ascii_lowercase(),
        },
    }
}

fn are_one_word(a: char, b: char) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー'..='ヾ');
    word(a) && word(b) || katakana(a) && katakana(b)
}

/// At each place from left to right, the longest spelling that may stand there.
fn reference(spellings: &[Spelling<'static>], text: &str) -> Vec<Match> {
    let letters = letters(text);
    let meanings = meanings((0..).map(TermId).zip(spellings));
    let mut matches = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let fitting = meanings.iter().filter_map(|(form, readings)| {
            let form: Vec<char> = form.chars().collect();
            let end = at + form.len();
            let found = letters.get(at..end)?;
            let stands_alone = (at == 0 || !are_one_word(letters[at - 1].0, form[0]))
                && (end == letters.len() || !are_one_word(form[form.len() - 1], letters[end].0));
            let span = Span::new(found.first()?.1.start, found.last()?.1.end);
            let same_case = |spelling: &str| capitals(span.of(text)).eq(capitals(spelling));
            let reading = readings
                .iter()
                .find(|reading| reading.ignores_case || same_case(&spellings[reading.term.0 as usize].text))?;
            (found.iter().map(|(c, _)| *c).eq(form.iter().copied()) && stands_alone).then_some((end, span, reading))
        });
        match fitting.max_by_key(|(end, _, _)| *end) {
            Some((end, span, reading)) => {
                matches.push(Match { span, term: reading.term, kind: reading.kind, ambiguous: reading.ambiguous });
                at = end;
            }
            None => at += 1,
        }
    }
    matches
}

/// The places of the capitals.
fn capitals(text: &str) -> impl Iterator<Item = usize> {
    text.chars().enumerate().filter(|(_, c)| matches!(c, 'A'..='Z' | 'Ａ'..='Ｚ')).map(|(place, _)| place)
}

/// Pieces that make prefixes, edges, widths, joints and line ends meet often.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "A",
        "B",
        "s",
        " ",
        "-",
        "\n",
        "\r\n",
        "\n  ",
        "\n\n",
        "# ",
        "・",
        "ア",
        "ー",
        "カ",
        "ｶ",
        "ﾞ",
        "ﾟ",
        "ガ",
        "ｱ",
        "Ａ",
        "ｂ",
        "－",
        "\u{3000}",
        "–",
        "サーバ",
        "サーバー",
        "の",
        "標",
        "1",
        "_",
        "é",
        "…",
        "。",
    ]);
    prop::collection::vec(piece, 0..50).prop_map(|pieces| pieces.concat())
}

fn spelling() -> impl Strategy<Value = String> {
    let piece =
        prop::sample::select(vec!["a", "b", "B", "A", " ", "-", "・", "ア", "ー", "カ", "ガ", "サーバー", "標", "1"]);
    (prop::sample::select(vec!["", "", "!", "?"]), prop::collection::vec(piece, 1..5))
        .prop_map(|(mark, pieces)| mark.to_owned() + &pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_automaton_finds_what_the_reference_finds(terms in prop::collection::vec(spelling(), 0..8), text in pieces()) {
        let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
        let spellings = spellings(&terms);
        prop_assert_eq!(matcher(&spellings).scan(&text), reference(&spellings, &text));
    }
}
