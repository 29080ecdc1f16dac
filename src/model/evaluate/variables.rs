//! Terraform variables: defaults, and values from `.tfvars` files.

use super::access::access;
use super::combine::one_of;
use super::expression::{Terraform, is_override};
use crate::model::{Item, Symbol, Value, Why};
use crate::syntax::{Node, Step};
use crate::text::Span;

impl Terraform<'_, '_> {
    /// What `var.name` and the steps after it are worth.
    ///
    /// A file that Terraform loads by itself gives the value, the last of them if there are
    /// several, and else the default does. Any other `.tfvars` file may be given to Terraform by
    /// hand: the variable is worth either. Where other modules of the workspace call this one,
    /// what they give takes the place of all that.
    pub(super) fn variable(&self, name: &str, rest: &[Step], span: Span) -> Value {
        let symbol = Symbol::Variable(name.into());
        let mut default: Option<&Node> = None;
        let mut loaded: Option<((u8, &str), &Node)> = None;
        let mut by_hand = Vec::new();
        for (item, file) in self.view.definitions(&symbol) {
            match item {
                Item::Variable(variable) if default.is_none() || is_override(file) => {
                    default = variable.default.as_ref().or(default);
                }
                Item::Assignment(named) => match order_of_loading(file) {
                    Some(order) if loaded.is_none_or(|(other, _)| other <= order) => {
                        loaded = Some((order, &named.value));
                    }
                    Some(_) => {}
                    None => by_hand.push(&named.value),
                },
                _ => {}
            }
        }
        let usual = || match loaded.map(|(_, node)| node).or(default) {
            Some(node) => self.definition(&symbol, node, rest, span),
            None => Value::unknown(span, Why::NoDefault(name.into())).used_at(span),
        };
        let mut worlds = Vec::new();
        match self.view.given(name) {
            None => worlds.push(usual()),
            Some(given) => {
                worlds.extend(given.values.iter().map(|value| access(value.clone(), rest)));
                // With values of its own the directory is also used by itself.
                if given.or_default || loaded.is_some() {
                    worlds.push(usual());
                }
            }
        }
        worlds.extend(by_hand.into_iter().map(|node| self.definition(&symbol, node, rest, span)));
        one_of(span, worlds).used_at(span)
    }
}

/// When Terraform loads a `.tfvars` file by itself; later files win.
fn order_of_loading(path: &str) -> Option<(u8, &str)> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match name {
        "terraform.tfvars" => Some((0, name)),
        "terraform.tfvars.json" => Some((1, name)),
        _ if name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json") => Some((2, name)),
        _ => None,
    }
}
