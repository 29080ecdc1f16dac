//! Disaster recovery patterns: what a resource lacks, and the edit that brings it, as data.

mod pattern;
mod region;

use std::sync::OnceLock;

pub use pattern::{Input, Layer, Pattern, Recipe, Strategy, Written};
pub use region::recovery_region;

/// The patterns that come with Shirube, decoded at first need.
#[must_use]
pub fn builtin() -> &'static [Pattern] {
    static PATTERNS: OnceLock<Vec<Pattern>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        // The build script wrote the table; a test decodes it.
        postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/patterns.bin"))).unwrap_or_default()
    })
}

/// The pattern of an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Pattern> {
    builtin().iter().find(|pattern| &*pattern.id == id)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_built_in_table_decodes() {
        assert!(super::find("rds-multi-az").is_some());
    }
}
