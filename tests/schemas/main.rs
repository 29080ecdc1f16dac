//! The kind tables and the glossary against AWS's own schemas: every type, every place and every
//! companion is there, and what a change recreates is marked.
//!
//! The schemas come from what the machine has: `terraform` with an AWS provider, and cfn-lint. What
//! is missing is skipped, with a line that says so.

mod cloudformation;
mod terraform;
#[path = "../tools/mod.rs"]
mod tools;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use cloudformation::{Change, Schemas};
use shirube::glossary::entry;
use shirube::model::{Attribute, Dialect, Kind, Kinds, Path as Place, Step};
use terraform::Schema;
use tools::or_skip;

/// Every attribute with its kind and name.
fn attributes() -> impl Iterator<Item = (&'static Kind, &'static str, &'static Attribute)> {
    Kinds::builtin()
        .iter()
        .flat_map(|kind| kind.attributes.iter().map(move |(name, attribute)| (kind, &**name, attribute)))
}

#[track_caller]
fn nothing_wrong(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn terraform_has_every_type_and_place() {
    let Some(schema) = or_skip(Schema::get(), "kinds against Terraform's schema") else { return };
    let mut wrong = Vec::new();
    for kind in Kinds::builtin().iter() {
        for name in kind.terraform.iter().filter(|name| !schema.has_type(name)) {
            wrong.push(format!("{}: no resource type {name}", kind.id));
        }
        for companion in
            kind.companions.iter().filter(|companion| !schema.has(&companion.terraform, &companion.via.steps))
        {
            wrong.push(format!("{}: no {} in {}", kind.id, companion.via, companion.terraform));
        }
    }
    for (kind, name, attribute) in attributes() {
        if attribute.since.is_some_and(|since| since > schema.major) {
            continue;
        }
        for place in &attribute.terraform {
            let (types, steps) = match place.steps.split_first() {
                Some((Step::Companion(companion), rest)) => (std::slice::from_ref(companion), rest),
                _ => (&*kind.terraform, &*place.steps),
            };
            if !types.iter().any(|type_name| schema.has(type_name, steps)) {
                wrong.push(format!("{}: {name}: no {place} in {}", kind.id, types.join(", ")));
            } else if attribute.policy && !types.iter().any(|type_name| schema.is_string(type_name, steps)) {
                wrong.push(format!("{}: {name}: {place} holds no policy", kind.id));
            }
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn cloudformation_has_every_type_and_place() {
    let Some(schemas) = or_skip(Schemas::get(), "kinds against CloudFormation's schemas") else { return };
    let mut wrong = Vec::new();
    for kind in Kinds::builtin().iter() {
        for name in kind.cloudformation.iter().filter(|name| !is_transformed(name) && !schemas.has_type(name)) {
            wrong.push(format!("{}: no resource type {name}", kind.id));
        }
    }
    for (kind, name, attribute) in attributes() {
        if kind.cloudformation.iter().all(|name| is_transformed(name)) {
            continue;
        }
        for place in &attribute.cloudformation {
            if !kind.cloudformation.iter().any(|type_name| schemas.has(type_name, &place.steps)) {
                wrong.push(format!("{}: {name}: no {place} in {}", kind.id, kind.cloudformation.join(", ")));
            }
        }
    }
    nothing_wrong(&wrong);
}

/// SAM's types become others before CloudFormation sees them: the registry has no schema of them.
fn is_transformed(type_name: &str) -> bool {
    type_name.starts_with("AWS::Serverless::")
}

/// A fix must never recreate a resource without saying so, nor warn for nothing.
#[test]
fn what_cloudformation_recreates_is_marked() {
    let Some(schemas) = or_skip(Schemas::get(), "what CloudFormation recreates") else { return };
    let mut wrong = Vec::new();
    for (kind, name, attribute) in attributes() {
        let changes = kind.cloudformation.iter().flat_map(|type_name| {
            attribute.cloudformation.iter().filter_map(move |place| schemas.change(type_name, &place.steps))
        });
        let Some(change) = changes.max() else { continue };
        match (change, attribute.replaces.contains(&Dialect::CloudFormation)) {
            (Change::Recreates, false) => wrong.push(format!("{}: {name} recreates; mark it", kind.id)),
            (Change::Updates, true) => wrong.push(format!("{}: {name} is changed in place; unmark it", kind.id)),
            _ => {}
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn a_language_marks_only_what_it_offers() {
    let unoffered = attributes().flat_map(|(kind, name, attribute)| {
        let marks = attribute.replaces.iter().filter(|dialect| attribute.paths(**dialect).is_empty());
        marks.map(move |dialect| format!("{}: {name} replaces in {dialect:?}, which has no place for it", kind.id))
    });
    nothing_wrong(&unoffered.collect::<Vec<_>>());
    // What is nowhere and has one meaning is a constant, by which kinds share a rule.
    let nowhere = attributes().filter(|(_, _, attribute)| {
        attribute.terraform.is_empty() && attribute.cloudformation.is_empty() && attribute.absent.is_empty()
    });
    nothing_wrong(&nowhere.map(|(kind, name, _)| format!("{}: {name} is nowhere", kind.id)).collect::<Vec<_>>());
}

#[test]
fn relations_name_kinds_and_companions_name_attributes() {
    let mut wrong = Vec::new();
    for (kind, name, attribute) in attributes() {
        for other in attribute.refers.iter().filter(|other| Kinds::builtin().get(other).is_none()) {
            wrong.push(format!("{}: {name} refers to {other}, which is no kind", kind.id));
        }
    }
    for kind in Kinds::builtin().iter() {
        let own: HashSet<&Place> = kind.attributes.values().flat_map(|attribute| &attribute.terraform).collect();
        for names in kind.companions.iter().filter_map(|companion| companion.names.as_ref()) {
            if !own.contains(names) {
                wrong.push(format!("{}: a companion is named by {names}, which is no attribute", kind.id));
            }
        }
    }
    nothing_wrong(&wrong);
}

/// What absence means may depend on other attributes, but not on itself by way of them.
#[test]
fn conditions_of_absence_name_attributes_and_end() {
    let mut wrong = Vec::new();
    for kind in Kinds::builtin().iter() {
        let needs: BTreeMap<&str, BTreeSet<&str>> = kind
            .attributes
            .iter()
            .map(|(name, attribute)| {
                (&**name, attribute.absent.iter().flat_map(|absence| absence.when.keys()).map(|name| &**name).collect())
            })
            .collect();
        for name in needs.values().flatten().filter(|name| !needs.contains_key(**name)) {
            wrong.push(format!("{}: a condition names {name}, which is no attribute", kind.id));
        }
        for start in needs.keys() {
            let mut reached: BTreeSet<&str> = BTreeSet::new();
            let mut open: Vec<&str> = needs[start].iter().copied().collect();
            while let Some(name) = open.pop() {
                if reached.insert(name) {
                    open.extend(needs.get(name).into_iter().flatten());
                }
            }
            if reached.contains(start) {
                wrong.push(format!("{}: what the absence of {start} means depends on {start}", kind.id));
            }
        }
    }
    nothing_wrong(&wrong);
}

/// A default is a fact, with a page of AWS's or the provider's documentation and the month it was read.
#[test]
fn defaults_have_a_source_and_a_month() {
    let mut wrong = Vec::new();
    for (kind, name, attribute) in attributes() {
        for absence in &attribute.absent {
            let documented = ["https://docs.aws.amazon.com/", "https://registry.terraform.io/providers/hashicorp/aws/"];
            let (year, month) = absence.checked.split_once('-').unwrap_or_default();
            let dated = year.len() == 4
                && year.parse::<u16>().is_ok()
                && month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month));
            if !dated || !documented.iter().any(|page| absence.source.starts_with(page)) {
                wrong.push(format!("{}: {name}: {} ({})", kind.id, absence.source, absence.checked));
            }
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn the_glossary_explains_what_exists() {
    let terraform = or_skip(Schema::get(), "the glossary against Terraform's schema");
    let cloudformation = or_skip(Schemas::get(), "the glossary against CloudFormation's schemas");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("glossary");
    let mut wrong = Vec::new();
    for path in folder.read_dir().expect("the glossary").map(|file| file.expect("a file").path()) {
        if path.extension().is_none_or(|end| end != "md") || path.ends_with("README.md") {
            continue;
        }
        let source = std::fs::read_to_string(&path).expect("UTF-8");
        let entry = entry::parse(&source).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
        let unknown = entry.explains.iter().filter(|key| !exists(key, terraform, cloudformation));
        wrong.extend(unknown.map(|key| format!("{}: {key}", entry.id)));
    }
    nothing_wrong(&wrong);
}

/// True for a kind, a type, or an attribute of either, and for what cannot be looked up here.
fn exists(key: &str, terraform: Option<&Schema>, cloudformation: Option<&Schemas>) -> bool {
    let (type_name, path) = match key.split_once('.') {
        Some((type_name, path)) => (type_name, Place::parse(path).map(|place| place.steps).unwrap_or_default()),
        None => (key, Box::default()),
    };
    if type_name.starts_with("AWS::") {
        return cloudformation.is_none_or(|schemas| schemas.has_type(type_name) && schemas.has(type_name, &path));
    }
    if type_name.starts_with("aws_") {
        return terraform.is_none_or(|schema| schema.has_type(type_name) && schema.mentions(type_name, &path));
    }
    let mut kinds = Kinds::builtin().iter();
    kinds.any(|kind| match key.strip_prefix(&*kind.id) {
        Some("") => true,
        Some(rest) => rest.strip_prefix('.').is_some_and(|name| kind.attributes.contains_key(name)),
        None => false,
    })
}
