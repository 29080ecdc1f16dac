//! Design hints: what a setting means for availability, recovery and cost, as data.

mod hint;
mod measure;

use std::sync::OnceLock;

pub use hint::{Hint, Measure};
pub use measure::measure;

/// The hints that come with Shirube, decoded at first need.
#[must_use]
pub fn builtin() -> &'static [Hint] {
    static HINTS: OnceLock<Vec<Hint>> = OnceLock::new();
    HINTS.get_or_init(|| {
        // The build script wrote the table; a test decodes it.
        postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/hints.bin"))).unwrap_or_default()
    })
}

/// The hints about a kind.
pub fn of_kind(kind: &str) -> impl Iterator<Item = &'static Hint> {
    builtin().iter().filter(move |hint| hint.on.iter().any(|id| &**id == kind))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_built_in_table_decodes() {
        assert!(super::of_kind("rds.instance").next().is_some());
    }
}
