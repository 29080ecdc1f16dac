//! Terraform plans: what `terraform show -json` prints of a saved plan, as another input of `check`.
//!
//! Each module of the plan becomes a configuration in JSON, with the values that the plan knows.
//! What is known only after the apply keeps the reference that the configuration gives, so that
//! relations between resources are seen, and is unknown otherwise.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::text::Span;

/// How deep modules and values are followed.
const MAX_DEPTH: usize = 64;

/// An expression that nothing is known of.
const UNKNOWN: &str = "${var.known_after_apply}";

/// A plan, as configurations.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// One a module: the text of a `*.tf.json`.
    pub(super) modules: Vec<String>,
    /// The plan's own addresses, by those in the configurations, module by module.
    addresses: Vec<BTreeMap<String, String>>,
    /// Where a plan's address is written.
    places: BTreeMap<String, Span>,
    /// How many resources there are.
    pub(super) resources: usize,
}

impl Plan {
    /// Reads a plan; `None` for any other JSON.
    pub(super) fn read(text: &str) -> Option<Self> {
        if !text.contains("\"planned_values\"") {
            return None;
        }
        let document: Value = serde_json::from_str(text).ok()?;
        let root = document.get("planned_values")?.get("root_module")?;
        document.get("format_version")?;
        let mut unknown = BTreeMap::new();
        for change in items(document.get("resource_changes")) {
            if let (Some(address), Some(mask)) = (text_at(change, "address"), change.pointer("/change/after_unknown")) {
                unknown.insert(address, mask);
            }
        }
        let mut plan = Self { places: places(text), ..Self::default() };
        let configuration = document.pointer("/configuration/root_module").unwrap_or(&Value::Null);
        plan.module(root, configuration, &unknown, MAX_DEPTH);
        Some(plan)
    }

    /// The plan's address of a resource of a module, and where it is written.
    pub(super) fn place(&self, module: usize, address: &str) -> Option<(&str, Span)> {
        let address = self.addresses.get(module)?.get(address)?;
        Some((address, self.places.get(address).copied().unwrap_or_default()))
    }

    fn module(&mut self, module: &Value, configuration: &Value, unknown: &BTreeMap<&str, &Value>, depth: usize) {
        let declared: Vec<&Value> =
            items(module.get("resources")).filter(|resource| text_at(resource, "mode") == Some("managed")).collect();
        let local = |resource: &&Value| Some(format!("{}.{}", text_at(resource, "type")?, name_of(resource)?));
        let names: BTreeSet<String> = declared.iter().filter_map(local).collect();
        let (mut types, mut addresses): (Map<String, Value>, _) = (Map::new(), BTreeMap::new());
        for resource in declared {
            let (Some(address), Some(kind), Some(name)) =
                (text_at(resource, "address"), text_at(resource, "type"), name_of(resource))
            else {
                continue;
            };
            let expressions = items(configuration.get("resources"))
                .find(|written| {
                    text_at(written, "type") == Some(kind) && text_at(written, "name") == text_at(resource, "name")
                })
                .and_then(|written| written.get("expressions"));
            let look = Look { names: &names, index: &index_of(resource), is_configured: expressions.is_some() };
            let mask = unknown.get(address).copied().unwrap_or(&Value::Null);
            let values = resource.get("values").unwrap_or(&Value::Null);
            let body = look.value(values, mask, expressions, depth).unwrap_or_else(|| Value::Object(Map::new()));
            if let Value::Object(resources) = types.entry(kind).or_insert_with(|| Value::Object(Map::new())) {
                resources.insert(name.clone(), body);
            }
            addresses.insert(format!("{kind}.{name}"), address.to_owned());
        }
        self.resources += addresses.len();
        self.addresses.push(addresses);
        self.modules
            .push(Value::Object([("resource".to_owned(), Value::Object(types))].into_iter().collect()).to_string());
        if depth == 0 {
            return;
        }
        for child in items(module.get("child_modules")) {
            let call = text_at(child, "address").map_or("", |address| call_of(address));
            let path = format!("/module_calls/{call}/module");
            self.module(child, configuration.pointer(&path).unwrap_or(&Value::Null), unknown, depth - 1);
        }
    }
}

/// What a value is read with.
struct Look<'p> {
    /// `type.name` of the module's resources, instances apart.
    names: &'p BTreeSet<String>,
    /// The instance at hand.
    index: &'p str,
    /// True when the configuration of the resource is in the plan.
    is_configured: bool,
}

impl Look<'_> {
    /// A value with its unknown parts; `None` for what is not set.
    fn value(&self, value: &Value, unknown: &Value, written: Option<&Value>, depth: usize) -> Option<Value> {
        if *unknown == Value::Bool(true) {
            // What nobody writes is the provider's to choose: AWS's default.
            let is_default = written.is_none() && self.is_configured;
            return (!is_default).then(|| Value::String(self.reference(written)));
        }
        if depth == 0 {
            return Some(Value::String(UNKNOWN.to_owned()));
        }
        match value {
            Value::Null => None,
            Value::String(text) => Some(Value::String(text.replace("${", "$${").replace("%{", "%%{"))),
            Value::Array(values) => {
                let at = |index: usize| {
                    let mask = unknown.get(index).unwrap_or(&Value::Null);
                    let written = written.map(|written| written.get(index).unwrap_or(written));
                    self.value(values.get(index)?, mask, written, depth - 1)
                };
                let values: Vec<Value> = (0..values.len()).filter_map(at).collect();
                // An empty list stands for a block that is not written.
                (!values.is_empty()).then_some(Value::Array(values))
            }
            Value::Object(members) => {
                let empty = Map::new();
                let masks = unknown.as_object().unwrap_or(&empty);
                let keys: BTreeSet<&String> = members.keys().chain(masks.keys()).collect();
                let member = |key: &String| {
                    let value = members.get(key).unwrap_or(&Value::Null);
                    let mask = masks.get(key).unwrap_or(&Value::Null);
                    let written = written.and_then(|written| written.get(key));
                    Some((key.clone(), self.value(value, mask, written, depth - 1)?))
                };
                Some(Value::Object(keys.into_iter().filter_map(member).collect()))
            }
            value => Some(value.clone()),
        }
    }

    /// What the configuration writes in the place of a value that is not known yet: a reference to
    /// another resource of the module, where it gives one.
    fn reference(&self, written: Option<&Value>) -> String {
        let references = written.and_then(|written| written.get("references"));
        let resolve = |reference: &Value| {
            let mut parts = reference.as_str()?.split('.');
            let (kind, named) = (parts.next()?, parts.next()?);
            let name = named.split('[').next()?;
            let rest: Vec<&str> = parts.collect();
            let with = |index: &str| format!("{kind}.{}", instance(name, index));
            let found = [with(self.index), with("")].into_iter().find(|name| self.names.contains(name))?;
            let attribute = if rest.is_empty() { "id".to_owned() } else { rest.join(".") };
            Some(format!("${{{found}.{attribute}}}"))
        };
        items(references).find_map(resolve).unwrap_or_else(|| UNKNOWN.to_owned())
    }
}

/// The name of a resource, its instance in it.
fn name_of(resource: &Value) -> Option<String> {
    Some(instance(text_at(resource, "name")?, &index_of(resource)))
}

fn index_of(resource: &Value) -> String {
    match resource.get("index") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(key)) => key.clone(),
        Some(index) => index.to_string(),
    }
}

/// A name that tells instances apart and is an identifier.
fn instance(name: &str, index: &str) -> String {
    if index.is_empty() {
        return name.to_owned();
    }
    let word: String = index.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    format!("{name}__{word}")
}

/// The last call of a module's address: `b` of `module.a["x"].module.b[0]`.
fn call_of(address: &str) -> &str {
    let last = address.rsplit("module.").next().unwrap_or("");
    last.split('[').next().unwrap_or("")
}

/// Where the addresses are written: the first place of each.
fn places(text: &str) -> BTreeMap<String, Span> {
    let mut places = BTreeMap::new();
    for (at, key) in text.match_indices("\"address\"") {
        let rest = &text[at + key.len()..];
        let Some(value) = rest.trim_start().strip_prefix(':').map(str::trim_start) else { continue };
        let start = text.len() - value.len();
        let mut values = serde_json::Deserializer::from_str(value).into_iter::<String>();
        if let Some(Ok(address)) = values.next() {
            places.entry(address).or_insert(Span::new(start, start + values.byte_offset()));
        }
    }
    places
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn text_at<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_known_yet_keeps_its_reference() {
        let resource = |name: &str, index: Value, values: Value| {
            let address = if index.is_null() {
                format!("aws_s3_bucket.{name}")
            } else {
                format!("aws_s3_bucket.{name}[{index}]")
            };
            json!({ "address": address, "mode": "managed", "type": "aws_s3_bucket", "name": name, "index": index, "values": values })
        };
        let text = json!({
            "format_version": "1.2",
            "planned_values": { "root_module": {
                "resources": [
                    resource("logs", json!("a b"), json!({ "bucket": "${x}", "tags": null, "cors_rule": [] })),
                    resource("copy", Value::Null, json!({ "bucket": null })),
                    resource("other", Value::Null, json!({})),
                ],
                "child_modules": [{ "address": "module.m[0]", "resources": [resource("in", Value::Null, json!({}))] }],
            } },
            "resource_changes": [
                { "address": "aws_s3_bucket.copy", "change": { "after_unknown": { "bucket": true, "arn": true } } },
                { "address": "aws_s3_bucket.other", "change": { "after_unknown": { "bucket": true } } },
            ],
            "configuration": { "root_module": { "resources": [{
                "type": "aws_s3_bucket", "name": "copy", "expressions": { "bucket": { "references": ["var.x", "aws_s3_bucket.other.bucket", "aws_s3_bucket.other"] } },
            }] } },
        })
        .to_string();
        let plan = Plan::read(&text).unwrap();
        assert_eq!(
            serde_json::from_str::<Value>(&plan.modules[0]).unwrap(),
            json!({ "resource": { "aws_s3_bucket": {
                "logs__a_b": { "bucket": "$${x}" },
                "copy": { "bucket": "${aws_s3_bucket.other.bucket}" },
                "other": { "bucket": UNKNOWN },
            } } })
        );
        let (address, span) = plan.place(0, "aws_s3_bucket.logs__a_b").unwrap();
        assert_eq!((address, span.of(&text)), ("aws_s3_bucket.logs[\"a b\"]", r#""aws_s3_bucket.logs[\"a b\"]""#));
        assert_eq!((plan.modules.len(), plan.resources), (2, 4));
        assert!(Plan::read("{\"planned_values\": 1}").is_none());
    }

    #[test]
    fn the_last_call_names_the_module() {
        assert_eq!(["module.a", "module.a[\"x.y\"].module.b[0]"].map(call_of), ["a", "b"]);
    }
}
