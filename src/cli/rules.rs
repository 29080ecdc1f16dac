//! `shirube rules`.

use std::env;
use std::io::{self, Write};

use serde_json::json;

use crate::model::{Dialect, Kinds};
use crate::rules::{Catalogue, Details, Rule};
use crate::text::Lang;

use super::args::{ListFormat, RulesArgs};
use super::{CLEAN, Failure, locale, selection, settings};

/// Lists the rules.
///
/// # Errors
/// A selection that selects nothing.
pub(super) fn rules(args: &RulesArgs) -> Result<u8, Failure> {
    let lang = args.language.map_or_else(locale::lang, Lang::from);
    let own = settings::rules_near(env::current_dir().into_iter());
    let files: Vec<(&str, &str)> = own.iter().map(|(path, text)| (&**path, text.as_str())).collect();
    // Mistakes in them are what `check` tells.
    let catalogue = Catalogue::with(&files).0;
    let selected = selection::rule_ids(&args.only, &catalogue, lang)?;
    let mut listed: Vec<(&Rule, &Details)> = catalogue
        .iter()
        .filter(|(_, rule)| args.only.is_empty() || selected.iter().any(|id| **id == *rule.id))
        .filter_map(|(number, rule)| Some((rule, catalogue.details(number)?)))
        .collect();
    listed.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        ListFormat::Plain => {
            let width = listed.iter().map(|(rule, _)| rule.id.len()).max().unwrap_or(0);
            for (rule, details) in listed {
                writeln!(
                    out,
                    "{:width$}  {:11}  {:21}  {}",
                    rule.id,
                    rule.severity,
                    rule.principle,
                    details.title.get(lang)
                )?;
            }
        }
        ListFormat::Json => {
            let rules: Vec<_> = listed.iter().map(|(rule, details)| row(rule, details)).collect();
            serde_json::to_writer_pretty(&mut out, &rules).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(CLEAN)
}

fn row(rule: &Rule, details: &Details) -> serde_json::Value {
    json!({
        "id": &*rule.id,
        "title": { "en": details.title.en, "ja": details.title.ja },
        "principle": rule.principle.word(),
        "severity": rule.severity.word(),
        "profile": rule.profile.word(),
        "confidence": rule.confidence.word(),
        "aliases": rule.aliases,
        "controls": details.controls,
        "languages": languages(rule),
        "fix": details.fixes.first().map(|fix| fix.safety.word()),
        "terms": details.terms,
        "was": rule.was,
    })
}

/// The languages in which a rule finds anything.
fn languages(rule: &Rule) -> Vec<&'static str> {
    let kinds = Kinds::builtin();
    let works = |dialect| {
        (rule.languages.is_empty() || rule.languages.contains(&dialect))
            && rule.on.iter().filter_map(|id| kinds.get(id)).any(|kind| kind.exists_in(dialect))
    };
    let dialects = [(Dialect::Terraform, "terraform"), (Dialect::CloudFormation, "cloudformation")];
    dialects.into_iter().filter(|(dialect, _)| works(*dialect)).map(|(_, name)| name).collect()
}
