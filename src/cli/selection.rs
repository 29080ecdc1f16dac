//! `--only`: rules by whatever name the user knows them.

use crate::rules::{Catalogue, Details, Rule};
use crate::text::Lang;

use super::Failure;

/// The ids of the rules that the words select: rule ids, former ids, principles, frameworks,
/// control ids, other checkers' ids.
///
/// # Errors
/// A word that selects nothing.
pub(crate) fn rule_ids(words: &[String], catalogue: &Catalogue, lang: Lang) -> Result<Vec<Box<str>>, Failure> {
    let mut ids = Vec::new();
    for word in words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        let before = ids.len();
        let selected = catalogue.iter().filter(|(number, rule)| selects(word, rule, catalogue.details(*number)));
        ids.extend(selected.map(|(_, rule)| Box::from(&*rule.id)));
        if ids.len() == before {
            return Err(Failure::Message(match lang {
                Lang::En => format!("--only {word}: no rule, principle, framework, control or other checker's id"),
                Lang::Ja => format!(
                    "--only {word}: 該当するルール、原則、フレームワーク、コントロール、他ツールの ID がありません"
                ),
            }));
        }
    }
    Ok(ids)
}

fn selects(word: &str, rule: &Rule, details: Option<&Details>) -> bool {
    let same = |name: &str| name.eq_ignore_ascii_case(word);
    same(&rule.id)
        || rule.was.iter().any(|name| same(name))
        || same(rule.principle.word())
        || rule.aliases.iter().any(|alias| same(alias))
        || details.is_some_and(|details| {
            details
                .controls
                .iter()
                .any(|(framework, controls)| same(framework) || controls.iter().any(|control| same(control)))
        })
}
