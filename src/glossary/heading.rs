//! Which headings of a note name a term, and what the term is called.

/// Headings that structure a note. Compared without case.
const STRUCTURE: &[&str] = &[
    // What a section about a term is divided into.
    "定義",
    "特徴",
    "内容",
    "機能",
    "概要",
    "説明",
    "詳細",
    "例",
    "具体例",
    "補足",
    "備考",
    "注意",
    "注意点",
    "注意事項",
    "用途",
    "役割",
    "目的",
    "背景",
    "前提",
    "条件",
    "要件",
    "制約",
    "制限",
    "制限事項",
    "仕組み",
    "しくみ",
    "動作",
    "構成",
    "構成例",
    "構成図",
    "基本構成",
    "アーキテクチャ図",
    "図",
    "表",
    "手順",
    "方法",
    "使い方",
    "使い分け",
    "設定",
    "設定例",
    "実装",
    "比較",
    "違い",
    "種類",
    "一覧",
    "理由",
    "メリット",
    "デメリット",
    "利点",
    "欠点",
    "ポイント",
    "まとめ",
    "イメージ",
    "参考",
    "参考資料",
    "参考リンク",
    "関連",
    "関連用語",
    "用語",
    "用語集",
    "目次",
    "はじめに",
    "おわりに",
    "結論",
    "課題",
    "対策",
    "理解",
    "徹底",
    "料金",
    "コスト",
    "切替時間",
    "切り替え時間",
    "architecture",
    "background",
    "benefits",
    "caveats",
    "comparison",
    "conclusion",
    "configuration",
    "contents",
    "cons",
    "cost",
    "costs",
    "definition",
    "description",
    "details",
    "diagram",
    "diagrams",
    "drawbacks",
    "example",
    "examples",
    "faq",
    "features",
    "further reading",
    "glossary",
    "how it works",
    "introduction",
    "limitations",
    "limits",
    "links",
    "notes",
    "note",
    "overview",
    "prerequisites",
    "pricing",
    "pros",
    "pros and cons",
    "purpose",
    "references",
    "reference",
    "related",
    "related terms",
    "requirements",
    "see also",
    "setup",
    "sources",
    "steps",
    "summary",
    "table of contents",
    "terms",
    "terminology",
    "tips",
    "todo",
    "usage",
    "use cases",
    "use case",
    "why",
];

/// Ends of a heading that asks or tells about the term before them.
const TAILS: &[&str] = &["とは何か", "とは", "について", "の場合", "の概要", "の定義", "の説明"];

/// Beginnings of a heading that asks about the term behind them.
const LEADS: &[&str] = &["what is a ", "what is an ", "what is the ", "what are ", "what is ", "about "];

/// Beginnings of a heading that is an example or a sentence.
const SENTENCE_STARTS: &[&str] = &["例:", "例：", "how ", "why ", "when ", "where ", "should ", "example:", "e.g."];

/// Kana between two words that make a phrase of them.
const PARTICLES: &[&str] = &[
    "の", "を", "が", "は", "に", "で", "と", "な", "や", "も", "へ", "から", "まで", "との", "への", "での", "には",
    "では",
];

/// Ends of words that belong to a sentence or description.
const DESCRIPTIONS: &[&str] = &[
    "する",
    "した",
    "したい",
    "しない",
    "される",
    "された",
    "いる",
    "ある",
    "たい",
    "たら",
    "なら",
    "とき",
    "など",
    "等",
    "専用",
    "向け",
    "まとめ",
];

/// Names longer than this, in characters, are sentences.
const MAX_NAME: usize = 40;

/// The terms a heading names, each with its aliases behind its name. Several when the heading
/// compares or combines them: `Unicast vs Anycast`, `Amazon ECS / EKS`.
pub(super) fn terms_of(heading: &str) -> Vec<Vec<String>> {
    let heading = strip_number(heading.trim());
    let lower = heading.to_lowercase();
    if SENTENCE_STARTS.iter().any(|start| lower.starts_with(start)) {
        return Vec::new();
    }
    let (name, alias_text) = split_parenthesis(strip_question(heading));
    let mut aliases: Vec<String> = alias_text
        .split([':', '：', '、', ',', '=', '＝', ';'])
        .flat_map(|part| part.split(" / "))
        .map(str::trim)
        .filter(|alias| is_name(alias))
        .map(str::to_owned)
        .collect();
    if is_structure(name) {
        return Vec::new();
    }
    let mut terms: Vec<Vec<String>> =
        combined(name).into_iter().filter(|name| is_name(name)).map(|name| vec![name.to_owned()]).collect();
    match terms.last_mut() {
        Some(last) => last.append(&mut aliases),
        // "Our former model (perimeter model)": the description is no name, but what it describes has one.
        None if !aliases.is_empty() => terms.push(aliases),
        None => {}
    }
    terms
}

/// Removes "1.", "2.3", "(4)" or "⑤".
fn strip_number(heading: &str) -> &str {
    let unopened = heading.trim_start_matches(['(', '（']);
    let rest = unopened.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | '）' | '．' | '、'));
    let number = &unopened[..unopened.len() - rest.len()];
    if number.starts_with(|c: char| c.is_ascii_digit())
        && number.contains(['.', ')', '）', '．', '、'])
        && !rest.is_empty()
    {
        return rest.trim_start();
    }
    heading.trim_start_matches(|c| matches!(c, '①'..='⑳')).trim_start()
}

fn strip_question(heading: &str) -> &str {
    let mut name = heading.trim_end_matches(['?', '？', ':', '：']).trim_end();
    for lead in LEADS {
        if name.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead)) {
            name = &name[lead.len()..];
            break;
        }
    }
    let stripped = TAILS.iter().find_map(|tail| name.strip_suffix(tail)).unwrap_or(name).trim();
    if stripped.is_empty() { name } else { stripped }
}

/// Parts "SLA (Service Level Agreement)" into name and what stands in the final parentheses.
fn split_parenthesis(heading: &str) -> (&str, &str) {
    for (open, close) in [('(', ')'), ('（', '）')] {
        if let Some((name, inner)) = heading.strip_suffix(close).and_then(|rest| rest.rsplit_once(open))
            && !name.trim().is_empty()
        {
            return (name.trim(), inner);
        }
    }
    (heading, "")
}

/// The names that a heading sets side by side.
fn combined(name: &str) -> Vec<&str> {
    for separator in [" vs ", " vs. ", " + ", "＋", " / ", " と "] {
        if name.contains(separator) {
            return name.split(separator).map(str::trim).collect();
        }
    }
    let parts: Vec<&str> = name.split('/').collect();
    // CI/CD and TCP/IP are one word, CloudFront/Global Accelerator are two services.
    if parts.iter().all(|part| part.chars().count() > 3) { parts } else { vec![name] }
}

fn is_structure(name: &str) -> bool {
    let lower = name.to_lowercase();
    let about = lower.rsplit_once('の').map_or(lower.as_str(), |(_, last)| last);
    [lower.as_str(), about].iter().any(|name| STRUCTURE.contains(name))
}

/// True for what may be called a name: short, no sentence, no phrase.
fn is_name(name: &str) -> bool {
    let length = name.chars().count();
    (2..=MAX_NAME).contains(&length)
        && name.split_whitespace().count() <= 6
        && name.chars().any(char::is_alphabetic)
        && !name.contains(['。', '！', '!', '？', '?', '「', '」', '→', '(', '（', '`'])
        && !is_structure(name)
        && !DESCRIPTIONS.iter().any(|end| name.ends_with(end))
        && !has_particle(name)
}

/// True when kana that stand alone between other letters make the name a phrase.
fn has_particle(name: &str) -> bool {
    let is_hiragana = |c: char| matches!(c, '\u{3041}'..='\u{309f}');
    let runs: Vec<&str> = name.split(|c| !is_hiragana(c)).filter(|run| !run.is_empty()).collect();
    runs.iter().any(|run| PARTICLES.contains(run) || DESCRIPTIONS.iter().any(|end| run.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(heading: &str, expected: &[&[&str]]) {
        assert_eq!(terms_of(heading), expected, "{heading}");
    }

    #[test]
    fn a_heading_names_a_term_and_its_aliases() {
        check("ゼロトラスト", &[&["ゼロトラスト"]]);
        check("SLA (Service Level Agreement)", &[&["SLA", "Service Level Agreement"]]);
        check("Egress（外向き通信）", &[&["Egress", "外向き通信"]]);
        check("ディザスタリカバリ（DR: Disaster Recovery）", &[&["ディザスタリカバリ", "DR", "Disaster Recovery"]]);
        check("1. Site-to-Site VPN", &[&["Site-to-Site VPN"]]);
        check("2.3) Elastic IP (EIP)", &[&["Elastic IP", "EIP"]]);
        check("99 problems", &[&["99 problems"]]);
        check("egress VPC とは？", &[&["egress VPC"]]);
        check("What is zero trust?", &[&["zero trust"]]);
        check("従来のモデル（境界防御モデル）", &[&["境界防御モデル"]]);
    }

    #[test]
    fn a_heading_may_name_several_terms() {
        check("Unicast vs Anycast", &[&["Unicast"], &["Anycast"]]);
        check(
            "Amazon S3 + クロスリージョンレプリケーション (CRR)",
            &[&["Amazon S3"], &["クロスリージョンレプリケーション", "CRR"]],
        );
        check("3. CloudFront/Global Accelerator", &[&["CloudFront"], &["Global Accelerator"]]);
        check("CI/CD", &[&["CI/CD"]]);
    }

    #[test]
    fn structure_and_sentences_are_no_terms() {
        for heading in [
            "定義",
            "IPフローティングの特徴",
            "Overview",
            "How it works",
            "例: 東京に EIP を持つ EC2",
            "使用する理由",
            "典型的な構成",
            "マルチリージョンで切り替えたい",
            "①",
        ] {
            check(heading, &[]);
        }
    }

    #[test]
    fn what_describes_in_parentheses_is_no_alias() {
        check("Unicast（Elastic IPなど）の場合", &[&["Unicast"]]);
        check("IPフローティング方式（EIP/ENIで実現）", &[&["IPフローティング方式"]]);
    }
}
