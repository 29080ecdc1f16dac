//! `shirube explain`.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use crate::analysis::{Host, Session};
use crate::config::Settings;
use crate::rules::{Catalogue, Safety};
use crate::text::Lang;

use super::args::ExplainArgs;
use super::{CLEAN, Failure, locale};

/// How many rules an unknown name is answered with.
const SUGGESTIONS: usize = 3;

/// Explains a rule, a term, or another checker's id.
///
/// # Errors
/// A name that means nothing here.
pub(super) fn explain(args: &ExplainArgs) -> Result<u8, Failure> {
    let lang = args.language.map_or_else(locale::lang, Lang::from);
    let session = Session { locale: lang, today: locale::today(), creates_files: false };
    let host = Host::new(Settings::default(), session);
    let catalogue = host.catalogue();
    let mut rules: Vec<u32> = catalogue.find(&args.id).into_iter().collect();
    if rules.is_empty() {
        rules.extend(catalogue.of_alias(&args.id));
    }
    let mut pages: Vec<String> = rules.iter().filter_map(|&rule| page(catalogue, rule, lang)).collect();
    if pages.is_empty() {
        pages.extend(host.term_page(&args.id, lang));
    }
    if pages.is_empty() {
        return Err(Failure::Message(unknown(&args.id, catalogue, lang)));
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{}", pages.join("\n\n---\n\n"))?;
    Ok(CLEAN)
}

/// Everything about a rule, Markdown.
fn page(catalogue: &Catalogue, number: u32, lang: Lang) -> Option<String> {
    let (rule, details) = (catalogue.rule(number)?, catalogue.details(number)?);
    let mut page = format!("# {}\n\n`{}` · {} · {}", details.title.get(lang), rule.id, rule.principle, rule.severity);
    let _ = write!(page, "\n\n{}", details.why.get(lang));
    for fix in &details.fixes {
        let (label, note) = match (lang, fix.safety) {
            (Lang::En, Safety::Safe) => ("Fix", "safe"),
            (Lang::En, Safety::Review) => ("Fix", "review before applying"),
            (Lang::En, Safety::Replaces) => ("Fix", "AWS replaces the resource"),
            (Lang::Ja, Safety::Safe) => ("修正", "安全"),
            (Lang::Ja, Safety::Review) => ("修正", "適用前に確認が必要"),
            (Lang::Ja, Safety::Replaces) => ("修正", "リソースは置換されます"),
        };
        let _ = write!(page, "\n\n{label}: {} ({note})", fix.title.get(lang));
    }
    if !details.controls.is_empty() {
        let controls = details.controls.iter().map(|(framework, ids)| format!("{framework}: {}", ids.join(", ")));
        let _ = write!(page, "\n\n{}", controls.collect::<Vec<_>>().join("\n"));
    }
    if !rule.aliases.is_empty() {
        let label = match lang {
            Lang::En => "Also known as",
            Lang::Ja => "他ツールでの ID",
        };
        let _ = write!(page, "\n\n{label}: {}", rule.aliases.join(", "));
    }
    if let (Some(source), Some(checked)) = (&details.source, &details.checked) {
        let label = match lang {
            Lang::En => "Source",
            Lang::Ja => "出典",
        };
        let _ = write!(page, "\n\n{label}: {source} ({checked})");
    }
    Some(page)
}

fn unknown(id: &str, catalogue: &Catalogue, lang: Lang) -> String {
    let mut near: Vec<(usize, &str)> = catalogue.iter().map(|(_, rule)| (distance(id, &rule.id), &*rule.id)).collect();
    near.sort_unstable();
    let near: Vec<&str> = near.into_iter().take(SUGGESTIONS).map(|(_, id)| id).collect();
    match lang {
        Lang::En => format!("`{id}` is no rule, term or other checker's id; near: {}", near.join(", ")),
        Lang::Ja => format!("`{id}` に該当するルール、用語、他ツールの ID はありません。近いもの: {}", near.join("、")),
    }
}

/// Levenshtein's distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(80).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(80).enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != *y)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "ab"), 2);
    }
}
