//! Trees to declarations, one block at a time.

mod cloudformation;
mod header;
mod loops;
mod template_mentions;
mod terraform;
mod terraform_json;
mod terraform_mentions;

#[cfg(test)]
mod tests;

use crate::syntax::{BlockKind, Language, Node, Parsed};

use super::{Item, Lowered, Symbol};

/// Lowers a block of any language.
pub(super) fn lower(parsed: &Parsed, text: &str, kind: &BlockKind, language: Language) -> Lowered {
    let Some(root) = &parsed.root else {
        return finished(header::items(text, kind, language), Vec::new());
    };
    let (items, mentions) = match language {
        Language::Terraform => (terraform::items(root, parsed.partial), terraform_mentions::of(root, text)),
        Language::TerraformJson => {
            (terraform_json::items(root, kind, parsed.partial), terraform_mentions::of(root, text))
        }
        Language::Tfvars | Language::TfvarsJson => (terraform::assignments(root), Vec::new()),
        Language::Yaml | Language::Json => {
            let items = cloudformation::items(root, kind, parsed.partial);
            let mentions = if items.is_empty() { Vec::new() } else { template_mentions::of(root) };
            (items, mentions)
        }
        Language::Markdown => return Lowered::default(),
    };
    finished(items, mentions)
}

/// True when a node uses `symbol`, or may: what the tree does not keep counts as a use.
pub(super) fn mentions(node: &Node, symbol: &Symbol) -> bool {
    terraform_mentions::may_be_among(node, symbol) || template_mentions::of(node).contains(symbol)
}

fn finished(items: Vec<Item>, mut mentions: Vec<Symbol>) -> Lowered {
    mentions.sort_unstable();
    mentions.dedup();
    Lowered { items, mentions, ..Lowered::default() }
}
