//! What the evaluation's tests share: texts in, one-line values out.

use std::sync::Arc;

use crate::model::{Extent, Item, Module, Resource, Unit, lower};
use crate::syntax::{Language, cut, parse};

/// A module of files by name.
pub(in crate::model) fn module(files: &[(&str, &str)], extent: Extent) -> Module {
    let mut module = Module::new(extent);
    for (name, text) in files {
        let language = Language::of_path(name).unwrap();
        let units = cut(text, language).into_iter().map(|block| {
            let text = block.span.of(text);
            let parsed = parse(text, &block.kind, language, None);
            let lowered = Arc::new(lower(&parsed, text, &block.kind, language));
            Unit { file: (*name).into(), lowered }
        });
        module.replace(&[], units.collect());
    }
    module
}

/// The first resource of a module.
pub(in crate::model) fn first(module: &Module) -> Arc<Resource> {
    let ids = (0..).map(crate::model::UnitId).take(module.len());
    let mut resources = ids.flat_map(|id| module.resources(id).to_vec());
    resources.next().unwrap()
}

/// True when some block of a module could not be read; a test's text should be.
pub(in crate::model) fn is_half_typed(module: &Module) -> bool {
    (0..module.len()).filter_map(|id| module.unit(crate::model::UnitId(id as u32))).any(|unit| {
        unit.lowered.items.iter().any(|item| matches!(item, Item::Resource(declaration) if declaration.partial))
    })
}
