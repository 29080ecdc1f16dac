//! The schema of Terraform's AWS provider, as the provider on this machine tells it.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use shirube::model::Step;

use crate::tools::terraform::{Terraform, version_of};

/// The provider's resource types.
pub(crate) struct Schema {
    /// Its major version.
    pub major: u16,
    document: Value,
}

/// A place in a resource type.
#[derive(Clone)]
enum Node<'s> {
    /// A block with attributes and blocks.
    Block(&'s Value),
    /// The type of an attribute: `"string"`, `["map", "string"]`, `["object", {…}]`.
    Type(&'s Value),
    /// A list or a set of it.
    Many(Box<Self>),
}

impl Schema {
    /// The schema, or why there is none.
    pub(crate) fn get() -> Result<&'static Self, &'static str> {
        static SCHEMA: LazyLock<Result<Schema, String>> = LazyLock::new(Schema::load);
        SCHEMA.as_ref().map_err(String::as_str)
    }

    fn load() -> Result<Self, String> {
        let terraform = Terraform::find()?;
        let version = &terraform.version;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("terraform-aws-{version}"));
        let cache = folder.join("schema.json");
        let text = match fs::read_to_string(&cache) {
            Ok(text) => text,
            Err(_) => {
                fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
                fs::write(folder.join("main.tf"), terraform.requirement()).map_err(|error| error.to_string())?;
                terraform.init(&folder)?;
                let text = terraform.schema(&folder)?;
                fs::write(&cache, &text).map_err(|error| format!("{}: {error}", cache.display()))?;
                text
            }
        };
        let document = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", cache.display()))?;
        Ok(Self { major: version_of(version)[0] as u16, document })
    }

    /// True when the provider has the resource type.
    pub(crate) fn has_type(&self, name: &str) -> bool {
        self.resource(name).is_some()
    }

    /// True when the path leads somewhere in the type that can be written.
    pub(crate) fn has(&self, type_name: &str, steps: &[Step]) -> bool {
        // Nothing in a data source is written but what asks.
        let written = !type_name.starts_with("data.");
        self.resource(type_name).is_some_and(|block| walk(Node::Block(block), steps, written).is_some())
    }

    /// The same for what can be read, computed attributes included.
    pub(crate) fn mentions(&self, type_name: &str, steps: &[Step]) -> bool {
        self.resource(type_name).is_some_and(|block| walk(Node::Block(block), steps, false).is_some())
    }

    /// True when the path leads to a string.
    pub(crate) fn is_string(&self, type_name: &str, steps: &[Step]) -> bool {
        let written = !type_name.starts_with("data.");
        let end = self.resource(type_name).and_then(|block| walk(Node::Block(block), steps, written));
        is_string(end.as_ref())
    }

    fn resource(&self, name: &str) -> Option<&Value> {
        let provider = self.document.get("provider_schemas")?.as_object()?.values().next()?;
        let schema = match name.strip_prefix("data.") {
            Some(name) => provider.get("data_source_schemas")?.get(name)?,
            None if name == "provider" => provider.get("provider")?,
            None => provider.get("resource_schemas")?.get(name)?,
        };
        schema.get("block")
    }
}

fn is_string(node: Option<&Node<'_>>) -> bool {
    match node {
        Some(Node::Type(kind)) => *kind == "string",
        // One block in a list of at most one, as reading passes through it.
        Some(Node::Many(inner)) => is_string(Some(inner)),
        _ => false,
    }
}

/// Follows a source path; a list is passed through without `[]`, as reading does.
fn walk<'s>(node: Node<'s>, steps: &[Step], settable: bool) -> Option<Node<'s>> {
    let Some((step, rest)) = steps.split_first() else { return Some(node) };
    match (step, node) {
        // JSON in a string has no schema.
        (Step::Json, node @ Node::Type(kind)) => (kind == "string").then_some(node),
        (Step::Each, Node::Many(inner)) => walk(*inner, rest, settable),
        (Step::Where { key, .. }, Node::Many(inner)) => {
            walk((*inner).clone(), &[Step::Name(key.clone())], settable)?;
            walk(*inner, rest, settable)
        }
        (_, Node::Many(inner)) => walk(*inner, steps, settable),
        (Step::Name(name), Node::Block(block)) => walk(member(block, name, settable)?, rest, settable),
        (Step::Name(name) | Step::Key(name), Node::Type(kind)) => {
            let inner = match kind.get(0)?.as_str()? {
                "map" => kind.get(1)?,
                "object" => kind.get(1)?.get(&**name)?,
                _ => return None,
            };
            walk(type_of(inner), rest, settable)
        }
        _ => None,
    }
}

fn member<'s>(block: &'s Value, name: &str, settable: bool) -> Option<Node<'s>> {
    if let Some(attribute) = block.get("attributes").and_then(|attributes| attributes.get(name)) {
        let is = |flag: &str| attribute.get(flag) == Some(&Value::Bool(true));
        if settable && !is("optional") && !is("required") {
            return None;
        }
        return match attribute.get("nested_type") {
            Some(nested) => Some(nest(Node::Block(nested), nested.get("nesting_mode")?.as_str()?)),
            None => Some(type_of(attribute.get("type")?)),
        };
    }
    let block = block.get("block_types")?.get(name)?;
    Some(nest(Node::Block(block.get("block")?), block.get("nesting_mode")?.as_str()?))
}

fn type_of(kind: &Value) -> Node<'_> {
    match kind.get(0).and_then(Value::as_str) {
        Some("list" | "set") => kind.get(1).map_or(Node::Type(kind), |inner| Node::Many(Box::new(type_of(inner)))),
        _ => Node::Type(kind),
    }
}

fn nest<'s>(node: Node<'s>, mode: &str) -> Node<'s> {
    if matches!(mode, "list" | "set") { Node::Many(Box::new(node)) } else { node }
}
