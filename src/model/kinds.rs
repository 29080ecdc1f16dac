//! The built-in kind table, decoded at first need.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::Resource;
use super::kind::Kind;

/// All kinds, by id and by type.
#[derive(Debug)]
pub struct Kinds {
    kinds: Vec<Kind>,
    ids: FxHashMap<Box<str>, usize>,
    types: FxHashMap<Box<str>, usize>,
}

impl Kinds {
    /// The kinds that come with Shirube.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static KINDS: OnceLock<Kinds> = OnceLock::new();
        KINDS.get_or_init(|| {
            let table: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/kinds.bin"));
            // The build script wrote the table; a test decodes it.
            Self::new(postcard::from_bytes(table).unwrap_or_default())
        })
    }

    /// An index of `kinds`.
    #[must_use]
    pub fn new(kinds: Vec<Kind>) -> Self {
        let ids = kinds.iter().enumerate().map(|(index, kind)| (kind.id.clone(), index)).collect();
        let types = kinds.iter().enumerate().flat_map(|(index, kind)| {
            kind.terraform.iter().chain(&kind.cloudformation).map(move |name| (name.clone(), index))
        });
        Self { types: types.collect(), ids, kinds }
    }

    /// The kind of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Kind> {
        self.ids.get(id).and_then(|&index| self.kinds.get(index))
    }

    /// The kind that a resource type belongs to.
    #[must_use]
    pub fn of_type(&self, type_name: &str) -> Option<&Kind> {
        self.types.get(type_name).and_then(|&index| self.kinds.get(index))
    }

    /// The kind that a resource is of. What the table calls `data.aws_x` is the data source.
    #[must_use]
    pub fn of(&self, resource: &Resource) -> Option<&Kind> {
        if resource.is_data {
            return self.of_type(&format!("data.{}", resource.type_name));
        }
        self.of_type(&resource.type_name)
    }

    /// All kinds, in the order of their files.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_decodes() {
        let kind = Kinds::builtin().of_type("aws_elasticache_replication_group").expect("a kind");
        assert_eq!(kind.id.as_ref(), "elasticache.replication_group");
    }
}
