//! The schemas of CloudFormation's resource types, as cfn-lint ships them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use shirube::model::Step;

/// How many references one step may follow, so that a schema in a circle ends.
const REFERENCES: usize = 16;

/// What stands beside `Properties` in a resource.
const BESIDE: &[&str] =
    &["DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy", "DependsOn", "Metadata"];

/// What a change of a property does to its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// It is changed in place.
    Updates,
    /// It depends on the value or on other properties.
    Depends,
    /// CloudFormation makes a new one.
    Recreates,
}

/// The schemas by type; a type has several where Regions differ.
pub(crate) struct Schemas(BTreeMap<String, Vec<Value>>);

impl Schemas {
    /// The schemas, or why there are none.
    pub(crate) fn get() -> Result<&'static Self, &'static str> {
        static SCHEMAS: LazyLock<Result<Schemas, String>> = LazyLock::new(Schemas::load);
        SCHEMAS.as_ref().map_err(String::as_str)
    }

    fn load() -> Result<Self, String> {
        let folder = folder()?;
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut schemas: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for path in
            entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "json"))
        {
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let schema: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            if let Some(name) = schema.get("typeName").and_then(Value::as_str) {
                schemas.entry(name.to_owned()).or_default().push(schema);
            }
        }
        Ok(Self(schemas))
    }

    /// True when the resource type is known.
    pub(crate) fn has_type(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// True when the path leads somewhere in the type.
    pub(crate) fn has(&self, type_name: &str, steps: &[Step]) -> bool {
        self.variants(type_name).any(|schema| leads(schema, schema, steps)) || is_beside(steps)
    }

    /// What a change at the path does; nothing where the type has no such path. Where the Regions
    /// differ it depends.
    pub(crate) fn change(&self, type_name: &str, steps: &[Step]) -> Option<Change> {
        let variants = self.variants(type_name).filter(|schema| leads(schema, schema, steps));
        variants
            .map(|schema| change(schema, steps))
            .reduce(|one, other| if one == other { one } else { Change::Depends })
    }

    fn variants(&self, type_name: &str) -> impl Iterator<Item = &Value> {
        self.0.get(type_name).into_iter().flatten()
    }
}

fn is_beside(steps: &[Step]) -> bool {
    matches!(steps, [Step::Name(name)] if name.strip_prefix('$').is_some_and(|name| BESIDE.contains(&name)))
}

/// Asks Python where cfn-lint keeps its schemas.
fn folder() -> Result<PathBuf, String> {
    let program =
        "import cfnlint, os; print(os.path.join(os.path.dirname(cfnlint.__file__), 'data', 'schemas', 'resources'))";
    let output = Command::new(crate::tools::program("python3", "SHIRUBE_PYTHON")?).args(["-c", program]).output();
    let output = output.map_err(|error| format!("python3 does not start: {error}"))?;
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if output.status.success() && folder.is_dir() {
        Ok(folder)
    } else {
        Err("python3 has no cfn-lint with schemas".to_owned())
    }
}

/// Follows a source path; an array is passed through without `[]`, as reading does.
fn leads(schema: &Value, root: &Value, steps: &[Step]) -> bool {
    let Some((step, rest)) = steps.split_first() else { return true };
    forms(schema, root, REFERENCES).into_iter().any(|form| {
        if let Some(items) = form.get("items") {
            return match step {
                Step::Each => leads(items, root, rest),
                Step::Where { key, .. } => leads(items, root, &[Step::Name(key.clone())]) && leads(items, root, rest),
                _ => leads(items, root, steps),
            };
        }
        let is = |name: &str| match form.get("type") {
            Some(Value::Array(types)) => types.iter().any(|kind| kind == name),
            Some(kind) => kind == name,
            None => false,
        };
        let (Step::Name(name) | Step::Key(name)) = step else { return *step == Step::Json && is("string") };
        match form.get("properties").and_then(Value::as_object) {
            Some(properties) => properties.get(&**name).is_some_and(|property| leads(property, root, rest)),
            None => match form.get("patternProperties").and_then(Value::as_object) {
                Some(patterns) => patterns.values().any(|property| leads(property, root, rest)),
                // An object without a schema of its own: a map, or JSON.
                None => is("object"),
            },
        }
    })
}

/// The schema itself and its alternatives, with references followed.
fn forms<'s>(schema: &'s Value, root: &'s Value, references: usize) -> Vec<&'s Value> {
    if references == 0 {
        return Vec::new();
    }
    if let Some(pointer) = schema.get("$ref").and_then(Value::as_str) {
        let target = pointer.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return target.map(|target| forms(target, root, references - 1)).unwrap_or_default();
    }
    let alternatives = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
    let mut all = vec![schema];
    all.extend(alternatives.flat_map(|alternative| forms(alternative, root, references - 1)));
    all
}

fn change(schema: &Value, steps: &[Step]) -> Change {
    // The property itself and what is around it.
    let mut pointers = BTreeSet::new();
    let mut pointer = "/properties".to_owned();
    for step in steps {
        if let Step::Name(name) | Step::Key(name) = step {
            pointer = format!("{pointer}/{name}");
            pointers.insert(pointer.clone());
        }
    }
    let lists = |key: &str| {
        let listed = schema.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        listed.map(|pointer| pointer.replace("/*", "")).any(|pointer| pointers.contains(&pointer))
    };
    if lists("createOnlyProperties") {
        Change::Recreates
    } else if lists("conditionalCreateOnlyProperties") {
        Change::Depends
    } else {
        Change::Updates
    }
}
