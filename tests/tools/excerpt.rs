//! Terraform excerpts made whole, so that Terraform can validate them as modules.
//!
//! What an excerpt names and does not show (a VPC, a variable) becomes an input of the module,
//! about which nothing is known. Providers come from the root: a module with providers of its own
//! starts one.

use std::collections::BTreeSet;
use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::{Block, Body};
use hcl_edit::visit::{Visit, visit_traversal};

/// The root's variable that every input gets.
pub(crate) const UNKNOWN: &str = "anything";

/// A module for Terraform.
#[derive(Debug, Default)]
pub(crate) struct Excerpt {
    /// Names and texts.
    pub(crate) files: Vec<(String, String)>,
    /// The variables that the caller has to set.
    pub(crate) inputs: BTreeSet<String>,
    /// Those of them that stand for what the files name and nowhere declare.
    pub(crate) missing: BTreeSet<String>,
    /// The other configurations of the AWS provider that it uses: `dr`.
    pub(crate) aliases: BTreeSet<String>,
}

impl Excerpt {
    /// Makes a module of files. Errs on what is no Terraform, and on a provider that is there twice.
    pub(crate) fn complete(files: &[(&str, &str)]) -> Result<Self, String> {
        let mut bodies = Vec::new();
        for (name, text) in files {
            let body: Body = text.parse().map_err(|error| format!("{name}: {error}"))?;
            bodies.push(body);
        }
        let declared: BTreeSet<String> = bodies.iter().flat_map(Body::blocks).flat_map(declares).collect();
        let mut excerpt = Self::default();
        for (body, (name, text)) in bodies.iter().zip(files) {
            let mut cuts: Vec<(Range<usize>, String)> = Vec::new();
            for block in body.blocks() {
                match block.ident.as_str() {
                    "provider" => {
                        if let Some(alias) = text_of(block, "alias")
                            && !excerpt.aliases.insert(alias.clone())
                        {
                            return Err(format!("{name}: two providers are called {alias}"));
                        }
                        cuts.extend(block.span().map(|span| (span, String::new())));
                    }
                    "terraform" => cuts.extend(block.span().map(|span| (span, String::new()))),
                    "variable" if !block.body.has_attribute("default") => {
                        excerpt.inputs.extend(block.labels.first().map(|label| label.as_str().to_owned()));
                    }
                    _ => {}
                }
            }
            let mut references = References { declared: &declared, found: Vec::new() };
            references.visit_body(body);
            for (span, input) in references.found {
                // What lies in a block that goes, goes with it.
                if cuts.iter().any(|(cut, _)| cut.contains(&span.start)) {
                    continue;
                }
                cuts.push((span, format!("var.{input}")));
                excerpt.missing.insert(input);
            }
            cuts.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
            let mut text = (*text).to_owned();
            for (span, replacement) in cuts {
                text.replace_range(span, &replacement);
            }
            excerpt.files.push(((*name).to_owned(), text));
        }
        let mut around: String = excerpt.missing.iter().map(|name| format!("variable \"{name}\" {{}}\n")).collect();
        excerpt.inputs.extend(excerpt.missing.iter().cloned());
        if !excerpt.aliases.is_empty() {
            let names: Vec<String> = excerpt.aliases.iter().map(|alias| format!("aws.{alias}")).collect();
            around.push_str(&format!(
                "terraform {{\n  required_providers {{\n    aws = {{\n      source = \"hashicorp/aws\"\n      configuration_aliases = [{}]\n    }}\n  }}\n}}\n",
                names.join(", ")
            ));
        }
        excerpt.files.push(("around.tf".to_owned(), around));
        Ok(excerpt)
    }
}

/// How other parts of the configuration call what a block declares.
fn declares(block: &Block) -> Vec<String> {
    let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
    match (block.ident.as_str(), &*labels) {
        ("resource", [kind, name]) => vec![format!("{kind}.{name}")],
        ("data", [kind, name]) => vec![format!("data.{kind}.{name}")],
        ("module", [name]) => vec![format!("module.{name}")],
        ("variable", [name]) => vec![format!("var.{name}")],
        ("locals", []) => block.body.attributes().map(|local| format!("local.{}", local.key.as_str())).collect(),
        _ => Vec::new(),
    }
}

fn text_of(block: &Block, key: &str) -> Option<String> {
    match &block.body.get_attribute(key)?.value {
        Expression::String(text) => Some(text.as_str().to_owned()),
        _ => None,
    }
}

/// References to what is not declared: their place, and the name of the input that stands for it.
struct References<'d> {
    declared: &'d BTreeSet<String>,
    found: Vec<(Range<usize>, String)>,
}

impl Visit for References<'_> {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        self.note(traversal);
        visit_traversal(self, traversal);
    }
}

impl References<'_> {
    fn note(&mut self, traversal: &Traversal) -> Option<()> {
        let Expression::Variable(first) = &traversal.expr else { return None };
        let steps = traversal.operators.iter().map_while(|operator| match operator.value() {
            TraversalOperator::GetAttr(name) => Some(name),
            _ => None,
        });
        let count = match first.as_str() {
            "data" => 2,
            "var" | "local" | "module" => 1,
            name if name.starts_with("aws_") => 1,
            _ => return None,
        };
        let steps: Vec<_> = steps.take(count).collect();
        let last = steps.get(count - 1)?;
        let names: Vec<&str> = std::iter::once(first.as_str()).chain(steps.iter().map(|name| name.as_str())).collect();
        if self.declared.contains(&names.join(".")) {
            return None;
        }
        let input = if names[0] == "var" { names[1].to_owned() } else { names.join("_") };
        self.found.push((first.span()?.start..last.span()?.end, input));
        Some(())
    }
}
