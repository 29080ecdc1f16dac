//! `shirube explain`.

use std::env;
use std::io::{self, Write as _};

use crate::analysis::{Host, Session};
use crate::config::Settings;
use crate::rules::Catalogue;
use crate::text::Lang;
use crate::{hints, patterns};

use super::args::ExplainArgs;
use super::{CLEAN, Failure, locale, page, settings};

/// How many rules an unknown name is answered with.
const SUGGESTIONS: usize = 3;

/// Explains a rule, a term, a pattern, a hint, a control, or another checker's id.
///
/// # Errors
/// A name that means nothing here.
pub(super) fn explain(args: &ExplainArgs) -> Result<u8, Failure> {
    let lang = args.language.map_or_else(locale::lang, Lang::from);
    let session = Session { locale: lang, today: locale::today(), creates_files: false };
    let mut host = Host::new(Settings::default(), session);
    host.set_rules(&settings::rules_near(env::current_dir().into_iter()));
    let pages = pages(&host, &args.id, lang);
    if pages.is_empty() {
        return Err(Failure::Message(unknown(&args.id, host.catalogue(), lang)));
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{}", pages.join("\n\n---\n\n"))?;
    Ok(CLEAN)
}

/// What the name stands for: the first of the meanings that has any page.
fn pages(host: &Host, id: &str, lang: Lang) -> Vec<String> {
    let catalogue = host.catalogue();
    let of_rules = |rules: &[u32]| -> Vec<String> {
        rules.iter().filter_map(|&rule| page::of_rule(catalogue, rule, lang)).collect()
    };
    if let Some(rule) = catalogue.find(id) {
        return of_rules(&[rule]);
    }
    if let Some(pattern) = patterns::find(id) {
        return vec![page::of_pattern(pattern, lang)];
    }
    if let Some(hint) = hints::builtin().iter().find(|hint| &*hint.id == id) {
        return vec![page::of_hint(hint, lang)];
    }
    let of_alias = of_rules(catalogue.of_alias(id));
    if !of_alias.is_empty() {
        return of_alias;
    }
    if let Some(term) = host.term_page(id, lang) {
        return vec![term];
    }
    of_rules(&catalogue.named(id))
}

fn unknown(id: &str, catalogue: &Catalogue, lang: Lang) -> String {
    let rules = catalogue.iter().map(|(_, rule)| &*rule.id);
    let others =
        patterns::builtin().iter().map(|pattern| &*pattern.id).chain(hints::builtin().iter().map(|hint| &*hint.id));
    let mut near: Vec<(usize, &str)> = rules.chain(others).map(|known| (distance(id, known), known)).collect();
    near.sort_unstable();
    let near: Vec<&str> = near.into_iter().take(SUGGESTIONS).map(|(_, id)| id).collect();
    match lang {
        Lang::En => {
            format!("`{id}` is no rule, pattern, hint, term, control or other checker's id; near: {}", near.join(", "))
        }
        Lang::Ja => format!(
            "`{id}` に該当するルール、パターン、ヒント、用語、コントロール、他ツールの ID はありません。近いもの: {}",
            near.join("、")
        ),
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
