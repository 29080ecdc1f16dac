//! `--only`: rules by whatever name the user knows them.

use crate::rules::Catalogue;
use crate::text::Lang;

use super::Failure;

/// The ids of the rules that the words select.
///
/// # Errors
/// A word that selects nothing.
pub(crate) fn rule_ids(words: &[String], catalogue: &Catalogue, lang: Lang) -> Result<Vec<Box<str>>, Failure> {
    let mut ids = Vec::new();
    for word in words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        let selected = catalogue.named(word);
        if selected.is_empty() {
            return Err(Failure::Message(match lang {
                Lang::En => format!("--only {word}: no rule, principle, framework, control or other checker's id"),
                Lang::Ja => format!(
                    "--only {word}: 該当するルール、原則、フレームワーク、コントロール、他ツールの ID がありません"
                ),
            }));
        }
        let rules = selected.into_iter().filter_map(|number| catalogue.rule(number));
        ids.extend(rules.map(|rule| Box::from(&*rule.id)));
    }
    Ok(ids)
}
