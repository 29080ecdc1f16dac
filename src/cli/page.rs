//! Pages in Markdown: all that is known of a rule, a pattern or a hint.

use std::fmt::Write as _;

use crate::hints::Hint;
use crate::patterns::Pattern;
use crate::rules::{Catalogue, Safety};
use crate::text::{Lang, Text};

/// Everything about a rule.
pub(super) fn of_rule(catalogue: &Catalogue, number: u32, lang: Lang) -> Option<String> {
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
        let label = either(lang, "Also known as", "他ツールでの ID");
        let _ = write!(page, "\n\n{label}: {}", rule.aliases.join(", "));
    }
    if let (Some(source), Some(checked)) = (&details.source, &details.checked) {
        add_source(&mut page, source, checked, lang);
    }
    Some(page)
}

/// Everything about a disaster recovery pattern.
pub(super) fn of_pattern(pattern: &Pattern, lang: Lang) -> String {
    let strategies: Vec<&str> = pattern.strategies.iter().map(|strategy| strategy.word()).collect();
    let mut page = format!("# {}\n\n`{}` · {}", pattern.title.get(lang), pattern.id, strategies.join(", "));
    let _ = write!(page, "\n\n{}\n", pattern.summary.get(lang));
    let bands: [(&str, &Text); 3] =
        [("RPO", &pattern.rpo), ("RTO", &pattern.rto), (either(lang, "Cost", "コスト"), &pattern.cost)];
    for (label, text) in bands {
        let _ = write!(page, "\n- {label}: {}", text.get(lang));
    }
    for caveat in &pattern.caveats {
        let _ = write!(page, "\n- {}", caveat.get(lang));
    }
    add_source(&mut page, &pattern.source, &pattern.checked, lang);
    page
}

/// Everything about a design hint.
pub(super) fn of_hint(hint: &Hint, lang: Lang) -> String {
    let mut page = format!("# {}\n\n`{}` · {}", hint.label.get(lang), hint.id, hint.on.join(", "));
    let _ = write!(page, "\n\n{}", hint.text.get(lang));
    add_source(&mut page, &hint.source, &hint.checked, lang);
    page
}

fn add_source(page: &mut String, source: &str, checked: &str, lang: Lang) {
    let _ = write!(page, "\n\n{}: {source} ({checked})", either(lang, "Source", "出典"));
}

fn either(lang: Lang, en: &'static str, ja: &'static str) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Ja => ja,
    }
}
