//! The numbers that hints compute.

use crate::model::{Kind, Resource, View};

use super::Measure;

/// A measure of a resource; `None` when something it needs is unknown.
#[must_use]
pub fn measure(measure: Measure, view: &View<'_>, kind: &Kind, resource: &Resource) -> Option<String> {
    let number = |path: &str| {
        let readings = view.read(kind, resource, path);
        match readings.flat().as_slice() {
            [reading] => reading.value.scalar()?.parse::<u64>().ok(),
            _ => None,
        }
    };
    match measure {
        Measure::Detection => Some((number("request_interval")? * number("failure_threshold")?).to_string()),
    }
}
